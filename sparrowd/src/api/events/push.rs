//! One event, or several that are accepted together.

use sparrow_proto::v1;

use super::super::context::Context;
use super::super::error::{ApiError, Reason};
use super::super::limits::TOGETHER;
use super::check::check;
use crate::ingest::{Accepted, Push, PushError};

/// Events of one call, at most.
const MAX_TOGETHER: usize = 1_000;

pub(in super::super) async fn push(
    context: &Context,
    request: v1::PushEventRequest,
) -> Result<v1::PushEventResponse, ApiError> {
    let event = request.event.ok_or_else(|| ApiError::missing("event"))?;
    let push = check(context, event)?;
    context.expects(&push.namespace).await?;
    let accepted = context.ingest.push(push).await.map_err(|error| refusal(context, error))?;
    Ok(show(accepted))
}

pub(in super::super) async fn push_together(
    context: &Context,
    request: v1::PushEventBatchRequest,
) -> Result<v1::PushEventBatchResponse, ApiError> {
    let pushes = check_all(context, request.events)?;
    for (index, push) in pushes.iter().enumerate() {
        context.expects(&push.namespace).await.map_err(|error| error.at(position(index)))?;
    }
    let accepted = context.ingest.push_together(pushes).await.map_err(|refused| {
        let error = refusal(context, refused.error);
        refused.index.map_or(error.clone(), |index| error.at(position(index)))
    })?;
    Ok(v1::PushEventBatchResponse { results: accepted.into_iter().map(show).collect() })
}

fn check_all(context: &Context, events: Vec<v1::EventInput>) -> Result<Vec<Push>, ApiError> {
    if events.is_empty() {
        return Err(ApiError::missing("events"));
    }
    if events.len() > MAX_TOGETHER {
        let message = format!("at most {MAX_TOGETHER} events in one call, not {}", events.len());
        return Err(too_large(message));
    }
    let mut pushes = Vec::with_capacity(events.len());
    for (index, event) in events.into_iter().enumerate() {
        let field = format!("events[{index}].");
        let push = check(context, event)
            .map_err(|error| error.renamed(&[("event.", &field)]).at(position(index)))?;
        pushes.push(push);
    }
    let bytes: usize = pushes.iter().map(Push::bytes).sum();
    if bytes > TOGETHER {
        let message = format!("the events of one call have at most {TOGETHER} bytes, not {bytes}");
        return Err(too_large(message));
    }
    Ok(pushes)
}

fn too_large(message: String) -> ApiError {
    ApiError::field(Reason::BatchTooLarge, "events", message)
        .hint("split it into several calls, or push them in a stream")
}

fn position(index: usize) -> u64 {
    u64::try_from(index).unwrap_or(u64::MAX)
}

fn show(accepted: Accepted) -> v1::PushEventResponse {
    let Accepted { event, deliveries, duplicate } = accepted;
    v1::PushEventResponse { event_id: event.to_string(), deliveries, duplicate }
}

/// Only here are the names known that an unknown namespace may have been meant for.
pub(in super::super) fn refusal(context: &Context, error: PushError) -> ApiError {
    match error {
        PushError::UnknownNamespace(name) => context.unknown_namespace(&name),
        other => other.into(),
    }
}
