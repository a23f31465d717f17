//! 每次: what is demanded of every record of a kind, filled into the one that is planned.

use facts::{Name, Quantity, Value};
use roster::Roster;
use rulebook::{
    Addends, Demand, Each, Electorate, Figure, Kind, Metric, Ratio, RatioBound, Requirement, Rule, Rulebook, Total,
};

use super::Expected;
use super::item::{Item, figure};
use super::turns::{beside, committee};
use crate::metric::metric;
use crate::standing::One;

/// A figure that a ratio is measured against and that nobody knows yet: hundredths of it are whole, so that what is
/// asked for at least and advised at most can both be met.
const UNKNOWN_BASE: Quantity = Quantity::whole(1_000);

/// A planned record as it meets what a rule demands; none where nothing changes.
pub(super) fn complete(
    (rulebook, roster): (&Rulebook, &Roster),
    rule: &Rule,
    each: &Each,
    items: &[Item],
    planned: &Item,
) -> Option<Item> {
    let kind = rulebook.kind(planned.kind)?;
    let item = &mut planned.clone();
    let responsible = rulebook.rule_named(&rule.slug).map_or(item.rule, |(index, _)| index);
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
                call_back(rulebook, roster, ratio, item);
                let _ = in_ratio(rulebook, roster, ratio, item);
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
fn call_back(rulebook: &Rulebook, roster: &Roster, ratio: &Ratio, item: &mut Item) {
    let asks = (&ratio.of, &ratio.to) == (&VOTERS_PRESENT, &VOTERS) && ratio.bound != RatioBound::AtMost;
    let enough = |item: &Item| {
        let all = metric(roster, Metric::FullMembers, One::Organisation, item.day)?;
        Some(ratio.bound.holds(voters_among(roster, item), all, rulebook.share(ratio.share, item.day)?))
    };
    if asks && item.expected == Some(Expected::Members) && enough(item) == Some(false) {
        item.expected = Some(Expected::Everybody);
    }
}

const VOTERS: Figure = Figure::Electorate(Electorate::Voters);
const VOTERS_PRESENT: Figure = Figure::Electorate(Electorate::VotersPresent);

/// How many of those who come have a vote, if nobody is left out.
fn voters_among(roster: &Roster, item: &Item) -> Quantity {
    let come = item.attendees(roster);
    let full = roster.members_on(item.day).filter(|member| member.full_on(item.day));
    Quantity::whole(full.filter(|member| come.contains(&member.person)).count() as i64)
}

/// Assumes the least figure that stands in the ratio.
fn in_ratio(rulebook: &Rulebook, roster: &Roster, ratio: &Ratio, item: &mut Item) -> Option<()> {
    let kind = rulebook.kind(item.kind)?;
    let of = ratio.of.field()?;
    let committee = committee(roster, item.day);
    let to = match &ratio.to {
        Figure::Metric(figure) => metric(roster, *figure, One::Organisation, item.day)?,
        // As many as there can be: nobody is left out.
        Figure::Electorate(Electorate::Voters) => metric(roster, Metric::FullMembers, One::Organisation, item.day)?,
        Figure::Electorate(Electorate::VotersPresent) => voters_among(roster, item),
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
