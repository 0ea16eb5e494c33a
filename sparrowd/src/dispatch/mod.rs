//! From what is owed to what is settled.
//!
//! A node owns [`lease::Lease`]d lanes, and owning a webhook's lane is the claim on its deliveries:
//! nothing is marked as taken. [`lanes`] beats, watches the other nodes and moves lanes between them,
//! as [`share`] decides. For each webhook with something owed there is a queue in memory
//! ([`queues`]): a bounded buffer of ids fed by hand-over from ingest and, when it has fallen behind,
//! by refills. Queues take turns ([`dispatcher`]; the [`pacer`] goes on with what waits for receivers
//! that are later than expected); a [`courier`] brings one delivery, top to bottom; the [`settler`]
//! writes down in batches what came of it, and the [`suspender`] stops a webhook whose receiver says
//! that it is gone. [`refill`] and [`scan`] read the database: the first what queues ask
//! for, the second what no queue knows of. What is owed past its end is ended by [`expiry`]. All of
//! them know the database as a [`ledger`].
//!
//! Nodes tell each other what they would find out by themselves ([`hints`], [`listener`]): of rows that
//! came through another node ([`receiving`], [`handed`]), of changes, of lanes that are free.
//!
//! A hint lost here costs time, never a delivery: the queue's rows are the truth, and the scans find
//! every one of them.

pub mod commands;
pub mod courier;
mod cut;
pub mod dispatcher;
mod errands;
pub mod expiry;
mod handed;
pub mod hints;
pub mod lanes;
pub mod lease;
pub mod ledger;
pub mod listener;
pub mod lock_file;
mod others;
pub mod pacer;
pub mod parcels;
mod queue;
pub mod queues;
pub mod receiving;
mod recent;
pub mod refill;
mod resting;
pub mod scan;
pub mod settler;
mod share;
pub mod suspender;
pub mod way_out;
