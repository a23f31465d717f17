//! What rules hold the people and votes of an occasion against, while it is still going on: quorums and majorities.
//!
//! The figures are those that findings rest on (`figures`), of a record that is not written yet: nobody reckons them a
//! second time. Whether the rule looks at the record is left open, because what is decided may not be known yet; upper
//! bounds are left out, because they say what cannot be and not what is needed.

use facts::{Day, Fact, FactId, Quantity};
use rulebook::{Figure, RatioBound, Rulebook, Share};

use crate::columns::Branch;
use crate::context::Context;
use crate::evaluator::context;
use crate::figures::{Figures, Known, left_out};
use crate::program::{DemandPlan, FigurePlan, Plan, Program, Selected};

/// One figure that has to reach a share of another one.
#[derive(Debug, Clone, PartialEq)]
pub struct Threshold {
    /// Indices into the rulebook's rules: all that ask for the same.
    pub rules: Vec<usize>,
    pub of: Measured,
    pub base: Figure,
    pub bound: RatioBound,
    /// Parts of a whole.
    pub share: (i64, i64),
    /// How many there are, from least to most: of whom nothing is said yet, may still come. None where nobody counted.
    pub found: Option<(i64, i64)>,
    /// What it is measured against, from least to most.
    pub against: (i64, i64),
    /// The fewest that are enough, for the least that it is measured against.
    pub need: i64,
}

/// What is measured.
#[derive(Debug, Clone, PartialEq)]
pub enum Measured {
    Figure(Figure),
    /// The votes of each candidate.
    Votes,
    /// How many stand for election.
    Candidates,
}

impl Threshold {
    /// Whether so many are enough, as far as it is known by now.
    pub fn is_reached(&self) -> Option<bool> {
        let (least, most) = self.found?;
        let holds = |of: i64, to: i64| self.bound.holds(Quantity::whole(of), Quantity::whole(to), self.share);
        match (holds(least, self.against.1), holds(most, self.against.0)) {
            (true, _) => Some(true),
            (_, false) => Some(false),
            _ => None,
        }
    }
}

/// What the rules of its day hold a record against that is not in the chain; one that is there may be handed in too.
pub fn thresholds(rulebook: &Rulebook, facts: &[Fact], draft: &Fact) -> Vec<Threshold> {
    let day = draft.occurred.first;
    let mut facts: Vec<Fact> = facts.iter().filter(|fact| fact.id != draft.id).cloned().collect();
    facts.push(draft.clone());
    let program = Program::new(rulebook);
    let dated = program.on(day);
    let branch = Branch::new(&dated, &facts, None);
    let contexts = (0..dated.rules.len()).filter_map(|rule| context(&dated, &branch, rule));
    let mut found: Vec<Threshold> = Vec::new();
    for one in contexts.flat_map(|context| of_rule(&context, draft.id, day)) {
        let same = |known: &&mut Threshold| (&known.of, &known.base, known.need) == (&one.of, &one.base, one.need);
        match found.iter_mut().find(same) {
            Some(known) => known.rules.extend(one.rules),
            None => found.push(one),
        }
    }
    found
}

fn of_rule(context: &Context<'_>, draft: FactId, day: Day) -> Vec<Threshold> {
    let (selected, excluded) = match &context.plan.plan {
        Plan::Each { selected, left_out, .. } => (selected, left_out),
        Plan::Election(plan) => (&plan.selected, &plan.left_out),
        _ => return Vec::new(),
    };
    let Some((at, which, kind)) = row_of(context, selected, draft) else { return Vec::new() };
    let Some(row) = context.row(at) else { return Vec::new() };
    if !context.binds_on(day, |_| {}) {
        return Vec::new();
    }
    let figures = Figures { context, row, which, kind, left_out: left_out(context, excluded) };
    let rule = usize::from(context.index);
    match &context.plan.plan {
        Plan::Each { demands, .. } => {
            let ratios = demands.iter().filter_map(|demand| match demand {
                DemandPlan::Ratio(plan) => Some(plan),
                _ => None,
            });
            let threshold = |plan: &crate::program::RatioPlan<'_>| {
                let of = Measured::Figure(plan.ratio.of.clone());
                let base = (&plan.ratio.to, &plan.to);
                threshold(&figures, (rule, of, Some(&plan.of)), base, (plan.ratio.bound, plan.ratio.share))
            };
            ratios.filter_map(threshold).collect()
        }
        Plan::Election(plan) => {
            let supports = plan.election.support.iter().zip(&plan.support);
            let threshold = |(support, base): (&rulebook::Support, &FigurePlan)| {
                let base = (&support.base, base);
                threshold(&figures, (rule, Measured::Votes, None), base, (support.bound, support.share))
            };
            let margin = |(bound, share): &(RatioBound, Share)| {
                let seats = Figure::Field(plan.election.seats.clone());
                let of = (rule, Measured::Candidates, plan.stated.as_ref());
                measured(&figures, of, (&seats, &plan.seats), (*bound, *share))
            };
            supports.filter_map(threshold).chain(plan.election.margins.iter().filter_map(margin)).collect()
        }
        _ => Vec::new(),
    }
}

/// Where the record stands, and which of the selector's kinds it is of, whatever its fields say.
fn row_of(context: &Context<'_>, selected: &Selected, draft: FactId) -> Option<(u32, u8, u16)> {
    let columns = &context.branch.columns;
    (0..).zip(&selected.kinds).find_map(|(which, kind)| {
        let place = columns.range(kind.kind).find(|place| columns.ids.get(*place) == Some(&draft))?;
        Some((u32::try_from(place).ok()?, which, kind.kind))
    })
}

fn threshold(
    figures: &Figures<'_>,
    (rule, of, found): (usize, Measured, Option<&FigurePlan>),
    (base, against): (&Figure, &FigurePlan),
    (bound, share): (RatioBound, Share),
) -> Option<Threshold> {
    let asks_for_people = matches!(base, Figure::Electorate(_) | Figure::Metric(_));
    asks_for_people.then(|| measured(figures, (rule, of, found), (base, against), (bound, share)))?
}

fn measured(
    figures: &Figures<'_>,
    (rule, of, found): (usize, Measured, Option<&FigurePlan>),
    (base, against): (&Figure, &FigurePlan),
    (bound, share): (RatioBound, Share),
) -> Option<Threshold> {
    if bound == RatioBound::AtMost {
        return None;
    }
    // A share of nought asks for nothing.
    let share = figures.context.program.rulebook.share(share, figures.row.first).filter(|share| share.0 > 0)?;
    let whole = |known: Known| (known.least / Quantity::whole(1).0, known.most / Quantity::whole(1).0);
    let against = whole(figures.known(against).ok()?);
    let enough = |of: &i64| bound.holds(Quantity::whole(*of), Quantity::whole(against.0), share);
    // Nobody asks for more than twice of all.
    let need = (0..=against.0.saturating_mul(2)).find(enough)?;
    let found = found.and_then(|plan| figures.known(plan).ok()).map(whole);
    (need > 0).then_some(Threshold { rules: vec![rule], of, base: base.clone(), bound, share, found, against, need })
}
