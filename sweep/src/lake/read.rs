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
use facts::{
    Day, Fact, FactId, Fen, Instant, OrganisationId, Participation, Period, PersonId, Presence, Quantity, Span, Value,
};
use findings::block::{Block, Part, Reading, Sort, Texts, Words};
use findings::{Branch, DatedProgram, Program};
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

/// Which columns are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Columns {
    All,
    SeenByRules,
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
    fn open(source: Source, table: Table, columns: Columns) -> Result<TableFile> {
        let metadata = ArrowReaderMetadata::load(&source, ArrowReaderOptions::default())?;
        let found: &Schema = metadata.schema();
        if found.fields() != table.schema().fields() {
            bail!("{} 的列不是数据湖的列（见 docs/lake.md），是别的程序写的或已被改写", table.folder());
        }
        let mask = match columns {
            Columns::All => ProjectionMask::all(),
            Columns::SeenByRules => {
                ProjectionMask::columns(metadata.parquet_schema(), table.seen_by_rules().iter().copied())
            }
        };
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

/// One row group of each table: some organisations, with all that they wrote down in a year.
#[derive(Debug)]
struct Group {
    facts: RecordBatch,
    people: RecordBatch,
    values: RecordBatch,
    /// Whose rows of `facts` are which.
    organisations: Vec<(OrganisationId, Range<usize>)>,
    lists: Lists,
}

/// What a block needs beside the columns as they lie in the file.
#[derive(Debug, Default)]
struct Lists {
    supersedes: Vec<(u32, FactId)>,
    people_from: Vec<u32>,
    values_from: Vec<u32>,
    kinds: Vec<String>,
    persons: Vec<PersonId>,
    parts: Vec<String>,
    presences: Vec<Presence>,
    fields: Vec<String>,
    sorts: Vec<Sort>,
    word: Vec<i32>,
    words: Vec<String>,
}

impl Group {
    /// The next one of the three files.
    fn next(facts: &mut TableFile, people: &mut TableFile, values: &mut TableFile) -> Result<Option<Group>> {
        let Some(rows) = facts.rows_of_next() else {
            if !people.is_used_up() || !values.is_used_up() {
                bail!("行组多了，三个文件不是一起写下的");
            }
            return Ok(None);
        };
        let facts = facts.group(rows)?;
        let (people_from, values_from) = (begins(numbers(&facts, "people")?), begins(numbers(&facts, "values")?));
        let ends = |from: &[u32]| from.last().copied().unwrap_or_default() as usize;
        let (people, values) = (people.group(ends(&people_from))?, values.group(ends(&values_from))?);
        let lists = Lists { people_from, values_from, ..Lists::of(&facts, &people, &values)? };
        let organisations = organisations_of(&facts)?;
        Ok(Some(Group { facts, people, values, organisations, lists }))
    }

    fn block(&self) -> Result<Block<'_>> {
        let Group { facts, people, values, lists, .. } = self;
        let text = texts(values, "text")?;
        let recorded_at: &TimestampMicrosecondArray =
            column(facts, "recorded_at")?.as_primitive_opt().context("recorded_at 一列不是时刻")?;
        let number: &Int64Array = column(values, "number")?.as_primitive_opt().context("number 一列不是数")?;
        let keys = |batch, name| -> Result<&[i32]> { Ok(words(batch, name)?.0) };
        Ok(Block {
            kinds: Words { numbers: keys(facts, "kind")?, words: &lists.kinds },
            first: days(facts, "first")?.values(),
            last: days(facts, "last")?.values(),
            sequence: numbers(facts, "sequence")?.values(),
            id: ids(facts, "id")?.value_data(),
            recorded_at: recorded_at.values(),
            supersedes: &lists.supersedes,
            people_from: &lists.people_from,
            values_from: &lists.values_from,
            person: keys(people, "person")?,
            persons: &lists.persons,
            parts: Words { numbers: keys(people, "part")?, words: &lists.parts },
            presence: keys(people, "presence")?,
            presences: &lists.presences,
            fields: Words { numbers: keys(values, "field")?, words: &lists.fields },
            sorts: keys(values, "type")?,
            sort_words: &lists.sorts,
            number: number.values(),
            day: days(values, "day")?.values(),
            word: &lists.word,
            words: &lists.words,
            text: Texts { ends: text.value_offsets(), bytes: text.value_data() },
        })
    }
}

impl Lists {
    fn of(facts: &RecordBatch, people: &RecordBatch, values: &RecordBatch) -> Result<Lists> {
        let list = |batch, name| -> Result<Vec<String>> {
            Ok(words(batch, name)?.1.iter().map(|word| word.unwrap_or_default().to_owned()).collect())
        };
        let before = ids(facts, "supersedes")?;
        let rows = (0..facts.num_rows()).filter(|row| before.is_valid(*row));
        let supersedes = rows.map(|row| Ok((row as u32, id_at(before, row)?))).collect::<Result<_>>()?;
        let presence = |word: &String| Presence::ALL.into_iter().find(|known| known.slug() == word);
        let presences = list(people, "presence")?.iter().map(presence).collect::<Option<_>>();
        let sorts = list(values, "type")?.iter().map(|word| sort_of(word)).collect::<Option<_>>();
        let word = dictionary(values, "word")?;
        let keys = word.keys().values().iter();
        let word = match word.null_count() {
            0 => keys.copied().collect(),
            _ => keys.enumerate().map(|(row, key)| if word.is_valid(row) { *key } else { -1 }).collect(),
        };
        Ok(Lists {
            supersedes,
            kinds: list(facts, "kind")?,
            persons: list(people, "person")?.iter().map(|id| id.parse()).collect::<Result<_, _>>()?,
            parts: list(people, "part")?,
            presences: presences.context("presence 一列里有不认得的词")?,
            fields: list(values, "field")?,
            sorts: sorts.context("type 一列里有不认得的词")?,
            word,
            words: list(values, "word")?,
            ..Lists::default()
        })
    }
}

fn sort_of(word: &str) -> Option<Sort> {
    Some(match word {
        "flag" => Sort::Flag,
        "quantity" => Sort::Quantity,
        "money" => Sort::Money,
        "day" => Sort::Day,
        "period" => Sort::Period,
        "text" => Sort::Text,
        "option" => Sort::Option,
        "organisation" => Sort::Organisation,
        _ => return None,
    })
}

/// Where each record's rows begin in another table, and one more for where the last one's end.
fn begins(counts: &UInt32Array) -> Vec<u32> {
    let mut from = Vec::with_capacity(counts.len() + 1);
    from.push(0);
    from.extend(counts.values().iter().scan(0, |at, count| {
        *at += count;
        Some(*at)
    }));
    from
}

fn organisations_of(facts: &RecordBatch) -> Result<Vec<(OrganisationId, Range<usize>)>> {
    let (keys, words) = words(facts, "organisation")?;
    let mut found: Vec<(OrganisationId, Range<usize>)> = Vec::new();
    let mut from = 0;
    for rows in keys.chunk_by(|one, next| one == next) {
        let number = rows.first().and_then(|number| usize::try_from(*number).ok());
        let number = number.filter(|number| *number < words.len()).context("组织的编号超出了字典")?;
        found.push((words.value(number).parse()?, from..from + rows.len()));
        from += rows.len();
    }
    Ok(found)
}

/// The records of one organisation, wherever they lie in the blocks of its years.
#[derive(Debug)]
pub struct Records<'a> {
    parts: Vec<Part<'a>>,
    wholes: Vec<Whole<'a>>,
}

/// Makes the facts of one part.
#[derive(Debug)]
struct Whole<'a> {
    organisation: OrganisationId,
    facts: FactColumns<'a>,
    people: PeopleColumns<'a>,
    values: ValueColumns<'a>,
    people_from: &'a [u32],
    values_from: &'a [u32],
}

impl Records<'_> {
    /// The organisation on a day, ready to be evaluated.
    ///
    /// # Errors
    /// Where a record that the roster needs cannot be read.
    pub fn branch(&mut self, dated: &DatedProgram<'_>, known_at: Option<Instant>) -> Result<Branch> {
        let wholes = &self.wholes;
        Branch::of_parts(dated, &mut self.parts, known_at, |part, row| {
            Ok(wholes.get(part).context("没有这一部分")?.fact(row)?.1)
        })
    }
}

impl<'a> Whole<'a> {
    fn of(group: &'a Group, organisation: OrganisationId) -> Result<Whole<'a>> {
        Ok(Whole {
            organisation,
            facts: FactColumns::of(&group.facts)?,
            people: PeopleColumns::of(&group.people)?,
            values: ValueColumns::of(&group.values)?,
            people_from: &group.lists.people_from,
            values_from: &group.lists.values_from,
        })
    }

    /// The record of a row, with its place in the chain.
    fn fact(&self, row: usize) -> Result<(u32, Fact)> {
        let of = |from: &[u32]| {
            let at = |row: usize| from.get(row).map(|at| *at as usize);
            at(row).zip(at(row + 1)).map(|(from, until)| from..until).context("行号超出了行组")
        };
        let (people, values) = (of(self.people_from)?, of(self.values_from)?);
        self.facts.record(row, self.organisation, self.people.rows(people)?, self.values.rows(values)?)
    }
}

/// The chains of a unit, in the order of the organisations' ids, out of the files of its years.
#[derive(Debug)]
pub struct Chains {
    years: Vec<YearFiles>,
    /// Whose records are looked at.
    at: Option<OrganisationId>,
}

/// One year's files.
#[derive(Debug)]
struct YearFiles {
    facts: TableFile,
    people: TableFile,
    values: TableFile,
    group: Option<Group>,
    /// What the group's words mean to the program that goes through the chains.
    reading: Option<Reading>,
    /// Which of the group's organisations comes next.
    next: usize,
}

impl YearFiles {
    fn open([facts, people, values]: [Source; 3], columns: Columns) -> Result<YearFiles> {
        let mut files = YearFiles {
            facts: TableFile::open(facts, Table::Facts, columns)?,
            people: TableFile::open(people, Table::People, columns)?,
            values: TableFile::open(values, Table::Values, columns)?,
            group: None,
            reading: None,
            next: 0,
        };
        files.fill()?;
        Ok(files)
    }

    /// Reads the next row group where the last one is used up; none is held while the next one is read.
    fn fill(&mut self) -> Result<()> {
        if self.next >= self.group.as_ref().map_or(0, |group| group.organisations.len()) {
            (self.group, self.reading) = (None, None);
            self.group = Group::next(&mut self.facts, &mut self.people, &mut self.values)?;
            self.next = 0;
        }
        Ok(())
    }

    fn at(&self) -> Option<OrganisationId> {
        Some(self.group.as_ref()?.organisations.get(self.next)?.0)
    }

    /// The rows of an organisation, where it comes next, with what makes facts of them.
    fn rows_of(&self, organisation: OrganisationId) -> Result<Option<(Range<usize>, Whole<'_>)>> {
        let Some(group) = &self.group else { return Ok(None) };
        let next = group.organisations.get(self.next).filter(|(next, _)| *next == organisation);
        next.map(|(_, rows)| Ok((rows.clone(), Whole::of(group, organisation)?))).transpose()
    }

    /// The same, ready for a program.
    fn part_of(
        &mut self,
        organisation: OrganisationId,
        program: &Program<'_>,
    ) -> Result<Option<(Part<'_>, Whole<'_>)>> {
        let Some(group) = &self.group else { return Ok(None) };
        let Some((_, rows)) = group.organisations.get(self.next).filter(|(next, _)| *next == organisation) else {
            return Ok(None);
        };
        let block = group.block()?;
        let reading = self.reading.get_or_insert_with(|| Reading::new(program, &block));
        Ok(Some((Part { block, reading, rows: rows.clone() }, Whole::of(group, organisation)?)))
    }
}

impl Chains {
    pub(super) fn over(years: Vec<[Source; 3]>, columns: Columns) -> Result<Chains> {
        Ok(Chains {
            years: years.into_iter().map(|year| YearFiles::open(year, columns)).collect::<Result<_>>()?,
            at: None,
        })
    }

    /// Goes on to the next organisation; to none after the last.
    ///
    /// # Errors
    /// Where a file cannot be read, or does not hold what the lake's files hold.
    pub fn advance(&mut self) -> Result<Option<OrganisationId>> {
        let done = self.at.take();
        for files in self.years.iter_mut().filter(|files| done.is_some() && files.at() == done) {
            files.next += 1;
            files.fill()?;
        }
        self.at = self.years.iter().filter_map(YearFiles::at).min();
        Ok(self.at)
    }

    /// The records of the organisation, in the order of its chain.
    ///
    /// # Errors
    /// Where a record cannot be read.
    pub fn chain(&self) -> Result<Vec<Fact>> {
        let mut records: Vec<(u32, Fact)> = Vec::new();
        for files in &self.years {
            let Some((rows, whole)) = self.at.map(|at| files.rows_of(at)).transpose()?.flatten() else { continue };
            records.extend(rows.map(|row| whole.fact(row)).collect::<Result<Vec<_>>>()?);
        }
        records.sort_unstable_by_key(|(sequence, _)| *sequence);
        Ok(records.into_iter().map(|(_, fact)| fact).collect())
    }

    /// The records of the organisation as they lie; always for the same program.
    ///
    /// # Errors
    /// Where the columns are not those of a lake.
    pub fn records(&mut self, program: &Program<'_>) -> Result<Records<'_>> {
        let (mut parts, mut wholes) = (Vec::new(), Vec::new());
        if let Some(at) = self.at {
            for files in &mut self.years {
                if let Some((part, whole)) = files.part_of(at, program)? {
                    parts.push(part);
                    wholes.push(whole);
                }
            }
        }
        Ok(Records { parts, wholes })
    }

    /// The next organisation with its chain; none after the last.
    ///
    /// # Errors
    /// As [`Chains::advance`] and [`Chains::chain`].
    pub fn next_chain(&mut self) -> Result<Option<(OrganisationId, Vec<Fact>)>> {
        self.advance()?.map(|organisation| Ok((organisation, self.chain()?))).transpose()
    }
}

type Numbered<'a> = (&'a [i32], &'a StringArray);

fn column<'a>(batch: &'a RecordBatch, name: &str) -> Result<&'a dyn Array> {
    Ok(batch.column_by_name(name).with_context(|| format!("没有 {name} 一列"))?.as_ref())
}

fn dictionary<'a>(batch: &'a RecordBatch, name: &str) -> Result<&'a DictionaryArray<Int32Type>> {
    column(batch, name)?.as_dictionary_opt().with_context(|| format!("{name} 一列不是编了号的词"))
}

fn words<'a>(batch: &'a RecordBatch, name: &str) -> Result<Numbered<'a>> {
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

fn word<'a>((keys, words): Numbered<'a>, row: usize) -> Result<&'a str> {
    let key = keys.get(row).context("词的编号缺了一行")?;
    let key = usize::try_from(*key).ok().filter(|key| *key < words.len()).context("词的编号超出了字典")?;
    Ok(words.value(key))
}

fn id_at(ids: &FixedSizeBinaryArray, row: usize) -> Result<FactId> {
    Ok(FactId::from_bytes(ids.value(row).try_into().context("编号不是 16 个字节")?))
}

#[derive(Debug)]
struct FactColumns<'a> {
    kind: Numbered<'a>,
    first: &'a Date32Array,
    last: &'a Date32Array,
    sequence: &'a UInt32Array,
    id: &'a FixedSizeBinaryArray,
    recorded_at: &'a TimestampMicrosecondArray,
    recorder: Option<Numbered<'a>>,
    supersedes: &'a FixedSizeBinaryArray,
    attachments: Option<&'a StringArray>,
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
            recorder: batch.column_by_name("recorder").map(|_| words(batch, "recorder")).transpose()?,
            supersedes: ids(batch, "supersedes")?,
            attachments: batch.column_by_name("attachments").map(|_| texts(batch, "attachments")).transpose()?,
        })
    }

    fn record(
        &self,
        row: usize,
        organisation: OrganisationId,
        people: Vec<Participation>,
        values: BTreeMap<String, Value>,
    ) -> Result<(u32, Fact)> {
        let attachments = self.attachments.filter(|all| all.is_valid(row)).map_or("", |all| all.value(row));
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
            recorder: self.recorder.map(|words| word(words, row)).transpose()?.unwrap_or_default().to_owned(),
            people,
            values,
            supersedes,
            attachments: attachments.split(' ').filter(|one| !one.is_empty()).map(str::to_owned).collect(),
        };
        Ok((self.sequence.value(row), fact))
    }
}

#[derive(Debug)]
struct PeopleColumns<'a> {
    person: Numbered<'a>,
    part: Numbered<'a>,
    presence: Numbered<'a>,
    reason: Option<(&'a DictionaryArray<Int32Type>, Numbered<'a>)>,
}

impl<'a> PeopleColumns<'a> {
    fn of(batch: &'a RecordBatch) -> Result<PeopleColumns<'a>> {
        Ok(PeopleColumns {
            person: words(batch, "person")?,
            part: words(batch, "part")?,
            presence: words(batch, "presence")?,
            reason: batch
                .column_by_name("reason")
                .map(|_| Ok::<_, anyhow::Error>((dictionary(batch, "reason")?, words(batch, "reason")?)))
                .transpose()?,
        })
    }

    fn rows(&self, rows: Range<usize>) -> Result<Vec<Participation>> {
        let reason = |row: usize| {
            let (_, words) = self.reason.filter(|(reason, _)| reason.is_valid(row))?;
            Some(word(words, row))
        };
        let one = |row: usize| {
            let presence = word(self.presence, row)?;
            let presence = Presence::ALL.into_iter().find(|known| known.slug() == presence);
            Ok(Participation {
                person: word(self.person, row)?.parse()?,
                part: word(self.part, row)?.to_owned(),
                presence: presence.context("presence 一列里有不认得的词")?,
                reason: reason(row).transpose()?.map(str::to_owned),
            })
        };
        rows.map(one).collect()
    }
}

#[derive(Debug)]
struct ValueColumns<'a> {
    field: Numbered<'a>,
    sort: Numbered<'a>,
    number: &'a Int64Array,
    day: &'a Date32Array,
    word: &'a DictionaryArray<Int32Type>,
    words: Numbered<'a>,
    text: &'a StringArray,
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

    fn rows(&self, rows: Range<usize>) -> Result<BTreeMap<String, Value>> {
        let mut values: BTreeMap<String, Value> = BTreeMap::new();
        for row in rows {
            let field = word(self.field, row)?;
            match (values.get_mut(field), self.value(row)?) {
                (Some(Value::Options(known)), Value::Options(more)) => known.extend(more),
                (_, value) => {
                    values.insert(field.to_owned(), value);
                }
            }
        }
        Ok(values)
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
