//! `章`: the chapters of a standard, by the letters with which the ids of their clauses begin.
//!
//! Which letters there are is the standard's own affair: another one has other chapters.

use crate::blocks::Block;
use crate::layer::Layer;
use crate::model::{Clause, Place};
use crate::node::{Node, Shape};
use crate::problem::{Expected, Problem, What};
use crate::report::Report;
use crate::scalars::{text, unexpected, whole};

const CHAPTER: Shape = Shape {
    least_arguments: 1,
    most_arguments: 1,
    argument: "字母",
    required: &["名称"],
    optional: &["条款"],
    children: &[],
};

/// A chapter could hardly have more.
const MOST_CLAUSES: i32 = 999;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chapter {
    /// `L`, of `L1`.
    pub letter: char,
    pub name: String,
    pub layer: Layer,
    /// 条款: all clauses from the first to this one have to be there. None where a chapter may have any.
    pub clauses: Option<u32>,
    pub place: Place,
}

pub(crate) fn read(blocks: &[Block], report: &mut Report) -> Vec<Chapter> {
    let mut chapters: Vec<Chapter> = Vec::new();
    for block in blocks.iter().filter(|block| block.node.name.text == "章") {
        let before = report.count();
        block.node.check(&CHAPTER, report);
        let Some(chapter) = read_chapter(&block.node, block.layer, report).filter(|_| report.count() == before) else {
            continue;
        };
        match chapters.iter().any(|earlier| earlier.letter == chapter.letter) {
            true => {
                report.error(chapter.place, Problem::Twice { what: What::Chapter, word: chapter.letter.to_string() });
            }
            false => chapters.push(chapter),
        }
    }
    chapters
}

fn read_chapter(node: &Node, layer: Layer, report: &mut Report) -> Option<Chapter> {
    let written = node.argument()?;
    let mut letters = written.text.chars();
    let letter = letters.next().filter(|letter| letter.is_ascii_uppercase() && letters.next().is_none());
    let letter = letter.or_else(|| unexpected(written, Expected::ChapterLetter, report));
    let name = node.property("名称").and_then(|name| text(name, report));
    let clauses = match node.property("条款") {
        Some(clauses) => Some(u32::try_from(whole(clauses, 1, MOST_CLAUSES, report)?).ok()?),
        None => None,
    };
    Some(Chapter { letter: letter?, name: name?, layer, clauses, place: node.place() })
}

/// Where a chapter stands among the others.
pub(crate) fn position(chapters: &[Chapter], letter: char) -> Option<usize> {
    chapters.iter().position(|chapter| chapter.letter == letter)
}

/// Every clause of a chapter that says how many it has is there.
pub(crate) fn check(chapters: &[Chapter], clauses: &[Clause], report: &mut Report) {
    for chapter in chapters {
        let expected = (1..=chapter.clauses.unwrap_or(0)).map(|number| format!("{}{number}", chapter.letter));
        let ids: Vec<String> = expected.filter(|id| !clauses.iter().any(|clause| clause.id == *id)).collect();
        if !ids.is_empty() {
            report.error(chapter.place, Problem::MissingClauses { ids });
        }
    }
}
