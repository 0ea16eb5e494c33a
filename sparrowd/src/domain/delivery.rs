//! The one place that decides what follows from an attempt.

use std::collections::BTreeSet;
use std::time::Duration;

use super::attempt::Outcome;
use super::retry::{Jitter, Schedule};
use super::retry_after::RetryAfter;
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
    /// An answer 410 is a failure like others.
    pub ignore_gone: bool,
}

impl Policy {
    /// The waits between all attempts that count.
    fn span(&self) -> Duration {
        let waits = (1..self.max_attempts).map(|failures| self.schedule.wait(failures));
        waits.fold(Duration::ZERO, Duration::saturating_add)
    }
}

/// Where a delivery stands before an attempt is settled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Standing {
    /// When it came into being, or was to be attempted first.
    pub since: Timestamp,
    /// Attempts made before this one.
    pub attempt: u32,
    /// Those of them that don't count.
    pub excused: u32,
    /// It was pushed to try the webhook out.
    pub trial: bool,
}

impl Standing {
    /// How it ends that is given up. Who tries a webhook out looks at what comes of it and is through;
    /// among the dead letters it would wait to be sent again with all that the receiver really missed.
    fn given_up(self) -> Decision {
        if self.trial { Decision::Discarded } else { Decision::Dead }
    }
}

/// What follows from an attempt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Decision {
    Delivered,
    Retry {
        at: Timestamp,
    },
    Dead,
    /// Given up like a dead letter, but a trial.
    Discarded,
}

/// Why sparrow stops a webhook by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SuspendReason {
    /// The receiver answered 410 Gone.
    Gone,
}

impl SuspendReason {
    /// The word in the table and in the API.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Gone => "gone",
        }
    }
}

/// A decision with its grounds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Verdict {
    pub decision: Decision,
    /// The attempt does not count towards schedule and limit.
    pub excused: bool,
    /// The rule behind the decision, as shown to people.
    pub rule: &'static str,
    /// The webhook is to be suspended.
    pub suspends: Option<SuspendReason>,
}

/// How an attempt ended, as far as the decision goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ended {
    pub outcome: Outcome,
    /// That of the answer, if one came.
    pub status: Option<u16>,
    /// What the answer asks for.
    pub retry_after: Option<RetryAfter>,
    pub at: Timestamp,
}

const GONE: u16 = 410;
const TOO_MANY_REQUESTS: u16 = 429;
const UNAVAILABLE: u16 = 503;
/// From so many excused attempts on, a receiver that asks for patience is counted as failing.
const MOST_EXCUSED: u32 = 100;

/// Decides.
pub fn settle(ended: Ended, policy: &Policy, standing: Standing, jitter: Jitter) -> Verdict {
    let verdict = |decision, rule| Verdict { decision, excused: false, rule, suspends: None };
    let excused = |at, rule| Verdict { excused: true, ..verdict(Decision::Retry { at }, rule) };
    match ended.outcome {
        Outcome::Delivered => return verdict(Decision::Delivered, "delivered"),
        // Cut off by sparrow itself: the receiver is not to blame, so it is due again now.
        Outcome::Interrupted => return excused(ended.at, "interrupted"),
        _ => {}
    }
    // What somebody has named goes before what a status means by itself.
    if ended.status.is_some_and(|status| policy.final_statuses.contains(&status)) {
        return verdict(standing.given_up(), "final_status");
    }
    // It waits with all others of the webhook, and is due when they are let go.
    if ended.status == Some(GONE) && !policy.ignore_gone {
        return Verdict { suspends: Some(SuspendReason::Gone), ..excused(ended.at, "gone") };
    }
    let failures = standing.attempt.saturating_sub(standing.excused).saturating_add(1);
    let scheduled = ended.at.plus(policy.schedule.wait_with(failures, jitter));
    let asked = asked(ended);
    if let Some(asked) = asked
        && ended.status == Some(TOO_MANY_REQUESTS)
        && has_patience(policy, standing, ended.at)
    {
        return excused(asked.max(scheduled), "retry_after");
    }
    if failures >= policy.max_attempts {
        return verdict(standing.given_up(), "max_attempts");
    }
    match asked {
        Some(at) if at > scheduled => verdict(Decision::Retry { at }, "retry_after"),
        _ => verdict(Decision::Retry { at: scheduled }, policy.schedule.rule()),
    }
}

/// When the receiver wants to be asked again, if its status gives it a say.
fn asked(ended: Ended) -> Option<Timestamp> {
    let has_a_say = matches!(ended.status, Some(TOO_MANY_REQUESTS | UNAVAILABLE));
    ended.retry_after.filter(|_| has_a_say).map(|asked| asked.due(ended.at))
}

/// A receiver that only asks for patience has it for as long as the schedule would have gone on
/// anyway, within reason: after that its answers count, so that every delivery ends.
fn has_patience(policy: &Policy, standing: Standing, now: Timestamp) -> bool {
    standing.excused < MOST_EXCUSED && now.since(standing.since) < policy.span()
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
            ignore_gone: false,
        }
    }

    fn at(attempt: u32, excused: u32) -> Standing {
        Standing { since: NOW, attempt, excused, trial: false }
    }

    fn ended(outcome: Outcome, status: Option<u16>) -> Ended {
        Ended { outcome, status, retry_after: None, at: NOW }
    }

    fn secs(secs: u64) -> Decision {
        Decision::Retry { at: NOW.plus(Duration::from_secs(secs)) }
    }

    #[test]
    fn what_follows() {
        let table = [
            (Outcome::Delivered, Some(200), at(0, 0), Decision::Delivered, false, "delivered"),
            (Outcome::Status, Some(500), at(0, 0), secs(5), false, "retry.standard"),
            (Outcome::Status, Some(301), at(1, 0), secs(300), false, "retry.standard"),
            (Outcome::Status, Some(404), at(0, 0), Decision::Dead, false, "final_status"),
            (Outcome::Status, Some(410), at(0, 0), secs(0), true, "gone"),
            (Outcome::Status, Some(410), at(9, 0), secs(0), true, "gone"),
            (Outcome::Timeout, None, at(8, 0), secs(86_400), false, "retry.standard"),
            (Outcome::Timeout, None, at(9, 0), Decision::Dead, false, "max_attempts"),
            (Outcome::Dns, None, at(9, 1), secs(86_400), false, "retry.standard"),
            (Outcome::Interrupted, None, at(50, 0), secs(0), true, "interrupted"),
            (Outcome::Unsendable, None, at(0, 0), secs(5), false, "retry.standard"),
        ];
        for (outcome, status, standing, decision, excused, rule) in table {
            let verdict = settle(ended(outcome, status), &policy(), standing, Jitter::NONE);
            let suspends = (rule == "gone").then_some(SuspendReason::Gone);
            let expected = Verdict { decision, excused, rule, suspends };
            assert_eq!(verdict, expected, "{outcome:?} {standing:?}");
        }
    }

    #[test]
    fn a_trial_that_is_given_up_is_no_dead_letter() {
        let of = |status, standing: Standing, trial| {
            let standing = Standing { trial, ..standing };
            settle(ended(Outcome::Status, Some(status)), &policy(), standing, Jitter::NONE)
        };
        for (status, standing, rule) in
            [(404, at(0, 0), "final_status"), (500, at(9, 0), "max_attempts")]
        {
            assert_eq!(of(status, standing, false).decision, Decision::Dead);
            let verdict = of(status, standing, true);
            assert_eq!((verdict.decision, verdict.rule), (Decision::Discarded, rule));
        }
        assert_eq!(of(500, at(0, 0), true), of(500, at(0, 0), false), "it is tried as often");
    }

    #[test]
    fn a_410_is_what_the_webhook_says() {
        let gone = ended(Outcome::Status, Some(410));
        let ignoring = Policy { ignore_gone: true, ..policy() };
        let verdict = settle(gone, &ignoring, at(0, 0), Jitter::NONE);
        assert_eq!((verdict.decision, verdict.excused, verdict.suspends), (secs(5), false, None));
        let last = settle(gone, &ignoring, at(9, 0), Jitter::NONE);
        assert_eq!(last.decision, Decision::Dead);
        let ending = Policy { final_statuses: BTreeSet::from([410]), ..policy() };
        let verdict = settle(gone, &ending, at(0, 0), Jitter::NONE);
        assert_eq!((verdict.decision, verdict.suspends), (Decision::Dead, None));
    }

    #[test]
    fn what_a_receiver_may_ask_for() {
        const SPAN: u64 = 5 + 5 * 60 + 30 * 60 + (2 + 5 + 10 + 14 + 20 + 24) * 3_600;
        let (young, old) = (NOW.minus(Duration::from_secs(SPAN - 1)), NOW.minus(policy().span()));
        let table = [
            // Status, asked, attempts, excused, since: when, whether excused, by which rule.
            (429, "60", (0, 0), NOW, secs(60), true, "retry_after"),
            (429, "1", (0, 0), NOW, secs(5), true, "retry_after"),
            (429, "60", (7, 0), NOW, secs(72_000), true, "retry_after"),
            (429, "60", (50, 50), NOW, secs(60), true, "retry_after"),
            (429, "60", (9, 0), young, secs(86_400), true, "retry_after"),
            (429, "60", (9, 0), old, Decision::Dead, false, "max_attempts"),
            (429, "60", (0, 0), old, secs(60), false, "retry_after"),
            (429, "1", (0, 0), old, secs(5), false, "retry.standard"),
            (429, "60", (100, 100), NOW, secs(60), false, "retry_after"),
            (429, "999999", (0, 0), NOW, secs(86_400), true, "retry_after"),
            (429, "soon", (0, 0), NOW, secs(5), false, "retry.standard"),
            (503, "60", (0, 0), NOW, secs(60), false, "retry_after"),
            (503, "60", (1, 0), NOW, secs(300), false, "retry.standard"),
            (503, "60", (9, 0), NOW, Decision::Dead, false, "max_attempts"),
            (500, "60", (0, 0), NOW, secs(5), false, "retry.standard"),
            (301, "60", (0, 0), NOW, secs(5), false, "retry.standard"),
            (404, "60", (0, 0), NOW, Decision::Dead, false, "final_status"),
        ];
        for (status, asked, (attempt, excused), since, decision, is_excused, rule) in table {
            let retry_after = RetryAfter::read([asked.as_bytes()]);
            let ended = Ended { retry_after, ..ended(Outcome::Status, Some(status)) };
            let standing = Standing { since, attempt, excused, trial: false };
            let verdict = settle(ended, &policy(), standing, Jitter::NONE);
            let expected = Verdict { decision, excused: is_excused, rule, suspends: None };
            assert_eq!(verdict, expected, "{status} {asked} {standing:?}");
        }
        let once = Policy { schedule: Schedule::None, max_attempts: 1, ..policy() };
        let retry_after = RetryAfter::read([b"60".as_slice()]);
        let throttled = Ended { retry_after, ..ended(Outcome::Status, Some(429)) };
        let verdict = settle(throttled, &once, at(0, 0), Jitter::NONE);
        assert_eq!(verdict.decision, Decision::Dead, "one attempt is one attempt");
    }

    fn schedule() -> impl Strategy<Value = Schedule> {
        let wait = || (1u64..=600_000).prop_map(Duration::from_secs);
        prop_oneof![
            Just(Schedule::Standard),
            Just(Schedule::None),
            wait().prop_map(Schedule::Fixed),
            (wait(), wait())
                .prop_map(|(a, b)| Schedule::Exponential { first: a.min(b), cap: a.max(b) }),
            prop::collection::vec(wait(), 1..20).prop_map(Schedule::List),
        ]
    }

    /// What a receiver, or the machine, may do at an attempt.
    fn reply() -> impl Strategy<Value = (Outcome, Option<u16>, Option<RetryAfter>)> {
        let asked = prop::option::of(0u32..200_000)
            .prop_map(|seconds| RetryAfter::read([seconds?.to_string().as_bytes()]));
        prop_oneof![
            3 => (prop::sample::select(vec![429, 503, 500, 404, 301, 410]), asked)
                .prop_map(|(status, asked)| (Outcome::Status, Some(status), asked)),
            1 => Just((Outcome::Timeout, None, None)),
            1 => Just((Outcome::Interrupted, None, None)),
        ]
    }

    proptest! {
        /// Whatever receivers do: a delivery makes exactly as many attempts that count as its policy
        /// says, and then it is dead; those that don't count are bounded too, but for those that
        /// sparrow cut off itself and those that suspended the webhook; and no attempt is made sooner
        /// than the schedule has it.
        #[test]
        fn every_delivery_ends(
            schedule in schedule(),
            max_attempts in 1u32..=100,
            replies in prop::collection::vec(reply(), 1..10),
            draw in -1.0f64..=1.0,
        ) {
            let policy =
                Policy { schedule, max_attempts, final_statuses: BTreeSet::new(), ..policy() };
            let jitter = Jitter::new(draw);
            let (mut standing, mut now) = (at(0, 0), NOW);
            let (mut counted, mut patient, mut others) = (0, 0, 0);
            for (outcome, status, retry_after) in replies.iter().cycle() {
                let ended = Ended { outcome: *outcome, status: *status, retry_after: *retry_after, at: now };
                let verdict = settle(ended, &policy, standing, jitter);
                let is_free = *outcome == Outcome::Interrupted || verdict.suspends.is_some();
                counted += u32::from(!verdict.excused);
                patient += u32::from(verdict.excused && !is_free);
                others += u32::from(is_free);
                prop_assert_eq!(verdict.suspends.is_some(), *status == Some(410));
                prop_assert!(patient <= MOST_EXCUSED);
                prop_assert_eq!(verdict.decision == Decision::Dead, counted == max_attempts);
                let Decision::Retry { at } = verdict.decision else { return Ok(()) };
                let failures = standing.attempt - standing.excused + 1;
                let scheduled = now.plus(policy.schedule.wait_with(failures, jitter));
                prop_assert!(is_free || at >= scheduled);
                if is_free && others > 500 {
                    // Nothing else happens to this one.
                    return Ok(());
                }
                now = at;
                standing.attempt += 1;
                standing.excused += u32::from(verdict.excused);
            }
        }
    }
}
