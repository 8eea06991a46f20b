-- Times are microseconds since 1970, UTC. Event types are their numbers in the catalogue, states and outcomes those of
-- their enumerations in emitter/model: what is kept by number is only ever added to at its end.

CREATE TABLE account (
  number INTEGER PRIMARY KEY CHECK (number = 1),
  name TEXT NOT NULL,
  utc_offset_minutes INTEGER NOT NULL,
  owner INTEGER NOT NULL,
  next_member_id INTEGER NOT NULL
) STRICT;

CREATE TABLE members (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL,
  email TEXT NOT NULL
) STRICT;

CREATE TABLE apps (
  number INTEGER PRIMARY KEY,
  guid TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL,
  description TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  edited_at INTEGER NOT NULL,
  owner_name TEXT NOT NULL,
  owner_email TEXT NOT NULL,
  removed_at INTEGER
) STRICT;

CREATE TABLE versions (
  app INTEGER NOT NULL,
  number INTEGER NOT NULL,                   -- of its app's, from 1; so in the three below
  name TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  author_name TEXT NOT NULL,
  author_email TEXT NOT NULL,
  removed_at INTEGER,
  PRIMARY KEY (app, number)
) STRICT, WITHOUT ROWID;

CREATE TABLE builds (
  app INTEGER NOT NULL,
  number INTEGER NOT NULL,
  platform INTEGER NOT NULL,
  status INTEGER NOT NULL,
  version TEXT NOT NULL,
  started_at INTEGER NOT NULL,
  started_by_name TEXT NOT NULL,
  started_by_email TEXT NOT NULL,
  finishes_at INTEGER,
  finishes_as INTEGER NOT NULL,
  finished_at INTEGER,
  artifact TEXT,
  error TEXT,
  PRIMARY KEY (app, number)
) STRICT, WITHOUT ROWID;

-- Running builds that end by themselves.
CREATE INDEX builds_planned ON builds (finishes_at) WHERE status = 0 AND finishes_at IS NOT NULL;

CREATE TABLE publications (
  app INTEGER NOT NULL,
  number INTEGER NOT NULL,
  target TEXT NOT NULL,
  url TEXT NOT NULL,
  published_at INTEGER NOT NULL,
  published_by_name TEXT NOT NULL,
  published_by_email TEXT NOT NULL,
  PRIMARY KEY (app, number)
) STRICT, WITHOUT ROWID;

CREATE TABLE tests (
  app INTEGER NOT NULL,
  number INTEGER NOT NULL,
  status TEXT NOT NULL,
  passed INTEGER NOT NULL,
  failed INTEGER NOT NULL,
  duration_seconds INTEGER NOT NULL,
  tested_at INTEGER NOT NULL,
  tested_by_name TEXT NOT NULL,
  tested_by_email TEXT NOT NULL,
  PRIMARY KEY (app, number)
) STRICT, WITHOUT ROWID;

CREATE TABLE webhooks (
  number INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  state INTEGER NOT NULL,
  state_reason TEXT NOT NULL,
  breaker_failures INTEGER NOT NULL,
  breaker_failing_since INTEGER,
  breaker_opened_at INTEGER,
  breaker_probe_at INTEGER,
  breaker_probes INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  changed_at INTEGER NOT NULL,
  removed_at INTEGER,
  settings TEXT NOT NULL                     -- JSON; see webhook_json.h
) STRICT;

CREATE TABLE attachments (
  number INTEGER PRIMARY KEY AUTOINCREMENT,  -- never given twice: deliveries remember it when it is gone
  id TEXT NOT NULL UNIQUE,
  webhook INTEGER NOT NULL,
  app INTEGER,                               -- NULL: the whole account
  events INTEGER NOT NULL,                   -- bit n: the event type of number n
  created_at INTEGER NOT NULL
) STRICT;

-- The payload comes last: a list that does not ask for it reads little of it.
CREATE TABLE events (
  number INTEGER PRIMARY KEY,
  id TEXT NOT NULL,
  type INTEGER,                              -- NULL: a ping
  app INTEGER,
  happened_at INTEGER NOT NULL,
  happened_by_name TEXT NOT NULL,
  happened_by_email TEXT NOT NULL,
  payload BLOB NOT NULL
) STRICT;

CREATE UNIQUE INDEX events_by_id ON events (id);
CREATE INDEX events_by_type ON events (type);
CREATE INDEX events_by_app ON events (app);

CREATE TABLE deliveries (
  number INTEGER PRIMARY KEY,
  event INTEGER NOT NULL,
  webhook INTEGER NOT NULL,
  attachment INTEGER,                        -- NULL: a ping
  state INTEGER NOT NULL,                    -- 0 pending, 1 in_flight, 2 delivered, 3 exhausted, 4 cancelled
  attempts INTEGER NOT NULL,
  by_hand INTEGER NOT NULL,
  cancel_asked INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  next_attempt_at INTEGER,
  started_at INTEGER,
  finished_at INTEGER,
  id TEXT NOT NULL,
  reason TEXT NOT NULL,
  faults TEXT NOT NULL                       -- a line each
) STRICT;

CREATE UNIQUE INDEX deliveries_by_id ON deliveries (id);
CREATE INDEX deliveries_by_event ON deliveries (event);
CREATE INDEX deliveries_by_webhook ON deliveries (webhook);
-- What an attempt costs is counted in indexes that its UPDATEs touch: these two, and nothing of what is delivered, which
-- is nearly everything.
CREATE INDEX deliveries_due ON deliveries (webhook, next_attempt_at) WHERE state = 0;
CREATE INDEX deliveries_undelivered ON deliveries (state, webhook) WHERE state <> 2;

-- The ledger: its lines are never changed. The wide columns come last.
CREATE TABLE attempts (
  number INTEGER PRIMARY KEY,
  delivery INTEGER NOT NULL,
  attempt INTEGER NOT NULL,
  copy INTEGER NOT NULL,
  cause INTEGER NOT NULL,
  outcome INTEGER NOT NULL,
  status INTEGER NOT NULL,
  started_at INTEGER NOT NULL,
  ended_at INTEGER NOT NULL,
  resolve_us INTEGER NOT NULL,
  connect_us INTEGER NOT NULL,
  first_byte_us INTEGER NOT NULL,
  whole_us INTEGER NOT NULL,
  connection_reused INTEGER NOT NULL,
  retry_after_us INTEGER,
  next_attempt_at INTEGER,
  answer_body_bytes INTEGER NOT NULL,
  answer_complete INTEGER NOT NULL,
  id TEXT NOT NULL,
  next TEXT NOT NULL,
  failure TEXT NOT NULL,
  timed_out_in TEXT NOT NULL,
  detail TEXT NOT NULL,
  faults TEXT NOT NULL,                      -- a line each
  url TEXT NOT NULL,
  peer TEXT NOT NULL,
  request_head BLOB NOT NULL,
  request_body BLOB,                         -- NULL: the event's payload
  answer_head BLOB NOT NULL,
  answer_body BLOB NOT NULL
) STRICT;

CREATE INDEX attempts_by_delivery ON attempts (delivery);

CREATE TABLE notices (
  number INTEGER PRIMARY KEY,
  at INTEGER NOT NULL,
  kind TEXT NOT NULL,
  webhook INTEGER NOT NULL,
  detail TEXT NOT NULL
) STRICT;

-- How many deliveries are in each state, and attempts had each outcome, so that nothing is ever counted.
CREATE TABLE counts (
  number INTEGER PRIMARY KEY CHECK (number = 1),
  pending INTEGER NOT NULL,
  in_flight INTEGER NOT NULL,
  delivered INTEGER NOT NULL,
  exhausted INTEGER NOT NULL,
  cancelled INTEGER NOT NULL,
  accepted INTEGER NOT NULL,
  rejected INTEGER NOT NULL,
  timed_out INTEGER NOT NULL,
  unreachable INTEGER NOT NULL,
  unknown INTEGER NOT NULL
) STRICT;

INSERT INTO counts VALUES (1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
