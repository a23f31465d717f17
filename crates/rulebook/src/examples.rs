//! `示例`: tests that stand in the document, resolved against the kinds they use. Running them is for others.

use std::collections::BTreeSet;

use facts::{Calendar, Day, Fen, OrganisationId, Period, Presence, Quantity, Value};

use crate::blocks::Block;
use crate::layer::Layer;
use crate::model::{
    Example, ExampleBelow, ExampleBranch, ExampleRecord, Expectation, Form, KindIndex, Requirement, Rule, Status,
    Trigger,
};
use crate::node::{ANY, Argument, Literal, Node, Property, Shape, unknown};
use crate::problem::{Expected, Problem, What};
use crate::procedure::Procedure;
use crate::proportion::{Proportion, Whole};
use crate::record_kind::{Choice, Field, FieldType, Kind, Part};
use crate::report::Report;
use crate::scalars::{day, flag, parse_day, quantity, text, unexpected, whole, within, word};
use crate::scheme::{self, Scheme};
use crate::score_examples::NOTHING;
use crate::selectors::{Context, find_field, find_part};
use crate::words::Word;

const EXAMPLE: Shape = Shape {
    least_arguments: 1,
    most_arguments: 1,
    argument: "规则短名",
    required: &["截至"],
    optional: &[],
    children: &[],
};
const BRANCH: Shape = Shape {
    least_arguments: 0,
    most_arguments: 0,
    argument: "",
    required: &[],
    optional: &["形式", "成立", "正式", "预备", "班子", "换届", "党小组"],
    children: &[],
};
const EXPECTATION: Shape = Shape {
    least_arguments: 1,
    most_arguments: 1,
    argument: "状态",
    required: &[],
    optional: &["主体", "期间"],
    children: &[],
};

const BELOW: Shape = Shape {
    least_arguments: 1,
    most_arguments: 1,
    argument: "支部名称",
    required: &["各化"],
    optional: &[],
    children: &[],
};

/// Presences that are written as a child of a record; who follows the part's own name is present.
const PRESENCES: [(&str, Presence); 3] =
    [("远程", Presence::Remote), ("请假", Presence::Excused), ("无故缺席", Presence::Absent)];

/// Examples are read by people: a larger branch is a slip of the pen.
const MOST_PEOPLE: i32 = 1_000;
/// The posts that an example's committee has, in order.
const MOST_POSTS: i32 = 7;
const SET_UP: (i32, u32, u32) = (2010, 1, 1);
const ELECTED: (i32, u32, u32) = (2018, 1, 1);
const FULL_MEMBERS: u32 = 9;
const COMMITTEE: u32 = 3;

/// All examples. Rules of which one could not be read go to `lost`: they may well have what is missed otherwise.
pub(crate) fn read(
    blocks: &[Block],
    (rules, schemes): (&[Rule], &[Scheme]),
    context: Context<'_>,
    lost: &mut BTreeSet<String>,
    report: &mut Report,
) -> Vec<Example> {
    let mut examples = Vec::new();
    for block in blocks.iter().filter(|block| block.node.name.text == "示例") {
        match read_example(block, (rules, schemes), context, report) {
            Some(example) => examples.push(example),
            None => lost.extend(block.node.argument().map(|slug| slug.text.clone())),
        }
    }
    examples
}

fn read_example(
    block: &Block,
    (rules, schemes): (&[Rule], &[Scheme]),
    context: Context<'_>,
    report: &mut Report,
) -> Option<Example> {
    let (before, node) = (report.count(), &block.node);
    node.check_arguments(&EXAMPLE, report);
    node.check_properties(EXAMPLE.required, report);
    if node.property("截至").is_none() {
        node.missing(What::Property, "截至=", report);
    }
    let rule = node.argument().and_then(|written| find_rule(written, rules, context, report));
    let as_of = node.property("截至").and_then(|written| day(written, report));
    let mut branch = None;
    let (mut records, mut expectations, mut below) = (Vec::new(), Vec::new(), Vec::new());
    for child in &node.children {
        match child.name.text.as_str() {
            "支部" if branch.is_some() => {
                report.error(child.place(), Problem::Twice { what: What::Child, word: "支部".to_owned() });
            }
            "支部" => branch = Some(read_branch(child, report)),
            "下级" if rule.is_none_or(looks_below) => below.extend(read_below(child, &below, report)),
            "得" => expectations.extend(read_expectation(child, rule, report)),
            _ => records.extend(read_record(child, context, report)),
        }
    }
    if let Some(as_of) = as_of {
        check_below(node, &below, (as_of, schemes), block.layer, report);
    }
    if node.child("得").is_none() {
        node.missing(What::Child, "得", report);
    }
    let branch = branch.unwrap_or_else(default_branch);
    (report.count() == before).then_some(())?;
    Some(Example {
        rule: rule?.slug.clone(),
        as_of: as_of?,
        branch: branch?,
        below,
        records,
        expectations,
        place: node.place(),
    })
}

fn find_rule<'a>(written: &Argument, rules: &'a [Rule], context: Context<'_>, report: &mut Report) -> Option<&'a Rule> {
    let found = rules.iter().find(|rule| rule.slug == written.text);
    if found.is_none() && !context.lost.contains(&written.text) {
        unknown(What::Rule, "", &written.spot(), rules.iter().map(|rule| rule.slug.as_str()), report);
    }
    found
}

fn date((year, month, day): (i32, u32, u32)) -> Option<Day> {
    Day::from_ymd(year, month, day)
}

fn default_branch() -> Option<ExampleBranch> {
    Some(ExampleBranch {
        form: Form::Branch,
        set_up: date(SET_UP)?,
        full_members: FULL_MEMBERS,
        probationary_members: 0,
        committee: COMMITTEE,
        groups: Vec::new(),
        elected: date(ELECTED),
    })
}

fn read_branch(node: &Node, report: &mut Report) -> Option<ExampleBranch> {
    node.check(&BRANCH, report);
    let before = report.count();
    let usual = default_branch()?;
    let form = node.property("形式").and_then(|form| word(form, What::Form, report));
    let set_up = node.property("成立").and_then(|set_up| day(set_up, report)).unwrap_or(usual.set_up);
    let count = |name: &str, most: i32, default: u32, report: &mut Report| {
        let written = node.property(name).and_then(|written| whole(written, 0, most, report));
        written.and_then(|count| u32::try_from(count).ok()).unwrap_or(default)
    };
    let full_members = count("正式", MOST_PEOPLE, usual.full_members, report);
    let probationary_members = count("预备", MOST_PEOPLE, usual.probationary_members, report);
    let people = full_members.saturating_add(probationary_members);
    let most = i32::try_from(people).map_or(MOST_POSTS, |people| people.min(MOST_POSTS));
    // A branch smaller than the usual committee has one of as many as there are.
    let committee = count("班子", most, usual.committee.min(people), report);
    let elected = match node.property("换届") {
        Some(written) if written.text == "无" => None,
        Some(written) => elected_day(written, set_up, report),
        // Nobody was elected before there was a branch.
        None => usual.elected.map(|elected| elected.max(set_up)),
    };
    let groups = node.property("党小组").and_then(|groups| text(groups, report)).unwrap_or_default();
    // Where something was written and could not be read, what stands in for it is not what was meant.
    (report.count() == before).then_some(ExampleBranch {
        form: form.unwrap_or(usual.form),
        set_up,
        full_members,
        probationary_members,
        committee,
        groups: groups.split_whitespace().map(str::to_owned).collect(),
        elected,
    })
}

fn elected_day(written: &Argument, set_up: Day, report: &mut Report) -> Option<Day> {
    let elected = day(written, report)?;
    if elected < set_up {
        report.error(written.place, Problem::Dates { first: set_up, last: elected });
        return None;
    }
    Some(elected)
}

fn looks_below(rule: &Rule) -> bool {
    matches!(&rule.requirement, Requirement::Proportion(Proportion { of: Whole::Branches { .. }, .. }))
}

/// `下级 一支部 各化="90 85 100 无 95"`.
fn read_below(node: &Node, others: &[ExampleBelow], report: &mut Report) -> Option<ExampleBelow> {
    node.check(&BELOW, report);
    let written = node.argument()?;
    let name = text(written, report)?;
    if others.iter().any(|other| other.name == name) {
        report.error(written.place, Problem::Twice { what: What::Argument, word: name });
        return None;
    }
    let written = node.property("各化")?;
    let score = |word: &str| match word {
        NOTHING => Some(None),
        number => number.parse().ok().filter(|score| *score >= Quantity(0)).map(Some),
    };
    let scores: Option<Vec<Option<Quantity>>> = written.text.split_whitespace().map(score).collect();
    match scores {
        Some(scores) => Some(ExampleBelow { name, scores }),
        None => unexpected(written, Expected::Scores, report),
    }
}

/// Whether each branch below has one score for each dimension of the scheme of the day. Of a scheme whose place a later
/// layer has taken an example cannot know.
fn check_below(
    node: &Node,
    below: &[ExampleBelow],
    (as_of, schemes): (Day, &[Scheme]),
    layer: Layer,
    report: &mut Report,
) {
    if below.is_empty() {
        return;
    }
    let Some(scheme) = scheme::on(schemes, as_of) else {
        report.error(node.place(), Problem::NoScheme { day: as_of });
        return;
    };
    let written = node.children("下级").filter_map(|child| child.property("各化"));
    for written in written.filter(|_| scheme.layer <= layer) {
        let found = written.text.split_whitespace().count();
        if found != scheme.dimensions.len() {
            let dimensions = scheme.dimensions.iter().map(|one| one.name.clone()).collect();
            report.error(written.place, Problem::NotOneForEachDimension { found, dimensions });
        }
    }
}

fn read_expectation(node: &Node, rule: Option<&Rule>, report: &mut Report) -> Option<Expectation> {
    node.check(&EXPECTATION, report);
    let written = node.argument()?;
    let status = match written.text.as_str() {
        "不适用" => None,
        word => match Status::from_word(word) {
            Some(status) => Some(status),
            None => {
                let words = Status::WORDS.iter().map(|(word, _)| *word).chain(["不适用"]);
                unknown(What::Status, "", &written.spot(), words, report);
                return None;
            }
        },
    };
    let period = match node.property("期间") {
        Some(written) => Some(read_period(written, rule, report)?),
        None => None,
    };
    let subject = match node.property("主体") {
        Some(written) => Some(text(written, report)?),
        None => None,
    };
    Some(Expectation { status, subject, period, place: node.place() })
}

fn read_period(written: &Argument, rule: Option<&Rule>, report: &mut Report) -> Option<String> {
    let Some(period) = Period::parse(&written.text) else {
        return unexpected(written, Expected::Period, report);
    };
    let Some(rule) = rule else { return Some(written.text.clone()) };
    // What is asked about every window is found once a year.
    let calendar = rule.calendar.or(rule.window.map(|_| Calendar::Year));
    let expected = match (&rule.requirement, calendar) {
        (Requirement::State(_) | Requirement::Inventory(_), _) => "standing",
        (Requirement::Term(_), _) => "term",
        (Requirement::Each(_), _) => "event",
        (Requirement::Procedure(Procedure { by: Some(_), .. }), _) => "case",
        (Requirement::Within(within), None) if !matches!(within.trigger, Trigger::PeriodStart { .. }) => "event",
        (_, Some(calendar)) => calendar.word(),
        (_, None) => return Some(written.text.clone()),
    };
    let found = match period {
        Period::Calendar { calendar, .. } => Calendar::word(calendar).to_owned(),
        other => other.to_string(),
    };
    if found != expected {
        let problem = Problem::PeriodDoesNotFit { found: written.text.clone(), expected: expected.to_owned() };
        report.error(written.place, problem);
        return None;
    }
    Some(written.text.clone())
}

fn read_record(node: &Node, context: Context<'_>, report: &mut Report) -> Option<ExampleRecord> {
    let name = Argument { text: node.name.text.clone(), place: node.name.place, literal: Literal::Word };
    let (first, last) = read_days(&name, report)?;
    node.check_arguments(&Shape::words(1, 1, "记录名称"), report);
    let index = context.kind_named(node.argument()?, report)?;
    let kind = context.kind(index)?;
    let mut record = new_record(index, first, last, node);
    for (position, property) in node.properties.iter().enumerate() {
        node.check_property_once(position, property, report);
        read_property(property, kind, &mut record, report);
    }
    for child in &node.children {
        read_people(child, kind, &mut record, report);
    }
    Some(record)
}

fn new_record(kind: KindIndex, first: Day, last: Day, node: &Node) -> ExampleRecord {
    ExampleRecord { kind, first, last, recorded: None, people: Vec::new(), values: Vec::new(), place: node.place() }
}

/// A child of an example that is none of its words has a date as its name.
fn read_days(name: &Argument, report: &mut Report) -> Option<(Day, Day)> {
    let (first, last) = name.text.split_once("..").unwrap_or((&name.text, &name.text));
    match (parse_day(first), parse_day(last)) {
        (Some(first), Some(last)) if last < first => {
            report.error(name.place, Problem::Dates { first, last });
            None
        }
        (Some(first), Some(last)) => Some((first, last)),
        _ if name.text.starts_with(|first: char| first.is_ascii_digit()) => unexpected(name, Expected::Days, report),
        _ => {
            unknown(What::Child, "示例", &name.spot(), ["支部", "得", "2019-03-31"], report);
            None
        }
    }
}

fn read_property(property: &Property, kind: &Kind, record: &mut ExampleRecord, report: &mut Report) -> Option<()> {
    let Property { name, value } = property;
    if name.text == "录入" {
        record.recorded = Some(day(value, report)?);
        return Some(());
    }
    if let Some(field) = find_field(kind, &name.text) {
        if field.secret {
            report.error(name.place, Problem::SecretField { field: field.name.clone() });
            return None;
        }
        record.values.push((field.slug.clone(), read_value(field, value, report)?));
        return Some(());
    }
    if let Some(part) = find_part(kind, &name.text) {
        let person = text(value, report)?;
        record.people.push((part.slug.clone(), Presence::Present, person));
        return Some(());
    }
    let fields = kind.fields.iter().map(|field| (&field.name, &field.synonyms));
    let parts = kind.parts.iter().map(|part| (&part.name, &part.synonyms));
    let known: Vec<_> = fields.chain(parts).collect();
    let names: Vec<&str> = match known.iter().find(|(_, synonyms)| synonyms.contains(&name.text)) {
        Some((found, _)) => vec![found.as_str()],
        None => known.iter().map(|(found, _)| found.as_str()).chain(["录入"]).collect(),
    };
    unknown(What::FieldOrPart, &kind.name, name, names, report);
    None
}

fn read_people(node: &Node, kind: &Kind, record: &mut ExampleRecord, report: &mut Report) -> Option<()> {
    let word = node.name.text.as_str();
    let named = find_part(kind, word);
    let presence = PRESENCES.iter().find(|(known, _)| *known == word).map(|(_, presence)| *presence);
    let (part, presence): (&Part, Presence) = match (named, presence) {
        (Some(part), _) => (part, Presence::Present),
        (None, Some(presence)) => match kind.parts.iter().find(|part| part.attendance) {
            Some(part) => (part, presence),
            None => {
                report.error(node.place(), Problem::NoAttendance { kind: kind.name.clone() });
                return None;
            }
        },
        (None, None) => {
            let attended = kind.parts.iter().any(|part| part.attendance);
            let presences = PRESENCES.iter().map(|(word, _)| *word).filter(|_| attended);
            let parts = kind.parts.iter().map(|part| part.name.as_str());
            unknown(What::Part, &kind.name, &node.name, parts.chain(presences), report);
            return None;
        }
    };
    node.check(&Shape::words(1, ANY, "人名"), report);
    for written in &node.arguments {
        let Some(person) = text(written, report) else { continue };
        let others = record.people.iter().filter(|(slug, _, _)| *slug == part.slug);
        if others.clone().any(|(_, _, other)| *other == person) {
            report.error(written.place, Problem::Twice { what: What::Person, word: person });
        } else if !part.many && others.count() > 0 {
            report.error(written.place, Problem::TooManyPeople { part: part.name.clone() });
        } else {
            record.people.push((part.slug.clone(), presence, person));
        }
    }
    Some(())
}

fn read_value(field: &Field, written: &Argument, report: &mut Report) -> Option<Value> {
    let bounded = |report: &mut Report| {
        let found = quantity(written, report)?;
        within(written, found, field.minimum, field.maximum, report)
    };
    match &field.field_type {
        FieldType::Flag => flag(written, report).map(Value::Flag),
        FieldType::Quantity => bounded(report).map(Value::Quantity),
        FieldType::Money => bounded(report).map(|Quantity(hundredths)| Value::Money(Fen(hundredths))),
        FieldType::Day => day(written, report).map(Value::Day),
        FieldType::Period => match Period::parse(&written.text) {
            Some(period @ Period::Calendar { .. }) => Some(Value::Period(period)),
            _ => unexpected(written, Expected::CalendarPeriod, report),
        },
        FieldType::Text => text(written, report).map(Value::Text),
        FieldType::One(choices) => choice(choices, field, written, report).map(|slug| Value::Options(vec![slug])),
        FieldType::Many(choices) => many(choices, field, written, report).map(Value::Options),
        FieldType::Organisation => {
            text(written, report).map(|text| Value::Organisation(OrganisationId::derived(&[text.as_bytes()])))
        }
    }
}

fn find_choice<'a>(choices: &'a [Choice], word: &str) -> Option<&'a Choice> {
    choices
        .iter()
        .find(|choice| choice.name == word)
        .or_else(|| choices.iter().find(|choice| choice.synonyms.iter().any(|synonym| synonym == word)))
}

fn choice(choices: &[Choice], field: &Field, written: &Argument, report: &mut Report) -> Option<String> {
    let found = find_choice(choices, &written.text);
    if found.is_none() {
        unknown(What::Choice, &field.name, &written.spot(), choices.iter().map(|choice| choice.name.as_str()), report);
    }
    found.map(|choice| choice.slug.clone())
}

/// Several choices are written as in books: with spaces or commas between them.
fn many(choices: &[Choice], field: &Field, written: &Argument, report: &mut Report) -> Option<Vec<String>> {
    if let Some(choice) = find_choice(choices, &written.text) {
        return Some(vec![choice.slug.clone()]);
    }
    let separator = |character: char| character.is_whitespace() || "、,,;;".contains(character);
    let mut slugs = Vec::new();
    for word in written.text.split(separator).filter(|word| !word.is_empty()) {
        let one = Argument { text: word.to_owned(), ..written.clone() };
        let slug = choice(choices, field, &one, report)?;
        if !slugs.contains(&slug) {
            slugs.push(slug);
        }
    }
    if slugs.is_empty() { unexpected(written, Expected::Word, report) } else { Some(slugs) }
}
