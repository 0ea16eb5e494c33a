//! What people ask for by name: cancel, retry now, discard. Each is looked up, checked as a whole,
//! and then made by the settler. And what nobody has to ask for: ending what a deleted webhook is
//! still owed.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::mpsc;

use super::dispatcher::Dispatcher;
use super::ledger::{Ledger, Ledgers};
use super::settler::Settler;
use crate::domain::delivery::End;
use crate::domain::ids::{EventId, NamespaceId, WebhookId};
use crate::store::commands::{Asked, Command, CommandError, Located, Those};
use crate::store::settle::{Change, ChangeKind};
use crate::store::{Plans, StoreError};
use crate::tasks::{Policy, Tasks};
use crate::telemetry::Chain;

const DEADLINE: Duration = Duration::from_secs(10);
/// Rows of a deleted webhook ended in one statement.
const SWEEP: i64 = 1_000;
const PAUSE: Duration = Duration::from_secs(1);

/// Listens for commands until the last handle is gone.
pub fn start(
    tasks: &Tasks,
    ledgers: &dyn Ledgers,
    settler: Settler,
    mut asked: mpsc::Receiver<Asked>,
) {
    let mut ledger = ledgers.open(DEADLINE, Plans::Indexed);
    let stopping = tasks.stopping();
    tasks.spawn("commands", Policy::Critical, async move {
        while let Some(Some(asked)) = stopping.run_until_cancelled(asked.recv()).await {
            let Asked { namespace, of, answer } = asked;
            let made = match of {
                Those::Named(ids, command) => match ledger.locate(namespace, &ids).await {
                    Ok(located) => carry_out(&settler, namespace, &ids, &located, command).await,
                    Err(error) => {
                        tracing::warn!(event = "command_failed", error = %Chain(&error), "deliveries could not be looked up");
                        Err(CommandError::Unavailable)
                    }
                },
                Those::Untried(located, reason) => {
                    let kind = ChangeKind::EndUntried(End::Cancelled);
                    change(&settler, namespace, &located, kind, &reason, "operator").await
                }
            };
            // A caller that has gone away does not want it any more.
            answer.send(made).ok();
        }
        // The doors may have closed, and nobody be left to ask, before the stop comes here.
        stopping.cancelled().await;
    });
}

async fn carry_out(
    settler: &Settler,
    namespace: NamespaceId,
    ids: &[crate::domain::ids::DeliveryId],
    located: &[Located],
    command: Command,
) -> Result<u32, CommandError> {
    let discard = matches!(command, Command::Discard { .. });
    for id in ids {
        let found = located.iter().find(|l| l.delivery == *id);
        let Some(found) = found else { return Err(CommandError::NotFound(*id)) };
        let possible = if discard { found.ended == Some(End::Dead) } else { found.owed };
        if !possible {
            return Err(CommandError::AlreadyEnded(*id));
        }
    }
    let (kind, reason, by) = match command {
        Command::Cancel { reason, by } => (ChangeKind::End(End::Cancelled), reason, by),
        Command::Retry => (ChangeKind::RetryNow, String::new(), String::new()),
        Command::Discard { reason, by } => (ChangeKind::Discard, reason, by),
    };
    change(settler, namespace, located, kind, &reason, &by).await
}

/// Makes these changes, in key order; says how many rows were still as they must be.
async fn change(
    settler: &Settler,
    namespace: NamespaceId,
    located: &[Located],
    kind: ChangeKind,
    reason: &str,
    by: &str,
) -> Result<u32, CommandError> {
    let mut changes: Vec<Change> = located
        .iter()
        .map(|found| Change {
            namespace,
            webhook: found.webhook,
            delivery: found.delivery,
            event: found.event.uuid(),
            kind,
            reason: reason.to_owned(),
            by: by.to_owned(),
        })
        .collect();
    changes.sort_unstable_by_key(|change| (change.webhook, change.delivery));
    let won = settler.command(changes, kind).await.ok_or(CommandError::Unavailable)?;
    Ok(u32::try_from(won.iter().filter(|won| **won).count()).unwrap_or(u32::MAX))
}

/// Ends what deleted webhooks are still owed.
pub fn start_sweeper(tasks: &Tasks, ledgers: &dyn Ledgers, dispatcher: Arc<Dispatcher>) {
    let ledger = ledgers.open(DEADLINE, Plans::Indexed);
    let stopping = tasks.stopping();
    tasks.spawn("sweeper", Policy::Critical, async move {
        let sweeping = sweep_all(ledger, dispatcher);
        stopping.run_until_cancelled(sweeping).await;
    });
}

async fn sweep_all(mut ledger: Box<dyn Ledger>, dispatcher: Arc<Dispatcher>) {
    loop {
        let ((namespace, webhook), ()) = dispatcher.sweeps.next().await;
        if let Err(error) = sweep(ledger.as_mut(), &dispatcher, namespace, webhook).await {
            tracing::warn!(event = "sweep_waits", webhook_id = %webhook, error = %Chain(&error), "ending what a deleted webhook is owed waits");
            dispatcher.sweep(namespace, webhook);
            tokio::time::sleep(PAUSE).await;
        }
    }
}

async fn sweep(
    ledger: &mut dyn Ledger,
    dispatcher: &Dispatcher,
    namespace: NamespaceId,
    webhook: WebhookId,
) -> Result<(), StoreError> {
    let kind = ChangeKind::End(End::Cancelled);
    loop {
        let rows = ledger.some_of(namespace, webhook, SWEEP).await?;
        if rows.is_empty() {
            return Ok(());
        }
        let keys: Vec<_> = rows.iter().map(|delivery| (namespace, *delivery)).collect();
        let events = ledger.events_of(&keys).await?;
        let changes = rows
            .iter()
            .zip(events)
            .map(|(delivery, event)| Change {
                namespace,
                webhook,
                delivery: *delivery,
                event: event.map_or_else(|| delivery.uuid(), EventId::uuid),
                kind,
                reason: "webhook_deleted".to_owned(),
                by: "sparrow".to_owned(),
            })
            .collect();
        if dispatcher.parts.settler.command(changes, kind).await.is_none() {
            return Err(StoreError::Unknown(None));
        }
    }
}
