#include "emitter/http/emitter_server.h"

#include <spdlog/fmt/fmt.h>

#include <cerrno>
#include <chrono>
#include <limits>
#include <span>
#include <system_error>

#include "emitter/http/account_routes.h"
#include "emitter/http/app_routes.h"
#include "emitter/http/event_type_routes.h"
#include "emitter/http/feed_routes.h"
#include "emitter/http/log_routes.h"
#include "emitter/http/status_routes.h"
#include "emitter/http/webhook_routes.h"
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
  PlatformApi context;
  httplib::Server server;
  Routes routes{server};
};

EmitterServer::EmitterServer(EmitterServerOptions options, PlatformApi context)
    : impl_(new Impl{std::move(options), std::move(context), {}}) {
  httplib::Server& server = impl_->server;
  const EmitterServerOptions& set = impl_->options;
  // The library's own choice adds SO_REUSEPORT, with which a port that is taken would be shared in silence.
  server.set_socket_options([](socket_t socket) {
    const int yes = 1;
    setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
  });
  server.set_tcp_nodelay(true);  // an answer is head and body in two writes: without it a client waits 40 ms for an ACK
  server.set_read_timeout(kReadTimeout);
  server.set_keep_alive_max_count(std::numeric_limits<std::size_t>::max());
  server.set_payload_max_length(static_cast<std::size_t>(set.body_bytes));
  server.new_task_queue = [threads = set.threads + set.feed.max_viewers] { return new httplib::ThreadPool(threads); };
  install_guard(server, {set.listen.host, set.token});
  install_problem_answers(server);
  server.set_post_routing_handler([this](const httplib::Request&, httplib::Response& response) {
    response.headers.erase("Keep-Alive");  // the library would tell of its own count and time
    response.set_header("Date", to_http_date(impl_->context.clock.now()));
    return httplib::Server::HandlerResponse::Unhandled;
  });
  Routes& routes = impl_->routes;
  add_status_routes(routes, impl_->context);
  add_clock_routes(routes, impl_->context);
  add_account_routes(routes, impl_->context);
  add_app_routes(routes, impl_->context);
  add_version_routes(routes, impl_->context);
  add_build_routes(routes, impl_->context);
  add_release_routes(routes, impl_->context);
  add_webhook_routes(routes, impl_->context);
  add_attachment_routes(routes, impl_->context);
  add_event_routes(routes, impl_->context);
  add_delivery_routes(routes, impl_->context);
  add_ledger_routes(routes, impl_->context);
  add_feed_routes(routes, impl_->context, set.feed);
  add_event_type_routes(routes);
  add_page_routes(routes, std::span(emitter_page_assets, emitter_page_asset_count), {"/"}, set.web_root);
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

std::vector<std::string> EmitterServer::routes() const { return impl_->routes.list(); }

}  // namespace hookloop
