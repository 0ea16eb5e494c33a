//! The integration tests of the daemon, a module for each topic.

mod architecture;
mod crash;
mod docs;
mod doors;
mod embedded;
mod fence;
mod harness;
mod pipeline;
mod settle;
