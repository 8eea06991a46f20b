// From what happened to what is owed: an event with its payload's exact bytes, and one delivery for each attachment
// that names it. All of it inside the change that made it happen, so that none of it is ever seen alone.
//
// 1. Attachments are gone through in the order of their numbers; so are the deliveries' ids and numbers.
// 2. An app's attachment fires for that app's events alone; an account's for the account events of every app.
// 3. A webhook that is disabled gets nothing. One that is paused or failing does, and its deliveries wait.
#pragma once

#include <chrono>
#include <cstdint>
#include <vector>

#include "emitter/model/app.h"
#include "emitter/model/fault.h"
#include "emitter/model/webhook.h"
#include "emitter/store/platform_store.h"
#include "shared/schema/payload.h"
#include "shared/support/id.h"

namespace hookloop {

struct Occurrence {
  EventType type;
  App app;                 // as the payload tells of it
  PayloadSubject subject;  // that of the type
  Timestamp at;
  Person by;
};

struct FannedOut {
  PlatformEvent event;
  std::uint64_t deliveries = 0;
  std::vector<WebhookNumber> webhooks;  // that have new deliveries, each once
};

// `faults` are asked for with the deed, for every delivery of it.
FannedOut fan_out(PlatformChange& change, IdSource& ids, const Occurrence& occurrence, std::chrono::minutes utc_offset,
                  const std::vector<Fault>& faults);

}  // namespace hookloop
