//! Changes of named deliveries that people ask for: looked up here, made by this node's settler.

use sqlx::types::Uuid;
use tokio::sync::{mpsc, oneshot};

use super::{Pool, StoreError};
use crate::domain::delivery::End;
use crate::domain::ids::{DeliveryId, DeliveryOrigin, EventId, NamespaceId, WebhookId};

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
    Cancel { reason: String, by: String },
    /// The next attempt is due now.
    Retry,
    /// Dead letters only.
    Discard { reason: String, by: String },
}

/// A command on its way to the settler.
#[derive(Debug)]
pub struct Asked {
    pub namespace: NamespaceId,
    pub ids: Vec<DeliveryId>,
    pub command: Command,
    pub answer: oneshot::Sender<Result<u32, CommandError>>,
}

/// The handle of callers. Either all named deliveries can be changed so, or none is.
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

    async fn send(
        &self,
        namespace: NamespaceId,
        ids: Vec<DeliveryId>,
        command: Command,
    ) -> Result<u32, CommandError> {
        let (answer, answered) = oneshot::channel();
        let asked = Asked { namespace, ids, command, answer };
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
    let (events, numbers): (Vec<Option<Uuid>>, Vec<Option<i32>>) = ids
        .iter()
        .map(|id| match id.origin() {
            DeliveryOrigin::Event { event, n } => (Some(event.uuid()), i32::try_from(n).ok()),
            DeliveryOrigin::Replay => (None, None),
        })
        .unzip();
    let rows = sqlx::query!(
        r#"WITH found AS (
               SELECT x.delivery_id,
                      coalesce(e.event_id, i.event_id) AS event_id,
                      coalesce(e.webhooks[x.n], i.webhook_id) AS webhook_id
               FROM unnest($2::uuid[], $3::uuid[], $4::integer[]) AS x (delivery_id, event_id, n)
               LEFT JOIN sparrow.events e
                 ON e.namespace_id = $1 AND e.event_id = x.event_id
               LEFT JOIN sparrow.replay_items i
                 ON i.namespace_id = $1 AND i.delivery_id = x.delivery_id
           )
           SELECT f.delivery_id AS "delivery_id!", f.event_id AS "event_id!",
                  f.webhook_id AS "webhook_id!",
                  EXISTS (SELECT FROM sparrow.queue q
                          WHERE q.namespace_id = $1 AND q.webhook_id = f.webhook_id
                            AND q.delivery_id = f.delivery_id) AS "owed!",
                  (SELECT d.state FROM sparrow.ended d
                   WHERE d.namespace_id = $1 AND d.delivery_id = f.delivery_id) AS "ended?"
           FROM found f
           WHERE f.event_id IS NOT NULL AND f.webhook_id IS NOT NULL"#,
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
