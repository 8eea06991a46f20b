// What the delivery engine is doing, for metrics. A value.
#pragma once

#include <cstdint>
#include <map>

#include "emitter/model/webhook.h"

namespace hookloop {

struct EngineStatus {
  std::uint64_t in_flight = 0;                        // deliveries with an attempt under way
  std::map<WebhookNumber, std::uint64_t> by_webhook;  // the same for each webhook that has had one
  std::uint64_t write_failures = 0;                   // turns that the store could not write; tried again
};

}  // namespace hookloop
