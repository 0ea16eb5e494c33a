//! The attempts of a batch in the form of the statement's parameters: columns, not rows.

use sqlx::types::{Uuid, time::OffsetDateTime};

use super::Settlement;
use crate::domain::delivery::Decision;
use crate::domain::timestamp::Timestamp;
use crate::store::from_timestamp;

const RETRY: i16 = 2;
const DEAD: i16 = 3;
pub(super) const SUPERSEDED: i16 = 4;
const DISCARDED: i16 = 5;

/// The code of a decision in the table and in the API.
const fn code(decision: Decision) -> i16 {
    match decision {
        Decision::Delivered => 1,
        Decision::Retry { .. } => RETRY,
        Decision::Dead => DEAD,
        Decision::Discarded => DISCARDED,
    }
}

/// The attempts of a batch as columns.
#[derive(Default)]
pub(super) struct Columns<'a> {
    pub(super) namespace: Vec<Uuid>,
    pub(super) webhook: Vec<Uuid>,
    pub(super) delivery: Vec<Uuid>,
    pub(super) event: Vec<Uuid>,
    pub(super) attempt_id: Vec<Uuid>,
    pub(super) revision: Vec<i64>,
    pub(super) number: Vec<i32>,
    pub(super) max_attempts: Vec<i32>,
    pub(super) outcome: Vec<i16>,
    pub(super) decision: Vec<i16>,
    pub(super) excused: Vec<bool>,
    pub(super) status: Vec<Option<i16>>,
    pub(super) error: Vec<Option<&'a str>>,
    pub(super) rule: Vec<&'a str>,
    pub(super) next_at: Vec<Option<OffsetDateTime>>,
    pub(super) dns_us: Vec<Option<i32>>,
    pub(super) connect_us: Vec<Option<i32>>,
    pub(super) first_byte_us: Vec<Option<i32>>,
    pub(super) total_us: Vec<i32>,
    pub(super) reused: Vec<bool>,
    pub(super) remote: Vec<Option<String>>,
    pub(super) signed_at: Vec<Option<i64>>,
    pub(super) signature: Vec<Option<&'a str>>,
    pub(super) headers: Vec<Option<&'a [u8]>>,
    pub(super) body: Vec<Option<&'a [u8]>>,
    pub(super) cut: Vec<bool>,
    pub(super) ended_at: Vec<OffsetDateTime>,
    pub(super) bucket_at: Vec<OffsetDateTime>,
}

fn micros(duration: std::time::Duration) -> i32 {
    i32::try_from(duration.as_micros()).unwrap_or(i32::MAX)
}

fn number(n: u32) -> i32 {
    i32::try_from(n).unwrap_or(i32::MAX)
}

/// The start of the 10 s bucket that a moment falls into.
fn bucket(at: Timestamp) -> Timestamp {
    let width = i64::try_from(crate::domain::health::BUCKET.as_micros()).unwrap_or(10_000_000);
    Timestamp::from_micros(at.micros().div_euclid(width) * width)
}

impl<'a> Columns<'a> {
    pub(super) fn new(batch: &'a [Settlement]) -> Self {
        let mut columns = Self::default();
        for settlement in batch {
            columns.push(settlement);
        }
        columns
    }

    fn push(&mut self, settlement: &'a Settlement) {
        let Settlement { attempt, verdict, ended_at, .. } = settlement;
        let exchange = &attempt.exchange;
        let timing = &exchange.timing;
        self.namespace.push(attempt.namespace.uuid());
        self.webhook.push(attempt.webhook.uuid());
        self.delivery.push(attempt.delivery.uuid());
        self.event.push(attempt.event.uuid());
        self.attempt_id.push(attempt.id.uuid());
        self.revision.push(attempt.revision);
        self.number.push(number(attempt.number));
        self.max_attempts.push(number(attempt.max_attempts));
        self.outcome.push(exchange.outcome.code());
        self.decision.push(code(verdict.decision));
        self.excused.push(verdict.excused);
        self.status.push(exchange.status().and_then(|status| i16::try_from(status).ok()));
        self.error.push(exchange.error.as_deref());
        self.rule.push(verdict.rule);
        self.next_at.push(match verdict.decision {
            Decision::Retry { at } => Some(from_timestamp(at)),
            Decision::Delivered | Decision::Dead | Decision::Discarded => None,
        });
        self.dns_us.push(timing.dns.map(micros));
        self.connect_us.push(timing.connect.map(micros));
        self.first_byte_us.push(timing.first_byte.map(micros));
        self.total_us.push(micros(timing.total));
        self.reused.push(timing.reused);
        self.remote.push(exchange.remote.map(|remote| remote.to_string()));
        self.signed_at.push(attempt.signed.as_ref().map(|signed| signed.at));
        self.signature.push(attempt.signed.as_ref().map(|signed| signed.signature.as_str()));
        let answer = exchange.answer.as_ref();
        self.headers.push(answer.map(|answer| answer.headers.as_ref()));
        self.body.push(answer.map(|answer| answer.body.as_ref()));
        self.cut.push(answer.is_some_and(|answer| answer.cut));
        self.ended_at.push(from_timestamp(*ended_at));
        self.bucket_at.push(from_timestamp(bucket(*ended_at)));
    }
}
