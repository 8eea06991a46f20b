#include "emitter/deliver/attempt_decision.h"

#include <spdlog/fmt/fmt.h>

#include "emitter/model/retry_policy.h"
#include "shared/support/quantity.h"

namespace hookloop {
namespace {

constexpr int kGone = 410;

std::string what_happened(const AttemptResult& result) {
  if (result.status != 0) return fmt::format("answered {}", result.status);
  switch (result.outcome) {
    case AttemptOutcome::timed_out:
      return "no answer in time";
    case AttemptOutcome::unreachable:
      return "not reached";
    default:
      return "the connection broke before an answer";
  }
}

AttemptDecision give_up(const AttemptResult& result, const std::string& why) {
  return {DeliveryState::exhausted, std::nullopt, fmt::format("{}; {}", what_happened(result), why), false};
}

}  // namespace

AttemptDecision decide(const WebhookSettings& settings, bool by_hand, std::uint32_t attempt,
                       const AttemptResult& result, std::optional<Microseconds> retry_after, Timestamp now,
                       Random& jitter) {
  if (result.outcome == AttemptOutcome::accepted) {
    return {DeliveryState::delivered, std::nullopt, fmt::format("answered {}", result.status), false};
  }
  if (result.status == kGone) {
    AttemptDecision decision = give_up(result, "the receiver wants no more, so the webhook is disabled");
    decision.gone = true;
    return decision;
  }
  if (by_hand) return give_up(result, "sent by hand, which is one attempt");
  if (settings.guarantee == Guarantee::at_most_once && result.may_have_arrived) {
    return give_up(result, "it may have arrived, and this webhook is sent to at most once");
  }
  const RetryDecision next = RetryPolicy(settings.retry).next(attempt, result, retry_after, jitter);
  if (next.kind != RetryDecision::Kind::retry) {
    return give_up(
        result, attempt == 1 ? "its retry policy is one attempt" : fmt::format("given up after {} attempts", attempt));
  }
  return {DeliveryState::pending, now + next.delay,
          fmt::format("{}; tried again in {}", what_happened(result), show_duration(next.delay)), false};
}

std::string next_word(const AttemptDecision& decision) {
  switch (decision.state) {
    case DeliveryState::delivered:
      return "delivered";
    case DeliveryState::pending:
      return "retry";
    default:
      return "exhausted";
  }
}

}  // namespace hookloop
