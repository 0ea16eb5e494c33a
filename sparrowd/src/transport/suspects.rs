//! Hosts that have let an attempt wait to its end without an answer's head, or said too often that
//! it was to come. Most of them are slow and honest, but one whose connection was busy all that time
//! can't be told from them afterwards. So all go on with the careful client for a while, which costs
//! the honest ones nothing. An answer meanwhile doesn't shorten that, or who is evil in turns would
//! be believed each time.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

const SUSPECTED_FOR: Duration = Duration::from_mins(10);
/// Hosts remembered. When there are more, every host is a suspect.
const MOST: usize = 4_096;

#[derive(Debug, Default)]
pub(super) struct Suspects(Mutex<Known>);

#[derive(Debug, Default)]
struct Known {
    /// By host, until when.
    hosts: HashMap<Box<str>, Instant>,
    everybody: Option<Instant>,
}

impl Suspects {
    pub(super) fn include(&self, host: &str, now: Instant) -> bool {
        let known = self.known();
        known.everybody.is_some_and(|until| now < until)
            || known.hosts.get(host).is_some_and(|until| now < *until)
    }

    pub(super) fn add(&self, host: &str, now: Instant) {
        let mut known = self.known();
        let until = now + SUSPECTED_FOR;
        if known.hosts.len() >= MOST && !known.hosts.contains_key(host) {
            known.hosts.retain(|_, until| now < *until);
        }
        if known.hosts.len() >= MOST && !known.hosts.contains_key(host) {
            known.everybody = Some(until);
        } else {
            known.hosts.insert(host.into(), until);
        }
    }

    fn known(&self) -> MutexGuard<'_, Known> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_is_suspected_for_a_while_after_the_last_time() {
        let suspects = Suspects::default();
        let start = Instant::now();
        assert!(!suspects.include("a", start));
        suspects.add("a", start);
        assert!(suspects.include("a", start) && !suspects.include("b", start));
        let later = start + SUSPECTED_FOR / 2;
        suspects.add("a", later);
        assert!(suspects.include("a", start + SUSPECTED_FOR));
        assert!(!suspects.include("a", later + SUSPECTED_FOR));
    }

    #[test]
    fn when_there_are_too_many_it_is_everybody() {
        let suspects = Suspects::default();
        let start = Instant::now();
        for n in 0..MOST {
            suspects.add(&n.to_string(), start);
        }
        let soon = start + SUSPECTED_FOR / 2;
        suspects.add("0", soon);
        assert!(!suspects.include("b", soon), "it was one of them");
        suspects.add("a", soon);
        assert!(suspects.include("b", soon));
        let later = soon + SUSPECTED_FOR;
        assert!(!suspects.include("b", later));
        suspects.add("a", later);
        assert!(suspects.include("a", later) && !suspects.include("b", later));
        assert_eq!(suspects.known().hosts.len(), 1, "the others are forgotten");
    }
}
