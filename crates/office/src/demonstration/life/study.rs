//! Training to 32 class hours a year, 56 for committee members; newcomers' first course.

use facts::{Day, PersonId};

use super::Life;
use crate::demonstration::branch::{Branch, Member};
use crate::demonstration::entry::Entry;
use crate::demonstration::window::working_day_from;

pub(super) fn month(life: &mut Life<'_>, month: Day) {
    match month.month() {
        2 | 3 | 5 | 9 | 10 | 11 => session(life, month, 4, "concentrated"),
        4 | 8 | 12 => session(life, month, 4, "online"),
        _ => {}
    }
    if matches!(month.month(), 4 | 10) {
        committee_course(life, month);
    }
    newcomers(life, month);
}

fn session(life: &mut Life<'_>, month: Day, hours: usize, mode: &str) {
    let day = working_day_from(month.plus_days(life.random.between(7, 22)));
    if !life.happens(day) {
        return;
    }
    let chance = life.branch.habits().trains;
    let mut trainees = Vec::new();
    for member in life.branch.members_on(day) {
        let here = mode == "online" || !is_needed_elsewhere(life.branch, member, day);
        let may = here && !is_out_of_sight(life.branch, member, day);
        if life.random.percent(chance) && may {
            trainees.push(member.person.id);
        }
    }
    let subject = life.random.pick(&["学习党章党规", "形势与政策", "党史学习教育", "安全生产法与党员责任", "廉洁从业"]);
    let organiser = if mode == "online" { "网络学院" } else { life.branch.name.as_str() };
    write(life, training(day, hours, mode, subject, organiser), trainees);
}

/// A secretary who is new to everything is sent on no course: there is always something to do first.
fn is_needed_elsewhere(branch: &Branch, member: &Member, day: Day) -> bool {
    branch.faults.green_secretary && branch.chair(day) == Some(member.person.id)
}

/// Every other branch forgets who is away, and for some months who was.
fn is_out_of_sight(branch: &Branch, member: &Member, day: Day) -> bool {
    let forgets = branch.number.is_multiple_of(2);
    let remembered_from = |until: Day| until.plus_months(4);
    let away = |(from, until): (Day, Option<Day>)| from <= day && until.is_none_or(|last| day < remembered_from(last));
    forgets && member.away.is_some_and(away)
}

fn training(day: Day, hours: usize, mode: &str, subject: &str, organiser: &str) -> Entry {
    let entry = Entry::new("training", day).number("hours", hours).one("mode", mode);
    entry.text("subject", subject).text("organiser", organiser)
}

fn write(life: &mut Life<'_>, entry: Entry, trainees: Vec<PersonId>) {
    if !trainees.is_empty() {
        life.book.write(trainees.into_iter().fold(entry, |entry, person| entry.person("trainee", person)));
    }
}

/// The superior's course for secretaries and committee members, two days and twelve hours each time.
fn committee_course(life: &mut Life<'_>, month: Day) {
    let day = working_day_from(month.plus_days(14));
    let chance = life.branch.habits().trains;
    let branch: &Branch = life.branch;
    if !life.happens(day.plus_days(1)) {
        return;
    }
    let mut trainees = Vec::new();
    for member in branch.committee(day) {
        let may = !is_needed_elsewhere(branch, member, day);
        if member.belongs(day.plus_days(1)) && life.random.percent(chance) && may {
            trainees.push(member.person.id);
        }
    }
    let entry = training(day, 12, "concentrated", "党支部书记和支部委员集中轮训", branch.superior_name.as_str());
    write(life, entry.until(day.plus_days(1)).number("days", 2), trainees);
}

/// Who was admitted gets a course of a day within the year, unless the branch forgets; every third thinks that the
/// month's lessons are enough.
fn newcomers(life: &mut Life<'_>, month: Day) {
    let branch = life.branch;
    if branch.number % 3 == 1 {
        return;
    }
    let newcomers = branch.members.iter().filter(|m| m.how == crate::demonstration::branch::Entering::Admitted);
    for member in newcomers {
        let due = working_day_from(member.from.plus_days(100));
        let this_month = due.year() == month.year() && due.month() == month.month();
        if this_month && life.happens(due) && member.belongs(due) && !life.skips() {
            let entry = training(due, 8, "concentrated", "新党员培训班", branch.superior_name.as_str());
            write(life, entry.number("days", 1), vec![member.person.id]);
        }
    }
}
