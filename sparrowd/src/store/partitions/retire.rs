//! Dropping partitions whose time is over, on a connection of its own that waits for as long as it
//! takes: a lock timeout in the middle of DETACH CONCURRENTLY would leave the table half-detached, and
//! no other partition of it could go.
//!
//! What each may hold decides whether it goes: see [`Retirement::mark`] and [`Retirement::owed`]. What
//! is done when is decided in `upkeep::retention`.

use std::collections::BTreeSet;

use sqlx::{AssertSqlSafe, ConnectOptions as _, Connection as _, Executor as _, PgConnection};

use super::{Partition, attached};
use crate::domain::timestamp::Timestamp;
use crate::store::{Database, Pool, StoreError, first_id, to_timestamp};

/// Of the session, so that a node that dies lets go of it.
const LOCK: i64 = 7_310_868_735_422_756;

/// The database's clock, and when it had last stepped as far as anybody saw.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Look {
    pub now: Timestamp,
    pub stepped_at: Option<Timestamp>,
}

/// What became of a partition that was to be detached.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Detached {
    Dropped,
    /// Somebody else detached or attached something meanwhile; the next round sees what is left.
    Busy,
}

/// One round, by one node at a time.
#[derive(Debug)]
pub struct Retirement {
    connection: PgConnection,
}

impl Retirement {
    /// `None`: another node is at it. It keeps others out to spare them the work; two at once would do
    /// no harm.
    pub async fn begin(database: &Database) -> Result<Option<Self>, StoreError> {
        let options = database.direct_options().options([("lock_timeout", "0")]);
        let mut connection = options.connect().await.map_err(StoreError::Unavailable)?;
        let is_ours = sqlx::query_scalar!(r#"SELECT pg_try_advisory_lock($1) AS "ours!""#, LOCK)
            .fetch_one(&mut connection)
            .await?;
        Ok(is_ours.then_some(Self { connection }))
    }

    /// Looks at the clock, and writes down that it was looked at; and that it has stepped, if this node
    /// saw it do so, or if it is behind the last look, or if nobody has looked for a day: who knows
    /// what it did meanwhile.
    pub async fn look(&mut self, stepped: bool) -> Result<Look, StoreError> {
        let row = sqlx::query!(
            r#"UPDATE sparrow.retention r
               SET seen_at = c.now,
                   stepped_at = CASE WHEN $1 OR c.now < r.seen_at - interval '1 minute'
                                          OR c.now > r.seen_at + interval '1 day'
                                     THEN c.now ELSE r.stepped_at END
               FROM (SELECT clock_timestamp() AS now) c
               RETURNING c.now AS "now!", r.stepped_at"#,
            stepped,
        )
        .fetch_one(&mut self.connection)
        .await?;
        Ok(Look { now: to_timestamp(row.now), stepped_at: row.stepped_at.map(to_timestamp) })
    }

    /// Brings to its end what a crash has left: what is half-detached is detached, and of that what we
    /// had decided to drop is dropped.
    pub async fn finish(&mut self) -> Result<Vec<Partition>, StoreError> {
        for there in attached(&mut self.connection).await?.iter().filter(|there| there.pending) {
            let (table, name) = (there.partition.table.name(), there.partition.name());
            self.run(&format!(
                "ALTER TABLE sparrow.{table} DETACH PARTITION sparrow.{name} FINALIZE"
            ))
            .await?;
        }
        let decided = sqlx::query_scalar!("SELECT partition FROM sparrow.retiring_partitions")
            .fetch_all(&mut self.connection)
            .await?;
        let still: Vec<_> =
            attached(&mut self.connection).await?.iter().map(|there| there.partition).collect();
        let mut dropped = Vec::new();
        for partition in decided.iter().filter_map(|name| Partition::of_name(name)) {
            // What is attached is decided upon anew.
            if !still.contains(&partition) {
                self.discard(partition).await?;
                dropped.push(partition);
            }
            self.forget(partition).await?;
        }
        Ok(dropped)
    }

    /// All there are, oldest first.
    pub async fn all(&mut self) -> Result<Vec<Partition>, StoreError> {
        let all = attached(&mut self.connection).await?;
        Ok(all.into_iter().map(|there| there.partition).collect())
    }

    /// Marks events older than this: no batch of a replay takes them from here on. Waits for batches
    /// that are under way, so that what they owe is there when [`Self::owed`] looks.
    pub async fn mark(&mut self, before: Timestamp) -> Result<(), StoreError> {
        sqlx::query!(
            "UPDATE sparrow.retention SET events_from = $1 WHERE events_from <> $1",
            first_id(before),
        )
        .execute(&mut self.connection)
        .await?;
        Ok(())
    }

    /// The days before this moment of which something is still owed, by the deliveries' ids.
    pub async fn owed(&mut self, before: Timestamp) -> Result<BTreeSet<Timestamp>, StoreError> {
        let days = sqlx::query_scalar!(
            r#"SELECT DISTINCT
                   ('x' || left(replace(delivery_id::text, '-', ''), 12))::bit(48)::bigint / 86400000
                   AS "day!"
               FROM sparrow.queue WHERE delivery_id < $1"#,
            first_id(before),
        )
        .fetch_all(&mut self.connection)
        .await?;
        Ok(days.into_iter().map(first_of_day).collect())
    }

    /// The days before this moment with events that a replay asks for, by the events' ids.
    pub async fn replayed(&mut self, before: Timestamp) -> Result<BTreeSet<Timestamp>, StoreError> {
        let days = sqlx::query_scalar!(
            r#"SELECT DISTINCT
                   ('x' || left(replace(event_id::text, '-', ''), 12))::bit(48)::bigint / 86400000
                   AS "day!"
               FROM sparrow.replay_items WHERE event_id < $1"#,
            first_id(before),
        )
        .fetch_all(&mut self.connection)
        .await?;
        Ok(days.into_iter().map(first_of_day).collect())
    }

    /// Dead letters of events older than this, so many at most, are discarded: their own time is over,
    /// and that of their events is not. Says how many there were.
    pub async fn discard_dead(&mut self, before: Timestamp, most: i64) -> Result<u64, StoreError> {
        let done = sqlx::query!(
            "UPDATE sparrow.ended e
             SET state = 'discarded', reason = 'retention', ended_by = 'sparrow',
                 ended_at = clock_timestamp()
             FROM (SELECT d.namespace_id, d.delivery_id FROM sparrow.ended d
                   WHERE d.state = 'dead' AND d.delivery_id < $1 LIMIT $2) old
             WHERE e.namespace_id = old.namespace_id AND e.delivery_id = old.delivery_id
               AND e.delivery_id < $1 AND e.state = 'dead'",
            first_id(before),
            most,
        )
        .execute(&mut self.connection)
        .await?;
        Ok(done.rows_affected())
    }

    /// Detaches a partition, without a stall for anybody, and drops it.
    pub async fn retire(&mut self, partition: Partition) -> Result<Detached, StoreError> {
        let (table, name) = (partition.table.name(), partition.name());
        sqlx::query!(
            "INSERT INTO sparrow.retiring_partitions (partition) VALUES ($1) ON CONFLICT DO NOTHING",
            name,
        )
        .execute(&mut self.connection)
        .await?;
        let detach =
            format!("ALTER TABLE sparrow.{table} DETACH PARTITION sparrow.{name} CONCURRENTLY");
        match self.run(&detach).await {
            Ok(()) => {}
            Err(StoreError::Refused(error)) if is_lost_race(&error) => return Ok(Detached::Busy),
            Err(error) => return Err(error),
        }
        self.discard(partition).await?;
        self.forget(partition).await?;
        Ok(Detached::Dropped)
    }

    /// How many partitions are kept beyond their time, for whoever asks after the system's health.
    pub async fn note_postponed(&mut self, postponed: usize) -> Result<(), StoreError> {
        let postponed = i32::try_from(postponed).unwrap_or(i32::MAX);
        sqlx::query!(
            "UPDATE sparrow.retention SET postponed = $1 WHERE postponed <> $1",
            postponed
        )
        .execute(&mut self.connection)
        .await?;
        Ok(())
    }

    /// Lets the next node have its turn.
    pub async fn end(self) -> Result<(), StoreError> {
        Ok(self.connection.close().await?)
    }

    async fn discard(&mut self, partition: Partition) -> Result<(), StoreError> {
        self.run(&format!("DROP TABLE IF EXISTS sparrow.{}", partition.name())).await
    }

    async fn forget(&mut self, partition: Partition) -> Result<(), StoreError> {
        let name = partition.name();
        sqlx::query!("DELETE FROM sparrow.retiring_partitions WHERE partition = $1", name)
            .execute(&mut self.connection)
            .await?;
        Ok(())
    }

    /// By itself, in no transaction block.
    async fn run(&mut self, statement: &str) -> Result<(), StoreError> {
        self.connection.execute(AssertSqlSafe(statement.to_owned())).await?;
        Ok(())
    }
}

/// Of the days since 1970 in UTC.
fn first_of_day(day: i64) -> Timestamp {
    Timestamp::from_millis(day.saturating_mul(86_400_000))
}

/// Another node was faster: it is no partition any more, or about to be none; or nothing at all.
fn is_lost_race(error: &sqlx::Error) -> bool {
    let code = error.as_database_error().and_then(sqlx::error::DatabaseError::code);
    matches!(code.as_deref(), Some("42P01" | "55000" | "42809"))
}

/// How many partitions are kept beyond their time, since something in them is owed or asked for.
pub async fn postponed(pool: &Pool) -> Result<u32, StoreError> {
    let postponed =
        sqlx::query_scalar!("SELECT postponed FROM sparrow.retention").fetch_one(pool).await?;
    Ok(postponed.unsigned_abs())
}
