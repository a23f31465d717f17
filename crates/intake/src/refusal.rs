//! What was not taken, where it stands, why, and what to do; and the tables to mend it in.
//!
//! The texts are made in `words`. Writing the tables to a file is for others.

use std::collections::BTreeMap;
use std::collections::BTreeSet;

use facts::{Day, Span};
use rulebook::Rulebook;

use crate::book::{Book, Cell, Sheet};
use crate::reading::{IdentityProblem, is_sign};
use crate::recognise::{Instead, Layout, Nearest, Recognition, SheetOutcome};
use crate::words;

/// How much of the book a refusal leaves out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Extent {
    /// Nothing of the sheet was taken.
    Sheet,
    /// Nothing of the row was taken.
    Row,
    /// The rest of the row was taken.
    Cell,
    /// Nothing of a column was taken that nobody knows; the cell is its first, the rest of the rows was taken.
    Column,
}

impl Extent {
    /// For programs.
    pub fn slug(self) -> &'static str {
        match self {
            Extent::Sheet => "sheet",
            Extent::Row => "row",
            Extent::Cell => "cell",
            Extent::Column => "column",
        }
    }
}

/// Why something was refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reason {
    NoSuchDay,
    NotADate,
    TwoDigitYear,
    YearOnly,
    NoYear,
    AmbiguousDate,
    Future {
        today: Day,
    },
    TooEarly,
    MissingDate,
    /// Several days in a cell of one record.
    SeveralDays,
    /// A day that was put off, with or without another.
    DayMoved,
    /// What stands in brackets takes back what stands beside it.
    TakenBack {
        remark: String,
    },
    /// What stands in brackets beside an amount names other months.
    OtherMonths {
        remark: String,
    },
    /// What stands in brackets behind a name says that somebody else did it, or nobody.
    SomebodyElse {
        remark: String,
    },
    NoSuchOrganisation {
        nearest: Option<String>,
    },
    MissingOrganisation,
    /// The column of branches is blank in this row, and nothing else tells.
    BlankOrganisation,
    /// The sheet's name and its titles name several branches.
    SeveralOrganisations {
        names: Vec<String>,
    },
    NoSuchSuperior {
        nearest: Option<String>,
    },
    OrganisationTwice,
    NoSuchMember {
        organisation: String,
    },
    /// A mark below the name of somebody who is no member.
    ColumnOfStranger {
        organisation: String,
        name: String,
    },
    AmbiguousMember {
        candidates: Vec<String>,
    },
    /// Of a floating member from elsewhere.
    Guest(GuestProblem),
    /// Of a cell that speaks of everybody.
    Everybody(EverybodyProblem),
    /// Two things that are told cannot both be so.
    Conflict(Conflict),
    MissingName,
    /// What stands in the column of names is none, or more than one.
    NotAName,
    NoSuchGroup {
        known: Vec<String>,
    },
    NotANumber,
    TooFine,
    /// There is no half of a person.
    NotWhole,
    OtherUnit {
        unit: String,
    },
    BelowMinimum {
        minimum: String,
        exclusive: bool,
    },
    AboveMaximum {
        maximum: String,
    },
    NotAChoice {
        choices: Vec<String>,
        /// The field of the kind whose choice it is.
        belongs_to: Option<String>,
    },
    /// The first session that a session belongs to is told by its day.
    NotASession {
        field: String,
    },
    NotAFlag,
    NotAPeriod,
    UnknownMark {
        /// It is a sign whose meaning differs from book to book, and no word.
        is_sign: bool,
    },
    /// One person is said to have been there and not, or away for two reasons.
    ContradictsItself,
    /// A column of reasons does not say who of the absent had which.
    UnclearAbsence,
    /// A remark beside several days does not say of which it is.
    RemarkOverDays,
    /// A number of people stands where their names should.
    CountOfPeople,
    IdentityNumber(IdentityProblem),
    IdentityNumberTaken,
    /// A member of this name, who may be the same, has another identity number.
    OtherIdentityNumber,
    /// The member with this identity number joined the Party on another day.
    OtherJoiningDay {
        known: Day,
    },
    /// The same record is known with another detail of the sort that is kept in the vault.
    OtherSecret {
        field: String,
    },
    /// A detail for the vault in a book that a program brings.
    SecretByProgram {
        field: String,
    },
    ErrorCell,
    FormulaWithoutResult,
    /// It says 同上, and nothing stands there.
    NothingAbove,
    UnknownColumn {
        instead: Option<Instead>,
    },
    NoPlace {
        kind: String,
    },
    /// A table with a column a post does not say since when they are held.
    PostsWithoutDay,
    /// A roster tells posts that neither the batch nor the ledger knows.
    PostNotKnown,
    UnknownKind,
    MissingField {
        field: String,
    },
    /// No column of the sheet is for what every record of its kind must have.
    NoColumn {
        field: String,
        kind: String,
    },
    TooManyNames {
        part: String,
    },
    UnknownSheet {
        nearest: Option<Nearest>,
    },
    /// The title names several kinds, and no column tells which a row is.
    SeveralKinds {
        kinds: Vec<String>,
    },
    /// A second table stands beside the first.
    SideBySide,
    /// A sheet whose title says that others than members are listed, by this word.
    ListOfOthers {
        who: &'static str,
    },
    /// An exemption is from something that is no kind of record.
    NothingToBeExemptFrom {
        known: Vec<String>,
    },
    /// Somebody who was not there is to have taken part.
    WasAway,
    /// The row says that nothing took place.
    NotHeld,
    /// Nothing but a day stands in the row, or a day beside a signature.
    DayAlone,
    /// The title says by this word that nothing was done yet, or that something else is listed.
    NotDone {
        word: &'static str,
    },
    /// A row that looks like data stands above the header.
    AboveHeader,
    /// The text ends inside a quotation that begins in this row: rows below may have run into it.
    CutInQuotation,
    /// A header of other columns, or a row below it.
    OtherHeader,
    SheetWithoutYear,
    /// Nothing tells of which year the day or month above the cell is.
    HeaderWithoutYear,
    TotalDiffers {
        sum: String,
    },
    /// How often somebody came or was away, beside other marks.
    OtherTimes {
        times: usize,
    },
    /// How many came on a day of which no mark stands in the sheet.
    NumberWithoutMarks,
    /// A roster lists somebody who is no member.
    NotAMember,
    /// A remark says that a listed member is one no longer.
    NoLongerMember {
        remark: String,
    },
    /// A remark says that a listed organisation stands no longer.
    NoLongerStanding {
        remark: String,
    },
    /// Became a full member before joining.
    FullBeforeJoined {
        joined: Day,
    },
    /// The last day of what holds for a time lies before the first.
    EndsBefore {
        first: Day,
    },
    /// Words for an exemption stand where an amount should.
    Exempt,
    MoreThanExpected {
        expected: String,
    },
    /// More people away than the numbers of those expected and of those who came leave.
    MoreThanStayedAway {
        stayed_away: String,
    },
    /// More class hours than the days have.
    MoreThanTheDays {
        hours: i64,
    },
    NotAPhone,
    /// A merged cell gives one number to several records.
    SharedNumber {
        cells: String,
    },
    /// An amount for several months stands under one of them.
    SeveralMonths,
    /// What is owed for a month, beside what was paid.
    OwedBesidePaid,
    /// Dues are said to have been paid, and not how much.
    PaidWithoutAmount,
    /// A record of the same kind, day, people and numbers stands already, in other words.
    LooksTheSame,
    /// As a correction it may take the place of one of so many records.
    SeveralToCorrect {
        records: usize,
    },
    /// The organisation stands as set up on another day.
    SetUpOnAnotherDay {
        stands: Day,
    },
    /// The row of the organisation itself was refused.
    OrganisationRefused,
    /// It speaks of an organisation whose records somebody else keeps.
    NotYours {
        organisation: String,
    },
}

impl Reason {
    /// Of a mark, or a remark beside a name, that nobody knows.
    pub(crate) fn unknown_mark(text: &str) -> Reason {
        Reason::UnknownMark { is_sign: is_sign(text) }
    }
}

/// What is wrong with a name that is a guest's, or should be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum GuestProblem {
    /// Several people have this name, and guests are among them.
    Ambiguous { candidates: Vec<String> },
    /// The guest was not there on that day.
    NotHere { organisation: String, stays: Vec<Span> },
    /// A guest stands where only members can.
    MembersOnly { organisation: String },
    /// A list of guests names somebody who is a member, for all that can be told.
    IsMember { candidates: Vec<String> },
    /// A list of guests names somebody who may be another guest.
    Twice { candidates: Vec<String> },
}

/// Why a cell that speaks of everybody, or tells the absent from the present, does not tell who was there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum EverybodyProblem {
    /// It says more than can be read.
    Unclear,
    /// A word for being away stands behind several names.
    WhoWasAway,
    /// Only one person can stand there.
    OnePart {
        part: String,
    },
    /// Who should have come stands there, and nothing says who did not.
    Expected,
    /// Who was in the Party group on the day is not known.
    OfGroup,
    /// These belonged on some of the record's days only.
    Changing {
        names: Vec<String>,
    },
    /// It says that floating members are among them, and these came from elsewhere.
    Floating {
        names: Vec<String>,
    },
    /// It names those who sat in, for whom the kind, or a list of the absent, has no place.
    Invited {
        kind: String,
    },
    NoMembers {
        organisation: String,
    },
    NoCommittee {
        organisation: String,
    },
    /// A number beside a list says another one than the list names.
    NamesAndCount {
        named: usize,
    },
    /// The cell says another number than belonged on the day.
    OtherCount {
        known: usize,
    },
}

/// Two things that cannot both be so; which of them is wrong is for the user to say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Conflict {
    /// One person stands on both sides of what two do.
    WithOneself { side: String },
    /// An organisation would be its own superior: by these steps, the first of which is the refused one.
    BelowItself { circle: Vec<String> },
    /// The organisation was not set up yet.
    BeforeSetUp { organisation: String, set_up: Day },
    /// A column of the year or the month says another one than the day beside it.
    OtherDay { day: Day },
    /// The member had not joined yet.
    BeforeJoined { since: Day },
    /// The member would have joined as a child, or before being born.
    JoinedAsChild { born: Day },
    /// Another cell of the row says something else of whether this person was there, or why not.
    OtherPresence { name: String, cell: String },
}

impl Reason {
    /// What should stand there.
    pub fn expected(&self) -> String {
        words::expected(self)
    }

    /// What to do about it.
    pub fn advice(&self) -> String {
        words::advice(self)
    }
}

/// One thing that was not taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    pub file: String,
    pub sheet: String,
    /// `B12`.
    pub cell: String,
    /// As the table program counts rows, from 1.
    pub row: usize,
    pub extent: Extent,
    pub reason: Reason,
    pub expected: String,
    pub found: String,
    pub advice: String,
}

/// The refused rows of one sheet, to be mended and imported again.
#[derive(Debug, Clone, PartialEq)]
pub struct RefusedTable {
    pub file: String,
    pub sheet: String,
    /// The rows above the header, one text each, and the year where only the file's name told it.
    pub titles: Vec<String>,
    /// The header rows as they were, the last with the columns of reasons behind it.
    pub header: Vec<Vec<Cell>>,
    pub rows: Vec<Vec<Cell>>,
    /// How many refusals it tells of.
    pub refusals: usize,
}

/// Tables to mend: one a sheet, original rows with the reasons behind.
///
/// Rows of which the rest was taken stand here only where taking them again adds nothing twice. Other refusals, and those
/// of sheets that were not recognised, are for the book itself.
pub fn refused_tables(
    book: &Book,
    recognition: &Recognition,
    rulebook: &Rulebook,
    refusals: &[Refusal],
) -> Vec<RefusedTable> {
    let mut tables = Vec::new();
    for plan in &recognition.sheets {
        let (Some(sheet), SheetOutcome::Recognised(layout)) = (book.sheets.get(plan.sheet), &plan.outcome) else {
            continue;
        };
        let mine = |refusal: &&Refusal| refusal.file == book.name && refusal.sheet == sheet.name;
        let mut by_row: BTreeMap<usize, Vec<&Refusal>> = BTreeMap::new();
        let mut told = 0;
        for refusal in refusals.iter().filter(mine) {
            let whole_sheet = refusal.extent == Extent::Sheet;
            let rows: BTreeSet<usize> = if whole_sheet {
                (layout.first_data_row..sheet.rows.len()).collect()
            } else {
                [refusal.row - 1].into()
            };
            if matches!(refusal.extent, Extent::Cell | Extent::Column) && !layout.repeatable {
                continue;
            }
            let filled: Vec<usize> = rows.into_iter().filter(|row| sheet.filled_cells(*row).next().is_some()).collect();
            told += usize::from(!filled.is_empty());
            filled.into_iter().for_each(|row| by_row.entry(row).or_default().push(refusal));
        }
        if by_row.is_empty() {
            continue;
        }
        // Rows of a further table stay under their own title.
        for table in &layout.further {
            if by_row.range(table.rows()).next().is_some() {
                by_row.entry(table.first_data_row).or_default();
            }
        }
        let width = sheet.width();
        // A table that is mended again has the reasons of the time before; it gets the new ones instead.
        let ours = [words::REASON_HEADER, words::ADVICE_HEADER].map(|header| column_headed(sheet, layout, header));
        let columns: Vec<usize> = (0..width).filter(|column| !ours.contains(&Some(*column))).collect();
        let whole = |row: usize| -> Vec<Cell> {
            columns.iter().map(|column| as_read(sheet, layout, rulebook, (row, *column))).collect()
        };
        let mut header: Vec<Vec<Cell>> = layout.header_rows.clone().map(whole).collect();
        if let Some(last) = header.last_mut() {
            last.push(Cell::Text(words::REASON_HEADER.to_owned()));
            last.push(Cell::Text(words::ADVICE_HEADER.to_owned()));
        }
        let rows = by_row.into_iter().map(|(row, refusals)| {
            let mut cells = whole(row);
            let mark = if is_never_taken(sheet, ours[0], row, &refusals) { words::NOTHING_OF_ROW } else { "" };
            cells.push(Cell::Text(format!("{mark}{}", words::reasons(&refusals))));
            cells.push(Cell::Text(words::advices(&refusals)));
            cells
        });
        tables.push(RefusedTable {
            file: book.name.clone(),
            sheet: sheet.name.clone(),
            titles: layout.titles_for_mending(),
            header,
            rows: rows.collect(),
            refusals: told,
        });
    }
    tables
}

/// A cell of a row to mend. The table is another workbook: a number that stands for a day here may be another day's there.
fn as_read(sheet: &Sheet, layout: &Layout, rulebook: &Rulebook, (row, column): (usize, usize)) -> Cell {
    let cell = sheet.filled(row, column);
    let holds_days = layout.tables().filter_map(|table| table.column(column)).any(|column| column.holds_days(rulebook));
    if holds_days { cell.with_day(sheet.days_from) } else { cell.clone() }
}

/// Of tables of refusals that come back: sheet and row, from 1, of what was refused whole, so that nothing of it stands.
pub fn never_taken(book: &Book, recognition: &Recognition) -> BTreeSet<(String, usize)> {
    let mut never = BTreeSet::new();
    for plan in &recognition.sheets {
        let (Some(sheet), SheetOutcome::Recognised(layout)) = (book.sheets.get(plan.sheet), &plan.outcome) else {
            continue;
        };
        let Some(column) = column_headed(sheet, layout, words::REASON_HEADER) else { continue };
        let is_marked = |row: &usize| sheet.filled(*row, column).shown().trim().starts_with(words::NOTHING_OF_ROW);
        let rows = (layout.first_data_row..sheet.rows.len()).filter(is_marked);
        never.extend(rows.map(|row| (sheet.name.clone(), row + 1)));
    }
    never
}

fn column_headed(sheet: &Sheet, layout: &Layout, header: &str) -> Option<usize> {
    let last_header = layout.header_rows.end.saturating_sub(1);
    (0..sheet.width()).find(|column| sheet.filled(last_header, *column).shown().trim() == header)
}

/// Whether nothing of a row was ever taken: it was refused for what stands in it, not beside what the ledger has, and
/// if it comes from a table of refusals, it was so then as well.
fn is_never_taken(sheet: &Sheet, reasons: Option<usize>, row: usize, refusals: &[&Refusal]) -> bool {
    let before = reasons.map(|column| sheet.filled(row, column).shown());
    let whole = |refusal: &&Refusal| matches!(refusal.extent, Extent::Row | Extent::Sheet);
    let beside = |refusal: &&Refusal| {
        matches!(
            refusal.reason,
            Reason::LooksTheSame | Reason::SeveralToCorrect { .. } | Reason::SetUpOnAnotherDay { .. }
        )
    };
    before.is_none_or(|text| text.trim().is_empty() || text.trim().starts_with(words::NOTHING_OF_ROW))
        && refusals.iter().any(whole)
        && !refusals.iter().any(beside)
}
