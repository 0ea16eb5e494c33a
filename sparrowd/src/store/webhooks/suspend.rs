//! Suspending: the one change that nobody asked for.

use super::Suspension;
use super::change::write;
use super::read::one;
use crate::domain::ids::{NamespaceId, WebhookId};
use crate::store::namespaces::raise_revision;
use crate::store::{Pool, StoreError};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Suspended {
    Suspended,
    /// It is no longer as it was when the reason arose: suspended already, resumed since, changed,
    /// or deleted. A reason that still holds arises again.
    Moved,
}

/// Suspends a webhook that is still at this revision. So of many attempts under one revision one
/// alone suspends, and none that was made before a change or a resumption speaks against what came
/// of it.
pub async fn suspend(
    pool: &Pool,
    namespace: NamespaceId,
    id: WebhookId,
    revision: i64,
    suspension: Suspension,
) -> Result<Suspended, StoreError> {
    let mut transaction = pool.begin().await?;
    let Some(next) = raise_revision(&mut transaction, namespace).await? else {
        return Ok(Suspended::Moved);
    };
    let found = one(&mut transaction, namespace, id).await?;
    let as_it_was = found.filter(|record| {
        record.revision == revision && !record.deleted && record.suspension.is_none()
    });
    let Some(mut record) = as_it_was else { return Ok(Suspended::Moved) };
    record.suspension = Some(suspension);
    write(&mut transaction, namespace, &record, next).await?;
    transaction.commit().await?;
    Ok(Suspended::Suspended)
}
