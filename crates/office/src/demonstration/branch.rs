//! A branch as the demonstration imagines it, before any of it is written down: who belongs to it, who holds which
//! post, from when until when.

use facts::{Day, OrganisationId, Participation, PersonId, Presence};

use super::habits::{Character, Faults, Habits};
use super::people::Person;
use super::random::Random;
use super::window::{Window, working_day_from};

/// What sort of branch it is; the form in the ledger follows from it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sort {
    Headquarters,
    Retired,
    Project,
    Joint,
    Temporary,
    Works,
}

#[derive(Debug, Clone)]
pub(super) struct Branch {
    pub number: u64,
    pub id: OrganisationId,
    pub name: String,
    pub superior: OrganisationId,
    pub approved_by: OrganisationId,
    pub superior_name: String,
    pub unit: String,
    pub sort: Sort,
    pub character: Character,
    pub faults: Faults,
    pub founded: Day,
    pub dissolved: Option<Day>,
    /// How many members it begins with.
    pub size: usize,
    /// The month's day on which theme days are held.
    pub theme_day: i32,
    pub members: Vec<Member>,
    pub guests: Vec<Guest>,
    pub postings: Vec<Posting>,
    pub groups: Vec<String>,
    pub elections: Vec<Day>,
}

#[derive(Debug, Clone)]
pub(super) struct Member {
    pub person: Person,
    pub from: Day,
    pub until: Option<Leaving>,
    pub how: Entering,
    pub group: Option<usize>,
    /// Away at work elsewhere, from the first day until the second.
    pub away: Option<(Day, Option<Day>)>,
    /// First month without dues, and how many.
    pub unpaid: Option<(Day, u32)>,
}

#[derive(Debug, Clone)]
pub(super) struct Leaving {
    pub day: Day,
    pub how: &'static str,
    pub to: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Entering {
    /// Was there when the ledger was begun.
    Roster,
    Admitted,
    /// From which branch, which a floating member's name stands for otherwise.
    Transferred(String),
}

/// A floating member from elsewhere.
#[derive(Debug, Clone)]
pub(super) struct Guest {
    pub person: Person,
    pub from: Day,
    pub sending: String,
}

#[derive(Debug, Clone)]
pub(super) struct Posting {
    /// Index into the members.
    pub member: usize,
    pub post: &'static str,
    pub from: Day,
    pub until: Option<Day>,
    pub elected: bool,
    pub managerial_years: i32,
    pub unit_head: bool,
}

pub(super) const COMMITTEE_POSTS: &[&str] =
    &["secretary", "deputy", "organisation", "publicity", "discipline", "other-committee"];

impl Branch {
    pub fn habits(&self) -> Habits {
        self.character.habits()
    }

    /// Whether the branch stood on a day, founded before the window or in it.
    pub fn stands(&self, day: Day) -> bool {
        self.founded <= day && self.dissolved.is_none_or(|last| day <= last)
    }

    /// The first day that the ledger speaks of as it happens.
    pub fn first_day(&self, window: Window) -> Day {
        self.founded.max(window.start)
    }

    pub fn members_on(&self, day: Day) -> impl Iterator<Item = &Member> {
        self.members.iter().filter(move |member| member.belongs(day))
    }

    /// Of a retired branch, who is too frail to come to anything, and since when.
    pub fn frail(&self, window: Window) -> Option<(&Member, Day)> {
        let day = working_day_from(window.start.plus_days(40));
        let known = |member: &&Member| member.until.is_none() && member.from < day;
        let member = self.members.get(9).filter(|_| self.sort == Sort::Retired).filter(known)?;
        Some((member, day))
    }

    /// Who is counted among those with a vote.
    pub fn voters(&self, day: Day, window: Window) -> Vec<&Member> {
        let left_out = self.frail(window).filter(|(_, since)| *since <= day).map(|(member, _)| member.person.id);
        self.members_on(day).filter(|member| member.is_full(day) && Some(member.person.id) != left_out).collect()
    }

    fn postings_on(&self, day: Day) -> impl Iterator<Item = &Posting> {
        self.postings.iter().filter(move |posting| posting.from <= day && posting.until.is_none_or(|last| day <= last))
    }

    pub fn holder(&self, post: &str, day: Day) -> Option<&Member> {
        let posting = self.postings_on(day).find(|posting| posting.post == post)?;
        self.members.get(posting.member).filter(|member| member.belongs(day))
    }

    /// Secretary first, then the others in the order of their posts.
    pub fn committee(&self, day: Day) -> Vec<&Member> {
        COMMITTEE_POSTS.iter().filter_map(|post| self.holder(post, day)).collect()
    }

    pub fn is_post_holder(&self, member: usize) -> bool {
        self.postings.iter().any(|posting| posting.member == member)
    }

    /// Who chairs: the secretary, or whoever of the committee there is.
    pub fn chair(&self, day: Day) -> Option<PersonId> {
        self.committee(day).first().map(|member| member.person.id)
    }

    /// Who takes the minutes, as a rule the organisation member.
    pub fn minutes(&self, day: Day) -> Option<PersonId> {
        let recorder = self.holder("organisation", day).map(|member| member.person.id);
        recorder.or_else(|| self.members_on(day).last().map(|member| member.person.id))
    }

    /// Who keeps the book, by name.
    pub fn recorder_name(&self, day: Day) -> String {
        let keeper = self.holder("organisation", day).or_else(|| self.holder("secretary", day));
        keeper.or_else(|| self.members.first()).map(|member| member.person.name.clone()).unwrap_or_default()
    }

    /// Who of `members` came to an occasion.
    pub fn roll<'a>(
        &self,
        members: impl Iterator<Item = &'a Member>,
        day: Day,
        random: &mut Random,
    ) -> Vec<Participation> {
        let habits = self.habits();
        let mut roll = Vec::new();
        for member in members {
            let (presence, reason) = match random.below(1_000) as u32 {
                _ if member.is_away(day) => (Presence::Remote, Some("在外务工,线上参加")),
                draw if draw < habits.absent => (Presence::Absent, None),
                draw if draw < habits.absent + habits.excused => (Presence::Excused, Some(excuse(random, member))),
                draw if draw < habits.absent + habits.excused + 15 => (Presence::Remote, None),
                _ => (Presence::Present, None),
            };
            roll.push(Participation {
                person: member.person.id,
                part: "attendee".to_owned(),
                presence,
                reason: reason.map(str::to_owned),
            });
        }
        roll
    }
}

fn excuse(random: &mut Random, member: &Member) -> &'static str {
    match member.person.retired {
        true => random.pick(&["病假", "住院", "行动不便", "探亲"]),
        false => random.pick(&["出差", "出差", "病假", "公休", "事假", "工地值班"]),
    }
}

impl Member {
    pub fn belongs(&self, day: Day) -> bool {
        self.from <= day && self.until.as_ref().is_none_or(|leaving| day <= leaving.day)
    }

    pub fn is_away(&self, day: Day) -> bool {
        self.away.is_some_and(|(from, until)| from <= day && until.is_none_or(|last| day < last))
    }

    pub fn is_full(&self, day: Day) -> bool {
        self.person.full_on.is_some_and(|full_on| full_on <= day)
    }
}
