//! Headers of an event's own.

use std::collections::HashMap;

use sparrow_proto::v1::{DeliveryState, EventInput, GetAttemptRequest};

use super::{delivery_of, event, in_state, input, push};
use crate::harness::daemon::{Home, NAMESPACE, webhook};
use crate::harness::{Answer, Receiver, SOON, TestDatabase};

fn headers() -> HashMap<String, String> {
    let pairs = [("X-Tenant", "acme \"1\""), ("authorization", "Bearer t")];
    pairs.into_iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect()
}

#[tokio::test]
async fn they_are_sent_with_every_attempt_and_shown() {
    let test = TestDatabase::create().await;
    let receiver = Receiver::with(Answer::status(500)).await;
    let home = Home::new(&test);
    let daemon = home.start().await;
    daemon.register(webhook(&receiver.url("/"), &["*"], "fixed:1s")).await;
    let pushed = push(&daemon, EventInput { headers: headers(), ..input("{}") }).await.unwrap();
    receiver.wait_for(1, SOON).await;

    // Another life of the daemon has them from the database.
    daemon.crash().await;
    let before = receiver.requests().len();
    receiver.answers(Answer::status(200));
    let daemon = home.start().await;
    let requests = receiver.wait_for(before + 1, SOON).await;
    for request in &requests {
        assert_eq!(request.header("x-tenant"), "acme \"1\"");
        assert_eq!(request.header("authorization"), "Bearer t");
    }

    let found = event(&daemon, &pushed.event_id).await;
    let shown: HashMap<_, _> =
        headers().into_iter().map(|(name, value)| (name.to_lowercase(), value)).collect();
    assert_eq!(found.headers, shown);
    let delivery = delivery_of(&daemon, &pushed.event_id).await.id;
    in_state(&daemon, &delivery, DeliveryState::Delivered, SOON).await;
    let attempt_id = daemon.attempts_of(&delivery).await.pop().unwrap().id;
    let request =
        GetAttemptRequest { namespace: NAMESPACE.to_owned(), attempt_id, ..Default::default() };
    let attempt = daemon.deliveries().get_attempt(request).await.unwrap().into_inner();
    let sent = attempt.attempt.unwrap().request.unwrap();
    let last = requests.last().unwrap();
    let as_shown: Vec<_> = sent.headers.iter().map(|h| (h.name.as_str(), &h.value[..])).collect();
    let as_received: Vec<_> =
        last.headers.iter().map(|(name, value)| (name.as_str(), value.as_bytes())).collect();
    assert_eq!(as_shown, as_received);
    daemon.stop().await;
}
