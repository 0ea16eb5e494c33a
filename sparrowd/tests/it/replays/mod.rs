//! Replays through real daemons: selected, planned, paced, paused, cancelled.

mod change;
mod pace;
mod selection;

use std::collections::BTreeSet;

use sparrow_proto::v1::{
    CreateReplayRequest, GetReplayRequest, PlanReplayRequest, PlanReplayResponse, Replay,
    ReplaySelection, ReplayState,
};
use tonic::Status;
use tonic_types::StatusExt as _;

use crate::harness::daemon::{NAMESPACE, TestDaemon};
use crate::harness::{SOON, eventually};

fn reason(status: &Status) -> String {
    status.get_error_details().error_info().map(|info| info.reason.clone()).unwrap_or_default()
}

fn wish() -> CreateReplayRequest {
    CreateReplayRequest { namespace: NAMESPACE.to_owned(), ..Default::default() }
}

fn of_events(event_ids: &[String]) -> CreateReplayRequest {
    CreateReplayRequest { event_ids: event_ids.to_vec(), ..wish() }
}

fn select(selection: ReplaySelection) -> CreateReplayRequest {
    CreateReplayRequest { selection: Some(selection), ..wish() }
}

fn carry_out(plan: &PlanReplayResponse) -> CreateReplayRequest {
    CreateReplayRequest { plan_id: plan.plan_id.clone(), ..wish() }
}

impl TestDaemon {
    async fn try_plan(&self, request: CreateReplayRequest) -> Result<PlanReplayResponse, Status> {
        let request = PlanReplayRequest { replay: Some(request) };
        Ok(self.replays().plan_replay(request).await?.into_inner())
    }

    async fn try_replay(&self, request: CreateReplayRequest) -> Result<Replay, Status> {
        let answer = self.replays().create_replay(request).await?.into_inner();
        Ok(answer.replay.unwrap())
    }

    async fn replay(&self, request: CreateReplayRequest) -> Replay {
        self.try_replay(request).await.unwrap()
    }

    async fn show(&self, replay: &Replay) -> Replay {
        let request =
            GetReplayRequest { namespace: NAMESPACE.to_owned(), replay_id: replay.id.clone() };
        self.replays().get_replay(request).await.unwrap().into_inner().replay.unwrap()
    }

    /// All made, and all ended.
    async fn through(&self, replay: &Replay) -> Replay {
        eventually(6 * SOON, async || match self.show(replay).await {
            shown if shown.state() == ReplayState::Done && ended(&shown) == shown.queued => {
                Ok(shown)
            }
            other => Err(other),
        })
        .await
    }

    /// Pushes so many events of this type; their ids in order.
    async fn pushes(&self, event_type: &str, count: usize) -> Vec<String> {
        let mut ids = Vec::with_capacity(count);
        for _ in 0..count {
            ids.push(self.push(event_type, b"{}").await.event_id);
        }
        ids
    }

    /// Waits until every delivery of these events has ended.
    async fn ended(&self, events: &[String]) {
        for event in events {
            eventually(3 * SOON, async || {
                let all = self.deliveries_of(event).await;
                if all.iter().all(|delivery| delivery.end_time.is_some()) {
                    Ok(())
                } else {
                    Err(all)
                }
            })
            .await;
        }
    }
}

fn ended(replay: &Replay) -> u32 {
    replay.delivered + replay.dead + replay.other
}

fn set(ids: impl IntoIterator<Item = impl ToString>) -> BTreeSet<String> {
    ids.into_iter().map(|id| id.to_string()).collect()
}
