-- What a person noted on captures (model/marks.h). Few captures have any, so they are beside the captures.

CREATE TABLE marks (
  number INTEGER PRIMARY KEY,
  bin INTEGER NOT NULL,
  seq INTEGER NOT NULL,
  pinned INTEGER NOT NULL,
  note TEXT NOT NULL,
  tags TEXT NOT NULL                         -- a line each
) STRICT;

CREATE UNIQUE INDEX marks_by_seq ON marks (bin, seq);
CREATE INDEX marks_pinned ON marks (bin, seq) WHERE pinned = 1;

CREATE TRIGGER marks_go_with_their_request AFTER DELETE ON requests BEGIN
  DELETE FROM marks WHERE bin = OLD.bin AND seq = OLD.seq;
END;

ALTER TABLE bins ADD COLUMN pinned_count INTEGER NOT NULL DEFAULT 0;
ALTER TABLE bins ADD COLUMN pinned_bytes INTEGER NOT NULL DEFAULT 0;
