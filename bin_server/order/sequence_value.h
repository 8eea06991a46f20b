// A value of a capture that is named as in a search: `header.NAME`, `query.NAME`, `body.app.name` or `body./app/name`.
// For sequences that a sender counts itself, in whatever place. Pure but for the capture's bytes; any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "bin_server/model/captured_request.h"
#include "shared/support/result.h"

namespace hookloop {

struct SequenceValue {
  enum class Part { header, query, body };
  Part part;
  std::string name;  // of a header or a parameter; of the body a JSON Pointer (RFC 6901)
};

// The error is a sentence that says how it is written.
Result<SequenceValue> parse_sequence_value(std::string_view text);

// The first of its name. A text of the body without quotes and escapes, a number as it is written. Nothing where there
// is none, or it is a list or an object. The request must have its body where the value is one of it.
std::optional<std::string> read_value(const SequenceValue& value, const CapturedRequest& request);

// A whole number in 64 bits; nothing for any other text.
std::optional<std::int64_t> whole_number_of(std::string_view text);

}  // namespace hookloop
