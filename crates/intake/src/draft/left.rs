//! A list of post holders that tells when they gave their posts up: each row is a record of both.

use std::collections::BTreeMap;

use facts::{Name, OrganisationId, Span, Value, kinds};

use super::row::{Pending, Row};
use super::{Job, learn, records, values};
use crate::reading::{is_nothing, key};
use crate::recognise::Slot;

/// What stands in place of a day where the post is still held.
const STILL_HELD: &[&str] = &["至今", "在任", "在职", "现任", "今"];

/// When and why the posts of a row were given up.
pub struct Left {
    occurred: Span,
    values: BTreeMap<Name, Value>,
}

/// Reads the cells for it. Whoever may have left by a day that cannot be read must not be taken for a present holder.
pub fn read(job: &Job, row: &mut Row, organisation: OrganisationId) -> Option<Left> {
    let (index, kind) = job.rulebook.kind_named(kinds::POST_LEFT)?;
    let column = row.slot(index, &Slot::Occurred)?.index;
    let written = row.text(column);
    if is_nothing(&written) || STILL_HELD.contains(&key(&written).as_str()) {
        row.take(column);
        return None;
    }
    let occurred = match values::event_span(job, row.cell(column), row.layout.year) {
        Ok(read) => row.told(column, read),
        Err(reason) => {
            row.refuse_row(column, reason);
            return None;
        }
    };
    row.take(column);
    let mut values = records::fields(job, row, organisation, index, kind).values;
    // The remark of the row stands in the record of the post that was taken.
    values.remove(kinds::NOTE);
    Some(Left { occurred, values })
}

impl Left {
    /// The record that ends a post that was taken.
    pub fn of(&self, job: &mut Job, taken: &Pending) -> Pending {
        let mut values = self.values.clone();
        values.extend(taken.values.get_key_value(kinds::POST).map(|(field, post)| (field.clone(), post.clone())));
        if let Some((_, kind)) = job.rulebook.kind_named(kinds::POST_LEFT) {
            learn::learn(job, kind, taken.organisation, &taken.people, self.occurred, &values);
        }
        Pending { kind: kinds::POST_LEFT.to_owned(), occurred: self.occurred, assumed: false, values, ..taken.clone() }
    }
}
