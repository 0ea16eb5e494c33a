//! Payloads in memory, within a budget of the node.
//!
//! A committed event brings its payload along; it is kept for its deliveries while there is room,
//! and otherwise read again when a turn comes. Half of the budget is for what was handed over, half
//! for what was read, so that buffered payloads of slow receivers never keep a courier from loading
//! its own.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{OwnedSemaphorePermit, Semaphore, mpsc, oneshot};

use crate::domain::ids::{DeliveryId, NamespaceId};
use crate::store::payloads::{Body, load};
use crate::store::{Database, Link, Plans, StoreError};
use crate::tasks::{Policy, Tasks};

/// Deliveries in one read, at most. Their payloads have no room yet while they are read.
const BATCH: usize = 16;
const FIRST_PAUSE: Duration = Duration::from_millis(200);
const LONGEST_PAUSE: Duration = Duration::from_secs(2);
const DEADLINE: Duration = Duration::from_secs(10);
const WAITING: usize = 1_024;

/// An event in memory, with the room that it takes.
#[derive(Debug)]
pub struct Parcel {
    pub body: Arc<Body>,
    _room: OwnedSemaphorePermit,
}

/// What a payload counts for, in KiB. Ids and types are counted as one.
fn kib(body: &Body) -> u32 {
    u32::try_from((body.payload.len() + body.headers.bytes()) / 1024 + 1).unwrap_or(u32::MAX)
}

/// The room for payloads that were handed over.
#[derive(Debug, Clone)]
pub struct Shelf(Arc<Semaphore>);

impl Shelf {
    fn new(kib: usize) -> Self {
        Self(Arc::new(Semaphore::new(kib)))
    }

    /// Keeps a payload, if there is room.
    pub fn keep(&self, body: Arc<Body>) -> Option<Arc<Parcel>> {
        let room = Arc::clone(&self.0).try_acquire_many_owned(kib(&body)).ok()?;
        Some(Arc::new(Parcel { body, _room: room }))
    }
}

type Answer = Result<Option<Arc<Parcel>>, Away>;

/// PostgreSQL could not be asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the payload could not be read")]
pub struct Away;

struct Wanted {
    namespace: NamespaceId,
    delivery: DeliveryId,
    answer: oneshot::Sender<Answer>,
}

/// Reads payloads, many at a time.
#[derive(Debug, Clone)]
pub struct Loader {
    wanted: mpsc::Sender<Wanted>,
    room: Arc<Semaphore>,
    capacity: usize,
}

impl Loader {
    /// The event of this delivery; `None` if it is gone.
    pub async fn load(&self, namespace: NamespaceId, delivery: DeliveryId) -> Answer {
        let (answer, loaded) = oneshot::channel();
        self.wanted.send(Wanted { namespace, delivery, answer }).await.map_err(|_| Away)?;
        loaded.await.map_err(|_| Away)?
    }

    /// How much of the memory for payloads that were read is taken, in percent.
    pub fn used_percent(&self) -> usize {
        100 - self.room.available_permits() * 100 / self.capacity
    }
}

/// Starts the reading task. `budget` is the node's memory for payloads, in bytes.
pub fn start(tasks: &Tasks, database: &Database, budget: usize) -> (Shelf, Loader) {
    let half = (budget / 2 / 1024).max(1);
    let (sender, wanted) = mpsc::channel(WAITING);
    let link = database.link(DEADLINE, Plans::Indexed);
    let stopping = tasks.stopping();
    let room = Arc::new(Semaphore::new(half));
    let loader = Loader { wanted: sender, room: Arc::clone(&room), capacity: half };
    tasks.spawn("payloads", Policy::Critical, async move {
        stopping.run_until_cancelled(run(link, wanted, room, half)).await;
    });
    (Shelf::new(half), loader)
}

async fn run(
    mut link: Link,
    mut wanted: mpsc::Receiver<Wanted>,
    room: Arc<Semaphore>,
    capacity: usize,
) {
    let mut batch = Vec::with_capacity(BATCH);
    let mut pause = FIRST_PAUSE;
    while wanted.recv_many(&mut batch, BATCH).await > 0 {
        let keys: Vec<_> = batch.iter().map(|w| (w.namespace, w.delivery)).collect();
        match load_all(&mut link, &keys).await {
            Ok(bodies) => {
                pause = FIRST_PAUSE;
                for (wanted, body) in batch.drain(..).zip(bodies) {
                    let parcel = match body {
                        Some(body) => reserve(&room, capacity, body).await,
                        None => None,
                    };
                    // A courier that was cut off does not want it any more.
                    drop(wanted.answer.send(Ok(parcel)));
                }
            }
            Err(error) => {
                log(&error, batch.len());
                // Who waits for this keeps its place in flight: that is what slows the node down.
                tokio::time::sleep(pause.mul_f64(rand::random_range(0.5..=1.0))).await;
                pause = pause.saturating_mul(2).min(LONGEST_PAUSE);
                for wanted in batch.drain(..) {
                    drop(wanted.answer.send(Err(Away)));
                }
            }
        }
    }
}

/// One that can't be read fails alone.
async fn load_all(
    link: &mut Link,
    keys: &[(NamespaceId, DeliveryId)],
) -> Result<Vec<Option<Body>>, StoreError> {
    match load(link, keys).await {
        Err(error) if !error.is_transient() && keys.len() > 1 => {
            let mut bodies = Vec::with_capacity(keys.len());
            for key in keys {
                bodies.extend(match load(link, std::slice::from_ref(key)).await {
                    Err(error) if !error.is_transient() => {
                        log(&error, 1);
                        vec![None]
                    }
                    other => other?,
                });
            }
            Ok(bodies)
        }
        other => other,
    }
}

/// Waits for room. A payload larger than all of it takes all of it.
async fn reserve(room: &Arc<Semaphore>, capacity: usize, body: Body) -> Option<Arc<Parcel>> {
    let wanted = kib(&body).min(u32::try_from(capacity).unwrap_or(u32::MAX));
    let room = Arc::clone(room).acquire_many_owned(wanted).await.ok()?;
    Some(Arc::new(Parcel { body: Arc::new(body), _room: room }))
}

fn log(error: &StoreError, deliveries: usize) {
    tracing::warn!(event = "payloads_unread", deliveries, error = %crate::telemetry::Chain(error), "payloads could not be read");
}
