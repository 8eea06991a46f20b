#include "emitter/serve.h"

#include <spdlog/fmt/fmt.h>
#include <spdlog/spdlog.h>

#include <ostream>

#include "emitter/platform_server.h"
#include "shared/http_client/target_policy.h"
#include "shared/support/data_folder.h"
#include "shared/support/listen_address.h"
#include "shared/support/open_files.h"
#include "shared/support/ready_file.h"
#include "shared/support/server_token.h"
#include "shared/support/shutdown_signal.h"
#include "shared/support/terminal.h"

namespace hookloop {
namespace {

PlatformServerOptions platform_options(const PlatformServeOptions& options, const ListenAddress& listen,
                                       const std::string& token, const TargetPolicy& targets) {
  PlatformServerOptions made;
  made.http = {listen, token, options.web_root, options.api_threads, options.max_api_body, options.feed};
  made.engine.dispatcher.max_in_flight = options.max_in_flight;
  made.engine.transport.target_policy = &targets;
  made.engine.transport.trusted_certificates = options.targets.trusted_certificates;
  made.engine.stop_grace = options.stop_grace;
  made.seed = options.seed;
  made.virtual_start = options.virtual_start;
  return made;
}

Result<std::monostate, StartRefusal> run(const PlatformServeOptions& options, Surroundings& surroundings,
                                         const OpenStore& open_store) {
  const auto listen = parse_listen_address(options.server.listen, "127.0.0.1:8081");
  if (!listen) return StartRefusal{ExitCode::wrong_usage, listen.error().message};
  const auto token = read_token(options.token);
  if (!token) return token.error();
  if (auto refusal = check_listen(*listen, options.server.listen, *token)) return *std::move(refusal);
  const auto targets =
      TargetPolicy::make({is_loopback(listen->host) ? DefaultTargets::anywhere : DefaultTargets::public_only,
                          options.targets.allowed, options.targets.denied});
  if (!targets) return StartRefusal{ExitCode::wrong_usage, targets.error().message};

  ShutdownSignal shutdown;  // before any thread
  ReadyFile ready_file(options.server.ready_file);
  raise_open_file_limit();
  start_log("emitter", options.server.log_format, options.server.log_level);
  std::optional<DataFolder> folder;
  if (!options.server.ephemeral) {
    auto opened = DataFolder::open(options.server.data);
    if (!opened) return StartRefusal{ExitCode::environment, opened.error().message};
    folder.emplace(*std::move(opened));
  }
  const auto store = open_store(folder ? std::optional(folder->path()) : std::nullopt, options.durability);
  if (!store) return StartRefusal{ExitCode::environment, store.error().message};

  PlatformServer server(platform_options(options, *listen, *token, *targets), **store, surroundings.clock,
                        surroundings.random);
  const auto bound = server.start();
  if (!bound) return StartRefusal{ExitCode::environment, bound.error().message};
  const std::string url = http_url(*bound);
  if (const auto error = ready_file.write(url)) return StartRefusal{ExitCode::environment, error->message};
  surroundings.out << "emitter: " << url << std::endl;
  spdlog::info(
      "listening on {}; {}", url,
      folder ? fmt::format("everything is kept in {}", folder->path().string()) : "nothing is kept after exit");
  shutdown.wait();
  spdlog::info("ending");
  server.stop();
  return std::monostate{};
}

}  // namespace

ExitCode serve(const PlatformServeOptions& options, Surroundings& surroundings, const OpenStore& open_store) {
  const auto done = run(options, surroundings, open_store);
  if (done) return ExitCode::passed;
  surroundings.err << "emitter: " << printable(done.error().message) << '\n';
  return done.error().code;
}

}  // namespace hookloop
