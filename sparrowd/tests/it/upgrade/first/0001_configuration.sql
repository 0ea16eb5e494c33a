-- Configuration: small tables that change when people change things.
-- Everything lives in schema `sparrow`, beside an application's own tables.
-- `namespace_id` comes first in every key, so that the schema can be distributed by it.

CREATE SCHEMA IF NOT EXISTS sparrow;

CREATE TABLE sparrow.meta (
    key   text PRIMARY KEY,
    value text NOT NULL
);

-- Which binaries may run on this schema: those that know at least this migration.
INSERT INTO sparrow.meta (key, value) VALUES ('oldest_binary_schema', '1'), ('lanes', '256');

CREATE TABLE sparrow.namespaces (
    namespace_id uuid        PRIMARY KEY,
    name         text        NOT NULL,
    -- Rises with every change of configuration in the namespace; nodes reload what is newer.
    revision     bigint      NOT NULL DEFAULT 1,
    created_at   timestamptz NOT NULL DEFAULT clock_timestamp(),
    -- A tombstone: its webhooks are deleted, and its rows in the queue are ended as cancelled.
    deleted_at   timestamptz,
    CONSTRAINT name_is_a_label CHECK (name ~ '^[a-z][a-z0-9-]{0,63}$')
);
-- Serves: look-ups by name. A deleted namespace frees its name.
CREATE UNIQUE INDEX namespaces_name ON sparrow.namespaces (name) WHERE deleted_at IS NULL;

CREATE TABLE sparrow.webhooks (
    namespace_id       uuid        NOT NULL,
    -- Its last byte is the webhook's lane.
    webhook_id         uuid        NOT NULL,
    name               text,
    url                text        NOT NULL,
    event_types        text[]      NOT NULL,
    description        text        NOT NULL DEFAULT '',
    -- Its own headers: the names, and all of it sealed (key id, nonce, ciphertext; bound to namespace
    -- and webhook).
    header_names       text[]      NOT NULL DEFAULT '{}',
    headers_sealed     bytea,
    -- NULL in this group: the daemon's default.
    retry              text,
    max_attempts       integer,
    final_statuses     smallint[]  NOT NULL DEFAULT '{}',
    attempt_timeout_ms integer,
    max_concurrency    integer,
    -- Seconds; NULL: no limit.
    max_age_s          integer,
    -- An answer 410 is a failure like others.
    ignore_gone        boolean     NOT NULL DEFAULT false,
    paused_at          timestamptz,
    pause_reason       text,
    -- Stopped by sparrow itself.
    suspended_at       timestamptz,
    suspend_reason     text,
    -- The namespace's revision at its last change.
    revision           bigint      NOT NULL,
    created_at         timestamptz NOT NULL DEFAULT clock_timestamp(),
    updated_at         timestamptz NOT NULL DEFAULT clock_timestamp(),
    deleted_at         timestamptz,
    PRIMARY KEY (namespace_id, webhook_id),
    CONSTRAINT namespace_exists FOREIGN KEY (namespace_id) REFERENCES sparrow.namespaces,
    CONSTRAINT name_is_a_label CHECK (name ~ '^[a-z0-9][a-z0-9._-]{0,63}$'),
    CONSTRAINT url_is_bounded CHECK (octet_length(url) BETWEEN 1 AND 2048),
    CONSTRAINT event_types_are_some CHECK (cardinality(event_types) BETWEEN 1 AND 100),
    CONSTRAINT description_is_bounded CHECK (octet_length(description) <= 500),
    CONSTRAINT max_attempts_in_range CHECK (max_attempts BETWEEN 1 AND 100),
    CONSTRAINT attempt_timeout_in_range CHECK (attempt_timeout_ms BETWEEN 1000 AND 60000),
    CONSTRAINT max_concurrency_in_range CHECK (max_concurrency BETWEEN 1 AND 1024),
    CONSTRAINT max_age_in_range CHECK (max_age_s BETWEEN 60 AND 31536000),
    CONSTRAINT final_statuses_are_bounded CHECK (cardinality(final_statuses) <= 50),
    CONSTRAINT header_names_are_bounded CHECK (cardinality(header_names) <= 20),
    CONSTRAINT headers_are_sealed CHECK ((cardinality(header_names) = 0) = (headers_sealed IS NULL)),
    CONSTRAINT pause_reason_only_while_paused CHECK ((paused_at IS NULL) = (pause_reason IS NULL)),
    CONSTRAINT suspend_reason_only_while_suspended
        CHECK ((suspended_at IS NULL) = (suspend_reason IS NULL)),
    CONSTRAINT suspend_reason_is_known CHECK (suspend_reason IN ('gone'))
);
-- Serves: look-ups by name.
CREATE UNIQUE INDEX webhooks_name ON sparrow.webhooks (namespace_id, name)
    WHERE deleted_at IS NULL;
-- Serves: reloading what changed since a revision.
CREATE INDEX webhooks_revision ON sparrow.webhooks (namespace_id, revision);

-- The secrets that sign for a webhook: all that have not expired. One comes to its end by time alone,
-- without a write; what has expired is removed later.
CREATE TABLE sparrow.webhook_secrets (
    namespace_id uuid        NOT NULL,
    webhook_id   uuid        NOT NULL,
    -- Newer ones have higher ids.
    secret_id    uuid        NOT NULL,
    kind         text        NOT NULL,
    -- Sealed: key id, nonce, ciphertext; bound to namespace, webhook and secret_id.
    sealed       bytea       NOT NULL,
    -- The half of an Ed25519 key that anybody may know.
    public_key   bytea,
    created_at   timestamptz NOT NULL,
    -- NULL: the current one.
    expires_at   timestamptz,
    PRIMARY KEY (namespace_id, webhook_id, secret_id),
    CONSTRAINT webhook_exists FOREIGN KEY (namespace_id, webhook_id) REFERENCES sparrow.webhooks,
    CONSTRAINT kind_is_known CHECK (kind IN ('hmac', 'ed25519')),
    CONSTRAINT public_key_iff_ed25519 CHECK ((kind = 'ed25519') = (public_key IS NOT NULL)),
    CONSTRAINT public_key_has_32_bytes CHECK (octet_length(public_key) = 32)
);
-- Serves: nothing but the rule that one is the current one.
CREATE UNIQUE INDEX webhook_secrets_current ON sparrow.webhook_secrets (namespace_id, webhook_id)
    WHERE expires_at IS NULL;
-- Serves: removing what has expired.
CREATE INDEX webhook_secrets_expiring ON sparrow.webhook_secrets (expires_at)
    WHERE expires_at IS NOT NULL;

-- What a webhook was when an attempt was made, so that its request can be shown as sent.
CREATE TABLE sparrow.webhook_revisions (
    namespace_id uuid        NOT NULL,
    webhook_id   uuid        NOT NULL,
    revision     bigint      NOT NULL,
    url          text        NOT NULL,
    header_names text[]      NOT NULL DEFAULT '{}',
    headers_sealed bytea,
    created_at   timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (namespace_id, webhook_id, revision),
    CONSTRAINT headers_are_sealed CHECK ((cardinality(header_names) = 0) = (headers_sealed IS NULL))
);

-- The state drawn from the buckets; written only when it changes. Whether sparrow has stopped the
-- webhook is told by `webhooks.suspended_at` alone.
CREATE TABLE sparrow.webhook_health (
    namespace_id uuid        NOT NULL,
    webhook_id   uuid        NOT NULL,
    state        text        NOT NULL,
    changed_at   timestamptz NOT NULL,
    PRIMARY KEY (namespace_id, webhook_id),
    CONSTRAINT state_is_known CHECK (state IN ('unknown', 'healthy', 'degraded', 'failing'))
);

INSERT INTO sparrow.namespaces (namespace_id, name) VALUES (gen_random_uuid(), 'default');
