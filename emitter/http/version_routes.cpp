#include "emitter/http/api_reply.h"
#include "emitter/http/app_routes.h"
#include "shared/http_server/query.h"

namespace hookloop {
namespace {

// Both deeds that are done to a version that there is.
template <typename Do>
httplib::Server::Handler on_version(const Do& deed_of) {
  return [deed_of](const httplib::Request& request, httplib::Response& response) {
    const auto deed = read_json<Deed>(request.body, deed_fields({}), read_deed);
    if (!deed) return answer_problem(response, deed.error());
    answer_deed(response, deed_of(request.path_params.at("guid"), request.path_params.at("version"), *deed),
                version_view);
  };
}

void create_version(const PlatformApi& context, const httplib::Request& request, httplib::Response& response) {
  struct Input {
    std::string name;
    Deed deed;
  };
  const auto input = read_json<Input>(request.body, deed_fields({"name"}), [](const JsonFields& fields) -> Input {
    return {fields.required_text("name"), read_deed(fields)};
  });
  if (!input) return answer_problem(response, input.error());
  answer_deed(response, context.platform.create_version(request.path_params.at("guid"), input->name, input->deed),
              version_view, 201);
}

}  // namespace

void add_version_routes(Routes& routes, const PlatformApi& context) {
  const std::string path = "/api/v1/apps/:guid/versions";
  // Removed ones too: they can be restored.
  routes.get(path, [&context](const httplib::Request& request, httplib::Response& response) {
    if (!check_parameters(request, {}, response)) return;
    const auto app = find_any_app(context, request, response);
    if (app) answer_list(response, "versions", context.store.list_versions(app->number, true), version_view);
  });
  routes.post(path, [&context](const httplib::Request& request, httplib::Response& response) {
    create_version(context, request, response);
  });
  routes.del(path + "/:version",
             on_version([&context](const std::string& guid, const std::string& version, const Deed& deed) {
               return context.platform.remove_version(guid, version, deed);
             }));
  routes.post(path + "/:version/restore",
              on_version([&context](const std::string& guid, const std::string& version, const Deed& deed) {
                return context.platform.restore_version(guid, version, deed);
              }));
}

}  // namespace hookloop
