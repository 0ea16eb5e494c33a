//! Lanes that move: who has which, what this node claims, and what it gives away.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::oneshot;

use super::Lanes;
use crate::clock::{Boot, Clock};
use crate::dispatch::dispatcher::Dispatcher;
use crate::dispatch::share::{self, Peer, Plan, Standing};
use crate::domain::ids::{LANES, Lane, NodeId};
use crate::store::StoreError;
use crate::store::nodes::{Grounds, LaneRow, NodeRow};

/// A lane free for so long is anybody's, whatever their share.
const LONG_FREE: Duration = Duration::from_secs(3);

/// Beats, one a second, after which a node counts among those that share the lanes.
const PROVEN: i64 = 5;

/// Lanes that the settler is giving away, with their epochs.
#[derive(Debug)]
pub(super) struct Going {
    lanes: BTreeMap<Lane, i64>,
    answer: oneshot::Receiver<()>,
}

impl Going {
    /// Waits for the end of it, if there is any: whether they are given.
    pub(super) async fn end(going: &mut Option<Self>) -> bool {
        match going {
            Some(going) => (&mut going.answer).await.is_ok(),
            None => std::future::pending().await,
        }
    }
}

impl Lanes {
    /// Looks at the others, declares dead who is, claims what is due to this node, and notes what it
    /// holds and what it is to give away. `counts` as in `Others::see`.
    pub(super) async fn share_out(
        &mut self,
        dispatcher: Option<&Arc<Dispatcher>>,
        counts: bool,
    ) -> Result<(), StoreError> {
        let (mut nodes, mut lanes) = self.ledger.watch().await?;
        let me = self.lease.identity().node;
        if !nodes.iter().any(|node| node.id == me) {
            // Dead since the last beat; the next finds it too, and what follows from it.
            self.lease.lose(me);
            self.lost = true;
            return Ok(());
        }
        self.others.see(me, &nodes, counts);
        for (dead, beat) in self.others.still() {
            if self.ledger.seize(me, dead, Grounds::StillBeat(beat)).await? {
                tracing::warn!(event = "node_seized", node_id = %dead, "a node's beat stood still; it is declared dead");
                nodes.retain(|node| node.id != dead);
            }
        }
        let is_told = |node: &NodeRow| node.id == me && node.draining;
        self.told_to_drain = nodes.iter().any(is_told) && !self.leaving;
        let plan = self.plan(me, &nodes, &lanes, dispatcher);
        if !plan.claim.is_empty() {
            for claimed in self.ledger.claim(me, &plan.claim).await? {
                if let Some(row) = lanes.iter_mut().find(|row| row.lane == claimed.lane) {
                    *row = claimed;
                }
            }
        }
        self.hold(me, &lanes);
        self.drain(plan.drain, dispatcher);
        Ok(())
    }

    fn plan(
        &mut self,
        me: NodeId,
        nodes: &[NodeRow],
        lanes: &[LaneRow],
        dispatcher: Option<&Arc<Dispatcher>>,
    ) -> Plan {
        let live: BTreeSet<NodeId> = nodes.iter().filter(|n| n.live).map(|n| n.id).collect();
        let peers: Vec<Peer> = nodes
            .iter()
            .filter(|node| node.live)
            .map(|node| Peer {
                node: node.id,
                draining: node.draining,
                awake: self.others.is_awake(node.id),
                proven: node.beat >= PROVEN || (node.id == me && self.succeeds),
            })
            .collect();
        let owner = |row: &LaneRow| row.owner.filter(|owner| live.contains(owner));
        let free = lanes.iter().filter(|row| owner(row).is_none()).map(|row| row.lane);
        self.note_free(free.collect());
        // Alone, it gives nothing away unless it is told to.
        let is_alone = peers.len() == 1 && !nodes.iter().any(|node| node.draining);
        let dispatcher = dispatcher.filter(|_| !is_alone);
        let under_way = dispatcher.map(|it| it.queues().under_way().clone()).unwrap_or_default();
        let now = Clock::now();
        let standing = |row: &LaneRow| match owner(row) {
            _ if self.goes(row.lane) => Standing::Going,
            Some(owner) if owner == me => Standing::Mine {
                under_way: under_way.get(&row.lane).copied().unwrap_or_default(),
                draining: self.draining.contains(&row.lane),
            },
            Some(owner) => Standing::Of(owner),
            None => Standing::Free { long: self.is_long_free(row.lane, now) },
        };
        let standings = lanes.iter().map(|row| (row.lane, standing(row))).collect();
        share::decide(me, &peers, &standings)
    }

    fn note_free(&mut self, free: BTreeSet<Lane>) {
        let now = Clock::now();
        self.free.retain(|lane, _| free.contains(lane));
        for lane in free {
            self.free.entry(lane).or_insert(now);
        }
    }

    fn is_long_free(&self, lane: Lane, now: Boot) -> bool {
        self.free.get(&lane).is_some_and(|since| now.since(*since) >= LONG_FREE)
    }

    fn goes(&self, lane: Lane) -> bool {
        self.going.as_ref().is_some_and(|going| going.lanes.contains_key(&lane))
    }

    fn hold(&mut self, me: NodeId, lanes: &[LaneRow]) {
        let mut epochs = [None; LANES];
        for row in lanes.iter().filter(|row| row.owner == Some(me)) {
            epochs[usize::from(row.lane.0)] = Some(row.epoch);
        }
        for (lane, epoch) in (0..=u8::MAX).map(Lane).zip(epochs) {
            if !self.lease.set(lane, epoch) {
                continue;
            }
            if epoch.is_some() {
                self.gained.insert(lane);
            } else {
                self.lost = true;
            }
        }
    }

    /// From here on these drain, and what the settler has in hand.
    fn drain(&mut self, mut lanes: BTreeSet<Lane>, dispatcher: Option<&Arc<Dispatcher>>) {
        if let Some(going) = &self.going {
            lanes.extend(going.lanes.keys());
        }
        if lanes == self.draining {
            return;
        }
        self.draining = lanes;
        if let Some(dispatcher) = dispatcher {
            // What is lost goes before it could be taken up again.
            self.tell(dispatcher);
            dispatcher.drain(&self.draining);
        }
    }

    /// Passes on what was gained and lost.
    pub(super) fn tell(&mut self, dispatcher: &Arc<Dispatcher>) {
        if std::mem::take(&mut self.lost) || !self.gained.is_empty() {
            dispatcher.lanes_changed(std::mem::take(&mut self.gained));
        }
    }

    /// Has the settler give away what drains and is at rest.
    pub(super) fn give(&mut self, dispatcher: &Dispatcher) {
        if self.draining.is_empty() || self.going.is_some() || self.gives_again_at_beat {
            return;
        }
        let lanes: BTreeMap<Lane, i64> = {
            let queues = dispatcher.queues();
            let at_rest =
                self.draining.iter().filter(|lane| !queues.under_way().contains_key(*lane));
            at_rest
                .filter_map(|lane| self.lease.epoch(*lane).map(|epoch| (*lane, epoch.number)))
                .collect()
        };
        if lanes.is_empty() {
            return;
        }
        let me = self.lease.identity().node;
        let asked = lanes.iter().map(|(lane, epoch)| (*lane, *epoch)).collect();
        match dispatcher.parts.settler.release(me, asked) {
            Some(answer) => self.going = Some(Going { lanes, answer }),
            None => self.gives_again_at_beat = true,
        }
    }

    /// What was going is gone; or it is not, and the next look tells whose it is.
    pub(super) fn gone(&mut self, is_given: bool) {
        let Some(going) = self.going.take() else { return };
        if !is_given {
            self.gives_again_at_beat = true;
            return;
        }
        tracing::debug!(
            event = "lanes_released",
            lanes = going.lanes.len(),
            "lanes were given away"
        );
        for (lane, epoch) in going.lanes {
            if self.lease.epoch(lane).is_some_and(|held| held.number == epoch) {
                self.lease.set(lane, None);
                self.lost = true;
            }
        }
    }
}
