//! Draining lanes: their queues rest, and what is under way comes to its end.

use std::collections::{BTreeMap, BTreeSet};

use super::{Queues, Standing};
use crate::domain::ids::{Lane, WebhookId};
use crate::domain::timestamp::Timestamp;

impl Queues {
    /// From here on these lanes drain, and no others. Nothing new is sent of one that does; one that
    /// does no more starts over from its rows.
    pub fn drain(&mut self, lanes: &BTreeSet<Lane>) {
        let before = std::mem::replace(&mut self.draining, lanes.clone());
        let moved: BTreeSet<Lane> = before.symmetric_difference(lanes).copied().collect();
        let of = self.queues.values().filter(|queue| moved.contains(&queue.webhook.lane()));
        let of = of.filter(|queue| queue.standing != Standing::Gone);
        let webhooks: Vec<(WebhookId, bool)> = of.map(|q| (q.webhook, q.paused)).collect();
        for (webhook, paused) in webhooks {
            let rests = paused || self.holds_back(webhook) || self.drains(webhook.lane());
            self.set_standing(webhook, Standing::of(rests));
            self.place(webhook, Timestamp::EPOCH);
        }
    }

    pub fn drains(&self, lane: Lane) -> bool {
        self.draining.contains(&lane)
    }

    /// Whether any lane drains.
    pub fn is_draining(&self) -> bool {
        !self.draining.is_empty()
    }

    /// How many deliveries of each lane are in flight, or attempted and not settled yet; lanes without
    /// any are left out.
    pub fn under_way(&self) -> &BTreeMap<Lane, usize> {
        &self.under_way
    }

    /// So many of this queue were under way before; how many are now is counted to its lane. It is asked
    /// again and again while lanes drain, so nobody goes through all queues for it.
    pub(super) fn count(&mut self, webhook: WebhookId, before: usize) {
        let Some(queue) = self.queues.get(&webhook) else { return };
        let of_lane = self.under_way.entry(webhook.lane()).or_default();
        *of_lane = *of_lane + queue.taken() - before;
        if *of_lane == 0 {
            self.under_way.remove(&webhook.lane());
        }
    }
}
