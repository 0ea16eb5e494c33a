//! Between the words of the API and those of the domain. What comes in is checked here; what goes
//! out can't fail.

use std::str::FromStr;
use std::time::Duration;

use super::error::{ApiError, Reason};
use crate::domain::ids::{ParseIdError, WebhookId};
use crate::domain::timestamp::Timestamp;
use crate::domain::webhook::{Name, NamespaceName};

const DEFAULT_PAGE: u32 = 50;
const MAX_PAGE: u32 = 1_000;
/// Moments that PostgreSQL and people use: the years 1 to 9999 (`google.protobuf.Timestamp`).
const FIRST_SECOND: i64 = -62_135_596_800;
const LAST_SECOND: i64 = 253_402_300_799;

pub(super) fn time(at: Timestamp) -> prost_types::Timestamp {
    let micros = at.micros().rem_euclid(1_000_000);
    prost_types::Timestamp {
        seconds: at.seconds(),
        nanos: i32::try_from(micros * 1_000).unwrap_or_default(),
    }
}

/// A moment, to the microsecond.
pub(super) fn moment(field: &str, at: prost_types::Timestamp) -> Result<Timestamp, ApiError> {
    let in_range = (FIRST_SECOND..=LAST_SECOND).contains(&at.seconds)
        && (0..1_000_000_000).contains(&at.nanos);
    if !in_range {
        return Err(ApiError::invalid(
            field,
            format!("{field} is no moment of the years 1 to 9999"),
        ));
    }
    Ok(Timestamp::from_micros(at.seconds * 1_000_000 + i64::from(at.nanos) / 1_000))
}

pub(super) fn duration(length: Duration) -> prost_types::Duration {
    prost_types::Duration {
        seconds: i64::try_from(length.as_secs()).unwrap_or(i64::MAX),
        nanos: i32::try_from(length.subsec_nanos()).unwrap_or_default(),
    }
}

/// A length of time that is not negative.
pub(super) fn length(field: &str, length: prost_types::Duration) -> Result<Duration, ApiError> {
    let seconds = u64::try_from(length.seconds).ok();
    let nanos = u32::try_from(length.nanos).ok().filter(|nanos| *nanos < 1_000_000_000);
    match (seconds, nanos) {
        (Some(seconds), Some(nanos)) => Ok(Duration::new(seconds, nanos)),
        _ => Err(ApiError::invalid(field, format!("{field} is no length of time"))),
    }
}

/// An id of one type.
pub(super) fn id<T: FromStr<Err = ParseIdError>>(field: &str, text: &str) -> Result<T, ApiError> {
    if text.is_empty() {
        return Err(ApiError::missing(field));
    }
    text.parse().map_err(|error: ParseIdError| ApiError::from(error).about(field))
}

/// Several ids of one type, at least one and at most `most`, each once and in their order.
pub(super) fn ids<T>(field: &str, texts: &[String], most: usize) -> Result<Vec<T>, ApiError>
where
    T: FromStr<Err = ParseIdError> + Copy + Eq + std::hash::Hash,
{
    if texts.is_empty() {
        return Err(ApiError::missing(field));
    }
    if texts.len() > most {
        let message = format!("{field} takes at most {most} ids, not {}", texts.len());
        return Err(ApiError::invalid(field, message));
    }
    let mut seen = std::collections::HashSet::with_capacity(texts.len());
    let mut found = Vec::with_capacity(texts.len());
    for text in texts {
        let id = id(field, text)?;
        if seen.insert(id) {
            found.push(id);
        }
    }
    Ok(found)
}

pub(super) fn namespace(text: &str) -> Result<NamespaceName, ApiError> {
    namespace_in("namespace", text)
}

pub(super) fn namespace_in(field: &str, text: &str) -> Result<NamespaceName, ApiError> {
    if text.is_empty() {
        return Err(ApiError::missing(field));
    }
    NamespaceName::try_new(text)
        .map_err(|error| ApiError::field(Reason::InvalidName, field, error.to_string()))
}

/// How a request names a webhook.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum WebhookRef {
    Id(WebhookId),
    Name(Name),
}

/// A webhook's id or name. An id of something else is told as such, never taken for a name.
pub(super) fn webhook(field: &str, text: &str) -> Result<WebhookRef, ApiError> {
    if text.is_empty() {
        return Err(ApiError::missing(field));
    }
    match text.parse::<WebhookId>() {
        Ok(id) => Ok(WebhookRef::Id(id)),
        Err(error @ ParseIdError::WrongType { .. }) if has_the_form_of_an_id(text) => {
            Err(ApiError::from(error).about(field))
        }
        Err(_) => Name::try_new(text)
            .map(WebhookRef::Name)
            .map_err(|error| ApiError::field(Reason::InvalidName, field, error.to_string())),
    }
}

/// `evt_handler` is a name, for all its prefix.
fn has_the_form_of_an_id(text: &str) -> bool {
    text.split_once('_').is_some_and(|(_, rest)| rest.len() == 26)
}

/// Rows of a page: 50 unless said, at most 1,000.
pub(super) fn page_size(asked: u32) -> Result<usize, ApiError> {
    match asked {
        0 => Ok(DEFAULT_PAGE as usize),
        1..=MAX_PAGE => Ok(asked as usize),
        _ => Err(ApiError::invalid("page_size", format!("a page has at most {MAX_PAGE} rows"))),
    }
}

/// Text for people: bounded, and without control characters but line ends and tabs.
pub(super) fn text(field: &str, text: &str, most: usize) -> Result<(), ApiError> {
    if text.len() > most {
        let message = format!("{field} has at most {most} bytes, this one has {}", text.len());
        return Err(ApiError::invalid(field, message));
    }
    if text.chars().any(|c| c.is_control() && !matches!(c, '\n' | '\t')) {
        return Err(ApiError::invalid(field, format!("{field} holds control characters")));
    }
    Ok(())
}

/// Numbers that the database holds signed.
pub(super) fn unsigned(number: i64) -> u64 {
    u64::try_from(number).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::ids::EventId;
    use uuid::Uuid;

    #[test]
    fn moments_go_out_and_come_back() {
        for micros in [0, 1, -1, 1_795_442_971_000_001, -62_135_596_800_000_000] {
            let at = Timestamp::from_micros(micros);
            assert_eq!(moment("since", time(at)), Ok(at));
        }
        for bad in [(0, -1), (0, 1_000_000_000), (i64::MAX, 0)] {
            let at = prost_types::Timestamp { seconds: bad.0, nanos: bad.1 };
            assert_eq!(moment("since", at).unwrap_err().reason(), Reason::InvalidArgument);
        }
    }

    #[test]
    fn lengths() {
        let some = Duration::from_micros(1_500_000);
        assert_eq!(length("x", duration(some)), Ok(some));
        assert!(length("x", prost_types::Duration { seconds: -1, nanos: 0 }).is_err());
    }

    #[test]
    fn a_webhook_is_named_by_id_or_name() {
        let id = WebhookId::from_uuid(Uuid::from_u128(5));
        assert_eq!(webhook("webhook", &id.to_string()), Ok(WebhookRef::Id(id)));
        let name = Name::try_new("acme-orders").unwrap();
        assert_eq!(webhook("webhook", "acme-orders"), Ok(WebhookRef::Name(name)));
        let event = EventId::from_uuid(Uuid::from_u128(5)).to_string();
        assert_eq!(webhook("webhook", &event).unwrap_err().reason(), Reason::WrongIdType);
        let short = Name::try_new("evt_handler").unwrap();
        assert_eq!(webhook("webhook", "evt_handler"), Ok(WebhookRef::Name(short)));
        assert_eq!(webhook("webhook", "").unwrap_err().reason(), Reason::MissingField);
        assert_eq!(webhook("webhook", "No Name").unwrap_err().reason(), Reason::InvalidName);
    }

    #[test]
    fn ids_are_taken_once() {
        let id = |n| EventId::from_uuid(Uuid::from_u128(n));
        let texts = [id(2), id(1), id(2)].map(|id| id.to_string());
        assert_eq!(ids::<EventId>("event_ids", &texts, 3), Ok(vec![id(2), id(1)]));
        assert!(ids::<EventId>("event_ids", &texts, 2).is_err());
        assert!(ids::<EventId>("event_ids", &[], 2).is_err());
    }

    #[test]
    fn pages() {
        assert_eq!(page_size(0), Ok(50));
        assert_eq!(page_size(1_000), Ok(1_000));
        assert!(page_size(1_001).is_err());
    }
}
