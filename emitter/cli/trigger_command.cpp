// `emitter trigger`: makes events happen and delivers them, with no server and no set-up.
#include <spdlog/fmt/fmt.h>

#include <cstdlib>
#include <limits>
#include <memory>
#include <nlohmann/json.hpp>
#include <ostream>

#include "emitter/cli/commands.h"
#include "emitter/cli/trigger_plan.h"
#include "emitter/cli/trigger_report.h"
#include "emitter/deliver/deliverer.h"
#include "emitter/model/platform_event.h"
#include "emitter/platform/run_source.h"
#include "emitter/platform/sample_events.h"
#include "shared/schema/payload.h"
#include "shared/support/options.h"
#include "shared/support/terminal.h"

namespace hookloop {
namespace {

// More than anyone waits for, and far from where the sums of a run overflow.
constexpr std::uint64_t kMostEvents = 1'000'000'000;
constexpr std::uint32_t kMostRetries = 1'000'000;
constexpr std::int64_t kLatestTimestamp = 253'402'300'799;  // 9999-12-31T23:59:59Z, the last that ISO 8601 writes

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

ExitCode run(const TriggerOptions& options, Surroundings& surroundings) {
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

// A password or secret in the environment is seen by fewer eyes than one among the words of a command.
std::optional<std::string> environment(const char* name) {
  const char* value = std::getenv(name);
  if (value == nullptr || *value == '\0') return std::nullopt;
  return value;
}

void add_edits(CLI::App& command, TriggerOptions& options) {
  const auto add = [&command, &options](const std::string& name, const std::string& type_name, const std::string& help,
                                        Result<PayloadEdit> (*parse)(std::string_view)) {
    command
        .add_option_function<std::string>(
            name,
            [&options, name, parse](const std::string& argument) {
              const auto edit = parse(argument);
              if (!edit) throw CLI::ValidationError(name, edit.error().message);
              options.edits.push_back(*edit);
            },
            help)
        ->type_name(type_name)
        ->trigger_on_parse();  // each as it comes, so that the two flags keep the order of the command line
  };
  add("--set", "POINTER=TEXT",
      "Change or add a value of the payload: =TEXT sets a text, :=JSON any JSON, exactly as written. May be repeated",
      parse_set);
  add("--remove", "POINTER", "Remove a part of the payload. May be repeated", parse_remove);
}

void add_target(CLI::App& command, TriggerOptions& options) {
  command.add_option("TYPE", options.type, "Id, dotted form or console name of an event type; see `emitter events`");
  command.add_option("--url", options.url, "The receiver; a dry run can do without")->type_name("URL");
  command.add_option("--login", options.login, "Send HTTP Basic with this login")->type_name("LOGIN");
  command.add_option("--password", options.password, "Its password; better in the environment, as HOOKLOOP_PASSWORD")
      ->type_name("PASSWORD");
  command
      .add_option(
          "--secret", options.secrets,
          "Sign with this secret; better in the environment, as HOOKLOOP_SECRET. Repeated: a rotation, signed with "
          "each")
      ->type_name("SECRET")
      ->allow_extra_args(false);
  command.add_option("--scheme", options.scheme, "standard (the default), standard-ed25519, github or stripe")
      ->type_name("SCHEME");
  command
      .add_option("--profile", options.profile,
                  "instrumented: with ids, attempt and signature in headers; faithful: as the platform itself sends it")
      ->type_name("PROFILE")
      ->capture_default_str();
  command.add_flag("--insecure", options.insecure, "Do not check the receiver's TLS certificate");
}

void add_run(CLI::App& command, TriggerOptions& options) {
  add_whole_number(command, "--count", options.count, 1, kMostEvents,
                   "How many events to make happen, each a different one");
  add_whole_number(command, "--seed", options.seed, 0, std::numeric_limits<std::uint64_t>::max(),
                   "Repeat a run: the same payloads, ids and jitter. Timestamps and signatures are of the real time, "
                   "but in a dry run of the seed's");
  add_whole_number(command, "--timestamp", options.timestamp, 0, kLatestTimestamp,
                   "Say and sign this time, in seconds since 1970, instead of the real one")
      ->type_name("SECONDS");
  add_whole_number(command, "--retries", options.retry.retries, 0, kMostRetries,
                   "Further attempts when one is not accepted");
  add_duration(command, "--backoff", options.retry.first_delay,
               "Longest pause before the first retry; doubled with each, and drawn by chance");
  add_duration(command, "--backoff-limit", options.retry.longest_delay, "Longest pause before any retry");
  add_duration(command, "--retry-after-limit", options.retry.longest_retry_after,
               "Longest pause that a receiver may ask for with Retry-After");
  add_duration(command, "--timeout", options.timeout,
               "How long an attempt may take, from the look-up to the answer's end");
  command.add_flag("--dry-run", options.dry_run, "Print the exact bytes of the requests, and send nothing");
  command.add_flag("--json", options.json, "Print one JSON object a line: each attempt, then a summary");
}

}  // namespace

void add_trigger_command(CLI::App& app, Surroundings& surroundings, Action& action) {
  const auto options = std::make_shared<TriggerOptions>();
  // A person wants the first pauses of a try-out short, and to see nothing hang for an hour.
  options->retry.first_delay = std::chrono::milliseconds(500);
  options->retry.longest_delay = std::chrono::seconds(30);
  options->retry.longest_retry_after = std::chrono::minutes(5);
  CLI::App* const command = app.add_subcommand("trigger", "Make an event happen and send it to a URL");
  add_target(*command, *options);
  add_edits(*command, *options);
  add_run(*command, *options);
  command->footer(
      "Exit code: 0 delivered, 1 answered with something else than 2xx, 2 wrong usage, 3 timed out, 4 not reached,\n"
      "or no answer; 130 or 143 when a signal ended it.\n"
      "Example:\n"
      "  emitter trigger PROJECT_VERSION_CREATE --url http://localhost:3000/hook --set '/version/name=Version #1'");
  command->callback([options, &surroundings, &action] {
    if (options->secrets.empty()) {
      if (auto secret = environment("HOOKLOOP_SECRET")) options->secrets.push_back(*secret);
    }
    if (options->login && !options->password) options->password = environment("HOOKLOOP_PASSWORD");
    action = [options, &surroundings] { return run(*options, surroundings); };
  });
}

}  // namespace hookloop
