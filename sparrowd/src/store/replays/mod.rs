//! Replays: asked for here, in one transaction with all their items ([`create`]); made by
//! `upkeep::replays`, a batch at a time ([`super::replay_batches`]).

mod create;
mod read;

use std::time::Duration;

use sqlx::types::{Uuid, time::OffsetDateTime};

use super::to_timestamp;
use crate::domain::ids::{DeliveryId, EventId, ReplayId};
use crate::domain::timestamp::Timestamp;

pub use create::create;
pub use read::{deliveries, get, list, progress};

/// Deliveries that one replay can ask for.
pub const MAX_ITEMS: usize = 100_000;

/// What is asked for, in this order; each id once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Selector {
    /// Events, to the webhooks that each matched.
    Events(Vec<EventId>),
    Deliveries(Vec<DeliveryId>),
    /// Deliveries that are dead.
    DeadLetters(Vec<DeliveryId>),
}

/// What became of a wish.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Created {
    Done(Replay),
    /// Nothing was made: there are no such events, the first few of them.
    UnknownEvents(Vec<EventId>),
    UnknownDeliveries(Vec<DeliveryId>),
    /// Nothing was made: these are no dead letters, the first few of them.
    NotDead(Vec<DeliveryId>),
    /// Nothing was made: the events matched no webhook.
    Empty,
    /// Nothing was made: it would be so many deliveries.
    TooLarge(usize),
}

/// A replay as it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Replay {
    pub id: ReplayId,
    pub total: u32,
    pub queued: u32,
    pub skipped: u32,
    pub created_at: Timestamp,
    /// `None`: its deliveries are still being made.
    pub finished_at: Option<Timestamp>,
}

/// How the deliveries of a replay have ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Progress {
    pub delivered: u32,
    pub dead: u32,
    /// Ended otherwise.
    pub other: u32,
}

impl Progress {
    pub fn ended(self) -> u32 {
        self.delivered.saturating_add(self.dead).saturating_add(self.other)
    }
}

struct Raw {
    replay_id: Uuid,
    total: i32,
    queued: i32,
    skipped: i32,
    created_at: OffsetDateTime,
    finished_at: Option<OffsetDateTime>,
}

fn count(n: i32) -> u32 {
    u32::try_from(n).unwrap_or_default()
}

impl From<Raw> for Replay {
    fn from(raw: Raw) -> Self {
        Self {
            id: ReplayId::from_uuid(raw.replay_id),
            total: count(raw.total),
            queued: count(raw.queued),
            skipped: count(raw.skipped),
            created_at: to_timestamp(raw.created_at),
            finished_at: raw.finished_at.map(to_timestamp),
        }
    }
}

/// How long a progress is good for that took so long to count.
pub fn pause_after(counting: Duration) -> Duration {
    counting.saturating_mul(20).clamp(Duration::from_millis(250), Duration::from_secs(10))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_dear_to_count_is_counted_less_often() {
        assert_eq!(pause_after(Duration::from_millis(1)), Duration::from_millis(250));
        assert_eq!(pause_after(Duration::from_millis(50)), Duration::from_secs(1));
        assert_eq!(pause_after(Duration::from_secs(9)), Duration::from_secs(10));
    }
}
