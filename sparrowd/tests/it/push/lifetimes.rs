//! Not before, and not too late.

use std::time::Duration;

use sparrow_proto::v1::{
    DeliveryState, EventInput, RetryDeliveriesRequest, WatchDeliveriesRequest, Webhook,
};
use sparrowd::domain::ids::EventId;
use sparrowd::domain::timestamp::Timestamp;
use sqlx::PgPool;

use super::{SWEPT, delivery_of, event, in_state, input, moment, pause, push, seconds};
use crate::harness::daemon::{Home, NAMESPACE, TestDaemon, webhook};
use crate::harness::{Answer, Receiver, SOON, TestDatabase};

fn brief() -> EventInput {
    EventInput { ttl: Some(seconds(1)), ..input("{}") }
}

fn of(event_type: &str, event: EventInput) -> EventInput {
    EventInput { r#type: event_type.to_owned(), ..event }
}

async fn has_expired(daemon: &TestDaemon, delivery: &str, attempts: u32) {
    in_state(daemon, delivery, DeliveryState::Expired, SWEPT).await;
    let found = daemon.delivery(delivery).await;
    assert_eq!((found.reason.as_str(), found.ended_by.as_str()), ("ttl", "sparrow"));
    assert_eq!(found.attempts, attempts);
}

#[tokio::test]
async fn what_is_held_expires_and_a_watch_sees_it() {
    let test = TestDatabase::create().await;
    let receiver = Receiver::start().await;
    let daemon = Home::new(&test).start().await;
    let (hook, _) = daemon.register(webhook(&receiver.url("/"), &["*"], "standard")).await;
    pause(&daemon, &hook.id).await;
    let id = push(&daemon, brief()).await.unwrap().event_id;
    let delivery = delivery_of(&daemon, &id).await;
    assert_eq!(delivery.state(), DeliveryState::Held);
    let found = event(&daemon, &id).await;
    let ends = moment(found.accept_time).plus(Duration::from_secs(1));
    assert_eq!((moment(delivery.expire_time), moment(found.expire_time)), (ends, ends));

    let request = WatchDeliveriesRequest {
        namespace: NAMESPACE.to_owned(),
        event_id: id,
        ..Default::default()
    };
    let mut watch = daemon.deliveries().watch_deliveries(request).await.unwrap().into_inner();
    let mut last = None;
    let watching = async {
        while let Some(told) = watch.message().await.unwrap() {
            last = told.deliveries.last().map(sparrow_proto::v1::Delivery::state).or(last);
        }
    };
    tokio::time::timeout(SWEPT, watching).await.unwrap();
    assert_eq!(last, Some(DeliveryState::Expired));
    has_expired(&daemon, &delivery.id, 0).await;
    assert!(moment(daemon.delivery(&delivery.id).await.end_time) >= ends);
    daemon.stop().await;
    assert_eq!(receiver.requests().len(), 0);
}

#[tokio::test]
async fn what_waits_for_its_turn_or_its_retry_expires() {
    let test = TestDatabase::create().await;
    let (hanging, failing) =
        (Receiver::with(Answer::never()).await, Receiver::with(Answer::status(500)).await);
    let daemon = Home::new(&test).start().await;
    let slow = Webhook {
        concurrency: 1,
        attempt_timeout: Some(seconds(2)),
        ..webhook(&hanging.url("/"), &["slow"], "fixed:1h")
    };
    daemon.register(slow).await;
    daemon.register(webhook(&failing.url("/"), &["fail"], "fixed:1h")).await;
    let of =
        |event_type: &str, event: EventInput| EventInput { r#type: event_type.to_owned(), ..event };
    push(&daemon, of("slow", input("{}"))).await.unwrap();
    hanging.wait_for(1, SOON).await;
    let waiting = push(&daemon, of("slow", brief())).await.unwrap().event_id;
    let retrying = push(&daemon, of("fail", brief())).await.unwrap().event_id;
    let waiting = delivery_of(&daemon, &waiting).await.id;
    let retrying = delivery_of(&daemon, &retrying).await.id;
    has_expired(&daemon, &waiting, 0).await;
    has_expired(&daemon, &retrying, 1).await;
    assert_eq!((hanging.requests().len(), failing.requests().len()), (1, 1));
    daemon.crash().await;
}

/// An attempt that began in time is not cut off by the sweep: what it comes to is what counts.
#[tokio::test]
async fn an_attempt_under_way_may_still_deliver() {
    let test = TestDatabase::create().await;
    let slow = Receiver::with(Answer::status(200).after(Duration::from_secs(5))).await;
    let hanging = Receiver::with(Answer::never()).await;
    let daemon = Home::new(&test).start().await;
    daemon.register(webhook(&slow.url("/"), &["a.b"], "standard")).await;
    let hangs = Webhook {
        concurrency: 1,
        attempt_timeout: Some(seconds(2)),
        ..webhook(&hanging.url("/"), &["hang"], "fixed:1h")
    };
    daemon.register(hangs).await;
    let id = push(&daemon, brief()).await.unwrap().event_id;
    slow.wait_for(1, SOON).await;
    // Another delivery that expires, and is come upon, calls the sweep.
    push(&daemon, of("hang", input("{}"))).await.unwrap();
    hanging.wait_for(1, SOON).await;
    let other = push(&daemon, of("hang", brief())).await.unwrap().event_id;
    let other = delivery_of(&daemon, &other).await.id;
    has_expired(&daemon, &other, 0).await;
    let delivery = delivery_of(&daemon, &id).await.id;
    in_state(&daemon, &delivery, DeliveryState::Delivered, SWEPT).await;
    assert_eq!(slow.requests().len(), 1);
    daemon.crash().await;
}

/// What happens in an update of the webhook: the node learns it by the revision.
async fn set_max_age(pool: &PgPool, seconds: i32) {
    sqlx::query(
        "WITH space AS (UPDATE sparrow.namespaces SET revision = revision + 1 RETURNING *)
         UPDATE sparrow.webhooks w SET max_age_s = $1, revision = space.revision
         FROM space WHERE space.namespace_id = w.namespace_id",
    )
    .bind(seconds)
    .execute(pool)
    .await
    .unwrap();
}

/// The time of all that is owed is over; of this event's deliveries it was the event's own.
async fn age(pool: &PgPool, own: &str) {
    let own: EventId = own.parse().unwrap();
    let mut transaction = pool.begin().await.unwrap();
    sqlx::query("UPDATE sparrow.queue SET expires_at = now()")
        .execute(&mut *transaction)
        .await
        .unwrap();
    sqlx::query("UPDATE sparrow.events SET expires_at = now() WHERE event_id = $1")
        .bind(own.uuid())
        .execute(&mut *transaction)
        .await
        .unwrap();
    transaction.commit().await.unwrap();
}

#[tokio::test]
async fn the_most_age_of_a_webhook_ends_what_has_no_ttl_or_a_longer_one() {
    let test = TestDatabase::create().await;
    let receiver = Receiver::with(Answer::status(500)).await;
    let daemon = Home::new(&test).start().await;
    let pool = test.pool().await;
    daemon.register(webhook(&receiver.url("/"), &["*"], "fixed:1h")).await;
    set_max_age(&pool, 60).await;
    let mut deliveries = Vec::new();
    for (ttl, lives) in [(None, 60), (Some(seconds(90)), 60), (Some(seconds(30)), 30)] {
        let id = push(&daemon, EventInput { ttl, ..input("{}") }).await.unwrap().event_id;
        let delivery = delivery_of(&daemon, &id).await;
        let lived = moment(delivery.expire_time).since(moment(delivery.accept_time));
        assert_eq!(lived, Duration::from_secs(lives));
        deliveries.push((delivery.id, id));
    }
    for (delivery, _) in &deliveries {
        in_state(&daemon, delivery, DeliveryState::Retrying, SOON).await;
    }
    age(&pool, &deliveries[2].1).await;
    for ((delivery, _), reason) in deliveries.iter().zip(["max_age", "max_age", "ttl"]) {
        in_state(&daemon, delivery, DeliveryState::Expired, SWEPT).await;
        assert_eq!(daemon.delivery(delivery).await.reason, reason);
    }
    daemon.stop().await;
}

/// So long after what the daemon takes for now.
async fn from_now(pool: &PgPool, millis: i64) -> Timestamp {
    let now = sparrowd::store::clock(pool).await.unwrap().0;
    now.plus(Duration::from_millis(millis.unsigned_abs()))
}

fn at(at: Timestamp) -> prost_types::Timestamp {
    let nanos = i32::try_from(at.micros().rem_euclid(1_000_000) * 1_000).unwrap();
    prost_types::Timestamp { seconds: at.seconds(), nanos }
}

#[tokio::test]
async fn one_for_later_is_not_sent_early_nor_forgotten_by_a_restart() {
    let test = TestDatabase::create().await;
    let receiver = Receiver::start().await;
    let home = Home::new(&test);
    let daemon = home.start().await;
    let pool = test.pool().await;
    daemon.register(webhook(&receiver.url("/"), &["*"], "standard")).await;
    let due = from_now(&pool, 1_500).await;
    let later =
        |due| EventInput { deliver_time: Some(at(due)), ttl: Some(seconds(600)), ..input("{}") };
    let first = push(&daemon, later(due)).await.unwrap().event_id;
    let delivery = delivery_of(&daemon, &first).await;
    assert_eq!(delivery.state(), DeliveryState::Pending);
    assert_eq!(moment(delivery.next_attempt_time), due);
    let ends = due.plus(Duration::from_secs(600));
    assert_eq!(moment(delivery.expire_time), ends, "its time begins when it is due");
    let found = event(&daemon, &first).await;
    assert_eq!((moment(found.deliver_time), moment(found.expire_time)), (due, ends));

    // The next one is known to the second daemon by its row alone.
    in_state(&daemon, &delivery.id, DeliveryState::Delivered, SOON).await;
    let second_due = from_now(&pool, 1_500).await;
    let second = push(&daemon, later(second_due)).await.unwrap().event_id;
    daemon.crash().await;
    let daemon = home.start().await;
    let second = delivery_of(&daemon, &second).await.id;
    in_state(&daemon, &second, DeliveryState::Delivered, SOON).await;
    for (delivery, due) in [(&delivery.id, due), (&second, second_due)] {
        let attempts = daemon.attempts_of(delivery).await;
        assert_eq!(attempts.len(), 1);
        // The start is on record in milliseconds.
        let began = moment(attempts[0].start_time);
        assert!(began.millis() >= due.millis(), "{began:?} is before {due:?}");
    }
    daemon.stop().await;
    assert_eq!(receiver.requests().len(), 2);
}

#[tokio::test]
async fn one_whose_time_is_past_goes_at_once_and_one_for_later_can_be_hurried() {
    let test = TestDatabase::create().await;
    let receiver = Receiver::start().await;
    let daemon = Home::new(&test).start().await;
    let pool = test.pool().await;
    daemon.register(webhook(&receiver.url("/"), &["*"], "standard")).await;
    let past = EventInput { deliver_time: Some(at(Timestamp::from_millis(1_000))), ..input("1") };
    let past = push(&daemon, past).await.unwrap().event_id;
    receiver.wait_for(1, SOON).await;
    assert_eq!(event(&daemon, &past).await.deliver_time, None);

    let far = from_now(&pool, 364 * 86_400_000).await;
    let later = EventInput { deliver_time: Some(at(far)), ..input("2") };
    let later = push(&daemon, later).await.unwrap().event_id;
    let delivery = delivery_of(&daemon, &later).await.id;
    let hurry = RetryDeliveriesRequest {
        namespace: NAMESPACE.to_owned(),
        delivery_ids: vec![delivery.clone()],
    };
    daemon.deliveries().retry_deliveries(hurry).await.unwrap();
    in_state(&daemon, &delivery, DeliveryState::Delivered, SOON).await;
    assert_eq!(receiver.requests().len(), 2);
    daemon.stop().await;
}
