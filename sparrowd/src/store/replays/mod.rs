//! Replays: new deliveries of old events.
//!
//! What is asked for is first chosen ([`choose`]: by ids, or what a selection fits), then written
//! down in parts as a replay that nobody sees ([`make`]), and at last becomes visible in one stroke:
//! as a replay that runs, or as a plan that waits for its word. So no statement is long and no lock
//! is held over the whole, and what dies half-way is dropped when its time is over. From there on
//! `upkeep::replays` makes the deliveries, a batch at a time ([`super::replay_batches`]), and
//! [`change`] pauses, resumes and cancels. What is through is dropped by [`clear`].

pub mod change;
mod choose;
pub mod clear;
mod make;
mod named;
mod read;
mod selection;

use std::time::Duration;

use sqlx::types::{Uuid, time::OffsetDateTime};

use super::{StoreError, to_timestamp};
use crate::domain::delivery::State;
use crate::domain::event::EventPattern;
use crate::domain::ids::{DeliveryId, EventId, ReplayId, WebhookId};
use crate::domain::statuses::Statuses;
use crate::domain::timestamp::Timestamp;

pub use make::{CarriedOut, Made, Making, PLAN_KEPT, carry_out, drop_plan, make};
pub use read::{deliveries, get, list, progress};

/// Deliveries that one replay can ask for. What it asks for is chosen and written down while the
/// caller waits, and counted while somebody watches: a few seconds, and some tenths of one.
pub const MAX_ITEMS: usize = 100_000;
/// Plans of a namespace at a time.
pub const MAX_PLANS: i64 = 20;

/// What is asked for; each id once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Selector {
    /// Events in this order, to the webhooks that each matched.
    Events(Vec<EventId>),
    /// In this order.
    Deliveries(Vec<DeliveryId>),
    /// Deliveries that are dead, in this order.
    DeadLetters(Vec<DeliveryId>),
    /// Oldest first, each event to each webhook once.
    Selection(Selection),
}

/// Which deliveries that have ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Selection {
    pub webhook: Option<WebhookId>,
    pub states: Vec<State>,
    /// Half-open, on the time in the delivery's id.
    pub since: Option<Timestamp>,
    pub until: Option<Timestamp>,
    pub event_type: Option<EventPattern>,
    /// Of the last attempt.
    pub statuses: Statuses,
}

/// A delivery to be sent again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Item {
    pub source: DeliveryId,
    pub event: EventId,
    pub webhook: WebhookId,
    /// Whether `source` was delivered.
    pub delivered: bool,
}

/// What a selector comes to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Chosen {
    pub items: Vec<Item>,
    /// Asked for, but the webhook is deleted, or the event no longer kept.
    pub skipped: u32,
}

/// Why nothing came of a wish.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refused {
    /// There are no such events, the first few of them.
    UnknownEvents(Vec<EventId>),
    UnknownDeliveries(Vec<DeliveryId>),
    /// These are no dead letters, the first few of them.
    NotDead(Vec<DeliveryId>),
    /// There is nothing to be sent.
    Empty,
    /// The events named are so many deliveries.
    TooMany(usize),
    /// The selection fits more than a replay holds; what was accepted before this moment fits in.
    TooManyFrom(Timestamp),
    /// So many rows were looked at, and there are more.
    TooFar(u64),
    /// The namespace has as many plans as it may.
    TooManyPlans,
    /// It took so long to write down that it was dropped meanwhile.
    TooSlow,
}

/// A replay as it stands.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Replay {
    pub id: ReplayId,
    pub state: ReplayState,
    pub total: u32,
    pub queued: u32,
    pub skipped: u32,
    /// Deliveries made a second, at most; 0: as fast as they can be made.
    pub rate: f64,
    pub created_at: Timestamp,
    /// Set once it is over: done or cancelled.
    pub finished_at: Option<Timestamp>,
}

/// Of one that people see.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReplayState {
    /// Its deliveries are being made.
    Running,
    Paused,
    /// All its deliveries are made.
    Done,
    Cancelled,
}

impl ReplayState {
    pub const fn word(self) -> &'static str {
        match self {
            Self::Running => "running",
            Self::Paused => "paused",
            Self::Done => "done",
            Self::Cancelled => "cancelled",
        }
    }

    fn from_word(word: &str) -> Option<Self> {
        [Self::Running, Self::Paused, Self::Done, Self::Cancelled]
            .into_iter()
            .find(|state| state.word() == word)
    }

    /// No more deliveries are made.
    pub fn is_over(self) -> bool {
        matches!(self, Self::Done | Self::Cancelled)
    }
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
    state: String,
    total: i32,
    queued: i32,
    skipped: i32,
    rate: f64,
    created_at: OffsetDateTime,
    finished_at: Option<OffsetDateTime>,
}

fn count(n: i32) -> u32 {
    u32::try_from(n).unwrap_or_default()
}

impl TryFrom<Raw> for Replay {
    type Error = StoreError;

    fn try_from(raw: Raw) -> Result<Self, StoreError> {
        let id = ReplayId::from_uuid(raw.replay_id);
        let state = ReplayState::from_word(&raw.state);
        Ok(Self {
            id,
            state: state.ok_or_else(|| StoreError::Corrupt(format!("state of replay {id}")))?,
            total: count(raw.total),
            queued: count(raw.queued),
            skipped: count(raw.skipped),
            rate: raw.rate,
            created_at: to_timestamp(raw.created_at),
            finished_at: raw.finished_at.map(to_timestamp),
        })
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
