#include "emitter/deliver/lane.h"

#include <algorithm>
#include <array>
#include <utility>

#include "emitter/deliver/fault_plan.h"

namespace hookloop {
namespace {

void earlier(std::optional<Timestamp>& time, std::optional<Timestamp> other) {
  if (other && (!time || *other < *time)) time = other;
}

// What may hold an attempt back, in the order in which it does.
constexpr std::array kHolds{FaultKind::delay, FaultKind::reorder, FaultKind::burst};

}  // namespace

Lane::Lane(Webhook webhook, PlanFaults plan_faults) : plan_faults_(std::move(plan_faults)) {
  change(std::move(webhook));
}

void Lane::change(Webhook webhook) {
  const bool same_rate = webhook_ && webhook_->settings.rate_per_second == webhook.settings.rate_per_second;
  const bool same_order = webhook_ && webhook_->settings.ordered == webhook.settings.ordered;
  webhook_ = std::make_shared<const Webhook>(std::move(webhook));
  if (!same_rate) {
    pacing_.reset();
    if (const auto& rate = webhook_->settings.rate_per_second) pacing_.emplace(*rate);
  }
  if (!same_order || webhook_->state != WebhookState::enabled) {
    queue_.clear();
    held_.clear();
    released_.clear();
  }
  more_ = true;
}

void Lane::set_breaker(const BreakerState& breaker) {
  Webhook changed = *webhook_;
  changed.breaker = breaker;
  webhook_ = std::make_shared<const Webhook>(std::move(changed));
}

void Lane::disable(const std::string& reason) {
  Webhook changed = *webhook_;
  changed.state = WebhookState::disabled;
  changed.state_reason = reason;
  webhook_ = std::make_shared<const Webhook>(std::move(changed));
  queue_.clear();
  held_.clear();
  released_.clear();
}

std::uint32_t Lane::limit() const {
  if (webhook_->settings.ordered || webhook_->breaker.is_open()) return 1;
  return webhook_->settings.max_in_flight;
}

bool Lane::is_open_for_starts(Timestamp now) const {
  if (webhook_->state != WebhookState::enabled || in_flight_ >= limit()) return false;
  // In order the oldest goes first, and the store does not know yet that it is to be tried again.
  if (webhook_->settings.ordered && unsettled_due_) return false;
  if (webhook_->breaker.is_open() && webhook_->breaker.probe_at && *webhook_->breaker.probe_at > now) return false;
  if (pacing_) {
    const auto free_at = pacing_->next_free(now);
    if (free_at && *free_at > now) return false;
  }
  return true;
}

bool Lane::wants_more(Timestamp now) const {
  return queue_.empty() && (more_ || (next_due_ && *next_due_ <= now)) && is_open_for_starts(now);
}

void Lane::refill(std::vector<DueDelivery> due, bool more, std::optional<Timestamp> next_due, Timestamp now) {
  more_ = more;
  next_due_ = next_due;
  for (DueDelivery& row : due) {
    if (is_loaded(row.delivery.number)) continue;
    // In order, one that waits for its retry holds back all that come after it.
    if (row.delivery.next_attempt_at && *row.delivery.next_attempt_at > now) {
      more_ = false;
      next_due_ = row.delivery.next_attempt_at;
      break;
    }
    queue_.push_back({std::move(row)});
  }
}

bool Lane::is_loaded(DeliveryNumber delivery) const {
  const auto is_it = [&](const auto& waiting) { return waiting.start.due.delivery.number == delivery; };
  return std::any_of(held_.begin(), held_.end(), is_it) || std::any_of(released_.begin(), released_.end(), is_it);
}

void Lane::settled() {
  earlier(next_due_, unsettled_due_);
  unsettled_due_.reset();
}

bool Lane::blocks_order() const {
  return webhook_->settings.ordered &&
         std::any_of(held_.begin(), held_.end(), [](const Held& held) { return held.why == FaultKind::delay; });
}

std::size_t Lane::first_released(Timestamp now) const {
  std::size_t first = held_.size();
  for (std::size_t i = 0; i < held_.size(); ++i) {
    if (held_[i].until <= now && (first == held_.size() || held_[i].until < held_[first].until)) first = i;
  }
  return first;
}

std::size_t Lane::waiting_for(FaultKind why, Timestamp now) const {
  return static_cast<std::size_t>(
      std::count_if(held_.begin(), held_.end(), [&](const Held& held) { return held.why == why && held.until > now; }));
}

void Lane::release_all(FaultKind why, Timestamp now) {
  for (Held& held : held_) {
    if (held.why != why || held.until <= now) continue;
    held.until = now;
    held.is_let_go = true;
  }
}

bool Lane::hold(LaneStart& start, Timestamp now) {
  while (start.holds_passed < kHolds.size()) {
    const FaultKind kind = kHolds[start.holds_passed++];
    const Fault* const fault = find_fault(start.faults, kind);
    if (fault == nullptr) continue;
    if (kind == FaultKind::reorder && waiting_for(kind, now) > 0) continue;  // it is the one that overtakes
    start.held.push_back(to_string(*fault));
    const Timestamp until = now + fault->by;
    const std::size_t together = fault->count;
    held_.push_back({std::move(start), until, kind});
    if (kind == FaultKind::burst && waiting_for(kind, now) >= together) release_all(kind, now);
    return true;
  }
  return false;
}

void Lane::release_held(Timestamp now) {
  for (std::size_t first = first_released(now); first < held_.size(); first = first_released(now)) {
    Held held = std::move(held_[first]);
    held_.erase(held_.begin() + static_cast<std::ptrdiff_t>(first));
    // When the time of the first of a burst is over, those that came so far go with it.
    if (held.why == FaultKind::burst && !held.is_let_go) release_all(held.why, now);
    if (!hold(held.start, now)) released_.push_back({std::move(held.start), held.until});
  }
}

void Lane::hold_by_faults(Timestamp now) {
  while (!queue_.empty() && !blocks_order()) {
    LaneStart& front = queue_.front();
    if (front.faults.empty()) front.faults = plan_faults_(*webhook_, front.due);
    if (front.faults.empty() || !hold(front, now)) return;
    queue_.pop_front();
  }
}

std::optional<Timestamp> Lane::ready_since(Timestamp now) {
  if (!is_open_for_starts(now)) return std::nullopt;
  release_held(now);
  if (released_.empty()) {
    hold_by_faults(now);
    release_held(now);  // a burst may just have come together
  }
  if (!released_.empty()) return released_.front().since;
  if (queue_.empty() || blocks_order()) return std::nullopt;
  return queue_.front().due.delivery.next_attempt_at.value_or(now);
}

std::optional<LaneStart> Lane::next_start(Timestamp now) {
  if (!ready_since(now)) return std::nullopt;
  std::optional<LaneStart> start;
  if (!released_.empty()) {
    start = std::move(released_.front().start);
    released_.pop_front();
  } else {
    start = std::move(queue_.front());
    queue_.pop_front();
  }
  release_all(FaultKind::reorder, now);  // the one that was to be overtaken has been
  ++in_flight_;
  if (pacing_) pacing_->take(now);
  return start;
}

void Lane::give_back(LaneStart start) {
  --in_flight_;
  queue_.push_front(std::move(start));
}

void Lane::ended(std::optional<Timestamp> retry_at) {
  --in_flight_;
  if (!retry_at) return;
  earlier(unsettled_due_, retry_at);
  if (webhook_->settings.ordered) {
    queue_.clear();  // what comes after it comes after it
    more_ = false;
    next_due_.reset();
  }
}

std::optional<Timestamp> Lane::next_time(Timestamp now) const {
  if (webhook_->state != WebhookState::enabled || in_flight_ >= limit()) return std::nullopt;
  std::optional<Timestamp> time;
  for (const Held& held : held_) earlier(time, held.until);
  if (!released_.empty()) earlier(time, now);
  if ((!queue_.empty() && !blocks_order()) || more_) earlier(time, now);
  earlier(time, next_due_);
  if (!time) return std::nullopt;
  // Nothing starts before the breaker and the rate allow it.
  if (webhook_->breaker.is_open() && webhook_->breaker.probe_at) time = std::max(*time, *webhook_->breaker.probe_at);
  if (pacing_) {
    if (const auto free_at = pacing_->next_free(now)) time = std::max(*time, *free_at);
  }
  return time;
}

}  // namespace hookloop
