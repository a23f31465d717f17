//! Looks at a zip archive before anybody unpacks it: sizes, ratios, encryption, and what kind of workbook it holds.
//!
//! Declared sizes can lie, so every part is unpacked once into nothing, under the limits.

use std::io::{Cursor, Read};

use zip::ZipArchive;
use zip::result::ZipError;

use super::{BookError, Limits};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Contents {
    Xlsx,
    Ods,
}

pub fn check(bytes: &[u8], limits: &Limits) -> Result<Contents, BookError> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(damage)?;
    let mut contents = None;
    let mut unpacked_total = 0;
    for index in 0..archive.len() {
        let mut part = archive.by_index(index).map_err(damage)?;
        match part.name() {
            Ok(name) if name.eq_ignore_ascii_case("xl/workbook.xml") => contents = Some(Contents::Xlsx),
            Ok(name) if name == "content.xml" => contents = contents.or(Some(Contents::Ods)),
            _ => {}
        }
        let name = part.name().map(|name| name.into_owned()).unwrap_or_default();
        let packed = part.compressed_size();
        unpacked_total += unpack_into_nothing(&mut part, &name, packed, unpacked_total, limits)?;
    }
    contents.ok_or(BookError::NotAWorkbook { seems: Some("压缩包") })
}

fn damage(error: ZipError) -> BookError {
    match error {
        ZipError::UnsupportedArchive(ZipError::PASSWORD_REQUIRED) => BookError::Encrypted,
        ZipError::InvalidArchive(_) | ZipError::Io(_) => BookError::Truncated,
        other => BookError::Damaged { detail: other.to_string() },
    }
}

/// How many bytes a part unpacks to, or an error as soon as it is too many.
fn unpack_into_nothing(
    part: &mut impl Read,
    name: &str,
    packed: u64,
    already: u64,
    limits: &Limits,
) -> Result<u64, BookError> {
    // Small parts may repeat themselves as they like: a megabyte hurts nobody.
    const HARMLESS: u64 = 1 << 20;
    let mut buffer = [0; 64 * 1024];
    let mut unpacked: u64 = 0;
    loop {
        let count = part.read(&mut buffer).map_err(|_| BookError::Truncated)?;
        if count == 0 {
            return Ok(unpacked);
        }
        unpacked += count as u64;
        if unpacked > HARMLESS && unpacked > packed.max(1).saturating_mul(limits.max_ratio) {
            return Err(BookError::Bomb { part: name.to_owned(), ratio: unpacked / packed.max(1) });
        }
        if already + unpacked > limits.max_unpacked_bytes {
            return Err(BookError::Unpacked { limit: limits.max_unpacked_bytes });
        }
    }
}
