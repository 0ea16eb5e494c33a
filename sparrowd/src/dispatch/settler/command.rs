//! Changes of deliveries that somebody asked for: cancelled, retried now, discarded.

use tokio::sync::oneshot;

use super::{Asked, FIRST_PAUSE, Settler, Settling};
use crate::domain::timestamp::Timestamp;
use crate::store::StoreError;
use crate::store::hints::Owed;
use crate::store::settle::{Change, ChangeKind, Settled};
use crate::telemetry::Chain;

/// Changes asked for by somebody, of one kind.
#[derive(Debug)]
pub(super) struct Command {
    changes: Vec<Change>,
    kind: ChangeKind,
    /// Which were really made.
    answer: oneshot::Sender<Option<Vec<bool>>>,
}

impl Settler {
    /// Asks for it. Comes back with which were made; `None`: the settler is gone, or could not make them.
    pub(in super::super) async fn command(
        &self,
        changes: Vec<Change>,
        kind: ChangeKind,
    ) -> Option<Vec<bool>> {
        let (answer, made) = oneshot::channel();
        self.asked.send(Asked::Change(Command { changes, kind, answer })).await.ok()?;
        made.await.ok().flatten()
    }
}

impl Settling {
    /// Changes that somebody asked for.
    pub(super) async fn command(&mut self, command: Command) {
        let Command { changes: all, kind, answer } = command;
        let under_way = self.under_way(&all, kind);
        let batch: Vec<Change> =
            all.into_iter().zip(&under_way).filter(|(_, is)| !**is).map(|(one, _)| one).collect();
        if batch.is_empty() {
            drop(answer.send(Some(vec![false; under_way.len()])));
            return;
        }
        let at = self.stamper.now();
        let mut identity = self.lease.identity();
        let mut pause = FIRST_PAUSE;
        let mut was_unknown = false;
        let made = loop {
            let stamp = self.stamp(identity, at);
            let error = match self.ledger.change(stamp, &batch, kind, at).await {
                Ok(Settled::Done { mut won }) => {
                    self.numbers.last += 1;
                    self.counting.moved(stamp);
                    // They were as asked for a moment ago: what is not so now, an earlier try did
                    // whose outcome was never heard of.
                    if was_unknown {
                        won.fill(true);
                    }
                    break Some(won);
                }
                Ok(Settled::Fenced) => match self.standing(identity).await {
                    Some(fence) => {
                        identity.fence = fence;
                        continue;
                    }
                    None => break None,
                },
                Err(error) => error,
            };
            was_unknown |= matches!(error, StoreError::Unknown(_));
            if let Err(error) = self.recover(error, &mut pause).await {
                tracing::error!(event = "command_failed", error = %Chain(&error), "deliveries were not changed");
                break None;
            }
        };
        if let Some(won) = &made {
            self.changed(&batch, kind, won);
        }
        let made = made.map(|won| {
            let mut won = won.into_iter();
            let of = |is_under_way: &bool| !is_under_way && won.next().unwrap_or(false);
            under_way.iter().map(of).collect()
        });
        // A caller that has gone away does not want it any more.
        drop(answer.send(made));
    }

    /// Which of what is to end untried is being attempted here just now: those go on.
    fn under_way(&self, batch: &[Change], kind: ChangeKind) -> Vec<bool> {
        let dispatcher = self.dispatcher.upgrade();
        match dispatcher.filter(|_| matches!(kind, ChangeKind::EndUntried(_))) {
            Some(dispatcher) => {
                let queues = dispatcher.queues();
                batch.iter().map(|one| queues.has_taken(one.webhook, one.delivery)).collect()
            }
            None => vec![false; batch.len()],
        }
    }

    fn changed(&self, batch: &[Change], kind: ChangeKind, won: &[bool]) {
        if let Some(dispatcher) = self.dispatcher.upgrade() {
            let changed = batch.iter().zip(won).filter(|(_, won)| **won).map(|(change, _)| change);
            match kind {
                ChangeKind::End(_) | ChangeKind::EndUntried(_) => {
                    let ended: Vec<_> = changed.map(|it| (it.webhook, it.delivery)).collect();
                    dispatcher.end(&ended);
                }
                ChangeKind::RetryNow => {
                    let due: Vec<_> = changed.map(due_now).collect();
                    dispatcher.hint(&due);
                }
                ChangeKind::Discard => {}
            }
        }
        self.wake.send_modify(|n| *n = n.wrapping_add(1));
    }
}

/// The time that it is due now may lie before what was read: the command was made long before it was
/// written.
fn due_now(change: &Change) -> Owed {
    let Change { namespace, webhook, .. } = *change;
    Owed { namespace, webhook, fresh: None, due: Some(Timestamp::EPOCH) }
}
