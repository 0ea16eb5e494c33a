//! Reading a request's body: of the right type, within its limits, in time.

use std::error::Error;
use std::time::Duration;

use axum::body::{self, Body};
use axum::http::{HeaderMap, header};
use bytes::Bytes;
use http_body_util::LengthLimitError;
use tokio::sync::OwnedSemaphorePermit;

use super::super::error::{ApiError, Reason};
use super::super::events::check;
use super::super::limits::{ENVELOPE, TOGETHER};
use super::Door;
use super::descriptors::{Method, content_type_of};

/// Bodies held at once over all connections, in KiB.
pub(super) const ROOM_KIB: usize = 32 * 1024;
/// How long a body may take.
pub(super) const TIMEOUT: Duration = Duration::from_secs(15);
/// When a caller may try again that found no room.
const RETRY_AFTER: Duration = Duration::from_millis(250);

/// A body, and the room that it takes for as long as the call lasts.
pub(super) struct Received {
    pub(super) bytes: Bytes,
    _room: OwnedSemaphorePermit,
}

pub(super) async fn read(
    door: &Door,
    method: &Method,
    headers: &HeaderMap,
    body: Body,
) -> Result<Received, ApiError> {
    let limit = limit(door.context.max_payload, method);
    let declared = headers.get(header::CONTENT_LENGTH);
    let declared = declared.and_then(|length| length.to_str().ok()?.parse::<usize>().ok());
    if declared.is_some_and(|length| length > limit) {
        return Err(too_large(limit));
    }
    let kib = u32::try_from(declared.unwrap_or(limit) / 1024 + 1).unwrap_or(u32::MAX);
    let room = std::sync::Arc::clone(&door.room).try_acquire_many_owned(kib).map_err(|_| {
        ApiError::new(Reason::Overloaded, "too many requests at once").retry_after(RETRY_AFTER)
    })?;
    Ok(Received { bytes: collect(body, limit).await?, _room: room })
}

/// Bytes of a call's body. Base64 takes a third more than what it stands for.
pub(super) fn limit(max_payload: usize, method: &Method) -> usize {
    let of_many = method.descriptor.input().fields().any(|field| {
        field.is_list()
            && field.kind().as_message().is_some_and(|message| {
                message.fields().any(|field| content_type_of(&field).is_some())
            })
    });
    let most = if of_many { max_payload.max(TOGETHER) } else { max_payload };
    (most / 3).saturating_mul(4).saturating_add(ENVELOPE)
}

async fn collect(body: Body, limit: usize) -> Result<Bytes, ApiError> {
    match tokio::time::timeout(TIMEOUT, body::to_bytes(body, limit)).await {
        Ok(Ok(bytes)) => Ok(bytes),
        Ok(Err(error)) if error.source().is_some_and(<dyn Error>::is::<LengthLimitError>) => {
            Err(too_large(limit))
        }
        Ok(Err(_)) => Err(ApiError::new(Reason::InvalidArgument, "the body broke off")),
        Err(_) => {
            let message = format!("the body was not there within {} s", TIMEOUT.as_secs());
            Err(ApiError::new(Reason::RequestTimeout, message))
        }
    }
}

pub(super) fn too_large(limit: usize) -> ApiError {
    ApiError::new(Reason::PayloadTooLarge, format!("a body has at most {limit} bytes"))
        .hint("push a reference to large data, or raise delivery.max_payload in sparrowd.toml")
}

/// Without its parameters; empty if there is none.
pub(super) fn content_type(headers: &HeaderMap) -> &str {
    let given = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    given.unwrap_or_default().split(';').next().unwrap_or_default().trim()
}

/// A form of a web page can't send this type without asking first.
pub(super) fn is_json(headers: &HeaderMap) -> Result<(), ApiError> {
    let content_type = content_type(headers);
    if check::is_json(content_type) {
        return Ok(());
    }
    let message = match content_type {
        "" => "the request has no content type".to_owned(),
        other => format!("a body is application/json, not {other}"),
    };
    Err(ApiError::new(Reason::UnsupportedContentType, message)
        .hint("send the header content-type: application/json"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn content_types() {
        let judge = |value: &str| {
            let value = value.parse().unwrap();
            is_json(&HeaderMap::from_iter([(header::CONTENT_TYPE, value)]))
        };
        assert_eq!(judge("application/json"), Ok(()));
        assert_eq!(judge("Application/JSON; charset=utf-8"), Ok(()));
        for other in ["text/plain", "application/jsonl", "application/x-www-form-urlencoded", ""] {
            assert_eq!(judge(other).unwrap_err().reason(), Reason::UnsupportedContentType);
        }
        assert!(is_json(&HeaderMap::new()).is_err());
    }

    #[tokio::test]
    async fn a_body_beyond_the_limit_is_told_as_such() {
        let at = collect(Body::from("12345"), 5).await;
        assert_eq!(at, Ok(Bytes::from_static(b"12345")));
        let beyond = collect(Body::from("123456"), 5).await;
        assert_eq!(beyond.unwrap_err().reason(), Reason::PayloadTooLarge);
    }
}
