//! Pausing, resuming, cancelling.

use sparrow_proto::v1;

use super::super::context::Context;
use super::super::deliveries::reason;
use super::super::error::{ApiError, Reason};
use super::super::{convert, messages};
use super::read::unknown_replay;
use crate::domain::ids::ReplayId;
use crate::store::catalog::Space;
use crate::store::replays::change::{self as store, Changed, SweepError};
use crate::store::replays::{Replay, progress};

pub(super) async fn pause(
    context: &Context,
    request: v1::PauseReplayRequest,
) -> Result<v1::PauseReplayResponse, ApiError> {
    let space = context.space(&request.namespace).await?;
    let id: ReplayId = convert::id("replay_id", &request.replay_id)?;
    let paused = store::pause(&context.pool, space.id, id).await.map_err(ApiError::from_write)?;
    let replay = shown(context, &space, done(id, paused)?).await?;
    Ok(v1::PauseReplayResponse { replay: Some(replay) })
}

pub(super) async fn resume(
    context: &Context,
    request: v1::ResumeReplayRequest,
) -> Result<v1::ResumeReplayResponse, ApiError> {
    let space = context.space(&request.namespace).await?;
    let id: ReplayId = convert::id("replay_id", &request.replay_id)?;
    let resumed = store::resume(&context.pool, space.id, id).await.map_err(ApiError::from_write)?;
    let replay = done(id, resumed)?;
    context.replays.notify_one();
    let replay = shown(context, &space, replay).await?;
    Ok(v1::ResumeReplayResponse { replay: Some(replay) })
}

pub(super) async fn cancel(
    context: &Context,
    request: v1::CancelReplayRequest,
) -> Result<v1::CancelReplayResponse, ApiError> {
    let space = context.space(&request.namespace).await?;
    let id: ReplayId = convert::id("replay_id", &request.replay_id)?;
    let reason = reason(request.reason, "replay_cancelled")?;
    let cancelled = store::cancel(&context.pool, space.id, id, &reason).await;
    let replay = done(id, cancelled.map_err(ApiError::from_write)?)?;
    let ended = store::sweep(&context.pool, &context.commands, space.id, id).await;
    let cancelled = ended.map_err(|error| match error {
        SweepError::Store(error) => ApiError::from_write(error),
        SweepError::Command(error) => error.into(),
    })?;
    let replay = shown(context, &space, replay).await?;
    Ok(v1::CancelReplayResponse { replay: Some(replay), cancelled })
}

fn done(id: ReplayId, changed: Changed) -> Result<Replay, ApiError> {
    match changed {
        Changed::Done(replay) => Ok(replay),
        Changed::Over(replay) => {
            let message = format!("replay {id} is {}", replay.state.word());
            Err(ApiError::new(Reason::ReplayEnded, message)
                .hint(format!("sparrowctl replay show {id}")))
        }
        Changed::Unknown => Err(unknown_replay(id)),
    }
}

async fn shown(context: &Context, space: &Space, replay: Replay) -> Result<v1::Replay, ApiError> {
    let progress = progress(&context.pool, space.id, replay.id).await?;
    Ok(messages::replay(space, &replay, Some(progress)))
}
