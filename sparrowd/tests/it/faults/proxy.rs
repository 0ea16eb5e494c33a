//! The network between a node and PostgreSQL: a TCP port that leads to PostgreSQL's socket, and what
//! can go wrong on the way.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream, UnixStream};
use tokio::sync::watch;
use tokio::task::JoinSet;

const CHUNK: usize = 64 * 1024;

/// What the way is like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Weather {
    Fair,
    /// Nothing gets through, and nobody is told.
    Silent,
    /// What the node sends arrives; no answer does.
    Deaf,
    /// Connections break, and no new one can be made.
    Refused,
    /// Each piece takes this much longer.
    Slow(Duration),
    /// A connection breaks as soon as it has carried the node's next words: what they did is done,
    /// and the answer is lost.
    AnswerLost,
}

/// Ends with this value.
#[derive(Debug)]
pub struct Proxy {
    address: SocketAddr,
    weather: watch::Sender<Weather>,
    target: watch::Sender<PathBuf>,
    _connections: JoinSet<()>,
}

impl Proxy {
    /// To the socket that PostgreSQL listens on.
    pub async fn start(socket: PathBuf) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let (weather, now) = watch::channel(Weather::Fair);
        let (target, at) = watch::channel(socket);
        let mut connections = JoinSet::new();
        connections.spawn(accept(listener, now, at));
        Self { address, weather, target, _connections: connections }
    }

    pub fn address(&self) -> SocketAddr {
        self.address
    }

    pub fn becomes(&self, weather: Weather) {
        self.weather.send_replace(weather);
    }

    /// New connections lead there; the old ones break.
    pub fn leads_to(&self, socket: PathBuf) {
        self.target.send_replace(socket);
    }
}

async fn accept(
    listener: TcpListener,
    weather: watch::Receiver<Weather>,
    target: watch::Receiver<PathBuf>,
) {
    let mut connections = JoinSet::new();
    loop {
        let (client, _) = listener.accept().await.unwrap();
        if *weather.borrow() == Weather::Refused {
            continue;
        }
        connections.spawn(carry(client, weather.clone(), target.clone()));
        while connections.try_join_next().is_some() {}
    }
}

async fn carry(
    client: TcpStream,
    weather: watch::Receiver<Weather>,
    mut target: watch::Receiver<PathBuf>,
) {
    let socket = target.borrow_and_update().clone();
    let Ok(server) = UnixStream::connect(socket).await else { return };
    drop(client.set_nodelay(true));
    let (client_reads, client_writes) = client.into_split();
    let (server_reads, server_writes) = server.into_split();
    let answer_lost = Arc::new(tokio::sync::Notify::new());
    let mut breaking = weather.clone();
    // However one of these ends, the others end with it, and both sockets close.
    tokio::select! {
        () = pass(client_reads, server_writes, weather.clone(), Direction::Words(Arc::clone(&answer_lost))) => {}
        () = pass(server_reads, client_writes, weather, Direction::Answers) => {}
        () = answer_lost.notified() => {}
        _ = breaking.wait_for(|now| *now == Weather::Refused) => {}
        _ = target.changed() => {}
    }
}

enum Direction {
    Words(Arc<tokio::sync::Notify>),
    Answers,
}

impl Direction {
    fn is_stopped(&self, weather: Weather) -> bool {
        match weather {
            Weather::Silent => true,
            Weather::Deaf | Weather::AnswerLost => matches!(self, Self::Answers),
            _ => false,
        }
    }
}

async fn pass(
    mut from: impl tokio::io::AsyncRead + Unpin,
    mut to: impl tokio::io::AsyncWrite + Unpin,
    mut weather: watch::Receiver<Weather>,
    direction: Direction,
) {
    let mut chunk = vec![0; CHUNK];
    loop {
        let Ok(read) = from.read(&mut chunk).await else { return };
        if read == 0 || weather.wait_for(|now| !direction.is_stopped(*now)).await.is_err() {
            return;
        }
        let now = *weather.borrow();
        if let Weather::Slow(by) = now {
            tokio::time::sleep(by).await;
        }
        if to.write_all(&chunk[..read]).await.is_err() {
            return;
        }
        if let (Weather::AnswerLost, Direction::Words(lost)) = (now, &direction) {
            // Long enough for PostgreSQL to do what it was told.
            tokio::time::sleep(Duration::from_millis(20)).await;
            lost.notify_one();
        }
    }
}
