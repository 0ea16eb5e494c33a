//! Where the quick client's connections run.
//!
//! The client gives each connection a task, and the task reads for as long as there is something to
//! read. A receiver that never stops saying that its answer is to come keeps it busy for seconds
//! without a pause, and with it the thread; the quick client can't see that. It is for hosts that
//! are known as good, but a good one may turn. So its connections have threads of their own, and
//! few requests at once wait for their answers there, so that threads are always free and those that
//! are kept busy can't take much from others. Who finds no place goes by the careful client, which is
//! as good.

use std::future::{Future, poll_fn};
use std::io;
use std::pin::pin;
use std::sync::LazyLock;

use rustix::process::nice;
use tokio::runtime::{Builder, Handle, Runtime};
use tokio::sync::{Semaphore, SemaphorePermit};

/// Requests that wait for their answers at once.
const PLACES: usize = 2;
/// One for each of them, and some for those whose connections have something to do meanwhile.
const THREADS: usize = PLACES + 2;

/// They give way to the rest of the daemon: on Linux each thread has a priority of its own, and to
/// lower it takes no privilege.
const NICE: i32 = 10;

static WIRE: LazyLock<io::Result<Runtime>> = LazyLock::new(|| {
    Builder::new_multi_thread()
        .worker_threads(THREADS)
        .thread_name("wire")
        .on_thread_start(|| {
            if let Err(error) = nice(NICE) {
                tracing::debug!(event = "not_nice", %error, "a thread of the wire gives way to nobody");
            }
        })
        .enable_all()
        .build()
});

#[derive(Debug)]
pub(super) struct Wire {
    threads: Option<Handle>,
    places: Semaphore,
}

impl Wire {
    /// On the threads that the process has for it. Without them, connections run with whoever makes
    /// them.
    pub(super) fn of_the_process() -> Self {
        let threads = match &*WIRE {
            Ok(threads) => Some(threads.handle().clone()),
            Err(error) => {
                tracing::warn!(event = "no_wire", %error, "connections have no threads of their own");
                None
            }
        };
        Self { threads, ..Self::here() }
    }

    /// With whoever makes the connections.
    pub(super) fn here() -> Self {
        Self { threads: None, places: Semaphore::new(PLACES) }
    }

    /// Where one more may wait for its answer, unless all places are taken.
    pub(super) fn place(&self) -> Option<SemaphorePermit<'_>> {
        self.places.try_acquire().ok()
    }

    /// Runs what makes connections where it is, and the connections that it makes on the wire.
    pub(super) async fn carry<F: Future>(&self, conversation: F) -> F::Output {
        let Some(threads) = &self.threads else { return conversation.await };
        let mut conversation = pin!(conversation);
        poll_fn(|cx| {
            let _there = threads.enter();
            conversation.as_mut().poll(cx)
        })
        .await
    }
}
