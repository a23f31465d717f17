//! Facts folded to who and what stood on a day.
