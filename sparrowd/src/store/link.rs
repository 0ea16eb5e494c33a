//! A connection that belongs to one task.

use std::time::Duration;

use sqlx::postgres::{PgConnectOptions, PgConnection};
use sqlx::{ConnectOptions as _, Connection as _};
use tokio::time::timeout;

use super::{Settings, StoreError};

/// How a link's statements are planned.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Plans {
    /// As PostgreSQL sees fit.
    Default,
    /// Always by index, and the same plan whatever the parameters: for the reads of the queue,
    /// whose statistics are wrong more often than not (one webhook with a million retries would
    /// turn each refill into a scan of the table).
    Indexed,
    /// As `Indexed`, and every join by probes: for statements that change a few rows of a large
    /// table, all of them named.
    Probes,
}

/// Settings that keep a plan to its indexes.
const INDEXED: [(&str, &str); 5] = [
    ("enable_seqscan", "off"),
    ("enable_bitmapscan", "off"),
    ("max_parallel_workers_per_gather", "0"),
    ("jit", "off"),
    ("plan_cache_mode", "force_generic_plan"),
];
const PROBES: [(&str, &str); 2] = [("enable_hashjoin", "off"), ("enable_mergejoin", "off")];

impl Plans {
    pub(super) fn settings(self) -> Settings {
        match self {
            Self::Default => Vec::new(),
            Self::Indexed => INDEXED.to_vec(),
            Self::Probes => [&INDEXED[..], &PROBES].concat(),
        }
    }

    pub(super) fn apply(self, options: PgConnectOptions) -> PgConnectOptions {
        options.options(self.settings())
    }
}

/// One connection, made when first used, dropped when a statement on it did not end well, and made
/// again. A statement that is late is never cancelled: its connection is dropped.
#[derive(Debug)]
pub struct Link {
    options: PgConnectOptions,
    deadline: Duration,
    connection: Option<PgConnection>,
}

impl Link {
    pub(super) fn new(options: PgConnectOptions, deadline: Duration, plans: Plans) -> Self {
        let options = plans.apply(options);
        Self { options, deadline, connection: None }
    }

    /// The connection, made if need be. An error here means that nothing was sent.
    pub(super) async fn connection(&mut self) -> Result<&mut PgConnection, StoreError> {
        if self.connection.is_none() {
            let connection = timeout(self.deadline, self.options.connect())
                .await
                .map_err(|_| StoreError::late())?
                .map_err(StoreError::Unavailable)?;
            self.connection = Some(connection);
        }
        self.connection.as_mut().ok_or(StoreError::Unavailable(sqlx::Error::PoolClosed))
    }

    pub(super) fn deadline(&self) -> Duration {
        self.deadline
    }

    /// Judges how a statement under `timeout(link.deadline(), …)` ended, and drops the connection
    /// unless it is known to be at rest.
    pub(super) fn settled<T>(
        &mut self,
        result: Result<Result<T, sqlx::Error>, tokio::time::error::Elapsed>,
    ) -> Result<T, StoreError> {
        let result = match result {
            Ok(result) => result.map_err(StoreError::from),
            Err(_) => Err(StoreError::Unknown(None)),
        };
        if let Err(error) = &result
            && error.is_transient()
        {
            self.connection = None;
        }
        result
    }

    /// Says goodbye, so that PostgreSQL need not find out by itself.
    pub async fn close(mut self) {
        if let Some(connection) = self.connection.take() {
            // The daemon is going; whether the goodbye arrives changes nothing.
            drop(timeout(Duration::from_millis(500), connection.close()).await);
        }
    }
}
