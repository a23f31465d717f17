//! Finds the header rows and the kind of a sheet: the rows and the kind under which most headers are known words.

use std::ops::Range;

use facts::kinds;
use rulebook::KindIndex;

use super::columns::{
    corner, day_above, grouped, header_text, header_unit, is_unclear_month, month_of, people_across, several_months,
    written_day,
};
use super::kinds::{Vocabulary, common};
use super::{Slot, Sureness, lexicon, payers};
use crate::book::{Book, Cell, Sheet};
use crate::mapping::SheetMapping;
use crate::reading::{clean, key};

/// Headers stand within the first rows; below, a row that looks like one is data.
const SEARCHED_ROWS: usize = 12;
/// Nobody keeps more columns than this by hand; a wide sheet must not make the search slow.
const SEARCHED_COLUMNS: usize = 120;

pub struct Found {
    pub rows: Range<usize>,
    pub kind: KindIndex,
    pub sureness: Sureness,
    /// The column that tells each row's kind, and the kinds that stand in it.
    pub kind_column: Option<usize>,
    pub kinds_in_column: Vec<KindIndex>,
}

struct Candidate {
    rows: Range<usize>,
    kind: KindIndex,
    score: i64,
    /// The score without what titles say: a row of data above may name a kind as well.
    fit: i64,
    /// A title or a name names the kind.
    named: bool,
    /// A title does.
    titled: bool,
    /// How much of the score is owed to the file's name alone.
    by_file: i64,
    /// Two thirds of the headers are known words.
    whole: bool,
}

pub fn find(book: &Book, sheet: &Sheet, vocabulary: &Vocabulary, mapped: Option<&SheetMapping>) -> Option<Found> {
    let wanted = mapped.and_then(|mapped| mapped.kind_index(vocabulary.rulebook));
    let start = mapped.and_then(|mapped| mapped.header_row).map(|row| row.saturating_sub(1));
    let mut all: Vec<Candidate> = Vec::new();
    for first in start.map_or(0..SEARCHED_ROWS.min(sheet.rows.len()), |row| row..row + 1) {
        for height in [1, 2] {
            let rows = first..first + height;
            let fits = rows.end <= sheet.rows.len() && (start.is_some() || !begins_above(sheet, first));
            if fits && (height == 1 || may_be_second(sheet, first)) {
                all.extend(candidates(book, sheet, vocabulary, rows, wanted, mapped));
            }
        }
    }
    let best = first_good(&all)?;
    let rival = |other: &&Candidate| other.kind != best.kind && other.rows.contains(&(best.rows.end - 1));
    let second = all.iter().filter(rival).map(|other| other.score).max();
    settle(sheet, vocabulary, best, second, wanted.is_some())
}

/// The first header that is good enough beside the best one: what is headed twice begins at the first header.
fn first_good(all: &[Candidate]) -> Option<&Candidate> {
    let mut chosen = best(all.iter())?;
    let enough = chosen.fit / 2;
    let above = |row: usize| all.iter().filter(move |one| one.rows.end <= row && one.whole && one.fit >= enough);
    while let Some(earlier) = best(above(chosen.rows.start)) {
        chosen = earlier;
    }
    Some(chosen)
}

/// A title above adds nothing to a header: of two that explain as much, the shorter; of two alike, the first.
fn best<'a>(all: impl Iterator<Item = &'a Candidate>) -> Option<&'a Candidate> {
    all.reduce(|known, one| {
        let worse = (one.score, known.rows.len()) <= (known.score, one.rows.len());
        if worse { known } else { one }
    })
}

fn settle(
    sheet: &Sheet,
    vocabulary: &Vocabulary,
    best: &Candidate,
    second: Option<i64>,
    mapped: bool,
) -> Option<Found> {
    let (kind_column, kinds_in_column) = match kind_column(sheet, vocabulary, &best.rows) {
        Some((column, kinds)) => (Some(column), kinds),
        None => (None, Vec::new()),
    };
    let sureness = match (mapped, best.named || kind_column.is_some()) {
        (true, _) => Sureness::Mapped,
        (false, true) => Sureness::Known,
        // Two kinds that fit equally well, and nothing that names either: that would be a coin toss.
        (false, false) if second.is_some_and(|second| second >= best.score) => return None,
        (false, false) => Sureness::Guessed,
    };
    Some(Found { rows: best.rows.clone(), kind: best.kind, sureness, kind_column, kinds_in_column })
}

/// A header of two rows has cells merged over both: its second row is no header by itself.
fn begins_above(sheet: &Sheet, first: usize) -> bool {
    sheet
        .merges
        .iter()
        .any(|merge| merge.first_column == merge.last_column && merge.first_row < first && first <= merge.last_row)
}

/// A second header row stands under merged or blank cells of the first, or tells the days of its months.
fn may_be_second(sheet: &Sheet, first: usize) -> bool {
    let under_gap = |(column, _): (usize, &Cell)| {
        sheet.cell(first, column).is_empty()
            || sheet
                .merge_at(first, column)
                .is_some_and(|merge| merge.last_column > merge.first_column && merge.last_row == first)
    };
    let day_of_month = |(column, _): (usize, &Cell)| {
        let names_day = |rows: Range<usize>| written_day(sheet, &rows, column, Some(2000)).is_some();
        names_day(first..first + 2) && !names_day(first + 1..first + 2)
    };
    let mut below = sheet.filled_cells(first + 1);
    sheet.filled_cells(first).count() >= 1 && below.any(|cell| under_gap(cell) || day_of_month(cell))
}

fn candidates(
    book: &Book,
    sheet: &Sheet,
    vocabulary: &Vocabulary,
    rows: Range<usize>,
    wanted: Option<KindIndex>,
    mapped: Option<&SheetMapping>,
) -> Vec<Candidate> {
    let headers = headers(sheet, vocabulary, &rows);
    if headers.len() < 2 || tells_a_day(&headers) {
        return Vec::new();
    }
    let texts = |rows: Range<usize>| -> Vec<String> {
        rows.flat_map(|row| sheet.filled_cells(row)).map(|(_, cell)| key(&cell.shown())).collect()
    };
    let mut titles = texts(0..rows.start);
    let above: String = titles.concat();
    // A title may have been taken for the upper of two header rows.
    titles.extend(texts(rows.start..rows.end - 1).into_iter().filter(|_| sheet.filled_cells(rows.start).count() == 1));
    let below = key(&sheet.name);
    let file = key(book.stem());
    let lists_floating = wanted.is_none() && lists_floating(vocabulary, titles.iter().chain([&below, &file]));
    let others = if wanted.is_none() { lists_others(vocabulary, &titles, &below) } else { None };
    let mut found = Vec::new();
    for (kind, declared) in vocabulary.kinds().filter(|(kind, _)| wanted.is_none_or(|wanted| wanted == *kind)) {
        if (lists_floating || others.is_some()) && declared.slug == kinds::MEMBER_JOINED {
            continue;
        }
        let lists_left = others == Some(lexicon::LEFT) && declared.slug == kinds::MEMBER_LEFT;
        let (mut matches, mut score, only_months) = fit(vocabulary, kind, &headers, mapped);
        let floating = [kinds::FLOATING_IN, kinds::FLOATING_OUT].contains(&declared.slug.as_str());
        if lists_left || lists_floating && floating {
            // What lists tell of members they tell of these as well: it is no sign of another kind.
            let of_members = headers.iter().filter(|header| vocabulary.is_of_members_alone(kind, &header.key)).count();
            matches += of_members;
            score += of_members as i64;
        }
        if matches < 2 || matches * 3 < headers.len() || dates_nobody(vocabulary, kind, &headers) {
            continue;
        }
        let mentioned = |text: &str| vocabulary.mentioned(kind, text) as i64;
        // The only sheet of a csv file has its name.
        let in_sheet = if below == file { 0 } else { mentioned(&below) };
        let near = mentioned(&above).max(in_sheet) * 4;
        let bonus = near.max(mentioned(&below) * 4).max(mentioned(&file) * 2);
        // Who is no member has no post and no group either, and a list of people is no record of a meeting.
        let fits_others = lists_left || lists_floating && floating;
        if others.is_some() && bonus == 0 && !fits_others {
            continue;
        }
        // A number for each member and month may be anything: dues, hours, points.
        if only_months && bonus == 0 && wanted.is_none() {
            continue;
        }
        found.push(Candidate {
            rows: rows.clone(),
            kind,
            score: score + bonus,
            fit: score,
            named: bonus > 0,
            titled: titles.iter().any(|title| mentioned(title) > 0),
            by_file: bonus - near,
            whole: matches * 3 >= headers.len() * 2,
        });
    }
    title_before_file(&mut found);
    found
}

/// Where a title names a kind that the headers fit, it is nearer to the table than the file's name.
fn title_before_file(found: &mut [Candidate]) {
    if found.iter().any(|one| one.titled) {
        for one in found.iter_mut().filter(|one| !one.titled) {
            one.score -= one.by_file;
            one.named &= one.score > one.fit;
        }
    }
}

/// Whether the first title that says who is listed says that they are floating members.
fn lists_floating<'a>(vocabulary: &Vocabulary, mut titles: impl Iterator<Item = &'a String>) -> bool {
    let roster = vocabulary.rulebook.kind_named(kinds::MEMBER_JOINED).map(|(kind, _)| kind);
    let says = |title: &String| {
        let found = lexicon::FLOATING.iter().find_map(|word| title.split_once(word));
        let floating =
            found.is_some_and(|(before, _)| !lexicon::FLOATING_AMONG_OTHERS.iter().any(|word| before.ends_with(word)));
        let members = roster.is_some_and(|kind| vocabulary.mentioned(kind, title) > 0);
        (floating || members).then_some(floating)
    };
    titles.find_map(says) == Some(true)
}

/// The word by which the first title that says who is listed, or the sheet's name, says that others than the members
/// of the branch are. The name of an organisation is no such word, nor is a remark about the roster.
fn lists_others(vocabulary: &Vocabulary, titles: &[String], sheet: &str) -> Option<&'static str> {
    let roster = vocabulary.rulebook.kind_named(kinds::MEMBER_JOINED).map(|(kind, _)| kind);
    let members = |title: &str| roster.is_some_and(|kind| vocabulary.mentioned(kind, title) > 0);
    let mut said = titles.iter().filter_map(|title| match others_in(title) {
        None if members(title) => Some(None),
        found => found.map(Some),
    });
    said.next().flatten().or_else(|| others_in(sheet))
}

fn others_in(title: &str) -> Option<&'static str> {
    let explains = lexicon::REMARK_ROW.iter().any(|word| title.starts_with(word));
    let says = |word: &&&'static str| {
        title.split_once(**word).is_some_and(|(before, after)| {
            let name = lexicon::ORGANISATION_ENDINGS.iter().filter_map(|ending| after.find(ending)).min();
            let list = lexicon::LIST.iter().filter_map(|word| after.find(word)).min();
            let in_name = name.is_some_and(|name| list.is_none_or(|list| name < list));
            !in_name && !lexicon::FLOATING_AMONG_OTHERS.iter().any(|word| before.contains(word))
        })
    };
    lexicon::NO_MEMBERS.iter().find(says).filter(|_| !explains).copied()
}

/// The same of a sheet that nothing was found for.
pub fn others_listed(sheet: &Sheet) -> Option<&'static str> {
    let rows = (0..SEARCHED_ROWS.min(sheet.rows.len())).take_while(|row| sheet.filled_cells(*row).count() < 2);
    let mut titles = rows.flat_map(|row| sheet.filled_cells(row)).map(|(_, cell)| key(&cell.shown()));
    titles.find_map(|title| others_in(&title)).or_else(|| others_in(&key(&sheet.name)))
}

/// The row that looks most like a header in a sheet for which none was found: the first with the most words.
pub fn probable_header(sheet: &Sheet) -> Option<usize> {
    let words = |row: usize| sheet.filled_cells(row).filter(|(_, cell)| matches!(cell, Cell::Text(_))).count();
    let rows = (0..SEARCHED_ROWS.min(sheet.rows.len())).filter(|row| words(*row) > 1);
    rows.max_by_key(|row| (words(*row), std::cmp::Reverse(*row)))
}

/// The words of a header row, without units.
pub fn header_words(sheet: &Sheet, row: usize) -> Vec<String> {
    sheet.filled_cells(row).map(|(_, cell)| key(&header_unit(&clean(&cell.shown())).0)).collect()
}

struct Header {
    key: String,
    /// The lower of two rows, where the upper stands over several columns.
    lower: String,
    /// Whether each of the two is a word that means the same whatever the kind.
    common: [bool; 2],
    /// A month or a total stands over what is owed and what was paid.
    grouped: bool,
    /// A member, whose marks of presence stand below.
    person: bool,
    /// A member, whose payments stand below; or their months.
    paid: bool,
    month: bool,
    /// A quarter, half-year or year.
    several: bool,
    day: bool,
}

/// `活动时间` `2019年1月5日`: the day of what stands below, not a header.
fn tells_a_day(headers: &[Header]) -> bool {
    let days = headers.iter().filter(|header| header.day).count();
    let label = |header: &Header| {
        [&header.key, &header.lower].into_iter().any(|word| lexicon::DAY_LABELS.contains(&word.as_str()))
    };
    let pairs = headers.iter().zip(headers.iter().skip(1));
    days == 1 && pairs.into_iter().any(|(before, behind)| label(before) && behind.day)
}

/// Days or months as headers stand beside a header of names; without one they are the days of a row of data.
fn dates_nobody(vocabulary: &Vocabulary, kind: KindIndex, headers: &[Header]) -> bool {
    let is_part = |word: &str| matches!(vocabulary.slot(kind, word), Some(Slot::Part(_)));
    let names = |header: &Header| is_part(&header.key) || is_part(&header.lower);
    headers.iter().any(|header| header.day) && !headers.iter().any(|header| header.person || names(header))
}

fn headers(sheet: &Sheet, vocabulary: &Vocabulary, rows: &Range<usize>) -> Vec<Header> {
    let width = sheet.width().min(SEARCHED_COLUMNS);
    let people = people_across(sheet, rows, width);
    let payers = payers::across(sheet, vocabulary, rows, width);
    let mut headers = Vec::new();
    for column in 0..width {
        let text = header_text(sheet, rows, column);
        if text.is_empty() {
            continue;
        }
        let (word, _) = header_unit(&text);
        let cell = sheet.cell(rows.end - 1, column);
        let word = key(&word);
        let (lower, _) = header_unit(&clean(&cell.shown()));
        let lower = if rows.len() > 1 { key(&lower) } else { String::new() };
        let word = corner(&word, !people.is_empty()).map_or(word, str::to_owned);
        headers.push(Header {
            common: [common(&word).is_some(), common(&lower).is_some()],
            lower,
            grouped: grouped(sheet, rows, column, Some(2000)).is_some(),
            key: word,
            person: people.contains(&column),
            paid: payers.as_ref().is_some_and(|one| one.months == column || one.payers.contains(&column)),
            month: month_of(sheet, rows, column).is_some() || is_unclear_month(sheet, rows, column),
            several: several_months(sheet, rows, column).is_some(),
            day: day_above(sheet, rows, column, Some(2000)).is_some() || matches!(cell, Cell::Day(_)),
        });
    }
    day_in_parts(&mut headers);
    headers
}

/// `年`, `月` and `日` beside each other mean the day, whatever the kind.
fn day_in_parts(headers: &mut [Header]) {
    let words = |header: &Header, words: &[&str]| {
        words.contains(&if header.lower.is_empty() { &header.key } else { &header.lower }.as_str())
    };
    let parts = [lexicon::YEAR_OF_DAY, lexicon::MONTH_OF_DAY, lexicon::DAY_OF_MONTH];
    for first in 0..headers.len() {
        let Some(three) = headers.get_mut(first..first + parts.len()) else { return };
        if three.iter().zip(parts).all(|(header, part)| words(header, part)) {
            three.iter_mut().for_each(|header| header.common = [true, true]);
        }
    }
}

/// What a kind gains by each header that is a post or a member where others have a column for them.
fn laid_across(vocabulary: &Vocabulary, kind: KindIndex, headers: &[Header]) -> Vec<Option<i64>> {
    match vocabulary.rulebook.kind(kind).map(|kind| kind.slug.as_str()) {
        Some(kinds::POST_TAKEN) => {
            let keys: Vec<String> = headers.iter().map(|header| header.key.clone()).collect();
            vocabulary.posts_across(&keys).into_iter().map(|post| post.map(|_| 5)).collect()
        }
        Some("dues-paid") => headers.iter().map(|header| header.paid.then_some(4)).collect(),
        _ => Vec::new(),
    }
}

/// How many headers a kind explains, how well, and whether there are months and nothing else that is its own.
fn fit(
    vocabulary: &Vocabulary,
    kind: KindIndex,
    headers: &[Header],
    mapped: Option<&SheetMapping>,
) -> (usize, i64, bool) {
    let family = vocabulary.family(kind, &[]);
    let rulebook_kind = vocabulary.rulebook.kind(kind);
    let attendance = rulebook_kind.is_some_and(|kind| kind.parts.iter().any(|part| part.attendance));
    let monthly = vocabulary.is_monthly(kind);
    let mut slots: Vec<Slot> = Vec::new();
    let (mut matches, mut score) = (0, 0);
    let mut wide = false;
    let (mut months, mut own) = (false, false);
    let dues = rulebook_kind.is_some_and(|kind| matches!(kind.slug.as_str(), "dues-paid" | "dues-base-set"));
    let by_family = |word: &str| family.iter().skip(1).any(|side| vocabulary.own_slot(*side, word).is_some());
    let known = |word: &str, common: bool| common || vocabulary.slot(kind, word).is_some() || by_family(word);
    let across = laid_across(vocabulary, kind, headers);
    for (place, header) in headers.iter().enumerate() {
        let [whole_common, lower_common] = header.common;
        let whole = known(&header.key, whole_common) || !known(&header.lower, lower_common);
        let (word, common) = if whole { (&header.key, whole_common) } else { (&header.lower, lower_common) };
        if let Some(points) = across.get(place).copied().flatten() {
            wide = true;
            matches += 1;
            score += points;
        } else if dues && header.grouped {
            wide = true;
            months = true;
            own = true;
            matches += 1;
            score += 4;
        } else if let Some(slot) = vocabulary.slot(kind, word) {
            let new = !slots.contains(&slot);
            own |= matches!(slot, Slot::Field(_));
            slots.push(slot);
            matches += 1;
            score += if new { 6 } else { 1 };
        } else if by_family(word) {
            own = true;
            matches += 1;
            score += 5;
        } else if common || mapped.is_some_and(|mapped| mapped.knows(&header.key)) {
            matches += 1;
            score += 2;
        } else if (monthly || attendance) && (header.month || header.day) {
            wide = true;
            months |= monthly || header.month && !header.day;
            matches += 1;
            // Below a row of months, a row of days says more.
            score += if header.day { 4 } else { 3 };
        } else if dues && header.several {
            wide = true;
            months = true;
            matches += 1;
            score += 3;
        } else if attendance && header.person {
            matches += 1;
            score += 3;
        } else {
            score -= 1;
        }
    }
    if !wide {
        score -= 4 * vocabulary.missing(kind, &slots) as i64;
    }
    let members_across = dues && headers.iter().any(|header| header.paid);
    (matches, score, months && !own || members_across)
}

/// The column whose cells name kinds of record, and which.
fn kind_column(sheet: &Sheet, vocabulary: &Vocabulary, rows: &Range<usize>) -> Option<(usize, Vec<KindIndex>)> {
    for column in 0..sheet.width().min(SEARCHED_COLUMNS) {
        let (word, _) = header_unit(&header_text(sheet, rows, column));
        if !lexicon::KIND.contains(&key(&word).as_str()) {
            continue;
        }
        let mut kinds = Vec::new();
        let (mut named, mut filled) = (0, 0);
        for row in rows.end..sheet.rows.len() {
            let text = clean(&sheet.filled(row, column).shown());
            if text.is_empty() {
                continue;
            }
            filled += 1;
            if let Some(kind) = vocabulary.kind_named(&text) {
                named += 1;
                if !kinds.contains(&kind) {
                    kinds.push(kind);
                }
            }
        }
        // More than half: the rest are words to be refused with advice.
        if named > 0 && named * 2 > filled {
            return Some((column, kinds));
        }
    }
    None
}
