//! What people set of a webhook, checked field by field: all of it at a registration, what the mask
//! names at an update.

use sparrow_proto::v1;
use url::Url;

use super::super::convert;
use super::super::error::{ApiError, Reason, nearest};
use super::headers::{self, Vault};
use crate::domain::egress::{EgressPolicy, UrlError};
use crate::domain::event::EventPattern;
use crate::domain::retry::{MAX_ATTEMPTS, Schedule};
use crate::domain::webhook::{
    MAX_AGE, MAX_CONCURRENCY, MAX_DESCRIPTION, MAX_EVENT_TYPES, MAX_FINAL_STATUSES, Name,
};
use crate::store::webhooks::{Headers, Settings};

/// Milliseconds of an attempt's deadline.
const ATTEMPT_TIMEOUT_MS: std::ops::RangeInclusive<u128> = 1_000..=60_000;
const FINAL_STATUSES: std::ops::RangeInclusive<u32> = 300..=599;

/// What an update's mask may name.
const PATHS: [&str; 13] = [
    "name",
    "url",
    "event_types",
    "description",
    "retry",
    "retry.schedule",
    "retry.max_attempts",
    "retry.final_statuses",
    "attempt_timeout",
    "concurrency",
    "headers",
    "max_age",
    "ignore_gone",
];

/// All of it for a new webhook, but its headers: they are sealed for its id.
pub(super) fn all(egress: &EgressPolicy, webhook: &v1::Webhook) -> Result<Settings, ApiError> {
    let retry = webhook.retry.clone().unwrap_or_default();
    let settings = Settings {
        name: name(&webhook.name)?,
        url: url(egress, &webhook.url)?,
        patterns: patterns(&webhook.event_types)?,
        description: description(&webhook.description)?,
        schedule: schedule(&retry.schedule)?,
        max_attempts: max_attempts(retry.max_attempts)?,
        final_statuses: final_statuses(&retry.final_statuses)?,
        attempt_timeout_ms: attempt_timeout(webhook.attempt_timeout)?,
        concurrency: concurrency(webhook.concurrency)?,
        headers: Headers::default(),
        max_age_s: max_age(webhook.max_age)?,
        ignore_gone: webhook.ignore_gone,
    };
    check_together(&settings)?;
    Ok(settings)
}

/// One field's new value, ready to be put in place of the one before.
pub(super) type Change = Box<dyn FnOnce(&mut Settings, Vault<'_>) -> Result<(), ApiError> + Send>;

/// A change that nothing can be wrong with any more.
fn set(put: impl FnOnce(&mut Settings) + Send + 'static) -> Change {
    Box::new(move |settings, _| {
        put(settings);
        Ok(())
    })
}

/// What the mask names, with the values it is to get.
pub(super) fn changes(
    egress: &EgressPolicy,
    webhook: &v1::Webhook,
    mask: &prost_types::FieldMask,
) -> Result<Vec<Change>, ApiError> {
    if mask.paths.is_empty() {
        return Err(ApiError::missing("update_mask")
            .hint(format!("it names what changes, of {}", PATHS.join(", "))));
    }
    if mask.paths.len() > PATHS.len() {
        return Err(ApiError::invalid("update_mask", "the mask names fields more than once"));
    }
    let mut changes = Vec::with_capacity(PATHS.len());
    for path in &mask.paths {
        change(egress, webhook, path, &mut changes)?;
    }
    Ok(changes)
}

fn change(
    egress: &EgressPolicy,
    webhook: &v1::Webhook,
    path: &str,
    changes: &mut Vec<Change>,
) -> Result<(), ApiError> {
    let retry = webhook.retry.clone().unwrap_or_default();
    let change: Change = match path {
        "name" => {
            let name = name(&webhook.name)?;
            set(move |settings| settings.name = name)
        }
        "url" => {
            let url = url(egress, &webhook.url)?;
            set(move |settings| settings.url = url)
        }
        // Both of its names: that of the proto, and that in JSON.
        "event_types" | "events" => {
            let patterns = patterns(&webhook.event_types)?;
            set(move |settings| settings.patterns = patterns)
        }
        "description" => {
            let description = description(&webhook.description)?;
            set(move |settings| settings.description = description)
        }
        "retry" => {
            for part in ["retry.schedule", "retry.max_attempts", "retry.final_statuses"] {
                self::change(egress, webhook, part, changes)?;
            }
            return Ok(());
        }
        "retry.schedule" => {
            let schedule = schedule(&retry.schedule)?;
            set(move |settings| settings.schedule = schedule)
        }
        "retry.max_attempts" => {
            let max_attempts = max_attempts(retry.max_attempts)?;
            set(move |settings| settings.max_attempts = max_attempts)
        }
        "retry.final_statuses" => {
            let statuses = final_statuses(&retry.final_statuses)?;
            set(move |settings| settings.final_statuses = statuses)
        }
        "attempt_timeout" => {
            let timeout = attempt_timeout(webhook.attempt_timeout)?;
            set(move |settings| settings.attempt_timeout_ms = timeout)
        }
        "concurrency" => {
            let concurrency = concurrency(webhook.concurrency)?;
            set(move |settings| settings.concurrency = concurrency)
        }
        "headers" => {
            let given = headers::given(webhook)?;
            Box::new(move |settings, vault| {
                settings.headers = vault.replace(given, &settings.headers)?;
                Ok(())
            })
        }
        "max_age" => {
            let max_age = max_age(webhook.max_age)?;
            set(move |settings| settings.max_age_s = max_age)
        }
        "ignore_gone" => {
            let ignore_gone = webhook.ignore_gone;
            set(move |settings| settings.ignore_gone = ignore_gone)
        }
        other => return Err(unknown_path(other)),
    };
    changes.push(change);
    Ok(())
}

fn unknown_path(path: &str) -> ApiError {
    let shown: String = path.chars().take(64).collect();
    let message = format!("{shown} is no field of a webhook that can be changed");
    let error = ApiError::field(Reason::UnknownField, "update_mask", message);
    match nearest(path, PATHS) {
        Some(near) => error.hint(format!("did you mean {near}?")),
        None => error.hint(format!("what can be changed: {}", PATHS.join(", "))),
    }
}

/// Values that are right each, and wrong together.
pub(super) fn check_together(settings: &Settings) -> Result<(), ApiError> {
    let once = settings.schedule == Some(Schedule::None);
    let often = settings.max_attempts.is_some_and(|attempts| attempts > 1);
    if once && often {
        let why = "schedule none makes one attempt; leave max_attempts out";
        return Err(ApiError::invalid("webhook.retry", why));
    }
    Ok(())
}

fn name(text: &str) -> Result<Option<Name>, ApiError> {
    if text.is_empty() {
        return Ok(None);
    }
    Name::try_new(text)
        .map(Some)
        .map_err(|error| ApiError::field(Reason::InvalidName, "webhook.name", error.to_string()))
}

fn url(egress: &EgressPolicy, text: &str) -> Result<Url, ApiError> {
    if text.is_empty() {
        return Err(ApiError::missing("webhook.url"));
    }
    egress.check_url(text).map_err(|error| {
        let refused = |reason| ApiError::field(reason, "webhook.url", error.to_string());
        match &error {
            UrlError::Destination(_) => refused(Reason::DestinationNotAllowed).hint(
                "if sparrow is meant to send there, name the address, network or host in \
                 egress.allow of sparrowd.toml",
            ),
            UrlError::NoScheme => {
                refused(Reason::InvalidUrl).hint(format!("write https://{text} or http://{text}"))
            }
            _ => refused(Reason::InvalidUrl).hint("such as https://example.com/hooks"),
        }
    })
}

fn patterns(texts: &[String]) -> Result<Vec<EventPattern>, ApiError> {
    const FIELD: &str = "webhook.event_types";
    if texts.is_empty() {
        return Err(ApiError::missing(FIELD).hint("event types such as order.paid, order.* or *"));
    }
    if texts.len() > MAX_EVENT_TYPES {
        let message = format!("a webhook has at most {MAX_EVENT_TYPES} event types");
        return Err(ApiError::invalid(FIELD, message));
    }
    let mut patterns = Vec::with_capacity(texts.len());
    for text in texts {
        let pattern = EventPattern::try_new(text).map_err(|error| {
            ApiError::field(Reason::InvalidEventType, FIELD, error.to_string())
                .hint("event types such as order.paid, order.* or *")
        })?;
        if !patterns.contains(&pattern) {
            patterns.push(pattern);
        }
    }
    Ok(patterns)
}

fn description(text: &str) -> Result<String, ApiError> {
    convert::text("webhook.description", text, MAX_DESCRIPTION)?;
    Ok(text.to_owned())
}

fn schedule(text: &str) -> Result<Option<Schedule>, ApiError> {
    if text.is_empty() {
        return Ok(None);
    }
    text.parse().map(Some).map_err(|error: crate::domain::retry::ScheduleError| {
        ApiError::field(Reason::InvalidSchedule, "webhook.retry.schedule", error.to_string())
            .hint("standard, exp:5s..6h, fixed:30s, list:5s,1m,10m or none")
    })
}

fn max_attempts(number: u32) -> Result<Option<u32>, ApiError> {
    at_most(MAX_ATTEMPTS, "webhook.retry.max_attempts", number)
}

fn concurrency(number: u32) -> Result<Option<u32>, ApiError> {
    at_most(MAX_CONCURRENCY, "webhook.concurrency", number)
}

/// 0 leaves it to the daemon.
fn at_most(most: u32, field: &str, number: u32) -> Result<Option<u32>, ApiError> {
    match number {
        0 => Ok(None),
        number if number <= most => Ok(Some(number)),
        _ => Err(ApiError::invalid(field, format!("{field} is 1 to {most}, not {number}"))),
    }
}

fn final_statuses(statuses: &[u32]) -> Result<Vec<u16>, ApiError> {
    const FIELD: &str = "webhook.retry.final_statuses";
    if statuses.len() > MAX_FINAL_STATUSES {
        let message = format!("at most {MAX_FINAL_STATUSES} statuses can end a delivery");
        return Err(ApiError::invalid(FIELD, message));
    }
    let mut found = Vec::with_capacity(statuses.len());
    for status in statuses {
        match u16::try_from(*status) {
            Ok(known) if FINAL_STATUSES.contains(status) => found.push(known),
            _ => {
                let message = format!("{status} is no HTTP status from 300 to 599");
                return Err(ApiError::invalid(FIELD, message));
            }
        }
    }
    found.sort_unstable();
    found.dedup();
    Ok(found)
}

fn attempt_timeout(given: Option<prost_types::Duration>) -> Result<Option<u32>, ApiError> {
    const FIELD: &str = "webhook.attempt_timeout";
    let Some(given) = given else { return Ok(None) };
    let millis = convert::length(FIELD, given)?.as_millis();
    if !ATTEMPT_TIMEOUT_MS.contains(&millis) {
        return Err(ApiError::invalid(FIELD, "an attempt's deadline is 1 s to 60 s"));
    }
    Ok(u32::try_from(millis).ok())
}

fn max_age(given: Option<prost_types::Duration>) -> Result<Option<u32>, ApiError> {
    const FIELD: &str = "webhook.max_age";
    let Some(given) = given else { return Ok(None) };
    let length = convert::length(FIELD, given)?;
    if length.subsec_nanos() != 0 || !MAX_AGE.contains(&length.as_secs()) {
        let message = "max_age is 1 min to 365 d, in whole seconds";
        return Err(ApiError::invalid(FIELD, message));
    }
    Ok(u32::try_from(length.as_secs()).ok())
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::domain::ids::{NamespaceId, WebhookId};
    use crate::secrets::Keyring;

    fn good() -> v1::Webhook {
        v1::Webhook {
            namespace: "billing".into(),
            url: "https://example.com/hook".into(),
            event_types: vec!["order.paid".into(), "order.*".into(), "order.paid".into()],
            ..v1::Webhook::default()
        }
    }

    fn refusal(webhook: &v1::Webhook) -> Reason {
        all(&EgressPolicy::default(), webhook).unwrap_err().reason()
    }

    #[test]
    fn what_is_left_out_is_left_to_the_daemon() {
        let settings = all(&EgressPolicy::default(), &good()).unwrap();
        assert_eq!(settings.patterns.len(), 2, "each once");
        assert_eq!(settings.schedule, None);
        assert_eq!(settings.max_attempts, None);
        assert_eq!(settings.attempt_timeout_ms, None);
    }

    #[test]
    fn each_bad_field_has_its_reason() {
        let with = |change: fn(&mut v1::Webhook)| {
            let mut webhook = good();
            change(&mut webhook);
            refusal(&webhook)
        };
        let retry = |schedule: &str, max_attempts, status| {
            let retry = v1::RetryPolicy {
                schedule: schedule.into(),
                max_attempts,
                final_statuses: vec![status],
                ..v1::RetryPolicy::default()
            };
            refusal(&v1::Webhook { retry: Some(retry), ..good() })
        };
        assert_eq!(with(|w| w.url = String::new()), Reason::MissingField);
        assert_eq!(with(|w| w.url = "example.com/hook".into()), Reason::InvalidUrl);
        assert_eq!(with(|w| w.url = "http://127.0.0.1/".into()), Reason::DestinationNotAllowed);
        assert_eq!(with(|w| w.event_types = Vec::new()), Reason::MissingField);
        assert_eq!(with(|w| w.event_types = vec!["a b".into()]), Reason::InvalidEventType);
        assert_eq!(with(|w| w.name = "No Name".into()), Reason::InvalidName);
        assert_eq!(with(|w| w.description = "\0".into()), Reason::InvalidArgument);
        assert_eq!(with(|w| w.concurrency = 1_025), Reason::InvalidArgument);
        let second = prost_types::Duration { seconds: 0, nanos: 999_000_000 };
        let webhook = v1::Webhook { attempt_timeout: Some(second), ..good() };
        assert_eq!(refusal(&webhook), Reason::InvalidArgument);
        for (seconds, nanos) in [(59, 0), (60, 1), (365 * 86_400 + 1, 0)] {
            let max_age = Some(prost_types::Duration { seconds, nanos });
            assert_eq!(refusal(&v1::Webhook { max_age, ..good() }), Reason::InvalidArgument);
        }
        assert_eq!(retry("now", 0, 410), Reason::InvalidSchedule);
        assert_eq!(retry("", 101, 410), Reason::InvalidArgument);
        assert_eq!(retry("", 0, 200), Reason::InvalidArgument);
        assert_eq!(retry("none", 2, 410), Reason::InvalidArgument);
    }

    #[test]
    fn an_update_changes_what_its_mask_names() {
        let egress = EgressPolicy::default();
        let mut settings = all(&egress, &good()).unwrap();
        let mask = |paths: &[&str]| prost_types::FieldMask {
            paths: paths.iter().map(ToString::to_string).collect(),
        };
        let new = v1::Webhook {
            name: "orders".into(),
            url: "not looked at".into(),
            retry: Some(v1::RetryPolicy { schedule: "fixed:30s".into(), ..Default::default() }),
            ..v1::Webhook::default()
        };
        let changes_made = changes(&egress, &new, &mask(&["name", "retry"])).unwrap();
        let folder = tempfile::tempdir().unwrap();
        let keyring = Keyring::create(&folder.path().join("keys")).unwrap();
        let owner = (NamespaceId::from_uuid(Uuid::nil()), WebhookId::from_uuid(Uuid::nil()));
        for change in changes_made {
            change(&mut settings, Vault { keyring: &keyring, owner }).unwrap();
        }
        assert_eq!(settings.name, Name::try_new("orders").ok());
        assert_eq!(settings.schedule, "fixed:30s".parse().ok());
        assert_eq!(settings.url.as_str(), "https://example.com/hook");

        let error = changes(&egress, &new, &mask(&["event_type"])).err().unwrap();
        assert_eq!(error.reason(), Reason::UnknownField);
        assert_eq!(error.hint_text(), Some("did you mean event_types?"));
        assert_eq!(
            changes(&egress, &new, &mask(&[])).err().unwrap().reason(),
            Reason::MissingField
        );
    }
}
