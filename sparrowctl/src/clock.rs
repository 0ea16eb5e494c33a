//! The client's clock: shown ages and `--since 15m` count from here, deadlines by [`elapsed`].
//!
//! [`elapsed`]: Stopwatch::elapsed

use std::time::{Duration, Instant};

use jiff::Timestamp;

use crate::config::environment;

/// The time of day. `SPARROW_TEST_NOW` (RFC 3339) fixes it, so that tests of screens don't age.
pub fn now() -> Timestamp {
    environment::var("SPARROW_TEST_NOW")
        .and_then(|text| text.parse().ok())
        .unwrap_or_else(Timestamp::now)
}

/// Time passed since a beginning.
#[derive(Debug, Clone, Copy)]
pub struct Stopwatch(Instant);

impl Stopwatch {
    #[expect(clippy::disallowed_methods, reason = "this is the client's clock")]
    pub fn start() -> Self {
        Self(Instant::now())
    }

    pub fn elapsed(self) -> Duration {
        self.0.elapsed()
    }
}
