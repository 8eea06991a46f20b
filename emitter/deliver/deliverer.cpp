#include "emitter/deliver/deliverer.h"

#include <initializer_list>
#include <utility>

#include "emitter/deliver/attempt_result.h"
#include "emitter/deliver/fault_plan.h"
#include "shared/http_client/retry_after.h"

namespace hookloop {
namespace {

// Further copies that this fault asks for.
std::uint32_t copies_of(const std::vector<Fault>& faults, FaultKind kind) {
  const Fault* const fault = find_fault(faults, kind);
  return fault == nullptr ? 0 : fault->count;
}

// What is done in sending, which the request does not show: what held it back, and those of `kinds` that are planned.
std::vector<std::string> faults_about_sending(const SendStart& start, std::initializer_list<FaultKind> kinds) {
  std::vector<std::string> done = start.held;
  for (const FaultKind kind : kinds) {
    if (const Fault* const fault = find_fault(start.faults, kind)) done.push_back(to_string(*fault));
  }
  return done;
}

}  // namespace

struct Deliverer::Underway {
  std::uint64_t nth;
  Open* open;
  Timestamp started_at;
  OutgoingRequest request;
  std::uint32_t at_once = 1;     // copies, the first included
  std::uint32_t afterwards = 0;  // copies that follow
  std::uint32_t ended = 0;
  std::vector<std::string> faults = {};
  RetryDecision decision = {};
};

Deliverer::Deliverer(Transport& transport, Clock& clock, const Interrupt& interrupt, DeliveryTarget target,
                     DeliveryRules rules, DeliveryNews news)
    : transport_(transport),
      clock_(clock),
      interrupt_(interrupt),
      target_(std::move(target)),
      rules_(std::move(rules)),
      policy_(rules_.retry),
      news_(std::move(news)) {}

void Deliverer::deliver(OutgoingDelivery delivery, std::optional<UnixSeconds> timestamp) {
  const std::uint64_t nth = ++begun_;
  Open& open = open_[nth];
  open.delivery = std::move(delivery);
  open.timestamp = timestamp;
  plan_attempt(nth, open, Microseconds::zero());
  work(true);
}

void Deliverer::finish() { work(false); }

DerivedRandom Deliverer::chance(const Open& open, std::string_view purpose) const {
  return DerivedRandom(rules_.seed, open.delivery.delivery_id, open.attempt, purpose);
}

void Deliverer::plan_attempt(std::uint64_t nth, Open& open, Microseconds pause) {
  ++open.attempt;
  DerivedRandom random = chance(open, "faults");
  order_.add(nth, plan_faults(rules_.faults, open.attempt, random), clock_.steady() + pause);
}

void Deliverer::work(bool others_come) {
  while (!open_.empty()) {
    auto starts = order_.take_due(clock_.steady());
    if (!starts.empty()) {
      begin(std::move(starts));
    } else if (others_come && order_.lets_another_in()) {
      return;
    } else {
      clock_.sleep_for(std::chrono::ceil<Microseconds>(*order_.next_time() - clock_.steady()));
    }
    if (interrupt_.came()) return abandon();
  }
}

void Deliverer::begin(std::vector<SendStart> starts) {
  std::vector<Underway> attempts;
  for (SendStart& start : starts) {
    if (find_fault(start.faults, FaultKind::drop) != nullptr) {
      drop(start);
    } else {
      attempts.push_back(make(std::move(start)));
    }
  }
  if (attempts.empty()) return;
  send_first(attempts);
  order_.sent(clock_.steady());
  for (Underway& attempt : attempts) send_further_copies(attempt);
  for (const Underway& attempt : attempts) go_on(attempt.nth, attempt.decision);
}

Deliverer::Underway Deliverer::make(SendStart start) {
  Open& open = open_.at(start.nth);
  const Timestamp now = clock_.now();
  const UnixSeconds timestamp = open.timestamp.value_or(std::chrono::floor<std::chrono::seconds>(now));
  DerivedRandom random = chance(open, "request");
  Underway attempt{start.nth, &open, now,
                   make_request(target_, open.delivery, open.attempt, timestamp, start.faults, random)};
  attempt.at_once += copies_of(start.faults, FaultKind::concurrent_duplicate);
  attempt.afterwards = copies_of(start.faults, FaultKind::duplicate);
  attempt.faults = faults_about_sending(start, {FaultKind::concurrent_duplicate, FaultKind::duplicate});
  attempt.faults.insert(attempt.faults.end(), attempt.request.faults.begin(), attempt.request.faults.end());
  return attempt;
}

void Deliverer::drop(const SendStart& start) {
  Open& open = open_.at(start.nth);
  AttemptReport report;
  report.number = open.attempt;
  report.started_at = clock_.now();
  report.faults = faults_about_sending(start, {FaultKind::drop});
  report.dropped = true;
  report.result = {AttemptOutcome::unreachable, 0, false};
  report.decision = decide(open, report);
  open.last = {report.result, true};
  news_.attempted(start.nth, open.delivery, report, nullptr);
  go_on(start.nth, report.decision);
}

void Deliverer::send_first(std::vector<Underway>& attempts) {
  std::vector<std::string> bytes;
  bytes.reserve(attempts.size());  // the requests point into it
  std::vector<ConcurrentRequest> requests;
  for (const Underway& attempt : attempts) {
    bytes.push_back(attempt.request.bytes());
    requests.insert(requests.end(), attempt.at_once, {bytes.back(), attempt.request.wire});
  }
  auto exchanges = transport_.send_together(target_.url, requests, rules_.deadlines);
  auto next = exchanges.begin();
  for (Underway& attempt : attempts) {
    for (std::uint32_t copy = 1; copy <= attempt.at_once; ++copy) {
      take_exchange(attempt, attempt.started_at, std::move(*next++));
    }
  }
}

void Deliverer::send_further_copies(Underway& attempt) {
  for (std::uint32_t copy = 1; copy <= attempt.afterwards && !interrupt_.came(); ++copy) {
    const Timestamp now = clock_.now();
    take_exchange(attempt, now,
                  transport_.send(target_.url, attempt.request.bytes(), rules_.deadlines, attempt.request.wire));
  }
}

void Deliverer::take_exchange(Underway& attempt, Timestamp started_at, Exchange exchange) {
  Open& open = *attempt.open;
  AttemptReport report;
  report.number = open.attempt;
  report.copy = ++attempt.ended;
  report.started_at = started_at;
  report.faults = attempt.faults;
  report.result = result_of(exchange);
  if (exchange.answer) {
    const auto value = find_header(exchange.answer->headers, "Retry-After");
    if (value) report.retry_after = parse_retry_after(*value, clock_.now());
  }
  report.exchange = std::move(exchange);
  if (report.copy == 1) {
    attempt.decision = decide(open, report);
    open.last = {report.result, false};
  }
  report.decision = attempt.decision;
  news_.attempted(attempt.nth, open.delivery, report, &attempt.request);
}

RetryDecision Deliverer::decide(const Open& open, const AttemptReport& report) const {
  DerivedRandom jitter = chance(open, "jitter");
  const RetryDecision decision = policy_.next(open.attempt, report.result, report.retry_after, jitter);
  if (decision.kind == RetryDecision::Kind::retry && interrupt_.came()) return {RetryDecision::Kind::interrupted, {}};
  return decision;
}

void Deliverer::go_on(std::uint64_t nth, const RetryDecision& decision) {
  const auto open = open_.find(nth);
  if (decision.kind == RetryDecision::Kind::retry) {
    plan_attempt(nth, open->second, decision.delay);
    return;
  }
  news_.ended(nth, open->second.last);
  open_.erase(open);
}

void Deliverer::abandon() {
  for (const auto& [nth, open] : open_) news_.ended(nth, open.last);
  open_.clear();
  order_ = {};
}

}  // namespace hookloop
