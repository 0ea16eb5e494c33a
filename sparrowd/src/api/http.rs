//! The HTTP door's connections: how many, how long a caller may take, and how they end.

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio_util::sync::CancellationToken;

use crate::tasks::{Policy, Tasks};

/// Connections at once; those beyond wait to be accepted.
const MAX_CONNECTIONS: usize = 1_024;
/// How long the head of a request may take, and a connection stand idle.
const HEAD_TIMEOUT: Duration = Duration::from_secs(30);
const MAX_HEADERS: usize = 64;
/// Bytes of a request's head.
const MAX_HEAD: usize = 32 * 1024;
/// Rest after a connection could not be accepted, mostly for want of file descriptors.
const ACCEPT_PAUSE: Duration = Duration::from_millis(100);

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
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEAD_TIMEOUT)
        .max_headers(MAX_HEADERS)
        .max_buf_size(MAX_HEAD)
        .serve_connection(TokioIo::new(stream), TowerToHyperService::new(router));
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
