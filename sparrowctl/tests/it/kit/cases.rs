//! Every leaf of the grammar, once, in a form that the sample daemon answers well.

use sparrow_proto::v1::{
    DeliveryState, TailAttemptsResponse, TailReady, WatchDeliveriesResponse, WatchReplayResponse,
    tail_attempts_response::Record,
};

use super::{
    Fake,
    fake::Then,
    sample::{self, ATTEMPT, DEAD, DELIVERY, EVENT, REPLAY},
};

/// A command line, split at spaces.
pub const ALL: &[&str] = &[
    "namespace create billing",
    "namespace list",
    "namespace show default",
    "namespace delete default --confirm default",
    "webhook register https://a.example/hook --on order.*,user.created --name demo",
    "webhook list",
    "webhook show acme-orders",
    "webhook update acme-orders --url https://b.example/ --max-attempts 5",
    "webhook pause acme-orders --reason maintenance",
    "webhook resume acme-orders",
    "webhook delete acme-orders --yes",
    "webhook ping acme-orders",
    "webhook test acme-orders --type order.paid --data {\"a\":1}",
    "webhook rotate-secret acme-orders --yes",
    "webhook secret acme-orders --reveal",
    "event push order.paid {\"a\":1}",
    "event list --since 1h",
    "event show evt_01jd9x7rkc3v6m2p8wz4t00000 --tree",
    "event wait evt_01jd9x7rkc3v6m2p8wz4t00000 --for delivered",
    "delivery list",
    "delivery show dlv_01jd9x7rkc3v6m2p8wz4t00001",
    "delivery retry dlv_01jd9x7rkc3v6m2p8wz4t00001",
    "delivery cancel dlv_01jd9x7rkc3v6m2p8wz4t00001 --reason done",
    "delivery wait dlv_01jd9x7rkc3v6m2p8wz4t00001",
    "attempt list --failed",
    "attempt show att_01jd9x7s0f5h3n8q6bk4w8x2mz",
    "attempt tail --exit-after 1",
    "attempt curl att_01jd9x7s0f5h3n8q6bk4w8x2mz",
    "dead-letter list",
    "dead-letter replay dlv_01jd9x7rkc3v6m2p8wz4t00002",
    "dead-letter discard dlv_01jd9x7rkc3v6m2p8wz4t00002 --reason test",
    "replay create --delivery dlv_01jd9x7rkc3v6m2p8wz4t00002",
    "replay list",
    "replay show rpl_01jd9x9s0f5h3n8q6bk4w8x2mz",
    "replay watch rpl_01jd9x9s0f5h3n8q6bk4w8x2mz",
    "replay pause rpl_01jd9x9s0f5h3n8q6bk4w8x2mz",
    "replay resume rpl_01jd9x9s0f5h3n8q6bk4w8x2mz",
    "replay cancel rpl_01jd9x9s0f5h3n8q6bk4w8x2mz --reason wrong",
    "node list",
    "node drain 0193596a",
    "node undrain 5b2e",
    "health",
    "context add local --server http://127.0.0.1:50051 --use",
    "context list",
    "context use none",
    "context show --origin",
    "push order.paid {\"a\":1}",
    "tail --exit-after 1",
    "completion bash",
    "version",
];

/// Commands that destroy or send again, in forms that have to be asked about.
pub const DESTRUCTIVE: &[&str] = &[
    "namespace delete default",
    "namespace delete default --yes",
    "namespace delete default --confirm billing",
    "webhook delete acme-orders",
    "webhook delete acme-orders billing-mirror",
    "webhook resume billing-mirror",
    "webhook update acme-orders --on -order.paid",
    "webhook update acme-orders --on order.refunded",
    "webhook rotate-secret acme-orders",
    "webhook rotate-secret acme-orders --overlap 0s",
    "dead-letter replay dlv_01jd9x7rkc3v6m2p8wz4t00001 dlv_01jd9x7rkc3v6m2p8wz4t00002",
    "dead-letter discard dlv_01jd9x7rkc3v6m2p8wz4t00001 dlv_01jd9x7rkc3v6m2p8wz4t00002 --reason x",
    "replay create --event evt_01jd9x7rkc3v6m2p8wz4t00000",
    "replay create --delivery dlv_01jd9x7rkc3v6m2p8wz4t00001,dlv_01jd9x7rkc3v6m2p8wz4t00002",
    "replay create --dead-letter",
    "replay create --dead-letter --webhook legacy-erp --since 1d",
    "replay create --state dead,expired --status 5xx --wait",
    "dead-letter replay --all",
    "dead-letter replay --webhook legacy-erp --rate 20/s",
    "node drain 0193596a e47f01c2",
    "rm webhook acme-orders",
    "rm namespace default",
];

/// Those that answer without a daemon.
pub const LOCAL: &[&str] =
    &["context add", "context list", "context use", "context show", "completion", "version"];

pub fn words(case: &str) -> Vec<&str> {
    case.split(' ').collect()
}

pub fn is_local(case: &str) -> bool {
    LOCAL.iter().any(|local| case.starts_with(local))
}

/// Those whose data has columns.
pub fn shows_columns(case: &str) -> bool {
    !["completion", "version"].iter().any(|other| case.starts_with(other))
}

/// A daemon on which every case of [`ALL`] comes to a good end.
pub fn daemon() -> Fake {
    let fake = Fake::start();
    rewind(&fake);
    fake
}

/// Gives the streams their messages again.
pub fn rewind(fake: &Fake) {
    let mut state = fake.lock();
    let delivered =
        sample::delivery(DELIVERY, "acme-orders", sample::ACME, DeliveryState::Delivered);
    let message = WatchDeliveriesResponse { deliveries: vec![delivered], total: 1, ended: 1 };
    state.watches = [(vec![message], Then::End)].into();
    let mut replay = sample::replay();
    (replay.delivered, replay.dead) = (112, 0);
    let message = WatchReplayResponse { replay: Some(replay) };
    state.replay_watches = [(vec![message], Then::End)].into();
    state.tails = [(vec![ready("c_1"), attempt("c_2")], Then::Stay)].into();
}

pub fn ready(cursor: &str) -> TailAttemptsResponse {
    let ready = TailReady { from: sample::ago(10) };
    TailAttemptsResponse { record: Some(Record::Ready(ready)), cursor: cursor.to_owned() }
}

pub fn attempt(cursor: &str) -> TailAttemptsResponse {
    let mut attempt = sample::attempt();
    (attempt.request, attempt.response) = (None, None);
    TailAttemptsResponse { record: Some(Record::Attempt(attempt)), cursor: cursor.to_owned() }
}

#[test]
fn the_cases_use_the_sample_ids() {
    let all = ALL.join(" ");
    for id in [EVENT, DELIVERY, DEAD, ATTEMPT, REPLAY] {
        assert!(all.contains(id), "{id}");
    }
}
