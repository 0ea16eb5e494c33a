//! From what waits to what can be committed: batches are closed, their namespaces found, their events
//! matched, and what is not to be in one statement is parted.

#[cfg(test)]
mod tests;

use std::collections::{BTreeSet, VecDeque};
use std::sync::Arc;

use tokio::sync::mpsc;
use tokio::task::yield_now;
use tokio_util::sync::CancellationToken;

use super::batch::{Matched, Member};
use super::{Push, PushError, Refused, Waiting, answer};
use crate::clock::Stamper;
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
/// Matching again, at most this often for one part: configuration that moves faster than commits
/// go through is answered as an outage.
const MAX_MATCHES: u32 = 20;

/// What one statement commits: a batch, or some of its members.
pub(super) struct Part {
    pub(super) members: Vec<Matched>,
    /// How often it was matched.
    matches: u32,
}

impl Part {
    /// For a statement that was refused because of one member: in the end the culprit fails alone.
    pub(super) fn halves(mut self) -> [Self; 2] {
        let members = self.members.split_off(self.members.len() / 2);
        let second = Self { members, matches: self.matches };
        [self, second]
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

pub(super) struct Gatherer {
    catalog: Catalog,
    stamper: Arc<Stamper>,
    waiting: mpsc::Receiver<Waiting>,
    /// Taken from those that wait, and the first of the next batch.
    aside: Option<Waiting>,
}

impl Gatherer {
    pub(super) fn new(
        catalog: Catalog,
        stamper: Arc<Stamper>,
        waiting: mpsc::Receiver<Waiting>,
    ) -> Self {
        Self { catalog, stamper, waiting, aside: None }
    }

    /// The next batch, of everything that waits by the time when something does. `None`: it is to stop,
    /// and nothing waits any more.
    pub(super) async fn next(&mut self, stopping: &CancellationToken) -> Option<VecDeque<Part>> {
        let mut next = Some(self.first(stopping).await?);
        // Whoever is ready to run goes first: on a busy machine, more pushes come along.
        yield_now().await;
        let (mut open, mut is_away) = (Open::default(), false);
        while let Some(waiting) = next {
            open.count(&waiting);
            open.members.extend(self.resolve(waiting, &mut is_away).await);
            next = if open.is_full() { None } else { self.waiting.try_recv().ok() };
        }
        Some(self.parts(open.members, 1))
    }

    /// The next batch if there is enough for a full one: it is the same whether it is closed now or
    /// later. Nothing is waited for; who needs a namespace that is not in memory is left aside.
    pub(super) fn ahead(&mut self) -> VecDeque<Part> {
        let mut open = Open::default();
        if self.waiting.len() < MAX_EVENTS || self.aside.is_some() {
            return VecDeque::new();
        }
        while !open.is_full()
            && let Ok(waiting) = self.waiting.try_recv()
        {
            let Some(spaces) = self.held(&waiting.pushes) else {
                self.aside = Some(waiting);
                break;
            };
            open.count(&waiting);
            open.members.push(Member { waiting, spaces });
        }
        self.parts(open.members, 1)
    }

    /// A part is matched again, for these namespaces have moved.
    pub(super) async fn again(&self, part: Part, moved: &[NamespaceId]) -> VecDeque<Part> {
        let members = part.members.into_iter().map(|matched| matched.member);
        if part.matches == MAX_MATCHES {
            members.for_each(|member| answer(member.waiting, Err(PushError::OUTAGE.into())));
            return VecDeque::new();
        }
        let unread = self.reload(moved).await;
        let (mut found, mut is_away) = (Vec::with_capacity(members.len()), false);
        for Member { waiting, spaces } in members {
            if spaces.iter().any(|space| unread.contains(&space.id)) {
                answer(waiting, Err(PushError::OUTAGE.into()));
            } else {
                // By its name: a namespace may have been deleted and another made in its place.
                found.extend(self.resolve(waiting, &mut is_away).await);
            }
        }
        self.parts(found, part.matches + 1)
    }

    async fn first(&mut self, stopping: &CancellationToken) -> Option<Waiting> {
        if let Some(aside) = self.aside.take() {
            return Some(aside);
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

    fn held(&self, pushes: &[Push]) -> Option<Vec<Arc<Space>>> {
        pushes.iter().map(|push| self.catalog.held_by_name(push.namespace.as_str())).collect()
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

    /// Matches, and parts what is not to be in one statement; who can't be accepted as things stand is
    /// answered here.
    fn parts(&self, members: Vec<Member>, matches: u32) -> VecDeque<Part> {
        let part = |matched| Part { members: vec![matched], matches };
        let (mut parts, mut alone) = (VecDeque::<Part>::new(), VecDeque::new());
        let mut owed = 0;
        for member in members {
            let matched = match Matched::try_new(member, &self.stamper) {
                Ok(matched) => matched,
                Err((member, refused)) => {
                    answer(member.waiting, Err(refused));
                    continue;
                }
            };
            if matched.member.stands_alone() {
                alone.push_back(part(matched));
                continue;
            }
            let deliveries = matched.deliveries();
            owed += deliveries;
            match parts.back_mut() {
                Some(last) if owed <= MAX_DELIVERIES => last.members.push(matched),
                _ => {
                    parts.push_back(part(matched));
                    owed = deliveries;
                }
            }
        }
        parts.append(&mut alone);
        parts
    }
}
