//! Telling other nodes what they would find out later by themselves.
//!
//! Whoever has something to tell leaves it here. Deliveries that were just committed are told one by
//! one, so that their owner reads these and no others. Beyond a number of them, and for everything else
//! that is owed, it grows together with what waits already: for each webhook the lowest id and the
//! earliest time. One task sends it, all at once and not more often than every 25 ms, since notifications
//! of all nodes wait for one another when they are committed. What can't be sent is dropped: those
//! concerned look for themselves.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::Notify;

use super::ledger::Ledgers;
use crate::domain::ids::{DeliveryId, Lane, NamespaceId, WebhookId};
use crate::domain::timestamp::Timestamp;
use crate::store::Plans;
use crate::store::hints::{Handed, Hints, MOST_HANDED, Owed};
use crate::tasks::{Policy, Tasks};
use crate::telemetry::Chain;

const PACE: Duration = Duration::from_millis(25);
const DEADLINE: Duration = Duration::from_secs(2);
/// Webhooks that wait to be told of, beyond which their lanes are.
const MAX_OWED: usize = 4_096;
/// Deliveries that ended, beyond which the rest is not told.
const MAX_ENDED: usize = 4_096;

/// The handle of those who have something to tell.
#[derive(Debug, Clone, Default)]
pub struct Teller(Arc<Shared>);

#[derive(Debug, Default)]
struct Shared {
    waiting: Mutex<Waiting>,
    wake: Notify,
}

#[derive(Debug, Default)]
struct Waiting {
    handed: Vec<Handed>,
    owed: BTreeMap<(NamespaceId, WebhookId), (Option<DeliveryId>, Option<Timestamp>)>,
    ended: Vec<(WebhookId, DeliveryId)>,
    lanes: BTreeSet<Lane>,
    configuration: bool,
}

impl Teller {
    /// Deliveries of webhooks whose lanes are not this node's were committed. Of those that can't be told
    /// one by one, their webhooks are.
    pub(super) fn handed(&self, deliveries: Vec<Handed>) {
        if deliveries.is_empty() {
            return;
        }
        {
            let mut waiting = self.waiting();
            let room = MOST_HANDED.saturating_sub(waiting.handed.len());
            let mut deliveries = deliveries.into_iter();
            waiting.handed.extend(deliveries.by_ref().take(room));
            for one in deliveries {
                waiting.add(one.into());
            }
        }
        self.0.wake.notify_one();
    }

    /// Webhooks whose lanes are not this node's have rows that it wrote.
    pub(super) fn owed(&self, owed: Vec<Owed>) {
        if owed.is_empty() {
            return;
        }
        {
            let mut waiting = self.waiting();
            for one in owed {
                waiting.add(one);
            }
        }
        self.0.wake.notify_one();
    }

    /// Deliveries of such webhooks were ended by a command.
    pub(super) fn ended(&self, deliveries: Vec<(WebhookId, DeliveryId)>) {
        if deliveries.is_empty() {
            return;
        }
        {
            let mut waiting = self.waiting();
            let room = MAX_ENDED.saturating_sub(waiting.ended.len());
            waiting.ended.extend(deliveries.into_iter().take(room));
        }
        self.0.wake.notify_one();
    }

    /// The configuration was changed through this node.
    pub fn configuration(&self) {
        self.waiting().configuration = true;
        self.0.wake.notify_one();
    }

    fn waiting(&self) -> MutexGuard<'_, Waiting> {
        self.0.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn next(&self) -> Hints {
        loop {
            let waiting = std::mem::take(&mut *self.waiting());
            let hints = waiting.into_hints();
            if !hints.is_empty() {
                return hints;
            }
            self.0.wake.notified().await;
        }
    }
}

impl Waiting {
    fn add(&mut self, owed: Owed) {
        let Owed { namespace, webhook, fresh, due } = owed;
        let is_new = !self.owed.contains_key(&(namespace, webhook));
        if self.lanes.contains(&webhook.lane()) || (is_new && self.owed.len() >= MAX_OWED) {
            self.lanes.insert(webhook.lane());
            return;
        }
        let known = self.owed.entry((namespace, webhook)).or_default();
        *known = (least(known.0, fresh), least(known.1, due));
    }

    fn into_hints(self) -> Hints {
        let owed = self.owed.into_iter();
        let one = |((namespace, webhook), (fresh, due))| Owed { namespace, webhook, fresh, due };
        Hints {
            handed: self.handed,
            owed: owed.map(one).collect(),
            ended: self.ended,
            lanes: self.lanes.into_iter().collect(),
            configuration: self.configuration,
            nodes: false,
        }
    }
}

fn least<T: Ord>(one: Option<T>, other: Option<T>) -> Option<T> {
    one.into_iter().chain(other).min()
}

pub fn start(tasks: &Tasks, ledgers: &dyn Ledgers, teller: Teller) {
    let mut ledger = ledgers.open(DEADLINE, Plans::Default);
    let stopping = tasks.stopping();
    tasks.spawn("hints", Policy::Critical, async move {
        while let Some(hints) = stopping.run_until_cancelled(teller.next()).await {
            if let Err(error) = ledger.tell(&hints).await {
                tracing::debug!(event = "hints_lost", error = %Chain(&error), "other nodes were not told; they look for themselves");
            }
            stopping.run_until_cancelled(tokio::time::sleep(PACE)).await;
        }
        ledger.close().await;
    });
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    fn webhook(n: usize) -> WebhookId {
        WebhookId::from_uuid(Uuid::from_u128(n as u128))
    }

    fn owed(n: usize, fresh: Option<u128>, due: Option<i64>) -> Owed {
        Owed {
            namespace: NamespaceId::from_uuid(Uuid::from_u128(1)),
            webhook: webhook(n),
            fresh: fresh.map(|n| DeliveryId::from_uuid(Uuid::from_u128(n))),
            due: due.map(Timestamp::from_millis),
        }
    }

    #[tokio::test]
    async fn what_is_told_of_a_webhook_grows_together() {
        let teller = Teller::default();
        teller.owed(vec![owed(1, Some(7), None), owed(2, Some(1), None)]);
        teller.owed(vec![owed(1, Some(5), Some(9)), owed(1, Some(6), Some(8))]);
        teller.configuration();
        let hints = teller.next().await;
        assert_eq!(hints.owed, [owed(1, Some(5), Some(8)), owed(2, Some(1), None)]);
        assert!(hints.configuration && hints.lanes.is_empty());
    }

    #[tokio::test]
    async fn deliveries_are_told_one_by_one_and_beyond_a_number_by_their_webhooks() {
        let teller = Teller::default();
        let handed = |n: usize| {
            let Owed { namespace, webhook, .. } = owed(n % 2, None, None);
            let delivery = DeliveryId::from_uuid(Uuid::from_u128(n as u128));
            Handed { namespace, webhook, delivery }
        };
        let all: Vec<_> = (0..MOST_HANDED + 4).map(handed).collect();
        teller.handed(all[..9].to_vec());
        teller.handed(all[9..].to_vec());
        let hints = teller.next().await;
        assert_eq!(hints.handed, all[..MOST_HANDED]);
        let first = MOST_HANDED as u128;
        assert_eq!(hints.owed, [owed(0, Some(first), None), owed(1, Some(first + 1), None)]);
    }

    #[tokio::test]
    async fn beyond_its_bounds_it_tells_lanes() {
        let teller = Teller::default();
        teller.owed((0..MAX_OWED + 3).map(|n| owed(n, Some(1), None)).collect());
        teller.ended(vec![(webhook(1), DeliveryId::MAX); MAX_ENDED + 1]);
        let hints = teller.next().await;
        let lanes: Vec<_> = (MAX_OWED..MAX_OWED + 3).map(|n| webhook(n).lane()).collect();
        assert_eq!((hints.owed.len(), hints.ended.len()), (MAX_OWED, MAX_ENDED));
        assert_eq!(hints.lanes, lanes);
    }
}
