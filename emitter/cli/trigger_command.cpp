// `emitter trigger`: makes events happen and delivers them, with no server and no set-up.
#include <cstdlib>
#include <limits>
#include <memory>

#include "emitter/cli/commands.h"
#include "emitter/cli/trigger_run.h"
#include "shared/support/options.h"

namespace hookloop {
namespace {

// More than anyone waits for, and far from where the sums of a run overflow.
constexpr std::uint64_t kMostEvents = 1'000'000'000;
constexpr std::uint32_t kMostRetries = 1'000'000;
constexpr std::int64_t kLatestTimestamp = 253'402'300'799;  // 9999-12-31T23:59:59Z, the last that ISO 8601 writes

// A password or secret in the environment is seen by fewer eyes than one among the words of a command.
std::optional<std::string> environment(const char* name) {
  const char* value = std::getenv(name);
  if (value == nullptr || *value == '\0') return std::nullopt;
  return value;
}

// A flag that may be repeated, and whose text `parse` reads.
template <typename Value>
void add_list(CLI::App& command, const std::string& name, const std::string& type_name, const std::string& help,
              Result<Value> (*parse)(std::string_view), std::vector<Value>& values) {
  command
      .add_option_function<std::string>(
          name,
          [&values, name, parse](const std::string& argument) {
            const auto value = parse(argument);
            if (!value) throw CLI::ValidationError(name, value.error().message);
            values.push_back(*value);
          },
          help + ". May be repeated")
      ->type_name(type_name)
      ->trigger_on_parse();  // each as it comes, so that flags of one list keep the order of the command line
}

void add_edits(CLI::App& command, TriggerOptions& options) {
  add_list(command, "--set", "POINTER=TEXT",
           "Change or add a value of the payload: =TEXT sets a text, :=JSON any JSON, exactly as written", parse_set,
           options.edits);
  add_list(command, "--remove", "POINTER", "Remove a part of the payload", parse_remove, options.edits);
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

void add_faults(CLI::App& command, TriggerOptions& options) {
  add_list(command, "--fault", "NAME[:KEY=VALUE,…]",
           "Do this badly on purpose, on each attempt or on those that share and attempt name; see `emitter faults`",
           parse_fault, options.faults);
}

void add_run(CLI::App& command, TriggerOptions& options) {
  add_whole_number(command, "--count", options.count, 1, kMostEvents,
                   "How many events to make happen, each a different one");
  add_whole_number(
      command, "--seed", options.seed, 0, std::numeric_limits<std::uint64_t>::max(),
      "Repeat a run: the same payloads, ids, jitter and faults. Timestamps and signatures are of the real time, "
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
  add_faults(*command, *options);
  add_run(*command, *options);
  command->footer(
      "Exit code: 0 delivered, 1 answered with something else than 2xx, 2 wrong usage, 3 timed out, 4 not reached,\n"
      "dropped, or no answer; 130 or 143 when a signal ended it.\n"
      "Example:\n"
      "  emitter trigger PROJECT_VERSION_CREATE --url http://localhost:3000/hook --set '/version/name=Version #1'\n"
      "  emitter trigger PROJECT_PUBLISH --url http://localhost:3000/hook --count 20 --fault duplicate:share=0.2");
  command->callback([options, &surroundings, &action] {
    if (options->secrets.empty()) {
      if (auto secret = environment("HOOKLOOP_SECRET")) options->secrets.push_back(*secret);
    }
    if (options->login && !options->password) options->password = environment("HOOKLOOP_PASSWORD");
    action = [options, &surroundings] { return run_trigger(*options, surroundings); };
  });
}

}  // namespace hookloop
