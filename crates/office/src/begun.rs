//! What the form of a record begins with that would settle a finding: what the rule says it has to hold, for which
//! period it counts, whom it is about.

use facts::{Fact, FactId, Period, PersonId, Value, kinds};
use findings::{Finding, Missing, Subject};
use rulebook::{Condition, FieldType, Items, Kind, Requirement, Rule, Selector, Test, Trigger, Within};

use crate::form::{Typed, inputs};
use crate::live::{Live, Looked};

/// Inputs with what they begin with.
type Begun = Vec<(String, String)>;

impl Live {
    /// How the form begins; the record to correct instead, where one is there and not as it should be.
    pub(crate) fn begun(&self, looked: &Looked, finding: &Finding, lack: Option<usize>) -> (Begun, Option<FactId>) {
        let Some(rule) = self.rulebook().rules.get(finding.rule) else { return Default::default() };
        match &rule.requirement {
            Requirement::Each(_) => (Vec::new(), event_of(finding)),
            Requirement::Procedure(procedure) => {
                let step = lack.and_then(|lack| match finding.missing.get(lack)? {
                    Missing::Step { step, .. } => procedure.steps.get(*step),
                    _ => None,
                });
                let form = step.and_then(|step| self.step_form(looked, procedure, (step, finding)));
                (form.map(|(_, Typed(typed))| typed).unwrap_or_default(), None)
            }
            requirement => {
                let kind = requirement.kinds().into_iter().next().and_then(|kind| self.rulebook().kind(kind));
                (kind.map(|kind| begun(rule, kind, looked, finding)).unwrap_or_default(), None)
            }
        }
    }
}

fn begun(rule: &Rule, kind: &Kind, looked: &Looked, finding: &Finding) -> Begun {
    let mut begun: Begun = conditions(&rule.requirement).iter().filter_map(of_condition).collect();
    begun.extend(period(kind, finding.period));
    if let (Some(field), Some(item)) = (listed_by(&rule.requirement), item_of(finding)) {
        begun.push((inputs::field(field), item.to_owned()));
    }
    match &finding.subject {
        Subject::Person(person) => begun.extend(part_of(&rule.requirement, kind).map(|part| playing(part, *person))),
        Subject::Pair(one, two) => {
            let mut parts = kind.parts.iter().filter(|part| part.required && !part.attendance);
            if let (Some(first), Some(second), None) = (parts.next(), parts.next(), parts.next()) {
                begun.extend([playing(&first.slug, *one), playing(&second.slug, *two)]);
            }
        }
        Subject::Group(name) => begun.push((inputs::field(kinds::GROUP), name.clone())),
        Subject::Case(name) => {
            let field = rule.subject.register.as_ref().and_then(|register| kind.field(&register.field));
            let field = field.filter(|field| field.field_type == FieldType::Text);
            begun.extend(field.map(|field| (inputs::field(&field.slug), name.clone())));
        }
        Subject::Event(_, Some(event)) => {
            let event = looked.facts.iter().find(|fact| fact.id == *event);
            if let (Requirement::Within(within), Some(event)) = (&rule.requirement, event) {
                begun.extend(of_event(within, event));
            }
        }
        Subject::Organisation | Subject::Event(_, None) => {}
    }
    begun
}

/// The field by which a kind's records name their period, with this one.
pub(crate) fn period(kind: &Kind, period: Period) -> Option<(String, String)> {
    let field = kind.fields.iter().find(|field| field.attributes && field.field_type == FieldType::Period)?;
    matches!(period, Period::Calendar { .. }).then(|| (inputs::field(&field.slug), period.to_string()))
}

/// What a condition says that a record holds, where it leaves only one choice.
pub(crate) fn of_condition(condition: &Condition) -> Option<(String, String)> {
    let value = match &condition.test {
        Test::OneOf(options) if options.len() == 1 => options.first()?.clone(),
        Test::Flag(true) => "yes".to_owned(),
        Test::Flag(false) => "no".to_owned(),
        Test::Text(text) => text.clone(),
        Test::OneOf(_) | Test::AllOf(_) | Test::Listed(_) | Test::Range(..) | Test::Filled => return None,
    };
    Some((inputs::field(&condition.field), value))
}

fn event_of(finding: &Finding) -> Option<FactId> {
    match &finding.subject {
        Subject::Event(_, event) => *event,
        _ => None,
    }
}

fn conditions(requirement: &Requirement) -> &[Condition] {
    match requirement {
        Requirement::Sum(sum) => &sum.must,
        other => selector(other).map(|selector| selector.must.as_slice()).unwrap_or_default(),
    }
}

fn selector(requirement: &Requirement) -> Option<&Selector> {
    match requirement {
        Requirement::Count(count) => Some(&count.selector),
        Requirement::Within(within) => Some(&within.selector),
        Requirement::Inventory(inventory) => match &inventory.items {
            Items::Records(current) => Some(&current.selector),
            Items::Posts(_) => None,
        },
        _ => None,
    }
}

fn listed_by(requirement: &Requirement) -> Option<&str> {
    match requirement {
        Requirement::Inventory(inventory) => match &inventory.items {
            Items::Records(current) => current.each.as_ref().map(|(field, _)| field.as_str()),
            Items::Posts(_) => None,
        },
        _ => None,
    }
}

/// The one item that is lacking.
fn item_of(finding: &Finding) -> Option<&str> {
    match finding.missing.as_slice() {
        [Missing::Item(item)] => Some(item),
        _ => None,
    }
}

/// The part that a member has to play: the one that the rule names, or the only one that there is.
fn part_of<'a>(requirement: &'a Requirement, kind: &'a Kind) -> Option<&'a str> {
    let named = match requirement {
        Requirement::Sum(sum) => sum.part.as_deref(),
        Requirement::Payment(payment) => Some(payment.part.as_str()),
        other => selector(other).and_then(|selector| selector.part.as_deref()),
    };
    let mut parts = kind.parts.iter().filter(|part| !part.attendance);
    let only = parts.next().filter(|_| parts.next().is_none()).map(|part| part.slug.as_str());
    let known = named.and_then(|named| kind.part(named)).filter(|part| !part.attendance);
    known.map(|part| part.slug.as_str()).or(only.filter(|_| named.is_none()))
}

fn playing(part: &str, person: PersonId) -> (String, String) {
    (inputs::part(part), person.to_string())
}

/// What the record that is asked for has in common with the one that asks.
fn of_event(within: &Within, event: &Fact) -> Begun {
    let text = within.same.as_ref().and_then(|same| match event.value(&same.trigger)? {
        Value::Text(text) => Some((inputs::field(&same.asked), text.clone())),
        _ => None,
    });
    let person = match (&within.trigger, within.same_person, within.selector.part.as_deref()) {
        (Trigger::Record(trigger), true, Some(asked)) => {
            let person = trigger.part.as_deref().and_then(|part| event.playing(part).next());
            person.map(|person| playing(asked, person))
        }
        _ => None,
    };
    text.into_iter().chain(person).collect()
}
