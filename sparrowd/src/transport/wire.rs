//! The threads that connections run on.
//!
//! The client gives each connection a task, and the task reads for as long as there is something to
//! read. A receiver that never stops saying that its answer is to come (`100 Continue`, and again)
//! keeps it busy for seconds without a pause, and with it the thread: a few such connections, and
//! nothing else would run. So connections have threads of their own, more than there are processors,
//! among which the kernel divides the time; and the rest of the daemon has others.

use std::future::{Future, poll_fn};
use std::io;
use std::pin::pin;
use std::sync::LazyLock;

use tokio::runtime::{Builder, Handle, Runtime};

const THREADS: usize = 32;

static WIRE: LazyLock<io::Result<Runtime>> = LazyLock::new(|| {
    Builder::new_multi_thread().worker_threads(THREADS).thread_name("wire").enable_all().build()
});

/// Where connections run.
#[derive(Debug, Clone)]
pub(super) enum Wire {
    Apart(Handle),
    /// With whoever makes them.
    Here,
}

impl Wire {
    /// The process's. Without it, for want of threads, connections run here.
    pub(super) fn of_the_process() -> Self {
        match &*WIRE {
            Ok(threads) => Self::Apart(threads.handle().clone()),
            Err(error) => {
                tracing::warn!(event = "no_wire", %error, "connections have no threads of their own");
                Self::Here
            }
        }
    }

    /// Runs what makes connections where it is, and the connections that it makes on the wire.
    pub(super) async fn carry<F: Future>(&self, conversation: F) -> F::Output {
        let Self::Apart(threads) = self else { return conversation.await };
        let mut conversation = pin!(conversation);
        poll_fn(|cx| {
            let _there = threads.enter();
            conversation.as_mut().poll(cx)
        })
        .await
    }
}
