//! What a webhook's policy does on the wire: secrets and their rotation, own headers, what receivers
//! may ask for, and those that are gone. Through the doors, to real receivers.

mod gone;
mod headers;
mod patience;
mod secrets;

use prost_types::FieldMask;
use sparrow_proto::v1::{
    Attempt, GetAttemptRequest, GetWebhookRequest, Request, RevealWebhookSecretsRequest,
    RevealWebhookSecretsResponse, UpdateWebhookRequest, Webhook,
};
use tonic::Status;
use tonic_types::StatusExt as _;

use crate::harness::daemon::{NAMESPACE, TestDaemon};
use crate::harness::{SOON, eventually};

async fn shown(daemon: &TestDaemon, webhook: &str) -> Webhook {
    let (namespace, webhook) = (NAMESPACE.to_owned(), webhook.to_owned());
    let request = GetWebhookRequest { namespace, webhook };
    daemon.webhooks().get_webhook(request).await.unwrap().into_inner().webhook.unwrap()
}

async fn update(
    daemon: &TestDaemon,
    id: &str,
    webhook: Webhook,
    paths: &[&str],
) -> Result<Webhook, Status> {
    let webhook = Webhook { namespace: NAMESPACE.to_owned(), id: id.to_owned(), ..webhook };
    let update_mask = Some(FieldMask { paths: paths.iter().map(ToString::to_string).collect() });
    let request = UpdateWebhookRequest { webhook: Some(webhook), update_mask };
    Ok(daemon.webhooks().update_webhook(request).await?.into_inner().webhook.unwrap())
}

async fn reveal(daemon: &TestDaemon, webhook: &str) -> RevealWebhookSecretsResponse {
    let (namespace, webhook) = (NAMESPACE.to_owned(), webhook.to_owned());
    let request = RevealWebhookSecretsRequest { namespace, webhook };
    daemon.webhooks().reveal_webhook_secrets(request).await.unwrap().into_inner()
}

fn reason(status: &Status) -> String {
    status.get_error_details().error_info().map(|info| info.reason.clone()).unwrap_or_default()
}

/// Pushes an event for one webhook and returns the attempts for it, as soon as there are so many.
async fn attempts(daemon: &TestDaemon, count: usize) -> Vec<Attempt> {
    let event = daemon.push("a.b", b"{}").await.event_id;
    let delivery = daemon.deliveries_of(&event).await.remove(0).id;
    eventually(SOON, async || match daemon.attempts_of(&delivery).await {
        enough if enough.len() >= count => Ok(enough),
        few => Err(few.len()),
    })
    .await
}

/// The request of an attempt as it is shown.
async fn request_of(daemon: &TestDaemon, attempt: &str, reveal: bool) -> Request {
    let (namespace, attempt_id) = (NAMESPACE.to_owned(), attempt.to_owned());
    let request = GetAttemptRequest { namespace, attempt_id, reveal };
    let answer = daemon.deliveries().get_attempt(request).await.unwrap().into_inner();
    answer.attempt.unwrap().request.unwrap()
}
