//! The request's body, which asks for the lease as it is handed to a connection.
//!
//! The client may have waited seconds by then, for a connection of its own or for one that another
//! request gave back, so the lease that stood when the attempt began may be gone. The HTTP/1
//! connection asks for the body after it has put the head into its buffer and before it flushes
//! that: to refuse here is to write nothing, on a new connection and on a used one alike. (An empty
//! body is not asked for; its lease was checked when the attempt began.)

use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::Bytes;
use hyper::body::{Body, Frame, SizeHint};

/// The delivery has another owner now, or none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the lease on this delivery has ended")]
pub(super) struct LeaseEnded;

pub(super) struct Leased<P> {
    payload: Option<Bytes>,
    permit: P,
}

impl<P> Leased<P> {
    pub(super) fn new(payload: Bytes, permit: P) -> Self {
        Self { payload: Some(payload), permit }
    }
}

/// Nothing in it is pinned.
impl<P> Unpin for Leased<P> {}

impl<P: Fn() -> bool> Body for Leased<P> {
    type Data = Bytes;
    type Error = LeaseEnded;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, LeaseEnded>>> {
        let Some(payload) = self.payload.take() else {
            return Poll::Ready(None);
        };
        Poll::Ready(Some(if (self.permit)() { Ok(Frame::data(payload)) } else { Err(LeaseEnded) }))
    }

    fn is_end_stream(&self) -> bool {
        self.payload.is_none()
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.payload.as_ref().map_or(0, |payload| payload.len() as u64))
    }
}
