//! The scanning task: finds what no queue in memory knows of. It never hurries and never gives up,
//! and it is what every promise rests on: a hand-over or a hint that was lost is found here.
//!
//! Two scans. One asks which webhooks have anything owed: at takeover, and every 30 s. The other
//! reads again, page by page, what queues believe to have read: rows that commit late lie behind the
//! cursors, and those that nobody spoke of may lie ahead. From 10 minutes back every 30 s, from the
//! beginning every 10 minutes.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use uuid::Uuid;

use super::dispatcher::Dispatcher;
use super::ledger::{Ledger, Ledgers};
use super::queues::Terms;
use crate::clock::{Boot, Clock};
use crate::domain::ids::{Lane, NamespaceId, WebhookId};
use crate::store::queue::Stretch;
use crate::store::{Plans, StoreError};
use crate::tasks::{Policy, Tasks};
use crate::telemetry::Chain;

/// Webhooks in one page of the search.
const PAGE: i64 = 10_000;
const PERIOD: Duration = Duration::from_secs(30);
/// A search that took t runs again no sooner than this many t, but for the longest rest.
const REST: u32 = 50;
/// A database that was slow for once must not keep what nobody spoke of waiting for an hour.
const LONGEST_REST: Duration = Duration::from_secs(120);
/// How often the rescan is a full one.
const FULL_EVERY: Duration = Duration::from_secs(600);
/// Webhooks in one statement of a rescan.
const GLANCES: usize = 128;
const DEADLINE: Duration = Duration::from_secs(30);
const PAUSE: Duration = Duration::from_secs(1);

pub fn start(tasks: &Tasks, ledgers: &dyn Ledgers, dispatcher: Arc<Dispatcher>) {
    let ledger = ledgers.open(DEADLINE, Plans::Indexed);
    let now = Clock::now();
    let scanning = Scanning { ledger, dispatcher, next: now.plus(PERIOD), last_full: now };
    let stopping = tasks.stopping();
    tasks.spawn("scan", Policy::Critical, async move {
        stopping.run_until_cancelled(scanning.run()).await;
    });
}

/// The scanning task.
struct Scanning {
    ledger: Box<dyn Ledger>,
    dispatcher: Arc<Dispatcher>,
    /// When the next rescan is due.
    next: Boot,
    last_full: Boot,
}

impl Scanning {
    async fn run(mut self) {
        loop {
            let wait = self.next.since(Clock::now());
            let wake = self.dispatcher.takeover.wake.notified();
            let is_woken = tokio::time::timeout(wait, wake).await.is_ok();
            // Lanes that come, or are told of, again and again must not keep it from its turn.
            let is_due = !is_woken || Clock::now() >= self.next;
            if let Err(error) = self.round(is_due).await {
                tracing::warn!(event = "scan_waits", error = %Chain(&error), "looking for what is owed waits for PostgreSQL");
                tokio::time::sleep(PAUSE).await;
                self.dispatcher.takeover.wake.notify_one();
            }
        }
    }

    async fn round(&mut self, is_due: bool) -> Result<(), StoreError> {
        let gained = self.dispatcher.takeover.take();
        let started = Clock::now();
        let mut missed = BTreeSet::new();
        let ledger = self.ledger.as_mut();
        let found = find_owing(ledger, &self.dispatcher, &gained, &mut missed).await;
        self.dispatcher.takeover.add(missed.into_iter().filter(|lane| gained.contains(lane)));
        let rest = rest_after(Clock::now().since(started));
        if is_due {
            let is_full = started.since(self.last_full) >= FULL_EVERY;
            rescan(self.ledger.as_mut(), &self.dispatcher, is_full).await?;
            if is_full {
                self.last_full = started;
            }
            self.next = Clock::now().plus(rest);
        }
        found
    }
}

/// How long the next search waits after one that took this long.
fn rest_after(took: Duration) -> Duration {
    took.saturating_mul(REST).clamp(PERIOD, LONGEST_REST)
}

/// Finds every webhook with rows in our lanes. Those whose queue is in memory are left as they are,
/// unless their lane was gained just now. A namespace that can't be read keeps no other waiting; that the
/// database was away for one is told at the end, and in which lanes something was missed.
async fn find_owing(
    ledger: &mut dyn Ledger,
    dispatcher: &Arc<Dispatcher>,
    gained: &BTreeSet<Lane>,
    missed: &mut BTreeSet<Lane>,
) -> Result<(), StoreError> {
    let mut unread = BTreeSet::new();
    let mut away = None;
    let mut after = (NamespaceId::from_uuid(Uuid::nil()), WebhookId::from_uuid(Uuid::nil()));
    loop {
        let found = match ledger.owing(after, PAGE).await {
            Ok(found) => found,
            Err(error) => {
                missed.extend(gained);
                return Err(error);
            }
        };
        let Some(last) = found.last().copied() else { break };
        after = last;
        for (namespace, webhook) in &found {
            if dispatcher.parts.lease.epoch(webhook.lane()).is_none() {
                continue;
            }
            if unread.contains(namespace) {
                continue;
            }
            // Each more that has to be read would be waited for as long.
            let held = dispatcher.parts.catalog.held(*namespace);
            if away.is_some() && held.is_none_or(|space| space.webhook(*webhook).is_none()) {
                missed.insert(webhook.lane());
                continue;
            }
            let only_new = !gained.contains(&webhook.lane());
            match take_up(dispatcher, *namespace, *webhook, only_new).await {
                Ok(()) => {}
                Err(StoreError::Corrupt(what)) => {
                    tracing::error!(
                        event = "configuration_unread",
                        what,
                        "a namespace's configuration can't be read; what its webhooks are owed waits"
                    );
                    unread.insert(*namespace);
                }
                Err(error) => {
                    away = Some(error);
                    missed.insert(webhook.lane());
                }
            }
        }
        dispatcher.pump();
        if i64::try_from(found.len()).is_ok_and(|n| n < PAGE) {
            break;
        }
    }
    away.map_or(Ok(()), Err)
}

/// A webhook that has rows gets its queue, or its rows their end if it is gone.
async fn take_up(
    dispatcher: &Dispatcher,
    namespace: NamespaceId,
    webhook: WebhookId,
    only_new: bool,
) -> Result<(), StoreError> {
    let space = dispatcher.parts.catalog.by_id(namespace).await?;
    match space.as_ref().and_then(|space| space.webhook(webhook)) {
        Some(live) => {
            dispatcher.owing(namespace, webhook, Terms::from(live.as_ref()), only_new);
            Ok(())
        }
        None => sweep_if_gone(dispatcher, namespace, webhook).await,
    }
}

/// The copy in memory may be older than the rows: only what a fresh one lacks too is gone.
async fn sweep_if_gone(
    dispatcher: &Dispatcher,
    namespace: NamespaceId,
    webhook: WebhookId,
) -> Result<(), StoreError> {
    let fresh = dispatcher.parts.catalog.reload(namespace).await?;
    if fresh.as_ref().and_then(|space| space.webhook(webhook)).is_none() {
        dispatcher.sweep(namespace, webhook);
    }
    Ok(())
}

/// Holds the rows of every queue against what it knows: many queues in one statement as far as a
/// glance goes, and page by page those that have more.
async fn rescan(
    ledger: &mut dyn Ledger,
    dispatcher: &Arc<Dispatcher>,
    is_full: bool,
) -> Result<(), StoreError> {
    let open = dispatcher.queues().open();
    for webhooks in open.chunks(GLANCES) {
        let now = dispatcher.parts.stamper.now();
        let (stretches, tick) = {
            let mut queues = dispatcher.queues();
            (queues.rescan(webhooks, now, is_full), queues.sent())
        };
        dispatcher.refill.notify_one();
        let pages = ledger.rescan_glance(&stretches).await;
        let mut unread = Vec::new();
        {
            let mut queues = dispatcher.queues();
            for (stretch, page) in stretches.iter().zip(pages.iter().flatten()) {
                let missed = queues.missed(stretch.webhook, &page.fresh, tick);
                // What is missed is read again from there by a refill.
                if let (0, Some(next)) = (missed, page.next) {
                    unread.push(Stretch { after: next, ..*stretch });
                }
            }
            queues.back(tick);
        }
        pages?;
        for stretch in unread {
            walk_on(ledger, dispatcher, stretch).await?;
        }
    }
    dispatcher.pump();
    Ok(())
}

async fn walk_on(
    ledger: &mut dyn Ledger,
    dispatcher: &Dispatcher,
    mut stretch: Stretch,
) -> Result<(), StoreError> {
    loop {
        let tick = dispatcher.queues().sent();
        let page = ledger.rescan_page(stretch).await;
        let (missed, next) = {
            let mut queues = dispatcher.queues();
            let missed = match &page {
                Ok(page) => queues.missed(stretch.webhook, &page.fresh, tick),
                Err(_) => 0,
            };
            queues.back(tick);
            (missed, page?.next)
        };
        match next {
            Some(next) if missed == 0 => stretch.after = next,
            _ => return Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_search_rests_by_what_it_took_and_never_for_long() {
        assert_eq!(rest_after(Duration::from_millis(3)), PERIOD);
        assert_eq!(rest_after(Duration::from_secs(1)), Duration::from_secs(50));
        assert_eq!(rest_after(Duration::from_secs(72)), LONGEST_REST);
        assert_eq!(rest_after(Duration::MAX), LONGEST_REST);
    }
}
