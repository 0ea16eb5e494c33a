//! The world's own chance: what fails, when and for how long. Apart from the dice of the code under
//! test, so that a change of the one does not move the other more than it must.

use std::time::Duration;

/// SplitMix64: enough for choosing, and the same for ever.
#[derive(Debug, Clone)]
pub struct Dice(u64);

impl Dice {
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    pub fn below(&mut self, sides: u64) -> u64 {
        self.next() % sides
    }

    pub fn index(&mut self, of: usize) -> usize {
        usize::try_from(self.below(of as u64)).unwrap()
    }

    pub fn percent(&mut self, chance: u64) -> bool {
        self.below(100) < chance
    }

    /// From `least` to `most` milliseconds.
    pub fn millis(&mut self, least: u64, most: u64) -> Duration {
        Duration::from_millis(least + self.below(most - least + 1))
    }

    pub fn uuid(&mut self) -> uuid::Uuid {
        uuid::Uuid::from_u128(u128::from(self.next()) << 64 | u128::from(self.next()))
    }
}
