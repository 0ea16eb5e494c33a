//! Goes on with what is held up for the sake of requests that were expected to be through soon and are
//! not. Those that are through go on by themselves.

use std::sync::Arc;
use std::time::Duration;

use super::dispatcher::Dispatcher;
use crate::tasks::{Policy, Tasks};

/// Between two looks while something is held up.
const PAUSE: Duration = Duration::from_millis(2);

pub fn start(tasks: &Tasks, dispatcher: Arc<Dispatcher>) {
    let stopping = tasks.stopping();
    tasks.spawn("pacer", Policy::Critical, async move {
        let rounds = async {
            loop {
                dispatcher.held_up.notified().await;
                tokio::time::sleep(PAUSE).await;
                dispatcher.pump();
            }
        };
        stopping.run_until_cancelled(rounds).await;
    });
}
