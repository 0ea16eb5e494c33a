//! Attempts as they are on record: read by id, by delivery, event, webhook or namespace, newest
//! first.
//!
//! The time of an attempt is in its id, so a window in time is a range of ids, and partitions outside
//! it are not touched. A list first finds the ids by an index ([`lists`]), then loads the records by
//! these.

pub mod lists;

use bytes::Bytes;
use sqlx::types::{Uuid, time::OffsetDateTime};

use super::events::headers;
use super::webhooks::Headers;
use super::{Pool, StoreError, to_timestamp};
use crate::domain::attempt::{Answer, Outcome, Signed, Timing};
use crate::domain::headers::OwnHeaders;
use crate::domain::ids::{AttemptId, DeliveryId, EventId, NamespaceId, WebhookId};
use crate::domain::timestamp::Timestamp;

/// What followed from an attempt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Decided {
    Delivered,
    Retry {
        at: Timestamp,
    },
    Dead,
    /// Its delivery had moved on or ended meanwhile: on record only.
    Superseded,
    Discarded,
}

/// An attempt on record, without what was sent and answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Record {
    pub namespace: NamespaceId,
    pub id: AttemptId,
    pub delivery: DeliveryId,
    pub event: EventId,
    /// `None`: the event is no longer kept.
    pub event_type: Option<String>,
    pub webhook: WebhookId,
    pub revision: i64,
    /// From 1.
    pub number: u32,
    pub max_attempts: u32,
    pub outcome: Outcome,
    pub status: Option<u16>,
    pub error: Option<String>,
    pub decided: Decided,
    pub excused: bool,
    pub rule: String,
    pub timing: Timing,
    pub remote: Option<String>,
}

impl Record {
    pub fn started_at(&self) -> Timestamp {
        Timestamp::from_millis(self.id.unix_millis())
    }

    pub fn ended_at(&self) -> Timestamp {
        self.started_at().plus(self.timing.total)
    }

    pub fn failed(&self) -> bool {
        self.outcome != Outcome::Delivered
    }
}

struct Raw {
    namespace_id: Uuid,
    attempt_id: Uuid,
    delivery_id: Uuid,
    event_id: Uuid,
    webhook_id: Uuid,
    event_type: Option<String>,
    revision: i64,
    attempt: i32,
    max_attempts: i32,
    outcome: i16,
    decision: i16,
    excused: bool,
    status: Option<i16>,
    error: Option<String>,
    rule: String,
    next_at: Option<OffsetDateTime>,
    dns_us: Option<i32>,
    connect_us: Option<i32>,
    first_byte_us: Option<i32>,
    total_us: i32,
    reused: bool,
    remote: Option<String>,
}

fn micros(n: i32) -> std::time::Duration {
    std::time::Duration::from_micros(u64::try_from(n).unwrap_or_default())
}

impl TryFrom<Raw> for Record {
    type Error = StoreError;

    fn try_from(raw: Raw) -> Result<Self, StoreError> {
        let id = AttemptId::from_uuid(raw.attempt_id);
        let corrupt = |what: &str| StoreError::Corrupt(format!("{what} of attempt {id}"));
        let decided = match (raw.decision, raw.next_at) {
            (1, _) => Decided::Delivered,
            (2, Some(at)) => Decided::Retry { at: to_timestamp(at) },
            (3, _) => Decided::Dead,
            (4, _) => Decided::Superseded,
            (5, _) => Decided::Discarded,
            _ => return Err(corrupt("decision")),
        };
        Ok(Self {
            namespace: NamespaceId::from_uuid(raw.namespace_id),
            id,
            delivery: DeliveryId::from_uuid(raw.delivery_id),
            event: EventId::from_uuid(raw.event_id),
            event_type: raw.event_type,
            webhook: WebhookId::from_uuid(raw.webhook_id),
            revision: raw.revision,
            number: u32::try_from(raw.attempt).unwrap_or_default(),
            max_attempts: u32::try_from(raw.max_attempts).unwrap_or_default(),
            outcome: Outcome::from_code(raw.outcome).ok_or_else(|| corrupt("outcome"))?,
            status: raw.status.and_then(|status| u16::try_from(status).ok()),
            error: raw.error,
            decided,
            excused: raw.excused,
            rule: raw.rule,
            timing: Timing {
                dns: raw.dns_us.map(micros),
                connect: raw.connect_us.map(micros),
                first_byte: raw.first_byte_us.map(micros),
                total: micros(raw.total_us),
                reused: raw.reused,
            },
            remote: raw.remote,
        })
    }
}

/// The records of these attempts, in the same order; those no longer kept are left out.
pub async fn load(
    pool: &Pool,
    keys: &[(NamespaceId, AttemptId)],
) -> Result<Vec<Record>, StoreError> {
    if keys.is_empty() {
        return Ok(Vec::new());
    }
    let (spaces, ids): (Vec<Uuid>, Vec<Uuid>) =
        keys.iter().map(|(namespace, id)| (namespace.uuid(), id.uuid())).unzip();
    // LIMIT 1 keeps each look-up a probe of the one partition that the id lies in.
    let rows = sqlx::query_as!(
        Raw,
        r#"
        SELECT a.namespace_id, a.attempt_id, a.delivery_id, a.event_id, a.webhook_id,
               e.event_type AS "event_type?", a.revision, a.attempt, a.max_attempts, a.outcome,
               a.decision, a.excused, a.status, a.error, a.rule, a.next_at, a.dns_us, a.connect_us,
               a.first_byte_us, a.total_us, a.reused, a.remote
        FROM unnest($1::uuid[], $2::uuid[]) WITH ORDINALITY AS x (namespace_id, attempt_id, ord)
        CROSS JOIN LATERAL (
            SELECT a.* FROM sparrow.attempts a
            WHERE a.namespace_id = x.namespace_id AND a.attempt_id = x.attempt_id LIMIT 1
        ) a
        LEFT JOIN LATERAL (
            SELECT e.event_type FROM sparrow.events e
            WHERE e.namespace_id = a.namespace_id AND e.event_id = a.event_id LIMIT 1
        ) e ON true
        ORDER BY x.ord
        "#,
        &spaces,
        &ids,
    )
    .fetch_all(pool)
    .await?;
    rows.into_iter().map(Record::try_from).collect()
}

/// An attempt with what its request is rebuilt from, and what was answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Full {
    pub record: Record,
    /// Where it was sent; `None` if that is no longer known.
    pub url: Option<String>,
    /// The webhook's own headers as they were.
    pub headers: Headers,
    pub signed: Option<Signed>,
    /// `None`: the event is no longer kept.
    pub sent: Option<Sent>,
    pub answer: Option<Answer>,
}

/// The part of a request that comes from its event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sent {
    pub content_type: String,
    pub headers: OwnHeaders,
    pub payload: Bytes,
}

pub async fn full(
    pool: &Pool,
    namespace: NamespaceId,
    id: AttemptId,
) -> Result<Option<Full>, StoreError> {
    let Some(record) = load(pool, &[(namespace, id)]).await?.pop() else {
        return Ok(None);
    };
    let row = sqlx::query!(
        r#"
        SELECT a.signed_at, a.signature, a.response_headers, a.response_body, a.response_cut,
               r.url AS "url?", r.header_names AS "header_names?", r.headers_sealed,
               e.content_type AS "content_type?", e.headers AS "headers?", e.payload AS "payload?"
        FROM sparrow.attempts a
        LEFT JOIN sparrow.webhook_revisions r
          ON r.namespace_id = $1 AND r.webhook_id = $3 AND r.revision = $4
        LEFT JOIN sparrow.events e ON e.namespace_id = $1 AND e.event_id = $5
        WHERE a.namespace_id = $1 AND a.attempt_id = $2
        "#,
        namespace.uuid(),
        id.uuid(),
        record.webhook.uuid(),
        record.revision,
        record.event.uuid(),
    )
    .fetch_optional(pool)
    .await?;
    let Some(row) = row else { return Ok(None) };
    let headers = headers(record.event, row.headers.as_deref())?;
    Ok(Some(Full {
        url: row.url,
        headers: Headers {
            names: row.header_names.unwrap_or_default(),
            sealed: row.headers_sealed,
        },
        signed: row.signed_at.zip(row.signature).map(|(at, signature)| Signed { at, signature }),
        sent: row.content_type.zip(row.payload).map(|(content_type, payload)| Sent {
            content_type,
            headers,
            payload: Bytes::from(payload),
        }),
        answer: record.status.map(|status| Answer {
            status,
            headers: Bytes::from(row.response_headers.unwrap_or_default()),
            body: Bytes::from(row.response_body.unwrap_or_default()),
            cut: row.response_cut,
        }),
        record,
    }))
}
