//! Paused, resumed and cancelled.

use std::time::Duration;

use sparrow_proto::v1::{
    CancelReplayRequest, CancelReplayResponse, CreateReplayRequest, DeliveryState,
    GetReplayRequest, PauseReplayRequest, PauseWebhookRequest, Replay, ReplayState,
    ResumeReplayRequest, ResumeWebhookRequest, WatchReplayRequest, Webhook,
};
use sqlx::Executor as _;
use tonic::{Code, Status};

use super::{of_events, reason};
use crate::harness::daemon::{Home, NAMESPACE, TestDaemon, webhook};
use crate::harness::{Answer, Receiver, SOON, TestDatabase, eventually};

impl TestDaemon {
    async fn pause_replay(&self, replay: &Replay) -> Result<Replay, Status> {
        let request =
            PauseReplayRequest { namespace: NAMESPACE.to_owned(), replay_id: replay.id.clone() };
        Ok(self.replays().pause_replay(request).await?.into_inner().replay.unwrap())
    }

    async fn resume_replay(&self, replay: &Replay) -> Result<Replay, Status> {
        let request =
            ResumeReplayRequest { namespace: NAMESPACE.to_owned(), replay_id: replay.id.clone() };
        Ok(self.replays().resume_replay(request).await?.into_inner().replay.unwrap())
    }

    async fn cancel_replay(&self, replay: &Replay) -> Result<CancelReplayResponse, Status> {
        let request = CancelReplayRequest {
            namespace: NAMESPACE.to_owned(),
            replay_id: replay.id.clone(),
            reason: "wrong day".to_owned(),
        };
        Ok(self.replays().cancel_replay(request).await?.into_inner())
    }

    async fn made(&self, replay: &Replay) -> Vec<String> {
        let request =
            GetReplayRequest { namespace: NAMESPACE.to_owned(), replay_id: replay.id.clone() };
        self.replays().get_replay(request).await.unwrap().into_inner().delivery_ids
    }

    async fn hold(&self, webhook: &str) {
        let request = PauseWebhookRequest {
            namespace: NAMESPACE.to_owned(),
            webhook: webhook.to_owned(),
            ..Default::default()
        };
        self.webhooks().pause_webhook(request).await.unwrap();
    }

    async fn release(&self, webhook: &str) {
        let request =
            ResumeWebhookRequest { namespace: NAMESPACE.to_owned(), webhook: webhook.to_owned() };
        self.webhooks().resume_webhook(request).await.unwrap();
    }
}

#[tokio::test]
async fn paused_it_makes_nothing_and_resumed_the_rest() {
    let test = TestDatabase::create().await;
    let receiver = Receiver::start().await;
    let daemon = Home::new(&test).start().await;
    daemon.register(webhook(&receiver.url("/"), &["*"], "none")).await;
    let events = daemon.pushes("order.paid", 30).await;
    daemon.ended(&events).await;
    let slow = CreateReplayRequest { rate: 10.0, ..of_events(&events) };
    let replay = daemon.replay(slow).await;
    receiver.wait_for(30 + 3, SOON).await;
    let paused = daemon.pause_replay(&replay).await.unwrap();
    assert_eq!(paused.state(), ReplayState::Paused);
    assert!((3..30).contains(&paused.queued), "{paused:?}");
    // Another one, made after it, goes all the way meanwhile.
    let other = daemon.replay(of_events(&events[..5])).await;
    daemon.through(&other).await;
    let still = daemon.show(&replay).await;
    assert_eq!((still.state(), still.queued), (ReplayState::Paused, paused.queued));
    let resumed = daemon.resume_replay(&replay).await.unwrap();
    assert_eq!(resumed.state(), ReplayState::Running);
    let through = daemon.through(&replay).await;
    assert_eq!(through.delivered, 30);
    let over = daemon.pause_replay(&replay).await.unwrap_err();
    assert_eq!((over.code(), reason(&over).as_str()), (Code::FailedPrecondition, "replay_ended"));
    daemon.stop().await;
}

#[tokio::test]
async fn cancelled_it_ends_what_was_never_attempted_and_says_how_many() {
    let test = TestDatabase::create().await;
    let receiver = Receiver::start().await;
    let daemon = Home::new(&test).start().await;
    let (hook, _) = daemon.register(webhook(&receiver.url("/"), &["*"], "none")).await;
    let events = daemon.pushes("order.paid", 12).await;
    daemon.ended(&events).await;
    daemon.hold(&hook.id).await;
    let replay = daemon.replay(of_events(&events)).await;
    let made = eventually(SOON, async || match daemon.show(&replay).await {
        all if all.state() == ReplayState::Done => Ok(all),
        other => Err(other),
    })
    .await;
    assert_eq!(made.queued, 12);
    let request =
        WatchReplayRequest { namespace: NAMESPACE.to_owned(), replay_id: replay.id.clone() };
    let mut watch = daemon.replays().watch_replay(request).await.unwrap().into_inner();
    let first = watch.message().await.unwrap().unwrap().replay.unwrap();
    assert_eq!(first.queued, 12);

    let cancelled = daemon.cancel_replay(&replay).await.unwrap();
    assert_eq!(cancelled.cancelled, 12);
    let after = cancelled.replay.unwrap();
    assert_eq!((after.state(), after.other), (ReplayState::Cancelled, 12));
    assert_eq!(daemon.cancel_replay(&replay).await.unwrap().cancelled, 0, "once is enough");
    let mut last = None;
    while let Some(message) = watch.message().await.unwrap() {
        last = message.replay;
    }
    assert_eq!(
        last.map(|replay| (replay.state(), replay.other)),
        Some((ReplayState::Cancelled, 12))
    );
    for id in daemon.made(&replay).await {
        let delivery = daemon.delivery(&id).await;
        assert_eq!(delivery.state(), DeliveryState::Cancelled);
        assert_eq!(delivery.reason, "wrong day");
    }
    // Nothing of it is sent when the webhook goes on: what comes after it is all that comes.
    daemon.release(&hook.id).await;
    let next = daemon.pushes("order.paid", 1).await;
    daemon.ended(&next).await;
    assert_eq!(receiver.requests().len(), 13);

    let done = daemon.through(&daemon.replay(of_events(&events)).await).await;
    let over = daemon.cancel_replay(&done).await.unwrap_err();
    assert_eq!((over.code(), reason(&over).as_str()), (Code::FailedPrecondition, "replay_ended"));
    daemon.stop().await;
}

/// Most of it waits in the node's memory behind a slow receiver by then. What was under way goes on.
#[tokio::test]
async fn what_is_cancelled_is_not_sent_and_what_is_sent_is_not_cancelled() {
    let test = TestDatabase::create().await;
    let receiver = Receiver::start().await;
    let daemon = Home::new(&test).start().await;
    let (_, events) = slow_replays(&daemon, &receiver).await;
    let mut cancelled_in_all = 0;
    for round in 1..=3 {
        receiver.forget();
        let replay = daemon.replay(of_events(&events)).await;
        receiver.wait_for(round, SOON).await;
        cancelled_in_all += daemon.cancel_replay(&replay).await.unwrap().cancelled;
        let over = settled(&daemon, &replay).await;
        let sent = receiver.requests().len();
        assert_eq!((over.delivered, over.other), (of(sent), of(ROWS - sent)), "round {round}");
    }
    assert!(cancelled_in_all > 0);
    daemon.stop().await;
}

/// Another node has cancelled it: this one hears of it when it comes to send.
#[tokio::test]
async fn a_node_that_did_not_cancel_it_begins_no_more_of_it() {
    let test = TestDatabase::create().await;
    let receiver = Receiver::start().await;
    let daemon = Home::new(&test).start().await;
    let (_, events) = slow_replays(&daemon, &receiver).await;
    receiver.forget();
    let replay = daemon.replay(of_events(&events)).await;
    receiver.wait_for(2, SOON).await;
    let elsewhere = "UPDATE sparrow.replays SET state = 'cancelled', reason = 'wrong day',
                            finished_at = now() - interval '1 minute'";
    test.pool().await.execute(elsewhere).await.unwrap();
    let begun = receiver.requests().len() + 1;
    let over = settled(&daemon, &replay).await;
    let sent = receiver.requests().len();
    assert!(sent <= begun, "{sent} were sent, and {begun} begun");
    assert_eq!((over.delivered, over.other), (of(sent), of(ROWS - sent)));
    daemon.stop().await;
}

const ROWS: usize = 60;

fn of(count: usize) -> u32 {
    u32::try_from(count).unwrap()
}

/// A webhook that takes one at a time, and its time; and what it had before.
async fn slow_replays(daemon: &TestDaemon, receiver: &Receiver) -> (Webhook, Vec<String>) {
    let one = Webhook { concurrency: 1, ..webhook(&receiver.url("/"), &["*"], "none") };
    let (hook, _) = daemon.register(one).await;
    let events = daemon.pushes("order.paid", ROWS).await;
    daemon.ended(&events).await;
    receiver.answers(Answer::status(200).after(Duration::from_millis(250)));
    (hook, events)
}

/// Nothing of a cancelled replay is owed any more.
async fn settled(daemon: &TestDaemon, replay: &Replay) -> Replay {
    eventually(10 * SOON, async || match daemon.show(replay).await {
        all if all.state() == ReplayState::Cancelled && all.delivered + all.other == of(ROWS) => {
            Ok(all)
        }
        other => Err(other),
    })
    .await
}

#[tokio::test]
async fn a_cancel_whose_caller_is_gone_is_brought_to_its_end() {
    let test = TestDatabase::create().await;
    let receiver = Receiver::start().await;
    let daemon = Home::new(&test).start().await;
    let (hook, _) = daemon.register(webhook(&receiver.url("/"), &["*"], "none")).await;
    let events = daemon.pushes("order.paid", 3).await;
    daemon.ended(&events).await;
    daemon.hold(&hook.id).await;
    let replay = daemon.replay(of_events(&events)).await;
    eventually(SOON, async || match daemon.show(&replay).await {
        all if all.queued == 3 => Ok(()),
        other => Err(other),
    })
    .await;
    // As a crash leaves it between the two.
    let pool = test.pool().await;
    let half = "UPDATE sparrow.replays SET state = 'cancelled', reason = 'wrong day',
                       finished_at = now() - interval '1 minute'";
    pool.execute(half).await.unwrap();
    eventually(6 * SOON, async || match daemon.show(&replay).await {
        all if all.other == 3 => Ok(()),
        other => Err(other),
    })
    .await;
    daemon.stop().await;
}

#[tokio::test]
async fn what_goes_on_after_a_restart_is_sent_at_once() {
    let test = TestDatabase::create().await;
    let receiver = Receiver::start().await;
    let home = Home::new(&test);
    let daemon = home.start().await;
    daemon.register(webhook(&receiver.url("/"), &["*"], "none")).await;
    let events = daemon.pushes("order.paid", 2).await;
    daemon.ended(&events).await;
    let replay = daemon.replay(CreateReplayRequest { rate: 0.1, ..of_events(&events) }).await;
    receiver.wait_for(2 + 1, SOON).await;
    daemon.pause_replay(&replay).await.unwrap();
    daemon.stop().await;

    let daemon = home.start().await;
    let pool = test.pool().await;
    // By now it has looked for what is owed, found nothing, and knows no namespace.
    eventually(SOON, async || {
        let beat: i64 = sqlx::query_scalar("SELECT beat FROM sparrow.nodes WHERE state = 'live'")
            .fetch_one(&pool)
            .await
            .unwrap();
        if beat > 3 { Ok(()) } else { Err(beat) }
    })
    .await;
    // As another node would: this one hears of no namespace by it.
    pool.execute("UPDATE sparrow.replays SET state = 'running', rate = 0").await.unwrap();
    receiver.wait_for(2 + 2, SOON).await;
    daemon.stop().await;
}
