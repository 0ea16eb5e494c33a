//! A receiver that answers 200 and measures: which events arrived, how often, and how long after
//! their push was due.
//!
//! It runs on threads of its own, named `receiver`, so that its CPU time can be told from the
//! generator's; each has a listener on the same port, and the kernel shares out the connections.
//! What comes for `/hang` is answered too late for any sender, for `/late` after a time that can be set,
//! and how long it took to `/aside` is left out.

use std::convert::Infallible;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use anyhow::Context as _;
use bytes::Bytes;
use http_body_util::{BodyExt as _, Empty};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Request, Response};
use hyper_util::rt::TokioIo;
use tokio::net::{TcpListener, TcpSocket};

use crate::arrivals::Arrivals;
use crate::payload;

pub const THREADS: &str = "receiver";
/// Longer than any attempt may take.
const HANG: Duration = Duration::from_secs(90);
const BACKLOG: u32 = 4_096;

#[derive(Debug, Clone)]
pub struct Receiver {
    address: SocketAddr,
    shared: Arc<Shared>,
}

#[derive(Debug, Default)]
struct Shared {
    /// Where arrivals of the present run are written down.
    arrivals: RwLock<Arc<Arrivals>>,
    connections: AtomicU64,
    /// All that were answered, of whatever run.
    answered: AtomicU64,
    late_ms: AtomicU64,
}

impl Receiver {
    pub fn start(threads: usize) -> anyhow::Result<Self> {
        let any = SocketAddr::from(([127, 0, 0, 1], 0));
        // Held only for its port, which the threads' own listeners join.
        let first = std::net::TcpListener::bind(any).context("a port for the receiver")?;
        let address = first.local_addr()?;
        drop(first);
        let shared = Arc::<Shared>::default();
        for n in 0..threads.max(1) {
            let shared = Arc::clone(&shared);
            let (stands, told) = std::sync::mpsc::channel();
            std::thread::Builder::new().name(format!("{THREADS}-{n}")).spawn(move || {
                let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
                let Ok(runtime) = runtime else { return };
                runtime.block_on(async move {
                    if let Ok(listener) = listen(address) {
                        // Whoever started it waits for this word.
                        let _ = stands.send(());
                        tokio::task::LocalSet::new().run_until(serve(listener, shared)).await;
                    }
                });
            })?;
            told.recv().context("the receiver did not start")?;
        }
        Ok(Self { address, shared })
    }

    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// From now on arrivals go here.
    pub fn note_in(&self, arrivals: Arc<Arrivals>) {
        *self.shared.arrivals.write().unwrap_or_else(PoisonError::into_inner) = arrivals;
    }

    pub fn connections(&self) -> u64 {
        self.shared.connections.load(Ordering::Relaxed)
    }

    /// Requests so far, whatever they carried.
    pub fn answered(&self) -> u64 {
        self.shared.answered.load(Ordering::Relaxed)
    }

    /// How long what comes for `/late` waits for its answer.
    pub fn answer_late(&self, after: Duration) {
        let ms = u64::try_from(after.as_millis()).unwrap_or(u64::MAX);
        self.shared.late_ms.store(ms, Ordering::Relaxed);
    }
}

fn listen(address: SocketAddr) -> std::io::Result<TcpListener> {
    let socket = TcpSocket::new_v4()?;
    socket.set_reuseport(true)?;
    socket.bind(address)?;
    socket.listen(BACKLOG)
}

async fn serve(listener: TcpListener, shared: Arc<Shared>) {
    loop {
        let Ok((stream, _)) = listener.accept().await else { continue };
        // Answers are small: they leave at once or not at all.
        drop(stream.set_nodelay(true));
        shared.connections.fetch_add(1, Ordering::Relaxed);
        let shared = Arc::clone(&shared);
        tokio::task::spawn_local(async move {
            let service = service_fn(|request| answer(Arc::clone(&shared), request));
            // A connection that breaks is the daemon's to notice.
            drop(http1::Builder::new().serve_connection(TokioIo::new(stream), service).await);
        });
    }
}

async fn answer(
    shared: Arc<Shared>,
    request: Request<Incoming>,
) -> Result<Response<Empty<Bytes>>, Infallible> {
    let is_aside = request.uri().path() == "/aside";
    let wait = match request.uri().path() {
        "/hang" => HANG,
        "/late" => Duration::from_millis(shared.late_ms.load(Ordering::Relaxed)),
        _ => Duration::ZERO,
    };
    let body = request.into_body().collect().await.map(http_body_util::Collected::to_bytes);
    if wait != HANG
        && let Some(mark) = body.ok().as_deref().and_then(payload::read)
    {
        let arrivals = shared.arrivals.read().unwrap_or_else(PoisonError::into_inner).clone();
        arrivals.note(mark, payload::now_us(), is_aside);
    }
    shared.answered.fetch_add(1, Ordering::Relaxed);
    if !wait.is_zero() {
        tokio::time::sleep(wait).await;
    }
    Ok(Response::new(Empty::new()))
}
