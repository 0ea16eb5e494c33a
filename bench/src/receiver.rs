//! A receiver that answers 200 and notes which event arrived, and how long after it was due.

use std::collections::HashMap;
use std::convert::Infallible;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use bytes::Bytes;
use http_body_util::{BodyExt as _, Empty};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Request, Response};
use hyper_util::rt::TokioIo;
use tokio::net::TcpListener;

use crate::load::now_us;

const LOOK: Duration = Duration::from_millis(20);

/// What arrived.
#[derive(Debug, Default, Clone)]
pub struct Arrived {
    /// By event: how many requests.
    pub events: HashMap<String, u32>,
    /// Microseconds from the moment a push was due to its arrival.
    pub latencies: Vec<u64>,
    pub requests: u64,
    pub connections: u64,
    pub first: Option<Instant>,
    pub last: Option<Instant>,
}

#[derive(Debug, Clone)]
pub struct Receiver {
    address: SocketAddr,
    arrived: Arc<Mutex<Arrived>>,
}

#[expect(clippy::disallowed_methods, reason = "the benchmark's own tasks")]
pub async fn start(answer_after: Duration) -> std::io::Result<Receiver> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let receiver = Receiver { address: listener.local_addr()?, arrived: Arc::default() };
    let shared = receiver.clone();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            // Answers are small: they leave at once or not at all.
            drop(stream.set_nodelay(true));
            shared.note(|arrived| arrived.connections += 1);
            let receiver = shared.clone();
            tokio::spawn(async move {
                let service =
                    service_fn(move |request| answer(receiver.clone(), request, answer_after));
                // A connection that breaks is the daemon's to notice.
                drop(http1::Builder::new().serve_connection(TokioIo::new(stream), service).await);
            });
        }
    });
    Ok(receiver)
}

async fn answer(
    receiver: Receiver,
    request: Request<Incoming>,
    after: Duration,
) -> Result<Response<Empty<Bytes>>, Infallible> {
    let id = request.headers().get("webhook-id").and_then(|id| id.to_str().ok()).map(str::to_owned);
    let body = request.into_body().collect().await.map(http_body_util::Collected::to_bytes);
    let due = body.ok().as_deref().and_then(due_us);
    receiver.arrive(id.unwrap_or_default(), due);
    if !after.is_zero() {
        tokio::time::sleep(after).await;
    }
    Ok(Response::new(Empty::new()))
}

/// The moment in a payload: digits behind its first name.
fn due_us(body: &[u8]) -> Option<u64> {
    let digits = body.strip_prefix(br#"{"due_us":"#)?;
    let end = digits.iter().position(|byte| !byte.is_ascii_digit())?;
    std::str::from_utf8(&digits[..end]).ok()?.parse().ok()
}

impl Receiver {
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    pub fn arrived(&self) -> Arrived {
        self.arrived.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Until so many requests came, or nothing more is to be hoped for.
    #[expect(clippy::disallowed_methods, reason = "the benchmark's own clock")]
    pub async fn wait_for(&self, requests: usize, patience: Duration) {
        let give_up = Instant::now() + patience;
        while Instant::now() < give_up {
            let came = self.arrived.lock().unwrap_or_else(PoisonError::into_inner).requests;
            if came >= requests as u64 {
                return;
            }
            tokio::time::sleep(LOOK).await;
        }
    }

    fn note(&self, write: impl FnOnce(&mut Arrived)) {
        write(&mut self.arrived.lock().unwrap_or_else(PoisonError::into_inner));
    }

    #[expect(clippy::disallowed_methods, reason = "the benchmark's own clock")]
    fn arrive(&self, id: String, due: Option<u64>) {
        let now = Instant::now();
        let latency = due.map(|due| now_us().saturating_sub(due));
        self.note(|arrived| {
            *arrived.events.entry(id).or_default() += 1;
            arrived.latencies.extend(latency);
            arrived.requests += 1;
            arrived.first.get_or_insert(now);
            arrived.last = Some(now);
        });
    }
}
