//! A random chain: a branch, who is in it, what it does, and how badly that is written down.

use std::collections::BTreeMap;

use facts::{
    Calendar, Day, Fact, FactId, Fen, Instant, OrganisationId, Participation, Period, PersonId, Presence, Quantity,
    Span, Value,
};

use super::dice::Dice;

const GROUPS: [&str; 2] = ["第一党小组", "第二党小组"];
const COMMITTEE: [&str; 6] = ["secretary", "deputy", "organisation", "publicity", "discipline", "other-committee"];

pub(super) fn random_chain(dice: &mut Dice, organisation: OrganisationId, seed: u64) -> Vec<Fact> {
    let start = dice.day(day(2017, 10), day(2018, 12));
    let people = 3 + dice.below(9);
    let people = (0..people).map(|number| PersonId::derived(&[&seed.to_be_bytes(), &number.to_be_bytes()])).collect();
    let mut chain = Chain { dice, organisation, seed, start, people, facts: Vec::new() };
    chain.set_up();
    chain.groups();
    for number in 0..chain.people.len() {
        chain.member(number);
    }
    chain.posts();
    chain.elections();
    chain.restrictions();
    for month in 0..27 {
        let first = start.plus_months(month);
        chain.meetings(first);
        chain.dealings(first);
    }
    chain.corrections();
    // Most ledgers are written in the order of recording; a clock that is wrong makes some that are not.
    if chain.dice.chance(80) {
        chain.facts.sort_by_key(|fact| fact.recorded_at);
    }
    chain.facts
}

struct Chain<'d> {
    dice: &'d mut Dice,
    organisation: OrganisationId,
    seed: u64,
    start: Day,
    people: Vec<PersonId>,
    facts: Vec<Fact>,
}

/// How somebody did in a round.
struct Ballot {
    person: PersonId,
    votes: i32,
    against: i32,
    elected: bool,
    /// As many votes as others for the last seat.
    tied: bool,
    /// Whether it is written down how many votes there were.
    is_counted: bool,
}

/// Where several were alike, they alone; else whoever was not elected.
fn stand_again(ballots: &[Ballot]) -> Vec<PersonId> {
    let any_tied = ballots.iter().any(|ballot| ballot.tied);
    let again = ballots.iter().filter(|ballot| if any_tied { ballot.tied } else { !ballot.elected });
    again.map(|ballot| ballot.person).collect()
}

type People = Vec<(PersonId, &'static str, Presence)>;
type Values = Vec<(&'static str, Value)>;

impl Chain<'_> {
    fn set_up(&mut self) {
        let form = self.dice.pick(["branch", "branch", "branch", "joint", "temporary", "temporary", "general-branch"]);
        let mut values = vec![("form", option(form)), ("name", text("某支部"))];
        values.extend(self.organisation_values());
        self.write("organisation-set-up", self.start, values, Vec::new());
        if self.dice.chance(25) {
            let mut values = self.organisation_values();
            if self.dice.chance(50) {
                values.push(("form", option(self.dice.pick(["branch", "joint", "general-branch"]))));
            }
            let day = self.any_day();
            self.write("organisation-changed", day, values, Vec::new());
        }
        while self.dice.chance(8) {
            let day = self.any_day();
            self.write("organisation-dissolved", day, Vec::new(), Vec::new());
            // Founded again, also on the very day; or told to be although it stands.
            if self.dice.chance(50) {
                let again = if self.dice.chance(20) { day } else { self.any_day() };
                let form = self.dice.pick(["branch", "joint", "temporary"]);
                self.write("organisation-set-up", again, vec![("form", option(form))], Vec::new());
            }
        }
    }

    fn organisation_values(&mut self) -> Values {
        let mut values = Vec::new();
        for field in ["superior", "approved-by"] {
            if self.dice.chance(70) {
                let other = self.dice.pick([b"one", b"two"]);
                values.push((field, Value::Organisation(OrganisationId::derived(&[other]))));
            }
        }
        if self.dice.chance(50) {
            values.push(("unit-count", quantity(self.dice.between(1, 4))));
        }
        values
    }

    fn groups(&mut self) {
        for group in GROUPS {
            if self.dice.chance(40) {
                let mut values = vec![("form", option("group")), ("name", text(group))];
                let day = self.dated(&mut values);
                self.write("organisation-set-up", day, values, Vec::new());
            }
            while self.dice.chance(15) {
                let day = self.any_day();
                self.write("group-dissolved", day, vec![("group", text(group))], Vec::new());
                // Set up again, also on the very day; or told to be although it stands.
                if self.dice.chance(50) {
                    let again = if self.dice.chance(30) { day } else { self.any_day() };
                    let values = vec![("form", option("group")), ("name", text(group))];
                    self.write("organisation-set-up", again, values, Vec::new());
                }
                if self.dice.chance(50) {
                    let again = if self.dice.chance(30) { day } else { self.any_day() };
                    let people = self.some_people("member", 30);
                    for somebody in people {
                        self.write("group-joined", again, vec![("group", text(group))], vec![somebody]);
                    }
                }
            }
        }
    }

    /// Everything that the roster knows of one person, posts aside.
    fn member(&mut self, number: usize) {
        let Some(person) = self.people.get(number).copied() else { return };
        let me = vec![(person, "member", Presence::Present)];
        // Of some nobody ever wrote down the day of becoming a full member, only how it stood at each joining.
        let dated_full = self.dice.chance(70);
        let mut values = self.joining_values(dated_full);
        let joined = self.dated(&mut values);
        self.write("member-joined", joined, values, me.clone());
        while self.dice.chance(25) {
            // The same joining once more, with a date or without.
            let mut values = self.joining_values(dated_full);
            let day = self.dated(&mut values);
            self.write("member-joined", day, values, me.clone());
        }
        if self.dice.chance(60) {
            let mut values = vec![("group", text(self.dice.pick(GROUPS)))];
            let day = self.dated(&mut values).max(joined);
            self.write("group-joined", day, values, me.clone());
        }
        if self.dice.chance(15) {
            let day = self.any_day();
            let values = vec![("group", text(self.dice.pick(GROUPS)))];
            self.write("group-joined", day, values, me.clone());
        }
        if dated_full && self.dice.chance(20) {
            let day = self.any_day();
            self.write("became-full-member", day, Vec::new(), me.clone());
        }
        self.leaves_of(person, &me, dated_full);
    }

    /// Leaving, coming back, suspension, being away, exemption.
    fn leaves_of(&mut self, person: PersonId, me: &People, dated_full: bool) {
        if self.dice.chance(20) {
            let day = self.any_day();
            let how = self.dice.pick(["transferred-out", "struck-off", "deceased", "deceased"]);
            let values = if self.dice.chance(80) { vec![("how", option(how))] } else { Vec::new() };
            self.write("member-left", day, values, me.clone());
            if self.dice.chance(40) {
                let back = day.plus_days(self.dice.between(2, 120));
                let values = self.joining_values(dated_full);
                self.write("member-joined", back, values, me.clone());
            }
        }
        if self.dice.chance(5) {
            let day = self.any_day();
            self.write("member-suspended", day, Vec::new(), me.clone());
        }
        if self.dice.chance(25) {
            let first = self.any_day();
            let last = if self.dice.chance(40) { first.plus_days(self.dice.between(1, 200)) } else { first };
            let mut values = Vec::new();
            for field in ["receiving", "contact"] {
                if self.dice.chance(60) {
                    values.push((field, text("某地")));
                }
            }
            self.write_span("floating-out", first, last, values, me.clone());
            if self.dice.chance(50) {
                let back = first.plus_days(self.dice.between(0, 200));
                self.write("floating-returned", back, Vec::new(), me.clone());
            }
        }
        if self.dice.chance(20) {
            let first = self.any_day();
            let last = if self.dice.chance(50) { first.plus_days(self.dice.between(1, 200)) } else { first };
            let from = ["members-meeting", "主题党日", "dues-paid", "教育培训", "谈心谈话"];
            let values =
                if self.dice.chance(70) { vec![("from-kind", text(self.dice.pick(from)))] } else { Vec::new() };
            self.write_span("exemption-approved", first, last, values, vec![(person, "member", Presence::Present)]);
        }
    }

    fn joining_values(&mut self, dated_full: bool) -> Values {
        let mut values = vec![("name", text("某人"))];
        if dated_full && self.dice.chance(75) {
            values.push(("full-on", Value::Day(self.dice.day(day(2008, 1), day(2019, 12)))));
        }
        if self.dice.chance(60) {
            values.push(("standing", option(self.dice.pick(["full", "full", "probationary"]))));
        }
        if self.dice.chance(25) {
            values.push(("leader-rank", option(self.dice.pick(["second-tier", "second-tier", "none"]))));
        }
        if self.dice.chance(30) {
            values.push(("hours-carried", quantity(self.dice.between(0, 8))));
        }
        if self.dice.chance(25) {
            let day = self.any_day();
            values.push(("dues-paid-until", Value::Period(Calendar::Month.containing(day))));
        }
        values
    }

    fn posts(&mut self) {
        for post in COMMITTEE.into_iter().chain(["information-collector", "group-leader"]) {
            if self.dice.chance(65) {
                self.take_post(post, true);
            }
        }
        for _ in 0..self.dice.below(4) {
            let post = self.dice.pick(["secretary", "secretary", "deputy", "organisation", "other-committee"]);
            self.take_post(post, false);
        }
        for _ in 0..self.dice.below(4) {
            let Some(person) = self.somebody() else { return };
            let day = self.any_day();
            let post = option(self.dice.pick(COMMITTEE));
            self.write("post-left", day, vec![("post", post)], vec![(person, "holder", Presence::Present)]);
        }
        for _ in 0..self.dice.below(4) {
            let mut people = self.some_people("contact", 50);
            people.extend(self.somebody().map(|keeper| (keeper, "keeper", Presence::Present)));
            let day = self.any_day();
            self.write("contact-assigned", day, Vec::new(), people);
        }
    }

    fn take_post(&mut self, post: &'static str, at_first: bool) {
        let Some(person) = self.somebody() else { return };
        let mut values = vec![("post", option(post))];
        if self.dice.chance(70) {
            values.push(("managerial-years", quantity(self.dice.between(0, 6))));
        }
        if self.dice.chance(70) {
            values.push(("unit-head", Value::Flag(self.dice.chance(50))));
        }
        let day = if at_first { self.dated(&mut values) } else { self.any_day() };
        self.write("post-taken", day, values, vec![(person, "holder", Presence::Present)]);
        if self.dice.chance(30) {
            let left = day.plus_days(self.dice.between(0, 400));
            let values = vec![("post", option(post))];
            self.write("post-left", left, values, vec![(person, "holder", Presence::Present)]);
        }
    }

    fn elections(&mut self) {
        for _ in 0..self.dice.between(5, 13) {
            let day = self.any_day();
            self.election(day);
            if self.dice.chance(40) {
                let until = self.any_day().plus_days(self.dice.between(0, 900));
                let mut values = vec![("until", Value::Day(until))];
                if self.dice.chance(80) {
                    values.push(("approved", Value::Flag(self.dice.chance(80))));
                }
                let day = self.any_day();
                self.write("election-postponed", day, values, Vec::new());
            }
        }
    }

    /// One that mostly came out as its votes say, with its rounds.
    fn election(&mut self, day: Day) {
        let (record, kind) = self.dice.pick([
            ("committee-elected", "term"),
            ("committee-elected", "term"),
            ("by-election", "by-election"),
            ("by-election", "term"),
        ]);
        let seats = self.dice.between(1, 4);
        let mut people = Vec::new();
        for person in self.people.clone() {
            if self.dice.chance(95) {
                let presence =
                    self.dice.pick([Presence::Present, Presence::Present, Presence::Remote, Presence::Absent]);
                people.push((person, "attendee", presence));
            }
        }
        let voted = |(person, _, presence): &&(PersonId, &str, Presence)| {
            presence.counts_as_present() && self.is_full(*person, day)
        };
        let present = people.iter().filter(voted).count() as i32;
        let mut free = seats;
        let number = seats + self.dice.between(-1, 2);
        let mut standing = self.candidates(number, day);
        let called = self.dice.pick([None, Some("换届"), Some("补选")]);
        // Now and then who had how many votes is not written down, and everybody was elected.
        let is_uncounted = self.dice.chance(15);
        let values = self.election_figures(called, seats, (standing.len() as i32, present));
        self.write(record, day, values, people);
        for round in 1..=self.dice.pick([0, 1, 3, 3, 3, 4, 4, 4]) {
            // A round too many now and then.
            if free <= 0 && self.dice.chance(85) {
                break;
            }
            let mut ballots = self.ballots(&standing, (present, free));
            free -= ballots.iter().filter(|ballot| ballot.elected).count() as i32;
            // One that nobody wrote down now and then.
            let told = round != 2 || self.dice.chance(95);
            for ballot in ballots.iter_mut().filter(|_| told) {
                ballot.is_counted = !is_uncounted;
                ballot.elected |= is_uncounted;
                self.candidate_votes(day, (kind, called), round, ballot);
            }
            standing = match self.dice.below(5) {
                0 => self.candidates(seats, day),
                _ => stand_again(&ballots),
            };
        }
        // Another one on the same day: whose candidates are they?
        if self.dice.chance(8) {
            let other = self.dice.pick(["committee-elected", "by-election"]);
            let other_name = self.dice.pick([None, Some("换届"), Some("补选")]);
            let values = self.election_figures(other_name, seats, (1, present));
            self.write(other, day, values, Vec::new());
            let number = self.dice.between(0, 2) as usize;
            for person in self.candidates(seats, day).into_iter().take(number) {
                let ballot =
                    Ballot { person, votes: present, against: 0, elected: true, tied: false, is_counted: true };
                self.candidate_votes(day, (kind, other_name), 1, &ballot);
            }
        }
    }

    /// What an election's record says of its seats, its candidates and its papers.
    fn election_figures(&mut self, called: Option<&str>, seats: i32, (standing, present): (i32, i32)) -> Values {
        let mut figures = vec![("seats", seats), ("valid", present - self.dice.pick([0, 0, 0, 1]))];
        figures.push(("ballots-returned", present + self.dice.pick([0, 0, 0, 1, -1])));
        if self.dice.chance(50) {
            figures.push(("candidates", standing + self.dice.pick([0, 0, 0, 1, -1])));
        }
        let told = figures.into_iter().filter(|_| self.dice.chance(95));
        let mut values: Values = told.map(|(field, figure)| (field, quantity(figure.max(0)))).collect();
        values.extend(called.map(|name| ("election-name", text(name))));
        values
    }

    /// Whether somebody was taken in by a day and had a vote: near enough to give no more votes than there are.
    fn is_full(&self, person: PersonId, day: Day) -> bool {
        let latest = |kind: &str| {
            let own = |fact: &&Fact| fact.kind == kind && fact.people.iter().any(|there| there.person == person);
            self.facts.iter().rev().filter(own).find(|fact| fact.occurred.first <= day)
        };
        let joined = latest("member-joined").filter(|_| latest("member-left").is_none());
        joined.is_some_and(|joined| match joined.value("full-on") {
            Some(Value::Day(full)) => *full <= day,
            _ => joined.value("standing") == Some(&option("full")),
        })
    }

    /// Some people, hardly ever one of them twice.
    fn candidates(&mut self, number: i32, day: Day) -> Vec<PersonId> {
        let mut candidates: Vec<PersonId> = Vec::new();
        for _ in 0..number.max(1) {
            let mut somebody = self.somebody();
            for _ in 0..5 {
                if somebody.is_some_and(|person| !self.is_full(person, day)) {
                    somebody = self.somebody();
                }
            }
            candidates.extend(somebody.filter(|person| !candidates.contains(person) || self.dice.chance(4)));
        }
        candidates
    }

    /// Votes close to one another, so that they are often as many, and about the half of those present.
    fn ballots(&mut self, standing: &[PersonId], (present, free): (i32, i32)) -> Vec<Ballot> {
        let half = present / 2;
        let votes: Vec<i32> = standing
            .iter()
            .map(|_| self.dice.pick([half, half + 1, half + 1, half + 1, half + 2, present]).clamp(0, present))
            .collect();
        let supported = |votes: &i32| 2 * votes > present;
        let mut ballots = Vec::new();
        for (person, own) in standing.iter().zip(&votes) {
            let ahead = votes.iter().filter(|other| supported(other) && *other > own).count() as i32;
            let level = votes.iter().filter(|other| *other == own).count() as i32;
            let elected = supported(own) && ahead + level <= free;
            ballots.push(Ballot {
                person: *person,
                votes: *own,
                against: present - own,
                elected: if self.dice.chance(5) { !elected } else { elected },
                tied: supported(own) && ahead < free && ahead + level > free,
                is_counted: true,
            });
        }
        ballots
    }

    fn candidate_votes(&mut self, day: Day, (kind, called): (&str, Option<&str>), round: i32, ballot: &Ballot) {
        let mut values = vec![("election", option(kind))];
        // Not said, or a slip, now and then.
        let called = if self.dice.chance(99) { called } else { self.dice.pick([None, Some("改选")]) };
        values.extend(called.map(|name| ("election-name", text(name))));
        for (field, votes) in [("against", ballot.against), ("abstained", self.dice.pick([0, 0, 0, 0, 1]))] {
            if self.dice.chance(99) {
                values.push((field, quantity(votes)));
            }
        }
        if round > 1 || self.dice.chance(50) {
            let half = if self.dice.chance(1) { 50 } else { 0 };
            values.push(("round", Value::Quantity(Quantity(i64::from(round) * 100 + half))));
        }
        if ballot.is_counted && self.dice.chance(98) {
            values.push(("in-favour", quantity(ballot.votes)));
        }
        if self.dice.chance(98) {
            values.push(("elected", Value::Flag(ballot.elected)));
        }
        let people =
            if self.dice.chance(98) { vec![(ballot.person, "candidate", Presence::Present)] } else { Vec::new() };
        self.write("candidate-votes", day, values, people);
    }

    fn restrictions(&mut self) {
        for _ in 0..self.dice.below(5) {
            let Some(person) = self.somebody() else { return };
            let mut values = vec![("reason", option(self.dice.pick(["under-watch", "bedridden", "restored"])))];
            if self.dice.chance(70) {
                values.push(("agreed", Value::Flag(self.dice.chance(60))));
            }
            let day = self.any_day();
            let last = if self.dice.chance(30) { day.plus_days(self.dice.between(1, 300)) } else { day };
            self.write_span("vote-restricted", day, last, values, vec![(person, "member", Presence::Present)]);
        }
    }

    /// What is held in a month.
    fn meetings(&mut self, first: Day) {
        for kind in ["members-meeting", "committee-meeting", "group-meeting", "party-lecture", "theme-day"] {
            for _ in 0..self.dice.pick([0, 0, 1, 1, 2]) {
                // Often several on one day: then it is the ledger that says which came first.
                let day = if self.dice.chance(35) { first.plus_days(14) } else { self.day_in_month(first) };
                let mut values = self.meeting_values(kind);
                let people = self.meeting_people(kind);
                if kind == "theme-day" && self.dice.chance(25) {
                    values.push(("session-of", Value::Day(day)));
                    let second = day.plus_days(self.dice.between(0, 20));
                    let people = self.meeting_people(kind);
                    self.write(kind, second, values.clone(), people);
                    values.retain(|(field, _)| *field != "session-of");
                    // Now and then of a day on which nothing took place.
                    if self.dice.chance(20) {
                        continue;
                    }
                }
                self.write(kind, day, values, people);
            }
        }
        if self.dice.chance(15) {
            let day = self.day_in_month(first);
            let people = self.meeting_people("life-meeting");
            self.write("life-meeting", day, Vec::new(), people);
        }
    }

    fn meeting_values(&mut self, kind: &str) -> Values {
        let mut values = Vec::new();
        if self.dice.chance(60) {
            values.push(("place", text(self.dice.pick(["会议室", "活动室"]))));
        }
        if self.dice.chance(60) {
            values.push(("hours", Value::Quantity(Quantity(i64::from(self.dice.between(0, 10)) * 50))));
        }
        if kind == "group-meeting" {
            values.push(("group", text(self.dice.pick(GROUPS))));
        }
        if kind == "members-meeting" && self.dice.chance(60) {
            let (valid, invalid) = (self.dice.between(0, 10), self.dice.between(0, 2));
            let returned = valid + if self.dice.chance(80) { invalid } else { 0 };
            let in_favour = self.dice.between(0, valid);
            let tally =
                [("in-favour", in_favour), ("ballots-returned", returned), ("valid", valid), ("invalid", invalid)];
            let stated = tally.into_iter().filter(|_| self.dice.chance(90));
            values.extend(stated.map(|(field, figure)| (field, quantity(figure))));
        }
        if kind == "theme-day" {
            return values;
        }
        if self.dice.chance(70) {
            values.push(("merged", Value::Flag(self.dice.chance(20))));
        }
        if self.dice.chance(70) {
            let day = if self.dice.chance(50) { self.start } else { self.any_day() };
            values.push(("archived", Value::Day(day)));
        }
        if ["members-meeting", "committee-meeting"].contains(&kind) && self.dice.chance(60) {
            let chosen =
                self.dice.pick([["study", "admission"], ["admission", "study"], ["admission", ""], ["admission", ""]]);
            let chosen = chosen.into_iter().filter(|slug| !slug.is_empty());
            values.push(("agenda", Value::Options(chosen.map(str::to_owned).collect())));
        }
        values
    }

    fn meeting_people(&mut self, kind: &str) -> People {
        let mut people = Vec::new();
        // Of some nobody wrote down who was there.
        let listed = if self.dice.chance(10) { 0 } else { 80 };
        for person in self.people.clone() {
            if self.dice.chance(listed) {
                let presence = match self.dice.below(10) {
                    0..5 => Presence::Present,
                    5 => Presence::Remote,
                    6 => Presence::Excused,
                    _ => Presence::Absent,
                };
                people.push((person, "attendee", presence));
            }
        }
        for part in ["chair", "recorder"] {
            if self.dice.chance(75) {
                people.extend(self.somebody().map(|person| (person, part, Presence::Present)));
            }
        }
        if kind == "party-lecture" {
            people.extend(self.somebody().map(|person| (person, "lecturer", Presence::Present)));
        }
        people
    }

    /// Talks, training, dues and papers of a month.
    fn dealings(&mut self, first: Day) {
        for _ in 0..self.dice.below(4) {
            let day = self.day_in_month(first);
            let mut people = self.some_people("partner", 20);
            people.extend(self.somebody().map(|speaker| (speaker, "speaker", Presence::Present)));
            self.write("talk", day, vec![("manner", option("telephone"))], people);
        }
        if self.dice.chance(50) {
            let day = self.day_in_month(first);
            let mut values = vec![("hours", Value::Quantity(Quantity(i64::from(self.dice.between(1, 60)) * 10)))];
            if self.dice.chance(80) {
                values.push(("mode", option(self.dice.pick(["concentrated", "online", "self-study"]))));
            }
            let people = self.some_people("trainee", 60);
            self.write("training", day, values, people);
        }
        self.dues(first);
        self.dues_told(first);
        self.papers(first);
    }

    fn dues(&mut self, first: Day) {
        if self.dice.chance(15) {
            return;
        }
        for person in self.people.clone() {
            if self.dice.chance(65) {
                let calendar = if self.dice.chance(4) { Calendar::Quarter } else { Calendar::Month };
                let values = vec![
                    ("month", Value::Period(calendar.containing(first))),
                    ("amount", Value::Money(Fen(i64::from(self.dice.between(1, 800))))),
                ];
                let day = self.day_in_month(first).plus_days(self.dice.pick([0, 0, 0, 31, -20]));
                self.write("dues-paid", day, values, vec![(person, "payer", Presence::Present)]);
            }
        }
    }

    /// What somebody's dues are reckoned from, and what is told of all that was paid: mostly as it is.
    fn dues_told(&mut self, first: Day) {
        if self.dice.chance(30) {
            let base = i64::from(self.dice.between(0, 9)) * 100;
            let due = (base * 50 + 5_000) / 10_000;
            let due = self.dice.pick([due, due, 20, (base * 150 + 5_000) / 10_000]);
            let stated = [("base", base), ("due", due)].into_iter().filter(|_| self.dice.chance(95));
            let values = stated.map(|(field, fen)| (field, Value::Money(Fen(fen)))).collect();
            let day = self.day_in_month(first);
            let people = self.somebody().map(|person| (person, "payer", Presence::Present)).into_iter().collect();
            self.write("dues-base-set", day, values, people);
        }
        if self.dice.chance(15) {
            let due = if self.dice.chance(40) { 0 } else { self.dice.between(0, 30) };
            let mut values = vec![("due", Value::Money(Fen(i64::from(due))))];
            values.retain(|_| self.dice.chance(95));
            if self.dice.chance(80) {
                values.push(("approved", Value::Flag(self.dice.chance(70))));
            }
            let day = self.day_in_month(first);
            let last = if self.dice.chance(70) { day.plus_days(self.dice.between(0, 150)) } else { day };
            let people = self.somebody().map(|person| (person, "payer", Presence::Present)).into_iter().collect();
            self.write_span("dues-reduced", day, last, values, people);
        }
        if self.dice.chance(30) {
            let period = self.some_period(first);
            let day = self.day_in_month(first).plus_days(self.dice.pick([0, 31, 62]));
            let paid = |fact: &&Fact| {
                let on = fact.occurred.first;
                fact.kind == "dues-paid" && on <= day && period.days().is_some_and(|(from, to)| from <= on && on <= to)
            };
            let amounts = self.facts.iter().filter(paid).filter_map(|fact| match fact.value("amount") {
                Some(Value::Money(amount)) => Some(amount.0),
                _ => None,
            });
            let collected = Value::Money(Fen(amounts.sum()));
            let mut values = vec![("period", Value::Period(period)), ("collected", collected)];
            values.retain(|_| self.dice.chance(95));
            self.write("dues-published", day, values, Vec::new());
        }
    }

    fn papers(&mut self, first: Day) {
        for (kind, field) in [("plan-filed", "period"), ("report-filed", "period"), ("attestation", "year")] {
            if !self.dice.chance(55) {
                continue;
            }
            let day = self.day_in_month(first);
            let mut values = Vec::new();
            if self.dice.chance(65) {
                let about = day.plus_days(self.dice.between(-150, 20));
                values.push((field, Value::Period(self.some_period(about))));
            }
            let mut people = Vec::new();
            if kind == "attestation" {
                values.push(("clause", text(self.dice.pick(["L1", "M3"]))));
                values.push(("grade", option(self.dice.pick(["good", "sufficient", "insufficient"]))));
                people.extend(self.somebody().map(|person| (person, "attested", Presence::Present)));
            } else if self.dice.chance(80) {
                values.push(("matter", option(self.dice.pick(["meetings-and-lecture", "theme-days"]))));
            }
            if kind == "plan-filed" && self.dice.chance(50) {
                values.push(("published", Value::Day(day)));
            }
            self.write(kind, day, values, people);
        }
        if self.dice.chance(20) {
            let day = self.day_in_month(first);
            self.write("review-asked", day, vec![("matter", option("life-meeting-plan"))], Vec::new());
        }
    }

    /// Some records are mended later and some are taken back.
    fn corrections(&mut self) {
        for _ in 0..self.dice.below(25) {
            let at = self.dice.below(self.facts.len());
            let Some(wrong) = self.facts.get(at).cloned() else { return };
            if wrong.kind == "organisation-set-up" && wrong.option("form") != Some("group") {
                continue;
            }
            let wrong_one = wrong.supersedes;
            let mut fact = Fact { id: self.next_id(), supersedes: Some(wrong.id), ..wrong };
            let later = self.dice.between(0, 90);
            fact.recorded_at = Instant::start_of(fact.recorded_at.day().plus_days(later));
            if fact.kind == "withdrawn" && self.dice.chance(50) {
                // Taken out by mistake, and brought back.
                let before = wrong_one.and_then(|id| self.facts.iter().find(|known| known.id == id)).cloned();
                if let Some(before) = before.filter(|before| before.kind != "withdrawn") {
                    let Fact { id, recorded_at, supersedes, .. } = fact;
                    fact = Fact { id, recorded_at, supersedes, ..before };
                }
            }
            match self.dice.below(4) {
                0 => {
                    fact = Fact { kind: "withdrawn".to_owned(), people: Vec::new(), values: BTreeMap::new(), ..fact };
                }
                1 => {
                    let day = fact.occurred.first.plus_days(self.dice.between(-40, 40));
                    fact.occurred = Span::day(day);
                }
                2 => drop(fact.people.pop()),
                _ => fact.values.retain(|field, _| field != "hours" && field != "merged" && field != "undated"),
            }
            self.facts.push(fact);
        }
    }

    fn write(&mut self, kind: &str, day: Day, values: Values, people: People) {
        self.write_span(kind, day, day, values, people);
    }

    fn write_span(&mut self, kind: &str, first: Day, last: Day, values: Values, people: People) {
        // Most is written down at once, some within days of the limit for late records, some much later.
        let delay = match self.dice.below(10) {
            0..6 => self.dice.between(0, 3),
            6..8 => self.dice.between(6, 8),
            _ => self.dice.between(9, 90),
        };
        let moment =
            Instant::start_of(last.plus_days(delay)).microseconds() + i64::from(self.dice.between(0, 86_399_999));
        let participation = |(person, part, presence): (PersonId, &str, Presence)| Participation {
            person,
            part: part.to_owned(),
            presence,
            reason: None,
        };
        let fact = Fact {
            id: self.next_id(),
            organisation: self.organisation,
            kind: kind.to_owned(),
            occurred: Span { first, last },
            recorded_at: Instant::from_microseconds(moment),
            recorder: "某人".to_owned(),
            people: people.into_iter().map(participation).collect(),
            values: values.into_iter().map(|(field, value)| (field.to_owned(), value)).collect(),
            supersedes: None,
            attachments: Vec::new(),
        };
        self.facts.push(fact);
    }

    fn next_id(&self) -> FactId {
        FactId::derived(&[&self.seed.to_be_bytes(), &self.facts.len().to_be_bytes()])
    }

    /// The day of something that a roster may give without a date; then it is marked so.
    fn dated(&mut self, values: &mut Values) -> Day {
        if self.dice.chance(45) {
            values.push(("undated", Value::Flag(true)));
            return self.start.plus_days(self.dice.pick([0, 0, -400, 100]));
        }
        let longest = self.dice.pick([0, 100, 300, 600]);
        self.dice.day(self.start, self.start.plus_days(longest))
    }

    /// Any day of the branch's recorded life.
    fn any_day(&mut self) -> Day {
        self.dice.day(self.start, self.start.plus_days(820))
    }

    fn day_in_month(&mut self, first: Day) -> Day {
        self.dice.day(first, first.plus_months(1).plus_days(-1))
    }

    fn some_period(&mut self, day: Day) -> Period {
        self.dice.pick([Calendar::Month, Calendar::Quarter, Calendar::HalfYear, Calendar::Year]).containing(day)
    }

    fn somebody(&mut self) -> Option<PersonId> {
        self.dice.one(&self.people)
    }

    fn some_people(&mut self, part: &'static str, percent: usize) -> People {
        let dice = &mut self.dice;
        let chosen = self.people.iter().filter(|_| dice.chance(percent));
        chosen.map(|person| (*person, part, Presence::Present)).collect()
    }
}

fn text(text: &str) -> Value {
    Value::Text(text.to_owned())
}

fn option(slug: &str) -> Value {
    Value::Options(vec![slug.to_owned()])
}

fn quantity(whole: i32) -> Value {
    Value::Quantity(Quantity::whole(whole.into()))
}

fn day(year: i32, month: u32) -> Day {
    Day::from_ymd(year, month, 1).unwrap_or(Day::EARLIEST)
}
