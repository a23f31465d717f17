//! The checked rulebook: record kinds, parameters, clauses, rules, examples.
//!
//! Everything here has passed the checks of `check`: a name that a rule uses stands for something.
//! Kinds, fields, rules and parameters are referred to by their index in the rulebook's lists.
//! Labels are Chinese, as in the document; slugs are ASCII, because they become file names, URLs and JSON keys.

use facts::{Calendar, Day, Limit, Name, Quantity};

use crate::chapters::Chapter;
use crate::each::Each;
use crate::election::Election;
use crate::layer::{Conflict, Direction, Origin};
use crate::payment::Payment;
use crate::points::Points;
use crate::procedure::Procedure;
use crate::proportion::Proportion;
use crate::rates::Rates;
use crate::record_kind::{Choice, Kind};
use crate::scalars::limit_of;
use crate::scheme::Scheme;
use crate::score_examples::ScoreExample;
use crate::words::Word;

/// The whole rulebook, layers laid over one another.
#[derive(Debug, Clone, Default)]
pub struct Rulebook {
    pub kinds: Vec<Kind>,
    pub parameters: Vec<Parameter>,
    pub rates: Vec<Rates>,
    pub lists: Vec<List>,
    /// In the order of the document, those of regulations above the standard last.
    pub chapters: Vec<Chapter>,
    /// In the order of the document.
    pub clauses: Vec<Clause>,
    /// In the order of the document.
    pub conflicts: Vec<Conflict>,
    pub rules: Vec<Rule>,
    pub examples: Vec<Example>,
    /// How findings become scores and stars, each from its day on, in order of `from`.
    pub schemes: Vec<Scheme>,
    pub score_examples: Vec<ScoreExample>,
    /// SHA-256 over all texts, lower-case hex: the version that derived data is keyed by.
    pub version: String,
}

/// Where something stands in the document: index of the file, 1-based line and column (in characters).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct Place {
    pub file: u16,
    pub line: u32,
    pub column: u32,
}

/// Index of a kind in [`Rulebook::kinds`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct KindIndex(pub u16);

/// A dated, cited number that rules refer to by name.
#[derive(Debug, Clone, PartialEq)]
pub struct Parameter {
    pub slug: Name,
    pub name: String,
    pub unit: Option<String>,
    /// In order of `from`, without gaps or overlaps: a value holds until the next one.
    pub values: Vec<DatedValue>,
    /// 加严方向: where a lower layer may move it; nowhere without.
    pub direction: Option<Direction>,
    pub place: Place,
}

impl Parameter {
    /// The value that holds on a day; none before the first one.
    pub fn on(&self, day: Day) -> Option<&DatedValue> {
        self.values.iter().rev().find(|dated| dated.from <= day)
    }
}

#[derive(Debug, Clone, PartialEq)]
pub struct DatedValue {
    pub place: Place,
    pub from: Day,
    pub value: Quantity,
    /// The article or document that sets it.
    pub source: String,
}

/// A dated, cited list of choices that rules refer to by name.
#[derive(Debug, Clone, PartialEq)]
pub struct List {
    pub slug: Name,
    pub name: String,
    /// In order of `from`: a version holds until the next one.
    pub versions: Vec<ListVersion>,
    pub place: Place,
}

#[derive(Debug, Clone, PartialEq)]
pub struct ListVersion {
    pub place: Place,
    pub from: Day,
    /// As written: choices of whichever field a rule compares with it.
    pub items: Vec<String>,
    /// The article or document that sets it.
    pub source: String,
}

impl List {
    /// The version of a day; none before the first one.
    pub fn on(&self, day: Day) -> Option<&ListVersion> {
        self.versions.iter().rev().find(|version| version.from <= day)
    }
}

/// A list as the choices of one field.
#[derive(Debug, Clone, PartialEq)]
pub struct Listed {
    /// Index into [`Rulebook::lists`].
    pub list: usize,
    /// In order of days: the first one of each version, and the slugs of its choices.
    pub versions: Vec<(Day, Vec<Name>)>,
}

impl Listed {
    /// The choices of a day; none before the first version.
    pub fn on(&self, day: Day) -> &[Name] {
        self.versions.iter().rev().find(|(from, _)| *from <= day).map_or(&[], |(_, items)| items)
    }
}

/// A clause of the standard: its heading, its sentences, and the rules under them.
#[derive(Debug, Clone, PartialEq)]
pub struct Clause {
    /// `L1`.
    pub id: String,
    /// The letter of its chapter.
    pub chapter: char,
    pub title: String,
    /// The prose below the heading, blocks left out, as Markdown.
    pub text: String,
    pub place: Place,
}

/// How binding a rule is (应当, 一般, 可以, 不得).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Force {
    /// 应当
    Must,
    /// 一般: binding, with reasons for exceptions
    Generally,
    /// 可以: not following it is `advice`, never counted against anyone
    May,
    /// 不得
    MustNot,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Rule {
    /// Names the breach: `members-meeting-gap`.
    pub slug: Name,
    pub title: String,
    /// Index into [`Rulebook::clauses`].
    pub clause: usize,
    pub force: Force,
    /// Who has to act, as a post or body: `书记`.
    pub responsible: String,
    /// In force from this day to that, both inside.
    pub from: Day,
    pub until: Day,
    pub points: Points,
    /// A record behind a finding that was written down more than so many days after it occurred is a late one.
    pub late_after_days: u16,
    pub subject: Subject,
    /// Set for requirements that ask for something in every calendar period.
    pub calendar: Option<Calendar>,
    /// 每 任意: set for requirements that ask for something in every stretch of this length, whenever it begins.
    pub window: Option<Limit>,
    pub requirement: Requirement,
    /// The slug of the rule that this one takes the place of, from `from` on.
    pub replaces: Option<Name>,
    pub origin: Origin,
    pub place: Place,
    /// The block's text, for those who want to read what runs.
    pub source: String,
}

/// Who has the duty.
#[derive(Debug, Clone, PartialEq)]
pub struct Subject {
    pub who: Who,
    /// Set for [`Who::Registered`].
    pub register: Option<Register>,
    /// Forms of organisation in whose ledger the rule is evaluated.
    pub forms: Vec<Form>,
    /// All must hold, on the middle and the last day of a calendar period (on `as_of` while it runs),
    /// on `as_of` for requirements without a period. One that is not known makes the finding `unknown`.
    pub conditions: Vec<MetricRange>,
}

/// What the branch's own records name, each of which has the duty: a venue, a linked branch, a piece of equipment.
#[derive(Debug, Clone, PartialEq)]
pub struct Register {
    /// 记录: from the day of such a record what it names stands, if it does not stand already.
    pub selector: Selector,
    /// 按: the text field that names it, in these records and in those that the requirement looks at.
    pub field: Name,
    /// 终止: such a record ends it; on that day it still stands. What would begin it too only ends it.
    pub ended_by: Option<Selector>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Form {
    Branch,
    Joint,
    Temporary,
    GeneralBranch,
    Committee,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Who {
    /// The organisation itself.
    Organisation,
    /// Each Party group of a branch.
    Group,
    Member,
    /// The holder of the secretary's post.
    Secretary,
    /// Each holder of a committee post, secretary and deputy included.
    CommitteeMember,
    /// Each member of leader's rank (second tier and above).
    Leader,
    /// Each member who is away, in the branch that holds the affiliation.
    FloatingMember,
    /// Secretary and each other committee member.
    SecretaryAndCommittee,
    /// Secretary and each other member.
    SecretaryAndMember,
    /// Every two committee members.
    CommitteePair,
    /// A committee member and each member he or she keeps contact with.
    CommitteeAndContact,
    /// A leader and each other member.
    LeaderAndMember,
    /// Each thing that a register names.
    Registered,
}

/// A figure of the roster and the range it has to lie in, both ends inside.
#[derive(Debug, Clone, PartialEq)]
pub struct MetricRange {
    pub metric: Metric,
    pub at_least: Option<Number>,
    pub at_most: Option<Number>,
    /// The advised range inside the hard one; outside it the finding is `advice`.
    pub advised_at_least: Option<Number>,
    pub advised_at_most: Option<Number>,
    pub place: Place,
}

/// What can be read off the roster on a day. Flags are 0 or 1. Whole numbers, except where a unit is named.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Metric {
    /// 党员数: full and probationary members.
    Members,
    /// 正式党员数
    FullMembers,
    /// 班子人数: holders of committee posts, secretary and deputy included.
    CommitteeSize,
    /// 书记人数
    Secretaries,
    /// 副书记人数
    Deputies,
    /// 委员人数: committee members who are neither secretary nor deputy.
    OtherCommitteeMembers,
    /// 未分工委员人数: committee members with no division of work.
    CommitteeWithoutDuty,
    /// 设支委会 (flag): 7 members or more, or at least 3 committee posts held.
    HasCommittee,
    /// 党小组数
    Groups,
    /// 未编组党员数: members in no group.
    MembersWithoutGroup,
    /// 联合单位数: units that a joint branch serves. Unknown where the set-up does not say.
    UnitsServed,
    /// 批准即主管 (flag): who approved the organisation is its superior. Unknown where either is not given.
    ApprovedBySuperior,
    /// 组内正式党员数, of a group.
    GroupFullMembers,
    /// 任职时党龄: whole years of party standing on the day the post was taken. Unknown without the full-member day.
    StandingAtAppointment,
    /// 管理岗位年限, in years, as stated when the post was taken. Unknown where it was not.
    ManagerialYears,
    /// 一肩挑 (flag): the secretary heads the unit. Unknown where it was not stated.
    HeadsUnit,
    /// 流入党组织明确 (flag), of a floating member: the receiving organisation is recorded.
    ReceivingKnown,
    /// 外出联系明确 (flag), of a floating member: a contact is recorded.
    FloatingContactKnown,
}

/// A number in a rule: written out, or a parameter's value on the day that matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Number {
    Fixed(Quantity),
    /// Index into [`Rulebook::parameters`].
    Parameter(usize),
}

/// A limit of time in a rule: written out, or a parameter's value, in the parameter's unit, on the day that matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Length {
    Fixed(Limit),
    /// Index into [`Rulebook::parameters`].
    Parameter(usize),
}

impl From<Limit> for Length {
    fn from(limit: Limit) -> Length {
        Length::Fixed(limit)
    }
}

/// What has to be so. Each variant is a form of requirement with a page in docs/user/language.md.
#[derive(Debug, Clone, PartialEq)]
pub enum Requirement {
    Count(Count),
    Sum(Sum),
    Within(Within),
    State(State),
    Each(Each),
    Run(Run),
    Term(Term),
    Inventory(Inventory),
    Attested(Attested),
    Procedure(Procedure),
    Election(Election),
    Payment(Payment),
    Proportion(Proportion),
}

/// Which records count.
#[derive(Debug, Clone, PartialEq)]
pub struct Selector {
    pub kinds: Vec<KindIndex>,
    /// All must hold; a field that is not filled in fails (a missing fact never makes a rule pass).
    pub must: Vec<Condition>,
    /// None may hold; a field that is not filled in does not exclude.
    pub except: Vec<Condition>,
    /// The part that a person subject has to play; `None`: any part, and present.
    pub part: Option<Name>,
}

/// A test of one field of a record.
#[derive(Debug, Clone, PartialEq)]
pub struct Condition {
    pub field: Name,
    pub test: Test,
    pub place: Place,
}

#[derive(Debug, Clone, PartialEq)]
pub enum Test {
    Flag(bool),
    /// At least one of these choices.
    OneOf(Vec<Name>),
    /// All of these choices, others beside them or not.
    AllOf(Vec<Name>),
    /// At least one of the choices that a list has on the record's day.
    Listed(Listed),
    /// At least, at most, both inside; a parameter has its value of the record's day.
    Range(Option<Number>, Option<Number>),
    /// Something stands there.
    Filled,
    /// The text is exactly this.
    Text(String),
}

/// 次数: at least so many records per subject and calendar period, and not more than so many.
#[derive(Debug, Clone, PartialEq)]
pub struct Count {
    /// Zero where only 至多 is written: nothing is asked for.
    pub at_least: Number,
    pub at_most: Option<Number>,
    pub selector: Selector,
    /// 期后: so long after the period's end is still in time.
    pub grace: Option<Length>,
}

/// 合计: at least so much of a quantity per subject and calendar period.
#[derive(Debug, Clone, PartialEq)]
pub struct Sum {
    pub at_least: Number,
    /// 来自: the kinds and the field of each that is added up.
    pub sources: Vec<(KindIndex, Name)>,
    pub must: Vec<Condition>,
    pub except: Vec<Condition>,
    pub part: Option<Name>,
    pub grace: Option<Length>,
}

/// 同: a field of the record that sets the limit and one of the record asked for hold the same, filled in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Same {
    pub trigger: Name,
    pub asked: Name,
}

/// 期限: something happens within a limit after (or at least so long before) something else.
#[derive(Debug, Clone, PartialEq)]
pub struct Within {
    pub trigger: Trigger,
    pub bound: Bound,
    pub selector: Selector,
    pub same: Option<Same>,
    /// 同人, and 起 缺月 always: who plays the trigger's part was there in the record's part, as the selectors have them.
    pub same_person: bool,
    /// 只应一次, and always with 同: one record answers one trigger.
    pub once: bool,
}

#[derive(Debug, Clone, PartialEq)]
pub enum Trigger {
    /// 起 期初: the first day of each period of the rule. With 不早于: what happens sooner than so long after keeps no limit.
    PeriodStart { no_earlier: Option<Length> },
    /// 起 记录: each record of these kinds.
    Record(Selector),
    /// 起 空缺: the last day on which a seat of one of these posts was held, during a term.
    Vacancy(Vec<Choice>),
    /// 起 缺月: the day on which so many months in a row were over without a record of the member; what is recorded
    /// later takes nothing back. With 应交: what is due for a month, by records of the member; where that is nought,
    /// no record is lacking.
    EmptyMonths(Number, Selector, Vec<(Selector, Name)>),
    /// 起 超过: the first day from which a figure lies above a number; over when it no longer does.
    Above(Metric, Number),
    /// 起 低于: likewise below.
    Below(Metric, Number),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Bound {
    /// 之后: on or after the trigger's day, by the limit's end.
    After(Length),
    /// 之前: so long before the trigger's day or earlier, but not before `no_earlier`.
    Before { at_least: Length, no_earlier: Length },
}

/// 状态: figures of the roster lie in their ranges on `as_of`.
#[derive(Debug, Clone, PartialEq)]
pub struct State {
    pub ranges: Vec<MetricRange>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RatioBound {
    /// 至少
    AtLeast,
    /// 超过: exactly so much is not enough.
    MoreThan,
    /// 至多
    AtMost,
}

/// How many times the base: a fraction as it is written, so that a third is a third, or a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Share {
    Fraction { parts: i64, whole: i64 },
    Number(Number),
}

impl Share {
    pub(crate) fn number(self) -> Option<Number> {
        match self {
            Share::Number(number) => Some(number),
            Share::Fraction { .. } => None,
        }
    }
}

impl RatioBound {
    /// Whether a figure stands in the ratio to its base, the share given in parts of a whole.
    pub fn holds(self, of: Quantity, to: Quantity, (parts, whole): (i64, i64)) -> bool {
        let (of, to) = (i128::from(of.0) * i128::from(whole), i128::from(to.0) * i128::from(parts));
        match self {
            RatioBound::AtLeast => of >= to,
            RatioBound::MoreThan => of > to,
            RatioBound::AtMost => of <= to,
        }
    }
}

/// 连续: so many in a row, or in all within the calendar period, is a breach.
#[derive(Debug, Clone, PartialEq)]
pub struct Run {
    pub of: RunOf,
    pub selector: Selector,
    pub in_a_row: Number,
    pub in_all: Option<Number>,
    /// 应交, with 缺月 alone: what is due for a month, as in [`crate::Payment`]; where that is nought, no record is
    /// lacking.
    pub dues: Vec<(Selector, Name)>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RunOf {
    /// 缺席: occasions at which the member was expected and absent without a reason; runs stay in one period.
    Absences,
    /// 缺月: calendar months, owed by the member, without any such record. A run may begin in an earlier year.
    /// A month in which the branch has no such record for anyone is not known: it ends the run, and where counting
    /// it would make the breach, the finding is `unknown`.
    EmptyMonths,
}

/// 届期: re-elected before the term ends.
#[derive(Debug, Clone, PartialEq)]
pub struct Term {
    pub length: Length,
    /// 可延: the longest approved postponement after the term's end.
    pub extension: Length,
}

/// 齐备: each item of a list is there.
#[derive(Debug, Clone, PartialEq)]
pub struct Inventory {
    pub items: Items,
}

#[derive(Debug, Clone, PartialEq)]
pub enum Items {
    /// Each of these posts is held (slugs of the field `post`).
    Posts(Vec<Choice>),
    /// 现有: the latest record of a kind is as it should be, of each item of a list where one is written.
    Records(Current),
}

/// What stands by its latest record: a venue, each of the policies that a branch has to have.
#[derive(Debug, Clone, PartialEq)]
pub struct Current {
    /// Of one kind; what must and must not hold in the latest record.
    pub selector: Selector,
    /// 每一: the choices of a field each of which is an item of its own.
    pub each: Option<(Name, Vec<Choice>)>,
    /// Where a list names them: which of them are asked for on which day.
    pub listed: Option<Listed>,
}

impl Current {
    /// Whether an item is asked for on a day.
    pub fn asks_for(&self, item: &Choice, on: Day) -> bool {
        self.listed.as_ref().is_none_or(|listed| listed.on(on).contains(&item.slug))
    }

    /// The items that are asked for on a day.
    pub fn items_on(&self, on: Day) -> Vec<Choice> {
        let all = self.each.iter().flat_map(|(_, items)| items);
        all.filter(|item| self.asks_for(item, on)).cloned().collect()
    }

    /// What makes a record one of an item.
    pub fn test_of(&self, item: &Choice) -> Option<Condition> {
        let (field, _) = self.each.as_ref()?;
        let test = Test::OneOf(vec![item.slug.clone()]);
        Some(Condition { field: field.clone(), test, place: Place::default() })
    }
}

/// 认定: the superior attested it in the period, with one of the grades that suffice.
#[derive(Debug, Clone, PartialEq)]
pub struct Attested {
    pub kind: KindIndex,
    /// Slugs of the sufficient grades in the field `grade`.
    pub grades: Vec<Name>,
}

/// A test that stands in the document, beside the rule it tests.
#[derive(Debug, Clone, PartialEq)]
pub struct Example {
    /// The rule's slug.
    pub rule: Name,
    pub as_of: Day,
    pub branch: ExampleBranch,
    /// The branches below the organisation that the example plays in.
    pub below: Vec<ExampleBelow>,
    pub records: Vec<ExampleRecord>,
    pub expectations: Vec<Expectation>,
    pub place: Place,
}

/// The branch an example plays in. Its people are called 甲, 乙, 丙 …; see docs/user/language.md.
#[derive(Debug, Clone, PartialEq)]
pub struct ExampleBranch {
    pub form: Form,
    pub set_up: Day,
    pub full_members: u32,
    pub probationary_members: u32,
    /// How many of the first members hold committee posts: 书记, 组织委员, 宣传委员, 纪检委员, 副书记, 委员 …
    pub committee: u32,
    /// Names of groups; members are dealt out to them in turn.
    pub groups: Vec<String>,
    /// The day the committee was elected; none where the example says 换届=无.
    pub elected: Option<Day>,
}

/// A branch below, with what it reached in the year of the example.
#[derive(Debug, Clone, PartialEq)]
pub struct ExampleBelow {
    pub name: String,
    /// Of the dimensions of the scheme that is in force on the example's day; none where nothing was scored.
    pub scores: Vec<Option<Quantity>>,
}

/// One record of an example, resolved against its kind.
#[derive(Debug, Clone, PartialEq)]
pub struct ExampleRecord {
    pub kind: KindIndex,
    pub first: Day,
    pub last: Day,
    pub recorded: Option<Day>,
    /// Part slug, presence and person's name.
    pub people: Vec<(Name, facts::Presence, String)>,
    pub values: Vec<(Name, facts::Value)>,
    pub place: Place,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Expectation {
    /// `None`: the rule gives no finding for this subject and period (不适用).
    pub status: Option<Status>,
    /// As a finding's subject is written; `None` where the example has a single subject.
    pub subject: Option<String>,
    pub period: Option<String>,
    pub place: Place,
}

/// What a finding says (semantics, "Status").
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Status {
    Met,
    Open,
    Missed,
    Late,
    Breached,
    Advice,
    Unknown,
}

impl Status {
    pub const ALL: [Status; 7] =
        [Status::Met, Status::Open, Status::Missed, Status::Late, Status::Breached, Status::Advice, Status::Unknown];

    /// The word in JSON: `met`, `open` …
    pub fn slug(self) -> &'static str {
        match self {
            Status::Met => "met",
            Status::Open => "open",
            Status::Missed => "missed",
            Status::Late => "late",
            Status::Breached => "breached",
            Status::Advice => "advice",
            Status::Unknown => "unknown",
        }
    }

    /// The word in the rulebook and on pages: 达标, 待办 …
    pub fn label(self) -> &'static str {
        self.word()
    }
}

impl Rulebook {
    pub fn kind(&self, index: KindIndex) -> Option<&Kind> {
        self.kinds.get(usize::from(index.0))
    }

    pub fn kind_named(&self, slug: &str) -> Option<(KindIndex, &Kind)> {
        let position = self.kinds.iter().position(|kind| kind.slug == slug)?;
        Some((KindIndex(position as u16), self.kinds.get(position)?))
    }

    pub fn rule_named(&self, slug: &str) -> Option<(usize, &Rule)> {
        self.rules.iter().enumerate().find(|(_, rule)| rule.slug == slug)
    }

    pub fn clause_of(&self, rule: &Rule) -> Option<&Clause> {
        self.clauses.get(rule.clause)
    }

    /// How scores are made of the findings of a day; none before the first scheme.
    pub fn scheme_on(&self, day: Day) -> Option<&Scheme> {
        crate::scheme::on(&self.schemes, day)
    }

    /// A share's value on a day, in parts of a whole.
    pub fn share(&self, share: Share, on: Day) -> Option<(i64, i64)> {
        match share {
            Share::Fraction { parts, whole } => Some((parts, whole)),
            Share::Number(number) => Some((self.number(number, on)?.0, Quantity::whole(1).0)),
        }
    }

    /// A limit of time as it is on a day. A parameter's first value holds for what was before it too: what happened before
    /// a rule began can still take a record up. None where the value is no time.
    pub fn length(&self, length: Length, on: Day) -> Option<Limit> {
        let index = match length {
            Length::Fixed(limit) => return Some(limit),
            Length::Parameter(index) => index,
        };
        let parameter = self.parameters.get(index)?;
        let first = parameter.values.first().map(|dated| dated.value);
        let value = self.number(Number::Parameter(index), on).or(first)?;
        limit_of(value, parameter.unit.as_deref()?)
    }

    /// A number's value on a day. A parameter that has no value yet on that day gives none.
    pub fn number(&self, number: Number, on: Day) -> Option<Quantity> {
        match number {
            Number::Fixed(quantity) => Some(quantity),
            Number::Parameter(index) => self.parameters.get(index)?.on(on).map(|dated| dated.value),
        }
    }
}
