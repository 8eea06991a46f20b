// What the exported page (html_page.h) is put together of: facts, tables of header fields, bytes as text or
// hexadecimal. What comes from outside is escaped (html_text.h) where it is a name, a value or bytes; `html` is HTML
// already. Pure; any thread.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "shared/support/clock.h"
#include "shared/support/http_message.h"

namespace hookloop {

// Of a text body, and of one that is shown in hexadecimal.
inline constexpr std::size_t kShownText = 64 * 1024;
inline constexpr std::size_t kShownHex = 4 * 1024;

std::string shown_time(Timestamp time);
std::string_view status_class(int status);  // "good", "bad" or "plain"

// To stand in a <dl>.
std::string fact(std::string_view name, std::string_view html);
// Nothing where there are none.
std::string table(std::string_view title, const HeaderList& pairs);
std::string bytes_section(std::string_view title, std::string_view bytes);

}  // namespace hookloop
