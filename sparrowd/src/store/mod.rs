//! Everything that touches PostgreSQL, and the only module that names sqlx. One file for each noun;
//! a guarded transition returns a named result, so that a lost race is a variant and not a surprise.
//!
//! Two ways lead to the database. Reads and changes of configuration take a connection from the
//! [`pool`]. What the pipeline depends on (beat, ingest, settle, refill, rescan) owns a [`Link`]: one
//! connection each, so that none waits for another, and none waits for a dropped query to drain.

pub mod attempts;
pub mod catalog;
pub mod commands;
mod composite;
pub mod counting;
pub mod deliveries;
pub mod events;
pub mod expiry;
pub mod fleet;
pub mod health;
pub mod hints;
pub mod idempotency;
pub mod ingest;
mod link;
pub mod migrate;
pub mod namespaces;
pub mod nodes;
pub mod partitions;
pub mod payloads;
pub mod queue;
pub mod replay_batches;
pub mod replays;
pub mod settle;
pub mod settlements;
pub mod system;
pub mod webhook_stats;
pub mod webhooks;

use std::net::SocketAddr;
use std::time::Duration;

use sqlx::PgConnection;
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::types::Uuid;
use time::OffsetDateTime;
use tokio::time::timeout;

use crate::domain::timestamp::Timestamp;

pub use link::{Link, Plans};
pub use sqlx::PgPool as Pool;

/// Why something did not come back from the database.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// Nothing was changed, and another try may go better: no connection stands, or PostgreSQL is
    /// not fit for the statement just now.
    #[error("PostgreSQL is not available")]
    Unavailable(#[source] sqlx::Error),
    /// The connection broke or the deadline passed after the statement was sent: it may have been
    /// committed or not.
    #[error("the connection to PostgreSQL broke while a statement was out")]
    Unknown(#[source] Option<sqlx::Error>),
    /// A partition that the row belongs to does not exist.
    #[error("a partition is missing")]
    MissingPartition,
    /// PostgreSQL refused the statement; nothing was changed.
    #[error("PostgreSQL refused a statement")]
    Refused(#[source] sqlx::Error),
    /// A row that this version can't read.
    #[error("a row can't be read: {0}")]
    Corrupt(String),
}

impl StoreError {
    /// What the simulation answers for a database that is away.
    #[cfg(test)]
    pub fn away() -> Self {
        Self::Unavailable(sqlx::Error::PoolClosed)
    }

    /// Nothing came back in time of what changes nothing, or is the same when it is done again.
    fn late() -> Self {
        Self::Unavailable(sqlx::Error::PoolTimedOut)
    }

    /// Whether trying the same again later can help.
    pub fn is_transient(&self) -> bool {
        matches!(self, Self::Unavailable(_) | Self::Unknown(_))
    }

    /// Whether somebody else's lock was in the way.
    pub fn is_contention(&self) -> bool {
        let Self::Unavailable(sqlx::Error::Database(error)) = self else { return false };
        matches!(error.code().as_deref(), Some("55P03" | "40P01" | "40001"))
    }

    /// Whether PostgreSQL refused the statement for what one of its rows holds: data that does not
    /// fit, a constraint, a limit.
    pub fn is_content(&self) -> bool {
        let Self::Refused(sqlx::Error::Database(error)) = self else { return false };
        error.code().is_some_and(|code| ["22", "23", "54"].iter().any(|of| code.starts_with(of)))
    }

    /// Whether what was to be written is there already.
    pub fn is_duplicate(&self) -> bool {
        let Self::Refused(sqlx::Error::Database(error)) = self else { return false };
        error.is_unique_violation()
    }

    /// The name of the constraint that refused the statement, if one did.
    pub fn constraint(&self) -> Option<&str> {
        match self {
            Self::Refused(sqlx::Error::Database(error)) => error.constraint(),
            _ => None,
        }
    }
}

impl From<sqlx::Error> for StoreError {
    fn from(error: sqlx::Error) -> Self {
        let code = match &error {
            sqlx::Error::Database(database) => database.code(),
            sqlx::Error::PoolTimedOut | sqlx::Error::PoolClosed => {
                return Self::Unavailable(error);
            }
            sqlx::Error::ColumnDecode { .. } | sqlx::Error::Decode(_) => {
                return Self::Corrupt(error.to_string());
            }
            _ => return Self::Unknown(Some(error)),
        };
        match code.as_deref() {
            // The session ends, or a pooler lost it; a commit may have gone through all the same.
            Some(code) if code.starts_with("57P") || code.starts_with("08") => {
                Self::Unknown(Some(error))
            }
            // Read-only after a failover, out of something, its disk or itself broken; a lock that
            // was not to be had in time, a deadlock, a statement that somebody stopped.
            Some(code)
                if ["53", "58", "XX"].iter().any(|class| code.starts_with(class))
                    || matches!(code, "25006" | "57014" | "55P03" | "40P01" | "40001") =>
            {
                Self::Unavailable(error)
            }
            Some("23514") if is_missing_partition(&error) => Self::MissingPartition,
            _ => Self::Refused(error),
        }
    }
}

/// For work on connections of the pool, which have none of their own: a database that vanished without
/// a word would be waited for as long as the kernel pleases, and ingest, couriers, the settler and tasks that
/// serve everybody wait here.
const DEADLINE: Duration = Duration::from_secs(10);

pub async fn in_time<T>(
    work: impl Future<Output = Result<T, StoreError>>,
) -> Result<T, StoreError> {
    timeout(DEADLINE, work).await.unwrap_or_else(|_| Err(StoreError::late()))
}

/// A CHECK violation names its constraint; "no partition of relation found for row" has none.
fn is_missing_partition(error: &sqlx::Error) -> bool {
    matches!(error, sqlx::Error::Database(database) if database.constraint().is_none())
}

/// How many there are of something, exact up to [`Bounded::MOST`]: a count costs the same with ten
/// thousand rows or ten million.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Bounded {
    pub number: u32,
    pub more: bool,
}

impl Bounded {
    pub const MOST: u32 = 10_000;
    /// Rows to be counted at most: one more tells that there are more.
    const LIMIT: i64 = Self::MOST as i64 + 1;

    fn new(counted: i64) -> Self {
        let counted = u32::try_from(counted).unwrap_or(0);
        Self { number: counted.min(Self::MOST), more: counted > Self::MOST }
    }
}

/// Connections of the pool that stand ready however little is asked.
const READY: u32 = 4;

/// Settings of a session, by name.
type Settings = Vec<(&'static str, &'static str)>;

/// The pool for reads and for changes of configuration. A connection is made ready when it is made,
/// and those that stand ready are kept: who comes first would wait for it otherwise.
async fn pool(
    options: PgConnectOptions,
    settings: Settings,
    size: u32,
) -> Result<Pool, StoreError> {
    PgPoolOptions::new()
        .max_connections(size)
        .min_connections(READY.min(size))
        .max_lifetime(None)
        .acquire_timeout(Duration::from_secs(5))
        .after_connect(move |connection, _| {
            let settings = settings.clone();
            Box::pin(async move {
                set(connection, &settings).await?;
                get_to_know(connection).await
            })
        })
        .connect_with(options)
        .await
        .map_err(StoreError::Unavailable)
}

/// Settings that could not be given when the connection was made.
async fn set(connection: &mut PgConnection, settings: &Settings) -> Result<(), sqlx::Error> {
    for (name, value) in settings {
        sqlx::query!("SELECT set_config($1, $2, false)", name, value)
            .fetch_one(&mut *connection)
            .await?;
    }
    Ok(())
}

/// Has PostgreSQL load what a connection has to know of each partition before it can plan a list:
/// with a month of them that takes longer than the list. What a plan takes after that is little.
async fn get_to_know(connection: &mut PgConnection) -> Result<(), sqlx::Error> {
    let nobody = Uuid::nil();
    let known = sqlx::query!(
        r#"SELECT EXISTS (SELECT FROM sparrow.events WHERE namespace_id = $1) AS "events!",
                  EXISTS (SELECT FROM sparrow.attempts WHERE namespace_id = $1) AS "attempts!",
                  EXISTS (SELECT FROM sparrow.ended WHERE namespace_id = $1) AS "ended!""#,
        nobody,
    )
    .fetch_one(connection)
    .await;
    match known {
        // There is nothing to know before the tables are made.
        Err(sqlx::Error::Database(error)) if error.code().as_deref() == Some("42P01") => Ok(()),
        other => other.map(drop),
    }
}

/// How to connect, from `postgres://` URLs. Passwords and the rest of the URLs stay inside.
///
/// There may be two: one that leads to a pooler, and one past it. The pool's connections take the
/// first. All that are a task's own take the second: they are never given back, so that a pooler
/// gains nothing by them, and it could make a beat or a settlement wait for somebody else's query;
/// when one is dropped at its deadline, PostgreSQL has to see it; and they ask for settings of their
/// sessions, and for LISTEN and locks that belong to a session.
#[derive(Debug, Clone)]
pub struct Database {
    pooled: PgConnectOptions,
    direct: Option<PgConnectOptions>,
}

/// A statement of ours that hangs in a lock fails and is tried again; a frozen client does not keep
/// its locks; a dead peer is noticed.
const SETTINGS: [(&str, &str); 3] = [
    ("lock_timeout", "2000"),
    ("idle_in_transaction_session_timeout", "5000"),
    ("tcp_user_timeout", "10000"),
];

fn parse(url: &str) -> Result<PgConnectOptions, StoreError> {
    let options: PgConnectOptions = url.parse().map_err(StoreError::Unavailable)?;
    Ok(options.application_name("sparrowd").statement_cache_capacity(256))
}

impl Database {
    /// Without a pooler.
    pub fn parse(url: &str) -> Result<Self, StoreError> {
        Self::try_new(url, None)
    }

    /// `direct`: leads past the pooler that `url` leads to.
    pub fn try_new(url: &str, direct: Option<&str>) -> Result<Self, StoreError> {
        Ok(Self { pooled: parse(url)?, direct: direct.map(parse).transpose()? })
    }

    /// For a connection that is one session of PostgreSQL's own.
    pub fn direct_options(&self) -> PgConnectOptions {
        self.direct.as_ref().unwrap_or(&self.pooled).clone().options(SETTINGS)
    }

    /// Where PostgreSQL and its pooler listen, as far as their names lead anywhere now.
    pub async fn places(&self) -> Vec<SocketAddr> {
        let mut places = Vec::new();
        for options in [Some(&self.pooled), self.direct.as_ref()].into_iter().flatten() {
            places.extend(places_of(options).await);
        }
        places
    }

    /// The pool's statements keep to their indexes too: a list that the planner would rather sort
    /// reads all that there is for each page, whatever its LIMIT says.
    ///
    /// A pooler refuses settings that come with the connection; behind one they are set once it
    /// stands.
    pub async fn pool(&self, size: u32) -> Result<Pool, StoreError> {
        if self.direct.is_none() {
            return pool(Plans::Indexed.apply(self.direct_options()), Vec::new(), size).await;
        }
        let options = self.pooled.clone().extra_float_digits(None);
        let settings = [SETTINGS.to_vec(), Plans::Indexed.settings()].concat();
        pool(options, settings, size).await
    }

    /// A connection of its own, made when first used.
    pub fn link(&self, deadline: Duration, plans: Plans) -> Link {
        Link::new(self.direct_options(), deadline, plans)
    }
}

async fn places_of(options: &PgConnectOptions) -> Vec<SocketAddr> {
    let (host, port) = (options.get_host(), options.get_port());
    // Who listens on a socket of this machine listens on its loopback, as a rule.
    let is_socket = options.get_socket().is_some() || host.starts_with('/');
    let host = if is_socket { "localhost" } else { host };
    match tokio::net::lookup_host((host, port)).await {
        Ok(found) => found.collect(),
        Err(error) => {
            tracing::warn!(event = "database_unplaced", %error, "the address of PostgreSQL is not known, so it is not refused as a webhook's");
            Vec::new()
        }
    }
}

/// The database's clock, with the version of PostgreSQL behind it as `server_version_num` has it.
pub async fn clock(pool: &Pool) -> Result<(Timestamp, i32), StoreError> {
    let row = sqlx::query!(
        r#"SELECT clock_timestamp() AS "now!",
                  current_setting('server_version_num')::integer AS "version!""#
    )
    .fetch_one(pool)
    .await?;
    Ok((to_timestamp(row.now), row.version))
}

pub(crate) fn to_timestamp(at: OffsetDateTime) -> Timestamp {
    Timestamp::from_micros(i64::try_from(at.unix_timestamp_nanos() / 1_000).unwrap_or(i64::MAX))
}

/// Moments beyond what PostgreSQL and people use are brought to its edge.
pub(crate) fn from_timestamp(at: Timestamp) -> OffsetDateTime {
    OffsetDateTime::from_unix_timestamp_nanos(i128::from(at.micros()) * 1_000)
        .unwrap_or(OffsetDateTime::UNIX_EPOCH)
}

/// The least id stamped at this moment or later: windows in time are ranges of ids. Ids hold
/// milliseconds.
pub(crate) fn first_id(at: Timestamp) -> Uuid {
    let millis = u128::try_from(at.micros()).unwrap_or_default().div_ceil(1_000);
    Uuid::from_u128(millis.min((1 << 48) - 1) << 80)
}
