//! The one place that decides what follows from an attempt.

use std::collections::BTreeSet;
use std::time::Duration;

use super::attempt::Outcome;
use super::retry::{Jitter, Schedule};
use super::timestamp::Timestamp;

/// What a webhook asks for, with the daemon's defaults filled in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Policy {
    pub schedule: Schedule,
    /// Attempts that count, 1–100.
    pub max_attempts: u32,
    /// Statuses that end a delivery at once.
    pub final_statuses: BTreeSet<u16>,
    /// The deadline of one attempt, from its start to the end of the answer.
    pub attempt_timeout: Duration,
    /// Requests in flight at most.
    pub concurrency: u32,
}

/// Where a delivery stands before an attempt is settled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Standing {
    /// Attempts made before this one.
    pub attempt: u32,
    /// Those of them that don't count.
    pub excused: u32,
}

/// What follows from an attempt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Decision {
    Delivered,
    Retry { at: Timestamp },
    Dead,
}

/// A decision with its grounds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Verdict {
    pub decision: Decision,
    /// The attempt does not count towards schedule and limit.
    pub excused: bool,
    /// The rule behind the decision, as shown to people.
    pub rule: &'static str,
}

/// Decides. `status` is that of the answer, if one came; `now` is when the attempt ended.
pub fn settle(
    outcome: Outcome,
    status: Option<u16>,
    policy: &Policy,
    standing: Standing,
    now: Timestamp,
    jitter: Jitter,
) -> Verdict {
    match outcome {
        Outcome::Delivered => {
            return Verdict { decision: Decision::Delivered, excused: false, rule: "delivered" };
        }
        // Cut off by sparrow itself: the receiver is not to blame, so it is due again now.
        Outcome::Interrupted => {
            let decision = Decision::Retry { at: now };
            return Verdict { decision, excused: true, rule: "interrupted" };
        }
        _ => {}
    }
    let dead = |rule| Verdict { decision: Decision::Dead, excused: false, rule };
    if status.is_some_and(|status| policy.final_statuses.contains(&status)) {
        return dead("final_status");
    }
    let failures = standing.attempt.saturating_sub(standing.excused).saturating_add(1);
    if failures >= policy.max_attempts {
        return dead("max_attempts");
    }
    let at = now.plus(policy.schedule.wait_with(failures, jitter));
    Verdict { decision: Decision::Retry { at }, excused: false, rule: policy.schedule.rule() }
}

/// The state of a delivery, as people see it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum State {
    Pending,
    Retrying,
    Held,
    Delivered,
    Ended(End),
}

/// How a delivery ended, other than delivered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum End {
    Dead,
    Cancelled,
    Expired,
    Discarded,
}

impl End {
    pub const ALL: [Self; 4] = [Self::Dead, Self::Cancelled, Self::Expired, Self::Discarded];

    /// The word in the table.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Dead => "dead",
            Self::Cancelled => "cancelled",
            Self::Expired => "expired",
            Self::Discarded => "discarded",
        }
    }

    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|end| end.word() == word)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const NOW: Timestamp = Timestamp::from_millis(1_000_000);

    fn policy() -> Policy {
        Policy {
            schedule: Schedule::Standard,
            max_attempts: 10,
            final_statuses: BTreeSet::from([404]),
            attempt_timeout: Duration::from_secs(15),
            concurrency: 16,
        }
    }

    fn at(attempt: u32, excused: u32) -> Standing {
        Standing { attempt, excused }
    }

    #[test]
    fn what_follows() {
        let retry = |secs| Decision::Retry { at: NOW.plus(Duration::from_secs(secs)) };
        let table = [
            (Outcome::Delivered, Some(200), at(0, 0), Decision::Delivered, false, "delivered"),
            (Outcome::Status, Some(500), at(0, 0), retry(5), false, "retry.standard"),
            (Outcome::Status, Some(301), at(1, 0), retry(300), false, "retry.standard"),
            (Outcome::Status, Some(404), at(0, 0), Decision::Dead, false, "final_status"),
            (Outcome::Timeout, None, at(8, 0), retry(86_400), false, "retry.standard"),
            (Outcome::Timeout, None, at(9, 0), Decision::Dead, false, "max_attempts"),
            (Outcome::Dns, None, at(9, 1), retry(86_400), false, "retry.standard"),
            (Outcome::Interrupted, None, at(50, 0), retry(0), true, "interrupted"),
            (Outcome::Unsendable, None, at(0, 0), retry(5), false, "retry.standard"),
        ];
        for (outcome, status, standing, decision, excused, rule) in table {
            let verdict = settle(outcome, status, &policy(), standing, NOW, Jitter::NONE);
            assert_eq!(verdict, Verdict { decision, excused, rule }, "{outcome:?} {standing:?}");
        }
    }

    proptest! {
        /// Whatever fails, and however often it is interrupted: a delivery makes exactly as many
        /// attempts that count as its policy says, and then it is dead.
        #[test]
        fn every_delivery_ends(
            max_attempts in 1u32..=100,
            outcomes in prop::collection::vec(prop::bool::weighted(0.8), 500),
        ) {
            let policy = Policy { max_attempts, ..policy() };
            let (mut standing, mut counted) = (at(0, 0), 0);
            for counts in outcomes {
                let outcome = if counts { Outcome::Refused } else { Outcome::Interrupted };
                let verdict = settle(outcome, None, &policy, standing, NOW, Jitter::NONE);
                counted += u32::from(counts);
                prop_assert_eq!(verdict.excused, !counts);
                prop_assert_eq!(verdict.decision == Decision::Dead, counted == max_attempts);
                if verdict.decision == Decision::Dead {
                    return Ok(());
                }
                standing.attempt += 1;
                standing.excused += u32::from(verdict.excused);
            }
        }
    }
}
