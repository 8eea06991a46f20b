// Captured requests as rows of the table `requests` (migrations/001_bins_and_requests.sql) and back. One thread at a
// time.
#pragma once

#include <SQLiteCpp/SQLiteCpp.h>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "bin_server/model/captured_request.h"

namespace hookloop {

// What a request counts for in its bin, as CaptureDraft::bytes() says, in SQL.
inline constexpr std::string_view kRequestBytes = "length(head) + body_bytes + ifnull(answer_bytes, 0)";

// The statement that stores one, and its values. They are not copied: `draft` must be there until the statement has
// run.
const char* insert_request();
void bind_draft(SQLite::Statement& insert, const CaptureDraft& draft, Seq seq);

// The columns that request_of reads, to be selected in this order; behind them `body`, where it is wanted.
const char* request_columns();
// The same into one that was read before: a scan keeps the room of its texts.
void read_request(SQLite::Statement& row, BinNumber bin, bool with_body, CapturedRequest& request);
CapturedRequest request_of(SQLite::Statement& row, BinNumber bin, bool with_body);

std::optional<std::uint32_t> attempt_of(const SQLite::Column& column);

}  // namespace hookloop
