//! What is left in memory when nothing is owed: nothing, unless something was forgotten.

use super::Dispatcher;

impl Dispatcher {
    /// What is under way or was left behind; `None`: nothing.
    pub fn unrest(&self) -> Option<String> {
        if let Some(what) = self.queues().unrest() {
            return Some(what);
        }
        let (read, kept) = (self.parts.loader.used_percent(), self.parts.shelf.used_percent());
        (read + kept > 0).then(|| format!("payloads take {read} % and {kept} % of their room"))
    }
}
