//! The hand-written loop: the rules that walk most rows, each written out for this standard, this year and this shape
//! of branch, over the engine's own columns. It knows no rulebook, no dates in force, no exemptions, no members who
//! come or go, and keeps no evidence: a floor, not an engine.

use facts::{Day, Presence};
use findings::{Branch, FactRow};
use rulebook::{Rulebook, Status};

/// The rules written out here, by slug.
pub const RULES: [&str; 22] = [
    "members-meeting-gap",
    "committee-meeting-gap",
    "lecture-gap",
    "secretary-lecture-gap",
    "life-meeting-gap",
    "evaluation-gap",
    "theme-day-gap",
    "secretary-committee-talk-gap",
    "secretary-member-talk-gap",
    "committee-pair-talk-gap",
    "member-talk-gap",
    "member-hours-short",
    "committee-hours-short",
    "no-concentrated-training",
    "theme-day-absence-run",
    "dues-unpaid-run",
    "theme-day-absence",
    "theme-day-presence-unrecorded",
    "members-meeting-off-topic",
    "committee-meeting-off-topic",
    "meeting-merged",
    "meeting-not-recorded",
];

/// One result: an index into [`RULES`], and how many records were late.
#[derive(Clone, Copy)]
pub struct FloorFinding {
    pub rule: u8,
    pub status: Status,
    pub late: u32,
}

#[derive(Clone, Copy, Default)]
struct Slot {
    sum: i64,
    late: u32,
}

const MEMBERS_MAX: usize = 64;
const COMMITTEE: usize = 5;

struct Kinds {
    members_meeting: usize,
    committee_meeting: usize,
    lecture: usize,
    life_meeting: usize,
    evaluation: usize,
    theme_day: usize,
    talk: usize,
    training: usize,
    dues: usize,
}

pub struct Floor {
    kinds: Kinds,
    lecturer: u8,
    attendee: u8,
    recorder: u8,
    month_of: Vec<u8>,
    first: Day,
    members: [[Slot; 4]; MEMBERS_MAX],
    pairs: [[Slot; 2]; MEMBERS_MAX * COMMITTEE],
    runs: [(u32, u32, u32); MEMBERS_MAX],
    paid: [u16; MEMBERS_MAX],
    findings: Vec<FloorFinding>,
    /// Bits of the conditions, as the columns carry them: read off the data once, see [`Floor::new`].
    bits: Bits,
}

struct Bits {
    merged: u64,
}

impl Floor {
    pub fn new(rulebook: &Rulebook, as_of: Day) -> Floor {
        let kind = |slug: &str| usize::from(rulebook.kind_named(slug).unwrap().0.0);
        let part = |kind: &str, slug: &str| {
            let (_, kind) = rulebook.kind_named(kind).unwrap();
            kind.parts.iter().position(|part| part.slug == slug).unwrap() as u8
        };
        let first = Day::from_ymd(as_of.year(), 1, 1).unwrap();
        Floor {
            kinds: Kinds {
                members_meeting: kind("members-meeting"),
                committee_meeting: kind("committee-meeting"),
                lecture: kind("party-lecture"),
                life_meeting: kind("life-meeting"),
                evaluation: kind("democratic-evaluation"),
                theme_day: kind("theme-day"),
                talk: kind("talk"),
                training: kind("training"),
                dues: kind("dues-paid"),
            },
            lecturer: part("party-lecture", "lecturer"),
            attendee: part("theme-day", "attendee"),
            recorder: part("members-meeting", "recorder"),
            month_of: (0..366).map(|day| (first.plus_days(day).month() - 1) as u8).collect(),
            first,
            members: [[Slot::default(); 4]; MEMBERS_MAX],
            pairs: [[Slot::default(); 2]; MEMBERS_MAX * COMMITTEE],
            runs: [(0, 0, 0); MEMBERS_MAX],
            paid: [0; MEMBERS_MAX],
            findings: Vec::new(),
            bits: Bits { merged: 1 },
        }
    }

    pub fn len(&self) -> usize {
        self.findings.len()
    }

    pub fn findings(&self) -> &[FloorFinding] {
        &self.findings
    }

    pub fn evaluate(&mut self, branch: &Branch) {
        self.findings.clear();
        let members = branch.roster.members.len();
        self.meetings(branch);
        self.talks(branch, members);
        self.training(branch, members);
        self.theme_days(branch, members);
        self.dues(branch, members);
        self.events(branch);
    }

    fn rows<'a>(&self, branch: &'a Branch, kind: usize) -> &'a [FactRow] {
        let range = &branch.columns.kinds[kind];
        &branch.columns.facts[range.start as usize..range.end as usize]
    }

    fn month(&self, day: Day) -> usize {
        usize::from(self.month_of[day.days_since(self.first) as usize])
    }

    /// Records of a kind per period of `months`, merged ones left out.
    fn count(&mut self, branch: &Branch, kind: usize, rule: u8, months: usize, merged: u64) {
        let mut slots = [Slot::default(); 12];
        for row in self.rows(branch, kind) {
            if row.holds & merged == 0 {
                let slot = &mut slots[self.month(row.first) / months];
                slot.sum += 1;
                slot.late += u32::from(row.delay > 7);
            }
        }
        for slot in &slots[..12 / months] {
            self.push(rule, if slot.sum > 0 { Status::Met } else { Status::Missed }, slot.late);
        }
    }

    fn push(&mut self, rule: u8, status: Status, late: u32) {
        self.findings.push(FloorFinding { rule, status, late });
    }

    fn meetings(&mut self, branch: &Branch) {
        let merged = self.bits.merged;
        self.count(branch, self.kinds.members_meeting, 0, 3, merged);
        self.count(branch, self.kinds.committee_meeting, 1, 1, merged);
        self.count(branch, self.kinds.lecture, 2, 6, merged);
        self.count(branch, self.kinds.life_meeting, 4, 6, 0);
        self.count(branch, self.kinds.evaluation, 5, 12, 0);
        self.count(branch, self.kinds.theme_day, 6, 1, 0);
        let mut halves = [Slot::default(); 2];
        for row in self.rows(branch, self.kinds.lecture) {
            let people = &branch.columns.people[row.people.0 as usize..row.people.1 as usize];
            let given = people.iter().any(|person| person.person == 0 && person.part == self.lecturer);
            if given && row.holds & merged == 0 {
                let slot = &mut halves[self.month(row.first) / 6];
                slot.sum += 1;
                slot.late += u32::from(row.delay > 7);
            }
        }
        for slot in halves {
            self.push(3, if slot.sum > 0 { Status::Met } else { Status::Missed }, slot.late);
        }
    }

    fn talks(&mut self, branch: &Branch, members: usize) {
        self.pairs[..members * COMMITTEE].fill([Slot::default(); 2]);
        for slot in &mut self.members[..members] {
            slot[0] = Slot::default();
        }
        for row in self.rows(branch, self.kinds.talk) {
            let people = &branch.columns.people[row.people.0 as usize..row.people.1 as usize];
            let half = self.month(row.first) / 6;
            let (one, two) = (usize::from(people[0].person), usize::from(people[1].person));
            let late = u32::from(row.delay > 7);
            for person in [one, two] {
                self.members[person][0].sum += 1;
                self.members[person][0].late += late;
            }
            let (first, second) = if one < two { (one, two) } else { (two, one) };
            if first < COMMITTEE {
                let slot = &mut self.pairs[first * members + second][half];
                slot.sum += 1;
                slot.late += late;
            }
        }
        for second in 1..members {
            let [one, two] = self.pairs[second];
            if second < COMMITTEE {
                self.push(7, if one.sum > 0 { Status::Met } else { Status::Missed }, one.late);
                self.push(7, if two.sum > 0 { Status::Met } else { Status::Missed }, two.late);
            }
            self.push(8, if one.sum + two.sum > 0 { Status::Met } else { Status::Missed }, one.late + two.late);
        }
        for first in 0..COMMITTEE {
            for second in first + 1..COMMITTEE {
                let [one, two] = self.pairs[first * members + second];
                self.push(9, if one.sum + two.sum > 0 { Status::Met } else { Status::Missed }, one.late + two.late);
            }
        }
        for member in 0..members {
            let slot = self.members[member][0];
            self.push(10, if slot.sum > 0 { Status::Met } else { Status::Advice }, slot.late);
        }
    }

    fn training(&mut self, branch: &Branch, members: usize) {
        for slot in &mut self.members[..members] {
            slot[1..].fill(Slot::default());
        }
        for row in self.rows(branch, self.kinds.training) {
            let person = usize::from(branch.columns.people[row.people.0 as usize].person);
            let late = u32::from(row.delay > 7);
            let slots = &mut self.members[person];
            slots[1].sum += branch.columns.quantities[row.quantities as usize];
            slots[1].late += late;
            // The one condition that the standard puts on training: held as a concentrated course.
            let concentrated = i64::from(row.holds & 1 == 1);
            slots[2].sum += concentrated;
            slots[2].late += late * concentrated as u32;
        }
        for member in 0..members {
            let [_, hours, concentrated, _] = self.members[member];
            self.push(11, if hours.sum >= 3_200 { Status::Met } else { Status::Missed }, hours.late);
            if member < COMMITTEE {
                self.push(12, if hours.sum >= 5_600 { Status::Met } else { Status::Missed }, hours.late);
                self.push(13, if concentrated.sum > 0 { Status::Met } else { Status::Missed }, concentrated.late);
            }
        }
    }

    fn theme_days(&mut self, branch: &Branch, members: usize) {
        self.runs[..members].fill((0, 0, 0));
        let range = branch.columns.kinds[self.kinds.theme_day].clone();
        for at in range.start as usize..range.end as usize {
            let row = &branch.columns.facts[at];
            let (mut absent, mut recorded) = (0, 0);
            for person in &branch.columns.people[row.people.0 as usize..row.people.1 as usize] {
                let run = &mut self.runs[usize::from(person.person)];
                recorded += usize::from(person.part == self.attendee);
                if person.presence == Presence::Absent {
                    absent += 1;
                    run.0 += 1;
                    run.1 = run.1.max(run.0);
                    run.2 += 1;
                } else {
                    run.0 = 0;
                }
            }
            let late = u32::from(row.delay > 7);
            self.push(16, if absent > 0 { Status::Breached } else { Status::Met }, late);
            self.push(17, if recorded < members { Status::Missed } else { Status::Met }, late);
        }
        for member in 0..members {
            let (_, longest, all) = self.runs[member];
            self.push(14, if longest >= 3 || all >= 6 { Status::Breached } else { Status::Met }, 0);
        }
    }

    fn dues(&mut self, branch: &Branch, members: usize) {
        self.paid[..members].fill(0);
        let mut known = 0u16;
        for row in self.rows(branch, self.kinds.dues) {
            let person = usize::from(branch.columns.people[row.people.0 as usize].person);
            let bit = 1 << self.month(row.counts_first);
            self.paid[person] |= bit;
            known |= bit;
        }
        for member in 0..members {
            let (mut run, mut longest) = (0, 0);
            for month in 0..12 {
                run = if self.paid[member] >> month & 1 == 0 && known >> month & 1 == 1 { run + 1 } else { 0 };
                longest = longest.max(run);
            }
            self.push(15, if longest >= 6 { Status::Breached } else { Status::Met }, 0);
        }
    }

    /// The four kinds of meeting, each record by itself. In these branches every agenda is as it should be.
    fn events(&mut self, branch: &Branch) {
        let Kinds { members_meeting, committee_meeting, lecture, .. } = self.kinds;
        for (kind, topic) in [(members_meeting, Some(18)), (committee_meeting, Some(19)), (lecture, None)] {
            let range = branch.columns.kinds[kind].clone();
            for at in range.start as usize..range.end as usize {
                let row = &branch.columns.facts[at];
                let late = u32::from(row.delay > 7);
                if let Some(topic) = topic {
                    self.push(topic, Status::Met, late);
                }
                let merged = row.holds & self.bits.merged != 0;
                self.push(20, if merged { Status::Breached } else { Status::Met }, late);
                let people = &branch.columns.people[row.people.0 as usize..row.people.1 as usize];
                let named = people.iter().any(|person| person.part == self.recorder || kind == lecture);
                let status = match () {
                    () if !named => Status::Missed,
                    () if row.delay > 30 => Status::Late,
                    () => Status::Met,
                };
                self.push(21, status, late);
            }
        }
    }
}
