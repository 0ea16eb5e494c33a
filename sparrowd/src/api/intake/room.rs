//! Room for what callers have sent and what is not worked off yet.
//!
//! It is taken for what has come, not for what was announced: who announces much and sends little
//! keeps no call out. Who finds none is refused and may come again.
//!
//! Only streams wait. Lest each hold a part of a message and wait for the rest, a stream first has its
//! turn: for all that it announced, of a part of the room that streams have, and when it holds none
//! itself. So those that announce much and send little keep each other waiting, and nobody else.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::super::error::{ApiError, Reason};

/// Of one door, in KiB.
const ALL: usize = 64 * 1024;
/// What streams may have announced of that, all together.
const STREAMS: usize = 48 * 1024;
/// When a caller may try again that found none.
const RETRY_AFTER: Duration = Duration::from_millis(250);

/// The room of a door. Cheap to clone.
#[derive(Debug, Clone)]
pub(in super::super) struct Room {
    all: Arc<Semaphore>,
    streams: Arc<Semaphore>,
}

impl Room {
    pub(in super::super) fn new() -> Self {
        let of = |kib| Arc::new(Semaphore::new(kib));
        Self { all: of(ALL), streams: of(STREAMS) }
    }

    /// For so many bytes, at once or not at all.
    pub(in super::super) fn take(&self, bytes: usize) -> Result<Taken, ApiError> {
        let taken = Arc::clone(&self.all).try_acquire_many_owned(kib(bytes));
        taken.map(|taken| Taken { taken, _turn: None }).map_err(|_| full())
    }

    /// A stream's turn for a message of so many bytes, when it comes to that, and the first KiB of its
    /// room. `None`: there is never so much.
    pub(in super::super) async fn wait(&self, bytes: usize) -> Option<Taken> {
        if bytes / 1024 >= STREAMS {
            return None;
        }
        // The semaphores are never closed.
        let turn = Arc::clone(&self.streams).acquire_many_owned(kib(bytes)).await.ok();
        let taken = Arc::clone(&self.all).acquire_owned().await.ok()?;
        Some(Taken { taken, _turn: turn })
    }
}

/// A part of the room, for as long as this lives.
#[derive(Debug)]
pub(in super::super) struct Taken {
    taken: OwnedSemaphorePermit,
    _turn: Option<OwnedSemaphorePermit>,
}

impl Taken {
    /// Until it is for so many bytes in all.
    pub(in super::super) fn grow(&mut self, bytes: usize) -> Result<(), ApiError> {
        let missing = self.missing(bytes);
        if missing > 0 {
            let more = Arc::clone(self.taken.semaphore()).try_acquire_many_owned(missing);
            self.taken.merge(more.map_err(|_| full())?);
        }
        Ok(())
    }

    /// The same, when it comes to that.
    pub(in super::super) async fn grow_in_time(&mut self, bytes: usize) {
        let missing = self.missing(bytes);
        if missing > 0
            && let Ok(more) = Arc::clone(self.taken.semaphore()).acquire_many_owned(missing).await
        {
            self.taken.merge(more);
        }
    }

    fn missing(&self, bytes: usize) -> u32 {
        let held = u32::try_from(self.taken.num_permits()).unwrap_or(u32::MAX);
        kib(bytes).saturating_sub(held)
    }
}

fn kib(bytes: usize) -> u32 {
    u32::try_from(bytes / 1024 + 1).unwrap_or(u32::MAX)
}

/// Why there is none now.
pub(super) fn full() -> ApiError {
    ApiError::new(Reason::Overloaded, "too many requests at once").retry_after(RETRY_AFTER)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_given_back_can_be_taken_again() {
        let room = Room::new();
        let mut most = room.take(63 * 1024 * 1024).unwrap();
        assert_eq!(room.take(2 * 1024 * 1024).unwrap_err().reason(), Reason::Overloaded);
        assert_eq!(most.grow(65 * 1024 * 1024).unwrap_err().reason(), Reason::Overloaded);
        assert_eq!(most.grow(1024), Ok(()), "it never shrinks");
        most.grow(64 * 1024 * 1024 - 1).unwrap();
        assert!(room.take(1).is_err());
        drop(most);
        assert!(room.take(2 * 1024 * 1024).is_ok());
    }

    #[tokio::test]
    async fn who_waits_gets_his_turn() {
        let room = Room::new();
        let mut most = room.wait(48 * 1024 * 1024 - 1).await.unwrap();
        most.grow_in_time(1024 * 1024).await;
        assert!(room.take(62 * 1024 * 1024).is_ok(), "what has not come keeps no call out");
        let waits = room.wait(1024);
        tokio::pin!(waits);
        assert!(futures::poll!(waits.as_mut()).is_pending());
        drop(most);
        assert!(waits.await.is_some());
        assert!(room.wait(48 * 1024 * 1024).await.is_none(), "there is never so much");
    }
}
