//! What cannot be: a record without what its kind requires, on a day that has not come, before the organisation was.

use facts::{Day, Fact, Name, kinds};
use roster::Roster;
use rulebook::Kind;

/// Something that is wrong, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fault {
    Field(Name, String),
    Part(Name, String),
    First(String),
    Last(String),
    Whole(String),
}

/// Everything that is wrong with a record. One that merely breaks a rule has no fault: the finding says so.
pub(super) fn faults(kind: &Kind, roster: &Roster, fact: &Fact, secrets: &[(Name, String)], today: Day) -> Vec<Fault> {
    let mut faults = Vec::new();
    for field in kind.fields.iter().filter(|field| field.required) {
        let is_there = fact.values.contains_key(&field.slug) || secrets.iter().any(|(slug, _)| *slug == field.slug);
        if !is_there {
            faults.push(Fault::Field(field.slug.clone(), format!("应填写{}", field.name)));
        }
    }
    for part in &kind.parts {
        let players = fact.people.iter().filter(|one| one.part == part.slug).count();
        if players == 0 && part.required {
            faults.push(Fault::Part(part.slug.clone(), format!("应选{}", part.name)));
        }
        if players > 1 && !part.many {
            faults.push(Fault::Part(part.slug.clone(), format!("{}只能选一人，现在选了 {players} 人", part.name)));
        }
    }
    if !secrets.is_empty() && fact.people.is_empty() {
        faults.push(Fault::Whole("保密内容要有它所属的人，请先选人".to_owned()));
    }
    faults.extend(days(kind, roster, fact, today));
    faults
}

fn days(kind: &Kind, roster: &Roster, fact: &Fact, today: Day) -> Option<Fault> {
    let (first, last) = (fact.occurred.first, fact.occurred.last);
    if last < first {
        return Some(Fault::Last(format!("末日应不早于首日 {first}，现在是 {last}")));
    }
    if first > today {
        return Some(Fault::First(format!("应为已经发生的日子，最晚今天 {today}，现在是 {first}")));
    }
    // What somebody is let off, and who stays here for a while, may end on a day that is known beforehand.
    let lasts = intake::LASTING.contains(&kind.slug.as_str()) || kind.slug == kinds::FLOATING_IN;
    if last > today && !lasts {
        return Some(Fault::Last(format!("{}记的是已经发生的事，末日最晚今天 {today}，现在是 {last}", kind.name)));
    }
    match roster.set_up_on() {
        Some(set_up) if first < set_up && kind.slug != kinds::ORGANISATION_SET_UP => {
            Some(Fault::First(format!("本组织 {set_up} 才设立，不应早于这一天，现在是 {first}")))
        }
        _ => None,
    }
}
