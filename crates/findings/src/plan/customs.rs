//! What people hold of some kinds of record and no rule says: on which days, and with what.
//!
//! Which kinds these are comes from outside, as the calendar does. Nothing is missed where a custom cannot be kept: the
//! item then stands where the rules alone would have it.

use std::collections::BTreeMap;

use facts::{Day, Fact, Name, PersonId, Value, current, kinds};
use roster::Member;
use rulebook::{Kind, KindIndex};

use super::item::Item;
use super::leading::Leading;
use super::place::{Window, meet};
use super::{Obstacle, PlanWanted, Planner};

/// By the slugs of kinds and fields.
#[derive(Debug, Clone, Copy, Default)]
pub struct Customs<'a> {
    /// Kinds that have a fixed day of the month.
    pub fixed: &'a [(Name, u32)],
    pub together: &'a [Together<'a>],
    /// Kinds that mark the day on which a member joined the Party: each on the day of the year that is his.
    pub anniversaries: &'a [&'a str],
    pub leading: &'a [Leading<'a>],
    pub several: &'a [Several<'a>],
}

/// A kind of which one occasion leaves several records, one for each choice of a field.
#[derive(Debug, Clone, Copy)]
pub struct Several<'a> {
    pub kind: &'a str,
    pub field: &'a str,
}

impl Customs<'_> {
    /// The field of which a planned record of a kind can hold several choices, each for a record of its own.
    pub(super) fn field_of_several(&self, kind: &Kind) -> Option<&str> {
        self.several.iter().find(|several| several.kind == kind.slug).map(|several| several.field)
    }
}

/// A flag that says that a record was held with one of another kind, that is on the same day.
#[derive(Debug, Clone, Copy)]
pub struct Together<'a> {
    pub kind: &'a str,
    pub flag: &'a str,
    pub with: &'a str,
}

/// The choice of [`kinds::HOW`] of whoever joined the Party in this organisation.
const ADMITTED: &str = "admitted";
/// Whoever has no day of his own that can be kept gets one of so many parts of the time there is, one for a month.
const PARTS_MAX: usize = 12;

impl Planner<'_> {
    /// Puts what is held together on one day; where no day suits both, it no longer says that it is. Whether anything
    /// came of it.
    pub(super) fn bring_together(&mut self) -> bool {
        self.keep_each(self.wanted.customs.together, Planner::keep_together)
    }

    /// Keeps each custom for each item that it concerns. Whether anything changed; then the findings are others.
    pub(super) fn keep_each<C>(&mut self, customs: &[C], keep: fn(&mut Self, &C, usize) -> Option<()>) -> bool {
        let mut changed = false;
        for custom in customs {
            for at in 0..self.items.len() {
                changed |= keep(self, custom, at).is_some();
            }
        }
        if changed {
            self.findings = None;
        }
        changed
    }

    fn keep_together(&mut self, custom: &Together<'_>, at: usize) -> Option<()> {
        let says_so = |item: &&Item| item.values.get(custom.flag) == Some(&Value::Flag(true));
        let item = self.items.get(at).filter(says_so).filter(|item| self.is_of(item.kind, custom.kind))?;
        let (day, window) = (item.day, item.window);
        let recorded = current(self.wanted.facts, None).into_iter().filter(|fact| fact.kind == custom.with);
        let recorded = recorded.map(|fact| (None, (fact.occurred.first, fact.occurred.first)));
        let planned = self.items.iter().enumerate().filter(|(_, other)| self.is_of(other.kind, custom.with));
        let others: Vec<(Option<usize>, Window)> =
            recorded.chain(planned.map(|(other, item)| (Some(other), item.window))).collect();
        let stands_on = |other: &Option<usize>, window: Window| match other {
            Some(other) => self.items.get(*other).map_or(window.0, |item| item.day),
            None => window.0,
        };
        if others.iter().any(|(other, window)| stands_on(other, *window) == day) {
            return None;
        }
        let both = others.into_iter().filter_map(|(other, of_other)| {
            let shared = meet(window, of_other).filter(|shared| self.calendar.has_day(*shared, None))?;
            Some((other, shared, stands_on(&other, of_other)))
        });
        let nearest = both.min_by_key(|(_, _, stands)| stands.days_since(day).abs());
        let Some((other, shared, stands)) = nearest else {
            self.items.get_mut(at)?.values.remove(custom.flag);
            return Some(());
        };
        let suits = |day: &Day| shared.0 <= *day && *day <= shared.1;
        let apart: Vec<Day> = self.items.iter().map(|item| item.day).filter(|other| *other != day).collect();
        let chosen = [stands, day].into_iter().find(suits).or_else(|| self.calendar.choose(shared, None, &apart))?;
        for moved in other.into_iter().chain([at]) {
            self.items.get_mut(moved)?.day = chosen;
        }
        Some(())
    }

    pub(super) fn is_of(&self, kind: KindIndex, slug: &str) -> bool {
        self.wanted.rulebook.kind(kind).is_some_and(|kind| kind.slug == slug)
    }

    /// The part of a window that is a member's own: the day of the year on which he joined the Party, or the day of work
    /// that stands for it. Who joined when is not known of everybody, and of some the day is past: these are spread over
    /// the window.
    pub(super) fn own_part(&self, person: PersonId, window: Window) -> Result<Window, Obstacle> {
        if let Some(day) = self.own_day(person, window) {
            return Ok((day, day));
        }
        let is_there =
            |member: &&Member| member.stays.iter().any(|stay| meet((stay.from, stay.until), window).is_some());
        let members = self.roster.members.iter().filter(is_there).map(|member| member.person);
        let without: Vec<PersonId> = members.filter(|member| self.own_day(*member, window).is_none()).collect();
        let at = without.iter().position(|member| *member == person).unwrap_or_default();
        let parts = without.len().clamp(1, PARTS_MAX);
        self.slice(window, at * parts / without.len().max(1), parts).ok_or(Obstacle::Past)
    }

    fn own_day(&self, person: PersonId, window: Window) -> Option<Day> {
        let joined = self.joined_party.get(&person)?;
        let of_year = |year: i32| self.calendar.standing_for(joined.plus_months(12 * (year - joined.year())));
        let days = (window.0.year()..=window.1.year()).filter_map(of_year);
        days.into_iter().find(|day| window.0 <= *day && *day <= window.1)
    }
}

/// Whether records of these kinds mark a day that is each member's own.
pub(super) fn marks_own_day(wanted: &PlanWanted<'_>, of_kinds: &[KindIndex]) -> bool {
    let slugs = of_kinds.iter().filter_map(|kind| wanted.rulebook.kind(*kind)).map(|kind| kind.slug.as_str());
    slugs.into_iter().any(|slug| wanted.customs.anniversaries.contains(&slug))
}

/// When people joined the Party, as the roster's records say it last. Who was admitted here joined on that day.
pub(super) fn joined_party(facts: &[Fact]) -> BTreeMap<PersonId, Day> {
    let mut joined = BTreeMap::new();
    for fact in current(facts, None).into_iter().filter(|fact| fact.kind == kinds::MEMBER_JOINED) {
        let dated = fact.flag(kinds::UNDATED) != Some(true);
        let admitted = fact.option(kinds::HOW) == Some(ADMITTED) && dated;
        let day = fact.day(kinds::JOINED_ON).or(admitted.then_some(fact.occurred.first));
        joined
            .extend(fact.playing(kinds::MEMBER).zip(std::iter::repeat(day)).filter_map(|(who, day)| Some((who, day?))));
    }
    joined
}
