//! The steps that count outcomes.

use super::{Pair, SPACE, WEBHOOKS, same, webhook};
use crate::dispatch::ledger::Ledger;
use crate::domain::health::bucket;
use crate::sim::model::Counts;
use crate::store::counting::{Outcomes, Span};

impl Pair {
    /// What a node has settled, as its settler tells it, or as one does who is mistaken.
    pub(super) async fn count(&mut self) {
        let node = self.node();
        let mark = self.model.tables().nodes.get(&node).and_then(|row| row.counted).unwrap_or(0);
        let after = mark + i64::from(self.dice.percent(10));
        let to = self.last_batch(node).max(after) + i64::from(self.dice.percent(10));
        let span = Span { node, after, to, at: self.now };
        let bucket_at = bucket(self.now);
        let outcomes: Vec<_> = (0..=WEBHOOKS)
            .map(|n| Outcomes {
                namespace: SPACE,
                webhook: webhook(n),
                bucket_at,
                succeeded: i64::try_from(self.dice.below(9)).unwrap(),
                failed: i64::try_from(self.dice.below(9)).unwrap(),
                total_us: 1,
            })
            .collect();
        both!(self, "count", |ledger| ledger.count(span, &outcomes), |added| added);
        let other = self.node();
        both!(self, "recount", |ledger| ledger.recount(other), |counted| counted);
        let mut simulated = self.model.tables().counts.clone();
        simulated.retain(|_, counts| *counts != Counts::default());
        let real = self.real.counts(self.now).await;
        self.kinds.insert("counts");
        same("counts", simulated, real);
    }
}
