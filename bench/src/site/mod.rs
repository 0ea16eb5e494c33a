//! What a scenario runs on: a database of its own on the private PostgreSQL, and daemons as
//! processes of their own. Everything goes when it is over.

mod daemon;
mod postgres;
mod seed;

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use anyhow::{Context as _, ensure};
use tokio::time::sleep;
use tonic::transport::Channel;

use crate::load::Addresses;

pub use daemon::Daemon;
pub use postgres::Postgres;
pub use seed::Waiting;

const LANES: usize = 256;
const BALANCED_WITHIN: Duration = Duration::from_secs(60);
const LOOK: Duration = Duration::from_millis(100);

/// A database and the daemons on it.
#[derive(Debug)]
pub struct Site {
    database: String,
    folder: PathBuf,
    pub daemons: Vec<Daemon>,
    url: String,
}

impl Site {
    /// A fresh database with `nodes` daemons on it. A checkpoint first, so that what came before
    /// costs this one nothing.
    pub async fn open(
        postgres: &Postgres,
        sparrowd: &Path,
        name: &str,
        nodes: usize,
    ) -> anyhow::Result<Self> {
        let database = format!("bench_{}", name.replace('-', "_"));
        let url = postgres.create(&database).await?;
        let folder = postgres.sites().join(&database);
        let mut site = Self { database, folder, daemons: Vec::new(), url };
        site.make_keys(sparrowd)?;
        for n in 0..nodes {
            site.start_node(sparrowd, n).await?;
        }
        Ok(site)
    }

    fn make_keys(&self, sparrowd: &Path) -> anyhow::Result<()> {
        // Left over if a run before was killed.
        drop(std::fs::remove_dir_all(&self.folder));
        std::fs::create_dir_all(&self.folder)?;
        let mut command = std::process::Command::new(sparrowd);
        command.args(["keys", "init", "--key-file"]).arg(self.folder.join("keys"));
        let output = command.output().with_context(|| format!("running {}", sparrowd.display()))?;
        let said = String::from_utf8_lossy(&output.stderr);
        ensure!(output.status.success(), "sparrowd keys init: {said}");
        Ok(())
    }

    /// Starts the n-th daemon; comes back with how long it took until it was ready.
    pub async fn start_node(&mut self, sparrowd: &Path, n: usize) -> anyhow::Result<Duration> {
        let state = self.folder.join(format!("state-{n}"));
        let keys = self.folder.join("keys");
        let (daemon, took) = Daemon::start(sparrowd, &self.url, &state, &keys).await?;
        self.daemons.push(daemon);
        Ok(took)
    }

    pub fn database(&self) -> &str {
        &self.database
    }

    pub fn addresses(&self) -> Vec<Addresses> {
        self.daemons.iter().map(Daemon::addresses).collect()
    }

    pub fn pids(&self) -> Vec<u32> {
        self.daemons.iter().map(Daemon::pid).collect()
    }

    pub async fn channel(&self) -> anyhow::Result<Channel> {
        self.daemons.first().context("no daemon runs")?.addresses().channel().await
    }

    pub async fn connect(&self) -> anyhow::Result<sqlx::PgConnection> {
        postgres::connect(&self.url).await
    }

    /// Until the daemons have shared out the lanes evenly.
    pub async fn balanced(&self) -> anyhow::Result<()> {
        let mut connection = self.connect().await?;
        let share = i64::try_from(LANES.div_ceil(self.daemons.len().max(1)))?;
        let begun = Instant::now();
        loop {
            let owned: Vec<i64> = sqlx::query_scalar(
                "SELECT count(*) FROM sparrow.lanes WHERE owner IS NOT NULL GROUP BY owner",
            )
            .fetch_all(&mut connection)
            .await?;
            let is_whole = owned.iter().sum::<i64>() == i64::try_from(LANES)?;
            if is_whole && owned.iter().all(|lanes| *lanes <= share) {
                return Ok(());
            }
            ensure!(begun.elapsed() < BALANCED_WITHIN, "lanes are not balanced: {owned:?}");
            sleep(LOOK).await;
        }
    }

    /// Stops the daemons in order.
    pub async fn stop_nodes(&mut self) -> anyhow::Result<()> {
        for daemon in self.daemons.drain(..) {
            daemon.stop().await?;
        }
        Ok(())
    }

    /// Ends the daemons without waiting, and drops the database.
    pub async fn close(mut self, postgres: &Postgres) -> anyhow::Result<()> {
        for daemon in self.daemons.drain(..) {
            daemon.kill().await?;
        }
        postgres.remove(&self.database).await?;
        std::fs::remove_dir_all(&self.folder)?;
        Ok(())
    }
}
