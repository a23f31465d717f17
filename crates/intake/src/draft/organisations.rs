//! Rows of a list of organisations: the set-up, facts about the unit, the last election and the dissolution, all from
//! one row.

use std::collections::BTreeMap;

use facts::{Day, Name, OrganisationId, Span, Value, kinds};
use rulebook::{Kind, KindIndex};

use super::row::{Pending, Row};
use super::{Job, NoteKind, conflict, identify, records, remarks, values};
use crate::book::Sheet;
use crate::directory::Organisation;
use crate::reading::{ReadDay, clean, is_nothing, key, narrow, read_day};
use crate::recognise::{Column, Layout, RowKind, Slot, row_kind};
use crate::refusal::Reason;

/// Makes the names of a sheet known before its rows are read: a superior may stand below its branches.
pub fn announce(job: &mut Job, sheet: &Sheet, layout: &Layout) {
    let Some(column) = name_column(job, layout) else { return };
    for row in layout.first_data_row..sheet.rows.len() {
        let name = clean(&sheet.filled(row, column.index).shown());
        if row_kind(sheet, layout, row) != RowKind::Data || is_nothing(&name) {
            continue;
        }
        if let Some(known) = job.directory.named(&name).map(|known| known.id) {
            if job.directory.is_refused(known) && is_readable(job, sheet, layout, row) {
                job.directory.announced(known, true);
            }
            continue;
        }
        let readable = is_readable(job, sheet, layout, row);
        let id = identify::organisation_id(job, &name);
        let form = String::new();
        job.directory.add(Organisation {
            id,
            name,
            former: Vec::new(),
            form,
            set_up: None,
            superior: None,
            groups: Vec::new(),
            members: Vec::new(),
            guests: Vec::new(),
            posts: Vec::new(),
        });
        job.directory.announced(id, readable);
    }
}

/// Whether a row makes an organisation: others must not hang below one that is refused.
fn is_readable(job: &Job, sheet: &Sheet, layout: &Layout, index: usize) -> bool {
    let Some((kind_index, kind)) = job.rulebook.kind_named(kinds::ORGANISATION_SET_UP) else { return false };
    let mut row = Row::new(sheet, layout, index);
    let found = cells(job, &mut row, kind_index, kind, |slug| slug != kinds::NAME);
    day(job, &mut row, kind_index);
    refuse_gone(job, &mut row, kind);
    found.contains_key(kinds::FORM) && !row.is_refused()
}

/// Refuses an organisation of which a remark says that it stands no longer, and no column since when.
fn refuse_gone(job: &Job, row: &mut Row, kind: &Kind) {
    let ends = job.rulebook.kind_named(kinds::ORGANISATION_DISSOLVED);
    let ended = ends.and_then(|(index, _)| row.slot(index, &Slot::Occurred));
    if ended.is_none_or(|column| is_nothing(&row.text(column.index))) {
        remarks::refuse(job, row, kind);
    }
}

fn name_column<'a>(job: &Job, layout: &'a Layout) -> Option<&'a Column> {
    let (index, kind) = job.rulebook.kind_named(kinds::ORGANISATION_SET_UP)?;
    let field = kind.fields.iter().position(|field| field.slug == kinds::NAME)?;
    layout.slot(index, &Slot::Field(field)).or_else(|| layout.find(&crate::Target::Organisation))
}

pub fn read(job: &mut Job, row: &mut Row) {
    let Some((index, kind)) = job.rulebook.kind_named(kinds::ORGANISATION_SET_UP) else { return };
    let Some(name) = name_of(job, row) else { return };
    if let Some(other) = job.directory.named(&name).filter(|known| job.directory.is_closed(known.id)) {
        let column = name_column(job, row.layout).map_or(0, |column| column.index);
        return row.refuse_row(column, Reason::NotYours { organisation: other.name.clone() });
    }
    let mut set_up = cells(job, row, index, kind, |slug| slug != kinds::NAME);
    set_up.insert(kinds::NAME.to_owned(), Value::Text(name.clone()));
    let Some(Value::Options(form)) = set_up.get(kinds::FORM).cloned() else {
        if !row.is_refused() {
            row.refuse_row(0, Reason::MissingField { field: "组织类别".to_owned() });
        }
        return;
    };
    records::note(row, kind, &mut set_up);
    let day = day(job, row, index);
    refuse_gone(job, row, kind);
    if row.is_refused() {
        return;
    }
    let superior = superior(job, row, index, kind, &name, &mut set_up);
    let form = form.first().cloned().unwrap_or_default();
    let since = day.unwrap_or(Day::EARLIEST);
    if day.is_none() {
        set_up.insert(kinds::UNDATED.to_owned(), Value::Flag(true));
        row.note(0, NoteKind::AssumedDay { day: since });
    }
    if form == "group" {
        return group(job, row, superior, name, since, set_up);
    }
    let Some(id) = enter(job, row, &name, form, day, superior) else { return };
    push(row, id, kinds::ORGANISATION_SET_UP, since, set_up);
    unit_facts(job, row, id, since);
    election(job, row, id);
    dissolution(job, row, id, kinds::ORGANISATION_DISSOLVED, BTreeMap::new());
}

/// The superior of an organisation; one that it is itself above is refused.
fn superior(
    job: &Job,
    row: &mut Row,
    index: KindIndex,
    kind: &Kind,
    name: &str,
    set_up: &mut BTreeMap<Name, Value>,
) -> Option<OrganisationId> {
    let Some(Value::Organisation(superior)) = set_up.get(kinds::SUPERIOR).cloned() else { return None };
    let known = job.directory.named(name).map(|known| known.id);
    let Some(reason) = known.and_then(|known| conflict::below_itself(job, known, superior)) else {
        return Some(superior);
    };
    let field = kind.fields.iter().position(|field| field.slug == kinds::SUPERIOR);
    if let Some(column) = field.and_then(|field| row.slot(index, &Slot::Field(field))) {
        row.refuse_cell(column.index, reason);
    }
    set_up.remove(kinds::SUPERIOR);
    None
}

fn name_of(job: &Job, row: &mut Row) -> Option<String> {
    let column = name_column(job, row.layout);
    let name = column.map(|column| row.text(column.index)).unwrap_or_default();
    let index = column.map_or(0, |column| column.index);
    row.take(index);
    if is_nothing(&name) {
        row.refuse_row(index, Reason::MissingField { field: "组织名称".to_owned() });
        return None;
    }
    Some(name)
}

/// The `wanted` fields of one of the four kinds. Only what makes the organisation itself refuses the row.
fn cells(
    job: &Job,
    row: &mut Row,
    kind_index: KindIndex,
    kind: &Kind,
    wanted: impl Fn(&str) -> bool,
) -> BTreeMap<Name, Value> {
    let mut found = BTreeMap::new();
    for (index, field) in kind.fields.iter().enumerate().filter(|(_, field)| wanted(&field.slug)) {
        let Some(column) = row.slot(kind_index, &Slot::Field(index)) else { continue };
        if row.is_empty(column.index) {
            continue;
        }
        row.take(column.index);
        match values::read(job, row.cell(column.index), field, column, row.layout.year) {
            Ok(Some(read)) => {
                found.insert(field.slug.clone(), row.told(column.index, read));
            }
            Ok(None) => {}
            Err(Reason::NoSuchOrganisation { nearest }) => {
                row.refuse_cell(column.index, Reason::NoSuchSuperior { nearest });
            }
            Err(reason) if field.required => row.refuse_row(column.index, reason),
            Err(reason) => row.refuse_cell(column.index, reason),
        }
    }
    found
}

/// The day of setting up; an impossible one refuses the row, because everything else is counted from it.
fn day(job: &Job, row: &mut Row, kind: KindIndex) -> Option<Day> {
    let column = row.slot(kind, &Slot::Occurred)?;
    row.take(column.index);
    if is_nothing(&row.text(column.index)) {
        return None;
    }
    match values::state_day(job, row.cell(column.index), row.layout.year) {
        Ok(read) => Some(row.told(column.index, read)),
        Err(reason) => {
            row.refuse_row(column.index, reason);
            None
        }
    }
}

/// Enters the organisation into the directory; two of one name under different superiors are refused.
fn enter(
    job: &mut Job,
    row: &mut Row,
    name: &str,
    form: String,
    set_up: Option<Day>,
    superior: Option<OrganisationId>,
) -> Option<OrganisationId> {
    let known = job.directory.named(name);
    let id = known.map_or_else(|| identify::organisation_id(job, name), |known| known.id);
    let known = known.cloned();
    if let Some(known) = &known
        && !known.form.is_empty()
        && known.superior.is_some()
        && superior.is_some()
        && known.superior != superior
    {
        let column = name_column(job, row.layout).map_or(0, |column| column.index);
        row.refuse_row(column, Reason::OrganisationTwice);
        return None;
    }
    let mut told = Organisation {
        id,
        name: name.to_owned(),
        former: Vec::new(),
        form,
        set_up,
        superior,
        groups: Vec::new(),
        members: Vec::new(),
        guests: Vec::new(),
        posts: Vec::new(),
    };
    if let Some(Organisation { name: now, former, groups, members, guests, posts, .. }) = known {
        // A list from before a renaming takes nothing of the name that came after.
        if former.contains(&told.name) {
            told.name = now;
        }
        told = Organisation { former, groups, members, guests, posts, ..told };
    }
    job.directory.add(told);
    Some(id)
}

/// A Party group stands in the ledger of its branch.
fn group(
    job: &mut Job,
    row: &mut Row,
    superior: Option<OrganisationId>,
    name: String,
    since: Day,
    mut set_up: BTreeMap<Name, Value>,
) {
    let Some(branch) = superior else {
        return row.refuse_row(0, Reason::MissingField { field: "上级组织".to_owned() });
    };
    set_up.remove(kinds::SUPERIOR);
    if let Some(found) = job.directory.organisation_mut(branch)
        && !found.groups.iter().any(|known| key(known) == key(&name))
    {
        found.groups.push(name.clone());
    }
    push(row, branch, kinds::ORGANISATION_SET_UP, since, set_up);
    let named = BTreeMap::from([(kinds::GROUP.to_owned(), Value::Text(name))]);
    dissolution(job, row, branch, kinds::GROUP_DISSOLVED, named);
}

fn push(row: &mut Row, organisation: OrganisationId, kind: &str, day: Day, values: BTreeMap<Name, Value>) {
    row.drafts.push(Pending {
        organisation,
        kind: kind.to_owned(),
        occurred: Span::day(day),
        assumed: false,
        once: true,
        people: Vec::new(),
        values,
        secrets: Vec::new(),
    });
}

/// Numbers about the unit hold from the day the book speaks of, or from the set-up where it names none.
fn unit_facts(job: &Job, row: &mut Row, id: OrganisationId, since: Day) {
    let Some((index, kind)) = job.rulebook.kind_named(kinds::UNIT_FACTS) else { return };
    let found = cells(job, row, index, kind, |_| true);
    if !found.is_empty() {
        let day = book_day(row.layout).filter(|day| *day >= since && *day <= job.context.today).unwrap_or(since);
        push(row, id, kinds::UNIT_FACTS, day, found);
    }
}

/// `截止时间:2019年12月31日` above the header.
fn book_day(layout: &Layout) -> Option<Day> {
    layout.titles.iter().find_map(|title| {
        let title = narrow(title);
        let (before, after) = title.split_once(':')?;
        let speaks_of_a_day = ["截止", "截至", "日期", "时间"].iter().any(|word| before.contains(word));
        let day = read_day(after, layout.year).ok().filter(|_| speaks_of_a_day)?;
        day.plain().map(ReadDay::first)
    })
}

fn election(job: &Job, row: &mut Row, id: OrganisationId) {
    let Some((index, kind)) = job.rulebook.kind_named(kinds::COMMITTEE_ELECTED) else { return };
    let Some(column) = row.slot(index, &Slot::Occurred) else { return };
    row.take(column.index);
    if is_nothing(&row.text(column.index)) {
        return;
    }
    if let Some(day) = day_once_set_up(job, row, id, column) {
        let found = cells(job, row, index, kind, |_| true);
        push(row, id, kinds::COMMITTEE_ELECTED, day, found);
    }
}

/// The day in a cell beside the set-up, on which the organisation has to stand already.
fn day_once_set_up(job: &Job, row: &mut Row, id: OrganisationId, column: &Column) -> Option<Day> {
    let read = values::state_day(job, row.cell(column.index), row.layout.year);
    match read.and_then(|read| conflict::before_set_up(job, id, read.value).map_or(Ok(read), Err)) {
        Ok(read) => Some(row.told(column.index, read)),
        Err(reason) => {
            row.refuse_cell(column.index, reason);
            None
        }
    }
}

/// The end of an organisation, or of a group of one: the columns are those of an organisation's, whichever it is, and
/// what a group has no field for is nobody's.
fn dissolution(job: &Job, row: &mut Row, id: OrganisationId, ends: &str, named: BTreeMap<Name, Value>) {
    let Some((index, kind)) = job.rulebook.kind_named(kinds::ORGANISATION_DISSOLVED) else { return };
    let Some((_, ends)) = job.rulebook.kind_named(ends) else { return };
    let Some(column) = row.slot(index, &Slot::Occurred) else { return };
    row.take(column.index);
    if is_nothing(&row.text(column.index)) {
        return;
    }
    if let Some(day) = day_once_set_up(job, row, id, column) {
        let mut found = cells(job, row, index, kind, |slug| ends.field(slug).is_some());
        found.extend(named);
        push(row, id, &ends.slug, day, found);
    }
}
