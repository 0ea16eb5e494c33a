//! What was settled, as a stream over all nodes: the record behind tail, wait and progress.
//!
//! Each settling statement leaves a row with its node's next number. A reader keeps, for each node,
//! the last number it saw; numbers are dense, so a reader knows when something between two is gone.
//! The moments of a node's rows never go backwards either (a batch keeps its own however late it is
//! committed, and the next waits for it), so partitions before the last one seen are not touched.

use std::collections::{BTreeMap, HashMap};
use std::time::Duration;

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use sqlx::types::{Uuid, time::OffsetDateTime};
use tokio::sync::watch;

use super::{Pool, StoreError, from_timestamp, to_timestamp};
use crate::domain::ids::{AttemptId, DeliveryId, NamespaceId, NodeId};
use crate::domain::timestamp::Timestamp;

/// How long settlements are kept.
pub const KEPT: Duration = Duration::from_hours(24);
/// Nodes that have been silent for so long are left out of a cursor.
const FORGOTTEN: Duration = Duration::from_hours(25);
/// Whatever is settled next has a moment no further back.
const UNDER_WAY: Duration = Duration::from_hours(1);
const VERSION: u8 = 1;
const HEADER: usize = 26;
const ENTRY: usize = 32;
/// Nodes that a cursor can name: incarnations within a day.
const MAX_NODES: usize = 1_000;

/// Where a reader stands.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Cursor {
    /// For each node the last batch seen, and its moment.
    nodes: BTreeMap<Uuid, (i64, Timestamp)>,
    /// Of nodes not named here, nothing before this is of interest: they were forgotten.
    floor: Timestamp,
    /// So many attempts of this node's next batch have been seen too.
    within: Option<(Uuid, u16)>,
}

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("this is not a cursor of a stream")]
pub struct BadCursor;

impl Cursor {
    /// The opaque text that a client keeps.
    pub fn encode(&self) -> String {
        let (node, seen) = self.within.unwrap_or_default();
        let mut bytes = Vec::with_capacity(1 + HEADER + self.nodes.len() * ENTRY);
        bytes.push(VERSION);
        bytes.extend_from_slice(&self.floor.micros().to_be_bytes());
        bytes.extend_from_slice(&seen.to_be_bytes());
        bytes.extend_from_slice(node.as_bytes());
        for (node, (batch, at)) in &self.nodes {
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
        let (version, rest) = bytes.split_first().ok_or(BadCursor)?;
        let (header, entries) = rest.split_at_checked(HEADER).ok_or(BadCursor)?;
        if *version != VERSION || entries.len() % ENTRY != 0 {
            return Err(BadCursor);
        }
        let number = |bytes: &[u8]| -> Result<i64, BadCursor> {
            bytes.try_into().map(i64::from_be_bytes).map_err(|_| BadCursor)
        };
        let node = |bytes: &[u8]| Uuid::from_slice(bytes).map_err(|_| BadCursor);
        let seen = u16::from_be_bytes([header[8], header[9]]);
        let mut cursor = Self {
            nodes: BTreeMap::new(),
            floor: Timestamp::from_micros(number(&header[..8])?),
            within: (seen > 0).then_some((node(&header[10..])?, seen)),
        };
        for entry in entries.chunks_exact(ENTRY) {
            let at = Timestamp::from_micros(number(&entry[24..])?);
            cursor.nodes.insert(node(&entry[..16])?, (number(&entry[16..24])?, at));
        }
        Ok(cursor)
    }

    /// Moves past a batch. `false`: something between the last one of its node and this is gone.
    pub fn advance(&mut self, batch: &Batch) -> bool {
        let node = batch.node.uuid();
        if self.within.is_some_and(|(within, _)| within == node) {
            self.within = None;
        }
        let last = self.nodes.insert(node, (batch.batch, batch.at));
        self.forget(batch.at);
        match last {
            Some((last, _)) => last.checked_add(1) == Some(batch.batch),
            None => batch.batch == 1 || self.floor > Timestamp::EPOCH,
        }
    }

    /// Leaves out nodes that have long been silent, so that the text stays short over many restarts.
    fn forget(&mut self, now: Timestamp) {
        let silent = now.minus(FORGOTTEN);
        if self.nodes.values().any(|(_, at)| *at < silent) {
            for (_, (_, at)) in self.nodes.extract_if(.., |_, (_, at)| *at < silent) {
                self.floor = self.floor.max(at.plus(Duration::from_micros(1)));
            }
        }
    }

    pub fn has_seen(&self, batch: &Batch) -> bool {
        match self.nodes.get(&batch.node.uuid()) {
            Some((last, _)) => batch.batch <= *last,
            None => batch.at < self.floor,
        }
    }

    /// The cursor after so many attempts of this node's next batch.
    #[must_use]
    pub fn within(&self, node: NodeId, attempts: usize) -> Self {
        let seen = u16::try_from(attempts).unwrap_or(u16::MAX);
        Self { within: Some((node.uuid(), seen)), ..self.clone() }
    }

    /// How many attempts of this batch, the next of its node, it has seen.
    pub fn seen_of(&self, batch: &Batch) -> usize {
        match self.within {
            Some((node, seen)) if node == batch.node.uuid() => seen.into(),
            _ => 0,
        }
    }

    /// The moment of the newest batch seen.
    pub fn moment(&self) -> Option<Timestamp> {
        self.nodes.values().map(|(_, at)| *at).max()
    }

    /// Whether something that it has not seen may no longer be kept.
    pub fn is_too_old(&self, now: Timestamp) -> bool {
        let newest = self.moment().or((self.floor > Timestamp::EPOCH).then_some(self.floor));
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

/// What follows a cursor.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Read {
    /// Oldest first; those of one node in their order.
    pub batches: Vec<Batch>,
    /// There may be more.
    pub more: bool,
}

/// Reads the settlements of all nodes.
#[derive(Debug, Clone)]
pub struct Feed {
    pool: Pool,
    wake: watch::Receiver<u64>,
}

/// Where a node stands: its id, a batch and that one's moment.
type Entry = (Uuid, i64, OffsetDateTime);

/// `floor`: whoever is not among the entries has settled nothing before that is still kept.
fn cursor(entries: impl Iterator<Item = Entry>, floor: Timestamp) -> Cursor {
    let nodes = entries.map(|(node, batch, at)| (node, (batch, to_timestamp(at)))).collect();
    Cursor { nodes, floor, ..Cursor::default() }
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
        // Partitions are made two days ahead: those are left out. No moment lies hours ahead.
        let rows = sqlx::query!(
            r#"SELECT n.node_id, last.batch AS "batch?", last.at AS "at?", now() AS "now!"
               FROM sparrow.nodes n
               LEFT JOIN LATERAL (
                   SELECT s.batch, s.at FROM sparrow.settlements s
                   WHERE s.node_id = n.node_id AND s.at < now() + interval '3 hours'
                   ORDER BY s.at DESC, s.batch DESC LIMIT 1
               ) last ON true"#
        )
        .fetch_all(&self.pool)
        .await?;
        let now = rows.first().map_or(Timestamp::EPOCH, |row| to_timestamp(row.now));
        let entries = rows.iter().filter_map(|row| Some((row.node_id, row.batch?, row.at?)));
        Ok(cursor(entries, now.minus(UNDER_WAY)))
    }

    /// Where the record stood at a moment: before what each node settled since then.
    pub async fn at(&self, moment: Timestamp) -> Result<Cursor, StoreError> {
        let rows = sqlx::query!(
            r#"SELECT n.node_id, near.batch AS "batch!", near.at AS "at!"
               FROM sparrow.nodes n
               CROSS JOIN LATERAL (
                   (SELECT s.batch, s.at FROM sparrow.settlements s
                    WHERE s.node_id = n.node_id AND s.at < $1
                    ORDER BY s.at DESC, s.batch DESC LIMIT 1)
                   UNION ALL
                   (SELECT s.batch - 1, $1 FROM sparrow.settlements s
                    WHERE s.node_id = n.node_id AND s.at >= $1
                      AND s.at < now() + interval '3 hours'
                    ORDER BY s.at, s.batch LIMIT 1)
                   LIMIT 1
               ) near"#,
            from_timestamp(moment),
        )
        .fetch_all(&self.pool)
        .await?;
        let entries = rows.into_iter().map(|row| (row.node_id, row.batch, row.at));
        Ok(cursor(entries, moment.minus(UNDER_WAY)))
    }

    /// The next batches of each node, at most `limit` of each (1–1,000). A node that the cursor does
    /// not know is read from its first row.
    pub async fn after(&self, cursor: &Cursor, limit: usize) -> Result<Read, StoreError> {
        let limit = limit.clamp(1, 1_000);
        let nodes: Vec<Uuid> = cursor.nodes.keys().copied().collect();
        let batches: Vec<i64> = cursor.nodes.values().map(|(batch, _)| *batch).collect();
        let moments: Vec<OffsetDateTime> =
            cursor.nodes.values().map(|(_, at)| from_timestamp(*at)).collect();
        let rows = sqlx::query!(
            r#"SELECT s.node_id AS "node_id!", s.batch AS "batch!", s.at AS "at!",
                      s.attempt_spaces AS "attempt_spaces!", s.attempts AS "attempts!",
                      s.delivery_spaces AS "delivery_spaces!", s.deliveries AS "deliveries!"
               FROM (
                   SELECT n.node_id, coalesce(seen.batch, 0) AS batch,
                          coalesce(seen.at, greatest(n.started_at - interval '1 hour', $5)) AS at
                   FROM sparrow.nodes n
                   LEFT JOIN unnest($1::uuid[], $2::bigint[], $3::timestamptz[])
                        AS seen (node_id, batch, at) ON seen.node_id = n.node_id
               ) from_here
               CROSS JOIN LATERAL (
                   SELECT * FROM sparrow.settlements s
                   WHERE s.node_id = from_here.node_id AND s.at >= from_here.at
                     AND (s.at, s.batch) > (from_here.at, from_here.batch)
                     AND s.at < now() + interval '3 hours'
                   ORDER BY s.at, s.batch LIMIT $4
               ) s"#,
            &nodes,
            &batches,
            &moments,
            i64::try_from(limit).unwrap_or(i64::MAX),
            from_timestamp(cursor.floor),
        )
        .fetch_all(&self.pool)
        .await?;
        let pairs = |spaces: Vec<Uuid>, ids: Vec<Uuid>| {
            spaces.into_iter().map(NamespaceId::from_uuid).zip(ids)
        };
        let mut batches: Vec<Batch> = rows
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
            .collect();
        batches.sort_by_key(|batch| (batch.at, batch.node, batch.batch));
        let mut of_each: HashMap<NodeId, usize> = HashMap::new();
        for batch in &batches {
            *of_each.entry(batch.node).or_default() += 1;
        }
        let more = of_each.values().any(|count| *count >= limit);
        Ok(Read { batches, more })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn batch(node: u128, number: i64, millis: i64) -> Batch {
        Batch {
            node: NodeId::from_uuid(Uuid::from_u128(node)),
            batch: number,
            at: Timestamp::from_millis(millis),
            attempts: Vec::new(),
            deliveries: Vec::new(),
        }
    }

    #[test]
    fn cursors_read_back() {
        let mut cursor = Cursor::default();
        assert_eq!(Cursor::decode(&cursor.encode()), Ok(cursor.clone()));
        assert!(cursor.advance(&batch(7, 1, 5)));
        assert!(cursor.advance(&batch(8, 1, 6)));
        let within = cursor.within(batch(7, 2, 7).node, 3);
        for cursor in [&cursor, &within] {
            assert_eq!(Cursor::decode(&cursor.encode()).as_ref(), Ok(cursor));
        }
        for bad in ["", "c_", "c_AA", "x", "c_AQAA", &format!("{}A", cursor.encode())] {
            assert_eq!(Cursor::decode(bad), Err(BadCursor), "{bad:?}");
        }
    }

    #[test]
    fn a_missing_number_is_noticed() {
        let mut cursor = Cursor::default();
        assert!(!cursor.advance(&batch(9, 2, 5)), "its first is gone");
        assert!(cursor.advance(&batch(7, 1, 5)));
        assert!(cursor.advance(&batch(7, 2, 6)));
        assert!(!cursor.advance(&batch(7, 4, 7)), "3 is gone");
        assert!(cursor.has_seen(&batch(7, 4, 7)));
        assert!(!cursor.has_seen(&batch(7, 5, 8)));
    }

    #[test]
    fn part_of_a_batch_has_been_seen() {
        let mut cursor = Cursor::default();
        let within = cursor.within(batch(7, 1, 5).node, 3);
        assert_eq!(within.seen_of(&batch(7, 1, 5)), 3);
        assert_eq!(within.seen_of(&batch(8, 1, 5)), 0);
        assert_eq!(cursor.seen_of(&batch(7, 1, 5)), 0);
        cursor = within;
        assert!(cursor.advance(&batch(7, 1, 5)));
        assert_eq!(cursor.seen_of(&batch(7, 2, 6)), 0);
    }

    #[test]
    fn silent_nodes_are_forgotten_but_not_read_again() {
        let hour = 3_600_000;
        let mut cursor = Cursor::default();
        assert!(cursor.advance(&batch(7, 1, hour)));
        assert!(cursor.advance(&batch(8, 1, 2 * hour)));
        let long = cursor.encode().len();
        assert!(cursor.advance(&batch(8, 2, 27 * hour)));
        assert!(cursor.encode().len() < long);
        assert!(cursor.has_seen(&batch(7, 1, hour)));
        assert!(!cursor.has_seen(&batch(9, 1, 27 * hour)));
        assert_eq!(Cursor::decode(&cursor.encode()), Ok(cursor));
    }

    /// Whatever a caller makes of a cursor: it is none, or one to stand on.
    #[test]
    fn fuzzed() {
        let mut some = Cursor::default();
        assert!(some.advance(&batch(7, 1, 5)) && some.advance(&batch(8, 1, 9)));
        let some = some.within(batch(7, 1, 5).node, 3);
        let seeds = [some.encode(), Cursor::default().encode()];
        let seeds = seeds.map(|text| URL_SAFE_NO_PAD.decode(&text[2..]).unwrap());
        let seeds: Vec<&[u8]> = seeds.iter().map(Vec::as_slice).collect();
        sparrow_fuzz::bytes("cursors of streams", &seeds, |bytes| {
            let text = format!("c_{}", URL_SAFE_NO_PAD.encode(bytes));
            let Ok(mut cursor) = Cursor::decode(&text) else { return false };
            assert_eq!(Cursor::decode(&cursor.encode()).as_ref(), Ok(&cursor));
            for batch in [batch(7, 2, 6), batch(8, i64::MAX, 7), batch(9, 1, 27 * 3_600_000)] {
                cursor.has_seen(&batch);
                cursor.seen_of(&batch);
                cursor.advance(&batch);
            }
            true
        });
    }

    #[test]
    fn a_cursor_of_a_quiet_record_is_too_old_in_its_time() {
        let begun = Timestamp::from_micros(1_700_000_000_000_000);
        let quiet = cursor(std::iter::empty(), begun);
        assert!(!quiet.is_too_old(begun.plus(KEPT)));
        assert!(quiet.is_too_old(begun.plus(FORGOTTEN)));
        assert!(!Cursor::default().is_too_old(begun), "it begins with what there is");
    }
}
