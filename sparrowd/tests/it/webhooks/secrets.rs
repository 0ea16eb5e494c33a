//! Secrets: made, kept, rotated under load, revealed.

use std::collections::BTreeSet;
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use ed25519_dalek::{Signature, VerifyingKey};
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;
use sparrow_proto::v1::{
    DeleteWebhookRequest, RegisterWebhookRequest, RotateWebhookSecretRequest,
    RotateWebhookSecretResponse, SecretKind, Webhook,
};
use tonic::{Code, Status};

use super::{reason, reveal, shown};
use crate::harness::daemon::{Home, NAMESPACE, TestDaemon, webhook};
use crate::harness::receiver::Request;
use crate::harness::{Receiver, SOON, TestDatabase, eventually};

const ED25519: &str = "whsk_6Xb/dCcHpPea21PS1N9VY/NZW723CEc77N4rJCubMbfVKIDij2HKpMKkioLlX0dRqSKJp\
                       4AJ6p9lMicMFs6Kvg==";
const ED25519_PUBLIC: &str = "whpk_1SiA4o9hyqTCpIqC5V9HUakiiaeACeqfZTInDBbOir4=";

/// What a receiver verifies with: no code of ours.
enum Verifier {
    Hmac(Vec<u8>),
    Ed25519(VerifyingKey),
}

impl Verifier {
    fn of(text: &str) -> Self {
        let (prefix, encoded) = text.split_once('_').unwrap();
        let bytes = STANDARD.decode(encoded).unwrap();
        match prefix {
            "whsec" => Self::Hmac(bytes),
            "whpk" => Self::Ed25519(VerifyingKey::from_bytes(&bytes.try_into().unwrap()).unwrap()),
            other => panic!("{other}"),
        }
    }

    fn takes(&self, request: &Request, signature: &str) -> bool {
        let (id, at) = (request.header("webhook-id"), request.header("webhook-timestamp"));
        let mut content = format!("{id}.{at}.").into_bytes();
        content.extend_from_slice(&request.body);
        let (version, encoded) = signature.split_once(',').unwrap();
        let bytes = STANDARD.decode(encoded).unwrap();
        match (self, version) {
            (Self::Hmac(key), "v1") => {
                let mut mac = Hmac::<Sha256>::new_from_slice(key).unwrap();
                mac.update(&content);
                mac.verify_slice(&bytes).is_ok()
            }
            (Self::Ed25519(key), "v1a") => {
                let signature = Signature::from_slice(&bytes).unwrap();
                key.verify_strict(&content, &signature).is_ok()
            }
            _ => false,
        }
    }
}

/// Which of the verifiers take which of the signatures, in the order of these.
fn signers(request: &Request, verifiers: &[(&'static str, &Verifier)]) -> Vec<&'static str> {
    let signatures = request.header("webhook-signature").split(' ');
    let signer = |signature| {
        let taken = verifiers.iter().find(|(_, verifier)| verifier.takes(request, signature));
        taken.map_or("nobody", |(name, _)| *name)
    };
    signatures.map(signer).collect()
}

async fn rotate(
    daemon: &TestDaemon,
    id: &str,
    request: RotateWebhookSecretRequest,
) -> Result<RotateWebhookSecretResponse, Status> {
    let (namespace, webhook) = (NAMESPACE.to_owned(), id.to_owned());
    let request = RotateWebhookSecretRequest { namespace, webhook, ..request };
    Ok(daemon.webhooks().rotate_webhook_secret(request).await?.into_inner())
}

fn seconds(seconds: i64) -> prost_types::Duration {
    prost_types::Duration { seconds, nanos: 0 }
}

#[tokio::test]
async fn a_rotation_signs_with_both_until_the_overlap_ends() {
    let test = TestDatabase::create().await;
    let receiver = Receiver::start().await;
    let daemon = Home::new(&test).start().await;
    let (webhook, old) = daemon.register(webhook(&receiver.url("/"), &["*"], "standard")).await;
    let old = Verifier::of(&old);
    for n in 1..=5 {
        daemon.push("a.b", b"{}").await;
        receiver.wait_for(n, SOON).await;
    }
    let asked = RotateWebhookSecretRequest {
        secret_kind: SecretKind::Ed25519.into(),
        overlap: Some(seconds(2)),
        ..Default::default()
    };
    let rotated = rotate(&daemon, &webhook.id, asked).await.unwrap();
    assert!(rotated.secret.starts_with("whsk_"), "{}", rotated.public_key);
    let [current, before] = &rotated.webhook.as_ref().unwrap().secrets[..] else { panic!() };
    assert_eq!((current.kind(), before.kind()), (SecretKind::Ed25519, SecretKind::Hmac));
    assert_eq!((&current.public_key, current.expire_time), (&rotated.public_key, None));
    let began = current.create_time.unwrap().seconds;
    let ends = before.expire_time.unwrap().seconds;
    let new = Verifier::of(&rotated.public_key);
    let verifiers = [("old", &old), ("new", &new)];

    // Under load until the old one is out.
    let requests = eventually(SOON, async || {
        daemon.push("a.b", br#"{"n":1.10}"#).await;
        let requests = receiver.requests();
        let last = signers(requests.last().unwrap(), &verifiers);
        if last == ["new"] { Ok(requests) } else { Err(last) }
    })
    .await;
    let mut seen = BTreeSet::new();
    for request in &requests {
        let at: i64 = request.header("webhook-timestamp").parse().unwrap();
        let by = signers(request, &verifiers);
        match by[..] {
            // In force within two seconds.
            ["old"] => assert!(at <= began + 2, "{at} {began}"),
            ["new", "old"] => assert!((began..=ends).contains(&at), "{at} {began} {ends}"),
            ["new"] => assert!(at >= ends, "{at} {ends}"),
            _ => panic!("{by:?}"),
        }
        seen.insert(by);
    }
    assert_eq!(seen.len(), 3, "{seen:?}");
    assert_eq!(shown(&daemon, &webhook.id).await.secrets.len(), 1, "what expired is not shown");
    assert_eq!(reveal(&daemon, &webhook.id).await.secrets.len(), 1);
    daemon.stop().await;
}

#[tokio::test]
async fn a_secret_of_ones_own_signs_and_outlives_a_restart() {
    let test = TestDatabase::create().await;
    let receiver = Receiver::start().await;
    let home = Home::new(&test);
    let daemon = home.start().await;
    let register = |secret: &str, kind: SecretKind| RegisterWebhookRequest {
        webhook: Some(webhook(&receiver.url("/"), &["*"], "none")),
        secret: secret.to_owned(),
        secret_kind: kind.into(),
        ..Default::default()
    };
    let contradicts = register(ED25519, SecretKind::Hmac);
    let refused = daemon.webhooks().register_webhook(contradicts).await.unwrap_err();
    assert_eq!(reason(&refused), "invalid_argument");
    let apart = ED25519.replace("fVKI", "fVKJ");
    let apart = register(&apart, SecretKind::Unspecified);
    let refused = daemon.webhooks().register_webhook(apart).await.unwrap_err();
    assert_eq!(reason(&refused), "invalid_secret");
    let request = register(ED25519, SecretKind::Unspecified);
    let made = daemon.webhooks().register_webhook(request).await.unwrap().into_inner();
    assert_eq!((made.secret.as_str(), made.public_key.as_str()), (ED25519, ED25519_PUBLIC));
    let webhook = made.webhook.unwrap();
    assert_eq!(webhook.secrets[0].public_key, ED25519_PUBLIC);
    assert_eq!(webhook.secrets[0].secret, "");
    daemon.stop().await;

    let daemon = home.start().await;
    daemon.push("a.b", b"{}").await;
    let requests = receiver.wait_for(1, SOON).await;
    let verifier = Verifier::of(ED25519_PUBLIC);
    assert_eq!(signers(&requests[0], &[("it", &verifier)]), ["it"]);
    let revealed = reveal(&daemon, &webhook.id).await;
    assert_eq!(revealed.secrets[0].secret, ED25519);

    let pool = test.pool().await;
    let sealed: Vec<Vec<u8>> = sqlx::query_scalar("SELECT sealed FROM sparrow.webhook_secrets")
        .fetch_all(&pool)
        .await
        .unwrap();
    let seed = STANDARD.decode(&ED25519["whsk_".len()..]).unwrap();
    for hidden in [&seed[..8], b"whsk_", &ED25519.as_bytes()[5..15]] {
        assert!(!sealed[0].windows(hidden.len()).any(|bytes| bytes == hidden));
    }
    let (namespace, webhook) = (NAMESPACE.to_owned(), webhook.id);
    let delete = DeleteWebhookRequest { namespace, webhook };
    daemon.webhooks().delete_webhook(delete).await.unwrap();
    let left: i64 = sqlx::query_scalar("SELECT count(*) FROM sparrow.webhook_secrets")
        .fetch_one(&pool)
        .await
        .unwrap();
    assert_eq!(left, 0, "a deleted webhook has no secrets");
    daemon.stop().await;
}

#[tokio::test]
async fn four_secrets_are_live_at_most_and_none_twice() {
    let test = TestDatabase::create().await;
    let daemon = Home::new(&test).start().await;
    let named = Webhook { name: "it".to_owned(), ..webhook("http://127.0.0.1:9/", &["*"], "none") };
    let (_, first) = daemon.register(named).await;
    let plain = RotateWebhookSecretRequest::default;
    let mut secrets = vec![first];
    for _ in 0..3 {
        let rotated = rotate(&daemon, "it", plain()).await.unwrap();
        assert!(rotated.secret.starts_with("whsec_") && rotated.public_key.is_empty());
        secrets.insert(0, rotated.secret);
    }
    let revealed = reveal(&daemon, "it").await.secrets;
    let live: Vec<_> = revealed.iter().map(|secret| secret.secret.clone()).collect();
    assert_eq!(live, secrets, "the current one first");
    let day = Duration::from_hours(24).as_secs();
    for before in &revealed[1..] {
        let left = before.expire_time.unwrap().seconds - revealed[0].create_time.unwrap().seconds;
        assert!(u64::try_from(left).unwrap() <= day + 1, "{left}");
    }
    let refused = rotate(&daemon, "it", plain()).await.unwrap_err();
    assert_eq!(
        (refused.code(), reason(&refused).as_str()),
        (Code::FailedPrecondition, "too_many_secrets")
    );
    for secret in &secrets {
        let again = RotateWebhookSecretRequest {
            secret: secret.clone(),
            overlap: Some(seconds(0)),
            ..plain()
        };
        let refused = rotate(&daemon, "it", again).await.unwrap_err();
        assert_eq!(reason(&refused), "invalid_secret");
    }
    for (seconds, nanos) in [(30 * 86_400, 1), (-1, 0)] {
        let overlap = Some(prost_types::Duration { seconds, nanos });
        let refused = rotate(&daemon, "it", RotateWebhookSecretRequest { overlap, ..plain() });
        assert_eq!(reason(&refused.await.unwrap_err()), "invalid_argument");
    }
    assert_eq!(reveal(&daemon, "it").await.secrets, revealed, "what is refused changes nothing");

    let cut = RotateWebhookSecretRequest { overlap: Some(seconds(0)), ..plain() };
    let rotated = rotate(&daemon, "it", cut).await.unwrap();
    let left = reveal(&daemon, "it").await.secrets;
    assert_eq!(left.len(), 1, "no overlap ends all of them at once");
    assert_eq!(left[0].secret, rotated.secret);
    let unknown = rotate(&daemon, "other", plain()).await.unwrap_err();
    assert_eq!(reason(&unknown), "unknown_webhook");
    daemon.stop().await;
}

#[tokio::test]
async fn rotations_at_once_leave_one_current_secret() {
    let test = TestDatabase::create().await;
    let daemon = Home::new(&test).start().await;
    let (webhook, _) = daemon.register(webhook("http://127.0.0.1:9/", &["*"], "none")).await;
    let one = || rotate(&daemon, &webhook.id, RotateWebhookSecretRequest::default());
    let (a, b, c) = tokio::join!(one(), one(), one());
    let made = [a, b, c].map(|rotated| rotated.unwrap().secret);
    let secrets = reveal(&daemon, &webhook.id).await.secrets;
    assert_eq!(secrets.len(), 4);
    assert_eq!(secrets.iter().filter(|secret| secret.expire_time.is_none()).count(), 1);
    assert!(secrets[0].expire_time.is_none() && made.contains(&secrets[0].secret));
    daemon.stop().await;
}
