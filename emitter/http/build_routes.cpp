#include <spdlog/fmt/fmt.h>

#include "emitter/http/api_reply.h"
#include "emitter/http/app_routes.h"
#include "emitter/platform/problems.h"
#include "shared/http_server/query.h"

namespace hookloop {
namespace {

BuildPlatform read_platform(const JsonFields& fields) {
  const std::string word = fields.required_text("platform");
  if (word == to_string(BuildPlatform::android)) return BuildPlatform::android;
  if (word == to_string(BuildPlatform::ios)) return BuildPlatform::ios;
  throw BadField{"/platform", "An app is built for android or ios."};
}

void start_build(const PlatformApi& context, const httplib::Request& request, httplib::Response& response) {
  struct Input {
    BuildStart start;
    Deed deed;
  };
  const auto input = read_json<Input>(
      request.body, deed_fields({"platform", "version", "finish_after_ms", "finishes_as"}),
      [](const JsonFields& fields) -> Input {
        BuildStart start;
        start.platform = read_platform(fields);
        start.version = fields.text("version");
        start.finish_after = fields.milliseconds("finish_after_ms");
        const auto outcome = read_outcome(fields, "finishes_as");
        if (outcome && !start.finish_after) {
          throw BadField{"/finishes_as", "This is for a build that ends by itself: give finish_after_ms too."};
        }
        start.finishes_as = outcome.value_or(BuildStatus::success);
        return {start, read_deed(fields)};
      });
  if (!input) return answer_problem(response, input.error());
  answer_deed(response, context.platform.start_build(request.path_params.at("guid"), input->start, input->deed),
              build_view, 201);
}

void finish_build(const PlatformApi& context, const httplib::Request& request, httplib::Response& response) {
  struct Input {
    BuildStatus outcome;
    std::optional<std::string> error;
    Deed deed;
  };
  const auto input =
      read_json<Input>(request.body, deed_fields({"outcome", "error"}), [](const JsonFields& fields) -> Input {
        const auto outcome = read_outcome(fields, "outcome");
        if (!outcome) throw BadField{"/outcome", "This must be given: success, failure or abort."};
        return {*outcome, fields.text("error"), read_deed(fields)};
      });
  if (!input) return answer_problem(response, input.error());
  const std::string& number = request.path_params.at("build");
  const auto build = whole_number(number);
  if (!build) {
    return answer_problem(response,
                          {404, "unknown-build", "There is no such build",
                           fmt::format("A build is named by its number, and {} is none.", in_quotes(number))});
  }
  answer_deed(
      response,
      context.platform.finish_build(request.path_params.at("guid"), *build, input->outcome, input->error, input->deed),
      build_view);
}

}  // namespace

void add_build_routes(Routes& routes, const PlatformApi& context) {
  const std::string path = "/api/v1/apps/:guid/builds";
  routes.get(path, [&context](const httplib::Request& request, httplib::Response& response) {
    if (!check_parameters(request, {}, response)) return;
    const auto app = find_any_app(context, request, response);
    if (app) answer_list(response, "builds", context.store.list_builds(app->number), build_view);
  });
  routes.post(path, [&context](const httplib::Request& request, httplib::Response& response) {
    start_build(context, request, response);
  });
  routes.post(path + "/:build/finish", [&context](const httplib::Request& request, httplib::Response& response) {
    finish_build(context, request, response);
  });
}

}  // namespace hookloop
