//! Secrets and own headers: where they come from, and where they are not seen.

use prost_types::Duration;
use sparrow_proto::v1::{
    RegisterWebhookRequest, RotateWebhookSecretRequest, SecretKind, UpdateWebhookRequest,
};

use crate::kit::{Client, Fake, cases};

const REGISTER: [&str; 5] = ["webhook", "register", "https://a.example/", "--on", "a"];

#[test]
fn a_secret_is_not_shown_by_mistake() {
    let fake = cases::daemon();
    let client = Client::of(&fake);
    let ran = client.run(&["webhook", "secret", "acme-orders"]).exits(2);
    assert!(ran.out.is_empty() && fake.lock().calls.is_empty());
    assert!(
        ran.err.contains("hint: sparrowctl webhook secret acme-orders --reveal"),
        "{}",
        ran.err
    );
    for form in ["table", "json", "tsv"] {
        let ran = client.run(&["webhook", "show", "acme-orders", "-o", form]).ok();
        assert!(!ran.out.contains("whsk_") && !ran.out.contains("Bearer"), "{}", ran.out);
    }
}

#[test]
fn a_rotation_says_what_it_wants() {
    let fake = cases::daemon();
    let client = Client::of(&fake);
    std::fs::write(client.home.path().join("s"), "whsec_AAAA\n").unwrap();
    let rotate = |more: &[&str]| {
        client.run(&[&["webhook", "rotate-secret", "acme-orders", "--yes"], more].concat())
    };
    rotate(&[]).ok();
    rotate(&["--overlap", "7d", "--secret-kind", "ed25519"]).ok();
    let ran = rotate(&["--overlap", "0s", "--secret", "@s", "-o", "name"]).ok();
    assert!(ran.err.is_empty(), "a given one is no news: {}", ran.err);
    rotate(&["--secret", "@s", "--secret-kind", "hmac"]).exits(2);
    rotate(&["--secret", "whsec_AAAA"]).exits(2);
    let asked = fake.lock().asked::<RotateWebhookSecretRequest>();
    let seconds = |seconds| Some(Duration { seconds, nanos: 0 });
    let overlaps: Vec<_> = asked.iter().map(|request| request.overlap).collect();
    assert_eq!(overlaps, [seconds(86_400), seconds(604_800), seconds(0)]);
    assert_eq!(asked[1].secret_kind(), SecretKind::Ed25519);
    assert_eq!(asked[2].secret, "whsec_AAAA");
}

#[test]
fn headers_are_set_and_taken_away_by_name() {
    let fake = cases::daemon();
    let client = Client::of(&fake);
    std::fs::write(client.home.path().join("h"), "Authorization: Bearer k7\nx-b: 2\n").unwrap();
    client.run(&[&REGISTER[..], &["-H", "@h", "-H", "X-A:1", "--max-age", "2h"]].concat()).ok();
    let update =
        |more: &[&str]| client.run(&[&["webhook", "update", "acme-orders"], more].concat());
    update(&["-H", "x-new: 1"]).ok();
    update(&["-H", "Authorization:", "--max-age", "none", "--ignore-gone=false"]).ok();
    let ran = update(&["-H", "x-nope:"]).exits(2);
    assert!(ran.err.contains("it has authorization"), "{}", ran.err);
    let ran = client.run(&[&REGISTER[..], &["-H", "x-empty:"]].concat()).exits(2);
    assert!(ran.err.contains("error[invalid_header]"), "{}", ran.err);

    let state = fake.lock();
    let webhook = state.asked::<RegisterWebhookRequest>()[0].webhook.clone().unwrap();
    let expected = [("authorization", "Bearer k7"), ("x-a", "1"), ("x-b", "2")];
    assert_eq!(webhook.headers, expected.map(|(k, v)| (k.to_owned(), v.to_owned())).into());
    assert_eq!(webhook.max_age.unwrap().seconds, 7_200);
    let updates = state.asked::<UpdateWebhookRequest>();
    let paths = |at: usize| updates[at].update_mask.clone().unwrap().paths;
    let changed = |at: usize| updates[at].webhook.clone().unwrap();
    // What is hidden here is kept there.
    let expected = [("authorization", "[hidden]"), ("x-new", "1")];
    assert_eq!(changed(0).headers, expected.map(|(k, v)| (k.to_owned(), v.to_owned())).into());
    assert_eq!(paths(0), ["headers"]);
    assert!(changed(1).headers.is_empty() && changed(1).max_age.is_none());
    assert_eq!(paths(1), ["max_age", "ignore_gone", "headers"]);
}

#[test]
fn the_headers_of_an_attempt_are_hidden_until_asked_for() {
    let fake = cases::daemon();
    let client = Client::of(&fake);
    let show = ["attempt", "show", "att_01jd9x7s0f5h3n8q6bk4w8x2mz", "-o", "table"];
    assert!(client.run(&show).ok().out.contains("authorization: [hidden]"));
    let ran = client.run(&[&show[..], &["--reveal"]].concat()).ok();
    assert!(ran.out.contains("authorization: Bearer k7"), "{}", ran.out);
}

#[test]
fn a_request_is_signed_anew_where_asked_for() {
    let fake = cases::daemon();
    let client = Client::of(&fake);
    let curl = ["attempt", "curl", "att_01jd9x7s0f5h3n8q6bk4w8x2mz"];
    let ran = client.run(&curl).ok();
    assert!(ran.out.contains("'webhook-signature: v1,kq3dJm8='"), "{}", ran.out);
    assert!(ran.out.contains("'authorization: [hidden]'"), "{}", ran.out);
    assert!(ran.err.contains("--with-secret"), "{}", ran.err);
    assert!(!fake.lock().calls.contains(&"RevealWebhookSecrets".to_owned()));
    let ran = client.run(&[&curl[..], &["--with-secret"]].concat()).ok();
    let now = crate::kit::sample::NOW_SECONDS;
    assert!(ran.out.contains(&format!("'webhook-timestamp: {now}'")), "{}", ran.out);
    assert!(ran.out.contains("'webhook-signature: v1a,"), "{}", ran.out);
    assert!(ran.out.contains("'authorization: Bearer k7'"), "{}", ran.out);
    assert!(ran.err.starts_with("warning: this line holds"), "{}", ran.err);
}

#[test]
fn kinds_are_asked_for_by_name() {
    let fake = Fake::start();
    let client = Client::of(&fake);
    let ran =
        client.run(&[&REGISTER[..], &["--secret-kind", "ed25519", "-o", "json"]].concat()).ok();
    let webhook: serde_json::Value = serde_json::from_str(&ran.out).unwrap();
    assert!(webhook["secret"].as_str().unwrap().starts_with("whsk_"));
    assert!(webhook["public_key"].as_str().unwrap().starts_with("whpk_"));
    client.run(&[&REGISTER[..], &["--secret-kind", "rsa"]].concat()).exits(2);
}
