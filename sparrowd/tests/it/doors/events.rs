//! Events: pushed, found, listed.

use std::collections::HashMap;

use bytes::Bytes;
use sparrow_proto::v1::admin_service_client::AdminServiceClient;
use sparrow_proto::v1::{
    EventInput, GetEventRequest, GetSystemHealthRequest, ListEventsRequest, PushEventRequest,
};
use tonic::Code;

use super::{channel, daemon, refused};
use crate::harness::TestDatabase;
use crate::harness::daemon::{Home, NAMESPACE, TestDaemon};

fn input(event_type: &str, payload: impl Into<Bytes>) -> EventInput {
    EventInput {
        namespace: NAMESPACE.to_owned(),
        r#type: event_type.to_owned(),
        payload: payload.into(),
        ..EventInput::default()
    }
}

async fn push(daemon: &TestDaemon, event: EventInput) -> Result<String, tonic::Status> {
    let request = PushEventRequest { event: Some(event) };
    Ok(daemon.events().push_event(request).await?.into_inner().event_id)
}

#[tokio::test]
async fn an_event_is_kept_as_it_was_pushed() {
    let test = TestDatabase::create().await;
    let daemon = daemon(&test).await;
    let event = EventInput {
        content_type: "text/plain".to_owned(),
        metadata: HashMap::from([("trace".to_owned(), "7".to_owned())]),
        ..input("note.made", Bytes::from_static(b"not { json\xff"))
    };
    let event_id = push(&daemon, event.clone()).await.unwrap();
    let request = GetEventRequest { namespace: NAMESPACE.to_owned(), event_id };
    let found = daemon.events().get_event(request).await.unwrap().into_inner().event.unwrap();
    assert_eq!((found.payload, found.content_type), (event.payload, event.content_type));
    assert_eq!((found.metadata, found.payload_bytes), (event.metadata, 11));
    assert_eq!(found.deliveries, 0);
}

#[tokio::test]
async fn each_mistake_has_its_reason() {
    let test = TestDatabase::create().await;
    let daemon = Home::new(&test).with("delivery.max_payload", "1KiB").start().await;
    let quoted = |n: usize| format!("\"{}\"", "x".repeat(n));
    for (event, code, reason) in [
        (input("", "1"), Code::InvalidArgument, "missing_field"),
        (input("a..b", "1"), Code::InvalidArgument, "invalid_event_type"),
        (input("a", "{"), Code::InvalidArgument, "invalid_json"),
        (input("a", ""), Code::InvalidArgument, "invalid_json"),
        (input("a", quoted(1_100)), Code::InvalidArgument, "payload_too_large"),
        (input("a", quoted(8 << 20)), Code::InvalidArgument, "payload_too_large"),
        (
            EventInput { namespace: "none".to_owned(), ..input("a", "1") },
            Code::NotFound,
            "unknown_namespace",
        ),
        (
            EventInput { content_type: "x\r\ny: z".to_owned(), ..input("a", "1") },
            Code::InvalidArgument,
            "invalid_argument",
        ),
    ] {
        let answer = refused(push(&daemon, event).await);
        assert_eq!((answer.code, answer.reason.as_str()), (code, reason));
    }
    let namespace = NAMESPACE.to_owned();
    let request = GetEventRequest {
        namespace: namespace.clone(),
        event_id: "wh_01jd9x4m7wq2e8t5k3f6a9hmc4".to_owned(),
    };
    assert_eq!(refused(daemon.events().get_event(request).await).reason, "wrong_id_type");
    let request =
        GetEventRequest { namespace, event_id: "evt_01jd9x4m7wq2e8t5k3f6a9hmc4".to_owned() };
    assert_eq!(refused(daemon.events().get_event(request).await).reason, "unknown_event");
}

#[tokio::test]
async fn lists_go_from_new_to_old_under_their_filters() {
    let test = TestDatabase::create().await;
    let daemon = daemon(&test).await;
    let mut ids = Vec::new();
    for event_type in ["order.paid", "user.made", "order.shipped", "order.paid"] {
        ids.push(push(&daemon, input(event_type, "{}")).await.unwrap());
    }
    let list = async |mut request: ListEventsRequest| {
        request.namespace = NAMESPACE.to_owned();
        request.page_size = 1;
        let mut found = Vec::new();
        loop {
            let page = daemon.events().list_events(request.clone()).await.unwrap().into_inner();
            assert!(
                page.events
                    .iter()
                    .all(|event| event.payload.is_empty() && event.payload_bytes == 2)
            );
            found.extend(page.events);
            if page.next_page_token.is_empty() {
                return found;
            }
            request.page_token = page.next_page_token;
        }
    };
    let of = |event_type: &str| ListEventsRequest {
        r#type: event_type.to_owned(),
        ..ListEventsRequest::default()
    };
    let listed = async |request| -> Vec<String> {
        list(request).await.into_iter().map(|event| event.id).collect()
    };
    assert_eq!(listed(of("")).await, [&ids[3], &ids[2], &ids[1], &ids[0]].map(Clone::clone));
    assert_eq!(listed(of("order.paid")).await, [&ids[3], &ids[0]].map(Clone::clone));
    assert_eq!(listed(of("order.*")).await, [&ids[3], &ids[2], &ids[0]].map(Clone::clone));
    assert_eq!(listed(of("none")).await, Vec::<String>::new());

    let all = list(of("")).await;
    let oldest = all.last().unwrap().accept_time;
    let since = ListEventsRequest { since: oldest, ..of("") };
    assert_eq!(list(since).await.len(), 4, "since is within");
    let until = ListEventsRequest { until: oldest, ..of("") };
    assert_eq!(list(until).await.len(), 0, "until is not");
}

#[tokio::test]
async fn the_system_is_told_in_numbers() {
    let test = TestDatabase::create().await;
    let daemon = daemon(&test).await;
    let mut client = AdminServiceClient::new(channel(&daemon).await);
    for namespace in ["", NAMESPACE] {
        let request = GetSystemHealthRequest { namespace: namespace.to_owned() };
        let health = client.get_system_health(request).await.unwrap().into_inner();
        assert!(health.ready && health.not_ready_reason.is_empty());
        assert!(health.schema_version >= 3 && health.live_nodes == 1);
        assert!(health.database_latency.is_some() && !health.database_version.is_empty());
        assert_eq!((health.backlog, health.dead_letters), (0, 0));
    }
    let request = GetSystemHealthRequest { namespace: "none".to_owned() };
    assert_eq!(refused(client.get_system_health(request).await).reason, "unknown_namespace");
}
