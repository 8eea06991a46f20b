// Webhooks and what they are attached to: registering, changing, pausing, rotating secrets, removing. Every change that
// a person should see later leaves a notice. Any thread.
//
// 1. What is refused changes nothing; the Problem names the field by its JSON Pointer and what is allowed.
// 2. An app event can not be checked on an account attachment, nor the other way round.
// 3. Removing a webhook removes its attachments and cancels its pending deliveries; both stay in the log.
// 4. Secrets and passwords go in and never come out.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "emitter/model/attachment.h"
#include "emitter/model/webhook.h"
#include "emitter/platform/announcer.h"
#include "emitter/store/platform_store.h"
#include "shared/support/clock.h"
#include "shared/support/id.h"
#include "shared/support/problem.h"
#include "shared/support/result.h"

namespace hookloop {

struct AttachmentInput {
  std::string webhook;              // its id
  std::optional<std::string> app;   // a guid; nothing: the account
  std::vector<std::string> events;  // as a person writes them: id, dotted form or console name
};

class WebhookRegistry {
 public:
  WebhookRegistry(PlatformStore& store, const Clock& clock, IdSource& ids, Announcer& announcer);

  // `settings` were checked field by field where they were read (check_webhook_settings).
  Result<Webhook, Problem> create(const WebhookSettings& settings);
  // `edit` changes the settings as of now; it may refuse.
  Result<Webhook, Problem> change(const std::string& id,
                                  const std::function<std::optional<Problem>(WebhookSettings&)>& edit);
  // By hand. Enabling forgets what the breaker counted.
  Result<Webhook, Problem> set_state(const std::string& id, WebhookState state, const std::string& reason);
  // The new secret signs from now on; the one before signs beside it for `overlap`.
  Result<Webhook, Problem> rotate_secret(const std::string& id, const std::string& secret, Microseconds overlap);
  struct Removed {
    Webhook webhook;
    std::uint64_t cancelled = 0;  // deliveries that were pending
  };
  Result<Removed, Problem> remove(const std::string& id);

  Result<Attachment, Problem> attach(const AttachmentInput& input);
  Result<Attachment, Problem> change_attachment(const std::string& id, const std::vector<std::string>& events);
  std::optional<Problem> detach(const std::string& id);

 private:
  PlatformStore& store_;
  const Clock& clock_;
  IdSource& ids_;
  Announcer& announcer_;
};

// What is wrong with settings from a person, the first field that is; pointers are those of the API's webhook
// ("/url", "/headers/0/1"). Nothing: they can be used.
std::optional<Problem> check_webhook_settings(const WebhookSettings& settings);

}  // namespace hookloop
