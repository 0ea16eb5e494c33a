//! What a seed has happen, and when.

use std::time::Duration;

use super::dice::Dice;
use super::model::Path;

/// Machines are named by their number, webhooks too.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Act {
    Push {
        machine: usize,
        count: usize,
    },
    /// One more of the lanes comes into being, for whoever is first.
    Lane(u8),
    Kill {
        machine: usize,
    },
    Start {
        machine: usize,
    },
    /// In order, as for an upgrade; it is started again when it has ended.
    Restart {
        machine: usize,
        drain: Duration,
    },
    /// Its operator tells the node to drain, or to work again.
    Drain {
        machine: usize,
        draining: bool,
    },
    Freeze {
        machine: usize,
    },
    Thaw {
        machine: usize,
    },
    /// `None`: for all.
    Weather {
        machine: Option<usize>,
        path: Path,
    },
    /// From here on hand-overs are lost, or not any more.
    Deaf(bool),
    /// The clock of the database makes a step, of so many milliseconds.
    Step(i64),
    /// What a standby has that lags behind.
    Remember,
    /// The standby takes over.
    Rewind,
    Pause {
        webhook: usize,
        paused: bool,
    },
    Delete {
        webhook: usize,
    },
    Cancel {
        machine: usize,
    },
    RetryNow {
        machine: usize,
    },
}

/// All that happens before it gets quiet.
#[derive(Debug)]
pub struct Script {
    pub machines: usize,
    pub until: Duration,
    /// In the order of time.
    pub acts: Vec<(Duration, Act)>,
}

/// Lanes that there are.
pub const LANES: u8 = 8;

impl Script {
    pub fn roll(dice: &mut Dice) -> Self {
        let machines = 2 + dice.index(2);
        let until = dice.millis(25_000, 60_000);
        let mut script = Self { machines, until, acts: Vec::new() };
        for lane in 0..LANES {
            script.add(dice.millis(0, 2_500), Act::Lane(lane));
        }
        script.pushes(dice);
        for _ in 0..=dice.below(6) {
            script.fault(dice);
        }
        for _ in 0..dice.below(4) {
            script.change(dice);
        }
        script.acts.sort_by_key(|(at, _)| *at);
        script
    }

    fn add(&mut self, at: Duration, act: Act) {
        if at < self.until {
            self.acts.push((at, act));
        }
    }

    fn moment(&self, dice: &mut Dice) -> Duration {
        Duration::from_millis(dice.below(u64::try_from(self.until.as_millis()).unwrap()))
    }

    fn machine(&self, dice: &mut Dice) -> usize {
        dice.index(self.machines)
    }

    fn pushes(&mut self, dice: &mut Dice) {
        for _ in 0..4 + dice.below(16) {
            let (at, machine) = (self.moment(dice), self.machine(dice));
            let count = if dice.percent(25) { 4 + dice.index(12) } else { 1 + dice.index(3) };
            self.add(at, Act::Push { machine, count });
        }
    }

    fn fault(&mut self, dice: &mut Dice) {
        let (at, machine) = (self.moment(dice), self.machine(dice));
        if dice.percent(50) {
            // So that something is in flight, and something waits.
            let count = 4 + dice.index(16);
            self.add(at.saturating_sub(dice.millis(0, 1_500)), Act::Push { machine, count });
        }
        match dice.below(100) {
            0..=13 => self.kill(dice, at, machine),
            14..=29 => {
                let long = Self::for_a_while(dice);
                self.freeze(at, machine, long);
            }
            30..=34 => self.add(at, Act::Restart { machine, drain: dice.millis(0, 8_000) }),
            35..=37 => {
                self.add(at, Act::Drain { machine, draining: true });
                self.add(at + dice.millis(200, 15_000), Act::Drain { machine, draining: false });
            }
            38..=61 => self.storm(dice, at, machine),
            62..=67 => {
                self.add(at, Act::Deaf(true));
                self.add(at + dice.millis(100, 15_000), Act::Deaf(false));
            }
            68..=73 => {
                let step = i64::try_from(dice.below(40_000)).unwrap() - 20_000;
                self.add(at, Act::Step(step));
            }
            74..=79 => {
                self.add(at.saturating_sub(dice.millis(10, 3_000)), Act::Remember);
                self.add(at, Act::Rewind);
            }
            80..=87 => self.linger(dice, at, machine),
            88..=95 => self.come_back(dice, at, machine),
            _ => self.unmake(dice, at, machine),
        }
    }

    /// Long enough for others to notice, or not.
    fn for_a_while(dice: &mut Dice) -> Duration {
        if dice.percent(30) { dice.millis(10, 6_000) } else { dice.millis(6_000, 30_000) }
    }

    fn kill(&mut self, dice: &mut Dice, at: Duration, machine: usize) {
        self.add(at, Act::Kill { machine });
        let at_once = dice.percent(50);
        let back = if at_once { dice.millis(50, 2_000) } else { dice.millis(2_000, 25_000) };
        self.add(at + back, Act::Start { machine });
    }

    fn freeze(&mut self, at: Duration, machine: usize, long: Duration) {
        self.add(at, Act::Freeze { machine });
        self.add(at + long, Act::Thaw { machine });
    }

    /// What a node has sent is carried out long after it is gone.
    fn linger(&mut self, dice: &mut Dice, at: Duration, machine: usize) {
        self.add(at, Act::Weather { machine: Some(machine), path: Path::Stuck });
        let then = at + dice.millis(500, 3_000);
        if dice.percent(50) {
            self.kill(dice, then, machine);
        } else {
            self.freeze(then, machine, dice.millis(8_000, 30_000));
        }
        let clear = Act::Weather { machine: Some(machine), path: Path::Clear };
        self.add(then + dice.millis(100, 10_000), clear);
    }

    /// It finds its lanes free again when it wakes, or sees the database again.
    fn come_back(&mut self, dice: &mut Dice, at: Duration, machine: usize) {
        let long = dice.millis(13_000, 30_000);
        if dice.percent(50) {
            self.freeze(at, machine, long);
        } else {
            let of = Some(machine);
            self.add(at, Act::Weather { machine: of, path: Path::Cut });
            self.add(at + long, Act::Weather { machine: of, path: Path::Clear });
        }
        let leaves = at + long.saturating_sub(dice.millis(0, 2_500));
        for other in (0..self.machines).filter(|other| *other != machine) {
            self.add(leaves, Act::Restart { machine: other, drain: dice.millis(0, 2_000) });
        }
    }

    /// The database goes back to before a node joined.
    fn unmake(&mut self, dice: &mut Dice, at: Duration, machine: usize) {
        self.add(at, Act::Kill { machine });
        self.add(at, Act::Remember);
        self.add(at + Duration::from_millis(20), Act::Start { machine });
        for other in (0..self.machines).filter(|other| *other != machine) {
            self.add(at, Act::Kill { machine: other });
            self.add(at + dice.millis(500, 4_000), Act::Start { machine: other });
        }
        for _ in 0..3 {
            let count = 2 + dice.index(8);
            self.add(at + dice.millis(100, 2_500), Act::Push { machine, count });
        }
        self.add(at + dice.millis(1_000, 3_000), Act::Rewind);
    }

    fn storm(&mut self, dice: &mut Dice, at: Duration, machine: usize) {
        let path = [Path::Away, Path::Cut, Path::Lossy, Path::Slow, Path::Stuck][dice.index(5)];
        let machine = dice.percent(60).then_some(machine);
        let long = dice.millis(200, 20_000);
        self.add(at, Act::Weather { machine, path });
        self.add(at + long, Act::Weather { machine, path: Path::Clear });
    }

    fn change(&mut self, dice: &mut Dice) {
        let (at, machine, webhook) = (self.moment(dice), self.machine(dice), dice.index(5));
        match dice.below(10) {
            0..=3 => {
                self.add(at, Act::Pause { webhook, paused: true });
                self.add(at + dice.millis(500, 10_000), Act::Pause { webhook, paused: false });
            }
            4..=6 => self.add(at, Act::Cancel { machine }),
            7 | 8 => self.add(at, Act::RetryNow { machine }),
            _ => self.add(at, Act::Delete { webhook }),
        }
    }
}
