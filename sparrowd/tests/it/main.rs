//! The integration tests of the daemon, a module for each topic.

mod architecture;
mod docs;
mod embedded;
mod fence;
mod harness;
mod pipeline;
mod records;
mod settle;
mod streams;
