//! Hearing what other nodes tell, and passing it on to whom it concerns.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::Notify;

use super::dispatcher::Dispatcher;
use super::handed::{self, Reader};
use super::ledger::{Ledgers, Listener};
use crate::chance;
use crate::domain::ids::{NamespaceId, WebhookId};
use crate::store::hints::{Hints, Owed};
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
    let reader = handed::start(tasks, ledgers, Arc::clone(&dispatcher));
    let stopping = tasks.stopping();
    tasks.spawn("listener", Policy::Critical, async move {
        stopping.run_until_cancelled(run(listener, dispatcher, reader, changed)).await;
    });
}

async fn run(
    mut listener: Box<dyn Listener>,
    dispatcher: Arc<Dispatcher>,
    reader: Reader,
    changed: Arc<Notify>,
) {
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
                dispatcher.heard(hints, &reader).await;
            }
            Err(error) => {
                tracing::warn!(event = "hints_unheard", error = %Chain(&error), pause_ms = pause.as_millis(), "hints of other nodes are not heard; this node looks for itself");
                tokio::time::sleep(pause.mul_f64(chance::range(0.5..=1.0))).await;
                pause = pause.saturating_mul(2).min(LONGEST_PAUSE);
            }
        }
    }
}

impl Dispatcher {
    /// Another node tells of rows that it wrote.
    async fn heard(self: &Arc<Self>, hints: Hints, reader: &Reader) {
        let lease = &self.parts.lease;
        let is_ours = |webhook: WebhookId| lease.epoch(webhook.lane()).is_some();
        {
            let mut queues = self.queues();
            for (webhook, delivery) in hints.ended.iter().filter(|(it, _)| is_ours(*it)) {
                queues.cancelled(*webhook, *delivery);
            }
        }
        self.takeover.add(hints.lanes.into_iter().filter(|lane| lease.epoch(*lane).is_some()));
        let handed: Vec<_> = hints.handed.into_iter().filter(|it| is_ours(it.webhook)).collect();
        let owed: Vec<Owed> = hints.owed.into_iter().filter(|it| is_ours(it.webhook)).collect();
        let named = handed.iter().map(|it| (it.namespace, it.webhook));
        let concerned = named.chain(owed.iter().map(|it| (it.namespace, it.webhook)));
        self.get_to_know(concerned).await;
        reader.read(handed);
        if owed.is_empty() {
            return;
        }
        self.note(&owed);
        // Some may be due before the refill meant to look again.
        self.refill.notify_one();
        self.pump();
    }

    /// Reads the configuration of webhooks that are not held here as they are there.
    async fn get_to_know(&self, webhooks: impl Iterator<Item = (NamespaceId, WebhookId)>) {
        let unknown = webhooks.filter(|(namespace, id)| self.webhook(*namespace, *id).is_none());
        let spaces: BTreeSet<NamespaceId> = unknown.map(|(namespace, _)| namespace).collect();
        for namespace in spaces {
            if let Err(error) = self.parts.catalog.reload(namespace).await {
                tracing::warn!(event = "configuration_unread", error = %Chain(&error), "what another node told of is found later");
            }
        }
    }
}
