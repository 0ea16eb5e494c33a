//! The request's body, which asks for the lease as it is handed to a connection.
//!
//! The client may have waited seconds by then, for a connection of its own or for one that another
//! request gave back, so the lease that stood when the attempt began may be gone. The HTTP/1
//! connection asks for the body after it has put the head into its buffer and before it flushes
//! that: to refuse here is to write nothing, on a new connection and on a used one alike. (An empty
//! body is not asked for. It gets a connection of its own, and that asks when it stands.)
//!
//! The body is also what an attempt leaves behind. A receiver may answer and then read the request
//! at its leisure, or never; the client's connection goes on with it, and nothing here can stop
//! that. So what the connection holds is little ([`HELD`]), what it asks for after the attempt is
//! not there, and receivers that let many requests hang like that get no more of them
//! ([`Stragglers`]).

use std::collections::HashMap;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll};

use bytes::Bytes;
use hyper::body::{Body, Frame, SizeHint};

use super::probe::Permit;

type BoxError = Box<dyn std::error::Error + Send + Sync>;

/// The delivery has another owner now, or none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the lease on this delivery has ended")]
pub(super) struct LeaseEnded;

/// The attempt is over: nobody waits for the rest of its request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the attempt is over")]
struct AttemptOver;

/// A payload up to this size is handed to the connection as it is.
const WHOLE: usize = 64 * 1024;
/// A larger one is handed over in pieces, each of them a copy.
const PIECE: usize = 8 * 1024;
/// Pieces that an HTTP/1 connection takes before it has written the first.
#[cfg(test)]
const QUEUED: usize = 16;
/// So this is what a connection holds of a payload at most, beside the kernel's buffers and TLS's.
#[cfg(test)]
pub(super) const HELD: usize = QUEUED * PIECE;

/// Unread requests of one host that are put up with, and of all hosts; a host without any gets its
/// request all the same.
const OF_ONE_HOST: usize = 32;
const OF_ALL: usize = 1_024;

/// Requests that are still being read although their attempts are over, by host.
#[derive(Debug, Clone, Default)]
pub(super) struct Stragglers(Arc<Mutex<HashMap<Box<str>, usize>>>);

impl Stragglers {
    /// Whether the host has so many that it is not to get another.
    pub(super) fn are_too_many_at(&self, host: &str) -> bool {
        let hosts = lock(&self.0);
        let here = hosts.get(host).copied().unwrap_or_default();
        here >= OF_ONE_HOST || (here > 0 && hosts.values().sum::<usize>() >= OF_ALL)
    }

    fn one(&self, host: &str) -> Straggler {
        *lock(&self.0).entry(host.into()).or_default() += 1;
        Straggler { all: self.clone(), host: host.into() }
    }
}

#[derive(Debug)]
struct Straggler {
    all: Stragglers,
    host: Box<str>,
}

impl Drop for Straggler {
    fn drop(&mut self) {
        let mut hosts = lock(&self.all.0);
        if let Some(count) = hosts.get_mut(&self.host) {
            *count -= 1;
            if *count == 0 {
                hosts.remove(&self.host);
            }
        }
    }
}

/// What attempt and connection share of a payload.
#[derive(Debug)]
struct Shared {
    payload: Option<Bytes>,
    /// The attempt is over, and the connection still has the body.
    straggler: Option<Straggler>,
}

/// The payload of an attempt, for as long as that lasts.
#[derive(Debug)]
pub(super) struct Held {
    shared: Arc<Mutex<Shared>>,
    stragglers: Stragglers,
    host: Box<str>,
}

impl Held {
    pub(super) fn new(payload: Bytes, host: &str, stragglers: Stragglers) -> Self {
        let shared = Shared { payload: Some(payload), straggler: None };
        Self { shared: Arc::new(Mutex::new(shared)), stragglers, host: host.into() }
    }

    /// The body of its request.
    pub(super) fn body(&self, permit: Permit) -> Leased {
        let length = lock(&self.shared).payload.as_ref().map_or(0, Bytes::len);
        Leased { shared: Arc::clone(&self.shared), length, sent: 0, is_begun: false, permit }
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        let mut shared = lock(&self.shared);
        shared.payload.take();
        // The client lets go of a body as soon as it has all of it.
        if Arc::strong_count(&self.shared) > 1 {
            shared.straggler = Some(self.stragglers.one(&self.host));
        }
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

pub(super) struct Leased {
    shared: Arc<Mutex<Shared>>,
    length: usize,
    sent: usize,
    is_begun: bool,
    permit: Permit,
}

impl Leased {
    fn next(&mut self) -> Result<Option<Bytes>, BoxError> {
        if self.is_begun && self.sent >= self.length {
            return Ok(None);
        }
        if !self.is_begun {
            self.permit.ask()?;
        }
        self.is_begun = true;
        let shared = lock(&self.shared);
        let payload = shared.payload.as_ref().ok_or(AttemptOver)?;
        let frame = if self.length <= WHOLE {
            payload.clone()
        } else {
            // A slice would keep all of the payload in memory.
            let end = self.length.min(self.sent + PIECE);
            Bytes::copy_from_slice(&payload[self.sent..end])
        };
        self.sent += frame.len();
        Ok(Some(frame))
    }
}

impl Body for Leased {
    type Data = Bytes;
    type Error = BoxError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, BoxError>>> {
        Poll::Ready(self.next().map(|frame| frame.map(Frame::data)).transpose())
    }

    fn is_end_stream(&self) -> bool {
        self.length == 0 || self.sent >= self.length
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact((self.length - self.sent) as u64)
    }
}

#[cfg(test)]
mod tests {
    use http_body_util::BodyExt as _;
    use hyper::client::conn::http1;
    use hyper_util::rt::TokioIo;
    use tokio::io::AsyncReadExt as _;

    use super::*;

    const LENGTH: usize = 4 * 1024 * 1024;
    const PIPE: usize = 1_024;

    fn held(length: usize) -> (Held, Stragglers) {
        let stragglers = Stragglers::default();
        let payload = Bytes::from(vec![b'x'; length]);
        (Held::new(payload, "http://a", stragglers.clone()), stragglers)
    }

    /// A receiver that reads nothing during the attempt, and everything afterwards, gets what the
    /// connection held.
    #[tokio::test]
    async fn a_connection_holds_little_of_a_large_payload() {
        let (ours, mut theirs) = tokio::io::duplex(PIPE);
        let (mut sender, connection) = http1::handshake(TokioIo::new(ours)).await.unwrap();
        let (held, stragglers) = held(LENGTH);
        let request = http::Request::post("http://a/").header("content-length", LENGTH);
        let request = request.body(held.body(Permit::default())).unwrap();
        let over = async move {
            let answer = sender.send_request(request);
            // The connection has had its turns by the time that the pipe is full.
            let full = async {
                for _ in 0..1_000 {
                    tokio::task::yield_now().await;
                }
            };
            tokio::select! { biased; _ = answer => unreachable!(), () = full => {} }
            drop(held);
            sender
        };
        let reading = async {
            let mut read = Vec::new();
            theirs.read_to_end(&mut read).await.unwrap();
            read.len()
        };
        let (_, (sender, read)) = tokio::join!(connection, async {
            let sender = over.await;
            (sender, reading.await)
        });
        drop(sender);
        let head = 200;
        assert!((PIPE..head + PIPE + HELD).contains(&read), "{read} bytes of the request");
        assert!(stragglers.0.lock().unwrap().is_empty());
    }

    #[tokio::test]
    async fn it_is_whole_whatever_the_pieces() {
        for length in [0, 1, WHOLE, WHOLE + 1, WHOLE + PIECE, LENGTH + 7] {
            let (held, _) = held(length);
            let body = held.body(Permit::default()).collect().await.unwrap().to_bytes();
            assert_eq!(body.len(), length);
        }
    }

    #[test]
    fn those_who_let_requests_hang_get_no_more() {
        let stragglers = Stragglers::default();
        let attempt = |host: &str| {
            let held = Held::new(Bytes::from_static(b"x"), host, stragglers.clone());
            held.body(Permit::default())
        };
        let some: Vec<_> = (0..OF_ONE_HOST).map(|_| attempt("a")).collect();
        assert!(stragglers.are_too_many_at("a") && !stragglers.are_too_many_at("b"));
        let one = attempt("b");
        let rest: Vec<_> = (OF_ONE_HOST..OF_ALL).map(|n| attempt(&n.to_string())).collect();
        assert!(stragglers.are_too_many_at("b") && !stragglers.are_too_many_at("c"));
        drop((some, rest));
        assert!(!stragglers.are_too_many_at("a") && !stragglers.are_too_many_at("b"));
        drop(one);
        assert!(stragglers.0.lock().unwrap().is_empty());
    }
}
