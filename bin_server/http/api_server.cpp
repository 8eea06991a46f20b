#include "bin_server/http/api_server.h"

#include "bin_server/http/bin_routes.h"
#include "bin_server/http/compare_routes.h"
#include "bin_server/http/connection_server.h"
#include "bin_server/http/export_routes.h"
#include "bin_server/http/feed_routes.h"
#include "bin_server/http/json_views.h"
#include "bin_server/http/mark_routes.h"
#include "bin_server/http/order_routes.h"
#include "bin_server/http/replay_routes.h"
#include "bin_server/http/request_routes.h"
#include "bin_server/http/route_helpers.h"
#include "bin_server/http/snippet_routes.h"
#include "shared/http_server/answer.h"
#include "shared/http_server/guard.h"
#include "shared/http_server/page_routes.h"

namespace hookloop {
namespace {

void add_health_routes(Routes& routes, const ApiContext& context) {
  routes.get("/healthz", [](const httplib::Request&, httplib::Response& response) {
    answer_json(response, {{"status", "alive"}});
  });
  routes.get("/readyz", [&context](const httplib::Request&, httplib::Response& response) {
    if (const auto error = context.writer.run([&] { return context.store.check_writable(); })) {
      return answer_problem(response, store_problem(*error));
    }
    answer_json(response, {{"status", "ready"}});
  });
}

}  // namespace

ApiServer::ApiServer(ApiContext context, const Options& options, std::span<const EmbeddedAsset> page)
    : context_(std::move(context)), server_(std::make_unique<ConnectionServer>(options.write_timeout)) {
  install_guard(*server_, {options.listen_host, options.token});
  install_problem_answers(*server_);
  // The recorder has refused larger ones.
  server_->set_payload_max_length(static_cast<std::size_t>(options.body_bytes));
  server_->set_post_routing_handler([this](const httplib::Request&, httplib::Response& response) {
    // The library tells of its own time and count for a connection; the recorder keeps connections by other rules.
    response.headers.erase("Keep-Alive");
    response.set_header("Date", to_http_date(context_.clock.now()));
    return httplib::Server::HandlerResponse::Unhandled;
  });
  Routes routes(*server_);
  add_health_routes(routes, context_);
  add_bin_routes(routes, context_);
  add_request_routes(routes, context_);
  add_snippet_routes(routes, context_);
  add_export_routes(routes, context_);
  add_replay_routes(routes, context_);
  add_mark_routes(routes, context_);
  add_compare_routes(routes, context_);
  add_order_routes(routes, context_);
  add_feed_routes(routes, context_);
  add_page_routes(routes, page, {"/", "/bins/:bin"}, options.web_root);
  routes.answer_other_methods();
}

ApiServer::~ApiServer() = default;

bool ApiServer::serve(HandedConnection& connection) { return server_->serve(connection); }

}  // namespace hookloop
