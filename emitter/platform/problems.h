// The problems of the platform: what was asked for can not be done, and what to do instead. Pure functions and values,
// any thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "shared/support/problem.h"
#include "shared/support/result.h"

namespace hookloop {

// 400: a field of the request can not be used.
Problem bad_field(std::string pointer, std::string detail);

// 404: no delivery has this id.
Problem unknown_delivery(std::string_view id);

// What a text from a person has to be: UTF-8, no control characters, not blank unless it may be empty, and at most so
// many characters. `what` begins the sentence: "The name of an app".
struct TextRule {
  std::string_view what;
  std::size_t most_characters = 200;
  bool may_be_empty = false;
};
std::optional<Problem> check_text(std::string_view text, const TextRule& rule, std::string_view pointer);

// An error of ours as a whole sentence: "The URL is empty; it looks like http://localhost:3000/hook."
std::string sentence(const Error& error);

// "'MyApp'", cut and without control characters, for a sentence.
std::string in_quotes(std::string_view text);

}  // namespace hookloop
