//! Looks into an old workbook before the reader does: it follows chains of sectors without asking whether they end,
//! writes every sheet out as one rectangle, however far apart its two cells stand, and copies a text for each of the
//! cells that share it.
//!
//! Only what would cost the program its life is refused here. Whether the file is sound otherwise, the reader says.

use super::{BookError, Limits};

/// How many cells of rectangles, empty ones included, may stand behind each cell that is allowed.
pub const AREA_PER_CELL: u64 = 4;

/// All cells that the format can address: 65,536 rows of 256.
const DECLARED_AREA_MAX: u64 = 65_536 * 256;

/// Sector numbers from here on are marks.
const FIRST_MARK: u32 = 0xFFFF_FFFA;
const END_OF_CHAIN: u32 = 0xFFFF_FFFE;

pub fn check(bytes: &[u8], limits: &Limits) -> Result<(), BookError> {
    match workbook_stream(bytes)? {
        Some(stream) => check_sheets(&stream, limits),
        // The reader knows better words for a file without a workbook in it.
        None => Ok(()),
    }
}

fn damaged(detail: &str) -> BookError {
    BookError::Damaged { detail: detail.to_owned() }
}

fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_le_bytes(bytes.get(at..at.checked_add(2)?)?.try_into().ok()?))
}

fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(bytes.get(at..at.checked_add(4)?)?.try_into().ok()?))
}

fn numbers(bytes: &[u8]) -> impl Iterator<Item = u32> {
    bytes.as_chunks::<4>().0.iter().map(|chunk| u32::from_le_bytes(*chunk))
}

/// The stream that holds the workbook; an error where chains of sectors never end.
fn workbook_stream(bytes: &[u8]) -> Result<Option<Vec<u8>>, BookError> {
    let size = match u16_at(bytes, 30) {
        Some(9) => 512,
        Some(12) => 4_096,
        _ => return Ok(None),
    };
    let sector = |id: u32| {
        let start = (id as usize).checked_add(1)?.checked_mul(size)?;
        bytes.get(start..).map(|rest| rest.get(..size).unwrap_or(rest))
    };
    let table = sector_table(bytes, size, &sector)?;
    ends(&table)?;
    let header = |at: usize| u32_at(bytes, at).unwrap_or(END_OF_CHAIN);
    let directory = chain(header(48), &table, &sector, usize::MAX);
    let small_table: Vec<u32> = numbers(&chain(header(60), &table, &sector, usize::MAX)).collect();
    ends(&small_table)?;
    let entries = || directory.chunks(128).filter(|entry| entry.len() == 128);
    let place = |entry: &[u8]| Some((u32_at(entry, 116)?, u32_at(entry, 120)? as usize));
    let named = |name: &str| entries().find(|entry| entry_name(entry).eq_ignore_ascii_case(name)).and_then(place);
    let Some((start, length)) = named("Workbook").or_else(|| named("Book")) else { return Ok(None) };
    if length >= 4_096 {
        return Ok(Some(chain(start, &table, &sector, length)));
    }
    let Some((root, root_length)) = entries().next().and_then(place) else { return Ok(None) };
    let small = chain(root, &table, &sector, root_length);
    let small_sector = |id: u32| {
        let from = (id as usize).checked_mul(64)?;
        small.get(from..).map(|rest| rest.get(..64).unwrap_or(rest))
    };
    Ok(Some(chain(start, &small_table, &small_sector, length)))
}

fn entry_name(entry: &[u8]) -> String {
    let units = (0..32).map_while(|index| u16_at(entry, index * 2).filter(|unit| *unit != 0));
    char::decode_utf16(units).map(|unit| unit.unwrap_or(char::REPLACEMENT_CHARACTER)).collect()
}

/// The table that names each sector's successor.
fn sector_table<'a>(
    bytes: &[u8],
    size: usize,
    sector: &impl Fn(u32) -> Option<&'a [u8]>,
) -> Result<Vec<u32>, BookError> {
    let sectors = bytes.len() / size;
    let mut pieces: Vec<u32> = numbers(bytes.get(76..512).unwrap_or_default()).collect();
    let mut next = u32_at(bytes, 68).unwrap_or(END_OF_CHAIN);
    let mut followed = 0;
    while next < FIRST_MARK {
        followed += 1;
        let Some(piece) = sector(next).filter(|_| followed <= sectors) else { break };
        pieces.extend(numbers(piece));
        next = pieces.pop().unwrap_or(END_OF_CHAIN);
    }
    let pieces = || pieces.iter().copied().filter(|piece| *piece < FIRST_MARK);
    if pieces().count() > sectors + 1 {
        return Err(damaged("sector table larger than the file"));
    }
    Ok(pieces().filter_map(sector).flat_map(numbers).collect())
}

/// Refuses a table in which any chain leads back into itself.
fn ends(table: &[u32]) -> Result<(), BookError> {
    let mut seen_by = vec![u32::MAX; table.len()];
    for start in 0..table.len() as u32 {
        let mut at = start;
        while let Some(seen) = seen_by.get_mut(at as usize) {
            match *seen {
                u32::MAX => *seen = start,
                walk if walk == start => return Err(damaged("chain of sectors without an end")),
                _ => break,
            }
            at = table.get(at as usize).copied().unwrap_or(END_OF_CHAIN);
        }
    }
    Ok(())
}

fn chain<'a>(start: u32, table: &[u32], sector: &impl Fn(u32) -> Option<&'a [u8]>, length: usize) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut id = start;
    while let Some(piece) = sector(id).filter(|_| id < FIRST_MARK && bytes.len() < length) {
        bytes.extend_from_slice(piece);
        id = table.get(id as usize).copied().unwrap_or(END_OF_CHAIN);
    }
    bytes.truncate(length);
    bytes
}

/// Type, content and length with its head of each record.
fn records(stream: &[u8]) -> impl Iterator<Item = (u16, &[u8])> {
    let mut rest = stream;
    std::iter::from_fn(move || {
        let (kind, length) = (u16_at(rest, 0)?, usize::from(u16_at(rest, 2)?));
        let content = rest.get(4..4 + length)?;
        rest = rest.get(4 + length..)?;
        Some((kind, content))
    })
}

/// Type of each record, with its content and that of the records that continue it.
fn continued_records(stream: &[u8]) -> impl Iterator<Item = (u16, Vec<&[u8]>)> {
    let mut records = records(stream).peekable();
    std::iter::from_fn(move || {
        let (kind, content) = records.next()?;
        let mut pieces = vec![content];
        while let Some((_, more)) = records.next_if(|(kind, _)| *kind == CONTINUED) {
            pieces.push(more);
        }
        Some((kind, pieces))
    })
}

const CONTINUED: u16 = 0x003C;
const SHARED_TEXTS: u16 = 0x00FC;
const SHARED_TEXT_CELL: u16 = 0x00FD;
const BEGIN: u16 = 0x0809;
const END: u16 = 0x000A;
const SHEET: u16 = 0x0085;
const DIMENSIONS: u16 = 0x0200;
const SEVERAL_NUMBERS: u16 = 0x00BD;
/// Records that begin with the row and the column of a cell.
const CELLS: [u16; 8] = [0x0006, 0x00D6, 0x00FD, 0x0203, 0x0204, 0x0205, 0x027E, SEVERAL_NUMBERS];

fn check_sheets(stream: &[u8], limits: &Limits) -> Result<(), BookError> {
    let globals = records(stream).take_while(|(kind, _)| *kind != END);
    let starts: Vec<u32> =
        globals.filter(|(kind, _)| *kind == SHEET).filter_map(|(_, content)| u32_at(content, 0)).collect();
    if starts.len() > limits.max_sheets {
        return Err(BookError::TooManySheets { limit: limits.max_sheets });
    }
    let mut area = 0_u64;
    let mut read = 0_usize;
    let texts = shared_texts(stream);
    let mut text_bytes = 0_u64;
    for start in starts {
        let sheet = stream.get(start as usize..).unwrap_or_default();
        let (sheet_area, length) = sheet_area(sheet)?;
        area = area.saturating_add(sheet_area);
        if area > AREA_PER_CELL.saturating_mul(limits.max_cells as u64) {
            return Err(BookError::TooManyCells { limit: limits.max_cells });
        }
        read += length;
        if read > stream.len() {
            return Err(damaged("sheets that overlap"));
        }
        text_bytes = text_bytes.saturating_add(shared_text_bytes(sheet, length, &texts));
        if text_bytes > limits.max_unpacked_bytes {
            return Err(BookError::Unpacked { limit: limits.max_unpacked_bytes });
        }
    }
    Ok(())
}

/// How many bytes the reader makes of the texts that cells of a sheet share: each cell gets a copy of its own.
fn shared_text_bytes(sheet: &[u8], length: usize, texts: &[u64]) -> u64 {
    let cells = records(sheet.get(..length).unwrap_or(sheet)).filter(|(kind, _)| *kind == SHARED_TEXT_CELL);
    let bytes = cells.filter_map(|(_, content)| texts.get(u32_at(content, 6)? as usize));
    bytes.fold(0, |sum, bytes| sum.saturating_add(*bytes))
}

/// At most how many bytes each shared text takes, in the order in which cells name them.
///
/// Read as the reader does it. Where it would give up, this stops: then no cell is read either.
fn shared_texts(stream: &[u8]) -> Vec<u64> {
    let globals = || continued_records(stream).take_while(|(kind, _)| *kind != END);
    // The last table is the one that counts.
    let Some((_, pieces)) = globals().filter(|(kind, _)| *kind == SHARED_TEXTS).last() else { return Vec::new() };
    let mut rest = Pieces { now: pieces.first().and_then(|piece| piece.get(8..)).unwrap_or_default(), pieces, next: 1 };
    let mut texts = Vec::new();
    while !rest.now.is_empty() || rest.turn() {
        match rest.text() {
            Some(bytes) => texts.push(bytes),
            None => break,
        }
    }
    texts
}

/// What is left of a record and of those that continue it.
struct Pieces<'a> {
    now: &'a [u8],
    pieces: Vec<&'a [u8]>,
    next: usize,
}

impl Pieces<'_> {
    fn turn(&mut self) -> bool {
        let piece = self.pieces.get(self.next);
        self.next += 1;
        self.now = piece.copied().unwrap_or_default();
        piece.is_some()
    }

    fn skip(&mut self, mut bytes: usize) -> Option<()> {
        while bytes > 0 {
            if self.now.is_empty() && !self.turn() {
                return None;
            }
            let here = bytes.min(self.now.len());
            self.now = self.now.get(here..)?;
            bytes -= here;
        }
        Some(())
    }

    /// The next text, passed over: at most how many bytes it takes in UTF-8.
    fn text(&mut self) -> Option<u64> {
        const WIDE: u8 = 1;
        const PHONETIC: u8 = 4;
        const FORMATTED: u8 = 8;
        if self.now.is_empty() {
            return Some(0);
        }
        let mut characters = usize::from(u16_at(self.now, 0)?);
        let flags = *self.now.get(2)?;
        let mut head = 3;
        let mut behind = 0;
        if flags & FORMATTED != 0 {
            behind += 4 * usize::from(u16_at(self.now, head)?);
            head += 2;
        }
        if flags & PHONETIC != 0 {
            behind += u32_at(self.now, head)? as usize;
            head += 4;
        }
        self.now = self.now.get(head..)?;
        let mut wide = flags & WIDE != 0;
        let mut bytes = 0;
        while characters > 0 {
            let size = if wide { 2 } else { 1 };
            let here = characters.min(self.now.len() / size);
            // Two bytes make at most three in UTF-8, one at most two.
            bytes += here as u64 * (size as u64 + 1);
            characters -= here;
            self.now = self.now.get(here * size..)?;
            if characters > 0 {
                if !self.turn() {
                    return None;
                }
                wide = self.now.first()? & WIDE != 0;
                self.now = self.now.get(1..)?;
            }
        }
        self.skip(behind)?;
        Some(bytes)
    }
}

/// How many cells the reader makes of a sheet, and over how many bytes it goes.
fn sheet_area(sheet: &[u8]) -> Result<(u64, usize), BookError> {
    let (mut length, mut depth, mut begun) = (0, 0_u32, false);
    let (mut rows, mut columns, mut cells) = ((u16::MAX, 0), (u16::MAX, 0), 0_u64);
    for (kind, content) in records(sheet) {
        length += 4 + content.len();
        match kind {
            // Charts inside of the sheet have beginnings and ends of their own.
            BEGIN => depth += u32::from(begun),
            END if depth == 0 => break,
            END => depth -= 1,
            DIMENSIONS if declared_area(content) > DECLARED_AREA_MAX => return Err(damaged("dimensions")),
            _ if depth == 0 && CELLS.contains(&kind) => {
                let (Some(row), Some(column)) = (u16_at(content, 0), u16_at(content, 2)) else { continue };
                let last = content.len().checked_sub(2).and_then(|at| u16_at(content, at));
                let last = last.filter(|_| kind == SEVERAL_NUMBERS).unwrap_or(column);
                rows = (rows.0.min(row), rows.1.max(row));
                columns = (columns.0.min(column), columns.1.max(last).max(column));
                cells += u64::from(last.saturating_sub(column)) + 1;
            }
            _ => {}
        }
        begun |= kind == BEGIN;
    }
    let span = |(first, last): (u16, u16)| u64::from(last.saturating_sub(first)) + 1;
    Ok((if cells == 0 { 0 } else { cells.max(span(rows) * span(columns)) }, length))
}

fn declared_area(content: &[u8]) -> u64 {
    let short = |at: usize| u64::from(u16_at(content, at).unwrap_or(0));
    let long = |at: usize| u64::from(u32_at(content, at).unwrap_or(0));
    let (rows, columns) = if content.len() == 10 {
        (short(2).saturating_sub(short(0)), short(6).saturating_sub(short(4)))
    } else {
        (long(4).saturating_sub(long(0)), short(10).saturating_sub(short(8)))
    };
    rows.saturating_mul(columns)
}
