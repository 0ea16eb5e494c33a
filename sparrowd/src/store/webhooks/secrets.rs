//! The secrets that sign for webhooks: as they are kept, and their rotation.

use std::collections::HashMap;

use sqlx::types::Uuid;
use sqlx::{PgConnection, PgExecutor};

use super::Record;
use super::change::write;
use super::read::one;
use crate::domain::ids::{NamespaceId, SecretId, WebhookId};
use crate::domain::signature::{MAX_LIVE, PublicKey, SecretKind};
use crate::domain::timestamp::Timestamp;
use crate::store::namespaces::raise_revision;
use crate::store::{Pool, StoreError, from_timestamp, to_timestamp};

/// What may be told of a secret.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Secret {
    pub id: SecretId,
    pub kind: SecretKind,
    pub public_key: Option<PublicKey>,
    pub created_at: Timestamp,
    /// `None`: the current one.
    pub expires_at: Option<Timestamp>,
}

/// A secret as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sealed {
    pub secret: Secret,
    pub sealed: Vec<u8>,
}

impl Secret {
    pub fn is_live(&self, at: Timestamp) -> bool {
        self.expires_at.is_none_or(|end| at < end)
    }
}

/// Another secret that is to be the current one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rotation {
    /// It is made now: `created_at` is the moment of the rotation.
    pub new: Sealed,
    /// None of those before it signs from then on.
    pub until: Timestamp,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Rotated<E> {
    Rotated(Box<Record>),
    /// As many as may be live are; the first of them expires then.
    TooMany {
        next: Timestamp,
    },
    /// By the check on those that are live, and why.
    Refused(E),
    NoWebhook,
    NoNamespace,
}

/// Makes another secret the current one. `check` sees those that are live, the current one first,
/// under the lock: whatever it finds still holds when this is done.
pub async fn rotate<E>(
    pool: &Pool,
    namespace: NamespaceId,
    id: WebhookId,
    rotation: Rotation,
    check: impl FnOnce(&[Sealed]) -> Result<(), E>,
) -> Result<Rotated<E>, StoreError> {
    let now = rotation.new.secret.created_at;
    let mut transaction = pool.begin().await?;
    let Some(revision) = raise_revision(&mut transaction, namespace).await? else {
        return Ok(Rotated::NoNamespace);
    };
    let found = one(&mut transaction, namespace, id).await?;
    let Some(record) = found.filter(|record| !record.deleted) else {
        return Ok(Rotated::NoWebhook);
    };
    let mut live = sealed(&mut *transaction, namespace, id).await?;
    live.retain(|sealed| sealed.secret.is_live(now));
    if let Err(why) = check(&live) {
        return Ok(Rotated::Refused(why));
    }
    let ends = live.iter().map(|sealed| sealed.secret.expires_at.unwrap_or(rotation.until));
    let staying: Vec<_> =
        ends.map(|end| end.min(rotation.until)).filter(|end| now < *end).collect();
    if staying.len() >= MAX_LIVE {
        return Ok(Rotated::TooMany { next: staying.into_iter().min().unwrap_or(now) });
    }
    write(&mut transaction, namespace, &record, revision).await?;
    end_by(&mut transaction, namespace, id, rotation.until, now).await?;
    insert(&mut transaction, namespace, id, &rotation.new).await?;
    let record = one(&mut transaction, namespace, id).await?;
    transaction.commit().await?;
    let missing = || StoreError::Corrupt(format!("webhook {id} is gone at once"));
    record.map(|record| Rotated::Rotated(Box::new(record))).ok_or_else(missing)
}

/// Every secret so far expires by then; those that have are removed.
async fn end_by(
    transaction: &mut PgConnection,
    namespace: NamespaceId,
    id: WebhookId,
    until: Timestamp,
    now: Timestamp,
) -> Result<(), StoreError> {
    sqlx::query!(
        "UPDATE sparrow.webhook_secrets SET expires_at = $3
         WHERE namespace_id = $1 AND webhook_id = $2 AND (expires_at IS NULL OR expires_at > $3)",
        namespace.uuid(),
        id.uuid(),
        from_timestamp(until),
    )
    .execute(&mut *transaction)
    .await?;
    sqlx::query!(
        "DELETE FROM sparrow.webhook_secrets
         WHERE namespace_id = $1 AND webhook_id = $2 AND expires_at <= $3",
        namespace.uuid(),
        id.uuid(),
        from_timestamp(now),
    )
    .execute(transaction)
    .await?;
    Ok(())
}

pub(super) async fn insert(
    transaction: &mut PgConnection,
    namespace: NamespaceId,
    id: WebhookId,
    new: &Sealed,
) -> Result<(), StoreError> {
    sqlx::query!(
        "INSERT INTO sparrow.webhook_secrets
             (namespace_id, webhook_id, secret_id, kind, sealed, public_key, created_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7)",
        namespace.uuid(),
        id.uuid(),
        new.secret.id.uuid(),
        new.secret.kind.word(),
        new.sealed,
        new.secret.public_key.as_ref().map(PublicKey::bytes),
        from_timestamp(new.secret.created_at),
    )
    .execute(transaction)
    .await?;
    Ok(())
}

/// Those of one webhook, the current one first; expired ones too, as long as they are kept.
pub async fn sealed(
    executor: impl PgExecutor<'_>,
    namespace: NamespaceId,
    id: WebhookId,
) -> Result<Vec<Sealed>, StoreError> {
    let rows = sqlx::query_as!(
        Row,
        "SELECT webhook_id, secret_id, kind, sealed, public_key, created_at, expires_at
         FROM sparrow.webhook_secrets
         WHERE namespace_id = $1 AND webhook_id = $2
         ORDER BY expires_at IS NOT NULL, secret_id DESC",
        namespace.uuid(),
        id.uuid(),
    )
    .fetch_all(executor)
    .await?;
    rows.into_iter().map(Sealed::try_from).collect()
}

/// Those of each of these webhooks, the current one first.
pub(super) async fn of(
    executor: impl PgExecutor<'_>,
    namespace: NamespaceId,
    ids: &[Uuid],
) -> Result<HashMap<WebhookId, Vec<Secret>>, StoreError> {
    let rows = sqlx::query_as!(
        Row,
        r#"SELECT webhook_id, secret_id, kind, ''::bytea AS "sealed!", public_key, created_at,
                  expires_at
           FROM sparrow.webhook_secrets
           WHERE namespace_id = $1 AND webhook_id = ANY($2)
           ORDER BY webhook_id, expires_at IS NOT NULL, secret_id DESC"#,
        namespace.uuid(),
        ids,
    )
    .fetch_all(executor)
    .await?;
    let mut of: HashMap<_, Vec<_>> = HashMap::with_capacity(ids.len());
    for row in rows {
        let webhook = WebhookId::from_uuid(row.webhook_id);
        of.entry(webhook).or_default().push(Sealed::try_from(row)?.secret);
    }
    Ok(of)
}

/// Those of the live webhooks that have changed since a revision, the current one first. Read after
/// the webhooks, they are at least as new: none is missed that was there then.
pub(in crate::store) async fn changed_since(
    pool: &Pool,
    namespace: NamespaceId,
    revision: i64,
) -> Result<HashMap<WebhookId, Vec<Sealed>>, StoreError> {
    let rows = sqlx::query_as!(
        Row,
        "SELECT s.webhook_id, s.secret_id, s.kind, s.sealed, s.public_key, s.created_at,
                s.expires_at
         FROM sparrow.webhooks w
         JOIN sparrow.webhook_secrets s
           ON s.namespace_id = w.namespace_id AND s.webhook_id = w.webhook_id
         WHERE w.namespace_id = $1 AND w.revision > $2 AND w.deleted_at IS NULL
         ORDER BY s.webhook_id, s.expires_at IS NOT NULL, s.secret_id DESC",
        namespace.uuid(),
        revision,
    )
    .fetch_all(pool)
    .await?;
    let mut of: HashMap<_, Vec<_>> = HashMap::new();
    for row in rows {
        let webhook = WebhookId::from_uuid(row.webhook_id);
        of.entry(webhook).or_default().push(row.try_into()?);
    }
    Ok(of)
}

/// Removes secrets that expired before then. No node signs with them any more.
pub async fn drop_expired(pool: &Pool, before: Timestamp) -> Result<u64, StoreError> {
    let done = sqlx::query!(
        "DELETE FROM sparrow.webhook_secrets WHERE expires_at < $1",
        from_timestamp(before),
    )
    .execute(pool)
    .await?;
    Ok(done.rows_affected())
}

struct Row {
    webhook_id: Uuid,
    secret_id: Uuid,
    kind: String,
    sealed: Vec<u8>,
    public_key: Option<Vec<u8>>,
    created_at: time::OffsetDateTime,
    expires_at: Option<time::OffsetDateTime>,
}

impl TryFrom<Row> for Sealed {
    type Error = StoreError;

    fn try_from(row: Row) -> Result<Self, StoreError> {
        let id = WebhookId::from_uuid(row.webhook_id);
        let corrupt =
            |what: &str| StoreError::Corrupt(format!("{what} of a secret of webhook {id}"));
        let public_key = row
            .public_key
            .map(|bytes| PublicKey::try_new(&bytes).ok_or_else(|| corrupt("public key")));
        let secret = Secret {
            id: SecretId::from_uuid(row.secret_id),
            kind: SecretKind::from_word(&row.kind).ok_or_else(|| corrupt("kind"))?,
            public_key: public_key.transpose()?,
            created_at: to_timestamp(row.created_at),
            expires_at: row.expires_at.map(to_timestamp),
        };
        Ok(Self { secret, sealed: row.sealed })
    }
}
