#include "emitter/deliver/dispatcher.h"

#include <spdlog/fmt/fmt.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <utility>

#include "emitter/deliver/attempt_decision.h"
#include "emitter/deliver/fault_plan.h"
#include "emitter/model/attempt_chance.h"
#include "shared/support/id.h"
#include "shared/support/quantity.h"

namespace hookloop {
namespace {

DerivedRandom chance_for(std::uint64_t seed, const Delivery& delivery, std::uint32_t attempt,
                         std::string_view purpose) {
  return DerivedRandom(seed, delivery.id, attempt, purpose);
}

bool is_dropped(const LaneStart& start) { return find_fault(start.faults, FaultKind::drop) != nullptr; }

std::vector<Fault> faults_asked_for(const Webhook& webhook, const Delivery& delivery) {
  std::vector<Fault> asked = webhook.settings.faults;
  asked.insert(asked.end(), delivery.faults.begin(), delivery.faults.end());
  return asked;
}

DeliveryEnd end_of(const DueDelivery& due, const AttemptDecision& decision, Timestamp now) {
  return {due.delivery.number, decision.state, decision.next_attempt_at, now, decision.reason};
}

}  // namespace

Dispatcher::Dispatcher(Outbox& outbox, AsyncTransport& transport, const Clock& clock, DispatcherOptions options,
                       std::function<void()> committed)
    : outbox_(outbox), transport_(transport), clock_(clock), options_(options), committed_(std::move(committed)) {}

void Dispatcher::note(std::span<const WebhookNumber> webhooks) {
  if (webhooks.empty()) return;
  news_.with([&](auto& news) { news.insert(webhooks.begin(), webhooks.end()); });
  has_news_ = true;
}

EngineStatus Dispatcher::status() const {
  EngineStatus status;
  status.by_webhook = in_flight_by_webhook_.with([](const auto& counts) { return counts; });
  for (const auto& [webhook, count] : status.by_webhook) status.in_flight += count;
  status.write_failures = write_failures_;
  return status;
}

bool Dispatcher::has_unwritten() const { return !unwritten_.empty(); }

bool Dispatcher::turn() {
  const Timestamp now = clock_.now();
  if (!recovered_ && !recover(now)) return false;
  take_news();
  take_completed(now);
  const bool may_write = !write_again_at_ || *write_again_at_ <= now;
  if (!may_write) return false;

  std::vector<LaneStart> starts;
  if (!draining_) {
    refill(now);
    starts = pick_starts(now);
  }
  if (starts.empty() && unwritten_.empty()) return false;
  std::vector<Claim> claims;
  claims.reserve(starts.size());
  for (const LaneStart& start : starts) {
    claims.push_back({start.due.delivery.number, start.due.delivery.attempts + 1, now});
  }
  std::vector<bool> taken;
  if (!commit(claims, now, taken)) {
    for (auto start = starts.rbegin(); start != starts.rend(); ++start) {
      Lane& lane = lane_of(start->due.delivery.webhook);
      lane.give_back(std::move(*start));
      count_in_flight(lane);
    }
    return false;
  }
  for (std::size_t i = 0; i < starts.size(); ++i) {
    if (taken[i]) {
      begin(std::move(starts[i]), now);
    } else {  // cancelled meanwhile
      Lane& lane = lane_of(starts[i].due.delivery.webhook);
      lane.ended(std::nullopt);
      count_in_flight(lane);
    }
  }
  return true;
}

bool Dispatcher::recover(Timestamp now) {
  for (const DueDelivery& due : outbox_.in_flight()) {
    const auto webhook = outbox_.find_webhook(due.delivery.webhook);
    if (!webhook) continue;
    const std::uint32_t attempt = due.delivery.attempts;
    const AttemptResult unknown{AttemptOutcome::unknown, 0};
    DerivedRandom jitter = chance_for(options_.seed, due.delivery, attempt, "jitter");
    DerivedRandom id = chance_for(options_.seed, due.delivery, attempt, "id");
    const AttemptDecision decision =
        decide(webhook->settings, due.delivery.by_hand, attempt, unknown, std::nullopt, now, jitter);
    const Timestamp started_at = due.delivery.started_at.value_or(now);
    AttemptRecord record = record_without_exchange(
        due, attempt, make_id(id_prefix::attempt, started_at, id), webhook->settings.url, AttemptOutcome::unknown,
        "crashed", "the program ended before it was known what came of this attempt", started_at, now);
    record.next = next_word(decision);
    record.next_attempt_at = decision.next_attempt_at;
    unwritten_.attempts.push_back(std::move(record));
    unwritten_.ends.push_back(end_of(due, decision, now));
  }
  const std::size_t cut_off = unwritten_.ends.size();
  std::vector<bool> none;
  if (cut_off > 0 && !commit({}, now, none)) {
    unwritten_ = {};
    return false;
  }
  if (cut_off > 0) spdlog::warn("{} attempts were cut off when the program last ended; they are `unknown`", cut_off);
  recovered_ = true;
  const auto with_work = outbox_.webhooks_with_work();
  note(with_work);
  return true;
}

void Dispatcher::take_news() {
  if (!has_news_.exchange(false)) return;
  const auto webhooks = news_.with([](auto& news) { return std::exchange(news, {}); });
  for (const WebhookNumber number : webhooks) {
    auto webhook = outbox_.find_webhook(number);
    if (!webhook) continue;
    if (webhook->removed_at) webhook->state = WebhookState::disabled;  // only what is in flight goes on
    const auto lane = lanes_.find(number);
    if (lane != lanes_.end()) {
      lane->second->change(*std::move(webhook));
      continue;
    }
    lanes_.emplace(number,
                   std::make_unique<Lane>(*std::move(webhook), [this](const Webhook& w, const DueDelivery& due) {
                     const auto asked = faults_asked_for(w, due.delivery);
                     if (asked.empty()) return std::vector<Fault>{};
                     const std::uint32_t attempt = due.delivery.attempts + 1;
                     DerivedRandom chance = chance_for(options_.seed, due.delivery, attempt, "faults");
                     return plan_faults(asked, attempt, chance);
                   }));
  }
}

Lane& Dispatcher::lane_of(WebhookNumber number) { return *lanes_.at(number); }

void Dispatcher::count_in_flight(const Lane& lane) {
  in_flight_by_webhook_.with([&](auto& counts) { counts[lane.webhook().number] = lane.in_flight(); });
}

void Dispatcher::take_completed(Timestamp now) {
  std::vector<Completed> completed = std::exchange(completed_, {});
  completed_.reserve(completed.size());
  unwritten_.attempts.reserve(unwritten_.attempts.size() + completed.size());
  unwritten_.ends.reserve(unwritten_.ends.size() + completed.size());
  for (Completed& one : completed) {
    const auto found = flights_.find(one.flight);
    Flight& flight = found->second;
    take_exchange(flight, one.copy, std::move(one.exchange), one.started_at, now);
    if (flight.sent < flight.copies) send_copy(one.flight, flight);
    if (!flight.has_ended()) continue;
    finish(flight, now);
    flights_.erase(found);
  }
}

void Dispatcher::finish(Flight& flight, Timestamp now) {
  const DueDelivery& due = flight.start.due;
  Lane& lane = lane_of(due.delivery.webhook);
  DerivedRandom jitter = chance_for(options_.seed, due.delivery, flight.attempt, "jitter");
  const AttemptDecision decision = decide(flight.webhook->settings, due.delivery.by_hand, flight.attempt, flight.result,
                                          flight.retry_after, now, jitter);
  for (AttemptRecord& record : flight.records) {
    if (record.copy == 1) {
      record.next = next_word(decision);
      record.next_attempt_at = decision.next_attempt_at;
    }
    unwritten_.attempts.push_back(std::move(record));
  }
  unwritten_.ends.push_back(end_of(due, decision, now));
  lane.ended(decision.next_attempt_at);
  count_in_flight(lane);
  if (is_dropped(flight.start)) return;  // says nothing of the receiver
  if (decision.gone) {
    disable(lane, "the receiver answered 410 Gone: it wants no more", now);
  } else {
    count_for_breaker(lane, flight.result, now);
  }
}

void Dispatcher::disable(Lane& lane, const std::string& reason, Timestamp now) {
  const Webhook& webhook = lane.webhook();
  if (webhook.state == WebhookState::disabled) return;
  unwritten_.breakers[webhook.number] = {webhook.number, webhook.breaker, true, reason, now};
  unwritten_.notices.push_back({0, now, "webhook_disabled", webhook.number, reason});
  lane.disable(reason);
}

void Dispatcher::count_for_breaker(Lane& lane, const AttemptResult& result, Timestamp now) {
  const Webhook& webhook = lane.webhook();
  BreakerState state = webhook.breaker;
  const BreakerChange change = count_attempt(state, webhook.settings.breaker, result, now);
  if (state == webhook.breaker) return;
  const WebhookNumber number = webhook.number;
  lane.set_breaker(state);
  if (change == BreakerChange::disable) {
    disable(lane, fmt::format("nothing was accepted for {}", show_duration(now - *state.failing_since)), now);
    return;
  }
  // A 410 of this turn stands.
  if (BreakerUpdate& update = unwritten_.breakers[number]; !update.disable) update = {number, state, false, {}, now};
  const auto tell = [&](const char* kind, std::string detail) {
    unwritten_.notices.push_back({0, now, kind, number, std::move(detail)});
  };
  if (change == BreakerChange::opened) {
    tell("breaker_opened", fmt::format("{} attempts in a row failed; deliveries wait, and the first probe is in {}",
                                       state.failures, show_duration(*state.probe_at - now)));
  } else if (change == BreakerChange::probe_failed) {
    tell("breaker_probe_failed", fmt::format("the next probe is in {}", show_duration(*state.probe_at - now)));
  } else if (change == BreakerChange::closed) {
    tell("breaker_closed", "the probe was accepted; deliveries go on");
  }
}

void Dispatcher::refill(Timestamp now) {
  for (auto& [number, lane] : lanes_) {
    if (!lane->wants_more(now)) continue;
    Outbox::DueQuery query;
    query.now = now;
    query.in_order = lane->webhook().settings.ordered;
    query.limit = lane->wanted();
    auto due = outbox_.due(number, query);
    std::uint64_t bytes = 0;
    for (const DueDelivery& row : due) bytes += row.payload.size();
    const bool was_cut = due.size() >= query.limit || bytes >= query.most_bytes;
    // All that is due by now was given, so the next is due later; where the list was cut, the lane asks again anyway.
    const auto next_due = was_cut ? std::nullopt : outbox_.next_due(number, now);
    lane->refill(std::move(due), was_cut, next_due, now);
  }
}

Lane* Dispatcher::lane_that_is_due(Timestamp now) {
  if (!options_.one_by_one) {
    auto lane = lanes_.upper_bound(last_served_);
    for (std::size_t looked = 0; looked < lanes_.size(); ++looked, ++lane) {
      if (lane == lanes_.end()) lane = lanes_.begin();
      if (!lane->second->ready_since(now)) continue;
      last_served_ = lane->first;
      return lane->second.get();
    }
    return nullptr;
  }
  Lane* first = nullptr;
  std::optional<Timestamp> first_since;
  for (auto& [number, lane] : lanes_) {
    const auto since = lane->ready_since(now);
    if (!since || (first_since && *since >= *first_since)) continue;
    first = lane.get();
    first_since = since;
  }
  return first;
}

std::vector<LaneStart> Dispatcher::pick_starts(Timestamp now) {
  std::vector<LaneStart> starts;
  const std::size_t limit = options_.one_by_one ? 1 : options_.max_in_flight;
  while (flights_.size() + starts.size() < limit) {
    Lane* const lane = lane_that_is_due(now);
    if (lane == nullptr) break;
    auto start = lane->next_start(now);
    if (!start) break;
    starts.push_back(*std::move(start));
  }
  return starts;
}

bool Dispatcher::commit(std::span<const Claim> claims, Timestamp now, std::vector<bool>& taken) {
  std::vector<BreakerUpdate> breakers;
  for (const auto& [number, update] : unwritten_.breakers) breakers.push_back(update);
  auto result = outbox_.commit({unwritten_.attempts, unwritten_.ends, breakers, unwritten_.notices, claims});
  if (!result) {
    if (!write_again_at_) spdlog::error("deliveries wait until the store can be written: {}", result.error().message);
    ++write_failures_;
    write_again_at_ = now + kWriteRetry;
    return false;
  }
  if (write_again_at_) spdlog::info("the store can be written again; deliveries go on");
  write_again_at_.reset();
  unwritten_ = {};
  taken = *std::move(result);
  for (auto& [number, lane] : lanes_) lane->settled();
  committed_();
  return true;
}

void Dispatcher::begin(LaneStart start, Timestamp now) {
  Lane& lane = lane_of(start.due.delivery.webhook);
  count_in_flight(lane);
  const std::uint32_t attempt = start.due.delivery.attempts + 1;
  DerivedRandom id_chance = chance_for(options_.seed, start.due.delivery, attempt, "id");
  DerivedRandom fault_chance = chance_for(options_.seed, start.due.delivery, attempt, "request");
  const std::string id = make_id(id_prefix::attempt, now, id_chance);
  const std::uint64_t number = next_flight_++;
  const auto webhook = lane.webhook_snapshot();
  Flight& flight =
      flights_
          .emplace(number, make_flight(std::move(start), webhook, targets_[webhook->number].get(webhook, now), attempt,
                                       id, now, fault_chance))
          .first->second;
  if (is_dropped(flight.start)) {
    flight.records.push_back(record_without_exchange(flight.start.due, attempt, id, flight.webhook->settings.url,
                                                     AttemptOutcome::unreachable, "dropped", "dropped on purpose", now,
                                                     now));
    flight.records.back().faults = flight.start.held;
    flight.records.back().faults.push_back(to_string(*find_fault(flight.start.faults, FaultKind::drop)));
    flight.result = {AttemptOutcome::unreachable, 0, /*may_have_arrived=*/false};
    finish(flight, now);
    flights_.erase(number);
    return;
  }
  do {
    send_copy(number, flight);
  } while (flight.at_once && flight.sent < flight.copies);
}

void Dispatcher::send_copy(std::uint64_t number, Flight& flight) {
  const std::uint32_t copy = ++flight.sent;
  transport_.send(request_of(flight), [this, number, copy, started_at = clock_.now()](Exchange exchange) {
    completed_.push_back({number, copy, started_at, std::move(exchange)});
  });
}

std::optional<Timestamp> Dispatcher::next_time() const {
  if (write_again_at_) return write_again_at_;
  const Timestamp now = clock_.now();
  if (!completed_.empty() || has_news_ || !unwritten_.empty()) return now;
  const std::size_t limit = options_.one_by_one ? 1 : options_.max_in_flight;
  if (draining_ || flights_.size() >= limit) return std::nullopt;
  std::optional<Timestamp> time;
  for (const auto& [number, lane] : lanes_) {
    const auto at = lane->next_time(now);
    if (at && (!time || *at < *time)) time = at;
  }
  return time;
}

}  // namespace hookloop
