//! Keeps the configuration in force: once a second, the namespaces held are compared with the
//! database, and what changed is told to the queues. So a pause, a new URL or a deletion holds on
//! every node within 2 s.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::Notify;

use crate::domain::ids::NamespaceId;
use crate::store::catalog::Catalog;
use crate::tasks::{Policy, Tasks};
use crate::telemetry::Chain;

const PERIOD: Duration = Duration::from_secs(1);
/// Between two rounds, however often somebody asks for the next: whoever changes one webhook again and
/// again must not have every node go through all queues of its namespace all the time.
const PAUSE: Duration = Duration::from_millis(100);

/// Who is told of namespaces whose configuration has changed.
pub type Told = Arc<dyn Fn(&HashSet<NamespaceId>) + Send + Sync>;

/// `changed` makes the next round come at once: a change was made through this node.
pub fn start(tasks: &Tasks, catalog: Catalog, changed: Arc<Notify>, told: Told) {
    let stopping = tasks.stopping();
    tasks.spawn("configuration", Policy::Critical, async move {
        let mut seen = HashMap::new();
        // Whichever comes first.
        let next = || tokio::time::timeout(PERIOD, changed.notified());
        while stopping.run_until_cancelled(next()).await.is_some() {
            if let Err(error) = catalog.refresh().await {
                tracing::warn!(event = "configuration_unread", error = %Chain(&error), "changes of configuration could not be read");
            }
            // Ingest may have reloaded a namespace before; so what counts is what was told last.
            let spaces = catalog.spaces();
            let moved = spaces.iter().filter(|space| {
                seen.insert(space.id, space.revision) != Some(space.revision)
            });
            let moved: HashSet<_> = moved.map(|space| space.id).collect();
            if !moved.is_empty() {
                told(&moved);
            }
            stopping.run_until_cancelled(tokio::time::sleep(PAUSE)).await;
        }
    });
}
