//! What keeps the house: tasks without input, idempotent, woken by a timer or a signal, never
//! retrying by themselves; the next round is the retry.

pub mod configuration;
pub mod health;
pub mod idempotency;
pub mod partitions;
pub mod replays;
pub mod retention;
pub mod secrets;
