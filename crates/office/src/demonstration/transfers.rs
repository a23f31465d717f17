//! Moves of members from one branch of the group to another.

use super::branch::{Branch, Entering, Leaving, Member, Sort};
use super::random::Random;
use super::window::{Window, working_day_from};

/// One move for every second branch or so, out of branches that are large enough to spare somebody.
pub(super) fn transfer(branches: &mut [Branch], window: Window, random: &mut Random) {
    for at in 0..branches.len() {
        if random.percent(58) {
            let to = random.below(branches.len());
            move_one(branches, at, to, window, random);
        }
    }
    for at in 0..branches.len() {
        resettle(branches, at);
    }
}

/// Members of a branch that is dissolved go to another of the same unit, those whose name is taken there elsewhere.
fn resettle(branches: &mut [Branch], from: usize) {
    let Some((day, unit)) = branches.get(from).and_then(|old| Some((old.dissolved?, old.unit.clone()))) else { return };
    let receives = |branch: &Branch| branch.unit == unit && branch.sort == Sort::Project && branch.dissolved.is_none();
    let Some(to) = branches.iter().position(receives) else { return };
    let (Some(old), Some(new)) = (branches.get(from), branches.get(to)) else { return };
    let (old_name, new_name, groups) = (old.name.clone(), new.name.clone(), new.groups.len());
    let mut names: Vec<String> = new.members.iter().map(|member| member.person.name.clone()).collect();
    let mut arriving = Vec::new();
    for member in branches.get_mut(from).into_iter().flat_map(|branch| &mut branch.members) {
        if member.until.is_some() {
            continue;
        }
        let there = !names.contains(&member.person.name);
        let to = if there { new_name.clone() } else { "外单位党组织".to_owned() };
        member.until = Some(Leaving { day, how: "transferred-out", to: Some(to) });
        if there {
            names.push(member.person.name.clone());
            arriving.push(member.person.clone());
        }
    }
    let from = working_day_from(day.plus_days(1));
    for person in arriving {
        let group = names.len().checked_rem(groups);
        let how = Entering::Transferred(old_name.clone());
        if let Some(branch) = branches.get_mut(to) {
            branch.members.push(Member { person, from, until: None, how, group, away: None, unpaid: None });
        }
    }
}

fn move_one(branches: &mut [Branch], from: usize, to: usize, window: Window, random: &mut Random) {
    let (Some(old), Some(new)) = (branches.get(from), branches.get(to)) else { return };
    let takes_part =
        |branch: &Branch| !matches!(branch.sort, Sort::Temporary | Sort::Retired) && branch.dissolved.is_none();
    if from == to || !takes_part(old) || !takes_part(new) || old.size < 9 {
        return;
    }
    let first = old.first_day(window).max(new.first_day(window)).plus_days(30);
    let day = working_day_from(first.plus_days(random.between(0, window.today.days_since(first).max(0))));
    let arrives = working_day_from(day.plus_days(random.between(3, 20)));
    let at = old.members.len().saturating_sub(3);
    let free = |member: &&Member| {
        member.how == Entering::Roster && member.until.is_none() && member.away.is_none() && !member.person.leader
    };
    let Some(member) = old.members.get(at).filter(free) else { return };
    let name_is_free = new.members.iter().all(|other| other.person.name != member.person.name);
    if arrives > window.today || old.is_post_holder(at) || !name_is_free || member.from >= day {
        return;
    }
    // Who is on probation stays where the year is being watched.
    if !member.is_full(day) {
        return;
    }
    let (person, old_name, new_name) = (member.person.clone(), old.name.clone(), new.name.clone());
    if let Some(member) = branches.get_mut(from).and_then(|branch| branch.members.get_mut(at)) {
        member.until = Some(Leaving { day, how: "transferred-out", to: Some(new_name) });
    }
    if let Some(branch) = branches.get_mut(to) {
        let group = branch.members.len().checked_rem(branch.groups.len());
        let how = Entering::Transferred(old_name);
        branch.members.push(Member { person, from: arrives, until: None, how, group, away: None, unpaid: None });
    }
}
