// A person's JSON about a bin, checked: every field that is wrong is named by its pointer with what is allowed, and one
// that is not known is named with the nearest that is. Nothing is applied unless all of it is right. Pure; any thread.
#pragma once

#include <memory>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <string_view>

#include "bin_server/model/bin.h"
#include "shared/support/clock.h"
#include "shared/support/problem.h"
#include "shared/support/result.h"

namespace hookloop {

struct BinInput {
  std::optional<std::string> id;
  BinSettings settings;
};

// {id?, name?, response?: ANSWER (model/answer_program_json.h), forward?, login?, password?, secrets?: [text |
// {scheme?, secret, label?}], max_requests?, max_bytes?, max_age_ms?, expires_in_ms?}. Fields that are not there keep
// what `before` says. An id may be given only where `may_name` is true (when the bin is made). An empty text is an
// empty object.
Result<BinInput, Problem> parse_bin_input(std::string_view json_text, const BinSettings& before, bool may_name,
                                          Timestamp now);

// The same of a value that was read already, from a file say, which stands at `pointer` there. Errors are a BadField
// (shared/support/json_fields.h).
BinInput read_bin_input(const nlohmann::ordered_json& value, const std::string& pointer, const BinSettings& before,
                        bool may_name, Timestamp now);

// The `response` of such a value alone.
std::shared_ptr<const AnswerProgram> read_bin_response(const nlohmann::ordered_json& value, const AnswerProgram& before,
                                                       const std::string& pointer, Timestamp now);

}  // namespace hookloop
