//! Namespaces: made, listed, deleted, and the lock that every change of configuration takes.

use sqlx::PgConnection;

use super::{Bounded, Pool, StoreError, to_timestamp};
use crate::domain::ids::NamespaceId;
use crate::domain::timestamp::Timestamp;
use crate::domain::webhook::NamespaceName;

/// A live namespace.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Namespace {
    pub id: NamespaceId,
    pub name: String,
    pub revision: i64,
    pub created_at: Timestamp,
    /// Live webhooks in it.
    pub webhooks: i64,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Created {
    Created(Namespace),
    /// A live namespace has this name.
    NameTaken,
}

pub async fn create(
    pool: &Pool,
    id: NamespaceId,
    name: &NamespaceName,
) -> Result<Created, StoreError> {
    let row = sqlx::query!(
        "INSERT INTO sparrow.namespaces (namespace_id, name) VALUES ($1, $2)
         ON CONFLICT (name) WHERE deleted_at IS NULL DO NOTHING
         RETURNING revision, created_at",
        id.uuid(),
        name.as_str(),
    )
    .fetch_optional(pool)
    .await?;
    Ok(row.map_or(Created::NameTaken, |row| {
        Created::Created(Namespace {
            id,
            name: name.to_string(),
            revision: row.revision,
            created_at: to_timestamp(row.created_at),
            webhooks: 0,
        })
    }))
}

/// Live namespaces by name, after one.
pub async fn page(pool: &Pool, after: &str, limit: usize) -> Result<Vec<Namespace>, StoreError> {
    let rows = sqlx::query!(
        r#"SELECT n.namespace_id, n.name, n.revision, n.created_at,
                  (SELECT count(*) FROM sparrow.webhooks w
                   WHERE w.namespace_id = n.namespace_id AND w.deleted_at IS NULL) AS "webhooks!"
           FROM sparrow.namespaces n
           WHERE n.deleted_at IS NULL AND n.name > $1
           ORDER BY n.name LIMIT $2"#,
        after,
        i64::try_from(limit).unwrap_or(i64::MAX),
    )
    .fetch_all(pool)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| Namespace {
            id: NamespaceId::from_uuid(row.namespace_id),
            name: row.name,
            revision: row.revision,
            created_at: to_timestamp(row.created_at),
            webhooks: row.webhooks,
        })
        .collect())
}

/// The live namespace of this name.
pub async fn get(pool: &Pool, name: &NamespaceName) -> Result<Option<Namespace>, StoreError> {
    let row = sqlx::query!(
        r#"SELECT n.namespace_id, n.name, n.revision, n.created_at,
                  (SELECT count(*) FROM sparrow.webhooks w
                   WHERE w.namespace_id = n.namespace_id AND w.deleted_at IS NULL) AS "webhooks!"
           FROM sparrow.namespaces n
           WHERE n.deleted_at IS NULL AND n.name = $1"#,
        name.as_str(),
    )
    .fetch_optional(pool)
    .await?;
    Ok(row.map(|row| Namespace {
        id: NamespaceId::from_uuid(row.namespace_id),
        name: row.name,
        revision: row.revision,
        created_at: to_timestamp(row.created_at),
        webhooks: row.webhooks,
    }))
}

/// What the namespace is still owed.
pub async fn waiting(pool: &Pool, id: NamespaceId) -> Result<Bounded, StoreError> {
    let counted = sqlx::query_scalar!(
        r#"SELECT count(*) AS "count!" FROM (
               SELECT FROM sparrow.queue q WHERE q.namespace_id = $1
               ORDER BY q.webhook_id, q.delivery_id LIMIT $2
           ) counted"#,
        id.uuid(),
        Bounded::LIMIT,
    )
    .fetch_one(pool)
    .await?;
    Ok(Bounded::new(counted))
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Deleted {
    /// With so many webhooks.
    Deleted { webhooks: u64 },
    /// It is deleted already, or never was.
    NotThere,
}

/// Puts a tombstone on the namespace and on all its webhooks, which lose their secrets.
pub async fn delete(pool: &Pool, id: NamespaceId) -> Result<Deleted, StoreError> {
    let mut transaction = pool.begin().await?;
    let Some(revision) = raise_revision(&mut transaction, id).await? else {
        return Ok(Deleted::NotThere);
    };
    sqlx::query!(
        "UPDATE sparrow.namespaces SET deleted_at = clock_timestamp() WHERE namespace_id = $1",
        id.uuid(),
    )
    .execute(&mut *transaction)
    .await?;
    let webhooks = sqlx::query!(
        "UPDATE sparrow.webhooks
         SET deleted_at = clock_timestamp(), updated_at = clock_timestamp(), revision = $2
         WHERE namespace_id = $1 AND deleted_at IS NULL",
        id.uuid(),
        revision,
    )
    .execute(&mut *transaction)
    .await?
    .rows_affected();
    sqlx::query!("DELETE FROM sparrow.webhook_secrets WHERE namespace_id = $1", id.uuid())
        .execute(&mut *transaction)
        .await?;
    transaction.commit().await?;
    Ok(Deleted::Deleted { webhooks })
}

/// Begins a change of configuration: takes the namespace's row, so that changes of one namespace
/// follow each other, and answers with the revision under which this one is written. A statement
/// that comes after sees all that came before. `None`: there is no such live namespace.
pub(super) async fn raise_revision(
    transaction: &mut PgConnection,
    id: NamespaceId,
) -> Result<Option<i64>, StoreError> {
    let revision = sqlx::query_scalar!(
        "UPDATE sparrow.namespaces SET revision = revision + 1
         WHERE namespace_id = $1 AND deleted_at IS NULL
         RETURNING revision",
        id.uuid(),
    )
    .fetch_optional(transaction)
    .await?;
    Ok(revision)
}
