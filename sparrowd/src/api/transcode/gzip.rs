//! Compression: gzip, and nothing else.

use std::io::Read as _;

use axum::http::{HeaderMap, HeaderValue};
use bytes::Bytes;
use flate2::Compression;
use flate2::read::{GzEncoder, MultiGzDecoder};

use super::super::error::{ApiError, Reason};
use super::super::intake::frames::too_large;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Encoding {
    Identity,
    Gzip,
}

pub(super) fn encoding(headers: &HeaderMap, name: &str) -> Result<Encoding, ApiError> {
    match headers.get(name).map(HeaderValue::as_bytes) {
        None | Some(b"identity" | b"") => Ok(Encoding::Identity),
        Some(b"gzip") => Ok(Encoding::Gzip),
        Some(_) => Err(unknown_encoding()),
    }
}

pub(super) fn unknown_encoding() -> ApiError {
    ApiError::new(Reason::UnsupportedCompression, "the only compression that is taken is gzip")
}

pub(super) fn lists_gzip(value: Option<&HeaderValue>) -> bool {
    let listed = value.and_then(|value| value.to_str().ok()).unwrap_or_default();
    listed.split(',').any(|one| {
        let (name, quality) = one.split_once(';').unwrap_or((one, ""));
        name.trim() == "gzip" && !matches!(quality.trim(), "q=0" | "q=0.0" | "q=0.00" | "q=0.000")
    })
}

pub(super) fn inflate(bytes: &[u8], limit: usize) -> Result<Bytes, ApiError> {
    let mut out = Vec::new();
    let most = u64::try_from(limit).unwrap_or(u64::MAX).saturating_add(1);
    MultiGzDecoder::new(bytes).take(most).read_to_end(&mut out).map_err(|error| {
        ApiError::new(Reason::InvalidArgument, format!("the message is not gzip: {error}"))
    })?;
    if out.len() > limit {
        return Err(too_large(limit));
    }
    Ok(Bytes::from(out))
}

pub(super) fn deflate(bytes: &[u8]) -> Result<Vec<u8>, ApiError> {
    let mut out = Vec::new();
    GzEncoder::new(bytes, Compression::fast())
        .read_to_end(&mut out)
        .map_err(|error| ApiError::internal(&error))?;
    Ok(out)
}
