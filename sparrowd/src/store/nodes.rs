//! Nodes and lanes: joining, beating, watching the others, taking over from the dead, and giving
//! lanes away. The statements of the lease protocol; when to send which is decided in
//! `dispatch::lanes`. What people ask of nodes is in [`super::fleet`].

use tokio::time::timeout;

use super::hints::{CHANNEL, Hints};
use super::{Link, StoreError, to_timestamp};
use crate::domain::ids::{Lane, NodeId};
use crate::domain::timestamp::Timestamp;

/// A node as the others see it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NodeRow {
    pub id: NodeId,
    pub beat: i64,
    pub live: bool,
    /// It is to give its lanes away and to claim none.
    pub draining: bool,
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

/// The node that a process was before it was declared dead.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Before {
    pub node: NodeId,
    /// As it last saw itself told: for a database that has no row of it any more.
    pub draining: bool,
}

/// What a node says of itself with a beat.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Says {
    /// Requests that are out.
    pub in_flight: usize,
    /// It is on its way out, whatever it was told before.
    pub draining: bool,
}

/// What came of giving lanes away.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Released {
    /// They are not this node's any more, and it goes on under this fence.
    Done { fence: i64 },
    /// The node is dead: nothing of it is its own.
    Dead,
}

pub(super) fn lane(lane: i16) -> Result<Lane, StoreError> {
    u8::try_from(lane).map(Lane).map_err(|_| StoreError::Corrupt(format!("lane {lane}")))
}

/// Enters a node. Where the same process was another node before, that one's row says whether this one
/// is told to drain: what was told while the process was frozen or cut off is known there alone.
pub async fn join(
    link: &mut Link,
    node: NodeId,
    host: &str,
    before: Option<Before>,
) -> Result<(), StoreError> {
    let deadline = link.deadline();
    let connection = link.connection().await?;
    let query = sqlx::query!(
        "INSERT INTO sparrow.nodes (node_id, host, version, draining, counted, counted_at)
         VALUES ($1, $2, $3,
                 coalesce((SELECT draining FROM sparrow.nodes WHERE node_id = $4), $5),
                 0, clock_timestamp() - interval '1 hour')
         ON CONFLICT DO NOTHING",
        node.uuid(),
        host,
        env!("CARGO_PKG_VERSION"),
        before.map(|before| before.node.uuid()),
        before.is_some_and(|before| before.draining),
    );
    let result = timeout(deadline, query.execute(connection)).await;
    link.settled(result).map(drop)
}

pub async fn beat(link: &mut Link, node: NodeId, says: Says) -> Result<Beat, StoreError> {
    let deadline = link.deadline();
    let connection = link.connection().await?;
    let query = sqlx::query!(
        r#"UPDATE sparrow.nodes
           SET beat = beat + 1, beat_at = clock_timestamp(), in_flight = $2,
               draining = draining OR $3
           WHERE node_id = $1 AND state = 'live'
           RETURNING beat, fence, clock_timestamp() AS "now!""#,
        node.uuid(),
        i32::try_from(says.in_flight).unwrap_or(i32::MAX),
        says.draining,
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
    let query =
        sqlx::query!("SELECT node_id, beat, draining FROM sparrow.nodes WHERE state = 'live'");
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
            live: true,
            draining: row.draining,
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
///
/// Of two who claim at once the second finds the lane's row changed, and judges it by its epoch. That no
/// live node owns it can't be asked again then: PostgreSQL holds the new row against what the other
/// tables had before, where an absence stays an absence, and the lane would have two owners.
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
             SELECT l.lane, l.epoch FROM sparrow.lanes l
             WHERE l.lane = ANY($2) AND EXISTS (SELECT FROM me)
               AND NOT EXISTS (SELECT FROM sparrow.nodes n
                               WHERE n.node_id = l.owner AND n.state = 'live')
         ),
         locked AS MATERIALIZED (
             SELECT l.lane, l.epoch FROM sparrow.lanes l
             JOIN free ON free.lane = l.lane AND free.epoch = l.epoch
             ORDER BY l.lane FOR UPDATE OF l
         )
         UPDATE sparrow.lanes l SET owner = $1, epoch = l.epoch + 1
         FROM locked WHERE l.lane = locked.lane AND l.epoch = locked.epoch
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

/// Gives lanes away that this node holds under these epochs, raises its fence, and tells the others.
/// Whoever sends it must have settled everything of these lanes before. Sent again, it finds nothing
/// more to give.
pub async fn release(
    link: &mut Link,
    node: NodeId,
    lanes: &[(Lane, i64)],
) -> Result<Released, StoreError> {
    let (lanes, epochs): (Vec<i16>, Vec<i64>) =
        lanes.iter().map(|(lane, epoch)| (i16::from(lane.0), *epoch)).unzip();
    let deadline = link.deadline();
    let connection = link.connection().await?;
    let query = sqlx::query!(
        r#"WITH me AS (
             UPDATE sparrow.nodes SET fence = fence + 1 WHERE node_id = $1 AND state = 'live'
             RETURNING fence
         ),
         given AS MATERIALIZED (
             SELECT l.lane FROM sparrow.lanes l
             JOIN unnest($2::smallint[], $3::bigint[]) AS x (lane, epoch)
               ON x.lane = l.lane AND x.epoch = l.epoch
             WHERE l.owner = $1 AND EXISTS (SELECT FROM me)
             ORDER BY l.lane FOR UPDATE OF l
         ),
         freed AS (
             UPDATE sparrow.lanes l SET owner = NULL, epoch = l.epoch + 1
             FROM given WHERE l.lane = given.lane AND l.owner = $1
             RETURNING l.lane
         )
         SELECT (SELECT fence FROM me) AS "fence?", pg_notify($4, $5)::text AS "told?",
                (SELECT count(*) FROM freed) AS "freed!""#,
        node.uuid(),
        &lanes,
        &epochs,
        CHANNEL,
        Hints::of_nodes().encode(),
    );
    let result = timeout(deadline, query.fetch_one(connection)).await;
    Ok(match link.settled(result)?.fence {
        Some(fence) => Released::Done { fence },
        None => Released::Dead,
    })
}

/// Leaves in order: the lanes are free, the others know, and nobody has to wait for a beat that
/// stands still.
pub async fn leave(link: &mut Link, node: NodeId) -> Result<(), StoreError> {
    let deadline = link.deadline();
    let connection = link.connection().await?;
    let query = sqlx::query!(
        r#"WITH gone AS (
             UPDATE sparrow.nodes SET state = 'dead', fence = fence + 1 WHERE node_id = $1
         ),
         freed AS (
             UPDATE sparrow.lanes SET owner = NULL, epoch = epoch + 1 WHERE owner = $1
             RETURNING lane
         )
         SELECT pg_notify($2, $3)::text AS "told?", (SELECT count(*) FROM freed) AS "freed!""#,
        node.uuid(),
        CHANNEL,
        Hints::of_nodes().encode(),
    );
    let result = timeout(deadline, query.fetch_one(connection)).await;
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
