//! Goes on with replays: every second, and at once when one is made here, the next batch of each
//! running one enters the queue; one with a rate in small batches, as its time comes. And clears up
//! behind them: plans that nobody carried out, and cancelled replays whose caller did not see to their
//! end. Those that are as old as the events no longer kept go with them: see `upkeep::retention`.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::Notify;

use crate::clock::Stamper;
use crate::domain::ids::{DeliveryId, NamespaceId, ReplayBase, WebhookId};
use crate::store::commands::Commands;
use crate::store::hints::Owed;
use crate::store::replay_batches::{running, step};
use crate::store::replays::change::{SweepError, left_unswept, sweep};
use crate::store::replays::clear::drop_expired;
use crate::store::{Database, Link, Plans, Pool, StoreError, in_time};
use crate::tasks::{Policy, Tasks};
use crate::telemetry::Chain;

const PERIOD: Duration = Duration::from_secs(1);
/// Between two batches of one that has a rate, at least: ten small ones a second.
const PACE: Duration = Duration::from_millis(100);
const CLEAR_UP: Duration = Duration::from_secs(10);
const DEADLINE: Duration = Duration::from_secs(10);

/// Who is told of deliveries that have come into the queue.
pub type Told = Arc<dyn Fn(&[Owed]) + Send + Sync>;

pub fn start(
    tasks: &Tasks,
    database: &Database,
    stamper: Arc<Stamper>,
    wake: Arc<Notify>,
    told: Told,
) {
    // Its statements are planned while the tables are small, and must hold when they are not.
    let mut link = database.link(DEADLINE, Plans::Probes);
    let stopping = tasks.stopping();
    tasks.spawn("replays", Policy::Critical, async move {
        let rounds = async {
            loop {
                let wait = match round(&mut link, &stamper, &told).await {
                    Ok(wait) => wait,
                    Err(error) => {
                        tracing::warn!(event = "replays_wait", error = %Chain(&error), "replays wait for PostgreSQL");
                        PERIOD
                    }
                };
                // Whichever comes first.
                drop(tokio::time::timeout(wait, wake.notified()).await);
            }
        };
        stopping.run_until_cancelled(rounds).await;
        link.close().await;
    });
}

/// One batch of each in turn, until there is nothing to be made just now. Says how long that is.
async fn round(link: &mut Link, stamper: &Stamper, told: &Told) -> Result<Duration, StoreError> {
    loop {
        let all = running(link).await?;
        let mut at_once = false;
        for replay in all.iter().filter(|replay| replay.wait.is_zero()) {
            let base = ReplayBase::from_stamp(stamper.stamp());
            let done = step(link, replay.namespace, replay.replay, base).await?;
            told(&owed(replay.namespace, &done.queued));
            at_once |= !replay.paced;
        }
        if !at_once {
            let next = all.iter().filter(|r| r.paced).map(|r| r.wait.max(PACE)).min();
            return Ok(next.map_or(PERIOD, |next| next.min(PERIOD)));
        }
    }
}

fn owed(namespace: NamespaceId, queued: &[(WebhookId, DeliveryId)]) -> Vec<Owed> {
    let one = |(webhook, delivery): &(_, _)| Owed {
        namespace,
        webhook: *webhook,
        fresh: Some(*delivery),
        due: None,
    };
    queued.iter().map(one).collect()
}

pub fn start_clearing(tasks: &Tasks, pool: Pool, commands: Commands) {
    let stopping = tasks.stopping();
    tasks.spawn("replay_leftovers", Policy::Critical, async move {
        let mut ticks = tokio::time::interval(CLEAR_UP);
        while stopping.run_until_cancelled(ticks.tick()).await.is_some() {
            let cleared = stopping.run_until_cancelled(clear_up(&pool, &commands)).await;
            if let Some(Err(error)) = cleared {
                tracing::warn!(event = "replay_leftovers_wait", error = %Chain(&error), "what replays left behind waits");
            }
        }
    });
}

async fn clear_up(pool: &Pool, commands: &Commands) -> Result<(), SweepError> {
    while in_time(drop_expired(pool)).await? {}
    for (namespace, replay) in in_time(left_unswept(pool)).await? {
        let ended = sweep(pool, commands, namespace, replay).await?;
        tracing::info!(event = "replay_swept", replay_id = %replay, ended, "a cancelled replay is at its end");
    }
    Ok(())
}
