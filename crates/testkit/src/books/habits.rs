//! How people write dates and names: never twice the same way.

use facts::Day;

use super::grid::Cell;

/// Writes each next date in another of the usual ways.
#[derive(Debug, Default)]
pub(super) struct Pen {
    dates: usize,
    names: usize,
}

impl Pen {
    pub fn date(&mut self, day: Day) -> Cell {
        self.dates += 1;
        if self.dates.is_multiple_of(7) { Cell::Date(day) } else { Cell::Text(self.date_text(day)) }
    }

    /// For books without true dates.
    pub fn date_text(&mut self, day: Day) -> String {
        self.dates += 1;
        let (year, month, date) = (day.year(), day.month(), day.day_of_month());
        match self.dates % 6 {
            0 => format!("{year}-{month:02}-{date:02}"),
            1 => format!("{year}.{month}.{date}"),
            2 => format!("{year}年{month}月{date}日"),
            3 => format!("{year}{month:02}{date:02}"),
            4 => format!("{year}/{month}/{date}"),
            _ => full_width(&format!("{year}.{month:02}.{date:02}")),
        }
    }

    /// Two-character names are spread out to the width of three, now with one sort of space and now with another;
    /// a few names have one behind them.
    pub fn name(&mut self, name: &str) -> String {
        self.names += 1;
        let mut characters = name.chars();
        match (characters.next(), characters.next(), characters.next(), self.names % 5) {
            (Some(first), Some(second), None, 0) => format!("{first}  {second}"),
            (Some(first), Some(second), None, 1) => format!("{first}\u{3000}{second}"),
            (Some(first), Some(second), None, 2) => format!("{first} {second}"),
            (.., 4) => format!("{name} "),
            _ => name.to_owned(),
        }
    }
}

fn full_width(text: &str) -> String {
    text.chars()
        .map(|character| match character {
            '0'..='9' => char::from_u32(u32::from(character) - u32::from('0') + 0xFF10).unwrap_or(character),
            other => other,
        })
        .collect()
}
