//! Which person a name stands for: a member, or where guests take part, one of them. Two of one name are told apart
//! by what the row says, or the row is refused.

use facts::{Day, OrganisationId, Participation, PersonId, Presence, Span, kinds};
use rulebook::{Kind, Part};

use super::attendance::{SAT_IN, Said, Told, agrees};
use super::row::Row;
use super::{Job, absence, dues, roll, values};
use crate::directory::{Guest, Member};
use crate::reading::{
    Mark, Named, away_names, birth_day, denies_person, is_no_name, is_nothing, key, name, names,
    verify_identity_number, without_address, without_count,
};
use crate::recognise::{Column, Target};
use crate::refusal::{GuestProblem, Reason};
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
                "born" => hints.born = values::birth_date(job, cell).ok(),
                _ => hints.identity_number = verify_identity_number(&cell.shown()).ok(),
            }
        }
        hints
    }

    pub fn allows(&self, member: &Member) -> bool {
        let number =
            member.identity_number.as_ref().zip(self.identity_number.as_ref()).is_none_or(|(one, other)| one == other);
        let joined = member.joined_on.zip(self.joined_on).is_none_or(|(one, other)| one == other);
        let birth_day = self.identity_number.as_deref().and_then(birth_day).map(|day| day.to_string());
        let alike = |one: &str, other: &str| one.starts_with(other) || other.starts_with(one);
        let born = [self.born.as_deref(), birth_day.as_deref()].into_iter().flatten();
        number && joined && born.into_iter().all(|said| member.born.as_deref().is_none_or(|known| alike(known, said)))
    }

    /// Nothing is against the member, and something that only this member's records tell is for it.
    fn proves(&self, member: &Member) -> bool {
        let number = member.identity_number.is_some() && self.identity_number.is_some();
        let joined = member.joined_on.is_some() && self.joined_on.is_some();
        let born = member.born.is_some() && (self.born.is_some() || self.identity_number.is_some());
        self.allows(member) && (number || joined || born)
    }
}

/// Where and when a name was written.
#[derive(Clone, Copy)]
pub struct Setting {
    pub organisation: OrganisationId,
    /// Who left before is not meant.
    pub days: Option<Span>,
    /// Guests who are there on any of these days may be meant; none in records that are for members alone.
    guests: Option<Span>,
}

impl Setting {
    /// For a record of these days, if they could be read.
    pub fn of(organisation: OrganisationId, kind: &Kind, days: Option<Span>) -> Setting {
        let any_time = Span { first: Day::EARLIEST, last: Day::LATEST };
        let guests = is_open_to_guests(kind).then(|| days.unwrap_or(any_time));
        Setting { organisation, days, guests }
    }

    /// For a row whose cells are for days of their own: whoever was there on any of them, and who left as well.
    pub fn of_row(organisation: OrganisationId, kind: &Kind, days: Option<Span>) -> Setting {
        Setting { days: None, ..Setting::of(organisation, kind, days) }
    }
}

/// Guests take part in all that goes on. Who belongs to a branch, holds its posts and pays its dues is told where the
/// affiliation is.
fn is_open_to_guests(kind: &Kind) -> bool {
    let slug = kind.slug.as_str();
    slug == kinds::FLOATING_RETURNED || !kinds::CORE.contains(&slug) && !dues::KINDS.contains(&slug)
}

/// The one person of this name.
pub fn find(job: &Job, setting: &Setting, named: &Named, hints: &Hints) -> Result<PersonId, Reason> {
    let known = job.directory.members_named(setting.organisation, &named.name);
    let stays = |member: &&&Member| setting.days.is_none_or(|days| !member.left_before(days.first));
    let members: Vec<&Member> = known.iter().filter(stays).copied().collect();
    let guests = guests_there(job, setting, &named.name);
    let (meant, guests_meant) = told_apart(&members, &guests, named.remark.as_deref(), hints);
    let candidates = || members.iter().map(|member| candidate(member));
    match (meant.as_slice(), guests_meant.as_slice()) {
        ([only], []) => Ok(only.id),
        ([], [only]) => Ok(only.id),
        ([], []) if members.is_empty() => Err(nobody(job, setting, &named.name)),
        (_, []) => Err(Reason::AmbiguousMember { candidates: candidates().collect() }),
        _ => {
            let guests = guests_meant.iter().map(|guest| words::guest(&guest.name, guest.sending.as_deref()));
            let candidates = candidates().chain(guests).collect();
            Err(Reason::Guest(GuestProblem::Ambiguous { candidates }))
        }
    }
}

fn guests_there<'a>(job: &'a Job, setting: &Setting, name: &str) -> Vec<&'a Guest> {
    let Some(days) = setting.guests else { return Vec::new() };
    let known = job.directory.guests_named(setting.organisation, name);
    known.into_iter().filter(|guest| guest.is_here(days)).collect()
}

/// Of the members and guests of a name those who may be meant. Of a guest nothing is known that other columns tell:
/// what fits a member says that it is no guest.
fn told_apart<'a>(
    members: &[&'a Member],
    guests: &[&'a Guest],
    remark: Option<&str>,
    hints: &Hints,
) -> (Vec<&'a Member>, Vec<&'a Guest>) {
    let allowed = || members.iter().filter(|member| hints.allows(member)).copied().collect();
    let says_member = remark.is_some_and(|remark| !says_guest(remark) && remark.contains("党员"));
    match remark.filter(|remark| says_guest(remark)) {
        Some(remark) if !guests.is_empty() => (Vec::new(), from(guests, remark)),
        _ if says_member && !members.is_empty() => (allowed(), Vec::new()),
        _ if members.iter().any(|member| hints.proves(member)) => (allowed(), Vec::new()),
        _ => (allowed(), guests.to_vec()),
    }
}

/// `张三(流动党员)`
pub fn says_guest(remark: &str) -> bool {
    remark.contains("流动") || remark.contains("流入")
}

/// Those guests whose organisation a remark names, if it names any: `张三(二公司党支部流动党员)`.
fn from<'a>(guests: &[&'a Guest], remark: &str) -> Vec<&'a Guest> {
    let remark = key(remark);
    let named = |guest: &&&Guest| guest.sending.as_deref().is_some_and(|sending| remark.contains(&key(sending)));
    let found: Vec<&Guest> = guests.iter().filter(named).copied().collect();
    if found.is_empty() { guests.to_vec() } else { found }
}

/// Why there is nobody of this name.
fn nobody(job: &Job, setting: &Setting, name: &str) -> Reason {
    let organisation = organisation_name(job, setting.organisation);
    let guests = job.directory.guests_named(setting.organisation, name);
    match setting.guests {
        _ if guests.is_empty() => Reason::NoSuchMember { organisation },
        None => Reason::Guest(GuestProblem::MembersOnly { organisation }),
        Some(_) => not_here(organisation, &guests),
    }
}

fn not_here(organisation: String, guests: &[&Guest]) -> Reason {
    let stays = guests.iter().flat_map(|guest| guest.stays.clone()).collect();
    Reason::Guest(GuestProblem::NotHere { organisation, stays })
}

/// The reason to refuse what is said of somebody who is a guest and was not there on any of these days.
pub fn away(job: &Job, organisation: OrganisationId, person: PersonId, days: Span) -> Option<Reason> {
    let guests = &job.directory.organisation(organisation)?.guests;
    let guest = guests.iter().find(|guest| guest.id == person && !guest.is_here(days))?;
    Some(not_here(organisation_name(job, organisation), &[guest]))
}

pub fn candidate(member: &Member) -> String {
    words::candidate(&member.name, member.born.as_deref(), member.joined_on.map(|day| day.to_string()))
}

pub fn organisation_name(job: &Job, organisation: OrganisationId) -> String {
    job.directory.organisation(organisation).map(|found| found.name.clone()).unwrap_or_default()
}

/// What a member or a guest of the organisation is called.
pub fn name_of(job: &Job, organisation: OrganisationId, person: PersonId) -> String {
    let Some(found) = job.directory.organisation(organisation) else { return String::new() };
    let member = found.members.iter().find(|member| member.id == person).map(|member| member.name.clone());
    let guest = || found.guests.iter().find(|guest| guest.id == person).map(|guest| guest.name.clone());
    member.or_else(guest).unwrap_or_default()
}

pub fn is_guest(job: &Job, organisation: OrganisationId, person: PersonId) -> bool {
    let found = job.directory.organisation(organisation);
    found.is_some_and(|found| found.guests.iter().any(|guest| guest.id == person))
}

/// The names in a cell.
pub fn listed(job: &Job, organisation: OrganisationId, text: &str) -> Vec<Named> {
    names(text, &|name: &str| is_known(job, organisation, name))
}

/// Whether a member or a guest of the organisation has this name, whenever they are there.
pub fn is_known(job: &Job, organisation: OrganisationId, name: &str) -> bool {
    let directory = &job.directory;
    !directory.members_named(organisation, name).is_empty() || !directory.guests_named(organisation, name).is_empty()
}

/// The name in a cell that holds one name alone; what stands behind it counts only where it says that a guest is meant,
/// or a member, and may be a post.
pub fn single(job: &Job, organisation: OrganisationId, text: &str) -> Named {
    let whole = Named { name: name(text), remark: None };
    let is_member = |name: &str| !job.directory.members_named(organisation, name).is_empty();
    if is_member(&whole.name) {
        return whole;
    }
    if let Some(name) = without_address(&whole.name, &is_member) {
        return Named { name, remark: None };
    }
    match names(text, &|_| true).as_slice() {
        [only] if only.remark.as_deref().is_some_and(|remark| remark.ends_with("党员")) => only.clone(),
        // 张三(书记)
        [Named { name, remark: Some(remark) }] if names_a_role(remark) && is_member(name) => {
            Named { name: name.clone(), remark: None }
        }
        _ => whole,
    }
}

/// Under such a header stands who should come, not who came.
const EXPECTED: &str = "应到";

/// Everybody in a column of a part, each with a presence where the part has one.
pub fn participations(
    job: &Job,
    row: &mut Row,
    setting: &Setting,
    kind: &Kind,
    part: &Part,
    column: &Column,
) -> Vec<Said> {
    let text = row.text(column.index);
    row.take(column.index);
    if is_nothing(&text) {
        return Vec::new();
    }
    if let Err(reason) = values::sound(row.cell(column.index)) {
        row.refuse_row(column.index, reason);
        return Vec::new();
    }
    let text = without_count(&text, &|name: &str| is_known(job, setting.organisation, name)).unwrap_or(text);
    let lists_absent = part.attendance && absence::is_list(column);
    let list = roll::List { kind, part, column, lists_absent };
    match roll::read(job, row, setting, &list, &text) {
        Ok(Some(found)) => return found,
        Ok(None) => {}
        Err(reason) => {
            refuse(row, part, column, reason);
            return Vec::new();
        }
    }
    let named = match lists_absent {
        false => Some(listed(job, setting.organisation, &text)),
        true => absent(job, row, setting, &list, &text),
    };
    let Some(named) = named else { return Vec::new() };
    if is_no_list(job, row, setting, part, column, &named) {
        return Vec::new();
    }
    let hints = if part.required { Hints::of(job, row) } else { Hints::default() };
    let mut found: Vec<Said> = Vec::new();
    for one in &named {
        let Some(person) = meant(job, row, setting, &list, one, &hints) else { continue };
        if let Some(reason) = denied(row, part, one) {
            row.refuse_row(column.index, reason);
            continue;
        }
        let Some(mark) = presence_of(row, part, column, lists_absent, one) else {
            row.refuse_row(column.index, Reason::unknown_mark(one.remark.as_deref().unwrap_or_default()));
            continue;
        };
        // 张三(已转出) was not expected.
        let Some(presence) = mark.presence else { continue };
        let told = match () {
            () if presence == Presence::Present && lists_expected(column) => Told::AsOneOfAll,
            () if one.remark.as_deref() == Some(SAT_IN) => Told::AsSittingIn,
            () if lists_absent && reason_of(one).is_none() => Told::WithoutReason,
            () => Told::ByName,
        };
        let one = Participation { person, part: part.slug.clone(), presence, reason: mark.reason };
        if !agrees(&mut found, Said { one, told }) {
            row.refuse_cell(column.index, Reason::ContradictsItself);
            return Vec::new();
        }
    }
    found
}

/// The person of a name in a list. Who is nobody's member there is refused, unless it says that they sat in.
fn meant(
    job: &Job,
    row: &mut Row,
    setting: &Setting,
    list: &roll::List,
    one: &Named,
    hints: &Hints,
) -> Option<PersonId> {
    let reason = match find(job, setting, one, hints) {
        Ok(person) => return Some(person),
        Err(reason) => reason,
    };
    match reason {
        // 赵强(列席)
        Reason::NoSuchMember { .. } if list.takes_invited() && one.remark.as_deref() == Some(SAT_IN) => {
            row.invited.push(one.name.clone());
        }
        // Who is no member can have lectured, or taken the minutes: the record stands without.
        Reason::NoSuchMember { .. } if !list.part.many => refuse(row, list.part, list.column, reason),
        _ => row.refuse_row(list.column.index, reason),
    }
    None
}

/// The names of a list of the absent with their reasons. Where it cannot be told whose a reason is, that is refused.
fn absent(job: &Job, row: &mut Row, setting: &Setting, list: &roll::List, text: &str) -> Option<Vec<Named>> {
    let Some(named) = away_names(text, &|name: &str| is_known(job, setting.organisation, name)) else {
        refuse(row, list.part, list.column, Reason::UnclearAbsence);
        return None;
    };
    let explained = absence::explained(row, list.column, named);
    explained.map_err(|(at, reason)| row.refuse_row(at, reason)).ok()
}

/// Refuses what names nobody, or more people than the part has. A meeting stands without the list of who came.
fn is_no_list(job: &Job, row: &mut Row, setting: &Setting, part: &Part, column: &Column, named: &[Named]) -> bool {
    let unclear = |one: &Named| !is_known(job, setting.organisation, &one.name) && is_no_name(&one.name);
    if part.many && named.iter().any(unclear) {
        refuse(row, part, column, Reason::CountOfPeople);
        return true;
    }
    if named.len() > 1 && !part.many {
        row.refuse_row(column.index, Reason::TooManyNames { part: part.name.clone() });
        return true;
    }
    false
}

/// Refuses the cell, and the row only where there is no record without the part.
fn refuse(row: &mut Row, part: &Part, column: &Column, reason: Reason) {
    match part.required {
        true => row.refuse_row(column.index, reason),
        false => row.refuse_cell(column.index, reason),
    }
}

/// Whether somebody of a list was there. `None` where a remark behind a name may mean either.
fn presence_of(row: &Row, part: &Part, column: &Column, lists_absent: bool, one: &Named) -> Option<Mark> {
    let legend = &row.layout.legend;
    if lists_absent {
        return match reason_of(one) {
            Some(reason) => legend.absence(reason),
            None if lists_excused(column) => Some(Mark::of(Presence::Excused)),
            None => Some(Mark::of(Presence::Absent)),
        };
    }
    let present = Mark::of(Presence::Present);
    let Some(remark) = one.remark.as_deref().filter(|remark| !is_nothing(remark)) else { return Some(present) };
    match legend.mark(remark) {
        None if part.attendance && !names_a_role(remark) => None,
        None => Some(Mark { reason: one.remark.clone(), ..present }),
        read => read,
    }
}

/// The reason behind the name of somebody who was not there; 张三(书记) says none.
fn reason_of(one: &Named) -> Option<&str> {
    one.remark.as_deref().filter(|remark| !is_nothing(remark) && !names_a_role(remark))
}

/// The reason to refuse a name behind which it says that somebody else did it, or nobody: `李明(因故由王芳代讲)`,
/// `王芳(未谈)`.
pub fn somebody_else(one: &Named) -> Option<Reason> {
    // 由李明主持 ends like a role.
    let role = |remark: &str| names_a_role(remark) && !remark.contains('由');
    let remark = one.remark.as_ref().filter(|remark| !role(remark) && denies_person(remark))?;
    Some(Reason::SomebodyElse { remark: remark.clone() })
}

/// The same of a part that is no attendance; in a list of several, marks of presence say who was away.
fn denied(row: &Row, part: &Part, one: &Named) -> Option<Reason> {
    let is_mark = |remark: &str| row.layout.legend.mark(remark).is_some();
    let marked = part.many && one.remark.as_deref().is_some_and(is_mark);
    if part.attendance || marked { None } else { somebody_else(one) }
}

/// Whether a column lists who should come.
pub fn lists_expected(column: &Column) -> bool {
    column.header.contains(EXPECTED)
}

/// `请假人员`: whoever stands there had leave. `缺席(含请假)人员` does not say who had.
pub fn lists_excused(column: &Column) -> bool {
    let header = key(&column.header);
    let Some((before, _)) = header.split_once("请假") else { return false };
    let asked = !before.ends_with(['未', '没', '无', '不']);
    asked && !["缺席", "缺勤", "旷"].iter().any(|word| header.contains(word))
}

/// `张三(书记)` says who it is, not whether they were there.
pub fn names_a_role(remark: &str) -> bool {
    const ROLES: &[&str] =
        &["书记", "委员", "组长", "主持", "主持人", "记录", "记录人", "主讲", "主讲人", "党员", "男", "女"];
    ROLES.iter().any(|role| remark.ends_with(role)) || remark == "预备"
}

/// The member whose name stands above a column.
pub fn of_column(job: &Job, setting: &Setting, name: &str) -> Result<PersonId, Reason> {
    let named = Named { name: name.to_owned(), remark: None };
    find(job, setting, &named, &Hints::default()).map_err(|reason| match reason {
        Reason::NoSuchMember { organisation } => Reason::ColumnOfStranger { organisation, name: name.to_owned() },
        reason => reason,
    })
}
