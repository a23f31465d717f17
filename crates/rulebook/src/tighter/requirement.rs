//! The forms of requirement, each beside another of the same form.

use facts::{Calendar, Limit, Name, Quantity};

use crate::each::{Demand, Each, Figure, Ratio};
use crate::model::{
    Attested, Bound, Condition, Count, Inventory, Items, Length, MetricRange, Number, RatioBound, Requirement, Rule,
    Run, Selector, State, Sum, Term, Trigger, Within,
};
use crate::procedure::{Procedure, Step, StepLimit};
use crate::proportion::{Proportion, Whole};
use crate::record_kind::Choice;
use crate::words::Word;

use super::Comparison;

impl Comparison<'_> {
    pub fn requirements(&mut self) {
        match (&self.lower.requirement, &self.upper.requirement) {
            (Requirement::Count(lower), Requirement::Count(upper)) => self.counts(lower, upper),
            (Requirement::Sum(lower), Requirement::Sum(upper)) => self.sums(lower, upper),
            (Requirement::Within(lower), Requirement::Within(upper)) => self.limits(lower, upper),
            (Requirement::State(lower), Requirement::State(upper)) => self.states(lower, upper),
            (Requirement::Each(lower), Requirement::Each(upper)) => self.records(lower, upper),
            (Requirement::Run(lower), Requirement::Run(upper)) => self.runs(lower, upper),
            (Requirement::Term(lower), Requirement::Term(upper)) => self.terms(lower, upper),
            (Requirement::Inventory(lower), Requirement::Inventory(upper)) => self.inventories(lower, upper),
            (Requirement::Attested(lower), Requirement::Attested(upper)) => self.attestations(lower, upper),
            (Requirement::Procedure(lower), Requirement::Procedure(upper)) => self.procedures(lower, upper),
            (Requirement::Proportion(lower), Requirement::Proportion(upper)) => self.proportions(lower, upper),
            // Two forms, or one that nobody has said yet how to compare.
            _ => self.not_comparable("要求的形式"),
        }
    }

    /// How often the lower rule's period comes in the upper one's, where it is no longer.
    fn periods(&mut self) -> Option<i64> {
        match (self.lower.calendar, self.upper.calendar) {
            (Some(lower), Some(upper)) if lower.months() > upper.months() => {
                self.looser("期间", Calendar::word(upper), Calendar::word(lower));
                None
            }
            (Some(lower), Some(upper)) => Some(i64::from(upper.months() / lower.months())),
            (None, None) => Some(1),
            _ => {
                self.not_comparable("期间");
                None
            }
        }
    }

    /// How often the lower rule's window comes in the upper one's, or in the half of the upper one's period through
    /// which whoever owes the period stood.
    fn windows(&mut self) -> Option<i64> {
        let times = match (self.lower.window, self.upper.window) {
            (None, None) => return self.periods(),
            (Some(lower), Some(upper)) if lower == upper => Some(1),
            (Some(lower), Some(upper)) => times_within(lower, upper),
            (Some(lower), None) => self.upper.calendar.and_then(|upper| times_within(lower, second_half(upper))),
            (None, Some(_)) => None,
        };
        // Of what can be less than nothing, a part says nothing of the whole.
        let adds_up = matches!(self.lower.requirement, Requirement::Sum(_)) && self.lower.window != self.upper.window;
        let times = times.filter(|_| !adds_up);
        if times.is_none() {
            self.not_comparable("期间");
        }
        times
    }

    /// How much is asked for in the upper rule's period or window.
    fn amounts(&mut self, lower: Number, upper: Number) {
        let Some(times) = self.windows() else { return };
        let lower = self.value(Some(lower)).map(|value| Quantity(value.0.saturating_mul(times)));
        self.at_least("至少", lower, self.value(Some(upper)));
    }

    fn graces(&mut self, lower: Option<Length>, upper: Option<Length>) {
        let none = Length::Fixed(Limit::Days(0));
        self.no_longer("期后", lower.unwrap_or(none), upper.unwrap_or(none));
    }

    fn counts(&mut self, lower: &Count, upper: &Count) {
        // What is only bounded from above asks for nothing.
        if upper.at_least != Number::Fixed(Quantity(0)) {
            self.amounts(lower.at_least, upper.at_least);
            self.counts_no_more(&lower.selector, &upper.selector);
            self.graces(lower.grace, upper.grace);
        }
        if upper.at_most.is_some() {
            self.most(lower.at_most, upper.at_most);
            self.looks_at_no_less(&lower.selector, &upper.selector);
        }
    }

    /// How many there may be in the upper rule's period: in each part of it so many, and in a longer one no more.
    fn most(&mut self, lower: Option<Number>, upper: Option<Number>) {
        let months = |rule: &Rule| rule.calendar.map_or(1, |calendar| i64::from(calendar.months()));
        let times = (months(self.upper) / months(self.lower)).max(1);
        let lower = self.value(lower).map(|value| Quantity(value.0.saturating_mul(times)));
        self.at_most("至多", lower, self.value(upper));
    }

    /// A larger part of the same whole, in the same period.
    fn proportions(&mut self, lower: &Proportion, upper: &Proportion) {
        let same_whole = match (&lower.of, &upper.of) {
            (Whole::Rules(lower), Whole::Rules(upper)) => self.book.rules_named(lower) == self.book.rules_named(upper),
            (Whole::Branches { score: lower }, Whole::Branches { score: upper }) => {
                self.at_least("各化得分", self.value(Some(*lower)), self.value(Some(*upper)));
                true
            }
            _ => false,
        };
        if !same_whole || self.lower.calendar != self.upper.calendar {
            return self.not_comparable("占比的对象或期间");
        }
        let share = |proportion: &Proportion| self.book.share(proportion.at_least, self.on);
        let (lower, Some(asked)) = (share(lower), share(upper)) else { return };
        if lower.is_none_or(|found| is_less(found, asked)) {
            let words = |(parts, whole): (i64, i64)| format!("{parts}/{whole}");
            self.looser("至少", words(asked), lower.map_or("没有".to_owned(), words));
        }
    }

    fn sums(&mut self, lower: &Sum, upper: &Sum) {
        self.amounts(lower.at_least, upper.at_least);
        if !lower.sources.iter().all(|source| upper.sources.contains(source)) {
            self.not_comparable("来自");
        }
        self.tests((&lower.must, &lower.except), (&upper.must, &upper.except));
        if lower.part != upper.part {
            self.not_comparable("担任");
        }
        self.graces(lower.grace, upper.grace);
    }

    fn limits(&mut self, lower: &Within, upper: &Within) {
        if self.periods().is_none() {
            return;
        }
        match (&lower.trigger, &upper.trigger) {
            (Trigger::PeriodStart { no_earlier: lower }, Trigger::PeriodStart { no_earlier: upper }) => {
                self.opens_no_sooner(*lower, *upper);
            }
            (Trigger::Record(lower), Trigger::Record(upper)) => self.looks_at_no_less(lower, upper),
            (Trigger::Vacancy(lower), Trigger::Vacancy(upper)) => self.lists("空缺", lower, upper),
            (Trigger::EmptyMonths(number, lower, dues), Trigger::EmptyMonths(bound, upper, upper_dues))
                if self.same(lower, upper) =>
            {
                self.at_most("缺月", self.value(Some(*number)), self.value(Some(*bound)));
                self.frees_no_more(dues, upper_dues);
            }
            (Trigger::Above(lower, number), Trigger::Above(upper, bound)) if lower == upper => {
                self.at_most("超过", self.value(Some(*number)), self.value(Some(*bound)));
            }
            (Trigger::Below(lower, number), Trigger::Below(upper, bound)) if lower == upper => {
                self.at_least("低于", self.value(Some(*number)), self.value(Some(*bound)));
            }
            _ => self.not_comparable("起点"),
        }
        match (lower.bound, upper.bound) {
            (Bound::After(lower), Bound::After(upper)) => self.no_longer("之后", lower, upper),
            (
                Bound::Before { at_least, no_earlier },
                Bound::Before { at_least: asked, no_earlier: asked_no_earlier },
            ) => {
                self.no_shorter("之前", at_least, asked);
                self.no_longer("不早于", no_earlier, asked_no_earlier);
            }
            _ => self.not_comparable("期限的方向"),
        }
        self.counts_no_more(&lower.selector, &upper.selector);
        if upper.same.is_some() && lower.same != upper.same {
            self.not_comparable("同");
        }
        if (upper.same_person && !lower.same_person) || (upper.once && !lower.once) {
            self.looser("同人、只应一次", "要", "没有");
        }
    }

    /// What came too early above comes too early below.
    fn opens_no_sooner(&mut self, lower: Option<Length>, upper: Option<Length>) {
        match (lower, upper) {
            (Some(lower), Some(upper)) => self.no_shorter("不早于", lower, upper),
            (None, Some(upper)) => self.looser("不早于", self.length(upper), "没有"),
            (_, None) => {}
        }
    }

    fn states(&mut self, lower: &State, upper: &State) {
        for asked in &upper.ranges {
            let Some(found) = lower.ranges.iter().find(|range| range.metric == asked.metric) else {
                self.looser("指标", self.range(asked), "没有");
                continue;
            };
            self.at_least(asked.metric.word(), self.value(found.at_least), self.value(asked.at_least));
            self.at_most(asked.metric.word(), self.value(found.at_most), self.value(asked.at_most));
            self.advised(found, asked);
        }
    }

    /// What is only advised above may be asked for below.
    fn advised(&mut self, lower: &MetricRange, upper: &MetricRange) {
        let (least, most) = (lower.advised_at_least.or(lower.at_least), lower.advised_at_most.or(lower.at_most));
        self.at_least("宜至少", self.value(least), self.value(upper.advised_at_least));
        self.at_most("宜至多", self.value(most), self.value(upper.advised_at_most));
    }

    fn records(&mut self, lower: &Each, upper: &Each) {
        self.looks_at_no_less(&lower.selector, &upper.selector);
        let alike = lower.left_out.len() == upper.left_out.len()
            && lower.left_out.iter().all(|one| upper.left_out.iter().any(|other| self.same(one, other)));
        // Who is left out of those who may vote changes both sides of a share.
        if upper.demands.iter().any(counts_voters) && !alike {
            self.not_comparable("不计");
        }
        for asked in &upper.demands {
            if !lower.demands.iter().any(|found| self.demands_as_much(found, asked)) {
                let found = lower.demands.iter().find(|found| self.is_about_the_same(found, asked));
                let found = found.map_or("没有".to_owned(), |found| self.demand(found));
                self.looser("应", self.demand(asked), found);
            }
        }
    }

    fn demands_as_much(&self, lower: &Demand, upper: &Demand) -> bool {
        match (lower, upper) {
            (Demand::Field(lower), Demand::Field(upper)) => self.implies(lower, upper),
            (Demand::Part(lower), Demand::Part(upper)) => lower == upper,
            (Demand::AbsentAtMost(lower), Demand::AbsentAtMost(upper))
            | (Demand::UnrecordedAtMost(lower), Demand::UnrecordedAtMost(upper)) => lower <= upper,
            (Demand::RecordedWithin(lower), Demand::RecordedWithin(upper)) => self.is_no_longer(*lower, *upper),
            (Demand::Ratio(lower), Demand::Ratio(upper)) => self.ratio_as_tight(lower, upper),
            (Demand::Total(lower), Demand::Total(upper)) => lower == upper,
            (Demand::Rated(lower), Demand::Rated(upper)) => lower == upper,
            _ => false,
        }
    }

    fn ratio_as_tight(&self, lower: &Ratio, upper: &Ratio) -> bool {
        let shares = (self.book.share(lower.share, self.on), self.book.share(upper.share, self.on));
        let (Some(found), Some(asked)) = shares else { return false };
        lower.of == upper.of
            && lower.to == upper.to
            && match (lower.bound, upper.bound) {
                (RatioBound::AtLeast, RatioBound::AtLeast)
                | (RatioBound::MoreThan, RatioBound::MoreThan | RatioBound::AtLeast) => !is_less(found, asked),
                (RatioBound::AtLeast, RatioBound::MoreThan) => is_less(asked, found),
                (RatioBound::AtMost, RatioBound::AtMost) => !is_less(asked, found),
                _ => false,
            }
    }

    fn is_about_the_same(&self, lower: &Demand, upper: &Demand) -> bool {
        match (lower, upper) {
            (Demand::Field(lower), Demand::Field(upper)) => lower.field == upper.field,
            (Demand::Ratio(lower), Demand::Ratio(upper)) => lower.of == upper.of,
            _ => std::mem::discriminant(lower) == std::mem::discriminant(upper),
        }
    }

    fn demand(&self, demand: &Demand) -> String {
        let field = |slug: &str| {
            let mut fields = self.book.kinds.iter().filter_map(|kind| kind.field(slug));
            fields.next().map_or(slug.to_owned(), |field| field.name.clone())
        };
        match demand {
            Demand::Field(condition) => self.condition(condition),
            Demand::Part(part) => {
                let mut parts = self.book.kinds.iter().filter_map(|kind| kind.part(part));
                format!("应有 {}", parts.next().map_or(part.as_str(), |part| part.name.as_str()))
            }
            Demand::AbsentAtMost(most) => format!("无故缺席 至多={most}"),
            Demand::UnrecordedAtMost(most) => format!("未记到会 至多={most}"),
            Demand::RecordedWithin(length) => format!("录入 {}", self.length(*length)),
            Demand::Ratio(ratio) => {
                let bound = match ratio.bound {
                    RatioBound::AtLeast => "至少",
                    RatioBound::MoreThan => "超过",
                    RatioBound::AtMost => "至多",
                };
                let share = self.book.share(ratio.share, self.on).unwrap_or_default();
                let figure = |figure: &Figure| match figure {
                    Figure::Field(slug) => field(slug),
                    Figure::Metric(metric) => metric.word().to_owned(),
                    Figure::Electorate(electorate) => electorate.word().to_owned(),
                };
                format!("应比 {} {} {bound}={}/{}", figure(&ratio.of), figure(&ratio.to), share.0, share.1)
            }
            Demand::Total(total) => format!("应合 {}", field(&total.of)),
            Demand::Rated(rated) => format!("应按 {}", field(&rated.of)),
        }
    }

    fn runs(&mut self, lower: &Run, upper: &Run) {
        if lower.of != upper.of || self.lower.calendar != self.upper.calendar {
            return self.not_comparable("连续的事或期间");
        }
        if !self.same(&lower.selector, &upper.selector) {
            self.not_comparable("记录");
        }
        self.at_most("次", self.value(Some(lower.in_a_row)), self.value(Some(upper.in_a_row)));
        self.at_most("累计", self.value(lower.in_all), self.value(upper.in_all));
        self.frees_no_more(&lower.dues, &upper.dues);
    }

    /// Months of which nothing is due are those of the upper rule, or none.
    fn frees_no_more(&mut self, lower: &[(Selector, Name)], upper: &[(Selector, Name)]) {
        let mut pairs = lower.iter().zip(upper);
        let same = pairs.all(|((one, due), (other, field))| due == field && self.same(one, other));
        if !lower.is_empty() && (lower.len() != upper.len() || !same) {
            self.not_comparable("应交");
        }
    }

    fn terms(&mut self, lower: &Term, upper: &Term) {
        self.no_longer("届期", lower.length, upper.length);
        self.no_longer("可延", lower.extension, upper.extension);
    }

    fn inventories(&mut self, lower: &Inventory, upper: &Inventory) {
        match (&lower.items, &upper.items) {
            (Items::Posts(lower), Items::Posts(upper)) => self.lists("任职", lower, upper),
            (Items::Records(lower), Items::Records(upper)) => {
                self.counts_no_more(&lower.selector, &upper.selector);
                match (&lower.each, &upper.each) {
                    (Some((lower_field, _)), Some((field, _))) if lower_field == field => {
                        self.lists("每一", &lower.items_on(self.on), &upper.items_on(self.on));
                    }
                    (None, None) => {}
                    _ => self.not_comparable("每一"),
                }
            }
            _ => self.not_comparable("清单"),
        }
    }

    fn attestations(&mut self, lower: &Attested, upper: &Attested) {
        if lower.kind != upper.kind || self.periods().is_none() {
            return self.not_comparable("认定");
        }
        let grade = |grades: &[String]| Condition {
            field: "grade".to_owned(),
            test: crate::model::Test::OneOf(grades.to_vec()),
            place: self.lower.place,
        };
        let (lower, upper) = (grade(&lower.grades), grade(&upper.grades));
        if !self.implies(&lower, &upper) {
            self.looser("等次", self.condition(&upper), self.condition(&lower));
        }
    }

    /// Every item of the list above has to be on the one below.
    fn lists(&mut self, aspect: &'static str, lower: &[Choice], upper: &[Choice]) {
        if !upper.iter().all(|asked| lower.iter().any(|found| found.slug == asked.slug)) {
            let names = |list: &[Choice]| list.iter().map(|item| item.name.as_str()).collect::<Vec<_>>().join("、");
            self.looser(aspect, names(upper), names(lower));
        }
    }

    /// Each step above has to be one below, in the same order and in no more time.
    fn procedures(&mut self, lower: &Procedure, upper: &Procedure) {
        if lower.by != upper.by || self.periods().is_none() {
            return self.not_comparable("怎样分件");
        }
        let ended_by = |other: &Selector| upper.ended_by.as_ref().is_some_and(|upper| self.same(upper, other));
        if lower.ended_by.as_ref().is_some_and(|lower| !ended_by(lower)) {
            self.not_comparable("终止");
        }
        let place = |name: &str| lower.steps.iter().position(|step| step.name == name);
        let mut before = None;
        for asked in &upper.steps {
            let Some(at) = place(&asked.name) else {
                self.looser("步", asked.name.clone(), "没有这一步");
                continue;
            };
            if before.is_some_and(|before| at < before) {
                self.not_comparable("步骤的次序");
            }
            before = Some(at);
            if let Some(found) = lower.steps.get(at) {
                self.steps((lower, found), (upper, asked));
            }
        }
    }

    fn steps(&mut self, (lower, found): (&Procedure, &Step), (upper, asked): (&Procedure, &Step)) {
        self.counts_no_more(&found.selector, &asked.selector);
        if found.optional && !asked.optional {
            self.looser("可省", format!("不可省 {}", asked.name), "可省");
        }
        let from = |procedure: &Procedure, limit: &StepLimit| {
            procedure.steps.get(limit.from).map(|step| step.name.clone()).unwrap_or_default()
        };
        let limits = [("之后", found.latest, asked.latest), ("不早于", found.earliest, asked.earliest)];
        for (aspect, found, asked) in limits {
            match (found, asked) {
                (_, None) => {}
                (None, Some(asked)) => self.looser(aspect, self.length(asked.limit), "没有期限"),
                (Some(found), Some(asked)) if from(lower, &found) != from(upper, &asked) => {
                    self.not_comparable("从哪一步起算");
                }
                (Some(found), Some(asked)) if aspect == "之后" => self.no_longer(aspect, found.limit, asked.limit),
                (Some(found), Some(asked)) => self.no_shorter(aspect, found.limit, asked.limit),
            }
        }
    }

    fn no_longer(&mut self, aspect: &'static str, lower: Length, upper: Length) {
        if !self.is_no_longer(lower, upper) {
            self.looser(aspect, self.length(upper), self.length(lower));
        }
    }

    fn no_shorter(&mut self, aspect: &'static str, lower: Length, upper: Length) {
        if !self.is_no_longer(upper, lower) {
            self.looser(aspect, self.length(upper), self.length(lower));
        }
    }

    /// What has no value of its own that can be compared is only as long as itself.
    fn is_no_longer(&self, one: Length, other: Length) -> bool {
        let values = self.book.length(one, self.on).zip(self.book.length(other, self.on));
        one == other || values.is_some_and(|(one, other)| is_within(one, other))
    }

    fn length(&self, length: Length) -> String {
        self.book.length(length, self.on).map_or("没有".to_owned(), words)
    }
}

fn counts_voters(demand: &Demand) -> bool {
    let Demand::Ratio(ratio) = demand else { return false };
    [&ratio.of, &ratio.to].into_iter().any(|figure| matches!(figure, Figure::Electorate(_)))
}

/// Whether one share is less than another; compared crosswise, so that nothing is rounded.
fn is_less((parts, whole): (i64, i64), (other_parts, other_whole): (i64, i64)) -> bool {
    i128::from(parts) * i128::from(other_whole) < i128::from(other_parts) * i128::from(whole)
}

/// Whether one limit is never longer than the other, wherever in the year it begins: no month is shorter than 28 days
/// or longer than 31.
fn is_within(one: Limit, other: Limit) -> bool {
    let months = |limit: Limit| match limit {
        Limit::Days(_) => None,
        Limit::Months(months) => Some(months),
        Limit::Years(years) => Some(years.saturating_mul(12)),
    };
    let days = |limit: Limit, of_a_month: i32| match (limit, months(limit)) {
        (Limit::Days(days), _) => days,
        (_, count) => count.unwrap_or_default().saturating_mul(of_a_month),
    };
    match (months(one), months(other)) {
        (Some(one), Some(other)) => one <= other,
        _ => days(one, 31) <= days(other, 28),
    }
}

/// How often one window comes in another one, one behind the other, wherever in the year this one begins; none where
/// it does not.
fn times_within(one: Limit, other: Limit) -> Option<i64> {
    let fits = |times: &i32| {
        let limit = match one {
            Limit::Days(days) => Limit::Days(days.saturating_mul(*times)),
            Limit::Months(months) => Limit::Months(months.saturating_mul(*times)),
            Limit::Years(years) => Limit::Years(years.saturating_mul(*times)),
        };
        is_within(limit, other)
    };
    (1..=TIMES_MAX).take_while(fits).last().map(i64::from)
}

/// What is shorter than this part of another window counts no more often.
const TIMES_MAX: i32 = 366;

/// Whoever owes a period stood from its middle to its end: so many days at the least.
fn second_half(calendar: Calendar) -> Limit {
    Limit::Days(match calendar {
        Calendar::Month => 14,
        Calendar::Quarter => 45,
        Calendar::HalfYear => 91,
        Calendar::Year => 183,
    })
}

fn words(limit: Limit) -> String {
    match limit {
        Limit::Days(days) => format!("{days} 日"),
        Limit::Months(months) => format!("{months} 月"),
        Limit::Years(years) => format!("{years} 年"),
    }
}
