//! The envelopes of Connect's streams: a byte of flags, four of length, the message.

use axum::body::Body;
use bytes::{Buf as _, BufMut as _, Bytes, BytesMut};
use futures::{Stream, StreamExt as _};
use serde_json::json;
use tonic::Status;

use super::super::error::{ApiError, Reason};
use super::{body, refusal};

const HEAD: usize = 5;
const COMPRESSED: u8 = 1;
const END: u8 = 2;

#[derive(Debug, PartialEq, Eq)]
pub(super) struct Frame {
    flags: u8,
    pub(super) bytes: Bytes,
}

impl Frame {
    pub(super) fn is_compressed(&self) -> bool {
        self.flags & COMPRESSED != 0
    }
}

pub(super) fn message(bytes: &[u8]) -> Bytes {
    enveloped(0, bytes)
}

/// The last one: how the stream ended.
pub(super) fn end(status: Option<&Status>) -> Bytes {
    let told = match status {
        None => json!({}),
        Some(status) => json!({ "error": refusal::connect_error(status) }),
    };
    enveloped(END, told.to_string().as_bytes())
}

fn enveloped(flags: u8, bytes: &[u8]) -> Bytes {
    let mut out = BytesMut::with_capacity(bytes.len() + HEAD);
    out.put_u8(flags);
    out.put_u32(u32::try_from(bytes.len()).unwrap_or(u32::MAX));
    out.put_slice(bytes);
    out.freeze()
}

/// The envelopes of a body, each of at most `limit` bytes; the first error is the last item.
pub(super) fn frames(
    body: Body,
    limit: usize,
) -> impl Stream<Item = Result<Frame, ApiError>> + Send {
    let state = Some((body.into_data_stream(), BytesMut::new()));
    futures::stream::unfold(state, move |state| async move {
        let (mut body, mut buffer) = state?;
        loop {
            match split(&mut buffer, limit) {
                Ok(Some(frame)) => return Some((Ok(frame), Some((body, buffer)))),
                Ok(None) => {}
                Err(error) => return Some((Err(error), None)),
            }
            match body.next().await {
                Some(Ok(more)) => buffer.extend_from_slice(&more),
                None if buffer.is_empty() => return None,
                Some(Err(_)) | None => {
                    let error = ApiError::new(Reason::InvalidArgument, "the body broke off");
                    return Some((Err(error), None));
                }
            }
        }
    })
}

/// The first envelope, if all of it is there.
pub(in crate::api) fn split(
    buffer: &mut BytesMut,
    limit: usize,
) -> Result<Option<Frame>, ApiError> {
    let Some((&flags, rest)) = buffer.split_first() else { return Ok(None) };
    let Some(length) = rest.first_chunk::<4>() else { return Ok(None) };
    let length = usize::try_from(u32::from_be_bytes(*length)).unwrap_or(usize::MAX);
    if flags & !(COMPRESSED | END) != 0 {
        return Err(ApiError::new(
            Reason::InvalidArgument,
            "the envelope has flags that mean nothing",
        ));
    }
    if length > limit {
        return Err(body::too_large(limit));
    }
    if buffer.len() < HEAD + length {
        return Ok(None);
    }
    buffer.advance(HEAD);
    Ok(Some(Frame { flags, bytes: buffer.split_to(length).freeze() }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn envelopes_come_out_whole() {
        let mut buffer = BytesMut::from(&message(b"abc")[..]);
        buffer.extend_from_slice(&message(b"")[..]);
        buffer.extend_from_slice(&[0, 0, 0]);
        let frame =
            |bytes: &'static [u8]| Some(Frame { flags: 0, bytes: Bytes::from_static(bytes) });
        assert_eq!(split(&mut buffer, 3), Ok(frame(b"abc")));
        assert_eq!(split(&mut buffer, 3), Ok(frame(b"")));
        assert_eq!(split(&mut buffer, 3), Ok(None));
    }

    #[test]
    fn what_is_too_long_or_strange_is_refused_by_its_head() {
        let refused = |bytes: &[u8]| split(&mut BytesMut::from(bytes), 10).unwrap_err().reason();
        assert_eq!(refused(&[0, 0xff, 0xff, 0xff, 0xff]), Reason::PayloadTooLarge);
        assert_eq!(refused(&[4, 0, 0, 0, 1]), Reason::InvalidArgument);
    }
}
