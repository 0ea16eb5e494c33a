//! What sparrow knows without touching anything: the words of the system as types, and the rules
//! as pure functions. Nothing here knows a database, a socket, a clock or a source of randomness;
//! time and jitter come in as arguments.
//!
//! In reading order: [`ids`], then [`event`] and [`webhook`] (what is pushed, who wants it),
//! [`retry`] and [`retry_after`] (when to try again), [`attempt`] (how a request ended), [`delivery`]
//! (the one place that decides what follows from it), [`lifetime`], [`retention`], [`idempotency`],
//! [`health`], [`headers`], [`signature`], [`egress`] and [`json`]; [`statuses`] is a filter by how
//! attempts ended.

pub mod attempt;
pub mod delivery;
pub mod egress;
pub mod event;
pub mod headers;
pub mod health;
pub mod idempotency;
pub mod ids;
pub mod json;
pub mod lifetime;
pub mod request;
pub mod retention;
pub mod retry;
pub mod retry_after;
pub mod signature;
pub mod statuses;
pub mod timestamp;
pub mod webhook;

#[cfg(test)]
mod fuzz;
