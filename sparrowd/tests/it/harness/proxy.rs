//! The network between a node and PostgreSQL: a TCP port that leads to PostgreSQL's socket, and what
//! can go wrong on the way.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream, UnixStream};
use tokio::sync::{Notify, watch};
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
    /// As that, but of the statement alone that has these words in it, when a connection first makes it.
    AnswerLostTo(&'static str),
}

/// Ends with this value.
#[derive(Debug)]
pub struct Proxy {
    address: SocketAddr,
    weather: watch::Sender<Weather>,
    target: watch::Sender<PathBuf>,
    lost: Arc<AtomicUsize>,
    _connections: JoinSet<()>,
}

impl Proxy {
    /// To the socket that PostgreSQL listens on.
    pub async fn start(socket: PathBuf) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let (weather, now) = watch::channel(Weather::Fair);
        let (target, at) = watch::channel(socket);
        let lost = Arc::default();
        let mut connections = JoinSet::new();
        connections.spawn(accept(listener, now, at, Arc::clone(&lost)));
        Self { address, weather, target, lost, _connections: connections }
    }

    pub fn address(&self) -> SocketAddr {
        self.address
    }

    pub fn becomes(&self, weather: Weather) {
        self.weather.send_replace(weather);
    }

    /// How many answers to statements were lost that PostgreSQL had carried out and answered.
    pub fn lost(&self) -> usize {
        self.lost.load(Ordering::Relaxed)
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
    lost: Arc<AtomicUsize>,
) {
    let mut connections = JoinSet::new();
    loop {
        let (client, _) = listener.accept().await.unwrap();
        if *weather.borrow() == Weather::Refused {
            continue;
        }
        connections.spawn(carry(client, weather.clone(), target.clone(), Arc::clone(&lost)));
        while connections.try_join_next().is_some() {}
    }
}

async fn carry(
    client: TcpStream,
    weather: watch::Receiver<Weather>,
    mut target: watch::Receiver<PathBuf>,
    lost: Arc<AtomicUsize>,
) {
    let socket = target.borrow_and_update().clone();
    let Ok(server) = UnixStream::connect(socket).await else { return };
    drop(client.set_nodelay(true));
    let (client_reads, client_writes) = client.into_split();
    let (server_reads, server_writes) = server.into_split();
    let words = Words::default();
    let mut breaking = weather.clone();
    // However one of these ends, the others end with it, and both sockets close.
    tokio::select! {
        () = pass(client_reads, server_writes, weather.clone(), Direction::Words(&words)) => {}
        () = pass(server_reads, client_writes, weather, Direction::Answers(&words)) => {}
        () = words.broken.notified() => {}
        _ = breaking.wait_for(|now| *now == Weather::Refused) => {}
        _ = target.changed() => {}
    }
    lost.fetch_add(usize::from(words.is_lost.load(Ordering::Relaxed)), Ordering::Relaxed);
}

/// What one connection has carried.
#[derive(Debug, Default)]
struct Words {
    broken: Notify,
    /// The statement whose answer is to be lost has been prepared; what comes next carries it out.
    is_prepared: AtomicBool,
    is_carried_out: AtomicBool,
    is_lost: AtomicBool,
}

impl Words {
    /// Sees words on their way.
    fn see(&self, said: &[u8], of: &str) {
        if self.is_prepared.load(Ordering::Relaxed) {
            self.is_carried_out.store(true, Ordering::Relaxed);
        } else if said.windows(of.len()).any(|part| part == of.as_bytes()) {
            self.is_prepared.store(true, Ordering::Relaxed);
        }
    }
}

#[derive(Clone, Copy)]
enum Direction<'a> {
    Words(&'a Words),
    Answers(&'a Words),
}

impl Direction<'_> {
    fn is_stopped(self, weather: Weather) -> bool {
        match weather {
            Weather::Silent => true,
            Weather::Deaf | Weather::AnswerLost => matches!(self, Self::Answers(_)),
            _ => false,
        }
    }
}

async fn pass(
    mut from: impl tokio::io::AsyncRead + Unpin,
    mut to: impl tokio::io::AsyncWrite + Unpin,
    mut weather: watch::Receiver<Weather>,
    direction: Direction<'_>,
) {
    let mut chunk = vec![0; CHUNK];
    loop {
        let Ok(read) = from.read(&mut chunk).await else { return };
        if read == 0 || weather.wait_for(|now| !direction.is_stopped(*now)).await.is_err() {
            return;
        }
        let now = *weather.borrow();
        match (now, direction) {
            (Weather::Slow(by), _) => tokio::time::sleep(by).await,
            (Weather::AnswerLostTo(of), Direction::Words(words)) => words.see(&chunk[..read], of),
            (Weather::AnswerLostTo(_), Direction::Answers(words))
                if words.is_carried_out.load(Ordering::Relaxed) =>
            {
                words.is_lost.store(true, Ordering::Relaxed);
                return;
            }
            _ => {}
        }
        if to.write_all(&chunk[..read]).await.is_err() {
            return;
        }
        if let (Weather::AnswerLost, Direction::Words(words)) = (now, direction) {
            // Long enough for PostgreSQL to do what it was told.
            tokio::time::sleep(Duration::from_millis(20)).await;
            words.broken.notify_one();
        }
    }
}
