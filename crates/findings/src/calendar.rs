//! Requirements that look at periods or at the roster: count, sum, attested; state and inventory.

use facts::Quantity;
use rulebook::{MetricRange, Status, Who};

use crate::columns::{FactRow, NONE, NOT_STATED, PersonRow};
use crate::evaluator::{Context, Draft, Lack, Matched, Output, Plainly, Slot, Work, link};
use crate::metric::metric;
use crate::owed::Span;
use crate::program::{PartTest, Selected, SelectedKind, TallyPlan};
use crate::standing::One;

/// 次数 and 合计: one walk over the selected rows fills a slot for each subject and period; then the slots are read.
pub(crate) fn tally(context: &Context<'_>, plan: &TallyPlan, work: &mut Work, output: &mut Output) {
    let Some(spans) = spans(context) else { return };
    if context.owed.subjects.is_empty() {
        return;
    }
    gather(context, &plan.selected, spans, work, |row, kind| match plan.weighs {
        true => context.branch.columns.quantities.get(row.quantities as usize + usize::from(kind.quantity)).copied(),
        false => Some(1),
    });
    for_each_owed(context, spans, |index, subject, bit, span| {
        let slot = work.slots.get(index * spans.len() + bit).copied().unwrap_or(Slot::EMPTY);
        let due = span.last.plus_days(plan.grace_days);
        // A period is over at the end of its last day; days of grace are a limit, in time through its last day.
        let over = if plan.grace_days > 0 { due.plus_days(1) } else { due };
        let draft = |status| {
            let changes_on = (status == Status::Open).then_some(over);
            Draft { subject, period: span.period, status, due: Some(due), changes_on }
        };
        if context.undecided(draft(Status::Unknown), context.owed.not_known(bit), output) {
            return;
        }
        let Some(need) = context.dated.needs.get(bit).copied().flatten() else {
            output.write(context, draft(Status::Unknown));
            output.lacks_plainly(Plainly::Parameter);
            return;
        };
        let status = match slot.reached {
            _ if need <= 0 => Status::Met,
            Some(day) if day > due => Status::Late,
            Some(_) => Status::Met,
            None if context.timetable.as_of >= over => Status::Missed,
            None => Status::Open,
        };
        output.write(context, draft(status));
        output.proves_all(context, &work.links, slot.head);
        if matches!(status, Status::Missed | Status::Open) {
            let rest = need - slot.sum;
            output.lacks_plainly(if plan.weighs { Plainly::Quantity(rest) } else { Plainly::Records(rest as u32) });
        }
    });
}

/// 认定: the latest attestation of the period decides.
pub(crate) fn attested(
    context: &Context<'_>,
    selected: &Selected,
    sufficient: u64,
    work: &mut Work,
    output: &mut Output,
) {
    let Some(spans) = spans(context) else { return };
    gather(context, selected, spans, work, |_, _| Some(1));
    for_each_owed(context, spans, |index, subject, bit, span| {
        let draft =
            |status, changes_on| Draft { subject, period: span.period, status, due: Some(span.last), changes_on };
        if context.undecided(draft(Status::Unknown, None), context.owed.not_known(bit), output) {
            return;
        }
        let slot = work.slots.get(index * spans.len() + bit).copied().unwrap_or(Slot::EMPTY);
        let latest = work.links.get(slot.tail as usize).map(|link| link.row);
        let row = latest.and_then(|at| context.row(at));
        let status = match row {
            Some(row) if row.holds & sufficient == sufficient && row.first > span.last => Status::Late,
            Some(row) if row.holds & sufficient == sufficient => Status::Met,
            None if context.timetable.as_of < span.last => Status::Open,
            _ => Status::Missed,
        };
        let changes_on = (status == Status::Open).then_some(span.last);
        output.write(context, draft(status, changes_on));
        if let Some(at) = latest {
            output.proves(context, at);
        }
        if matches!(status, Status::Open | Status::Missed) {
            output.lacks_plainly(Plainly::Attestation);
        }
    });
}

fn spans<'a>(context: &Context<'a>) -> Option<&'a [Span]> {
    let rule = context.program.rulebook.rules.get(context.rule)?;
    Some(context.timetable.spans(rule.calendar?))
}

/// Calls `visit` for every subject and period that is owed, in force and not exempted.
pub(crate) fn for_each_owed(context: &Context<'_>, spans: &[Span], mut visit: impl FnMut(usize, One, usize, &Span)) {
    let people = context.about_people();
    for (index, (subject, owes)) in context.owed.subjects.iter().zip(&context.owed.owes).enumerate() {
        let mask = owes & context.dated.in_force;
        for (bit, span) in spans.iter().enumerate() {
            if mask >> bit & 1 == 1 && !(people && context.exempt(*subject, [span.early, span.late])) {
                visit(index, *subject, bit, span);
            }
        }
    }
}

/// Fills the slots: one for each subject and period, subject-major.
fn gather(
    context: &Context<'_>,
    selected: &Selected,
    spans: &[Span],
    work: &mut Work,
    weight: impl Fn(&FactRow, &SelectedKind) -> Option<i64>,
) {
    let Some(rule) = context.program.rulebook.rules.get(context.rule) else { return };
    let Some(calendar) = rule.calendar else { return };
    let Work { slots, links, matched, .. } = work;
    slots.clear();
    slots.resize(context.owed.subjects.len() * spans.len(), Slot::EMPTY);
    links.clear();
    context.matching_in_year(selected, matched);
    for Matched { row: at, which } in matched.iter().copied() {
        let (Some(row), Some(kind)) = (context.row(at), selected.kinds.get(usize::from(which))) else { continue };
        let Some(bit) = context.timetable.index(calendar, row.counts_first, row.counts_last) else { continue };
        if bit >= spans.len() {
            continue;
        }
        let Some(weight) = weight(row, kind).filter(|weight| *weight != NOT_STATED) else { continue };
        let need = context.dated.needs.get(bit).copied().flatten();
        let mut add = |subject: usize| {
            let index = subject * spans.len() + bit;
            // The same person in two parts of one record is there once; a record that is added up in two of its
            // fields is added twice.
            let new = link(slots, links, index, at);
            if let Some(slot) = slots.get_mut(index).filter(|slot| new || slot.which != which) {
                slot.which = which;
                slot.sum += weight;
                if slot.reached.is_none() && need.is_some_and(|need| slot.sum >= need) {
                    slot.reached = Some(row.first);
                }
            }
        };
        let people = context.branch.columns.people_of(row);
        match rule.subject.who {
            Who::Organisation => add(0),
            Who::Group => {
                if let Some(subject) = group(context, row.group) {
                    add(subject);
                }
            }
            who if is_pair(who) => pairs(context, people, &mut add),
            _ => {
                for person in people.iter().filter(|person| takes_part(person, kind.part)) {
                    if let Some(subject) = context.owed.person(person.person) {
                        add(subject);
                    }
                }
            }
        }
    }
}

fn group(context: &Context<'_>, group: u16) -> Option<usize> {
    if group == NONE {
        return None;
    }
    context.owed.subjects.iter().position(|subject| *subject == One::Group(usize::from(group)))
}

fn is_pair(who: Who) -> bool {
    matches!(
        who,
        Who::SecretaryAndCommittee
            | Who::SecretaryAndMember
            | Who::CommitteePair
            | Who::CommitteeAndContact
            | Who::LeaderAndMember
    )
}

pub(crate) fn takes_part(person: &PersonRow, part: PartTest) -> bool {
    let in_part = match part {
        PartTest::Any => true,
        PartTest::Is(index) => person.part == index,
        PartTest::Never => false,
    };
    in_part && person.presence.counts_as_present()
}

/// Every pair of people who were both there, whichever part they played.
fn pairs(context: &Context<'_>, people: &[PersonRow], add: &mut impl FnMut(usize)) {
    let there = || people.iter().filter(|person| person.presence.counts_as_present());
    for first in there() {
        if context.owed.person(first.person).is_none() {
            continue;
        }
        for second in there().filter(|second| second.person != first.person) {
            if let Some(subject) = context.owed.pair(first.person, second.person) {
                add(subject);
            }
        }
    }
}

/// 状态: every figure in its range on the day of evaluation.
pub(crate) fn state(context: &Context<'_>, ranges: &[MetricRange], output: &mut Output) {
    if context.dated.in_force == 0 {
        return;
    }
    let as_of = context.timetable.as_of;
    for subject in context.owed.subjects.iter().copied() {
        let draft = |status| Draft { subject, period: facts::Period::Standing, status, due: None, changes_on: None };
        if context.exempt(subject, [as_of; 2])
            || context.undecided(draft(Status::Unknown), context.owed.not_known(0), output)
        {
            continue;
        }
        let judged = || ranges.iter().map(|range| judge(context, range, subject));
        let status = judged().map(|(status, _)| status).max_by_key(|status| severity(*status)).unwrap_or(Status::Met);
        output.write(context, draft(status));
        judged().filter_map(|(_, lack)| lack).for_each(|lack| output.lacks_plainly(lack));
    }
}

/// A figure outside its hard range, then one that is not known, then one outside the advised range.
fn severity(status: Status) -> u8 {
    match status {
        Status::Breached => 3,
        Status::Unknown => 2,
        Status::Advice => 1,
        _ => 0,
    }
}

fn judge(context: &Context<'_>, range: &MetricRange, subject: One) -> (Status, Option<Plainly>) {
    let as_of = context.timetable.as_of;
    let Some(found) = metric(&context.branch.roster, range.metric, subject, as_of) else {
        return (Status::Unknown, Some(Plainly::UnknownFigure(range.metric)));
    };
    let number = |number: Option<rulebook::Number>| number.map(|number| context.program.rulebook.number(number, as_of));
    let (least, most) = (number(range.at_least), number(range.at_most));
    let (advised_least, advised_most) = (number(range.advised_at_least), number(range.advised_at_most));
    let outside = |least: Option<Option<Quantity>>, most: Option<Option<Quantity>>| {
        least.flatten().is_some_and(|least| found < least) || most.flatten().is_some_and(|most| found > most)
    };
    let figure = Some(Plainly::Figure(range.metric, found.0));
    match () {
        () if outside(least, most) => (Status::Breached, figure),
        () if [least, most, advised_least, advised_most].contains(&Some(None)) => {
            (Status::Unknown, Some(Plainly::Parameter))
        }
        () if outside(advised_least, advised_most) => (Status::Advice, figure),
        () => (Status::Met, None),
    }
}

/// 齐备: each post is held by somebody.
pub(crate) fn posts(context: &Context<'_>, posts: &[roster::Post], output: &mut Output) {
    if context.dated.in_force == 0 {
        return;
    }
    let (roster, as_of) = (&context.branch.roster, context.timetable.as_of);
    let held = |post: &roster::Post| roster.posts.iter().any(|held| held.post == *post && held.stay.holds(as_of));
    for subject in context.owed.subjects.iter().copied() {
        let draft = |status| Draft { subject, period: facts::Period::Standing, status, due: None, changes_on: None };
        if context.exempt(subject, [as_of; 2])
            || context.undecided(draft(Status::Unknown), context.owed.not_known(0), output)
        {
            continue;
        }
        let status = if posts.iter().all(held) { Status::Met } else { Status::Missed };
        output.write(context, draft(status));
        for (index, _) in posts.iter().enumerate().filter(|(_, post)| !held(post)) {
            output.lacks(Lack::Post(index as u8));
        }
    }
}
