//! Making partitions ahead of time: standalone and then attached, which stalls nobody (creating one
//! in place waits behind every reader, and every writer behind that).

use std::collections::HashSet;

use sqlx::{AssertSqlSafe, Connection as _, PgConnection};

use super::{DAILY, Partition, attached};
use crate::domain::timestamp::Timestamp;
use crate::store::{Pool, StoreError, from_timestamp, in_time};

/// How far ahead partitions are made.
const DAYS_AHEAD: i64 = 7;
const HOURS_AHEAD: i64 = 48;
const TRIES: u32 = 40;

/// Makes sure that the partitions of yesterday (a clock may be behind) to some days ahead exist.
pub async fn ensure(pool: &Pool, now: Timestamp) -> Result<u32, StoreError> {
    let now = from_timestamp(now);
    let mut wanted = Vec::new();
    for ahead in -1..=DAYS_AHEAD {
        let day = now.date().saturating_add(time::Duration::days(ahead));
        wanted.extend(DAILY.map(|table| Partition::of_day(table, day)));
    }
    for ahead in -1..=HOURS_AHEAD {
        wanted.push(Partition::of_hour(now.saturating_add(time::Duration::hours(ahead))));
    }
    let mut connection = pool.acquire().await?;
    let existing: HashSet<String> =
        attached(&mut connection).await?.iter().map(|there| there.partition.name()).collect();
    let mut made = 0;
    for partition in wanted {
        if !existing.contains(&partition.name()) {
            attach(&mut connection, partition).await?;
            made += 1;
        }
    }
    Ok(made)
}

/// The same for who found one missing, and others wait for: what is not done in time is done by the
/// next try.
pub async fn make_missing(pool: &Pool, now: Timestamp) -> Result<u32, StoreError> {
    in_time(ensure(pool, now)).await
}

/// Makes a partition and attaches it. A short lock timeout and many tries: behind a long reader it
/// fails and comes again, rather than making every writer wait behind it.
async fn attach(connection: &mut PgConnection, partition: Partition) -> Result<(), StoreError> {
    let (table, key) = (partition.table.name(), partition.table.key());
    let (name, [from, to]) = (partition.name(), partition.bounds());
    let mut last = None;
    for _ in 0..TRIES {
        let statements = [
            "SET LOCAL lock_timeout = '100ms'".to_owned(),
            // Two nodes may come here at once; the second finds it done.
            "SELECT pg_advisory_xact_lock(7310868735422755)".to_owned(),
            format!(
                "CREATE TABLE IF NOT EXISTS sparrow.{name} (LIKE sparrow.{table} INCLUDING ALL)"
            ),
            format!(
                "ALTER TABLE sparrow.{name} ADD CONSTRAINT {name}_range \
                 CHECK ({key} >= '{from}' AND {key} < '{to}')"
            ),
            format!(
                "ALTER TABLE sparrow.{table} ATTACH PARTITION sparrow.{name} \
                 FOR VALUES FROM ('{from}') TO ('{to}')"
            ),
            format!("ALTER TABLE sparrow.{name} DROP CONSTRAINT {name}_range"),
        ];
        let result = transaction(connection, &statements).await;
        match result {
            Ok(()) => return Ok(()),
            Err(error) if is_there_already(&error) => return Ok(()),
            Err(error) if is_lock_timeout(&error) => last = Some(error),
            Err(error) => return Err(error.into()),
        }
    }
    Err(last.map_or(StoreError::MissingPartition, StoreError::from))
}

#[expect(clippy::disallowed_methods, reason = "DDL takes no parameters; names come from dates")]
async fn transaction(
    connection: &mut PgConnection,
    statements: &[String],
) -> Result<(), sqlx::Error> {
    let mut transaction = connection.begin().await?;
    for statement in statements {
        sqlx::query(AssertSqlSafe(statement.as_str())).execute(&mut *transaction).await?;
    }
    transaction.commit().await
}

fn code_of(error: &sqlx::Error) -> Option<String> {
    let code = error.as_database_error().and_then(sqlx::error::DatabaseError::code);
    code.map(std::borrow::Cow::into_owned)
}

/// Another node attached it meanwhile: duplicate constraint, or already a partition.
fn is_there_already(error: &sqlx::Error) -> bool {
    matches!(code_of(error).as_deref(), Some("42710" | "42809"))
}

fn is_lock_timeout(error: &sqlx::Error) -> bool {
    code_of(error).as_deref() == Some("55P03")
}
