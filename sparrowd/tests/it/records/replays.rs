//! Replays: made whole or not at all, gone on with in order and at their pace, counted.

use std::time::Duration;

use sparrowd::domain::delivery::End;
use sparrowd::domain::ids::{EventId, NamespaceId, ReplayBase, ReplayId, WebhookId};
use sparrowd::store::deliveries::Standing;
use sparrowd::store::replay_batches::{Step, running, step};
use sparrowd::store::replays::change::{self, Changed};
use sparrowd::store::replays::clear::{drop_expired, drop_old};
use sparrowd::store::replays::{
    self, CarriedOut, MAX_PLANS, Made, Making, Refused, ReplayState, Selector,
};
use sparrowd::store::{Database, Link, Plans};
use sqlx::Executor as _;

use super::{LONG_AGO, Records, stamp};

impl Records {
    fn replay_id(&self, n: u128) -> ReplayId {
        ReplayId::from_uuid(stamp(self.now, Duration::ZERO, n))
    }

    async fn make(&self, n: u128, selector: Selector, rate: f64, making: Making) -> Made {
        let id = self.replay_id(n);
        replays::make(&self.pool, self.namespace, id, &selector, rate, making).await.unwrap()
    }

    async fn count(&self, table: &str) -> i64 {
        let count = format!("SELECT count(*) FROM sparrow.{table}");
        sqlx::query_scalar(sqlx::AssertSqlSafe(count)).fetch_one(&self.pool).await.unwrap()
    }

    fn link(&self) -> Link {
        let database = Database::parse(&self.test.url()).unwrap();
        database.link(Duration::from_secs(10), Plans::Probes)
    }

    fn base(&self, n: u128) -> ReplayBase {
        ReplayBase::from_stamp(stamp(self.now, Duration::ZERO, n << 20))
    }

    async fn step(&self, link: &mut Link, replay: u128, base: u128) -> Step {
        step(link, self.namespace, self.replay_id(replay), self.base(base)).await.unwrap()
    }
}

fn refused(made: Made) -> Refused {
    match made {
        Made::Refused(refused) => refused,
        other => panic!("{other:?} was not refused"),
    }
}

#[tokio::test]
async fn a_replay_is_made_whole_or_not_at_all() {
    let records = Records::new().await;
    let [one, other] = records.hooks;
    let event = records.event(1, &[one, other]).await;
    let (first, second) = (event.delivery(1).unwrap(), event.delivery(2).unwrap());
    records.end(first, one, End::Dead).await;
    let nothing = EventId::from_stamp(stamp(records.now, LONG_AGO, 99 << 20));
    let never = nothing.delivery(1).unwrap();
    let empty = records.event(2, &[]).await;
    let cases = [
        (Selector::Events(vec![event, nothing]), Refused::UnknownEvents(vec![nothing])),
        (Selector::Events(vec![empty]), Refused::Empty),
        (Selector::Deliveries(vec![first, never]), Refused::UnknownDeliveries(vec![never])),
        (Selector::DeadLetters(vec![first, second]), Refused::NotDead(vec![second])),
        // One that never was is not called alive.
        (Selector::DeadLetters(vec![first, never]), Refused::UnknownDeliveries(vec![never])),
    ];
    for (selector, answer) in cases {
        assert_eq!(refused(records.make(1, selector, 0.0, Making::Replay).await), answer);
    }
    assert_eq!((records.count("replays").await, records.count("replay_items").await), (0, 0));

    let made = records.make(2, Selector::DeadLetters(vec![first]), 0.0, Making::Replay).await;
    assert!(matches!(made, Made::Replay(replay) if replay.total == 1), "{made:?}");
    let made = records.make(3, Selector::Events(vec![event]), 0.0, Making::Replay).await;
    assert!(matches!(made, Made::Replay(replay) if replay.total == 2), "{made:?}");
    let list = async |after, limit| {
        let found = replays::list(&records.pool, records.namespace, after, limit).await.unwrap();
        found.iter().map(|replay| replay.id).collect::<Vec<_>>()
    };
    let id = |n| records.replay_id(n);
    assert_eq!(list(None, 10).await, [id(3), id(2)]);
    assert_eq!(list(Some(id(3)), 10).await, [id(2)]);
}

#[tokio::test]
async fn a_replay_goes_on_in_the_order_asked_for_and_counts_how_its_deliveries_end() {
    let records = Records::new().await;
    let [one, other] = records.hooks;
    let event = records.event(1, &[one, other]).await;
    let second = records.event(2, &[one]).await;
    let first = event.delivery(1).unwrap();
    records.end(first, one, End::Dead).await;
    let asked = vec![event.delivery(2).unwrap(), second.delivery(1).unwrap(), first];
    records.make(1, Selector::Deliveries(asked), 0.0, Making::Replay).await;
    // Between the wish and the batch, an event goes.
    let go = "DELETE FROM sparrow.events WHERE event_id = $1";
    sqlx::query(go).bind(second.uuid()).execute(&records.pool).await.unwrap();
    let max_age = "UPDATE sparrow.webhooks SET max_age_s = 3600 WHERE webhook_id = $1";
    sqlx::query(max_age).bind(one.uuid()).execute(&records.pool).await.unwrap();

    let mut link = records.link();
    let done = records.step(&mut link, 1, 7).await;
    let at = |n| records.base(7).delivery(n).unwrap();
    assert_eq!(done.queued, [(other, at(1)), (one, at(3))]);
    assert_eq!((done.skipped, done.done), (1, true), "one event is gone");
    assert_eq!(records.step(&mut link, 1, 8).await.queued, [], "it is done");
    let replay = replays::get(&records.pool, records.namespace, records.replay_id(1)).await;
    let replay = replay.unwrap().unwrap();
    assert_eq!((replay.total, replay.queued, replay.skipped), (3, 2, 1));
    let made = replays::deliveries(&records.pool, records.namespace, replay.id, 9).await.unwrap();
    assert_eq!(made, [at(1), at(3)]);
    let Standing::Ended { replayed_by, .. } = records.one(first).await.standing else { panic!() };
    assert_eq!(replayed_by, Some(replay.id), "what ended is marked as sent again");
    let expiry: Vec<(uuid::Uuid, Option<f64>)> = sqlx::query_as(
        "SELECT webhook_id, extract(epoch FROM expires_at - now())::float8 FROM sparrow.queue
         ORDER BY webhook_id",
    )
    .fetch_all(&records.pool)
    .await
    .unwrap();
    let [(_, Some(left)), (_, None)] = expiry[..] else { panic!("{expiry:?}") };
    assert!((3_500.0..=3_600.0).contains(&left), "{left} s left of the webhook's hour");

    let progress =
        async || replays::progress(&records.pool, records.namespace, replay.id).await.unwrap();
    assert_eq!(progress().await.ended(), 0);
    records.pool.execute("DELETE FROM sparrow.queue").await.unwrap();
    records.end(at(1), other, End::Dead).await;
    let counted = progress().await;
    assert_eq!((counted.delivered, counted.dead, counted.other), (1, 1, 0));
    // A replayed one can be replayed.
    let made = records.make(2, Selector::DeadLetters(vec![at(1)]), 0.0, Making::Replay).await;
    assert!(matches!(made, Made::Replay(_)), "{made:?}");
}

#[tokio::test]
async fn the_row_keeps_the_pace_whoever_steps_and_however_often() {
    let records = Records::new().await;
    let [one, _] = records.hooks;
    let mut events = Vec::new();
    for n in 1..=30 {
        events.push(records.event(n, &[one]).await);
    }
    records.make(1, Selector::Events(events), 10.0, Making::Replay).await;
    let (mut here, mut there) = (records.link(), records.link());
    let first = records.step(&mut here, 1, 1).await;
    assert_eq!(first.queued.len(), 1);
    let mut made = first.queued.len();
    for n in 2..=20 {
        let link = if n % 2 == 0 { &mut there } else { &mut here };
        made += records.step(link, 1, n).await.queued.len();
    }
    let left: f64 = sqlx::query_scalar(
        "SELECT extract(epoch FROM next_at - created_at)::float8 FROM sparrow.replays",
    )
    .fetch_one(&records.pool)
    .await
    .unwrap();
    // Each one made has cost its tenth of a second, to the microsecond.
    let cost = f64::from(u32::try_from(made).unwrap()) / 10.0;
    assert!(left >= cost, "{made} made, but the next is due {left} s after the beginning");

    // An hour's standstill is worth no more than a fifth of a second.
    records
        .pool
        .execute("UPDATE sparrow.replays SET next_at = now() - interval '1 hour'")
        .await
        .unwrap();
    let burst = records.step(&mut here, 1, 40).await.queued.len();
    assert_eq!(burst, 3, "two tenths that passed, and the one due now");
    let all = running(&mut here).await.unwrap();
    assert!(all[0].paced && !all[0].wait.is_zero(), "{all:?}");
}

#[tokio::test]
async fn a_plan_is_seen_by_nobody_until_it_is_carried_out_and_once_expired_it_goes() {
    let records = Records::new().await;
    let [one, other] = records.hooks;
    let event = records.event(1, &[one, other]).await;
    let carry_out = async |n| {
        let plan = records.replay_id(n).into();
        let now = records.now;
        replays::carry_out(&records.pool, records.namespace, plan, None, now).await.unwrap()
    };
    let plan = records.make(1, Selector::Events(vec![event]), 0.0, Making::Plan).await;
    assert!(matches!(&plan, Made::Plan { chosen, .. } if chosen.items.len() == 2), "{plan:?}");
    let seen = async || {
        let get = replays::get(&records.pool, records.namespace, records.replay_id(1)).await;
        let list = replays::list(&records.pool, records.namespace, None, 9).await.unwrap();
        (get.unwrap().is_some(), list.len())
    };
    assert_eq!(seen().await, (false, 0));
    let mut link = records.link();
    assert_eq!(records.step(&mut link, 1, 1).await.queued, [], "a plan does not run");
    let CarriedOut::Replay(replay) = carry_out(1).await else { panic!() };
    assert_eq!(replay.state, ReplayState::Running);
    let again = carry_out(1).await;
    assert!(matches!(again, CarriedOut::Replay(same) if same.id == replay.id), "{again:?}");
    assert_eq!(seen().await, (true, 1));

    records.make(2, Selector::Events(vec![event]), 0.0, Making::Plan).await;
    let elsewhere = NamespaceId::from_uuid(uuid::Uuid::from_u128(77));
    let plan = records.replay_id(2).into();
    let found = replays::carry_out(&records.pool, elsewhere, plan, None, records.now).await;
    assert_eq!(found.unwrap(), CarriedOut::Unknown, "a plan of another namespace");
    assert!(!drop_expired(&records.pool).await.unwrap(), "nothing has expired");
    let expire = "UPDATE sparrow.replays SET expires_at = now() - interval '1 s'
                  WHERE expires_at IS NOT NULL";
    records.pool.execute(expire).await.unwrap();
    assert_eq!(carry_out(2).await, CarriedOut::Expired);
    assert!(drop_expired(&records.pool).await.unwrap());
    assert!(!drop_expired(&records.pool).await.unwrap());
    assert_eq!((records.count("replays").await, records.count("replay_items").await), (1, 2));
    assert_eq!(carry_out(3).await, CarriedOut::Unknown);
}

#[tokio::test]
async fn plans_are_bounded_and_large_ones_go_in_parts() {
    let records = Records::new().await;
    let hooks = vec![records.hooks[0]; 12_000];
    let event = records.event(1, &hooks).await;
    let wish = || Selector::Events(vec![event]);
    records.make(0, wish(), 0.0, Making::Plan).await;
    assert_eq!(records.count("replay_items").await, 12_000);
    records.pool.execute("UPDATE sparrow.replays SET expires_at = now()").await.unwrap();
    for left in [7_000, 2_000, 0] {
        assert!(drop_expired(&records.pool).await.unwrap());
        assert_eq!(records.count("replay_items").await, left);
    }
    let small = records.event(2, &[records.hooks[0]]).await;
    for n in 1..=u128::try_from(MAX_PLANS).unwrap() {
        let made = records.make(n, Selector::Events(vec![small]), 0.0, Making::Plan).await;
        assert!(matches!(made, Made::Plan { .. }), "{made:?}");
    }
    let one_more = records.make(99, Selector::Events(vec![small]), 0.0, Making::Plan).await;
    assert_eq!(refused(one_more), Refused::TooManyPlans);
    let made = records.make(97, Selector::Events(vec![small]), 0.0, Making::Replay).await;
    assert!(matches!(made, Made::Replay(_)), "plans are in nobody's way: {made:?}");
    let all = vec![WebhookId::from_uuid(uuid::Uuid::nil()); 65_000];
    let (third, fourth) = (records.event(3, &all).await, records.event(4, &all).await);
    let too_many =
        records.make(98, Selector::Events(vec![third, fourth]), 0.0, Making::Replay).await;
    assert_eq!(refused(too_many), Refused::TooMany(130_000));
}

#[tokio::test]
async fn a_replay_changes_its_state_only_as_it_may() {
    let records = Records::new().await;
    let event = records.event(1, &[records.hooks[0]]).await;
    records.make(1, Selector::Events(vec![event]), 0.0, Making::Replay).await;
    let (pool, space, id) = (&records.pool, records.namespace, records.replay_id(1));
    let state = |changed: Changed| match changed {
        Changed::Done(replay) => Ok(replay.state),
        Changed::Over(replay) => Err(Some(replay.state)),
        Changed::Unknown => Err(None),
    };
    let pause = async || state(change::pause(pool, space, id).await.unwrap());
    let resume = async || state(change::resume(pool, space, id).await.unwrap());
    let cancel = async || state(change::cancel(pool, space, id, "why").await.unwrap());
    let mut link = records.link();
    assert_eq!(pause().await, Ok(ReplayState::Paused));
    assert_eq!(pause().await, Ok(ReplayState::Paused));
    assert_eq!(records.step(&mut link, 1, 1).await.queued, [], "nothing is made while paused");
    assert_eq!(resume().await, Ok(ReplayState::Running));
    assert_eq!(records.step(&mut link, 1, 2).await.queued.len(), 1);
    assert_eq!(pause().await, Err(Some(ReplayState::Done)));
    // All is made, but nothing attempted: there is something left to cancel.
    assert_eq!(cancel().await, Ok(ReplayState::Cancelled));
    assert_eq!(cancel().await, Ok(ReplayState::Cancelled));
    assert_eq!(resume().await, Err(Some(ReplayState::Cancelled)));

    records.make(2, Selector::Events(vec![event]), 0.0, Making::Replay).await;
    records.step(&mut link, 2, 3).await;
    records.pool.execute("DELETE FROM sparrow.queue").await.unwrap();
    let over = change::cancel(pool, space, records.replay_id(2), "why").await.unwrap();
    assert_eq!(state(over), Err(Some(ReplayState::Done)), "all of it was attempted");
    let none = change::cancel(pool, space, records.replay_id(9), "why").await.unwrap();
    assert_eq!(state(none), Err(None));
}

#[tokio::test]
async fn a_replay_goes_when_it_is_older_than_all_that_is_kept_and_nothing_of_it_is_owed() {
    let records = Records::new().await;
    let (pool, space) = (&records.pool, records.namespace);
    let event = records.event(1, &vec![records.hooks[0]; 6_000]).await;
    let mut link = records.link();
    for n in 1..=3 {
        let only = event.delivery(1).unwrap();
        let what =
            if n == 1 { Selector::Events(vec![event]) } else { Selector::Deliveries(vec![only]) };
        records.make(n, what, 0.0, Making::Replay).await;
    }
    for batch in 1..=7 {
        records.step(&mut link, 1, batch).await;
    }
    records.step(&mut link, 2, 8).await;
    let left = async || {
        let all = replays::list(pool, space, None, 9).await.unwrap();
        all.into_iter().map(|replay| replay.id).collect::<Vec<_>>()
    };
    let id = |n| records.replay_id(n);
    let past = "UPDATE sparrow.replays SET finished_at = now() - interval '40 days',
                    created_at = now() - interval '40 days'
                WHERE finished_at IS NOT NULL";
    pool.execute(past).await.unwrap();
    let days_ago = |days: u64| records.now.minus(Duration::from_hours(24 * days));
    assert!(!drop_old(pool, days_ago(39), &[]).await.unwrap(), "all of it is owed");
    let end = "DELETE FROM sparrow.queue WHERE delivery_id < $1";
    let second = records.base(8).delivery(1).unwrap();
    sqlx::query(end).bind(second.uuid()).execute(pool).await.unwrap();
    assert!(!drop_old(pool, days_ago(41), &[]).await.unwrap(), "its events may still be there");
    let kept = [days_ago(40)];
    assert!(!drop_old(pool, days_ago(39), &kept).await.unwrap(), "what became of it is there");
    assert!(drop_old(pool, days_ago(39), &[]).await.unwrap());
    assert_eq!(records.count("replay_items").await, 1_000 + 2, "a part of it");
    assert!(drop_old(pool, days_ago(39), &[]).await.unwrap());
    assert!(!drop_old(pool, days_ago(39), &[]).await.unwrap());
    assert_eq!(left().await, [id(3), id(2)], "one of them runs, the other is owed");
    assert_eq!(records.count("replay_items").await, 2);
}
