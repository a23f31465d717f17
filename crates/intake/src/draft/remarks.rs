//! What the remark of a row does to what the row tells: it denies it and the row is refused, or it is known to say
//! nothing, or nobody understood it and it is kept with a note. Nothing is settled by a remark in silence.

use facts::kinds;
use rulebook::{Kind, KindIndex, Rulebook};

use super::row::Row;
use super::{Job, NoteKind};
use crate::book::{Sheet, address};
use crate::reading::{Denied, deniable, denies, denies_event, is_nothing, says_nothing};
use crate::recognise::{Column, Slot, Target};
use crate::refusal::Reason;

/// Refuses the row where its remark denies what it tells. Whether it did.
pub fn refuse(job: &Job, row: &mut Row, kind: &Kind) -> bool {
    let found = columns(row, job.rulebook).find_map(|column| {
        let text = row.text(column);
        deniable(&kind.slug).iter().find_map(|what| Some((column, denial(*what, &text)?)))
    });
    let Some((column, reason)) = found else { return false };
    row.refuse_row(column, reason);
    true
}

/// The remark of the row that denies something of this sort, and its column.
pub fn denying(job: &Job, row: &Row, what: Denied) -> Option<(usize, Reason)> {
    columns(row, job.rulebook).find_map(|column| Some((column, denial(what, &row.text(column))?)))
}

fn denial(what: Denied, remark: &str) -> Option<Reason> {
    let denied = if what == Denied::Event { denies_event(remark) } else { denies(what, remark) };
    denied.then(|| match what {
        Denied::Event => Reason::NotHeld,
        Denied::Membership => Reason::NoLongerMember { remark: remark.to_owned() },
        Denied::Organisation => Reason::NoLongerStanding { remark: remark.to_owned() },
        _ => Reason::TakenBack { remark: remark.to_owned() },
    })
}

/// The remarks of a row that nobody understood and that go into its record as they are.
pub fn unread(row: &Row, rulebook: &Rulebook) -> Vec<(usize, String)> {
    let told = |column: &usize| row.problems.iter().any(|problem| problem.column == *column);
    let remarks = columns(row, rulebook).filter(|column| row.is_claimed(*column) && !told(column));
    let remarks = remarks.map(|column| (column, row.text(column)));
    // A word for having been there or away is read where it belongs.
    let open = |text: &str| !is_nothing(text) && !says_nothing(text) && row.layout.legend.mark(text).is_none();
    remarks.filter(|(_, text)| open(text)).collect()
}

/// The columns of remarks, whether the kind has a field for them or not.
fn columns<'a>(row: &Row<'a>, rulebook: &'a Rulebook) -> impl Iterator<Item = usize> + use<'a> {
    let is_note = move |(kind, slot): &(KindIndex, Slot)| match slot {
        Slot::Field(index) => {
            let field = rulebook.kind(*kind).and_then(|kind| kind.fields.get(*index));
            field.is_some_and(|field| field.slug == kinds::NOTE)
        }
        _ => false,
    };
    let tells = move |column: &&Column| match &column.target {
        Target::Note => true,
        Target::Record(places) => places.iter().any(is_note),
        _ => false,
    };
    row.layout.columns.iter().filter(tells).map(|column| column.index)
}

/// What was not understood beside the values of one column is one note, however many cells have it; and one, what
/// stands in the remarks of the rows.
pub fn finish(job: &mut Job, sheet: &Sheet) {
    for (column, remarks) in std::mem::take(&mut job.remarks) {
        let Some((first, _)) = remarks.first() else { continue };
        let first = *first;
        let remarks = remarks.into_iter().map(|(row, remark)| (address(row, column), remark)).collect();
        job.note(sheet, first, column, NoteKind::RemarksUnread { remarks });
    }
    let kept = std::mem::take(&mut job.remarks_kept);
    let Some((row, column, _)) = kept.first() else { return };
    let (row, column) = (*row, *column);
    let remarks = kept.into_iter().map(|(row, column, remark)| (address(row, column), remark)).collect();
    job.note(sheet, row, column, NoteKind::RemarksKept { remarks });
}
