// Captured requests for tests: a bin in a memory store, and captures made of a head and a body as a sender would write
// them.
#pragma once

#include <span>
#include <string>
#include <utility>

#include "bin_server/capture/judge.h"
#include "bin_server/model/request_head.h"
#include "bin_server/store/memory/memory_capture_store.h"
#include "shared/schema/delivery_headers.h"
#include "shared/support/digest.h"

namespace hookloop::test {

inline const Timestamp kCapturedAt{std::chrono::seconds(1'769'860'800)};  // 2026-01-31T12:00:00Z

// "POST TARGET" with these headers, each a line without its end; Content-Length is added.
inline CaptureDraft request_draft(BinNumber bin, const std::string& id, const std::string& line,
                                  const std::vector<std::string>& headers = {}, std::string body = {}) {
  CaptureDraft draft;
  draft.bin = bin;
  draft.id = id;
  draft.received_at = kCapturedAt;
  draft.client_address = "127.0.0.1";
  draft.head = line + " HTTP/1.1\r\nHost: localhost\r\n";
  for (const std::string& header : headers) draft.head += header + "\r\n";
  draft.head += "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n";
  draft.content_bytes = body.size();
  draft.content_sha256 = sha256(body);
  draft.body = std::move(body);
  if (auto delivery = read_delivery_identity(parse_request_head(draft.head).headers)) {
    draft.delivery_id = std::move(delivery->id);
    draft.attempt = delivery->attempt;
  }
  return draft;
}

struct CaptureBench {
  MemoryCaptureStore store;
  Judge judge{store};
  Bin bin = store.create_bin("mine", kCapturedAt, {}).value();
  int count = 0;

  CapturedRequest capture(CaptureDraft draft) {
    const Seq seq = store.append(std::span(&draft, 1)).value().front();
    bin = *store.find_bin("mine");
    return *store.find_request(bin.number, seq);
  }
  CapturedRequest capture(const std::string& line, const std::vector<std::string>& headers = {},
                          std::string body = {}) {
    return capture(request_draft(bin.number, "req_" + std::to_string(++count), line, headers, std::move(body)));
  }
  void set_secrets(std::vector<VerificationKey> secrets) {
    BinSettings settings = *bin.settings;
    settings.secrets = std::move(secrets);
    (void)store.change_bin(bin.number, settings);
    bin = *store.find_bin("mine");
  }
};

}  // namespace hookloop::test
