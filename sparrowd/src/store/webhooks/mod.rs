//! Webhooks as people see and change them.
//!
//! Every change is one transaction: it takes the namespace's row and raises its revision, reads the
//! webhook, writes it with that revision, and adds what it was to `webhook_revisions`, so that each
//! attempt can be shown with the URL that it used. Changes of one namespace therefore follow each
//! other, and none is made in a namespace that is deleted.

mod change;
mod read;

use url::Url;

use crate::domain::event::EventPattern;
use crate::domain::health::Health;
use crate::domain::ids::WebhookId;
use crate::domain::retry::Schedule;
use crate::domain::timestamp::Timestamp;
use crate::domain::webhook::Name;

pub use change::{Changed, Edit, New, Registered, change, register};
pub use read::{Filter, find, get, health, page};

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
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pause {
    pub at: Timestamp,
    pub reason: String,
}

/// A webhook on record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Record {
    pub id: WebhookId,
    pub settings: Settings,
    pub pause: Option<Pause>,
    pub deleted: bool,
    pub revision: i64,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
    pub health: Health,
    /// When it came into that state; `None` if it never left the first.
    pub health_at: Option<Timestamp>,
}
