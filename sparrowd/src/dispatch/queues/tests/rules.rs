//! Each rule by itself: one webhook, mostly, and an answer made by hand.

use super::*;
use crate::store::queue::Owed;

const NOW: Timestamp = Timestamp::from_millis(1_800_000_000_000);
const OPEN: Terms = Terms { concurrency: 4, paused: false };
const PAUSED: Terms = Terms { concurrency: 4, paused: true };

fn id(n: u128) -> DeliveryId {
    DeliveryId::from_uuid(Uuid::from_u128(DeliveryId::first_at(NOW).uuid().as_u128() + n))
}

fn ids(of: impl IntoIterator<Item = u128>) -> Vec<DeliveryId> {
    of.into_iter().map(id).collect()
}

fn after(seconds: u64) -> Timestamp {
    NOW.plus(Duration::from_secs(seconds))
}

fn owed(delivery: DeliveryId, attempt: u32) -> Owed {
    Owed { delivery, attempt, excused: 0, expires_at: None }
}

/// All that there are.
fn fresh(of: impl IntoIterator<Item = u128>) -> Fresh {
    let rows = of.into_iter().map(|n| owed(id(n), 0)).collect();
    Fresh { rows, looked_to: None }
}

/// All that are due, each at this moment.
fn due(at: Timestamp, of: impl IntoIterator<Item = u128>) -> Due {
    let rows = of.into_iter().map(|n| (owed(id(n), 1), at)).collect();
    Due { rows, next: None }
}

/// One webhook's queue under test, and the refills that it has out.
struct Bench {
    queues: Queues,
    out: usize,
    turns: Vec<Turn>,
}

impl Bench {
    fn new() -> Self {
        Self::with(Queues::small(100, 8, 1_000))
    }

    fn with(queues: Queues) -> Self {
        Self { queues, out: 0, turns: Vec::new() }
    }

    fn check(&self) {
        self.queues.check(self.out);
    }

    fn queue(&self) -> &Queue {
        &self.queues.queues[&webhook(1)]
    }

    fn hand_over_to(&mut self, to: WebhookId, terms: Terms, delivery: DeliveryId, since: Tick) {
        self.queues.hand_over(SPACE, to, terms, fresh_item(delivery, None, 1), since);
        self.check();
    }

    fn hand_over(&mut self, of: impl IntoIterator<Item = u128>) {
        for n in of {
            self.hand_over_to(webhook(1), OPEN, id(n), Tick::FIRST);
        }
    }

    fn take(&mut self) -> Option<DeliveryId> {
        let turn = self.queues.take(0)?;
        self.check();
        self.turns.push(turn.clone());
        Some(turn.item.delivery)
    }

    fn take_all(&mut self) -> Vec<DeliveryId> {
        std::iter::from_fn(|| self.take()).collect()
    }

    /// The courier is through with it.
    fn finish(&mut self, delivery: DeliveryId) {
        let turn = self.turns.iter().position(|turn| turn.item.delivery == delivery).unwrap();
        self.queues.finished(&self.turns.remove(turn), None);
    }

    /// That, and it is settled.
    fn end(&mut self, delivery: DeliveryId, fate: Fate) {
        self.finish(delivery);
        self.queues.settled(webhook(1), delivery, fate, NOW);
        self.check();
    }

    fn ask_at(&mut self, now: Timestamp) -> Option<Ask> {
        let ask = self.queues.asks(now, 1).pop();
        self.out += ask.map_or(0, |ask| ask.ids());
        self.check();
        ask
    }

    fn ask(&mut self) -> Ask {
        self.ask_at(NOW).expect("a refill is wanted")
    }

    fn answer_since(&mut self, ask: &Ask, fresh: Fresh, due: Due, since: Tick) {
        self.out -= ask.ids();
        self.queues.refilled(ask, Some((fresh, due)), NOW, Some(epoch(1)), since);
        self.check();
    }

    fn answer(&mut self, ask: &Ask, fresh: Fresh, due: Due) {
        self.answer_since(ask, fresh, due, Tick::FIRST);
    }

    /// A queue that has asked for everything from the rows.
    fn owing() -> (Self, Ask) {
        let mut bench = Self::new();
        bench.queues.owing(SPACE, webhook(1), OPEN, true);
        let ask = bench.ask();
        (bench, ask)
    }
}

#[test]
fn a_hand_over_goes_straight_through() {
    let mut bench = Bench::new();
    bench.hand_over(1..=3);
    assert_eq!(bench.ask_at(NOW), None, "nothing is read");
    assert_eq!(bench.take_all(), ids(1..=3));
    for delivery in ids(1..=3) {
        bench.end(delivery, Fate::Ended);
    }
    assert!(bench.queues.queues.is_empty(), "an idle queue leaves memory");
}

#[test]
fn a_full_queue_falls_behind_and_is_refilled_from_the_lowest_refused() {
    let mut bench = Bench::new();
    bench.hand_over(1..=8);
    bench.hand_over([11, 10, 12]);
    assert_eq!(bench.ask_at(NOW), None, "not before half of it is gone");
    assert_eq!(bench.take_all(), ids(1..=4), "as many as its concurrency");
    let ask = bench.ask();
    assert_eq!(ask.fresh, Some((id(8), 4)), "after the last taken, as there is room");
    bench.answer(&ask, fresh(10..=12), Due::default());
    bench.hand_over([13]);
    assert_eq!(bench.queues.buffered, 8, "no longer behind, so it is handed over");
}

#[test]
fn behind_ends_only_with_a_refill_sent_after_the_last_refusal() {
    let (mut bench, ask) = Bench::owing();
    bench.hand_over([5, 4]);
    bench.answer(&ask, fresh([9]), Due::default());
    let again = bench.ask();
    assert_eq!(again.fresh, Some((id(3), 7)), "from the lowest refused");
    let full = Fresh { looked_to: Some(id(4)), ..fresh([4]) };
    bench.answer(&again, full, Due::default());
    let rest = bench.ask();
    assert_eq!(rest.fresh, Some((id(4), 6)), "there is more: on from where it looked to");
    bench.answer(&rest, fresh([5, 9]), Due::default());
    assert_eq!(bench.ask_at(NOW), None);
    assert_eq!(bench.take_all(), ids([9, 4, 5]));
}

#[test]
fn a_refill_that_failed_is_asked_for_again() {
    let (mut bench, ask) = Bench::owing();
    for epoch in [Some(epoch(1)), None] {
        bench.out -= ask.ids();
        bench.queues.refilled(&ask, None, NOW, epoch, Tick::FIRST);
        bench.check();
        assert_eq!(bench.ask(), ask);
    }
}

#[test]
fn what_is_buffered_or_in_flight_is_not_taken_again() {
    let mut bench = Bench::new();
    bench.hand_over(1..=5);
    bench.hand_over(1..=5);
    assert_eq!(bench.queues.buffered, 5);
    assert_eq!(bench.take_all(), ids(1..=4));
    bench.queues.owing(SPACE, webhook(1), OPEN, false);
    let ask = bench.ask();
    bench.answer(&ask, fresh(1..=6), due(NOW, 1..=5));
    assert_eq!(bench.queues.buffered, 2, "the fifth and the sixth");
}

#[test]
fn what_was_settled_since_the_statement_was_sent_is_not_taken_again() {
    let mut bench = Bench::new();
    bench.hand_over([1]);
    let commit = bench.queues.sent();
    let taken = bench.take().unwrap();
    bench.queues.owing(SPACE, webhook(1), OPEN, false);
    let ask = bench.ask();
    let refill = bench.queues.sent();
    bench.end(taken, Fate::Ended);
    let later = bench.queues.sent();
    bench.answer_since(&ask, fresh([1]), due(NOW, [1]), refill);
    assert_eq!(bench.queues.missed(webhook(1), &[id(1)], commit), 0, "nor is it missed");
    bench.hand_over_to(webhook(1), OPEN, id(1), commit);
    assert_eq!(bench.take(), None);
    bench.hand_over_to(webhook(1), OPEN, id(1), later);
    assert_eq!(bench.take(), Some(id(1)), "settled before that was sent: it is owed once more");
    for tick in [commit, refill, later] {
        bench.queues.back(tick);
    }
    assert!(bench.queues.recent.is_empty(), "with nothing out, nothing is remembered");
}

#[test]
fn first_attempts_and_due_retries_get_equal_shares() {
    let (mut bench, ask) = Bench::owing();
    bench.answer(&ask, fresh(1..=2), due(NOW, 11..=15));
    let terms = Terms { concurrency: 16, paused: false };
    bench.queues.configure(webhook(1), Some(terms));
    assert_eq!(bench.take_all(), ids([1, 11, 2, 12, 13, 14, 15]));
}

#[test]
fn webhooks_take_turns_within_their_concurrency() {
    let mut bench = Bench::new();
    for (to, n) in [(1, 1), (1, 2), (1, 3), (2, 4), (2, 5), (2, 6)] {
        let terms = Terms { concurrency: 2, paused: false };
        bench.hand_over_to(webhook(to), terms, id(n), Tick::FIRST);
    }
    assert_eq!(bench.take_all(), ids([1, 4, 2, 5]));
    bench.finish(id(4));
    assert_eq!(bench.take_all(), ids([6]));
}

#[test]
fn buffers_shrink_as_the_node_fills() {
    let mut bench = Bench::with(Queues::small(100, 100, 400));
    // (handed over to each new webhook in turn, kept of them)
    for (to, kept) in [(1, 100), (2, 100), (3, 64), (4, 36), (5, 8), (6, 8)] {
        let had = bench.queues.buffered;
        for n in 0..150 {
            bench.hand_over_to(webhook(to), OPEN, id(n), Tick::FIRST);
        }
        assert_eq!(bench.queues.buffered - had, kept, "of the webhook {to}");
    }
    let (_, waiting) = bench.queues.next_look();
    assert!(!waiting, "none has room");
    bench.queues.owing(SPACE, webhook(7), OPEN, true);
    assert_eq!(bench.ask().fresh, Some((DeliveryId::ZERO, 8)));
}

#[test]
fn beyond_twice_its_buffers_a_node_has_room_for_the_next_one_of_each() {
    let mut bench = Bench::with(Queues::small(100, 8, 8));
    bench.hand_over(1..=8);
    bench.hand_over_to(webhook(2), OPEN, id(9), Tick::FIRST);
    for n in 10..=17 {
        bench.hand_over_to(webhook(2), OPEN, id(n), Tick::FIRST);
    }
    let had = bench.queues.buffered;
    for n in 18..=19 {
        bench.hand_over_to(webhook(3), OPEN, id(n), Tick::FIRST);
    }
    assert_eq!(bench.queues.buffered - had, 1, "handed over");
    bench.queues.owing(SPACE, webhook(4), OPEN, true);
    let ask = bench.ask();
    assert_eq!((ask.webhook, ask.fresh), (webhook(4), Some((DeliveryId::ZERO, 1))), "read");
    assert_eq!(bench.ask_at(NOW), None, "the others have that and more");
}

#[test]
fn pausing_lets_go_of_what_waits_and_resuming_starts_from_the_rows() {
    let mut bench = Bench::new();
    bench.hand_over(1..=6);
    let taken = bench.take().unwrap();
    bench.queues.configure(webhook(1), Some(PAUSED));
    bench.check();
    assert_eq!((bench.queues.buffered, bench.queues.in_flight), (0, 1));
    bench.hand_over_to(webhook(1), PAUSED, id(7), Tick::FIRST);
    assert_eq!((bench.take(), bench.ask_at(after(60))), (None, None));
    bench.end(taken, Fate::Kept(after(5)));
    bench.queues.configure(webhook(1), Some(OPEN));
    let ask = bench.ask();
    assert_eq!(ask.fresh, Some((DeliveryId::ZERO, 8)));
    assert_eq!(ask.due, Some((Timestamp::EPOCH, 8)));
}

#[test]
fn a_hand_over_that_brings_the_resumption_makes_the_queue_look() {
    let mut bench = Bench::new();
    bench.hand_over([1]);
    assert_eq!(bench.take(), Some(id(1)));
    bench.queues.configure(webhook(1), Some(PAUSED));
    bench.hand_over([1]);
    assert_eq!(bench.ask().fresh, Some((DeliveryId::ZERO, 8)));
}

#[test]
fn what_a_refill_brings_to_a_paused_queue_is_left_to_the_rows() {
    let (mut bench, ask) = Bench::owing();
    bench.queues.configure(webhook(1), Some(PAUSED));
    bench.answer(&ask, fresh(1..=3), due(NOW, 4..=5));
    assert_eq!(bench.queues.buffered, 0);
    bench.queues.configure(webhook(1), Some(OPEN));
    let again = bench.ask();
    assert_eq!((again.fresh, again.due), (ask.fresh, ask.due));
}

#[test]
fn what_was_taken_and_not_attempted_is_found_again() {
    let mut bench = Bench::new();
    bench.hand_over([1]);
    let turn = bench.queues.take(0).unwrap();
    bench.queues.give_back(&turn, NOW);
    bench.check();
    let ask = bench.ask();
    assert_eq!((ask.fresh, ask.due), (Some((id(0), 8)), Some((Timestamp::EPOCH, 8))));
    bench.answer(&ask, fresh([1]), Due::default());
    assert_eq!(bench.take(), Some(id(1)));
}

#[test]
fn a_cancelled_delivery_is_not_attempted() {
    let mut bench = Bench::new();
    bench.hand_over(1..=2);
    bench.queues.owing(SPACE, webhook(1), OPEN, false);
    let ask = bench.ask();
    let refill = bench.queues.sent();
    bench.queues.cancelled(webhook(1), id(1));
    bench.check();
    bench.answer_since(&ask, fresh(1..=2), Due::default(), refill);
    assert_eq!(bench.take_all(), ids([2]));
}

#[test]
fn a_hint_makes_a_queue_look_from_there() {
    let mut bench = Bench::new();
    bench.queues.hint(&told(webhook(1), id(5)), OPEN, NOW);
    let ask = bench.ask();
    assert_eq!((ask.fresh, ask.due), (Some((id(4), 8)), Some((Timestamp::EPOCH, 8))));
    bench.queues.hint(&told(webhook(1), id(3)), OPEN, NOW);
    bench.answer(&ask, Fresh::default(), Due::default());
    assert_eq!(bench.ask().fresh, Some((id(2), 8)), "that refill may have lacked it");
}

#[test]
fn a_retry_is_looked_for_when_it_is_due_and_not_before() {
    let mut bench = Bench::new();
    bench.hand_over([1]);
    let taken = bench.take().unwrap();
    bench.end(taken, Fate::Kept(after(5)));
    assert_eq!(bench.queues.next_look(), (Some(after(5)), false));
    assert_eq!(bench.ask_at(after(4)), None);
    let ask = bench.ask_at(after(5)).unwrap();
    assert_eq!(ask.fresh, None);
    let next = Due { next: Some(after(9)), ..Due::default() };
    bench.answer(&ask, Fresh::default(), next);
    assert_eq!(bench.ask_at(after(8)), None);
    let ask = bench.ask_at(after(9)).unwrap();
    bench.answer(&ask, Fresh::default(), Due::default());
    assert!(bench.queues.queues.is_empty(), "an idle queue leaves memory");
}

#[test]
fn retries_beyond_what_was_asked_for_are_read_on_from_ten_seconds_back() {
    // (due so long ago, how far back the next look starts)
    for (ago, back) in [(60, 60), (10, 10), (9, 10), (0, 10)] {
        let (mut bench, ask) = Bench::owing();
        let at = NOW.minus(Duration::from_secs(ago));
        bench.answer(&ask, Fresh::default(), due(at, 1..=8));
        assert_eq!(bench.take_all().len(), 4);
        let ask = bench.ask();
        assert_eq!(ask.due, Some((NOW.minus(Duration::from_secs(back)), 4)), "{ago} s ago");
        assert_eq!(ask.in_hand, 8, "read once more, they leave room for the others");
        bench.answer(&ask, Fresh::default(), due(at, 1..=12));
        assert_eq!(bench.queues.buffered, 8);
        assert!(bench.queue().next_due.is_some(), "as many as could be: there may be more");
    }
}

#[test]
fn no_more_retries_are_taken_than_there_is_room_for() {
    let mut bench = Bench::new();
    bench.hand_over(1..=4);
    assert_eq!(bench.take_all().len(), 4);
    bench.queues.hint(&told(webhook(1), id(5)), OPEN, NOW);
    let ask = bench.ask();
    assert_eq!((ask.due, ask.in_hand), (Some((Timestamp::EPOCH, 8)), 4));
    let at = NOW.minus(Duration::from_secs(60));
    bench.answer(&ask, Fresh::default(), due(at, 11..=22));
    assert_eq!(bench.queues.buffered, 8);
    assert!(bench.queue().next_due.is_some(), "the other four are read again");
}

#[test]
fn a_retry_told_of_while_a_refill_is_out_is_not_passed_by() {
    let past = NOW.minus(Duration::from_secs(60));
    for fate in [Fate::Unclear, Fate::Kept(past)] {
        let mut bench = Bench::new();
        bench.hand_over([99]);
        let taken = bench.take().unwrap();
        bench.queues.owing(SPACE, webhook(1), OPEN, false);
        let ask = bench.ask();
        let refill = bench.queues.sent();
        bench.end(taken, fate);
        let mut rows = due(past, [99]);
        rows.rows.extend(due(NOW.minus(Duration::from_secs(30)), 1..=8).rows);
        bench.answer_since(&ask, Fresh::default(), rows, refill);
        assert_eq!(bench.take_all().len(), 4);
        let (from, _) = bench.ask().due.unwrap();
        assert!(from <= past, "{fate:?}: the cursor is ahead of its row");
    }
}

#[test]
fn a_rescan_walks_what_queues_believe_to_have_read() {
    let mut bench = Bench::new();
    bench.hand_over([5]);
    bench.queues.owing(SPACE, webhook(2), PAUSED, true);
    bench.queues.hint(&told(webhook(3), id(7)), OPEN, NOW);
    let open = bench.queues.open();
    let mut walk = bench.queues.rescan(&open, after(60), false);
    bench.check();
    walk.sort_by_key(|stretch| stretch.webhook);
    let stretches: Vec<_> = walk.iter().map(|s| (s.webhook, s.after, s.until)).collect();
    let back = DeliveryId::first_at(NOW.minus(LOOK_BACK));
    let expected = [(webhook(1), back, DeliveryId::MAX), (webhook(3), back, id(6))];
    assert_eq!(stretches, expected, "ten minutes back; paused ones are left alone");
    let full = bench.queues.rescan(&open, after(60), true);
    assert!(full.iter().all(|stretch| stretch.after == DeliveryId::ZERO));
    assert_eq!(bench.queue().next_due, Some(after(60)), "and retries are looked for");
}

#[test]
fn what_a_rescan_finds_unknown_is_refilled_from_there() {
    let mut bench = Bench::new();
    bench.hand_over([3, 9]);
    let since = bench.queues.sent();
    assert_eq!(bench.queues.missed(webhook(1), &ids([3, 4, 5, 9]), since), 2);
    bench.check();
    let ask = bench.ask();
    assert_eq!(ask.fresh, Some((id(3), 6)));
    bench.answer(&ask, fresh([4, 5, 9]), Due::default());
    assert_eq!(bench.take_all(), ids([3, 9, 4, 5]));
    assert_eq!(bench.queues.missed(webhook(8), &ids([1]), since), 0, "no queue, nothing to do");
}

#[test]
fn a_queue_that_is_gone_remembers_what_is_in_flight() {
    let mut bench = Bench::new();
    bench.hand_over(1..=3);
    let taken = bench.take().unwrap();
    bench.queues.drop_where(|_| true);
    bench.check();
    assert_eq!((bench.queues.buffered, bench.queues.in_flight), (0, 1));
    bench.queues.configure(webhook(1), Some(OPEN));
    assert_eq!((bench.take(), bench.ask_at(NOW)), (None, None), "it is not ours");
    assert!(bench.queues.webhooks_of(&HashSet::from([SPACE])).is_empty());
    bench.queues.owing(SPACE, webhook(1), OPEN, true);
    let ask = bench.ask();
    bench.answer(&ask, fresh(1..=3), Due::default());
    assert_eq!(bench.take_all(), ids(2..=3), "ours again: the first is still in flight");
    bench.queues.configure(webhook(1), None);
    for delivery in [taken, id(2), id(3)] {
        bench.end(delivery, Fate::Kept(NOW));
    }
    assert!(bench.queues.queues.is_empty());
    assert!(bench.queues.timers.is_empty());
}

#[test]
fn what_is_held_back_stays_so_whatever_its_terms_say_until_it_is_let_go() {
    let mut bench = Bench::new();
    bench.hand_over(1..=3);
    bench.take().unwrap();
    bench.queues.hold_back(webhook(1));
    bench.check();
    bench.queues.configure(webhook(1), Some(OPEN));
    bench.hand_over([4]);
    bench.end(id(1), Fate::Kept(NOW));
    assert_eq!((bench.take(), bench.ask_at(after(60))), (None, None));
    bench.queues.let_go(webhook(1));
    bench.queues.configure(webhook(1), Some(OPEN));
    let ask = bench.ask_at(after(60)).unwrap();
    bench.answer(&ask, fresh(2..=4), due(NOW, [1]));
    assert_eq!(bench.take_all().len(), 4);
}
