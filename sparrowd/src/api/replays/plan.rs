//! `PlanReplay`: what a replay would send, fixed for a while and told in numbers. And `DropPlan`, for
//! who has seen the numbers and does not want it.

use std::collections::{HashMap, HashSet};

use sparrow_proto::v1;

use super::super::context::Context;
use super::super::error::ApiError;
use super::super::{convert, messages};
use super::create::{make, refusal};
use crate::domain::ids::{EventId, PlanId, ReplayId, WebhookId};
use crate::domain::timestamp::Timestamp;
use crate::store::catalog::Space;
use crate::store::replays::{Chosen, Item, Made, Making, Refused, drop_plan};
use crate::store::webhooks;

/// Webhooks shown of a plan, at most.
const SHOWN: usize = 100;

pub(super) async fn plan(
    context: &Context,
    request: v1::PlanReplayRequest,
) -> Result<v1::PlanReplayResponse, ApiError> {
    let wanted = request.replay.ok_or_else(|| ApiError::missing("replay"))?;
    if !wanted.plan_id.is_empty() {
        return Err(ApiError::invalid("replay.plan_id", "a plan is made without a plan"));
    }
    let space = context.space(&wanted.namespace).await?;
    let id = ReplayId::from_uuid(context.stamper.stamp());
    match make(context, &space, id, &wanted, Making::Plan).await? {
        Made::Plan { chosen, expires_at } => {
            let plan = show(PlanId::from(id), &chosen, expires_at);
            let webhooks = planned(context, &space, &chosen.items).await?;
            Ok(v1::PlanReplayResponse { webhooks, ..plan })
        }
        Made::Refused(refused) => Err(refusal(&space, &refused)),
        Made::Replay(_) => Err(refusal(&space, &Refused::TooSlow)),
    }
}

pub(super) async fn drop(
    context: &Context,
    request: v1::DropPlanRequest,
) -> Result<v1::DropPlanResponse, ApiError> {
    let space = context.space(&request.namespace).await?;
    let id: PlanId = convert::id("plan_id", &request.plan_id)?;
    let dropped = drop_plan(&context.pool, space.id, id).await.map_err(ApiError::from_write)?;
    Ok(v1::DropPlanResponse { dropped })
}

/// All but the webhooks.
fn show(id: PlanId, chosen: &Chosen, expires_at: Timestamp) -> v1::PlanReplayResponse {
    let events: HashSet<EventId> = chosen.items.iter().map(|item| item.event).collect();
    let accepted = |event: &EventId| convert::time(Timestamp::from_millis(event.unix_millis()));
    v1::PlanReplayResponse {
        plan_id: id.to_string(),
        expire_time: Some(convert::time(expires_at)),
        total: number(chosen.items.len()),
        events: number(events.len()),
        skipped: chosen.skipped,
        oldest_time: events.iter().min().map(accepted),
        newest_time: events.iter().max().map(accepted),
        webhooks: Vec::new(),
    }
}

fn number(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}

/// How many go to a webhook, and of them how many were delivered before.
type Counted = (WebhookId, (usize, usize));

/// Those with most first.
fn count(items: &[Item]) -> Vec<Counted> {
    let mut counted: HashMap<WebhookId, (usize, usize)> = HashMap::new();
    for item in items {
        let (all, before) = counted.entry(item.webhook).or_default();
        *all += 1;
        *before += usize::from(item.delivered);
    }
    let mut counted: Vec<Counted> = counted.into_iter().collect();
    counted.sort_unstable_by_key(|(webhook, (all, _))| (std::cmp::Reverse(*all), *webhook));
    counted.truncate(SHOWN);
    counted
}

async fn planned(
    context: &Context,
    space: &Space,
    items: &[Item],
) -> Result<Vec<v1::PlannedWebhook>, ApiError> {
    let counted = count(items);
    let ids: Vec<WebhookId> = counted.iter().map(|(id, _)| *id).collect();
    let health = webhooks::health(&context.pool, space.id, &ids).await?;
    let show = |(id, (all, before)): &Counted| {
        let name = space.webhook(*id).and_then(|webhook| webhook.name.as_ref());
        v1::PlannedWebhook {
            webhook_id: id.to_string(),
            webhook_name: name.map(|name| name.as_str().to_owned()).unwrap_or_default(),
            deliveries: number(*all),
            delivered_before: number(*before),
            health: messages::health(health.get(id).copied().unwrap_or_default()).into(),
            paused: messages::is_paused(space, *id),
        }
    };
    Ok(counted.iter().map(show).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    fn item(event: u128, webhook: u128, delivered: bool) -> Item {
        let event = EventId::from_uuid(Uuid::from_u128(event << 80));
        let webhook = WebhookId::from_uuid(Uuid::from_u128(webhook));
        Item { source: event.delivery(1).unwrap(), event, webhook, delivered }
    }

    #[test]
    fn a_plan_in_numbers() {
        let items = vec![item(5, 1, false), item(5, 2, true), item(9, 2, false)];
        let chosen = Chosen { items, skipped: 4 };
        let id = PlanId::from(ReplayId::from_uuid(Uuid::from_u128(1)));
        let plan = show(id, &chosen, Timestamp::from_millis(7));
        assert_eq!((plan.total, plan.events, plan.skipped), (3, 2, 4));
        assert_eq!(plan.oldest_time, Some(convert::time(Timestamp::from_millis(5))));
        assert_eq!(plan.newest_time, Some(convert::time(Timestamp::from_millis(9))));
        let [most, least] = count(&chosen.items)[..] else { panic!("two webhooks") };
        assert_eq!((most.0.uuid().as_u128(), most.1), (2, (2, 1)));
        assert_eq!((least.0.uuid().as_u128(), least.1), (1, (1, 0)));
    }
}
