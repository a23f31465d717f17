//! 每次: what is demanded of every record of a kind, filled into the one that is planned.

use std::collections::BTreeSet;

use facts::{Day, Fact, Name, PersonId, Quantity, Value, current};
use roster::Roster;
use rulebook::{
    Addends, Demand, Each, Electorate, Figure, Kind, Ratio, RatioBound, Requirement, Rule, Rulebook, Selector, Total,
};

use super::Expected;
use super::item::{Item, figure};
use super::turns::{beside, committee};
use crate::columns::passes;
use crate::metric::metric;
use crate::standing::One;

/// A figure that a ratio is measured against and that nobody knows yet: hundredths of it are whole, so that what is
/// asked for at least and advised at most can both be met.
const UNKNOWN_BASE: Quantity = Quantity::whole(1_000);

/// A planned record as it meets what a rule demands; none where nothing changes.
pub(super) fn complete(
    (rulebook, roster, facts): (&Rulebook, &Roster, &[Fact]),
    rule: &Rule,
    each: &Each,
    items: &[Item],
    planned: &Item,
) -> Option<Item> {
    let kind = rulebook.kind(planned.kind)?;
    let item = &mut planned.clone();
    let responsible = rulebook.rule_named(&rule.slug).map_or(item.rule, |(index, _)| index);
    let voters = voters((rulebook, roster, facts), &each.left_out, item.day);
    for demand in &each.demands {
        match demand {
            Demand::Field(condition) => {
                // What cannot be is left to the finding.
                let _ = item.satisfy(rulebook, kind, condition);
            }
            Demand::Part(part) if !item.people.iter().any(|(slug, _)| slug == part) => {
                let turn = if item.expected.is_some() { beside(rulebook, roster, items, item, part) } else { None };
                match turn {
                    Some(person) => item.people.push((part.clone(), person)),
                    None => item.appoint(rulebook, roster, responsible, part),
                }
            }
            Demand::AbsentAtMost(_) | Demand::UnrecordedAtMost(_) => expect_members(item),
            Demand::Ratio(ratio) => {
                summon(ratio, item);
                call_back((rulebook, roster, &voters), ratio, item);
                let _ = in_ratio((rulebook, roster, &voters), ratio, item);
            }
            Demand::Total(Total { of, addends: Addends::Fields(addends) }) => {
                let _ = in_total(rulebook, of, addends, item);
            }
            // What was paid is known when the period is over; rates are of a base that is reviewed.
            Demand::Total(Total { addends: Addends::Records(_), .. })
            | Demand::Part(_)
            | Demand::RecordedWithin(_)
            | Demand::Rated(_) => {}
        }
    }
    (item != planned).then(|| item.clone())
}

/// A record that counts who decides is one of an occasion at which they are expected.
fn summon(ratio: &Ratio, item: &mut Item) {
    for figure in [&ratio.of, &ratio.to] {
        match figure {
            Figure::Electorate(Electorate::VotersPresent) => expect_members(item),
            Figure::Electorate(Electorate::CommitteePresent) => {
                item.expected.get_or_insert(Expected::Committee);
            }
            Figure::Electorate(_) | Figure::Field(_) | Figure::Metric(_) => {}
        }
    }
}

/// Those who were called back stay so.
fn expect_members(item: &mut Item) {
    if item.expected != Some(Expected::Everybody) {
        item.expected = Some(Expected::Members);
    }
}

/// Where too few come without those who are away, they are asked to come too.
fn call_back((rulebook, roster, voters): (&Rulebook, &Roster, &Voters), ratio: &Ratio, item: &mut Item) {
    let asks = (&ratio.of, &ratio.to) == (&VOTERS_PRESENT, &VOTERS) && ratio.bound != RatioBound::AtMost;
    let enough = |item: &Item| {
        Some(ratio.bound.holds(among(roster, voters, item), all(voters), rulebook.share(ratio.share, item.day)?))
    };
    if asks && item.expected == Some(Expected::Members) && enough(item) == Some(false) {
        item.expected = Some(Expected::Everybody);
    }
}

const VOTERS: Figure = Figure::Electorate(Electorate::Voters);
const VOTERS_PRESENT: Figure = Figure::Electorate(Electorate::VotersPresent);

/// Who may vote on a day.
type Voters = BTreeSet<PersonId>;

/// The full members, but for those whom the latest record about them leaves out.
fn voters((rulebook, roster, facts): (&Rulebook, &Roster, &[Fact]), left_out: &[Selector], day: Day) -> Voters {
    let held = if left_out.is_empty() { Vec::new() } else { current(facts, None) };
    let is_left_out = |person: PersonId, selector: &Selector| {
        let is_of_kind = |fact: &Fact| {
            let mut kinds = selector.kinds.iter().filter_map(|kind| rulebook.kind(*kind));
            kinds.any(|kind| kind.slug == fact.kind)
        };
        let names = |fact: &&&Fact| {
            let mut people = fact.people.iter().filter(|people| people.person == person);
            let in_part = people.any(|people| selector.part.as_ref().is_none_or(|part| people.part == *part));
            in_part && fact.occurred.first <= day && is_of_kind(fact)
        };
        // Of one day the later in the ledger.
        let latest = held.iter().filter(names).max_by_key(|fact| fact.occurred.first);
        latest.is_some_and(|fact| {
            let (first, last) = (fact.occurred.first, fact.occurred.last);
            selector.must.iter().all(|condition| passes(rulebook, condition, fact))
                && !selector.except.iter().any(|condition| passes(rulebook, condition, fact))
                && (last == first || day <= last)
        })
    };
    let full = roster.members_on(day).filter(|member| member.full_on(day)).map(|member| member.person);
    full.filter(|person| !left_out.iter().any(|selector| is_left_out(*person, selector))).collect()
}

fn all(voters: &Voters) -> Quantity {
    Quantity::whole(voters.len() as i64)
}

/// How many of those who come have a vote.
fn among(roster: &Roster, voters: &Voters, item: &Item) -> Quantity {
    Quantity::whole(item.attendees(roster).iter().filter(|person| voters.contains(*person)).count() as i64)
}

/// Assumes the least figure that stands in the ratio.
fn in_ratio((rulebook, roster, voters): (&Rulebook, &Roster, &Voters), ratio: &Ratio, item: &mut Item) -> Option<()> {
    let kind = rulebook.kind(item.kind)?;
    let of = ratio.of.field()?;
    let committee = committee(roster, item.day);
    let to = match &ratio.to {
        Figure::Metric(figure) => metric(roster, *figure, One::Organisation, item.day)?,
        Figure::Electorate(Electorate::Voters) => all(voters),
        Figure::Electorate(Electorate::VotersPresent) => among(roster, voters, item),
        Figure::Electorate(Electorate::CommitteePresent) => {
            Quantity::whole(item.attendees(roster).iter().filter(|person| committee.contains(person)).count() as i64)
        }
        Figure::Field(field) => match held(item, field) {
            Some(found) => found,
            None => assume(kind, item, field, UNKNOWN_BASE)?,
        },
    };
    let share = rulebook.share(ratio.share, item.day)?;
    if held(item, of).is_some_and(|of| ratio.bound.holds(of, to, share)) {
        return Some(());
    }
    let unit = Quantity::whole(1).0;
    let exact = to.0.saturating_mul(share.0);
    let (wholes, rest) = (exact.div_euclid(share.1 * unit), exact.rem_euclid(share.1 * unit));
    let more = match ratio.bound {
        RatioBound::AtLeast => i64::from(rest > 0),
        RatioBound::MoreThan => 1,
        RatioBound::AtMost => 0,
    };
    assume(kind, item, of, Quantity::whole(wholes + more)).map(drop)
}

/// Assumes a sum, and of what it is made up: all of what is left in the first that nobody knows. What was assumed may be
/// assumed anew, since another demand may have changed the sum.
fn in_total(rulebook: &Rulebook, of: &Name, addends: &[Name], item: &mut Item) -> Option<()> {
    let kind = rulebook.kind(item.kind)?;
    let is_known = |item: &Item, addend: &Name| item.values.contains_key(addend);
    let unknown: Vec<&Name> = addends.iter().filter(|addend| !is_known(item, addend)).collect();
    let known = addends.iter().filter(|addend| is_known(item, addend));
    let known: i64 = known.filter_map(|addend| held(item, addend)).map(|found| found.0).sum();
    let sum = match held(item, of) {
        Some(sum) => sum,
        None if unknown.is_empty() => assume(kind, item, of, Quantity(known))?,
        None => assume(kind, item, of, UNKNOWN_BASE)?,
    };
    let mut rest = sum.0.saturating_sub(known).max(0);
    for addend in unknown {
        assume(kind, item, addend, Quantity(rest))?;
        rest = 0;
    }
    Some(())
}

fn held(item: &Item, field: &Name) -> Option<Quantity> {
    match item.values.get(field).or_else(|| item.assumed.get(field)) {
        Some(Value::Quantity(found)) => Some(*found),
        Some(Value::Money(found)) => Some(Quantity(found.0)),
        _ => None,
    }
}

fn assume(kind: &Kind, item: &mut Item, slug: &Name, number: Quantity) -> Option<Quantity> {
    let field = kind.field(slug)?;
    item.assumed.insert(slug.clone(), figure(field, number));
    item.to_fill_in.insert(slug.clone());
    Some(number)
}

/// A part of an occasion that some rule asks people to play themselves, and that nobody plays yet.
pub(super) fn open_part(rulebook: &Rulebook, item: &Item) -> Option<Name> {
    let kind = rulebook.kind(item.kind).filter(|kind| kind.parts.iter().any(|part| part.attendance))?;
    let asked = |slug: &Name| {
        rulebook.rules.iter().any(|rule| match &rule.requirement {
            Requirement::Count(count) => {
                count.selector.kinds.contains(&item.kind) && count.selector.part.as_ref() == Some(slug)
            }
            _ => false,
        })
    };
    let open = |slug: &Name| !item.people.iter().any(|(part, _)| part == slug);
    let mut parts = kind.parts.iter().filter(|part| !part.many && !part.attendance);
    parts.find(|part| asked(&part.slug) && open(&part.slug)).map(|part| part.slug.clone())
}
