//! From a recognised book to draft facts and refusals.
//!
//! Row by row, each non-empty cell of a data row is taken into a fact, known to be no data, or refused with its
//! address; what no reader claimed is refused at the end of the row, so nothing can be dropped silently.
//! One reader a family of kinds: `organisations`, `members`, `guests`, `dues`, `days`, `months`, `posts` and, for
//! all others, `records`.

mod absence;
mod attendance;
mod called;
mod conflict;
mod counts;
mod days;
mod dues;
mod exempt;
mod guests;
mod held;
mod identify;
mod learn;
mod left;
mod left_out;
mod marks;
mod members;
mod months;
mod organisations;
mod owner;
mod parts_of_day;
mod people;
mod posts;
mod reader;
mod records;
mod remarks;
mod roll;
mod row;
mod together;
mod unsettled;
mod values;

use std::collections::{BTreeMap, BTreeSet};

use facts::{Day, FactId, Name, OrganisationId, Participation, PersonId, Span, Value};
use rulebook::{Field, KindIndex, Rulebook};

use crate::book::{Book, Sheet, address};
use crate::directory::Directory;
use crate::order::order;
use crate::reading::says_not_held;
use crate::recognise::{
    KindNames, KindRemark, Layout, Recognition, RowKind, SheetOutcome, Slot, Sureness, Target, converted, kind_names,
    kind_of_cell, nearest as nearest_ledger, others_listed, row_kind,
};
use crate::refusal::{Extent, Reason, Refusal};
use crate::words;

use left_out::LeftOut;
use owner::{Owner, owner, section};
use reader::{Reader, is_month};
use row::{Problem, Row};

pub use identify::{guest_id, member_id};
pub use unsettled::{Unsettled, settle};

/// What drafting needs from outside.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Context {
    /// Later days are refused.
    pub today: Day,
    /// Ids follow from it and from what a record says, so that a book read twice gives the same ids.
    pub installation: [u8; 16],
    /// The books correct what is known: of the one member of a name, another day of joining is a mended one.
    pub correct: bool,
}

/// A fact to be recorded; recorder, moment and attachments are added by whoever records it.
#[derive(Debug, Clone, PartialEq)]
pub struct Draft {
    pub id: FactId,
    pub organisation: OrganisationId,
    pub kind: Name,
    pub occurred: Span,
    pub people: Vec<Participation>,
    pub values: BTreeMap<Name, Value>,
    pub supersedes: Option<FactId>,
    /// For the vault, never for the fact.
    pub secrets: Vec<Secret>,
    pub origin: Origin,
}

#[derive(Clone, PartialEq, Eq)]
pub struct Secret {
    pub person: PersonId,
    pub field: Name,
    pub text: String,
}

impl std::fmt::Debug for Secret {
    /// Without the text: what is printed for developers ends in log files.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Secret({} of {})", self.field, self.person)
    }
}

/// Where a draft comes from.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Origin {
    pub sheet: String,
    /// From 1.
    pub row: usize,
    pub cells: Vec<String>,
}

/// Something the user may want to know that is no refusal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    pub sheet: String,
    pub cell: String,
    pub kind: NoteKind,
    pub text: String,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NoteKind {
    TotalRow,
    Remark,
    /// The marks of the sheet were read as it says.
    Legend,
    SampleRow,
    RepeatedHeader,
    Section {
        organisation: String,
    },
    MonthOnly,
    AssumedDay {
        day: Day,
    },
    BirthDiffers {
        number: String,
    },
    /// The roster of another organisation has the same person, who has not left it.
    AlsoMemberOf {
        organisation: String,
    },
    /// The row says that a member is a probationary one, and since when a full one.
    ProbationaryAndFull {
        full_on: Day,
    },
    /// The member joined the Party before coming of age.
    JoinedUnderAge {
        born: Day,
    },
    /// Those of a list of the absent for whom no reason stands there.
    WithoutReason {
        names: Vec<String>,
        /// The column says that they had leave.
        excused: bool,
    },
    /// What a column of a sign-in sheet sums up was compared with nothing.
    NotCompared,
    /// A number of people and the names beside it are not the same.
    OtherNumberNamed {
        field: String,
        named: usize,
    },
    /// A word for everybody, and how many are meant.
    Everybody {
        people: usize,
    },
    EmptyDay,
    /// Times of the day stand where marks of presence could.
    SignedAtTime,
    /// A cell names one kind, and another in brackets, of which no record was made.
    AnotherKindInBrackets,
    IgnoredColumn,
    /// The numbers of the column count minutes, jiao or fen.
    Converted {
        unit: String,
    },
    SheetPassedOver,
    EmptySheet,
    /// The table program does not show the sheet; it was read.
    HiddenSheet,
    NothingPaid,
    /// Months under which nobody of the sheet paid anything.
    NobodyPaid {
        months: String,
    },
    /// A month of the row was refused, so that its total says nothing.
    TotalUnchecked,
    /// A month's number is 0.
    NothingDone,
    NothingRecorded,
    /// A post in brackets behind the name of a member.
    RemarkBehindName,
    /// What stands in brackets beside values of a column, with its cells, and was not understood.
    RemarksUnread {
        remarks: Vec<(String, String)>,
    },
    /// What stands in the remarks of rows, with its cells, and was not understood: it stands in the records as it is.
    RemarksKept {
        remarks: Vec<(String, String)>,
    },
    /// So many records of the row stood in the book before, first in this row (from 1) of a sheet.
    Repeated {
        sheet: String,
        row: usize,
        records: usize,
        /// They were taken as further records.
        kept: bool,
        /// Telephone numbers and the like are not the same; those of the first row were kept.
        other_secrets: bool,
    },
}

#[derive(Debug, Clone, PartialEq, Default)]
pub struct Drafted {
    pub facts: Vec<Draft>,
    pub refused: Vec<Refusal>,
    pub notes: Vec<Note>,
    /// What [`settle`] makes notes and refusals of, when all books of the batch are drafted.
    pub unsettled: Vec<Unsettled>,
}

impl Drafted {
    /// What is still to be settled, on its own.
    pub fn take_unsettled(&mut self) -> Drafted {
        Drafted { unsettled: std::mem::take(&mut self.unsettled), ..Drafted::default() }
    }
}

/// The drafting of one book, sheet by sheet, and what it must remember between them.
#[derive(Debug, Default)]
pub struct Drafting {
    out: Drafted,
    /// How often the same content stood in this book.
    ordinals: BTreeMap<FactId, u32>,
    written: BTreeSet<FactId>,
    /// Where each content stood first: sheet and row, from 1.
    places: BTreeMap<FactId, (String, usize)>,
}

impl Drafting {
    /// Drafts the facts of some sheets, by their places in the recognition. The directory learns the organisations,
    /// members and groups that they name. `watch` is told now and then how many rows of these sheets are done.
    #[expect(clippy::too_many_arguments, reason = "each comes from another place, and none belongs to another")]
    pub fn sheets(
        &mut self,
        book: &Book,
        recognition: &Recognition,
        sheets: &[usize],
        rulebook: &Rulebook,
        directory: &mut Directory,
        context: &Context,
        watch: &mut dyn FnMut(usize),
    ) {
        let mut job = Job::new(book, rulebook, directory, context, self, watch);
        for plan in sheets.iter().filter_map(|index| recognition.sheets.get(*index)) {
            let Some(sheet) = book.sheets.get(plan.sheet) else { continue };
            match &plan.outcome {
                SheetOutcome::Recognised(layout) => {
                    if sheet.hidden {
                        job.note(sheet, 0, 0, NoteKind::HiddenSheet);
                    }
                    draft_sheet(&mut job, sheet, layout);
                    left_out::finish(&mut job, sheet);
                    remarks::finish(&mut job, sheet);
                }
                SheetOutcome::Empty => job.note(sheet, 0, 0, NoteKind::EmptySheet),
                SheetOutcome::PassedOver => job.note(sheet, 0, 0, NoteKind::SheetPassedOver),
                SheetOutcome::Unknown => {
                    let reason = match others_listed(sheet) {
                        Some(who) => Reason::ListOfOthers { who },
                        None => Reason::UnknownSheet { nearest: nearest_ledger(book, sheet, rulebook) },
                    };
                    job.refuse(sheet, (0, 0), Extent::Sheet, &reason, sheet.name.clone());
                }
            }
        }
    }

    pub fn finish(self) -> Drafted {
        self.out
    }
}

/// Drafts the facts of a whole book that speaks of nobody in another one.
pub fn draft(
    book: &Book,
    recognition: &Recognition,
    rulebook: &Rulebook,
    directory: &mut Directory,
    context: &Context,
) -> Drafted {
    let mut drafting = Drafting::default();
    for step in order([recognition], rulebook) {
        drafting.sheets(book, recognition, &step.sheets, rulebook, directory, context, &mut |_| {});
    }
    let mut drafted = drafting.finish();
    settle(&mut drafted, directory);
    drafted
}

/// Makes the names of organisations known that a book lists, before any book is drafted: a superior may stand in
/// another one.
pub fn announce(
    book: &Book,
    recognition: &Recognition,
    rulebook: &Rulebook,
    directory: &mut Directory,
    context: &Context,
) {
    let mut so_far = Drafting::default();
    let mut nobody = |_| {};
    let mut job = Job::new(book, rulebook, directory, context, &mut so_far, &mut nobody);
    for plan in &recognition.sheets {
        if let (Some(sheet), SheetOutcome::Recognised(layout)) = (book.sheets.get(plan.sheet), &plan.outcome)
            && Reader::of(rulebook, layout) == Reader::Organisations
        {
            organisations::announce(&mut job, sheet, layout);
        }
    }
}

pub(crate) struct Job<'a> {
    book: &'a Book,
    rulebook: &'a Rulebook,
    directory: &'a mut Directory,
    context: Context,
    so_far: &'a mut Drafting,
    /// Members that a row of the present roster already stands for, and the first such row.
    claimed: BTreeMap<PersonId, usize>,
    /// The rows of the present sheet that stand for a guest, and their days.
    guests: BTreeMap<PersonId, Vec<(usize, Span)>>,
    /// What stands in brackets in the present sheet and was not understood, by column: row and text.
    remarks: BTreeMap<usize, Vec<(usize, String)>>,
    /// Remarks of rows of the present sheet that nobody understood: row, column and text.
    remarks_kept: Vec<(usize, usize, String)>,
    /// Cells of the present sheet that are refused together, column by column.
    left_out: LeftOut,
    /// Records of the present table that further rows may add to.
    together: together::Together,
    kind_names: KindNames,
    rows: usize,
    watch: &'a mut dyn FnMut(usize),
}

/// So many rows take a moment at most, and telling costs nothing beside them.
const ROWS_A_TICK: usize = 1_000;

impl<'a> Job<'a> {
    fn new(
        book: &'a Book,
        rulebook: &'a Rulebook,
        directory: &'a mut Directory,
        context: &Context,
        so_far: &'a mut Drafting,
        watch: &'a mut dyn FnMut(usize),
    ) -> Job<'a> {
        let (claimed, guests) = (BTreeMap::new(), BTreeMap::new());
        Job {
            book,
            rulebook,
            directory,
            context: *context,
            so_far,
            claimed,
            guests,
            remarks: BTreeMap::new(),
            remarks_kept: Vec::new(),
            left_out: LeftOut::default(),
            together: together::Together::default(),
            kind_names: kind_names(rulebook),
            rows: 0,
            watch,
        }
    }

    /// One more row is done.
    fn tick(&mut self) {
        self.rows += 1;
        if self.rows.is_multiple_of(ROWS_A_TICK) {
            (self.watch)(self.rows);
        }
    }

    /// Rows are compared within one sheet.
    fn begin_sheet(&mut self) {
        self.claimed.clear();
        self.guests.clear();
    }

    fn note(&mut self, sheet: &Sheet, row: usize, column: usize, kind: NoteKind) {
        let text = words::note(&kind);
        self.so_far.out.notes.push(Note { sheet: sheet.name.clone(), cell: address(row, column), kind, text });
    }

    fn refuse(&mut self, sheet: &Sheet, (row, column): (usize, usize), extent: Extent, reason: &Reason, found: String) {
        let found = if found.is_empty() { words::NOTHING_WRITTEN.to_owned() } else { found };
        self.so_far.out.refused.push(Refusal {
            file: self.book.name.clone(),
            sheet: sheet.name.clone(),
            cell: address(row, column),
            row: row + 1,
            extent,
            reason: reason.clone(),
            expected: words::expected(reason),
            found,
            advice: words::advice(reason),
        });
    }
}

fn draft_sheet(job: &mut Job, sheet: &Sheet, layout: &Layout) {
    if let (Some(reason), true) = (unread(job, sheet, layout), layout.further.is_empty()) {
        let header = layout.header_rows.end - 1;
        let unclear = layout.find(&Target::UnclearMonth).map(|column| column.index);
        let (column, found) = match layout.second_half.or(unclear) {
            Some(column) => (column, sheet.filled(header, column).shown()),
            None => (0, layout.titles.join(" ")),
        };
        return job.refuse(sheet, (header, column), Extent::Sheet, &reason, found);
    }
    job.begin_sheet();
    let reader = Reader::of(job.rulebook, layout);
    if reader == Reader::Organisations {
        organisations::announce(job, sheet, layout);
    }
    let mut owner = owner(job, sheet, layout);
    if reader != Reader::Organisations
        && layout.find(&Target::Organisation).is_none()
        && !has_sections(job, sheet, layout)
    {
        let reason = match &owner {
            Owner::Known(id) if job.directory.takes(*id) => None,
            Owner::Known(id) => Some((not_yours(job, *id), layout.titles.join(" "))),
            Owner::Stranger(name) => Some((nearest(job, name), name.clone())),
            Owner::Several(names) => {
                Some((Reason::SeveralOrganisations { names: names.clone() }, layout.titles.join(" ")))
            }
            Owner::Nowhere => Some((Reason::MissingOrganisation, layout.titles.join(" "))),
        };
        if let Some((reason, found)) = reason {
            return job.refuse(sheet, (0, 0), Extent::Sheet, &reason, found);
        }
    }
    for row in &layout.data_above {
        refuse_whole_row(job, sheet, *row, &Reason::AboveHeader);
    }
    note_columns(job, sheet, layout);
    for table in layout.tables() {
        draft_table(job, sheet, table, &mut owner);
    }
}

/// The rows of one table, under the heading of an organisation where the table above left off.
fn draft_table(job: &mut Job, sheet: &Sheet, layout: &Layout, owner: &mut Owner) {
    let reader = Reader::of(job.rulebook, layout);
    let unread = unread(job, sheet, layout);
    let mut days = days::Days::default();
    let mut under_other_header = false;
    if unread.is_none() {
        marks::note_times(job, sheet, layout);
    }
    for index in layout.rows() {
        job.tick();
        if sheet.cut && index + 1 == sheet.rows.len() {
            refuse_whole_row(job, sheet, index, &Reason::CutInQuotation);
            continue;
        }
        match row_kind(sheet, layout, index) {
            RowKind::Blank => {}
            RowKind::Total
                if matches!(reader, Reader::Days(_))
                    && unread.is_none()
                    && days::numbers(job, sheet, layout, index, &mut days) => {}
            RowKind::Total => job.note(sheet, index, 0, NoteKind::TotalRow),
            RowKind::Sample => job.note(sheet, index, 0, NoteKind::SampleRow),
            RowKind::Remark => job.note(sheet, index, 0, NoteKind::Remark),
            RowKind::Legend => job.note(sheet, index, 0, NoteKind::Legend),
            RowKind::RepeatedHeader => {
                under_other_header = false;
                job.note(sheet, index, 0, NoteKind::RepeatedHeader);
            }
            RowKind::OtherHeader => {
                under_other_header = true;
                refuse_whole_row(job, sheet, index, &Reason::OtherHeader);
            }
            RowKind::Heading(text) => match section(job, &text) {
                Some(section) => {
                    job.note(sheet, index, 0, NoteKind::Section { organisation: text });
                    *owner = section;
                }
                None if layout.legend_texts.contains(&text) => job.note(sheet, index, 0, NoteKind::Legend),
                None => job.note(sheet, index, 0, NoteKind::Remark),
            },
            RowKind::Data if unread.is_some() => {
                unread.iter().for_each(|reason| refuse_whole_row(job, sheet, index, reason));
            }
            RowKind::Data if under_other_header => refuse_whole_row(job, sheet, index, &Reason::OtherHeader),
            RowKind::Data => {
                let mut row = Row::new(sheet, layout, index);
                row.same_as_nothing().into_iter().for_each(|column| row.refuse_row(column, Reason::NothingAbove));
                if row.is_refused() {
                    close(job, row);
                    continue;
                }
                read_row(job, reader, &mut row, owner, &mut days);
                close(job, row);
            }
        }
    }
    together::finish(job, sheet);
    if let Reader::Days(_) = reader {
        days::finish(job, sheet, layout, days);
    }
    if reader == Reader::Dues {
        dues::finish(job, sheet, layout);
    }
    if let (Reader::Months(_), Some(column)) = (reader, layout.columns.iter().find(|column| is_month(column))) {
        job.note(sheet, layout.header_rows.end - 1, column.index, NoteKind::MonthOnly);
    }
}

/// Why no row of a table can be read.
fn unread(job: &Job, sheet: &Sheet, layout: &Layout) -> Option<Reason> {
    match &layout.several_kinds {
        Some(kinds) if kinds.len() > 1 => Some(Reason::SeveralKinds { kinds: kinds.clone() }),
        Some(_) => Some(Reason::OtherHeader),
        None => {
            if let Some(word) = layout.not_done {
                return Some(Reason::NotDone { word });
            }
            if layout.second_half.is_some() {
                return Some(Reason::SideBySide);
            }
            if layout.columns.iter().any(|column| column.target == Target::UnclearMonth) {
                return Some(Reason::AmbiguousDate);
            }
            let undated = layout.columns.iter().any(|column| column.target == Target::DayWithoutYear);
            if undated && layout.year.is_none() {
                return Some(Reason::SheetWithoutYear);
            }
            match Reader::of(job.rulebook, layout) {
                Reader::Months(kind) => months::lacks_numbers(job, sheet, layout, kind),
                Reader::Posts(kind) => posts::lack_day(layout, kind),
                _ => lacks_column(job, layout),
            }
        }
    }
}

/// What no column of a table tells and every record needs, so that each of its rows would be refused for it.
fn lacks_column(job: &Job, layout: &Layout) -> Option<Reason> {
    let Reader::Records(first) = Reader::of(job.rulebook, layout) else { return None };
    let kind = job.rulebook.kind(first)?;
    let told = |slot: Slot| layout.slot(first, &slot).is_some();
    let session = kind.fields.iter().position(|field| field.attributes);
    let dated = told(Slot::Occurred) || session.is_some_and(|field| told(Slot::Field(field)));
    if !dated && kind.field(facts::kinds::UNDATED).is_none() {
        return Some(Reason::MissingDate);
    }
    let missing = |(index, field): &(usize, &Field)| field.required && !told(Slot::Field(*index));
    let (_, field) = kind.fields.iter().enumerate().find(missing)?;
    Some(Reason::NoColumn { field: field.name.clone(), kind: kind.name.clone() })
}

/// What was done with whole columns, and who reads the result should know: a mapping left them out, or their numbers
/// were converted.
fn note_columns(job: &mut Job, sheet: &Sheet, layout: &Layout) {
    for column in &layout.columns {
        let left_out = column.sureness == Sureness::Mapped && column.target == Target::Ignored;
        let converted =
            || converted(job.rulebook, layout, column).map(|unit| NoteKind::Converted { unit: unit.to_owned() });
        if let Some(note) = if left_out { Some(NoteKind::IgnoredColumn) } else { converted() } {
            job.note(sheet, layout.header_rows.end - 1, column.index, note);
        }
    }
}

/// Nothing of the row is read: it does not stand under the header that the sheet is read by.
fn refuse_whole_row(job: &mut Job, sheet: &Sheet, row: usize, reason: &Reason) {
    let Some((column, cell)) = sheet.filled_cells(row).next() else { return };
    job.refuse(sheet, (row, column), Extent::Row, reason, cell.shown().trim().to_owned());
}

fn read_row(job: &mut Job, reader: Reader, row: &mut Row, owner: &Owner, days: &mut days::Days) {
    if reader == Reader::Organisations {
        return organisations::read(job, row);
    }
    let Some(organisation) = organisation_of(job, row, owner) else { return };
    match reader {
        Reader::Organisations => {}
        Reader::Members => members::read(job, row, organisation),
        Reader::Guests(kind) => guests::read(job, row, organisation, kind),
        Reader::Dues => dues::read(job, row, organisation),
        Reader::Days(kind) => days::read(job, row, organisation, kind, days),
        Reader::Months(kind) => months::read(job, row, organisation, kind),
        Reader::Posts(kind) => posts::read(job, row, organisation, kind),
        Reader::Mixed => {
            let Some(kind) = kind_of_row(job, row) else { return };
            match job.rulebook.kind(kind).is_some_and(|kind| kind.slug == facts::kinds::FLOATING_IN) {
                true => guests::read(job, row, organisation, kind),
                false => records::read(job, row, organisation, kind),
            }
        }
        Reader::Records(kind) => records::read(job, row, organisation, kind),
    }
}

/// The organisation that a row belongs to; the row is refused where nobody knows it.
fn organisation_of(job: &Job, row: &mut Row, owner: &Owner) -> Option<OrganisationId> {
    if let Some(column) = row.layout.find(&Target::Organisation) {
        let written = row.text(column.index);
        row.take(column.index);
        if !written.is_empty() {
            if let Some(found) = job.directory.named(&written) {
                if !job.directory.takes(found.id) {
                    row.refuse_row(column.index, not_yours(job, found.id));
                    return None;
                }
                if found.form.is_empty() {
                    row.refuse_row(column.index, Reason::OrganisationRefused);
                    return None;
                }
                return Some(found.id);
            }
            let reason = nearest(job, &written);
            row.refuse_row(column.index, reason);
            return None;
        }
    }
    match owner {
        Owner::Known(id) if !job.directory.takes(*id) => {
            row.refuse_row(0, not_yours(job, *id));
            None
        }
        // A name that a list of organisations tells and whose own row was refused: its records would hang in the air.
        Owner::Known(id) if job.directory.organisation(*id).is_some_and(|found| found.form.is_empty()) => {
            row.refuse_row(0, Reason::OrganisationRefused);
            None
        }
        Owner::Known(id) => Some(*id),
        Owner::Stranger(name) => {
            let reason = nearest(job, name);
            row.refuse_row(0, reason);
            None
        }
        Owner::Several(names) => {
            let reason = Reason::SeveralOrganisations { names: names.clone() };
            row.refuse_missing(row.layout.find(&Target::Organisation), reason);
            None
        }
        Owner::Nowhere => {
            let column = row.layout.find(&Target::Organisation);
            let reason = if column.is_some() { Reason::BlankOrganisation } else { Reason::MissingOrganisation };
            row.refuse_missing(column, reason);
            None
        }
    }
}

fn not_yours(job: &Job, id: OrganisationId) -> Reason {
    let organisation = job.directory.organisation(id).map(|found| found.name.clone()).unwrap_or_default();
    Reason::NotYours { organisation }
}

fn nearest(job: &Job, name: &str) -> Reason {
    Reason::NoSuchOrganisation { nearest: job.directory.nearest(name).map(str::to_owned) }
}

fn kind_of_row(job: &Job, row: &mut Row) -> Option<KindIndex> {
    let column = row.layout.find(&Target::Kind)?;
    match kind_of_cell(&job.kind_names, &row.text(column.index)) {
        Some(named) => {
            row.take(column.index);
            row.kind = Some(named.kind);
            for remark in named.remarks {
                take_remark(job, row, column.index, named.kind, remark);
            }
            (!row.is_refused()).then_some(named.kind)
        }
        None => {
            row.refuse_row(column.index, Reason::UnknownKind);
            None
        }
    }
}

/// Takes what stands in brackets behind the kind of a row.
fn take_remark(job: &Job, row: &mut Row, column: usize, kind: KindIndex, remark: KindRemark) {
    let can_be_merged = job.rulebook.kind(kind).is_some_and(|kind| kind.field(records::MERGED).is_some());
    match remark {
        KindRemark::AnotherKind => row.note(column, NoteKind::AnotherKindInBrackets),
        KindRemark::Merged(merged) if can_be_merged => row.merged = Some(merged),
        KindRemark::Merged(_) => row.remarks.push((column, row.text(column))),
        KindRemark::TakenBack(remark) if says_not_held(&remark) => row.refuse_row(column, Reason::NotHeld),
        KindRemark::TakenBack(remark) => row.refuse_row(column, Reason::TakenBack { remark }),
        KindRemark::Unknown(remark) => row.remarks.push((column, remark)),
    }
}

fn has_sections(job: &Job, sheet: &Sheet, layout: &Layout) -> bool {
    (layout.first_data_row..sheet.rows.len()).any(|row| match row_kind(sheet, layout, row) {
        RowKind::Heading(text) => matches!(section(job, &text), Some(Owner::Known(_))),
        _ => false,
    })
}

/// Ends a row: every cell that nobody claimed is refused, and all drafts fall where the row was refused.
fn close(job: &mut Job, mut row: Row) {
    // Whatever a row says, it adds to no ledger that is not open to whoever brings it.
    if let Some(other) = row.drafts.iter().find(|pending| !job.directory.takes(pending.organisation)) {
        let reason = not_yours(job, other.organisation);
        let first = row.sheet.filled_cells(row.index).next().map_or(0, |(column, _)| column);
        row.refuse_row(first, reason);
    }
    if !row.is_refused() {
        for (column, reason) in row.unclaimed(job.rulebook) {
            row.refuse_cell(column, reason);
        }
    }
    row.settle();
    let extent = if row.is_refused() { Extent::Row } else { Extent::Cell };
    for Problem { column, has_column, reason } in std::mem::take(&mut row.problems) {
        let found = row.sheet.filled(row.index, column).shown();
        let found = match &reason {
            Reason::NotAName => without_numbers(found.trim()),
            // The value of a secret stays out of lists that are printed and sent around.
            Reason::IdentityNumber(_) | Reason::IdentityNumberTaken | Reason::NotAPhone => masked(&found),
            _ if !has_column => words::NO_COLUMN.to_owned(),
            _ => found.trim().to_owned(),
        };
        if extent == Extent::Cell && LeftOut::takes(&reason) {
            job.left_out.add(column, reason, row.index, found);
            continue;
        }
        job.refuse(row.sheet, (row.index, column), extent, &reason, found);
    }
    let notes = std::mem::take(&mut row.notes);
    for (column, note) in notes {
        job.note(row.sheet, row.index, column, note);
    }
    if !row.is_refused() {
        for (column, remark) in std::mem::take(&mut row.remarks) {
            job.remarks.entry(column).or_default().push((row.index, remark));
        }
        let kept = remarks::unread(&row, job.rulebook).into_iter();
        job.remarks_kept.extend(kept.map(|(column, remark)| (row.index, column, remark)));
        write(job, &mut row);
    }
}

fn write(job: &mut Job, row: &mut Row) {
    let mut repetitions: BTreeMap<identify::Repetition, usize> = BTreeMap::new();
    let cells = row.taken_cells();
    for pending in std::mem::take(&mut row.drafts) {
        let origin = Origin { sheet: row.sheet.name.clone(), row: row.index + 1, cells: cells.clone() };
        let Some((pending, origin)) = together::hold(job, row, pending, origin) else { continue };
        if let Some(repetition) = identify::write(job, pending, origin) {
            *repetitions.entry(repetition).or_default() += 1;
        }
    }
    let column = row.sheet.filled_cells(row.index).next().map_or(0, |(column, _)| column);
    for (repetition, records) in repetitions {
        job.note(row.sheet, row.index, column, repeated(repetition, records));
    }
}

fn repeated(repetition: identify::Repetition, records: usize) -> NoteKind {
    let identify::Repetition { first: (sheet, row), kept, other_secrets } = repetition;
    NoteKind::Repeated { sheet, row, records, kept, other_secrets }
}

/// A text with a telephone number in it, without its digits.
fn without_numbers(text: &str) -> String {
    let is_digit = |character: char| character.is_numeric();
    let many = text.chars().filter(|character| is_digit(*character)).count() >= FEWEST_OF_A_NUMBER;
    text.chars().map(|character| if many && is_digit(character) { '*' } else { character }).collect()
}

/// Telephone numbers have no fewer digits.
const FEWEST_OF_A_NUMBER: usize = 7;

/// `4301**********1234`
fn masked(number: &str) -> String {
    let count = number.chars().count();
    number.chars().enumerate().map(|(at, character)| if at < 4 || at + 4 >= count { character } else { '*' }).collect()
}
