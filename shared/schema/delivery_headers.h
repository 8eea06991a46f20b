// What travels in headers beside the body in the wire profile `instrumented`: the delivery's id (the same on every
// retry), the event, its type and the number of the attempt. A `faithful` request has none of it. Any thread.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "shared/support/http_message.h"
#include "shared/support/result.h"

namespace hookloop {

namespace header_name {
inline constexpr std::string_view delivery_id = "webhook-id";
inline constexpr std::string_view timestamp = "webhook-timestamp";
inline constexpr std::string_view signature = "webhook-signature";
inline constexpr std::string_view event_id = "Hookloop-Event-Id";
inline constexpr std::string_view event_type = "Hookloop-Event-Type";
inline constexpr std::string_view attempt = "Hookloop-Attempt";
// Where a webhook's scheme is github or stripe, its signature travels here instead.
inline constexpr std::string_view github_signature = "X-Hub-Signature-256";
inline constexpr std::string_view stripe_signature = "Stripe-Signature";
}  // namespace header_name

enum class WireProfile { faithful, instrumented };
std::string_view to_string(WireProfile profile);
Result<WireProfile> parse_wire_profile(std::string_view text);

// Which delivery a request says it is. Every field but the id may be missing: other people's Standard Webhooks senders
// send the id alone. The texts are bytes as they came and may not be UTF-8; an empty field counts as missing, and of a
// repeated one the first is taken.
struct DeliveryIdentity {
  std::string id;
  std::optional<std::string> event_id;
  std::optional<std::string> event_type;  // as it stood there; may be no type of ours
  std::optional<std::uint32_t> attempt;   // from 1; nothing when it is no such number
  bool operator==(const DeliveryIdentity&) const = default;
};

// Nothing when there is no webhook-id, or an empty one.
std::optional<DeliveryIdentity> read_delivery_identity(const HeaderList& headers);

// The fields of an instrumented request, in the order in which they are sent: webhook-id, webhook-timestamp,
// Hookloop-Event-Id, Hookloop-Event-Type, Hookloop-Attempt. Fields of `identity` that are not set are left out.
HeaderList delivery_headers(const DeliveryIdentity& identity, std::chrono::sys_seconds timestamp);

}  // namespace hookloop
