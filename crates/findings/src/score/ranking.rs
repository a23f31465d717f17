//! Places among the branches that were scored, and stars where only some may have them.

use std::collections::{BTreeMap, BTreeSet};

use facts::Quantity;
use rulebook::{QuotaOver, Scheme};

use super::Sheet;

/// Where a branch stands. Places count from 1; equal totals share one, and the next is left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Ranked {
    pub in_unit: Option<u32>,
    pub in_group: Option<u32>,
    /// Not more than the sheet's own: who comes too late for a quota goes to the next band that is reached.
    pub stars: Option<u8>,
}

/// Branches with the name of their unit, in whatever order; what comes out is in the same order.
pub fn rank(scheme: &Scheme, branches: &[(&str, &Sheet)]) -> Vec<Ranked> {
    let mut units: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    let scored = branches.iter().enumerate().filter(|(_, (_, sheet))| sheet.total.is_some());
    for (index, (unit, _)) in scored {
        units.entry(unit).or_default().push(index);
    }
    let group: Vec<usize> = units.values().flatten().copied().collect();
    let mut ranked: Vec<Ranked> =
        branches.iter().map(|(_, sheet)| Ranked { stars: sheet.stars, ..Ranked::default() }).collect();
    for (index, place) in places(branches, &group) {
        set(&mut ranked, index, |ranked| ranked.in_group = Some(place));
    }
    for (index, place) in units.values().flat_map(|unit| places(branches, unit)) {
        set(&mut ranked, index, |ranked| ranked.in_unit = Some(place));
    }
    let pools: Vec<&Vec<usize>> = match scheme.quota_over {
        QuotaOver::Unit => units.values().collect(),
        QuotaOver::Group => vec![&group],
    };
    for pool in pools {
        hold_to_quotas(scheme, branches, pool, &mut ranked);
    }
    ranked
}

fn set(ranked: &mut [Ranked], index: usize, change: impl FnOnce(&mut Ranked)) {
    if let Some(ranked) = ranked.get_mut(index) {
        change(ranked);
    }
}

fn total(branches: &[(&str, &Sheet)], index: usize) -> Quantity {
    branches.get(index).and_then(|(_, sheet)| sheet.total).unwrap_or_default()
}

/// How many of a pool have more, and one.
fn places(branches: &[(&str, &Sheet)], pool: &[usize]) -> Vec<(usize, u32)> {
    let mut totals: Vec<Quantity> = pool.iter().map(|index| total(branches, *index)).collect();
    totals.sort();
    let above = |index: usize| totals.len() - totals.partition_point(|one| *one <= total(branches, index));
    pool.iter().map(|index| (*index, u32::try_from(above(*index) + 1).unwrap_or(u32::MAX))).collect()
}

/// From the most stars down: the highest totals have them as long as the quota lasts. Branches with the same total
/// have them together or not at all.
fn hold_to_quotas(scheme: &Scheme, branches: &[(&str, &Sheet)], pool: &[usize], ranked: &mut [Ranked]) {
    for band in &scheme.bands {
        let Some((parts, whole)) = band.quota else { continue };
        let room = (pool.len() as i64).saturating_mul(parts) / whole.max(1);
        let has = |index: &usize| ranked.get(*index).is_some_and(|ranked| ranked.stars == Some(band.star));
        let holders: Vec<usize> = pool.iter().copied().filter(has).collect();
        let mut totals: BTreeSet<Quantity> = holders.iter().map(|index| total(branches, *index)).collect();
        let mut taken = 0;
        let mut least = None;
        while let Some(next) = totals.pop_last() {
            taken += holders.iter().filter(|index| total(branches, **index) == next).count() as i64;
            if taken > room {
                break;
            }
            least = Some(next);
        }
        for index in holders.into_iter().filter(|index| least.is_none_or(|least| total(branches, *index) < least)) {
            let below = branches.get(index).and_then(|(_, sheet)| sheet.best(scheme, band.star - 1));
            set(ranked, index, |ranked| ranked.stars = below);
        }
    }
}
