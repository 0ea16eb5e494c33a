//! Whose turn it is, and how many requests are begun before others are through.

use super::*;
use crate::dispatch::queues::pace::Expected;

const OPEN: Terms = Terms { concurrency: 40, paused: false };
const SOON: Duration = Duration::from_millis(1);
const LATE: Duration = Duration::from_secs(2);

/// The queues, and how many deliveries there were.
struct Bench(Queues, u128);

impl Bench {
    /// Two at a time that are to be answered soon, of a hundred in all; and ten deliveries of each of
    /// these webhooks.
    fn owing(webhooks: &[u128]) -> Self {
        let mut bench = Self(Queues { pace: Pace::new(2), ..Queues::small(100, 100, 1_000) }, 0);
        bench.at(1);
        for to in webhooks {
            bench.hand_over(*to, 10);
        }
        bench
    }

    /// So many requests in all, and receivers of as many webhooks, from the first, that hung.
    fn hanging(requests: u8) -> Self {
        let mut bench = Self(Queues::small(requests.into(), 100, 1_000), 0);
        for to in 1..=requests.into() {
            bench.make_late(to);
        }
        bench
    }

    fn hand_over(&mut self, to: u128, deliveries: u128) {
        for _ in 0..deliveries {
            self.1 += 1;
            let delivery = DeliveryId::from_uuid(Uuid::from_u128(self.1));
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

    /// These are through, and settled.
    fn end(&mut self, turns: &[Turn], took: Duration) {
        for turn in turns {
            self.0.finished(turn, Some(took));
            self.0.settled(turn.webhook, turn.item.delivery, Fate::Ended, Timestamp::EPOCH);
        }
    }

    /// The receiver of this webhook is known to take its time. Nothing else may wait.
    fn make_late(&mut self, to: u128) {
        self.hand_over(to, 1);
        let late = self.begin();
        self.end(&late, LATE);
        assert!(self.0.queues.is_empty(), "it has no queue any more");
    }
}

/// Of which webhooks these are.
fn of(turns: &[Turn]) -> Vec<WebhookId> {
    turns.iter().map(|turn| turn.webhook).collect()
}

#[test]
fn the_fuller_the_node_the_fewer_each_may_have_in_flight() {
    // (requests that the node may have in flight, memory used, taken of one webhook)
    for (max, memory, taken) in [(3, 0, 3), (100, 51, 8), (100, 76, 1), (20, 0, 11), (12, 0, 8)] {
        let mut bench = Bench(Queues::small(max, 100, 1_000), 0);
        bench.hand_over(1, 50);
        let got: Vec<_> = std::iter::from_fn(|| bench.0.take(memory)).collect();
        assert_eq!(got.len(), taken, "of {max}, {memory} % of memory");
        bench.0.check(0);
        bench.0.finished(&got[0], None);
        assert!(bench.0.take(0).is_some(), "it comes back when one is through");
    }
}

#[test]
fn few_are_on_their_way_that_are_to_be_answered_soon() {
    let mut bench = Bench::owing(&[1, 2, 3]);
    let begun = bench.begin();
    assert_eq!(of(&begun), [webhook(1), webhook(2)]);
    assert!(bench.0.is_held_up());
    bench.at(3);
    bench.end(&begun[..1], SOON);
    let next = bench.begin();
    assert_eq!(of(&next), [webhook(3)], "one for each that is through, in turn");
    bench.0.give_back(&begun[1], Timestamp::EPOCH);
    bench.0.left_alone(&next[0]);
    assert_eq!(of(&bench.begin()), [webhook(1), webhook(2)], "or was not made");
}

#[test]
fn who_takes_longer_than_expected_holds_nobody_up() {
    let mut bench = Bench::owing(&[1, 2]);
    bench.begin();
    bench.at(8);
    assert_eq!(bench.begin().len(), 0);
    bench.at(9);
    assert_eq!(bench.begin().len(), 2);
    bench.at(5);
    assert_eq!(bench.begin().len(), 0, "time goes on");
    bench.at(1_000);
    let begun = bench.begin();
    assert_eq!(begun.len(), 2, "however long ago that was");
    bench.end(&begun, SOON);
    assert_eq!(bench.begin().len(), 2);
}

#[test]
fn receivers_that_take_their_time_are_not_counted() {
    let mut bench = Bench::owing(&[]);
    bench.make_late(1);
    bench.hand_over(1, 10);
    assert_eq!(bench.begin().len(), 10, "that is known, although its queue was forgotten");
    assert!(!bench.0.is_held_up());
}

#[test]
fn they_do_not_wait_for_those_who_are_held_up_nor_those_for_them() {
    let mut bench = Bench::owing(&[]);
    bench.make_late(1);
    for to in [2, 3, 1] {
        bench.hand_over(to, 10);
    }
    let begun = bench.begin();
    assert_eq!(of(&begun)[..2], [webhook(2), webhook(3)]);
    assert_eq!(of(&begun)[2..], [webhook(1); 10], "behind two that are held up");
    bench.end(&begun[..2], SOON);
    bench.hand_over(1, 4);
    let [one, two, three, four] = std::array::from_fn(|_| bench.0.take(0).unwrap().webhook);
    assert!([one, two].contains(&webhook(1)) && [one, two].contains(&webhook(2)), "in turn");
    assert!([three, four].contains(&webhook(1)) && [three, four].contains(&webhook(3)), "in turn");
}

#[test]
fn receivers_that_hang_leave_a_quarter_of_the_node_to_others() {
    let mut bench = Bench::hanging(20);
    for to in 1..=20 {
        bench.hand_over(to, 1);
    }
    let hanging = bench.begin();
    assert_eq!(of(&hanging), (1..=15).map(webhook).collect::<Vec<_>>());
    for to in 21..=24 {
        bench.hand_over(to, 1);
    }
    let others = bench.begin();
    assert_eq!(of(&others), (21..=24).map(webhook).collect::<Vec<_>>());
    bench.end(&others, SOON);
    for to in 1..=2 {
        bench.hand_over(to, 1);
    }
    assert_eq!(bench.begin().len(), 0);
    bench.end(&hanging[..3], LATE);
    assert_eq!(of(&bench.begin()), [16, 17, 18].map(webhook), "as they came");
    bench.end(&hanging[3..7], LATE);
    assert_eq!(of(&bench.begin()), [19, 20, 1, 2].map(webhook));
}

#[test]
fn one_that_answers_again_need_not_wait_for_all_that_do_not() {
    let mut bench = Bench::hanging(4);
    bench.hand_over(1, 50);
    let begun = bench.begin();
    assert_eq!(of(&begun), [webhook(1); 3]);
    for to in 2..=4 {
        bench.hand_over(to, 1);
    }
    assert_eq!(bench.begin().len(), 0, "behind one more of the first");
    let mut next = Vec::new();
    for turn in begun {
        bench.end(&[turn], SOON);
        next.append(&mut bench.begin());
    }
    assert_eq!(of(&next), [2, 1, 3].map(webhook), "they take turns");
    // Nothing but 2 and 3 is in flight now, beside one of its own at a time.
    let mut its = next.remove(1);
    for _ in 4..32 {
        bench.end(&[its], SOON);
        let more = bench.begin();
        assert_eq!(more.len(), 1);
        its = more.into_iter().next().unwrap();
        if its.webhook == webhook(4) {
            bench.end(&[its], LATE);
            its = bench.begin().remove(0);
        }
    }
    bench.end(&[its], SOON);
    assert_eq!(of(&bench.begin()), [webhook(1); 2], "it is trusted: the quarter is for it too");
}

#[test]
fn of_those_that_answer_again_the_one_that_owes_least_is_first() {
    let mut bench = Bench::hanging(4);
    for (to, answers) in [(1, 1), (2, 1), (3, 5), (4, 1)] {
        bench.hand_over(to, answers);
        for _ in 0..answers {
            let turn = bench.0.take(0).unwrap();
            bench.end(&[turn], SOON);
        }
    }
    bench.hand_over(4, 3);
    let begun = bench.begin();
    assert_eq!(of(&begun), [webhook(4); 3]);
    for to in 1..=3 {
        bench.hand_over(to, 1);
    }
    assert_eq!(bench.begin().len(), 0);
    for (turn, next) in begun.into_iter().zip([3, 1, 2]) {
        bench.end(&[turn], LATE);
        assert_eq!(of(&bench.begin()), [webhook(next)]);
    }
}

#[test]
fn those_that_hang_now_and_then_leave_that_quarter_too() {
    let mut bench = Bench::hanging(20);
    for to in 1..=20 {
        bench.hand_over(to, 2);
    }
    let mut answered = HashSet::new();
    while answered.len() < 20 {
        let begun = bench.begin();
        answered.extend(of(&begun));
        bench.end(&begun, SOON);
        for turn in &begun {
            bench.hand_over(turn.webhook.uuid().as_u128(), 1);
        }
    }
    assert_eq!(bench.begin().len(), 15, "each has answered, and may hang the next time");
    for to in 21..=25 {
        bench.hand_over(to, 1);
    }
    assert_eq!(of(&bench.begin()), (21..=25).map(webhook).collect::<Vec<_>>());
}

#[test]
fn they_take_turns_with_others() {
    let mut bench = Bench::hanging(4);
    for to in 1..=4 {
        bench.hand_over(to, 2);
    }
    bench.hand_over(5, 10);
    let begun = bench.begin();
    assert_eq!(of(&begun), [1, 2, 3, 5].map(webhook));
    bench.end(&begun[3..], SOON);
    assert_eq!(of(&bench.begin()), [webhook(5)]);
    bench.end(&begun[..2], LATE);
    assert_eq!(of(&bench.begin()), [4, 5].map(webhook));
}

#[test]
fn one_that_has_nothing_to_send_any_more_holds_nobody_up() {
    let mut bench = Bench::owing(&[1, 2, 3]);
    let begun = bench.begin();
    assert_eq!(bench.begin().len(), 0);
    bench.0.configure(webhook(3), Some(Terms { paused: true, ..OPEN }));
    bench.end(&begun[..1], SOON);
    assert_eq!(of(&bench.begin()), [webhook(1)], "past the one that rests");
}

#[test]
fn a_late_answer_is_believed_in_part_and_one_that_hung_for_a_while() {
    let mut expected = Expected::default();
    assert!(expected.is_soon(), "the best is expected");
    expected.learn(LATE);
    assert_eq!(expected.prospect(), Prospect::Hang);
    for owes in (1..32).rev() {
        expected.learn(SOON);
        assert_eq!(expected.prospect(), Prospect::Doubt(owes));
        assert!(!expected.is_soon(), "it would be, but for that");
    }
    expected.learn(SOON);
    assert_eq!(expected.prospect(), Prospect::Answer);
    assert!(expected.is_soon());
    // From 1 ms a 256th of the way to 31 ms each time: a tenth of it after the 27th.
    for _ in 0..26 {
        expected.learn(Duration::from_millis(31));
        assert!(expected.is_soon(), "it has been late for a moment");
    }
    expected.learn(Duration::from_millis(31));
    assert!(!expected.is_soon(), "it is late");
    for took in [Duration::from_mins(1), SOON, LATE, SOON] {
        expected.learn(took);
    }
    assert_eq!(expected.prospect(), Prospect::Doubt(16 * 60 - 2), "for as long as it hung");
}
