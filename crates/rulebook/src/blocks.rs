//! A Markdown file to clauses and nodes: headings say which clause, fenced blocks marked `kdl` hold the nodes.
//!
//! What the nodes mean is not known here.

use std::ops::Range;

use pulldown_cmark::{CodeBlockKind, Event, HeadingLevel, Options, Parser, Tag, TagEnd};

use crate::Purpose;
use crate::Source;
use crate::layer::Layer;
use crate::model::Place;
use crate::node::Node;
use crate::problem::Problem;
use crate::report::Report;
use crate::syntax::{self, Places};

/// A clause as one file tells it.
#[derive(Debug)]
pub(crate) struct Section {
    pub(crate) id: String,
    pub(crate) title: String,
    pub(crate) text: String,
    pub(crate) place: Place,
}

/// A top-level node and the clause it stands under.
#[derive(Debug)]
pub(crate) struct Block {
    pub(crate) node: Node,
    /// The clause's id.
    pub(crate) clause: Option<String>,
    pub(crate) layer: Layer,
}

#[derive(Debug, Default)]
pub(crate) struct Pages {
    /// Each with its layer.
    pub(crate) sections: Vec<(Section, Layer)>,
    pub(crate) blocks: Vec<Block>,
}

/// Where the lines of a file begin.
pub(crate) struct Lines<'a> {
    text: &'a str,
    starts: Vec<usize>,
    file: u16,
}

impl<'a> Lines<'a> {
    fn new(text: &'a str, file: u16) -> Lines<'a> {
        let starts = std::iter::once(0).chain(text.match_indices('\n').map(|(offset, _)| offset + 1)).collect();
        Lines { text, starts, file }
    }

    fn place(&self, offset: usize) -> Place {
        let line = self.starts.partition_point(|start| *start <= offset).max(1);
        let start = self.starts.get(line - 1).copied().unwrap_or_default();
        let column = self.text.get(start..offset).map_or(0, |before| before.chars().count());
        Place { file: self.file, line: number(line), column: number(column + 1) }
    }
}

fn number(value: usize) -> u32 {
    u32::try_from(value).unwrap_or(u32::MAX)
}

/// A block's text, put together from the lines of its file.
struct Fenced<'a> {
    lines: &'a Lines<'a>,
    text: String,
    /// From which byte of the text on it stands at which byte of the file.
    pieces: Vec<(usize, usize)>,
    end: usize,
}

impl Places for Fenced<'_> {
    fn place(&self, offset: usize) -> Place {
        let piece = self.pieces.iter().rev().find(|(start, _)| *start <= offset);
        self.lines.place(piece.map_or(self.end, |(start, source)| source + offset - start))
    }
}

struct Reading<'a> {
    lines: Lines<'a>,
    layer: Layer,
    section: Option<Section>,
    /// From where on the clause's prose has not been taken over yet.
    prose: usize,
}

/// Adds what one file says.
pub(crate) fn read(source: &Source, file: u16, layer: Layer, purpose: Purpose, pages: &mut Pages, report: &mut Report) {
    let text = source.text.as_str();
    let mut reading = Reading { lines: Lines::new(text, file), layer, section: None, prose: 0 };
    let mut events = Parser::new_ext(text, Options::empty()).into_offset_iter();
    while let Some((event, range)) = events.next() {
        match event {
            Event::Start(Tag::Heading { level, .. }) => reading.heading(level, range, pages, report),
            Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(info))) if is_kdl(&info) => {
                let mut fenced =
                    Fenced { lines: &reading.lines, text: String::new(), pieces: Vec::new(), end: range.end };
                for (event, range) in events.by_ref() {
                    match event {
                        Event::Text(piece) => {
                            fenced.pieces.push((fenced.text.len(), range.start));
                            fenced.text.push_str(&piece);
                        }
                        Event::End(TagEnd::CodeBlock) => break,
                        _ => {}
                    }
                }
                let passed_over = purpose == Purpose::Use && info.split_whitespace().nth(1) == Some("示例");
                let text = if passed_over { "" } else { fenced.text.as_str() };
                let nodes = syntax::parse_block(text, &fenced, report);
                let clause = reading.section.as_ref().map(|section| section.id.clone());
                pages.blocks.extend(nodes.into_iter().map(|node| Block { node, clause: clause.clone(), layer }));
                reading.take_prose(range.start, range.end);
            }
            _ => {}
        }
    }
    reading.finish(text.len(), pages);
}

fn is_kdl(info: &str) -> bool {
    info.split_whitespace().next() == Some("kdl")
}

impl Reading<'_> {
    fn heading(&mut self, level: HeadingLevel, range: Range<usize>, pages: &mut Pages, report: &mut Report) {
        let written = self.lines.text.get(range.clone()).unwrap_or_default();
        let heading = written.trim_start_matches('#').trim_start();
        let offset = range.start + written.len() - heading.len();
        let heading = heading.trim_end().trim_end_matches('#').trim_end();
        let looks_like_one = looks_like_id(heading);
        if level > HeadingLevel::H3 && !looks_like_one {
            // A heading inside a clause belongs to its text.
            return;
        }
        self.finish(range.start, pages);
        self.prose = range.end;
        let (id, title) = heading.split_once(char::is_whitespace).unwrap_or((heading, ""));
        let place = self.lines.place(offset);
        if level == HeadingLevel::H3 && clause_key(id).is_some() {
            let (id, title) = (id.to_owned(), title.trim().to_owned());
            self.section = Some(Section { id, title, text: String::new(), place });
        } else if looks_like_one {
            report.error(place, Problem::ClauseHeading { found: heading.to_owned() });
        }
    }

    fn take_prose(&mut self, until: usize, next: usize) {
        let prose = self.lines.text.get(self.prose..until).unwrap_or_default();
        if let Some(section) = &mut self.section {
            section.text.push_str(prose);
        }
        self.prose = next;
    }

    fn finish(&mut self, until: usize, pages: &mut Pages) {
        self.take_prose(until, until);
        if let Some(mut section) = self.section.take() {
            section.text = without_empty_runs(&section.text);
            pages.sections.push((section, self.layer));
        }
    }
}

/// `L1` and what might have been meant to be one: `l1`, `L1、党员大会`.
fn looks_like_id(heading: &str) -> bool {
    let mut characters = heading.chars();
    let letter = characters.next().is_some_and(|letter| letter.is_ascii_alphabetic());
    letter && characters.next().is_some_and(|digit| digit.is_ascii_digit())
}

/// Letter and number of a clause's id.
pub(crate) fn clause_key(id: &str) -> Option<(char, u32)> {
    let letter = id.chars().next().filter(char::is_ascii_uppercase)?;
    let digits = id.get(1..)?;
    let plain = digits.bytes().all(|byte| byte.is_ascii_digit()) && !digits.starts_with('0');
    digits.parse().ok().filter(|_| plain).map(|number| (letter, number))
}

/// Where a block was taken out, one empty line is enough.
fn without_empty_runs(text: &str) -> String {
    let mut kept: Vec<&str> = Vec::new();
    for line in text.lines().map(str::trim_end) {
        if !line.is_empty() || kept.last().is_some_and(|last| !last.is_empty()) {
            kept.push(line);
        }
    }
    kept.join("\n").trim().to_owned()
}
