#include "bin_server/capture/repeats.h"

#include <algorithm>

#include "bin_server/model/request_head.h"
#include "shared/schema/delivery_headers.h"

namespace hookloop {
namespace {

// Of a delivery that was captured more often than this, the first ones are enough to find the original.
constexpr std::size_t kComparedCaptures = 1'000;

bool was_accepted(const DeliveryCapture& capture) {
  return capture.complete && capture.response_status >= 200 && capture.response_status < 300;
}

bool same_attempt(const DeliveryCapture& earlier, const CapturedRequest& request) {
  return earlier.attempt && request.attempt && *earlier.attempt == *request.attempt;
}

std::optional<std::string> timestamp_of(const CapturedRequest& request) {
  const RequestHead head = parse_request_head(request.head);
  const auto text = find_header(head.headers, header_name::timestamp);
  return text ? std::optional(std::string(*text)) : std::nullopt;
}

// Without a number of the attempt, an earlier capture that was accepted is what is repeated.
std::optional<std::string> find_duplicate(const CapturedRequest& request, const std::vector<DeliveryCapture>& earlier) {
  for (const DeliveryCapture& capture : earlier) {
    const bool both_tell = capture.attempt && request.attempt;
    if (both_tell ? same_attempt(capture, request) : was_accepted(capture)) return capture.id;
  }
  return std::nullopt;
}

std::vector<std::uint32_t> find_missing(const CapturedRequest& request, const std::vector<DeliveryCapture>& earlier) {
  std::vector<std::uint32_t> missing;
  if (!request.attempt) return missing;
  std::vector<std::uint32_t> seen;
  for (const DeliveryCapture& capture : earlier) {
    if (!capture.attempt) return {};  // which one it was can not be told
    seen.push_back(*capture.attempt);
  }
  std::sort(seen.begin(), seen.end());
  for (std::uint32_t attempt = 1; attempt < *request.attempt && missing.size() < kMostMissing; ++attempt) {
    if (!std::binary_search(seen.begin(), seen.end(), attempt)) missing.push_back(attempt);
  }
  return missing;
}

}  // namespace

std::string_view to_string(Repeat::Kind kind) {
  switch (kind) {
    case Repeat::Kind::retry:
      return "retry";
    case Repeat::Kind::resend:
      return "resend";
    case Repeat::Kind::duplicate:
      return "duplicate";
    case Repeat::Kind::unknown:
      break;
  }
  return "unknown";
}

std::optional<Repeat> find_repeat(const CapturedRequest& request, const std::vector<DeliveryCapture>& earlier,
                                  const std::function<bool(const DeliveryCapture&)>& same_time) {
  using Kind = Repeat::Kind;
  if (earlier.empty()) return std::nullopt;
  for (auto capture = earlier.rbegin(); capture != earlier.rend(); ++capture) {
    if (same_attempt(*capture, request)) return Repeat{Kind::duplicate, capture->id};
    const bool is_told = capture->attempt || request.attempt;
    if (!is_told && capture->content_sha256 == request.content_sha256 && same_time(*capture)) {
      return Repeat{Kind::duplicate, capture->id};
    }
  }
  const DeliveryCapture& last = earlier.back();
  if (last.attempt.has_value() != request.attempt.has_value()) return Repeat{Kind::unknown, last.id};
  const auto accepted = std::find_if(earlier.rbegin(), earlier.rend(), was_accepted);
  if (accepted == earlier.rend()) return Repeat{Kind::retry, last.id};
  // An attempt that arrives behind a later one was not sent because of that one's answer.
  const bool is_later = !request.attempt || !accepted->attempt || *request.attempt > *accepted->attempt;
  return is_later ? Repeat{Kind::resend, accepted->id} : Repeat{Kind::unknown, accepted->id};
}

DeliveryHistory read_delivery_history(const CaptureStore& store, const CapturedRequest& request) {
  DeliveryHistory history;
  if (!request.delivery_id) return history;
  auto earlier = store.find_by_delivery(request.bin, *request.delivery_id, kComparedCaptures);
  const auto end = std::find_if(earlier.begin(), earlier.end(),
                                [&](const DeliveryCapture& capture) { return capture.seq >= request.seq; });
  earlier.erase(end, earlier.end());
  history.duplicate_of = find_duplicate(request, earlier);
  history.missing_attempts = find_missing(request, earlier);
  history.repeat = find_repeat(request, earlier, [&](const DeliveryCapture& capture) {
    const auto rows = store.list_requests(request.bin, {capture.seq + 1, capture.seq - 1, 1});
    const auto time = timestamp_of(request);
    return !rows.empty() && time && timestamp_of(rows.front()) == time;
  });
  return history;
}

}  // namespace hookloop
