// What a capture is to the earlier ones of its delivery: a retry, a resend, a true duplicate; as far as it can be told
// from what arrived and what was answered. Rules, for the nearest earlier capture that fits:
//
// 1. duplicate: the same attempt came before. Of a sender that tells no attempts: the same bytes with the same
//    webhook-timestamp, which Standard Webhooks 1.0.0 makes anew for each attempt.
// 2. retry: another attempt of the delivery, and the one before it was not accepted: it was not answered 2xx, or did
// not
//    arrive whole.
// 3. resend: a later attempt although one was answered 2xx: somebody sent it again, or the answer did not reach the
//    sender. Which of the two can not be told from here.
// 4. unknown: the delivery came before, and none of this can be told of it.
//
// Threads: any. Errors are those of the store's readers.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "bin_server/model/captured_request.h"
#include "bin_server/store/capture_store.h"

namespace hookloop {

struct Repeat {
  enum class Kind { retry, resend, duplicate, unknown };
  Kind kind = Kind::unknown;
  std::string of;  // the id of the earlier capture
};
std::string_view to_string(Repeat::Kind kind);

struct DeliveryHistory {
  std::optional<std::string> duplicate_of;      // as Judge::duplicate_of
  std::optional<Repeat> repeat;                 // nothing: the first of its delivery, or it names none
  std::vector<std::uint32_t> missing_attempts;  // lower than its own, and not seen before it; at most kMostMissing
};

// Of a delivery with more, those that come first are named.
inline constexpr std::size_t kMostMissing = 20;

// One query, and for rule 1 without attempts one more. `request` need not have its body.
DeliveryHistory read_delivery_history(const CaptureStore& store, const CapturedRequest& request);

// The rules alone. `earlier`: the captures of the delivery before it, oldest first. `same_time` says whether one of
// them has the request's webhook-timestamp.
std::optional<Repeat> find_repeat(const CapturedRequest& request, const std::vector<DeliveryCapture>& earlier,
                                  const std::function<bool(const DeliveryCapture&)>& same_time);

}  // namespace hookloop
