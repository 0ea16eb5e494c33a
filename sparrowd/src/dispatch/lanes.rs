//! The beating task: joins, beats once a second, watches the other nodes, and takes lanes whose
//! owner is gone.
//!
//! Safety rests on three things that this task alone moves. Only a beat that succeeded extends what
//! the node may do. Another node is declared dead only after its beat has stood still for 10 s on
//! *this* node's clock, while this node's own reads and beats went through, so that an outage of the
//! database accuses nobody. And a node that finds itself dead starts over as another.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use uuid::Uuid;

use super::dispatcher::Dispatcher;
use super::lease::{Identity, Lease};
use super::ledger::{Ledger, Ledgers};
use super::lock_file::LockFile;
use crate::chance;
use crate::clock::{Boot, Clock, Stamper};
use crate::domain::ids::{LANES, Lane, NodeId};
use crate::store::nodes::{Beat, Grounds, LaneRow, NodeRow};
use crate::store::{Plans, StoreError};
use crate::tasks::{Policy, Tasks};
use crate::telemetry::Chain;

pub const PERIOD: Duration = Duration::from_secs(1);
/// A statement of this task that takes longer counts as failed.
const DEADLINE: Duration = Duration::from_secs(2);
/// How long a beat must stand still before its node is declared dead.
const STILL: Duration = Duration::from_secs(10);
/// Looks and own beats that must have succeeded in that time.
const LOOKS: u32 = 8;
const FIRST_FENCE: i64 = 1;

/// A new incarnation's name.
pub fn fresh_identity() -> Identity {
    Identity { node: NodeId::from_uuid(Uuid::from_u128(chance::random())), fence: FIRST_FENCE }
}

/// What the task begins with.
pub struct Lanes {
    ledger: Box<dyn Ledger>,
    lease: Arc<Lease>,
    stamper: Arc<Stamper>,
    lock_file: LockFile,
    host: String,
    last_beat: i64,
    /// Lanes were lost, and nobody was told yet.
    lost: bool,
    watched: HashMap<NodeId, Watched>,
}

/// Another node's beat as this one has seen it.
struct Watched {
    beat: i64,
    since: Boot,
    looks: u32,
}

impl Lanes {
    /// Joins, and takes over from whoever had the lock file before and died.
    pub async fn join(
        ledgers: &dyn Ledgers,
        lease: Arc<Lease>,
        stamper: Arc<Stamper>,
        (lock_file, dead): (LockFile, Option<NodeId>),
        host: String,
    ) -> Result<Self, StoreError> {
        let ledger = ledgers.open(DEADLINE, Plans::Default);
        let mut lanes = Self {
            ledger,
            lease,
            stamper,
            lock_file,
            host,
            last_beat: 0,
            lost: false,
            watched: HashMap::new(),
        };
        lanes.enter().await?;
        // Before the file names another: should this start fail, the next one still learns of it.
        if let Some(dead) = dead {
            let me = lanes.lease.identity().node;
            if lanes.ledger.seize(me, dead, Grounds::FreeLock).await? {
                tracing::info!(event = "node_seized", node_id = %dead, "took over from a node that died on this machine");
            }
        }
        lanes.sign();
        lanes.beat().await?;
        lanes.claim().await?;
        Ok(lanes)
    }

    /// Beats until it is told to stop, and then leaves.
    pub fn start(self, tasks: &Tasks, dispatcher: Arc<Dispatcher>) {
        let stopping = tasks.stopping();
        tasks.spawn("lanes", Policy::Critical, async move {
            let mut lanes = self;
            dispatcher.lanes_changed();
            stopping.run_until_cancelled(lanes.run(&dispatcher)).await;
            let me = lanes.lease.identity().node;
            if let Err(error) = lanes.ledger.leave(me).await {
                tracing::warn!(event = "leave_failed", error = %Chain(&error), "the lanes were not released; they are taken over by the next node");
            }
            lanes.ledger.close().await;
        });
    }

    async fn run(&mut self, dispatcher: &Arc<Dispatcher>) {
        let mut ticks = tokio::time::interval(PERIOD);
        ticks.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        loop {
            ticks.tick().await;
            match self.round().await {
                Ok(changed) => {
                    if changed || std::mem::take(&mut self.lost) {
                        dispatcher.lanes_changed();
                    }
                }
                Err(error) => {
                    // What was seen before says nothing about the time after.
                    self.watched.clear();
                    tracing::warn!(event = "beat_failed", error = %Chain(&error), "this node could not beat");
                }
            }
            dispatcher.pump();
        }
    }

    /// One beat and what follows from it. Says whether the lanes held have changed.
    async fn round(&mut self) -> Result<bool, StoreError> {
        if !self.beat().await? {
            tracing::warn!(event = "node_dead", node_id = %self.lease.identity().node, "this node was declared dead; it starts over as another");
            self.lease.become_node(fresh_identity());
            self.lost = true;
            self.enter().await?;
            self.sign();
            self.beat().await?;
            self.claim().await?;
            return Ok(true);
        }
        self.claim().await
    }

    async fn enter(&mut self) -> Result<(), StoreError> {
        self.last_beat = 0;
        self.watched.clear();
        self.ledger.join(self.lease.identity().node, &self.host).await
    }

    /// Puts its name into the lock file, before it owns anything.
    fn sign(&mut self) {
        if let Err(error) = self.lock_file.write(self.lease.identity().node) {
            tracing::warn!(event = "lock_file_failed", %error, "the next start will wait for this node's beat to stand still");
        }
    }

    /// `false`: this node is dead, or the database went back to before its last beat.
    async fn beat(&mut self) -> Result<bool, StoreError> {
        let sent = Clock::now();
        let node = self.lease.identity().node;
        let Beat::Alive { beat, fence, now } = self.ledger.beat(node).await? else {
            return Ok(false);
        };
        if beat <= self.last_beat {
            return Ok(false);
        }
        self.last_beat = beat;
        self.stamper.observe(sent, Clock::now(), now);
        self.lease.set_fence(fence);
        self.lease.extend(sent);
        Ok(true)
    }

    /// Looks at the others, declares dead who is, claims what is free, and notes what is held.
    async fn claim(&mut self) -> Result<bool, StoreError> {
        let (nodes, mut lanes) = self.ledger.watch().await?;
        let me = self.lease.identity().node;
        let mut live: Vec<NodeId> = nodes.iter().filter(|n| n.live).map(|n| n.id).collect();
        for (dead, beat) in self.still(me, &nodes) {
            if self.ledger.seize(me, dead, Grounds::StillBeat(beat)).await? {
                tracing::warn!(event = "node_seized", node_id = %dead, "a node's beat stood still; it is declared dead");
                live.retain(|node| *node != dead);
            }
        }
        let is_free = |row: &LaneRow| row.owner.is_none_or(|owner| !live.contains(&owner));
        let free: Vec<Lane> = lanes.iter().filter(|row| is_free(row)).map(|row| row.lane).collect();
        if !free.is_empty() {
            for claimed in self.ledger.claim(me, &free).await? {
                if let Some(row) = lanes.iter_mut().find(|row| row.lane == claimed.lane) {
                    *row = claimed;
                }
            }
        }
        let mut epochs = [None; LANES];
        for row in lanes.iter().filter(|row| row.owner == Some(me)) {
            epochs[usize::from(row.lane.0)] = Some(row.epoch);
        }
        let mut changed = false;
        for (lane, epoch) in (0..=u8::MAX).zip(epochs) {
            changed |= self.lease.set(Lane(lane), epoch);
        }
        Ok(changed)
    }

    /// Nodes whose beat has stood still for long enough, with where it stands.
    fn still(&mut self, me: NodeId, nodes: &[NodeRow]) -> Vec<(NodeId, i64)> {
        let now = Clock::now();
        self.watched.retain(|id, _| nodes.iter().any(|node| node.id == *id));
        let mut still = Vec::new();
        for node in nodes.iter().filter(|node| node.live && node.id != me) {
            let watched = self.watched.entry(node.id).or_insert(Watched {
                beat: node.beat,
                since: now,
                looks: 0,
            });
            if watched.beat == node.beat {
                watched.looks += 1;
                if now.since(watched.since) >= STILL && watched.looks >= LOOKS {
                    still.push((node.id, node.beat));
                }
            } else {
                *watched = Watched { beat: node.beat, since: now, looks: 0 };
            }
        }
        still
    }
}
