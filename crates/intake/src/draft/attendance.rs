//! What the cells of a row say of who was there, brought together.
//!
//! Two cells may say more of one person than either does; where both cannot be so, the row is refused, and nobody
//! guesses which is right. Within one cell the same holds for the list.

use std::collections::BTreeMap;

use facts::{OrganisationId, Participation, Presence};
use rulebook::Kind;

use super::row::Row;
use super::{Job, NoteKind, people};
use crate::book::address;
use crate::refusal::{Conflict, Reason};

/// Behind the name of somebody who was there without belonging there.
pub const SAT_IN: &str = "列席";

/// How somebody came into a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Told {
    /// As one of all, or of those who should come: what is said by name of who was away goes before.
    AsOneOfAll,
    ByName,
    /// As somebody who sat in.
    AsSittingIn,
    /// As somebody who was away, without a reason.
    WithoutReason,
}

pub struct Said {
    pub one: Participation,
    pub told: Told,
}

/// Everybody of a row, each with the column that says so.
#[derive(Default)]
pub struct Attendance {
    said: Vec<(usize, Said)>,
}

/// How many of the organisation's own a row names. Guests and those who sat in may be among the numbers beside it or not.
#[derive(Default)]
pub struct Named {
    pub present: usize,
    /// Those who were there and need not be counted.
    pub besides: usize,
    pub excused: usize,
    pub absent: usize,
    /// The column that names somebody who was away.
    pub away_column: Option<usize>,
}

impl Attendance {
    /// Takes what a cell says, unless another cell of the row says what cannot be so beside it.
    pub fn add(&mut self, job: &Job, row: &mut Row, organisation: OrganisationId, column: usize, said: Said) {
        let again =
            |known: &&mut (usize, Said)| known.1.one.person == said.one.person && known.1.one.part == said.one.part;
        let Some(known) = self.said.iter_mut().find(again) else { return self.said.push((column, said)) };
        if said.goes_before(&known.1) {
            *known = (column, said);
        } else if !known.1.goes_before(&said)
            && (known.1.one.presence != said.one.presence || !known.1.explained_by(&said))
        {
            let name = people::name_of(job, organisation, said.one.person);
            let cell = address(row.index, known.0);
            row.refuse_row(column, Reason::Conflict(Conflict::OtherPresence { name, cell }));
        }
    }

    /// Whether anybody is named among those who attend.
    pub fn names_attendees(&self, kind: &Kind) -> bool {
        self.said.iter().any(|(_, said)| kind.part(&said.one.part).is_some_and(|part| part.attendance))
    }

    /// How many a row names as having been there and not, among those who attend.
    pub fn named(&self, job: &Job, organisation: OrganisationId, kind: &Kind) -> Named {
        let mut named = Named::default();
        let attends = |one: &Participation| kind.part(&one.part).is_some_and(|part| part.attendance);
        for (column, Said { one, told }) in self.said.iter().filter(|(_, said)| attends(&said.one)) {
            let besides = *told == Told::AsSittingIn || people::is_guest(job, organisation, one.person);
            match one.presence {
                Presence::Present | Presence::Remote if besides => named.besides += 1,
                Presence::Present | Presence::Remote => named.present += 1,
                Presence::Excused | Presence::Absent if besides => continue,
                Presence::Excused => named.excused += 1,
                Presence::Absent => named.absent += 1,
            }
            if !one.presence.counts_as_present() {
                named.away_column = Some(*column);
            }
        }
        named
    }

    /// Everybody; says of whom no cell gives a reason for being away, and how they are counted.
    pub fn finish(self, job: &Job, row: &mut Row, organisation: OrganisationId) -> Vec<Participation> {
        let mut silent: BTreeMap<(usize, bool), Vec<String>> = BTreeMap::new();
        for (column, said) in self.said.iter().filter(|(_, said)| said.told == Told::WithoutReason) {
            let names = silent.entry((*column, said.one.presence == Presence::Excused)).or_default();
            names.push(people::name_of(job, organisation, said.one.person));
        }
        if !row.is_refused() {
            for ((column, excused), names) in silent {
                row.note(column, NoteKind::WithoutReason { names, excused });
            }
        }
        self.said.into_iter().map(|(_, said)| said.one).collect()
    }
}

/// Takes what one cell says further of somebody; whether it can be so beside what the cell said before.
pub fn agrees(found: &mut Vec<Said>, further: Said) -> bool {
    match found.iter_mut().find(|known| known.one.person == further.one.person) {
        Some(known) => known.one.presence == further.one.presence && known.explained_by(&further),
        None => {
            found.push(further);
            true
        }
    }
}

impl Said {
    /// Takes the reason of what says the same; whether there are not two.
    fn explained_by(&mut self, further: &Said) -> bool {
        if self.one.reason.is_none() && further.one.reason.is_some() {
            self.one.reason.clone_from(&further.one.reason);
            self.told = further.told;
        }
        further.one.reason.is_none() || self.one.reason == further.one.reason
    }

    /// Whether this tells all that the other one does, and more.
    fn goes_before(&self, other: &Said) -> bool {
        match (self.told, other.told) {
            (Told::AsOneOfAll, _) => return false,
            (_, Told::AsOneOfAll) => return true,
            _ => {}
        }
        // 缺席人员 lists all who were away, 请假人员 who of them had leave; 参会人员 all who came, 线上 who of them was
        // online.
        match (self.one.presence, other.one.presence) {
            (Presence::Excused, Presence::Absent) => other.told == Told::WithoutReason,
            (Presence::Remote, Presence::Present) => other.one.reason.is_none(),
            _ => false,
        }
    }
}
