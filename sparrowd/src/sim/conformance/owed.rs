//! The steps that read what is owed, and what it is.

use super::{Pair, SPACE, WEBHOOKS, same, webhook};
use crate::dispatch::ledger::Ledger;
use crate::domain::ids::{DeliveryId, EventId, Lane};
use crate::store::hints::Handed;
use crate::store::payloads::Found;
use crate::store::queue::{DueWanted, FreshWanted, Stretch};

impl Pair {
    /// Anywhere among those that there are.
    fn place(&mut self) -> DeliveryId {
        if self.dice.percent(20) { DeliveryId::ZERO } else { self.delivery().1 }
    }

    pub(super) async fn fresh(&mut self) {
        let wanted: Vec<_> = (0..=WEBHOOKS)
            .map(|n| FreshWanted {
                namespace: SPACE,
                webhook: webhook(n),
                after: self.place(),
                limit: 1 + self.dice.index(40),
            })
            .collect();
        both!(self, "fresh", |ledger| ledger.fresh(&wanted), |rows| rows);
        let handed: Vec<_> = (0..4).map(|_| self.handed()).collect();
        both!(self, "handed", |ledger| ledger.handed(&handed), |rows| rows);
    }

    /// A delivery by its name, not always of the webhook that it is told to be of.
    fn handed(&mut self) -> Handed {
        let (webhook, delivery, _) = self.delivery();
        let webhook = if self.dice.percent(20) { self.webhook() } else { webhook };
        Handed { namespace: SPACE, webhook, delivery }
    }

    pub(super) async fn due(&mut self) {
        let wanted: Vec<_> = (0..=WEBHOOKS)
            .map(|n| DueWanted {
                namespace: SPACE,
                webhook: webhook(n),
                from: self.moment(),
                limit: 1 + self.dice.index(8),
            })
            .collect();
        let now = self.moment();
        both!(self, "due", |ledger| ledger.due(&wanted, now), |rows| rows);
    }

    pub(super) async fn owing(&mut self) {
        let after = (SPACE, self.webhook());
        let limit = 1 + i64::try_from(self.dice.below(3)).unwrap();
        both!(self, "owing", |ledger| ledger.owing(after, limit), |found| found);
        let webhook = self.webhook();
        both!(self, "some of", |ledger| ledger.some_of(SPACE, webhook, limit), |found| found);
    }

    pub(super) async fn rescan(&mut self) {
        let stretches: Vec<_> = (0..=WEBHOOKS)
            .map(|n| {
                let until = if self.dice.percent(60) { DeliveryId::MAX } else { self.place() };
                Stretch { namespace: SPACE, webhook: webhook(n), after: self.place(), until }
            })
            .collect();
        both!(self, "glance", |ledger| ledger.rescan_glance(&stretches), |pages| pages);
        let one = stretches[0];
        both!(self, "page", |ledger| ledger.rescan_page(one), |page| page);
    }

    pub(super) async fn expired(&mut self) {
        let lanes: Vec<Lane> = (0..4).map(Lane).collect();
        let but = vec![self.delivery().1];
        let now = self.moment();
        let limit = 1 + i64::try_from(self.dice.below(9)).unwrap();
        both!(self, "expired", |ledger| ledger.expired(&lanes, &but, now, limit), |rows| rows);
    }

    pub(super) async fn load(&mut self) {
        let keys: Vec<_> = (0..3).map(|_| (SPACE, self.delivery().1)).collect();
        let most = self.dice.index(300);
        both!(self, "load", |ledger| ledger.load(&keys, most), |found: Vec<Option<Found>>| {
            // How many bytes headers take is told by whom they are kept in.
            let sized = |found| match found {
                Found::Larger(_) => Found::Larger(0),
                Found::Body(body) => Found::Body(body),
            };
            found.into_iter().map(|found| found.map(sized)).collect::<Vec<_>>()
        });
        both!(self, "events of", |ledger| ledger.events_of(&keys), |events| events);
        let events: Vec<_> = keys
            .iter()
            .map(|(space, delivery)| (*space, EventId::from_stamp(delivery.uuid())))
            .collect();
        both!(self, "ends asked", |ledger| ledger.ends_asked(&events), |ends| ends);
    }

    pub(super) async fn locate(&mut self) {
        let mut ids = vec![self.delivery().1];
        ids.extend(self.ended().map(|(_, delivery)| delivery));
        both!(self, "locate", |ledger| ledger.locate(SPACE, &ids), |mut found| {
            found.sort_by_key(|one| one.delivery);
            found
        });
    }
}
