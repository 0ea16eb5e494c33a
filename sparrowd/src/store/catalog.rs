//! Configuration in memory: the live webhooks of each namespace that this node has had to do with,
//! as of a revision.
//!
//! A namespace is loaded when first needed and then kept up by asking for what is newer than the
//! revision held. Who matches events against it checks that revision in the transaction that writes
//! them, so a stale copy costs a second try and never a missed webhook.

use std::collections::{BTreeSet, HashMap};
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use sqlx::types::Uuid;
use url::Url;

use super::webhooks::{Headers, Sealed, secrets};
use super::{Pool, StoreError};
use crate::domain::delivery::Policy;
use crate::domain::event::EventPattern;
use crate::domain::headers::OwnHeaders;
use crate::domain::ids::{NamespaceId, WebhookId};
use crate::domain::retry::Schedule;
use crate::domain::signature::{Keys, LiveKey};
use crate::domain::webhook::{DEFAULT_CONCURRENCY, Name, Webhook};
use crate::secrets::Keyring;

/// Webhooks held in memory over all namespaces, above which those of the namespace loaded longest ago
/// are let go.
const MAX_HELD: usize = 500_000;

/// What a webhook gets where it does not say otherwise.
#[derive(Debug, Clone)]
pub struct Defaults {
    pub schedule: Schedule,
    pub attempt_timeout: Duration,
}

/// A namespace as of a revision.
#[derive(Debug)]
pub struct Space {
    pub id: NamespaceId,
    pub name: String,
    pub revision: i64,
    /// A tombstone: it has no webhooks any more.
    pub deleted: bool,
    /// Live webhooks, by id.
    webhooks: Vec<Arc<Webhook>>,
}

impl Space {
    pub fn webhooks(&self) -> &[Arc<Webhook>] {
        &self.webhooks
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
    order: std::collections::VecDeque<NamespaceId>,
    webhooks: usize,
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

#[cfg(test)]
mod told;
#[cfg(test)]
pub use told::Told;

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
        let id = sqlx::query_scalar!(
            "SELECT namespace_id FROM sparrow.namespaces WHERE name = $1 AND deleted_at IS NULL",
            name,
        )
        .fetch_optional(&self.pool)
        .await?;
        match id {
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

    /// Reads what is newer than the copy held, or all of it. `None`: there is no such namespace.
    pub async fn reload(&self, id: NamespaceId) -> Result<Option<Arc<Space>>, StoreError> {
        #[cfg(test)]
        if let Some(told) = &self.told {
            return Ok(told.space(id)?.map(|space| self.keep(space)));
        }
        let before = self.held(id);
        let since = before.as_ref().map_or(0, |space| space.revision);
        // One statement, so that the revision and the webhooks are of one snapshot.
        let rows = sqlx::query!(
            r#"SELECT n.name AS "space!", n.revision AS "space_revision!",
                      n.deleted_at IS NOT NULL AS "space_deleted!",
                      w.webhook_id AS "webhook_id?", w.name AS "name?", w.url AS "url?",
                      w.event_types AS "event_types?", w.header_names AS "header_names?",
                      w.headers_sealed AS "headers_sealed?", w.retry AS "retry?", w.max_attempts AS "max_attempts?",
                      w.final_statuses AS "final_statuses?",
                      w.attempt_timeout_ms AS "attempt_timeout_ms?",
                      w.max_concurrency AS "max_concurrency?", w.max_age_s AS "max_age_s?",
                      w.ignore_gone AS "ignore_gone?", (w.paused_at IS NOT NULL) AS "paused?",
                      (w.suspended_at IS NOT NULL) AS "suspended?", w.revision AS "revision?",
                      (w.deleted_at IS NOT NULL) AS "deleted?"
               FROM sparrow.namespaces n
               LEFT JOIN sparrow.webhooks w
                 ON w.namespace_id = n.namespace_id AND w.revision > $2
                AND (w.deleted_at IS NULL OR $2 > 0)
               WHERE n.namespace_id = $1
               ORDER BY w.webhook_id"#,
            id.uuid(),
            since,
        )
        .fetch_all(&self.pool)
        .await?;
        let Some(first) = rows.first() else {
            return Ok(None);
        };
        let (name, revision, deleted) =
            (first.space.clone(), first.space_revision, first.space_deleted);
        let mut secrets = secrets::changed_since(&self.pool, id, since).await?;
        let mut changed: HashMap<WebhookId, Option<Arc<Webhook>>> = HashMap::new();
        for row in rows {
            let (Some(webhook_id), Some(url), Some(event_types)) =
                (row.webhook_id, row.url, row.event_types)
            else {
                continue;
            };
            let webhook_id = WebhookId::from_uuid(webhook_id);
            if row.deleted.unwrap_or(false) {
                changed.insert(webhook_id, None);
                continue;
            }
            let raw = Raw {
                id: webhook_id,
                name: row.name,
                url,
                event_types,
                secrets: secrets.remove(&webhook_id).unwrap_or_default(),
                headers: Headers {
                    names: row.header_names.unwrap_or_default(),
                    sealed: row.headers_sealed,
                },
                retry: row.retry,
                max_attempts: row.max_attempts,
                final_statuses: row.final_statuses.unwrap_or_default(),
                attempt_timeout_ms: row.attempt_timeout_ms,
                max_concurrency: row.max_concurrency,
                max_age_s: row.max_age_s,
                ignore_gone: row.ignore_gone.unwrap_or(false),
                paused: row.paused.unwrap_or(false),
                suspended: row.suspended.unwrap_or(false),
                revision: row.revision.unwrap_or(0),
            };
            changed.insert(webhook_id, Some(Arc::new(self.build(id, raw)?)));
        }
        let mut webhooks: Vec<Arc<Webhook>> = Vec::new();
        if !deleted {
            let kept = before.iter().flat_map(|space| &space.webhooks);
            webhooks.extend(kept.filter(|w| !changed.contains_key(&w.id)).cloned());
            webhooks.extend(changed.into_values().flatten());
            webhooks.sort_unstable_by_key(|webhook| webhook.id);
        }
        let space = Arc::new(Space { id, name, revision, deleted, webhooks });
        Ok(Some(self.keep(space)))
    }

    /// Reads the revisions of the namespaces held and reloads those that moved. Says which did.
    pub async fn refresh(&self) -> Result<Vec<Arc<Space>>, StoreError> {
        let (ids, revisions): (Vec<Uuid>, Vec<i64>) = {
            let held = self.read();
            held.spaces.values().map(|space| (space.id.uuid(), space.revision)).unzip()
        };
        if ids.is_empty() {
            return Ok(Vec::new());
        }
        let moved = sqlx::query_scalar!(
            r#"SELECT n.namespace_id
               FROM unnest($1::uuid[], $2::bigint[]) AS x (namespace_id, revision)
               JOIN sparrow.namespaces n ON n.namespace_id = x.namespace_id
               WHERE n.revision <> x.revision"#,
            &ids,
            &revisions,
        )
        .fetch_all(&self.pool)
        .await?;
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

    /// Puts a copy in place, unless a newer one got there first; answers with the one that stays.
    fn keep(&self, space: Arc<Space>) -> Arc<Space> {
        let mut held = self.held.write().unwrap_or_else(PoisonError::into_inner);
        if let Some(present) = held.spaces.get(&space.id)
            && present.revision > space.revision
        {
            return Arc::clone(present);
        }
        held.webhooks += space.webhooks.len();
        match held.spaces.insert(space.id, Arc::clone(&space)) {
            Some(old) => held.webhooks -= old.webhooks.len(),
            None => held.order.push_back(space.id),
        }
        if space.deleted {
            held.names.retain(|_, id| *id != space.id);
        } else {
            held.names.insert(space.name.clone(), space.id);
        }
        while held.webhooks > MAX_HELD && held.order.len() > 1 {
            let Some(oldest) = held.order.pop_front() else { break };
            if oldest == space.id {
                held.order.push_back(oldest);
            } else if let Some(gone) = held.spaces.remove(&oldest) {
                held.webhooks -= gone.webhooks.len();
                held.names.remove(&gone.name);
            }
        }
        space
    }

    fn read(&self) -> std::sync::RwLockReadGuard<'_, Held> {
        self.held.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn build(&self, namespace: NamespaceId, raw: Raw) -> Result<Webhook, StoreError> {
        let corrupt = |what: &str| StoreError::Corrupt(format!("{what} of webhook {}", raw.id));
        let schedule = match &raw.retry {
            Some(text) => text.parse().map_err(|_| corrupt("retry"))?,
            None => self.defaults.schedule.clone(),
        };
        let unsigned = |n: i32| u32::try_from(n).ok();
        let policy = Policy {
            max_attempts: raw
                .max_attempts
                .and_then(unsigned)
                .unwrap_or_else(|| schedule.default_attempts()),
            schedule,
            final_statuses: raw
                .final_statuses
                .iter()
                .filter_map(|status| u16::try_from(*status).ok())
                .collect::<BTreeSet<_>>(),
            attempt_timeout: raw
                .attempt_timeout_ms
                .and_then(unsigned)
                .map_or(self.defaults.attempt_timeout, |ms| Duration::from_millis(ms.into())),
            concurrency: raw.max_concurrency.and_then(unsigned).unwrap_or(DEFAULT_CONCURRENCY),
            ignore_gone: raw.ignore_gone,
        };
        Ok(Webhook {
            namespace,
            id: raw.id,
            name: match &raw.name {
                Some(name) => Some(Name::try_new(name).map_err(|_| corrupt("name"))?),
                None => None,
            },
            url: Url::parse(&raw.url).map_err(|_| corrupt("url"))?,
            patterns: raw
                .event_types
                .iter()
                .map(|text| EventPattern::try_new(text))
                .collect::<Result<_, _>>()
                .map_err(|_| corrupt("event types"))?,
            keys: self.keys(namespace, raw.id, raw.secrets),
            headers: self.headers(namespace, raw.id, raw.headers),
            policy,
            max_age: raw
                .max_age_s
                .and_then(unsigned)
                .map(|seconds| Duration::from_secs(seconds.into())),
            paused: raw.paused,
            suspended: raw.suspended,
            revision: raw.revision,
        })
    }

    /// Those that can be opened: a signature by one of them is better than none.
    fn keys(&self, namespace: NamespaceId, webhook: WebhookId, secrets: Vec<Sealed>) -> Keys {
        let mut keys = Vec::with_capacity(secrets.len());
        for Sealed { secret, sealed } in secrets {
            match self.keyring.open_secret((namespace, webhook), secret.id, &sealed) {
                Ok(key) => keys.push(LiveKey { key, expires_at: secret.expires_at }),
                Err(error) => tracing::error!(
                    event = "secret_unreadable",
                    webhook_id = %webhook,
                    is_current = secret.expires_at.is_none(),
                    %error,
                    "a secret can't be opened with the keys at hand; without any, attempts will \
                     fail as unsendable"
                ),
            }
        }
        Keys::new(keys)
    }

    fn headers(
        &self,
        namespace: NamespaceId,
        webhook: WebhookId,
        headers: Headers,
    ) -> Option<OwnHeaders> {
        let Some(sealed) = headers.sealed else { return Some(OwnHeaders::default()) };
        match self.keyring.open_headers((namespace, webhook), &sealed) {
            Ok(headers) => Some(headers),
            Err(error) => {
                tracing::error!(
                    event = "headers_unreadable",
                    webhook_id = %webhook,
                    %error,
                    "the webhook's own headers can't be opened with the keys at hand; attempts \
                     will fail as unsendable"
                );
                None
            }
        }
    }
}

/// A row of `webhooks`.
struct Raw {
    id: WebhookId,
    name: Option<String>,
    url: String,
    event_types: Vec<String>,
    secrets: Vec<Sealed>,
    headers: Headers,
    retry: Option<String>,
    max_attempts: Option<i32>,
    final_statuses: Vec<i16>,
    attempt_timeout_ms: Option<i32>,
    max_concurrency: Option<i32>,
    max_age_s: Option<i32>,
    ignore_gone: bool,
    paused: bool,
    suspended: bool,
    revision: i64,
}
