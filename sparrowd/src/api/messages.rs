//! Deliveries, attempts and replays as messages.

use sparrow_proto::v1;

use super::convert;
use crate::domain::delivery::{End, State};
use crate::domain::health::{Health, Shown};
use crate::domain::ids::{DeliveryId, WebhookId};
use crate::domain::timestamp::Timestamp;
use crate::store::attempts::{Decided, Record};
use crate::store::catalog::Space;
use crate::store::deliveries::{Delivery, Standing};
use crate::store::replays::{Progress, Replay, ReplayState};

/// Empty for one without a name, and for one that is deleted.
fn name_of(space: &Space, id: WebhookId) -> String {
    let name = space.webhook(id).and_then(|webhook| webhook.name.as_ref());
    name.map(|name| name.as_str().to_owned()).unwrap_or_default()
}

pub(super) fn is_paused(space: &Space, id: WebhookId) -> bool {
    space.webhook(id).is_some_and(|webhook| webhook.is_held())
}

pub(super) fn health(health: Shown) -> v1::Health {
    match health {
        Shown::Drawn(Health::Unknown) => v1::Health::Unknown,
        Shown::Drawn(Health::Healthy) => v1::Health::Healthy,
        Shown::Drawn(Health::Degraded) => v1::Health::Degraded,
        Shown::Drawn(Health::Failing) => v1::Health::Failing,
        Shown::Suspended => v1::Health::Suspended,
    }
}

pub(super) fn state(state: State) -> v1::DeliveryState {
    match state {
        State::Pending => v1::DeliveryState::Pending,
        State::Retrying => v1::DeliveryState::Retrying,
        State::Held => v1::DeliveryState::Held,
        State::Delivered => v1::DeliveryState::Delivered,
        State::Ended(End::Dead) => v1::DeliveryState::Dead,
        State::Ended(End::Cancelled) => v1::DeliveryState::Cancelled,
        State::Ended(End::Expired) => v1::DeliveryState::Expired,
        State::Ended(End::Discarded) => v1::DeliveryState::Discarded,
    }
}

/// `None`: not one that is known.
pub(super) fn wanted_state(wanted: i32) -> Option<State> {
    use v1::DeliveryState as S;
    match v1::DeliveryState::try_from(wanted).ok()? {
        S::Unspecified => None,
        S::Pending => Some(State::Pending),
        S::Retrying => Some(State::Retrying),
        S::Held => Some(State::Held),
        S::Delivered => Some(State::Delivered),
        S::Dead => Some(State::Ended(End::Dead)),
        S::Cancelled => Some(State::Ended(End::Cancelled)),
        S::Expired => Some(State::Ended(End::Expired)),
        S::Discarded => Some(State::Ended(End::Discarded)),
    }
}

pub(super) fn delivery(space: &Space, delivery: &Delivery) -> v1::Delivery {
    let webhook = space.webhook(delivery.webhook);
    let last = delivery.last.as_ref();
    let stands = delivery.standing.state(is_paused(space, delivery.webhook));
    let max_attempts = webhook
        .map(|webhook| webhook.policy.max_attempts)
        .or(last.map(|attempt| attempt.max_attempts));
    let mut message = v1::Delivery {
        id: delivery.id.to_string(),
        namespace: space.name.clone(),
        event_id: delivery.event.to_string(),
        webhook_id: delivery.webhook.to_string(),
        webhook_name: name_of(space, delivery.webhook),
        event_type: delivery.event_type.clone().unwrap_or_default(),
        state: state(stands).into(),
        max_attempts: max_attempts.unwrap_or_default(),
        replay_id: delivery.replay.map(|id| id.to_string()).unwrap_or_default(),
        last_attempt: last.map(|record| attempt(space, record)),
        accept_time: Some(accepted_at(delivery.id)),
        ..v1::Delivery::default()
    };
    match &delivery.standing {
        Standing::Owed { attempts, excused, due_at, expires_at } => {
            message.attempts = *attempts;
            message.excused = *excused;
            message.expire_time = expires_at.map(convert::time);
            if matches!(stands, State::Pending | State::Retrying) {
                message.next_attempt_time = due_at.map(convert::time);
            }
        }
        Standing::Ended { attempts, excused, reason, by, at, replayed_by, .. } => {
            message.attempts = *attempts;
            message.excused = *excused;
            message.reason.clone_from(reason);
            message.ended_by.clone_from(by);
            message.end_time = Some(convert::time(*at));
            message.replayed_by = replayed_by.map(|id| id.to_string()).unwrap_or_default();
        }
        Standing::Delivered { excused } => {
            message.attempts = last.map(|attempt| attempt.number).unwrap_or_default();
            message.excused = *excused;
            "sparrow".clone_into(&mut message.ended_by);
            message.end_time = last.map(|attempt| convert::time(attempt.ended_at()));
        }
    }
    message
}

/// The time in the id: for an event's own delivery when the event was accepted, for a replayed one
/// when it entered the queue.
fn accepted_at(id: DeliveryId) -> prost_types::Timestamp {
    convert::time(Timestamp::from_millis(id.unix_millis()))
}

/// Without request and response.
pub(super) fn attempt(space: &Space, record: &Record) -> v1::Attempt {
    let (decision, next) = match record.decided {
        Decided::Delivered => (v1::Decision::Delivered, None),
        Decided::Retry { at } => (v1::Decision::Retry, Some(at)),
        Decided::Dead => (v1::Decision::Dead, None),
        Decided::Discarded => (v1::Decision::Discarded, None),
        Decided::Superseded => (v1::Decision::Superseded, None),
    };
    v1::Attempt {
        id: record.id.to_string(),
        namespace: space.name.clone(),
        delivery_id: record.delivery.to_string(),
        event_id: record.event.to_string(),
        webhook_id: record.webhook.to_string(),
        webhook_name: name_of(space, record.webhook),
        event_type: record.event_type.clone().unwrap_or_default(),
        number: record.number,
        max_attempts: record.max_attempts,
        start_time: Some(convert::time(record.started_at())),
        outcome: i32::from(record.outcome.code()),
        status: record.status.unwrap_or_default().into(),
        error: record.error.clone().unwrap_or_default(),
        timing: Some(v1::Timing {
            dns: record.timing.dns.map(convert::duration),
            connect: record.timing.connect.map(convert::duration),
            first_byte: record.timing.first_byte.map(convert::duration),
            total: Some(convert::duration(record.timing.total)),
            connection_reused: record.timing.reused,
        }),
        remote_address: record.remote.clone().unwrap_or_default(),
        decision: decision.into(),
        next_attempt_time: next.map(convert::time),
        rule: record.rule.clone(),
        excused: record.excused,
        request: None,
        response: None,
    }
}

/// Without progress in a list.
pub(super) fn replay(space: &Space, replay: &Replay, progress: Option<Progress>) -> v1::Replay {
    let progress = progress.unwrap_or_default();
    let state = match replay.state {
        ReplayState::Running => v1::ReplayState::Running,
        ReplayState::Paused => v1::ReplayState::Paused,
        ReplayState::Done => v1::ReplayState::Done,
        ReplayState::Cancelled => v1::ReplayState::Cancelled,
    };
    v1::Replay {
        id: replay.id.to_string(),
        namespace: space.name.clone(),
        state: state.into(),
        total: replay.total,
        queued: replay.queued,
        skipped: replay.skipped,
        create_time: Some(convert::time(replay.created_at)),
        finish_time: replay.finished_at.map(convert::time),
        delivered: progress.delivered,
        dead: progress.dead,
        other: progress.other,
        rate: replay.rate,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::attempt::Outcome;

    #[test]
    fn states_go_out_and_come_back() {
        let ends = End::ALL.map(State::Ended);
        let others = [State::Pending, State::Retrying, State::Held, State::Delivered];
        for one in others.into_iter().chain(ends) {
            assert_eq!(wanted_state(state(one).into()), Some(one));
        }
        assert_eq!(wanted_state(0), None);
        assert_eq!(wanted_state(99), None);
    }

    #[test]
    fn outcomes_have_the_numbers_of_the_api() {
        for outcome in Outcome::ALL {
            let message = v1::Outcome::try_from(i32::from(outcome.code())).unwrap();
            let word = message.as_str_name().trim_start_matches("OUTCOME_").to_lowercase();
            assert_eq!(word, outcome.word());
        }
    }
}
