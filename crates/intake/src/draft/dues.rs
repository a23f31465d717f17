//! Dues with a column a month, quarter, half-year or year, or with a column a member: what is owed, and a record for
//! every payment.

use std::collections::BTreeMap;

use facts::{Calendar, Day, Fen, Name, OrganisationId, Participation, Period, PersonId, Presence, Span, Value};
use rulebook::{Kind, KindIndex, Rulebook};

use super::row::{Pending, Row};
use super::{Job, NoteKind, conflict, people, records, remarks, values};
use crate::book::Sheet;
use crate::reading::{Denied, is_nothing, months_named};
use crate::recognise::{Column, Layout, RowKind, Slot, Target, row_kind};
use crate::refusal::Reason;

const DUES_PAID: &str = "dues-paid";
const DUES_BASE_SET: &str = "dues-base-set";
const PAYER: &str = "payer";
/// What is owed and paid where the affiliation is.
pub const KINDS: &[&str] = &[DUES_PAID, DUES_BASE_SET];

pub fn read(job: &mut Job, row: &mut Row, organisation: OrganisationId) {
    if has_members_across(row.layout) {
        return read_across(job, row, organisation);
    }
    let Some(person) = payer(job, row, organisation) else { return };
    if refuse_denied(job, row) {
        return;
    }
    let due = base(job, row, organisation, person);
    let sum = months(job, row, organisation, person, due);
    total(row, sum);
    remark(job, row);
}

pub fn has_members_across(layout: &Layout) -> bool {
    layout.columns.iter().any(|column| matches!(column.target, Target::Person(_)))
}

/// A row of a month, with the payment of each member in a column of its own.
fn read_across(job: &mut Job, row: &mut Row, organisation: OrganisationId) {
    let Some((index, kind)) = job.rulebook.kind_named(DUES_PAID) else { return };
    let Some(period) = month_of_row(job, row, index, kind) else { return };
    if refuse_denied(job, row) {
        return;
    }
    let setting = people::Setting::of(organisation, kind, None);
    let (mut sum, mut whole) = (0_i64, true);
    let layout = row.layout;
    for column in &layout.columns {
        let Target::Person(name) = &column.target else { continue };
        if row.is_empty(column.index) {
            continue;
        }
        let several = says_all_at_once(row);
        let read = paid(job, row, kind, column, period).and_then(|paid| once_set_up(job, organisation, paid));
        let read = read.and_then(|paid| match paid {
            Some(_) if several => Err(Reason::SeveralMonths),
            paid => Ok(paid),
        });
        let paid = match read {
            Ok(Some(paid)) => people::of_column(job, &setting, name).map(|person| Some((person, paid))),
            Ok(None) => Ok(None),
            Err(reason) => Err(reason),
        };
        row.take(column.index);
        whole &= taken(row, column, organisation, paid, &mut sum);
    }
    total(row, whole.then_some(Fen(sum)));
    // Of several members nothing says whose the remark is.
    if row.drafts.is_empty() {
        remark(job, row);
    }
}

/// The month, or what else it is, that a row of payments is for.
fn month_of_row(job: &Job, row: &mut Row, index: KindIndex, kind: &Kind) -> Option<Period> {
    let (position, field) = kind.fields.iter().enumerate().find(|(_, field)| field.attributes)?;
    let column = row.slot(index, &Slot::Field(position))?;
    row.take(column.index);
    match values::read(job, row.cell(column.index), field, column, row.layout.year) {
        Ok(Some(read)) => match row.told(column.index, read) {
            Value::Period(period) => Some(period),
            _ => None,
        },
        Ok(None) => {
            row.refuse_row(column.index, Reason::MissingField { field: field.name.clone() });
            None
        }
        Err(reason) => {
            row.refuse_row(column.index, reason);
            None
        }
    }
}

fn payment(organisation: OrganisationId, person: PersonId, day: Day, amount: Fen, period: Period) -> Pending {
    let values =
        BTreeMap::from([("amount".to_owned(), Value::Money(amount)), ("month".to_owned(), Value::Period(period))]);
    pending(organisation, DUES_PAID, person, day, true, values)
}

fn payer(job: &Job, row: &mut Row, organisation: OrganisationId) -> Option<PersonId> {
    let column = KINDS.iter().find_map(|slug| {
        let (index, kind) = job.rulebook.kind_named(slug)?;
        let part = kind.parts.iter().position(|part| part.slug == PAYER)?;
        Some((row.slot(index, &Slot::Part(part))?, kind))
    });
    let Some((column, kind)) = column else {
        row.refuse_missing(None, Reason::MissingName);
        return None;
    };
    let at = column.index;
    row.take(at);
    let named = people::single(job, organisation, &row.text(at));
    if is_nothing(&named.name) {
        row.refuse_row(at, Reason::MissingName);
        return None;
    }
    let setting = people::Setting::of(organisation, kind, None);
    match people::find(job, &setting, &named, &people::Hints::of(job, row)) {
        Ok(person) => Some(person),
        Err(reason) => {
            row.refuse_row(at, reason);
            None
        }
    }
}

/// The base and what is due each month: from the day in the row, else from the start of the book's year or month or from
/// joining if that was later.
fn base(job: &Job, row: &mut Row, organisation: OrganisationId, person: PersonId) -> Option<Fen> {
    let (index, kind) = job.rulebook.kind_named(DUES_BASE_SET)?;
    let mut found = BTreeMap::new();
    for (position, field) in kind.fields.iter().enumerate() {
        let Some(column) = row.slot(index, &Slot::Field(position)) else { continue };
        if row.is_empty(column.index) {
            continue;
        }
        row.take(column.index);
        match values::read(job, row.cell(column.index), field, column, row.layout.year) {
            Ok(Some(read)) => {
                found.insert(field.slug.clone(), row.told(column.index, read));
            }
            Ok(None) => {}
            Err(reason) => row.refuse_cell(column.index, reason),
        }
    }
    if found.is_empty() {
        return base_by_month(job, row, organisation, person);
    }
    let due = match found.get("due") {
        Some(Value::Money(due)) => Some(*due),
        _ => None,
    };
    let since = match reviewed_on(job, row, index) {
        Ok(Some(day)) => day,
        Ok(None) => {
            let month = row.layout.month.unwrap_or(1);
            let Some(first) = row.layout.year.and_then(|year| Day::from_ymd(year, month, 1)) else {
                row.refuse_row(0, Reason::SheetWithoutYear);
                return None;
            };
            not_before_joining(job, organisation, person, first)
        }
        Err((column, reason)) => {
            row.refuse_row(column, reason);
            return None;
        }
    };
    row.drafts.push(pending(organisation, DUES_BASE_SET, person, since, false, found));
    due
}

/// The day of the review, where a column tells it.
fn reviewed_on(job: &Job, row: &mut Row, kind: KindIndex) -> Result<Option<Day>, (usize, Reason)> {
    let Some(column) = row.slot(kind, &Slot::Occurred).map(|column| column.index) else { return Ok(None) };
    if row.is_empty(column) {
        return Ok(None);
    }
    row.take(column);
    match values::state_day(job, row.cell(column), row.layout.year) {
        Ok(read) => Ok(Some(row.told(column, read))),
        Err(reason) => Err((column, reason)),
    }
}

fn not_before_joining(job: &Job, organisation: OrganisationId, person: PersonId, first: Day) -> Day {
    let members = job.directory.organisation(organisation).map(|found| found.members.as_slice()).unwrap_or_default();
    let joined = members.iter().find(|member| member.id == person).and_then(|member| member.joined_on);
    joined.filter(|joined| *joined > first).unwrap_or(first)
}

/// What is owed by the columns of the months, from each month on in which it becomes another amount; the first.
fn base_by_month(job: &Job, row: &mut Row, organisation: OrganisationId, person: PersonId) -> Option<Fen> {
    let layout = row.layout;
    let mut dues: Vec<Fen> = Vec::new();
    for column in &layout.columns {
        let Target::MonthDue { month, year } = column.target else { continue };
        if row.is_empty(column.index) {
            continue;
        }
        row.take(column.index);
        match month_due(job, row, column, year.or(layout.year), month) {
            Ok(Some((due, first))) if dues.last() != Some(&due) => {
                let since = not_before_joining(job, organisation, person, first);
                let values = BTreeMap::from([("due".to_owned(), Value::Money(due))]);
                row.drafts.push(pending(organisation, DUES_BASE_SET, person, since, false, values));
                dues.push(due);
            }
            Ok(_) => {}
            Err(reason) => row.refuse_cell(column.index, reason),
        }
    }
    dues.first().copied()
}

fn month_due(
    job: &Job,
    row: &mut Row,
    column: &Column,
    year: Option<i32>,
    month: u32,
) -> Result<Option<(Fen, Day)>, Reason> {
    let cell = row.cell(column.index);
    values::sound(cell)?;
    let shown = cell.shown();
    if is_nothing(&shown) {
        return Ok(None);
    }
    if says_exempt(&shown) {
        return Err(Reason::Exempt);
    }
    let due = row.told(column.index, values::money(&shown, column)?);
    if let Some(reason) = row.shared(column.index) {
        return Err(reason);
    }
    let first = year.and_then(|year| Day::from_ymd(year, month, 1)).ok_or(Reason::NoYear)?;
    values::in_time(job, first)?;
    Ok(Some((due, first)))
}

/// Whether a column is for what is owed, in a table with a payment in each row: an amount of each month, which sets no
/// base and pays nothing.
pub fn owed_beside_paid(rulebook: &Rulebook, layout: &Layout, places: &[(KindIndex, Slot)]) -> bool {
    let is = |kind: &KindIndex, slug: &str| rulebook.kind(*kind).is_some_and(|kind| kind.slug == slug);
    layout.kinds.first().is_some_and(|kind| is(kind, DUES_PAID))
        && places.iter().all(|(kind, _)| is(kind, DUES_BASE_SET))
}

type Paid = (Fen, Day, Period);

/// Nobody paid dues to an organisation before it was set up.
fn once_set_up(job: &Job, organisation: OrganisationId, paid: Option<Paid>) -> Result<Option<Paid>, Reason> {
    let too_early = paid.as_ref().and_then(|(_, day, _)| conflict::before_set_up(job, organisation, *day));
    too_early.map_or(Ok(paid), Err)
}

/// Every month that was paid; returns their sum.
fn months(job: &Job, row: &mut Row, organisation: OrganisationId, person: PersonId, due: Option<Fen>) -> Option<Fen> {
    let (_, kind) = job.rulebook.kind_named(DUES_PAID)?;
    let mut sum = 0_i64;
    let mut whole = true;
    let layout = row.layout;
    for column in &layout.columns {
        let Some((calendar, index, year)) = paid_for(&column.target) else { continue };
        if row.is_empty(column.index) {
            continue;
        }
        row.take(column.index);
        let Some(year) = year.or(layout.year) else {
            row.refuse_cell(column.index, Reason::NoYear);
            continue;
        };
        let read = paid(job, row, kind, column, Period::Calendar { calendar, year, index });
        let read = read.and_then(|paid| once_set_up(job, organisation, paid));
        let several = matches!(&read, Ok(Some((amount, _, _))) if is_for_more(row, *amount, due, calendar));
        let read = if several { Err(Reason::SeveralMonths) } else { read };
        let paid = read.map(|paid| paid.map(|paid| (person, paid)));
        whole &= taken(row, column, organisation, paid, &mut sum);
    }
    whole.then_some(Fen(sum))
}

/// Takes what a cell says that somebody paid into the row and its sum, or refuses it. Whether it could be read.
fn taken(
    row: &mut Row,
    column: &Column,
    organisation: OrganisationId,
    paid: Result<Option<(PersonId, Paid)>, Reason>,
    sum: &mut i64,
) -> bool {
    match paid {
        Ok(Some((person, (amount, day, period)))) => {
            *sum = sum.saturating_add(amount.0);
            row.drafts.push(payment(organisation, person, day, amount, period));
            true
        }
        Ok(None) => true,
        Err(reason) => {
            row.refuse_cell(column.index, reason);
            false
        }
    }
}

/// Which period, of which year where the header says one, a column tells the payments for.
pub fn paid_for(target: &Target) -> Option<(Calendar, u8, Option<i32>)> {
    match *target {
        Target::Month { month, year } => Some((Calendar::Month, u8::try_from(month.saturating_sub(1)).ok()?, year)),
        Target::Several { calendar, index, year } => Some((calendar, index, year)),
        _ => None,
    }
}

fn paid(job: &Job, row: &mut Row, kind: &Kind, column: &Column, period: Period) -> Result<Option<Paid>, Reason> {
    let cell = row.cell(column.index);
    values::sound(cell)?;
    let shown = cell.shown();
    if is_nothing(&shown) {
        return Ok(None);
    }
    if says_exempt(&shown) {
        return Err(Reason::Exempt);
    }
    if says_unpaid(&shown) {
        row.note(column.index, NoteKind::NothingPaid);
        return Ok(None);
    }
    if says_paid(&shown) {
        return Err(Reason::PaidWithoutAmount);
    }
    let amount = row.told(column.index, values::money(&shown, column)?);
    if let Some(reason) = row.shared(column.index) {
        return Err(reason);
    }
    if amount == Fen(0) {
        row.note(column.index, NoteKind::NothingPaid);
        return Ok(None);
    }
    if let Some(field) = kind.field("amount") {
        values::bounds(&Value::Money(amount), field)?;
    }
    let day = records::last_day(job, period)?;
    Ok(Some((amount, day, period)))
}

const OTHER_MONTHS: i64 = 11;

/// Whether an amount is for more months than its column: other months are blank, and the amount is so many times what
/// is due each month, or the row's remark says that all was paid at once. To take it for these alone would be to say
/// that the others were not paid.
fn is_for_more(row: &Row, amount: Fen, due: Option<Fen>, calendar: Calendar) -> bool {
    let own = i64::from(calendar.months());
    let blank_months = |column: &Column| {
        let blank = is_nothing(&row.text(column.index));
        paid_for(&column.target).filter(|_| blank).map_or(0, |(calendar, _, _)| i64::from(calendar.months()))
    };
    // A table of a single month leaves the others blank.
    let others = if row.layout.month.is_some() { OTHER_MONTHS } else { 0 };
    let blank = row.layout.columns.iter().map(blank_months).sum::<i64>().max(others);
    let times = due.filter(|due| due.0 > 0 && amount.0 % due.0 == 0).map_or(0, |due| amount.0 / due.0);
    let all_at_once = says_all_at_once(row) && due.is_none_or(|due| amount.0 > due.0.saturating_mul(own));
    blank > 0 && (all_at_once || times > own && times <= blank + own)
}

/// Whether the remark of the row says that more than one month was paid.
fn says_all_at_once(row: &Row) -> bool {
    let remark = row.layout.find(&Target::Note).map(|column| row.text(column.index)).unwrap_or_default();
    ["全年", "一次", "预交", "预缴"].iter().any(|word| remark.contains(word))
}

/// Refuses the row where its remark says that something was not paid that stands there as paid. Whether it did. A
/// remark about months or members of whom the row tells no payment only says what the blank cells say.
fn refuse_denied(job: &Job, row: &mut Row) -> bool {
    let denied = [Denied::Payment, Denied::Record].into_iter().find_map(|what| remarks::denying(job, row, what));
    let Some((column, reason)) = denied else { return false };
    let remark = row.text(column);
    let months = months_named(&remark);
    let names_member =
        |column: &Column| matches!(&column.target, Target::Person(name) if remark.contains(name.as_str()));
    let of_members = row.layout.columns.iter().any(names_member);
    let is_meant = |column: &Column| match (&column.target, paid_for(&column.target)) {
        (Target::Person(_), _) => !of_members || names_member(column),
        (_, Some((calendar, index, _))) => months.as_ref().is_none_or(|months| {
            let length = calendar.months();
            let first = u32::from(index) * length + 1;
            let own = first..first + length;
            months.iter().any(|month| own.contains(month))
        }),
        _ => false,
    };
    let refused = row.layout.columns.iter().any(|column| is_meant(column) && tells_payment(row, column));
    if refused {
        row.refuse_row(column, reason);
    }
    refused
}

fn tells_payment(row: &Row, column: &Column) -> bool {
    let shown = row.text(column.index);
    let zero = || values::money(&shown, column).is_ok_and(|read| read.value == Fen(0));
    !is_nothing(&shown) && !says_unpaid(&shown) && !says_exempt(&shown) && !zero()
}

/// Says that it was paid, and not how much.
fn says_paid(shown: &str) -> bool {
    let word = crate::reading::key(shown);
    let words = [
        "已交",
        "已缴",
        "已交纳",
        "已缴纳",
        "已收",
        "交清",
        "已交清",
        "缴清",
        "已缴清",
        "交",
        "缴",
        "√",
        "✓",
        "✔",
        "☑",
        "是",
    ];
    words.contains(&word.as_str())
}

fn says_unpaid(shown: &str) -> bool {
    let word = crate::reading::key(shown);
    matches!(word.as_str(), "未交" | "未缴" | "欠" | "欠交" | "欠缴" | "未收" | "×")
}

/// Not to pay is approved by somebody and recorded as such; a word in the cell does not tell by whom or until when.
fn says_exempt(shown: &str) -> bool {
    let word = crate::reading::key(shown);
    matches!(word.as_str(), "免" | "免交" | "免缴" | "免收" | "停交" | "停缴" | "缓" | "缓交" | "缓缴")
}

/// Says which months nobody paid: they leave no record, as if there were no book.
pub fn finish(job: &mut Job, sheet: &Sheet, layout: &Layout) {
    let rows: Vec<usize> = layout.rows().filter(|row| row_kind(sheet, layout, *row) == RowKind::Data).collect();
    let unpaid = |column: &&Column| {
        let mut cells =
            rows.iter().map(|row| sheet.filled(*row, column.index).shown()).filter(|text| !is_nothing(text));
        let zero = |text: &str| values::money(text, column).is_ok_and(|read| read.value == Fen(0));
        paid_for(&column.target).is_some()
            && cells.clone().next().is_some()
            && cells.all(|text| says_unpaid(&text) || zero(&text))
    };
    let months: Vec<&Column> = layout.columns.iter().filter(unpaid).collect();
    if let Some(first) = months.first() {
        let headers: Vec<&str> = months.iter().map(|column| column.header.as_str()).collect();
        let kind = NoteKind::NobodyPaid { months: headers.join("、") };
        job.note(sheet, layout.header_rows.end - 1, first.index, kind);
    }
}

/// The total is no record, but it must be right: a wrong one means that a month was misread or miswritten.
fn total(row: &mut Row, sum: Option<Fen>) {
    let Some(column) = row.layout.find(&Target::Total) else { return };
    let cell = row.cell(column.index);
    row.take(column.index);
    if cell.is_empty() || is_nothing(&cell.shown()) {
        return;
    }
    if let Err(reason) = values::sound(cell) {
        return row.refuse_cell(column.index, reason);
    }
    match (values::money(&cell.shown(), column).map(|read| row.told(column.index, read)), sum) {
        (Err(reason), _) => row.refuse_cell(column.index, reason),
        (Ok(_), None) => row.note(column.index, NoteKind::TotalUnchecked),
        (Ok(written), Some(sum)) if written != sum => {
            row.refuse_cell(column.index, Reason::TotalDiffers { sum: sum.to_string() });
        }
        (Ok(_), Some(_)) => {}
    }
}

/// A remark goes with the first record of the row.
fn remark(job: &Job, row: &mut Row) {
    let Some((_, kind)) = job.rulebook.kind_named(DUES_PAID) else { return };
    if row.drafts.is_empty() {
        // What was said of refused months is no second mistake.
        if let (false, Some(column)) = (row.problems.is_empty(), row.layout.find(&Target::Note)) {
            row.take(column.index);
        }
        return;
    }
    let mut found = BTreeMap::new();
    records::note(row, kind, &mut found);
    if let Some(first) = row.drafts.first_mut() {
        first.values.extend(found);
    }
}

fn pending(
    organisation: OrganisationId,
    kind: &str,
    person: PersonId,
    day: Day,
    assumed: bool,
    values: BTreeMap<Name, Value>,
) -> Pending {
    let part = PAYER.to_owned();
    let people = vec![Participation { person, part, presence: Presence::Present, reason: None }];
    Pending {
        organisation,
        kind: kind.to_owned(),
        occurred: Span::day(day),
        assumed,
        once: true,
        people,
        values,
        secrets: Vec::new(),
    }
}
