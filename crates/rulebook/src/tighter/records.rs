//! Which records count, and which are looked at.

use crate::model::{Condition, Selector, Test};

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
        for asked in upper.0.iter().filter(|asked| !lower.0.iter().any(|found| implies(found, asked))) {
            self.looser("且", self.condition(asked), self.of_field(asked, lower.0));
        }
        for asked in upper.1.iter().filter(|asked| !lower.1.iter().any(|found| implies(asked, found))) {
            self.looser("除", self.condition(asked), self.of_field(asked, lower.1));
        }
    }

    /// Everything that the upper rule looks at has to be looked at.
    pub fn looks_at_no_less(&mut self, lower: &Selector, upper: &Selector) {
        if !upper.kinds.iter().all(|kind| lower.kinds.contains(kind)) {
            self.looser("记录", self.kinds(upper), self.kinds(lower));
        }
        for found in lower.must.iter().filter(|found| !upper.must.iter().any(|asked| implies(asked, found))) {
            self.looser("且", self.of_field(found, &upper.must), self.condition(found));
        }
        for found in lower.except.iter().filter(|found| !upper.except.iter().any(|asked| implies(found, asked))) {
            self.looser("除", self.of_field(found, &upper.except), self.condition(found));
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
        let fields = self.book.kinds.iter().filter_map(|kind| kind.field(&condition.field));
        // The same slug may be a field of several kinds; one that knows the choices says most.
        let field = fields.max_by_key(|field| field.field_type.choices().map_or(0, <[_]>::len));
        let name = field.map_or(condition.field.as_str(), |field| field.name.as_str());
        let choices = |slugs: &[String]| {
            let known = field.and_then(|field| field.field_type.choices()).unwrap_or_default();
            let label = |slug: &String| known.iter().find(|choice| choice.slug == *slug).map(|choice| &choice.name);
            slugs.iter().map(|slug| label(slug).unwrap_or(slug).as_str()).collect::<Vec<_>>().join("、")
        };
        match &condition.test {
            Test::Flag(flag) => format!("{name} {}", if *flag { "是" } else { "否" }),
            Test::OneOf(slugs) => format!("{name} {}", choices(slugs)),
            Test::AllOf(slugs) => format!("{name} 全部 {}", choices(slugs)),
            Test::Range(least, most) => {
                let least = least.map(|least| format!(" 至少={least}")).unwrap_or_default();
                let most = most.map(|most| format!(" 至多={most}")).unwrap_or_default();
                format!("{name}{least}{most}")
            }
            Test::Filled => format!("{name} 已填"),
            Test::Text(text) => format!("{name} {text}"),
        }
    }

    /// What is said of the same field.
    pub fn of_field(&self, condition: &Condition, among: &[Condition]) -> String {
        let same = among.iter().filter(|other| other.field == condition.field);
        let said: Vec<String> = same.map(|other| self.condition(other)).collect();
        if said.is_empty() { "没有这个条件".to_owned() } else { said.join("，") }
    }
}

/// Whether whatever passes the one test passes the other.
pub(super) fn implies(one: &Condition, other: &Condition) -> bool {
    let within = |slugs: &[String], all: &[String]| slugs.iter().all(|slug| all.contains(slug));
    one.field == other.field
        && match (&one.test, &other.test) {
            (_, Test::Filled) => true,
            (Test::OneOf(one), Test::OneOf(other)) => within(one, other),
            (Test::AllOf(one), Test::AllOf(other)) => within(other, one),
            (Test::AllOf(one), Test::OneOf(other)) => one.iter().any(|slug| other.contains(slug)),
            (Test::Range(least, most), Test::Range(other_least, other_most)) => {
                other_least.is_none_or(|other| least.is_some_and(|least| least >= other))
                    && other_most.is_none_or(|other| most.is_some_and(|most| most <= other))
            }
            (one, other) => one == other,
        }
}

/// Whether two selectors take the same records, wherever they are written.
pub(super) fn same(one: &Selector, other: &Selector) -> bool {
    let all_in = |conditions: &[Condition], others: &[Condition]| {
        conditions.iter().all(|one| others.iter().any(|other| implies(one, other) && implies(other, one)))
    };
    let alike = |one: &[Condition], other: &[Condition]| all_in(one, other) && all_in(other, one);
    one.kinds == other.kinds
        && one.part == other.part
        && alike(&one.must, &other.must)
        && alike(&one.except, &other.except)
}
