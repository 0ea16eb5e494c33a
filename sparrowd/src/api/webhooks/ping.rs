//! Trying a webhook out: an event for it alone, whatever it subscribes to.
//!
//! It goes the way of every other event, so what it proves holds for them. One that is held would
//! only hold it until it expires, so that is refused; and since the event is matched under the
//! revision that it is committed with, no pause comes in between.

use std::time::Duration;

use bytes::Bytes;
use sparrow_proto::v1;

use super::super::context::Context;
use super::super::convert;
use super::super::error::{ApiError, unknown_webhook};
use super::super::events::check::{check, check_own};
use super::super::events::push::refusal;
use crate::domain::ids::{DeliveryId, EventId, WebhookId};
use crate::ingest::{Push, PushError};
use crate::store::catalog::Space;

const PING: &str = "sparrow.ping";
/// How long it is tried unless the caller says otherwise: somebody is waiting for it.
const TTL: Duration = Duration::from_secs(60);

pub(super) async fn ping(
    context: &Context,
    request: v1::PingWebhookRequest,
) -> Result<v1::PingWebhookResponse, ApiError> {
    let target = Target::find(context, &request.namespace, &request.webhook).await?;
    let event = v1::EventInput {
        namespace: request.namespace.clone(),
        r#type: PING.to_owned(),
        payload: payload(context, &target)?,
        ttl: Some(convert::duration(TTL)),
        ..Default::default()
    };
    let (event, delivery) = target.push(context, check_own(context, event)?).await?;
    Ok(v1::PingWebhookResponse { event_id: event.to_string(), delivery_id: delivery.to_string() })
}

pub(super) async fn test(
    context: &Context,
    request: v1::TestWebhookRequest,
) -> Result<v1::TestWebhookResponse, ApiError> {
    let mut event = request.event.ok_or_else(|| ApiError::missing("event"))?;
    for (field, is_set) in [
        ("event.namespace", !["", &request.namespace].contains(&event.namespace.as_str())),
        ("event.idempotency_key", !event.idempotency_key.is_empty()),
        ("event.deliver_time", event.deliver_time.is_some()),
    ] {
        if is_set {
            let message = format!("a test has no {field}");
            return Err(ApiError::invalid(field, message).hint("push an event like any other"));
        }
    }
    let target = Target::find(context, &request.namespace, &request.webhook).await?;
    event.namespace.clone_from(&request.namespace);
    event.ttl.get_or_insert_with(|| convert::duration(TTL));
    let (event, delivery) = target.push(context, check(context, event)?).await?;
    Ok(v1::TestWebhookResponse { event_id: event.to_string(), delivery_id: delivery.to_string() })
}

/// As Standard Webhooks recommends: type, time and data.
fn payload(context: &Context, target: &Target<'_>) -> Result<Bytes, ApiError> {
    let payload = serde_json::json!({
        "type": PING,
        "timestamp": convert::time(context.stamper.now()).to_string(),
        "data": { "webhook_id": target.id.to_string(), "namespace": target.space.name },
    });
    let bytes = serde_json::to_vec(&payload).map_err(|error| ApiError::internal(&error))?;
    Ok(Bytes::from(bytes))
}

/// The webhook that is tried.
struct Target<'a> {
    space: std::sync::Arc<Space>,
    id: WebhookId,
    /// As the request names it.
    text: &'a str,
}

impl<'a> Target<'a> {
    /// Looked up in a fresh copy: it may have been registered or resumed through another node just
    /// now.
    async fn find(context: &Context, namespace: &str, text: &'a str) -> Result<Self, ApiError> {
        let space = context.space(namespace).await?;
        let id = context.webhook(&space, "webhook", text).await?;
        let fresh = context.catalog.reload(space.id).await?;
        let space = fresh.filter(|space| !space.deleted);
        let space = space.ok_or_else(|| context.unknown_namespace(namespace))?;
        Ok(Self { space, id, text })
    }

    async fn push(&self, context: &Context, push: Push) -> Result<(EventId, DeliveryId), ApiError> {
        let push = Push { only: Some(self.id), ..push };
        let accepted = context.ingest.push(push).await.map_err(|error| match error {
            PushError::UnknownWebhook => unknown_webhook(&self.space, self.text),
            held @ (PushError::WebhookPaused | PushError::WebhookSuspended) => ApiError::from(held)
                .hint(format!("start it again: sparrowctl webhook resume {}", self.text)),
            other => refusal(context, other),
        })?;
        let event = accepted.event;
        let delivery = event.delivery(1).ok_or_else(|| ApiError::from(PushError::Internal))?;
        Ok((event, delivery))
    }
}
