-- Events $1 to $2, each for $3 of the webhooks of namespace `default` in turn, as if pushed over the last
-- hour, a millisecond apart; $5 bytes of payload. If $4, every second delivery was attempted once and is
-- due in an hour; the others were never attempted.
WITH hooks AS MATERIALIZED (
    SELECT w.namespace_id, w.webhook_id, row_number() OVER (ORDER BY w.webhook_id) - 1 AS k
    FROM sparrow.webhooks w
    JOIN sparrow.namespaces n ON n.namespace_id = w.namespace_id
    WHERE n.name = 'default' AND w.deleted_at IS NULL
),
size AS MATERIALIZED (SELECT count(*) AS webhooks FROM hooks),
events AS MATERIALIZED (
    SELECT i, lpad(to_hex((extract(epoch FROM date_trunc('hour', now())) * 1000)::bigint
                          - 3600000 + i % 3600000), 12, '0')
              || '7' || lpad(to_hex(i & 4095), 3, '0')
              || '8' || lpad(to_hex((i * 2654435761) & 1099511627775), 10, '0') || '00000' AS hex
    FROM generate_series($1::bigint, $2::bigint) i
),
deliveries AS MATERIALIZED (
    SELECT e.i, e.hex::uuid AS event_id, n, h.namespace_id, h.webhook_id,
           (substr(e.hex, 1, 28) || lpad(to_hex(n), 4, '0'))::uuid AS delivery_id
    FROM events e
    CROSS JOIN generate_series(1, $3::bigint) n
    CROSS JOIN size s
    JOIN hooks h ON h.k = (e.i * $3 + n - 1) % s.webhooks
),
written AS (
    INSERT INTO sparrow.events (namespace_id, event_id, event_type, content_type, webhooks, payload)
    SELECT d.namespace_id, d.event_id, 'bench.waiting', 'application/json',
           array_agg(d.webhook_id ORDER BY d.n),
           convert_to('"' || repeat('x', $5::integer - 2) || '"', 'UTF8')
    FROM deliveries d GROUP BY d.namespace_id, d.event_id
)
INSERT INTO sparrow.queue (namespace_id, webhook_id, delivery_id, attempt, due_at)
SELECT d.namespace_id, d.webhook_id, d.delivery_id,
       CASE WHEN $4 AND d.n % 2 = 0 THEN 1 ELSE 0 END,
       CASE WHEN $4 AND d.n % 2 = 0 THEN now() + interval '1 hour' END
FROM deliveries d
ORDER BY d.namespace_id, d.webhook_id, d.delivery_id
