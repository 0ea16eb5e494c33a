-- Outcomes are counted in a node's memory and added to their buckets once a second: a webhook's row is
-- written once a second instead of with each batch. What a node had not added when it died is counted
-- from its settlements.

-- What the attempts of a webhook came to within one bucket. Never altered, like the types before it.
CREATE TYPE sparrow.outcomes AS (
    namespace_id uuid,
    webhook_id   uuid,
    bucket_at    timestamptz,
    succeeded    bigint,
    failed       bigint,
    total_us     bigint
);

ALTER TABLE sparrow.nodes
    -- The attempts of its batches up to this one are in the buckets. NULL: those of all that it has
    -- settled, because a dead one is counted to its end, or because its release counts with each batch.
    ADD COLUMN counted    bigint,
    -- The moment of that batch, where its settlements are looked for.
    ADD COLUMN counted_at timestamptz,
    ADD CONSTRAINT counted_has_moment CHECK ((counted IS NULL) = (counted_at IS NULL));
