//! `评分`: how points become the scores of dimensions, a total and stars. The arithmetic is done by `findings`.
//!
//! A scheme holds from its day until the next one; a later layer that names the same day takes its place whole.

use std::cmp::Reverse;
use std::collections::BTreeSet;

use facts::{Day, Quantity};

use crate::blocks::Block;
use crate::chapters::Chapter;
use crate::layer::Layer;
use crate::model::{Clause, Place, Rule};
use crate::node::{ANY, Argument, Node, Shape, Spot, unknown};
use crate::points::Marks;
use crate::problem::{Expected, Problem, What};
use crate::report::Report;
use crate::rules::SINCE;
use crate::scalars::{day, fraction, quantity_from, text, unexpected, whole, within, word};

pub(crate) const MOST_STARS: i32 = 10;
/// The base mark where none is written.
const BASE: Quantity = Quantity::whole(100);
/// A total that could be this high is a slip of the pen.
const MOST_POINTS: Quantity = Quantity::whole(10_000);

const SCHEME: Shape = Shape {
    least_arguments: 0,
    most_arguments: 0,
    argument: "",
    required: &["名称"],
    optional: &["自", "基准分", "加分上限", "名额按"],
    children: &[("化", 1, ANY), ("星", 0, ANY)],
};
const DIMENSION: Shape = Shape {
    least_arguments: 1,
    most_arguments: 1,
    argument: "名称",
    required: &["条款"],
    optional: &["权重"],
    children: &[],
};
const BAND: Shape = Shape {
    least_arguments: 1,
    most_arguments: 1,
    argument: "星级",
    required: &["总分"],
    optional: &["各化", "名额"],
    children: &[("化", 0, ANY)],
};
const SINGLE: Shape = Shape { required: &["至少"], ..Shape::words(1, 1, "名称") };

/// How findings become scores and stars.
#[derive(Debug, Clone, PartialEq)]
pub struct Scheme {
    pub name: String,
    /// In force from this day until the next scheme.
    pub from: Day,
    /// What a branch has that lost nothing.
    pub base: Quantity,
    /// The most that all bonuses together add; none added where nothing is written.
    pub bonus_at_most: Quantity,
    pub quota_over: QuotaOver,
    /// In the order of the document; together they make the total, each by its weight.
    pub dimensions: Vec<ScoredDimension>,
    /// The most stars first.
    pub bands: Vec<Band>,
    /// Examples of an earlier layer speak of the scheme that this one replaced.
    pub layer: Layer,
    pub place: Place,
}

#[derive(Debug, Clone, PartialEq)]
pub struct ScoredDimension {
    pub name: String,
    pub clauses: Vec<Clauses>,
    pub weight: Quantity,
}

/// A whole chapter, or one clause, which may be taken out of its chapter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Clauses {
    /// By its letter.
    Chapter(char),
    /// Index into the rulebook's clauses.
    One(usize),
}

/// What a branch has to reach for so many stars.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Band {
    pub star: u8,
    /// A total of this or more.
    pub total: Quantity,
    /// And so much or more in every dimension.
    pub each: Option<Quantity>,
    /// And so much or more in single ones, by their place in the scheme.
    pub single: Vec<(usize, Quantity)>,
    /// The share of branches that may have these stars, in parts of a whole.
    pub quota: Option<(i64, i64)>,
}

/// Among whom the quota is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum QuotaOver {
    Unit,
    Group,
}

impl Band {
    /// What a dimension has to reach, where something is asked of it.
    pub fn least_in(&self, dimension: usize) -> Option<Quantity> {
        let single = self.single.iter().filter(|(of, _)| *of == dimension).map(|(_, least)| *least);
        single.chain(self.each).max()
    }

    /// Whether it asks for more than another one: a higher total, or as much and more of some dimension.
    fn is_above(&self, other: &Band, dimensions: usize) -> bool {
        let more = (0..dimensions).any(|dimension| self.least_in(dimension) > other.least_in(dimension));
        self.total > other.total || (self.total == other.total && more)
    }
}

impl Scheme {
    /// The dimension that takes a clause: one that names it before one that takes the whole chapter.
    pub fn dimension_of(&self, clause: usize, chapter: char) -> Option<usize> {
        let takes = |clauses: Clauses| self.dimensions.iter().position(|one| one.clauses.contains(&clauses));
        takes(Clauses::One(clause)).or_else(|| takes(Clauses::Chapter(chapter)))
    }
}

/// What the words of a dimension can stand for.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Document<'a> {
    pub chapters: &'a [Chapter],
    pub clauses: &'a [Clause],
}

/// Those that hold, and those of all layers, also the ones whose place a later layer's took.
pub(crate) fn read(blocks: &[Block], document: Document<'_>, report: &mut Report) -> (Vec<Scheme>, Vec<Scheme>) {
    let (mut schemes, mut of_all): (Vec<Scheme>, Vec<Scheme>) = Default::default();
    for block in blocks.iter().filter(|block| block.node.name.text == "评分") {
        let before = report.count();
        block.node.check(&SCHEME, report);
        let Some(scheme) = read_scheme(block, document, report).filter(|_| report.count() == before) else {
            continue;
        };
        of_all.push(scheme.clone());
        match schemes.iter_mut().find(|earlier| earlier.from == scheme.from) {
            Some(earlier) if earlier.layer == scheme.layer => {
                report.error(scheme.place, Problem::Twice { what: What::Scheme, word: scheme.from.to_string() });
            }
            Some(earlier) => *earlier = scheme,
            None => schemes.push(scheme),
        }
    }
    schemes.sort_by_key(|scheme| scheme.from);
    (schemes, of_all)
}

fn read_scheme(block: &Block, document: Document<'_>, report: &mut Report) -> Option<Scheme> {
    let node = &block.node;
    let name = node.property("名称").and_then(|name| text(name, report));
    let (year, month, day_of_month) = SINCE;
    let from = match node.property("自") {
        Some(from) => day(from, report),
        None => Day::from_ymd(year, month, day_of_month),
    };
    let base = node.property("基准分").map_or(Some(BASE), |base| points(base, Quantity(1), report));
    let bonus = node.property("加分上限").map_or(Some(Quantity(0)), |most| points(most, Quantity(0), report));
    let quota_over = node.property("名额按").map_or(Some(QuotaOver::Unit), |over| word(over, What::QuotaOver, report));
    let dimensions = dimensions(node, document, report);
    let bands = bands(node, dimensions.as_deref().unwrap_or_default(), report);
    Some(Scheme {
        name: name?,
        from: from?,
        base: base?,
        bonus_at_most: bonus?,
        quota_over: quota_over?,
        dimensions: dimensions?,
        bands: bands?,
        layer: block.layer,
        place: node.place(),
    })
}

/// The one in force on a day, of schemes in the order of their first days.
pub(crate) fn on(schemes: &[Scheme], day: Day) -> Option<&Scheme> {
    schemes.iter().rev().find(|scheme| scheme.from <= day)
}

/// A number of points that a score can have.
pub(crate) fn points(written: &Argument, least: Quantity, report: &mut Report) -> Option<Quantity> {
    let found = quantity_from(written, least, report)?;
    within(written, found, None, Some(MOST_POINTS), report)
}

fn dimensions(node: &Node, document: Document<'_>, report: &mut Report) -> Option<Vec<ScoredDimension>> {
    let mut found: Vec<ScoredDimension> = Vec::new();
    let mut taken = BTreeSet::new();
    for child in node.children("化") {
        child.check(&DIMENSION, report);
        let name = text(child.argument()?, report)?;
        if found.iter().any(|earlier| earlier.name == name) {
            report.error(child.place(), Problem::Twice { what: What::ScoredDimension, word: name.clone() });
        }
        let weight = child.property("权重").map_or(Some(BASE), |weight| points(weight, Quantity(1), report))?;
        let written = child.property("条款")?;
        let mut own = Vec::new();
        for one in text(written, report)?.split_whitespace() {
            if !taken.insert(one.to_owned()) {
                report.error(written.place, Problem::Twice { what: What::Chapter, word: one.to_owned() });
            }
            own.push(read_clauses(one, written, document, report)?);
        }
        found.push(ScoredDimension { name, clauses: own, weight });
    }
    Some(found)
}

fn read_clauses(word: &str, written: &Argument, document: Document<'_>, report: &mut Report) -> Option<Clauses> {
    let Document { chapters, clauses } = document;
    if let Some(chapter) = chapters.iter().find(|chapter| word.chars().eq([chapter.letter])) {
        return Some(Clauses::Chapter(chapter.letter));
    }
    let found = clauses.iter().position(|clause| clause.id == word).map(Clauses::One);
    if found.is_none() {
        let letters: Vec<String> = chapters.iter().map(|chapter| chapter.letter.to_string()).collect();
        let known = letters.iter().map(String::as_str).chain(clauses.iter().map(|clause| clause.id.as_str()));
        let spot = Spot { text: word.to_owned(), place: written.place };
        unknown(What::Chapter, "", &spot, known, report);
    }
    found
}

fn bands(node: &Node, dimensions: &[ScoredDimension], report: &mut Report) -> Option<Vec<Band>> {
    let mut found: Vec<Band> = Vec::new();
    for child in node.children("星") {
        child.check(&BAND, report);
        let star = whole(child.argument()?, 1, MOST_STARS, report)?;
        let star = u8::try_from(star).ok()?;
        let total = points(child.property("总分")?, Quantity(0), report)?;
        let each = match child.property("各化") {
            Some(each) => Some(points(each, Quantity(0), report)?),
            None => None,
        };
        let quota = match child.property("名额") {
            Some(quota) => Some(read_quota(quota, report)?),
            None => None,
        };
        if found.iter().any(|earlier| earlier.star == star) {
            report.error(child.place(), Problem::Twice { what: What::Star, word: star.to_string() });
        }
        let single = singles(child, dimensions, report);
        found.push(Band { star, total, each, single, quota });
    }
    found.sort_by_key(|band| Reverse(band.star));
    let neighbours = found.iter().zip(found.iter().skip(1));
    for (above, band) in neighbours.filter(|(above, band)| !above.is_above(band, dimensions.len())) {
        report.error(node.place(), Problem::BandOrder { star: band.star, above: above.star });
    }
    Some(found)
}

/// `化 开工检查 至少=80`: what a band asks of single dimensions.
fn singles(node: &Node, dimensions: &[ScoredDimension], report: &mut Report) -> Vec<(usize, Quantity)> {
    let mut found: Vec<(usize, Quantity)> = Vec::new();
    for child in node.children("化") {
        child.check(&SINGLE, report);
        let (Some(name), Some(least)) = (child.argument(), child.property("至少")) else { continue };
        let least = points(least, Quantity(0), report);
        let Some(dimension) = dimensions.iter().position(|dimension| dimension.name == name.text) else {
            let known = dimensions.iter().map(|dimension| dimension.name.as_str());
            unknown(What::ScoredDimension, "", &name.spot(), known, report);
            continue;
        };
        if found.iter().any(|(earlier, _)| *earlier == dimension) {
            report.error(child.place(), Problem::Twice { what: What::ScoredDimension, word: name.text.clone() });
        }
        found.extend(least.map(|least| (dimension, least)));
    }
    found
}

/// A share that is not more than the whole.
fn read_quota(written: &Argument, report: &mut Report) -> Option<(i64, i64)> {
    let found = fraction(&written.text).filter(|(parts, whole)| parts <= whole);
    found.or_else(|| unexpected(written, Expected::Quota, report))
}

/// Points of clauses that no dimension takes would be lost in silence.
pub(crate) fn check(schemes: &[Scheme], rules: &[Rule], clauses: &[Clause], report: &mut Report) {
    for scheme in schemes {
        for rule in rules.iter().filter(|rule| rule.points.marks.total().0 > 0) {
            let Some(clause) = clauses.get(rule.clause) else { continue };
            if scheme.dimension_of(rule.clause, clause.chapter).is_none() {
                let (slug, clause) = (rule.slug.clone(), clause.id.clone());
                report.warning(rule.place, Problem::OutsideDimensions { slug, clause });
            }
        }
        let bonus = rules.iter().find(|rule| matches!(rule.points.marks, Marks::Bonus { .. }));
        if let Some(rule) = bonus.filter(|_| scheme.bonus_at_most.0 == 0) {
            report.warning(rule.place, Problem::BonusWithoutRoom { slug: rule.slug.clone() });
        }
    }
}
