//! Writing: chains become rows, rows become row groups of whole organisations.

use std::collections::BTreeMap;
use std::sync::Arc;

use anyhow::{Context, Result};
use arrow::array::{
    ArrayRef, Date32Builder, FixedSizeBinaryBuilder, Int64Builder, StringBuilder, StringDictionaryBuilder,
    TimestampMicrosecondBuilder, UInt32Builder,
};
use arrow::datatypes::{Int32Type, SchemaRef};
use arrow::record_batch::RecordBatch;
use facts::{Day, Fact, OrganisationId, Value};
use parquet::arrow::ArrowWriter;
use parquet::basic::Compression;
use parquet::file::properties::{EnabledStatistics, WriterProperties};
use roster::Roster;

use super::{Lake, MEMBERS, ORGANISATIONS, ORGANISATIONS_PATH, Table, members_path, path_of};

/// A row group ends with the organisation that brings it to so many records: enough to be read in one go, few enough
/// that a reader holds one of each year in memory.
const RECORDS_IN_GROUP: usize = 60_000;

/// Words are numbered up to so many bytes of them in a row group; the ids of its members have to fit in.
const DICTIONARY_BYTES: usize = 16 << 20;

/// Some records of one chain, each with its place in it, from 1.
type RecordsOf<'a> = Vec<(u32, &'a Fact)>;

type Words = StringDictionaryBuilder<Int32Type>;

/// What every table begins with.
#[derive(Default)]
struct Keys {
    organisation: Words,
    kind: Words,
    first: Date32Builder,
    sequence: UInt32Builder,
}

impl Keys {
    fn add(&mut self, organisation: &str, sequence: u32, fact: &Fact) -> Result<()> {
        self.organisation.append(organisation)?;
        self.kind.append(&fact.kind)?;
        self.first.append_value(fact.occurred.first.number());
        self.sequence.append_value(sequence);
        Ok(())
    }

    fn finish(&mut self) -> Vec<ArrayRef> {
        vec![
            Arc::new(self.organisation.finish()),
            Arc::new(self.kind.finish()),
            Arc::new(self.first.finish()),
            Arc::new(self.sequence.finish()),
        ]
    }
}

struct FactRows {
    keys: Keys,
    last: Date32Builder,
    id: FixedSizeBinaryBuilder,
    recorded_at: TimestampMicrosecondBuilder,
    recorder: Words,
    supersedes: FixedSizeBinaryBuilder,
    attachments: StringBuilder,
    people: UInt32Builder,
    values: UInt32Builder,
    rows: usize,
}

impl Default for FactRows {
    fn default() -> FactRows {
        FactRows {
            keys: Keys::default(),
            last: Date32Builder::new(),
            id: FixedSizeBinaryBuilder::new(16),
            recorded_at: TimestampMicrosecondBuilder::new().with_timezone("UTC"),
            recorder: Words::new(),
            supersedes: FixedSizeBinaryBuilder::new(16),
            attachments: StringBuilder::new(),
            people: UInt32Builder::new(),
            values: UInt32Builder::new(),
            rows: 0,
        }
    }
}

impl FactRows {
    fn add(&mut self, organisation: &str, (sequence, fact): (u32, &Fact), values: u32) -> Result<()> {
        self.keys.add(organisation, sequence, fact)?;
        self.last.append_value(fact.occurred.last.number());
        self.id.append_value(fact.id.as_bytes())?;
        self.recorded_at.append_value(fact.recorded_at.microseconds());
        self.recorder.append(&fact.recorder)?;
        match &fact.supersedes {
            Some(id) => self.supersedes.append_value(id.as_bytes())?,
            None => self.supersedes.append_null(),
        }
        let attachments = Some(fact.attachments.join(" ")).filter(|all| !all.is_empty());
        self.attachments.append_option(attachments);
        self.people.append_value(fact.people.len() as u32);
        self.values.append_value(values);
        self.rows += 1;
        Ok(())
    }

    fn finish(&mut self) -> Vec<ArrayRef> {
        let mut columns = self.keys.finish();
        self.rows = 0;
        columns.extend([
            Arc::new(self.last.finish()) as ArrayRef,
            Arc::new(self.id.finish()),
            Arc::new(self.recorded_at.finish()),
            Arc::new(self.recorder.finish()),
            Arc::new(self.supersedes.finish()),
            Arc::new(self.attachments.finish()),
            Arc::new(self.people.finish()),
            Arc::new(self.values.finish()),
        ]);
        columns
    }
}

#[derive(Default)]
struct PeopleRows {
    keys: Keys,
    person: Words,
    part: Words,
    presence: Words,
    reason: Words,
}

impl PeopleRows {
    fn add(&mut self, organisation: &str, (sequence, fact): (u32, &Fact)) -> Result<()> {
        for people in &fact.people {
            self.keys.add(organisation, sequence, fact)?;
            self.person.append(people.person.to_string())?;
            self.part.append(&people.part)?;
            self.presence.append(people.presence.slug())?;
            self.reason.append_option(people.reason.as_ref());
        }
        Ok(())
    }

    fn finish(&mut self) -> Vec<ArrayRef> {
        let mut columns = self.keys.finish();
        columns.extend([
            Arc::new(self.person.finish()) as ArrayRef,
            Arc::new(self.part.finish()),
            Arc::new(self.presence.finish()),
            Arc::new(self.reason.finish()),
        ]);
        columns
    }
}

#[derive(Default)]
struct ValueRows {
    keys: Keys,
    field: Words,
    sort: Words,
    number: Int64Builder,
    day: Date32Builder,
    word: Words,
    text: StringBuilder,
}

/// What one row says of a value; of the four, one is filled in.
#[derive(Debug, Default)]
struct Held<'a> {
    number: Option<i64>,
    day: Option<Day>,
    word: Option<&'a str>,
    text: Option<&'a str>,
}

impl ValueRows {
    /// How many rows the record took.
    fn add(&mut self, organisation: &str, (sequence, fact): (u32, &Fact)) -> Result<u32> {
        let mut rows = 0;
        for (field, value) in &fact.values {
            let mut row = |sort: &str, held: Held<'_>| -> Result<()> {
                self.keys.add(organisation, sequence, fact)?;
                self.field.append(field)?;
                self.sort.append(sort)?;
                self.number.append_option(held.number);
                self.day.append_option(held.day.map(Day::number));
                self.word.append_option(held.word);
                self.text.append_option(held.text);
                rows += 1;
                Ok(())
            };
            let number = |number| Held { number: Some(number), ..Held::default() };
            fn word(word: &str) -> Held<'_> {
                Held { word: Some(word), ..Held::default() }
            }
            match value {
                Value::Flag(flag) => row("flag", number(i64::from(*flag)))?,
                Value::Quantity(quantity) => row("quantity", number(quantity.0))?,
                Value::Money(fen) => row("money", number(fen.0))?,
                Value::Day(day) => row("day", Held { day: Some(*day), ..Held::default() })?,
                Value::Period(period) => row("period", word(&period.to_string()))?,
                Value::Organisation(id) => row("organisation", word(&id.to_string()))?,
                Value::Text(text) => row("text", Held { text: Some(text), ..Held::default() })?,
                Value::Options(options) if options.is_empty() => row("option", Held::default())?,
                Value::Options(options) => options.iter().try_for_each(|option| row("option", word(option)))?,
            }
        }
        Ok(rows)
    }

    fn finish(&mut self) -> Vec<ArrayRef> {
        let mut columns = self.keys.finish();
        columns.extend([
            Arc::new(self.field.finish()) as ArrayRef,
            Arc::new(self.sort.finish()),
            Arc::new(self.number.finish()),
            Arc::new(self.day.finish()),
            Arc::new(self.word.finish()),
            Arc::new(self.text.finish()),
        ]);
        columns
    }
}

/// The three files of one unit and year, while they are made.
struct PartitionWriter {
    files: [ArrowWriter<Vec<u8>>; 3],
    facts: FactRows,
    people: PeopleRows,
    values: ValueRows,
}

impl PartitionWriter {
    fn new() -> Result<PartitionWriter> {
        let [facts, people, values] =
            Table::ALL.map(|table| ArrowWriter::try_new(Vec::new(), table.schema(), Some(properties())));
        Ok(PartitionWriter {
            files: [facts?, people?, values?],
            facts: FactRows::default(),
            people: PeopleRows::default(),
            values: ValueRows::default(),
        })
    }

    fn add(&mut self, organisation: &str, mut records: RecordsOf<'_>) -> Result<()> {
        records
            .sort_by(|(one, a), (other, b)| (&a.kind, a.occurred.first, one).cmp(&(&b.kind, b.occurred.first, other)));
        for record in records {
            self.people.add(organisation, record)?;
            let values = self.values.add(organisation, record)?;
            self.facts.add(organisation, record, values)?;
        }
        if self.facts.rows >= RECORDS_IN_GROUP { self.end_group() } else { Ok(()) }
    }

    /// All three tables end a row group with the same organisation.
    fn end_group(&mut self) -> Result<()> {
        let columns = [self.facts.finish(), self.people.finish(), self.values.finish()];
        for ((file, table), columns) in self.files.iter_mut().zip(Table::ALL).zip(columns) {
            let batch = RecordBatch::try_new(table.schema(), columns)?;
            file.write(&batch)?;
            file.flush()?;
        }
        Ok(())
    }

    fn finish(mut self) -> Result<[Vec<u8>; 3]> {
        if self.facts.rows > 0 {
            self.end_group()?;
        }
        let [facts, people, values] = self.files.map(ArrowWriter::into_inner);
        Ok([facts?, people?, values?])
    }
}

/// How all files here are written: words numbered, blocks packed by a method that unpacks fastest.
pub fn properties() -> WriterProperties {
    WriterProperties::builder()
        .set_compression(Compression::LZ4_RAW)
        .set_statistics_enabled(EnabledStatistics::Chunk)
        .set_dictionary_page_size_limit(DICTIONARY_BYTES)
        .set_max_row_group_row_count(None)
        .build()
}

/// A whole table as the bytes of a Parquet file.
fn batch_file(schema: SchemaRef, columns: Vec<ArrayRef>) -> Result<Vec<u8>> {
    let mut file = ArrowWriter::try_new(Vec::new(), Arc::clone(&schema), Some(properties()))?;
    file.write(&RecordBatch::try_new(schema, columns)?)?;
    Ok(file.into_inner()?)
}

/// One unit's files, while they are made: organisations are added in the order of their ids.
pub struct UnitWriter {
    unit: String,
    years: BTreeMap<i32, PartitionWriter>,
    members: MemberRows,
}

#[derive(Default)]
struct MemberRows {
    organisation: Words,
    person: Words,
    name: StringBuilder,
    from: Date32Builder,
    until: Date32Builder,
    full_since: Date32Builder,
}

impl std::fmt::Debug for UnitWriter {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "UnitWriter({}, {:?})", self.unit, self.years.keys())
    }
}

impl UnitWriter {
    pub fn new(unit: &str) -> UnitWriter {
        UnitWriter { unit: unit.to_owned(), years: BTreeMap::new(), members: MemberRows::default() }
    }

    /// A whole chain with the roster that follows from it.
    ///
    /// # Errors
    /// Where the rows cannot be written.
    pub fn add(&mut self, organisation: OrganisationId, chain: &[Fact], roster: &Roster) -> Result<()> {
        let mut by_year: BTreeMap<i32, RecordsOf<'_>> = BTreeMap::new();
        for (sequence, fact) in (1..).zip(chain) {
            by_year.entry(fact.recorded_at.day().year()).or_default().push((sequence, fact));
        }
        let organisation = organisation.to_string();
        for (year, records) in by_year {
            let partition = match self.years.entry(year) {
                std::collections::btree_map::Entry::Occupied(known) => known.into_mut(),
                std::collections::btree_map::Entry::Vacant(new) => new.insert(PartitionWriter::new()?),
            };
            partition.add(&organisation, records)?;
        }
        self.members.add(&organisation, roster)
    }

    /// The years in which any of the records were written down.
    pub fn years(&self) -> impl Iterator<Item = i32> + '_ {
        self.years.keys().copied()
    }

    /// Puts the files into the lake.
    ///
    /// # Errors
    /// Where they cannot be written.
    pub fn finish(self, lake: &Lake) -> Result<()> {
        for (year, partition) in self.years {
            for (table, bytes) in Table::ALL.into_iter().zip(partition.finish()?) {
                lake.place().put(&path_of(table, &self.unit, year), bytes)?;
            }
        }
        lake.place().put(&members_path(&self.unit), self.members.finish()?)
    }
}

impl MemberRows {
    fn add(&mut self, organisation: &str, roster: &Roster) -> Result<()> {
        for member in &roster.members {
            for stay in &member.stays {
                self.organisation.append(organisation)?;
                self.person.append(member.person.to_string())?;
                self.name.append_value(&member.name);
                self.from.append_value(stay.from.number());
                self.until.append_option((stay.until != Day::LATEST).then_some(stay.until.number()));
                self.full_since.append_option(member.full.map(|(day, _)| day.number()));
            }
        }
        Ok(())
    }

    fn finish(mut self) -> Result<Vec<u8>> {
        let columns: Vec<ArrayRef> = vec![
            Arc::new(self.organisation.finish()),
            Arc::new(self.person.finish()),
            Arc::new(self.name.finish()),
            Arc::new(self.from.finish()),
            Arc::new(self.until.finish()),
            Arc::new(self.full_since.finish()),
        ];
        batch_file(Arc::clone(&MEMBERS), columns)
    }
}

/// One organisation of the lake.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OrganisationRow {
    pub organisation: OrganisationId,
    pub name: String,
    /// The slug of its form at last; none where no set-up was ever recorded.
    pub form: Option<String>,
    pub superior: Option<OrganisationId>,
    /// In whose partition its records lie.
    pub unit: String,
    /// How many records its chain has.
    pub records: u32,
    /// The hash of the last of them, where they come from a ledger.
    pub head: Option<String>,
}

impl OrganisationRow {
    /// As an organisation's own chain tells it on the last day.
    pub fn new(organisation: OrganisationId, unit: &str, roster: &Roster, records: usize) -> OrganisationRow {
        OrganisationRow {
            organisation,
            name: roster.name().to_owned(),
            form: roster.forms.last().map(|form| form.value.slug().to_owned()),
            superior: roster.superiors.last().map(|superior| superior.value),
            unit: unit.to_owned(),
            records: records as u32,
            head: None,
        }
    }
}

/// Puts the list of everybody into the lake, sorted by unit and id.
///
/// # Errors
/// Where it cannot be written.
pub fn write_organisations(lake: &Lake, mut rows: Vec<OrganisationRow>) -> Result<()> {
    rows.sort_by(|one, other| (&one.unit, one.organisation).cmp(&(&other.unit, other.organisation)));
    let mut texts: [StringBuilder; 6] = Default::default();
    let mut records = UInt32Builder::new();
    for row in rows {
        let [organisation, name, form, superior, unit, head] = &mut texts;
        organisation.append_value(row.organisation.to_string());
        name.append_value(row.name);
        form.append_option(row.form);
        superior.append_option(row.superior.map(|id| id.to_string()));
        unit.append_value(row.unit);
        head.append_option(row.head);
        records.append_value(row.records);
    }
    let [organisation, name, form, superior, unit, head] = texts.map(|mut text| Arc::new(text.finish()) as ArrayRef);
    let columns = vec![organisation, name, form, superior, unit, Arc::new(records.finish()) as ArrayRef, head];
    let file = batch_file(Arc::clone(&ORGANISATIONS), columns).context("组织名单写不成")?;
    lake.place().put(ORGANISATIONS_PATH, file)
}
