//! What people ask of deliveries by name. The settler does it; here it is checked and put in words.

use sparrow_proto::v1;

use super::super::context::Context;
use super::super::convert;
use super::super::error::{ApiError, Reason};
use crate::domain::ids::DeliveryId;
use crate::domain::webhook::MAX_REASON;
use crate::store::commands::CommandError;

/// Deliveries of one call, at most.
const MAX_IDS: usize = 100;
/// Who asked, as long as callers have no names.
const CALLER: &str = "operator";

pub(super) async fn retry(
    context: &Context,
    request: v1::RetryDeliveriesRequest,
) -> Result<v1::RetryDeliveriesResponse, ApiError> {
    let space = context.space(&request.namespace).await?;
    let ids = convert::ids("delivery_ids", &request.delivery_ids, MAX_IDS)?;
    let changed = context.commands.retry(space.id, ids).await?;
    Ok(v1::RetryDeliveriesResponse { changed })
}

pub(super) async fn cancel(
    context: &Context,
    request: v1::CancelDeliveriesRequest,
) -> Result<v1::CancelDeliveriesResponse, ApiError> {
    let space = context.space(&request.namespace).await?;
    let ids = convert::ids("delivery_ids", &request.delivery_ids, MAX_IDS)?;
    let reason = reason(request.reason, "cancelled")?;
    let changed = context.commands.cancel(space.id, ids, reason, CALLER.to_owned()).await?;
    Ok(v1::CancelDeliveriesResponse { changed })
}

pub(super) async fn discard(
    context: &Context,
    request: v1::DiscardDeadLettersRequest,
) -> Result<v1::DiscardDeadLettersResponse, ApiError> {
    let space = context.space(&request.namespace).await?;
    let ids = convert::ids("delivery_ids", &request.delivery_ids, MAX_IDS)?;
    let reason = reason(request.reason, "discarded")?;
    let made = context.commands.discard(space.id, ids, reason, CALLER.to_owned()).await;
    let discarded = made.map_err(|error| match error {
        CommandError::AlreadyEnded(id) => not_dead(&[id]),
        other => other.into(),
    })?;
    Ok(v1::DiscardDeadLettersResponse { discarded })
}

/// One that nobody gave is the word for what happened.
pub(in super::super) fn reason(given: String, word: &str) -> Result<String, ApiError> {
    convert::text("reason", &given, MAX_REASON)?;
    Ok(if given.trim().is_empty() { word.to_owned() } else { given })
}

/// Deliveries that were taken for dead letters.
pub(in super::super) fn not_dead(ids: &[DeliveryId]) -> ApiError {
    let named: Vec<String> = ids.iter().map(ToString::to_string).collect();
    let message = match named.as_slice() {
        [one] => format!("delivery {one} is no dead letter"),
        several => format!("these deliveries are no dead letters: {}", several.join(", ")),
    };
    let error = ApiError::new(Reason::NotDead, message);
    match ids.first() {
        Some(id) => error.hint(format!("sparrowctl delivery show {id}")),
        None => error,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reason_is_bounded_and_never_empty() {
        assert_eq!(reason("  ".to_owned(), "cancelled"), Ok("cancelled".to_owned()));
        assert_eq!(reason("bad batch".to_owned(), "cancelled"), Ok("bad batch".to_owned()));
        assert!(reason("x".repeat(MAX_REASON + 1), "cancelled").is_err());
    }
}
