//! Connections, of every door alike: how many, how long a caller may take, and how they end.
//!
//! A connection has a place among those of its door ([`places`]) and holds it by the calls that are
//! open on it. One without any goes when its time has passed, whether it never sent a request, is slow
//! with its head, or answers pings and nothing else. When all places are taken, the one that has been
//! idle longest goes at once for the sake of who comes: a door can be filled only by calls.

mod places;
#[cfg(test)]
mod tests;

use std::convert::Infallible;
use std::error::Error;
use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use futures::future::BoxFuture;
use http::{Request, Response};
use hyper::body::{Body, Frame, Incoming, SizeHint};
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::conn::auto::Builder;
use hyper_util::service::TowerToHyperService;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpStream, UnixListener, UnixStream};
use tokio::time::sleep;
use tokio_util::sync::CancellationToken;
use tower::Service;

use super::limits::{
    CONNECTION_WINDOW, KEEPALIVE, KEEPALIVE_TIMEOUT, MAX_RESETS, MAX_STREAMS, STREAM_WINDOW,
};
use crate::tasks::{Policy, Tasks, unhurried};
use places::{Call, Calls, HEAD_TIMEOUT, Place, Places};

/// At once, of one door.
const MAX_CONNECTIONS: usize = 1_024;
const MAX_HEADERS: usize = 64;
/// Bytes of a request's head.
const MAX_HEAD: usize = 32 * 1024;
/// Rest after a connection could not be accepted, mostly for want of file descriptors.
const ACCEPT_PAUSE: Duration = Duration::from_millis(100);
/// How long a connection without calls has to close when it is told to.
const GRACE: Duration = Duration::from_secs(1);
/// The same when somebody waits for its place.
const SHORT_GRACE: Duration = Duration::from_millis(100);

/// Where connections come from.
pub(super) trait Listener: Send + 'static {
    type Io: AsyncRead + AsyncWrite + Unpin + Send + 'static;

    fn accept(&mut self) -> impl Future<Output = io::Result<Self::Io>> + Send;
}

impl Listener for TcpListener {
    type Io = TcpStream;

    async fn accept(&mut self) -> io::Result<TcpStream> {
        let (stream, _) = Self::accept(self).await?;
        if let Err(error) = stream.set_nodelay(true) {
            tracing::debug!(%error, "a connection was gone at once");
        }
        Ok(stream)
    }
}

impl Listener for UnixListener {
    type Io = UnixStream;

    async fn accept(&mut self) -> io::Result<UnixStream> {
        Ok(Self::accept(self).await?.0)
    }
}

/// What is spoken at a door.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Versions {
    /// HTTP/1.1 and HTTP/2; a client's first bytes show which.
    Both,
    Http2,
}

/// A door's name for its tasks, what is spoken, and who answers.
#[derive(Debug, Clone)]
pub(super) struct Serving<S> {
    pub(super) name: &'static str,
    pub(super) versions: Versions,
    pub(super) service: S,
}

/// Until the stop signal. Connections that stand then end with their calls.
pub(super) async fn serve<L, S, B>(
    tasks: Tasks,
    mut listener: L,
    serving: Serving<S>,
    stopping: CancellationToken,
) where
    L: Listener,
    S: Service<Request<Incoming>, Response = Response<B>, Error = Infallible>,
    S: Clone + Send + Sync + 'static,
    S::Future: Send,
    B: Body<Data = Bytes> + Unpin + Send + 'static,
    B::Error: Into<Box<dyn Error + Send + Sync>>,
{
    let places = Places::new(MAX_CONNECTIONS);
    let accepting = async {
        loop {
            match listener.accept().await {
                Ok(io) => {
                    let place = places.enter().await;
                    let served = connection(io, serving.clone(), place, stopping.clone());
                    tasks.spawn(serving.name, Policy::Detached, served);
                }
                Err(error) => {
                    tracing::warn!(event = "accept_failed", %error, "a connection could not be accepted");
                    sleep(ACCEPT_PAUSE).await;
                }
            }
        }
    };
    stopping.run_until_cancelled(accepting).await;
}

async fn connection<I, S, B>(io: I, serving: Serving<S>, place: Place, stopping: CancellationToken)
where
    I: AsyncRead + AsyncWrite + Unpin + Send + 'static,
    S: Service<Request<Incoming>, Response = Response<B>, Error = Infallible>,
    S: Clone + Send + 'static,
    S::Future: Send,
    B: Body<Data = Bytes> + Unpin + Send + 'static,
    B::Error: Into<Box<dyn Error + Send + Sync>>,
{
    let builder = builder(serving.versions);
    let counted = Counted { inner: serving.service, calls: place.calls() };
    let connection = builder.serve_connection(TokioIo::new(io), TowerToHyperService::new(counted));
    tokio::pin!(connection);
    let grace = tokio::select! {
        ended = unhurried(connection.as_mut()) => return told(ended),
        () = stopping.cancelled() => GRACE,
        () = place.idle_for_too_long() => GRACE,
        () = place.wanted() => SHORT_GRACE,
    };
    connection.as_mut().graceful_shutdown();
    loop {
        tokio::select! {
            ended = connection.as_mut() => return told(ended),
            // A call that came in time is answered, unless the place is another's by now.
            () = sleep(grace) => if grace == SHORT_GRACE || place.is_idle() { return },
        }
    }
}

/// Callers come and go as they like.
fn told(ended: Result<(), Box<dyn Error + Send + Sync>>) {
    if let Err(error) = ended {
        tracing::debug!(%error, "a connection ended");
    }
}

fn builder(versions: Versions) -> Builder<TokioExecutor> {
    let builder = Builder::new(TokioExecutor::new());
    let mut builder = match versions {
        Versions::Both => builder,
        Versions::Http2 => builder.http2_only(),
    };
    builder
        .http1()
        .timer(TokioTimer::new())
        .header_read_timeout(HEAD_TIMEOUT)
        .max_headers(MAX_HEADERS)
        .max_buf_size(MAX_HEAD);
    builder
        .http2()
        .timer(TokioTimer::new())
        .max_header_list_size(u32::try_from(MAX_HEAD).unwrap_or(u32::MAX))
        .max_concurrent_streams(MAX_STREAMS)
        .max_pending_accept_reset_streams(MAX_RESETS)
        .max_local_error_reset_streams(MAX_RESETS)
        .initial_stream_window_size(STREAM_WINDOW)
        .initial_connection_window_size(CONNECTION_WINDOW)
        .keep_alive_interval(KEEPALIVE)
        .keep_alive_timeout(KEEPALIVE_TIMEOUT);
    builder
}

/// Counts the calls of a connection.
#[derive(Debug, Clone)]
struct Counted<S> {
    inner: S,
    calls: Calls,
}

impl<S, B> Service<Request<Incoming>> for Counted<S>
where
    S: Service<Request<Incoming>, Response = Response<B>, Error = Infallible>,
    S::Future: Send + 'static,
{
    type Response = Response<Lasting<B>>;
    type Error = Infallible;
    type Future = BoxFuture<'static, Result<Self::Response, Infallible>>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        self.inner.poll_ready(context)
    }

    fn call(&mut self, request: Request<Incoming>) -> Self::Future {
        let open = self.calls.open();
        let call = self.inner.call(request);
        Box::pin(async move { Ok(call.await?.map(|body| Lasting { body, _open: open })) })
    }
}

/// The body of an answer: with its end the call is over.
#[derive(Debug)]
struct Lasting<B> {
    body: B,
    _open: Call,
}

impl<B: Body + Unpin> Body for Lasting<B> {
    type Data = B::Data;
    type Error = B::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<B::Data>, B::Error>>> {
        Pin::new(&mut self.body).poll_frame(context)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}
