#include "bin_server/http/status_routes.h"

#include <nlohmann/json.hpp>

#include "bin_server/http/metrics_text.h"
#include "bin_server/http/openapi.h"
#include "shared/http_server/answer.h"
#include "shared/support/metrics_writer.h"
#include "shared/support/store_error.h"

namespace hookloop {

void add_status_routes(Routes& routes, const ApiContext& context) {
  using Request = httplib::Request;
  using Response = httplib::Response;
  routes.get("/healthz", [](const Request&, Response& response) { answer_json(response, {{"status", "alive"}}); });
  routes.get("/readyz", [&context](const Request&, Response& response) {
    if (const auto error = context.writer.run([&] { return context.store.check_writable(); })) {
      return answer_problem(response, store_problem(*error));
    }
    answer_json(response, {{"status", "ready"}});
  });
  routes.get("/metrics", [&context](const Request&, Response& response) {
    response.set_content(metrics_text(context), kMetricsContentType);
  });
  routes.get("/openapi.json", [](const Request&, Response& response) {
    const std::string_view document = bin_server_openapi();
    response.set_content(document.data(), document.size(), "application/json");
  });
}

}  // namespace hookloop
