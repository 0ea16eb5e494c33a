//! What is asked of one node for deliveries that another has in hand.

use std::time::Duration;

use sparrow_proto::v1::{CancelDeliveriesRequest, Decision, DeliveryState, Webhook};

use super::site::{Site, TOLD, to};
use crate::harness::daemon::NAMESPACE;
use crate::harness::{Answer, Receiver, SOON, eventually};

#[tokio::test]
async fn what_is_cancelled_elsewhere_is_not_sent_and_what_is_out_changes_nothing() {
    let slow = Answer::status(200).after(Duration::from_secs(3));
    let receiver = Receiver::start().await.then([slow]);
    let one_at_a_time = Webhook { concurrency: 1, ..to(&receiver, "/", "standard") };
    let site = Site::new(one_at_a_time).await;
    // Through the owner, so that they are in its memory: one is out, and two wait for their turns.
    let mut events = Vec::new();
    for _ in 0..3 {
        events.push(site.two.push("a.b", b"{}").await.event_id);
    }
    receiver.wait_for(1, SOON).await;
    let mut deliveries = Vec::new();
    for event in &events {
        deliveries.push(site.delivery_of(event).await);
    }
    let cancel = CancelDeliveriesRequest {
        namespace: NAMESPACE.to_owned(),
        delivery_ids: deliveries[..2].to_vec(),
        reason: "not wanted".to_owned(),
    };
    let changed = site.one.deliveries().cancel_deliveries(cancel).await.unwrap();
    assert_eq!(changed.into_inner().changed, 2);

    site.in_state(&deliveries[2], DeliveryState::Delivered).await;
    let sent = receiver.requests();
    let sent: Vec<_> = sent.iter().map(|request| request.header("webhook-id")).collect();
    assert_eq!(sent, [&events[0], &events[2]], "the second was before the third");
    let attempts = eventually(TOLD, async || match site.two.attempts_of(&deliveries[0]).await {
        made if made.len() == 1 => Ok(made),
        other => Err(other),
    })
    .await;
    assert_eq!(attempts[0].decision(), Decision::Superseded);
    assert!(site.two.attempts_of(&deliveries[1]).await.is_empty());
    for delivery in &deliveries[..2] {
        assert_eq!(site.two.delivery(delivery).await.state(), DeliveryState::Cancelled);
    }
    site.end().await;
}
