//! Dropping partitions whose time is over, on a connection of its own that waits for as long as it
//! takes: a lock timeout in the middle of DETACH CONCURRENTLY would leave the table half-detached, and
//! no other partition of it could go.
//!
//! What each may hold decides whether it goes: see [`Retirement::mark`] and [`Retirement::owed`]. What
//! is done when is decided in `upkeep::retention`.
//!
//! An operator may detach a partition to keep it, so what is found detached is dropped only if it is
//! known that sparrow did that. The decision is written down first; it is taken back if nothing came of
//! it; and that the partition is detached is noted on it as soon as that is seen.

use std::collections::BTreeSet;

use sqlx::{AssertSqlSafe, ConnectOptions as _, Connection as _, Executor as _, PgConnection};

use super::{Partition, attached};
use crate::domain::timestamp::Timestamp;
use crate::store::{Database, Pool, StoreError, first_id, from_timestamp, to_timestamp};

/// Of the session, so that a node that dies lets go of it.
const LOCK: i64 = 7_310_868_735_422_756;

/// The database's clock, and when it had last stepped as far as anybody saw.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Look {
    pub now: Timestamp,
    pub stepped_at: Option<Timestamp>,
}

/// What became of a partition that was to go.
#[derive(Debug)]
pub enum Retired {
    Dropped,
    /// Somebody else detached or attached something meanwhile; the next round sees what is left.
    Busy,
    /// PostgreSQL would not, for now: a view reads it, or the like. The next round tries again.
    Refused(StoreError),
    /// It was to be dropped, and is found detached, by whom is not known: it is not ours any more.
    Left,
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
        // A node that is gone detaches nothing after its death: half done is how it stays.
        let options = database
            .direct_options()
            .options([("lock_timeout", "0"), ("client_connection_check_interval", "1s")]);
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

    /// Brings to its end what was left: what is half-detached is detached, and what we had decided to
    /// drop is dropped, if it was us who detached it. Says what became of each.
    pub async fn finish(&mut self) -> Result<Vec<(Partition, Retired)>, StoreError> {
        let mut finished = self.finalize().await?;
        let decided = sqlx::query!("SELECT partition, detached FROM sparrow.retiring_partitions")
            .fetch_all(&mut self.connection)
            .await?;
        let still = attached(&mut self.connection).await?;
        for row in decided {
            let Some(partition) = Partition::of_name(&row.partition) else { continue };
            match still.iter().find(|there| there.partition == partition) {
                Some(there) if there.pending => {}
                // It is decided upon anew.
                Some(_) => self.forget(partition).await?,
                None if row.detached => finished.push((partition, self.discard(partition).await?)),
                None => {
                    self.forget(partition).await?;
                    finished.push((partition, Retired::Left));
                }
            }
        }
        Ok(finished)
    }

    /// Detaches what is half-detached, and says where that did not go. What was to be dropped was
    /// begun by us.
    async fn finalize(&mut self) -> Result<Vec<(Partition, Retired)>, StoreError> {
        let mut failed = Vec::new();
        for there in attached(&mut self.connection).await?.iter().filter(|there| there.pending) {
            let partition = there.partition;
            let (table, name) = (partition.table.name(), partition.name());
            self.note_detached(partition).await?;
            let finalize =
                format!("ALTER TABLE sparrow.{table} DETACH PARTITION sparrow.{name} FINALIZE");
            failed.extend(self.attempt(&finalize).await?.map(|refusal| (partition, refusal)));
        }
        Ok(failed)
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

    /// The days before this moment with events that a replay asks for which is kept: it was not over by
    /// then, or something of it is still owed.
    pub async fn asked_for(
        &mut self,
        before: Timestamp,
    ) -> Result<BTreeSet<Timestamp>, StoreError> {
        let days = sqlx::query_scalar!(
            r#"WITH kept AS MATERIALIZED (
                   SELECT r.namespace_id, r.replay_id FROM sparrow.replays r
                   WHERE r.finished_at IS NULL OR r.finished_at >= $2
                      OR NOT (r.state = 'done' OR r.swept)
                      OR EXISTS (
                          SELECT FROM sparrow.replay_items i
                          CROSS JOIN LATERAL (
                              SELECT FROM sparrow.queue q
                              WHERE q.namespace_id = i.namespace_id AND q.webhook_id = i.webhook_id
                                AND q.delivery_id = i.delivery_id LIMIT 1
                          ) q
                          WHERE i.namespace_id = r.namespace_id AND i.replay_id = r.replay_id)
               )
               SELECT DISTINCT
                   ('x' || left(replace(i.event_id::text, '-', ''), 12))::bit(48)::bigint / 86400000
                   AS "day!"
               FROM kept
               JOIN sparrow.replay_items i USING (namespace_id, replay_id)
               WHERE i.event_id < $1"#,
            first_id(before),
            from_timestamp(before),
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
    pub async fn retire(&mut self, partition: Partition) -> Result<Retired, StoreError> {
        let (table, name) = (partition.table.name(), partition.name());
        sqlx::query!(
            "INSERT INTO sparrow.retiring_partitions (partition) VALUES ($1) ON CONFLICT DO NOTHING",
            name,
        )
        .execute(&mut self.connection)
        .await?;
        let detach =
            format!("ALTER TABLE sparrow.{table} DETACH PARTITION sparrow.{name} CONCURRENTLY");
        if let Some(refusal) = self.attempt(&detach).await? {
            self.take_back(partition, &refusal).await?;
            return Ok(refusal);
        }
        self.note_detached(partition).await?;
        self.discard(partition).await
    }

    /// It was not detached by us. Stopped half-way it is ours still, and brought to its end the next
    /// time; but where somebody else was faster, it may be half-detached by him.
    async fn take_back(
        &mut self,
        partition: Partition,
        refusal: &Retired,
    ) -> Result<(), StoreError> {
        let there = attached(&mut self.connection).await?;
        let is_pending = there.iter().any(|there| there.partition == partition && there.pending);
        if matches!(refusal, Retired::Busy) || !is_pending {
            self.forget(partition).await?;
        }
        Ok(())
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

    /// Drops what we have detached.
    async fn discard(&mut self, partition: Partition) -> Result<Retired, StoreError> {
        let drop = format!("DROP TABLE IF EXISTS sparrow.{}", partition.name());
        if let Some(refusal) = self.attempt(&drop).await? {
            return Ok(refusal);
        }
        self.forget(partition).await?;
        Ok(Retired::Dropped)
    }

    async fn note_detached(&mut self, partition: Partition) -> Result<(), StoreError> {
        sqlx::query!(
            "UPDATE sparrow.retiring_partitions SET detached = true WHERE partition = $1",
            partition.name(),
        )
        .execute(&mut self.connection)
        .await?;
        Ok(())
    }

    async fn forget(&mut self, partition: Partition) -> Result<(), StoreError> {
        let name = partition.name();
        sqlx::query!("DELETE FROM sparrow.retiring_partitions WHERE partition = $1", name)
            .execute(&mut self.connection)
            .await?;
        Ok(())
    }

    /// By itself, in no transaction block. What PostgreSQL refuses for one partition keeps no other
    /// from going.
    async fn attempt(&mut self, statement: &str) -> Result<Option<Retired>, StoreError> {
        let done = self.connection.execute(AssertSqlSafe(statement.to_owned())).await;
        match done.map_err(StoreError::from) {
            Ok(_) => Ok(None),
            Err(StoreError::Refused(error)) if is_lost_race(&error) => Ok(Some(Retired::Busy)),
            Err(error @ StoreError::Unknown(_)) => Err(error),
            Err(error) => Ok(Some(Retired::Refused(error))),
        }
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
