//! What can be followed: attempts, deliveries and replays, through the real daemon. And what is shown
//! of a single attempt.

use std::collections::HashSet;
use std::time::Duration;

use sparrow_proto::v1::tail_attempts_response::Record;
use sparrow_proto::v1::{
    Attempt, CreateReplayRequest, DeliveryState, DiscardDeadLettersRequest, GetAttemptRequest,
    GetReplayRequest, ListAttemptsRequest, ListDeadLettersRequest, ListDeliveriesRequest,
    PauseWebhookRequest, ReplayState, ResumeWebhookRequest, TailAttemptsRequest,
    TailAttemptsResponse, WatchDeliveriesRequest, WatchDeliveriesResponse, WatchReplayRequest,
};
use tokio::time::timeout;
use tonic::{Code, Status, Streaming};
use tonic_types::StatusExt as _;

use crate::harness::daemon::{Home, NAMESPACE, TestDaemon, webhook};
use crate::harness::{Answer, Receiver, SOON, TestDatabase, eventually};

fn everything() -> TailAttemptsRequest {
    TailAttemptsRequest { namespace: NAMESPACE.to_owned(), ..Default::default() }
}

struct Tail(Streaming<TailAttemptsResponse>);

impl Tail {
    /// Stands: its first record has come. With the cursor of that.
    async fn open(daemon: &TestDaemon, request: TailAttemptsRequest) -> (Self, String) {
        let stream = daemon.deliveries().tail_attempts(request).await.unwrap().into_inner();
        let mut tail = Self(stream);
        let ready = tail.next().await;
        assert!(matches!(ready.record, Some(Record::Ready(_))), "{ready:?}");
        (tail, ready.cursor)
    }

    async fn next(&mut self) -> TailAttemptsResponse {
        timeout(SOON, self.0.message()).await.expect("a record").unwrap().expect("no end")
    }

    async fn attempt(&mut self) -> (Attempt, String) {
        let next = self.next().await;
        match next.record {
            Some(Record::Attempt(attempt)) => (attempt, next.cursor),
            other => panic!("{other:?} is no attempt"),
        }
    }

    async fn attempts(&mut self, count: usize) -> Vec<(Attempt, String)> {
        let mut attempts = Vec::with_capacity(count);
        while attempts.len() < count {
            attempts.push(self.attempt().await);
        }
        attempts
    }
}

fn reason(status: &Status) -> String {
    status.get_error_details().error_info().map(|info| info.reason.clone()).unwrap_or_default()
}

#[tokio::test]
async fn an_attempt_is_in_tail_as_soon_as_it_is_settled() {
    let test = TestDatabase::create().await;
    let receiver = Receiver::start().await;
    let daemon = Home::new(&test).start().await;
    let (hook, _) = daemon.register(webhook(&receiver.url("/"), &["*"], "none")).await;
    let (mut tail, _) = Tail::open(&daemon, everything()).await;
    for _ in 0..3 {
        let accepted = daemon.push("order.paid", b"{}").await;
        // Sooner than other nodes would be asked: it comes by the settler's wake.
        let soon = Duration::from_millis(900);
        let (attempt, cursor) = timeout(soon, tail.attempt()).await.expect("an attempt at once");
        assert_eq!((attempt.event_id, attempt.webhook_id), (accepted.event_id, hook.id.clone()));
        assert_eq!((attempt.event_type.as_str(), attempt.status), ("order.paid", 200));
        assert!(attempt.request.is_none() && !cursor.is_empty());
    }
    daemon.stop().await;
}

#[tokio::test]
async fn tail_goes_on_after_any_record_without_loss_or_repetition() {
    let test = TestDatabase::create().await;
    let receiver = Receiver::start().await;
    let daemon = Home::new(&test).start().await;
    for n in 0..20 {
        daemon.register(webhook(&receiver.url(&format!("/{n}")), &["*"], "none")).await;
    }
    let (mut tail, start) = Tail::open(&daemon, everything()).await;
    for _ in 0..5 {
        daemon.push("order.paid", b"{}").await;
    }
    let seen = tail.attempts(100).await;
    let ids: Vec<&str> = seen.iter().map(|(attempt, _)| attempt.id.as_str()).collect();
    // Twenty are settled together more often than not, so most of these cut a batch in two.
    for place in [0, 1, 7, 50, 98] {
        let request = TailAttemptsRequest { cursor: seen[place].1.clone(), ..everything() };
        let (mut again, _) = Tail::open(&daemon, request).await;
        let rest = again.attempts(99 - place).await;
        let rest: Vec<&str> = rest.iter().map(|(attempt, _)| attempt.id.as_str()).collect();
        assert_eq!(rest, ids[place + 1..], "after record {place}");
    }
    let request = TailAttemptsRequest { cursor: start, ..everything() };
    let (mut again, _) = Tail::open(&daemon, request).await;
    assert_eq!(again.attempts(100).await.len(), 100);
    daemon.stop().await;
}

#[tokio::test]
async fn a_client_that_is_slow_misses_nothing() {
    const HOOKS: usize = 20;
    // More attempts than are kept in memory for streams.
    const ALL: usize = 5_000;
    let long = Duration::from_mins(2);
    let test = TestDatabase::create().await;
    let receiver = Receiver::start().await;
    let daemon = Home::new(&test).start().await;
    for n in 0..HOOKS {
        daemon.register(webhook(&receiver.url(&format!("/{n}")), &["*"], "none")).await;
    }
    let (mut tail, _) = Tail::open(&daemon, everything()).await;
    for _ in 0..ALL / HOOKS {
        daemon.push("order.paid", b"{}").await;
    }
    receiver.wait_for(ALL, long).await;
    let seen = timeout(long, tail.attempts(ALL)).await.expect("all attempts");
    let distinct: HashSet<&str> = seen.iter().map(|(attempt, _)| attempt.id.as_str()).collect();
    assert_eq!(distinct.len(), ALL, "each once");
    daemon.stop().await;
}

#[tokio::test]
async fn tail_ends_with_a_cursor_that_holds_after_a_restart() {
    let test = TestDatabase::create().await;
    let receiver = Receiver::start().await;
    let home = Home::new(&test);
    let daemon = home.start().await;
    daemon.register(webhook(&receiver.url("/"), &["*"], "none")).await;
    let (mut tail, _) = Tail::open(&daemon, everything()).await;
    daemon.push("order.paid", b"{}").await;
    let (first, _) = tail.attempt().await;
    daemon.stop().await;
    let end = tail.next().await;
    assert!(matches!(end.record, Some(Record::End(_))), "{end:?}");
    assert_eq!(tail.0.message().await.unwrap(), None);

    let daemon = home.start().await;
    daemon.push("order.refunded", b"{}").await;
    let request = TailAttemptsRequest { cursor: end.cursor, ..everything() };
    let (mut tail, _) = Tail::open(&daemon, request).await;
    let (second, _) = tail.attempt().await;
    assert_ne!(second.id, first.id);
    assert_eq!(second.event_type, "order.refunded", "of another incarnation, from its first row");
    daemon.stop().await;
}

#[tokio::test]
async fn tail_shows_what_other_nodes_did() {
    let test = TestDatabase::create().await;
    let receiver = Receiver::start().await;
    let home = Home::new(&test);
    let daemon = home.start().await;
    daemon.register(webhook(&receiver.url("/"), &["*"], "none")).await;
    let other = home.neighbour().start().await;
    // Whichever has the lane makes the attempt, and both show it.
    let (mut here, _) = Tail::open(&daemon, everything()).await;
    let (mut there, _) = Tail::open(&other, everything()).await;
    let accepted = daemon.push("order.paid", b"{}").await;
    assert_eq!(here.attempt().await.0.event_id, accepted.event_id);
    assert_eq!(there.attempt().await.0.event_id, accepted.event_id);
    other.stop().await;
    daemon.stop().await;
}

#[tokio::test]
async fn tail_shows_what_is_asked_for() {
    let test = TestDatabase::create().await;
    let bad = Receiver::with(Answer::status(503)).await;
    let good = Receiver::start().await;
    let daemon = Home::new(&test).start().await;
    let named = sparrow_proto::v1::Webhook {
        name: "bad".to_owned(),
        ..webhook(&bad.url("/"), &["order.*"], "none")
    };
    daemon.register(named).await;
    daemon.register(webhook(&good.url("/"), &["*"], "none")).await;
    let entries = |entry: &str| vec![entry.to_owned()];
    let requests = [
        TailAttemptsRequest { webhooks: entries("bad"), ..everything() },
        TailAttemptsRequest { failed: true, ..everything() },
        TailAttemptsRequest { statuses: entries("5xx"), ..everything() },
        TailAttemptsRequest { statuses: entries("503"), ..everything() },
        TailAttemptsRequest { event_types: entries("order.*"), failed: true, ..everything() },
    ];
    let mut tails = Vec::new();
    for request in requests {
        tails.push(Tail::open(&daemon, request).await.0);
    }
    daemon.push("user.created", b"{}").await;
    let order = daemon.push("order.paid", b"{}").await;
    for tail in &mut tails {
        let (attempt, _) = tail.attempt().await;
        assert_eq!((attempt.webhook_name.as_str(), attempt.status), ("bad", 503));
        assert_eq!(attempt.event_id, order.event_id);
    }
    let refused = [
        (TailAttemptsRequest { statuses: entries("teapot"), ..everything() }, "invalid_argument"),
        (TailAttemptsRequest { cursor: "c_x".to_owned(), ..everything() }, "invalid_cursor"),
        (TailAttemptsRequest { webhooks: entries("nobody"), ..everything() }, "unknown_webhook"),
        (
            TailAttemptsRequest {
                since: Some(prost_types::Timestamp { seconds: 1, nanos: 0 }),
                ..everything()
            },
            "invalid_argument",
        ),
    ];
    for (request, expected) in refused {
        let status = daemon.deliveries().tail_attempts(request).await.unwrap_err();
        assert_eq!(reason(&status), expected);
    }
    daemon.stop().await;
}

#[tokio::test]
async fn an_attempt_is_shown_as_it_was_sent_and_answered() {
    let test = TestDatabase::create().await;
    let answer = Answer::status(418).header("x-tea", "green").body("short and stout");
    let receiver = Receiver::with(answer).await;
    let daemon = Home::new(&test).start().await;
    daemon.register(webhook(&receiver.url("/hook?x=1"), &["*"], "none")).await;
    let payload = br#"{ "b": 1.10, "a": 9007199254740993 }"#;
    let accepted = daemon.push("order.paid", payload).await;
    let received = receiver.wait_for(1, SOON).await.remove(0);

    let request = ListAttemptsRequest {
        namespace: NAMESPACE.to_owned(),
        event_id: accepted.event_id.clone(),
        failed: true,
        ..Default::default()
    };
    let listed = eventually(SOON, async || {
        let answer = daemon.deliveries().list_attempts(request.clone()).await.unwrap();
        answer.into_inner().attempts.pop().ok_or("not settled yet")
    })
    .await;
    let request = GetAttemptRequest {
        namespace: NAMESPACE.to_owned(),
        attempt_id: listed.id,
        ..Default::default()
    };
    let answer = daemon.deliveries().get_attempt(request).await.unwrap().into_inner();
    let attempt = answer.attempt.unwrap();

    let sent = attempt.request.unwrap();
    assert_eq!((sent.method.as_str(), sent.url), ("POST", receiver.url("/hook?x=1")));
    assert_eq!(sent.body.as_ref(), payload);
    let shown: Vec<(String, Vec<u8>)> =
        sent.headers.into_iter().map(|header| (header.name, header.value)).collect();
    let real: Vec<(String, Vec<u8>)> = received
        .headers
        .iter()
        .map(|(name, value)| (name.to_string(), value.as_bytes().to_vec()))
        .collect();
    let sorted = |mut headers: Vec<(String, Vec<u8>)>| {
        headers.sort();
        headers
    };
    assert_eq!(sorted(shown), sorted(real), "every header that the receiver got, and no other");

    let got = attempt.response.unwrap();
    assert_eq!((got.status, got.body.as_ref()), (418, b"short and stout".as_slice()));
    assert!(!got.body_truncated);
    let tea = got.headers.iter().find(|header| header.name == "x-tea").unwrap();
    assert_eq!(tea.value, b"green");
    assert_eq!(attempt.rule, "max_attempts");

    let unknown = attempt.id.replace("att_", "evt_");
    let request = GetAttemptRequest {
        namespace: NAMESPACE.to_owned(),
        attempt_id: unknown,
        ..Default::default()
    };
    let status = daemon.deliveries().get_attempt(request).await.unwrap_err();
    assert_eq!(reason(&status), "wrong_id_type");
    daemon.stop().await;
}

fn watch_event(event_id: &str) -> WatchDeliveriesRequest {
    WatchDeliveriesRequest {
        namespace: NAMESPACE.to_owned(),
        event_id: event_id.to_owned(),
        ..Default::default()
    }
}

async fn told<T>(stream: &mut Streaming<T>) -> Option<T> {
    timeout(SOON, stream.message()).await.expect("something is told").unwrap()
}

/// Everything that is told until the end, of which there is one.
async fn to_the_end(
    stream: &mut Streaming<WatchDeliveriesResponse>,
) -> Vec<WatchDeliveriesResponse> {
    let mut all = Vec::new();
    while let Some(message) = told(stream).await {
        all.push(message);
    }
    all
}

#[tokio::test]
async fn a_watch_tells_every_change_and_ends_when_all_have_ended() {
    let test = TestDatabase::create().await;
    let good = Receiver::start().await;
    let bad = Receiver::with(Answer::status(500)).await;
    let daemon = Home::new(&test).start().await;
    let (held, _) = daemon.register(webhook(&good.url("/"), &["*"], "none")).await;
    daemon.register(webhook(&bad.url("/"), &["*"], "none")).await;
    let pause = PauseWebhookRequest {
        namespace: NAMESPACE.to_owned(),
        webhook: held.id.clone(),
        reason: "later".to_owned(),
    };
    daemon.webhooks().pause_webhook(pause).await.unwrap();
    let accepted = daemon.push("order.paid", b"{}").await;

    let request = watch_event(&accepted.event_id);
    let mut watch = daemon.deliveries().watch_deliveries(request).await.unwrap().into_inner();
    let first = told(&mut watch).await.unwrap();
    assert_eq!((first.deliveries.len(), first.total), (2, 2));
    let mut ended = first.ended;
    while ended < 1 {
        ended = told(&mut watch).await.unwrap().ended;
    }
    let resume = ResumeWebhookRequest { namespace: NAMESPACE.to_owned(), webhook: held.id.clone() };
    daemon.webhooks().resume_webhook(resume).await.unwrap();
    let rest = to_the_end(&mut watch).await;
    let last = rest.last().unwrap();
    assert_eq!((last.total, last.ended), (2, 2));
    let delivered = last.deliveries.iter().find(|d| d.webhook_id == held.id).unwrap();
    assert_eq!(delivered.state(), DeliveryState::Delivered);
    assert!(delivered.end_time.is_some() && delivered.attempts == 1);

    // Of what has ended there is one message; of what matched nobody too.
    let request = watch_event(&accepted.event_id);
    let mut watch = daemon.deliveries().watch_deliveries(request).await.unwrap().into_inner();
    let all = to_the_end(&mut watch).await;
    assert_eq!((all.len(), all[0].deliveries.len(), all[0].ended), (1, 2, 2));
    daemon.stop().await;
}

#[tokio::test]
async fn a_watch_of_an_event_that_matched_nobody_is_told_so() {
    let test = TestDatabase::create().await;
    let daemon = Home::new(&test).start().await;
    let accepted = daemon.push("order.paid", b"{}").await;
    let request = watch_event(&accepted.event_id);
    let mut watch = daemon.deliveries().watch_deliveries(request).await.unwrap().into_inner();
    let all = to_the_end(&mut watch).await;
    assert_eq!((all.len(), all[0].total, all[0].ended), (1, 0, 0));
    let unknown = WatchDeliveriesRequest {
        namespace: NAMESPACE.to_owned(),
        delivery_ids: vec!["dlv_00000000000000000000010001".to_owned()],
        ..Default::default()
    };
    let status = daemon.deliveries().watch_deliveries(unknown).await.unwrap_err();
    assert_eq!((status.code(), reason(&status)), (Code::NotFound, "unknown_delivery".to_owned()));
    daemon.stop().await;
}

#[tokio::test]
async fn a_pause_is_told_to_those_who_watch() {
    let test = TestDatabase::create().await;
    let receiver = Receiver::with(Answer::status(500)).await;
    let daemon = Home::new(&test).start().await;
    let (hook, _) = daemon.register(webhook(&receiver.url("/"), &["*"], "fixed:1h")).await;
    let accepted = daemon.push("order.paid", b"{}").await;
    let request = watch_event(&accepted.event_id);
    let mut watch = daemon.deliveries().watch_deliveries(request).await.unwrap().into_inner();
    let mut state = async |wanted: DeliveryState| {
        loop {
            let message = told(&mut watch).await.unwrap();
            if message.deliveries.iter().any(|delivery| delivery.state() == wanted) {
                return;
            }
        }
    };
    state(DeliveryState::Retrying).await;
    let pause = PauseWebhookRequest {
        namespace: NAMESPACE.to_owned(),
        webhook: hook.id.clone(),
        reason: "later".to_owned(),
    };
    daemon.webhooks().pause_webhook(pause).await.unwrap();
    state(DeliveryState::Held).await;
    daemon.stop().await;
}

fn replay(ids: &[String]) -> CreateReplayRequest {
    CreateReplayRequest {
        namespace: NAMESPACE.to_owned(),
        dead_letter_ids: ids.to_vec(),
        ..Default::default()
    }
}

#[tokio::test]
async fn a_replay_is_watched_to_its_end() {
    let test = TestDatabase::create().await;
    let receiver = Receiver::start().await.then([Answer::status(500), Answer::status(500)]);
    let daemon = Home::new(&test).start().await;
    daemon.register(webhook(&receiver.url("/"), &["*"], "none")).await;
    let mut dead = Vec::new();
    for _ in 0..2 {
        let accepted = daemon.push("order.paid", b"{}").await;
        let delivery = daemon.deliveries_of(&accepted.event_id).await.remove(0);
        eventually(SOON, async || match daemon.delivery(&delivery.id).await.state() {
            DeliveryState::Dead => Ok(()),
            other => Err(other),
        })
        .await;
        dead.push(delivery.id);
    }
    let status = daemon.replays().create_replay(replay(&[])).await.unwrap_err();
    assert_eq!(reason(&status), "missing_field");

    let made = daemon.replays().create_replay(replay(&dead)).await.unwrap().into_inner();
    let made = made.replay.unwrap();
    assert_eq!((made.total, made.state()), (2, ReplayState::Running));
    let request =
        WatchReplayRequest { namespace: NAMESPACE.to_owned(), replay_id: made.id.clone() };
    let mut watch = daemon.replays().watch_replay(request).await.unwrap().into_inner();
    let mut last = None;
    while let Some(message) = told(&mut watch).await {
        last = message.replay;
    }
    let last = last.unwrap();
    assert_eq!((last.state(), last.queued, last.delivered), (ReplayState::Done, 2, 2));

    let request = GetReplayRequest { namespace: NAMESPACE.to_owned(), replay_id: made.id.clone() };
    let shown = daemon.replays().get_replay(request).await.unwrap().into_inner();
    let again = daemon.delivery(&shown.delivery_ids[0]).await;
    assert_eq!((&again.replay_id, again.state()), (&made.id, DeliveryState::Delivered));
    assert_eq!(daemon.delivery(&dead[0]).await.replayed_by, made.id);
    let not_dead = replay(&shown.delivery_ids[..1]);
    let status = daemon.replays().create_replay(not_dead).await.unwrap_err();
    assert_eq!((status.code(), reason(&status)), (Code::FailedPrecondition, "not_dead".to_owned()));
    daemon.stop().await;
}

#[tokio::test]
async fn dead_letters_are_listed_and_discarded() {
    let test = TestDatabase::create().await;
    let receiver = Receiver::with(Answer::status(500)).await;
    let daemon = Home::new(&test).start().await;
    daemon.register(webhook(&receiver.url("/"), &["*"], "none")).await;
    let accepted = daemon.push("order.paid", b"{}").await;
    let request = ListDeadLettersRequest { namespace: NAMESPACE.to_owned(), ..Default::default() };
    let list = async || {
        let answer = daemon.deliveries().list_dead_letters(request.clone()).await.unwrap();
        answer.into_inner().dead_letters
    };
    let letter = eventually(SOON, async || list().await.pop().ok_or("none yet")).await;
    assert_eq!((letter.event_id, letter.attempts), (accepted.event_id, 1));
    assert_eq!(letter.last_attempt.unwrap().status, 500);

    let discard = DiscardDeadLettersRequest {
        namespace: NAMESPACE.to_owned(),
        delivery_ids: vec![letter.id.clone()],
        reason: String::new(),
    };
    let answer = daemon.deliveries().discard_dead_letters(discard.clone()).await.unwrap();
    assert_eq!(answer.into_inner().discarded, 1);
    assert_eq!(list().await, []);
    let discarded = daemon.delivery(&letter.id).await;
    assert_eq!(discarded.state(), DeliveryState::Discarded);
    assert_eq!((discarded.reason.as_str(), discarded.ended_by.as_str()), ("discarded", "operator"));
    let status = daemon.deliveries().discard_dead_letters(discard).await.unwrap_err();
    assert_eq!((status.code(), reason(&status)), (Code::FailedPrecondition, "not_dead".to_owned()));
    let wanted = ListDeliveriesRequest {
        namespace: NAMESPACE.to_owned(),
        states: vec![DeliveryState::Delivered.into()],
        ..Default::default()
    };
    let status = daemon.deliveries().list_deliveries(wanted).await.unwrap_err();
    assert_eq!(reason(&status), "invalid_argument", "delivered ones are listed by event");
    daemon.stop().await;
}
