//! Hints: what happens through one node is known to the others at once. Nothing here has to wait for a
//! scan, which comes every 30 s; that each of several in a row comes in time shows that none did. And the
//! scan comes, whatever is told meanwhile.

use std::time::Duration;

use bytes::Bytes;
use futures::{StreamExt as _, stream};
use sparrow_proto::v1::{
    Attempt, DeliveryState, EventInput, GetSystemHealthRequest, PushEventRequest,
    RetryDeliveriesRequest, UpdateWebhookRequest, Webhook,
};
use sparrowd::domain::ids::{Lane, NamespaceId, WebhookId};
use sparrowd::store::hints::{Handed, Hints};
use sqlx::types::Uuid;

use super::site::{Site, TOLD, to};
use super::soon;
use crate::harness::daemon::{Home, NAMESPACE, TestDaemon};
use crate::harness::{Answer, Receiver, SOON, TestDatabase, eventually};

const TIMES: usize = 4;
/// The time between two scans, and what it takes on a busy machine.
const SCANNED: Duration = Duration::from_secs(45);

#[tokio::test]
async fn an_event_pushed_elsewhere_is_sent_at_once() {
    let receiver = Receiver::start().await;
    let site = Site::new(to(&receiver, "/", "standard")).await;
    for _ in 0..TIMES {
        let event = site.one.push("a.b", b"{}").await.event_id;
        let delivery = site.delivery_of(&event).await;
        eventually(TOLD, async || match site.two.delivery(&delivery).await.state() {
            DeliveryState::Delivered => Ok(()),
            other => Err(other),
        })
        .await;
    }
    site.end().await;
}

/// The last is more than what is read by name.
const SIZES: [usize; 3] = [2, 2_000, 60_000];
const EVENTS: usize = 240;

#[tokio::test]
async fn what_is_pushed_through_both_nodes_at_once_arrives_once_each_and_whole() {
    let receiver = Receiver::start().await;
    let site = Site::new(to(&receiver, "/", "standard")).await;
    let payload = |n: usize| {
        let filler = "x".repeat(SIZES[n % SIZES.len()]);
        Bytes::from(format!("[{n},\"{filler}\"]"))
    };
    let push = async |n: usize| {
        let node = if n.is_multiple_of(2) { &site.one } else { &site.two };
        let event = EventInput {
            namespace: NAMESPACE.to_owned(),
            r#type: "a.b".to_owned(),
            payload: payload(n),
            ..Default::default()
        };
        let request = PushEventRequest { event: Some(event) };
        node.events().push_event(request).await.unwrap();
    };
    stream::iter(0..EVENTS).for_each_concurrent(32, push).await;
    receiver.wait_for(EVENTS, TOLD).await;
    let pool = site.test.pool().await;
    eventually(TOLD, async || {
        let owed = sqlx::query_scalar("SELECT count(*) FROM sparrow.queue").fetch_one(&pool);
        let owed: i64 = owed.await.unwrap();
        if owed == 0 { Ok(()) } else { Err(owed) }
    })
    .await;
    let mut arrived: Vec<_> = receiver.requests().into_iter().map(|it| it.body).collect();
    let mut pushed: Vec<_> = (0..EVENTS).map(payload).collect();
    arrived.sort_unstable();
    pushed.sort_unstable();
    assert!(arrived == pushed, "{} requests", arrived.len());
    site.end().await;
}

#[tokio::test]
async fn what_is_told_too_late_or_again_is_not_sent_again() {
    let receiver = Receiver::start().await;
    let site = Site::new(to(&receiver, "/", "standard")).await;
    let pool = site.test.pool().await;
    let event = site.one.push("a.b", b"1").await.event_id;
    let delivery = site.delivery_of(&event).await;
    site.in_state(&delivery, DeliveryState::Delivered).await;
    let namespace: Uuid = sqlx::query_scalar("SELECT namespace_id FROM sparrow.namespaces")
        .fetch_one(&pool)
        .await
        .unwrap();
    let handed = Handed {
        namespace: NamespaceId::from_uuid(namespace),
        webhook: site.webhook.id.parse().unwrap(),
        delivery: delivery.parse().unwrap(),
    };
    let told = Hints { handed: vec![handed], ..Hints::default() }.envelopes().remove(0);
    sqlx::query("SELECT pg_notify('sparrow_hints', $1)").bind(&told).execute(&pool).await.unwrap();
    // What is told after it is heard after it.
    let event = site.one.push("a.b", b"2").await.event_id;
    site.in_state(&site.delivery_of(&event).await, DeliveryState::Delivered).await;
    let bodies: Vec<_> = receiver.requests().into_iter().map(|it| it.body).collect();
    assert_eq!(bodies, ["1", "2"]);
    site.end().await;
}

#[tokio::test]
async fn an_event_pushed_elsewhere_for_later_is_sent_in_time() {
    let receiver = Receiver::start().await;
    let site = Site::new(to(&receiver, "/", "standard")).await;
    let pool = site.test.pool().await;
    for n in 1..=TIMES {
        let now = sparrowd::store::clock(&pool).await.unwrap().0;
        let due = now.plus(Duration::from_secs(1));
        let seconds = due.seconds() + 1;
        let event = EventInput {
            namespace: NAMESPACE.to_owned(),
            r#type: "a.b".to_owned(),
            payload: Bytes::from_static(b"{}"),
            deliver_time: Some(prost_types::Timestamp { seconds, nanos: 0 }),
            ..Default::default()
        };
        let request = PushEventRequest { event: Some(event) };
        site.one.events().push_event(request).await.unwrap();
        // Without a word, the next look for what is due would be seconds later, or half a minute.
        receiver.wait_for(n, Duration::from_secs(2) + TOLD / 2).await;
    }
    site.end().await;
}

#[tokio::test]
async fn a_retry_asked_for_elsewhere_is_made_at_once() {
    let receiver = Receiver::with(Answer::status(500)).await;
    let site = Site::new(to(&receiver, "/", "fixed:1h")).await;
    let event = site.one.push("a.b", b"{}").await.event_id;
    let delivery = site.delivery_of(&event).await;
    let attempts = async |count: usize| -> Vec<Attempt> {
        eventually(TOLD, async || {
            let attempts = site.one.attempts_of(&delivery).await;
            if attempts.len() == count { Ok(attempts) } else { Err(attempts.len()) }
        })
        .await
    };
    for count in 1..TIMES {
        attempts(count).await;
        let request = RetryDeliveriesRequest {
            namespace: NAMESPACE.to_owned(),
            delivery_ids: vec![delivery.clone()],
        };
        let changed = site.one.deliveries().retry_deliveries(request).await.unwrap();
        assert_eq!(changed.into_inner().changed, 1);
    }
    attempts(TIMES).await;
    site.end().await;
}

#[tokio::test]
async fn a_change_made_elsewhere_is_in_force() {
    let receiver = Receiver::start().await;
    let site = Site::new(to(&receiver, "/before", "standard")).await;
    site.one.push("a.b", b"{}").await;
    receiver.wait_for(1, SOON).await;
    let changed = Webhook { url: receiver.url("/after"), ..site.webhook.clone() };
    let update = UpdateWebhookRequest {
        webhook: Some(changed),
        update_mask: Some(prost_types::FieldMask { paths: vec!["url".to_owned()] }),
    };
    site.one.webhooks().update_webhook(update).await.unwrap();
    eventually(Duration::from_secs(2), async || {
        site.one.push("a.b", b"{}").await;
        let requests = receiver.requests();
        let is_after = requests.iter().any(|request| request.uri.path() == "/after");
        if is_after { Ok(()) } else { Err(requests.len()) }
    })
    .await;

    site.pause().await;
    let event = site.one.push("a.b", b"{}").await.event_id;
    let delivery = site.delivery_of(&event).await;
    site.resume().await;
    eventually(TOLD, async || match site.two.delivery(&delivery).await.state() {
        DeliveryState::Delivered => Ok(()),
        other => Err(other),
    })
    .await;
    site.end().await;
}

#[tokio::test]
async fn what_nobody_told_of_is_found_though_lanes_are_told_of_all_the_time() {
    let test = TestDatabase::create().await;
    let receiver = Receiver::with(Answer::status(500)).await;
    let daemon = Home::new(&test).start().await;
    let (webhook, _) = daemon.register(to(&receiver, "/", "fixed:1h")).await;
    daemon.push("a.b", b"{}").await;
    // Its queue stays in memory, for a retry is owed.
    soon(async || match daemon.node().await.in_flight {
        0 if receiver.requests().len() == 1 => Ok(()),
        other => Err(other.to_string()),
    })
    .await;
    let pool = test.pool().await;
    sqlx::query(
        "INSERT INTO sparrow.queue (namespace_id, webhook_id, delivery_id)
         SELECT namespace_id, webhook_id, (left(delivery_id::text, 35) || 'f')::uuid
         FROM sparrow.queue",
    )
    .execute(&pool)
    .await
    .unwrap();
    let lane = webhook.id.parse::<WebhookId>().unwrap().lane();
    let another = Hints { lanes: vec![Lane(!lane.0)], ..Hints::default() };
    let told = another.envelopes().remove(0);
    eventually(SCANNED, async || {
        sqlx::query("SELECT pg_notify('sparrow_hints', $1)")
            .bind(&told)
            .execute(&pool)
            .await
            .unwrap();
        let untried: i64 =
            sqlx::query_scalar("SELECT count(*) FROM sparrow.queue WHERE attempt = 0")
                .fetch_one(&pool)
                .await
                .unwrap();
        if untried == 0 { Ok(()) } else { Err(untried) }
    })
    .await;
    daemon.stop().await;
}

#[tokio::test]
async fn any_node_tells_of_all() {
    let receiver = Receiver::with(Answer::never()).await;
    let site = Site::new(to(&receiver, "/", "standard")).await;
    site.one.push("a.b", b"{}").await;
    receiver.wait_for(1, SOON).await;
    let (told_by_one, told_by_two) = soon(async || {
        let health = |daemon: &TestDaemon| {
            let mut admin = daemon.admin();
            async move {
                let request = GetSystemHealthRequest::default();
                admin.get_system_health(request).await.unwrap().into_inner().in_flight
            }
        };
        let told = (health(&site.one).await, health(&site.two).await);
        if told == (1, 1) { Ok(told) } else { Err(format!("{told:?}")) }
    })
    .await;
    assert_eq!(told_by_one, told_by_two);
    let nodes = async |daemon: &TestDaemon| {
        let nodes = daemon.nodes().await.0;
        nodes.into_iter().map(|node| (node.node_id, node.lanes)).collect::<Vec<_>>()
    };
    assert_eq!(nodes(&site.one).await, nodes(&site.two).await);
    site.one.crash().await;
    site.two.crash().await;
}
