//! The lease and delivery protocol under everything that can happen to it, again and again, each time
//! otherwise, and any time once more.
//!
//! Several daemons run in one thread: their lanes, queues, couriers, refills, scans and settlers are
//! the production's. Around them all is played: the [`model`] stands for PostgreSQL, [`receivers`]
//! for the network and who is behind it, [`machines`] for clocks and processes. One number, the seed,
//! decides on everything: what the [`script`] has fail and when, what each receiver answers, how long
//! each statement takes, and every roll of the code's own dice. Time is simulated, so that minutes
//! take milliseconds.
//!
//! The [`journal`] sees all of it and holds each request against the rules while it is made; when
//! everything has come to rest, [`check`] looks at what is left. Whether they would notice is tried
//! too: with the protocol broken on purpose, one [`mutation`] at a time.
//!
//! What is modelled and what is not is told in `docs/simulation.md`.

mod check;
mod conformance;
mod dice;
mod journal;
mod machines;
mod model;
mod mutation;
mod node;
mod receivers;
mod run;
mod script;
mod seeds;
mod webhooks;
