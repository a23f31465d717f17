//! Talks between people, and the branch's analyses of what moves them. What was said stands nowhere.

use facts::{Calendar, Day, PersonId};

use super::Life;
use crate::demonstration::branch::Member;
use crate::demonstration::entry::Entry;
use crate::demonstration::window::working_day_from;

pub(super) fn talks(life: &mut Life<'_>) {
    contacts(life);
    for year in life.window.years() {
        for half in [1, 7] {
            let Some(first) = Day::from_ymd(year, half, 1) else { continue };
            committee_half_year(life, first);
            analysis(life, first);
        }
        if let Some(first) = Day::from_ymd(year, 1, 1) {
            with_members(life, first);
            committee_pairs(life, first);
        }
    }
}

/// Somewhere in the months from `first` on; a day that has passed, or none.
fn some_day(life: &mut Life<'_>, first: Day, months: i32) -> Option<Day> {
    let chance = life.branch.habits().talks;
    let end = first.plus_months(months).plus_days(-8);
    let first = first.max(life.branch.first_day(life.window).plus_days(1));
    let day = working_day_from(first.plus_days(life.random.between(3, end.days_since(first).max(4))));
    (life.random.percent(chance) && life.happens(day)).then_some(day)
}

fn talk(life: &mut Life<'_>, speaker: PersonId, partners: &[PersonId], day: Day) {
    let manner =
        life.random.pick(&["face-to-face", "face-to-face", "face-to-face", "face-to-face", "telephone", "video"]);
    let entry = Entry::new("talk", day).one("manner", manner).person("speaker", speaker);
    life.book.write(partners.iter().fold(entry, |entry, partner| entry.person("partner", *partner)));
}

fn both_belong(one: &Member, other: &Member, day: Day) -> bool {
    one.belongs(day) && other.belongs(day) && one.person.id != other.person.id
}

fn committee_half_year(life: &mut Life<'_>, first: Day) {
    let branch = life.branch;
    // Who sits on the committee in the half-year's fourth month, or on the last day seen.
    let seats = branch.committee(first.plus_months(3).min(life.window.today));
    let Some((secretary, others)) = seats.split_first() else { return };
    for other in others {
        if let Some(day) = some_day(life, first, 6).filter(|day| both_belong(secretary, other, *day)) {
            talk(life, secretary.person.id, &[other.person.id], day);
        }
    }
}

fn with_members(life: &mut Life<'_>, first: Day) {
    let branch = life.branch;
    let middle = first.plus_months(6).min(life.window.today);
    let leader = branch.members_on(middle).find(|member| member.person.leader);
    let seats = branch.committee(middle);
    let Some(secretary) = seats.first() else { return };
    for member in branch.members_on(middle) {
        if let Some(day) = some_day(life, first, 12).filter(|day| both_belong(secretary, member, *day)) {
            talk(life, secretary.person.id, &[member.person.id], day);
        }
        let with_leader = leader.filter(|leader| leader.person.id != member.person.id);
        if let (Some(leader), Some(day)) = (with_leader, some_day(life, first, 12))
            && both_belong(leader, member, day)
        {
            talk(life, leader.person.id, &[member.person.id], day);
        }
    }
    with_contacts(life, first, &seats);
}

fn with_contacts(life: &mut Life<'_>, first: Day, seats: &[&Member]) {
    for (keeper, contacts) in shares(life, first.plus_months(6).min(life.window.today)) {
        let keeper = seats.iter().find(|member| member.person.id == keeper);
        for contact in contacts {
            let contact = life.branch.members.iter().find(|member| member.person.id == contact);
            let (Some(keeper), Some(contact)) = (keeper, contact) else { continue };
            if let Some(day) = some_day(life, first, 12).filter(|day| both_belong(keeper, contact, *day)) {
                talk(life, keeper.person.id, &[contact.person.id], day);
            }
        }
    }
}

fn committee_pairs(life: &mut Life<'_>, first: Day) {
    let seats = life.branch.committee(first.plus_months(6).min(life.window.today));
    for (at, one) in seats.iter().enumerate().skip(1) {
        for other in seats.iter().skip(at + 1) {
            if let Some(day) = some_day(life, first, 12).filter(|day| both_belong(one, other, *day)) {
                talk(life, one.person.id, &[other.person.id], day);
            }
        }
    }
}

/// Which committee member keeps contact with whom: two each, secretary left out.
fn shares(life: &Life<'_>, day: Day) -> Vec<(PersonId, Vec<PersonId>)> {
    let seats: Vec<PersonId> = life.branch.committee(day).iter().map(|member| member.person.id).collect();
    let others = || life.branch.members_on(day).map(|member| member.person.id).filter(|id| !seats.contains(id));
    let share = |(at, keeper): (usize, &PersonId)| (*keeper, others().skip(at * 2).take(2).collect());
    seats.iter().skip(1).enumerate().map(share).collect()
}

fn contacts(life: &mut Life<'_>) {
    let day = working_day_from(life.branch.first_day(life.window).plus_days(6));
    if !life.happens(day) {
        return;
    }
    for (keeper, contacts) in shares(life, day) {
        let entry = Entry::new(facts::kinds::CONTACT_ASSIGNED, day).person(facts::kinds::KEEPER, keeper);
        if !contacts.is_empty() {
            let entry = contacts.iter().fold(entry, |entry, id| entry.person(facts::kinds::CONTACT, *id));
            life.book.enter(entry);
        }
    }
}

/// At least one analysis of members' concerns a half-year, and one of staff's each quarter.
fn analysis(life: &mut Life<'_>, first: Day) {
    for (months, about) in [(2, "members"), (1, "staff"), (4, "staff")] {
        let day = working_day_from(first.plus_months(months).plus_days(life.random.between(4, 24)));
        let within = Calendar::HalfYear.containing(day) == Calendar::HalfYear.containing(first);
        if within && life.happens(day) && !life.skips() {
            let entry = Entry::new("concerns-analysis", day).one("about", about);
            let entry = entry.text(
                "findings",
                life.random.pick(&["总体稳定,关心收入和家庭照顾", "外派人员探亲少", "青年员工关心成长"]),
            );
            life.book.write(entry.text("measures", "谈心、走访、协调假期"));
        }
    }
}
