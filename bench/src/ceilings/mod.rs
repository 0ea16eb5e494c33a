//! What this machine can do at all, measured in the same run with the same means: each is the part of
//! sparrow's work that nobody could leave out, and nothing else.

mod client;
mod grpc;
mod http;
mod pair;
mod postgres;

use std::time::Duration;

use serde::Serialize;

use crate::trial::Cpu;

pub use grpc::grpc;
pub use http::http;
pub use pair::{Pair, pair};
pub use postgres::{cycle, ingest};

const WARM_UP: Duration = Duration::from_secs(1);
const MEASURED: Duration = Duration::from_secs(4);
/// As many as a webhook of the bench has in flight.
const CALLERS: usize = 256;
const PAYLOAD: usize = 1_024;

/// So many in a second, and the CPU time of each on either side.
#[derive(Debug, Clone, Copy, Default, Serialize)]
pub struct Rate {
    pub per_second: f64,
    pub client_us: f64,
    pub server_us: f64,
    pub others_percent: f64,
    pub idle_percent: f64,
}

impl Rate {
    /// So many in that time, with what was used for them on either side.
    fn new(count: f64, took: Duration, [client_s, server_s]: [f64; 2], cpu: &Cpu) -> Self {
        Self {
            per_second: count / took.as_secs_f64(),
            client_us: client_s * 1e6 / count,
            server_us: server_s * 1e6 / count,
            others_percent: cpu.percent(cpu.others_s),
            idle_percent: cpu.percent(cpu.idle_s),
        }
    }
}
