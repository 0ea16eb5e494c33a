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
use super::parcels::SMALL;
use super::queue::Item;
use super::queues::Terms;
use super::receiving::Note;
use crate::domain::ids::DeliveryOrigin;
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
/// Others wait behind it, and what is not read in time is read elsewhere.
const DEADLINE: Duration = Duration::from_secs(2);

/// Who is told what is to be read.
#[derive(Debug)]
pub(super) struct Reader {
    waiting: mpsc::Sender<Vec<Handed>>,
    dispatcher: Arc<Dispatcher>,
}

impl Reader {
    /// Of this node's lanes.
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
        let run = async {
            while let Some(first) = waiting.recv().await {
                for batch in fill(first, &mut waiting).chunks(BATCH) {
                    take(&dispatcher, ledger.as_mut(), batch).await;
                }
            }
        };
        stopping.run_until_cancelled(run).await;
    });
    reader
}

/// Lists that wait already, until there is enough for a read.
fn fill(first: Vec<Handed>, waiting: &mut mpsc::Receiver<Vec<Handed>>) -> Vec<Handed> {
    let mut deliveries = first;
    while deliveries.len() < BATCH
        && let Ok(more) = waiting.try_recv()
    {
        deliveries.extend(more);
    }
    deliveries
}

async fn take(dispatcher: &Arc<Dispatcher>, ledger: &mut dyn Ledger, batch: &[Handed]) {
    let (wanted, rest): (Vec<_>, Vec<_>) = {
        let queues = dispatcher.queues();
        batch.iter().copied().partition(|one| {
            // Nobody tells of a replay by name: whether it was cancelled is told of each delivery.
            let is_of_event = matches!(one.delivery.origin(), DeliveryOrigin::Event { .. });
            let is_known = dispatcher.webhook(one.namespace, one.webhook).is_some();
            is_of_event && is_known && queues.takes(one.webhook)
        })
    };
    leave(dispatcher, &rest);
    if wanted.is_empty() {
        return;
    }
    let note = Note::take(Arc::clone(dispatcher));
    match read(ledger, &wanted).await {
        Ok(found) => hand_over(dispatcher, &note, wanted.iter().zip(found)),
        Err(error) => {
            log(&error, wanted.len());
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

/// The row of each that is still owed, and its event as far as it could be read.
async fn read(
    ledger: &mut dyn Ledger,
    wanted: &[Handed],
) -> Result<Vec<Option<(Row, Option<Found>)>>, StoreError> {
    let rows = ledger.handed(wanted).await?;
    let owed = wanted.iter().zip(&rows).filter(|(_, row)| row.is_some());
    let keys: Vec<Key> = owed.map(|(one, _)| (one.namespace, one.delivery)).collect();
    let found = ledger.load(&keys, SMALL).await.unwrap_or_else(|error| {
        log(&error, keys.len());
        Vec::new()
    });
    let mut found = found.into_iter();
    Ok(rows.into_iter().map(|row| Some((row?, found.next().flatten()))).collect())
}

fn log(error: &StoreError, deliveries: usize) {
    tracing::warn!(event = "handed_unread", error = %Chain(error), deliveries, "what another node committed could not be read by name; its queue reads it");
}

fn hand_over<'a>(
    dispatcher: &Arc<Dispatcher>,
    note: &Note,
    read: impl Iterator<Item = (&'a Handed, Option<(Row, Option<Found>)>)>,
) {
    {
        let mut queues = dispatcher.queues();
        let (mut event, mut parcel) = (None, None);
        for (one, read) in read {
            let Some((row, found)) = read else { continue };
            // Whoever has the lane now looks at all its rows.
            let Some(epoch) = note.holds(one.webhook.lane()) else { continue };
            // Deleted or unknown: the scan finds the row.
            let Some(webhook) = dispatcher.webhook(one.namespace, one.webhook) else { continue };
            match found {
                // The deliveries of an event share it.
                Some(Found::Body(body)) if event == Some(body.event) => {}
                Some(Found::Body(body)) => {
                    event = Some(body.event);
                    parcel = dispatcher.parts.shelf.keep(Arc::new(body));
                }
                // It is read when its turn comes.
                Some(Found::Larger(_)) | None => (event, parcel) = (None, None),
            }
            let (parcel, Row { delivery, attempt, excused, expires_at }) = (parcel.clone(), row);
            let item = Item { delivery, attempt, excused, expires_at, epoch, parcel };
            let terms = Terms::from(webhook.as_ref());
            queues.hand_over(one.namespace, one.webhook, terms, item, note.tick());
        }
    }
    dispatcher.pump();
}
