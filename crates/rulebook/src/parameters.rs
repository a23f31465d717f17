//! `参数`: dated, cited numbers. A later layer that names one again gives it another value.

use std::collections::BTreeSet;

use facts::{Day, Quantity};

use crate::blocks::Block;
use crate::check::check_parameters;
use crate::layer::{Direction, Layer};
use crate::model::{DatedValue, Parameter, Rulebook};
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
const VALUE: Shape = Shape {
    least_arguments: 1,
    most_arguments: 1,
    argument: "数",
    required: &["自", "依据"],
    optional: &[],
    children: &[],
};

pub(crate) fn read(blocks: &[Block], lost: &mut BTreeSet<String>, report: &mut Report) -> Vec<Parameter> {
    let mut parameters: Vec<Parameter> = Vec::new();
    // Of each parameter, the layer that spoke of it last.
    let mut layers: Vec<Layer> = Vec::new();
    for block in blocks.iter().filter(|block| block.node.name.text == "参数") {
        let before = report.count();
        block.node.check(&PARAMETER, report);
        read_parameter(block, &mut parameters, &mut layers, report);
        if report.count() > before {
            lost.extend(block.node.argument().map(|slug| slug.text.clone()));
            lost.extend(block.node.property("名称").map(|name| name.text.clone()));
        }
    }
    parameters
}

fn read_parameter(
    block: &Block,
    parameters: &mut Vec<Parameter>,
    layers: &mut Vec<Layer>,
    report: &mut Report,
) -> Option<()> {
    let node = &block.node;
    let written = node.argument()?;
    let slug = slug(written, report)?;
    let values = read_values(node, report);
    if let Some(index) = parameters.iter().position(|parameter| parameter.slug == slug) {
        let (parameter, layer) = (parameters.get_mut(index)?, layers.get_mut(index)?);
        if *layer >= block.layer {
            report.error(written.place, Problem::Twice { what: What::Parameter, word: slug });
            return None;
        }
        *layer = block.layer;
        same_words(node, parameter, report);
        let tight = values.iter().all(|value| check_tighter(parameter, value, report));
        for value in values.into_iter().filter(|_| tight) {
            parameter.values.retain(|earlier| earlier.from != value.from);
            parameter.values.push(value);
        }
        parameter.values.sort_by_key(|value| value.from);
        return Some(());
    }
    let Some(name) = node.property("名称") else {
        node.missing(What::Property, "名称=", report);
        if block.layer > Layer::Group {
            unknown(What::Parameter, "", &written.spot(), parameters.iter().map(|known| known.slug.as_str()), report);
        }
        return None;
    };
    let place = name.place;
    let name = text(name, report)?;
    if parameters.iter().any(|parameter| parameter.name == name) {
        report.error(place, Problem::Twice { what: What::ParameterName, word: name });
        return None;
    }
    let unit = node.property("单位").and_then(|unit| text(unit, report));
    let direction = node.property("加严方向").and_then(|direction| word(direction, What::Direction, report));
    parameters.push(Parameter { slug, name, unit, values, direction, place: node.place() });
    layers.push(block.layer);
    Some(())
}

/// Whether a lower layer's value is as tight as what held on its first day. What comes after that day is said by the
/// layers above, by which a value ends.
fn check_tighter(parameter: &Parameter, value: &DatedValue, report: &mut Report) -> bool {
    let (name, from) = (parameter.name.clone(), value.from);
    let held = parameter.values.iter().rev().find(|earlier| earlier.from <= from).map(|earlier| earlier.value);
    let loosens = match (parameter.direction, held) {
        (None, _) => Some(LayerProblem::ParameterFixed { parameter: name, from }),
        (Some(Direction::Higher), Some(asked)) if value.value < asked => {
            Some(LayerProblem::ParameterLooser { parameter: name, higher: true, asked, found: value.value, from })
        }
        (Some(Direction::Lower), Some(asked)) if value.value > asked => {
            Some(LayerProblem::ParameterLooser { parameter: name, higher: false, asked, found: value.value, from })
        }
        _ => None,
    };
    let tight = loosens.is_none();
    loosens.into_iter().for_each(|problem| report.error(value.place, problem.into()));
    tight
}

/// What gives another value may repeat name, unit and direction, not change them.
fn same_words(node: &Node, parameter: &Parameter, report: &mut Report) {
    let direction = parameter.direction.map(Direction::word);
    let earlier =
        [("名称", Some(parameter.name.as_str())), ("单位", parameter.unit.as_deref()), ("加严方向", direction)];
    for (property, earlier) in earlier {
        if let Some(value) = node.property(property).filter(|value| Some(value.text.as_str()) != earlier) {
            let earlier = earlier.unwrap_or("无").to_owned();
            let problem = Problem::Contradicts { what: What::Property, word: value.text.clone(), earlier };
            report.error(value.place, problem);
        }
    }
}

fn read_values(node: &Node, report: &mut Report) -> Vec<DatedValue> {
    let mut values: Vec<DatedValue> = Vec::new();
    for child in node.children("值") {
        child.check(&VALUE, report);
        let value = child.argument().and_then(|value| quantity(value, report));
        let from = child.property("自").and_then(|from| day(from, report));
        let source = child.property("依据").and_then(|source| text(source, report));
        let (Some(value), Some(from), Some(source)) = (value, from, source) else { continue };
        if values.iter().any(|earlier| earlier.from == from) {
            report.error(child.place(), Problem::Twice { what: What::DatedValue, word: from.to_string() });
            continue;
        }
        values.push(DatedValue { place: child.place(), from, value, source });
    }
    values.sort_by_key(|value| value.from);
    values
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
