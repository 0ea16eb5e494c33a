//! Removes secrets that have expired, at start and every hour. They have not signed since they did:
//! this only keeps them from lying about.

use std::sync::Arc;
use std::time::Duration;

use crate::clock::Stamper;
use crate::store::webhooks::secrets;
use crate::store::{Pool, in_time};
use crate::tasks::{Policy, Tasks};
use crate::telemetry::Chain;

const PERIOD: Duration = Duration::from_secs(3_600);

pub fn start(tasks: &Tasks, pool: Pool, stamper: Arc<Stamper>) {
    let stopping = tasks.stopping();
    tasks.spawn("secrets", Policy::Critical, async move {
        let mut ticks = tokio::time::interval(PERIOD);
        while stopping.run_until_cancelled(ticks.tick()).await.is_some() {
            match in_time(secrets::drop_expired(&pool, stamper.now())).await {
                Ok(0) => {}
                Ok(dropped) => tracing::info!(event = "secrets_dropped", dropped, "expired secrets were removed"),
                Err(error) => tracing::warn!(event = "secrets_kept", error = %Chain(&error), "expired secrets could not be removed"),
            }
        }
    });
}
