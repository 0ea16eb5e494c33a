//! A PostgreSQL of the bench's own: that of `sparrowd dev`, with the same settings and full
//! durability, in a folder on disk.

use std::path::{Path, PathBuf};

use anyhow::Context as _;
use rustix::fs::statfs;
use sparrowd::config::Environment;
use sparrowd::embedded::{Durability, Embedded, Options};
use sqlx::{AssertSqlSafe, Connection as _, Executor as _, PgConnection};

const TMPFS: i64 = 0x0102_1994;
const DATABASE_OF_EMBEDDED: &str = "postgres:///sparrow?";

#[derive(Debug)]
pub struct Postgres {
    server: Embedded,
    folder: PathBuf,
}

impl Postgres {
    pub async fn start(folder: &Path) -> anyhow::Result<Self> {
        std::fs::create_dir_all(folder).with_context(|| format!("making {}", folder.display()))?;
        if statfs(folder)?.f_type == TMPFS {
            eprintln!("{} is in memory: a commit costs nothing there", folder.display());
        }
        let options = Options {
            folder: folder.join("postgres"),
            environment: Environment::of_process(),
            fresh: true,
            durability: Durability::Full,
        };
        let server = Embedded::start(options).await.map_err(|error| {
            let hint = error.hint().map(|hint| format!("\n  hint: {hint}")).unwrap_or_default();
            anyhow::Error::from(error).context(format!("no PostgreSQL{hint}"))
        })?;
        Ok(Self { server, folder: folder.to_owned() })
    }

    pub fn pid(&self) -> u32 {
        self.server.pid()
    }

    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Where sites keep what is not in the database.
    pub(super) fn sites(&self) -> PathBuf {
        self.folder.join("sites")
    }

    /// A fresh database; comes back with its URL.
    pub async fn create(&self, name: &str) -> anyhow::Result<String> {
        let mut connection = connect(self.server.url()).await?;
        for statement in [
            format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)"),
            format!("CREATE DATABASE {name}"),
            "CHECKPOINT".to_owned(),
        ] {
            connection.execute(AssertSqlSafe(statement)).await?;
        }
        connection.close().await?;
        Ok(self.server.url().replacen(DATABASE_OF_EMBEDDED, &format!("postgres:///{name}?"), 1))
    }

    pub async fn remove(&self, name: &str) -> anyhow::Result<()> {
        let mut connection = connect(self.server.url()).await?;
        let statement = format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)");
        connection.execute(AssertSqlSafe(statement)).await?;
        Ok(connection.close().await?)
    }

    /// A connection that belongs to no scenario's database.
    pub async fn connect(&self) -> anyhow::Result<PgConnection> {
        connect(self.server.url()).await
    }

    pub async fn version(&self) -> anyhow::Result<String> {
        let mut connection = self.connect().await?;
        Ok(sqlx::query_scalar("SHOW server_version").fetch_one(&mut connection).await?)
    }

    /// Stops it and removes everything.
    pub async fn stop(self) -> anyhow::Result<()> {
        let (data, sites) = (self.folder.join("postgres"), self.sites());
        self.server.stop().await?;
        std::fs::remove_dir_all(data)?;
        if sites.exists() {
            std::fs::remove_dir_all(sites)?;
        }
        Ok(())
    }
}

pub(super) async fn connect(url: &str) -> anyhow::Result<PgConnection> {
    PgConnection::connect(url).await.context("no connection to PostgreSQL")
}
