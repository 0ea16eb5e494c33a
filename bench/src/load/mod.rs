//! Pushing events: as many as go through (a closed loop), or at a rate whatever comes of them (an
//! open one).
//!
//! In an open loop the moments at which pushes are due are fixed beforehand, and a payload carries
//! its own. A thread keeps them; each push is a task of its own, so that one that waits holds up no
//! other.

mod doors;
mod grpc;
mod rest;
mod streams;

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Duration;

use tokio::sync::{Semaphore, mpsc};
use tokio::task::JoinSet;
use tokio::time::sleep;

use crate::latency::Latency;
use crate::payload::{self, Mark, now_us};
use crate::targets::Targets;

pub use doors::Addresses;
use doors::{Caller, Doors};

/// Pushes of an open loop on their way at once, at most; more wait, and their latency tells.
const OPEN_AT_ONCE: usize = 8_192;
const AGAIN_AFTER: Duration = Duration::from_millis(50);

/// Which door events come through.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Door {
    /// One call for each event
    Grpc,
    /// Bulk push: batches of 256 over a few streams
    Stream,
    /// HTTP/JSON, one request for each event
    Rest,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pace {
    /// So many callers, each with one push on its way (a stream: with some batches).
    Callers(usize),
    PerSecond(u64),
}

/// What to push, and how.
#[derive(Debug, Clone)]
pub struct Plan {
    pub door: Door,
    pub pace: Pace,
    /// Bytes of a payload.
    pub size: usize,
    /// With an idempotency key each.
    pub keys: bool,
    /// How long a push is tried again that was refused or whose outcome is unknown.
    pub insist: Duration,
    pub targets: Targets,
}

impl Plan {
    pub fn new(door: Door, pace: Pace, targets: Targets) -> Self {
        Self { door, pace, size: 1_024, keys: false, insist: Duration::ZERO, targets }
    }
}

/// What was pushed.
#[derive(Debug, Default)]
pub struct Pushed {
    /// Which events were acknowledged.
    pub accepted: Vec<u64>,
    pub refused: u64,
    /// Acknowledged or not, nobody knows.
    pub unknown: u64,
    /// Why the first of them was refused.
    pub refusal: Option<String>,
    /// From the moment a push was due to its acknowledgement.
    pub latency: Latency,
}

impl Pushed {
    fn note(&mut self, one: One) {
        if let Some(us) = one.latency_us {
            self.accepted.push(one.n);
            self.latency.note(us);
        }
        self.refused += one.refused;
        self.unknown += one.unknown;
        self.refusal = self.refusal.take().or(one.refusal);
    }

    fn add(&mut self, other: Self) {
        self.accepted.extend(other.accepted);
        self.refused += other.refused;
        self.unknown += other.unknown;
        self.refusal = self.refusal.take().or(other.refusal);
        self.latency.add(&other.latency);
    }
}

/// A load that is running.
#[derive(Debug)]
pub struct Load {
    shared: Arc<Shared>,
    task: tokio::task::JoinHandle<anyhow::Result<Pushed>>,
}

#[derive(Debug)]
struct Shared {
    plan: Plan,
    run: u64,
    next: AtomicU64,
    limit: u64,
    acknowledged: AtomicU64,
    ends: AtomicBool,
}

impl Shared {
    /// The next event, unless there is none.
    fn next(&self) -> Option<u64> {
        if self.ends.load(Ordering::Relaxed) {
            return None;
        }
        Some(self.next.fetch_add(1, Ordering::Relaxed)).filter(|n| *n < self.limit)
    }

    fn mark(&self, n: u64, due_us: u64) -> Mark {
        Mark { run: self.run, n, due_us }
    }
}

impl Load {
    /// Begins to push events 0 to `limit` of a run.
    pub async fn start(
        plan: Plan,
        run: u64,
        limit: u64,
        addresses: &[Addresses],
    ) -> anyhow::Result<Self> {
        let shared = Arc::new(Shared {
            plan,
            run,
            next: AtomicU64::new(0),
            limit,
            acknowledged: AtomicU64::new(0),
            ends: AtomicBool::new(false),
        });
        let pushing = Arc::clone(&shared);
        let doors = match shared.plan.door {
            Door::Grpc => Doors::grpc(addresses).await?,
            Door::Rest => Doors::rest(addresses)?,
            Door::Stream => {
                let clients = doors::clients(addresses).await?;
                return Ok(Self { shared, task: tokio::spawn(streams::push(pushing, clients)) });
            }
        };
        let task = match shared.plan.pace {
            Pace::Callers(callers) => tokio::spawn(closed(pushing, doors, callers)),
            Pace::PerSecond(rate) => tokio::spawn(open(pushing, doors, rate)),
        };
        Ok(Self { shared, task })
    }

    /// Events acknowledged so far.
    pub fn acknowledged(&self) -> u64 {
        self.shared.acknowledged.load(Ordering::Relaxed)
    }

    /// Whether all events have been pushed, or pushing failed.
    pub fn is_over(&self) -> bool {
        self.task.is_finished()
    }

    /// Begins no further push, and waits for those on their way.
    pub async fn end(self) -> anyhow::Result<Pushed> {
        self.shared.ends.store(true, Ordering::Relaxed);
        self.task.await?
    }

    /// Waits until all have been pushed.
    pub async fn complete(self) -> anyhow::Result<Pushed> {
        self.task.await?
    }
}

async fn closed(shared: Arc<Shared>, doors: Doors, callers: usize) -> anyhow::Result<Pushed> {
    let mut all = JoinSet::new();
    for n in 0..callers {
        let (shared, mut caller) = (Arc::clone(&shared), doors.caller(n));
        all.spawn(async move {
            let mut pushed = Pushed::default();
            while let Some(n) = shared.next() {
                pushed.note(push(&shared, &mut caller, n, now_us()).await);
            }
            pushed
        });
    }
    Ok(together(all).await)
}

async fn open(shared: Arc<Shared>, doors: Doors, rate: u64) -> anyhow::Result<Pushed> {
    let (tell, mut due) = mpsc::unbounded_channel();
    let pace = Arc::clone(&shared);
    let keeper = std::thread::Builder::new().name("generator-pace".to_owned());
    keeper.spawn(move || keep_time(&pace, rate, &tell))?;
    let places = Arc::new(Semaphore::new(OPEN_AT_ONCE));
    let mut all = JoinSet::new();
    let mut done = Pushed::default();
    while let Some((n, due_us)) = due.recv().await {
        let place = Arc::clone(&places).acquire_owned().await?;
        let (shared, mut caller) = (Arc::clone(&shared), doors.caller(usize::try_from(n)?));
        all.spawn(async move {
            let one = push(&shared, &mut caller, n, due_us).await;
            drop(place);
            one
        });
        while let Some(Ok(one)) = all.try_join_next() {
            done.note(one);
        }
    }
    while let Some(Ok(one)) = all.join_next().await {
        done.note(one);
    }
    Ok(done)
}

/// Tells each event at its moment. The kernel's sleep is finer than the runtime's, which rounds up to
/// a millisecond.
fn keep_time(shared: &Shared, rate: u64, tell: &mpsc::UnboundedSender<(u64, u64)>) {
    let first_us = now_us();
    while let Some(n) = shared.next() {
        let due_us = first_us + n * 1_000_000 / rate.max(1);
        std::thread::sleep(Duration::from_micros(due_us.saturating_sub(now_us())));
        if tell.send((n, due_us)).is_err() {
            return;
        }
    }
}

async fn together(mut all: JoinSet<Pushed>) -> Pushed {
    let mut sum = Pushed::default();
    while let Some(one) = all.join_next().await {
        if let Ok(one) = one {
            sum.add(one);
        }
    }
    sum
}

/// What became of one event.
#[derive(Debug)]
struct One {
    n: u64,
    /// `None`: it was not acknowledged.
    latency_us: Option<u64>,
    refused: u64,
    unknown: u64,
    refusal: Option<String>,
}

/// One event, again and again while it is refused, if the plan insists.
async fn push(shared: &Shared, caller: &mut Caller, n: u64, due_us: u64) -> One {
    let mut one = One { n, latency_us: None, refused: 0, unknown: 0, refusal: None };
    let give_up = now_us() + u64::try_from(shared.plan.insist.as_micros()).unwrap_or(0);
    let payload = payload::write(shared.mark(n, due_us), shared.plan.size);
    let key = if shared.plan.keys { format!("{}-{n}", shared.run) } else { String::new() };
    loop {
        match caller.push(shared.plan.targets.of(n), payload.clone(), &key).await {
            Ok(()) => {
                shared.acknowledged.fetch_add(1, Ordering::Relaxed);
                one.latency_us = Some(now_us().saturating_sub(due_us));
                return one;
            }
            Err(refusal) => {
                let count = if refusal.is_unknown { &mut one.unknown } else { &mut one.refused };
                *count += 1;
                one.refusal.get_or_insert(refusal.message);
            }
        }
        if now_us() >= give_up {
            return one;
        }
        sleep(AGAIN_AFTER).await;
    }
}
