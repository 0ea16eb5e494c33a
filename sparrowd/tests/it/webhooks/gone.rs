//! Receivers that answer 410 Gone.

use std::time::Duration;

use sparrow_proto::v1::admin_service_client::AdminServiceClient;
use sparrow_proto::v1::{
    DeliveryState, GetSystemHealthRequest, GetSystemHealthResponse, GetWebhookHealthRequest,
    Health, ListWebhooksRequest, ResumeWebhookRequest, Webhook,
};
use sparrowd::domain::ids::{NamespaceId, WebhookId};
use sparrowd::store::webhooks::{Suspended, Suspension, suspend};
use tonic::transport::Endpoint;
use uuid::Uuid;

use super::{attempts, shown, update};
use crate::harness::daemon::{Home, NAMESPACE, TestDaemon, webhook};
use crate::harness::{Answer, Receiver, SOON, TestDatabase, eventually};

async fn listed(daemon: &TestDaemon, health: Health) -> Vec<String> {
    let namespace = NAMESPACE.to_owned();
    let request = ListWebhooksRequest { namespace, health: health.into(), ..Default::default() };
    let page = daemon.webhooks().list_webhooks(request).await.unwrap().into_inner();
    page.webhooks.into_iter().map(|webhook| webhook.id).collect()
}

async fn system(daemon: &TestDaemon) -> GetSystemHealthResponse {
    let channel =
        Endpoint::try_from(format!("http://{}", daemon.grpc)).unwrap().connect().await.unwrap();
    let request = GetSystemHealthRequest { namespace: NAMESPACE.to_owned() };
    let mut client = AdminServiceClient::new(channel);
    client.get_system_health(request).await.unwrap().into_inner()
}

async fn suspended(daemon: &TestDaemon, id: &str) -> Webhook {
    eventually(SOON, async || match shown(daemon, id).await {
        webhook if webhook.suspension.is_some() => Ok(webhook),
        webhook => Err(webhook),
    })
    .await
}

async fn resume(daemon: &TestDaemon, id: &str) -> Webhook {
    let (namespace, webhook) = (NAMESPACE.to_owned(), id.to_owned());
    let request = ResumeWebhookRequest { namespace, webhook };
    daemon.webhooks().resume_webhook(request).await.unwrap().into_inner().webhook.unwrap()
}

#[tokio::test]
async fn a_webhook_that_is_gone_is_suspended_once_and_its_deliveries_wait() {
    let test = TestDatabase::create().await;
    let gone = Answer::status(410).after(Duration::from_millis(300));
    let receiver = Receiver::with(gone).await;
    let daemon = Home::new(&test).start().await;
    let (webhook, _) = daemon.register(webhook(&receiver.url("/"), &["*"], "fixed:1s")).await;
    let mut deliveries = Vec::new();
    for _ in 0..40 {
        let event = daemon.push("a.b", b"{}").await.event_id;
        deliveries.push(daemon.deliveries_of(&event).await.remove(0).id);
    }
    let found = suspended(&daemon, &webhook.id).await;
    let suspension = found.suspension.clone().unwrap();
    assert_eq!((suspension.reason.as_str(), found.health()), ("gone", Health::Suspended));
    assert_eq!(found.health_time, suspension.suspend_time);
    assert_eq!(found.pause, None);
    // Those in flight finish, and no other begins.
    let held = eventually(SOON, async || {
        let mut attempts = Vec::new();
        for delivery in &deliveries {
            // The node takes note of what it has written a moment later.
            let state = daemon.delivery(delivery).await.state();
            if state != DeliveryState::Held {
                return Err(format!("{delivery} is {state:?}"));
            }
            attempts.extend(daemon.attempts_of(delivery).await);
        }
        let (made, requests) = (attempts.len(), receiver.requests().len());
        if made == requests { Ok(attempts) } else { Err(format!("{made} of {requests}")) }
    })
    .await;
    assert!((1..=16).contains(&held.len()), "{}", held.len());
    for attempt in &held {
        assert!(attempt.excused && attempt.rule == "gone" && attempt.status == 410, "{attempt:?}");
    }
    let pool = test.pool().await;
    let revisions: i64 = sqlx::query_scalar("SELECT count(*) FROM sparrow.webhook_revisions")
        .fetch_one(&pool)
        .await
        .unwrap();
    assert_eq!(revisions, 2, "one for the registration and one for the suspension");

    assert_eq!(listed(&daemon, Health::Suspended).await, std::slice::from_ref(&webhook.id));
    assert!(listed(&daemon, Health::Unknown).await.is_empty());
    let health = system(&daemon).await;
    assert_eq!((health.webhooks_suspended, health.webhooks_unknown), (1, 0));
    let request =
        GetWebhookHealthRequest { namespace: NAMESPACE.to_owned(), webhook: webhook.id.clone() };
    let health = daemon.webhooks().get_webhook_health(request).await.unwrap().into_inner();
    assert_eq!((health.health(), health.paused), (Health::Suspended, false));
    assert!(health.suspension.is_some());

    receiver.answers(Answer::status(200));
    let resumed = resume(&daemon, &webhook.id).await;
    assert_eq!((resumed.health(), resumed.suspension), (Health::Unknown, None));
    for delivery in &deliveries {
        eventually(SOON, async || match daemon.delivery(delivery).await {
            delivered if delivered.state() == DeliveryState::Delivered => Ok(()),
            other => Err(other.state()),
        })
        .await;
    }
    assert_eq!(receiver.requests().len(), held.len() + 40, "each once more, and the others once");
    daemon.stop().await;
}

#[tokio::test]
async fn one_that_is_still_gone_is_suspended_again_after_a_restart_too() {
    let test = TestDatabase::create().await;
    let receiver = Receiver::with(Answer::status(410)).await;
    let home = Home::new(&test);
    let daemon = home.start().await;
    let (webhook, _) = daemon.register(webhook(&receiver.url("/"), &["*"], "standard")).await;
    attempts(&daemon, 1).await;
    let first = suspended(&daemon, &webhook.id).await;
    resume(&daemon, &webhook.id).await;
    let second = suspended(&daemon, &webhook.id).await;
    assert!(second.revision > first.revision + 1);
    assert_eq!(receiver.requests().len(), 2);
    daemon.stop().await;

    let daemon = home.start().await;
    let event = daemon.push("a.b", b"{}").await.event_id;
    let delivery = daemon.deliveries_of(&event).await.remove(0);
    assert_eq!(delivery.state(), DeliveryState::Held);
    receiver.answers(Answer::status(200));
    resume(&daemon, &webhook.id).await;
    receiver.wait_for(4, SOON).await;
    daemon.stop().await;
}

#[tokio::test]
async fn who_ignores_it_or_ends_by_it_is_not_suspended() {
    let test = TestDatabase::create().await;
    let receiver = Receiver::with(Answer::status(410)).await;
    let daemon = Home::new(&test).start().await;
    let policy = webhook(&receiver.url("/"), &["*"], "fixed:1h");
    let (webhook, _) = daemon.register(Webhook { ignore_gone: true, ..policy }).await;
    let attempt = attempts(&daemon, 1).await.remove(0);
    assert_eq!((attempt.rule.as_str(), attempt.excused), ("retry.fixed", false));

    let mut ends = Webhook { retry: webhook.retry.clone(), ..Webhook::default() };
    ends.retry.as_mut().unwrap().final_statuses = vec![410];
    let paths = ["ignore_gone", "retry.final_statuses"];
    update(&daemon, &webhook.id, ends, &paths).await.unwrap();
    let attempt = attempts(&daemon, 1).await.remove(0);
    assert_eq!(attempt.rule, "final_status");
    assert_eq!(shown(&daemon, &webhook.id).await.suspension, None);
    daemon.stop().await;
}

#[tokio::test]
async fn what_was_seen_before_a_change_suspends_nothing() {
    let test = TestDatabase::create().await;
    let daemon = Home::new(&test).start().await;
    let (webhook, _) = daemon.register(webhook("http://127.0.0.1:9/", &["*"], "none")).await;
    let pool = test.pool().await;
    let (namespace, id): (Uuid, Uuid) =
        sqlx::query_as("SELECT namespace_id, webhook_id FROM sparrow.webhooks")
            .fetch_one(&pool)
            .await
            .unwrap();
    let (namespace, id) = (NamespaceId::from_uuid(namespace), WebhookId::from_uuid(id));
    let now = sparrowd::store::clock(&pool).await.unwrap().0;
    let at_revision = async |revision: u64| {
        let suspension = Suspension { at: now, reason: "gone".to_owned() };
        let revision = i64::try_from(revision).unwrap();
        suspend(&pool, namespace, id, revision, suspension).await.unwrap()
    };
    let first = webhook.revision;
    let new = Webhook { url: "http://127.0.0.1:9/new".to_owned(), ..Webhook::default() };
    let second = update(&daemon, &webhook.id, new, &["url"]).await.unwrap().revision;
    assert_eq!(at_revision(first).await, Suspended::Moved, "it has another URL by now");
    assert_eq!(at_revision(second).await, Suspended::Suspended);
    assert_eq!(at_revision(second).await, Suspended::Moved, "another attempt did it");
    let resumed = resume(&daemon, &webhook.id).await;
    assert_eq!(at_revision(second).await, Suspended::Moved, "it was resumed since");
    assert_eq!(shown(&daemon, &webhook.id).await, resumed);
    daemon.stop().await;
}
