//! 连续: so many absences or empty months in a row, or in all, are a breach.

use facts::Presence;
use rulebook::{Number, RunOf, Status};

use crate::calendar::{for_each_owed, takes_part};
use crate::evaluator::{Context, Draft, Matched, Output, Plainly, Slot, Work, link};
use crate::owed::Span;
use crate::program::Selected;
use crate::standing::One;

/// How one subject's absences run in one period.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct RunSlot {
    now: u32,
    longest: u32,
    in_all: u32,
}

/// Where nobody was expected, somebody with no entry at an occasion.
const NOT_EXPECTED: u8 = 0;
const ABSENT: u8 = 1;
const EXCUSED: u8 = 2;
const PRESENT: u8 = 3;

pub(crate) fn run(
    context: &Context<'_>,
    of: RunOf,
    selected: &Selected,
    in_all: Option<Number>,
    work: &mut Work,
    output: &mut Output,
) {
    let Some(calendar) = context.program.rulebook.rules.get(context.rule).and_then(|rule| rule.calendar) else {
        return;
    };
    let spans = context.timetable.spans(calendar);
    if context.owed.subjects.is_empty() {
        return;
    }
    match of {
        RunOf::Absences => {
            absences(context, selected, spans, work);
            write_absences(context, spans, in_all, work, output);
        }
        RunOf::EmptyMonths => empty_months(context, selected, spans, work, output),
    }
}

fn absences(context: &Context<'_>, selected: &Selected, spans: &[Span], work: &mut Work) {
    let slots = context.owed.subjects.len() * spans.len();
    work.runs.clear();
    work.runs.resize(slots, RunSlot::default());
    work.slots.clear();
    work.slots.resize(slots, Slot::EMPTY);
    work.links.clear();
    let mut matched = std::mem::take(&mut work.matched);
    context.matching(selected, &mut matched);
    // Sessions of one occasion carry its day; they belong together wherever they stand.
    let occasion = |matched: &Matched| context.row(matched.row).map(|row| (row.counts_first, matched.which));
    matched.sort_unstable_by_key(|matched| (occasion(matched), matched.row));
    for sessions in matched.chunk_by(|one, other| occasion(one) == occasion(other)) {
        attend(context, sessions, spans, work);
    }
    work.matched = matched;
}

/// One occasion: everybody's best presence over its sessions moves their runs on.
fn attend(context: &Context<'_>, sessions: &[Matched], spans: &[Span], work: &mut Work) {
    let calendar = context.program.rulebook.rules.get(context.rule).and_then(|rule| rule.calendar);
    let first = sessions.first().and_then(|matched| context.row(matched.row));
    let (Some(calendar), Some(row)) = (calendar, first) else { return };
    let Some(bit) = context.timetable.index(calendar, row.counts_first, row.counts_last) else { return };
    if bit >= spans.len() {
        return;
    }
    work.presence.clear();
    work.presence.resize(context.branch.roster.members.len(), NOT_EXPECTED);
    for row in sessions.iter().filter_map(|matched| context.row(matched.row)) {
        for person in context.branch.columns.people_of(row) {
            if let Some(best) = work.presence.get_mut(usize::from(person.person)) {
                *best = (*best).max(rank(person.presence));
            }
        }
    }
    for (subject, person) in context.owed.subjects.iter().enumerate() {
        let One::Person(member) = person else { continue };
        let Some(run) = work.runs.get_mut(subject * spans.len() + bit) else { continue };
        match work.presence.get(*member).copied().unwrap_or(NOT_EXPECTED) {
            ABSENT => {
                run.now += 1;
                run.in_all += 1;
                run.longest = run.longest.max(run.now);
                prove_absence(
                    context,
                    sessions,
                    *member,
                    subject * spans.len() + bit,
                    &mut work.slots,
                    &mut work.links,
                );
            }
            EXCUSED | PRESENT => run.now = 0,
            _ => {}
        }
    }
}

fn rank(presence: Presence) -> u8 {
    match presence {
        Presence::Present | Presence::Remote => PRESENT,
        Presence::Excused => EXCUSED,
        Presence::Absent => ABSENT,
    }
}

fn prove_absence(
    context: &Context<'_>,
    sessions: &[Matched],
    member: usize,
    slot: usize,
    slots: &mut [Slot],
    links: &mut Vec<crate::evaluator::Link>,
) {
    for matched in sessions {
        let Some(row) = context.row(matched.row) else { continue };
        if context.branch.columns.people_of(row).iter().any(|person| usize::from(person.person) == member) {
            link(slots, links, slot, matched.row);
        }
    }
}

fn write_absences(context: &Context<'_>, spans: &[Span], in_all: Option<Number>, work: &mut Work, output: &mut Output) {
    for_each_owed(context, spans, |index, subject, bit, span| {
        let draft = |status| Draft { subject, period: span.period, status, due: None, changes_on: None };
        if context.undecided(draft(Status::Unknown), context.owed.not_known(bit), output) {
            return;
        }
        let most = in_all.map(|number| context.program.rulebook.number(number, span.middle));
        let (Some(in_a_row), false) = (context.dated.needs.get(bit).copied().flatten(), most == Some(None)) else {
            output.write(context, draft(Status::Unknown));
            output.lacks_plainly(Plainly::Parameter);
            return;
        };
        let run = work.runs.get(index * spans.len() + bit).copied().unwrap_or_default();
        let slot = work.slots.get(index * spans.len() + bit).copied().unwrap_or(Slot::EMPTY);
        let too_often = most.flatten().is_some_and(|most| i64::from(run.in_all) * 100 >= most.0);
        let breached = i64::from(run.longest) >= in_a_row || too_often;
        output.write(context, draft(if breached { Status::Breached } else { Status::Met }));
        output.proves_all(context, &work.links, slot.head);
        if breached {
            output.lacks_plainly(Plainly::Run(run.longest, run.in_all));
        }
    });
}

/// Months of this year and the one before, one bit each: by member the months with a record, for all together the
/// months of which the branch has a ledger at all.
fn empty_months(context: &Context<'_>, selected: &Selected, spans: &[Span], work: &mut Work, output: &mut Output) {
    let Work { masks, matched, .. } = work;
    masks.clear();
    masks.resize(context.branch.roster.members.len(), 0);
    let mut known: u32 = 0;
    context.matching(selected, matched);
    for Matched { row: at, which } in matched.iter().copied() {
        let (Some(row), Some(kind)) = (context.row(at), selected.kinds.get(usize::from(which))) else { continue };
        let Some(month) = context.timetable.month(row.counts_first, row.counts_last) else { continue };
        known |= 1 << month;
        for person in context.branch.columns.people_of(row).iter().filter(|person| takes_part(person, kind.part)) {
            if let Some(mask) = masks.get_mut(usize::from(person.person)) {
                *mask |= 1 << month;
            }
        }
    }
    let right_form = right_form(context);
    for_each_owed(context, spans, |_, subject, bit, span| {
        let One::Person(member) = subject else { return };
        let draft = |status| Draft { subject, period: span.period, status, due: None, changes_on: None };
        if context.undecided(draft(Status::Unknown), context.owed.not_known(bit), output) {
            return;
        }
        let Some(in_a_row) = context.dated.needs.get(bit).copied().flatten() else {
            output.write(context, draft(Status::Unknown));
            output.lacks_plainly(Plainly::Parameter);
            return;
        };
        let paid = masks.get(member).copied().unwrap_or(0);
        let months = Months { context, span, member, paid, known, right_form };
        let found = months.longest();
        let status = match () {
            () if i64::from(found.longest) >= in_a_row => Status::Breached,
            () if i64::from(found.perhaps) >= in_a_row => Status::Unknown,
            () => Status::Met,
        };
        output.write(context, draft(status));
        match status {
            Status::Breached => output.lacks_plainly(Plainly::Run(found.longest, found.in_all)),
            Status::Unknown => output.lacks_plainly(Plainly::UnknownMonths(found.unknown)),
            _ => {}
        }
    });
}

/// One bit for each month in which the organisation is of the right form.
fn right_form(context: &Context<'_>) -> u32 {
    let months = context.timetable.months.iter().enumerate();
    let right = months.filter(|(_, span)| context.right_form(span.early) && context.right_form(span.late));
    right.map(|(month, _)| 1 << month).sum()
}

struct Months<'a> {
    context: &'a Context<'a>,
    span: &'a Span,
    member: usize,
    paid: u32,
    known: u32,
    right_form: u32,
}

#[derive(Default)]
struct Longest {
    longest: u32,
    /// Empty months of the period, in a row or not.
    in_all: u32,
    /// The longest run if every unknown month were empty, and how many unknown months are in it.
    perhaps: u32,
    unknown: u32,
}

impl Months<'_> {
    fn longest(&self) -> Longest {
        let roster = &self.context.branch.roster;
        let mut found = Longest::default();
        let (mut run, mut perhaps, mut unknown) = (0, 0, 0);
        let Some(member) = roster.members.get(self.member) else { return found };
        let stays = self.context.owed.stays_of(One::Person(self.member));
        for (month, span) in self.context.timetable.months.iter().enumerate() {
            let owed =
                self.right_form >> month & 1 == 1 && stays.iter().any(|(_, stay)| stay.covers(span.early, span.late));
            let paid = self.paid >> month & 1 == 1 || member.dues_paid_until.is_some_and(|until| span.last <= until);
            if !owed || paid || self.context.exempt(One::Person(self.member), [span.early, span.late]) {
                (run, perhaps, unknown) = (0, 0, 0);
                continue;
            }
            perhaps += 1;
            if self.known >> month & 1 == 1 {
                run += 1;
                found.in_all += u32::from(self.span.first <= span.last && span.last <= self.span.last);
            } else {
                run = 0;
                unknown += 1;
            }
            if self.span.first <= span.last && span.last <= self.span.last {
                found.longest = found.longest.max(run);
                if perhaps > found.perhaps {
                    (found.perhaps, found.unknown) = (perhaps, unknown);
                }
            }
        }
        found
    }
}
