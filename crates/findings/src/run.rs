//! 连续: so many absences or empty months in a row, or in all, are a breach.

use facts::{Calendar, Day, Presence};
use rulebook::{Number, RunOf, Status};

use crate::columns::{NONE, Order};
use crate::context::Context;
use crate::dated::{NO_PERIOD, months_where};
use crate::evaluator::Work;
use crate::output::{Draft, Output, Plainly};
use crate::payment::waivers;
use crate::program::{PartTest, Selected, SelectedKind};
use crate::standing::One;

/// How one subject's absences run in one period.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Absences {
    now: u32,
    longest: u32,
    in_all: u32,
    /// The same if every occasion without a list had been missed, and how many of those there are.
    perhaps_now: u32,
    perhaps_longest: u32,
    unlisted: u32,
}

/// A member was absent from a session, or nothing says whether; the member and the period by their place.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Absence {
    of: u32,
    row: u32,
    unlisted: bool,
}

/// One session. Sessions of one occasion are of one kind and carry its day; they belong together wherever they stand.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Session {
    day: Day,
    /// The place by day and ledger of the occasion's first session.
    opened: Order,
    /// Which of the selector's kinds it is of.
    which: u8,
    row: u32,
}

/// What counts of somebody's presence over the sessions of an occasion is the greatest.
pub(crate) const NOT_EXPECTED: u8 = 0;
pub(crate) const ABSENT: u8 = 1;
const EXCUSED: u8 = 2;
const PRESENT: u8 = 3;
/// Was expected at an occasion of which nobody wrote down who was there.
const UNLISTED: u8 = 4;

pub(crate) fn run(
    context: &Context<'_>,
    of: RunOf,
    (selected, dues): (&Selected, &[Selected]),
    in_all: Option<Number>,
    work: &mut Work,
    output: &mut Output,
) {
    let Some(calendar) = context.dated.calendar else { return };
    match of {
        RunOf::Absences if context.owed.subjects.is_empty() => {}
        RunOf::Absences => {
            attend(context, calendar, selected, work);
            absences(context, in_all, work, output);
        }
        RunOf::EmptyMonths => empty_months(context, (selected, dues), work, output),
    }
}

/// Walks the occasions in order; each moves the runs of those who were expected on.
fn attend(context: &Context<'_>, calendar: Calendar, selected: &Selected, work: &mut Work) {
    list_sessions(context, calendar, selected, work);
    let Work { sessions, runs, absences, presence, .. } = work;
    let periods = context.dated.periods.len();
    absences.clear();
    runs.clear();
    runs.resize(context.branch.roster.members.len() * periods, Absences::default());
    for occasion in sessions.chunk_by(|one, other| (one.day, one.which) == (other.day, other.which)) {
        let Some(first) = occasion.first() else { continue };
        let Some(kind) = selected.kinds.get(usize::from(first.which)) else { continue };
        let (Some(row), Some(detail)) = (context.row(first.row), context.detail(first.row)) else { continue };
        let place = usize::from(context.place(calendar, row.counts_for));
        let mut attended = |member: usize, best: u8| {
            let of = member * periods + place;
            let Some(run) = runs.get_mut(of) else { return };
            run.go_on(best);
            if matches!(best, ABSENT | UNLISTED) {
                let unlisted = best == UNLISTED;
                let own =
                    occasion.iter().filter(|session| unlisted || mentions(context, session.row, kind.part, member));
                absences.extend(own.map(|session| Absence { of: of as u32, row: session.row, unlisted }));
            }
        };
        let listed = is_listed(context, occasion, kind);
        if listed && detail.once_each && !detail.shares_day {
            let people = context.branch.columns.people_of(row).iter();
            for person in people.filter(|person| person.person != NONE && kind.part.played_by(person.part)) {
                attended(person.person.into(), rank(person.presence));
            }
        } else {
            best_presence(context, occasion, kind.part, presence);
            if !listed {
                expect_members(context, first.day, presence);
            }
            presence.iter().enumerate().for_each(|(member, best)| attended(member, *best));
        }
    }
    // Evidence stands by day and ledger, also where the sessions of another occasion lie between those of one.
    let order = |absence: &Absence| context.detail(absence.row).map(|detail| detail.order);
    if !absences.is_sorted_by_key(order) {
        absences.sort_unstable_by_key(|absence| (order(absence), absence.of));
    }
}

impl Absences {
    /// Without branches, but for what is rare.
    fn go_on(&mut self, best: u8) {
        let (absent, unlisted) = (u32::from(best == ABSENT), u32::from(best == UNLISTED));
        self.now = if best > ABSENT { 0 } else { self.now + absent };
        self.longest = self.longest.max(self.now);
        self.in_all += absent;
        let ended = (best == EXCUSED) | (best == PRESENT);
        self.perhaps_now = if ended { 0 } else { self.perhaps_now + absent + unlisted };
        self.perhaps_longest = self.perhaps_longest.max(self.perhaps_now);
        self.unlisted += unlisted;
    }
}

/// Whether any session of an occasion says who was expected; of a part that was no duty to play nobody lists it.
fn is_listed(context: &Context<'_>, occasion: &[Session], kind: &SelectedKind) -> bool {
    let Some(plan) = context.program.kinds.get(usize::from(kind.kind)) else { return true };
    let asks = match kind.part {
        PartTest::Any => plan.attendance != 0,
        PartTest::Is(part) => plan.attends(part),
        PartTest::Never => false,
    };
    let mut rows = occasion.iter().filter_map(|session| context.row(session.row));
    !asks || rows.any(|row| context.branch.columns.people_of(row).iter().any(|person| plan.attends(person.part)))
}

/// Where there is no list, whoever had to come may have been absent.
fn expect_members(context: &Context<'_>, day: Day, presence: &mut [u8]) {
    if !context.branch.roster.stands_on(day) {
        return;
    }
    for (member, best) in presence.iter_mut().enumerate() {
        if *best == NOT_EXPECTED && context.expects(member, day) {
            *best = UNLISTED;
        }
    }
}

/// Occasions stand by day, those of one day as the ledger has the first session of each.
fn list_sessions(context: &Context<'_>, calendar: Calendar, selected: &Selected, work: &mut Work) {
    let Work { sessions, matched, .. } = work;
    context.matching(selected, matched, |row| context.place(calendar, row.counts_for) != NO_PERIOD);
    sessions.clear();
    sessions.extend(matched.iter().filter_map(|one| {
        let (row, detail) = context.row(one.row).zip(context.detail(one.row))?;
        Some(Session { day: row.counts_first, opened: detail.order, which: one.which, row: one.row })
    }));
    let by_kind = |session: &Session| (session.day, session.which, session.opened);
    if !sessions.is_sorted_by_key(by_kind) {
        sessions.sort_unstable_by_key(by_kind);
    }
    for occasion in sessions.chunk_by_mut(|one, other| (one.day, one.which) == (other.day, other.which)) {
        let opened = occasion.first().map_or(0, |first| first.opened);
        occasion.iter_mut().for_each(|session| session.opened = opened);
    }
    let by_opening = |session: &Session| (session.day, session.opened, session.row);
    if !sessions.is_sorted_by_key(by_opening) {
        sessions.sort_unstable_by_key(by_opening);
    }
}

/// Everybody's best presence over the sessions of an occasion, by member.
fn best_presence(context: &Context<'_>, occasion: &[Session], part: PartTest, presence: &mut Vec<u8>) {
    presence.clear();
    presence.resize(context.branch.roster.members.len(), NOT_EXPECTED);
    for row in occasion.iter().filter_map(|session| context.row(session.row)) {
        for person in context.branch.columns.people_of(row).iter().filter(|person| part.played_by(person.part)) {
            if let Some(best) = presence.get_mut(usize::from(person.person)) {
                *best = (*best).max(rank(person.presence));
            }
        }
    }
}

pub(crate) fn rank(presence: Presence) -> u8 {
    match presence {
        Presence::Present | Presence::Remote => PRESENT,
        Presence::Excused => EXCUSED,
        Presence::Absent => ABSENT,
    }
}

fn mentions(context: &Context<'_>, at: u32, part: PartTest, member: usize) -> bool {
    let people = context.row(at).map(|row| context.branch.columns.people_of(row));
    people.unwrap_or_default().iter().any(|person| usize::from(person.person) == member && part.played_by(person.part))
}

fn absences(context: &Context<'_>, in_all: Option<Number>, work: &mut Work, output: &mut Output) {
    let periods = context.dated.periods.len();
    for (subject, owes) in context.subjects() {
        let One::Person(member) = subject else { continue };
        for (place, period) in context.owed_periods(subject, owes) {
            let draft = |status| Draft { subject, period: period.span.period, status, due: None, changes_on: None };
            let most = in_all.map(|number| context.program.rulebook.number(number, period.span.middle));
            let need = period.need.filter(|_| most != Some(None));
            let Some(in_a_row) = context.decided(need, || draft(Status::Unknown), period, output) else { continue };
            let of = usize::from(member) * periods + usize::from(place);
            let run = work.runs.get(of).copied().unwrap_or_default();
            let too_many = |longest: u32, in_all: u32| {
                let too_often = most.flatten().is_some_and(|most| i64::from(in_all) * 100 >= most.0);
                i64::from(longest) >= in_a_row || too_often
            };
            let status = match () {
                () if too_many(run.longest, run.in_all) => Status::Breached,
                () if too_many(run.perhaps_longest, run.in_all + run.unlisted) => Status::Unknown,
                () => Status::Met,
            };
            output.write(context, draft(status));
            let undecided = status == Status::Unknown;
            if run.in_all > 0 || undecided {
                let own = work.absences.iter().filter(|absence| absence.of == of as u32);
                let own = own.filter(|absence| undecided || !absence.unlisted);
                own.for_each(|absence| output.proves(context, absence.row));
            }
            match status {
                Status::Breached => output.lacks_plainly(Plainly::Run(run.longest, run.in_all)),
                Status::Unknown => output.lacks_plainly(Plainly::Unlisted(run.unlisted)),
                _ => {}
            }
        }
    }
}

/// How the months that a member owes and has no record of stand in a row. The records of the period are the evidence,
/// and those by which nothing is due for months of it: they are why no run is longer.
fn empty_months(
    context: &Context<'_>,
    (selected, dues): (&Selected, &[Selected]),
    work: &mut Work,
    output: &mut Output,
) {
    let Work { matched, paid, .. } = work;
    let Some(calendar) = context.dated.calendar else { return };
    let known = selected.kinds.iter().fold(0, |months, kind| months | known_months(context, kind));
    let over = context.timetable.months_over;
    for ((subject, owes), months) in context.subjects().zip(&context.owed.months) {
        let One::Person(member) = subject else { continue };
        let waivers = waivers(context, dues, member, paid);
        let waived = waivers.iter().fold(0, |months, waiver| months | waiver.months);
        let empty = months & !recorded_months(context, selected, member) & !excused_months(context, member) & !waived;
        context.rows_of(subject, calendar, selected, matched, |_, _| 1);
        for (place, period) in context.owed_periods(subject, owes) {
            let undecided =
                Draft { subject, period: period.span.period, status: Status::Unknown, due: None, changes_on: None };
            let Some(in_a_row) = context.decided(period.need, || undecided, period, output) else { continue };
            let until = |over: u32| {
                Months { known: empty & known & over, perhaps: empty & over, period: period.months, over }.longest()
            };
            let found = until(over);
            let status = found.status(in_a_row);
            let mut proof = output.begin_proof();
            let own = matched.iter().filter(|one| one.place == place).map(|one| (one.row, one.delay));
            if waivers.is_empty() {
                own.for_each(|(row, delay)| output.lay_down(&mut proof, row, delay));
            } else {
                let free = waivers.iter().filter(|waiver| waiver.months & period.months != 0);
                let mut rows: Vec<_> = own.chain(free.map(|waiver| (waiver.row, waiver.delay))).collect();
                rows.sort_by_key(|(row, _)| context.detail(*row).map(|detail| detail.order));
                rows.dedup();
                rows.iter().for_each(|(row, delay)| output.lay_down(&mut proof, *row, *delay));
            }
            let changes_on = match status {
                Status::Met if period.months & !over != 0 => too_long_on(context, empty, period.months, in_a_row),
                // The run from before the period; its first month may end it or leave it undecided.
                _ if period.months & over == 0 => {
                    let first = context.timetable.months.get(period.months.trailing_zeros() as usize);
                    let changes = until(over | (over + 1)).status(in_a_row) != status;
                    first.filter(|_| changes).map(|month| month.last)
                }
                _ => None,
            };
            output.write_proven(context, Draft { status, changes_on, ..undecided }, proof);
            match status {
                Status::Breached => {
                    let first = context.timetable.months.get(found.first as usize);
                    let first = first.map_or(period.span.period, |month| month.period);
                    output.lacks_plainly(Plainly::EmptyMonths { first, months: found.longest, in_all: found.in_all });
                }
                Status::Unknown => output.lacks_plainly(Plainly::UnknownMonths(found.unknown)),
                _ => {}
            }
        }
    }
}

/// The day from which the run that goes on is too long if nothing more is recorded and the period lasts so long.
fn too_long_on(context: &Context<'_>, empty: u32, asked: u32, in_a_row: i64) -> Option<Day> {
    let over = context.timetable.months_over.trailing_ones();
    let mut run = empty.unbounded_shl(32 - over).leading_ones();
    let to_come = (over..).zip(context.timetable.months.iter().skip(over as usize));
    for (bit, month) in to_come.take_while(|(bit, _)| asked >> bit & 1 == 1) {
        run = if empty >> bit & 1 == 1 { run + 1 } else { 0 };
        if i64::from(run) >= in_a_row {
            return Some(month.last);
        }
    }
    None
}

/// The months for which a member has records.
fn recorded_months(context: &Context<'_>, selected: &Selected, member: u16) -> u32 {
    let of_kind = |months, kind: &SelectedKind| {
        let own = context.branch.columns.appearances_of(kind.kind, member).iter();
        let own = own.filter(|own| kind.part.played_by(own.part) && own.presence.counts_as_present());
        let own = own.filter(|entry| kind.takes(entry.holds));
        own.fold(months, |months, entry| months | entry.counts_for.months())
    };
    selected.kinds.iter().fold(0, of_kind)
}

/// The months of which the branch has a ledger of this kind at all.
pub(crate) fn known_months(context: &Context<'_>, kind: &SelectedKind) -> u32 {
    let columns = &context.branch.columns;
    if kind.takes_all() {
        return columns.months.get(usize::from(kind.kind)).copied().unwrap_or(0);
    }
    let rows = columns.rows(kind.kind).iter().filter(|row| kind.takes(row.holds));
    rows.fold(0, |months, row| months | row.tells_months(context.timetable))
}

/// Months that were paid for elsewhere or of which the member is exempted.
pub(crate) fn excused_months(context: &Context<'_>, member: u16) -> u32 {
    let roster = &context.branch.roster;
    let paid_until = roster.members.get(usize::from(member)).and_then(|member| member.dues_paid_until);
    if paid_until.is_none() && roster.exemptions.is_empty() {
        return 0;
    }
    months_where(&context.timetable.months, |month| {
        paid_until.is_some_and(|until| month.last <= until)
            || context.exempt(One::Person(member), [month.early, month.late])
    })
}

/// Empty months, one bit each.
struct Months {
    /// Those of which the branch has a ledger.
    known: u32,
    /// Those and the ones of which it has none.
    perhaps: u32,
    /// The months of the period.
    period: u32,
    /// The months that are over.
    over: u32,
}

struct Longest {
    longest: u32,
    /// The bit of its first month.
    first: u32,
    /// Empty months of the period, in a row or not.
    in_all: u32,
    /// The longest run if every unknown month were empty, and how many unknown months are in it.
    perhaps: u32,
    unknown: u32,
}

impl Longest {
    fn status(&self, in_a_row: i64) -> Status {
        match () {
            () if i64::from(self.longest) >= in_a_row => Status::Breached,
            () if i64::from(self.perhaps) >= in_a_row => Status::Unknown,
            () => Status::Met,
        }
    }
}

impl Months {
    fn longest(&self) -> Longest {
        // A run has to end in the period. While none of its months is over, the run that goes on is the one that ended
        // with the last month.
        let asked = if self.period & self.over == 0 { self.over & !(self.over >> 1) } else { self.period };
        let (longest, ended) = longest_run(self.known, asked);
        let (perhaps, last) = longest_run(self.perhaps, asked);
        let months = (1u32.unbounded_shl(perhaps) - 1).unbounded_shl((last + 1).saturating_sub(perhaps));
        Longest {
            longest,
            first: (ended + 1).saturating_sub(longest),
            in_all: (self.known & self.period).count_ones(),
            perhaps,
            unknown: (months & !self.known).count_ones(),
        }
    }
}

/// How long the longest run of bits is that ends in one of the bits asked for, and where the first such one ends.
pub(crate) fn longest_run(bits: u32, asked: u32) -> (u32, u32) {
    // After `length` steps, the bits are left at which a run of more than `length` ends.
    let (mut ends, mut length, mut last) = (bits, 0, 0);
    while ends & asked != 0 {
        last = (ends & asked).trailing_zeros();
        length += 1;
        ends &= bits << length;
    }
    (length, last)
}
