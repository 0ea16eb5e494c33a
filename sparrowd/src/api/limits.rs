//! What a caller may take of a door, where more than one door asks.

use std::time::Duration;

/// What a message holds beside its payload, at most.
pub(super) const ENVELOPE: usize = 64 * 1024;
/// Bytes of several events in one message, at most: their payloads, metadata and headers.
pub(super) const TOGETHER: usize = 4 * 1024 * 1024;

/// Of HTTP/2: calls at once of one connection.
pub(super) const MAX_STREAMS: u32 = 256;
/// Streams that a client opened and reset before they were looked at; more end the connection.
pub(super) const MAX_RESETS: usize = 64;
/// What may be under way to us, of one call and of a connection.
pub(super) const STREAM_WINDOW: u32 = 1024 * 1024;
pub(super) const CONNECTION_WINDOW: u32 = 4 * 1024 * 1024;
pub(super) const KEEPALIVE: Duration = Duration::from_secs(30);
pub(super) const KEEPALIVE_TIMEOUT: Duration = Duration::from_secs(10);

/// Rest after a connection could not be accepted, mostly for want of file descriptors.
pub(super) const ACCEPT_PAUSE: Duration = Duration::from_millis(100);
