//! Texts that are near copies of one another: minutes written by copying the last ones, or those of another branch.
//!
//! Pointers for a person to look at, never a status: some texts are rightly the same, such as a resolution passed on.
//! MinHash with banding finds which texts may be alike, without comparing each with each; whether they are is then
//! told by their shingles themselves, so that nothing depends on chance.

use std::collections::BTreeSet;

use minhash_rs::index::{LshIndex, NoStore, QueryState};
use minhash_rs::prelude::{MinHash, MinHasher};

/// Texts shorter than this (digits and signs left out) are alike by nature: `学习上级文件精神`.
const SHORTEST: usize = 40;

/// Three characters that follow one another.
const SHINGLE: usize = 3;

/// So much of the shingles of both stands in both, in hundredths. Minutes of different meetings of one branch, with the
/// same opening and closing sentences, share up to about half; a copy with dates and a few words changed keeps more
/// than four fifths.
const ALIKE_PERCENT: usize = 80;

/// 128 hashes in 32 bands of 4: texts that share four fifths meet in a band all but certainly (1 - (1 - 0.8⁴)³²).
const PERMUTATIONS: usize = 128;
const BANDS: usize = 32;

type Signature = MinHash<u64, PERMUTATIONS>;

/// A text to be compared, and what it came from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Text<T> {
    pub of: T,
    pub text: String,
}

/// Texts that are alike, each with at least one other of them, in the order in which they were given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Alike<T> {
    pub of: Vec<T>,
    /// What the two most alike share, in hundredths.
    pub most_percent: usize,
}

/// Groups of texts that are alike, by their first text.
pub fn alike<T: Clone>(texts: &[Text<T>]) -> Vec<Alike<T>> {
    let compared: Vec<(usize, BTreeSet<u64>)> =
        texts.iter().enumerate().filter_map(|(at, text)| Some((at, shingles(&text.text)?))).collect();
    let signatures: Vec<Signature> = compared.iter().map(|(_, shingles)| signature(shingles)).collect();
    let index: LshIndex<Signature, PERMUTATIONS, BANDS, NoStore> =
        LshIndex::from_signatures(signatures.iter().copied());
    let mut groups = Groups::new(compared.len());
    let mut state = QueryState::new();
    for (one, signature) in signatures.iter().enumerate() {
        for candidate in index.candidates(signature, &mut state) {
            let other = candidate.id as usize;
            let (Some((_, left)), Some((_, right))) = (compared.get(one), compared.get(other)) else { continue };
            if other > one
                && let Some(percent) = Some(shared_percent(left, right)).filter(|percent| *percent >= ALIKE_PERCENT)
            {
                groups.join(one, other, percent);
            }
        }
    }
    let of = |member: &usize| compared.get(*member).and_then(|(at, _)| texts.get(*at)).map(|text| text.of.clone());
    let told = |(members, most_percent): (Vec<usize>, usize)| Alike {
        of: members.iter().filter_map(of).collect(),
        most_percent,
    };
    groups.larger_than_one().into_iter().map(told).collect()
}

/// None where too little is left without digits, spaces and signs: those change from copy to copy.
fn shingles(text: &str) -> Option<BTreeSet<u64>> {
    let letters: Vec<char> = text.chars().filter(|letter| letter.is_alphabetic()).collect();
    let packed =
        |window: &[char]| window.iter().fold(0_u64, |packed, letter| packed << 21 | u64::from(u32::from(*letter)));
    (letters.len() >= SHORTEST).then(|| letters.windows(SHINGLE).map(packed).collect())
}

fn signature(shingles: &BTreeSet<u64>) -> Signature {
    let mut signature = Signature::new();
    for shingle in shingles {
        signature.insert(*shingle);
    }
    signature
}

/// What both have of what either has.
fn shared_percent(one: &BTreeSet<u64>, other: &BTreeSet<u64>) -> usize {
    let both = one.intersection(other).count();
    (both * 100).checked_div(one.len() + other.len() - both).unwrap_or(0)
}

/// Which texts belong together, by the first of each group.
struct Groups {
    first: Vec<usize>,
    percent: Vec<usize>,
}

impl Groups {
    fn new(texts: usize) -> Groups {
        Groups { first: (0..texts).collect(), percent: vec![0; texts] }
    }

    fn first_of(&self, text: usize) -> usize {
        let above = |at: &usize| self.first.get(*at).copied().filter(|above| above != at);
        std::iter::successors(Some(text), above).last().unwrap_or(text)
    }

    fn join(&mut self, one: usize, other: usize, percent: usize) {
        let (one, other) = (self.first_of(one), self.first_of(other));
        let (first, last) = (one.min(other), one.max(other));
        let most = [first, last].iter().filter_map(|at| self.percent.get(*at).copied()).max().unwrap_or(0).max(percent);
        if let Some(above) = self.first.get_mut(last) {
            *above = first;
        }
        if let Some(known) = self.percent.get_mut(first) {
            *known = most;
        }
    }

    fn larger_than_one(&self) -> Vec<(Vec<usize>, usize)> {
        let members = |first: usize| (0..self.first.len()).filter(|text| self.first_of(*text) == first).collect();
        let groups = self.percent.iter().enumerate().filter(|(at, percent)| self.first_of(*at) == *at && **percent > 0);
        groups.map(|(first, percent)| (members(first), *percent)).collect()
    }
}

#[cfg(test)]
mod tests;
