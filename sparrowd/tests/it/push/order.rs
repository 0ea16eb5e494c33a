//! What a stream of events can count on while others, or PostgreSQL, are in its way.

use sparrow_proto::v1::{EventInput, ListEventsRequest, PushEventsRequest};
use sqlx::Executor as _;
use tonic::{Code, Status};

use super::{input, push};
use crate::harness::daemon::{Home, TestDaemon, webhook};
use crate::harness::{Receiver, SOON, TestDatabase};

const OTHER: &str = "other";
const EVENTS: usize = 6_000;

/// One after the other over a stream, as fast as they are accepted, each with a type of its own: how many
/// were told, and how it ended. `meanwhile` is called at each answer.
async fn stream(
    daemon: &TestDaemon,
    mut meanwhile: impl AsyncFnMut(u64),
) -> (usize, Result<(), Status>) {
    let event =
        |n: usize| EventInput { namespace: OTHER.to_owned(), r#type: kind(n), ..input("{}") };
    let events: Vec<_> = (0..EVENTS).map(event).collect();
    let messages: Vec<_> =
        events.chunks(500).map(|events| PushEventsRequest { events: events.to_vec() }).collect();
    let answers = daemon.events().push_events(tokio_stream::iter(messages)).await.unwrap();
    let (mut answers, mut accepted) = (answers.into_inner(), 0);
    let ended = loop {
        match answers.message().await {
            Ok(Some(answer)) => {
                accepted = answer.accepted;
                meanwhile(accepted).await;
            }
            Ok(None) => break Ok(()),
            Err(status) => break Err(status),
        }
    };
    (usize::try_from(accepted).unwrap(), ended)
}

fn kind(n: usize) -> String {
    format!("n.{n:04}")
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
        (accepted, ended) = stream(&daemon, async |_| {}) => {
            ended.unwrap();
            assert_eq!(accepted, EVENTS);
        }
    }
    let mut found = types(&daemon).await;
    found.reverse();
    assert_eq!(found.len(), EVENTS);
    assert!(found.is_sorted());
    daemon.stop().await;
}

#[tokio::test]
async fn what_a_stream_was_told_is_kept_and_delivered_though_sessions_are_ended() {
    let (test, receiver) = (TestDatabase::create().await, Receiver::start().await);
    let daemon = Home::new(&test).start().await;
    let mut hook = webhook(&receiver.url("/"), &["n.*"], "none");
    hook.namespace = OTHER.to_owned();
    daemon.register(hook).await;
    let mut connection = test.connect().await;
    let mut struck = false;
    let strike = async |accepted| {
        if accepted > 1_000 && !std::mem::replace(&mut struck, true) {
            let end = "
                SELECT pg_terminate_backend(pid) FROM pg_stat_activity
                WHERE datname = current_database() AND pid <> pg_backend_pid()";
            connection.execute(end).await.unwrap();
        }
    };
    let (accepted, ended) = stream(&daemon, strike).await;
    let code = ended.unwrap_err().code();
    assert!(matches!(code, Code::Unavailable | Code::Unknown), "{code}");
    let mut found = types(&daemon).await;
    found.reverse();
    assert!(accepted < EVENTS && found.len() >= accepted);
    assert!(found.iter().take(accepted).cloned().eq((0..accepted).map(kind)));
    receiver.wait_for(accepted, SOON).await;
    daemon.stop().await;
}
