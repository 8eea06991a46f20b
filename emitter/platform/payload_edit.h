// Changes to a payload before it is sent: `--set` and `--remove` with JSON Pointers (RFC 6901). The edits are cut into
// the bytes: what they do not touch stays byte for byte, and a value given as JSON is sent exactly as it was written,
// numbers beyond 64 bits and "1.10" included. Pure functions, any thread.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "shared/support/result.h"

namespace hookloop {

struct PayloadEdit {
  enum class Kind { set, remove };
  Kind kind;
  std::string pointer;  // as given; "" is the whole payload
  std::string value;    // with set: JSON text
};

// "POINTER=TEXT" sets a text, "POINTER:=JSON" any JSON value; the first '=' divides. The error is a sentence: no '=', a
// text that is no UTF-8, JSON that can not be read or is nested deeper than kDeepestJson, a pointer that is none.
Result<PayloadEdit> parse_set(std::string_view argument);
Result<PayloadEdit> parse_remove(std::string_view argument);

// Applies the edits in order. A set may replace a value, add a member to an object that is there, or append to an array
// ("/-"); its parent must be there. A remove needs what it removes. A pointer that names no place is an error
// that names its first part that is not there, and the nearest one beside it or else all that are. `payload` is JSON.
Result<std::string> apply_edits(std::string payload, std::span<const PayloadEdit> edits);

// For a pointer to a member that `payload` does not have: "; did you mean /version/name?", the nearest one beside it,
// or nothing. `payload` is JSON.
std::string guess_member(std::string_view payload, std::string_view pointer);

}  // namespace hookloop
