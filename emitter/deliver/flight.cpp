#include "emitter/deliver/flight.h"

#include <algorithm>
#include <stdexcept>
#include <utility>

#include "emitter/deliver/attempt_result.h"
#include "emitter/deliver/fault_plan.h"
#include "shared/http_client/retry_after.h"

namespace hookloop {
namespace {

const Fault* find_copies(const std::vector<Fault>& faults) {
  const Fault* const at_once = find_fault(faults, FaultKind::concurrent_duplicate);
  return at_once != nullptr ? at_once : find_fault(faults, FaultKind::duplicate);
}

// What the request does not show by itself: that it was held back, and that it is sent more than once.
std::vector<std::string> faults_about_sending(const LaneStart& start) {
  std::vector<std::string> words = start.held;
  if (const Fault* const copies = find_copies(start.faults)) words.push_back(to_string(*copies));
  return words;
}

AttemptRecord begin_record(const Flight& flight, std::uint32_t copy) {
  const DueDelivery& due = flight.start.due;
  AttemptRecord record;
  record.id = flight.attempt_id;
  record.delivery = due.delivery.number;
  record.attempt = flight.attempt;
  record.copy = copy;
  record.cause = due.delivery.by_hand ? AttemptCause::manual : AttemptCause::automatic;
  record.faults = faults_about_sending(flight.start);
  record.faults.insert(record.faults.end(), flight.request.faults.begin(), flight.request.faults.end());
  record.url = flight.webhook->settings.url;
  record.request_head = without_credentials(flight.request.head);
  if (flight.request.body != due.payload) record.request_body = flight.request.body;
  return record;
}

}  // namespace

std::string without_credentials(std::string head) {
  static constexpr std::string_view kName = "\r\nAuthorization: Basic ";
  const std::size_t at = head.find(kName);
  if (at == std::string::npos) return head;
  const std::size_t begin = at + kName.size();
  return head.replace(begin, head.find("\r\n", begin) - begin, "(hidden)");
}

DeliveryTarget target_of(const WebhookSettings& settings, Timestamp now) {
  const auto url = parse_url(settings.url);
  if (!url) throw std::logic_error("a webhook's URL can not be read");
  DeliveryTarget target;
  target.url = *url;
  target.profile = settings.profile;
  target.keys = signing_keys(settings, now);
  target.headers = settings.headers;
  if (settings.login) target.login = {*settings.login, settings.password.value_or("")};
  return target;
}

std::shared_ptr<const DeliveryTarget> CurrentTarget::get(const std::shared_ptr<const Webhook>& webhook, Timestamp now) {
  if (webhook == webhook_ && (!until_ || now < *until_)) return target_;
  webhook_ = webhook;
  target_ = std::make_shared<const DeliveryTarget>(target_of(webhook->settings, now));
  until_.reset();
  for (const WebhookSecret& secret : webhook->settings.secrets) {
    if (!secret.expires_at || *secret.expires_at <= now) continue;
    until_ = until_ ? std::min(*until_, *secret.expires_at) : *secret.expires_at;
  }
  return target_;
}

Flight make_flight(LaneStart start, std::shared_ptr<const Webhook> webhook,
                   std::shared_ptr<const DeliveryTarget> target, std::uint32_t attempt, std::string attempt_id,
                   Timestamp now, Random& chance) {
  Flight flight;
  flight.start = std::move(start);
  flight.webhook = std::move(webhook);
  flight.attempt = attempt;
  flight.attempt_id = std::move(attempt_id);
  flight.started_at = now;
  flight.target = std::move(target);
  const DueDelivery& due = flight.start.due;
  flight.request = make_request(*flight.target, {due.delivery.id, due.event_id, due.event_type, due.payload}, attempt,
                                std::chrono::floor<std::chrono::seconds>(now), flight.start.faults, chance);
  if (const Fault* const fault = find_copies(flight.start.faults)) {
    flight.copies += fault->count;
    flight.at_once = fault->kind == FaultKind::concurrent_duplicate;
  }
  return flight;
}

AsyncRequest request_of(const Flight& flight) {
  const WebhookSettings& settings = flight.webhook->settings;
  AsyncRequest request;
  request.url = flight.target->url;
  request.bytes = flight.request.head + flight.request.body;
  request.deadlines = {settings.timeouts.connect, settings.timeouts.first_byte, settings.timeouts.whole};
  request.wire = flight.request.wire;
  request.verify_certificates = settings.verify_certificates;
  return request;
}

void take_exchange(Flight& flight, std::uint32_t copy, Exchange exchange, Timestamp started_at, Timestamp now) {
  AttemptRecord record = begin_record(flight, copy);
  const AttemptResult result = result_of(exchange);
  record.started_at = started_at;
  record.ended_at = now;
  record.outcome = result.outcome;
  if (exchange.failure) record.failure = to_string(*exchange.failure);
  if (exchange.timed_out_in) record.timed_out_in = to_string(*exchange.timed_out_in);
  record.detail = std::move(exchange.detail);
  record.peer = std::move(exchange.peer);
  record.resolve = exchange.phases.resolve;
  record.connect = exchange.phases.connect;
  record.first_byte = exchange.phases.first_byte;
  record.whole = exchange.phases.whole;
  record.connection_reused = exchange.connection_reused;
  if (exchange.answer) {
    record.status = exchange.answer->status;
    record.answer_head = std::move(exchange.answer->head);
    record.answer_body = std::move(exchange.answer->body);
    record.answer_body_bytes = exchange.answer->body_bytes;
    record.answer_complete = exchange.answer->body_complete;
    if (const auto value = find_header(exchange.answer->headers, "Retry-After")) {
      record.retry_after = parse_retry_after(*value, now);
    }
  }
  record.next = "copy";
  if (copy == 1) {
    flight.result = result;
    flight.retry_after = record.retry_after;
  }
  flight.records.push_back(std::move(record));
  ++flight.ended;
}

AttemptRecord record_without_exchange(const DueDelivery& due, std::uint32_t attempt, const std::string& id,
                                      const std::string& url, AttemptOutcome outcome, const std::string& failure,
                                      const std::string& detail, Timestamp started_at, Timestamp now) {
  AttemptRecord record;
  record.id = id;
  record.delivery = due.delivery.number;
  record.attempt = attempt;
  record.cause = due.delivery.by_hand ? AttemptCause::manual : AttemptCause::automatic;
  record.started_at = started_at;
  record.ended_at = now;
  record.outcome = outcome;
  record.failure = failure;
  record.detail = detail;
  record.url = url;
  return record;
}

}  // namespace hookloop
