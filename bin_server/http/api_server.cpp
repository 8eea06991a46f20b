#include "bin_server/http/api_server.h"

#include "bin_server/http/bin_routes.h"
#include "bin_server/http/compare_routes.h"
#include "bin_server/http/connection_server.h"
#include "bin_server/http/export_routes.h"
#include "bin_server/http/feed_routes.h"
#include "bin_server/http/import_routes.h"
#include "bin_server/http/mark_routes.h"
#include "bin_server/http/order_routes.h"
#include "bin_server/http/replay_routes.h"
#include "bin_server/http/request_routes.h"
#include "bin_server/http/snippet_routes.h"
#include "bin_server/http/status_routes.h"
#include "shared/http_server/answer.h"
#include "shared/http_server/guard.h"
#include "shared/http_server/page_routes.h"

namespace hookloop {
ApiServer::ApiServer(ApiContext context, const Options& options, std::span<const EmbeddedAsset> page)
    : context_(std::move(context)), server_(std::make_unique<ConnectionServer>(options.write_timeout)) {
  install_guard(*server_, {options.listen_host, options.token, &context_.clock});
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
  add_status_routes(routes, context_);
  add_bin_routes(routes, context_);
  add_request_routes(routes, context_);
  add_snippet_routes(routes, context_);
  add_export_routes(routes, context_);
  add_import_routes(routes, context_);
  add_replay_routes(routes, context_);
  add_mark_routes(routes, context_);
  add_compare_routes(routes, context_);
  add_order_routes(routes, context_);
  add_feed_routes(routes, context_);
  add_page_routes(routes, page, {"/", "/bins/:bin"}, options.web_root);
  routes.answer_other_methods();
  routes_ = routes.list();
}

ApiServer::~ApiServer() = default;

bool ApiServer::serve(HandedConnection& connection) { return server_->serve(connection); }

}  // namespace hookloop
