//! A catalog without a database: the simulation tells what there is.

use std::fmt;
use std::sync::{Arc, OnceLock, RwLock};

use sqlx::postgres::{PgConnectOptions, PgPoolOptions};

use super::{AsOf, Catalog, Defaults, Held, Space};
use crate::domain::ids::NamespaceId;
use crate::domain::timestamp::Timestamp;
use crate::domain::webhook::Webhook;
use crate::secrets::Keyring;
use crate::store::{Pool, StoreError, to_timestamp};

type Tell = dyn Fn(NamespaceId) -> Result<Option<Arc<Space>>, StoreError> + Send + Sync;

/// Tells what a namespace is now.
#[derive(Clone)]
pub struct Told(Arc<Tell>);

impl fmt::Debug for Told {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Told")
    }
}

impl Told {
    pub fn by(
        tell: impl Fn(NamespaceId) -> Result<Option<Arc<Space>>, StoreError> + Send + Sync + 'static,
    ) -> Self {
        Self(Arc::new(tell))
    }

    pub(super) fn space(&self, id: NamespaceId) -> Result<Option<Arc<Space>>, StoreError> {
        (self.0)(id)
    }
}

impl Space {
    pub fn of(id: NamespaceId, revision: i64, mut webhooks: Vec<Arc<Webhook>>) -> Arc<Self> {
        webhooks.sort_unstable_by_key(|webhook| webhook.id);
        let as_of = AsOf { server: Timestamp::EPOCH, revision };
        let (name, subscriptions) = ("simulated".to_owned(), OnceLock::new());
        Arc::new(Self { id, name, as_of, deleted: false, webhooks, subscriptions })
    }
}

impl AsOf {
    /// This revision, as the PostgreSQL behind the pool tells of it.
    pub async fn told_by(pool: &Pool, revision: i64) -> Result<Self, StoreError> {
        let server = sqlx::query_scalar!(r#"SELECT pg_postmaster_start_time() AS "server!""#)
            .fetch_one(pool)
            .await?;
        Ok(Self { server: to_timestamp(server), revision })
    }
}

impl Catalog {
    pub fn told(told: Told, defaults: Defaults) -> Self {
        // Never connected; and without these two it has no tasks of its own.
        let options = PgPoolOptions::new().idle_timeout(None).max_lifetime(None);
        Self {
            pool: options.connect_lazy_with(PgConnectOptions::new()),
            keyring: Arc::new(Keyring::of_nobody()),
            defaults: Arc::new(defaults),
            held: Arc::new(RwLock::new(Held::default())),
            told: Some(told),
        }
    }
}
