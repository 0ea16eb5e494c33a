//! Looking up.

use std::collections::HashMap;

use sqlx::PgConnection;
use sqlx::types::{Uuid, time::OffsetDateTime};
use url::Url;

use super::{Headers, Pause, Record, Settings, Suspension, secrets};
use crate::domain::event::EventPattern;
use crate::domain::health::{Health, Shown};
use crate::domain::ids::{NamespaceId, WebhookId};
use crate::domain::webhook::Name;
use crate::store::{Pool, StoreError, to_timestamp};

/// The live webhook of this name.
pub async fn find(
    pool: &Pool,
    namespace: NamespaceId,
    name: &Name,
) -> Result<Option<WebhookId>, StoreError> {
    let id = sqlx::query_scalar!(
        "SELECT webhook_id FROM sparrow.webhooks
         WHERE namespace_id = $1 AND name = $2 AND deleted_at IS NULL",
        namespace.uuid(),
        name.as_str(),
    )
    .fetch_optional(pool)
    .await?;
    Ok(id.map(WebhookId::from_uuid))
}

/// The webhook with this id, deleted or not.
pub async fn get(
    pool: &Pool,
    namespace: NamespaceId,
    id: WebhookId,
) -> Result<Option<Record>, StoreError> {
    let mut connection = pool.acquire().await?;
    Ok(records(&mut connection, namespace, &[id.uuid()]).await?.pop())
}

pub(super) async fn one(
    transaction: &mut PgConnection,
    namespace: NamespaceId,
    id: WebhookId,
) -> Result<Option<Record>, StoreError> {
    Ok(records(transaction, namespace, &[id.uuid()]).await?.pop())
}

/// Which webhooks a list shows.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    pub health: Option<Shown>,
    pub paused: bool,
    /// Of them, those that have one of these patterns.
    pub patterns: Option<Vec<EventPattern>>,
}

/// Live webhooks in the order of their ids, that of their registration, after one. A namespace holds
/// at most 65,535, so that a filter that fits few of them is bounded too.
pub async fn page(
    pool: &Pool,
    namespace: NamespaceId,
    filter: &Filter,
    after: Option<WebhookId>,
    limit: usize,
) -> Result<Vec<Record>, StoreError> {
    let patterns: Option<Vec<String>> =
        filter.patterns.as_ref().map(|patterns| patterns.iter().map(ToString::to_string).collect());
    let mut connection = pool.acquire().await?;
    let ids = sqlx::query_scalar!(
        "SELECT w.webhook_id
         FROM sparrow.webhooks w
         LEFT JOIN sparrow.webhook_health h
           ON h.namespace_id = w.namespace_id AND h.webhook_id = w.webhook_id
         WHERE w.namespace_id = $1 AND w.webhook_id > $2 AND w.deleted_at IS NULL
           AND ($3::text IS NULL OR $3 = CASE WHEN w.suspended_at IS NOT NULL THEN 'suspended'
                                              ELSE coalesce(h.state, 'unknown') END)
           AND (NOT $4 OR w.paused_at IS NOT NULL)
           AND ($5::text[] IS NULL OR w.event_types && $5)
         ORDER BY w.webhook_id LIMIT $6",
        namespace.uuid(),
        after.map_or(Uuid::nil(), WebhookId::uuid),
        filter.health.map(Shown::word),
        filter.paused,
        patterns.as_deref(),
        i64::try_from(limit).unwrap_or(i64::MAX),
    )
    .fetch_all(&mut *connection)
    .await?;
    records(&mut connection, namespace, &ids).await
}

async fn records(
    connection: &mut PgConnection,
    namespace: NamespaceId,
    ids: &[Uuid],
) -> Result<Vec<Record>, StoreError> {
    let rows = sqlx::query_as!(
        Row,
        r#"SELECT w.webhook_id, w.name, w.url, w.event_types, w.description, w.retry,
                  w.max_attempts, w.final_statuses, w.attempt_timeout_ms, w.max_concurrency,
                  w.header_names, w.headers_sealed, w.max_age_s, w.ignore_gone, w.paused_at,
                  w.pause_reason, w.suspended_at, w.suspend_reason, w.revision, w.created_at,
                  w.updated_at,
                  (w.deleted_at IS NOT NULL) AS "deleted!",
                  h.state AS "health?", h.changed_at AS "health_at?"
           FROM unnest($2::uuid[]) AS x (webhook_id)
           JOIN sparrow.webhooks w ON w.namespace_id = $1 AND w.webhook_id = x.webhook_id
           LEFT JOIN sparrow.webhook_health h
             ON h.namespace_id = $1 AND h.webhook_id = x.webhook_id
           ORDER BY w.webhook_id"#,
        namespace.uuid(),
        ids,
    )
    .fetch_all(&mut *connection)
    .await?;
    let mut secrets = secrets::of(connection, namespace, ids).await?;
    let mut records = Vec::with_capacity(rows.len());
    for row in rows {
        let mut record = Record::try_from(row)?;
        record.secrets = secrets.remove(&record.id).unwrap_or_default();
        records.push(record);
    }
    Ok(records)
}

struct Row {
    webhook_id: Uuid,
    name: Option<String>,
    url: String,
    event_types: Vec<String>,
    description: String,
    retry: Option<String>,
    max_attempts: Option<i32>,
    final_statuses: Vec<i16>,
    attempt_timeout_ms: Option<i32>,
    max_concurrency: Option<i32>,
    header_names: Vec<String>,
    headers_sealed: Option<Vec<u8>>,
    max_age_s: Option<i32>,
    ignore_gone: bool,
    paused_at: Option<OffsetDateTime>,
    pause_reason: Option<String>,
    suspended_at: Option<OffsetDateTime>,
    suspend_reason: Option<String>,
    revision: i64,
    created_at: OffsetDateTime,
    updated_at: OffsetDateTime,
    deleted: bool,
    health: Option<String>,
    health_at: Option<OffsetDateTime>,
}

impl TryFrom<Row> for Record {
    type Error = StoreError;

    fn try_from(row: Row) -> Result<Self, StoreError> {
        let id = WebhookId::from_uuid(row.webhook_id);
        let corrupt = |what: &str| StoreError::Corrupt(format!("{what} of webhook {id}"));
        let unsigned = |number: Option<i32>| number.and_then(|number| u32::try_from(number).ok());
        let pause = row.paused_at.zip(row.pause_reason);
        let suspension = row.suspended_at.zip(row.suspend_reason);
        let patterns = row.event_types.iter().map(|text| EventPattern::try_new(text));
        let statuses = row.final_statuses.iter();
        let settings = Settings {
            name: row
                .name
                .as_deref()
                .map(Name::try_new)
                .transpose()
                .map_err(|_| corrupt("name"))?,
            url: Url::parse(&row.url).map_err(|_| corrupt("url"))?,
            patterns: patterns.collect::<Result<_, _>>().map_err(|_| corrupt("event types"))?,
            description: row.description,
            schedule: row
                .retry
                .map(|text| text.parse())
                .transpose()
                .map_err(|_| corrupt("retry"))?,
            max_attempts: unsigned(row.max_attempts),
            final_statuses: statuses.filter_map(|status| u16::try_from(*status).ok()).collect(),
            attempt_timeout_ms: unsigned(row.attempt_timeout_ms),
            concurrency: unsigned(row.max_concurrency),
            headers: Headers { names: row.header_names, sealed: row.headers_sealed },
            max_age_s: unsigned(row.max_age_s),
            ignore_gone: row.ignore_gone,
        };
        Ok(Self {
            id,
            settings,
            pause: pause.map(|(at, reason)| Pause { at: to_timestamp(at), reason }),
            suspension: suspension.map(|(at, reason)| Suspension { at: to_timestamp(at), reason }),
            secrets: Vec::new(),
            deleted: row.deleted,
            revision: row.revision,
            created_at: to_timestamp(row.created_at),
            updated_at: to_timestamp(row.updated_at),
            drawn: row.health.as_deref().and_then(Health::from_word).unwrap_or_default(),
            drawn_at: row.health_at.map(to_timestamp),
        })
    }
}

/// What is known of the health of these; of others it is not known yet.
pub async fn health(
    pool: &Pool,
    namespace: NamespaceId,
    ids: &[WebhookId],
) -> Result<HashMap<WebhookId, Shown>, StoreError> {
    let ids: Vec<Uuid> = ids.iter().map(|id| id.uuid()).collect();
    let rows = sqlx::query!(
        r#"SELECT w.webhook_id, (w.suspended_at IS NOT NULL) AS "suspended!", h.state AS "state?"
           FROM unnest($2::uuid[]) AS x (webhook_id)
           JOIN sparrow.webhooks w ON w.namespace_id = $1 AND w.webhook_id = x.webhook_id
           LEFT JOIN sparrow.webhook_health h
             ON h.namespace_id = $1 AND h.webhook_id = x.webhook_id"#,
        namespace.uuid(),
        &ids,
    )
    .fetch_all(pool)
    .await?;
    let known = rows.into_iter().map(|row| {
        let drawn = row.state.as_deref().and_then(Health::from_word).unwrap_or_default();
        let health = if row.suspended { Shown::Suspended } else { Shown::Drawn(drawn) };
        (WebhookId::from_uuid(row.webhook_id), health)
    });
    Ok(known.collect())
}
