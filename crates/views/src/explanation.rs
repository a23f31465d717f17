//! One finding from article to rule to record, so that nobody has to believe it.

use std::collections::{BTreeMap, BTreeSet};

use facts::{Day, Fact, Instant, OrganisationId, Participation, Presence, Writings};
use findings::{Considered, Finding, Missing, Reached, Subject, Trace, WhyNot, trace};
use roster::fold;
use rulebook::words::Word;
use rulebook::{Demand, Requirement, Rule, Rulebook, Who};

use crate::below::branches;
use crate::origin::origin;
use crate::words::{self, Names};

/// Everything there is to say about one finding.
#[derive(Debug, Clone, PartialEq)]
pub struct Explanation {
    /// `L1 党员大会`.
    pub clause: String,
    pub clause_text: String,
    pub rule: String,
    /// The block as it stands in the rulebook.
    pub source: String,
    pub organisation: String,
    pub subject: String,
    pub period: String,
    pub status: &'static str,
    pub due: Option<String>,
    /// The texts behind the rule, up through the layers, and those against it.
    pub origin: Vec<String>,
    /// Who owes it and why.
    pub applies: Vec<String>,
    pub missing: Vec<String>,
    /// The branches that a share counts, each with how it stands.
    pub branches: Vec<String>,
    pub counted: Vec<RecordLine>,
    pub not_counted: Vec<RecordLine>,
    /// How many more records there are that speak of other people only, where they are too many to list.
    pub of_others: usize,
}

/// One record in a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecordLine {
    pub occurred: String,
    pub kind: String,
    pub kind_slug: String,
    pub details: String,
    /// When it was first written down and by whom, with the delay where it was late, and when it was corrected.
    pub recorded: String,
    pub why_not: Option<String>,
    pub id: String,
}

/// Explains a finding that an evaluation of these facts gave; `below` are the branches under the organisation.
pub fn explain(
    rulebook: &Rulebook,
    (facts, below): (&[Fact], &[(&OrganisationId, &Reached)]),
    finding: &Finding,
    organisations: &BTreeMap<OrganisationId, String>,
    (as_of, known_at): (Day, Option<Instant>),
) -> Option<Explanation> {
    let rule = rulebook.rules.get(finding.rule)?;
    let clause = rulebook.clause_of(rule)?;
    let trace = trace(rulebook, facts, finding, as_of, known_at)?;
    let roster = fold(&facts::current(facts, known_at), as_of);
    let names = Names { roster: &roster, organisations };
    let numbers_on = numbers_on(rule, finding, facts).unwrap_or(as_of);
    let writings = Writings::new(facts, known_at);
    let line = |considered: &Considered| record_line(rulebook, names, (rule, finding), considered, &writings);
    let (counted, mut not_counted): (Vec<_>, Vec<_>) =
        trace.considered.iter().partition(|considered| considered.why_not.is_none());
    let speak_of_others = not_counted.iter().filter(|considered| is_of_others(&finding.subject, considered)).count();
    let of_others = if speak_of_others > OTHERS_SHOWN_MAX { speak_of_others } else { 0 };
    if of_others > 0 {
        not_counted.retain(|considered| !is_of_others(&finding.subject, considered));
    }
    Some(Explanation {
        clause: format!("{} {}", clause.id, clause.title),
        clause_text: clause.text.trim().to_owned(),
        rule: format!("{}（{}）", rule.title, rule.slug),
        source: rule.source.clone(),
        organisation: roster.name().to_owned(),
        subject: finding.subject.written(&roster),
        period: words::period(finding.period),
        status: words::status(finding.status),
        due: finding.due.map(words::day),
        origin: origin_of(rulebook, rule, finding),
        applies: applies(rulebook, rule, &trace, as_of, numbers_on),
        missing: words::lacks(rulebook, &roster, rule, Some(numbers_on), &finding.missing),
        branches: branches(rulebook, rule, (as_of, numbers_on), organisations, below),
        counted: counted.into_iter().map(line).collect(),
        not_counted: not_counted.into_iter().map(line).collect(),
        of_others,
    })
}

/// The day whose numbers a finding was judged by; none where it is the day of evaluation.
fn numbers_on(rule: &Rule, finding: &Finding, facts: &[Fact]) -> Option<Day> {
    let has_window = finding.missing.iter().any(|missing| matches!(missing, Missing::Window { .. }));
    match (&rule.requirement, &finding.subject) {
        // Windows that are all full have no day in common.
        _ if rule.window.is_some() && !has_window => None,
        (Requirement::Procedure(_), Subject::Case(_)) => {
            let steps = facts.iter().filter(|fact| finding.evidence.contains(&fact.id));
            steps.map(|fact| fact.occurred.first).min()
        }
        _ => finding.judged_by(),
    }
}

fn origin_of(rulebook: &Rulebook, rule: &Rule, finding: &Finding) -> Vec<String> {
    let mut lines = origin(rulebook, rule);
    if let Some(day) = finding.day().filter(|_| !finding.is_enforced(rulebook)) {
        lines.push(format!("{}不执行，没有做到的只是建议，不计分", words::day(day)));
    }
    lines
}

/// More records that nobody of the subject appears in than this are counted, not listed.
const OTHERS_SHOWN_MAX: usize = 10;

fn is_of_others(subject: &Subject, considered: &Considered) -> bool {
    let people = match subject {
        Subject::Person(_) => 1,
        Subject::Pair(..) => 2,
        _ => return false,
    };
    matches!(&considered.why_not, Some(WhyNot::NotInIt(missing)) if missing.len() == people)
}

fn applies(rulebook: &Rulebook, rule: &Rule, trace: &Trace, as_of: Day, numbers_on: Day) -> Vec<String> {
    let forms: Vec<&str> = rule.subject.forms.iter().map(|form| form.word()).collect();
    let who = match rule.subject.who {
        Who::Organisation => "组织自身",
        who => who.word(),
    };
    let mut lines = vec![format!(
        "适用于{}的{who}，力度“{}”，由{}负责",
        forms.join("、"),
        words::force(rule.force),
        rule.responsible
    )];
    for (stay, assumed) in &trace.stands {
        let until = if stay.until == Day::LATEST { "至今".into() } else { format!("到{}", words::day(stay.until)) };
        let assumed = if *assumed { "（起始日没有登记，按组织设立或入党日推定）" } else { "" };
        lines.push(format!("这个对象自{}起{until}{assumed}", words::day(stay.from)));
    }
    if let Some((early, late)) = trace.owed_on {
        lines.push(format!("看{}和{}两天都在，所以欠这个期间", words::day(early), words::day(late)));
    }
    for (metric, day, found) in &trace.conditions {
        let found = found.map_or(format!("{} 不详", metric.word()), |found| words::figure(*metric, found));
        lines.push(format!("适用条件：{}，{found}", words::day(*day)));
    }
    for (metric, found) in &trace.figures {
        let found = found.map_or(format!("{} 不详", metric.word()), |found| words::figure(*metric, found));
        let range = words::range_of(rulebook, rule, Some(as_of), *metric);
        lines.push(format!("{}的名册：{found}，{range}", words::day(as_of)));
    }
    if let Requirement::Proportion(proportion) = &rule.requirement {
        lines.push(words::counted(rulebook, proportion));
    }
    let parameters = words::parameters(rulebook, rule, numbers_on);
    if !parameters.is_empty() {
        lines.push(format!("{}的参数：{}", words::day(numbers_on), parameters.join("，")));
    }
    let lists = words::lists(rulebook, rule, numbers_on);
    if !lists.is_empty() {
        lines.push(format!("{}的清单：{}", words::day(numbers_on), lists.join("，")));
    }
    lines
}

fn record_line(
    rulebook: &Rulebook,
    names: Names<'_>,
    (rule, finding): (&Rule, &Finding),
    considered: &Considered,
    writings: &Writings<'_>,
) -> RecordLine {
    let fact = &considered.fact;
    let why_not = considered.why_not.as_ref().map(|why_not| words::why_not(rulebook, names.roster, rule, why_not));
    let recorded = recorded(Some(rule), fact, writings);
    RecordLine::of(rulebook, names, fact, recorded, why_not, |people| matters(rule, finding, people))
}

/// When a record was first written down, and where this version of it came later, when it was corrected to it.
/// Only a rule says what is late.
pub(crate) fn recorded(rule: Option<&Rule>, fact: &Fact, writings: &Writings<'_>) -> String {
    let (first, delay) = (writings.first(fact), writings.delay_days(fact));
    // What stands is entered when a ledger begins; that is not late (docs/decisions/0017).
    let asked = |rule: &&Rule| !matches!(&rule.requirement, Requirement::State(_) | Requirement::Inventory(_));
    let late = rule.filter(asked).is_some_and(|rule| delay > i32::from(rule.late_after_days));
    let late = if late { format!("，晚{delay}天") } else { String::new() };
    let written = |fact: &Fact| format!("{}由{}", words::instant(fact.recorded_at), fact.recorder);
    match first.id == fact.id {
        true => format!("{}记下{late}", written(fact)),
        false => format!("{}记下{late}，{}更正", written(first), written(fact)),
    }
}

/// A record names so many people at most, those aside who matter; a list of everybody who was there helps nobody.
const PEOPLE_SHOWN_MAX: usize = 4;

/// Whether a finding turns on somebody: the subject, and where too many were absent, who was.
fn matters(rule: &Rule, finding: &Finding, people: &Participation) -> bool {
    let too_many_absent = matches!(&rule.requirement, Requirement::Each(each)
        if each.demands.iter().any(|demand| matches!(demand, Demand::AbsentAtMost(_))));
    match &finding.subject {
        Subject::Person(person) => people.person == *person,
        Subject::Pair(one, two) => people.person == *one || people.person == *two,
        _ => too_many_absent && people.presence == Presence::Absent,
    }
}

/// What a record says, in a line: people, the first of many, and fields.
pub fn content(rulebook: &Rulebook, names: Names<'_>, fact: &Fact) -> String {
    details(rulebook, names, fact, |_| false)
}

fn details(rulebook: &Rulebook, names: Names<'_>, fact: &Fact, matters: impl Fn(&Participation) -> bool) -> String {
    let kind = rulebook.kind_named(&fact.kind).map(|(_, kind)| kind);
    let mut parts: Vec<String> = Vec::new();
    let (first, others): (Vec<_>, Vec<_>) = fact.people.iter().partition(|people| matters(people));
    let shown = first.len().max(PEOPLE_SHOWN_MAX);
    for people in first.into_iter().chain(others).take(shown) {
        let part =
            kind.and_then(|kind| kind.part(&people.part)).map_or(people.part.as_str(), |part| part.name.as_str());
        let name = words::person(names.roster, people.person).unwrap_or_else(|| "（不在册）".to_owned());
        let presence = if people.presence == Presence::Present { "" } else { words::presence(people.presence) };
        parts.push(format!("{part} {name}{presence}"));
    }
    if fact.people.len() > shown {
        // Who has two parts is one person.
        let people: BTreeSet<_> = fact.people.iter().map(|people| people.person).collect();
        parts.push(format!("等{}人", people.len()));
    }
    for (slug, value) in &fact.values {
        let label = words::field_label(kind, slug);
        parts.push(format!("{label} {}", words::value(rulebook, names, &fact.kind, slug, value)));
    }
    parts.join("，")
}

impl Explanation {
    /// The explanation as a text to read.
    pub fn to_text(&self) -> String {
        let mut text =
            format!("{}\n{}\n\n规则：{}\n{}\n\n", self.clause, self.clause_text, self.rule, self.source.trim());
        text.push_str(&format!("{}，{}，{}：{}\n", self.organisation, self.subject, self.period, self.status));
        if let Some(due) = &self.due {
            text.push_str(&format!("期限：{due}\n"));
        }
        push_list(&mut text, "出自哪里", &self.origin);
        push_list(&mut text, "为什么适用", &self.applies);
        push_list(&mut text, "还缺什么", &self.missing);
        push_list(&mut text, "数到的下级党支部", &self.branches);
        let lines = |records: &[RecordLine]| -> Vec<String> { records.iter().map(RecordLine::to_text).collect() };
        push_list(&mut text, &format!("算上的记录（{}条）", self.counted.len()), &lines(&self.counted));
        let mut not_counted = lines(&self.not_counted);
        if self.of_others > 0 {
            not_counted.push(format!("另有{}条同类记录里没有{}", self.of_others, self.subject));
        }
        let title = format!("没有算上的记录（{}条）", self.not_counted.len() + self.of_others);
        push_list(&mut text, &title, &not_counted);
        text
    }
}

fn push_list(text: &mut String, title: &str, lines: &[String]) {
    if !lines.is_empty() {
        text.push_str(&format!("\n{title}\n"));
        lines.iter().for_each(|line| text.push_str(&format!("  · {line}\n")));
    }
}

impl RecordLine {
    /// A record, with when it was written down and whom it has to name.
    pub(crate) fn of(
        rulebook: &Rulebook,
        names: Names<'_>,
        fact: &Fact,
        recorded: String,
        why_not: Option<String>,
        matters: impl Fn(&Participation) -> bool,
    ) -> RecordLine {
        RecordLine {
            occurred: words::span(fact.occurred),
            kind: words::kind_name(rulebook, &fact.kind).to_owned(),
            kind_slug: fact.kind.clone(),
            details: details(rulebook, names, fact, matters),
            recorded,
            why_not,
            id: fact.id.to_string(),
        }
    }

    /// The record in a line, its id at the end.
    pub fn to_text(&self) -> String {
        let why_not = self.why_not.as_ref().map(|why_not| format!("【{why_not}】")).unwrap_or_default();
        let details = if self.details.is_empty() { String::new() } else { format!(" {}", self.details) };
        format!("{} {}{why_not}{details}；{}；{}", self.occurred, self.kind, self.recorded, self.id)
    }
}
