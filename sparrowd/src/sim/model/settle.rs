//! The statements that change rows of the queue.

use super::{Ended, Made, Noted, Row, Tables};
use crate::domain::delivery::{Decision, End};
use crate::domain::timestamp::Timestamp;
use crate::sim::mutation::Mutation;
use crate::store::settle::{Change, ChangeKind, Settled, Settlement, Stamp};

impl Tables {
    /// `fenced`: what the fence said, and when it was asked is the caller's business.
    pub fn settle(
        &mut self,
        stamp: Stamp,
        batch: &[Settlement],
        holds_fence: bool,
        broken: Option<Mutation>,
    ) -> Settled {
        if !holds_fence {
            return Settled::Fenced;
        }
        if broken != Some(Mutation::SettleTwice)
            && self.settlements.contains_key(&(stamp.node, stamp.batch))
        {
            let won = |one: &Settlement| {
                self.attempts.get(&one.attempt.id).is_some_and(|made| made.decision.is_some())
            };
            return Settled::Done { won: batch.iter().map(won).collect() };
        }
        let won: Vec<bool> = batch.iter().map(|one| self.settle_one(one, broken)).collect();
        let attempts = batch.iter().map(|one| one.attempt.id).collect();
        let noted = Noted { attempts, deliveries: Vec::new() };
        self.settlements.entry((stamp.node, stamp.batch)).or_insert(noted);
        let all = broken == Some(Mutation::CountSent);
        Settled::Done { won: won.into_iter().map(|won| won || all).collect() }
    }

    /// Says whether the row was really changed.
    fn settle_one(&mut self, one: &Settlement, broken: Option<Mutation>) -> bool {
        let Settlement { attempt, verdict, .. } = one;
        let key = (attempt.namespace, attempt.webhook, attempt.delivery);
        let is_expected =
            |row: &Row| row.attempt + 1 == attempt.number || broken == Some(Mutation::SettleTwice);
        let row = self.queue.get(&key).copied().filter(is_expected);
        match (row, verdict.decision) {
            (Some(mut row), Decision::Retry { at }) => {
                row.attempt = attempt.number;
                row.excused += u32::from(verdict.excused);
                row.due_at = Some(at);
                self.queue.insert(key, row);
            }
            (Some(_), _) => drop(self.queue.remove(&key)),
            (None, _) => {}
        }
        let state = match verdict.decision {
            Decision::Dead => Some(End::Dead),
            Decision::Discarded => Some(End::Discarded),
            Decision::Delivered | Decision::Retry { .. } => None,
        };
        if let (Some(_), Some(state)) = (row, state) {
            let ended = Ended { state, attempt: attempt.number };
            self.ended.entry((attempt.namespace, attempt.delivery)).or_insert(ended);
        }
        self.record(one, row.is_some());
        row.is_some()
    }

    /// An attempt that is on record stays as it is.
    fn record(&mut self, one: &Settlement, won: bool) {
        let Settlement { node, attempt, verdict, .. } = one;
        let made = Made {
            node: *node,
            delivery: attempt.delivery,
            webhook: attempt.webhook,
            number: attempt.number,
            outcome: attempt.exchange.outcome,
            excused: verdict.excused,
            decision: won.then_some(verdict.decision),
        };
        self.attempts.entry(attempt.id).or_insert(made);
        if won {
            self.counted.insert((attempt.delivery, attempt.number), attempt.id);
        }
    }

    pub fn superseded(&mut self, batch: &[Settlement]) {
        for one in batch {
            self.record(one, false);
        }
    }

    pub fn change(
        &mut self,
        stamp: Stamp,
        batch: &[Change],
        kind: ChangeKind,
        at: Timestamp,
    ) -> Settled {
        if !self.holds_fence(stamp.node, stamp.fence) {
            return Settled::Fenced;
        }
        let won = batch.iter().map(|one| self.change_one(one, kind, at)).collect();
        let deliveries = batch.iter().map(|one| one.delivery).collect();
        let noted = Noted { attempts: Vec::new(), deliveries };
        self.settlements.entry((stamp.node, stamp.batch)).or_insert(noted);
        Settled::Done { won }
    }

    fn change_one(&mut self, one: &Change, kind: ChangeKind, at: Timestamp) -> bool {
        let (row_key, end_key) =
            ((one.namespace, one.webhook, one.delivery), (one.namespace, one.delivery));
        let row = self.queue.get_mut(&row_key);
        match (kind, row) {
            (ChangeKind::RetryNow, Some(row)) => {
                row.due_at = Some(row.due_at.map_or(at, |due| due.min(at)));
                true
            }
            (ChangeKind::End(state), Some(row)) => {
                let ended = Ended { state, attempt: row.attempt };
                self.queue.remove(&row_key);
                self.ended.entry(end_key).or_insert(ended);
                true
            }
            (ChangeKind::EndUntried(state), Some(row)) if row.attempt == 0 => {
                self.queue.remove(&row_key);
                self.ended.entry(end_key).or_insert(Ended { state, attempt: 0 });
                true
            }
            (ChangeKind::Discard, _) => match self.ended.get_mut(&end_key) {
                Some(ended) if ended.state == End::Dead => {
                    ended.state = End::Discarded;
                    true
                }
                _ => false,
            },
            _ => false,
        }
    }
}
