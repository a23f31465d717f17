//! What the levels above a branch put into their own ledgers: inspections, surveys, the committee's officers' visits;
//! and branches that go and look at one another.

use facts::{Calendar, Day};

use super::book::Book;
use super::branch::Branch;
use super::entry::Entry;
use super::organisations::Committee;
use super::random::Random;
use super::window::{Window, working_day_from};

/// The days on which a unit's branches are inspected: once in early summer, once before the year ends.
pub(super) fn inspections(unit: usize, window: Window) -> Vec<Day> {
    let shift = unit as i32 * 2;
    window
        .years()
        .flat_map(|year| [(year, 6, 10), (year, 11, 12)])
        .filter_map(|(year, month, day)| Day::from_ymd(year, month, day))
        .map(|day| working_day_from(day.plus_days(shift)))
        .collect()
}

/// A committee's or general branch's year: it visits its branches and surveys how they stand.
pub(super) fn supervise(
    book: &mut Book,
    committee: &Committee,
    branches: &[Branch],
    window: Window,
    random: &mut Random,
) {
    let below: Vec<&Branch> = branches.iter().filter(|branch| branch.superior == committee.id).collect();
    for day in inspections(committee.unit_number.unwrap_or_default(), window) {
        for (at, branch) in below.iter().enumerate() {
            let day = working_day_from(day.plus_days((at % 4) as i32));
            if window.holds(day) && branch.stands(day) {
                visit(book, branch, day, random);
            }
        }
    }
    for year in window.years() {
        let Some(day) = Day::from_ymd(year, 3, 18).map(working_day_from).filter(|day| window.holds(*day)) else {
            continue;
        };
        // Of the two general branches one looks at how its branches work, too.
        let thorough = committee.form == "general-branch" && committee.unit_number == Some(0);
        let matters: &[&str] = match thorough {
            true => &["set-up", "terms", "working", "affiliation"],
            false => &["set-up", "terms", "affiliation"],
        };
        let entry = Entry::new("survey", day).many("matter", matters).flag("ledger", true);
        book.write(entry.text("findings", format!("摸底{}个支部,建立问题台账", below.len())));
        let period = Calendar::Year.containing(day);
        let entry = Entry::new("plan-filed", working_day_from(day.plus_days(-40))).one("matter", "year-work");
        book.write(entry.period("period", period).text("to", "上级党委"));
    }
}

fn visit(book: &mut Book, branch: &Branch, day: Day, random: &mut Random) {
    let problems = match branch.character {
        super::Character::Good => random.between(0, 1),
        super::Character::Average => random.between(0, 3),
        _ => random.between(2, 7),
    };
    let entry = Entry::new("supervision-visit", day)
        .one("manner", random.pick(&["sitting-in", "regular", "regular", "random"]))
        .organisation("branch", branch.id)
        .number("problems", problems.unsigned_abs() as usize);
    book.write(if problems > 0 { entry.flag("followed-up", random.percent(80)) } else { entry });
}

/// Once a year a branch observes another of its unit.
pub(super) fn observe(book: &mut Book, branch: &Branch, branches: &[Branch], window: Window, random: &mut Random) {
    let others: Vec<&Branch> =
        branches.iter().filter(|other| other.unit == branch.unit && other.id != branch.id).collect();
    for year in window.years() {
        let Some(first) = Day::from_ymd(year, 1, 1) else { continue };
        let day = working_day_from(first.plus_days(random.between(100, 330)));
        let Some(other) = others.get(random.below(others.len())) else { continue };
        let forgotten = branch.faults.no_yearly || random.percent(branch.habits().skips);
        if !forgotten && window.holds(day) && branch.stands(day) && other.stands(day) {
            let entry = Entry::new("observation", day).organisation("observed", other.id);
            book.write(entry.text("activity", random.pick(&["主题党日", "组织生活会", "支部党员大会"])));
        }
    }
}
