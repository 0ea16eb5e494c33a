//! The one statement that settles: attempts recorded, queue rows deleted or rescheduled, ends
//! written, outcomes counted, and the batch itself put on record for the streams.
//!
//! Two fences guard it. The node's own row, read `FOR KEY SHARE`, makes a takeover a barrier: a
//! settlement commits before it or changes nothing. And each queue row is changed only if its
//! `attempt` is still what the courier found. Everything else follows from rows really changed.
//!
//! A batch that is on record under its number is not settled again. Of two tries under way at once,
//! the later one finds what the first one wrote and is refused; asked once more, it is answered.
//!
//! Rows are named by `namespace_id = ANY (ARRAY[…])`. With `=` on the first column of the index too,
//! PostgreSQL may merge or hash a batch with all that is owed, and does, if the queue was last analyzed
//! while it was empty; this leaves it nothing but a probe for each row. (By `ctid`, a row that another
//! session changed meanwhile would be lost.)
//!
//! [`attempts`] settles what couriers bring, laid out by [`row`]; [`changes`] what people ask for.

mod attempts;
mod changes;
mod row;

use sqlx::types::Uuid;

use crate::domain::attempt::Attempt;
use crate::domain::delivery::{End, Verdict};
use crate::domain::ids::{DeliveryId, NamespaceId, NodeId, WebhookId};
use crate::domain::timestamp::Timestamp;

pub use attempts::{attempts, superseded};
pub use changes::changes;

/// An attempt that has ended, with what was decided.
#[derive(Debug, Clone)]
pub struct Settlement {
    /// The incarnation that made it.
    pub node: NodeId,
    pub attempt: Attempt,
    pub verdict: Verdict,
    pub ended_at: Timestamp,
}

/// A change to a delivery that no attempt caused.
#[derive(Debug, Clone)]
pub struct Change {
    pub namespace: NamespaceId,
    pub webhook: WebhookId,
    pub delivery: DeliveryId,
    pub event: Uuid,
    pub kind: ChangeKind,
    pub reason: String,
    pub by: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ChangeKind {
    /// It leaves the queue and ends so.
    End(End),
    /// As `End`, if it was never attempted.
    EndUntried(End),
    /// Its next attempt is due now.
    RetryNow,
    /// A dead letter becomes discarded.
    Discard,
}

/// Under whose name a batch is settled. Number and moment stay the same however often it is sent.
#[derive(Debug, Clone, Copy)]
pub struct Stamp {
    pub node: NodeId,
    pub fence: i64,
    pub batch: i64,
    pub at: Timestamp,
}

/// What became of a batch.
#[derive(Debug, PartialEq, Eq)]
pub enum Settled {
    /// Which of its members, by position, really changed their row.
    Done { won: Vec<bool> },
    /// The node no longer holds what it acted under: nothing was changed.
    Fenced,
}

fn done(len: usize, ordinals: &[i64]) -> Settled {
    let mut won = vec![false; len];
    for ordinal in ordinals {
        if let Some(slot) = usize::try_from(ordinal - 1).ok().and_then(|at| won.get_mut(at)) {
            *slot = true;
        }
    }
    Settled::Done { won }
}
