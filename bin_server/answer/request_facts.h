// What an answer may depend on: one request that is about to be stored, and what is derived from its bytes when it is
// first asked for. It reads from the draft and the bin that it was given, which outlive it. One thread at a time.
#pragma once

#include <optional>
#include <string_view>

#include "bin_server/model/bin.h"
#include "bin_server/model/captured_request.h"
#include "bin_server/model/request_head.h"
#include "shared/schema/delivery_headers.h"
#include "shared/schema/json_text.h"
#include "shared/support/result.h"

namespace hookloop {

class RequestFacts {
 public:
  // `draft` whole, with head and body.
  RequestFacts(const Bin& bin, const CaptureDraft& draft) : bin_(bin), draft_(draft) {}

  const Bin& bin() const { return bin_; }
  const CaptureDraft& draft() const { return draft_; }
  const RequestHead& head();
  std::string_view content();  // without chunked framing
  const JsonText* json();      // of the content; nullptr: it is none
  const std::optional<DeliveryIdentity>& delivery();
  std::optional<std::string> query(std::string_view name);

 private:
  const Bin& bin_;
  const CaptureDraft& draft_;
  std::optional<RequestHead> head_;
  std::optional<std::string> unframed_;
  std::optional<Result<JsonText, JsonFault>> json_;
  std::optional<std::optional<DeliveryIdentity>> delivery_;
  std::optional<std::vector<std::pair<std::string, std::string>>> query_;
};

}  // namespace hookloop
