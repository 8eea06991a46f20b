// Apps and webhooks by the names that people gave them: on the way in a name becomes the guid or id that the API wants,
// on the way out an id is shown with its name. The lists are asked for when they are first needed, and once. One thread
// at a time.
#pragma once

#include <optional>
#include <string>

#include "shared/cli/api_client.h"

namespace hookloop {

class Names {
 public:
  explicit Names(ApiClient& client) : client_(client) {}

  // What is a guid or an id already is taken as it is. A name that several have, or none, is a failure that says which
  // there are or which is nearest. An app that was removed is found only when no other has its name.
  Result<std::string, ApiFailure> app_guid(const std::string& guid_or_name);
  Result<std::string, ApiFailure> webhook_id(const std::string& id_or_name);

  // The name, or the id itself where there is none to be had (a webhook that was removed, say).
  std::string app_name(const std::string& guid);
  std::string webhook_name(const std::string& id);

 private:
  struct List {
    const char* path;
    const char* array;  // the answer's field
    const char* id;     // of an element
    const char* what;   // "app"
    std::optional<Json> rows = std::nullopt;
  };

  std::optional<ApiFailure> load(List& list);
  Result<std::string, ApiFailure> find(List& list, const std::string& name);
  std::string name_of(List& list, const std::string& id);

  ApiClient& client_;
  List apps_{"/api/v1/apps?removed=true", "apps", "guid", "app"};
  List webhooks_{"/api/v1/webhooks", "webhooks", "id", "webhook"};
};

}  // namespace hookloop
