//! What a selection fits, oldest first.
//!
//! Deliveries that ended otherwise than delivered have a row in `ended`; of those delivered there is
//! none, so they are looked for where they came from: the events that matched, and the items of
//! replays, less what is owed or ended. Each of these is one range of ids in the time asked for, read
//! in parts; how many rows may be looked at is bounded, and so is what may come of it.

use std::collections::HashSet;

use sqlx::types::{Uuid, time::OffsetDateTime};

use super::choose::judge;
use super::{Chosen, Item, MAX_ITEMS, Refused, Selection};
use crate::domain::delivery::{End, State};
use crate::domain::ids::{DeliveryId, EventId, NamespaceId, WebhookId};
use crate::domain::timestamp::Timestamp;
use crate::store::attempts::lists::not_before;
use crate::store::{Pool, StoreError, first_id, to_timestamp};

/// Rows read in one statement.
const CHUNK: i64 = 5_000;
/// Deliveries judged in one statement.
const JUDGED: usize = 5_000;
/// Rows looked at, at most.
const LOOK: u64 = 3_000_000;
/// Nodes may disagree so much on the time.
const SLACK: std::time::Duration = std::time::Duration::from_mins(1);

/// A delivery that may fit.
struct Candidate {
    item: Item,
    ended_at: Option<Timestamp>,
}

/// Rows of one place, from an id on.
struct Part {
    candidates: Vec<Candidate>,
    looked_at: usize,
    /// Where to go on; `None`: there are no more.
    next: Option<Uuid>,
}

/// Where deliveries are looked for.
#[derive(Clone, Copy)]
enum Place {
    Ended,
    Events,
    Replayed,
}

pub(super) async fn choose(
    pool: &Pool,
    namespace: NamespaceId,
    wanted: &Selection,
) -> Result<Result<Chosen, Refused>, StoreError> {
    let mut search = Search::new(pool, namespace, wanted);
    let delivered = wanted.states.contains(&State::Delivered);
    let places: &[Place] = match (delivered, wanted.states.len()) {
        (false, _) => &[Place::Ended],
        (true, 1) => &[Place::Events, Place::Replayed],
        (true, _) => &[Place::Ended, Place::Events, Place::Replayed],
    };
    for place in places {
        if let Some(refused) = search.through(*place).await? {
            return Ok(Err(refused));
        }
    }
    Ok(search.end())
}

struct Search<'a> {
    pool: &'a Pool,
    namespace: NamespaceId,
    wanted: &'a Selection,
    from: Uuid,
    /// Moves down when more is found than a replay holds: what lies beyond is not asked for then.
    below: Uuid,
    found: Vec<Item>,
    skipped: u32,
    looked_at: u64,
}

impl<'a> Search<'a> {
    fn new(pool: &'a Pool, namespace: NamespaceId, wanted: &'a Selection) -> Self {
        Self {
            pool,
            namespace,
            wanted,
            from: wanted.since.map_or(Uuid::nil(), first_id),
            below: wanted.until.map_or(Uuid::max(), first_id),
            found: Vec::new(),
            skipped: 0,
            looked_at: 0,
        }
    }

    async fn through(&mut self, place: Place) -> Result<Option<Refused>, StoreError> {
        let (mut from, before) = (self.from, self.found.len());
        loop {
            let part = match place {
                Place::Ended => self.ended(from).await?,
                Place::Events => self.events(from).await?,
                Place::Replayed => self.replayed(from).await?,
            };
            self.looked_at += part.looked_at as u64;
            // One event alone can have more deliveries than are to be judged at once.
            for some in part.candidates.chunks(JUDGED) {
                self.keep(place, some).await?;
            }
            if self.found.len() - before > MAX_ITEMS {
                self.below = self.found[before + MAX_ITEMS].source.uuid();
                return Ok(None);
            }
            match part.next {
                None => return Ok(None),
                Some(_) if self.looked_at >= LOOK => return Ok(Some(Refused::TooFar(LOOK))),
                Some(next) => from = next,
            }
        }
    }

    /// In the order of their time, each event to each webhook once.
    fn end(mut self) -> Result<Chosen, Refused> {
        self.found.sort_unstable_by_key(|item| item.source);
        let mut once = HashSet::with_capacity(self.found.len());
        self.found.retain(|item| once.insert((item.event, item.webhook)));
        match self.found.get(MAX_ITEMS) {
            Some(first_too_many) => Err(Refused::TooManyFrom(Timestamp::from_millis(
                first_too_many.source.unix_millis(),
            ))),
            None => Ok(Chosen { items: self.found, skipped: self.skipped }),
        }
    }

    /// Those that fit; those that fit but can't be sent are counted.
    async fn keep(&mut self, place: Place, all: &[Candidate]) -> Result<(), StoreError> {
        let items: Vec<Item> = all.iter().map(|candidate| candidate.item).collect();
        let judged = judge(self.pool, self.namespace, &items).await?;
        let mut fitting = Vec::with_capacity(all.len());
        for (candidate, found) in all.iter().zip(judged) {
            let delivered = !matches!(place, Place::Ended);
            let has_type = match (&self.wanted.event_type, &found.event_type) {
                (None, _) => true,
                (Some(pattern), Some(event_type)) => pattern.matches(event_type),
                (Some(_), None) => false,
            };
            if has_type && found.delivered == delivered {
                fitting.push((candidate, found.possible()));
            }
        }
        let by_status = self.by_status(&fitting).await?;
        for ((candidate, possible), fits) in fitting.into_iter().zip(by_status) {
            match (fits, possible) {
                (false, _) => {}
                (true, false) => self.skipped += 1,
                (true, true) => {
                    let delivered = !matches!(place, Place::Ended);
                    self.found.push(Item { delivered, ..candidate.item });
                }
            }
        }
        Ok(())
    }

    /// Whether the last attempt of each ended as asked for.
    async fn by_status(&self, all: &[(&Candidate, bool)]) -> Result<Vec<bool>, StoreError> {
        let statuses = &self.wanted.statuses;
        if statuses.is_empty() {
            return Ok(vec![true; all.len()]);
        }
        let upper =
            |ended: Option<Timestamp>| ended.map_or(Uuid::max(), |at| first_id(at.plus(SLACK)));
        let ids: Vec<Uuid> = all.iter().map(|(c, _)| c.item.source.uuid()).collect();
        let lower: Vec<Uuid> =
            all.iter().map(|(c, _)| first_id(not_before(c.item.source))).collect();
        let upper: Vec<Uuid> = all.iter().map(|(c, _)| upper(c.ended_at)).collect();
        let fitting = sqlx::query_scalar!(
            r#"
            SELECT x.ord AS "ord!"
            FROM unnest($2::uuid[], $3::uuid[], $4::uuid[]) WITH ORDINALITY
                 AS x (delivery_id, lower, upper, ord)
            CROSS JOIN LATERAL (
                SELECT a.status, a.outcome FROM sparrow.attempts a
                WHERE a.namespace_id = $1 AND a.delivery_id = x.delivery_id
                  AND a.attempt_id >= x.lower AND a.attempt_id < x.upper AND a.decision <> 4
                ORDER BY a.attempt DESC LIMIT 1
            ) a
            WHERE a.status = ANY ($5::smallint[]) OR a.status / 100 = ANY ($6::smallint[])
               OR a.outcome = ANY ($7::smallint[])
            "#,
            self.namespace.uuid(),
            &ids,
            &lower,
            &upper,
            &statuses.exact,
            &statuses.classes,
            &statuses.outcomes,
        )
        .fetch_all(self.pool)
        .await?;
        let mut fits = vec![false; all.len()];
        for ord in fitting {
            if let Some(slot) = usize::try_from(ord - 1).ok().and_then(|at| fits.get_mut(at)) {
                *slot = true;
            }
        }
        Ok(fits)
    }
}

/// The reads, each from an id on, in the order of ids.
impl Search<'_> {
    /// What was sent again already is not selected a second time: if that failed too, it is a newer
    /// delivery that has ended.
    async fn ended(&self, from: Uuid) -> Result<Part, StoreError> {
        let rows = match (self.wanted.webhook, self.wanted.states.as_slice()) {
            (Some(webhook), _) => self.ended_of_webhook(webhook, from).await?,
            (None, [State::Ended(End::Dead)]) => self.dead(from).await?,
            (None, _) => self.ended_of_namespace(from).await?,
        };
        let candidate = |row: &Row| {
            let state = State::Ended(End::from_word(&row.state)?);
            let wanted = self.wanted.states.contains(&state) && row.replayed_by.is_none();
            let item = Item {
                source: DeliveryId::from_uuid(row.delivery_id),
                event: EventId::from_uuid(row.event_id),
                webhook: WebhookId::from_uuid(row.webhook_id),
                delivered: false,
            };
            wanted.then_some(Candidate { item, ended_at: Some(to_timestamp(row.ended_at)) })
        };
        Ok(Part {
            candidates: rows.iter().filter_map(candidate).collect(),
            looked_at: rows.len(),
            next: after_full(&rows, |row| row.delivery_id),
        })
    }

    async fn ended_of_webhook(
        &self,
        webhook: WebhookId,
        from: Uuid,
    ) -> Result<Vec<Row>, StoreError> {
        Ok(sqlx::query_as!(
            Row,
            "SELECT d.delivery_id, d.event_id, d.webhook_id, d.state, d.ended_at, d.replayed_by
             FROM sparrow.ended d
             WHERE d.namespace_id = $1 AND d.webhook_id = $2
               AND d.delivery_id >= $3 AND d.delivery_id < $4
             ORDER BY d.delivery_id LIMIT $5",
            self.namespace.uuid(),
            webhook.uuid(),
            from,
            self.below,
            CHUNK,
        )
        .fetch_all(self.pool)
        .await?)
    }

    async fn dead(&self, from: Uuid) -> Result<Vec<Row>, StoreError> {
        Ok(sqlx::query_as!(
            Row,
            "SELECT d.delivery_id, d.event_id, d.webhook_id, d.state, d.ended_at, d.replayed_by
             FROM sparrow.ended d
             WHERE d.namespace_id = $1 AND d.delivery_id >= $2 AND d.delivery_id < $3
               AND d.state = 'dead'
             ORDER BY d.delivery_id LIMIT $4",
            self.namespace.uuid(),
            from,
            self.below,
            CHUNK,
        )
        .fetch_all(self.pool)
        .await?)
    }

    async fn ended_of_namespace(&self, from: Uuid) -> Result<Vec<Row>, StoreError> {
        Ok(sqlx::query_as!(
            Row,
            "SELECT d.delivery_id, d.event_id, d.webhook_id, d.state, d.ended_at, d.replayed_by
             FROM sparrow.ended d
             WHERE d.namespace_id = $1 AND d.delivery_id >= $2 AND d.delivery_id < $3
             ORDER BY d.delivery_id LIMIT $4",
            self.namespace.uuid(),
            from,
            self.below,
            CHUNK,
        )
        .fetch_all(self.pool)
        .await?)
    }

    /// What events matched: as many of them as come to so many deliveries, but always one.
    async fn events(&self, from: Uuid) -> Result<Part, StoreError> {
        let webhook = self.wanted.webhook;
        let rows = sqlx::query!(
            r#"
            SELECT e.event_id AS "event_id!", e.n AS "n?",
                   CASE WHEN $4::uuid IS NULL THEN e.webhooks ELSE '{}' END AS "webhooks!"
            FROM (
                SELECT e.event_id, e.webhooks,
                       array_position(e.webhooks, $4::uuid) AS n,
                       CASE WHEN $4::uuid IS NULL
                            THEN sum(cardinality(e.webhooks)) OVER (ORDER BY e.event_id)
                                 - cardinality(e.webhooks)
                            ELSE 0 END AS before
                FROM sparrow.events e
                WHERE e.namespace_id = $1 AND e.event_id >= $2 AND e.event_id < $3
                ORDER BY e.event_id LIMIT $5
            ) e
            WHERE e.before < $5
            ORDER BY e.event_id
            "#,
            self.namespace.uuid(),
            from,
            self.below,
            webhook.map(WebhookId::uuid),
            CHUNK,
        )
        .fetch_all(self.pool)
        .await?;
        let mut candidates = Vec::new();
        let mut add = |event: EventId, n: usize, webhook: WebhookId| {
            if let Some(source) = event.delivery(n) {
                let item = Item { source, event, webhook, delivered: true };
                candidates.push(Candidate { item, ended_at: None });
            }
        };
        for row in &rows {
            let event = EventId::from_uuid(row.event_id);
            if let (Some(webhook), Some(n)) = (webhook, row.n) {
                add(event, usize::try_from(n).unwrap_or_default(), webhook);
            }
            for (at, webhook) in row.webhooks.iter().enumerate() {
                add(event, at + 1, WebhookId::from_uuid(*webhook));
            }
        }
        let looked_at = rows.len().max(candidates.len());
        // Cut short by their deliveries, or by their number: either way there may be more.
        let full = looked_at >= usize::try_from(CHUNK).unwrap_or(usize::MAX);
        let next = rows.last().filter(|_| full).map(|last| successor(last.event_id));
        Ok(Part { candidates, looked_at, next })
    }

    async fn replayed(&self, from: Uuid) -> Result<Part, StoreError> {
        let rows = sqlx::query!(
            r#"SELECT i.delivery_id AS "delivery_id!", i.event_id, i.webhook_id
               FROM sparrow.replay_items i
               WHERE i.namespace_id = $1 AND i.delivery_id >= $2 AND i.delivery_id < $3
               ORDER BY i.delivery_id LIMIT $4"#,
            self.namespace.uuid(),
            from,
            self.below,
            CHUNK,
        )
        .fetch_all(self.pool)
        .await?;
        let wanted = |webhook: Uuid| self.wanted.webhook.is_none_or(|w| w.uuid() == webhook);
        let candidates = rows.iter().filter(|row| wanted(row.webhook_id)).map(|row| {
            let item = Item {
                source: DeliveryId::from_uuid(row.delivery_id),
                event: EventId::from_uuid(row.event_id),
                webhook: WebhookId::from_uuid(row.webhook_id),
                delivered: true,
            };
            Candidate { item, ended_at: None }
        });
        Ok(Part {
            candidates: candidates.collect(),
            looked_at: rows.len(),
            next: after_full(&rows, |row| row.delivery_id),
        })
    }
}

/// A row of `ended`.
struct Row {
    delivery_id: Uuid,
    event_id: Uuid,
    webhook_id: Uuid,
    state: String,
    ended_at: OffsetDateTime,
    replayed_by: Option<Uuid>,
}

/// Where to go on after a part that is full.
fn after_full<R>(rows: &[R], id: impl Fn(&R) -> Uuid) -> Option<Uuid> {
    let full = rows.len() >= usize::try_from(CHUNK).unwrap_or(usize::MAX);
    rows.last().filter(|_| full).map(|last| successor(id(last)))
}

fn successor(id: Uuid) -> Uuid {
    Uuid::from_u128(id.as_u128().saturating_add(1))
}
