// What the routes work with. References outlive every request; any thread.
#pragma once

#include <functional>

#include "emitter/feed/change_signal.h"
#include "emitter/feed/engine_status.h"
#include "emitter/platform/delivery_control.h"
#include "emitter/platform/platform.h"
#include "emitter/platform/webhook_registry.h"
#include "emitter/store/ledger.h"
#include "emitter/store/platform_store.h"
#include "shared/support/clock.h"

namespace hookloop {

struct PlatformApi {
  PlatformStore& store;  // written to only through the three below
  const Ledger& ledger;
  Platform& platform;
  WebhookRegistry& registry;
  DeliveryControl& delivery_control;
  const Clock& clock;
  ChangeSignal& changes;
  std::function<EngineStatus()> engine_status;
  // Moves virtual time to a moment and returns when all that is due by then was done; empty where time is real.
  std::function<void(Timestamp)> move_clock;
};

}  // namespace hookloop
