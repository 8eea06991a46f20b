// Events, deliveries, attempts, lines of the ledger and notices as JSON. Bytes are {"text": …} or {"base64": …}; phases
// of time are whole microseconds, for on one machine they are less than a millisecond. Pure functions, any thread.
#pragma once

#include "emitter/http/app_views.h"
#include "emitter/model/attempt.h"
#include "emitter/model/notice.h"
#include "emitter/model/platform_event.h"
#include "emitter/store/ledger.h"

namespace hookloop {

// {id, number, type, console_name, app: guid | null, happened_at, happened_by, payload: {bytes, sha256}}; a ping has
// the type "PING". `number` is what pages go by.
Json event_view(const PlatformEvent& event, const std::optional<std::string>& app_guid);

// {id, number, event: {id, type, console_name}, webhook, attachment, app, state, attempt_count, by_hand, cancel_asked,
// created_at, next_attempt_at, started_at, finished_at, reason, faults}
Json delivery_row_view(const DeliveryRow& row);

// {number, id, attempt, copy, cause, faults, started_at, ended_at, outcome, failure, timed_out_in, detail, url, peer,
// request: {head, body: null | {…}}, status, answer: null | {head, body, body_bytes, complete}, phases: {resolve_us,
// connect_us, first_byte_us, whole_us}, connection_reused, retry_after_ms, next, next_attempt_at}. The body of the
// request is null where it is the event's payload.
Json attempt_view(const AttemptRecord& attempt);

// The same with the ids of its delivery, event and webhook, and of the request's body its size and digest alone: all
// that reconciliation needs, a line of NDJSON each.
Json ledger_line_view(const LedgerRow& row);

// What the feed tells of an attempt: {delivery, event, event_type, webhook, number, id, attempt, copy, cause, faults,
// started_at, ended_at, outcome, failure, status, next, next_attempt_at}.
Json attempt_news_view(const LedgerRow& row);

// {number, at, kind, webhook, detail}
Json notice_view(const Notice& notice, const std::string& webhook_id);

}  // namespace hookloop
