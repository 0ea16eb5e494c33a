//! The envelopes of Connect's streams: a byte of flags, four of length, the message.

use bytes::{BufMut as _, Bytes, BytesMut};
use serde_json::json;
use tonic::Status;

use super::super::error::{ApiError, Reason};
use super::super::intake::frames::HEAD;
use super::refusal;

const COMPRESSED: u8 = 1;
const END: u8 = 2;

/// Whether the message in an envelope is compressed.
pub(super) fn is_compressed(flags: u8) -> Result<bool, ApiError> {
    if flags & !COMPRESSED != 0 {
        let message = "the envelope has flags that mean nothing";
        return Err(ApiError::new(Reason::InvalidArgument, message));
    }
    Ok(flags & COMPRESSED != 0)
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
