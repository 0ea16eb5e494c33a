//! Chance that can be had again.

/// SplitMix64: enough for choosing steps, and the same for ever.
pub(super) struct Dice(pub(super) u64);

impl Dice {
    pub(super) fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((z ^ (z >> 31)) % sides as u64).unwrap()
    }

    pub(super) fn one_in(&mut self, sides: usize) -> bool {
        self.roll(sides) == 0
    }

    /// Takes out any one of these.
    pub(super) fn draw<T>(&mut self, of: &mut Vec<T>) -> Option<T> {
        if of.is_empty() {
            return None;
        }
        let at = self.roll(of.len());
        Some(of.swap_remove(at))
    }
}
