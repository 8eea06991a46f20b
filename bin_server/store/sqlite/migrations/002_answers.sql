-- What was answered where it is not the plain answer that names the capture: exact bytes, and how they went out.

CREATE TABLE answers (
  bin INTEGER NOT NULL,
  seq INTEGER NOT NULL,
  state TEXT NOT NULL,          -- answered, waiting, sender_left, unknown
  step TEXT NOT NULL,           -- a JSON Pointer into the bin's response
  delay INTEGER NOT NULL,       -- microseconds
  drip_bytes INTEGER NOT NULL,
  drip_every INTEGER NOT NULL,  -- microseconds
  fault TEXT NOT NULL,
  sent_bytes INTEGER NOT NULL,
  answer BLOB NOT NULL,
  PRIMARY KEY (bin, seq)
) STRICT, WITHOUT ROWID;

CREATE INDEX answers_waiting ON answers (state) WHERE state = 'waiting';

-- The bytes of its answer, which count for its bin as well; NULL where it has no row there.
ALTER TABLE requests ADD COLUMN answer_bytes INTEGER;

CREATE TRIGGER answers_go AFTER DELETE ON requests WHEN old.answer_bytes IS NOT NULL BEGIN
  DELETE FROM answers WHERE bin = old.bin AND seq = old.seq;
END;
