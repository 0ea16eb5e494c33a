//! From what goes wrong inside to what is told outside.

use std::time::Duration;

use super::unknown::{unknown_delivery, unknown_namespace};
use super::{ApiError, Reason};
use crate::domain::ids::ParseIdError;
use crate::ingest::PushError;
use crate::secrets::OpenError;
use crate::store::StoreError;
use crate::store::commands::CommandError;
use crate::telemetry::Chain;

/// When a caller may try again while PostgreSQL is away.
const RETRY_AFTER_OUTAGE: Duration = Duration::from_secs(2);
/// When a caller may try again that came upon a lock.
const RETRY_AFTER_BUSY: Duration = Duration::from_millis(250);

const OUTAGE_HINT: &str =
    "see whether PostgreSQL runs; `sparrowctl health` shows when sparrow has it back";

impl ApiError {
    /// Something inside went wrong that was told elsewhere.
    pub(in super::super) fn inside() -> Self {
        Self::new(Reason::Internal, "something went wrong inside sparrowd")
    }

    /// Something inside went wrong that the caller can't help. Logged here.
    pub fn internal(error: &dyn std::error::Error) -> Self {
        tracing::error!(event = "call_failed", error = %Chain(error), "a call failed");
        Self::inside().hint("its log has the cause, with event=call_failed")
    }

    /// Something sealed does not open. Logged here.
    pub fn unreadable(what: &str, error: &OpenError) -> Self {
        tracing::error!(event = "call_failed", error = %Chain(error), "{what} can't be opened");
        Self::new(Reason::SecretUnreadable, format!("{what} can't be opened: {error}"))
            .hint("sparrowd's key file (secrets.key_file) has to hold the key that sealed it")
    }

    fn outage() -> Self {
        Self::new(Reason::DatabaseUnavailable, "PostgreSQL can't be reached")
            .hint(OUTAGE_HINT)
            .retry_after(RETRY_AFTER_OUTAGE)
    }

    /// A statement that changes something did not come back well: unlike a read, it may have been
    /// committed all the same. Logged here.
    pub fn from_write(error: StoreError) -> Self {
        if !matches!(error, StoreError::Unknown(_)) {
            return error.into();
        }
        tracing::warn!(event = "call_failed", error = %Chain(&error), "a change may be done or not");
        Self::new(
            Reason::OutcomeUnknown,
            "the connection to PostgreSQL broke during the change; it may be done or not",
        )
        .hint("look at what is there before you try again")
    }
}

/// Reads: what did not come back can be asked again. The cause is logged here.
impl From<StoreError> for ApiError {
    fn from(error: StoreError) -> Self {
        // Lock timeout, deadlock, serialisation failure: somebody else was first.
        if error.is_contention() {
            tracing::warn!(event = "call_failed", error = %Chain(&error), "a call met a lock");
            return Self::new(Reason::Overloaded, "what is to be changed is being changed")
                .retry_after(RETRY_AFTER_BUSY);
        }
        if error.is_transient() {
            tracing::warn!(event = "call_failed", error = %Chain(&error), "a call was refused");
            return Self::outage();
        }
        Self::internal(&error)
    }
}

/// The committer has logged the cause already.
impl From<PushError> for ApiError {
    fn from(error: PushError) -> Self {
        let message = error.to_string();
        match error {
            PushError::UnknownNamespace(name) => unknown_namespace(&name, None),
            PushError::Full { retry_after } => Self::new(Reason::Overloaded, message)
                .retry_after(retry_after)
                .hint("push again a little later; for many events at once, use a stream"),
            PushError::Unavailable { retry_after } => {
                Self::new(Reason::DatabaseUnavailable, message)
                    .retry_after(retry_after)
                    .hint(OUTAGE_HINT)
            }
            PushError::OutcomeUnknown => Self::new(Reason::OutcomeUnknown, message).hint(
                "pushed again with the same idempotency key it is accepted once; without one, \
                 `sparrowctl event list` shows what was accepted",
            ),
            PushError::TooManyWebhooks => Self::new(Reason::TooManyWebhooks, message)
                .hint("spread the webhooks over several namespaces or event types"),
            PushError::TooManyDeliveries => Self::new(Reason::BatchTooLarge, message)
                .hint("push fewer events in one call, or in a stream"),
            PushError::KeyConflict { event } => Self::new(Reason::IdempotencyConflict, message)
                .hint(format!(
                    "another event needs a key of its own; sparrowctl event show {event}"
                )),
            PushError::KeyTwice { .. } => Self::new(Reason::IdempotencyConflict, message)
                .hint("another event needs a key of its own"),
            PushError::UnknownWebhook => {
                Self::new(Reason::UnknownWebhook, message).hint("sparrowctl webhook list")
            }
            PushError::WebhookPaused => Self::new(Reason::WebhookPaused, message)
                .hint("start it again: sparrowctl webhook resume WEBHOOK"),
            PushError::WebhookSuspended => Self::new(Reason::WebhookSuspended, message)
                .hint("start it again: sparrowctl webhook resume WEBHOOK"),
            PushError::Internal => Self::new(Reason::Internal, message)
                .hint("the log of sparrowd has the cause, with event=ingest_failed"),
        }
    }
}

impl From<CommandError> for ApiError {
    fn from(error: CommandError) -> Self {
        match error {
            CommandError::AlreadyEnded(id) => {
                Self::new(Reason::AlreadyEnded, format!("delivery {id} has ended"))
                    .hint(format!("send it again: sparrowctl replay create --delivery {id}"))
            }
            CommandError::NotFound(id) => unknown_delivery(id),
            CommandError::Unavailable => Self::outage(),
        }
    }
}

impl From<ParseIdError> for ApiError {
    fn from(error: ParseIdError) -> Self {
        let message = error.to_string();
        match &error {
            ParseIdError::WrongType { text, found, .. } => {
                let refused = Self::new(Reason::WrongIdType, message);
                match noun(found) {
                    Some(noun) => refused.hint(format!("sparrowctl {noun} show {text}")),
                    None => refused,
                }
            }
            ParseIdError::Malformed { expected, .. } => {
                let refused = Self::new(Reason::MalformedId, message);
                match noun(expected) {
                    Some(noun) => refused.hint(format!("ids in full: sparrowctl {noun} list")),
                    None => refused,
                }
            }
        }
    }
}

/// The noun of the client for what an id names.
fn noun(words: &str) -> Option<&str> {
    let (_, noun) = words.split_once(' ')?;
    ["event", "webhook", "delivery", "attempt", "replay"].into_iter().find(|known| *known == noun)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_of_something_else_leads_to_where_it_belongs() {
        use crate::domain::ids::{EventId, WebhookId};
        let event = EventId::from_uuid(uuid::Uuid::from_u128(7)).to_string();
        let error = ApiError::from(event.parse::<WebhookId>().unwrap_err());
        assert_eq!(error.reason(), Reason::WrongIdType);
        assert_eq!(error.hint_text(), Some(format!("sparrowctl event show {event}").as_str()));
        let error = ApiError::from("wh_7".parse::<WebhookId>().unwrap_err());
        assert_eq!(error.reason(), Reason::MalformedId);
        assert_eq!(error.hint_text(), Some("ids in full: sparrowctl webhook list"));
    }

    #[test]
    fn a_read_may_be_asked_again_and_a_write_may_not() {
        let lost = || StoreError::Unknown(None);
        assert_eq!(ApiError::from(lost()).reason(), Reason::DatabaseUnavailable);
        assert_eq!(ApiError::from_write(lost()).reason(), Reason::OutcomeUnknown);
        assert!(!Reason::OutcomeUnknown.retryable());
    }
}
