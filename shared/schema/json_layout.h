// The same JSON written otherwise: what a framework does that parses a body and writes it again before it is signed or
// checked. Numbers stay exactly as they were written (no double ever touches them), and so do the order and the repeats
// of keys, unless they are to be sorted. Serves the verdict body_reserialised (signature.h). Any thread.
#pragma once

#include <cstddef>
#include <optional>
#include <string>

#include "shared/schema/json_text.h"

namespace hookloop {

struct JsonLayout {
  enum class Spacing {
    compact,          // {"a":1,"b":2}      JavaScript, Go, PHP, most others
    spaced,           // {"a": 1, "b": 2}   Python
    indented_by_two,  // one member a line
    indented_by_four,
  };
  enum class Escapes {
    fewest,     // only what RFC 8259 asks for                          JavaScript
    ascii,      // and everything beyond ASCII, as \uXXXX               Python
    ascii_php,  // and the solidus, as \/                               PHP
    html,       // and <, >, &, U+2028 and U+2029, but not the rest     Go
  };
  Spacing spacing = Spacing::compact;
  Escapes escapes = Escapes::fewest;
  bool sorted_keys = false;  // by their UTF-8 bytes; equal keys keep their order
};

std::string describe(const JsonLayout& layout);  // "indented by two, keys sorted"

// Indenting can blow a deeply nested text up by hundreds of times; real payloads grow by two to four times.
inline constexpr std::size_t kLongestWrittenJsonBytes = 1024 * 1024;

// Nothing for what would be longer than kLongestWrittenJsonBytes.
std::optional<std::string> write_json(const JsonText& json, const JsonLayout& layout);

}  // namespace hookloop
