//! Payloads in memory, within a budget of the node.
//!
//! A committed event brings its payload along; it is kept for its deliveries while there is room,
//! and otherwise read again when a turn comes. Half of the budget is for what was handed over (here or
//! by another node's hint), half for what was read for a turn, so that buffered payloads of slow
//! receivers never keep a courier from loading its own.
//!
//! What many webhooks are owed of one event is read once, as long as anybody has it in hand. Each
//! delivery counts against the share of its own webhook, so that one that hangs keeps nobody else's.
//!
//! A small payload is read at the first look. Of one that is larger, or that finds no room, the first
//! look brings only the size; it is read when its claim on [`room`] is granted. So what is in memory
//! has its room, and nobody waits for another's.

mod recent;
mod room;

use std::sync::Arc;
use std::time::Duration;

use futures::future::{BoxFuture, ready};
use futures::stream::FuturesUnordered;
use futures::{FutureExt as _, StreamExt as _};
use tokio::sync::{mpsc, oneshot};
use tokio::task::yield_now;

use self::recent::Recent;
use self::room::{Claim, Part, Room, Shares, Taken};
use super::ledger::{Key, Ledger, Ledgers};
use crate::chance;
use crate::domain::ids::{DeliveryId, NamespaceId, WebhookId};
use crate::store::payloads::{Body, Found};
use crate::store::{Plans, StoreError};
use crate::tasks::{Policy, Tasks};

/// Deliveries in one read, at most. Their payloads have no room yet while they are read.
const BATCH: usize = 128;
const FIRST_PAUSE: Duration = Duration::from_millis(200);
const LONGEST_PAUSE: Duration = Duration::from_secs(2);
const DEADLINE: Duration = Duration::from_secs(10);
const WAITING: usize = 1_024;

/// Payloads up to this size are read at the first look.
pub(super) const SMALL: usize = 32 * 1024;

/// An event in memory, with the room that it takes.
#[derive(Debug)]
struct Kept {
    body: Arc<Body>,
    _room: Part,
}

/// What a courier brings, with its part of the webhook's share.
#[derive(Debug)]
pub struct Parcel {
    kept: Arc<Kept>,
    _share: Option<Part>,
}

impl Parcel {
    fn new(body: Arc<Body>, room: Taken) -> Arc<Self> {
        let kept = Arc::new(Kept { body, _room: room.all });
        Arc::new(Self { kept, _share: room.share })
    }

    pub fn body(&self) -> &Body {
        &self.kept.body
    }
}

/// What a payload counts for, in KiB. Ids and types are counted as one.
fn kib(bytes: usize) -> usize {
    bytes / 1024 + 1
}

/// The room for payloads that were handed over.
#[derive(Debug, Clone)]
pub struct Shelf(Room);

impl Shelf {
    /// Keeps a payload, if there is room.
    pub fn keep(&self, body: Arc<Body>) -> Option<Arc<Parcel>> {
        let room = self.0.take(kib(body.bytes()))?;
        Some(Parcel::new(body, room))
    }

    #[cfg(test)]
    pub fn used_percent(&self) -> usize {
        self.0.used_percent()
    }
}

type Answer = Result<Option<Arc<Parcel>>, Away>;

/// PostgreSQL could not be asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the payload could not be read")]
pub struct Away;

struct Wanted {
    namespace: NamespaceId,
    webhook: WebhookId,
    delivery: DeliveryId,
    answer: oneshot::Sender<Answer>,
}

impl Wanted {
    /// A courier that was cut off does not want it any more.
    fn answer(self, answer: Answer) {
        drop(self.answer.send(answer));
    }
}

/// Reads payloads, many at a time.
#[derive(Debug, Clone)]
pub struct Loader {
    wanted: mpsc::Sender<Wanted>,
    room: Room,
}

impl Loader {
    /// The event of this delivery; `None` if it is gone.
    pub async fn load(
        &self,
        namespace: NamespaceId,
        webhook: WebhookId,
        delivery: DeliveryId,
    ) -> Answer {
        let (answer, loaded) = oneshot::channel();
        let wanted = Wanted { namespace, webhook, delivery, answer };
        self.wanted.send(wanted).await.map_err(|_| Away)?;
        loaded.await.map_err(|_| Away)?
    }

    /// How much of the memory for payloads that were read is taken, in percent.
    pub fn used_percent(&self) -> usize {
        self.room.used_percent()
    }
}

/// Starts the reading task. `budget` is the node's memory for payloads, in bytes.
pub fn start(tasks: &Tasks, ledgers: &dyn Ledgers, budget: usize) -> (Shelf, Loader) {
    let half = budget / 2 / 1024;
    let (sender, wanted) = mpsc::channel(WAITING);
    let room = Room::new(half);
    let loader = Loader { wanted: sender, room: room.clone() };
    let reader = Reader {
        ledger: ledgers.open(DEADLINE, Plans::Indexed),
        shares: Shares::new(room),
        recent: Recent::default(),
        waiting: FuturesUnordered::new(),
        pause: FIRST_PAUSE,
    };
    let stopping = tasks.stopping();
    tasks.spawn("payloads", Policy::Critical, async move {
        stopping.run_until_cancelled(reader.run(wanted)).await;
    });
    (Shelf(Room::new(half)), loader)
}

/// One whose claim is granted; `None` if nobody wants it any more.
type Granted = BoxFuture<'static, Option<(Wanted, Taken)>>;

struct Reader {
    ledger: Box<dyn Ledger>,
    shares: Shares,
    recent: Recent,
    /// Known by their size, and waiting for room. Couriers are as many at most.
    waiting: FuturesUnordered<Granted>,
    pause: Duration,
}

impl Reader {
    async fn run(mut self, mut wanted: mpsc::Receiver<Wanted>) {
        loop {
            tokio::select! {
                biased;
                Some(granted) = self.waiting.next() => self.fetch(granted).await,
                first = wanted.recv() => {
                    let Some(first) = first else { return };
                    // Couriers that were started with that one ask, too.
                    yield_now().await;
                    self.look(fill(first, &mut wanted)).await;
                }
            }
        }
    }

    /// What is in somebody's hand already, if it is, and the webhook has room in its share.
    fn in_hand(&mut self, wanted: &Wanted) -> Option<Arc<Parcel>> {
        let kept = self.recent.get(wanted.namespace, wanted.delivery)?;
        let claim = self.shares.claim(wanted.webhook, kib(kept.body.bytes()));
        Some(Arc::new(Parcel { kept, _share: Some(claim.share_now()?) }))
    }

    /// The first look at these.
    async fn look(&mut self, batch: Vec<Wanted>) {
        let mut unread = Vec::with_capacity(batch.len());
        for wanted in batch {
            match self.in_hand(&wanted) {
                Some(parcel) => wanted.answer(Ok(Some(parcel))),
                None => unread.push(wanted),
            }
        }
        if !unread.is_empty() {
            self.first_look(unread).await;
        }
    }

    async fn first_look(&mut self, batch: Vec<Wanted>) {
        let Some(found) = self.read(&batch, SMALL).await else {
            return batch.into_iter().for_each(|wanted| wanted.answer(Err(Away)));
        };
        for (wanted, found) in batch.into_iter().zip(found) {
            if let Some(parcel) = self.in_hand(&wanted) {
                wanted.answer(Ok(Some(parcel)));
                continue;
            }
            let bytes = match &found {
                None => {
                    wanted.answer(Ok(None));
                    continue;
                }
                Some(Found::Body(body)) => body.bytes(),
                Some(Found::Larger(bytes)) => *bytes,
            };
            let claim = self.shares.claim(wanted.webhook, kib(bytes));
            match (found, claim.now()) {
                (Some(Found::Body(body)), Some(room)) => self.bring(wanted, body, room),
                (_, Some(room)) => self.waiting.push(ready(Some((wanted, room))).boxed()),
                (_, None) => self.waiting.push(granted(wanted, claim).boxed()),
            }
        }
    }

    fn bring(&mut self, wanted: Wanted, body: Body, room: Taken) {
        let parcel = Parcel::new(Arc::new(body), room);
        self.recent.add(wanted.namespace, wanted.delivery, &parcel.kept);
        wanted.answer(Ok(Some(parcel)));
    }

    /// Reads what has its room, this one and others.
    async fn fetch(&mut self, first: Option<(Wanted, Taken)>) {
        let mut batch: Vec<_> = first.into_iter().collect();
        while batch.len() < BATCH
            && let Some(Some(granted)) = self.waiting.next().now_or_never()
        {
            batch.extend(granted);
        }
        let (batch, rooms): (Vec<_>, Vec<_>) = batch.into_iter().unzip();
        if batch.is_empty() {
            return;
        }
        let Some(found) = self.read(&batch, usize::MAX).await else {
            return batch.into_iter().for_each(|wanted| wanted.answer(Err(Away)));
        };
        for ((wanted, room), found) in batch.into_iter().zip(rooms).zip(found) {
            match found {
                Some(Found::Body(body)) => self.bring(wanted, body, room),
                Some(Found::Larger(_)) | None => wanted.answer(Ok(None)),
            }
        }
    }

    /// `None`: not now.
    async fn read(&mut self, batch: &[Wanted], most: usize) -> Option<Vec<Option<Found>>> {
        let keys: Vec<_> = batch.iter().map(|w| (w.namespace, w.delivery)).collect();
        match load_all(self.ledger.as_mut(), &keys, most).await {
            Ok(found) => {
                self.pause = FIRST_PAUSE;
                Some(found)
            }
            Err(error) => {
                log(&error, batch.len());
                // Who waits for this keeps its place in flight: that is what slows the node down.
                tokio::time::sleep(self.pause.mul_f64(chance::range(0.5..=1.0))).await;
                self.pause = self.pause.saturating_mul(2).min(LONGEST_PAUSE);
                None
            }
        }
    }
}

/// Everything that waits already, up to a batch.
fn fill(first: Wanted, wanted: &mut mpsc::Receiver<Wanted>) -> Vec<Wanted> {
    let others = std::iter::from_fn(|| wanted.try_recv().ok());
    std::iter::once(first).chain(others).take(BATCH).collect()
}

async fn granted(mut wanted: Wanted, claim: Claim) -> Option<(Wanted, Taken)> {
    let room = tokio::select! {
        biased;
        () = wanted.answer.closed() => None,
        room = claim.granted() => room,
    };
    Some((wanted, room?))
}

/// One that can't be read fails alone.
async fn load_all(
    ledger: &mut dyn Ledger,
    keys: &[Key],
    most: usize,
) -> Result<Vec<Option<Found>>, StoreError> {
    match ledger.load(keys, most).await {
        Err(error) if !error.is_transient() && keys.len() > 1 => {
            let mut found = Vec::with_capacity(keys.len());
            for key in keys {
                found.extend(match ledger.load(std::slice::from_ref(key), most).await {
                    Err(error) if !error.is_transient() => {
                        log(&error, 1);
                        vec![None]
                    }
                    other => other?,
                });
            }
            Ok(found)
        }
        other => other,
    }
}

fn log(error: &StoreError, deliveries: usize) {
    tracing::warn!(event = "payloads_unread", deliveries, error = %crate::telemetry::Chain(error), "payloads could not be read");
}
