// Where events are sent, and how: what a person registers on the platform. Peers call it endpoint or destination. Plain
// values. Secrets and passwords are in here: a Webhook is never logged, and views show only whether they are set.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "emitter/model/breaker.h"
#include "emitter/model/fault.h"
#include "emitter/model/retry_policy.h"
#include "shared/schema/delivery_headers.h"
#include "shared/schema/signature.h"
#include "shared/support/clock.h"
#include "shared/support/http_message.h"

namespace hookloop {

using WebhookNumber = std::int64_t;  // the store's own; 0 before it is kept

// at_least_once tries again whenever the receiver may not have it. at_most_once tries again only when no byte of the
// request can have reached it (AttemptResult::may_have_arrived), and never after a crash.
enum class Guarantee { at_least_once, at_most_once };
std::string_view to_string(Guarantee guarantee);

// Each is a total for one attempt, not a pause between bytes.
struct Timeouts {
  Microseconds connect = std::chrono::seconds(5);      // resolving, connecting, TLS
  Microseconds first_byte = std::chrono::seconds(10);  // from the connection being ready
  Microseconds whole = std::chrono::seconds(10);       // all of it, the two above included
  bool operator==(const Timeouts&) const = default;
};

struct WebhookSecret {
  std::string secret;
  // An older secret of a rotation signs beside the newer one until then; nothing: for good.
  std::optional<Timestamp> expires_at;
  bool operator==(const WebhookSecret&) const = default;
};

struct WebhookSettings {
  std::string name;
  std::string url;  // as given; it parses (shared/http_client/url.h)
  std::optional<std::string> login;
  std::optional<std::string> password;
  std::vector<WebhookSecret> secrets;  // the newest first
  SignatureScheme signature_scheme = SignatureScheme::standard;
  WireProfile profile = WireProfile::instrumented;
  HeaderList headers;                     // sent besides ours
  std::string retry_profile = "default";  // the name that `retry` came by; "custom" for rules of one's own
  RetryRules retry;
  Timeouts timeouts;
  std::uint32_t max_in_flight = 16;
  bool ordered = false;                   // one after the other in the order of the events, across retries
  std::optional<double> rate_per_second;  // attempts; nothing: as fast as they come
  Guarantee guarantee = Guarantee::at_least_once;
  BreakerRules breaker;
  std::vector<Fault> faults;
  bool verify_certificates = true;
  bool operator==(const WebhookSettings&) const = default;
};

enum class WebhookState {
  enabled,
  paused,    // by a person: deliveries are made and wait
  disabled,  // by a person, a 410 or the breaker: no deliveries are made, those that wait stay
};
std::string_view to_string(WebhookState state);

struct Webhook {
  WebhookNumber number = 0;
  std::string id;
  WebhookSettings settings;
  WebhookState state = WebhookState::enabled;
  std::string state_reason;  // one sentence; empty while enabled
  BreakerState breaker;      // an open one pauses an enabled webhook by itself
  Timestamp created_at;
  Timestamp changed_at;
  std::optional<Timestamp> removed_at;  // its deliveries stay readable
};

// What a person is shown: "enabled", "paused", "disabled", or while the breaker is open "failing".
std::string_view shown_state(const Webhook& webhook);

// The secrets that sign at `now`, the newest first.
std::vector<SigningKey> signing_keys(const WebhookSettings& settings, Timestamp now);

}  // namespace hookloop
