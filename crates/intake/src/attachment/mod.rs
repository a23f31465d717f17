//! Files that are kept beside records: what they are by their content, whatever they are called, and photographs
//! without what they tell besides the picture.
//!
//! Nothing here decodes a picture or opens a document; that is done by whoever looks at them. How large a file may be is
//! decided by whoever receives it.

mod picture;

use std::io::Cursor;

use zip::ZipArchive;

use crate::book::text;

/// What an attachment can be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum FileType {
    Jpeg,
    Png,
    Webp,
    Pdf,
    Docx,
    Xlsx,
    Text,
}

/// A file that can be kept: its name with the ending that belongs to it, and its content.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attachment {
    pub name: String,
    pub file_type: FileType,
    pub bytes: Vec<u8>,
}

/// Why a file is not kept. Names what it really is, where that can be told.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AttachmentError {
    #[error("“{name}”是空文件，没有收。请重新选择文件")]
    Empty { name: String },
    #[error(
        "“{name}”的内容其实是{is}，与文件名不符，没有收。请选对文件；内容没错的，把文件名的结尾改为 .{ending} 再上传"
    )]
    FalseType { name: String, is: &'static str, ending: &'static str },
    #[error("“{name}”是{is}，不能作附件。可以上传：{}", accepted_words())]
    NotAccepted { name: String, is: &'static str },
    #[error("“{name}”看不出是什么文件，没有收。可以上传：{}", accepted_words())]
    Unknown { name: String },
    #[error("“{name}”是{is}，但内容不完整或已损坏，没有收。请从原处重新取一份")]
    Damaged { name: String, is: &'static str },
    #[error("“{name}”是带宏的 Office 文件，不能作附件。请另存为不带宏的 .docx 或 .xlsx，或导出为 PDF")]
    Macros { name: String },
}

impl FileType {
    pub const ALL: [FileType; 7] =
        [FileType::Jpeg, FileType::Png, FileType::Webp, FileType::Pdf, FileType::Docx, FileType::Xlsx, FileType::Text];

    pub fn slug(self) -> &'static str {
        self.endings().first().copied().unwrap_or_default()
    }

    pub fn from_slug(slug: &str) -> Option<FileType> {
        FileType::ALL.into_iter().find(|one| one.slug() == slug)
    }

    pub fn word(self) -> &'static str {
        match self {
            FileType::Jpeg => "JPEG 图片",
            FileType::Png => "PNG 图片",
            FileType::Webp => "WebP 图片",
            FileType::Pdf => "PDF 文件",
            FileType::Docx => "Word 文档",
            FileType::Xlsx => "Excel 表格",
            FileType::Text => "纯文本",
        }
    }

    /// How such files are called, the usual way first.
    pub fn endings(self) -> &'static [&'static str] {
        match self {
            FileType::Jpeg => &["jpg", "jpeg", "jpe", "jfif"],
            FileType::Png => &["png"],
            FileType::Webp => &["webp"],
            FileType::Pdf => &["pdf"],
            FileType::Docx => &["docx"],
            FileType::Xlsx => &["xlsx"],
            FileType::Text => &["txt", "csv", "md", "log"],
        }
    }

    pub fn media_type(self) -> &'static str {
        match self {
            FileType::Jpeg => "image/jpeg",
            FileType::Png => "image/png",
            FileType::Webp => "image/webp",
            FileType::Pdf => "application/pdf",
            FileType::Docx => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            FileType::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            FileType::Text => "text/plain",
        }
    }

    pub fn is_picture(self) -> bool {
        matches!(self, FileType::Jpeg | FileType::Png | FileType::Webp)
    }
}

/// `JPEG 图片、PNG 图片…`
fn accepted_words() -> String {
    FileType::ALL.map(FileType::word).join("、")
}

/// A name may be so long, in characters.
const NAME_MOST: usize = 120;

/// Looks at what somebody brought. A picture comes back without place, camera and everything else that it tells besides.
///
/// # Errors
/// Where it is none of [`FileType::ALL`], is called something else than it is, or is cut.
pub fn attachment(name: &str, bytes: Vec<u8>) -> Result<Attachment, AttachmentError> {
    let name = plain_name(name);
    if bytes.is_empty() {
        return Err(AttachmentError::Empty { name });
    }
    let found = match seen(&bytes) {
        Seen::Accepted(found) => found,
        Seen::Macros => return Err(AttachmentError::Macros { name }),
        Seen::Other(is) => return Err(AttachmentError::NotAccepted { name, is }),
        Seen::Nothing => return Err(AttachmentError::Unknown { name }),
    };
    let name = match name.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase()) {
        None => format!("{name}.{}", found.slug()),
        Some(ending) if found.endings().contains(&ending.as_str()) => name,
        Some(_) => return Err(AttachmentError::FalseType { name, is: found.word(), ending: found.slug() }),
    };
    let bare = match found {
        FileType::Jpeg => picture::bare_jpeg(&bytes),
        FileType::Png => picture::bare_png(&bytes),
        FileType::Webp => picture::bare_webp(&bytes),
        FileType::Pdf | FileType::Docx | FileType::Xlsx | FileType::Text => Some(bytes),
    };
    match bare {
        Some(bytes) => Ok(Attachment { name, file_type: found, bytes }),
        None => Err(AttachmentError::Damaged { name, is: found.word() }),
    }
}

/// What bytes are, where they are of a type that is kept.
pub fn file_type(bytes: &[u8]) -> Option<FileType> {
    match seen(bytes) {
        Seen::Accepted(found) => Some(found),
        Seen::Macros | Seen::Other(_) | Seen::Nothing => None,
    }
}

/// The last part of a name, without characters that mean something elsewhere.
pub fn plain_name(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or(name).trim();
    let plain = last.chars().filter(|one| !one.is_control() && !is_invisible(*one));
    let plain: Vec<char> = plain.collect();
    // A long name keeps its ending.
    let kept = plain.len().saturating_sub(NAME_MOST);
    let name: String = plain.into_iter().skip(kept).collect();
    if name.trim_matches('.').is_empty() { "未命名".to_owned() } else { name }
}

/// Marks that turn the direction of writing make `gpj.exe` look like a picture.
fn is_invisible(one: char) -> bool {
    matches!(one, '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{FEFF}')
}

enum Seen {
    Accepted(FileType),
    Macros,
    Other(&'static str),
    Nothing,
}

/// What bytes are, whatever they are called.
fn seen(bytes: &[u8]) -> Seen {
    const STARTS: &[(&[u8], FileType)] =
        &[(b"\xFF\xD8\xFF", FileType::Jpeg), (b"\x89PNG\r\n\x1A\n", FileType::Png), (b"%PDF-", FileType::Pdf)];
    const OTHERS: &[(&[u8], &str)] = &[
        (b"GIF8", "GIF 图片"),
        (b"BM", "BMP 图片"),
        (b"II*\0", "TIFF 图片"),
        (b"MM\0*", "TIFF 图片"),
        (b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", "旧版 Office 文件（或加了密码的文件）"),
        (b"ID3", "录音"),
        (b"\x1A\x45\xDF\xA3", "视频"),
        (b"<?xml", "网页或 XML 文件"),
        (b"<svg", "SVG 图片"),
        (b"<!doctype", "网页"),
        (b"<HTML", "网页"),
    ];
    if let Some((_, found)) = STARTS.iter().find(|(start, _)| bytes.starts_with(start)) {
        return Seen::Accepted(*found);
    }
    if bytes.starts_with(b"RIFF") && bytes.get(8..12) == Some(b"WEBP") {
        return Seen::Accepted(FileType::Webp);
    }
    if bytes.starts_with(b"PK\x03\x04") {
        return archive(bytes);
    }
    if bytes.get(4..8) == Some(b"ftyp") {
        let is_photograph =
            bytes.get(8..11).is_some_and(|brand| [b"hei", b"hev", b"mif", b"avi"].iter().any(|known| brand == *known));
        return Seen::Other(if is_photograph { "HEIC 照片（请另存为 JPEG）" } else { "视频或录音" });
    }
    if let Some((_, is)) = OTHERS.iter().find(|(start, _)| bytes.starts_with(start)) {
        return Seen::Other(is);
    }
    match text::not_text(bytes) {
        Some(Some(is)) => Seen::Other(is),
        Some(None) => Seen::Nothing,
        None => match text::decode(bytes) {
            Ok(_) => Seen::Accepted(FileType::Text),
            Err(_) => Seen::Nothing,
        },
    }
}

/// A document by the names of its parts; none of them is unpacked.
fn archive(bytes: &[u8]) -> Seen {
    let Ok(archive) = ZipArchive::new(Cursor::new(bytes)) else { return Seen::Other("损坏的压缩包或文档") };
    let has = |wanted: &str| archive.file_names().any(|name| name.is_ok_and(|name| name.eq_ignore_ascii_case(wanted)));
    let main = [("word/document.xml", FileType::Docx), ("xl/workbook.xml", FileType::Xlsx)];
    match main.into_iter().find(|(part, _)| has(part)) {
        Some(_) if has("word/vbaProject.bin") || has("xl/vbaProject.bin") => Seen::Macros,
        Some((_, found)) => Seen::Accepted(found),
        None if has("ppt/presentation.xml") => Seen::Other("演示文稿（请导出为 PDF）"),
        None => Seen::Other("压缩包"),
    }
}
