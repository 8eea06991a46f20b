-- Times are microseconds since 1970, UTC. Heads and bodies are the exact bytes; everything shown is derived from them.

CREATE TABLE bins (
  number INTEGER PRIMARY KEY AUTOINCREMENT,  -- never given twice: captures of a deleted bin can wait for the sweep
  id TEXT NOT NULL UNIQUE,
  created_at INTEGER NOT NULL,
  settings TEXT NOT NULL,                    -- JSON; see bin_settings_json.h
  request_count INTEGER NOT NULL DEFAULT 0,
  bytes INTEGER NOT NULL DEFAULT 0,
  last_seq INTEGER NOT NULL DEFAULT 0,
  floor_seq INTEGER NOT NULL DEFAULT 0       -- captures up to this one were cleared away
) STRICT;

-- The body comes last: a list that does not ask for it never reads its pages.
CREATE TABLE requests (
  number INTEGER PRIMARY KEY,
  bin INTEGER NOT NULL,
  seq INTEGER NOT NULL,
  id TEXT NOT NULL,
  received_at INTEGER NOT NULL,
  client_address TEXT NOT NULL,
  client_port INTEGER NOT NULL,
  complete INTEGER NOT NULL,
  problems TEXT,                             -- a line each
  response_status INTEGER NOT NULL,
  delivery_id TEXT,
  attempt INTEGER,
  content_bytes INTEGER NOT NULL,            -- of the body without its framing
  content_sha256 BLOB NOT NULL,
  head BLOB NOT NULL,
  body_bytes INTEGER NOT NULL,
  body BLOB NOT NULL
) STRICT;

CREATE UNIQUE INDEX requests_by_seq ON requests (bin, seq);
CREATE UNIQUE INDEX requests_by_id ON requests (id);
CREATE INDEX requests_by_delivery ON requests (bin, delivery_id, seq) WHERE delivery_id IS NOT NULL;

-- What was deleted in one stroke and is freed piece by piece: captures of this bin up to this seq.
CREATE TABLE garbage (
  number INTEGER PRIMARY KEY,
  bin INTEGER NOT NULL,
  up_to_seq INTEGER NOT NULL
) STRICT;
