//! What a caller may take of a door, where more than one door asks.

use std::time::Duration;

use super::transcode::descriptors::{Method, Payloads};

/// What a message holds beside its payload, at most.
const ENVELOPE: usize = 64 * 1024;
/// Bytes of several events in one message, at most: their payloads, metadata and headers.
pub(super) const TOGETHER: usize = 4 * 1024 * 1024;
/// Bytes of a request that holds no payload: there is room for 10,000 ids.
const WITHOUT_PAYLOAD: usize = 1024 * 1024;

/// Bytes of a call's message, at most. As base64 a payload takes a third more than what it is.
pub(super) fn message(max_payload: usize, method: &Method) -> usize {
    let payloads = match method.payloads {
        Payloads::None => return WITHOUT_PAYLOAD,
        Payloads::One => max_payload,
        Payloads::Many => max_payload.max(TOGETHER),
    };
    (payloads / 3).saturating_mul(4).saturating_add(ENVELOPE)
}

/// Of a message that is none of ours: those of health and reflection.
pub(super) const FOREIGN_MESSAGE: usize = ENVELOPE;

/// How long a body may take, or a message of a stream once it has begun.
pub(super) const BODY_TIMEOUT: Duration = Duration::from_secs(15);

/// Of HTTP/2: calls at once of one connection.
pub(super) const MAX_STREAMS: u32 = 256;
/// Streams that a client opened and reset before they were looked at; more end the connection.
pub(super) const MAX_RESETS: usize = 64;
/// What may be under way to us, of one call and of a connection.
pub(super) const STREAM_WINDOW: u32 = 1024 * 1024;
pub(super) const CONNECTION_WINDOW: u32 = 4 * 1024 * 1024;
pub(super) const KEEPALIVE: Duration = Duration::from_secs(30);
pub(super) const KEEPALIVE_TIMEOUT: Duration = Duration::from_secs(10);
