// The faults as JSON, the same from the command line and over HTTP. Pure functions, any thread.
#pragma once

#include <nlohmann/json_fwd.hpp>

#include "emitter/model/fault.h"

namespace hookloop {

// {"name": "delay", "stage": "schedule", "summary": …, "receiver": …, "parameters": [{"key": "by", "default": "5s",
// "least": "1ms", "most": "1d", "what": …}]}; the parameters are those of its own, besides share and attempt, which all
// take.
nlohmann::ordered_json fault_view(const FaultInfo& fault);

// {"faults": […]}, in the catalogue's order.
nlohmann::ordered_json fault_catalogue_view();

}  // namespace hookloop
