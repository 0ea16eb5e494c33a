//! Ends what is owed past its end: every 10 s, and as soon as somebody comes upon such a delivery.
//! Paused webhooks or not: what is held expires too.
//!
//! The rows of the lanes that this node holds are found by an index, and ended by the settler under
//! its fence. One whose attempt is under way here is left to that attempt's settlement until the next
//! round; if the attempt is another node's, whichever is settled first counts, and the other finds
//! the row gone.

use std::sync::Arc;
use std::time::Duration;

use super::dispatcher::Dispatcher;
use super::ledger::{Ledger, Ledgers};
use crate::domain::delivery::End;
use crate::domain::ids::{DeliveryId, EventId};
use crate::domain::lifetime;
use crate::store::expiry::Expired;
use crate::store::settle::{Change, ChangeKind};
use crate::store::{Plans, StoreError};
use crate::tasks::{Policy, Tasks};
use crate::telemetry::Chain;

const PERIOD: Duration = Duration::from_secs(10);
/// Deliveries ended in one statement.
const BATCH: i64 = 1_000;
const DEADLINE: Duration = Duration::from_secs(10);
/// Between two rounds, however often somebody asks for the next.
const PAUSE: Duration = Duration::from_millis(500);

pub fn start(tasks: &Tasks, ledgers: &dyn Ledgers, dispatcher: Arc<Dispatcher>) {
    let mut ledger = ledgers.open(DEADLINE, Plans::Indexed);
    let stopping = tasks.stopping();
    tasks.spawn("expiry", Policy::Critical, async move {
        let rounds = async {
            loop {
                if let Err(error) = round(ledger.as_mut(), &dispatcher).await {
                    tracing::warn!(event = "expiry_waits", error = %Chain(&error), "ending what has expired waits for PostgreSQL");
                }
                tokio::time::sleep(PAUSE).await;
                // Whichever comes first.
                drop(tokio::time::timeout(PERIOD, dispatcher.expiry.notified()).await);
            }
        };
        stopping.run_until_cancelled(rounds).await;
        ledger.close().await;
    });
}

/// Batch after batch, until nothing is left but what is under way.
async fn round(ledger: &mut dyn Ledger, dispatcher: &Dispatcher) -> Result<(), StoreError> {
    let parts = &dispatcher.parts;
    let (now, lanes) = (parts.stamper.now(), parts.lease.held());
    let mut under_way: Vec<DeliveryId> = Vec::new();
    let mut ended = 0;
    loop {
        let found = ledger.expired(&lanes, &under_way, now, BATCH).await?;
        if found.is_empty() {
            break;
        }
        let due = {
            let queues = dispatcher.queues();
            let taken = |one: &Expired| queues.has_taken(one.webhook, one.delivery);
            let (taken, due): (Vec<_>, Vec<_>) = found.into_iter().partition(taken);
            under_way.extend(taken.iter().map(|one| one.delivery));
            due
        };
        if !due.is_empty() {
            ended += end(ledger, dispatcher, &due).await?;
        }
    }
    if ended > 0 {
        tracing::info!(event = "expired", deliveries = ended, "deliveries ended past their time");
    }
    Ok(())
}

/// Says how many were still owed.
async fn end(
    ledger: &mut dyn Ledger,
    dispatcher: &Dispatcher,
    due: &[Expired],
) -> Result<usize, StoreError> {
    let keys: Vec<_> = due.iter().map(|one| (one.namespace, one.delivery)).collect();
    let events: Vec<EventId> = ledger
        .events_of(&keys)
        .await?
        .into_iter()
        .zip(due)
        .map(|(event, one)| event.unwrap_or_else(|| EventId::from_uuid(one.delivery.uuid())))
        .collect();
    let spaces = due.iter().map(|one| one.namespace);
    let asked = ledger.ends_asked(&spaces.zip(events.iter().copied()).collect::<Vec<_>>()).await?;
    let kind = ChangeKind::End(End::Expired);
    let mut changes: Vec<_> = due
        .iter()
        .zip(events)
        .zip(asked)
        .map(|((one, event), asked)| Change {
            namespace: one.namespace,
            webhook: one.webhook,
            delivery: one.delivery,
            event: event.uuid(),
            kind,
            reason: lifetime::reason(one.at, asked).to_owned(),
            by: "sparrow".to_owned(),
        })
        .collect();
    changes.sort_unstable_by_key(|change| (change.namespace, change.webhook, change.delivery));
    let won = dispatcher.parts.settler.command(changes, kind).await;
    let won = won.ok_or(StoreError::Unknown(None))?;
    Ok(won.into_iter().filter(|won| *won).count())
}
