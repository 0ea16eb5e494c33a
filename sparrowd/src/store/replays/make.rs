//! Writing a replay down: in parts that nobody sees, until the last stroke.

use std::time::Duration;

use sqlx::types::{Uuid, time::OffsetDateTime};

use super::choose::choose;
use super::{Chosen, Item, MAX_PLANS, Raw, Refused, Replay, Selector};
use crate::domain::ids::{NamespaceId, PlanId, ReplayId};
use crate::domain::timestamp::Timestamp;
use crate::store::{Pool, StoreError, to_timestamp};

/// How long a plan can be carried out.
pub const PLAN_KEPT: Duration = Duration::from_mins(15);
/// How long one that is being written is given for its next part.
const PART_KEPT: f64 = 60.0;
/// Items written in one statement.
const CHUNK: usize = 5_000;

/// What is to become of what is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Making {
    Replay,
    Plan,
}

/// What became of it.
#[derive(Debug, Clone, PartialEq)]
pub enum Made {
    Replay(Replay),
    Plan {
        chosen: Chosen,
        expires_at: Timestamp,
    },
    /// Nothing was made.
    Refused(Refused),
}

/// Chooses what is asked for and writes it down. A plan may be empty; a replay may not.
pub async fn make(
    pool: &Pool,
    namespace: NamespaceId,
    id: ReplayId,
    selector: &Selector,
    rate: f64,
    making: Making,
) -> Result<Made, StoreError> {
    let most = match making {
        Making::Replay => i64::MAX,
        Making::Plan => MAX_PLANS,
    };
    // Before the work, and again when its place is taken.
    if plans(pool, namespace).await? >= most {
        return Ok(Made::Refused(Refused::TooManyPlans));
    }
    let chosen = match choose(pool, namespace, selector).await? {
        Ok(chosen) => chosen,
        Err(refused) => return Ok(Made::Refused(refused)),
    };
    if chosen.items.is_empty() && making == Making::Replay {
        return Ok(Made::Refused(Refused::Empty));
    }
    if !begin(pool, namespace, id, rate, most).await? {
        return Ok(Made::Refused(Refused::TooManyPlans));
    }
    for (part, items) in chosen.items.chunks(CHUNK).enumerate() {
        if !add(pool, namespace, id, part * CHUNK, items).await? {
            return Ok(Made::Refused(Refused::TooSlow));
        }
    }
    let total = total(&chosen);
    Ok(match making {
        Making::Replay => match run(pool, namespace, id, total, chosen.skipped).await? {
            Some(replay) => Made::Replay(replay),
            None => Made::Refused(Refused::TooSlow),
        },
        Making::Plan => match plan(pool, namespace, id, total, chosen.skipped).await? {
            Some(expires_at) => Made::Plan { chosen, expires_at },
            None => Made::Refused(Refused::TooSlow),
        },
    })
}

fn number(n: usize) -> i32 {
    i32::try_from(n).unwrap_or(i32::MAX)
}

fn total(chosen: &Chosen) -> i32 {
    number(chosen.items.len()).saturating_add(skipped(chosen.skipped))
}

fn skipped(n: u32) -> i32 {
    i32::try_from(n).unwrap_or(i32::MAX)
}

async fn plans(pool: &Pool, namespace: NamespaceId) -> Result<i64, StoreError> {
    Ok(sqlx::query_scalar!(
        r#"SELECT count(*) AS "plans!" FROM sparrow.replays
           WHERE namespace_id = $1 AND expires_at > clock_timestamp()"#,
        namespace.uuid(),
    )
    .fetch_one(pool)
    .await?)
}

/// `false`: the namespace has as many plans as it may.
async fn begin(
    pool: &Pool,
    namespace: NamespaceId,
    id: ReplayId,
    rate: f64,
    most: i64,
) -> Result<bool, StoreError> {
    let done = sqlx::query!(
        "INSERT INTO sparrow.replays (namespace_id, replay_id, rate, expires_at)
         SELECT $1, $2, $3, clock_timestamp() + make_interval(secs => $4)
         WHERE (SELECT count(*) FROM sparrow.replays
                WHERE namespace_id = $1 AND expires_at > clock_timestamp()) < $5",
        namespace.uuid(),
        id.uuid(),
        rate,
        PART_KEPT,
        most,
    )
    .execute(pool)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// `false`: it was dropped meanwhile, and nothing was written.
async fn add(
    pool: &Pool,
    namespace: NamespaceId,
    id: ReplayId,
    before: usize,
    items: &[Item],
) -> Result<bool, StoreError> {
    let sources: Vec<Uuid> = items.iter().map(|item| item.source.uuid()).collect();
    let events: Vec<Uuid> = items.iter().map(|item| item.event.uuid()).collect();
    let webhooks: Vec<Uuid> = items.iter().map(|item| item.webhook.uuid()).collect();
    let done = sqlx::query!(
        "WITH replay AS (
             UPDATE sparrow.replays
             SET items = $3 + cardinality($4::uuid[]), total = $3 + cardinality($4),
                 expires_at = clock_timestamp() + make_interval(secs => $7)
             WHERE namespace_id = $1 AND replay_id = $2 AND state = 'making' AND items = $3
             RETURNING replay_id
         )
         INSERT INTO sparrow.replay_items
             (namespace_id, replay_id, position, source_id, event_id, webhook_id)
         SELECT $1, $2, $3 + x.ord, x.source_id, x.event_id, x.webhook_id
         FROM replay
         CROSS JOIN unnest($4::uuid[], $5::uuid[], $6::uuid[]) WITH ORDINALITY
              AS x (source_id, event_id, webhook_id, ord)",
        namespace.uuid(),
        id.uuid(),
        number(before),
        &sources,
        &events,
        &webhooks,
        PART_KEPT,
    )
    .execute(pool)
    .await?;
    Ok(done.rows_affected() > 0)
}

/// `None`: it was dropped meanwhile.
async fn run(
    pool: &Pool,
    namespace: NamespaceId,
    id: ReplayId,
    total: i32,
    skipped: u32,
) -> Result<Option<Replay>, StoreError> {
    let row = sqlx::query_as!(
        Raw,
        "UPDATE sparrow.replays
         SET state = 'running', total = $3, skipped = $4, expires_at = NULL,
             next_at = clock_timestamp()
         WHERE namespace_id = $1 AND replay_id = $2 AND state = 'making'
         RETURNING replay_id, state, total, queued, skipped, rate, created_at, finished_at",
        namespace.uuid(),
        id.uuid(),
        total,
        self::skipped(skipped),
    )
    .fetch_optional(pool)
    .await?;
    row.map(Replay::try_from).transpose()
}

/// When it expires; `None`: it was dropped meanwhile.
async fn plan(
    pool: &Pool,
    namespace: NamespaceId,
    id: ReplayId,
    total: i32,
    skipped: u32,
) -> Result<Option<Timestamp>, StoreError> {
    let expires_at: Option<Option<OffsetDateTime>> = sqlx::query_scalar!(
        "UPDATE sparrow.replays
         SET state = 'planned', total = $3, skipped = $4,
             expires_at = clock_timestamp() + make_interval(secs => $5)
         WHERE namespace_id = $1 AND replay_id = $2 AND state = 'making'
         RETURNING expires_at",
        namespace.uuid(),
        id.uuid(),
        total,
        self::skipped(skipped),
        PLAN_KEPT.as_secs_f64(),
    )
    .fetch_optional(pool)
    .await?;
    Ok(expires_at.flatten().map(to_timestamp))
}

/// What became of a plan.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum CarriedOut {
    /// It runs, now or since it was carried out before.
    Replay(Replay),
    /// There is nothing to be sent.
    Empty,
    Expired,
    Unknown,
}

/// Makes a replay of a plan. `rate`: another one than it was planned with.
pub async fn carry_out(
    pool: &Pool,
    namespace: NamespaceId,
    id: PlanId,
    rate: Option<f64>,
    now: Timestamp,
) -> Result<CarriedOut, StoreError> {
    let id = ReplayId::from(id);
    let row = sqlx::query_as!(
        Raw,
        "UPDATE sparrow.replays
         SET state = 'running', expires_at = NULL, rate = coalesce($3, rate),
             next_at = clock_timestamp(), created_at = clock_timestamp()
         WHERE namespace_id = $1 AND replay_id = $2 AND state = 'planned' AND items > 0
           AND expires_at > clock_timestamp()
         RETURNING replay_id, state, total, queued, skipped, rate, created_at, finished_at",
        namespace.uuid(),
        id.uuid(),
        rate,
    )
    .fetch_optional(pool)
    .await?;
    if let Some(row) = row {
        return Ok(CarriedOut::Replay(row.try_into()?));
    }
    // Carried out before; or not, and why not.
    if let Some(replay) = super::get(pool, namespace, id).await? {
        return Ok(CarriedOut::Replay(replay));
    }
    let left = sqlx::query_scalar!(
        r#"SELECT expires_at > clock_timestamp() AS "valid!" FROM sparrow.replays
           WHERE namespace_id = $1 AND replay_id = $2 AND state = 'planned'"#,
        namespace.uuid(),
        id.uuid(),
    )
    .fetch_optional(pool)
    .await?;
    Ok(match left {
        Some(true) => CarriedOut::Empty,
        Some(false) => CarriedOut::Expired,
        // Dropped: the time in the id tells it from one that never was.
        None if is_over(id, now) => CarriedOut::Expired,
        None => CarriedOut::Unknown,
    })
}

/// Ends a plan's time now; `false`: there is none that still had some. What is left of it is dropped
/// as of every other whose time is over.
pub async fn drop_plan(
    pool: &Pool,
    namespace: NamespaceId,
    id: PlanId,
) -> Result<bool, StoreError> {
    let done = sqlx::query!(
        "UPDATE sparrow.replays SET expires_at = clock_timestamp()
         WHERE namespace_id = $1 AND replay_id = $2 AND state = 'planned'
           AND expires_at > clock_timestamp()",
        namespace.uuid(),
        ReplayId::from(id).uuid(),
    )
    .execute(pool)
    .await?;
    Ok(done.rows_affected() == 1)
}

fn is_over(id: ReplayId, now: Timestamp) -> bool {
    now.since(Timestamp::from_millis(id.unix_millis())) > PLAN_KEPT
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_time_in_a_plans_id_tells_whether_it_is_over() {
        let id = ReplayId::from_uuid(Uuid::from_u128(1_000 << 80));
        let made = Timestamp::from_millis(1_000);
        assert!(!is_over(id, made.plus(PLAN_KEPT)));
        assert!(is_over(id, made.plus(PLAN_KEPT).plus(Duration::from_secs(1))));
        assert!(!is_over(id, Timestamp::from_millis(10)), "of a node that is ahead");
    }
}
