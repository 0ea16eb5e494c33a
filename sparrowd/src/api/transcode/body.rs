//! Reading a request's body: of the right type, within its limits, in time.

use axum::body::Body;
use axum::http::{HeaderMap, header};
use bytes::{Bytes, BytesMut};
use http_body_util::BodyExt as _;
use tokio::time::timeout;

use super::super::error::{ApiError, Reason};
use super::super::events::check;
use super::super::intake::frames::{too_large, too_slow};
use super::super::intake::room::{Room, Taken};
use super::super::limits::BODY_TIMEOUT;

/// A body, and the room that it takes for as long as the call lasts.
#[derive(Debug)]
pub(super) struct Received {
    pub(super) bytes: Bytes,
    taken: Taken,
}

impl Received {
    pub(super) fn into_parts(self) -> (Bytes, Taken) {
        (self.bytes, self.taken)
    }

    /// Takes room for what it becomes beside its bytes.
    pub(super) fn weighs(&mut self, weight: usize) -> Result<(), ApiError> {
        self.taken.grow(self.bytes.len() + weight)
    }
}

pub(super) async fn read(
    room: &Room,
    limit: usize,
    headers: &HeaderMap,
    body: Body,
) -> Result<Received, ApiError> {
    let declared = headers.get(header::CONTENT_LENGTH);
    let declared = declared.and_then(|length| length.to_str().ok()?.parse::<usize>().ok());
    if declared.is_some_and(|length| length > limit) {
        return Err(too_large(limit));
    }
    let whole = timeout(BODY_TIMEOUT, collect(room, limit, body)).await;
    whole.unwrap_or_else(|_| Err(too_slow()))
}

async fn collect(room: &Room, limit: usize, mut body: Body) -> Result<Received, ApiError> {
    let mut taken = room.take(0)?;
    let mut bytes = BytesMut::new();
    while let Some(frame) = body.frame().await {
        let frame =
            frame.map_err(|_| ApiError::new(Reason::InvalidArgument, "the body broke off"))?;
        let Ok(data) = frame.into_data() else { continue };
        if bytes.len() + data.len() > limit {
            return Err(too_large(limit));
        }
        taken.grow(bytes.len() + data.len())?;
        bytes.extend_from_slice(&data);
    }
    Ok(Received { bytes: bytes.freeze(), taken })
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
    use std::time::Duration;

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
        let room = Room::new();
        let read = async |text: &'static str| {
            read(&room, 5, &HeaderMap::new(), Body::from(text)).await.map(|body| body.bytes)
        };
        assert_eq!(read("12345").await, Ok(Bytes::from_static(b"12345")));
        assert_eq!(read("123456").await.unwrap_err().reason(), Reason::PayloadTooLarge);
        let headers = HeaderMap::from_iter([(header::CONTENT_LENGTH, "6".parse().unwrap())]);
        let announced = super::read(&room, 5, &headers, Body::empty()).await;
        assert_eq!(announced.unwrap_err().reason(), Reason::PayloadTooLarge);
    }

    #[tokio::test(start_paused = true)]
    async fn a_body_that_trickles_is_given_up() {
        let drops = futures::stream::unfold((), |()| async {
            tokio::time::sleep(Duration::from_secs(2)).await;
            Some((Ok::<_, std::io::Error>(Bytes::from_static(b" ")), ()))
        });
        let body = Body::from_stream(drops);
        let slow = read(&Room::new(), 1024, &HeaderMap::new(), body).await;
        assert_eq!(slow.unwrap_err().reason(), Reason::RequestTimeout);
    }
}
