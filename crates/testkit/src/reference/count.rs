//! Count and sum: so many records, or so much of a quantity, in each calendar period.
//!
//! - Records are taken by day. The one with which enough is reached decides: in time up to the due day, late after it.
//!   The due day is the last of the period, plus the days of grace.
//! - Not reached: a period is over at the end of its last day, so that it is missed from that day on; days of grace are
//!   a limit, in time through its last day.
//! - With days of grace, a record that should name its period and does not may be about the period of its day or the one
//!   before. It counts for neither; a period that lacks what such records could make up is not known.
//! - All records that count are evidence, those beyond what was needed too. The number asked for is that of the
//!   period's middle day.
//! - More records than there may be are a breach as soon as they are there. Where only that is asked, nothing is due, and
//!   no such record is met, as long as the period goes on and after it.
//! - In a sum a condition concerns the kinds that have its field; a record that does not state the quantity is none.

use facts::{Day, Fact, Period, Quantity};
use findings::{Finding, Missing, Subject};
use rulebook::{Count, KindIndex, Length, Number, Rule, Selector, Status, Sum};

use super::{World, in_force, owing, proven_by, records, rolling, unknown};

pub(super) fn count(world: &World<'_>, index: usize, rule: &Rule, count: &Count) -> Vec<Finding> {
    let kinds = &count.selector.kinds;
    let one = |fact: &Fact| records::matches(world, fact, &count.selector).then_some(Quantity::whole(1));
    let asked = Asked {
        at_least: count.at_least,
        at_most: count.at_most,
        grace: count.grace,
        part: count.selector.part.as_deref(),
    };
    reach(world, index, rule, kinds, &asked, one, |rest| {
        // Half a record missing is one record missing.
        Missing::Records(u32::try_from((rest.0 + 99) / 100).unwrap_or(u32::MAX))
    })
}

pub(super) fn sum(world: &World<'_>, index: usize, rule: &Rule, sum: &Sum) -> Vec<Finding> {
    let kinds: Vec<KindIndex> = sum.sources.iter().map(|(kind, _)| *kind).collect();
    let asked = Asked { at_least: sum.at_least, at_most: None, grace: sum.grace, part: sum.part.as_deref() };
    reach(world, index, rule, &kinds, &asked, |fact| amount(world, fact, sum), Missing::Quantity)
}

/// How much a record adds to the sum; none where it adds nothing to it at all.
fn amount(world: &World<'_>, fact: &Fact, sum: &Sum) -> Option<Quantity> {
    let (kind_index, kind) = world.rulebook.kind_named(&fact.kind)?;
    let conditions = Selector {
        kinds: vec![kind_index],
        must: sum.must.iter().filter(|condition| kind.field(&condition.field).is_some()).cloned().collect(),
        except: sum.except.iter().filter(|condition| kind.field(&condition.field).is_some()).cloned().collect(),
        part: None,
    };
    let fields = sum.sources.iter().filter(|(source, _)| *source == kind_index).map(|(_, field)| field);
    let stated: Vec<Quantity> = fields.filter_map(|field| records::hundredths(fact.value(field)?)).collect();
    if stated.is_empty() || !records::matches(world, fact, &conditions) {
        return None;
    }
    Some(Quantity(stated.iter().map(|quantity| quantity.0).sum()))
}

pub(super) struct Asked<'r> {
    pub(super) at_least: Number,
    at_most: Option<Number>,
    grace: Option<Length>,
    pub(super) part: Option<&'r str>,
}

fn reach(
    world: &World<'_>,
    index: usize,
    rule: &Rule,
    kinds: &[KindIndex],
    asked: &Asked<'_>,
    worth: impl Fn(&Fact) -> Option<Quantity>,
    missing: impl Fn(Quantity) -> Missing,
) -> Vec<Finding> {
    let mut findings = Vec::new();
    if let Some(window) = rule.window {
        return rolling::rolling(world, index, rule, kinds, window, asked, worth, missing);
    }
    let Some(calendar) = rule.calendar else { return findings };
    let due = |first: Day, last: Day| match (asked.grace, calendar.containing(first).middle()) {
        (Some(grace), Some(middle)) => world.after(grace, last, middle),
        _ => last,
    };
    for period in world.periods(calendar, due) {
        let (Some((first, last)), Some(middle)) = (period.days(), period.middle()) else { continue };
        if !in_force(rule, middle) {
            continue;
        }
        let due = due(first, last);
        let only_at_most = asked.at_least == Number::Fixed(Quantity(0));
        let shown_due = if only_at_most { None } else { Some(due) };
        for (subject, mut not_known) in owing::owing(world, rule, kinds, period) {
            let at_least = world.rulebook.number(asked.at_least, middle);
            let at_most = asked.at_most.map(|at_most| world.rulebook.number(at_most, middle));
            if (at_least.is_none() || at_most == Some(None)) && !not_known.contains(&Missing::Parameter) {
                not_known.push(Missing::Parameter);
            }
            let Some(at_least) = at_least.filter(|_| not_known.is_empty()) else {
                findings.push(unknown(index, subject, period, shown_due, not_known));
                continue;
            };
            let of_subject = of_subject(world, rule, &subject, asked.part, &worth);
            let sure = |fact: &Fact| asked.grace.is_none() || records::unnamed(world, fact).is_none();
            let counts = |fact: &Fact| sure(fact) && records::counts_for(world, fact, period);
            let next = calendar.containing(last.plus_days(1));
            let perhaps = |fact: &Fact| {
                !sure(fact) && [period, next].iter().any(|period| records::counts_for(world, fact, *period))
            };
            let counted: Vec<_> = of_subject.iter().copied().filter(|(fact, _)| counts(fact)).collect();
            let may_count: Vec<_> = of_subject.into_iter().filter(|(fact, _)| counts(fact) || perhaps(fact)).collect();
            if total(&counted) < at_least && at_least <= total(&may_count) {
                let field = may_count.iter().find_map(|(fact, _)| Some(fact).filter(|fact| perhaps(fact)));
                let field = field.and_then(|fact| records::unnamed(world, fact));
                let missing = field.map(Missing::Field).into_iter().collect();
                let evidence: Vec<&Fact> = may_count.iter().map(|(fact, _)| *fact).collect();
                findings.push(proven_by(world, unknown(index, subject, period, Some(due), missing), &evidence));
                continue;
            }
            let mut found = judge(world, index, subject, period, due, at_least, &counted, &missing);
            found.due = shown_due;
            let too_many = counted.len() as i64 - at_most.flatten().map_or(i64::MAX, |at_most| at_most.0 / 100);
            if too_many > 0 {
                found.status = Status::Breached;
                found.changes_on = None;
                found.missing = vec![Missing::TooMany(too_many as u32)];
            }
            findings.push(found);
        }
    }
    findings
}

pub(super) fn total(counted: &[(&Fact, Quantity)]) -> Quantity {
    Quantity(counted.iter().map(|(_, amount)| amount.0).sum())
}

/// The subject's records, by day, each with what it adds.
pub(super) fn of_subject<'a>(
    world: &World<'a>,
    rule: &Rule,
    subject: &Subject,
    part: Option<&str>,
    worth: &impl Fn(&Fact) -> Option<Quantity>,
) -> Vec<(&'a Fact, Quantity)> {
    let mut found = Vec::new();
    for fact in &world.ledger {
        if let Some(amount) = worth(fact)
            && records::is_of(fact, subject, part)
            && owing::names(world, rule, fact, subject)
        {
            found.push((*fact, amount));
        }
    }
    found.sort_by_key(|(fact, _)| fact.occurred.first);
    found
}

#[expect(clippy::too_many_arguments, reason = "one step of one function, kept apart to be read on its own")]
fn judge(
    world: &World<'_>,
    index: usize,
    subject: Subject,
    period: Period,
    due: Day,
    at_least: Quantity,
    counted: &[(&Fact, Quantity)],
    missing: &impl Fn(Quantity) -> Missing,
) -> Finding {
    let evidence: Vec<&Fact> = counted.iter().map(|(fact, _)| *fact).collect();
    let grace = period.days().is_some_and(|(_, last)| last < due);
    let over = if grace { due.plus_days(1) } else { due };
    let mut total = Quantity(0);
    let mut reached_on = (total >= at_least).then_some(Day::EARLIEST);
    for (fact, amount) in counted {
        total.0 += amount.0;
        if reached_on.is_none() && total >= at_least {
            reached_on = Some(fact.occurred.first);
        }
    }
    let status = match reached_on {
        Some(day) if day <= due => Status::Met,
        Some(_) => Status::Late,
        None if world.as_of < over => Status::Open,
        None => Status::Missed,
    };
    let mut found = Finding { due: Some(due), ..Finding::bare(index, subject, period, status) };
    if reached_on.is_none() {
        found.missing.push(missing(Quantity(at_least.0 - total.0)));
    }
    if status == Status::Open {
        found.changes_on = Some(over);
    }
    proven_by(world, found, &evidence)
}
