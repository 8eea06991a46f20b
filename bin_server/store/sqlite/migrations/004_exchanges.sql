-- Captures that were sent on to a target, by forward or replay, and what came of each. Durations are microseconds.

CREATE TABLE exchanges (
  number INTEGER PRIMARY KEY,
  bin INTEGER NOT NULL,
  seq INTEGER NOT NULL,            -- the capture's
  id TEXT NOT NULL,
  kind INTEGER NOT NULL,           -- 0 forward, 1 replay
  target TEXT NOT NULL,
  url TEXT NOT NULL,
  started_at INTEGER NOT NULL,
  failure TEXT NOT NULL,
  timed_out_in TEXT NOT NULL,
  detail TEXT NOT NULL,
  status INTEGER NOT NULL,
  answer_body_bytes INTEGER NOT NULL,
  answer_complete INTEGER NOT NULL,
  peer TEXT NOT NULL,
  resolve INTEGER NOT NULL,
  connect INTEGER NOT NULL,
  first_byte INTEGER NOT NULL,
  whole INTEGER NOT NULL,
  request_head BLOB NOT NULL,
  request_body BLOB,               -- NULL: the capture's own content
  answer_head BLOB NOT NULL,
  answer_body BLOB NOT NULL
) STRICT;

CREATE INDEX exchanges_by_capture ON exchanges (bin, seq, number);

CREATE TRIGGER exchanges_go_with_their_capture AFTER DELETE ON requests BEGIN
  DELETE FROM exchanges WHERE bin = OLD.bin AND seq = OLD.seq;
END;

-- How far forwarding to each target of a bin has come.
CREATE TABLE forward_cursors (
  bin INTEGER NOT NULL,
  target TEXT NOT NULL,
  seq INTEGER NOT NULL,
  PRIMARY KEY (bin, target)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER forward_cursors_go_with_their_bin AFTER DELETE ON bins BEGIN
  DELETE FROM forward_cursors WHERE bin = OLD.number;
END;
