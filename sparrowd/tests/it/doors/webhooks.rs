//! Webhooks: registered, changed, paused, deleted, and found again.

use prost_types::FieldMask;
use sparrow_proto::v1::register_webhook_request::NameConflict;
use sparrow_proto::v1::{
    DeleteWebhookRequest, GetWebhookHealthRequest, GetWebhookRequest, ListWebhooksRequest,
    PauseWebhookRequest, RegisterWebhookRequest, ResumeWebhookRequest, UpdateWebhookRequest,
    Webhook,
};
use tonic::Code;

use super::{daemon, refused};
use crate::harness::TestDatabase;
use crate::harness::daemon::{NAMESPACE, TestDaemon, webhook};

const URL: &str = "http://127.0.0.1:9/hook";

fn named(name: &str) -> Webhook {
    Webhook { name: name.to_owned(), ..webhook(URL, &["order.*"], "fixed:30s") }
}

fn get(webhook: &str) -> GetWebhookRequest {
    GetWebhookRequest { namespace: NAMESPACE.to_owned(), webhook: webhook.to_owned() }
}

fn update(id: &str, webhook: Webhook, paths: &[&str]) -> UpdateWebhookRequest {
    let webhook = Webhook { namespace: NAMESPACE.to_owned(), id: id.to_owned(), ..webhook };
    let paths = paths.iter().map(ToString::to_string).collect();
    UpdateWebhookRequest { webhook: Some(webhook), update_mask: Some(FieldMask { paths }) }
}

async fn shown(daemon: &TestDaemon, webhook: &str) -> Webhook {
    daemon.webhooks().get_webhook(get(webhook)).await.unwrap().into_inner().webhook.unwrap()
}

#[tokio::test]
async fn a_registration_shows_what_is_in_force_and_the_secret_once() {
    let test = TestDatabase::create().await;
    let daemon = daemon(&test).await;
    let (registered, secret) = daemon.register(named("orders")).await;
    assert!(secret.starts_with("whsec_"));
    let retry = registered.retry.as_ref().unwrap();
    assert_eq!((retry.schedule.as_str(), retry.max_attempts), ("fixed:30s", 10));
    assert_eq!(retry.waits.len(), 9);
    assert_eq!(registered.concurrency, 16);
    assert_eq!(registered.attempt_timeout.unwrap().seconds, 15);
    assert_eq!(shown(&daemon, "orders").await, registered);
    assert_eq!(shown(&daemon, &registered.id).await, registered);

    let secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw".to_owned();
    let request = RegisterWebhookRequest {
        webhook: Some(named("")),
        secret: secret.clone(),
        ..RegisterWebhookRequest::default()
    };
    let own = daemon.webhooks().register_webhook(request.clone()).await.unwrap().into_inner();
    assert_eq!(own.secret, secret);
    let request = RegisterWebhookRequest { secret: "whsec_short".to_owned(), ..request };
    let bad = refused(daemon.webhooks().register_webhook(request).await);
    assert_eq!((bad.code, bad.reason.as_str()), (Code::InvalidArgument, "invalid_secret"));
}

#[tokio::test]
async fn a_name_is_one_webhooks() {
    let test = TestDatabase::create().await;
    let daemon = daemon(&test).await;
    let (first, _) = daemon.register(named("orders")).await;
    let (other, _) = daemon.register(named("others")).await;
    let mut request =
        RegisterWebhookRequest { webhook: Some(named("orders")), ..Default::default() };
    let taken = refused(daemon.webhooks().register_webhook(request.clone()).await);
    assert_eq!((taken.code, taken.reason.as_str()), (Code::AlreadyExists, "webhook_exists"));
    assert!(taken.hint.contains("--if-not-exists"), "{}", taken.hint);

    request.on_name_conflict = NameConflict::Keep.into();
    let kept = daemon.webhooks().register_webhook(request).await.unwrap().into_inner();
    assert!(!kept.created && kept.secret.is_empty());
    assert_eq!(kept.webhook.unwrap().id, first.id);

    let rename = update(&other.id, named("orders"), &["name"]);
    let taken = refused(daemon.webhooks().update_webhook(rename).await);
    assert_eq!(taken.reason, "webhook_exists");

    let delete =
        DeleteWebhookRequest { namespace: NAMESPACE.to_owned(), webhook: "orders".to_owned() };
    daemon.webhooks().delete_webhook(delete).await.unwrap();
    let (second, _) = daemon.register(named("orders")).await;
    assert_ne!(second.id, first.id, "a deleted one frees its name");
}

#[tokio::test]
async fn an_update_changes_what_its_mask_names() {
    let test = TestDatabase::create().await;
    let daemon = daemon(&test).await;
    let (before, _) = daemon.register(named("orders")).await;
    let new = Webhook { url: "http://127.0.0.1:9/new".to_owned(), concurrency: 3, ..named("x") };
    let answer = daemon
        .webhooks()
        .update_webhook(update("orders", new.clone(), &["url", "concurrency"]))
        .await
        .unwrap();
    let after = answer.into_inner().webhook.unwrap();
    assert_eq!((after.url.as_str(), after.concurrency), (new.url.as_str(), 3));
    assert_eq!((&after.name, &after.event_types), (&before.name, &before.event_types));
    assert!(after.revision > before.revision);

    let same = update("orders", new, &["url"]);
    let unchanged = daemon.webhooks().update_webhook(same).await.unwrap().into_inner();
    assert_eq!(unchanged.webhook.unwrap().revision, after.revision, "nothing was to be done");

    let denied = Webhook { url: "http://10.0.0.1/".to_owned(), ..Webhook::default() };
    let denied =
        refused(daemon.webhooks().update_webhook(update("orders", denied, &["url"])).await);
    assert_eq!(denied.reason, "destination_not_allowed");
    let unknown = update("orders", Webhook::default(), &["ulr"]);
    let unknown = refused(daemon.webhooks().update_webhook(unknown).await);
    assert_eq!(
        (unknown.reason.as_str(), unknown.hint.as_str()),
        ("unknown_field", "did you mean url?")
    );
    let none = update("order", Webhook::default(), &["name"]);
    let none = refused(daemon.webhooks().update_webhook(none).await);
    assert_eq!((none.code, none.reason.as_str()), (Code::NotFound, "unknown_webhook"));
    assert!(none.hint.contains("did you mean orders?"), "{}", none.hint);
}

#[tokio::test]
async fn changes_at_once_all_take_effect() {
    let test = TestDatabase::create().await;
    let daemon = daemon(&test).await;
    let (registered, _) = daemon.register(named("orders")).await;
    let change = async |webhook: Webhook, path: &str| {
        daemon.webhooks().update_webhook(update(&registered.id, webhook, &[path])).await.unwrap();
    };
    let url = "http://127.0.0.1:9/new".to_owned();
    tokio::join!(
        change(Webhook { url: url.clone(), ..Webhook::default() }, "url"),
        change(Webhook { description: "new".to_owned(), ..Webhook::default() }, "description"),
        change(Webhook { concurrency: 7, ..Webhook::default() }, "concurrency"),
        change(Webhook { name: "renamed".to_owned(), ..Webhook::default() }, "name"),
    );
    let after = shown(&daemon, "renamed").await;
    assert_eq!((after.url, after.description, after.concurrency), (url, "new".to_owned(), 7));
    let pool = test.pool().await;
    let revisions: i64 = sqlx::query_scalar("SELECT count(*) FROM sparrow.webhook_revisions")
        .fetch_one(&pool)
        .await
        .unwrap();
    assert_eq!(revisions, 5, "one for the registration and for each change");
}

#[tokio::test]
async fn a_pause_keeps_its_time_and_ends() {
    let test = TestDatabase::create().await;
    let daemon = daemon(&test).await;
    daemon.register(named("orders")).await;
    let (namespace, webhook) = (NAMESPACE.to_owned(), "orders".to_owned());
    let mut request = PauseWebhookRequest { namespace, webhook, reason: "erp down".to_owned() };
    let paused = daemon.webhooks().pause_webhook(request.clone()).await.unwrap().into_inner();
    let first = paused.webhook.unwrap().pause.unwrap();
    assert_eq!(first.reason, "erp down");
    request.reason = "erp still down".to_owned();
    let again = daemon.webhooks().pause_webhook(request.clone()).await.unwrap().into_inner();
    let again = again.webhook.unwrap().pause.unwrap();
    assert_eq!((again.reason.as_str(), again.pause_time), ("erp still down", first.pause_time));

    let health =
        GetWebhookHealthRequest { namespace: NAMESPACE.to_owned(), webhook: "orders".to_owned() };
    let health = daemon.webhooks().get_webhook_health(health).await.unwrap().into_inner();
    assert!(health.paused);
    let request = ResumeWebhookRequest { namespace: request.namespace, webhook: request.webhook };
    for _ in 0..2 {
        let resumed = daemon.webhooks().resume_webhook(request.clone()).await.unwrap();
        assert_eq!(resumed.into_inner().webhook.unwrap().pause, None);
    }
}

#[tokio::test]
async fn lists_are_filtered_and_paged() {
    let test = TestDatabase::create().await;
    let daemon = daemon(&test).await;
    for (name, types) in [("a", "order.paid"), ("b", "order.*"), ("c", "user.*"), ("d", "*")] {
        daemon.register(Webhook { name: name.to_owned(), ..webhook(URL, &[types], "none") }).await;
    }
    let pause = PauseWebhookRequest {
        namespace: NAMESPACE.to_owned(),
        webhook: "b".to_owned(),
        reason: String::new(),
    };
    daemon.webhooks().pause_webhook(pause).await.unwrap();
    let names = async |mut request: ListWebhooksRequest| {
        request.namespace = NAMESPACE.to_owned();
        request.page_size = 1;
        let mut names = Vec::new();
        loop {
            let page = daemon.webhooks().list_webhooks(request.clone()).await.unwrap().into_inner();
            assert_eq!(page.webhooks.len(), page.stats.len());
            names.extend(page.webhooks.into_iter().map(|webhook| webhook.name));
            if page.next_page_token.is_empty() {
                return names.join("");
            }
            request.page_token = page.next_page_token;
        }
    };
    assert_eq!(names(ListWebhooksRequest::default()).await, "abcd");
    let wants = |event_type: &str| ListWebhooksRequest {
        event_type: event_type.to_owned(),
        ..ListWebhooksRequest::default()
    };
    assert_eq!(names(wants("order.paid")).await, "abd");
    assert_eq!(names(wants("order.paid.eu")).await, "bd");
    assert_eq!(names(ListWebhooksRequest { paused: true, ..Default::default() }).await, "b");
    assert_eq!(names(ListWebhooksRequest { health: 3, ..Default::default() }).await, "");
}
