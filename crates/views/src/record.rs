//! Ledgers by kind, and one record with everything that is known of it.

use std::collections::BTreeMap;

use facts::{Day, Fact, FactId, Instant, Participation, PersonId, Presence, Writings, current_on, kinds};
use findings::Finding;
use rulebook::{Kind, Rulebook};

use crate::approval::{Approval, approvals};
use crate::words::{self, Names};

/// How many records of a kind stand, and which was the last.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KindUse {
    pub slug: String,
    pub name: String,
    pub count: usize,
    pub last: Option<String>,
}

/// The ledger of one kind: a column a field that any record fills in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LedgerOfKind {
    pub slug: String,
    pub name: String,
    pub headers: Vec<String>,
    /// The latest first.
    pub rows: Vec<LedgerRow>,
}

/// Which part of a ledger is asked for, and how.
#[derive(Debug, Clone, Copy)]
pub struct LedgerAsked<'a> {
    /// Only records that have it anywhere; all where it is empty.
    pub text: &'a str,
    /// Only what happened in a year, as far as it did.
    pub year: Option<i32>,
    pub as_of: Day,
    pub known_at: Option<Instant>,
    pub naming: Naming,
}

/// How those who took part are named.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Naming {
    /// As fits into a column of a page.
    InShort,
    /// Everybody, and who was not there.
    Whole,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LedgerRow {
    pub id: String,
    pub day: String,
    pub cells: Vec<String>,
    pub recorded: String,
}

/// One record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecordShown {
    pub id: String,
    pub kind: String,
    pub kind_name: String,
    pub day: String,
    /// Label and what is filled in, in the order of the declaration.
    pub fields: Vec<(String, String)>,
    /// Part, and who played it.
    pub people: Vec<(String, Vec<PersonShown>)>,
    pub recorded: String,
    /// A later record has taken its place, or it was withdrawn.
    pub gone: Option<String>,
    /// All versions from the first to the last, this one among them.
    pub versions: Vec<Version>,
    /// What a superior approved of it, and what changed since.
    pub approvals: Vec<Approval>,
    /// Rule and title of what rests on it.
    pub proves: Vec<(String, String)>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PersonShown {
    pub person: PersonId,
    pub name: String,
    /// Said only where somebody was not simply there.
    pub presence: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Version {
    pub id: String,
    pub recorded: String,
    pub is_this: bool,
    /// What differs from the version before: label, before, after.
    pub changes: Vec<(String, String, String)>,
}

/// Every kind of the rulebook, those with records first, in the order of the document.
pub fn kinds_in_use(rulebook: &Rulebook, facts: &[Fact], on: (Day, Option<Instant>)) -> Vec<KindUse> {
    let mut of_kind: BTreeMap<&str, Vec<&Fact>> = BTreeMap::new();
    for fact in current_on(facts, on) {
        of_kind.entry(fact.kind.as_str()).or_default().push(fact);
    }
    let declared = rulebook.kinds.iter().filter(|kind| kind.slug != kinds::WITHDRAWN);
    let mut listed: Vec<KindUse> = declared
        .map(|kind| {
            let own = of_kind.get(kind.slug.as_str()).map_or(&[][..], Vec::as_slice);
            let last = own.iter().map(|fact| fact.occurred.last).max();
            KindUse { slug: kind.slug.clone(), name: kind.name.clone(), count: own.len(), last: last.map(words::day) }
        })
        .collect();
    listed.sort_by_key(|kind| kind.count == 0);
    listed
}

/// The records of a kind that stand and, with a text, have it anywhere, in names that a page leaves out too.
pub fn ledger_of_kind(
    rulebook: &Rulebook,
    kind: &Kind,
    (facts, names): (&[Fact], Names<'_>),
    asked: LedgerAsked<'_>,
) -> LedgerOfKind {
    let writings = Writings::new(facts, asked.known_at);
    let in_year = |fact: &&Fact| {
        asked.year.is_none_or(|year| (fact.occurred.first.year()..=fact.occurred.last.year()).contains(&year))
    };
    let standing = current_on(facts, (asked.as_of, asked.known_at)).into_iter();
    let mut own: Vec<&Fact> = standing.filter(|fact| fact.kind == kind.slug).filter(in_year).collect();
    own.sort_by_key(|fact| std::cmp::Reverse((fact.occurred.first, fact.recorded_at)));
    let parts = kind.parts.iter().filter(|part| own.iter().any(|fact| fact.playing(&part.slug).next().is_some()));
    let parts: Vec<_> = parts.collect();
    let fields = kind.fields.iter().filter(|field| own.iter().any(|fact| fact.values.contains_key(&field.slug)));
    let fields: Vec<_> = fields.collect();
    let row = |fact: &Fact, naming: Naming| {
        let people = parts.iter().map(|part| match naming {
            Naming::InShort => people_in_short(names, fact, &part.slug, part.attendance),
            Naming::Whole => people_in_whole(names, fact, &part.slug),
        });
        let values = fields.iter().map(|field| {
            let value = fact.values.get(&field.slug);
            value.map(|value| words::value(rulebook, names, &kind.slug, &field.slug, value)).unwrap_or_default()
        });
        LedgerRow {
            id: fact.id.to_string(),
            day: words::span(fact.occurred),
            cells: people.chain(values).collect(),
            recorded: words::delay(writings.delay_days(fact)),
        }
    };
    let has = |row: &LedgerRow| row.day.contains(asked.text) || row.cells.iter().any(|cell| cell.contains(asked.text));
    let is_wanted =
        |fact: &&Fact| asked.text.is_empty() || has(&row(fact, Naming::Whole)) || has(&row(fact, Naming::InShort));
    let wanted: Vec<&Fact> = own.into_iter().filter(is_wanted).collect();
    LedgerOfKind {
        slug: kind.slug.clone(),
        name: kind.name.clone(),
        headers: parts.iter().map(|part| part.name.clone()).chain(fields.iter().map(|one| one.name.clone())).collect(),
        rows: wanted.into_iter().map(|fact| row(fact, asked.naming)).collect(),
    }
}

/// So many people of one part are named in a table.
const NAMED_MOST: usize = 3;

/// `张三、李四`, `应到12人，到10人，请假1人，缺席1人`.
fn people_in_short(names: Names<'_>, fact: &Fact, part: &str, attendance: bool) -> String {
    let own: Vec<&Participation> = fact.people.iter().filter(|one| one.part == part).collect();
    if attendance && own.len() > NAMED_MOST {
        let count = |presence: Presence| own.iter().filter(|one| one.presence == presence).count();
        let there = count(Presence::Present) + count(Presence::Remote);
        let mut said = format!("应到{}人，到{there}人", own.len());
        for (presence, word) in [(Presence::Excused, "请假"), (Presence::Absent, "缺席")] {
            if count(presence) > 0 {
                said.push_str(&format!("，{word}{}人", count(presence)));
            }
        }
        return said;
    }
    let named: Vec<String> = own.iter().take(NAMED_MOST).map(|one| called(names, one.person)).collect();
    let more = if own.len() > NAMED_MOST { format!("等{}人", own.len()) } else { String::new() };
    named.join("、") + &more
}

/// `张三、李四（请假：出差）`.
fn people_in_whole(names: Names<'_>, fact: &Fact, part: &str) -> String {
    let own = fact.people.iter().filter(|one| one.part == part);
    let named = own.map(|one| match (one.presence, &one.reason) {
        (Presence::Present, _) => called(names, one.person),
        (other, None) => format!("{}（{}）", called(names, one.person), words::presence(other)),
        (other, Some(reason)) => format!("{}（{}：{reason}）", called(names, one.person), words::presence(other)),
    });
    named.collect::<Vec<_>>().join("、")
}

fn called(names: Names<'_>, person: PersonId) -> String {
    words::person(names.roster, person).unwrap_or_else(|| "（不在册）".to_owned())
}

/// One record with its versions and what rests on it; none where there is no such record as was known then.
pub fn record_shown(
    rulebook: &Rulebook,
    (facts, names): (&[Fact], Names<'_>),
    findings: &[Finding],
    id: FactId,
    known_at: Option<Instant>,
) -> Option<RecordShown> {
    let known = |fact: &&Fact| known_at.is_none_or(|known| fact.recorded_at <= known);
    let fact = facts.iter().filter(known).find(|fact| fact.id == id && fact.kind != kinds::WITHDRAWN)?;
    let kind = rulebook.kind_named(&fact.kind).map(|(_, kind)| kind);
    let by = facts.iter().filter(known).find(|later| later.supersedes == Some(fact.id));
    let gone = by.map(|by| match by.kind == kinds::WITHDRAWN {
        true => words::withdrawn(by.text("reason")),
        false => words::CORRECTED.to_owned(),
    });
    let proves = findings.iter().filter(|finding| finding.evidence.contains(&id));
    let mut proves: Vec<(String, String)> = proves
        .filter_map(|finding| rulebook.rules.get(finding.rule))
        .map(|rule| (rule.slug.clone(), rule.title.clone()))
        .collect();
    proves.dedup();
    let line = line(facts, fact);
    Some(RecordShown {
        id: fact.id.to_string(),
        kind: fact.kind.clone(),
        kind_name: words::kind_name(rulebook, &fact.kind).to_owned(),
        day: words::span(fact.occurred),
        fields: fields(rulebook, names, kind, fact),
        people: people(names, kind, fact),
        recorded: crate::explanation::recorded(None, fact, &Writings::new(facts, known_at)),
        gone,
        approvals: approvals((rulebook, names, kind), facts, findings, &line),
        versions: versions((rulebook, names, kind), &line, fact),
        proves,
    })
}

fn fields(rulebook: &Rulebook, names: Names<'_>, kind: Option<&Kind>, fact: &Fact) -> Vec<(String, String)> {
    let order = |slug: &str| kind.and_then(|kind| kind.fields.iter().position(|field| field.slug == slug));
    let mut filled: Vec<_> = fact.values.iter().collect();
    filled.sort_by_key(|(slug, _)| order(slug).unwrap_or(usize::MAX));
    let shown = |(slug, value): (&String, &facts::Value)| {
        let label = words::field_label(kind, slug).to_owned();
        (label, words::value(rulebook, names, &fact.kind, slug, value))
    };
    filled.into_iter().map(shown).collect()
}

fn people(names: Names<'_>, kind: Option<&Kind>, fact: &Fact) -> Vec<(String, Vec<PersonShown>)> {
    let mut parts: Vec<(String, Vec<PersonShown>)> = Vec::new();
    for one in &fact.people {
        let name = kind.and_then(|kind| kind.part(&one.part)).map_or(one.part.as_str(), |part| part.name.as_str());
        let presence = (one.presence != Presence::Present).then(|| {
            let reason = one.reason.as_ref().map(|reason| format!("（{reason}）")).unwrap_or_default();
            format!("{}{reason}", words::presence(one.presence))
        });
        let shown = PersonShown { person: one.person, name: called(names, one.person), presence };
        match parts.iter_mut().find(|(known, _)| known == name) {
            Some((_, people)) => people.push(shown),
            None => parts.push((name.to_owned(), vec![shown])),
        }
    }
    parts
}

/// All versions of a record from the first to the last, a withdrawal too.
fn line<'a>(facts: &'a [Fact], fact: &'a Fact) -> Vec<&'a Fact> {
    let mut line = vec![fact];
    while let Some(earlier) = line.first().and_then(|first| first.supersedes) {
        match facts.iter().find(|known| known.id == earlier && line.iter().all(|one| one.id != known.id)) {
            Some(earlier) => line.insert(0, earlier),
            None => break,
        }
    }
    while let Some(later) = line.last().and_then(|last| {
        facts.iter().find(|known| known.supersedes == Some(last.id) && line.iter().all(|one| one.id != known.id))
    }) {
        line.push(later);
    }
    line
}

/// What a version says, by label.
pub(crate) type Said = BTreeMap<String, String>;

pub(crate) fn said((rulebook, names, kind): (&Rulebook, Names<'_>, Option<&Kind>), fact: &Fact) -> Said {
    let people = people(names, kind, fact).into_iter().map(|(part, people)| {
        let named = people.iter().map(|one| format!("{}{}", one.name, one.presence.as_deref().unwrap_or_default()));
        (part, named.collect::<Vec<_>>().join("、"))
    });
    let day = ("日期".to_owned(), words::span(fact.occurred));
    let number = fact.attachments.len();
    let files = (number > 0).then(|| ("附件".to_owned(), format!("{number} 个")));
    fields(rulebook, names, kind, fact).into_iter().chain(people).chain([day]).chain(files).collect()
}

/// From the first version to the last, each with what it changed.
fn versions(known: (&Rulebook, Names<'_>, Option<&Kind>), line: &[&Fact], fact: &Fact) -> Vec<Version> {
    let mut before: Option<Said> = None;
    let mut versions = Vec::new();
    for one in line {
        let withdrawal = one.kind == kinds::WITHDRAWN;
        let now = said(known, one);
        let changes = before.as_ref().filter(|_| !withdrawal).map(|before| changes(before, &now)).unwrap_or_default();
        let what = if withdrawal { words::withdrawn(one.text("reason")) } else { "记下".to_owned() };
        versions.push(Version {
            id: one.id.to_string(),
            recorded: format!("{}由{}{what}", words::instant(one.recorded_at), one.recorder),
            is_this: one.id == fact.id,
            changes,
        });
        before = Some(now);
    }
    versions
}

/// Label, before, now, of what differs.
pub(crate) fn changes(before: &Said, now: &Said) -> Vec<(String, String, String)> {
    let labels: std::collections::BTreeSet<&String> = before.keys().chain(now.keys()).collect();
    let text = |of: &Said, label: &String| of.get(label).cloned().unwrap_or_default();
    let changed = labels.into_iter().filter(|label| before.get(*label) != now.get(*label));
    changed.map(|label| (label.clone(), text(before, label), text(now, label))).collect()
}
