//! The threads that connections run on.
//!
//! The client gives each connection a task, and the task reads for as long as there is something to
//! read. A receiver that never stops saying that its answer is to come (`100 Continue`, and again)
//! keeps it busy for seconds without a pause, and with it the thread: a few such connections, and
//! nothing else would run. So connections have threads of their own, more than there are processors,
//! among which the kernel divides the time; and the rest of the daemon has others.

use std::future::{Future, poll_fn};
use std::pin::pin;
use std::sync::LazyLock;

use tokio::runtime::{Builder, Handle, Runtime};

const THREADS: usize = 32;

static WIRE: LazyLock<Option<Runtime>> = LazyLock::new(|| {
    let threads = Builder::new_multi_thread()
        .worker_threads(THREADS)
        .thread_name("wire")
        .enable_all()
        .build();
    threads
        .inspect_err(|error| tracing::error!(event = "no_wire", %error, "connections have no threads of their own"))
        .ok()
});

/// Runs what makes connections where it is, and the connections that it makes on the wire.
pub(super) async fn on_the_wire<F: Future>(conversation: F) -> F::Output {
    let mut conversation = pin!(conversation);
    let wire = WIRE.as_ref().map_or_else(Handle::current, |threads| threads.handle().clone());
    poll_fn(|cx| {
        let _here = wire.enter();
        conversation.as_mut().poll(cx)
    })
    .await
}
