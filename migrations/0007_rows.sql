-- Batches as arrays of rows. A statement that takes a batch apart pays for each array that it is given
-- (with 28 of them, a quarter of what a settlement cost), so it is given one.
--
-- A type here is never altered: a release that knows it by another form may be at work. What needs
-- another form is another type.

-- An attempt that has ended: the columns of `attempts`, and when it ended.
CREATE TYPE sparrow.ended_attempt AS (
    namespace_id     uuid,
    attempt_id       uuid,
    delivery_id      uuid,
    event_id         uuid,
    webhook_id       uuid,
    revision         bigint,
    attempt          integer,
    max_attempts     integer,
    outcome          smallint,
    decision         smallint,
    excused          boolean,
    status           smallint,
    error            text,
    rule             text,
    next_at          timestamptz,
    dns_us           integer,
    connect_us       integer,
    first_byte_us    integer,
    total_us         integer,
    reused           boolean,
    remote           text,
    signed_at        bigint,
    signature        text,
    response_headers bytea,
    response_body    bytea,
    response_cut     boolean,
    ended_at         timestamptz
);

-- An event that is pushed, and a delivery of it.
CREATE TYPE sparrow.pushed_event AS (
    namespace_id    uuid,
    event_id        uuid,
    event_type      text,
    content_type    text,
    metadata        text,
    headers         text,
    idempotency_key text,
    deliver_at      timestamptz,
    expires_at      timestamptz,
    trial           boolean,
    webhooks        uuid[],
    payload         bytea
);
CREATE TYPE sparrow.pushed_delivery AS (
    namespace_id uuid,
    webhook_id   uuid,
    delivery_id  uuid,
    event_id     uuid,
    due_at       timestamptz,
    expires_at   timestamptz
);
