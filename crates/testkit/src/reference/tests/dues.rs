//! Rates and rounding, what is due and paid by month, and totals of what was paid, at their borders.

use facts::{Fen, Limit};
use findings::Missing;
use rulebook::{Addends, Bracket, Payment, Rate, RateTable, Rated, Rates, Total};

use super::*;

fn fen(fen: i64) -> Value {
    Value::Money(Fen(fen))
}

/// The table of 2008, and one of a day in 2019 that asks for a fen.
fn rates() -> Vec<Rates> {
    let bracket =
        |at_most: Option<i64>, parts: i64| Bracket { at_most: at_most.map(Quantity::whole), rate: Rate::Share(parts) };
    let first =
        vec![bracket(Some(3_000), 50), bracket(Some(5_000), 100), bracket(Some(10_000), 150), bracket(None, 200)];
    let second = vec![Bracket { at_most: None, rate: Rate::Fixed(Quantity(1)) }];
    let table = |from: &str, brackets| RateTable { from: day(from), source: String::new(), brackets };
    let tables = vec![table("2008-04-01", first), table("2019-07-01", second)];
    vec![Rates { slug: "rates".to_owned(), name: String::new(), tables, place: Place::default() }]
}

fn judged(demand: Demand, slug: &str, facts: Vec<Fact>) -> String {
    let each = Each { selector: selector(slug), left_out: Vec::new(), demands: vec![demand] };
    let rule = rule(Who::Organisation, None, Requirement::Each(each));
    let rulebook = Rulebook { rates: rates(), ..rulebook(vec![rule]) };
    let all = [branch(3), facts].concat();
    let slow = evaluate(&rulebook, organisation(), &all, day("2019-12-31"), None);
    assert_eq!(crate::compare(&findings::evaluate(&rulebook, &all, day("2019-12-31"), None), &slow), Ok(()));
    let one = slow.first().unwrap();
    let missing = |missing: &Missing| match missing {
        Missing::Compared { of, to, .. } => format!(" {of}:{to}"),
        Missing::Field(field) => format!(" {field}?"),
        other => format!(" {other:?}"),
    };
    format!("{}{}", one.status.slug(), one.missing.iter().map(missing).collect::<String>())
}

#[test]
fn the_whole_base_takes_one_rate_and_half_a_fen_is_rounded_up() {
    let rated = |on: &str, base: i64, due: i64| {
        let demand = Demand::Rated(Rated { of: "due".to_owned(), base: "base".to_owned(), rates: 0 });
        judged(demand, "dues-base-set", vec![fact(on, "dues-base-set").value("base", fen(base)).value("due", fen(due))])
    };
    let borders = [
        (300_000, 1_500),
        (300_001, 3_000),
        (500_000, 5_000),
        (500_001, 7_500),
        (1_000_000, 15_000),
        (1_000_001, 20_000),
        // 299.00 yuan are 149.5 fen, 298.99 are 149.495.
        (29_900, 150),
        (29_899, 149),
        (0, 0),
    ];
    for (base, due) in borders {
        assert_eq!(rated("2019-06-30", base, due), "met", "{base}");
    }
    assert_eq!(rated("2019-06-30", 300_001, 1_500), "breached 15:30");
    assert_eq!(rated("2019-07-01", 300_001, 1), "met", "by the table of that day");
}

#[test]
fn what_is_told_of_a_half_year_is_what_was_paid_in_its_days() {
    let paid = |on: &str, amount: i64| {
        fact(on, "dues-paid").value("month", period("2019-01")).value("amount", fen(amount)).people("payer", &['甲'])
    };
    let told = |on: &str, collected: i64| {
        let facts = vec![
            paid("2018-12-31", 1),
            paid("2019-01-01", 1_000),
            paid("2019-06-30", 200),
            paid("2019-07-01", 30),
            fact(on, "dues-published").value("period", period("2019-H1")).value("collected", fen(collected)),
        ];
        let sources = vec![(kind("dues-paid"), "amount".to_owned())];
        let total = Total { of: "collected".to_owned(), addends: Addends::Records(sources) };
        judged(Demand::Total(total), "dues-published", facts)
    };
    assert_eq!(told("2019-07-10", 1_200), "met");
    assert_eq!(told("2019-07-10", 1_230), "breached 12.3:12");
    assert_eq!(told("2019-06-29", 1_000), "met", "what was paid by the day of publication");
}

fn payments() -> Rule {
    let reduced = Selector { must: vec![condition("approved", Test::Flag(true))], ..selector("dues-reduced") };
    let payment = Payment {
        dues: vec![(reduced, "due".to_owned()), (selector("dues-base-set"), "due".to_owned())],
        sources: vec![(kind("dues-paid"), "amount".to_owned())],
        part: "payer".to_owned(),
        later: Limit::Months(6),
    };
    rule(Who::Member, Some(Calendar::Month), Requirement::Payment(payment))
}

fn due(on: &str, kind: &str, amount: i64) -> Fact {
    fact(on, kind).value("due", fen(amount)).people("payer", &['甲'])
}

fn pays(on: &str, month: &str, amount: i64) -> Fact {
    fact(on, "dues-paid").value("month", period(month)).value("amount", fen(amount)).people("payer", &['甲'])
}

/// The months of 甲, alone in the branch, up to a day: `1 met`, `2 missed -10`.
fn months(facts: Vec<Fact>, as_of: &str) -> String {
    let all = [branch(1), facts].concat();
    let found = found(payments(), &all, as_of);
    let missing = |missing: &Missing| match missing {
        Missing::Quantity(rest) => format!(" -{}", rest.0),
        Missing::NoDue => " no due".to_owned(),
        Missing::Field(field) => format!(" {field}?"),
        other => panic!("{other:?}"),
    };
    let told = |(month, one): (i32, &Finding)| {
        format!("{month} {}{}", one.status.slug(), one.missing.iter().map(missing).collect::<String>())
    };
    (1..).zip(&found).map(told).collect::<Vec<_>>().join("，")
}

#[test]
fn what_is_paid_for_a_month_is_held_against_what_is_due_for_it() {
    let set = || due("2018-12-01", "dues-base-set", 3_000);
    assert_eq!(months(vec![], "2019-01-31"), "", "nobody ever said how much");
    assert_eq!(months(vec![fact("2019-01-05", "dues-base-set").people("payer", &['甲'])], "2019-01-31"), "");
    let set_later = vec![due("2019-02-01", "dues-base-set", 3_000)];
    assert_eq!(months(set_later, "2019-02-28"), "1 unknown no due，2 missed -3000");
    assert_eq!(months(vec![set()], "2019-01-30"), "1 open -3000");
    assert_eq!(months(vec![set()], "2019-01-31"), "1 missed -3000");
    assert_eq!(months(vec![set(), pays("2019-01-10", "2019-01", 2_999)], "2019-01-31"), "1 missed -1");
    let twice = vec![set(), pays("2019-01-10", "2019-01", 2_999), pays("2019-01-31", "2019-01", 1)];
    assert_eq!(months(twice, "2019-01-31"), "1 met");
    let raised = vec![set(), due("2019-01-31", "dues-base-set", 5_000), pays("2019-01-10", "2019-01", 3_000)];
    assert_eq!(months(raised, "2019-01-31"), "1 missed -2000", "from the month of the review on");
    let nothing_said = vec![set(), fact("2019-01-05", "dues-base-set").people("payer", &['甲'])];
    assert_eq!(months(nothing_said, "2019-01-31"), "1 unknown due?");
    assert_eq!(months(vec![set(), pays("2018-12-01", "2019-01", 3_000)], "2019-01-31"), "1 met", "ahead");
}

#[test]
fn what_is_paid_later_counts_for_six_months_as_late() {
    let later = |on: &str| {
        let told = months(vec![due("2018-12-01", "dues-base-set", 3_000), pays(on, "2019-01", 3_000)], "2019-12-31");
        told.split('，').next().unwrap().to_owned()
    };
    assert_eq!(later("2019-01-31"), "1 met");
    assert_eq!(later("2019-02-01"), "1 late");
    assert_eq!(later("2019-07-31"), "1 late");
    assert_eq!(later("2019-08-01"), "1 missed -3000");
}

#[test]
fn a_payment_for_a_quarter_is_spread_over_its_months() {
    let quarter = |on: &str, amount: i64| {
        months(vec![due("2018-12-01", "dues-base-set", 3_000), pays(on, "2019-Q1", amount)], "2019-03-31")
    };
    assert_eq!(quarter("2019-03-31", 9_000), "1 met，2 met，3 met");
    assert_eq!(quarter("2019-03-31", 8_999), "1 met，2 met，3 missed -1", "what is left over goes to the first months");
}

#[test]
fn a_reduction_that_was_approved_goes_before_the_review_for_its_days() {
    let told = |reduced: Fact| months(vec![due("2018-12-01", "dues-base-set", 3_000), reduced], "2019-03-31");
    let waived = || due("2019-02-01", "dues-reduced", 0).until("2019-02-28");
    assert_eq!(told(waived()), "1 missed -3000，2 missed -3000，3 missed -3000", "nobody approved it");
    assert_eq!(
        told(waived().value("approved", Value::Flag(true))),
        "1 missed -3000，2 met，3 missed -3000",
        "for the month that it covers"
    );
}
