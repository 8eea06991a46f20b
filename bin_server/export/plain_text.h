// Whether bytes can be shown as text without anything being hidden: UTF-8 of which every character has a shape of its
// own. No control characters (a tab in a pasted command asks for completion), nothing that turns writing around or
// takes no room. What is not so is written with escapes. Pure; any thread.
#pragma once

#include <cstdint>
#include <string_view>

namespace hookloop {

enum class LineFeeds { refused, allowed };

bool is_plain_text(std::string_view bytes, LineFeeds line_feeds = LineFeeds::refused);

// The same of ASCII alone, for languages whose sources have no encoding of their own.
bool is_plain_ascii(std::string_view bytes, LineFeeds line_feeds = LineFeeds::refused);

}  // namespace hookloop
