//! Changes of named deliveries that people ask for: looked up here, made by this node's settler.

use sqlx::types::Uuid;
use tokio::sync::{mpsc, oneshot};

use super::deliveries::origins;
use super::{Pool, StoreError};
use crate::domain::delivery::End;
use crate::domain::ids::{DeliveryId, EventId, NamespaceId, WebhookId};

#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CommandError {
    #[error("the delivery has ended")]
    AlreadyEnded(DeliveryId),
    #[error("there is no such delivery")]
    NotFound(DeliveryId),
    #[error("the settler can't be reached")]
    Unavailable,
}

/// What is to become of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    Cancel {
        reason: String,
        by: String,
    },
    /// The next attempt is due now.
    Retry,
    /// Dead letters only.
    Discard {
        reason: String,
        by: String,
    },
}

/// A command on its way to the settler.
#[derive(Debug)]
pub struct Asked {
    pub namespace: NamespaceId,
    pub of: Those,
    pub answer: oneshot::Sender<Result<u32, CommandError>>,
}

/// Which deliveries it is about.
#[derive(Debug)]
pub enum Those {
    /// Named by people, at most 100: all of them, or none.
    Named(Vec<DeliveryId>, Command),
    /// Of a cancelled replay, at most 1,000: those that were never attempted end as cancelled, the
    /// others go on.
    Untried(Vec<Located>, String),
}

/// The handle of callers.
#[derive(Debug, Clone)]
pub struct Commands(mpsc::Sender<Asked>);

impl Commands {
    /// The handle, and what the dispatcher listens to.
    pub fn pair() -> (Self, mpsc::Receiver<Asked>) {
        let (sender, receiver) = mpsc::channel(64);
        (Self(sender), receiver)
    }

    pub async fn cancel(
        &self,
        namespace: NamespaceId,
        ids: Vec<DeliveryId>,
        reason: String,
        by: String,
    ) -> Result<u32, CommandError> {
        self.send(namespace, ids, Command::Cancel { reason, by }).await
    }

    pub async fn retry(
        &self,
        namespace: NamespaceId,
        ids: Vec<DeliveryId>,
    ) -> Result<u32, CommandError> {
        self.send(namespace, ids, Command::Retry).await
    }

    pub async fn discard(
        &self,
        namespace: NamespaceId,
        ids: Vec<DeliveryId>,
        reason: String,
        by: String,
    ) -> Result<u32, CommandError> {
        self.send(namespace, ids, Command::Discard { reason, by }).await
    }

    /// Ends as cancelled those that were never attempted; says how many that were.
    pub async fn end_untried(
        &self,
        namespace: NamespaceId,
        of: Vec<Located>,
        reason: String,
    ) -> Result<u32, CommandError> {
        self.ask(namespace, Those::Untried(of, reason)).await
    }

    async fn send(
        &self,
        namespace: NamespaceId,
        ids: Vec<DeliveryId>,
        command: Command,
    ) -> Result<u32, CommandError> {
        self.ask(namespace, Those::Named(ids, command)).await
    }

    async fn ask(&self, namespace: NamespaceId, of: Those) -> Result<u32, CommandError> {
        let (answer, answered) = oneshot::channel();
        let asked = Asked { namespace, of, answer };
        self.0.send(asked).await.map_err(|_| CommandError::Unavailable)?;
        answered.await.unwrap_or(Err(CommandError::Unavailable))
    }
}

/// A delivery with what a command needs to know of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Located {
    pub delivery: DeliveryId,
    pub event: EventId,
    pub webhook: WebhookId,
    pub owed: bool,
    pub ended: Option<End>,
}

/// Looks deliveries up, at most 100, in one statement; those that never were are left out.
pub async fn locate(
    pool: &Pool,
    namespace: NamespaceId,
    ids: &[DeliveryId],
) -> Result<Vec<Located>, StoreError> {
    let deliveries: Vec<Uuid> = ids.iter().map(|id| id.uuid()).collect();
    let (events, numbers) = origins(ids);
    // LATERAL with LIMIT 1 and no EXISTS, which the planner may turn into a scan of the whole queue.
    let rows = sqlx::query!(
        r#"
        SELECT x.delivery_id AS "delivery_id!",
               coalesce(e.event_id, i.event_id) AS "event_id!",
               coalesce(e.webhook_id, i.webhook_id) AS "webhook_id!",
               q.delivery_id IS NOT NULL AS "owed!", d.state AS "ended?"
        FROM unnest($2::uuid[], $3::uuid[], $4::integer[]) AS x (delivery_id, event_id, n)
        LEFT JOIN LATERAL (
            SELECT e.event_id, e.webhooks[x.n] AS webhook_id FROM sparrow.events e
            WHERE e.namespace_id = $1 AND e.event_id = x.event_id LIMIT 1
        ) e ON true
        LEFT JOIN LATERAL (
            SELECT i.event_id, i.webhook_id FROM sparrow.replay_items i
            WHERE i.namespace_id = $1 AND i.delivery_id = x.delivery_id AND x.event_id IS NULL
            LIMIT 1
        ) i ON true
        LEFT JOIN LATERAL (
            SELECT q.delivery_id FROM sparrow.queue q
            WHERE q.namespace_id = $1 AND q.webhook_id = coalesce(e.webhook_id, i.webhook_id)
              AND q.delivery_id = x.delivery_id LIMIT 1
        ) q ON true
        LEFT JOIN LATERAL (
            SELECT d.state FROM sparrow.ended d
            WHERE d.namespace_id = $1 AND d.delivery_id = x.delivery_id LIMIT 1
        ) d ON true
        WHERE coalesce(e.webhook_id, i.webhook_id) IS NOT NULL
        "#,
        namespace.uuid(),
        &deliveries,
        &events as &[Option<Uuid>],
        &numbers as &[Option<i32>],
    )
    .fetch_all(pool)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| Located {
            delivery: DeliveryId::from_uuid(row.delivery_id),
            event: EventId::from_uuid(row.event_id),
            webhook: WebhookId::from_uuid(row.webhook_id),
            owed: row.owed,
            ended: row.ended.as_deref().and_then(End::from_word),
        })
        .collect())
}
