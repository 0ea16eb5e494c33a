//! The request's body, which asks for the lease as it is handed to a connection.
//!
//! The client may have waited seconds by then, for a connection of its own or for one that another
//! request gave back, so the lease that stood when the attempt began may be gone. The HTTP/1
//! connection asks for the body after it has put the head into its buffer and before it flushes
//! that: to refuse here is to write nothing, on a new connection and on a used one alike. (An empty
//! body is not asked for; its lease was checked when the attempt began.)

use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll};

use bytes::Bytes;
use hyper::body::{Body, Frame, SizeHint};

type BoxError = Box<dyn std::error::Error + Send + Sync>;

/// The delivery has another owner now, or none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the lease on this delivery has ended")]
pub(super) struct LeaseEnded;

/// The attempt is over: nobody waits for the rest of its request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the attempt is over")]
struct AttemptOver;

/// The payload of an attempt, for as long as that lasts. A receiver may answer and then read the
/// request at its leisure, or never: the client's connection goes on with it, but what it asks for
/// from then on is gone, and so is the memory.
#[derive(Debug)]
pub(super) struct Held(Arc<Mutex<Option<Bytes>>>);

impl Held {
    pub(super) fn new(payload: Bytes) -> Self {
        Self(Arc::new(Mutex::new(Some(payload))))
    }

    /// The body of its request.
    pub(super) fn body<P>(&self, permit: P) -> Leased<P> {
        let length = lock(&self.0).as_ref().map_or(0, Bytes::len);
        Leased { payload: Arc::clone(&self.0), length, sent: 0, is_begun: false, permit }
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        lock(&self.0).take();
    }
}

fn lock(payload: &Mutex<Option<Bytes>>) -> MutexGuard<'_, Option<Bytes>> {
    payload.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Bytes handed to the connection at a time; what it holds of them outlives the attempt.
const FRAME: usize = 64 * 1024;

pub(super) struct Leased<P> {
    payload: Arc<Mutex<Option<Bytes>>>,
    length: usize,
    sent: usize,
    is_begun: bool,
    permit: P,
}

/// Nothing in it is pinned.
impl<P> Unpin for Leased<P> {}

impl<P: Fn() -> bool> Leased<P> {
    fn next(&mut self) -> Result<Option<Bytes>, BoxError> {
        if self.is_begun && self.sent >= self.length {
            return Ok(None);
        }
        if !self.is_begun && !(self.permit)() {
            return Err(LeaseEnded.into());
        }
        self.is_begun = true;
        let payload = lock(&self.payload);
        let payload = payload.as_ref().ok_or(AttemptOver)?;
        let end = self.length.min(self.sent + FRAME);
        let frame = if self.length <= FRAME {
            payload.clone()
        } else {
            // A slice would keep all of the payload in memory.
            Bytes::copy_from_slice(&payload[self.sent..end])
        };
        self.sent = end;
        Ok(Some(frame))
    }
}

impl<P: Fn() -> bool> Body for Leased<P> {
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
