-- What an attempt costs is counted in indexes that its UPDATEs touch. A delivery stays in deliveries_open until it is
-- finished, so neither a claim nor a retry moves anything there; what gave out without being delivered is found by its
-- state.

DROP INDEX deliveries_undelivered;
CREATE INDEX deliveries_open ON deliveries (webhook) WHERE finished_at IS NULL;
CREATE INDEX deliveries_given_up ON deliveries (state, webhook) WHERE state > 2;
