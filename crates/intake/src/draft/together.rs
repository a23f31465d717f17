//! Rows that tell of one meeting: one row a person, or further agenda items beside a merged day.
//!
//! Only what people come together for is put together; two talks on one day are two talks.

use std::collections::BTreeMap;

use facts::{Name, OrganisationId, Participation, Span, Value, kinds};
use rulebook::{Kind, KindIndex};

use super::row::{Pending, Row};
use super::{Job, Origin, counts};
use crate::book::Sheet;
use crate::recognise::{Slot, Target};

/// Texts of which a record may have several, one a row.
const JOINED: &[&str] = &["subject", kinds::NOTE];

/// The records of a table that further rows may add to.
#[derive(Default)]
pub struct Together {
    held: Vec<Held>,
    /// By organisation, kind and day: their places among those held.
    places: BTreeMap<(OrganisationId, Name, Span), Vec<usize>>,
}

struct Held {
    pending: Pending,
    origin: Origin,
}

/// How a row may belong to a record of the rows above.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Tells {
    OfOnePerson,
    /// Its day is merged over it from this row (from 1) on.
    MoreSince(usize),
    OfItself,
}

/// Keeps the record of a row until its table ends, where further rows may add to it. Gives it back otherwise.
pub fn hold(job: &mut Job, row: &Row, pending: Pending, origin: Origin) -> Option<(Pending, Origin)> {
    let Some((index, kind)) = job.rulebook.kind_named(&pending.kind) else { return Some((pending, origin)) };
    if !kind.parts.iter().any(|part| part.attendance) || pending.assumed || !pending.secrets.is_empty() {
        return Some((pending, origin));
    }
    let tells = match (counts::one_person_a_row(row.layout, index, kind), merged_day(row, index)) {
        (true, _) => Tells::OfOnePerson,
        (false, Some(since)) => Tells::MoreSince(since),
        (false, None) => Tells::OfItself,
    };
    let together = &mut job.together;
    let place = (pending.organisation, pending.kind.clone(), pending.occurred);
    let places = together.places.entry(place).or_default();
    let mut before = places.iter().filter_map(|at| Some((*at, together.held.get(*at)?)));
    let same = before.find_map(|(at, held)| added(kind, held, &pending, tells).map(|sum| (at, sum)));
    if let Some((at, sum)) = same
        && let Some(held) = together.held.get_mut(at)
    {
        held.pending = sum;
        held.origin.cells.extend(origin.cells);
        return None;
    }
    places.push(together.held.len());
    together.held.push(Held { pending, origin });
    None
}

/// Writes what the table held.
pub fn finish(job: &mut Job, sheet: &Sheet) {
    for Held { pending, origin } in std::mem::take(&mut job.together).held {
        let row = origin.row - 1;
        let column = sheet.filled_cells(row).next().map_or(0, |(column, _)| column);
        if let Some(repetition) = super::identify::write(job, pending, origin) {
            job.note(sheet, row, column, super::repeated(repetition, 1));
        }
    }
}

/// The first row (from 1) of the merged cell that gives a row below it its day.
fn merged_day(row: &Row, kind: KindIndex) -> Option<usize> {
    let column = row.slot(kind, &Slot::Occurred).or_else(|| row.layout.find(&Target::Occurred))?;
    let merge = row.sheet.merge_at(row.index, column.index)?;
    (merge.first_row < row.index).then_some(merge.first_row + 1)
}

/// A record with what another row says of it; `None` where the row tells of another one.
fn added(kind: &Kind, held: &Held, further: &Pending, tells: Tells) -> Option<Pending> {
    let known = &held.pending;
    let attends = |one: &&Participation| kind.part(&one.part).is_some_and(|part| part.attendance);
    let has = |one: &Participation| known.people.contains(one);
    match tells {
        Tells::OfItself => return None,
        Tells::OfOnePerson => {
            let mut persons = further.people.iter().filter(attends);
            let (Some(only), None) = (persons.next(), persons.next()) else { return None };
            let again = known.people.iter().filter(attends).any(|other| other.person == only.person);
            let others =
                |pending: &Pending| pending.people.iter().filter(|one| !attends(one)).cloned().collect::<Vec<_>>();
            if again || others(known) != others(further) {
                return None;
            }
        }
        Tells::MoreSince(first) if held.origin.row < first || !further.people.iter().all(has) => return None,
        Tells::MoreSince(_) => {}
    }
    let mut sum = known.clone();
    sum.people.extend(further.people.iter().filter(|one| !has(one)).cloned());
    sum.values = joined(&known.values, &further.values, tells)?;
    Some(sum)
}

/// The values of both, where they do not contradict each other.
fn joined(
    known: &BTreeMap<Name, Value>,
    further: &BTreeMap<Name, Value>,
    tells: Tells,
) -> Option<BTreeMap<Name, Value>> {
    let mut sum = known.clone();
    let missing = |field: &Name| !further.contains_key(field) && field != kinds::NOTE;
    if tells == Tells::OfOnePerson && known.keys().any(missing) {
        return None;
    }
    for (field, value) in further {
        let may_join = field == kinds::NOTE || tells != Tells::OfOnePerson;
        match (sum.get_mut(field), value) {
            (Some(Value::Text(all)), Value::Text(text)) if may_join && JOINED.contains(&field.as_str()) => {
                if !all.split('；').any(|one| one == text) {
                    all.push('；');
                    all.push_str(text);
                }
            }
            (Some(Value::Options(all)), Value::Options(more)) if may_join => {
                let new = more.iter().filter(|one| !all.contains(one)).cloned().collect::<Vec<_>>();
                all.extend(new);
            }
            (Some(same), value) if same == value => {}
            (None, value) if may_join => {
                sum.insert(field.clone(), value.clone());
            }
            _ => return None,
        }
    }
    Some(sum)
}
