//! Reading: row groups become blocks of whole organisations, and a block's rows become chains again.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::Read;
use std::ops::Range;
use std::path::Path;
use std::sync::Arc;

use anyhow::{Context, Result, bail};
use arrow::array::{
    Array, AsArray, Date32Array, DictionaryArray, FixedSizeBinaryArray, Int64Array, StringArray,
    TimestampMicrosecondArray, UInt32Array,
};
use arrow::datatypes::{Int32Type, Schema};
use arrow::record_batch::RecordBatch;
use bytes::Bytes;
use facts::{Day, Fact, FactId, Fen, Instant, OrganisationId, Participation, Period, Presence, Quantity, Span, Value};
use parquet::arrow::ProjectionMask;
use parquet::arrow::arrow_reader::{ArrowReaderMetadata, ArrowReaderOptions, ParquetRecordBatchReaderBuilder};
use parquet::errors::ParquetError;
use parquet::file::reader::{ChunkReader, Length};

use super::{Lake, ORGANISATIONS_PATH, OrganisationRow, Table};

/// The bytes of a Parquet file: in place, or brought from a store.
#[derive(Debug, Clone)]
pub enum Source {
    File(Arc<File>, u64),
    Bytes(Bytes),
}

impl Source {
    pub(crate) fn of_file(path: &Path) -> std::io::Result<Source> {
        let file = File::open(path)?;
        let length = file.metadata()?.len();
        Ok(Source::File(Arc::new(file), length))
    }
}

impl Length for Source {
    fn len(&self) -> u64 {
        match self {
            Source::File(_, length) => *length,
            Source::Bytes(bytes) => bytes.len() as u64,
        }
    }
}

impl ChunkReader for Source {
    type T = Box<dyn Read + Send>;

    fn get_read(&self, start: u64) -> Result<Self::T, ParquetError> {
        match self {
            Source::File(file, _) => Ok(Box::new(file.get_read(start)?)),
            Source::Bytes(bytes) => Ok(Box::new(bytes.get_read(start)?)),
        }
    }

    fn get_bytes(&self, start: u64, length: usize) -> Result<Bytes, ParquetError> {
        match self {
            Source::File(file, _) => file.get_bytes(start, length),
            Source::Bytes(bytes) => bytes.get_bytes(start, length),
        }
    }
}

/// One table of one partition, read a row group at a time.
#[derive(Debug)]
struct TableFile {
    source: Source,
    metadata: ArrowReaderMetadata,
    mask: ProjectionMask,
    next: usize,
}

impl TableFile {
    fn open(source: Source, table: Table) -> Result<TableFile> {
        let metadata = ArrowReaderMetadata::load(&source, ArrowReaderOptions::default())?;
        let found: &Schema = metadata.schema();
        if found.fields() != table.schema().fields() {
            bail!("{} 的列不是数据湖的列（见 docs/lake.md），是别的程序写的或已被改写", table.folder());
        }
        let mask = ProjectionMask::all();
        Ok(TableFile { source, metadata, mask, next: 0 })
    }

    fn is_used_up(&self) -> bool {
        self.next >= self.metadata.metadata().num_row_groups()
    }

    /// The next row group, of which so many rows are expected; a group without rows was never written.
    fn group(&mut self, rows: usize) -> Result<RecordBatch> {
        if rows == 0 {
            return Ok(RecordBatch::new_empty(self.metadata.schema().clone()));
        }
        if self.is_used_up() {
            bail!("行组少了，三个文件不是一起写下的");
        }
        let builder = ParquetRecordBatchReaderBuilder::new_with_metadata(self.source.clone(), self.metadata.clone());
        let reader = builder.with_row_groups(vec![self.next]).with_projection(self.mask.clone());
        self.next += 1;
        let batch = reader.with_batch_size(rows).build()?.next().transpose()?;
        batch.filter(|batch| batch.num_rows() == rows).context("行组的行数与 facts 里说的不符，三个文件不是一起写下的")
    }

    /// How many rows the next row group has; none after the last.
    fn rows_of_next(&self) -> Option<usize> {
        let group = (!self.is_used_up()).then(|| self.metadata.metadata().row_group(self.next))?;
        Some(group.num_rows() as usize)
    }
}

/// The rows of one organisation in a block, table by table.
#[derive(Debug, Clone)]
pub struct Rows {
    pub organisation: OrganisationId,
    pub facts: Range<usize>,
    pub people: Range<usize>,
    pub values: Range<usize>,
}

/// One row group of each table: some organisations, with all that they wrote down in a year.
#[derive(Debug)]
pub struct Block {
    facts: RecordBatch,
    people: RecordBatch,
    values: RecordBatch,
    organisations: Vec<Rows>,
}

impl Block {
    /// The next one of the three files.
    fn next(facts: &mut TableFile, people: &mut TableFile, values: &mut TableFile) -> Result<Option<Block>> {
        let Some(rows) = facts.rows_of_next() else {
            if !people.is_used_up() || !values.is_used_up() {
                bail!("行组多了，三个文件不是一起写下的");
            }
            return Ok(None);
        };
        let facts = facts.group(rows)?;
        let organisations = Block::spans(&facts)?;
        let (of_people, of_values) = organisations.last().map_or((0, 0), |last| (last.people.end, last.values.end));
        let (people, values) = (people.group(of_people)?, values.group(of_values)?);
        Ok(Some(Block { facts, people, values, organisations }))
    }

    /// Where each organisation's rows begin and end: how many people and values a record has stands with the record.
    fn spans(facts: &RecordBatch) -> Result<Vec<Rows>> {
        let (keys, words) = words(facts, "organisation")?;
        let ids = words.iter().map(|id| id.unwrap_or_default().parse()).collect::<Result<Vec<OrganisationId>, _>>()?;
        let (people, values) = (numbers(facts, "people")?, numbers(facts, "values")?);
        let mut spans: Vec<Rows> = Vec::new();
        let (mut person, mut value) = (0, 0);
        for (row, key) in keys.iter().enumerate() {
            let organisation = *ids.get(*key as usize).context("组织的编号超出了字典")?;
            if spans.last().is_none_or(|last| last.organisation != organisation) {
                spans.push(Rows { organisation, facts: row..row, people: person..person, values: value..value });
            }
            person += people.value(row) as usize;
            value += values.value(row) as usize;
            if let Some(last) = spans.last_mut() {
                (last.facts.end, last.people.end, last.values.end) = (row + 1, person, value);
            }
        }
        Ok(spans)
    }

    /// The records of one organisation with their places in its chain, as they lie.
    fn records(&self, rows: &Rows) -> Result<Vec<(u32, Fact)>> {
        let facts = FactColumns::of(&self.facts)?;
        let mut people = PeopleColumns::of(&self.people)?.rows(rows.people.clone());
        let mut values = ValueColumns::of(&self.values)?.rows(rows.values.clone());
        rows.facts.clone().map(|row| facts.record(row, rows.organisation, &mut people, &mut values)).collect()
    }
}

/// The chains of a unit, in the order of the organisations' ids, out of the files of its years.
#[derive(Debug)]
pub struct Chains {
    years: Vec<YearFiles>,
}

/// One year's files.
#[derive(Debug)]
struct YearFiles {
    facts: TableFile,
    people: TableFile,
    values: TableFile,
    block: Option<Block>,
    /// Which of the block's organisations comes next.
    next: usize,
}

impl YearFiles {
    fn open([facts, people, values]: [Source; 3]) -> Result<YearFiles> {
        let mut files = YearFiles {
            facts: TableFile::open(facts, Table::Facts)?,
            people: TableFile::open(people, Table::People)?,
            values: TableFile::open(values, Table::Values)?,
            block: None,
            next: 0,
        };
        files.fill()?;
        Ok(files)
    }

    /// Reads the next row group where the last one is used up; none is held while the next one is read.
    fn fill(&mut self) -> Result<()> {
        if self.next >= self.block.as_ref().map_or(0, |block| block.organisations.len()) {
            self.block = None;
            self.block = Block::next(&mut self.facts, &mut self.people, &mut self.values)?;
            self.next = 0;
        }
        Ok(())
    }

    fn at(&self) -> Option<(&Block, &Rows)> {
        let block = self.block.as_ref()?;
        Some((block, block.organisations.get(self.next)?))
    }
}

impl Chains {
    pub(super) fn over(years: Vec<[Source; 3]>) -> Result<Chains> {
        Ok(Chains { years: years.into_iter().map(YearFiles::open).collect::<Result<_>>()? })
    }

    /// The next organisation with its chain; none after the last.
    ///
    /// # Errors
    /// Where a file cannot be read, or does not hold what the lake's files hold.
    pub fn next_chain(&mut self) -> Result<Option<(OrganisationId, Vec<Fact>)>> {
        let next = self.years.iter().filter_map(|files| files.at().map(|(_, rows)| rows.organisation)).min();
        let Some(organisation) = next else { return Ok(None) };
        let mut records = Vec::new();
        for files in &mut self.years {
            if let Some((block, rows)) = files.at().filter(|(_, rows)| rows.organisation == organisation) {
                records.extend(block.records(rows)?);
                files.next += 1;
                files.fill()?;
            }
        }
        records.sort_unstable_by_key(|(sequence, _)| *sequence);
        Ok(Some((organisation, records.into_iter().map(|(_, fact)| fact).collect())))
    }
}

type Words<'a> = (&'a [i32], &'a StringArray);

fn column<'a>(batch: &'a RecordBatch, name: &str) -> Result<&'a dyn Array> {
    Ok(batch.column_by_name(name).with_context(|| format!("没有 {name} 一列"))?.as_ref())
}

fn dictionary<'a>(batch: &'a RecordBatch, name: &str) -> Result<&'a DictionaryArray<Int32Type>> {
    column(batch, name)?.as_dictionary_opt().with_context(|| format!("{name} 一列不是编了号的词"))
}

fn words<'a>(batch: &'a RecordBatch, name: &str) -> Result<Words<'a>> {
    let words = dictionary(batch, name)?;
    let known = words.values().as_string_opt().with_context(|| format!("{name} 一列不是词"))?;
    Ok((words.keys().values(), known))
}

fn numbers<'a>(batch: &'a RecordBatch, name: &str) -> Result<&'a UInt32Array> {
    column(batch, name)?.as_primitive_opt().with_context(|| format!("{name} 一列不是数"))
}

fn days<'a>(batch: &'a RecordBatch, name: &str) -> Result<&'a Date32Array> {
    column(batch, name)?.as_primitive_opt().with_context(|| format!("{name} 一列不是日子"))
}

fn ids<'a>(batch: &'a RecordBatch, name: &str) -> Result<&'a FixedSizeBinaryArray> {
    let column = column(batch, name)?.as_fixed_size_binary_opt();
    column.filter(|ids| ids.value_length() == 16).with_context(|| format!("{name} 一列不是编号"))
}

fn texts<'a>(batch: &'a RecordBatch, name: &str) -> Result<&'a StringArray> {
    column(batch, name)?.as_string_opt().with_context(|| format!("{name} 一列不是文字"))
}

fn word<'a>((keys, words): Words<'a>, row: usize) -> Result<&'a str> {
    let key = keys.get(row).context("词的编号缺了一行")?;
    let key = usize::try_from(*key).ok().filter(|key| *key < words.len()).context("词的编号超出了字典")?;
    Ok(words.value(key))
}

fn id_at(ids: &FixedSizeBinaryArray, row: usize) -> Result<FactId> {
    Ok(FactId::from_bytes(ids.value(row).try_into().context("编号不是 16 个字节")?))
}

struct FactColumns<'a> {
    kind: Words<'a>,
    first: &'a Date32Array,
    last: &'a Date32Array,
    sequence: &'a UInt32Array,
    id: &'a FixedSizeBinaryArray,
    recorded_at: &'a TimestampMicrosecondArray,
    recorder: Words<'a>,
    supersedes: &'a FixedSizeBinaryArray,
    attachments: &'a StringArray,
    people: &'a UInt32Array,
    values: &'a UInt32Array,
}

impl<'a> FactColumns<'a> {
    fn of(batch: &'a RecordBatch) -> Result<FactColumns<'a>> {
        Ok(FactColumns {
            kind: words(batch, "kind")?,
            first: days(batch, "first")?,
            last: days(batch, "last")?,
            sequence: numbers(batch, "sequence")?,
            id: ids(batch, "id")?,
            recorded_at: column(batch, "recorded_at")?.as_primitive_opt().context("recorded_at 一列不是时刻")?,
            recorder: words(batch, "recorder")?,
            supersedes: ids(batch, "supersedes")?,
            attachments: texts(batch, "attachments")?,
            people: numbers(batch, "people")?,
            values: numbers(batch, "values")?,
        })
    }

    fn record(
        &self,
        row: usize,
        organisation: OrganisationId,
        people: &mut PeopleRowsOf<'a>,
        values: &mut ValueRowsOf<'a>,
    ) -> Result<(u32, Fact)> {
        let attachments = self.attachments.is_valid(row).then(|| self.attachments.value(row)).unwrap_or_default();
        let supersedes = self.supersedes.is_valid(row).then(|| id_at(self.supersedes, row)).transpose()?;
        let fact = Fact {
            id: id_at(self.id, row)?,
            organisation,
            kind: word(self.kind, row)?.to_owned(),
            occurred: Span {
                first: Day::from_number(self.first.value(row)),
                last: Day::from_number(self.last.value(row)),
            },
            recorded_at: Instant::from_microseconds(self.recorded_at.value(row)),
            recorder: word(self.recorder, row)?.to_owned(),
            people: people.take(self.people.value(row) as usize)?,
            values: values.take(self.values.value(row) as usize)?,
            supersedes,
            attachments: attachments.split(' ').filter(|one| !one.is_empty()).map(str::to_owned).collect(),
        };
        Ok((self.sequence.value(row), fact))
    }
}

struct PeopleColumns<'a> {
    person: Words<'a>,
    part: Words<'a>,
    presence: Words<'a>,
    reason: &'a DictionaryArray<Int32Type>,
    reasons: Words<'a>,
}

struct PeopleRowsOf<'a> {
    columns: PeopleColumns<'a>,
    rows: Range<usize>,
}

impl<'a> PeopleColumns<'a> {
    fn of(batch: &'a RecordBatch) -> Result<PeopleColumns<'a>> {
        Ok(PeopleColumns {
            person: words(batch, "person")?,
            part: words(batch, "part")?,
            presence: words(batch, "presence")?,
            reason: dictionary(batch, "reason")?,
            reasons: words(batch, "reason")?,
        })
    }

    fn rows(self, rows: Range<usize>) -> PeopleRowsOf<'a> {
        PeopleRowsOf { columns: self, rows }
    }
}

impl PeopleRowsOf<'_> {
    fn take(&mut self, count: usize) -> Result<Vec<Participation>> {
        let columns = &self.columns;
        let one = |row: usize| {
            let presence = word(columns.presence, row)?;
            let presence = Presence::ALL.into_iter().find(|known| known.slug() == presence);
            Ok(Participation {
                person: word(columns.person, row)?.parse()?,
                part: word(columns.part, row)?.to_owned(),
                presence: presence.context("presence 一列里有不认得的词")?,
                reason: columns
                    .reason
                    .is_valid(row)
                    .then(|| word(columns.reasons, row))
                    .transpose()?
                    .map(str::to_owned),
            })
        };
        self.rows.by_ref().take(count).map(one).collect()
    }
}

struct ValueColumns<'a> {
    field: Words<'a>,
    sort: Words<'a>,
    number: &'a Int64Array,
    day: &'a Date32Array,
    word: &'a DictionaryArray<Int32Type>,
    words: Words<'a>,
    text: &'a StringArray,
}

struct ValueRowsOf<'a> {
    columns: ValueColumns<'a>,
    rows: Range<usize>,
}

impl<'a> ValueColumns<'a> {
    fn of(batch: &'a RecordBatch) -> Result<ValueColumns<'a>> {
        Ok(ValueColumns {
            field: words(batch, "field")?,
            sort: words(batch, "type")?,
            number: column(batch, "number")?.as_primitive_opt().context("number 一列不是数")?,
            day: days(batch, "day")?,
            word: dictionary(batch, "word")?,
            words: words(batch, "word")?,
            text: texts(batch, "text")?,
        })
    }

    fn rows(self, rows: Range<usize>) -> ValueRowsOf<'a> {
        ValueRowsOf { columns: self, rows }
    }

    /// The value that a row holds; of chosen options one.
    fn value(&self, row: usize) -> Result<Value> {
        let written = || word(self.words, row);
        let number = || self.number.value(row);
        Ok(match word(self.sort, row)? {
            "flag" => Value::Flag(number() != 0),
            "quantity" => Value::Quantity(Quantity(number())),
            "money" => Value::Money(Fen(number())),
            "day" => Value::Day(Day::from_number(self.day.value(row))),
            "period" => Value::Period(Period::parse(written()?).context("word 一列里的期间读不懂")?),
            "organisation" => Value::Organisation(written()?.parse()?),
            "text" => Value::Text(self.text.value(row).to_owned()),
            "option" if self.word.is_null(row) => Value::Options(Vec::new()),
            "option" => Value::Options(vec![written()?.to_owned()]),
            other => bail!("type 一列里有不认得的“{other}”"),
        })
    }
}

impl ValueRowsOf<'_> {
    fn take(&mut self, count: usize) -> Result<BTreeMap<String, Value>> {
        let mut values: BTreeMap<String, Value> = BTreeMap::new();
        for row in self.rows.by_ref().take(count) {
            let field = word(self.columns.field, row)?;
            match (values.get_mut(field), self.columns.value(row)?) {
                (Some(Value::Options(known)), Value::Options(more)) => known.extend(more),
                (_, value) => {
                    values.insert(field.to_owned(), value);
                }
            }
        }
        Ok(values)
    }
}

/// Everybody in a lake, sorted by unit and id; nobody where the list was never written.
///
/// # Errors
/// Where the list cannot be read.
pub fn organisations(lake: &Lake) -> Result<Vec<OrganisationRow>> {
    if !lake.place().has(ORGANISATIONS_PATH)? {
        return Ok(Vec::new());
    }
    let source = lake.place().source(ORGANISATIONS_PATH)?;
    let mut rows = Vec::new();
    for batch in ParquetRecordBatchReaderBuilder::try_new(source)?.build()? {
        let batch = batch?;
        let [id, name, unit] = ["organisation", "name", "unit"].map(|column| texts(&batch, column));
        let [form, superior, head] = ["form", "superior", "head"].map(|column| texts(&batch, column));
        let (id, name, unit, form, superior, head) = (id?, name?, unit?, form?, superior?, head?);
        let records = numbers(&batch, "records")?;
        let filled = |texts: &StringArray, row: usize| texts.is_valid(row).then(|| texts.value(row).to_owned());
        for row in 0..batch.num_rows() {
            rows.push(OrganisationRow {
                organisation: id.value(row).parse()?,
                name: name.value(row).to_owned(),
                form: filled(form, row),
                superior: filled(superior, row).map(|id| id.parse()).transpose()?,
                unit: unit.value(row).to_owned(),
                records: records.value(row),
                head: filled(head, row),
            });
        }
    }
    Ok(rows)
}
