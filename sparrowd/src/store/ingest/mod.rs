//! The statement that accepts a batch of events: all of it commits, or none.
//!
//! There are two of it, so that who pushes without idempotency keys does not pay for them: the second
//! writes the keys too, and leaves out the events whose key stands for another.

mod keyed;
mod rows;

use tokio::time::timeout;

use super::idempotency::Claim;
use super::{Link, StoreError};
use crate::domain::ids::NamespaceId;

pub use keyed::{OnConflict, ingest_keyed};
pub use rows::{Batch, EventRow, QueueRow};

/// What became of a batch.
#[derive(Debug, PartialEq, Eq)]
pub enum Ingested {
    /// With what each of its keys stands for.
    Committed(Vec<Claim>),
    /// Nothing was written, for a key stands for other content; with what each of them stands for.
    Refused(Vec<Claim>),
    /// Nothing was written: the configuration of these namespaces has moved (or they are gone) since
    /// the batch was matched. Match again.
    Moved(Vec<NamespaceId>),
}

/// Commits the batch, unless a namespace's revision has moved, or another PostgreSQL told of it. The
/// revisions are read under the statement's own snapshot: a webhook whose registration was acknowledged
/// before a push began is therefore always seen.
pub async fn ingest(link: &mut Link, batch: &Batch<'_>) -> Result<Ingested, StoreError> {
    let deadline = link.deadline();
    let connection = link.connection().await?;
    let query = sqlx::query_scalar!(
        r#"
        WITH moved AS MATERIALIZED (
            SELECT x.namespace_id
            FROM unnest($1::uuid[], $2::bigint[], $3::timestamptz[])
                 AS x (namespace_id, revision, server)
            LEFT JOIN sparrow.namespaces n ON n.namespace_id = x.namespace_id
            WHERE n.revision IS DISTINCT FROM x.revision OR n.deleted_at IS NOT NULL
               OR x.server <> pg_postmaster_start_time()
        ),
        event AS (
            INSERT INTO sparrow.events
                (namespace_id, event_id, event_type, content_type, metadata, headers, deliver_at,
                 expires_at, trial, webhooks, payload)
            SELECT e.namespace_id, e.event_id, e.event_type, e.content_type, e.metadata, e.headers,
                   e.deliver_at, e.expires_at, e.trial, e.webhooks, e.payload
            FROM unnest($4::sparrow.pushed_event[]) AS e
            WHERE NOT EXISTS (SELECT FROM moved)
        ),
        owed AS (
            INSERT INTO sparrow.queue (namespace_id, webhook_id, delivery_id, due_at, expires_at)
            SELECT q.namespace_id, q.webhook_id, q.delivery_id, q.due_at, q.expires_at
            FROM unnest($5::sparrow.pushed_delivery[]) AS q
            WHERE NOT EXISTS (SELECT FROM moved)
        )
        SELECT namespace_id AS "namespace_id!" FROM moved
        "#,
        &batch.spaces.id,
        &batch.spaces.revision,
        &batch.spaces.server,
        &batch.events as &[EventRow<'_>],
        &batch.queue as &[QueueRow],
    );
    let result = timeout(deadline, query.fetch_all(connection)).await;
    let moved = link.settled(result)?;
    if moved.is_empty() {
        return Ok(Ingested::Committed(Vec::new()));
    }
    Ok(Ingested::Moved(moved.into_iter().map(NamespaceId::from_uuid).collect()))
}
