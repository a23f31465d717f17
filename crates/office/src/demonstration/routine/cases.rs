//! Cases that a branch has not every year: elections and what comes before them, somebody who is not up to standard,
//! somebody who stopped paying.

use facts::Day;

use super::Content::{Flag, One};
use super::Keeper;
use super::steps::Fault::{Delays, LeavesOut, Spoils};
use super::steps::{Case, Procedure, step};
use crate::demonstration::branch::{Branch, Posting};

pub(super) fn branch(keeper: &mut Keeper<'_>, branch: &Branch) {
    elections(keeper, branch);
    unqualified(keeper, branch);
    departures(keeper, branch);
}

fn elections(keeper: &mut Keeper<'_>, branch: &Branch) {
    let window = keeper.window;
    let re_elected = |day: &&Day| window.holds(**day) && !branch.faults.unrecorded_term;
    for day in branch.elections.iter().filter(re_elected) {
        case(
            keeper,
            &RE_ELECTION,
            day.plus_days(-150),
            ("election", format!("{}年换届", day.year())),
            &[("held", *day)],
        );
    }
    let of_late = |posting: &&Posting| {
        posting.post == "secretary" && window.holds(posting.from) && !branch.elections.contains(&posting.from)
    };
    for posting in branch.postings.iter().filter(of_late) {
        let called = ("election", format!("{}年补选书记", posting.from.year()));
        // Where the post stood vacant for long, the steps were not minded either.
        let slips = if branch.faults.vacancy { 100 } else { keeper.habits.slips };
        keeper.with_slips(slips, |keeper| {
            case(keeper, &BY_ELECTION, posting.from.plus_days(-55), called, &[("held", posting.from)]);
        });
    }
    // Now and then a term is prolonged, in every second branch without the superior's answer in time.
    if branch.number % 8 == 5 {
        let begins = window.today.plus_days(-260);
        keeper.with_slips(if branch.number % 16 == 5 { 0 } else { 100 }, |keeper| {
            case(keeper, &POSTPONEMENT, begins, ("election", format!("{}年延期换届", begins.year())), &[]);
        });
    }
}

/// In every second of these branches something goes wrong with it.
fn unqualified(keeper: &mut Keeper<'_>, branch: &Branch) {
    let begins = keeper.window.today.plus_days(-320);
    let concerned = branch.members.get(8).filter(|member| branch.number % 4 == 2 && member.belongs(begins));
    if let Some(member) = concerned {
        keeper.with_slips(if branch.number % 8 == 2 { 100 } else { 0 }, |keeper| {
            case(keeper, &UNQUALIFIED, begins, ("member-name", member.person.name.clone()), &[]);
        });
    }
}

/// Of those who paid nothing for half a year; where the number of the branch is odd, nobody has asked yet, and where it
/// leaves two over four, nobody talked with the member before deciding.
fn departures(keeper: &mut Keeper<'_>, branch: &Branch) {
    for member in &branch.members {
        let Some((first, _)) = member.unpaid.filter(|(_, months)| *months >= 6 && branch.number.is_multiple_of(2))
        else {
            continue;
        };
        let called = Some(("member-name", member.person.name.clone()));
        let person = Some(("member", member.person.id));
        let begins = first.plus_months(6).plus_days(8);
        keeper.with_slips(if branch.number % 4 == 2 { 100 } else { 0 }, |keeper| {
            keeper.proceed(&DEPARTURE, &Case { begins, called, known: &[], person });
        });
    }
}

fn case(
    keeper: &mut Keeper<'_>,
    procedure: &Procedure,
    begins: Day,
    called: (&'static str, String),
    known: &[(&'static str, Day)],
) {
    if keeper.happens(begins) {
        keeper.proceed(procedure, &Case { begins, called: Some(called), known, person: None });
    }
}

const RE_ELECTION: Procedure = Procedure {
    kind: "election-step",
    fields: &[("matter", One("term"))],
    steps: &[
        step("reminded", (0, 0), &[]),
        step("requested", (50, 60), &[]),
        step("answered", (8, 25), &[]),
        step("candidates-submitted", (5, 15), &[]),
        step("candidates-approved", (5, 15), &[]),
        step("held", (0, 0), &[]),
        step("reported", (2, 10), &[]),
        step("approved", (5, 20), &[]),
    ],
    faults: &[LeavesOut("candidates-approved"), Delays("reported", 20), LeavesOut("answered")],
};

const BY_ELECTION: Procedure = Procedure {
    kind: "election-step",
    fields: &[("matter", One("by-election"))],
    steps: &[
        step("requested", (0, 0), &[]),
        step("answered", (8, 25), &[]),
        step("held", (0, 0), &[]),
        step("reported", (2, 10), &[]),
        step("approved", (5, 20), &[]),
    ],
    faults: &[LeavesOut("answered"), Delays("reported", 20)],
};

const POSTPONEMENT: Procedure = Procedure {
    kind: "election-step",
    fields: &[("matter", One("postponement"))],
    steps: &[step("requested", (0, 0), &[]), step("answered", (8, 24), &[]), step("held", (120, 200), &[])],
    faults: &[Delays("answered", 30), LeavesOut("answered")],
};

const UNQUALIFIED: Procedure = Procedure {
    kind: "unqualified-step",
    fields: &[("measure", One("correction"))],
    steps: &[
        step("proposed", (0, 0), &[]),
        step("filed", (5, 15), &[]),
        step("verified", (5, 20), &[]),
        step("talked", (2, 8), &[]),
        step("decided", (5, 15), &[("punished", Flag(false))]),
        step("approved", (5, 20), &[]),
        step("announced", (1, 5), &[]),
        step("reviewed", (175, 185), &[]),
    ],
    faults: &[LeavesOut("filed"), LeavesOut("talked"), Spoils("decided", "punished", Flag(true))],
};

const DEPARTURE: Procedure = Procedure {
    kind: "departure-step",
    fields: &[],
    steps: &[
        step("verified", (0, 8), &[]),
        step("talked", (3, 8), &[]),
        step("decided", (20, 30), &[]),
        step("approved", (10, 15), &[]),
    ],
    faults: &[LeavesOut("talked")],
};
