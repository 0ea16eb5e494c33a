//! Which attempts a list holds, newest first: their ids, found by the index of what narrows it.

use sqlx::types::Uuid;

use crate::domain::event::EventPattern;
use crate::domain::ids::{AttemptId, DeliveryId, EventId, NamespaceId, WebhookId};
use crate::domain::statuses::Statuses;
use crate::domain::timestamp::Timestamp;
use crate::store::{Pool, StoreError, first_id};

/// Deliveries of an event whose attempts are sorted together.
pub const STRETCH: usize = 2_000;
/// Rows that a filtered page looks at, at most …
pub const LOOK: i64 = 10_000;
/// … and where each takes a look at its event too.
pub const LOOK_TYPED: i64 = 2_000;

/// Which attempts, apart from what they belong to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Window {
    since: Timestamp,
    /// Before this id.
    before: Uuid,
    filter: Filter,
}

/// Which attempts of those in time.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    /// Only failed ones.
    pub failed: bool,
    /// Empty: however they ended.
    pub statuses: Statuses,
    pub event_type: Option<EventPattern>,
}

impl Window {
    /// Half-open, to the millisecond. `after`: the last one of the page before.
    pub fn new(
        since: Option<Timestamp>,
        until: Option<Timestamp>,
        filter: Filter,
        after: Option<AttemptId>,
    ) -> Self {
        let until = until.map_or(Uuid::max(), first_id);
        Self {
            since: since.unwrap_or_default(),
            before: after.map_or(until, |after| after.uuid().min(until)),
            filter,
        }
    }

    /// The first id in it.
    fn from(&self) -> Uuid {
        first_id(self.since)
    }

    fn look(&self) -> i64 {
        if self.filter.event_type.is_some() { LOOK_TYPED } else { LOOK }
    }

    fn any_status(&self) -> bool {
        self.filter.statuses.is_empty()
    }

    /// An event type, or how it begins.
    fn types(&self) -> (Option<&str>, Option<&str>) {
        match &self.filter.event_type {
            Some(EventPattern::Exact(exact)) => (Some(exact), None),
            Some(EventPattern::Prefix(prefix)) => (None, Some(prefix)),
            Some(EventPattern::All) | None => (None, None),
        }
    }
}

/// A page of a list.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Page {
    pub ids: Vec<AttemptId>,
    /// The last one looked at, if there may be more.
    pub next: Option<AttemptId>,
}

/// A row found.
#[derive(Debug, Clone, Copy)]
struct Found {
    attempt_id: Uuid,
    /// How many rows were looked at up to it.
    seen: i64,
    wanted: bool,
}

fn page(found: &[Found], size: usize, look: i64) -> Page {
    let mut page = Page::default();
    for Found { attempt_id: id, seen, wanted } in found {
        if *wanted && page.ids.len() == size {
            page.next = page.ids.last().copied();
            return page;
        }
        if *wanted {
            page.ids.push(AttemptId::from_uuid(*id));
        }
        if *seen == look {
            page.next = Some(AttemptId::from_uuid(*id));
        }
    }
    page
}

fn one_more(size: usize) -> i64 {
    i64::try_from(size).unwrap_or(i64::MAX).saturating_add(1)
}

pub async fn of_namespace(
    pool: &Pool,
    namespace: NamespaceId,
    window: &Window,
    size: usize,
) -> Result<Page, StoreError> {
    let (exact, prefix) = window.types();
    let rows = sqlx::query_as!(
        Found,
        r#"
        SELECT p.attempt_id AS "attempt_id!", p.seen AS "seen!", p.wanted AS "wanted!"
        FROM (
            SELECT a.attempt_id, row_number() OVER (ORDER BY a.attempt_id DESC) AS seen,
                   coalesce(
                       (NOT $4 OR a.outcome <> 1)
                       AND ($5 OR a.status = ANY ($6::smallint[])
                            OR a.status / 100 = ANY ($7::smallint[])
                            OR a.outcome = ANY ($8::smallint[]))
                       AND ($9::text IS NULL AND $10::text IS NULL OR (
                           SELECT e.event_type = $9 OR starts_with(e.event_type, $10)
                           FROM sparrow.events e
                           WHERE e.namespace_id = $1 AND e.event_id = a.event_id LIMIT 1)),
                       false) AS wanted
            FROM sparrow.attempts a
            WHERE a.namespace_id = $1
              AND a.attempt_id >= $2 AND a.attempt_id < $3
            ORDER BY a.attempt_id DESC LIMIT $11
        ) p
        WHERE p.wanted OR p.seen = $11
        LIMIT $12
        "#,
        namespace.uuid(),
        window.from(),
        window.before,
        window.filter.failed,
        window.any_status(),
        &window.filter.statuses.exact,
        &window.filter.statuses.classes,
        &window.filter.statuses.outcomes,
        exact,
        prefix,
        window.look(),
        one_more(size),
    )
    .fetch_all(pool)
    .await?;
    Ok(page(&rows, size, window.look()))
}

pub async fn of_webhook(
    pool: &Pool,
    namespace: NamespaceId,
    webhook: WebhookId,
    window: &Window,
    size: usize,
) -> Result<Page, StoreError> {
    let (exact, prefix) = window.types();
    let rows = sqlx::query_as!(
        Found,
        r#"
        SELECT p.attempt_id AS "attempt_id!", p.seen AS "seen!", p.wanted AS "wanted!"
        FROM (
            SELECT a.attempt_id, row_number() OVER (ORDER BY a.attempt_id DESC) AS seen,
                   coalesce(
                       (NOT $5 OR a.outcome <> 1)
                       AND ($6 OR a.status = ANY ($7::smallint[])
                            OR a.status / 100 = ANY ($8::smallint[])
                            OR a.outcome = ANY ($9::smallint[]))
                       AND ($10::text IS NULL AND $11::text IS NULL OR (
                           SELECT e.event_type = $10 OR starts_with(e.event_type, $11)
                           FROM sparrow.events e
                           WHERE e.namespace_id = $1 AND e.event_id = a.event_id LIMIT 1)),
                       false) AS wanted
            FROM sparrow.attempts a
            WHERE a.namespace_id = $1 AND a.webhook_id = $2
              AND a.attempt_id >= $3 AND a.attempt_id < $4
            ORDER BY a.attempt_id DESC LIMIT $12
        ) p
        WHERE p.wanted OR p.seen = $12
        LIMIT $13
        "#,
        namespace.uuid(),
        webhook.uuid(),
        window.from(),
        window.before,
        window.filter.failed,
        window.any_status(),
        &window.filter.statuses.exact,
        &window.filter.statuses.classes,
        &window.filter.statuses.outcomes,
        exact,
        prefix,
        window.look(),
        one_more(size),
    )
    .fetch_all(pool)
    .await?;
    Ok(page(&rows, size, window.look()))
}

/// Deliveries whose attempts are sorted together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Deliveries {
    first: DeliveryId,
    last: DeliveryId,
    /// And those by which this event was replayed.
    replayed: Option<EventId>,
}

impl Deliveries {
    pub fn one(id: DeliveryId) -> Self {
        Self { first: id, last: id, replayed: None }
    }

    /// The deliveries of an event, in stretches that can be sorted: the index of attempts by delivery
    /// knows nothing of their order over several. The first has those of replays too.
    pub fn of_event(event: EventId, stretch: usize) -> Option<Self> {
        let first = stretch.checked_mul(STRETCH)?;
        Some(Self {
            first: event.delivery(first + 1)?,
            last: event.delivery(first + STRETCH).unwrap_or_else(|| event.last_delivery()),
            replayed: (stretch == 0).then_some(event),
        })
    }
}

/// Replayed deliveries of an event that are looked at, at most; the newest.
const REPLAYED: i64 = 2_000;

pub async fn of_deliveries(
    pool: &Pool,
    namespace: NamespaceId,
    deliveries: Deliveries,
    window: &Window,
    size: usize,
) -> Result<Page, StoreError> {
    let (exact, prefix) = window.types();
    let replayed = match deliveries.replayed {
        Some(event) => replayed(pool, namespace, event).await?,
        None => Vec::new(),
    };
    // Each has a time of its own, and attempts only in the partitions since then: whole days, so that
    // it is they that are left out, and never taken for a way to find the rows.
    let day = |id: &Uuid| {
        let since = not_before(DeliveryId::from_uuid(*id)).start_of_day();
        first_id(window.since.start_of_day().max(since))
    };
    let lower: Vec<Uuid> = replayed.iter().map(day).collect();
    // Within OFFSET 0 all of these deliveries are read, and then sorted: looking for a few of them
    // from the newest attempt of the namespace on would read all that lie between.
    let rows = sqlx::query_as!(
        Found,
        r#"
        SELECT u.attempt_id AS "attempt_id!", 0::bigint AS "seen!", true AS "wanted!"
        FROM (
            SELECT a.attempt_id, a.outcome, a.status, a.event_id FROM sparrow.attempts a
            WHERE a.namespace_id = $1 AND a.delivery_id >= $2 AND a.delivery_id <= $3
              AND a.attempt_id >= $4
            UNION ALL
            SELECT a.attempt_id, a.outcome, a.status, a.event_id
            FROM unnest($8::uuid[], $9::uuid[]) AS r (delivery_id, lower)
            CROSS JOIN LATERAL (
                SELECT a.attempt_id, a.outcome, a.status, a.event_id FROM sparrow.attempts a
                WHERE a.namespace_id = $1 AND a.delivery_id = r.delivery_id
                  AND a.attempt_id >= r.lower
            ) a
            OFFSET 0
        ) u
        WHERE u.attempt_id >= $16 AND u.attempt_id < $5 AND (NOT $6 OR u.outcome <> 1)
          AND ($10 OR u.status = ANY ($11::smallint[]) OR u.status / 100 = ANY ($12::smallint[])
               OR u.outcome = ANY ($13::smallint[]))
          AND ($14::text IS NULL AND $15::text IS NULL OR (
               SELECT e.event_type = $14 OR starts_with(e.event_type, $15) FROM sparrow.events e
               WHERE e.namespace_id = $1 AND e.event_id = u.event_id LIMIT 1))
        ORDER BY u.attempt_id DESC
        LIMIT $7
        "#,
        namespace.uuid(),
        deliveries.first.uuid(),
        deliveries.last.uuid(),
        day(&deliveries.first.uuid()),
        window.before,
        window.filter.failed,
        one_more(size),
        &replayed,
        &lower,
        window.any_status(),
        &window.filter.statuses.exact,
        &window.filter.statuses.classes,
        &window.filter.statuses.outcomes,
        exact,
        prefix,
        window.from(),
    )
    .fetch_all(pool)
    .await?;
    Ok(page(&rows, size, LOOK))
}

async fn replayed(
    pool: &Pool,
    namespace: NamespaceId,
    event: EventId,
) -> Result<Vec<Uuid>, StoreError> {
    Ok(sqlx::query_scalar!(
        r#"SELECT i.delivery_id AS "delivery_id!" FROM sparrow.replay_items i
           WHERE i.namespace_id = $1 AND i.event_id = $2 AND i.delivery_id IS NOT NULL
           ORDER BY i.delivery_id DESC LIMIT $3"#,
        namespace.uuid(),
        event.uuid(),
        REPLAYED,
    )
    .fetch_all(pool)
    .await?)
}

/// No attempt for a delivery is older than the delivery, give or take what two nodes may disagree on.
pub(in crate::store) fn not_before(delivery: DeliveryId) -> Timestamp {
    Timestamp::from_millis(delivery.unix_millis()).minus(std::time::Duration::from_mins(1))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(n: u128) -> AttemptId {
        AttemptId::from_uuid(Uuid::from_u128(n))
    }

    fn found(rows: &[(u128, i64, bool)]) -> Vec<Found> {
        rows.iter()
            .map(|(n, seen, wanted)| Found {
                attempt_id: Uuid::from_u128(*n),
                seen: *seen,
                wanted: *wanted,
            })
            .collect()
    }

    #[test]
    fn a_page_goes_on_after_its_last_row() {
        let all = found(&[(9, 1, true), (8, 2, true), (7, 3, true)]);
        assert_eq!(page(&all, 2, LOOK), Page { ids: vec![id(9), id(8)], next: Some(id(8)) });
        assert_eq!(page(&all, 3, LOOK), Page { ids: vec![id(9), id(8), id(7)], next: None });
    }

    #[test]
    fn a_page_that_looked_far_enough_goes_on_where_it_stopped() {
        let all = found(&[(9, 1, true), (3, LOOK, false)]);
        assert_eq!(page(&all, 2, LOOK), Page { ids: vec![id(9)], next: Some(id(3)) });
        let none = found(&[(3, LOOK, false)]);
        assert_eq!(
            page(&none, 2, LOOK),
            Page { ids: vec![], next: Some(id(3)) },
            "empty, with a token"
        );
    }

    #[test]
    fn windows_are_ranges_of_ids() {
        let at = Timestamp::from_millis;
        let window = Window::new(Some(at(5)), Some(at(9)), Filter::default(), None);
        assert_eq!((window.from(), window.before), (first_id(at(5)), first_id(at(9))));
        let later = AttemptId::from_uuid(first_id(at(7)));
        let next = Window::new(Some(at(5)), Some(at(9)), Filter::default(), Some(later));
        assert_eq!(next.before, later.uuid());
    }

    #[test]
    fn the_stretches_of_an_event_cover_it() {
        let event = EventId::from_stamp(Uuid::from_u128(1 << 90));
        let first = Deliveries::of_event(event, 0).unwrap();
        let second = Deliveries::of_event(event, 1).unwrap();
        assert_eq!(Some(first.first), event.delivery(1));
        assert_eq!(Some(first.last), event.delivery(STRETCH));
        assert_eq!(Some(second.first), event.delivery(STRETCH + 1));
        assert!(first.replayed.is_some() && second.replayed.is_none());
        assert_eq!(Deliveries::of_event(event, 32).unwrap().last, event.last_delivery());
        assert_eq!(Deliveries::of_event(event, 33), None);
    }
}
