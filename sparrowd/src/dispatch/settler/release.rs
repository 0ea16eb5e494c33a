//! Giving lanes away. The settler sends the statement, so that it comes behind every settlement of
//! these lanes and none comes behind it.

use tokio::sync::mpsc::error::TrySendError;
use tokio::sync::oneshot;

use super::{Asked, FIRST_PAUSE, Settler, Settling};
use crate::domain::ids::{Lane, NodeId};
use crate::store::nodes::Released;
use crate::telemetry::Chain;

/// Lanes to be given away, with the epochs under which this incarnation holds them.
#[derive(Debug)]
pub struct Release {
    node: NodeId,
    lanes: Vec<(Lane, i64)>,
    answer: oneshot::Sender<()>,
}

impl Settler {
    /// Asks for it, unless the settler has its hands full. What comes back says that they are given
    /// away; if nothing does, nobody knows.
    pub(in super::super) fn release(
        &self,
        node: NodeId,
        lanes: Vec<(Lane, i64)>,
    ) -> Option<oneshot::Receiver<()>> {
        let (answer, released) = oneshot::channel();
        match self.asked.try_send(Asked::Release(Release { node, lanes, answer })) {
            Ok(()) => Some(released),
            Err(TrySendError::Full(_) | TrySendError::Closed(_)) => None,
        }
    }
}

impl Settling {
    /// Until its outcome is known. The new fence counts for the next settlement already.
    pub(super) async fn release(&mut self, release: Release) {
        let Release { node, lanes, answer } = release;
        let mut pause = FIRST_PAUSE;
        while self.lease.identity().node == node {
            match self.ledger.release(node, &lanes).await {
                Ok(Released::Done { fence }) => {
                    self.lease.raise_fence(node, fence);
                    // Whoever asked may be gone by now.
                    answer.send(()).ok();
                    return;
                }
                // The next beat finds that out too, and what follows from it.
                Ok(Released::Dead) => return,
                Err(error) => {
                    if let Err(error) = self.recover(error, &mut pause).await {
                        tracing::error!(event = "release_failed", error = %Chain(&error), "lanes could not be given away");
                        return;
                    }
                }
            }
        }
    }
}
