// The JSON form of what a bin answers, the same in the API, in files and in the store:
//
// clang-format off
//   ANSWER  {status?, headers?: [[name, value]…] | {name: value}, body?: text | {text} | {base64} | null, body_base64?,
//            template?, delay_ms?: N | [least, most] | {median, p95}, drip?: {bytes, every_ms}, fault?}
//         | {sequence: [BRANCH…], by?: "arrival" | "attempt", then?: "stay" | "repeat"}      BRANCH: ANSWER with times?
//         | {chances: [BRANCH…], otherwise?: ANSWER}                                         BRANCH: ANSWER with percent
//         | {rules: [BRANCH…], otherwise?: ANSWER}                                           BRANCH: ANSWER with when
// clang-format on
//
// and at the root `seed?`. Reading says with a BadField (shared/support/json_fields.h) what is wrong and where. What is
// written is read back as the same program. Pure; any thread.
#pragma once

#include <functional>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>

#include "bin_server/model/answer_program.h"

namespace hookloop {

// What this file can not know: whether a search and a template can be read. Each gives the sentence that says why not.
struct AnswerChecks {
  std::function<std::optional<std::string>(const std::string& search)> search;
  std::function<std::optional<std::string>(const std::string& text)> template_text;
};

// Fields of a single answer that are not there keep what `before` says where that is a single answer too.
AnswerProgram read_answer_program(const nlohmann::ordered_json& value, const AnswerProgram& before,
                                  const std::string& pointer, const AnswerChecks& checks);

enum class AnswerBodies { whole, counted };  // counted: {bytes} in place of the body, for lists

nlohmann::ordered_json to_answer_json(const AnswerProgram& program, AnswerBodies bodies);

}  // namespace hookloop
