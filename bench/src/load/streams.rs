//! Bulk push: a few streams, each with some batches that are not acknowledged yet.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use sparrow_proto::v1::event_service_client::EventServiceClient;
use sparrow_proto::v1::{EventInput, PushEventsRequest};
use tokio::sync::{Semaphore, mpsc};
use tokio::task::JoinSet;
use tokio_stream::wrappers::ReceiverStream;
use tonic::transport::Channel;

use super::{Pushed, Shared};
use crate::payload::{self, now_us};

const BATCH: usize = 256;
/// Batches of one stream that are not acknowledged yet.
const AHEAD: usize = 8;

pub(super) async fn push(
    shared: Arc<Shared>,
    clients: Vec<EventServiceClient<Channel>>,
) -> anyhow::Result<Pushed> {
    let mut streams = JoinSet::new();
    for client in clients {
        streams.spawn(stream(Arc::clone(&shared), client));
    }
    let mut all = Pushed::default();
    while let Some(one) = streams.join_next().await {
        all.add(one?);
    }
    Ok(all)
}

async fn stream(shared: Arc<Shared>, mut client: EventServiceClient<Channel>) -> Pushed {
    let (send, requests) = mpsc::channel(1);
    // A permit for each event that may be on its way.
    let window = Arc::new(Semaphore::new(BATCH * AHEAD));
    let sender = tokio::spawn(batches(Arc::clone(&shared), send, Arc::clone(&window)));
    let mut pushed = Pushed::default();
    let mut counted = 0;
    match client.push_events(ReceiverStream::new(requests)).await {
        Ok(answers) => {
            let mut answers = answers.into_inner();
            loop {
                match answers.message().await {
                    Ok(Some(answer)) => {
                        let more = answer.accepted.saturating_sub(counted);
                        counted = answer.accepted;
                        shared.acknowledged.fetch_add(more, Ordering::Relaxed);
                        window.add_permits(usize::try_from(more).unwrap_or(0));
                    }
                    Ok(None) => break,
                    Err(status) => {
                        refuse(&mut pushed, &status);
                        break;
                    }
                }
            }
        }
        Err(status) => refuse(&mut pushed, &status),
    }
    // Whoever waits for a place waits in vain now.
    window.close();
    let sent = sender.await.unwrap_or_default();
    // They are accepted in the order sent.
    let accepted = usize::try_from(counted).unwrap_or(usize::MAX);
    pushed.accepted = sent.into_iter().take(accepted).collect();
    pushed
}

fn refuse(pushed: &mut Pushed, status: &tonic::Status) {
    pushed.refused += 1;
    pushed.refusal.get_or_insert(status.message().to_owned());
}

/// Comes back with the events sent, in their order.
async fn batches(
    shared: Arc<Shared>,
    send: mpsc::Sender<PushEventsRequest>,
    window: Arc<Semaphore>,
) -> Vec<u64> {
    let mut sent = Vec::new();
    loop {
        let Ok(places) = window.acquire_many(u32::try_from(BATCH).unwrap_or(1)).await else {
            return sent;
        };
        places.forget();
        let begun = sent.len();
        sent.extend((0..BATCH).map_while(|_| shared.next()));
        let events = sent[begun..].iter().map(|n| event(&shared, *n)).collect::<Vec<_>>();
        if events.is_empty() || send.send(PushEventsRequest { events }).await.is_err() {
            return sent;
        }
    }
}

fn event(shared: &Shared, n: u64) -> EventInput {
    let (namespace, event_type) = shared.plan.targets.of(n);
    let payload = payload::write(shared.mark(n, now_us()), shared.plan.size);
    EventInput { namespace, r#type: event_type, payload, ..EventInput::default() }
}
