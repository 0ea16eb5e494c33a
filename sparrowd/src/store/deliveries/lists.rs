//! What a webhook or a namespace still owes, and what of it ended other than delivered: newest first.

use std::collections::HashSet;

use sqlx::types::Uuid;

use super::last::with_last_attempts;
use super::{Delivery, Raw};
use crate::domain::delivery::{End, State};
use crate::domain::ids::{DeliveryId, EventId, NamespaceId, WebhookId};
use crate::domain::timestamp::Timestamp;
use crate::store::{Pool, StoreError};

/// Rows read at once where not every one may be wanted.
const CHUNK: usize = 500;
/// Rows looked at for a page, at most; of a namespace, where each chunk costs more, fewer.
const LOOK: usize = 20_000;
const LOOK_WIDE: usize = 5_000;

/// Where to look.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    Namespace,
    Webhook(WebhookId),
}

/// Which deliveries are wanted.
#[derive(Debug, Clone)]
pub struct Wanted<'a> {
    /// Empty: all.
    pub states: &'a [State],
    /// The namespace's webhooks that are paused: what they are owed is held.
    pub paused: &'a HashSet<WebhookId>,
}

impl Wanted<'_> {
    fn any(&self, states: &[State]) -> bool {
        self.states.is_empty() || self.states.iter().any(|state| states.contains(state))
    }

    fn held(&self) -> bool {
        self.any(&[State::Held])
    }

    fn waiting(&self) -> bool {
        self.any(&[State::Pending, State::Retrying])
    }

    fn ended(&self) -> bool {
        self.any(&End::ALL.map(State::Ended))
    }

    fn wants(&self, delivery: &Delivery) -> bool {
        let paused = self.paused.contains(&delivery.webhook);
        self.any(&[delivery.standing.state(paused)])
    }
}

/// A page of a list.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Page {
    pub deliveries: Vec<Delivery>,
    /// The last one looked at, if there may be more.
    pub next: Option<DeliveryId>,
}

/// A page of those before `after`. One that filters may be short or even empty, with more to come.
pub async fn newest(
    pool: &Pool,
    namespace: NamespaceId,
    scope: Scope,
    wanted: &Wanted<'_>,
    after: Option<DeliveryId>,
    size: usize,
    now: Timestamp,
) -> Result<Page, StoreError> {
    let (chunk, look) = match scope {
        _ if wanted.states.is_empty() => (size + 1, size + 1),
        Scope::Webhook(_) => (CHUNK, LOOK),
        Scope::Namespace => (CHUNK, LOOK_WIDE),
    };
    let mut page = Page::default();
    let mut before = after.map_or(Uuid::max(), DeliveryId::uuid);
    let mut looked_at = 0;
    'page: loop {
        let rows = match scope {
            Scope::Webhook(webhook) => {
                of_webhook(pool, namespace, webhook, wanted, before, chunk).await?
            }
            Scope::Namespace if wanted.states == [State::Ended(End::Dead)] => {
                dead(pool, namespace, before, chunk).await?
            }
            Scope::Namespace => of_namespace(pool, namespace, wanted, before, chunk).await?,
        };
        let last = rows.len() < chunk;
        for row in rows {
            if page.deliveries.len() == size {
                page.next = Some(DeliveryId::from_uuid(before));
                break 'page;
            }
            before = row.delivery_id;
            looked_at += 1;
            let delivery = row.read()?;
            if wanted.wants(&delivery) {
                page.deliveries.push(delivery);
            }
        }
        if last {
            break;
        }
        if looked_at >= look {
            page.next = Some(DeliveryId::from_uuid(before));
            break;
        }
    }
    describe(pool, namespace, &mut page.deliveries).await?;
    with_last_attempts(pool, namespace, &mut page.deliveries, now).await?;
    Ok(page)
}

fn limit(limit: usize) -> i64 {
    i64::try_from(limit).unwrap_or(i64::MAX)
}

async fn of_webhook(
    pool: &Pool,
    namespace: NamespaceId,
    webhook: WebhookId,
    wanted: &Wanted<'_>,
    before: Uuid,
    chunk: usize,
) -> Result<Vec<Raw>, StoreError> {
    let owed = if wanted.paused.contains(&webhook) { wanted.held() } else { wanted.waiting() };
    let rows = sqlx::query_as!(
        Raw,
        r#"
        SELECT u.delivery_id AS "delivery_id!", u.webhook_id AS "webhook_id!",
               coalesce(u.event_id, i.event_id) AS "event_id?", NULL::text AS "event_type?",
               i.replay_id AS "replay_id?", u.attempt AS "attempt?", u.excused AS "excused?",
               u.due_at AS "due_at?", u.expires_at AS "expires_at?",
               u.state AS "state?", u.reason AS "reason?",
               u.ended_by AS "ended_by?", u.ended_at AS "ended_at?", u.replayed_by AS "replayed_by?"
        FROM (
            (SELECT q.delivery_id, q.webhook_id, NULL::uuid AS event_id, q.attempt, q.excused,
                    q.due_at, q.expires_at, NULL::text AS state, NULL::text AS reason, NULL::text AS ended_by,
                    NULL::timestamptz AS ended_at, NULL::uuid AS replayed_by
             FROM sparrow.queue q
             WHERE $5 AND q.namespace_id = $1 AND q.webhook_id = $2 AND q.delivery_id < $3
             ORDER BY q.delivery_id DESC LIMIT $4)
            UNION ALL
            (SELECT d.delivery_id, d.webhook_id, d.event_id, d.attempt, d.excused, NULL, NULL, d.state,
                    d.reason, d.ended_by, d.ended_at, d.replayed_by
             FROM sparrow.ended d
             WHERE $6 AND d.namespace_id = $1 AND d.webhook_id = $2 AND d.delivery_id < $3
             ORDER BY d.delivery_id DESC LIMIT $4)
            ORDER BY delivery_id DESC LIMIT $4
        ) u
        LEFT JOIN LATERAL (
            SELECT i.event_id, i.replay_id FROM sparrow.replay_items i
            WHERE i.namespace_id = $1 AND i.delivery_id = u.delivery_id LIMIT 1
        ) i ON true
        ORDER BY u.delivery_id DESC
        "#,
        namespace.uuid(),
        webhook.uuid(),
        before,
        limit(chunk),
        owed,
        wanted.ended(),
    )
    .fetch_all(pool)
    .await?;
    Ok(rows)
}

/// The dead letters of a namespace have an index of their own.
async fn dead(
    pool: &Pool,
    namespace: NamespaceId,
    before: Uuid,
    chunk: usize,
) -> Result<Vec<Raw>, StoreError> {
    let rows = sqlx::query_as!(
        Raw,
        r#"
        SELECT d.delivery_id, d.webhook_id, d.event_id AS "event_id?",
               NULL::text AS "event_type?", i.replay_id AS "replay_id?", d.attempt AS "attempt?",
               d.excused AS "excused?", NULL::timestamptz AS "due_at?",
               NULL::timestamptz AS "expires_at?", d.state AS "state?",
               d.reason AS "reason?", d.ended_by AS "ended_by?", d.ended_at AS "ended_at?",
               d.replayed_by
        FROM (
            SELECT d.* FROM sparrow.ended d
            WHERE d.namespace_id = $1 AND d.delivery_id < $2 AND d.state = 'dead'
            ORDER BY d.delivery_id DESC LIMIT $3
        ) d
        LEFT JOIN LATERAL (
            SELECT i.replay_id FROM sparrow.replay_items i
            WHERE i.namespace_id = $1 AND i.delivery_id = d.delivery_id LIMIT 1
        ) i ON true
        ORDER BY d.delivery_id DESC
        "#,
        namespace.uuid(),
        before,
        limit(chunk),
    )
    .fetch_all(pool)
    .await?;
    Ok(rows)
}

/// The queue has no index by delivery alone: it would cost every push and every settlement. So the
/// webhooks that owe something are found by a skip scan, with the newest that each owes; the newest
/// of all lie among as many webhooks as rows are asked for.
async fn of_namespace(
    pool: &Pool,
    namespace: NamespaceId,
    wanted: &Wanted<'_>,
    before: Uuid,
    chunk: usize,
) -> Result<Vec<Raw>, StoreError> {
    let paused: Vec<Uuid> = wanted.paused.iter().map(|webhook| webhook.uuid()).collect();
    let rows = sqlx::query_as!(
        Raw,
        r#"
        WITH RECURSIVE owing AS (
            (SELECT q.webhook_id FROM sparrow.queue q
             WHERE $4 AND q.namespace_id = $1 ORDER BY q.webhook_id LIMIT 1)
            UNION ALL
            SELECT (SELECT q.webhook_id FROM sparrow.queue q
                    WHERE q.namespace_id = $1 AND q.webhook_id > o.webhook_id
                    ORDER BY q.webhook_id LIMIT 1)
            FROM owing o WHERE o.webhook_id IS NOT NULL
        ),
        newest AS (
            SELECT o.webhook_id
            FROM owing o
            CROSS JOIN LATERAL (
                SELECT q.delivery_id FROM sparrow.queue q
                WHERE q.namespace_id = $1 AND q.webhook_id = o.webhook_id AND q.delivery_id < $2
                ORDER BY q.delivery_id DESC LIMIT 1
            ) l
            WHERE o.webhook_id IS NOT NULL
              AND CASE WHEN o.webhook_id = ANY ($6::uuid[]) THEN $7::boolean ELSE $8::boolean END
            ORDER BY l.delivery_id DESC LIMIT $3
        )
        SELECT u.delivery_id AS "delivery_id!", u.webhook_id AS "webhook_id!",
               coalesce(u.event_id, i.event_id) AS "event_id?", NULL::text AS "event_type?",
               i.replay_id AS "replay_id?", u.attempt AS "attempt?", u.excused AS "excused?",
               u.due_at AS "due_at?", u.expires_at AS "expires_at?",
               u.state AS "state?", u.reason AS "reason?",
               u.ended_by AS "ended_by?", u.ended_at AS "ended_at?", u.replayed_by AS "replayed_by?"
        FROM (
            (SELECT r.* FROM newest
             CROSS JOIN LATERAL (
                 SELECT q.delivery_id, q.webhook_id, NULL::uuid AS event_id, q.attempt, q.excused,
                        q.due_at, q.expires_at, NULL::text AS state, NULL::text AS reason,
                        NULL::text AS ended_by, NULL::timestamptz AS ended_at,
                        NULL::uuid AS replayed_by
                 FROM sparrow.queue q
                 WHERE q.namespace_id = $1 AND q.webhook_id = newest.webhook_id
                   AND q.delivery_id < $2
                 ORDER BY q.delivery_id DESC LIMIT $3
             ) r
             ORDER BY r.delivery_id DESC LIMIT $3)
            UNION ALL
            (SELECT d.delivery_id, d.webhook_id, d.event_id, d.attempt, d.excused, NULL, NULL, d.state,
                    d.reason, d.ended_by, d.ended_at, d.replayed_by
             FROM sparrow.ended d
             WHERE $5 AND d.namespace_id = $1 AND d.delivery_id < $2
             ORDER BY d.delivery_id DESC LIMIT $3)
            ORDER BY delivery_id DESC LIMIT $3
        ) u
        LEFT JOIN LATERAL (
            SELECT i.event_id, i.replay_id FROM sparrow.replay_items i
            WHERE i.namespace_id = $1 AND i.delivery_id = u.delivery_id LIMIT 1
        ) i ON true
        ORDER BY u.delivery_id DESC
        "#,
        namespace.uuid(),
        before,
        limit(chunk),
        wanted.held() || wanted.waiting(),
        wanted.ended(),
        &paused,
        wanted.held(),
        wanted.waiting(),
    )
    .fetch_all(pool)
    .await?;
    Ok(rows)
}

/// Adds the types of their events.
async fn describe(
    pool: &Pool,
    namespace: NamespaceId,
    deliveries: &mut [Delivery],
) -> Result<(), StoreError> {
    let mut events: Vec<Uuid> = deliveries.iter().map(|delivery| delivery.event.uuid()).collect();
    events.sort_unstable();
    events.dedup();
    let rows = sqlx::query!(
        r#"
        SELECT e.event_id, e.event_type
        FROM unnest($2::uuid[]) AS x (event_id)
        CROSS JOIN LATERAL (
            SELECT e.event_id, e.event_type FROM sparrow.events e
            WHERE e.namespace_id = $1 AND e.event_id = x.event_id LIMIT 1
        ) e
        "#,
        namespace.uuid(),
        &events,
    )
    .fetch_all(pool)
    .await?;
    let types: std::collections::HashMap<EventId, String> =
        rows.into_iter().map(|row| (EventId::from_uuid(row.event_id), row.event_type)).collect();
    for delivery in deliveries {
        delivery.event_type = types.get(&delivery.event).cloned();
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn states_lead_to_the_tables_that_hold_them() {
        let paused = HashSet::new();
        let wanted = |states| Wanted { states, paused: &paused };
        let tables = |states| {
            let wanted = wanted(states);
            (wanted.held(), wanted.waiting(), wanted.ended())
        };
        assert_eq!(tables(&[]), (true, true, true));
        assert_eq!(tables(&[State::Held]), (true, false, false));
        assert_eq!(tables(&[State::Retrying]), (false, true, false));
        assert_eq!(tables(&[State::Ended(End::Dead)]), (false, false, true));
        assert_eq!(tables(&[State::Delivered]), (false, false, false));
    }
}
