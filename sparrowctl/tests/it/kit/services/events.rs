//! What is pushed.

use sparrow_proto::v1::{event_service_server::EventService, *};
use tokio::sync::mpsc;
use tokio_stream::{StreamExt as _, wrappers::ReceiverStream};
use tonic::{Code, Request, Status, Streaming, async_trait};

use super::{super::fake::refusal, Answer, Messages, Shared, ok, sample};

#[async_trait]
impl EventService for Shared {
    async fn push_event(&self, request: Request<PushEventRequest>) -> Answer<PushEventResponse> {
        self.write("PushEvent")?;
        let event = request.into_inner().event.unwrap_or_default();
        let duplicate = event.idempotency_key == sample::USED_KEY;
        self.lock().pushed.push(event);
        ok(PushEventResponse { event_id: sample::EVENT.to_owned(), deliveries: 3, duplicate })
    }

    async fn push_event_batch(
        &self,
        request: Request<PushEventBatchRequest>,
    ) -> Answer<PushEventBatchResponse> {
        self.read("PushEventBatch")?;
        let events = request.into_inner().events;
        for (index, event) in events.iter().enumerate() {
            self.refusal_of(event, index).map_or(Ok(()), Err)?;
        }
        let answer = |event: &EventInput| PushEventResponse {
            event_id: sample::EVENT.to_owned(),
            deliveries: 3,
            duplicate: event.idempotency_key == sample::USED_KEY,
        };
        let results = events.iter().map(answer).collect();
        let mut state = self.lock();
        state.writes.push(format!("PushEventBatch {}", events.len()));
        state.pushed.extend(events);
        ok(PushEventBatchResponse { results })
    }

    type PushEventsStream = Messages<PushEventsResponse>;

    async fn push_events(
        &self,
        request: Request<Streaming<PushEventsRequest>>,
    ) -> Answer<Self::PushEventsStream> {
        self.read("PushEvents")?;
        let (sender, receiver) = mpsc::channel(16);
        let shared = self.clone();
        let mut requests = request.into_inner();
        tokio::runtime::Handle::current().spawn(async move {
            let (mut index, mut duplicates) = (0, 0);
            while let Some(Ok(request)) = requests.next().await {
                for event in request.events {
                    let refused = shared.refusal_of(&event, index);
                    if refused.is_none() {
                        index += 1;
                        duplicates += usize::from(event.idempotency_key == sample::USED_KEY);
                        shared.lock().pushed.push(event);
                        continue;
                    }
                    let _ = sender.send(Ok(progress(index, duplicates))).await;
                    if let Some(status) = refused {
                        let _ = sender.send(Err(status)).await;
                    }
                    return;
                }
                let _ = sender.send(Ok(progress(index, duplicates))).await;
            }
        });
        ok(Box::pin(ReceiverStream::new(receiver)))
    }

    async fn get_event(&self, _: Request<GetEventRequest>) -> Answer<GetEventResponse> {
        self.read("GetEvent")?;
        ok(GetEventResponse { event: Some(sample::event()) })
    }

    async fn list_events(&self, _: Request<ListEventsRequest>) -> Answer<ListEventsResponse> {
        self.read("ListEvents")?;
        let events = self.all(vec![Event { payload: Vec::new().into(), ..sample::event() }]);
        ok(ListEventsResponse { events, next_page_token: String::new() })
    }
}

fn progress(seen: usize, duplicates: usize) -> PushEventsResponse {
    let accepted = (seen - duplicates) as u64;
    PushEventsResponse { accepted, deliveries: 3 * accepted, duplicates: duplicates as u64 }
}

impl Shared {
    fn refusal_of(&self, event: &EventInput, index: usize) -> Option<Status> {
        let state = self.lock();
        if state.break_after == Some(index) {
            return Some(Status::unavailable("the daemon stops"));
        }
        (state.poison.as_deref() == Some(&event.payload)).then(|| {
            let index = index.to_string();
            let metadata = [("index", index.as_str()), ("hint", "write JSON")];
            refusal(Code::InvalidArgument, "invalid_json", "the payload is not JSON", &metadata)
        })
    }
}
