//! Replays: made whole or not at all, gone on with in order, counted.

use std::time::Duration;

use sparrowd::domain::delivery::End;
use sparrowd::domain::ids::{EventId, ReplayBase, ReplayId, WebhookId};
use sparrowd::store::deliveries::Standing;
use sparrowd::store::replay_batches::{Running, step};
use sparrowd::store::replays::{self, Created, Selector};
use sparrowd::store::{Database, Plans};
use sqlx::Executor as _;

use super::{LONG_AGO, Records, stamp};

async fn items(records: &Records) -> i64 {
    sqlx::query_scalar("SELECT count(*) FROM sparrow.replay_items")
        .fetch_one(&records.pool)
        .await
        .unwrap()
}

#[tokio::test]
async fn a_replay_is_made_whole_or_not_at_all() {
    let records = Records::new().await;
    let [one, other] = records.hooks;
    let event = records.event(1, &[one, other]).await;
    let (first, second) = (event.delivery(1).unwrap(), event.delivery(2).unwrap());
    records.end(first, one, End::Dead).await;
    let id = |n| ReplayId::from_uuid(stamp(records.now, Duration::ZERO, n));
    let make = async |n, selector| {
        replays::create(&records.pool, records.namespace, id(n), &selector).await.unwrap()
    };
    let nothing = EventId::from_stamp(stamp(records.now, LONG_AGO, 99 << 20));
    let empty = records.event(2, &[]).await;
    let refused = [
        (Selector::Events(vec![event, nothing]), Created::UnknownEvents(vec![nothing])),
        (Selector::Events(vec![empty]), Created::Empty),
        (
            Selector::Deliveries(vec![first, nothing.delivery(1).unwrap()]),
            Created::UnknownDeliveries(vec![nothing.delivery(1).unwrap()]),
        ),
        (Selector::DeadLetters(vec![first, second]), Created::NotDead(vec![second])),
    ];
    for (selector, answer) in refused {
        assert_eq!(make(1, selector).await, answer);
    }
    assert_eq!(items(&records).await, 0);
    let replayed_by = async || match records.one(first).await.standing {
        Standing::Ended { replayed_by, .. } => replayed_by,
        other => panic!("{other:?}"),
    };
    assert_eq!(replayed_by().await, None, "a refused replay marks nothing");

    let made = make(2, Selector::DeadLetters(vec![first])).await;
    assert!(matches!(made, Created::Done(replay) if replay.total == 1));
    assert_eq!(replayed_by().await, Some(id(2)));
    let made = make(3, Selector::Events(vec![event])).await;
    assert!(matches!(made, Created::Done(replay) if replay.total == 2));
    let list = async |after, limit| {
        let found = replays::list(&records.pool, records.namespace, after, limit).await.unwrap();
        found.iter().map(|replay| replay.id).collect::<Vec<_>>()
    };
    assert_eq!(list(None, 10).await, [id(3), id(2)]);
    assert_eq!(list(Some(id(3)), 10).await, [id(2)]);
}

#[tokio::test]
async fn a_replay_goes_on_in_the_order_asked_for_and_counts_how_its_deliveries_end() {
    let records = Records::new().await;
    let [one, other] = records.hooks;
    let gone = WebhookId::from_uuid(stamp(records.now, LONG_AGO, 3));
    let event = records.event(1, &[one, gone, other]).await;
    let id = ReplayId::from_uuid(stamp(records.now, Duration::ZERO, 1));
    let asked = [3, 2, 1].map(|n| event.delivery(n).unwrap()).to_vec();
    let selector = Selector::Deliveries(asked);
    replays::create(&records.pool, records.namespace, id, &selector).await.unwrap();

    let database = Database::parse(&records.test.url()).unwrap();
    let mut link = database.link(Duration::from_secs(10), Plans::Default);
    let base = ReplayBase::from_stamp(stamp(records.now, Duration::ZERO, 7 << 20));
    let running = Running { namespace: records.namespace, replay: id };
    let done = step(&mut link, running, base).await.unwrap();
    let at = |n| base.delivery(n).unwrap();
    assert_eq!(done.queued, [(other, at(1)), (one, at(3))]);
    assert_eq!((done.skipped, done.done), (1, true), "one webhook is gone");
    assert_eq!(step(&mut link, running, base).await.unwrap().queued, [], "it is done");
    let replay = replays::get(&records.pool, records.namespace, id).await.unwrap().unwrap();
    assert_eq!((replay.total, replay.queued, replay.skipped), (3, 2, 1));
    let made = replays::deliveries(&records.pool, records.namespace, id, 9).await.unwrap();
    assert_eq!(made, [at(1), at(3)]);

    let progress = async || replays::progress(&records.pool, records.namespace, id).await.unwrap();
    assert_eq!(progress().await.ended(), 0);
    records.pool.execute("DELETE FROM sparrow.queue").await.unwrap();
    records.end(at(1), other, End::Dead).await;
    let counted = progress().await;
    assert_eq!((counted.delivered, counted.dead, counted.other), (1, 1, 0));
    // A replayed one can be replayed.
    let again = ReplayId::from_uuid(stamp(records.now, Duration::ZERO, 2));
    let selector = Selector::DeadLetters(vec![at(1)]);
    let made = replays::create(&records.pool, records.namespace, again, &selector).await.unwrap();
    assert!(matches!(made, Created::Done(_)), "{made:?}");
}
