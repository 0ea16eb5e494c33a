//! An attempt that has ended in the form of the statement's parameter: `sparrow.ended_attempt`.

use super::Settlement;
use crate::domain::delivery::Decision;
use crate::store::composite::{
    BoxDynError, Encode, IsNull, PgArgumentBuffer, PgRecordEncoder, composite,
};
use crate::store::from_timestamp;

/// The code of a decision in the table and in the API.
const fn code(decision: Decision) -> i16 {
    match decision {
        Decision::Delivered => 1,
        Decision::Retry { .. } => 2,
        Decision::Dead => 3,
        Decision::Discarded => 5,
    }
}

fn micros(duration: std::time::Duration) -> i32 {
    i32::try_from(duration.as_micros()).unwrap_or(i32::MAX)
}

fn number(n: u32) -> i32 {
    i32::try_from(n).unwrap_or(i32::MAX)
}

composite!(Settlement, "sparrow.ended_attempt");

impl Encode<'_, sqlx::Postgres> for Settlement {
    fn encode_by_ref(&self, buffer: &mut PgArgumentBuffer) -> Result<IsNull, BoxDynError> {
        let Self { attempt, verdict, ended_at, .. } = self;
        let exchange = &attempt.exchange;
        let timing = &exchange.timing;
        let answer = exchange.answer.as_ref();
        let next_at = match verdict.decision {
            Decision::Retry { at } => Some(from_timestamp(at)),
            Decision::Delivered | Decision::Dead | Decision::Discarded => None,
        };
        let mut row = PgRecordEncoder::new(buffer);
        row.encode(attempt.namespace.uuid())?
            .encode(attempt.id.uuid())?
            .encode(attempt.delivery.uuid())?
            .encode(attempt.event.uuid())?
            .encode(attempt.webhook.uuid())?
            .encode(attempt.revision)?
            .encode(number(attempt.number))?
            .encode(number(attempt.max_attempts))?
            .encode(exchange.outcome.code())?
            .encode(code(verdict.decision))?
            .encode(verdict.excused)?
            .encode(exchange.status().and_then(|status| i16::try_from(status).ok()))?
            .encode(exchange.error.as_deref())?
            .encode(verdict.rule)?
            .encode(next_at)?
            .encode(timing.dns.map(micros))?
            .encode(timing.connect.map(micros))?
            .encode(timing.first_byte.map(micros))?
            .encode(micros(timing.total))?
            .encode(timing.reused)?
            .encode(exchange.remote.map(|remote| remote.to_string()))?
            .encode(attempt.signed.as_ref().map(|signed| signed.at))?
            .encode(attempt.signed.as_ref().map(|signed| signed.signature.as_str()))?
            .encode(answer.map(|answer| answer.headers.as_ref()))?
            .encode(answer.map(|answer| answer.body.as_ref()))?
            .encode(answer.is_some_and(|answer| answer.cut))?
            .encode(from_timestamp(*ended_at))?;
        row.finish();
        Ok(IsNull::No)
    }
}
