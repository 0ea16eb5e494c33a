//! Nodes and lanes: joining, beating, watching the others, and taking over from the dead. The
//! statements of the lease protocol; when to send which is decided in `dispatch::lanes`.

use tokio::time::timeout;

use super::{Link, StoreError, to_timestamp};
use crate::domain::ids::{Lane, NodeId};
use crate::domain::timestamp::Timestamp;

/// A node as the others see it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NodeRow {
    pub id: NodeId,
    pub beat: i64,
    pub live: bool,
}

/// A lane and who has it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LaneRow {
    pub lane: Lane,
    pub owner: Option<NodeId>,
    pub epoch: i64,
}

/// The answer to a beat.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Beat {
    Alive {
        beat: i64,
        fence: i64,
        now: Timestamp,
    },
    /// Somebody declared this node dead, or the database went back in time before it joined.
    Dead,
}

fn lane(lane: i16) -> Result<Lane, StoreError> {
    u8::try_from(lane).map(Lane).map_err(|_| StoreError::Corrupt(format!("lane {lane}")))
}

pub async fn join(link: &mut Link, node: NodeId, host: &str) -> Result<(), StoreError> {
    let deadline = link.deadline();
    let connection = link.connection().await?;
    let query = sqlx::query!(
        "INSERT INTO sparrow.nodes (node_id, host) VALUES ($1, $2) ON CONFLICT DO NOTHING",
        node.uuid(),
        host,
    );
    let result = timeout(deadline, query.execute(connection)).await;
    link.settled(result).map(drop)
}

pub async fn beat(link: &mut Link, node: NodeId) -> Result<Beat, StoreError> {
    let deadline = link.deadline();
    let connection = link.connection().await?;
    let query = sqlx::query!(
        r#"UPDATE sparrow.nodes SET beat = beat + 1 WHERE node_id = $1 AND state = 'live'
           RETURNING beat, fence, clock_timestamp() AS "now!""#,
        node.uuid(),
    );
    let result = timeout(deadline, query.fetch_optional(connection)).await;
    Ok(match link.settled(result)? {
        Some(row) => Beat::Alive { beat: row.beat, fence: row.fence, now: to_timestamp(row.now) },
        None => Beat::Dead,
    })
}

/// All nodes that live or own a lane, and all lanes.
pub async fn watch(link: &mut Link) -> Result<(Vec<NodeRow>, Vec<LaneRow>), StoreError> {
    let deadline = link.deadline();
    let connection = link.connection().await?;
    let query = sqlx::query!("SELECT node_id, beat, state FROM sparrow.nodes WHERE state = 'live'");
    let result = timeout(deadline, query.fetch_all(connection)).await;
    let nodes = link.settled(result)?;
    let connection = link.connection().await?;
    let query = sqlx::query!("SELECT lane, owner, epoch FROM sparrow.lanes");
    let result = timeout(deadline, query.fetch_all(connection)).await;
    let lanes = link.settled(result)?;
    let nodes = nodes
        .into_iter()
        .map(|row| NodeRow {
            id: NodeId::from_uuid(row.node_id),
            beat: row.beat,
            live: row.state == "live",
        })
        .collect();
    let lanes = lanes
        .into_iter()
        .map(|row| {
            let owner = row.owner.map(NodeId::from_uuid);
            Ok(LaneRow { lane: lane(row.lane)?, owner, epoch: row.epoch })
        })
        .collect::<Result<_, StoreError>>()?;
    Ok((nodes, lanes))
}

/// Takes lanes that are free, or whose owner is dead or gone. Locks its own row first, as a seizure
/// does: a node that was declared dead claims nothing.
pub async fn claim(
    link: &mut Link,
    node: NodeId,
    lanes: &[Lane],
) -> Result<Vec<LaneRow>, StoreError> {
    let wanted: Vec<i16> = lanes.iter().map(|lane| i16::from(lane.0)).collect();
    let deadline = link.deadline();
    let connection = link.connection().await?;
    let query = sqlx::query!(
        "WITH me AS MATERIALIZED (
             SELECT 1 FROM sparrow.nodes WHERE node_id = $1 AND state = 'live' FOR KEY SHARE
         ),
         free AS MATERIALIZED (
             SELECT l.lane FROM sparrow.lanes l
             WHERE l.lane = ANY($2) AND EXISTS (SELECT FROM me)
               AND NOT EXISTS (SELECT FROM sparrow.nodes n
                               WHERE n.node_id = l.owner AND n.state = 'live')
             ORDER BY l.lane FOR UPDATE
         )
         UPDATE sparrow.lanes l SET owner = $1, epoch = l.epoch + 1
         FROM free WHERE l.lane = free.lane
           AND NOT EXISTS (SELECT FROM sparrow.nodes n
                           WHERE n.node_id = l.owner AND n.state = 'live')
         RETURNING l.lane, l.epoch",
        node.uuid(),
        &wanted,
    );
    let result = timeout(deadline, query.fetch_all(connection)).await;
    let rows = link.settled(result)?;
    rows.into_iter()
        .map(|row| Ok(LaneRow { lane: lane(row.lane)?, owner: Some(node), epoch: row.epoch }))
        .collect()
}

/// On what grounds a node is declared dead.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Grounds {
    /// Its beat has stood at this number for long enough.
    StillBeat(i64),
    /// It ran on this machine, and the lock of its file is free.
    FreeLock,
}

/// Declares a node dead; its lanes are then free to claim. Waits for a settlement of it that is
/// under way: what it settles is settled before, or not at all. `false`: it had beaten again, or was
/// dead already, or this node itself no longer lives.
pub async fn seize(
    link: &mut Link,
    me: NodeId,
    dead: NodeId,
    grounds: Grounds,
) -> Result<bool, StoreError> {
    let still = match grounds {
        Grounds::StillBeat(beat) => Some(beat),
        Grounds::FreeLock => None,
    };
    let deadline = link.deadline();
    let connection = link.connection().await?;
    let query = sqlx::query!(
        "WITH me AS MATERIALIZED (
             SELECT 1 FROM sparrow.nodes WHERE node_id = $1 AND state = 'live' FOR KEY SHARE
         )
         UPDATE sparrow.nodes SET state = 'dead'
         WHERE node_id = $2 AND state = 'live' AND ($3::bigint IS NULL OR beat = $3)
           AND EXISTS (SELECT FROM me)",
        me.uuid(),
        dead.uuid(),
        still,
    );
    let result = timeout(deadline, query.execute(connection)).await;
    Ok(link.settled(result)?.rows_affected() == 1)
}

/// Leaves in order: the lanes are free, and nobody has to wait for a beat that stands still.
pub async fn leave(link: &mut Link, node: NodeId) -> Result<(), StoreError> {
    let deadline = link.deadline();
    let connection = link.connection().await?;
    let query = sqlx::query!(
        "WITH gone AS (
             UPDATE sparrow.nodes SET state = 'dead', fence = fence + 1 WHERE node_id = $1
         )
         UPDATE sparrow.lanes SET owner = NULL, epoch = epoch + 1 WHERE owner = $1",
        node.uuid(),
    );
    let result = timeout(deadline, query.execute(connection)).await;
    link.settled(result).map(drop)
}

/// The fence and state of a node as they are now; `None` if there is no such row.
pub async fn standing(link: &mut Link, node: NodeId) -> Result<Option<(i64, bool)>, StoreError> {
    let deadline = link.deadline();
    let connection = link.connection().await?;
    let query =
        sqlx::query!("SELECT fence, state FROM sparrow.nodes WHERE node_id = $1", node.uuid());
    let result = timeout(deadline, query.fetch_optional(connection)).await;
    Ok(link.settled(result)?.map(|row| (row.fence, row.state == "live")))
}

/// Forgets nodes that have been dead for a day, own nothing, and whose settlements are gone.
pub async fn forget_dead(pool: &super::Pool) -> Result<u64, StoreError> {
    let done = sqlx::query!(
        "DELETE FROM sparrow.nodes n
         WHERE n.state = 'dead' AND n.started_at < clock_timestamp() - interval '2 days'
           AND NOT EXISTS (SELECT FROM sparrow.lanes l WHERE l.owner = n.node_id)
           AND NOT EXISTS (SELECT FROM sparrow.settlements s WHERE s.node_id = n.node_id)"
    )
    .execute(pool)
    .await?;
    Ok(done.rows_affected())
}
