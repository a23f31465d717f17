//! Who owes which period (semantics, "Who owes a period"): worked out once per duty and branch.

use facts::{Calendar, Day, Period};
use roster::{Roster, Stay};
use rulebook::{Metric, Rulebook, Who};

use crate::metric::{form, metric};
use crate::program::Duty;
use crate::standing::{One, stand};

/// The periods of the year that have begun by `as_of`.
#[derive(Debug)]
pub(crate) struct Timetable {
    pub as_of: Day,
    pub year_first: Day,
    pub year_last: Day,
    /// By calendar: month, quarter, half-year, year.
    periods: [Vec<Span>; 4],
    /// Month of each day of this year and the one before, from January of that one.
    month_of: Vec<u8>,
    before_first: Day,
    /// The months of both years that are over by `as_of`.
    pub months: Vec<Span>,
}

/// One period as evaluation sees it on `as_of`.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Span {
    pub period: Period,
    pub first: Day,
    pub last: Day,
    pub middle: Day,
    /// The two days on which a subject has to stand: the middle and the last day, or `as_of` where that is earlier.
    pub early: Day,
    pub late: Day,
}

impl Timetable {
    pub fn new(as_of: Day) -> Timetable {
        let year = as_of.year();
        let year_first = Day::from_ymd(year, 1, 1).unwrap_or(as_of);
        let year_last = Day::from_ymd(year, 12, 31).unwrap_or(as_of);
        let spans = |calendar: Calendar| {
            (0..calendar.per_year())
                .filter_map(|index| span(Period::Calendar { calendar, year, index: index as u8 }, as_of))
                .filter(|span| span.first <= as_of)
                .collect()
        };
        let before_first = Day::from_ymd(year - 1, 1, 1).unwrap_or(year_first);
        let month_of = (0..=year_last.days_since(before_first)).map(|day| {
            let day = before_first.plus_days(day);
            (day.month() - 1) as u8 + if day < year_first { 0 } else { 12 }
        });
        let months = (0..24).filter_map(|month| {
            let period =
                Period::Calendar { calendar: Calendar::Month, year: year - 1 + month / 12, index: (month % 12) as u8 };
            span(period, as_of)
        });
        Timetable {
            as_of,
            year_first,
            year_last,
            periods: [Calendar::Month, Calendar::Quarter, Calendar::HalfYear, Calendar::Year].map(spans),
            month_of: month_of.collect(),
            before_first,
            months: months.filter(|span| span.last <= as_of).collect(),
        }
    }

    pub fn spans(&self, calendar: Calendar) -> &[Span] {
        let index = match calendar {
            Calendar::Month => 0,
            Calendar::Quarter => 1,
            Calendar::HalfYear => 2,
            Calendar::Year => 3,
        };
        self.periods.get(index).map_or(&[], Vec::as_slice)
    }

    /// The month that holds both days, from 0 for January of the year before.
    pub fn month(&self, first: Day, last: Day) -> Option<usize> {
        let month = |day: Day| {
            let index = usize::try_from(day.days_since(self.before_first)).ok()?;
            self.month_of.get(index).map(|month| usize::from(*month))
        };
        let found = month(first)?;
        (first == last || month(last)? == found).then_some(found)
    }

    /// Which of the year's periods holds both days.
    pub fn index(&self, calendar: Calendar, first: Day, last: Day) -> Option<usize> {
        let of = |day| self.month(day, day)?.checked_sub(12).map(|month| month / calendar.months() as usize);
        let found = of(first)?;
        (first == last || of(last)? == found).then_some(found)
    }
}

fn span(period: Period, as_of: Day) -> Option<Span> {
    let (first, last) = period.days()?;
    let middle = period.middle()?;
    Some(Span { period, first, last, middle, early: middle.min(as_of), late: last.min(as_of) })
}

/// The subjects of one duty in one branch, and which periods each of them owes.
#[derive(Debug, Default)]
pub(crate) struct Owed {
    pub subjects: Vec<One>,
    /// One bit a period (bit 0 for duties without one).
    pub owes: Vec<u16>,
    /// What could not be decided about the conditions: the periods, and the figure or parameter that was missing.
    unknown: Vec<(u16, NotKnown)>,
    /// Member to subject; for pairs, the row of the one who leads it.
    pub position: Vec<u16>,
    /// For pairs: leading row × member to subject.
    pub matrix: Vec<u16>,
    stays: Vec<(One, Stay)>,
}

/// No subject.
pub(crate) const NOBODY: u16 = u16::MAX;

impl Owed {
    /// Works out a duty for a branch, in the memory it already has.
    pub fn work_out(&mut self, rulebook: &Rulebook, roster: &Roster, duty: &Duty<'_>, timetable: &Timetable) {
        self.subjects.clear();
        self.owes.clear();
        self.unknown.clear();
        stand(roster, duty.subject.who, timetable.as_of, &mut self.stays);
        let standing = [standing_span(timetable.as_of)];
        let spans = match duty.calendar {
            Some(calendar) => timetable.spans(calendar),
            None => &standing,
        };
        let applies = self.applicable(rulebook, roster, duty, spans);
        if applies == 0 {
            self.index(roster);
            return;
        }
        for (subject, stay) in &self.stays {
            let mut mask = 0;
            for (bit, span) in spans.iter().enumerate() {
                mask |= u16::from(stay.covers(span.early, span.late)) << bit;
            }
            mask &= applies;
            if mask == 0 {
                continue;
            }
            match (self.subjects.last(), self.owes.last_mut()) {
                (Some(last), Some(owes)) if last == subject => *owes |= mask,
                _ => {
                    self.subjects.push(*subject);
                    self.owes.push(mask);
                }
            }
        }
        self.index(roster);
    }

    /// The periods in which the organisation is of the right form and meets the conditions, or may do so.
    fn applicable(&mut self, rulebook: &Rulebook, roster: &Roster, duty: &Duty<'_>, spans: &[Span]) -> u16 {
        let mut applies = 0;
        for (bit, span) in spans.iter().enumerate() {
            let right_form = |day| roster.form_on(day).is_some_and(|found| duty.subject.forms.contains(&form(found)));
            if !right_form(span.early) || !right_form(span.late) {
                continue;
            }
            let before = self.unknown.len();
            let mut note = |not_known| self.unknown.push((1 << bit, not_known));
            if conditions(rulebook, roster, duty, [span.early, span.late], span.middle, &mut note) {
                applies |= 1 << bit;
            } else {
                self.unknown.truncate(before);
            }
        }
        applies
    }

    /// Tables from people to subjects, so that a row finds its subject in one step.
    fn index(&mut self, roster: &Roster) {
        let members = roster.members.len();
        self.position.clear();
        self.position.resize(members, NOBODY);
        self.matrix.clear();
        let mut rows: u16 = 0;
        for (at, subject) in self.subjects.iter().enumerate() {
            match *subject {
                One::Person(member) => {
                    if let Some(position) = self.position.get_mut(member) {
                        *position = at as u16;
                    }
                }
                One::Pair(first, second) => {
                    let Some(row) = self.position.get_mut(first) else { continue };
                    if *row == NOBODY {
                        *row = rows;
                        rows += 1;
                        self.matrix.resize(usize::from(rows) * members, NOBODY);
                    }
                    if let Some(cell) = self.matrix.get_mut(usize::from(*row) * members + second) {
                        *cell = at as u16;
                    }
                }
                _ => {}
            }
        }
    }

    /// The stays of a subject, conditions aside.
    pub fn stays_of(&self, subject: One) -> &[(One, Stay)] {
        // A subject's stays stand side by side.
        let from = self.stays.iter().position(|(one, _)| *one == subject).unwrap_or(self.stays.len());
        let own = self.stays.get(from..).unwrap_or_default();
        own.get(..own.iter().take_while(|(one, _)| *one == subject).count()).unwrap_or_default()
    }

    /// What could not be decided about one period.
    pub fn not_known(&self, bit: usize) -> impl Iterator<Item = NotKnown> {
        self.unknown.iter().filter(move |(periods, _)| periods >> bit & 1 == 1).map(|(_, not_known)| *not_known)
    }

    pub fn person(&self, member: u16) -> Option<usize> {
        self.position.get(usize::from(member)).filter(|at| **at != NOBODY).map(|at| usize::from(*at))
    }

    pub fn pair(&self, first: u16, second: u16) -> Option<usize> {
        let row = self.person(first)?;
        let cell = row * self.position.len() + usize::from(second);
        if usize::from(second) >= self.position.len() {
            return None;
        }
        self.matrix.get(cell).filter(|at| **at != NOBODY).map(|at| usize::from(*at))
    }
}

/// A requirement without a period looks at one day.
fn standing_span(as_of: Day) -> Span {
    Span { period: Period::Standing, first: as_of, last: as_of, middle: as_of, early: as_of, late: as_of }
}

/// Why a condition cannot be decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum NotKnown {
    Figure(Metric),
    Parameter,
}

/// Whether all of a duty's conditions hold, or may hold, on both days, its numbers as of `dated`.
/// A condition that fails decides, whatever else is not known; each thing not known is noted once.
pub(crate) fn conditions(
    rulebook: &Rulebook,
    roster: &Roster,
    duty: &Duty<'_>,
    days: [Day; 2],
    dated: Day,
    note: &mut impl FnMut(NotKnown),
) -> bool {
    for condition in &duty.subject.conditions {
        let bound = |number: Option<rulebook::Number>| number.map(|number| rulebook.number(number, dated));
        let (least, most) = (bound(condition.at_least), bound(condition.at_most));
        let [early, late] = days.map(|day| metric(roster, condition.metric, One::Organisation, day));
        for found in [early, late].into_iter().flatten() {
            if least.flatten().is_some_and(|least| found < least) || most.flatten().is_some_and(|most| found > most) {
                return false;
            }
        }
        if early.is_none() || late.is_none() {
            note(NotKnown::Figure(condition.metric));
        }
        if (early.is_some() || late.is_some()) && (least == Some(None) || most == Some(None)) {
            note(NotKnown::Parameter);
        }
    }
    true
}

/// Whether the subjects are people or pairs of them, who can be exempted.
pub(crate) fn of_people(who: Who) -> bool {
    !matches!(who, Who::Organisation | Who::Group)
}
