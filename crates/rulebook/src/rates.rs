//! `费率`: what is to be paid of a base, by brackets, dated and cited. A later layer that names one again adds a table
//! to it.

use std::collections::BTreeSet;

use facts::{Day, Name, Quantity};

use crate::blocks::Block;
use crate::layer::Layer;
use crate::model::Place;
use crate::node::{ANY, Argument, Node, Shape, unknown};
use crate::problem::{Expected, LayerProblem, Problem, What};
use crate::report::Report;
use crate::scalars::{day, quantity_from, slug, text, unexpected};

/// Rates by brackets of a base, from one day on until the next table.
#[derive(Debug, Clone, PartialEq)]
pub struct Rates {
    pub slug: Name,
    pub name: String,
    /// In order of `from`.
    pub tables: Vec<RateTable>,
    pub place: Place,
}

#[derive(Debug, Clone, PartialEq)]
pub struct RateTable {
    pub from: Day,
    /// The article or document that sets it.
    pub source: String,
    /// By their upper ends; the last has none.
    pub brackets: Vec<Bracket>,
}

/// 档: the whole base takes the one rate of its bracket.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bracket {
    /// The end belongs to the bracket.
    pub at_most: Option<Quantity>,
    pub rate: Rate,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rate {
    /// So many parts of [`Rate::WHOLE`] of the base.
    Share(i64),
    /// 定额: so much, whatever the base.
    Fixed(Quantity),
}

impl Rate {
    /// A hundredth of a hundredth: `0.5%` are fifty.
    pub const WHOLE: i64 = 10_000;

    /// What is to be paid of a base, to the hundredth: half of one is rounded up.
    fn of(self, base: Quantity) -> Quantity {
        match self {
            Rate::Fixed(amount) => amount,
            Rate::Share(parts) => {
                let exact = i128::from(base.0) * i128::from(parts);
                let whole = i128::from(Rate::WHOLE);
                Quantity(i64::try_from((2 * exact + whole).div_euclid(2 * whole)).unwrap_or(i64::MAX))
            }
        }
    }

    /// The least base from one on, up to another where there is one, of which less is to be paid than by another rate.
    ///
    /// Nothing falls while the base grows, so that a fixed amount above is undercut at the first base or nowhere, and
    /// a share above undercuts a fixed amount from the base on of which it comes to a hundredth more. Of two shares
    /// the smaller one is less by a hundredth or more from `WHOLE` on, since they differ by a part of it at least;
    /// below, rounding may make them equal here and less there, and every base is looked at.
    fn first_less(self, other: Rate, first: Quantity, last: Option<Quantity>) -> Option<Quantity> {
        let is_less = |base: &Quantity| self.of(*base) < other.of(*base);
        let is_within = |base: &Quantity| last.is_none_or(|last| *base <= last);
        match (self, other) {
            (Rate::Fixed(amount), Rate::Share(parts)) if parts > 0 => {
                let whole = i128::from(Rate::WHOLE);
                let least = (whole * (2 * i128::from(amount.0) + 1)).div_euclid(2 * i128::from(parts));
                let least = Quantity(i64::try_from(least).unwrap_or(i64::MAX)).max(first);
                [least, Quantity(least.0.saturating_add(1))].into_iter().find(is_less).filter(is_within)
            }
            (Rate::Share(own), Rate::Share(others)) if own < others => {
                (first.0..=first.0.saturating_add(Rate::WHOLE)).map(Quantity).take_while(is_within).find(is_less)
            }
            _ => Some(first).filter(is_less),
        }
    }
}

impl Rates {
    /// What is to be paid of a base on a day; none before the first table.
    pub fn due(&self, base: Quantity, on: Day) -> Option<Quantity> {
        Some(self.in_force(on)?.rate(base)?.of(base))
    }

    fn in_force(&self, on: Day) -> Option<&RateTable> {
        self.tables.iter().rev().find(|table| table.from <= on)
    }
}

impl RateTable {
    fn rate(&self, base: Quantity) -> Option<Rate> {
        let own = |bracket: &&Bracket| bracket.at_most.is_none_or(|most| base <= most);
        self.brackets.iter().find(own).map(|bracket| bracket.rate)
    }

    /// The least base of which less is to be paid by this table than by another one. Between one end of a bracket of
    /// either and the next, each table has one rate.
    fn first_less(&self, other: &RateTable) -> Option<Quantity> {
        let brackets = || self.brackets.iter().chain(&other.brackets);
        let ends: BTreeSet<Option<Quantity>> = brackets().filter_map(|one| one.at_most).map(Some).collect();
        let mut first = Quantity(0);
        for end in ends.into_iter().chain([None]) {
            let (own, others) = (self.rate(first)?, other.rate(first)?);
            if let Some(found) = own.first_less(others, first, end) {
                return Some(found);
            }
            first = Quantity(end?.0.saturating_add(1));
        }
        None
    }
}

const RATES: Shape = Shape { optional: &["名称"], children: &[("表", 1, ANY)], ..Shape::words(1, 1, "短名") };
const TABLE: Shape = Shape { required: &["自", "依据"], children: &[("档", 1, ANY)], ..Shape::words(0, 0, "") };
const BRACKET: Shape = Shape { optional: &["至多", "率", "定额"], ..Shape::words(0, 0, "") };

pub(crate) fn read(blocks: &[Block], lost: &mut BTreeSet<String>, report: &mut Report) -> Vec<Rates> {
    let mut all: Vec<Rates> = Vec::new();
    // Of each, the layer that spoke of it last.
    let mut layers: Vec<Layer> = Vec::new();
    let mut written: Vec<&Block> = blocks.iter().filter(|block| block.node.name.text == "费率").collect();
    // From the highest layer down, in whichever order they are read.
    written.sort_by_key(|block| block.layer);
    for block in written {
        let before = report.count();
        block.node.check(&RATES, report);
        read_rates(block, &mut all, &mut layers, report);
        if report.count() > before {
            lost.extend(block.node.argument().map(|slug| slug.text.clone()));
            lost.extend(block.node.property("名称").map(|name| name.text.clone()));
        }
    }
    all
}

fn read_rates(block: &Block, all: &mut Vec<Rates>, layers: &mut Vec<Layer>, report: &mut Report) -> Option<()> {
    let node = &block.node;
    let written = node.argument()?;
    let slug = slug(written, report)?;
    let tables: Vec<Option<(Place, RateTable)>> =
        node.children("表").map(|child| Some((child.place(), table(child, report)?))).collect();
    let mut tables = tables.into_iter().collect::<Option<Vec<_>>>()?;
    tables.sort_by_key(|(_, table)| table.from);
    if let Some(pair) = tables.windows(2).find(|pair| matches!(pair, [(_, one), (_, next)] if one.from == next.from)) {
        let word = pair.first().map(|(_, table)| table.from.to_string()).unwrap_or_default();
        report.error(node.place(), Problem::Twice { what: What::DatedValue, word });
        return None;
    }
    if let Some(index) = all.iter().position(|rates| rates.slug == slug) {
        let (rates, layer) = (all.get_mut(index)?, layers.get_mut(index)?);
        if *layer >= block.layer {
            report.error(written.place, Problem::Twice { what: What::Rates, word: slug });
            return None;
        }
        *layer = block.layer;
        let mut adopted = Vec::new();
        for (place, table) in tables {
            match lower(rates, &table) {
                Some(problem) => report.error(place, problem.into()),
                None => adopted.push(table),
            }
        }
        rates.tables.retain(|earlier| adopted.iter().all(|table| table.from != earlier.from));
        rates.tables.extend(adopted);
        rates.tables.sort_by_key(|table| table.from);
        return Some(());
    }
    let Some(name) = node.property("名称").and_then(|name| text(name, report)) else {
        node.missing(What::Property, "名称=", report);
        return None;
    };
    let tables = tables.into_iter().map(|(_, table)| table).collect();
    all.push(Rates { slug, name, tables, place: node.place() });
    layers.push(block.layer);
    Some(())
}

/// A table of a lower layer by which less is to be paid of some base than by the one that is in force above.
fn lower(above: &Rates, table: &RateTable) -> Option<LayerProblem> {
    let base = table.first_less(above.in_force(table.from)?)?;
    let (asked, found) = (above.due(base, table.from)?, table.rate(base)?.of(base));
    Some(LayerProblem::RatesLower { rates: above.name.clone(), base, asked, found, from: table.from })
}

fn table(node: &Node, report: &mut Report) -> Option<RateTable> {
    node.check(&TABLE, report);
    let from = node.property("自").and_then(|from| day(from, report));
    let source = node.property("依据").and_then(|source| text(source, report));
    let brackets: Vec<Option<Bracket>> = node.children("档").map(|child| bracket(child, report)).collect();
    let brackets = brackets.into_iter().collect::<Option<Vec<_>>>()?;
    // Whatever the base, exactly one bracket is its own.
    let ends: Vec<Option<Quantity>> = brackets.iter().map(|bracket| bracket.at_most).collect();
    let (last, others) = ends.split_last()?;
    if last.is_some() || others.contains(&None) || !others.is_sorted_by(|one, next| one < next) {
        report.error(node.place(), Problem::Brackets);
        return None;
    }
    Some(RateTable { from: from?, source: source?, brackets })
}

/// `档 至多=3000 率="0.5%"`, `档 定额="0.2"`.
fn bracket(node: &Node, report: &mut Report) -> Option<Bracket> {
    node.check(&BRACKET, report);
    let at_most = match node.property("至多") {
        Some(written) => Some(quantity_from(written, Quantity(0), report)?),
        None => None,
    };
    let rate = match (node.property("率"), node.property("定额")) {
        (Some(written), None) => percent(written, report).map(Rate::Share)?,
        (None, Some(written)) => quantity_from(written, Quantity(0), report).map(Rate::Fixed)?,
        (share, fixed) => {
            let words = vec!["率".to_owned(), "定额".to_owned()];
            let found = usize::from(share.is_some()) + usize::from(fixed.is_some());
            report.error(node.place(), Problem::OneOf { inside: node.name.text.clone(), words, found });
            return None;
        }
    };
    Some(Bracket { at_most, rate })
}

/// `"0.5%"`, up to the whole, with two places at most.
fn percent(written: &Argument, report: &mut Report) -> Option<i64> {
    let found = written.text.strip_suffix('%').and_then(|number| number.trim().parse::<Quantity>().ok());
    match found.filter(|found| (0..=Rate::WHOLE).contains(&found.0)) {
        Some(found) => Some(found.0),
        None => unexpected(written, Expected::Percent, report),
    }
}

/// Rates by their name or slug.
pub(crate) fn named(all: &[Rates], lost: &BTreeSet<String>, written: &Argument, report: &mut Report) -> Option<usize> {
    let found = all.iter().position(|rates| rates.name == written.text || rates.slug == written.text);
    if found.is_none() && !lost.contains(&written.text) {
        unknown(What::Rates, "", &written.spot(), all.iter().map(|rates| rates.name.as_str()), report);
    }
    found
}
