//! What a row of a roster says and only the whole batch can settle: a post that a list of the committee tells as well, a
//! member of another branch who has left it by a record that is read later.
//!
//! Nothing of it becomes a fact. It is remembered while the books are read, and told of at the end where it is not settled.

use facts::{Calendar, Name, OrganisationId, Period, PersonId, Span, kinds};
use rulebook::FieldType;

use super::row::Row;
use super::{Drafted, Job, Note, NoteKind, left_out};
use crate::book::address;
use crate::directory::{Directory, HeldPost, SecretText};
use crate::reading::{choices, is_nothing, key};
use crate::recognise::{Slot, Target};
use crate::refusal::{Reason, Refusal};
use crate::words;

/// Where something stands, and what it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unsettled {
    file: String,
    sheet: String,
    /// From 0.
    row: usize,
    column: usize,
    organisation: OrganisationId,
    what: What,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum What {
    /// The roster of another organisation has the same person.
    AlsoMember { other: OrganisationId, number: SecretText, name: String },
    /// A member holds these posts on some of these days; none where the words are not known.
    Post { person: PersonId, posts: Vec<Name>, days: Span, found: String },
}

/// What stands in a column of posts for a member who holds none.
const NO_POST: &[&str] = &["党员", "普通党员", "一般党员", "正式党员", "预备党员"];

/// 委员 is said of whoever is in charge of something in the committee.
const ANY_OF_COMMITTEE: &str = "other-committee";

fn remember(job: &mut Job, row: &Row, column: usize, organisation: OrganisationId, what: What) {
    let (file, sheet) = (job.book.name.clone(), row.sheet.name.clone());
    job.so_far.out.unsettled.push(Unsettled { file, sheet, row: row.index, column, organisation, what });
}

/// Remembers who stands in the rosters of two organisations and counts in both: that may be a move of which one side is missing.
pub fn also_member(
    job: &mut Job,
    row: &Row,
    (column, number): (usize, &str),
    organisation: OrganisationId,
    name: &str,
) {
    if let Some(other) = job.directory.also_in(organisation, number, name) {
        let what = What::AlsoMember { other, number: SecretText::new(number), name: name.to_owned() };
        remember(job, row, column, organisation, what);
    }
}

/// Takes the post that a roster tells of a member. A roster seldom says since when: the post itself is recorded by lists
/// that do, and here it can only repeat them.
pub fn post(job: &mut Job, row: &mut Row, organisation: OrganisationId, person: PersonId) {
    let Some((index, kind)) = job.rulebook.kind_named(kinds::POST_TAKEN) else { return };
    let Some(field) = kind.fields.iter().position(|field| field.slug == kinds::POST) else { return };
    let is_post =
        |target: &Target| matches!(target, Target::Record(places) if places.contains(&(index, Slot::Field(field))));
    let Some(column) = row.layout.columns.iter().find(|column| is_post(&column.target)) else { return };
    let text = row.text(column.index);
    row.take(column.index);
    if is_nothing(&text) || NO_POST.contains(&key(&text).as_str()) {
        return;
    }
    let posts = match kind.fields.get(field).map(|field| &field.field_type) {
        Some(FieldType::One(known)) => choices(&text, known).unwrap_or_default(),
        _ => Vec::new(),
    };
    let posts = posts.into_iter().map(|choice| choice.slug.clone()).collect();
    let year = |year| Period::Calendar { calendar: Calendar::Year, year, index: 0 };
    let of_year = row.layout.year.and_then(|at| year(at).days());
    let days = of_year.map_or(Span::day(job.context.today), |(first, last)| Span { first, last });
    remember(job, row, column.index, organisation, What::Post { person, posts, days, found: text });
}

/// Tells of what no book of the batch and nothing in the ledger has settled.
pub fn settle(drafted: &mut Drafted, directory: &Directory) {
    let mut unknown: Vec<(Unsettled, String, Vec<usize>)> = Vec::new();
    for one in std::mem::take(&mut drafted.unsettled) {
        match &one.what {
            What::AlsoMember { other, number, name } => {
                let stays = |organisation| directory.has_member(organisation, number, name);
                let other = directory.organisation(*other).filter(|other| stays(other.id) && stays(one.organisation));
                drafted.notes.extend(other.map(|other| note(&one, &other.name)));
            }
            What::Post { person, posts, days, found } => {
                let held = directory.organisation(one.organisation).map(|found| found.posts.as_slice());
                if is_known(held.unwrap_or_default(), *person, posts, *days) {
                    continue;
                }
                let place = |of: &Unsettled| (of.file.clone(), of.sheet.clone(), of.column);
                match unknown.iter_mut().find(|(first, _, _)| place(first) == place(&one)) {
                    Some((_, _, rows)) => rows.push(one.row),
                    None => {
                        let (found, rows) = (found.clone(), vec![one.row]);
                        unknown.push((one, found, rows));
                    }
                }
            }
        }
    }
    drafted.refused.extend(unknown.into_iter().map(|(first, found, rows)| refusal(first, &found, &rows)));
}

fn note(of: &Unsettled, other: &str) -> Note {
    let kind = NoteKind::AlsoMemberOf { organisation: other.to_owned() };
    let text = words::note(&kind);
    Note { sheet: of.sheet.clone(), cell: address(of.row, of.column), kind, text }
}

fn refusal(first: Unsettled, found: &str, rows: &[usize]) -> Refusal {
    let reason = Reason::PostNotKnown;
    let (extent, found) = left_out::these_cells(found, first.column, rows);
    Refusal {
        file: first.file,
        sheet: first.sheet,
        cell: address(first.row, first.column),
        row: first.row + 1,
        extent,
        expected: words::expected(&reason),
        found,
        advice: words::advice(&reason),
        reason,
    }
}

/// Whether all of some posts are known to be held on some of the days.
fn is_known(held: &[HeldPost], person: PersonId, posts: &[Name], days: Span) -> bool {
    let on_days = |one: &&HeldPost| one.days.first <= days.last && days.first <= one.days.last;
    let held: Vec<&HeldPost> = held.iter().filter(|one| one.holder == person).filter(on_days).collect();
    let is = |post: &Name, held: &HeldPost| {
        held.post == *post || post == ANY_OF_COMMITTEE && kinds::COMMITTEE_POSTS.contains(&held.post.as_str())
    };
    !posts.is_empty() && posts.iter().all(|post| held.iter().any(|held| is(post, held)))
}
