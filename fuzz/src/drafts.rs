//! What must hold of every book that is read, recognised and drafted, whatever stood in it.

use std::collections::BTreeSet;

use facts::{Day, Fact, Instant, Value, wire};
use intake::{
    Book, Cell, Draft, Drafted, Extent, Limits, Mapping, NoteKind, Recognition, Refusal, RowKind, SheetOutcome, Target,
    address, draft, read_book, recognise, refused_tables, row_kind,
};

use crate::world::{LIMITS, RULEBOOK, context, directory, today};

/// Reads bytes and drafts what they hold; a book that is refused must say why.
pub fn check_bytes(name: &str, bytes: &[u8]) {
    match read_book(name, bytes, &LIMITS) {
        Err(error) => assert!(!error.to_string().trim().is_empty(), "no word on {error:?}"),
        Ok(book) => {
            within(&book, &LIMITS);
            let recognition = recognise(&book, &RULEBOOK, None);
            mapping_comes_back(&book, &recognition);
            check_book(&book, &recognition);
        }
    }
}

/// Drafts a recognised book and holds the outcome against the book.
pub fn check_book(book: &Book, recognition: &Recognition) {
    let drafted = draft(book, recognition, &RULEBOOK, &mut directory(), &context());
    let mut ids = BTreeSet::new();
    for fact in &drafted.facts {
        draft_is_sound(fact);
        assert!(ids.insert(fact.id), "two drafts of one id: {fact:?}");
    }
    for refusal in &drafted.refused {
        refusal_is_sound(refusal, book);
    }
    for note in &drafted.notes {
        assert!(place(&note.cell).is_some() && !note.text.is_empty(), "{note:?}");
    }
    nothing_is_lost(book, recognition, &drafted);
    for table in refused_tables(book, recognition, &RULEBOOK, &drafted.refused) {
        assert!(!table.rows.is_empty() && !table.header.is_empty(), "{table:?}");
    }
}

/// Row and column, from 0, that an address such as `B12` names.
pub fn place(cell: &str) -> Option<(usize, usize)> {
    let letters = cell.bytes().take_while(u8::is_ascii_uppercase).count();
    let (letters, digits) = cell.split_at(letters);
    let column = letters
        .bytes()
        .try_fold(0_usize, |sum, letter| sum.checked_mul(26)?.checked_add(usize::from(letter - b'A') + 1));
    let (row, column) = (digits.parse::<usize>().ok()?.checked_sub(1)?, column?.checked_sub(1)?);
    (address(row, column) == cell).then_some((row, column))
}

fn within(book: &Book, limits: &Limits) {
    assert!(book.sheets.len() <= limits.max_sheets);
    let rows = || book.sheets.iter().flat_map(|sheet| &sheet.rows);
    assert!(book.sheets.iter().all(|sheet| sheet.rows.len() <= limits.max_rows));
    assert!(rows().all(|cells| cells.len() <= limits.max_columns));
    assert!(rows().flatten().filter(|cell| !cell.is_empty()).count() <= limits.max_cells);
    for cell in rows().flatten() {
        match cell {
            // A text table is measured in bytes, four to a character.
            Cell::Text(text) => assert!(text.chars().count() <= limits.max_cell_characters * 4),
            Cell::Day(day) => assert!((1899..=9999).contains(&day.year()), "{day}"),
            _ => {}
        }
    }
}

/// What was recognised can be saved, edited and read again.
fn mapping_comes_back(book: &Book, recognition: &Recognition) {
    let mapping = Mapping::of(book, recognition, &RULEBOOK);
    assert_eq!(Mapping::from_text(&mapping.to_text(), &RULEBOOK).as_ref(), Ok(&mapping));
}

fn draft_is_sound(fact: &Draft) {
    let in_time = |day: Day| (Day::EARLIEST..=today()).contains(&day);
    assert!(fact.occurred.first <= fact.occurred.last, "{fact:?}");
    assert!(in_time(fact.occurred.first) && in_time(fact.occurred.last), "{fact:?}");
    for value in fact.values.values() {
        if let Value::Day(day) = value {
            assert!(in_time(*day), "{fact:?}");
        }
    }
    assert!(RULEBOOK.kinds.iter().any(|kind| kind.slug == fact.kind), "{fact:?}");
    assert!(fact.origin.row > 0 && fact.origin.cells.iter().all(|cell| place(cell).is_some()), "{fact:?}");
    let whole = Fact {
        id: fact.id,
        organisation: fact.organisation,
        kind: fact.kind.clone(),
        occurred: fact.occurred,
        recorded_at: Instant::end_of(today()),
        recorder: "fuzz".to_owned(),
        people: fact.people.clone(),
        values: fact.values.clone(),
        supersedes: fact.supersedes,
        attachments: Vec::new(),
    };
    assert_eq!(wire::decode(&wire::encode(&whole)).ok().as_ref(), Some(&whole));
}

fn refusal_is_sound(refusal: &Refusal, book: &Book) {
    let texts = [&refusal.expected, &refusal.found, &refusal.advice];
    assert!(texts.iter().all(|text| !text.trim().is_empty()), "{refusal:?}");
    assert!(place(&refusal.cell).is_some_and(|(row, _)| row + 1 == refusal.row), "{refusal:?}");
    assert_eq!(refusal.file, book.name);
    assert!(book.sheets.iter().any(|sheet| sheet.name == refusal.sheet), "{refusal:?}");
}

/// Every filled cell of a data row stands in a fact, in a refusal, or in a column known to hold no data.
fn nothing_is_lost(book: &Book, recognition: &Recognition, drafted: &Drafted) {
    for plan in &recognition.sheets {
        let sheet = &book.sheets[plan.sheet];
        let refused = || drafted.refused.iter().filter(|refusal| refusal.sheet == sheet.name);
        if refused().any(|refusal| refusal.extent == Extent::Sheet) {
            continue;
        }
        let SheetOutcome::Recognised(layout) = &plan.outcome else { continue };
        let mine = drafted.facts.iter().filter(|fact| fact.origin.sheet == sheet.name);
        let mut known: BTreeSet<&str> = mine.flat_map(|fact| fact.origin.cells.iter().map(String::as_str)).collect();
        known.extend(refused().map(|refusal| refusal.cell.as_str()));
        let notes = || drafted.notes.iter().filter(|note| note.sheet == sheet.name);
        known.extend(notes().map(|note| note.cell.as_str()));
        let mut rows_spoken_of: BTreeSet<usize> =
            refused().filter(|refusal| refusal.extent == Extent::Row).map(|refusal| refusal.row - 1).collect();
        let nothing =
            notes().filter(|note| matches!(note.kind, NoteKind::NothingRecorded | NoteKind::Repeated { .. }));
        let columns_spoken_of: BTreeSet<usize> = refused()
            .filter(|refusal| refusal.extent == Extent::Column)
            .filter_map(|refusal| place(&refusal.cell))
            .map(|(_, column)| column)
            .collect();
        rows_spoken_of.extend(nothing.filter_map(|note| place(&note.cell)).map(|(row, _)| row));
        for (table, row) in layout.tables().flat_map(|table| table.rows().map(move |row| (table, row))) {
            if row_kind(sheet, table, row) != RowKind::Data || rows_spoken_of.contains(&row) {
                continue;
            }
            for (column, cell) in sheet.filled_cells(row) {
                let target = table.column(column).map(|column| &column.target);
                let no_data =
                    matches!(target, Some(Target::Sequence | Target::Ignored | Target::Total | Target::Hint(_)));
                let found =
                    known.contains(address(row, column).as_str()) || columns_spoken_of.contains(&column);
                let lost = !no_data && !says_nothing(cell) && !found;
                assert!(!lost, "{} of `{}` is in no fact and no refusal: {cell:?}", address(row, column), sheet.name);
            }
        }
    }
}

/// The marks that people set where there is nothing to write; they may be passed over.
fn says_nothing(cell: &Cell) -> bool {
    const NOTHING: &[&str] =
        &["/", "\\", "-", "--", "---", "----", "无", "暂无", "没有", "//", "N/A", "n/a", "NA", "×××", "空"];
    let narrowed: String = cell
        .shown()
        .chars()
        .filter(|character| !character.is_whitespace() && !character.is_control())
        .map(|character| match character {
            '\u{FF01}'..='\u{FF5E}' => char::from_u32(character as u32 - 0xFEE0).unwrap_or(character),
            '–' | '—' | '―' | '−' | '‐' | '‑' | '─' => '-',
            other => other,
        })
        .filter(|character| {
            !matches!(character, '\u{200B}'..='\u{200F}' | '\u{2060}' | '\u{FEFF}' | '\u{00AD}' | '\u{3164}')
        })
        .collect();
    NOTHING.contains(&narrowed.as_str())
}
