//! Time: the only module that reads a clock.
//!
//! Two kinds of it. [`Boot`] is this machine's time since boot; it counts suspended time too and
//! nobody can set it, so deadlines and leases are measured with it. [`Stamper`] tells the
//! database's time, which dates everything on record: each statement that returns
//! `clock_timestamp()` is an observation of the offset between the two, and between observations
//! the boot clock carries it on. A wrong clock on this machine therefore changes nothing.
//!
//! In the simulation the boot clock is that of the node whose turn it is.

use std::{
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicBool, AtomicI64, Ordering},
    },
    time::Duration,
};

use rustix::time::{ClockId, clock_gettime};
use uuid::Uuid;

use crate::chance;
use crate::domain::timestamp::Timestamp;

/// A moment on this machine's boot-time clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Boot(Duration);

/// The boot-time clock itself.
#[derive(Debug, Clone, Copy)]
pub struct Clock;

impl Clock {
    pub fn now() -> Boot {
        #[cfg(test)]
        if let Some(now) = simulated::now() {
            return now;
        }
        let now = clock_gettime(ClockId::Boottime);
        let seconds = u64::try_from(now.tv_sec).unwrap_or_default();
        Boot(Duration::new(seconds, u32::try_from(now.tv_nsec).unwrap_or_default()))
    }
}

impl Boot {
    pub const fn from_duration(since_boot: Duration) -> Self {
        Self(since_boot)
    }

    pub const fn duration(self) -> Duration {
        self.0
    }

    #[must_use]
    pub fn plus(self, by: Duration) -> Self {
        Self(self.0.saturating_add(by))
    }

    /// How long after `earlier` this is; zero if it is before.
    pub fn since(self, earlier: Self) -> Duration {
        self.0.saturating_sub(earlier.0)
    }

    fn micros(self) -> i64 {
        i64::try_from(self.0.as_micros()).unwrap_or(i64::MAX)
    }
}

/// The database's time as this node knows it, and the ids stamped with it.
///
/// Neither ever goes backwards, whatever the database's clock does; only what [`Stamper::shown`] tells does.
#[derive(Debug)]
pub struct Stamper {
    /// Database time minus boot time, in microseconds.
    offset: AtomicI64,
    /// The latest moment told.
    told: AtomicI64,
    stamped: Mutex<Stamp>,
    /// Database and boot time went apart by more than clocks do.
    stepped: AtomicBool,
}

/// Nobody's clock is that slow: somebody has set it.
const STEP: Duration = Duration::from_mins(1);

impl Stamper {
    /// A stamper starts from an observation: there is no time before the first.
    pub fn new(sent: Boot, received: Boot, database: Timestamp) -> Self {
        let middle = i64::midpoint(sent.micros(), received.micros());
        Self {
            offset: AtomicI64::new(database.micros().saturating_sub(middle)),
            told: AtomicI64::new(i64::MIN),
            stamped: Mutex::new(Stamp { millis: i64::MIN, counter: 0 }),
            stepped: AtomicBool::new(false),
        }
    }

    /// The database read its clock at some moment between `sent` and `received`. The offset moves
    /// only as far as that demands, so that a slow round trip can't spoil what a fast one taught.
    pub fn observe(&self, sent: Boot, received: Boot, database: Timestamp) {
        let least = database.micros().saturating_sub(received.micros());
        let most = database.micros().saturating_sub(sent.micros()).max(least);
        let known = self.offset.load(Ordering::Relaxed);
        let offset = known.clamp(least, most);
        self.offset.store(offset, Ordering::Relaxed);
        if u128::from(offset.abs_diff(known)) > STEP.as_micros() {
            self.stepped.store(true, Ordering::Relaxed);
        }
    }

    /// Whether the database's clock has stepped, by more than a minute, since that was last noted.
    pub fn has_stepped(&self) -> bool {
        self.stepped.load(Ordering::Relaxed)
    }

    pub fn step_is_noted(&self) {
        self.stepped.store(false, Ordering::Relaxed);
    }

    pub fn now(&self) -> Timestamp {
        self.at(Clock::now())
    }

    fn at(&self, boot: Boot) -> Timestamp {
        let now = self.shown_at(boot).micros();
        Timestamp::from_micros(self.told.fetch_max(now, Ordering::Relaxed).max(now))
    }

    /// What the database's clock shows, if that is earlier than a moment ago too: for those who hold it
    /// against clocks of their own. Once somebody has set it forward and back, what [`Stamper::now`]
    /// tells is ahead of theirs until that time has come.
    pub fn shown(&self) -> Timestamp {
        self.shown_at(Clock::now())
    }

    fn shown_at(&self, boot: Boot) -> Timestamp {
        let offset = self.offset.load(Ordering::Relaxed);
        Timestamp::from_micros(boot.micros().saturating_add(offset))
    }

    /// A `UUIDv7` above every one before it from this stamper.
    pub fn stamp(&self) -> Uuid {
        let millis = self.now().millis();
        let mut stamp = self.stamped.lock().unwrap_or_else(PoisonError::into_inner);
        stamp.advance(millis);
        stamp.uuid()
    }
}

/// What orders the ids: the millisecond, then a counter of 42 bits seeded at random in each.
#[derive(Debug)]
struct Stamp {
    millis: i64,
    counter: u64,
}

/// RFC 9562, 5.7 and 6.2 (method 1): a counter directly behind the millisecond.
const COUNTER_BITS: u32 = 42;
const COUNTER_MAX: u64 = (1 << COUNTER_BITS) - 1;
/// The counter's bits in `rand_b`; the other 12 fill `rand_a`.
const COUNTER_LOW_BITS: u32 = 30;

impl Stamp {
    fn advance(&mut self, millis: i64) {
        if millis > self.millis {
            self.seed(millis);
        } else if self.counter == COUNTER_MAX {
            self.seed(self.millis.saturating_add(1));
        } else {
            self.counter += 1;
        }
    }

    /// The top bit starts clear: 2⁴¹ ids are left before the millisecond is full.
    fn seed(&mut self, millis: i64) {
        self.millis = millis;
        self.counter = chance::random::<u64>() & (COUNTER_MAX >> 1);
    }

    fn uuid(&self) -> Uuid {
        let millis = u128::try_from(self.millis).unwrap_or_default() & ((1 << 48) - 1);
        let high = u128::from(self.counter >> COUNTER_LOW_BITS);
        let low = u128::from(self.counter & ((1 << COUNTER_LOW_BITS) - 1));
        let version = 7_u128 << 76;
        let variant = 0b10_u128 << 62;
        Uuid::from_u128(
            millis << 80
                | version
                | high << 64
                | variant
                | low << 32
                | u128::from(chance::random::<u32>()),
        )
    }
}

/// The clock of the thread that runs a simulation.
#[cfg(test)]
pub mod simulated {
    use std::cell::Cell;

    use super::Boot;

    thread_local! {
        static NOW: Cell<Option<fn() -> Boot>> = const { Cell::new(None) };
    }

    /// From here on, this tells the time on this thread; `None`: the machine does.
    pub fn set(now: Option<fn() -> Boot>) {
        NOW.set(now);
    }

    pub(super) fn now() -> Option<Boot> {
        NOW.get().map(|now| now())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn boot(millis: u64) -> Boot {
        Boot::from_duration(Duration::from_millis(millis))
    }

    #[test]
    fn the_boot_clock_runs() {
        let first = Clock::now();
        assert!(first.duration() > Duration::ZERO);
        assert!(Clock::now() >= first);
    }

    #[test]
    fn tells_the_databases_time() {
        let stamper = Stamper::new(boot(1_000), boot(1_010), Timestamp::from_millis(50_000));
        assert_eq!(stamper.at(boot(1_005)), Timestamp::from_millis(50_000));
        assert_eq!(stamper.at(boot(3_005)), Timestamp::from_millis(52_000));
    }

    #[test]
    fn a_slow_round_trip_leaves_what_a_fast_one_taught() {
        let stamper = Stamper::new(boot(1_000), boot(1_002), Timestamp::from_millis(50_000));
        stamper.observe(boot(2_000), boot(6_000), Timestamp::from_millis(51_100));
        assert_eq!(stamper.at(boot(7_001)), Timestamp::from_millis(56_000));
    }

    #[test]
    fn follows_the_database_forwards_and_never_goes_backwards() {
        let stamper = Stamper::new(boot(1_000), boot(1_000), Timestamp::from_millis(50_000));
        stamper.observe(boot(2_000), boot(2_000), Timestamp::from_millis(60_000));
        assert_eq!(stamper.at(boot(2_000)), Timestamp::from_millis(60_000));
        stamper.observe(boot(3_000), boot(3_000), Timestamp::from_millis(40_000));
        assert_eq!(stamper.at(boot(3_000)), Timestamp::from_millis(60_000));
        assert_eq!(stamper.shown_at(boot(3_000)), Timestamp::from_millis(40_000), "as shown");
        assert_eq!(stamper.at(boot(23_001)), Timestamp::from_millis(60_001), "then goes on");
    }

    #[test]
    fn a_step_of_more_than_a_minute_is_noticed_in_either_direction() {
        for (database, stepped) in
            [(50_000, false), (109_000, false), (-9_000, false), (112_000, true), (-11_000, true)]
        {
            let stamper = Stamper::new(boot(1_000), boot(1_000), Timestamp::from_millis(50_000));
            // An hour later, and the answer took a second.
            let hour = 3_600_000;
            let now = Timestamp::from_millis(database + 3_600_000);
            stamper.observe(boot(hour + 1_000), boot(hour + 2_000), now);
            assert_eq!(stamper.has_stepped(), stepped, "{database}");
            stamper.step_is_noted();
            assert!(!stamper.has_stepped());
        }
    }

    #[test]
    fn stamps_rise_strictly_across_threads() {
        let stamper = Stamper::new(Clock::now(), Clock::now(), Timestamp::from_millis(1 << 40));
        let mut all: Vec<Uuid> = std::thread::scope(|scope| {
            let threads: Vec<_> = (0..4)
                .map(|_| {
                    scope.spawn(|| {
                        let ids: Vec<_> = (0..5_000).map(|_| stamper.stamp()).collect();
                        assert!(ids.is_sorted_by(|a, b| a < b));
                        ids
                    })
                })
                .collect();
            threads.into_iter().flat_map(|thread| thread.join().unwrap()).collect()
        });
        all.sort_unstable();
        all.dedup();
        assert_eq!(all.len(), 20_000);
    }

    #[test]
    fn a_stamp_is_a_uuid_of_version_7_with_the_databases_millisecond() {
        let stamper = Stamper::new(Clock::now(), Clock::now(), Timestamp::from_millis(1 << 40));
        let stamp = stamper.stamp();
        assert_eq!(stamp.get_version_num(), 7);
        assert_eq!(stamp.get_variant(), uuid::Variant::RFC4122);
        let millis = i64::try_from(stamp.as_u128() >> 80).unwrap();
        assert!((0..10_000).contains(&(millis - (1 << 40))), "{millis}");
    }

    #[test]
    fn a_full_counter_goes_on_in_the_next_millisecond() {
        let mut stamp = Stamp { millis: 7, counter: COUNTER_MAX };
        let before = stamp.uuid();
        stamp.advance(7);
        assert_eq!(stamp.millis, 8);
        assert!(stamp.uuid() > before);
        stamp.advance(3);
        assert_eq!(stamp.millis, 8, "an earlier time changes nothing");
    }
}
