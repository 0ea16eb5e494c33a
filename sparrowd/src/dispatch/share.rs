//! Who is to have which lanes. Each node decides for itself, from what all of them see alike, so that
//! nobody has to agree with anybody.
//!
//! A node claims free lanes up to its share, and one that has been free for a while whatever its
//! share. It gives away what it has beyond its share, but only as much as others lack and can be
//! expected to claim: what nobody would take is better in wrong hands than in none.
//!
//! Who has joined just now counts for nobody yet, as long as there are others: a daemon that dies again and
//! again would take its share to the grave each time, and nobody sends from there until that is noticed.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use crate::domain::ids::{Lane, NodeId};

/// A live node.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Peer {
    pub node: NodeId,
    pub draining: bool,
    /// It has beaten lately: what is free, it would claim.
    pub awake: bool,
    /// It has beaten for a while.
    pub proven: bool,
}

/// How a lane stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    Mine {
        /// Deliveries of it that are under way.
        under_way: usize,
        draining: bool,
    },
    /// Mine, and being given away.
    Going,
    Of(NodeId),
    Free {
        /// For so long that anybody may claim it.
        long: bool,
    },
}

/// What a node is to do.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Plan {
    pub claim: Vec<Lane>,
    /// All lanes that are to be given away as soon as nothing of them is under way.
    pub drain: BTreeSet<Lane>,
}

/// What each of so many nodes may have.
pub fn share(lanes: usize, nodes: usize) -> usize {
    lanes.div_ceil(nodes.max(1))
}

/// Decides. `peers` has every live node, this one among them.
pub fn decide(me: NodeId, peers: &[Peer], lanes: &BTreeMap<Lane, Standing>) -> Plan {
    let takers = takers(peers);
    let mine = lanes.iter().filter_map(|(lane, standing)| match *standing {
        Standing::Mine { under_way, draining } => Some((*lane, under_way, draining)),
        _ => None,
    });
    let mut mine: Vec<_> = mine.collect();
    if !peers.iter().any(|peer| peer.node == me && !peer.draining) {
        return Plan { claim: Vec::new(), drain: mine.iter().map(|(lane, ..)| *lane).collect() };
    }
    if !takers.iter().any(|peer| peer.node == me) {
        return Plan { claim: claims(me, 0, lanes), drain: BTreeSet::new() };
    }
    let share = share(lanes.len(), takers.len());
    let beyond = mine.len().saturating_sub(share).min(lack(me, &takers, share, lanes));
    // What drains already goes on, and what is at rest is quickest to give.
    mine.sort_unstable_by_key(|(lane, under_way, draining)| {
        (!draining, *under_way, Reverse(*lane))
    });
    let drain = mine.iter().take(beyond).map(|(lane, ..)| *lane).collect();
    Plan { claim: claims(me, share.saturating_sub(mine.len()), lanes), drain }
}

/// Those among whom the lanes are shared. Where all are new, as when all are started at once, they need
/// not wait for each other.
fn takers(peers: &[Peer]) -> Vec<&Peer> {
    let (proven, new): (Vec<_>, Vec<_>) =
        peers.iter().filter(|peer| !peer.draining).partition(|peer| peer.proven);
    if proven.is_empty() { new } else { proven }
}

/// How many lanes the others lack, beyond those that are free for them already.
fn lack(me: NodeId, takers: &[&Peer], share: usize, lanes: &BTreeMap<Lane, Standing>) -> usize {
    let has = |node: NodeId| lanes.values().filter(|lane| **lane == Standing::Of(node)).count();
    let others = takers.iter().filter(|peer| peer.node != me && peer.awake);
    let lacking: usize = others.map(|peer| share.saturating_sub(has(peer.node))).sum();
    let coming =
        lanes.values().filter(|lane| matches!(lane, Standing::Free { .. } | Standing::Going));
    lacking.saturating_sub(coming.count())
}

/// Each node begins at another place, so that two who claim at once meet seldom.
fn claims(me: NodeId, room: usize, lanes: &BTreeMap<Lane, Standing>) -> Vec<Lane> {
    let start = me.uuid().as_bytes()[15];
    let mut free: Vec<(Lane, bool)> = lanes
        .iter()
        .filter_map(|(lane, standing)| match *standing {
            Standing::Free { long } => Some((*lane, long)),
            _ => None,
        })
        .collect();
    free.sort_unstable_by_key(|(lane, _)| lane.0.wrapping_sub(start));
    let claimed = free.iter().enumerate().filter(|(n, (_, long))| *n < room || *long);
    claimed.map(|(_, (lane, _))| *lane).collect()
}

#[cfg(test)]
mod tests;
