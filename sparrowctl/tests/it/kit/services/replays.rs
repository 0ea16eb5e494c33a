//! Replays, and the plans that they are made from.

use sparrow_proto::v1::{replay_service_server::ReplayService, *};
use tonic::{Request, async_trait};

use super::{super::fake::Then, Answer, Messages, Shared, ok, play, sample};

#[async_trait]
impl ReplayService for Shared {
    async fn create_replay(
        &self,
        request: Request<CreateReplayRequest>,
    ) -> Answer<CreateReplayResponse> {
        let asked = request.get_ref();
        let call = format!(
            "CreateReplay {} {} {}",
            asked.event_ids.len(),
            asked.delivery_ids.len(),
            asked.dead_letter_ids.len()
        );
        self.changes(&call, request)?;
        let state = self.lock().replays_stand;
        if let Some(state) = state {
            return ok(CreateReplayResponse { replay: Some(sample::replay_in(state)) });
        }
        let replay = Replay { state: ReplayState::Running.into(), total: 3, ..sample::replay() };
        ok(CreateReplayResponse { replay: Some(Replay { queued: 0, skipped: 0, ..replay }) })
    }

    async fn get_replay(&self, _: Request<GetReplayRequest>) -> Answer<GetReplayResponse> {
        self.read("GetReplay")?;
        let delivery_ids = vec![sample::DELIVERY.to_owned()];
        ok(GetReplayResponse { replay: Some(sample::replay()), delivery_ids })
    }

    async fn list_replays(&self, _: Request<ListReplaysRequest>) -> Answer<ListReplaysResponse> {
        self.read("ListReplays")?;
        let replays = self.all(vec![sample::replay()]);
        ok(ListReplaysResponse { replays, next_page_token: String::new() })
    }

    type WatchReplayStream = Messages<WatchReplayResponse>;

    async fn watch_replay(
        &self,
        _: Request<WatchReplayRequest>,
    ) -> Answer<Self::WatchReplayStream> {
        self.read("WatchReplay")?;
        let script = self.lock().replay_watches.pop_front();
        play(script.unwrap_or((Vec::new(), Then::Stay)))
    }

    async fn plan_replay(&self, request: Request<PlanReplayRequest>) -> Answer<PlanReplayResponse> {
        self.asks("PlanReplay", request)?;
        let total = self.lock().planned.unwrap_or(112);
        ok(sample::plan(total))
    }

    async fn drop_plan(&self, request: Request<DropPlanRequest>) -> Answer<DropPlanResponse> {
        self.asks("DropPlan", request)?;
        ok(DropPlanResponse { dropped: true })
    }

    async fn pause_replay(
        &self,
        request: Request<PauseReplayRequest>,
    ) -> Answer<PauseReplayResponse> {
        self.changes("PauseReplay", request)?;
        ok(PauseReplayResponse { replay: Some(sample::replay_in(ReplayState::Paused)) })
    }

    async fn resume_replay(
        &self,
        request: Request<ResumeReplayRequest>,
    ) -> Answer<ResumeReplayResponse> {
        self.changes("ResumeReplay", request)?;
        ok(ResumeReplayResponse { replay: Some(sample::replay_in(ReplayState::Running)) })
    }

    async fn cancel_replay(
        &self,
        request: Request<CancelReplayRequest>,
    ) -> Answer<CancelReplayResponse> {
        self.changes("CancelReplay", request)?;
        let replay = Some(sample::replay_in(ReplayState::Cancelled));
        ok(CancelReplayResponse { replay, cancelled: 7 })
    }
}
