//! What a caller names and is not there, with the name that may have been meant.

use super::{ApiError, Reason};
use crate::domain::ids::{DeliveryId, EventId};
use crate::domain::webhook::Name;
use crate::store::catalog::Space;

/// `near` is a name that exists and that the caller may have meant.
pub(in super::super) fn unknown_namespace(name: &str, near: Option<&str>) -> ApiError {
    let make = format!("sparrowctl namespace create {name}");
    let hint = match near {
        Some(near) => format!("did you mean {near}? otherwise: {make}"),
        None => make,
    };
    ApiError::new(Reason::UnknownNamespace, format!("there is no namespace {name}")).hint(hint)
}

/// `written` is an id or a name.
pub(in super::super) fn unknown_webhook(space: &Space, written: &str) -> ApiError {
    let names = space.webhooks().iter().filter_map(|webhook| webhook.name.as_ref());
    let list = format!("sparrowctl webhook list --namespace {}", space.name);
    let hint = match nearest(written, names.map(Name::as_str)) {
        Some(near) => format!("did you mean {near}? all of them: {list}"),
        None => list,
    };
    let message = format!("there is no webhook {written} in namespace {}", space.name);
    ApiError::new(Reason::UnknownWebhook, message).hint(hint)
}

pub(in super::super) fn unknown_event(space: &Space, id: EventId) -> ApiError {
    let message = format!("there is no event {id} in namespace {}", space.name);
    ApiError::new(Reason::UnknownEvent, message)
        .hint(format!("sparrowctl event list --namespace {}", space.name))
}

pub(in super::super) fn unknown_delivery(id: DeliveryId) -> ApiError {
    ApiError::new(Reason::UnknownDelivery, format!("there is no delivery {id}"))
        .hint("sparrowctl delivery list")
}

/// Longer than any name; nobody meant one by more.
const LONGEST: usize = 128;
/// So many names are compared, for each takes as long as both are.
const COMPARED: usize = 2_000;

/// The one of `names` that is nearest to what was written: at most a third of its letters wrong,
/// missing, too many or swapped.
pub(in super::super) fn nearest<'a>(
    written: &str,
    names: impl IntoIterator<Item = &'a str>,
) -> Option<&'a str> {
    let letters = written.chars().take(LONGEST + 1).count();
    if letters > LONGEST {
        return None;
    }
    let slips = (letters / 3).max(1);
    names
        .into_iter()
        .filter(|name| name.chars().count().abs_diff(letters) <= slips)
        .take(COMPARED)
        .map(|name| (strsim::osa_distance(written, name), name))
        .filter(|(distance, _)| *distance <= slips)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, name)| name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn near_names() {
        let names = ["default", "my-app", "billing"];
        assert_eq!(nearest("my-ap", names), Some("my-app"));
        assert_eq!(nearest("biling", names), Some("billing"));
        assert_eq!(nearest("warehouse", names), None);
        assert_eq!(nearest("ulr", ["name", "url"]), Some("url"));
        assert_eq!(nearest("x", ["name", "url"]), None);
    }

    #[test]
    fn what_is_longer_than_any_name_is_compared_with_none() {
        let name = "n".repeat(LONGEST);
        assert_eq!(nearest(&name, [name.as_str()]), Some(name.as_str()));
        let longer = format!("{name}n");
        assert_eq!(nearest(&longer, [name.as_str()]), None);
    }
}
