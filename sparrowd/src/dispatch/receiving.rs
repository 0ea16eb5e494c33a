//! What ingest hands over once it is committed: to the queues in memory, as far as the lanes are this
//! node's, and otherwise as a hint to whoever has them.

use std::sync::Arc;

use super::dispatcher::Dispatcher;
use super::lease::Epoch;
use super::queue::Item;
use super::queues::{Terms, Tick};
use crate::domain::ids::Lane;
use crate::ingest::{HandOver, HandedOver};
use crate::store::catalog::Space;
use crate::store::hints::{Handed, Owed};

/// What is noted before a commit is sent, or a read of what another node committed: the order of
/// settlements so far, and the epochs under which lanes were held then. However it ends, the note gives
/// itself back.
#[derive(Debug)]
pub struct Note {
    dispatcher: Arc<Dispatcher>,
    tick: Tick,
    epochs: Box<[Option<Epoch>]>,
}

impl Note {
    pub(super) fn take(dispatcher: Arc<Dispatcher>) -> Self {
        let tick = dispatcher.queues().sent();
        let epochs = dispatcher.parts.lease.epochs();
        Self { dispatcher, tick, epochs }
    }

    pub(super) fn tick(&self) -> Tick {
        self.tick
    }

    /// The epoch of a lane that was held then and still is.
    pub(super) fn holds(&self, lane: Lane) -> Option<Epoch> {
        let epoch = self.epochs.get(usize::from(lane.0)).copied().flatten()?;
        self.dispatcher.parts.lease.holds(lane, epoch).then_some(epoch)
    }
}

impl Drop for Note {
    fn drop(&mut self) {
        self.dispatcher.queues().back(self.tick);
    }
}

/// The dispatcher as ingest knows it.
#[derive(Debug, Clone)]
pub struct Receiving(pub Arc<Dispatcher>);

impl HandOver for Receiving {
    type Note = Note;

    fn note(&self) -> Note {
        Note::take(Arc::clone(&self.0))
    }

    fn hand_over(&self, note: Note, deliveries: Vec<HandedOver>) {
        let dispatcher = &self.0;
        let (mut later, mut elsewhere) = (false, Elsewhere::default());
        {
            let mut queues = dispatcher.queues();
            let mut space: Option<Arc<Space>> = None;
            let mut parcel = None;
            let mut event = None;
            for handed in deliveries {
                let lane = handed.webhook.lane();
                // Whoever has the lane now may have read its rows before this one was there.
                let Some(epoch) = note.holds(lane) else {
                    elsewhere.add(&handed);
                    continue;
                };
                // It may be another's already, and the answer that says so on its way here.
                if queues.drains(lane) {
                    elsewhere.add(&handed);
                }
                if event != Some(handed.body.event) {
                    event = Some(handed.body.event);
                    let now = handed.due_at.is_none().then(|| Arc::clone(&handed.body));
                    parcel = now.and_then(|body| dispatcher.parts.shelf.keep(body));
                }
                if space.as_ref().is_none_or(|space| space.id != handed.namespace) {
                    space = dispatcher.parts.catalog.held(handed.namespace);
                }
                let webhook = space.as_ref().and_then(|space| space.webhook(handed.webhook));
                // Deleted just now: the scan finds the row.
                let Some(webhook) = webhook else { continue };
                let terms = Terms::from(webhook.as_ref());
                let HandedOver { namespace, webhook, delivery, due_at, expires_at, .. } = handed;
                if let Some(due) = due_at {
                    queues.later(namespace, webhook, terms, delivery, due);
                    later = true;
                    continue;
                }
                let (attempt, excused, parcel) = (0, 0, parcel.clone());
                let item = Item { delivery, attempt, excused, expires_at, epoch, parcel };
                queues.hand_over(namespace, webhook, terms, item, note.tick);
            }
        }
        dispatcher.parts.teller.handed(elsewhere.now);
        dispatcher.parts.teller.owed(elsewhere.later);
        if later {
            // It may be due before the refill meant to look again.
            dispatcher.refill.notify_one();
        }
        dispatcher.pump();
    }
}

/// What other nodes are told.
#[derive(Debug, Default)]
struct Elsewhere {
    now: Vec<Handed>,
    later: Vec<Owed>,
}

impl Elsewhere {
    fn add(&mut self, handed: &HandedOver) {
        let HandedOver { namespace, webhook, delivery, due_at, .. } = *handed;
        match due_at {
            None => self.now.push(Handed { namespace, webhook, delivery }),
            due => self.later.push(Owed { namespace, webhook, fresh: None, due }),
        }
    }
}
