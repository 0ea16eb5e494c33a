//! Looking webhooks up.

use sparrow_proto::v1;

use super::super::context::Context;
use super::super::error::{ApiError, Reason, unknown_webhook};
use super::super::pages::{Filters, cut};
use super::super::{convert, messages};
use super::show;
use crate::domain::event::{EventPattern, EventType};
use crate::domain::health::{Health, Shown};
use crate::domain::ids::WebhookId;
use crate::store::catalog::Space;
use crate::store::webhook_stats::{self, Stats};
use crate::store::webhooks::{self as store, Filter, Record};

pub(in super::super) async fn list(
    context: &Context,
    request: v1::ListWebhooksRequest,
) -> Result<v1::ListWebhooksResponse, ApiError> {
    let space = context.space(&request.namespace).await?;
    let size = convert::page_size(request.page_size)?;
    let filter = filter(&request)?;
    let filters = Filters::new(
        "ListWebhooks",
        [
            request.namespace.as_str(),
            filter.health.map_or("", Shown::word),
            if request.paused { "paused" } else { "" },
            request.event_type.as_str(),
        ],
    );
    let after = filters.uuid(&request.page_token)?.map(WebhookId::from_uuid);
    let mut page = store::page(&context.pool, space.id, &filter, after, size + 1).await?;
    let mut more = page.len() > size;
    page.truncate(size);
    let shown = page.iter().map(|record| show::webhook(context, &space.name, record));
    let mut webhooks: Vec<_> = shown.collect();
    more |= cut(&mut webhooks);
    page.truncate(webhooks.len());
    let next = page.last().filter(|_| more).map(|last| filters.token(last.id.uuid().as_bytes()));
    let ids: Vec<_> = page.iter().map(|record| record.id).collect();
    let stats = webhook_stats::of(&context.pool, space.id, &ids, context.stamper.now()).await?;
    Ok(v1::ListWebhooksResponse {
        webhooks,
        next_page_token: next.unwrap_or_default(),
        stats: stats.iter().map(show::stats).collect(),
    })
}

fn filter(request: &v1::ListWebhooksRequest) -> Result<Filter, ApiError> {
    let health = match request.health() {
        v1::Health::Unspecified if request.health != 0 => {
            return Err(ApiError::invalid("health", "health is none of the known states"));
        }
        v1::Health::Unspecified => None,
        v1::Health::Unknown => Some(Shown::Drawn(Health::Unknown)),
        v1::Health::Healthy => Some(Shown::Drawn(Health::Healthy)),
        v1::Health::Degraded => Some(Shown::Drawn(Health::Degraded)),
        v1::Health::Failing => Some(Shown::Drawn(Health::Failing)),
        v1::Health::Suspended => Some(Shown::Suspended),
    };
    let patterns = match request.event_type.as_str() {
        "" => None,
        text => {
            let event_type = EventType::try_new(text).map_err(|error| {
                ApiError::field(Reason::InvalidEventType, "event_type", error.to_string())
            })?;
            Some(EventPattern::all_matching(&event_type))
        }
    };
    Ok(Filter { health, paused: request.paused, patterns })
}

pub(in super::super) async fn get(
    context: &Context,
    request: v1::GetWebhookRequest,
) -> Result<v1::GetWebhookResponse, ApiError> {
    let space = context.space(&request.namespace).await?;
    let (record, stats) = live(context, &space, &request.webhook).await?;
    Ok(v1::GetWebhookResponse {
        webhook: Some(show::webhook(context, &space.name, &record)),
        stats: Some(show::stats(&stats)),
    })
}

pub(in super::super) async fn health(
    context: &Context,
    request: v1::GetWebhookHealthRequest,
) -> Result<v1::GetWebhookHealthResponse, ApiError> {
    let space = context.space(&request.namespace).await?;
    let (record, stats) = live(context, &space, &request.webhook).await?;
    Ok(v1::GetWebhookHealthResponse {
        webhook_id: record.id.to_string(),
        health: messages::health(record.health()).into(),
        health_time: record.health_at().map(convert::time),
        paused: record.pause.is_some(),
        stats: Some(show::stats(&stats)),
        suspension: show::suspension(&record),
    })
}

/// A live webhook, by id or name, and how it does.
async fn live(context: &Context, space: &Space, text: &str) -> Result<(Record, Stats), ApiError> {
    let record = record(context, space, text).await?;
    let now = context.stamper.now();
    let stats = webhook_stats::of(&context.pool, space.id, &[record.id], now).await?;
    Ok((record, stats.first().copied().unwrap_or_default()))
}

/// A live webhook, by id or name.
pub(super) async fn record(
    context: &Context,
    space: &Space,
    text: &str,
) -> Result<Record, ApiError> {
    let id = context.webhook(space, "webhook", text).await?;
    let record = store::get(&context.pool, space.id, id).await?.filter(|record| !record.deleted);
    record.ok_or_else(|| unknown_webhook(space, text))
}
