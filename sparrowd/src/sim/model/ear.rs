//! Who listens hears what is notified, as far as it comes through.

use futures::FutureExt as _;
use tokio::sync::broadcast;
use tokio::time::sleep;

use super::session::Door;
use super::weather::Fate;
use crate::dispatch::ledger::{Answer, Listener};
use crate::sim::mutation::Mutation;
use crate::store::StoreError;
use crate::store::hints::Hints;

#[derive(Debug)]
pub(super) struct Ear {
    door: Door,
    told: broadcast::Receiver<Hints>,
}

impl Ear {
    pub(super) fn new(door: Door, told: broadcast::Receiver<Hints>) -> Self {
        Self { door, told }
    }
}

impl Listener for Ear {
    fn next(&mut self) -> Answer<'_, Hints> {
        let Door { model, process } = self.door.clone();
        async move {
            loop {
                let Ok(hints) = self.told.recv().await else {
                    return Err(StoreError::Unknown(None));
                };
                match model.fate(process) {
                    _ if model.broken == Some(Mutation::BlindScans) => {}
                    Fate::Carried { out, .. } => {
                        sleep(out).await;
                        return Ok(hints);
                    }
                    Fate::Refused => return Err(StoreError::away()),
                    Fate::Lost { .. } => {}
                }
            }
        }
        .boxed()
    }
}
