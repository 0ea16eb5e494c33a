//! The statements that count outcomes.

use super::Tables;
use crate::domain::delivery::Decision;
use crate::domain::ids::NodeId;
use crate::sim::mutation::Mutation;
use crate::sim::webhooks::SPACE;
use crate::store::counting::{Outcomes, Recounted, Span};

/// Batches counted in one statement.
const BITE: usize = 100;

impl Tables {
    pub fn count(&mut self, span: Span, outcomes: &[Outcomes], broken: Option<Mutation>) -> bool {
        let after = self.settlements.range((span.node, span.after + 1)..);
        let are_there = after.take_while(|(key, _)| **key <= (span.node, span.to)).count();
        let is_dense = i64::try_from(are_there).is_ok_and(|n| n == span.to - span.after);
        let is_blind = broken == Some(Mutation::CountTwice);
        let Some(row) = self.nodes.get_mut(&span.node) else { return false };
        let follows = row.live && row.counted == Some(span.after) && is_dense;
        if !follows && !is_blind {
            return false;
        }
        row.counted = Some(span.to);
        for one in outcomes {
            let of = self.counts.entry(one.webhook).or_default();
            of.succeeded += one.succeeded;
            of.failed += one.failed;
        }
        true
    }

    pub fn recount(&mut self, node: NodeId) -> Recounted {
        let Some(row) = self.nodes.get_mut(&node) else { return Recounted::default() };
        let Some(mark) = row.counted else { return Recounted::default() };
        let range = (node, mark + 1)..=(node, i64::MAX);
        let batches: Vec<_> = self.settlements.range(range).take(BITE).collect();
        row.counted = match batches.last() {
            Some(((_, last), _)) => Some(*last),
            None => row.live.then_some(mark),
        };
        let mut webhooks = Vec::new();
        for id in batches.iter().flat_map(|(_, noted)| &noted.attempts) {
            let Some(made) = self.attempts.get(id).filter(|made| !made.excused) else { continue };
            let Some(decision) = made.decision else { continue };
            let of = self.counts.entry(made.webhook).or_default();
            let is_success = decision == Decision::Delivered;
            *(if is_success { &mut of.succeeded } else { &mut of.failed }) += 1;
            webhooks.push((SPACE, made.webhook));
        }
        webhooks.sort_unstable();
        webhooks.dedup();
        Recounted { webhooks, mark: row.counted, more: !batches.is_empty() }
    }
}
