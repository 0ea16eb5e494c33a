//! Standard Webhooks 1.0 signatures, over the bytes of `id.timestamp.body` exactly as sent: `v1` is
//! HMAC-SHA256 with a secret that sender and receiver share, `v1a` is Ed25519, where the receiver has
//! the public key alone.
//!
//! A webhook has one current secret. After a rotation those before it go on signing until they
//! expire, so that a receiver finds the signature it can verify whichever it knows.

use std::fmt;

use base64::Engine as _;
use base64::alphabet;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use hmac::{Hmac, KeyInit as _, Mac as _};
use ring::signature::{Ed25519KeyPair, KeyPair as _};
use sha2::{Digest as _, Sha256};
use zeroize::Zeroizing;

use super::attempt::Signed;
use super::timestamp::Timestamp;

/// Secrets that sign for a webhook at a time, at most.
pub const MAX_LIVE: usize = 4;
/// What sparrow makes; the specification allows 24 to 64.
const NEW_HMAC_BYTES: usize = 32;
const SEED_BYTES: usize = 32;
const PUBLIC_PREFIX: &str = "whpk_";

/// As the specification writes it; of others the padding may be missing, as its libraries take it.
const BASE64: GeneralPurpose = GeneralPurpose::new(
    &alphabet::STANDARD,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SecretKind {
    /// `whsec_`, signs as `v1`.
    Hmac,
    /// `whsk_`, signs as `v1a`.
    Ed25519,
}

impl SecretKind {
    pub const ALL: [Self; 2] = [Self::Hmac, Self::Ed25519];

    /// The word in the table.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Hmac => "hmac",
            Self::Ed25519 => "ed25519",
        }
    }

    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.word() == word)
    }

    const fn prefix(self) -> &'static str {
        match self {
            Self::Hmac => "whsec_",
            Self::Ed25519 => "whsk_",
        }
    }

    /// Random bytes that a new key of this kind is made of.
    pub const fn new_bytes(self) -> usize {
        match self {
            Self::Hmac => NEW_HMAC_BYTES,
            Self::Ed25519 => SEED_BYTES,
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SecretError {
    #[error("a secret begins with whsec_ or whsk_")]
    Prefix,
    #[error("what follows {0} is not base64")]
    Base64(&'static str),
    #[error("a whsec_ secret has 24 to 64 bytes, this one has {0}")]
    HmacLength(usize),
    #[error(
        "a whsk_ secret has 64 bytes, seed and public key, or the 32 of the seed; this one has {0}"
    )]
    Ed25519Length(usize),
    #[error("the public key in the whsk_ secret is not that of its seed")]
    KeysApart,
}

/// The key behind a secret. Neither shown nor logged.
pub struct SigningKey(Key);

enum Key {
    Hmac(Zeroizing<Vec<u8>>),
    Ed25519 { seed: Zeroizing<[u8; SEED_BYTES]>, pair: Ed25519KeyPair },
}

impl SigningKey {
    /// From the bytes of a key: for Ed25519 the seed, with or without the public key after it.
    pub fn try_new(kind: SecretKind, bytes: &[u8]) -> Result<Self, SecretError> {
        match kind {
            SecretKind::Hmac if !(24..=64).contains(&bytes.len()) => {
                Err(SecretError::HmacLength(bytes.len()))
            }
            SecretKind::Hmac => Ok(Self(Key::Hmac(Zeroizing::new(bytes.to_vec())))),
            SecretKind::Ed25519 => ed25519(bytes).map(Self),
        }
    }

    /// From the form `whsec_…` or `whsk_…`.
    pub fn parse(text: &str) -> Result<Self, SecretError> {
        let (kind, encoded) = SecretKind::ALL
            .into_iter()
            .find_map(|kind| Some((kind, text.strip_prefix(kind.prefix())?)))
            .ok_or(SecretError::Prefix)?;
        let decoded = BASE64.decode(encoded).map_err(|_| SecretError::Base64(kind.prefix()))?;
        Self::try_new(kind, &Zeroizing::new(decoded))
    }

    pub fn kind(&self) -> SecretKind {
        match self.0 {
            Key::Hmac(_) => SecretKind::Hmac,
            Key::Ed25519 { .. } => SecretKind::Ed25519,
        }
    }

    /// The form that [`Self::parse`] reads: for the answers that show it, and for sealing.
    pub fn reveal(&self) -> Zeroizing<String> {
        let encoded = match &self.0 {
            Key::Hmac(bytes) => BASE64.encode(bytes),
            Key::Ed25519 { seed, pair } => {
                let both = Zeroizing::new([&seed[..], pair.public_key().as_ref()].concat());
                BASE64.encode(&both[..])
            }
        };
        let encoded = Zeroizing::new(encoded);
        Zeroizing::new([self.kind().prefix(), &encoded[..]].concat())
    }

    /// What the receivers of an Ed25519 key verify with.
    pub fn public_key(&self) -> Option<PublicKey> {
        match &self.0 {
            Key::Hmac(_) => None,
            Key::Ed25519 { pair, .. } => PublicKey::try_new(pair.public_key().as_ref()),
        }
    }

    /// One signature with its version, for these bytes.
    pub fn sign(&self, id: &str, timestamp: i64, body: &[u8]) -> String {
        let timestamp = timestamp.to_string();
        let parts = [id.as_bytes(), b".", timestamp.as_bytes(), b".", body];
        match &self.0 {
            Key::Hmac(key) => {
                // HMAC takes keys of any length, so this cannot fail; an empty signature would be
                // refused.
                let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(key) else {
                    return String::new();
                };
                for part in parts {
                    mac.update(part);
                }
                written("v1,", &mac.finalize().into_bytes())
            }
            Key::Ed25519 { pair, .. } => written("v1a,", pair.sign(&parts.concat()).as_ref()),
        }
    }
}

fn written(version: &str, signature: &[u8]) -> String {
    let mut text = String::with_capacity(version.len() + signature.len().div_ceil(3) * 4);
    text.push_str(version);
    BASE64.encode_string(signature, &mut text);
    text
}

fn ed25519(bytes: &[u8]) -> Result<Key, SecretError> {
    let wrong_length = || SecretError::Ed25519Length(bytes.len());
    let (seed, public) = bytes.split_first_chunk::<SEED_BYTES>().ok_or_else(wrong_length)?;
    let pair = match public.len() {
        0 => Ed25519KeyPair::from_seed_unchecked(seed),
        SEED_BYTES => Ed25519KeyPair::from_seed_and_public_key(seed, public),
        _ => return Err(wrong_length()),
    };
    let pair = pair.map_err(|_| SecretError::KeysApart)?;
    Ok(Key::Ed25519 { seed: Zeroizing::new(*seed), pair })
}

/// By their digests, so that the time it takes says nothing of where two keys differ.
impl PartialEq for SigningKey {
    fn eq(&self, other: &Self) -> bool {
        let digest = |key: &Self| Sha256::digest(key.reveal().as_bytes());
        digest(self) == digest(other)
    }
}

impl Eq for SigningKey {}

impl fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SigningKey(…)")
    }
}

/// The half of an Ed25519 key that anybody may know.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PublicKey([u8; SEED_BYTES]);

impl PublicKey {
    pub fn try_new(bytes: &[u8]) -> Option<Self> {
        bytes.try_into().ok().map(Self)
    }

    pub fn bytes(&self) -> &[u8] {
        &self.0
    }
}

/// `whpk_…`
impl fmt::Display for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{PUBLIC_PREFIX}{}", BASE64.encode(self.0))
    }
}

/// A key that signs until it expires; `None`: the current one.
#[derive(Debug)]
pub struct LiveKey {
    pub key: SigningKey,
    pub expires_at: Option<Timestamp>,
}

/// The keys that sign for a webhook, the current one first.
#[derive(Debug, Default)]
pub struct Keys(Vec<LiveKey>);

impl Keys {
    pub fn new(keys: Vec<LiveKey>) -> Self {
        Self(keys)
    }

    /// The headers that sign a request, by every key that has not expired now. They say when that is
    /// as the clock shows it. `None`: there is no key.
    pub fn sign(&self, id: &str, now: Timestamp, shown: Timestamp, body: &[u8]) -> Option<Signed> {
        let live = self.0.iter().filter(|live| live.expires_at.is_none_or(|end| now < end));
        let timestamp = shown.seconds();
        let mut signatures = live.map(|live| live.key.sign(id, timestamp, body));
        let mut signature = signatures.next()?;
        for another in signatures {
            signature.push(' ');
            signature.push_str(&another);
        }
        Some(Signed { at: timestamp, signature })
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use ed25519_dalek::{Signature, VerifyingKey};
    use proptest::prelude::*;

    use super::*;

    const ID: &str = "msg_p5jXN8AQM9LWM0D4loKWxJek";
    const AT: i64 = 1_614_265_330;
    const BODY: &[u8] = br#"{"test": 2432232314}"#;
    /// From the test suites of the Python and Go libraries of Standard Webhooks.
    const HMAC: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    const HMAC_SIGNATURE: &str = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=";
    /// From the tests of svix-server's worker.
    const ED25519: &str = "whsk_6Xb/dCcHpPea21PS1N9VY/NZW723CEc77N4rJCubMbfVKIDij2HKpMKkioLlX0dR\
                           qSKJp4AJ6p9lMicMFs6Kvg==";
    const ED25519_PUBLIC: &str = "whpk_1SiA4o9hyqTCpIqC5V9HUakiiaeACeqfZTInDBbOir4=";
    const ED25519_SIGNATURE: &str = "v1a,hnO3f9T8Ytu9HwrXslvumlUpqtNVqkhqw/enGzPCXe5BdqzCInXqYXFym\
                                     VJaA7AZdpXwVLPo3mNl8EM+m7TBAg==";

    fn key(text: &str) -> SigningKey {
        SigningKey::parse(text).unwrap()
    }

    #[test]
    fn published_vectors() {
        assert_eq!(key(HMAC).sign(ID, AT, BODY), HMAC_SIGNATURE);
        assert_eq!(key(HMAC).public_key(), None);
        assert_eq!(key(ED25519).sign(ID, AT, BODY), ED25519_SIGNATURE);
        assert_eq!(key(ED25519).public_key().unwrap().to_string(), ED25519_PUBLIC);
    }

    #[test]
    fn secrets_read_back_and_are_not_shown() {
        for text in [HMAC, ED25519] {
            assert_eq!(*key(text).reveal(), text);
            assert_eq!(format!("{:?}", key(text)), "SigningKey(…)");
        }
        assert_ne!(key(HMAC), key(ED25519));
        assert_eq!(key(HMAC), key(HMAC));
        let seed = BASE64.decode(&ED25519["whsk_".len()..]).unwrap();
        let seed = format!("whsk_{}", BASE64.encode(&seed[..32]));
        assert_eq!(key(&seed), key(ED25519), "the public key follows from the seed");
        assert_eq!(key("whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA").reveal().len(), 6 + 36);
    }

    #[test]
    fn what_is_no_secret() {
        let refusal = |text: &str| SigningKey::parse(text).unwrap_err();
        assert_eq!(refusal("sec_AAAA"), SecretError::Prefix);
        assert_eq!(refusal(ED25519_PUBLIC), SecretError::Prefix);
        assert_eq!(refusal("whsec_%%"), SecretError::Base64("whsec_"));
        assert_eq!(refusal("whsec_AAAA"), SecretError::HmacLength(3));
        for length in [0, 31, 33, 63, 65] {
            let text = format!("whsk_{}", BASE64.encode(vec![7; length]));
            assert_eq!(refusal(&text), SecretError::Ed25519Length(length));
        }
        let apart = format!("whsk_{}", BASE64.encode([7; 64]));
        assert_eq!(refusal(&apart), SecretError::KeysApart);
    }

    #[test]
    fn every_live_key_signs_and_the_current_one_first() {
        let at = Timestamp::from_millis(AT * 1_000 + 1);
        let live = |text, expires_at| LiveKey { key: key(text), expires_at };
        let later = Some(at.plus(Duration::from_micros(1)));
        let keys = Keys::new(vec![live(ED25519, None), live(HMAC, later)]);
        let signed = keys.sign(ID, at, at, BODY).unwrap();
        assert_eq!(signed.at, AT);
        assert_eq!(signed.signature, format!("{ED25519_SIGNATURE} {HMAC_SIGNATURE}"));
        let keys = Keys::new(vec![live(HMAC, None), live(ED25519, Some(at))]);
        assert_eq!(keys.sign(ID, at, at, BODY).unwrap().signature, HMAC_SIGNATURE);
        assert_eq!(Keys::default().sign(ID, at, at, BODY), None);
        assert_eq!(Keys::new(vec![live(HMAC, Some(at))]).sign(ID, at, at, BODY), None);
    }

    proptest! {
        /// Another implementation takes every signature for that of these bytes, and of no others.
        #[test]
        fn ed25519_signatures_verify(seed: [u8; 32], at: i64, body: Vec<u8>) {
            let key = SigningKey::try_new(SecretKind::Ed25519, &seed).unwrap();
            let public = key.public_key().unwrap();
            let public = VerifyingKey::from_bytes(public.bytes().try_into().unwrap()).unwrap();
            let signature = key.sign(ID, at, &body);
            let signature = BASE64.decode(signature.strip_prefix("v1a,").unwrap()).unwrap();
            let signature = Signature::from_slice(&signature).unwrap();
            let mut content = format!("{ID}.{at}.").into_bytes();
            content.extend_from_slice(&body);
            prop_assert!(public.verify_strict(&content, &signature).is_ok());
            content.push(0);
            prop_assert!(public.verify_strict(&content, &signature).is_err());
        }

        #[test]
        fn parsing_never_panics(text in "(whsec_|whsk_|whpk_)?.{0,100}") {
            let _ = SigningKey::parse(&text);
        }
    }
}
