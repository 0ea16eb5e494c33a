//! The nodes as people see them: who there is, what each has, and telling one to drain.

use std::time::Duration;

use super::hints::{CHANNEL, Hints};
use super::{Pool, StoreError, to_timestamp};
use crate::domain::ids::NodeId;
use crate::domain::timestamp::Timestamp;

/// Whether a node works.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    Live,
    /// It gives its lanes away and claims none.
    Draining,
    /// Its lanes are about to be claimed by others.
    Dead,
}

/// A node, and what it last said of itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Node {
    pub id: NodeId,
    pub host: String,
    pub version: Option<String>,
    pub standing: Standing,
    pub started_at: Timestamp,
    /// How long ago its last beat was.
    pub beat_age: Option<Duration>,
    pub in_flight: Option<u32>,
    pub lanes: u32,
    /// The lowest and the highest epoch of its lanes.
    pub epochs: Option<(i64, i64)>,
}

/// Every node that lives or still has lanes, the oldest first; and how many lanes nobody has.
pub async fn all(pool: &Pool) -> Result<(Vec<Node>, u32), StoreError> {
    let rows = sqlx::query!(
        r#"SELECT n.node_id, n.host, n.version, n.state = 'live' AS "live!", n.draining,
                  n.started_at, n.in_flight,
                  (extract(epoch FROM clock_timestamp() - n.beat_at) * 1000)::bigint
                      AS "beat_age_ms",
                  count(l.lane) AS "lanes!", min(l.epoch) AS "lowest", max(l.epoch) AS "highest"
           FROM sparrow.nodes n
           LEFT JOIN sparrow.lanes l ON l.owner = n.node_id
           WHERE n.state = 'live' OR l.lane IS NOT NULL
           GROUP BY n.node_id
           ORDER BY n.started_at, n.node_id"#
    )
    .fetch_all(pool)
    .await?;
    let free = sqlx::query_scalar!(
        r#"SELECT count(*) AS "free!" FROM sparrow.lanes l
           WHERE NOT EXISTS (SELECT FROM sparrow.nodes n WHERE n.node_id = l.owner)"#
    )
    .fetch_one(pool)
    .await?;
    let nodes = rows.into_iter().map(|row| Node {
        id: NodeId::from_uuid(row.node_id),
        host: row.host,
        version: row.version,
        standing: match (row.live, row.draining) {
            (false, _) => Standing::Dead,
            (true, true) => Standing::Draining,
            (true, false) => Standing::Live,
        },
        started_at: to_timestamp(row.started_at),
        beat_age: row
            .beat_age_ms
            .map(|ms| Duration::from_millis(u64::try_from(ms).unwrap_or_default())),
        in_flight: row.in_flight.and_then(|number| u32::try_from(number).ok()),
        lanes: u32::try_from(row.lanes).unwrap_or_default(),
        epochs: row.lowest.zip(row.highest),
    });
    Ok((nodes.collect(), u32::try_from(free).unwrap_or_default()))
}

/// What became of a wish.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Told {
    Told,
    /// It is dead, or was never.
    Gone,
}

/// Tells a node to drain, or to work again; and the others, who make room.
pub async fn set_draining(pool: &Pool, node: NodeId, draining: bool) -> Result<Told, StoreError> {
    let told = sqlx::query!(
        r#"WITH told AS (
               UPDATE sparrow.nodes SET draining = $2 WHERE node_id = $1 AND state = 'live'
               RETURNING node_id
           )
           SELECT pg_notify($3, $4)::text AS "told?" FROM told"#,
        node.uuid(),
        draining,
        CHANNEL,
        Hints::of_nodes().encode(),
    )
    .fetch_optional(pool)
    .await?;
    Ok(if told.is_some() { Told::Told } else { Told::Gone })
}

/// Requests that are out on all live nodes but this one, as each said with its last beat.
pub async fn in_flight_elsewhere(pool: &Pool, me: NodeId) -> Result<u32, StoreError> {
    let number = sqlx::query_scalar!(
        r#"SELECT coalesce(sum(in_flight), 0)::bigint AS "in_flight!" FROM sparrow.nodes
           WHERE state = 'live' AND node_id <> $1"#,
        me.uuid(),
    )
    .fetch_one(pool)
    .await?;
    Ok(u32::try_from(number).unwrap_or(u32::MAX))
}
