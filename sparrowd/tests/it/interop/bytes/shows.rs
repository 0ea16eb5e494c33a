//! The doors by which payloads are seen again.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Deserializer};
use serde_json::value::RawValue;
use sparrow_proto::v1::GetEventRequest;

use super::payloads::Payload;
use super::{Bench, same};
use crate::harness::daemon::NAMESPACE;
use crate::interop::clients;

pub(super) async fn check(bench: &Bench, event_id: &str, payload: &Payload) -> Result<(), String> {
    grpc(bench, event_id, payload).await?;
    rest(bench, event_id, payload).await?;
    event_show(bench, event_id, payload).await
}

async fn grpc(bench: &Bench, event_id: &str, payload: &Payload) -> Result<(), String> {
    let request =
        GetEventRequest { namespace: NAMESPACE.to_owned(), event_id: event_id.to_owned() };
    let answer = bench.daemon.events().get_event(request).await;
    let answer = answer.map_err(|status| status.to_string())?.into_inner();
    let event = answer.event.unwrap_or_default();
    same("GetEvent", &event.payload, &payload.bytes)
}

/// Its `payload` is JSON on one line, to be read; its `payload_base64` is what was pushed.
#[derive(Deserialize)]
struct Shown {
    payload_base64: Option<String>,
}

async fn event_show(bench: &Bench, event_id: &str, payload: &Payload) -> Result<(), String> {
    let shown: Shown = bench.ctl.json(&["event", "show", event_id]).await?;
    let bytes = STANDARD.decode(shown.payload_base64.unwrap_or_default());
    same("event show", &bytes.map_err(|error| error.to_string())?, &payload.bytes)
}

/// Inline, or in base64 if it can't stand there.
#[derive(Deserialize)]
struct Answer<'a> {
    #[serde(borrow)]
    event: Inline<'a>,
}

#[derive(Deserialize)]
struct Inline<'a> {
    #[serde(borrow, default, deserialize_with = "there")]
    payload: Option<&'a RawValue>,
    payload_base64: Option<String>,
}

/// A payload that is null is there too.
fn there<'de, D: Deserializer<'de>>(value: D) -> Result<Option<&'de RawValue>, D::Error> {
    <&RawValue>::deserialize(value).map(Some)
}

async fn rest(bench: &Bench, event_id: &str, payload: &Payload) -> Result<(), String> {
    let url =
        format!("http://{}/webhook/events/{event_id}?namespace={NAMESPACE}", bench.daemon.http);
    let mut curl = clients::curl();
    curl.args(["--fail-with-body", &url]);
    let output = clients::run(curl).await;
    let answer: Answer<'_> = serde_json::from_slice(&output.stdout)
        .map_err(|error| format!("{error}: {}", clients::text(&output.stdout)))?;
    match (answer.event.payload, answer.event.payload_base64) {
        (Some(inline), None) if payload.is_inline() => {
            same("inline", inline.get().as_bytes(), &payload.bytes)
        }
        (None, base64) if !payload.is_inline() => {
            let bytes = STANDARD.decode(base64.unwrap_or_default());
            same("payload_base64", &bytes.map_err(|error| error.to_string())?, &payload.bytes)
        }
        (inline, base64) => Err(format!("inline {inline:.60?}, base64 {base64:.60?}")),
    }
}
