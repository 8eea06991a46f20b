// What is masked where captures are shown to others: values that let whoever reads them act in somebody's name. Known
// by name alone (of a header field or a query parameter): credentials, cookies, tokens, keys, and signatures, for what
// is signed can be sent again. Bodies are left as they are. Pure; any thread.
#pragma once

#include <string>
#include <string_view>

#include "shared/support/http_message.h"

namespace hookloop {

// What stands in the place of a masked value; in a URL percent-encoded.
inline constexpr std::string_view kRedacted = "[redacted]";

bool is_sensitive_name(std::string_view name);

// Both true where something was masked.
bool redact_headers(HeaderList& headers);  // and queries of URLs that stand in them
bool redact_target(std::string& target);   // values of its query

}  // namespace hookloop
