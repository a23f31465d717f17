//! How what `office` knows is shown: the class of style and the word of a status.

use office::Status;

pub fn class(status: &Status) -> &'static str {
    status.slug()
}

pub fn word(status: &Status) -> &'static str {
    views::words::status(*status)
}
