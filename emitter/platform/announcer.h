// Told after each commit what there is to do, never before it: the delivery engine is woken for these webhooks, and
// live viewers look again. Both only come sooner: whoever misses an announcement finds the same in the store.
// Any thread.
#pragma once

#include <span>

#include "emitter/model/webhook.h"

namespace hookloop {

class Announcer {
 public:
  virtual ~Announcer() = default;
  // Something was committed. `with_work`: webhooks that may have new deliveries or new settings.
  virtual void announce(std::span<const WebhookNumber> with_work) = 0;
};

}  // namespace hookloop
