// A webhook's settings as a person writes them in JSON. Fields that are not there keep what they are; null is back to
// how a new webhook has it (no login, no secret, no rate …). What the values may be is webhook_rules.h's to say. One
// thread at a time; BadField (shared/support/json_fields.h) for what is of the wrong kind.
#pragma once

#include <string>
#include <vector>

#include "emitter/model/webhook.h"
#include "shared/support/json_fields.h"

namespace hookloop {

// name, url, login, password, secret, signature_scheme, profile, headers, retry, timeout_ms, connect_timeout_ms,
// first_byte_timeout_ms, max_in_flight, ordered, rate_per_second, guarantee, breaker, faults, verify_certificates.
//
//   headers   [[name, value]…] or {name: value…}
//   retry     the name of a profile, or {profile?, retries?, first_delay_ms?, longest_delay_ms?,
//             longest_retry_after_ms?, delays_ms?, jitter_share?}: rules of one's own, beginning with the profile's
//   breaker   {enabled?, failures?, failing_for_ms?, first_probe_ms?, longest_probe_ms?, disable_after_ms?}
//
// A retry profile by its name alone brings that sender's time-out too, unless timeout_ms says otherwise.
std::vector<std::string> webhook_fields();
WebhookSettings new_webhook_settings();  // those of a webhook of which nothing was said
void read_webhook_settings(const JsonFields& fields, WebhookSettings& settings);

}  // namespace hookloop
