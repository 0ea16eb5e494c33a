//! Going on with replays: each step puts the next items of one into the queue, in one statement.

use std::time::Duration;

use sqlx::types::Uuid;
use tokio::time::timeout;

use super::{Link, StoreError};
use crate::domain::ids::{DeliveryId, NamespaceId, ReplayBase, ReplayId, WebhookId};

/// Items in one step, at most.
pub const BATCH: usize = 1_000;

/// A replay that is not done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Running {
    pub namespace: NamespaceId,
    pub replay: ReplayId,
    /// It has a rate.
    pub paced: bool,
    /// Until its next step may make something.
    pub wait: Duration,
}

/// Those whose turn comes next, in that order.
pub async fn running(link: &mut Link) -> Result<Vec<Running>, StoreError> {
    let deadline = link.deadline();
    let connection = link.connection().await?;
    let query = sqlx::query!(
        r#"SELECT namespace_id, replay_id, rate > 0 AS "paced!",
                  CASE WHEN rate > 0
                       THEN greatest(extract(epoch FROM next_at - clock_timestamp()), 0)
                       ELSE 0 END::double precision AS "wait_s!"
           FROM sparrow.replays
           WHERE state = 'running' ORDER BY next_at LIMIT 100"#
    );
    let result = timeout(deadline, query.fetch_all(connection)).await;
    Ok(link
        .settled(result)?
        .into_iter()
        .map(|row| Running {
            namespace: NamespaceId::from_uuid(row.namespace_id),
            replay: ReplayId::from_uuid(row.replay_id),
            paced: row.paced,
            wait: Duration::try_from_secs_f64(row.wait_s).unwrap_or_default(),
        })
        .collect())
}

/// What a step did.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Step {
    /// Now in the queue.
    pub queued: Vec<(WebhookId, DeliveryId)>,
    pub skipped: u64,
    pub done: bool,
}

/// Puts the next items under a base stamped just now, so that they lie ahead of every cursor. Items
/// whose event or webhook is gone are marked as skipped, and what is sent again of `ended` gets a
/// mark of that. Two nodes at the same replay wait for each other on its row.
///
/// With a rate, the row says when the next one may be made, by the database's clock: each one made
/// moves that on by its share of a second. Of time that passed unused, a fifth of a second counts: so
/// neither a second node nor a restart makes more than was asked for.
///
/// What is on its way out counts as gone. The mark that says so is locked until this is committed, so
/// that who moves it sees what has come into the queue; a plain read would let one slip through.
///
/// LATERAL with LIMIT 1 keeps each look-up a probe of the one partition that its id lies in, whatever
/// the planner believes of the tables.
pub async fn step(
    link: &mut Link,
    namespace: NamespaceId,
    replay: ReplayId,
    base: ReplayBase,
) -> Result<Step, StoreError> {
    let deliveries: Vec<Uuid> =
        (1..=BATCH).filter_map(|n| base.delivery(n)).map(DeliveryId::uuid).collect();
    let deadline = link.deadline();
    let connection = link.connection().await?;
    let query = sqlx::query_as!(
        Raw,
        r#"
        WITH replay AS MATERIALIZED (
            SELECT taken, rate, next_at FROM sparrow.replays
            WHERE namespace_id = $1 AND replay_id = $2 AND state = 'running'
            FOR UPDATE
        ),
        clock AS MATERIALIZED (
            SELECT r.taken, r.rate, c.now, greatest(r.next_at, c.now - interval '200 ms') AS since
            FROM replay r CROSS JOIN (SELECT clock_timestamp() AS now) c
        ),
        kept AS MATERIALIZED (
            SELECT events_from FROM sparrow.retention FOR SHARE
        ),
        pace AS MATERIALIZED (
            SELECT taken, rate, now, since,
                   CASE WHEN rate = 0 THEN $4::bigint
                        WHEN since > now THEN 0
                        ELSE least($4::bigint, 1 + floor(extract(epoch FROM now - since) * rate)::bigint)
                   END AS most
            FROM clock
        ),
        next AS MATERIALIZED (
            SELECT i.position, i.webhook_id, i.source_id, w.max_age_s,
                   row_number() OVER (ORDER BY i.position) AS n,
                   w.webhook_id IS NOT NULL AND e.event_id IS NOT NULL AS possible
            FROM pace
            CROSS JOIN LATERAL (
                SELECT i.position, i.webhook_id, i.event_id, i.source_id
                FROM sparrow.replay_items i
                WHERE i.namespace_id = $1 AND i.replay_id = $2 AND i.position > pace.taken
                ORDER BY i.position LIMIT (SELECT most FROM pace)
            ) i
            LEFT JOIN LATERAL (
                SELECT w.webhook_id, w.max_age_s FROM sparrow.webhooks w
                WHERE w.namespace_id = $1 AND w.webhook_id = i.webhook_id
                  AND w.deleted_at IS NULL LIMIT 1
            ) w ON true
            LEFT JOIN LATERAL (
                SELECT e.event_id FROM sparrow.events e
                WHERE e.namespace_id = $1 AND e.event_id = i.event_id
                  AND e.event_id >= (SELECT events_from FROM kept) LIMIT 1
            ) e ON true
        ),
        placed AS (
            UPDATE sparrow.replay_items i
            SET delivery_id = CASE WHEN next.possible THEN ($3::uuid[])[next.n] END,
                skipped = NOT next.possible
            FROM next
            WHERE i.namespace_id = $1 AND i.replay_id = $2 AND i.position = next.position
        ),
        owed AS (
            INSERT INTO sparrow.queue (namespace_id, webhook_id, delivery_id, expires_at)
            SELECT $1, next.webhook_id, ($3::uuid[])[next.n],
                   clock_timestamp() + make_interval(secs => next.max_age_s)
            FROM next WHERE next.possible
        ),
        marked AS (
            UPDATE sparrow.ended d SET replayed_by = $2
            FROM next
            WHERE d.namespace_id = $1 AND d.delivery_id = next.source_id AND next.possible
        ),
        counted AS (
            UPDATE sparrow.replays r
            SET queued = r.queued + c.possible, skipped = r.skipped + c.impossible,
                taken = r.taken + c.possible + c.impossible,
                state = CASE WHEN r.taken + c.possible + c.impossible = r.items
                             THEN 'done' ELSE 'running' END,
                finished_at = CASE WHEN r.taken + c.possible + c.impossible = r.items
                                   THEN clock_timestamp() END,
                next_at = CASE WHEN pace.rate = 0 THEN pace.now
                               ELSE pace.since + make_interval(secs => c.possible / pace.rate) END
            FROM (SELECT count(*) FILTER (WHERE possible)::integer AS possible,
                         count(*) FILTER (WHERE NOT possible)::integer AS impossible
                  FROM next) c, pace
            WHERE r.namespace_id = $1 AND r.replay_id = $2 AND pace.most > 0
            RETURNING r.state, c.impossible
        )
        SELECT (SELECT state FROM counted) AS "state?",
               (SELECT impossible FROM counted) AS "skipped?",
               ARRAY(SELECT webhook_id FROM next WHERE possible ORDER BY n) AS "webhooks!",
               ARRAY(SELECT ($3::uuid[])[n] FROM next WHERE possible ORDER BY n) AS "deliveries!"
        "#,
        namespace.uuid(),
        replay.uuid(),
        &deliveries,
        i64::try_from(BATCH).unwrap_or(i64::MAX),
    );
    let result = timeout(deadline, query.fetch_one(connection)).await;
    Ok(link.settled(result)?.into())
}

struct Raw {
    /// `None`: it was nobody's turn.
    state: Option<String>,
    skipped: Option<i32>,
    webhooks: Vec<Uuid>,
    deliveries: Vec<Uuid>,
}

impl From<Raw> for Step {
    fn from(raw: Raw) -> Self {
        let webhooks = raw.webhooks.into_iter().map(WebhookId::from_uuid);
        Self {
            queued: webhooks.zip(raw.deliveries.into_iter().map(DeliveryId::from_uuid)).collect(),
            skipped: raw.skipped.unwrap_or(0).unsigned_abs().into(),
            done: raw.state.as_deref() == Some("done"),
        }
    }
}
