//! Suspends webhooks whose receivers say that they are gone.
//!
//! The courier has held the queue back here, the settler has put the attempt on record and kept the
//! delivery as due; the change of configuration follows, and with its revision every other node knows
//! too. Should this node die in between, the delivery is attempted again, and the next 410 does it.

use std::sync::Arc;
use std::time::Duration;

use super::dispatcher::Dispatcher;
use super::errands::Errands;
use super::ledger::{Ledger, Ledgers};
use crate::domain::delivery::SuspendReason;
use crate::domain::ids::{NamespaceId, WebhookId};
use crate::domain::timestamp::Timestamp;
use crate::store::webhooks::{Suspended, Suspension};
use crate::store::{Plans, StoreError};
use crate::tasks::{Policy, Tasks};
use crate::telemetry::Chain;

const DEADLINE: Duration = Duration::from_secs(10);
const PAUSE: Duration = Duration::from_secs(1);

/// A webhook that is to be suspended, and why.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Wanted {
    pub namespace: NamespaceId,
    pub webhook: WebhookId,
    /// Under which the attempt was made.
    pub revision: i64,
    pub reason: SuspendReason,
    pub at: Timestamp,
}

/// Those that wait for it.
#[derive(Debug, Default)]
pub struct Suspensions(Errands<WebhookId, Wanted>);

impl Suspensions {
    /// Of several for one webhook the newest revision counts, and under it the first.
    pub(super) fn add(&self, wanted: Wanted) {
        self.0.add(wanted.webhook, wanted, |known, wanted| {
            if known.revision < wanted.revision {
                *known = wanted;
            }
        });
    }
}

pub fn start(tasks: &Tasks, ledgers: &dyn Ledgers, dispatcher: Arc<Dispatcher>) {
    let mut ledger = ledgers.open(DEADLINE, Plans::Indexed);
    let stopping = tasks.stopping();
    tasks.spawn("suspender", Policy::Critical, async move {
        while let Some((_, wanted)) =
            stopping.run_until_cancelled(dispatcher.suspensions.0.next()).await
        {
            if let Err(error) = carry_out(ledger.as_mut(), &dispatcher, &wanted).await {
                tracing::warn!(event = "suspension_waits", webhook_id = %wanted.webhook, error = %Chain(&error), "a webhook could not be suspended yet; what it is owed waits");
                dispatcher.suspensions.add(wanted);
                stopping.run_until_cancelled(tokio::time::sleep(PAUSE)).await;
            }
        }
    });
}

async fn carry_out(
    ledger: &mut dyn Ledger,
    dispatcher: &Arc<Dispatcher>,
    wanted: &Wanted,
) -> Result<(), StoreError> {
    let Wanted { namespace, webhook, revision, reason, at } = *wanted;
    let suspension = Suspension { at, reason: reason.word().to_owned() };
    let suspended = ledger.suspend(namespace, webhook, revision, suspension).await?;
    if suspended == Suspended::Suspended {
        tracing::warn!(event = "webhook_suspended", webhook_id = %webhook, reason = reason.word(), "a webhook was suspended; `sparrowctl webhook resume` starts it again");
    }
    dispatcher.parts.teller.configuration();
    dispatcher.parts.catalog.reload(namespace).await?;
    dispatcher.suspension_is_settled(wanted);
    Ok(())
}
