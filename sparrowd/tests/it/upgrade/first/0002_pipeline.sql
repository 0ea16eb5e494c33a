-- The life of an event: events, the queue, attempts, what ended, and the record of settlements.
-- No triggers, sequences or foreign keys here: these tables are hot. Partitions are made ahead by
-- the daemon; there is no DEFAULT partition, so that a missing one is noticed and made.

-- Immutable facts. `webhooks` holds the webhooks matched: delivery n of the event is
-- `event_id | n` and goes to `webhooks[n]`.
CREATE TABLE sparrow.events (
    namespace_id uuid   NOT NULL,
    event_id     uuid   NOT NULL,
    event_type   text   NOT NULL,
    content_type text   NOT NULL,
    -- A JSON object of strings, or NULL.
    metadata     text,
    -- A JSON object of strings, or NULL: sent with every attempt.
    headers      text,
    idempotency_key text,
    -- Not attempted before.
    deliver_at   timestamptz,
    -- The end that was asked for when it was pushed.
    expires_at   timestamptz,
    -- Pushed to try one webhook out: if nothing comes of it, it is no dead letter.
    trial        boolean NOT NULL DEFAULT false,
    webhooks     uuid[] NOT NULL,
    payload      bytea  NOT NULL,
    PRIMARY KEY (namespace_id, event_id),
    CONSTRAINT webhooks_are_bounded CHECK (cardinality(webhooks) <= 65535)
) PARTITION BY RANGE (event_id);
ALTER TABLE sparrow.events ALTER COLUMN payload SET STORAGE EXTERNAL;

-- What is still owed, and nothing else: the row goes when the delivery ends.
CREATE TABLE sparrow.queue (
    namespace_id uuid    NOT NULL,
    webhook_id   uuid    NOT NULL,
    delivery_id  uuid    NOT NULL,
    -- Settlements so far that kept the row; the number of attempts made.
    attempt      integer NOT NULL DEFAULT 0,
    -- Those of them that don't count towards schedule and limit.
    excused      integer NOT NULL DEFAULT 0,
    -- NULL: never attempted, as soon as its turn comes. Never set back to NULL.
    due_at       timestamptz,
    -- What is still owed then ends as expired; NULL: never.
    expires_at   timestamptz,
    PRIMARY KEY (namespace_id, webhook_id, delivery_id),
    CONSTRAINT attempt_not_negative CHECK (attempt >= 0),
    CONSTRAINT excused_within_attempts CHECK (excused BETWEEN 0 AND attempt),
    CONSTRAINT attempted_has_due_time CHECK (attempt = 0 OR due_at IS NOT NULL)
) WITH (
    fillfactor = 90,
    autovacuum_vacuum_scale_factor = 0.01,
    autovacuum_vacuum_threshold = 1000,
    autovacuum_vacuum_insert_scale_factor = 0.2,
    autovacuum_analyze_scale_factor = 0.2,
    autovacuum_vacuum_cost_delay = 0
);
-- Serves: due retries of a webhook.
CREATE INDEX queue_due ON sparrow.queue (namespace_id, webhook_id, due_at)
    WHERE due_at IS NOT NULL;

-- Serves: what of a lane (the last byte of the webhook's id) has expired.
CREATE INDEX queue_expiry ON sparrow.queue (get_byte(uuid_send(webhook_id), 15), expires_at)
    WHERE expires_at IS NOT NULL;

-- What the idempotency keys of pushes stand for, while they do. Written by the statement that writes
-- the event, so that neither is ever there without the other.
CREATE TABLE sparrow.idempotency_keys (
    namespace_id uuid        NOT NULL,
    -- Half of a SHA-256, of the key and of all that was pushed under it.
    key_hash     bytea       NOT NULL,
    event_id     uuid        NOT NULL,
    -- As the first push was answered.
    deliveries   integer     NOT NULL,
    content_hash bytea       NOT NULL,
    expires_at   timestamptz NOT NULL,
    PRIMARY KEY (namespace_id, key_hash),
    CONSTRAINT hashes_are_whole CHECK (octet_length(key_hash) = 16
                                       AND octet_length(content_hash) = 16)
) WITH (
    autovacuum_vacuum_scale_factor = 0.02,
    autovacuum_vacuum_insert_scale_factor = 0.2
);
-- Serves: dropping keys that stand for nothing any more.
CREATE INDEX idempotency_keys_expiry ON sparrow.idempotency_keys (expires_at);

-- One HTTP request each; never changed.
CREATE TABLE sparrow.attempts (
    namespace_id     uuid        NOT NULL,
    -- Its time is the start of the attempt.
    attempt_id       uuid        NOT NULL,
    delivery_id      uuid        NOT NULL,
    event_id         uuid        NOT NULL,
    webhook_id       uuid        NOT NULL,
    -- The webhook's revision whose URL it used.
    revision         bigint      NOT NULL,
    attempt          integer     NOT NULL,
    max_attempts     integer     NOT NULL,
    outcome          smallint    NOT NULL,
    decision         smallint    NOT NULL,
    excused          boolean     NOT NULL,
    status           smallint,
    error            text,
    rule             text        NOT NULL,
    next_at          timestamptz,
    -- Phases in microseconds; NULL where they did not happen.
    dns_us           integer,
    connect_us       integer,
    first_byte_us    integer,
    total_us         integer     NOT NULL,
    reused           boolean     NOT NULL,
    remote           text,
    -- The `webhook-timestamp` and `webhook-signature` sent, so that the request can be shown.
    signed_at        bigint,
    signature        text,
    -- `name: value` lines, CR LF between them.
    response_headers bytea,
    response_body    bytea,
    response_cut     boolean     NOT NULL DEFAULT false,
    PRIMARY KEY (namespace_id, attempt_id),
    CONSTRAINT attempt_from_one CHECK (attempt >= 1),
    CONSTRAINT retry_has_next_time CHECK ((decision = 2) = (next_at IS NOT NULL))
) PARTITION BY RANGE (attempt_id);
-- Serves: the attempts of a delivery, and of an event (its deliveries are one range of ids).
CREATE INDEX attempts_delivery ON sparrow.attempts (namespace_id, delivery_id, attempt);
-- Serves: the attempts of a webhook, newest first.
CREATE INDEX attempts_webhook ON sparrow.attempts (namespace_id, webhook_id, attempt_id);

-- Deliveries that ended other than delivered. A dead letter is one with state `dead`.
CREATE TABLE sparrow.ended (
    namespace_id uuid        NOT NULL,
    delivery_id  uuid        NOT NULL,
    webhook_id   uuid        NOT NULL,
    event_id     uuid        NOT NULL,
    state        text        NOT NULL,
    attempt      integer     NOT NULL,
    excused      integer     NOT NULL,
    reason       text        NOT NULL,
    ended_by     text        NOT NULL,
    ended_at     timestamptz NOT NULL,
    -- The last replay that sent it again.
    replayed_by  uuid,
    PRIMARY KEY (namespace_id, delivery_id),
    CONSTRAINT state_is_an_end CHECK (state IN ('dead', 'cancelled', 'expired', 'discarded'))
) PARTITION BY RANGE (delivery_id);
-- Serves: what ended of a webhook, newest first.
CREATE INDEX ended_webhook ON sparrow.ended (namespace_id, webhook_id, delivery_id);
-- Serves: the dead letters of a namespace, newest first, and their count.
CREATE INDEX ended_dead ON sparrow.ended (namespace_id, delivery_id) WHERE state = 'dead';

-- One row for each settling statement; streams read it with a cursor of node → last batch.
CREATE TABLE sparrow.settlements (
    node_id          uuid        NOT NULL,
    batch            bigint      NOT NULL,
    at               timestamptz NOT NULL,
    -- Attempts recorded, and deliveries that ended or moved without one, as pairs of arrays.
    attempt_spaces   uuid[]      NOT NULL,
    attempts         uuid[]      NOT NULL,
    delivery_spaces  uuid[]      NOT NULL,
    deliveries       uuid[]      NOT NULL,
    -- In this order, because a reader goes through the partitions in theirs: newest first to find
    -- where a node stands, oldest first to go on.
    PRIMARY KEY (node_id, at, batch),
    CONSTRAINT attempts_are_pairs CHECK (cardinality(attempt_spaces) = cardinality(attempts)),
    CONSTRAINT deliveries_are_pairs CHECK (cardinality(delivery_spaces) = cardinality(deliveries))
) PARTITION BY RANGE (at);

-- Outcomes in 10 s buckets: never one hot row for a webhook.
CREATE TABLE sparrow.health_buckets (
    namespace_id uuid        NOT NULL,
    webhook_id   uuid        NOT NULL,
    bucket_at    timestamptz NOT NULL,
    succeeded    bigint      NOT NULL,
    failed       bigint      NOT NULL,
    total_us     bigint      NOT NULL,
    PRIMARY KEY (namespace_id, webhook_id, bucket_at)
) WITH (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.02);
-- Serves: what the last minutes came to over all webhooks, and dropping buckets that are old.
CREATE INDEX health_buckets_at ON sparrow.health_buckets (bucket_at);

-- Replays and what each asks for. One begins as `making`, while its items are written in parts: what
-- dies there is seen by nobody, and dropped when its time is over. Then it runs, or is a plan that can
-- be carried out until its time is over.
CREATE TABLE sparrow.replays (
    namespace_id uuid        NOT NULL,
    replay_id    uuid        NOT NULL,
    state        text        NOT NULL DEFAULT 'making',
    -- What is asked for: the items, and what was found to be impossible before there were any.
    total        integer     NOT NULL DEFAULT 0,
    -- Positions go from 1 to this …
    items        integer     NOT NULL DEFAULT 0,
    -- … and up to this one they have been in the queue or skipped.
    taken        integer     NOT NULL DEFAULT 0,
    queued       integer     NOT NULL DEFAULT 0,
    skipped      integer     NOT NULL DEFAULT 0,
    -- Deliveries made a second, at most; 0: as fast as they can be made.
    rate         double precision NOT NULL DEFAULT 0,
    -- With a rate: when the next one may be made; else when a batch was made last.
    next_at      timestamptz NOT NULL DEFAULT clock_timestamp(),
    created_at   timestamptz NOT NULL DEFAULT clock_timestamp(),
    finished_at  timestamptz,
    -- While it is made or planned: dropped then.
    expires_at   timestamptz,
    -- Why it was cancelled, and whether all that was never attempted has ended.
    reason       text,
    swept        boolean     NOT NULL DEFAULT false,
    PRIMARY KEY (namespace_id, replay_id),
    CONSTRAINT state_is_known
        CHECK (state IN ('making', 'planned', 'running', 'paused', 'done', 'cancelled')),
    CONSTRAINT finished_iff_over
        CHECK ((state IN ('done', 'cancelled')) = (finished_at IS NOT NULL)),
    CONSTRAINT expires_iff_not_begun
        CHECK ((state IN ('making', 'planned')) = (expires_at IS NOT NULL)),
    CONSTRAINT reason_iff_cancelled CHECK ((state = 'cancelled') = (reason IS NOT NULL)),
    CONSTRAINT done_when_all_are_taken CHECK (state <> 'done' OR taken = items),
    CONSTRAINT rate_in_range CHECK (rate = 0 OR rate BETWEEN 0.001 AND 10000),
    CONSTRAINT taken_within_items CHECK (taken BETWEEN 0 AND items),
    CONSTRAINT counts_within_total CHECK (queued >= 0 AND skipped >= 0 AND queued + skipped <= total)
);
-- Serves: the daemon's search for replays to go on with, those that waited longest first.
CREATE INDEX replays_running ON sparrow.replays (next_at) WHERE state = 'running';
-- Serves: how many plans a namespace has, and dropping those whose time is over.
CREATE INDEX replays_expiry ON sparrow.replays (namespace_id, expires_at)
    WHERE expires_at IS NOT NULL;
-- Serves: dropping those that are older than everything else that is kept.
CREATE INDEX replays_finished ON sparrow.replays (finished_at) WHERE finished_at IS NOT NULL;
-- Serves: the daemon's search for cancelled ones that are not swept.
CREATE INDEX replays_unswept ON sparrow.replays (finished_at)
    WHERE state = 'cancelled' AND NOT swept;

CREATE TABLE sparrow.replay_items (
    namespace_id uuid    NOT NULL,
    replay_id    uuid    NOT NULL,
    position     integer NOT NULL,
    -- The delivery that is sent again.
    source_id    uuid    NOT NULL,
    event_id     uuid    NOT NULL,
    webhook_id   uuid    NOT NULL,
    -- NULL until its batch is in the queue.
    delivery_id  uuid,
    -- Set if it could not be made: event or webhook gone.
    skipped      boolean NOT NULL DEFAULT false,
    PRIMARY KEY (namespace_id, replay_id, position),
    CONSTRAINT position_from_one CHECK (position >= 1),
    CONSTRAINT queued_or_skipped CHECK (NOT (skipped AND delivery_id IS NOT NULL))
);
-- Serves: from a replayed delivery to its event, webhook and replay; those made in a time.
CREATE UNIQUE INDEX replay_items_delivery ON sparrow.replay_items (namespace_id, delivery_id)
    WHERE delivery_id IS NOT NULL;
-- Serves: whether an event is still asked for; the replayed deliveries of an event, in their order.
CREATE INDEX replay_items_event ON sparrow.replay_items (namespace_id, event_id, delivery_id);
