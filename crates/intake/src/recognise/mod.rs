//! Finds out what a sheet records: the kind, the header rows, and what each column stands for.
//!
//! Known words come from the rulebook and from `lexicon`; what they do not explain is guessed, and every guess is
//! listed as a question. A [`crate::Mapping`] answers questions for good. Nothing is read into values here.

mod columns;
mod guess;
mod header;
mod kinds;
mod legend;
mod lexicon;
mod nearest;
mod not_done;
mod payers;
mod rows;
mod tables;
mod titles;
mod topics;
mod units;
mod when;

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use facts::{Calendar, Day};
use rulebook::{KindIndex, Rulebook};

use crate::book::{Book, Sheet};
use crate::mapping::{Mapping, SheetMapping};
use crate::reading::{Legend, clean, key, year_in};
use crate::words;

pub use rows::{RowKind, row_kind};

pub(crate) use header::{others_listed, probable_header};
pub(crate) use kinds::{KindNames, KindRemark, is_opposite, kind_names, kind_of_cell, monthly_number, topic_field};
pub use lexicon::LASTING;
pub(crate) use lexicon::{ABSENCE, EXEMPT_FROM, EXPECTED_AND_ATTENDED, ORGANISATION, PERSON, SUPERIOR};
pub use nearest::Nearest;
pub(crate) use nearest::nearest;
pub(crate) use units::converted;

/// How a column or a kind was recognised.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Sureness {
    /// By its name or a known synonym.
    Known,
    /// As the mapping says.
    Mapped,
    /// By a similar word, or by what stands in the column. Asked about.
    Guessed,
    Unknown,
}

/// Where a column's cells go in the records of one kind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Slot {
    /// Index into the kind's fields.
    Field(usize),
    /// Index into the kind's parts.
    Part(usize),
    Occurred,
}

/// What a column stands for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Target {
    /// A field, part or day, by kind: one column may serve several kinds.
    Record(Vec<(KindIndex, Slot)>),
    Occurred,
    /// The year of the day that stands in a column beside it, and its month.
    YearOfDay,
    MonthOfDay,
    /// The last day of what began on the record's day.
    LastDay,
    Organisation,
    /// Which kind of record the row is.
    Kind,
    /// Whether the person of the row was there.
    Presence,
    /// Whether what the row is about took place.
    Held,
    /// Why the absent of the row were not there.
    AbsenceReason,
    Note,
    /// Tells namesakes apart and is no data of its own here: the slug of a field of `member-joined`.
    Hint(&'static str),
    /// 1 to 12, and the year where the header gives one.
    Month {
        month: u32,
        year: Option<i32>,
    },
    /// A quarter or half-year of dues, and the year where the header gives one.
    Several {
        calendar: Calendar,
        /// Which of the year's, from 0.
        index: u8,
        year: Option<i32>,
    },
    /// What is owed in a month, beside a column of what was paid.
    MonthDue {
        month: u32,
        year: Option<i32>,
    },
    Day(Day),
    /// Whether this member was there, on the day of the row. Without white space, as [`crate::name`] makes it.
    Person(String),
    /// Who holds this post: the slug of an option.
    Post(String),
    /// A day or month whose year nothing tells.
    DayWithoutYear,
    /// A number that may be January or October.
    UnclearMonth,
    Total,
    /// Serial numbers: known not to be data.
    Sequence,
    /// Left out by the mapping, or written by a refused table.
    Ignored,
    Unknown,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Column {
    pub index: usize,
    /// As written, over all header rows.
    pub header: String,
    /// From brackets in the header or from a row of units: `万元`.
    pub unit: Option<String>,
    pub target: Target,
    pub sureness: Sureness,
    /// Of a day: what the header says that it was about.
    pub topic: Option<String>,
    /// What to do about a column that is not read, where more is known than that it is unknown.
    pub instead: Option<Instead>,
}

/// What to do about a column that must not be guessed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Instead {
    /// Of numbers that add up: the known word that the header is most like.
    Word(String),
    /// Posts have a list of their own, which tells since when they are held.
    ListOfPosts,
}

impl Column {
    /// Whether its cells are days.
    pub(crate) fn holds_days(&self, rulebook: &Rulebook) -> bool {
        let is_day = |field: &rulebook::Field| field.field_type == rulebook::FieldType::Day || field.slug == "born";
        let holds = |(kind, slot): &(KindIndex, Slot)| match slot {
            Slot::Occurred => true,
            Slot::Field(field) => rulebook.kind(*kind).and_then(|kind| kind.fields.get(*field)).is_some_and(is_day),
            _ => false,
        };
        match &self.target {
            Target::Record(places) => places.iter().any(holds),
            Target::Hint(slug) => [facts::kinds::JOINED_ON, "born"].contains(slug),
            _ => false,
        }
    }
}

/// The shape of one sheet.
#[derive(Debug, Clone, PartialEq)]
pub struct Layout {
    /// The kinds that rows can become. The first is the one the sheet is about, unless a column tells the kind.
    pub kinds: Vec<KindIndex>,
    pub sureness: Sureness,
    /// Texts above the header.
    pub titles: Vec<String>,
    pub header_rows: Range<usize>,
    pub first_data_row: usize,
    pub columns: Vec<Column>,
    /// Rows below that are headers as well, and whether of the same columns.
    pub headers_below: BTreeMap<usize, bool>,
    /// Rows above the header that look like data.
    pub data_above: Vec<usize>,
    /// From titles, the sheet's or the file's name, or the mapping.
    pub year: Option<i32>,
    /// The year stands in the file's name alone.
    pub year_from_file: bool,
    /// From titles or the sheet's name: what a table says of days, it says of days of this month.
    pub month: Option<u32>,
    /// The branch that the mapping names for the whole sheet.
    pub organisation: Option<String>,
    /// Rows that were taken in part can be taken again without anything standing there twice.
    pub repeatable: bool,
    /// The row behind the last of this table.
    pub end: usize,
    /// Titles below the header that begin the further tables of the sheet.
    pub title_rows: BTreeSet<usize>,
    /// The tables below under titles of another kind or year.
    pub further: Vec<Layout>,
    /// The kinds between which nothing decides, by name: none of the rows is read.
    pub several_kinds: Option<Vec<String>>,
    /// The word by which a title says that nothing of this was done yet, or that the table is a list of something else:
    /// none of the rows is read.
    pub not_done: Option<&'static str>,
    /// The column where another table stands beside this one: none of the rows is read.
    pub second_half: Option<usize>,
    /// What the sheet says of its marks.
    pub legend: Legend,
    /// Where it says so, as written.
    pub legend_texts: Vec<String>,
}

impl Layout {
    /// The tables of the sheet, top down.
    pub fn tables(&self) -> impl Iterator<Item = &Layout> {
        std::iter::once(self).chain(&self.further)
    }

    /// Whether what the rows record was not decided, so that none of them is read.
    pub(crate) fn is_undecided(&self) -> bool {
        self.several_kinds.is_some() || self.not_done.is_some()
    }

    /// The rows of this table below its header.
    pub fn rows(&self) -> Range<usize> {
        self.first_data_row..self.end
    }

    pub fn column(&self, index: usize) -> Option<&Column> {
        self.columns.iter().find(|column| column.index == index)
    }

    pub(crate) fn find(&self, wanted: &Target) -> Option<&Column> {
        self.columns.iter().find(|column| column.target == *wanted)
    }

    /// The column for a slot of a kind.
    pub(crate) fn slot(&self, kind: KindIndex, slot: &Slot) -> Option<&Column> {
        self.slots(kind, slot).next()
    }

    /// The columns for a slot of a kind: more than one for lists of people, and for topics that take turns.
    pub(crate) fn slots(&self, kind: KindIndex, slot: &Slot) -> impl Iterator<Item = &Column> {
        self.columns.iter().filter(move |column| match &column.target {
            Target::Record(places) => places.iter().any(|(owner, place)| *owner == kind && place == slot),
            Target::Occurred => *slot == Slot::Occurred,
            _ => false,
        })
    }

    pub(crate) fn titles_for_mending(&self) -> Vec<String> {
        let mut titles = self.titles.clone();
        if let (Some(year), true) = (self.year, self.year_from_file) {
            titles.insert(0, format!("{year}年"));
        }
        // Marks mean the same when the rows come back without what stood below them.
        let below = self.legend_texts.iter().filter(|text| !self.titles.contains(text));
        titles.extend(below.cloned());
        titles
    }
}

#[derive(Debug, Clone, PartialEq)]
pub enum SheetOutcome {
    Recognised(Box<Layout>),
    /// Nothing stands there.
    Empty,
    /// Explanations only, a sample, or hidden and called discarded.
    PassedOver,
    Unknown,
}

#[derive(Debug, Clone, PartialEq)]
pub struct SheetPlan {
    /// Index into [`Book::sheets`].
    pub sheet: usize,
    pub outcome: SheetOutcome,
}

/// A guess or a gap to show the user.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Question {
    pub sheet: String,
    pub cell: String,
    pub header: String,
    /// What it was taken for; `None` where nothing fits.
    pub guess: Option<String>,
    pub text: String,
}

#[derive(Debug, Clone, PartialEq, Default)]
pub struct Recognition {
    pub sheets: Vec<SheetPlan>,
    pub questions: Vec<Question>,
}

/// Finds the shape of every sheet of a book.
pub fn recognise(book: &Book, rulebook: &Rulebook, mapping: Option<&Mapping>) -> Recognition {
    let vocabulary = kinds::Vocabulary::new(rulebook);
    let mut recognition = Recognition::default();
    for (index, sheet) in book.sheets.iter().enumerate() {
        let mapped = mapping.and_then(|mapping| mapping.find(&book.name, &sheet.name));
        let outcome = outcome(book, sheet, &vocabulary, mapped);
        ask(sheet, &outcome, rulebook, &mut recognition.questions);
        recognition.sheets.push(SheetPlan { sheet: index, outcome });
    }
    recognition
}

fn outcome(book: &Book, sheet: &Sheet, vocabulary: &kinds::Vocabulary, mapped: Option<&SheetMapping>) -> SheetOutcome {
    if sheet.is_blank() {
        return SheetOutcome::Empty;
    }
    let name = key(&sheet.name);
    let shows = lexicon::SAMPLE_SHEET.iter().any(|word| name.trim_end_matches(|c: char| c.is_ascii_digit()) == *word);
    if shows || sheet.hidden && lexicon::DISCARDED_SHEET.iter().any(|word| name.contains(word)) {
        return SheetOutcome::PassedOver;
    }
    let explains = lexicon::REMARK_SHEET.contains(&key(&sheet.name).as_str());
    match header::find(book, sheet, vocabulary, mapped).map(|found| layout(book, sheet, vocabulary, mapped, found)) {
        Some(layout) if !explains || rows::holds_data(sheet, &layout) => SheetOutcome::Recognised(Box::new(layout)),
        _ if explains => SheetOutcome::PassedOver,
        _ => SheetOutcome::Unknown,
    }
}

fn layout(
    book: &Book,
    sheet: &Sheet,
    vocabulary: &kinds::Vocabulary,
    mapped: Option<&SheetMapping>,
    found: header::Found,
) -> Layout {
    let titles = titles(sheet, 0..found.rows.start);
    let inside = titles.iter().find_map(|title| titles::year(title)).or_else(|| year_in(&sheet.name));
    let general = mapped.and_then(|mapped| mapped.year).or_else(|| general_year(book, sheet, vocabulary, &titles));
    let year = mapped.and_then(|mapped| mapped.year).or(inside).or_else(|| year_in(book.stem()));
    let kinds = vocabulary.family(found.kind, &found.kinds_in_column);
    let repeatable = vocabulary.is_repeatable(found.kind);
    let second_half = columns::second_half(sheet, vocabulary, &kinds, &found.rows);
    let kind_mapped = mapped.is_some_and(|mapped| mapped.kind_index(vocabulary.rulebook).is_some());
    let decided = found.kind_column.is_some() || kind_mapped;
    let several_kinds = if decided { None } else { several_kinds(sheet, vocabulary, found.kind, &titles) };
    let mut columns = columns::resolve(sheet, vocabulary, &kinds, &found, year, mapped);
    let year = year.or_else(|| year_of_headers(&columns));
    let first_data_row = units::take_row(sheet, &mut columns, found.rows.end);
    let headers_below = columns::headers_below(sheet, vocabulary, &kinds, &found, &columns, first_data_row);
    let mut layout = Layout {
        kinds,
        sureness: found.sureness,
        titles,
        header_rows: found.rows.clone(),
        first_data_row,
        columns,
        headers_below,
        data_above: Vec::new(),
        year,
        year_from_file: inside.is_none() && year.is_some(),
        month: None,
        organisation: mapped.and_then(|mapped| mapped.organisation.clone()),
        repeatable,
        end: sheet.rows.len(),
        title_rows: BTreeSet::new(),
        further: Vec::new(),
        several_kinds,
        not_done: None,
        second_half,
        legend: Legend::default(),
        legend_texts: Vec::new(),
    };
    let above = 0..layout.header_rows.start;
    layout.data_above = above.clone().filter(|row| rows::is_data_above(sheet, &layout, *row)).collect();
    layout.titles = self::titles(sheet, above.filter(|row| !layout.data_above.contains(row)));
    if !kind_mapped {
        let table = not_done::Table::of(vocabulary.rulebook, &layout);
        layout.not_done = not_done::word(&table, &layout.titles, [&sheet.name, book.stem()]);
    }
    (layout.legend_texts, layout.legend) = legend::find(sheet, &layout);
    when::take(sheet, vocabulary, &mut layout);
    units::take(vocabulary, &mut layout);
    tables::divide(sheet, vocabulary, mapped, &found, general, &mut layout);
    layout
}

/// The kinds of meeting that a title names, where it names more than one and no other title only one of them.
fn several_kinds(
    sheet: &Sheet,
    vocabulary: &kinds::Vocabulary,
    kind: KindIndex,
    titles: &[String],
) -> Option<Vec<String>> {
    if !vocabulary.is_meeting(kind) {
        return None;
    }
    let meetings = |text: &String| vocabulary.meetings_in(&key(text));
    let mut named: Vec<Vec<KindIndex>> = titles.iter().map(meetings).filter(|kinds| !kinds.is_empty()).collect();
    if named.is_empty() {
        named.push(meetings(&sheet.name));
    }
    let decided = named.iter().any(|kinds| kinds.len() == 1);
    named.iter().find(|kinds| kinds.len() > 1).filter(|_| !decided).map(|kinds| vocabulary.names(kinds))
}

/// The year that is said of the whole sheet: by its name, the file's, or a title that names no kind of record.
fn general_year(book: &Book, sheet: &Sheet, vocabulary: &kinds::Vocabulary, titles: &[String]) -> Option<i32> {
    let general = titles.iter().filter(|title| vocabulary.kinds_in(&key(title)).is_empty());
    let said = general.filter_map(|title| titles::year(title)).next();
    said.or_else(|| year_in(&sheet.name)).or_else(|| year_in(book.stem()))
}

/// The year that all dated headers agree on.
fn year_of_headers(columns: &[Column]) -> Option<i32> {
    let mut years = columns.iter().filter_map(|column| match column.target {
        Target::Month { year, .. } | Target::Several { year, .. } => year,
        Target::Day(day) => Some(day.year()),
        _ => None,
    });
    let first = years.next()?;
    years.all(|year| year == first).then_some(first)
}

/// The texts above the header, top down.
fn titles(sheet: &Sheet, rows: impl Iterator<Item = usize>) -> Vec<String> {
    rows.flat_map(|row| sheet.filled_cells(row).map(|(_, cell)| clean(&cell.shown())))
        .filter(|text| !text.is_empty())
        .collect()
}

fn ask(sheet: &Sheet, outcome: &SheetOutcome, rulebook: &Rulebook, questions: &mut Vec<Question>) {
    let mut question = |cell: String, header: &str, guess: Option<String>, text: String| {
        questions.push(Question { sheet: sheet.name.clone(), cell, header: header.to_owned(), guess, text });
    };
    let layout = match outcome {
        SheetOutcome::Recognised(layout) => layout,
        SheetOutcome::Unknown => {
            return question("A1".to_owned(), "", None, words::unknown_sheet_question());
        }
        SheetOutcome::Empty | SheetOutcome::PassedOver => return,
    };
    let header_row = layout.header_rows.end.saturating_sub(1);
    if let Some(word) = layout.not_done {
        question("A1".to_owned(), "", None, words::not_done_question(word));
    }
    if layout.sureness == Sureness::Guessed {
        let name = layout.kinds.first().and_then(|kind| rulebook.kind(*kind)).map_or("", |kind| kind.name.as_str());
        question(crate::address(header_row, 0), "", Some(name.to_owned()), words::kind_question(name));
    }
    for column in &layout.columns {
        let cell = crate::address(header_row, column.index);
        match column.sureness {
            Sureness::Guessed => {
                let guess = target_name(&column.target, rulebook);
                let text = words::column_question(&column.header, &guess);
                question(cell, &column.header, Some(guess), text);
            }
            Sureness::Unknown => {
                let filled =
                    (layout.first_data_row..sheet.rows.len()).any(|row| !sheet.cell(row, column.index).is_empty());
                if filled {
                    let text = words::unknown_column_question(&column.header, &cell);
                    question(cell, &column.header, None, text);
                }
            }
            Sureness::Known | Sureness::Mapped => {}
        }
    }
}

/// A target in the words of the mapping file: `党费交纳.交纳金额`, `组织`, `日期`.
pub(crate) fn target_name(target: &Target, rulebook: &Rulebook) -> String {
    let word = match target {
        Target::Record(places) => {
            let place = places.first().and_then(|(kind, slot)| {
                let kind = rulebook.kind(*kind)?;
                let slot = match slot {
                    Slot::Field(index) => &kind.fields.get(*index)?.name,
                    Slot::Part(index) => &kind.parts.get(*index)?.name,
                    Slot::Occurred => return Some(format!("{}.日期", kind.name)),
                };
                Some(format!("{}.{slot}", kind.name))
            });
            return place.unwrap_or_default();
        }
        Target::Occurred => "日期",
        Target::YearOfDay => "日期的年",
        Target::MonthOfDay => "日期的月",
        Target::LastDay => "结束日期",
        Target::Organisation => "组织",
        Target::Kind => "类型",
        Target::Presence => "到会情况",
        Target::Held => "是否召开",
        Target::AbsenceReason => "缺席原因",
        Target::Note => "备注",
        Target::Hint(slug) => return slug_name(slug, rulebook),
        Target::Month { month, .. } => return format!("{month}月"),
        Target::Several { calendar, index, year } => return several_name(*calendar, *index, *year),
        Target::MonthDue { month, .. } => return format!("{month}月应交"),
        Target::Day(day) => return day.to_string(),
        Target::Person(name) => return name.clone(),
        Target::Post(slug) => return post_name(slug, rulebook),
        Target::DayWithoutYear => "日期(缺年份)",
        Target::UnclearMonth => "月份(1月或10月)",
        Target::Total => "合计",
        Target::Sequence => "序号",
        Target::Ignored => "忽略",
        Target::Unknown => "",
    };
    word.to_owned()
}

/// `2019年第1季度`, `下半年`
fn several_name(calendar: Calendar, index: u8, year: Option<i32>) -> String {
    let year = year.map(|year| format!("{year}年")).unwrap_or_default();
    match (calendar, index) {
        (Calendar::Quarter, index) => format!("{year}第{}季度", index + 1),
        (Calendar::HalfYear, 0) => format!("{year}上半年"),
        (Calendar::HalfYear, _) => format!("{year}下半年"),
        (Calendar::Year, _) => format!("{year}全年"),
        (Calendar::Month, index) => format!("{year}{}月", index + 1),
    }
}

fn post_name(slug: &str, rulebook: &Rulebook) -> String {
    let posts = kinds::posts(rulebook);
    posts.iter().find(|post| post.slug == slug).map(|post| post.name.clone()).unwrap_or_default()
}

fn slug_name(slug: &str, rulebook: &Rulebook) -> String {
    let kind = rulebook.kind_named(facts::kinds::MEMBER_JOINED).map(|(_, kind)| kind);
    kind.and_then(|kind| kind.field(slug).map(|field| format!("{}.{}", kind.name, field.name))).unwrap_or_default()
}
