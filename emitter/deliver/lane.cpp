#include "emitter/deliver/lane.h"

#include <algorithm>
#include <utility>

#include "emitter/deliver/fault_plan.h"

namespace hookloop {
namespace {

void earlier(std::optional<Timestamp>& time, std::optional<Timestamp> other) {
  if (other && (!time || *other < *time)) time = other;
}

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
    const bool is_held = std::any_of(held_.begin(), held_.end(), [&](const Held& held) {
      return held.start.due.delivery.number == row.delivery.number;
    });
    if (is_held) continue;
    // In order, one that waits for its retry holds back all that come after it.
    if (row.delivery.next_attempt_at && *row.delivery.next_attempt_at > now) {
      more_ = false;
      next_due_ = row.delivery.next_attempt_at;
      break;
    }
    queue_.push_back({std::move(row), {}});
  }
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

bool Lane::hold(LaneStart& start, Timestamp now) {
  const DeliveryNumber number = start.due.delivery.number;
  if (released_.erase(number) > 0) return false;
  for (const FaultKind kind : {FaultKind::delay, FaultKind::burst, FaultKind::reorder}) {
    const Fault* const fault = find_fault(start.faults, kind);
    if (fault == nullptr) continue;
    const Timestamp until = now + fault->by;
    const std::uint32_t together = fault->count;
    held_.push_back({std::move(start), until, kind});
    if (kind == FaultKind::burst) {
      const auto waiting =
          std::count_if(held_.begin(), held_.end(), [](const Held& held) { return held.why == FaultKind::burst; });
      if (static_cast<std::uint32_t>(waiting) >= together) release_burst(now);
    }
    return true;
  }
  return false;
}

void Lane::release_burst(Timestamp now) {
  for (Held& held : held_) {
    if (held.why == FaultKind::burst) held.until = std::min(held.until, now);
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
  const std::size_t released = first_released(now);
  if (released < held_.size()) return held_[released].until;
  hold_by_faults(now);
  const std::size_t again = first_released(now);  // a burst may just have come together
  if (again < held_.size()) return held_[again].until;
  if (queue_.empty() || blocks_order()) return std::nullopt;
  return queue_.front().due.delivery.next_attempt_at.value_or(now);
}

std::optional<LaneStart> Lane::next_start(Timestamp now) {
  if (!ready_since(now)) return std::nullopt;
  std::optional<LaneStart> start;
  const std::size_t released = first_released(now);
  if (released < held_.size()) {
    // Who goes with the first of a burst goes at once.
    if (held_[released].why == FaultKind::burst) release_burst(now);
    start = std::move(held_[released].start);
    held_.erase(held_.begin() + static_cast<std::ptrdiff_t>(released));
  } else {
    start = std::move(queue_.front());
    queue_.pop_front();
    // The one that was to be overtaken has been.
    for (Held& held : held_) {
      if (held.why == FaultKind::reorder) held.until = std::min(held.until, now);
    }
  }
  ++in_flight_;
  if (pacing_) pacing_->take(now);
  return start;
}

void Lane::give_back(LaneStart start) {
  --in_flight_;
  if (!start.faults.empty()) released_.insert(start.due.delivery.number);
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
