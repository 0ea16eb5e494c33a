//! What a call in gRPC's form passes on its way to a service, from its own door and by gRPC-Web: the
//! guard, its deadline, the limits of its messages. And on the way back, a reason for what was refused
//! on the way.

use std::convert::Infallible;
use std::error::Error;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};

use bytes::Bytes;
use futures::future::BoxFuture;
use http::{Request, Response};
use http_body_util::StreamBody;
use hyper::body::Frame;
use tonic::Status;
use tonic::body::Body;
use tower::Service;

use super::super::error::{ApiError, Reason};
use super::super::guard::Guard;
use super::super::intake::frames::{Fault, Frames, Pace, Rules};
use super::super::intake::room::{Room, Taken};
use super::super::limits::{self, FOREIGN_MESSAGE};
use super::super::transcode::descriptors::{Method, method_at};
use super::{deadline, explained};

/// Before services that speak gRPC.
#[derive(Debug, Clone)]
pub(in super::super) struct Front<S> {
    pub(in super::super) inner: S,
    pub(in super::super) guard: Guard,
    pub(in super::super) room: Room,
    /// For what is not sparrow's own: health is answered however full that is.
    pub(in super::super) apart: Room,
    pub(in super::super) max_payload: usize,
}

impl<S, B> Service<Request<B>> for Front<S>
where
    S: Service<Request<Body>, Response = Response<Body>, Error = Infallible>,
    S::Future: Send + 'static,
    B: hyper::body::Body<Data = Bytes> + Send + 'static,
    B::Error: Into<Box<dyn Error + Send + Sync>>,
{
    type Response = Response<Body>;
    type Error = Infallible;
    type Future = BoxFuture<'static, Result<Response<Body>, Infallible>>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        self.inner.poll_ready(context)
    }

    fn call(&mut self, request: Request<B>) -> Self::Future {
        let judged = self.guard.check(&request);
        let deadline = match judged.and_then(|()| deadline::asked(request.headers())) {
            Ok(deadline) => deadline,
            Err(error) => {
                let refused = Status::from(error).into_http();
                return Box::pin(async move { Ok(refused) });
            }
        };
        let held = Held::default();
        let (mut head, body) = request.into_parts();
        head.extensions.extend(deadline::extension(deadline));
        let body = self.bounded(head.uri.path(), body, held.clone());
        let call = self.inner.call(Request::from_parts(head, body));
        Box::pin(async move {
            let answer = deadline::within(deadline, call).await?;
            drop(held);
            Ok(explained::answer(answer))
        })
    }
}

/// The room that a call takes until it is answered.
type Held = Arc<Mutex<Option<Taken>>>;

impl<S> Front<S> {
    /// The messages of a body as they come, each within its limits.
    fn bounded<B>(&self, path: &str, body: B, held: Held) -> Body
    where
        B: hyper::body::Body<Data = Bytes> + Send + 'static,
        B::Error: Into<Box<dyn Error + Send + Sync>>,
    {
        let method = method_at(path);
        let streams = match method {
            Some(method) => method.descriptor.is_client_streaming(),
            // Of those that are not sparrow's own, reflection does, and health is not to wait.
            None => !path.starts_with("/grpc.health."),
        };
        let limit = |method| limits::message(self.max_payload, method);
        let rules = Rules {
            limit: method.map_or(FOREIGN_MESSAGE, limit),
            room: if method.is_some() { self.room.clone() } else { self.apart.clone() },
            pace: if streams { Pace::Stream { between: None } } else { Pace::Once },
        };
        let frames = Frames::new(body, rules);
        let messages = Messages { frames, method, streams, held, begun: false };
        let frames = futures::stream::unfold(Some(messages), |messages| async {
            let mut messages = messages?;
            match messages.next().await {
                Ok(Some(bytes)) => Some((Ok(Frame::data(bytes)), Some(messages))),
                Ok(None) => None,
                Err(fault) => Some((Err(Status::from(fault)), None)),
            }
        });
        Body::new(StreamBody::new(frames))
    }
}

struct Messages<B> {
    frames: Frames<B>,
    method: Option<&'static Method>,
    streams: bool,
    held: Held,
    begun: bool,
}

impl<B> Messages<B>
where
    B: hyper::body::Body<Data = Bytes>,
    B::Error: Into<Box<dyn Error + Send + Sync>>,
{
    /// The next one with its head, when it may be read.
    async fn next(&mut self) -> Result<Option<Bytes>, Fault> {
        if self.streams {
            // Who asks for the next one has worked off the one before.
            self.hold(None);
        }
        let next = self.frames.next().await.transpose()?;
        let mut frame = match next {
            Some(_) if self.begun && !self.streams => return Err(one_message("several").into()),
            None if !self.begun && !self.streams => return Err(one_message("none").into()),
            None => return Ok(None),
            Some(frame) => frame,
        };
        self.begun = true;
        if frame.flags != 0 {
            let message = "the message says that it is compressed, the headers say nothing of it";
            return Err(ApiError::new(Reason::InvalidArgument, message).into());
        }
        if let Some(method) = self.method {
            let weight = method.shape.weigh(&frame.message())?;
            frame.weighs(weight).await?;
        }
        let whole = frame.whole.clone();
        self.hold(Some(frame.into_taken()));
        Ok(Some(whole))
    }

    fn hold(&self, taken: Option<Taken>) {
        *self.held.lock().unwrap_or_else(PoisonError::into_inner) = taken;
    }
}

fn one_message(had: &str) -> ApiError {
    ApiError::new(Reason::InvalidArgument, format!("the call takes one message, and got {had}"))
}
