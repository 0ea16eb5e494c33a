//! Outcomes, counted in memory and added to their buckets once a second. What is lost on the way, here
//! or with the node, is counted from the settlements.

use std::collections::HashMap;
use std::sync::PoisonError;
use std::time::Duration;

use tokio::time::{Instant, sleep_until};

use super::Settling;
use crate::domain::delivery::Decision;
use crate::domain::health::bucket;
use crate::domain::ids::{NamespaceId, NodeId, WebhookId};
use crate::domain::timestamp::Timestamp;
use crate::store::StoreError;
use crate::store::counting::{Outcomes, Span};
use crate::store::settle::{Settlement, Stamp};
use crate::telemetry::Chain;

const PERIOD: Duration = Duration::from_secs(1);
/// Rows at which they are added though it is not time yet.
const MOST: usize = 4_096;

/// What one incarnation has settled and not yet added.
#[derive(Debug)]
pub(super) struct Counting {
    span: Span,
    outcomes: HashMap<(NamespaceId, WebhookId, Timestamp), Outcomes>,
    /// The mark may not be where it is thought to be: the settlements after it are counted.
    is_unsure: bool,
    /// When it is time; `None`: there is nothing.
    pub(super) at: Option<Instant>,
}

impl Counting {
    pub(super) fn of(node: NodeId) -> Self {
        let span = Span { node, after: 0, to: 0, at: Timestamp::EPOCH };
        Self { span, outcomes: HashMap::new(), is_unsure: false, at: None }
    }

    /// Waits until it is time; for ever, if there is nothing to add. Whoever waits may stop and wait anew.
    pub(super) async fn due(&self) {
        match self.at {
            Some(at) => sleep_until(at).await,
            None => std::future::pending().await,
        }
    }

    /// Takes note of a batch that was settled.
    pub(super) fn settled(&mut self, stamp: Stamp, part: &[Settlement], won: &[bool]) {
        let counts = part.iter().zip(won).filter(|(one, won)| **won && !one.verdict.excused);
        for (settlement, _) in counts {
            let attempt = &settlement.attempt;
            let (namespace, webhook) = (attempt.namespace, attempt.webhook);
            let bucket_at = bucket(settlement.ended_at);
            let nothing =
                Outcomes { namespace, webhook, bucket_at, succeeded: 0, failed: 0, total_us: 0 };
            let sum = self.outcomes.entry((namespace, webhook, bucket_at)).or_insert(nothing);
            let is_success = settlement.verdict.decision == Decision::Delivered;
            *(if is_success { &mut sum.succeeded } else { &mut sum.failed }) += 1;
            let took = attempt.exchange.timing.total.as_micros();
            sum.total_us += i64::try_from(took).unwrap_or(i64::MAX);
        }
        self.moved(stamp);
        if self.outcomes.len() >= MOST {
            self.at = Some(Instant::now());
        }
    }

    /// Takes note of a batch without attempts.
    pub(super) fn moved(&mut self, stamp: Stamp) {
        (self.span.to, self.span.at) = (stamp.batch, stamp.at);
        self.at.get_or_insert_with(|| Instant::now() + PERIOD);
    }
}

impl Settling {
    /// Adds what has been counted. What can't be is tried again in the next period.
    pub(super) async fn count(&mut self) {
        self.counting.at = None;
        if let Err(error) = self.add().await {
            tracing::warn!(event = "health_failed", error = %Chain(&error), "outcomes wait to be counted");
            self.counting.at = Some(Instant::now() + PERIOD);
        }
    }

    async fn add(&mut self) -> Result<(), StoreError> {
        let Counting { span, ref outcomes, is_unsure, .. } = self.counting;
        if !is_unsure {
            let outcomes: Vec<_> = outcomes.values().copied().collect();
            let is_added = match self.ledger.count(span, &outcomes).await {
                Ok(is_added) => is_added,
                Err(error @ StoreError::Unavailable(_)) => return Err(error),
                Err(error) => {
                    self.counting.is_unsure = true;
                    return Err(error);
                }
            };
            if is_added {
                self.counting.span.after = span.to;
                self.counting.outcomes.clear();
                self.touched(outcomes.iter().map(|one| (one.namespace, one.webhook)));
                return Ok(());
            }
            self.counting.is_unsure = true;
        }
        // All that is in memory is on record too.
        self.counting.outcomes.clear();
        loop {
            let counted = self.ledger.recount(span.node).await?;
            self.touched(counted.webhooks.into_iter());
            // A dead node's are others' to count.
            let Some(mark) = counted.mark else { return Ok(()) };
            self.counting.span.after = mark;
            if !counted.more {
                self.counting.is_unsure = false;
                return Ok(());
            }
        }
    }

    /// Their health is to be drawn anew.
    fn touched(&self, webhooks: impl Iterator<Item = (NamespaceId, WebhookId)>) {
        let mut active = self.active.lock().unwrap_or_else(PoisonError::into_inner);
        active.extend(webhooks.map(|(namespace, webhook)| (webhook, namespace)));
    }
}
