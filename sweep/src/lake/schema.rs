//! The columns of the lake's tables, as docs/lake.md tells them to whoever reads them with another tool.
//!
//! Three tables hold the records, flat, each sorted by organisation, kind, day and place in the chain: `facts` has a row
//! for each record, `people` one for each part that somebody plays in one, `values` one for each field that is filled
//! in, and one more for each further option chosen in it. All three have the same row groups, of whole organisations, so
//! that who reads them side by side joins nothing. Two tables are for looking things up: `members` and `organisations`.

use std::sync::{Arc, LazyLock};

use arrow::datatypes::{DataType, Field, Schema, SchemaRef, TimeUnit};

/// A table of which every partition has a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Table {
    Facts,
    People,
    Values,
}

impl Table {
    pub const ALL: [Table; 3] = [Table::Facts, Table::People, Table::Values];

    /// The folder of the lake that holds it.
    pub const fn folder(self) -> &'static str {
        match self {
            Table::Facts => "facts",
            Table::People => "people",
            Table::Values => "values",
        }
    }

    /// The columns from which rows are made that rules see; the others tell what no rule asks.
    pub const fn seen_by_rules(self) -> &'static [&'static str] {
        match self {
            Table::Facts => &[
                "organisation",
                "kind",
                "first",
                "sequence",
                "last",
                "id",
                "recorded_at",
                "supersedes",
                "people",
                "values",
            ],
            Table::People => &["person", "part", "presence"],
            Table::Values => &["field", "type", "number", "day", "word", "text"],
        }
    }

    pub fn schema(self) -> SchemaRef {
        Arc::clone(match self {
            Table::Facts => &FACTS,
            Table::People => &PEOPLE,
            Table::Values => &VALUES,
        })
    }
}

fn word(name: &str) -> Field {
    Field::new_dictionary(name, DataType::Int32, DataType::Utf8, false)
}

fn optional_word(name: &str) -> Field {
    Field::new_dictionary(name, DataType::Int32, DataType::Utf8, true)
}

fn id(name: &str) -> Field {
    Field::new(name, DataType::FixedSizeBinary(16), false)
}

fn day(name: &str) -> Field {
    Field::new(name, DataType::Date32, false)
}

fn number(name: &str) -> Field {
    Field::new(name, DataType::UInt32, false)
}

/// By what a record is found: whose it is, what it is, when it was, and its place in the chain, from 1.
fn key() -> [Field; 4] {
    [word("organisation"), word("kind"), day("first"), number("sequence")]
}

static FACTS: LazyLock<SchemaRef> = LazyLock::new(|| {
    let own = [
        day("last"),
        id("id"),
        Field::new("recorded_at", DataType::Timestamp(TimeUnit::Microsecond, Some("UTC".into())), false),
        word("recorder"),
        Field::new("supersedes", DataType::FixedSizeBinary(16), true),
        Field::new("attachments", DataType::Utf8, true),
        number("people"),
        number("values"),
    ];
    Arc::new(Schema::new(key().into_iter().chain(own).collect::<Vec<_>>()))
});

static PEOPLE: LazyLock<SchemaRef> = LazyLock::new(|| {
    let own = [word("person"), word("part"), word("presence"), optional_word("reason")];
    Arc::new(Schema::new(key().into_iter().chain(own).collect::<Vec<_>>()))
});

static VALUES: LazyLock<SchemaRef> = LazyLock::new(|| {
    let own = [
        word("field"),
        word("type"),
        Field::new("number", DataType::Int64, true),
        Field::new("day", DataType::Date32, true),
        optional_word("word"),
        Field::new("text", DataType::Utf8, true),
    ];
    Arc::new(Schema::new(key().into_iter().chain(own).collect::<Vec<_>>()))
});

/// Who ever was a member, a row for each stay.
pub static MEMBERS: LazyLock<SchemaRef> = LazyLock::new(|| {
    Arc::new(Schema::new(vec![
        word("organisation"),
        word("person"),
        Field::new("name", DataType::Utf8, false),
        day("from"),
        Field::new("until", DataType::Date32, true),
        Field::new("full_since", DataType::Date32, true),
    ]))
});

/// Everybody that has records in the lake.
pub static ORGANISATIONS: LazyLock<SchemaRef> = LazyLock::new(|| {
    Arc::new(Schema::new(vec![
        Field::new("organisation", DataType::Utf8, false),
        Field::new("name", DataType::Utf8, false),
        Field::new("form", DataType::Utf8, true),
        Field::new("superior", DataType::Utf8, true),
        Field::new("unit", DataType::Utf8, false),
        number("records"),
        Field::new("head", DataType::Utf8, true),
    ]))
});
