//! The load of a campaign: callers that push at a steady pace through every node in turn, whatever
//! happens, and keep a journal of what was acknowledged.

use std::collections::HashSet;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use sparrow_proto::v1::event_service_client::EventServiceClient;
use sparrow_proto::v1::{EventInput, PushEventRequest};
use tokio::task::JoinSet;
use tonic::Code;
use tonic::transport::Channel;
use tonic_types::StatusExt as _;

use super::sink::Sink;
use crate::harness::daemon::NAMESPACE;
use crate::harness::eventually;

pub const LONG: Duration = Duration::from_secs(120);
const CALLERS: usize = 32;
/// How long a node is left out that did not answer.
const LEFT_OUT: Duration = Duration::from_secs(2);
/// A push that takes longer is given up by its caller, who then does not know what became of it.
const DEADLINE: Duration = Duration::from_secs(5);
/// Beyond a deadline, what a busy machine may add before it counts as a call that hung.
const GRACE: Duration = Duration::from_secs(2);

/// What callers saw.
#[derive(Debug, Default)]
pub struct Journal {
    pub accepted: HashSet<String>,
    /// Answered as unavailable.
    pub unavailable: u64,
    /// Those of them that were refused without a word on when to try again.
    pub without_delay: u64,
    /// Acknowledged or not, nobody knows.
    pub unknown: u64,
    /// Calls that outlived their deadline.
    pub hung: u64,
}

#[derive(Debug)]
pub struct Load {
    pub sink: Arc<Sink>,
    pub webhooks: usize,
    accepted: Arc<AtomicU64>,
    stop: Arc<AtomicBool>,
    callers: JoinSet<Journal>,
}

/// Which webhook's events are of this type.
pub fn event_type(webhook: usize) -> String {
    format!("fault.w{webhook}")
}

impl Load {
    /// So many events per second over all webhooks and nodes.
    pub fn start(sink: Arc<Sink>, nodes: Vec<Channel>, webhooks: usize, rate: u64) -> Self {
        let (accepted, stop) = (Arc::default(), Arc::default());
        let nodes = Arc::new(Balance::over(nodes));
        let mut callers = JoinSet::new();
        for caller in 0..CALLERS {
            let mine = Caller {
                sink: Arc::clone(&sink),
                nodes: Arc::clone(&nodes),
                webhooks,
                accepted: Arc::clone(&accepted),
                stop: Arc::clone(&stop),
                journal: Journal::default(),
            };
            callers.spawn(mine.run(caller, rate));
        }
        Self { sink, webhooks, accepted, stop, callers }
    }

    /// Until so many more events have been accepted.
    pub async fn go_on(&self, more: u64) {
        let wanted = self.accepted.load(Ordering::Relaxed) + more;
        eventually(LONG, async || match self.accepted.load(Ordering::Relaxed) {
            enough if enough >= wanted => Ok(()),
            few => Err(format!("{few} of {wanted} accepted")),
        })
        .await;
    }

    /// Until each webhook has had an event that was pushed at or after this moment: how long that took.
    pub async fn recovered(&self, since: Instant) -> Duration {
        let first = eventually(LONG, async || match self.sink.first_since(since) {
            all if all.len() == self.webhooks => Ok(all),
            some => Err(format!("{} of {} webhooks have had an event", some.len(), self.webhooks)),
        })
        .await;
        first.values().map(|at| at.duration_since(since)).max().unwrap_or_default()
    }

    pub async fn stop(mut self) -> Journal {
        self.stop.store(true, Ordering::Relaxed);
        let mut all = Journal::default();
        while let Some(journal) = self.callers.join_next().await {
            let journal = journal.unwrap();
            all.accepted.extend(journal.accepted);
            all.unavailable += journal.unavailable;
            all.without_delay += journal.without_delay;
            all.unknown += journal.unknown;
            all.hung += journal.hung;
        }
        all
    }
}

/// The nodes in turn. One that did not answer is left out for a while, as whatever balances load in
/// front of them would do; what it says itself, a refusal too, is an answer.
struct Balance {
    nodes: Vec<(Channel, Mutex<Option<Instant>>)>,
}

impl Balance {
    fn over(nodes: Vec<Channel>) -> Self {
        Self { nodes: nodes.into_iter().map(|node| (node, Mutex::new(None))).collect() }
    }

    /// The nth, or the next that is not left out; if all are, the nth all the same.
    fn pick(&self, nth: usize) -> usize {
        let nth = nth % self.nodes.len();
        let is_in = |n: &usize| {
            let out_since = *self.nodes[*n].1.lock().unwrap();
            out_since.is_none_or(|since| since.elapsed() > LEFT_OUT)
        };
        (0..self.nodes.len()).map(|n| (nth + n) % self.nodes.len()).find(is_in).unwrap_or(nth)
    }

    fn leave_out(&self, node: usize) {
        *self.nodes[node].1.lock().unwrap() = Some(Instant::now());
    }
}

struct Caller {
    sink: Arc<Sink>,
    nodes: Arc<Balance>,
    webhooks: usize,
    accepted: Arc<AtomicU64>,
    stop: Arc<AtomicBool>,
    journal: Journal,
}

impl Caller {
    /// Every other caller has a key for each event, and pushes it until it is acknowledged; of the
    /// others, what is refused is another event's turn.
    async fn run(mut self, caller: usize, rate: u64) -> Journal {
        let mut pace =
            tokio::time::interval(Duration::from_micros(1_000_000 * CALLERS as u64 / rate));
        pace.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        let has_keys = caller.is_multiple_of(2);
        let mut n = caller;
        while !self.stop.load(Ordering::Relaxed) {
            pace.tick().await;
            let webhook = n % self.webhooks;
            let event = EventInput {
                idempotency_key: if has_keys { format!("{caller}-{n}") } else { String::new() },
                namespace: NAMESPACE.to_owned(),
                r#type: event_type(webhook),
                payload: self.sink.payload(),
                ..Default::default()
            };
            // The payload belongs to the key: an event tried again is the same event.
            for tries in 0.. {
                let turn = n / self.webhooks + caller + tries;
                let done = self.push(turn, event.clone()).await;
                if done || !has_keys || self.stop.load(Ordering::Relaxed) {
                    break;
                }
                pace.tick().await;
            }
            n += CALLERS;
        }
        self.journal
    }

    async fn push(&mut self, turn: usize, event: EventInput) -> bool {
        let picked = self.nodes.pick(turn);
        let node = self.nodes.nodes[picked].0.clone();
        let mut request = tonic::Request::new(PushEventRequest { event: Some(event) });
        request.set_timeout(DEADLINE);
        let started = Instant::now();
        let answer = EventServiceClient::new(node).push_event(request).await;
        if started.elapsed() > DEADLINE + GRACE {
            self.journal.hung += 1;
        }
        match answer {
            Ok(answer) => {
                let event = answer.into_inner().event_id;
                self.sink.acknowledged(&event, started);
                self.journal.accepted.insert(event);
                self.accepted.fetch_add(1, Ordering::Relaxed);
                return true;
            }
            Err(status) => {
                let details = status.get_error_details();
                let retry = details.retry_info().and_then(|retry| retry.retry_delay);
                if retry.is_none() {
                    self.nodes.leave_out(picked);
                }
                // Of one whose outcome nobody knows it is not said that it may be tried again.
                let is_unknown =
                    details.error_info().is_some_and(|info| info.reason == "outcome_unknown");
                match status.code() {
                    Code::Unavailable => {
                        self.journal.unavailable += 1;
                        self.journal.without_delay += u64::from(retry.is_none() && !is_unknown);
                    }
                    _ => self.journal.unknown += 1,
                }
            }
        }
        false
    }
}
