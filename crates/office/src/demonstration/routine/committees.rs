//! What a Party committee does beside visiting its branches: surveys, which units have an organisation, approvals,
//! turning weak branches round, and what its own superior attests.

use facts::Calendar::Year;
use facts::Day;

use super::Content::{Flag, Many, Number, One, OneOf, OwnPeriod, Text};
use super::When::During;
use super::Who::Nobody;
use super::steps::Fault::{Delays, Hastens, LeavesOut};
use super::steps::{Case, Procedure, step};
use super::{Content, Fields, Keeper, Routine, routine};
use crate::demonstration::branch::Branch;
use crate::demonstration::entry::Entry;
use crate::demonstration::habits::Character;
use crate::demonstration::organisations::Committee;
use crate::demonstration::window::working_day_from;

/// With the unit that never gets round to it: of so few committees each fault has to be laid upon one.
const ROUTINES: &[(Routine, usize)] = &[
    (routine("survey", Year, During(76, 84), Nobody, SURVEY_OF_BRANCHES, TWO_LEFT_OUT), 5),
    (routine("survey", Year, During(90, 150), Nobody, SURVEY_OF_VENUES, TWO_LEFT_OUT), 3),
    (routine("resources-pooled", Year, During(60, 160), Nobody, &[("content", POOLED)], &[]), 2),
    (routine("attestation", Year, During(40, 80), Nobody, UPKEEP, &[]), 1),
];

/// In this unit something goes wrong with every case.
const HASTY: usize = 4;

const FINDINGS: Content = Text(&["逐个支部核对，建立问题台账", "问题列入清单，限期整改"]);
const SURVEY_OF_BRANCHES: Fields = &[
    ("matter", Many(&["working", "spread"])),
    ("findings", FINDINGS),
    ("branches", Number(10, 10)),
    ("surveyed", Number(10, 10)),
    ("ledger", Flag(true)),
];
const TWO_LEFT_OUT: Fields = &[("surveyed", Number(8, 8))];
const SURVEY_OF_VENUES: Fields = &[
    ("matter", Many(&["venues", "policies"])),
    ("findings", FINDINGS),
    ("branches", Number(10, 10)),
    ("surveyed", Number(10, 10)),
];
const POOLED: Content = Text(&["与工会职工之家共用场地设备", "相邻项目共建党员活动室"]);
const UPKEEP: Fields = &[
    ("clause", Text(&["V11"])),
    ("grade", OneOf(&["good", "sufficient"])),
    ("year", OwnPeriod),
    ("by", Text(&["集团党委"])),
    ("grounds", Text(&["阵地维护经费台账"])),
];

pub(in crate::demonstration) fn committee(keeper: &mut Keeper<'_>, committee: &Committee, branches: &[Branch]) {
    keeper.habits.slips = if committee.unit_number == Some(HASTY) { 100 } else { 4 };
    for (routine, neglected_by) in ROUTINES {
        if committee.unit_number != Some(*neglected_by) {
            keeper.keep(routine);
        }
    }
    covered(keeper, committee);
    let below: Vec<&Branch> = branches.iter().filter(|branch| branch.unit == committee.unit).collect();
    approvals(keeper, &below);
    turned_round(keeper, &below);
}

/// Branches that were set up or dissolved while we look on, and what is planned or asked for each year.
fn approvals(keeper: &mut Keeper<'_>, below: &[&Branch]) {
    for branch in below {
        if keeper.window.holds(branch.founded) {
            let known = [("answered", branch.founded)];
            approval(keeper, &ESTABLISHMENT, branch.founded.plus_days(-60), branch.name.clone(), &known);
        }
        if let Some(last) = branch.dissolved {
            let known = [("in-effect", last)];
            approval(keeper, &DISSOLUTION, last.plus_days(-60), format!("{}（撤销）", branch.name), &known);
        }
    }
    for year in keeper.window.years() {
        let planned = [
            (&ESTABLISHMENT, 20, "新设支部"),
            (&ESTABLISHMENT, 200, "筹建支部"),
            (&CHANGE, 70, "支部更名"),
            (&DISSOLUTION, 110, "竣工支部撤销"),
        ];
        for (procedure, day, name) in planned {
            let Some(first) = Day::from_ymd(year, 1, 1) else { continue };
            let begins = first.plus_days(day + keeper.random.between(0, 90));
            let works = keeper.random.pick(&["滨江新区学校", "北环快速路", "水厂扩建", "棚改安置房", "会展中心"]);
            approval(keeper, procedure, begins, format!("{works}项目{name}（{year}年）"), &[]);
        }
    }
}

fn approval(keeper: &mut Keeper<'_>, procedure: &Procedure, begins: Day, name: String, known: &[(&'static str, Day)]) {
    keeper.proceed(procedure, &Case { begins, called: Some(("organisation-name", name)), known, person: None });
}

/// A weak branch is put on the list once, this year or last.
fn turned_round(keeper: &mut Keeper<'_>, below: &[&Branch]) {
    for branch in below.iter().filter(|branch| matches!(branch.character, Character::Careless | Character::Crammer)) {
        let year = keeper.window.today.year() - i32::from(branch.number.is_multiple_of(3));
        let Some(april) = Day::from_ymd(year, 4, 8) else { continue };
        let begins = april.plus_days(keeper.random.between(0, 30));
        if branch.stands(begins) {
            approval(keeper, &RECTIFICATION, begins, branch.name.clone(), &[]);
        }
    }
}

/// The smallest units and sites that the committee keeps account of: what each is, with how many members and how many
/// of them full ones, and which organisation they have. In the hasty unit none was set up for them.
const COVERED: &[(&str, &str, (usize, usize), &str)] = &[
    ("材料设备站", "unit", (4, 3), "branch"),
    ("深化设计工作室", "unit", (3, 2), "joint"),
    ("省外援建驻点", "site", (5, 4), "temporary"),
];

/// What the group's own committee keeps account of: a large unit with a committee, and one that has none yet.
const LARGE: &[(&str, (usize, usize), &str)] =
    &[("第一建筑公司", (212, 207), "committee"), ("海外工程公司", (118, 113), "general-branch")];

fn covered(keeper: &mut Keeper<'_>, committee: &Committee) {
    let day = working_day_from(keeper.window.start);
    let hasty = committee.unit_number == Some(HASTY);
    let mut write = |name: String, of: &str, (members, full): (usize, usize), form: &str| {
        let entry = Entry::new("unit-covered", day).text("unit", name).one("type", of).one("form", form);
        keeper.book.write(entry.number("members", members).number("full-members", full));
    };
    match committee.unit_number {
        None => LARGE.iter().for_each(|(name, members, form)| write((*name).to_owned(), "unit", *members, form)),
        Some(_) => COVERED.iter().for_each(|(name, of, members, form)| {
            write(format!("{}{name}", committee.unit), of, *members, if hasty { "none" } else { form });
        }),
    }
}

const ESTABLISHMENT: Procedure = Procedure {
    kind: "organisation-approval-step",
    fields: &[("matter", One("establishment"))],
    steps: &[
        step("proposed", (0, 0), &[]),
        step("deliberated", (5, 14), &[]),
        step("submitted", (2, 10), &[]),
        step("answered", (7, 25), &[("approval", Text(&["衡岚党〔筹〕12号"]))]),
    ],
    faults: &[LeavesOut("deliberated"), Delays("answered", 30), LeavesOut("answered")],
};

const CHANGE: Procedure = Procedure {
    kind: "organisation-approval-step",
    fields: &[("matter", One("change"))],
    steps: &[step("submitted", (0, 0), &[]), step("answered", (7, 25), &[]), step("in-effect", (1, 10), &[])],
    faults: &[LeavesOut("answered"), Hastens("in-effect", 20), Hastens("in-effect", 60)],
};

/// Of a unit that is being restructured, whose people have to have somewhere to go first.
const DISSOLUTION: Procedure = Procedure {
    kind: "organisation-approval-step",
    fields: &[("matter", One("dissolution")), ("unit-state", One("restructuring"))],
    steps: &[
        step("submitted", (0, 0), &[]),
        step("answered", (7, 25), &[]),
        step("resettled", (5, 20), &[]),
        step("in-effect", (1, 10), &[]),
    ],
    faults: &[LeavesOut("resettled"), Hastens("in-effect", 40)],
};

const RECTIFICATION: Procedure = Procedure {
    kind: "rectification-step",
    fields: &[("content", Text(&["组织生活不经常，台账不规范", "班子配合不力，党员作用不明显"]))],
    steps: &[
        step("listed", (0, 0), &[]),
        step("planned", (5, 25), &[]),
        step("assigned", (1, 10), &[("responsible", Text(&["包联党委委员"]))]),
        step("pressed-on", (20, 50), &[]),
        step("turned-round", (40, 80), &[]),
    ],
    faults: &[Delays("planned", 40), LeavesOut("planned"), LeavesOut("turned-round")],
};
