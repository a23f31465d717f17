//! Looks for repetition bombs in an OpenDocument sheet: one filled cell that says it stands there a million times.
//!
//! The reader would write it out. Empty cells may repeat as they like, every office program fills sheets up so.

use std::io::{Cursor, Read};

use zip::ZipArchive;

use super::{BookError, Limits};

pub fn check(bytes: &[u8], limits: &Limits) -> Result<(), BookError> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|_| BookError::Truncated)?;
    let mut part = archive.by_name("content.xml").map_err(|_| BookError::Truncated)?;
    let mut content = Vec::new();
    part.read_to_end(&mut content).map_err(|_| BookError::Truncated)?;
    let content = String::from_utf8_lossy(&content);
    let mut cells: u64 = 0;
    let mut row_repeat: u64 = 1;
    for tag in content.split('<').skip(1) {
        if tag.starts_with("table:table-row") {
            row_repeat = repeat(tag, "table:number-rows-repeated=\"");
        } else if tag.starts_with("table:table-cell") && !tag.trim_end().ends_with("/>") {
            let repeated = repeat(tag, "table:number-columns-repeated=\"").saturating_mul(row_repeat);
            cells = cells.saturating_add(repeated);
            if cells > limits.max_cells as u64 {
                return Err(BookError::TooManyCells { limit: limits.max_cells });
            }
        }
    }
    Ok(())
}

fn repeat(tag: &str, attribute: &str) -> u64 {
    let Some((_, after)) = tag.split_once(attribute) else { return 1 };
    after.split('"').next().and_then(|number| number.parse().ok()).unwrap_or(u64::MAX)
}
