//! A rulebook made ready: every name resolved to a number, every test of a field to a bit.
//!
//! A fact's row carries, for its kind, one bit for each different condition that any rule puts on that kind.
//! The conditions are evaluated once per fact, when its row is made; a rule then only masks bits.

use std::collections::BTreeMap;

use facts::{Calendar, Day, Name, kinds};
use rulebook::{
    Addends, Bound, Condition, Demand, FieldType, Figure, Force, Items, KindIndex, Length, MetricRange, Number,
    Proportion, Requirement, Rulebook, RunOf, Selector, Share, Subject, Test, Trigger, Who, Whole,
};

use crate::dated::DatedProgram;

/// A rulebook ready to be evaluated.
#[derive(Debug)]
pub struct Program<'r> {
    pub rulebook: &'r Rulebook,
    pub(crate) kinds: Vec<KindPlan>,
    pub(crate) kind_by_slug: BTreeMap<&'r str, u16>,
    pub(crate) rules: Vec<RulePlan<'r>>,
    pub(crate) duties: Vec<Duty<'r>>,
    /// The rules that fold what others found, by their place among the rules.
    pub(crate) proportions: Vec<(usize, ProportionPlan)>,
}

/// What a row has to carry for its kind.
#[derive(Debug, Default)]
pub(crate) struct KindPlan {
    pub conditions: Vec<Condition>,
    /// Fields that are added up.
    pub quantities: Vec<Name>,
    pub attributes: Option<Name>,
    /// The attributing field names a period.
    pub names_period: bool,
    pub parts: Vec<Name>,
    /// One bit for each part that says who was expected.
    pub attendance: u64,
    pub has_group: bool,
    /// A rule looks at all sessions of an occasion together.
    pub occasions: bool,
    /// Fields that have to hold the same in two records.
    pub compared: Vec<Name>,
}

impl KindPlan {
    /// Whether a part says who was expected.
    pub fn attends(&self, part: u8) -> bool {
        part < 64 && self.attendance >> part & 1 == 1
    }
}

/// Who owes: rules that ask it of the same subjects in the same periods share the answer.
#[derive(Debug)]
pub(crate) struct Duty<'r> {
    pub subject: &'r Subject,
    pub calendar: Option<Calendar>,
    /// One bit for each form of organisation that the subject names.
    pub forms: u8,
    /// What begins and ends the subjects, where a register names them.
    pub register: Option<RegisterPlan>,
    /// Any of its rules looks for months without a record.
    pub empty_months: bool,
    /// Its rules ask for something in every window that a subject stood through.
    pub windows: bool,
}

/// The records by which things stand that a register names, each with the field that does.
#[derive(Debug)]
pub(crate) struct RegisterPlan {
    pub begins: Selected,
    pub ends: Selected,
}

#[derive(Debug)]
pub(crate) struct RulePlan<'r> {
    pub duty: usize,
    pub force: Force,
    /// Record kinds by slug and by Chinese name that an exemption may name.
    pub exempt_names: Vec<&'r str>,
    pub plan: Plan<'r>,
}

#[derive(Debug)]
pub(crate) enum Plan<'r> {
    Tally(TallyPlan),
    /// The same in every window of a length.
    Rolling(TallyPlan, facts::Limit),
    Within(WithinPlan),
    State(&'r [MetricRange]),
    Each {
        selected: Selected,
        left_out: Vec<Selected>,
        demands: Vec<DemandPlan<'r>>,
    },
    Run {
        of: RunOf,
        selected: Selected,
        in_a_row: Number,
        in_all: Option<Number>,
        dues: Vec<Selected>,
    },
    Term {
        length: Length,
        extension: Length,
    },
    Posts(Vec<roster::Post>),
    Current(CurrentPlan),
    Attested {
        selected: Selected,
        sufficient: u64,
    },
    Procedure(ProcedurePlan<'r>),
    Election(ElectionPlan<'r>),
    Payment(PaymentPlan<'r>),
    /// It has a place among [`Program::proportions`], and its turn when everything else is found.
    Folded,
}

impl Plan<'_> {
    /// The selector of a form that can ask something of what a register names.
    fn selected(&mut self) -> Option<&mut Selected> {
        match self {
            Plan::Tally(tally) | Plan::Rolling(tally, _) => Some(&mut tally.selected),
            Plan::Current(current) => Some(&mut current.selected),
            _ => None,
        }
    }
}

/// Count and sum: the same walk, each record weighing 1 or its quantity.
#[derive(Debug)]
pub(crate) struct TallyPlan {
    pub need: Number,
    pub most: Option<Number>,
    pub selected: Selected,
    pub weighs: bool,
}

impl TallyPlan {
    /// What one of it weighs: numbers are kept in hundredths, records are counted.
    pub fn unit(&self) -> i64 {
        if self.weighs { 1 } else { 100 }
    }
}

#[derive(Debug)]
pub(crate) struct WithinPlan {
    pub trigger: TriggerPlan,
    pub bound: Bound,
    pub selected: Selected,
    pub same: bool,
    pub same_person: bool,
    pub once: bool,
}

#[derive(Debug)]
pub(crate) enum TriggerPlan {
    PeriodStart { no_earlier: Option<rulebook::Length> },
    Record(Selected),
    Vacancy(Vec<roster::Post>),
    EmptyMonths(Selected, Number, Vec<Selected>),
    Beyond { metric: rulebook::Metric, number: Number, above: bool },
}

#[derive(Debug)]
pub(crate) enum DemandPlan<'r> {
    /// The bit of the condition, per selected kind in order; `must_fill` where absence is `missed`.
    Field {
        bits: Vec<u64>,
        must_fill: bool,
    },
    /// The part's index, per selected kind.
    Part {
        parts: Vec<u8>,
    },
    AbsentAtMost(i64),
    UnrecordedAtMost(i64),
    Ratio(RatioPlan<'r>),
    Total(TotalPlan),
    Rated(RatedPlan),
    RecordedWithin(Length),
}

#[derive(Debug)]
pub(crate) struct RatioPlan<'r> {
    pub ratio: &'r rulebook::Ratio,
    pub of: FigurePlan,
    pub to: FigurePlan,
}

/// One figure and those that it has to be the sum of.
#[derive(Debug)]
pub(crate) struct TotalPlan {
    pub of: FigurePlan,
    pub addends: AddendsPlan,
}

#[derive(Debug)]
pub(crate) enum AddendsPlan {
    Figures(Vec<FigurePlan>),
    /// The kinds whose records of a period are added up.
    Records(Selected),
}

/// A figure, and the one that it is worked out from.
#[derive(Debug)]
pub(crate) struct RatedPlan {
    pub of: FigurePlan,
    pub base: FigurePlan,
    pub rates: usize,
}

#[derive(Debug)]
pub(crate) enum FigurePlan {
    /// Where it stands among the kind's quantities, per selected kind.
    Quantity(Vec<u8>),
    Metric(rulebook::Metric),
    Electorate(rulebook::Electorate),
}

#[derive(Debug)]
pub(crate) struct ProportionPlan {
    pub at_least: Share,
    pub of: WholePlan,
}

#[derive(Debug)]
pub(crate) enum WholePlan {
    /// The rules whose findings are counted.
    Rules(Vec<u16>),
    Branches {
        score: Number,
    },
}

/// What stands by its latest record: the test of the records of each item, one without a test where there is no list.
#[derive(Debug)]
pub(crate) struct CurrentPlan {
    pub selected: Selected,
    pub items: Vec<u64>,
}

/// The items of a list that a rule asks for on a day, one bit each in their order. A kind has no more tests than bits.
pub(crate) fn items_on(requirement: &Requirement, day: Day) -> u64 {
    let Requirement::Inventory(rulebook::Inventory { items: Items::Records(current) }) = requirement else {
        return u64::MAX;
    };
    let Some((_, items)) = &current.each else { return u64::MAX };
    let asked = items.iter().enumerate().filter(|(_, item)| current.asks_for(item, day));
    asked.fold(0, |bits, (index, _)| bits | 1u64.unbounded_shl(index as u32))
}

/// The steps of a procedure in order, and last what ends a case where something does.
#[derive(Debug)]
pub(crate) struct ProcedurePlan<'r> {
    pub procedure: &'r rulebook::Procedure,
    pub selected: Vec<Selected>,
}

/// Where the figures of an election stand, of its own record and of those of its candidates.
#[derive(Debug)]
pub(crate) struct ElectionPlan<'r> {
    pub election: &'r rulebook::Election,
    pub selected: Selected,
    pub left_out: Vec<Selected>,
    pub seats: FigurePlan,
    pub stated: Option<FigurePlan>,
    /// The papers that came back, and the valid ones.
    pub ballots: Option<[FigurePlan; 2]>,
    pub support: Vec<FigurePlan>,
    pub candidates: Selected,
    pub votes: FigurePlan,
    pub other_votes: Vec<FigurePlan>,
    pub round: Option<FigurePlan>,
    /// The bit of who was elected, per kind of the candidates' records.
    pub elected: Vec<u64>,
}

/// What is due by which records, each with its quantity, and what is paid by which.
#[derive(Debug)]
pub(crate) struct PaymentPlan<'r> {
    pub payment: &'r rulebook::Payment,
    pub dues: Vec<Selected>,
    pub sources: Selected,
}

/// A selector, resolved for each of its kinds.
#[derive(Debug, Default)]
pub(crate) struct Selected {
    pub kinds: Vec<SelectedKind>,
}

#[derive(Debug, Clone, Copy)]
pub(crate) struct SelectedKind {
    pub kind: u16,
    pub must: u64,
    pub except: u64,
    pub part: PartTest,
    /// Which of the kind's quantities is added up.
    pub quantity: u8,
    /// Which of the kind's compared fields has to hold the same.
    pub compared: u8,
}

impl PartTest {
    pub fn played_by(self, part: u8) -> bool {
        match self {
            PartTest::Any => true,
            PartTest::Is(index) => part == index,
            PartTest::Never => false,
        }
    }
}

impl SelectedKind {
    /// Whether every row of the kind passes.
    pub fn takes_all(&self) -> bool {
        self.must == 0 && self.except == 0
    }

    /// Whether a row of the kind, of which these conditions hold, passes the selector's.
    pub fn takes(&self, holds: u64) -> bool {
        (holds & self.must == self.must) & (holds & self.except == 0)
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum PartTest {
    /// Any part, and present.
    Any,
    Is(u8),
    /// The kind does not know the part.
    Never,
}

impl<'r> Program<'r> {
    pub fn new(rulebook: &'r Rulebook) -> Program<'r> {
        let kinds = rulebook.kinds.iter().map(kind_plan).collect();
        let slugs = rulebook.kinds.iter().enumerate().map(|(index, kind)| (kind.slug.as_str(), index as u16)).collect();
        let mut program = Program {
            rulebook,
            kinds,
            kind_by_slug: slugs,
            rules: Vec::with_capacity(rulebook.rules.len()),
            duties: Vec::new(),
            proportions: Vec::new(),
        };
        for (index, rule) in rulebook.rules.iter().enumerate() {
            let plan = program.plan(rule);
            if let Requirement::Proportion(proportion) = &rule.requirement {
                program.proportions.push((index, proportion_plan(rulebook, proportion)));
            }
            let duty = program.duty(rule);
            // Of an organisation nothing can be exempt but the people whose attendance is asked about.
            let exempt_names = match (rule.subject.who, &rule.requirement) {
                (Who::Organisation | Who::Group, requirement) if !matches!(requirement, Requirement::Each(_)) => {
                    Vec::new()
                }
                (_, requirement) => exempt_names(rulebook, requirement),
            };
            program.rules.push(RulePlan { duty, force: rule.force, exempt_names, plan });
        }
        program
    }

    /// Whether any rule asks what the branches below an organisation reached.
    pub fn looks_below(&self) -> bool {
        self.proportions.iter().any(|(_, plan)| matches!(plan.of, WholePlan::Branches { .. }))
    }

    /// The program on a day of evaluation.
    pub fn on(&self, as_of: Day) -> DatedProgram<'_> {
        DatedProgram::new(self, as_of)
    }

    fn duty(&mut self, rule: &'r rulebook::Rule) -> usize {
        let subject = &rule.subject;
        let forms = subject.forms.iter().fold(0, |bits, form| bits | form_bit(*form));
        let empty_months = match &rule.requirement {
            Requirement::Run(run) => run.of == RunOf::EmptyMonths,
            Requirement::Within(within) => matches!(within.trigger, Trigger::EmptyMonths(..)),
            _ => false,
        };
        let register = subject.register.as_ref().map(|register| self.register(register));
        let duty =
            Duty { subject, calendar: rule.calendar, forms, register, empty_months, windows: rule.window.is_some() };
        self.duties.iter().position(|known| same_duty(known, &duty)).unwrap_or_else(|| {
            self.duties.push(duty);
            self.duties.len() - 1
        })
    }

    fn register(&mut self, register: &rulebook::Register) -> RegisterPlan {
        let mut begins = self.select(&register.selector);
        let mut ends = register.ended_by.as_ref().map(|ended_by| self.select(ended_by)).unwrap_or_default();
        self.compare(&mut begins, &register.field);
        self.compare(&mut ends, &register.field);
        RegisterPlan { begins, ends }
    }

    fn plan(&mut self, rule: &'r rulebook::Rule) -> Plan<'r> {
        let mut plan = self.plan_of(rule);
        // What a register names is recognised in a record by the same field.
        if let (Some(register), Some(selected)) = (&rule.subject.register, plan.selected()) {
            self.compare(selected, &register.field);
        }
        plan
    }

    fn plan_of(&mut self, rule: &'r rulebook::Rule) -> Plan<'r> {
        match &rule.requirement {
            Requirement::Count(count) => {
                let selected = self.select(&count.selector);
                tally(rule, TallyPlan { need: count.at_least, most: count.at_most, selected, weighs: false })
            }
            Requirement::Sum(sum) => {
                let selected = self.added_up(&sum.sources, &sum.must, &sum.except, sum.part.as_deref());
                tally(rule, TallyPlan { need: sum.at_least, most: None, selected, weighs: true })
            }
            Requirement::Within(within) => Plan::Within(self.within(within)),
            Requirement::State(state) => Plan::State(&state.ranges),
            Requirement::Each(each) => {
                let selected = self.select(&each.selector);
                let attendance =
                    |demand: &Demand| matches!(demand, Demand::AbsentAtMost(_) | Demand::UnrecordedAtMost(_));
                if each.demands.iter().any(attendance) {
                    self.look_at_occasions(&selected);
                }
                let left_out = each.left_out.iter().map(|selector| self.select(selector)).collect();
                let demands = each.demands.iter().map(|demand| self.demand(&selected, demand)).collect();
                Plan::Each { selected, left_out, demands }
            }
            Requirement::Run(run) => {
                let selected = self.select(&run.selector);
                if run.of == RunOf::Absences {
                    self.look_at_occasions(&selected);
                }
                let part = run.selector.part.as_deref();
                let dues = self.dues(&run.dues, part);
                Plan::Run { of: run.of, selected, in_a_row: run.in_a_row, in_all: run.in_all, dues }
            }
            Requirement::Term(term) => Plan::Term { length: term.length, extension: term.extension },
            Requirement::Inventory(inventory) => match &inventory.items {
                Items::Posts(posts) => {
                    Plan::Posts(posts.iter().filter_map(|post| roster::Post::from_slug(&post.slug)).collect())
                }
                Items::Records(current) => Plan::Current(self.current(current)),
            },
            Requirement::Attested(attested) => self.attested(rule, attested),
            Requirement::Procedure(procedure) => Plan::Procedure(self.procedure(procedure)),
            Requirement::Election(election) => Plan::Election(self.election(election)),
            Requirement::Payment(payment) => Plan::Payment(self.payment(payment)),
            Requirement::Proportion(_) => Plan::Folded,
        }
    }

    fn look_at_occasions(&mut self, selected: &Selected) {
        for kind in &selected.kinds {
            if let Some(plan) = self.kinds.get_mut(usize::from(kind.kind)) {
                plan.occasions = true;
            }
        }
    }

    /// The selector's bits for each of its kinds.
    fn select(&mut self, selector: &Selector) -> Selected {
        let mut selected = Selected::default();
        for kind in &selector.kinds {
            selected.kinds.push(SelectedKind {
                kind: kind.0,
                must: self.bits(*kind, &selector.must, true),
                except: self.bits(*kind, &selector.except, false),
                part: self.part(*kind, selector.part.as_deref()),
                quantity: 0,
                compared: 0,
            });
        }
        selected
    }

    /// The kinds with the field of each that is added up.
    fn added_up(
        &mut self,
        sources: &[(KindIndex, Name)],
        must: &[Condition],
        except: &[Condition],
        part: Option<&str>,
    ) -> Selected {
        let mut selected = Selected::default();
        for (kind, field) in sources {
            let quantity =
                self.kinds.get_mut(usize::from(kind.0)).map_or(0, |plan| index_of(&mut plan.quantities, field));
            selected.kinds.push(SelectedKind {
                kind: kind.0,
                // A source's conditions bind only where the kind has the field (docs/user/language.md, 合计).
                must: self.bits(*kind, must, false),
                except: self.bits(*kind, except, false),
                part: self.part(*kind, part),
                quantity: quantity as u8,
                compared: 0,
            });
        }
        selected
    }

    /// One bit for each condition. A field the kind does not have makes a `must` unmeetable, and is nothing to exclude.
    fn bits(&mut self, kind: KindIndex, conditions: &[Condition], must: bool) -> u64 {
        let mut bits = 0;
        for condition in conditions {
            let known = self.rulebook.kind(kind).is_some_and(|kind| kind.field(&condition.field).is_some());
            if known || must {
                bits |= self.bit(kind, condition);
            }
        }
        bits
    }

    fn bit(&mut self, kind: KindIndex, condition: &Condition) -> u64 {
        let Some(plan) = self.kinds.get_mut(usize::from(kind.0)) else { return 0 };
        let same = |known: &Condition| known.field == condition.field && known.test == condition.test;
        let index = plan.conditions.iter().position(same).unwrap_or_else(|| {
            plan.conditions.push(condition.clone());
            plan.conditions.len() - 1
        });
        // A checked rulebook has no more tests than bits; in one put together by hand, what has no bit never passes.
        1u64.checked_shl(index as u32).unwrap_or(u64::MAX)
    }

    fn part(&self, kind: KindIndex, part: Option<&str>) -> PartTest {
        let Some(part) = part else { return PartTest::Any };
        let plan = self.kinds.get(usize::from(kind.0));
        match plan.and_then(|plan| plan.parts.iter().position(|slug| slug == part)) {
            Some(index) => PartTest::Is(index as u8),
            None => PartTest::Never,
        }
    }

    fn within(&mut self, within: &rulebook::Within) -> WithinPlan {
        let mut trigger = match &within.trigger {
            Trigger::PeriodStart { no_earlier } => TriggerPlan::PeriodStart { no_earlier: *no_earlier },
            Trigger::Record(selector) => TriggerPlan::Record(self.select(selector)),
            Trigger::Vacancy(posts) => {
                let posts = posts.iter().filter_map(|post| roster::Post::from_slug(&post.slug));
                TriggerPlan::Vacancy(posts.collect())
            }
            Trigger::EmptyMonths(number, selector, dues) => {
                let dues = self.dues(dues, selector.part.as_deref());
                TriggerPlan::EmptyMonths(self.select(selector), *number, dues)
            }
            Trigger::Above(metric, number) => TriggerPlan::Beyond { metric: *metric, number: *number, above: true },
            Trigger::Below(metric, number) => TriggerPlan::Beyond { metric: *metric, number: *number, above: false },
        };
        let mut selected = self.select(&within.selector);
        if let Some(same) = &within.same {
            self.compare(&mut selected, &same.asked);
            if let TriggerPlan::Record(trigger) = &mut trigger {
                self.compare(trigger, &same.trigger);
            }
        }
        WithinPlan {
            trigger,
            bound: within.bound,
            selected,
            same: within.same.is_some(),
            same_person: within.same_person,
            once: within.once,
        }
    }

    /// Has the rows of a selector's kinds keep what they hold in a field.
    fn compare(&mut self, selected: &mut Selected, field: &str) {
        for kind in &mut selected.kinds {
            if let Some(plan) = self.kinds.get_mut(usize::from(kind.kind)) {
                kind.compared = index_of(&mut plan.compared, field) as u8;
            }
        }
    }

    fn demand(&mut self, selected: &Selected, demand: &'r Demand) -> DemandPlan<'r> {
        match demand {
            Demand::Field(condition) => {
                let condition_bits =
                    |kind: &SelectedKind| self.bits(KindIndex(kind.kind), std::slice::from_ref(condition), false);
                let bits = selected.kinds.iter().map(condition_bits).collect();
                DemandPlan::Field { bits, must_fill: condition.test == Test::Filled }
            }
            Demand::Part(part) => {
                let part_index = |kind: &SelectedKind| match self.part(KindIndex(kind.kind), Some(part)) {
                    PartTest::Is(found) => found,
                    _ => u8::MAX,
                };
                DemandPlan::Part { parts: selected.kinds.iter().map(part_index).collect() }
            }
            Demand::AbsentAtMost(most) => DemandPlan::AbsentAtMost(most.0),
            Demand::UnrecordedAtMost(most) => DemandPlan::UnrecordedAtMost(most.0),
            Demand::Ratio(ratio) => {
                let (of, to) = (self.figure(selected, &ratio.of), self.figure(selected, &ratio.to));
                DemandPlan::Ratio(RatioPlan { ratio, of, to })
            }
            Demand::Total(total) => {
                let mut field = |field: &Name| FigurePlan::Quantity(self.quantities(selected, field));
                let of = field(&total.of);
                let addends = match &total.addends {
                    Addends::Fields(fields) => AddendsPlan::Figures(fields.iter().map(field).collect()),
                    Addends::Records(sources) => AddendsPlan::Records(self.added_up(sources, &[], &[], None)),
                };
                DemandPlan::Total(TotalPlan { of, addends })
            }
            Demand::Rated(rated) => {
                let mut field = |field: &Name| FigurePlan::Quantity(self.quantities(selected, field));
                let (of, base) = (field(&rated.of), field(&rated.base));
                DemandPlan::Rated(RatedPlan { of, base, rates: rated.rates })
            }
            Demand::RecordedWithin(days) => DemandPlan::RecordedWithin(*days),
        }
    }

    fn current(&mut self, current: &rulebook::Current) -> CurrentPlan {
        let selected = self.select(&current.selector);
        let mut items = Vec::new();
        for item in current.each.iter().flat_map(|(_, items)| items) {
            let test = current.test_of(item);
            items.push(
                selected
                    .kinds
                    .iter()
                    .zip(&test)
                    .fold(0, |bits, (kind, test)| bits | self.bit(KindIndex(kind.kind), test)),
            );
        }
        if current.each.is_none() {
            items.push(0);
        }
        CurrentPlan { selected, items }
    }

    fn procedure(&mut self, procedure: &'r rulebook::Procedure) -> ProcedurePlan<'r> {
        let mut selected: Vec<Selected> = procedure.selectors().map(|selector| self.select(selector)).collect();
        if let Some(field) = &procedure.by {
            selected.iter_mut().for_each(|selected| self.compare(selected, field));
        }
        ProcedurePlan { procedure, selected }
    }

    fn election(&mut self, election: &'r rulebook::Election) -> ElectionPlan<'r> {
        let (mut selected, mut candidates) = (self.select(&election.selector), self.select(&election.candidates));
        if let Some(field) = &election.by {
            [&mut selected, &mut candidates].into_iter().for_each(|selected| self.compare(selected, field));
        }
        let wins = election.wins();
        let kinds = candidates.kinds.iter();
        let elected = kinds.map(|kind| self.bit(KindIndex(kind.kind), &wins)).collect();
        let support = election.support.iter().map(|support| self.figure(&selected, &support.base)).collect();
        let mut of = |selected: &Selected, field: &Name| FigurePlan::Quantity(self.quantities(selected, field));
        let papers = election.ballots.as_ref();
        ElectionPlan {
            election,
            seats: of(&selected, &election.seats),
            stated: election.stated.as_ref().map(|field| of(&selected, field)),
            ballots: papers.map(|papers| [&papers.returned, &papers.valid].map(|field| of(&selected, field))),
            support,
            votes: of(&candidates, &election.votes),
            other_votes: election.other_votes.iter().map(|field| of(&candidates, field)).collect(),
            round: election.round.as_ref().map(|field| of(&candidates, field)),
            left_out: election.left_out.iter().map(|selector| self.select(selector)).collect(),
            elected,
            selected,
            candidates,
        }
    }

    fn payment(&mut self, payment: &'r rulebook::Payment) -> PaymentPlan<'r> {
        let part = Some(payment.part.as_str());
        let dues = self.dues(&payment.dues, part);
        PaymentPlan { payment, dues, sources: self.added_up(&payment.sources, &[], &[], part) }
    }

    /// The records that say what is due, each entry with the quantity that says it.
    fn dues(&mut self, dues: &[(Selector, Name)], part: Option<&str>) -> Vec<Selected> {
        let dues = dues.iter().map(|(selector, field)| {
            let sources: Vec<_> = selector.kinds.iter().map(|kind| (*kind, field.clone())).collect();
            self.added_up(&sources, &selector.must, &selector.except, part)
        });
        dues.collect()
    }

    fn figure(&mut self, selected: &Selected, figure: &Figure) -> FigurePlan {
        match figure {
            Figure::Field(field) => FigurePlan::Quantity(self.quantities(selected, field)),
            Figure::Metric(metric) => FigurePlan::Metric(*metric),
            Figure::Electorate(electorate) => FigurePlan::Electorate(*electorate),
        }
    }

    /// Has the rows of a selector's kinds keep a quantity; where it stands in each of them.
    fn quantities(&mut self, selected: &Selected, field: &str) -> Vec<u8> {
        let kinds = selected.kinds.iter();
        let place = |kind: &SelectedKind| {
            self.kinds.get_mut(usize::from(kind.kind)).map_or(0, |plan| index_of(&mut plan.quantities, field) as u8)
        };
        kinds.map(place).collect()
    }

    fn attested(&mut self, rule: &rulebook::Rule, attested: &rulebook::Attested) -> Plan<'r> {
        let clause = self.rulebook.clause_of(rule).map(|clause| clause.id.clone()).unwrap_or_default();
        let condition = |field: &str, test| Condition { field: field.into(), test, place: rule.place };
        let part = match rule.subject.who {
            Who::Organisation | Who::Group => None,
            _ => Some("attested".to_owned()),
        };
        let selector = Selector {
            kinds: vec![attested.kind],
            must: vec![condition("clause", Test::Text(clause))],
            except: Vec::new(),
            part,
        };
        let selected = self.select(&selector);
        let grade = self.bit(attested.kind, &condition("grade", Test::OneOf(attested.grades.clone())));
        Plan::Attested { selected, sufficient: grade }
    }
}

fn proportion_plan(rulebook: &Rulebook, proportion: &Proportion) -> ProportionPlan {
    let of = match &proportion.of {
        Whole::Rules(named) => WholePlan::Rules(rulebook.rules_named(named).into_iter().map(|at| at as u16).collect()),
        Whole::Branches { score } => WholePlan::Branches { score: *score },
    };
    ProportionPlan { at_least: proportion.at_least, of }
}

fn tally<'r>(rule: &rulebook::Rule, plan: TallyPlan) -> Plan<'r> {
    match rule.window {
        Some(window) => Plan::Rolling(plan, window),
        None => Plan::Tally(plan),
    }
}

fn kind_plan(kind: &rulebook::Kind) -> KindPlan {
    let parts = kind.parts.iter().take(64).enumerate();
    let attributing = kind.fields.iter().find(|field| field.attributes);
    KindPlan {
        attendance: parts.fold(0, |bits, (index, part)| bits | u64::from(part.attendance) << index),
        attributes: attributing.map(|field| field.slug.clone()),
        names_period: attributing.is_some_and(|field| field.field_type == FieldType::Period),
        parts: kind.parts.iter().map(|part| part.slug.clone()).collect(),
        has_group: kind.field(kinds::GROUP).is_some(),
        ..KindPlan::default()
    }
}

fn index_of(list: &mut Vec<Name>, name: &str) -> usize {
    list.iter().position(|known| known == name).unwrap_or_else(|| {
        list.push(name.to_owned());
        list.len() - 1
    })
}

/// The same answer for both. Where a figure's range stands in the document makes no difference.
fn same_duty(one: &Duty<'_>, other: &Duty<'_>) -> bool {
    let condition =
        |a: &MetricRange, b: &MetricRange| (a.metric, a.at_least, a.at_most) == (b.metric, b.at_least, b.at_most);
    one.calendar == other.calendar
        && one.empty_months == other.empty_months
        && one.windows == other.windows
        && one.subject.who == other.subject.who
        && one.subject.register == other.subject.register
        && one.forms == other.forms
        && one.subject.conditions.len() == other.subject.conditions.len()
        && one.subject.conditions.iter().zip(&other.subject.conditions).all(|(a, b)| condition(a, b))
}

/// A form of organisation as one bit.
pub(crate) fn form_bit(form: rulebook::Form) -> u8 {
    1 << form as u8
}

fn exempt_names<'r>(rulebook: &'r Rulebook, requirement: &Requirement) -> Vec<&'r str> {
    let kinds = match requirement {
        // Who need not have the records that the months lack.
        Requirement::Within(rulebook::Within { trigger: Trigger::EmptyMonths(_, of, _), .. }) => of.kinds.clone(),
        _ => requirement.kinds(),
    };
    let kinds = kinds.iter().filter_map(|kind| rulebook.kind(*kind));
    kinds.flat_map(|kind| [kind.slug.as_str(), kind.name.as_str()]).collect()
}
