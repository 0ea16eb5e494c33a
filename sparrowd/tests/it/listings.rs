//! Every listing with every filter, page by page, through the real daemon: each row that fits comes
//! once, in order, and nothing else.

use std::collections::BTreeMap;

use sparrow_proto::v1::{
    Attempt, Decision, Delivery, DeliveryState as State, ListAttemptsRequest,
    ListDeadLettersRequest, ListDeliveriesRequest, ListEventsRequest, PauseWebhookRequest, Webhook,
};
use tonic::Code;
use tonic_types::StatusExt as _;

use crate::harness::daemon::{Home, NAMESPACE, TestDaemon, webhook};
use crate::harness::{Answer, Receiver, SOON, TestDatabase, eventually};

const TYPES: [&str; 3] = ["order.paid", "order.sent", "user.made"];
/// Of each list, small enough for many pages.
const PAGE: u32 = 4;

/// A daemon with deliveries in every state and attempts of several outcomes.
struct House {
    _receivers: Vec<Receiver>,
    daemon: TestDaemon,
    hooks: BTreeMap<&'static str, String>,
    events: Vec<(String, &'static str)>,
}

impl House {
    async fn build(test: &TestDatabase) -> Self {
        let daemon = Home::new(test).start().await;
        let mut hooks = BTreeMap::new();
        let mut receivers = Vec::new();
        // Delivered; dead at once by 404 and by 500; retrying in an hour; held.
        for (name, answer, schedule) in [
            ("fine", 200, "none"),
            ("missing", 404, "none"),
            ("broken", 500, "none"),
            ("trying", 503, "fixed:1h"),
            ("held", 200, "none"),
        ] {
            let receiver = Receiver::with(Answer::status(answer)).await;
            let hook =
                Webhook { name: name.to_owned(), ..webhook(&receiver.url("/"), &["*"], schedule) };
            hooks.insert(name, daemon.register(hook).await.0.id);
            receivers.push(receiver);
        }
        let pause = PauseWebhookRequest {
            namespace: NAMESPACE.to_owned(),
            webhook: "held".to_owned(),
            ..Default::default()
        };
        daemon.webhooks().pause_webhook(pause).await.unwrap();
        let mut events = Vec::new();
        for n in 0..12 {
            let event_type = TYPES[n % TYPES.len()];
            events.push((daemon.push(event_type, b"{}").await.event_id, event_type));
        }
        // Four of five are attempted once.
        eventually(3 * SOON, async || {
            let request = ListAttemptsRequest {
                namespace: NAMESPACE.to_owned(),
                page_size: 1_000,
                ..Default::default()
            };
            let found = daemon.deliveries().list_attempts(request).await.unwrap().into_inner();
            match found.attempts.len() {
                48 => Ok(()),
                other => Err(other),
            }
        })
        .await;
        Self { _receivers: receivers, daemon, hooks, events }
    }

    async fn attempts(&self, request: ListAttemptsRequest) -> Vec<Attempt> {
        let (mut all, mut page_token) = (Vec::new(), String::new());
        loop {
            let request = ListAttemptsRequest {
                namespace: NAMESPACE.to_owned(),
                page_size: PAGE,
                page_token,
                ..request.clone()
            };
            let page = self.daemon.deliveries().list_attempts(request).await.unwrap().into_inner();
            all.extend(page.attempts);
            page_token = page.next_page_token;
            if page_token.is_empty() {
                return all;
            }
        }
    }

    async fn deliveries(&self, request: ListDeliveriesRequest) -> Vec<Delivery> {
        let (mut all, mut page_token) = (Vec::new(), String::new());
        loop {
            let request = ListDeliveriesRequest {
                namespace: NAMESPACE.to_owned(),
                page_size: PAGE,
                page_token,
                ..request.clone()
            };
            let page =
                self.daemon.deliveries().list_deliveries(request).await.unwrap().into_inner();
            all.extend(page.deliveries);
            page_token = page.next_page_token;
            if page_token.is_empty() {
                return all;
            }
        }
    }

    async fn dead_letters(&self, request: ListDeadLettersRequest) -> Vec<Delivery> {
        let (mut all, mut page_token) = (Vec::new(), String::new());
        loop {
            let request = ListDeadLettersRequest {
                namespace: NAMESPACE.to_owned(),
                page_size: PAGE,
                page_token,
                ..request.clone()
            };
            let page =
                self.daemon.deliveries().list_dead_letters(request).await.unwrap().into_inner();
            all.extend(page.dead_letters);
            page_token = page.next_page_token;
            if page_token.is_empty() {
                return all;
            }
        }
    }
}

fn millis(at: Option<prost_types::Timestamp>) -> i64 {
    let at = at.unwrap();
    at.seconds * 1_000 + i64::from(at.nanos) / 1_000_000
}

fn fits(pattern: &str, event_type: &str) -> bool {
    match pattern.strip_suffix('*') {
        Some(prefix) => event_type.starts_with(prefix),
        None => pattern.is_empty() || pattern == event_type,
    }
}

#[tokio::test]
async fn attempts_by_all_their_filters_come_once_each() {
    let test = TestDatabase::create().await;
    let house = House::build(&test).await;
    let all = house.attempts(ListAttemptsRequest::default()).await;
    assert_eq!(all.len(), 48);
    assert!(all.windows(2).all(|pair| pair[0].id > pair[1].id), "newest first");
    let (late, early) = (all[9].start_time, all[33].start_time);
    let scopes = [
        ListAttemptsRequest::default(),
        ListAttemptsRequest { webhook: house.hooks["missing"].clone(), ..Default::default() },
        ListAttemptsRequest { webhook: "fine".to_owned(), ..Default::default() },
        ListAttemptsRequest { event_id: house.events[3].0.clone(), ..Default::default() },
        ListAttemptsRequest { delivery_id: all[5].delivery_id.clone(), ..Default::default() },
    ];
    let statuses: [&[&str]; 6] =
        [&[], &["200"], &["4xx", "503"], &["5XX"], &["timeout"], &["404", "dns"]];
    let mut tried = 0;
    for scope in scopes {
        for words in statuses {
            for pattern in ["", "order.*", "user.made", "none.such"] {
                for (failed, since, until) in
                    [(false, None, None), (true, None, None), (false, early, late)]
                {
                    let request = ListAttemptsRequest {
                        statuses: words.iter().map(ToString::to_string).collect(),
                        event_type: pattern.to_owned(),
                        failed,
                        since,
                        until,
                        ..scope.clone()
                    };
                    let found = house.attempts(request.clone()).await;
                    let expected = all.iter().filter(|attempt| {
                        let status = attempt.status.to_string();
                        let class = format!("{}xx", attempt.status / 100);
                        let at = millis(attempt.start_time);
                        let hook = attempt.webhook_id == request.webhook
                            || attempt.webhook_name == request.webhook;
                        (request.webhook.is_empty() || hook)
                            && (request.event_id.is_empty() || attempt.event_id == request.event_id)
                            && (request.delivery_id.is_empty()
                                || attempt.delivery_id == request.delivery_id)
                            && (!failed || attempt.decision() != Decision::Delivered)
                            && (words.is_empty()
                                || words.iter().any(|w| **w == status || w.to_lowercase() == class))
                            && fits(pattern, &attempt.event_type)
                            && since.is_none_or(|since| at >= millis(Some(since)))
                            && until.is_none_or(|until| at < millis(Some(until)))
                    });
                    let expected: Vec<&str> = expected.map(|attempt| attempt.id.as_str()).collect();
                    let found: Vec<&str> = found.iter().map(|a| a.id.as_str()).collect();
                    assert_eq!(found, expected, "{request:?}");
                    tried += usize::from(!expected.is_empty());
                }
            }
        }
    }
    assert!(tried > 100, "only {tried} filters found anything");
    house.daemon.stop().await;
}

#[tokio::test]
async fn deliveries_and_dead_letters_by_all_their_filters_come_once_each() {
    let test = TestDatabase::create().await;
    let house = House::build(&test).await;
    // By event: there those delivered are listed too.
    let mut everything = Vec::new();
    for (event, _) in &house.events {
        everything.extend(house.daemon.deliveries_of(event).await);
    }
    assert_eq!(everything.len(), 60);
    everything.sort_unstable_by(|a, b| b.id.cmp(&a.id));
    let (late, early) = (everything[13].accept_time, everything[44].accept_time);
    let scopes = [
        ListDeliveriesRequest::default(),
        ListDeliveriesRequest { webhook: house.hooks["trying"].clone(), ..Default::default() },
        ListDeliveriesRequest { webhook: "held".to_owned(), ..Default::default() },
        ListDeliveriesRequest { webhook: "broken".to_owned(), ..Default::default() },
        ListDeliveriesRequest { event_id: house.events[4].0.clone(), ..Default::default() },
        ListDeliveriesRequest {
            event_id: house.events[5].0.clone(),
            webhook: "fine".to_owned(),
            ..Default::default()
        },
    ];
    let states: [&[State]; 6] = [
        &[],
        &[State::Dead],
        &[State::Retrying],
        &[State::Pending],
        &[State::Held, State::Dead],
        &[State::Cancelled, State::Expired, State::Retrying],
    ];
    let fitting = |request: &ListDeliveriesRequest, delivery: &Delivery| {
        let at = millis(delivery.accept_time);
        let hook =
            delivery.webhook_id == request.webhook || delivery.webhook_name == request.webhook;
        let listed = !request.event_id.is_empty() || delivery.state() != State::Delivered;
        (request.webhook.is_empty() || hook)
            && (request.event_id.is_empty() || delivery.event_id == request.event_id)
            && listed
            && (request.states.is_empty() || request.states.contains(&delivery.state))
            && fits(&request.event_type, &delivery.event_type)
            && request.since.is_none_or(|since| at >= millis(Some(since)))
            && request.until.is_none_or(|until| at < millis(Some(until)))
    };
    for scope in scopes {
        for wanted in states {
            for pattern in ["", "order.*", "user.made", "none.such"] {
                for (since, until) in [(None, None), (early, late)] {
                    let request = ListDeliveriesRequest {
                        states: wanted.iter().map(|state| (*state).into()).collect(),
                        event_type: pattern.to_owned(),
                        since,
                        until,
                        ..scope.clone()
                    };
                    let found = house.deliveries(request.clone()).await;
                    let expected = everything.iter().filter(|delivery| fitting(&request, delivery));
                    let mut expected: Vec<&str> = expected.map(|d| d.id.as_str()).collect();
                    if !request.event_id.is_empty() {
                        expected.reverse();
                    }
                    let found: Vec<&str> = found.iter().map(|d| d.id.as_str()).collect();
                    assert_eq!(found, expected, "{request:?}");
                    if wanted == [State::Dead] && request.event_id.is_empty() {
                        let dead = ListDeadLettersRequest {
                            webhook: request.webhook.clone(),
                            event_type: pattern.to_owned(),
                            since,
                            until,
                            ..Default::default()
                        };
                        let dead = house.dead_letters(dead).await;
                        let dead: Vec<&str> = dead.iter().map(|d| d.id.as_str()).collect();
                        assert_eq!(dead, expected, "dead letters: {request:?}");
                    }
                }
            }
        }
    }
    house.daemon.stop().await;
}

#[tokio::test]
async fn a_token_holds_for_its_filters_only() {
    let test = TestDatabase::create().await;
    let house = House::build(&test).await;
    let base = ListAttemptsRequest {
        namespace: NAMESPACE.to_owned(),
        page_size: PAGE,
        ..Default::default()
    };
    let list =
        async |request: ListAttemptsRequest| house.daemon.deliveries().list_attempts(request).await;
    let page_token = list(base.clone()).await.unwrap().into_inner().next_page_token;
    assert!(!page_token.is_empty());
    let with_token = ListAttemptsRequest { page_token: page_token.clone(), ..base.clone() };
    assert!(list(with_token.clone()).await.is_ok());
    for other in [
        ListAttemptsRequest { statuses: vec!["4xx".to_owned()], ..with_token.clone() },
        ListAttemptsRequest { event_type: "order.*".to_owned(), ..with_token.clone() },
        ListAttemptsRequest { failed: true, ..with_token.clone() },
        ListAttemptsRequest { since: Some(prost_types::Timestamp::default()), ..with_token },
    ] {
        let refused = list(other).await.unwrap_err();
        assert_eq!(refused.code(), Code::InvalidArgument);
        let reason = refused.get_error_details().error_info().unwrap().reason.clone();
        assert_eq!(reason, "invalid_page_token");
    }
    let events =
        ListEventsRequest { namespace: NAMESPACE.to_owned(), page_token, ..Default::default() };
    assert!(house.daemon.events().list_events(events).await.is_err(), "a token of another list");
    for bad in ["600", "ok"] {
        let refused = list(ListAttemptsRequest { statuses: vec![bad.to_owned()], ..base.clone() });
        assert_eq!(refused.await.unwrap_err().code(), Code::InvalidArgument);
    }
    house.daemon.stop().await;
}
