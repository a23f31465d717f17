//! What a Party committee does beside visiting its branches: surveys, approvals, turning weak branches round, its
//! leaders' projects, and what its own superior attests.

use facts::Calendar::Year;
use facts::Day;

use super::Content::{Many, One, OneOf, OwnPeriod, Text};
use super::When::During;
use super::Who::Nobody;
use super::steps::Fault::{Delays, Hastens, LeavesOut};
use super::steps::{Case, Procedure, step};
use super::{Content, Fields, Keeper, Routine, routine};
use crate::demonstration::branch::Branch;
use crate::demonstration::habits::Character;
use crate::demonstration::organisations::Committee;

/// With the unit that never gets round to it: of so few committees each fault has to be laid upon one.
const ROUTINES: &[(Routine, usize)] = &[
    (routine("survey", Year, During(76, 84), Nobody, SURVEY_OF_BRANCHES, &[]), 5),
    (routine("survey", Year, During(90, 150), Nobody, SURVEY_OF_VENUES, &[]), 3),
    (routine("resources-pooled", Year, During(60, 160), Nobody, &[("content", POOLED)], &[]), 2),
    (routine("attestation", Year, During(40, 80), Nobody, UPKEEP, &[]), 1),
];

/// In this unit something goes wrong with every case.
const HASTY: usize = 4;

const FINDINGS: Content = Text(&["逐个支部核对，建立问题台账", "问题列入清单，限期整改"]);
const SURVEY_OF_BRANCHES: Fields = &[("matter", Many(&["working", "spread"])), ("findings", FINDINGS)];
const SURVEY_OF_VENUES: Fields = &[("matter", Many(&["venues", "policies"])), ("findings", FINDINGS)];
const POOLED: Content = Text(&["与工会职工之家共用场地设备", "相邻项目共建党员活动室"]);
const UPKEEP: Fields = &[
    ("clause", Text(&["V11"])),
    ("grade", OneOf(&["good", "sufficient"])),
    ("year", OwnPeriod),
    ("by", Text(&["集团党委"])),
    ("grounds", Text(&["阵地维护经费台账"])),
];

pub(in crate::demonstration) fn committee(keeper: &mut Keeper<'_>, committee: &Committee, branches: &[Branch]) {
    for (routine, neglected_by) in ROUTINES {
        if committee.unit_number != Some(*neglected_by) {
            keeper.keep(routine);
        }
    }
    keeper.habits.slips = if committee.unit_number == Some(HASTY) { 100 } else { 4 };
    let below: Vec<&Branch> = branches.iter().filter(|branch| branch.unit == committee.unit).collect();
    approvals(keeper, &below);
    turned_round(keeper, &below);
    projects(keeper, &below);
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

/// Each leader of the unit looks after a project each year. The leaders are members of the first branch of its
/// headquarters and not in the committee's own ledger, so the project is called by the name too.
fn projects(keeper: &mut Keeper<'_>, below: &[&Branch]) {
    for year in keeper.window.years() {
        let Some(first) = Day::from_ymd(year, 1, 1) else { continue };
        for leader in below.iter().flat_map(|branch| &branch.members).filter(|member| member.person.leader) {
            let begins = first.plus_days(keeper.random.between(15, 60));
            let works = keeper.random.pick(&["保障房建设", "老旧小区改造", "跨江大桥", "污水管网", "智慧工地"]);
            let called = Some(("project", format!("{year}年{works}项目（{}）", leader.person.name)));
            let person = Some(("leader", leader.person.id)).filter(|_| leader.belongs(begins));
            if person.is_some() {
                keeper.proceed(&PROJECT, &Case { begins, called, known: &[], person });
            }
        }
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
        step("turned-round", (60, 130), &[]),
    ],
    faults: &[Delays("planned", 40), LeavesOut("planned"), LeavesOut("turned-round")],
};

const PROJECT: Procedure = Procedure {
    kind: "linked-project",
    fields: &[],
    steps: &[
        step(
            "chosen",
            (0, 0),
            &[
                ("duties", Text(&["协调征拆、督导安全质量"])),
                ("timetable", Text(&["按季度分解节点"])),
                ("roadmap", Text(&["选定、推进、验收三步走"])),
            ],
        ),
        step("moved", (40, 110), &[]),
        step("finished", (60, 150), &[]),
    ],
    faults: &[Delays("moved", 90), LeavesOut("moved")],
};
