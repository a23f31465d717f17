//! Days whose month, and year, stand in columns of their own: `2019`, `3月`, `5日`.

use facts::Span;

use super::row::Row;
use super::values;
use crate::book::Cell;
use crate::reading::{key, narrow, numerals};
use crate::recognise::Target;
use crate::refusal::{Conflict, Reason};

/// What the columns beside a day say of it, and which columns these are.
pub struct Parts {
    year: Option<(usize, i32)>,
    /// No month where the column says something else.
    month: Option<(usize, Option<u32>)>,
}

/// Reads the columns of the year and the month. A year that is none refuses the row: that of the table may be another.
/// What is no month is refused alone, since most days say their own.
pub fn read(row: &mut Row) -> Option<Parts> {
    let year = match part(row, &Target::YearOfDay, &["年", "年度"]) {
        Some((column, written)) => match written.parse().ok().filter(|year| (1900..2200).contains(year)) {
            Some(year) => Some((column, year)),
            None => {
                let short = written.len() == 2 && written.parse::<u8>().is_ok();
                row.refuse_row(column, if short { Reason::TwoDigitYear } else { Reason::NotADate });
                return None;
            }
        },
        None => None,
    };
    let month = part(row, &Target::MonthOfDay, &["月", "月份"]).map(|(column, written)| {
        let month = written.parse().ok().filter(|month| (1..=12).contains(month));
        if month.is_none() {
            row.refuse_cell(column, Reason::NotADate);
        }
        (column, month)
    });
    Some(Parts { year, month })
}

/// The column for a part and the number that stands there, in digits.
fn part(row: &mut Row, target: &Target, endings: &[&str]) -> Option<(usize, String)> {
    let column = row.layout.find(target).map(|column| column.index).filter(|column| !row.is_empty(*column))?;
    row.take(column);
    let written = numerals(&key(&row.text(column)));
    let number = endings.iter().find_map(|ending| written.strip_suffix(ending)).map(str::to_owned);
    Some((column, number.unwrap_or(written)))
}

impl Parts {
    /// The year of the day: of its own column, or of the table.
    pub fn year(&self, row: &Row) -> Option<i32> {
        self.year.map(|(_, year)| year).or(row.layout.year)
    }

    /// The cell of the day with its month, where it has none itself.
    pub fn completed(&self, row: &Row, cell: &Cell) -> Option<Cell> {
        let month = match self.month {
            Some((_, month)) => month?,
            None => return values::day_of_month(cell, row.layout.month),
        };
        several(cell, month).or_else(|| values::day_of_month(cell, Some(month)))
    }

    /// Refuses the row where a column beside the day says another month or year than the day.
    pub fn compare(&self, row: &mut Row, span: Span) {
        let day = span.first;
        let others = [
            self.year.filter(|(_, year)| *year != day.year()).map(|(column, _)| column),
            self.month.filter(|(_, month)| month.is_some_and(|month| month != day.month())).map(|(column, _)| column),
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
