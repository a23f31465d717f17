//! A form from a kind's declaration, and what was typed into one as values.

use std::collections::BTreeMap;

use facts::{Day, Fact, FactId, Fen, Name, OrganisationId, Participation, Period, Presence, Quantity, Value, kinds};
use roster::Roster;
use rulebook::{Choice, Field, FieldType, Kind, Part, Rulebook};

use super::{Control, FormField, FormPart, FormPerson, Option_, RecordForm, Text, Typed, day_text, inputs};
use super::{count, register};
use crate::live::Tree;

/// Who and what a form can name.
#[derive(Clone, Copy)]
pub(super) struct Known<'a> {
    pub rulebook: &'a Rulebook,
    pub roster: &'a Roster,
    pub tree: &'a Tree,
    pub today: Day,
}

/// What a form says when everything in it could be read.
#[derive(Debug, Default)]
pub(super) struct Said {
    pub values: BTreeMap<Name, Value>,
    /// By field.
    pub secrets: Vec<(Name, String)>,
    pub people: Vec<Participation>,
}

/// So many rules are named beside a form.
const RULES_SHOWN: usize = 6;

/// An empty form; everybody who was expected is taken to have been there.
pub(super) fn empty(known: Known<'_>, kind: &Kind, id: FactId) -> RecordForm {
    let people = |part: &Part| -> Vec<FormPerson> {
        // Who registers is not here yet, but may have been here before.
        let here = !register::registers(kind, part);
        let (members, guests) = match (here, kind.slug.as_str()) {
            (true, _) => (known.roster.members.as_slice(), known.roster.guests.as_slice()),
            (false, kinds::FLOATING_IN) => (&[][..], known.roster.guests.as_slice()),
            (false, _) => (known.roster.members.as_slice(), &[][..]),
        };
        let members = members.iter().enumerate().filter(|(_, member)| member.on(known.today) == here);
        let members = members.map(|(at, member)| (member.person, known.roster.display_name(at)));
        let stays = |guest: &roster::Guest| guest.stays.iter().any(|stay| stay.holds(known.today));
        let guests = guests.iter().filter(|guest| stays(guest) == here);
        let guests = guests.map(|guest| (guest.person, format!("{}（流动党员）", guest.name)));
        let person = |(person, name)| FormPerson {
            person,
            name,
            chosen: part.attendance,
            presence: Presence::Present,
            reason: String::new(),
        };
        members.chain(guests).map(person).collect()
    };
    let rules = rules(known, kind);
    RecordForm {
        kind: kind.slug.clone(),
        kind_name: kind.name.clone(),
        id,
        corrects: None,
        first: day_text(known.today),
        last: Text::default(),
        reason: Text::default(),
        fields: kind.fields.iter().map(|one| field(kind, one)).collect(),
        parts: kind.parts.iter().map(|part| FormPart { people: people(part), ..bare_part(kind, part) }).collect(),
        attachments: Vec::new(),
        attachment_faults: Vec::new(),
        wording: wording(known.rulebook, &rules),
        rules,
        faults: Vec::new(),
    }
}

fn bare_part(kind: &Kind, part: &Part) -> FormPart {
    FormPart {
        slug: part.slug.clone(),
        name: part.name.clone(),
        many: part.many,
        required: part.required,
        attendance: part.attendance,
        registers: register::registers(kind, part),
        people: Vec::new(),
        fault: None,
    }
}

fn field(kind: &Kind, field: &Field) -> FormField {
    let options = |choices: &[Choice]| {
        let option = |choice: &Choice| Option_ { slug: choice.slug.clone(), word: choice.name.clone(), chosen: false };
        choices.iter().map(option).collect()
    };
    FormField {
        slug: field.slug.clone(),
        name: field.name.clone(),
        unit: field.unit.clone(),
        required: field.required,
        secret: field.secret,
        counted: count::counts(kind, &field.slug),
        control: match &field.field_type {
            FieldType::Flag => Control::YesNo,
            FieldType::Quantity => Control::Number,
            FieldType::Money => Control::Money,
            FieldType::Day => Control::Day,
            FieldType::Period => Control::Period,
            FieldType::Text => Control::Text,
            FieldType::One(choices) => Control::One(options(choices)),
            FieldType::Many(choices) => Control::Many(options(choices)),
            FieldType::Organisation => Control::Organisation,
        },
        text: Text::default(),
    }
}

/// What the standard asks of such a record here: clause and title of the rules that look at it.
fn rules(known: Known<'_>, kind: &Kind) -> Vec<(String, String)> {
    let Some((index, _)) = known.rulebook.kind_named(&kind.slug) else { return Vec::new() };
    let form = known.roster.form_on(known.today).map(findings::form_in_rules);
    let looks = known.rulebook.rules.iter().filter(|rule| {
        let here = form.is_some_and(|form| rule.subject.forms.contains(&form));
        here && rule.from <= known.today && known.today <= rule.until && rule.requirement.kinds().contains(&index)
    });
    let named = looks.filter_map(|rule| Some((known.rulebook.clause_of(rule)?.id.clone(), rule.title.clone())));
    let mut named: Vec<(String, String)> = named.collect();
    named.dedup();
    named.truncate(RULES_SHOWN);
    named
}

fn wording(rulebook: &Rulebook, rules: &[(String, String)]) -> Vec<(String, Vec<String>)> {
    let mut ids: Vec<&String> = rules.iter().map(|(clause, _)| clause).collect();
    ids.dedup();
    let clause = |id: &String| {
        let clause = rulebook.clauses.iter().find(|clause| clause.id == *id)?;
        Some((id.clone(), views::paragraphs(&clause.text)))
    };
    ids.into_iter().filter_map(clause).collect()
}

/// A form that holds what a record says, for correcting it.
pub(super) fn filled(known: Known<'_>, kind: &Kind, fact: &Fact, id: FactId) -> RecordForm {
    let mut form = empty(known, kind, id);
    form.corrects = Some(fact.id);
    form.first = day_text(fact.occurred.first);
    if fact.occurred.last != fact.occurred.first {
        form.last = day_text(fact.occurred.last);
    }
    for field in &mut form.fields {
        match (fact.value(&field.slug), &mut field.control) {
            (Some(Value::Options(chosen)), Control::One(options) | Control::Many(options)) => {
                options.iter_mut().for_each(|option| option.chosen = chosen.contains(&option.slug));
            }
            (Some(_), _) if count::follows(kind, fact, &field.slug) => {}
            (Some(value), _) => field.text.typed = typed(known, value),
            (None, _) => {}
        }
    }
    for part in &mut form.parts {
        for person in &mut part.people {
            person.chosen = false;
        }
        for one in fact.people.iter().filter(|one| one.part == part.slug) {
            let at = part.people.iter().position(|person| person.person == one.person).unwrap_or_else(|| {
                // Somebody who has left since is still in the record.
                let name = views::words::person(known.roster, one.person).unwrap_or_else(|| "（不在册）".to_owned());
                let (presence, reason) = (one.presence, String::new());
                part.people.push(FormPerson { person: one.person, name, chosen: true, presence, reason });
                part.people.len() - 1
            });
            if let Some(person) = part.people.get_mut(at) {
                person.chosen = true;
                person.presence = one.presence;
                person.reason = one.reason.clone().unwrap_or_default();
            }
        }
    }
    form
}

fn typed(known: Known<'_>, value: &Value) -> String {
    match value {
        Value::Flag(true) => "yes".to_owned(),
        Value::Flag(false) => "no".to_owned(),
        Value::Quantity(quantity) => quantity.to_string(),
        Value::Money(fen) => fen.to_string(),
        Value::Day(day) => day.to_string(),
        Value::Period(period) => period.to_string(),
        Value::Text(text) => text.clone(),
        Value::Options(_) => String::new(),
        Value::Organisation(id) => known.tree.name(*id).to_owned(),
    }
}

/// A form that begins with what is known already, under the names of its inputs. What it does not have is passed over,
/// and what nothing is said of stays as it was.
pub(super) fn begin(form: &mut RecordForm, known: &Typed) {
    let texts = [(&mut form.first, inputs::FIRST), (&mut form.last, inputs::LAST), (&mut form.reason, inputs::REASON)];
    for (text, name) in texts {
        if known.has(name) {
            text.typed = known.one(name).to_owned();
        }
    }
    for field in &mut form.fields {
        let name = field.input();
        if !known.has(&name) {
            continue;
        }
        match &mut field.control {
            Control::One(options) | Control::Many(options) => {
                options.iter_mut().for_each(|option| option.chosen = known.all(&name).any(|slug| slug == option.slug));
            }
            _ => field.text.typed = known.one(&name).to_owned(),
        }
    }
    for part in &mut form.parts {
        let is_said =
            known.has(&part.input()) || part.people.iter().any(|person| known.has(&part.presence_input(person)));
        if is_said {
            read_part(part, known);
        }
    }
}

/// Puts what was typed into a form, and reads it; what cannot be read is said at its field.
pub(super) fn read(known: Known<'_>, kind: &Kind, form: &mut RecordForm, typed: &Typed) -> Said {
    let mut said = Said::default();
    form.first.typed = typed.one(inputs::FIRST).to_owned();
    form.last.typed = typed.one(inputs::LAST).to_owned();
    form.reason.typed = typed.one(inputs::REASON).to_owned();
    for (field, declared) in form.fields.iter_mut().zip(&kind.fields) {
        let name = field.input();
        field.text.typed = typed.one(&name).to_owned();
        if let Control::One(options) | Control::Many(options) = &mut field.control {
            options.iter_mut().for_each(|option| option.chosen = typed.all(&name).any(|slug| slug == option.slug));
        }
        match value(known, declared, field) {
            Ok(Some(Value::Text(text))) if declared.secret => said.secrets.push((field.slug.clone(), text)),
            Ok(Some(value)) => {
                said.values.insert(field.slug.clone(), value);
            }
            Ok(None) => {}
            Err(fault) => field.text.fault = Some(fault),
        }
    }
    for part in &mut form.parts {
        read_part(part, typed);
        let chosen = part.people.iter().filter(|person| person.chosen);
        said.people.extend(chosen.map(|person| Participation {
            person: person.person,
            part: part.slug.clone(),
            presence: person.presence,
            reason: Some(person.reason.clone()).filter(|reason| !reason.is_empty()),
        }));
    }
    said
}

fn read_part(part: &mut FormPart, typed: &Typed) {
    let asked = |person: &FormPerson| {
        let presence = typed.one(&part.presence_input(person)).to_owned();
        let chosen = match part.attendance {
            true => !presence.is_empty(),
            false => typed.all(&part.input()).any(|chosen| chosen == person.person.to_string()),
        };
        let presence = Presence::ALL.into_iter().find(|one| one.slug() == presence).unwrap_or(Presence::Present);
        let reason = typed.one(&part.why_input(person)).to_owned();
        FormPerson { chosen, presence, reason, ..person.clone() }
    };
    part.people = part.people.iter().map(asked).collect();
}

/// What a field holds; nothing where it was left empty.
fn value(known: Known<'_>, declared: &Field, field: &FormField) -> Result<Option<Value>, String> {
    let text = field.text.typed.as_str();
    if let Control::One(options) | Control::Many(options) = &field.control {
        let chosen: Vec<Name> = options.iter().filter(|one| one.chosen).map(|one| one.slug.clone()).collect();
        return match (chosen.is_empty(), text.is_empty()) {
            (true, true) => Ok(None),
            (true, false) => Err(format!("应从列出的选项里选，“{text}”不在其中")),
            (false, _) => Ok(Some(Value::Options(chosen))),
        };
    }
    if text.is_empty() {
        return Ok(None);
    }
    let unit = declared.unit.as_deref().unwrap_or_default();
    let read = match &field.control {
        Control::YesNo => match text {
            "yes" => Value::Flag(true),
            "no" => Value::Flag(false),
            _ => return Err(format!("应选“是”或“否”，现在是“{text}”")),
        },
        Control::Number => {
            let number: Quantity =
                text.parse().map_err(|_| format!("应为数字，最多两位小数{}，现在是“{text}”", in_unit(unit)))?;
            within(declared, number, unit)?;
            Value::Quantity(number)
        }
        Control::Money => {
            let fen: Fen = text.parse().map_err(|_| format!("应为金额（元），最多两位小数，现在是“{text}”"))?;
            within(declared, Quantity(fen.0), "元")?;
            Value::Money(fen)
        }
        Control::Day => Value::Day(text.parse().map_err(|_| format!("应为日期，如 2026-03-05，现在是“{text}”"))?),
        Control::Period => {
            let period = Period::parse(text).filter(|period| matches!(period, Period::Calendar { .. }));
            let fault = || format!("应为期间，如 2026-03、2026-Q1、2026-H1 或 2026，现在是“{text}”");
            Value::Period(period.ok_or_else(fault)?)
        }
        Control::Organisation => Value::Organisation(organisation(known.tree, text)?),
        Control::Text | Control::One(_) | Control::Many(_) => Value::Text(plain(declared, text)?),
    };
    Ok(Some(read))
}

fn in_unit(unit: &str) -> String {
    if unit.is_empty() { String::new() } else { format!("（{unit}）") }
}

fn within(declared: &Field, number: Quantity, unit: &str) -> Result<(), String> {
    match (declared.minimum, declared.maximum) {
        (Some(least), _) if number < least => Err(format!("应不小于 {least}{unit}，现在是 {number}")),
        (_, Some(most)) if number > most => Err(format!("应不大于 {most}{unit}，现在是 {number}")),
        _ => Ok(()),
    }
}

/// More than this is no text for a ledger; it belongs into an attachment.
const TEXT_MOST: usize = 20_000;

fn plain(declared: &Field, text: &str) -> Result<String, String> {
    if text.chars().count() > TEXT_MOST {
        return Err(format!("太长：应不超过 {TEXT_MOST} 个字，现在是 {} 个", text.chars().count()));
    }
    if declared.slug == crate::directory::IDENTITY_NUMBER {
        let fault = |_| "应为 18 位身份证号，请逐位核对（最后一位是校验码）".to_owned();
        return intake::verify_identity_number(text).map_err(fault);
    }
    // Line ends are one character, whatever system sent them; others that nobody can see have no business here.
    let text = text.replace("\r\n", "\n");
    Ok(text.chars().filter(|one| *one == '\n' || *one == '\t' || !one.is_control()).collect())
}

fn organisation(tree: &Tree, text: &str) -> Result<OrganisationId, String> {
    // Programs name it by its id.
    if let Some(id) = text.parse().ok().filter(|id| tree.node(*id).is_some()) {
        return Ok(id);
    }
    let named: Vec<OrganisationId> = tree.named(text).collect();
    match named.as_slice() {
        [id] => Ok(*id),
        [] => Err(format!("没有名叫“{text}”的组织，请写全称")),
        _ => Err(format!("有 {} 个组织都叫“{text}”，请找管理员改名后再填", named.len())),
    }
}

/// Kinds that nobody fills in as a form: withdrawing has a page of its own.
pub(super) fn is_written_by_hand(kind: &Kind) -> bool {
    kind.slug != kinds::WITHDRAWN
}
