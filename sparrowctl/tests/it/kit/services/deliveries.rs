//! Deliveries, attempts and dead letters.

use sparrow_proto::v1::{delivery_service_server::DeliveryService, *};
use tonic::{Code, Request, async_trait};

use super::{
    super::fake::{Then, refusal},
    Answer, Messages, Shared, ok, play, sample,
};

#[async_trait]
impl DeliveryService for Shared {
    async fn list_deliveries(
        &self,
        request: Request<ListDeliveriesRequest>,
    ) -> Answer<ListDeliveriesResponse> {
        self.asks("ListDeliveries", request)?;
        let deliveries = self.all(sample::deliveries());
        ok(ListDeliveriesResponse { deliveries, next_page_token: String::new() })
    }

    async fn get_delivery(
        &self,
        request: Request<GetDeliveryRequest>,
    ) -> Answer<GetDeliveryResponse> {
        self.read("GetDelivery")?;
        let id = request.into_inner().delivery_id;
        ok(GetDeliveryResponse {
            delivery: sample::deliveries().into_iter().find(|it| it.id == id),
        })
    }

    async fn retry_deliveries(
        &self,
        request: Request<RetryDeliveriesRequest>,
    ) -> Answer<RetryDeliveriesResponse> {
        self.write("RetryDeliveries")?;
        let ids = request.into_inner().delivery_ids;
        if ids.iter().any(|id| id == sample::DEAD) {
            let message = format!("{} has ended", sample::DEAD);
            return Err(refusal(Code::FailedPrecondition, "already_ended", &message, &[]));
        }
        ok(RetryDeliveriesResponse { changed: ids.len() as u32 })
    }

    async fn cancel_deliveries(
        &self,
        request: Request<CancelDeliveriesRequest>,
    ) -> Answer<CancelDeliveriesResponse> {
        self.write("CancelDeliveries")?;
        ok(CancelDeliveriesResponse { changed: request.into_inner().delivery_ids.len() as u32 })
    }

    type WatchDeliveriesStream = Messages<WatchDeliveriesResponse>;

    async fn watch_deliveries(
        &self,
        request: Request<WatchDeliveriesRequest>,
    ) -> Answer<Self::WatchDeliveriesStream> {
        self.asks("WatchDeliveries", request)?;
        let script = self.lock().watches.pop_front();
        play(script.unwrap_or((Vec::new(), Then::Stay)))
    }

    async fn list_attempts(
        &self,
        request: Request<ListAttemptsRequest>,
    ) -> Answer<ListAttemptsResponse> {
        self.asks("ListAttempts", request)?;
        let attempt = Attempt { request: None, response: None, ..sample::attempt() };
        ok(ListAttemptsResponse {
            attempts: self.all(vec![attempt]),
            next_page_token: String::new(),
        })
    }

    async fn get_attempt(&self, request: Request<GetAttemptRequest>) -> Answer<GetAttemptResponse> {
        let request = self.asks("GetAttempt", request)?;
        let mut attempt = sample::attempt();
        if let Some(sent) = attempt.request.as_mut().filter(|_| request.reveal) {
            let hidden = sent.headers.iter_mut().find(|header| header.value == b"[hidden]");
            hidden.unwrap().value = b"Bearer k7".to_vec();
        }
        ok(GetAttemptResponse { attempt: Some(attempt) })
    }

    type TailAttemptsStream = Messages<TailAttemptsResponse>;

    async fn tail_attempts(
        &self,
        request: Request<TailAttemptsRequest>,
    ) -> Answer<Self::TailAttemptsStream> {
        self.read("TailAttempts")?;
        let mut state = self.lock();
        state.tailed.push(request.into_inner());
        let script = state.tails.pop_front();
        play(script.unwrap_or((Vec::new(), Then::Stay)))
    }

    async fn list_dead_letters(
        &self,
        request: Request<ListDeadLettersRequest>,
    ) -> Answer<ListDeadLettersResponse> {
        self.asks("ListDeadLetters", request)?;
        let dead_letters = self.all(sample::deliveries()[1..2].to_vec());
        ok(ListDeadLettersResponse { dead_letters, next_page_token: String::new() })
    }

    async fn discard_dead_letters(
        &self,
        request: Request<DiscardDeadLettersRequest>,
    ) -> Answer<DiscardDeadLettersResponse> {
        self.write("DiscardDeadLetters")?;
        ok(DiscardDeadLettersResponse { discarded: request.into_inner().delivery_ids.len() as u32 })
    }
}
