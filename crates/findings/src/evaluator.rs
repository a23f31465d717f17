//! A program on a day: walks the rules over one branch after another in memory that it keeps.

use facts::{Day, Period};
use rulebook::{Force, Status};

use crate::calendar;
use crate::columns::{Branch, FactRow};
use crate::each;
use crate::finding::{Finding, LATE_RECORD_DAYS, Missing, Subject};
use crate::owed::{NotKnown, Owed, Timetable, conditions, of_people};
use crate::program::{DemandPlan, Plan, Program, Selected};
use crate::run;
use crate::standing::One;
use crate::within;

/// Evaluates branches on one day.
#[derive(Debug)]
pub struct Evaluator<'p> {
    program: &'p Program<'p>,
    timetable: Timetable,
    dated: Vec<Dated>,
    owed: Vec<Owed>,
    work: Work,
    output: Output,
}

/// What a rule's dates and parameters make of each period of the year.
#[derive(Debug, Default)]
pub(crate) struct Dated {
    /// One bit a period: this version of the rule is the one in force on its middle day.
    pub in_force: u16,
    /// What has to be reached, by period; none where a parameter has no value.
    pub needs: Vec<Option<i64>>,
}

/// Everything that stays the same while one rule is walked.
pub(crate) struct Context<'a> {
    pub program: &'a Program<'a>,
    pub timetable: &'a Timetable,
    pub branch: &'a Branch,
    pub rule: usize,
    pub dated: &'a Dated,
    pub owed: &'a Owed,
}

/// Memory that rules use in turn.
#[derive(Debug, Default)]
pub(crate) struct Work {
    pub slots: Vec<Slot>,
    pub links: Vec<Link>,
    pub matched: Vec<Matched>,
    pub runs: Vec<run::RunSlot>,
    pub presence: Vec<u8>,
    pub masks: Vec<u32>,
    pub days: Vec<Day>,
    pub not_known: Vec<NotKnown>,
}

/// What one subject has gathered in one period.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Slot {
    pub sum: i64,
    /// Which of the selector's kinds the last record was taken for.
    pub which: u8,
    /// The day of the record that reached what is needed.
    pub reached: Option<Day>,
    pub head: u32,
    pub tail: u32,
}

impl Slot {
    pub const EMPTY: Slot = Slot { sum: 0, which: 0, reached: None, head: END, tail: END };
}

/// One record in a slot's chain of evidence.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Link {
    pub row: u32,
    pub next: u32,
}

/// The end of a chain.
pub(crate) const END: u32 = u32::MAX;

/// A row that a selector took, and which of the selector's kinds it is of.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Matched {
    pub row: u32,
    pub which: u8,
}

#[derive(Debug, Default)]
pub(crate) struct Output {
    rows: Vec<Row>,
    evidence: Vec<u32>,
    missing: Vec<Lack>,
}

#[derive(Debug, Clone, Copy)]
struct Row {
    rule: u32,
    subject: One,
    period: Period,
    status: Status,
    due: Option<Day>,
    changes_on: Option<Day>,
    evidence: (u32, u32),
    missing: (u32, u32),
    late_records: u32,
    latest_by_days: i32,
}

/// [`Missing`] before its names are looked up.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Lack {
    Plain(Plainly),
    /// The rule's demand of this index is not met in the row of the finding's event.
    Demand(u8),
    Post(u8),
}

/// The variants of [`Missing`] that carry no text.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Plainly {
    Records(u32),
    Quantity(i64),
    Figure(rulebook::Metric, i64),
    UnknownFigure(rulebook::Metric),
    People(u32),
    Run(u32, u32),
    UnknownMonths(u32),
    Election,
    Attestation,
    Parameter,
}

/// A finding to be written; evidence and lacks are appended while it is open.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Draft {
    pub subject: One,
    pub period: Period,
    pub status: Status,
    pub due: Option<Day>,
    pub changes_on: Option<Day>,
}

impl<'p> Evaluator<'p> {
    pub fn new(program: &'p Program<'p>, as_of: Day) -> Evaluator<'p> {
        let timetable = Timetable::new(as_of);
        let dated = (0..program.rules.len()).map(|rule| dated(program, rule, &timetable)).collect();
        let owed = program.duties.iter().map(|_| Owed::default()).collect();
        Evaluator { program, timetable, dated, owed, work: Work::default(), output: Output::default() }
    }

    /// Evaluates one branch; what an earlier one gave is dropped.
    pub fn evaluate(&mut self, branch: &Branch) {
        self.output.rows.clear();
        self.output.evidence.clear();
        self.output.missing.clear();
        for (owed, duty) in self.owed.iter_mut().zip(&self.program.duties) {
            owed.work_out(self.program.rulebook, &branch.roster, duty, &self.timetable);
        }
        self.work.days.clear();
        for (rule, (plan, dated)) in self.program.rules.iter().zip(&self.dated).enumerate() {
            let Some(owed) = self.owed.get(plan.duty) else { continue };
            let context = Context { program: self.program, timetable: &self.timetable, branch, rule, dated, owed };
            context.walk(&plan.plan, &mut self.work, &mut self.output);
        }
    }

    /// How many findings the last evaluation gave.
    pub fn len(&self) -> usize {
        self.output.rows.len()
    }

    pub fn is_empty(&self) -> bool {
        self.output.rows.is_empty()
    }

    /// Rule, status and number of late records of each finding, without taking anything into memory of its own.
    pub fn statuses(&self) -> impl Iterator<Item = (usize, Status, u32)> {
        self.output.rows.iter().map(|row| (row.rule as usize, row.status, row.late_records))
    }

    /// The last evaluation's findings with their names and ids.
    pub fn findings(&self, branch: &Branch) -> Vec<Finding> {
        self.output.rows.iter().map(|row| self.finding(branch, row)).collect()
    }

    fn finding(&self, branch: &Branch, row: &Row) -> Finding {
        let evidence = self.output.evidence.get(row.evidence.0 as usize..row.evidence.1 as usize).unwrap_or_default();
        let missing = self.output.missing.get(row.missing.0 as usize..row.missing.1 as usize).unwrap_or_default();
        Finding {
            rule: row.rule as usize,
            subject: subject(branch, row.subject),
            period: row.period,
            status: row.status,
            due: row.due,
            changes_on: row.changes_on,
            evidence: evidence.iter().filter_map(|at| branch.columns.ids.get(*at as usize).copied()).collect(),
            missing: missing.iter().map(|lack| self.missing(row.rule as usize, *lack)).collect(),
            late_records: row.late_records,
            latest_by_days: row.latest_by_days,
        }
    }

    fn missing(&self, rule: usize, lack: Lack) -> Missing {
        let requirement = self.program.rulebook.rules.get(rule).map(|rule| &rule.requirement);
        match (lack, requirement) {
            (Lack::Plain(plain), _) => plain.missing(),
            (Lack::Demand(index), Some(rulebook::Requirement::Each(each))) => {
                match each.demands.get(usize::from(index)) {
                    Some(rulebook::Demand::Part(part)) => Missing::Part(part.clone()),
                    Some(rulebook::Demand::Field(condition)) => Missing::Field(condition.field.clone()),
                    _ => Missing::Records(1),
                }
            }
            (Lack::Post(index), Some(rulebook::Requirement::Inventory(inventory))) => {
                let rulebook::Items::Posts(posts) = &inventory.items;
                Missing::Post(posts.get(usize::from(index)).map(|post| post.slug.clone()).unwrap_or_default())
            }
            _ => Missing::Records(1),
        }
    }
}

impl Plainly {
    fn missing(self) -> Missing {
        use facts::Quantity;
        match self {
            Plainly::Records(number) => Missing::Records(number),
            Plainly::Quantity(rest) => Missing::Quantity(Quantity(rest)),
            Plainly::Figure(metric, found) => Missing::Figure(metric, Quantity(found)),
            Plainly::UnknownFigure(metric) => Missing::UnknownFigure(metric),
            Plainly::People(number) => Missing::People(number),
            Plainly::Run(in_a_row, in_all) => Missing::Run { in_a_row, in_all },
            Plainly::UnknownMonths(months) => Missing::UnknownMonths(months),
            Plainly::Election => Missing::Election,
            Plainly::Attestation => Missing::Attestation,
            Plainly::Parameter => Missing::Parameter,
        }
    }
}

fn subject(branch: &Branch, subject: One) -> Subject {
    let person = |at: usize| branch.roster.members.get(at).map(|member| member.person);
    let none = facts::PersonId::from_bytes([0; 16]);
    match subject {
        One::Organisation => Subject::Organisation,
        One::Group(at) => {
            Subject::Group(branch.roster.groups.get(at).map(|group| group.name.clone()).unwrap_or_default())
        }
        One::Person(at) => Subject::Person(person(at).unwrap_or(none)),
        One::Pair(one, two) => Subject::Pair(person(one).unwrap_or(none), person(two).unwrap_or(none)),
        One::Event(day, row) => Subject::Event(day, branch.columns.ids.get(row as usize).copied()),
    }
}

fn dated(program: &Program<'_>, rule: usize, timetable: &Timetable) -> Dated {
    let (Some(plan), Some(rule)) = (program.rules.get(rule), program.rulebook.rules.get(rule)) else {
        return Dated::default();
    };
    let need = match &plan.plan {
        Plan::Tally(tally) => Some((tally.need, if tally.weighs { 1 } else { 100 })),
        Plan::Run { in_a_row, .. } => Some((*in_a_row, 100)),
        _ => None,
    };
    let Some(calendar) = rule.calendar else {
        let now = rule.from <= timetable.as_of && timetable.as_of <= rule.until;
        return Dated { in_force: u16::from(now), needs: Vec::new() };
    };
    let mut dated = Dated::default();
    for (bit, span) in timetable.spans(calendar).iter().enumerate() {
        dated.in_force |= u16::from(rule.from <= span.middle && span.middle <= rule.until) << bit;
        // A count needs whole records, its numbers are kept in hundredths; a part of a record is a whole one more.
        let value = need.and_then(|(number, unit)| {
            program
                .rulebook
                .number(number, span.middle)
                .map(|value| value.0.div_euclid(unit) + i64::from(value.0.rem_euclid(unit) > 0))
        });
        dated.needs.push(value);
    }
    dated
}

impl Context<'_> {
    fn walk(&self, plan: &Plan<'_>, work: &mut Work, output: &mut Output) {
        match plan {
            Plan::Tally(tally) => calendar::tally(self, tally, work, output),
            Plan::Attested { selected, sufficient } => calendar::attested(self, selected, *sufficient, work, output),
            Plan::State(ranges) => calendar::state(self, ranges, output),
            Plan::Posts(posts) => calendar::posts(self, posts, output),
            Plan::Term { length, extension } => within::term(self, *length, *extension, output),
            Plan::Within(plan) => within::within(self, plan, work, output),
            Plan::Each { selected, demands } => each::each(self, selected, demands, work, output),
            Plan::Run { of, selected, in_all, .. } => run::run(self, *of, selected, *in_all, work, output),
        }
    }

    pub fn force(&self) -> Force {
        self.program.rules.get(self.rule).map_or(Force::Must, |rule| rule.force)
    }

    /// A recommendation that is not followed is advice, never a miss or a breach.
    pub fn soften(&self, status: Status) -> Status {
        match status {
            Status::Missed | Status::Breached if self.force() == Force::May => Status::Advice,
            status => status,
        }
    }

    pub fn row(&self, row: u32) -> Option<&FactRow> {
        self.branch.columns.facts.get(row as usize)
    }

    /// Whether this version of the rule binds on an event's day, in an organisation of the right form whose
    /// conditions hold or may hold; each thing not known about them is noted.
    pub fn binds_on(&self, day: Day, mut note: impl FnMut(NotKnown)) -> bool {
        let Some(rule) = self.program.rulebook.rules.get(self.rule) else { return false };
        let Some(duty) = self.program.rules.get(self.rule).and_then(|plan| self.program.duties.get(plan.duty)) else {
            return false;
        };
        let roster = &self.branch.roster;
        rule.from <= day
            && day <= rule.until
            && self.right_form(day)
            && conditions(self.program.rulebook, roster, duty, [day, day], day, &mut note)
    }

    /// Whether the organisation stands on a day in one of the forms that the rule is for.
    pub fn right_form(&self, day: Day) -> bool {
        let Some(rule) = self.program.rulebook.rules.get(self.rule) else { return false };
        let form = self.branch.roster.form_on(day).map(crate::metric::form);
        form.is_some_and(|form| rule.subject.forms.contains(&form))
    }

    /// Writes that a finding cannot be decided because of the rule's conditions, where that is so.
    pub fn undecided(&self, draft: Draft, not_known: impl Iterator<Item = NotKnown>, output: &mut Output) -> bool {
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

    /// Whether an approved exemption frees a subject from this rule on either of the days that decide.
    pub fn exempt(&self, subject: One, days: [Day; 2]) -> bool {
        let exemptions = &self.branch.roster.exemptions;
        if exemptions.is_empty() {
            return false;
        }
        let Some(plan) = self.program.rules.get(self.rule) else { return false };
        let concerns = |member: usize| match subject {
            One::Person(one) => one == member,
            One::Pair(one, two) => one == member || two == member,
            _ => false,
        };
        exemptions.iter().any(|exemption| {
            concerns(exemption.member)
                && days.iter().any(|day| exemption.stay.holds(*day))
                && exemption.from_kind.as_ref().is_none_or(|kind| plan.exempt_names.contains(&kind.as_str()))
        })
    }

    pub fn about_people(&self) -> bool {
        self.program.rulebook.rules.get(self.rule).is_some_and(|rule| of_people(rule.subject.who))
    }

    /// The rows that a selector takes and that count for the year, in order of day and ledger.
    pub fn matching_in_year(&self, selected: &Selected, matched: &mut Vec<Matched>) {
        let (first, last) = (self.timetable.year_first, self.timetable.year_last);
        self.matching_where(selected, matched, |row| first <= row.counts_last && row.counts_first <= last);
    }

    /// The rows that a selector takes, in order of day and ledger.
    pub fn matching(&self, selected: &Selected, matched: &mut Vec<Matched>) {
        self.matching_where(selected, matched, |_| true);
    }

    fn matching_where(&self, selected: &Selected, matched: &mut Vec<Matched>, wanted: impl Fn(&FactRow) -> bool) {
        matched.clear();
        for (which, kind) in selected.kinds.iter().enumerate() {
            let range = self.branch.columns.range(kind.kind);
            let start = range.start as u32;
            let rows = self.branch.columns.facts.get(range).unwrap_or_default();
            matched.extend(rows.iter().zip(start..).filter_map(|(row, at)| {
                let taken = row.holds & kind.must == kind.must && row.holds & kind.except == 0 && wanted(row);
                taken.then_some(Matched { row: at, which: which as u8 })
            }));
        }
        // Rows of one kind are in order already.
        if matched.windows(2).any(|two| matches!(two, [one, next] if one.which != next.which)) {
            let facts = &self.branch.columns.facts;
            matched.sort_unstable_by_key(|matched| facts.get(matched.row as usize).map(|row| (row.first, row.order)));
        }
    }
}

impl Output {
    /// Writes a finding without evidence or lack.
    pub fn write(&mut self, context: &Context<'_>, draft: Draft) {
        let evidence = self.evidence.len() as u32;
        let missing = self.missing.len() as u32;
        self.rows.push(Row {
            rule: context.rule as u32,
            subject: draft.subject,
            period: draft.period,
            status: context.soften(draft.status),
            due: draft.due,
            changes_on: draft.changes_on,
            evidence: (evidence, evidence),
            missing: (missing, missing),
            late_records: 0,
            latest_by_days: 0,
        });
    }

    /// Adds a record to the evidence of the finding written last.
    pub fn proves(&mut self, context: &Context<'_>, at: u32) {
        let (Some(written), Some(row)) = (self.rows.last_mut(), context.row(at)) else { return };
        self.evidence.push(at);
        written.evidence.1 += 1;
        if row.delay > LATE_RECORD_DAYS {
            written.late_records += 1;
            written.latest_by_days = written.latest_by_days.max(row.delay);
        }
    }

    /// Adds a chain of records to the evidence of the finding written last.
    pub fn proves_all(&mut self, context: &Context<'_>, links: &[Link], head: u32) {
        let mut at = head;
        while let Some(link) = links.get(at as usize) {
            self.proves(context, link.row);
            at = link.next;
        }
    }

    /// Adds what the finding written last lacks.
    pub fn lacks(&mut self, lack: Lack) {
        if let Some(written) = self.rows.last_mut() {
            self.missing.push(lack);
            written.missing.1 += 1;
        }
    }

    pub fn lacks_plainly(&mut self, plain: Plainly) {
        self.lacks(Lack::Plain(plain));
    }
}

/// Adds a row to a slot's chain.
pub(crate) fn link(slots: &mut [Slot], links: &mut Vec<Link>, slot: usize, row: u32) -> bool {
    let Some(slot) = slots.get_mut(slot) else { return false };
    if links.get(slot.tail as usize).is_some_and(|link| link.row == row) {
        // The same person in two parts of one record is one record.
        return false;
    }
    let at = links.len() as u32;
    links.push(Link { row, next: END });
    match links.get_mut(slot.tail as usize) {
        Some(last) => last.next = at,
        None => slot.head = at,
    }
    slot.tail = at;
    true
}

/// A demand's bit or part for the kind at `which` in its selector.
pub(crate) fn demanded<T: Copy>(list: &[T], which: u8) -> Option<T> {
    list.get(usize::from(which)).copied()
}

pub(crate) type Demands = [DemandPlan];
