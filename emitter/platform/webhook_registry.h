// Webhooks and what they are attached to: registering, changing, pausing, rotating secrets, removing. Every change that
// a person should see later leaves a notice. Any thread.
//
// 1. What is refused changes nothing; the Problem names the field by its JSON Pointer and what is allowed.
// 2. An app event can not be checked on an account attachment, nor the other way round.
// 3. Removing a webhook removes its attachments and cancels its pending deliveries; both stay in the log.
// 4. Secrets and passwords go in and never come out; a removed webhook's are forgotten.
// 5. A change that changes nothing leaves no notice.
//
// Problems: 400 "bad-field" (with the pointer), 404 "unknown-webhook", "unknown-attachment", 409 "webhook-removed",
// "app-removed", "too-many-secrets", 503 "store-unavailable".
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

// The secrets of one webhook that sign at a time: the new one, the one before, and one more whose overlap has not
// ended. A request carries a signature of each.
inline constexpr std::size_t kMostSecrets = 3;
// How long the secret before may sign beside a new one: longer is no rotation.
inline constexpr Microseconds kLongestOverlap = std::chrono::days(90);
// A sentence of a person why a webhook was paused or disabled, in characters.
inline constexpr std::size_t kLongestReason = 500;

// By hand, for a reason that is told; without one, one that says so much.
struct StateChange {
  WebhookState state = WebhookState::enabled;
  std::string reason = {};
};

struct AttachmentInput {
  std::string webhook;              // its id
  std::optional<std::string> app;   // a guid; nothing: the account
  std::vector<std::string> events;  // as a person writes them: id, dotted form or console name
};

class WebhookRegistry {
 public:
  WebhookRegistry(PlatformStore& store, const Clock& clock, IdSource& ids, Announcer& announcer);

  // `settings` are checked (check_webhook_settings).
  Result<Webhook, Problem> create(const WebhookSettings& settings, const StateChange& state = {});
  // `edit` changes the settings as of now; it may refuse. What it makes of them is checked. It is called inside the
  // store's change: it must not ask the store for anything. With `state`, that is changed with them or not at all.
  Result<Webhook, Problem> change(const std::string& id,
                                  const std::function<std::optional<Problem>(WebhookSettings&)>& edit,
                                  const std::optional<StateChange>& state = std::nullopt);
  // Enabling forgets what the breaker counted. A new reason for the state that it has is kept, and told of.
  Result<Webhook, Problem> set_state(const std::string& id, WebhookState state, const std::string& reason);
  // The new secret signs from now on; those before sign beside it for `overlap` at most, or with none not at all. No
  // more than kMostSecrets: with an overlap of 0 a rotation is always possible.
  Result<Webhook, Problem> rotate_secret(const std::string& id, const std::string& secret, Microseconds overlap);
  struct Removed {
    Webhook webhook;
    std::uint64_t cancelled = 0;  // deliveries that were pending or in flight
  };
  Result<Removed, Problem> remove(const std::string& id);

  // The same webhook may be attached many times, also to the same app. What a field names and is not there is 400.
  Result<Attachment, Problem> attach(const AttachmentInput& input);
  Result<Attachment, Problem> find_attachment(const std::string& id) const;
  Result<Attachment, Problem> change_attachment(const std::string& id, const std::vector<std::string>& events);
  // What was made for it before is still delivered.
  std::optional<Problem> detach(const std::string& id);

 private:
  // One change of one webhook that stands, announced after the commit.
  template <typename Value, typename Body>
  Result<Value, Problem> change_one(const std::string& id, const Body& body);

  PlatformStore& store_;
  const Clock& clock_;
  IdSource& ids_;
  Announcer& announcer_;
};

}  // namespace hookloop
