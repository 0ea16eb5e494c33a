//! sparrowd, the daemon: queueing and delivery of webhooks over PostgreSQL.
//!
//! Modules in reading order. Imports point one way: `daemon → {api, ingest, dispatch, upkeep} →
//! {store, transport} → domain`; `tests/it/architecture/` holds them to it.

pub mod domain;

pub mod store;
pub mod transport;

pub mod api;
pub mod dispatch;
pub mod ingest;
pub mod upkeep;

pub mod cli;
pub mod daemon;

pub mod chance;
pub mod clock;
pub mod config;
pub mod echo;
pub mod embedded;
pub mod secrets;
#[cfg(test)]
mod sim;
pub mod tasks;
pub mod telemetry;
