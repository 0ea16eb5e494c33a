//! A namespace in the middle of an ordinary day, with ids and times that never change.

use std::collections::HashMap;

use prost_types::{Duration, Timestamp};
use sparrow_proto::v1::{
    Attempt, Decision, Delivery, DeliveryState, Event, Header, Health, Namespace, Node, NodeState,
    Outcome, Pause, PlanReplayResponse, PlannedWebhook, Replay, ReplayState, Request, Response,
    RetryPolicy, SecretKind, Suspension, Timing, Webhook, WebhookSecret, WebhookStats,
};

pub const NOW: &str = "2026-11-23T14:22:10Z";
/// The same, in seconds.
pub const NOW_SECONDS: i64 = 1_795_443_730;

pub const ACME: &str = "wh_01jd9x4m7wq2e8t5k3f6a9hmc4";
pub const LEGACY: &str = "wh_01jb2k8c5n7d4x9q3mp2r5wz7k";
pub const MIRROR: &str = "wh_01jb7q2x9d5k8m3n6p4r7s2t5v";
pub const CRM: &str = "wh_01jc3q2x9d5k8m3n6p4r7s2t5v";
pub const EVENT: &str = "evt_01jd9x7rkc3v6m2p8wz4t00000";
pub const DELIVERY: &str = "dlv_01jd9x7rkc3v6m2p8wz4t00001";
pub const DEAD: &str = "dlv_01jd9x7rkc3v6m2p8wz4t00002";
pub const HELD: &str = "dlv_01jd9x7rkc3v6m2p8wz4t00003";
pub const ATTEMPT: &str = "att_01jd9x7s0f5h3n8q6bk4w8x2mz";
pub const REPLAY: &str = "rpl_01jd9x9s0f5h3n8q6bk4w8x2mz";
pub const PLAN: &str = "plan_01jd9xa0f5h3n8q6bk4w8x2mz7";
/// An idempotency key that an earlier push had.
pub const USED_KEY: &str = "order-17";

/// So many seconds before now.
pub fn ago(seconds: i64) -> Option<Timestamp> {
    Some(Timestamp { seconds: NOW_SECONDS - seconds, nanos: 204_000_000 })
}

pub fn millis(millis: i64) -> Option<Duration> {
    Some(Duration { seconds: millis / 1_000, nanos: (millis % 1_000) as i32 * 1_000_000 })
}

pub fn namespaces() -> Vec<Namespace> {
    let namespace = |name: &str, webhooks, waiting, more| Namespace {
        name: name.to_owned(),
        create_time: ago(2_000_000),
        webhooks,
        revision: 17,
        waiting,
        waiting_is_more: more,
    };
    vec![namespace("billing", 0, 0, false), namespace("default", 3, 10_000, true)]
}

/// Two that work, and one that drains.
pub fn nodes() -> Vec<Node> {
    let node = |node_id: &str, host: &str, state: NodeState, lanes, in_flight| Node {
        node_id: node_id.to_owned(),
        host: host.to_owned(),
        version: "0.1.0".to_owned(),
        state: state.into(),
        start_time: ago(532_800),
        beat_age: millis(412),
        lanes,
        lowest_epoch: if lanes > 0 { 3 } else { 0 },
        highest_epoch: if lanes > 0 { 7 } else { 0 },
        in_flight,
        answers: lanes > 0,
    };
    let mut nodes = vec![
        node("0193596a-64f0-4c3c-b40f-a1b2c3d4e5f6", "sparrow-1", NodeState::Live, 128, 12),
        node("e47f01c2-1d0e-4b7a-9c55-0f3b8a6d2e91", "sparrow-2", NodeState::Live, 128, 9),
        node("5b2e77aa-90cd-4f21-8e13-66d1c0b4fa02", "sparrow-3", NodeState::Draining, 0, 0),
    ];
    nodes[1].answers = false;
    nodes
}

fn retry() -> RetryPolicy {
    let waits = [5, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400];
    RetryPolicy {
        schedule: "standard".to_owned(),
        max_attempts: 10,
        final_statuses: vec![410],
        waits: waits.iter().filter_map(|wait| millis(wait * 1_000)).collect(),
    }
}

fn webhook(id: &str, name: &str, url: &str, events: &[&str], health: Health) -> Webhook {
    Webhook {
        id: id.to_owned(),
        namespace: "default".to_owned(),
        name: name.to_owned(),
        url: url.to_owned(),
        event_types: events.iter().map(|&event| event.to_owned()).collect(),
        retry: Some(retry()),
        attempt_timeout: millis(15_000),
        concurrency: 16,
        health: health.into(),
        health_time: ago(18_130),
        revision: 4,
        create_time: ago(900_000),
        update_time: ago(90_000),
        ..Webhook::default()
    }
}

pub fn webhooks() -> Vec<(Webhook, WebhookStats)> {
    let stats = |succeeded, failed, mean, backlog, oldest| WebhookStats {
        succeeded,
        failed,
        mean_duration: millis(mean),
        backlog,
        backlog_is_more: backlog == 10_000,
        oldest_time: oldest,
    };
    let legacy =
        webhook(LEGACY, "legacy-erp", "http://10.2.0.9:8080/wh", &["order.*"], Health::Failing);
    let mut mirror = webhook(
        MIRROR,
        "billing-mirror",
        "https://mirror.acme.io/b",
        &["order.paid"],
        Health::Healthy,
    );
    mirror.pause = Some(Pause { pause_time: ago(9_600), reason: "migration".to_owned() });
    let mut acme = webhook(
        ACME,
        "acme-orders",
        "https://api.acme.io/hooks",
        &["order.paid", "order.refunded"],
        Health::Healthy,
    );
    let mut gone =
        webhook(CRM, "crm-sync", "https://crm.acme.io/in", &["user.*"], Health::Suspended);
    let reason = "gone".to_owned();
    gone.suspension = Some(Suspension { suspend_time: ago(18_130), reason });
    acme.headers = [("authorization".to_owned(), "[hidden]".to_owned())].into();
    acme.max_age = millis(86_400_000);
    acme.secrets = vec![
        secret(SecretKind::Ed25519, 3_600, None),
        secret(SecretKind::Hmac, 900_000, Some(-82_800)),
    ];
    vec![
        (legacy, stats(0, 7_930, 1, 4_212, ago(18_540))),
        (mirror, stats(0, 0, 0, 10_000, ago(9_600))),
        (acme, stats(61_204, 3, 83, 0, None)),
        (gone, stats(0, 12, 40, 120, ago(18_130))),
    ]
}

/// A secret so old; negative ages are to come.
pub fn secret(kind: SecretKind, age: i64, expires: Option<i64>) -> WebhookSecret {
    WebhookSecret {
        kind: kind.into(),
        secret: String::new(),
        public_key: keys(kind).1,
        create_time: ago(age),
        expire_time: expires.and_then(ago),
    }
}

/// The secret of a kind, and what verifies it where that is another.
pub fn keys(kind: SecretKind) -> (String, String) {
    match kind {
        SecretKind::Ed25519 => (
            "whsk_c2VlZHNlZWRzZWVkc2VlZHNlZWRzZWVkc2VlZHNlZWQ=".to_owned(),
            "whpk_cHVibGljcHVibGljcHVibGljcHVibGljcHVibGlj".to_owned(),
        ),
        _ => ("whsec_c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0".to_owned(), String::new()),
    }
}

/// As the daemon shows headers.
pub fn hide(headers: &mut HashMap<String, String>) {
    for value in headers.values_mut() {
        *value = "[hidden]".to_owned();
    }
}

pub fn event() -> Event {
    Event {
        id: EVENT.to_owned(),
        namespace: "default".to_owned(),
        r#type: "order.paid".to_owned(),
        payload: br#"{ "order": { "id": "17" }, "amount": 9007199254740993 }"#.to_vec().into(),
        content_type: "application/json".to_owned(),
        metadata: [("source".to_owned(), "shop\x1b[31m".to_owned())].into(),
        accept_time: ago(760),
        deliveries: 3,
        payload_bytes: 55,
        ..Default::default()
    }
}

pub fn attempt() -> Attempt {
    let header = |name: &str, value: &str| Header {
        name: name.to_owned(),
        value: value.as_bytes().to_vec(),
    };
    Attempt {
        id: ATTEMPT.to_owned(),
        namespace: "default".to_owned(),
        delivery_id: DELIVERY.to_owned(),
        event_id: EVENT.to_owned(),
        webhook_id: ACME.to_owned(),
        webhook_name: "acme-orders".to_owned(),
        event_type: "order.paid".to_owned(),
        number: 1,
        max_attempts: 10,
        start_time: ago(759),
        outcome: Outcome::Status.into(),
        status: 502,
        error: String::new(),
        timing: Some(Timing {
            dns: millis(2),
            connect: millis(35),
            first_byte: millis(50),
            total: millis(88),
            connection_reused: false,
        }),
        remote_address: "198.51.100.9:443".to_owned(),
        decision: Decision::Retry.into(),
        next_attempt_time: ago(754),
        rule: "retry.standard".to_owned(),
        excused: false,
        request: Some(Request {
            method: "POST".to_owned(),
            url: "https://api.acme.io/hooks".to_owned(),
            headers: vec![
                header("webhook-id", EVENT),
                header("webhook-timestamp", "1795442971"),
                header("webhook-signature", "v1,kq3dJm8="),
                header("content-type", "application/json"),
                header("authorization", "[hidden]"),
            ],
            body: event().payload,
        }),
        response: Some(Response {
            status: 502,
            headers: vec![
                header("content-type", "text/html"),
                header("x-evil", "\x1b]0;owned\x07\u{9b}2J"),
            ],
            body: b"<html>\x1b[2J upstream \xff error</html>\n".to_vec().into(),
            body_truncated: true,
        }),
    }
}

pub fn delivery(id: &str, name: &str, webhook: &str, state: DeliveryState) -> Delivery {
    let attempted = !matches!(state, DeliveryState::Pending | DeliveryState::Held);
    let ended =
        !matches!(state, DeliveryState::Pending | DeliveryState::Held | DeliveryState::Retrying);
    let mut last = attempt();
    (last.request, last.response) = (None, None);
    if state == DeliveryState::Delivered {
        last.outcome = Outcome::Delivered.into();
        last.status = 204;
    }
    Delivery {
        id: id.to_owned(),
        namespace: "default".to_owned(),
        event_id: EVENT.to_owned(),
        webhook_id: webhook.to_owned(),
        webhook_name: name.to_owned(),
        event_type: "order.paid".to_owned(),
        state: state.into(),
        attempts: u32::from(attempted),
        max_attempts: 10,
        next_attempt_time: (state == DeliveryState::Retrying).then(|| ago(-41)).flatten(),
        end_time: ended.then(|| ago(700)).flatten(),
        reason: match state {
            DeliveryState::Dead => "max_attempts".to_owned(),
            _ => String::new(),
        },
        ended_by: if ended { "sparrow".to_owned() } else { String::new() },
        last_attempt: attempted.then_some(last),
        accept_time: ago(760),
        ..Delivery::default()
    }
}

/// The id of the sample's delivery to a webhook.
pub fn delivery_to(webhook_id: &str) -> String {
    let found = deliveries().into_iter().find(|delivery| delivery.webhook_id == webhook_id);
    found.map_or_else(|| DELIVERY.to_owned(), |delivery| delivery.id)
}

pub fn deliveries() -> Vec<Delivery> {
    vec![
        delivery(DELIVERY, "acme-orders", ACME, DeliveryState::Retrying),
        delivery(DEAD, "legacy-erp", LEGACY, DeliveryState::Dead),
        delivery(HELD, "billing-mirror", MIRROR, DeliveryState::Held),
    ]
}

pub fn replay() -> Replay {
    Replay {
        id: REPLAY.to_owned(),
        namespace: "default".to_owned(),
        state: ReplayState::Done.into(),
        total: 118,
        queued: 112,
        skipped: 6,
        create_time: ago(300),
        finish_time: ago(290),
        delivered: 110,
        dead: 2,
        other: 0,
        ..Default::default()
    }
}

pub fn replay_in(state: ReplayState) -> Replay {
    let finish_time = if state == ReplayState::Cancelled { ago(0) } else { None };
    let rate = 20.0;
    Replay { state: state.into(), queued: 60, delivered: 53, finish_time, rate, ..replay() }
}

/// A plan for so many deliveries, most of them to a webhook that fails.
pub fn plan(total: u32) -> PlanReplayResponse {
    let most = total.saturating_sub(total / 10);
    let webhook = |id: &str, name: &str, deliveries, delivered_before, health: Health, paused| {
        PlannedWebhook {
            webhook_id: id.to_owned(),
            webhook_name: name.to_owned(),
            deliveries,
            delivered_before,
            health: health.into(),
            paused,
        }
    };
    let mut webhooks = vec![webhook(LEGACY, "legacy-erp", most, 0, Health::Failing, false)];
    if total > most {
        let rest = total - most;
        webhooks.push(webhook(MIRROR, "billing-mirror", rest, 2, Health::Healthy, true));
    }
    PlanReplayResponse {
        plan_id: PLAN.to_owned(),
        expire_time: ago(-900),
        total,
        events: total.saturating_sub(total / 8),
        skipped: 6,
        oldest_time: ago(19_810),
        newest_time: ago(1_410),
        webhooks,
    }
}
