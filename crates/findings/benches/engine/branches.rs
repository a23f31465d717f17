//! Branch-years as records: 22 members, a committee of five, a year of everything that the standard asks for often.
//!
//! Each seed misses other meetings, hours and payments, so that no two branches give the same findings.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use facts::{
    Day, Fact, FactId, Fen, Instant, OrganisationId, Participation, Period, PersonId, Presence, Quantity, Span, Value,
    kinds,
};
use rulebook::FieldType;

const MEMBERS: u64 = 22;
const COMMITTEE: [&str; 5] = ["secretary", "organisation", "publicity", "discipline", "deputy"];

/// The policies that I1, I3 and I4 want in force, by slug: all that the standard names.
static POLICIES: LazyLock<Vec<String>> = LazyLock::new(|| {
    let standard = crate::standard::standard();
    let (_, kind) = standard.kind_named("policy").unwrap();
    let FieldType::One(choices) = &kind.field("policy").unwrap().field_type else { return Vec::new() };
    choices.iter().map(|choice| choice.slug.clone()).filter(|slug| slug != "other").collect()
});

struct Year {
    seed: u64,
    year: i32,
    facts: Vec<Fact>,
}

/// One branch's chain of 2019.
pub fn branch_year(seed: u64) -> Vec<Fact> {
    branch_years(seed, 1)
}

/// One branch's chain of so many years, of which 2019 is the last.
pub fn branch_years(seed: u64, years: i32) -> Vec<Fact> {
    let mut year = Year { seed, year: 2019, facts: Vec::new() };
    year.roster();
    for number in 2020 - years..=2019 {
        year.year = number;
        year.meetings();
        year.talks();
        year.training_and_dues();
        year.service();
        year.cases();
        year.policies();
    }
    year.election();
    year.facts
}

fn option(slug: &str) -> Value {
    Value::Options(vec![slug.to_owned()])
}

fn number(of: u64) -> Value {
    Value::Quantity(Quantity::whole(of as i64))
}

fn period(written: &str) -> Value {
    Value::Period(Period::parse(written).unwrap())
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

    fn day(&self, month: u64, day_of_month: u64) -> Day {
        Day::from_ymd(self.year, month as u32, day_of_month as u32).unwrap()
    }

    fn roster(&mut self) {
        let start: Day = "2010-01-01".parse().unwrap();
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
        let mut values = vec![("merged", Value::Flag(self.dice(40) == 0)), ("agenda", option(agenda))];
        if kind == "members-meeting" {
            values.extend([("vote-on", option("resolution")), ("in-favour", number(9 + self.dice(8)))]);
        }
        self.add(kind, day, people, values);
    }

    fn meetings(&mut self) {
        for month in 1..=12 {
            if self.dice(12) > 0 {
                self.meeting("committee-meeting", self.day(month, 8), 5, "carrying-out");
            }
            if self.dice(20) > 0 {
                let people = self.attendance(MEMBERS);
                let values = vec![("content", Value::Options(vec!["study".to_owned()]))];
                self.add("theme-day", self.day(month, 15), people, values);
            }
            if month % 3 == 0 && self.dice(10) > 0 {
                self.meeting("members-meeting", self.day(month, 20), MEMBERS, "study");
            }
            if month % 6 == 0 && self.dice(8) > 0 {
                let mut people = self.attendance(MEMBERS);
                people.extend([(self.dice(2), "lecturer", Presence::Present), (1, "recorder", Presence::Present)]);
                let values =
                    vec![("merged", Value::Flag(false)), ("agenda", Value::Options(vec!["theory".to_owned()]))];
                self.add("party-lecture", self.day(month, 22), people, values);
                let people = self.attendance(MEMBERS);
                self.add("life-meeting", self.day(month, 25), people, vec![]);
            }
        }
        let people = self.attendance(MEMBERS);
        self.add("democratic-evaluation", self.day(12, 25), people, vec![]);
    }

    fn talk(&mut self, day: Day, speaker: u64, partner: u64) {
        if self.dice(15) > 0 {
            let people = vec![(speaker, "speaker", Presence::Present), (partner, "partner", Presence::Present)];
            self.add("talk", day, people, vec![]);
        }
    }

    fn talks(&mut self) {
        for partner in 1..MEMBERS {
            self.talk(self.day(1 + partner % 12, 10), 0, partner);
        }
        for first in 0..5 {
            for second in first + 1..5 {
                self.talk(self.day(2 + first, 11), first, second);
                self.talk(self.day(8 + first % 4, 12), first, second);
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
                self.add("training", self.day(month, 5 + number), trainee, values);
            }
            for month in 1..=12 {
                if (number + self.seed).is_multiple_of(22) && (4..10).contains(&month) {
                    continue;
                }
                let period = Period::parse(&format!("{}-{month:02}", self.year)).unwrap();
                let values = vec![("month", Value::Period(period)), ("amount", Value::Money(Fen(5_000)))];
                self.add("dues-paid", self.day(month, 28), vec![(number, "payer", Presence::Present)], values);
            }
        }
    }

    /// What each member does by month, half-year and year.
    fn service(&mut self) {
        for number in 0..MEMBERS {
            let own = |part| vec![(number, part, Presence::Present)];
            let due = Fen(if self.dice(11) == 0 { 6_000 } else { 5_000 });
            let base = Value::Money(Fen(if due.0 == 5_000 { 500_000 } else { 600_000 }));
            let values = vec![
                ("base", base),
                ("payer-class", option("wages")),
                ("dues-book", Value::Flag(true)),
                ("due", Value::Money(due)),
            ];
            self.add("dues-base-set", self.day(1, 4), own("payer"), values);
            for month in 1..=12 {
                if self.dice(9) > 0 {
                    let values =
                        vec![("month", period(&format!("{}-{month:02}", self.year))), ("points", self::number(60))];
                    self.add("points-declared", self.day(month, 26), own("declarant"), values);
                }
                for talk in 0..1 + self.dice(3) {
                    self.add("staff-talk", self.day(month, 7 + 6 * talk), own("speaker"), vec![]);
                }
            }
            for (day, half) in
                [(self.day(1, 10), format!("{}-H2", self.year - 1)), (self.day(7, 10), format!("{}-H1", self.year))]
            {
                if self.dice(7) > 0 {
                    self.add("member-report", day, own("reporter"), vec![("period", period(&half))]);
                }
            }
            for volunteering in 0..1 + self.dice(2) {
                self.add("volunteering", self.day(3 + 6 * volunteering, 3), own("volunteer"), vec![]);
            }
            if self.dice(5) > 0 {
                self.add("political-birthday", self.day(1 + number % 12, 1), own("member"), vec![]);
            }
            self.add("staff-contact", self.day(1, 15), own("member"), vec![("count", self::number(1 + self.dice(3)))]);
        }
    }

    /// What is done step by step: commitments, the evaluation of members and the review of the year.
    fn cases(&mut self) {
        for number in 0..MEMBERS {
            let own = || vec![(number, "member", Presence::Present)];
            let text = || Value::Text("按期完成".to_owned());
            let values = vec![("step", option("made")), ("duty", text()), ("target", text()), ("deadline", text())];
            self.add("commitment", self.day(1, 20), own(), values);
            if self.dice(4) > 0 {
                self.add(
                    "commitment",
                    self.day(12, 20),
                    own(),
                    vec![("step", option("reviewed")), ("fulfilled", Value::Flag(true))],
                );
            }
        }
        for (at, step) in (20..).zip(["mobilised", "summed-up", "first-review", "meeting", "rated"]) {
            self.add("evaluation-step", self.day(12, at), vec![], vec![("step", option(step))]);
        }
    }

    fn policies(&mut self) {
        for (number, slug) in (self.seed..).zip(POLICIES.iter()) {
            if !number.is_multiple_of(13) {
                let values = vec![("policy", option(slug)), ("state", option("adopted"))];
                self.add("policy", self.day(1, 18), vec![], values);
            }
        }
    }

    /// Five of six in the spring, from whose day on the term is counted.
    fn election(&mut self) {
        let mut people = self.attendance(MEMBERS);
        people.iter_mut().for_each(|(_, _, presence)| *presence = Presence::Present);
        let values = vec![("seats", number(5)), ("ballots-returned", number(MEMBERS)), ("valid", number(MEMBERS))];
        self.add(kinds::COMMITTEE_ELECTED, self.day(3, 25), people, values);
        for candidate in 0..6 {
            let elected = candidate < 5;
            let votes = if elected { 20 - self.dice(4) } else { 8 };
            let values = vec![
                ("election", option("term")),
                ("in-favour", number(votes)),
                ("against", number(MEMBERS - votes)),
                ("abstained", number(0)),
                ("elected", Value::Flag(elected)),
            ];
            self.add("candidate-votes", self.day(3, 25), vec![(candidate, "candidate", Presence::Present)], values);
        }
    }
}
