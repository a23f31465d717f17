//! What a rule asks about: its kinds of record, its tests of fields, its numbers and limits of time.

use facts::Value;

use crate::each::{Demand, Ratio};
use crate::model::{
    Bound, Condition, Inventory, Items, KindIndex, Length, Listed, Number, Register, Requirement, Rule, Rulebook, Run,
    Selector, Share, State, Sum, Test, Trigger, Within,
};
use crate::record_kind::FieldType;

impl Requirement {
    /// The kinds of record that can fulfil or breach it; none where it looks at the roster alone.
    pub fn kinds(&self) -> Vec<KindIndex> {
        match self {
            Requirement::Count(count) => count.selector.kinds.clone(),
            Requirement::Sum(sum) => sum.sources.iter().map(|(kind, _)| *kind).collect(),
            Requirement::Within(within) => within.selector.kinds.clone(),
            Requirement::Each(each) => each.selector.kinds.clone(),
            Requirement::Run(run) => run.selector.kinds.clone(),
            Requirement::Attested(attested) => vec![attested.kind],
            Requirement::Procedure(procedure) => procedure.kinds(),
            Requirement::Payment(payment) => payment.kinds(),
            Requirement::Election(election) => [&election.selector, &election.candidates]
                .into_iter()
                .flat_map(|selector| selector.kinds.iter().copied())
                .collect(),
            Requirement::Inventory(Inventory { items: Items::Records(current) }) => current.selector.kinds.clone(),
            Requirement::State(_) | Requirement::Term(_) | Requirement::Inventory(_) | Requirement::Proportion(_) => {
                Vec::new()
            }
        }
    }

    /// Which records it looks at, those that set a limit among them.
    pub(crate) fn selectors(&self) -> Vec<&Selector> {
        match self {
            Requirement::Count(count) => vec![&count.selector],
            Requirement::Within(within) => match &within.trigger {
                Trigger::Record(trigger) => vec![trigger, &within.selector],
                Trigger::EmptyMonths(_, trigger, dues) => {
                    [trigger, &within.selector].into_iter().chain(dues.iter().map(|(due, _)| due)).collect()
                }
                _ => vec![&within.selector],
            },
            Requirement::Each(each) => std::iter::once(&each.selector).chain(&each.left_out).collect(),
            Requirement::Election(election) => {
                [&election.selector, &election.candidates].into_iter().chain(&election.left_out).collect()
            }
            Requirement::Payment(payment) => payment.dues.iter().map(|(selector, _)| selector).collect(),
            Requirement::Run(run) => {
                std::iter::once(&run.selector).chain(run.dues.iter().map(|(due, _)| due)).collect()
            }
            Requirement::Procedure(procedure) => procedure.selectors().collect(),
            Requirement::Inventory(Inventory { items: Items::Records(current) }) => vec![&current.selector],
            Requirement::Sum(_)
            | Requirement::Attested(_)
            | Requirement::State(_)
            | Requirement::Term(_)
            | Requirement::Proportion(_)
            | Requirement::Inventory(_) => Vec::new(),
        }
    }

    /// Every test that it puts on a field, as it is written.
    pub fn conditions(&self) -> Vec<&Condition> {
        let mut found: Vec<&Condition> = Vec::new();
        for selector in self.selectors() {
            found.extend(selector.must.iter().chain(&selector.except));
        }
        match self {
            Requirement::Sum(sum) => found.extend(sum.must.iter().chain(&sum.except)),
            Requirement::Each(each) => found.extend(each.demands.iter().filter_map(|demand| match demand {
                Demand::Field(condition) => Some(condition),
                _ => None,
            })),
            _ => {}
        }
        found
    }

    /// What is still in time after a period's end, where anything is.
    pub fn grace(&self) -> Option<Length> {
        match self {
            Requirement::Count(count) => count.grace,
            Requirement::Sum(sum) => sum.grace,
            _ => None,
        }
    }

    /// Every limit of time that it sets.
    pub fn lengths(&self) -> Vec<Length> {
        match self {
            Requirement::Count(_) | Requirement::Sum(_) => self.grace().into_iter().collect(),
            Requirement::Within(within) => match within.bound {
                Bound::After(length) => [length].into_iter().chain(within.trigger.no_earlier()).collect(),
                Bound::Before { at_least, no_earlier } => vec![at_least, no_earlier],
            },
            Requirement::Term(term) => vec![term.length, term.extension],
            Requirement::Each(each) => {
                let recorded = each.demands.iter().filter_map(|demand| match demand {
                    Demand::RecordedWithin(length) => Some(*length),
                    _ => None,
                });
                recorded.collect()
            }
            Requirement::Procedure(procedure) => {
                let bounds = procedure.steps.iter().flat_map(|step| [step.latest, step.earliest]);
                bounds.flatten().map(|bound| bound.limit).collect()
            }
            Requirement::State(_)
            | Requirement::Run(_)
            | Requirement::Inventory(_)
            | Requirement::Attested(_)
            | Requirement::Election(_)
            | Requirement::Payment(_)
            | Requirement::Proportion(_) => Vec::new(),
        }
    }
}

impl Trigger {
    /// How long after the first day of a period the first day lies that is in time, where there is such a day.
    pub fn no_earlier(&self) -> Option<Length> {
        match self {
            Trigger::PeriodStart { no_earlier } => *no_earlier,
            _ => None,
        }
    }
}

impl Rulebook {
    /// The fields by which a rule tells two elections of one day apart, or two rounds of one, in records of a kind.
    pub fn told_apart_by(&self, kind: KindIndex) -> impl Iterator<Item = &str> {
        let elections = self.rules.iter().filter_map(|rule| match &rule.requirement {
            Requirement::Election(election) => Some(election),
            _ => None,
        });
        elections.flat_map(move |election| {
            let of_candidates = election.candidates.kinds.contains(&kind);
            let named = election.by.as_deref().filter(|_| of_candidates || election.selector.kinds.contains(&kind));
            named.into_iter().chain(election.round.as_deref().filter(|_| of_candidates))
        })
    }
}

impl Register {
    /// What a record says that it is about: its text, or the name of its choice. The kinds have the same choices.
    pub fn named<'a>(&self, rulebook: &'a Rulebook, value: Option<&'a Value>) -> Option<&'a str> {
        match value? {
            Value::Text(text) => Some(text),
            Value::Options(chosen) => {
                let field = rulebook.kind(*self.selector.kinds.first()?)?.field(&self.field)?;
                let FieldType::One(choices) = &field.field_type else { return None };
                let choice = choices.iter().find(|choice| chosen.first() == Some(&choice.slug))?;
                Some(&choice.name)
            }
            _ => None,
        }
    }

    /// The value by which a record is about what has this name.
    pub fn value_of(&self, rulebook: &Rulebook, name: &str) -> Value {
        let field = self.selector.kinds.first().and_then(|kind| rulebook.kind(*kind)?.field(&self.field));
        let choice = match field.map(|field| &field.field_type) {
            Some(FieldType::One(choices)) => choices.iter().find(|choice| choice.name == name),
            _ => None,
        };
        choice.map_or_else(|| Value::Text(name.to_owned()), |choice| Value::Options(vec![choice.slug.clone()]))
    }

    /// What begins and what ends a thing.
    pub fn selectors(&self) -> impl Iterator<Item = &Selector> {
        std::iter::once(&self.selector).chain(&self.ended_by)
    }
}

impl Rule {
    /// Every test that it puts on a field, those of its register among them.
    fn conditions(&self) -> Vec<&Condition> {
        let mut found = self.requirement.conditions();
        for selector in self.subject.register.iter().flat_map(Register::selectors) {
            found.extend(selector.must.iter().chain(&selector.except));
        }
        found
    }

    /// Every list that it names, as the choices of a field.
    pub fn lists(&self) -> Vec<&Listed> {
        let named = self.conditions().into_iter().filter_map(|condition| match &condition.test {
            Test::Listed(listed) => Some(listed),
            _ => None,
        });
        let items = match &self.requirement {
            Requirement::Inventory(Inventory { items: Items::Records(current) }) => current.listed.as_ref(),
            _ => None,
        };
        named.chain(items).collect()
    }

    /// Every number that its evaluation can ask for, those in tests of fields and limits of time among them.
    pub fn numbers(&self) -> Vec<Number> {
        let mut found = Vec::new();
        let mut ranges = self.subject.conditions.clone();
        match &self.requirement {
            Requirement::Count(count) => found.extend(std::iter::once(count.at_least).chain(count.at_most)),
            Requirement::Sum(Sum { at_least, .. }) => found.push(*at_least),
            Requirement::Proportion(proportion) => found.extend(proportion.numbers()),
            Requirement::Within(Within {
                trigger: Trigger::Above(_, number) | Trigger::Below(_, number) | Trigger::EmptyMonths(number, ..),
                ..
            }) => found.push(*number),
            Requirement::State(State { ranges: more }) => ranges.extend(more.iter().cloned()),
            Requirement::Run(Run { in_a_row, in_all, .. }) => {
                found.push(*in_a_row);
                found.extend(*in_all);
            }
            Requirement::Each(each) => found.extend(each.demands.iter().filter_map(|demand| match demand {
                Demand::Ratio(Ratio { share, .. }) => share.number(),
                _ => None,
            })),
            Requirement::Election(election) => {
                let margins = election.margins.iter().map(|(_, share)| *share);
                let shares = margins.chain(election.support.iter().map(|support| support.share));
                found.extend(shares.filter_map(Share::number));
            }
            Requirement::Within(_)
            | Requirement::Term(_)
            | Requirement::Inventory(_)
            | Requirement::Attested(_)
            | Requirement::Payment(_)
            | Requirement::Procedure(_) => {}
        }
        for range in ranges {
            found.extend(
                [range.at_least, range.at_most, range.advised_at_least, range.advised_at_most].into_iter().flatten(),
            );
        }
        found.extend(self.conditions().into_iter().flat_map(Condition::numbers));
        found.extend(self.requirement.lengths().into_iter().filter_map(|length| match length {
            Length::Parameter(index) => Some(Number::Parameter(index)),
            Length::Fixed(_) => None,
        }));
        found
    }
}

impl Condition {
    /// The numbers that its test compares with.
    pub fn numbers(&self) -> Vec<Number> {
        match self.test {
            Test::Range(least, most) => least.into_iter().chain(most).collect(),
            _ => Vec::new(),
        }
    }
}
