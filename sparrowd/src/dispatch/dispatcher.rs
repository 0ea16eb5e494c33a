//! The queues in operation: what ingest, refills, couriers and the settler share, and the turns that
//! they set going. There is no scheduling task: whoever makes something ready starts what is ready,
//! and a courier that is done takes the next turn itself.

use std::collections::{BTreeSet, HashSet};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::Notify;

use super::courier;
use super::lease::{Epoch, Lease};
use super::parcels::{Loader, Shelf};
use super::queue::Item;
use super::queues::{Fate, Queues, Terms, Tick, Turn};
use super::settler::Settler;
use super::suspender::{Suspensions, Wanted};
use super::way_out::WayOut;
use crate::clock::Stamper;
use crate::domain::ids::{DeliveryId, NamespaceId, WebhookId};
use crate::domain::webhook::Webhook;
use crate::ingest::{HandOver, HandedOver};
use crate::store::catalog::{Catalog, Space};
use crate::tasks::{Policy, Tasks};
use crate::telemetry::Chain;

/// Turns started under one lock.
const TURNS: usize = 256;

/// What couriers work with.
#[derive(Debug)]
pub struct Parts {
    pub lease: Arc<Lease>,
    pub catalog: Catalog,
    pub stamper: Arc<Stamper>,
    pub way_out: WayOut,
    pub settler: Settler,
    pub shelf: Shelf,
    pub loader: Loader,
    pub tasks: Tasks,
}

#[derive(Debug)]
pub struct Dispatcher {
    pub(super) parts: Parts,
    queues: Mutex<Queues>,
    /// Somebody waits for a refill.
    pub(super) refill: Notify,
    /// Lanes were gained: look for everything owed in them.
    pub(super) takeover: Notify,
    /// Webhooks that are deleted and still have rows.
    pub(super) sweeps: Sweeps,
    pub(super) suspensions: Suspensions,
    /// Something owed has expired, or lanes were gained in which that may be so.
    pub(super) expiry: Notify,
    stopping: AtomicBool,
}

/// Deleted webhooks whose rows are to be ended.
#[derive(Debug, Default)]
pub(super) struct Sweeps {
    pub(super) waiting: Mutex<BTreeSet<(NamespaceId, WebhookId)>>,
    pub(super) wake: Notify,
}

impl From<&Webhook> for Terms {
    fn from(webhook: &Webhook) -> Self {
        Self { concurrency: webhook.policy.concurrency, paused: webhook.is_held() }
    }
}

/// What is noted before a commit is sent: the order of settlements so far, and the epochs under which
/// lanes were held then. However the commit ends, the note gives itself back.
#[derive(Debug)]
pub struct Note {
    dispatcher: Arc<Dispatcher>,
    tick: Tick,
    epochs: Box<[Option<Epoch>]>,
}

impl Drop for Note {
    fn drop(&mut self) {
        self.dispatcher.queues().back(self.tick);
    }
}

impl Dispatcher {
    pub fn new(parts: Parts, max_in_flight: usize) -> Arc<Self> {
        Arc::new(Self {
            parts,
            queues: Mutex::new(Queues::new(max_in_flight)),
            refill: Notify::new(),
            takeover: Notify::new(),
            sweeps: Sweeps::default(),
            suspensions: Suspensions::default(),
            expiry: Notify::new(),
            stopping: AtomicBool::new(false),
        })
    }

    pub(super) fn queues(&self) -> MutexGuard<'_, Queues> {
        self.queues.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub fn in_flight(&self) -> usize {
        self.queues().in_flight()
    }

    /// No new sends from here on; what is in flight goes on.
    pub fn stop(&self) {
        self.stopping.store(true, Ordering::Release);
    }

    fn take(&self, queues: &mut Queues) -> Option<Turn> {
        if self.stopping.load(Ordering::Acquire) || !self.parts.lease.is_alive() {
            return None;
        }
        loop {
            let turn = queues.take(self.parts.loader.used_percent())?;
            let lane = turn.webhook.lane();
            if self.parts.lease.epoch(lane) != Some(turn.item.epoch) {
                // Read under another epoch: the rows are looked at again, if the lane is ours.
                let now = self.parts.stamper.now();
                queues.give_back(&turn, now);
            } else if self.has_expired(&turn) {
                queues.left_alone(&turn);
                self.expiry.notify_one();
            } else {
                return Some(turn);
            }
        }
    }

    pub(super) fn has_expired(&self, turn: &Turn) -> bool {
        turn.item.expires_at.is_some_and(|at| at <= self.parts.stamper.now())
    }

    /// A turn that came too late.
    pub(super) fn expired(&self, turn: &Turn) {
        self.left_alone(turn);
        self.expiry.notify_one();
    }

    /// A turn of what somebody else is about to end.
    pub(super) fn left_alone(&self, turn: &Turn) {
        self.queues().left_alone(turn);
    }

    /// Starts every turn that can be had.
    pub(super) fn pump(self: &Arc<Self>) {
        loop {
            let mut turns = Vec::new();
            let waiting = {
                let mut queues = self.queues();
                while turns.len() < TURNS {
                    let Some(turn) = self.take(&mut queues) else { break };
                    turns.push(turn);
                }
                queues.next_look().1
            };
            if waiting {
                self.refill.notify_one();
            }
            let more = turns.len() == TURNS;
            for turn in turns {
                let run = courier::run(Arc::clone(self), turn);
                self.parts.tasks.spawn("courier", Policy::Detached, run);
            }
            if !more {
                return;
            }
        }
    }

    /// A courier is through with a turn and takes the next.
    pub(super) fn finished(&self, webhook: WebhookId) -> Option<Turn> {
        let mut queues = self.queues();
        queues.finished(webhook);
        let turn = self.take(&mut queues);
        if queues.next_look().1 {
            self.refill.notify_one();
        }
        turn
    }

    /// A turn that came to no attempt.
    pub(super) fn give_back(&self, turn: &Turn) {
        let now = self.parts.stamper.now();
        self.queues().give_back(turn, now);
    }

    /// A batch has been settled.
    pub(super) fn settled(self: &Arc<Self>, fates: &[(WebhookId, DeliveryId, Fate)]) {
        let now = self.parts.stamper.now();
        let look = {
            let mut queues = self.queues();
            for (webhook, delivery, fate) in fates {
                queues.settled(*webhook, *delivery, *fate, now);
            }
            queues.next_look()
        };
        if look.1 || look.0.is_some() {
            self.refill.notify_one();
        }
    }

    /// The webhook of a turn, if it may have it. One that is held or deleted by now may not, and
    /// its queue learns that here, rather than be read again and again until the next round of
    /// configuration.
    pub(super) async fn live(
        &self,
        namespace: NamespaceId,
        webhook: WebhookId,
    ) -> Option<Arc<Webhook>> {
        if self.queues().holds_back(webhook) {
            return None;
        }
        let space = match self.parts.catalog.by_id(namespace).await {
            Ok(space) => space,
            Err(error) => {
                tracing::warn!(event = "configuration_unread", error = %Chain(&error), "a delivery waits for its webhook's configuration");
                return None;
            }
        };
        let live = space.as_ref().and_then(|space| space.webhook(webhook));
        if live.is_none_or(|live| live.is_held()) {
            self.queues().configure(webhook, live.map(|live| Terms::from(live.as_ref())));
        }
        if live.is_none() {
            self.sweep(namespace, webhook);
        }
        live.filter(|live| !live.is_held()).cloned()
    }

    /// The live webhook, as far as it is held in memory.
    pub(super) fn webhook(&self, namespace: NamespaceId, id: WebhookId) -> Option<Arc<Webhook>> {
        self.parts.catalog.held(namespace)?.webhook(id).cloned()
    }

    /// The configuration of these namespaces has changed.
    pub fn configured(self: &Arc<Self>, spaces: &HashSet<NamespaceId>) {
        {
            let mut queues = self.queues();
            for (namespace, webhook) in queues.webhooks_of(spaces) {
                // Looked up under the lock: what is held never goes back, so a queue made since
                // then can't be judged by an older copy.
                let Some(space) = self.parts.catalog.held(namespace) else { continue };
                let live = space.webhook(webhook);
                queues.configure(webhook, live.map(|live| Terms::from(live.as_ref())));
                if live.is_none() {
                    self.sweep(namespace, webhook);
                }
            }
        }
        self.pump();
    }

    /// A webhook was suspended, or was not to be: the configuration that is held now says which.
    pub(super) fn suspension_is_settled(self: &Arc<Self>, wanted: &Wanted) {
        self.queues().let_go(wanted.webhook);
        self.configured(&HashSet::from([wanted.namespace]));
    }

    /// Rows of a webhook that is gone are to be ended.
    pub(super) fn sweep(&self, namespace: NamespaceId, webhook: WebhookId) {
        let mut waiting = self.sweeps.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        waiting.insert((namespace, webhook));
        self.sweeps.wake.notify_one();
    }

    /// The lanes held have changed: queues of lanes that are gone are dropped, and what is owed in
    /// those that came is looked for.
    pub(super) fn lanes_changed(self: &Arc<Self>) {
        let lease = &self.parts.lease;
        self.queues().drop_where(|webhook| lease.epoch(webhook.lane()).is_none());
        self.takeover.notify_one();
        self.expiry.notify_one();
    }

    /// A replay's batch, or retries made due, are in the queue's rows: look there.
    pub fn hint(self: &Arc<Self>, namespace: NamespaceId, webhooks: &[(WebhookId, DeliveryId)]) {
        {
            let mut queues = self.queues();
            let now = self.parts.stamper.now();
            for (webhook, delivery) in webhooks {
                let Some(live) = self.webhook(namespace, *webhook) else { continue };
                if self.parts.lease.epoch(webhook.lane()).is_some() {
                    queues.hint(namespace, *webhook, Terms::from(live.as_ref()), *delivery, now);
                }
            }
        }
        self.pump();
    }
}

/// The dispatcher as ingest knows it.
#[derive(Debug, Clone)]
pub struct Receiving(pub Arc<Dispatcher>);

impl HandOver for Receiving {
    type Note = Note;

    fn note(&self) -> Note {
        let tick = self.0.queues().sent();
        Note { dispatcher: Arc::clone(&self.0), tick, epochs: self.0.parts.lease.epochs() }
    }

    fn hand_over(&self, note: Note, deliveries: Vec<HandedOver>) {
        let dispatcher = &self.0;
        let mut later = false;
        {
            let mut queues = dispatcher.queues();
            let mut space: Option<Arc<Space>> = None;
            let mut parcel = None;
            let mut event = None;
            for handed in deliveries {
                if event != Some(handed.body.event) {
                    event = Some(handed.body.event);
                    let now = handed.due_at.is_none().then(|| Arc::clone(&handed.body));
                    parcel = now.and_then(|body| dispatcher.parts.shelf.keep(body));
                }
                if space.as_ref().is_none_or(|space| space.id != handed.namespace) {
                    space = dispatcher.parts.catalog.held(handed.namespace);
                }
                let webhook = space.as_ref().and_then(|space| space.webhook(handed.webhook));
                let epoch =
                    note.epochs.get(usize::from(handed.webhook.lane().0)).copied().flatten();
                // Not ours, or deleted just now: its owner's scan finds the row.
                let (Some(webhook), Some(epoch)) = (webhook, epoch) else { continue };
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
        if later {
            // It may be due before the refill meant to look again.
            dispatcher.refill.notify_one();
        }
        dispatcher.pump();
    }
}
