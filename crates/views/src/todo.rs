//! Who has to do what by when: the list that somebody begins the day with.

use std::collections::BTreeMap;

use facts::{Day, Fact, FactId, Period, PersonId};
use findings::{Finding, Missing, Responsible, Subject, Todo};
use roster::Roster;
use rulebook::{Requirement, Rule, Rulebook};
use serde::Serialize;

use crate::table::{Align, Table};
use crate::words;

/// Everything that one person, or one vacant post, has to do; what is overdue first, then by due day, then what is only
/// recommended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TodosOf {
    /// A name; of a vacant post or of a body, what the rule calls it.
    pub who: String,
    /// The posts by which it falls to this person.
    pub posts: Vec<String>,
    /// Nobody holds the post.
    pub vacant: bool,
    pub todos: Vec<TodoRow>,
}

/// One thing to do, for all whom it concerns alike.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TodoRow {
    pub due: Option<String>,
    pub overdue: bool,
    /// Recommended only: left undone, it counts against nobody.
    pub advice: bool,
    pub clause: String,
    pub rule: String,
    pub title: String,
    /// As findings write it.
    pub period: String,
    /// What is still missing, in words.
    pub missing: String,
    /// Whom or what it concerns: members, a Party group, an event's day, a case; empty where it is the organisation or
    /// the person who has to act.
    pub concerning: Vec<String>,
    /// The slug of the kind of record that would settle it.
    #[serde(skip)]
    pub kind: Option<String>,
    /// What the form of that record begins with; nothing where the row is about several.
    #[serde(skip)]
    pub begun: Vec<(String, String)>,
    /// The record to correct instead.
    #[serde(skip)]
    pub corrects: Option<FactId>,
    /// Which to-do it is, of those that the list was made from; of several that are one row the first.
    #[serde(skip)]
    pub of: usize,
    #[serde(skip)]
    pub period_words: String,
    #[serde(skip)]
    concerns_people: bool,
    #[serde(skip)]
    order: (bool, bool, Option<Day>, usize),
}

/// Whose list it is: a person, or what stands in a rule where there is none.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Owner {
    Person(PersonId),
    Vacant(String),
    Called(String),
}

/// The rows of one owner that are the same thing for different people are one.
type Same = (usize, Period, Option<Day>, bool, String);

/// `findings` are those of the organisation whose roster and facts they are, `todos` what follows from them.
pub fn todo_list(
    rulebook: &Rulebook,
    (roster, facts): (&Roster, &[Fact]),
    findings: &[Finding],
    todos: &[Todo],
) -> Vec<TodosOf> {
    let mut lists: BTreeMap<Owner, (Vec<String>, BTreeMap<Same, TodoRow>)> = BTreeMap::new();
    for (place, todo) in todos.iter().enumerate() {
        let Some(finding) = findings.get(todo.finding) else { continue };
        for owner in owners(rulebook, &todo.who) {
            let Some((same, row)) = row(rulebook, (roster, facts), finding, todo, &owner, place) else { continue };
            let (posts, rows) = lists.entry(owner).or_default();
            if let Responsible::Post(slug, _) = &todo.who {
                let post = words::post_name(rulebook, slug).to_owned();
                if !posts.contains(&post) {
                    posts.push(post);
                }
            }
            match rows.get_mut(&same) {
                Some(known) => known.concerning.extend(row.concerning),
                None => {
                    rows.insert(same, row);
                }
            }
        }
    }
    let mut listed: Vec<TodosOf> = lists.into_iter().map(|(owner, list)| list_of(roster, owner, list)).collect();
    listed.sort_by_key(|list| list.todos.first().map(|first| first.order));
    listed
}

fn list_of(roster: &Roster, owner: Owner, (posts, rows): (Vec<String>, BTreeMap<Same, TodoRow>)) -> TodosOf {
    let mut todos: Vec<TodoRow> = rows.into_values().collect();
    todos.sort_by_key(|row| row.order);
    let vacant = matches!(owner, Owner::Vacant(_));
    let who = match owner {
        Owner::Person(person) => words::person(roster, person).unwrap_or_else(|| person.to_string()),
        Owner::Vacant(word) | Owner::Called(word) => word,
    };
    TodosOf { who, posts: if vacant { Vec::new() } else { posts }, vacant, todos }
}

fn owners(rulebook: &Rulebook, who: &Responsible) -> Vec<Owner> {
    match who {
        Responsible::Post(slug, holders) if holders.is_empty() => {
            vec![Owner::Vacant(words::post_name(rulebook, slug).to_owned())]
        }
        Responsible::Own(people) | Responsible::Post(_, people) => people.iter().copied().map(Owner::Person).collect(),
        Responsible::Above(word) | Responsible::Other(word) => vec![Owner::Called(word.clone())],
    }
}

fn row(
    rulebook: &Rulebook,
    (roster, facts): (&Roster, &[Fact]),
    finding: &Finding,
    todo: &Todo,
    owner: &Owner,
    place: usize,
) -> Option<(Same, TodoRow)> {
    let rule = rulebook.rules.get(finding.rule)?;
    let lacks = match todo.lack {
        Some(lack) => finding.missing.get(lack..=lack)?,
        None => &finding.missing,
    };
    let missing = words::lacks(rulebook, roster, rule, finding.judged_by(), lacks).join("；");
    let row = TodoRow {
        due: todo.due.map(|day| day.to_string()),
        overdue: todo.overdue,
        advice: todo.advice,
        clause: rulebook.clause_of(rule).map(|clause| clause.id.clone()).unwrap_or_default(),
        rule: rule.slug.clone(),
        title: rule.title.clone(),
        period: finding.period.to_string(),
        missing: missing.clone(),
        concerning: concerning(rulebook, (roster, facts), &finding.subject, owner, &todo.who),
        kind: settled_by(rulebook, rule, finding, todo),
        begun: Vec::new(),
        corrects: None,
        of: place,
        period_words: words::period(finding.period),
        concerns_people: matches!(finding.subject, Subject::Person(_) | Subject::Pair(..)),
        order: (todo.advice, !todo.overdue, Some(todo.due.unwrap_or(Day::LATEST)), place),
    };
    Some(((finding.rule, finding.period, todo.due, todo.overdue, missing), row))
}

/// The kind of record that would settle what is to be done, where records can.
fn settled_by(rulebook: &Rulebook, rule: &Rule, finding: &Finding, todo: &Todo) -> Option<String> {
    let step = todo.lack.and_then(|lack| match finding.missing.get(lack)? {
        Missing::Step { step, .. } => Some(*step),
        _ => None,
    });
    let kind = match (&rule.requirement, step) {
        (Requirement::Procedure(procedure), Some(step)) => procedure.steps.get(step)?.selector.kinds.first().copied(),
        (requirement, _) => requirement.kinds().into_iter().next(),
    };
    kind.and_then(|kind| rulebook.kind(kind)).map(|kind| kind.slug.clone())
}

/// Whom a row is about, besides the one who has to act.
fn concerning(
    rulebook: &Rulebook,
    (roster, facts): (&Roster, &[Fact]),
    subject: &Subject,
    owner: &Owner,
    who: &Responsible,
) -> Vec<String> {
    let name = |person: &PersonId| words::person(roster, *person).unwrap_or_else(|| person.to_string());
    match (subject, owner) {
        (Subject::Organisation, _) => Vec::new(),
        // Who has to act for many is named among them.
        (Subject::Person(_), _) if matches!(who, Responsible::Own(_)) => Vec::new(),
        (Subject::Pair(one, other), Owner::Person(owner)) if one == owner => vec![name(other)],
        (Subject::Pair(one, other), Owner::Person(owner)) if other == owner => vec![name(one)],
        (Subject::Event(day, Some(event)), _) => vec![event_named(rulebook, (roster, facts), *day, *event)],
        (Subject::Event(day, None), _) => vec![words::day(*day)],
        _ => vec![subject.written(roster)],
    }
}

/// An event's day, with whom or what it is about where its record has to say so: several people can be entered in a day.
fn event_named(rulebook: &Rulebook, (roster, facts): (&Roster, &[Fact]), day: Day, event: FactId) -> String {
    let fact = facts.iter().find(|fact| fact.id == event);
    match fact.and_then(|fact| words::whom_or_what(rulebook, roster, fact)) {
        Some(about) => format!("{}（{about}）", words::day(day)),
        None => words::day(day),
    }
}

impl TodoRow {
    /// What is to be done, with those whom it concerns: `还差1次，5人：甲、乙……`; of what nobody has to do `【建议】还差1次`.
    pub fn what(&self) -> String {
        let mark = if self.advice { "【建议】" } else { "" };
        let named = self.concerning.join("、");
        match self.concerning.len() {
            0 => format!("{mark}{}", self.missing),
            number if self.concerns_people && number > 1 => format!("{mark}{}，{number}人：{named}", self.missing),
            _ => format!("{mark}{named}：{}", self.missing),
        }
    }

    /// Whether it is overdue, and somebody's duty.
    pub fn is_behind(&self) -> bool {
        self.overdue && !self.advice
    }

    /// Whether it is about members, whoever has to act.
    pub(crate) fn is_about_people(&self) -> bool {
        self.concerns_people
    }

    #[cfg(test)]
    pub(crate) fn of_test(title: &str, due: Option<&str>, overdue: bool) -> TodoRow {
        TodoRow {
            due: due.map(str::to_owned),
            overdue,
            advice: false,
            clause: "L1".to_owned(),
            rule: title.to_owned(),
            title: title.to_owned(),
            period: "2026-Q2".to_owned(),
            missing: String::new(),
            concerning: Vec::new(),
            kind: None,
            begun: Vec::new(),
            corrects: None,
            of: 0,
            period_words: "2026年二季度".to_owned(),
            concerns_people: false,
            order: (false, !overdue, None, 0),
        }
    }
}

impl TodosOf {
    /// `张三（书记）`, `书记（空缺）`, `上级党委`.
    pub fn called(&self) -> String {
        match (self.vacant, self.posts.is_empty()) {
            (true, _) => format!("{}（空缺）", self.who),
            (false, false) => format!("{}（{}）", self.who, self.posts.join("、")),
            (false, true) => self.who.clone(),
        }
    }
}

/// The lists one below the other, each under the name of who has to act.
pub fn todo_table(title: &str, lists: &[TodosOf]) -> Table {
    let headers = [
        ("谁办", Align::Left),
        ("期限", Align::Left),
        ("条款", Align::Left),
        ("要求", Align::Left),
        ("期间", Align::Left),
        ("还要做什么", Align::Left),
    ];
    let mut table = Table::new(title, &headers);
    for list in lists {
        for (place, row) in list.todos.iter().enumerate() {
            let due = row.due.clone().unwrap_or_default();
            table.rows.push(vec![
                if place == 0 { list.called() } else { String::new() },
                if row.overdue { format!("{due} 已过期").trim_start().to_owned() } else { due },
                row.clause.clone(),
                row.title.clone(),
                row.period_words.clone(),
                row.what(),
            ]);
        }
    }
    table
}
