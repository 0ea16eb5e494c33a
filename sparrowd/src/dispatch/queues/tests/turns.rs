//! How many requests are begun before others are through.

use super::*;
use crate::dispatch::queues::pace::Quickest;

const OPEN: Terms = Terms { concurrency: 40, paused: false };

struct Bench(Queues);

impl Bench {
    /// Two at a time that are to be answered soon, of a hundred in all; and ten deliveries of each of
    /// these webhooks.
    fn owing(webhooks: &[u128]) -> Self {
        let mut bench = Self(Queues { pace: Pace::new(2), ..Queues::small(100, 100, 1_000) });
        for to in webhooks {
            bench.hand_over(*to, 10);
        }
        bench
    }

    fn hand_over(&mut self, to: u128, deliveries: u128) {
        for n in 0..deliveries {
            let delivery = DeliveryId::from_uuid(Uuid::from_u128(to * 100 + n));
            let item = fresh_item(delivery, None, 1);
            self.0.hand_over(SPACE, webhook(to), OPEN, item, Tick::FIRST);
        }
    }

    fn at(&mut self, millis: u64) {
        self.0.time_is(Boot::from_duration(Duration::from_millis(millis)));
    }

    /// All that may be begun now.
    fn begin(&mut self) -> Vec<Turn> {
        let turns = std::iter::from_fn(|| self.0.take(0)).collect();
        self.0.check(0);
        turns
    }

    fn finish(&mut self, turns: &[Turn]) {
        for turn in turns {
            self.0.finished(turn);
            self.0.settled(turn.webhook, turn.item.delivery, Fate::Ended, Timestamp::EPOCH);
        }
    }
}

#[test]
fn the_fuller_the_node_the_fewer_each_may_have_in_flight() {
    // (requests that the node may have in flight, memory used, taken of one webhook)
    for (max, memory, taken) in [(3, 0, 3), (100, 51, 8), (100, 76, 1), (20, 0, 11), (12, 0, 8)] {
        let mut bench = Bench(Queues::small(max, 100, 1_000));
        bench.hand_over(1, 50);
        let got: Vec<_> = std::iter::from_fn(|| bench.0.take(memory)).collect();
        assert_eq!(got.len(), taken, "of {max}, {memory} % of memory");
        bench.0.check(0);
        bench.0.finished(&got[0]);
        assert!(bench.0.take(0).is_some(), "it comes back when one is through");
    }
}

#[test]
fn few_are_on_their_way_that_are_to_be_answered_soon() {
    let mut bench = Bench::owing(&[1, 2]);
    bench.at(1);
    let begun = bench.begin();
    assert_eq!(begun.len(), 2);
    assert!(bench.0.is_held_up(), "eighteen wait");
    bench.at(3);
    bench.finish(&begun[..1]);
    assert_eq!(bench.begin().len(), 1, "one for each that is through");
}

#[test]
fn who_takes_longer_than_expected_holds_nobody_up() {
    let mut bench = Bench::owing(&[1, 2]);
    bench.at(1);
    bench.begin();
    bench.at(8);
    assert_eq!(bench.begin().len(), 0);
    bench.at(9);
    assert_eq!(bench.begin().len(), 2);
    bench.at(1_000);
    let begun = bench.begin();
    assert_eq!(begun.len(), 2, "however long ago that was");
    bench.finish(&begun);
    assert_eq!(bench.begin().len(), 2);
    assert!(bench.0.is_held_up());
}

#[test]
fn receivers_that_take_their_time_are_not_counted() {
    let mut bench = Bench::owing(&[1]);
    bench.at(1);
    let begun = bench.begin();
    // One answer is no proof, unless it is that late.
    bench.at(21);
    bench.finish(&begun[..1]);
    assert_eq!(bench.begin().len(), 2);
    bench.at(1_001);
    bench.finish(&begun[1..]);
    assert_eq!(bench.begin().len(), 6, "all that there are");
    assert!(!bench.0.is_held_up());
}

#[test]
fn one_quick_answer_is_believed_and_a_late_one_only_in_part() {
    let ms = Duration::from_millis;
    let mut quickest = Quickest::default();
    assert!(quickest.is_soon(), "the best is expected");
    quickest.learn(ms(1_000));
    assert!(!quickest.is_soon());
    quickest.learn(ms(2));
    assert!(quickest.is_soon());
    let late = std::iter::repeat_with(|| quickest.learn(ms(20)));
    late.take(12).for_each(drop);
    assert!(quickest.is_soon(), "it has been late for a moment");
    quickest.learn(ms(20));
    assert!(!quickest.is_soon(), "it is late");
}
