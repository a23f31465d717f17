//! The records of the year that have no layout of their own, as a branch's office keeps them: a sheet a kind, the
//! branches below one another, a row a record, the words of the records chapter in the header.
//!
//! Left out is what Party committees keep (审批步骤、整顿步骤、联点项目、资源整合): their books are not written here.
//! Meetings, theme days, talks and class hours have messier books in `life` and `service`.

use facts::{Fact, PersonId, Value, kinds};
use office::demonstration::{Demonstration, Organisation};
use rulebook::{Choice, Field, FieldType, Kind, Part};

use super::grid::{Cell, Sheet};
use super::habits::Pen;

/// The kinds written, by slug.
pub const KINDS: &[&str] = &[
    "admission-step",
    "decision-step",
    "matter-step",
    "publication-step",
    "problem-step",
    "need-step",
    "self-check",
    "evaluation-step",
    "policy",
    "policy-assessed",
    "venue",
    "online-venue",
    "stocktaking",
    "venue-used",
    "venue-classified",
    "budget-set",
    "funds-published",
    "allowance",
    "duty-report",
    "assessment",
    "platform-use",
    "points-declared",
    "points-published",
    "points-ranked",
    "dues-published",
    "commendation",
    "political-birthday",
    "exemplary-deed",
    "commitment",
    "member-report",
    "staff-contact",
    "staff-talk",
    "volunteering",
    "paired",
    "carrier",
    "contributions-summed",
    "needs-survey",
];

/// One sheet for each kind of which the branches have a record in the year.
pub(super) fn sheets(pen: &mut Pen, group: &Demonstration, chosen: &[&Organisation], year: i32) -> Vec<Sheet> {
    let declared = rulebook::parse(&office::standard::built_in(), &[]).rulebook.kinds;
    let kinds = KINDS.iter().filter_map(|slug| declared.iter().find(|kind| kind.slug == *slug));
    kinds.map(|kind| sheet(pen, group, chosen, kind, year)).filter(|sheet| sheet.rows.len() > 2).collect()
}

fn sheet(pen: &mut Pen, group: &Demonstration, chosen: &[&Organisation], kind: &Kind, year: i32) -> Sheet {
    let mut sheet = Sheet::new(&kind.name);
    let fields: Vec<&Field> = kind.fields.iter().filter(|field| !field.secret).collect();
    sheet.title(&format!("{year}年{}台账", kind.name), 3 + fields.len() as u16);
    let parts = kind.parts.iter().map(|part| &part.name);
    let header = ["支部名称", "日期"].into_iter().map(str::to_owned);
    let names = header.chain(parts.chain(fields.iter().map(|field| &field.name)).cloned());
    sheet.push(names.map(Cell::from).collect());
    for organisation in chosen {
        let ledger = group.ledger(organisation.id);
        for fact in in_year(ledger, &kind.slug, year) {
            let mut row = vec![Cell::from(organisation.name.as_str()), pen.date(fact.occurred.first)];
            row.extend(kind.parts.iter().map(|part| people(pen, ledger, fact, part)));
            row.extend(fields.iter().map(|field| fact.value(&field.slug).map_or(Cell::Empty, |it| value(field, it))));
            sheet.push(row);
        }
    }
    sheet
}

/// What stands in the end of a kind, of what happened in the year.
pub fn in_year<'a>(ledger: &'a [Fact], kind: &str, year: i32) -> Vec<&'a Fact> {
    let facts = facts::current(ledger, None).into_iter();
    facts.filter(|fact| fact.kind == kind && fact.occurred.first.year() == year).collect()
}

fn people(pen: &mut Pen, ledger: &[Fact], fact: &Fact, part: &Part) -> Cell {
    let name = |person: PersonId| {
        let joined = ledger.iter().find(|fact| {
            fact.kind == kinds::MEMBER_JOINED && fact.playing(kinds::MEMBER).any(|member| member == person)
        });
        joined.and_then(|fact| fact.text(kinds::NAME)).unwrap_or_default()
    };
    let names: Vec<&str> = fact.playing(&part.slug).map(name).collect();
    match names.as_slice() {
        [one] => Cell::from(pen.name(one)),
        many => Cell::from(many.join("、")),
    }
}

fn value(field: &Field, value: &Value) -> Cell {
    match (&field.field_type, value) {
        (FieldType::One(choices) | FieldType::Many(choices), Value::Options(options)) => {
            let word = |option: &String| choices.iter().find(|choice: &&Choice| choice.slug == *option);
            let words: Vec<&str> = options.iter().filter_map(word).map(|choice| choice.name.as_str()).collect();
            Cell::from(words.join("、"))
        }
        (_, Value::Flag(flag)) => Cell::from(if *flag { "是" } else { "否" }),
        (_, Value::Quantity(quantity)) => Cell::Number(quantity.0 as f64 / 100.0),
        (_, Value::Money(fen)) => Cell::Number(fen.0 as f64 / 100.0),
        (_, Value::Text(text)) => Cell::from(text.as_str()),
        (_, Value::Day(day)) => Cell::Date(*day),
        (_, Value::Period(period)) => Cell::from(period.to_string()),
        _ => Cell::Empty,
    }
}
