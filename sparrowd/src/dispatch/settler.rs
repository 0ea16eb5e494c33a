//! The settler: one task, one connection, one statement for each batch. Only settlers change rows of
//! the queue, so everything that ends or moves a delivery comes through here.
//!
//! A batch keeps its number, members and moment until its outcome is known: sent again after a
//! broken connection, it changes nothing a second time. Numbers are dense, so that a reader of the
//! record can tell when something is missing.

mod command;
mod counting;
mod record;
mod release;

use std::sync::{Arc, Weak};
use std::time::Duration;

use tokio::sync::{OwnedSemaphorePermit, Semaphore, mpsc, watch};
use tokio::task::yield_now;
use tokio::time::{Instant, sleep_until};

use super::dispatcher::Dispatcher;
use super::lease::{Identity, Lease};
use super::ledger::{Ledger, Ledgers};
use super::queues::Fate;
use super::resting::Resting;
use super::suspender::Wanted;
use command::Command;
use counting::Counting;
use record::{log, without_bodies};
use release::Release;

use crate::chance;
use crate::clock::Stamper;
use crate::domain::delivery::Decision;
use crate::domain::ids::{DeliveryId, NodeId, WebhookId};
use crate::domain::timestamp::Timestamp;
use crate::store::health::Active;
use crate::store::settle::{Settled, Settlement, Stamp};
use crate::store::{Plans, StoreError};
use crate::tasks::{Policy, Tasks};
use crate::telemetry::Chain;

/// Attempts of one batch, at most.
const MAX_BATCH: usize = 256;
/// Bytes of answers in one batch, at most, unless a single one is larger.
const MAX_BYTES: usize = 4 * 1024 * 1024;
const MAX_WAITING: usize = 4_096;
/// Answers that wait to be settled, in KiB.
const MAX_WAITING_KIB: usize = 16 * 1024;
const DEADLINE: Duration = Duration::from_secs(10);
/// From the beginning of one batch to that of the next, at least, unless there is enough for a full one.
/// A statement costs PostgreSQL as much as some ten attempts in it and a commit besides, and nobody waits
/// for its own. What a node has attempted and not settled when it dies is attempted again by another, so
/// this is no longer than it takes to fill a batch at the full rate.
const PACE: Duration = Duration::from_millis(20);
const FIRST_PAUSE: Duration = Duration::from_millis(100);
const LONGEST_PAUSE: Duration = Duration::from_secs(2);

/// A settlement that waits, with the room that it takes.
type Waiting = (Settlement, OwnedSemaphorePermit);

/// What the settler is asked for beside settling.
#[derive(Debug)]
enum Asked {
    Change(Command),
    Release(Release),
}

/// The settler as couriers and commands know it.
#[derive(Debug, Clone)]
pub struct Settler {
    waiting: mpsc::Sender<Waiting>,
    asked: mpsc::Sender<Asked>,
    room: Arc<Semaphore>,
}

fn bytes(settlement: &Settlement) -> usize {
    let answer = settlement.attempt.exchange.answer.as_ref();
    answer.map_or(0, |answer| answer.body.len() + answer.headers.len())
}

impl Settler {
    /// Hands a settlement in; waits for room while the database is slow or away. `false`: the
    /// settler is gone.
    pub(super) async fn submit(&self, settlement: Settlement) -> bool {
        let kib = u32::try_from(bytes(&settlement) / 1024 + 1).unwrap_or(u32::MAX);
        let Ok(room) = Arc::clone(&self.room).acquire_many_owned(kib).await else {
            return false;
        };
        self.waiting.send((settlement, room)).await.is_ok()
    }
}

/// What the settling task is started with.
pub struct Inbox {
    waiting: mpsc::Receiver<Waiting>,
    asked: mpsc::Receiver<Asked>,
}

/// The handle, and what the task needs to begin.
pub fn channel() -> (Settler, Inbox) {
    let (waiting, settlements) = mpsc::channel(MAX_WAITING);
    let (asking, asked) = mpsc::channel(64);
    let room = Arc::new(Semaphore::new(MAX_WAITING_KIB));
    (Settler { waiting, asked: asking, room }, Inbox { waiting: settlements, asked })
}

/// The settling task.
struct Settling {
    ledger: Box<dyn Ledger>,
    lease: Arc<Lease>,
    stamper: Arc<Stamper>,
    dispatcher: Weak<Dispatcher>,
    wake: watch::Sender<u64>,
    /// Webhooks whose counters have changed.
    active: Active,
    counting: Counting,
    numbers: Numbers,
    /// Deliveries of which what came of them can't be recorded.
    resting: Resting,
}

/// The next number of this incarnation's batches.
struct Numbers {
    node: NodeId,
    last: i64,
}

pub struct Options<'a> {
    pub ledgers: &'a dyn Ledgers,
    pub lease: Arc<Lease>,
    pub stamper: Arc<Stamper>,
    pub dispatcher: Weak<Dispatcher>,
    pub wake: watch::Sender<u64>,
    pub active: Active,
}

pub fn start(tasks: &Tasks, options: Options<'_>, inbox: Inbox) {
    let Options { ledgers, lease, stamper, dispatcher, wake, active } = options;
    let numbers = Numbers { node: lease.identity().node, last: 0 };
    // Its plan is made when the queue is small, and must hold when it is not.
    let ledger = ledgers.open(DEADLINE, Plans::Indexed);
    let resting = Resting::default();
    let counting = Counting::of(numbers.node);
    let settling =
        Settling { ledger, lease, stamper, dispatcher, wake, active, counting, numbers, resting };
    let stopping = tasks.stopping();
    tasks.spawn("settler", Policy::Critical, settling.run(inbox, stopping));
}

impl Settling {
    /// Until it is told to stop; then until nothing waits any more.
    async fn run(mut self, mut inbox: Inbox, stopping: tokio_util::sync::CancellationToken) {
        let mut asked_open = true;
        let mut was_asked = false;
        let mut next_at = Instant::now();
        loop {
            // In turn while both wait: whoever floods one of them must not starve the other.
            let asked_turn = asked_open && (!was_asked || inbox.waiting.is_empty());
            let is_time = inbox.waiting.len() >= MAX_BATCH || Instant::now() >= next_at;
            tokio::select! {
                biased;
                () = stopping.cancelled() => {
                    inbox.waiting.close();
                    while let Ok(first) = inbox.waiting.try_recv() {
                        let batch = fill(first, &mut inbox.waiting);
                        self.settle(batch).await;
                    }
                    if self.counting.at.is_some() {
                        self.count().await;
                    }
                    break;
                }
                rested = self.resting.over() => self.bring_back(&rested),
                asked = inbox.asked.recv(), if asked_turn => match asked {
                    Some(asked) => {
                        was_asked = true;
                        match asked {
                            Asked::Change(command) => self.command(command).await,
                            Asked::Release(release) => self.release(release).await,
                        }
                    }
                    None => asked_open = false,
                },
                () = self.counting.due() => self.count().await,
                () = sleep_until(next_at), if !is_time => {}
                first = inbox.waiting.recv(), if is_time => match first {
                    Some(first) => {
                        was_asked = false;
                        next_at = Instant::now() + PACE;
                        yield_now().await;
                        let batch = fill(first, &mut inbox.waiting);
                        self.settle(batch).await;
                    }
                    None => break,
                },
            }
        }
        self.ledger.close().await;
    }

    /// Settles a batch, in parts if it must be. What an earlier incarnation of this node attempted is
    /// only put on record: its lanes had another owner since.
    async fn settle(&mut self, batch: Vec<Waiting>) {
        let (settlements, room): (Vec<_>, Vec<_>) = batch.into_iter().unzip();
        let identity = self.lease.identity();
        let (mine, late): (Vec<_>, Vec<_>) =
            settlements.into_iter().partition(|settlement| settlement.node == identity.node);
        if !late.is_empty() {
            self.put_on_record(&late).await;
            self.done(&late, None);
        }
        let mut parts = if mine.is_empty() { Vec::new() } else { vec![mine] };
        while let Some(mut part) = parts.pop() {
            // Rows are locked in key order, so that settlers of two nodes can't lock each other.
            part.sort_unstable_by_key(|s| {
                (s.attempt.namespace, s.attempt.webhook, s.attempt.delivery)
            });
            match self.send(identity, &part).await {
                Ok(won) => self.done(&part, won.as_deref()),
                Err(_) if part.len() > 1 => {
                    let second = part.split_off(part.len() / 2);
                    parts.push(second);
                    parts.push(part);
                }
                Err(error) => {
                    if let Some(bare) = without_bodies(&part) {
                        tracing::error!(event = "settle_failed", error = %Chain(&error), "an attempt is recorded without its answer");
                        parts.push(bare);
                    } else {
                        tracing::error!(event = "settle_failed", error = %Chain(&error), delivery_id = %part[0].attempt.delivery, "an attempt can't be recorded; it will be made again");
                        self.set_aside(&part);
                    }
                }
            }
        }
        drop(room);
    }

    /// Records attempts that came too late to count.
    async fn put_on_record(&mut self, late: &[Settlement]) {
        let mut pause = FIRST_PAUSE;
        while let Err(error) = self.ledger.superseded(late).await {
            if let Err(error) = self.recover(error, &mut pause).await {
                tracing::error!(event = "settle_failed", error = %Chain(&error), attempts = late.len(), "attempts that came too late are not on record");
                return;
            }
        }
    }

    /// What can't be recorded is not attempted again at once. Its row stays as it was, so it is kept
    /// in hand meanwhile: no refill or rescan brings it.
    fn set_aside(&mut self, part: &[Settlement]) {
        let these = part.iter().map(|s| (s.attempt.webhook, s.attempt.delivery)).collect();
        self.resting.add(these);
        if let Some(dispatcher) = self.dispatcher.upgrade() {
            suspend(&dispatcher, part);
        }
    }

    /// They have rested: their rows say what is owed.
    fn bring_back(&self, rested: &[(WebhookId, DeliveryId)]) {
        if let Some(dispatcher) = self.dispatcher.upgrade() {
            let fate = |(webhook, delivery): &(_, _)| (*webhook, *delivery, Fate::Unclear);
            dispatcher.settled(&rested.iter().map(fate).collect::<Vec<_>>());
        }
    }

    /// Sends a batch until its outcome is known. `None`: it came too late and is on record as
    /// superseded. An error means that PostgreSQL refuses it for what it holds.
    async fn send(
        &mut self,
        mut identity: Identity,
        part: &[Settlement],
    ) -> Result<Option<Vec<bool>>, StoreError> {
        let at = self.stamper.now();
        let mut pause = FIRST_PAUSE;
        let mut may_be_known = true;
        loop {
            let stamp = self.stamp(identity, at);
            let error = match self.ledger.settle(stamp, part).await {
                Ok(Settled::Done { won }) => {
                    self.numbers.last += 1;
                    self.counting.settled(stamp, part, &won);
                    return Ok(Some(won));
                }
                Ok(Settled::Fenced) => {
                    if let Some(fence) = self.standing(identity).await {
                        identity.fence = fence;
                        continue;
                    }
                    self.put_on_record(part).await;
                    return Ok(None);
                }
                // An earlier try, given up for lost, was committed while this one was under way.
                Err(error) if may_be_known && error.is_duplicate() => {
                    may_be_known = false;
                    continue;
                }
                Err(error) => error,
            };
            self.recover(error, &mut pause).await?;
        }
    }

    fn stamp(&mut self, identity: Identity, at: Timestamp) -> Stamp {
        if self.numbers.node != identity.node {
            self.numbers = Numbers { node: identity.node, last: 0 };
            // What the one before had not added is counted by others.
            self.counting = Counting::of(identity.node);
        }
        let Identity { node, fence } = identity;
        Stamp { node, fence, batch: self.numbers.last + 1, at }
    }

    /// After a refusal by the fence: the fence to go on under, or `None` if this node is dead. Then
    /// nothing more is sent, though its last beat would permit it for some seconds.
    async fn standing(&mut self, identity: Identity) -> Option<i64> {
        let mut pause = FIRST_PAUSE;
        loop {
            match self.ledger.standing(identity.node).await {
                Ok(Some((fence, true))) => return Some(fence),
                Ok(_) => {
                    self.lease.lose(identity.node);
                    return None;
                }
                Err(error) => {
                    if self.recover(error, &mut pause).await.is_err() {
                        return None;
                    }
                }
            }
        }
    }

    /// Waits before another try, or passes the error on if another try can't help.
    async fn recover(&mut self, error: StoreError, pause: &mut Duration) -> Result<(), StoreError> {
        match &error {
            StoreError::MissingPartition => {
                match self.ledger.make_partitions(self.stamper.now()).await {
                    // All are there, and it was tried with them: a row is of a time that has none.
                    Ok(0) if *pause > FIRST_PAUSE => return Err(error),
                    Ok(_) => {}
                    Err(error) => {
                        tracing::error!(event = "partition_missing", error = %Chain(&error), "a partition could not be made");
                    }
                }
            }
            // It refuses every batch alike, for no fault of theirs: they wait.
            error if !error.is_content() => {
                tracing::warn!(event = "settle_waits", error = %Chain(error), pause_ms = pause.as_millis(), "settling waits for PostgreSQL");
            }
            _ => return Err(error),
        }
        tokio::time::sleep(pause.mul_f64(chance::range(0.5..=1.0))).await;
        *pause = pause.saturating_mul(2).min(LONGEST_PAUSE);
        Ok(())
    }

    fn done(&self, part: &[Settlement], won: Option<&[bool]>) {
        let fates: Vec<_> = part
            .iter()
            .enumerate()
            .map(|(at, settlement)| {
                let won = won.and_then(|won| won.get(at)).copied().unwrap_or(false);
                let fate = match settlement.verdict.decision {
                    _ if !won => Fate::Unclear,
                    Decision::Retry { at } => Fate::Kept(at),
                    Decision::Delivered | Decision::Dead | Decision::Discarded => Fate::Ended,
                };
                log(settlement, won);
                (settlement.attempt.webhook, settlement.attempt.delivery, fate)
            })
            .collect();
        if let Some(dispatcher) = self.dispatcher.upgrade() {
            suspend(&dispatcher, part);
            dispatcher.settled(&fates);
        }
        self.wake.send_modify(|n| *n = n.wrapping_add(1));
    }
}

/// Asks for the suspensions that follow from these attempts, whatever became of the attempts
/// themselves: their webhooks are held back until that is settled.
fn suspend(dispatcher: &Dispatcher, part: &[Settlement]) {
    for Settlement { attempt, verdict, ended_at, .. } in part {
        if let Some(reason) = verdict.suspends {
            dispatcher.suspensions.add(Wanted {
                namespace: attempt.namespace,
                webhook: attempt.webhook,
                revision: attempt.revision,
                reason,
                at: *ended_at,
            });
        }
    }
}

/// Everything that waits already, up to the limits of a batch.
fn fill(first: Waiting, waiting: &mut mpsc::Receiver<Waiting>) -> Vec<Waiting> {
    let mut size = bytes(&first.0);
    let mut batch = vec![first];
    while batch.len() < MAX_BATCH && size < MAX_BYTES {
        let Ok(next) = waiting.try_recv() else { break };
        size += bytes(&next.0);
        batch.push(next);
    }
    batch
}
