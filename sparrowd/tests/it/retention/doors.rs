//! What callers see of it.

use std::sync::atomic::{AtomicBool, Ordering};

use sparrow_proto::v1::{
    CreateReplayRequest, GetDeliveryRequest, GetEventRequest, ListAttemptsRequest,
    ListDeadLettersRequest, ListDeliveriesRequest, ListEventsRequest,
};
use tonic::Code;

use super::{MONTH, Past};
use crate::harness::daemon::{Home, NAMESPACE};
use crate::harness::{SOON, eventually};

#[tokio::test]
async fn what_is_gone_is_not_found_and_who_reads_meanwhile_meets_no_error() {
    let past = Past::new().await;
    let mut old = Vec::new();
    for days in 33..=41 {
        old.push(past.event(days).await);
    }
    // Its own first round comes at once; this holds it until somebody reads.
    past.run("UPDATE sparrow.retention SET stepped_at = now() - interval '23 hours'").await;
    let home = Home::new(&past.test);
    let daemon = home.start().await;
    let over = AtomicBool::new(false);
    let get = async |event: &str| {
        let request =
            GetEventRequest { namespace: NAMESPACE.to_owned(), event_id: event.to_owned() };
        daemon.events().get_event(request).await.map(drop)
    };
    let list = async || {
        let request = ListEventsRequest { namespace: NAMESPACE.to_owned(), ..Default::default() };
        daemon.events().list_events(request).await.unwrap().into_inner().events.len()
    };
    assert_eq!(list().await, old.len());
    let read = async {
        let mut reads = 0;
        while !over.load(Ordering::Relaxed) {
            for (event, delivery) in &old {
                let found = get(&event.to_string()).await.map_err(|status| status.code());
                assert!(matches!(found, Ok(()) | Err(Code::NotFound)), "{found:?}");
                let all = ListDeliveriesRequest {
                    namespace: NAMESPACE.to_owned(),
                    event_id: event.to_string(),
                    ..Default::default()
                };
                let one = GetDeliveryRequest {
                    namespace: NAMESPACE.to_owned(),
                    delivery_id: delivery.to_string(),
                };
                let tried = ListAttemptsRequest {
                    namespace: NAMESPACE.to_owned(),
                    event_id: event.to_string(),
                    ..Default::default()
                };
                let dead = ListDeadLettersRequest {
                    namespace: NAMESPACE.to_owned(),
                    ..Default::default()
                };
                let [mut first, mut second, mut third, mut fourth] =
                    std::array::from_fn(|_| daemon.deliveries());
                let (all, one, tried, dead) = tokio::join!(
                    first.list_deliveries(all),
                    second.get_delivery(one),
                    third.list_attempts(tried),
                    fourth.list_dead_letters(dead),
                );
                dead.unwrap();
                for found in [all.map(drop), one.map(drop), tried.map(drop)] {
                    let found = found.map_err(|status| status.code());
                    assert!(matches!(found, Ok(()) | Err(Code::NotFound)), "{found:?}");
                }
                list().await;
                reads += 1;
            }
        }
        reads
    };
    let retire = async {
        past.run("UPDATE sparrow.retention SET stepped_at = NULL").await;
        // The daemon's own first round may begin only now: whichever comes first does the work, and
        // this one waits for the end of the other.
        past.round(MONTH).await;
        over.store(true, Ordering::Relaxed);
    };
    let (reads, ()) = tokio::join!(read, retire);
    assert!(reads > 0);
    for days in 33..=41 {
        for table in ["events", "attempts", "ended"] {
            let gone = past.partition(table, days).await;
            assert!(!past.is_there(&gone).await, "{gone}");
        }
    }
    eventually(SOON, async || match list().await {
        0 => Ok(()),
        some => Err(some),
    })
    .await;
    let (event, _) = &old[0];
    let status = get(&event.to_string()).await.unwrap_err();
    assert_eq!(status.code(), Code::NotFound);
    let request = CreateReplayRequest {
        namespace: NAMESPACE.to_owned(),
        event_ids: vec![event.to_string()],
        ..Default::default()
    };
    let status = daemon.replays().create_replay(request).await.unwrap_err();
    assert_eq!(status.code(), Code::NotFound, "{status:?}");
    daemon.stop().await;
}

#[tokio::test]
async fn a_daemon_drops_what_its_configuration_says() {
    let past = Past::new().await;
    let (old, _) = past.event(34).await;
    let (owed, delivery) = past.event(40).await;
    past.owe(delivery).await;
    past.run("UPDATE sparrow.webhooks SET paused_at = now(), pause_reason = 'test'").await;
    let home = Home::new(&past.test)
        .with("retention.events", "34d")
        .with("retention.attempts", "2d")
        .with("retention.dead_letters", "3d");
    let daemon = home.start().await;
    let gone = past.partition("events", 35).await;
    eventually(SOON, async || if past.is_there(&gone).await { Err("it is there") } else { Ok(()) })
        .await;
    let mut client = daemon.events();
    let mut get = async |event: String| {
        let request = GetEventRequest { namespace: NAMESPACE.to_owned(), event_id: event };
        client.get_event(request).await.is_ok()
    };
    assert!(get(old.to_string()).await, "its day is not over");
    assert!(get(owed.to_string()).await, "it is owed");
    daemon.stop().await;
}
