//! What happens in a member's life that the branch answers with a talk or a visit, soon, late or not at all.

use facts::{Day, PersonId};

use super::Life;
use crate::demonstration::entry::Entry;
use crate::demonstration::window::working_day_from;

/// What is answered by a talk, and what by a visit (M16).
const TALKS: &[&str] = &["post-changed", "punished", "unsettled", "conflict", "complained-of"];
const VISITS: &[&str] = &["ill", "in-need", "bereaved", "wedding-or-funeral", "retired"];

/// One of each every half-year.
pub(super) fn occasions(life: &mut Life<'_>) {
    for year in life.window.years() {
        for half in [1, 7] {
            let Some(first) = Day::from_ymd(year, half, 1) else { continue };
            for matters in [TALKS, VISITS] {
                let day = working_day_from(first.plus_days(life.random.between(5, 150)));
                occasion(life, matters, day);
            }
        }
    }
}

fn occasion(life: &mut Life<'_>, matters: &[&str], day: Day) {
    let branch = life.branch;
    let members: Vec<PersonId> = branch.members_on(day).map(|member| member.person.id).collect();
    let secretary = branch.holder("secretary", day).map(|member| member.person.id);
    let others: Vec<PersonId> = members.into_iter().filter(|id| Some(*id) != secretary).collect();
    let (Some(secretary), false) = (secretary, others.is_empty() || !life.happens(day)) else { return };
    let Some(concerned) = others.get(life.random.below(others.len())).copied() else { return };
    let matter = life.random.pick(matters);
    life.book.write(Entry::new("occasion", day).one("matter", matter).person("member", concerned));

    let soon = if life.slips() { (16, 35) } else { (1, 11) };
    let answered = working_day_from(day.plus_days(life.random.between(soon.0, soon.1)));
    let still_there = |id: PersonId| branch.members_on(answered).any(|member| member.person.id == id);
    if life.skips() || !life.happens(answered) || !still_there(secretary) || !still_there(concerned) {
        return;
    }
    let entry = match matters == TALKS {
        true => Entry::new("talk", answered).one("manner", "face-to-face").person("speaker", secretary),
        false => Entry::new("visit", answered).person("visitor", secretary),
    };
    let part = if matters == TALKS { "partner" } else { "visited" };
    life.book.write(entry.person(part, concerned));
}
