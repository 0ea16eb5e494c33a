//! Registering and changing.

use sqlx::PgConnection;
use sqlx::types::time::OffsetDateTime;

use super::read::one;
use super::{Pause, Record, Sealed, Settings, Suspension, secrets};
use crate::domain::ids::{NamespaceId, WebhookId};
use crate::domain::timestamp::Timestamp;
use crate::domain::webhook::{MAX_PER_NAMESPACE, Name};
use crate::store::namespaces::raise_revision;
use crate::store::{Pool, StoreError, from_timestamp, to_timestamp};

/// A webhook to be.
#[derive(Debug, Clone)]
pub struct New {
    pub id: WebhookId,
    pub settings: Settings,
    pub secret: Sealed,
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
    secrets::insert(&mut transaction, namespace, new.id, &new.secret).await?;
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
    let columns = Columns::of(&new.settings, new.pause.as_ref(), None);
    sqlx::query!(
        "WITH webhook AS (
             INSERT INTO sparrow.webhooks
                 (namespace_id, webhook_id, name, url, event_types, description, header_names,
                  headers_sealed, retry, max_attempts, final_statuses, attempt_timeout_ms,
                  max_concurrency, max_age_s, ignore_gone, paused_at, pause_reason, revision)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17,
                     $18)
         )
         INSERT INTO sparrow.webhook_revisions
             (namespace_id, webhook_id, revision, url, header_names, headers_sealed)
         VALUES ($1, $2, $18, $4, $7, $8)",
        namespace.uuid(),
        new.id.uuid(),
        columns.name,
        columns.url,
        &columns.event_types,
        columns.description,
        columns.header_names,
        columns.headers_sealed,
        columns.retry,
        columns.max_attempts,
        &columns.final_statuses,
        columns.attempt_timeout_ms,
        columns.max_concurrency,
        columns.max_age_s,
        columns.ignore_gone,
        columns.paused_at,
        columns.pause_reason,
        revision,
    )
    .execute(transaction)
    .await?;
    Ok(())
}

/// What an edit came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Edit<E> {
    Made,
    /// It is as asked for already: nothing is written, no revision is used.
    Needless,
    /// It can't be made on the webhook as it is, and why.
    Refused(E),
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Changed<E> {
    /// As it is now.
    Changed(Box<Record>),
    /// It was as asked for already.
    Unchanged(Box<Record>),
    NameTaken,
    Refused(E),
    /// There is no such live webhook.
    NoWebhook,
    NoNamespace,
}

/// Changes a live webhook: settings, pause, suspension or deletion. The edit is made on the record as it is
/// under the lock, so that none overwrites another's.
pub async fn change<E>(
    pool: &Pool,
    namespace: NamespaceId,
    id: WebhookId,
    edit: impl FnOnce(&mut Record) -> Edit<E>,
) -> Result<Changed<E>, StoreError> {
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

/// Writes it as it is to be, under a new revision. A webhook that is deleted loses its secrets.
pub(super) async fn write(
    transaction: &mut PgConnection,
    namespace: NamespaceId,
    record: &Record,
    revision: i64,
) -> Result<Timestamp, StoreError> {
    let columns = Columns::of(&record.settings, record.pause.as_ref(), record.suspension.as_ref());
    let updated_at = sqlx::query_scalar!(
        r#"WITH webhook AS (
               UPDATE sparrow.webhooks
               SET name = $3, url = $4, event_types = $5, description = $6, header_names = $7,
                   headers_sealed = $8, retry = $9, max_attempts = $10, final_statuses = $11,
                   attempt_timeout_ms = $12, max_concurrency = $13, max_age_s = $14,
                   ignore_gone = $15, paused_at = $16, pause_reason = $17, suspended_at = $18,
                   suspend_reason = $19, revision = $20, updated_at = clock_timestamp(),
                   deleted_at = CASE WHEN $21 THEN clock_timestamp() END
               WHERE namespace_id = $1 AND webhook_id = $2
               RETURNING updated_at
           ),
           unsigned AS (
               DELETE FROM sparrow.webhook_secrets
               WHERE namespace_id = $1 AND webhook_id = $2 AND $21
           ),
           kept AS (
               INSERT INTO sparrow.webhook_revisions
                   (namespace_id, webhook_id, revision, url, header_names, headers_sealed)
               VALUES ($1, $2, $20, $4, $7, $8)
           )
           SELECT updated_at AS "updated_at!" FROM webhook"#,
        namespace.uuid(),
        record.id.uuid(),
        columns.name,
        columns.url,
        &columns.event_types,
        columns.description,
        columns.header_names,
        columns.headers_sealed,
        columns.retry,
        columns.max_attempts,
        &columns.final_statuses,
        columns.attempt_timeout_ms,
        columns.max_concurrency,
        columns.max_age_s,
        columns.ignore_gone,
        columns.paused_at,
        columns.pause_reason,
        columns.suspended_at,
        columns.suspend_reason,
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
    header_names: &'a [String],
    headers_sealed: Option<&'a [u8]>,
    retry: Option<String>,
    max_attempts: Option<i32>,
    final_statuses: Vec<i16>,
    attempt_timeout_ms: Option<i32>,
    max_concurrency: Option<i32>,
    max_age_s: Option<i32>,
    ignore_gone: bool,
    paused_at: Option<OffsetDateTime>,
    pause_reason: Option<&'a str>,
    suspended_at: Option<OffsetDateTime>,
    suspend_reason: Option<&'a str>,
}

impl<'a> Columns<'a> {
    fn of(
        settings: &'a Settings,
        pause: Option<&'a Pause>,
        suspension: Option<&'a Suspension>,
    ) -> Self {
        let signed = |number: Option<u32>| number.and_then(|number| i32::try_from(number).ok());
        let statuses = settings.final_statuses.iter();
        Self {
            name: settings.name.as_ref().map(Name::as_str),
            url: settings.url.as_str(),
            event_types: settings.patterns.iter().map(ToString::to_string).collect(),
            description: &settings.description,
            header_names: &settings.headers.names,
            headers_sealed: settings.headers.sealed.as_deref(),
            retry: settings.schedule.as_ref().map(ToString::to_string),
            max_attempts: signed(settings.max_attempts),
            final_statuses: statuses.filter_map(|status| i16::try_from(*status).ok()).collect(),
            attempt_timeout_ms: signed(settings.attempt_timeout_ms),
            max_concurrency: signed(settings.concurrency),
            max_age_s: signed(settings.max_age_s),
            ignore_gone: settings.ignore_gone,
            paused_at: pause.map(|pause| from_timestamp(pause.at)),
            pause_reason: pause.map(|pause| pause.reason.as_str()),
            suspended_at: suspension.map(|suspension| from_timestamp(suspension.at)),
            suspend_reason: suspension.map(|suspension| suspension.reason.as_str()),
        }
    }
}
