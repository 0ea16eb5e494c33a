//! Asking for a replay: all of it is recorded, or nothing.

use std::fmt::Display;
use std::sync::LazyLock;

use sparrow_proto::v1;
use tokio::sync::Semaphore;

use super::super::context::Context;
use super::super::deliveries::not_dead;
use super::super::error::{ApiError, Reason};
use super::super::{convert, filters, messages};
use crate::domain::delivery::State;
use crate::domain::ids::{PlanId, ReplayId};
use crate::domain::timestamp::Timestamp;
use crate::store::catalog::Space;
use crate::store::replays::{
    self as store, CarriedOut, MAX_ITEMS, MAX_PLANS, Made, Making, Progress, Refused, Selection,
    Selector,
};

/// Ids of one call, at most.
const MAX_IDS: usize = 10_000;
const LEAST_RATE: f64 = 0.001;
const MOST_RATE: f64 = 10_000.0;
/// Replays that are chosen at a time: each holds what it finds in memory. Others wait, as long as
/// their callers do.
const AT_A_TIME: usize = 4;

static CHOOSING: LazyLock<Semaphore> = LazyLock::new(|| Semaphore::new(AT_A_TIME));

pub(super) async fn create(
    context: &Context,
    request: v1::CreateReplayRequest,
) -> Result<v1::CreateReplayResponse, ApiError> {
    let space = context.space(&request.namespace).await?;
    let mut progress = Progress::default();
    let replay = if request.plan_id.is_empty() {
        let id = ReplayId::from_uuid(context.stamper.stamp());
        match make(context, &space, id, &request, Making::Replay).await? {
            Made::Replay(replay) => replay,
            Made::Plan { .. } => return Err(refusal(&space, &Refused::TooSlow)),
            Made::Refused(refused) => return Err(refusal(&space, &refused)),
        }
    } else {
        let replay = carry_out(context, &space, &request).await?;
        // It may have been carried out a while ago.
        progress = store::progress(&context.pool, space.id, replay.id).await?;
        replay
    };
    context.replays.notify_one();
    let replay = messages::replay(&space, &replay, Some(progress));
    Ok(v1::CreateReplayResponse { replay: Some(replay) })
}

/// A replay or a plan, from the same words.
pub(super) async fn make(
    context: &Context,
    space: &Space,
    id: ReplayId,
    request: &v1::CreateReplayRequest,
    making: Making,
) -> Result<Made, ApiError> {
    let selector = selector(context, space, request).await?;
    let rate = rate(request.rate)?;
    let _turn = CHOOSING.acquire().await.map_err(|error| ApiError::internal(&error))?;
    store::make(&context.pool, space.id, id, &selector, rate, making)
        .await
        .map_err(ApiError::from_write)
}

async fn carry_out(
    context: &Context,
    space: &Space,
    request: &v1::CreateReplayRequest,
) -> Result<store::Replay, ApiError> {
    if kinds(request) > 0 {
        return Err(ApiError::invalid("plan_id", "a plan has fixed what is replayed"));
    }
    let id: PlanId = convert::id("plan_id", &request.plan_id)?;
    let rate = Some(rate(request.rate)?).filter(|rate| *rate > 0.0);
    let now = context.stamper.now();
    let done = store::carry_out(&context.pool, space.id, id, rate, now).await;
    match done.map_err(ApiError::from_write)? {
        CarriedOut::Replay(replay) => Ok(replay),
        CarriedOut::Empty => Err(nothing()),
        CarriedOut::Expired => {
            let message = format!("plan {id} has expired: a plan is kept for 15 minutes");
            Err(ApiError::new(Reason::PlanExpired, message).hint("plan it again"))
        }
        CarriedOut::Unknown => {
            let message = format!("namespace {} has no plan {id}", space.name);
            Err(ApiError::new(Reason::UnknownPlan, message)
                .hint("sparrowctl replay create --dry-run makes one"))
        }
    }
}

pub(super) fn rate(rate: f64) -> Result<f64, ApiError> {
    if rate == 0.0 || (LEAST_RATE..=MOST_RATE).contains(&rate) {
        return Ok(rate.abs());
    }
    let message = format!("rate is 0 or {LEAST_RATE} to {MOST_RATE} deliveries a second");
    Err(ApiError::invalid("rate", message))
}

/// How many ways of naming what is replayed a request uses.
fn kinds(request: &v1::CreateReplayRequest) -> usize {
    let v1::CreateReplayRequest { event_ids, delivery_ids, dead_letter_ids, selection, .. } =
        request;
    [event_ids, delivery_ids, dead_letter_ids].iter().filter(|ids| !ids.is_empty()).count()
        + usize::from(selection.is_some())
}

async fn selector(
    context: &Context,
    space: &Space,
    request: &v1::CreateReplayRequest,
) -> Result<Selector, ApiError> {
    let v1::CreateReplayRequest { event_ids, delivery_ids, dead_letter_ids, selection, .. } =
        request;
    match kinds(request) {
        0 => return Err(ApiError::missing("event_ids")),
        1 => {}
        _ => {
            let message = "a replay is of events, deliveries or dead letters by their ids, or of a \
                           selection: name one kind";
            return Err(ApiError::invalid("event_ids", message));
        }
    }
    if let Some(wanted) = selection {
        let webhook = match wanted.webhook.as_str() {
            "" => None,
            text => Some(context.webhook_on_record(space, "selection.webhook", text).await?),
        };
        return Ok(Selector::Selection(Selection { webhook, ..self::selection(wanted)? }));
    }
    match (event_ids.as_slice(), delivery_ids.as_slice()) {
        ([], []) => {
            convert::ids("dead_letter_ids", dead_letter_ids, MAX_IDS).map(Selector::DeadLetters)
        }
        ([], ids) => convert::ids("delivery_ids", ids, MAX_IDS).map(Selector::Deliveries),
        (ids, _) => convert::ids("event_ids", ids, MAX_IDS).map(Selector::Events),
    }
}

/// All but the webhook.
fn selection(wanted: &v1::ReplaySelection) -> Result<Selection, ApiError> {
    filters::bounded("selection.states", &wanted.states)?;
    let mut states = Vec::new();
    for state in &wanted.states {
        let Some(state @ (State::Ended(_) | State::Delivered)) = messages::wanted_state(*state)
        else {
            let message = "states takes those that end a delivery";
            return Err(ApiError::invalid("selection.states", message)
                .hint("one still owed is sent anyway: sparrowctl delivery retry"));
        };
        states.push(state);
    }
    if states.is_empty() {
        return Err(ApiError::missing("selection.states"));
    }
    let window = filters::Window::parse(wanted.since, wanted.until)?;
    if states.contains(&State::Delivered) && window.since.is_none() {
        let message = "what was delivered is selected from a moment on: since is required";
        return Err(ApiError::field(Reason::MissingField, "selection.since", message));
    }
    Ok(Selection {
        webhook: None,
        states,
        since: window.since,
        until: window.until,
        event_type: filters::event_type("selection.event_type", &wanted.event_type)?,
        statuses: filters::statuses(&wanted.statuses)?,
    })
}

pub(super) fn refusal(space: &Space, refused: &Refused) -> ApiError {
    match refused {
        Refused::UnknownEvents(ids) => {
            let message = unknown("event", space, ids);
            ApiError::new(Reason::UnknownEvent, message)
                .hint(format!("sparrowctl event list --namespace {}", space.name))
        }
        Refused::UnknownDeliveries(ids) => {
            ApiError::new(Reason::UnknownDelivery, unknown("delivery", space, ids))
                .detail("an event that is no longer kept can't be sent again")
        }
        Refused::NotDead(ids) => {
            not_dead(ids).hint("any delivery is sent again by sparrowctl replay create --delivery")
        }
        Refused::TooMany(count) => {
            let message = format!("that is {count} deliveries; a replay has at most {MAX_ITEMS}");
            ApiError::field(Reason::ReplayTooLarge, "event_ids", message)
                .hint("name fewer events at a time")
        }
        Refused::TooManyFrom(moment) => too_many_from(*moment),
        Refused::TooFar(rows) => {
            let message = format!("more than {rows} rows would have to be looked at");
            ApiError::field(Reason::ReplayTooLarge, "selection", message)
                .hint("narrow it by a webhook, or by a shorter time")
        }
        Refused::Empty => nothing(),
        Refused::TooManyPlans => {
            let message = format!("namespace {} has {MAX_PLANS} plans already", space.name);
            ApiError::new(Reason::TooManyPlans, message)
                .hint("carry one out or drop it, or wait: a plan is kept for 15 minutes")
        }
        Refused::TooSlow => {
            let message = "it took too long to write down what is to be replayed";
            ApiError::new(Reason::Overloaded, message).hint("nothing was made: try again")
        }
    }
}

fn nothing() -> ApiError {
    ApiError::new(Reason::NothingToReplay, "there is nothing to be sent")
        .detail("nothing fits, or the webhooks are deleted or the events no longer kept")
        .hint("events that matched no webhook are pushed again for those that there are now")
}

/// The rest is a replay of its own, from there on.
fn too_many_from(moment: Timestamp) -> ApiError {
    let at = time::OffsetDateTime::from_unix_timestamp_nanos(i128::from(moment.micros()) * 1_000);
    let at = at.ok().and_then(|at| at.format(&time::format_description::well_known::Rfc3339).ok());
    let error = ApiError::field(
        Reason::ReplayTooLarge,
        "selection",
        format!("a replay has at most {MAX_ITEMS} deliveries, and more are selected"),
    );
    match at {
        Some(at) => error.hint(format!("until {at} they fit; then another, since that moment")),
        None => error,
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
        let request = |event_ids: usize, selection: bool| v1::CreateReplayRequest {
            event_ids: vec![String::new(); event_ids],
            selection: selection.then(v1::ReplaySelection::default),
            ..Default::default()
        };
        assert_eq!(kinds(&request(0, false)), 0);
        assert_eq!(kinds(&request(2, false)), 1);
        assert_eq!(kinds(&request(0, true)), 1);
        assert_eq!(kinds(&request(1, true)), 2);
    }

    #[test]
    fn rates() {
        for good in [0.0, -0.0, 0.001, 0.5, 10_000.0] {
            assert_eq!(rate(good), Ok(good), "{good}");
        }
        for bad in [-1.0, 0.000_1, 10_000.1, f64::NAN, f64::INFINITY] {
            assert_eq!(rate(bad).unwrap_err().reason(), Reason::InvalidArgument, "{bad}");
        }
    }

    #[test]
    fn what_is_selected_has_ended() {
        let wanted = |states: &[v1::DeliveryState]| v1::ReplaySelection {
            states: states.iter().map(|state| (*state).into()).collect(),
            ..Default::default()
        };
        assert!(selection(&wanted(&[v1::DeliveryState::Dead])).is_ok());
        assert!(selection(&wanted(&[])).is_err(), "which states has to be said");
        assert!(selection(&wanted(&[v1::DeliveryState::Retrying])).is_err());
        let delivered = wanted(&[v1::DeliveryState::Delivered]);
        assert_eq!(selection(&delivered).unwrap_err().reason(), Reason::MissingField);
        let since = Some(prost_types::Timestamp::default());
        assert!(selection(&v1::ReplaySelection { since, ..delivered }).is_ok());
    }

    #[test]
    fn too_many_says_how_far_they_fit() {
        let error = too_many_from(Timestamp::from_millis(1_764_045_000_123));
        let hint = error.hint_text().unwrap_or_default();
        assert!(hint.starts_with("until 2025-11-25T04:30:00.123Z"), "{hint}");
    }
}
