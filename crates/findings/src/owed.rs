//! Who owes which period (semantics, "Who owes a period"): worked out once per duty and branch.

use facts::{Day, Period};
use roster::{Roster, Stay};
use rulebook::{Metric, Rulebook};

use crate::columns::Columns;
use crate::dated::{DatedProgram, Span, Timetable, months_where};
use crate::metric::metric;
use crate::program::{Duty, form_bit};
use crate::standing::{One, registered, stand};

/// The subjects of one duty in one branch, and which periods each of them owes.
#[derive(Debug, Default)]
pub(crate) struct Owed {
    pub subjects: Vec<One>,
    /// One bit a period (bit 0 for duties without one).
    pub owes: Vec<u32>,
    /// One bit a month of the two years, also of those to come, the duty's conditions aside: by subject, where the duty
    /// asks for empty months.
    pub months: Vec<u32>,
    /// Since when and until when each stands: by subject, where the duty asks about windows.
    pub stays: Vec<Vec<Stay>>,
    /// What could not be decided about the conditions: the periods, and the figure or parameter that was missing.
    unknown: Vec<(u32, NotKnown)>,
}

impl Owed {
    /// Works out a duty for a branch. `asked` has a bit for each period that matters.
    pub fn new(
        dated: &DatedProgram<'_>,
        (roster, columns): (&Roster, &Columns),
        duty: &Duty<'_>,
        asked: u32,
        stays: &mut Vec<(One, Stay)>,
    ) -> Owed {
        let timetable = &dated.timetable;
        let mut owed = Owed::default();
        let standing = [standing_span(timetable.as_of)];
        let spans = match duty.calendar {
            Some(calendar) => timetable.spans(calendar),
            None => &standing,
        };
        let applies = owed.applicable(dated.program.rulebook, roster, duty, spans, asked);
        if applies == 0 {
            return owed;
        }
        let months = if duty.empty_months { months_of_right_form(roster, duty, timetable) } else { 0 };
        match &duty.register {
            Some(register) => registered(columns, register, stays),
            None => stand(roster, duty.subject.who, timetable.as_of, stays),
        }
        // A subject's stays stand side by side.
        for stays in stays.chunk_by(|(one, _), (other, _)| one == other) {
            let Some((subject, _)) = stays.first() else { continue };
            let owes = covered(stays, spans, applies);
            if owes != 0 {
                owed.subjects.push(*subject);
                owed.owes.push(owes);
                if duty.empty_months {
                    owed.months.push(covered(stays, &timetable.months, months));
                }
                if duty.windows {
                    owed.stays.push(stays.iter().map(|(_, stay)| *stay).collect());
                }
            }
        }
        owed
    }

    /// The periods in which the organisation is of the right form and meets the conditions, or may do so.
    fn applicable(&mut self, rulebook: &Rulebook, roster: &Roster, duty: &Duty<'_>, spans: &[Span], asked: u32) -> u32 {
        let mut applies = 0;
        for (bit, span) in spans.iter().enumerate().filter(|(bit, _)| asked >> bit & 1 == 1) {
            if !right_form_through(roster, duty, span) {
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

    /// Whether anything about the conditions could not be decided.
    pub fn decided(&self) -> bool {
        self.unknown.is_empty()
    }

    /// What could not be decided about one period.
    pub fn not_known(&self, bit: u8) -> impl Iterator<Item = NotKnown> {
        self.unknown.iter().filter(move |(periods, _)| periods >> bit & 1 == 1).map(|(_, not_known)| *not_known)
    }
}

/// Which of the `wanted` periods any of the stays covers on both days that decide.
fn covered(stays: &[(One, Stay)], spans: &[Span], wanted: u32) -> u32 {
    let covers = |span: &Span| stays.iter().any(|(_, stay)| stay.covers(span.early, span.late));
    let asked = spans.iter().enumerate().filter(|(bit, _)| wanted >> bit & 1 == 1);
    asked.fold(0, |bits, (bit, span)| bits | u32::from(covers(span)) << bit)
}

/// One bit for each month in which the organisation was of the right form, or will be if it stays as it is.
fn months_of_right_form(roster: &Roster, duty: &Duty<'_>, timetable: &Timetable) -> u32 {
    months_where(&timetable.months, |month| right_form_through(roster, duty, month))
}

/// Whether the organisation stands from the one day that decides to the other, on both in one of a duty's forms.
fn right_form_through(roster: &Roster, duty: &Duty<'_>, span: &Span) -> bool {
    right_form(roster, duty, span.early)
        && right_form(roster, duty, span.late)
        && roster.stands_through(span.early, span.late)
}

/// Whether the organisation stands on a day in one of the forms that a duty is for.
pub(crate) fn right_form(roster: &Roster, duty: &Duty<'_>, day: Day) -> bool {
    roster.form_on(day).is_some_and(|found| duty.forms & form_bit(crate::metric::form_in_rules(found)) != 0)
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

/// The days on which any figure of the roster can change, in order, as far as the organisation stands.
pub(crate) fn turning_days(dated: &DatedProgram<'_>, roster: &Roster) -> Vec<Day> {
    let as_of = dated.timetable.as_of;
    let mut days: Vec<Day> = roster.stands.iter().map(|stay| stay.from).filter(|day| *day <= as_of).collect();
    let Some(first) = days.first().copied() else { return Vec::new() };
    // Most of what a roster knows has stood from the beginning and still does: only what lies between is sorted.
    let mut turn = |day: Day| {
        if first < day && day <= as_of && roster.stands_on(day) {
            days.push(day);
        }
    };
    for member in &roster.members {
        for stay in member.stays.iter().chain(member.places.iter().map(|place| &place.stay)) {
            [stay.from, stay.until.plus_days(1)].into_iter().for_each(&mut turn);
        }
        member.full.iter().for_each(|(day, _)| turn(*day));
        // Where nobody wrote that day down, a member is full or not as the last joining says.
        member.joinings.iter().for_each(|joining| turn(joining.from));
    }
    for held in &roster.posts {
        [held.stay.from, held.stay.until.plus_days(1)].into_iter().for_each(&mut turn);
    }
    for stay in roster.groups.iter().flat_map(|group| &group.stays) {
        [stay.from, stay.until.plus_days(1)].into_iter().for_each(&mut turn);
    }
    roster.superiors.iter().chain(&roster.approved_by).for_each(|since| turn(since.from));
    roster.unit_counts.iter().for_each(|since| turn(since.from));
    // A parameter may change its value too.
    let parameters = &dated.program.rulebook.parameters;
    parameters.iter().flat_map(|parameter| &parameter.values).for_each(|value| turn(value.from));
    days.sort_unstable();
    days.dedup();
    days
}
