//! Days whose month, and year, stand in columns of their own: `2019`, `3月`, `5日`.

use facts::Span;

use super::row::Row;
use super::values;
use crate::book::Cell;
use crate::reading::{key, narrow};
use crate::recognise::Target;
use crate::refusal::{Conflict, Reason};

/// What the columns beside a day say of it, and which columns these are.
pub struct Parts {
    year: Option<(usize, i32)>,
    month: Option<(usize, u32)>,
}

/// Reads the columns of the year and the month. What is neither refuses the row: the day cannot be told without.
pub fn read(row: &mut Row) -> Option<Parts> {
    let year = part(row, &Target::YearOfDay, &["年", "年度"], 1900..2200)?;
    let month = part(row, &Target::MonthOfDay, &["月", "月份"], 1..13)?;
    let month = month.and_then(|(column, month)| Some((column, u32::try_from(month).ok()?)));
    Some(Parts { year, month })
}

fn part(row: &mut Row, target: &Target, endings: &[&str], range: std::ops::Range<i32>) -> Option<Option<(usize, i32)>> {
    let Some(column) = row.layout.find(target).map(|column| column.index) else { return Some(None) };
    if row.is_empty(column) {
        return Some(None);
    }
    let written = key(&row.text(column));
    let digits = endings.iter().find_map(|ending| written.strip_suffix(ending)).unwrap_or(&written);
    let number = digits.parse().ok().filter(|number| range.contains(number));
    row.take(column);
    if number.is_none() {
        let short = *target == Target::YearOfDay && digits.len() == 2 && digits.parse::<u8>().is_ok();
        row.refuse_row(column, if short { Reason::TwoDigitYear } else { Reason::NotADate });
    }
    number.map(|number| Some((column, number)))
}

impl Parts {
    /// The year of the day: of its own column, or of the table.
    pub fn year(&self, row: &Row) -> Option<i32> {
        self.year.map(|(_, year)| year).or(row.layout.year)
    }

    /// The cell of the day with its month, where it has none itself.
    pub fn completed(&self, row: &Row, cell: &Cell) -> Option<Cell> {
        let month = self.month.map(|(_, month)| month);
        let days = month.and_then(|month| several(cell, month));
        days.or_else(|| values::day_of_month(cell, month.or(row.layout.month)))
    }

    /// Refuses the row where a column beside the day says another month or year than the day.
    pub fn compare(&self, row: &mut Row, span: Span) {
        let day = span.first;
        let others = [
            self.year.filter(|(_, year)| *year != day.year()).map(|(column, _)| column),
            self.month.filter(|(_, month)| *month != day.month()).map(|(column, _)| column),
        ];
        for column in others.into_iter().flatten() {
            row.refuse_row(column, Reason::Conflict(Conflict::OtherDay { day }));
        }
    }
}

/// `6-7日` beside a month; where the first is that month it may be the 7th.
fn several(cell: &Cell, month: u32) -> Option<Cell> {
    let shown = narrow(&cell.shown());
    let days = shown.trim().trim_end_matches(['日', '号']);
    let (first, last) = ["-", "~", "至", "到"].iter().find_map(|mark| days.split_once(mark))?;
    let first = first.trim_end_matches(['日', '号']);
    let number = |text: &str| text.trim().parse::<u32>().ok().filter(|day| (1..=31).contains(day));
    let (first, last) = (number(first)?, number(last)?);
    (first != month).then(|| Cell::Text(format!("{month}月{first}日至{last}日")))
}
