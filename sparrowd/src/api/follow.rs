//! One reader of the settlements for all streams of this process: tail, and those that wait for
//! deliveries and replays.
//!
//! It sleeps while nobody follows. Otherwise it reads whenever this node has settled something, and
//! once a second for what other nodes did, and keeps the last few batches with their attempts in a
//! ring. A stream first catches up from its own cursor, in bounded bites; when it has seen all that
//! the ring had at its last bite, it goes on from there. One whose client is slow falls out of the
//! ring and catches up again: it waits for nobody, and nobody waits for it.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::{Notify, watch};
use tokio::time::{sleep, timeout};

use super::error::{ApiError, Reason};
use crate::store::attempts::{self, Record};
use crate::store::settlements::{Batch, Cursor, Feed};
use crate::store::{Pool, StoreError, in_time};
use crate::tasks::{Policy, Tasks};
use crate::telemetry::Chain;

/// Streams of this process, at most.
const MAX_STREAMS: usize = 512;
/// Batches and attempts in the ring, at most.
const RING_BATCHES: usize = 256;
const RING_ATTEMPTS: usize = 4_096;
/// Batches of each node in one read, at most.
const BITE: usize = 16;
const CATCH_UP_BITE: usize = 4;
/// Attempts loaded by one statement, at most.
const LOAD: usize = 1_000;
/// Between two reads at least; and how often other nodes are asked for.
const PACE: Duration = Duration::from_millis(20);
const PERIOD: Duration = Duration::from_secs(1);
const RETRY_AFTER: Duration = Duration::from_secs(5);

/// A batch with its attempts loaded.
#[derive(Debug)]
pub(crate) struct Settled {
    pub(crate) batch: Batch,
    pub(crate) attempts: Vec<Record>,
}

/// The handle. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Follower(Arc<Shared>);

#[derive(Debug)]
struct Shared {
    feed: Feed,
    pool: Pool,
    ring: Mutex<Ring>,
    /// Rises whenever the ring has changed.
    moved: watch::Sender<u64>,
    /// The first stream has come.
    wanted: Notify,
}

/// The last batches read, each with a position that rises.
#[derive(Debug, Default)]
struct Ring {
    streams: usize,
    /// The reader stands at the end of the record: what comes from now on will be in the ring.
    live: bool,
    /// The position of the first one held.
    first: u64,
    held: VecDeque<Arc<Settled>>,
    attempts: usize,
}

/// What lies at a position of the ring.
enum At {
    Batch(Arc<Settled>),
    NotYet,
    /// It has fallen out.
    Gone,
}

impl Ring {
    fn end(&self) -> u64 {
        self.first + self.held.len() as u64
    }

    fn at(&self, position: u64) -> At {
        let Some(offset) = position.checked_sub(self.first) else { return At::Gone };
        let held = usize::try_from(offset).ok().and_then(|offset| self.held.get(offset));
        held.map_or(At::NotYet, |settled| At::Batch(Arc::clone(settled)))
    }

    fn push(&mut self, settled: Arc<Settled>) {
        self.attempts += settled.attempts.len();
        self.held.push_back(settled);
        while self.held.len() > RING_BATCHES || self.attempts > RING_ATTEMPTS {
            let Some(gone) = self.held.pop_front() else { break };
            self.attempts -= gone.attempts.len();
            self.first += 1;
        }
    }

    /// Positions given out before are gone.
    fn reset(&mut self, live: bool) {
        self.first = self.end() + 1;
        self.held.clear();
        self.attempts = 0;
        self.live = live;
    }
}

impl Follower {
    pub fn start(tasks: &Tasks, feed: Feed, pool: Pool) -> Self {
        let shared = Arc::new(Shared {
            feed,
            pool,
            ring: Mutex::default(),
            moved: watch::Sender::new(0),
            wanted: Notify::new(),
        });
        let stopping = tasks.stopping();
        let reading = Arc::clone(&shared);
        tasks.spawn("follower", Policy::Critical, async move {
            stopping.run_until_cancelled(read_all(&reading)).await;
        });
        Self(shared)
    }

    pub(crate) fn feed(&self) -> &Feed {
        &self.0.feed
    }

    /// A stream of everything after the cursor.
    pub(crate) fn follow(&self, cursor: Cursor) -> Result<Stream, ApiError> {
        let mut ring = self.0.ring();
        if ring.streams >= MAX_STREAMS {
            let message = format!("this node serves at most {MAX_STREAMS} streams at a time");
            return Err(ApiError::new(Reason::TooManyStreams, message).retry_after(RETRY_AFTER));
        }
        ring.streams += 1;
        drop(ring);
        self.0.wanted.notify_one();
        Ok(Stream {
            shared: Arc::clone(&self.0),
            moved: self.0.moved.subscribe(),
            cursor,
            caught_up: VecDeque::new(),
            position: None,
        })
    }
}

impl Shared {
    fn ring(&self) -> MutexGuard<'_, Ring> {
        self.ring.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn change<T>(&self, change: impl FnOnce(&mut Ring) -> T) -> T {
        let result = change(&mut self.ring());
        self.moved.send_modify(|n| *n = n.wrapping_add(1));
        result
    }

    /// Whether the last stream has gone; then the ring is closed.
    fn close_if_idle(&self) -> bool {
        let mut ring = self.ring();
        if ring.streams == 0 {
            ring.reset(false);
        }
        ring.streams == 0
    }

    /// The next batches after a cursor with their attempts, and whether there may be more.
    async fn read(
        &self,
        cursor: &Cursor,
        limit: usize,
    ) -> Result<(Vec<Arc<Settled>>, bool), StoreError> {
        let read = in_time(self.feed.after(cursor, limit)).await?;
        let keys: Vec<_> =
            read.batches.iter().flat_map(|batch| batch.attempts.iter().copied()).collect();
        let mut records = std::collections::HashMap::with_capacity(keys.len());
        for part in keys.chunks(LOAD) {
            let loaded = in_time(attempts::load(&self.pool, part)).await?;
            records.extend(loaded.into_iter().map(|record| (record.id, record)));
        }
        let settled = read.batches.into_iter().map(|batch| {
            let attempts = batch.attempts.iter().filter_map(|(_, id)| records.remove(id)).collect();
            Arc::new(Settled { batch, attempts })
        });
        Ok((settled.collect(), read.more))
    }
}

async fn read_all(shared: &Shared) {
    loop {
        shared.wanted.notified().await;
        while !shared.close_if_idle() {
            if let Err(error) = read_along(shared).await {
                tracing::warn!(event = "streams_wait", error = %Chain(&error), "streams wait for PostgreSQL");
                sleep(PERIOD).await;
            }
        }
    }
}

/// From the end of the record on, until nobody follows any more.
async fn read_along(shared: &Shared) -> Result<(), StoreError> {
    let mut wake = shared.feed.wake();
    let mut cursor = in_time(shared.feed.head()).await?;
    shared.change(|ring| ring.reset(true));
    while shared.ring().streams > 0 {
        wake.borrow_and_update();
        let (batches, more) = shared.read(&cursor, BITE).await?;
        if !batches.is_empty() {
            for settled in &batches {
                cursor.advance(&settled.batch);
            }
            shared.change(|ring| batches.into_iter().for_each(|settled| ring.push(settled)));
        }
        sleep(PACE).await;
        if !more && matches!(timeout(PERIOD, wake.changed()).await, Ok(Err(_))) {
            // The settler is gone: the daemon is ending.
            sleep(PERIOD).await;
        }
    }
    Ok(())
}

/// What a stream gets next: a batch that it has not seen.
#[derive(Debug)]
pub(crate) struct Step {
    pub(crate) settled: Arc<Settled>,
    /// Where the stream stood before it.
    pub(crate) before: Cursor,
    /// Attempts of it that were seen before.
    pub(crate) seen: usize,
    /// Something between the last one of its node and this is no longer kept.
    pub(crate) gap: bool,
}

#[derive(Debug)]
pub(crate) struct Stream {
    shared: Arc<Shared>,
    moved: watch::Receiver<u64>,
    cursor: Cursor,
    caught_up: VecDeque<Arc<Settled>>,
    /// Where it goes on in the ring; `None` while it catches up.
    position: Option<u64>,
}

impl Drop for Stream {
    fn drop(&mut self) {
        self.shared.ring().streams -= 1;
    }
}

impl Stream {
    pub(crate) fn cursor(&self) -> &Cursor {
        &self.cursor
    }

    /// Waits for the next batch. Nothing is lost if the wait is given up.
    pub(crate) async fn next(&mut self) -> Result<Step, StoreError> {
        loop {
            while let Some(settled) = self.caught_up.pop_front() {
                if !self.cursor.has_seen(&settled.batch) {
                    return Ok(self.step(settled));
                }
            }
            match self.position {
                None => self.catch_up().await?,
                Some(position) => {
                    self.moved.borrow_and_update();
                    let at = self.shared.ring().at(position);
                    match at {
                        At::Batch(settled) => {
                            self.caught_up.push_back(settled);
                            self.position = Some(position + 1);
                        }
                        At::Gone => self.position = None,
                        At::NotYet => self.wait().await,
                    }
                }
            }
        }
    }

    fn step(&mut self, settled: Arc<Settled>) -> Step {
        let before = self.cursor.clone();
        let seen = before.seen_of(&settled.batch);
        let gap = !self.cursor.advance(&settled.batch);
        Step { settled, before, seen, gap }
    }

    /// A bite of what lies after the cursor. If that was all, everything put into the ring since
    /// before the bite is either in it or still to come at that position.
    async fn catch_up(&mut self) -> Result<(), StoreError> {
        let position = loop {
            self.moved.borrow_and_update();
            {
                let ring = self.shared.ring();
                if ring.live {
                    break ring.end();
                }
            }
            self.wait().await;
        };
        let (batches, more) = self.shared.read(&self.cursor, CATCH_UP_BITE).await?;
        self.caught_up.extend(batches);
        self.position = (!more).then_some(position);
        Ok(())
    }

    async fn wait(&mut self) {
        // `shared` keeps the sender.
        if self.moved.changed().await.is_err() {
            std::future::pending::<()>().await;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::ids::NodeId;
    use crate::domain::timestamp::Timestamp;
    use uuid::Uuid;

    fn settled(number: i64) -> Arc<Settled> {
        let batch = Batch {
            node: NodeId::from_uuid(Uuid::nil()),
            batch: number,
            at: Timestamp::from_millis(number),
            attempts: Vec::new(),
            deliveries: Vec::new(),
        };
        Arc::new(Settled { batch, attempts: Vec::new() })
    }

    fn number(at: At) -> Option<i64> {
        match at {
            At::Batch(settled) => Some(settled.batch.batch),
            At::NotYet | At::Gone => None,
        }
    }

    #[test]
    fn the_ring_holds_the_last_ones() {
        let mut ring = Ring::default();
        ring.reset(true);
        let start = ring.end();
        assert!(matches!(ring.at(start), At::NotYet));
        for n in 0..=RING_BATCHES {
            ring.push(settled(i64::try_from(n).unwrap()));
        }
        assert!(matches!(ring.at(start), At::Gone));
        assert_eq!(number(ring.at(start + 1)), Some(1));
        assert!(matches!(ring.at(ring.end()), At::NotYet));
    }

    #[test]
    fn positions_of_an_earlier_life_are_gone() {
        let mut ring = Ring::default();
        ring.reset(true);
        ring.push(settled(1));
        let end = ring.end();
        ring.reset(false);
        ring.reset(true);
        assert!(matches!(ring.at(end), At::Gone));
    }
}
