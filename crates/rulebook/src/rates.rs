//! `费率`: what is to be paid of a base, by brackets, dated and cited. A later layer that names one again adds a table
//! to it.

use std::collections::BTreeSet;

use facts::{Day, Name, Quantity};

use crate::blocks::Block;
use crate::layer::Layer;
use crate::model::Place;
use crate::node::{ANY, Argument, Node, Shape, unknown};
use crate::problem::{Expected, Problem, What};
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
}

impl Rates {
    /// What is to be paid of a base on a day; none before the first table.
    pub fn due(&self, base: Quantity, on: Day) -> Option<Quantity> {
        let table = self.tables.iter().rev().find(|table| table.from <= on)?;
        let bracket = table.brackets.iter().find(|bracket| bracket.at_most.is_none_or(|most| base <= most))?;
        Some(bracket.rate.of(base))
    }
}

const RATES: Shape = Shape { optional: &["名称"], children: &[("表", 1, ANY)], ..Shape::words(1, 1, "短名") };
const TABLE: Shape = Shape { required: &["自", "依据"], children: &[("档", 1, ANY)], ..Shape::words(0, 0, "") };
const BRACKET: Shape = Shape { optional: &["至多", "率", "定额"], ..Shape::words(0, 0, "") };

pub(crate) fn read(blocks: &[Block], lost: &mut BTreeSet<String>, report: &mut Report) -> Vec<Rates> {
    let mut all: Vec<Rates> = Vec::new();
    // Of each, the layer that spoke of it last.
    let mut layers: Vec<Layer> = Vec::new();
    for block in blocks.iter().filter(|block| block.node.name.text == "费率") {
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
    let tables: Vec<Option<RateTable>> = node.children("表").map(|child| table(child, report)).collect();
    let mut tables = tables.into_iter().collect::<Option<Vec<_>>>()?;
    tables.sort_by_key(|table| table.from);
    if let Some(pair) = tables.windows(2).find(|pair| matches!(pair, [one, next] if one.from == next.from)) {
        let word = pair.first().map(|table| table.from.to_string()).unwrap_or_default();
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
        rates.tables.retain(|earlier| tables.iter().all(|table| table.from != earlier.from));
        rates.tables.extend(tables);
        rates.tables.sort_by_key(|table| table.from);
        return Some(());
    }
    let Some(name) = node.property("名称").and_then(|name| text(name, report)) else {
        node.missing(What::Property, "名称=", report);
        return None;
    };
    all.push(Rates { slug, name, tables, place: node.place() });
    layers.push(block.layer);
    Some(())
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
