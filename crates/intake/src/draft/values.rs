//! A cell read as the value of a field.

use facts::{Day, Fen, Name, Quantity, Value};
use rulebook::{Choice, Field, FieldType, Kind};

use super::records::CLASS_HOURS;
use super::{Job, NoteKind};
use crate::book::Cell;
use crate::reading::{
    self, AmountProblem, DateProblem, HOUR, ReadDay, Said, TakenBack, YUAN, choice, choices, clean, flag, is_nothing,
    money_unit, plain_number, read_day, read_number_day, read_period, read_span, time_unit,
};
use crate::recognise::{Column, is_opposite, topic_field};
use crate::refusal::Reason;

/// A value, and what to tell the user about how it was read: [`super::row::Row::told`] takes all of it.
#[must_use]
pub struct Read<T> {
    pub value: T,
    pub note: Option<NoteKind>,
    /// What stood in brackets beside the value and was not understood.
    pub remark: Option<String>,
}

impl<T> Read<T> {
    fn plain(value: T) -> Read<T> {
        Read { value, note: None, remark: None }
    }

    fn said(said: Said<T>) -> Read<T> {
        match said {
            Said::Plain(value) => Read::plain(value),
            Said::WithRemark(value, remark) => Read { value, note: None, remark: Some(remark) },
        }
    }

    fn map<U>(self, into: impl FnOnce(T) -> U) -> Read<U> {
        Read { value: into(self.value), note: self.note, remark: self.remark }
    }
}

/// Errors of the table program are nobody's words.
pub fn sound(cell: &Cell) -> Result<(), Reason> {
    match cell {
        Cell::Error(_) => Err(Reason::ErrorCell),
        Cell::Formula => Err(Reason::FormulaWithoutResult),
        _ => Ok(()),
    }
}

/// The value of a field; none where people write that there is nothing.
pub fn read(
    job: &Job,
    cell: &Cell,
    field: &Field,
    column: &Column,
    year: Option<i32>,
) -> Result<Option<Read<Value>>, Reason> {
    sound(cell)?;
    let shown = cell.shown();
    let text_field = matches!(field.field_type, FieldType::Flag);
    if cell.is_empty() || (is_nothing(&shown) && !text_field) {
        return Ok(None);
    }
    let counted = |read: Read<Value>| bounds(&read.value, field).map(|()| Some(read));
    let value = match &field.field_type {
        FieldType::Flag => match flag_value(cell, &shown)? {
            Some(flag) if is_opposite(&field.slug, &column.header) => Some(Value::Flag(!flag)),
            flag => flag.map(Value::Flag),
        },
        FieldType::Quantity => return counted(quantity(&shown, field, column)?.map(Value::Quantity)),
        FieldType::Money => return counted(money(&shown, column)?.map(Value::Money)),
        FieldType::Day => return state_day(job, cell, year).map(|read| Some(read.map(Value::Day))),
        FieldType::Period => Some(Value::Period(period(cell, &shown, year)?)),
        FieldType::Text => Some(Value::Text(clean(&shown))),
        FieldType::One(known) => Some(Value::Options(vec![one(&shown, known, year)?])),
        FieldType::Many(known) => return many(&shown, known).map(|value| Some(Read::plain(value))),
        FieldType::Organisation => match job.directory.named(&shown) {
            Some(found) if job.directory.is_refused(found.id) => return Err(Reason::OrganisationRefused),
            Some(found) => Some(Value::Organisation(found.id)),
            None => {
                return Err(Reason::NoSuchOrganisation { nearest: job.directory.nearest(&shown).map(str::to_owned) });
            }
        },
    };
    Ok(value.map(Read::plain))
}

fn flag_value(cell: &Cell, shown: &str) -> Result<Option<bool>, Reason> {
    if let Cell::Flag(flag) = cell {
        return Ok(Some(*flag));
    }
    match flag(shown) {
        Some(flag) => Ok(Some(flag)),
        None if is_nothing(shown) => Ok(None),
        None => Err(Reason::NotAFlag),
    }
}

/// The unit of fields that count people.
pub const PEOPLE: &str = "人";
/// The units of what is counted one by one: there is no half a ballot paper and no round one and a half.
const COUNTED: [&str; 3] = [PEOPLE, "票", "轮"];
/// One, in hundredths.
const WHOLE: i64 = 100;
/// No branch or its enterprise has more; more digits are a telephone number or a slip.
const MOST_PEOPLE: Quantity = Quantity(100_000 * WHOLE);

/// A number with the words that may stand behind it in this field.
fn quantity(shown: &str, field: &Field, column: &Column) -> Result<Read<Quantity>, Reason> {
    let unit = field.unit.as_deref().unwrap_or("");
    if column.unit.as_deref().is_some_and(|written| is_other_unit(written, unit)) {
        return Err(Reason::OtherUnit { unit: unit.to_owned() });
    }
    let written = column.unit.as_deref();
    if unit == CLASS_HOURS {
        let counted = written.and_then(time_unit).unwrap_or(HOUR);
        let read = reading::class_hours(shown, counted, written).map(Read::said);
        return read.map_err(|problem| amount_reason(problem, unit));
    }
    let mut units = vec![unit];
    match unit {
        PEOPLE => units.extend(["名", "个", "人次", "位"]),
        "年" => units.extend(["年整", "周年"]),
        "天" => units.extend(["日"]),
        "票" => units.extend(["张"]),
        "" => units.extend(["个", "人", "次", "家", "条", "项", "名"]),
        _ => {}
    }
    units.extend(written);
    let read = reading::quantity(shown, &units).map(Read::said).map_err(|problem| amount_reason(problem, unit))?;
    if COUNTED.contains(&unit) && read.value.0 % WHOLE != 0 {
        return Err(Reason::NotWhole);
    }
    if unit == PEOPLE && read.value > MOST_PEOPLE {
        return Err(Reason::AboveMaximum { maximum: MOST_PEOPLE.to_string() });
    }
    Ok(read)
}

/// Units of headers that no number is converted from.
fn is_other_unit(written: &str, unit: &str) -> bool {
    match unit {
        CLASS_HOURS => ["秒", "天", "日", "半天", "周", "月"].contains(&written),
        PEOPLE => ["万人", "千人", "百人"].contains(&written),
        _ => false,
    }
}

pub fn money(shown: &str, column: &Column) -> Result<Read<Fen>, Reason> {
    let unit = column.unit.as_deref().and_then(money_unit).unwrap_or(YUAN);
    reading::money(shown, unit).map(Read::said).map_err(|problem| amount_reason(problem, "元"))
}

fn amount_reason(problem: AmountProblem, unit: &str) -> Reason {
    match problem {
        AmountProblem::NotANumber => Reason::NotANumber,
        AmountProblem::TooFine => Reason::TooFine,
        AmountProblem::OtherUnit => Reason::OtherUnit { unit: unit.to_owned() },
        AmountProblem::TakenBack(TakenBack(remark)) => Reason::TakenBack { remark },
        AmountProblem::OtherMonths(remark) => Reason::OtherMonths { remark },
    }
}

/// The least amount above nothing stands for "more than 0".
const LEAST: Quantity = Quantity(1);

pub fn bounds(value: &Value, field: &Field) -> Result<(), Reason> {
    let hundredths = match value {
        Value::Quantity(quantity) => quantity.0,
        Value::Money(fen) => fen.0,
        _ => return Ok(()),
    };
    if let Some(minimum) = field.minimum
        && hundredths < minimum.0
    {
        let exclusive = minimum == LEAST;
        let shown = if exclusive { Quantity(0) } else { minimum };
        return Err(Reason::BelowMinimum { minimum: shown.to_string(), exclusive });
    }
    match field.maximum {
        Some(maximum) if hundredths > maximum.0 => Err(Reason::AboveMaximum { maximum: maximum.to_string() }),
        _ => Ok(()),
    }
}

fn not_a_choice(known: &[Choice]) -> Reason {
    Reason::NotAChoice { choices: known.iter().map(|choice| choice.name.clone()).collect(), belongs_to: None }
}

/// The reason to refuse a word that is none of a field's choices, with the one other field of the kind whose choice it
/// is: 离退休 under 人员类别 says nothing about who is a full member.
pub fn of_another_field(kind: &Kind, cell: &Cell, reason: Reason) -> Reason {
    let Reason::NotAChoice { choices, .. } = reason else { return reason };
    let shown = cell.shown();
    let has = |field: &&Field| match &field.field_type {
        FieldType::One(known) | FieldType::Many(known) => {
            choice(&shown, known).is_some_and(|found| found.slug != OTHER)
        }
        _ => false,
    };
    let mut fields = kind.fields.iter().filter(has);
    let only = fields.next().filter(|_| fields.next().is_none() && flag(&shown).is_none());
    Reason::NotAChoice { choices, belongs_to: only.map(|field| field.name.clone()) }
}

/// A choice that says nothing of its own.
const OTHER: &str = "other";

/// The choice that a text names, also with the year that the table is of: `2019年度“三会一课”计划`.
fn one(shown: &str, known: &[Choice], year: Option<i32>) -> Result<String, Reason> {
    let of_year = || {
        let rest = clean(shown);
        let rest = rest.strip_prefix(&format!("{}年", year?))?;
        choice(rest.strip_prefix('度').unwrap_or(rest), known)
    };
    choice(shown, known).or_else(of_year).map(|found| found.slug.clone()).ok_or_else(|| not_a_choice(known))
}

fn many(shown: &str, known: &[Choice]) -> Result<Value, Reason> {
    let found = choices(shown, known).map_err(|_| not_a_choice(known))?;
    Ok(Value::Options(found.iter().map(|choice| choice.slug.clone()).collect()))
}

fn period(cell: &Cell, shown: &str, year: Option<i32>) -> Result<facts::Period, Reason> {
    match cell {
        Cell::Day(day) => Ok(facts::Calendar::Month.containing(*day)),
        Cell::Number(number) if number.fract() == 0.0 && (1.0..=12.0).contains(number) && year.is_some() => {
            read_period(&format!("{}月", plain_number(*number)), year).ok_or(Reason::NotAPeriod)
        }
        Cell::Number(number) if number.fract() == 0.0 && (1949.0..2200.0).contains(number) => {
            read_period(&format!("{}年", plain_number(*number)), None).ok_or(Reason::NotAPeriod)
        }
        _ => read_period(shown, year).ok_or(Reason::NotAPeriod),
    }
}

pub fn date_reason(problem: DateProblem) -> Reason {
    match problem {
        DateProblem::NoSuchDay => Reason::NoSuchDay,
        DateProblem::TwoDigitYear => Reason::TwoDigitYear,
        DateProblem::YearOnly => Reason::YearOnly,
        DateProblem::NoYear => Reason::NoYear,
        DateProblem::Ambiguous => Reason::AmbiguousDate,
        DateProblem::SeveralDays => Reason::SeveralDays,
        DateProblem::Moved => Reason::DayMoved,
        DateProblem::TakenBack(TakenBack(remark)) => Reason::TakenBack { remark },
        DateProblem::NotADate => Reason::NotADate,
    }
}

/// The day of a lasting state. Personnel files often say no more than the month: it counts from its first day,
/// and the user is told.
pub fn state_day(job: &Job, cell: &Cell, year: Option<i32>) -> Result<Read<Day>, Reason> {
    sound(cell)?;
    let read = match cell.with_day(job.book.days_from()) {
        Cell::Day(day) => Ok(Said::Plain(ReadDay::Day(day))),
        Cell::Number(number) => read_number_day(number, job.book.days_from()).map(Said::Plain),
        other => read_day(&other.shown(), year),
    };
    let read = Read::said(read.map_err(date_reason)?);
    in_time(job, read.value.first())?;
    let note = matches!(read.value, ReadDay::Month(_)).then_some(NoteKind::MonthOnly);
    Ok(Read { note, ..read.map(ReadDay::first) })
}

/// `8日` in a table of one month.
pub fn day_of_month(cell: &Cell, month: Option<u32>) -> Option<Cell> {
    let month = month?;
    let shown = reading::narrow(&clean(&cell.shown()));
    let day: u32 = shown.trim_end_matches(['日', '号']).parse().ok()?;
    (1..=31).contains(&day).then(|| Cell::Text(format!("{month}月{day}日")))
}

/// When something happened: a day, some days, or a month where the book says no more.
pub fn event_span(job: &Job, cell: &Cell, year: Option<i32>) -> Result<Read<facts::Span>, Reason> {
    let (read, month) = any_span(job, cell, year)?;
    in_time(job, read.value.first)?;
    if !month {
        in_time(job, read.value.last)?;
    }
    Ok(read)
}

/// Since when something holds, and until when, which may lie ahead.
pub fn lasting_span(job: &Job, cell: &Cell, year: Option<i32>) -> Result<Read<facts::Span>, Reason> {
    let (read, _) = any_span(job, cell, year)?;
    in_time(job, read.value.first)?;
    Ok(read)
}

/// Days past or to come, and whether a month is all that is said.
pub fn any_span(job: &Job, cell: &Cell, year: Option<i32>) -> Result<(Read<facts::Span>, bool), Reason> {
    sound(cell)?;
    let (span, month) = match cell.with_day(job.book.days_from()) {
        Cell::Day(day) => (Said::Plain(facts::Span::day(day)), false),
        Cell::Number(number) => {
            let read = read_number_day(number, job.book.days_from()).map_err(date_reason)?;
            (Said::Plain(read.span()), matches!(read, ReadDay::Month(_)))
        }
        other => {
            let span = read_span(&other.shown(), year).map_err(date_reason)?;
            let day = read_day(&other.shown(), year).map(Said::despite_remark);
            (span, matches!(day, Ok(ReadDay::Month(_))))
        }
    };
    let read = Read::said(span);
    Ok((Read { note: month.then_some(NoteKind::MonthOnly), ..read }, month))
}

pub fn in_time(job: &Job, day: Day) -> Result<(), Reason> {
    if day > job.context.today {
        return Err(Reason::Future { today: job.context.today });
    }
    if day < Day::EARLIEST { Err(Reason::TooEarly) } else { Ok(()) }
}

/// A birth date as it is kept: as exact as it was written.
pub fn birth_date(job: &Job, cell: &Cell) -> Result<String, Reason> {
    let shown = &cell.with_day(job.book.days_from()).shown();
    match read_day(shown, None) {
        Ok(Said::Plain(ReadDay::Day(day))) => Ok(day.to_string()),
        Ok(Said::Plain(ReadDay::Month(first))) => Ok(format!("{:04}-{:02}", first.year(), first.month())),
        Err(DateProblem::NoSuchDay) => Err(Reason::NoSuchDay),
        Ok(Said::WithRemark(..)) | Err(_) => Ok(clean(shown)),
    }
}

/// What a header says that its day was about, as the field of a kind that has one for it.
pub fn topic(kind: &Kind, column: Option<&Column>) -> Option<(Name, Value)> {
    let topic = column?.topic.clone()?;
    let field = kind.fields.get(topic_field(kind)?)?;
    Some((field.slug.clone(), Value::Text(topic)))
}
