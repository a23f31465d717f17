//! The small group whose books these are: a committee, four branches, forty members, the year 2025.
//!
//! What the books say of it, and what is wrong with it, was decided by hand; `known` holds the list.

use facts::Day;

pub(super) const COMMITTEE: &str = "澜川建设党委";
pub(super) const YEAR: i32 = 2025;

#[derive(Debug)]
pub(super) struct Branch {
    pub name: &'static str,
    pub form: &'static str,
    pub units: &'static str,
    pub founded: (i32, u32, u32),
    pub elected: (i32, u32, u32),
    pub theme_day: u32,
    pub retired: bool,
    /// In the order of the members.
    pub posts: &'static [&'static str],
    pub members: &'static [&'static str],
}

pub(super) const CREW: usize = 0;
pub(super) const OFFICE: usize = 1;
pub(super) const JOINT: usize = 2;
pub(super) const RETIRED: usize = 3;

pub(super) const BRANCHES: [Branch; 4] = [
    Branch {
        name: "澜川第一施工队党支部",
        form: "党支部",
        units: "",
        founded: (2012, 5, 16),
        elected: (2023, 4, 18),
        theme_day: 8,
        retired: false,
        posts: &["书记", "组织委员", "宣传委员"],
        members: &[
            "邵长青",
            "柳芸",
            "祝大勇",
            "骆平",
            "凌志远",
            "甘露",
            "温国梁",
            "席春燕",
            "符海",
            "卜玉成",
            "冉小波",
            "蒲建设",
        ],
    },
    Branch {
        name: "澜川机关党支部",
        form: "党支部",
        units: "",
        founded: (2010, 3, 9),
        elected: (2024, 3, 12),
        theme_day: 15,
        retired: false,
        posts: &["书记", "组织委员", "宣传委员", "纪检委员", "副书记"],
        members: &[
            "向明辉",
            "阮静宜",
            "车立群",
            "宁涛",
            "景秋实",
            "时雨",
            "安若兰",
            "管仲平",
            "裴晓峰",
            "盛开",
            "岳云生",
            "桂香莲",
            "滕飞",
            "古月明",
            "尚思齐",
            "虞文静",
        ],
    },
    Branch {
        name: "澜川桥隧联合党支部",
        form: "联合党支部",
        units: "3",
        founded: (2018, 11, 20),
        elected: (2024, 5, 20),
        theme_day: 20,
        retired: false,
        posts: &["书记"],
        members: &["巫山远", "解放", "鲁小满", "瞿秋菊", "丛林", "习武"],
    },
    Branch {
        name: "澜川离退休党支部",
        form: "党支部",
        units: "",
        founded: (2009, 7, 1),
        elected: (2021, 9, 9),
        theme_day: 10,
        retired: true,
        posts: &["书记"],
        members: &["柏寿山", "应兰英", "连城", "霍振国", "乌金花", "蓝德胜"],
    },
];

/// Days written in this module exist; another would show as the earliest day there is.
pub(super) fn day((year, month, date): (i32, u32, u32)) -> Day {
    Day::from_ymd(year, month, date).unwrap_or(Day::EARLIEST)
}

pub(super) fn this_year(month: u32, date: u32) -> Day {
    day((YEAR, month, date))
}

impl Branch {
    pub fn secretary(&self) -> &'static str {
        self.members.first().copied().unwrap_or_default()
    }

    pub fn committee(&self) -> &'static [&'static str] {
        self.members.get(..self.posts.len()).unwrap_or_default()
    }

    /// Who holds no post.
    pub fn others(&self) -> &'static [&'static str] {
        self.members.get(self.posts.len()..).unwrap_or_default()
    }
}

/// What the roster says of one member; all of it follows from the place in the list.
#[derive(Debug)]
pub(super) struct Particulars {
    pub woman: bool,
    pub born: Day,
    pub joined_on: Day,
    pub full_on: Day,
    pub id_number: String,
    pub phone: String,
    pub base_yuan: i64,
}

pub(super) fn particulars(branch: usize, member: usize) -> Particulars {
    let number = branch * 20 + member;
    let step = number as i32;
    let retired = branch == RETIRED;
    let born_year = if retired { 1945 + step % 9 } else { 1968 + (step * 7) % 24 };
    let born = day((born_year, 1 + number as u32 % 12, 3 + number as u32 % 25));
    let woman = number % 3 == 1;
    // The joint branch's secretary became a full member not a year before taking the post.
    let joined_on = match (branch, member) {
        (JOINT, 0) => day((2022, 6, 11)),
        _ => day((born_year + 27, 6, 2 + number as u32 % 26)),
    };
    let digits = format!(
        "4300{:02}{}{:03}",
        10 + number % 80,
        born.to_string().replace('-', ""),
        number * 2 + 101 - usize::from(woman)
    );
    Particulars {
        woman,
        born,
        joined_on,
        full_on: joined_on.plus_months(12).plus_days(1),
        id_number: format!("{digits}{}", check_digit(&digits)),
        phone: format!("12{:09}", 310_000_000 + number * 10_101),
        base_yuan: if retired {
            4_200
        } else {
            [3_600, 5_200, 8_400, 2_800, 11_000].get(number % 5).copied().unwrap_or(0)
        },
    }
}

/// What is owed a month, in fen (regulations, section 4).
pub(super) fn dues_fen(base_yuan: i64, retired: bool) -> i64 {
    let per_mille = match base_yuan {
        _ if retired => 5,
        ..=3_000 => 5,
        3_001..=5_000 => 10,
        5_001..=10_000 => 15,
        _ => 20,
    };
    base_yuan * per_mille / 10
}

/// The last character of an ID number (GB 11643-1999).
pub(super) fn check_digit(digits: &str) -> char {
    // The weights are the powers of two by position from the right, modulo 11.
    let sum: u32 = digits
        .chars()
        .rev()
        .filter_map(|d| d.to_digit(10))
        .fold((0, 2), |(sum, weight), digit| (sum + digit * weight, weight * 2 % 11))
        .0;
    "10X98765432".chars().nth((sum % 11) as usize).unwrap_or('X')
}
