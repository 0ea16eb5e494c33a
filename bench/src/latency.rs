//! Latencies in microseconds, in a histogram with three digits of precision.

use std::time::Duration;

use hdrhistogram::Histogram;

/// What is above counts as this.
const MOST_US: u64 = 600_000_000;
const DIGITS: u8 = 3;

#[derive(Debug, Clone, Default)]
pub struct Latency(Option<Histogram<u64>>);

impl Latency {
    pub fn note(&mut self, us: u64) {
        if self.0.is_none() {
            self.0 = Histogram::new_with_bounds(1, MOST_US, DIGITS).ok();
        }
        if let Some(histogram) = &mut self.0 {
            histogram.saturating_record(us.max(1));
        }
    }

    pub fn add(&mut self, other: &Self) {
        match (&mut self.0, &other.0) {
            // The bounds are the same, so that it can't fail.
            (Some(all), Some(one)) => drop(all.add(one)),
            (None, Some(_)) => self.0.clone_from(&other.0),
            (_, None) => {}
        }
    }

    pub fn count(&self) -> u64 {
        self.0.as_ref().map_or(0, Histogram::len)
    }

    /// The latency that so many in a hundred do not exceed.
    pub fn at(&self, percent: f64) -> Duration {
        let us = self.0.as_ref().map_or(0, |histogram| histogram.value_at_percentile(percent));
        Duration::from_micros(us)
    }

    pub fn most(&self) -> Duration {
        Duration::from_micros(self.0.as_ref().map_or(0, Histogram::max))
    }
}
