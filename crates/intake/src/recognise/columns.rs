//! What each column stands for, and the texts of headers over one or two rows.

use std::collections::BTreeMap;
use std::ops::Range;

use facts::{Calendar, Period};
use rulebook::{FieldType, KindIndex};

use super::header::Found;
use super::kinds::{Vocabulary, common};
use super::{Column, Slot, Sureness, Target, lexicon};
use crate::book::{Cell, Sheet};
use crate::directory::likeness;
use crate::mapping::SheetMapping;
use crate::reading::{
    ReadDay, Said, at_brackets, clean, is_blank, key, looks_like_day, looks_like_mark, money_unit, name, narrow,
    read_day, read_number_day,
};

/// A header's text: the last row's, with what stands above it where that adds something.
pub fn header_text(sheet: &Sheet, rows: &Range<usize>, column: usize) -> String {
    let mut parts: Vec<String> = Vec::new();
    for row in rows.clone() {
        let text = clean(&sheet.filled(row, column).shown());
        if !text.is_empty() && parts.last() != Some(&text) {
            parts.push(text);
        }
    }
    parts.join(" ")
}

/// A header without its unit, and the unit: `工资总额(万元)`.
pub fn header_unit(text: &str) -> (String, Option<String>) {
    let mut parted = at_brackets(text);
    match parted.inside.pop() {
        Some(unit) if !parted.outside.trim().is_empty() => (parted.outside.trim().to_owned(), Some(unit)),
        _ => (text.to_owned(), None),
    }
}

/// The month that a header names, and its year where it says one.
pub fn month_of(sheet: &Sheet, rows: &Range<usize>, column: usize) -> Option<(u32, Option<i32>)> {
    let last = sheet.cell(rows.end - 1, column);
    if let Cell::Day(day) = last
        && day.day_of_month() == 1
    {
        return Some((day.month(), Some(day.year())));
    }
    match dotted_month(sheet, rows, column) {
        Some((year, &[month])) => return Some((month, Some(year))),
        Some((year, &[first, ..])) if matches!(last, Cell::Text(_)) => return Some((first, Some(year))),
        Some(_) => return None,
        None => {}
    }
    month_in(&header_text(sheet, rows, column))
}

/// The month that a text names and nothing else.
fn month_in(text: &str) -> Option<(u32, Option<i32>)> {
    match period_in(text)? {
        (Calendar::Month, index, year) => Some((u32::from(index) + 1, year)),
        _ => None,
    }
}

/// The period that a text names and nothing else: which, and of which year where it says so.
fn period_in(text: &str) -> Option<(Calendar, u8, Option<i32>)> {
    let plain: String = narrow(text).chars().filter(|character| !is_blank(*character)).collect();
    let read = |text: &str| match crate::reading::read_period(text, Some(1))? {
        Period::Calendar { calendar, year, index } => Some((calendar, index, (year != 1).then_some(year))),
        _ => None,
    };
    // A unit or a word may stand with it: 1月(元), 一月份交纳.
    let (outside, _) = header_unit(&plain);
    read(&plain).or_else(|| read(outside.strip_suffix("交纳").unwrap_or(&outside)))
}

/// The quarter or half-year that a header of dues names. A year alone stands above the months of it.
pub fn several_months(sheet: &Sheet, rows: &Range<usize>, column: usize) -> Option<Target> {
    let (calendar, index, year) = period_in(&header_text(sheet, rows, column))?;
    matches!(calendar, Calendar::Quarter | Calendar::HalfYear).then_some(Target::Several { calendar, index, year })
}

/// A wider period beside columns of its own months is their sum, not another payment.
fn drop_sums(columns: &mut [Column]) {
    let months = |target: &Target| match *target {
        Target::Month { month, year } => Some((month, month, year)),
        Target::Several { calendar, index, year } => {
            let first = u32::from(index) * calendar.months() + 1;
            Some((first, first + calendar.months() - 1, year))
        }
        _ => None,
    };
    let spans: Vec<_> = columns.iter().filter_map(|column| months(&column.target)).collect();
    for column in columns.iter_mut().filter(|column| matches!(column.target, Target::Several { .. })) {
        let Some((first, last, year)) = months(&column.target) else { continue };
        let narrower = |(from, to, of): &(u32, u32, Option<i32>)| {
            to - from < last - first && first <= *to && *from <= last && (*of == year || of.is_none() || year.is_none())
        };
        if column.sureness != Sureness::Mapped && spans.iter().any(narrower) {
            column.target = Target::Unknown;
            column.sureness = Sureness::Unknown;
        }
    }
}

/// What a column of dues holds under a month or a total that stands over two columns: `1月` over `应缴` and `实缴`.
pub fn grouped(sheet: &Sheet, rows: &Range<usize>, column: usize, year: Option<i32>) -> Option<Target> {
    if rows.len() < 2 {
        return None;
    }
    let lower = key(&sheet.cell(rows.end - 1, column).shown());
    let begins = |words: &[&str]| words.iter().any(|word| lower.starts_with(word));
    let due = begins(lexicon::DUE);
    if !due && !begins(lexicon::PAID) {
        return None;
    }
    // Without merged cells the month stands above its first column alone.
    let upper = (0..=column).rev().map(|at| sheet.filled(rows.start, at)).find(|cell| !cell.is_empty())?;
    let upper = clean(&upper.shown());
    if let Some((calendar @ (Calendar::Quarter | Calendar::HalfYear), index, own_year)) = period_in(&upper) {
        // What is owed is kept by month: of several at once it cannot be told.
        let paid = own_year.or(year).map(|_| Target::Several { calendar, index, year: own_year });
        return Some(if due { Target::Unknown } else { paid.unwrap_or(Target::DayWithoutYear) });
    }
    let Some((month, own_year)) = month_in(&upper) else {
        let total = lexicon::TOTAL.contains(&key(&upper).as_str());
        return total.then_some(if due { Target::Ignored } else { Target::Total });
    };
    Some(match (own_year.or(year), due) {
        (None, _) => Target::DayWithoutYear,
        (_, true) => Target::MonthDue { month, year: own_year },
        (_, false) => Target::Month { month, year: own_year },
    })
}

/// Whether a header is a number that may be January or October, and its neighbours do not tell which.
pub fn is_unclear_month(sheet: &Sheet, rows: &Range<usize>, column: usize) -> bool {
    let number = matches!(sheet.cell(rows.end - 1, column), Cell::Number(_));
    number && dotted_month(sheet, rows, column).is_some_and(|(_, months)| months.len() > 1)
}

/// A header like 2019.10, which a table program makes the number 2019.1: the months that it and its neighbours leave.
fn dotted_month(sheet: &Sheet, rows: &Range<usize>, column: usize) -> Option<(i32, &'static [u32])> {
    let dotted = |column: usize| {
        let shown = match sheet.cell(rows.end - 1, column) {
            Cell::Number(number) => crate::reading::plain_number(*number),
            Cell::Text(text) => clean(text),
            _ => return None,
        };
        let (year, month) = shown.split_once('.')?;
        let year: i32 = year.parse().ok().filter(|year| (1949..2200).contains(year))?;
        month
            .parse::<u32>()
            .ok()
            .filter(|month| (1..=12).contains(month) && shown.len() <= 7)
            .map(|month| (year, month))
    };
    let text = |column: usize| narrow(&sheet.cell(rows.end - 1, column).shown()).trim().to_owned();
    let (year, written) = dotted(column)?;
    if written != 1 || !text(column).ends_with(".1") {
        return None;
    }
    let before = column.checked_sub(1).and_then(dotted);
    let behind = dotted(column + 1);
    let january = before == Some((year - 1, 12)) || behind == Some((year, 2));
    let october = before == Some((year, 9)) || behind == Some((year, 11));
    Some((
        year,
        match (january, october) {
            (true, false) => &[1],
            (false, true) => &[10],
            _ => &[1, 10],
        },
    ))
}

/// The day that a header names.
pub fn written_day(sheet: &Sheet, rows: &Range<usize>, column: usize, year: Option<i32>) -> Option<facts::Day> {
    let last = sheet.cell(rows.end - 1, column);
    let read = match last {
        Cell::Day(day) => Ok(ReadDay::Day(*day)),
        // A header 1.5 is 5 January; 1.1 may be the first or the tenth.
        Cell::Number(number) if (1.0..13.0).contains(number) && number.fract() != 0.0 => {
            let written = crate::reading::plain_number(*number);
            let two_digits =
                written.split_once('.').is_some_and(|(_, day)| day.len() == 2 || !matches!(day, "1" | "2" | "3"));
            if two_digits { read_day(&written, year).map(Said::despite_remark) } else { return None }
        }
        Cell::Number(number) => read_number_day(*number),
        _ => {
            let text = clean(&last.shown());
            let whole = header_text(sheet, rows, column);
            let under_month = || read_day(&format!("{}{text}", month_above(sheet, rows, column)), year);
            let read = read_day(&text, year).or_else(|_| read_day(&whole, year)).or_else(|_| under_month());
            read.map(Said::despite_remark)
        }
    };
    match read {
        Ok(ReadDay::Day(day)) => Some(day),
        _ => None,
    }
}

/// The month over a column of days; without merged cells it stands above its first column alone.
fn month_above(sheet: &Sheet, rows: &Range<usize>, column: usize) -> String {
    let mut above = (0..=column).rev().map(|at| clean(&sheet.filled(rows.start, at).shown()));
    let month = above.find(|text| !text.is_empty()).filter(|text| rows.len() > 1 && month_in(text).is_some());
    month.unwrap_or_default()
}

/// The column where a second table begins beside the first: `姓名, 学时, 姓名, 学时`. What a row says of one person
/// must not be put to another.
pub fn second_half(sheet: &Sheet, vocabulary: &Vocabulary, kinds: &[KindIndex], rows: &Range<usize>) -> Option<usize> {
    let mut seen: Vec<String> = Vec::new();
    let mut again: Vec<(usize, String)> = Vec::new();
    for column in 0..sheet.width() {
        let inside = |row: usize| sheet.merge_at(row, column).is_some_and(|merge| merge.first_column < column);
        let (word, _) = header_unit(&header_text(sheet, rows, column));
        let word = key(&word);
        if word.is_empty() || rows.clone().last().is_some_and(inside) {
            continue;
        }
        match seen.contains(&word) {
            true => again.push((column, word)),
            false => seen.push(word),
        }
    }
    let is_part = |word: &str| kinds.iter().any(|kind| matches!(vocabulary.slot(*kind, word), Some(Slot::Part(_))));
    let is_person = |word: &str| lexicon::PERSON.contains(&word) || is_part(word);
    let people = again.iter().any(|(_, word)| is_person(word));
    let first = again.iter().map(|(column, _)| *column).min()?;
    people.then_some(first)
}

/// How many rows are looked at to tell what stands in a column.
const SAMPLED_ROWS: usize = 50;

/// The columns that are headed by a name and filled with marks of presence: names across the top, days down the side.
///
/// One alone is none: a table for a single member is more likely a column of answers.
pub fn people_across(sheet: &Sheet, rows: &Range<usize>, width: usize) -> Vec<usize> {
    let headed = |longest: usize| {
        (0..width)
            .filter(move |column| looks_like_name(sheet, rows, *column, longest) && holds_marks(sheet, rows, *column))
    };
    // Where two short names stand, a longer one beside them is a name as well.
    if headed(SHORT_NAME).count() > 1 { headed(LONG_NAME).collect() } else { Vec::new() }
}

/// Letters of most names, and of the longest that are written.
const SHORT_NAME: usize = 4;
const LONG_NAME: usize = 12;

/// The name above a column, without white space.
fn name_above(sheet: &Sheet, rows: &Range<usize>, column: usize) -> String {
    name(&sheet.filled(rows.end - 1, column).shown())
}

fn looks_like_name(sheet: &Sheet, rows: &Range<usize>, column: usize, longest: usize) -> bool {
    let text = name_above(sheet, rows, column);
    let letters = text.chars().filter(|character| *character != '·').count();
    let longest = if text.contains('·') { LONG_NAME } else { longest };
    let han = |character: char| character == '·' || ('\u{3400}'..='\u{9FFF}').contains(&character);
    (2..=longest).contains(&letters) && text.chars().all(han) && common(&key(&text)).is_none()
}

fn holds_marks(sheet: &Sheet, rows: &Range<usize>, column: usize) -> bool {
    let cells = (rows.end..sheet.rows.len()).take(10 * SAMPLED_ROWS).map(|row| sheet.cell(row, column));
    let (all, marks) = cells
        .filter(|cell| !cell.is_empty())
        .take(SAMPLED_ROWS)
        .fold((0, 0), |(all, marks), cell| (all + 1, marks + usize::from(looks_like_mark(&cell.shown()))));
    all > 0 && marks * 2 >= all
}

/// What the header in the corner of a table is for: the days, where names stand across the top, else the names.
pub fn corner(header_key: &str, people_across: bool) -> Option<&'static str> {
    let bare: String = header_key.chars().filter(|character| !"/\\|-—".contains(*character)).collect();
    let word = if people_across { "日期" } else { "姓名" };
    lexicon::CORNER.contains(&bare.as_str()).then_some(word)
}

pub fn resolve(
    sheet: &Sheet,
    vocabulary: &Vocabulary,
    kinds: &[KindIndex],
    found: &Found,
    year: Option<i32>,
    mapped: Option<&SheetMapping>,
) -> Vec<Column> {
    let people = people_across(sheet, &found.rows, sheet.width());
    let resolver = Resolver { sheet, vocabulary, kinds, found, year, mapped, people };
    let mut columns: Vec<Column> = (0..sheet.width()).map(|index| resolver.column(index)).collect();
    columns.retain(|column| {
        !column.header.is_empty()
            || (found.rows.end..sheet.rows.len()).any(|row| !sheet.cell(row, column.index).is_empty())
    });
    both_sides(&resolver, &mut columns);
    guess(&resolver, &mut columns);
    drop_doubles(vocabulary, &mut columns);
    drop_sums(&mut columns);
    columns
}

/// `谈话双方` merged over two columns: one side in each.
fn both_sides(resolver: &Resolver, columns: &mut [Column]) {
    let last = resolver.found.rows.end - 1;
    for position in 1..columns.len() {
        let Some([first, second]) = columns.get_mut(position - 1..=position) else { continue };
        let (Target::Record(left), Target::Record(right)) = (&first.target, &second.target) else { continue };
        let merged = resolver.sheet.merge_at(last, first.index);
        let over_both =
            merged.is_some_and(|merge| (merge.first_column, merge.last_column) == (first.index, second.index));
        let [(kind, Slot::Part(part))] = left.as_slice() else { continue };
        if !over_both || left != right {
            continue;
        }
        let part_at = |index: usize| resolver.vocabulary.rulebook.kind(*kind).and_then(|kind| kind.parts.get(index));
        if let (Some(one), Some(other)) = (part_at(*part), part_at(part + 1))
            && !one.many
            && one.required
            && other.required
        {
            second.target = Target::Record(vec![(*kind, Slot::Part(part + 1))]);
        }
    }
}

struct Resolver<'a> {
    sheet: &'a Sheet,
    vocabulary: &'a Vocabulary<'a>,
    kinds: &'a [KindIndex],
    found: &'a Found,
    year: Option<i32>,
    mapped: Option<&'a SheetMapping>,
    /// Columns of a single member each.
    people: Vec<usize>,
}

impl Resolver<'_> {
    fn column(&self, index: usize) -> Column {
        let header = header_text(self.sheet, &self.found.rows, index);
        let (word, unit) = header_unit(&header);
        let (target, sureness) = self.known(index, &header, &word);
        Column { index, header, unit, target, sureness }
    }

    fn known(&self, index: usize, header: &str, word: &str) -> (Target, Sureness) {
        if let Some(target) = self.mapped.and_then(|mapped| mapped.target(header, self.vocabulary.rulebook)) {
            let sureness = if target == Target::Unknown { Sureness::Unknown } else { Sureness::Mapped };
            return (target, sureness);
        }
        if self.found.kind_column == Some(index) {
            return (Target::Kind, Sureness::Known);
        }
        let dues = matches!(self.main_kind(), "dues-paid" | "dues-base-set");
        if dues && let Some(target) = grouped(self.sheet, &self.found.rows, index, self.year) {
            let sureness = if target == Target::Unknown { Sureness::Unknown } else { Sureness::Known };
            return (target, sureness);
        }
        if let Some(target) = self.worded(index, header, word) {
            return (target, Sureness::Known);
        }
        self.month_or_day(index).map_or((Target::Unknown, Sureness::Unknown), |target| (target, Sureness::Known))
    }

    /// What the words of a header say by themselves.
    fn worded(&self, index: usize, header: &str, word: &str) -> Option<Target> {
        let last_row = key(&self.sheet.cell(self.found.rows.end - 1, index).shown());
        let corner = corner(&last_row, !self.people.is_empty()).map(str::to_owned).unwrap_or_default();
        for candidate in [key(header), key(word), last_row, corner] {
            if candidate.is_empty() {
                continue;
            }
            if lexicon::REASONS.contains(&candidate.as_str()) {
                return Some(Target::Ignored);
            }
            let places = self.places(&candidate);
            if !places.is_empty() {
                return Some(Target::Record(places));
            }
            // Where nobody comes together, 请假原因 is another thing.
            let meetings = self.kinds.iter().any(|kind| self.vocabulary.is_meeting(*kind));
            let common = common(&candidate).filter(|target| meetings || *target != Target::AbsenceReason);
            if let Some(target) = common.or_else(|| self.vocabulary.hint(&candidate)) {
                return Some(target);
            }
        }
        None
    }

    /// Where a header's cells go. Where every row tells its kind, in each of the kinds; otherwise in the first that
    /// has a place for it.
    fn places(&self, header_key: &str) -> Vec<(KindIndex, Slot)> {
        let mixed = self.found.kind_column.is_some();
        let mut places: Vec<(KindIndex, Slot)> = Vec::new();
        for (position, kind) in self.kinds.iter().enumerate() {
            let slot = match mixed || position == 0 {
                true => self.vocabulary.slot(*kind, header_key),
                false => self.vocabulary.own_slot(*kind, header_key),
            };
            places.extend(slot.map(|slot| (*kind, slot)));
        }
        if !mixed {
            places.truncate(1);
        }
        places
    }

    fn main_kind(&self) -> &str {
        let kind = self.kinds.first().and_then(|kind| self.vocabulary.rulebook.kind(*kind));
        kind.map_or("", |kind| kind.slug.as_str())
    }

    fn month_or_day(&self, index: usize) -> Option<Target> {
        let rows = &self.found.rows;
        let dues = matches!(self.main_kind(), "dues-paid" | "dues-base-set");
        let monthly = dues || self.vocabulary.is_monthly(*self.kinds.first()?);
        let meeting = self.kinds.first().is_some_and(|kind| self.vocabulary.is_meeting(*kind));
        if (monthly || meeting) && is_unclear_month(self.sheet, rows, index) {
            return Some(Target::UnclearMonth);
        }
        let month = || {
            month_of(self.sheet, rows, index).map(|(month, year)| match year.or(self.year) {
                Some(_) => Target::Month { month, year },
                None => Target::DayWithoutYear,
            })
        };
        if monthly && let Some(month) = month() {
            return Some(month);
        }
        if dues && let Some(several) = several_months(self.sheet, rows, index) {
            let dated = self.year.is_some() || matches!(several, Target::Several { year: Some(_), .. });
            return Some(if dated { several } else { Target::DayWithoutYear });
        }
        let kind = self.vocabulary.rulebook.kind(*self.kinds.first()?)?;
        if !kind.parts.iter().any(|part| part.attendance) {
            return None;
        }
        if self.people.contains(&index) {
            return Some(Target::Person(name_above(self.sheet, rows, index)));
        }
        match written_day(self.sheet, rows, index, self.year) {
            Some(day) => Some(Target::Day(day)),
            None => match written_day(self.sheet, rows, index, Some(2000)) {
                Some(_) => Some(Target::DayWithoutYear),
                None => month(),
            },
        }
    }
}

/// Rows of data that are headers again, and whether of the same columns.
pub fn headers_below(
    sheet: &Sheet,
    vocabulary: &Vocabulary,
    kinds: &[KindIndex],
    found: &Found,
    columns: &[Column],
    first_data_row: usize,
) -> BTreeMap<usize, bool> {
    let again = |row: usize| {
        let here = Found {
            rows: row..row + 1,
            kind: found.kind,
            sureness: found.sureness,
            kind_column: found.kind_column,
            kinds_in_column: Vec::new(),
        };
        let resolver =
            Resolver { sheet, vocabulary, kinds, found: &here, year: None, mapped: None, people: Vec::new() };
        again(&resolver, found, columns, row).map(|same| (row, same))
    };
    (first_data_row..sheet.rows.len()).filter_map(again).collect()
}

/// Whether a row of headers has the columns of the header above; `None` where it is none.
fn again(resolver: &Resolver, found: &Found, columns: &[Column], row: usize) -> Option<bool> {
    let sheet = resolver.sheet;
    let cells: Vec<(usize, &Cell)> = sheet.filled_cells(row).collect();
    let (mut known, mut same) = (0, 0);
    for (seen, (index, cell)) in cells.iter().enumerate() {
        let text = clean(&cell.shown());
        let written = key(&text);
        let column = columns.iter().find(|column| column.index == *index);
        let alike = found.rows.clone().any(|header| key(&sheet.filled(header, *index).shown()) == written);
        let (word, _) = header_unit(&text);
        let target = if alike { None } else { resolver.worded(*index, &text, &word) };
        known += usize::from(alike || target.is_some());
        same += usize::from(alike || target.is_some() && target.as_ref() == column.map(|column| &column.target));
        // Most rows are data: nothing more to look at once half of the cells are no headers.
        if (seen + 1 - known) * 2 > cells.len() {
            return None;
        }
    }
    (known >= 2).then_some(same == cells.len())
}

/// Guesses what unknown columns are, by similar words or by what stands in them. A guess must be the only one.
fn guess(resolver: &Resolver, columns: &mut [Column]) {
    let mut used: Vec<(KindIndex, Slot)> = Vec::new();
    for column in columns.iter() {
        if let Target::Record(places) = &column.target {
            used.extend(places.iter().cloned());
        }
    }
    let has = |columns: &[Column], wanted: &Target| columns.iter().any(|column| column.target == *wanted);
    for position in 0..columns.len() {
        let Some(column) = columns.get(position) else { continue };
        // What a group says cannot be read: its words must not be taken for another thing.
        let is_told = grouped(resolver.sheet, &resolver.found.rows, column.index, resolver.year).is_some();
        if column.sureness != Sureness::Unknown || column.header.is_empty() || is_told {
            continue;
        }
        let (word, _) = header_unit(&column.header);
        let mut target = similar(resolver, &key(&word), &used);
        if target.is_none() && !has(columns, &Target::Organisation) && holds_organisations(resolver, column.index) {
            target = Some(Target::Organisation);
        }
        if target.is_none() && !used.iter().any(|(_, slot)| *slot == Slot::Occurred) && may_be_day(resolver, column) {
            target = Some(Target::Occurred);
        }
        if let (Some(target), Some(column)) = (target, columns.get_mut(position)) {
            if let Target::Record(places) = &target {
                used.extend(places.iter().cloned());
            }
            column.target = target;
            column.sureness = Sureness::Guessed;
        }
    }
}

/// The slot whose word is most like the header, if no other comes near.
fn similar(resolver: &Resolver, header: &str, used: &[(KindIndex, Slot)]) -> Option<Target> {
    let mut best: Option<(usize, KindIndex, Slot)> = None;
    let mut rival = 0;
    for kind in resolver.kinds {
        for (word, slot) in resolver.vocabulary.header_words(*kind) {
            if used.contains(&(*kind, slot.clone())) || !may_hold(resolver, header, *kind, slot) {
                continue;
            }
            let likeness = resemblance(header, word);
            match &best {
                Some((known, _, known_slot)) if likeness <= *known => {
                    if known_slot != slot {
                        rival = rival.max(likeness);
                    }
                }
                _ => {
                    if let Some((known, _, known_slot)) = &best
                        && known_slot != slot
                    {
                        rival = rival.max(*known);
                    }
                    best = Some((likeness, *kind, slot.clone()));
                }
            }
        }
    }
    let (likeness, kind, slot) = best?;
    (likeness >= 60 && likeness > rival).then(|| Target::Record(vec![(kind, slot)]))
}

/// A header of numbers is for a number, a header of people for people: 参会人数, 参会人员.
fn may_hold(resolver: &Resolver, header: &str, kind: KindIndex, slot: &Slot) -> bool {
    let Some(kind) = resolver.vocabulary.rulebook.kind(kind) else { return false };
    let number = match slot {
        Slot::Field(field) => kind
            .fields
            .get(*field)
            .is_some_and(|field| matches!(field.field_type, FieldType::Quantity | FieldType::Money)),
        Slot::Part(_) | Slot::Occurred => false,
    };
    let people = ["人员", "名单", "姓名"].iter().any(|ending| header.ends_with(ending));
    if header.ends_with('数') { number } else { !(people && number) }
}

/// Of a hundred: one word inside the other counts by its share, otherwise shared pairs of characters.
fn resemblance(header: &str, word: &str) -> usize {
    let (long, short) = (header.chars().count(), word.chars().count());
    if short < 2 || long < 2 {
        return 0;
    }
    if lexicon::OTHER_THINGS.iter().any(|other| header.contains(other) && !word.contains(other)) {
        return 0;
    }
    let inside = header.contains(word) || word.contains(header);
    let share = 100 * long.min(short) / long.max(short);
    if inside && share >= 30 { share.max(60) + share / 10 } else { likeness(header, word) }
}

fn sample<'a>(resolver: &'a Resolver, column: usize) -> impl Iterator<Item = &'a Cell> {
    let sheet = resolver.sheet;
    (resolver.found.rows.end..sheet.rows.len())
        .map(move |row| sheet.cell(row, column))
        .filter(|cell| !cell.is_empty())
        .take(SAMPLED_ROWS)
}

fn holds_organisations(resolver: &Resolver, column: usize) -> bool {
    let ends = |cell: &Cell| {
        let text = key(&cell.shown());
        ["支部", "党委", "总支"].iter().any(|ending| text.ends_with(ending)) && text.chars().count() > 3
    };
    let (all, fitting) =
        sample(resolver, column).fold((0, 0), |(all, fit), cell| (all + 1, fit + usize::from(ends(cell))));
    all > 0 && fitting * 3 > all * 2
}

fn may_be_day(resolver: &Resolver, column: &Column) -> bool {
    let own_day = resolver.kinds.first().is_some_and(|kind| resolver.vocabulary.has_day_of_its_own(*kind));
    let word = ["时间", "日期", "年月日", "何时"].iter().any(|word| column.header.contains(word));
    let planned = lexicon::PLANNED_DAY.iter().any(|word| column.header.contains(word));
    let day = |cell: &Cell| match cell {
        Cell::Day(_) => true,
        Cell::Text(text) => looks_like_day(text, resolver.year),
        _ => false,
    };
    let (all, fitting) =
        sample(resolver, column.index).fold((0, 0), |(all, fit), cell| (all + 1, fit + usize::from(day(cell))));
    !own_day && !planned && all > 0 && (fitting * 3 > all * 2) && (word || fitting == all)
}

/// One column a slot, except for lists of people: the second of two equal columns is unknown, not silently preferred.
fn drop_doubles(vocabulary: &Vocabulary, columns: &mut [Column]) {
    let mut seen: Vec<(KindIndex, Slot)> = Vec::new();
    let mut common_seen: Vec<Target> = Vec::new();
    for column in columns {
        let double = match &column.target {
            Target::Record(places) => {
                let double = places.iter().any(|place| seen.contains(place) && !takes_many(vocabulary, place));
                seen.extend(places.iter().cloned());
                double
            }
            Target::Organisation
            | Target::Kind
            | Target::Occurred
            | Target::Presence
            | Target::Day(_)
            | Target::Month { .. }
            | Target::Several { .. }
            | Target::MonthDue { .. } => {
                let double = common_seen.contains(&column.target);
                common_seen.push(column.target.clone());
                // Two sessions on one day are two columns of one day.
                double && !matches!(column.target, Target::Day(_))
            }
            _ => false,
        };
        if double && column.sureness != Sureness::Mapped {
            column.target = Target::Unknown;
            column.sureness = Sureness::Unknown;
        }
    }
}

fn takes_many(vocabulary: &Vocabulary, (kind, slot): &(KindIndex, Slot)) -> bool {
    let Slot::Part(index) = slot else { return false };
    vocabulary.rulebook.kind(*kind).and_then(|kind| kind.parts.get(*index)).is_some_and(|part| part.many)
}

/// A row of units below the header gives its units to the columns; returns the first row of data.
pub fn take_unit_row(sheet: &Sheet, columns: &mut [Column], row: usize) -> usize {
    let unit = |cell: &Cell| -> Option<String> {
        let text = clean(&cell.shown());
        let bare = narrow(&text).trim_start_matches('(').trim_end_matches(')').trim().to_owned();
        let known = money_unit(&bare).is_some()
            || matches!(
                bare.as_str(),
                "人" | "学时" | "课时" | "小时" | "名" | "天" | "年" | "次" | "个" | "年月日" | "是/否" | "年/月/日"
            );
        (known && matches!(cell, Cell::Text(_))).then_some(bare)
    };
    let cells: Vec<(usize, Option<String>)> =
        sheet.filled_cells(row).map(|(column, cell)| (column, unit(cell))).collect();
    if cells.is_empty() || cells.iter().any(|(_, unit)| unit.is_none()) {
        return row;
    }
    for (index, unit) in cells {
        if let Some(column) = columns.iter_mut().find(|column| column.index == index) {
            column.unit = column.unit.take().or(unit);
        }
    }
    row + 1
}
