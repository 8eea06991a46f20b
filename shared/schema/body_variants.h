// A body as it may have been when it was signed, if something on the way changed it: closed lists of the changes that
// proxies, frameworks and hasty code make. Part of verifying (signature.h). Any bytes, any thread.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace hookloop {

// Whether these bytes are what was signed.
using IsSigned = std::function<bool(std::string_view)>;

// Each gives what was done to the body that was signed, as the end of a sentence that begins "It was signed"; nothing
// when no variant fits. A variant that is the body itself is not tried.

// One LF or CRLF more or less at the end.
std::optional<std::string> find_line_end_variant(std::string_view body, const IsSigned& is_signed);

// The same JSON in another layout (json_layout.h), with and without a line end behind it.
std::optional<std::string> find_reserialised_variant(std::string_view body, const IsSigned& is_signed);

// Line ends turned between LF and CRLF, a byte order mark more or less, white space around it, UTF-8 that was read as
// Latin-1 and encoded again, JSON wrapped into a JSON string, an empty body.
std::optional<std::string> find_changed_variant(std::string_view body, const IsSigned& is_signed);

}  // namespace hookloop
