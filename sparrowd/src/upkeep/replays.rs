//! Goes on with replays: every second, and at once when one is made here, the next batch of each
//! running one enters the queue.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::Notify;

use crate::clock::Stamper;
use crate::domain::ids::{DeliveryId, NamespaceId, ReplayBase, WebhookId};
use crate::store::replay_batches::{running, step};
use crate::store::{Database, Link, Plans, StoreError};
use crate::tasks::{Policy, Tasks};
use crate::telemetry::Chain;

const PERIOD: Duration = Duration::from_secs(1);
const DEADLINE: Duration = Duration::from_secs(10);

/// Who is told of deliveries that have come into the queue.
pub type Told = Arc<dyn Fn(NamespaceId, &[(WebhookId, DeliveryId)]) + Send + Sync>;

pub fn start(
    tasks: &Tasks,
    database: &Database,
    stamper: Arc<Stamper>,
    wake: Arc<Notify>,
    told: Told,
) {
    let mut link = database.link(DEADLINE, Plans::Default);
    let stopping = tasks.stopping();
    tasks.spawn("replays", Policy::Critical, async move {
        let rounds = async {
            loop {
                if let Err(error) = round(&mut link, &stamper, &told).await {
                    tracing::warn!(event = "replays_wait", error = %Chain(&error), "replays wait for PostgreSQL");
                }
                // Whichever comes first.
                drop(tokio::time::timeout(PERIOD, wake.notified()).await);
            }
        };
        stopping.run_until_cancelled(rounds).await;
        link.close().await;
    });
}

/// One batch of each in turn, until none is left.
async fn round(link: &mut Link, stamper: &Stamper, told: &Told) -> Result<(), StoreError> {
    loop {
        let all = running(link).await?;
        if all.is_empty() {
            return Ok(());
        }
        for replay in all {
            let base = ReplayBase::from_stamp(stamper.stamp());
            let done = step(link, replay, base).await?;
            told(replay.namespace, &done.queued);
        }
    }
}
