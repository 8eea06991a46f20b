// Captures for the fuzzers that look at some: one that the input tells, and one of a delivery of ours.
#pragma once

#include <string>
#include <string_view>

#include "tests/support/captures.h"

namespace hookloop::test {

// Head and body of a request, as they may have come; what is empty gives an empty capture.
inline CaptureDraft capture_of(std::string_view bytes, BinNumber bin, std::string id) {
  CaptureDraft draft;
  draft.bin = bin;
  draft.id = std::move(id);
  draft.received_at = kCapturedAt;
  draft.client_address = "127.0.0.1";
  const std::size_t head = head_size(bytes).value_or(bytes.size());
  draft.head = bytes.substr(0, head);
  draft.body = bytes.substr(head);
  const std::string content = content_of(draft);
  draft.content_bytes = content.size();
  draft.content_sha256 = sha256(content);
  if (auto delivery = read_delivery_identity(parse_request_head(draft.head).headers)) {
    draft.delivery_id = std::move(delivery->id);
    draft.attempt = delivery->attempt;
  }
  return draft;
}

inline CaptureDraft delivery_capture(BinNumber bin) {
  return request_draft(bin, "req_2", "POST /b/mine/orders/12?page=2&q=a%20b",
                       {"X-Trace: one", "X-Trace: 12.50", "webhook-id: dlv_7", "Hookloop-Attempt: 3",
                        "Hookloop-Event-Type: PROJECT_PUBLISH"},
                       R"({"app": {"name": "Gr\u00f6\u00dfe \"1\"", "n": 12.50, "list": [true, null, 7]}, "n": -3})");
}

}  // namespace hookloop::test
