//! Signing in to a meeting: from calling people together to the record of it.
//!
//! Until the record is written, who signed in stands on a working paper of the desk and is no fact: it holds who, when
//! and how, never where, and goes when the record stands. The paper has the record's id, so that whoever closes the
//! meeting twice writes one record. Who is called follows from the roster of the day; quorums and majorities are those
//! that findings hold the record against (`findings::thresholds`). Where papers are counted, two people count them, and
//! the record waits until they agree.

mod attend;
mod code;
mod count;
mod keep;
mod outcome;
mod record;
mod sheet;
mod shown;

pub use attend::{Asked, Attended};
pub use code::Passed;
pub use count::{CountLine, CountSetUp, CountShown, CountWanted, Counted, Teller};
pub use keep::{GatheringOpened, GatheringWanted, Mark, REASON_MOST};
pub use record::Begun;
pub use sheet::{Calls, State};
pub use shown::{CalledPerson, Counts, GatheringRow, GatheringShown, OwnPart, WhoIsCalled};
