//! The one task that commits batches.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::mpsc;
use tokio::task::yield_now;

use super::batch::{Keys, Matched, Member, columns};
use super::{HandOver, Ingest, Outcome, Push, PushError, Refused, Waiting};
use crate::clock::{Boot, Clock, Stamper};
use crate::domain::ids::NamespaceId;
use crate::store::catalog::{Catalog, Space};
use crate::store::ingest::{Batch, Ingested, OnConflict};
use crate::store::{Database, Link, Plans, Pool, StoreError, ingest, partitions};
use crate::tasks::{Policy, Tasks};
use crate::telemetry::Chain;

/// Events of one batch at which it is closed. Larger ones only add latency (measured).
const MAX_EVENTS: usize = 256;
/// Bytes of one batch at which it is closed.
const MAX_BYTES: usize = 4 * 1024 * 1024;
/// Deliveries of one batch, at most, unless a single member has more.
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
            // Whoever is ready to run goes first: on a busy machine, more pushes come along.
            yield_now().await;
            let batch = self.fill(first);
            self.accept(batch).await;
        }
        // The doors may have closed, and nobody be left to push, before the stop comes here.
        stopping.cancelled().await;
        self.link.close().await;
    }

    /// Everything that waits already, until the batch is full.
    fn fill(&mut self, first: Waiting) -> Vec<Waiting> {
        let size = |waiting: &Waiting| {
            (waiting.pushes.len(), waiting.pushes.iter().map(Push::bytes).sum::<usize>())
        };
        let (mut events, mut bytes) = size(&first);
        let mut batch = vec![first];
        while events < MAX_EVENTS && bytes < MAX_BYTES {
            let Ok(next) = self.waiting.try_recv() else { break };
            let (more_events, more_bytes) = size(&next);
            events += more_events;
            bytes += more_bytes;
            batch.push(next);
        }
        batch
    }

    async fn accept(&mut self, batch: Vec<Waiting>) {
        let members = self.resolve(batch).await;
        let (alone, together): (Vec<_>, Vec<_>) =
            members.into_iter().partition(Member::stands_alone);
        let mut parts: Vec<_> = alone.into_iter().map(|member| vec![member]).collect();
        parts.push(together);
        while let Some(part) = parts.pop() {
            if let Some((first, second)) = self.commit(part).await {
                parts.push(second);
                parts.push(first);
            }
        }
    }

    /// Finds the namespaces of each member; one that lacks one is answered here.
    async fn resolve(&self, batch: Vec<Waiting>) -> Vec<Member> {
        let mut members = Vec::with_capacity(batch.len());
        let mut is_away = false;
        for waiting in batch {
            match self.spaces_of(&waiting.pushes, &mut is_away).await {
                Ok(spaces) => members.push(Member { waiting, spaces }),
                Err(refused) => answer(waiting, Err(refused)),
            }
        }
        members
    }

    /// Once PostgreSQL did not answer, it is not asked again: each would be waited for as long, and all
    /// who push wait behind this batch.
    async fn spaces_of(
        &self,
        pushes: &[Push],
        is_away: &mut bool,
    ) -> Result<Vec<Arc<Space>>, Refused> {
        let mut spaces = Vec::with_capacity(pushes.len());
        for (index, push) in pushes.iter().enumerate() {
            let name = push.namespace.as_str();
            let space = match self.catalog.held_by_name(name) {
                Some(space) => Ok(Some(space)),
                None if *is_away => return Err(PushError::OUTAGE.into()),
                None => self.catalog.by_name(name).await,
            };
            match space {
                Ok(Some(space)) => spaces.push(space),
                Ok(None) => {
                    let error = PushError::UnknownNamespace(name.to_owned());
                    return Err(Refused { error, index: Some(index) });
                }
                Err(error) => {
                    tracing::warn!(event = "ingest_unavailable", error = %Chain(&error), "a push was refused");
                    *is_away = !matches!(error, StoreError::Corrupt(_));
                    return Err(PushError::OUTAGE.into());
                }
            }
        }
        Ok(spaces)
    }

    /// Commits one part of a batch and answers its callers. If the part is refused because of one
    /// member, it comes back in halves, until the culprit fails alone.
    async fn commit(&mut self, members: Vec<Member>) -> Option<(Vec<Member>, Vec<Member>)> {
        let mut members = members;
        for _ in 0..MAX_MATCHES {
            let matched = self.matched(members);
            if matched.is_empty() {
                return None;
            }
            let owed: usize = matched.iter().map(Matched::deliveries).sum();
            if owed > MAX_DELIVERIES && matched.len() > 1 {
                return Some(halves(matched));
            }
            let note = self.hand_over.note();
            match self.write(&matched).await {
                Ok(Ingested::Committed(claims)) => {
                    self.finish(note, matched, &Keys::new(claims));
                    return None;
                }
                Ok(Ingested::Refused(claims)) => {
                    refuse(matched, &Keys::new(claims));
                    return None;
                }
                Ok(Ingested::Moved(moved)) => {
                    let unread = self.reload(&moved).await;
                    let (left, read): (Vec<_>, Vec<_>) = matched
                        .into_iter()
                        .map(|matched| matched.member)
                        .partition(|member| member.spaces.iter().any(|it| unread.contains(&it.id)));
                    for member in left {
                        answer(member.waiting, Err(PushError::OUTAGE.into()));
                    }
                    // Every member is found again by name: a namespace may have been deleted and
                    // another made in its place.
                    members =
                        self.resolve(read.into_iter().map(|member| member.waiting).collect()).await;
                }
                Err(error) => {
                    if error.is_content() && matched.len() > 1 {
                        return Some(halves(matched));
                    }
                    let refusal = refusal(&error);
                    self.failures.tell(&error, matched.iter().map(Matched::events).sum());
                    for one in matched {
                        answer(one.member.waiting, Err(refusal.clone().into()));
                    }
                    return None;
                }
            }
        }
        for member in members {
            answer(member.waiting, Err(PushError::OUTAGE.into()));
        }
        None
    }

    /// Says which could not be read. Once PostgreSQL did not answer, it is not asked for the others.
    async fn reload(&self, moved: &[NamespaceId]) -> BTreeSet<NamespaceId> {
        let mut moved = moved.iter().copied();
        let mut unread = BTreeSet::new();
        for namespace in moved.by_ref() {
            let Err(error) = self.catalog.reload(namespace).await else { continue };
            tracing::warn!(event = "ingest_unavailable", error = %Chain(&error), "matching again failed");
            unread.insert(namespace);
            if !matches!(error, StoreError::Corrupt(_)) {
                break;
            }
        }
        unread.extend(moved);
        unread
    }

    fn matched(&self, members: Vec<Member>) -> Vec<Matched> {
        let mut matched = Vec::with_capacity(members.len());
        for member in members {
            match Matched::try_new(member, &self.stamper) {
                Ok(one) => matched.push(one),
                Err((member, refused)) => answer(member.waiting, Err(refused)),
            }
        }
        matched
    }

    /// Sends the statement; makes a partition that is missing, and sends it again.
    async fn write(&mut self, matched: &[Matched]) -> Result<Ingested, StoreError> {
        let batch = columns(matched);
        let on_conflict = match matched {
            [one] if one.events() > 1 => OnConflict::RollBack,
            _ => OnConflict::LeaveOut,
        };
        match send(&mut self.link, &batch, on_conflict).await {
            Err(StoreError::MissingPartition) => {
                partitions::make_missing(&self.pool, self.stamper.now()).await?;
                send(&mut self.link, &batch, on_conflict).await
            }
            other => other,
        }
    }

    fn finish(&self, note: H::Note, matched: Vec<Matched>, keys: &Keys) {
        let mut deliveries = Vec::new();
        for mut one in matched {
            let outcome = one.outcome(keys);
            if let Ok(accepted) = &outcome {
                one.handed_over(accepted, &mut deliveries);
            }
            answer(one.member.waiting, outcome);
        }
        self.hand_over.hand_over(note, deliveries);
    }
}

async fn send(
    link: &mut Link,
    batch: &Batch<'_>,
    on_conflict: OnConflict,
) -> Result<Ingested, StoreError> {
    if batch.claims.is_empty() {
        ingest::ingest(link, batch).await
    } else {
        ingest::ingest_keyed(link, batch, on_conflict).await
    }
}

/// Nothing was written, for a key of it stands for other content.
fn refuse(matched: Vec<Matched>, keys: &Keys) {
    for one in matched {
        let refused = one.outcome(keys).err().unwrap_or_else(|| PushError::Internal.into());
        answer(one.member.waiting, Err(refused));
    }
}

fn halves(mut matched: Vec<Matched>) -> (Vec<Member>, Vec<Member>) {
    let second = matched.split_off(matched.len() / 2);
    let members = |part: Vec<Matched>| part.into_iter().map(|m| m.member).collect();
    (members(matched), members(second))
}

fn answer(waiting: Waiting, outcome: Outcome) {
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
