//! Which reader a table needs: one a family of kinds.

use facts::kinds;
use rulebook::{KindIndex, Rulebook};

use super::{dues, posts};
use crate::recognise::{Column, Layout, Target};

pub fn is_month(column: &Column) -> bool {
    matches!(column.target, Target::Month { .. })
}

/// Which reader a sheet needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reader {
    Organisations,
    Members,
    Guests(KindIndex),
    Dues,
    Days(KindIndex),
    Months(KindIndex),
    /// A column a post.
    Posts(KindIndex),
    /// Every row tells its kind.
    Mixed,
    Records(KindIndex),
}

impl Reader {
    pub fn of(rulebook: &Rulebook, layout: &Layout) -> Reader {
        if layout.find(&Target::Kind).is_some() {
            return Reader::Mixed;
        }
        let first = layout.kinds.first().copied().unwrap_or(KindIndex(0));
        let slug = rulebook.kind(first).map_or("", |kind| kind.slug.as_str());
        let months = layout.columns.iter().any(is_month);
        let paid = dues::has_members_across(layout)
            || layout.columns.iter().any(|column| dues::paid_for(&column.target).is_some());
        let attended = rulebook.kind(first).is_some_and(|kind| kind.parts.iter().any(|part| part.attendance));
        let days = layout.columns.iter().any(|column| matches!(column.target, Target::Day(_)));
        match slug {
            kinds::ORGANISATION_SET_UP => Reader::Organisations,
            kinds::MEMBER_JOINED => Reader::Members,
            kinds::FLOATING_IN => Reader::Guests(first),
            kinds::POST_TAKEN if posts::are_across(layout) => Reader::Posts(first),
            "dues-paid" if paid => Reader::Dues,
            "dues-base-set" => Reader::Dues,
            _ if (months || days) && !attended => Reader::Months(first),
            _ if days || months => Reader::Days(first),
            _ => Reader::Records(first),
        }
    }
}
