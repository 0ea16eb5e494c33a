//! Deadlines that callers set: `grpc-timeout`. It is over for the whole call, its stream of answers
//! included.

use std::convert::Infallible;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use http::{HeaderMap, Response};
use hyper::body::{Body as _, Frame, SizeHint};
use tokio::time::{Instant, Sleep, sleep};
use tonic::Status;
use tonic::body::Body;

use super::super::error::{ApiError, Reason};

const HEADER: &str = "grpc-timeout";

/// When the deadline of a call passes, for a handler whose work goes on beside the call. Among the
/// extensions of its request.
#[derive(Debug, Clone, Copy)]
pub(in super::super) struct Deadline(Instant);

impl Deadline {
    pub(in super::super) fn of(extensions: &http::Extensions) -> Option<Self> {
        extensions.get().copied()
    }
}

/// To be added to a request with this deadline.
pub(in super::super) fn extension(deadline: Option<Duration>) -> http::Extensions {
    let mut extensions = http::Extensions::new();
    if let Some(at) = deadline.and_then(|deadline| Instant::now().checked_add(deadline)) {
        extensions.insert(Deadline(at));
    }
    extensions
}

/// All of this, if the deadline does not pass meanwhile.
pub(in super::super) async fn until<T>(
    deadline: Option<Deadline>,
    work: impl Future<Output = T>,
) -> Result<T, ApiError> {
    match deadline {
        None => Ok(work.await),
        Some(Deadline(at)) => tokio::time::timeout_at(at, work).await.map_err(|_| passed()),
    }
}

pub(in super::super) fn passed() -> ApiError {
    ApiError::new(Reason::DeadlineExceeded, "the deadline that the call came with has passed")
}

/// The deadline of a call, if it has one: at most eight digits and a unit.
pub(in super::super) fn asked(headers: &HeaderMap) -> Result<Option<Duration>, ApiError> {
    let Some(given) = headers.get(HEADER) else { return Ok(None) };
    let read = || {
        let text = given.to_str().ok()?;
        let (number, unit) = text.split_at_checked(text.len().checked_sub(1)?)?;
        if number.len() > 8 || !number.bytes().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        let number: u64 = number.parse().ok()?;
        Some(match unit {
            "H" => Duration::from_hours(number),
            "M" => Duration::from_mins(number),
            "S" => Duration::from_secs(number),
            "m" => Duration::from_millis(number),
            "u" => Duration::from_micros(number),
            "n" => Duration::from_nanos(number),
            _ => return None,
        })
    };
    read().map(Some).ok_or_else(|| {
        let message = format!("{HEADER} is at most eight digits and one of H M S m u n");
        ApiError::new(Reason::InvalidArgument, message)
    })
}

/// The answer, or that the deadline has passed.
pub(in super::super) async fn within(
    deadline: Option<Duration>,
    call: impl Future<Output = Result<Response<Body>, Infallible>>,
) -> Result<Response<Body>, Infallible> {
    let Some(deadline) = deadline else { return call.await };
    // No timer is that quick, and a call may be.
    if deadline.is_zero() {
        return Ok(Status::from(passed()).into_http());
    }
    let mut over = Box::pin(sleep(deadline));
    tokio::select! {
        biased;
        () = over.as_mut() => Ok(Status::from(passed()).into_http()),
        answer = call => Ok(answer?.map(|body| {
            if body.is_end_stream() { body } else { Body::new(Until { body, over, told: false }) }
        })),
    }
}

/// The answers of a call until its deadline.
struct Until {
    body: Body,
    over: Pin<Box<Sleep>>,
    told: bool,
}

impl hyper::body::Body for Until {
    type Data = Bytes;
    type Error = Status;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Status>>> {
        if self.told {
            return Poll::Ready(None);
        }
        if self.over.as_mut().poll(context).is_ready() {
            self.told = true;
            let mut trailers = HeaderMap::new();
            let status = Status::from(passed());
            return Poll::Ready(Some(
                status.add_header(&mut trailers).map(|()| Frame::trailers(trailers)),
            ));
        }
        Pin::new(&mut self.body).poll_frame(context)
    }

    fn is_end_stream(&self) -> bool {
        self.told || self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use futures::StreamExt as _;
    use http_body_util::{BodyExt as _, StreamBody};

    #[test]
    fn deadlines() {
        let read = |text: &str| {
            asked(&HeaderMap::from_iter([(
                http::HeaderName::from_static(HEADER),
                text.parse().unwrap(),
            )]))
        };
        assert_eq!(asked(&HeaderMap::new()), Ok(None));
        assert_eq!(read("250m"), Ok(Some(Duration::from_millis(250))));
        assert_eq!(read("99999999H"), Ok(Some(Duration::from_hours(99_999_999))));
        for bad in ["", "S", "5", "+5S", "5s", "123456789S", "5 S"] {
            assert_eq!(read(bad).unwrap_err().reason(), Reason::InvalidArgument, "{bad}");
        }
    }

    fn code(headers: &HeaderMap) -> Option<&str> {
        headers.get("grpc-status").and_then(|code| code.to_str().ok())
    }

    #[tokio::test(start_paused = true)]
    async fn a_call_that_is_late_is_told_so() {
        let late = async { std::future::pending().await };
        let answer = within(Some(Duration::from_secs(9)), late).await.unwrap();
        assert_eq!(code(answer.headers()), Some("4"));
        assert!(answer.headers().contains_key("grpc-status-details-bin"));
        let far = Duration::from_hours(99_999_999);
        let answer = within(Some(far), async { Ok(Response::new(Body::empty())) }).await.unwrap();
        assert_eq!(code(answer.headers()), None);
    }

    #[tokio::test(start_paused = true)]
    async fn a_stream_of_answers_ends_with_it() {
        let answers = futures::stream::iter([Ok::<_, Status>(Frame::data(Bytes::from("a")))]);
        let body = StreamBody::new(answers.chain(futures::stream::pending()));
        let call = async { Ok(Response::new(Body::new(body))) };
        let answer = within(Some(Duration::from_secs(9)), call).await.unwrap();
        let whole = answer.into_body().collect().await.unwrap();
        assert_eq!(whole.trailers().and_then(code), Some("4"));
        assert_eq!(whole.to_bytes(), "a");
    }
}
