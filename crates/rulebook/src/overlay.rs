//! Layers laid over one another: clauses that grow, rules that take another's place.
//!
//! Records and parameters of later layers are added where they are read, in `kinds` and `parameters`.

use std::collections::{BTreeMap, BTreeSet};

use crate::blocks::{Section, clause_key};
use crate::model::{Clause, Dimension, Place, Rule};
use crate::node::{Spot, unknown};
use crate::problem::{Problem, What};
use crate::report::Report;

/// The clauses of all layers; one that a later layer names again gets its text added.
pub(crate) fn clauses(sections: Vec<(Section, usize)>, report: &mut Report) -> Vec<Clause> {
    let mut clauses: Vec<Clause> = Vec::new();
    let mut previous: Option<String> = None;
    let mut layer = 0;
    for (section, section_layer) in sections {
        if section_layer != layer {
            (layer, previous) = (section_layer, None);
        }
        check_order(&section, previous.as_deref(), report);
        previous = Some(section.id.clone());
        match clauses.iter_mut().find(|clause| clause.id == section.id) {
            Some(clause) => {
                if section_layer == 0 {
                    report.error(section.place, Problem::ClauseTwice { id: section.id.clone() });
                }
                for more in [&section.text].into_iter().filter(|text| !text.is_empty()) {
                    clause.text = format!("{}\n\n{more}", clause.text).trim().to_owned();
                }
            }
            None => clauses.extend(to_clause(section)),
        }
    }
    clauses.sort_by_key(|clause| clause_key(&clause.id));
    clauses
}

fn check_order(section: &Section, previous: Option<&str>, report: &mut Report) {
    let Some(after) = previous else { return };
    if clause_key(&section.id) < clause_key(after) {
        report.error(section.place, Problem::ClauseOrder { id: section.id.clone(), after: after.to_owned() });
    }
}

fn to_clause(section: Section) -> Option<Clause> {
    let dimension = dimension(section.id.chars().next()?)?;
    let Section { id, title, text, place } = section;
    Some(Clause { id, dimension, title, text, place })
}

/// What the letter of a chapter stands for.
pub(crate) fn dimension(letter: char) -> Option<Dimension> {
    Some(match letter {
        'P' => Dimension::Programme,
        'S' => Dimension::Setup,
        'L' => Dimension::Life,
        'M' => Dimension::Service,
        'I' => Dimension::Institutions,
        'V' => Dimension::Venue,
        _ => return None,
    })
}

/// Ends each rule that another takes the place of, on the day before.
///
/// `places` says, by slug, where each rule names the other.
pub(crate) fn replace(
    rules: &mut [Rule],
    places: &BTreeMap<String, Place>,
    lost: &BTreeSet<String>,
    report: &mut Report,
) {
    let place = |rule: &Rule| places.get(&rule.slug).copied().unwrap_or(rule.place);
    let replacements: Vec<_> = rules
        .iter()
        .filter_map(|rule| Some((rule.replaces.clone()?, rule.slug.clone(), rule.from, place(rule))))
        .collect();
    for (replaced, by, from, place) in replacements {
        let known: Vec<String> = rules.iter().map(|rule| rule.slug.clone()).filter(|slug| *slug != by).collect();
        let Some(rule) = rules.iter_mut().find(|rule| rule.slug == replaced && rule.slug != by) else {
            if !lost.contains(&replaced) {
                let spot = Spot { text: replaced, place };
                unknown(What::Rule, "替代", &spot, known.iter().map(String::as_str), report);
            }
            continue;
        };
        let last = from.plus_days(-1);
        if last < rule.from {
            report.error(place, Problem::Dates { first: rule.from, last });
            continue;
        }
        rule.until = rule.until.min(last);
    }
}
