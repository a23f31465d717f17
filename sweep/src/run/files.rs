//! The tables that a run writes.

use std::sync::{Arc, LazyLock};

use anyhow::{Context, Result};
use arrow::array::{
    ArrayRef, AsArray, Date32Array, Date32Builder, DictionaryArray, Int32Array, ListBuilder, StringArray,
    StringBuilder, StringDictionaryBuilder, UInt64Array,
};
use arrow::datatypes::{DataType, Field, Int32Type, Schema, SchemaRef};
use arrow::record_batch::RecordBatch;
use facts::{Day, OrganisationId, Period};
use findings::{Finding, Subject};
use parquet::arrow::ArrowWriter;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use rulebook::{Rulebook, Status};

use super::tally::Cell;
use crate::lake::properties;
use crate::place::Place;

/// The name of the table that is folded up the tree.
pub const TOTALS: &str = "totals.parquet";

/// A file is written out in pieces of so many rows.
const ROWS_IN_GROUP: usize = 1 << 18;

type Words = StringDictionaryBuilder<Int32Type>;

fn word(name: &str) -> Field {
    Field::new_dictionary(name, DataType::Int32, DataType::Utf8, false)
}

static COUNTS: LazyLock<SchemaRef> = LazyLock::new(|| {
    Arc::new(Schema::new(vec![
        Field::new("as_of", DataType::Date32, false),
        word("organisation"),
        word("clause"),
        word("period"),
        word("status"),
        Field::new("findings", DataType::UInt64, false),
    ]))
});

static FINDINGS: LazyLock<SchemaRef> = LazyLock::new(|| {
    Arc::new(Schema::new(vec![
        Field::new("as_of", DataType::Date32, false),
        word("organisation"),
        word("clause"),
        word("rule"),
        word("subject"),
        word("period"),
        word("status"),
        Field::new("due", DataType::Date32, true),
        Field::new_list("evidence", Field::new_list_field(DataType::Utf8, true), false),
    ]))
});

/// Counts by organisation, clause, period and status, while they are written: words by their numbers.
pub struct CountsFile {
    file: ArrowWriter<Vec<u8>>,
    clauses: ArrayRef,
    statuses: ArrayRef,
    organisations: Vec<String>,
    periods: Vec<Period>,
    as_of: Vec<i32>,
    organisation: Vec<i32>,
    clause: Vec<i32>,
    period: Vec<i32>,
    status: Vec<i32>,
    findings: Vec<u64>,
}

impl CountsFile {
    pub fn new(rulebook: &Rulebook) -> Result<CountsFile> {
        let clauses = rulebook.clauses.iter().map(|clause| Some(clause.id.as_str()));
        Ok(CountsFile {
            file: ArrowWriter::try_new(Vec::new(), Arc::clone(&COUNTS), Some(properties()))?,
            clauses: Arc::new(clauses.collect::<StringArray>()),
            statuses: Arc::new(Status::ALL.iter().map(|status| Some(status.slug())).collect::<StringArray>()),
            organisations: Vec::new(),
            periods: Vec::new(),
            as_of: Vec::new(),
            organisation: Vec::new(),
            clause: Vec::new(),
            period: Vec::new(),
            status: Vec::new(),
            findings: Vec::new(),
        })
    }

    /// `cells` are in order.
    pub fn add(
        &mut self,
        (as_of, organisation): (Day, OrganisationId),
        cells: impl IntoIterator<Item = (Cell, u64)>,
    ) -> Result<()> {
        let own = self.organisations.len() as i32;
        self.organisations.push(organisation.to_string());
        let mut last = (None, 0);
        for ((clause, period, status), count) in cells {
            if last.0 != Some(period) {
                last = (Some(period), self.number_of(period));
            }
            self.as_of.push(as_of.number());
            self.organisation.push(own);
            self.clause.push(clause.into());
            self.period.push(last.1);
            self.status.push(status as i32);
            self.findings.push(count);
        }
        if self.findings.len() >= ROWS_IN_GROUP { self.end_group() } else { Ok(()) }
    }

    fn number_of(&mut self, period: Period) -> i32 {
        let known = self.periods.iter().position(|known| *known == period);
        known.unwrap_or_else(|| {
            self.periods.push(period);
            self.periods.len() - 1
        }) as i32
    }

    fn end_group(&mut self) -> Result<()> {
        let organisations = Arc::new(StringArray::from(std::mem::take(&mut self.organisations)));
        let periods = Arc::new(self.periods.iter().map(|period| Some(period.to_string())).collect::<StringArray>());
        let columns: Vec<ArrayRef> = vec![
            Arc::new(Date32Array::from(std::mem::take(&mut self.as_of))),
            numbered(&mut self.organisation, organisations)?,
            numbered(&mut self.clause, Arc::clone(&self.clauses))?,
            numbered(&mut self.period, periods)?,
            numbered(&mut self.status, Arc::clone(&self.statuses))?,
            Arc::new(UInt64Array::from(std::mem::take(&mut self.findings))),
        ];
        self.file.write(&RecordBatch::try_new(Arc::clone(&COUNTS), columns)?)?;
        Ok(self.file.flush()?)
    }

    pub fn finish(mut self) -> Result<Vec<u8>> {
        if !self.findings.is_empty() {
            self.end_group()?;
        }
        Ok(self.file.into_inner()?)
    }
}

/// A column of words by their numbers.
fn numbered(numbers: &mut Vec<i32>, words: ArrayRef) -> Result<ArrayRef> {
    Ok(Arc::new(DictionaryArray::<Int32Type>::try_new(Int32Array::from(std::mem::take(numbers)), words)?))
}

/// Findings as they are written out.
pub struct FindingsFile {
    file: ArrowWriter<Vec<u8>>,
    as_of: Date32Builder,
    words: [Words; 6],
    due: Date32Builder,
    evidence: ListBuilder<StringBuilder>,
    rows: usize,
}

impl FindingsFile {
    pub fn new() -> Result<FindingsFile> {
        Ok(FindingsFile {
            file: ArrowWriter::try_new(Vec::new(), Arc::clone(&FINDINGS), Some(properties()))?,
            as_of: Date32Builder::new(),
            words: Default::default(),
            due: Date32Builder::new(),
            evidence: ListBuilder::new(StringBuilder::new()),
            rows: 0,
        })
    }

    pub fn add(
        &mut self,
        rulebook: &Rulebook,
        (as_of, organisation): (Day, OrganisationId),
        findings: &[Finding],
    ) -> Result<()> {
        let own = organisation.to_string();
        for finding in findings {
            let Some(rule) = rulebook.rules.get(finding.rule) else { continue };
            let clause = rulebook.clause_of(rule).map_or("", |clause| clause.id.as_str());
            let [organisation, of_clause, of_rule, subject, period, status] = &mut self.words;
            self.as_of.append_value(as_of.number());
            organisation.append(&own)?;
            of_clause.append(clause)?;
            of_rule.append(&rule.slug)?;
            subject.append(subject_of(&finding.subject))?;
            period.append(finding.period.to_string())?;
            status.append(finding.status.slug())?;
            self.due.append_option(finding.due.map(Day::number));
            finding.evidence.iter().for_each(|id| self.evidence.values().append_value(id.to_string()));
            self.evidence.append(true);
            self.rows += 1;
        }
        if self.rows >= ROWS_IN_GROUP { self.end_group() } else { Ok(()) }
    }

    fn end_group(&mut self) -> Result<()> {
        let [organisation, clause, rule, subject, period, status] = self.words.each_mut().map(|words| words.finish());
        let columns: Vec<ArrayRef> = vec![
            Arc::new(self.as_of.finish()),
            Arc::new(organisation),
            Arc::new(clause),
            Arc::new(rule),
            Arc::new(subject),
            Arc::new(period),
            Arc::new(status),
            Arc::new(self.due.finish()),
            Arc::new(self.evidence.finish()),
        ];
        self.rows = 0;
        self.file.write(&RecordBatch::try_new(Arc::clone(&FINDINGS), columns)?)?;
        Ok(self.file.flush()?)
    }

    pub fn finish(mut self) -> Result<Vec<u8>> {
        if self.rows > 0 {
            self.end_group()?;
        }
        Ok(self.file.into_inner()?)
    }
}

/// Of whom a finding speaks, by ids; names are with the members. An organisation's own is empty.
fn subject_of(subject: &Subject) -> String {
    match subject {
        Subject::Organisation => String::new(),
        Subject::Group(name) => format!("group {name}"),
        Subject::Person(person) => format!("person {person}"),
        Subject::Pair(one, other) => format!("pair {one} {other}"),
        Subject::Event(day, Some(fact)) => format!("event {day} {fact}"),
        Subject::Event(day, None) => format!("event {day}"),
        Subject::Case(name) => format!("case {name}"),
    }
}

/// One row of counts.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct TotalRow {
    pub as_of: Day,
    pub organisation: OrganisationId,
    pub clause: String,
    pub period: Period,
    pub status: Status,
    pub findings: u64,
}

/// The rows of a table of counts.
///
/// # Errors
/// Where the file cannot be read, or is no such table.
pub fn read_totals(place: &Place, path: &str) -> Result<Vec<TotalRow>> {
    let unreadable = || format!("{}/{path} 不是汇总表", place.shown());
    let mut rows = Vec::new();
    for batch in ParquetRecordBatchReaderBuilder::try_new(place.source(path)?).with_context(unreadable)?.build()? {
        let batch = batch?;
        let column = |name: &str| batch.column_by_name(name).with_context(unreadable);
        let text = |name: &str| -> Result<StringArray> {
            let plain = arrow::compute::cast(column(name)?, &DataType::Utf8)?;
            Ok(plain.as_string::<i32>().clone())
        };
        let [organisation, clause, period, status] = ["organisation", "clause", "period", "status"].map(text);
        let (organisation, clause, period, status) = (organisation?, clause?, period?, status?);
        let as_of: &Date32Array = column("as_of")?.as_primitive_opt().with_context(unreadable)?;
        let findings: &UInt64Array = column("findings")?.as_primitive_opt().with_context(unreadable)?;
        for row in 0..batch.num_rows() {
            let word = status.value(row);
            rows.push(TotalRow {
                as_of: Day::from_number(as_of.value(row)),
                organisation: organisation.value(row).parse()?,
                clause: clause.value(row).to_owned(),
                period: Period::parse(period.value(row)).with_context(unreadable)?,
                status: Status::ALL.into_iter().find(|known| known.slug() == word).with_context(unreadable)?,
                findings: findings.value(row),
            });
        }
    }
    Ok(rows)
}
