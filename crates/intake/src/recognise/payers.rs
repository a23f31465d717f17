//! Dues with the months down the side and the members across the top.
//!
//! Certain only where a column holds nothing but periods, nobody is named in a column of names, and amounts stand under
//! what can be nothing but names.

use std::ops::Range;

use facts::kinds::MEMBER_JOINED;
use rulebook::KindIndex;

use super::columns::{SAMPLED_ROWS, header_text, header_unit, looks_like_name, period_in};
use super::kinds::{Vocabulary, common};
use super::{Slot, lexicon};
use crate::book::Sheet;
use crate::reading::{YUAN, clean, is_nothing, key, money};

pub struct PayersAcross {
    /// The column of the months.
    pub months: usize,
    /// The columns of a single member each.
    pub payers: Vec<usize>,
}

/// The columns of such a table; `None` where it is none.
pub fn across(sheet: &Sheet, vocabulary: &Vocabulary, rows: &Range<usize>, width: usize) -> Option<PayersAcross> {
    let (kind, declared) = vocabulary.rulebook.kind_named("dues-paid")?;
    let month = declared.fields.iter().position(|field| field.attributes).map(Slot::Field)?;
    let words: Vec<String> = (0..width).map(|column| key(&header_unit(&header_text(sheet, rows, column)).0)).collect();
    if words.iter().any(|word| matches!(vocabulary.slot(kind, word), Some(Slot::Part(_)))) {
        return None;
    }
    let headed = |column: &usize| {
        let word = words.get(*column).map_or("", String::as_str);
        word.is_empty() || vocabulary.slot(kind, word).as_ref() == Some(&month) || lexicon::MONTH_CORNER.contains(&word)
    };
    let months = (0..width).find(|column| headed(column) && holds_periods(sheet, rows, *column))?;
    let payers = (0..width).filter(|column| {
        let word = words.get(*column).map_or("", String::as_str);
        *column != months
            && may_be_name(vocabulary, kind, word)
            && looks_like_name(sheet, rows, *column)
            && holds_amounts(sheet, rows, *column)
    });
    let payers: Vec<usize> = payers.collect();
    (payers.len() > 1).then_some(PayersAcross { months, payers })
}

/// Whether a word is none for anything that books tell of dues or members: 应交, 工资, 人数.
fn may_be_name(vocabulary: &Vocabulary, kind: KindIndex, word: &str) -> bool {
    let family = vocabulary.family(kind, &[]);
    let member = vocabulary.rulebook.kind_named(MEMBER_JOINED).map(|(index, _)| index);
    let known = family.iter().chain(&member).any(|kind| vocabulary.slot(*kind, word).is_some());
    let amount = lexicon::AMOUNTS.iter().any(|part| word.contains(part));
    !known && !amount && common(word).is_none()
}

fn filled<'a>(sheet: &'a Sheet, rows: &Range<usize>, column: usize) -> impl Iterator<Item = String> + 'a {
    let cells = (rows.end..sheet.rows.len()).map(move |row| clean(&sheet.filled(row, column).shown()));
    cells.filter(|text| !is_nothing(text)).take(SAMPLED_ROWS)
}

/// Below the months may stand a total and who filled the table in.
fn holds_periods(sheet: &Sheet, rows: &Range<usize>, column: usize) -> bool {
    let mut cells = filled(sheet, rows, column).peekable();
    let begins = cells.peek().is_some_and(|text| period_in(text).is_some());
    begins && cells.skip_while(|text| period_in(text).is_some()).all(|text| period_in(&text).is_none())
}

fn holds_amounts(sheet: &Sheet, rows: &Range<usize>, column: usize) -> bool {
    let (all, amounts) = filled(sheet, rows, column)
        .fold((0, 0), |(all, amounts), text| (all + 1, amounts + usize::from(money(&text, YUAN).is_ok())));
    all > 0 && amounts * 2 >= all
}
