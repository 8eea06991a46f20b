// Bytes from outside as HTML that shows them and is nothing else: markup is text, and what has no shape of its own
// (control characters, direction overrides, bytes that are no UTF-8) is a mark. Pure; any thread.
#pragma once

#include <string>
#include <string_view>

namespace hookloop {

enum class TextLines { one, many };  // many: line feeds and tabs do their work

std::string shown_in_html(std::string_view bytes, TextLines lines = TextLines::one);

// Offset, hexadecimal and ASCII, 16 bytes a line; not escaped, for it needs nothing but that.
std::string hex_lines(std::string_view bytes);

// JSON with line feeds and indentation put between its tokens, which stay as they are. Of text that is no JSON, nothing
// sensible: ask first.
std::string laid_out_json(std::string_view json);

}  // namespace hookloop
