//! The ids of a list, found by index, newest first.
//!
//! Each place is looked through for so many rows and no more. One that was not looked through to its
//! end has a floor: below it there may be more. What is found in all places together is complete down
//! to the highest floor.

use std::collections::BTreeMap;

use sqlx::types::Uuid;

use super::{Scope, Wanted};
use crate::domain::delivery::{End, State};
use crate::domain::ids::{DeliveryId, NamespaceId, WebhookId};
use crate::store::{Pool, StoreError};

/// Rows of one place that are looked at, at most.
const LOOK: i64 = 10_000;

/// Ids with their webhooks, newest first, all that fit down to the floor.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Found {
    pub ids: Vec<(DeliveryId, WebhookId)>,
    /// `None`: there is nothing below.
    pub floor: Option<Uuid>,
}

/// A row that fits, or the last one that was looked at.
#[derive(Debug, Clone)]
struct Row {
    delivery_id: Uuid,
    webhook_id: Uuid,
    wanted: bool,
    /// How many rows had been looked at with this one.
    seen: i64,
}

pub(super) async fn find(
    pool: &Pool,
    namespace: NamespaceId,
    scope: Scope,
    wanted: &Wanted<'_>,
    before: Uuid,
    limit: usize,
) -> Result<Found, StoreError> {
    let look = Look {
        pool,
        namespace: namespace.uuid(),
        wanted,
        from: wanted.from(),
        before,
        limit: i64::try_from(limit).unwrap_or(i64::MAX),
    };
    let mut parts = Vec::with_capacity(2);
    // Before `ended`: one that ends meanwhile is found twice rather than not at all.
    match scope {
        Scope::Webhook(webhook) => {
            let owed =
                if wanted.paused.contains(&webhook) { wanted.held() } else { wanted.waiting() };
            if owed {
                parts.push(look.part(look.queue_of(webhook).await?));
            }
            if wanted.ended() {
                parts.push(look.part(look.ended_of(webhook).await?));
            }
        }
        Scope::Namespace => {
            if wanted.held() || wanted.waiting() {
                parts.push(look.queue().await?);
            }
            if wanted.states == [State::Ended(End::Dead)] {
                parts.push(look.part(look.dead().await?));
            } else if wanted.ended() {
                parts.push(look.part(look.ended().await?));
            }
        }
    }
    Ok(together(parts, limit))
}

/// All parts, down to the highest of their floors.
fn together(parts: Vec<Found>, limit: usize) -> Found {
    let mut floor = parts.iter().filter_map(|part| part.floor).max();
    let all: BTreeMap<DeliveryId, WebhookId> =
        parts.into_iter().flat_map(|part| part.ids).collect();
    let above = |id: &DeliveryId| floor.is_none_or(|floor| id.uuid() >= floor);
    let mut ids: Vec<_> = all.into_iter().rev().take_while(|(id, _)| above(id)).collect();
    if ids.len() > limit {
        ids.truncate(limit);
        floor = ids.last().map(|(id, _)| id.uuid());
    }
    Found { ids, floor }
}

struct Look<'a> {
    pool: &'a Pool,
    namespace: Uuid,
    wanted: &'a Wanted<'a>,
    from: Uuid,
    before: Uuid,
    limit: i64,
}

impl Look<'_> {
    /// Of a place that was read to the limit, or as far as may be looked, more may lie below.
    fn part(&self, rows: Vec<Row>) -> Found {
        let full = i64::try_from(rows.len()).is_ok_and(|rows| rows >= self.limit);
        let last = rows.last().filter(|last| full || last.seen >= LOOK);
        let floor = last.map(|last| last.delivery_id);
        let ids = rows.into_iter().filter(|row| row.wanted).map(key).collect();
        Found { ids, floor }
    }

    async fn queue_of(&self, webhook: WebhookId) -> Result<Vec<Row>, StoreError> {
        // What a paused one is owed is held, attempted or not.
        let attempted = self.wanted.attempted().filter(|_| !self.wanted.paused.contains(&webhook));
        Ok(sqlx::query_as!(
            Row,
            r#"
            SELECT p.delivery_id AS "delivery_id!", p.webhook_id AS "webhook_id!",
                   p.wanted AS "wanted!", p.seen AS "seen!"
            FROM (
                SELECT q.delivery_id, q.webhook_id,
                       $5::boolean IS NULL OR (q.attempt > 0) = $5 AS wanted,
                       row_number() OVER (ORDER BY q.delivery_id DESC) AS seen
                FROM sparrow.queue q
                WHERE q.namespace_id = $1 AND q.webhook_id = $2
                  AND q.delivery_id >= $3 AND q.delivery_id < $4
                ORDER BY q.delivery_id DESC LIMIT $6
            ) p
            WHERE p.wanted OR p.seen = $6
            LIMIT $7
            "#,
            self.namespace,
            webhook.uuid(),
            self.from,
            self.before,
            attempted,
            LOOK,
            self.limit,
        )
        .fetch_all(self.pool)
        .await?)
    }

    async fn ended_of(&self, webhook: WebhookId) -> Result<Vec<Row>, StoreError> {
        Ok(sqlx::query_as!(
            Row,
            r#"
            SELECT p.delivery_id AS "delivery_id!", p.webhook_id AS "webhook_id!",
                   p.wanted AS "wanted!", p.seen AS "seen!"
            FROM (
                SELECT d.delivery_id, d.webhook_id, d.state = ANY ($5::text[]) AS wanted,
                       row_number() OVER (ORDER BY d.delivery_id DESC) AS seen
                FROM sparrow.ended d
                WHERE d.namespace_id = $1 AND d.webhook_id = $2
                  AND d.delivery_id >= $3 AND d.delivery_id < $4
                ORDER BY d.delivery_id DESC LIMIT $6
            ) p
            WHERE p.wanted OR p.seen = $6
            LIMIT $7
            "#,
            self.namespace,
            webhook.uuid(),
            self.from,
            self.before,
            &self.wanted.ends() as &[&str],
            LOOK,
            self.limit,
        )
        .fetch_all(self.pool)
        .await?)
    }

    async fn ended(&self) -> Result<Vec<Row>, StoreError> {
        Ok(sqlx::query_as!(
            Row,
            r#"
            SELECT p.delivery_id AS "delivery_id!", p.webhook_id AS "webhook_id!",
                   p.wanted AS "wanted!", p.seen AS "seen!"
            FROM (
                SELECT d.delivery_id, d.webhook_id, d.state = ANY ($4::text[]) AS wanted,
                       row_number() OVER (ORDER BY d.delivery_id DESC) AS seen
                FROM sparrow.ended d
                WHERE d.namespace_id = $1 AND d.delivery_id >= $2 AND d.delivery_id < $3
                ORDER BY d.delivery_id DESC LIMIT $5
            ) p
            WHERE p.wanted OR p.seen = $5
            LIMIT $6
            "#,
            self.namespace,
            self.from,
            self.before,
            &self.wanted.ends() as &[&str],
            LOOK,
            self.limit,
        )
        .fetch_all(self.pool)
        .await?)
    }

    /// The dead letters of a namespace have an index of their own.
    async fn dead(&self) -> Result<Vec<Row>, StoreError> {
        Ok(sqlx::query_as!(
            Row,
            r#"
            SELECT d.delivery_id, d.webhook_id, true AS "wanted!", 0::bigint AS "seen!"
            FROM sparrow.ended d
            WHERE d.namespace_id = $1 AND d.delivery_id >= $2 AND d.delivery_id < $3
              AND d.state = 'dead'
            ORDER BY d.delivery_id DESC LIMIT $4
            "#,
            self.namespace,
            self.from,
            self.before,
            self.limit,
        )
        .fetch_all(self.pool)
        .await?)
    }

    /// The queue has no index by delivery alone: it would cost every push and every settlement. So
    /// the webhooks that owe something are found by a skip scan, and of each its newest are looked
    /// at, all together no more than may be: each of these webhooks has a floor of its own. Where
    /// each row fits, the newest of all lie among as many webhooks as rows are asked for, those with
    /// the newest heads.
    async fn queue(&self) -> Result<Found, StoreError> {
        let paused: Vec<Uuid> = self.wanted.paused.iter().map(|webhook| webhook.uuid()).collect();
        // With nothing but what is held wanted, the webhooks are known.
        let only = (!self.wanted.waiting()).then_some(paused.as_slice());
        let rows = sqlx::query!(
            r#"
            WITH RECURSIVE skip AS (
                (SELECT q.webhook_id FROM sparrow.queue q
                 WHERE $9::uuid[] IS NULL AND q.namespace_id = $1
                 ORDER BY q.webhook_id LIMIT 1)
                UNION ALL
                SELECT (SELECT q.webhook_id FROM sparrow.queue q
                        WHERE q.namespace_id = $1 AND q.webhook_id > s.webhook_id
                        ORDER BY q.webhook_id LIMIT 1)
                FROM skip s WHERE s.webhook_id IS NOT NULL
            ),
            owing AS MATERIALIZED (
                SELECT o.webhook_id, o.webhook_id = ANY ($4::uuid[]) AS held
                FROM (SELECT webhook_id FROM skip UNION ALL SELECT unnest($9::uuid[])) o
                CROSS JOIN LATERAL (
                    SELECT q.delivery_id FROM sparrow.queue q
                    WHERE q.namespace_id = $1 AND q.webhook_id = o.webhook_id
                      AND q.delivery_id >= $2 AND q.delivery_id < $3
                    ORDER BY q.delivery_id DESC LIMIT 1
                ) l
                WHERE CASE WHEN o.webhook_id = ANY ($4::uuid[]) THEN $5::boolean
                           ELSE $6::boolean END
                ORDER BY l.delivery_id DESC
                LIMIT CASE WHEN $7::boolean IS NULL THEN $8::bigint END
            ),
            share AS MATERIALIZED (
                SELECT greatest(1, least($8::bigint, $10::bigint / greatest(count(*), 1))) AS most
                FROM owing
            ),
            looked AS MATERIALIZED (
                SELECT r.delivery_id, o.webhook_id, r.seen,
                       o.held OR $7::boolean IS NULL OR (r.attempt > 0) = $7 AS wanted
                FROM owing o
                CROSS JOIN LATERAL (
                    SELECT q.delivery_id, q.attempt,
                           row_number() OVER (ORDER BY q.delivery_id DESC) AS seen
                    FROM sparrow.queue q
                    WHERE q.namespace_id = $1 AND q.webhook_id = o.webhook_id
                      AND q.delivery_id >= $2 AND q.delivery_id < $3
                    ORDER BY q.delivery_id DESC LIMIT (SELECT most FROM share)
                ) r
            ),
            floor AS MATERIALIZED (
                SELECT l.delivery_id FROM looked l
                WHERE l.seen = (SELECT most FROM share)
                ORDER BY l.delivery_id DESC LIMIT 1
            )
            SELECT l.delivery_id AS "delivery_id!", l.webhook_id AS "webhook_id!",
                   (SELECT f.delivery_id FROM floor f) AS "floor?", l.wanted AS "wanted!"
            FROM looked l
            WHERE (l.wanted
                   AND coalesce(l.delivery_id >= (SELECT f.delivery_id FROM floor f), true))
               OR l.delivery_id = (SELECT f.delivery_id FROM floor f)
            ORDER BY l.delivery_id DESC LIMIT $8
            "#,
            self.namespace,
            self.from,
            self.before,
            &paused,
            self.wanted.held(),
            self.wanted.waiting(),
            self.wanted.attempted(),
            self.limit,
            only as Option<&[Uuid]>,
            LOOK,
        )
        .fetch_all(self.pool)
        .await?;
        let full = i64::try_from(rows.len()).is_ok_and(|rows| rows >= self.limit);
        let floor = match rows.last() {
            Some(last) if full => Some(last.delivery_id),
            Some(last) => last.floor,
            None => None,
        };
        let wanted = rows.iter().filter(|row| row.wanted);
        let ids = wanted
            .map(|row| {
                (DeliveryId::from_uuid(row.delivery_id), WebhookId::from_uuid(row.webhook_id))
            })
            .collect();
        Ok(Found { ids, floor })
    }
}

fn key(row: Row) -> (DeliveryId, WebhookId) {
    (DeliveryId::from_uuid(row.delivery_id), WebhookId::from_uuid(row.webhook_id))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(ids: &[u128], floor: Option<u128>) -> Found {
        let key = |n: &u128| {
            (DeliveryId::from_uuid(Uuid::from_u128(*n)), WebhookId::from_uuid(Uuid::nil()))
        };
        Found { ids: ids.iter().map(key).collect(), floor: floor.map(Uuid::from_u128) }
    }

    #[test]
    fn parts_are_complete_down_to_the_highest_floor() {
        let cases = [
            (vec![found(&[9, 5], None), found(&[7], None)], found(&[9, 7, 5], None)),
            (vec![found(&[9, 5], Some(5)), found(&[7, 3], None)], found(&[9, 7, 5], Some(5))),
            (vec![found(&[9], Some(2)), found(&[7, 3], Some(6))], found(&[9, 7], Some(6))),
            // It ended between the two looks.
            (vec![found(&[9, 5], None), found(&[9], None)], found(&[9, 5], None)),
            (vec![found(&[], Some(4)), found(&[2], None)], found(&[], Some(4))),
            (vec![found(&[9, 8, 7, 6], Some(6))], found(&[9, 8, 7], Some(7))),
            (vec![], found(&[], None)),
        ];
        for (parts, all) in cases {
            assert_eq!(together(parts, 3), all);
        }
    }
}
