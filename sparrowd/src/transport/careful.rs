//! The client for receivers that have not shown yet how they behave, or have shown it.
//!
//! A receiver may say as often as it likes that its answer is to come (`100 Continue`, and again),
//! and the connection reads that for as long as there is something to read: without a pause, and
//! without an end before the attempt's. hyper tells of each interim answer by a callback that goes
//! with the request. reqwest's client has no place for one, so this client is hyper-util's, and ends a
//! connection that has seen too many.
//!
//! Callback and connection meet in the task that hyper runs the connection on: there the one
//! counts, and the other looks before it reads on.

use std::cell::Cell;
use std::fmt;
use std::future::Future;
use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use http::{Response, Uri};
use hyper::ext::on_informational;
use hyper::rt::{Executor, Read, ReadBufCursor, Write};
use hyper_rustls::MaybeHttpsStream;
use hyper_util::client::legacy;
use hyper_util::client::legacy::connect::{Connected, Connection};
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use reqwest::{Body, Request};
use tokio::net::TcpStream;
use tokio::time::timeout;
use tower::Service;

use super::client::{IDLE, IDLE_PER_HOST};

/// Interim answers to one request. Who works for long and says so every few seconds gets along with
/// it.
pub(super) const INTERIM: usize = 32;

type BoxError = Box<dyn std::error::Error + Send + Sync>;
pub(super) type Connecting<T> = Pin<Box<dyn Future<Output = Result<T, BoxError>> + Send>>;
pub(super) type Stream = MaybeHttpsStream<TokioIo<TcpStream>>;

tokio::task_local! {
    /// Of the connection whose task this is, since it was last written to.
    static SEEN: Cell<usize>;
}

/// The receiver says that it is going to answer, and does not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("too many interim answers")]
pub(super) struct TooManyInterim;

/// What makes connections to receivers.
pub(super) trait Connector:
    Service<Uri, Response = Stream, Error = BoxError, Future = Connecting<Stream>>
    + Clone
    + Send
    + Sync
    + 'static
{
}

impl<S> Connector for S where
    S: Service<Uri, Response = Stream, Error = BoxError, Future = Connecting<Stream>>
        + Clone
        + Send
        + Sync
        + 'static
{
}

/// Two of them: one keeps its connections, and one doesn't.
pub(super) struct Client<C> {
    keeping: legacy::Client<Bounded<C>, Body>,
    closing: legacy::Client<Bounded<C>, Body>,
}

impl<C: Connector> Client<C> {
    pub(super) fn new(connector: C, connect_timeout: Duration) -> Self {
        let connector = Bounded { connector, connect_timeout };
        let client = |idle| {
            legacy::Client::builder(Counting)
                .pool_timer(TokioTimer::new())
                .pool_idle_timeout(IDLE)
                .pool_max_idle_per_host(idle)
                .build(connector.clone())
        };
        Self { keeping: client(IDLE_PER_HOST), closing: client(0) }
    }

    pub(super) async fn execute(
        &self,
        request: Request,
        is_kept: bool,
    ) -> Result<Response<Body>, BoxError> {
        let client = if is_kept { &self.keeping } else { &self.closing };
        let mut request = http::Request::<Body>::try_from(request)?;
        on_informational(&mut request, |_| count());
        Ok(client.request(request).await?.map(Body::wrap))
    }
}

/// Says nothing of what connects: a proxy's credentials are in there.
impl<C> fmt::Debug for Client<C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client").finish_non_exhaustive()
    }
}

fn count() {
    // Outside of a connection's task nothing is read.
    let _ = SEEN.try_with(|seen| seen.set(seen.get() + 1));
}

/// Gives each task of a client a count.
#[derive(Debug, Clone)]
struct Counting;

impl<F> Executor<F> for Counting
where
    F: Future<Output = ()> + Send + 'static,
{
    fn execute(&self, task: F) {
        TokioExecutor::new().execute(SEEN.scope(Cell::new(0), task));
    }
}

/// From the look-up of a name to the end of the TLS handshake.
#[derive(Clone)]
struct Bounded<C> {
    connector: C,
    connect_timeout: Duration,
}

impl<C: Connector> Service<Uri> for Bounded<C> {
    type Response = Counted;
    type Error = BoxError;
    type Future = Connecting<Counted>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), BoxError>> {
        self.connector.poll_ready(cx)
    }

    fn call(&mut self, target: Uri) -> Self::Future {
        let connecting = timeout(self.connect_timeout, self.connector.call(target));
        Box::pin(async move {
            let stream =
                connecting.await.map_err(|_| io::Error::from(io::ErrorKind::TimedOut))??;
            Ok(Counted(stream))
        })
    }
}

/// A connection that breaks when its task has counted too many interim answers.
struct Counted(Stream);

impl Read for Counted {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffer: ReadBufCursor<'_>,
    ) -> Poll<io::Result<()>> {
        if SEEN.try_with(Cell::get).is_ok_and(|seen| seen > INTERIM) {
            return Poll::Ready(Err(io::Error::other(TooManyInterim)));
        }
        Pin::new(&mut self.0).poll_read(cx, buffer)
    }
}

impl Write for Counted {
    fn poll_write(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        begin_anew();
        Pin::new(&mut self.0).poll_write(cx, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.0).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.0).poll_shutdown(cx)
    }

    fn is_write_vectored(&self) -> bool {
        self.0.is_write_vectored()
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        slices: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        begin_anew();
        Pin::new(&mut self.0).poll_write_vectored(cx, slices)
    }
}

fn begin_anew() {
    let _ = SEEN.try_with(|seen| seen.set(0));
}

impl Connection for Counted {
    fn connected(&self) -> Connected {
        self.0.connected()
    }
}
