#include "emitter/http/app_routes.h"

#include "emitter/http/api_reply.h"
#include "emitter/platform/lookups.h"
#include "shared/http_server/query.h"

namespace hookloop {
namespace {

void list_apps(const PlatformApi& context, const httplib::Request& request, httplib::Response& response) {
  if (!check_parameters(request, {"removed"}, response)) return;
  const std::string removed = request.get_param_value("removed");
  if (!removed.empty() && removed != "true" && removed != "false") {
    return answer_bad_parameter(response, "'removed' is true, to list removed apps too, or false.");
  }
  answer_list(response, "apps", context.store.list_apps(removed == "true"), app_view);
}

void create_app(const PlatformApi& context, const httplib::Request& request, httplib::Response& response) {
  struct Input {
    std::string name;
    std::optional<std::string> description;
    Deed deed;
  };
  const auto input =
      read_json<Input>(request.body, deed_fields({"name", "description"}), [](const JsonFields& fields) -> Input {
        return {fields.required_text("name"), fields.text("description"), read_deed(fields)};
      });
  if (!input) return answer_problem(response, input.error());
  const auto created = context.platform.create_app(input->name, input->description, input->deed);
  if (created) response.set_header("Location", "/api/v1/apps/" + created->value.guid);
  answer_deed(response, created, app_view, 201);
}

// A new name is a deed, with an event; a new description alone is none.
void change_app(const PlatformApi& context, const httplib::Request& request, httplib::Response& response) {
  struct Input {
    std::optional<std::string> name;
    std::optional<std::string> description;
    Deed deed;
  };
  const auto input =
      read_json<Input>(request.body, deed_fields({"name", "description"}), [](const JsonFields& fields) -> Input {
        if (fields.find("name") == nullptr && fields.find("description") == nullptr) {
          throw BadField{"", "Give a new name, or a new description."};
        }
        return {fields.text("name"), fields.text("description"), read_deed(fields)};
      });
  if (!input) return answer_problem(response, input.error());
  const std::string& guid = request.path_params.at("guid");
  if (!input->name) {
    return answer_value(response, context.platform.describe_app(guid, *input->description), app_view);
  }
  answer_deed(response, context.platform.rename_app(guid, *input->name, input->deed, input->description), app_view);
}

}  // namespace

std::optional<App> find_any_app(const PlatformApi& context, const httplib::Request& request,
                                httplib::Response& response) {
  const std::string& guid = request.path_params.at("guid");
  if (auto app = context.store.find_app(guid)) return app;
  answer_problem(response, find_standing_app(context.store, guid).error());
  return std::nullopt;
}

void add_app_routes(Routes& routes, const PlatformApi& context) {
  routes.get("/api/v1/apps", [&context](const httplib::Request& request, httplib::Response& response) {
    list_apps(context, request, response);
  });
  routes.post("/api/v1/apps", [&context](const httplib::Request& request, httplib::Response& response) {
    create_app(context, request, response);
  });
  routes.get("/api/v1/apps/:guid", [&context](const httplib::Request& request, httplib::Response& response) {
    if (const auto app = find_any_app(context, request, response)) answer_json(response, app_view(*app));
  });
  routes.patch("/api/v1/apps/:guid", [&context](const httplib::Request& request, httplib::Response& response) {
    change_app(context, request, response);
  });
  routes.del("/api/v1/apps/:guid", [&context](const httplib::Request& request, httplib::Response& response) {
    const auto deed = read_json<Deed>(request.body, deed_fields({}), read_deed);
    if (!deed) return answer_problem(response, deed.error());
    answer_deed(response, context.platform.remove_app(request.path_params.at("guid"), *deed), app_view);
  });
}

}  // namespace hookloop
