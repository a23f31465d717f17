//! Votes in members' and committee meetings: what was voted on, how many voted for it, and what became of the papers.
//!
//! Whoever has a vote and is there votes; a careless branch writes a resolution down as carried that was not.

use facts::{Day, Participation, PersonId};

use super::Life;
use crate::demonstration::branch::Branch;
use crate::demonstration::entry::Entry;
use crate::demonstration::window::Window;

/// How many of a branch have a vote, and how many of them are on the roll as there.
struct Voters {
    in_all: usize,
    there: usize,
}

fn voters(branch: &Branch, window: Window, roll: &[Participation], day: Day) -> Voters {
    let voters: Vec<PersonId> = branch.voters(day, window).iter().map(|member| member.person.id).collect();
    let came = |id: &&PersonId| roll.iter().any(|one| one.person == **id && one.presence.counts_as_present());
    Voters { in_all: voters.len(), there: voters.iter().filter(came).count() }
}

/// A show of hands, with a vote or two against.
pub(super) fn by_hands(life: &mut Life<'_>, entry: Entry, roll: &[Participation], day: Day) -> Entry {
    let Voters { in_all, there } = voters(life.branch, life.window, roll, day);
    let in_favour = if life.slips() { there.min(in_all / 2) } else { there - usize::from(there > 8) };
    entry.one("vote-on", "resolution").number("in-favour", in_favour)
}

/// By ballot; where it slips, a paper that was returned is neither valid nor invalid.
pub(super) fn by_ballot(life: &mut Life<'_>, entry: Entry, roll: &[Participation], day: Day) -> Entry {
    let Voters { there, .. } = voters(life.branch, life.window, roll, day);
    let lost = usize::from(life.slips()).min(there);
    entry
        .one("vote-on", "admission")
        .number("in-favour", there - lost)
        .number("ballots-issued", there)
        .number("ballots-returned", there)
        .number("valid", there - lost)
        .number("invalid", 0)
}
