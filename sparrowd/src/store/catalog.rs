//! Configuration in memory: the live webhooks of each namespace that this node has had to do with,
//! as of a revision.
//!
//! A namespace is loaded when first needed and then kept up by asking for what is newer than the
//! revision held. Who matches events against it checks that revision in the transaction that writes
//! them, so a stale copy costs a second try and never a missed webhook. What another PostgreSQL told
//! is read anew as a whole: after a failover the last changes may be gone.

mod read;
#[cfg(test)]
mod told;

use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, OnceLock, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};
use std::time::Duration;

use futures::TryFutureExt as _;
use sqlx::types::Uuid;

use super::{Pool, StoreError, from_timestamp, in_time};
use crate::domain::event::EventType;
use crate::domain::ids::{NamespaceId, WebhookId};
use crate::domain::retry::Schedule;
use crate::domain::timestamp::Timestamp;
use crate::domain::webhook::{Subscriptions, Webhook};
use crate::secrets::Keyring;

#[cfg(test)]
pub use told::Told;

/// Webhooks held in memory over all namespaces, above which those of the namespace loaded longest ago
/// are let go.
const MAX_HELD: usize = 500_000;

/// What a webhook gets where it does not say otherwise.
#[derive(Debug, Clone)]
pub struct Defaults {
    pub schedule: Schedule,
    pub attempt_timeout: Duration,
}

/// As of when a namespace was read. Its revision counts its changes; but a PostgreSQL that took the
/// place of another may lack the last of them, and count others under their numbers. So it matters
/// too which one told: every start of a PostgreSQL has its moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct AsOf {
    pub server: Timestamp,
    pub revision: i64,
}

impl AsOf {
    /// Whether all that was read then is there still, so that what is newer is all that is missing.
    fn follows(self, before: Self) -> bool {
        self.server == before.server && self.revision >= before.revision
    }
}

/// A namespace as of a moment.
#[derive(Debug)]
pub struct Space {
    pub id: NamespaceId,
    pub name: String,
    pub as_of: AsOf,
    /// A tombstone: it has no webhooks any more.
    pub deleted: bool,
    /// Live webhooks, by id.
    webhooks: Vec<Arc<Webhook>>,
    /// Made when it is first asked for: many changes may come before that.
    subscriptions: OnceLock<Subscriptions>,
}

impl Space {
    pub fn webhooks(&self) -> &[Arc<Webhook>] {
        &self.webhooks
    }

    /// Those that want an event of this type, by id.
    pub fn wanting(&self, event_type: &EventType) -> Vec<&Arc<Webhook>> {
        let subscriptions = self.subscriptions.get_or_init(|| Subscriptions::of(&self.webhooks));
        subscriptions.find(&self.webhooks, event_type)
    }

    /// `None`: never was, or is deleted.
    pub fn webhook(&self, id: WebhookId) -> Option<&Arc<Webhook>> {
        self.webhooks
            .binary_search_by_key(&id, |webhook| webhook.id)
            .ok()
            .map(|at| &self.webhooks[at])
    }
}

#[derive(Default)]
struct Held {
    spaces: HashMap<NamespaceId, Arc<Space>>,
    names: HashMap<String, NamespaceId>,
    /// Namespaces in the order of their loading, for letting go.
    order: VecDeque<NamespaceId>,
    webhooks: usize,
}

impl Held {
    fn put(&mut self, space: &Arc<Space>) {
        self.webhooks += space.webhooks.len();
        match self.spaces.insert(space.id, Arc::clone(space)) {
            Some(old) => self.webhooks -= old.webhooks.len(),
            None => self.order.push_back(space.id),
        }
        if space.deleted {
            self.names.retain(|_, id| *id != space.id);
        } else {
            self.names.insert(space.name.clone(), space.id);
        }
        while self.webhooks > MAX_HELD && self.order.len() > 1 {
            let Some(oldest) = self.order.pop_front() else { break };
            if oldest == space.id {
                self.order.push_back(oldest);
            } else {
                self.forget(oldest);
            }
        }
    }

    fn let_go(&mut self, id: NamespaceId) {
        self.order.retain(|other| *other != id);
        self.forget(id);
    }

    fn forget(&mut self, id: NamespaceId) {
        let Some(gone) = self.spaces.remove(&id) else { return };
        self.webhooks -= gone.webhooks.len();
        if self.names.get(&gone.name) == Some(&id) {
            self.names.remove(&gone.name);
        }
    }
}

/// The namespaces that this node holds. A cheap handle.
#[derive(Clone)]
pub struct Catalog {
    pool: Pool,
    keyring: Arc<Keyring>,
    defaults: Arc<Defaults>,
    held: Arc<RwLock<Held>>,
    /// In the simulation: who tells what a namespace is.
    #[cfg(test)]
    told: Option<Told>,
}

impl std::fmt::Debug for Catalog {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Catalog").finish_non_exhaustive()
    }
}

impl Catalog {
    pub fn new(pool: Pool, keyring: Arc<Keyring>, defaults: Defaults) -> Self {
        Self {
            pool,
            keyring,
            defaults: Arc::new(defaults),
            held: Arc::new(RwLock::new(Held::default())),
            #[cfg(test)]
            told: None,
        }
    }

    /// The namespace as held; nothing is read.
    pub fn held(&self, id: NamespaceId) -> Option<Arc<Space>> {
        self.read().spaces.get(&id).cloned()
    }

    pub fn held_by_name(&self, name: &str) -> Option<Arc<Space>> {
        let held = self.read();
        held.names.get(name).and_then(|id| held.spaces.get(id)).cloned()
    }

    /// All namespaces held.
    pub fn spaces(&self) -> Vec<Arc<Space>> {
        self.read().spaces.values().cloned().collect()
    }

    /// The live namespace of this name, read if it is not held. `None`: there is none.
    pub async fn by_name(&self, name: &str) -> Result<Option<Arc<Space>>, StoreError> {
        if let Some(space) = self.held_by_name(name) {
            return Ok(Some(space));
        }
        let found = sqlx::query_scalar!(
            "SELECT namespace_id FROM sparrow.namespaces WHERE name = $1 AND deleted_at IS NULL",
            name,
        )
        .fetch_optional(&self.pool);
        match in_time(found.map_err(StoreError::from)).await? {
            Some(id) => Ok(self.reload(NamespaceId::from_uuid(id)).await?.filter(|s| !s.deleted)),
            None => Ok(None),
        }
    }

    pub async fn by_id(&self, id: NamespaceId) -> Result<Option<Arc<Space>>, StoreError> {
        match self.held(id) {
            Some(space) => Ok(Some(space)),
            None => self.reload(id).await,
        }
    }

    /// Reads what is newer than the copy held; all of it if there is none, or if the database may have
    /// lost what was read there. `None`: there is no such namespace.
    pub async fn reload(&self, id: NamespaceId) -> Result<Option<Arc<Space>>, StoreError> {
        in_time(self.read_again(id)).await
    }

    async fn read_again(&self, id: NamespaceId) -> Result<Option<Arc<Space>>, StoreError> {
        #[cfg(test)]
        if let Some(told) = &self.told {
            let held = self.held(id);
            return Ok(told.space(id)?.map(|space| self.keep(space, held.as_ref())));
        }
        let held = self.held(id);
        let since = held.as_ref().map_or(0, |space| space.as_of.revision);
        let (mut before, mut read) = (held.as_deref(), self.read_since(id, since).await?);
        let goes_on = match (&held, &read) {
            (Some(held), Some(newer)) => newer.as_of.follows(held.as_of),
            _ => true,
        };
        if !goes_on {
            (before, read) = (None, self.read_since(id, 0).await?);
        }
        let Some(read) = read else {
            self.write().let_go(id);
            return Ok(None);
        };
        let space = Arc::new(read.onto(id, before));
        Ok(Some(self.keep(space, held.as_ref())))
    }

    /// Reads the revisions of the namespaces held and reloads those that moved. Says which did.
    pub async fn refresh(&self) -> Result<Vec<Arc<Space>>, StoreError> {
        let spaces = self.spaces();
        if spaces.is_empty() {
            return Ok(Vec::new());
        }
        let ids: Vec<Uuid> = spaces.iter().map(|space| space.id.uuid()).collect();
        let revisions: Vec<i64> = spaces.iter().map(|space| space.as_of.revision).collect();
        let servers: Vec<_> = spaces.iter().map(|it| from_timestamp(it.as_of.server)).collect();
        let moved = sqlx::query_scalar!(
            r#"SELECT x.namespace_id AS "namespace_id!"
               FROM unnest($1::uuid[], $2::bigint[], $3::timestamptz[])
                    AS x (namespace_id, revision, server)
               LEFT JOIN sparrow.namespaces n ON n.namespace_id = x.namespace_id
               WHERE n.revision IS DISTINCT FROM x.revision
                  OR x.server <> pg_postmaster_start_time()"#,
            &ids,
            &revisions,
            &servers,
        )
        .fetch_all(&self.pool);
        let moved = in_time(moved.map_err(StoreError::from)).await?;
        let mut spaces = Vec::with_capacity(moved.len());
        for id in moved {
            match self.reload(NamespaceId::from_uuid(id)).await {
                Ok(space) => spaces.extend(space),
                // One that can't be read keeps no other from being in force.
                Err(StoreError::Corrupt(what)) => {
                    tracing::error!(
                        event = "configuration_unread",
                        what,
                        "a namespace's configuration can't be read; the last one stays in force"
                    );
                }
                Err(error) => return Err(error),
            }
        }
        Ok(spaces)
    }

    /// Puts a copy in place of the one that was held when it was read. If another got there first, the
    /// newer of the two stays. Answers with the one that stays.
    fn keep(&self, space: Arc<Space>, before: Option<&Arc<Space>>) -> Arc<Space> {
        let mut held = self.write();
        if let Some(present) = held.spaces.get(&space.id)
            && !before.is_some_and(|before| Arc::ptr_eq(before, present))
            && present.as_of.revision > space.as_of.revision
        {
            return Arc::clone(present);
        }
        held.put(&space);
        space
    }

    fn write(&self) -> RwLockWriteGuard<'_, Held> {
        self.held.write().unwrap_or_else(PoisonError::into_inner)
    }

    fn read(&self) -> RwLockReadGuard<'_, Held> {
        self.held.read().unwrap_or_else(PoisonError::into_inner)
    }
}
