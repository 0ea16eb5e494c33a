//! Attempts: one HTTP request made for a delivery, and how it ended. An outcome is data, not an
//! error: every one of them goes on record.

use std::{net::SocketAddr, time::Duration};

use bytes::Bytes;

use super::ids::{AttemptId, DeliveryId, EventId, NamespaceId, WebhookId};
use super::retry_after::RetryAfter;
use super::timestamp::Timestamp;

/// How an attempt ended. The numbers are those of the table and of the API.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[repr(i16)]
pub enum Outcome {
    /// A 2xx status line and headers within the deadline.
    Delivered = 1,
    /// An answer with another status.
    Status = 2,
    /// No complete answer within the deadline.
    Timeout = 3,
    Dns = 4,
    Refused = 5,
    /// The connection broke.
    Network = 6,
    Tls = 7,
    /// An answer that is not HTTP.
    Protocol = 8,
    /// An address that sparrow does not send to.
    Denied = 9,
    /// Cut off by sparrow itself.
    Interrupted = 10,
    /// The request could not be made.
    Unsendable = 11,
    /// The operator's proxy gave no way to the receiver.
    Proxy = 12,
}

impl Outcome {
    pub const ALL: [Self; 12] = [
        Self::Delivered,
        Self::Status,
        Self::Timeout,
        Self::Dns,
        Self::Refused,
        Self::Network,
        Self::Tls,
        Self::Protocol,
        Self::Denied,
        Self::Interrupted,
        Self::Unsendable,
        Self::Proxy,
    ];

    pub const fn code(self) -> i16 {
        self as i16
    }

    pub fn from_code(code: i16) -> Option<Self> {
        Self::ALL.into_iter().find(|outcome| outcome.code() == code)
    }

    /// The word for it in logs and filters.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Delivered => "delivered",
            Self::Status => "status",
            Self::Timeout => "timeout",
            Self::Dns => "dns",
            Self::Refused => "refused",
            Self::Network => "network",
            Self::Tls => "tls",
            Self::Protocol => "protocol",
            Self::Denied => "denied",
            Self::Interrupted => "interrupted",
            Self::Unsendable => "unsendable",
            Self::Proxy => "proxy",
        }
    }
}

/// Where the time of an attempt went. A phase that did not happen is `None`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Timing {
    pub dns: Option<Duration>,
    /// TCP and TLS.
    pub connect: Option<Duration>,
    /// From the start to the status line and headers.
    pub first_byte: Option<Duration>,
    pub total: Duration,
    pub reused: bool,
}

/// What the receiver answered, as far as it was kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    pub status: u16,
    /// `name: value` lines with CR LF between them, as received; at most 32 KiB.
    pub headers: Bytes,
    pub body: Bytes,
    /// The body was longer than what is kept, or broke off.
    pub cut: bool,
}

/// What one request came to: what the transport reports to the courier.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exchange {
    pub outcome: Outcome,
    /// What went wrong, in words that don't tell more than the class allows.
    pub error: Option<String>,
    pub answer: Option<Answer>,
    /// What the answer asks for.
    pub retry_after: Option<RetryAfter>,
    pub timing: Timing,
    pub remote: Option<SocketAddr>,
}

impl Exchange {
    pub fn status(&self) -> Option<u16> {
        self.answer.as_ref().map(|answer| answer.status)
    }
}

/// The record of an attempt, before it is settled.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attempt {
    pub id: AttemptId,
    pub namespace: NamespaceId,
    pub delivery: DeliveryId,
    pub event: EventId,
    pub webhook: WebhookId,
    pub revision: i64,
    /// From 1.
    pub number: u32,
    pub max_attempts: u32,
    pub started_at: Timestamp,
    pub exchange: Exchange,
    pub signed: Option<Signed>,
}

/// The two headers of a request that can't be worked out again without the secret.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signed {
    /// `webhook-timestamp`, in seconds.
    pub at: i64,
    /// `webhook-signature`.
    pub signature: String,
}
