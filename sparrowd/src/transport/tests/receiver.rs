//! A receiver at the level of bytes, so that it can break every rule.

use std::io;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::server::TlsStream;

/// What was seen on all connections.
#[derive(Debug, Default)]
struct Seen {
    connections: AtomicUsize,
    requests: Mutex<Vec<Vec<u8>>>,
}

/// Listens on loopback and plays a script on each connection. Closes with this value.
#[derive(Debug)]
pub(super) struct Receiver {
    pub(super) address: SocketAddr,
    seen: Arc<Seen>,
    _tasks: JoinSet<()>,
}

impl Receiver {
    pub(super) async fn start<S, F>(script: S) -> Self
    where
        S: Fn(Peer) -> F + Send + Sync + 'static,
        F: Future<Output = ()> + Send + 'static,
    {
        Self::on("127.0.0.1:0", script).await
    }

    pub(super) async fn on<S, F>(address: &str, script: S) -> Self
    where
        S: Fn(Peer) -> F + Send + Sync + 'static,
        F: Future<Output = ()> + Send + 'static,
    {
        let listener = TcpListener::bind(address).await.unwrap();
        let address = listener.local_addr().unwrap();
        let seen = Arc::new(Seen::default());
        let mut tasks = JoinSet::new();
        tasks.spawn(accept(listener, Arc::clone(&seen), script));
        Self { address, seen, _tasks: tasks }
    }

    /// One that says this to each request and keeps its connections.
    pub(super) async fn saying(answer: impl Into<Vec<u8>>) -> Self {
        Self::saying_on("127.0.0.1:0", answer).await
    }

    /// The same on another address of loopback.
    pub(super) async fn saying_on(address: &str, answer: impl Into<Vec<u8>>) -> Self {
        let answer = Arc::<[u8]>::from(answer.into());
        Self::on(address, move |mut peer| {
            let answer = Arc::clone(&answer);
            async move {
                while peer.request().await.is_some() && peer.say(&answer).await.is_ok() {}
            }
        })
        .await
    }

    /// One that says this to the first request of a connection and closes it.
    pub(super) async fn closing_after(answer: impl Into<Vec<u8>>) -> Self {
        let answer = Arc::<[u8]>::from(answer.into());
        Self::start(move |mut peer| {
            let answer = Arc::clone(&answer);
            async move {
                if peer.request().await.is_some() {
                    drop(peer.say(&answer).await);
                }
            }
        })
        .await
    }

    pub(super) fn url(&self) -> String {
        format!("http://{}/hook", self.address)
    }

    pub(super) fn connections(&self) -> usize {
        self.seen.connections.load(Ordering::SeqCst)
    }

    /// The requests read in full, as they came.
    pub(super) fn requests(&self) -> Vec<Vec<u8>> {
        self.seen.requests.lock().unwrap().clone()
    }
}

async fn accept<S, F>(listener: TcpListener, seen: Arc<Seen>, script: S)
where
    S: Fn(Peer) -> F,
    F: Future<Output = ()> + Send + 'static,
{
    let mut connections = JoinSet::new();
    loop {
        let (stream, _) = listener.accept().await.unwrap();
        let nth = seen.connections.fetch_add(1, Ordering::SeqCst) + 1;
        connections.spawn(script(Peer { stream, nth, seen: Arc::clone(&seen) }));
    }
}

/// The receiver's end of a connection.
pub(super) struct Peer<S = TcpStream> {
    pub(super) stream: S,
    /// From 1.
    pub(super) nth: usize,
    seen: Arc<Seen>,
}

impl<S: AsyncRead + AsyncWrite + Unpin> Peer<S> {
    /// The next request, head and body; `None` if the sender is gone before its end.
    pub(super) async fn request(&mut self) -> Option<Vec<u8>> {
        let mut request = Vec::new();
        while !request.ends_with(b"\r\n\r\n") {
            request.push(self.stream.read_u8().await.ok()?);
        }
        let head = String::from_utf8(request.clone()).unwrap();
        let length = head.lines().find_map(|line| line.strip_prefix("content-length: ")).unwrap();
        let start = request.len();
        request.resize(start + length.parse::<usize>().unwrap(), 0);
        self.stream.read_exact(&mut request[start..]).await.ok()?;
        self.seen.requests.lock().unwrap().push(request.clone());
        Some(request)
    }

    pub(super) async fn say(&mut self, bytes: impl AsRef<[u8]>) -> io::Result<()> {
        self.stream.write_all(bytes.as_ref()).await?;
        self.stream.flush().await
    }

    /// What else the sender writes until it closes.
    pub(super) async fn rest(&mut self) -> Vec<u8> {
        let mut rest = Vec::new();
        // A reset is an end, too.
        drop(self.stream.read_to_end(&mut rest).await);
        rest
    }

    /// Says this for as long as the sender takes it; the bytes that it took, buffers included.
    pub(super) async fn flood(&mut self, bytes: &[u8]) -> usize {
        let mut taken = 0;
        while self.say(bytes).await.is_ok() {
            taken += bytes.len();
        }
        taken
    }
}

impl Peer {
    /// Closes with a reset instead of an end.
    pub(super) fn reset(self) {
        self.stream.set_zero_linger().unwrap();
    }

    /// The receiver's side of a TLS handshake.
    pub(super) async fn secured(
        self,
        acceptor: &TlsAcceptor,
    ) -> io::Result<Peer<TlsStream<TcpStream>>> {
        let Self { stream, nth, seen } = self;
        Ok(Peer { stream: acceptor.accept(stream).await?, nth, seen })
    }
}

/// An answer in full.
pub(super) fn answer(status: &str, body: &[u8]) -> Vec<u8> {
    let head = format!("HTTP/1.1 {status}\r\ncontent-length: {}\r\n\r\n", body.len());
    [head.as_bytes(), body].concat()
}
