//! Guesses what unknown columns are, by words that are like known ones or by what stands in them.
//!
//! Every guess is asked about. None of them turns a meaning round, gives the rows to another branch than the one that
//! the titles name, or is made of numbers that add up: a wrong one would count for or against somebody for years.

use facts::kinds;
use rulebook::{FieldType, KindIndex};

use super::columns::{Resolver, SAMPLED_ROWS, grouped, header_unit, turns};
use super::{Column, Instead, Slot, Sureness, Target, lexicon, units};
use crate::book::Cell;
use crate::directory::{branch_in, likeness};
use crate::reading::{clean, key, looks_like_day};

/// Guesses what unknown columns are, by similar words or by what stands in them. A guess must be the only one.
pub fn columns(resolver: &Resolver, columns: &mut [Column]) {
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
        let (word, bracket) = header_unit(&column.header);
        let (mut target, instead) = match bracket {
            Some(bracket) if turns(&bracket) => (None, None),
            _ => similar(resolver, &key(&word), &used),
        };
        if target.is_none() && !has(columns, &Target::Organisation) && may_be_owner(resolver, column) {
            target = Some(Target::Organisation);
        }
        if target.is_none() && !used.iter().any(|(_, slot)| *slot == Slot::Occurred) && may_be_day(resolver, column) {
            target = Some(Target::Occurred);
        }
        let Some(column) = columns.get_mut(position) else { continue };
        column.instead = instead;
        if let Some(target) = target {
            if let Target::Record(places) = &target {
                used.extend(places.iter().cloned());
            }
            column.target = target;
            column.sureness = Sureness::Guessed;
        }
    }
}

/// The slot whose word is most like the header, if no other comes near; or what to do instead of guessing it.
fn similar(resolver: &Resolver, header: &str, used: &[(KindIndex, Slot)]) -> (Option<Target>, Option<Instead>) {
    if resolver.vocabulary.post(header).is_some() {
        return (None, Some(Instead::ListOfPosts));
    }
    let mut best: Option<(usize, KindIndex, Slot)> = None;
    let mut rival = 0;
    for kind in resolver.kinds.iter().filter(|kind| !tells_the_opposite(resolver, **kind)) {
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
    match best {
        Some((likeness, kind, slot)) if likeness >= 60 && likeness > rival => {
            match units::measure(resolver.vocabulary.rulebook, kind, &slot) {
                Some(_) => (None, resolver.vocabulary.name_of(kind, &slot).map(Instead::Word)),
                None => (Some(Target::Record(vec![(kind, slot)])), None),
            }
        }
        _ => (None, None),
    }
}

/// In a list of those who hold posts, only a word that is known says that somebody left one.
fn tells_the_opposite(resolver: &Resolver, kind: KindIndex) -> bool {
    let left = resolver.vocabulary.rulebook.kind(kind).is_some_and(|kind| kind.slug == kinds::POST_LEFT);
    left && resolver.kinds.first() != Some(&kind)
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
    if lexicon::OTHER_THINGS.iter().any(|other| header.contains(other) != word.contains(other))
        || lexicon::tells_of_another(header) && !lexicon::tells_of_another(word)
    {
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

/// Whether a column may tell whose the rows are: nothing else names a branch, its cells do, and its header does not say
/// that they are others.
fn may_be_owner(resolver: &Resolver, column: &Column) -> bool {
    let ends = |cell: &Cell| {
        let text = key(&cell.shown());
        ["支部", "总支"].iter().any(|ending| text.ends_with(ending)) && text.chars().count() > 3
    };
    let (all, fitting) =
        sample(resolver, column.index).fold((0, 0), |(all, fit), cell| (all + 1, fit + usize::from(ends(cell))));
    let header = key(&column.header);
    let others = lexicon::tells_of_another(&header) || lexicon::NO_BRANCH.iter().any(|word| header.contains(word));
    all > 0 && fitting * 3 > all * 2 && !others && !names_branch(resolver)
}

/// Whether the sheet's name, a title, a heading between the rows or a mapping names the branch whose the rows are.
fn names_branch(resolver: &Resolver) -> bool {
    let sheet = resolver.sheet;
    let mapped = resolver.mapped.is_some_and(|mapped| mapped.organisation.is_some());
    let is_line = |row: &usize| *row < resolver.found.rows.start || sheet.filled_cells(*row).count() == 1;
    let lines = (0..sheet.rows.len()).filter(|row| !resolver.found.rows.contains(row)).filter(is_line);
    let mut texts = lines.flat_map(|row| sheet.filled_cells(row)).map(|(_, cell)| clean(&cell.shown()));
    mapped || branch_in(&sheet.name).is_some() || texts.any(|text| branch_in(&text).is_some())
}

fn may_be_day(resolver: &Resolver, column: &Column) -> bool {
    let own_day = resolver.kinds.first().is_some_and(|kind| resolver.vocabulary.has_day_of_its_own(*kind));
    let word = ["时间", "日期", "年月日", "何时"].iter().any(|word| column.header.contains(word));
    let mut others = lexicon::PLANNED_DAY.iter().chain(lexicon::DAY_OF_ANOTHER).chain(lexicon::OTHER_THINGS);
    let another = others.any(|word| column.header.contains(word));
    let day = |cell: &Cell| match cell {
        Cell::Day(_) => true,
        Cell::Text(text) => looks_like_day(text, resolver.year),
        _ => false,
    };
    let (all, fitting) =
        sample(resolver, column.index).fold((0, 0), |(all, fit), cell| (all + 1, fit + usize::from(day(cell))));
    !own_day && !another && all > 0 && (fitting * 3 > all * 2) && (word || fitting == all)
}
