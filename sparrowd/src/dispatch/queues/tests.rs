//! The rules of queues one by one ([`rules`]), and all of them against a model of the rows under
//! random interleavings ([`model`]). What comes later and what expires has rules of its own
//! ([`lifetimes`]), and so has whose turn it is ([`turns`]).

use std::time::Duration;

use uuid::Uuid;

use super::pace::Prospect;
use super::rescan::LOOK_BACK;
use super::*;
use crate::clock::Boot;
use crate::domain::ids::NodeId;
use crate::store::queue::Stretch;

mod lifetimes;
mod model;
mod rules;
mod turns;

const SPACE: NamespaceId = NamespaceId::from_uuid(Uuid::from_u128(7));

fn webhook(n: u128) -> WebhookId {
    WebhookId::from_uuid(Uuid::from_u128(n))
}

/// Rows of this id and later, whatever kind they are of.
fn told(webhook: WebhookId, delivery: DeliveryId) -> Owed {
    Owed { namespace: SPACE, webhook, fresh: Some(delivery), due: Some(Timestamp::EPOCH) }
}

/// An epoch of the one node that there is here.
fn epoch(number: i64) -> Epoch {
    Epoch { node: NodeId::from_uuid(Uuid::from_u128(1)), number }
}

/// As ingest hands it over.
fn fresh_item(delivery: DeliveryId, expires_at: Option<Timestamp>, number: i64) -> Item {
    let epoch = epoch(number);
    Item { delivery, attempt: 0, excused: 0, expires_at, epoch, parcel: None }
}

impl Queues {
    /// With buffers so small that few steps fill them.
    fn small(max_in_flight: usize, buffer: usize, max_buffered: usize) -> Self {
        Self { buffer, max_buffered, ..Self::new(max_in_flight, max_in_flight) }
    }

    /// What is under way or was left behind; `None`: nothing.
    pub fn unrest(&self) -> Option<String> {
        self.check(self.asked);
        let Self { queues, held_back, recent, in_flight, buffered, asked, .. } = self;
        let is_still = in_flight + buffered + asked == 0 && queues.is_empty();
        (!is_still || !held_back.is_empty() || !recent.is_empty()).then(|| {
            let one = queues.values().next();
            format!(
                "{in_flight} in flight, {buffered} buffered, {asked} asked for, {held_back:?} held \
                 back, {recent:?}, {} queues, such as {one:?}",
                queues.len()
            )
        })
    }

    /// What holds after every step; `out`: ids that the refills out have asked for.
    fn check(&self, out: usize) {
        let queues = self.queues.values();
        assert_eq!(self.asked, out, "asked");
        assert_eq!(self.buffered, queues.clone().map(Queue::buffered).sum::<usize>(), "buffered");
        let in_flight = queues.clone().map(|queue| queue.in_flight as usize).sum::<usize>();
        assert_eq!(self.in_flight, in_flight, "in flight");
        self.pace.check(in_flight);
        let prospect = |webhook| self.queues[webhook].expected.prospect();
        let Hanging { hung, doubted, .. } = &self.hanging;
        assert!(hung.iter().all(|it| prospect(it) == Prospect::Hang), "all hung the last time");
        let mut owing = doubted.iter();
        assert!(owing.all(|((owes, _), it)| prospect(it) == Prospect::Doubt(*owes)), "as they owe");
        assert!(self.hanging.in_flight <= in_flight.min((self.max_in_flight * 3).div_ceil(4)));
        let mut under_way = BTreeMap::<Lane, usize>::new();
        for queue in queues.clone().filter(|queue| queue.taken() > 0) {
            *under_way.entry(queue.webhook.lane()).or_default() += queue.taken();
        }
        assert_eq!(self.under_way, under_way, "under way");
        let flagged = |flag: fn(&Queue) -> bool| {
            queues.clone().filter(|queue| flag(queue)).map(|queue| queue.webhook).collect()
        };
        let sorted = |ids: &VecDeque<WebhookId>| {
            let mut ids: Vec<_> = ids.iter().copied().collect();
            ids.sort_unstable();
            ids
        };
        let (mut ring, mut line): (Vec<_>, Vec<_>) =
            (flagged(|queue| queue.in_ring), flagged(|queue| queue.in_line));
        ring.sort_unstable();
        line.sort_unstable();
        let lines = self.ring.iter().chain(&self.held_up);
        let lines = lines.chain(hung).chain(doubted.values());
        let waiting = lines.copied().collect();
        assert_eq!(sorted(&waiting), ring, "the ring holds each once");
        assert_eq!(sorted(&self.line), line, "the line holds each once");
        for (at, webhook) in &self.timers {
            let next = self.queues.get(webhook).map(|queue| queue.next_due);
            assert_eq!(next, Some(Some(*at)), "a timer is its queue's");
        }
        for queue in queues {
            queue.check();
            let has_turn = queue.in_ring || queue.in_flight > 0;
            assert!(has_turn || !queue.is_ready(queue.concurrency), "a turn is forgotten");
            let (fresh, due) = queue.starves();
            assert!(!fresh || queue.in_line, "first attempts are forgotten");
            let timer = queue.next_due.map(|at| (at, queue.webhook));
            let has_timer = timer.is_some_and(|timer| self.timers.contains(&timer));
            assert!(!due || queue.in_line || has_timer, "retries are forgotten");
        }
    }
}
