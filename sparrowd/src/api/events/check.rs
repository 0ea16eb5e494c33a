//! What is pushed, checked: what ingest relies on.

use std::collections::{BTreeMap, HashMap};
use std::time::Duration;

use http::HeaderValue;
use sparrow_proto::v1;

use super::super::context::Context;
use super::super::convert;
use super::super::error::{ApiError, Reason};
use crate::domain::event::{
    EventType, JSON, MAX_CONTENT_TYPE, MAX_METADATA_BYTES, MAX_METADATA_ENTRIES,
};
use crate::domain::headers::OwnHeaders;
use crate::domain::idempotency::{Content, Key};
use crate::domain::json;
use crate::domain::lifetime::{Lifetime, MAX_AHEAD, MAX_TTL, MIN_TTL};
use crate::domain::timestamp::Timestamp;
use crate::ingest::{Keyed, Push};

/// What a caller pushes. The fields of what is refused are those of a field `event`.
pub(in super::super) fn check(context: &Context, event: v1::EventInput) -> Result<Push, ApiError> {
    let push = check_own(context, event)?;
    if push.event_type.is_reserved() {
        let message = format!(
            "event types that begin with sparrow. are sparrow's own, such as {}",
            push.event_type
        );
        return Err(ApiError::field(Reason::ReservedEventType, "event.type", message)
            .hint("webhooks can subscribe to them; push under a name of your own"));
    }
    Ok(push)
}

/// What sparrow itself pushes.
pub(in super::super) fn check_own(
    context: &Context,
    event: v1::EventInput,
) -> Result<Push, ApiError> {
    let namespace = convert::namespace_in("event.namespace", &event.namespace)?;
    if event.r#type.is_empty() {
        return Err(ApiError::missing("event.type"));
    }
    let event_type = EventType::try_new(&event.r#type).map_err(|error| {
        ApiError::field(Reason::InvalidEventType, "event.type", error.to_string())
            .hint("an event type such as order.paid")
    })?;
    payload_fits(context.max_payload, event.payload.len())?;
    let content_type = content_type(event.content_type)?;
    if is_json(&content_type) {
        json::check(&event.payload).map_err(|error| {
            let message = format!("the payload is not JSON: {error}");
            ApiError::field(Reason::InvalidJson, "event.payload", message)
                .hint("what is not JSON is pushed with its own content type")
        })?;
    }
    let metadata = metadata(event.metadata)?;
    let headers = OwnHeaders::try_new(event.headers)
        .map_err(|error| ApiError::invalid("event.headers", error.to_string()))?;
    let now = context.stamper.now();
    let lifetime = lifetime(event.ttl, event.deliver_time, now)?;
    let content = Content {
        event_type: event_type.as_str(),
        content_type: &content_type,
        payload: &event.payload,
        metadata: metadata.as_deref(),
        headers: &headers,
        lifetime,
    };
    let key = keyed(&event.idempotency_key, &content)?;
    let payload = event.payload;
    let only = None;
    Ok(Push {
        namespace,
        event_type,
        content_type,
        metadata,
        headers,
        payload,
        lifetime,
        key,
        only,
    })
}

fn keyed(text: &str, content: &Content<'_>) -> Result<Option<Keyed>, ApiError> {
    if text.is_empty() {
        return Ok(None);
    }
    let key = Key::try_new(text)
        .map_err(|error| ApiError::invalid("event.idempotency_key", error.to_string()))?;
    Ok(Some(Keyed { key, content: content.digest() }))
}

fn lifetime(
    ttl: Option<prost_types::Duration>,
    deliver_time: Option<prost_types::Timestamp>,
    now: Timestamp,
) -> Result<Lifetime, ApiError> {
    const TTL: &str = "event.ttl";
    const DELIVER_TIME: &str = "event.deliver_time";
    let ttl = ttl.map(|ttl| convert::length(TTL, ttl)).transpose()?;
    if ttl.is_some_and(|ttl| !(MIN_TTL..=MAX_TTL).contains(&ttl)) {
        let message = format!("{TTL} is {} s to {} days", MIN_TTL.as_secs(), days(MAX_TTL));
        return Err(ApiError::invalid(TTL, message));
    }
    let deliver_at = deliver_time.map(|at| convert::moment(DELIVER_TIME, at)).transpose()?;
    if deliver_at.is_some_and(|at| at > now.plus(MAX_AHEAD)) {
        let message = format!("{DELIVER_TIME} is at most {} days ahead", days(MAX_AHEAD));
        return Err(ApiError::invalid(DELIVER_TIME, message));
    }
    Ok(Lifetime { deliver_at, ttl })
}

fn days(length: Duration) -> u64 {
    length.as_secs() / 86_400
}

fn payload_fits(most: usize, bytes: usize) -> Result<(), ApiError> {
    if bytes <= most {
        return Ok(());
    }
    let message = format!("the payload has {bytes} bytes, and {most} are allowed");
    Err(ApiError::field(Reason::PayloadTooLarge, "event.payload", message)
        .hint("push a reference to large data, or raise delivery.max_payload in sparrowd.toml"))
}

fn content_type(given: String) -> Result<String, ApiError> {
    if given.is_empty() {
        return Ok(JSON.to_owned());
    }
    let is_type =
        given.split_once('/').is_some_and(|(kind, sub)| !kind.is_empty() && !sub.is_empty());
    let is_header = HeaderValue::from_str(&given).is_ok_and(|value| value.to_str().is_ok());
    if given.len() > MAX_CONTENT_TYPE || !is_type || !is_header || given.trim() != given {
        let message =
            format!("a content type is like text/plain, of at most {MAX_CONTENT_TYPE} bytes");
        return Err(ApiError::invalid("event.content_type", message));
    }
    Ok(given)
}

/// `application/json`, or one that ends in `+json`, with or without parameters.
pub(in super::super) fn is_json(content_type: &str) -> bool {
    let essence = content_type.split(';').next().unwrap_or_default().trim();
    let (_, sub) = essence.split_once('/').unwrap_or_default();
    essence.eq_ignore_ascii_case(JSON) || sub.to_ascii_lowercase().ends_with("+json")
}

/// As it is kept: a JSON object of strings.
fn metadata(given: HashMap<String, String>) -> Result<Option<String>, ApiError> {
    const FIELD: &str = "event.metadata";
    if given.is_empty() {
        return Ok(None);
    }
    if given.len() > MAX_METADATA_ENTRIES {
        let message = format!("at most {MAX_METADATA_ENTRIES} entries, not {}", given.len());
        return Err(ApiError::invalid(FIELD, message));
    }
    let too_long = |text: &String| text.len() > MAX_METADATA_BYTES;
    if given.iter().any(|(key, value)| key.is_empty() || too_long(key) || too_long(value)) {
        let message = format!("keys have 1 to {MAX_METADATA_BYTES} bytes, values at most as many");
        return Err(ApiError::invalid(FIELD, message));
    }
    let sorted: BTreeMap<_, _> = given.into_iter().collect();
    serde_json::to_string(&sorted).map(Some).map_err(|error| ApiError::internal(&error))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn content_types() {
        assert_eq!(content_type(String::new()), Ok(JSON.to_owned()));
        for good in ["text/plain", "application/cloudevents+json; charset=utf-8"] {
            assert_eq!(content_type(good.into()), Ok(good.to_owned()));
        }
        for bad in ["text", "/plain", "text/", " text/plain", "text/plain\r\nx: y", "tëxt/plain"] {
            assert!(content_type(bad.into()).is_err(), "{bad:?}");
        }
        for (text, json) in [
            ("application/json", true),
            ("Application/JSON; charset=utf-8", true),
            ("application/cloudevents+JSON", true),
            ("application/jsonl", false),
            ("text/plain", false),
        ] {
            assert_eq!(is_json(text), json, "{text}");
        }
    }

    #[test]
    fn metadata_is_kept_in_order() {
        let given = HashMap::from([("b".into(), "2".into()), ("a".into(), "\0".into())]);
        assert_eq!(metadata(given), Ok(Some(r#"{"a":"\u0000","b":"2"}"#.to_owned())));
        assert_eq!(metadata(HashMap::new()), Ok(None));
        let long = HashMap::from([("k".into(), "v".repeat(MAX_METADATA_BYTES + 1))]);
        assert!(metadata(long).is_err());
    }

    #[test]
    fn lifetimes() {
        let now = Timestamp::from_millis(1_800_000_000_000);
        let ttl = |length: Duration| lifetime(Some(convert::duration(length)), None, now);
        for length in [MIN_TTL, MAX_TTL] {
            assert_eq!(ttl(length).unwrap().ttl, Some(length));
        }
        let beyond = MAX_TTL + Duration::from_nanos(1);
        for length in [Duration::ZERO, Duration::from_millis(999), beyond] {
            assert_eq!(ttl(length).unwrap_err().reason(), Reason::InvalidArgument, "{length:?}");
        }
        let at = |at: Timestamp| lifetime(None, Some(convert::time(at)), now);
        for moment in [Timestamp::EPOCH, now.plus(MAX_AHEAD)] {
            assert_eq!(at(moment).unwrap().deliver_at, Some(moment));
        }
        assert!(at(now.plus(MAX_AHEAD).plus(Duration::from_micros(1))).is_err());
        assert_eq!(lifetime(None, None, now), Ok(Lifetime::default()));
    }

    #[test]
    fn a_payload_of_the_limit_passes() {
        assert_eq!(payload_fits(10, 10), Ok(()));
        assert_eq!(payload_fits(10, 11).unwrap_err().reason(), Reason::PayloadTooLarge);
    }
}
