//! A year's plan in words: what to do on which day, and what nobody can plan.

use std::collections::{BTreeMap, BTreeSet};

use facts::{Day, Fact, Name, PersonId, Quantity, Value};
use findings::{Expected, Obstacle, Plan, PlannedItem, Responsible, Subject, Unplanned};
use roster::Roster;
use rulebook::{Field, FieldType, Force, Kind, Rulebook};
use serde::Serialize;

use crate::table::{Align, Table};
use crate::words;

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PlanView {
    pub organisation: String,
    pub year: i32,
    pub items: Vec<PlanRow>,
    pub unplanned: Vec<UnplannedRow>,
    /// What to know about the days.
    pub notes: Vec<String>,
    /// The records that carrying it out would leave, for whoever wants to evaluate them.
    #[serde(skip)]
    pub facts: Vec<Fact>,
}

/// One thing to do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PlanRow {
    /// The same in every plan that has it.
    pub id: String,
    pub date: String,
    /// The day after, where calendars want an end.
    #[serde(skip)]
    pub ends: String,
    #[serde(skip)]
    weekday: &'static str,
    /// A Saturday or Sunday on which people work, in exchange for a day of a holiday.
    pub makes_up: bool,
    /// Nobody works on it, and on no other day on which it would be in time.
    pub day_off: bool,
    /// The last day on which it would have been in time, where that is past.
    pub overdue: Option<String>,
    /// What kind of record it will be.
    pub kind: String,
    /// What the rules ask it to be about, in words.
    pub content: String,
    pub responsible: String,
    /// Who prepares it and sees to it that it is written down; empty where everybody does it for himself.
    pub handler: String,
    /// Who takes part.
    pub people: String,
    /// What is each person's own, where that differs.
    pub own: Vec<OwnRow>,
    /// The clauses that it serves.
    pub clauses: Vec<String>,
    /// The rules that it serves, by slug.
    pub rules: Vec<String>,
}

/// A figure of one person: `交纳金额 40元`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct OwnRow {
    pub person: String,
    pub field: String,
    pub value: String,
}

/// One rule that is left over, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct UnplannedRow {
    pub clause: String,
    pub rule: String,
    pub title: String,
    pub responsible: String,
    pub reason: String,
    /// Recommended only: left undone, it counts against nobody.
    pub advice: bool,
    /// Of whom and when: `张三 2019-03`.
    pub concerning: Vec<String>,
}

/// `making_up` are the days on which people work for a day of a holiday, `assumed` the years of which nobody knows them.
pub fn plan_view(
    rulebook: &Rulebook,
    roster: &Roster,
    year: i32,
    plan: &Plan,
    (making_up, assumed): (&BTreeSet<Day>, &[i32]),
) -> PlanView {
    let mut notes: Vec<String> = assumed
        .iter()
        .map(|year| {
            format!("{year}年的放假安排还不知道，避开了周末、法定节日和近年都连休的日子；国务院公布以后请再排一次")
        })
        .collect();
    let dissolved = Day::from_ymd(year, 12, 31).and_then(|last| roster.dissolved_by(last));
    notes.extend(dissolved.map(|day| format!("{}于 {day} 撤销，只安排到这一天", roster.name())));
    let days_off = plan.items.iter().filter(|item| item.day_off).count();
    if days_off > 0 {
        notes.push(format!("有 {days_off} 项期限内没有工作日，排在休息日，星期一栏里注明"));
    }
    let overdue = plan.items.iter().filter(|item| item.overdue.is_some()).count();
    if overdue > 0 {
        notes.push(format!("有 {overdue} 项已经过期，补办算逾期完成，内容一栏里注明"));
    }
    let told = plan.unplanned.iter().filter(|one| one.obstacle != Obstacle::Nobody);
    let mut unplanned: Vec<UnplannedRow> = told.filter_map(|one| unplanned_row(rulebook, roster, one)).collect();
    // Duties come first.
    unplanned.sort_by_key(|row| row.advice);
    notes.extend(nobody(rulebook, roster, plan));
    PlanView {
        organisation: roster.name().to_owned(),
        year,
        items: plan.items.iter().filter_map(|item| plan_row(rulebook, roster, item, making_up)).collect(),
        unplanned,
        notes,
        facts: plan.items.iter().flat_map(|item| item.facts.iter().cloned()).collect(),
    }
}

/// What is not planned because nobody is there is said once, and not rule by rule.
fn nobody(rulebook: &Rulebook, roster: &Roster, plan: &Plan) -> Option<String> {
    let left: Vec<&Unplanned> = plan.unplanned.iter().filter(|one| one.obstacle == Obstacle::Nobody).collect();
    if left.is_empty() {
        return None;
    }
    let mut clauses: Vec<&str> = Vec::new();
    let rules = left.iter().filter_map(|one| rulebook.rules.get(one.rule));
    for clause in rules.filter_map(|rule| rulebook.clause_of(rule)).map(|clause| clause.id.as_str()) {
        if !clauses.contains(&clause) {
            clauses.push(clause);
        }
    }
    let groups: Option<BTreeSet<&str>> = left
        .iter()
        .flat_map(|one| &one.findings)
        .map(|(subject, ..)| match subject {
            Subject::Group(name) => Some(name.as_str()),
            _ => None,
        })
        .collect();
    let groups = groups.filter(|groups| !groups.is_empty());
    let whose = groups.map_or(roster.name().to_owned(), |groups| groups.into_iter().collect::<Vec<_>>().join("、"));
    let when = if plan.items.is_empty() { "" } else { "有的时候" };
    Some(format!(
        "{whose}{when}没有党员在（没有登记，或者都外出了），没有人可以办，涉及的 {} 条要求那时没有安排：{}；请先登记党员，再排一次",
        left.len(),
        clauses.join("、")
    ))
}

fn plan_row(rulebook: &Rulebook, roster: &Roster, item: &PlannedItem, making_up: &BTreeSet<Day>) -> Option<PlanRow> {
    let kind = rulebook.kind(item.kind)?;
    let rules = || item.serves.iter().filter_map(|rule| rulebook.rules.get(*rule));
    let mut clauses: Vec<String> = Vec::new();
    for clause in rules().filter_map(|rule| rulebook.clause_of(rule)) {
        if !clauses.contains(&clause.id) {
            clauses.push(clause.id.clone());
        }
    }
    Some(PlanRow {
        id: item.id.to_string(),
        date: item.day.to_string(),
        ends: item.day.plus_days(1).to_string(),
        weekday: words::weekday(item.day),
        makes_up: making_up.contains(&item.day),
        day_off: item.day_off,
        overdue: item.overdue.map(|day| day.to_string()),
        kind: kind.name.clone(),
        content: content(roster, kind, item),
        responsible: responsible(rulebook, roster, item),
        handler: item.handler.and_then(|person| words::person(roster, person)).unwrap_or_default(),
        people: people(roster, kind, item),
        own: own(roster, kind, item),
        clauses,
        rules: rules().map(|rule| rule.slug.clone()).collect(),
    })
}

fn responsible(rulebook: &Rulebook, roster: &Roster, item: &PlannedItem) -> String {
    match &item.responsible {
        Responsible::Own(people) => called(roster, people, item.day),
        who => words::responsible(rulebook, roster, who),
    }
}

/// What stands in its fields: `事项 三会一课计划；写明公布日期`.
fn content(roster: &Roster, kind: &Kind, item: &PlannedItem) -> String {
    let mut said: Vec<String> =
        item.overdue.into_iter().map(|day| format!("已过期，补办（应在 {day} 以前）")).collect();
    let mut to_fill_in: Vec<&str> = Vec::new();
    for field in &kind.fields {
        said.extend(everybodys(field, item));
        match item.values.get(&field.slug) {
            // What is not so needs no word.
            Some(Value::Flag(false)) => {}
            Some(Value::Flag(true)) => said.push(field.name.clone()),
            Some(Value::Quantity(quantity)) => {
                said.push(format!("{} {quantity}{}", field.name, field.unit.as_deref().unwrap_or_default()));
            }
            Some(Value::Money(fen)) => said.push(format!("{} {fen}元", field.name)),
            Some(Value::Day(day)) => said.push(format!("{} {}", field.name, words::day(*day))),
            Some(Value::Period(period)) => said.push(words::period(*period)),
            Some(Value::Text(text)) => said.push(text.clone()),
            Some(Value::Options(chosen)) => {
                let named = |slug: &String| {
                    let mut choices = field.field_type.choices().unwrap_or_default().iter();
                    choices.find(|choice| choice.slug == *slug).map_or(slug.clone(), |choice| choice.name.clone())
                };
                let chosen: Vec<String> = chosen.iter().map(named).collect();
                said.push(format!("{} {}", field.name, chosen.join("、")));
            }
            Some(Value::Organisation(_)) => said.push(roster.name().to_owned()),
            None if item.to_fill_in.contains(&field.slug) => to_fill_in.push(&field.name),
            None => {}
        }
    }
    if !to_fill_in.is_empty() {
        said.push(format!("写明{}", to_fill_in.join("、")));
    }
    said.join("；")
}

/// What everybody brings of his own: `交纳金额 每人40元`, `交纳金额 各人20元至60元`.
fn everybodys(field: &Field, item: &PlannedItem) -> Option<String> {
    let known: BTreeSet<Quantity> = item.own.values().filter_map(|own| own_figure(field, item, own)).collect();
    let (least, most) = (known.first()?, known.last()?);
    let everybody = item.own.len() == item.people.iter().map(|(_, person)| person).collect::<BTreeSet<_>>().len();
    Some(match (least == most, everybody) {
        (true, true) => format!("{} 每人{}", field.name, amount(field, *least)),
        (true, false) => format!("{} {}，有的还不知道", field.name, amount(field, *least)),
        (false, true) => format!("{} 各人{}至{}", field.name, amount(field, *least), amount(field, *most)),
        (false, false) => {
            format!("{} 各人{}至{}，有的还不知道", field.name, amount(field, *least), amount(field, *most))
        }
    })
}

/// What is to be filled in is not known yet.
fn own_figure(field: &Field, item: &PlannedItem, own: &BTreeMap<Name, Value>) -> Option<Quantity> {
    match own.get(&field.slug).filter(|_| !item.to_fill_in.contains(&field.slug))? {
        Value::Quantity(quantity) => Some(*quantity),
        Value::Money(fen) => Some(Quantity(fen.0)),
        _ => None,
    }
}

fn amount(field: &Field, figure: Quantity) -> String {
    format!(
        "{figure}{}",
        if field.field_type == FieldType::Money { "元" } else { field.unit.as_deref().unwrap_or_default() }
    )
}

fn own(roster: &Roster, kind: &Kind, item: &PlannedItem) -> Vec<OwnRow> {
    let mut rows = Vec::new();
    for field in &kind.fields {
        for (person, own) in &item.own {
            let Some(figure) = own_figure(field, item, own) else { continue };
            let person = words::person(roster, *person).unwrap_or_default();
            rows.push(OwnRow { person, field: field.name.clone(), value: amount(field, figure) });
        }
    }
    rows
}

/// `全体党员；主讲人 张三`.
fn people(roster: &Roster, kind: &Kind, item: &PlannedItem) -> String {
    let mut said: Vec<String> = Vec::new();
    match &item.expected {
        Some(Expected::Members) => said.push("全体党员".to_owned()),
        Some(Expected::Everybody) => said.push("全体党员，外出的也请到会，否则人数不够".to_owned()),
        Some(Expected::Committee) => said.push("支委会成员".to_owned()),
        Some(Expected::Group(name)) => said.push(name.clone()),
        None => {}
    }
    for part in &kind.parts {
        let own: Vec<PersonId> = playing(item, &part.slug);
        if !own.is_empty() {
            said.push(format!("{} {}", part.name, called(roster, &own, item.day)));
        }
    }
    said.join("；")
}

fn playing(item: &PlannedItem, part: &Name) -> Vec<PersonId> {
    item.people.iter().filter(|(slug, _)| slug == part).map(|(_, person)| *person).collect()
}

/// Everybody is called so, and not by names.
fn called(roster: &Roster, people: &[PersonId], day: Day) -> String {
    let members: BTreeSet<PersonId> = roster.members_on(day).map(|member| member.person).collect();
    if people.len() > 1 && members.iter().all(|member| people.contains(member)) {
        return "全体党员".to_owned();
    }
    let names: Vec<String> = people.iter().filter_map(|person| words::person(roster, *person)).collect();
    names.join("、")
}

fn unplanned_row(rulebook: &Rulebook, roster: &Roster, unplanned: &Unplanned) -> Option<UnplannedRow> {
    let rule = rulebook.rules.get(unplanned.rule)?;
    let concerning = unplanned
        .findings
        .iter()
        .map(|(subject, period, _)| format!("{} {}", subject.written(roster), words::period(*period)));
    let reason = obstacle(unplanned.obstacle);
    let is_advice = unplanned.obstacle == Obstacle::Advice;
    Some(UnplannedRow {
        clause: rulebook.clause_of(rule).map(|clause| clause.id.clone()).unwrap_or_default(),
        rule: rule.slug.clone(),
        title: rule.title.clone(),
        responsible: rule.responsible.clone(),
        reason: if rule.force == Force::May && !is_advice {
            format!("是建议；{reason}")
        } else {
            reason.to_owned()
        },
        advice: rule.force == Force::May || is_advice,
        concerning: concerning.collect(),
    })
}

fn obstacle(obstacle: Obstacle) -> &'static str {
    match obstacle {
        Obstacle::Attestation => "由上级认定，请按时提请",
        Obstacle::Decision => "涉及组织、人员或职务的变动，要由组织决定",
        Obstacle::Case => "是一件一件办的程序，办到哪一步见 wuhua cases",
        Obstacle::IfItComes => "有这样的事才要办，现在没有",
        Obstacle::Advice => "是建议，不另作安排；有条件的请办",
        Obstacle::Recorded => "说的是已经记下的事，安排不能改变",
        Obstacle::Below => "看下级党支部，由各支部自己安排",
        Obstacle::Nobody => "那时没有党员在，没有人可以办",
        Obstacle::Unknown => "缺少数据，请先补登，见 wuhua check",
        Obstacle::Past => "时间已经过去，再办也不算了",
        Obstacle::Unsettled => "排不出能满足它的日子或人，请人工安排",
    }
}

impl PlanRow {
    /// `周三`, `周六（调休上班）`: without the word a Saturday looks like a mistake.
    pub fn day_of_week(&self) -> String {
        let said = match (self.makes_up, self.day_off) {
            (true, _) => "（调休上班）",
            (false, true) => "（休息日，期限内没有工作日）",
            (false, false) => "",
        };
        format!("{}{said}", self.weekday)
    }

    /// `报告报备：事项 三会一课情况`.
    pub fn summary(&self) -> String {
        match self.content.is_empty() {
            true => self.kind.clone(),
            false => format!("{}：{}", self.kind, self.content),
        }
    }
}

impl PlanView {
    pub fn title(&self) -> String {
        format!("{}{}年工作安排", self.organisation, self.year)
    }

    pub fn table(&self) -> Table {
        let headers = [
            ("日期", Align::Left),
            ("星期", Align::Left),
            ("事项", Align::Left),
            ("内容", Align::Left),
            ("谁负责", Align::Left),
            ("谁经办", Align::Left),
            ("谁参加", Align::Left),
            ("条款", Align::Left),
        ];
        let mut table = Table::new(&self.title(), &headers);
        table.rows = self
            .items
            .iter()
            .map(|item| {
                vec![
                    item.date.clone(),
                    item.day_of_week(),
                    item.kind.clone(),
                    item.content.clone(),
                    item.responsible.clone(),
                    item.handler.clone(),
                    item.people.clone(),
                    item.clauses.join("、"),
                ]
            })
            .collect();
        table
    }

    /// What is each person's own in an item, with the days on which it is the same.
    pub fn own_table(&self) -> Table {
        let headers = [("事项", Align::Left), ("谁", Align::Left), ("多少", Align::Left), ("哪天", Align::Left)];
        let mut table = Table::new("各人的数", &headers);
        let mut days: BTreeMap<(&str, &str, String), Vec<&str>> = BTreeMap::new();
        for item in &self.items {
            for own in &item.own {
                let key = (item.kind.as_str(), own.person.as_str(), format!("{} {}", own.field, own.value));
                days.entry(key).or_default().push(&item.date);
            }
        }
        let said = |days: &[&str]| match days {
            [first, .., last] => format!("{first} 至 {last}，{}次", days.len()),
            _ => days.concat(),
        };
        let row = |((kind, person, value), days): ((&str, &str, String), Vec<&str>)| {
            vec![kind.to_owned(), person.to_owned(), value, said(&days)]
        };
        table.rows = days.into_iter().map(row).collect();
        table
    }

    /// What the plan leaves to others, to chance or to people's decisions.
    pub fn unplanned_table(&self) -> Table {
        let headers = [
            ("条款", Align::Left),
            ("要求", Align::Left),
            ("谁负责", Align::Left),
            ("为什么没有安排", Align::Left),
            ("涉及", Align::Left),
        ];
        let mut table = Table::new("没有安排的", &headers);
        table.rows = self
            .unplanned
            .iter()
            .map(|row| {
                vec![
                    row.clause.clone(),
                    row.title.clone(),
                    row.responsible.clone(),
                    row.reason.clone(),
                    concerning(&row.concerning),
                ]
            })
            .collect();
        table
    }
}

/// So many are named in a table; the JSON names all.
const NAMED_MAX: usize = 3;

fn concerning(all: &[String]) -> String {
    let named: Vec<&str> = all.iter().take(NAMED_MAX).map(String::as_str).collect();
    let more = if all.len() > NAMED_MAX { format!("等{}项", all.len()) } else { String::new() };
    format!("{}{more}", named.join("、"))
}
