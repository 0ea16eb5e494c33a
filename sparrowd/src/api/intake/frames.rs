//! Messages out of a body, each behind a byte of flags and four of length, as gRPC and Connect's
//! streams have them.

use std::pin::Pin;
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use futures::future::poll_fn;
use hyper::body::Body;
use tokio::time::{Instant, timeout, timeout_at};
use tonic::Status;

use super::super::error::{ApiError, Reason};
use super::super::limits::BODY_TIMEOUT;
use super::room::{Room, Taken, full};

pub(in super::super) const HEAD: usize = 5;

/// What is asked of the messages of a body.
#[derive(Debug, Clone)]
pub(in super::super) struct Rules {
    /// Bytes of a message, at most.
    pub(in super::super) limit: usize,
    pub(in super::super) room: Room,
    pub(in super::super) pace: Pace,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in super::super) enum Pace {
    /// The body, of one message, is there in time.
    Once,
    /// Each message is there in time once it has begun, and begins within so long after the one
    /// before.
    Stream { between: Option<Duration> },
}

/// A message, and the room that it takes.
#[derive(Debug)]
pub(in super::super) struct Frame {
    pub(in super::super) flags: u8,
    /// With its head.
    pub(in super::super) whole: Bytes,
    taken: Taken,
    pace: Pace,
}

impl Frame {
    pub(in super::super) fn message(&self) -> Bytes {
        self.whole.slice(HEAD..)
    }

    /// Takes room for what the message becomes beside its bytes.
    pub(in super::super) async fn weighs(&mut self, weight: usize) -> Result<(), ApiError> {
        let all = self.whole.len() + weight;
        if self.pace == Pace::Once {
            return self.taken.grow(all);
        }
        timeout(BODY_TIMEOUT, self.taken.grow_in_time(all)).await.map_err(|_| full())
    }

    pub(in super::super) fn into_taken(self) -> Taken {
        self.taken
    }
}

/// Why there is no message.
#[derive(Debug)]
pub(in super::super) enum Fault {
    Refused(ApiError),
    /// The caller has gone away.
    Gone(Status),
}

impl From<ApiError> for Fault {
    fn from(error: ApiError) -> Self {
        Self::Refused(error)
    }
}

impl From<Fault> for Status {
    fn from(fault: Fault) -> Self {
        match fault {
            Fault::Refused(error) => error.into(),
            Fault::Gone(status) => status,
        }
    }
}

impl From<Fault> for ApiError {
    fn from(fault: Fault) -> Self {
        match fault {
            Fault::Refused(error) => error,
            Fault::Gone(_) => Self::new(Reason::InvalidArgument, "the body broke off"),
        }
    }
}

pub(in super::super) struct Frames<B> {
    body: Pin<Box<B>>,
    buffer: BytesMut,
    rules: Rules,
    /// By when all of it has to be there.
    until: Option<Instant>,
}

impl<B> Frames<B>
where
    B: Body<Data = Bytes>,
    B::Error: Into<Box<dyn std::error::Error + Send + Sync>>,
{
    pub(in super::super) fn new(body: B, rules: Rules) -> Self {
        let once = rules.pace == Pace::Once;
        let until = once.then(|| Instant::now() + BODY_TIMEOUT);
        Self { body: Box::pin(body), buffer: BytesMut::new(), rules, until }
    }

    /// The next one; `None` at the end. Not to be asked again after a fault.
    pub(in super::super) async fn next(&mut self) -> Option<Result<Frame, Fault>> {
        match self.begun().await {
            Ok(true) => {}
            Ok(false) => return None,
            Err(fault) => return Some(Err(fault)),
        }
        let until = self.until.unwrap_or_else(|| Instant::now() + BODY_TIMEOUT);
        Some(timeout_at(until, self.whole()).await.unwrap_or_else(|_| Err(too_slow().into())))
    }

    /// Whether there is another.
    async fn begun(&mut self) -> Result<bool, Fault> {
        let (until, pace) = (self.until, self.rules.pace);
        while self.buffer.is_empty() {
            let more = self.more();
            let came = match (until, pace) {
                (Some(until), _) => timeout_at(until, more).await,
                (None, Pace::Stream { between: Some(between) }) => timeout(between, more).await,
                (None, _) => Ok(more.await),
            };
            if !came.unwrap_or_else(|_| Err(too_slow().into()))? {
                return Ok(false);
            }
        }
        Ok(true)
    }

    async fn whole(&mut self) -> Result<Frame, Fault> {
        let mut taken = None;
        loop {
            if let Some(head) = self.buffer.first_chunk::<HEAD>() {
                let [flags, length @ ..] = *head;
                let length = usize::try_from(u32::from_be_bytes(length)).unwrap_or(usize::MAX);
                let limit = self.rules.limit;
                if length > limit {
                    return Err(too_large(limit).into());
                }
                let whole = HEAD + length;
                let mut room = match taken.take() {
                    Some(taken) => taken,
                    // Twice: what most messages become in memory is no more than that.
                    None if self.rules.pace != Pace::Once => {
                        self.rules.room.wait(2 * whole).await.ok_or_else(full)?
                    }
                    None => self.rules.room.take(0)?,
                };
                let come = self.buffer.len().min(whole);
                match self.rules.pace {
                    Pace::Once => room.grow(come)?,
                    Pace::Stream { .. } => room.grow_in_time(come).await,
                }
                if self.buffer.len() >= whole {
                    let whole = self.buffer.split_to(whole).freeze();
                    return Ok(Frame { flags, whole, taken: room, pace: self.rules.pace });
                }
                taken = Some(room);
            }
            if !self.more().await? {
                let message = "the body ends within a message";
                return Err(ApiError::new(Reason::InvalidArgument, message).into());
            }
        }
    }

    /// Reads on. `false`: that was all.
    async fn more(&mut self) -> Result<bool, Fault> {
        loop {
            let frame = poll_fn(|context| self.body.as_mut().poll_frame(context)).await;
            match frame.map(|frame| frame.map(hyper::body::Frame::into_data)) {
                None => return Ok(false),
                Some(Ok(Ok(data))) if data.is_empty() => {}
                Some(Ok(Ok(data))) => {
                    self.buffer.extend_from_slice(&data);
                    return Ok(true);
                }
                // Trailers say nothing to us.
                Some(Ok(Err(_))) => {}
                Some(Err(error)) => return Err(Fault::Gone(Status::from_error(error.into()))),
            }
        }
    }
}

pub(in super::super) fn too_large(limit: usize) -> ApiError {
    ApiError::new(
        Reason::PayloadTooLarge,
        format!("a message of this call has at most {limit} bytes"),
    )
    .hint("push a reference to large data, or raise delivery.max_payload in sparrowd.toml")
}

pub(in super::super) fn too_slow() -> ApiError {
    let message = format!("the request was not there within {} s", BODY_TIMEOUT.as_secs());
    ApiError::new(Reason::RequestTimeout, message)
}

#[cfg(test)]
mod tests {
    use super::*;
    use futures::StreamExt as _;
    use futures::channel::mpsc::{UnboundedSender, unbounded};
    use http_body_util::{Full, StreamBody};

    fn framed(flags: u8, message: &[u8]) -> Vec<u8> {
        let length = u32::try_from(message.len()).unwrap().to_be_bytes();
        [&[flags][..], &length, message].concat()
    }

    fn rules(pace: Pace) -> Rules {
        Rules { limit: 10, room: Room::new(), pace }
    }

    fn all_of(bytes: Vec<u8>, pace: Pace) -> Frames<Full<Bytes>> {
        Frames::new(Full::new(Bytes::from(bytes)), rules(pace))
    }

    /// A body that comes as it is sent.
    fn slowly(
        pace: Pace,
    ) -> (UnboundedSender<Bytes>, Frames<impl Body<Data = Bytes, Error = std::io::Error>>) {
        let (sender, sent) = unbounded();
        let body = StreamBody::new(sent.map(|bytes| Ok(hyper::body::Frame::data(bytes))));
        (sender, Frames::new(body, rules(pace)))
    }

    const STREAM: Pace = Pace::Stream { between: None };

    fn reason(frame: Option<Result<Frame, Fault>>) -> Reason {
        ApiError::from(frame.unwrap().unwrap_err()).reason()
    }

    #[tokio::test]
    async fn messages_come_out_whole() {
        let mut frames = all_of([framed(0, b"abc"), framed(1, b"")].concat(), STREAM);
        let first = frames.next().await.unwrap().unwrap();
        assert_eq!((first.flags, &first.message()[..]), (0, &b"abc"[..]));
        let second = frames.next().await.unwrap().unwrap();
        assert_eq!((second.flags, second.message().len()), (1, 0));
        assert!(frames.next().await.is_none());
    }

    #[tokio::test]
    async fn what_is_too_long_or_broken_is_refused() {
        let mut long = all_of(vec![0, 0xff, 0xff, 0xff, 0xff], STREAM);
        assert_eq!(reason(long.next().await), Reason::PayloadTooLarge);
        let mut broken = all_of(vec![0, 0, 0, 0, 3, b'a'], Pace::Once);
        assert_eq!(reason(broken.next().await), Reason::InvalidArgument);
    }

    #[tokio::test(start_paused = true)]
    async fn one_that_trickles_is_given_up() {
        let (sender, mut frames) = slowly(Pace::Once);
        let trickle = async {
            for byte in framed(0, b"0123456789") {
                sender.unbounded_send(Bytes::from(vec![byte])).unwrap();
                tokio::time::sleep(Duration::from_secs(2)).await;
            }
        };
        let ((), frame) = tokio::join!(trickle, frames.next());
        assert_eq!(reason(frame), Reason::RequestTimeout);
    }

    #[tokio::test(start_paused = true)]
    async fn a_stream_may_be_silent_between_messages_and_not_within_one() {
        let (sender, mut frames) = slowly(STREAM);
        let speak = async {
            tokio::time::sleep(Duration::from_hours(1)).await;
            sender.unbounded_send(Bytes::from(framed(0, b"abc"))).unwrap();
        };
        let ((), frame) = tokio::join!(speak, frames.next());
        assert_eq!(frame.unwrap().unwrap().message(), "abc");
        sender.unbounded_send(Bytes::from_static(&[0, 0])).unwrap();
        assert_eq!(reason(frames.next().await), Reason::RequestTimeout);

        let (_sender, mut frames) = slowly(Pace::Stream { between: Some(Duration::from_secs(1)) });
        assert_eq!(reason(frames.next().await), Reason::RequestTimeout);
    }
}
