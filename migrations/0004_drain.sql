-- What a node says of itself with each beat, for whoever looks from another one. Nothing of it takes
-- part in the leases. NULL: a release that does not say.

ALTER TABLE sparrow.nodes
    ADD COLUMN version   text,
    -- By the database's clock.
    ADD COLUMN beat_at   timestamptz,
    -- Requests out at its last beat.
    ADD COLUMN in_flight integer,
    ADD CONSTRAINT in_flight_is_a_count CHECK (in_flight >= 0);
