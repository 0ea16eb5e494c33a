//! Webhooks: registered receivers, as the pipeline needs them, and the limits of what may be
//! registered.

use std::fmt;
use std::hash::{BuildHasher as _, RandomState};
use std::sync::Arc;
use std::time::Duration;

use url::Url;

use super::delivery::Policy;
use super::event::{EventPattern, EventType};
use super::headers::OwnHeaders;
use super::ids::{NamespaceId, WebhookId};
use super::signature::Keys;

/// Webhooks of one namespace, at most: an event may match them all.
pub const MAX_PER_NAMESPACE: usize = super::ids::MAX_DELIVERIES;
pub const MAX_EVENT_TYPES: usize = 100;
pub const MAX_DESCRIPTION: usize = 500;
pub const MAX_REASON: usize = 500;
pub const MAX_FINAL_STATUSES: usize = 50;
pub const DEFAULT_CONCURRENCY: u32 = 16;
pub const MAX_CONCURRENCY: u32 = 1024;
/// Seconds of `max_age`.
pub const MAX_AGE: std::ops::RangeInclusive<u64> = 60..=365 * 24 * 3_600;
/// How long a secret may go on signing beside the one that took its place.
pub const DEFAULT_OVERLAP: Duration = Duration::from_hours(24);
pub const MAX_OVERLAP: Duration = Duration::from_hours(30 * 24);

/// A live webhook as matching and couriers see it. Immutable: a change is a new one with a higher
/// revision.
#[derive(Debug)]
pub struct Webhook {
    pub namespace: NamespaceId,
    pub id: WebhookId,
    pub name: Option<Name>,
    pub url: Url,
    pub patterns: Vec<EventPattern>,
    /// None of them: its secrets can't be opened with the keys at hand; attempts end as unsendable.
    pub keys: Keys,
    /// Sent with every attempt. `None`: they can't be opened; attempts end as unsendable.
    pub headers: Option<OwnHeaders>,
    pub policy: Policy,
    /// What is not delivered this long after acceptance expires. `None`: no limit.
    pub max_age: Option<Duration>,
    pub paused: bool,
    /// Stopped by sparrow itself.
    pub suspended: bool,
    /// The namespace's revision at its last change.
    pub revision: i64,
}

impl Webhook {
    /// Its deliveries wait, whoever stopped it.
    pub fn is_held(&self) -> bool {
        self.paused || self.suspended
    }

    pub fn wants(&self, event_type: &str) -> bool {
        self.patterns.iter().any(|pattern| pattern.matches(event_type))
    }
}

/// Who among many webhooks wants which events, found without looking at each of them.
#[derive(Debug)]
pub struct Subscriptions {
    hasher: RandomState,
    /// The hash of each pattern and the place of its webhook, in order.
    places: Box<[(u64, u32)]>,
}

impl Subscriptions {
    pub fn of(webhooks: &[Arc<Webhook>]) -> Self {
        let hasher = RandomState::new();
        let of_one = |(place, webhook): (u32, &Arc<Webhook>)| {
            let patterns = webhook.patterns.iter();
            patterns.map(|pattern| (hasher.hash_one(pattern), place)).collect::<Vec<_>>()
        };
        let mut places: Vec<_> = (0..).zip(webhooks).flat_map(of_one).collect();
        places.sort_unstable();
        Self { hasher, places: places.into() }
    }

    /// Those of these same webhooks that want an event of this type, in their order.
    pub fn find<'a>(
        &self,
        webhooks: &'a [Arc<Webhook>],
        event_type: &EventType,
    ) -> Vec<&'a Arc<Webhook>> {
        let mut found = Vec::new();
        for pattern in EventPattern::of(event_type) {
            let hash = self.hasher.hash_one(&pattern);
            let from = self.places.partition_point(|(other, _)| *other < hash);
            let same = self.places[from..].iter().take_while(|(other, _)| *other == hash);
            found.extend(same.map(|(_, place)| *place));
        }
        // One that has several such patterns wants it once.
        found.sort_unstable();
        found.dedup();
        let webhooks = found.into_iter().filter_map(|place| webhooks.get(place as usize));
        webhooks.filter(|webhook| webhook.wants(event_type.as_str())).collect()
    }
}

/// A webhook's name: 1–64 of `a-z 0-9 - _ .`, beginning with a letter or digit, and not of the form
/// of an id.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Name(String);

/// A namespace's name: 1–64 of `a-z 0-9 -`, beginning with a letter.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct NamespaceName(String);

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NameError {
    #[error("a webhook's name is 1 to 64 of a-z 0-9 - _ . and begins with a letter or digit")]
    Webhook,
    #[error("a webhook's name may not look like an id")]
    LooksLikeAnId,
    #[error("a namespace's name is 1 to 64 of a-z 0-9 - and begins with a letter")]
    Namespace,
}

const MAX_NAME: usize = 64;

impl Name {
    pub fn try_new(text: &str) -> Result<Self, NameError> {
        let starts = text.starts_with(|c: char| c.is_ascii_lowercase() || c.is_ascii_digit());
        let allowed =
            |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '-' | '_' | '.');
        if !starts || text.len() > MAX_NAME || !text.chars().all(allowed) {
            return Err(NameError::Webhook);
        }
        if text.parse::<WebhookId>().is_ok() {
            return Err(NameError::LooksLikeAnId);
        }
        Ok(Self(text.to_owned()))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl NamespaceName {
    pub fn try_new(text: &str) -> Result<Self, NameError> {
        let allowed = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        if !text.starts_with(|c: char| c.is_ascii_lowercase())
            || text.len() > MAX_NAME
            || !text.chars().all(allowed)
        {
            return Err(NameError::Namespace);
        }
        Ok(Self(text.to_owned()))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Display for NamespaceName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use std::collections::BTreeSet;

    use proptest::collection::vec;
    use proptest::prelude::*;
    use uuid::Uuid;

    use super::*;
    use crate::domain::retry::Schedule;

    /// A webhook of which nothing matters but what it subscribes to.
    pub(crate) fn subscribed(patterns: &[String]) -> Arc<Webhook> {
        let patterns = patterns.iter().map(|text| EventPattern::try_new(text).unwrap()).collect();
        Arc::new(Webhook {
            namespace: NamespaceId::from_uuid(Uuid::nil()),
            id: WebhookId::from_uuid(Uuid::nil()),
            name: None,
            url: Url::parse("http://a.test/").unwrap(),
            patterns,
            keys: Keys::default(),
            headers: Some(OwnHeaders::default()),
            policy: Policy {
                schedule: Schedule::Fixed(Duration::ZERO),
                max_attempts: 1,
                final_statuses: BTreeSet::new(),
                attempt_timeout: Duration::ZERO,
                concurrency: 1,
                ignore_gone: false,
            },
            max_age: None,
            paused: false,
            suspended: false,
            revision: 1,
        })
    }

    proptest! {
        /// As many as one finds who looks at each of them, and in their order.
        #[test]
        fn subscriptions_find_all_who_want_an_event(
            webhooks in vec(vec(r"\*|[ab](\.[ab]){0,2}(\.\*)?", 1..4), 0..20),
            event_type in r"[ab](\.[ab]){0,3}",
        ) {
            let webhooks: Vec<_> = webhooks.iter().map(|one| subscribed(one)).collect();
            let event_type = EventType::try_new(&event_type).unwrap();
            let found = Subscriptions::of(&webhooks).find(&webhooks, &event_type);
            let wanting = webhooks.iter().filter(|one| one.wants(event_type.as_str()));
            let [found, wanting] = [found, wanting.collect()]
                .map(|some| some.into_iter().map(Arc::as_ptr).collect::<Vec<_>>());
            prop_assert_eq!(found, wanting);
        }
    }

    #[test]
    fn names() {
        for good in ["a", "acme-orders", "0.x_y", &"n".repeat(64)] {
            assert!(Name::try_new(good).is_ok(), "{good}");
        }
        for bad in ["", "-a", "A", "a b", "é", &"n".repeat(65)] {
            assert_eq!(Name::try_new(bad), Err(NameError::Webhook), "{bad}");
        }
        let id = WebhookId::from_uuid(Uuid::from_u128(1)).to_string();
        assert_eq!(Name::try_new(&id), Err(NameError::LooksLikeAnId));
    }

    #[test]
    fn namespace_names() {
        assert!(NamespaceName::try_new("my-app").is_ok());
        for bad in ["", "1a", "My", "a_b", "a.b", &"n".repeat(65)] {
            assert_eq!(NamespaceName::try_new(bad), Err(NameError::Namespace), "{bad}");
        }
    }
}
