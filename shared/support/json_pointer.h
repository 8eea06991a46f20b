// Steps of a JSON Pointer (RFC 6901 section 3): in a step "~0" stands for a tilde and "~1" for a slash. Pure; any
// thread.
#pragma once

#include <string>
#include <string_view>

namespace hookloop {

std::string escape_step(std::string_view key);   // "a/b" is "a~1b"
std::string pointer_step(std::string_view key);  // the same with the slash before it: "/a~1b"

}  // namespace hookloop
