//! What is pushed for later, and what expires.

use super::*;
use crate::store::queue::Owed;

const NOW: Timestamp = Timestamp::from_millis(1_800_000_000_000);
const OPEN: Terms = Terms { concurrency: 4, paused: false };

fn id(n: u128) -> DeliveryId {
    DeliveryId::from_uuid(Uuid::from_u128(DeliveryId::first_at(NOW).uuid().as_u128() + n))
}

fn after(seconds: u64) -> Timestamp {
    NOW.plus(Duration::from_secs(seconds))
}

/// A row that expires at this moment.
fn owed(n: u128, attempt: u32, expires_at: Timestamp) -> Owed {
    Owed { delivery: id(n), attempt, excused: 0, expires_at: Some(expires_at) }
}

struct Bench(Queues);

impl Bench {
    fn owing() -> (Self, Ask) {
        let mut bench = Self(Queues::small(100, 8, 1_000));
        bench.0.owing(SPACE, webhook(1), OPEN, true);
        let ask = bench.ask(NOW).unwrap();
        (bench, ask)
    }

    fn ask(&mut self, now: Timestamp) -> Option<Ask> {
        self.0.asks(now, 1).pop()
    }

    fn answer(&mut self, ask: &Ask, fresh: Vec<Owed>, due: Vec<(Owed, Timestamp)>) {
        let fresh = Fresh { rows: fresh, looked_to: None };
        let due = Due { rows: due, next: None };
        self.0.refilled(ask, Some((fresh, due)), NOW, Some(epoch(1)), Tick::FIRST);
        self.0.check(0);
    }

    fn take_all(&mut self) -> Vec<DeliveryId> {
        std::iter::from_fn(|| self.0.take(0)).map(|turn| turn.item.delivery).collect()
    }
}

#[test]
fn one_for_later_is_looked_for_at_its_time() {
    let mut bench = Bench(Queues::small(100, 8, 1_000));
    bench.0.later(SPACE, webhook(1), OPEN, id(1), after(60));
    bench.0.later(SPACE, webhook(1), OPEN, id(2), after(30));
    bench.0.check(0);
    assert_eq!(bench.take_all(), [], "nothing is to be sent yet");
    assert_eq!(bench.0.next_look(), (Some(after(30)), false));
    assert_eq!(bench.ask(after(29)), None);
    let ask = bench.ask(after(30)).unwrap();
    assert_eq!((ask.fresh, ask.due), (None, Some((Timestamp::EPOCH, 8))));
    let rows =
        vec![(Owed { delivery: id(2), attempt: 0, excused: 0, expires_at: None }, after(30))];
    bench.answer(&ask, Vec::new(), rows);
    assert_eq!(bench.take_all(), [id(2)]);
}

#[test]
fn one_for_later_that_comes_behind_the_cursor_is_found() {
    let (mut bench, ask) = Bench::owing();
    let past = NOW.minus(Duration::from_secs(60));
    let rows = (1..=8).map(|n| (owed(n, 1, after(60)), past)).collect();
    bench.answer(&ask, Vec::new(), rows);
    bench.take_all();
    bench.0.later(SPACE, webhook(1), OPEN, id(9), NOW.minus(Duration::from_secs(90)));
    let (from, _) = bench.ask(NOW).unwrap().due.unwrap();
    assert!(from <= NOW.minus(Duration::from_secs(90)), "its commit took long");
}

#[test]
fn what_has_expired_is_not_taken_from_the_rows() {
    let (mut bench, ask) = Bench::owing();
    let fresh = vec![owed(1, 0, NOW), owed(2, 0, after(1))];
    let due = vec![(owed(3, 1, after(1)), NOW), (owed(4, 1, NOW), NOW)];
    bench.answer(&ask, fresh, due);
    assert_eq!(bench.take_all(), [id(2), id(3)]);
}

#[test]
fn nothing_but_expired_retries_is_looked_at_again_when_they_are_swept() {
    let (mut bench, ask) = Bench::owing();
    let expired = (1..=8).map(|n| (owed(n, 1, NOW), NOW)).collect();
    bench.answer(&ask, Vec::new(), expired);
    assert_eq!(bench.ask(NOW), None, "not at once, again and again");
    assert!(bench.ask(after(1)).is_some(), "there may be others behind them");
}

#[test]
fn one_that_expires_while_it_waits_is_let_go() {
    let mut bench = Bench(Queues::small(100, 8, 1_000));
    let item = fresh_item(id(1), Some(after(1)), 1);
    bench.0.hand_over(SPACE, webhook(1), OPEN, item, Tick::FIRST);
    let turn = bench.0.take(0).unwrap();
    assert!(bench.0.has_taken(webhook(1), id(1)));
    bench.0.left_alone(&turn);
    assert!(bench.0.queues.is_empty(), "the sweep ends it, and nothing is asked for");
    assert!(!bench.0.has_taken(webhook(1), id(1)));
}

#[test]
fn what_waits_is_not_taken_and_what_is_not_settled_is() {
    let mut bench = Bench(Queues::small(100, 8, 1_000));
    for n in 1..=2 {
        bench.0.hand_over(SPACE, webhook(1), OPEN, fresh_item(id(n), None, 1), Tick::FIRST);
    }
    let turn = bench.0.take(0).unwrap();
    bench.0.finished(&turn, None);
    let taken = |bench: &Bench, n| bench.0.has_taken(webhook(1), id(n));
    assert_eq!((taken(&bench, 1), taken(&bench, 2), taken(&bench, 3)), (true, false, false));
    bench.0.settled(webhook(1), id(1), Fate::Ended, NOW);
    assert!(!taken(&bench, 1));
}
