//! Command and query: counting papers by two people, each for oneself, until both say the same.
//!
//! Which numbers there are follows from the kind of record: its fields of votes, and where a rule says how elections
//! come out, the votes of each candidate. Neither sees what the other counted before both have; where they differ, both
//! count again. Only what they agree on goes into the record.

use std::collections::BTreeMap;

use facts::{FactId, Instant, PersonId, Quantity};
use findings::thresholds;
use ledger::PaperEntry;
use rulebook::{Election, FieldType, Kind, Requirement, Rule, Rulebook};
use serde::{Deserialize, Serialize};
use views::{FindingRow, ThresholdRow, threshold_rows};

use super::outcome::outcome;
use super::sheet::Gathering;
use crate::OfficeError;
use crate::access::{AllowedAt, SignMyself, WriteRecord};
use crate::live::{Live, Looked, When};

/// Who counts what.
#[derive(Debug, Clone, Default)]
pub struct CountWanted {
    pub tellers: Vec<PersonId>,
    /// Of an election.
    pub candidates: Vec<PersonId>,
    pub seats: String,
}

/// What became of setting a count up, or of handing in.
#[derive(Debug, PartialEq, Eq)]
pub enum Counted {
    Done,
    /// What is wrong, in words.
    Refused(String),
    /// There is nothing to count here, or not for this person.
    Unknown,
}

/// The state of a count, for one who may see it.
#[derive(Debug, Clone)]
pub struct CountShown {
    pub kind_name: String,
    pub title: String,
    /// Papers elect somebody.
    pub elects: bool,
    /// Who can count and be elected: the members of that day.
    pub people: Vec<(PersonId, String)>,
    /// None before it is set up.
    pub set_up: Option<CountSetUp>,
}

#[derive(Debug, Clone)]
pub struct CountSetUp {
    pub tellers: Vec<Teller>,
    pub candidates: Vec<(PersonId, String)>,
    pub seats: i64,
    pub lines: Vec<CountLine>,
    /// Both have handed in.
    pub is_counted: bool,
    /// And say the same.
    pub is_settled: bool,
    /// What the rules make of it; empty before it is settled.
    pub thresholds: Vec<ThresholdRow>,
    pub findings: Vec<FindingRow>,
    /// Who is elected by the votes: name, votes, elected; none where that cannot be told.
    pub outcome: Vec<(String, i64, Option<bool>)>,
}

impl CountSetUp {
    /// Whether whoever looks may see what each of the two counted.
    pub fn shows_both(&self) -> bool {
        self.lines.iter().any(|line| line.both.is_some())
    }
}

#[derive(Debug, Clone)]
pub struct Teller {
    pub person: PersonId,
    pub name: String,
    pub has_counted: bool,
    /// The one who looks.
    pub is_self: bool,
}

/// One number to be counted.
#[derive(Debug, Clone)]
pub struct CountLine {
    pub key: String,
    pub label: String,
    /// What the one who looks handed in.
    pub own: Option<i64>,
    /// Both have counted it, and not the same.
    pub differs: bool,
    /// What both counted, in the order of the tellers; before they agree only for who is none of them.
    pub both: Option<(i64, i64)>,
}

/// The line of the paper that says who counts what.
pub(super) const SET_UP: &str = "count";

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct SetUp {
    tellers: Vec<String>,
    candidates: Vec<String>,
    pub seats: i64,
}

/// A count as it stands on the paper.
#[derive(Debug, Clone, Default)]
pub(super) struct Count {
    pub tellers: Vec<PersonId>,
    pub candidates: Vec<PersonId>,
    pub seats: i64,
    /// By teller.
    pub told: BTreeMap<PersonId, BTreeMap<String, i64>>,
}

/// How many people a member is rated by, and as what, in the evaluation of members: counted on paper like votes.
const GRADES: &[&str] = &["excellent", "qualified", "basically-qualified", "unqualified"];
const UNIT_OF_VOTES: &str = "票";
const SEATS_MOST: i64 = 99;
const FIGURE_MOST: i64 = 100_000;

impl Count {
    /// Of a paper's lines; none where nobody set one up.
    pub fn read(entries: &[PaperEntry]) -> Option<Count> {
        let set_up = entries.iter().find(|entry| entry.name == SET_UP)?;
        let set_up: SetUp = serde_json::from_str(&set_up.body).ok()?;
        let people = |ids: &[String]| ids.iter().filter_map(|id| id.parse().ok()).collect::<Vec<PersonId>>();
        let tellers = people(&set_up.tellers);
        let told = |teller: &PersonId| {
            let entry = entries.iter().find(|entry| entry.name == name_of(*teller))?;
            Some((*teller, serde_json::from_str(&entry.body).ok()?))
        };
        let told = tellers.iter().filter_map(told).collect();
        Some(Count { candidates: people(&set_up.candidates), seats: set_up.seats, tellers, told })
    }

    /// Whether both have handed in everything that there is to count now.
    pub fn is_counted(&self, lines: &[(String, String)]) -> bool {
        let has_all = |told: &BTreeMap<String, i64>| lines.iter().all(|(key, _)| told.contains_key(key));
        !self.tellers.is_empty() && self.tellers.iter().all(|teller| self.told.get(teller).is_some_and(has_all))
    }

    /// What both say, where they say the same of everything that there is to count.
    pub fn settled(&self, lines: &[(String, String)]) -> Option<BTreeMap<String, i64>> {
        let mut told = self.tellers.iter().map(|teller| self.told.get(teller));
        let first = told.next().flatten().filter(|_| self.tellers.len() > 1)?;
        let is_whole = lines.iter().all(|(key, _)| first.contains_key(key));
        let mut all = lines.iter().map(|(key, _)| key);
        let same = |other: &BTreeMap<String, i64>| all.all(|key| first.get(key) == other.get(key));
        (is_whole && told.next().flatten().is_some_and(same)).then(|| first.clone())
    }
}

fn name_of(teller: PersonId) -> String {
    format!("count-{teller}")
}

/// What a rule says of how elections of a kind come out in an organisation on a day.
pub(super) fn election_of<'a>(
    rulebook: &'a Rulebook,
    kind: &Kind,
    looked: &Looked,
    day: facts::Day,
) -> Option<&'a Election> {
    let (index, _) = rulebook.kind_named(&kind.slug)?;
    let form = looked.roster.form_on(day)?;
    let applies = |rule: &&Rule| {
        rule.from <= day && day <= rule.until && rule.subject.forms.contains(&findings::form_in_rules(form))
    };
    rulebook.rules.iter().filter(applies).find_map(|rule| match &rule.requirement {
        Requirement::Election(election) if election.selector.kinds.contains(&index) => Some(election),
        _ => None,
    })
}

/// The numbers that there are to count, each with its label.
pub(super) fn lines(
    rulebook: &Rulebook,
    kind: &Kind,
    looked: &Looked,
    gathering: &Gathering,
    candidates: &[PersonId],
) -> Vec<(String, String)> {
    let is_counted = |field: &&rulebook::Field| {
        field.field_type == FieldType::Quantity
            && (field.unit.as_deref() == Some(UNIT_OF_VOTES) || GRADES.contains(&field.slug.as_str()))
    };
    let own = kind.fields.iter().filter(is_counted).map(|field| (field.slug.clone(), field.name.clone()));
    let mut lines: Vec<(String, String)> = own.collect();
    let Some(election) = election_of(rulebook, kind, looked, gathering.day) else { return lines };
    let votes = election.candidates.kinds.first().and_then(|kind| rulebook.kind(*kind));
    for person in candidates {
        let name = views::words::person(&looked.roster, *person).unwrap_or_default();
        for slug in std::iter::once(&election.votes).chain(&election.other_votes) {
            let label = views::words::field_label(votes, slug);
            lines.push((vote_key(*person, slug), format!("{name} {label}")));
        }
    }
    lines
}

/// The name of a candidate's votes among what is counted.
pub(super) fn vote_key(person: PersonId, field: &str) -> String {
    format!("{field}-{person}")
}

/// Who counts what, as far as it can be so.
struct CountChecked {
    tellers: Vec<PersonId>,
    candidates: Vec<PersonId>,
    seats: i64,
}

/// # Errors
/// What is wrong, in words.
fn checked(looked: &Looked, day: facts::Day, wanted: &CountWanted, elects: bool) -> Result<CountChecked, String> {
    let is_member = |person: &PersonId| {
        let member = looked.roster.member_index(*person).and_then(|at| looked.roster.members.get(at));
        member.is_some_and(|member| member.on(day))
    };
    let tellers = wanted.tellers.clone();
    if tellers.len() != 2 || !tellers.iter().all(is_member) {
        return Err(format!("应选两名计票人，现在选了 {} 名", tellers.len()));
    }
    if tellers.first() == tellers.last() {
        return Err("应选两名不同的计票人，现在两次选了同一个人".to_owned());
    }
    if !elects {
        return Ok(CountChecked { tellers, candidates: Vec::new(), seats: 0 });
    }
    let mut candidates: Vec<PersonId> = Vec::new();
    for person in &wanted.candidates {
        if !candidates.contains(person) {
            candidates.push(*person);
        }
    }
    if candidates.is_empty() || !candidates.iter().all(is_member) {
        return Err("应选候选人".to_owned());
    }
    if tellers.iter().any(|teller| candidates.contains(teller)) {
        return Err("候选人不能计票，现在有一名计票人也是候选人。请另选计票人".to_owned());
    }
    match wanted.seats.trim().parse::<i64>() {
        Ok(seats) if (1..=SEATS_MOST).contains(&seats) => Ok(CountChecked { tellers, candidates, seats }),
        _ => Err(format!("应选名额应为 1 到 {SEATS_MOST} 的整数，现在是“{}”", wanted.seats.trim())),
    }
}

impl Live {
    /// Says who counts what. What was handed in before stays where it still counts.
    ///
    /// # Errors
    /// Where the ledger cannot be read or the desk not be written.
    pub async fn set_up_count(
        &self,
        allowed: &AllowedAt<WriteRecord>,
        id: FactId,
        wanted: &CountWanted,
        now: Instant,
    ) -> Result<Counted, OfficeError> {
        let Some((gathering, kind, looked, _)) = self.to_count(allowed.organisation(), id).await? else {
            return Ok(Counted::Unknown);
        };
        let elects = election_of(self.rulebook(), kind, &looked, gathering.day).is_some();
        let wanted = match checked(&looked, gathering.day, wanted, elects) {
            Ok(wanted) => wanted,
            Err(fault) => return Ok(Counted::Refused(fault)),
        };
        let CountChecked { tellers, candidates, seats } = &wanted;
        let ids = |people: &[PersonId]| people.iter().map(|person| person.to_string()).collect();
        let set_up = SetUp { tellers: ids(tellers), candidates: ids(candidates), seats: *seats };
        // Plain texts and numbers, which JSON holds.
        let body = serde_json::to_string(&set_up).unwrap_or_default();
        let entry = PaperEntry { name: SET_UP.to_owned(), at: now, body };
        self.office.ledger.put_entries(allowed.organisation(), id, &[entry]).await?;
        Ok(Counted::Done)
    }

    /// Takes a count back: nothing is counted, and what was handed in is forgotten.
    ///
    /// # Errors
    /// As [`Live::set_up_count`].
    pub async fn drop_count(
        &self,
        allowed: &AllowedAt<WriteRecord>,
        id: FactId,
        now: Instant,
    ) -> Result<Counted, OfficeError> {
        let Some((_, _, _, Some(count))) = self.to_count(allowed.organisation(), id).await? else {
            return Ok(Counted::Unknown);
        };
        let names = count.tellers.iter().map(|teller| name_of(*teller)).chain([SET_UP.to_owned()]);
        // A line without anything in it says nothing.
        let entries: Vec<PaperEntry> = names.map(|name| PaperEntry { name, at: now, body: String::new() }).collect();
        self.office.ledger.put_entries(allowed.organisation(), id, &entries).await?;
        Ok(Counted::Done)
    }

    /// Hands in what one counted.
    ///
    /// # Errors
    /// As [`Live::set_up_count`].
    pub async fn tell_count(
        &self,
        allowed: &AllowedAt<SignMyself>,
        id: FactId,
        typed: &[(String, String)],
        now: Instant,
    ) -> Result<Counted, OfficeError> {
        let Some((gathering, kind, looked, count)) = self.to_count(allowed.organisation(), id).await? else {
            return Ok(Counted::Unknown);
        };
        let person = allowed.person();
        let Some((count, person)) = count.zip(person).filter(|(count, person)| count.tellers.contains(person)) else {
            return Ok(Counted::Unknown);
        };
        let mut told: BTreeMap<String, i64> = BTreeMap::new();
        for (key, label) in lines(self.rulebook(), kind, &looked, &gathering, &count.candidates) {
            let text = typed.iter().find(|(name, _)| *name == key).map_or("", |(_, text)| text.trim());
            match text.parse::<i64>() {
                Ok(figure) if (0..=FIGURE_MOST).contains(&figure) => told.insert(key, figure),
                _ => return Ok(Counted::Refused(format!("{label}应为整数，没有就填 0，现在是“{text}”"))),
            };
        }
        let body = serde_json::to_string(&told).unwrap_or_default();
        let entry = PaperEntry { name: name_of(person), at: now, body };
        self.office.ledger.put_entries(allowed.organisation(), id, &[entry]).await?;
        Ok(Counted::Done)
    }

    /// The count for whoever keeps the record; none where there is nothing to count.
    ///
    /// # Errors
    /// Where desk or ledger cannot be read.
    pub async fn count_kept(
        &self,
        allowed: &AllowedAt<WriteRecord>,
        id: FactId,
    ) -> Result<Option<CountShown>, OfficeError> {
        let found = self.to_count(allowed.organisation(), id).await?;
        Ok(found.map(|(gathering, kind, looked, count)| {
            self.count_shown((&gathering, kind, &looked), count, allowed.person())
        }))
    }

    /// The count for one of the two who count; none for anybody else.
    ///
    /// # Errors
    /// Where desk or ledger cannot be read.
    pub async fn count_told(
        &self,
        allowed: &AllowedAt<SignMyself>,
        id: FactId,
    ) -> Result<Option<CountShown>, OfficeError> {
        let found = self.to_count(allowed.organisation(), id).await?;
        let is_teller = |count: &Option<Count>| {
            let tellers = count.iter().flat_map(|count| &count.tellers);
            tellers.into_iter().any(|teller| Some(*teller) == allowed.person())
        };
        Ok(found.filter(|(_, _, _, count)| is_teller(count)).map(|(gathering, kind, looked, count)| {
            self.count_shown((&gathering, kind, &looked), count, allowed.person())
        }))
    }

    /// A meeting of a kind in which something is counted.
    pub(super) async fn to_count(
        &self,
        organisation: facts::OrganisationId,
        id: FactId,
    ) -> Result<Option<(Gathering, &Kind, std::sync::Arc<Looked>, Option<Count>)>, OfficeError> {
        let Some((paper, entries)) = self.office.ledger.paper(organisation, id).await? else { return Ok(None) };
        let Some(gathering) = Gathering::read(&paper, &entries) else { return Ok(None) };
        let Some(kind) = self.gathering_kind(&gathering.sheet.kind) else { return Ok(None) };
        let looked = self.look(organisation, When { as_of: gathering.day, known_at: None }).await?;
        let is_counted = !lines(self.rulebook(), kind, &looked, &gathering, &[]).is_empty();
        Ok(is_counted.then(|| (gathering, kind, looked, Count::read(&entries))))
    }

    fn count_shown(
        &self,
        (gathering, kind, looked): (&Gathering, &Kind, &Looked),
        count: Option<Count>,
        who: Option<PersonId>,
    ) -> CountShown {
        let name = |person: PersonId| views::words::person(&looked.roster, person).unwrap_or_default();
        let members = looked.roster.members.iter().filter(|member| member.on(gathering.day));
        CountShown {
            kind_name: kind.name.clone(),
            title: gathering.sheet.title.clone(),
            elects: election_of(self.rulebook(), kind, looked, gathering.day).is_some(),
            people: members.map(|member| (member.person, name(member.person))).collect(),
            set_up: count.map(|count| self.count_set_up((gathering, kind, looked), &count, who)),
        }
    }

    fn count_set_up(
        &self,
        (gathering, kind, looked): (&Gathering, &Kind, &Looked),
        count: &Count,
        who: Option<PersonId>,
    ) -> CountSetUp {
        let name = |person: PersonId| views::words::person(&looked.roster, person).unwrap_or_default();
        let lines = lines(self.rulebook(), kind, looked, gathering, &count.candidates);
        let told = |teller: Option<&PersonId>, key: &str| count.told.get(teller?)?.get(key).copied();
        let (is_counted, settled) = (count.is_counted(&lines), count.settled(&lines));
        // Whoever counts sees no figure of the other's to write off.
        let counts = who.is_some_and(|who| count.tellers.contains(&who));
        let line = |(key, label): &(String, String)| {
            let both = told(count.tellers.first(), key).zip(told(count.tellers.get(1), key));
            CountLine {
                own: told(who.as_ref(), key),
                differs: is_counted && both.is_some_and(|(one, other)| one != other),
                both: both.filter(|_| settled.is_some() || (is_counted && !counts)),
                key: key.clone(),
                label: label.clone(),
            }
        };
        let teller = |person: &PersonId| Teller {
            person: *person,
            name: name(*person),
            has_counted: count.told.contains_key(person),
            is_self: Some(*person) == who,
        };
        let outcome = settled.as_ref().map(|told| outcome(self.rulebook(), (gathering, kind, looked), count, told));
        let found = outcome.as_ref().map(|outcome| thresholds(self.rulebook(), &outcome.chain, &outcome.record));
        let rows = |found: Vec<findings::Threshold>| threshold_rows(self.rulebook(), &kind.slug, &found);
        CountSetUp {
            tellers: count.tellers.iter().map(teller).collect(),
            candidates: count.candidates.iter().map(|person| (*person, name(*person))).collect(),
            seats: count.seats,
            lines: lines.iter().map(line).collect(),
            is_counted,
            is_settled: settled.is_some(),
            thresholds: found.map(rows).unwrap_or_default(),
            findings: outcome.as_ref().map(|outcome| outcome.rows.clone()).unwrap_or_default(),
            outcome: outcome
                .map(|outcome| {
                    let one =
                        |(person, votes, elected): &(PersonId, i64, Option<bool>)| (name(*person), *votes, *elected);
                    outcome.elected.iter().map(one).collect()
                })
                .unwrap_or_default(),
        }
    }
}

/// A figure as a record holds it.
pub(super) fn figure(figure: i64) -> facts::Value {
    facts::Value::Quantity(Quantity::whole(figure))
}
