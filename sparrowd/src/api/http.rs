//! The HTTP door's connections: how many, how long a caller may take, and how they end.

use std::io;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::http::Version;
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::conn::auto::Builder;
use hyper_util::service::TowerToHyperService;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio_util::sync::CancellationToken;

use super::limits::{
    ACCEPT_PAUSE, CONNECTION_WINDOW, KEEPALIVE, KEEPALIVE_TIMEOUT, MAX_RESETS, MAX_STREAMS,
    STREAM_WINDOW,
};
use crate::tasks::{Policy, Tasks};

/// Connections at once; those beyond wait to be accepted.
const MAX_CONNECTIONS: usize = 1_024;
/// How long the head of a request may take, and a connection stand idle.
const HEAD_TIMEOUT: Duration = Duration::from_secs(30);
const MAX_HEADERS: usize = 64;
/// Bytes of a request's head.
const MAX_HEAD: usize = 32 * 1024;
/// What HTTP/2 begins with.
const PREFACE: &[u8; 24] = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
/// Until the rest of it is looked for, if it comes in pieces.
const PREFACE_PAUSE: Duration = Duration::from_millis(10);

/// Until the stop signal.
pub(super) async fn serve(
    tasks: Tasks,
    listener: TcpListener,
    router: Router,
    stopping: CancellationToken,
) {
    let room = Arc::new(Semaphore::new(MAX_CONNECTIONS));
    let accepting = async {
        loop {
            // The semaphore is never closed.
            let Ok(permit) = Arc::clone(&room).acquire_owned().await else { return };
            match listener.accept().await {
                Ok((stream, _)) => {
                    let served = connection(stream, router.clone(), stopping.clone(), permit);
                    tasks.spawn("http-connection", Policy::Detached, served);
                }
                Err(error) => {
                    tracing::warn!(event = "accept_failed", %error, "a connection could not be accepted");
                    tokio::time::sleep(ACCEPT_PAUSE).await;
                }
            }
        }
    };
    stopping.run_until_cancelled(accepting).await;
}

/// Which of the two is spoken shows in a client's first bytes. They are waited for here, because the
/// limit on the time of a request's head begins only once it is known whose it is.
async fn version(stream: &TcpStream) -> io::Result<Version> {
    let mut first = [0; PREFACE.len()];
    loop {
        let there = stream.peek(&mut first).await?;
        match first.get(..there) {
            Some([]) | None => return Err(io::ErrorKind::UnexpectedEof.into()),
            Some(start) if !PREFACE.starts_with(start) => return Ok(Version::HTTP_11),
            Some(whole) if whole.len() == PREFACE.len() => return Ok(Version::HTTP_2),
            Some(_) => tokio::time::sleep(PREFACE_PAUSE).await,
        }
    }
}

async fn connection(
    stream: TcpStream,
    router: Router,
    stopping: CancellationToken,
    _permit: OwnedSemaphorePermit,
) {
    if let Err(error) = stream.set_nodelay(true) {
        tracing::debug!(%error, "a connection was gone at once");
        return;
    }
    let version = tokio::time::timeout(HEAD_TIMEOUT, version(&stream));
    let Some(Ok(Ok(version))) = stopping.run_until_cancelled(version).await else {
        return;
    };
    let builder = Builder::new(TokioExecutor::new());
    let mut builder = match version {
        Version::HTTP_2 => builder.http2_only(),
        _ => builder.http1_only(),
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
    let io = TokioIo::new(stream);
    let connection = builder.serve_connection(io, TowerToHyperService::new(router));
    tokio::pin!(connection);
    let ended = tokio::select! {
        ended = connection.as_mut() => ended,
        () = stopping.cancelled() => {
            connection.as_mut().graceful_shutdown();
            connection.await
        }
    };
    if let Err(error) = ended {
        // Callers come and go as they like.
        tracing::debug!(%error, "a connection ended");
    }
}
