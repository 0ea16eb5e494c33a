-- A month of a busy installation, written straight into the tables: 10 million attempts in 20
-- namespaces with 5,000 webhooks, one of which had 3 million of them. For `make listings`; on a fresh
-- schema, as a superuser of a scratch server, for it takes some 6 GB.
--
-- tenant-01 has 3 million events, each for its first webhook and one of the others; the 19 others
-- share 400,000, each for 10 webhooks. Of the attempts 5 % failed; 95,000 deliveries are dead,
-- 100,000 were cancelled, expired or discarded, and 200,000 are owed. Everything follows from numbers
-- by arithmetic.

\set ON_ERROR_STOP on
\timing off
SET client_min_messages = warning;
SET synchronous_commit = off;
SET work_mem = '256MB';

CREATE SCHEMA history;

-- The n-th namespace, and its k-th webhook: the last byte of a webhook is its lane.
CREATE FUNCTION history.space(n int) RETURNS uuid IMMUTABLE LANGUAGE sql AS
$$ SELECT ('01900000-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid $$;
CREATE FUNCTION history.hook(n int, k int) RETURNS uuid IMMUTABLE LANGUAGE sql AS
$$ SELECT ('01900000-0001-7000-8000-' || lpad(to_hex(n), 4, '0') || lpad(to_hex(k), 6, '0')
           || lpad(to_hex((n * 31 + k) % 256), 2, '0'))::uuid $$;

INSERT INTO sparrow.namespaces (namespace_id, name)
SELECT history.space(n), 'tenant-' || lpad(n::text, 2, '0') FROM generate_series(1, 20) n;

-- Every fifth is paused: what it is owed is held, and nothing at all is sent by a daemon that looks.
INSERT INTO sparrow.webhooks (namespace_id, webhook_id, name, url, event_types, revision,
                              paused_at, pause_reason)
SELECT history.space(n), history.hook(n, k), 'hook-' || lpad(k::text, 3, '0'),
       'http://127.0.0.1:9/' || k, '{*}', 1,
       CASE WHEN k % 5 = 0 THEN now() END, CASE WHEN k % 5 = 0 THEN 'history' END
FROM generate_series(1, 20) n, generate_series(1, 250) k;

INSERT INTO sparrow.webhook_revisions (namespace_id, webhook_id, revision, url)
SELECT namespace_id, webhook_id, revision, url FROM sparrow.webhooks;

-- Event i of 3,400,000, every 762 ms; 15 of 17 are of tenant-01.
CREATE FUNCTION history.began() RETURNS bigint IMMUTABLE LANGUAGE sql AS
$$ SELECT 0::bigint $$;
DO $$ BEGIN EXECUTE format(
    'CREATE OR REPLACE FUNCTION history.began() RETURNS bigint IMMUTABLE LANGUAGE sql AS '
    '''SELECT %s::bigint''',
    (extract(epoch FROM now()) * 1000)::bigint - 3400000::bigint * 762 - 60000); END $$;

CREATE FUNCTION history.event(i int, ms bigint) RETURNS text IMMUTABLE LANGUAGE sql AS
$$ SELECT lpad(to_hex(ms), 12, '0') || '7' || lpad(to_hex(i & 4095), 3, '0') || '8'
          || lpad(to_hex((i::bigint * 2654435761) & 1099511627775), 10, '0') || '00000' $$;

-- Makes the partition of a day, without indexes: they are built when it is attached.
CREATE PROCEDURE history.day(day date) LANGUAGE plpgsql AS $$
DECLARE
    suffix text := to_char(day, 'YYYYMMDD');
    low  bigint := extract(epoch FROM day::timestamp) * 1000;
    high bigint := low + 86400000;
    first int := greatest(0, ceil((low - history.began()) / 762.0)::int);
    last  int := least(3399999, floor((high - 1 - history.began()) / 762.0)::int);
    bound text;
BEGIN
    CREATE TEMPORARY TABLE d ON COMMIT DROP AS
    SELECT i, ms, tenant, hex, k, n, (substr(hex, 1, 28) || lpad(to_hex(n), 4, '0'))::uuid AS id,
           -- 0..1999, much as chance would have it.
           ((i::bigint * 7919 + n * 104729) % 2000)::int AS luck
    FROM (SELECT i, ms, tenant, history.event(i, ms) AS hex
          FROM (SELECT i, history.began() + i::bigint * 762 AS ms,
                       CASE WHEN i % 17 < 15 THEN 1 ELSE 2 + (i / 17 * 2 + i % 17 - 15) % 19 END AS tenant
                FROM generate_series(first, last) i) e) e
    CROSS JOIN LATERAL (
        SELECT n, CASE WHEN tenant = 1 AND n = 1 THEN 1
                       WHEN tenant = 1 THEN 2 + i % 249
                       ELSE 1 + (i / 7 + n * 24) % 250 END AS k
        FROM generate_series(1, CASE WHEN tenant = 1 THEN 2 ELSE 10 END) n) x;

    EXECUTE format('CREATE TABLE sparrow.events_%s (LIKE sparrow.events INCLUDING DEFAULTS '
                   'INCLUDING CONSTRAINTS INCLUDING STORAGE)', suffix);
    EXECUTE format($q$
        INSERT INTO sparrow.events_%s
            (namespace_id, event_id, event_type, content_type, metadata, webhooks, payload)
        SELECT history.space(tenant), hex::uuid,
               (ARRAY['order.paid', 'order.sent', 'order.paid', 'user.made', 'order.paid',
                      'invoice.due', 'order.paid', 'user.left', 'order.paid', 'order.paid'])[1 + i %% 10],
               'application/json', CASE WHEN i %% 4 = 0 THEN '{"source":"shop"}' END,
               array_agg(history.hook(tenant, k) ORDER BY n),
               convert_to('{"order":' || i || ',"amount":"19.90","currency":"EUR","customer":"c-'
                          || i %% 9973 || '"}', 'UTF8')
        FROM d GROUP BY i, tenant, hex ORDER BY i $q$, suffix);

    EXECUTE format('CREATE TABLE sparrow.attempts_%s (LIKE sparrow.attempts INCLUDING DEFAULTS '
                   'INCLUDING CONSTRAINTS)', suffix);
    -- Luck: 0–9 refused, 10–14 DNS, 15–49 timeout, 50–59 404, 60–99 5xx; the others 2xx. Of the failed,
    -- odd ones
    -- were delivered at the second attempt. 0 and 100–119 were never attempted.
    EXECUTE format($q$
        INSERT INTO sparrow.attempts_%s
            (namespace_id, attempt_id, delivery_id, event_id, webhook_id, revision, attempt,
             max_attempts, outcome, decision, excused, status, error, rule, next_at, dns_us,
             connect_us, first_byte_us, total_us, reused, remote, signed_at, signature,
             response_headers, response_body)
        SELECT history.space(tenant),
               (lpad(to_hex(least(ms + 20 + luck %% 50 + (a - 1) * 5000, %s - 1)), 12, '0') || '7'
                || to_hex(a) || lpad(to_hex(n), 2, '0') || '8' || substr(hex, 18, 11)
                || lpad(to_hex(n), 4, '0'))::uuid,
               id, hex::uuid, history.hook(tenant, k), 1, a, 10,
               CASE WHEN luck >= 100 OR a = 2 THEN 1 WHEN luck < 10 THEN 5 WHEN luck < 15 THEN 4
                    WHEN luck < 50 THEN 3 ELSE 2 END,
               CASE WHEN luck >= 100 OR a = 2 THEN 1 WHEN luck %% 10 < 2 THEN 3 ELSE 2 END, false,
               CASE WHEN luck >= 100 OR a = 2 THEN CASE luck %% 20 WHEN 0 THEN 204 ELSE 200 END
                    WHEN luck < 50 THEN NULL WHEN luck < 60 THEN 404 WHEN luck < 80 THEN 500
                    ELSE 503 END,
               CASE WHEN luck < 50 AND a = 1 THEN 'no answer' END,
               CASE WHEN luck >= 100 OR a = 2 THEN 'delivered' WHEN luck %% 10 < 2 THEN 'max_attempts'
                    ELSE 'retry.standard' END,
               CASE WHEN luck < 100 AND a = 1 AND luck %% 10 >= 2
                    THEN to_timestamp(ms / 1000.0) + interval '5 s' END,
               NULL, 900, 30000, 31000 + luck * 50, luck %% 3 > 0, '203.0.113.7:443', ms / 1000,
               'v1,' || repeat('a', 44),
               'content-type: application/json'::bytea, '{"ok":true}'::bytea
        FROM d CROSS JOIN LATERAL generate_series(1, CASE WHEN luck < 100 AND luck %% 2 = 1 AND luck %% 10 > 2
                                                          THEN 2 ELSE 1 END) a
        WHERE luck >= 1 AND luck NOT BETWEEN 100 AND 119 ORDER BY 2 $q$, suffix, high);

    EXECUTE format('CREATE TABLE sparrow.ended_%s (LIKE sparrow.ended INCLUDING DEFAULTS '
                   'INCLUDING CONSTRAINTS)', suffix);
    EXECUTE format($q$
        INSERT INTO sparrow.ended_%s
        SELECT history.space(tenant), id, history.hook(tenant, k), hex::uuid,
               CASE WHEN luck %% 10 < 2 THEN 'dead' WHEN luck %% 10 = 2 AND luck < 50 THEN 'cancelled'
                    WHEN luck %% 10 = 2 THEN 'expired' ELSE 'discarded' END, 1, 0,
               CASE WHEN luck %% 10 < 2 THEN 'max_attempts' ELSE 'history' END, 'sparrow',
               to_timestamp(ms / 1000.0) + interval '1 s', NULL
        FROM d WHERE luck BETWEEN 1 AND 99 AND luck %% 10 IN (0, 1, 2, 4) ORDER BY id $q$, suffix);

    INSERT INTO sparrow.queue (namespace_id, webhook_id, delivery_id, attempt, due_at)
    SELECT history.space(tenant), history.hook(tenant, k), id,
           CASE WHEN luck BETWEEN 1 AND 99 AND luck % 10 IN (6, 8) THEN 1 ELSE 0 END,
           -- Those of paused webhooks wait for their turn; the others for a moment far away.
           CASE WHEN k % 5 > 0 OR luck > 0 THEN now() + interval '300 days' END
    FROM d
    WHERE luck = 0 OR luck BETWEEN 100 AND 119 OR luck BETWEEN 1 AND 99 AND luck % 10 IN (6, 8)
    ORDER BY 1, 2, 3;

    bound := format('FROM (%L) TO (%L)',
                    lpad(to_hex(low), 12, '0') || repeat('0', 20),
                    lpad(to_hex(high), 12, '0') || repeat('0', 20));
    EXECUTE format('ALTER TABLE sparrow.events ATTACH PARTITION sparrow.events_%s FOR VALUES %s', suffix, bound);
    EXECUTE format('ALTER TABLE sparrow.attempts ATTACH PARTITION sparrow.attempts_%s FOR VALUES %s', suffix, bound);
    EXECUTE format('ALTER TABLE sparrow.ended ATTACH PARTITION sparrow.ended_%s FOR VALUES %s', suffix, bound);
    DROP TABLE d;
END $$;

SELECT format('CALL history.day(%L)', day::date)
FROM generate_series(to_timestamp(history.began() / 1000) AT TIME ZONE 'UTC', now() AT TIME ZONE 'UTC'
                     + interval '1 day', '1 day') AS day
WHERE day::date <= (now() AT TIME ZONE 'UTC')::date
\gexec

DROP SCHEMA history CASCADE;
VACUUM (ANALYZE);
SELECT (SELECT sum(n_live_tup) FROM pg_stat_user_tables WHERE relname LIKE 'attempts\_2%') AS attempts,
       (SELECT sum(n_live_tup) FROM pg_stat_user_tables WHERE relname LIKE 'events\_2%') AS events,
       (SELECT sum(n_live_tup) FROM pg_stat_user_tables WHERE relname LIKE 'ended\_2%') AS ended,
       (SELECT count(*) FROM sparrow.queue) AS queue,
       pg_size_pretty(pg_database_size(current_database())) AS size;
