//! Webhooks as people see and change them.
//!
//! Every change is one transaction: it takes the namespace's row and raises its revision, reads the
//! webhook, writes it with that revision, and adds what it was to `webhook_revisions`, so that each
//! attempt can be shown with the URL and headers that it used. Changes of one namespace therefore
//! follow each other, and none is made in a namespace that is deleted. Secrets change with a revision
//! too, so that nodes read them again, but none of them is kept for longer than it signs.

mod change;
mod read;
pub mod secrets;
mod suspend;

use url::Url;

use crate::domain::event::EventPattern;
use crate::domain::health::{Health, Shown};
use crate::domain::ids::WebhookId;
use crate::domain::retry::Schedule;
use crate::domain::timestamp::Timestamp;
use crate::domain::webhook::Name;

pub use change::{Changed, Edit, New, Registered, change, register};
pub use read::{Filter, find, get, health, page};
pub use secrets::{Rotated, Rotation, Sealed, Secret, rotate};
pub use suspend::{Suspended, suspend};

/// What people set of a webhook. `None`: as the daemon has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    pub name: Option<Name>,
    pub url: Url,
    pub patterns: Vec<EventPattern>,
    pub description: String,
    pub schedule: Option<Schedule>,
    pub max_attempts: Option<u32>,
    pub final_statuses: Vec<u16>,
    pub attempt_timeout_ms: Option<u32>,
    pub concurrency: Option<u32>,
    pub headers: Headers,
    /// Seconds.
    pub max_age_s: Option<u32>,
    pub ignore_gone: bool,
}

/// Own headers as they are kept: names in the clear, and all of it sealed.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Headers {
    pub names: Vec<String>,
    /// `None` without any.
    pub sealed: Option<Vec<u8>>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pause {
    pub at: Timestamp,
    pub reason: String,
}

/// Stopped by sparrow itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Suspension {
    pub at: Timestamp,
    /// `gone`: the receiver answered 410.
    pub reason: String,
}

/// A webhook on record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Record {
    pub id: WebhookId,
    pub settings: Settings,
    pub pause: Option<Pause>,
    pub suspension: Option<Suspension>,
    /// The current one first; expired ones too, as long as they are kept.
    pub secrets: Vec<Secret>,
    pub deleted: bool,
    pub revision: i64,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
    /// What its outcomes say.
    pub drawn: Health,
    /// When it came into that state; `None` if it never left the first.
    pub drawn_at: Option<Timestamp>,
}

impl Record {
    pub fn health(&self) -> Shown {
        match self.suspension {
            Some(_) => Shown::Suspended,
            None => Shown::Drawn(self.drawn),
        }
    }

    pub fn health_at(&self) -> Option<Timestamp> {
        self.suspension.as_ref().map(|suspension| suspension.at).or(self.drawn_at)
    }
}
