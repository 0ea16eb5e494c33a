//! Partitions, made ahead of time: a day each for what is keyed by an id, an hour each for
//! settlements. Made standalone and then attached, which stalls nobody (creating one in place waits
//! behind every reader, and every writer behind that).
//!
//! DDL takes no parameters, so this is the one file with SQL built at run time, from dates alone.

use sqlx::{AssertSqlSafe, Connection as _, PgConnection};
use time::{Date, OffsetDateTime};

use super::{Pool, StoreError, from_timestamp, to_timestamp};
use crate::domain::timestamp::Timestamp;

/// Tables with a partition for each day, by the time in the id that is their key.
const DAILY: [&str; 3] = ["events", "attempts", "ended"];
const HOURLY: &str = "settlements";
/// How far ahead partitions are made.
const DAYS_AHEAD: i64 = 7;
const HOURS_AHEAD: i64 = 48;
const TRIES: u32 = 40;

/// One partition to be: its table, the end of its name, and its bounds as SQL literals.
struct Partition {
    table: &'static str,
    suffix: String,
    from: String,
    to: String,
    key: &'static str,
}

fn daily(table: &'static str, day: Date) -> Option<Partition> {
    let next = day.next_day()?;
    Some(Partition {
        table,
        suffix: format!("{:04}{:02}{:02}", day.year(), u8::from(day.month()), day.day()),
        from: first_id(day),
        to: first_id(next),
        key: match table {
            "events" => "event_id",
            "attempts" => "attempt_id",
            _ => "delivery_id",
        },
    })
}

/// The least UUID that a stamp of that day can be.
fn first_id(day: Date) -> String {
    let millis = day.midnight().assume_utc().unix_timestamp().unsigned_abs() * 1_000;
    let hex = format!("{millis:012x}");
    format!("{}-{}-0000-0000-000000000000", &hex[..8], &hex[8..12])
}

fn hourly(hour: OffsetDateTime) -> Partition {
    let literal = |at: OffsetDateTime| format!("{} {:02}:00:00+00", at.date(), at.hour());
    let date = hour.date();
    Partition {
        table: HOURLY,
        suffix: format!(
            "{:04}{:02}{:02}{:02}",
            date.year(),
            u8::from(date.month()),
            date.day(),
            hour.hour()
        ),
        from: literal(hour),
        to: literal(hour.saturating_add(time::Duration::hours(1))),
        key: "at",
    }
}

/// Makes sure that the partitions of yesterday (a clock may be behind) to some days ahead exist.
pub async fn ensure(pool: &Pool, now: Timestamp) -> Result<u32, StoreError> {
    let now = from_timestamp(now);
    let mut wanted = Vec::new();
    for ahead in -1..=DAYS_AHEAD {
        let day = now.date().saturating_add(time::Duration::days(ahead));
        wanted.extend(DAILY.iter().filter_map(|table| daily(table, day)));
    }
    for ahead in -1..=HOURS_AHEAD {
        wanted.push(hourly(now.saturating_add(time::Duration::hours(ahead))));
    }
    let existing = existing(pool).await?;
    let mut made = 0;
    let mut connection = pool.acquire().await?;
    for partition in &wanted {
        if !existing.contains(&format!("{}_{}", partition.table, partition.suffix)) {
            attach(&mut connection, partition).await?;
            made += 1;
        }
    }
    Ok(made)
}

/// From when on there is something in the tables with a partition for each day; `None`: nothing yet.
pub async fn kept_since(pool: &Pool) -> Result<Option<Timestamp>, StoreError> {
    let names = existing(pool).await?;
    let oldest = names.iter().filter_map(|name| day_of(name)).min();
    Ok(oldest.map(|day| to_timestamp(day.midnight().assume_utc())))
}

/// The day of a daily partition.
fn day_of(name: &str) -> Option<Date> {
    let (table, suffix) = name.rsplit_once('_')?;
    let number: i32 = suffix.parse().ok().filter(|_| DAILY.contains(&table))?;
    let month = u8::try_from(number / 100 % 100).ok()?.try_into().ok()?;
    Date::from_calendar_date(number / 10_000, month, u8::try_from(number % 100).ok()?).ok()
}

async fn existing(pool: &Pool) -> Result<std::collections::HashSet<String>, StoreError> {
    let names = sqlx::query_scalar!(
        r#"SELECT c.relname::text AS "name!"
           FROM pg_inherits i
           JOIN pg_class c ON c.oid = i.inhrelid
           JOIN pg_class p ON p.oid = i.inhparent
           WHERE p.relnamespace = 'sparrow'::regnamespace"#
    )
    .fetch_all(pool)
    .await?;
    Ok(names.into_iter().collect())
}

/// Makes a partition and attaches it. A short lock timeout and many tries: behind a long reader it
/// fails and comes again, rather than making every writer wait behind it.
async fn attach(connection: &mut PgConnection, partition: &Partition) -> Result<(), StoreError> {
    let Partition { table, suffix, from, to, key } = partition;
    let name = format!("sparrow.{table}_{suffix}");
    let mut last = None;
    for _ in 0..TRIES {
        let statements = [
            "SET LOCAL lock_timeout = '100ms'".to_owned(),
            // Two nodes may come here at once; the second finds it done.
            "SELECT pg_advisory_xact_lock(7310868735422755)".to_owned(),
            format!("CREATE TABLE IF NOT EXISTS {name} (LIKE sparrow.{table} INCLUDING ALL)"),
            format!(
                "ALTER TABLE {name} ADD CONSTRAINT {table}_{suffix}_range \
                 CHECK ({key} >= '{from}' AND {key} < '{to}')"
            ),
            format!(
                "ALTER TABLE sparrow.{table} ATTACH PARTITION {name} \
                 FOR VALUES FROM ('{from}') TO ('{to}')"
            ),
            format!("ALTER TABLE {name} DROP CONSTRAINT {table}_{suffix}_range"),
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_of_a_partition_tells_its_day() {
        let day = Date::from_calendar_date(2026, time::Month::November, 25).unwrap();
        for table in DAILY {
            let name = format!("{table}_{}", daily(table, day).unwrap().suffix);
            assert_eq!(day_of(&name), Some(day), "{name}");
        }
        for other in ["settlements_2026112507", "events_20261325", "events", "events_x"] {
            assert_eq!(day_of(other), None, "{other}");
        }
    }
}
