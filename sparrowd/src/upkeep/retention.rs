//! Drops what is no longer kept, a whole partition at a time, each hour; by one node, whichever comes
//! first.
//!
//! Nothing that is owed, and no dead letter, loses its payload. So first the events on their way out
//! are marked, which keeps replays from taking them; then one scan of the queue finds what is still
//! owed. What ended goes before or with its event, and the replays that are as old as that before
//! both, since what they sent leads through them to its event. Where something is owed, or a replay
//! still asks for it, the partition stays, and an alert says so.
//!
//! What is old is told by the database's clock. If that has stepped, nothing goes for a day.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use crate::clock::{Clock, Stamper};
use crate::domain::retention::{Cutoffs, Retention, held_until};
use crate::domain::timestamp::Timestamp;
use crate::store::partitions::{Look, Partition, Retired, Retirement, Table};
use crate::store::replays::clear::drop_old;
use crate::store::{Database, Pool, StoreError, settlements};
use crate::tasks::{Policy, Tasks};
use crate::telemetry::Chain;

/// A step of the clock is to be known to all nodes before the next round of any.
const PERIOD: Duration = Duration::from_secs(10);
const PERIODS_BETWEEN_ROUNDS: u32 = 360;
/// A round waits for long readers. One that takes longer is given up, and the next goes on with what
/// it left: PostgreSQL may be gone without a word.
const LONGEST: Duration = Duration::from_hours(6);
/// A reader that comes at the last moment is given this long to find its way.
const GRACE: Duration = Duration::from_hours(1);
/// Dead letters discarded in one statement.
const BITE: i64 = 1_000;

/// What a round came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Round {
    /// Another node is at it.
    Elsewhere,
    /// The clock has stepped: nothing goes before this moment.
    Held(Timestamp),
    Done(Done),
}

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Done {
    /// Partitions, by name.
    pub dropped: Vec<String>,
    pub postponed: Vec<Postponed>,
    /// Dead letters whose own time was over.
    pub discarded: u64,
}

/// A partition of events that stays beyond its time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Postponed {
    pub partition: String,
    /// Some of its deliveries are owed.
    pub owed: bool,
    /// A replay that is kept asks for some of its events.
    pub replayed: bool,
}

pub fn start(
    tasks: &Tasks,
    database: Database,
    pool: Pool,
    stamper: Arc<Stamper>,
    retention: Retention,
) {
    let stopping = tasks.stopping();
    tasks.spawn("retention", Policy::Critical, async move {
        let mut ticks = tokio::time::interval(PERIOD);
        ticks.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        let mut periods: u32 = 0;
        while stopping.run_until_cancelled(ticks.tick()).await.is_some() {
            if periods.is_multiple_of(PERIODS_BETWEEN_ROUNDS) || stamper.has_stepped() {
                let round = round(&database, &pool, &stamper, retention);
                let round = tokio::time::timeout(LONGEST, round);
                match stopping.run_until_cancelled(round).await {
                    None => break,
                    Some(Ok(Ok(round))) => tell(&round),
                    Some(Err(_)) => {
                        tracing::warn!(event = "retention_failed", "what is no longer kept could not be dropped: somebody reads it, or PostgreSQL is away");
                    }
                    Some(Ok(Err(error))) => {
                        tracing::warn!(event = "retention_failed", error = %Chain(&error), "what is no longer kept could not be dropped");
                    }
                }
            }
            periods = periods.wrapping_add(1);
        }
    });
}

fn tell(round: &Round) {
    let done = match round {
        Round::Elsewhere => return,
        Round::Held(until) => {
            tracing::warn!(
                event = "retention_held",
                until_s = until.seconds(),
                "the database's clock has stepped: nothing is dropped for a day"
            );
            return;
        }
        Round::Done(done) => done,
    };
    if !done.dropped.is_empty() {
        let partitions = done.dropped.join(" ");
        tracing::info!(event = "partitions_dropped", partitions, "dropped what is no longer kept");
    }
    if done.discarded > 0 {
        tracing::info!(
            event = "dead_letters_discarded",
            count = done.discarded,
            "dead letters whose time is over are discarded"
        );
    }
    for Postponed { partition, owed, replayed } in &done.postponed {
        tracing::warn!(
            event = "partition_postponed",
            partition,
            owed,
            replayed,
            "a partition stays beyond its time: what it holds is still owed or asked for"
        );
    }
}

/// One round, unless another node is at it.
pub async fn round(
    database: &Database,
    pool: &Pool,
    stamper: &Stamper,
    retention: Retention,
) -> Result<Round, StoreError> {
    let Some(mut retirement) = Retirement::begin(database).await? else {
        return Ok(Round::Elsewhere);
    };
    let round = take_turn(&mut retirement, pool, stamper, retention).await?;
    retirement.end().await?;
    Ok(round)
}

async fn take_turn(
    retirement: &mut Retirement,
    pool: &Pool,
    stamper: &Stamper,
    retention: Retention,
) -> Result<Round, StoreError> {
    let Look { now, stepped_at } = look(retirement, stamper).await?;
    if let Some(until) = held_until(stepped_at, now) {
        return Ok(Round::Held(until));
    }
    let finished = retirement.finish().await?;
    let mut turn = Turn { retirement, stamper, all: Vec::new(), done: Done::default() };
    for (partition, retired) in finished {
        turn.note(partition, retired);
    }
    turn.all = turn.retirement.all().await?;
    let cutoffs = retention.cutoffs(now);
    turn.drop_all(Table::Settlements, now.minus(settlements::KEPT).minus(GRACE)).await?;
    turn.drop_all(Table::Attempts, cutoffs.attempts).await?;
    turn.drop_events(pool, cutoffs).await?;
    let done = turn.done;
    retirement.note_postponed(done.postponed.len()).await?;
    Ok(Round::Done(done))
}

/// The database's clock as it is now, held against what this node knows of it.
async fn look(retirement: &mut Retirement, stamper: &Stamper) -> Result<Look, StoreError> {
    let sent = Clock::now();
    let look = retirement.look(false).await?;
    stamper.observe(sent, Clock::now(), look.now);
    if !stamper.has_stepped() {
        return Ok(look);
    }
    let look = retirement.look(true).await?;
    stamper.step_is_noted();
    Ok(look)
}

struct Turn<'a> {
    retirement: &'a mut Retirement,
    stamper: &'a Stamper,
    /// What is there, oldest first.
    all: Vec<Partition>,
    done: Done,
}

impl Turn<'_> {
    fn over(&self, table: Table, before: Timestamp) -> Vec<Partition> {
        let is_over = |it: &&Partition| it.table == table && it.until() <= before;
        self.all.iter().filter(is_over).copied().collect()
    }

    async fn drop_all(&mut self, table: Table, before: Timestamp) -> Result<(), StoreError> {
        for partition in self.over(table, before) {
            self.drop(partition).await?;
        }
        Ok(())
    }

    async fn drop(&mut self, partition: Partition) -> Result<(), StoreError> {
        // A beat has seen the clock step since the round began.
        if self.stamper.has_stepped() {
            return Ok(());
        }
        let retired = self.retirement.retire(partition).await?;
        self.note(partition, retired);
        Ok(())
    }

    fn note(&mut self, partition: Partition, retired: Retired) {
        let name = partition.name();
        match retired {
            Retired::Dropped => {
                self.all.retain(|there| *there != partition);
                self.done.dropped.push(name);
            }
            Retired::Busy => {}
            Retired::Refused(error) => {
                tracing::warn!(event = "partition_refused", partition = name, error = %Chain(&error), "a partition that is no longer kept can't go; the next round tries again");
            }
            Retired::Left => {
                tracing::warn!(
                    event = "partition_left",
                    partition = name,
                    "a partition that was to go is found detached, and not by sparrow as far as that is known: it stays"
                );
            }
        }
    }

    /// Events, what ended of them, and the replays that are as old.
    async fn drop_events(&mut self, pool: &Pool, cutoffs: Cutoffs) -> Result<(), StoreError> {
        let Cutoffs { events: before, dead_letters, .. } = cutoffs;
        if dead_letters > before {
            self.discard_dead(dead_letters).await?;
        }
        self.retirement.mark(before).await?;
        let (events, ended) = (self.over(Table::Events, before), self.over(Table::Ended, before));
        if events.is_empty() && ended.is_empty() {
            drop_replays(pool, before, &[]).await?;
            return Ok(());
        }
        let owed = self.retirement.owed(before).await?;
        // What ended of events that are kept stays with them: without its row it would count as delivered.
        let asked_for = self.retirement.asked_for(before).await?;
        let stays = |day: &Timestamp| owed.contains(day) || asked_for.contains(day);
        for partition in ended.into_iter().filter(|it| !stays(&it.since())) {
            self.drop(partition).await?;
        }
        // A dead letter of a replay leads through that to its event.
        let left: Vec<_> = self.over(Table::Ended, before).iter().map(|it| it.since()).collect();
        drop_replays(pool, before, &left).await?;
        let replayed = self.retirement.replayed(before).await?;
        for partition in events {
            self.drop_or_postpone(partition, &owed, &replayed).await?;
        }
        Ok(())
    }

    async fn drop_or_postpone(
        &mut self,
        partition: Partition,
        owed: &BTreeSet<Timestamp>,
        replayed: &BTreeSet<Timestamp>,
    ) -> Result<(), StoreError> {
        let day = partition.since();
        let (owed, replayed) = (owed.contains(&day), replayed.contains(&day));
        if owed || replayed {
            let partition = partition.name();
            self.done.postponed.push(Postponed { partition, owed, replayed });
            return Ok(());
        }
        // What ended of these events is there yet: another node came in between.
        let has_ended = self.all.iter().any(|it| it.table == Table::Ended && it.since() == day);
        if has_ended { Ok(()) } else { self.drop(partition).await }
    }

    async fn discard_dead(&mut self, before: Timestamp) -> Result<(), StoreError> {
        loop {
            let discarded = self.retirement.discard_dead(before, BITE).await?;
            self.done.discarded += discarded;
            if discarded < BITE.unsigned_abs() {
                return Ok(());
            }
        }
    }
}

async fn drop_replays(
    pool: &Pool,
    before: Timestamp,
    left: &[Timestamp],
) -> Result<(), StoreError> {
    while drop_old(pool, before, left).await? {}
    Ok(())
}
