//! Every listing with every filter.

use anyhow::Context as _;
use prost_types::Timestamp;
use sparrow_proto::v1;
use sparrow_proto::v1::DeliveryState as State;
use sparrow_proto::v1::delivery_service_client::DeliveryServiceClient;
use sparrow_proto::v1::event_service_client::EventServiceClient;
use tonic::transport::Channel;

use super::Page;

const SIZE: u32 = 50;
/// The namespace with most, and one of the others.
const LARGE: &str = "tenant-01";
const SMALL: &str = "tenant-05";
/// The webhook with 3 million attempts, one with 12,000, and one that is paused.
const BUSY: &str = "hook-001";
const QUIET: &str = "hook-017";
const PAUSED: &str = "hook-020";

/// One listing with one filter.
pub(super) struct Case {
    pub list: &'static str,
    pub of: String,
    pub filter: String,
    call: Call,
}

enum Call {
    Events(v1::ListEventsRequest),
    Attempts(v1::ListAttemptsRequest),
    Deliveries(v1::ListDeliveriesRequest),
    DeadLetters(v1::ListDeadLettersRequest),
}

impl Case {
    pub(super) fn name(&self) -> String {
        format!("{} of {}, {}", self.list, self.of, self.filter)
    }

    pub(super) async fn page(&self, channel: &Channel, token: &str) -> anyhow::Result<Page> {
        let token = token.to_owned();
        let mut deliveries = DeliveryServiceClient::new(channel.clone());
        Ok(match &self.call {
            Call::Events(request) => {
                let request = v1::ListEventsRequest { page_token: token, ..request.clone() };
                let mut events = EventServiceClient::new(channel.clone());
                let page = events.list_events(request).await?.into_inner();
                (page.events.into_iter().map(|event| event.id).collect(), page.next_page_token)
            }
            Call::Attempts(request) => {
                let request = v1::ListAttemptsRequest { page_token: token, ..request.clone() };
                let page = deliveries.list_attempts(request).await?.into_inner();
                (page.attempts.into_iter().map(|one| one.id).collect(), page.next_page_token)
            }
            Call::Deliveries(request) => {
                let request = v1::ListDeliveriesRequest { page_token: token, ..request.clone() };
                let page = deliveries.list_deliveries(request).await?.into_inner();
                (page.deliveries.into_iter().map(|one| one.id).collect(), page.next_page_token)
            }
            Call::DeadLetters(request) => {
                let request = v1::ListDeadLettersRequest { page_token: token, ..request.clone() };
                let page = deliveries.list_dead_letters(request).await?.into_inner();
                (page.dead_letters.into_iter().map(|one| one.id).collect(), page.next_page_token)
            }
        })
    }
}

/// A window of two days, three weeks ago.
#[derive(Clone, Copy)]
struct Window(Timestamp, Timestamp);

pub(super) async fn all(channel: &Channel) -> anyhow::Result<Vec<Case>> {
    let found = Found::look(channel).await?;
    let mut cases = events(found.window);
    cases.extend(attempts(&found));
    cases.extend(deliveries(&found));
    cases.extend(dead_letters(found.window));
    Ok(cases)
}

/// What the cases are about.
struct Found {
    event: String,
    delivery: String,
    window: Window,
}

impl Found {
    async fn look(channel: &Channel) -> anyhow::Result<Self> {
        let request = v1::ListEventsRequest {
            namespace: LARGE.to_owned(),
            page_size: 1,
            ..Default::default()
        };
        let mut events = EventServiceClient::new(channel.clone());
        let newest = events.list_events(request).await?.into_inner().events;
        let newest = newest.first().context("there is no history; load bench/sql/history.sql")?;
        let at = newest.accept_time.context("an event without a time")?.seconds;
        let ago = |days: i64| Timestamp { seconds: at - days * 86_400, nanos: 0 };
        let request = v1::ListDeliveriesRequest {
            namespace: LARGE.to_owned(),
            event_id: newest.id.clone(),
            ..Default::default()
        };
        let mut deliveries = DeliveryServiceClient::new(channel.clone());
        let of = deliveries.list_deliveries(request).await?.into_inner().deliveries;
        Ok(Self {
            event: newest.id.clone(),
            delivery: of.first().context("an event without a delivery")?.id.clone(),
            window: Window(ago(21), ago(19)),
        })
    }
}

fn namespaces() -> [&'static str; 2] {
    [LARGE, SMALL]
}

fn events(window: Window) -> Vec<Case> {
    let mut cases = Vec::new();
    for namespace in namespaces() {
        let all = v1::ListEventsRequest {
            namespace: namespace.to_owned(),
            page_size: SIZE,
            ..Default::default()
        };
        let of_type =
            |r#type: &str| v1::ListEventsRequest { r#type: r#type.to_owned(), ..all.clone() };
        let in_time = |request: v1::ListEventsRequest| v1::ListEventsRequest {
            since: Some(window.0),
            until: Some(window.1),
            ..request
        };
        for (filter, request) in [
            ("none", all.clone()),
            ("type `order.paid`", of_type("order.paid")),
            ("type `user.*`", of_type("user.*")),
            ("type that nobody pushed", of_type("none.such")),
            ("two days", in_time(all.clone())),
            ("two days, type `user.left`", in_time(of_type("user.left"))),
        ] {
            let (of, filter) = (namespace.to_owned(), filter.to_owned());
            cases.push(Case { list: "events", of, filter, call: Call::Events(request) });
        }
    }
    cases
}

fn attempts(found: &Found) -> Vec<Case> {
    let large = v1::ListAttemptsRequest {
        namespace: LARGE.to_owned(),
        page_size: SIZE,
        ..Default::default()
    };
    let small = v1::ListAttemptsRequest { namespace: SMALL.to_owned(), ..large.clone() };
    let of_webhook =
        |webhook: &str| v1::ListAttemptsRequest { webhook: webhook.to_owned(), ..large.clone() };
    let mut cases = Vec::new();
    for (of, base) in [
        (LARGE.to_owned(), large.clone()),
        (SMALL.to_owned(), small),
        (format!("{BUSY}, 3 million"), of_webhook(BUSY)),
        (format!("{QUIET}, 12,000"), of_webhook(QUIET)),
        (
            "an event".to_owned(),
            v1::ListAttemptsRequest { event_id: found.event.clone(), ..large.clone() },
        ),
        (
            "a delivery".to_owned(),
            v1::ListAttemptsRequest { delivery_id: found.delivery.clone(), ..large.clone() },
        ),
    ] {
        for (filter, request) in attempt_filters(&base, found.window) {
            let (of, call) = (of.clone(), Call::Attempts(request));
            cases.push(Case { list: "attempts", of, filter, call });
        }
    }
    cases
}

fn attempt_filters(
    base: &v1::ListAttemptsRequest,
    window: Window,
) -> Vec<(String, v1::ListAttemptsRequest)> {
    let in_time = |request: v1::ListAttemptsRequest| v1::ListAttemptsRequest {
        since: Some(window.0),
        until: Some(window.1),
        ..request
    };
    let failed = v1::ListAttemptsRequest { failed: true, ..base.clone() };
    let of_type = |event_type: &str| v1::ListAttemptsRequest {
        event_type: event_type.to_owned(),
        ..base.clone()
    };
    let statuses = |statuses: &[&str]| v1::ListAttemptsRequest {
        statuses: statuses.iter().map(ToString::to_string).collect(),
        ..base.clone()
    };
    let mut filters = vec![
        ("none".to_owned(), base.clone()),
        ("failed".to_owned(), failed.clone()),
        ("type `order.paid`".to_owned(), of_type("order.paid")),
        ("type `user.left`".to_owned(), of_type("user.left")),
        ("type that nobody pushed".to_owned(), of_type("none.such")),
        ("two days".to_owned(), in_time(base.clone())),
        ("two days, failed".to_owned(), in_time(failed.clone())),
        ("two days, `dns`".to_owned(), in_time(statuses(&["dns"]))),
        (
            "failed, `5xx`, type `user.*`".to_owned(),
            v1::ListAttemptsRequest {
                failed: true,
                statuses: vec!["5xx".to_owned()],
                ..of_type("user.*")
            },
        ),
    ];
    for one in [
        &["200"][..],
        &["204"],
        &["404"],
        &["5xx"],
        &["timeout"],
        &["dns"],
        &["tls"],
        &["4xx", "refused"],
    ] {
        let words: Vec<String> = one.iter().map(|status| format!("`{status}`")).collect();
        filters.push((words.join(" "), statuses(one)));
    }
    filters
}

fn deliveries(found: &Found) -> Vec<Case> {
    let large = v1::ListDeliveriesRequest {
        namespace: LARGE.to_owned(),
        page_size: SIZE,
        ..Default::default()
    };
    let small = v1::ListDeliveriesRequest { namespace: SMALL.to_owned(), ..large.clone() };
    let of_webhook =
        |webhook: &str| v1::ListDeliveriesRequest { webhook: webhook.to_owned(), ..large.clone() };
    let of_event = v1::ListDeliveriesRequest { event_id: found.event.clone(), ..large.clone() };
    let mut cases = Vec::new();
    for (of, base) in [
        (LARGE.to_owned(), large.clone()),
        (SMALL.to_owned(), small),
        (format!("{BUSY}, 3 million"), of_webhook(BUSY)),
        (format!("{QUIET}, 12,000"), of_webhook(QUIET)),
        (format!("{PAUSED}, paused"), of_webhook(PAUSED)),
        ("an event".to_owned(), of_event),
    ] {
        for (filter, request) in delivery_filters(&base, found.window) {
            let (of, call) = (of.clone(), Call::Deliveries(request));
            cases.push(Case { list: "deliveries", of, filter, call });
        }
    }
    cases
}

fn delivery_filters(
    base: &v1::ListDeliveriesRequest,
    window: Window,
) -> Vec<(String, v1::ListDeliveriesRequest)> {
    let in_time = |request: v1::ListDeliveriesRequest| v1::ListDeliveriesRequest {
        since: Some(window.0),
        until: Some(window.1),
        ..request
    };
    let of = |states: &[State]| v1::ListDeliveriesRequest {
        states: states.iter().map(|state| (*state).into()).collect(),
        ..base.clone()
    };
    let of_type = |request: v1::ListDeliveriesRequest, event_type: &str| {
        v1::ListDeliveriesRequest { event_type: event_type.to_owned(), ..request }
    };
    [
        ("none", base.clone()),
        ("pending", of(&[State::Pending])),
        ("retrying", of(&[State::Retrying])),
        ("held", of(&[State::Held])),
        ("dead", of(&[State::Dead])),
        ("cancelled", of(&[State::Cancelled])),
        ("expired", of(&[State::Expired])),
        ("discarded", of(&[State::Discarded])),
        ("retrying or dead", of(&[State::Retrying, State::Dead])),
        ("type `order.paid`", of_type(base.clone(), "order.paid")),
        ("type `user.left`", of_type(base.clone(), "user.left")),
        ("type that nobody pushed", of_type(base.clone(), "none.such")),
        ("two days", in_time(base.clone())),
        ("two days, retrying", in_time(of(&[State::Retrying]))),
        ("two days, cancelled", in_time(of(&[State::Cancelled]))),
        ("two days, dead, type `user.*`", in_time(of_type(of(&[State::Dead]), "user.*"))),
    ]
    .map(|(filter, request)| (filter.to_owned(), request))
    .into()
}

fn dead_letters(window: Window) -> Vec<Case> {
    let mut cases = Vec::new();
    for (namespace, webhook) in [(LARGE, ""), (SMALL, ""), (LARGE, BUSY), (LARGE, QUIET)] {
        let all = v1::ListDeadLettersRequest {
            namespace: namespace.to_owned(),
            page_size: SIZE,
            webhook: webhook.to_owned(),
            ..Default::default()
        };
        let of_type = |event_type: &str| v1::ListDeadLettersRequest {
            event_type: event_type.to_owned(),
            ..all.clone()
        };
        let in_time = |request: v1::ListDeadLettersRequest| v1::ListDeadLettersRequest {
            since: Some(window.0),
            until: Some(window.1),
            ..request
        };
        for (filter, request) in [
            ("none", all.clone()),
            ("type `order.paid`", of_type("order.paid")),
            ("type that nobody pushed", of_type("none.such")),
            ("two days", in_time(all.clone())),
            ("two days, type `user.*`", in_time(of_type("user.*"))),
        ] {
            let of = if webhook.is_empty() { namespace } else { webhook }.to_owned();
            let (filter, call) = (filter.to_owned(), Call::DeadLetters(request));
            cases.push(Case { list: "dead letters", of, filter, call });
        }
    }
    cases
}
