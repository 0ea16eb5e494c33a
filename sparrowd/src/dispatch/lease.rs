//! The lease: what this node may do, and until when, as every courier sees it.
//!
//! One writer (the beating task), many readers on the hot path, so it is made of atomics. A node may
//! act until 6 s after the moment *before* the last beat that succeeded was sent, on its own
//! boot-time clock; nothing but a beat that succeeded extends that.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::time::Duration;

use arc_swap::ArcSwap;

use crate::clock::{Boot, Clock};
use crate::domain::ids::{LANES, Lane, NodeId};

/// How long a beat lets a node act.
pub const OWN_TTL: Duration = Duration::from_secs(6);
/// The epoch's number of a lane that is not held. Epochs in the table rise from 1 with the first owner.
const NOT_HELD: i64 = 0;

/// As whose a lane is held: by which incarnation, and as the how-manieth change of its owner. The
/// number alone would do, but for a database that went back in time and gives it out once more.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Epoch {
    pub node: NodeId,
    pub number: i64,
}

/// Which incarnation this is, and the fence that its settlements name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Identity {
    pub node: NodeId,
    pub fence: i64,
}

#[derive(Debug)]
pub struct Lease {
    /// Microseconds since boot.
    until: AtomicU64,
    epochs: [AtomicI64; LANES],
    identity: ArcSwap<Identity>,
}

impl Lease {
    /// Holds nothing yet.
    pub fn new(identity: Identity) -> Self {
        Self {
            until: AtomicU64::new(0),
            epochs: [const { AtomicI64::new(NOT_HELD) }; LANES],
            identity: ArcSwap::from(Arc::new(identity)),
        }
    }

    pub fn identity(&self) -> Identity {
        **self.identity.load()
    }

    /// Whether this node may act at all.
    pub fn is_alive(&self) -> bool {
        #[cfg(test)]
        if mutated::neglected() == Some(mutated::Neglect::Expiry) {
            return true;
        }
        Clock::now()
            < Boot::from_duration(Duration::from_micros(self.until.load(Ordering::Acquire)))
    }

    /// The epoch under which the lane is held, if it is.
    pub fn epoch(&self, lane: Lane) -> Option<Epoch> {
        // The node first: if it becomes another in between, nothing is permitted under the pair.
        let node = self.identity().node;
        self.number(lane).map(|number| Epoch { node, number })
    }

    fn number(&self, lane: Lane) -> Option<i64> {
        let number = self.epochs[usize::from(lane.0)].load(Ordering::Acquire);
        (number != NOT_HELD).then_some(number)
    }

    /// The epochs of all lanes as they are now, by lane.
    pub fn epochs(&self) -> Box<[Option<Epoch>]> {
        let node = self.identity().node;
        let epoch = |lane| self.number(Lane(lane)).map(|number| Epoch { node, number });
        (0..=u8::MAX).map(epoch).collect()
    }

    /// Whether the lane is held under this epoch still.
    pub(super) fn holds(&self, lane: Lane, epoch: Epoch) -> bool {
        let held = self.epoch(lane);
        #[cfg(test)]
        match mutated::neglected() {
            Some(mutated::Neglect::Epoch) => return held.is_some(),
            Some(mutated::Neglect::Node) => {
                return held.is_some_and(|it| it.number == epoch.number);
            }
            _ => {}
        }
        held == Some(epoch)
    }

    /// Whether what was read under this epoch may be sent now.
    pub fn permits(&self, lane: Lane, epoch: Epoch) -> bool {
        self.holds(lane, epoch) && self.is_alive()
    }

    /// The lanes held.
    pub fn held(&self) -> Vec<Lane> {
        (0..=u8::MAX).map(Lane).filter(|lane| self.number(*lane).is_some()).collect()
    }

    /// How many these are.
    pub fn lanes(&self) -> usize {
        self.epochs.iter().filter(|epoch| epoch.load(Ordering::Acquire) != NOT_HELD).count()
    }

    /// A beat sent at `sent` has succeeded.
    pub(super) fn extend(&self, sent: Boot) {
        let until = sent.plus(OWN_TTL).duration().as_micros();
        self.until.store(u64::try_from(until).unwrap_or(u64::MAX), Ordering::Release);
    }

    /// Notes who has a lane now. Says whether that changed.
    pub(super) fn set(&self, lane: Lane, number: Option<i64>) -> bool {
        let number = number.unwrap_or(NOT_HELD);
        self.epochs[usize::from(lane.0)].swap(number, Ordering::AcqRel) != number
    }

    /// This incarnation was declared dead: whoever learns of it first ends at once all that it may
    /// do. The beating task finds the same a little later, and makes another of it.
    pub(super) fn lose(&self, node: NodeId) {
        #[cfg(test)]
        if mutated::neglected() == Some(mutated::Neglect::Death) {
            return;
        }
        if self.identity().node == node {
            self.hold_nothing();
        }
    }

    /// Another incarnation, which holds nothing yet.
    pub(super) fn become_node(&self, identity: Identity) {
        self.hold_nothing();
        self.identity.store(Arc::new(identity));
    }

    fn hold_nothing(&self) {
        self.until.store(0, Ordering::Release);
        for epoch in &self.epochs {
            epoch.store(NOT_HELD, Ordering::Release);
        }
    }

    /// This incarnation's fence stands at least here. It never falls: an answer that comes late takes
    /// nothing back.
    pub(super) fn raise_fence(&self, node: NodeId, fence: i64) {
        self.identity.rcu(|identity| {
            let fence =
                if identity.node == node { identity.fence.max(fence) } else { identity.fence };
            Identity { fence, ..**identity }
        });
    }
}

/// What the simulation has the lease neglect, to see whether it notices.
#[cfg(test)]
pub mod mutated {
    use std::cell::Cell;

    #[derive(Debug, Clone, Copy, PartialEq, Eq)]
    pub enum Neglect {
        /// What an item was read under.
        Epoch,
        /// Whose the epoch was.
        Node,
        Expiry,
        /// That it was told of.
        Death,
    }

    thread_local! {
        static WHAT: Cell<Option<Neglect>> = const { Cell::new(None) };
    }

    pub fn set(what: Option<Neglect>) {
        WHAT.set(what);
    }

    pub(super) fn neglected() -> Option<Neglect> {
        WHAT.get()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    fn identity(n: u128) -> Identity {
        Identity { node: NodeId::from_uuid(Uuid::from_u128(n)), fence: 1 }
    }

    fn epoch(node: u128, number: i64) -> Epoch {
        Epoch { node: identity(node).node, number }
    }

    #[test]
    fn permits_only_what_is_held_under_its_epoch_and_in_time() {
        let lease = Lease::new(identity(1));
        let (lane, third) = (Lane(7), epoch(1, 3));
        assert!(!lease.permits(lane, third), "nothing is held");
        assert!(lease.set(lane, Some(3)));
        assert!(!lease.permits(lane, third), "no beat has succeeded");
        lease.extend(Clock::now());
        assert!(lease.permits(lane, third));
        assert!(!lease.permits(lane, epoch(1, 2)), "read under an earlier epoch");
        assert!(!lease.permits(Lane(8), third));
        lease.become_node(identity(2));
        assert!(!lease.permits(lane, third), "another incarnation begins with nothing");
        assert_eq!(lease.identity(), identity(2));
    }

    #[test]
    fn the_fence_rises_only_and_is_the_incarnations_own() {
        let lease = Lease::new(identity(1));
        let node = lease.identity().node;
        for (told, stands) in [(3, 3), (2, 3), (4, 4)] {
            lease.raise_fence(node, told);
            assert_eq!(lease.identity().fence, stands);
        }
        lease.raise_fence(identity(2).node, 9);
        assert_eq!(lease.identity().fence, 4, "another's");
    }

    #[test]
    fn what_one_incarnation_read_another_may_not_send() {
        let (lease, lane) = (Lease::new(identity(1)), Lane(7));
        lease.set(lane, Some(3));
        let read = lease.epoch(lane).unwrap();
        assert_eq!((read, lease.epochs()[7]), (epoch(1, 3), Some(epoch(1, 3))));
        lease.become_node(identity(2));
        lease.extend(Clock::now());
        lease.set(lane, Some(3));
        assert!(!lease.permits(lane, read), "though the number is the same");
        assert!(lease.permits(lane, epoch(2, 3)));
    }

    #[test]
    fn loses_everything_when_it_is_found_dead_but_not_for_another() {
        let (lease, lane) = (Lease::new(identity(1)), Lane(7));
        lease.extend(Clock::now());
        lease.set(lane, Some(3));
        lease.lose(identity(2).node);
        assert!(lease.permits(lane, epoch(1, 3)), "that is another incarnation");
        lease.lose(identity(1).node);
        assert!(!lease.is_alive());
        assert_eq!((lease.epoch(lane), lease.lanes()), (None, 0));
        assert_eq!(lease.identity(), identity(1), "until the beating task makes another of it");
    }

    #[test]
    fn ends_by_itself() {
        let lease = Lease::new(identity(1));
        let long_ago = Clock::now().duration().saturating_sub(OWN_TTL);
        lease.extend(Boot::from_duration(long_ago));
        assert!(!lease.is_alive());
    }
}
