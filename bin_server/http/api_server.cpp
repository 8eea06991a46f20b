#include "bin_server/http/api_server.h"

#include "bin_server/http/bin_routes.h"
#include "bin_server/http/connection_server.h"
#include "bin_server/http/feed_routes.h"
#include "bin_server/http/json_views.h"
#include "bin_server/http/request_routes.h"
#include "bin_server/http/route_helpers.h"
#include "shared/http_server/answer.h"
#include "shared/http_server/guard.h"
#include "shared/http_server/page_routes.h"

namespace hookloop {
namespace {

// Of a request to the API: a bin's description with the largest response body as base64.
constexpr std::size_t kLargestApiBody = 2u << 20;

void add_health_routes(httplib::Server& server, const ApiContext& context) {
  server.Get("/healthz", [](const httplib::Request&, httplib::Response& response) {
    answer_json(response, {{"status", "alive"}});
  });
  server.Get("/readyz", [&context](const httplib::Request&, httplib::Response& response) {
    if (const auto error = context.writer.run([&] { return context.store.check_writable(); })) {
      return answer_problem(response, store_problem(*error));
    }
    answer_json(response, {{"status", "ready"}});
  });
}

}  // namespace

ApiServer::ApiServer(ApiContext context, std::string listen_host, std::span<const EmbeddedAsset> page,
                     const std::string& web_root)
    : context_(std::move(context)), server_(std::make_unique<ConnectionServer>()) {
  install_guard(*server_, {std::move(listen_host)});
  install_problem_answers(*server_);
  server_->set_payload_max_length(kLargestApiBody);
  add_health_routes(*server_, context_);
  add_bin_routes(*server_, context_);
  add_request_routes(*server_, context_);
  add_feed_routes(*server_, context_);
  add_page_routes(*server_, page, {"/", "/bins/:bin"}, web_root);
}

ApiServer::~ApiServer() = default;

bool ApiServer::serve(HandedConnection& connection) { return server_->serve(connection); }

}  // namespace hookloop
