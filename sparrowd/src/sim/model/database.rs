//! The database as a whole: its tables, and what reaches them how.

use std::fmt;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::broadcast;

use super::Tables;
use super::session::Door;
use super::weather::{Fate, Weather};
use crate::sim::dice::Dice;
use crate::sim::journal::Journal;
use crate::sim::machines::Process;
use crate::sim::mutation::Mutation;
use crate::store::hints::Hints;

/// The database, with the ways to it.
pub struct Model {
    tables: Mutex<Tables>,
    weather: Mutex<Weather>,
    dice: Mutex<Dice>,
    /// Raised when another server takes over: what was on its way to the old one is lost.
    server: AtomicU32,
    /// Statements that take long, and are not through yet.
    pub(super) under_way: AtomicU32,
    /// What is notified, to whoever listens just then.
    pub(super) told: broadcast::Sender<Hints>,
    pub journal: Arc<Journal>,
    pub broken: Option<Mutation>,
}

impl fmt::Debug for Model {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Model")
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Model {
    pub fn new(dice: Dice, journal: Arc<Journal>, broken: Option<Mutation>) -> Arc<Self> {
        Arc::new(Self {
            tables: Mutex::new(Tables::default()),
            weather: Mutex::new(Weather::default()),
            dice: Mutex::new(dice),
            server: AtomicU32::new(0),
            under_way: AtomicU32::new(0),
            told: broadcast::Sender::new(256),
            journal,
            broken,
        })
    }

    pub fn tables(&self) -> MutexGuard<'_, Tables> {
        lock(&self.tables)
    }

    pub fn weather(&self) -> MutexGuard<'_, Weather> {
        lock(&self.weather)
    }

    /// A standby takes over that lagged behind. Configuration is taken to be the same there.
    pub fn rewind(&self, standby: Tables) {
        self.server.fetch_add(1, Ordering::Relaxed);
        let mut tables = self.tables();
        let before = std::mem::replace(&mut *tables, standby);
        let Tables { webhooks, revision, clock, lanes, .. } = before;
        for lane in lanes.into_keys() {
            tables.lanes.entry(lane).or_insert((None, 0));
        }
        (tables.webhooks, tables.revision, tables.clock) = (webhooks, revision, clock);
        self.journal.rewound(&tables);
    }

    pub fn tell(&self, hints: Hints) {
        // Nobody may be listening.
        self.told.send(hints).ok();
    }

    /// Whether a statement is still to be carried out that somebody may have given up long ago.
    pub fn has_under_way(&self) -> bool {
        self.under_way.load(Ordering::Relaxed) > 0
    }

    pub(super) fn server(&self) -> u32 {
        self.server.load(Ordering::Relaxed)
    }

    /// The ledgers of a process.
    pub fn door(self: &Arc<Self>, process: Process) -> Door {
        Door { model: Arc::clone(self), process }
    }

    pub(super) fn fate(&self, process: Process) -> Fate {
        let path = self.weather().path(process);
        path.fate(&mut lock(&self.dice))
    }
}
