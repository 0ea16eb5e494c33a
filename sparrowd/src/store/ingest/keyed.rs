//! A batch with idempotency keys.

use sqlx::types::Uuid;
use sqlx::{Connection as _, PgConnection};
use tokio::time::timeout;

use super::rows::{Batch, EventRow, QueueRow};
use super::{Ingested, Link, StoreError};
use crate::domain::idempotency::Digest;
use crate::domain::ids::{EventId, NamespaceId};
use crate::store::idempotency::Claim;

/// What becomes of a batch in which a key stands for other content.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OnConflict {
    /// That event alone is left out.
    LeaveOut,
    /// Nothing is written.
    RollBack,
}

/// Commits the batch as [`super::ingest`] does, without the events whose key stands for another
/// already. What keys stand for is in the answer.
///
/// The statement writes every key, a taken one as it was: so it waits for whoever is writing the
/// same key, answers what that one wrote, and holds the row until it has committed itself, without a
/// second look that could come too early or too late. Keys are written in their order, so that
/// batches of two nodes never wait for each other.
pub async fn ingest_keyed(
    link: &mut Link,
    batch: &Batch<'_>,
    on_conflict: OnConflict,
) -> Result<Ingested, StoreError> {
    let deadline = link.deadline();
    let connection = link.connection().await?;
    let result = match on_conflict {
        OnConflict::LeaveOut => timeout(deadline, write(connection, batch)).await,
        OnConflict::RollBack => timeout(deadline, all_or_none(connection, batch)).await,
    };
    link.settled(result)
}

async fn all_or_none(
    connection: &mut PgConnection,
    batch: &Batch<'_>,
) -> Result<Ingested, sqlx::Error> {
    let mut transaction = connection.begin().await?;
    let written = write(&mut transaction, batch).await?;
    let Ingested::Committed(claims) = written else {
        transaction.rollback().await?;
        return Ok(written);
    };
    // Both in the order of the keys.
    let same = |(asked, found): (&Claim, &Claim)| asked.content == found.content;
    if batch.claims.iter().zip(&claims).all(same) {
        transaction.commit().await?;
        return Ok(Ingested::Committed(claims));
    }
    transaction.rollback().await?;
    Ok(Ingested::Refused(claims))
}

struct Row {
    namespace_id: Uuid,
    key_hash: Option<Vec<u8>>,
    event_id: Option<Uuid>,
    deliveries: Option<i32>,
    content_hash: Option<Vec<u8>>,
}

impl Row {
    /// `None`: the namespace has moved.
    fn claim(self) -> Option<Claim> {
        Some(Claim {
            namespace: NamespaceId::from_uuid(self.namespace_id),
            key: Digest::from_slice(&self.key_hash?)?,
            event: EventId::from_uuid(self.event_id?),
            deliveries: u32::try_from(self.deliveries?).ok()?,
            content: Digest::from_slice(&self.content_hash?)?,
        })
    }
}

async fn write(connection: &mut PgConnection, batch: &Batch<'_>) -> Result<Ingested, sqlx::Error> {
    let claims = &batch.claims;
    let spaces: Vec<Uuid> = claims.iter().map(|claim| claim.namespace.uuid()).collect();
    let keys: Vec<&[u8]> = claims.iter().map(|claim| claim.key.as_bytes()).collect();
    let events: Vec<Uuid> = claims.iter().map(|claim| claim.event.uuid()).collect();
    let counts: Vec<i32> =
        claims.iter().map(|claim| i32::try_from(claim.deliveries).unwrap_or(i32::MAX)).collect();
    let contents: Vec<&[u8]> = claims.iter().map(|claim| claim.content.as_bytes()).collect();
    let rows = sqlx::query_as!(
        Row,
        r#"
        WITH moved AS MATERIALIZED (
            SELECT x.namespace_id
            FROM unnest($1::uuid[], $2::bigint[], $3::timestamptz[])
                 AS x (namespace_id, revision, server)
            LEFT JOIN sparrow.namespaces n ON n.namespace_id = x.namespace_id
            WHERE n.revision IS DISTINCT FROM x.revision OR n.deleted_at IS NOT NULL
               OR x.server <> pg_postmaster_start_time()
        ),
        asked AS MATERIALIZED (
            SELECT * FROM unnest($6::uuid[], $7::bytea[], $8::uuid[], $9::integer[], $10::bytea[])
                AS k (namespace_id, key_hash, event_id, deliveries, content_hash)
        ),
        claimed AS (
            INSERT INTO sparrow.idempotency_keys AS k
                (namespace_id, key_hash, event_id, deliveries, content_hash, expires_at)
            SELECT a.namespace_id, a.key_hash, a.event_id, a.deliveries, a.content_hash,
                   now() + interval '24 hours'
            FROM asked a
            WHERE NOT EXISTS (SELECT FROM moved)
            ORDER BY a.namespace_id, a.key_hash
            ON CONFLICT (namespace_id, key_hash) DO UPDATE
            SET event_id = CASE WHEN k.expires_at > now() THEN k.event_id
                                ELSE excluded.event_id END,
                deliveries = CASE WHEN k.expires_at > now() THEN k.deliveries
                                  ELSE excluded.deliveries END,
                content_hash = CASE WHEN k.expires_at > now() THEN k.content_hash
                                    ELSE excluded.content_hash END,
                expires_at = CASE WHEN k.expires_at > now() THEN k.expires_at
                                  ELSE excluded.expires_at END
            RETURNING namespace_id, key_hash, event_id, deliveries, content_hash
        ),
        known AS MATERIALIZED (
            SELECT a.event_id
            FROM asked a JOIN claimed c
              ON c.namespace_id = a.namespace_id AND c.key_hash = a.key_hash
            WHERE c.event_id <> a.event_id
        ),
        event AS (
            INSERT INTO sparrow.events
                (namespace_id, event_id, event_type, content_type, metadata, headers,
                 idempotency_key, deliver_at, expires_at, trial, webhooks, payload)
            SELECT e.namespace_id, e.event_id, e.event_type, e.content_type, e.metadata, e.headers,
                   e.idempotency_key, e.deliver_at, e.expires_at, e.trial, e.webhooks, e.payload
            FROM unnest($4::sparrow.pushed_event[]) AS e
            WHERE NOT EXISTS (SELECT FROM moved)
              AND NOT EXISTS (SELECT FROM known k WHERE k.event_id = e.event_id)
        ),
        owed AS (
            INSERT INTO sparrow.queue (namespace_id, webhook_id, delivery_id, due_at, expires_at)
            SELECT q.namespace_id, q.webhook_id, q.delivery_id, q.due_at, q.expires_at
            FROM unnest($5::sparrow.pushed_delivery[]) AS q
            WHERE NOT EXISTS (SELECT FROM moved)
              AND NOT EXISTS (SELECT FROM known k WHERE k.event_id = q.event_id)
        )
        SELECT namespace_id AS "namespace_id!", NULL::bytea AS key_hash, NULL::uuid AS event_id,
               NULL::integer AS deliveries, NULL::bytea AS content_hash
        FROM moved
        UNION ALL
        SELECT namespace_id, key_hash, event_id, deliveries, content_hash FROM claimed
        ORDER BY 1, 2
        "#,
        &batch.spaces.id,
        &batch.spaces.revision,
        &batch.spaces.server,
        &batch.events as &[EventRow<'_>],
        &batch.queue as &[QueueRow],
        &spaces,
        &keys as &[&[u8]],
        &events,
        &counts,
        &contents as &[&[u8]],
    )
    .fetch_all(connection)
    .await?;
    let (claims, moved): (Vec<_>, Vec<_>) = rows
        .into_iter()
        .map(|row| (row.namespace_id, row.claim()))
        .partition(|(_, claim)| claim.is_some());
    if moved.is_empty() {
        return Ok(Ingested::Committed(
            claims.into_iter().filter_map(|(_, claim)| claim).collect(),
        ));
    }
    let moved = moved.into_iter().map(|(namespace, _)| NamespaceId::from_uuid(namespace));
    Ok(Ingested::Moved(moved.collect()))
}
