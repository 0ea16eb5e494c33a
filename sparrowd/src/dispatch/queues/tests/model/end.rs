//! How a run ends: all that is under way is brought to its end.

use super::*;

impl World {
    /// Nothing goes wrong any more: every row that is left is delivered or expires, and memory is
    /// empty.
    pub(super) fn end(&mut self) {
        self.queues.drain(&BTreeSet::new());
        for n in 1..=4 {
            let webhook = webhook(n);
            let live = self.live(webhook);
            live.terms.paused = false;
            let Live { terms, is_deleted, .. } = *live;
            self.queues.configure(webhook, (!is_deleted).then_some(terms));
            if self.live(webhook).epoch.is_none() {
                self.regain(webhook);
            }
        }
        for round in 0..200 {
            self.sweep();
            self.round();
            self.check();
            let owed: usize = self.webhooks.values().map(|live| live.rows.len()).sum();
            if owed == 0 && self.queues.queues.is_empty() {
                assert!(self.queues.recent.is_empty(), "settlements are remembered for ever");
                return;
            }
            self.now = self.now.plus(SECOND);
            if self.is_lossy && round % 30 == 29 {
                self.find_owing();
                self.rescan(true);
            }
        }
        let owed: Vec<_> = self.webhooks.iter().filter(|(_, live)| !live.rows.is_empty()).collect();
        panic!("left behind: {owed:?} of {:?}", self.queues);
    }

    /// Everything that waits goes on, until nothing does.
    fn round(&mut self) {
        for _ in 0..10_000 {
            while !self.commits.is_empty() {
                self.write_or_hand_over();
            }
            while !(self.cancelled.is_empty() && self.hints.is_empty()) {
                self.tell();
            }
            self.ask();
            while !self.refills.is_empty() {
                self.read_or_answer();
            }
            while !self.walks.is_empty() {
                self.walk();
            }
            while let Some(turn) = self.next_turn() {
                let fate = None;
                self.settlements.push(Settlement { turn, retry: None, is_finished: false, fate });
            }
            while !self.settlements.is_empty() {
                self.settle();
            }
            let (_, waiting) = self.queues.next_look();
            if !waiting && self.queues.buffered == 0 {
                return;
            }
        }
        panic!("it goes round in circles: {:?}", self.queues);
    }

    fn next_turn(&mut self) -> Option<Turn> {
        if self.turns.is_empty() {
            self.take();
        }
        self.turns.pop()
    }
}
