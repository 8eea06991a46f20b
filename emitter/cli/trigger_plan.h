// `emitter trigger`'s flags, and the plan that they make once every one of them has been found right. Nothing is sent,
// and nothing drawn by chance, while a plan is made.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "emitter/deliver/outgoing_delivery.h"
#include "emitter/model/fault.h"
#include "emitter/model/retry_policy.h"
#include "emitter/platform/payload_edit.h"
#include "shared/schema/event_type.h"
#include "shared/support/clock.h"
#include "shared/support/result.h"

namespace hookloop {

// As they came from the command line.
struct TriggerOptions {
  std::string type;
  std::optional<std::string> url;
  std::optional<std::string> login;
  std::optional<std::string> password;
  std::vector<std::string> secrets;
  std::optional<std::string> scheme;
  std::string profile = "instrumented";
  std::vector<PayloadEdit> edits;  // in the order of the command line
  std::vector<Fault> faults;
  std::uint64_t count = 1;
  std::optional<std::uint64_t> seed;
  std::optional<std::int64_t> timestamp;
  RetryRules retry;
  Microseconds timeout = std::chrono::seconds(10);  // a webhook's handler should answer well within that
  bool insecure = false;
  bool dry_run = false;
  bool json = false;
};

struct TriggerPlan {
  EventType type;
  DeliveryTarget target;
};

// The error is one sentence for stderr.
Result<TriggerPlan> plan_trigger(const TriggerOptions& options);

// The faults that were asked for and can not happen in this run, with the reason: a sentence for stderr each.
std::vector<std::string> idle_faults(const TriggerPlan& plan, const TriggerOptions& options);

}  // namespace hookloop
