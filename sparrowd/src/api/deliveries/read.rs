//! Showing deliveries.

use std::collections::HashSet;

use sparrow_proto::v1;

use super::super::context::Context;
use super::super::error::{ApiError, unknown_delivery, unknown_event};
use super::super::pages::Filters;
use super::super::{convert, filters, messages};
use crate::domain::delivery::{End, State};
use crate::domain::ids::{DeliveryId, EventId, WebhookId};
use crate::store::catalog::Space;
use crate::store::deliveries::lists::{Page, Scope, Wanted, newest};
use crate::store::deliveries::{self as store, Delivery};

/// Deliveries of an event read at once where not every one may be wanted, and looked at for a page.
const CHUNK: usize = 1_000;
const LOOK: usize = 5_000;

pub(super) async fn get(
    context: &Context,
    request: v1::GetDeliveryRequest,
) -> Result<v1::GetDeliveryResponse, ApiError> {
    let space = context.space(&request.namespace).await?;
    let id: DeliveryId = convert::id("delivery_id", &request.delivery_id)?;
    let found = store::by_ids(&context.pool, space.id, &[id], context.stamper.now()).await?;
    let found = found.first().ok_or_else(|| unknown_delivery(id))?;
    Ok(v1::GetDeliveryResponse { delivery: Some(messages::delivery(&space, found)) })
}

pub(super) async fn list(
    context: &Context,
    request: v1::ListDeliveriesRequest,
) -> Result<v1::ListDeliveriesResponse, ApiError> {
    let space = context.space(&request.namespace).await?;
    let size = convert::page_size(request.page_size)?;
    let states = states(&request.states)?;
    let times = filters::Window::parse(request.since, request.until)?;
    let event_type = filters::event_type("event_type", &request.event_type)?;
    let parts = [
        request.namespace.as_str(),
        &request.event_id,
        &request.webhook,
        &words(&states),
        &times.words(),
        &request.event_type,
    ];
    let filters = Filters::new("ListDeliveries", parts);
    let after = filters.uuid(&request.page_token)?.map(DeliveryId::from_uuid);
    let webhook = match request.webhook.as_str() {
        "" => None,
        text => Some(context.webhook_on_record(&space, "webhook", text).await?),
    };
    let paused = paused(&space);
    let wanted = Wanted {
        states: &states,
        paused: &paused,
        since: times.since,
        until: times.until,
        event_type: event_type.as_ref(),
    };
    let page = if request.event_id.is_empty() {
        if states.contains(&State::Delivered) {
            return Err(needs_an_event());
        }
        let scope = webhook.map_or(Scope::Namespace, Scope::Webhook);
        let now = context.stamper.now();
        newest(&context.pool, space.id, scope, &wanted, after, size, now).await?
    } else {
        let event = convert::id("event_id", &request.event_id)?;
        let all = request
            == v1::ListDeliveriesRequest {
                namespace: request.namespace.clone(),
                page_size: request.page_size,
                page_token: request.page_token.clone(),
                event_id: request.event_id.clone(),
                ..Default::default()
            };
        let fits = |delivery: &Delivery| {
            webhook.is_none_or(|webhook| delivery.webhook == webhook) && wanted.fits(delivery)
        };
        of_event(context, &space, event, after, size, (all, fits)).await?
    };
    Ok(v1::ListDeliveriesResponse {
        deliveries: page.deliveries.iter().map(|d| messages::delivery(&space, d)).collect(),
        next_page_token: token(filters, page.next),
    })
}

pub(super) async fn dead_letters(
    context: &Context,
    request: v1::ListDeadLettersRequest,
) -> Result<v1::ListDeadLettersResponse, ApiError> {
    let space = context.space(&request.namespace).await?;
    let size = convert::page_size(request.page_size)?;
    let times = filters::Window::parse(request.since, request.until)?;
    let event_type = filters::event_type("event_type", &request.event_type)?;
    let parts = [request.namespace.as_str(), &request.webhook, &times.words(), &request.event_type];
    let filters = Filters::new("ListDeadLetters", parts);
    let after = filters.uuid(&request.page_token)?.map(DeliveryId::from_uuid);
    let scope = match request.webhook.as_str() {
        "" => Scope::Namespace,
        text => Scope::Webhook(context.webhook_on_record(&space, "webhook", text).await?),
    };
    // A dead letter of a webhook that is paused is one all the same.
    let (states, paused) = ([State::Ended(End::Dead)], HashSet::new());
    let wanted = Wanted {
        since: times.since,
        until: times.until,
        event_type: event_type.as_ref(),
        ..Wanted::of(&states, &paused)
    };
    let now = context.stamper.now();
    let page = newest(&context.pool, space.id, scope, &wanted, after, size, now).await?;
    Ok(v1::ListDeadLettersResponse {
        dead_letters: page.deliveries.iter().map(|d| messages::delivery(&space, d)).collect(),
        next_page_token: token(filters, page.next),
    })
}

/// A page of an event's deliveries. `wanted` says whether all are, and otherwise which.
async fn of_event(
    context: &Context,
    space: &Space,
    event: EventId,
    after: Option<DeliveryId>,
    size: usize,
    (all, wanted): (bool, impl Fn(&Delivery) -> bool),
) -> Result<Page, ApiError> {
    let chunk = if all { size + 1 } else { CHUNK };
    let mut page = Page::default();
    let (mut last, mut looked_at) = (after, 0);
    'page: loop {
        let found = store::of_event(&context.pool, space.id, event, last, chunk).await?;
        if found.is_empty()
            && last.is_none()
            && store::routed(&context.pool, space.id, event).await?.is_none()
        {
            return Err(unknown_event(space, event));
        }
        let complete = found.len() < chunk;
        for delivery in found {
            if page.deliveries.len() == size {
                page.next = last;
                break 'page;
            }
            last = Some(delivery.id);
            looked_at += 1;
            if wanted(&delivery) {
                page.deliveries.push(delivery);
            }
        }
        if complete {
            break;
        }
        if looked_at >= LOOK {
            page.next = last;
            break;
        }
    }
    let now = context.stamper.now();
    store::with_last_attempts(&context.pool, space.id, &mut page.deliveries, now).await?;
    Ok(page)
}

fn paused(space: &Space) -> HashSet<WebhookId> {
    space.webhooks().iter().filter(|webhook| webhook.is_held()).map(|webhook| webhook.id).collect()
}

fn states(wanted: &[i32]) -> Result<Vec<State>, ApiError> {
    filters::bounded("states", wanted)?;
    let unknown = || ApiError::invalid("states", "states holds one that is not known");
    wanted.iter().map(|state| messages::wanted_state(*state).ok_or_else(unknown)).collect()
}

/// For binding a page token to them.
fn words(states: &[State]) -> String {
    let mut words: Vec<_> = states.iter().map(|s| messages::state(*s).as_str_name()).collect();
    words.sort_unstable();
    words.dedup();
    words.join(",")
}

fn token(filters: Filters, next: Option<DeliveryId>) -> String {
    next.map(|id| filters.token(id.uuid().as_bytes())).unwrap_or_default()
}

fn needs_an_event() -> ApiError {
    let message = "delivered ones are listed by event: they are known by their attempts";
    ApiError::invalid("states", message)
        .hint("name an event, or list attempts: sparrowctl attempt list --webhook WEBHOOK")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn states_are_bound_to_a_token_in_any_order() {
        let (dead, held) = (State::Ended(End::Dead), State::Held);
        assert_eq!(words(&[dead, held]), words(&[held, dead, dead]));
        assert_ne!(words(&[dead]), words(&[held]));
        assert_eq!(states(&[5, 3]), Ok(vec![dead, held]));
        assert!(states(&[0]).is_err());
        assert!(states(&[3; 100]).is_ok() && states(&[3; 101]).is_err());
    }
}
