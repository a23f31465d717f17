//! 占比: of what other rules ask for, or of the branches below, at least such a part is as it should be.
//!
//! It looks at no record of its own: it folds what was found already, so that who is not there yet stands in the
//! findings of the named rules, or in the branches' own scores.

use std::collections::BTreeSet;

use facts::{Calendar, Name, Quantity};

use crate::model::{Form, Number, Place, Requirement, Rule, Rulebook, Share, Who};
use crate::node::{ANY, Argument, Node, Shape, unknown};
use crate::problem::{Expected, Problem, What};
use crate::report::Report;
use crate::requirements::Frame;
use crate::scalars::{number, share, unexpected};
use crate::scheme::points;
use crate::words::Word;

/// 占比: what part of which whole.
#[derive(Debug, Clone, PartialEq)]
pub struct Proportion {
    pub at_least: Share,
    pub of: Whole,
}

#[derive(Debug, Clone, PartialEq)]
pub enum Whole {
    /// 规则: the findings of these rules in the same organisation and period.
    Rules(Vec<RuleNamed>),
    /// 下级 党支部: the branches below that owe the year, each of them up to standard where it reached such a score in
    /// every dimension of the scheme in force on the day of evaluation.
    Branches { score: Number },
}

/// A rule by its slug, where it stands in another one.
#[derive(Debug, Clone, PartialEq)]
pub struct RuleNamed {
    pub slug: Name,
    pub place: Place,
}

const PROPORTION: Shape = Shape {
    required: &["至少"],
    children: &[("规则", 0, 1), ("下级", 0, 1), ("各化得分", 0, 1)],
    ..Shape::words(0, 0, "")
};
const RULES: Shape = Shape::words(1, ANY, "规则短名");
const BELOW: Shape = Shape::words(1, 1, "党支部");
const SCORE: Shape = Shape { required: &["至少"], ..Shape::words(0, 0, "") };

pub(crate) fn proportion(node: &Node, frame: &Frame<'_>, report: &mut Report) -> Option<Proportion> {
    node.check(&PROPORTION, report);
    let at_least = node.property("至少").and_then(|written| part(written, frame, report));
    if frame.subject.is_some_and(|subject| subject.who != Who::Organisation) {
        not_for_subject(node, "占比", frame, report);
    }
    let of = match (node.child("规则"), node.child("下级")) {
        (Some(rules), None) => {
            rules.check(&RULES, report);
            if let Some(score) = node.child("各化得分") {
                let words = vec!["下级".to_owned()];
                report.error(score.place(), Problem::OneOf { inside: "占比".to_owned(), words, found: 0 });
            }
            let named = |written: &Argument| RuleNamed { slug: written.text.clone(), place: written.place };
            Some(Whole::Rules(rules.arguments.iter().map(named).collect()))
        }
        (None, Some(below)) => branches(node, below, frame, report),
        (rules, below) => {
            let found = usize::from(rules.is_some()) + usize::from(below.is_some());
            let words = vec!["规则".to_owned(), "下级".to_owned()];
            report.error(node.place(), Problem::OneOf { inside: "占比".to_owned(), words, found });
            None
        }
    };
    Some(Proportion { at_least: at_least?, of: of? })
}

/// More than nothing, which everybody has, and not more than all, which nobody has.
fn part(written: &Argument, frame: &Frame<'_>, report: &mut Report) -> Option<Share> {
    let share = share(written, frame.context.parameters, report)?;
    let fits = match share {
        Share::Fraction { parts, whole } => 0 < parts && parts <= whole,
        Share::Number(Number::Fixed(part)) => Quantity(0) < part && part <= Quantity::whole(1),
        Share::Number(Number::Parameter(_)) => true,
    };
    if fits { Some(share) } else { unexpected(written, Expected::Part, report) }
}

fn not_for_subject(node: &Node, word: &str, frame: &Frame<'_>, report: &mut Report) {
    let problem = Problem::NotForSubject { word: word.to_owned(), subject: frame.subject_word.to_owned() };
    report.error(node.place(), problem);
}

/// `下级 党支部; 各化得分 至少=80`.
fn branches(node: &Node, below: &Node, frame: &Frame<'_>, report: &mut Report) -> Option<Whole> {
    below.check(&BELOW, report);
    if let Some(written) = below.argument().filter(|written| written.text != Form::Branch.word()) {
        unknown(What::Form, "下级", &written.spot(), [Form::Branch.word()], report);
    }
    let above = [Form::GeneralBranch, Form::Committee];
    if frame.subject.is_some_and(|subject| subject.forms.iter().any(|form| !above.contains(form))) {
        not_for_subject(below, "下级", frame, report);
    }
    if frame.calendar.is_some_and(|calendar| calendar != Calendar::Year) {
        let problem = Problem::OtherPeriod { of: "各化得分".to_owned(), period: Some(Calendar::Year.word()) };
        report.error(below.place(), problem);
    }
    let Some(score) = node.child("各化得分") else {
        node.missing(What::Child, "各化得分", report);
        return None;
    };
    score.check(&SCORE, report);
    let written = score.property("至少")?;
    let score = match number(written, frame.context.parameters, report)? {
        Number::Fixed(_) => Number::Fixed(points(written, Quantity(1), report)?),
        parameter => parameter,
    };
    Some(Whole::Branches { score })
}

/// What can only be seen with all rules at hand: whether the named ones are there and can be counted.
pub(crate) fn check(rulebook: &Rulebook, lost: &BTreeSet<String>, report: &mut Report) {
    for rule in &rulebook.rules {
        let Requirement::Proportion(Proportion { of: Whole::Rules(named), .. }) = &rule.requirement else { continue };
        for (position, one) in named.iter().enumerate() {
            if named.iter().take(position).any(|earlier| earlier.slug == one.slug) {
                report.error(one.place, Problem::Twice { what: What::Rule, word: one.slug.clone() });
            }
            match rulebook.rule_named(&one.slug) {
                Some((_, counted)) => check_counted(rule, counted, one, report),
                None if lost.contains(&one.slug) => {}
                None => {
                    let spot = crate::node::Spot { text: one.slug.clone(), place: one.place };
                    unknown(What::Rule, "占比", &spot, rulebook.rules.iter().map(|rule| rule.slug.as_str()), report);
                }
            }
        }
    }
}

fn check_counted(rule: &Rule, counted: &Rule, named: &RuleNamed, report: &mut Report) {
    let of = named.slug.clone();
    let problem = match () {
        () if matches!(counted.requirement, Requirement::Proportion(_)) => {
            Problem::NoPartOf { of, why: "它自己就是占比" }
        }
        () if counted.calendar != rule.calendar => {
            Problem::OtherPeriod { of, period: counted.calendar.map(Calendar::word) }
        }
        () if !counted.subject.forms.iter().any(|form| rule.subject.forms.contains(form)) => {
            Problem::NoPartOf { of, why: "它不用于这条规则所适用的组织，没有结果可数" }
        }
        () => return,
    };
    report.error(named.place, problem);
}

impl Proportion {
    /// The numbers that its evaluation can ask for.
    pub(crate) fn numbers(&self) -> Vec<Number> {
        let share = match self.at_least {
            Share::Number(number) => Some(number),
            Share::Fraction { .. } => None,
        };
        let score = match self.of {
            Whole::Branches { score } => Some(score),
            Whole::Rules(_) => None,
        };
        share.into_iter().chain(score).collect()
    }
}

impl Rulebook {
    /// The rules of these names and all that stand for one of them, in its place or tighter in a lower layer, in the order
    /// of the document.
    pub fn rules_named(&self, named: &[RuleNamed]) -> Vec<usize> {
        let mut slugs: Vec<&str> = named.iter().map(|one| one.slug.as_str()).collect();
        let mut at = 0;
        while let Some(slug) = slugs.get(at).copied() {
            let stands_for = |rule: &&Rule| {
                rule.replaces.as_deref() == Some(slug) || rule.origin.tightens.iter().any(|tightened| tightened == slug)
            };
            let heirs = self.rules.iter().filter(stands_for);
            let heirs: Vec<&str> = heirs.map(|rule| rule.slug.as_str()).filter(|heir| !slugs.contains(heir)).collect();
            slugs.extend(heirs);
            at += 1;
        }
        let rules = self.rules.iter().enumerate();
        rules.filter(|(_, rule)| slugs.contains(&rule.slug.as_str())).map(|(index, _)| index).collect()
    }
}
