//! The schema and its migrations: forward only, applied by whoever runs `sparrowd migrate up` (or
//! `serve --migrate auto`), in one transaction each.
//!
//! Which binaries may run on a schema is written in it: `meta.oldest_binary_schema` names the oldest
//! migration that a binary must know. So a schema that is newer than this binary is no error in
//! itself, and a release can be rolled back as far as that number says.

use std::time::Duration;

use sqlx::migrate::{MigrateError, Migrator};
use sqlx::postgres::PgConnection;
use sqlx::{ConnectOptions as _, Connection as _};

use super::{Database, StoreError};

const SCHEMA: &str = "sparrow";
const TABLE: &str = "sparrow.schema_migrations";

/// One migration as this binary carries it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    pub version: i64,
    pub description: String,
    pub sql: String,
}

/// How the schema stands to this binary.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Status {
    /// Versions applied, oldest first.
    pub applied: Vec<i64>,
    /// Migrations that this binary knows and the schema lacks.
    pub pending: Vec<Step>,
    /// Versions applied that were changed since, in the binary or in the table.
    pub altered: Vec<i64>,
    /// The oldest migration that a binary must know to run on it; 0 without a schema.
    pub oldest_binary: i64,
}

/// Whether this binary may run on the schema.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fit {
    Fits,
    /// Nothing is there yet.
    Empty,
    Behind {
        pending: usize,
    },
    /// It was migrated by a later release that this binary does not serve under.
    TooNew {
        knows: i64,
        needs: i64,
    },
    Altered {
        version: i64,
    },
}

#[derive(Debug, thiserror::Error)]
pub enum SchemaError {
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error("migration {version} could not be applied; nothing of it was")]
    Step { version: i64, source: sqlx::Error },
    #[error("migration {0} was changed after it was applied")]
    Altered(i64),
    #[error("the schema can't be migrated")]
    Other(#[source] MigrateError),
}

impl From<sqlx::Error> for SchemaError {
    fn from(error: sqlx::Error) -> Self {
        Self::Store(error.into())
    }
}

fn migrator() -> Migrator {
    let mut migrator = sqlx::migrate!("../migrations");
    migrator.dangerous_set_table_name(TABLE);
    migrator.create_schema(SCHEMA);
    migrator.set_ignore_missing(true);
    migrator
}

/// The newest migration that this binary knows.
pub fn newest() -> i64 {
    migrator().iter().map(|migration| migration.version).max().unwrap_or(0)
}

impl Status {
    pub fn fit(&self) -> Fit {
        let knows = newest();
        if let Some(version) = self.altered.first() {
            return Fit::Altered { version: *version };
        }
        if self.applied.is_empty() {
            return Fit::Empty;
        }
        if self.oldest_binary > knows {
            return Fit::TooNew { knows, needs: self.oldest_binary };
        }
        match self.pending.len() {
            0 => Fit::Fits,
            pending => Fit::Behind { pending },
        }
    }

    /// The newest migration applied; 0 without any.
    pub fn version(&self) -> i64 {
        self.applied.last().copied().unwrap_or(0)
    }
}

/// Looks at the schema; changes nothing.
pub async fn status(database: &Database) -> Result<Status, SchemaError> {
    let mut connection = connect(database, None).await?;
    let migrator = migrator();
    let mut applied = Vec::new();
    let mut altered = Vec::new();
    let mut oldest_binary = 0;
    if exists(&mut connection).await? {
        for (version, checksum) in table(&mut connection).await? {
            applied.push(version);
            let known = migrator.iter().find(|migration| migration.version == version);
            if known.is_some_and(|known| *known.checksum != *checksum) {
                altered.push(version);
            }
        }
        oldest_binary = oldest(&mut connection).await?;
    }
    let pending = migrator
        .iter()
        .filter(|migration| !applied.contains(&migration.version))
        .map(|migration| Step {
            version: migration.version,
            description: migration.description.to_string(),
            sql: migration.sql.as_str().to_owned(),
        })
        .collect();
    connection.close().await?;
    Ok(Status { applied, pending, altered, oldest_binary })
}

/// Applies what is pending. Nodes that start together wait for each other. A statement that waits
/// for a lock longer than `lock_timeout` fails, and its migration with it, rather than stalling
/// everybody behind it.
pub async fn up(database: &Database, lock_timeout: Duration) -> Result<(), SchemaError> {
    let mut connection = connect(database, Some(lock_timeout)).await?;
    let migrated = migrator().run_direct(None, &mut connection, false).await;
    connection.close().await?;
    migrated.map_err(|error| match error {
        MigrateError::Execute(source) => SchemaError::Store(source.into()),
        MigrateError::ExecuteMigration(source, version) => SchemaError::Step { version, source },
        MigrateError::VersionMismatch(version) => SchemaError::Altered(version),
        other => SchemaError::Other(other),
    })
}

async fn connect(
    database: &Database,
    lock_timeout: Option<Duration>,
) -> Result<PgConnection, StoreError> {
    let options = match lock_timeout {
        Some(limit) => {
            let limit = limit.as_millis().to_string();
            // A migration may take as long as it needs once it has its locks.
            database.direct_options().options([
                ("lock_timeout", limit.as_str()),
                ("idle_in_transaction_session_timeout", "0"),
                // "exists already, skipping" is no news.
                ("client_min_messages", "warning"),
            ])
        }
        None => database.direct_options(),
    };
    options.connect().await.map_err(StoreError::Unavailable)
}

async fn exists(connection: &mut PgConnection) -> Result<bool, StoreError> {
    let found = sqlx::query_scalar!(
        r#"SELECT to_regclass('sparrow.schema_migrations') IS NOT NULL
              AND to_regclass('sparrow.meta') IS NOT NULL AS "found!""#
    )
    .fetch_one(connection)
    .await?;
    Ok(found)
}

/// Read with a statement made at run time: the table is the migrator's, and is not there when the
/// queries of this crate are checked against a schema.
#[expect(clippy::disallowed_methods, reason = "the migrator's own table")]
async fn table(connection: &mut PgConnection) -> Result<Vec<(i64, Vec<u8>)>, StoreError> {
    use sqlx::Row as _;
    let statement = "SELECT version, checksum FROM sparrow.schema_migrations ORDER BY version";
    let rows = sqlx::query(statement).fetch_all(connection).await?;
    rows.iter()
        .map(|row| Ok((row.try_get("version")?, row.try_get("checksum")?)))
        .collect::<Result<_, sqlx::Error>>()
        .map_err(StoreError::from)
}

async fn oldest(connection: &mut PgConnection) -> Result<i64, StoreError> {
    let value =
        sqlx::query_scalar!("SELECT value FROM sparrow.meta WHERE key = 'oldest_binary_schema'")
            .fetch_optional(connection)
            .await?;
    let number = |text: String| {
        text.parse().map_err(|_| StoreError::Corrupt(format!("oldest_binary_schema {text:?}")))
    };
    value.map_or(Ok(0), number)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn status(applied: &[i64], pending: usize, oldest_binary: i64) -> Status {
        let step = Step { version: 9, description: String::new(), sql: String::new() };
        Status {
            applied: applied.to_vec(),
            pending: vec![step; pending],
            altered: Vec::new(),
            oldest_binary,
        }
    }

    #[test]
    fn what_fits() {
        let newest = newest();
        assert!(newest >= 3);
        assert_eq!(status(&[], 3, 0).fit(), Fit::Empty);
        assert_eq!(status(&[1, 2], 1, 1).fit(), Fit::Behind { pending: 1 });
        assert_eq!(status(&[1, 2, 3], 0, 1).fit(), Fit::Fits);
        assert_eq!(status(&[1, 2, 3, 99], 0, newest).fit(), Fit::Fits, "newer, but serves us");
        let needs = newest + 1;
        let fit = status(&[1, 2, 3, 99], 0, needs).fit();
        assert_eq!(fit, Fit::TooNew { knows: newest, needs });
        let altered = Status { altered: vec![2], ..status(&[1, 2], 0, 1) };
        assert_eq!(altered.fit(), Fit::Altered { version: 2 });
    }
}
