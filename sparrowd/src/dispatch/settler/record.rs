//! What of a settlement goes on record where not all of it can, and what is told of it.

use crate::domain::delivery::Decision;
use crate::store::settle::Settlement;

/// The culprit of a batch with nothing left that a receiver chose; `None` if it is bare already.
pub(super) fn without_bodies(part: &[Settlement]) -> Option<Vec<Settlement>> {
    let mut bare = part.to_vec();
    let mut stripped = false;
    for settlement in &mut bare {
        let exchange = &mut settlement.attempt.exchange;
        if let Some(answer) = &mut exchange.answer
            && !(answer.body.is_empty() && answer.headers.is_empty())
        {
            answer.body = bytes::Bytes::new();
            answer.headers = bytes::Bytes::new();
            answer.cut = true;
            stripped = true;
        }
        stripped |= exchange.error.take().is_some();
    }
    stripped.then_some(bare)
}

/// One line for each delivery that ended, and each attempt at debug.
pub(super) fn log(settlement: &Settlement, won: bool) {
    let attempt = &settlement.attempt;
    let exchange = &attempt.exchange;
    let total_ms = u64::try_from(exchange.timing.total.as_millis()).unwrap_or(u64::MAX);
    let (event, what) = match settlement.verdict.decision {
        _ if !won => ("attempt_superseded", "an attempt came too late to count"),
        Decision::Delivered => ("delivered", "delivered"),
        Decision::Dead => ("dead", "given up: a dead letter"),
        Decision::Discarded => ("discarded", "a trial that came to nothing"),
        Decision::Retry { .. } => ("attempt_failed", "will be tried again"),
    };
    if won && matches!(settlement.verdict.decision, Decision::Dead) {
        tracing::info!(event, delivery_id = %attempt.delivery, webhook_id = %attempt.webhook, attempt = attempt.number, outcome = exchange.outcome.word(), status = exchange.status(), rule = settlement.verdict.rule, total_ms, "{what}");
    } else {
        tracing::debug!(event, delivery_id = %attempt.delivery, webhook_id = %attempt.webhook, attempt = attempt.number, outcome = exchange.outcome.word(), status = exchange.status(), rule = settlement.verdict.rule, total_ms, "{what}");
    }
}
