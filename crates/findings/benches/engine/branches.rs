//! Branch-years as records: 22 members, a committee of five, a year of meetings, talks, training and dues.
//!
//! Each seed misses other meetings and hours, so that no two branches give the same findings.

use std::collections::BTreeMap;

use facts::{
    Day, Fact, FactId, Fen, Instant, OrganisationId, Participation, Period, PersonId, Presence, Quantity, Span, Value,
    kinds,
};

const MEMBERS: u64 = 22;
const COMMITTEE: [&str; 5] = ["secretary", "organisation", "publicity", "discipline", "deputy"];

struct Year {
    seed: u64,
    facts: Vec<Fact>,
}

/// One branch's chain.
pub fn branch_year(seed: u64) -> Vec<Fact> {
    let mut year = Year { seed, facts: Vec::new() };
    year.roster();
    year.meetings();
    year.talks();
    year.training_and_dues();
    year.facts
}

fn day(month: u64, day_of_month: u64) -> Day {
    Day::from_ymd(2019, month as u32, day_of_month as u32).unwrap()
}

fn person(seed: u64, number: u64) -> PersonId {
    PersonId::derived(&[&seed.to_be_bytes(), &number.to_be_bytes()])
}

impl Year {
    /// A number below `below`, the same for the same seed and place.
    fn dice(&self, below: u64) -> u64 {
        let mut state = self.seed.wrapping_mul(0x9E37_79B9_7F4A_7C15).wrapping_add(self.facts.len() as u64);
        state = (state ^ (state >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        state = (state ^ (state >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        (state ^ (state >> 31)) % below
    }

    fn add(&mut self, kind: &str, day: Day, people: Vec<(u64, &str, Presence)>, values: Vec<(&str, Value)>) {
        let seed = self.seed;
        self.facts.push(Fact {
            id: FactId::derived(&[&seed.to_be_bytes(), &(self.facts.len() as u64).to_be_bytes()]),
            organisation: OrganisationId::derived(&[&seed.to_be_bytes()]),
            kind: kind.to_owned(),
            occurred: Span::day(day),
            recorded_at: Instant::start_of(day.plus_days(self.dice(12) as i32)),
            recorder: "乙".to_owned(),
            people: people
                .into_iter()
                .map(|(number, part, presence)| Participation {
                    person: person(seed, number),
                    part: part.to_owned(),
                    presence,
                    reason: None,
                })
                .collect(),
            values: values.into_iter().map(|(field, value)| (field.to_owned(), value)).collect::<BTreeMap<_, _>>(),
            supersedes: None,
            attachments: Vec::new(),
        });
    }

    fn roster(&mut self) {
        let start: Day = "2010-01-01".parse().unwrap();
        let option = |slug: &str| Value::Options(vec![slug.to_owned()]);
        self.add(kinds::ORGANISATION_SET_UP, start, vec![], vec![(kinds::FORM, option("branch"))]);
        for number in 0..MEMBERS {
            let values = vec![(kinds::FULL_ON, Value::Day("2005-01-01".parse().unwrap()))];
            self.add(kinds::MEMBER_JOINED, start, vec![(number, kinds::MEMBER, Presence::Present)], values);
        }
        let elected: Day = "2018-03-01".parse().unwrap();
        for (number, post) in (0..).zip(COMMITTEE) {
            let holder = vec![(number, kinds::HOLDER, Presence::Present)];
            self.add(kinds::POST_TAKEN, elected, holder, vec![(kinds::POST, option(post))]);
        }
        self.add(kinds::COMMITTEE_ELECTED, elected, vec![], vec![]);
    }

    fn attendance(&self, expected: u64) -> Vec<(u64, &'static str, Presence)> {
        let presence = |number: u64| match (number * 7 + self.dice(97)) % 29 {
            0 => Presence::Absent,
            1 | 2 => Presence::Excused,
            3 => Presence::Remote,
            _ => Presence::Present,
        };
        (0..expected).map(|number| (number, "attendee", presence(number))).collect()
    }

    fn meeting(&mut self, kind: &str, day: Day, expected: u64, agenda: &str) {
        let mut people = self.attendance(expected);
        people.push((1, "recorder", Presence::Present));
        let values =
            vec![("merged", Value::Flag(self.dice(40) == 0)), ("agenda", Value::Options(vec![agenda.to_owned()]))];
        self.add(kind, day, people, values);
    }

    fn meetings(&mut self) {
        for month in 1..=12 {
            if self.dice(12) > 0 {
                self.meeting("committee-meeting", day(month, 8), 5, "carrying-out");
            }
            if self.dice(20) > 0 {
                let people = self.attendance(MEMBERS);
                let values = vec![("content", Value::Options(vec!["study".to_owned()]))];
                self.add("theme-day", day(month, 15), people, values);
            }
            if month % 3 == 0 && self.dice(10) > 0 {
                self.meeting("members-meeting", day(month, 20), MEMBERS, "study");
            }
            if month % 6 == 0 && self.dice(8) > 0 {
                let mut people = self.attendance(MEMBERS);
                people.extend([(self.dice(2), "lecturer", Presence::Present), (1, "recorder", Presence::Present)]);
                let values =
                    vec![("merged", Value::Flag(false)), ("agenda", Value::Options(vec!["theory".to_owned()]))];
                self.add("party-lecture", day(month, 22), people, values);
                let people = self.attendance(MEMBERS);
                self.add("life-meeting", day(month, 25), people, vec![]);
            }
        }
        let people = self.attendance(MEMBERS);
        self.add("democratic-evaluation", day(12, 25), people, vec![]);
    }

    fn talk(&mut self, day: Day, speaker: u64, partner: u64) {
        if self.dice(15) > 0 {
            let people = vec![(speaker, "speaker", Presence::Present), (partner, "partner", Presence::Present)];
            self.add("talk", day, people, vec![]);
        }
    }

    fn talks(&mut self) {
        for partner in 1..MEMBERS {
            self.talk(day(1 + partner % 12, 10), 0, partner);
        }
        for first in 0..5 {
            for second in first + 1..5 {
                self.talk(day(2 + first, 11), first, second);
                self.talk(day(8 + first % 4, 12), first, second);
            }
        }
    }

    fn training_and_dues(&mut self) {
        for number in 0..MEMBERS {
            for month in 1..=12 {
                let hours = Quantity::whole(1 + self.dice(5) as i64);
                let mode = if self.dice(3) == 0 { "concentrated" } else { "online" };
                let values = vec![("hours", Value::Quantity(hours)), ("mode", Value::Options(vec![mode.to_owned()]))];
                let trainee = vec![(number, "trainee", Presence::Present)];
                self.add("training", day(month, 5 + number), trainee, values);
            }
            for month in 1..=12 {
                if (number + self.seed).is_multiple_of(22) && (4..10).contains(&month) {
                    continue;
                }
                let period = Period::parse(&format!("2019-{month:02}")).unwrap();
                let values = vec![("month", Value::Period(period)), ("amount", Value::Money(Fen(5_000)))];
                self.add("dues-paid", day(month, 28), vec![(number, "payer", Presence::Present)], values);
            }
        }
    }
}
