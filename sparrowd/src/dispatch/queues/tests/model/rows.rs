//! The model's rows, and what statements read of them.

use std::collections::BTreeMap;

use super::super::*;
use crate::store::queue::{Owed, Page};

/// Rows that one statement looks at: few, so that many are needed.
const LOOK: usize = 12;
const PAGE: usize = 10;

#[derive(Debug, Clone, Copy)]
pub(super) struct Row {
    pub(super) attempt: u32,
    pub(super) due: Option<Timestamp>,
    pub(super) expires: Option<Timestamp>,
}

impl Row {
    fn owed(&self, delivery: DeliveryId) -> Owed {
        Owed { delivery, attempt: self.attempt, excused: 0, expires_at: self.expires }
    }
}

/// A webhook as the configuration has it.
#[derive(Debug)]
pub(super) struct Live {
    pub(super) terms: Terms,
    pub(super) is_deleted: bool,
    /// Under which its lane is held, and the last under which it was.
    pub(super) epoch: Option<i64>,
    pub(super) last_epoch: i64,
    pub(super) rows: BTreeMap<DeliveryId, Row>,
}

impl Live {
    pub(super) fn fresh(&self, ask: &Ask) -> Fresh {
        let mut answer = Fresh::default();
        let Some((after, limit)) = ask.fresh else { return answer };
        assert!(limit > 0, "a refill for nothing");
        let rows = self.rows.iter().filter(|(id, _)| **id > after);
        for (seen, (delivery, row)) in rows.enumerate() {
            if row.due.is_none() {
                answer.rows.push(row.owed(*delivery));
            }
            if seen + 1 == LOOK || answer.rows.len() == limit {
                answer.looked_to = Some(*delivery);
                break;
            }
        }
        answer
    }

    pub(super) fn due(&self, ask: &Ask, now: Timestamp) -> Due {
        let Some((from, limit)) = ask.due else { return Due::default() };
        assert!(limit > 0, "a refill for nothing");
        let rows = self.rows.iter();
        let mut rows: Vec<_> =
            rows.filter_map(|(delivery, row)| Some((row.owed(*delivery), row.due?))).collect();
        rows.sort_by_key(|(_, due)| *due);
        let next = rows.iter().map(|(_, due)| *due).find(|due| *due > now);
        rows.retain(|(_, due)| *due >= from && *due <= now);
        rows.truncate(limit + ask.in_hand);
        Due { rows, next }
    }

    pub(super) fn page(&self, stretch: Stretch) -> Page {
        let Stretch { after, until, .. } = stretch;
        let rows = self.rows.iter();
        let rows = rows.filter(|(id, _)| **id > after && **id <= until);
        let looked: Vec<_> = rows.take(PAGE).collect();
        let fresh = looked.iter().filter(|(_, row)| row.due.is_none()).map(|(id, _)| **id);
        let next = looked.last().filter(|_| looked.len() == PAGE).map(|(id, _)| **id);
        Page { fresh: fresh.collect(), next }
    }
}
