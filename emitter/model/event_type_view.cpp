#include "emitter/model/event_type_view.h"

#include <nlohmann/json.hpp>

namespace hookloop {

nlohmann::ordered_json event_type_view(const EventTypeInfo& event_type) {
  return {{"id", event_type.id},
          {"dotted", event_type.dotted},
          {"console_name", event_type.console_name},
          {"scope", to_string(event_type.scope)},
          {"origin", to_string(event_type.origin)}};
}

nlohmann::ordered_json catalogue_view() {
  auto list = nlohmann::ordered_json::array();
  for (const EventTypeInfo& event_type : event_types()) list.push_back(event_type_view(event_type));
  nlohmann::ordered_json view;
  view["event_types"] = std::move(list);
  return view;
}

}  // namespace hookloop
