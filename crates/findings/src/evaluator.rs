//! A program on a day: walks the rules over one branch after another in memory that it keeps.

use facts::{Calendar, Day, Period};
use rulebook::{Force, Rule, Status};

use crate::calendar;
use crate::columns::{Appearance, Branch, Detail, Entry, FactRow, NOT_STATED, PersonRow};
use crate::dated::{CountsFor, DatedPeriod, DatedProgram, DatedRule, NO_PERIOD, Span, Timetable};
use crate::each;
use crate::finding::{Finding, LATE_RECORD_DAYS, Missing, Subject};
use crate::owed::{NotKnown, Owed, conditions, right_form};
use crate::program::{DemandPlan, Duty, Plan, Program, RulePlan, Selected, SelectedKind};
use crate::run;
use crate::standing::One;
use crate::within;

/// Evaluates branches on one day.
#[derive(Debug)]
pub struct Evaluator<'p> {
    dated: &'p DatedProgram<'p>,
    work: Work,
    output: Output,
}

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

/// Memory that rules use in turn.
#[derive(Debug, Default)]
pub(crate) struct Work {
    pub matched: Vec<Matched>,
    pub runs: Vec<run::Absences>,
    pub absences: Vec<run::Absence>,
    pub presence: Vec<u8>,
    pub judged: Vec<(Status, u32)>,
    pub figures: Vec<(Status, Option<Plainly>)>,
    pub not_known: Vec<NotKnown>,
}

/// How many records were written down late, and the longest delay among them in days.
#[derive(Debug, Clone, Copy)]
pub(crate) struct LateRecords {
    pub records: u16,
    pub latest_by_days: u16,
}

impl LateRecords {
    pub const NONE: LateRecords = LateRecords { records: 0, latest_by_days: 0 };

    /// Without branches: how late records are follows no pattern that a processor could foresee.
    fn add(&mut self, delay: u16) {
        let late = i32::from(delay) > LATE_RECORD_DAYS;
        self.records = self.records.saturating_add(u16::from(late));
        self.latest_by_days = self.latest_by_days.max(if late { delay } else { 0 });
    }
}

/// A row that a selector took.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Matched {
    /// What it adds.
    pub weight: i64,
    pub row: u32,
    /// So many days after it occurred it was written down.
    pub delay: u16,
    /// Which of the selector's kinds it is of.
    pub which: u8,
    /// The place of its period among those that the rule asks about.
    pub place: u8,
}

#[derive(Debug, Default)]
pub(crate) struct Output {
    rows: Vec<Row>,
    evidence: Vec<u32>,
    missing: Vec<Lack>,
}

/// Evidence that stands ready for a finding.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Proof {
    evidence_from: u32,
    late: LateRecords,
}

/// A finding as it is kept until its names are looked up. What it lists ends where the next row's list begins.
#[derive(Debug, Clone, Copy)]
struct Row {
    rule: u16,
    status: Status,
    subject: One,
    period: Period,
    due: Option<Day>,
    changes_on: Option<Day>,
    evidence_from: u32,
    missing_from: u32,
    late: LateRecords,
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

impl Draft {
    /// What is asked for in a calendar period; while it is open, time alone changes it.
    pub fn dated(subject: One, period: &DatedPeriod, status: Status) -> Draft {
        let changes_on = (status == Status::Open).then_some(period.over);
        Draft { subject, period: period.span.period, status, due: Some(period.due), changes_on }
    }
}

impl<'p> Evaluator<'p> {
    pub fn new(dated: &'p DatedProgram<'p>) -> Evaluator<'p> {
        Evaluator { dated, work: Work::default(), output: Output::default() }
    }

    /// Evaluates one branch, which was made for the same program on the same day; what an earlier one gave is dropped.
    pub fn evaluate(&mut self, branch: &Branch) {
        self.output.rows.clear();
        self.output.evidence.clear();
        self.output.missing.clear();
        let DatedProgram { program, timetable, rules, .. } = self.dated;
        let plans = program.rulebook.rules.iter().zip(&program.rules).zip(rules);
        for (index, ((rule, plan), dated)) in (0..).zip(plans) {
            let (Some(duty), Some(owed)) = (program.duties.get(plan.duty), branch.owed.get(plan.duty)) else {
                continue;
            };
            Context { program, timetable, branch, index, rule, plan, duty, dated, owed }
                .walk(&mut self.work, &mut self.output);
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
        self.output.rows.iter().map(|row| (usize::from(row.rule), row.status, u32::from(row.late.records)))
    }

    /// The last evaluation's findings with their names and ids.
    pub fn findings(&self, branch: &Branch) -> Vec<Finding> {
        (0..self.output.rows.len()).filter_map(|at| self.finding(branch, at)).collect()
    }

    fn finding(&self, branch: &Branch, at: usize) -> Option<Finding> {
        let row = self.output.rows.get(at)?;
        let next = self.output.rows.get(at + 1);
        let evidence_until = next.map_or(self.output.evidence.len(), |next| next.evidence_from as usize);
        let missing_until = next.map_or(self.output.missing.len(), |next| next.missing_from as usize);
        let evidence = self.output.evidence.get(row.evidence_from as usize..evidence_until)?;
        let missing = self.output.missing.get(row.missing_from as usize..missing_until)?;
        let rule = usize::from(row.rule);
        Some(Finding {
            rule,
            subject: subject(branch, row.subject),
            period: row.period,
            status: row.status,
            due: row.due,
            changes_on: row.changes_on,
            evidence: evidence.iter().filter_map(|at| branch.columns.ids.get(*at as usize).copied()).collect(),
            missing: missing.iter().map(|lack| self.missing(rule, *lack)).collect(),
            late_records: row.late.records.into(),
            latest_by_days: row.late.latest_by_days.into(),
        })
    }

    fn missing(&self, rule: usize, lack: Lack) -> Missing {
        let requirement = self.dated.program.rulebook.rules.get(rule).map(|rule| &rule.requirement);
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
    let person = |at: u16| branch.roster.members.get(usize::from(at)).map(|member| member.person);
    let none = facts::PersonId::from_bytes([0; 16]);
    match subject {
        One::Organisation => Subject::Organisation,
        One::Group(at) => Subject::Group(
            branch.roster.groups.get(usize::from(at)).map(|group| group.name.clone()).unwrap_or_default(),
        ),
        One::Person(at) => Subject::Person(person(at).unwrap_or(none)),
        One::Pair(one, two) => Subject::Pair(person(one).unwrap_or(none), person(two).unwrap_or(none)),
        One::Event(day, row) => Subject::Event(day, branch.columns.ids.get(row as usize).copied()),
    }
}

impl Context<'_> {
    fn walk(&self, work: &mut Work, output: &mut Output) {
        match &self.plan.plan {
            Plan::Tally(tally) => calendar::tally(self, tally, &mut work.matched, output),
            Plan::Attested { selected, sufficient } => {
                calendar::attested(self, selected, *sufficient, &mut work.matched, output);
            }
            Plan::State(ranges) => calendar::state(self, ranges, &mut work.figures, output),
            Plan::Posts(posts) => calendar::posts(self, posts, output),
            Plan::Term { length, extension } => within::term(self, *length, *extension, output),
            Plan::Within(plan) => within::within(self, plan, work, output),
            Plan::Each { selected, demands } => each::each(self, selected, demands, work, output),
            Plan::Run { of, selected, in_all, .. } => run::run(self, *of, selected, *in_all, work, output),
        }
    }

    /// A recommendation that is not followed is advice, never a miss or a breach.
    fn soften(&self, status: Status) -> Status {
        match status {
            Status::Missed | Status::Breached if self.plan.force == Force::May => Status::Advice,
            status => status,
        }
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
        let form_stays = roster.forms.last().is_some_and(|(since, _)| *since <= first)
            && roster.stands.is_some_and(|stay| stay.covers(first, last));
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

    /// Whether an approved exemption frees a subject from this rule on either of the days that decide.
    pub fn exempt(&self, subject: One, days: [Day; 2]) -> bool {
        let exemptions = &self.branch.roster.exemptions;
        if exemptions.is_empty() {
            return false;
        }
        let concerns = |member: usize| match subject {
            One::Person(one) => usize::from(one) == member,
            One::Pair(one, two) => usize::from(one) == member || usize::from(two) == member,
            _ => false,
        };
        exemptions.iter().any(|exemption| {
            concerns(exemption.member)
                && days.iter().any(|day| exemption.stay.holds(*day))
                && exemption.from_kind.as_ref().is_none_or(|kind| self.plan.exempt_names.contains(&kind.as_str()))
        })
    }

    /// The periods that a subject owes and is not exempted from, each with its place among those the rule asks about.
    pub fn owed_periods(&self, subject: One, owes: u32) -> impl Iterator<Item = (u8, &DatedPeriod)> {
        let exemptions = !self.branch.roster.exemptions.is_empty();
        let exempt = move |span: &Span| exemptions && self.exempt(subject, [span.early, span.late]);
        let periods = (0..).zip(&self.dated.periods);
        periods.filter(move |(_, period)| owes >> period.bit & 1 == 1 && !exempt(&period.span))
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
        matched.clear();
        let columns = &self.branch.columns;
        for (which, kind) in (0..).zip(&selected.kinds) {
            let mut take = |entry: &Entry| {
                let (place, weight) = (self.place(calendar, entry.counts_for), weigh(entry, kind));
                let taken = kind.takes(entry.holds) & (place != NO_PERIOD) & (weight != NOT_STATED);
                // Without a branch: which records a selector takes follows no pattern that a processor could foresee.
                matched.push(Matched { weight, row: entry.row, delay: entry.delay, which, place });
                matched.truncate(matched.len() - usize::from(!taken));
            };
            match subject {
                One::Organisation | One::Event(..) => {
                    columns.numbered(kind.kind).for_each(|(row, at)| take(&row.entry(at)));
                }
                One::Group(group) => {
                    let of_group = columns.numbered(kind.kind).filter(|(row, _)| row.group == group);
                    of_group.for_each(|(row, at)| take(&row.entry(at)));
                }
                One::Person(member) => {
                    let own = columns.appearances_of(kind.kind, member).iter();
                    present(own.filter(|own| kind.part.played_by(own.part)), take);
                }
                One::Pair(first, second) => {
                    let (first_own, second_own) =
                        (columns.appearances_of(kind.kind, first), columns.appearances_of(kind.kind, second));
                    let (fewer, other) =
                        if first_own.len() < second_own.len() { (first_own, second) } else { (second_own, first) };
                    let there = |person: &PersonRow| person.person == other && person.presence.counts_as_present();
                    present(fewer.iter(), |entry| {
                        if self.row(entry.row).is_some_and(|row| columns.people_of(row).iter().any(there)) {
                            take(entry);
                        }
                    });
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

/// The facts of those appearances in which the person was present. Who stands in a record twice is there once.
fn present<'b>(appearances: impl Iterator<Item = &'b Appearance>, mut visit: impl FnMut(&Entry)) {
    let mut last = u32::MAX;
    for own in appearances.filter(|own| own.presence.counts_as_present()) {
        if own.entry.row != last {
            last = own.entry.row;
            visit(&own.entry);
        }
    }
}

impl Output {
    /// Writes a finding without evidence or lack.
    pub fn write(&mut self, context: &Context<'_>, draft: Draft) {
        let proof = self.begin_proof();
        self.write_proven(context, draft, proof);
    }

    /// Writes a finding with the evidence that was laid down last.
    pub fn write_proven(&mut self, context: &Context<'_>, draft: Draft, proof: Proof) {
        self.rows.push(Row {
            rule: context.index,
            subject: draft.subject,
            period: draft.period,
            status: context.soften(draft.status),
            due: draft.due,
            changes_on: draft.changes_on,
            evidence_from: proof.evidence_from,
            missing_from: self.missing.len() as u32,
            late: proof.late,
        });
    }

    /// Begins the evidence of the finding to be written next.
    pub fn begin_proof(&self) -> Proof {
        Proof { evidence_from: self.evidence.len() as u32, late: LateRecords::NONE }
    }

    /// Adds a record to evidence that was begun.
    pub fn lay_down(&mut self, proof: &mut Proof, at: u32, delay: u16) {
        self.evidence.push(at);
        proof.late.add(delay);
    }

    /// Adds a record to the evidence of the finding written last.
    pub fn proves(&mut self, context: &Context<'_>, at: u32) {
        let (Some(written), Some(row)) = (self.rows.last_mut(), context.row(at)) else { return };
        self.evidence.push(at);
        written.late.add(row.delay_days());
    }

    /// Adds what the finding written last lacks.
    pub fn lacks(&mut self, lack: Lack) {
        self.missing.push(lack);
    }

    pub fn lacks_plainly(&mut self, plain: Plainly) {
        self.lacks(Lack::Plain(plain));
    }
}

/// A demand's bit or part for the kind at `which` in its selector.
pub(crate) fn demanded<T: Copy>(list: &[T], which: u8) -> Option<T> {
    list.get(usize::from(which)).copied()
}

pub(crate) type Demands = [DemandPlan];
