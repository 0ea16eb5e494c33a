//! The beating task: joins, beats once a second, watches the other nodes, and moves lanes: it takes
//! those whose owner is gone, and gives away what is beyond this node's share.
//!
//! Safety rests on three things that this task alone moves. Only a beat that succeeded extends what
//! the node may do. Another node is declared dead only for good reasons ([`super::others`]). And a node
//! that finds itself dead starts over as another.
//!
//! A lane is given away in three steps. It drains: nothing new of it is sent. When nothing of it is in
//! flight and everything is settled, the settler sends the release. And when that has come back, this
//! task lets go of it, for no look of its own lies in between. So a lane that changes hands in order
//! is never sent from twice.

mod moves;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::Duration;

use tokio::time::{Interval, MissedTickBehavior, interval, sleep};
use uuid::Uuid;

use super::dispatcher::Dispatcher;
use super::lease::{Identity, Lease};
use super::ledger::{Ledger, Ledgers};
use super::lock_file::LockFile;
use super::others::Others;
use crate::chance;
use crate::clock::{Boot, Clock, Stamper};
use crate::domain::ids::{Lane, NodeId};
use crate::store::nodes::{Beat, Before, Grounds, Says};
use crate::store::{Plans, StoreError};
use crate::tasks::{Policy, Tasks};
use crate::telemetry::Chain;
use moves::Going;

pub const PERIOD: Duration = Duration::from_secs(1);
/// A statement of this task that takes longer counts as failed.
const DEADLINE: Duration = Duration::from_secs(2);
/// Between two looks at what drains: settlements come in batches.
const BREATH: Duration = Duration::from_millis(20);
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
    others: Others,
    /// Since when nobody has a lane.
    free: BTreeMap<Lane, Boot>,
    /// Lanes of which nothing new is sent.
    draining: BTreeSet<Lane>,
    /// Those of them that the settler has in hand.
    going: Option<Going>,
    /// The last ones did not go: there is time until the next beat.
    gives_again_at_beat: bool,
    /// What was gained and lost, and is not told yet.
    gained: BTreeSet<Lane>,
    lost: bool,
    /// As the node was told, when it last looked.
    told_to_drain: bool,
    /// The last incarnation that beat.
    beaten: Option<NodeId>,
    /// What it took over from the one that died before it on this machine is to be its own at once.
    succeeds: bool,
    /// The daemon stops.
    leaving: bool,
}

/// Why the task stirs.
enum Stir {
    Beat,
    /// Something has moved: nodes, lanes, or this daemon's mind.
    Moved,
    /// Something of a draining lane has come to its end.
    Drained,
    /// What was going is gone, or not.
    Gone {
        is_given: bool,
    },
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
            others: Others::default(),
            free: BTreeMap::new(),
            draining: BTreeSet::new(),
            going: None,
            gives_again_at_beat: false,
            gained: BTreeSet::new(),
            lost: false,
            told_to_drain: false,
            beaten: None,
            succeeds: false,
            leaving: false,
        };
        lanes.enter(lanes.lease.identity().node).await?;
        // Before the file names another: should this start fail, the next one still learns of it.
        if let Some(dead) = dead {
            let me = lanes.lease.identity().node;
            if lanes.ledger.seize(me, dead, Grounds::FreeLock).await? {
                lanes.succeeds = true;
                tracing::info!(event = "node_seized", node_id = %dead, "took over from a node that died on this machine");
            }
        }
        lanes.sign();
        lanes.beat(0).await?;
        lanes.share_out(None, true).await?;
        Ok(lanes)
    }

    /// Beats until it is told to stop, and then leaves.
    pub fn start(self, tasks: &Tasks, dispatcher: Arc<Dispatcher>) {
        let stopping = tasks.stopping();
        tasks.spawn("lanes", Policy::Critical, async move {
            let mut lanes = self;
            stopping.run_until_cancelled(lanes.run(&dispatcher)).await;
            let me = lanes.lease.identity().node;
            if let Err(error) = lanes.ledger.leave(me).await {
                tracing::warn!(event = "leave_failed", error = %Chain(&error), "the lanes were not released; they are taken over by the next node");
            }
            lanes.ledger.close().await;
        });
    }

    async fn run(&mut self, dispatcher: &Arc<Dispatcher>) {
        let mut beats = interval(PERIOD);
        beats.set_missed_tick_behavior(MissedTickBehavior::Delay);
        self.tell(dispatcher);
        loop {
            let stir = self.stir(&mut beats, dispatcher).await;
            if let Err(error) = self.follow(stir, dispatcher).await {
                self.others.forget();
                tracing::warn!(event = "beat_failed", error = %Chain(&error), "this node could not beat");
            }
            self.tell(dispatcher);
            self.give(dispatcher);
            dispatcher.pump();
        }
    }

    async fn stir(&mut self, beats: &mut Interval, dispatcher: &Dispatcher) -> Stir {
        let drains = !self.draining.is_empty() && self.going.is_none() && !self.gives_again_at_beat;
        let drained = async {
            dispatcher.drained.notified().await;
            sleep(BREATH).await;
        };
        tokio::select! {
            biased;
            is_given = Going::end(&mut self.going) => Stir::Gone { is_given },
            _ = beats.tick() => Stir::Beat,
            () = dispatcher.nodes_moved.notified() => Stir::Moved,
            () = drained, if drains => Stir::Drained,
        }
    }

    async fn follow(&mut self, stir: Stir, dispatcher: &Arc<Dispatcher>) -> Result<(), StoreError> {
        match stir {
            Stir::Beat => {
                self.gives_again_at_beat = false;
                self.round(dispatcher).await
            }
            // The others are to learn of it before the first lane is free.
            Stir::Moved if dispatcher.is_stopping() && !self.leaving => {
                self.leaving = true;
                self.round(dispatcher).await
            }
            Stir::Moved => self.share_out(Some(dispatcher), false).await,
            Stir::Drained => Ok(()),
            Stir::Gone { is_given } => {
                self.gone(is_given);
                Ok(())
            }
        }
    }

    /// One beat and what follows from it.
    async fn round(&mut self, dispatcher: &Arc<Dispatcher>) -> Result<(), StoreError> {
        let in_flight = dispatcher.in_flight();
        if !self.beat(in_flight).await? {
            let dead = self.lease.identity().node;
            tracing::warn!(event = "node_dead", node_id = %dead, "this node was declared dead; it starts over as another");
            self.lease.lose(dead);
            self.lost = true;
            // Nothing is sent under a name that PostgreSQL doesn't know yet: to the settler, its refusal
            // would be a death.
            let identity = fresh_identity();
            self.enter(identity.node).await?;
            self.lease.become_node(identity);
            self.sign();
            self.beat(in_flight).await?;
        }
        self.share_out(Some(dispatcher), true).await
    }

    async fn enter(&mut self, node: NodeId) -> Result<(), StoreError> {
        self.last_beat = 0;
        self.others.forget();
        self.free.clear();
        (self.going, self.gives_again_at_beat) = (None, false);
        let draining = self.told_to_drain;
        let before = self.beaten.map(|node| Before { node, draining });
        self.ledger.join(node, &self.host, before).await
    }

    /// Puts its name into the lock file, before it owns anything.
    fn sign(&mut self) {
        if let Err(error) = self.lock_file.write(self.lease.identity().node) {
            tracing::warn!(event = "lock_file_failed", %error, "the next start will wait for this node's beat to stand still");
        }
    }

    /// `false`: this node is dead, or the database went back to before its last beat.
    async fn beat(&mut self, in_flight: usize) -> Result<bool, StoreError> {
        let sent = Clock::now();
        let node = self.lease.identity().node;
        let says = Says { in_flight, draining: self.leaving };
        let Beat::Alive { beat, fence, now } = self.ledger.beat(node, says).await? else {
            return Ok(false);
        };
        if beat <= self.last_beat {
            return Ok(false);
        }
        self.last_beat = beat;
        self.beaten = Some(node);
        self.stamper.observe(sent, Clock::now(), now);
        self.lease.raise_fence(node, fence);
        self.lease.extend(sent);
        Ok(true)
    }
}
