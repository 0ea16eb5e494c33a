//! The one task that commits batches.
//!
//! While little goes on, a commit is told to its callers before the next one is sent, so that what they
//! push then comes along. If a full batch waits when a commit is sent, it is matched meanwhile, and sent before
//! that commit is told: PostgreSQL is kept busy. There is one commit at a time, so that what one caller pushes
//! is committed in its order.

use std::sync::Arc;
use std::time::Duration;

use tokio_util::sync::CancellationToken;

use super::batch::{Keys, Matched, columns};
use super::gatherer::{Gatherer, Part};
use super::{HandOver, Ingest, PushError, answer};
use crate::clock::{Boot, Clock, Stamper};
use crate::store::catalog::Catalog;
use crate::store::ingest::{Batch, Ingested, OnConflict};
use crate::store::{Database, Link, Plans, Pool, StoreError, ingest, partitions};
use crate::tasks::{Policy, Tasks};
use crate::telemetry::Chain;

/// How long a commit may take before its outcome counts as unknown.
const DEADLINE: Duration = Duration::from_secs(10);
const TELL_EVERY: Duration = Duration::from_secs(1);

/// Matching again, at most this often in a row: configuration that moves faster than commits go
/// through is answered as an outage.
const MAX_MATCHES: u32 = 20;

/// What the committer works with.
pub struct Committer<H: HandOver> {
    gatherer: Gatherer,
    writer: Writer,
    hand_over: H,
    /// To be committed next, and matched already.
    ahead: Option<Part>,
    /// Committed, and its callers don't know it yet.
    untold: Option<Committed<H::Note>>,
    /// Statements in a row that found a namespace moved.
    moved: u32,
    failures: Failures,
}

struct Committed<N> {
    note: N,
    members: Vec<Matched>,
    keys: Keys,
}

/// Sends statements.
struct Writer {
    link: Link,
    pool: Pool,
    stamper: Arc<Stamper>,
}

/// Batches that were not accepted, told once a second: while PostgreSQL is away there are hundreds.
#[derive(Debug, Default)]
struct Failures {
    told_at: Option<Boot>,
    batches: u64,
    events: usize,
}

impl Failures {
    fn tell(&mut self, error: &StoreError, events: usize) {
        self.batches += 1;
        self.events += events;
        let now = Clock::now();
        if self.told_at.is_some_and(|told_at| now.since(told_at) < TELL_EVERY) {
            return;
        }
        tracing::warn!(event = "ingest_failed", error = %Chain(error), batches = self.batches, events = self.events, "events were not accepted");
        *self = Self { told_at: Some(now), ..Self::default() };
    }
}

/// Starts the committer, and gives out the handle for callers.
pub fn start<H: HandOver>(
    tasks: &Tasks,
    database: &Database,
    pool: Pool,
    catalog: Catalog,
    stamper: Arc<Stamper>,
    hand_over: H,
) -> Ingest {
    let (ingest, waiting) = Ingest::new();
    let link = database.link(DEADLINE, Plans::Default);
    let committer = Committer {
        gatherer: Gatherer::new(catalog, Arc::clone(&stamper), waiting),
        writer: Writer { link, pool, stamper },
        hand_over,
        ahead: None,
        untold: None,
        moved: 0,
        failures: Failures::default(),
    };
    let stopping = tasks.stopping();
    tasks.spawn("committer", Policy::Critical, committer.run(stopping));
    ingest
}

impl<H: HandOver> Committer<H> {
    /// Until it is told to stop, and then until nothing waits any more.
    async fn run(mut self, stopping: CancellationToken) {
        loop {
            if let Some(part) = self.next() {
                self.commit(part).await;
                continue;
            }
            if let Some(committed) = self.untold.take() {
                committed.tell(&self.hand_over);
            }
            if !self.gatherer.gather(&stopping).await {
                break;
            }
        }
        // The doors may have closed, and nobody be left to push, before the stop comes here.
        stopping.cancelled().await;
        self.writer.link.close().await;
    }

    fn next(&mut self) -> Option<Part> {
        if self.ahead.as_ref().is_some_and(|part| !part.is_fresh()) {
            self.put_back_ahead();
        }
        self.ahead.take().or_else(|| self.gatherer.part())
    }

    /// It is matched when its turn comes: behind what is to go first now.
    fn put_back_ahead(&mut self) {
        if let Some(part) = self.ahead.take() {
            self.gatherer.put_back(part);
        }
    }

    async fn commit(&mut self, part: Part) {
        let note = self.hand_over.note();
        let meanwhile = async {
            if let Some(committed) = self.untold.take() {
                committed.tell(&self.hand_over);
            }
            self.ahead = self.gatherer.ahead();
        };
        let (written, ()) = tokio::join!(biased; self.writer.write(&part.members), meanwhile);
        if !matches!(written, Ok(Ingested::Moved(_))) {
            self.moved = 0;
        }
        match written {
            Ok(Ingested::Committed(claims)) => {
                let (members, keys) = (part.members, Keys::new(claims));
                self.untold = Some(Committed { note, members, keys });
            }
            Ok(Ingested::Refused(claims)) => refuse(part, &Keys::new(claims)),
            Ok(Ingested::Moved(moved)) => {
                self.put_back_ahead();
                self.moved += 1;
                if self.moved < MAX_MATCHES {
                    self.gatherer.put_back_moved(part, &moved).await;
                } else {
                    self.moved = 0;
                    fail(part, &PushError::OUTAGE);
                }
            }
            Err(error) if error.is_content() && part.members.len() > 1 => {
                self.put_back_ahead();
                self.gatherer.put_back_in_halves(part);
            }
            Err(error) => {
                self.failures.tell(&error, part.members.iter().map(Matched::events).sum());
                fail(part, &refusal(&error));
            }
        }
    }
}

impl<N: Send> Committed<N> {
    /// Tells its callers, and hands over the deliveries.
    fn tell(self, hand_over: &impl HandOver<Note = N>) {
        let mut deliveries = Vec::new();
        for mut one in self.members {
            let outcome = one.outcome(&self.keys);
            if let Ok(accepted) = &outcome {
                one.handed_over(accepted, &mut deliveries);
            }
            answer(one.member.waiting, outcome);
        }
        hand_over.hand_over(self.note, deliveries);
    }
}

impl Writer {
    /// Sends the statement; makes a partition that is missing, and sends it again.
    async fn write(&mut self, members: &[Matched]) -> Result<Ingested, StoreError> {
        let batch = columns(members);
        let on_conflict = match members {
            [one] if one.events() > 1 => OnConflict::RollBack,
            _ => OnConflict::LeaveOut,
        };
        match self.send(&batch, on_conflict).await {
            Err(StoreError::MissingPartition) => {
                partitions::make_missing(&self.pool, self.stamper.now()).await?;
                self.send(&batch, on_conflict).await
            }
            other => other,
        }
    }

    async fn send(
        &mut self,
        batch: &Batch<'_>,
        on_conflict: OnConflict,
    ) -> Result<Ingested, StoreError> {
        if batch.claims.is_empty() {
            ingest::ingest(&mut self.link, batch).await
        } else {
            ingest::ingest_keyed(&mut self.link, batch, on_conflict).await
        }
    }
}

/// Nothing was written, for a key of it stands for other content.
fn refuse(part: Part, keys: &Keys) {
    for one in part.members {
        let refused = one.outcome(keys).err().unwrap_or_else(|| PushError::Internal.into());
        answer(one.member.waiting, Err(refused));
    }
}

fn fail(part: Part, error: &PushError) {
    for one in part.members {
        answer(one.member.waiting, Err(error.clone().into()));
    }
}

fn refusal(error: &StoreError) -> PushError {
    match error {
        StoreError::Unavailable(_) => PushError::OUTAGE,
        StoreError::Unknown(_) => PushError::OutcomeUnknown,
        StoreError::MissingPartition | StoreError::Refused(_) | StoreError::Corrupt(_) => {
            PushError::Internal
        }
    }
}
