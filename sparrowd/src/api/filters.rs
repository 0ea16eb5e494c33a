//! What narrows a list or a selection, the same words everywhere.

use super::convert;
use super::error::{ApiError, Reason};
use crate::domain::event::EventPattern;
use crate::domain::statuses::{FORMS, Status, Statuses};
use crate::domain::timestamp::Timestamp;

/// Entries of one filter, at most.
pub(super) const MAX_ENTRIES: usize = 100;

/// A half-open window in time.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Window {
    pub since: Option<Timestamp>,
    pub until: Option<Timestamp>,
}

impl Window {
    pub(super) fn parse(
        since: Option<prost_types::Timestamp>,
        until: Option<prost_types::Timestamp>,
    ) -> Result<Self, ApiError> {
        Ok(Self {
            since: since.map(|at| convert::moment("since", at)).transpose()?,
            until: until.map(|at| convert::moment("until", at)).transpose()?,
        })
    }

    /// For binding a page token to it.
    pub(super) fn words(self) -> String {
        let edge =
            |at: Option<Timestamp>| at.map_or_else(String::new, |at| at.micros().to_string());
        format!("{}..{}", edge(self.since), edge(self.until))
    }
}

/// `None`: every type fits.
pub(super) fn event_type(field: &str, text: &str) -> Result<Option<EventPattern>, ApiError> {
    if text.is_empty() {
        return Ok(None);
    }
    match EventPattern::try_new(text) {
        Ok(EventPattern::All) => Ok(None),
        Ok(pattern) => Ok(Some(pattern)),
        Err(error) => Err(ApiError::field(Reason::InvalidEventType, field, error.to_string())
            .hint("an event type such as order.paid, or order.* for all that begin with it")),
    }
}

pub(super) fn bounded<T>(field: &str, entries: &[T]) -> Result<(), ApiError> {
    if entries.len() > MAX_ENTRIES {
        return Err(ApiError::invalid(field, format!("{field} takes at most {MAX_ENTRIES}")));
    }
    Ok(())
}

pub(super) fn status(text: &str) -> Result<Status, ApiError> {
    Status::parse(text).ok_or_else(|| {
        let shown: String = text.chars().take(32).collect();
        ApiError::invalid("statuses", format!("{shown:?} is no status: one is {FORMS}"))
    })
}

pub(super) fn statuses(texts: &[String]) -> Result<Statuses, ApiError> {
    bounded("statuses", texts)?;
    texts.iter().map(|text| status(text)).collect()
}

/// The parts in any order, for binding a page token to them.
pub(super) fn words(texts: &[String]) -> String {
    let mut words: Vec<String> = texts.iter().map(|text| text.to_ascii_lowercase()).collect();
    words.sort_unstable();
    words.dedup();
    words.join(",")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types() {
        assert_eq!(event_type("type", ""), Ok(None));
        assert_eq!(event_type("type", "*"), Ok(None));
        assert!(matches!(event_type("type", "order.*"), Ok(Some(EventPattern::Prefix(_)))));
        assert_eq!(event_type("type", "a b").unwrap_err().reason(), Reason::InvalidEventType);
    }

    #[test]
    fn statuses_are_bounded_and_known() {
        let texts = |all: &[&str]| all.iter().map(ToString::to_string).collect::<Vec<_>>();
        assert_eq!(statuses(&texts(&["5xx", "404"])).unwrap().exact, [404]);
        assert!(statuses(&texts(&["600"])).is_err());
        assert!(statuses(&vec!["500".to_owned(); MAX_ENTRIES + 1]).is_err());
        assert_eq!(words(&texts(&["5XX", "404", "5xx"])), words(&texts(&["404", "5xx"])));
    }
}
