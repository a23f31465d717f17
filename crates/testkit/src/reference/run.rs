//! Runs: absences in a row, and months in a row without a record.
//!
//! - Absences: the records of one day and kind are one occasion, and the best presence of the member in them holds.
//!   Occasions follow by day; those of one day as their first records stand by day and ledger.
//!   Who is in none of them was not expected. An excused absence ends a run and does not count; presence ends it.
//!   Runs stay in one period. Records of absence are the evidence, whether or not there are enough of them.
//!   An occasion of which no part says who was expected, where such a part is asked about, may have been missed.
//! - Empty months: from January of the year before. A month that the member owes and in which nothing is recorded
//!   continues a run. A record for a longer period is one for each of its months. If nothing is recorded for anybody in
//!   the branch, the month is not known: it ends the run that is certain, but continues the one that may be; what
//!   occurred before the month tells nothing of others. Any other month ends both. Runs count for the period in which
//!   they end. Months up to the one until which dues were paid on joining are paid,
//!   and those for which nothing is due. Records that count for the period
//!   are the evidence. What is met changes on the first last day of a later month of the period on which it is not.
//! - Enough in a row (or in all) is a breach; only perhaps enough leaves it undecided; else it is met.

use facts::{Calendar, Day, Fact, FactId, Name, Period, PersonId, Presence, Quantity, Value, kinds};
use findings::{Finding, Missing, Subject};
use rulebook::{Number, Rule, Run, RunOf, Selector, Status};

use super::{World, each, in_force, owing, payment, proven_by, records, unknown};

pub(super) fn run(world: &World<'_>, index: usize, rule: &Rule, run: &Run) -> Vec<Finding> {
    let mut findings = Vec::new();
    let Some(calendar) = rule.calendar else { return findings };
    for period in world.periods(calendar, |_, last| last) {
        let Some(middle) = period.middle() else { continue };
        if !in_force(rule, middle) {
            continue;
        }
        let months = match run.of {
            RunOf::Absences => Vec::new(),
            RunOf::EmptyMonths => months(world, rule, run, period),
        };
        for (subject, mut not_known) in owing::owing(world, rule, &run.selector.kinds, period) {
            let limits = limits(world, run, middle);
            if limits.is_none() && !not_known.contains(&Missing::Parameter) {
                not_known.push(Missing::Parameter);
            }
            let (Some(limits), Subject::Person(person)) = (limits.filter(|_| not_known.is_empty()), &subject) else {
                findings.push(unknown(index, subject, period, None, not_known));
                continue;
            };
            findings.push(match run.of {
                RunOf::Absences => absences(world, index, run, limits, *person, period),
                RunOf::EmptyMonths => {
                    let judge = |by: Day| {
                        let months =
                            months.iter().filter(|(month, _)| month.days().is_some_and(|(_, last)| last <= by));
                        empty_months(world, index, run, limits, *person, period, months)
                    };
                    let found = judge(world.as_of);
                    let mut later = months.iter().filter_map(|(month, _)| month.days()).map(|(_, last)| last);
                    let first = months.iter().find(|(month, _)| lies_in(*month, period));
                    let first = first.and_then(|(month, _)| month.days()).map(|(_, last)| last);
                    let changes = |last: &Day| world.as_of < *last && judge(*last).status != found.status;
                    let changes_on = if found.status == Status::Met {
                        later.find(changes)
                    } else {
                        // A run from before the period: its first month may end it or leave it undecided.
                        first.filter(changes)
                    };
                    Finding { changes_on, ..found }
                }
            });
        }
    }
    findings
}

/// How many in a row, and how many in all, are too many.
type Limits = (Quantity, Option<Quantity>);

fn limits(world: &World<'_>, run: &Run, on: Day) -> Option<Limits> {
    let value = |number: Number| world.rulebook.number(number, on);
    let in_all = match run.in_all {
        None => None,
        Some(number) => Some(value(number)?),
    };
    Some((value(run.in_a_row)?, in_all))
}

fn absences(world: &World<'_>, index: usize, run: &Run, limits: Limits, person: PersonId, period: Period) -> Finding {
    let mut facts = records::selected(world, &run.selector);
    facts.retain(|fact| records::counts_for(world, fact, period));
    let mut occasions: Vec<(Day, &Name)> = Vec::new();
    for fact in &facts {
        let occasion = (records::occasion_day(world, fact), &fact.kind);
        if !occasions.contains(&occasion) {
            occasions.push(occasion);
        }
    }
    occasions.sort_by_key(|(day, _)| *day);

    // An occasion that may have been missed ends the run that is certain and continues the one that may be. Where that
    // leaves it undecided, its records are evidence too.
    let (mut in_a_row, mut longest, mut in_all) = (0, 0, 0);
    let (mut perhaps_in_a_row, mut perhaps_longest, mut not_known) = (0, 0, 0);
    let (mut evidence, mut unlisted) = (Vec::new(), Vec::new());
    for (day, kind) in occasions {
        let of_occasion = |fact: &&Fact| fact.kind == *kind && records::occasion_day(world, fact) == day;
        let sessions: Vec<&Fact> = facts.iter().copied().filter(of_occasion).collect();
        let all: Vec<Presence> = sessions.iter().flat_map(|fact| presences(fact, person, run)).collect();
        match records::best(&all) {
            None if !is_listed(world, run, &sessions)
                && each::expected(world, &run.selector.kinds, day).contains(&person) =>
            {
                in_a_row = 0;
                perhaps_in_a_row += 1;
                not_known += 1;
                unlisted.extend(sessions);
            }
            None => {}
            Some(Presence::Absent) => {
                in_a_row += 1;
                perhaps_in_a_row += 1;
                in_all += 1;
                longest = longest.max(in_a_row);
                evidence.extend(sessions.iter().copied().filter(|fact| !presences(fact, person, run).is_empty()));
            }
            Some(_) => (in_a_row, perhaps_in_a_row) = (0, 0),
        }
        perhaps_longest = perhaps_longest.max(perhaps_in_a_row);
    }
    let too_many =
        |longest: u32, in_all: u32| enough(longest, limits.0) || limits.1.is_some_and(|limit| enough(in_all, limit));
    let (status, missing) = if too_many(longest, in_all) {
        (Status::Breached, Some(Missing::Run { in_a_row: longest, in_all }))
    } else if too_many(perhaps_longest, in_all + not_known) {
        evidence.extend(unlisted);
        (Status::Unknown, Some(Missing::Unlisted(not_known)))
    } else {
        (Status::Met, None)
    };
    evidence.sort_by_key(|fact| world.position(fact.id));
    records::in_order(&mut evidence);
    let subject = Subject::Person(person);
    let found = Finding { missing: missing.into_iter().collect(), ..Finding::bare(index, subject, period, status) };
    proven_by(world, found, &evidence)
}

/// Whether the sessions of an occasion say who was expected, or nobody asks.
fn is_listed(world: &World<'_>, run: &Run, sessions: &[&Fact]) -> bool {
    let attends = |fact: &Fact, part: &str| records::attendance_parts(world, fact).contains(&part);
    sessions.iter().all(|fact| match &run.selector.part {
        None => records::attendance_parts(world, fact).is_empty(),
        Some(part) => !attends(fact, part),
    }) || sessions.iter().any(|fact| fact.people.iter().any(|there| attends(fact, &there.part)))
}

fn presences(fact: &Fact, person: PersonId, run: &Run) -> Vec<Presence> {
    let part = run.selector.part.as_ref();
    let here = fact.people.iter().filter(|there| there.person == person);
    here.filter(|there| part.is_none_or(|part| there.part == *part)).map(|there| there.presence).collect()
}

fn empty_months<'m>(
    world: &World<'_>,
    index: usize,
    run: &Run,
    limits: Limits,
    person: PersonId,
    period: Period,
    months: impl Iterator<Item = &'m (Period, Vec<Subject>)>,
) -> Finding {
    let facts = records::selected(world, &run.selector);
    let subject = Subject::Person(person);
    let mut certain = Streak::default();
    let mut possible = Streak::default();
    let mut longest_certain = Streak::default();
    let mut longest_possible = Streak::default();
    let (mut in_all, mut begun) = (0, false);
    let waived = |month: Period| waived(world, (&run.selector, &run.dues), person, month).map(|fact| fact.id);
    let of_period = every_month(period).into_iter();
    let waivers: Vec<FactId> = of_period.filter_map(waived).collect();
    for (month, owing) in months {
        let month = *month;
        let of_month = facts.iter().filter(|fact| records::covers(world, fact, month));
        let known = of_month.clone().any(|fact| month.days().is_some_and(|(first, _)| first <= end_of_month(fact)));
        let paid = of_month.clone().any(|fact| records::is_of(fact, &subject, run.selector.part.as_deref()))
            || paid_on_joining(world, person, month)
            || waived(month).is_some();
        let owes = owing.contains(&subject);
        if paid || !owes {
            certain = Streak::default();
            possible = Streak::default();
        } else if known {
            certain = certain.with(month);
            possible = possible.with(month);
        } else {
            certain = Streak::default();
            possible = possible.with(month);
            possible.not_known += 1;
        }
        if lies_in(month, period) {
            in_all += u32::from(owes && !paid && known);
            longest_certain = longest_certain.longer(certain);
            longest_possible = longest_possible.longer(possible);
            begun = true;
        }
    }
    // While no month of the period is over, what counts is the run that the last month before it ended with.
    if !begun {
        (longest_certain, longest_possible) = (certain, possible);
    }
    let (status, missing) = if enough(longest_certain.months, limits.0) {
        let first = longest_certain.first.unwrap_or(period);
        (Status::Breached, Some(Missing::EmptyMonths { first, months: longest_certain.months, in_all }))
    } else if enough(longest_possible.months, limits.0) {
        (Status::Unknown, Some(Missing::UnknownMonths(longest_possible.not_known)))
    } else {
        (Status::Met, None)
    };
    let own = |fact: &&Fact| {
        records::counts_for(world, fact, period) && records::is_of(fact, &subject, run.selector.part.as_deref())
    };
    let own = |fact: &Fact| facts.iter().any(|one| one.id == fact.id && own(one));
    let mut evidence: Vec<&Fact> =
        world.ledger.iter().copied().filter(|fact| own(fact) || waivers.contains(&fact.id)).collect();
    records::in_order(&mut evidence);
    let found =
        Finding { missing: missing.into_iter().collect(), ..Finding::bare(index, subject.clone(), period, status) };
    proven_by(world, found, &evidence)
}

/// The days on which months in a row without a record of a member were enough, from January of the year before:
/// those of months that follow one another without a gap together, and whether they go back to that January.
pub(super) fn enough_empty_months(
    world: &World<'_>,
    rule: &Rule,
    (of, dues): (&Selector, &[(Selector, Name)]),
    person: PersonId,
    in_a_row: Quantity,
) -> Vec<(Vec<Day>, bool)> {
    let facts = records::selected(world, of);
    let subject = Subject::Person(person);
    let year = world.as_of.year();
    let months: Vec<Period> = [year - 1, year]
        .into_iter()
        .flat_map(|year| (0..12).map(move |index| Period::Calendar { calendar: Calendar::Month, year, index }))
        .collect();
    // Since when each month is known, since when something is recorded in it, and whether the member owes it.
    let of_month = |month: Period| facts.iter().filter(move |fact| records::covers(world, fact, month));
    let first_day = |facts: &mut dyn Iterator<Item = &&Fact>| facts.map(|fact| fact.occurred.first).min();
    let known_on = |month: Period| {
        let begun = |fact: &&&Fact| month.days().is_some_and(|(first, _)| first <= end_of_month(fact));
        first_day(&mut of_month(month).filter(begun))
    };
    let recorded_on = |month: Period| {
        first_day(&mut of_month(month).filter(|fact| records::is_of(fact, &subject, of.part.as_deref())))
    };
    let owed = |month: Period| {
        owing::owing_month(world, rule, &of.kinds, month).contains(&subject)
            && !paid_on_joining(world, person, month)
            && waived(world, (of, dues), person, month).is_none()
    };
    let told: Vec<(Option<Day>, Option<Day>, bool)> =
        months.iter().map(|month| (known_on(*month), recorded_on(*month), owed(*month))).collect();
    let length = (in_a_row.0.div_euclid(100)).max(1) as usize;
    let enough_on = |end: usize| -> Option<Day> {
        let run = told.get((end + 1).checked_sub(length)?..=end)?;
        let (_, over) = months.get(end)?.days()?;
        let known: Option<Vec<Day>> = run.iter().map(|(known, ..)| *known).collect();
        let day = known?.into_iter().fold(over, Day::max);
        let empty = run.iter().all(|(_, recorded, owed)| *owed && recorded.is_none_or(|recorded| recorded > day));
        (empty && day <= world.as_of).then_some(day)
    };
    let all: Vec<Option<Day>> = (0..months.len()).map(enough_on).collect();
    let mut runs: Vec<(Vec<Day>, bool)> = Vec::new();
    let mut goes_on = false;
    for (end, day) in all.into_iter().enumerate() {
        match (day, runs.last_mut()) {
            (Some(day), Some((days, _))) if goes_on => days.push(day),
            (Some(day), _) => runs.push((vec![day], end + 1 == length)),
            (None, _) => {}
        }
        goes_on = day.is_some();
    }
    runs
}

/// The record by which nothing is due from a member for a month.
fn waived<'a>(
    world: &World<'a>,
    (of, dues): (&Selector, &[(Selector, Name)]),
    person: PersonId,
    month: Period,
) -> Option<&'a Fact> {
    let (fact, field) = payment::due(world, dues, of.part.as_deref()?, person, month)?;
    let due = fact.value(field).and_then(records::hundredths)?;
    (due <= Quantity(0)).then_some(fact)
}

fn end_of_month(fact: &Fact) -> Day {
    Calendar::Month.containing(fact.occurred.first).days().map_or(fact.occurred.first, |(_, last)| last)
}

/// Months in a row, and how many of them are not known.
#[derive(Debug, Clone, Copy, Default)]
struct Streak {
    first: Option<Period>,
    months: u32,
    not_known: u32,
}

impl Streak {
    fn with(self, month: Period) -> Streak {
        Streak { first: self.first.or(Some(month)), months: self.months + 1, ..self }
    }

    fn longer(self, other: Streak) -> Streak {
        if other.months > self.months { other } else { self }
    }
}

/// The months from January of the year before up to the end of the period, also those that are not over, each with
/// those who owe it.
fn months(world: &World<'_>, rule: &Rule, run: &Run, period: Period) -> Vec<(Period, Vec<Subject>)> {
    let Some((first, last)) = period.days() else { return Vec::new() };
    let mut months = Vec::new();
    for year in [first.year() - 1, first.year()] {
        for index in 0..12 {
            let month = Period::Calendar { calendar: Calendar::Month, year, index };
            if month.days().is_some_and(|(_, month_last)| month_last <= last) {
                months.push((month, owing::owing_month(world, rule, &run.selector.kinds, month)));
            }
        }
    }
    months
}

fn every_month(period: Period) -> Vec<Period> {
    let Some((first, last)) = period.days() else { return Vec::new() };
    let months = (0..12).map(|index| Period::Calendar { calendar: Calendar::Month, year: first.year(), index });
    months.filter(|month| month.days().is_some_and(|(begin, end)| first <= begin && end <= last)).collect()
}

fn lies_in(month: Period, period: Period) -> bool {
    let (Some((_, month_last)), Some((first, last))) = (month.days(), period.days()) else { return false };
    first <= month_last && month_last <= last
}

pub(super) fn paid_on_joining(world: &World<'_>, person: PersonId, month: Period) -> bool {
    let Some((_, last)) = month.days() else { return false };
    world.ledger.iter().any(|fact| {
        fact.kind == kinds::MEMBER_JOINED
            && fact.playing(kinds::MEMBER).next() == Some(person)
            && matches!(fact.value(kinds::DUES_PAID_UNTIL),
                Some(Value::Period(paid)) if paid.days().is_some_and(|(_, paid_last)| last <= paid_last))
    })
}

fn enough(found: u32, limit: Quantity) -> bool {
    Quantity::whole(found.into()) >= limit
}
