#include "emitter/http/emitter_server.h"

#include <spdlog/fmt/fmt.h>

#include <cerrno>
#include <chrono>
#include <nlohmann/json.hpp>
#include <span>
#include <system_error>

#include "emitter/http/event_type_routes.h"
#include "shared/http_server/answer.h"
#include "shared/http_server/guard.h"
#include "shared/http_server/page_routes.h"

namespace hookloop {

// Made at build time of emitter/web.
extern const EmbeddedAsset emitter_page_assets[];
extern const unsigned emitter_page_asset_count;

namespace {

// Between two bytes of a request. Who asks is on this machine, and a half-sent request holds `stop` up for as long, as
// one without Content-Length holds up its own answer: the library reads on to see whether a body comes.
constexpr std::chrono::seconds kReadTimeout(1);

}  // namespace

struct EmitterServer::Impl {
  EmitterServerOptions options;
  httplib::Server server;
};

EmitterServer::EmitterServer(EmitterServerOptions options) : impl_(std::make_unique<Impl>()) {
  impl_->options = std::move(options);
  httplib::Server& server = impl_->server;
  // The library's own choice adds SO_REUSEPORT, with which a port that is taken would be shared in silence.
  server.set_socket_options([](socket_t socket) {
    const int yes = 1;
    setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
  });
  server.set_read_timeout(kReadTimeout);
  install_guard(server, {impl_->options.listen.host});
  install_problem_answers(server);
  const auto answer_ok = [](const httplib::Request&, httplib::Response& response) {
    answer_json(response, {{"status", "ok"}});
  };
  Routes routes(server);
  routes.get("/healthz", answer_ok);
  routes.get("/readyz", answer_ok);  // there is no store yet that could be unready
  add_event_type_routes(routes);
  add_page_routes(routes, std::span(emitter_page_assets, emitter_page_asset_count), {"/"}, impl_->options.web_root);
  routes.answer_other_methods();
}

EmitterServer::~EmitterServer() = default;

Result<ListenAddress> EmitterServer::bind() {
  ListenAddress address = impl_->options.listen;
  errno = 0;
  const bool any_port = address.port == 0;
  const int port = any_port ? impl_->server.bind_to_any_port(address.host)
                            : (impl_->server.bind_to_port(address.host, address.port) ? address.port : -1);
  if (port < 0) {
    const std::string why = errno == 0 ? "the address can not be had" : std::generic_category().message(errno);
    return Error{fmt::format("can not listen on {}: {}", http_url(address), why)};
  }
  address.port = static_cast<std::uint16_t>(port);
  return address;
}

void EmitterServer::run() { impl_->server.listen_after_bind(); }

void EmitterServer::stop() {
  impl_->server.wait_until_ready();
  impl_->server.stop();
}

}  // namespace hookloop
