//! What one node holds back, the others hold back too.

use std::time::{Duration, Instant};

use sparrow_proto::v1::DeliveryState;

use super::site::{Site, TOLD, to};
use super::{LONG, Load, arrived, webhook_of};
use crate::harness::daemon::webhook;
use crate::harness::{Answer, Receiver, SOON, eventually};

/// How soon a change made anywhere is in force everywhere.
const IN_FORCE: Duration = Duration::from_secs(2);
/// Longer than it takes to notice that a node has stopped beating.
const TAKEOVER: Duration = Duration::from_secs(30);

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_pause_asked_for_elsewhere_is_in_force_within_two_seconds() {
    let receiver = Receiver::start().await;
    let of_load = |path| webhook(&receiver.url(path), &["load.*"], "standard");
    let site = Site::new(of_load("/paused")).await;
    let pool = site.test.pool().await;
    webhook_of(&site.two, &pool, of_load("/witness")).await;
    let load = Load::start(vec![site.two.events()]);
    let came = |path, after: Instant| {
        let requests = receiver.requests().into_iter();
        requests.filter(|it| it.uri.path() == path && it.at > after).count()
    };
    let started = Instant::now();
    eventually(SOON, async || match came("/paused", started) {
        0 => Err("nothing came"),
        _ => Ok(()),
    })
    .await;

    site.pause().await;
    let in_force = Instant::now() + IN_FORCE;
    eventually(SOON, async || match came("/witness", in_force) {
        enough if enough >= 100 => Ok(()),
        few => Err(few),
    })
    .await;
    assert_eq!(came("/paused", in_force), 0);

    let events = load.stop().await;
    site.resume().await;
    assert_eq!(arrived(&receiver, 2 * events, LONG).await, 0, "{events} events");
    site.end().await;
}

#[tokio::test]
async fn a_suspension_holds_where_the_lane_goes_when_its_owner_dies() {
    let gone = Receiver::with(Answer::status(410)).await;
    let site = Site::new(to(&gone, "/", "fixed:1s")).await;
    // A request that is out when its node dies: it comes again when the next owner of the lanes has
    // looked for what is owed in them, of the older webhook before.
    let witness = Receiver::with(Answer::never()).await;
    let pool = site.test.pool().await;
    let watched = webhook(&witness.url("/"), &["witness.*"], "standard");
    webhook_of(&site.two, &pool, watched).await;
    site.one.push("witness.b", b"{}").await;
    witness.wait_for(1, SOON).await;
    let mut deliveries = Vec::new();
    for _ in 0..3 {
        let event = site.one.push("a.b", b"{}").await.event_id;
        deliveries.push(site.delivery_of(&event).await);
    }
    for delivery in &deliveries {
        site.in_state(delivery, DeliveryState::Held).await;
    }
    let sent = eventually(TOLD, async || {
        let mut made = 0;
        for delivery in &deliveries {
            made += site.one.attempts_of(delivery).await.len();
        }
        match gone.requests().len() {
            sent if sent == made => Ok(sent),
            sent => Err(format!("{made} of {sent} are on record")),
        }
    })
    .await;

    gone.answers(Answer::status(200));
    witness.answers(Answer::status(200));
    let Site { test, one, two, webhook } = site;
    two.crash().await;
    witness.wait_for(2, TAKEOVER).await;
    let event = one.push("a.b", b"{}").await.event_id;
    let held = one.deliveries_of(&event).await.remove(0);
    assert_eq!(held.state(), DeliveryState::Held);
    assert_eq!(gone.requests().len(), sent, "nothing is sent to it");
    super::site::resume(&one, &webhook).await;
    deliveries.push(held.id);
    gone.wait_for(sent + deliveries.len(), TOLD).await;
    one.stop().await;
    drop(test);
}
