//! Deliveries in each of their states, by id, by event and in lists.

use std::collections::HashSet;
use std::time::Duration;

use sparrowd::domain::delivery::{End, State};
use sparrowd::domain::ids::{DeliveryId, EventId, ReplayBase, ReplayId};
use sparrowd::store::commands::locate;
use sparrowd::store::deliveries::lists::{Scope, Wanted, newest};
use sparrowd::store::deliveries::{self, Standing};

use super::{LONG_AGO, Made, Records, stamp};

#[tokio::test]
async fn a_delivery_is_where_its_rows_are() {
    let records = Records::new().await;
    let hook = records.hooks[0];
    let event = records.event(1, &[hook; 6]).await;
    let id = |n| event.delivery(n).unwrap();
    records.owe(id(1), hook, 0).await;
    records.owe(id(2), hook, 2).await;
    records.end(id(3), hook, End::Dead).await;
    records.end(id(4), hook, End::Cancelled).await;
    let made = |number, decision, excused| Made { webhook: hook, number, decision, excused };
    records.attempt(id(2), made(2, 2, false)).await;
    // Known to the attempts, but not to the queue when it was read.
    records.attempt(id(2), made(3, 1, false)).await;
    records.attempt(id(5), made(1, 2, true)).await;
    records.attempt(id(5), made(2, 2, false)).await;
    let last = records.attempt(id(5), made(3, 1, false)).await;
    records.attempt(id(5), made(4, 4, false)).await;

    let unknown = records.event(2, &[]).await.delivery(1).unwrap();
    let all = [id(1), id(2), id(3), id(4), id(5), id(6), id(7), unknown];
    let found = records.by_ids(&all).await;
    let states: Vec<State> = found.iter().map(|d| d.standing.state(false)).collect();
    assert_eq!(
        states,
        [
            State::Pending,
            State::Retrying,
            State::Ended(End::Dead),
            State::Ended(End::Cancelled),
            State::Delivered,
            State::Delivered,
        ],
        "a number beyond what the event matched, and one of an event that matched nothing, never were"
    );
    assert!(found.iter().all(|d| d.event_type.as_deref() == Some("order.paid")));
    assert_eq!(found[0].standing.state(true), State::Held);
    assert_eq!(found[0].last, None);
    assert_eq!(found[1].last.as_ref().map(|attempt| attempt.number), Some(2));
    let delivered = &found[4];
    assert_eq!(delivered.last.as_ref().map(|attempt| attempt.id), Some(last), "not superseded");
    assert_eq!(delivered.standing, Standing::Delivered { excused: 1 });
    assert_eq!(found[5].last, None, "its attempts are no longer kept");

    let named = locate(&records.pool, records.namespace, &all).await.unwrap();
    let mut owed: Vec<_> = named.iter().filter(|l| l.owed).map(|l| l.delivery).collect();
    owed.sort_unstable();
    assert_eq!((named.len(), owed), (6, vec![id(1), id(2)]));
    let dead: Vec<_> = named.iter().filter(|l| l.ended == Some(End::Dead)).collect();
    assert_eq!((dead.len(), dead[0].delivery, dead[0].event), (1, id(3), event));
}

#[tokio::test]
async fn the_deliveries_of_an_event_come_in_its_order_and_then_those_of_replays() {
    let records = Records::new().await;
    let [one, other] = records.hooks;
    let event = records.event(1, &[other, one, other]).await;
    let base = ReplayBase::from_stamp(stamp(records.now, Duration::ZERO, 1 << 20));
    let again = base.delivery(1).unwrap();
    let replay = ReplayId::from_uuid(stamp(records.now, Duration::ZERO, 5));
    sqlx::query("INSERT INTO sparrow.replay_items VALUES ($1, $2, 1, $6, $3, $4, $5, false)")
        .bind(records.namespace.uuid())
        .bind(replay.uuid())
        .bind(event.uuid())
        .bind(one.uuid())
        .bind(again.uuid())
        .bind(event.delivery(2).unwrap().uuid())
        .execute(&records.pool)
        .await
        .unwrap();
    records.owe(again, one, 0).await;

    let (pool, space, now) = (&records.pool, records.namespace, records.now);
    let mut pages = Vec::new();
    let mut after = None;
    loop {
        let page = deliveries::of_event(pool, space, event, after, 2).await.unwrap();
        after = page.last().map(|delivery| delivery.id);
        let full = page.len() == 2;
        pages.extend(page.into_iter().map(|delivery| (delivery.id, delivery.webhook)));
        if !full {
            break;
        }
    }
    let own = |n| event.delivery(n).unwrap();
    assert_eq!(pages, [(own(1), other), (own(2), one), (own(3), other), (again, one)]);
    let replayed = records.one(again).await;
    assert_eq!((replayed.event, replayed.replay), (event, Some(replay)));
    assert_eq!(replayed.standing.state(false), State::Pending);
    let routed = deliveries::routed(pool, space, event).await.unwrap().unwrap();
    assert_eq!((routed.own, routed.replayed), (3, 1));
    let nothing = EventId::from_stamp(stamp(now, LONG_AGO, 99 << 20));
    assert_eq!(deliveries::routed(pool, space, nothing).await.unwrap(), None);
}

/// All pages of a list, as ids.
async fn pages(records: &Records, scope: Scope, wanted: &Wanted<'_>) -> Vec<DeliveryId> {
    let (mut ids, mut after) = (Vec::new(), None);
    loop {
        let page = newest(&records.pool, records.namespace, scope, wanted, after, 3, records.now)
            .await
            .unwrap();
        assert!(page.deliveries.len() <= 3);
        ids.extend(page.deliveries.into_iter().map(|delivery| delivery.id));
        after = page.next;
        if after.is_none() {
            return ids;
        }
    }
}

#[tokio::test]
async fn lists_hold_what_is_owed_or_ended_newest_first_and_each_once() {
    let records = Records::new().await;
    let [one, other] = records.hooks;
    let mut expected = Vec::new();
    for n in 0..12_u64 {
        let event = records.event(n, &[one, other]).await;
        let (first, second) = (event.delivery(1).unwrap(), event.delivery(2).unwrap());
        match n % 4 {
            0 => records.owe(first, one, 0).await,
            1 => records.owe(first, one, 1).await,
            2 => records.end(first, one, End::Dead).await,
            _ => records.end(first, one, End::Cancelled).await,
        }
        records.owe(second, other, 0).await;
        expected.push((first, n % 4));
        expected.push((second, 4));
    }
    expected.sort_unstable_by(|a, b| b.cmp(a));
    let ids = |kinds: &[u64]| -> Vec<DeliveryId> {
        expected.iter().filter(|(_, kind)| kinds.contains(kind)).map(|(id, _)| *id).collect()
    };
    let paused = HashSet::from([other]);
    let cases: [(&[State], &[u64]); 6] = [
        (&[], &[0, 1, 2, 3, 4]),
        (&[State::Pending], &[0]),
        (&[State::Retrying], &[1]),
        (&[State::Held], &[4]),
        (&[State::Ended(End::Dead)], &[2]),
        (&[State::Retrying, State::Held, State::Ended(End::Cancelled)], &[1, 3, 4]),
    ];
    for (states, kinds) in cases {
        let wanted = Wanted::of(states, &paused);
        assert_eq!(pages(&records, Scope::Namespace, &wanted).await, ids(kinds), "{states:?}");
        let of_one: Vec<u64> = kinds.iter().copied().filter(|kind| *kind < 4).collect();
        let scope = Scope::Webhook(one);
        assert_eq!(pages(&records, scope, &wanted).await, ids(&of_one), "{states:?}");
    }
}
