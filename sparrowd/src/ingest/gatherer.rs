//! From what waits to what can be committed: a batch is closed, its namespaces found, and what is not to be in one
//! statement is parted; each part is matched when its turn comes.

#[cfg(test)]
mod tests;

use std::collections::{BTreeSet, VecDeque};
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::mpsc;
use tokio::task::yield_now;
use tokio_util::sync::CancellationToken;

use super::batch::{Matched, Member};
use super::{Push, PushError, Refused, Waiting, answer};
use crate::clock::{Boot, Clock, Stamper};
use crate::domain::ids::NamespaceId;
use crate::store::StoreError;
use crate::store::catalog::{Catalog, Space};
use crate::telemetry::Chain;

/// Events of one batch at which it is closed. Larger ones only add latency (measured).
const MAX_EVENTS: usize = 256;
/// Bytes of one batch at which it is closed.
const MAX_BYTES: usize = 4 * 1024 * 1024;
/// Deliveries of one part, at most, unless a single member has more.
const MAX_DELIVERIES: usize = 20_000;
/// How long what was matched ahead may wait for its turn. Times to live run from there.
const FRESH: Duration = Duration::from_millis(100);

/// What one statement commits: a batch, or some of its members.
pub(super) struct Part {
    pub(super) members: Vec<Matched>,
    matched_at: Boot,
}

impl Part {
    pub(super) fn is_fresh(&self) -> bool {
        Clock::now().since(self.matched_at) < FRESH
    }
}

/// A batch that takes what comes.
#[derive(Default)]
struct Open {
    members: Vec<Member>,
    events: usize,
    bytes: usize,
}

impl Open {
    /// Those that are refused count as well: who waits behind them is not kept for long.
    fn count(&mut self, waiting: &Waiting) {
        self.events += waiting.pushes.len();
        self.bytes += waiting.pushes.iter().map(Push::bytes).sum::<usize>();
    }

    fn is_full(&self) -> bool {
        self.events >= MAX_EVENTS || self.bytes >= MAX_BYTES
    }
}

/// Makes batches of those who wait. What it holds is not matched before its turn: ids rise in the order
/// of the commits, and of the webhooks that many events match only those of a part are in memory.
pub(super) struct Gatherer {
    catalog: Catalog,
    stamper: Arc<Stamper>,
    waiting: mpsc::Receiver<Waiting>,
    /// Taken from those that wait, and before them.
    taken: VecDeque<Waiting>,
    /// The batch, in the order in which it is committed: members that may be in one statement, each time.
    groups: VecDeque<VecDeque<Member>>,
}

impl Gatherer {
    pub(super) fn new(
        catalog: Catalog,
        stamper: Arc<Stamper>,
        waiting: mpsc::Receiver<Waiting>,
    ) -> Self {
        let (taken, groups) = (VecDeque::new(), VecDeque::new());
        Self { catalog, stamper, waiting, taken, groups }
    }

    /// Closes a batch, once something waits, of everything that does. `false`: it is to stop, and nothing
    /// waits any more.
    pub(super) async fn gather(&mut self, stopping: &CancellationToken) -> bool {
        let mut next = self.first(stopping).await;
        if next.is_none() {
            return false;
        }
        // Whoever is ready to run goes first: on a busy machine, more pushes come along.
        yield_now().await;
        let (mut open, mut is_away) = (Open::default(), false);
        while let Some(waiting) = next {
            open.count(&waiting);
            open.members.extend(self.resolve(waiting, &mut is_away).await);
            next = if open.is_full() { None } else { self.take() };
        }
        self.close(open.members);
        true
    }

    /// The next part, while a commit is under way: of the batch, or of the next one if so many wait that it
    /// is full, for then it is the same whether it is closed now or later. Nothing is read.
    pub(super) fn ahead(&mut self) -> Option<Part> {
        if self.groups.is_empty() && self.taken.is_empty() && self.waiting.len() >= MAX_EVENTS {
            self.gather_held();
        }
        self.part()
    }

    /// Closes a batch, unless a namespace of it is not in memory.
    fn gather_held(&mut self) {
        let mut open = Open::default();
        while !open.is_full()
            && let Some(waiting) = self.take()
        {
            let Some(spaces) = held(&self.catalog, &waiting.pushes) else {
                self.taken.extend(open.members.into_iter().map(|member| member.waiting));
                self.taken.push_back(waiting);
                return;
            };
            open.count(&waiting);
            open.members.push(Member { waiting, spaces });
        }
        self.close(open.members);
    }

    fn close(&mut self, members: Vec<Member>) {
        let (alone, together): (Vec<_>, Vec<_>) =
            members.into_iter().partition(Member::stands_alone);
        self.groups.push_back(together.into());
        self.groups.extend(alone.into_iter().map(|member| VecDeque::from([member])));
    }

    /// Matches what is next of the batch. Who can't be accepted as things stand is answered here.
    pub(super) fn part(&mut self) -> Option<Part> {
        let matched_at = Clock::now();
        while let Some(group) = self.groups.front_mut() {
            let (mut members, mut deliveries) = (Vec::with_capacity(group.len()), 0);
            while let Some(member) = group.pop_front() {
                match Matched::try_new(member, &self.stamper) {
                    Ok(matched) => {
                        deliveries += matched.deliveries();
                        if deliveries > MAX_DELIVERIES && !members.is_empty() {
                            group.push_front(matched.member);
                            break;
                        }
                        members.push(matched);
                    }
                    Err((member, refused)) => answer(member.waiting, Err(refused)),
                }
            }
            if group.is_empty() {
                self.groups.pop_front();
            }
            if !members.is_empty() {
                return Some(Part { members, matched_at });
            }
        }
        None
    }

    /// It was not committed, and is next again.
    pub(super) fn put_back(&mut self, part: Part) {
        self.groups.push_front(part.members.into_iter().map(|it| it.member).collect());
    }

    /// The statement was refused because of one member: in the end the culprit fails alone.
    pub(super) fn put_back_in_halves(&mut self, mut part: Part) {
        let members = part.members.split_off(part.members.len() / 2);
        self.put_back(Part { members, ..part });
        self.put_back(part);
    }

    /// These namespaces have moved: they are read again, for the rest of the batch too, and the part is
    /// next again. Who needs one that can't be read is answered here.
    pub(super) async fn put_back_moved(&mut self, part: Part, moved: &[NamespaceId]) {
        let unread = self.reload(moved).await;
        let (mut found, mut is_away) = (VecDeque::with_capacity(part.members.len()), false);
        for Matched { member: Member { waiting, spaces }, .. } in part.members {
            if spaces.iter().any(|space| unread.contains(&space.id)) {
                answer(waiting, Err(PushError::OUTAGE.into()));
            } else {
                // By its name: a namespace may have been deleted and another made in its place.
                found.extend(self.resolve(waiting, &mut is_away).await);
            }
        }
        for member in self.groups.iter_mut().flatten() {
            if let Some(spaces) = held(&self.catalog, &member.waiting.pushes) {
                member.spaces = spaces;
            }
        }
        self.groups.push_front(found);
    }

    async fn first(&mut self, stopping: &CancellationToken) -> Option<Waiting> {
        if let Some(taken) = self.taken.pop_front() {
            return Some(taken);
        }
        tokio::select! {
            biased;
            first = self.waiting.recv() => first,
            () = stopping.cancelled() => {
                self.waiting.close();
                self.waiting.try_recv().ok()
            }
        }
    }

    fn take(&mut self) -> Option<Waiting> {
        self.taken.pop_front().or_else(|| self.waiting.try_recv().ok())
    }

    /// Finds the namespaces of a member; if it lacks one, it is answered here.
    async fn resolve(&self, waiting: Waiting, is_away: &mut bool) -> Option<Member> {
        match self.spaces_of(&waiting.pushes, is_away).await {
            Ok(spaces) => Some(Member { waiting, spaces }),
            Err(refused) => {
                answer(waiting, Err(refused));
                None
            }
        }
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
}

fn held(catalog: &Catalog, pushes: &[Push]) -> Option<Vec<Arc<Space>>> {
    pushes.iter().map(|push| catalog.held_by_name(push.namespace.as_str())).collect()
}
