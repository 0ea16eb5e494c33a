//! Deliveries as they stand. There is no table of them: what is owed lies in the queue, what ended
//! other than delivered in `ended`, and all the rest is delivered. Both are read in one statement, so
//! that a delivery that moves meanwhile is seen either before or after, never in between.
//!
//! [`by_ids`] and [`of_event`] read what is named, [`lists`] what a webhook or namespace still owes
//! and what ended; to all of them `last` adds the newest attempt.

mod last;
pub mod lists;
mod read;

use sqlx::types::{Uuid, time::OffsetDateTime};

use super::attempts::Record;
use super::{StoreError, to_timestamp};
use crate::domain::delivery::{End, State};
use crate::domain::ids::{DeliveryId, DeliveryOrigin, EventId, ReplayId, WebhookId};
use crate::domain::timestamp::Timestamp;

pub use last::with_last_attempts;
pub(super) use read::origins;
pub use read::{Routed, by_ids, of_event, routed};

/// Where a delivery stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Standing {
    Owed {
        attempts: u32,
        excused: u32,
        /// `None`: never attempted, as soon as its turn comes.
        due_at: Option<Timestamp>,
        /// What is still owed then ends as expired.
        expires_at: Option<Timestamp>,
    },
    Ended {
        end: End,
        attempts: u32,
        excused: u32,
        reason: String,
        by: String,
        at: Timestamp,
        /// The last replay that sent it again.
        replayed_by: Option<ReplayId>,
    },
    Delivered {
        excused: u32,
    },
}

impl Standing {
    /// `paused`: whether its webhook is, or is suspended.
    pub fn state(&self, paused: bool) -> State {
        match self {
            Self::Owed { .. } if paused => State::Held,
            Self::Owed { attempts: 0, .. } => State::Pending,
            Self::Owed { .. } => State::Retrying,
            Self::Ended { end, .. } => State::Ended(*end),
            Self::Delivered { .. } => State::Delivered,
        }
    }

    pub fn has_ended(&self) -> bool {
        !matches!(self, Self::Owed { .. })
    }
}

/// A delivery with all that is told of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Delivery {
    pub id: DeliveryId,
    pub event: EventId,
    /// `None`: the event is no longer kept.
    pub event_type: Option<String>,
    pub webhook: WebhookId,
    /// The replay that made it.
    pub replay: Option<ReplayId>,
    pub standing: Standing,
    /// The newest attempt that counted for anything, if there is one on record.
    pub last: Option<Record>,
}

/// A row of one of the statements here: the same columns, whichever way led to it.
struct Raw {
    delivery_id: Uuid,
    webhook_id: Uuid,
    /// `None`: an event's own delivery in a list, whose id tells.
    event_id: Option<Uuid>,
    event_type: Option<String>,
    replay_id: Option<Uuid>,
    attempt: Option<i32>,
    excused: Option<i32>,
    due_at: Option<OffsetDateTime>,
    expires_at: Option<OffsetDateTime>,
    state: Option<String>,
    reason: Option<String>,
    ended_by: Option<String>,
    ended_at: Option<OffsetDateTime>,
    replayed_by: Option<Uuid>,
}

fn number(n: Option<i32>) -> u32 {
    n.and_then(|n| u32::try_from(n).ok()).unwrap_or_default()
}

impl Raw {
    fn read(self) -> Result<Delivery, StoreError> {
        let id = DeliveryId::from_uuid(self.delivery_id);
        let corrupt = |what: &str| StoreError::Corrupt(format!("{what} of delivery {id}"));
        let (attempts, excused) = (number(self.attempt), number(self.excused));
        let standing = match (&self.state, self.attempt) {
            (Some(word), _) => Standing::Ended {
                end: End::from_word(word).ok_or_else(|| corrupt("state"))?,
                attempts,
                excused,
                reason: self.reason.unwrap_or_default(),
                by: self.ended_by.unwrap_or_default(),
                at: self.ended_at.map(to_timestamp).ok_or_else(|| corrupt("end"))?,
                replayed_by: self.replayed_by.map(ReplayId::from_uuid),
            },
            (None, Some(_)) => Standing::Owed {
                attempts,
                excused,
                due_at: self.due_at.map(to_timestamp),
                expires_at: self.expires_at.map(to_timestamp),
            },
            (None, None) => Standing::Delivered { excused: 0 },
        };
        let event = match (self.event_id, id.origin()) {
            (Some(event), _) => EventId::from_uuid(event),
            (None, DeliveryOrigin::Event { event, .. }) => event,
            (None, DeliveryOrigin::Replay) => return Err(corrupt("event")),
        };
        Ok(Delivery {
            id,
            event,
            event_type: self.event_type,
            webhook: WebhookId::from_uuid(self.webhook_id),
            replay: self.replay_id.map(ReplayId::from_uuid),
            standing,
            last: None,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn raw() -> Raw {
        Raw {
            delivery_id: Uuid::from_u128((1 << 20) | 1),
            webhook_id: Uuid::from_u128(7),
            event_id: None,
            event_type: None,
            replay_id: None,
            attempt: None,
            excused: None,
            due_at: None,
            expires_at: None,
            state: None,
            reason: None,
            ended_by: None,
            ended_at: None,
            replayed_by: None,
        }
    }

    fn ended(word: &str) -> Raw {
        let ended_at = Some(OffsetDateTime::UNIX_EPOCH);
        Raw { attempt: Some(3), state: Some(word.to_owned()), ended_at, ..raw() }
    }

    #[test]
    fn states() {
        let cases = [
            (Raw { attempt: Some(0), ..raw() }, false, State::Pending),
            (Raw { attempt: Some(2), ..raw() }, false, State::Retrying),
            (Raw { attempt: Some(0), ..raw() }, true, State::Held),
            (Raw { attempt: Some(2), ..raw() }, true, State::Held),
            (ended("dead"), true, State::Ended(End::Dead)),
            (ended("discarded"), false, State::Ended(End::Discarded)),
            (raw(), true, State::Delivered),
        ];
        for (raw, paused, state) in cases {
            assert_eq!(raw.read().unwrap().standing.state(paused), state);
        }
    }

    #[test]
    fn a_row_that_makes_no_sense_is_corrupt() {
        assert!(matches!(ended("gone").read(), Err(StoreError::Corrupt(_))));
        let no_time = Raw { ended_at: None, ..ended("dead") };
        assert!(matches!(no_time.read(), Err(StoreError::Corrupt(_))));
        let replayed = Raw { delivery_id: Uuid::from_u128((1 << 16) | 1), ..raw() };
        assert!(
            matches!(replayed.read(), Err(StoreError::Corrupt(_))),
            "its event is not in its id"
        );
    }
}
