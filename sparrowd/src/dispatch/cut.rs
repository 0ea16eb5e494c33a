//! The end of patience: what is still in flight when a stop has waited long enough is cut off, and goes
//! on record as interrupted.

use std::pin::Pin;
use std::sync::atomic::{AtomicUsize, Ordering};

use tokio_util::sync::CancellationToken;

use crate::clock::Clock;
use crate::domain::attempt::{Exchange, Outcome, Timing};

#[derive(Debug, Default)]
pub(super) struct Cut {
    signal: CancellationToken,
    requests: AtomicUsize,
}

impl Cut {
    /// From here on nothing goes on, and nothing is begun.
    pub(super) fn make(&self) {
        self.signal.cancel();
    }

    pub(super) fn is_made(&self) -> bool {
        self.signal.is_cancelled()
    }

    /// How many requests were cut.
    pub(super) fn requests(&self) -> usize {
        self.requests.load(Ordering::Relaxed)
    }

    /// What the request comes to, or that it was cut.
    pub(super) async fn or(&self, request: Pin<&mut impl Future<Output = Exchange>>) -> Exchange {
        let started = Clock::now();
        tokio::select! {
            biased;
            exchange = request => exchange,
            () = self.signal.cancelled() => {
                self.requests.fetch_add(1, Ordering::Relaxed);
                let total = Clock::now().since(started);
                Exchange {
                    outcome: Outcome::Interrupted,
                    error: Some("cut off, for this node had to stop".to_owned()),
                    answer: None,
                    retry_after: None,
                    timing: Timing { total, ..Timing::default() },
                    remote: None,
                }
            }
        }
    }
}
