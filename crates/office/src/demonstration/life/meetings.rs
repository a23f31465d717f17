//! Members' meetings each quarter, committee and group meetings each month, lectures each half-year or more often.

use facts::{Day, Presence};

use super::{Life, votes};
use crate::demonstration::branch::{Entering, Member};
use crate::demonstration::entry::Entry;
use crate::demonstration::window::working_day_from;

pub(super) fn month(life: &mut Life<'_>, month: Day) {
    committee_meeting(life, month);
    group_meetings(life, month);
    // The quarter's meeting falls into its middle month, or a careless branch's last days.
    if month.month() % 3 == 2 {
        members_meeting(life, month);
    }
    resolutions_on_members(life, month);
    if matches!(month.month(), 3 | 6 | 9 | 11) {
        lecture(life, month);
    }
}

fn day_in(life: &mut Life<'_>, month: Day, first: i32, last: i32) -> Day {
    working_day_from(month.plus_days(life.random.between(first, last) - 1))
}

fn merged(life: &mut Life<'_>, entry: Entry) -> Entry {
    let habits = life.branch.habits();
    // Who merges meetings seldom writes it down every time.
    if life.random.percent(habits.merges) { entry.flag("merged", true) } else { entry.flag("merged", false) }
}

fn committee_meeting(life: &mut Life<'_>, month: Day) {
    let day = day_in(life, month, 2, 12);
    let committee: Vec<&Member> = life.branch.committee(day);
    if !life.happens(day) || committee.len() < 3 || life.skips() {
        return;
    }
    let quarter_ends = month.month().is_multiple_of(3);
    let agenda: &[&str] = match month.month() % 3 {
        _ if life.slips_badly() => &["business"],
        0 if life.slips() => &["carrying-out", "concerns"],
        0 => &["carrying-out", "concerns", "mass-work"],
        1 => &["carrying-out", "study"],
        _ => &["carrying-out", "for-members-meeting"],
    };
    let subject = match month.month() % 3 {
        0 => "研究党员思想状况和下季度重点工作",
        1 => "传达上级党委部署,研究贯彻措施",
        _ => "研究提交党员大会讨论的事项",
    };
    let mut entry = Entry::new("committee-meeting", day).text("place", life.place()).many("agenda", agenda);
    entry = entry.text("subject", subject).text("decisions", "同意,按分工落实");
    entry = merged(life, entry);
    if quarter_ends && life.branch.habits().files > 90 {
        entry = entry.day("archived", day.plus_days(life.random.between(2, 9)));
    }
    let in_office = committee.len();
    let mut roll = life.branch.roll(committee.into_iter(), day, life.random);
    if quarter_ends {
        entry = entry.one("vote-on", "resolution");
        // Decided by those who happened to be in the office.
        if life.slips_badly() {
            roll.iter_mut().skip(in_office.div_ceil(2) - 1).for_each(|one| one.presence = Presence::Excused);
        }
        let there = roll.iter().filter(|one| one.presence.counts_as_present()).count();
        entry = entry.number("in-favour", there);
    }
    let entry = entry.person_if("chair", life.branch.chair(day)).person_if("recorder", life.branch.minutes(day));
    life.book.write(entry.attendance(roll));
}

fn group_meetings(life: &mut Life<'_>, month: Day) {
    for (at, group) in life.branch.groups.iter().enumerate() {
        let day = day_in(life, month, 8, 24);
        if !life.happens(day) || life.skips() {
            continue;
        }
        let members = life.branch.members_on(day).filter(|member| member.group == Some(at));
        let roll = life.branch.roll(members, day, life.random);
        let leader = life.branch.members_on(day).find(|member| member.group == Some(at)).map(|member| member.person.id);
        let agenda: &[&str] = if life.slips_badly() { &["business"] } else { &["study", "discussion"] };
        let entry = Entry::new("group-meeting", day)
            .text("group", group.as_str())
            .text("place", life.place())
            .many("agenda", agenda)
            .text(
                "subject",
                life.random.pick(&["学习党章党规", "讨论支部安排和小组任务", "学习先进典型", "安全生产与党员责任区"]),
            );
        let entry = merged(life, entry).person_if("chair", leader).person_if("recorder", leader);
        if !roll.is_empty() {
            life.book.write(entry.attendance(roll));
        }
    }
}

fn members_meeting(life: &mut Life<'_>, month: Day) {
    let day = day_in(life, month, 10, 26);
    if !life.happens(day) || life.skips() {
        return;
    }
    // Where there is no committee to do it, the members talk about the mass organisations.
    let mass_work = life.branch.committee(day).len() < 3 && !life.slips();
    let agenda: &[&str] = match (month.month(), mass_work) {
        _ if life.slips_badly() => &["business"],
        (2, false) => &["superior-decisions", "committee-report"],
        (2, true) => &["superior-decisions", "committee-report", "mass-work"],
        (11, false) => &["study", "decision"],
        (11, true) => &["study", "decision", "mass-work"],
        (_, false) => &["superior-decisions", "study"],
        (_, true) => &["superior-decisions", "study", "mass-work"],
    };
    let entry = Entry::new("members-meeting", day)
        .text("place", life.place())
        .many("agenda", agenda)
        .text(
            "subject",
            life.random.pick(&[
                "传达上级党委决议,讨论支部重点工作",
                "学习传达会议精神,通报党费收缴",
                "讨论年度工作计划",
            ]),
        )
        .text("decisions", "到会正式党员一致通过");
    let entry = merged(life, entry);
    let vote = if month.month() % 6 == 5 { Vote::ByHands } else { Vote::None };
    held(life, entry, day, vote);
}

/// Admissions, conversions and elections are matters for a members' meeting of their own.
fn resolutions_on_members(life: &mut Life<'_>, month: Day) {
    let last = month.plus_months(1).plus_days(-1);
    let joined = life.branch.members.iter().filter(|member| member.how == Entering::Admitted);
    let admitted: Vec<Day> = joined.map(|member| member.from).collect();
    let elections = if life.branch.faults.unrecorded_term { Vec::new() } else { life.branch.elections.clone() };
    let days = admitted.into_iter().map(|day| (day, "admission", "讨论接收预备党员"));
    let days = days.chain(elections.into_iter().map(|day| (day, "election", "选举新一届支部委员会")));
    let due: Vec<_> = days.filter(|(day, ..)| month <= *day && *day <= last && life.happens(*day)).collect();
    for (day, agenda, subject) in due {
        let entry = Entry::new("members-meeting", day).text("place", life.place()).many("agenda", &[agenda]);
        let entry = entry.text("subject", subject).text("decisions", "无记名投票,到会有表决权的党员过半数赞成");
        let vote = if agenda == "admission" { Vote::ByBallot } else { Vote::None };
        held(life, entry.flag("merged", false), day, vote);
    }
}

fn lecture(life: &mut Life<'_>, month: Day) {
    let day = day_in(life, month, 6, 25);
    let habits = life.branch.habits();
    // March and September are for those who do more than they must.
    let extra = matches!(month.month(), 3 | 9);
    if !life.happens(day) || (extra && life.random.percent(45)) || life.skips() {
        return;
    }
    let leader = life.branch.members_on(day).find(|member| member.person.leader);
    let other = life.branch.committee(day).last().map(|member| member.person.id);
    let lecturer = match (month.month(), leader) {
        (9, Some(leader)) => Some(leader.person.id),
        _ if life.random.percent(habits.secretary_lectures) => life.branch.chair(day),
        _ => other,
    };
    let subject = life.random.pick(&["theory", "policy", "knowledge", "current-affairs"]);
    let subject = if life.slips_badly() { "business" } else { subject };
    let entry = Entry::new("party-lecture", day)
        .text(
            "subject",
            life.random.pick(&["坚守初心,做合格党员", "学党章、守纪律", "从工地看高质量发展", "安全责任与党员担当"]),
        )
        .many("agenda", &[subject])
        .one("lecture-form", life.random.pick(&["lecture", "lecture", "micro-lecture"]))
        .text("place", life.place())
        .number("hours", 2)
        .person_if("lecturer", lecturer);
    let entry = merged(life, entry);
    held(life, entry, day, Vote::None);
}

/// How a meeting decides, where it does.
#[derive(Clone, Copy)]
enum Vote {
    None,
    ByHands,
    ByBallot,
}

/// Chair, minutes and everybody's presence, and into the book.
fn held(life: &mut Life<'_>, entry: Entry, day: Day, vote: Vote) {
    let roll = life.branch.roll(life.branch.members_on(day), day, life.random);
    let entry = match vote {
        Vote::None => entry,
        Vote::ByHands => votes::by_hands(life, entry, &roll, day),
        Vote::ByBallot => votes::by_ballot(life, entry, &roll, day),
    };
    let entry = entry.flag("badges", !life.slips_badly());
    let entry = entry.person_if("chair", life.branch.chair(day)).person_if("recorder", life.branch.minutes(day));
    life.book.write(entry.attendance(roll));
}
