//! A sparrowd in the simulation: the daemon's pipeline as it is composed there, over the model. Only
//! doors and upkeep are missing. What they bring in comes from the script: pushes by the task that
//! stands for ingest, changes of configuration by the one that stands for upkeep's.

use std::collections::HashSet;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::{Notify, mpsc, watch};
use tokio::time::{sleep, timeout};

use super::dice::Dice;
use super::machines::{self, Process};
use super::model::{Event, Model, Session};
use super::receivers::Network;
use super::webhooks::{Hooks, SPACE};
use crate::clock::{Clock, Stamper};
use crate::dispatch::dispatcher::{Dispatcher, Parts};
use crate::dispatch::hints::Teller;
use crate::dispatch::lanes::{self, Lanes};
use crate::dispatch::lease::Lease;
use crate::dispatch::lock_file::LockFile;
use crate::dispatch::receiving::Receiving;
use crate::dispatch::way_out::WayOut;
use crate::dispatch::{
    commands, expiry, hints, listener, pacer, parcels, refill, scan, settler, suspender,
};
use crate::domain::headers::OwnHeaders;
use crate::domain::ids::{DeliveryId, EventId, NodeId, WebhookId};
use crate::domain::retry::Schedule;
use crate::domain::timestamp::Timestamp;
use crate::ingest::{HandOver as _, HandedOver};
use crate::store::StoreError;
use crate::store::catalog::{Catalog, Defaults, Told};
use crate::store::commands::Commands;
use crate::store::payloads::Body;
use crate::tasks::{Policy, Tasks};

const MAX_IN_FLIGHT: usize = 12;
const AT_A_TIME: usize = 3;
const MEMORY: usize = 256 * 1024;
const LAST_WORDS: Duration = Duration::from_secs(5);

/// An event that somebody pushes.
#[derive(Debug, Clone)]
pub struct Push {
    pub webhooks: Vec<WebhookId>,
    pub due_in: Option<Duration>,
    pub expires_in: Option<Duration>,
    pub bytes: usize,
}

/// What all of them share.
#[derive(Debug, Clone)]
pub struct World {
    pub model: Arc<Model>,
    pub hooks: Arc<Hooks>,
    /// Hand-overs come to nothing just now.
    pub deaf: watch::Receiver<bool>,
}

/// What runs once it has joined.
#[derive(Debug)]
pub struct Up {
    pub lease: Arc<Lease>,
    pub dispatcher: Arc<Dispatcher>,
    pub commands: Commands,
    groups: Groups,
}

#[derive(Debug)]
struct Groups {
    ingest: Tasks,
    couriers: Tasks,
    dispatch: Tasks,
    settler: Tasks,
    lanes: Tasks,
}

#[derive(Debug)]
pub struct Node {
    pub process: Process,
    root: Tasks,
    up: Arc<Mutex<Option<Up>>>,
    pushes: mpsc::UnboundedSender<Push>,
    /// Pushes that have no answer yet.
    waiting: Arc<AtomicUsize>,
}

impl Node {
    /// `dead`: who held this machine's lock file before, and was killed.
    pub fn start(world: &World, process: Process, dead: Option<NodeId>, dice: Dice) -> Self {
        let root = Tasks::root();
        let up = Arc::new(Mutex::new(None));
        let (pushes, pushed) = mpsc::unbounded_channel();
        let waiting = Arc::new(AtomicUsize::new(0));
        let (world, root_of, wait) = (world.clone(), root.clone(), Arc::clone(&waiting));
        let rise = Rise { world, process, dice, root: root_of, waiting: wait };
        let is_up = Arc::clone(&up);
        machines::within(process, || {
            root.spawn("start", Policy::Detached, async move {
                let risen = rise.run(dead, pushed).await;
                *is_up.lock().unwrap_or_else(PoisonError::into_inner) = Some(risen);
            });
        });
        Self { process, root, up, pushes, waiting }
    }

    /// Does this with what runs, if it has joined.
    pub fn with_up<T>(&self, act: impl FnOnce(&Up) -> T) -> Option<T> {
        let up = self.up.lock().unwrap_or_else(PoisonError::into_inner);
        machines::within(self.process, || up.as_ref().map(act))
    }

    pub fn push(&self, push: Push) {
        // One that is gone takes nothing, and whoever pushes learns that.
        if self.pushes.send(push).is_ok() {
            self.waiting.fetch_add(1, Ordering::Relaxed);
        }
    }

    pub fn has_pushes(&self) -> bool {
        self.waiting.load(Ordering::Relaxed) > 0
    }

    pub fn identity(&self) -> Option<NodeId> {
        self.with_up(|up| up.lease.identity().node)
    }

    /// Somebody asks for it, through this node.
    pub fn command(&self, ids: Vec<DeliveryId>, cancels: bool) {
        let asked = self.with_up(|up| up.commands.clone());
        let Some(commands) = asked else { return };
        machines::within(self.process, || {
            self.root.spawn("caller", Policy::Detached, async move {
                // Whether it is done is seen in the tables.
                let by = "somebody".to_owned();
                let done = if cancels {
                    commands.cancel(SPACE, ids, "unwanted".to_owned(), by).await
                } else {
                    commands.retry(SPACE, ids).await
                };
                done.ok();
            });
        });
    }

    /// Which task failed that must not.
    pub fn failure(&self) -> Option<String> {
        use futures::FutureExt as _;
        let failure = self.root.failure().now_or_never()?;
        Some(failure.to_string())
    }

    /// As `kill -9`. Whatever it has sent is on its way.
    pub fn kill(self, model: &Model) -> Option<NodeId> {
        let node = self.identity();
        model.journal.killed(self.process, node, &model.tables());
        machines::kill(self.process);
        machines::within(self.process, || self.root.abandon());
        node
    }

    /// As the daemon stops. Says when it is through.
    pub fn stop(self, drain: Duration) -> watch::Receiver<bool> {
        let (stopped, is_stopped) = watch::channel(false);
        let leaving = Tasks::root();
        let process = self.process;
        machines::within(process, || {
            leaving.spawn("stop", Policy::Detached, async move {
                let up = self.up.lock().unwrap_or_else(PoisonError::into_inner).take();
                if let Some(Up { dispatcher, groups, .. }) = up {
                    let closing = groups.ingest.stop(LAST_WORDS);
                    let draining = dispatcher.stop(drain, LAST_WORDS);
                    tokio::join!(closing, draining);
                    groups.dispatch.stop(LAST_WORDS).await;
                    groups.settler.stop(LAST_WORDS).await;
                    groups.lanes.stop(LAST_WORDS).await;
                }
                self.root.stop(Duration::ZERO).await;
                stopped.send_replace(true);
            });
        });
        is_stopped
    }
}

/// A node on its way up.
struct Rise {
    world: World,
    process: Process,
    dice: Dice,
    root: Tasks,
    waiting: Arc<AtomicUsize>,
}

impl Rise {
    async fn run(self, dead: Option<NodeId>, pushed: mpsc::UnboundedReceiver<Push>) -> Up {
        let World { model, hooks, .. } = self.world.clone();
        let door = model.door(self.process);
        let now = model.tables().now(machines::elapsed());
        let stamper = Arc::new(Stamper::new(Clock::now(), Clock::now(), now));
        let (lease, lanes) = self.join(dead, &stamper).await;
        let group = |owner| self.root.group(owner);
        let groups = Groups {
            ingest: group("ingest"),
            couriers: group("couriers"),
            dispatch: group("dispatch"),
            settler: group("settler"),
            lanes: group("lanes"),
        };
        let catalog = self.catalog();
        let (settler, inbox) = settler::channel();
        let teller = Teller::default();
        let (shelf, loader) = parcels::start(&groups.dispatch, &door, MEMORY);
        let network = Network {
            process: self.process,
            lease: Arc::clone(&lease),
            model: Arc::clone(&model),
            hooks,
            dice: Mutex::new(self.dice),
        };
        let parts = Parts {
            lease: Arc::clone(&lease),
            catalog: catalog.clone(),
            stamper: Arc::clone(&stamper),
            way_out: WayOut::Simulated(Arc::new(network)),
            settler: settler.clone(),
            shelf,
            loader,
            teller: teller.clone(),
            tasks: groups.couriers.clone(),
        };
        let dispatcher = Dispatcher::new(parts, MAX_IN_FLIGHT, AT_A_TIME);
        let settling = settler::Options {
            ledgers: &door,
            lease: Arc::clone(&lease),
            stamper: Arc::clone(&stamper),
            dispatcher: Arc::downgrade(&dispatcher),
            wake: watch::Sender::new(0),
            active: Arc::default(),
        };
        settler::start(&groups.settler, settling, inbox);
        pacer::start(&groups.dispatch, Arc::clone(&dispatcher));
        refill::start(&groups.dispatch, &door, Arc::clone(&dispatcher));
        scan::start(&groups.dispatch, &door, Arc::clone(&dispatcher));
        expiry::start(&groups.dispatch, &door, Arc::clone(&dispatcher));
        commands::start_sweeper(&groups.dispatch, &door, Arc::clone(&dispatcher));
        suspender::start(&groups.dispatch, &door, Arc::clone(&dispatcher));
        hints::start(&groups.dispatch, &door, teller);
        let changed = Arc::new(Notify::new());
        listener::start(&groups.dispatch, &door, Arc::clone(&dispatcher), Arc::clone(&changed));
        let (commands, asked) = Commands::pair();
        commands::start(&groups.dispatch, &door, settler, asked);
        let configured =
            configuration(Arc::clone(&model), catalog, Arc::clone(&dispatcher), changed);
        groups.dispatch.spawn("configuration", Policy::Detached, configured);
        let ingest = Ingest {
            world: self.world,
            process: self.process,
            stamper,
            receiving: Receiving(Arc::clone(&dispatcher)),
            waiting: self.waiting,
        };
        let stopping = groups.ingest.stopping();
        groups.ingest.spawn("ingest", Policy::Detached, async move {
            stopping.run_until_cancelled(ingest.run(pushed)).await;
        });
        lanes.start(&groups.lanes, Arc::clone(&dispatcher));
        Up { lease, dispatcher, commands, groups }
    }

    /// As often as it takes: a daemon that can't join ends, and is started again.
    async fn join(&self, dead: Option<NodeId>, stamper: &Arc<Stamper>) -> (Arc<Lease>, Lanes) {
        let door = self.world.model.door(self.process);
        loop {
            let lease = Arc::new(Lease::new(lanes::fresh_identity()));
            let (ours, time) = (Arc::clone(&lease), Arc::clone(stamper));
            let lock = (LockFile::hidden(), dead);
            match Lanes::join(&door, ours, time, lock, "simulated".to_owned()).await {
                Ok(lanes) => return (lease, lanes),
                Err(_) => sleep(Duration::from_secs(1)).await,
            }
        }
    }

    fn catalog(&self) -> Catalog {
        let World { model, hooks, .. } = self.world.clone();
        let process = self.process;
        let told = Told::by(move |namespace| {
            if model.weather().path(process).swallows() {
                return Err(StoreError::away());
            }
            Ok((namespace == SPACE).then(|| hooks.space(&model.tables())))
        });
        let attempt_timeout = Duration::from_secs(15);
        Catalog::told(told, Defaults { schedule: Schedule::Standard, attempt_timeout })
    }
}

/// Once a second, or when another node tells of one, the changes of configuration, as upkeep brings
/// them.
async fn configuration(
    model: Arc<Model>,
    catalog: Catalog,
    dispatcher: Arc<Dispatcher>,
    changed: Arc<Notify>,
) {
    let mut told = None;
    loop {
        timeout(Duration::from_secs(1), changed.notified()).await.ok();
        let revision = model.tables().revision;
        if catalog.held(SPACE).is_some_and(|space| space.as_of.revision != revision) {
            catalog.reload(SPACE).await.ok();
        }
        // Others reload it too; so what counts is what was told last.
        let held = catalog.held(SPACE).map(|space| space.as_of.revision);
        if held.is_some() && held != told {
            told = held;
            dispatcher.configured(&HashSet::from([SPACE]));
        }
    }
}

/// What stands for ingest: commits what is pushed, batch after batch, and hands it over.
struct Ingest {
    world: World,
    process: Process,
    stamper: Arc<Stamper>,
    receiving: Receiving,
    waiting: Arc<AtomicUsize>,
}

impl Ingest {
    async fn run(self, mut pushed: mpsc::UnboundedReceiver<Push>) {
        let mut session = self.world.model.door(self.process).session(Duration::from_secs(5));
        while let Some(first) = pushed.recv().await {
            let mut batch = vec![first];
            while let Ok(next) = pushed.try_recv() {
                batch.push(next);
            }
            self.commit(&mut session, batch).await;
        }
    }

    async fn commit(&self, session: &mut Session, batch: Vec<Push>) {
        let count = batch.len();
        let events: Vec<_> = batch.into_iter().map(|push| self.event(push)).collect();
        let note = self.receiving.note();
        let committed = session.push(SPACE, events.clone()).await;
        self.waiting.fetch_sub(count, Ordering::Relaxed);
        // The answer to those who pushed is the commit's; a note that is dropped is given back.
        if committed.is_err() {
            return;
        }
        for (event, _) in &events {
            self.world.model.journal.accepted(event);
        }
        if *self.world.deaf.borrow() {
            return;
        }
        let owed = events.iter().flat_map(|(event, due_at)| handed_over(event, *due_at));
        self.receiving.hand_over(note, owed.collect());
    }

    fn event(&self, push: Push) -> (Event, Option<Timestamp>) {
        let now = self.stamper.now();
        let due_at = push.due_in.map(|due| now.plus(due));
        let body = Body {
            event: EventId::from_stamp(self.stamper.stamp()),
            event_type: "simulated".to_owned(),
            content_type: "text/plain".to_owned(),
            deliver_at: due_at,
            headers: OwnHeaders::default(),
            payload: vec![b'x'; push.bytes].into(),
            trial: false,
            cancelled: false,
        };
        let expires_at = push.expires_in.map(|end| now.plus(end));
        (Event { body: Arc::new(body), expires_at, webhooks: push.webhooks }, due_at)
    }
}

fn handed_over(event: &Event, due_at: Option<Timestamp>) -> impl Iterator<Item = HandedOver> {
    event.webhooks.iter().zip(1..).map(move |(webhook, n)| HandedOver {
        namespace: SPACE,
        webhook: *webhook,
        delivery: event.body.event.delivery(n).expect("few webhooks"),
        due_at,
        expires_at: event.expires_at,
        body: Arc::clone(&event.body),
    })
}
