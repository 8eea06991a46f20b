// Something that a person should see about a webhook or its deliveries, and that is no event of the platform: a pause,
// a probe, a 410, a rotation. Kept, so that the feed can be resumed. Plain values.
#pragma once

#include <cstdint>
#include <string>

#include "emitter/model/webhook.h"
#include "shared/support/clock.h"

namespace hookloop {

struct Notice {
  std::int64_t number = 0;  // ascending in the order of commits; 0 before it is kept
  Timestamp at;
  // One word: "webhook_created", "webhook_changed", "webhook_removed", "webhook_paused", "webhook_resumed",
  // "webhook_enabled", "webhook_disabled", "breaker_opened", "breaker_probe_failed", "breaker_closed",
  // "secret_rotated", "attachment_created", "attachment_changed", "attachment_removed", "deliveries_resent",
  // "deliveries_cancelled".
  std::string kind;
  WebhookNumber webhook = 0;
  std::string detail;  // one sentence, without secrets
};

}  // namespace hookloop
