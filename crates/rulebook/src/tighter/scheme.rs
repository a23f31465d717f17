//! Whether the 评分 of a lower layer is as hard as the one above it, and its bonuses stay within what that allows.
//!
//! What rules weigh is not compared, as in rules; what turns points into dimensions, a total and stars is.

use std::collections::BTreeSet;

use facts::{Day, Quantity};

use crate::layer::Layer;
use crate::model::{Clause, Rule};
use crate::points::Marks;
use crate::problem::LayerProblem;
use crate::report::Report;
use crate::scheme::{Band, Scheme};
use crate::words::Word;

/// One point in which a scheme is easier: what is compared, what the layer above asks, what is found.
type Easier = (String, String, String);

/// `schemes` are those of all layers, also those whose place a later one took.
pub(super) fn check(schemes: &[Scheme], clauses: &[Clause], report: &mut Report) {
    for lower in schemes {
        let Some(upper) = above(schemes, lower.layer, lower.from) else { continue };
        for (aspect, asked, found) in easier(lower, upper, clauses) {
            let from = lower.from;
            report.error(lower.place, LayerProblem::SchemeLooser { aspect, asked, found, from }.into());
        }
    }
}

/// A bonus of a rule that is more than all bonuses together may add in the layer above.
pub(super) fn bonus_beyond(schemes: &[Scheme], rule: &Rule) -> Option<LayerProblem> {
    let Marks::Bonus { most, .. } = rule.points.marks else { return None };
    let room = above(schemes, rule.origin.layer, rule.from)?.bonus_at_most;
    (most > room).then(|| LayerProblem::BonusBeyond { slug: rule.slug.clone(), room, found: most })
}

/// What the layers above have in force on a day.
fn above(schemes: &[Scheme], layer: Layer, day: Day) -> Option<&Scheme> {
    let higher = schemes.iter().filter(|other| other.layer < layer && other.from <= day);
    higher.max_by_key(|other| (other.from, other.layer))
}

fn easier(lower: &Scheme, upper: &Scheme, clauses: &[Clause]) -> Vec<Easier> {
    let mut found = Vec::new();
    if lower.base != upper.base {
        found.push(("基准分".to_owned(), upper.base.to_string(), lower.base.to_string()));
    }
    if lower.bonus_at_most > upper.bonus_at_most {
        found.push(("加分上限".to_owned(), upper.bonus_at_most.to_string(), lower.bonus_at_most.to_string()));
    }
    let has_quota = upper.bands.iter().any(|band| band.quota.is_some());
    if has_quota && lower.quota_over != upper.quota_over {
        found.push(("名额按".to_owned(), upper.quota_over.word().to_owned(), lower.quota_over.word().to_owned()));
    }
    // What every dimension has to reach says nothing of dimensions that are others.
    let named = |scheme: &Scheme| scheme.dimensions.iter().map(|one| one.name.clone()).collect::<Vec<_>>();
    let (own, asked) = (named(lower), named(upper));
    if own.iter().collect::<BTreeSet<_>>() != asked.iter().collect() {
        found.push(("化".to_owned(), asked.join("、"), own.join("、")));
        return found;
    }
    found.extend(moved_clause(lower, upper, clauses));
    found.extend(other_weights(lower, upper));
    found.extend(easier_bands(lower, upper));
    found
}

/// The first clause that counts in another dimension.
fn moved_clause(lower: &Scheme, upper: &Scheme, clauses: &[Clause]) -> Option<Easier> {
    let of = |scheme: &Scheme, at: usize, clause: &Clause| -> Option<String> {
        Some(scheme.dimensions.get(scheme.dimension_of(at, clause.chapter)?)?.name.clone())
    };
    clauses.iter().enumerate().find_map(|(at, clause)| {
        let asked = of(upper, at, clause)?;
        let found = of(lower, at, clause);
        let said = found.clone().unwrap_or_else(|| "不归哪一化".to_owned());
        (found.as_ref() != Some(&asked)).then(|| (format!("条款 {}", clause.id), asked, said))
    })
}

/// Weights that stand to each other otherwise.
fn other_weights(lower: &Scheme, upper: &Scheme) -> Option<Easier> {
    let weight = |name: &str| lower.dimensions.iter().find(|one| one.name == name).map_or(0, |one| one.weight.0);
    let sum = |scheme: &Scheme| scheme.dimensions.iter().map(|one| one.weight.0).sum::<i64>();
    let (all, all_above) = (sum(lower), sum(upper));
    let other = upper.dimensions.iter().find(|one| weight(&one.name) * all_above != one.weight.0 * all)?;
    let written = |part: i64, all: i64| format!("{} 比 {}", Quantity(part), Quantity(all));
    Some((format!("`{}` 的权重", other.name), written(other.weight.0, all_above), written(weight(&other.name), all)))
}

fn easier_bands(lower: &Scheme, upper: &Scheme) -> Vec<Easier> {
    let stars = |scheme: &Scheme| scheme.bands.iter().map(|band| band.star).max();
    let Some(most) = stars(upper) else { return Vec::new() };
    if lower.bands.is_empty() {
        return vec![("星".to_owned(), format!("最多 {most} 星"), "不评星级".to_owned())];
    }
    let mut found = Vec::new();
    for band in &lower.bands {
        // Where the layer above has no such star, what it asks for the next one.
        let asked = upper.bands.iter().filter(|above| above.star >= band.star).min_by_key(|above| above.star);
        match asked {
            Some(asked) => found.extend(easier_band((lower, band), (upper, asked))),
            None => found.push(("星".to_owned(), format!("最多 {most} 星"), format!("{} 星", band.star))),
        }
    }
    found
}

fn easier_band((scheme, band): (&Scheme, &Band), (upper, asked): (&Scheme, &Band)) -> Vec<Easier> {
    let star = band.star;
    let mut found = Vec::new();
    if band.total < asked.total {
        found.push((format!("{star} 星的总分"), asked.total.to_string(), band.total.to_string()));
    }
    for (place, dimension) in upper.dimensions.iter().enumerate() {
        let own = scheme.dimensions.iter().position(|one| one.name == dimension.name);
        let (least, own) = (asked.least_in(place), own.and_then(|own| band.least_in(own)));
        if own < least {
            let written = |least: Option<Quantity>| least.map_or("没有".to_owned(), |least| least.to_string());
            found.push((format!("{star} 星的 `{}`", dimension.name), written(least), written(own)));
        }
    }
    if let Some((parts, whole)) = asked.quota {
        let is_more = |(own, of): (i64, i64)| i128::from(own) * i128::from(whole) > i128::from(parts) * i128::from(of);
        if band.quota.is_none_or(is_more) {
            let own = band.quota.map_or("没有".to_owned(), |(own, of)| format!("{own}/{of}"));
            found.push((format!("{star} 星的名额"), format!("{parts}/{whole}"), own));
        }
    }
    found
}
