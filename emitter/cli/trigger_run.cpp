// What `emitter trigger` does with its flags: makes the events and delivers them.
#include "emitter/cli/trigger_run.h"

#include <spdlog/fmt/fmt.h>

#include <memory>
#include <nlohmann/json.hpp>
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

void print_dry(std::ostream& out, const TriggerOptions& options, const std::string& request) {
  if (!options.json) {
    out << request;
    return;
  }
  const std::size_t body = request.find("\r\n\r\n") + 4;
  const nlohmann::ordered_json line{
      {"kind", "request"}, {"head", request.substr(0, body)}, {"body", request.substr(body)}};
  out << line.dump() << '\n';
}

std::unique_ptr<TriggerReport> make_report(const TriggerOptions& options, Surroundings& surroundings) {
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

  RunSource source(options.seed, surroundings.clock, surroundings.random);
  SampleEvents events(plan->type, source.payload_random());
  const RetryPolicy policy(options.retry);
  const Deadlines deadlines{options.timeout, options.timeout, options.timeout};
  const auto transport = options.dry_run ? nullptr : surroundings.make_transport(!options.insecure);
  const auto report = options.dry_run ? nullptr : make_report(options, surroundings);
  TriggerTally tally;
  surroundings.interrupt.watch();

  for (std::uint64_t nth = 1; nth <= options.count; ++nth) {
    const Timestamp moment = source.begin_event(nth);
    const std::string original = to_bytes(events.next(nth, moment));
    auto payload = apply_edits(original, options.edits);
    if (!payload) return refuse(surroundings, payload.error());  // only ever at the first: all have the same keys
    const std::string event_id = source.ids().next(id_prefix::event);
    const OutgoingDelivery delivery{source.ids().next(id_prefix::delivery), event_id, plan->type,
                                    std::move(payload).value()};
    if (nth == 1 && !options.edits.empty()) warn_of_violations(surroundings.err, delivery, original);

    const auto timestamp = fixed_timestamp(options, source, moment);
    if (options.dry_run) {
      const auto now = std::chrono::floor<std::chrono::seconds>(moment);
      print_dry(surroundings.out, options, request_bytes(plan->target, delivery, 1, timestamp.value_or(now)));
    } else {
      if (nth == 1) report->begin(plan->target, plan->type);
      Deliverer deliverer(*transport, surroundings.clock, source.jitter_random(), policy, deadlines,
                          surroundings.interrupt, timestamp);
      tally.count(deliverer.deliver(plan->target, delivery, [&](const AttemptReport& attempt) {
        ++tally.attempts;
        report->attempt(nth, delivery, attempt);
      }));
      report->event_ended(nth);
    }
    tally.interrupted_by = surroundings.interrupt.signal_number();
    if (tally.interrupted_by != 0) break;
    if (!surroundings.out) break;  // nobody reads on; main says why where that is worth a word
  }
  if (report) report->end(tally);
  return tally.exit_code();
}

}  // namespace hookloop
