//! What goes and what stays.

use sparrowd::domain::delivery::{End, State};
use sparrowd::store::deliveries::by_ids;
use sparrowd::store::{events, partitions};
use sparrowd::upkeep::retention::{Postponed, Round, round};

use super::{DAY, MONTH, Past};

#[tokio::test]
async fn what_is_older_than_it_is_kept_goes_and_the_rest_stays() {
    let past = Past::new().await;
    let (old, delivered) = past.event(40).await;
    let (older, dead) = past.event(41).await;
    past.dead(dead).await;
    let (new, _) = past.event(0).await;
    let done = past.round(MONTH).await;
    assert_eq!(done.postponed, []);
    for (table, days) in [("events", 41), ("events", 33), ("attempts", 40), ("ended", 41)] {
        let name = past.partition(table, days).await;
        assert!(done.dropped.contains(&name), "{name} is not among {:?}", done.dropped);
        assert!(!past.is_there(&name).await, "{name}");
    }
    // Nine days of three tables, and the hours before and after the moment forty days ago.
    let hours = done.dropped.iter().filter(|name| name.starts_with("settlements")).count();
    assert_eq!((done.dropped.len() - hours, hours), (27, 50));
    for gone in [old, older] {
        assert_eq!(events::get(&past.pool, past.namespace, gone).await.unwrap(), None);
    }
    assert!(events::get(&past.pool, past.namespace, new).await.unwrap().is_some());
    let found = by_ids(&past.pool, past.namespace, &[delivered, dead], past.now).await;
    assert_eq!(found.unwrap(), []);
    let done = past.round(MONTH).await;
    assert_eq!(done.dropped, Vec::<String>::new(), "there is nothing left to go");
}

#[tokio::test]
async fn what_is_owed_keeps_its_payload_until_it_ends() {
    let past = Past::new().await;
    let (owed, delivery) = past.event(40).await;
    let (done, _) = past.event(39).await;
    past.owe(delivery).await;
    let (events_of, ended_of) =
        (past.partition("events", 40).await, past.partition("ended", 40).await);
    for _ in 0..2 {
        let round = past.round(MONTH).await;
        let stays = Postponed { partition: events_of.clone(), owed: true, replayed: false };
        assert_eq!(round.postponed, [stays]);
        assert_eq!(partitions::postponed(&past.pool).await.unwrap(), 1);
        // It may end as a dead letter yet.
        assert!(past.is_there(&ended_of).await);
    }
    assert!(events::get(&past.pool, past.namespace, owed).await.unwrap().is_some());
    assert!(events::get(&past.pool, past.namespace, done).await.unwrap().is_none());

    past.run("DELETE FROM sparrow.queue").await;
    let round = past.round(MONTH).await;
    assert_eq!((round.dropped, round.postponed), (vec![ended_of, events_of], vec![]));
    assert_eq!(partitions::postponed(&past.pool).await.unwrap(), 0);
}

#[tokio::test]
async fn what_a_replay_asks_for_stays_as_long_as_the_replay() {
    let past = Past::new().await;
    let (event, dead) = past.event(40).await;
    past.dead(dead).await;
    let replay = past.replay(event).await;
    let (name, ended) = (past.partition("events", 40).await, past.partition("ended", 40).await);
    let stays = [Postponed { partition: name.clone(), owed: false, replayed: true }];
    assert_eq!(past.round(MONTH).await.postponed, stays, "it runs");
    // The event is on its way out: the replay comes too late.
    let late = past.batch(replay).await;
    assert_eq!((late.queued, late.skipped, late.done), (vec![], 1, true));
    assert_eq!(past.round(MONTH).await.postponed, stays, "it is on record");
    let found = by_ids(&past.pool, past.namespace, &[dead], past.now).await.unwrap();
    assert_eq!(
        found[0].standing.state(false),
        State::Ended(End::Discarded),
        "it does not look delivered"
    );
    past.run("UPDATE sparrow.replays SET finished_at = now() - interval '31 days'").await;
    let done = past.round(MONTH).await;
    assert_eq!((done.dropped, done.postponed), (vec![ended, name], vec![]));
    assert_eq!(past.count("sparrow.replay_items").await, 0);
}

#[tokio::test]
async fn what_became_of_others_stays_while_something_of_a_replay_is_owed() {
    let past = Past::new().await;
    let (event, dead) = past.event(40).await;
    past.dead(dead).await;
    let replay = past.replay(event).await;
    assert_eq!(past.batch(replay).await.queued.len(), 1);
    past.run("UPDATE sparrow.replays SET finished_at = now() - interval '31 days'").await;
    assert_eq!(past.round(MONTH).await.postponed.len(), 1);
    let found = by_ids(&past.pool, past.namespace, &[dead], past.now).await.unwrap();
    assert_eq!(found[0].standing.state(false), State::Ended(End::Discarded));
    past.run("DELETE FROM sparrow.queue").await;
    let names = [past.partition("ended", 40).await, past.partition("events", 40).await];
    assert_eq!(past.round(MONTH).await.dropped, names);
}

#[tokio::test]
async fn a_dead_letter_whose_own_time_is_over_is_discarded_and_can_be_replayed_yet() {
    let past = Past::new().await;
    let (event, dead) = past.event(34).await;
    past.dead(dead).await;
    let (_, fresh) = past.event(0).await;
    past.dead(fresh).await;
    let done = past.round(sparrowd::domain::retention::Retention { events: 90 * DAY, ..MONTH });
    assert_eq!(done.await.discarded, 1);
    let state = "SELECT state || ' ' || reason FROM sparrow.ended WHERE delivery_id = $1";
    let state = async |delivery: sparrowd::domain::ids::DeliveryId| -> String {
        sqlx::query_scalar(state).bind(delivery.uuid()).fetch_one(&past.pool).await.unwrap()
    };
    assert_eq!(state(dead).await, "discarded retention");
    assert_eq!(state(fresh).await, "dead why");
    let replay = past.replay(event).await;
    assert_eq!(past.batch(replay).await.queued.len(), 1);
}

#[tokio::test]
async fn two_nodes_at_once_do_no_harm() {
    let past = Past::new().await;
    let (database, stamper) = (past.database(), past.stamper(std::time::Duration::ZERO).await);
    let one = || round(&database, &past.pool, &stamper, MONTH);
    let (first, second, third) = tokio::join!(one(), one(), one());
    let mut dropped = Vec::new();
    for round in [first, second, third] {
        match round.unwrap() {
            Round::Done(done) => dropped.extend(done.dropped),
            Round::Elsewhere => {}
            held @ Round::Held(_) => panic!("{held:?}"),
        }
    }
    let all = dropped.len();
    dropped.sort_unstable();
    dropped.dedup();
    assert_eq!((dropped.len(), all), (77, 77), "each once");
}
