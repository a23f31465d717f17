//! One organisation's ledger while it is being written: when each record was written down, and by whom.
//!
//! Facts about the organisation and its people are written down the same morning; everything else when the branch
//! gets round to it, which is its character.

use facts::{Day, Fact, FactId, Instant, OrganisationId, Value, kinds};

use super::entry::Entry;
use super::habits::{Character, Faults};
use super::random::Random;
use super::window::{Window, moment, working_day_from, working_day_until};

#[derive(Debug)]
pub(super) struct Book {
    organisation: OrganisationId,
    window: Window,
    opened: Day,
    character: Character,
    /// The days on which the superior came to look, in order.
    inspections: Vec<Day>,
    entries: Vec<Entry>,
    /// How many core facts have been written down on the last morning that saw any.
    morning: (Day, i64),
    random: Random,
}

const HALF_PAST_EIGHT: i64 = 8 * 3_600 + 1_800;
/// In hundredths.
const HOURS_OF_A_DAY: i64 = 24 * 100;
const TEN: i64 = 10 * 3_600;
/// As somebody writes who wrote the same last month.
const MINUTES: &str = "会议由书记主持。先传达上级党委关于安全生产和党风廉政建设的文件,这个月围绕施工进度、质量和安全,\
    安排党员责任区、党员先锋岗逐项对照检查;再通报党费收缴和学时完成情况,对没有交齐、没有学够的同志,由组织委员逐人提醒。\
    大家一致认为要把党建工作同生产经营拧成一股绳,困难面前党员先上,急难任务党员先行。最后明确分工:书记抓总,\
    组织委员负责培训和台账,宣传委员负责报道和主题党日,这个月底前向党员大会报告落实情况。会议同意上述安排。";

impl Book {
    pub fn new(
        organisation: OrganisationId,
        window: Window,
        opened: Day,
        character: Character,
        inspections: Vec<Day>,
        random: Random,
    ) -> Book {
        Book { organisation, window, opened, character, inspections, entries: Vec::new(), morning: (opened, 0), random }
    }

    /// Writes down a fact about the organisation or its people, the same morning; what is older, when the ledger began.
    pub fn enter(&mut self, mut entry: Entry) {
        if entry.occurred.first > self.window.today {
            return;
        }
        let day = working_day_from(entry.occurred.first.max(self.opened)).min(self.window.today);
        self.morning = if self.morning.0 == day { (day, self.morning.1 + 1) } else { (day, 0) };
        // Seconds apart, so that even the roster of a large branch is in before ten, when the rest begins.
        entry.recorded_at = moment(day, HALF_PAST_EIGHT + self.morning.1 * 23);
        self.entries.push(entry);
    }

    /// Writes down something from the branch's life, sooner or later. What would be written down only after `today`
    /// is not there yet.
    pub fn write(&mut self, mut entry: Entry) {
        let day = entry.occurred.last.max(self.opened);
        if entry.occurred.first < self.opened || day > self.window.today {
            return;
        }
        let Some(written_on) = self.written_on(day) else { return };
        entry.recorded_at = self.office_hours(written_on);
        self.entries.push(entry);
    }

    /// Writes down a step of something that may have been under way when the ledger was begun: what is older was
    /// copied into it on its first day, so that the whole of it can be seen.
    pub fn carry_over(&mut self, mut entry: Entry) {
        if entry.occurred.first >= self.opened {
            return self.write(entry);
        }
        entry.recorded_at = self.office_hours(self.opened);
        self.entries.push(entry);
    }

    fn written_on(&mut self, day: Day) -> Option<Day> {
        let random = &mut self.random;
        let delay = match self.character {
            Character::Good => random.between(0, 2),
            Character::Average if random.percent(12) => random.between(8, 26),
            Character::Average => random.between(0, 6),
            Character::Careless if random.percent(38) => random.between(8, 62),
            Character::Careless => random.between(0, 9),
            Character::Crammer => {
                let lead = random.between(2, 5);
                match self.inspections.iter().find(|inspection| inspection.plus_days(-lead) > day) {
                    Some(inspection) => inspection.plus_days(-lead).days_since(day),
                    None => random.between(20, 60),
                }
            }
        };
        let written_on = working_day_from(day.plus_days(delay));
        if written_on <= self.window.today {
            return Some(written_on);
        }
        // Written down on the last working day at the latest, where it can have been.
        let last = working_day_until(self.window.today);
        (delay <= 2 && last >= day).then_some(last)
    }

    fn office_hours(&mut self, day: Day) -> Instant {
        let random = &mut self.random;
        let seconds = if random.percent(40) {
            TEN + i64::from(random.between(0, 2 * 3_600 - 1))
        } else {
            14 * 3_600 + 1_800 + i64::from(random.between(0, 3 * 3_600 - 1))
        };
        moment(day, seconds)
    }

    /// Makes some records wrong when first written down, each mended by a later one.
    pub fn correct(&mut self, per_mille: u32) {
        for at in 0..self.entries.len() {
            if !self.random.per_mille(per_mille) {
                continue;
            }
            let Some(entry) = self.entries.get(at) else { continue };
            let (right, written) = (entry.clone(), entry.recorded_at.day());
            let again = working_day_from(written.plus_days(self.random.between(1, 24)));
            if again > self.window.today {
                continue;
            }
            let wrong = match self.entries.get_mut(at) {
                Some(entry) => spoil(entry),
                None => false,
            };
            if wrong {
                let recorded_at = self.office_hours(again);
                self.entries.push(Entry { recorded_at, supersedes: Some(at), ..right });
            }
        }
    }

    /// Enters one meeting twice and withdraws the second record.
    pub fn enter_twice(&mut self) {
        let at = self.entries.iter().position(|entry| entry.kind == "members-meeting");
        let Some(copy) = at.and_then(|at| self.entries.get(at)).cloned() else { return };
        let day = copy.recorded_at.day();
        let (second, withdrawn) = (working_day_from(day.plus_days(1)), working_day_from(day.plus_days(6)));
        if withdrawn > self.window.today {
            return;
        }
        let recorded_at = self.office_hours(second);
        self.entries.push(Entry { recorded_at, ..copy });
        let supersedes = Some(self.entries.len() - 1);
        let recorded_at = self.office_hours(withdrawn);
        let entry = Entry::new(kinds::WITHDRAWN, withdrawn).text("reason", "重复登记");
        self.entries.push(Entry { recorded_at, supersedes, ..entry });
    }

    /// Has the last two committee meetings of the year minuted by copying, with nothing changed but the month.
    fn copy_minutes(&mut self) {
        let year = self.window.today.year();
        let minuted = |entry: &&mut Entry| entry.kind == "committee-meeting" && entry.occurred.first.year() == year;
        for entry in self.entries.iter_mut().rev().filter(minuted).take(2) {
            let month = entry.occurred.first.month();
            let minutes = MINUTES.replace("这个月", &format!("{month}月"));
            entry.values.insert("subject".to_owned(), Value::Text("研究近期重点工作".to_owned()));
            entry.values.insert("decisions".to_owned(), Value::Text(minutes));
        }
    }

    /// The first day of a year on which something of a kind happened that is written down.
    pub fn day_of(&self, kind: &str, year: i32) -> Option<Day> {
        let of_year = self.entries.iter().filter(|entry| entry.kind == kind && entry.occurred.first.year() == year);
        of_year.map(|entry| entry.occurred.first).min()
    }

    /// Lays faults on the book that concern the writing, not the life.
    pub fn finish(&mut self, faults: Faults) {
        if faults.copies_minutes {
            self.copy_minutes();
        }
        self.correct(self.character.habits().corrects);
        if faults.entered_twice {
            self.enter_twice();
        }
    }

    /// The facts in the order in which they were written down. `recorder` says who kept the book on a day.
    pub fn seal(self, installation: [u8; 16], seed: u64, recorder: impl Fn(Day) -> String) -> Vec<Fact> {
        let mut order: Vec<usize> = (0..self.entries.len()).collect();
        order.sort_by_key(|at| self.entries.get(*at).map(|entry| entry.recorded_at));
        let organisation = self.organisation;
        let mut ids = vec![None; order.len()];
        for (ordinal, at) in order.iter().enumerate() {
            if let Some(id) = ids.get_mut(*at) {
                let (seed, ordinal) = (seed.to_be_bytes(), (ordinal as u64).to_be_bytes());
                let parts: [&[u8]; 5] = [b"demonstration", &installation, &seed, organisation.as_bytes(), &ordinal];
                *id = Some(FactId::derived(&parts));
            }
        }
        let mut entries: Vec<Option<Entry>> = self.entries.into_iter().map(Some).collect();
        let mut facts = Vec::with_capacity(order.len());
        for at in order {
            let (Some(Some(entry)), Some(Some(id))) = (entries.get_mut(at).map(Option::take), ids.get(at)) else {
                continue;
            };
            facts.push(Fact {
                id: *id,
                organisation,
                kind: entry.kind.to_owned(),
                occurred: entry.occurred,
                recorded_at: entry.recorded_at,
                recorder: recorder(entry.recorded_at.day()),
                people: entry.people,
                values: entry.values,
                supersedes: entry.supersedes.and_then(|at| ids.get(at).copied().flatten()),
                attachments: Vec::new(),
            });
        }
        facts
    }
}

/// Puts a slip of the pen into an entry; false where there is nothing to get wrong.
fn spoil(entry: &mut Entry) -> bool {
    use facts::Quantity;
    if entry.supersedes.is_some() || kinds::CORE.contains(&entry.kind) {
        return false;
    }
    let field = ["amount", "hours", "attended", "place"].into_iter().find(|field| entry.values.contains_key(*field));
    match field.and_then(|field| entry.values.get_mut(field)) {
        Some(Value::Money(fen)) => fen.0 *= 10,
        // Nobody writes down more hours than a day has.
        Some(Value::Quantity(Quantity(hundredths))) if *hundredths >= HOURS_OF_A_DAY => *hundredths -= 100,
        Some(Value::Quantity(Quantity(hundredths))) => *hundredths += 100,
        Some(Value::Text(text)) => text.push_str("(待核)"),
        _ => return false,
    }
    true
}
