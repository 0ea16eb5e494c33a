//! Tasks: every one has a name, an owner, and a policy for how it may end.
//!
//! A daemon has one root; each component gets a group of its own from it and spawns into that.
//! Stopping is in the hands of the daemon, group by group in its order: a group's stop signal is
//! raised, its tasks get time to finish, and what is left then is dropped. A critical task that
//! ends before it was told to is the end of the daemon: whoever waits for [`Tasks::failure`] learns
//! which and why.

use std::future::poll_fn;
use std::pin::Pin;
use std::task::Poll;
use std::{any::Any, error::Error, fmt, panic::AssertUnwindSafe, sync::Arc, time::Duration};

use futures::FutureExt;
use tokio::sync::watch;
use tokio_util::{sync::CancellationToken, task::TaskTracker};

type BoxError = Box<dyn Error + Send + Sync>;

/// What the end of a task means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Policy {
    /// The daemon can't do without it: its end, error or panic before the stop signal is a
    /// failure of the whole.
    Critical,
    /// One of many (a connection, a delivery): its error or panic is logged.
    Detached,
}

/// How a critical task ended the daemon.
#[derive(Debug, thiserror::Error)]
#[error("task {owner}/{name} {how}")]
pub struct TaskFailure {
    owner: &'static str,
    name: &'static str,
    how: HowEnded,
    source: Option<BoxError>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum HowEnded {
    Returned,
    Failed,
    Panicked(String),
}

impl fmt::Display for HowEnded {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Returned => f.write_str("ended though it should run for as long as the daemon"),
            Self::Failed => f.write_str("failed"),
            Self::Panicked(message) => write!(f, "panicked: {message}"),
        }
    }
}

/// What a task's future may come to.
pub trait TaskResult: Send + 'static {
    fn into_error(self) -> Option<BoxError>;
}

impl TaskResult for () {
    fn into_error(self) -> Option<BoxError> {
        None
    }
}

impl<E: Into<BoxError> + Send + 'static> TaskResult for Result<(), E> {
    fn into_error(self) -> Option<BoxError> {
        self.err().map(Into::into)
    }
}

/// A group of tasks with one owner. A cheap handle.
#[derive(Debug, Clone)]
pub struct Tasks {
    owner: &'static str,
    tracker: TaskTracker,
    /// Asks the tasks to come to their end.
    stop: CancellationToken,
    /// Drops them wherever they are.
    kill: CancellationToken,
    failure: Arc<watch::Sender<Option<Arc<TaskFailure>>>>,
}

impl Tasks {
    pub fn root() -> Self {
        Self {
            owner: "daemon",
            tracker: TaskTracker::new(),
            stop: CancellationToken::new(),
            kill: CancellationToken::new(),
            failure: Arc::new(watch::Sender::new(None)),
        }
    }

    /// A group for one component. Its stop signal also follows the one of this group.
    #[must_use]
    pub fn group(&self, owner: &'static str) -> Self {
        Self {
            owner,
            tracker: TaskTracker::new(),
            stop: self.stop.child_token(),
            kill: self.kill.child_token(),
            failure: Arc::clone(&self.failure),
        }
    }

    /// Raised when the group is to end; a critical task returns soon after.
    pub fn stopping(&self) -> CancellationToken {
        self.stop.clone()
    }

    pub fn spawn<F>(&self, name: &'static str, policy: Policy, future: F)
    where
        F: Future<Output: TaskResult> + Send + 'static,
    {
        let group = self.clone();
        // Once and for all: each layer around it would hold, and move, all of it once more.
        let future = Box::pin(future);
        let task = async move {
            let guarded = AssertUnwindSafe(future).catch_unwind();
            let Some(ended) = group.kill.run_until_cancelled(guarded).await else { return };
            let (how, source) = match ended {
                Ok(result) => match result.into_error() {
                    None => (HowEnded::Returned, None),
                    Some(error) => (HowEnded::Failed, Some(error)),
                },
                Err(panic) => (HowEnded::Panicked(message_of(panic.as_ref())), None),
            };
            group.judge(policy, TaskFailure { owner: group.owner, name, how, source });
        };
        let task = self.tracker.track_future(task);
        #[cfg(test)]
        let task = simulated::gate(Box::pin(task));
        #[expect(clippy::disallowed_methods, reason = "the one place from which tasks come")]
        drop(tokio::spawn(task));
    }

    fn judge(&self, policy: Policy, ended: TaskFailure) {
        let expected = policy == Policy::Detached || self.stop.is_cancelled();
        if expected && ended.how == HowEnded::Returned {
            return;
        }
        let mut ended = Some(ended);
        if policy == Policy::Critical {
            self.failure.send_if_modified(|first| {
                let is_first = first.is_none();
                if is_first {
                    *first = ended.take().map(Arc::new);
                }
                is_first
            });
        }
        // The first critical one is told by whoever waits for it.
        if let Some(ended) = ended {
            let cause = ended.source.as_ref().map(tracing::field::display);
            tracing::error!(event = "task_failed", cause, "{ended}");
        }
    }

    /// Comes back when a critical task of any group has failed; with the first one that did.
    pub async fn failure(&self) -> Arc<TaskFailure> {
        let mut failures = self.failure.subscribe();
        loop {
            if let Some(first) = failures.borrow_and_update().clone() {
                return first;
            }
            if failures.changed().await.is_err() {
                // `self` keeps the sender, so this can't come; and waiting is right if it did.
                std::future::pending::<()>().await;
            }
        }
    }

    /// Drops every task of this group and those below it, wherever they are.
    pub fn abandon(&self) {
        self.kill.cancel();
    }

    /// Raises the stop signal and gives the tasks `limit` to end. Says how many are left, and leaves
    /// them.
    pub async fn finish(&self, limit: Duration) -> usize {
        self.stop.cancel();
        self.tracker.close();
        match tokio::time::timeout(limit, self.tracker.wait()).await {
            Ok(()) => 0,
            Err(_) => self.tracker.len(),
        }
    }

    /// Raises the stop signal, gives the tasks `limit` to end, and drops those left. Says how many
    /// were dropped.
    pub async fn stop(&self, limit: Duration) -> usize {
        let left = self.finish(limit).await;
        if left == 0 {
            return 0;
        }
        tracing::warn!(event = "tasks_dropped", owner = self.owner, count = left, "tasks dropped");
        self.kill.cancel();
        self.tracker.wait().await;
        left
    }
}

/// Lets whoever is ready to run go before a connection each time: calls that are answered by one commit
/// are answered by one write, and callers who have something to say say it together. The runtime would
/// run it right after the first of them.
pub async fn unhurried<F: Future>(mut connection: Pin<&mut F>) -> F::Output {
    let mut has_waited = false;
    poll_fn(|context| {
        has_waited = !has_waited;
        if has_waited {
            context.waker().wake_by_ref();
            return Poll::Pending;
        }
        connection.as_mut().poll(context)
    })
    .await
}

fn message_of(panic: &(dyn Any + Send)) -> String {
    panic
        .downcast_ref::<&str>()
        .map(ToString::to_string)
        .or_else(|| panic.downcast_ref::<String>().cloned())
        .unwrap_or_else(|| "no message".to_owned())
}

/// In the simulation a task goes through a gate, so that a whole process can stand still.
#[cfg(test)]
pub mod simulated {
    use std::cell::Cell;

    use futures::future::BoxFuture;

    type Task = BoxFuture<'static, ()>;
    type Gate = fn(Task) -> Task;

    thread_local! {
        static GATE: Cell<Option<Gate>> = const { Cell::new(None) };
    }

    /// From here on, what this thread spawns goes through this; `None`: through nothing.
    pub fn set(gate: Option<Gate>) {
        GATE.set(gate);
    }

    pub(super) fn gate(task: Task) -> Task {
        match GATE.get() {
            Some(gate) => gate(task),
            None => task,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SOON: Duration = Duration::from_secs(5);

    #[tokio::test]
    async fn a_critical_task_that_panics_is_a_failure_of_the_whole() {
        let root = Tasks::root();
        let group = root.group("lanes");
        group.spawn("beat", Policy::Critical, async {
            assert_eq!(1, 2, "no more");
        });
        let failure = tokio::time::timeout(SOON, root.failure()).await.unwrap();
        let text = failure.to_string();
        assert!(
            text.starts_with("task lanes/beat panicked: ") && text.contains("no more"),
            "{text}"
        );
    }

    #[tokio::test]
    async fn a_critical_task_that_fails_keeps_its_cause() {
        let root = Tasks::root();
        root.spawn("api", Policy::Critical, async { Err::<(), _>("port taken") });
        let failure = tokio::time::timeout(SOON, root.failure()).await.unwrap();
        assert_eq!(failure.to_string(), "task daemon/api failed");
        assert_eq!(failure.source().unwrap().to_string(), "port taken");
    }

    #[tokio::test]
    async fn a_critical_task_may_end_only_when_told_to() {
        let root = Tasks::root();
        let stopping = root.stopping();
        root.spawn("told", Policy::Critical, async move { stopping.cancelled().await });
        assert_eq!(root.stop(SOON).await, 0);
        assert!(root.failure().now_or_never().is_none());

        let early = Tasks::root();
        early.spawn("early", Policy::Critical, async {});
        let failure = tokio::time::timeout(SOON, early.failure()).await.unwrap();
        assert!(failure.to_string().starts_with("task daemon/early ended"), "{failure}");
    }

    #[tokio::test]
    async fn a_detached_task_harms_nobody() {
        let root = Tasks::root();
        root.spawn("one", Policy::Detached, async { assert_eq!(1, 2) });
        root.spawn("two", Policy::Detached, async {});
        assert_eq!(root.stop(SOON).await, 0);
        assert!(root.failure().now_or_never().is_none());
    }

    #[tokio::test]
    async fn what_does_not_stop_in_time_is_dropped_and_counted() {
        let root = Tasks::root();
        let group = root.group("dispatch");
        group.spawn("stuck", Policy::Detached, std::future::pending::<()>());
        root.spawn("other", Policy::Detached, std::future::pending::<()>());
        assert_eq!(group.stop(Duration::from_millis(10)).await, 1);
        assert!(!root.stopping().is_cancelled(), "a group stops alone");
    }
}
