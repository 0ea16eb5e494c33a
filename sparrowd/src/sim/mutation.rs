//! The protocol broken on purpose, one part at a time: the checkers must notice each.

use crate::dispatch::lease::mutated::{self, Neglect};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mutation {
    /// The fence is read when the statement arrives, not locked until it is carried out.
    PlainFence,
    /// What lies in memory may be sent whenever its lane is held, whoever read it.
    NoEpoch,
    /// What was read under an epoch may be sent under one of the same number, whoever had that.
    NoNode,
    /// A settlement changes its row whatever attempt that is at.
    SettleTwice,
    /// Hand-overs are lost, and the scans find nothing.
    BlindScans,
    /// The lease has no end.
    NoExpiry,
    /// Outcomes are counted by what was sent rather than by what was changed.
    CountSent,
    /// Outcomes are added whatever was added before.
    CountTwice,
    /// A node that learns that it is dead goes on until its last beat runs out.
    Careless,
    /// What another node tells of is owed, whatever its row says.
    Hearsay,
}

impl Mutation {
    pub const ALL: [Self; 10] = [
        Self::PlainFence,
        Self::NoEpoch,
        Self::NoNode,
        Self::SettleTwice,
        Self::BlindScans,
        Self::NoExpiry,
        Self::CountSent,
        Self::CountTwice,
        Self::Careless,
        Self::Hearsay,
    ];

    pub const fn words(self) -> &'static str {
        match self {
            Self::PlainFence => "a plain SELECT as the fence",
            Self::NoEpoch => "no epoch on items in memory",
            Self::NoNode => "no node in the epoch on items in memory",
            Self::SettleTwice => "a batch sent twice settles twice",
            Self::BlindScans => "hints lost and the rescan skipped",
            Self::NoExpiry => "sending after the lease's end",
            Self::CountSent => "counts by rows sent rather than changed",
            Self::CountTwice => "outcomes added without a look at the mark",
            Self::Careless => "a node found dead goes on until its lease ends",
            Self::Hearsay => "hints believed without a look at the row",
        }
    }
}

/// While it is held, the lease of this thread neglects what the mutation says. The model sees to the
/// others itself.
#[derive(Debug)]
pub struct Broken(());

impl Broken {
    pub fn lease(mutation: Option<Mutation>) -> Self {
        mutated::set(match mutation {
            Some(Mutation::NoEpoch) => Some(Neglect::Epoch),
            Some(Mutation::NoNode) => Some(Neglect::Node),
            Some(Mutation::NoExpiry) => Some(Neglect::Expiry),
            Some(Mutation::Careless) => Some(Neglect::Death),
            _ => None,
        });
        Self(())
    }
}

impl Drop for Broken {
    fn drop(&mut self) {
        mutated::set(None);
    }
}
