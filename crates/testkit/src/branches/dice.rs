//! Chance from a seed: SplitMix64, so that a case is the same on every machine and needs no library.

use facts::{Calendar, Day};

#[derive(Debug)]
pub(super) struct Dice(u64);

impl Dice {
    pub fn new(seed: u64) -> Dice {
        Dice(seed)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number from 0 to one less than `bound`; 0 where there is no such number.
    pub fn below(&mut self, bound: usize) -> usize {
        (self.next() % (bound.max(1) as u64)) as usize
    }

    /// Both ends inside.
    pub fn between(&mut self, low: i32, high: i32) -> i32 {
        low + self.below((high - low + 1).max(1) as usize) as i32
    }

    pub fn chance(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }

    /// One of them; of none, none.
    pub fn one<T: Copy>(&mut self, choices: &[T]) -> Option<T> {
        choices.get(self.below(choices.len())).copied()
    }

    /// One of several.
    #[expect(clippy::indexing_slicing, reason = "below N, and N is not 0")]
    pub fn pick<T: Copy, const N: usize>(&mut self, choices: [T; N]) -> T {
        const { assert!(N > 0) };
        choices[self.below(N)]
    }

    /// A day in a span, both ends inside; often one on which something turns: the first, middle or last day of a
    /// period, or a day beside it.
    pub fn day(&mut self, from: Day, to: Day) -> Day {
        let day = from.plus_days(self.between(0, to.days_since(from)));
        if self.chance(50) {
            return day;
        }
        let calendar = self.pick([Calendar::Month, Calendar::Quarter, Calendar::HalfYear, Calendar::Year]);
        let period = calendar.containing(day);
        let (Some((first, last)), Some(middle)) = (period.days(), period.middle()) else { return day };
        let beside = self.between(-1, 1);
        self.pick([first, middle, last]).plus_days(beside).clamp(from, to)
    }
}
