//! What each column stands for, and the texts of headers over one or two rows.

use std::collections::BTreeMap;
use std::ops::Range;

use facts::{Calendar, Period, kinds};
use rulebook::KindIndex;

use super::header::Found;
use super::kinds::{Vocabulary, common};
use super::{Column, Slot, Sureness, Target, guess, lexicon, payers, topics, units};
use crate::book::{Cell, Sheet};
use crate::mapping::SheetMapping;
use crate::reading::{
    ReadDay, Said, at_brackets, clean, is_blank, key, looks_like_mark, name, narrow, read_day, read_number_day,
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
pub fn period_in(text: &str) -> Option<(Calendar, u8, Option<i32>)> {
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
        Cell::Number(number) => read_number_day(*number, sheet.days_from),
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

/// The day that a header names, also with words beside it.
pub fn day_above(sheet: &Sheet, rows: &Range<usize>, column: usize, year: Option<i32>) -> Option<facts::Day> {
    let with_words = || {
        let text = clean(&sheet.cell(rows.end - 1, column).shown());
        let leading = |text: &str| topics::leading_day(text, year).map(|(day, _)| day);
        leading(&text).or_else(|| leading(&header_text(sheet, rows, column)))
    };
    written_day(sheet, rows, column, year).or_else(with_words)
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
pub const SAMPLED_ROWS: usize = 50;

/// The columns that are headed by a name and filled with marks of presence: names across the top, days down the side.
///
/// One alone is none: a table for a single member is more likely a column of answers.
pub fn people_across(sheet: &Sheet, rows: &Range<usize>, width: usize) -> Vec<usize> {
    let headed = |longest: usize| {
        (0..width).filter(move |column| is_name(sheet, rows, *column, longest) && holds_marks(sheet, rows, *column))
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

/// Whether a short name stands above a column.
pub fn looks_like_name(sheet: &Sheet, rows: &Range<usize>, column: usize) -> bool {
    is_name(sheet, rows, column, SHORT_NAME)
}

fn is_name(sheet: &Sheet, rows: &Range<usize>, column: usize, longest: usize) -> bool {
    let text = name_above(sheet, rows, column);
    let letters = text.chars().filter(|character| *character != '·').count();
    let longest = if text.contains('·') { LONG_NAME } else { longest };
    let han = |character: char| character == '·' || ('\u{3400}'..='\u{9FFF}').contains(&character);
    let counts = text.ends_with('数') || lexicon::ABSENCE.iter().any(|word| text.contains(word));
    (2..=longest).contains(&letters) && text.chars().all(han) && !counts && common(&key(&text)).is_none()
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
    let dues = vocabulary.rulebook.kind_named("dues-paid").map(|(index, _)| index);
    let payers = if kinds.first() == dues.as_ref() {
        payers::across(sheet, vocabulary, &found.rows, sheet.width())
    } else {
        None
    };
    let (people, months) = match payers {
        Some(across) => (across.payers, Some(across.months)),
        None => (people_across(sheet, &found.rows, sheet.width()), None),
    };
    let mut resolver = Resolver { sheet, vocabulary, kinds, found, year, mapped, people, months, posts: Vec::new() };
    if resolver.main_kind() == facts::kinds::POST_TAKEN {
        let word = |column| key(&header_unit(&header_text(sheet, &found.rows, column)).0);
        resolver.posts = vocabulary.posts_across(&(0..sheet.width()).map(word).collect::<Vec<_>>());
    }
    let mut columns: Vec<Column> = (0..sheet.width()).map(|index| resolver.column(index)).collect();
    columns.retain(|column| {
        !column.header.is_empty()
            || (found.rows.end..sheet.rows.len()).any(|row| !sheet.cell(row, column.index).is_empty())
    });
    both_sides(&resolver, &mut columns);
    guess::columns(&resolver, &mut columns);
    drop_doubles(&resolver, &mut columns);
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

pub struct Resolver<'a> {
    pub sheet: &'a Sheet,
    pub vocabulary: &'a Vocabulary<'a>,
    pub kinds: &'a [KindIndex],
    pub found: &'a Found,
    pub year: Option<i32>,
    pub mapped: Option<&'a SheetMapping>,
    /// Columns of a single member each.
    people: Vec<usize>,
    /// The column of the months of payments, where each member has a column.
    months: Option<usize>,
    /// Of each column, the post that it is headed by, where every one has a column.
    posts: Vec<Option<String>>,
}

impl Resolver<'_> {
    fn column(&self, index: usize) -> Column {
        let header = header_text(self.sheet, &self.found.rows, index);
        let (word, unit) = header_unit(&header);
        let (target, sureness) = self.known(index, &header, &word);
        let (topic, unit) = match self.topic(index, &target) {
            Some(topic) => (Some(topic), None),
            None => (None, unit),
        };
        Column { index, header, unit, target, sureness, topic, instead: None }
    }

    /// What stands beside the day of a header.
    fn topic(&self, index: usize, target: &Target) -> Option<String> {
        let Target::Day(_) = target else { return None };
        let text = clean(&self.sheet.cell(self.found.rows.end - 1, index).shown());
        let whole = || header_text(self.sheet, &self.found.rows, index);
        topics::beside_day(&text, self.year).or_else(|| topics::beside_day(&whole(), self.year))
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
        if let Some(Some(post)) = self.posts.get(index) {
            return (Target::Post(post.clone()), Sureness::Known);
        }
        if self.months.is_some() && self.people.contains(&index) {
            return (Target::Person(name_above(self.sheet, &self.found.rows, index)), Sureness::Known);
        }
        if let Some(month) = self.month_paid().filter(|_| self.months == Some(index)) {
            return (month, Sureness::Known);
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
        let whole = key(header);
        let (_, bracket) = header_unit(header);
        let turned = bracket.is_some_and(|bracket| turns(&bracket));
        for candidate in [whole.clone(), key(word), last_row, corner] {
            if candidate.is_empty() || turned && candidate != whole {
                continue;
            }
            if lexicon::REASONS.contains(&candidate.as_str()) {
                return Some(Target::Ignored);
            }
            let places = self.places(&candidate);
            if !places.is_empty() && !self.adds_up_otherwise(&places, &whole, &candidate) {
                return Some(Target::Record(places));
            }
            // A roster says what lists of posts tell with their days.
            if self.main_kind() == kinds::MEMBER_JOINED
                && let Some(place) = self.vocabulary.post(&candidate)
            {
                return Some(Target::Record(vec![place]));
            }
            if lexicon::LASTING.contains(&self.main_kind()) && lexicon::LAST_DAY.contains(&candidate.as_str()) {
                return Some(Target::LastDay);
            }
            // Where nobody comes together, 请假原因 is another thing.
            let meetings = self.kinds.iter().any(|kind| self.vocabulary.is_meeting(*kind));
            let common = common(&candidate).filter(|target| match target {
                Target::AbsenceReason => meetings,
                Target::Organisation => !is_of_another(&whole, &candidate),
                _ => true,
            });
            if let Some(target) = common.or_else(|| self.vocabulary.hint(&candidate)) {
                return Some(target);
            }
        }
        None
    }

    /// Whether the upper of two headers turns the meaning of numbers that add up: `应修` above `学时`.
    fn adds_up_otherwise(&self, places: &[(KindIndex, Slot)], header_key: &str, word: &str) -> bool {
        let upper = header_key.replacen(word, "", 1);
        let adds_up =
            |(kind, slot): &(KindIndex, Slot)| units::measure(self.vocabulary.rulebook, *kind, slot).is_some();
        places.iter().any(adds_up) && lexicon::OTHER_THINGS.iter().any(|other| upper.contains(other))
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
            let slot = slot.or_else(|| self.took_part(*kind, header_key));
            places.extend(slot.map(|slot| (*kind, slot)));
        }
        if mixed {
            self.every_topic(&mut places);
        } else {
            places.truncate(1);
        }
        places
    }

    fn took_part(&self, kind: KindIndex, header_key: &str) -> Option<Slot> {
        let kind = self.vocabulary.rulebook.kind(kind).filter(|_| lexicon::TOOK_PART.contains(&header_key))?;
        kind.parts.iter().position(|part| part.attendance).map(Slot::Part)
    }

    /// What tells the topic of one kind of meeting tells that of every other in the same list: 活动主题, 党课题目.
    fn every_topic(&self, places: &mut Vec<(KindIndex, Slot)>) {
        let topic = |kind: &KindIndex| self.vocabulary.topic(*kind).map(|slot| (*kind, slot));
        if !places.iter().any(|place| topic(&place.0).as_ref() == Some(place)) {
            return;
        }
        for kind in self.kinds {
            if !places.iter().any(|(other, _)| other == kind) {
                places.extend(topic(kind));
            }
        }
    }

    /// The field of a payment that tells for which month it is.
    fn month_paid(&self) -> Option<Target> {
        let kind = *self.kinds.first()?;
        let field = self.vocabulary.rulebook.kind(kind)?.fields.iter().position(|field| field.attributes)?;
        Some(Target::Record(vec![(kind, Slot::Field(field))]))
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
        let attended = kind.parts.iter().any(|part| part.attendance);
        if dues || !attended && !monthly {
            return None;
        }
        if attended && self.people.contains(&index) {
            return Some(Target::Person(name_above(self.sheet, rows, index)));
        }
        match day_above(self.sheet, rows, index, self.year) {
            Some(day) => Some(Target::Day(day)),
            None => match day_above(self.sheet, rows, index, Some(2000)) {
                Some(_) => Some(Target::DayWithoutYear),
                None => month(),
            },
        }
    }
}

/// Whether a few letters in brackets turn the meaning of the header before them: 学时(应修), 时间(计划). A longer remark
/// tells how the column is filled in: 备注(未参加的写明原因).
pub fn turns(bracket: &str) -> bool {
    bracket.chars().count() <= LONGEST_TURN && lexicon::OTHER_THINGS.iter().any(|other| bracket.contains(other))
}

const LONGEST_TURN: usize = 3;

/// Whether what stands with a word for the branch makes it another one: `转往` above `党支部`, `党支部(原)`.
fn is_of_another(header_key: &str, word: &str) -> bool {
    lexicon::tells_of_another(&header_key.replacen(word, "", 1))
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
        let resolver = Resolver {
            sheet,
            vocabulary,
            kinds,
            found: &here,
            year: None,
            mapped: None,
            people: Vec::new(),
            months: None,
            posts: Vec::new(),
        };
        again(&resolver, found, columns, row).map(|same| (row, same))
    };
    let mut headers: BTreeMap<usize, bool> = (first_data_row..sheet.rows.len()).filter_map(again).collect();
    // Below a header again, its units stand again.
    let below: Vec<usize> = headers.iter().filter(|(_, same)| **same).map(|(row, _)| row + 1).collect();
    headers.extend(below.into_iter().filter_map(|row| units::is_row(sheet, columns, row).map(|same| (row, same))));
    headers
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

/// One column a slot, except for lists of people: the second of two equal columns is unknown, not silently preferred.
fn drop_doubles(resolver: &Resolver, columns: &mut [Column]) {
    let mut seen: Vec<(usize, (KindIndex, Slot))> = Vec::new();
    let mut common_seen: Vec<Target> = Vec::new();
    for column in columns {
        let double = match &column.target {
            Target::Record(places) => {
                let vocabulary = resolver.vocabulary;
                let before = |place| seen.iter().filter(move |(_, known)| known == place).map(|(index, _)| *index);
                let double = places
                    .iter()
                    .filter(|place| !takes_many(vocabulary, place))
                    .any(|place| before(place).any(|other| !is_topic_in_turn(resolver, place, [other, column.index])));
                seen.extend(places.iter().map(|place| (column.index, place.clone())));
                double
            }
            Target::Organisation
            | Target::Kind
            | Target::Occurred
            | Target::LastDay
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

/// Whether two columns tell the topics of different rows of a list of several kinds: 会议议题 of the meetings, 活动主题
/// of the theme days.
fn is_topic_in_turn(resolver: &Resolver, (kind, slot): &(KindIndex, Slot), columns: [usize; 2]) -> bool {
    let is_topic = resolver.found.kind_column.is_some() && resolver.vocabulary.topic(*kind).as_ref() == Some(slot);
    let both = |row: usize| columns.iter().all(|column| !resolver.sheet.filled(row, *column).is_empty());
    is_topic && !(resolver.found.rows.end..resolver.sheet.rows.len()).any(both)
}

fn takes_many(vocabulary: &Vocabulary, (kind, slot): &(KindIndex, Slot)) -> bool {
    let Slot::Part(index) = slot else { return false };
    vocabulary.rulebook.kind(*kind).and_then(|kind| kind.parts.get(*index)).is_some_and(|part| part.many)
}
