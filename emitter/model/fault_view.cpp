#include "emitter/model/fault_view.h"

#include <nlohmann/json.hpp>

namespace hookloop {
namespace {

using Json = nlohmann::ordered_json;

}  // namespace

Json fault_view(const FaultInfo& fault) {
  Json parameters = Json::array();
  for (const FaultParameter& parameter : fault.parameters) {
    parameters.push_back({{"key", parameter.key},
                          {"default", to_text(parameter, parameter.preset)},
                          {"least", to_text(parameter, parameter.least)},
                          {"most", to_text(parameter, parameter.most)},
                          {"what", parameter.what}});
  }
  return {{"name", fault.name},
          {"stage", to_string(fault.stage)},
          {"summary", fault.summary},
          {"receiver", fault.receiver},
          {"parameters", std::move(parameters)}};
}

Json fault_catalogue_view() {
  Json list = Json::array();
  for (const FaultInfo& fault : fault_catalogue()) list.push_back(fault_view(fault));
  Json view;
  view["faults"] = std::move(list);
  return view;
}

}  // namespace hookloop
