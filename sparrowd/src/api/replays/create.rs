//! Asking for a replay: all of it is recorded, or nothing.

use std::fmt::Display;

use sparrow_proto::v1;

use super::super::context::Context;
use super::super::deliveries::not_dead;
use super::super::error::{ApiError, Reason};
use super::super::{convert, messages};
use crate::domain::ids::ReplayId;
use crate::store::catalog::Space;
use crate::store::replays::{self as store, Created, MAX_ITEMS, Progress, Selector};

/// Ids of one call, at most.
const MAX_IDS: usize = 10_000;

pub(super) async fn create(
    context: &Context,
    request: v1::CreateReplayRequest,
) -> Result<v1::CreateReplayResponse, ApiError> {
    let space = context.space(&request.namespace).await?;
    let selector = selector(&request)?;
    let id = ReplayId::from_uuid(context.stamper.stamp());
    let created = store::create(&context.pool, space.id, id, &selector).await;
    let replay = match created.map_err(ApiError::from_write)? {
        Created::Done(replay) => replay,
        refused => return Err(refusal(&space, &refused)),
    };
    context.replays.notify_one();
    let replay = messages::replay(&space, &replay, Some(Progress::default()));
    Ok(v1::CreateReplayResponse { replay: Some(replay) })
}

fn selector(request: &v1::CreateReplayRequest) -> Result<Selector, ApiError> {
    let v1::CreateReplayRequest { event_ids, delivery_ids, dead_letter_ids, .. } = request;
    match (event_ids.as_slice(), delivery_ids.as_slice(), dead_letter_ids.as_slice()) {
        ([], [], []) => Err(ApiError::missing("event_ids")),
        (ids, [], []) => Ok(Selector::Events(convert::ids("event_ids", ids, MAX_IDS)?)),
        ([], ids, []) => Ok(Selector::Deliveries(convert::ids("delivery_ids", ids, MAX_IDS)?)),
        ([], [], ids) => Ok(Selector::DeadLetters(convert::ids("dead_letter_ids", ids, MAX_IDS)?)),
        _ => {
            let message = "a replay is of events, deliveries or dead letters: name one kind";
            Err(ApiError::invalid("event_ids", message))
        }
    }
}

fn refusal(space: &Space, refused: &Created) -> ApiError {
    match refused {
        Created::UnknownEvents(ids) => {
            let message = unknown("event", space, ids);
            ApiError::new(Reason::UnknownEvent, message)
                .hint(format!("sparrowctl event list --namespace {}", space.name))
        }
        Created::UnknownDeliveries(ids) => {
            ApiError::new(Reason::UnknownDelivery, unknown("delivery", space, ids))
                .detail("an event that is no longer kept can't be sent again")
        }
        Created::NotDead(ids) => {
            not_dead(ids).hint("any delivery is sent again by sparrowctl replay create --delivery")
        }
        Created::TooLarge(count) => {
            let message = format!("that is {count} deliveries; a replay has at most {MAX_ITEMS}");
            ApiError::field(Reason::ReplayTooLarge, "event_ids", message)
                .hint("name fewer events at a time")
        }
        Created::Empty | Created::Done(_) => {
            let message = "these events matched no webhook when they were pushed";
            ApiError::new(Reason::NothingToReplay, message)
                .hint("push them again for the webhooks that there are now")
        }
    }
}

fn unknown(noun: &str, space: &Space, ids: &[impl Display]) -> String {
    let ids: Vec<String> = ids.iter().map(ToString::to_string).collect();
    format!("namespace {} has no {noun} {}", space.name, ids.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_kind_is_named() {
        let event = vec!["evt_00000000000000000000010000".to_owned()];
        let delivery = vec!["dlv_00000000000000000000010001".to_owned()];
        let request = |event_ids: &[String], dead_letter_ids: &[String]| v1::CreateReplayRequest {
            event_ids: event_ids.to_vec(),
            dead_letter_ids: dead_letter_ids.to_vec(),
            ..Default::default()
        };
        assert!(matches!(selector(&request(&event, &[])), Ok(Selector::Events(_))));
        assert!(matches!(selector(&request(&[], &delivery)), Ok(Selector::DeadLetters(_))));
        assert!(selector(&request(&[], &[])).is_err());
        assert!(selector(&request(&event, &delivery)).is_err());
        let wrong = selector(&request(&delivery, &[])).unwrap_err();
        assert_eq!(wrong.reason(), Reason::WrongIdType);
    }
}
