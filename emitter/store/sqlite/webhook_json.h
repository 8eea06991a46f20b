// A webhook's settings as the JSON text of the column webhooks.settings. What may hold any byte (login, password,
// secrets, header fields) is base64. Durations are microseconds. Pure functions, any thread.
#pragma once

#include <string>
#include <string_view>

#include "emitter/model/webhook.h"

namespace hookloop {

// Name and URL must be UTF-8, as check_webhook_settings sees to.
std::string to_json_text(const WebhookSettings& settings);

// Fields that an earlier release did not write get their defaults. Throws std::runtime_error for a text that is not
// ours.
WebhookSettings webhook_settings_from_json_text(std::string_view text);

}  // namespace hookloop
