//! The receiver of all webhooks of a campaign: it counts what arrives by event, and notes when.

use std::collections::{HashMap, HashSet};
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::{Duration, Instant};

use bytes::Bytes;
use http_body_util::{BodyExt as _, Empty};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use tokio::net::TcpListener;
use tokio::task::JoinSet;

/// How the receiver treats those webhooks that it is told to mistreat.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mood {
    Well,
    /// Takes requests and answers nothing.
    Hanging,
    /// Answers 503.
    Failing,
    /// Ends the connection instead of an answer.
    Closing,
}

/// One request that was answered with 200.
#[derive(Debug, Clone)]
pub struct Arrival {
    pub webhook: usize,
    pub event: String,
    /// When its event was first pushed.
    pub pushed: Instant,
    pub at: Instant,
}

#[derive(Debug)]
struct State {
    mood: Mood,
    /// By event: how many requests were answered with 200.
    events: HashMap<String, u32>,
    arrivals: Vec<Arrival>,
    /// When the push of an event began that was acknowledged.
    acknowledged: HashMap<String, Instant>,
}

#[derive(Debug)]
pub struct Sink {
    address: SocketAddr,
    start: Instant,
    state: Arc<Mutex<State>>,
    _connections: JoinSet<()>,
}

impl Sink {
    pub async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let (start, state) = (
            Instant::now(),
            State {
                mood: Mood::Well,
                events: HashMap::new(),
                arrivals: Vec::new(),
                acknowledged: HashMap::new(),
            },
        );
        let state = Arc::new(Mutex::new(state));
        let mut connections = JoinSet::new();
        connections.spawn(accept(listener, start, Arc::clone(&state)));
        Self { address, start, state, _connections: connections }
    }

    pub fn url(&self, webhook: usize) -> String {
        format!("http://{}/{webhook}", self.address)
    }

    /// The payload of an event pushed now.
    pub fn payload(&self) -> Bytes {
        format!(r#"{{"us":{}}}"#, self.start.elapsed().as_micros()).into()
    }

    /// Every third webhook is treated so from now on.
    pub fn becomes(&self, mood: Mood) {
        self.state().mood = mood;
    }

    pub fn has(&self, event: &str) -> bool {
        self.state().events.contains_key(event)
    }

    /// Requests beyond the first for an event.
    pub fn duplicates(&self) -> usize {
        self.state().events.values().map(|count| *count as usize - 1).sum()
    }

    /// For each webhook that had one: the first arrival of an event pushed at or after this moment.
    pub fn first_since(&self, moment: Instant) -> HashMap<usize, Instant> {
        let mut first = HashMap::new();
        for arrival in self.state().arrivals.iter().filter(|arrival| arrival.pushed >= moment) {
            let at = first.entry(arrival.webhook).or_insert(arrival.at);
            *at = arrival.at.min(*at);
        }
        first
    }

    /// A push that began then was acknowledged.
    pub fn acknowledged(&self, event: &str, began: Instant) {
        self.state().acknowledged.entry(event.to_owned()).or_insert(began);
    }

    /// How long these webhooks' events waited that were pushed in that time and have arrived, from the
    /// beginning of the push that was acknowledged; sorted. Of what nobody acknowledged nothing is
    /// promised: a node that wakes may find it in its sockets.
    pub fn waits(&self, webhooks: &HashSet<usize>, from: Instant, until: Instant) -> Vec<Duration> {
        let state = self.state();
        let theirs = state.arrivals.iter().filter(|arrival| webhooks.contains(&arrival.webhook));
        let pushed = |arrival: &Arrival| state.acknowledged.get(&arrival.event).copied();
        let mut waits: Vec<_> = theirs
            .filter_map(|arrival| Some((pushed(arrival)?, arrival.at)))
            .filter(|(pushed, _)| (from..until).contains(pushed))
            .map(|(pushed, at)| at.saturating_duration_since(pushed))
            .collect();
        drop(state);
        waits.sort_unstable();
        waits
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap()
    }
}

async fn accept(listener: TcpListener, start: Instant, state: Arc<Mutex<State>>) {
    let mut connections = JoinSet::new();
    loop {
        let (stream, _) = listener.accept().await.unwrap();
        drop(stream.set_nodelay(true));
        let state = Arc::clone(&state);
        let service = service_fn(move |request| answer(request, start, Arc::clone(&state)));
        connections.spawn(async move {
            // How a connection ends is the sender's affair.
            drop(http1::Builder::new().serve_connection(TokioIo::new(stream), service).await);
        });
        while connections.try_join_next().is_some() {}
    }
}

async fn answer(
    request: http::Request<Incoming>,
    start: Instant,
    state: Arc<Mutex<State>>,
) -> Result<http::Response<Empty<Bytes>>, Broken> {
    let (head, body) = request.into_parts();
    let webhook: usize = head.uri.path().trim_start_matches('/').parse().unwrap();
    let event = head.headers["webhook-id"].to_str().unwrap().to_owned();
    let body = body.collect().await.map_err(|_| Broken)?.to_bytes();
    let mood = state.lock().unwrap().mood;
    let mut response = http::Response::new(Empty::new());
    if webhook.is_multiple_of(3) {
        match mood {
            Mood::Well => {}
            Mood::Hanging => return std::future::pending().await,
            Mood::Closing => return Err(Broken),
            Mood::Failing => {
                *response.status_mut() = http::StatusCode::SERVICE_UNAVAILABLE;
                return Ok(response);
            }
        }
    }
    let us = std::str::from_utf8(&body).unwrap().trim_start_matches(r#"{"us":"#);
    let us = us.trim_end_matches('}').parse().unwrap();
    let pushed = start + Duration::from_micros(us);
    let arrival = Arrival { webhook, event: event.clone(), pushed, at: Instant::now() };
    let mut state = state.lock().unwrap();
    *state.events.entry(event).or_default() += 1;
    state.arrivals.push(arrival);
    Ok(response)
}

#[derive(Debug, thiserror::Error)]
#[error("the request broke, or is to break")]
struct Broken;
