//! Reading what is owed: refills, rescans and the search for webhooks that have anything waiting.
//!
//! Every read here costs the same with ten rows waiting or ten million: it starts at a cursor, looks
//! at a bounded number of rows, and walks an index.

use sqlx::types::{Uuid, time::OffsetDateTime};
use tokio::time::timeout;

use super::hints::Handed;
use super::{Link, StoreError, from_timestamp, to_timestamp};
use crate::domain::ids::{DeliveryId, NamespaceId, WebhookId};
use crate::domain::timestamp::Timestamp;

/// Rows that one webhook's part of a refill looks at, at most, however few of them fit.
pub const LOOK: i64 = 2_000;
/// Rows that one page of a rescan looks at.
pub const PAGE: i64 = 10_000;
/// Rows of each webhook that a rescan looks at when it looks at many at once.
pub const GLANCE: i64 = 100;

/// A row of the queue.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Owed {
    pub delivery: DeliveryId,
    pub attempt: u32,
    pub excused: u32,
    pub expires_at: Option<Timestamp>,
}

impl Owed {
    pub fn has_expired(&self, now: Timestamp) -> bool {
        self.expires_at.is_some_and(|at| at <= now)
    }
}

/// What a webhook asks for: first attempts after a cursor.
#[derive(Debug, Clone, Copy)]
pub struct FreshWanted {
    pub namespace: NamespaceId,
    pub webhook: WebhookId,
    pub after: DeliveryId,
    pub limit: usize,
}

/// What came of it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Fresh {
    pub rows: Vec<Owed>,
    /// The rows up to here were looked at; `None`: all that there are.
    pub looked_to: Option<DeliveryId>,
}

/// What a webhook asks for: retries that are due.
#[derive(Debug, Clone, Copy)]
pub struct DueWanted {
    pub namespace: NamespaceId,
    pub webhook: WebhookId,
    pub from: Timestamp,
    pub limit: usize,
}

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Due {
    /// With the time at which each was due, earliest first.
    pub rows: Vec<(Owed, Timestamp)>,
    /// When the next one not yet due will be.
    pub next: Option<Timestamp>,
}

fn owed(delivery: Uuid, attempt: i32, excused: i32, expires_at: Option<OffsetDateTime>) -> Owed {
    Owed {
        delivery: DeliveryId::from_uuid(delivery),
        attempt: u32::try_from(attempt).unwrap_or(0),
        excused: u32::try_from(excused).unwrap_or(0),
        expires_at: expires_at.map(to_timestamp),
    }
}

fn limit(limit: usize) -> i64 {
    i64::try_from(limit).unwrap_or(i64::MAX)
}

/// First attempts for each of these webhooks, in one statement. The answer is in the same order.
pub async fn fresh(link: &mut Link, wanted: &[FreshWanted]) -> Result<Vec<Fresh>, StoreError> {
    let spaces: Vec<Uuid> = wanted.iter().map(|w| w.namespace.uuid()).collect();
    let webhooks: Vec<Uuid> = wanted.iter().map(|w| w.webhook.uuid()).collect();
    let after: Vec<Uuid> = wanted.iter().map(|w| w.after.uuid()).collect();
    let limits: Vec<i64> = wanted.iter().map(|w| limit(w.limit)).collect();
    let deadline = link.deadline();
    let connection = link.connection().await?;
    // `seen` counts the rows looked at, so that a stretch of retries is left behind even when no
    // first attempt was found in it.
    let query = sqlx::query!(
        r#"
        SELECT x.ord AS "ord!", f.delivery_id AS "delivery_id!", f.attempt AS "attempt!",
               f.excused AS "excused!", f.expires_at, f.is_fresh AS "is_fresh!", f.seen AS "seen!"
        FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::bigint[]) WITH ORDINALITY
             AS x (namespace_id, webhook_id, after, wanted, ord)
        CROSS JOIN LATERAL (
            SELECT p.delivery_id, p.attempt, p.excused, p.expires_at,
                   p.due_at IS NULL AS is_fresh, p.seen
            FROM (
                SELECT q.delivery_id, q.attempt, q.excused, q.due_at, q.expires_at,
                       row_number() OVER (ORDER BY q.delivery_id) AS seen
                FROM sparrow.queue q
                WHERE q.namespace_id = x.namespace_id AND q.webhook_id = x.webhook_id
                  AND q.delivery_id > x.after
                ORDER BY q.delivery_id
                LIMIT $5
            ) p
            WHERE p.due_at IS NULL OR p.seen = $5
            LIMIT x.wanted
        ) f
        "#,
        &spaces,
        &webhooks,
        &after,
        &limits,
        LOOK,
    );
    let result = timeout(deadline, query.fetch_all(connection)).await;
    let rows = link.settled(result)?;
    let mut answers = vec![Fresh::default(); wanted.len()];
    for row in rows {
        let Some(at) = usize::try_from(row.ord - 1).ok().filter(|at| *at < wanted.len()) else {
            continue;
        };
        let answer = &mut answers[at];
        let delivery = DeliveryId::from_uuid(row.delivery_id);
        if row.is_fresh {
            answer.rows.push(owed(row.delivery_id, row.attempt, row.excused, row.expires_at));
        }
        // Short of both limits, that was all that there is.
        if row.seen >= LOOK || answer.rows.len() >= wanted[at].limit {
            answer.looked_to = Some(delivery);
        }
    }
    Ok(answers)
}

/// The rows of these deliveries, in the same order; `None` where it has none any more, or one that waits
/// for a retry.
pub async fn handed(
    link: &mut Link,
    deliveries: &[Handed],
) -> Result<Vec<Option<Owed>>, StoreError> {
    let spaces: Vec<Uuid> = deliveries.iter().map(|one| one.namespace.uuid()).collect();
    let webhooks: Vec<Uuid> = deliveries.iter().map(|one| one.webhook.uuid()).collect();
    let ids: Vec<Uuid> = deliveries.iter().map(|one| one.delivery.uuid()).collect();
    let deadline = link.deadline();
    let connection = link.connection().await?;
    let query = sqlx::query!(
        r#"
        SELECT x.ord AS "ord!", q.delivery_id, q.attempt, q.excused, q.expires_at
        FROM unnest($1::uuid[], $2::uuid[], $3::uuid[]) WITH ORDINALITY
             AS x (namespace_id, webhook_id, delivery_id, ord)
        CROSS JOIN LATERAL (
            SELECT q.delivery_id, q.attempt, q.excused, q.expires_at
            FROM sparrow.queue q
            WHERE q.namespace_id = x.namespace_id AND q.webhook_id = x.webhook_id
              AND q.delivery_id = x.delivery_id AND q.due_at IS NULL
            LIMIT 1
        ) q
        "#,
        &spaces,
        &webhooks,
        &ids,
    );
    let result = timeout(deadline, query.fetch_all(connection)).await;
    let mut answers = vec![None; deliveries.len()];
    for row in link.settled(result)? {
        let place = usize::try_from(row.ord - 1).unwrap_or(usize::MAX);
        if let Some(answer) = answers.get_mut(place) {
            *answer = Some(owed(row.delivery_id, row.attempt, row.excused, row.expires_at));
        }
    }
    Ok(answers)
}

/// Due retries for each of these webhooks, in one statement. The answer is in the same order.
pub async fn due(
    link: &mut Link,
    wanted: &[DueWanted],
    now: Timestamp,
) -> Result<Vec<Due>, StoreError> {
    let spaces: Vec<Uuid> = wanted.iter().map(|w| w.namespace.uuid()).collect();
    let webhooks: Vec<Uuid> = wanted.iter().map(|w| w.webhook.uuid()).collect();
    let from: Vec<OffsetDateTime> = wanted.iter().map(|w| from_timestamp(w.from)).collect();
    let limits: Vec<i64> = wanted.iter().map(|w| limit(w.limit)).collect();
    let deadline = link.deadline();
    let connection = link.connection().await?;
    let query = sqlx::query!(
        r#"
        SELECT x.ord AS "ord!", d.delivery_id AS "delivery_id?", d.attempt AS "attempt?",
               d.excused AS "excused?", d.due_at AS "due_at?", d.expires_at AS "expires_at?",
               n.next_at AS "next_at?"
        FROM unnest($1::uuid[], $2::uuid[], $3::timestamptz[], $4::bigint[]) WITH ORDINALITY
             AS x (namespace_id, webhook_id, after, wanted, ord)
        CROSS JOIN LATERAL (
            SELECT (SELECT q.due_at
                    FROM sparrow.queue q
                    WHERE q.namespace_id = x.namespace_id AND q.webhook_id = x.webhook_id
                      AND q.due_at IS NOT NULL AND q.due_at > $5
                    ORDER BY q.due_at LIMIT 1) AS next_at
        ) n
        LEFT JOIN LATERAL (
            SELECT q.delivery_id, q.attempt, q.excused, q.due_at, q.expires_at
            FROM sparrow.queue q
            WHERE q.namespace_id = x.namespace_id AND q.webhook_id = x.webhook_id
              AND q.due_at IS NOT NULL AND q.due_at >= x.after AND q.due_at <= $5
            ORDER BY q.due_at
            LIMIT x.wanted
        ) d ON true
        "#,
        &spaces,
        &webhooks,
        &from,
        &limits,
        from_timestamp(now),
    );
    let result = timeout(deadline, query.fetch_all(connection)).await;
    let rows = link.settled(result)?;
    let mut answers = vec![Due::default(); wanted.len()];
    for row in rows {
        let Some(at) = usize::try_from(row.ord - 1).ok().filter(|at| *at < wanted.len()) else {
            continue;
        };
        let answer = &mut answers[at];
        answer.next = row.next_at.map(to_timestamp);
        if let (Some(delivery), Some(attempt), Some(excused), Some(due_at)) =
            (row.delivery_id, row.attempt, row.excused, row.due_at)
        {
            let owed = owed(delivery, attempt, excused, row.expires_at);
            answer.rows.push((owed, to_timestamp(due_at)));
        }
    }
    Ok(answers)
}

/// What a rescan walks of one webhook: the rows after one id, up to another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stretch {
    pub namespace: NamespaceId,
    pub webhook: WebhookId,
    pub after: DeliveryId,
    pub until: DeliveryId,
}

/// The first attempts among the next rows of a stretch.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Page {
    pub fresh: Vec<DeliveryId>,
    /// After which id to go on; `None`: there is no more.
    pub next: Option<DeliveryId>,
}

impl Page {
    fn push(&mut self, delivery: DeliveryId, is_fresh: bool) {
        if is_fresh {
            self.fresh.push(delivery);
        }
        self.next = Some(delivery);
    }

    /// It holds all that there is, unless it is full.
    fn close(&mut self, is_full: bool) {
        if !is_full {
            self.next = None;
        }
    }
}

/// The first few rows of each of these stretches, in one statement. The answer is in the same order.
pub async fn rescan_glance(
    link: &mut Link,
    stretches: &[Stretch],
) -> Result<Vec<Page>, StoreError> {
    let spaces: Vec<Uuid> = stretches.iter().map(|s| s.namespace.uuid()).collect();
    let webhooks: Vec<Uuid> = stretches.iter().map(|s| s.webhook.uuid()).collect();
    let after: Vec<Uuid> = stretches.iter().map(|s| s.after.uuid()).collect();
    let until: Vec<Uuid> = stretches.iter().map(|s| s.until.uuid()).collect();
    let deadline = link.deadline();
    let connection = link.connection().await?;
    let query = sqlx::query!(
        r#"
        SELECT x.ord AS "ord!", q.delivery_id AS "delivery_id!", q.is_fresh AS "is_fresh!"
        FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::uuid[]) WITH ORDINALITY
             AS x (namespace_id, webhook_id, after, until, ord)
        CROSS JOIN LATERAL (
            SELECT delivery_id, due_at IS NULL AS is_fresh
            FROM sparrow.queue
            WHERE namespace_id = x.namespace_id AND webhook_id = x.webhook_id
              AND delivery_id > x.after AND delivery_id <= x.until
            ORDER BY delivery_id
            LIMIT $5
        ) q
        "#,
        &spaces,
        &webhooks,
        &after,
        &until,
        GLANCE,
    );
    let result = timeout(deadline, query.fetch_all(connection)).await;
    let mut pages = vec![Page::default(); stretches.len()];
    let mut looked = vec![0_i64; stretches.len()];
    for row in link.settled(result)? {
        let place = usize::try_from(row.ord - 1).unwrap_or(usize::MAX);
        if let (Some(page), Some(looked)) = (pages.get_mut(place), looked.get_mut(place)) {
            page.push(DeliveryId::from_uuid(row.delivery_id), row.is_fresh);
            *looked += 1;
        }
    }
    for (page, looked) in pages.iter_mut().zip(looked) {
        page.close(looked >= GLANCE);
    }
    Ok(pages)
}

/// The next page of a stretch.
pub async fn rescan_page(link: &mut Link, stretch: Stretch) -> Result<Page, StoreError> {
    let deadline = link.deadline();
    let connection = link.connection().await?;
    let query = sqlx::query!(
        r#"
        SELECT delivery_id, due_at IS NULL AS "is_fresh!"
        FROM sparrow.queue
        WHERE namespace_id = $1 AND webhook_id = $2 AND delivery_id > $3 AND delivery_id <= $4
        ORDER BY delivery_id
        LIMIT $5
        "#,
        stretch.namespace.uuid(),
        stretch.webhook.uuid(),
        stretch.after.uuid(),
        stretch.until.uuid(),
        PAGE,
    );
    let result = timeout(deadline, query.fetch_all(connection)).await;
    let rows = link.settled(result)?;
    let is_full = i64::try_from(rows.len()).is_ok_and(|n| n >= PAGE);
    let mut page = Page::default();
    for row in rows {
        page.push(DeliveryId::from_uuid(row.delivery_id), row.is_fresh);
    }
    page.close(is_full);
    Ok(page)
}

/// Webhooks that have anything in the queue, after a key, at most `limit`: a skip scan, one probe of
/// the index for each.
pub async fn owing(
    link: &mut Link,
    after: (NamespaceId, WebhookId),
    limit: i64,
) -> Result<Vec<(NamespaceId, WebhookId)>, StoreError> {
    let deadline = link.deadline();
    let connection = link.connection().await?;
    let query = sqlx::query!(
        r#"
        WITH RECURSIVE found AS (
            SELECT $1::uuid AS namespace_id, $2::uuid AS webhook_id
            UNION ALL
            SELECT next.namespace_id, next.webhook_id
            FROM found, LATERAL (
                SELECT q.namespace_id, q.webhook_id
                FROM sparrow.queue q
                WHERE (q.namespace_id, q.webhook_id) > (found.namespace_id, found.webhook_id)
                ORDER BY q.namespace_id, q.webhook_id
                LIMIT 1
            ) next
        )
        SELECT namespace_id AS "namespace_id!", webhook_id AS "webhook_id!"
        FROM found OFFSET 1 LIMIT $3
        "#,
        after.0.uuid(),
        after.1.uuid(),
        limit,
    );
    let result = timeout(deadline, query.fetch_all(connection)).await;
    let rows = link.settled(result)?;
    Ok(rows
        .into_iter()
        .map(|row| (NamespaceId::from_uuid(row.namespace_id), WebhookId::from_uuid(row.webhook_id)))
        .collect())
}

/// Some rows of a webhook that is not live, for ending what a deleted one is still owed.
pub async fn some_of(
    link: &mut Link,
    namespace: NamespaceId,
    webhook: WebhookId,
    limit: i64,
) -> Result<Vec<DeliveryId>, StoreError> {
    let deadline = link.deadline();
    let connection = link.connection().await?;
    let query = sqlx::query_scalar!(
        "SELECT delivery_id FROM sparrow.queue
         WHERE namespace_id = $1 AND webhook_id = $2
           AND NOT EXISTS (
               SELECT FROM sparrow.webhooks w
               WHERE w.namespace_id = $1 AND w.webhook_id = $2 AND w.deleted_at IS NULL)
         ORDER BY delivery_id LIMIT $3",
        namespace.uuid(),
        webhook.uuid(),
        limit,
    );
    let result = timeout(deadline, query.fetch_all(connection)).await;
    Ok(link.settled(result)?.into_iter().map(DeliveryId::from_uuid).collect())
}
