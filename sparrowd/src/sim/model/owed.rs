//! The statements that read what is owed, and what it is.

use super::{Row, Tables};
use crate::dispatch::ledger::Key;
use crate::domain::ids::{DeliveryId, DeliveryOrigin, EventId, Lane, NamespaceId, WebhookId};
use crate::domain::timestamp::Timestamp;
use crate::store::commands::Located;
use crate::store::expiry::Expired;
use crate::store::hints::Handed;
use crate::store::payloads::Found;
use crate::store::queue::{
    Due, DueWanted, Fresh, FreshWanted, GLANCE, LOOK, Owed, PAGE, Page, Stretch,
};
use crate::store::webhooks::Suspended;

fn size(rows: i64) -> usize {
    usize::try_from(rows).unwrap()
}

fn owed(delivery: DeliveryId, row: &Row) -> Owed {
    let Row { attempt, excused, expires_at, .. } = *row;
    Owed { delivery, attempt, excused, expires_at }
}

impl Tables {
    /// The rows of a webhook after a delivery, by id.
    fn rows_after(
        &self,
        namespace: NamespaceId,
        webhook: WebhookId,
        after: DeliveryId,
    ) -> impl Iterator<Item = (DeliveryId, &Row)> {
        let from = std::ops::Bound::Excluded((namespace, webhook, after));
        let to = std::ops::Bound::Included((namespace, webhook, DeliveryId::MAX));
        self.queue.range((from, to)).map(|((_, _, delivery), row)| (*delivery, row))
    }

    fn rows(
        &self,
        namespace: NamespaceId,
        webhook: WebhookId,
    ) -> impl Iterator<Item = (DeliveryId, &Row)> {
        self.rows_after(namespace, webhook, DeliveryId::ZERO)
    }

    pub fn fresh(&self, wanted: &FreshWanted) -> Fresh {
        let mut fresh = Fresh::default();
        let rows = self.rows_after(wanted.namespace, wanted.webhook, wanted.after);
        for ((delivery, row), seen) in rows.zip(1..=size(LOOK)) {
            if row.due_at.is_none() {
                fresh.rows.push(owed(delivery, row));
            }
            if seen == size(LOOK) || fresh.rows.len() >= wanted.limit {
                fresh.looked_to = Some(delivery);
                break;
            }
        }
        fresh
    }

    /// `is_believed`: without a look at the row.
    pub fn handed(&self, one: &Handed, is_believed: bool) -> Option<Owed> {
        let delivery = one.delivery;
        if is_believed {
            return Some(Owed { delivery, attempt: 0, excused: 0, expires_at: None });
        }
        let row = self.queue.get(&(one.namespace, one.webhook, delivery))?;
        row.due_at.is_none().then(|| owed(delivery, row))
    }

    pub fn due(&self, wanted: &DueWanted, now: Timestamp) -> Due {
        let mut rows: Vec<(Owed, Timestamp)> = self
            .rows(wanted.namespace, wanted.webhook)
            .filter_map(|(delivery, row)| Some((owed(delivery, row), row.due_at?)))
            .collect();
        rows.sort_by_key(|(_, at)| *at);
        let next = rows.iter().map(|(_, at)| *at).find(|at| *at > now);
        rows.retain(|(_, at)| *at >= wanted.from && *at <= now);
        rows.truncate(wanted.limit);
        Due { rows, next }
    }

    pub fn owing(
        &self,
        after: (NamespaceId, WebhookId),
        limit: i64,
    ) -> Vec<(NamespaceId, WebhookId)> {
        let mut found: Vec<_> =
            self.queue.keys().map(|(namespace, webhook, _)| (*namespace, *webhook)).collect();
        found.dedup();
        found.retain(|key| *key > after);
        found.truncate(size(limit));
        found
    }

    fn page(&self, stretch: &Stretch, limit: i64) -> Page {
        let mut page = Page::default();
        let rows = self.rows_after(stretch.namespace, stretch.webhook, stretch.after);
        let rows = rows.take_while(|(delivery, _)| *delivery <= stretch.until);
        for ((delivery, row), seen) in rows.zip(1..=size(limit)) {
            if row.due_at.is_none() {
                page.fresh.push(delivery);
            }
            page.next = (seen == size(limit)).then_some(delivery);
        }
        page
    }

    pub fn glance(&self, stretch: &Stretch) -> Page {
        self.page(stretch, GLANCE)
    }

    pub fn rescan_page(&self, stretch: &Stretch) -> Page {
        self.page(stretch, PAGE)
    }

    pub fn some_of(
        &self,
        namespace: NamespaceId,
        webhook: WebhookId,
        limit: i64,
    ) -> Vec<DeliveryId> {
        let switches = self.webhooks.get(&(namespace, webhook));
        if switches.is_some_and(|switches| !switches.deleted) {
            return Vec::new();
        }
        self.rows(namespace, webhook).map(|(delivery, _)| delivery).take(size(limit)).collect()
    }

    pub fn expired(
        &self,
        lanes: &[Lane],
        but: &[DeliveryId],
        now: Timestamp,
        limit: i64,
    ) -> Vec<Expired> {
        let mut found = Vec::new();
        for lane in lanes {
            let mut of_lane: Vec<Expired> = self
                .queue
                .iter()
                .filter(|((_, webhook, delivery), _)| {
                    webhook.lane() == *lane && !but.contains(delivery)
                })
                .filter_map(|((namespace, webhook, delivery), row)| {
                    let at = row.expires_at.filter(|at| *at <= now)?;
                    Some(Expired {
                        namespace: *namespace,
                        webhook: *webhook,
                        delivery: *delivery,
                        at,
                    })
                })
                .collect();
            of_lane.sort_by_key(|one| one.at);
            found.extend(of_lane);
        }
        found.truncate(size(limit));
        found
    }

    pub fn load(&self, wanted: &[Key], most: usize) -> Vec<Option<Found>> {
        let found = |(key, event): (&Key, Option<EventId>)| {
            let event = self.events.get(&(key.0, event?))?;
            Some(if event.body.payload.len() <= most {
                Found::Body((*event.body).clone())
            } else {
                Found::Larger(event.body.bytes())
            })
        };
        wanted.iter().zip(Self::events_of(wanted)).map(found).collect()
    }

    /// There are no replays here, so ids tell.
    pub fn events_of(wanted: &[Key]) -> Vec<Option<EventId>> {
        let event = |(_, delivery): &Key| match delivery.origin() {
            DeliveryOrigin::Event { event, .. } => Some(event),
            DeliveryOrigin::Replay => None,
        };
        wanted.iter().map(event).collect()
    }

    pub fn ends_asked(&self, events: &[(NamespaceId, EventId)]) -> Vec<Option<Timestamp>> {
        events.iter().map(|key| self.events.get(key).and_then(|event| event.expires_at)).collect()
    }

    pub fn locate(&self, namespace: NamespaceId, ids: &[DeliveryId]) -> Vec<Located> {
        let located = |delivery: &DeliveryId| {
            let DeliveryOrigin::Event { event, n } = delivery.origin() else { return None };
            let webhook = *self.events.get(&(namespace, event))?.webhooks.get(n.checked_sub(1)?)?;
            let owed = self.queue.contains_key(&(namespace, webhook, *delivery));
            let ended = self.ended.get(&(namespace, *delivery)).map(|ended| ended.state);
            Some(Located { delivery: *delivery, event, webhook, owed, ended })
        };
        ids.iter().filter_map(located).collect()
    }

    pub fn suspend(
        &mut self,
        namespace: NamespaceId,
        webhook: WebhookId,
        revision: i64,
    ) -> Suspended {
        let switches = self.webhooks.get(&(namespace, webhook));
        let as_it_was =
            switches.is_some_and(|is| is.revision == revision && !(is.deleted || is.suspended));
        if !as_it_was {
            return Suspended::Moved;
        }
        self.switch((namespace, webhook), |switches| switches.suspended = true);
        Suspended::Suspended
    }
}
