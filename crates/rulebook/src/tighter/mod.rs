//! Whether a rule of a lower layer asks for at least as much as the one above it that it stands for.
//!
//! A rule stands for another one where it tightens it (加严), and where it took the place (替代) of one of a higher
//! layer. Everything is compared that decides whether something is a miss, and whether a miss takes stars, not how many
//! points it costs; so is what turns points into stars ([`scheme`]). What cannot be compared is said so: it is no proof
//! of anything, and both rules can stand side by side.

mod records;
mod requirement;
mod scheme;

use std::collections::{BTreeMap, BTreeSet};

use facts::{Day, Quantity};

use crate::layer::Layer;
use crate::model::{Force, Metric, MetricRange, Number, Place, Register, Rule, Rulebook};
use crate::points::Marks;
use crate::problem::LayerProblem;
use crate::report::Report;
use crate::scheme::Scheme;
use crate::words::Word;

/// How a rule fails to be as tight as the one above it.
pub(super) enum Difference {
    Looser { aspect: &'static str, asked: String, found: String },
    NotComparable { aspect: &'static str },
}

/// Two rules beside each other, as parameters are on a day.
pub(super) struct Comparison<'a> {
    pub book: &'a Rulebook,
    pub lower: &'a Rule,
    pub upper: &'a Rule,
    pub on: Day,
    pub found: Vec<Difference>,
}

/// `schemes` are those of all layers, also those whose place a later one took.
pub(crate) fn check(book: &Rulebook, schemes: &[Scheme], places: &BTreeMap<String, Place>, report: &mut Report) {
    scheme::check(schemes, &book.clauses, report);
    for rule in book.rules.iter().filter(|rule| rule.origin.layer > Layer::National) {
        let place = places.get(&rule.slug).copied().unwrap_or(rule.place);
        let beyond = scheme::bonus_beyond(schemes, rule);
        let compared = uppers(book, rule).into_iter().flat_map(|upper| compare(book, rule, upper));
        compared.chain(beyond).for_each(|problem| report.error(place, problem.into()));
    }
}

fn named<'a>(book: &'a Rulebook, slug: &str) -> Option<&'a Rule> {
    book.rule_named(slug).map(|(_, rule)| rule)
}

/// The rules of higher layers that a rule stands for: the one that it tightens, the one whose place it took, and where
/// it took the place of one of its own layer, what that one stood for.
fn uppers<'a>(book: &'a Rulebook, rule: &'a Rule) -> Vec<&'a Rule> {
    let above = |other: &&Rule| other.origin.layer < rule.origin.layer;
    let tightened = |rule: &'a Rule| rule.origin.tightens.iter().filter_map(|slug| named(book, slug)).filter(above);
    let mut uppers: Vec<&Rule> = tightened(rule).collect();
    let mut at = rule;
    // A ring of rules that replace each other ends the walk.
    for _ in 0..book.rules.len() {
        let Some(replaced) = at.replaces.as_ref().and_then(|slug| named(book, slug)) else { break };
        if above(&replaced) {
            uppers.push(replaced);
            break;
        }
        if uppers.is_empty() {
            uppers.extend(tightened(replaced));
        }
        at = replaced;
    }
    uppers
}

fn compare(book: &Rulebook, lower: &Rule, upper: &Rule) -> Vec<LayerProblem> {
    let (slug, above) = (|| lower.slug.clone(), || upper.slug.clone());
    let mut problems = Vec::new();
    let last = last_day(book, lower);
    if last < upper.origin.until {
        let (asked, found) = (bound_day(upper.origin.until), bound_day(last));
        let since = last.plus_days(1);
        problems.push(LayerProblem::Looser { slug: slug(), upper: above(), aspect: "止", asked, found, since });
    }
    let mut told = BTreeSet::new();
    for on in days(book, lower, upper) {
        let mut comparison = Comparison { book, lower, upper, on, found: Vec::new() };
        comparison.rules();
        for difference in comparison.found {
            let problem = match difference {
                Difference::Looser { aspect, asked, found } => {
                    LayerProblem::Looser { slug: slug(), upper: above(), aspect, asked, found, since: on }
                }
                Difference::NotComparable { aspect } => {
                    LayerProblem::NotComparable { slug: slug(), upper: above(), aspect }
                }
            };
            // What stays so is told of its first day.
            if told.insert(problem.aspect()) {
                problems.push(problem);
            }
        }
    }
    problems
}

fn bound_day(day: Day) -> String {
    if day == Day::LATEST { "无限期".to_owned() } else { day.to_string() }
}

/// The last day on which a rule, or what took its place in its own layer, is in force. A lower layer that takes its
/// place is looked at by itself.
fn last_day(book: &Rulebook, rule: &Rule) -> Day {
    let mut at = rule;
    for _ in 0..book.rules.len() {
        let of_its_layer = |other: &&Rule| other.origin.layer == rule.origin.layer;
        let mut next = book.rules.iter().filter(of_its_layer);
        match next.find(|other| other.replaces.as_ref() == Some(&at.slug)) {
            Some(next) => at = next,
            None => break,
        }
    }
    at.origin.until
}

/// The first day on which both can bind, and each later one on which a number of either changes.
fn days(book: &Rulebook, lower: &Rule, upper: &Rule) -> BTreeSet<Day> {
    let first = lower.from.max(upper.from);
    let numbers = lower.numbers().into_iter().chain(upper.numbers());
    let parameters = numbers.filter_map(|number| match number {
        Number::Parameter(index) => book.parameters.get(index),
        Number::Fixed(_) => None,
    });
    let changes = parameters.flat_map(|parameter| parameter.values.iter().map(|value| value.from));
    let lists = lower.lists().into_iter().chain(upper.lists());
    let changes = changes.chain(lists.flat_map(|list| list.versions.iter().map(|(from, _)| *from)));
    let in_force = |day: &Day| first < *day && *day <= lower.origin.until;
    std::iter::once(first).chain(changes.filter(in_force)).collect()
}

fn strength(force: Force) -> u8 {
    match force {
        Force::Must | Force::MustNot => 2,
        Force::Generally => 1,
        Force::May => 0,
    }
}

/// So many members make a committee, by the definition of [`Metric::HasCommittee`].
const COMMITTEE_MEMBERS: Quantity = Quantity(700);

impl Comparison<'_> {
    fn rules(&mut self) {
        let (lower, upper) = (self.lower, self.upper);
        if strength(lower.force) < strength(upper.force) {
            self.looser("力度", upper.force.word(), lower.force.word());
        }
        // What can be switched off does not stand for what cannot.
        let (may_be_off, asked) = (lower.origin.enforced, upper.origin.enforced);
        if may_be_off.is_some() && may_be_off != asked {
            let name = |index: usize| self.book.parameters.get(index).map(|parameter| parameter.name.clone());
            let (asked, found) = (asked.and_then(name), may_be_off.and_then(name));
            self.looser("执行", asked.unwrap_or_else(|| "一直执行".to_owned()), found.unwrap_or_default());
        }
        self.stars();
        if lower.origin.layer > Layer::Group {
            self.bonus();
        }
        self.subjects();
        self.requirements();
    }

    /// A miss that takes the stars away, or bounds them, goes on doing so. What it costs in points is not compared.
    fn stars(&mut self) {
        let stars = |rule: &Rule| rule.points.stars_at_most;
        let Some(asked) = stars(self.upper) else { return };
        let words = |most: u8| if most == 0 { "否决".to_owned() } else { format!("至多 {most} 星") };
        if stars(self.lower).is_none_or(|found| found > asked) {
            self.looser("限星", words(asked), stars(self.lower).map_or("没有".to_owned(), words));
        }
    }

    /// What is added to the total for keeping it does not grow, nor does a duty become something that earns more.
    fn bonus(&mut self) {
        let bonus = |rule: &Rule| match rule.points.marks {
            Marks::Bonus { most, per_met } => (most, per_met),
            _ => (Quantity(0), Quantity(0)),
        };
        let ((most, each), (most_above, each_above)) = (bonus(self.lower), bonus(self.upper));
        if most > most_above {
            self.looser("加分", most_above.to_string(), most.to_string());
        } else if each > each_above {
            self.looser("每次加", each_above.to_string(), each.to_string());
        }
    }

    pub fn looser(&mut self, aspect: &'static str, asked: impl Into<String>, found: impl Into<String>) {
        self.found.push(Difference::Looser { aspect, asked: asked.into(), found: found.into() });
    }

    pub fn not_comparable(&mut self, aspect: &'static str) {
        self.found.push(Difference::NotComparable { aspect });
    }

    /// Whoever the upper rule binds, the lower one has to bind.
    fn subjects(&mut self) {
        let (lower, upper) = (&self.lower.subject, &self.upper.subject);
        if lower.who != upper.who {
            return self.not_comparable("适用对象");
        }
        if let (Some(lower), Some(upper)) = (&lower.register, &upper.register) {
            self.registers(lower, upper);
        }
        if !upper.forms.iter().all(|form| lower.forms.contains(form)) {
            let words = |forms: &[crate::Form]| forms.iter().map(|form| form.word()).collect::<Vec<_>>().join("、");
            self.looser("组织形式", words(&upper.forms), words(&lower.forms));
        }
        for condition in &lower.conditions {
            if !upper.conditions.iter().any(|above| self.lies_within(above, condition)) {
                let asked: Vec<String> = upper.conditions.iter().map(|range| self.range(range)).collect();
                let asked = if asked.is_empty() { "没有附加条件".to_owned() } else { asked.join("，") };
                self.looser("其中", asked, self.range(condition));
            }
        }
    }

    /// Whatever stands for the upper rule has to stand for the lower one, from as early on and for as long.
    fn registers(&mut self, lower: &Register, upper: &Register) {
        if lower.field != upper.field {
            return self.not_comparable("按");
        }
        self.looks_at_no_less(&lower.selector, &upper.selector);
        match (&lower.ended_by, &upper.ended_by) {
            (None, _) => {}
            (Some(_), None) => self.looser("终止", "没有终止", "有终止"),
            (Some(lower), Some(upper)) => self.counts_no_more(lower, upper),
        }
    }

    pub fn value(&self, number: Option<Number>) -> Option<Quantity> {
        number.and_then(|number| self.book.number(number, self.on))
    }

    /// Whether every figure in one range lies in the other.
    fn lies_within(&self, inner: &MetricRange, outer: &MetricRange) -> bool {
        let value = |number| self.value(number);
        let (inner_least, inner_most) = (value(inner.at_least), value(inner.at_most));
        let (least, most) = (value(outer.at_least), value(outer.at_most));
        let reaches = least.is_none_or(|least| inner_least.is_some_and(|inner| inner >= least));
        let stays_below = most.is_none_or(|most| inner_most.is_some_and(|inner| inner <= most));
        match (inner.metric, outer.metric) {
            (inner, outer) if inner == outer => reaches && stays_below,
            // Full members are members.
            (Metric::FullMembers, Metric::Members) => reaches && most.is_none(),
            (Metric::FullMembers | Metric::Members, Metric::HasCommittee) => {
                least > Some(Quantity(0)) && inner_least.is_some_and(|inner| inner >= COMMITTEE_MEMBERS)
            }
            _ => false,
        }
    }

    /// A range as it is written: `党员数 至少=7`.
    pub fn range(&self, range: &MetricRange) -> String {
        let bounds = [("至少", range.at_least), ("至多", range.at_most)];
        let bounds = bounds.into_iter().filter_map(|(word, number)| Some(format!(" {word}={}", self.value(number)?)));
        format!("{}{}", range.metric.word(), bounds.collect::<String>())
    }

    /// A number that must not lie below the one above.
    pub fn at_least(&mut self, aspect: &'static str, lower: Option<Quantity>, upper: Option<Quantity>) {
        if let Some(asked) = upper.filter(|asked| lower.is_none_or(|found| found < *asked)) {
            self.looser(aspect, asked.to_string(), lower.map_or("没有".to_owned(), |found| found.to_string()));
        }
    }

    /// A number that must not lie above the one above.
    pub fn at_most(&mut self, aspect: &'static str, lower: Option<Quantity>, upper: Option<Quantity>) {
        if let Some(asked) = upper.filter(|asked| lower.is_none_or(|found| found > *asked)) {
            self.looser(aspect, asked.to_string(), lower.map_or("没有".to_owned(), |found| found.to_string()));
        }
    }
}

impl LayerProblem {
    fn aspect(&self) -> Option<&'static str> {
        match self {
            LayerProblem::Looser { aspect, .. } | LayerProblem::NotComparable { aspect, .. } => Some(aspect),
            _ => None,
        }
    }
}
