//! Accepting events.
//!
//! Pushes from all callers join one open batch. A batch is committed as soon as the one before it is
//! through, so it holds one event when little is going on and hundreds under load, and nobody waits
//! for a timer. In the batch's own statement the revisions of its namespaces are read: if one moved,
//! nothing is written and the batch is matched again. The answer follows the commit, and so does the
//! hand-over of the deliveries to the queues in memory.
//!
//! [`Ingest`] is the handle that callers have; [`committer`] is the one task behind it.

mod batch;
pub mod committer;

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use tokio::sync::{OwnedSemaphorePermit, Semaphore, mpsc, oneshot};

use crate::domain::event::EventType;
use crate::domain::ids::{DeliveryId, EventId, NamespaceId, WebhookId};
use crate::domain::webhook::{MAX_PER_NAMESPACE, NamespaceName};
use crate::store::payloads::Body;

/// Pushes that wait for their batch, at most.
const MAX_WAITING: usize = 8_192;
/// Payload bytes that wait, at most, in KiB.
const MAX_WAITING_KIB: usize = 32 * 1024;
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
    pub payload: Bytes,
}

/// The event and all its deliveries are committed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Accepted {
    pub event: EventId,
    pub deliveries: u32,
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
    #[error("the event can't be stored")]
    Internal,
}

impl PushError {
    const FULL: Self = Self::Full { retry_after: RETRY_AFTER };
    const OUTAGE: Self = Self::Unavailable { retry_after: RETRY_AFTER_OUTAGE };
}

/// A delivery that was just committed.
#[derive(Debug, Clone)]
pub struct HandedOver {
    pub namespace: NamespaceId,
    pub webhook: WebhookId,
    pub delivery: DeliveryId,
    pub body: Arc<Body>,
}

/// Who takes the deliveries of a commit. `noted` is called before the commit is sent, and what it
/// answers comes back with the deliveries: so an owner that changed meanwhile is known.
pub trait HandOver: Send + Sync + 'static {
    type Note: Send;
    fn note(&self) -> Self::Note;
    fn hand_over(&self, note: Self::Note, deliveries: Vec<HandedOver>);
}

/// A push on its way, with the room that it takes.
struct Waiting {
    push: Push,
    answer: oneshot::Sender<Result<Accepted, PushError>>,
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
pub struct Pending(oneshot::Receiver<Result<Accepted, PushError>>);

impl Pending {
    pub async fn outcome(self) -> Result<Accepted, PushError> {
        // The committer answers all; if it is gone, what it was doing can't be known.
        self.0.await.unwrap_or(Err(PushError::OutcomeUnknown))
    }
}

fn kib(push: &Push) -> u32 {
    u32::try_from(push.payload.len() / 1024 + 1).unwrap_or(u32::MAX)
}

impl Ingest {
    fn new() -> (Self, mpsc::Receiver<Waiting>) {
        let (queue, waiting) = mpsc::channel(MAX_WAITING);
        (Self { queue, room: Arc::new(Semaphore::new(MAX_WAITING_KIB)) }, waiting)
    }

    /// Accepts an event, or says at once that there is no room.
    pub async fn push(&self, push: Push) -> Result<Accepted, PushError> {
        let room = Arc::clone(&self.room)
            .try_acquire_many_owned(kib(&push))
            .map_err(|_| PushError::FULL)?;
        let (answer, pending) = oneshot::channel();
        self.queue.try_send(Waiting { push, answer, _room: room }).map_err(|_| PushError::FULL)?;
        Pending(pending).outcome().await
    }

    /// Submits an event and waits for room only, so that a stream keeps many on their way.
    pub async fn submit(&self, push: Push) -> Result<Pending, PushError> {
        let room = Arc::clone(&self.room)
            .acquire_many_owned(kib(&push))
            .await
            .map_err(|_| PushError::FULL)?;
        let (answer, pending) = oneshot::channel();
        self.queue
            .send(Waiting { push, answer, _room: room })
            .await
            .map_err(|_| PushError::OUTAGE)?;
        Ok(Pending(pending))
    }
}
