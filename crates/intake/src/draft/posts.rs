//! A row of a branch with its committee in it: a column a post, and in each cell who holds it.

use std::collections::BTreeMap;

use facts::{OrganisationId, Participation, Presence, Value, kinds};
use rulebook::{Kind, KindIndex};

use super::row::{Pending, Row};
use super::{Job, conflict, learn, people, records, values};
use crate::reading::{is_nothing, key};
use crate::recognise::{Layout, Slot, Target};
use crate::refusal::Reason;

const HOLDER: &str = "holder";
/// What stands in place of a name where nobody holds the post.
const VACANT: &[&str] = &["空缺", "暂缺", "缺", "待选", "待补选", "未设", "不设"];

pub fn are_across(layout: &Layout) -> bool {
    layout.columns.iter().any(|column| matches!(column.target, Target::Post(_)))
}

/// Why no row can be read: nobody holds a post since always, and a post without its day counts for no year.
pub fn lack_day(layout: &Layout, kind: KindIndex) -> Option<Reason> {
    layout.slot(kind, &Slot::Occurred).is_none().then_some(Reason::PostsWithoutDay)
}

pub fn read(job: &mut Job, row: &mut Row, organisation: OrganisationId, index: KindIndex) {
    let Some(kind) = job.rulebook.kind(index) else { return };
    let column = row.slot(index, &Slot::Occurred);
    if column.is_none_or(|column| is_nothing(&row.text(column.index))) {
        return row.refuse_missing(column, Reason::MissingDate);
    }
    let Some((span, _)) = records::occurred(job, row, organisation, index, kind, &mut BTreeMap::new()) else { return };
    let setting = people::Setting::of(organisation, kind, Some(span));
    let layout = row.layout;
    let mut held: Vec<(Participation, String)> = Vec::new();
    for column in &layout.columns {
        let Target::Post(post) = &column.target else { continue };
        if row.is_empty(column.index) {
            continue;
        }
        row.take(column.index);
        match holders(job, row, &setting, column.index) {
            Ok(people) => held.extend(people.into_iter().map(|one| (one, post.clone()))),
            Err(reason) => row.refuse_cell(column.index, reason),
        }
    }
    let people: Vec<Participation> = held.iter().map(|(one, _)| one.clone()).collect();
    conflict::refuse_days(job, row, organisation, (index, kind), &people, (span, false));
    if row.is_refused() {
        return;
    }
    for (one, post) in held {
        push(job, row, kind, Pending { people: vec![one], ..pending(organisation, kind, span) }, post);
    }
    remark(row, kind);
}

/// Those who stand in a cell; all of them are known, or nothing of it is taken.
fn holders(job: &Job, row: &mut Row, setting: &people::Setting, column: usize) -> Result<Vec<Participation>, Reason> {
    let text = row.text(column);
    values::sound(row.cell(column))?;
    if is_nothing(&text) || VACANT.contains(&key(&text).as_str()) {
        return Ok(Vec::new());
    }
    let mut found = Vec::new();
    for one in people::listed(job, setting.organisation, &text) {
        if let Some(reason) = people::somebody_else(&one) {
            return Err(reason);
        }
        let person = people::find(job, setting, &one, &people::Hints::default())?;
        let remark = one.remark.filter(|remark| !people::names_a_role(remark));
        row.remarks.extend(remark.map(|remark| (column, remark)));
        found.push(Participation { person, part: HOLDER.to_owned(), presence: Presence::Present, reason: None });
    }
    Ok(found)
}

fn pending(organisation: OrganisationId, kind: &Kind, occurred: facts::Span) -> Pending {
    Pending {
        organisation,
        kind: kind.slug.clone(),
        occurred,
        assumed: false,
        once: false,
        people: Vec::new(),
        values: BTreeMap::new(),
        secrets: Vec::new(),
    }
}

fn push(job: &mut Job, row: &mut Row, kind: &Kind, mut taken: Pending, post: String) {
    taken.values.insert(kinds::POST.to_owned(), Value::Options(vec![post]));
    learn::learn(job, kind, taken.organisation, &taken.people, taken.occurred, &taken.values);
    row.drafts.push(taken);
}

/// A remark of one holder alone is about the post; of several nothing says whose it is.
fn remark(row: &mut Row, kind: &Kind) {
    let mut said = BTreeMap::new();
    if row.drafts.len() == 1 {
        records::note(row, kind, &mut said);
    }
    row.drafts.iter_mut().for_each(|draft| draft.values.extend(said.clone()));
}
