//! Queries about the standard itself: check it, list its rules, copy it.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use facts::Day;
use findings::{facts_of, run_example, run_score_examples};
use rayon::prelude::*;
use rulebook::words::Word;
use rulebook::{Example, Layer, Purpose, Rule, Severity, coverage};
use views::{remarks, source_of, tightened_by, words};

use crate::standard::{NATIONAL, Sources};
use crate::{OfficeError, standard, system_reason};

/// What a check of the standard found.
#[derive(Debug, Clone, Default)]
pub struct RulebookChecked {
    /// One sentence with file, line and column each.
    pub errors: Vec<String>,
    pub warnings: Vec<String>,
    pub rules: usize,
    /// How many of them are of regulations that hold everywhere, and how many of those give way to a tighter one.
    pub national: usize,
    pub given_way: usize,
    pub examples: usize,
    /// Those of the standard, without the regulations above it.
    pub clauses: usize,
    /// Clauses that stand as prose alone so far, by id.
    pub without_rule: Vec<String>,
}

/// Checks a standard and runs every example.
///
/// # Errors
/// Where a folder cannot be read.
pub fn check_rulebook(places: &standard::Places) -> Result<RulebookChecked, OfficeError> {
    let sources = Sources::of(places)?;
    let layers = sources.layers();
    let parsed = standard::read_for(&layers, Purpose::Check);
    let book = &parsed.rulebook;
    let is_national = |rule: &&Rule| rule.origin.layer == Layer::National;
    let national: Vec<char> =
        book.chapters.iter().filter(|one| one.layer == Layer::National).map(|one| one.letter).collect();
    let of_standard = |clause: &rulebook::Clause| !national.contains(&clause.chapter);
    let of = |severity| {
        parsed.diagnostics.iter().filter(move |found| found.severity == severity).map(ToString::to_string).collect()
    };
    let mut checked = RulebookChecked {
        errors: of(Severity::Error),
        warnings: of(Severity::Warning),
        rules: book.rules.len(),
        national: book.rules.iter().filter(is_national).count(),
        given_way: book.rules.iter().filter(is_national).filter(|rule| !tightened_by(book, rule).is_empty()).count(),
        examples: book.examples.len() + book.score_examples.len(),
        clauses: book.clauses.iter().filter(|clause| of_standard(clause)).count(),
        without_rule: coverage(book)
            .iter()
            .filter(|clause| clause.rules.is_empty())
            .filter_map(|clause| book.clauses.get(clause.clause))
            .filter(|clause| of_standard(clause))
            .map(|clause| clause.id.clone())
            .collect(),
    };
    // What an example says, it says of its own layer and those above: a unit that asks for more proves none of them wrong.
    let is_local = |file: usize| layers.get(file).is_some_and(|(layer, _)| *layer > Layer::Group);
    if sources.overlays.is_empty() {
        checked.errors.extend(failing_examples(&parsed, |_| true));
    } else {
        let above = rulebook::layers(&sources.national, &sources.group, &[]);
        checked.errors.extend(failing_examples(&standard::read_for(&above, Purpose::Check), |_| true));
        checked.errors.extend(failing_examples(&parsed, is_local));
    }
    checked.errors.extend(failing_score_examples(&parsed));
    checked.warnings.extend(sources.overlays.iter().filter(|files| rulebook::asks_nothing(files)).map(|files| {
        let names: Vec<&str> = files.iter().map(|file| file.name.as_str()).collect();
        format!(
            "提醒：{} 里没有一个 ```kdl 块，这个叠加层什么要求也没有加。要求写在 ```kdl 块里（kdl 三个字母小写）",
            names.join("、")
        )
    }));
    // A copy that lacks the file with the records looks like an overlay.
    let whole = places.whole.is_some().then_some(&sources.group);
    checked.errors.extend(whole.into_iter().chain(&sources.overlays).filter_map(|sources| missing_of_a_copy(sources)));
    Ok(checked)
}

/// A folder with most of the built-in clauses was a copy; what it lacks was lost on the way more likely than left out.
fn missing_of_a_copy(own: &[rulebook::Source]) -> Option<String> {
    let clauses = |sources: &[rulebook::Source]| rulebook::parse(sources, &[]).rulebook.clauses;
    let there: Vec<String> = clauses(own).into_iter().map(|clause| clause.id).collect();
    let is_there = |id: &str| there.iter().any(|known| known == id);
    let all = clauses(&standard::built_in());
    let missing: Vec<&str> = all.iter().map(|clause| clause.id.as_str()).filter(|id| !is_there(id)).collect();
    let is_file = |name: &str| own.iter().any(|source| Path::new(&source.name).ends_with(name));
    let files: Vec<&str> = standard::BUILT_IN.iter().map(|(name, _)| *name).filter(|name| !is_file(name)).collect();
    // Where every file is there, a clause that is not was taken out on purpose.
    if missing.len() * 2 >= all.len() || files.is_empty() {
        return None;
    }
    let clauses =
        if missing.is_empty() { String::new() } else { format!("，因此没有条款 {}", missing.join("、")) };
    let files = files.join("、");
    Some(format!(
        "错误：这里像是整部标准的副本，却缺少文件 {files}{clauses}。请用 `wuhua rulebook copy` 重新复制，或把缺的文件补上"
    ))
}

/// Of examples in the files that are wanted, by their place among all; side by side on all cores.
fn failing_examples(parsed: &rulebook::Parsed, wanted: impl Fn(usize) -> bool) -> Vec<String> {
    let book = &parsed.rulebook;
    let alone = book.without_giving_way();
    let program = findings::Program::new(&alone);
    let is_wanted = |(_, example): &(usize, &Example)| wanted(usize::from(example.place.file));
    let examples: Vec<(usize, &Example)> = book.examples.iter().enumerate().filter(is_wanted).collect();
    // Most examples look from the same few days.
    let days: BTreeSet<Day> = examples.iter().map(|(_, example)| example.as_of).collect();
    let dated: BTreeMap<Day, _> = days.into_par_iter().map(|day| (day, program.on(day))).collect();
    let mismatches: Vec<findings::Mismatch> = examples
        .par_iter()
        .flat_map_iter(|(index, _)| {
            run_example(book, *index, |_, facts, below, as_of| {
                let Some(dated) = dated.get(&as_of) else { return Vec::new() };
                let branch = findings::Branch::new(dated, facts, None);
                let mut evaluator = findings::Evaluator::new(dated);
                evaluator.evaluate_above(&branch, below);
                evaluator.findings(&branch)
            })
        })
        .collect();
    let sentence = |mismatch: &findings::Mismatch| {
        let example = book.examples.get(mismatch.example)?;
        let place = mismatch.expectation.place;
        let file = parsed.files.get(usize::from(place.file)).cloned().unwrap_or_default();
        let expected = mismatch.expectation.status.map_or("不适用", |status| status.word());
        let found: Vec<String> = mismatch
            .found
            .iter()
            .map(|(subject, period, status)| format!("{subject} {period} {}", words::status(*status)))
            .collect();
        let found = if found.is_empty() { "没有检查结果".to_owned() } else { found.join("；") };
        Some(format!(
            "{file}:{}:{}: 错误：示例 {} 应得“{expected}”，实得：{found}（这个示例有 {} 条记录）。请改规则或改示例",
            place.line,
            place.column,
            example.rule,
            facts_of(book, example).len(),
        ))
    };
    mismatches.iter().filter_map(sentence).collect()
}

fn failing_score_examples(parsed: &rulebook::Parsed) -> Vec<String> {
    let book = &parsed.rulebook;
    let number = |number: Option<facts::Quantity>| number.map_or("无".to_owned(), |number| number.to_string());
    let sentence = |mismatch: &findings::ScoreMismatch| {
        let example = book.score_examples.get(mismatch.example)?;
        let place = example.place;
        Some(format!(
            "{}:{}:{}: 错误：评分示例的{}应为 {}，实得 {}。请改评分、规则的分值或改示例",
            parsed.files.get(usize::from(place.file)).cloned().unwrap_or_default(),
            place.line,
            place.column,
            mismatch.item.word(book.scheme_on(example.as_of)?),
            number(mismatch.expected),
            number(mismatch.found),
        ))
    };
    run_score_examples(book).iter().filter_map(sentence).collect()
}

/// `slug clause title layer source remarks`, one line a rule.
///
/// # Errors
/// Where the standard cannot be read or has errors.
pub fn rule_list(places: &standard::Places) -> Result<Vec<String>, OfficeError> {
    let book = standard::load(places)?;
    let line = |rule: &Rule| {
        let clause = book.clause_of(rule).map(|clause| clause.id.as_str()).unwrap_or_default();
        let (layer, source) = (rule.origin.layer.label(), source_of(&book, rule));
        let remarks = remarks(&book, rule).join("；");
        format!("{}\t{clause}\t{}\t{layer}\t{source}\t{remarks}", rule.slug, rule.title).trim_end().to_owned()
    };
    Ok(book.rules.iter().map(line).collect())
}

/// Writes the built-in standard into a folder, to start one's own from. Nothing that is there is overwritten.
///
/// # Errors
/// Where the folder is not empty or cannot be written to.
pub fn copy_standard(folder: &Path) -> Result<usize, OfficeError> {
    let unwritable = |path: &Path, reason: String| OfficeError::Unwritable { path: path.display().to_string(), reason };
    std::fs::create_dir_all(folder).map_err(|error| unwritable(folder, system_reason(&error)))?;
    let mut entries = std::fs::read_dir(folder).map_err(|error| unwritable(folder, system_reason(&error)))?;
    if entries.next().is_some() {
        return Err(unwritable(folder, "文件夹不是空的".into()));
    }
    let files = || standard::BUILT_IN.iter().chain(NATIONAL).chain(standard::ACCOMPANYING);
    let national = folder.join(standard::NATIONAL_FOLDER);
    std::fs::create_dir(&national).map_err(|error| unwritable(&national, system_reason(&error)))?;
    for (name, text) in files() {
        let path = folder.join(name);
        std::fs::write(&path, text).map_err(|error| unwritable(&path, system_reason(&error)))?;
    }
    Ok(files().count())
}
