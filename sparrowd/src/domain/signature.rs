//! Standard Webhooks 1.0 signatures: `v1` is HMAC-SHA256 over `id.timestamp.body`, the bytes
//! exactly as sent.

use std::fmt;

use base64::{Engine as _, engine::general_purpose::STANDARD};
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;

/// The prefix of a symmetric secret.
const PREFIX: &str = "whsec_";
/// What sparrow makes; the specification allows 24 to 64.
pub const NEW_KEY_BYTES: usize = 32;

/// The key behind a `whsec_` secret. Neither shown nor logged.
#[derive(Clone, PartialEq, Eq)]
pub struct SigningKey(Vec<u8>);

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SecretError {
    #[error("a secret begins with whsec_")]
    Prefix,
    #[error("what follows whsec_ is not base64")]
    Base64,
    #[error("a secret has 24 to 64 bytes, this one has {0}")]
    Length(usize),
}

impl SigningKey {
    pub fn try_new(bytes: &[u8]) -> Result<Self, SecretError> {
        if !(24..=64).contains(&bytes.len()) {
            return Err(SecretError::Length(bytes.len()));
        }
        Ok(Self(bytes.to_vec()))
    }

    /// From the form `whsec_…`.
    pub fn parse(text: &str) -> Result<Self, SecretError> {
        let encoded = text.strip_prefix(PREFIX).ok_or(SecretError::Prefix)?;
        let bytes = STANDARD.decode(encoded).map_err(|_| SecretError::Base64)?;
        Self::try_new(&bytes)
    }

    /// The form `whsec_…`: for the one answer that shows it.
    pub fn reveal(&self) -> String {
        format!("{PREFIX}{}", STANDARD.encode(&self.0))
    }

    pub fn bytes(&self) -> &[u8] {
        &self.0
    }

    /// The value of `webhook-signature` for these bytes.
    pub fn sign(&self, id: &str, timestamp: i64, body: &[u8]) -> String {
        // HMAC takes keys of any length, so this cannot fail; an empty signature would be refused.
        let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(&self.0) else {
            return String::new();
        };
        mac.update(id.as_bytes());
        mac.update(b".");
        mac.update(timestamp.to_string().as_bytes());
        mac.update(b".");
        mac.update(body);
        format!("v1,{}", STANDARD.encode(mac.finalize().into_bytes()))
    }
}

impl fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SigningKey(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// From the test suites of the Python and Go libraries of Standard Webhooks.
    #[test]
    fn published_vector() {
        let key = SigningKey::parse("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw").unwrap();
        let signature =
            key.sign("msg_p5jXN8AQM9LWM0D4loKWxJek", 1_614_265_330, br#"{"test": 2432232314}"#);
        assert_eq!(signature, "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    }

    #[test]
    fn secrets_read_back_and_are_checked() {
        let key = SigningKey::try_new(&[7; 32]).unwrap();
        assert_eq!(SigningKey::parse(&key.reveal()), Ok(key.clone()));
        assert_eq!(format!("{key:?}"), "SigningKey(…)");
        assert_eq!(SigningKey::parse("sec_AAAA"), Err(SecretError::Prefix));
        assert_eq!(SigningKey::parse("whsec_%%"), Err(SecretError::Base64));
        assert_eq!(SigningKey::parse("whsec_AAAA"), Err(SecretError::Length(3)));
    }
}
