//! Webhooks as people see and change them.
//!
//! Every change is one transaction: it takes the namespace's row and raises its revision, reads the
//! webhook, writes it with that revision, and adds what it was to `webhook_revisions`, so that each
//! attempt can be shown with the URL that it used. Changes of one namespace therefore follow each
//! other, and none is made in a namespace that is deleted.

use sqlx::types::{Uuid, time::OffsetDateTime};
use sqlx::{PgConnection, PgExecutor};
use url::Url;

use super::namespaces::raise_revision;
use super::{Pool, StoreError, from_timestamp, to_timestamp};
use crate::domain::event::EventPattern;
use crate::domain::health::Health;
use crate::domain::ids::{NamespaceId, WebhookId};
use crate::domain::retry::Schedule;
use crate::domain::timestamp::Timestamp;
use crate::domain::webhook::{MAX_PER_NAMESPACE, Name};

/// What people set of a webhook. `None`: as the daemon has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    pub name: Option<Name>,
    pub url: Url,
    pub patterns: Vec<EventPattern>,
    pub description: String,
    pub schedule: Option<Schedule>,
    pub max_attempts: Option<u32>,
    pub final_statuses: Vec<u16>,
    pub attempt_timeout_ms: Option<u32>,
    pub concurrency: Option<u32>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pause {
    pub at: Timestamp,
    pub reason: String,
}

/// A webhook on record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Record {
    pub id: WebhookId,
    pub settings: Settings,
    pub pause: Option<Pause>,
    pub deleted: bool,
    pub revision: i64,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
    pub health: Health,
    /// When it came into that state; `None` if it never left the first.
    pub health_at: Option<Timestamp>,
}

/// A webhook to be.
#[derive(Debug, Clone)]
pub struct New {
    pub id: WebhookId,
    pub settings: Settings,
    pub sealed: Vec<u8>,
    pub pause: Option<Pause>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Registered {
    Registered(Box<Record>),
    /// A live webhook of the namespace has this name.
    NameTaken,
    /// The namespace holds as many as an event may match.
    Full,
    /// The namespace is deleted, or never was.
    NoNamespace,
}

pub async fn register(
    pool: &Pool,
    namespace: NamespaceId,
    new: New,
) -> Result<Registered, StoreError> {
    let mut transaction = pool.begin().await?;
    let Some(revision) = raise_revision(&mut transaction, namespace).await? else {
        return Ok(Registered::NoNamespace);
    };
    if count_live(&mut transaction, namespace).await? >= MAX_PER_NAMESPACE {
        return Ok(Registered::Full);
    }
    match insert(&mut transaction, namespace, &new, revision).await {
        Err(error) if is_name_taken(&error) => return Ok(Registered::NameTaken),
        other => other?,
    }
    let record = one(&mut transaction, namespace, new.id).await?;
    transaction.commit().await?;
    let missing = || StoreError::Corrupt(format!("webhook {} is gone at once", new.id));
    record.map(|record| Registered::Registered(Box::new(record))).ok_or_else(missing)
}

fn is_name_taken(error: &StoreError) -> bool {
    error.constraint() == Some("webhooks_name")
}

async fn count_live(
    transaction: &mut PgConnection,
    namespace: NamespaceId,
) -> Result<usize, StoreError> {
    let live = sqlx::query_scalar!(
        r#"SELECT count(*) AS "count!" FROM sparrow.webhooks
           WHERE namespace_id = $1 AND deleted_at IS NULL"#,
        namespace.uuid(),
    )
    .fetch_one(transaction)
    .await?;
    Ok(usize::try_from(live).unwrap_or(0))
}

async fn insert(
    transaction: &mut PgConnection,
    namespace: NamespaceId,
    new: &New,
    revision: i64,
) -> Result<(), StoreError> {
    let columns = Columns::of(&new.settings, new.pause.as_ref());
    sqlx::query!(
        "WITH webhook AS (
             INSERT INTO sparrow.webhooks
                 (namespace_id, webhook_id, name, url, event_types, description, secret_sealed,
                  retry, max_attempts, final_statuses, attempt_timeout_ms, max_concurrency,
                  paused_at, pause_reason, revision)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)
         )
         INSERT INTO sparrow.webhook_revisions (namespace_id, webhook_id, revision, url)
         VALUES ($1, $2, $15, $4)",
        namespace.uuid(),
        new.id.uuid(),
        columns.name,
        columns.url,
        &columns.event_types,
        columns.description,
        new.sealed,
        columns.retry,
        columns.max_attempts,
        &columns.final_statuses,
        columns.attempt_timeout_ms,
        columns.max_concurrency,
        columns.paused_at,
        columns.pause_reason,
        revision,
    )
    .execute(transaction)
    .await?;
    Ok(())
}

/// What an edit came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Edit {
    Made,
    /// It is as asked for already: nothing is written, no revision is used.
    Needless,
    /// It can't be made on the webhook as it is, and why.
    Refused(&'static str),
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Changed {
    /// As it is now.
    Changed(Box<Record>),
    /// It was as asked for already.
    Unchanged(Box<Record>),
    NameTaken,
    Refused(&'static str),
    /// There is no such live webhook.
    NoWebhook,
    NoNamespace,
}

/// Changes a live webhook: settings, pause or deletion. The edit is made on the record as it is
/// under the lock, so that none overwrites another's.
pub async fn change(
    pool: &Pool,
    namespace: NamespaceId,
    id: WebhookId,
    edit: impl FnOnce(&mut Record) -> Edit,
) -> Result<Changed, StoreError> {
    let mut transaction = pool.begin().await?;
    let Some(revision) = raise_revision(&mut transaction, namespace).await? else {
        return Ok(Changed::NoNamespace);
    };
    let found = one(&mut transaction, namespace, id).await?;
    let Some(mut record) = found.filter(|record| !record.deleted) else {
        return Ok(Changed::NoWebhook);
    };
    match edit(&mut record) {
        Edit::Made => {}
        Edit::Needless => return Ok(Changed::Unchanged(Box::new(record))),
        Edit::Refused(why) => return Ok(Changed::Refused(why)),
    }
    match write(&mut transaction, namespace, &record, revision).await {
        Err(error) if is_name_taken(&error) => return Ok(Changed::NameTaken),
        written => record.updated_at = written?,
    }
    record.revision = revision;
    transaction.commit().await?;
    Ok(Changed::Changed(Box::new(record)))
}

async fn write(
    transaction: &mut PgConnection,
    namespace: NamespaceId,
    record: &Record,
    revision: i64,
) -> Result<Timestamp, StoreError> {
    let columns = Columns::of(&record.settings, record.pause.as_ref());
    let updated_at = sqlx::query_scalar!(
        r#"WITH webhook AS (
               UPDATE sparrow.webhooks
               SET name = $3, url = $4, event_types = $5, description = $6, retry = $7,
                   max_attempts = $8, final_statuses = $9, attempt_timeout_ms = $10,
                   max_concurrency = $11, paused_at = $12, pause_reason = $13, revision = $14,
                   updated_at = clock_timestamp(),
                   deleted_at = CASE WHEN $15 THEN clock_timestamp() END
               WHERE namespace_id = $1 AND webhook_id = $2
               RETURNING updated_at
           ),
           kept AS (
               INSERT INTO sparrow.webhook_revisions (namespace_id, webhook_id, revision, url)
               VALUES ($1, $2, $14, $4)
           )
           SELECT updated_at AS "updated_at!" FROM webhook"#,
        namespace.uuid(),
        record.id.uuid(),
        columns.name,
        columns.url,
        &columns.event_types,
        columns.description,
        columns.retry,
        columns.max_attempts,
        &columns.final_statuses,
        columns.attempt_timeout_ms,
        columns.max_concurrency,
        columns.paused_at,
        columns.pause_reason,
        revision,
        record.deleted,
    )
    .fetch_one(transaction)
    .await?;
    Ok(to_timestamp(updated_at))
}

/// A webhook in the form of its columns.
struct Columns<'a> {
    name: Option<&'a str>,
    url: &'a str,
    event_types: Vec<String>,
    description: &'a str,
    retry: Option<String>,
    max_attempts: Option<i32>,
    final_statuses: Vec<i16>,
    attempt_timeout_ms: Option<i32>,
    max_concurrency: Option<i32>,
    paused_at: Option<OffsetDateTime>,
    pause_reason: Option<&'a str>,
}

impl<'a> Columns<'a> {
    fn of(settings: &'a Settings, pause: Option<&'a Pause>) -> Self {
        let signed = |number: Option<u32>| number.and_then(|number| i32::try_from(number).ok());
        let statuses = settings.final_statuses.iter();
        Self {
            name: settings.name.as_ref().map(Name::as_str),
            url: settings.url.as_str(),
            event_types: settings.patterns.iter().map(ToString::to_string).collect(),
            description: &settings.description,
            retry: settings.schedule.as_ref().map(ToString::to_string),
            max_attempts: signed(settings.max_attempts),
            final_statuses: statuses.filter_map(|status| i16::try_from(*status).ok()).collect(),
            attempt_timeout_ms: signed(settings.attempt_timeout_ms),
            max_concurrency: signed(settings.concurrency),
            paused_at: pause.map(|pause| from_timestamp(pause.at)),
            pause_reason: pause.map(|pause| pause.reason.as_str()),
        }
    }
}

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

async fn one(
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
    let patterns: Option<Vec<String>> = filter
        .patterns
        .as_ref()
        .map(|patterns| patterns.iter().map(ToString::to_string).collect());
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
            name: row.name.as_deref().map(Name::try_new).transpose().map_err(|_| corrupt("name"))?,
            url: Url::parse(&row.url).map_err(|_| corrupt("url"))?,
            patterns: patterns.collect::<Result<_, _>>().map_err(|_| corrupt("event types"))?,
            description: row.description,
            schedule: row.retry.map(|text| text.parse()).transpose().map_err(|_| corrupt("retry"))?,
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
