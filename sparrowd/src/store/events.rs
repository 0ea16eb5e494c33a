//! Events as people look at them.

use std::collections::BTreeMap;

use bytes::Bytes;
use sqlx::types::Uuid;

use super::{Pool, StoreError, to_timestamp};
use crate::domain::event::EventPattern;
use crate::domain::headers::OwnHeaders;
use crate::domain::ids::{EventId, NamespaceId};
use crate::domain::timestamp::Timestamp;

/// Rows that one page looks at, at most; a filter that fits few of them gets a short page.
pub const MAX_TESTED: i64 = 10_000;

/// An event without its payload.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    pub id: EventId,
    pub event_type: String,
    pub content_type: String,
    pub metadata: BTreeMap<String, String>,
    pub headers: OwnHeaders,
    pub idempotency_key: Option<String>,
    /// Not attempted before.
    pub deliver_at: Option<Timestamp>,
    /// The end that it was pushed with.
    pub expires_at: Option<Timestamp>,
    /// Webhooks that it matched.
    pub deliveries: u32,
    pub payload_bytes: u64,
}

pub async fn get(
    pool: &Pool,
    namespace: NamespaceId,
    id: EventId,
) -> Result<Option<(Event, Bytes)>, StoreError> {
    let row = sqlx::query!(
        r#"SELECT e.event_type, e.content_type, e.metadata, e.headers, e.idempotency_key,
                  e.deliver_at, e.expires_at, e.payload,
                  cardinality(e.webhooks) AS "deliveries!"
           FROM sparrow.events e
           WHERE e.namespace_id = $1 AND e.event_id = $2"#,
        namespace.uuid(),
        id.uuid(),
    )
    .fetch_optional(pool)
    .await?;
    let Some(row) = row else { return Ok(None) };
    let event = Event {
        id,
        event_type: row.event_type,
        content_type: row.content_type,
        metadata: metadata(id, row.metadata)?,
        headers: headers(id, row.headers.as_deref())?,
        idempotency_key: row.idempotency_key,
        deliver_at: row.deliver_at.map(to_timestamp),
        expires_at: row.expires_at.map(to_timestamp),
        deliveries: u32::try_from(row.deliveries).unwrap_or(0),
        payload_bytes: row.payload.len() as u64,
    };
    Ok(Some((event, Bytes::from(row.payload))))
}

/// Which events a list shows: those with ids in `from..below` that fit the pattern.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Filter {
    pub from: Uuid,
    pub below: Uuid,
    pub pattern: Option<EventPattern>,
}

/// A page, newest first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page {
    pub events: Vec<Event>,
    /// The last id looked at, if there may be more below it.
    pub next: Option<Uuid>,
}

pub async fn page(
    pool: &Pool,
    namespace: NamespaceId,
    filter: &Filter,
    limit: usize,
) -> Result<Page, StoreError> {
    let (exact, prefix) = match &filter.pattern {
        Some(EventPattern::Exact(exact)) => (Some(exact.as_str()), None),
        Some(EventPattern::Prefix(prefix)) => (None, Some(prefix.as_str())),
        Some(EventPattern::All) | None => (None, None),
    };
    // What is shown of an event is read for those on the page only. One row more than the page has
    // tells whether there are more, or else the last one that was looked at.
    let mut rows = sqlx::query!(
        r#"SELECT p.event_id AS "event_id!", p.wanted AS "wanted!", p.seen AS "seen!",
                  e.event_type AS "event_type!", e.content_type AS "content_type!", e.metadata,
                  e.headers, e.idempotency_key, e.deliver_at, e.expires_at,
                  cardinality(e.webhooks) AS "deliveries!",
                  octet_length(e.payload) AS "payload_bytes!"
           FROM (
               SELECT l.event_id, l.wanted, l.seen
               FROM (
                   SELECT e.event_id, row_number() OVER (ORDER BY e.event_id DESC) AS seen,
                          ($4::text IS NULL OR e.event_type = $4)
                          AND ($5::text IS NULL OR starts_with(e.event_type, $5)) AS wanted
                   FROM sparrow.events e
                   WHERE e.namespace_id = $1 AND e.event_id >= $2 AND e.event_id < $3
                   ORDER BY e.event_id DESC LIMIT $6
               ) l
               WHERE l.wanted OR l.seen = $6
               LIMIT $7
           ) p
           CROSS JOIN LATERAL (
               SELECT e.event_type, e.content_type, e.metadata, e.headers, e.idempotency_key,
                      e.deliver_at, e.expires_at, e.webhooks, e.payload
               FROM sparrow.events e
               WHERE e.namespace_id = $1 AND e.event_id = p.event_id LIMIT 1
           ) e
           ORDER BY p.event_id DESC"#,
        namespace.uuid(),
        filter.from,
        filter.below,
        exact,
        prefix,
        MAX_TESTED,
        i64::try_from(limit + 1).unwrap_or(i64::MAX),
    )
    .fetch_all(pool)
    .await?;
    let next = if rows.len() > limit {
        rows.truncate(limit);
        rows.last().map(|last| last.event_id)
    } else {
        rows.last().filter(|last| last.seen == MAX_TESTED).map(|last| last.event_id)
    };
    let events = rows.into_iter().filter(|row| row.wanted).map(|row| {
        let id = EventId::from_uuid(row.event_id);
        Ok(Event {
            id,
            event_type: row.event_type,
            content_type: row.content_type,
            metadata: metadata(id, row.metadata)?,
            headers: headers(id, row.headers.as_deref())?,
            idempotency_key: row.idempotency_key,
            deliver_at: row.deliver_at.map(to_timestamp),
            expires_at: row.expires_at.map(to_timestamp),
            deliveries: u32::try_from(row.deliveries).unwrap_or(0),
            payload_bytes: u64::try_from(row.payload_bytes).unwrap_or(0),
        })
    });
    Ok(Page { events: events.collect::<Result<_, StoreError>>()?, next })
}

fn metadata(id: EventId, text: Option<String>) -> Result<BTreeMap<String, String>, StoreError> {
    match text {
        Some(text) => serde_json::from_str(&text)
            .map_err(|_| StoreError::Corrupt(format!("metadata of event {id}"))),
        None => Ok(BTreeMap::new()),
    }
}

/// Headers as they are kept: a JSON object of strings, or nothing if there are none.
pub(super) fn headers_text(headers: &OwnHeaders) -> Option<String> {
    if headers.is_empty() {
        return None;
    }
    let object = headers.iter().map(|(name, value)| (name.to_owned(), value.into()));
    Some(serde_json::Value::Object(object.collect()).to_string())
}

pub(super) fn headers(id: EventId, text: Option<&str>) -> Result<OwnHeaders, StoreError> {
    let Some(text) = text else { return Ok(OwnHeaders::default()) };
    let kept: Option<BTreeMap<String, String>> = serde_json::from_str(text).ok();
    kept.and_then(|kept| OwnHeaders::try_new(kept).ok())
        .ok_or_else(|| StoreError::Corrupt(format!("headers of event {id}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_are_kept_as_they_are() {
        let id = EventId::from_uuid(Uuid::nil());
        for pairs in [vec![], vec![("x-a", r#"a "b" \c"#), ("authorization", "Bearer x")]] {
            let given = OwnHeaders::try_new(pairs).unwrap();
            assert_eq!(headers(id, headers_text(&given).as_deref()).unwrap(), given);
        }
        assert_eq!(headers_text(&OwnHeaders::default()), None);
        for bad in ["[]", "{", r#"{"host":"x"}"#] {
            assert!(matches!(headers(id, Some(bad)), Err(StoreError::Corrupt(_))), "{bad}");
        }
    }
}
