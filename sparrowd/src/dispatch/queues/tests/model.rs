//! Random interleavings of everything that happens to queues, held against a model of the rows.
//! Statements are sent, look at the rows some time later, and are answered some time after that.

use std::collections::BTreeMap;

use super::*;
use crate::store::queue::Page;
use dice::Dice;
use rows::{Live, Row};

mod dice;
mod end;
mod outside;
mod rows;

const STEPS: usize = 2_000;
const SECOND: Duration = Duration::from_secs(1);

/// A row that is about to be written, or whose hand-over is on its way.
#[derive(Debug)]
struct Commit {
    webhook: WebhookId,
    delivery: DeliveryId,
    /// Noted by ingest of this node; `None`: it came past ingest.
    note: Option<(Tick, Option<i64>)>,
    row: Row,
    is_written: bool,
}

#[derive(Debug)]
struct Refill {
    asks: Vec<Ask>,
    epochs: Vec<Option<i64>>,
    tick: Tick,
    asked_at: Timestamp,
    fresh: Option<Vec<Fresh>>,
    due: Option<Vec<Due>>,
}

#[derive(Debug)]
struct Walk {
    stretch: Stretch,
    tick: Option<Tick>,
    page: Option<Page>,
}

#[derive(Debug)]
struct Settlement {
    turn: Turn,
    /// When its next attempt is due, if it failed.
    retry: Option<Timestamp>,
    is_finished: bool,
    fate: Option<Fate>,
}

struct World {
    dice: Dice,
    /// Hand-overs and hints get lost, and lanes too; only scans find what that leaves behind.
    is_lossy: bool,
    /// How seldom something goes wrong: what heals one thing would hide that another is broken.
    calm: usize,
    now: Timestamp,
    boot: Duration,
    stamped: u128,
    queues: Queues,
    webhooks: BTreeMap<WebhookId, Live>,
    commits: Vec<Commit>,
    refills: Vec<Refill>,
    walks: Vec<Walk>,
    turns: Vec<Turn>,
    settlements: Vec<Settlement>,
    /// Rows ended by command, of which memory is told later.
    cancelled: Vec<(WebhookId, DeliveryId)>,
    hints: Vec<(WebhookId, DeliveryId)>,
    /// Taken, and neither given back nor seen settled.
    in_hand: HashSet<DeliveryId>,
    /// Ended, and memory has seen it.
    over: HashSet<DeliveryId>,
    taken: usize,
}

impl World {
    fn new(seed: u64) -> Self {
        let mut dice = Dice(seed);
        let buffer = [1, 4, 16][dice.roll(3)];
        let max_in_flight = 1 + dice.roll(8);
        let pace = Pace::new(1 + dice.roll(max_in_flight));
        let queues = Queues { pace, ..Queues::small(max_in_flight, buffer, 40) };
        let webhooks = (1..=4).map(|n| {
            let terms = Terms { concurrency: n, paused: false };
            let rows = BTreeMap::new();
            let epoch = Some(1);
            let live = Live { terms, is_deleted: false, epoch, last_epoch: 1, rows };
            (webhook(n.into()), live)
        });
        Self {
            is_lossy: dice.one_in(2),
            calm: [1, 10, 1_000][dice.roll(3)],
            webhooks: webhooks.collect(),
            dice,
            now: Timestamp::from_millis(1_800_000_000_000),
            boot: Duration::ZERO,
            stamped: 0,
            queues,
            commits: Vec::new(),
            refills: Vec::new(),
            walks: Vec::new(),
            turns: Vec::new(),
            settlements: Vec::new(),
            cancelled: Vec::new(),
            hints: Vec::new(),
            in_hand: HashSet::new(),
            over: HashSet::new(),
            taken: 0,
        }
    }

    fn check(&self) {
        let asks = self.refills.iter().flat_map(|refill| &refill.asks);
        self.queues.check(asks.map(Ask::ids).sum());
        let in_flight =
            self.turns.len() + self.settlements.iter().filter(|s| !s.is_finished).count();
        assert_eq!(self.queues.in_flight(), in_flight, "in flight");
        // A lane that is at rest may be given away.
        let settling = self.settlements.iter().map(|settlement| &settlement.turn);
        let under_way = self.queues.under_way();
        for turn in self.turns.iter().chain(settling) {
            assert!(under_way.contains_key(&turn.webhook.lane()), "{turn:?} is under way");
        }
    }

    fn step(&mut self) {
        match self.dice.roll(100) {
            0..10 => self.commit(),
            10..30 => self.repeat(Self::write_or_hand_over),
            30..42 => self.repeat(Self::take),
            42..51 => self.repeat(Self::end_turn),
            51..68 => self.repeat(Self::settle),
            68..75 => self.ask(),
            75..87 => self.read_or_answer(),
            87..89 => self.scan(),
            89..92 => self.walk(),
            92..94 => self.command(),
            94..96 => self.tell(),
            96 => self.sweep(),
            97 if self.trouble(1) => self.reconfigure(),
            98 if self.trouble(1) => self.lanes(),
            99 if self.dice.one_in(4) && self.trouble(1) => self.drain(),
            _ => self.wait(),
        }
    }

    fn repeat(&mut self, action: fn(&mut Self)) {
        for _ in 0..=self.dice.roll(6) {
            action(self);
        }
    }

    fn trouble(&mut self, one_in: usize) -> bool {
        self.dice.one_in(one_in * self.calm)
    }

    fn soon(&mut self, most: usize) -> Timestamp {
        self.now.plus(SECOND * u32::try_from(self.dice.roll(most)).unwrap())
    }

    fn any(&mut self) -> WebhookId {
        webhook(1 + self.dice.roll(4) as u128)
    }

    fn live(&mut self, webhook: WebhookId) -> &mut Live {
        self.webhooks.get_mut(&webhook).unwrap()
    }

    fn wait(&mut self) {
        let by = match self.dice.roll(40) {
            0 => 700,
            1..5 => 12,
            by => by / 10,
        };
        self.now = self.now.plus(SECOND * u32::try_from(by).unwrap());
    }

    /// Within the second, so that some requests take longer than others.
    fn pass_millis(&mut self) {
        self.boot += Duration::from_millis([0, 0, 1, 5, 9][self.dice.roll(5)]);
        self.queues.time_is(Boot::from_duration(self.boot));
    }

    /// An id is stamped; its row is written later, perhaps long after others.
    fn commit(&mut self) {
        let webhook = self.any();
        for _ in 0..=self.dice.roll(4) {
            self.stamped += 1;
            let bits = DeliveryId::first_at(self.now).uuid().as_u128() + self.stamped;
            let delivery = DeliveryId::from_uuid(Uuid::from_u128(bits));
            let is_ours = self.dice.roll(6) > 0;
            let epoch = self.live(webhook).epoch;
            let note = is_ours.then(|| (self.queues.sent(), epoch));
            let due = self.dice.one_in(4).then(|| self.soon(40));
            let expires = self.dice.one_in(4).then(|| due.unwrap_or(self.now).plus(SECOND * 20));
            let row = Row { attempt: 0, due, expires };
            self.commits.push(Commit { webhook, delivery, note, row, is_written: false });
        }
    }

    fn write_or_hand_over(&mut self) {
        let Some(mut commit) = self.dice.draw(&mut self.commits) else { return };
        if !commit.is_written {
            let Commit { webhook, delivery, row, .. } = commit;
            if !self.live(webhook).is_deleted {
                self.live(webhook).rows.insert(delivery, row);
            }
            commit.is_written = true;
            self.commits.push(commit);
            return;
        }
        let is_lost = self.is_lossy && self.dice.one_in(4);
        let Commit { webhook, delivery, note, row, .. } = commit;
        let Live { terms, is_deleted, .. } = *self.live(webhook);
        let epoch = note.and_then(|(_, epoch)| epoch);
        match (note, epoch) {
            _ if is_lost || is_deleted => {}
            (Some((tick, _)), Some(epoch)) => {
                if let Some(due) = row.due {
                    self.queues.later(SPACE, webhook, terms, delivery, due);
                } else {
                    let item = fresh_item(delivery, row.expires, epoch);
                    self.queues.hand_over(SPACE, webhook, terms, item, tick);
                }
            }
            // Ours it was not when it was written.
            _ => self.hint(webhook, delivery),
        }
        if let Some((tick, _)) = note {
            self.queues.back(tick);
        }
    }

    fn hint(&mut self, webhook: WebhookId, delivery: DeliveryId) {
        let Live { terms, is_deleted, epoch, .. } = *self.live(webhook);
        if epoch.is_some() && !is_deleted {
            self.queues.hint(&told(webhook, delivery), terms, self.now);
        }
    }

    fn take(&mut self) {
        let memory_used = self.dice.roll(100);
        self.pass_millis();
        let Some(turn) = self.queues.take(memory_used) else {
            let is_full = self.queues.in_flight == self.queues.max_in_flight;
            assert!(is_full || self.queues.ring.is_empty(), "somebody's turn is left");
            assert!(is_full || self.queues.held_up.is_empty() || self.queues.is_held_up());
            let Hanging { hung, doubted, .. } = &self.queues.hanging;
            let waits = !hung.is_empty() || !doubted.is_empty();
            assert!(is_full || !waits || !self.queues.may_hang(), "a hanging one's turn is left");
            return;
        };
        let delivery = turn.item.delivery;
        assert!(self.in_hand.insert(delivery), "{delivery} is in hand twice");
        assert!(!self.over.contains(&delivery), "{delivery} was seen to end");
        assert!(!self.queues.drains(turn.webhook.lane()), "nothing new of a lane that drains");
        let Live { terms, is_deleted, epoch, .. } = *self.live(turn.webhook);
        let queue = &self.queues.queues[&turn.webhook];
        assert!(queue.in_flight <= queue.concurrency, "more than its concurrency");
        if is_deleted || terms.paused {
            self.queues.configure(turn.webhook, (!is_deleted).then_some(terms));
            self.give_back(&turn);
        } else if epoch != Some(turn.item.epoch.number) {
            self.give_back(&turn);
        } else if turn.item.expires_at.is_some_and(|at| at <= self.now) {
            self.in_hand.remove(&delivery);
            self.queues.left_alone(&turn);
        } else {
            let row = self.live(turn.webhook).rows.get(&delivery);
            let due = row.filter(|row| row.attempt == turn.item.attempt).and_then(|row| row.due);
            assert!(due.is_none_or(|due| due <= self.now), "{delivery} comes early");
            self.taken += 1;
            self.turns.push(turn);
        }
    }

    fn give_back(&mut self, turn: &Turn) {
        self.in_hand.remove(&turn.item.delivery);
        self.queues.give_back(turn, self.now);
    }

    fn end_turn(&mut self) {
        let Some(turn) = self.dice.draw(&mut self.turns) else { return };
        if self.trouble(10) {
            return self.give_back(&turn);
        }
        let wait = SECOND * u32::try_from(self.dice.roll(60)).unwrap();
        let retry = self.dice.one_in(2).then(|| self.now.plus(wait));
        self.settlements.push(Settlement { turn, retry, is_finished: false, fate: None });
    }

    /// A settlement goes on: its courier is through, its rows are written, memory is told.
    fn settle(&mut self) {
        let Some(mut settlement) = self.dice.draw(&mut self.settlements) else { return };
        let webhook = settlement.turn.webhook;
        if !settlement.is_finished && self.dice.one_in(2) {
            let took = match self.dice.roll(16) {
                0 => Some(SECOND),
                1..4 => None,
                _ => Some(Duration::from_micros(500)),
            };
            self.queues.finished(&settlement.turn, took);
            settlement.is_finished = true;
        } else if settlement.fate.is_none() {
            settlement.fate = Some(self.write(&settlement));
        } else if let (true, Some(fate)) = (settlement.is_finished, settlement.fate) {
            let delivery = settlement.turn.item.delivery;
            self.in_hand.remove(&delivery);
            if !self.live(webhook).rows.contains_key(&delivery) {
                self.over.insert(delivery);
            }
            return self.queues.settled(webhook, delivery, fate, self.now);
        }
        self.settlements.push(settlement);
    }

    fn write(&mut self, settlement: &Settlement) -> Fate {
        let Turn { webhook, item, .. } = &settlement.turn;
        let is_fenced = self.trouble(50);
        let is_told = !self.trouble(50);
        let rows = &mut self.live(*webhook).rows;
        let row = rows.get_mut(&item.delivery).filter(|row| row.attempt == item.attempt);
        let Some(row) = row.filter(|_| !is_fenced) else { return Fate::Unclear };
        let fate = if let Some(due) = settlement.retry {
            *row = Row { attempt: row.attempt + 1, due: Some(due), ..*row };
            Fate::Kept(due)
        } else {
            rows.remove(&item.delivery);
            Fate::Ended
        };
        if is_told { fate } else { Fate::Unclear }
    }

    fn ask(&mut self) {
        let asks = self.queues.asks(self.now, 1 + self.dice.roll(3));
        if asks.is_empty() {
            return;
        }
        let tick = self.queues.sent();
        let epochs = asks.iter().map(|ask| self.webhooks[&ask.webhook].epoch).collect();
        let asked_at = self.now;
        self.refills.push(Refill { asks, epochs, tick, asked_at, fresh: None, due: None });
    }

    fn read_or_answer(&mut self) {
        let Some(mut refill) = self.dice.draw(&mut self.refills) else { return };
        let failed = self.trouble(20);
        if refill.fresh.is_none() && !failed {
            refill.fresh = Some(
                refill.asks.iter().map(|ask| self.webhooks[&ask.webhook].fresh(ask)).collect(),
            );
            self.refills.push(refill);
        } else if refill.due.is_none() && !failed {
            let due =
                refill.asks.iter().map(|ask| self.webhooks[&ask.webhook].due(ask, refill.asked_at));
            refill.due = Some(due.collect());
            self.refills.push(refill);
        } else {
            let Refill { asks, epochs, tick, fresh, due, .. } = refill;
            let mut rows = fresh.zip(due).map(|(fresh, due)| fresh.into_iter().zip(due));
            for (ask, epoch) in asks.iter().zip(epochs) {
                let rows = rows.as_mut().and_then(Iterator::next);
                self.queues.refilled(ask, rows, self.now, epoch.map(super::epoch), tick);
            }
            self.queues.back(tick);
        }
    }

    /// The search for webhooks that owe something, or a rescan.
    fn scan(&mut self) {
        if !self.is_lossy {
            return;
        }
        if self.dice.one_in(2) {
            self.find_owing();
        } else if self.walks.is_empty() {
            let from_start = self.dice.one_in(4);
            self.rescan(from_start);
        }
    }

    fn find_owing(&mut self) {
        for (webhook, live) in &self.webhooks {
            if live.epoch.is_some() && !live.rows.is_empty() && !live.is_deleted {
                self.queues.owing(SPACE, *webhook, live.terms, true);
            }
        }
    }

    fn rescan(&mut self, from_start: bool) {
        let open = self.queues.open();
        for stretch in self.queues.rescan(&open, self.now, from_start) {
            self.walks.push(Walk { stretch, tick: None, page: None });
        }
    }

    fn walk(&mut self) {
        let Some(mut walk) = self.dice.draw(&mut self.walks) else { return };
        let Some(tick) = walk.tick else {
            walk.tick = Some(self.queues.sent());
            return self.walks.push(walk);
        };
        let Some(page) = walk.page else {
            let webhook = walk.stretch.webhook;
            walk.page = Some(self.webhooks[&webhook].page(walk.stretch));
            return self.walks.push(walk);
        };
        let missed = self.queues.missed(walk.stretch.webhook, &page.fresh, tick);
        self.queues.back(tick);
        if let (0, Some(after)) = (missed, page.next) {
            let stretch = Stretch { after, ..walk.stretch };
            self.walks.push(Walk { stretch, tick: None, page: None });
        }
    }
}

fn run(seed: u64) -> usize {
    let mut world = World::new(seed);
    for _ in 0..STEPS {
        world.step();
        world.check();
    }
    world.end();
    world.taken
}

/// One seed of a failure is enough to see it again: `run(seed)`.
#[test]
fn nothing_is_lost_or_in_hand_twice_however_it_comes() {
    for seed in 0..100 {
        let run = std::panic::catch_unwind(|| run(seed));
        match run {
            Ok(taken) => assert!(taken > 100, "seed {seed} comes to little: {taken}"),
            Err(cause) => {
                println!("seed {seed}");
                std::panic::resume_unwind(cause);
            }
        }
    }
}
