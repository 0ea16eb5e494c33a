//! The integration tests of the daemon, a module for each topic.

mod architecture;
mod doors;
mod docs;
mod embedded;
mod fence;
mod harness;
mod pipeline;
mod settle;
