// What the platform holds as rows of its tables (migrations/001_platform.sql) and back. `…_columns` are to be selected
// in their order for `…_of`; `bind_…` gives their values in the same order, number or id included. Bound values are not
// copied. One thread at a time.
#pragma once

#include <SQLiteCpp/SQLiteCpp.h>

#include "emitter/model/app.h"
#include "emitter/model/attachment.h"
#include "emitter/model/notice.h"
#include "emitter/model/platform_event.h"
#include "emitter/model/webhook.h"
#include "shared/sqlite/columns.h"
#include "shared/sqlite/statement_cache.h"

namespace hookloop {

inline constexpr const char* kAppColumns =
    "number, guid, name, description, created_at, edited_at, owner_name, owner_email, removed_at";
void bind_app(Binder& bind, const App& app);
App app_of(SQLite::Statement& row);

// The app's number comes before these four.
inline constexpr const char* kVersionColumns = "number, name, created_at, author_name, author_email, removed_at";
void bind_version(Binder& bind, const Version& version);
Version version_of(RowReader row);

inline constexpr const char* kBuildColumns =
    "number, platform, status, version, started_at, started_by_name, started_by_email, finishes_at, finishes_as, "
    "finished_at, artifact, error";
void bind_build(Binder& bind, const Build& build);
Build build_of(RowReader row);

inline constexpr const char* kPublicationColumns =
    "number, target, url, published_at, published_by_name, published_by_email";
void bind_publication(Binder& bind, const Publication& publication);
Publication publication_of(RowReader row);

inline constexpr const char* kTestColumns =
    "number, status, passed, failed, duration_seconds, tested_at, tested_by_name, tested_by_email";
void bind_test(Binder& bind, const AppTest& test);
AppTest test_of(RowReader row);

// The settings are bound by their caller, last: see webhook_json.h.
inline constexpr const char* kWebhookColumns =
    "number, id, state, state_reason, breaker_failures, breaker_failing_since, breaker_opened_at, breaker_probe_at, "
    "breaker_probes, created_at, changed_at, removed_at, settings";
void bind_breaker(Binder& bind, const BreakerState& breaker);
Webhook webhook_of(SQLite::Statement& row);

inline constexpr const char* kAttachmentColumns = "number, id, webhook, app, events, created_at";
void bind_attachment(Binder& bind, const Attachment& attachment);
Attachment attachment_of(SQLite::Statement& row);

inline constexpr const char* kEventColumns =
    "number, id, type, app, happened_at, happened_by_name, happened_by_email, payload";
void bind_event(Binder& bind, const PlatformEvent& event);
PlatformEvent event_of(SQLite::Statement& row);

inline constexpr const char* kNoticeColumns = "number, at, kind, webhook, detail";
std::int64_t insert_row(StatementCache& statements, const Notice& notice);  // returns the number given
Notice notice_of(SQLite::Statement& row);

// A row's number: 0 is NULL, and the store gives one.
void bind_number(Binder& bind, std::int64_t number);

}  // namespace hookloop
