#include "bin_server/forward/forwarder.h"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <chrono>

#include "bin_server/forward/outgoing_request.h"
#include "bin_server/forward/returned_answer.h"
#include "bin_server/forward/target_url.h"
#include "bin_server/forward/via.h"
#include "bin_server/model/request_head.h"

namespace hookloop {
namespace {

// A bin whose settings changed without a word (it was deleted, say) is seen after this long.
constexpr std::chrono::seconds kLookAgain(1);

// Lanes that are looked at before what came of the others is written down.
constexpr std::size_t kStartedAtOnce = 256;

// What could not be written down, as a full disk makes it: so much is kept in memory for the next time, no more.
constexpr std::size_t kMostUnwritten = 1'000;

}  // namespace

Forwarder::Forwarder(const CaptureStore& store, AsyncTransport& transport, KeepExchanges keep, const Clock& clock,
                     IdSource& ids, std::string instance, ForwarderOptions options, ReturnAnswer return_answer)
    : store_(store),
      transport_(transport),
      keep_(std::move(keep)),
      clock_(clock),
      ids_(ids),
      instance_(std::move(instance)),
      options_(options),
      return_answer_(std::move(return_answer)) {}

Forwarder::~Forwarder() { stop(); }

void Forwarder::start() {
  thread_ = std::thread([this] { run(); });
}

void Forwarder::drain(std::chrono::milliseconds grace) {
  std::unique_lock lock(mutex_);
  is_stopping_ = true;
  wake_.notify_one();
  drained_.wait_for(lock, grace, [this] { return in_flight_ == 0; });
}

void Forwarder::stop() {
  drain(std::chrono::milliseconds(0));
  if (thread_.joinable()) thread_.join();
}

void Forwarder::captured(BinNumber bin) {
  if (!has_lanes_) return;
  const std::lock_guard lock(mutex_);
  if (!forwarding_.contains(bin)) return;
  news_.insert(bin);
  wake_.notify_one();
}

void Forwarder::settings_changed() {
  const std::lock_guard lock(mutex_);
  is_changed_ = true;
  wake_.notify_one();
}

void Forwarder::run() {
  SteadyTime look_again = SteadyTime::min();
  std::unique_lock lock(mutex_);
  while (!is_stopping_ || in_flight_ > 0 || !ended_.empty()) {
    std::vector<Ended> ended = std::exchange(ended_, {});
    const std::unordered_set<BinNumber> news = std::exchange(news_, {});
    const bool is_stopping = is_stopping_;
    const bool is_changed = std::exchange(is_changed_, false) || clock_.steady() >= look_again;
    lock.unlock();
    try {
      // Written down before the next is sent: what an end of the process makes to be sent again is one for each target.
      finish(std::move(ended));
      write_down();
      give_back();
      if (!is_stopping) {
        if (is_changed) {
          reload();
          look_again = clock_.steady() + kLookAgain;
        }
        for (const BinNumber bin : news) wait_in_line(bin);
        start_waiting();
      }
      write_down();
      give_back();
    } catch (const std::exception& error) {  // of a reader of the store
      tell_of_trouble(error.what());
      for (auto& [key, lane] : lanes_) wait_in_line(key, lane);
      look_again = SteadyTime::min();
    }
    lock.lock();
    const auto has_work = [&] {
      const bool is_over = is_stopping_ && in_flight_ == 0;
      return !ended_.empty() || !news_.empty() || is_changed_ || is_stopping_ != is_stopping || is_over;
    };
    wake_.wait_for(lock, kLookAgain, has_work);
  }
}

void Forwarder::reload() {
  std::map<BinNumber, std::shared_ptr<const BinSettings>> found;
  for (const Bin& bin : store_.list_forwarding_bins()) {
    found.emplace(bin.number, bin.settings);
    const auto before = known_.find(bin.number);
    if (before != known_.end() && before->second == bin.settings) continue;
    for (const ForwardTarget& target : bin.settings->forward.targets) put_lane(bin, target);
  }
  if (found == known_) return;
  std::erase_if(lanes_, [&](const auto& entry) {
    const auto settings = found.find(entry.first.first);
    return settings == found.end() || !has_target(settings->second->forward, entry.first.second);
  });
  known_ = std::move(found);
  const std::lock_guard lock(mutex_);
  forwarding_.clear();
  for (const auto& [number, settings] : known_) forwarding_.insert(number);
  has_lanes_ = !lanes_.empty();
}

void Forwarder::put_lane(const Bin& bin, const ForwardTarget& target) {
  const LaneKey key{bin.number, target.url};
  Seq stored = 0;
  if (!lanes_.contains(key)) {
    for (const ForwardCursor& cursor : store_.list_forward_cursors(bin.number)) {
      if (cursor.target == target.url) stored = cursor.seq;
    }
  }
  Lane& lane = lanes_[key];
  lane.bin_id = bin.id;
  lane.target = target;
  lane.timeout = bin.settings->forward.timeout;
  lane.returns = return_answer_ && returns_answer_of(bin.settings->forward, target.url);
  lane.cursor = std::max({lane.cursor, target.after_seq, stored});
  wait_in_line(key, lane);
}

void Forwarder::wait_in_line(BinNumber bin) {
  for (auto lane = lanes_.lower_bound({bin, ""}); lane != lanes_.end() && lane->first.first == bin; ++lane) {
    wait_in_line(lane->first, lane->second);
  }
}

void Forwarder::wait_in_line(const LaneKey& key, Lane& lane) {
  if (lane.is_waiting) return;
  lane.is_waiting = true;
  waiting_.push_back(key);
}

void Forwarder::finish(std::vector<Ended> ended) {
  for (Ended& one : ended) {
    bytes_in_flight_ -= one.bytes;
    if (one.returned_within) {
      returned_bytes_in_flight_ -= options_.most_returned_body;
      to_return_.push_back({one.kept.bin, one.kept.seq,
                            take_returned_answer(one.exchange, options_.most_returned_body, *one.returned_within)});
    }
    // It is sent again by the next run of the server, which tells of it then.
    const bool is_interrupted = one.exchange.failure == SendFailure::interrupted;
    note_outcome(one.kept, std::move(one.exchange));
    const auto lane = lanes_.find(one.lane);
    if (lane != lanes_.end() && lane->second.in_flight == one.kept.id) {
      lane->second.in_flight.clear();
      if (!is_interrupted) pass(one.lane, lane->second, std::move(one.kept));
    } else if (!is_interrupted) {
      to_keep_.push_back(std::move(one.kept));  // its target was taken away meanwhile
    }
  }
}

// This capture is done with.
void Forwarder::pass(const LaneKey& key, Lane& lane, CaptureExchange kept) {
  lane.cursor = std::max(lane.cursor, kept.seq);
  cursors_to_keep_[key] = lane.cursor;
  to_keep_.push_back(std::move(kept));
  wait_in_line(key, lane);
}

void Forwarder::pass_unsent(const LaneKey& key, Lane& lane, CaptureExchange kept, Problem problem) {
  if (lane.returns) to_return_.push_back({kept.bin, kept.seq, std::move(problem)});
  pass(key, lane, std::move(kept));
}

void Forwarder::start_waiting() {
  for (std::size_t count = 0; !waiting_.empty(); ++count) {
    if (count == kStartedAtOnce) return settings_changed();  // and at once again, when these are written down
    const LaneKey key = std::move(waiting_.front());
    waiting_.pop_front();
    const auto lane = lanes_.find(key);
    if (lane == lanes_.end()) continue;
    lane->second.is_waiting = false;
    // One that is under way gets in line again when that has ended.
    if (!lane->second.in_flight.empty() || start_next(key, lane->second)) continue;
    lane->second.is_waiting = true;
    waiting_.push_front(key);
    return;
  }
}

bool Forwarder::has_room_for(std::uint64_t bytes, bool returns) {
  if (bytes_in_flight_ > 0 && bytes_in_flight_ + bytes > options_.most_bytes_in_flight) return false;
  const std::uint64_t returned = returned_bytes_in_flight_ + options_.most_returned_body;
  if (returns && returned_bytes_in_flight_ > 0 && returned > options_.most_returned_bytes) return false;
  const std::lock_guard lock(mutex_);
  return in_flight_ < options_.most_in_flight;
}

bool Forwarder::start_next(const LaneKey& key, Lane& lane) {
  const auto next = store_.list_requests(key.first, {std::nullopt, lane.cursor, 1, /*newest_first=*/false});
  if (next.empty()) return true;
  const std::uint64_t bytes = next.front().head.size() + next.front().body_wire_bytes;
  if (!has_room_for(bytes, lane.returns)) return false;
  const auto request = store_.find_request(key.first, next.front().seq);
  if (!request) {  // deleted just now
    lane.cursor = next.front().seq;
    wait_in_line(key, lane);
    return true;
  }
  CaptureExchange kept =
      begin_exchange(ExchangeKind::forward, ids_.next(id_prefix::exchange), *request, key.second, clock_.now());
  OutgoingOptions how;
  how.append_path = lane.target.append_path;
  how.via = via_pseudonym(instance_, lane.bin_id);
  if (const auto loop = find_loop(parse_request_head(request->head).headers, how.via)) {
    note_failure(kept, exchange_failure::loop, *loop);
    pass_unsent(key, lane, std::move(kept), forward_loop());
    return true;
  }
  const auto url = parse_target(key.second);
  auto outgoing = url ? make_outgoing_request(*request, *url, how) : Result<OutgoingRequest>(url.error());
  if (!outgoing) {
    note_failure(kept, exchange_failure::not_sendable, outgoing.error().message);
    pass_unsent(key, lane, std::move(kept), not_forwarded(outgoing.error().message));
    return true;
  }
  lane.in_flight = kept.id;
  bytes_in_flight_ += bytes;
  const auto returned_within = lane.returns ? std::optional(lane.timeout) : std::nullopt;
  if (returned_within) returned_bytes_in_flight_ += options_.most_returned_body;
  send(lane.timeout, {key, std::move(kept), {}, bytes, returned_within}, *std::move(outgoing));
  return true;
}

void Forwarder::send(Microseconds timeout, Ended underway, OutgoingRequest outgoing) {
  note_request(underway.kept, outgoing, /*has_own_body=*/false);
  AsyncRequest request;
  request.url = std::move(outgoing.url);
  request.bytes = std::move(outgoing.head) + outgoing.body;
  request.deadlines = {std::min(request.deadlines.connect, timeout), timeout, timeout};
  if (underway.returned_within) request.limits = limits_for_returning(options_.most_returned_body);
  {
    const std::lock_guard lock(mutex_);
    ++in_flight_;
  }
  transport_.send(std::move(request), [this, underway = std::move(underway)](Exchange exchange) mutable {
    underway.exchange = std::move(exchange);
    const std::lock_guard lock(mutex_);
    ended_.push_back(std::move(underway));
    --in_flight_;
    wake_.notify_one();
    if (in_flight_ == 0) drained_.notify_all();
  });
}

void Forwarder::write_down() {
  if (to_keep_.empty() && cursors_to_keep_.empty()) return;
  std::vector<ForwardCursor> cursors;
  for (const auto& [key, seq] : cursors_to_keep_) cursors.push_back({key.first, key.second, seq});
  if (const auto error = keep_(to_keep_, cursors)) {
    tell_of_trouble(error->message);
    if (to_keep_.size() > kMostUnwritten) to_keep_.erase(to_keep_.begin(), to_keep_.end() - kMostUnwritten);
    return;
  }
  to_keep_.clear();
  cursors_to_keep_.clear();
  has_told_of_trouble_ = false;
}

// Also where nothing could be written down: its sender waits, and was told of no more than that the capture is stored.
void Forwarder::give_back() {
  for (Returned& one : std::exchange(to_return_, {})) return_answer_(one.bin, one.seq, std::move(one.answer));
}

// It is tried again and again: told once.
void Forwarder::tell_of_trouble(const std::string& why) {
  if (!has_told_of_trouble_) spdlog::error("what came of forwarding is not written down: {}", why);
  has_told_of_trouble_ = true;
}

}  // namespace hookloop
