//! A program on a day: which periods each rule asks about, and what its dates and parameters make of each.
//!
//! The year of the day is what is evaluated: its own periods, and those of the year before whose limit ends in it, so
//! that a report on the second half of a year, due in January, is not open on one day and forgotten on the next.

use facts::{Calendar, Day, Period};
use rulebook::{Bound, Force, Number, Requirement, Rule, Rulebook, Trigger, Within};

use crate::program::{Plan, Program, TallyPlan, items_on};

/// A rulebook's program on the day of evaluation; branches and evaluators are made for it.
#[derive(Debug)]
pub struct DatedProgram<'p> {
    pub(crate) program: &'p Program<'p>,
    pub(crate) timetable: Timetable,
    pub(crate) rules: Vec<DatedRule>,
    /// By duty: the periods that any of its rules asks about, one bit each.
    pub(crate) asked: Vec<u32>,
}

/// What one rule asks for on the day, with the little that nearly every evaluation reads of the rule itself: rules are
/// large, and each part of one that is read has to be fetched for every branch anew.
#[derive(Debug, Default)]
pub(crate) struct DatedRule {
    /// It did not give way to another one before it began.
    pub has_a_say: bool,
    /// What it finds may be no more than advice.
    pub may_soften: bool,
    /// Days after which it calls a record late.
    pub late_after: u16,
    pub calendar: Option<Calendar>,
    /// For rules without a calendar: this version of the rule is the one in force on the day.
    pub in_force: bool,
    /// In order; empty for rules without a calendar.
    pub periods: Vec<DatedPeriod>,
    /// A record that should name its period and does not may be about the one before the period of its day.
    pub needs_names: bool,
    /// The items of a list that are asked for, one bit each.
    pub items: u64,
    /// By the period's bit: its place in `periods`, [`NO_PERIOD`] where the rule does not ask about it.
    pub place: [u8; MONTHS],
}

/// One period that a rule asks about.
#[derive(Debug, Clone, Copy)]
pub(crate) struct DatedPeriod {
    /// Counted from the first period of the year before.
    pub bit: u8,
    pub span: Span,
    /// What has to be reached; none where a parameter has no value.
    pub need: Option<i64>,
    /// What must not be passed.
    pub most: i64,
    /// The last day in time.
    pub due: Day,
    /// The first day on which what is not reached is missed.
    pub over: Day,
    /// The months of the period, one bit each.
    pub months: u32,
}

/// One period as evaluation sees it on its day.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Span {
    pub period: Period,
    pub first: Day,
    pub last: Day,
    pub middle: Day,
    /// The two days on which a subject has to stand: the middle and the last day, or the day of evaluation where that
    /// is earlier.
    pub early: Day,
    pub late: Day,
}

/// The months of the evaluated year and of the one before it.
pub(crate) const MONTHS: usize = 24;

/// A record that counts for no period of the two years, or a period that a rule does not ask about.
pub(crate) const NO_PERIOD: u8 = u8::MAX;

/// The place of a record that should name its period and does not, where that matters.
pub(crate) const UNNAMED: u8 = u8::MAX - 1;

/// The periods that a record counts for: one byte a calendar with the period's bit, [`NO_PERIOD`] where it counts for none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct CountsFor(u32);

impl CountsFor {
    pub const NOTHING: CountsFor = CountsFor(u32::from_le_bytes([NO_PERIOD; 4]));

    #[inline]
    pub fn bit(self, calendar: Calendar) -> u8 {
        (self.0 >> (8 * place_of(calendar))) as u8
    }

    /// The months of the shortest period that it counts for, one bit each.
    #[inline]
    pub fn months(self) -> u32 {
        // The shortest comes first, and nearly always ends the loop.
        for calendar in CALENDARS {
            let (months, bit) = (calendar.months(), self.bit(calendar));
            if bit != NO_PERIOD {
                return ((1u32 << months) - 1).unbounded_shl(months * u32::from(bit));
            }
        }
        0
    }
}

/// The calendar of the day's year and the year before.
#[derive(Debug)]
pub(crate) struct Timetable {
    pub as_of: Day,
    pub year_first: Day,
    pub year_last: Day,
    /// By calendar, from the first period of the year before to the last that has begun.
    periods: [Vec<Span>; 4],
    /// All months of the two years, also those to come, each with its own middle and last day.
    pub months: Vec<Span>,
    /// The month of each day of the two years.
    month_of: Vec<u8>,
    pub before_first: Day,
    /// One bit for each month that is over.
    pub months_over: u32,
}

impl<'p> DatedProgram<'p> {
    pub(crate) fn new(program: &'p Program<'p>, as_of: Day) -> DatedProgram<'p> {
        let timetable = Timetable::new(as_of);
        let rules = program.rulebook.rules.iter().zip(&program.rules).enumerate();
        let rules = rules.map(|(index, (rule, plan))| DatedRule {
            has_a_say: rule.from <= rule.until,
            may_soften: plan.force == Force::May || rule.origin.enforced.is_some(),
            late_after: rule.late_after_days,
            calendar: rule.calendar,
            ..dated_rule(program, index, &timetable).unwrap_or_default()
        });
        let rules: Vec<DatedRule> = rules.collect();
        let mut asked = vec![0; program.duties.len()];
        for (plan, rule) in program.rules.iter().zip(&rules) {
            if let Some(asked) = asked.get_mut(plan.duty) {
                *asked |= rule.periods.iter().fold(u32::from(rule.in_force), |bits, period| bits | 1 << period.bit);
            }
        }
        DatedProgram { program, timetable, rules, asked }
    }
}

fn dated_rule(program: &Program<'_>, index: usize, timetable: &Timetable) -> Option<DatedRule> {
    let (plan, rule) = (program.rules.get(index)?, program.rulebook.rules.get(index)?);
    let mut dated = DatedRule { place: [NO_PERIOD; MONTHS], ..DatedRule::default() };
    dated.items = items_on(&rule.requirement, timetable.as_of);
    let Some(calendar) = rule.calendar else {
        // A version that ended within the year is still asked about the windows that it had in it.
        let until = if rule.window.is_some() { timetable.year_first } else { timetable.as_of };
        dated.in_force = rule.from <= timetable.as_of && until <= rule.until;
        return Some(dated);
    };
    dated.needs_names = rule.requirement.grace().is_some();
    for (bit, span) in timetable.spans(calendar).iter().enumerate() {
        let (due, over) = due(program.rulebook, rule, span)?;
        let in_force = rule.from <= span.middle && span.middle <= rule.until;
        if !in_force || !timetable.is_of_the_year(span.first, due) {
            continue;
        }
        if let Some(place) = dated.place.get_mut(bit) {
            *place = dated.periods.len() as u8;
        }
        let most = most(program, &plan.plan, span.middle);
        let need = need(program, &plan.plan, span.middle).filter(|_| most.is_some());
        dated.periods.push(DatedPeriod {
            bit: bit as u8,
            span: *span,
            need,
            most: most.unwrap_or(i64::MAX),
            due,
            over,
            months: timetable.months_of(span),
        });
    }
    Some(dated)
}

/// The last day in time, and the first day on which it is too late, limits being those of the middle day.
/// A checked rulebook has all of them.
fn due(rulebook: &Rulebook, rule: &Rule, span: &Span) -> Option<(Day, Day)> {
    if let Requirement::Within(Within { trigger: Trigger::PeriodStart { .. }, bound: Bound::After(limit), .. }) =
        &rule.requirement
    {
        let due = rulebook.length(*limit, span.middle)?.after(span.first);
        return Some((due, due.plus_days(1)));
    }
    // What becomes too long in a period does so on its last day at the latest.
    if let Requirement::Within(Within { trigger: Trigger::EmptyMonths(..), bound: Bound::After(limit), .. }) =
        &rule.requirement
    {
        let due = rulebook.length(*limit, span.middle)?.after(span.last);
        return Some((due, due.plus_days(1)));
    }
    // A period is over at the end of its last day; what is graced is a limit, in time through its last day.
    Some(match rule.requirement.grace() {
        Some(grace) => {
            let due = rulebook.length(grace, span.middle)?.after(span.last);
            (due, due.plus_days(1))
        }
        None => (span.last, span.last),
    })
}

fn need(program: &Program<'_>, plan: &Plan<'_>, day: Day) -> Option<i64> {
    match plan {
        Plan::Tally(tally) => needed(program, tally.need, tally.unit(), day),
        Plan::Run { in_a_row, .. } => needed(program, *in_a_row, 100, day),
        _ => None,
    }
}

/// A count needs whole records, its numbers are kept in hundredths; a part of a record is a whole one more.
pub(crate) fn needed(program: &Program<'_>, number: Number, unit: i64, day: Day) -> Option<i64> {
    let value = program.rulebook.number(number, day)?.0;
    Some(value.div_euclid(unit) + i64::from(value.rem_euclid(unit) > 0))
}

/// The most that there may be; none where a parameter has no value.
fn most(program: &Program<'_>, plan: &Plan<'_>, day: Day) -> Option<i64> {
    match plan {
        Plan::Tally(TallyPlan { most: Some(most), .. }) => {
            program.rulebook.number(*most, day).map(|most| most.0.div_euclid(100))
        }
        _ => Some(i64::MAX),
    }
}

impl Timetable {
    fn new(as_of: Day) -> Timetable {
        let year = as_of.year();
        let year_first = Day::from_ymd(year, 1, 1).unwrap_or(as_of);
        let year_last = Day::from_ymd(year, 12, 31).unwrap_or(as_of);
        let before_first = Day::from_ymd(year - 1, 1, 1).unwrap_or(year_first);
        let month_of = (0..=year_last.days_since(before_first)).map(|day| {
            let day = before_first.plus_days(day);
            (day.month() - 1) as u8 + if day < year_first { 0 } else { 12 }
        });
        let spans = |calendar: Calendar| -> Vec<Span> {
            let of_year = |year| spans_of(calendar, year, as_of);
            of_year(year - 1).chain(of_year(year)).filter(|span| span.first <= as_of).collect()
        };
        let months: Vec<Span> =
            [year - 1, year].into_iter().flat_map(|year| spans_of(Calendar::Month, year, year_last)).collect();
        Timetable {
            as_of,
            year_first,
            year_last,
            periods: CALENDARS.map(spans),
            months_over: months_where(&months, |month| month.last <= as_of),
            months,
            month_of: month_of.collect(),
            before_first,
        }
    }

    /// Periods and events are looked at in the year in which they begin and in the one in which their limit ends.
    pub fn is_of_the_year(&self, begins: Day, due: Day) -> bool {
        let year = self.year_first..=self.year_last;
        year.contains(&begins) || year.contains(&due)
    }

    /// The periods of both years that have begun.
    pub fn spans(&self, calendar: Calendar) -> &[Span] {
        self.periods.get(place_of(calendar)).map_or(&[], Vec::as_slice)
    }

    /// One bit for each month that lies in a period.
    fn months_of(&self, period: &Span) -> u32 {
        months_where(&self.months, |month| period.first <= month.first && month.last <= period.last)
    }

    /// One bit for each month that has begun by a day.
    pub fn months_until(&self, day: Day) -> u32 {
        self.month_of(day).map_or(0, |month| u32::MAX >> (31 - u32::from(month)))
    }

    /// One bit for each month that is not over before a day.
    pub fn months_from(&self, day: Day) -> u32 {
        let before = if day < self.before_first { Some(0) } else { self.month_of(day) };
        before.map_or(0, |before| u32::MAX << before)
    }

    fn month_of(&self, day: Day) -> Option<u8> {
        let index = usize::try_from(day.days_since(self.before_first)).ok()?;
        self.month_of.get(index).copied()
    }

    /// The periods that hold both days.
    pub fn counts_for(&self, first: Day, last: Day) -> CountsFor {
        let (Some(first), Some(last)) = (self.month_of(first), self.month_of(last)) else {
            return CountsFor::NOTHING;
        };
        CountsFor(u32::from_le_bytes(CALENDARS.map(|calendar| {
            let of = |month: u8| month / calendar.months() as u8;
            if of(first) == of(last) { of(first) } else { NO_PERIOD }
        })))
    }
}

const CALENDARS: [Calendar; 4] = [Calendar::Month, Calendar::Quarter, Calendar::HalfYear, Calendar::Year];

/// Where a calendar stands in what is kept by calendar.
fn place_of(calendar: Calendar) -> usize {
    match calendar {
        Calendar::Month => 0,
        Calendar::Quarter => 1,
        Calendar::HalfYear => 2,
        Calendar::Year => 3,
    }
}

/// One bit for each of the months of which something holds.
pub(crate) fn months_where(months: &[Span], holds: impl Fn(&Span) -> bool) -> u32 {
    months.iter().enumerate().fold(0, |bits, (bit, month)| bits | u32::from(holds(month)) << bit)
}

fn spans_of(calendar: Calendar, year: i32, as_of: Day) -> impl Iterator<Item = Span> {
    let periods = (0..calendar.per_year()).map(move |index| Period::Calendar { calendar, year, index: index as u8 });
    periods.filter_map(move |period| span(period, as_of))
}

fn span(period: Period, as_of: Day) -> Option<Span> {
    let (first, last) = period.days()?;
    let middle = period.middle()?;
    Some(Span { period, first, last, middle, early: middle.min(as_of), late: last.min(as_of) })
}
