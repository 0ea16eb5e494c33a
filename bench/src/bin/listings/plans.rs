//! How long planning a replay takes: what is selected is chosen and written down meanwhile.

use std::time::Duration;

use prost_types::Timestamp;
use sparrow_proto::v1;
use sparrow_proto::v1::DeliveryState as State;
use sparrow_proto::v1::event_service_client::EventServiceClient;
use sparrow_proto::v1::replay_service_client::ReplayServiceClient;
use tonic::transport::Channel;

use super::{ms, now};

const LARGE: &str = "tenant-01";

pub(super) async fn print(channel: &Channel) -> anyhow::Result<()> {
    println!("\n| plan | deliveries | time |\n|---|---|---|");
    let request =
        v1::ListEventsRequest { namespace: LARGE.to_owned(), page_size: 1, ..Default::default() };
    let newest = EventServiceClient::new(channel.clone()).list_events(request).await?.into_inner();
    let newest = newest.events.first().and_then(|event| event.accept_time).unwrap_or_default();
    let ago = |hours: i64| Some(Timestamp { seconds: newest.seconds - hours * 3_600, nanos: 0 });
    let select = |webhook: &str, states: &[State]| v1::ReplaySelection {
        webhook: webhook.to_owned(),
        states: states.iter().map(|state| (*state).into()).collect(),
        ..Default::default()
    };
    let dead = select("", &[State::Dead]);
    let delivered =
        |webhook| v1::ReplaySelection { since: ago(18), ..select(webhook, &[State::Delivered]) };
    for (what, selection) in [
        ("dead letters of the webhook with 3 million attempts", select("hook-001", &[State::Dead])),
        ("all dead letters of the namespace", dead.clone()),
        (
            "… with `timeout` last",
            v1::ReplaySelection { statuses: vec!["timeout".to_owned()], ..dead },
        ),
        ("delivered to that webhook within 18 hours", delivered("hook-001")),
        ("delivered to a quiet webhook within 18 hours", delivered("hook-017")),
        ("delivered in the namespace within 18 hours", delivered("")),
        (
            "delivered to a quiet webhook within 30 days",
            v1::ReplaySelection { since: ago(720), ..delivered("hook-017") },
        ),
    ] {
        let replay = v1::CreateReplayRequest {
            namespace: LARGE.to_owned(),
            selection: Some(selection),
            ..Default::default()
        };
        let request = v1::PlanReplayRequest { replay: Some(replay) };
        let begun = now();
        let made = ReplayServiceClient::new(channel.clone()).plan_replay(request).await;
        let time: Duration = begun.elapsed();
        let deliveries = match made {
            Ok(plan) => plan.into_inner().total.to_string(),
            Err(status) => format!("refused: {}", status.message()),
        };
        println!("| {what} | {deliveries} | {} |", ms(time));
    }
    Ok(())
}
