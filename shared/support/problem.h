// An HTTP error as RFC 9457 problem details (application/problem+json): `detail` says what to do, and a bad field is named
// by its JSON Pointer. Values: any thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace hookloop {

struct Problem {
  int status = 500;
  std::string type;    // a word for programs, "unknown-bin"; travels as "urn:hookloop:problem:unknown-bin"
  std::string title;   // the same sentence for every problem of this type
  std::string detail;  // this one: what was wrong and what to do
  std::optional<std::string> pointer = std::nullopt;  // RFC 6901, into the request's JSON body
  std::optional<std::size_t> column = std::nullopt;   // of the character in a text that was given, from 1
  std::optional<std::size_t> line = std::nullopt;     // of a file that was given, from 1
};

inline constexpr std::string_view kProblemContentType = "application/problem+json";

std::string to_json(const Problem& problem);

// RFC 9110 section 15: "Not Found". "Unknown" for a code that it does not name.
std::string_view reason_phrase(int status);

}  // namespace hookloop
