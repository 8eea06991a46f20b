// Steps of a JSON Pointer (RFC 6901 section 3): in a step "~0" stands for a tilde and "~1" for a slash. Pure; any
// thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace hookloop {

std::string escape_step(std::string_view key);   // "a/b" is "a~1b"
std::string pointer_step(std::string_view key);  // the same with the slash before it: "/a~1b"

// Dotted keys, as people write them: "app.name" is "/app/name". What begins with a slash is a pointer already. Nothing
// where a step is empty.
std::optional<std::string> pointer_of_path(std::string_view path);

// Takes the first step, with its slash, off a pointer that is not empty, and gives the key that it stands for.
std::string take_pointer_step(std::string_view& pointer);

}  // namespace hookloop
