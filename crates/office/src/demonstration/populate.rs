//! Who belongs to a branch over the two years, who holds which post, and how that changes.

use super::branch::{Branch, Entering, Guest, Leaving, Member, Posting, Sort};
use super::people::{Maker, Person, Wanted};
use super::random::Random;
use super::window::{Window, working_day_from, working_day_until};
use facts::Day;

const YEAR: i32 = 365;
/// No way of leaving: the membership is suspended because nobody can reach the member.
pub(super) const LOST_SIGHT_OF: &str = "suspended";
const GROUP_NAMES: [&str; 6] = ["第一党小组", "第二党小组", "第三党小组", "第四党小组", "第五党小组", "第六党小组"];

pub(super) fn populate(branch: &mut Branch, maker: &mut Maker, window: Window, random: &mut Random) {
    let groups = if branch.size >= 18 { (branch.size / 12 + 1).min(GROUP_NAMES.len()) } else { 0 };
    branch.groups = GROUP_NAMES.iter().take(groups).map(|name| (*name).to_owned()).collect();
    first_members(branch, maker, window, random);
    namesakes(branch);
    left_out(branch);
    leaders(branch, random);
    first_posts(branch, window, random);
    elections(branch, window, random);
    admissions(branch, maker, window, random);
    change_of_secretary(branch, window, random);
    change_of_member(branch, window, random);
    departures(branch, window, random);
    shrink(branch, window);
    floating(branch, maker, window, random);
    unpaid(branch, window, random);
}

fn wanted(branch: &Branch, on: Day, standing_days: (i32, i32)) -> Wanted {
    Wanted { on, retired: branch.sort == Sort::Retired, headquarters: branch.sort == Sort::Headquarters, standing_days }
}

/// A person whose name nobody else in the branch bears.
fn newcomer(branch: &Branch, maker: &mut Maker, random: &mut Random, wanted: Wanted) -> Person {
    let mut person = maker.person(random, wanted);
    for _ in 0..50 {
        if branch.members.iter().all(|member| member.person.name != person.name) {
            break;
        }
        person = maker.person(random, wanted);
    }
    person
}

fn first_members(branch: &mut Branch, maker: &mut Maker, window: Window, random: &mut Random) {
    let first = branch.first_day(window);
    for at in 0..branch.size {
        // The first five can hold posts; of the rest a few are still on probation.
        let standing = match at {
            0..5 => (6 * YEAR, 24 * YEAR),
            _ if branch.sort != Sort::Retired && random.percent(3) => (20, 330),
            _ if branch.sort == Sort::Retired => (15 * YEAR, 45 * YEAR),
            _ => (2 * YEAR, 22 * YEAR),
        };
        let person = newcomer(branch, maker, random, wanted(branch, first, standing));
        let earliest = branch.founded.max(person.joined_on);
        let days = first.days_since(earliest).max(0);
        let from = if random.percent(60) { branch.founded } else { earliest.plus_days(random.between(0, days)) };
        branch.members.push(Member {
            from: from.max(person.joined_on).min(first),
            person,
            until: None,
            how: Entering::Roster,
            group: at.checked_rem(branch.groups.len()),
            away: None,
            unpaid: None,
        });
    }
}

fn namesakes(branch: &mut Branch) {
    let woman_and_name = branch.members.get(6).map(|member| (member.person.woman, member.person.name.clone()));
    if let (true, Some((woman, name)), Some(member)) =
        (branch.faults.namesakes, woman_and_name, branch.members.get_mut(11))
    {
        member.person.name = name;
        // Seen from the ledger they differ by what else it says of them, never by a mark in the name.
        let digits = member.person.id_number.chars().take(17).collect::<String>();
        member.person.woman = woman;
        member.person.id_number = with_sex(&digits, woman);
    }
}

fn left_out(branch: &mut Branch) {
    if let (true, Some(member)) = (branch.faults.ungrouped, branch.members.get_mut(12)) {
        member.group = None;
    }
}

/// So long ago that the time to do something about it has just passed.
fn shrink(branch: &mut Branch, window: Window) {
    let day = working_day_from(window.today.plus_days(-100));
    if let (Some(_), Some(member)) = (branch.faults.shrinks, branch.members.last_mut()) {
        member.until = Some(Leaving { day, how: "transferred-out", to: Some("省外单位党组织".to_owned()) });
    }
}

fn with_sex(digits: &str, woman: bool) -> String {
    let order: usize = digits.get(14..17).and_then(|order| order.parse().ok()).unwrap_or_default();
    let order = order / 2 * 2 + usize::from(!woman);
    let digits = format!("{}{order:03}", digits.get(..14).unwrap_or_default());
    let check = super::people::check_digit(&digits);
    format!("{digits}{check}")
}

/// Leaders of the unit belong to the first branch of its headquarters.
fn leaders(branch: &mut Branch, random: &mut Random) {
    if branch.sort != Sort::Headquarters || !branch.name.contains("第一") {
        return;
    }
    let jobs = ["总经理", "副总经理", "总工程师", "总会计师"];
    let many = random.between(2, 4) as usize;
    for (member, job) in branch.members.iter_mut().skip(5).take(many).zip(jobs) {
        member.person.leader = true;
        member.person.job = job;
        member.person.base = facts::Fen(i64::from(random.between(135, 210)) * 10_000);
    }
}

fn first_posts(branch: &mut Branch, window: Window, random: &mut Random) {
    let first = branch.first_day(window);
    // A term begun somewhere in the three years before the window, so that half of them end in it.
    let days = random.between(60, 3 * YEAR - 40).min(first.days_since(branch.founded));
    let elected = match branch.faults.expired_term {
        true => {
            working_day_until(window.today.plus_months(-36).plus_days(-random.between(70, 260))).max(branch.founded)
        }
        false => working_day_from(first.plus_days(-days.max(0))).min(first).max(branch.founded),
    };
    branch.elections = vec![elected];
    let committee: &[&'static str] = match branch.size {
        _ if branch.faults.surplus_posts => &["secretary", "organisation"],
        _ if branch.faults.no_committee || branch.sort == Sort::Temporary => &["secretary"],
        0..7 => &["secretary"],
        7..16 => &["secretary", "organisation", "publicity"],
        // One committee has a member for whom nobody thought of a duty.
        _ if branch.number % 20 == 9 => &["secretary", "organisation", "publicity", "other-committee", "deputy"],
        _ => &["secretary", "organisation", "publicity", "discipline", "deputy"],
    };
    for (at, post) in committee.iter().enumerate() {
        let years = if branch.faults.green_secretary && *post == "secretary" { 1 } else { random.between(2, 14) };
        let posting = posting(branch, at, post, elected, years, random);
        branch.postings.push(posting);
    }
    for (at, posting) in branch.postings.iter().enumerate() {
        let Some(member) = branch.members.get_mut(posting.member) else { continue };
        member.from = member.from.min(elected);
        if at == 0 && branch.faults.green_secretary {
            member.person.full_on = Some(elected.plus_months(-26));
            member.person.joined_on = elected.plus_months(-38);
            member.from = member.from.max(member.person.joined_on);
        }
        member.from = member.from.max(branch.founded);
    }
    other_posts(branch, elected, random);
}

fn posting(
    branch: &Branch,
    member: usize,
    post: &'static str,
    from: Day,
    managerial_years: i32,
    random: &mut Random,
) -> Posting {
    Posting {
        member,
        post,
        from,
        until: None,
        elected: branch.sort != Sort::Temporary,
        managerial_years,
        unit_head: post == "secretary" && branch.sort == Sort::Project && random.percent(55),
    }
}

/// Leaders of groups and the information collector.
fn other_posts(branch: &mut Branch, from: Day, random: &mut Random) {
    let groups = branch.groups.len();
    let before = branch.postings.len();
    for group in 0..groups {
        let leader = (5..branch.members.len()).find(|at| {
            branch.members.get(*at).is_some_and(|m| m.group == Some(group) && m.is_full(from) && m.from <= from)
        });
        if let Some(leader) = leader {
            let posting = posting(branch, leader, "group-leader", from, 0, random);
            branch.postings.push(Posting { elected: true, ..posting });
        }
    }
    if branch.character != super::Character::Careless && before > 1 {
        let posting = posting(branch, before - 1, "information-collector", from, 0, random);
        branch.postings.push(Posting { elected: false, ..posting });
    }
}

fn elections(branch: &mut Branch, window: Window, random: &mut Random) {
    if branch.faults.expired_term || branch.sort == Sort::Temporary {
        return;
    }
    let Some(last) = branch.elections.last().copied() else { return };
    let ends = last.plus_months(36);
    let late = match branch.character {
        super::Character::Good | super::Character::Average => -random.between(1, 40),
        _ => random.between(20, 230),
    };
    let again = working_day_until(ends.plus_days(late));
    if again <= window.today && branch.stands(again) {
        branch.elections.push(again);
    }
}

fn admissions(branch: &mut Branch, maker: &mut Maker, window: Window, random: &mut Random) {
    let many = match branch.sort {
        Sort::Project | Sort::Headquarters | Sort::Works => usize::from(random.percent(60)),
        _ => 0,
    };
    for _ in 0..many {
        let first = branch.first_day(window).plus_days(45);
        let span = window.today.days_since(first).max(1);
        let day = working_day_from(first.plus_days(random.between(0, span)));
        if day > window.today || !branch.stands(day) {
            continue;
        }
        let mut person = newcomer(branch, maker, random, wanted(branch, day, (0, 0)));
        (person.joined_on, person.full_on) = (day, None);
        let full_on = working_day_from(day.plus_months(12));
        if full_on <= window.today {
            person.full_on = Some(full_on);
        }
        let group = branch.members.len().checked_rem(branch.groups.len());
        let how = Entering::Admitted;
        branch.members.push(Member { person, from: day, until: None, how, group, away: None, unpaid: None });
    }
}

fn change_of_secretary(branch: &mut Branch, window: Window, random: &mut Random) {
    let changes = branch.faults.vacancy || (branch.sort != Sort::Temporary && random.percent(20));
    if !changes || branch.faults.green_secretary || branch.size < 7 {
        return;
    }
    let first = branch.first_day(window).plus_days(90);
    let latest = window.today.plus_days(-200);
    let some_day = first.plus_days(random.between(0, latest.days_since(first).max(0)));
    // A fault is there to be seen, so it is of late.
    let left = working_day_from(if branch.faults.vacancy { latest.max(first) } else { some_day });
    let gap = if branch.faults.vacancy { random.between(110, 170) } else { random.between(1, 45) };
    let taken = working_day_from(left.plus_days(gap));
    let successor = successor(branch, left, taken);
    let (Some(successor), true) = (successor, taken <= window.today && branch.stands(taken)) else { return };
    if let Some(secretary) = branch.postings.iter_mut().find(|posting| posting.post == "secretary") {
        secretary.until = Some(left);
    }
    let years = random.between(2, 9);
    let posting = posting(branch, successor, "secretary", taken, years, random);
    branch.postings.push(posting);
}

/// Somebody of standing without a post.
fn successor(branch: &Branch, left: Day, taken: Day) -> Option<usize> {
    (5..branch.members.len()).find(|at| {
        let senior = |m: &Member| m.from < left && !m.person.leader && m.is_full(taken.plus_months(-40));
        !branch.is_post_holder(*at) && branch.members.get(*at).is_some_and(senior)
    })
}

/// Now and then the organisation member gives the post up; in every second such branch nobody takes it.
fn change_of_member(branch: &mut Branch, window: Window, random: &mut Random) {
    let left = working_day_from(window.today.plus_days(-210));
    let taken = working_day_from(left.plus_days(40));
    if branch.number % 9 != 4 || !branch.stands(left) || branch.elections.iter().any(|day| *day >= left) {
        return;
    }
    let successor = successor(branch, left, taken).filter(|_| branch.number % 18 == 4 && branch.stands(taken));
    let held = branch.postings.iter_mut().find(|posting| posting.post == "organisation" && posting.from < left);
    let Some(held) = held else { return };
    held.until = Some(left);
    if let Some(successor) = successor {
        let posting = posting(branch, successor, "organisation", taken, 0, random);
        // Of every second one the superior thinks that he may put somebody in.
        branch.postings.push(Posting { elected: branch.number % 36 == 4, ..posting });
    }
}

/// Deaths, and those who leave the group altogether. Transfers inside it are made in `transfers`.
fn departures(branch: &mut Branch, window: Window, random: &mut Random) {
    let chance = if branch.sort == Sort::Retired { 70 } else { 14 };
    if !branch.faults.unrecorded_term && !random.percent(chance) {
        return;
    }
    let first = branch.first_day(window).plus_days(30);
    let day = first.plus_days(random.between(0, window.today.days_since(first).max(0)));
    let leaving = match branch.sort {
        Sort::Retired => Leaving { day, how: "deceased", to: None },
        // Where the books are in such a state, somebody has been lost sight of too.
        _ if branch.faults.unrecorded_term => Leaving { day: working_day_from(day), how: LOST_SIGHT_OF, to: None },
        _ => {
            Leaving { day: working_day_from(day), how: "transferred-out", to: Some("省外单位党组织".to_owned()) }
        }
    };
    let last = branch.members.len().saturating_sub(2);
    if leaving.day > window.today || !branch.stands(day) || last < 6 || branch.is_post_holder(last) {
        return;
    }
    if let Some(member) = branch.members.get_mut(last).filter(|member| member.from < first) {
        member.until = Some(leaving);
    }
}

fn floating(branch: &mut Branch, maker: &mut Maker, window: Window, random: &mut Random) {
    let first = branch.first_day(window);
    let chance = if branch.sort == Sort::Retired { 60 } else { 22 };
    if branch.size >= 9 && random.percent(chance) {
        let from = working_day_from(first.plus_days(random.between(10, 300)));
        let until = working_day_from(from.plus_days(random.between(190, 700)));
        let known = |member: &&mut Member| member.until.is_none() && member.from < from;
        if let Some(member) = branch.members.get_mut(7).filter(known) {
            // Of every third branch the member is away to this day.
            let until = Some(until).filter(|until| *until <= window.today && !branch.number.is_multiple_of(3));
            member.away = (from <= window.today).then_some((from, until));
        }
    }
    if branch.sort == Sort::Project && random.percent(18) {
        let from = working_day_from(first.plus_days(random.between(20, 400)));
        guest(branch, maker, window, random, from);
    }
    // Two have taken somebody in of late.
    if matches!(branch.number, 18 | 19) {
        guest(branch, maker, window, random, working_day_from(window.today.plus_days(-140)));
    }
}

fn guest(branch: &mut Branch, maker: &mut Maker, window: Window, random: &mut Random, from: Day) {
    let standing = (3 * YEAR, 15 * YEAR);
    let person = newcomer(branch, maker, random, wanted(branch, branch.first_day(window), standing));
    if from <= window.today && branch.stands(from) {
        branch.guests.push(Guest { person, from, sending: "外省劳务公司党支部".to_owned() });
    }
}

fn unpaid(branch: &mut Branch, window: Window, random: &mut Random) {
    let habits = branch.habits();
    let stands_for_months = window.today.days_since(branch.first_day(window)) > 330;
    if let (1.., true) = (branch.faults.unpaid_months, stands_for_months) {
        let first = window.today.plus_months(-9);
        let month = first.plus_days(1 - first.day_of_month() as i32);
        if let Some(member) = branch.members.get_mut(6) {
            member.unpaid = Some((month, branch.faults.unpaid_months));
        }
    }
    let months = window.months();
    for member in branch.members.iter_mut().skip(7) {
        if random.percent(habits.dues_gap) {
            let month = months.get(random.below(months.len())).copied();
            member.unpaid = month.map(|month| (month, random.between(1, 4).unsigned_abs()));
        }
    }
}
