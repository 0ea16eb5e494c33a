//! Page tokens: where a list goes on, bound to what was asked for. A token names the key of the last
//! row looked at, so that a page costs the same wherever it lies; it holds only for the filters under
//! which it was given out.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::error::{ApiError, Reason};

const VERSION: u8 = 1;
const BOUND: usize = 8;
const MAX_TOKEN: usize = 512;

/// What a list is asked for, apart from the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Filters([u8; BOUND]);

impl Filters {
    /// `list` names the call; `parts` are its filters, in an order of their own.
    pub(super) fn new<'a>(list: &'a str, parts: impl IntoIterator<Item = &'a str>) -> Self {
        let mut digest = Sha256::new();
        for part in std::iter::once(list).chain(parts) {
            digest.update((part.len() as u64).to_be_bytes());
            digest.update(part);
        }
        let digest = digest.finalize();
        let mut bound = [0; BOUND];
        bound.copy_from_slice(&digest[..BOUND]);
        Self(bound)
    }

    /// The token after the row with this key.
    pub(super) fn token(self, key: &[u8]) -> String {
        URL_SAFE_NO_PAD.encode([&[VERSION], self.0.as_slice(), key].concat())
    }

    /// The key to go on after; `None` on the first page.
    pub(super) fn key(self, token: &str) -> Result<Option<Vec<u8>>, ApiError> {
        if token.is_empty() {
            return Ok(None);
        }
        let bytes = (token.len() <= MAX_TOKEN)
            .then(|| URL_SAFE_NO_PAD.decode(token).ok())
            .flatten()
            .filter(|bytes| bytes.len() > BOUND && bytes[0] == VERSION)
            .ok_or_else(|| invalid("this is no page token of sparrow"))?;
        if bytes[1..=BOUND] != self.0 {
            return Err(invalid("this page token was given out for other filters"));
        }
        Ok(Some(bytes[1 + BOUND..].to_vec()))
    }

    /// As [`Self::key`], for lists whose key is an id.
    pub(super) fn uuid(self, token: &str) -> Result<Option<Uuid>, ApiError> {
        let of_list = |_| invalid("this is no page token of this list");
        self.key(token)?.map(|key| Uuid::from_slice(&key).map_err(of_list)).transpose()
    }

    /// As [`Self::key`], for lists whose key is a name.
    pub(super) fn text(self, token: &str) -> Result<Option<String>, ApiError> {
        let text = |key: Vec<u8>| String::from_utf8(key).ok().filter(|key| !key.contains('\0'));
        let of_list = || invalid("this is no page token of this list");
        self.key(token)?.map(|key| text(key).ok_or_else(of_list)).transpose()
    }
}

fn invalid(message: &str) -> ApiError {
    ApiError::field(Reason::InvalidPageToken, "page_token", message)
        .hint("begin again without a page token")
}

/// Bytes of a page's rows, at most: what clients of gRPC take unless told otherwise is 4 MiB.
const MAX_PAGE_BYTES: usize = 3 * 1024 * 1024;

/// Cuts a page that would be too large to be sent, after its first row at the earliest. Says whether
/// it did.
pub(super) fn cut<M: prost::Message>(rows: &mut Vec<M>) -> bool {
    let mut bytes = 0;
    let fitting = rows.iter().position(|row| {
        bytes += row.encoded_len();
        bytes > MAX_PAGE_BYTES
    });
    match fitting {
        Some(first_too_many) if rows.len() > 1 => {
            rows.truncate(first_too_many.max(1));
            true
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_lead_on_under_the_same_filters_only() {
        let filters = Filters::new("ListEvents", ["billing", "order.*"]);
        let token = filters.token(b"key");
        assert_eq!(filters.key(&token), Ok(Some(b"key".to_vec())));
        assert_eq!(filters.key(""), Ok(None));
        for other in [
            Filters::new("ListEvents", ["billing", "order."]),
            Filters::new("ListEvents", ["billingorder.*"]),
            Filters::new("ListWebhooks", ["billing", "order.*"]),
        ] {
            assert_eq!(other.key(&token).unwrap_err().reason(), Reason::InvalidPageToken);
        }
        for bad in ["%", "AA", &"A".repeat(600)] {
            assert_eq!(filters.key(bad).unwrap_err().reason(), Reason::InvalidPageToken, "{bad}");
        }
    }

    #[test]
    fn pages_have_an_end_in_bytes_too() {
        let row = |bytes: usize| "x".repeat(bytes);
        let mut small = vec![row(10); 1_000];
        assert!(!cut(&mut small) && small.len() == 1_000);
        let mut large = vec![row(1_000_000); 10];
        assert!(cut(&mut large) && large.len() == 3);
        let mut huge = vec![row(MAX_PAGE_BYTES + 1); 2];
        assert!(cut(&mut huge) && huge.len() == 1);
        assert!(!cut(&mut huge), "one has to go through");
    }

    #[test]
    fn ids_as_keys() {
        let filters = Filters::new("ListEvents", []);
        let id = Uuid::from_u128(7);
        assert_eq!(filters.uuid(&filters.token(id.as_bytes())), Ok(Some(id)));
        assert!(filters.uuid(&filters.token(b"short")).is_err());
    }

    #[test]
    fn fuzzed() {
        let filters = Filters::new("ListEvents", ["billing"]);
        let of = |key: &[u8]| filters.token(key);
        let seeds = [of(b"name"), of(&[7; 16]), of(b"a\0b"), of(&[0xff; 16])];
        let seeds: Vec<&str> = seeds.iter().map(String::as_str).collect();
        sparrow_fuzz::text("page tokens", &seeds, |text| {
            assert!(filters.text(text).ok().flatten().is_none_or(|key| !key.contains('\0')));
            filters.uuid(text).is_ok()
        });
    }
}
