//! What happens to statements and answers on their way.

use std::collections::BTreeMap;
use std::time::Duration;

use crate::sim::dice::Dice;
use crate::sim::machines::Process;

/// The state of the way between one process and the database, or all of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Path {
    #[default]
    Clear,
    /// Whoever asks is refused at once.
    Away,
    /// Nothing comes through, and nobody says so.
    Cut,
    /// Some statements and some answers are lost.
    Lossy,
    /// Statements take up to some seconds.
    Slow,
    /// Some statements are carried out long after their session has given them up.
    Stuck,
}

#[derive(Debug, Default)]
pub struct Weather {
    all: Path,
    of: BTreeMap<Process, Path>,
}

impl Weather {
    /// `None`: for every process that has no weather of its own.
    pub fn set(&mut self, process: Option<Process>, path: Path) {
        match process {
            Some(process) => drop(self.of.insert(process, path)),
            None => self.all = path,
        }
    }

    pub fn path(&self, process: Process) -> Path {
        match self.of.get(&process) {
            None | Some(Path::Clear) => self.all,
            Some(path) => *path,
        }
    }
}

/// What becomes of one statement.
#[derive(Debug, Clone, Copy)]
pub(super) enum Fate {
    Refused,
    /// It never arrives. `noticed`: the connection breaks, rather than say nothing.
    Lost {
        noticed: bool,
    },
    /// It arrives after `out`, is carried out `work` later, and then, unless the answer is lost, comes
    /// back.
    Carried {
        out: Duration,
        work: Duration,
        answered: bool,
    },
}

impl Path {
    pub(super) fn fate(self, dice: &mut Dice) -> Fate {
        let short = |dice: &mut Dice| dice.millis(1, 3);
        let carried = |out, work, answered| Fate::Carried { out, work, answered };
        match self {
            Self::Clear => carried(short(dice), Duration::ZERO, true),
            Self::Away => Fate::Refused,
            Self::Cut => Fate::Lost { noticed: dice.percent(30) },
            Self::Lossy => match dice.below(10) {
                0 | 1 => Fate::Lost { noticed: dice.percent(50) },
                2..=4 => carried(short(dice), Duration::ZERO, false),
                _ => carried(dice.millis(1, 300), Duration::ZERO, true),
            },
            Self::Slow => carried(dice.millis(1, 1_000), dice.millis(1, 3_000), true),
            Self::Stuck if dice.percent(40) => carried(short(dice), dice.millis(500, 30_000), true),
            Self::Stuck => carried(short(dice), dice.millis(0, 50), true),
        }
    }

    /// An answer that is on its way now does not arrive.
    pub fn swallows(self) -> bool {
        matches!(self, Self::Away | Self::Cut)
    }
}
