//! The text of a block to nodes with places.
//!
//! A block that cannot be read as a whole is read node by node, so that one slip costs one node and is named exactly.

use kdl::{KdlDocument, KdlEntry, KdlNode, KdlValue};

use crate::model::Place;
use crate::node::{Argument, Literal, Node, Property, Spot};
use crate::problem::Problem;
use crate::report::Report;
use crate::scan::{self, Piece};

/// The language needs four levels; the syntax library recurses, so something has to stop it before the stack does.
const DEEPEST: usize = 32;

/// A block's text, and where each byte of it stands in its file.
pub(crate) trait Places {
    /// The place of the character at a byte of the block.
    fn place(&self, offset: usize) -> Place;
}

/// Part of a block, shifted to where it begins.
struct Shifted<'a> {
    places: &'a dyn Places,
    start: usize,
    text: &'a str,
}

impl Shifted<'_> {
    fn place(&self, offset: usize) -> Place {
        self.places.place(self.start + offset)
    }
}

pub(crate) fn parse_block(text: &str, places: &dyn Places, report: &mut Report) -> Vec<Node> {
    if let Some(offset) = scan::too_deep(text, DEEPEST) {
        report.error(places.place(offset), Problem::TooDeep);
        return Vec::new();
    }
    if let Ok(document) = KdlDocument::parse(text) {
        return nodes(&document, &Shifted { places, start: 0, text });
    }
    let mut found = Vec::new();
    for Piece { start, text } in scan::pieces(text) {
        let shifted = Shifted { places, start, text };
        match KdlDocument::parse(text) {
            Ok(document) => found.extend(nodes(&document, &shifted)),
            Err(error) => report_syntax(&error, &shifted, report),
        }
    }
    found
}

fn report_syntax(error: &kdl::KdlError, shifted: &Shifted<'_>, report: &mut Report) {
    if let Some((offset, problem)) = scan::first_problem(shifted.text) {
        report.error(shifted.place(offset), problem);
        return;
    }
    let offset = error.diagnostics.first().map_or(0, |diagnostic| diagnostic.span.offset());
    let rest: String =
        shifted.text.chars().skip(shifted.text.get(..offset).map_or(0, |start| start.chars().count())).collect();
    let found = rest.lines().next().unwrap_or_default().trim().chars().take(20).collect();
    report.error(shifted.place(offset), Problem::Syntax { found });
}

fn nodes(document: &KdlDocument, shifted: &Shifted<'_>) -> Vec<Node> {
    document.nodes().iter().map(|node| to_node(node, shifted)).collect()
}

fn to_node(node: &KdlNode, shifted: &Shifted<'_>) -> Node {
    let span = node.span();
    let mut arguments = Vec::new();
    let mut properties = Vec::new();
    for entry in node.entries() {
        let value = to_argument(entry, shifted);
        match entry.name() {
            None => arguments.push(value),
            Some(name) => {
                let name = Spot { text: name.value().to_owned(), place: shifted.place(name.span().offset()) };
                properties.push(Property { name, value });
            }
        }
    }
    Node {
        name: Spot { text: node.name().value().to_owned(), place: shifted.place(node.name().span().offset()) },
        arguments,
        properties,
        children: node.children().map(|children| nodes(children, shifted)).unwrap_or_default(),
        source: shifted.text.get(span.offset()..span.offset() + span.len()).unwrap_or_default().trim().to_owned(),
    }
}

fn to_argument(entry: &KdlEntry, shifted: &Shifted<'_>) -> Argument {
    let written = entry.format().map(|format| format.value_repr.as_str()).unwrap_or_default();
    let span = entry.span();
    // The span of `name=value` is that of both; the value stands at its end.
    let start = match entry.name() {
        Some(_) => (span.offset() + span.len()).saturating_sub(written.len()),
        None => span.offset(),
    };
    let (text, literal) = match entry.value() {
        KdlValue::String(text) => (text.clone(), Literal::Word),
        KdlValue::Integer(_) | KdlValue::Float(_) => (written.to_owned(), Literal::Number),
        KdlValue::Bool(_) | KdlValue::Null => (written.to_owned(), Literal::Other),
    };
    Argument { text, place: shifted.place(start), literal }
}
