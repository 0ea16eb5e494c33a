//! The composition root: builds every part, starts them in order, and stops them in the reverse.
//!
//! Ports are bound before anything else, so that their errors come first; callers are served last,
//! when what they ask for can be done. A stop goes the other way: not ready, streams end with a
//! cursor, nothing new is sent, what is in flight ends and is settled; each lane is given away as soon
//! as nothing of it is in flight, and what takes too long is cut.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{Notify, watch};

use crate::api::{self, Doors, NodeFigures, Readiness};
use crate::clock::{Clock, Stamper};
use crate::config::{Config, Egress, MigrateMode};
pub use crate::dispatch::dispatcher::Stopped;
use crate::dispatch::dispatcher::{Dispatcher, Parts};
use crate::dispatch::hints::Teller;
use crate::dispatch::lanes::{self, Lanes};
use crate::dispatch::lease::Lease;
use crate::dispatch::ledger::{Ledgers, Postgres};
use crate::dispatch::lock_file::{LockFile, LockFileError};
use crate::dispatch::queues::pace;
use crate::dispatch::receiving::Receiving;
use crate::dispatch::way_out::WayOut;
use crate::dispatch::{
    commands, expiry, hints, listener, pacer, parcels, refill, scan, settler, suspender,
};
use crate::domain::egress::{EgressPolicy, Own};
use crate::domain::retention::Retention;
use crate::ingest::{Ingest, committer};
use crate::secrets::{KeyFileError, Keyring};
use crate::store::catalog::{Catalog, Defaults};
use crate::store::commands::Commands;
use crate::store::health::Active;
use crate::store::migrate::{self, Fit, SchemaError};
use crate::store::settlements::Feed;
use crate::store::{self, Database, Pool, StoreError, partitions};
use crate::tasks::{Policy, TaskFailure, Tasks};
use crate::transport::{self, Limits, Network, Transport, TransportError};
use crate::upkeep;

const OLDEST_POSTGRES: i32 = 150_000;
/// How long a start waits for a lock of the schema.
const MIGRATION_LOCK: Duration = Duration::from_secs(3);
/// How long callers may take to notice that the doors close.
const DOORS_CLOSE: Duration = Duration::from_secs(5);
/// How long what is left to write may take.
const LAST_WORDS: Duration = Duration::from_secs(15);
const LOOK: Duration = Duration::from_millis(250);

#[derive(Debug, thiserror::Error)]
pub enum StartError {
    #[error("PostgreSQL is not available")]
    Database(#[source] StoreError),
    #[error("PostgreSQL {}.{} is too old: sparrow needs 15 or newer", .0 / 10_000, .0 % 100)]
    OldPostgres(i32),
    #[error("the schema can't be used")]
    Schema(#[from] SchemaError),
    #[error("the schema does not fit: {}", words(.0))]
    Unfit(Fit),
    #[error(transparent)]
    Keys(#[from] KeyFileError),
    #[error("webhooks can't be reached")]
    Transport(#[from] TransportError),
    #[error("this node can't join")]
    LockFile(#[from] LockFileError),
    #[error("this node can't join")]
    Join(#[source] StoreError),
}

impl StartError {
    /// Whether another start may go better without anybody's help.
    pub fn is_transient(&self) -> bool {
        match self {
            Self::Database(_) => true,
            Self::Join(error) | Self::Schema(SchemaError::Store(error)) => error.is_transient(),
            _ => false,
        }
    }
}

fn words(fit: &Fit) -> String {
    match fit {
        Fit::Fits => "it fits".to_owned(),
        Fit::Empty => "there is none yet; make it with `sparrowd migrate up`, or start with \
                       --migrate auto"
            .to_owned(),
        Fit::Behind { pending } => format!(
            "{pending} of its migrations are pending; apply them with `sparrowd migrate up`, or \
             start with --migrate auto"
        ),
        Fit::TooNew { knows, needs } => format!(
            "it needs a release that knows migration {needs}, and this one knows up to {knows}"
        ),
        Fit::Altered { version } => {
            format!("its migration {version} is not the one of this release")
        }
    }
}

/// A running daemon.
#[derive(Debug)]
pub struct Daemon {
    root: Tasks,
    groups: Groups,
    dispatcher: Arc<Dispatcher>,
    readiness: watch::Sender<Readiness>,
    pool: Pool,
    drain: Duration,
    pub figures: Figures,
}

/// What a start came to, for the banner.
#[derive(Debug, Clone)]
pub struct Figures {
    pub node: String,
    pub lanes: usize,
    pub schema: i64,
    pub postgres: i32,
}

/// One group of tasks for each part, in the order in which they stop.
#[derive(Debug)]
struct Groups {
    doors: Tasks,
    ingest: Tasks,
    dispatch: Tasks,
    couriers: Tasks,
    settler: Tasks,
    upkeep: Tasks,
    lanes: Tasks,
}

impl Groups {
    fn new(root: &Tasks) -> Self {
        Self {
            doors: root.group("doors"),
            ingest: root.group("ingest"),
            dispatch: root.group("dispatch"),
            couriers: root.group("couriers"),
            settler: root.group("settler"),
            upkeep: root.group("upkeep"),
            lanes: root.group("lanes"),
        }
    }
}

/// What everything else stands on: the database as it is, and this node in it.
struct Ground {
    database: Database,
    pool: Pool,
    ledgers: Arc<dyn Ledgers>,
    schema: i64,
    postgres: i32,
    stamper: Arc<Stamper>,
    lease: Arc<Lease>,
    lanes: Lanes,
    keyring: Arc<Keyring>,
    policy: EgressPolicy,
}

impl Ground {
    async fn lay(config: &Config, doors: &Doors) -> Result<(Self, Transport), StartError> {
        let keyring = Arc::new(Keyring::load(&config.secrets.key_file)?);
        let (url, direct) = config.database.urls();
        let database = Database::try_new(url, direct).map_err(StartError::Database)?;
        let schema = fit_schema(&database, config.database.migrate).await?;
        let pool = database.pool(config.database.pool).await.map_err(StartError::Database)?;
        let (stamper, postgres) = first_look(&pool).await?;
        let mut own = database.places().await;
        own.extend([doors.grpc_address(), doors.http_address()]);
        let own = Own::new(own, transport::is_of_this_machine);
        let policy = config.egress.policy.clone().with_own(own);
        let transport = way_out(config, policy.clone())?;
        partitions::ensure(&pool, stamper.now()).await.map_err(StartError::Database)?;
        // From here on the others count on this node, so whatever can refuse a start comes before.
        let lease = Arc::new(Lease::new(lanes::fresh_identity()));
        let host = rustix::system::uname().nodename().to_string_lossy().into_owned();
        let lock = LockFile::take(&config.node.state_dir)?;
        let ledgers = Postgres::new(database.clone(), pool.clone());
        let (ours, time) = (Arc::clone(&lease), Arc::clone(&stamper));
        let lanes = Lanes::join(ledgers.as_ref(), ours, time, lock, host)
            .await
            .map_err(StartError::Join)?;
        let ground = Self {
            database,
            pool,
            ledgers,
            schema,
            postgres,
            stamper,
            lease,
            lanes,
            keyring,
            policy,
        };
        Ok((ground, transport))
    }
}

/// From a push to its record: what runs whether anybody calls or not.
struct Pipeline {
    dispatcher: Arc<Dispatcher>,
    teller: Teller,
    /// Rung when another node has changed the configuration.
    changed: Arc<Notify>,
    catalog: Catalog,
    defaults: Defaults,
    ingest: Ingest,
    commands: Commands,
    feed: Feed,
    active: Active,
}

impl Pipeline {
    fn start(config: &Config, ground: &Ground, transport: Transport, groups: &Groups) -> Self {
        let Ground { database, pool, stamper, lease, keyring, .. } = ground;
        let ledgers = ground.ledgers.as_ref();
        let defaults = Defaults {
            schedule: config.delivery.retry.clone(),
            attempt_timeout: config.delivery.timeout,
        };
        let catalog = Catalog::new(pool.clone(), Arc::clone(keyring), defaults.clone());
        let (settler, inbox) = settler::channel();
        let teller = Teller::default();
        let (shelf, loader) = parcels::start(&groups.dispatch, ledgers, config.delivery.memory);
        let parts = Parts {
            lease: Arc::clone(lease),
            catalog: catalog.clone(),
            stamper: Arc::clone(stamper),
            way_out: WayOut::Network(Box::new(transport)),
            settler: settler.clone(),
            shelf,
            loader,
            teller: teller.clone(),
            tasks: groups.couriers.clone(),
        };
        let dispatcher = Dispatcher::new(parts, config.delivery.max_in_flight, pace::at_a_time());
        let wake = watch::Sender::new(0);
        let feed = Feed::new(pool.clone(), wake.subscribe());
        let active = Active::default();
        let settling = settler::Options {
            ledgers,
            lease: Arc::clone(lease),
            stamper: Arc::clone(stamper),
            dispatcher: Arc::downgrade(&dispatcher),
            wake,
            active: Arc::clone(&active),
        };
        settler::start(&groups.settler, settling, inbox);
        pacer::start(&groups.dispatch, Arc::clone(&dispatcher));
        refill::start(&groups.dispatch, ledgers, Arc::clone(&dispatcher));
        scan::start(&groups.dispatch, ledgers, Arc::clone(&dispatcher));
        expiry::start(&groups.dispatch, ledgers, Arc::clone(&dispatcher));
        commands::start_sweeper(&groups.dispatch, ledgers, Arc::clone(&dispatcher));
        suspender::start(&groups.dispatch, ledgers, Arc::clone(&dispatcher));
        hints::start(&groups.dispatch, ledgers, teller.clone());
        let changed = Arc::new(Notify::new());
        listener::start(&groups.dispatch, ledgers, Arc::clone(&dispatcher), Arc::clone(&changed));
        let (commands, asked) = Commands::pair();
        commands::start(&groups.dispatch, ledgers, settler, asked);
        let ingest = committer::start(
            &groups.ingest,
            database,
            pool.clone(),
            catalog.clone(),
            Arc::clone(stamper),
            Receiving(Arc::clone(&dispatcher)),
        );
        Self { dispatcher, teller, changed, catalog, defaults, ingest, commands, feed, active }
    }
}

/// By which the doors wake a part of the upkeep: something was changed through this node.
struct Bells {
    changed: Arc<dyn Fn() + Send + Sync>,
    replays: Arc<Notify>,
}

fn start_upkeep(
    tasks: &Tasks,
    ground: &Ground,
    pipeline: &Pipeline,
    retention: Retention,
) -> Bells {
    let (changed, teller) = (Arc::clone(&pipeline.changed), pipeline.teller.clone());
    let bells = Bells {
        changed: Arc::new(move || {
            changed.notify_one();
            teller.configuration();
        }),
        replays: Arc::new(Notify::new()),
    };
    let told = Arc::clone(&pipeline.dispatcher);
    upkeep::configuration::start(
        tasks,
        pipeline.catalog.clone(),
        Arc::clone(&pipeline.changed),
        Arc::new(move |spaces| told.configured(spaces)),
    );
    let told = Arc::clone(&pipeline.dispatcher);
    upkeep::replays::start(
        tasks,
        &ground.database,
        Arc::clone(&ground.stamper),
        Arc::clone(&bells.replays),
        Arc::new(move |queued| told.hint(queued)),
    );
    upkeep::replays::start_clearing(tasks, ground.pool.clone(), pipeline.commands.clone());
    let (database, pool, stamper) = (&ground.database, &ground.pool, &ground.stamper);
    let active = Arc::clone(&pipeline.active);
    upkeep::health::start(tasks, database, pool.clone(), Arc::clone(stamper), active);
    upkeep::idempotency::start(tasks, pool.clone());
    upkeep::partitions::start(tasks, pool.clone(), Arc::clone(stamper));
    upkeep::secrets::start(tasks, pool.clone(), Arc::clone(stamper));
    let database = database.clone();
    upkeep::retention::start(tasks, database, pool.clone(), Arc::clone(stamper), retention);
    bells
}

impl Daemon {
    /// Builds and starts everything; `doors` are bound already.
    pub async fn start(config: &Config, doors: Doors) -> Result<Self, StartError> {
        let (ground, transport) = Ground::lay(config, &doors).await?;
        let root = Tasks::root();
        let groups = Groups::new(&root);
        let pipeline = Pipeline::start(config, &ground, transport, &groups);
        let bells = start_upkeep(&groups.upkeep, &ground, &pipeline, config.retention);
        let dispatcher = Arc::clone(&pipeline.dispatcher);
        let Ground { pool, schema, postgres, stamper, lease, lanes, keyring, policy, .. } = ground;
        lanes.start(&groups.lanes, Arc::clone(&dispatcher));
        let readiness = watch::Sender::new(Readiness::Ready);
        watch_lease(&groups.upkeep, Arc::clone(&lease), readiness.clone());
        let node = lease.identity().node.to_string();
        let figures = Figures { node, lanes: lease.lanes(), schema, postgres };
        let context = api::Context {
            pool: pool.clone(),
            catalog: pipeline.catalog,
            defaults: Arc::new(pipeline.defaults),
            ingest: pipeline.ingest,
            commands: pipeline.commands,
            follower: api::Follower::start(&groups.upkeep, pipeline.feed, pool.clone()),
            started_at: stamper.now(),
            stamper,
            keyring,
            egress: Arc::new(policy),
            max_payload: config.delivery.max_payload,
            create_on_register: config.namespaces.create_on_register,
            replays: bells.replays,
            changed: bells.changed,
            readiness: readiness.subscribe(),
            node: node_figures(Arc::clone(&dispatcher), lease, schema),
            tasks: groups.doors.clone(),
        };
        doors.open(&groups.doors, context);
        let drain = config.drain.timeout;
        Ok(Self { root, groups, dispatcher, readiness, pool, drain, figures })
    }

    /// Comes back when a part that the daemon can't do without has failed.
    pub async fn failure(&self) -> Arc<TaskFailure> {
        self.root.failure().await
    }

    pub fn in_flight(&self) -> usize {
        self.dispatcher.in_flight()
    }

    /// Drains: in order, bounded, and without a trace for anybody outside. Callers who are slow to go
    /// keep no lane from its next owner.
    pub async fn stop(self) -> Stopped {
        self.readiness.send_replace(Readiness::NotReady("the daemon is stopping".to_owned()));
        let groups = self.groups;
        let closing = async {
            groups.doors.stop(DOORS_CLOSE).await;
            groups.ingest.stop(LAST_WORDS).await;
        };
        let ((), stopped) = tokio::join!(closing, self.dispatcher.stop(self.drain, LAST_WORDS));
        groups.dispatch.stop(LAST_WORDS).await;
        groups.settler.stop(LAST_WORDS).await;
        groups.upkeep.stop(LAST_WORDS).await;
        groups.lanes.stop(LAST_WORDS).await;
        self.root.stop(Duration::ZERO).await;
        self.pool.close().await;
        stopped
    }

    /// Ends as if killed: nothing is drained, settled or released. For tests of what a crash leaves.
    pub async fn abandon(self) {
        self.root.abandon();
        self.pool.close().await;
    }
}

/// What the doors may ask of this node at any time.
fn node_figures(
    dispatcher: Arc<Dispatcher>,
    lease: Arc<Lease>,
    schema: i64,
) -> Arc<dyn Fn() -> NodeFigures + Send + Sync> {
    let number = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
    Arc::new(move || NodeFigures {
        node: lease.identity().node,
        lanes: number(lease.lanes()),
        in_flight: number(dispatcher.in_flight()),
        schema_version: u32::try_from(schema).unwrap_or(0),
    })
}

fn way_out(config: &Config, policy: EgressPolicy) -> Result<Transport, TransportError> {
    let limits = Limits {
        store_response: config.delivery.store_response,
        connect_timeout: config.delivery.connect_timeout,
    };
    let Egress { name_servers, proxy, .. } = config.egress.clone();
    Transport::new(policy, Network { name_servers, proxy }, limits)
}

async fn fit_schema(database: &Database, mode: MigrateMode) -> Result<i64, StartError> {
    if mode == MigrateMode::Auto {
        migrate::up(database, MIGRATION_LOCK).await?;
    }
    let status = migrate::status(database).await?;
    match status.fit() {
        Fit::Fits => Ok(status.version()),
        _ if mode == MigrateMode::Never => Ok(status.version()),
        unfit => Err(StartError::Unfit(unfit)),
    }
}

/// The first observation of the database's clock, from which ids and moments are stamped.
async fn first_look(pool: &Pool) -> Result<(Arc<Stamper>, i32), StartError> {
    let sent = Clock::now();
    let (now, version) = store::clock(pool).await.map_err(StartError::Database)?;
    if version < OLDEST_POSTGRES {
        return Err(StartError::OldPostgres(version));
    }
    Ok((Arc::new(Stamper::new(sent, Clock::now(), now)), version))
}

/// A node is ready while its beats go through: that takes the database, the schema and its lease.
fn watch_lease(tasks: &Tasks, lease: Arc<Lease>, readiness: watch::Sender<Readiness>) {
    let stopping = tasks.stopping();
    let away = || Readiness::NotReady("PostgreSQL does not answer".to_owned());
    tasks.spawn("readiness", Policy::Critical, async move {
        let mut ticks = tokio::time::interval(LOOK);
        let mut was_alive = true;
        while stopping.run_until_cancelled(ticks.tick()).await.is_some() {
            let is_alive = lease.is_alive();
            if is_alive != was_alive {
                was_alive = is_alive;
                readiness.send_replace(if is_alive { Readiness::Ready } else { away() });
            }
        }
    });
}
