//! A table of texts, and how it looks where every character has one or two columns.

use unicode_width::UnicodeWidthStr;

/// Headers and rows; a row has as many cells as there are headers.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Table {
    pub title: String,
    pub headers: Vec<String>,
    pub aligns: Vec<Align>,
    pub rows: Vec<Vec<String>>,
}

/// What stands last may be as long as it likes; the line under its header would only be in the way.
const LAST_RULE_MAX: usize = 40;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Align {
    #[default]
    Left,
    Right,
}

impl Table {
    pub fn new(title: &str, headers: &[(&str, Align)]) -> Table {
        Table {
            title: title.to_owned(),
            headers: headers.iter().map(|(header, _)| (*header).to_owned()).collect(),
            aligns: headers.iter().map(|(_, align)| *align).collect(),
            rows: Vec::new(),
        }
    }

    /// The table as text, two spaces between columns, Chinese characters two columns wide.
    pub fn to_text(&self) -> String {
        let columns = self.headers.len();
        let width = |column: usize| {
            let cells = self.rows.iter().filter_map(|row| row.get(column));
            cells.chain(self.headers.get(column)).map(|cell| cell.width()).max().unwrap_or(0)
        };
        let widths: Vec<usize> = (0..columns).map(width).collect();
        let mut text = String::new();
        if !self.title.is_empty() {
            text.push_str(&self.title);
            text.push('\n');
        }
        self.line(&mut text, &self.headers, &widths);
        let drawn =
            |(column, width): (usize, &usize)| if column + 1 == columns { (*width).min(LAST_RULE_MAX) } else { *width };
        let rule: Vec<String> = widths.iter().enumerate().map(|column| "─".repeat(drawn(column))).collect();
        text.push_str(&rule.join("  "));
        text.push('\n');
        for row in &self.rows {
            self.line(&mut text, row, &widths);
        }
        text
    }

    fn line(&self, text: &mut String, cells: &[String], widths: &[usize]) {
        let mut line = String::new();
        for (column, (cell, width)) in cells.iter().zip(widths).enumerate() {
            if column > 0 {
                line.push_str("  ");
            }
            let space = " ".repeat(width.saturating_sub(cell.width()));
            match self.aligns.get(column) {
                Some(Align::Right) => {
                    line.push_str(&space);
                    line.push_str(cell);
                }
                _ => {
                    line.push_str(cell);
                    line.push_str(&space);
                }
            }
        }
        text.push_str(line.trim_end());
        text.push('\n');
    }
}
