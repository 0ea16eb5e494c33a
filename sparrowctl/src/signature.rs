//! Standard Webhooks signatures, for a request that someone sends again by hand: over the bytes of
//! `id.timestamp.body`, `v1` with a secret that both sides share, `v1a` with an Ed25519 key.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use ring::{hmac, signature::Ed25519KeyPair};

/// An Ed25519 secret is the seed, and mostly the public key after it.
const SEED_BYTES: usize = 32;

/// The value of `webhook-signature`; `None` if the secret is none.
pub fn sign(secret: &str, id: &[u8], timestamp: i64, body: &[u8]) -> Option<String> {
    let mut signed = id.to_vec();
    signed.extend_from_slice(format!(".{timestamp}.").as_bytes());
    signed.extend_from_slice(body);
    if let Some(key) = secret.strip_prefix("whsec_") {
        let key = hmac::Key::new(hmac::HMAC_SHA256, &STANDARD.decode(key).ok()?);
        return Some(format!("v1,{}", STANDARD.encode(hmac::sign(&key, &signed))));
    }
    let key = STANDARD.decode(secret.strip_prefix("whsk_")?).ok()?;
    let pair = match key.split_at_checked(SEED_BYTES)? {
        (seed, []) => Ed25519KeyPair::from_seed_unchecked(seed),
        (seed, public) => Ed25519KeyPair::from_seed_and_public_key(seed, public),
    };
    Some(format!("v1a,{}", STANDARD.encode(pair.ok()?.sign(&signed))))
}

#[cfg(test)]
mod tests {
    use ring::signature::{ED25519, KeyPair as _, UnparsedPublicKey};

    use super::*;

    /// The example of the specification's own libraries.
    #[test]
    fn the_published_vector() {
        let signature = sign(
            "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
            b"msg_p5jXN8AQM9LWM0D4loKWxJek",
            1_614_265_330,
            b"{\"test\": 2432232314}",
        );
        let expected = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=";
        assert_eq!(signature.as_deref(), Some(expected));
    }

    #[test]
    fn the_public_key_verifies() {
        let seed = [7; SEED_BYTES];
        let public = Ed25519KeyPair::from_seed_unchecked(&seed).unwrap();
        let public = public.public_key().as_ref();
        let whole = STANDARD.encode([&seed[..], public].concat());
        for secret in [whole, STANDARD.encode(seed)] {
            let signature = sign(&format!("whsk_{secret}"), b"evt_1", 17, b"{}").unwrap();
            let bytes = STANDARD.decode(signature.strip_prefix("v1a,").unwrap()).unwrap();
            UnparsedPublicKey::new(&ED25519, public).verify(b"evt_1.17.{}", &bytes).unwrap();
        }
    }

    #[test]
    fn what_is_no_secret_signs_nothing() {
        let wrong_pair = format!("whsk_{}", STANDARD.encode([1; 64]));
        for secret in ["", "whsec", "whsec_é", "whsk_AAAA", "other_AAAA", &wrong_pair] {
            assert_eq!(sign(secret, b"id", 1, b""), None, "{secret}");
        }
    }
}
