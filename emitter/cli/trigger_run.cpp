// What `emitter trigger` does with its flags: makes the events and delivers them.
#include "emitter/cli/trigger_run.h"

#include <spdlog/fmt/fmt.h>

#include <memory>
#include <ostream>

#include "emitter/cli/trigger_report.h"
#include "emitter/deliver/deliverer.h"
#include "emitter/model/platform_event.h"
#include "emitter/platform/run_source.h"
#include "emitter/platform/sample_events.h"
#include "shared/schema/payload.h"
#include "shared/support/terminal.h"

namespace hookloop {
namespace {

// A seed repeats the whole of a dry run, so there the events' own moments are stamped; a receiver checks its clock, so
// what is sent is stamped with the time of the attempt.
std::optional<UnixSeconds> fixed_timestamp(const TriggerOptions& options, const RunSource& source, Timestamp moment) {
  if (options.timestamp) return UnixSeconds(std::chrono::seconds(*options.timestamp));
  if (options.dry_run && source.is_seeded()) return std::chrono::floor<std::chrono::seconds>(moment);
  return std::nullopt;
}

// Edits may make a payload that its type does not allow: that is what they are for, but nobody should do it unawares.
// `original` is the payload before them: a key that it has is what a key that it has not was likely to be.
void warn_of_violations(std::ostream& err, const OutgoingDelivery& delivery, std::string_view original) {
  const std::string_view id = type_id(delivery.event_type);
  const PayloadVerdict verdict = judge_payload(delivery.payload, id);
  if (verdict.state == PayloadVerdict::State::valid) return;
  std::string what;
  for (const Violation& violation : verdict.violations) {
    what += fmt::format("{}{} ({}): expected {}, is {}{}", what.empty() ? "" : "; ",
                        violation.pointer.empty() ? "the payload" : violation.pointer, violation.rule,
                        violation.expected, violation.actual,
                        violation.rule == "additionalProperties" ? guess_member(original, violation.pointer) : "");
  }
  err << "emitter: warning: with these edits it is no valid " << id << ": " << printable(what) << '\n';
}

void warn_of_idle_faults(std::ostream& err, const TriggerPlan& plan, const TriggerOptions& options) {
  for (const std::string& sentence : idle_faults(plan, options)) err << "emitter: warning: " << sentence << '\n';
}

// A dry run's network: whatever is sent is taken and answered at once.
class UnsentTransport final : public Transport {
 public:
  Exchange send(const Url&, std::string_view, const Deadlines&, const WireBehaviour&) override {
    Exchange exchange;
    exchange.answer.emplace();
    exchange.answer->status = 200;
    return exchange;
  }
  std::vector<Exchange> send_together(const Url& url, std::span<const ConcurrentRequest> requests,
                                      const Deadlines& deadlines) override {
    return std::vector<Exchange>(requests.size(), send(url, {}, deadlines, {}));
  }
};

std::unique_ptr<TriggerReport> make_report(const TriggerOptions& options, Surroundings& surroundings) {
  if (options.dry_run) return make_dry_report(surroundings.out, options.json);
  if (options.json) return make_json_report(surroundings.out);
  return make_text_report(surroundings.out, surroundings.clock,
                          TextReportOptions{options.count, surroundings.out_has_colour, surroundings.out_is_terminal,
                                            surroundings.out_width});
}

ExitCode refuse(Surroundings& surroundings, const Error& error) {
  surroundings.err << "emitter: " << printable(error.message) << '\n';
  return ExitCode::wrong_usage;
}

}  // namespace

ExitCode run_trigger(const TriggerOptions& options, Surroundings& surroundings) {
  const auto plan = plan_trigger(options);
  if (!plan) return refuse(surroundings, plan.error());
  if (options.insecure && plan->target.url.tls) {
    surroundings.err << "emitter: warning: --insecure: the receiver's certificate is not checked\n";
  }
  warn_of_idle_faults(surroundings.err, *plan, options);

  RunSource source(options.seed, surroundings.clock, surroundings.random);
  SampleEvents events(plan->type, source.payload_random());
  // Nobody waits in a dry run, and nothing is sent: else it is the same run.
  VirtualClock dry_clock(surroundings.clock.now());
  Clock& clock = options.dry_run ? dry_clock : surroundings.clock;
  const auto transport =
      options.dry_run ? std::make_unique<UnsentTransport>() : surroundings.make_transport(!options.insecure);
  const auto report = make_report(options, surroundings);
  TriggerTally tally;
  Deliverer deliverer(
      *transport, clock, surroundings.interrupt, plan->target,
      {options.retry, {options.timeout, options.timeout, options.timeout}, options.faults, source.seed()},
      {[&](std::uint64_t nth, const OutgoingDelivery& delivery, const AttemptReport& attempt,
           const OutgoingRequest* request) {
         if (!options.dry_run) tally.count(attempt);
         report->attempt(nth, delivery, attempt, request);
       },
       [&](std::uint64_t, const std::optional<LastAttempt>& last) {
         if (!options.dry_run) tally.count_ended(last);
         report->event_ended();
       }});
  surroundings.interrupt.watch();

  for (std::uint64_t nth = 1; nth <= options.count; ++nth) {
    const Timestamp moment = source.begin_event(nth);
    const std::string original = to_bytes(events.next(nth, moment));
    auto payload = apply_edits(original, options.edits);
    if (!payload) return refuse(surroundings, payload.error());  // only ever at the first: all have the same keys
    const std::string event_id = source.ids().next(id_prefix::event);
    OutgoingDelivery delivery{source.ids().next(id_prefix::delivery), event_id, plan->type, std::move(payload).value()};
    if (nth == 1 && !options.edits.empty()) warn_of_violations(surroundings.err, delivery, original);
    if (nth == 1) report->begin(plan->target, plan->type);
    deliverer.deliver(std::move(delivery), fixed_timestamp(options, source, moment));
    if (surroundings.interrupt.came()) break;
    if (!surroundings.out) break;  // nobody reads on; main says why where that is worth a word
  }
  if (surroundings.out) deliverer.finish();
  tally.interrupted_by = surroundings.interrupt.signal_number();
  report->end(tally);
  return tally.exit_code();
}

}  // namespace hookloop
