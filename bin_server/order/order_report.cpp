#include "bin_server/order/order_report.h"

#include <algorithm>
#include <charconv>

#include "bin_server/model/request_head.h"
#include "bin_server/order/event_moment.h"
#include "shared/schema/delivery_headers.h"

namespace hookloop {
namespace {

template <typename Entry>
void show(std::vector<Entry>& shown, Entry entry) {
  if (shown.size() < OrderReport::kMostShown) shown.push_back(std::move(entry));
}

// Where a repeat's original is named by its seq.
Seq seq_of(const std::string& text) {
  Seq seq = 0;
  std::from_chars(text.data(), text.data() + text.size(), seq);
  return seq;
}

std::vector<std::uint32_t> missing_of(const std::vector<DeliveryCapture>& captures) {
  std::vector<std::uint32_t> seen;
  for (const DeliveryCapture& capture : captures) {
    if (!capture.attempt) return {};
    seen.push_back(*capture.attempt);
  }
  std::sort(seen.begin(), seen.end());
  std::vector<std::uint32_t> missing;
  for (std::uint32_t attempt = 1; attempt < seen.back() && missing.size() < kMostMissing; ++attempt) {
    if (!std::binary_search(seen.begin(), seen.end(), attempt)) missing.push_back(attempt);
  }
  return missing;
}

}  // namespace

bool OrderReport::add(const CapturedRequest& request) {
  const RequestHead head = parse_request_head(request.head);
  const std::string_view path = target_path(head.target);
  const std::string event_id(find_header(head.headers, header_name::event_id).value_or(""));
  const auto sent_at =
      time_of_webhook_timestamp(find_header(head.headers, header_name::timestamp).value_or(std::string_view()));
  ++result_.captures;
  if (sent_at) transit_.add(request.received_at - *sent_at, request.seq);
  bool is_first = true;
  if (request.delivery_id) {
    is_first = add_to_delivery(request, sent_at);
  } else {
    add_without_delivery(request, path);
  }
  if (!is_first) return false;
  auto happened_at = time_of_event_id(event_id);
  if (!happened_at) happened_at = find_moment_(request);
  if (happened_at)
    lateness_.add(request.received_at - *happened_at, request.seq);
  else
    ++result_.without_time;
  const bool sorts = time_of_event_id(event_id).has_value();
  add_to_stream(request, path, sorts ? event_id : "", sorts ? happened_at : sent_at);
  return true;
}

bool OrderReport::add_to_delivery(const CapturedRequest& request, std::optional<Timestamp> sent_at) {
  auto& earlier = deliveries_[*request.delivery_id];
  const bool is_first = earlier.empty();
  const auto same_time = [&](const DeliveryCapture& capture) {
    const auto known = sent_at_.find(capture.seq);
    return sent_at && known != sent_at_.end() && known->second == *sent_at;
  };
  if (const auto repeat = find_repeat(request, earlier, same_time)) {
    add_repeat(request, repeat->kind, seq_of(repeat->of));
  }
  std::uint32_t highest = 0;
  for (const DeliveryCapture& capture : earlier) highest = std::max(highest, capture.attempt.value_or(0));
  const bool is_seen = std::any_of(earlier.begin(), earlier.end(), [&](const DeliveryCapture& capture) {
    return capture.attempt && capture.attempt == request.attempt;
  });
  if (request.attempt && *request.attempt < highest && !is_seen) {
    ++result_.late_attempts;
    show(result_.late_attempts_shown, LateAttempt{request.id, request.seq, *request.attempt, highest});
  }
  // A delivery that comes without end is told by its first and its latest captures.
  constexpr std::size_t kMostCaptures = 1'000;
  if (earlier.size() >= kMostCaptures) earlier.pop_back();
  earlier.push_back({request.seq, std::to_string(request.seq), request.attempt, request.response_status,
                     request.body_wire_bytes, request.complete, request.attempt ? "" : request.content_sha256});
  if (!request.attempt && sent_at) sent_at_.emplace(request.seq, *sent_at);
  return is_first;
}

void OrderReport::add_without_delivery(const CapturedRequest& request, std::string_view path) {
  ++result_.without_delivery;
  if (request.content_bytes == 0) return;  // pings and the like are all the same
  const bool was_accepted = request.complete && request.response_status >= 200 && request.response_status < 300;
  const std::string key = std::string(path) + '\n' + request.content_sha256;
  const auto [known, is_new] = same_bytes_.try_emplace(key, SameBytes{request.seq, was_accepted});
  if (is_new) return;
  add_repeat(request, known->second.was_accepted ? Repeat::Kind::unknown : Repeat::Kind::retry, known->second.seq);
  known->second.was_accepted = known->second.was_accepted || was_accepted;
}

void OrderReport::add_repeat(const CapturedRequest& request, Repeat::Kind kind, Seq of) {
  ++result_.repeats[static_cast<std::size_t>(kind)];
  show(result_.repeats_shown, RepeatShown{kind, request.id, request.seq, of});
}

void OrderReport::add_to_stream(const CapturedRequest& request, std::string_view path, const std::string& event_id,
                                std::optional<Timestamp> at) {
  if (!at) return;
  Stream& stream = streams_[std::string(path)];
  const bool both_sort = !event_id.empty() && !stream.event_id.empty();
  const bool is_late = stream.at && (both_sort ? event_id < stream.event_id : *at < *stream.at);
  if (is_late) {
    ++result_.late_events;
    show(result_.late_shown, Late{request.id, request.seq, event_id, stream.seq, *stream.at - *at});
  } else {
    stream = {event_id, at, request.seq};
  }
}

OrderReport::Result OrderReport::result() const {
  Result result = result_;
  result.deliveries = deliveries_.size();
  for (const auto& [delivery_id, captures] : deliveries_) {
    auto missing = missing_of(captures);
    if (missing.empty()) continue;
    ++result.deliveries_with_missing;
    result.missing_attempts += missing.size();
    result.missing_shown.push_back({delivery_id, captures.back().seq, std::move(missing)});
  }
  std::sort(result.missing_shown.begin(), result.missing_shown.end(),
            [](const Missing& a, const Missing& b) { return a.seq < b.seq; });
  if (result.missing_shown.size() > kMostShown) {
    result.missing_shown.erase(result.missing_shown.begin() + kMostShown, result.missing_shown.end());
  }
  result.lateness = lateness_.summary();
  result.transit = transit_.summary();
  return result;
}

}  // namespace hookloop
