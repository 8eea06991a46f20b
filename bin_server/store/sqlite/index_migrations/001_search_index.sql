-- Derived from captures.db, and safe to delete. A capture's key is its bin's number times 2^40 plus its seq, so that the
-- captures of a bin lie together and in order.

CREATE TABLE coverage (
  bin INTEGER PRIMARY KEY,
  seq INTEGER NOT NULL,                      -- captures up to this one are in the index
  secrets INTEGER                            -- the fingerprint of those that all of them were judged with
) STRICT;

CREATE TABLE facts (
  key INTEGER PRIMARY KEY,
  received_at INTEGER NOT NULL,
  status INTEGER NOT NULL,
  size INTEGER NOT NULL,
  attempt INTEGER,
  type INTEGER,
  states INTEGER NOT NULL,                   -- bits; see sqlite_search_index.cpp
  secrets INTEGER NOT NULL,                  -- the fingerprint of those that its signature was judged with
  is_whole INTEGER NOT NULL
) STRICT;

CREATE INDEX facts_not_whole ON facts (key) WHERE is_whole = 0;

-- Which captures have three characters in a row: no positions, no text. What it finds is looked at again anyway.
CREATE VIRTUAL TABLE texts USING fts5(
  text, content = '', detail = none, columnsize = 0, tokenize = 'trigram case_sensitive 1');
