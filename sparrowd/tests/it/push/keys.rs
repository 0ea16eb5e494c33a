//! Idempotency keys: one key, one event.

use std::collections::HashSet;

use sparrow_proto::v1::{EventInput, PushEventsRequest, PushEventsResponse};
use sqlx::{PgExecutor, PgPool};
use tonic::{Code, Status};

use super::{event, input, kept, keyed, pause, push, refused, seconds, together};
use crate::harness::daemon::{Home, TestDaemon, webhook};
use crate::harness::{Receiver, SOON, TestDatabase, eventually};

async fn stream(
    daemon: &TestDaemon,
    events: Vec<EventInput>,
) -> (PushEventsResponse, Option<Status>) {
    let messages = tokio_stream::iter([PushEventsRequest { events }]);
    let mut answers = daemon.events().push_events(messages).await.unwrap().into_inner();
    let mut last = PushEventsResponse::default();
    loop {
        match answers.message().await {
            Ok(Some(answer)) => last = answer,
            Ok(None) => return (last, None),
            Err(status) => return (last, Some(status)),
        }
    }
}

#[tokio::test]
async fn the_same_push_gets_the_same_answer_whichever_way_it_comes() {
    let test = TestDatabase::create().await;
    let receiver = Receiver::start().await;
    let daemon = Home::new(&test).start().await;
    daemon.register(webhook(&receiver.url("/"), &["*"], "standard")).await;
    let first = push(&daemon, keyed("k-1", "{}")).await.unwrap();
    assert_eq!((first.duplicate, first.deliveries), (false, 1));
    assert_eq!(event(&daemon, &first.event_id).await.idempotency_key, "k-1");

    // It is the first push's answer, not what a push would come to now.
    daemon.register(webhook(&receiver.url("/2"), &["*"], "standard")).await;
    let again = push(&daemon, keyed("k-1", "{}")).await.unwrap();
    assert_eq!((again.duplicate, again.deliveries), (true, 1));
    let in_batch = together(&daemon, vec![keyed("k-1", "{}"), input("1")]).await.unwrap();
    let (told, error) = stream(&daemon, vec![input("2"), keyed("k-1", "{}"), input("3")]).await;
    assert!(error.is_none());
    assert_eq!((told.accepted, told.duplicates, told.deliveries), (2, 1, 4));
    for id in [&again.event_id, &in_batch[0].event_id] {
        assert_eq!(id, &first.event_id);
    }
    assert!(in_batch[0].duplicate && !in_batch[1].duplicate);
    assert_eq!(kept(&daemon).await, 4);
    daemon.stop().await;
    let arrived = receiver.requests();
    let of_first = arrived.iter().filter(|r| r.header("webhook-id") == first.event_id).count();
    assert_eq!((of_first, arrived.len()), (1, 7));
}

#[tokio::test]
async fn without_a_key_each_push_is_an_event() {
    let test = TestDatabase::create().await;
    let daemon = Home::new(&test).start().await;
    for _ in 0..2 {
        assert!(!push(&daemon, input("{}")).await.unwrap().duplicate);
    }
    assert_eq!(kept(&daemon).await, 2);
    daemon.stop().await;
}

#[tokio::test]
async fn another_content_under_the_same_key_is_refused() {
    let test = TestDatabase::create().await;
    let daemon = Home::new(&test).start().await;
    let first = push(&daemon, keyed("k", "{}")).await.unwrap();
    let one = |name: &str| [(name.to_owned(), "1".to_owned())].into();
    let later = prost_types::Timestamp { seconds: 1, nanos: 0 };
    for other in [
        keyed("k", "{ }"),
        EventInput { r#type: "a.c".to_owned(), ..keyed("k", "{}") },
        EventInput { content_type: "text/plain".to_owned(), ..keyed("k", "{}") },
        EventInput { metadata: one("x-a"), ..keyed("k", "{}") },
        EventInput { headers: one("x-a"), ..keyed("k", "{}") },
        EventInput { ttl: Some(seconds(60)), ..keyed("k", "{}") },
        EventInput { deliver_time: Some(later), ..keyed("k", "{}") },
    ] {
        let answer = push(&daemon, other).await;
        let status = answer.clone().unwrap_err();
        assert_eq!(status.code(), Code::AlreadyExists);
        assert!(status.message().contains(&first.event_id), "{}", status.message());
        assert_eq!(refused(answer).0, "idempotency_conflict");
    }
    let (told, error) = stream(&daemon, vec![keyed("k", "{}"), keyed("k", "1")]).await;
    assert_eq!((told.accepted, told.duplicates), (0, 1));
    let refusal = refused(Err::<(), _>(error.unwrap()));
    assert_eq!(refusal, ("idempotency_conflict".to_owned(), Some("1".to_owned())));
    assert_eq!(kept(&daemon).await, 1);
    daemon.stop().await;
}

#[tokio::test]
async fn a_key_belongs_to_its_namespace() {
    let test = TestDatabase::create().await;
    let daemon = Home::new(&test).start().await;
    let pool = test.pool().await;
    sqlx::query("INSERT INTO sparrow.namespaces VALUES (gen_random_uuid(), 'other')")
        .execute(&pool)
        .await
        .unwrap();
    let first = push(&daemon, keyed("k", "{}")).await.unwrap();
    let other = EventInput { namespace: "other".to_owned(), ..keyed("k", "[]") };
    let second = push(&daemon, other).await.unwrap();
    assert!(!second.duplicate);
    assert_ne!(first.event_id, second.event_id);
    daemon.stop().await;
}

/// Fifty callers on two nodes with one key, and ten with another content under it.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn many_callers_on_two_nodes_make_one_event() {
    let test = TestDatabase::create().await;
    let receiver = Receiver::start().await;
    let home = Home::new(&test);
    let nodes = [home.start().await, home.neighbour().start().await];
    let (hook, _) = nodes[0].register(webhook(&receiver.url("/"), &["*"], "standard")).await;
    pause(&nodes[0], &hook.id).await;
    for round in 0..5 {
        let key = format!("round-{round}");
        let calls = (0..60).map(|n| {
            let payload = if n % 6 == 5 { "[]" } else { "{}" };
            push(&nodes[n % 2], keyed(&key, payload))
        });
        let answers = futures::future::join_all(calls).await;
        let events: HashSet<_> =
            answers.iter().flatten().map(|answer| answer.event_id.clone()).collect();
        assert_eq!(events.len(), 1, "one event of round {round}");
        let fresh = answers.iter().flatten().filter(|answer| !answer.duplicate).count();
        assert_eq!(fresh, 1, "and one that made it");
        let conflicts = answers.into_iter().filter(Result::is_err).map(|answer| refused(answer).0);
        let conflicts: Vec<_> = conflicts.collect();
        assert!(conflicts.iter().all(|reason| reason == "idempotency_conflict"), "{conflicts:?}");
        assert!([10, 50].contains(&conflicts.len()), "whichever came first: {}", conflicts.len());
    }
    assert_eq!(kept(&nodes[0]).await, 5);
    let owed: i64 = sqlx::query_scalar("SELECT count(*) FROM sparrow.queue")
        .fetch_one(&test.pool().await)
        .await
        .unwrap();
    assert_eq!(owed, 5, "each once");
    for node in nodes {
        node.stop().await;
    }
}

/// The same keys on two nodes at once, one by one and together, there and back: whoever waits for
/// another is not waited for by that one.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn keys_in_any_order_hold_nobody_up() {
    let test = TestDatabase::create().await;
    let home = Home::new(&test);
    let nodes = [home.start().await, home.neighbour().start().await];
    for round in 0..5 {
        let event = |n: usize| keyed(&format!("{round}-{n}"), "{}");
        let calls = (0..8).map(|caller| {
            let node = &nodes[caller % 2];
            let mut events: Vec<_> = (0..100).map(event).collect();
            if caller % 4 > 1 {
                events.reverse();
            }
            async move {
                if caller < 4 {
                    return together(node, events).await.unwrap();
                }
                let pushes = events.into_iter().map(|event| push(node, event));
                futures::future::try_join_all(pushes).await.unwrap()
            }
        });
        let answers = futures::future::join_all(calls).await.concat();
        let fresh = answers.iter().filter(|answer| !answer.duplicate).count();
        let events: HashSet<_> = answers.into_iter().map(|answer| answer.event_id).collect();
        assert_eq!((fresh, events.len()), (100, 100), "round {round}");
    }
    assert_eq!(kept(&nodes[0]).await, 500);
    for node in nodes {
        node.stop().await;
    }
}

/// The day of every key is over. The daemon's own round may drop them from now on, the first one too:
/// on a slow machine it comes late.
async fn age(keys: impl PgExecutor<'_>) {
    sqlx::query("UPDATE sparrow.idempotency_keys SET expires_at = now() - interval '1 second'")
        .execute(keys)
        .await
        .unwrap();
}

async fn keys(pool: &PgPool) -> i64 {
    sqlx::query_scalar("SELECT count(*) FROM sparrow.idempotency_keys")
        .fetch_one(pool)
        .await
        .unwrap()
}

#[tokio::test]
async fn a_key_comes_free_when_its_day_is_over() {
    let test = TestDatabase::create().await;
    let daemon = Home::new(&test).start().await;
    let pool = test.pool().await;
    let first = push(&daemon, keyed("k", "{}")).await.unwrap();
    let days: bool = sqlx::query_scalar(
        "SELECT expires_at BETWEEN now() + interval '23 hours' AND now() + interval '24 hours'
         FROM sparrow.idempotency_keys",
    )
    .fetch_one(&pool)
    .await
    .unwrap();
    assert!(days, "a day from now");
    age(&pool).await;
    let second = push(&daemon, keyed("k", "[]")).await.unwrap();
    assert!(!second.duplicate && second.event_id != first.event_id);
    assert_eq!(push(&daemon, keyed("k", "[]")).await.unwrap().event_id, second.event_id);
    assert_eq!(kept(&daemon).await, 2);
    daemon.stop().await;
}

#[tokio::test]
async fn old_keys_are_dropped_and_one_in_use_is_passed_by() {
    let test = TestDatabase::create().await;
    let daemon = Home::new(&test).start().await;
    let pool = test.pool().await;
    for key in ["a", "b", "c"] {
        push(&daemon, keyed(key, "{}")).await.unwrap();
    }
    // It has rounds of its own, and these are the test's.
    daemon.stop().await;
    age(&pool).await;
    sqlx::query(
        "UPDATE sparrow.idempotency_keys SET expires_at = now() + interval '1 hour'
         WHERE ctid = (SELECT ctid FROM sparrow.idempotency_keys LIMIT 1)",
    )
    .execute(&pool)
    .await
    .unwrap();
    // Somebody takes one of them over just now.
    let mut other = pool.begin().await.unwrap();
    sqlx::query("SELECT FROM sparrow.idempotency_keys WHERE expires_at < now() LIMIT 1 FOR UPDATE")
        .execute(&mut *other)
        .await
        .unwrap();
    assert_eq!(sparrowd::store::idempotency::drop_expired(&pool).await.unwrap(), 1);
    other.rollback().await.unwrap();
    assert_eq!(sparrowd::store::idempotency::drop_expired(&pool).await.unwrap(), 1);
    assert_eq!(keys(&pool).await, 1, "the one whose day is not over");
}

/// The connection breaks while the batch is out: the caller hears that nobody knows, and the same
/// push again makes the event once.
#[tokio::test]
async fn a_push_of_unknown_outcome_can_be_made_again() {
    let test = TestDatabase::create().await;
    let daemon = Home::new(&test).start().await;
    let pool = test.pool().await;
    push(&daemon, keyed("k", "{}")).await.unwrap();
    // Held by somebody, so that the next push with this key waits in the middle of its statement; and
    // nobody sees before the end of that that its day is over.
    let mut holder = pool.begin().await.unwrap();
    age(&mut *holder).await;
    let me: i32 =
        sqlx::query_scalar("SELECT pg_backend_pid()").fetch_one(&mut *holder).await.unwrap();
    let pushing = async {
        loop {
            // One that waits for a lock for 2 s is refused instead.
            match refused(push(&daemon, keyed("k", "[]")).await).0 {
                late if late == "database_unavailable" => {}
                other => return other,
            }
        }
    };
    let breaking = eventually(SOON, async || {
        let broken: i64 = sqlx::query_scalar(
            "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity
             WHERE $1 = ANY (pg_blocking_pids(pid))",
        )
        .bind(me)
        .fetch_one(&pool)
        .await
        .unwrap();
        if broken > 0 { Ok(()) } else { Err("nobody waits") }
    });
    let (answer, ()) = futures::join!(pushing, breaking);
    assert_eq!(answer, "outcome_unknown");
    holder.commit().await.unwrap();
    let made = push(&daemon, keyed("k", "[]")).await.unwrap();
    let again = push(&daemon, keyed("k", "[]")).await.unwrap();
    assert_eq!((again.event_id, again.duplicate), (made.event_id, true));
    let events: i64 = sqlx::query_scalar(
        "SELECT count(*) FROM sparrow.events WHERE idempotency_key = 'k' AND payload = '[]'",
    )
    .fetch_one(&pool)
    .await
    .unwrap();
    assert_eq!(events, 1);
    daemon.stop().await;
}

#[tokio::test]
async fn a_key_outlives_the_daemon_that_took_it() {
    let test = TestDatabase::create().await;
    let home = Home::new(&test);
    let daemon = home.start().await;
    let first = push(&daemon, keyed("k", "{}")).await.unwrap();
    daemon.crash().await;
    let daemon = home.start().await;
    let again = push(&daemon, keyed("k", "{}")).await.unwrap();
    assert_eq!((again.event_id, again.duplicate), (first.event_id, true));
    daemon.stop().await;
}
