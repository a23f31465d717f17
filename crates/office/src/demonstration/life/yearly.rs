//! The yearly and half-yearly round: plans, reports, organisational-life meetings, democratic evaluation, surveys,
//! assessments, attestations, star ratings, observation of other branches.

use facts::{Calendar, Day, Period};

use super::Life;
use crate::demonstration::branch::Member;
use crate::demonstration::entry::Entry;
use crate::demonstration::habits::Character;
use crate::demonstration::window::{working_day_from, working_day_until};

pub(super) fn yearly(life: &mut Life<'_>) {
    for year in life.window.years() {
        let Some(first) = Day::from_ymd(year, 1, 1) else { continue };
        plans(life, first);
        reports(life, first.plus_months(6), Calendar::HalfYear.containing(first));
        reports(life, first, Calendar::HalfYear.containing(first.plus_days(-1)));
        life_meeting(life, first.plus_months(5), false);
        life_meeting(life, first.plus_months(10), true);
        if !life.branch.faults.no_yearly || first < life.window.start {
            surveyed_and_rated(life, first);
        }
        secretary(life, first);
        significant_event(life, first);
    }
}

/// Something went wrong on the site, and the superior looked into whether the branch had a part in it.
fn significant_event(life: &mut Life<'_>, first: Day) {
    let day = working_day_from(first.plus_days(190));
    if life.branch.number % 10 == 5 && life.happens(day) {
        let responsible = life.branch.number % 20 == 5;
        let entry = Entry::new("significant-event", day).one("type", "accident").flag("responsible", responsible);
        let entry = entry.text("grounds", "安委会事故调查报告");
        life.book.write(entry.text("by", life.branch.superior_name.as_str()));
    }
}

/// Whether the branch files something, and the day: in time, or weeks later.
fn filing_day(life: &mut Life<'_>, from: Day, in_time: (i32, i32), late: (i32, i32)) -> Option<Day> {
    let habits = life.branch.habits();
    let (files, timely) = (life.random.percent(habits.files), life.random.percent(habits.files_in_time));
    let (low, high) = if timely { in_time } else { late };
    let day = working_day_from(from.plus_days(life.random.between(low, high)));
    (files && life.happens(day)).then_some(day)
}

fn plans(life: &mut Life<'_>, first: Day) {
    for matter in ["meetings-and-lecture", "year-work", "theme-days", "service"] {
        if let Some(day) = filing_day(life, first, (6, 26), (34, 100)) {
            let entry = Entry::new("plan-filed", day).one("matter", matter);
            let entry = entry.period("period", Calendar::Year.containing(first));
            let mut entry = entry.text("to", life.branch.superior_name.as_str());
            if matter == "service" && !life.slips() {
                entry = entry.text("survey", life.random.pick(&["职工需求问卷", "职工座谈会记录"]));
            }
            if matter == "theme-days" && !life.slips() {
                entry = entry.number("fixed-day", life.branch.theme_day.unsigned_abs() as usize);
            }
            let publishes = life.branch.character != Character::Careless;
            let published = working_day_from(day.plus_days(life.random.between(0, 3)));
            life.book.write(if publishes { entry.day("published", published) } else { entry });
        }
    }
}

/// The half-year's reports, filed in the weeks after it ended on the day before `from`.
fn reports(life: &mut Life<'_>, from: Day, period: Period) {
    let stood = period.middle().is_some_and(|middle| middle > life.branch.first_day(life.window));
    if !stood {
        return;
    }
    for matter in ["meetings-and-lecture", "theme-days", "branch-work"] {
        if let Some(day) = filing_day(life, from, (2, 12), (18, 60)) {
            let entry = Entry::new("report-filed", day).one("matter", matter).period("period", period);
            let entry = entry.text("to", life.branch.superior_name.as_str());
            life.book.write(entry.flag("ledger", life.branch.character != Character::Careless));
        }
    }
}

/// Asked about ten days before or earlier, held, reported within fifteen days; at the year's end with the evaluation.
fn life_meeting(life: &mut Life<'_>, month: Day, evaluates: bool) {
    let day = working_day_from(month.plus_days(life.random.between(9, 24)));
    if !life.happens(day) || life.skips() {
        return;
    }
    let habits = life.branch.habits();
    let lead =
        if life.random.percent(habits.files_in_time) { life.random.between(11, 20) } else { life.random.between(1, 9) };
    if life.random.percent(habits.files) {
        let asked = working_day_until(day.plus_days(-lead));
        let entry = Entry::new("review-asked", asked).one("matter", "life-meeting-plan");
        let entry = entry.text("to", life.branch.superior_name.as_str());
        life.book.write(entry.day("answered", working_day_from(asked.plus_days(life.random.between(0, 4))).min(day)));
    }
    let mut roll = life.branch.roll(life.branch.members_on(day), day, life.random);
    // Somebody is on no list.
    if life.slips_badly() {
        roll.pop();
    }
    let preparation = preparation(life);
    let mut entry = Entry::new("life-meeting", day)
        .many("preparation", preparation)
        .text("place", life.place())
        .flag("merged", false)
        .number("problems", life.random.between(3, 15).unsigned_abs() as usize)
        .person_if("chair", life.branch.chair(day))
        .person_if("recorder", life.branch.minutes(day));
    if !life.slips_badly() {
        entry = entry.text("theme", if evaluates { "对照检视,增强党性" } else { "学深悟透,查找差距" });
    }
    life.book.write(entry.attendance(roll));
    life_meeting_report(life, day);
    if evaluates {
        evaluation(life, day);
    }
}

/// What was done before the meeting; that opinions were asked for is what gets forgotten.
fn preparation(life: &mut Life<'_>) -> &'static [&'static str] {
    if life.slips() { &["study", "talks"] } else { &["study", "talks", "opinions"] }
}

fn life_meeting_report(life: &mut Life<'_>, held: Day) {
    if let Some(day) = filing_day(life, held, (3, 13), (17, 50)) {
        let entry = Entry::new("report-filed", day).one("matter", "life-meeting");
        let entry = entry.period("period", Calendar::HalfYear.containing(held));
        life.book.write(entry.text("to", life.branch.superior_name.as_str()));
    }
}

/// On the same day; probationary members take part and are not rated.
fn evaluation(life: &mut Life<'_>, day: Day) {
    let rated = life.branch.members_on(day).filter(|member| member.is_full(day)).count();
    let excellent = rated / 4;
    let basically = usize::from(life.branch.character == Character::Careless && rated > 4);
    let roll = life.branch.roll(life.branch.members_on(day), day, life.random);
    let preparation = preparation(life);
    let mut entry = Entry::new("democratic-evaluation", day)
        .flag("with-life-meeting", true)
        .many("preparation", preparation)
        .flag("policies-counted", !life.slips())
        .number("excellent", excellent)
        .number("qualified", rated - excellent - basically)
        .number("basically-qualified", basically)
        .number("unqualified", 0);
    entry.people.extend(roll);
    life.book.write(entry);
    if let Some(day) = filing_day(life, day, (4, 20), (25, 60)) {
        let entry = Entry::new("report-filed", day).one("matter", "democratic-evaluation");
        let entry = entry.period("period", Calendar::Year.containing(day.plus_days(-60)));
        life.book.write(entry.text("to", life.branch.superior_name.as_str()));
    }
}

fn surveyed_and_rated(life: &mut Life<'_>, first: Day) {
    let year = Calendar::Year.containing(first);
    let surveyed = working_day_from(first.plus_days(life.random.between(70, 150)));
    if life.happens(surveyed) && !life.skips() {
        let entry = Entry::new("survey", surveyed).many("matter", &["set-up", "terms", "working", "spread"]);
        let entry = entry.text("findings", "逐项核对,问题列入清单");
        life.book.write(entry);
    }
    let rated = working_day_from(first.plus_days(life.random.between(325, 345)));
    if life.happens(rated) {
        let stars = match life.branch.character {
            Character::Good => life.random.between(4, 5),
            Character::Average => life.random.between(3, 4),
            Character::Careless => life.random.between(1, 2),
            Character::Crammer => 3,
        };
        let entry =
            Entry::new("star-rating", rated).number("stars", stars.unsigned_abs() as usize).period("year", year);
        life.book.write(entry.text("by", life.branch.superior_name.as_str()));
    }
}

/// The secretary's assessment, and the superior's attestations.
fn secretary(life: &mut Life<'_>, first: Day) {
    let (branch, year) = (life.branch, Calendar::Year.containing(first));
    let day = working_day_from(first.plus_days(life.random.between(318, 346)));
    let Some(secretary) = branch.holder("secretary", day).filter(|_| life.happens(day)) else { return };
    let secretary: &Member = secretary;
    let habits = branch.habits();
    if life.random.percent(habits.files) {
        let grade = if branch.character == Character::Good { "优秀" } else { "称职" };
        let entry = Entry::new("assessment", day)
            .one("matter", "secretary-duty")
            .flag("targets-set", branch.character != Character::Careless)
            .flag("in-managers-assessment", true)
            .period("year", year)
            .text("grade", grade)
            .person("assessed", secretary.person.id);
        life.book.write(entry);
    }
    for (clause, person, grounds) in [("S18", true, "薪酬台账与同级管理人员一致"), ("M1", false, "年度考核材料")]
    {
        if !life.random.percent(habits.files) {
            continue;
        }
        let grade = match branch.character {
            Character::Good => "good",
            Character::Careless if life.random.percent(30) => "insufficient",
            _ => "sufficient",
        };
        let entry = Entry::new("attestation", day).text("clause", clause).one("grade", grade).period("year", year);
        let entry = entry.text("by", branch.superior_name.as_str()).text("grounds", grounds);
        life.book.write(if person { entry.person("attested", secretary.person.id) } else { entry });
    }
}
