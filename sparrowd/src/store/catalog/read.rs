//! Reading a namespace: all of it, or what is newer than a copy.

use std::collections::{BTreeSet, HashMap};
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use url::Url;

use super::{AsOf, Catalog, Space};
use crate::domain::delivery::Policy;
use crate::domain::event::EventPattern;
use crate::domain::headers::OwnHeaders;
use crate::domain::ids::{NamespaceId, WebhookId};
use crate::domain::signature::{Keys, LiveKey};
use crate::domain::webhook::{DEFAULT_CONCURRENCY, Name, Webhook};
use crate::store::webhooks::{Headers, Sealed, secrets};
use crate::store::{StoreError, to_timestamp};

/// What has changed in a namespace since a revision.
pub(super) struct Read {
    pub(super) as_of: AsOf,
    name: String,
    deleted: bool,
    /// `None`: deleted.
    changed: HashMap<WebhookId, Option<Arc<Webhook>>>,
}

impl Read {
    /// The namespace as it is with these changes of that copy.
    pub(super) fn onto(self, id: NamespaceId, before: Option<&Space>) -> Space {
        let Self { as_of, name, deleted, changed } = self;
        let mut webhooks: Vec<Arc<Webhook>> = Vec::new();
        if !deleted {
            let kept = before.iter().flat_map(|space| &space.webhooks);
            webhooks.extend(kept.filter(|w| !changed.contains_key(&w.id)).cloned());
            webhooks.extend(changed.into_values().flatten());
            webhooks.sort_unstable_by_key(|webhook| webhook.id);
        }
        Space { id, name, as_of, deleted, webhooks, subscriptions: OnceLock::new() }
    }
}

impl Catalog {
    /// What is newer than this revision; with 0, all that there is.
    pub(super) async fn read_since(
        &self,
        id: NamespaceId,
        since: i64,
    ) -> Result<Option<Read>, StoreError> {
        // One statement, so that the revision and the webhooks are of one snapshot.
        let rows = sqlx::query!(
            r#"SELECT n.name AS "space!", n.revision AS "space_revision!",
                      pg_postmaster_start_time() AS "server!",
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
        let as_of = AsOf { server: to_timestamp(first.server), revision: first.space_revision };
        let (name, deleted) = (first.space.clone(), first.space_deleted);
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
        Ok(Some(Read { as_of, name, deleted, changed }))
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
