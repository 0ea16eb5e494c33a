//! Accepting events.
//!
//! Pushes from all callers join one open batch. A batch is committed as soon as the one before it is
//! through, so it holds one event when little is going on and hundreds under load, and nobody waits
//! for a timer. In the batch's own statement the revisions of its namespaces are read: if one moved,
//! nothing is written and the batch is matched again. The answer follows the commit, and so does the
//! hand-over of the deliveries to the queues in memory.
//!
//! What joins a batch is a member: one event, or several that are accepted together or not at all. An
//! event with an idempotency key is accepted once, whoever pushes it again and on whichever node: the
//! key's row is written by the statement that writes the event, and whoever finds it there is
//! answered what it says.
//!
//! [`Ingest`] is the handle that callers have; [`committer`] is the one task behind it, and takes its
//! batches from [`gatherer`].

mod batch;
pub mod committer;
mod gatherer;

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use tokio::sync::{OwnedSemaphorePermit, Semaphore, mpsc, oneshot};

use crate::domain::event::EventType;
use crate::domain::headers::OwnHeaders;
use crate::domain::idempotency::{Digest, Key};
use crate::domain::ids::{DeliveryId, EventId, NamespaceId, WebhookId};
use crate::domain::lifetime::Lifetime;
use crate::domain::timestamp::Timestamp;
use crate::domain::webhook::{MAX_PER_NAMESPACE, NamespaceName};
use crate::store::payloads::Body;

/// Members that wait for their batch, at most.
const MAX_WAITING: usize = 8_192;
/// Bytes that wait, at most, in KiB.
const MAX_WAITING_KIB: usize = 32 * 1024;
/// Deliveries of several events that are accepted together, at most: as many as of one event.
pub const MAX_DELIVERIES_TOGETHER: usize = MAX_PER_NAMESPACE;
/// When a caller may try again that found everything full.
const RETRY_AFTER: Duration = Duration::from_millis(250);
/// When a caller may try again while PostgreSQL is away.
const RETRY_AFTER_OUTAGE: Duration = Duration::from_secs(2);

/// An event to be accepted. What the types don't promise, the caller has checked.
#[derive(Debug, Clone)]
pub struct Push {
    pub namespace: NamespaceName,
    pub event_type: EventType,
    pub content_type: String,
    /// A JSON object of strings.
    pub metadata: Option<String>,
    /// Sent with every attempt.
    pub headers: OwnHeaders,
    pub payload: Bytes,
    pub lifetime: Lifetime,
    pub key: Option<Keyed>,
    /// To this webhook alone, whatever it subscribes to. `None`: to all that want it.
    pub only: Option<WebhookId>,
}

/// An idempotency key with what it stands for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Keyed {
    pub key: Key,
    pub content: Digest,
}

impl Push {
    /// What it takes of the room that there is.
    pub fn bytes(&self) -> usize {
        let metadata = self.metadata.as_ref().map_or(0, String::len);
        self.payload.len() + metadata + self.headers.bytes()
    }
}

/// The event and all its deliveries are committed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Accepted {
    pub event: EventId,
    pub deliveries: u32,
    /// By an earlier push with the same idempotency key.
    pub duplicate: bool,
}

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PushError {
    #[error("there is no namespace {0}")]
    UnknownNamespace(String),
    #[error("too much is waiting to be committed")]
    Full { retry_after: Duration },
    #[error("PostgreSQL is away; nothing was accepted")]
    Unavailable { retry_after: Duration },
    #[error("the connection broke during the commit; the event may have been accepted or not")]
    OutcomeUnknown,
    #[error("the event matches more than {MAX_PER_NAMESPACE} webhooks")]
    TooManyWebhooks,
    #[error("the events come to more than {MAX_DELIVERIES_TOGETHER} deliveries")]
    TooManyDeliveries,
    /// The idempotency key stands for this event, and that has other content.
    #[error("the idempotency key was used for event {event}, which has other content")]
    KeyConflict { event: EventId },
    #[error("the idempotency key is that of event {first} of the same call, with other content")]
    KeyTwice { first: usize },
    #[error("there is no such webhook")]
    UnknownWebhook,
    #[error("the webhook is paused")]
    WebhookPaused,
    #[error("sparrow has suspended the webhook")]
    WebhookSuspended,
    #[error("the event can't be stored")]
    Internal,
}

impl PushError {
    const FULL: Self = Self::Full { retry_after: RETRY_AFTER };
    const OUTAGE: Self = Self::Unavailable { retry_after: RETRY_AFTER_OUTAGE };
}

/// Why events were not accepted, and which of them is at fault, if one is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refused {
    pub error: PushError,
    /// Its position among those that were pushed together, from 0.
    pub index: Option<usize>,
}

impl From<PushError> for Refused {
    fn from(error: PushError) -> Self {
        Self { error, index: None }
    }
}

/// A delivery that was just committed.
#[derive(Debug, Clone)]
pub struct HandedOver {
    pub namespace: NamespaceId,
    pub webhook: WebhookId,
    pub delivery: DeliveryId,
    /// When its first attempt is due; `None`: as soon as its turn comes.
    pub due_at: Option<Timestamp>,
    pub expires_at: Option<Timestamp>,
    pub body: Arc<Body>,
}

/// Who takes the deliveries of a commit. `noted` is called before the commit is sent, and what it
/// answers comes back with the deliveries: so an owner that changed meanwhile is known.
pub trait HandOver: Send + Sync + 'static {
    type Note: Send;
    fn note(&self) -> Self::Note;
    fn hand_over(&self, note: Self::Note, deliveries: Vec<HandedOver>);
}

type Outcome = Result<Vec<Accepted>, Refused>;

fn answer(waiting: Waiting, outcome: Outcome) {
    // A caller that has gone away does not want it any more.
    drop(waiting.answer.send(outcome));
}

/// A member on its way, with the room that it takes.
struct Waiting {
    pushes: Vec<Push>,
    answer: oneshot::Sender<Outcome>,
    _room: OwnedSemaphorePermit,
}

/// The handle of callers.
#[derive(Debug, Clone)]
pub struct Ingest {
    queue: mpsc::Sender<Waiting>,
    room: Arc<Semaphore>,
}

/// The answer to a submitted push, once its batch is through.
#[derive(Debug)]
pub struct Pending(oneshot::Receiver<Outcome>);

impl Pending {
    async fn all(self) -> Outcome {
        // The committer answers all; if it is gone, what it was doing can't be known.
        self.0.await.unwrap_or(Err(PushError::OutcomeUnknown.into()))
    }

    /// Of one event.
    pub async fn outcome(self) -> Result<Accepted, PushError> {
        let all = self.all().await.map_err(|refused| refused.error)?;
        all.first().copied().ok_or(PushError::Internal)
    }
}

fn kib(pushes: &[Push]) -> u32 {
    let kib: usize = pushes.iter().map(|push| push.bytes() / 1024 + 1).sum();
    u32::try_from(kib).unwrap_or(u32::MAX)
}

impl Ingest {
    fn new() -> (Self, mpsc::Receiver<Waiting>) {
        let (queue, waiting) = mpsc::channel(MAX_WAITING);
        (Self { queue, room: Arc::new(Semaphore::new(MAX_WAITING_KIB)) }, waiting)
    }

    /// Accepts an event, or says at once that there is no room.
    pub async fn push(&self, push: Push) -> Result<Accepted, PushError> {
        self.try_submit(vec![push])?.outcome().await
    }

    /// Accepts all of these events in one transaction, in their order, or none; or says at once that
    /// there is no room.
    pub async fn push_together(&self, pushes: Vec<Push>) -> Result<Vec<Accepted>, Refused> {
        self.try_submit(pushes)?.all().await
    }

    fn try_submit(&self, pushes: Vec<Push>) -> Result<Pending, PushError> {
        let room = Arc::clone(&self.room)
            .try_acquire_many_owned(kib(&pushes))
            .map_err(|_| PushError::FULL)?;
        let (answer, pending) = oneshot::channel();
        self.queue
            .try_send(Waiting { pushes, answer, _room: room })
            .map_err(|_| PushError::FULL)?;
        Ok(Pending(pending))
    }

    /// Submits an event and waits for room only, so that a stream keeps many on their way.
    pub async fn submit(&self, push: Push) -> Result<Pending, PushError> {
        let pushes = vec![push];
        let room = Arc::clone(&self.room)
            .acquire_many_owned(kib(&pushes))
            .await
            .map_err(|_| PushError::FULL)?;
        let (answer, pending) = oneshot::channel();
        self.queue
            .send(Waiting { pushes, answer, _room: room })
            .await
            .map_err(|_| PushError::OUTAGE)?;
        Ok(Pending(pending))
    }
}
