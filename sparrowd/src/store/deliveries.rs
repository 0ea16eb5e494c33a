//! Deliveries as they stand. There is no table of them: what is owed lies in the queue, what ended
//! other than delivered in `ended`, and all the rest is delivered. Both are read in one statement, so
//! that a delivery that moves meanwhile is seen either before or after, never in between.

use std::collections::HashMap;

use sqlx::types::{Uuid, time::OffsetDateTime};

use super::attempt_lists::not_before;
use super::attempts::{self, Record};
use super::{Pool, StoreError, first_id, to_timestamp};
use crate::domain::delivery::{End, State};
use crate::domain::ids::{
    AttemptId, DeliveryId, DeliveryOrigin, EventId, MAX_DELIVERIES, NamespaceId, ReplayId,
    WebhookId,
};
use crate::domain::timestamp::Timestamp;

/// Where a delivery stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Standing {
    Owed {
        attempts: u32,
        excused: u32,
        /// `None`: never attempted, as soon as its turn comes.
        due_at: Option<Timestamp>,
    },
    Ended {
        end: End,
        attempts: u32,
        excused: u32,
        reason: String,
        by: String,
        at: Timestamp,
        /// The last replay that sent it again.
        replayed_by: Option<ReplayId>,
    },
    Delivered {
        excused: u32,
    },
}

impl Standing {
    /// `paused`: whether its webhook is.
    pub fn state(&self, paused: bool) -> State {
        match self {
            Self::Owed { .. } if paused => State::Held,
            Self::Owed { attempts: 0, .. } => State::Pending,
            Self::Owed { .. } => State::Retrying,
            Self::Ended { end, .. } => State::Ended(*end),
            Self::Delivered { .. } => State::Delivered,
        }
    }

    pub fn has_ended(&self) -> bool {
        !matches!(self, Self::Owed { .. })
    }
}

/// A delivery with all that is told of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Delivery {
    pub id: DeliveryId,
    pub event: EventId,
    /// `None`: the event is no longer kept.
    pub event_type: Option<String>,
    pub webhook: WebhookId,
    /// The replay that made it.
    pub replay: Option<ReplayId>,
    pub standing: Standing,
    /// The newest attempt that counted for anything, if there is one on record.
    pub last: Option<Record>,
}

/// A row of one of the statements here: the same columns, whichever way led to it.
pub(super) struct Raw {
    pub(super) delivery_id: Uuid,
    pub(super) webhook_id: Uuid,
    /// `None`: an event's own delivery in a list, whose id tells.
    pub(super) event_id: Option<Uuid>,
    pub(super) event_type: Option<String>,
    pub(super) replay_id: Option<Uuid>,
    pub(super) attempt: Option<i32>,
    pub(super) excused: Option<i32>,
    pub(super) due_at: Option<OffsetDateTime>,
    pub(super) state: Option<String>,
    pub(super) reason: Option<String>,
    pub(super) ended_by: Option<String>,
    pub(super) ended_at: Option<OffsetDateTime>,
    pub(super) replayed_by: Option<Uuid>,
}

fn number(n: Option<i32>) -> u32 {
    n.and_then(|n| u32::try_from(n).ok()).unwrap_or_default()
}

impl Raw {
    pub(super) fn read(self) -> Result<Delivery, StoreError> {
        let id = DeliveryId::from_uuid(self.delivery_id);
        let corrupt = |what: &str| StoreError::Corrupt(format!("{what} of delivery {id}"));
        let (attempts, excused) = (number(self.attempt), number(self.excused));
        let standing = match (&self.state, self.attempt) {
            (Some(word), _) => Standing::Ended {
                end: End::from_word(word).ok_or_else(|| corrupt("state"))?,
                attempts,
                excused,
                reason: self.reason.unwrap_or_default(),
                by: self.ended_by.unwrap_or_default(),
                at: self.ended_at.map(to_timestamp).ok_or_else(|| corrupt("end"))?,
                replayed_by: self.replayed_by.map(ReplayId::from_uuid),
            },
            (None, Some(_)) => {
                Standing::Owed { attempts, excused, due_at: self.due_at.map(to_timestamp) }
            }
            (None, None) => Standing::Delivered { excused: 0 },
        };
        let event = match (self.event_id, id.origin()) {
            (Some(event), _) => EventId::from_uuid(event),
            (None, DeliveryOrigin::Event { event, .. }) => event,
            (None, DeliveryOrigin::Replay) => return Err(corrupt("event")),
        };
        Ok(Delivery {
            id,
            event,
            event_type: self.event_type,
            webhook: WebhookId::from_uuid(self.webhook_id),
            replay: self.replay_id.map(ReplayId::from_uuid),
            standing,
            last: None,
        })
    }
}

/// How many deliveries an event has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Routed {
    /// One for each webhook that it matched.
    pub own: usize,
    pub replayed: usize,
}

/// `None`: there is no such event.
pub async fn routed(
    pool: &Pool,
    namespace: NamespaceId,
    event: EventId,
) -> Result<Option<Routed>, StoreError> {
    let row = sqlx::query!(
        r#"SELECT cardinality(webhooks) AS "own!",
                  (SELECT count(*) FROM sparrow.replay_items i
                   WHERE i.namespace_id = $1 AND i.event_id = $2
                     AND i.delivery_id IS NOT NULL) AS "replayed!"
           FROM sparrow.events
           WHERE namespace_id = $1 AND event_id = $2"#,
        namespace.uuid(),
        event.uuid(),
    )
    .fetch_optional(pool)
    .await?;
    Ok(row.map(|row| Routed {
        own: usize::try_from(row.own).unwrap_or_default(),
        replayed: usize::try_from(row.replayed).unwrap_or_default(),
    }))
}

/// The deliveries of these ids, at most 1,000, in no order of their own; those that never were, or
/// whose event is gone, are left out.
pub async fn by_ids(
    pool: &Pool,
    namespace: NamespaceId,
    ids: &[DeliveryId],
    now: Timestamp,
) -> Result<Vec<Delivery>, StoreError> {
    let deliveries: Vec<Uuid> = ids.iter().map(|id| id.uuid()).collect();
    let (events, numbers) = origins(ids);
    let rows = sqlx::query_as!(
        Raw,
        r#"
        SELECT x.delivery_id AS "delivery_id!",
               coalesce(e.webhook_id, i.webhook_id) AS "webhook_id!",
               coalesce(e.event_id, i.event_id) AS "event_id?",
               coalesce(e.event_type, i.event_type) AS "event_type?", i.replay_id AS "replay_id?",
               coalesce(q.attempt, d.attempt) AS "attempt?",
               coalesce(q.excused, d.excused) AS "excused?", q.due_at AS "due_at?",
               CASE WHEN q.delivery_id IS NULL THEN d.state END AS "state?",
               d.reason AS "reason?", d.ended_by AS "ended_by?", d.ended_at AS "ended_at?",
               d.replayed_by AS "replayed_by?"
        FROM unnest($2::uuid[], $3::uuid[], $4::integer[]) AS x (delivery_id, event_id, n)
        LEFT JOIN LATERAL (
            SELECT e.event_id, e.event_type, e.webhooks[x.n] AS webhook_id
            FROM sparrow.events e
            WHERE e.namespace_id = $1 AND e.event_id = x.event_id LIMIT 1
        ) e ON true
        LEFT JOIN LATERAL (
            SELECT i.event_id, i.webhook_id, i.replay_id,
                   (SELECT e.event_type FROM sparrow.events e
                    WHERE e.namespace_id = $1 AND e.event_id = i.event_id) AS event_type
            FROM sparrow.replay_items i
            WHERE i.namespace_id = $1 AND i.delivery_id = x.delivery_id AND x.event_id IS NULL
            LIMIT 1
        ) i ON true
        LEFT JOIN LATERAL (
            SELECT q.* FROM sparrow.queue q
            WHERE q.namespace_id = $1 AND q.webhook_id = coalesce(e.webhook_id, i.webhook_id)
              AND q.delivery_id = x.delivery_id LIMIT 1
        ) q ON true
        LEFT JOIN LATERAL (
            SELECT d.* FROM sparrow.ended d
            WHERE d.namespace_id = $1 AND d.delivery_id = x.delivery_id LIMIT 1
        ) d ON true
        WHERE coalesce(e.webhook_id, i.webhook_id) IS NOT NULL
        "#,
        namespace.uuid(),
        &deliveries,
        &events as &[Option<Uuid>],
        &numbers as &[Option<i32>],
    )
    .fetch_all(pool)
    .await?;
    let mut found = rows.into_iter().map(Raw::read).collect::<Result<Vec<_>, _>>()?;
    with_last_attempts(pool, namespace, &mut found, now).await?;
    Ok(found)
}

/// For each id the event and the number in its list of webhooks; nothing for replayed ones.
pub(super) fn origins(ids: &[DeliveryId]) -> (Vec<Option<Uuid>>, Vec<Option<i32>>) {
    ids.iter()
        .map(|id| match id.origin() {
            DeliveryOrigin::Event { event, n } => (Some(event.uuid()), i32::try_from(n).ok()),
            DeliveryOrigin::Replay => (None, None),
        })
        .unzip()
}

/// The deliveries of an event after one of them, in the order in which it matched its webhooks; then
/// those by which it was replayed.
pub async fn of_event(
    pool: &Pool,
    namespace: NamespaceId,
    event: EventId,
    after: Option<DeliveryId>,
    limit: usize,
    now: Timestamp,
) -> Result<Vec<Delivery>, StoreError> {
    let seen = match after.map(DeliveryId::origin) {
        None => 0,
        Some(DeliveryOrigin::Event { n, .. }) => n,
        Some(DeliveryOrigin::Replay) => MAX_DELIVERIES,
    };
    let mut found = own(pool, namespace, event, seen, limit).await?;
    if found.len() < limit {
        let after = after.map_or(DeliveryId::ZERO, |after| after);
        let left = limit - found.len();
        found.extend(replayed(pool, namespace, event, after, left).await?);
    }
    with_last_attempts(pool, namespace, &mut found, now).await?;
    Ok(found)
}

async fn own(
    pool: &Pool,
    namespace: NamespaceId,
    event: EventId,
    seen: usize,
    limit: usize,
) -> Result<Vec<Delivery>, StoreError> {
    let ids: Vec<Uuid> =
        (seen + 1..=seen + limit).map_while(|n| event.delivery(n)).map(DeliveryId::uuid).collect();
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let rows = sqlx::query_as!(
        Raw,
        r#"
        SELECT w.delivery_id AS "delivery_id!", w.webhook_id AS "webhook_id!",
               NULL::uuid AS "event_id?", e.event_type AS "event_type?", NULL::uuid AS "replay_id?",
               coalesce(q.attempt, d.attempt) AS "attempt?",
               coalesce(q.excused, d.excused) AS "excused?", q.due_at AS "due_at?",
               CASE WHEN q.delivery_id IS NULL THEN d.state END AS "state?",
               d.reason AS "reason?", d.ended_by AS "ended_by?", d.ended_at AS "ended_at?",
               d.replayed_by AS "replayed_by?"
        FROM sparrow.events e
        CROSS JOIN LATERAL ROWS FROM (
            unnest(e.webhooks[$3::integer + 1 : $3::integer + cardinality($4::uuid[])]),
            unnest($4::uuid[])
        ) AS w (webhook_id, delivery_id)
        LEFT JOIN LATERAL (
            SELECT q.* FROM sparrow.queue q
            WHERE q.namespace_id = $1 AND q.webhook_id = w.webhook_id
              AND q.delivery_id = w.delivery_id LIMIT 1
        ) q ON true
        LEFT JOIN LATERAL (
            SELECT d.* FROM sparrow.ended d
            WHERE d.namespace_id = $1 AND d.delivery_id = w.delivery_id LIMIT 1
        ) d ON true
        WHERE e.namespace_id = $1 AND e.event_id = $2 AND w.webhook_id IS NOT NULL
        ORDER BY w.delivery_id
        "#,
        namespace.uuid(),
        event.uuid(),
        i32::try_from(seen).unwrap_or(i32::MAX),
        &ids,
    )
    .fetch_all(pool)
    .await?;
    rows.into_iter().map(Raw::read).collect()
}

async fn replayed(
    pool: &Pool,
    namespace: NamespaceId,
    event: EventId,
    after: DeliveryId,
    limit: usize,
) -> Result<Vec<Delivery>, StoreError> {
    let rows = sqlx::query_as!(
        Raw,
        r#"
        SELECT i.delivery_id AS "delivery_id!", i.webhook_id AS "webhook_id!",
               i.event_id AS "event_id?",
               (SELECT e.event_type FROM sparrow.events e
                WHERE e.namespace_id = $1 AND e.event_id = $2) AS "event_type?",
               i.replay_id AS "replay_id?",
               coalesce(q.attempt, d.attempt) AS "attempt?",
               coalesce(q.excused, d.excused) AS "excused?", q.due_at AS "due_at?",
               CASE WHEN q.delivery_id IS NULL THEN d.state END AS "state?",
               d.reason AS "reason?", d.ended_by AS "ended_by?", d.ended_at AS "ended_at?",
               d.replayed_by AS "replayed_by?"
        FROM (
            SELECT i.* FROM sparrow.replay_items i
            WHERE i.namespace_id = $1 AND i.event_id = $2 AND i.delivery_id > $3
            ORDER BY i.delivery_id LIMIT $4
        ) i
        LEFT JOIN LATERAL (
            SELECT q.* FROM sparrow.queue q
            WHERE q.namespace_id = $1 AND q.webhook_id = i.webhook_id
              AND q.delivery_id = i.delivery_id LIMIT 1
        ) q ON true
        LEFT JOIN LATERAL (
            SELECT d.* FROM sparrow.ended d
            WHERE d.namespace_id = $1 AND d.delivery_id = i.delivery_id LIMIT 1
        ) d ON true
        ORDER BY i.delivery_id
        "#,
        namespace.uuid(),
        event.uuid(),
        after.uuid(),
        i64::try_from(limit).unwrap_or(i64::MAX),
    )
    .fetch_all(pool)
    .await?;
    rows.into_iter().map(Raw::read).collect()
}

/// Adds to each its newest attempt that counted. Read after the state, but not beyond it: of one
/// still owed or ended, no attempt that its state knows nothing of.
pub(super) async fn with_last_attempts(
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

#[cfg(test)]
mod tests {
    use super::*;

    fn raw() -> Raw {
        Raw {
            delivery_id: Uuid::from_u128((1 << 20) | 1),
            webhook_id: Uuid::from_u128(7),
            event_id: None,
            event_type: None,
            replay_id: None,
            attempt: None,
            excused: None,
            due_at: None,
            state: None,
            reason: None,
            ended_by: None,
            ended_at: None,
            replayed_by: None,
        }
    }

    fn ended(word: &str) -> Raw {
        let ended_at = Some(OffsetDateTime::UNIX_EPOCH);
        Raw { attempt: Some(3), state: Some(word.to_owned()), ended_at, ..raw() }
    }

    #[test]
    fn states() {
        let cases = [
            (Raw { attempt: Some(0), ..raw() }, false, State::Pending),
            (Raw { attempt: Some(2), ..raw() }, false, State::Retrying),
            (Raw { attempt: Some(0), ..raw() }, true, State::Held),
            (Raw { attempt: Some(2), ..raw() }, true, State::Held),
            (ended("dead"), true, State::Ended(End::Dead)),
            (ended("discarded"), false, State::Ended(End::Discarded)),
            (raw(), true, State::Delivered),
        ];
        for (raw, paused, state) in cases {
            assert_eq!(raw.read().unwrap().standing.state(paused), state);
        }
    }

    #[test]
    fn a_row_that_makes_no_sense_is_corrupt() {
        assert!(matches!(ended("gone").read(), Err(StoreError::Corrupt(_))));
        let no_time = Raw { ended_at: None, ..ended("dead") };
        assert!(matches!(no_time.read(), Err(StoreError::Corrupt(_))));
        let replayed = Raw { delivery_id: Uuid::from_u128((1 << 16) | 1), ..raw() };
        assert!(
            matches!(replayed.read(), Err(StoreError::Corrupt(_))),
            "its event is not in its id"
        );
    }
}
