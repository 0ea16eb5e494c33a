//! Makes partitions ahead of time, at start and every hour.

use std::sync::Arc;
use std::time::Duration;

use crate::clock::Stamper;
use crate::store::{Pool, in_time, nodes, partitions};
use crate::tasks::{Policy, Tasks};
use crate::telemetry::Chain;

const PERIOD: Duration = Duration::from_secs(3_600);

pub fn start(tasks: &Tasks, pool: Pool, stamper: Arc<Stamper>) {
    let stopping = tasks.stopping();
    tasks.spawn("partitions", Policy::Critical, async move {
        let mut ticks = tokio::time::interval(PERIOD);
        while stopping.run_until_cancelled(ticks.tick()).await.is_some() {
            match partitions::ensure(&pool, stamper.now()).await {
                Ok(0) => {}
                Ok(made) => tracing::info!(event = "partitions_made", made, "partitions made ahead"),
                Err(error) => tracing::warn!(event = "partitions_failed", error = %Chain(&error), "partitions could not be made ahead"),
            }
            if let Err(error) = in_time(nodes::forget_dead(&pool)).await {
                tracing::warn!(event = "forget_failed", error = %Chain(&error), "dead nodes could not be forgotten");
            }
        }
    });
}
