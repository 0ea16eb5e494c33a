//! The receivers, and the network before them. Each has moods that the seed decides on, and a journal
//! in which every request that reaches it is.

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use bytes::Bytes;
use futures::FutureExt as _;
use futures::future::BoxFuture;
use tokio::time::sleep;

use super::dice::Dice;
use super::journal::Journal;
use super::machines::{self, Process};
use super::model::Model;
use super::webhooks::{Hooks, Mood};
use crate::dispatch::lease::Lease;
use crate::dispatch::way_out::simulated::{Permit, Receive};
use crate::domain::attempt::{Answer, Exchange, Outcome, Timing};
use crate::domain::retry_after::RetryAfter;
use crate::transport::Outgoing;

/// The way to the receivers for the process with this lease.
pub struct Network {
    pub process: Process,
    pub lease: Arc<Lease>,
    pub model: Arc<Model>,
    pub hooks: Arc<Hooks>,
    pub dice: Mutex<Dice>,
}

impl fmt::Debug for Network {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Network")
    }
}

impl Receive for Network {
    fn send<'a>(&'a self, out: Outgoing<'a>, permit: Permit<'a>) -> BoxFuture<'a, Exchange> {
        self.attempt(out, permit).boxed()
    }
}

impl Network {
    fn rolls<T>(&self, roll: impl FnOnce(&mut Dice) -> T) -> T {
        roll(&mut self.dice.lock().unwrap_or_else(PoisonError::into_inner))
    }

    async fn attempt(&self, out: Outgoing<'_>, permit: Permit<'_>) -> Exchange {
        let started = machines::elapsed();
        if !permit() {
            return exchange(Outcome::Interrupted, started);
        }
        let (index, webhook) = self.hooks.by_url(out.url);
        let mood = self.rolls(|dice| self.hooks.mood(index, started, dice));
        if let Some(connecting) = self.rolls(connect) {
            sleep(connecting).await;
            if !permit() {
                return exchange(Outcome::Interrupted, started);
            }
        }
        if mood == Mood::Refuses {
            return exchange(Outcome::Refused, started);
        }
        let header = |name| out.headers.get(name).and_then(|value| value.to_str().ok());
        let event = header("webhook-id").and_then(|id| id.parse().ok()).expect("an event's id");
        let number = header("sparrow-attempt").and_then(|n| n.parse().ok()).expect("a number");
        let journal: &Journal = &self.model.journal;
        let who = (self.process, self.lease.identity().node);
        let begun = journal.begin(who, (event, webhook), number, &self.model.tables());
        let Some(place) = begun else { return exchange(Outcome::Network, started) };
        // Between what permits a request and its first byte on the wire a process can be frozen.
        if self.rolls(|dice| dice.percent(10)) {
            sleep(Duration::from_millis(1)).await;
        }
        journal.arrived(place);
        let left = out.timeout.saturating_sub(machines::since(started));
        let (status, after) = self.rolls(|dice| mood.answer(dice));
        match status {
            Some(status) if after < left => {
                sleep(after).await;
                journal.heard(place, status);
                answered(status, started)
            }
            _ => {
                sleep(left).await;
                exchange(Outcome::Timeout, started)
            }
        }
    }
}

/// How long a connection takes; `None`: there is one already.
fn connect(dice: &mut Dice) -> Option<Duration> {
    match dice.below(100) {
        0..=69 => None,
        70..=95 => Some(dice.millis(1, 50)),
        _ => Some(dice.millis(1_000, 5_000)),
    }
}

fn exchange(outcome: Outcome, started: Duration) -> Exchange {
    let total = machines::since(started);
    let timing = Timing { total, ..Timing::default() };
    Exchange { outcome, error: None, answer: None, retry_after: None, timing, remote: None }
}

fn answered(status: u16, started: Duration) -> Exchange {
    let is_success = (200..300).contains(&status);
    let outcome = if is_success { Outcome::Delivered } else { Outcome::Status };
    let answer = Answer { status, headers: Bytes::new(), body: Bytes::new(), cut: false };
    let asked = (status == 429).then(|| RetryAfter::read([b"2".as_slice()])).flatten();
    Exchange { answer: Some(answer), retry_after: asked, ..exchange(outcome, started) }
}
