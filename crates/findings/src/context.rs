//! One rule over one branch: whom it binds and when, and which records it looks at.

use facts::{Calendar, Day, Period};
use roster::{Exemption, Stay};
use rulebook::{Force, Rule, Status};

use crate::columns::{Branch, Detail, Entry, FactRow, NOT_STATED, PersonRow};
use crate::dated::{CountsFor, DatedPeriod, DatedRule, NO_PERIOD, Span, Timetable, UNNAMED};
use crate::output::{Draft, Output, Plainly};
use crate::owed::{NotKnown, Owed, conditions, right_form};
use crate::program::{Duty, Program, RulePlan, Selected, SelectedKind};
use crate::standing::One;

/// Everything that stays the same while one rule is walked.
pub(crate) struct Context<'a> {
    pub program: &'a Program<'a>,
    pub timetable: &'a Timetable,
    pub branch: &'a Branch,
    pub index: u16,
    pub rule: &'a Rule,
    pub plan: &'a RulePlan<'a>,
    pub duty: &'a Duty<'a>,
    pub dated: &'a DatedRule,
    pub owed: &'a Owed,
}

/// A row that a selector took.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Matched {
    /// What it adds.
    pub weight: i64,
    pub row: u32,
    /// So many days after it occurred it was first written down.
    pub delay: u16,
    /// Which of the selector's kinds it is of.
    pub which: u8,
    /// The place of its period among those that the rule asks about.
    pub place: u8,
}

impl Context<'_> {
    /// A recommendation that is not followed is advice, never a miss or a breach; nor is what is not enforced on the
    /// day of its period or event, and that is not late either.
    #[inline]
    pub fn soften(&self, Draft { status, subject, period, .. }: Draft) -> Status {
        if self.dated.may_soften { self.softened(status, subject, period) } else { status }
    }

    fn softened(&self, status: Status, subject: One, period: Period) -> Status {
        match status {
            Status::Missed | Status::Breached if self.plan.force == Force::May => Status::Advice,
            Status::Missed | Status::Breached | Status::Late if !self.is_enforced(subject, period) => Status::Advice,
            status => status,
        }
    }

    fn is_enforced(&self, subject: One, period: Period) -> bool {
        if self.rule.origin.enforced.is_none() {
            return true;
        }
        let day = match subject {
            One::Event(day, _) => Some(day),
            _ => period.middle(),
        };
        day.is_none_or(|day| self.program.rulebook.is_enforced(self.rule, day))
    }

    pub fn row(&self, row: u32) -> Option<&FactRow> {
        self.branch.columns.facts.get(row as usize)
    }

    pub fn detail(&self, row: u32) -> Option<&Detail> {
        self.branch.columns.details.get(row as usize)
    }

    /// Whether [`Context::binds_on`] says yes to every day of the year so far, with nothing unknown.
    pub fn binds_all_year(&self) -> bool {
        let (first, last) = (self.timetable.year_first, self.timetable.as_of);
        let roster = &self.branch.roster;
        let form_stays = roster.forms.last().is_some_and(|form| form.from <= first)
            && roster.stands.iter().any(|stay| stay.covers(first, last));
        self.duty.subject.conditions.is_empty()
            && self.rule.from <= first
            && last <= self.rule.until
            && form_stays
            && right_form(roster, self.duty, last)
    }

    /// Whether this version of the rule binds on an event's day, in an organisation of the right form whose
    /// conditions hold or may hold; each thing not known about them is noted.
    pub fn binds_on(&self, day: Day, mut note: impl FnMut(NotKnown)) -> bool {
        let roster = &self.branch.roster;
        self.rule.from <= day
            && day <= self.rule.until
            && right_form(roster, self.duty, day)
            && conditions(self.program.rulebook, roster, self.duty, [day, day], day, &mut note)
    }

    /// Writes that a finding cannot be decided because of the rule's conditions, where that is so.
    #[inline]
    pub fn undecided(&self, draft: Draft, bit: u8, output: &mut Output) -> bool {
        !self.owed.decided() && self.cannot_decide(draft, self.owed.not_known(bit), output)
    }

    /// The same for what was found out about one event.
    pub fn cannot_decide(&self, draft: Draft, not_known: impl Iterator<Item = NotKnown>, output: &mut Output) -> bool {
        let mut not_known = not_known.peekable();
        if not_known.peek().is_none() {
            return false;
        }
        output.write(self, Draft { status: Status::Unknown, changes_on: None, ..draft });
        for not_known in not_known {
            output.lacks_plainly(match not_known {
                NotKnown::Figure(metric) => Plainly::UnknownFigure(metric),
                NotKnown::Parameter => Plainly::Parameter,
            });
        }
        true
    }

    /// What a period needs, where that and the rule's conditions are known; where not, that is written.
    #[inline]
    pub fn decided(
        &self,
        need: Option<i64>,
        draft: impl FnOnce() -> Draft,
        period: &DatedPeriod,
        output: &mut Output,
    ) -> Option<i64> {
        // Nearly always both are; a draft is only made where they are not.
        if self.owed.decided() && need.is_some() { need } else { self.undecided_need(need, draft(), period, output) }
    }

    fn undecided_need(
        &self,
        need: Option<i64>,
        draft: Draft,
        period: &DatedPeriod,
        output: &mut Output,
    ) -> Option<i64> {
        if self.undecided(draft, period.bit, output) {
            if need.is_none() && !self.owed.not_known(period.bit).any(|found| found == NotKnown::Parameter) {
                output.lacks_plainly(Plainly::Parameter);
            }
            return None;
        }
        if need.is_none() {
            output.write(self, draft);
            output.lacks_plainly(Plainly::Parameter);
        }
        need
    }

    /// Whether an approved exemption frees a subject from this rule on either of the days that decide.
    pub fn exempt(&self, subject: One, days: [Day; 2]) -> bool {
        let exemptions = &self.branch.roster.exemptions;
        !exemptions.is_empty()
            && exemptions
                .iter()
                .any(|exemption| self.frees(exemption, subject) && days.iter().any(|day| exemption.stay.holds(*day)))
    }

    /// The stay of the exemption that frees a subject on a day, or else first after it.
    pub fn exempt_next(&self, subject: One, day: Day) -> Option<Stay> {
        let exemptions = self.branch.roster.exemptions.iter().filter(|exemption| self.frees(exemption, subject));
        exemptions.map(|exemption| exemption.stay).filter(|stay| day <= stay.until).min()
    }

    fn frees(&self, exemption: &Exemption, subject: One) -> bool {
        let concerns = match subject {
            One::Person(one) => usize::from(one) == exemption.member,
            One::Pair(one, two) => usize::from(one) == exemption.member || usize::from(two) == exemption.member,
            _ => false,
        };
        concerns && exemption.from_kind.as_ref().is_none_or(|kind| self.plan.exempt_names.contains(&kind.as_str()))
    }

    /// Whether a member had to come to what was held on a day on which the branch stood: in it, neither away nor exempt.
    pub fn expects(&self, member: usize, day: Day) -> bool {
        let there = self.branch.roster.members.get(member);
        there.is_some_and(|there| there.on(day) && there.floating_on(day).is_none())
            && !self.exempt(One::Person(member as u16), [day; 2])
    }

    /// The periods that a subject owes and is not exempted from, each with its place among those the rule asks about.
    pub fn owed_periods(&self, subject: One, owes: u32) -> impl Iterator<Item = (u8, &DatedPeriod)> {
        let exemptions = !self.branch.roster.exemptions.is_empty();
        let exempt = move |span: &Span| exemptions && self.exempt(subject, [span.early, span.late]);
        let periods = (0..).zip(&self.dated.periods);
        periods.filter(move |(_, period)| owes >> period.bit & 1 == 1 && !exempt(&period.span))
    }

    /// Whether a record may be about a period although it does not say so: about that of its day, or the one before.
    pub fn may_be_about(&self, one: &Matched, period: &DatedPeriod) -> bool {
        let bit = || Some(self.row(one.row)?.counts_for.bit(self.dated.calendar?));
        one.place == UNNAMED && bit().is_some_and(|bit| bit == period.bit || bit == period.bit + 1)
    }

    /// Every subject, and the periods that it owes, one bit each.
    pub fn subjects(&self) -> impl Iterator<Item = (One, u32)> {
        self.owed.subjects.iter().copied().zip(self.owed.owes.iter().copied())
    }

    /// The place among the rule's periods of the one that a row counts for; [`NO_PERIOD`] where it asks about none.
    #[inline]
    pub fn place(&self, calendar: Calendar, counts_for: CountsFor) -> u8 {
        self.dated.place.get(usize::from(counts_for.bit(calendar))).copied().unwrap_or(NO_PERIOD)
    }

    /// A subject's rows that a selector takes, that count for a period the rule asks about and weigh anything,
    /// in order of day and ledger: those that name the group, in which the person plays the part, or in which both of a
    /// pair were present, whichever part they played.
    pub fn rows_of(
        &self,
        subject: One,
        calendar: Calendar,
        selected: &Selected,
        matched: &mut Vec<Matched>,
        weigh: impl Fn(&Entry, &SelectedKind) -> i64,
    ) {
        let place = |entry: &Entry| self.place(calendar, entry.counts_for);
        let any_unnamed =
            |kind: &SelectedKind| self.branch.columns.unnamed.get(usize::from(kind.kind)).is_some_and(|any| *any);
        // Few kinds have a record that should name its period and does not: of others no row has to be looked up.
        if self.dated.needs_names && selected.kinds.iter().any(any_unnamed) {
            let unnamed = |entry: &Entry| self.row(entry.row).is_some_and(|row| row.unnamed);
            let place = |entry: &Entry| if unnamed(entry) { UNNAMED } else { place(entry) };
            self.rows_placed(subject, selected, matched, weigh, place);
        } else {
            self.rows_placed(subject, selected, matched, weigh, place);
        }
    }

    /// The same of whatever day or period they count for.
    pub fn rows_of_any_day(
        &self,
        subject: One,
        selected: &Selected,
        matched: &mut Vec<Matched>,
        weigh: impl Fn(&Entry, &SelectedKind) -> i64,
    ) {
        self.rows_placed(subject, selected, matched, weigh, |_| 0);
    }

    fn rows_placed(
        &self,
        subject: One,
        selected: &Selected,
        matched: &mut Vec<Matched>,
        weigh: impl Fn(&Entry, &SelectedKind) -> i64,
        place: impl Fn(&Entry) -> u8,
    ) {
        matched.clear();
        let columns = &self.branch.columns;
        for (which, kind) in (0..).zip(&selected.kinds) {
            let mut take = |entry: &Entry, wanted: bool| {
                let (weight, place) = (weigh(entry, kind), place(entry));
                let taken = wanted & kind.takes(entry.holds) & (place != NO_PERIOD) & (weight != NOT_STATED);
                // Without a branch: which records a selector takes follows no pattern that a processor could foresee.
                matched.push(Matched { weight, row: entry.row, delay: entry.delay, which, place });
                matched.truncate(matched.len() - usize::from(!taken));
            };
            match subject {
                One::Case(value) => {
                    let named = columns.numbered(kind.kind).filter(|(_, at)| columns.value(*at, kind) == Some(value));
                    named.for_each(|(row, at)| take(&row.entry(at), true));
                }
                One::Organisation | One::Event(..) => {
                    columns.numbered(kind.kind).for_each(|(row, at)| take(&row.entry(at), true));
                }
                One::Group(group) => {
                    columns.numbered(kind.kind).for_each(|(row, at)| take(&row.entry(at), row.group == group));
                }
                One::Person(member) => {
                    let own = columns.appearances_of(kind.kind, member);
                    present(own, |entry| kind.part.played_by(entry.part), take);
                }
                One::Pair(first, second) => {
                    let (first_own, second_own) =
                        (columns.appearances_of(kind.kind, first), columns.appearances_of(kind.kind, second));
                    let (fewer, other) =
                        if first_own.len() < second_own.len() { (first_own, second) } else { (second_own, first) };
                    let there = |person: &PersonRow| person.person == other && person.presence.counts_as_present();
                    let with_other =
                        |entry: &Entry| self.row(entry.row).is_some_and(|row| columns.people_of(row).iter().any(there));
                    present(fewer, with_other, take);
                }
            }
        }
        self.put_in_order(matched);
    }

    /// The rows that a selector takes and `wanted` lets through, in order of day and ledger.
    pub fn matching(&self, selected: &Selected, matched: &mut Vec<Matched>, wanted: impl Fn(&FactRow) -> bool) {
        matched.clear();
        for (which, kind) in (0..).zip(&selected.kinds) {
            for (row, at) in self.branch.columns.numbered(kind.kind) {
                if kind.takes(row.holds) && wanted(row) {
                    matched.push(Matched { weight: 1, row: at, delay: row.delay_days(), which, place: NO_PERIOD });
                }
            }
        }
        self.put_in_order(matched);
    }

    /// Rows of one kind are in order already.
    fn put_in_order(&self, matched: &mut [Matched]) {
        if matched.first().map(|first| first.which) != matched.last().map(|last| last.which) {
            let order = |one: &Matched| (self.detail(one.row).map(|detail| detail.order), one.which);
            matched.sort_unstable_by_key(order);
        }
    }
}

/// Visits a member's appearances, and says of each whether it is `wanted` and the member was present. Who stands in a
/// record twice is there once.
fn present(appearances: &[Entry], wanted: impl Fn(&Entry) -> bool, mut visit: impl FnMut(&Entry, bool)) {
    let mut last = u32::MAX;
    for own in appearances {
        let there = own.presence.counts_as_present() & wanted(own);
        visit(own, there & (own.row != last));
        last = if there { own.row } else { last };
    }
}
