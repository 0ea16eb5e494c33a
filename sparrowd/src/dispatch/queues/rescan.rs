//! Rescans: what queues believe to have read is held against their rows.

use std::time::Duration;

use super::{Queues, Tick};
use crate::domain::ids::{DeliveryId, WebhookId};
use crate::domain::timestamp::Timestamp;
use crate::store::queue::Stretch;

/// How far back of a queue's cursor a rescan looks.
pub(super) const LOOK_BACK: Duration = Duration::from_secs(600);

impl Queues {
    /// The webhooks whose rows a rescan looks at.
    pub fn open(&self) -> Vec<WebhookId> {
        let open = self.queues.values().filter(|queue| queue.is_open());
        open.map(|queue| queue.webhook).collect()
    }

    /// Begins a rescan of these: each looks for due retries again, whose time somebody may have moved
    /// without a word. Answers with what is to be walked: how far its first attempts have been read.
    pub fn rescan(
        &mut self,
        webhooks: &[WebhookId],
        now: Timestamp,
        from_start: bool,
    ) -> Vec<Stretch> {
        let mut walk = Vec::with_capacity(webhooks.len());
        for webhook in webhooks.iter().copied() {
            let queue = self.queues.get_mut(&webhook).filter(|queue| queue.is_open());
            let Some(queue) = queue else { continue };
            let timer = queue.next_due;
            queue.look_again(now, from_start);
            let after = if from_start {
                DeliveryId::ZERO
            } else {
                let cursor = Timestamp::from_millis(queue.cursor().unix_millis()).min(now);
                DeliveryId::first_at(cursor.minus(LOOK_BACK))
            };
            let (namespace, until) = (queue.namespace, queue.read_to());
            walk.push(Stretch { namespace, webhook, after, until });
            self.retime(webhook, timer);
            self.place(webhook, now);
        }
        walk
    }

    /// A rescan found first attempts that lie behind the cursor.
    pub fn missed(&mut self, webhook: WebhookId, found: &[DeliveryId], since: Tick) -> usize {
        let Some(queue) = self.queues.get_mut(&webhook) else { return 0 };
        let mut missed = 0;
        for delivery in found {
            if !queue.knows(*delivery) && !self.recent.is_settled_since(since, *delivery) {
                queue.fall_behind(*delivery);
                missed += 1;
            }
        }
        self.place(webhook, Timestamp::EPOCH);
        missed
    }
}
