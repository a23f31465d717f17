//! What a sheet comes nearest to that was not recognised: the kind that its titles or names name, else the one that knows
//! most of its headers; and the columns that this kind needs and the sheet lacks.

use rulebook::{KindIndex, Rulebook};

use super::header::{header_words, probable_header};
use super::kinds::Vocabulary;
use crate::book::{Book, Sheet};
use crate::reading::key;

/// One header alone may be anything.
const FEWEST_WORDS: usize = 2;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Nearest {
    pub kind: String,
    /// Names of fields and parts, and 日期.
    pub lacks: Vec<String>,
}

pub fn nearest(book: &Book, sheet: &Sheet, rulebook: &Rulebook) -> Option<Nearest> {
    let vocabulary = Vocabulary::new(rulebook);
    let header = probable_header(sheet);
    let words = header.map(|row| header_words(sheet, row)).unwrap_or_default();
    let above = (0..header.unwrap_or(sheet.rows.len().min(1))).flat_map(|row| sheet.filled_cells(row));
    let titles = above.map(|(_, cell)| key(&cell.shown())).chain([key(&sheet.name), key(book.stem())]);
    let named = titles.map(|title| vocabulary.kinds_in(&title)).find(|kinds| !kinds.is_empty());
    let index = match named.as_deref() {
        Some([kind]) => *kind,
        Some(_) => return None,
        None => by_headers(&vocabulary, &words)?,
    };
    let kind = rulebook.kind(index)?;
    let slots: Vec<_> = words.iter().filter_map(|word| vocabulary.slot(index, word)).collect();
    let lacks = vocabulary.lacking(index, &slots).map(str::to_owned).collect();
    Some(Nearest { kind: kind.name.clone(), lacks })
}

/// The only kind that knows most of the headers by words of its own.
fn by_headers(vocabulary: &Vocabulary, words: &[String]) -> Option<KindIndex> {
    let knows = |kind: KindIndex| words.iter().filter(|word| vocabulary.own_slot(kind, word).is_some()).count();
    let known: Vec<(usize, KindIndex)> = vocabulary.kinds().map(|(kind, _)| (knows(kind), kind)).collect();
    let (most, kind) = known.iter().copied().max_by_key(|(count, _)| *count)?;
    let only = known.iter().filter(|(count, _)| *count == most).count() == 1;
    (most >= FEWEST_WORDS && only).then_some(kind)
}
