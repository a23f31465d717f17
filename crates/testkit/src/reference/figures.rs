//! The figures of one record, and holding them against each other.
//!
//! - Those who may vote are the full members of the day but for those who are left out: of the records about a member
//!   up to the day, the last one decides, if it has not ended by its own span.
//! - Who is there is said by the record. Of whom it says nothing, may have been there or not: every number of people
//!   that there can have been is tried, and what does not come out the same for all is not known.

use facts::{Day, Fact, Period, PersonId, Quantity};
use findings::{Missing, Subject};
use rulebook::{
    Addends, Electorate, Figure, KindIndex, Rate, Rated, Ratio, RatioBound, Selector, Share, Status, Total,
};

use super::records::Attribution;
use super::roster::COMMITTEE_POSTS;
use super::{World, each, metric, records, roster};

/// All that a figure may be: mostly one number.
pub(super) type Possible = Vec<Quantity>;

pub(super) fn possible(
    world: &World<'_>,
    (left_out, fact): (&[Selector], &Fact),
    figure: &Figure,
) -> Result<Possible, Missing> {
    let day = fact.occurred.first;
    match figure {
        Figure::Field(field) => match fact.value(field).and_then(records::hundredths) {
            Some(found) => Ok(vec![found]),
            None => Err(Missing::Field(field.clone())),
        },
        Figure::Metric(figure) => {
            let found = metric::of(world, &roster::on(world, day), day, &Subject::Organisation, *figure);
            found.map(|found| vec![found]).ok_or(Missing::UnknownFigure(*figure))
        }
        Figure::Electorate(Electorate::Voters) => Ok(vec![whole(voters(world, left_out, day).len())]),
        Figure::Electorate(Electorate::VotersPresent) => Ok(there(world, fact, &voters(world, left_out, day))),
        Figure::Electorate(Electorate::CommitteePresent) => Ok(there(world, fact, &committee(world, day))),
    }
}

pub(super) fn committee(world: &World<'_>, day: Day) -> Vec<PersonId> {
    let roster = roster::on(world, day);
    world.people.iter().copied().filter(|person| roster.holds(*person, &COMMITTEE_POSTS)).collect()
}

pub(super) fn voters(world: &World<'_>, left_out: &[Selector], day: Day) -> Vec<PersonId> {
    let roster = roster::on(world, day);
    let is_out = |person: &PersonId, selector: &Selector| {
        let is_about = |fact: &Fact| {
            let named = match &selector.part {
                Some(part) => fact.playing(part).any(|named| named == *person),
                None => fact.people.iter().any(|named| named.person == *person),
            };
            let of_kind = selector.kinds.iter().filter_map(|kind| world.rulebook.kind(*kind));
            named && of_kind.into_iter().any(|kind| kind.slug == fact.kind) && fact.occurred.first <= day
        };
        let mut about: Vec<&Fact> = world.ledger.iter().copied().filter(|fact| is_about(fact)).collect();
        records::in_order(&mut about);
        let not_over = |fact: &Fact| roster::ends(fact).is_none_or(|last| day <= last);
        about.last().is_some_and(|last| records::matches(world, last, selector) && not_over(last))
    };
    let may_vote = |person: &PersonId| !left_out.iter().any(|selector| is_out(person, selector));
    roster.full_members.iter().copied().filter(may_vote).collect()
}

/// How many of these people can have been there, the fewest first.
fn there(world: &World<'_>, fact: &Fact, people: &[PersonId]) -> Possible {
    let presences: Vec<_> = people.iter().map(|person| each::presences(world, &[fact], *person)).collect();
    let there = presences.iter().filter(|own| own.iter().any(|presence| presence.counts_as_present())).count();
    let unsaid = presences.iter().filter(|own| own.is_empty()).count();
    (there..=there + unsaid).map(whole).collect()
}

fn whole(count: usize) -> Quantity {
    Quantity::whole(count as i64)
}

/// Whether figures stand in a ratio: none where that is not the same for all that they may be.
pub(super) fn stand(
    world: &World<'_>,
    of: &[Quantity],
    bound: RatioBound,
    to: &[Quantity],
    share: Share,
    day: Day,
) -> Result<bool, Missing> {
    let (parts, whole) = match share {
        Share::Fraction { parts, whole } => (parts, whole),
        Share::Number(number) => (world.rulebook.number(number, day).ok_or(Missing::Parameter)?.0, 100),
    };
    let all = of.iter().flat_map(|of| to.iter().map(move |to| (of.0 * whole, to.0 * parts)));
    let held: Vec<bool> = all
        .map(|(of, to)| match bound {
            RatioBound::AtLeast => of >= to,
            RatioBound::MoreThan => of > to,
            RatioBound::AtMost => of <= to,
        })
        .collect();
    match (held.contains(&true), held.contains(&false)) {
        (true, true) => Err(Missing::Unrecorded(of.len().max(to.len()) as u32 - 1)),
        (holds, _) => Ok(holds),
    }
}

pub(super) fn ratio(
    world: &World<'_>,
    about: (&[Selector], &Fact),
    asked: &Ratio,
    demand: usize,
) -> (Status, Option<Missing>) {
    let both = possible(world, about, &asked.of).and_then(|of| Ok((of, possible(world, about, &asked.to)?)));
    let stand = both.and_then(|(of, to)| {
        let stand = stand(world, &of, asked.bound, &to, asked.share, about.1.occurred.first)?;
        Ok((stand, of, to))
    });
    match stand {
        Ok((true, _, _)) => (Status::Met, None),
        Ok((false, of, to)) => {
            let first = |figures: &[Quantity]| figures.first().copied().unwrap_or(Quantity(0));
            (Status::Breached, Some(Missing::Compared { demand, of: first(&of), to: first(&to) }))
        }
        Err(missing) => (Status::Unknown, Some(missing)),
    }
}

/// Whether a field is the sum of others; the first that is not filled in among those is what is missing.
///
/// Of a period, the records are added up that occurred in it, by the day of the one that tells of it.
pub(super) fn total(world: &World<'_>, fact: &Fact, asked: &Total, demand: usize) -> (Status, Option<Missing>) {
    let filled = |field: &str| fact.value(field).and_then(records::hundredths);
    let sum = match &asked.addends {
        Addends::Fields(addends) => match addends.iter().find(|field| filled(field).is_none()) {
            Some(field) => Err(Missing::Field(field.clone())),
            None => Ok(addends.iter().filter_map(|field| filled(field)).map(|figure| figure.0).sum()),
        },
        Addends::Records(sources) => match (records::unnamed(world, fact), records::declared(world, fact)) {
            (None, Some(Attribution::Period(period))) => Ok(paid_in(world, fact, period, sources)),
            (field, _) => Err(Missing::Field(field.unwrap_or_default())),
        },
    };
    equals(fact, &asked.of, sum.map(Quantity), demand)
}

fn paid_in(world: &World<'_>, fact: &Fact, period: Period, sources: &[(KindIndex, String)]) -> i64 {
    let inside = |other: &Fact| {
        let on = other.occurred.first;
        period.days().is_some_and(|(first, last)| first <= on && on <= last) && on <= fact.occurred.first
    };
    let mut sum = 0;
    for (kind, field) in sources {
        let slug = world.rulebook.kind(*kind).map_or("", |kind| kind.slug.as_str());
        for other in world.ledger.iter().filter(|other| other.kind == slug && inside(other)) {
            sum += other.value(field).and_then(records::hundredths).map_or(0, |figure| figure.0);
        }
    }
    sum
}

/// Whether a field is what rates make of another: of the whole base, by the first bracket that it does not exceed, to
/// the hundredth, half a hundredth up.
pub(super) fn rated(world: &World<'_>, fact: &Fact, asked: &Rated, demand: usize) -> (Status, Option<Missing>) {
    let due = || {
        let base = fact.value(&asked.base).and_then(records::hundredths);
        let base = base.ok_or_else(|| Missing::Field(asked.base.clone()))?;
        let mut tables = world.rulebook.rates.get(asked.rates).map(|rates| rates.tables.clone()).unwrap_or_default();
        tables.retain(|table| table.from <= fact.occurred.first);
        let brackets = tables.last().map(|table| table.brackets.clone()).unwrap_or_default();
        let own = brackets.iter().find(|bracket| bracket.at_most.is_none_or(|most| base <= most));
        match own.map(|bracket| bracket.rate) {
            None => Err(Missing::Parameter),
            Some(Rate::Fixed(amount)) => Ok(amount),
            Some(Rate::Share(parts)) => Ok(Quantity((base.0 * parts + Rate::WHOLE / 2).div_euclid(Rate::WHOLE))),
        }
    };
    equals(fact, &asked.of, due(), demand)
}

fn equals(fact: &Fact, field: &str, wanted: Result<Quantity, Missing>, demand: usize) -> (Status, Option<Missing>) {
    match (wanted, fact.value(field).and_then(records::hundredths)) {
        (Err(missing), _) => (Status::Unknown, Some(missing)),
        (Ok(_), None) => (Status::Unknown, Some(Missing::Field(field.to_owned()))),
        (Ok(to), Some(of)) if of != to => (Status::Breached, Some(Missing::Compared { demand, of, to })),
        _ => (Status::Met, None),
    }
}
