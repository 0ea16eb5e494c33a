//! Waiting for deliveries: a stream of their states, followed until enough has happened.

use std::{
    collections::{BTreeMap, BTreeSet},
    time::Duration,
};

use console::measure_text_width;
use sparrow_proto::v1::{Delivery, DeliveryState, WatchDeliveriesRequest, WatchDeliveriesResponse};
use tonic::Streaming;

use super::signals::Signals;
use crate::{
    client::{self, Client},
    clock::Stopwatch,
    error::{Failure, Result, Stop},
    exit::Exit,
    nouns::{
        attempt,
        delivery::{has_ended, state, state_word, webhook_name},
    },
    output::{Tone, Value, printer::cell, text, view},
    session::Session,
    time,
};

/// Between two tries to open the stream again.
const PAUSE: Duration = Duration::from_millis(500);
/// Names longer than this are cut in the table of a fan-out.
const LONGEST_NAME: usize = 24;

/// What is waited for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Until {
    /// Each has ended or is held by a pause, which may last.
    Settled,
    /// Each was attempted once.
    Attempted,
    /// Each has ended.
    Ended,
}

impl Until {
    fn is_met(self, delivery: &Delivery) -> bool {
        let held = delivery.state() == DeliveryState::Held;
        match self {
            Self::Ended => has_ended(delivery),
            Self::Settled => has_ended(delivery) || held,
            Self::Attempted => has_ended(delivery) || held || delivery.attempts > 0,
        }
    }
}

/// The deliveries as they were last seen. Their ids sort as the event lists its webhooks.
#[derive(Debug, Default)]
pub struct FanOut {
    pub deliveries: BTreeMap<String, Delivery>,
    total: Option<u32>,
    /// Whether they are shown some other way than as a table of a fan-out.
    is_silent: bool,
}

impl FanOut {
    pub fn silent() -> Self {
        Self { is_silent: true, ..Self::default() }
    }

    fn is_complete(&self, until: Until) -> bool {
        self.total.is_some_and(|total| self.deliveries.len() >= total as usize)
            && self.deliveries.values().all(|delivery| until.is_met(delivery))
    }

    fn count(&self, wanted: impl Fn(DeliveryState) -> bool) -> u64 {
        self.deliveries.values().filter(|delivery| wanted(delivery.state())).count() as u64
    }

    /// Whether one ended other than delivered.
    pub fn has_failures(&self) -> bool {
        self.deliveries
            .values()
            .any(|delivery| has_ended(delivery) && delivery.state() != DeliveryState::Delivered)
    }

    /// `delivered 2, held 1`.
    pub fn summary(&self) -> String {
        let states = [
            DeliveryState::Delivered,
            DeliveryState::Held,
            DeliveryState::Pending,
            DeliveryState::Retrying,
            DeliveryState::Dead,
            DeliveryState::Cancelled,
            DeliveryState::Expired,
            DeliveryState::Discarded,
        ];
        let parts: Vec<String> = states
            .into_iter()
            .map(|wanted| (state_word(wanted), self.count(|state| state == wanted)))
            .filter(|(_, count)| *count > 0)
            .map(|(word, count)| format!("{word} {}", view::grouped(count)))
            .collect();
        if parts.is_empty() { "no deliveries".to_owned() } else { parts.join(", ") }
    }
}

/// Follows deliveries until the condition is met for all. What was seen is in `seen` also when
/// this fails. In a table each is shown as it settles.
pub async fn watch(
    session: &mut Session,
    client: &Client,
    request: WatchDeliveriesRequest,
    until: Until,
    seen: &mut FanOut,
) -> Result<()> {
    let mut signals = Signals::listen()?;
    let limit = session.settings.timeout.value;
    let stopwatch = Stopwatch::start();
    let followed = {
        let follow = follow(session, client, request, until, seen);
        tokio::select! {
            followed = follow => followed,
            () = deadline(limit) => Err(Stop::Ended(Exit::Timeout)),
            exit = signals.received() => Err(Stop::Ended(exit)),
        }
    };
    match followed {
        Err(Stop::Ended(Exit::Timeout)) => {
            Err(out_of_time(seen, until, stopwatch.elapsed()).into())
        }
        Err(Stop::Ended(exit)) => {
            session.out.say(format!("stopped: {}", seen.summary()));
            Err(Stop::Ended(exit))
        }
        other => other,
    }
}

async fn deadline(limit: Option<Duration>) {
    match limit {
        Some(limit) => tokio::time::sleep(limit).await,
        None => std::future::pending().await,
    }
}

async fn follow(
    session: &mut Session,
    client: &Client,
    request: WatchDeliveriesRequest,
    until: Until,
    seen: &mut FanOut,
) -> Result<()> {
    let mut rows = Rows::default();
    loop {
        match client.deliveries().watch_deliveries(request.clone()).await {
            Ok(stream) => {
                client.answered();
                if read(session, stream.into_inner(), until, seen, &mut rows, client).await? {
                    return Ok(());
                }
            }
            Err(status) if client::is_passing(&status) && seen.total.is_some() => {}
            Err(status) => return Err(client.failure(&status).into()),
        }
        tokio::time::sleep(PAUSE).await;
    }
}

/// Reads one stream; false if it broke before its time.
async fn read(
    session: &mut Session,
    mut stream: Streaming<WatchDeliveriesResponse>,
    until: Until,
    seen: &mut FanOut,
    rows: &mut Rows,
    client: &Client,
) -> Result<bool> {
    loop {
        let message = match stream.message().await {
            Ok(Some(message)) => message,
            Ok(None) => return Ok(seen.is_complete(until)),
            Err(status) if client::is_passing(&status) => return Ok(false),
            Err(status) => return Err(client.failure(&status).into()),
        };
        seen.total = Some(message.total);
        for delivery in message.deliveries {
            seen.deliveries.insert(delivery.id.clone(), delivery);
        }
        let is_table = session.out.view.is_table() && session.out.view.columns.is_none();
        if is_table && !seen.is_silent {
            rows.show(session, seen, until)?;
        }
        if seen.is_complete(until) {
            return Ok(true);
        }
    }
}

fn out_of_time(seen: &FanOut, until: Until, after: Duration) -> Failure {
    let waiting: Vec<&Delivery> =
        seen.deliveries.values().filter(|delivery| !until.is_met(delivery)).collect();
    let message = format!(
        "{} still waiting after {}",
        view::count(waiting.len() as u64, "delivery is", "deliveries are"),
        time::took(after)
    );
    let mut failure = Failure::new(Exit::Timeout, "wait_timeout", message);
    for delivery in &waiting {
        let state = state_word(delivery.state());
        failure = failure.note(format!("{}  {}  {state}", delivery.id, webhook_name(delivery)));
    }
    let details: Vec<serde_json::Value> = waiting
        .iter()
        .map(|delivery| {
            serde_json::json!({
                "delivery_id": delivery.id,
                "webhook": webhook_name(delivery),
                "state": state_word(delivery.state()),
            })
        })
        .collect();
    failure.with("waiting", details)
}

/// The table of a fan-out: a line per delivery, once it has settled.
#[derive(Debug, Default)]
struct Rows {
    shown: BTreeSet<String>,
    /// Known once the first deliveries are; all come with the first message.
    name_width: Option<usize>,
}

impl Rows {
    fn show(&mut self, session: &mut Session, seen: &FanOut, until: Until) -> Result<()> {
        if seen.deliveries.is_empty() {
            return Ok(());
        }
        let palette = session.out.view.out;
        let width = if let Some(width) = self.name_width {
            width
        } else {
            let width = name_width(seen);
            let head = format!("  {:width$}  {:30}  RESULT", "FAN-OUT", "DELIVERY");
            session.out.line(&palette.paint(Tone::Muted, &head))?;
            *self.name_width.insert(width)
        };
        for delivery in seen.deliveries.values().filter(|delivery| until.is_met(delivery)) {
            if !self.shown.insert(delivery.id.clone()) {
                continue;
            }
            let name = cell(webhook_name(delivery));
            let name = text::cut(&name, width, palette.ascii);
            let pad = width.saturating_sub(measure_text_width(&name));
            let result = result(session, delivery);
            session.out.line(&format!("  {name}{:pad$}  {:30}  {result}", "", delivery.id))?;
        }
        session.out.flush()
    }
}

fn name_width(seen: &FanOut) -> usize {
    let width = |delivery| measure_text_width(&cell(webhook_name(delivery))).min(LONGEST_NAME);
    seen.deliveries.values().map(width).max().unwrap_or(0).max("FAN-OUT".len())
}

/// `✓ 204  83ms  attempt 1`, `‖ held`, `☠ dead  502 Bad Gateway  attempt 10`.
fn result(session: &Session, delivery: &Delivery) -> String {
    let view = &session.out.view;
    let state_value = state(delivery.state());
    let Some(last) = &delivery.last_attempt else {
        let reason = if delivery.reason.is_empty() {
            String::new()
        } else {
            format!("  {}", cell(&delivery.reason))
        };
        return format!("{}{reason}", view.human(&state_value));
    };
    let took = attempt::total(last).map(time::took).unwrap_or_default();
    let result = match (&state_value, delivery.state()) {
        (Value::State(_, mark, tone), DeliveryState::Delivered) => view
            .out
            .paint(*tone, &format!("{} {}", view.out.mark(*mark), attempt::result_text(last))),
        _ => format!("{}  {}", view.human(&state_value), attempt::result_text(last)),
    };
    format!("{result}  {took}  attempt {}", last.number)
}
