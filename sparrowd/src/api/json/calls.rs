//! The calls of this door.

use axum::Json;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, RawQuery, Request, State};
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use sparrow_proto::v1;

use super::super::error::{ApiError, Reason};
use super::super::{convert, events, webhooks};
use super::fields::Fields;
use super::{Door, body, show};

/// Fields that have other names in JSON.
const JSON_NAMES: &[(&str, &str)] =
    &[("webhook.event_types", "webhook.events"), ("event.type", "event.name")];

/// `POST /webhook/webhooks`
pub(super) async fn register(
    State(door): State<Door>,
    request: Request,
) -> Result<Response, ApiError> {
    let received = body::read(&door, request).await?;
    let mut fields = Fields::of_body(&received.bytes)?;
    let webhook = fields.object("webhook")?.ok_or_else(|| ApiError::missing("webhook"))?;
    let request = v1::RegisterWebhookRequest {
        webhook: Some(webhook_of(webhook)?),
        secret: fields.text("secret")?,
        paused_reason: fields.text("paused_reason")?,
        ..v1::RegisterWebhookRequest::default()
    };
    fields.finish()?;
    let answer = webhooks::write::register(&door.context, request);
    let answer = answer.await.map_err(|error| error.renamed(JSON_NAMES))?;
    let mut response = Json(show::registered(answer)).into_response();
    // It holds the secret.
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    Ok(response)
}

fn webhook_of(mut fields: Fields<'_>) -> Result<v1::Webhook, ApiError> {
    let retry = fields.object("retry")?.map(retry_of).transpose()?;
    let webhook = v1::Webhook {
        namespace: fields.text("namespace")?,
        name: fields.text("name")?,
        url: fields.text("url")?,
        event_types: fields.texts("events")?,
        description: fields.text("description")?,
        retry,
        attempt_timeout: fields.length("attempt_timeout")?.map(convert::duration),
        concurrency: fields.number("concurrency")?,
        ..v1::Webhook::default()
    };
    fields.finish()?;
    Ok(webhook)
}

fn retry_of(mut fields: Fields<'_>) -> Result<v1::RetryPolicy, ApiError> {
    let retry = v1::RetryPolicy {
        schedule: fields.text("schedule")?,
        max_attempts: fields.number("max_attempts")?,
        final_statuses: fields.numbers("final_statuses")?,
        ..v1::RetryPolicy::default()
    };
    fields.finish()?;
    Ok(retry)
}

/// `POST /webhook/events`
pub(super) async fn push(State(door): State<Door>, request: Request) -> Result<Response, ApiError> {
    let received = body::read(&door, request).await?;
    let mut fields = Fields::of_body(&received.bytes)?;
    let event = fields.object("event")?.ok_or_else(|| ApiError::missing("event"))?;
    let event = event_of(&received.bytes, event)?;
    fields.finish()?;
    let request = v1::PushEventRequest { event: Some(event) };
    let answer = events::push::push(&door.context, request);
    let answer = answer.await.map_err(|error| error.renamed(JSON_NAMES))?;
    Ok(Json(show::pushed(&answer)).into_response())
}

/// The payload is a part of the body as it is: digits, order, spelling and white space.
fn event_of(body: &Bytes, mut fields: Fields<'_>) -> Result<v1::EventInput, ApiError> {
    let payload = fields.raw("payload").ok_or_else(|| ApiError::missing("event.payload"))?;
    let event = v1::EventInput {
        namespace: fields.text("namespace")?,
        r#type: fields.text("name")?,
        payload: body.slice_ref(payload.get().as_bytes()),
        content_type: String::new(),
        metadata: fields.map("metadata")?.into_iter().collect(),
        ..Default::default()
    };
    fields.finish()?;
    Ok(event)
}

/// `GET /webhook/health/{webhook_id}?namespace=`
pub(super) async fn health(
    State(door): State<Door>,
    webhook: Result<Path<String>, PathRejection>,
    RawQuery(query): RawQuery,
) -> Result<Response, ApiError> {
    let Ok(Path(webhook)) = webhook else {
        let message = "the webhook's id is not UTF-8";
        return Err(ApiError::field(Reason::MalformedId, "webhook_id", message));
    };
    let namespace = namespace_of(query.as_deref().unwrap_or_default())?;
    let request = v1::GetWebhookHealthRequest { namespace, webhook };
    let answer = webhooks::read::health(&door.context, request).await?;
    Ok(Json(show::health(&answer)).into_response())
}

fn namespace_of(query: &str) -> Result<String, ApiError> {
    let mut namespace = String::new();
    for (name, value) in url::form_urlencoded::parse(query.as_bytes()) {
        if name != "namespace" {
            let shown: String = name.chars().take(64).collect();
            let message = format!("there is no parameter {shown}");
            return Err(ApiError::field(Reason::UnknownField, shown, message)
                .hint("its parameter is namespace"));
        }
        namespace = value.into_owned();
    }
    Ok(namespace)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_payload_is_a_part_of_the_body() {
        let body = Bytes::from_static(
            br#"{"event":{"namespace":"my-app","name":"user.created",
                "payload": {"id":9007199254740993,  "b":1,"a":2} ,"metadata":{"k":"v"}}}"#,
        );
        let mut fields = Fields::of_body(&body).unwrap();
        let event = event_of(&body, fields.object("event").unwrap().unwrap()).unwrap();
        assert_eq!(event.payload, r#"{"id":9007199254740993,  "b":1,"a":2}"#);
        assert_eq!((event.namespace.as_str(), event.r#type.as_str()), ("my-app", "user.created"));
        assert_eq!(event.metadata["k"], "v");
    }

    #[test]
    fn a_payload_may_be_null_and_may_not_be_missing() {
        let event = |text: &'static str| {
            let body = Bytes::from_static(text.as_bytes());
            let fields = Fields::of_body(&body).unwrap();
            event_of(&body, fields).map(|event| event.payload)
        };
        assert_eq!(event(r#"{"payload":null}"#), Ok(Bytes::from_static(b"null")));
        assert_eq!(event("{}").unwrap_err().reason(), Reason::MissingField);
        assert_eq!(
            event(r#"{"payload":1,"type":"x"}"#).unwrap_err().reason(),
            Reason::UnknownField
        );
    }

    #[test]
    fn queries() {
        assert_eq!(namespace_of("namespace=my%2Dapp"), Ok("my-app".to_owned()));
        assert_eq!(namespace_of(""), Ok(String::new()));
        assert_eq!(namespace_of("ns=x").unwrap_err().reason(), Reason::UnknownField);
    }
}
