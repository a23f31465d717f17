//! What a branch is like: how likely it is to forget, to merge, to be late, and what befalls it for certain.
//!
//! The faults that a demonstration must always show are laid upon particular branches in `organisations`, not drawn.

/// How a branch keeps its organisational life, and its books.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Character {
    Good,
    Average,
    Careless,
    /// Writes everything up in the days before an inspection.
    Crammer,
}

/// Chances in percent, unless a name says otherwise.
#[derive(Debug, Clone, Copy)]
pub(super) struct Habits {
    /// That a regular meeting is not held.
    pub skips: u32,
    pub merges: u32,
    /// That the secretary gives the half-year's lecture in person.
    pub secretary_lectures: u32,
    /// In 1,000, of each person expected.
    pub absent: u32,
    pub excused: u32,
    /// That a talk that is due takes place.
    pub talks: u32,
    /// That a member takes part in a training session.
    pub trains: u32,
    /// That somebody has a gap in the dues.
    pub dues_gap: u32,
    /// That plans and reports are filed, and asked about, at all; and, if so, in time.
    pub files: u32,
    pub files_in_time: u32,
    /// In 1,000: that a record was wrong and was mended later.
    pub corrects: u32,
    /// That something asked for is left out of a record or is not as it should be, or a step of a procedure.
    pub slips: u32,
    /// In 1,000: that a member does what everybody does regularly, such as the month's points.
    pub does_own_part: u32,
}

impl Character {
    pub(super) fn habits(self) -> Habits {
        match self {
            Character::Good => habits([1, 0, 98, 2, 50, 98, 97, 0, 100, 98, 8, 2, 994]),
            Character::Average => habits([5, 2, 85, 8, 90, 92, 91, 1, 94, 88, 6, 8, 984]),
            Character::Careless => habits([48, 9, 32, 35, 140, 48, 58, 7, 32, 45, 3, 68, 580]),
            Character::Crammer => habits([7, 4, 70, 12, 60, 86, 89, 3, 92, 62, 4, 12, 962]),
        }
    }
}

fn habits(chances: [u32; 13]) -> Habits {
    let [
        skips,
        merges,
        secretary_lectures,
        absent,
        excused,
        talks,
        trains,
        dues_gap,
        files,
        files_in_time,
        corrects,
        slips,
        does_own_part,
    ] = chances;
    Habits {
        skips,
        merges,
        secretary_lectures,
        absent,
        excused,
        talks,
        trains,
        dues_gap,
        files,
        files_in_time,
        corrects,
        slips,
        does_own_part,
    }
}

/// Whether a branch that became too small was dealt with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Adjusted {
    InTime,
    Never,
}

/// Faults that are laid upon a branch, over and above what its habits bring.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Faults {
    /// No re-election when the term ended.
    pub expired_term: bool,
    /// Nobody ever wrote down an election.
    pub unrecorded_term: bool,
    /// Enough members for a committee, but only a secretary.
    pub no_committee: bool,
    /// The secretary became a full member less than three years before taking the post.
    pub green_secretary: bool,
    /// A member misses three theme days in a row without a reason.
    pub absentee: bool,
    /// Months for which one member pays no dues.
    pub unpaid_months: u32,
    /// The secretary's post stands vacant for months after a change.
    pub vacancy: bool,
    /// Two members bear one name.
    pub namesakes: bool,
    /// A record entered twice, and one of the two withdrawn.
    pub entered_twice: bool,
    /// Minutes that are last month's, written out again.
    pub copies_minutes: bool,
    /// A year's observation, survey and star rating were forgotten.
    pub no_yearly: bool,
    /// A member was put into no group.
    pub ungrouped: bool,
    /// More posts than so few members may have.
    pub surplus_posts: bool,
    /// Approved by the committee of the unit, though a general branch is over it.
    pub approved_elsewhere: bool,
    /// Dissolved before its people had somewhere to go, and nobody asked the superior.
    pub unsettled: bool,
    /// Of three full members one leaves; whether the superior was asked what to do then.
    pub shrinks: Option<Adjusted>,
}
