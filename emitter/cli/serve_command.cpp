// `emitter serve`: the flags of the platform's server.
#include <spdlog/fmt/fmt.h>

#include <limits>
#include <memory>

#include "emitter/cli/commands.h"
#include "emitter/cli/serve_options.h"
#include "shared/support/moment.h"
#include "shared/support/options.h"

namespace hookloop {
namespace {

constexpr const char* kDefaultListen = "127.0.0.1:8081";

constexpr std::uint32_t kMostInFlight = 100'000;  // sockets: more than a process may have open
constexpr std::uint32_t kMostThreads = 1'000;
constexpr std::int64_t kMostOfAnything = 1'000'000'000;
constexpr std::uint64_t kLargestApiBody = 512u << 20;

void add_keeping(CLI::App& command, PlatformServeOptions& options) {
  add_choice(command, "--durability", options.durability, {"normal", "full"},
             "What a deed survives once it is answered: normal, the end of the process; full, power loss too")
      ->type_name("LEVEL");
  add_whole_number(command, "--seed", options.seed, 0, std::numeric_limits<std::uint64_t>::max(),
                   "The same deeds give the same ids, payloads, jitter and faults; for a platform on which nothing has "
                   "happened yet");
  command
      .add_option_function<std::string>(
          "--virtual-time",
          [&options](const std::string& text) {
            options.virtual_start = parse_rfc3339(text);
            if (!options.virtual_start) {
              throw CLI::ValidationError("--virtual-time", "this is a moment such as 2026-01-31T09:00:00Z");
            }
          },
          "Time begins at this moment and stands still until POST /api/v1/clock/advance moves it; deliveries go one at "
          "a time")
      ->type_name("MOMENT");
}

void add_safety(CLI::App& command, PlatformServeOptions& options) {
  add_token_options(command, options.token);
  add_target_options(
      command, options.targets,
      "By default a server on loopback lets webhooks go anywhere, and one that other machines reach only "
      "to public addresses");
}

void add_limits(CLI::App& command, PlatformServeOptions& options) {
  add_whole_number(command, "--max-in-flight", options.max_in_flight, 1, kMostInFlight,
                   "Attempts under way at once, over all webhooks; further deliveries wait");
  add_duration(command, "--stop-grace", options.stop_grace,
               "Time for attempts under way when the server is told to end; what is left is told of as unknown");
  add_whole_number(command, "--api-threads", options.api_threads, 1, kMostThreads,
                   "Connections to API and console that are served at once; further ones wait");
  add_size(command, "--max-api-body", options.max_api_body, "Largest body of a request; more is answered 413",
           kLargestApiBody);
  add_whole_number(command, "--max-viewers", options.feed.max_viewers, 1, kMostThreads,
                   "Live viewers at once; one more is answered 503");
  add_whole_number(command, "--feed-backlog", options.feed.backlog, 1, kMostOfAnything,
                   "How far behind a live viewer may be; further, it is told of a gap");
}

}  // namespace

void add_serve_command(CLI::App& app, Surroundings& surroundings, Action& action) {
  const auto options = std::make_shared<PlatformServeOptions>();
  CLI::App* const command =
      app.add_subcommand("serve", "Play the platform: its API, its console and its delivery engine");
  add_server_options(*command, options->server, kDefaultListen, "emitter");
  add_keeping(*command, *options);
  add_safety(*command, *options);
  add_limits(*command, *options);
  command
      ->add_option("--web-root", options->web_root, "Serve the page's files from this folder: for working on the page")
      ->type_name("DIR");
  add_environment_and_config(*command);
  command->footer("Example:\n  emitter serve --listen 127.0.0.1:0 --ephemeral --ready-file ready.json");
  command->callback([options, &surroundings, &action] {
    action = [options, &surroundings] { return surroundings.serve(*options, surroundings); };
  });
}

}  // namespace hookloop
