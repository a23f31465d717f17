//! The policies that the standard lists: adopted when the ledger began, revised now and then, assessed with the members
//! in the course of each year, and sometimes not all.

use super::Keeper;
use crate::demonstration::branch::Branch;
use crate::demonstration::entry::Entry;
use crate::demonstration::random::Random;
use crate::demonstration::window::working_day_from;

/// By the clause that asks for them.
const LISTS: [&[&str]; 3] = [
    &[
        "three-meetings",
        "talks",
        "thought-analysis",
        "collective-leadership",
        "committee-targets",
        "collective-study",
        "public-commitments",
        "groups",
        "admission",
        "education",
        "life-meetings",
        "evaluation",
        "points",
        "unqualified-members",
        "dues",
        "care",
        "clean-conduct",
        "petitions",
        "admonition-talks",
        "duty-reports",
    ],
    &[
        "research",
        "visits",
        "receiving-staff",
        "gathering-opinions",
        "paired-help",
        "keeping-commitments",
        "volunteering",
        "staff-talks",
    ],
    &["finance", "assets", "circulation", "archives-and-secrecy", "openness", "requests-and-reports"],
];

pub(super) fn adopt(keeper: &mut Keeper<'_>, branch: &Branch) {
    for list in LISTS {
        let missing = keeper.random.percent(keeper.habits.slips).then(|| keeper.random.pick(list));
        let adopted = working_day_from(branch.first_day(keeper.window).plus_days(keeper.random.between(3, 40)));
        for policy in list.iter().filter(|policy| Some(**policy) != missing) {
            write(keeper, policy, "adopted", adopted);
        }
        assess(keeper, list, missing);
        for year in keeper.window.years().skip(1) {
            let Some(march) = facts::Day::from_ymd(year, 3, 1) else { continue };
            let revised = working_day_from(march.plus_days(keeper.random.between(0, 30)));
            let policy = keeper.random.pick(list);
            // Now and then one is given up that the standard asks for.
            let state = if keeper.random.percent(keeper.habits.slips / 4) { "repealed" } else { "revised" };
            if revised > adopted && Some(policy) != missing {
                write(keeper, policy, state, revised);
            }
        }
    }
}

/// One meeting a year goes through a list; who is careless leaves some out, or does it without the members. It has a
/// stream of its own: a policy more or less changes nothing else.
fn assess(keeper: &mut Keeper<'_>, list: &[&str], missing: Option<&str>) {
    let mut random = Random::stream(keeper.random.clone().next(), list.len() as u64);
    for year in keeper.window.years() {
        let Some(may) = facts::Day::from_ymd(year, 5, 1) else { continue };
        let day = working_day_from(may.plus_days(random.between(0, 140)));
        let with_members = !random.percent(keeper.habits.slips / 4);
        for policy in list.iter().filter(|policy| Some(**policy) != missing) {
            if keeper.happens(day) && !random.percent(keeper.habits.slips / 4) {
                let entry = Entry::new("policy-assessed", day).one("policy", policy);
                let conclusion = random.pick(&["keep", "keep", "keep", "revise"]);
                keeper.book.write(entry.one("conclusion", conclusion).flag("with-members", with_members));
            }
        }
    }
}

fn write(keeper: &mut Keeper<'_>, policy: &str, state: &str, day: facts::Day) {
    if keeper.happens(day) {
        let entry = Entry::new("policy", day).one("policy", policy).one("state", state);
        keeper.book.write(entry);
    }
}
