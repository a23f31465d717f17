//! Layers over one another, and what a rule or a clause says of the texts behind it and against it.
//!
//! What holds everywhere lies above the group's standard, and that above what a unit adds for itself.
//! How a rule is compared with the one above it is in `tighter`.

use facts::{Day, Name, Quantity};

use crate::blocks::Block;
use crate::model::{Clause, Number, Place, Rule, Rulebook};
use crate::node::{Node, Shape};
use crate::problem::{LayerProblem, What};
use crate::report::Report;
use crate::scalars::{day, text, word};

/// Who speaks, from the highest down. Of two layers the lower one tightens or adds, and never loosens.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum Layer {
    /// Regulations that hold everywhere, each rule with its instrument.
    National,
    /// The standard itself.
    #[default]
    Group,
    /// The first, second … overlay.
    Local(usize),
}

impl Layer {
    /// 国家, 集团, 本单位.
    pub fn label(self) -> &'static str {
        match self {
            Layer::National => "国家",
            Layer::Group => "集团",
            Layer::Local(_) => "本单位",
        }
    }
}

/// How a rule stands to texts and to rules of other layers.
#[derive(Debug, Clone, PartialEq)]
pub struct Origin {
    pub layer: Layer,
    /// 出处
    pub citation: Option<Citation>,
    /// 加严: the slugs of the rules of higher layers that give way to this one from its first day on.
    pub tightens: Vec<Name>,
    /// 执行: index of the parameter that says, by 1 or 0, whether the rule is enforced.
    pub enforced: Option<usize>,
    /// The last day that the rule itself names; it is in force no longer than until another one took over.
    pub until: Day,
}

impl Default for Origin {
    fn default() -> Origin {
        Origin { layer: Layer::default(), citation: None, tightens: Vec::new(), enforced: None, until: Day::LATEST }
    }
}

/// The instrument that a rule stands on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Citation {
    pub instrument: String,
    /// 条: only where the text was read.
    pub article: Option<String>,
    pub certainty: Certainty,
}

/// 把握: how sure it is that a text says so.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Certainty {
    /// 原文: read in the text, or where its article is quoted.
    Read,
    /// 通行: manuals and question banks say so.
    Practice,
    /// 未核对: nobody has looked yet. Not enough for a rule.
    Unverified,
}

/// 抵触: a later, higher text that speaks against a clause.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Conflict {
    /// Index into [`crate::Rulebook::clauses`].
    pub clause: usize,
    pub citation: Citation,
    pub from: Day,
    /// 说明: what it says.
    pub statement: String,
    pub place: Place,
}

/// Which change of a number makes a rule tighter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    /// 高
    Higher,
    /// 低
    Lower,
    /// 不限: neither is the tighter one; each unit decides.
    Either,
}

impl Rulebook {
    /// The rulebook with every rule in force as if no tighter one of another layer were: what an example says of a rule,
    /// it says of the rule by itself.
    pub fn without_giving_way(&self) -> Rulebook {
        let mut alone = self.clone();
        for rule in &mut alone.rules {
            let taken_over = self.rules.iter().filter(|other| other.replaces.as_ref() == Some(&rule.slug));
            let last = taken_over.map(|other| other.from.plus_days(-1)).min();
            rule.until = last.map_or(rule.origin.until, |last| last.min(rule.origin.until));
        }
        alone
    }

    /// Whether a rule is enforced on a day (执行); on other days its findings are advice at most, and not scored.
    pub fn is_enforced(&self, rule: &Rule, on: Day) -> bool {
        let Some(parameter) = rule.origin.enforced else { return true };
        self.number(Number::Parameter(parameter), on) != Some(Quantity(0))
    }

    /// The texts that speak against a clause.
    pub fn conflicts_of(&self, clause: usize) -> impl Iterator<Item = &Conflict> {
        self.conflicts.iter().filter(move |conflict| conflict.clause == clause)
    }
}

const CITATION: Shape = Shape { required: &["把握"], optional: &["条"], ..Shape::words(1, 1, "文件名称") };
const CONFLICT: Shape =
    Shape { required: &["自", "把握", "说明"], optional: &["条"], ..Shape::words(1, 1, "文件名称") };

/// `出处` of a rule.
pub(crate) fn citation(node: &Node, report: &mut Report) -> Option<Citation> {
    node.check(&CITATION, report);
    let citation = cited(node, report)?;
    if citation.certainty == Certainty::Unverified {
        report.error(node.place(), LayerProblem::RuleUnverified { instrument: citation.instrument.clone() }.into());
    }
    Some(citation)
}

fn cited(node: &Node, report: &mut Report) -> Option<Citation> {
    let instrument = node.argument().and_then(|name| text(name, report));
    let certainty: Option<Certainty> =
        node.property("把握").and_then(|certainty| word(certainty, What::Certainty, report));
    let written = node.property("条");
    let article = written.and_then(|article| text(article, report));
    if let (Some(article), true) = (written, certainty.is_some_and(|certainty| certainty != Certainty::Read)) {
        report.error(article.place, LayerProblem::ArticleNotRead { article: article.text.clone() }.into());
    }
    Some(Citation { instrument: instrument?, article, certainty: certainty? })
}

/// Every `抵触`, each under the clause that it speaks against.
pub(crate) fn conflicts(blocks: &[Block], clauses: &[Clause], report: &mut Report) -> Vec<Conflict> {
    let mut conflicts = Vec::new();
    for block in blocks.iter().filter(|block| block.node.name.text == "抵触") {
        let node = &block.node;
        node.check(&CONFLICT, report);
        let clause = block.clause.as_ref().and_then(|id| clauses.iter().position(|clause| clause.id == *id));
        if clause.is_none() {
            report.error(node.place(), LayerProblem::ConflictOutsideClause.into());
        }
        let citation = cited(node, report);
        let from = node.property("自").and_then(|from| day(from, report));
        let statement = node.property("说明").and_then(|statement| text(statement, report));
        if let (Some(clause), Some(citation), Some(from), Some(statement)) = (clause, citation, from, statement) {
            conflicts.push(Conflict { clause, citation, from, statement, place: node.place() });
        }
    }
    conflicts
}
