//! Cells that speak of everybody: who belonged on the record's days is written down by name, and who was away is not
//! among those present. Where that cannot be said for sure, the cell is refused.

use facts::{Participation, PersonId, Presence, kinds};
use rulebook::{Kind, Part};

use super::row::Row;
use super::{Job, NoteKind, people};
use crate::directory::Organisation;
use crate::reading::{Named, Roll, Whole, absence, mark, roll, shares_a_word};
use crate::recognise::{Column, Slot, Target};
use crate::refusal::{EverybodyProblem, Reason};

const COMMITTEE_MEETING: &str = "committee-meeting";
/// Under such a header stands who should come, not who came.
const EXPECTED: &str = "应到";

/// The list that a cell belongs to.
pub struct List<'a> {
    pub kind: &'a Kind,
    pub part: &'a Part,
    pub column: &'a Column,
    pub lists_absent: bool,
}

impl List<'_> {
    /// Whether all who took part stand in it, rather than who had one thing to do.
    fn is_of_all(&self) -> bool {
        self.part.attendance || self.part.many && self.kind.parts.len() == 1
    }
}

/// Those whom a cell means that speaks of everybody or tells the absent from the present; none where it is a plain list
/// of names.
pub fn read(
    job: &Job,
    row: &mut Row,
    setting: &people::Setting,
    list: &List,
    text: &str,
) -> Result<Option<Vec<Participation>>, Reason> {
    let known = |name: &str| people::is_known(job, setting.organisation, name);
    let text = without_own_name(job, setting, text);
    let Some(read) = roll(text, &known) else {
        let unclear = list.part.attendance && !list.lists_absent && shares_a_word(text, &known);
        return if unclear { Err(problem(EverybodyProblem::WhoWasAway)) } else { Ok(None) };
    };
    if !list.is_of_all() {
        let one = Reason::Everybody(EverybodyProblem::OnePart { part: list.part.name.clone() });
        return if read.is_ok_and(|read| read.whole.is_none()) { Ok(None) } else { Err(one) };
    }
    let read = read.map_err(|_| problem(EverybodyProblem::Unclear))?;
    if list.lists_absent && read.whole.is_some() {
        // A list of the absent on which there is nobody.
        let nobody = read.says_present && read.away.is_empty() && read.named.is_empty();
        return if nobody { Ok(Some(Vec::new())) } else { Err(problem(EverybodyProblem::Unclear)) };
    }
    let mut found = Found { part: list.part, people: Vec::new() };
    if let Some(whole) = read.whole {
        let Some(people) = everybody(job, row, setting, list, whole)? else { return Ok(Some(Vec::new())) };
        if read.count.is_some_and(|count| count != people.len()) {
            return Err(problem(EverybodyProblem::OtherCount { known: people.len() }));
        }
        row.note(list.column.index, NoteKind::Everybody { people: people.len() });
        people.into_iter().for_each(|person| found.add(person, Presence::Present, None));
    }
    named(job, setting, &read, &mut found)?;
    if read.away.iter().any(|one| one.remark.is_none()) {
        row.note(list.column.index, NoteKind::AbsentWithoutWord);
    }
    Ok(Some(found.people))
}

fn problem(problem: EverybodyProblem) -> Reason {
    Reason::Everybody(problem)
}

/// `机关党支部全体党员` in the book of that branch.
fn without_own_name<'a>(job: &Job, setting: &people::Setting, text: &'a str) -> &'a str {
    let own = text
        .find('全')
        .and_then(|at| text.split_at_checked(at))
        .filter(|(before, _)| job.directory.named(before.trim()).is_some_and(|named| named.id == setting.organisation));
    own.map_or(text, |(_, behind)| behind)
}

struct Found<'a> {
    part: &'a Part,
    people: Vec<Participation>,
}

impl Found<'_> {
    /// What is said last of somebody counts.
    fn add(&mut self, person: PersonId, presence: Presence, reason: Option<String>) {
        let one = Participation { person, part: self.part.slug.clone(), presence, reason };
        match self.people.iter_mut().find(|known| known.person == person) {
            Some(known) => *known = one,
            None => self.people.push(one),
        }
    }
}

/// Those who are named beside everybody, or instead, and those who were away.
fn named(job: &Job, setting: &people::Setting, read: &Roll, found: &mut Found) -> Result<(), Reason> {
    let find = |named: &Named| people::find(job, setting, named, &people::Hints::default());
    for one in &read.named {
        let mark = one.remark.as_deref().map(|remark| mark(remark).ok_or(Reason::UnknownMark)).transpose()?;
        let (presence, reason) = mark.map_or((None, None), |mark| (mark.presence, mark.reason));
        found.add(find(one)?, presence.unwrap_or(Presence::Present), reason);
    }
    for one in &read.away {
        let read = absence(one.remark.as_deref());
        found.add(find(one)?, read.presence.unwrap_or(Presence::Excused), read.reason);
    }
    Ok(())
}

/// Everybody of a word on the record's days; none where those could not be read.
fn everybody(
    job: &Job,
    row: &Row,
    setting: &people::Setting,
    list: &List,
    whole: Whole,
) -> Result<Option<Vec<PersonId>>, Reason> {
    let Some(days) = setting.days else { return Ok(None) };
    let Some(organisation) = job.directory.organisation(setting.organisation) else { return Ok(None) };
    if list.column.header.contains(EXPECTED) && !tells_absent(job, row, list) {
        return Err(problem(EverybodyProblem::Expected));
    }
    // Since when somebody is in a group is not told day by day.
    if list.kind.field(kinds::GROUP).is_some() && whole != Whole::Committee {
        return Err(problem(EverybodyProblem::OfGroup));
    }
    let committee = match whole {
        Whole::Committee => true,
        Whole::Members => false,
        Whole::Everybody => list.kind.slug == COMMITTEE_MEETING,
    };
    let found = if committee { organisation.committee_on(days) } else { organisation.members_on(days) };
    let people = found.map_err(|partly| {
        problem(EverybodyProblem::Changing { names: partly.iter().map(|person| name(organisation, *person)).collect() })
    })?;
    let organisation = organisation.name.clone();
    match (people.is_empty(), committee) {
        (false, _) => Ok(Some(people)),
        (true, true) => Err(problem(EverybodyProblem::NoCommittee { organisation })),
        (true, false) => Err(problem(EverybodyProblem::NoMembers { organisation })),
    }
}

fn name(organisation: &Organisation, person: PersonId) -> String {
    let member = organisation.members.iter().find(|member| member.id == person);
    member.map(|member| member.name.clone()).unwrap_or_default()
}

/// Whether another column of the list says who was away.
fn tells_absent(job: &Job, row: &Row, list: &List) -> bool {
    row.layout.columns.iter().any(|column| {
        let of_part = match &column.target {
            Target::Record(places) => places.iter().any(|(kind, slot)| {
                let kind = job.rulebook.kind(*kind).filter(|kind| kind.slug == list.kind.slug);
                let part = |part: &usize| kind.and_then(|kind| kind.parts.get(*part));
                matches!(slot, Slot::Part(index) if part(index).is_some_and(|part| part.slug == list.part.slug))
            }),
            _ => false,
        };
        of_part && people::lists_absent(list.part, column)
    })
}
