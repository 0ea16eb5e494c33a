//! `sparrowd serve`: bind, start, wait, drain.

use std::io::{self, IsTerminal as _, Write as _};
use std::time::Duration;

use sd_notify::NotifyState;
use tokio::signal::unix::{Signal, SignalKind, signal};

use super::{Failed, Serve, block_on, exit, sources};
use crate::api::Doors;
use crate::clock::Clock;
use crate::config::{Config, Environment, MigrateMode, load};
use crate::daemon::{Daemon, Figures, StartError, Stopped};
use crate::telemetry;

pub(super) fn run(serve: Serve, environment: Environment) -> Result<(), Failed> {
    let mut sources = sources(serve.file, environment);
    if let Some(mode) = serve.migrate {
        let word = match mode {
            MigrateMode::Never => "never",
            MigrateMode::Check => "check",
            MigrateMode::Auto => "auto",
        };
        sources.flags.push(("database.migrate", word.to_owned(), "--migrate"));
    }
    let config = load(&sources)?;
    telemetry::init(&config.log);
    block_on(async {
        let mut signals = Signals::new()?;
        let doors = bind(&config).await?;
        until_told(&config, doors, &mut signals, None).await
    })
}

/// Takes the ports, before anything else is begun.
pub(super) async fn bind(config: &Config) -> Result<Doors, Failed> {
    Doors::bind(&config.listen).await.map_err(|error| Failed::because(exit::UNAVAILABLE, &error))
}

/// Runs a daemon until somebody tells it to stop. `next_steps` is what to type next, shown once it
/// stands.
pub(super) async fn until_told(
    config: &Config,
    doors: Doors,
    signals: &mut Signals,
    next_steps: Option<&str>,
) -> Result<(), Failed> {
    let started = Clock::now();
    raise_file_limit();
    let daemon = tokio::select! {
        daemon = Daemon::start(config, doors) => daemon.map_err(|error| refused(&error))?,
        // Told to stop before it stood.
        () = signals.next() => return Ok(()),
    };
    announce(config, &daemon.figures, Clock::now().since(started), next_steps);
    notify(&[NotifyState::Ready, NotifyState::Status("delivering")]);
    let failed = tokio::select! {
        () = signals.next() => None,
        failure = daemon.failure() => Some(failure),
    };
    notify(&[NotifyState::Stopping, NotifyState::Status("draining")]);
    tracing::info!(
        event = "draining",
        in_flight = daemon.in_flight(),
        "no new sends; what is in flight ends"
    );
    tokio::select! {
        stopped = daemon.stop() => tell(stopped),
        // A second signal skips the wait.
        () = signals.next() => tracing::warn!(event = "stopped", "stopped without waiting"),
    }
    match failed {
        None => Ok(()),
        Some(failure) => Err(Failed::because(exit::BUG, failure.as_ref())),
    }
}

/// The last line of the log.
fn tell(Stopped { cut, unrecorded }: Stopped) {
    if cut + unrecorded == 0 {
        tracing::info!(
            event = "stopped",
            cut,
            unrecorded,
            "stopped; everything in flight has ended"
        );
        return;
    }
    tracing::warn!(
        event = "stopped",
        cut,
        unrecorded,
        "stopped; what was still out after drain.timeout is cut, on record as interrupted as far as \
         PostgreSQL could be reached, and will be made again"
    );
}

/// A connection is a file, and the usual soft limit is below what may be in flight.
fn raise_file_limit() {
    use rustix::process::{Resource, getrlimit, setrlimit};
    let mut limit = getrlimit(Resource::Nofile);
    limit.current = limit.maximum;
    if let Err(error) = setrlimit(Resource::Nofile, limit) {
        tracing::warn!(event = "file_limit", %error, "the limit of open files could not be raised");
    }
}

fn refused(error: &StartError) -> Failed {
    let code = if error.is_transient() { exit::UNAVAILABLE } else { exit::REFUSED };
    let mut failed = Failed::because(code, error);
    if matches!(error, StartError::Keys(_)) {
        failed.message.push_str("\n  hint: `sparrowd keys init` makes one");
    }
    failed
}

/// systemd, if it is listening.
fn notify(state: &[NotifyState<'_>]) {
    if let Err(error) = sd_notify::notify(state) {
        tracing::warn!(event = "notify_failed", %error, "systemd could not be told");
    }
}

/// A banner on a terminal or with next steps to show, one line of the log otherwise.
fn announce(config: &Config, figures: &Figures, took: Duration, next_steps: Option<&str>) {
    let version = env!("CARGO_PKG_VERSION");
    let postgres = format!("{}.{}", figures.postgres / 10_000, figures.postgres % 10_000);
    let (grpc, http) = (config.listen.grpc, config.listen.http);
    let took_ms = u64::try_from(took.as_millis()).unwrap_or(u64::MAX);
    if next_steps.is_none() && !io::stderr().is_terminal() {
        tracing::info!(event = "ready", version, node_id = %figures.node, lanes = figures.lanes, %grpc, %http, database = %config.database.url, postgres, schema = figures.schema, took_ms, "ready");
        return;
    }
    let egress = match config.egress.allow.as_slice() {
        [] => "public addresses only".to_owned(),
        some => format!("public addresses, and {}", some.join(" ")),
    };
    let egress = match &config.egress.proxy {
        None => egress,
        Some(proxy) => format!("{egress}, by way of {proxy}"),
    };
    let banner = format!(
        "sparrowd {version}  ready in {took_ms} ms\n\
         \x20 gRPC      {grpc}\n\
         \x20 HTTP      http://{http}\n\
         \x20 database  {} (PostgreSQL {postgres}, schema {})\n\
         \x20 node      {}, {} of 256 lanes\n\
         \x20 sends to  {egress}\n{}",
        config.database.url,
        figures.schema,
        figures.node,
        figures.lanes,
        next_steps.unwrap_or_default(),
    );
    // Where stderr is gone, nobody is there to read it.
    drop(io::stderr().write_all(banner.as_bytes()));
}

/// SIGTERM and SIGINT.
pub(super) struct Signals {
    terminate: Signal,
    interrupt: Signal,
}

impl Signals {
    pub(super) fn new() -> Result<Self, Failed> {
        let listen = |kind| signal(kind).map_err(|error| Failed::because(exit::FAILED, &error));
        Ok(Self {
            terminate: listen(SignalKind::terminate())?,
            interrupt: listen(SignalKind::interrupt())?,
        })
    }

    pub(super) async fn next(&mut self) {
        tokio::select! {
            _ = self.terminate.recv() => {}
            _ = self.interrupt.recv() => {}
        }
    }
}
