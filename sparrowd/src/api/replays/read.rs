//! Showing replays.

use sparrow_proto::v1;

use super::super::context::Context;
use super::super::error::{ApiError, Reason};
use super::super::pages::Filters;
use super::super::{convert, messages};
use crate::domain::ids::ReplayId;
use crate::store::replays as store;

/// Deliveries shown with a replay, at most.
const SHOWN: usize = 1_000;

pub(super) async fn get(
    context: &Context,
    request: v1::GetReplayRequest,
) -> Result<v1::GetReplayResponse, ApiError> {
    let space = context.space(&request.namespace).await?;
    let id: ReplayId = convert::id("replay_id", &request.replay_id)?;
    let found = store::get(&context.pool, space.id, id).await?;
    let replay = found.ok_or_else(|| unknown_replay(id))?;
    let progress = store::progress(&context.pool, space.id, id).await?;
    let made = store::deliveries(&context.pool, space.id, id, SHOWN).await?;
    Ok(v1::GetReplayResponse {
        replay: Some(messages::replay(&space, &replay, Some(progress))),
        delivery_ids: made.iter().map(ToString::to_string).collect(),
    })
}

pub(super) async fn list(
    context: &Context,
    request: v1::ListReplaysRequest,
) -> Result<v1::ListReplaysResponse, ApiError> {
    let space = context.space(&request.namespace).await?;
    let size = convert::page_size(request.page_size)?;
    let filters = Filters::new("ListReplays", [request.namespace.as_str()]);
    let after = filters.uuid(&request.page_token)?.map(ReplayId::from_uuid);
    let mut found = store::list(&context.pool, space.id, after, size + 1).await?;
    let more = found.len() > size;
    found.truncate(size);
    let next = found.last().filter(|_| more).map(|last| filters.token(last.id.uuid().as_bytes()));
    Ok(v1::ListReplaysResponse {
        replays: found.iter().map(|replay| messages::replay(&space, replay, None)).collect(),
        next_page_token: next.unwrap_or_default(),
    })
}

pub(super) fn unknown_replay(id: ReplayId) -> ApiError {
    ApiError::new(Reason::UnknownReplay, format!("there is no replay {id}"))
        .hint("sparrowctl replay list")
}
