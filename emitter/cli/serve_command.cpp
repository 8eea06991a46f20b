// `emitter serve`: the console and the API.
#include <memory>
#include <ostream>
#include <thread>

#include "emitter/cli/commands.h"
#include "emitter/http/emitter_server.h"
#include "shared/support/listen_address.h"
#include "shared/support/options.h"
#include "shared/support/ready_file.h"
#include "shared/support/shutdown_signal.h"
#include "shared/support/terminal.h"

namespace hookloop {
namespace {

constexpr const char* kDefaultListen = "127.0.0.1:8081";

struct ServeOptions {
  ServerOptions server;
  std::string web_root;
};

ExitCode fail(Surroundings& surroundings, const Error& error, ExitCode code) {
  surroundings.err << "emitter: " << printable(error.message) << '\n';
  return code;
}

ExitCode run(const ServeOptions& options, Surroundings& surroundings) {
  const auto listen = parse_listen_address(options.server.listen, kDefaultListen);
  if (!listen) return fail(surroundings, listen.error(), ExitCode::wrong_usage);
  if (!is_loopback(listen->host)) {
    if (!is_known_host(listen->host)) {
      return fail(surroundings, {"can not listen on " + options.server.listen + ": nobody knows that name"},
                  ExitCode::environment);
    }
    return fail(
        surroundings,
        {options.server.listen + " can be reached from other machines, and the console has no token yet to keep "
                                 "them out; listen on 127.0.0.1, [::1] or localhost"},
        ExitCode::wrong_usage);
  }
  ShutdownSignal shutdown;  // before any thread
  ReadyFile ready_file(options.server.ready_file);
  start_log("emitter", options.server.log_format, options.server.log_level);
  EmitterServer server({*listen, options.web_root});
  const auto bound = server.bind();
  if (!bound) return fail(surroundings, bound.error(), ExitCode::environment);

  // The socket is open from here on: what connects now is answered as soon as the loop runs.
  std::thread loop([&server] { server.run(); });
  ExitCode code = ExitCode::passed;
  if (const auto failed = ready_file.write(http_url(*bound))) {
    code = fail(surroundings, *failed, ExitCode::environment);
  } else {
    surroundings.out << "emitter: " << http_url(*bound) << std::endl;
    shutdown.wait();
  }
  server.stop();
  loop.join();
  return code;
}

}  // namespace

void add_serve_command(CLI::App& app, Surroundings& surroundings, Action& action) {
  const auto options = std::make_shared<ServeOptions>();
  CLI::App* const command = app.add_subcommand("serve", "Serve the console and the API");
  add_server_options(*command, options->server, kDefaultListen, "emitter");
  command
      ->add_option("--web-root", options->web_root, "Serve the page's files from this folder: for working on the page")
      ->type_name("DIR");
  add_environment_and_config(*command);
  command->footer("Example:\n  emitter serve --listen 127.0.0.1:0 --ephemeral --ready-file ready.json");
  command->callback(
      [options, &surroundings, &action] { action = [options, &surroundings] { return run(*options, surroundings); }; });
}

}  // namespace hookloop
