//! The model is PostgreSQL as far as dispatch can tell: the same steps, hundreds of them, are sent to
//! both, and both give the same answers.
//!
//! The steps are rolled, so that they meet in every order: nodes join, beat, claim, seize and leave;
//! batches are settled, sent again, fenced, superseded; what is owed is read by every statement that
//! reads it.

/// Sends it to both and holds the answers against each other.
macro_rules! both {
    ($pair:ident, $what:literal, |$ledger:ident| $ask:expr, $in_order:expr) => {{
        let $ledger: &mut dyn Ledger = &mut $pair.simulated;
        let simulated = $ask.await.map($in_order);
        let $ledger: &mut dyn Ledger = $pair.real.ledger.as_mut();
        let real = $ask.await.map($in_order);
        $pair.kinds.insert($what);
        same($what, simulated.unwrap(), real.unwrap())
    }};
}

mod counting;
mod owed;
mod postgres;

use std::collections::BTreeSet;
use std::fmt::Debug;
use std::sync::Arc;
use std::time::Duration;

use uuid::Uuid;

use self::postgres::Real;
use super::dice::Dice;
use super::journal::Journal;
use super::machines::{self, Quartz, Simulated};
use super::model::{Event, Model, Session, Switches};
use crate::dispatch::ledger::Ledger;
use crate::domain::attempt::{Attempt, Exchange, Outcome, Timing};
use crate::domain::delivery::{Decision, End, Verdict};
use crate::domain::headers::OwnHeaders;
use crate::domain::ids::{
    AttemptId, DeliveryId, EventId, LANES, Lane, NamespaceId, NodeId, WebhookId,
};
use crate::domain::timestamp::Timestamp;
use crate::store::nodes::{Beat, Before, Grounds, LaneRow, NodeRow, Says};
use crate::store::payloads::Body;
use crate::store::settle::{Change, ChangeKind, Settlement, Stamp};
use crate::store::webhooks::Suspension;

const SPACE: NamespaceId = NamespaceId::from_uuid(Uuid::from_u128(7));
const WEBHOOKS: usize = 3;
const STEPS: usize = 800;
const NODES: u64 = 4;
/// More than a rescan glances at.
const MANY: usize = 130;

/// Number [`WEBHOOKS`] is that of one that was never registered.
fn webhook(n: usize) -> WebhookId {
    WebhookId::from_uuid(Uuid::from_u128(0x0700 + n as u128 * 0x0101))
}

/// Both, step by step.
struct Pair {
    dice: Dice,
    model: Arc<Model>,
    simulated: Session,
    real: Real,
    now: Timestamp,
    stamped: u64,
    /// Batches sent, to be sent again.
    sent: Vec<(Stamp, Vec<Settlement>)>,
    kinds: BTreeSet<&'static str>,
}

fn same<T: Debug>(what: &str, simulated: T, real: T) -> T {
    assert_eq!(format!("{simulated:?}"), format!("{real:?}"), "{what}: the model, and PostgreSQL");
    real
}

#[test]
fn the_model_and_postgresql_answer_alike() {
    let _simulated = Simulated::begin();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let mut pair = Pair::start().await;
        for _ in 0..STEPS {
            pair.step().await;
        }
        assert_eq!(pair.kinds.len(), 28, "every statement was sent: {:?}", pair.kinds);
        pair.real.close().await;
    });
}

impl Pair {
    async fn start() -> Self {
        let (real, now) = Real::start().await;
        let model = Model::new(Dice::new(1), Arc::new(Journal::default()), None);
        {
            let mut tables = model.tables();
            for lane in (0..LANES).map(|lane| Lane(u8::try_from(lane).unwrap())) {
                tables.lanes.insert(lane, (None, 0));
            }
            for (n, revision) in real.revisions.iter().enumerate() {
                let switches = Switches { revision: *revision, ..Switches::default() };
                tables.webhooks.insert((SPACE, webhook(n)), switches);
                tables.revision = *revision;
            }
        }
        let process = machines::start(Quartz { booted: Duration::ZERO, drift: 0 });
        let simulated = model.door(process).session(Duration::from_secs(20));
        let (sent, kinds) = (Vec::new(), BTreeSet::new());
        let dice = Dice::new(2);
        let mut pair = Self { dice, model, simulated, real, now, stamped: 0, sent, kinds };
        for _ in 0..MANY {
            pair.push(vec![webhook(0)]).await;
        }
        pair
    }

    async fn step(&mut self) {
        match self.dice.below(26) {
            0 | 1 => self.lease().await,
            2 => self.claim().await,
            3 => self.seize().await,
            4..=6 => {
                let matched = (0..=WEBHOOKS).map(webhook).filter(|_| self.dice.percent(60));
                let matched = matched.collect();
                self.push(matched).await;
            }
            7..=11 => self.settle().await,
            12 => self.settle_again().await,
            13 => self.supersede().await,
            14 | 15 => self.change().await,
            16 => self.fresh().await,
            17 => self.due().await,
            18 => self.owing().await,
            19 => self.rescan().await,
            20 => self.expired().await,
            21 => self.load().await,
            22 => self.locate().await,
            23 | 24 => self.count().await,
            _ => self.suspend().await,
        }
    }

    fn node(&mut self) -> NodeId {
        NodeId::from_uuid(Uuid::from_u128(u128::from(self.dice.below(NODES)) + 1))
    }

    fn webhook(&mut self) -> WebhookId {
        webhook(self.dice.index(WEBHOOKS + 1))
    }

    /// No two are alike, so that their order is never in doubt.
    fn moment(&mut self) -> Timestamp {
        self.stamped += 1;
        let micros = self.dice.below(120_000_000) / 1_000 * 1_000 + self.stamped % 1_000;
        self.now.minus(Duration::from_secs(60)).plus(Duration::from_micros(micros))
    }

    /// A `UUIDv7` of about now.
    fn stamp(&mut self) -> Uuid {
        self.stamped += 1;
        let millis = u128::from(self.now.millis().unsigned_abs());
        Uuid::from_u128(millis << 80 | 7 << 76 | 2 << 62 | u128::from(self.stamped) << 20)
    }

    /// One that is owed, as a rule.
    fn delivery(&mut self) -> (WebhookId, DeliveryId, u32) {
        let tables = self.model.tables();
        let owed: Vec<_> = tables.queue.iter().collect();
        let ((_, webhook, delivery), row) = owed[self.dice.index(owed.len())];
        (*webhook, *delivery, row.attempt)
    }

    /// One that has ended, if there is any.
    fn ended(&mut self) -> Option<(WebhookId, DeliveryId)> {
        let tables = self.model.tables();
        let ended: Vec<DeliveryId> = tables.ended.keys().map(|(_, delivery)| *delivery).collect();
        let delivery = *ended.get(self.dice.index(ended.len().max(1)))?;
        let webhook = tables.locate(SPACE, &[delivery]).first()?.webhook;
        Some((webhook, delivery))
    }

    async fn lease(&mut self) {
        let node = self.node();
        match self.dice.below(10) {
            0..=2 => {
                let (other, draining) = (self.node(), self.dice.percent(10));
                let before = self.dice.percent(50).then_some(Before { node: other, draining });
                both!(self, "join", |ledger| ledger.join(node, "here", before), |()| ());
            }
            3 => {
                let says = Says { in_flight: 3, draining: self.dice.percent(10) };
                both!(self, "beat", |ledger| ledger.beat(node, says), timeless);
            }
            4 => self.release(node).await,
            5 | 6 => self.watch().await,
            7 => both!(self, "leave", |ledger| ledger.leave(node), |()| ()),
            _ => drop(both!(self, "standing", |ledger| ledger.standing(node), |row| row)),
        }
    }

    /// What it holds, and what it does not, under epochs that are right or not.
    async fn release(&mut self, node: NodeId) {
        let mut lanes = self.model.tables().all_lanes();
        lanes.truncate(4);
        let lanes: Vec<_> = lanes
            .iter()
            .map(|row| (row.lane, row.epoch + i64::from(self.dice.percent(20))))
            .collect();
        both!(self, "release", |ledger| ledger.release(node, &lanes), |released| released);
    }

    async fn watch(&mut self) {
        both!(self, "watch", |ledger| ledger.watch(), |(mut nodes, mut lanes)| {
            nodes.sort_by_key(|row: &NodeRow| row.id);
            lanes.sort_by_key(|row: &LaneRow| row.lane);
            (nodes, lanes)
        });
    }

    async fn claim(&mut self) {
        let node = self.node();
        let (first, last) = (self.dice.index(8), self.dice.index(8));
        let lanes: Vec<Lane> = (0..8).map(Lane).skip(first).take(last).collect();
        both!(self, "claim", |ledger| ledger.claim(node, &lanes), |mut rows: Vec<LaneRow>| {
            rows.sort_by_key(|row| row.lane);
            rows
        });
    }

    async fn seize(&mut self) {
        let (me, dead) = (self.node(), self.node());
        let beat = self.model.tables().nodes.get(&dead).map_or(0, |row| row.beat);
        let grounds = match self.dice.below(3) {
            0 => Grounds::StillBeat(beat),
            1 => Grounds::StillBeat(beat + 1),
            _ if self.dice.percent(30) => Grounds::FreeLock,
            _ => return,
        };
        if me != dead {
            both!(self, "seize", |ledger| ledger.seize(me, dead, grounds), |seized| seized);
        }
    }

    async fn push(&mut self, webhooks: Vec<WebhookId>) {
        let due_at = self.dice.percent(30).then(|| self.moment());
        let expires_at = self.dice.percent(20).then(|| self.moment());
        let body = Body {
            event: EventId::from_stamp(self.stamp()),
            event_type: "order.paid".to_owned(),
            content_type: "text/plain".to_owned(),
            deliver_at: due_at,
            headers: OwnHeaders::try_new([("x-n", self.stamped.to_string())]).unwrap(),
            payload: vec![b'x'; self.dice.index(300)].into(),
            trial: self.dice.percent(10),
            cancelled: false,
        };
        let event = Event { body: Arc::new(body), expires_at, webhooks };
        let revision = self.model.tables().revision;
        let events = vec![(event, due_at)];
        self.real.push(&events, revision).await;
        self.simulated.push(SPACE, events).await.unwrap();
    }

    /// Of a node that lives or not, under its fence or not.
    fn stamped(&mut self) -> Stamp {
        let node = self.node();
        let fence = self.model.tables().nodes.get(&node).map_or(1, |row| row.fence);
        let fence = fence + i64::from(self.dice.percent(10));
        Stamp { node, fence, batch: self.last_batch(node) + 1, at: self.now }
    }

    fn last_batch(&self, node: NodeId) -> i64 {
        let tables = self.model.tables();
        let batches = tables.settlements.range((node, 0)..=(node, i64::MAX));
        batches.last().map_or(0, |((_, last), _)| *last)
    }

    fn settlements(&mut self, node: NodeId) -> Vec<Settlement> {
        let mut of = BTreeSet::new();
        let count = 1 + self.dice.index(4);
        (0..count)
            .map(|_| self.delivery())
            .filter(|(_, delivery, _)| of.insert(*delivery))
            .collect::<Vec<_>>()
            .into_iter()
            .map(|of| self.settlement(node, of))
            .collect()
    }

    fn settlement(
        &mut self,
        node: NodeId,
        (webhook, delivery, attempt): (WebhookId, DeliveryId, u32),
    ) -> Settlement {
        let decision = match self.dice.below(6) {
            0 => Decision::Delivered,
            1 => Decision::Dead,
            2 => Decision::Discarded,
            _ => Decision::Retry { at: self.moment() },
        };
        let number = attempt + 1 + u32::from(self.dice.percent(15));
        let outcome =
            if decision == Decision::Delivered { Outcome::Delivered } else { Outcome::Timeout };
        let excused = matches!(decision, Decision::Retry { .. }) && self.dice.percent(30);
        let exchange = Exchange {
            outcome,
            error: None,
            answer: None,
            retry_after: None,
            timing: Timing { total: Duration::from_millis(3), ..Timing::default() },
            remote: None,
        };
        let attempt = Attempt {
            id: AttemptId::from_uuid(self.stamp()),
            namespace: SPACE,
            delivery,
            event: EventId::from_stamp(delivery.uuid()),
            webhook,
            revision: 1,
            number,
            max_attempts: 100,
            started_at: self.now,
            exchange,
            signed: None,
        };
        let verdict = Verdict { decision, excused, rule: "test", suspends: None };
        Settlement { node, attempt, verdict, ended_at: self.now }
    }

    async fn settle(&mut self) {
        let stamp = self.stamped();
        let batch = self.settlements(stamp.node);
        both!(self, "settle", |ledger| ledger.settle(stamp, &batch), |settled| settled);
        self.sent.push((stamp, batch));
    }

    /// As after an answer that was lost, soon or late.
    async fn settle_again(&mut self) {
        if self.sent.is_empty() {
            return;
        }
        let (stamp, batch) = self.sent[self.dice.index(self.sent.len())].clone();
        both!(self, "settle again", |ledger| ledger.settle(stamp, &batch), |settled| settled);
    }

    async fn supersede(&mut self) {
        let node = self.node();
        let batch = self.settlements(node);
        for _ in 0..2 {
            both!(self, "superseded", |ledger| ledger.superseded(&batch), |()| ());
        }
    }

    async fn change(&mut self) {
        let (kind, of) = match self.dice.below(5) {
            0 => (ChangeKind::End(End::Cancelled), None),
            1 => (ChangeKind::EndUntried(End::Expired), None),
            2 => (ChangeKind::RetryNow, None),
            3 => (ChangeKind::Discard, self.ended()),
            _ => (ChangeKind::End(End::Expired), self.ended()),
        };
        let (webhook, delivery) = of.unwrap_or_else(|| {
            let (webhook, delivery, _) = self.delivery();
            (webhook, delivery)
        });
        let stamp = self.stamped();
        let at = self.moment();
        let change = Change {
            namespace: SPACE,
            webhook,
            delivery,
            event: delivery.uuid(),
            kind,
            reason: "test".to_owned(),
            by: "somebody".to_owned(),
        };
        let batch = vec![change];
        both!(self, "change", |ledger| ledger.change(stamp, &batch, kind, at), |made| made);
    }

    async fn suspend(&mut self) {
        let webhook = self.webhook();
        let tables_revision =
            self.model.tables().webhooks.get(&(SPACE, webhook)).map_or(1, |is| is.revision);
        let revision = tables_revision - i64::from(self.dice.percent(50));
        let suspension = Suspension { at: self.now, reason: "gone".to_owned() };
        both!(
            self,
            "suspend",
            |ledger| ledger.suspend(SPACE, webhook, revision, suspension.clone()),
            |suspended| suspended
        );
    }
}

/// The clocks of the two are not the same.
fn timeless(beat: Beat) -> Option<(i64, i64)> {
    match beat {
        Beat::Alive { beat, fence, .. } => Some((beat, fence)),
        Beat::Dead => None,
    }
}
