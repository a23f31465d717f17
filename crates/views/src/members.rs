//! The roster as people read it: the members of a day, one member with what the year brought, and the organisation.

use facts::{Day, Fact, Instant, PersonId, current_on};
use findings::{Finding, Subject};
use roster::{Member, Post, Roster};
use rulebook::{Rulebook, Status};

use crate::finding::{FindingRow, finding_row};
use crate::words::{self, Names};

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MemberRow {
    pub person: PersonId,
    pub name: String,
    pub posts: String,
    pub group: String,
    /// `正式党员`, `预备党员`.
    pub standing: &'static str,
    pub since: String,
    /// Of the findings about this member, how many ask for something.
    pub open: usize,
    pub missed: usize,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MembersShown {
    pub members: Vec<MemberRow>,
    pub full: usize,
    pub probationary: usize,
    /// Who is away, and who is here from elsewhere.
    pub floating: usize,
    pub guests: Vec<String>,
    pub groups: Vec<(String, usize)>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MemberShown {
    pub row: MemberRow,
    /// Label and value, from the roster.
    pub profile: Vec<(String, String)>,
    /// What the standard asks of this member, what asks for something first; each with its place among its rule's.
    pub findings: Vec<(usize, FindingRow)>,
    /// The latest first.
    pub records: Vec<crate::RecordLine>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OrganisationShown {
    pub name: String,
    pub form: String,
    pub set_up: Option<String>,
    pub dissolved: Option<String>,
    pub members: usize,
    pub posts: Vec<PostShown>,
    pub elections: Vec<String>,
    pub groups: Vec<(String, usize)>,
    pub records: Vec<crate::RecordLine>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PostShown {
    pub post: String,
    pub person: PersonId,
    pub name: String,
    pub since: String,
}

fn row(
    rulebook: &Rulebook,
    roster: &Roster,
    findings: &[Finding],
    (at, member): (usize, &Member),
    on: Day,
) -> MemberRow {
    let held = roster.posts.iter().filter(|held| held.member == at && held.stay.holds(on));
    let posts: Vec<&str> = held.map(|held| words::post_name(rulebook, held.post.slug())).collect();
    let group = member.group_on(on).and_then(|group| roster.groups.get(group));
    let own = |status: &[Status]| {
        findings.iter().filter(|one| is_about(&one.subject, member.person) && status.contains(&one.status)).count()
    };
    MemberRow {
        person: member.person,
        name: roster.display_name(at),
        posts: posts.join("、"),
        group: group.map(|group| group.name.clone()).unwrap_or_default(),
        standing: if member.full_on(on) { "正式党员" } else { "预备党员" },
        since: member.stays.iter().find(|stay| stay.holds(on)).map(|stay| words::day(stay.from)).unwrap_or_default(),
        open: own(&[Status::Open]),
        missed: own(&[Status::Missed, Status::Breached]),
    }
}

fn is_about(subject: &Subject, person: PersonId) -> bool {
    match subject {
        Subject::Person(one) => *one == person,
        Subject::Pair(one, other) => *one == person || *other == person,
        _ => false,
    }
}

/// Everybody of a day: those with posts first, in the order of the posts, then by the roster.
pub fn members_shown(rulebook: &Rulebook, roster: &Roster, findings: &[Finding], on: Day) -> MembersShown {
    let there = roster.members.iter().enumerate().filter(|(_, member)| member.on(on));
    let order = |at: usize| {
        let held = roster.posts.iter().filter(|held| held.member == at && held.stay.holds(on));
        held.map(|held| Post::ALL.iter().position(|post| *post == held.post)).min().flatten().unwrap_or(Post::ALL.len())
    };
    let mut there: Vec<(usize, &Member)> = there.collect();
    there.sort_by_key(|(at, _)| (order(*at), *at));
    let full = there.iter().filter(|(_, member)| member.full_on(on)).count();
    MembersShown {
        full,
        probationary: there.len() - full,
        floating: there.iter().filter(|(_, member)| member.floating_on(on).is_some()).count(),
        guests: guests(roster, on),
        groups: groups(roster, on),
        members: there.into_iter().map(|one| row(rulebook, roster, findings, one, on)).collect(),
    }
}

fn guests(roster: &Roster, on: Day) -> Vec<String> {
    let here = roster.guests.iter().filter(|guest| guest.stays.iter().any(|stay| stay.holds(on)));
    here.map(|guest| match &guest.sending {
        Some(sending) => format!("{}（组织关系在{sending}）", guest.name),
        None => guest.name.clone(),
    })
    .collect()
}

fn groups(roster: &Roster, on: Day) -> Vec<(String, usize)> {
    let standing = roster.groups.iter().enumerate().filter(|(_, group)| group.stands_on(on));
    let size = |group: usize| roster.members_on(on).filter(|member| member.group_on(on) == Some(group)).count();
    standing.map(|(at, group)| (group.name.clone(), size(at))).collect()
}

/// So many of somebody's records are listed.
const RECORDS_SHOWN: usize = 60;

/// One member; none where the roster does not know the person.
pub fn member_shown(
    rulebook: &Rulebook,
    (facts, names): (&[Fact], Names<'_>),
    findings: &[Finding],
    person: PersonId,
    (on, known_at): (Day, Option<Instant>),
) -> Option<MemberShown> {
    let roster = names.roster;
    let at = roster.member_index(person)?;
    let member = roster.members.get(at)?;
    let mut profile: Vec<(String, String)> = Vec::new();
    let mut say = |label: &str, value: Option<String>| profile.extend(value.map(|value| (label.to_owned(), value)));
    say("出生", member.born.clone());
    say("转为正式党员", member.full.map(|(day, _)| words::day(day)));
    say("领导人员", member.leader.then(|| "二级单位以上领导人员".to_owned()));
    say("流动", member.floating_on(on).map(|away| format!("{}起外出", words::day(away.stay.from))));
    for stay in &member.stays {
        let until =
            if stay.until == Day::LATEST { "至今".to_owned() } else { format!("至{}", words::day(stay.until)) };
        say("在本支部", Some(format!("{}{until}", words::day(stay.from))));
    }
    let mut seen: Vec<usize> = vec![0; rulebook.rules.len()];
    let mut about: Vec<(usize, FindingRow)> = Vec::new();
    for finding in findings {
        let place = seen.get(finding.rule).copied().unwrap_or_default();
        if let Some(count) = seen.get_mut(finding.rule) {
            *count += 1;
        }
        if is_about(&finding.subject, person) {
            about.extend(finding_row(rulebook, roster, finding).map(|row| (place, row)));
        }
    }
    about.sort_by_key(|(_, row)| !["missed", "breached", "open"].contains(&row.status));
    let own = |fact: &&&Fact| fact.people.iter().any(|one| one.person == person);
    let current = current_on(facts, (on, known_at));
    let mut records: Vec<&Fact> = current.iter().filter(own).copied().collect();
    records.sort_by_key(|fact| std::cmp::Reverse(fact.occurred.first));
    records.truncate(RECORDS_SHOWN);
    Some(MemberShown {
        row: row(rulebook, roster, findings, (at, member), on),
        profile,
        findings: about,
        records: lines(rulebook, names, facts, &records, known_at, Some(person)),
    })
}

fn lines(
    rulebook: &Rulebook,
    names: Names<'_>,
    facts: &[Fact],
    records: &[&Fact],
    known_at: Option<Instant>,
    person: Option<PersonId>,
) -> Vec<crate::RecordLine> {
    let writings = facts::Writings::new(facts, known_at);
    let line = |fact: &&Fact| {
        let recorded = crate::explanation::recorded(None, fact, &writings);
        crate::RecordLine::of(rulebook, names, fact, recorded, None, |one| Some(one.person) == person)
    };
    records.iter().map(line).collect()
}

/// The organisation itself on a day.
pub fn organisation_shown(
    rulebook: &Rulebook,
    (facts, names): (&[Fact], Names<'_>),
    (on, known_at): (Day, Option<Instant>),
) -> OrganisationShown {
    let roster = names.roster;
    let form = roster.form_on(on).map(|form| {
        let name = words::option_name(rulebook, facts::kinds::ORGANISATION_SET_UP, facts::kinds::FORM, form.slug());
        name.to_owned()
    });
    let mut held: Vec<_> = roster.posts.iter().filter(|held| held.stay.holds(on)).collect();
    held.sort_by_key(|held| Post::ALL.iter().position(|post| *post == held.post));
    let posts = held.into_iter().filter_map(|held| {
        let person = roster.members.get(held.member)?.person;
        Some(PostShown {
            post: words::post_name(rulebook, held.post.slug()).to_owned(),
            person,
            name: roster.display_name(held.member),
            since: if held.undated { "起始日没有登记".to_owned() } else { words::day(held.taken) },
        })
    });
    let is_own = |fact: &&&Fact| {
        [facts::kinds::ORGANISATION_SET_UP, facts::kinds::ORGANISATION_CHANGED, facts::kinds::ORGANISATION_DISSOLVED]
            .contains(&fact.kind.as_str())
    };
    let current = current_on(facts, (on, known_at));
    let records: Vec<&Fact> = current.iter().filter(is_own).copied().collect();
    OrganisationShown {
        name: roster.name().to_owned(),
        form: form.unwrap_or_else(|| "这一天不存在".to_owned()),
        set_up: roster.set_up_on().map(words::day),
        dissolved: roster.dissolved_by(on).map(words::day),
        members: roster.members_on(on).count(),
        posts: posts.collect(),
        elections: roster.elections.iter().map(|election| words::day(election.day)).collect(),
        groups: groups(roster, on),
        records: lines(rulebook, names, facts, &records, known_at, None),
    }
}
