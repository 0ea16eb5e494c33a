//! Drops idempotency keys that stand for nothing any more.

use std::time::Duration;

use crate::store::{Pool, idempotency, in_time};
use crate::tasks::{Policy, Tasks};
use crate::telemetry::Chain;

const PERIOD: Duration = Duration::from_secs(60);

pub fn start(tasks: &Tasks, pool: Pool) {
    let stopping = tasks.stopping();
    tasks.spawn("idempotency", Policy::Critical, async move {
        let mut ticks = tokio::time::interval(PERIOD);
        ticks.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        while stopping.run_until_cancelled(ticks.tick()).await.is_some() {
            stopping.run_until_cancelled(drop_expired(&pool)).await;
        }
    });
}

/// In bites, so that no statement is long.
async fn drop_expired(pool: &Pool) {
    loop {
        match in_time(idempotency::drop_expired(pool)).await {
            Ok(idempotency::BITE) => {}
            Ok(_) => return,
            Err(error) => {
                tracing::warn!(event = "keys_failed", error = %Chain(&error), "old idempotency keys could not be dropped");
                return;
            }
        }
    }
}
