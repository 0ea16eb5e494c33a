//! The webhooks of a run: how they are configured, and how their receivers behave.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use url::Url;
use uuid::Uuid;

use super::dice::Dice;
use super::model::{Switches, Tables};
use crate::domain::delivery::Policy;
use crate::domain::headers::OwnHeaders;
use crate::domain::ids::{NamespaceId, WebhookId};
use crate::domain::retry::Schedule;
use crate::domain::signature::{Keys, LiveKey, SecretKind, SigningKey};
use crate::domain::webhook::Webhook;
use crate::store::catalog::Space;

pub const SPACE: NamespaceId = NamespaceId::from_uuid(Uuid::from_u128(7));
/// What always ends a delivery here.
pub const FINAL: u16 = 404;

/// How a receiver behaves for a while.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mood {
    Fine,
    /// It answers well, after some seconds at times.
    Slow,
    Answers(u16),
    /// It never answers.
    Hangs,
    /// It takes what it gets, and its answer is lost.
    Mute,
    Refuses,
}

impl Mood {
    /// What it answers, and after how long.
    pub fn answer(self, dice: &mut Dice) -> (Option<u16>, Duration) {
        match self {
            Self::Fine => (Some(200), dice.millis(1, 400)),
            Self::Slow => (Some(204), dice.millis(200, 6_000)),
            Self::Answers(status) => (Some(status), dice.millis(1, 100)),
            Self::Hangs | Self::Mute | Self::Refuses => (None, Duration::ZERO),
        }
    }
}

/// One webhook and its receiver.
#[derive(Debug, Clone)]
pub struct Hook {
    pub id: WebhookId,
    policy: Policy,
    moods: Vec<(Duration, Mood)>,
    /// How it behaves when all is quiet.
    pub nature: Mood,
}

#[derive(Debug)]
pub struct Hooks(Vec<Hook>);

impl Hook {
    /// `until`: when its moods are over.
    fn roll(dice: &mut Dice, lanes: u8, until: Duration) -> Self {
        let lane = u128::from(dice.below(lanes.into()));
        let id = WebhookId::from_uuid(Uuid::from_u128(dice.uuid().as_u128() & !0xff | lane));
        let policy = Policy {
            schedule: Schedule::Fixed(dice.millis(1, 4) * 1_000),
            max_attempts: u32::try_from(dice.below(12)).unwrap() + 4,
            final_statuses: BTreeSet::from([FINAL]),
            attempt_timeout: dice.millis(2, 6) * 1_000,
            concurrency: [1, 2, 4, 16][dice.index(4)],
            ignore_gone: false,
        };
        let mut moods = Vec::new();
        let mut at = Duration::ZERO;
        while at < until {
            at += dice.millis(2_000, 15_000);
            moods.push((at.min(until), Self::mood(dice)));
        }
        let nature = match dice.below(12) {
            0 => Mood::Answers(FINAL),
            1 => Mood::Answers(500),
            _ => Mood::Fine,
        };
        Self { id, policy, moods, nature }
    }

    fn mood(dice: &mut Dice) -> Mood {
        match dice.below(20) {
            0 => Mood::Answers(500),
            1 => Mood::Answers(429),
            2 => Mood::Answers(410),
            3 => Mood::Hangs,
            4 => Mood::Mute,
            5 => Mood::Refuses,
            6..=9 => Mood::Slow,
            _ => Mood::Fine,
        }
    }

    fn webhook(&self, n: usize, switches: Switches) -> Arc<Webhook> {
        let key = SigningKey::try_new(SecretKind::Hmac, &[7; 32]).expect("a key");
        Arc::new(Webhook {
            namespace: SPACE,
            id: self.id,
            name: None,
            url: Url::parse(&format!("https://w{n}.example/")).expect("a url"),
            patterns: Vec::new(),
            keys: Keys::new(vec![LiveKey { key, expires_at: None }]),
            headers: Some(OwnHeaders::default()),
            policy: self.policy.clone(),
            max_age: None,
            paused: switches.paused,
            suspended: switches.suspended,
            revision: switches.revision,
        })
    }
}

impl Hooks {
    pub fn roll(dice: &mut Dice, lanes: u8, until: Duration) -> Self {
        let count = 1 + dice.index(5);
        Self((0..count).map(|_| Hook::roll(dice, lanes, until)).collect())
    }

    pub fn all(&self) -> &[Hook] {
        &self.0
    }

    pub fn by_url(&self, url: &Url) -> (usize, WebhookId) {
        let host = url.host_str().unwrap_or_default();
        let n = host.trim_start_matches('w').split('.').next().and_then(|n| n.parse().ok());
        let n: usize = n.expect("a url of this run");
        (n, self.0[n].id)
    }

    pub fn mood(&self, n: usize, now: Duration, dice: &mut Dice) -> Mood {
        let hook = &self.0[n];
        match hook.moods.iter().find(|(until, _)| now < *until) {
            // Even a receiver in trouble answers well at times.
            Some(_) if dice.percent(20) => Mood::Fine,
            Some((_, mood)) => *mood,
            None => hook.nature,
        }
    }

    /// The namespace as the catalog has it, from what is committed.
    pub fn space(&self, tables: &Tables) -> Arc<Space> {
        let webhooks = self.0.iter().enumerate().filter_map(|(n, hook)| {
            let switches = tables.webhooks.get(&(SPACE, hook.id))?;
            (!switches.deleted).then(|| hook.webhook(n, *switches))
        });
        Space::of(SPACE, tables.revision, webhooks.collect())
    }
}
