#include "emitter/cli/api/webhook_flags.h"

#include <spdlog/fmt/fmt.h>

#include "emitter/cli/api/api_command.h"
#include "emitter/cli/api/deed_fields.h"
#include "emitter/model/retry_profiles.h"
#include "emitter/platform/webhook_rules.h"

namespace hookloop {
namespace {

void add_duration(RequestFields& fields, const char* flag, const char* pointer, const char* help) {
  fields.add(flag, pointer, "DURATION", help, read_milliseconds);
}

void add_target(RequestFields& fields) {
  fields.add("--url", "/url", "URL", "Where events are sent", read_url);
  fields.add("--login", "/login", "LOGIN", "Send HTTP Basic with this login");
  fields.add("--password", "/password", "PASSWORD", "Its password; better in the environment, as HOOKLOOP_PASSWORD");
  fields.add("--secret", "/secret", "SECRET", "Sign with this secret; better in the environment, as HOOKLOOP_SECRET");
  fields.add("--scheme", "/signature_scheme", "SCHEME",
             "How it is signed: standard (as a new one has it), standard-ed25519, github or stripe",
             read_signature_scheme);
  fields.add_choice("--profile", "/profile", {"instrumented", "faithful"},
                    "With ids, attempt and signature in headers, or as the platform itself sends it");
  fields.add_each("--header", "/headers", "'NAME: VALUE'", "A header to send besides ours", read_header);
}

void add_retries(RequestFields& fields) {
  fields.add("--retry", "/retry/profile", "PROFILE",
             fmt::format("Try again as a well-known sender does, and wait as long for an answer: {}",
                         fmt::join(retry_profile_names(), ", ")),
             read_retry_profile);
  fields.add_whole("--retries", "/retry/retries", 0, kMostRetries, "Further attempts when one is not accepted");
  add_duration(fields, "--first-delay", "/retry/first_delay_ms",
               "Longest pause before the first retry; doubled with each, and drawn by chance");
  add_duration(fields, "--longest-delay", "/retry/longest_delay_ms", "Longest pause before any retry");
  add_duration(fields, "--longest-retry-after", "/retry/longest_retry_after_ms",
               "Longest pause that a receiver may ask for with Retry-After");
  fields.add_each("--delay", "/retry/delays_ms", "DURATION",
                  "The pause before one retry: as many as are given, instead of --retries and --first-delay",
                  read_milliseconds);
  fields.add("--jitter", "/retry/jitter_share", "SHARE", "How far each --delay may vary by chance: 0.1 is a tenth",
             read_number);
}

void add_pace(RequestFields& fields) {
  add_duration(fields, "--timeout", "/timeout_ms",
               "How long an attempt may take, from the look-up to the answer's end");
  add_duration(fields, "--connect-timeout", "/connect_timeout_ms", "How long of that to be connected");
  add_duration(fields, "--first-byte-timeout", "/first_byte_timeout_ms", "How long of that until the answer begins");
  fields.add_whole("--max-in-flight", "/max_in_flight", 1, kMostInFlight, "Attempts under way at once");
  fields.add_flag("--ordered", "/ordered", true, "One delivery after the other, in the order of the events");
  fields.add("--rate", "/rate_per_second", "N", "Attempts a second at most, such as 0.5 or 100", read_number);
  fields.add_choice("--guarantee", "/guarantee", {"at_least_once", "at_most_once"}, "When in doubt, again or not");
}

void add_breaker(RequestFields& fields) {
  fields.add_flag("--no-breaker", "/breaker/enabled", false, "Go on however often the receiver fails");
  fields.add_whole("--breaker-failures", "/breaker/failures", 1, kMostBreakerFailures,
                   "So many failures in a row pause the webhook");
  add_duration(fields, "--breaker-failing-for", "/breaker/failing_for_ms", "… when they took at least this long");
  add_duration(fields, "--breaker-first-probe", "/breaker/first_probe_ms",
               "Pause until it is probed; doubled with each");
  add_duration(fields, "--breaker-longest-probe", "/breaker/longest_probe_ms", "Longest pause between probes");
  add_duration(fields, "--breaker-disable-after", "/breaker/disable_after_ms",
               "Disable a webhook that has failed for so long");
}

}  // namespace

void add_webhook_flags(RequestFields& fields) {
  add_target(fields);
  add_retries(fields);
  add_pace(fields);
  add_breaker(fields);
  fields.add_each("--fault", "/faults", "FAULT", "What goes wrong with all of its deliveries, see `emitter faults`",
                  read_fault);
  fields.add_flag("--no-verify", "/verify_certificates", false, "Do not check the receiver's TLS certificate");
}

void add_webhook_undo_flags(RequestFields& fields) {
  fields.add_flag("--no-login", "/login", nullptr, "Send no HTTP Basic any more: give --no-password too");
  fields.add_flag("--no-password", "/password", nullptr, "Have no password any more");
  fields.add_flag("--no-secret", "/secret", nullptr, "Sign no more");
  fields.add_flag("--no-headers", "/headers", nullptr, "Send no headers besides ours");
  fields.add_flag("--no-rate", "/rate_per_second", nullptr, "As fast as they come");
  fields.add_flag("--no-faults", "/faults", nullptr, "Let nothing go wrong any more");
  fields.add_flag("--unordered", "/ordered", false, "Deliveries need not wait for one another");
  fields.add_flag("--breaker", "/breaker/enabled", true, "Pause it when the receiver fails too often");
  fields.add_flag("--verify", "/verify_certificates", true, "Check the receiver's TLS certificate");
}

void take_credentials_from_environment(RequestFields& fields, bool with_secret) {
  const auto take = [&fields](const char* pointer, const char* variable) {
    const std::string value = from_environment(variable);
    if (!value.empty() && !fields.has(pointer)) fields.put(pointer, value);
  };
  if (fields.has("/login") && !fields.json().at("login").is_null()) take("/password", "HOOKLOOP_PASSWORD");
  if (with_secret) take("/secret", "HOOKLOOP_SECRET");
}

}  // namespace hookloop
