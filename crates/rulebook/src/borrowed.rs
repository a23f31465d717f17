//! `沿用`: what a whole standard of its own takes over from the built-in one instead of writing it out again.
//!
//! Here is only read what was asked for. Where the texts lie is known to whoever hands in the files: they stand among
//! the files of the standard, the records before its own and the regulations above it.

use crate::blocks::Block;
use crate::layer::Layer;
use crate::node::{ANY, Shape};
use crate::problem::{LayerProblem, Problem, What};
use crate::report::Report;
use crate::scalars::word;

const BORROWED: Shape = Shape::words(1, ANY, "记录");

/// A part of the built-in standard that does not belong to one organisation alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Borrowed {
    /// 记录: all kinds of record, with those that the roster knows by name.
    Records,
    /// 国家层: the regulations that hold everywhere. They speak of these records.
    Regulations,
}

/// In the order in which they were written, once each.
pub(crate) fn read(blocks: &[Block], report: &mut Report) -> Vec<Borrowed> {
    let mut found = Vec::new();
    for block in blocks.iter().filter(|block| block.node.name.text == "沿用") {
        block.node.check(&BORROWED, report);
        if block.layer != Layer::Group {
            report.error(block.node.place(), LayerProblem::BorrowedBesideStandard.into());
        }
        for written in &block.node.arguments {
            match word(written, What::Borrowed, report) {
                Some(one) if found.contains(&one) => {
                    report.error(written.place, Problem::Twice { what: What::Borrowed, word: written.text.clone() });
                }
                one => found.extend(one),
            }
        }
    }
    let lonely = found.contains(&Borrowed::Regulations) && !found.contains(&Borrowed::Records);
    for block in blocks.iter().filter(|block| lonely && block.node.name.text == "沿用") {
        report.error(block.node.place(), LayerProblem::RegulationsWithoutRecords.into());
    }
    found
}
