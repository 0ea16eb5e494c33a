//! Idempotency keys: what each stands for, for as long as it does.

use super::{Pool, StoreError};
use crate::domain::idempotency::Digest;
use crate::domain::ids::{EventId, NamespaceId};

/// What a key stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Claim {
    pub namespace: NamespaceId,
    pub key: Digest,
    pub event: EventId,
    pub deliveries: u32,
    pub content: Digest,
}

/// Keys dropped in one statement, at most.
pub const BITE: u64 = 5_000;

/// Drops keys that stand for nothing any more, at most [`BITE`] of them. One that is being taken over
/// at this moment is passed by: who writes keys is never waited for.
pub async fn drop_expired(pool: &Pool) -> Result<u64, StoreError> {
    let done = sqlx::query!(
        "DELETE FROM sparrow.idempotency_keys k
         USING (SELECT ctid FROM sparrow.idempotency_keys
                WHERE expires_at <= now()
                ORDER BY expires_at LIMIT 5000
                FOR UPDATE SKIP LOCKED) old
         WHERE k.ctid = old.ctid"
    )
    .execute(pool)
    .await?;
    Ok(done.rows_affected())
}
