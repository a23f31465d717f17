//! Rows that become one record each: meetings, talks, training, posts, and every kind without a reader of its own.

use std::collections::BTreeMap;

use facts::{Name, OrganisationId, Participation, Period, PersonId, Presence, Span, Value, kinds};
use rulebook::{Field, FieldType, Kind, KindIndex};

use super::attendance::{Attendance, Said, Told};
use super::row::{Pending, Row};
use super::{
    Job, NoteKind, absence, conflict, counts, exempt, held, learn, left, marks, parts_of_day, people, remarks, roll,
    values,
};
use crate::Mark;
use crate::reading::{Denied, choices, clean, is_nothing, verify_identity_number};
use crate::recognise::{Column, LASTING, Slot, Target};
use crate::refusal::Reason;

/// The field of meetings that were held together with others.
pub const MERGED: &str = "merged";

/// The unit of fields that count class hours.
pub const CLASS_HOURS: &str = "学时";

pub fn read(job: &mut Job, row: &mut Row, organisation: OrganisationId, kind_index: KindIndex) {
    let Some(kind) = job.rulebook.kind(kind_index) else { return };
    held::refuse(job, row, kind_index, kind);
    if row.is_refused() {
        return;
    }
    let mut fields = fields(job, row, organisation, kind_index, kind);
    let occurred = occurred(job, row, organisation, kind_index, kind, &mut fields.values);
    let setting = people::Setting::of(organisation, kind, occurred.map(|(span, _)| span));
    let counted = counts::take(row, kind_index, kind, &mut fields.values);
    let attendance = people_of(job, row, &setting, kind_index, kind);
    counts::compare(row, (kind_index, kind), &fields.values, &counted, &attendance.named(job, organisation, kind));
    let mut people = attendance.finish(job, row, organisation);
    let expected = marked(row, kind, &mut people);
    if counts::one_person_a_row(row.layout, kind_index, kind) {
        if !expected {
            return;
        }
        refuse_denied(job, row, &people);
    }
    invite(row, &mut fields.values);
    required(row, kind_index, kind, &fields, &people);
    conflict::refuse_with_oneself(row, (kind_index, kind), &people);
    if let Some((span, assumed)) = occurred {
        plausible(row, kind_index, kind, &fields.values, attributed(kind, &fields.values), span);
        conflict::refuse_days(job, row, organisation, (kind_index, kind), &people, (span, assumed));
    }
    let Some((occurred, assumed)) = occurred else { return };
    if row.is_refused() {
        return;
    }
    let owner = kind.owner_of_secrets(&people);
    let secrets = match owner {
        Some(owner) => fields.secrets.into_iter().map(|(field, text)| (owner, field, text)).collect(),
        None => Vec::new(),
    };
    let left = if kind.slug == kinds::POST_TAKEN { left::read(job, row, organisation) } else { None };
    if row.is_refused() {
        return;
    }
    // Since when it was held nobody says: a post that is over must not count for all the years before.
    let since_unknown = assumed && left.is_some();
    if since_unknown {
        row.notes.retain(|(_, note)| !matches!(note, NoteKind::AssumedDay { .. }));
    } else {
        learn::learn(job, kind, organisation, &people, occurred, &fields.values);
    }
    let pending = Pending {
        organisation,
        kind: kind.slug.clone(),
        occurred,
        assumed,
        once: false,
        people,
        values: fields.values,
        secrets,
    };
    for one in each(pending, fields.posts, fields.exempt_from) {
        let given_up = left.as_ref().map(|left| left.of(job, &one));
        row.drafts.extend(Some(one).filter(|_| !since_unknown).into_iter().chain(given_up));
    }
}

/// A person who holds two posts at once has taken two posts, and so with what somebody is exempt from.
fn each(pending: Pending, posts: Vec<Name>, exempt_from: Vec<String>) -> Vec<Pending> {
    let posts = posts.into_iter().map(|post| (kinds::POST, Value::Options(vec![post])));
    let exempt_from = exempt_from.into_iter().map(|kind| (kinds::FROM_KIND, Value::Text(kind)));
    let each: Vec<(&str, Value)> = posts.chain(exempt_from).collect();
    let with = |(field, value): (&str, Value)| {
        let mut one = pending.clone();
        one.values.insert(field.to_owned(), value);
        one
    };
    if each.is_empty() { vec![pending] } else { each.into_iter().map(with).collect() }
}

#[derive(Default)]
pub struct Fields {
    pub values: BTreeMap<Name, Value>,
    /// Field and text.
    pub secrets: Vec<(Name, String)>,
    /// Those that a post column names.
    pub posts: Vec<String>,
    /// The kinds that an exemption is from, by name; none where it is from all.
    pub exempt_from: Vec<String>,
}

/// All fields of a kind that the sheet has columns for. What cannot be read refuses the row.
pub fn fields(job: &Job, row: &mut Row, organisation: OrganisationId, kind_index: KindIndex, kind: &Kind) -> Fields {
    let mut read = Fields::default();
    for (index, field) in kind.fields.iter().enumerate() {
        let Some(column) = row.slot(kind_index, &Slot::Field(index)) else { continue };
        if row.is_empty(column.index) {
            continue;
        }
        row.take(column.index);
        let cell = row.cell(column.index);
        if field.secret {
            match secret(cell, field) {
                Ok(text) => read.secrets.extend(text.map(|text| (field.slug.clone(), text))),
                Err(reason) => row.refuse_row(column.index, reason),
            }
            continue;
        }
        if let (kinds::POST, FieldType::One(known)) = (field.slug.as_str(), &field.field_type)
            && let Ok(found) = choices(&cell.shown(), known)
        {
            read.posts = found.iter().map(|choice| choice.slug.clone()).collect();
            read.values.insert(field.slug.clone(), Value::Options(read.posts.clone()));
            continue;
        }
        let counts = matches!(field.field_type, FieldType::Quantity | FieldType::Money);
        if let Some(reason) = row.shared(column.index).filter(|_| counts && !is_nothing(&cell.shown())) {
            match field.required {
                true => row.refuse_row(column.index, reason),
                false => row.refuse_cell(column.index, reason),
            }
            continue;
        }
        if field.slug == kinds::FROM_KIND {
            match exempt::from(job, cell) {
                Ok(from) => read.exempt_from = from,
                // Without it the member would be exempt from everything.
                Err(reason) => row.refuse_row(column.index, reason),
            }
            continue;
        }
        match values::read(job, cell, field, column, row.layout.year) {
            Ok(Some(found)) => {
                let value = row.told(column.index, found);
                let fitting = group(job, organisation, kind, field, value);
                match fitting.and_then(|value| superior(job, organisation, field, value)) {
                    Ok(value) => {
                        read.values.insert(field.slug.clone(), value);
                    }
                    Err(reason) => row.refuse_row(column.index, reason),
                }
            }
            Ok(None) => {}
            Err(reason) => refuse_field(row, kind, field, column.index, reason),
        }
    }
    note(row, kind, &mut read.values);
    if let (Some(merged), Some(field)) = (row.merged, kind.field(MERGED)) {
        read.values.entry(field.slug.clone()).or_insert(Value::Flag(merged));
    }
    read
}

/// Refuses what cannot be read as the value of a field, and leaves the record where it says the same without.
fn refuse_field(row: &mut Row, kind: &Kind, field: &Field, column: usize, reason: Reason) {
    match reason {
        _ if field.required => row.refuse_row(column, reason),
        // What people write in prose.
        Reason::NotAChoice { .. } => {
            row.refuse_cell(column, values::of_another_field(kind, row.cell(column), reason));
        }
        // 场次: 上午 tells no other day than the record's own.
        Reason::NotADate if field.attributes => {
            row.refuse_cell(column, Reason::NotASession { field: field.name.clone() });
        }
        // What is no number of people.
        _ if field.unit.as_deref() == Some(values::PEOPLE) => row.refuse_cell(column, reason),
        _ => row.refuse_row(column, reason),
    }
}

/// A remark column goes into the record even where the kind has no field for remarks.
pub fn note(row: &mut Row, kind: &Kind, values: &mut BTreeMap<Name, Value>) {
    let Some(column) = row.layout.find(&Target::Note) else { return };
    let text = row.text(column.index);
    if text.is_empty() || kind.field(kinds::NOTE).is_some() {
        return;
    }
    match values::sound(row.cell(column.index)) {
        Err(reason) => row.refuse_cell(column.index, reason),
        Ok(()) => {
            row.take(column.index);
            if !is_nothing(&text) {
                values.insert(kinds::NOTE.to_owned(), Value::Text(text));
            }
        }
    }
}

/// The text of a secret, checked where it can be.
pub fn secret(cell: &crate::Cell, field: &Field) -> Result<Option<String>, Reason> {
    values::sound(cell)?;
    let shown = clean(&cell.shown());
    if is_nothing(&shown) {
        return Ok(None);
    }
    if field.slug == "id-number" {
        if matches!(cell, crate::Cell::Number(_)) {
            return Err(Reason::IdentityNumber(crate::reading::IdentityProblem::LostDigits));
        }
        return verify_identity_number(&shown).map(Some).map_err(Reason::IdentityNumber);
    }
    if field.slug == "phone" && shown.chars().any(char::is_alphabetic) {
        return Err(Reason::NotAPhone);
    }
    Ok(Some(shown))
}

/// A group must be one of the branch's, where any are known; written as the branch writes it.
fn group(job: &Job, organisation: OrganisationId, kind: &Kind, field: &Field, value: Value) -> Result<Value, Reason> {
    let Value::Text(text) = &value else { return Ok(value) };
    if field.slug != kinds::GROUP || kind.slug == kinds::GROUP_JOINED {
        return Ok(value);
    }
    let groups = job.directory.organisation(organisation).map(|found| found.groups.as_slice()).unwrap_or_default();
    match groups.iter().find(|known| crate::reading::same_word(known, text)) {
        Some(known) => Ok(Value::Text(known.clone())),
        // Nobody can end what nobody ever named.
        None if groups.is_empty() && kind.slug != kinds::GROUP_DISSOLVED => Ok(value),
        None => Err(Reason::NoSuchGroup { known: groups.to_vec() }),
    }
}

/// A change names no superior that the organisation is itself above.
fn superior(job: &Job, organisation: OrganisationId, field: &Field, value: Value) -> Result<Value, Reason> {
    match value {
        Value::Organisation(superior) if field.slug == kinds::SUPERIOR => {
            conflict::below_itself(job, organisation, superior).map_or(Ok(value), Err)
        }
        value => Ok(value),
    }
}

/// When the record occurred, and whether that was assumed.
pub fn occurred(
    job: &Job,
    row: &mut Row,
    organisation: OrganisationId,
    kind_index: KindIndex,
    kind: &Kind,
    values: &mut BTreeMap<Name, Value>,
) -> Option<(Span, bool)> {
    let column = row.slot(kind_index, &Slot::Occurred);
    if let Some(column) = column
        && !is_nothing(&row.text(column.index))
    {
        row.take(column.index);
        let parts = parts_of_day::read(row)?;
        let completed = parts.completed(row, row.cell(column.index));
        let cell = completed.as_ref().unwrap_or(row.cell(column.index));
        let read = match LASTING.contains(&kind.slug.as_str()) {
            true => values::lasting_span(job, cell, parts.year(row)),
            false => values::event_span(job, cell, parts.year(row)),
        };
        return match read {
            Ok(read) => {
                let span = row.told(column.index, read);
                parts.compare(row, span);
                Some((until_last_day(job, row, span)?, false))
            }
            Err(reason) => {
                row.refuse_row(column.index, reason);
                None
            }
        };
    }
    if let Some(period) = attributed(kind, values) {
        return match last_day(job, period) {
            Ok(day) => Some((Span::day(day), true)),
            Err(reason) => {
                row.refuse_row(column.map_or(0, |column| column.index), reason);
                None
            }
        };
    }
    if row.is_refused() && attributing(kind, kind_index, row).is_some_and(|column| !row.is_empty(column.index)) {
        // The period that would have told the day is refused already.
        return None;
    }
    let set_up = job.directory.organisation(organisation).and_then(|found| found.set_up);
    if let (Some(day), true) = (set_up, kind.field(kinds::UNDATED).is_some()) {
        values.insert(kinds::UNDATED.to_owned(), Value::Flag(true));
        row.note(column.map_or(0, |column| column.index), NoteKind::AssumedDay { day });
        return Some((Span::day(day), true));
    }
    row.refuse_missing(column, Reason::MissingDate);
    None
}

/// With the last day that a column of its own tells.
fn until_last_day(job: &Job, row: &mut Row, span: Span) -> Option<Span> {
    let Some(column) = row.layout.find(&Target::LastDay).filter(|column| !is_nothing(&row.text(column.index))) else {
        return Some(span);
    };
    row.take(column.index);
    let read = values::any_span(job, row.cell(column.index), row.layout.year);
    match read.map(|(read, _)| row.told(column.index, read).last) {
        Ok(last) if span.first <= last => return Some(Span { first: span.first, last }),
        Ok(_) => row.refuse_row(column.index, Reason::EndsBefore { first: span.first }),
        Err(reason) => row.refuse_row(column.index, reason),
    }
    None
}

/// Class hours that the days of the row cannot hold.
fn plausible(
    row: &mut Row,
    kind_index: KindIndex,
    kind: &Kind,
    values: &BTreeMap<Name, Value>,
    period: Option<Period>,
    span: Span,
) {
    let (first, last) = period.and_then(Period::days).unwrap_or((span.first, span.last));
    let hours = 24 * i64::from(last.number() - first.number() + 1);
    for (index, field) in kind.fields.iter().enumerate() {
        let Some(column) = row.slot(kind_index, &Slot::Field(index)) else { continue };
        let Some(Value::Quantity(written)) = values.get(&field.slug) else { continue };
        if field.unit.as_deref() == Some(CLASS_HOURS) && written.0 > hours * 100 {
            row.refuse_row(column.index, Reason::MoreThanTheDays { hours });
        }
    }
}

fn attributed(kind: &Kind, values: &BTreeMap<Name, Value>) -> Option<Period> {
    let field = kind.fields.iter().find(|field| field.attributes)?;
    match values.get(&field.slug)? {
        Value::Period(period) => Some(*period),
        _ => None,
    }
}

fn attributing<'a>(kind: &Kind, kind_index: KindIndex, row: &Row<'a>) -> Option<&'a Column> {
    let field = kind.fields.iter().position(|field| field.attributes)?;
    row.slot(kind_index, &Slot::Field(field))
}

/// The last day of a period that a record without a day belongs to; today while the period runs.
pub fn last_day(job: &Job, period: Period) -> Result<facts::Day, Reason> {
    let (first, last) = period.days().ok_or(Reason::NotAPeriod)?;
    values::in_time(job, first)?;
    Ok(last.min(job.context.today))
}

/// Refuses a row about one person who was there, where its remark says that he was not.
fn refuse_denied(job: &Job, row: &mut Row, people: &[Participation]) {
    let came = people.iter().all(|one| one.presence.counts_as_present());
    if let Some((column, _)) = remarks::denying(job, row, Denied::Attendance).filter(|_| came) {
        row.refuse_row(column, Reason::ContradictsItself);
    }
}

/// Everybody in the row, each with a part.
fn people_of(job: &Job, row: &mut Row, setting: &people::Setting, kind_index: KindIndex, kind: &Kind) -> Attendance {
    let mut found = Attendance::default();
    for (index, part) in kind.parts.iter().enumerate() {
        let wanted = Slot::Part(index);
        let columns = row.layout.columns.iter().filter(|column| match &column.target {
            Target::Record(places) => places.contains(&(kind_index, wanted.clone())),
            _ => false,
        });
        for column in columns {
            if row.is_empty(column.index) || row.is_claimed(column.index) {
                continue;
            }
            if both_sides(job, row, setting, kind_index, kind, index, column.index, &mut found) {
                continue;
            }
            for said in people::participations(job, row, setting, kind, part, column) {
                found.add(job, row, setting.organisation, column.index, said);
            }
        }
    }
    across(job, row, setting, kind, &mut found);
    in_words(job, row, setting, (kind_index, kind), &mut found);
    found
}

/// Who was there by the column of presence, in the row of a meeting that names nobody else: `全体党员`, `李四请假`. A mark
/// there says of nobody that they were present.
fn in_words(
    job: &Job,
    row: &mut Row,
    setting: &people::Setting,
    (kind_index, kind): (KindIndex, &Kind),
    found: &mut Attendance,
) {
    let Some(part) = kind.parts.iter().find(|part| part.attendance) else { return };
    let Some(column) = row.layout.find(&Target::Presence).filter(|column| !row.is_empty(column.index)) else { return };
    if row.is_claimed(column.index)
        || counts::one_person_a_row(row.layout, kind_index, kind)
        || found.names_attendees(kind)
    {
        return;
    }
    if marks::read(row, column.index).is_ok() && !is_nothing(&row.text(column.index)) {
        return row.refuse_cell(column.index, Reason::CountOfPeople);
    }
    for said in people::participations(job, row, setting, kind, part, column) {
        found.add(job, row, setting.organisation, column.index, said);
    }
}

/// Puts those whom a list names as sitting in beside those of the column for them.
fn invite(row: &mut Row, values: &mut BTreeMap<Name, Value>) {
    for invited in std::mem::take(&mut row.invited) {
        let known = match values.get(roll::INVITED) {
            Some(Value::Text(known)) => Some(known.clone()),
            _ => None,
        };
        let all = match known {
            Some(known) if known.contains(&invited) => known,
            Some(known) => format!("{known}、{invited}"),
            None => invited,
        };
        values.insert(roll::INVITED.to_owned(), Value::Text(all));
    }
}

/// Names across the top: a mark of presence below each.
fn across(job: &Job, row: &mut Row, setting: &people::Setting, kind: &Kind, found: &mut Attendance) {
    let Some(part) = kind.parts.iter().find(|part| part.attendance) else { return };
    let layout = row.layout;
    for column in &layout.columns {
        let Target::Person(name) = &column.target else { continue };
        if row.is_empty(column.index) {
            continue;
        }
        match person_and_mark(job, row, column.index, setting, name) {
            Ok((person, read)) => {
                row.take(column.index);
                // Nobody was expected where the mark says so.
                let Some(presence) = read.presence else { continue };
                let one = Participation { person, part: part.slug.clone(), presence, reason: read.reason };
                found.add(job, row, setting.organisation, column.index, Said { one, told: Told::ByName });
            }
            Err(reason) => row.refuse_cell(column.index, reason),
        }
    }
}

fn person_and_mark(
    job: &Job,
    row: &Row,
    column: usize,
    setting: &people::Setting,
    name: &str,
) -> Result<(PersonId, Mark), Reason> {
    let read = marks::read(row, column)?;
    Ok((people::of_column(job, setting, name)?, read))
}

/// One column for both sides of a talk: `白伟、叶欣` under 谈话双方.
#[expect(clippy::too_many_arguments, reason = "each is a different thing that the row was read into")]
fn both_sides(
    job: &Job,
    row: &mut Row,
    setting: &people::Setting,
    kind_index: KindIndex,
    kind: &Kind,
    part: usize,
    column: usize,
    found: &mut Attendance,
) -> bool {
    let (Some(first), Some(second)) = (kind.parts.get(part), kind.parts.get(part + 1)) else { return false };
    if first.many || !first.required || !second.required || row.slot(kind_index, &Slot::Part(part + 1)).is_some() {
        return false;
    }
    let named = people::listed(job, setting.organisation, &row.text(column));
    if named.len() < 2 {
        return false;
    }
    row.take(column);
    for (at, one) in named.iter().enumerate() {
        if let Some(reason) = people::somebody_else(one) {
            row.refuse_row(column, reason);
            continue;
        }
        match people::find(job, setting, one, &people::Hints::default()) {
            Ok(person) => {
                let part = if at == 0 { &first.slug } else { &second.slug };
                let one = Participation { person, part: part.clone(), presence: Presence::Present, reason: None };
                found.add(job, row, setting.organisation, column, Said { one, told: Told::ByName });
            }
            Err(reason) => row.refuse_row(column, reason),
        }
    }
    true
}

/// Takes the columns of presence and of reasons beside a single name. Whether the person was expected: nobody was where a
/// column of presence says nothing.
fn marked(row: &mut Row, kind: &Kind, found: &mut [Participation]) -> bool {
    let column = row.layout.find(&Target::Presence).map(|column| column.index);
    let column = column.filter(|column| !row.is_claimed(*column));
    let mut said = None;
    if let Some(column) = column.filter(|column| !row.is_empty(*column)) {
        match marks::read(row, column) {
            Ok(mark) => said = Some(mark),
            Err(reason) => {
                row.refuse_row(column, reason);
                return true;
            }
        }
    }
    if !kind.parts.iter().any(|part| part.attendance) {
        took_part(row, column, said);
        return true;
    }
    let attendance = |one: &Participation| kind.part(&one.part).is_some_and(|part| part.attendance);
    let mut attendees = found.iter_mut().filter(|one| attendance(one));
    let (Some(only), None) = (attendees.next(), attendees.next()) else { return true };
    let lists = row.layout.columns.iter().any(absence::is_list);
    if let Some((reasons, read)) = absence::of_row(row).filter(|_| !lists) {
        let both = read.and_then(|reason| match &said {
            Some(mark) => mark.explained(&reason).ok_or(Reason::ContradictsItself),
            None => Ok(reason),
        });
        match both {
            Ok(both) => said = Some(both),
            Err(reason) => {
                row.refuse_row(reasons, reason);
                return true;
            }
        }
        row.take(reasons);
    }
    let Some(said) = said else { return column.is_none() };
    column.into_iter().for_each(|column| row.take(column));
    let Some(presence) = said.presence else { return false };
    only.presence = presence;
    only.reason = said.reason;
    true
}

/// Who was not there has learnt nothing: what a sheet of signatures says in the row of each goes for their hours, too.
fn took_part(row: &mut Row, column: Option<usize>, said: Option<Mark>) {
    let (Some(column), Some(said)) = (column, said) else { return };
    match said.presence {
        Some(Presence::Present) if said.reason.is_none() => row.take(column),
        Some(presence) if presence.counts_as_present() => {}
        _ => row.refuse_row(column, Reason::WasAway),
    }
}

pub fn required(row: &mut Row, kind_index: KindIndex, kind: &Kind, fields: &Fields, people: &[Participation]) {
    if row.is_refused() {
        return;
    }
    for (index, field) in kind.fields.iter().enumerate() {
        let given =
            fields.values.contains_key(&field.slug) || fields.secrets.iter().any(|(slug, _)| *slug == field.slug);
        if field.required && !given {
            let column = row.slot(kind_index, &Slot::Field(index));
            row.refuse_missing(column, Reason::MissingField { field: field.name.clone() });
        }
    }
    for (index, part) in kind.parts.iter().enumerate() {
        if part.required && !people.iter().any(|one| one.part == part.slug) {
            let column = row.slot(kind_index, &Slot::Part(index));
            row.refuse_missing(column, Reason::MissingField { field: part.name.clone() });
        }
    }
}
