//! The integration tests of the daemon, a module for each topic.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stderr,
    clippy::disallowed_methods,
    clippy::cast_precision_loss,
    reason = "a test ends there and says where, and what tests share is part of them; they ask \
              PostgreSQL in their own words"
)]

mod architecture;
mod docs;
mod doors;
mod egress;
mod embedded;
mod evil;
mod faults;
mod fence;
mod fuzz;
mod generated;
mod harness;
mod interop;
mod listings;
mod nodes;
mod pipeline;
mod poison;
mod pooler;
mod push;
mod records;
mod refill;
mod replays;
mod retention;
mod settle;
mod streams;
mod upgrade;
mod webhooks;
