//! Hearing what other nodes tell, and passing it on to whom it concerns.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::Notify;

use super::dispatcher::Dispatcher;
use super::ledger::{Ledgers, Listener};
use crate::chance;
use crate::tasks::{Policy, Tasks};
use crate::telemetry::Chain;

const FIRST_PAUSE: Duration = Duration::from_millis(250);
const LONGEST_PAUSE: Duration = Duration::from_secs(5);

/// `changed` wakes whoever keeps the configuration in force.
pub fn start(
    tasks: &Tasks,
    ledgers: &dyn Ledgers,
    dispatcher: Arc<Dispatcher>,
    changed: Arc<Notify>,
) {
    let listener = ledgers.listen();
    let stopping = tasks.stopping();
    tasks.spawn("listener", Policy::Critical, async move {
        stopping.run_until_cancelled(run(listener, dispatcher, changed)).await;
    });
}

async fn run(mut listener: Box<dyn Listener>, dispatcher: Arc<Dispatcher>, changed: Arc<Notify>) {
    let mut pause = FIRST_PAUSE;
    loop {
        match listener.next().await {
            Ok(hints) => {
                pause = FIRST_PAUSE;
                if hints.nodes {
                    dispatcher.nodes_moved.notify_one();
                }
                if hints.configuration {
                    changed.notify_one();
                }
                dispatcher.heard(hints).await;
            }
            Err(error) => {
                tracing::warn!(event = "hints_unheard", error = %Chain(&error), pause_ms = pause.as_millis(), "hints of other nodes are not heard; this node looks for itself");
                tokio::time::sleep(pause.mul_f64(chance::range(0.5..=1.0))).await;
                pause = pause.saturating_mul(2).min(LONGEST_PAUSE);
            }
        }
    }
}
