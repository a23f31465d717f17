//! The month's theme day, now and then in two sessions, and the member who stays away three times running.

use facts::{Calendar, Day, Participation, Presence};

use super::Life;
use crate::demonstration::entry::Entry;

pub(super) fn month(life: &mut Life<'_>, month: Day) {
    let fixed = month.plus_days(life.branch.theme_day - 1);
    let moved = life.random.percent(5);
    let day = if moved { fixed.plus_days(-2) } else { fixed };
    if !life.happens(day) || life.skips() {
        return;
    }
    let mut roll = life.branch.roll(life.branch.members_on(day), day, life.random);
    stay_away(life, day, &mut roll);
    if roll.is_empty() {
        return;
    }
    if life.branch.size > 30 && life.random.percent(12) && life.happens(day.plus_days(2)) {
        return two_sessions(life, day, roll);
    }
    // Somebody is on no list.
    if life.slips_badly() {
        roll.pop();
    }
    let mut entry = theme_day(life, day).flag("on-fixed-day", !moved).attendance(roll);
    if moved && !life.slips() {
        entry = entry.text("why-moved", life.random.pick(&["工期紧张，提前两天", "上级会议冲突", "场地另有安排"]));
    }
    for guest in life.branch.guests.iter().filter(|guest| guest.from <= day) {
        entry = entry.person("attendee", guest.person.id);
    }
    life.book.write(entry);
}

fn theme_day(life: &mut Life<'_>, day: Day) -> Entry {
    let content: &[&str] = match day.month() % 4 {
        _ if life.slips_badly() => &["other"],
        0 => &["study", "dues"],
        1 => &["study", "party-spirit", "dues"],
        2 => &["service", "dues"],
        _ => &["study", "decision", "dues"],
    };
    let manner: &[&str] = match (day.month(), life.branch.habits().files > 90) {
        (7, _) => &["oath", "red-site"],
        (3, true) => &["volunteering"],
        (10, true) => &["integrity", "micro-lecture"],
        (5, true) => &["online"],
        _ => &["classroom"],
    };
    Entry::new("theme-day", day)
        .many("content", content)
        .many("manner", manner)
        .text(
            "subject",
            life.random.pick(&[
                "重温入党誓词",
                "学习先进典型",
                "党员先锋岗在行动",
                "义务植树",
                "廉洁教育",
                "安全隐患随手拍",
            ]),
        )
        .text("place", life.place())
        .flag("badges", !life.slips())
        .number("hours", 1)
        .person_if("chair", life.branch.chair(day))
        .person_if("recorder", life.branch.minutes(day))
}

/// The second session's record counts for the first one's day. Who leaves the branch in between comes to the first;
/// now and then nobody writes down where the last on the list was.
fn two_sessions(life: &mut Life<'_>, day: Day, mut roll: Vec<Participation>) {
    let stays = |one: &Participation| life.branch.members_on(day.plus_days(2)).any(|m| m.person.id == one.person);
    let half = roll.split_off(roll.len() / 2);
    let (mut second, leaving): (Vec<_>, Vec<_>) = half.into_iter().partition(stays);
    roll.extend(leaving);
    if life.random.percent(20 + life.branch.habits().slips) {
        second.pop();
    }
    let entry = theme_day(life, day).flag("in-sessions", true).attendance(roll);
    life.book.write(entry);
    let entry = theme_day(life, day.plus_days(2)).flag("in-sessions", true).day("session-of", day);
    life.book.write(entry.attendance(second));
}

/// March to May of the year before last, last and this one, as far as they have passed: the same member, no reason.
fn stay_away(life: &Life<'_>, day: Day, roll: &mut [Participation]) {
    let spring = Calendar::Month.containing(day);
    let falls = matches!(day.month(), 3..=5) && spring.days().is_some();
    let Some(member) = life.branch.members.get(8).filter(|_| life.branch.faults.absentee && falls) else { return };
    for participation in roll.iter_mut().filter(|participation| participation.person == member.person.id) {
        participation.presence = Presence::Absent;
        participation.reason = None;
    }
}
