//! Random points for the rules of a rulebook, and a random scheme over them.

use facts::{Day, Quantity};
use rulebook::{Band, Clauses, Marks, Place, Points, QuotaOver, Rulebook, Scheme, ScoredDimension};

use super::dice::Dice;

/// Drawn with dice of their own, so that what a seed gives otherwise stays as it was.
pub(super) fn score_rules(dice: &mut Dice, rulebook: &mut Rulebook) {
    for rule in &mut rulebook.rules {
        let stars_at_most = dice.chance(15).then(|| dice.pick([0, 1, 2, 4]));
        rule.points = Points { marks: marks(dice), stars_at_most };
    }
    rulebook.schemes = vec![scheme(dice)];
}

fn points(dice: &mut Dice, most: i32) -> Quantity {
    Quantity(dice.between(0, most).into())
}

fn marks(dice: &mut Dice) -> Marks {
    let total = Quantity(dice.between(1, 800).into());
    match dice.below(6) {
        0 => Marks::Unscored,
        1 | 2 => Marks::Deducted { total, per_miss: points(dice, 400), per_late: points(dice, 100) },
        3 | 4 => Marks::Earned { total, per_met: points(dice, 400), per_late: points(dice, 100) },
        _ => Marks::Bonus { most: total, per_met: points(dice, 300) },
    }
}

/// The random rules stand under two clauses: the first of organisational life and the second of service.
fn scheme(dice: &mut Dice) -> Scheme {
    let mut dimension = |name: &str, clauses: Vec<Clauses>| {
        let weight = Quantity(dice.between(1, 300).into());
        ScoredDimension { name: name.to_owned(), clauses, weight }
    };
    let life = dimension("生活", vec![Clauses::Chapter('L')]);
    let mut dimensions = vec![life, dimension("服务", vec![Clauses::Chapter('M')])];
    if dice.chance(30) {
        let weight = Quantity(dice.between(1, 300).into());
        dimensions.push(ScoredDimension { name: "单列".to_owned(), clauses: vec![Clauses::One(1)], weight });
    }
    let known = dimensions.len();
    let totals = [9_000, 8_000, 6_500, 3_000, 0];
    let bands = totals.into_iter().zip([5, 4, 3, 2, 1]).map(|(total, star)| Band {
        star,
        total: Quantity(total),
        each: dice.chance(20).then_some(Quantity(total - 1_000)),
        single: match dice.chance(30) {
            true => vec![(dice.below(known), Quantity(total + i64::from(dice.between(-2_000, 2_000))))],
            false => Vec::new(),
        },
        quota: None,
    });
    Scheme {
        name: String::new(),
        from: Day::EARLIEST,
        bands: bands.collect(),
        base: dice.pick([Quantity::whole(100), Quantity::whole(10), Quantity(12_345)]),
        bonus_at_most: dice.pick([Quantity(0), Quantity(250), Quantity::whole(10)]),
        quota_over: QuotaOver::Unit,
        dimensions,
        layer: rulebook::Layer::Group,
        place: Place::default(),
    }
}
