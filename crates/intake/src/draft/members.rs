//! Rows of a roster: who belongs to a branch, and in which group.
//!
//! A member is kept even where one of the cells cannot be read, unless it is the name itself: a lost member would
//! take every meeting and talk along. Namesakes are told apart by ID number, joining day and birth date.

use std::collections::BTreeMap;

use facts::{Day, Name, OrganisationId, Participation, PersonId, Presence, Span, Value, kinds};
use rulebook::{Kind, KindIndex};

use super::row::{Pending, Row};
use super::{Job, NoteKind, called, identify, people, records, remarks, unsettled, values};
use crate::book::Cell;
use crate::directory::{Member, SecretText};
use crate::reading::{birth_day, is_nothing, key, name, verify_identity_number};
use crate::recognise::{Column, Slot, Target};
use crate::refusal::{Conflict, Reason};

pub fn read(job: &mut Job, row: &mut Row, organisation: OrganisationId) {
    let Some((index, kind)) = job.rulebook.kind_named(kinds::MEMBER_JOINED) else { return };
    let Some(written) = name_of(row, index, kind) else { return };
    let column = column_of_name(row, index, kind).map_or(0, |column| column.index);
    let part = kind.part(kinds::MEMBER).map_or("", |part| part.name.as_str());
    let Some(written) = called::of_member(row, column, written, part) else { return };
    if let Some(column) = says_no_member(row, index, kind) {
        return row.refuse_row(column, Reason::NotAMember);
    }
    if remarks::refuse(job, row, kind) {
        return;
    }
    let (mut fields, mut secrets) = cells(job, row, index, kind);
    records::note(row, kind, &mut fields);
    full_before_joined(row, index, kind, &fields);
    under_age(row, index, kind, (&fields, &secrets));
    if row.is_refused() {
        return;
    }
    probationary_and_full(row, index, kind, &fields);
    let candidate = candidate(job, row, &written, &fields, &mut secrets);
    let number = secrets.iter().find(|(_, field, _)| field == "id-number");
    if let Some((column, _, number)) = number {
        unsettled::also_member(job, row, (*column, number), organisation, &candidate.name);
    }
    let Some(person) = identify(job, row, organisation, &candidate) else { return };
    unsettled::post(job, row, organisation, person);
    let (occurred, undated) = since(job, row, organisation, index, candidate.joined_on);
    fields.insert(kinds::NAME.to_owned(), Value::Text(written));
    fields.entry(kinds::HOW.to_owned()).or_insert_with(|| Value::Options(vec!["roster".to_owned()]));
    if undated {
        fields.insert(kinds::UNDATED.to_owned(), Value::Flag(true));
    }
    let group = match fields.get(kinds::GROUP) {
        Some(Value::Text(group)) => Some(group.clone()),
        _ => None,
    };
    enter(job, organisation, person, candidate, group.clone(), (occurred.first, undated));
    let secrets = secrets.into_iter().map(|(_, field, text)| (person, field, text)).collect();
    push(row, organisation, kinds::MEMBER_JOINED, person, occurred, fields, secrets);
    if let Some(group) = group {
        let mut values = BTreeMap::from([(kinds::GROUP.to_owned(), Value::Text(group))]);
        if undated {
            values.insert(kinds::UNDATED.to_owned(), Value::Flag(true));
        }
        push(row, organisation, kinds::GROUP_JOINED, person, occurred, values, Vec::new());
    }
}

pub fn name_of(row: &mut Row, index: KindIndex, kind: &Kind) -> Option<String> {
    let at = column_of_name(row, index, kind).map_or(0, |column| column.index);
    row.take(at);
    let sound = values::sound(row.cell(at));
    let written = name(&row.text(at));
    if let Err(reason) = sound {
        row.refuse_row(at, reason);
        return None;
    }
    called::is_name(row, at, &written).then_some(written)
}

pub fn column_of_name<'a>(row: &Row<'a>, index: KindIndex, kind: &Kind) -> Option<&'a Column> {
    let part = kind.parts.iter().position(|part| part.slug == kinds::MEMBER).map(Slot::Part);
    let field = kind.fields.iter().position(|field| field.slug == kinds::NAME).map(Slot::Field);
    [part, field].into_iter().flatten().find_map(|slot| row.slot(index, &slot))
}

/// Column, field and text of each secret.
type Secrets = Vec<(usize, Name, String)>;

fn cells(job: &Job, row: &mut Row, kind_index: KindIndex, kind: &Kind) -> (BTreeMap<Name, Value>, Secrets) {
    let (mut found, mut secrets) = (BTreeMap::new(), Vec::new());
    for (index, field) in kind.fields.iter().enumerate() {
        let Some(column) = row.slot(kind_index, &Slot::Field(index)) else { continue };
        if field.slug == kinds::NAME || row.is_empty(column.index) {
            continue;
        }
        row.take(column.index);
        let cell = row.cell(column.index);
        if field.secret {
            match records::secret(cell, field) {
                Ok(text) => secrets.extend(text.map(|text| (column.index, field.slug.clone(), text))),
                Err(reason) => row.refuse_cell(column.index, reason),
            }
            continue;
        }
        match values::read(job, cell, field, column, row.layout.year) {
            Ok(Some(read)) => match born(job, cell, &field.slug, row.told(column.index, read)) {
                Ok(value) => {
                    found.insert(field.slug.clone(), value);
                }
                Err(reason) => row.refuse_cell(column.index, reason),
            },
            Ok(None) => {}
            // Who joins some day is no member yet, and without the day would look like one.
            Err(reason @ Reason::Future { .. }) if field.slug == kinds::JOINED_ON => {
                row.refuse_row(column.index, reason);
            }
            Err(reason) => row.refuse_cell(column.index, values::of_another_field(kind, cell, reason)),
        }
    }
    (found, secrets)
}

/// The column that says that the person of the row is no member.
fn says_no_member(row: &Row, index: KindIndex, kind: &Kind) -> Option<usize> {
    const OTHERS: &[&str] =
        &["积极分子", "发展对象", "申请人", "群众", "团员", "党外", "非党员", "民主党派", "无党派", "拟发展"];
    let standing = kind.fields.iter().position(|field| field.slug == kinds::STANDING).map(Slot::Field);
    let standing = standing.and_then(|slot| row.slot(index, &slot)).map(|column| column.index);
    let says = |column: usize| {
        let word = key(&row.text(column));
        // Beside the column for it, only a cell of nothing else: 负责群众工作 may be a remark about a member.
        OTHERS.iter().any(|other| if Some(column) == standing { word.contains(other) } else { word == *other })
            || ["入党积极分子", "共青团员", "入党申请人", "党外人士"].contains(&word.as_str())
    };
    standing
        .filter(|column| says(*column))
        .or_else(|| row.layout.columns.iter().map(|column| column.index).find(|column| says(*column)))
}

fn full_before_joined(row: &mut Row, index: KindIndex, kind: &Kind, fields: &BTreeMap<Name, Value>) {
    let (Some(Value::Day(joined)), Some(Value::Day(full))) = (fields.get(kinds::JOINED_ON), fields.get(kinds::FULL_ON))
    else {
        return;
    };
    if full < joined {
        let field = kind.fields.iter().position(|field| field.slug == kinds::FULL_ON);
        let column = field.and_then(|field| row.slot(index, &Slot::Field(field)));
        row.refuse_missing(column, Reason::FullBeforeJoined { joined: *joined });
    }
}

/// Nobody joins as a child. Who joined before coming of age is kept, and pointed out: files have such members, and a lost
/// one would take every meeting and talk along. Where the birth date and the number differ, the earlier counts, and of a
/// month its first day.
fn under_age(row: &mut Row, index: KindIndex, kind: &Kind, (fields, secrets): (&BTreeMap<Name, Value>, &Secrets)) {
    let Some(Value::Day(joined)) = fields.get(kinds::JOINED_ON) else { return };
    let written: Option<Day> = match fields.get("born") {
        Some(Value::Text(born)) => born.parse().or_else(|_| format!("{born}-01").parse()).ok(),
        _ => None,
    };
    let number = secrets.iter().find(|(_, field, _)| field == "id-number").and_then(|(_, _, number)| birth_day(number));
    let Some(born) = written.into_iter().chain(number).min() else { return };
    let field = kind.fields.iter().position(|field| field.slug == kinds::JOINED_ON);
    let Some(column) = field.and_then(|field| row.slot(index, &Slot::Field(field))) else { return };
    if *joined < born.plus_months(12 * YOUTH_LEAGUE_AGE) {
        row.refuse_row(column.index, Reason::Conflict(Conflict::JoinedAsChild { born }));
    } else if *joined < born.plus_months(12 * PARTY_AGE) {
        row.note(column.index, NoteKind::JoinedUnderAge { born });
    }
}

/// Years: Article 1 of the constitution of the Party.
const PARTY_AGE: i32 = 18;
/// Years: Article 1 of the constitution of the Communist Youth League, which comes before the Party.
const YOUTH_LEAGUE_AGE: i32 = 14;

fn probationary_and_full(row: &mut Row, index: KindIndex, kind: &Kind, fields: &BTreeMap<Name, Value>) {
    let probationary =
        |value: &Value| matches!(value, Value::Options(said) if said.iter().any(|one| one == "probationary"));
    let (Some(Value::Day(full_on)), true) =
        (fields.get(kinds::FULL_ON), fields.get(kinds::STANDING).is_some_and(probationary))
    else {
        return;
    };
    let field = kind.fields.iter().position(|field| field.slug == kinds::FULL_ON);
    if let Some(column) = field.and_then(|field| row.slot(index, &Slot::Field(field))) {
        row.note(column.index, NoteKind::ProbationaryAndFull { full_on: *full_on });
    }
}

/// A birth date is a text, because many books have no more than the month; it is kept in one writing.
fn born(job: &Job, cell: &Cell, slug: &str, value: Value) -> Result<Value, Reason> {
    match value {
        Value::Text(_) if slug == "born" => values::birth_date(job, cell).map(Value::Text),
        other => Ok(other),
    }
}

/// What the row says about who it is.
struct Candidate {
    name: String,
    joined_on: Option<Day>,
    born: Option<String>,
    identity_number: Option<String>,
}

fn candidate(
    job: &Job,
    row: &mut Row,
    written: &str,
    fields: &BTreeMap<Name, Value>,
    secrets: &mut Secrets,
) -> Candidate {
    let joined_on = match fields.get(kinds::JOINED_ON) {
        Some(Value::Day(day)) => Some(*day),
        _ => None,
    };
    let born = match fields.get("born") {
        Some(Value::Text(text)) => Some(text.clone()),
        _ => None,
    };
    let number = secrets.iter().find(|(_, field, _)| field == "id-number").cloned();
    if let Some((column, _, text)) = &number {
        if job.directory.is_number_of_another(text, written) {
            row.refuse_cell(*column, Reason::IdentityNumberTaken);
            secrets.retain(|(_, field, _)| field != "id-number");
        } else if let (Some(born), Some(day)) = (&born, birth_day(text))
            && born.starts_with(|character: char| character.is_ascii_digit())
            && !day.to_string().starts_with(born.as_str())
        {
            row.note(*column, NoteKind::BirthDiffers { number: day.to_string() });
        }
    }
    let identity_number = secrets.iter().find(|(_, field, _)| field == "id-number").map(|(_, _, text)| text.clone());
    Candidate { name: written.to_owned(), joined_on, born, identity_number }
}

/// How a known member and a row fit together.
#[derive(PartialEq, Eq)]
enum Fit {
    Same,
    /// Nothing contradicts, nothing proves.
    Possible,
    Other,
}

fn fit(known: &Member, row: &Candidate) -> Fit {
    let same = |left: Option<bool>| left == Some(true);
    let numbers = known.identity_number.as_ref().zip(row.identity_number.as_ref()).map(|(left, right)| *left == *right);
    let joined = known.joined_on.zip(row.joined_on).map(|(left, right)| left == right);
    let born = known.born.as_ref().zip(row.born.as_ref()).map(|(left, right)| {
        // One may say the day, the other only the month.
        left.starts_with(right.as_str()) || right.starts_with(left.as_str())
    });
    match numbers {
        Some(true) => return Fit::Same,
        Some(false) => return Fit::Other,
        None => {}
    }
    match (joined, born) {
        (Some(false), Some(true)) | (Some(true), Some(false)) => Fit::Possible,
        (Some(false), _) | (_, Some(false)) => Fit::Other,
        _ if same(joined) || same(born) => Fit::Same,
        _ => Fit::Possible,
    }
}

/// The person of a row: a known member, a new one, or nobody can tell.
fn identify(job: &mut Job, row: &mut Row, organisation: OrganisationId, candidate: &Candidate) -> Option<PersonId> {
    let known = job.directory.members_named(organisation, &candidate.name);
    let fits: Vec<(Fit, &Member)> = known.iter().map(|member| (fit(member, candidate), *member)).collect();
    let same: Vec<&Member> = fits.iter().filter(|(fit, _)| *fit == Fit::Same).map(|(_, member)| *member).collect();
    let possible: Vec<&Member> =
        fits.iter().filter(|(fit, _)| *fit == Fit::Possible).map(|(_, member)| *member).collect();
    let mended = mended(job, row, candidate, &known);
    if let (None, Some((column, reason))) = (mended, contradiction(job, row, candidate, &known, &same)) {
        row.refuse_row(column, reason);
        return None;
    }
    let found = match (same.as_slice(), possible.as_slice()) {
        _ if mended.is_some() => mended,
        ([only], _) if repeats_first_row(job, row, only, candidate) => Some(only.id),
        // The one member of this name, from an earlier import, and no row of this sheet stands for it yet.
        ([], [only])
            if known.len() == 1 && !job.claimed.contains_key(&only.id) && is_same_as_before(only, candidate) =>
        {
            Some(only.id)
        }
        ([], []) => None,
        _ => {
            let candidates = known.iter().map(|member| people::candidate(member)).collect();
            row.refuse_row(name_column(row), Reason::AmbiguousMember { candidates });
            return None;
        }
    };
    let id = found.unwrap_or_else(|| {
        let joined = candidate.joined_on.map(|day| day.to_string());
        let alike = known.iter().filter(|member| member.joined_on == candidate.joined_on).count();
        identify::person_id(job, organisation, &candidate.name, joined.as_deref(), alike)
    });
    job.claimed.entry(id).or_insert(row.index);
    Some(id)
}

/// The one member of a name whose day of joining a row corrects: nobody else of that name stands in the sheet, and
/// neither the number nor the birth date says that it is somebody else.
fn mended(job: &Job, row: &Row, candidate: &Candidate, known: &[&Member]) -> Option<PersonId> {
    let [only] = known else { return None };
    let (index, kind) = job.rulebook.kind_named(kinds::MEMBER_JOINED)?;
    let column = column_of_name(row, index, kind)?.index;
    let is_named = |at: &usize| name(&row.sheet.filled(*at, column).shown()) == candidate.name;
    let other_number = only.identity_number.as_ref().zip(candidate.identity_number.as_ref());
    let other_number = other_number.is_some_and(|(known, said)| *known != *said);
    let alone = row.layout.rows().filter(is_named).count() == 1 && !job.claimed.contains_key(&only.id);
    (job.context.correct && alone && !other_number && !is_born_otherwise(only, candidate)).then_some(only.id)
}

/// What a number says against the rest of the row: nobody is made a second person, or another one's, by a changed cell.
fn contradiction(
    job: &Job,
    row: &Row,
    candidate: &Candidate,
    known: &[&Member],
    same: &[&Member],
) -> Option<(usize, Reason)> {
    let number = candidate.identity_number.as_ref()?;
    let day = |member: &Member| member.joined_on.filter(|day| candidate.joined_on.is_some_and(|said| said != *day));
    if let [only] = same {
        let known = day(only).filter(|_| only.identity_number.as_ref().is_some_and(|known| known == number))?;
        return Some((column_of(job, row, kinds::JOINED_ON), Reason::OtherJoiningDay { known }));
    }
    let has_other = |member: &&&Member| member.identity_number.as_ref().is_some_and(|known| known != number);
    // A namesake stands in the sheet as well, or joined on another day.
    let is_somebody_else = |member: &Member| day(member).is_some() || is_in_sheet(job, row, member);
    let mut others = known.iter().filter(has_other);
    let unclear = same.is_empty() && others.any(|member| !is_somebody_else(member));
    unclear.then(|| (name_column(row), Reason::OtherIdentityNumber))
}

/// Whether a row of the sheet has the number of this member.
fn is_in_sheet(job: &Job, row: &Row, member: &Member) -> bool {
    let column = column_of(job, row, "id-number");
    let number = |index: usize| verify_identity_number(&row.sheet.filled(index, column).shown()).ok();
    (row.layout.first_data_row..row.sheet.rows.len())
        .filter_map(number)
        .any(|number| member.identity_number.as_ref().is_some_and(|known| *known == number))
}

/// The column of a member's field, else that of the name.
fn column_of(job: &Job, row: &Row, slug: &str) -> usize {
    let column = job.rulebook.kind_named(kinds::MEMBER_JOINED).and_then(|(index, kind)| {
        let field = kind.fields.iter().position(|field| field.slug == slug)?;
        row.slot(index, &Slot::Field(field))
    });
    column.map_or_else(|| name_column(row), |column| column.index)
}

/// A second row of one name and day in a roster is the same member again, or a namesake who joined on the same day.
/// The ID number tells, or that nothing but the serial number and what is kept secret differs.
fn repeats_first_row(job: &Job, row: &Row, known: &Member, candidate: &Candidate) -> bool {
    let Some(first) = job.claimed.get(&known.id) else { return true };
    let same_number = |number: &String| known.identity_number.as_ref().is_some_and(|known| known == number);
    if candidate.identity_number.as_ref().is_some_and(same_number) {
        return true;
    }
    is_copy(job, row, *first)
}

/// Whether nothing but the serial number and what is kept secret differs from an earlier row.
pub fn is_copy(job: &Job, row: &Row, first: usize) -> bool {
    let secret = |places: &[(KindIndex, Slot)]| {
        places.iter().any(|(kind, slot)| match slot {
            Slot::Field(index) => {
                job.rulebook.kind(*kind).and_then(|kind| kind.fields.get(*index)).is_some_and(|field| field.secret)
            }
            _ => false,
        })
    };
    row.layout.columns.iter().all(|column| {
        let free = match &column.target {
            Target::Sequence | Target::Ignored => true,
            Target::Record(places) => secret(places),
            _ => false,
        };
        free || key(&row.text(column.index)) == key(&row.sheet.filled(first, column.index).shown())
    })
}

/// With one of two dates changed it may be a mended row or a namesake: that is for the user to say.
fn is_same_as_before(known: &Member, row: &Candidate) -> bool {
    let joined = known.joined_on.zip(row.joined_on).is_some_and(|(left, right)| left != right);
    !joined && !is_born_otherwise(known, row)
}

/// One may say the day, the other only the month.
fn is_born_otherwise(known: &Member, row: &Candidate) -> bool {
    let born = known.born.as_ref().zip(row.born.as_ref());
    born.is_some_and(|(left, right)| !left.starts_with(right.as_str()) && !right.starts_with(left.as_str()))
}

fn name_column(row: &Row) -> usize {
    row.layout.columns.iter().find(|column| column.header.contains("姓名")).map_or(0, |column| column.index)
}

/// Since when: the day the row gives for coming, else joining the Party or the branch's set-up, whichever is later.
fn since(job: &Job, row: &mut Row, organisation: OrganisationId, kind: KindIndex, joined: Option<Day>) -> (Span, bool) {
    if let Some(column) = row.slot(kind, &Slot::Occurred)
        && !is_nothing(&row.text(column.index))
    {
        row.take(column.index);
        match values::state_day(job, row.cell(column.index), row.layout.year) {
            Ok(read) => return (Span::day(row.told(column.index, read)), false),
            Err(reason) => row.refuse_cell(column.index, reason),
        }
    }
    let set_up = job.directory.organisation(organisation).and_then(|found| found.set_up);
    let day = joined.max(set_up).unwrap_or(Day::EARLIEST);
    (Span::day(day), true)
}

fn enter(
    job: &mut Job,
    organisation: OrganisationId,
    person: PersonId,
    candidate: Candidate,
    group: Option<String>,
    (since, undated): (Day, bool),
) {
    let number = candidate.identity_number.map(SecretText::new);
    if let Some(number) = &number {
        job.directory.learn_number(number.clone(), &candidate.name);
    }
    let Some(found) = job.directory.organisation_mut(organisation) else { return };
    if let Some(group) = &group
        && !found.groups.contains(group)
    {
        found.groups.push(group.clone());
    }
    match found.members.iter_mut().find(|member| member.id == person) {
        Some(member) => {
            member.joined_on = candidate.joined_on.or(member.joined_on);
            member.born = candidate.born.or(member.born.take());
            member.identity_number = number.or(member.identity_number.take());
            member.group = group.or(member.group.take());
            member.joins(since, undated);
        }
        None => found.members.push(Member {
            id: person,
            name: candidate.name,
            joined_on: candidate.joined_on,
            born: candidate.born,
            group,
            stays: vec![Span { first: since, last: Day::LATEST }],
            undated,
            identity_number: number,
        }),
    }
}

fn push(
    row: &mut Row,
    organisation: OrganisationId,
    kind: &str,
    person: PersonId,
    occurred: Span,
    values: BTreeMap<Name, Value>,
    secrets: Vec<(PersonId, Name, String)>,
) {
    let part = kinds::MEMBER.to_owned();
    row.drafts.push(Pending {
        organisation,
        kind: kind.to_owned(),
        occurred,
        assumed: false,
        once: true,
        people: vec![Participation { person, part, presence: Presence::Present, reason: None }],
        values,
        secrets,
    });
}
