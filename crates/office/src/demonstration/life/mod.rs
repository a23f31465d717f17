//! A branch's two years: meetings, theme days, talks, study, dues and the yearly round.
//!
//! Each part reads the branch as imagined and writes into its book; none looks at what another has written.

mod dues;
mod meetings;
mod occasions;
mod study;
mod talks;
mod theme_days;
mod votes;
mod yearly;

use facts::{Day, Fen};

use super::book::Book;
use super::branch::Branch;
use super::random::Random;
use super::window::Window;

/// What every part of the life is written from.
pub(super) struct Life<'a> {
    pub branch: &'a Branch,
    pub window: Window,
    pub book: &'a mut Book,
    pub random: &'a mut Random,
    /// What was paid in dues, by day.
    pub paid: Vec<(Day, Fen)>,
}

pub(super) fn live(mut life: Life<'_>) {
    for month in life.window.months() {
        meetings::month(&mut life, month);
        theme_days::month(&mut life, month);
        dues::month(&mut life, month);
        study::month(&mut life, month);
    }
    dues::publish(&mut life);
    talks::talks(&mut life);
    yearly::yearly(&mut life);
    occasions::occasions(&mut life);
}

impl Life<'_> {
    /// Whether the branch stands on that day and the day has come.
    pub(super) fn happens(&self, day: Day) -> bool {
        self.window.holds(day) && self.branch.stands(day)
    }

    pub(super) fn skips(&mut self) -> bool {
        let chance = self.branch.habits().skips;
        self.random.percent(chance)
    }

    /// Whether something asked for is left out of a record, or is not as it should be.
    pub(super) fn slips(&mut self) -> bool {
        let chance = self.branch.habits().slips;
        self.random.percent(chance)
    }

    /// Whether something goes wrong that even careless branches seldom get wrong.
    pub(super) fn slips_badly(&mut self) -> bool {
        let chance = self.branch.habits().slips;
        self.random.per_mille(chance * 2)
    }

    /// Where the branch meets, now and then elsewhere than usual.
    pub(super) fn place(&mut self) -> &'static str {
        self.random.pick(&["党员活动室", "党员活动室", "会议室", "项目部会议室", "职工之家"])
    }
}
