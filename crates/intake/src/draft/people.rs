//! Which person a name stands for. Two of one name are told apart by what the row says, or the row is refused.

use facts::{Day, OrganisationId, Participation, PersonId, Presence, kinds};
use rulebook::Part;

use super::row::Row;
use super::{Job, NoteKind, values};
use crate::directory::Member;
use crate::reading::{Named, absence, birth_day, is_nothing, mark, names, verify_identity_number};
use crate::recognise::{ABSENCE, Column, Target};
use crate::refusal::Reason;
use crate::words;

/// What a row says about its person beside the name.
#[derive(Default)]
pub struct Hints {
    joined_on: Option<Day>,
    born: Option<String>,
    identity_number: Option<String>,
}

impl Hints {
    /// What cannot be read tells nothing apart; the name then has to do.
    pub fn of(job: &Job, row: &Row) -> Hints {
        let mut hints = Hints::default();
        for column in &row.layout.columns {
            let Target::Hint(slug) = column.target else { continue };
            let cell = row.cell(column.index);
            if cell.is_empty() {
                continue;
            }
            match slug {
                kinds::JOINED_ON => hints.joined_on = values::state_day(job, cell, None).ok().map(|read| read.value),
                "born" => hints.born = values::birth_date(&cell.shown()).ok(),
                _ => hints.identity_number = verify_identity_number(&cell.shown()).ok(),
            }
        }
        hints
    }

    fn allows(&self, member: &Member) -> bool {
        let number =
            member.identity_number.as_ref().zip(self.identity_number.as_ref()).is_none_or(|(one, other)| one == other);
        let joined = member.joined_on.zip(self.joined_on).is_none_or(|(one, other)| one == other);
        let birth_day = self.identity_number.as_deref().and_then(birth_day).map(|day| day.to_string());
        let alike = |one: &str, other: &str| one.starts_with(other) || other.starts_with(one);
        let born = [self.born.as_deref(), birth_day.as_deref()].into_iter().flatten();
        number && joined && born.into_iter().all(|said| member.born.as_deref().is_none_or(|known| alike(known, said)))
    }
}

/// The member of this name on a day.
pub fn find(
    job: &Job,
    organisation: OrganisationId,
    name: &str,
    on: Option<Day>,
    hints: &Hints,
) -> Result<PersonId, Reason> {
    let named = job.directory.members_named(organisation, name);
    let there = |member: &&&Member| on.is_none_or(|day| member.until.is_none_or(|until| until >= day));
    let present: Vec<&Member> = named.iter().filter(there).copied().collect();
    let meant: Vec<&Member> = present.iter().filter(|member| hints.allows(member)).copied().collect();
    let candidates = || present.iter().map(|member| candidate(member)).collect();
    match meant.as_slice() {
        [only] => Ok(only.id),
        [] if !present.is_empty() => Err(Reason::AmbiguousMember { candidates: candidates() }),
        [] => Err(Reason::NoSuchMember { organisation: organisation_name(job, organisation) }),
        _ => Err(Reason::AmbiguousMember { candidates: candidates() }),
    }
}

pub fn candidate(member: &Member) -> String {
    words::candidate(&member.name, member.born.as_deref(), member.joined_on.map(|day| day.to_string()))
}

pub fn organisation_name(job: &Job, organisation: OrganisationId) -> String {
    job.directory.organisation(organisation).map(|found| found.name.clone()).unwrap_or_default()
}

/// The names in a cell.
pub fn listed(job: &Job, organisation: OrganisationId, text: &str) -> Vec<Named> {
    names(text, &|name| !job.directory.members_named(organisation, name).is_empty())
}

/// Everybody in a column of a part, each with a presence where the part has one.
pub fn participations(
    job: &Job,
    row: &mut Row,
    organisation: OrganisationId,
    part: &Part,
    column: &Column,
    on: Option<Day>,
) -> Vec<Participation> {
    let text = row.text(column.index);
    row.take(column.index);
    if is_nothing(&text) || says_all_present(&text) {
        return Vec::new();
    }
    if let Err(reason) = values::sound(row.cell(column.index)) {
        row.refuse_row(column.index, reason);
        return Vec::new();
    }
    let lists_absent = part.attendance && ABSENCE.iter().any(|word| column.header.contains(word));
    let named = listed(job, organisation, &text);
    if named.len() > 1 && !part.many {
        row.refuse_row(column.index, Reason::TooManyNames { part: part.name.clone() });
        return Vec::new();
    }
    let hints = if part.required { Hints::of(job, row) } else { Hints::default() };
    let mut found: Vec<Participation> = Vec::new();
    for one in named {
        let person = match find(job, organisation, &one.name, on, &hints) {
            Ok(person) => person,
            Err(reason) => {
                row.refuse_row(column.index, reason);
                continue;
            }
        };
        let Some((presence, reason)) = presence_of(row, part, column, lists_absent, &one) else {
            row.refuse_row(column.index, Reason::UnknownMark);
            continue;
        };
        if !found.iter().any(|other| other.person == person) {
            found.push(Participation { person, part: part.slug.clone(), presence, reason });
        }
    }
    found
}

/// A list of the absent on which there is nobody.
fn says_all_present(text: &str) -> bool {
    matches!(text, "全部到会" | "全员到会" | "无缺席" | "全到" | "无人缺席" | "全部参加" | "无缺席人员" | "全勤")
}

/// Whether somebody of a list was there. `None` where a remark behind a name may mean either.
fn presence_of(
    row: &mut Row,
    part: &Part,
    column: &Column,
    lists_absent: bool,
    one: &Named,
) -> Option<(Presence, Option<String>)> {
    if lists_absent {
        let read = absence(one.remark.as_deref());
        if one.remark.is_none() {
            row.note(column.index, NoteKind::AbsentWithoutWord);
        }
        return Some((read.presence.unwrap_or(Presence::Excused), read.reason));
    }
    let Some(remark) = one.remark.as_deref() else { return Some((Presence::Present, None)) };
    match mark(remark) {
        Some(read) => Some((read.presence.unwrap_or(Presence::Present), read.reason)),
        None if part.attendance && !names_a_role(remark) => None,
        None => Some((Presence::Present, one.remark.clone())),
    }
}

/// `张三(书记)` says who it is, not whether they were there.
fn names_a_role(remark: &str) -> bool {
    const ROLES: &[&str] =
        &["书记", "委员", "组长", "主持", "主持人", "记录", "记录人", "主讲", "主讲人", "党员", "男", "女"];
    ROLES.iter().any(|role| remark.ends_with(role)) || remark == "预备"
}
