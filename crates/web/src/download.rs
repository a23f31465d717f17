//! A page's tables as a file: what the page shows to whoever asks, on the day that it is about.
//!
//! A file is the same address with `file=xlsx`, or `file=csv` and the number of the table: whoever may not see the page
//! gets no file, and there is no second way to what is in it.

use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use office::{FileFormat, OrganisationId, table_as_commas, tables_as_workbook};
use views::{Table, words};

use crate::address::encoded;
use crate::answer::{Answer, WebError};
use crate::entry::Entry;

/// Which file an address asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FileAsked {
    format: FileFormat,
    /// Of the page's tables; a workbook has them all.
    table: usize,
}

/// Where the files of a page are.
#[derive(Debug, Clone)]
pub struct Files {
    address: String,
}

impl FileAsked {
    /// # Errors
    /// Where the address asks for something that is no file of a page.
    pub fn of(pairs: &[(String, String)]) -> Result<Option<FileAsked>, WebError> {
        let value = |name: &str| pairs.iter().find(|(known, _)| known == name).map(|(_, value)| value.trim());
        let Some(ending) = value("file") else { return Ok(None) };
        let found = FileFormat::ALL.into_iter().find(|format| format.ending() == ending);
        let format =
            found.ok_or_else(|| WebError::BadRequest(format!("导出的格式应为 xlsx 或 csv，现在是“{ending}”")))?;
        Ok(Some(FileAsked { format, table: value("table").and_then(|text| text.parse().ok()).unwrap_or_default() }))
    }
}

impl Files {
    pub fn new(entry: &Entry) -> Files {
        let join = if entry.address.contains('?') { '&' } else { '?' };
        Files { address: format!("{}{join}file=", entry.address) }
    }

    pub fn workbook(&self) -> String {
        format!("{}xlsx", self.address)
    }

    pub fn commas(&self, table: usize) -> String {
        match table {
            0 => format!("{}csv", self.address),
            _ => format!("{}csv&table={table}", self.address),
        }
    }
}

/// The file that was asked for, of the tables of a page that is called `title`.
///
/// # Errors
/// Where there is no such table, or it is larger than a sheet can be.
pub fn file(
    entry: &Entry,
    (organisation, title): (Option<OrganisationId>, &str),
    asked: FileAsked,
    mut tables: Vec<Table>,
) -> Answer {
    let when = entry.when();
    let of = organisation.map(|id| entry.live().tree().name(id).to_owned()).unwrap_or_default();
    let known = when.known_at.map(|known| format!("，只算{}以前已经记下的", words::instant(known)));
    let heading = format!("{of}{title}，截至{}{}", words::day(when.as_of), known.unwrap_or_default());
    let (bytes, part) = match asked.format {
        FileFormat::Workbook => (tables_as_workbook(&heading, tables)?, String::new()),
        FileFormat::Commas if asked.table < tables.len() => {
            let several = tables.len() > 1;
            let table = tables.swap_remove(asked.table);
            (table_as_commas(&table), if several { format!(" {}", table.title) } else { String::new() })
        }
        FileFormat::Commas => return Err(WebError::NotFound("这一页没有这张表。请从页面上的“导出”进入")),
    };
    let name = format!("{of} {title}{part} {}", when.as_of);
    Ok(attachment(&format!("{}.{}", name.trim(), asked.format.ending()), asked.format.media_type(), bytes))
}

/// Bytes under a name that may be Chinese (RFC 6266), to be kept and not shown.
pub fn attachment(name: &str, media_type: &'static str, body: impl IntoResponse) -> Response {
    let mut response = body.into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(media_type));
    if let Ok(disposition) = HeaderValue::from_str(&disposition(name)) {
        headers.insert(header::CONTENT_DISPOSITION, disposition);
    }
    response
}

/// The workbook of what was refused of a book.
pub fn refused_book(book: &str, bytes: Vec<u8>) -> Response {
    let stem = book.rsplit_once('.').map_or(book, |(stem, _)| stem);
    let format = FileFormat::Workbook;
    attachment(&format!("{stem} 没有收的.{}", format.ending()), format.media_type(), bytes)
}

/// Whoever cannot read the name of the standard takes the plain one.
fn disposition(name: &str) -> String {
    let clean: String =
        name.chars().map(|one| if "/\\:*?\"<>|".contains(one) || one.is_control() { '_' } else { one }).collect();
    let ending = clean.rsplit_once('.').map_or("", |(_, ending)| ending);
    let plain: String = ending.chars().filter(char::is_ascii_alphanumeric).collect();
    format!("attachment; filename=\"wuhua.{plain}\"; filename*=UTF-8''{}", encoded(&clean))
}

#[cfg(test)]
mod tests {
    use super::disposition;

    #[test]
    fn a_chinese_name_is_sent_in_both_forms_and_no_character_leaves_the_header() {
        assert_eq!(
            disposition("第一党支部 党员 2026-06-30.xlsx"),
            "attachment; filename=\"wuhua.xlsx\"; filename*=UTF-8''%E7%AC%AC%E4%B8%80%E5%85%9A%E6%94%AF%E9%83%A8%20\
             %E5%85%9A%E5%91%98%202026-06-30.xlsx"
        );
        assert_eq!(
            disposition("a\"\r\nb/../c.x;y"),
            "attachment; filename=\"wuhua.xy\"; filename*=UTF-8''a___b_.._c.x%3By"
        );
    }
}
