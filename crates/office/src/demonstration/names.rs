//! Invented names of people: surnames, commonest first, and given names by sex and generation.
//!
//! The tables are small on purpose: in a group of 1,200 members some must bear the same name.

use super::random::Random;

const SURNAMES: &[&str] = &[
    "王", "李", "张", "刘", "陈", "杨", "黄", "周", "吴", "徐", "孙", "胡", "朱", "高", "林", "何", "郭", "马", "罗",
    "梁", "宋", "郑", "谢", "韩", "唐", "冯", "于", "董", "萧", "程", "曹", "袁", "邓", "许", "傅", "沈", "曾", "彭",
    "吕", "苏", "卢", "蒋", "蔡", "贾", "丁", "魏", "薛", "叶", "阎", "余", "潘", "杜", "戴", "夏", "钟", "汪", "田",
    "任", "姜", "范", "方", "石", "姚", "谭", "廖", "邹", "熊", "金", "陆", "郝", "孔", "白", "崔", "康", "毛", "邱",
    "秦", "江", "史", "顾", "侯", "邵", "孟", "龙", "万", "段", "雷", "钱", "汤", "尹", "黎", "易", "常", "武", "乔",
    "贺", "赖", "龚", "文", "欧阳",
];

/// Of one sex and generation: single characters, first and second characters of a pair.
struct Given {
    single: &'static [&'static str],
    first: &'static [&'static str],
    second: &'static [&'static str],
}

const MEN_BORN_EARLY: Given = Given {
    single: &["军", "强", "勇", "刚", "斌", "辉", "平", "伟", "涛", "波"],
    first: &["建", "国", "志", "德", "永", "光", "新", "长", "正", "文", "振", "家", "明", "福", "立"],
    second: &["国", "华", "民", "军", "明", "生", "平", "林", "文", "祥", "德", "清", "山", "元", "庆"],
};
const WOMEN_BORN_EARLY: Given = Given {
    single: &["芳", "敏", "静", "丽", "娟", "艳", "霞", "英", "玲", "萍"],
    first: &["秀", "玉", "桂", "淑", "春", "凤", "美", "红", "雪", "金", "兰", "惠", "月", "爱", "素"],
    second: &["英", "兰", "珍", "梅", "华", "芳", "云", "琴", "莲", "香", "萍", "霞", "清", "娥", "珠"],
};
const MEN_BORN_LATE: Given = Given {
    single: &["浩", "磊", "鹏", "杰", "超", "凯", "宇", "洋", "帆", "睿"],
    first: &["子", "浩", "俊", "宇", "文", "天", "嘉", "博", "泽", "思", "家", "志", "晓", "一", "明"],
    second: &["轩", "然", "宇", "杰", "豪", "泽", "涵", "辰", "航", "远", "博", "成", "峰", "毅", "翔"],
};
const WOMEN_BORN_LATE: Given = Given {
    single: &["婷", "倩", "雪", "欣", "颖", "悦", "琳", "洁", "佳", "璐"],
    first: &["雨", "思", "梦", "佳", "欣", "晓", "嘉", "诗", "若", "雅", "子", "语", "文", "静", "心"],
    second: &["婷", "怡", "琪", "妍", "洁", "琳", "萱", "涵", "瑶", "雯", "桐", "然", "悦", "宁", "欣"],
};

/// A full name for somebody of that sex, born in that year.
pub(super) fn name(random: &mut Random, woman: bool, born: i32) -> String {
    let given = match (woman, born < 1982) {
        (false, true) => &MEN_BORN_EARLY,
        (true, true) => &WOMEN_BORN_EARLY,
        (false, false) => &MEN_BORN_LATE,
        (true, false) => &WOMEN_BORN_LATE,
    };
    // The lower of two draws: the front of the table is drawn more often, as common surnames are.
    let surname = random.below(SURNAMES.len()).min(random.below(SURNAMES.len()));
    let mut name = SURNAMES.get(surname).copied().unwrap_or_default().to_owned();
    if random.percent(18) {
        name.push_str(random.pick(given.single));
    } else {
        name.push_str(random.pick(given.first));
        name.push_str(random.pick(given.second));
    }
    name
}
