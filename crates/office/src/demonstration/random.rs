//! A small generator of repeatable choices (SplitMix64). It is no source of secrets.
//!
//! Every branch draws from its own stream, so that adding a branch changes nothing in the others.

#[derive(Debug, Clone)]
pub(super) struct Random(u64);

impl Random {
    /// A stream of its own for whatever `label` numbers.
    pub fn stream(seed: u64, label: u64) -> Random {
        let mut random = Random(seed ^ label.wrapping_mul(0xD6E8_FEB8_6659_FD93));
        Random(random.next() ^ label)
    }

    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    /// 0 to `bound` - 1; 0 where `bound` is 0.
    pub fn below(&mut self, bound: usize) -> usize {
        (self.next() >> 11).checked_rem(bound as u64).unwrap_or(0) as usize
    }

    /// `low` to `high`, both inside.
    pub fn between(&mut self, low: i32, high: i32) -> i32 {
        low + self.below((high - low).max(0) as usize + 1) as i32
    }

    pub fn percent(&mut self, chance: u32) -> bool {
        self.below(100) < chance as usize
    }

    pub fn per_mille(&mut self, chance: u32) -> bool {
        self.below(1_000) < chance as usize
    }

    pub fn pick<'a>(&mut self, words: &[&'a str]) -> &'a str {
        words.get(self.below(words.len())).copied().unwrap_or_default()
    }
}
