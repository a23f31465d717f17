//! Layers laid over one another: clauses that grow, rules that take another's place or give way to a tighter one.
//!
//! Records and parameters of later layers are added where they are read, in `kinds` and `parameters`.

use std::collections::{BTreeMap, BTreeSet};

use crate::blocks::{Section, clause_key};
use crate::chapters::{Chapter, position};
use crate::layer::Layer;
use crate::model::{Clause, Place, Rule};
use crate::node::{Spot, unknown};
use crate::problem::{LayerProblem, Problem, What};
use crate::report::Report;

/// The clauses of all layers; one that a later layer names again gets its text added.
pub(crate) fn clauses(sections: Vec<(Section, Layer)>, chapters: &[Chapter], report: &mut Report) -> Vec<Clause> {
    let mut clauses: Vec<Clause> = Vec::new();
    let mut previous: Option<String> = None;
    let mut layer = Layer::Group;
    let mut file = None;
    for (section, section_layer) in sections {
        // The files of a standard are one document; what an overlay adds may lie in several as it comes.
        let own_file = matches!(section_layer, Layer::Local(_)).then_some(section.place.file);
        if section_layer != layer || own_file != file {
            (layer, file, previous) = (section_layer, own_file, None);
        }
        check_chapter(&section, section_layer, chapters, report);
        check_order(&section, previous.as_deref(), chapters, report);
        previous = Some(section.id.clone());
        match clauses.iter_mut().find(|clause| clause.id == section.id) {
            Some(clause) => {
                if section_layer <= Layer::Group {
                    report.error(section.place, Problem::ClauseTwice { id: section.id.clone() });
                }
                for more in [&section.text].into_iter().filter(|text| !text.is_empty()) {
                    clause.text = format!("{}\n\n{more}", clause.text).trim().to_owned();
                }
            }
            None => clauses.extend(to_clause(section)),
        }
    }
    clauses.sort_by_key(|clause| place_in_order(chapters, &clause.id));
    clauses
}

/// The chapter by its place among the others, and the number; of no chapter last.
fn place_in_order(chapters: &[Chapter], id: &str) -> Option<(usize, u32)> {
    let (letter, number) = clause_key(id)?;
    Some((position(chapters, letter).unwrap_or(chapters.len()), number))
}

/// A clause stands in a chapter that its standard declares; those of the regulations above it keep to themselves.
fn check_chapter(section: &Section, layer: Layer, chapters: &[Chapter], report: &mut Report) {
    let letter = section.id.chars().next().unwrap_or_default();
    match chapters.iter().find(|chapter| chapter.letter == letter) {
        Some(chapter) if (chapter.layer == Layer::National) != (layer == Layer::National) => {
            report.error(section.place, LayerProblem::ClauseOfLayer { id: section.id.clone() }.into());
        }
        Some(_) => {}
        None => {
            let known: Vec<String> = chapters.iter().map(|chapter| chapter.letter.to_string()).collect();
            report.error(section.place, Problem::NoChapter { id: section.id.clone(), known });
        }
    }
}

fn check_order(section: &Section, previous: Option<&str>, chapters: &[Chapter], report: &mut Report) {
    let Some(after) = previous else { return };
    if place_in_order(chapters, &section.id) < place_in_order(chapters, after) {
        report.error(section.place, Problem::ClauseOrder { id: section.id.clone(), after: after.to_owned() });
    }
}

fn to_clause(section: Section) -> Option<Clause> {
    let Section { id, title, text, place } = section;
    Some(Clause { chapter: id.chars().next()?, id, title, text, place })
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

/// Lets each rule that another one tightens end on the day before: the tighter one says it all.
///
/// A group's standard can be read without the regulations above it; what it tightens is then not looked for.
pub(crate) fn give_way(
    rules: &mut [Rule],
    places: &BTreeMap<String, Place>,
    lost: &BTreeSet<String>,
    layers: &BTreeSet<Layer>,
    report: &mut Report,
) {
    let place = |rule: &Rule| places.get(&rule.slug).copied().unwrap_or(rule.place);
    let tighter: Vec<_> = rules
        .iter()
        .flat_map(|rule| {
            let by = |upper: &String| (upper.clone(), rule.slug.clone(), rule.origin.layer, rule.from, place(rule));
            rule.origin.tightens.iter().map(by).collect::<Vec<_>>()
        })
        .collect();
    for (upper, by, layer, from, place) in tighter {
        let known: Vec<String> =
            rules.iter().filter(|rule| rule.origin.layer < layer).map(|rule| rule.slug.clone()).collect();
        match rules.iter_mut().find(|rule| rule.slug == upper) {
            Some(rule) if rule.origin.layer < layer => rule.until = rule.until.min(from.plus_days(-1)),
            Some(_) => report.error(place, LayerProblem::NotAbove { slug: by, upper }.into()),
            None if lost.contains(&upper) => {}
            None if layer == Layer::Group && !layers.contains(&Layer::National) => {}
            None => {
                let spot = Spot { text: upper, place };
                unknown(What::Rule, "加严", &spot, known.iter().map(String::as_str), report);
            }
        }
    }
}
