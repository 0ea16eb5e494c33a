//! In which order events are accepted.

use sparrow_proto::v1::{EventInput, ListEventsRequest, PushEventsRequest};
use sqlx::Executor as _;

use super::{input, push};
use crate::harness::daemon::{Home, TestDaemon, webhook};
use crate::harness::{Receiver, TestDatabase};

const OTHER: &str = "other";
const EVENTS: usize = 6_000;

/// One after the other over a stream, as fast as they are accepted, each with a type of its own.
async fn stream(daemon: &TestDaemon) {
    let event = |n: usize| EventInput {
        namespace: OTHER.to_owned(),
        r#type: format!("n.{n:04}"),
        ..input("{}")
    };
    let events: Vec<_> = (0..EVENTS).map(event).collect();
    let messages: Vec<_> =
        events.chunks(500).map(|events| PushEventsRequest { events: events.to_vec() }).collect();
    let answers = daemon.events().push_events(tokio_stream::iter(messages)).await.unwrap();
    let mut answers = answers.into_inner();
    let mut accepted = 0;
    while let Some(answer) = answers.message().await.unwrap() {
        accepted = answer.accepted;
    }
    assert_eq!(accepted, u64::try_from(EVENTS).unwrap());
}

/// The types of the stream's events, the latest first.
async fn types(daemon: &TestDaemon) -> Vec<String> {
    let (mut types, mut page_token) = (Vec::new(), String::new());
    loop {
        let request = ListEventsRequest {
            namespace: OTHER.to_owned(),
            page_size: 1_000,
            page_token,
            ..ListEventsRequest::default()
        };
        let page = daemon.events().list_events(request).await.unwrap().into_inner();
        types.extend(page.events.into_iter().map(|event| event.r#type));
        page_token = page.next_page_token;
        if page_token.is_empty() {
            return types;
        }
    }
}

#[tokio::test]
async fn a_streams_events_keep_their_order_while_the_configuration_of_others_moves() {
    let (test, receiver) = (TestDatabase::create().await, Receiver::start().await);
    let daemon = Home::new(&test).start().await;
    let mut hook = webhook(&receiver.url("/"), &["none.such"], "none");
    daemon.register(hook.clone()).await;
    hook.namespace = OTHER.to_owned();
    daemon.register(hook).await;
    let mut connection = test.connect().await;
    // What is pushed here has to be matched again each time, and with it all that shares its batch.
    let others = async {
        loop {
            let moved =
                "UPDATE sparrow.namespaces SET revision = revision + 1 WHERE name <> 'other'";
            connection.execute(moved).await.unwrap();
            push(&daemon, input("{}")).await.unwrap();
        }
    };
    tokio::select! {
        () = others => {}
        () = stream(&daemon) => {}
    }
    let mut found = types(&daemon).await;
    found.reverse();
    assert_eq!(found.len(), EVENTS);
    assert!(found.is_sorted());
    daemon.stop().await;
}
