//! The newest attempt of each delivery.

use std::collections::HashMap;

use sqlx::types::Uuid;

use super::{Delivery, Standing};
use crate::domain::ids::{AttemptId, DeliveryId, NamespaceId};
use crate::domain::timestamp::Timestamp;
use crate::store::attempts::lists::not_before;
use crate::store::attempts::{self, Record};
use crate::store::{Pool, StoreError, first_id};

/// Adds to each its newest attempt that counted. Read after the state, but not beyond it: of one
/// still owed or ended, no attempt that its state knows nothing of.
pub async fn with_last_attempts(
    pool: &Pool,
    namespace: NamespaceId,
    deliveries: &mut [Delivery],
    now: Timestamp,
) -> Result<(), StoreError> {
    let (mut ids, mut lower, mut made) = (Vec::new(), Vec::new(), Vec::new());
    for delivery in deliveries.iter() {
        let limit = match delivery.standing {
            Standing::Owed { attempts, .. } | Standing::Ended { attempts, .. } => {
                i32::try_from(attempts).unwrap_or(i32::MAX)
            }
            Standing::Delivered { .. } => i32::MAX,
        };
        if limit > 0 {
            ids.push(delivery.id.uuid());
            lower.push(first_id(not_before(delivery.id)));
            made.push(limit);
        }
    }
    if ids.is_empty() {
        return Ok(());
    }
    // What a delivered one was excused is written nowhere else.
    let rows = sqlx::query!(
        r#"
        SELECT x.delivery_id AS "delivery_id!", a.attempt_id AS "attempt_id!",
               CASE WHEN x.made = 2147483647 AND a.attempt > 1 THEN (
                   SELECT count(*) FROM sparrow.attempts c
                   WHERE c.namespace_id = $1 AND c.delivery_id = x.delivery_id
                     AND c.attempt_id >= x.lower AND c.attempt_id < $5
                     AND c.excused AND c.decision <> 4
               ) ELSE 0 END AS "excused!"
        FROM unnest($2::uuid[], $3::uuid[], $4::integer[]) AS x (delivery_id, lower, made)
        CROSS JOIN LATERAL (
            SELECT a.attempt_id, a.attempt FROM sparrow.attempts a
            WHERE a.namespace_id = $1 AND a.delivery_id = x.delivery_id AND a.attempt <= x.made
              AND a.attempt_id >= x.lower AND a.attempt_id < $5 AND a.decision <> 4
            ORDER BY a.attempt DESC LIMIT 1
        ) a
        "#,
        namespace.uuid(),
        &ids,
        &lower,
        &made,
        first_id(now.plus(std::time::Duration::from_hours(1))),
    )
    .fetch_all(pool)
    .await?;
    let keys: Vec<_> =
        rows.iter().map(|row| (namespace, AttemptId::from_uuid(row.attempt_id))).collect();
    let excused: HashMap<Uuid, i64> =
        rows.iter().map(|row| (row.delivery_id, row.excused)).collect();
    let mut last: HashMap<DeliveryId, Record> = attempts::load(pool, &keys)
        .await?
        .into_iter()
        .map(|record| (record.delivery, record))
        .collect();
    for delivery in deliveries {
        if let Standing::Delivered { excused: count } = &mut delivery.standing {
            let known = excused.get(&delivery.id.uuid()).copied().unwrap_or_default();
            *count = u32::try_from(known).unwrap_or(u32::MAX);
        }
        delivery.last = last.remove(&delivery.id);
    }
    Ok(())
}
