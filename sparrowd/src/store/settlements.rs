//! What was settled, as a stream over all nodes: the record behind tail, wait and progress.
//!
//! Each settling statement leaves a row with its node's next number. A reader keeps, for each node,
//! the last number it saw; numbers are dense, so a reader knows when something between two is gone.

use std::collections::BTreeMap;
use std::time::Duration;

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use sqlx::types::{Uuid, time::OffsetDateTime};
use tokio::sync::watch;

use super::{Pool, StoreError, from_timestamp, to_timestamp};
use crate::domain::ids::{AttemptId, DeliveryId, NamespaceId, NodeId};
use crate::domain::timestamp::Timestamp;

/// How long settlements are kept.
pub const KEPT: Duration = Duration::from_secs(24 * 3600);
const VERSION: u8 = 1;
const ENTRY: usize = 32;
/// Nodes that a cursor can name: incarnations within a day.
const MAX_NODES: usize = 1_000;

/// Where a reader stands: for each node the last batch seen, and its moment.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Cursor(BTreeMap<Uuid, (i64, Timestamp)>);

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("this is not a cursor of a stream")]
pub struct BadCursor;

impl Cursor {
    /// The opaque text that a client keeps.
    pub fn encode(&self) -> String {
        let mut bytes = Vec::with_capacity(1 + self.0.len() * ENTRY);
        bytes.push(VERSION);
        for (node, (batch, at)) in &self.0 {
            bytes.extend_from_slice(node.as_bytes());
            bytes.extend_from_slice(&batch.to_be_bytes());
            bytes.extend_from_slice(&at.micros().to_be_bytes());
        }
        format!("c_{}", URL_SAFE_NO_PAD.encode(bytes))
    }

    pub fn decode(text: &str) -> Result<Self, BadCursor> {
        let encoded = text.strip_prefix("c_").ok_or(BadCursor)?;
        if encoded.len() > 2 * MAX_NODES * ENTRY {
            return Err(BadCursor);
        }
        let bytes = URL_SAFE_NO_PAD.decode(encoded).map_err(|_| BadCursor)?;
        let (version, entries) = bytes.split_first().ok_or(BadCursor)?;
        if *version != VERSION || entries.len() % ENTRY != 0 {
            return Err(BadCursor);
        }
        let number = |bytes: &[u8]| -> Result<i64, BadCursor> {
            bytes.try_into().map(i64::from_be_bytes).map_err(|_| BadCursor)
        };
        let mut cursor = Self::default();
        for entry in entries.chunks_exact(ENTRY) {
            let node = Uuid::from_slice(&entry[..16]).map_err(|_| BadCursor)?;
            let at = Timestamp::from_micros(number(&entry[24..])?);
            cursor.0.insert(node, (number(&entry[16..24])?, at));
        }
        Ok(cursor)
    }

    /// Moves past a batch. `false`: something between the last one of its node and this is gone.
    pub fn advance(&mut self, batch: &Batch) -> bool {
        let last = self.0.insert(batch.node.uuid(), (batch.batch, batch.at));
        last.is_none_or(|(last, _)| last + 1 == batch.batch)
    }

    /// Whether something that it has not seen may no longer be kept.
    pub fn is_too_old(&self, now: Timestamp) -> bool {
        let newest = self.0.values().map(|(_, at)| *at).max();
        newest.is_some_and(|newest| now.since(newest) > KEPT)
    }
}

/// What one settling statement did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Batch {
    pub node: NodeId,
    pub batch: i64,
    pub at: Timestamp,
    pub attempts: Vec<(NamespaceId, AttemptId)>,
    /// Deliveries that ended or moved without an attempt.
    pub deliveries: Vec<(NamespaceId, DeliveryId)>,
}

/// Reads the settlements of all nodes.
#[derive(Debug, Clone)]
pub struct Feed {
    pool: Pool,
    wake: watch::Receiver<u64>,
}

impl Feed {
    pub fn new(pool: Pool, wake: watch::Receiver<u64>) -> Self {
        Self { pool, wake }
    }

    /// Rises whenever this node has settled something. Other nodes are seen by asking once a second.
    pub fn wake(&self) -> watch::Receiver<u64> {
        self.wake.clone()
    }

    /// Where the record ends now.
    pub async fn head(&self) -> Result<Cursor, StoreError> {
        let rows = sqlx::query!(
            r#"SELECT n.node_id, last.batch AS "batch!", last.at AS "at!"
               FROM sparrow.nodes n
               CROSS JOIN LATERAL (
                   SELECT s.batch, s.at FROM sparrow.settlements s
                   WHERE s.node_id = n.node_id ORDER BY s.batch DESC LIMIT 1
               ) last"#
        )
        .fetch_all(&self.pool)
        .await?;
        let entry = |at: OffsetDateTime, batch| (batch, to_timestamp(at));
        Ok(Cursor(rows.into_iter().map(|row| (row.node_id, entry(row.at, row.batch))).collect()))
    }

    /// Where the record stood at a moment.
    pub async fn at(&self, moment: Timestamp) -> Result<Cursor, StoreError> {
        let rows = sqlx::query!(
            r#"SELECT n.node_id, last.batch AS "batch!", last.at AS "at!"
               FROM sparrow.nodes n
               CROSS JOIN LATERAL (
                   SELECT s.batch, s.at FROM sparrow.settlements s
                   WHERE s.node_id = n.node_id AND s.at < $1 ORDER BY s.batch DESC LIMIT 1
               ) last"#,
            from_timestamp(moment),
        )
        .fetch_all(&self.pool)
        .await?;
        let entry = |at: OffsetDateTime, batch| (batch, to_timestamp(at));
        Ok(Cursor(rows.into_iter().map(|row| (row.node_id, entry(row.at, row.batch))).collect()))
    }

    /// The next batches of each node, at most `limit` of each (1–1,000). A node that the cursor does
    /// not know is read from its first row.
    pub async fn after(&self, cursor: &Cursor, limit: i64) -> Result<Vec<Batch>, StoreError> {
        let nodes: Vec<Uuid> = cursor.0.keys().copied().collect();
        let batches: Vec<i64> = cursor.0.values().map(|(batch, _)| *batch).collect();
        let moments: Vec<OffsetDateTime> =
            cursor.0.values().map(|(_, at)| from_timestamp(*at)).collect();
        let rows = sqlx::query!(
            r#"SELECT s.node_id AS "node_id!", s.batch AS "batch!", s.at AS "at!",
                      s.attempt_spaces AS "attempt_spaces!", s.attempts AS "attempts!",
                      s.delivery_spaces AS "delivery_spaces!", s.deliveries AS "deliveries!"
               FROM sparrow.nodes n
               LEFT JOIN unnest($1::uuid[], $2::bigint[], $3::timestamptz[])
                    AS seen (node_id, batch, at) ON seen.node_id = n.node_id
               CROSS JOIN LATERAL (
                   SELECT * FROM sparrow.settlements s
                   WHERE s.node_id = n.node_id AND s.batch > coalesce(seen.batch, 0)
                     AND s.at >= coalesce(seen.at, n.started_at - interval '1 hour')
                   ORDER BY s.batch LIMIT $4
               ) s"#,
            &nodes,
            &batches,
            &moments,
            limit.clamp(1, 1_000),
        )
        .fetch_all(&self.pool)
        .await?;
        let pairs = |spaces: Vec<Uuid>, ids: Vec<Uuid>| {
            spaces.into_iter().map(NamespaceId::from_uuid).zip(ids)
        };
        Ok(rows
            .into_iter()
            .map(|row| Batch {
                node: NodeId::from_uuid(row.node_id),
                batch: row.batch,
                at: to_timestamp(row.at),
                attempts: pairs(row.attempt_spaces, row.attempts)
                    .map(|(space, id)| (space, AttemptId::from_uuid(id)))
                    .collect(),
                deliveries: pairs(row.delivery_spaces, row.deliveries)
                    .map(|(space, id)| (space, DeliveryId::from_uuid(id)))
                    .collect(),
            })
            .collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cursors_read_back() {
        let mut cursor = Cursor::default();
        assert_eq!(Cursor::decode(&cursor.encode()), Ok(cursor.clone()));
        let mut batch = Batch {
            node: NodeId::from_uuid(Uuid::from_u128(7)),
            batch: 3,
            at: Timestamp::from_millis(5),
            attempts: Vec::new(),
            deliveries: Vec::new(),
        };
        assert!(cursor.advance(&batch));
        batch.batch = 4;
        assert!(cursor.advance(&batch));
        assert_eq!(Cursor::decode(&cursor.encode()), Ok(cursor.clone()));
        batch.batch = 6;
        assert!(!cursor.advance(&batch), "5 is gone");
        for bad in ["", "c_", "c_AA", "x", "c_AQAA"] {
            assert_eq!(Cursor::decode(bad), Err(BadCursor), "{bad:?}");
        }
    }
}
