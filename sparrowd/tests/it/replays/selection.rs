//! What is selected, planned and carried out.

use sparrow_proto::v1::{
    DeliveryState, DropPlanRequest, ListDeadLettersRequest, PlanReplayResponse, ReplaySelection,
    ReplayState,
};
use sqlx::Executor as _;
use tonic::Code;

use super::{carry_out, of_events, reason, select, set, wish};
use crate::harness::daemon::{Home, NAMESPACE, TestDaemon, webhook};
use crate::harness::{Answer, Receiver, SOON, TestDatabase};

fn states(states: &[DeliveryState]) -> ReplaySelection {
    ReplaySelection {
        states: states.iter().map(|state| (*state).into()).collect(),
        ..Default::default()
    }
}

/// The events that came to a receiver, the first `before` left out.
fn events_at(receiver: &Receiver, before: usize) -> Vec<String> {
    let requests = receiver.requests();
    requests[before..].iter().map(|r| r.header("webhook-id").to_owned()).collect()
}

async fn dead_letters(daemon: &TestDaemon) -> Vec<(String, String)> {
    let request = ListDeadLettersRequest { namespace: NAMESPACE.to_owned(), ..Default::default() };
    let answer = daemon.deliveries().list_dead_letters(request).await.unwrap().into_inner();
    answer.dead_letters.into_iter().map(|dead| (dead.event_id, dead.replayed_by)).collect()
}

#[tokio::test]
async fn a_plan_fixes_the_set_and_carries_out_exactly_that() {
    let test = TestDatabase::create().await;
    let (broken, healthy) = (Receiver::with(Answer::status(500)).await, Receiver::start().await);
    let daemon = Home::new(&test).start().await;
    let (hook, _) = daemon.register(webhook(&broken.url("/"), &["*"], "none")).await;
    daemon.register(webhook(&healthy.url("/"), &["order.*"], "none")).await;
    let planned = daemon.pushes("order.paid", 3).await;
    let others = daemon.pushes("user.made", 2).await;
    daemon.ended(&planned).await;
    daemon.ended(&others).await;
    let dead = ReplaySelection {
        webhook: hook.id.clone(),
        event_type: "order.*".to_owned(),
        ..states(&[DeliveryState::Dead])
    };
    let plan = daemon.try_plan(select(dead.clone())).await.unwrap();
    assert!(plan.plan_id.starts_with("plan_"), "{plan:?}");
    assert_eq!((plan.total, plan.events, plan.skipped), (3, 3, 0));
    let [on] = &plan.webhooks[..] else { panic!("{:?}", plan.webhooks) };
    assert_eq!((&on.webhook_id, on.deliveries, on.delivered_before), (&hook.id, 3, 0));
    let seconds = |at: Option<prost_types::Timestamp>| at.unwrap().seconds;
    let kept = seconds(plan.expire_time) - seconds(plan.newest_time);
    assert!((14 * 60..=16 * 60).contains(&kept), "a plan is kept for 15 minutes, not {kept} s");
    assert_eq!(broken.requests().len(), 5, "a plan sends nothing");

    // What dies afterwards fits the selection too, and is not in the plan.
    let later = daemon.pushes("order.paid", 2).await;
    daemon.ended(&later).await;
    broken.answers(Answer::status(200));
    let replay = daemon.replay(carry_out(&plan)).await;
    assert_eq!(replay.id.trim_start_matches("rpl_"), plan.plan_id.trim_start_matches("plan_"));
    let again = daemon.replay(carry_out(&plan)).await;
    assert_eq!(again.id, replay.id, "carried out twice, it is the same");
    let through = daemon.through(&replay).await;
    assert_eq!((through.total, through.delivered), (3, 3));
    assert_eq!(set(events_at(&broken, 7)), set(&planned), "exactly the plan");

    // What was sent again is not selected a second time.
    let of = |dead: Vec<(String, String)>, by: &str| {
        set(dead.into_iter().filter(|(_, replayed)| replayed == by).map(|(event, _)| event))
    };
    assert_eq!(of(dead_letters(&daemon).await, &replay.id), set(&planned));
    let rest = daemon.try_plan(select(dead)).await.unwrap();
    assert_eq!(rest.total, 2);
    assert_eq!(daemon.replay(carry_out(&rest)).await.total, 2);
    daemon.stop().await;
}

#[tokio::test]
async fn a_plan_goes_stale() {
    let test = TestDatabase::create().await;
    let receiver = Receiver::start().await;
    let daemon = Home::new(&test).start().await;
    daemon.register(webhook(&receiver.url("/"), &["*"], "none")).await;
    let events = daemon.pushes("order.paid", 1).await;
    let plan = daemon.try_plan(of_events(&events)).await.unwrap();
    let pool = test.pool().await;
    // 15 minutes pass for the plan.
    pool.execute("UPDATE sparrow.replays SET expires_at = now()").await.unwrap();
    let stale = daemon.try_replay(carry_out(&plan)).await.unwrap_err();
    // Within this test it may be cleared away already, but its id is younger than 15 minutes.
    assert!(
        [(Code::FailedPrecondition, "plan_expired"), (Code::NotFound, "unknown_plan")]
            .contains(&(stale.code(), reason(&stale).as_str())),
        "{stale:?}"
    );
    let mut unknown = carry_out(&plan);
    unknown.plan_id = "plan_7zzzzzzzzzzzzzzzzzzzzzzzzz".to_owned();
    let unknown = daemon.try_replay(unknown).await.unwrap_err();
    assert_eq!((unknown.code(), reason(&unknown).as_str()), (Code::NotFound, "unknown_plan"));
    let both = super::CreateReplayRequest { event_ids: events, ..carry_out(&plan) };
    let both = daemon.try_replay(both).await.unwrap_err();
    assert_eq!(both.code(), Code::InvalidArgument);
    assert_eq!(receiver.requests().len(), 1);
    daemon.stop().await;
}

#[tokio::test]
async fn a_plan_that_is_dropped_leaves_its_place_at_once() {
    let test = TestDatabase::create().await;
    let receiver = Receiver::start().await;
    let daemon = Home::new(&test).start().await;
    daemon.register(webhook(&receiver.url("/"), &["*"], "none")).await;
    let events = daemon.pushes("order.paid", 1).await;
    let mut plans = Vec::new();
    for _ in 0..20 {
        plans.push(daemon.try_plan(of_events(&events)).await.unwrap());
    }
    let full = daemon.try_plan(of_events(&events)).await.unwrap_err();
    assert_eq!(reason(&full), "too_many_plans");
    let drop = async |plan: &PlanReplayResponse| {
        let (namespace, plan_id) = (NAMESPACE.to_owned(), plan.plan_id.clone());
        let request = DropPlanRequest { namespace, plan_id };
        daemon.replays().drop_plan(request).await.unwrap().into_inner().dropped
    };
    assert!(drop(&plans[0]).await);
    assert!(!drop(&plans[0]).await, "it is gone");
    daemon.try_replay(carry_out(&plans[0])).await.unwrap_err();
    daemon.try_plan(of_events(&events)).await.unwrap();
    let replay = daemon.replay(carry_out(&plans[1])).await;
    assert!(!drop(&plans[1]).await, "it is carried out, and goes on");
    assert_eq!(daemon.through(&replay).await.delivered, 1);
    daemon.stop().await;
}

#[tokio::test]
async fn what_was_delivered_is_selected_by_time_and_status() {
    let test = TestDatabase::create().await;
    let flaky = Receiver::with(Answer::status(200)).await.then([
        Answer::status(200),
        Answer::status(204),
        Answer::status(503),
    ]);
    let daemon = Home::new(&test).start().await;
    let (hook, _) = daemon.register(webhook(&flaky.url("/"), &["*"], "none")).await;
    let mut events = Vec::new();
    for n in 1..=3 {
        events.extend(daemon.pushes("order.paid", 1).await);
        flaky.wait_for(n, SOON).await;
    }
    daemon.ended(&events).await;
    let accepted = daemon.deliveries_of(&events[1]).await[0].accept_time;
    let all = states(&[DeliveryState::Delivered, DeliveryState::Dead]);
    let begin = Some(prost_types::Timestamp::default());
    let cases: [(&str, ReplaySelection, &[usize]); 6] = [
        (
            "delivered",
            ReplaySelection { since: begin, ..states(&[DeliveryState::Delivered]) },
            &[0, 1],
        ),
        ("all", ReplaySelection { since: begin, ..all.clone() }, &[0, 1, 2]),
        ("since", ReplaySelection { since: accepted, ..all.clone() }, &[1, 2]),
        (
            "until",
            ReplaySelection {
                since: begin,
                until: accepted,
                webhook: hook.id.clone(),
                ..all.clone()
            },
            &[0],
        ),
        (
            "by status",
            ReplaySelection {
                since: begin,
                statuses: vec!["204".to_owned(), "5xx".to_owned()],
                ..all.clone()
            },
            &[1, 2],
        ),
        (
            "of another type",
            ReplaySelection { since: begin, event_type: "user.*".to_owned(), ..all.clone() },
            &[],
        ),
    ];
    for (what, selection, expected) in cases {
        let plan = daemon.try_plan(select(selection)).await.unwrap();
        assert_eq!(plan.total as usize, expected.len(), "{what}: {plan:?}");
        let time = async |n: &usize| daemon.deliveries_of(&events[*n]).await[0].accept_time;
        if let (Some(first), Some(last)) = (expected.first(), expected.last()) {
            assert_eq!((plan.oldest_time, plan.newest_time), (time(first).await, time(last).await));
        } else {
            let nothing = daemon.try_replay(carry_out(&plan)).await.unwrap_err();
            assert_eq!(reason(&nothing), "nothing_to_replay");
        }
    }
    // Sent again, each event goes once, though both its deliveries fit now.
    let wish = ReplaySelection { since: begin, ..all };
    let first = daemon.replay(select(wish.clone())).await;
    daemon.through(&first).await;
    let plan = daemon.try_plan(select(wish)).await.unwrap();
    assert_eq!((plan.total, plan.webhooks[0].delivered_before), (3, 3), "{plan:?}");
    daemon.stop().await;
}

#[tokio::test]
async fn a_deleted_webhook_is_left_out_and_counted() {
    let test = TestDatabase::create().await;
    let (one, other) = (Receiver::start().await, Receiver::start().await);
    let daemon = Home::new(&test).start().await;
    let (gone, _) = daemon.register(webhook(&one.url("/"), &["*"], "none")).await;
    daemon.register(webhook(&other.url("/"), &["*"], "none")).await;
    let events = daemon.pushes("order.paid", 2).await;
    daemon.ended(&events).await;
    let delete = sparrow_proto::v1::DeleteWebhookRequest {
        namespace: NAMESPACE.to_owned(),
        webhook: gone.id,
    };
    daemon.webhooks().delete_webhook(delete).await.unwrap();
    let plan = daemon.try_plan(of_events(&events)).await.unwrap();
    assert_eq!((plan.total, plan.skipped), (2, 2));
    let replay = daemon.through(&daemon.replay(carry_out(&plan)).await).await;
    assert_eq!((replay.total, replay.queued, replay.skipped), (4, 2, 2));
    assert_eq!(replay.state(), ReplayState::Done);
    assert_eq!((one.requests().len(), other.requests().len()), (2, 4));
    daemon.stop().await;
}

#[tokio::test]
async fn a_wish_that_can_not_be_is_refused_with_its_reason() {
    let test = TestDatabase::create().await;
    let receiver = Receiver::start().await;
    let daemon = Home::new(&test).start().await;
    daemon.register(webhook(&receiver.url("/"), &["*"], "none")).await;
    let events = daemon.pushes("order.paid", 1).await;
    daemon.ended(&events).await;
    let delivered = daemon.deliveries_of(&events[0]).await[0].id.clone();
    let never = "dlv_00000000000000000000010001".to_owned();
    let of_dead =
        |id: &String| super::CreateReplayRequest { dead_letter_ids: vec![id.clone()], ..wish() };
    let unstated = ReplaySelection { webhook: "crm".to_owned(), ..ReplaySelection::default() };
    let cases = [
        (of_dead(&never), Code::NotFound, "unknown_delivery"),
        (of_dead(&delivered), Code::FailedPrecondition, "not_dead"),
        (wish(), Code::InvalidArgument, "missing_field"),
        (select(unstated), Code::NotFound, "unknown_webhook"),
        (select(ReplaySelection::default()), Code::InvalidArgument, "missing_field"),
        (select(states(&[DeliveryState::Delivered])), Code::InvalidArgument, "missing_field"),
        (select(states(&[DeliveryState::Pending])), Code::InvalidArgument, "invalid_argument"),
        (
            super::CreateReplayRequest { rate: -1.0, ..of_events(&events) },
            Code::InvalidArgument,
            "invalid_argument",
        ),
        (select(states(&[DeliveryState::Dead])), Code::FailedPrecondition, "nothing_to_replay"),
    ];
    for (request, code, word) in cases {
        let shown = format!("{request:?}");
        let refused = daemon.try_replay(request).await.unwrap_err();
        assert_eq!((refused.code(), reason(&refused).as_str()), (code, word), "{shown}");
    }
    daemon.stop().await;
}
