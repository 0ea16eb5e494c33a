//! The integration tests of the daemon, a module for each topic.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::disallowed_methods,
    reason = "a test ends there and says where, and what tests share is part of them; they ask \
              PostgreSQL in their own words"
)]

mod architecture;
mod crash;
mod docs;
mod doors;
mod embedded;
mod fence;
mod harness;
mod pipeline;
mod settle;
