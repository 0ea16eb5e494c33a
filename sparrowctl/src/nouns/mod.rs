//! The nouns as they are shown: one file each, with its columns and the words for its states.

pub mod attempt;
pub mod changed;
pub mod context;
pub mod delivery;
pub mod event;
pub mod health;
pub mod namespace;
pub mod replay;
pub mod webhook;
