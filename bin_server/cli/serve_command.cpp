#include "bin_server/cli/serve_command.h"

#include <spdlog/fmt/fmt.h>

#include <charconv>
#include <string_view>

#include "shared/support/quantity.h"
#include "shared/support/terminal.h"

namespace hookloop {
namespace {

// No machine of ours holds more captures, bins, connections or events, and sums of such numbers do not overflow.
constexpr std::int64_t kMostOfAnything = 1'000'000'000;

// SQLite takes no row of 1,000,000,000 bytes, and one that is refused would take its whole transaction with it.
constexpr std::uint64_t kLargestHead = 16u << 20;
constexpr std::uint64_t kLargestBody = 512u << 20;

// "100/s"; 0: any number.
void add_rate(CLI::App& command, const std::string& name, std::uint64_t& target, const std::string& help) {
  command
      .add_option_function<std::string>(
          name,
          [&target, name](const std::string& text) {
            const std::string_view digits = std::string_view(text).substr(0, text.find('/'));
            std::int64_t rate = 0;
            const auto [rest, error] = std::from_chars(digits.data(), digits.data() + digits.size(), rate);
            const bool is_number = error == std::errc() && rest == digits.data() + digits.size();
            const bool has_unit = text == std::string(digits) + "/s" || text == "0";
            if (!is_number || !has_unit || rate < 0 || rate > kMostOfAnything) {
              throw CLI::ValidationError(name,
                                         fmt::format("'{}' is no rate such as 100/s, or 0 for any", printable(text)));
            }
            target = static_cast<std::uint64_t>(rate);
          },
          help + " (0: any number)")
      ->type_name("N/s")
      ->default_str(target == 0 ? "0" : fmt::format("{}/s", target));
}

}  // namespace

void add_serve_flags(CLI::App& command, ServeOptions& options) {
  add_server_options(command, options.server, "127.0.0.1:8080", "bin_server");
  add_choice(command, "--durability", options.durability, {"normal", "full"},
             "What a captured request survives: normal, the end of the process; full, power loss too")
      ->type_name("LEVEL");
  add_token_options(command, options.token);
  command
      .add_option("--tls-cert", options.tls.certificate,
                  "Speak HTTPS with this certificate (PEM; those that it was issued by behind it)")
      ->type_name("FILE");
  command.add_option("--tls-key", options.tls.key, "The certificate's private key (PEM, without a passphrase)")
      ->type_name("FILE");
  command.add_flag("--tls-self-signed", options.tls.self_signed,
                   "Speak HTTPS with a certificate that is made here, and kept in the data folder");
  command.add_flag("--auto-create", options.capture.auto_create, "Let any id make its bin at the first capture");
  add_size(command, "--max-body", options.recorder.limits.body_bytes,
           "Largest body of a captured request, on the wire; more is answered 413", kLargestBody);
  add_size(command, "--max-head", options.recorder.limits.head_bytes,
           "Largest head of a captured request; more is answered 431", kLargestHead);
  add_size(command, "--max-target", options.recorder.bounds.target_bytes,
           "Longest target (path and query) of a captured request; more is answered 414", kLargestHead);
  add_whole_number(command, "--max-headers", options.recorder.bounds.header_fields, 1, kMostOfAnything,
                   "Header fields of a captured request; more is answered 431");
  add_rate(command, "--max-rate", options.recorder.bounds.bin_rate, "Captures of one bin; more are answered 429");
  add_rate(command, "--max-client-rate", options.recorder.bounds.client_rate,
           "Captures from one address; more are answered 429");
  add_size(command, "--max-unfinished", options.recorder.unfinished_bytes,
           "Bytes of all requests that are half-way; a large one over it is answered 503");
  add_size(command, "--max-turn", options.recorder.turn_bytes,
           "Bytes that are stored with one commit, about: what else has come waits for the next");
  add_whole_number(command, "--max-requests", options.capture.bin_limits.max_requests, 1, kMostOfAnything,
                   "Captures that a bin keeps if it says nothing else; the oldest go first");
  add_size(command, "--max-bytes", options.capture.bin_limits.max_bytes,
           "Bytes that a bin keeps if it says nothing else; the oldest go first");
  command
      .add_option_function<std::string>(
          "--max-age",
          [&options](const std::string& text) {
            const auto age = parse_duration(text);
            if (!age || *age <= Microseconds(0)) {
              throw CLI::ValidationError("--max-age", "'" + printable(text) + "' is no age such as 12h or 30d");
            }
            options.capture.bin_limits.max_age = *age;
          },
          "How long a bin keeps a capture if it says nothing else; without it, until other limits take it")
      ->type_name("DURATION");
  add_whole_number(command, "--max-total-requests", options.capture.store_limits.max_requests, 1, kMostOfAnything,
                   "Captures that all bins keep together; the oldest go first, whichever bin they are in")
      ->default_str("any number");
  add_size(command, "--max-total-bytes", options.capture.store_limits.max_bytes,
           "Bytes that all bins keep together; the oldest go first")
      ->default_str("any");
  add_size(command, "--max-memory", options.max_memory,
           "Memory of the captures that --ephemeral keeps, with what is kept beside them; the oldest go first");
  add_size(command, "--memory-budget", options.memory_budget,
           "Memory of the whole process, 96MiB or more: limits that are left at their defaults are lowered to fit")
      ->default_str("any");
  add_whole_number(command, "--max-bins", options.capture.max_bins, 1, kMostOfAnything,
                   "Bins; to make one more is answered 409, a capture that would make it 503");
  add_whole_number(command, "--max-connections", options.recorder.max_connections, 1, kMostOfAnything,
                   "Open connections; one more is answered 503");
  add_whole_number(command, "--max-viewers", options.workers.max_viewers, 1, kMostOfAnything,
                   "Live viewers and exports at once; one more is answered 503");
  add_whole_number(command, "--max-waiting", options.workers.max_waiting, 1, kMostOfAnything,
                   "Requests to the API that wait for a thread; one more is answered 503");
  add_whole_number(command, "--api-threads", options.workers.threads, 1, 1'000, "Threads that serve API and page");
  add_size(command, "--max-api-body", options.recorder.api_body_bytes,
           "Largest body of a request to the API; more is answered 413", kLargestBody);
  add_size(command, "--max-import", options.recorder.import_bytes,
           "Largest file that is imported at once; more is answered 413", kLargestBody);
  add_whole_number(command, "--feed-backlog", options.feed_backlog, 1, kMostOfAnything,
                   "How far behind a live viewer may be; further, it is told of a gap");
  add_target_options(command, options.targets,
                     "By default captures are forwarded and replayed to loopback addresses alone; 0.0.0.0/0 and ::/0 "
                     "together allow any");
  add_size(command, "--max-returned-body", options.forward.most_returned_body,
           "Largest body of a target's answer that is returned to the sender; for a larger one the sender gets 502",
           kLargestBody);
  add_whole_number(command, "--max-replays", options.max_replays, 1, 1'000,
                   "Replays at once, each of which holds a thread of the API; one more is answered 503");
  add_duration(command, "--head-timeout", options.recorder.head_timeout,
               "Time for the whole head of a request; then 408");
  add_duration(command, "--body-timeout", options.recorder.body_timeout,
               "Time for the whole body of a request; then 408");
  add_duration(command, "--idle-timeout", options.recorder.idle_timeout,
               "Time that a connection may wait for a request");
  add_duration(command, "--write-timeout", options.recorder.write_timeout,
               "Time for a peer to take an answer; then its connection is closed");
  add_duration(command, "--shutdown-grace", options.recorder.shutdown_grace,
               "Time for requests that are half-way when the server is told to end");
  command
      .add_option("--bins", options.bins_file, "Bins that are to be there, in YAML, as POST /api/v1/bins takes them")
      ->type_name("FILE");
  command.add_option("--web-root", options.web_root, "Serve the page's files from this folder, to work on them")
      ->type_name("DIR");
  add_environment_and_config(command);
}

Result<TargetPolicy> target_policy_of(const ServeOptions& options) {
  return TargetPolicy::make({DefaultTargets::loopback_only, options.targets.allowed, options.targets.denied});
}

}  // namespace hookloop
