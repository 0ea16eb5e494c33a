//! The refill task: asks the database for what queues have room for, many queues in one statement,
//! and looks for retries when they are due.

use std::sync::Arc;
use std::time::Duration;

use super::dispatcher::Dispatcher;
use super::ledger::{Ledger, Ledgers};
use super::queue::Ask;
use crate::chance;
use crate::domain::timestamp::Timestamp;
use crate::store::queue::{Due, DueWanted, Fresh, FreshWanted};
use crate::store::{Plans, StoreError};
use crate::tasks::{Policy, Tasks};
use crate::telemetry::Chain;

/// Webhooks in one statement, at most.
const ASKS: usize = 128;
const DEADLINE: Duration = Duration::from_secs(10);
/// The longest sleep: what a lost wake-up costs at most.
const IDLE: Duration = Duration::from_secs(5);
const FIRST_PAUSE: Duration = Duration::from_millis(200);
const LONGEST_PAUSE: Duration = Duration::from_secs(2);

pub fn start(tasks: &Tasks, ledgers: &dyn Ledgers, dispatcher: Arc<Dispatcher>) {
    let ledger = ledgers.open(DEADLINE, Plans::Indexed);
    let stopping = tasks.stopping();
    tasks.spawn("refill", Policy::Critical, async move {
        stopping.run_until_cancelled(run(ledger, dispatcher)).await;
    });
}

async fn run(mut ledger: Box<dyn Ledger>, dispatcher: Arc<Dispatcher>) {
    let mut pause = FIRST_PAUSE;
    loop {
        let now = dispatcher.parts.stamper.now();
        let (asks, tick) = {
            let mut queues = dispatcher.queues();
            let asks = queues.asks(now, ASKS);
            let tick = (!asks.is_empty()).then(|| queues.sent());
            (asks, tick)
        };
        let Some(tick) = tick else {
            wait(&dispatcher, now).await;
            continue;
        };
        let lease = &dispatcher.parts.lease;
        let epochs: Vec<_> = asks.iter().map(|ask| lease.epoch(ask.webhook.lane())).collect();
        let results = read(ledger.as_mut(), &asks, now).await;
        // A lane that is not held is not ours to read.
        let are_ours = !epochs.contains(&None);
        let failed = results.is_err() || !are_ours;
        let results: Vec<_> = match results {
            Ok(results) => results.into_iter().map(Some).collect(),
            Err(error) => {
                tracing::warn!(event = "refill_waits", error = %Chain(&error), "reading what is owed waits for PostgreSQL");
                asks.iter().map(|_| None).collect()
            }
        };
        if results.iter().flatten().any(|rows| have_expired(rows, now)) {
            dispatcher.expiry.notify_one();
        }
        {
            let mut queues = dispatcher.queues();
            for ((ask, result), epoch) in asks.iter().zip(results).zip(epochs) {
                queues.refilled(ask, result, now, epoch, tick);
            }
            if !are_ours {
                // A hand-over noted before the lane was lost may have made its queue anew since.
                queues.drop_where(|webhook| lease.epoch(webhook.lane()).is_none());
            }
            queues.back(tick);
        }
        if failed {
            tokio::time::sleep(pause.mul_f64(chance::range(0.5..=1.0))).await;
            pause = pause.saturating_mul(2).min(LONGEST_PAUSE);
        } else {
            pause = FIRST_PAUSE;
            dispatcher.pump();
        }
    }
}

fn have_expired((fresh, due): &(Fresh, Due), now: Timestamp) -> bool {
    let mut rows = fresh.rows.iter().chain(due.rows.iter().map(|(row, _)| row));
    rows.any(|row| row.has_expired(now))
}

/// Until a queue asks, or the next retry is due.
async fn wait(dispatcher: &Dispatcher, now: Timestamp) {
    let sleep = match dispatcher.queues().next_look().0 {
        Some(at) => at.since(now).min(IDLE),
        None => IDLE,
    };
    // Whichever comes first; a wake-up that was lost costs `IDLE` at most.
    drop(tokio::time::timeout(sleep, dispatcher.refill.notified()).await);
}

/// Both kinds of rows for each ask, in the same order.
async fn read(
    ledger: &mut dyn Ledger,
    asks: &[Ask],
    now: Timestamp,
) -> Result<Vec<(Fresh, Due)>, StoreError> {
    let mut results = vec![(Fresh::default(), Due::default()); asks.len()];
    let (mut wanted, mut places) = (Vec::new(), Vec::new());
    for (place, ask) in asks.iter().enumerate() {
        if let Some((after, limit)) = ask.fresh {
            let Ask { namespace, webhook, .. } = *ask;
            wanted.push(FreshWanted { namespace, webhook, after, limit });
            places.push(place);
        }
    }
    if !wanted.is_empty() {
        for (place, rows) in places.iter().zip(ledger.fresh(&wanted).await?) {
            results[*place].0 = rows;
        }
    }
    let (mut wanted, mut places) = (Vec::new(), Vec::new());
    for (place, ask) in asks.iter().enumerate() {
        if let Some((from, limit)) = ask.due {
            let Ask { namespace, webhook, in_hand, .. } = *ask;
            wanted.push(DueWanted { namespace, webhook, from, limit: limit + in_hand });
            places.push(place);
        }
    }
    if !wanted.is_empty() {
        for (place, rows) in places.iter().zip(ledger.due(&wanted, now).await?) {
            results[*place].1 = rows;
        }
    }
    Ok(results)
}
