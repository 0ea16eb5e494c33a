//! Chance: the only module that rolls dice. (Keys and secrets are no dice: the operating system's
//! generator makes them.) In the simulation every roll follows from its seed.

use rand::distr::uniform::{SampleRange, SampleUniform};
use rand::distr::{Distribution, StandardUniform};

/// Any value.
pub fn random<T>() -> T
where
    StandardUniform: Distribution<T>,
{
    #[cfg(test)]
    if let Some(rolled) = seeded::roll(rand::RngExt::random::<T>) {
        return rolled;
    }
    rand::random()
}

/// Any value of a range.
#[cfg_attr(test, expect(clippy::missing_panics_doc, reason = "a seed is set: that was asked"))]
pub fn range<T: SampleUniform>(range: impl SampleRange<T>) -> T {
    #[cfg(test)]
    if seeded::is_set() {
        return seeded::roll(|dice| rand::RngExt::random_range(dice, range)).unwrap();
    }
    rand::random_range(range)
}

/// The dice of the thread that runs a simulation.
#[cfg(test)]
pub mod seeded {
    use std::cell::RefCell;

    use rand::SeedableRng as _;
    use rand::rngs::StdRng;

    thread_local! {
        static DICE: RefCell<Option<StdRng>> = const { RefCell::new(None) };
    }

    /// From here on, this thread's rolls follow from the seed; `None`: from nothing.
    pub fn set(seed: Option<u64>) {
        DICE.set(seed.map(StdRng::seed_from_u64));
    }

    pub(super) fn is_set() -> bool {
        DICE.with_borrow(Option::is_some)
    }

    pub(super) fn roll<T>(roll: impl FnOnce(&mut StdRng) -> T) -> Option<T> {
        DICE.with_borrow_mut(|dice| dice.as_mut().map(roll))
    }
}
