//! A node of a block with the place of every word, and the tables that say what may stand in it.
//!
//! Independent of the syntax library, so that only `syntax` knows about it.

use crate::model::Place;
use crate::nearest::nearest;
use crate::problem::{Problem, What};
use crate::report::Report;

#[derive(Debug, Clone)]
pub(crate) struct Spot {
    pub(crate) text: String,
    pub(crate) place: Place,
}

/// How a value was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Literal {
    Word,
    Number,
    /// `#true`, `#null`: the language has no use for them.
    Other,
}

#[derive(Debug, Clone)]
pub(crate) struct Argument {
    /// Numbers as they were written.
    pub(crate) text: String,
    pub(crate) place: Place,
    pub(crate) literal: Literal,
}

#[derive(Debug, Clone)]
pub(crate) struct Property {
    pub(crate) name: Spot,
    pub(crate) value: Argument,
}

#[derive(Debug, Clone)]
pub(crate) struct Node {
    pub(crate) name: Spot,
    pub(crate) arguments: Vec<Argument>,
    pub(crate) properties: Vec<Property>,
    pub(crate) children: Vec<Node>,
    pub(crate) source: String,
}

/// What may stand in a node.
#[derive(Debug)]
pub(crate) struct Shape {
    pub(crate) least_arguments: usize,
    pub(crate) most_arguments: usize,
    /// What the arguments are, for the message about a missing one.
    pub(crate) argument: &'static str,
    pub(crate) required: &'static [&'static str],
    pub(crate) optional: &'static [&'static str],
    /// Children with the least and the most number of times.
    pub(crate) children: &'static [(&'static str, usize, usize)],
}

/// As often as one likes.
pub(crate) const ANY: usize = usize::MAX;

impl Shape {
    /// Nothing but so many arguments.
    pub(crate) const fn words(least: usize, most: usize, argument: &'static str) -> Shape {
        Shape { least_arguments: least, most_arguments: most, argument, required: &[], optional: &[], children: &[] }
    }
}

impl Node {
    pub(crate) fn property(&self, name: &str) -> Option<&Argument> {
        self.properties.iter().find(|property| property.name.text == name).map(|property| &property.value)
    }

    pub(crate) fn argument(&self) -> Option<&Argument> {
        self.arguments.first()
    }

    pub(crate) fn children<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a Node> {
        self.children.iter().filter(move |child| child.name.text == name)
    }

    pub(crate) fn child<'a>(&'a self, name: &'a str) -> Option<&'a Node> {
        self.children(name).next()
    }

    pub(crate) fn place(&self) -> Place {
        self.name.place
    }

    /// Reports everything that the shape does not provide for, and everything required that is not there.
    pub(crate) fn check(&self, shape: &Shape, report: &mut Report) {
        self.check_arguments(shape, report);
        let known: Vec<&str> = shape.required.iter().chain(shape.optional).copied().collect();
        self.check_properties(&known, report);
        for required in shape.required {
            if self.property(required).is_none() {
                self.missing(What::Property, &format!("{required}="), report);
            }
        }
        self.check_children(shape, report);
    }

    pub(crate) fn missing(&self, what: What, word: &str, report: &mut Report) {
        let problem = Problem::Missing { what, word: word.to_owned(), inside: self.name.text.clone() };
        report.error(self.place(), problem);
    }

    pub(crate) fn check_arguments(&self, shape: &Shape, report: &mut Report) {
        if self.arguments.len() < shape.least_arguments {
            self.missing(What::Argument, shape.argument, report);
        }
        if let Some(extra) = self.arguments.get(shape.most_arguments) {
            let problem = Problem::TooManyArguments { inside: self.name.text.clone(), most: shape.most_arguments };
            report.error(extra.place, problem);
        }
    }

    pub(crate) fn check_properties(&self, known: &[&str], report: &mut Report) {
        for (position, property) in self.properties.iter().enumerate() {
            if !known.contains(&property.name.text.as_str()) {
                unknown(What::Property, &self.name.text, &property.name, known.iter().copied(), report);
            }
            self.check_property_once(position, property, report);
        }
    }

    pub(crate) fn check_property_once(&self, position: usize, property: &Property, report: &mut Report) {
        let mut earlier = self.properties.iter().take(position);
        if earlier.any(|earlier| earlier.name.text == property.name.text) {
            let problem = Problem::Twice { what: What::Property, word: property.name.text.clone() };
            report.error(property.name.place, problem);
        }
    }

    fn check_children(&self, shape: &Shape, report: &mut Report) {
        for (position, child) in self.children.iter().enumerate() {
            let word = child.name.text.as_str();
            let Some((_, _, most)) = shape.children.iter().find(|(known, _, _)| *known == word) else {
                unknown(
                    What::Child,
                    &self.name.text,
                    &child.name,
                    shape.children.iter().map(|(known, _, _)| *known),
                    report,
                );
                continue;
            };
            let earlier = self.children.iter().take(position).filter(|earlier| earlier.name.text == word).count();
            if earlier >= *most {
                report.error(child.place(), Problem::Twice { what: What::Child, word: word.to_owned() });
            }
        }
        for (word, least, _) in shape.children {
            if self.children(word).count() < *least {
                self.missing(What::Child, word, report);
            }
        }
    }
}

/// Reports a word that is not known, with the nearest that is.
pub(crate) fn unknown<'a>(
    what: What,
    inside: &str,
    spot: &Spot,
    known: impl IntoIterator<Item = &'a str>,
    report: &mut Report,
) {
    let known: Vec<&str> = known.into_iter().collect();
    if spot.text.contains(['“', '”']) {
        report.error(spot.place, Problem::WideQuote { word: spot.text.clone() });
        return;
    }
    let problem = Problem::Unknown {
        what,
        inside: inside.to_owned(),
        word: spot.text.clone(),
        nearest: nearest(&spot.text, known.iter().copied()).map(str::to_owned),
        known: known.into_iter().map(str::to_owned).collect(),
    };
    report.error(spot.place, problem);
}

impl Argument {
    pub(crate) fn spot(&self) -> Spot {
        Spot { text: self.text.clone(), place: self.place }
    }
}
