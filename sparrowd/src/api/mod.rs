//! The doors: gRPC, and HTTP with JSON. The only module that names tonic and axum.
//!
//! A call comes through one of the [`doors`], on one of its [`connections`], past the [`guard`] where the
//! rules for a daemon without tokens are held and the limits of [`intake`], to the service of its noun:
//! one file each, and in each the same three steps, *parse* what was asked, *call* the store or the
//! pipeline, *convert* what came back. HTTP with JSON ([`transcode`], described by [`openapi`]) makes the
//! same messages out of its bodies and calls the same services. Whatever a caller can do wrong ends as an
//! [`error::ApiError`] with a stable reason, on all doors alike.
//!
//! The doors know nothing of the dispatcher: what they are given of the daemon is in [`context`].

mod admin;
mod connections;
pub mod context;
mod convert;
mod deliveries;
mod doors;
pub mod error;
mod events;
mod filters;
mod follow;
mod grpc;
mod guard;
mod intake;
mod limits;
mod messages;
mod namespaces;
mod openapi;
mod pages;
mod replays;
mod transcode;
mod webhooks;

pub use context::{Context, NodeFigures, Readiness};
pub use doors::{Doors, ListenError};
pub use error::{ApiError, Reason};
pub use follow::Follower;
