//! The statement that accepts a batch of events: all of it commits, or none.

use sqlx::types::Uuid;
use tokio::time::timeout;

use super::{Link, StoreError};
use crate::domain::ids::{EventId, NamespaceId};

/// A batch in the form of the statement's parameters: columns, not rows.
#[derive(Debug, Default)]
pub struct Batch<'a> {
    pub events: Events<'a>,
    pub queue: QueueRows,
    /// The namespaces in it, with the revision of each under which it was matched.
    pub spaces: Vec<Uuid>,
    pub revisions: Vec<i64>,
}

#[derive(Debug, Default)]
pub struct Events<'a> {
    pub namespace: Vec<Uuid>,
    pub id: Vec<Uuid>,
    pub event_type: Vec<&'a str>,
    pub content_type: Vec<&'a str>,
    pub metadata: Vec<Option<&'a str>>,
    pub payload: Vec<&'a [u8]>,
    /// The webhooks of event i are those of the queue rows `first[i] .. first[i] + matched[i]`.
    pub first: Vec<i32>,
    pub matched: Vec<i32>,
}

#[derive(Debug, Default)]
pub struct QueueRows {
    pub namespace: Vec<Uuid>,
    pub webhook: Vec<Uuid>,
    pub delivery: Vec<Uuid>,
}

impl<'a> Events<'a> {
    #[expect(clippy::too_many_arguments, reason = "one for each column")]
    pub fn push(
        &mut self,
        namespace: NamespaceId,
        id: EventId,
        event_type: &'a str,
        content_type: &'a str,
        metadata: Option<&'a str>,
        payload: &'a [u8],
        webhooks: std::ops::Range<usize>,
    ) {
        self.namespace.push(namespace.uuid());
        self.id.push(id.uuid());
        self.event_type.push(event_type);
        self.content_type.push(content_type);
        self.metadata.push(metadata);
        self.payload.push(payload);
        self.first.push(i32::try_from(webhooks.start).unwrap_or(i32::MAX));
        self.matched.push(i32::try_from(webhooks.len()).unwrap_or(i32::MAX));
    }
}

/// What became of a batch.
#[derive(Debug, PartialEq, Eq)]
pub enum Ingested {
    Committed,
    /// Nothing was written: the configuration of these namespaces has moved (or they are gone) since
    /// the batch was matched. Match again.
    Moved(Vec<NamespaceId>),
}

/// Commits the batch, unless a namespace's revision has moved. The revisions are read under the
/// statement's own snapshot: a webhook whose registration was acknowledged before a push began is
/// therefore always seen.
pub async fn ingest(link: &mut Link, batch: &Batch<'_>) -> Result<Ingested, StoreError> {
    let deadline = link.deadline();
    let connection = link.connection().await?;
    let query = sqlx::query_scalar!(
        r#"
        WITH moved AS MATERIALIZED (
            SELECT x.namespace_id
            FROM unnest($1::uuid[], $2::bigint[]) AS x (namespace_id, revision)
            LEFT JOIN sparrow.namespaces n ON n.namespace_id = x.namespace_id
            WHERE n.revision IS DISTINCT FROM x.revision OR n.deleted_at IS NOT NULL
        ),
        event AS (
            INSERT INTO sparrow.events
                (namespace_id, event_id, event_type, content_type, metadata, webhooks, payload)
            SELECT e.namespace_id, e.event_id, e.event_type, e.content_type, e.metadata,
                   ($12::uuid[])[e.first + 1 : e.first + e.matched], e.payload
            FROM unnest($3::uuid[], $4::uuid[], $5::text[], $6::text[], $7::text[], $8::bytea[],
                        $9::integer[], $10::integer[])
                 AS e (namespace_id, event_id, event_type, content_type, metadata, payload,
                       first, matched)
            WHERE NOT EXISTS (SELECT FROM moved)
        ),
        owed AS (
            INSERT INTO sparrow.queue (namespace_id, webhook_id, delivery_id)
            SELECT q.namespace_id, q.webhook_id, q.delivery_id
            FROM unnest($11::uuid[], $12::uuid[], $13::uuid[])
                 AS q (namespace_id, webhook_id, delivery_id)
            WHERE NOT EXISTS (SELECT FROM moved)
        )
        SELECT namespace_id AS "namespace_id!" FROM moved
        "#,
        &batch.spaces,
        &batch.revisions,
        &batch.events.namespace,
        &batch.events.id,
        &batch.events.event_type as &[&str],
        &batch.events.content_type as &[&str],
        &batch.events.metadata as &[Option<&str>],
        &batch.events.payload as &[&[u8]],
        &batch.events.first,
        &batch.events.matched,
        &batch.queue.namespace,
        &batch.queue.webhook,
        &batch.queue.delivery,
    );
    let result = timeout(deadline, query.fetch_all(connection)).await;
    let moved = link.settled(result)?;
    if moved.is_empty() {
        return Ok(Ingested::Committed);
    }
    Ok(Ingested::Moved(moved.into_iter().map(NamespaceId::from_uuid).collect()))
}
