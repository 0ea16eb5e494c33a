//! Many events over one stream.

use bytes::Bytes;
use sparrow_proto::v1::{EventInput, ListEventsRequest, PushEventsRequest, PushEventsResponse};
use tonic::{Code, Status};

use super::{Refused, daemon, refused};
use crate::harness::TestDatabase;
use crate::harness::daemon::{NAMESPACE, TestDaemon};

fn input(payload: &'static str) -> EventInput {
    EventInput {
        namespace: NAMESPACE.to_owned(),
        r#type: "a".to_owned(),
        payload: Bytes::from_static(payload.as_bytes()),
        ..EventInput::default()
    }
}

/// Sends these events in messages of 100: the last progress told, and how it ended.
async fn push(
    daemon: &TestDaemon,
    events: Vec<EventInput>,
) -> (PushEventsResponse, Result<(), Status>) {
    let messages: Vec<_> =
        events.chunks(100).map(|events| PushEventsRequest { events: events.to_vec() }).collect();
    let answers = daemon.events().push_events(tokio_stream::iter(messages)).await.unwrap();
    let mut answers = answers.into_inner();
    let mut last = PushEventsResponse::default();
    loop {
        match answers.message().await {
            Ok(Some(answer)) => {
                assert!(answer.accepted > last.accepted, "progress rises");
                last = answer;
            }
            Ok(None) => return (last, Ok(())),
            Err(status) => return (last, Err(status)),
        }
    }
}

async fn kept(daemon: &TestDaemon) -> usize {
    let request = ListEventsRequest {
        namespace: NAMESPACE.to_owned(),
        page_size: 1_000,
        ..ListEventsRequest::default()
    };
    daemon.events().list_events(request).await.unwrap().into_inner().events.len()
}

fn index(refused: &Refused) -> &str {
    &refused.details.error_info().unwrap().metadata["index"]
}

#[tokio::test]
async fn all_are_accepted_and_counted() {
    let test = TestDatabase::create().await;
    let daemon = daemon(&test).await;
    let (told, ended) = push(&daemon, vec![input("{}"); 950]).await;
    ended.unwrap();
    assert_eq!(told.accepted, 950);
    assert_eq!(kept(&daemon).await, 950);
}

#[tokio::test]
async fn one_that_is_refused_ends_the_stream_after_those_before_it() {
    let test = TestDatabase::create().await;
    let daemon = daemon(&test).await;
    let mut events = vec![input("{}"); 900];
    events[321] = input("{");
    let (told, ended) = push(&daemon, events).await;
    let error = refused(ended);
    assert_eq!((error.code, error.reason.as_str()), (Code::InvalidArgument, "invalid_json"));
    assert_eq!(index(&error), "321");
    assert_eq!(told.accepted, 321);
    assert_eq!(kept(&daemon).await, 321);
}

#[tokio::test]
async fn an_unknown_namespace_is_told_with_its_place() {
    let test = TestDatabase::create().await;
    let daemon = daemon(&test).await;
    let mut events = vec![input("{}"); 10];
    events[7].namespace = "none".to_owned();
    let (told, ended) = push(&daemon, events).await;
    let error = refused(ended);
    assert_eq!(error.reason, "unknown_namespace");
    assert_eq!((index(&error), told.accepted), ("7", 7));
    assert_eq!(kept(&daemon).await, 7, "nothing behind it is accepted");
}
