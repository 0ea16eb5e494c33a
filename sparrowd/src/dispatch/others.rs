//! The other nodes, as this one has seen them beat.
//!
//! A node is declared dead only after its beat has stood still for 10 s on *this* node's clock, while
//! this node's own reads and beats went through, so that an outage of the database accuses nobody.

use std::collections::BTreeMap;
use std::time::Duration;

use crate::clock::{Boot, Clock};
use crate::domain::ids::NodeId;
use crate::store::nodes::NodeRow;

/// How long a beat must stand still before its node is declared dead.
const STILL: Duration = Duration::from_secs(10);
/// Looks and own beats that must have succeeded in that time.
const LOOKS: u32 = 8;
/// Whose beat stands still for less is expected to claim what is free.
const AWAKE: Duration = Duration::from_secs(3);

#[derive(Debug, Default)]
pub(super) struct Others(BTreeMap<NodeId, Watched>);

#[derive(Debug)]
struct Watched {
    beat: i64,
    since: Boot,
    looks: u32,
}

impl Others {
    /// What was seen before says nothing about the time after.
    pub(super) fn forget(&mut self) {
        self.0.clear();
    }

    /// Notes how they stand. `counts`: the look followed a beat of this node's own, in its time; looks
    /// in between don't speak against anybody.
    pub(super) fn see(&mut self, me: NodeId, nodes: &[NodeRow], counts: bool) {
        let now = Clock::now();
        self.0.retain(|id, _| nodes.iter().any(|node| node.id == *id));
        for node in nodes.iter().filter(|node| node.live && node.id != me) {
            let fresh = Watched { beat: node.beat, since: now, looks: 0 };
            let watched = self.0.entry(node.id).or_insert(Watched { ..fresh });
            if watched.beat != node.beat {
                *watched = fresh;
            } else if counts {
                watched.looks += 1;
            }
        }
    }

    /// Nodes whose beat has stood still for long enough, with where it stands.
    pub(super) fn still(&self) -> Vec<(NodeId, i64)> {
        let now = Clock::now();
        let is_still =
            |watched: &Watched| now.since(watched.since) >= STILL && watched.looks >= LOOKS;
        let still = self.0.iter().filter(|(_, watched)| is_still(watched));
        still.map(|(id, watched)| (*id, watched.beat)).collect()
    }

    /// Whether the node has beaten lately.
    pub(super) fn is_awake(&self, node: NodeId) -> bool {
        let now = Clock::now();
        self.0.get(&node).is_some_and(|watched| now.since(watched.since) < AWAKE)
    }
}
