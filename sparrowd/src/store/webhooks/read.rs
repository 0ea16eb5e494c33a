//! Looking up.

use std::collections::HashMap;

use sqlx::types::{Uuid, time::OffsetDateTime};
use sqlx::{PgConnection, PgExecutor};
use url::Url;

use super::{Pause, Record, Settings};
use crate::domain::event::EventPattern;
use crate::domain::health::Health;
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
    Ok(records(pool, namespace, &[id.uuid()]).await?.pop())
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
    pub health: Option<Health>,
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
    let ids = sqlx::query_scalar!(
        "SELECT w.webhook_id
         FROM sparrow.webhooks w
         LEFT JOIN sparrow.webhook_health h
           ON h.namespace_id = w.namespace_id AND h.webhook_id = w.webhook_id
         WHERE w.namespace_id = $1 AND w.webhook_id > $2 AND w.deleted_at IS NULL
           AND ($3::text IS NULL OR coalesce(h.state, 'unknown') = $3)
           AND (NOT $4 OR w.paused_at IS NOT NULL)
           AND ($5::text[] IS NULL OR w.event_types && $5)
         ORDER BY w.webhook_id LIMIT $6",
        namespace.uuid(),
        after.map_or(Uuid::nil(), WebhookId::uuid),
        filter.health.map(Health::word),
        filter.paused,
        patterns.as_deref(),
        i64::try_from(limit).unwrap_or(i64::MAX),
    )
    .fetch_all(pool)
    .await?;
    records(pool, namespace, &ids).await
}

async fn records(
    executor: impl PgExecutor<'_>,
    namespace: NamespaceId,
    ids: &[Uuid],
) -> Result<Vec<Record>, StoreError> {
    let rows = sqlx::query_as!(
        Row,
        r#"SELECT w.webhook_id, w.name, w.url, w.event_types, w.description, w.retry,
                  w.max_attempts, w.final_statuses, w.attempt_timeout_ms, w.max_concurrency,
                  w.paused_at, w.pause_reason, w.revision, w.created_at, w.updated_at,
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
    .fetch_all(executor)
    .await?;
    rows.into_iter().map(Record::try_from).collect()
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
    paused_at: Option<OffsetDateTime>,
    pause_reason: Option<String>,
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
        };
        Ok(Self {
            id,
            settings,
            pause: pause.map(|(at, reason)| Pause { at: to_timestamp(at), reason }),
            deleted: row.deleted,
            revision: row.revision,
            created_at: to_timestamp(row.created_at),
            updated_at: to_timestamp(row.updated_at),
            health: row.health.as_deref().and_then(Health::from_word).unwrap_or_default(),
            health_at: row.health_at.map(to_timestamp),
        })
    }
}

/// What is known of the health of these; of others it is not known yet.
pub async fn health(
    pool: &Pool,
    namespace: NamespaceId,
    ids: &[WebhookId],
) -> Result<HashMap<WebhookId, Health>, StoreError> {
    let ids: Vec<Uuid> = ids.iter().map(|id| id.uuid()).collect();
    let rows = sqlx::query!(
        "SELECT h.webhook_id, h.state FROM unnest($2::uuid[]) AS x (webhook_id)
         JOIN sparrow.webhook_health h
           ON h.namespace_id = $1 AND h.webhook_id = x.webhook_id",
        namespace.uuid(),
        &ids,
    )
    .fetch_all(pool)
    .await?;
    let known = rows.into_iter().filter_map(|row| {
        Some((WebhookId::from_uuid(row.webhook_id), Health::from_word(&row.state)?))
    });
    Ok(known.collect())
}
