//! What people write in a cell, read into values: days, amounts, names, marks of presence, ID numbers.
//!
//! Nothing here knows of sheets or kinds of record. Every reader says why it cannot read something.

mod address;
mod amount;
mod away;
mod choice;
mod date;
mod denial;
mod held;
mod identity;
mod legend;
mod moment;
mod names;
mod presence;
mod remark;
mod roll;
mod text;

pub use address::without_address;
pub use amount::{
    AmountProblem, HOUR, YUAN, class_hours, flag, head_count, money, money_unit, plain_number, quantity, time_unit,
};
pub use away::{away_names, without_count};
pub use choice::{choice, choices};
pub use date::{
    DateProblem, ReadDay, looks_like_day, months_named, numerals, read_day, read_number_day, read_period, read_span,
    year_in,
};
pub use denial::{Denied, denies};
pub use held::{denies_event, says_not_held};
pub use identity::{IdentityProblem, birth_day, verify_identity_number};
pub use legend::{Legend, is_sign, looks_like_mark, mark};
pub use moment::is_time_of_day;
pub use names::{Named, is_no_name, name, names, pieces};
pub use presence::Mark;
pub use remark::{Effect, Said, TakenBack, deniable, denies_person, effect, says_nothing};
pub use roll::{Roll, Unclear, Whole, roll, shares_a_word};
pub use text::{at_brackets, clean, is_blank, is_nothing, key, narrow, same_word};
