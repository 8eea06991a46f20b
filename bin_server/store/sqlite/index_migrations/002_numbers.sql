-- Numbers that a comparison can be about. An index without them leaves captures out: it is built anew.

DELETE FROM coverage;
DELETE FROM facts;
INSERT INTO texts (texts) VALUES ('delete-all');

ALTER TABLE facts ADD COLUMN method INTEGER NOT NULL DEFAULT 0;
ALTER TABLE facts ADD COLUMN has_all_numbers INTEGER NOT NULL DEFAULT 1;
CREATE INDEX facts_not_all_numbers ON facts (key) WHERE has_all_numbers = 0;

-- The place comes first: the numbers of one place lie together in the order of their captures, where a search goes
-- through them, and each is added at the end of its place.
CREATE TABLE numbers (
  place INTEGER NOT NULL,                    -- see search/number_places.h
  key INTEGER NOT NULL,                      -- of the capture
  number INTEGER NOT NULL,                   -- see shared/support/decimal.h
  PRIMARY KEY (place, key, number)
) STRICT, WITHOUT ROWID;
