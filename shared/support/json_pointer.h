// Steps of a JSON Pointer (RFC 6901 section 3): in a step "~0" stands for a tilde and "~1" for a slash. Pure; any
// thread.
#pragma once

#include <string>
#include <string_view>

namespace hookloop {

std::string escape_step(std::string_view key);   // "a/b" is "a~1b"
std::string pointer_step(std::string_view key);  // the same with the slash before it: "/a~1b"

// Takes the first step, with its slash, off a pointer that is not empty, and gives the key that it stands for.
std::string take_pointer_step(std::string_view& pointer);

}  // namespace hookloop
