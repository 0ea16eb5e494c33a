-- How what is no longer kept goes. Expands only: binaries that know nothing of it go on.

-- One row, for all nodes.
CREATE TABLE sparrow.retention (
    one         boolean     PRIMARY KEY DEFAULT true,
    -- The mark: events with lesser ids are on their way out. A batch of a replay reads it FOR SHARE
    -- and takes none of them; so whoever moves it waits for the batches that are under way, and what
    -- they put into the queue is seen by the scan that follows.
    events_from uuid        NOT NULL DEFAULT '00000000-0000-0000-0000-000000000000',
    -- The database's clock when somebody last looked here, and when it had last stepped: nothing is
    -- dropped within a day of that, since what seems old may not be.
    seen_at     timestamptz,
    stepped_at  timestamptz,
    -- Partitions whose time is over, but that hold what is still owed or asked for.
    postponed   integer     NOT NULL DEFAULT 0,
    CONSTRAINT there_is_one_row CHECK (one),
    CONSTRAINT postponed_not_negative CHECK (postponed >= 0)
);
INSERT INTO sparrow.retention DEFAULT VALUES;

-- Partitions that it was decided to drop, by name, until they are dropped: what a crash leaves
-- detached is told by this from what an operator has detached to keep it.
CREATE TABLE sparrow.retiring_partitions (
    partition  text        PRIMARY KEY,
    decided_at timestamptz NOT NULL DEFAULT clock_timestamp()
);
