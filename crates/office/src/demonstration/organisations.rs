//! The group's organisations: a committee, six units with one each, general branches, and the branches below them.
//!
//! Decides what each branch is and which faults it must have; who belongs to it is decided in `populate`.

use facts::{Day, OrganisationId};

use super::branch::{Branch, Sort};
use super::habits::{Adjusted, Character, Faults};
use super::random::Random;
use super::window::{Window, working_day_from};

pub(super) const GROUP: &str = "衡岚建工集团";
const UNITS: [&str; 6] = ["第一建筑公司", "第二建筑公司", "路桥公司", "安装公司", "勘察设计院", "置业公司"];
/// Below these units a general branch stands over the project branches.
const WITH_GENERAL_BRANCH: [usize; 2] = [0, 2];
const PLACES: [&str; 14] = [
    "清泉路",
    "鹿鸣湖",
    "望云山",
    "竹溪",
    "松涛苑",
    "石桥铺",
    "白鹭洲",
    "青禾",
    "锦江湾",
    "云台",
    "柳塘",
    "枫林",
    "明月",
    "沙洲",
];
const WORKS: [&str; 8] = ["安居房", "大桥", "学校", "医院", "污水厂", "隧道", "产业园", "综合管廊"];

/// An organisation that is no branch.
#[derive(Debug, Clone)]
pub(super) struct Committee {
    pub id: OrganisationId,
    pub name: String,
    pub form: &'static str,
    pub superior: Option<OrganisationId>,
    pub unit: String,
    pub founded: Day,
    /// Counted over all units; `None` for the group's own committee.
    pub unit_number: Option<usize>,
}

#[derive(Debug)]
pub(super) struct Plan {
    pub committees: Vec<Committee>,
    pub branches: Vec<Branch>,
}

pub(super) fn plan(seed: u64, installation: [u8; 16], window: Window, branches: usize) -> Plan {
    let committees = committees(installation, seed);
    let id = |number: u64| organisation_id(installation, seed, 1_000 + number);
    let branches = (0..branches).map(|at| branch(&committees, id(at as u64), seed, window, at)).collect();
    Plan { committees, branches }
}

pub(super) fn organisation_id(installation: [u8; 16], seed: u64, number: u64) -> OrganisationId {
    OrganisationId::derived(&[b"demonstration organisation", &installation, &seed.to_be_bytes(), &number.to_be_bytes()])
}

fn long_ago(year: i32, month: u32) -> Day {
    working_day_from(Day::from_ymd(year, month, 6).unwrap_or(Day::EARLIEST))
}

fn committees(installation: [u8; 16], seed: u64) -> Vec<Committee> {
    let id = |number: usize| organisation_id(installation, seed, number as u64);
    let mut committees = vec![Committee {
        id: id(0),
        name: format!("{GROUP}党委"),
        form: "committee",
        superior: None,
        unit: GROUP.to_owned(),
        founded: long_ago(2003, 6),
        unit_number: None,
    }];
    for (number, unit) in UNITS.iter().enumerate() {
        committees.push(Committee {
            id: id(1 + number),
            name: format!("{unit}党委"),
            form: "committee",
            superior: Some(id(0)),
            unit: (*unit).to_owned(),
            founded: long_ago(2005, 3 + number as u32),
            unit_number: Some(number),
        });
    }
    for number in WITH_GENERAL_BRANCH {
        let Some(unit) = UNITS.get(number) else { continue };
        committees.push(Committee {
            id: id(100 + number),
            name: format!("{unit}项目管理党总支"),
            form: "general-branch",
            superior: Some(id(1 + number)),
            unit: (*unit).to_owned(),
            founded: long_ago(2016, 4),
            unit_number: Some(number),
        });
    }
    committees
}

fn sort(unit: usize, slot: usize) -> Sort {
    match slot % 10 {
        0 | 1 => Sort::Headquarters,
        2 => Sort::Retired,
        7 if unit < 4 => Sort::Joint,
        8 if unit < 5 => Sort::Temporary,
        9 => Sort::Works,
        _ => Sort::Project,
    }
}

/// Branches are dealt out to the units in turn, so that any number of them makes six units of one shape.
fn branch(committees: &[Committee], id: OrganisationId, seed: u64, window: Window, at: usize) -> Branch {
    let (unit, slot) = (at % UNITS.len(), at / UNITS.len());
    let unit_name = UNITS.get(unit).copied().unwrap_or_default();
    let mut random = Random::stream(seed, 10_000 + at as u64);
    let sort = sort(unit, slot);
    let superior = committees
        .iter()
        .rev()
        .find(|c| c.unit_number == Some(unit) && (c.form == "committee" || sort == Sort::Project));
    let founded = founded(sort, (unit, slot), window, &mut random);
    Branch {
        number: at as u64,
        id,
        name: name(unit_name, unit, slot, sort),
        superior: superior.map_or(id, |committee| committee.id),
        approved_by: approved_by(committees, superior, faults(unit, slot)).unwrap_or(id),
        superior_name: superior.map(|committee| committee.name.clone()).unwrap_or_default(),
        unit: unit_name.to_owned(),
        sort,
        character: character(unit, slot, &mut random),
        faults: faults(unit, slot),
        founded,
        dissolved: dissolved(unit, slot, window),
        size: size(sort, unit, slot, &mut random),
        theme_day: random.between(4, 25),
        members: Vec::new(),
        guests: Vec::new(),
        postings: Vec::new(),
        groups: Vec::new(),
        elections: Vec::new(),
    }
}

/// Who is over a branch approved it, save where a general branch was put between them afterwards.
fn approved_by(committees: &[Committee], superior: Option<&Committee>, faults: Faults) -> Option<OrganisationId> {
    let superior = superior?;
    let above = committees.iter().find(|committee| Some(committee.id) == superior.superior);
    Some(above.filter(|_| faults.approved_elsewhere).unwrap_or(superior).id)
}

/// One branch is dissolved as it should be, another is not.
fn dissolved(unit: usize, slot: usize, window: Window) -> Option<Day> {
    let days_ago = match (unit, slot) {
        (4, 5) => 110,
        (0, 5) => 75,
        _ => return None,
    };
    Some(working_day_from(window.today.plus_days(-days_ago)))
}

fn founded(sort: Sort, (unit, slot): (usize, usize), window: Window, random: &mut Random) -> Day {
    let days = match sort {
        Sort::Headquarters | Sort::Retired => random.between(9 * 365, 16 * 365),
        Sort::Works | Sort::Joint => random.between(5 * 365, 10 * 365),
        Sort::Project => random.between(500, 4 * 365),
        Sort::Temporary => random.between(-200, 300),
    };
    // Two are set up in the last of the years.
    let days = if sort == Sort::Temporary && matches!(unit, 2 | 3) { -500 } else { days };
    let founded = working_day_from(window.start.plus_days(-days));
    // One in each unit is set up while we look on.
    if sort == Sort::Project && slot == 6 {
        return working_day_from(window.start.plus_days(random.between(60, 420)));
    }
    founded
}

fn name(unit_name: &str, unit: usize, slot: usize, sort: Sort) -> String {
    let number = slot * UNITS.len() + unit;
    let place = PLACES.get((number * 5) % PLACES.len()).copied().unwrap_or_default();
    let works = WORKS.get(number % WORKS.len()).copied().unwrap_or_default();
    // The second round of ten branches a unit repeats the first one's shape, so it needs a number.
    let round = match slot / 10 {
        0 => String::new(),
        round => format!("({})", round + 1),
    };
    match (sort, slot % 10) {
        (Sort::Headquarters, 0) => format!("{unit_name}机关第一{round}党支部"),
        (Sort::Headquarters, _) => format!("{unit_name}机关第二{round}党支部"),
        (Sort::Retired, _) => format!("{unit_name}离退休{round}党支部"),
        (Sort::Joint, _) => format!("{unit_name}{place}片区{round}联合党支部"),
        (Sort::Temporary, _) => format!("{unit_name}{place}{works}项目{round}临时党支部"),
        (Sort::Works, _) => {
            let works = ["第一分公司", "预制构件厂", "养护中心", "机电分公司", "检测中心", "物业分公司"];
            format!("{unit_name}{}{round}党支部", works.get(unit).copied().unwrap_or_default())
        }
        (Sort::Project, _) => format!("{unit_name}{place}{works}项目部{round}党支部"),
    }
}

fn size(sort: Sort, unit: usize, slot: usize, random: &mut Random) -> usize {
    let size = match (unit, slot, sort) {
        // Too large for a branch: it should long have become a general branch.
        (1, 9, _) => 55,
        (_, _, Sort::Headquarters) => random.between(25, 36),
        (_, _, Sort::Retired) => random.between(24, 38),
        (_, _, Sort::Works) => random.between(26, 38),
        // Eight members, and nobody thought of electing a committee.
        (2, 3, _) => 8,
        // Three full members, one of whom will leave.
        (2 | 4, 8, Sort::Temporary) => 3,
        (_, 6, Sort::Project) => random.between(5, 9),
        (_, _, Sort::Project) => random.between(9, 17),
        (_, _, Sort::Joint) => random.between(6, 13),
        (_, _, Sort::Temporary) => random.between(3, 6),
    };
    size.unsigned_abs() as usize
}

fn character(unit: usize, slot: usize, random: &mut Random) -> Character {
    match (unit, slot) {
        // One general branch has nothing but good ones below it.
        (0, 0 | 3..=6) => Character::Good,
        (2, 3) | (5, 9) | (1, 5) => Character::Careless,
        (3, 4) | (4, 1) => Character::Crammer,
        (1, 9) => Character::Average,
        _ => match random.below(100) {
            0..36 => Character::Good,
            36..74 => Character::Average,
            74..88 => Character::Careless,
            _ => Character::Crammer,
        },
    }
}

fn faults(unit: usize, slot: usize) -> Faults {
    let place = |places: &[(usize, usize)]| places.contains(&(unit, slot));
    Faults {
        expired_term: place(&[(1, 4), (3, 2), (5, 9)]),
        unrecorded_term: place(&[(1, 5), (4, 3)]),
        no_committee: place(&[(2, 3)]),
        green_secretary: place(&[(3, 4), (5, 5)]),
        absentee: place(&[(0, 4), (2, 9), (4, 1), (5, 3)]),
        unpaid_months: match (unit, slot) {
            (5, 9) => 6,
            (2, 4 | 9) => 7,
            (1, 5) => 5,
            (2, 3) => 3,
            _ => 0,
        },
        vacancy: place(&[(3, 3), (4, 4)]),
        namesakes: place(&[(0, 9), (3, 0)]),
        entered_twice: place(&[(0, 1), (4, 0), (5, 4)]),
        copies_minutes: place(&[(1, 9)]),
        no_yearly: place(&[(2, 4), (3, 9)]),
        ungrouped: place(&[(1, 2), (5, 1)]),
        surplus_posts: place(&[(0, 8)]),
        approved_elsewhere: place(&[(0, 4)]),
        unsettled: place(&[(0, 5)]),
        shrinks: match (unit, slot) {
            (2, 8) => Some(Adjusted::Never),
            (4, 8) => Some(Adjusted::InTime),
            _ => None,
        },
    }
}
