// Webhooks and attachments as JSON. Secrets and passwords are never in it, only whether they are set. Pure functions,
// any thread.
#pragma once

#include "emitter/http/app_views.h"
#include "emitter/model/attachment.h"
#include "emitter/model/webhook.h"

namespace hookloop {

// {id, name, url, state, state_reason, login, has_password, secrets: [{expires_at}…], signature_scheme, profile,
// headers, retry: {profile, …}, timeout_ms, connect_timeout_ms, first_byte_timeout_ms, max_in_flight, ordered,
// rate_per_second, guarantee, breaker: {…rules, state: "closed" | "open", failures_in_a_row, failing_since, opened_at,
// probe_at}, faults, verify_certificates, created_at, changed_at, removed_at}. `state` is shown_state's; secrets are
// those that sign at `now`, the newest first.
Json webhook_view(const Webhook& webhook, Timestamp now);

// {id, webhook, app: guid | null, events: [id…], created_at}
Json attachment_view(const Attachment& attachment, const std::string& webhook_id,
                     const std::optional<std::string>& app_guid);

}  // namespace hookloop
