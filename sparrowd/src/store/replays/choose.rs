//! From a wish to the deliveries that it comes to.

use sqlx::types::Uuid;

use super::{Chosen, Item, MAX_ITEMS, Refused, Selector, named, selection};
use crate::domain::ids::NamespaceId;
use crate::store::{Pool, StoreError};

/// Deliveries judged in one statement.
const CHUNK: usize = 5_000;

/// What a selector comes to. Nothing is written.
pub(super) async fn choose(
    pool: &Pool,
    namespace: NamespaceId,
    selector: &Selector,
) -> Result<Result<Chosen, Refused>, StoreError> {
    let items = match selector {
        Selector::Events(ids) => named::of_events(pool, namespace, ids).await?,
        Selector::Deliveries(ids) => named::of_deliveries(pool, namespace, ids).await?,
        Selector::DeadLetters(ids) => named::of_dead_letters(pool, namespace, ids).await?,
        Selector::Selection(wanted) => return selection::choose(pool, namespace, wanted).await,
    };
    let items = match items {
        Ok(items) => items,
        Err(refused) => return Ok(Err(refused)),
    };
    let mut chosen = Chosen::default();
    for part in items.chunks(CHUNK) {
        for (item, found) in part.iter().zip(judge(pool, namespace, part).await?) {
            if found.possible() {
                chosen.items.push(Item { delivered: found.delivered, ..*item });
            } else {
                chosen.skipped += 1;
            }
        }
    }
    debug_assert!(chosen.items.len() <= MAX_ITEMS, "the ids of one call are bounded");
    Ok(Ok(chosen))
}

/// What is to be known of a delivery before it is sent again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Judged {
    /// `None`: the event is no longer kept.
    pub event_type: Option<String>,
    /// The webhook is not deleted.
    live: bool,
    /// Neither owed nor ended otherwise.
    pub delivered: bool,
}

impl Judged {
    pub fn possible(&self) -> bool {
        self.live && self.event_type.is_some()
    }
}

/// Each in its order. LATERAL with LIMIT 1 keeps each look-up a probe, whatever the planner believes.
pub(super) async fn judge(
    pool: &Pool,
    namespace: NamespaceId,
    items: &[Item],
) -> Result<Vec<Judged>, StoreError> {
    let sources: Vec<Uuid> = items.iter().map(|item| item.source.uuid()).collect();
    let events: Vec<Uuid> = items.iter().map(|item| item.event.uuid()).collect();
    let webhooks: Vec<Uuid> = items.iter().map(|item| item.webhook.uuid()).collect();
    let rows = sqlx::query!(
        r#"
        SELECT e.event_type AS "event_type?", w.webhook_id IS NOT NULL AS "live!",
               q.delivery_id IS NULL AND d.delivery_id IS NULL AS "delivered!"
        FROM unnest($2::uuid[], $3::uuid[], $4::uuid[]) WITH ORDINALITY
             AS x (source_id, event_id, webhook_id, ord)
        LEFT JOIN LATERAL (
            SELECT e.event_type FROM sparrow.events e
            WHERE e.namespace_id = $1 AND e.event_id = x.event_id LIMIT 1
        ) e ON true
        LEFT JOIN LATERAL (
            SELECT w.webhook_id FROM sparrow.webhooks w
            WHERE w.namespace_id = $1 AND w.webhook_id = x.webhook_id
              AND w.deleted_at IS NULL LIMIT 1
        ) w ON true
        LEFT JOIN LATERAL (
            SELECT q.delivery_id FROM sparrow.queue q
            WHERE q.namespace_id = $1 AND q.webhook_id = x.webhook_id
              AND q.delivery_id = x.source_id LIMIT 1
        ) q ON true
        LEFT JOIN LATERAL (
            SELECT d.delivery_id FROM sparrow.ended d
            WHERE d.namespace_id = $1 AND d.delivery_id = x.source_id LIMIT 1
        ) d ON true
        ORDER BY x.ord
        "#,
        namespace.uuid(),
        &sources,
        &events,
        &webhooks,
    )
    .fetch_all(pool)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| Judged { event_type: row.event_type, live: row.live, delivered: row.delivered })
        .collect())
}
