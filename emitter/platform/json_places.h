// Where each value of a JSON text stands, by its JSON Pointer (RFC 6901), so that it can be replaced in the text
// itself. The text must be JSON that was checked before. Pure functions, any thread.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "shared/support/result.h"

namespace hookloop {

struct JsonPlace {
  std::string pointer;
  char kind = 0;               // the value's first character: '{', '[', '"', or that of a number or literal
  std::size_t begin = 0;       // the value's first byte
  std::size_t end = 0;         // one past its last
  std::size_t item_begin = 0;  // of a member: its key's first byte; else as `begin`
  std::size_t children = 0;    // how many members or elements it has
};

// Every value, each before those inside it, in the text's order.
std::vector<JsonPlace> json_places(std::string_view json);

// The reference tokens of a pointer, unescaped; the error says what is wrong with it.
Result<std::vector<std::string>> parse_pointer(std::string_view pointer);

}  // namespace hookloop
