//! `参数` and `清单`: dated, cited numbers and lists. A later layer that names one again gives it another version.

use std::collections::BTreeSet;

use facts::{Day, Quantity};

use crate::blocks::Block;
use crate::check::check_parameters;
use crate::layer::{Direction, Layer};
use crate::model::{DatedValue, List, ListVersion, Parameter, Place, Rulebook};
use crate::node::{ANY, Node, Shape, unknown};
use crate::problem::{LayerProblem, Problem, What};
use crate::report::Report;
use crate::scalars::{day, quantity, slug, text, word};
use crate::words::Word;

const PARAMETER: Shape = Shape {
    least_arguments: 1,
    most_arguments: 1,
    argument: "短名",
    required: &[],
    optional: &["名称", "单位", "加严方向"],
    children: &[("值", 1, ANY)],
};
const LIST: Shape = Shape { optional: &["名称"], children: &[("项", 1, ANY)], ..PARAMETER };
const VALUE: Shape = Shape {
    least_arguments: 1,
    most_arguments: 1,
    argument: "数",
    required: &["自", "依据"],
    optional: &[],
    children: &[],
};
const ITEMS: Shape = Shape { most_arguments: ANY, argument: "选项", ..VALUE };

/// What is declared by a block of one word, with the words for what can be wrong with it.
struct Sort<T> {
    block: &'static str,
    shape: Shape,
    what: What,
    what_name: What,
    versions: &'static str,
    version_shape: Shape,
    read: fn(&Node, &mut Report) -> Option<T>,
    /// What is wrong with a lower layer's version, where it is not as tight as what held on its first day.
    loosens: fn(&Declared<T>, &Version<T>) -> Option<LayerProblem>,
}

/// One version: what holds from a day on, and the article or document that says so.
struct Version<T> {
    place: Place,
    from: Day,
    value: T,
    source: String,
}

/// What was declared, with its versions in order of their first days.
struct Declared<T> {
    slug: String,
    name: String,
    unit: Option<String>,
    direction: Option<Direction>,
    versions: Vec<Version<T>>,
    place: Place,
    /// The layer that spoke of it last.
    layer: Layer,
}

impl<T> Declared<T> {
    fn on(&self, day: Day) -> Option<&T> {
        self.versions.iter().rev().find(|version| version.from <= day).map(|version| &version.value)
    }
}

pub(crate) fn read(blocks: &[Block], lost: &mut BTreeSet<String>, report: &mut Report) -> Vec<Parameter> {
    let sort = Sort {
        block: "参数",
        shape: PARAMETER,
        what: What::Parameter,
        what_name: What::ParameterName,
        versions: "值",
        version_shape: VALUE,
        read: |node, report| quantity(node.argument()?, report),
        loosens: looser_number,
    };
    let value = |Version { place, from, value, source }| DatedValue { place, from, value, source };
    let parameter = |declared: Declared<Quantity>| {
        let Declared { slug, name, unit, direction, versions, place, .. } = declared;
        Parameter { slug, name, unit, values: versions.into_iter().map(value).collect(), direction, place }
    };
    read_all(&sort, blocks, lost, report).into_iter().map(parameter).collect()
}

pub(crate) fn read_lists(blocks: &[Block], lost: &mut BTreeSet<String>, report: &mut Report) -> Vec<List> {
    let items = |node: &Node, report: &mut Report| {
        let items: Vec<String> = node.arguments.iter().filter_map(|item| text(item, report)).collect();
        (items.len() == node.arguments.len()).then_some(items)
    };
    let sort = Sort {
        block: "清单",
        shape: LIST,
        what: What::List,
        what_name: What::ListName,
        versions: "项",
        version_shape: ITEMS,
        read: items,
        loosens: shorter_list,
    };
    let version = |Version { place, from, value: items, source }| ListVersion { place, from, items, source };
    let list = |declared: Declared<Vec<String>>| {
        let Declared { slug, name, versions, place, .. } = declared;
        List { slug, name, versions: versions.into_iter().map(version).collect(), place }
    };
    read_all(&sort, blocks, lost, report).into_iter().map(list).collect()
}

fn read_all<T>(sort: &Sort<T>, blocks: &[Block], lost: &mut BTreeSet<String>, report: &mut Report) -> Vec<Declared<T>> {
    let mut all: Vec<Declared<T>> = Vec::new();
    for block in blocks.iter().filter(|block| block.node.name.text == sort.block) {
        let before = report.count();
        block.node.check(&sort.shape, report);
        read_one(sort, block, &mut all, report);
        if report.count() > before {
            lost.extend(block.node.argument().map(|slug| slug.text.clone()));
            lost.extend(block.node.property("名称").map(|name| name.text.clone()));
        }
    }
    all
}

fn read_one<T>(sort: &Sort<T>, block: &Block, all: &mut Vec<Declared<T>>, report: &mut Report) -> Option<()> {
    let node = &block.node;
    let written = node.argument()?;
    let slug = slug(written, report)?;
    let versions = read_versions(sort, node, report);
    if let Some(declared) = all.iter_mut().find(|declared| declared.slug == slug) {
        if declared.layer >= block.layer {
            report.error(written.place, Problem::Twice { what: sort.what, word: slug });
            return None;
        }
        declared.layer = block.layer;
        same_words(node, declared, report);
        let before = report.count();
        for version in &versions {
            // What comes after its first day is said by the layers above, by which a version ends.
            let loosens = (sort.loosens)(declared, version);
            loosens.into_iter().for_each(|problem| report.error(version.place, problem.into()));
        }
        let tight = report.count() == before;
        for version in &versions {
            // A later version of this layer takes its place first, or on the same day.
            let own = |day: &Day| versions.iter().any(|own| version.from < own.from && own.from <= *day);
            let above = declared.versions.iter().map(|above| above.from).filter(|day| version.from < *day && !own(day));
            if let Some(above_from) = above.min() {
                let problem = LayerProblem::GivesWay { name: declared.name.clone(), from: version.from, above_from };
                report.warning(version.place, problem.into());
            }
        }
        for version in versions.into_iter().filter(|_| tight) {
            declared.versions.retain(|earlier| earlier.from != version.from);
            declared.versions.push(version);
        }
        declared.versions.sort_by_key(|version| version.from);
        return Some(());
    }
    let Some(name) = node.property("名称") else {
        node.missing(What::Property, "名称=", report);
        if block.layer > Layer::Group {
            unknown(sort.what, "", &written.spot(), all.iter().map(|known| known.slug.as_str()), report);
        }
        return None;
    };
    let place = name.place;
    let name = text(name, report)?;
    if all.iter().any(|declared| declared.name == name) {
        report.error(place, Problem::Twice { what: sort.what_name, word: name });
        return None;
    }
    let unit = node.property("单位").and_then(|unit| text(unit, report));
    let direction = node.property("加严方向").and_then(|direction| word(direction, What::Direction, report));
    all.push(Declared { slug, name, unit, direction, versions, place: node.place(), layer: block.layer });
    Some(())
}

fn looser_number(declared: &Declared<Quantity>, version: &Version<Quantity>) -> Option<LayerProblem> {
    let (parameter, from, found) = (declared.name.clone(), version.from, version.value);
    match (declared.direction, declared.on(from).copied()) {
        (None, _) => Some(LayerProblem::ParameterFixed { parameter, from }),
        (Some(Direction::Higher), Some(asked)) if found < asked => {
            Some(LayerProblem::ParameterLooser { parameter, higher: true, asked, found, from })
        }
        (Some(Direction::Lower), Some(asked)) if found > asked => {
            Some(LayerProblem::ParameterLooser { parameter, higher: false, asked, found, from })
        }
        _ => None,
    }
}

fn shorter_list(declared: &Declared<Vec<String>>, version: &Version<Vec<String>>) -> Option<LayerProblem> {
    let asked = declared.on(version.from)?;
    let dropped: Vec<String> = asked.iter().filter(|item| !version.value.contains(item)).cloned().collect();
    let (list, from) = (declared.name.clone(), version.from);
    (!dropped.is_empty()).then(|| LayerProblem::ListShorter { list, asked: asked.clone(), dropped, from })
}

/// What gives another version may repeat name, unit and direction, not change them.
fn same_words<T>(node: &Node, declared: &Declared<T>, report: &mut Report) {
    let direction = declared.direction.map(Direction::word);
    let earlier = [("名称", Some(declared.name.as_str())), ("单位", declared.unit.as_deref()), ("加严方向", direction)];
    for (property, earlier) in earlier {
        if let Some(value) = node.property(property).filter(|value| Some(value.text.as_str()) != earlier) {
            let earlier = earlier.unwrap_or("无").to_owned();
            let problem = Problem::Contradicts { what: What::Property, word: value.text.clone(), earlier };
            report.error(value.place, problem);
        }
    }
}

fn read_versions<T>(sort: &Sort<T>, node: &Node, report: &mut Report) -> Vec<Version<T>> {
    let mut versions: Vec<Version<T>> = Vec::new();
    for child in node.children(sort.versions) {
        child.check(&sort.version_shape, report);
        let value = (sort.read)(child, report);
        let from = child.property("自").and_then(|from| day(from, report));
        let source = child.property("依据").and_then(|source| text(source, report));
        let (Some(value), Some(from), Some(source)) = (value, from, source) else { continue };
        if versions.iter().any(|earlier| earlier.from == from) {
            report.error(child.place(), Problem::Twice { what: What::DatedValue, word: from.to_string() });
            continue;
        }
        versions.push(Version { place: child.place(), from, value, source });
    }
    versions.sort_by_key(|version| version.from);
    versions
}

impl Rulebook {
    /// The same book with another value of a parameter, from a day until the end of time; without a day, from the
    /// beginning of the parameter. What would not do in the document does not do here.
    ///
    /// # Errors
    /// What the document would be reported for.
    pub fn with_parameter(&self, index: usize, value: Quantity, from: Option<Day>) -> Result<Rulebook, Vec<Problem>> {
        let mut rulebook = self.clone();
        if let Some(parameter) = rulebook.parameters.get_mut(index) {
            let first = parameter.values.first().map_or(Day::EARLIEST, |value| value.from);
            let from = from.unwrap_or(first);
            parameter.values.retain(|earlier| earlier.from < from);
            parameter.values.push(DatedValue { place: parameter.place, from, value, source: String::new() });
        }
        // The version tells texts apart, and this stands in none.
        rulebook.version = String::new();
        let mut report = Report::default();
        check_parameters(&rulebook, &mut report);
        let problems = report.into_diagnostics(&[]).into_iter().map(|diagnostic| diagnostic.problem);
        let problems: Vec<Problem> = problems.collect();
        if problems.is_empty() { Ok(rulebook) } else { Err(problems) }
    }
}
