//! The shrinking list: what breaks a limit of length today, each with its reason.
//!
//! A line of `exceptions.txt` is `limit | place | reason`.

use crate::tree::read;

pub struct Exceptions {
    limit: &'static str,
    places: Vec<String>,
}

impl Exceptions {
    pub fn to(limit: &'static str) -> Exceptions {
        let text = read("xtask/tests/it/exceptions.txt");
        let lines = text.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
        let places = lines
            .map(|line| line.split('|').map(str::trim).collect::<Vec<_>>())
            .inspect(|cells| assert!(matches!(cells[..], [_, _, reason] if !reason.is_empty()), "no reason: {cells:?}"))
            .inspect(|cells| assert!(KNOWN.contains(&cells[0]), "no such limit: {cells:?}"))
            .filter(|cells| cells[0] == limit)
            .map(|cells| cells[1].to_owned())
            .collect();
        Exceptions { limit, places }
    }

    /// What is too long and not excepted, and what is excepted and not too long.
    pub fn compare(self, too_long: Vec<(String, String)>) -> Vec<String> {
        let needless = self.places.iter().filter(|place| !too_long.iter().any(|(found, _)| found == *place));
        let needless =
            needless.map(|place| format!("{} | {place}: no longer needed, take it out of exceptions.txt", self.limit));
        let missing = too_long.iter().filter(|(place, _)| !self.places.contains(place));
        missing.map(|(place, why)| format!("{place}: {why}")).chain(needless).collect()
    }
}

pub const FILE_LENGTH: &str = "file-length";
pub const FUNCTION_LENGTH: &str = "function-length";
pub const HEADER: &str = "header";
const KNOWN: &[&str] = &[FILE_LENGTH, FUNCTION_LENGTH, HEADER];
