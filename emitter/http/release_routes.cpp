#include "emitter/http/api_reply.h"
#include "emitter/http/app_routes.h"
#include "shared/http_server/query.h"

namespace hookloop {
namespace {

void publish(const PlatformApi& context, const httplib::Request& request, httplib::Response& response) {
  struct Input {
    std::string target;
    std::optional<std::string> url;
    Deed deed;
  };
  const auto input =
      read_json<Input>(request.body, deed_fields({"target", "url"}), [](const JsonFields& fields) -> Input {
        return {fields.text("target").value_or("platform"), fields.text("url"), read_deed(fields)};
      });
  if (!input) return answer_problem(response, input.error());
  answer_deed(response,
              context.platform.publish(request.path_params.at("guid"), input->target, input->url, input->deed),
              publication_view, 201);
}

void test_app(const PlatformApi& context, const httplib::Request& request, httplib::Response& response) {
  struct Input {
    TestResult result;
    Deed deed;
  };
  const auto input = read_json<Input>(request.body, deed_fields({"status", "passed", "failed", "duration_seconds"}),
                                      [](const JsonFields& fields) -> Input {
                                        TestResult result;
                                        result.status = fields.text("status");
                                        result.passed = fields.whole("passed", 0, kMostTests);
                                        result.failed = fields.whole("failed", 0, kMostTests);
                                        result.duration_seconds = fields.whole("duration_seconds", 0, kMostTests);
                                        return {result, read_deed(fields)};
                                      });
  if (!input) return answer_problem(response, input.error());
  answer_deed(response, context.platform.test_app(request.path_params.at("guid"), input->result, input->deed),
              test_view, 201);
}

}  // namespace

void add_release_routes(Routes& routes, const PlatformApi& context) {
  routes.get("/api/v1/apps/:guid/publications",
             [&context](const httplib::Request& request, httplib::Response& response) {
               if (!check_parameters(request, {}, response)) return;
               const auto app = find_any_app(context, request, response);
               if (app)
                 answer_list(response, "publications", context.store.list_publications(app->number), publication_view);
             });
  routes.post("/api/v1/apps/:guid/publications",
              [&context](const httplib::Request& request, httplib::Response& response) {
                publish(context, request, response);
              });
  routes.get("/api/v1/apps/:guid/tests", [&context](const httplib::Request& request, httplib::Response& response) {
    if (!check_parameters(request, {}, response)) return;
    const auto app = find_any_app(context, request, response);
    if (app) answer_list(response, "tests", context.store.list_tests(app->number), test_view);
  });
  routes.post("/api/v1/apps/:guid/tests", [&context](const httplib::Request& request, httplib::Response& response) {
    test_app(context, request, response);
  });
}

}  // namespace hookloop
