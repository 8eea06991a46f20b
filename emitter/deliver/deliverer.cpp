#include "emitter/deliver/deliverer.h"

#include "emitter/deliver/attempt_result.h"
#include "shared/http_client/retry_after.h"

namespace hookloop {

Deliverer::Deliverer(Transport& transport, Clock& clock, Random& jitter, const RetryPolicy& policy,
                     const Deadlines& deadlines, const Interrupt& interrupt, std::optional<UnixSeconds> timestamp)
    : transport_(transport),
      clock_(clock),
      jitter_(jitter),
      policy_(policy),
      deadlines_(deadlines),
      interrupt_(interrupt),
      timestamp_(timestamp) {}

AttemptResult Deliverer::deliver(const DeliveryTarget& target, const OutgoingDelivery& delivery,
                                 const std::function<void(const AttemptReport&)>& report) {
  for (std::uint32_t number = 1;; ++number) {
    AttemptReport attempt;
    attempt.number = number;
    attempt.started_at = clock_.now();
    const UnixSeconds timestamp = timestamp_.value_or(std::chrono::floor<std::chrono::seconds>(attempt.started_at));
    const std::string request = request_bytes(target, delivery, number, timestamp);
    attempt.exchange = transport_.send(target.url, request, deadlines_);
    attempt.result = result_of(attempt.exchange);
    if (attempt.exchange.answer) {
      const auto value = find_header(attempt.exchange.answer->headers, "Retry-After");
      if (value) attempt.retry_after = parse_retry_after(*value, clock_.now());
    }
    attempt.decision = policy_.next(number, attempt.result, attempt.retry_after, jitter_);
    const bool retries = attempt.decision.kind == RetryDecision::Kind::retry;
    if (retries && interrupt_.came()) attempt.decision = {RetryDecision::Kind::interrupted, {}};
    report(attempt);
    if (attempt.decision.kind != RetryDecision::Kind::retry) return attempt.result;
    clock_.sleep_for(attempt.decision.delay);
    if (interrupt_.came()) return attempt.result;
  }
}

}  // namespace hookloop
