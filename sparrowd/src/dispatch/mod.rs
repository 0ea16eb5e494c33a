//! From what is owed to what is settled.
//!
//! A node owns [`lease::Lease`]d lanes, and owning a webhook's lane is the claim on its deliveries:
//! nothing is marked as taken. For each webhook with something owed there is a queue in memory
//! ([`queues`]): a bounded buffer of ids fed by hand-over from ingest and, when it has fallen behind,
//! by refills. Queues take turns ([`dispatcher`]); a [`courier`] brings one delivery, top to bottom;
//! the [`settler`] writes down in batches what came of it, and the [`suspender`] stops a webhook whose
//! receiver says that it is gone. [`refill`] and [`scan`] read the database: the first what queues ask
//! for, the second what no queue knows of. What is owed past its end is ended by [`expiry`].
//!
//! A hint lost here costs time, never a delivery: the queue's rows are the truth, and the scans find
//! every one of them.

pub mod commands;
pub mod courier;
pub mod dispatcher;
pub mod expiry;
pub mod lanes;
pub mod lease;
mod lock_file;
pub mod parcels;
mod queue;
pub mod queues;
mod recent;
pub mod refill;
mod resting;
pub mod scan;
pub mod settler;
pub mod suspender;
