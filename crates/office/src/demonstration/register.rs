//! The roster as facts: the organisation, its people, posts, groups, elections, and every change of them.

use facts::{Calendar, Day, Fen, OrganisationId, kinds};

use super::book::Book;
use super::branch::{Branch, Entering, Member, Posting, Sort};
use super::elections;
use super::entry::Entry;
use super::habits::Adjusted;
use super::organisations::Committee;
use super::populate::LOST_SIGHT_OF;
use super::random::Random;
use super::window::{Window, working_day_from, working_day_until};

/// Everything that `roster` folds, entered in the order of the days on which it was written down.
pub(super) fn branch(book: &mut Book, branch: &Branch, window: Window, random: &mut Random) {
    let mut entries = vec![set_up(branch, random)];
    groups(&mut entries, branch, window);
    for member in &branch.members {
        membership(&mut entries, branch, member, window, random);
    }
    for posting in &branch.postings {
        posting_facts(&mut entries, branch, posting);
        entries.extend(elections::by_election(branch, posting, window));
    }
    election_facts(&mut entries, branch, window, random);
    floating(&mut entries, branch);
    exemption(&mut entries, branch, window);
    changed(&mut entries, branch, window);
    dissolved(&mut entries, branch);
    in_order(book, entries, branch.founded, window);
    unit_facts(book, branch.sort == Sort::Headquarters, branch.first_day(window), branch.dissolved, window, random);
}

/// A ledger can only speak of somebody once it knows them: set-up and registrations first, then the rest by day.
fn in_order(book: &mut Book, mut entries: Vec<Entry>, founded: Day, window: Window) {
    let opened = window.opened().max(founded);
    let rank = |entry: &Entry| match entry.kind {
        kinds::ORGANISATION_SET_UP => 0,
        kinds::MEMBER_JOINED | kinds::FLOATING_IN => 1,
        _ => 2,
    };
    entries.sort_by_key(|entry| (entry.occurred.first.max(opened), rank(entry), entry.occurred.first));
    for entry in entries {
        book.enter(entry);
    }
}

pub(super) fn form(sort: Sort) -> &'static str {
    match sort {
        Sort::Joint => "joint",
        Sort::Temporary => "temporary",
        _ => "branch",
    }
}

fn set_up(branch: &Branch, random: &mut Random) -> Entry {
    let entry = Entry::new(kinds::ORGANISATION_SET_UP, branch.founded)
        .one(kinds::FORM, form(branch.sort))
        .text(kinds::NAME, branch.name.as_str())
        .text("code", format!("{:03}", 100 + branch.number))
        .organisation(kinds::SUPERIOR, branch.superior)
        .organisation(kinds::APPROVED_BY, branch.approved_by)
        .text("units", branch.unit.as_str())
        .text("place", random.pick(&["机关二楼党员活动室", "项目部会议室", "党员之家", "职工书屋"]));
    // In one unit nobody keeps the answer.
    let entry = match branch.number % 12 {
        2 => entry,
        _ => entry.text("approval", format!("衡岚党〔{}〕{}号", branch.founded.year(), branch.number % 60 + 3)),
    };
    match branch.sort {
        // More units than the standard advises, in one of them.
        Sort::Joint if branch.number == 43 => entry.number(kinds::UNIT_COUNT, 7),
        Sort::Joint => entry.number(kinds::UNIT_COUNT, random.between(2, 5).unsigned_abs() as usize),
        _ => entry,
    }
}

fn groups(entries: &mut Vec<Entry>, branch: &Branch, window: Window) {
    let day = branch.founded.max(window.start.plus_months(-30));
    let set_up = |name: &str| {
        let entry = Entry::new(kinds::ORGANISATION_SET_UP, day).one(kinds::FORM, "group").text(kinds::NAME, name);
        entry.flag(kinds::UNDATED, true)
    };
    entries.extend(branch.groups.iter().map(|name| set_up(name)));
    // A large branch once had a group more.
    let ended = working_day_from(window.start.plus_days(20));
    if branch.groups.len() > 2 && day < ended {
        entries.push(set_up(FORMER_GROUP));
        let entry = Entry::new(kinds::GROUP_DISSOLVED, ended).text(kinds::GROUP, FORMER_GROUP);
        entries.push(entry.text("reason", "党员调出，并入第一党小组"));
    }
}

const FORMER_GROUP: &str = "青年党小组";

fn membership(entries: &mut Vec<Entry>, branch: &Branch, member: &Member, window: Window, random: &mut Random) {
    entries.push(joined(branch, member, window, random));
    let id = member.person.id;
    if let Some(group) = member.group.and_then(|group| branch.groups.get(group)) {
        let entry = Entry::new(kinds::GROUP_JOINED, member.from).person(kinds::MEMBER, id);
        let entry = entry.text(kinds::GROUP, group.as_str());
        let undated = member.how == Entering::Roster;
        entries.push(if undated { entry.flag(kinds::UNDATED, true) } else { entry });
    }
    let watched = branch.first_day(window).max(member.from);
    let becomes_full = |day: &Day| *day > watched && *day <= window.today && member.belongs(*day);
    if let Some(full_on) = member.person.full_on.filter(becomes_full) {
        let entry = Entry::new(kinds::BECAME_FULL_MEMBER, full_on).person(kinds::MEMBER, id);
        entries.push(entry.text("resolution", "支部党员大会讨论同意按期转正"));
    }
    if let Some(leaving) = &member.until {
        if leaving.how == LOST_SIGHT_OF {
            let entry = Entry::new(kinds::MEMBER_SUSPENDED, leaving.day).person(kinds::MEMBER, id);
            return entries.push(entry.text("reason", "失去联系,按程序停止党籍"));
        }
        let entry = Entry::new(kinds::MEMBER_LEFT, leaving.day).person(kinds::MEMBER, id).one(kinds::HOW, leaving.how);
        entries.push(match &leaving.to {
            Some(to) => entry
                .text("to", to.as_str())
                .text("letter", format!("{}第{:04}号", leaving.day.year(), random.between(1, 900))),
            None => entry,
        });
    }
}

fn joined(branch: &Branch, member: &Member, window: Window, random: &mut Random) -> Entry {
    let (person, day) = (&member.person, member.from);
    // A roster was written down when the ledger began, and says how members stood then.
    let told = if member.how == Entering::Roster { branch.first_day(window).max(day) } else { day };
    let full = member.is_full(told);
    let mut entry = Entry::new(kinds::MEMBER_JOINED, day)
        .person(kinds::MEMBER, person.id)
        .text(kinds::NAME, person.name.as_str())
        .one("gender", if person.woman { "female" } else { "male" })
        .text("ethnic-group", person.ethnic_group)
        .text("born", person.born.to_string())
        .text("education", person.education)
        .text("job", person.job)
        .day(kinds::JOINED_ON, person.joined_on)
        .one(kinds::STANDING, if full { "full" } else { "probationary" })
        .one(kinds::CATEGORY, if person.retired { "retired" } else { "at-work" })
        .one(kinds::LEADER_RANK, if person.leader { "second-tier" } else { "none" });
    // A careless roster leaves out since when somebody is a full member, which some rules then cannot know.
    let left_out = branch.character == super::Character::Careless && random.percent(6);
    if let (true, Some(full_on), false) = (full, person.full_on, left_out) {
        entry = entry.day(kinds::FULL_ON, full_on);
    }
    match &member.how {
        Entering::Roster if day == branch.founded => entry.one(kinds::HOW, "roster").flag(kinds::UNDATED, true),
        Entering::Roster => entry.one(kinds::HOW, "roster"),
        Entering::Admitted => entry.one(kinds::HOW, "admitted"),
        Entering::Transferred(from) => {
            let paid_until = Calendar::Month.containing(day.plus_months(-1));
            let hours = (day.month() as usize).saturating_sub(1) * 3;
            entry
                .one(kinds::HOW, "transferred-in")
                .number(kinds::HOURS_CARRIED, hours)
                .period(kinds::DUES_PAID_UNTIL, paid_until)
                .text("note", format!("由{from}转入"))
        }
    }
}

fn posting_facts(entries: &mut Vec<Entry>, branch: &Branch, posting: &Posting) {
    let Some(member) = branch.members.get(posting.member) else { return };
    let id = member.person.id;
    let mut entry = Entry::new(kinds::POST_TAKEN, posting.from)
        .person(kinds::HOLDER, id)
        .one(kinds::POST, posting.post)
        .one("basis", if posting.elected { "elected" } else { "appointed" });
    if posting.post == "secretary" {
        entry = entry
            .number(kinds::MANAGERIAL_YEARS, posting.managerial_years.unsigned_abs() as usize)
            .flag(kinds::UNIT_HEAD, posting.unit_head);
    }
    entries.push(entry);
    let branch_ends = branch.dissolved.filter(|day| posting.until.is_none() && posting.from <= *day);
    if let Some(day) = posting.until.or(branch_ends) {
        let reason = if branch_ends.is_some() { "支部撤销" } else { "工作调整" };
        let entry = Entry::new(kinds::POST_LEFT, day).person(kinds::HOLDER, id).one(kinds::POST, posting.post);
        entries.push(entry.text("reason", reason));
    }
}

fn election_facts(entries: &mut Vec<Entry>, branch: &Branch, window: Window, random: &mut Random) {
    if branch.faults.unrecorded_term || branch.sort == Sort::Temporary {
        return;
    }
    for day in &branch.elections {
        let approval = format!("衡岚党〔{}〕{}号", day.year(), random.between(5, 80));
        let mut election = elections::re_election(branch, *day, window);
        if let Some(ballot) = election.first_mut() {
            *ballot = ballot.clone().text("approval", approval);
        }
        entries.extend(election);
    }
    // One unit lets an election wait, another waits with leave.
    let ended = branch.elections.last().map(|day| day.plus_months(36)).filter(|day| *day < window.today);
    if let (Some(ended), true) = (ended, branch.faults.expired_term && branch.sort == Sort::Retired) {
        let day = working_day_from(ended.plus_days(-20));
        if window.holds(day) {
            let entry = Entry::new(kinds::ELECTION_POSTPONED, day).day(kinds::UNTIL, ended.plus_months(8));
            entries.push(entry.flag(kinds::APPROVED, true).text("approval", format!("衡岚党〔{}〕9号", day.year())));
        }
    }
}

fn floating(entries: &mut Vec<Entry>, branch: &Branch) {
    for member in &branch.members {
        let Some((from, until)) = member.away else { continue };
        let entry = Entry::new(kinds::FLOATING_OUT, from).person(kinds::MEMBER, member.person.id).text("place", "广东");
        // Without a receiving organisation where the branch does not care to ask.
        entries.push(match branch.character {
            super::Character::Careless => entry,
            _ => entry.text(kinds::RECEIVING, "珠江新区某街道党群服务中心").text("contact", "每月电话联系"),
        });
        if let Some(day) = until {
            entries.push(Entry::new(kinds::FLOATING_RETURNED, day).person(kinds::MEMBER, member.person.id));
        }
    }
    for guest in &branch.guests {
        let entry = Entry::new(kinds::FLOATING_IN, guest.from).person(kinds::MEMBER, guest.person.id);
        let entry = entry.text(kinds::NAME, guest.person.name.as_str()).text("sending", guest.sending.as_str());
        let entry = entry.text("contact", "项目部综合办");
        entries.push(match branch.number.is_multiple_of(2) {
            true => entry,
            false => entry.text("training", "编入项目党小组学习，组织委员负责"),
        });
    }
}

/// Somebody too frail to come to theme days, with the superior's leave.
fn exemption(entries: &mut Vec<Entry>, branch: &Branch, window: Window) {
    if let Some((member, day)) = branch.frail(window) {
        let entry = Entry::new(kinds::EXEMPTION_APPROVED, day).until(day.plus_months(12));
        let entry = entry.person(kinds::MEMBER, member.person.id).text(kinds::FROM_KIND, "theme-day");
        entries.push(entry.text("reason", "长期卧床").organisation(kinds::APPROVED_BY, branch.superior));
        let entry =
            Entry::new("vote-restricted", day).person(kinds::MEMBER, member.person.id).one("reason", "bedridden");
        entries.push(entry.flag("agreed", true).flag("voted", true));
    }
}

/// A joint branch takes in another unit.
fn changed(entries: &mut Vec<Entry>, branch: &Branch, window: Window) {
    let day = working_day_from(window.start.plus_days(450 + branch.number as i32));
    adjusted(entries, branch);
    if branch.sort == Sort::Joint && branch.number.is_multiple_of(2) && window.holds(day) {
        let entry =
            Entry::new(kinds::ORGANISATION_CHANGED, day).number(kinds::UNIT_COUNT, 4).text("reason", "新增共建单位");
        let entry = entry.text("approval", format!("衡岚党〔{}〕31号", day.year()));
        // One of them asked nobody.
        entries.push(entry.flag("reported", branch.number % 4 != 2));
    }
}

/// What the superior decided on when fewer than three full members were left.
fn adjusted(entries: &mut Vec<Entry>, branch: &Branch) {
    let left = branch.members.iter().find_map(|member| Some(member.until.as_ref()?.day));
    if let (Some(left), Some(Adjusted::InTime)) = (left, branch.faults.shrinks) {
        let entry =
            Entry::new(kinds::ORGANISATION_CHANGED, working_day_from(left.plus_days(40))).one("change", "other");
        entries.push(entry.flag("reported", true).text("reason", "党员不足三名，报上级党委同意与邻近支部联合开展活动"));
    }
}

fn dissolved(entries: &mut Vec<Entry>, branch: &Branch) {
    if let Some(day) = branch.dissolved {
        let settled = !branch.faults.unsettled;
        // Those who stay at the place are taken in by a neighbour first.
        let merged = Entry::new(kinds::ORGANISATION_CHANGED, working_day_until(day.plus_days(-1)));
        let merged = merged.one("change", "merged").flag("merged-away", true).one(kinds::UNIT_STATE, "restructuring");
        let merged = merged.flag("resettled", settled).flag("reported", settled);
        entries.push(merged.text("reason", "留守党员并入邻近支部"));
        let entry = Entry::new(kinds::ORGANISATION_DISSOLVED, day).one(kinds::UNIT_STATE, "restructuring");
        let entry = entry.flag("resettled", settled).flag("reported", settled).text("approval", "衡岚党撤〔1〕号");
        entries.push(entry.text("reason", "项目完工，项目公司重组"));
    }
}

/// Staff and wages of the unit, each January and when the ledger begins.
fn unit_facts(book: &mut Book, large: bool, first: Day, last: Option<Day>, window: Window, random: &mut Random) {
    let staff = if large { random.between(160, 420) } else { random.between(30, 190) };
    for year in window.years() {
        let january = Day::from_ymd(year, 1, 12).map(working_day_from).unwrap_or(first);
        let day = if year == first.year() { working_day_from(first.plus_days(3)) } else { january };
        if day < first || last.is_some_and(|last| day > last) {
            continue;
        }
        let staff = staff + random.between(-9, 9);
        let wages = Fen(i64::from(staff) * i64::from(random.between(84, 126)) * 100_000);
        let entry = Entry::new(kinds::UNIT_FACTS, day).number(kinds::STAFF, staff.unsigned_abs() as usize);
        book.enter(entry.money("wage-bill", wages).one(kinds::UNIT_STATE, "operating"));
    }
}

/// A committee's or general branch's own roster facts: its set-up, and its last election.
pub(super) fn committee(book: &mut Book, committee: &Committee, window: Window, random: &mut Random) {
    let entry = Entry::new(kinds::ORGANISATION_SET_UP, committee.founded)
        .one(kinds::FORM, committee.form)
        .text(kinds::NAME, committee.name.as_str())
        .text("approval", format!("衡岚党〔{}〕1号", committee.founded.year()))
        .text("units", committee.unit.as_str());
    let superior =
        |entry: Entry, id: OrganisationId| entry.organisation(kinds::SUPERIOR, id).organisation(kinds::APPROVED_BY, id);
    book.enter(match committee.superior {
        Some(id) => superior(entry, id),
        None => entry,
    });
    let elected = working_day_from(window.start.plus_days(-random.between(60, 800)));
    let approval = format!("衡岚党〔{}〕{}号", elected.year(), random.between(5, 80));
    book.enter(Entry::new(kinds::COMMITTEE_ELECTED, elected).text("approval", approval));
    unit_facts(book, true, window.start, None, window, random);
}
