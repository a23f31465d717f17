//! Cells that speak of everybody: who belonged on the record's days is written down by name, and who was away is not
//! among those present. Where that cannot be said for sure, the cell is refused.

use facts::{Participation, PersonId, Presence, Span, kinds};
use rulebook::{Kind, Part};

use super::attendance::{Said, Told, agrees};
use super::row::Row;
use super::{Job, NoteKind, absence, people};
use crate::Mark;
use crate::reading::{Legend, Named, Roll, Unclear, Whole, roll, shares_a_word};
use crate::recognise::{Column, Slot, Target};
use crate::refusal::{EverybodyProblem, Reason};

const COMMITTEE_MEETING: &str = "committee-meeting";
/// The field for those who sat in.
pub const INVITED: &str = "guests";

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

    /// Whether those who sat in may stand among those who came.
    pub fn takes_invited(&self) -> bool {
        !self.lists_absent && self.part.attendance && self.kind.field(INVITED).is_some()
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
) -> Result<Option<Vec<Said>>, Reason> {
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
    let read = read.map_err(|unclear| {
        problem(match unclear {
            Unclear::Words => EverybodyProblem::Unclear,
            Unclear::Count { named } => EverybodyProblem::NamesAndCount { named },
        })
    })?;
    if list.lists_absent && read.whole.is_some() {
        // A list of the absent on which there is nobody.
        let nobody = read.says_present && read.away.is_empty() && read.named.is_empty();
        return if nobody { Ok(Some(Vec::new())) } else { Err(problem(EverybodyProblem::Unclear)) };
    }
    // Who is named beside the absent, and not as one of them, may be another one who was away.
    if list.lists_absent && read.named.iter().any(|one| one.remark.is_none()) {
        return Err(problem(EverybodyProblem::Unclear));
    }
    if !read.invited.is_empty() && !list.takes_invited() {
        return Err(problem(EverybodyProblem::Invited { kind: list.kind.name.clone() }));
    }
    let mut found = named(job, setting, list.part, &row.layout.legend, &read)?;
    if let Some(whole) = read.whole {
        let Some(people) = everybody(job, row, setting, list, whole)? else { return Ok(Some(Vec::new())) };
        if let Some(days) = setting.days.filter(|_| read.floating) {
            no_guests(job, setting, days)?;
        }
        if read.count.is_some_and(|count| count != people.len()) {
            return Err(problem(EverybodyProblem::OtherCount { known: people.len() }));
        }
        row.note(list.column.index, NoteKind::Everybody { people: people.len() });
        // What is said of somebody by name goes before what is said of all.
        let by_name: Vec<PersonId> = found.iter().map(|said| said.one.person).collect();
        let rest = people.into_iter().filter(|person| !by_name.contains(person));
        let rest = rest.map(|person| said(list.part, Told::AsOneOfAll, person, Mark::of(Presence::Present)));
        found = rest.chain(found).collect();
    }
    row.invited.extend(read.invited);
    Ok(Some(found))
}

/// `全体党员(含流动党员)` is certain where nobody has come from elsewhere.
fn no_guests(job: &Job, setting: &people::Setting, days: Span) -> Result<(), Reason> {
    let Some(organisation) = job.directory.organisation(setting.organisation) else { return Ok(()) };
    let here = organisation.guests.iter().filter(|guest| guest.is_here(days));
    let names: Vec<String> = here.map(|guest| guest.name.clone()).collect();
    if names.is_empty() { Ok(()) } else { Err(problem(EverybodyProblem::Floating { names })) }
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

fn said(part: &Part, told: Told, person: PersonId, mark: Mark) -> Said {
    let presence = mark.presence.unwrap_or(Presence::Present);
    Said { one: Participation { person, part: part.slug.clone(), presence, reason: mark.reason }, told }
}

/// Those who are named beside everybody, or instead, and those who were away.
fn named(job: &Job, setting: &people::Setting, part: &Part, legend: &Legend, read: &Roll) -> Result<Vec<Said>, Reason> {
    let mut found = Vec::new();
    let mut say = |named: &Named, told: Told, mark: Mark| {
        let person = people::find(job, setting, named, &people::Hints::default())?;
        if agrees(&mut found, said(part, told, person, mark)) { Ok(()) } else { Err(Reason::ContradictsItself) }
    };
    // 应到:甲、乙;请假:乙 names those who should come before those who did not.
    let should_come =
        |one: &&Named| !read.says_present && one.remark.is_none() && read.away.iter().any(|away| away.name == one.name);
    for one in read.named.iter().filter(|one| !should_come(one)) {
        let read = |remark: &str| legend.mark(remark).ok_or_else(|| Reason::unknown_mark(remark));
        let mark = one.remark.as_deref().map(read).transpose()?;
        say(one, Told::ByName, mark.unwrap_or(Mark::of(Presence::Present)))?;
    }
    for one in &read.away {
        let read = |remark: &str| legend.absence(remark).ok_or_else(|| Reason::unknown_mark(remark));
        let mark = one.remark.as_deref().map(read).transpose()?;
        let told = if mark.is_none() { Told::WithoutReason } else { Told::ByName };
        let mark = mark.unwrap_or(Mark::of(Presence::Absent));
        say(one, told, Mark { presence: mark.presence.or(Some(Presence::Absent)), ..mark })?;
    }
    Ok(found)
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
    if people::lists_expected(list.column) && !tells_absent(job, row, list) {
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
        problem(EverybodyProblem::Changing {
            names: partly.iter().map(|person| people::name_of(job, setting.organisation, *person)).collect(),
        })
    })?;
    let organisation = organisation.name.clone();
    match (people.is_empty(), committee) {
        (false, _) => Ok(Some(people)),
        (true, true) => Err(problem(EverybodyProblem::NoCommittee { organisation })),
        (true, false) => Err(problem(EverybodyProblem::NoMembers { organisation })),
    }
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
        of_part && absence::is_list(column)
    })
}
