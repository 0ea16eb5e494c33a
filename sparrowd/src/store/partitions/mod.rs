//! Partitions: a day each for what is keyed by an id, an hour each for settlements. [`make`] makes
//! them ahead of time, [`retire`] drops those whose time is over.
//!
//! DDL takes no parameters, so these are the files with SQL built at run time, from the names here
//! alone: a table of ours and a date.

mod make;
mod retire;

use sqlx::PgConnection;
use time::{Date, Duration, OffsetDateTime};

use super::{StoreError, first_id, to_timestamp};
use crate::domain::timestamp::Timestamp;

pub use make::{ensure, make_missing};
pub use retire::{Look, Retired, Retirement, postponed};

/// A table with partitions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Table {
    Events,
    Attempts,
    /// What ended other than delivered, dead letters among it.
    Ended,
    Settlements,
}

/// Tables with a partition for each day, by the time in the id that is their key.
const DAILY: [Table; 3] = [Table::Events, Table::Attempts, Table::Ended];

impl Table {
    const ALL: [Self; 4] = [Self::Events, Self::Attempts, Self::Ended, Self::Settlements];

    const fn name(self) -> &'static str {
        match self {
            Self::Events => "events",
            Self::Attempts => "attempts",
            Self::Ended => "ended",
            Self::Settlements => "settlements",
        }
    }

    /// The column that says which partition a row lies in.
    const fn key(self) -> &'static str {
        match self {
            Self::Events => "event_id",
            Self::Attempts => "attempt_id",
            Self::Ended => "delivery_id",
            Self::Settlements => "at",
        }
    }

    const fn span(self) -> Duration {
        match self {
            Self::Settlements => Duration::HOUR,
            _ => Duration::DAY,
        }
    }
}

/// A partition, there or to be: its table, and when its time begins (a full day or hour in UTC).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Partition {
    pub table: Table,
    begin: OffsetDateTime,
}

impl Partition {
    fn of_day(table: Table, day: Date) -> Self {
        Self { table, begin: day.midnight().assume_utc() }
    }

    fn of_hour(at: OffsetDateTime) -> Self {
        let begin = at.replace_time(time::Time::MIDNIGHT) + Duration::hours(at.hour().into());
        Self { table: Table::Settlements, begin }
    }

    /// The partition of that name; `None`: it is none of ours.
    fn of_name(name: &str) -> Option<Self> {
        let (table, suffix) = name.rsplit_once('_')?;
        let table = Table::ALL.into_iter().find(|known| known.name() == table)?;
        let digits = if table == Table::Settlements { 10 } else { 8 };
        if suffix.len() != digits || !suffix.bytes().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        let month: u8 = suffix[4..6].parse().ok()?;
        let date = Date::from_calendar_date(
            suffix[..4].parse().ok()?,
            month.try_into().ok()?,
            suffix[6..8].parse().ok()?,
        );
        let hour = if digits == 10 { suffix[8..].parse().ok()? } else { 0 };
        Some(Self { table, begin: date.ok()?.with_hms(hour, 0, 0).ok()?.assume_utc() })
    }

    fn suffix(self) -> String {
        let date = self.begin.date();
        let day = format!("{:04}{:02}{:02}", date.year(), u8::from(date.month()), date.day());
        match self.table {
            Table::Settlements => format!("{day}{:02}", self.begin.hour()),
            _ => day,
        }
    }

    /// Without its schema.
    pub fn name(self) -> String {
        format!("{}_{}", self.table.name(), self.suffix())
    }

    fn end(self) -> OffsetDateTime {
        self.begin.saturating_add(self.table.span())
    }

    /// When its time begins.
    pub fn since(self) -> Timestamp {
        to_timestamp(self.begin)
    }

    /// When its time is over: nothing in it is younger.
    pub fn until(self) -> Timestamp {
        to_timestamp(self.end())
    }

    /// The bounds as SQL literals.
    fn bounds(self) -> [String; 2] {
        [self.begin, self.end()].map(|at| match self.table {
            Table::Settlements => format!("{} {:02}:00:00+00", at.date(), at.hour()),
            _ => first_id(to_timestamp(at)).to_string(),
        })
    }
}

/// A partition as PostgreSQL has it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Attached {
    partition: Partition,
    /// Somebody began to detach it, and has not come to an end.
    pending: bool,
}

/// Oldest first.
async fn attached(connection: &mut PgConnection) -> Result<Vec<Attached>, StoreError> {
    let rows = sqlx::query!(
        r#"SELECT c.relname::text AS "name!", i.inhdetachpending AS "pending!"
           FROM pg_inherits i
           JOIN pg_class c ON c.oid = i.inhrelid
           JOIN pg_class p ON p.oid = i.inhparent
           WHERE p.relnamespace = 'sparrow'::regnamespace AND p.relkind = 'p'"#
    )
    .fetch_all(connection)
    .await?;
    let found = rows.into_iter().filter_map(|row| {
        let partition = Partition::of_name(&row.name)?;
        Some(Attached { partition, pending: row.pending })
    });
    let mut found: Vec<_> = found.collect();
    found.sort_unstable_by_key(|attached| (attached.partition.begin, attached.partition.table));
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_of_a_partition_tells_its_time() {
        let at = OffsetDateTime::from_unix_timestamp(1_764_417_599).unwrap();
        for table in DAILY {
            let partition = Partition::of_day(table, at.date());
            assert_eq!(Partition::of_name(&partition.name()), Some(partition));
            assert_eq!(partition.until().since(partition.since()).as_secs(), 86_400);
        }
        let hour = Partition::of_hour(at);
        assert_eq!(hour.name(), "settlements_2025112911");
        assert_eq!(Partition::of_name(&hour.name()), Some(hour));
        assert_eq!(hour.bounds(), ["2025-11-29 11:00:00+00", "2025-11-29 12:00:00+00"]);
        for other in [
            "settlements_20261125",
            "events_2026112507",
            "events_20261325",
            "events",
            "events_x",
            "events_+2026112",
            "queue_20261125",
        ] {
            assert_eq!(Partition::of_name(other), None, "{other}");
        }
    }

    #[test]
    fn the_bounds_of_a_day_are_the_least_ids_of_it() {
        let day = Date::from_calendar_date(2026, time::Month::November, 25).unwrap();
        let [from, to] = Partition::of_day(Table::Events, day).bounds();
        assert_eq!(from, "01a21000-8800-0000-0000-000000000000");
        assert!(from < to);
    }
}
