//! Deliveries that another node has committed for lanes of this one, and told of by name: rows and
//! payloads of many are read at once, and handed over as if they had been committed here.
//!
//! So a queue that keeps up is not set back to be read from its rows, its own among them. What has no
//! place with its queue, or can't be read, is found there all the same.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::mpsc;

use super::dispatcher::Dispatcher;
use super::ledger::{Key, Ledger, Ledgers};
use super::parcels::{Parcel, SMALL};
use super::queue::Item;
use super::queues::Terms;
use super::receiving::{Note, Receiving};
use crate::domain::ids::EventId;
use crate::ingest::HandOver as _;
use crate::store::hints::{Handed, Owed};
use crate::store::payloads::Found;
use crate::store::queue::Owed as Row;
use crate::store::{Plans, StoreError};
use crate::tasks::{Policy, Tasks};
use crate::telemetry::Chain;

/// Deliveries in one read, at most. Their payloads have no room yet while they are read.
const BATCH: usize = 128;
/// Lists that wait to be read, at most.
const WAITING: usize = 64;
const DEADLINE: Duration = Duration::from_secs(10);

/// Who is told what is to be read.
#[derive(Debug, Clone)]
pub(super) struct Reader {
    waiting: mpsc::Sender<Vec<Handed>>,
    dispatcher: Arc<Dispatcher>,
}

impl Reader {
    /// All of this node's lanes, and of webhooks that are held in memory.
    pub(super) fn read(&self, deliveries: Vec<Handed>) {
        if deliveries.is_empty() {
            return;
        }
        if let Err(full) = self.waiting.try_send(deliveries) {
            leave(&self.dispatcher, &full.into_inner());
        }
    }
}

pub(super) fn start(tasks: &Tasks, ledgers: &dyn Ledgers, dispatcher: Arc<Dispatcher>) -> Reader {
    let (sender, mut waiting) = mpsc::channel::<Vec<Handed>>(WAITING);
    let reader = Reader { waiting: sender, dispatcher: Arc::clone(&dispatcher) };
    let mut ledger = ledgers.open(DEADLINE, Plans::Indexed);
    let stopping = tasks.stopping();
    tasks.spawn("handed", Policy::Critical, async move {
        while let Some(Some(mut deliveries)) = stopping.run_until_cancelled(waiting.recv()).await {
            while deliveries.len() < BATCH
                && let Ok(more) = waiting.try_recv()
            {
                deliveries.extend(more);
            }
            for batch in deliveries.chunks(BATCH) {
                take(&dispatcher, ledger.as_mut(), batch).await;
            }
        }
    });
    reader
}

async fn take(dispatcher: &Arc<Dispatcher>, ledger: &mut dyn Ledger, batch: &[Handed]) {
    let (wanted, rest): (Vec<_>, Vec<_>) = {
        let queues = dispatcher.queues();
        let is_known = |one: &Handed| dispatcher.webhook(one.namespace, one.webhook).is_some();
        batch.iter().copied().partition(|one| queues.takes(one.webhook) && is_known(one))
    };
    leave(dispatcher, &rest);
    if wanted.is_empty() {
        return;
    }
    let note = Receiving(Arc::clone(dispatcher)).note();
    match read(ledger, &wanted).await {
        Ok(found) => hand_over(dispatcher, &note, wanted.iter().zip(found)),
        Err(error) => {
            tracing::debug!(event = "handed_unread", error = %Chain(&error), deliveries = wanted.len(), "what another node committed is looked for in the queues");
            leave(dispatcher, &wanted);
        }
    }
}

/// What is not read by name is read when its queue has room.
fn leave(dispatcher: &Arc<Dispatcher>, deliveries: &[Handed]) {
    if deliveries.is_empty() {
        return;
    }
    let owed: Vec<_> = deliveries.iter().copied().map(Owed::from).collect();
    dispatcher.note(&owed);
    dispatcher.pump();
}

/// The row of each that is still owed, and its event.
async fn read(
    ledger: &mut dyn Ledger,
    wanted: &[Handed],
) -> Result<Vec<Option<(Row, Option<Found>)>>, StoreError> {
    let rows = ledger.handed(wanted).await?;
    let owed = wanted.iter().zip(&rows).filter(|(_, row)| row.is_some());
    let keys: Vec<Key> = owed.map(|(one, _)| (one.namespace, one.delivery)).collect();
    let mut found = ledger.load(&keys, SMALL).await?.into_iter();
    Ok(rows.into_iter().map(|row| Some((row?, found.next().flatten()))).collect())
}

fn hand_over<'a>(
    dispatcher: &Arc<Dispatcher>,
    note: &Note,
    read: impl Iterator<Item = (&'a Handed, Option<(Row, Option<Found>)>)>,
) {
    {
        let mut queues = dispatcher.queues();
        let mut last: Option<(EventId, Option<Arc<Parcel>>)> = None;
        for (one, read) in read {
            let Some((row, found)) = read else { continue };
            // Whoever has the lane now has looked at its rows since.
            let Some(epoch) = note.holds(one.webhook.lane()) else { continue };
            // Deleted or unknown: the scan finds the row.
            let Some(webhook) = dispatcher.webhook(one.namespace, one.webhook) else { continue };
            let parcel = match found {
                Some(Found::Body(body)) if last.as_ref().is_none_or(|(e, _)| *e != body.event) => {
                    let event = body.event;
                    let parcel = dispatcher.parts.shelf.keep(Arc::new(body));
                    last.insert((event, parcel)).1.clone()
                }
                Some(Found::Body(_)) => last.as_ref().and_then(|(_, parcel)| parcel.clone()),
                // It is read when its turn comes.
                Some(Found::Larger(_)) | None => None,
            };
            let Row { delivery, attempt, excused, expires_at } = row;
            let item = Item { delivery, attempt, excused, expires_at, epoch, parcel };
            let terms = Terms::from(webhook.as_ref());
            queues.hand_over(one.namespace, one.webhook, terms, item, note.tick());
        }
    }
    dispatcher.pump();
}
