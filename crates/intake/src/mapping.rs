//! What a user said about books: a text file that can be saved, edited and used again.
//!
//! JSON, because every editor knows it; keys are Chinese like the rest of what a user sees.
//! Targets are written `记录.字段` in the rulebook's names or slugs, or as one of the special words.

use rulebook::{Kind, KindIndex, Rulebook};
use serde::{Deserialize, Serialize};

use crate::book::{Book, Sheet};
use crate::reading::{clean, key};
use crate::recognise::{Layout, Recognition, SheetOutcome, Slot, Target, probable_header, target_name};

/// A mapping file that cannot be used. Says where.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum MappingError {
    #[error("对照文件第 {line} 行第 {column} 列写错了：{detail}")]
    Syntax { line: usize, column: usize, detail: String },
    #[error("对照文件的版本是 {found}，这个程序只认得版本 1")]
    Version { found: u32 },
    #[error("对照文件{place}的记录种类“{found}”不认得{nearest}")]
    UnknownKind { place: String, found: String, nearest: String },
    #[error("对照文件{place}“{header}”列写作“{found}”，不认得；应为“记录.字段”，或 {words} 之一{nearest}")]
    UnknownTarget { place: String, header: String, found: String, words: String, nearest: String },
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mapping {
    #[serde(rename = "版本")]
    pub version: u32,
    #[serde(rename = "工作表")]
    pub sheets: Vec<SheetMapping>,
}

/// What is known about the sheets that fit both patterns.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SheetMapping {
    /// `*` stands for anything.
    #[serde(rename = "文件")]
    pub file: String,
    #[serde(rename = "表名")]
    pub sheet: String,
    #[serde(rename = "记录", default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<String>,
    /// The first header row, from 1.
    #[serde(rename = "表头行", default, skip_serializing_if = "Option::is_none")]
    pub header_row: Option<usize>,
    #[serde(rename = "组织", default, skip_serializing_if = "Option::is_none")]
    pub organisation: Option<String>,
    #[serde(rename = "年份", default, skip_serializing_if = "Option::is_none")]
    pub year: Option<i32>,
    /// Header and target, in the order of the sheet.
    #[serde(rename = "列", default, with = "columns")]
    pub columns: Vec<(String, String)>,
}

/// What the program writes for a column or a sheet that it does not know: refused until somebody answers.
const UNANSWERED: &str = "待定";

/// The special words for targets.
const WORDS: &[(&str, Target)] = &[
    ("忽略", Target::Ignored),
    (UNANSWERED, Target::Unknown),
    ("组织", Target::Organisation),
    ("日期", Target::Occurred),
    ("日期的年", Target::YearOfDay),
    ("日期的月", Target::MonthOfDay),
    ("结束日期", Target::LastDay),
    ("类型", Target::Kind),
    ("到会情况", Target::Presence),
    ("是否召开", Target::Held),
    ("缺席原因", Target::AbsenceReason),
    ("备注", Target::Note),
    ("合计", Target::Total),
    ("序号", Target::Sequence),
];

impl Mapping {
    /// Reads a mapping and checks every word in it against the rulebook.
    pub fn from_text(text: &str, rulebook: &Rulebook) -> Result<Mapping, MappingError> {
        let text = text.trim_start_matches('\u{FEFF}');
        let mapping: Mapping = serde_json::from_str(text).map_err(|error| MappingError::Syntax {
            line: error.line(),
            column: error.column(),
            detail: syntax(&error),
        })?;
        if mapping.version != 1 {
            return Err(MappingError::Version { found: mapping.version });
        }
        for sheet in &mapping.sheets {
            sheet.check(text, rulebook)?;
        }
        Ok(mapping)
    }

    pub fn to_text(&self) -> String {
        serde_json::to_string_pretty(self).unwrap_or_default() + "\n"
    }

    /// What was recognised in a book, guesses and gaps included, as a mapping to be edited. A sheet that was not
    /// recognised stands there with what seem to be its headers.
    pub fn of(book: &Book, recognition: &Recognition, rulebook: &Rulebook) -> Mapping {
        let mut sheets = Vec::new();
        for plan in &recognition.sheets {
            let Some(sheet) = book.sheets.get(plan.sheet) else { continue };
            let mapped = match &plan.outcome {
                SheetOutcome::Recognised(layout) => recognised(layout, rulebook),
                SheetOutcome::Unknown => unanswered(sheet),
                SheetOutcome::Empty | SheetOutcome::PassedOver => continue,
            };
            let file = book.name.rsplit(['/', '\\']).next().unwrap_or(&book.name).to_owned();
            sheets.push(SheetMapping { file, sheet: sheet.name.clone(), ..mapped });
        }
        Mapping { version: 1, sheets }
    }

    /// Every word that a column of a sheet with these kinds can be mapped to: the special ones, then `记录.字段`.
    pub fn targets<'a>(kinds: impl IntoIterator<Item = &'a Kind>) -> Vec<String> {
        let slots = |kind: &Kind| -> Vec<String> {
            let names = kind.parts.iter().map(|part| &part.name).chain(kind.fields.iter().map(|field| &field.name));
            let day = std::iter::once(format!("{}.日期", kind.name));
            day.chain(names.map(|name| format!("{}.{name}", kind.name))).collect()
        };
        let special = WORDS.iter().map(|(word, _)| (*word).to_owned());
        special.chain(kinds.into_iter().flat_map(slots)).collect()
    }

    /// The first entry whose patterns fit.
    pub fn find(&self, file: &str, sheet: &str) -> Option<&SheetMapping> {
        let file = file.rsplit(['/', '\\']).next().unwrap_or(file);
        self.sheets.iter().find(|entry| fits(&entry.file, file) && fits(&entry.sheet, sheet))
    }
}

fn recognised(layout: &Layout, rulebook: &Rulebook) -> SheetMapping {
    // What a header names by itself needs no word, and has none.
    let names_itself = |target: &Target| {
        matches!(
            target,
            Target::Month { .. }
                | Target::Several { .. }
                | Target::MonthDue { .. }
                | Target::Day(_)
                | Target::Person(_)
                | Target::Post(_)
                | Target::DayWithoutYear
                | Target::UnclearMonth
        )
    };
    let columns = layout.columns.iter().filter(|column| !names_itself(&column.target) && !column.header.is_empty());
    let columns = columns.map(|column| {
        let target = match column.target {
            Target::Unknown => UNANSWERED.to_owned(),
            _ => target_name(&column.target, rulebook),
        };
        (column.header.clone(), target)
    });
    let in_column = layout.find(&Target::Kind).is_some();
    let kind = layout.kinds.first().and_then(|kind| rulebook.kind(*kind)).filter(|_| !in_column);
    let kind = match layout.is_undecided() {
        true => Some(UNANSWERED.to_owned()),
        false => kind.map(|kind| kind.name.clone()),
    };
    SheetMapping {
        kind,
        header_row: Some(layout.header_rows.start + 1),
        organisation: layout.organisation.clone(),
        year: layout.year,
        columns: columns.collect(),
        ..SheetMapping::default()
    }
}

fn unanswered(sheet: &Sheet) -> SheetMapping {
    let header = probable_header(sheet);
    let columns = header.map(|row| sheet.filled_cells(row).map(|(_, cell)| clean(&cell.shown())).collect::<Vec<_>>());
    SheetMapping {
        kind: Some(UNANSWERED.to_owned()),
        header_row: header.map(|row| row + 1),
        columns: columns.unwrap_or_default().into_iter().map(|header| (header, UNANSWERED.to_owned())).collect(),
        ..SheetMapping::default()
    }
}

impl SheetMapping {
    /// Checks the words against the rulebook; `text` is the whole mapping, for the line of a wrong one.
    fn check(&self, text: &str, rulebook: &Rulebook) -> Result<(), MappingError> {
        if let Some(kind) = self.kind.as_ref().filter(|kind| *kind != UNANSWERED)
            && self.kind_index(rulebook).is_none()
        {
            return Err(MappingError::UnknownKind {
                place: place_of(text, ["记录", kind]),
                found: kind.clone(),
                nearest: closest(nearest_kind(kind, rulebook)),
            });
        }
        for (header, target) in &self.columns {
            if target_of(target, rulebook).is_none() {
                return Err(MappingError::UnknownTarget {
                    place: place_of(text, [header, target]),
                    header: header.clone(),
                    found: target.clone(),
                    words: WORDS.iter().map(|(word, _)| *word).collect::<Vec<_>>().join("、"),
                    nearest: closest(nearest_target(target, rulebook)),
                });
            }
        }
        Ok(())
    }

    pub(crate) fn kind_index(&self, rulebook: &Rulebook) -> Option<KindIndex> {
        kind_of(self.kind.as_deref()?, rulebook)
    }

    /// Whether the mapping says what a header, as a key, stands for.
    pub(crate) fn knows(&self, header_key: &str) -> bool {
        self.columns.iter().any(|(header, target)| target != UNANSWERED && key(header) == header_key)
    }

    pub(crate) fn target(&self, header: &str, rulebook: &Rulebook) -> Option<Target> {
        let wanted = key(header);
        let (_, target) = self.columns.iter().find(|(header, _)| key(header) == wanted)?;
        target_of(target, rulebook)
    }
}

/// `第 7 行`: the first line that has both a key and its word. Written with escapes they are not found.
fn place_of(text: &str, key_and_word: [&str; 2]) -> String {
    let quoted = key_and_word.map(|text| serde_json::Value::from(text).to_string());
    let line = text.lines().position(|line| quoted.iter().all(|text| line.contains(text)));
    line.map_or("里".to_owned(), |line| format!("第 {} 行", line + 1))
}

/// What is wrong with the writing, and then what the reader of JSON said, which is English.
fn syntax(error: &serde_json::Error) -> String {
    use serde_json::error::Category;
    let what = match error.classify() {
        Category::Eof => "文件没有写完，少了引号或右括号",
        Category::Syntax => "标点不对，请检查引号、逗号、冒号和括号",
        Category::Data | Category::Io => "键或内容不对；键应为 版本、工作表、文件、表名、记录、表头行、组织、年份、列",
    };
    let said = error.to_string();
    let said = said.rsplit_once(" at line ").map_or(said.as_str(), |(said, _)| said);
    format!("{what}（系统原文：{said}）")
}

fn kind_of(text: &str, rulebook: &Rulebook) -> Option<KindIndex> {
    let wanted = key(text);
    // A name of its own wins over what another kind is called as well.
    let own = rulebook.kinds.iter().position(|kind| kind.slug == text.trim() || key(&kind.name) == wanted);
    let other = || rulebook.kinds.iter().position(|kind| kind.synonyms.iter().any(|word| key(word) == wanted));
    Some(KindIndex(u16::try_from(own.or_else(other)?).ok()?))
}

fn target_of(text: &str, rulebook: &Rulebook) -> Option<Target> {
    if let Some((_, target)) = WORDS.iter().find(|(word, _)| *word == text.trim()) {
        return Some(target.clone());
    }
    let (kind_text, slot_text) = text.split_once('.')?;
    let index = kind_of(kind_text, rulebook)?;
    let slot = slot_of(slot_text, rulebook.kind(index)?)?;
    Some(Target::Record(with_same_slot(rulebook, index, &slot)))
}

fn slot_of(text: &str, kind: &Kind) -> Option<Slot> {
    let wanted = key(text);
    let named = |slug: &str, name: &str| slug == text.trim() || key(name) == wanted;
    let called = |synonyms: &[String]| synonyms.iter().any(|word| key(word) == wanted);
    let part = kind.parts.iter().position(|part| named(&part.slug, &part.name)).map(Slot::Part);
    let field = || kind.fields.iter().position(|field| named(&field.slug, &field.name)).map(Slot::Field);
    let day = || (wanted == "日期").then_some(Slot::Occurred);
    let called_part = || kind.parts.iter().position(|part| called(&part.synonyms)).map(Slot::Part);
    let called_field = || kind.fields.iter().position(|field| called(&field.synonyms)).map(Slot::Field);
    part.or_else(field).or_else(day).or_else(called_part).or_else(called_field)
}

/// A ledger of several kinds of meeting has one column for all of them: the same slug elsewhere is meant as well.
fn with_same_slot(rulebook: &Rulebook, index: KindIndex, slot: &Slot) -> Vec<(KindIndex, Slot)> {
    let mut places = vec![(index, slot.clone())];
    let Some(kind) = rulebook.kind(index) else { return places };
    for (other, candidate) in rulebook.kinds.iter().enumerate() {
        let other_index = KindIndex(other as u16);
        if other_index == index {
            continue;
        }
        let same = match slot {
            Slot::Field(field) => kind
                .fields
                .get(*field)
                .and_then(|field| candidate.fields.iter().position(|other| other.slug == field.slug))
                .map(Slot::Field),
            Slot::Part(part) => kind
                .parts
                .get(*part)
                .and_then(|part| candidate.parts.iter().position(|other| other.slug == part.slug))
                .map(Slot::Part),
            Slot::Occurred => None,
        };
        places.extend(same.map(|slot| (other_index, slot)));
    }
    places
}

/// The name of the kind that a text is most like, by its name or one of its other words.
fn nearest_kind(text: &str, rulebook: &Rulebook) -> Option<String> {
    let word = rulebook::nearest(text, rulebook.kinds.iter().flat_map(|kind| words(&kind.name, &kind.synonyms)))?;
    let named = |kind: &&Kind| words(&kind.name, &kind.synonyms).any(|known| known == word);
    rulebook.kinds.iter().find(named).map(|kind| kind.name.clone())
}

/// The target that a text is most like: a special word, or a field or part of the kind that stands before the dot.
fn nearest_target(text: &str, rulebook: &Rulebook) -> Option<String> {
    let Some((kind_text, slot_text)) = text.split_once('.') else {
        let special = rulebook::nearest(text, WORDS.iter().map(|(word, _)| *word)).map(str::to_owned);
        return special.or_else(|| nearest_kind(text, rulebook));
    };
    let Some(kind) = kind_of(kind_text, rulebook).and_then(|index| rulebook.kind(index)) else {
        return nearest_kind(kind_text, rulebook).map(|kind| format!("{kind}.{slot_text}"));
    };
    let members = || {
        let parts = kind.parts.iter().map(|part| (&part.name, &part.synonyms));
        parts.chain(kind.fields.iter().map(|field| (&field.name, &field.synonyms)))
    };
    let word = rulebook::nearest(slot_text, members().flat_map(|(name, synonyms)| words(name, synonyms)))?;
    let (name, _) = members().find(|(name, synonyms)| words(name, synonyms).any(|known| known == word))?;
    Some(format!("{}.{name}", kind.name))
}

fn words<'a>(name: &'a str, synonyms: &'a [String]) -> impl Iterator<Item = &'a str> {
    std::iter::once(name).chain(synonyms.iter().map(String::as_str))
}

fn closest(word: Option<String>) -> String {
    word.map(|word| format!("，最接近的是“{word}”")).unwrap_or_default()
}

/// Whether a name fits a pattern with `*`.
fn fits(pattern: &str, name: &str) -> bool {
    let mut pieces = pattern.split('*');
    let Some(mut rest) = pieces.next().and_then(|first| name.strip_prefix(first)) else { return false };
    let mut last: Option<&str> = None;
    for piece in pieces {
        if let Some(previous) = last {
            match rest.split_once(previous) {
                Some((_, after)) => rest = after,
                None => return false,
            }
        }
        last = Some(piece);
    }
    match last {
        None => rest.is_empty(),
        Some(ending) => rest.ends_with(ending),
    }
}

/// A map in the order of the file: the order of columns is worth keeping for whoever edits it.
mod columns {
    use std::fmt;

    use serde::de::{MapAccess, Visitor};
    use serde::ser::SerializeMap;
    use serde::{Deserializer, Serializer};

    pub fn serialize<S: Serializer>(columns: &[(String, String)], serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(columns.len()))?;
        for (header, target) in columns {
            map.serialize_entry(header, target)?;
        }
        map.end()
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<(String, String)>, D::Error> {
        struct Columns;
        impl<'de> Visitor<'de> for Columns {
            type Value = Vec<(String, String)>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "\"表头\": \"记录.字段\"")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut columns = Vec::new();
                while let Some(entry) = map.next_entry()? {
                    columns.push(entry);
                }
                Ok(columns)
            }
        }
        deserializer.deserialize_map(Columns)
    }
}
