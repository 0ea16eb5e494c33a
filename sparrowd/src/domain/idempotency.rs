//! Idempotency keys: by the same key a caller means the same event, and by the same key with other
//! content it has made a mistake. What is compared are digests, so that a key costs the same however
//! long it is and however large its event.

use std::fmt;
use std::time::Duration;

use sha2::{Digest as _, Sha256};

use super::headers::OwnHeaders;
use super::lifetime::Lifetime;

/// Bytes of a key, at most.
pub const MAX_KEY: usize = 255;

/// The first half of a SHA-256: among the keys of one namespace, 128 bits don't meet.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Digest([u8; Self::BYTES]);

impl Digest {
    pub const BYTES: usize = 16;

    /// `None`: not as long as a digest is.
    pub fn from_slice(bytes: &[u8]) -> Option<Self> {
        bytes.try_into().ok().map(Self)
    }

    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }

    fn of(hasher: Sha256) -> Self {
        let whole: [u8; 32] = hasher.finalize().into();
        let mut half = [0; Self::BYTES];
        half.copy_from_slice(&whole[..Self::BYTES]);
        Self(half)
    }
}

impl fmt::Debug for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

/// A key as the caller wrote it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Key {
    text: String,
    digest: Digest,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("an idempotency key is 1 to {MAX_KEY} bytes of visible ASCII")]
pub struct KeyError;

impl Key {
    pub fn try_new(text: &str) -> Result<Self, KeyError> {
        if text.is_empty() || text.len() > MAX_KEY || !text.bytes().all(|b| b.is_ascii_graphic()) {
            return Err(KeyError);
        }
        let digest = Digest::of(Sha256::new_with_prefix(text));
        Ok(Self { text: text.to_owned(), digest })
    }

    pub fn as_str(&self) -> &str {
        &self.text
    }

    pub fn digest(&self) -> Digest {
        self.digest
    }
}

/// What has to be the same for two pushes to be the same: the request as it was made, so that one
/// made again later is not another for the time that has passed.
#[derive(Debug, Clone, Copy)]
pub struct Content<'a> {
    pub event_type: &'a str,
    pub content_type: &'a str,
    pub payload: &'a [u8],
    /// A JSON object with its keys in order.
    pub metadata: Option<&'a str>,
    pub headers: &'a OwnHeaders,
    pub lifetime: Lifetime,
}

impl Content<'_> {
    pub fn digest(&self) -> Digest {
        let mut hasher = Sha256::new();
        // Each with its length before it, so that no two contents are spelled alike.
        let mut add = |part: &[u8]| {
            hasher.update((part.len() as u64).to_be_bytes());
            hasher.update(part);
        };
        add(self.event_type.as_bytes());
        add(self.content_type.as_bytes());
        add(self.payload);
        add(self.metadata.unwrap_or_default().as_bytes());
        add(&micros(self.lifetime.ttl));
        add(&self.lifetime.deliver_at.map_or([0; 8], |at| at.micros().to_be_bytes()));
        for (name, value) in self.headers.iter() {
            add(name.as_bytes());
            add(value.as_bytes());
        }
        Digest::of(hasher)
    }
}

fn micros(length: Option<Duration>) -> [u8; 16] {
    length.map_or(0, |length| length.as_micros()).to_be_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::timestamp::Timestamp;

    #[test]
    fn keys() {
        for good in ["a", "order-7/paid", "~!\"#", &"k".repeat(MAX_KEY)] {
            assert_eq!(Key::try_new(good).unwrap().as_str(), good);
        }
        for bad in ["", "a b", "a\n", "é", "a\0", &"k".repeat(MAX_KEY + 1)] {
            assert_eq!(Key::try_new(bad), Err(KeyError), "{bad:?}");
        }
        let digest = |text: &str| Key::try_new(text).unwrap().digest();
        assert_eq!(digest("a"), digest("a"));
        assert_ne!(digest("a"), digest("A"));
        // sha256("abc"), FIPS 180-2, B.1.
        assert_eq!(format!("{:?}", digest("abc")), "ba7816bf8f01cfea414140de5dae2223");
        assert_eq!(Digest::from_slice(digest("a").as_bytes()), Some(digest("a")));
        assert_eq!(Digest::from_slice(&[0; 15]), None);
    }

    #[test]
    fn any_difference_is_another_content() {
        let none = OwnHeaders::default();
        let one = OwnHeaders::try_new([("x-a", "1")]).unwrap();
        let two = OwnHeaders::try_new([("x-a", "1x-b")]).unwrap();
        let content = Content {
            event_type: "a.b",
            content_type: "application/json",
            payload: b"{}",
            metadata: None,
            headers: &none,
            lifetime: Lifetime::default(),
        };
        let ttl = Some(Duration::from_secs(1));
        let deliver_at = Some(Timestamp::from_millis(1));
        let variants = [
            content,
            Content { event_type: "a.ba", content_type: "pplication/json", ..content },
            Content { content_type: "text/plain", ..content },
            Content { payload: b"{ }", ..content },
            Content { metadata: Some(r#"{"k":"v"}"#), ..content },
            Content { headers: &one, ..content },
            Content { headers: &two, ..content },
            Content { lifetime: Lifetime { ttl, ..Lifetime::default() }, ..content },
            Content { lifetime: Lifetime { deliver_at, ..Lifetime::default() }, ..content },
        ];
        let mut digests: Vec<_> = variants.iter().map(Content::digest).collect();
        assert_eq!(content.digest(), digests[0], "the same is the same");
        digests.sort_unstable();
        digests.dedup();
        assert_eq!(digests.len(), variants.len());
    }
}
