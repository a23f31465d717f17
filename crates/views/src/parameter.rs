//! The parameters of a standard: what each is on a day, what it was and will be, by which document, and who asks for it.

use facts::Day;
use rulebook::{DatedValue, Direction, Number, Parameter, Rule, Rulebook};

/// A parameter with all its values.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ParameterRow {
    pub slug: String,
    pub name: String,
    pub unit: String,
    /// In order of their days.
    pub values: Vec<ParameterValue>,
    /// Where an overlay may move it, in words.
    pub may_move: &'static str,
    pub can_move: bool,
    /// Clause, slug and title of the rules that ask for it.
    pub rules: Vec<(String, String, String)>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ParameterValue {
    pub from: String,
    pub value: String,
    pub source: String,
    /// Whether it holds on the day that was asked about.
    pub is_now: bool,
    /// Whether it was set in a page, where it can be taken back.
    pub set_here: bool,
}

/// Every parameter, in the order of the document. `pages` is the file of the standard that pages write.
pub fn parameter_rows(rulebook: &Rulebook, as_of: Day, pages: Option<u16>) -> Vec<ParameterRow> {
    let row = |(index, parameter)| row(rulebook, (index, parameter), as_of, pages);
    rulebook.parameters.iter().enumerate().map(row).collect()
}

fn row(rulebook: &Rulebook, (index, parameter): (usize, &Parameter), as_of: Day, pages: Option<u16>) -> ParameterRow {
    let now = parameter.on(as_of);
    let value = |dated: &DatedValue| ParameterValue {
        from: dated.from.to_string(),
        value: dated.value.to_string(),
        source: dated.source.clone(),
        is_now: now == Some(dated),
        set_here: pages == Some(dated.place.file),
    };
    let asks =
        |rule: &&Rule| rule.numbers().into_iter().any(|number| matches!(number, Number::Parameter(of) if of == index));
    let named = |rule: &Rule| {
        let clause = rulebook.clause_of(rule).map(|clause| clause.id.clone()).unwrap_or_default();
        (clause, rule.slug.clone(), rule.title.clone())
    };
    ParameterRow {
        slug: parameter.slug.clone(),
        name: parameter.name.clone(),
        unit: parameter.unit.clone().unwrap_or_default(),
        values: parameter.values.iter().map(value).collect(),
        can_move: parameter.direction.is_some(),
        may_move: match parameter.direction {
            Some(Direction::Higher) => "只能改大",
            Some(Direction::Lower) => "只能改小",
            Some(Direction::Either) => "改大改小都行",
            None => "不能改",
        },
        rules: rulebook.rules.iter().filter(asks).map(named).collect(),
    }
}
