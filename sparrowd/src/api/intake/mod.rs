//! What comes in, before it is read: how much of it, for how long, and how much it becomes in memory.
//!
//! A caller is a stranger until his message is read, and reading it is what he can make dear: two bytes
//! on the wire can be a whole event in memory. So a message is weighed before it is taken apart
//! ([`weight`]), and its bytes and its weight take [`room`] of which a door has so much and no more.
//! [`frames`] reads messages out of a body, as gRPC and Connect's streams have them: in time, within
//! their limits.

pub(super) mod frames;
pub(super) mod room;
pub(super) mod weight;
