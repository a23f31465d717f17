//! Which records count, and which are looked at.

use facts::Quantity;

use crate::model::{Condition, Number, Selector, Test};
use crate::record_kind::Field;

use super::Comparison;

impl Comparison<'_> {
    /// Nothing may count for the lower rule that does not count for the upper one.
    pub fn counts_no_more(&mut self, lower: &Selector, upper: &Selector) {
        if !lower.kinds.iter().all(|kind| upper.kinds.contains(kind)) {
            self.looser("记录", self.kinds(upper), self.kinds(lower));
        }
        self.tests((&lower.must, &lower.except), (&upper.must, &upper.except));
        if lower.part != upper.part {
            self.not_comparable("担任");
        }
    }

    /// What has to hold of a record, and what must not.
    pub fn tests(&mut self, lower: (&[Condition], &[Condition]), upper: (&[Condition], &[Condition])) {
        for asked in upper.0 {
            if !lower.0.iter().any(|found| self.implies(found, asked)) {
                self.looser("且", self.condition(asked), self.of_field(asked, lower.0));
            }
        }
        for asked in upper.1 {
            if !lower.1.iter().any(|found| self.implies(asked, found)) {
                self.looser("除", self.condition(asked), self.of_field(asked, lower.1));
            }
        }
    }

    /// Everything that the upper rule looks at has to be looked at.
    pub fn looks_at_no_less(&mut self, lower: &Selector, upper: &Selector) {
        if !upper.kinds.iter().all(|kind| lower.kinds.contains(kind)) {
            self.looser("记录", self.kinds(upper), self.kinds(lower));
        }
        for found in &lower.must {
            if !upper.must.iter().any(|asked| self.implies(asked, found)) {
                self.looser("且", self.of_field(found, &upper.must), self.condition(found));
            }
        }
        for found in &lower.except {
            if !upper.except.iter().any(|asked| self.implies(found, asked)) {
                self.looser("除", self.of_field(found, &upper.except), self.condition(found));
            }
        }
        if lower.part != upper.part {
            self.not_comparable("担任");
        }
    }

    fn kinds(&self, selector: &Selector) -> String {
        let names = selector.kinds.iter().filter_map(|kind| self.book.kind(*kind)).map(|kind| kind.name.as_str());
        names.collect::<Vec<_>>().join("、")
    }

    /// A condition by names: `合并召开 否`.
    pub fn condition(&self, condition: &Condition) -> String {
        let field = self.field(condition);
        let name = field.map_or(condition.field.as_str(), |field| field.name.as_str());
        let choices = |slugs: &[String]| {
            let known = field.and_then(|field| field.field_type.choices()).unwrap_or_default();
            let label = |slug: &String| known.iter().find(|choice| choice.slug == *slug).map(|choice| &choice.name);
            slugs.iter().map(|slug| label(slug).unwrap_or(slug).as_str()).collect::<Vec<_>>().join("、")
        };
        match &condition.test {
            Test::Flag(flag) => format!("{name} {}", if *flag { "是" } else { "否" }),
            Test::OneOf(slugs) => format!("{name} {}", choices(slugs)),
            Test::Listed(listed) => format!("{name} {}", choices(listed.on(self.on))),
            Test::AllOf(slugs) => format!("{name} 全部 {}", choices(slugs)),
            Test::Range(least, most) => {
                let bounds = [("至少", *least), ("至多", *most)].into_iter();
                let bounds = bounds.filter_map(|(word, number)| Some(format!(" {word}={}", self.value(number)?)));
                format!("{name}{}", bounds.collect::<String>())
            }
            Test::Filled => format!("{name} 已填"),
            Test::Text(text) => format!("{name} {text}"),
        }
    }

    /// The field that a condition is about. The same slug may be a field of several kinds: one of those that the rules
    /// look at, and of these one that knows the choices.
    fn field(&self, condition: &Condition) -> Option<&Field> {
        let named: &[String] = match &condition.test {
            Test::OneOf(slugs) | Test::AllOf(slugs) => slugs,
            Test::Listed(listed) => listed.on(self.on),
            _ => &[],
        };
        let kinds = [self.lower, self.upper].map(|rule| rule.requirement.kinds()).concat();
        let own = kinds.into_iter().filter_map(|kind| self.book.kind(kind));
        let mut fields: Vec<&Field> =
            own.chain(&self.book.kinds).filter_map(|kind| kind.field(&condition.field)).collect();
        let knows = |field: &&Field| {
            let known = field.field_type.choices().unwrap_or_default();
            named.iter().all(|slug| known.iter().any(|choice| choice.slug == *slug))
        };
        let at = fields.iter().position(knows).unwrap_or(0);
        (at < fields.len()).then(|| fields.swap_remove(at))
    }

    /// What is said of the same field.
    pub fn of_field(&self, condition: &Condition, among: &[Condition]) -> String {
        let same = among.iter().filter(|other| other.field == condition.field);
        let said: Vec<String> = same.map(|other| self.condition(other)).collect();
        if said.is_empty() { "没有这个条件".to_owned() } else { said.join("，") }
    }

    /// Whether whatever passes the one test passes the other, as numbers and lists are on the day.
    pub fn implies(&self, one: &Condition, other: &Condition) -> bool {
        let within = |slugs: &[String], all: &[String]| slugs.iter().all(|slug| all.contains(slug));
        let reaches = |one: Option<Number>, other: Option<Number>, as_tight: fn(&Quantity, &Quantity) -> bool| {
            other.is_none()
                || one == other
                || self.value(one).zip(self.value(other)).is_some_and(|(one, other)| as_tight(&one, &other))
        };
        one.field == other.field
            && match (&one.test, &other.test) {
                (_, Test::Filled) => true,
                (Test::AllOf(one), Test::AllOf(other)) => within(other, one),
                (Test::Range(least, most), Test::Range(other_least, other_most)) => {
                    reaches(*least, *other_least, Quantity::ge) && reaches(*most, *other_most, Quantity::le)
                }
                (Test::AllOf(one), other) => {
                    self.one_of(other).is_some_and(|other| one.iter().any(|slug| other.contains(slug)))
                }
                (one, other) => match (self.one_of(one), self.one_of(other)) {
                    (Some(one), Some(other)) => within(one, other),
                    _ => one == other,
                },
            }
    }

    /// The choices one of which is enough, written out or those that a list has on the day.
    fn one_of<'t>(&self, test: &'t Test) -> Option<&'t [String]> {
        match test {
            Test::OneOf(slugs) => Some(slugs),
            Test::Listed(listed) => Some(listed.on(self.on)),
            _ => None,
        }
    }

    /// Whether two selectors take the same records, wherever they are written.
    pub fn same(&self, one: &Selector, other: &Selector) -> bool {
        let all_in = |conditions: &[Condition], others: &[Condition]| {
            conditions.iter().all(|one| others.iter().any(|other| self.implies(one, other) && self.implies(other, one)))
        };
        let alike = |one: &[Condition], other: &[Condition]| all_in(one, other) && all_in(other, one);
        one.kinds == other.kinds
            && one.part == other.part
            && alike(&one.must, &other.must)
            && alike(&one.except, &other.except)
    }
}
