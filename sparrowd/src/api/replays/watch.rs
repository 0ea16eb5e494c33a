//! `WatchReplay`: a replay as it is, then whenever its counts change.
//!
//! The settlements tell when counting again is worth while; counting looks at every delivery of the
//! replay, so the pause before the next count is in proportion to what the last one took.

use std::sync::Arc;
use std::time::Duration;

use futures::StreamExt as _;
use futures::stream::{self, BoxStream};
use sparrow_proto::v1;
use tokio::time::sleep;
use tonic::Status;

use super::super::context::Context;
use super::super::deliveries::stopping;
use super::super::error::ApiError;
use super::super::follow::{Settled, Stream};
use super::super::{convert, messages};
use super::read::unknown_replay;
use crate::clock::Clock;
use crate::domain::ids::{DeliveryId, DeliveryOrigin, NamespaceId, ReplayId};
use crate::store::catalog::Space;
use crate::store::replays as store;

/// How often it is counted though no settlement asked for it.
const AGAIN: Duration = Duration::from_secs(30);

type Messages = BoxStream<'static, Result<v1::WatchReplayResponse, Status>>;

pub(super) async fn watch(
    context: Context,
    request: v1::WatchReplayRequest,
) -> Result<Messages, ApiError> {
    let space = context.space(&request.namespace).await?;
    let id: ReplayId = convert::id("replay_id", &request.replay_id)?;
    if store::get(&context.pool, space.id, id).await?.is_none() {
        return Err(unknown_replay(id));
    }
    let cursor = context.follower.feed().head().await?;
    let stream = context.follower.follow(cursor)?;
    let watch = Watch { context, space, id, stream, told: None, running: true, pause: None };
    Ok(stream::unfold(watch, |mut watch| async move { Some((watch.next().await?, watch)) }).boxed())
}

struct Watch {
    context: Context,
    space: Arc<Space>,
    id: ReplayId,
    stream: Stream,
    told: Option<v1::Replay>,
    /// Its deliveries are still being made: that settles nothing, so it is counted again anyhow.
    running: bool,
    /// Before the next count, at least; `None`: the first one is due now. Zero: there is no next.
    pause: Option<Duration>,
}

impl Watch {
    async fn next(&mut self) -> Option<Result<v1::WatchReplayResponse, Status>> {
        loop {
            if self.pause == Some(Duration::ZERO) {
                return None;
            }
            match self.count_again().await {
                Ok(replay) if self.told.as_ref() != Some(&replay) => {
                    self.told = Some(replay.clone());
                    return Some(Ok(v1::WatchReplayResponse { replay: Some(replay) }));
                }
                Ok(_) => {}
                Err(error) => {
                    self.pause = Some(Duration::ZERO);
                    return Some(Err(error.into()));
                }
            }
        }
    }

    async fn count_again(&mut self) -> Result<v1::Replay, ApiError> {
        if let Some(pause) = self.pause {
            self.wait(pause).await?;
        }
        let begun = Clock::now();
        let (pool, namespace) = (&self.context.pool, self.space.id);
        // Ends are counted after what was made, so that they can't be fewer than it knows of.
        let replay = store::get(pool, namespace, self.id).await?;
        let replay = replay.ok_or_else(|| unknown_replay(self.id))?;
        let progress = store::progress(pool, namespace, self.id).await?;
        self.running = !replay.state.is_over();
        let over = !self.running && progress.ended() >= replay.queued;
        let pause = store::pause_after(Clock::now().since(begun));
        self.pause = Some(if over { Duration::ZERO } else { pause });
        Ok(messages::replay(&self.space, &replay, Some(progress)))
    }

    /// Until something of a replay has settled, but no shorter than the pause.
    async fn wait(&mut self, pause: Duration) -> Result<(), ApiError> {
        let mut worth_while = self.running;
        let (pause, again) = (sleep(pause), sleep(AGAIN));
        tokio::pin!(pause, again);
        let mut paused = false;
        loop {
            if paused && worth_while {
                return Ok(());
            }
            tokio::select! {
                biased;
                () = self.context.tasks.stopping().cancelled_owned() => return Err(stopping()),
                step = self.stream.next() => {
                    worth_while |= concerns_replays(self.space.id, &step?.settled);
                }
                () = &mut pause, if !paused => paused = true,
                () = &mut again => return Ok(()),
            }
        }
    }
}

/// Whether it moved any delivery that a replay has made.
fn concerns_replays(namespace: NamespaceId, settled: &Settled) -> bool {
    let attempted = settled.attempts.iter().map(|record| (record.namespace, record.delivery));
    let replayed = |id: DeliveryId| id.origin() == DeliveryOrigin::Replay;
    attempted
        .chain(settled.batch.deliveries.iter().copied())
        .any(|(space, id)| space == namespace && replayed(id))
}
