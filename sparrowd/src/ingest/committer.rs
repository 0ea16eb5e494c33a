//! The one task that commits batches.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::mpsc;

use super::batch::{Matched, Member, columns};
use super::{Accepted, HandOver, Ingest, PushError, Waiting};
use crate::clock::{Boot, Clock, Stamper};
use crate::domain::ids::NamespaceId;
use crate::store::catalog::Catalog;
use crate::store::ingest::Ingested;
use crate::store::{Database, Link, Plans, Pool, StoreError, ingest, partitions};
use crate::tasks::{Policy, Tasks};
use crate::telemetry::Chain;

/// Events of one batch, at most. Larger ones only add latency (measured).
const MAX_EVENTS: usize = 256;
/// Payload bytes of one batch, at most, unless a single one is larger.
const MAX_BYTES: usize = 4 * 1024 * 1024;
/// Deliveries of one batch, at most, unless a single event has more.
const MAX_DELIVERIES: usize = 20_000;
/// How long a commit may take before its outcome counts as unknown.
const DEADLINE: Duration = Duration::from_secs(10);
const TELL_EVERY: Duration = Duration::from_secs(1);
/// Matching again, at most this often for one batch: configuration that moves faster than commits
/// go through is answered as an outage.
const MAX_MATCHES: usize = 20;

/// What the committer works with.
pub struct Committer<H: HandOver> {
    link: Link,
    pool: Pool,
    catalog: Catalog,
    stamper: Arc<Stamper>,
    hand_over: H,
    waiting: mpsc::Receiver<Waiting>,
    failures: Failures,
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
        link,
        pool,
        catalog,
        stamper,
        hand_over,
        waiting,
        failures: Failures::default(),
    };
    let stopping = tasks.stopping();
    tasks.spawn("committer", Policy::Critical, committer.run(stopping));
    ingest
}

impl<H: HandOver> Committer<H> {
    /// Until it is told to stop, and then until nothing waits any more.
    async fn run(mut self, stopping: tokio_util::sync::CancellationToken) {
        loop {
            let first = tokio::select! {
                biased;
                first = self.waiting.recv() => first,
                () = stopping.cancelled() => {
                    self.waiting.close();
                    self.waiting.try_recv().ok()
                }
            };
            let Some(first) = first else { break };
            let batch = self.fill(first);
            self.accept(batch).await;
        }
        // The doors may have closed, and nobody be left to push, before the stop comes here.
        stopping.cancelled().await;
        self.link.close().await;
    }

    /// Everything that waits already, up to the limits of a batch.
    fn fill(&mut self, first: Waiting) -> Vec<Waiting> {
        let mut bytes = first.push.payload.len();
        let mut batch = vec![first];
        while batch.len() < MAX_EVENTS && bytes < MAX_BYTES {
            let Ok(next) = self.waiting.try_recv() else { break };
            bytes += next.push.payload.len();
            batch.push(next);
        }
        batch
    }

    async fn accept(&mut self, batch: Vec<Waiting>) {
        let members = self.resolve(batch).await;
        let mut parts = vec![members];
        while let Some(part) = parts.pop() {
            if let Some((first, second)) = self.commit(part).await {
                parts.push(second);
                parts.push(first);
            }
        }
    }

    /// Finds each push's namespace; those without one are answered here.
    async fn resolve(&self, batch: Vec<Waiting>) -> Vec<Member> {
        let mut members = Vec::with_capacity(batch.len());
        for waiting in batch {
            let name = waiting.push.namespace.as_str();
            let space = match self.catalog.held_by_name(name) {
                Some(space) => Ok(Some(space)),
                None => self.catalog.by_name(name).await,
            };
            match space {
                Ok(Some(space)) => members.push(Member { waiting, space }),
                Ok(None) => {
                    let error = PushError::UnknownNamespace(name.to_owned());
                    answer(waiting, Err(error));
                }
                Err(error) => {
                    tracing::warn!(event = "ingest_unavailable", error = %Chain(&error), "a push was refused");
                    answer(waiting, Err(PushError::OUTAGE));
                }
            }
        }
        members
    }

    /// Commits one part of a batch and answers its callers. If the part is refused because of one
    /// member, it comes back in halves, until the culprit fails alone.
    async fn commit(&mut self, members: Vec<Member>) -> Option<(Vec<Member>, Vec<Member>)> {
        let mut members = members;
        for _ in 0..MAX_MATCHES {
            let mut matched = self.matched(members);
            if matched.is_empty() {
                return None;
            }
            let owed: usize = matched.iter().map(|m| m.deliveries() as usize).sum();
            if owed > MAX_DELIVERIES && matched.len() > 1 {
                return Some(halves(matched));
            }
            let note = self.hand_over.note();
            match self.write(&matched).await {
                Ok(Ingested::Committed) => {
                    self.finish(note, matched);
                    return None;
                }
                Ok(Ingested::Moved(moved)) => {
                    self.reload(&moved).await;
                    // Every member is found again by name: a namespace may have been deleted and
                    // another made in its place.
                    let waiting = matched.into_iter().map(|m| m.member.waiting).collect();
                    members = self.resolve(waiting).await;
                }
                Err(error) => {
                    if error.is_content() && matched.len() > 1 {
                        return Some(halves(matched));
                    }
                    let refusal = refusal(&error);
                    self.failures.tell(&error, matched.len());
                    for member in matched.drain(..) {
                        answer(member.member.waiting, Err(refusal.clone()));
                    }
                    return None;
                }
            }
        }
        for member in members {
            answer(member.waiting, Err(PushError::OUTAGE));
        }
        None
    }

    async fn reload(&self, moved: &[NamespaceId]) {
        for namespace in moved {
            if let Err(error) = self.catalog.reload(*namespace).await {
                tracing::warn!(event = "ingest_unavailable", error = %Chain(&error), "matching again failed");
            }
        }
    }

    fn matched(&self, members: Vec<Member>) -> Vec<Matched> {
        let mut matched = Vec::with_capacity(members.len());
        for member in members {
            let one = Matched::new(member, &self.stamper);
            if one.is_too_wide() {
                answer(one.member.waiting, Err(PushError::TooManyWebhooks));
            } else {
                matched.push(one);
            }
        }
        matched
    }

    /// Sends the statement; makes a partition that is missing, and sends it again.
    async fn write(&mut self, matched: &[Matched]) -> Result<Ingested, StoreError> {
        let batch = columns(matched);
        match ingest::ingest(&mut self.link, &batch).await {
            Err(StoreError::MissingPartition) => {
                partitions::ensure(&self.pool, self.stamper.now()).await?;
                ingest::ingest(&mut self.link, &batch).await
            }
            other => other,
        }
    }

    fn finish(&self, note: H::Note, matched: Vec<Matched>) {
        let mut deliveries = Vec::new();
        for mut member in matched {
            let accepted = Accepted { event: member.event, deliveries: member.deliveries() };
            member.handed_over(&mut deliveries);
            answer(member.member.waiting, Ok(accepted));
        }
        self.hand_over.hand_over(note, deliveries);
    }
}

fn halves(mut matched: Vec<Matched>) -> (Vec<Member>, Vec<Member>) {
    let second = matched.split_off(matched.len() / 2);
    let members = |part: Vec<Matched>| part.into_iter().map(|m| m.member).collect();
    (members(matched), members(second))
}

fn answer(waiting: Waiting, outcome: Result<Accepted, PushError>) {
    // A caller that has gone away does not want it any more.
    drop(waiting.answer.send(outcome));
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
