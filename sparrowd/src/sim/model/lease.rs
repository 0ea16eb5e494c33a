//! The statements of the lease protocol.

use std::time::Duration;

use super::{Node, Tables};
use crate::domain::ids::{Lane, NodeId};
use crate::store::nodes::{Beat, Before, Grounds, LaneRow, NodeRow, Released, Says};

impl Tables {
    pub fn join(&mut self, node: NodeId, before: Option<Before>) {
        let row = before.and_then(|before| self.nodes.get(&before.node)).map(|row| row.draining);
        let draining = row.unwrap_or(before.is_some_and(|before| before.draining));
        self.nodes.entry(node).or_insert(Node {
            beat: 0,
            fence: 1,
            live: true,
            draining,
            counted: Some(0),
        });
    }

    pub fn beat(&mut self, node: NodeId, says: Says, elapsed: Duration) -> Beat {
        let now = self.now(elapsed);
        match self.nodes.get_mut(&node).filter(|row| row.live) {
            Some(row) => {
                row.beat += 1;
                row.draining |= says.draining;
                Beat::Alive { beat: row.beat, fence: row.fence, now }
            }
            None => Beat::Dead,
        }
    }

    pub fn live_nodes(&self) -> Vec<NodeRow> {
        let row = |(id, row): (&NodeId, &Node)| NodeRow {
            id: *id,
            beat: row.beat,
            live: true,
            draining: row.draining,
        };
        self.nodes.iter().filter(|(_, row)| row.live).map(row).collect()
    }

    pub fn all_lanes(&self) -> Vec<LaneRow> {
        let row = |(lane, (owner, epoch)): (&Lane, &(Option<NodeId>, i64))| LaneRow {
            lane: *lane,
            owner: *owner,
            epoch: *epoch,
        };
        self.lanes.iter().map(row).collect()
    }

    pub fn claim(&mut self, node: NodeId, lanes: &[Lane]) -> Vec<LaneRow> {
        let mut claimed = Vec::new();
        if !self.is_live(node) {
            return claimed;
        }
        for lane in lanes {
            let owner = self.lanes.get(lane).map(|(owner, _)| *owner);
            let is_free = owner.is_some_and(|owner| !owner.is_some_and(|own| self.is_live(own)));
            if is_free && let Some((owner, epoch)) = self.lanes.get_mut(lane) {
                (*owner, *epoch) = (Some(node), *epoch + 1);
                claimed.push(LaneRow { lane: *lane, owner: *owner, epoch: *epoch });
            }
        }
        claimed
    }

    pub fn seize(&mut self, me: NodeId, dead: NodeId, grounds: Grounds) -> bool {
        if !self.is_live(me) {
            return false;
        }
        let Some(row) = self.nodes.get_mut(&dead) else { return false };
        let is_still = match grounds {
            Grounds::StillBeat(beat) => row.beat == beat,
            Grounds::FreeLock => true,
        };
        let seized = row.live && is_still;
        row.live &= !seized;
        seized
    }

    pub fn release(&mut self, node: NodeId, lanes: &[(Lane, i64)]) -> Released {
        let Some(row) = self.nodes.get_mut(&node).filter(|row| row.live) else {
            return Released::Dead;
        };
        row.fence += 1;
        let fence = row.fence;
        for (lane, known) in lanes {
            if let Some((owner, epoch)) = self.lanes.get_mut(lane)
                && (*owner, *epoch) == (Some(node), *known)
            {
                (*owner, *epoch) = (None, *epoch + 1);
            }
        }
        Released::Done { fence }
    }

    pub fn leave(&mut self, node: NodeId) {
        if let Some(row) = self.nodes.get_mut(&node) {
            (row.live, row.fence) = (false, row.fence + 1);
        }
        for (owner, epoch) in self.lanes.values_mut().filter(|(owner, _)| *owner == Some(node)) {
            (*owner, *epoch) = (None, *epoch + 1);
        }
    }

    pub fn standing(&self, node: NodeId) -> Option<(i64, bool)> {
        self.nodes.get(&node).map(|row| (row.fence, row.live))
    }

    pub fn holds_fence(&self, node: NodeId, fence: i64) -> bool {
        self.nodes.get(&node).is_some_and(|row| row.live && row.fence == fence)
    }
}
