//! Draws the health of the webhooks that had attempts since the last round, counts what nodes that died
//! had not counted, and drops counters that no figure reaches back to.

use std::sync::{Arc, PoisonError};
use std::time::Duration;

use crate::clock::Stamper;
use crate::domain::timestamp::Timestamp;
use crate::store::health::Active;
use crate::store::{Database, Link, Plans, Pool, StoreError, counting, health, in_time};
use crate::tasks::{Policy, Tasks};
use crate::telemetry::Chain;

const PERIOD: Duration = Duration::from_secs(2);
const DEADLINE: Duration = Duration::from_secs(10);
/// Webhooks in one statement, at most.
const BATCH: usize = 1_000;
/// Counters are kept for as long as `webhook show` can look back.
const KEPT: Duration = Duration::from_secs(25 * 3_600);
const ROUNDS_BETWEEN_DROPS: u32 = 300;

pub fn start(
    tasks: &Tasks,
    database: &Database,
    pool: Pool,
    stamper: Arc<Stamper>,
    active: Active,
) {
    let mut link = database.link(DEADLINE, Plans::Indexed);
    let stopping = tasks.stopping();
    tasks.spawn("health", Policy::Critical, async move {
        let mut ticks = tokio::time::interval(PERIOD);
        ticks.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        let mut round: u32 = 0;
        while stopping.run_until_cancelled(ticks.tick()).await.is_some() {
            if let Err(error) = count_dead(&pool, &mut link, &active).await {
                tracing::warn!(event = "health_failed", error = %Chain(&error), "what a dead node settled waits to be counted");
            }
            roll_up(&pool, &stamper, &active).await;
            if round.is_multiple_of(ROUNDS_BETWEEN_DROPS) {
                let before = stamper.now().minus(KEPT);
                stopping.run_until_cancelled(drop_old(&pool, before)).await;
            }
            round = round.wrapping_add(1);
        }
    });
}

/// In bites too. Several nodes may do so at once: each bite is one's alone.
async fn count_dead(pool: &Pool, link: &mut Link, active: &Active) -> Result<(), StoreError> {
    for node in in_time(counting::uncounted(pool)).await? {
        loop {
            let counted = counting::recount(link, node).await?;
            let webhooks = counted.webhooks.into_iter().map(|(space, id)| (id, space));
            active.lock().unwrap_or_else(PoisonError::into_inner).extend(webhooks);
            if !counted.more {
                break;
            }
        }
    }
    Ok(())
}

/// In bites, so that no statement is long.
async fn drop_old(pool: &Pool, before: Timestamp) {
    loop {
        match in_time(health::drop_old_buckets(pool, before)).await {
            Ok(health::BITE) => {}
            Ok(_) => return,
            Err(error) => {
                tracing::warn!(event = "health_failed", error = %Chain(&error), "old counters could not be dropped");
                return;
            }
        }
    }
}

async fn roll_up(pool: &Pool, stamper: &Stamper, active: &Active) {
    let touched: Vec<_> = {
        let mut active = active.lock().unwrap_or_else(PoisonError::into_inner);
        std::mem::take(&mut *active).into_iter().map(|(webhook, ns)| (ns, webhook)).collect()
    };
    for batch in touched.chunks(BATCH) {
        match in_time(health::roll_up(pool, batch, stamper.now())).await {
            Ok(changes) => {
                for change in changes {
                    tracing::info!(event = "webhook_health", webhook_id = %change.webhook, from = change.from.word(), to = change.to.word(), succeeded = change.window.succeeded, failed = change.window.failed, "a webhook's health has changed");
                }
            }
            Err(error) => {
                tracing::warn!(event = "health_failed", error = %Chain(&error), "health could not be drawn");
            }
        }
    }
}
