//! What a meeting's working paper says, and what it makes of the roster of its day.

use std::collections::BTreeMap;

use facts::{Day, Fact, FactId, Instant, Name, Participation, PersonId, Presence, Span};
use findings::{Measured, Threshold, thresholds};
use ledger::{Paper, PaperEntry, hex};
use roster::Roster;
use rulebook::{Electorate, Figure, Kind, Rulebook};
use serde::{Deserialize, Serialize};

use crate::live::Looked;

/// Who is called to a meeting.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Calls {
    Everybody,
    Committee,
    Group(String),
}

/// Whether somebody is there, as far as it is known before the record is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum State {
    Present,
    Remote,
    Excused,
    Absent,
    /// Called, and nothing is known yet.
    Waiting,
    /// Not expected at all.
    Out,
}

/// The body of a meeting's paper.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Sheet {
    pub kind: Name,
    day: String,
    pub title: String,
    pub calls: Calls,
    /// What the codes on the wall are made with: 32 bytes, hexadecimal.
    pub key: String,
}

/// The body of one person's line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Line {
    pub state: State,
    /// Only for whoever keeps the record.
    pub reason: String,
    /// Somebody asked for it, and nobody has agreed yet.
    pub asked: bool,
    /// The person did it on a phone; else it was marked by hand.
    pub own: bool,
    /// Of a sign-in that came later than the code it was scanned with: when that code was on the wall, in microseconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scanned: Option<i64>,
}

/// A meeting with everything that is known of it.
#[derive(Debug, Clone)]
pub(super) struct Gathering {
    pub id: FactId,
    pub day: Day,
    pub begun_at: Instant,
    pub sheet: Sheet,
    /// By person.
    pub lines: BTreeMap<PersonId, (Instant, Line)>,
}

impl State {
    pub const ALL: [State; 6] =
        [State::Present, State::Remote, State::Excused, State::Absent, State::Waiting, State::Out];

    pub fn slug(self) -> &'static str {
        match self {
            State::Present => "present",
            State::Remote => "remote",
            State::Excused => "excused",
            State::Absent => "absent",
            State::Waiting => "waiting",
            State::Out => "out",
        }
    }

    pub fn word(self) -> &'static str {
        match self {
            State::Present => "到会",
            State::Remote => "线上到会",
            State::Excused => "请假",
            State::Absent => "缺席",
            State::Waiting => "未到",
            State::Out => "不在应到之列",
        }
    }

    pub fn from_slug(slug: &str) -> Option<State> {
        State::ALL.into_iter().find(|state| state.slug() == slug)
    }

    pub(super) fn presence(self) -> Option<Presence> {
        match self {
            State::Present => Some(Presence::Present),
            State::Remote => Some(Presence::Remote),
            State::Excused => Some(Presence::Excused),
            State::Absent => Some(Presence::Absent),
            State::Waiting | State::Out => None,
        }
    }
}

impl Calls {
    /// As the form says it.
    pub fn slug(&self) -> String {
        match self {
            Calls::Everybody => "everybody".to_owned(),
            Calls::Committee => "committee".to_owned(),
            Calls::Group(name) => format!("group:{name}"),
        }
    }

    pub fn from_slug(text: &str) -> Option<Calls> {
        match text {
            "everybody" => Some(Calls::Everybody),
            "committee" => Some(Calls::Committee),
            _ => text.strip_prefix("group:").map(|name| Calls::Group(name.to_owned())),
        }
    }

    pub fn word(&self) -> String {
        match self {
            Calls::Everybody => "全体党员".to_owned(),
            Calls::Committee => "支委会成员".to_owned(),
            Calls::Group(name) => name.clone(),
        }
    }

    /// Whether a person is called on a day.
    fn calls(&self, roster: &Roster, person: PersonId, day: Day) -> bool {
        let Some(at) = roster.member_index(person) else { return false };
        let Some(member) = roster.members.get(at).filter(|member| member.on(day)) else { return false };
        match self {
            Calls::Everybody => true,
            Calls::Committee => {
                roster.posts.iter().any(|held| held.member == at && held.post.of_committee() && held.stay.holds(day))
            }
            Calls::Group(name) => {
                let group = member.group_on(day).and_then(|group| roster.groups.get(group));
                group.is_some_and(|group| group.name == *name)
            }
        }
    }
}

impl Sheet {
    pub fn new(kind: &Kind, day: Day, title: String, calls: Calls, key: [u8; 32]) -> Sheet {
        Sheet { kind: kind.slug.clone(), day: day.to_string(), title, calls, key: hex::encode(&key) }
    }

    /// Whether it calls the same people to the same thing; each has a key of its own.
    pub fn says_the_same(&self, other: &Sheet) -> bool {
        let said = |sheet: &'_ Sheet| (sheet.kind.clone(), sheet.day.clone(), sheet.title.clone(), sheet.calls.clone());
        said(self) == said(other)
    }

    /// What the codes are made with; nothing where somebody changed it underneath.
    pub fn key_bytes(&self) -> Vec<u8> {
        hex::decode(self.key.as_bytes()).unwrap_or_default()
    }
}

impl Gathering {
    /// Of a paper; none where it is not a meeting's.
    pub fn read(paper: &Paper, entries: &[PaperEntry]) -> Option<Gathering> {
        let sheet: Sheet = serde_json::from_str(&paper.body).ok()?;
        let line = |entry: &PaperEntry| {
            let line: Line = serde_json::from_str(&entry.body).ok()?;
            Some((entry.name.parse().ok()?, (entry.at, line)))
        };
        let lines = entries.iter().filter_map(line).collect();
        Some(Gathering { id: paper.id, day: sheet.day.parse().ok()?, begun_at: paper.begun_at, sheet, lines })
    }

    /// Whether whoever keeps the record has said of somebody that they were not in the room.
    pub fn is_marked(&self, person: PersonId) -> bool {
        let says_so = |state: State| matches!(state, State::Remote | State::Excused | State::Absent | State::Out);
        self.lines.get(&person).is_some_and(|(_, line)| !line.own && says_so(line.state))
    }

    /// Whether somebody is there. What was asked for is not so before somebody agrees.
    pub fn state(&self, roster: &Roster, person: PersonId) -> State {
        match self.lines.get(&person) {
            Some((_, line)) if !line.asked => line.state,
            Some(_) => State::Waiting,
            None if self.sheet.calls.calls(roster, person, self.day) => State::Waiting,
            None => State::Out,
        }
    }

    /// The record as it would stand if it were written now; of whom nothing is known it says nothing.
    pub fn draft(&self, looked: &Looked, kind: &Kind) -> Fact {
        let part = kind.parts.iter().find(|part| part.attendance).map(|part| part.slug.clone()).unwrap_or_default();
        let people = looked.roster.members.iter().filter_map(|member| {
            let presence = self.state(&looked.roster, member.person).presence()?;
            Some(Participation { person: member.person, part: part.clone(), presence, reason: None })
        });
        Fact {
            id: self.id,
            organisation: looked.id,
            kind: kind.slug.clone(),
            occurred: Span::day(self.day),
            recorded_at: Instant::start_of(self.day),
            recorder: String::new(),
            people: people.collect(),
            values: BTreeMap::new(),
            supersedes: None,
            attachments: Vec::new(),
        }
    }
}

/// Whom a kind of meeting is for: those whom its rules count.
pub(super) fn usual_calls(rulebook: &Rulebook, looked: &Looked, draft: &Fact) -> Calls {
    let found = thresholds(rulebook, &looked.facts, draft);
    let counts = |electorate: Electorate| {
        let of = Measured::Figure(Figure::Electorate(electorate));
        let base = Figure::Electorate(electorate);
        found.iter().any(|threshold: &Threshold| threshold.of == of || threshold.base == base)
    };
    match counts(Electorate::CommitteePresent) && !counts(Electorate::VotersPresent) {
        true => Calls::Committee,
        false => Calls::Everybody,
    }
}
