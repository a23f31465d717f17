//! Invented people: who somebody is, apart from any branch.
//!
//! ID numbers have a right check digit but a region code that was never given out; phone numbers begin with `12`,
//! as no number in use does. Both leave this module only as secrets.

use facts::{Day, Fen, PersonId};

use super::names;
use super::random::Random;

#[derive(Debug, Clone)]
pub(super) struct Person {
    pub id: PersonId,
    pub name: String,
    pub woman: bool,
    pub ethnic_group: &'static str,
    pub born: Day,
    pub education: &'static str,
    pub job: &'static str,
    pub joined_on: Day,
    /// `None` for a probationary member.
    pub full_on: Option<Day>,
    pub retired: bool,
    pub leader: bool,
    /// What dues are reckoned from, a month.
    pub base: Fen,
    pub id_number: String,
    pub phone: String,
}

/// What is asked of a new person.
#[derive(Debug, Clone, Copy)]
pub(super) struct Wanted {
    pub on: Day,
    pub retired: bool,
    pub headquarters: bool,
    /// How long ago the person joined the Party, in days, at least and at most.
    pub standing_days: (i32, i32),
}

/// Makes people one after the other, each with an id that follows from installation, seed and number.
#[derive(Debug, Clone)]
pub(super) struct Maker {
    pub installation: [u8; 16],
    pub seed: u64,
    /// Of the branch for which people are made.
    pub series: u64,
    pub made: u64,
}

impl Maker {
    pub fn person(&mut self, random: &mut Random, wanted: Wanted) -> Person {
        self.made += 1;
        let id = PersonId::derived(&[
            b"demonstration person",
            &self.installation,
            &self.seed.to_be_bytes(),
            &self.series.to_be_bytes(),
            &self.made.to_be_bytes(),
        ]);
        let age = if wanted.retired { random.between(61, 84) } else { random.between(27, 58) };
        let born = wanted.on.plus_days(-age * 365 - random.between(0, 364));
        let woman = random.percent(27);
        let of_age = born.plus_months(12 * 20);
        let joined_on =
            wanted.on.plus_days(-random.between(wanted.standing_days.0, wanted.standing_days.1)).max(of_age);
        let full_on = joined_on.plus_months(12);
        Person {
            id,
            name: names::name(random, woman, born.year()),
            woman,
            ethnic_group: ethnic_group(random),
            born,
            education: education(random, born),
            job: job(random, wanted),
            joined_on,
            full_on: (full_on <= wanted.on).then_some(full_on),
            retired: wanted.retired,
            leader: false,
            base: base(random, wanted),
            id_number: id_number(random, woman, born),
            phone: format!("12{:09}", random.below(1_000_000_000)),
        }
    }
}

fn ethnic_group(random: &mut Random) -> &'static str {
    match random.below(100) {
        0..88 => "汉族",
        88..94 => "土家族",
        94..98 => "苗族",
        98 => "侗族",
        _ => "瑶族",
    }
}

fn education(random: &mut Random, born: Day) -> &'static str {
    if born.year() < 1968 {
        random.pick(&["初中", "高中", "中专", "大专", "大专", "本科"])
    } else {
        random.pick(&["高中", "大专", "大专", "本科", "本科", "本科", "硕士研究生"])
    }
}

fn job(random: &mut Random, wanted: Wanted) -> &'static str {
    match (wanted.retired, wanted.headquarters) {
        (true, _) => "退休",
        (_, true) => random.pick(&["科员", "科员", "主管", "主管", "副部长", "部长", "会计", "法务"]),
        _ => random.pick(&["施工员", "技术员", "安全员", "质检员", "造价员", "测量员", "材料员", "班组长", "工程部长"]),
    }
}

fn base(random: &mut Random, wanted: Wanted) -> Fen {
    let yuan = match (wanted.retired, wanted.headquarters) {
        (true, _) => random.between(28, 62) * 100,
        (_, true) => random.between(45, 125) * 100,
        _ => random.between(29, 98) * 100,
    };
    Fen(i64::from(yuan) * 100)
}

/// What a member owes a month: the whole base takes one rate (regulations, section 4).
pub(super) fn monthly_dues(base: Fen, retired: bool) -> Fen {
    let yuan = base.0 / 100;
    let per_mille = match (retired, yuan) {
        (true, ..=5_000) => 5,
        (true, _) => 10,
        (false, ..=3_000) => 5,
        (false, 3_001..=5_000) => 10,
        (false, 5_001..=10_000) => 15,
        (false, _) => 20,
    };
    Fen(base.0 * per_mille / 1_000)
}

fn id_number(random: &mut Random, woman: bool, born: Day) -> String {
    // 4300xx: the two digits after the province are 00, which no city of it bears.
    let region = 430_010 + random.below(80);
    let order = random.below(499) * 2 + usize::from(!woman);
    let digits = format!("{region}{:04}{:02}{:02}{order:03}", born.year(), born.month(), born.day_of_month());
    let check = check_digit(&digits);
    format!("{digits}{check}")
}

/// The last character of an ID number by GB 11643-1999, from the seventeen before it.
pub(super) fn check_digit(digits: &str) -> char {
    const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    let sum: u32 = digits.chars().filter_map(|digit| digit.to_digit(10)).zip(WEIGHTS).map(|(d, w)| d * w).sum();
    "10X98765432".chars().nth((sum % 11) as usize).unwrap_or('X')
}
