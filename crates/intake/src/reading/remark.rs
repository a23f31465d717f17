//! What stands in brackets beside a value: known to say nothing against it, taking it back, or not understood.
//!
//! Readers give what they read as [`Said`], so that whoever takes the value has to take the remark as well. What takes
//! the value back gives none. The words are lists; whoever understands more of a remark asks before.

use facts::kinds;

use super::date::numerals;
use super::denial::{AWAY, Denied, clauses, denies_value};
use super::moment::without_moments;
use super::text::{is_blank, is_nothing, key, narrow};

/// A value as it was read.
#[derive(Debug, Clone, PartialEq, Eq)]
#[must_use = "what stands in brackets beside a value may not be dropped"]
pub enum Said<T> {
    Plain(T),
    /// With what nobody understood of the brackets beside it.
    WithRemark(T, String),
}

impl<T> Said<T> {
    /// The value, where nothing unknown stands beside it.
    pub fn plain(self) -> Option<T> {
        match self {
            Said::Plain(value) => Some(value),
            Said::WithRemark(..) => None,
        }
    }

    /// The value, for those who only ask what a text looks like.
    pub fn despite_remark(self) -> T {
        match self {
            Said::Plain(value) | Said::WithRemark(value, _) => value,
        }
    }
}

/// A remark that takes back what it stands beside.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TakenBack(pub String);

/// What a remark does to the value it stands beside.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Effect {
    /// It is known to say nothing against it.
    Harmless,
    /// The value does not hold, or nobody can say that it does.
    TakesBack,
    /// It names months, so that an amount is not that of its own month alone.
    OtherMonths,
    Unknown,
}

const HARMLESS: &[&str] = &[
    // How, where and for whom.
    "面谈",
    "线下",
    "现场",
    "当面",
    "电话",
    "线上",
    "视频",
    "集中",
    "集体",
    "个人",
    "扩大",
    "扩大会",
    "扩大会议",
    // How it was paid.
    "现金",
    "微信",
    "支付宝",
    "转账",
    "银行卡",
    "网银",
    "已交",
    "已缴",
    "已收",
    "已交清",
    "实交",
    "实缴",
    "实收",
    "足额",
    "人民币",
    "元",
    "元/月",
    // Of whom.
    "正式",
    "正式党员",
    "预备",
    "预备党员",
    "党员",
    "在职",
    "退休",
    "离退休",
    "离休",
    "男",
    "女",
    // How it is known.
    "公历",
    "阳历",
    "新历",
    "档案",
    "以档案为准",
    "核对无误",
    "无误",
    "属实",
];
/// Beside a whole row, as well.
const ROW_HARMLESS: &[&str] = &[
    "正常",
    "正常召开",
    "正常开展",
    "已归档",
    "归档",
    "已存档",
    "存档",
    "见附件",
    "完成",
    "已完成",
    "已开展",
    "已召开",
    "按时召开",
    "按期召开",
    "按时",
    "按期",
    "全勤",
    "全员参加",
    "全体参加",
    "全部到会",
    "无缺席",
    "无人缺席",
    "无请假",
    "有记录",
    "已记录",
    "有会议记录",
    "已公示",
    "无异常",
    "无异议",
    "未发现问题",
    "合格",
    "达标",
    "已核对",
    "已核实",
    "已审核",
    "已报备",
];
/// How remarks end that say of which group something is.
const GROUPS: &[&str] = &["党小组", "小组", "组"];
/// Whatever stands with these, the value does not hold as it is written.
const DENIES: [char; 6] = ['未', '没', '不', '无', '勿', '非'];
const TAKES_BACK: &[&str] = &[
    // It did not take place, or on another day.
    "取消",
    "推迟",
    "延期",
    "改期",
    "改到",
    "改至",
    "改为",
    "改在",
    "延至",
    "延到",
    "提前到",
    "提前至",
    "顺延",
    "暂停",
    "停止",
    "计划",
    "预计",
    "暂定",
    "原定",
    "拟",
    "待定",
    "待补",
    "待核",
    "待开",
    "待交",
    "待缴",
    "待召开",
    // It was not paid, or is not to be.
    "退",
    "欠",
    "应交",
    "应缴",
    "应收",
    "免交",
    "免缴",
    "免收",
    "减免",
    "停交",
    "停缴",
    "缓交",
    "缓缴",
    // It is wrong, or nobody knows.
    "误",
    "错",
    "重复",
    "删",
    "存疑",
    "大约",
    "大概",
    "左右",
    "估",
    "?",
];
/// Words that hold one of those above and mean something else.
const NO_DENIAL: &[&str] = &["退休", "退役", "退伍", "不含", "不包括", "不计", "模拟", "虚拟"];
/// Alone they say that the day is one of another calendar.
const OTHER_CALENDARS: &[&str] = &["农历", "阴历", "旧历"];
/// What was done by somebody in the place of the one who is named.
const IN_PLACE: &[&str] =
    &["由", "代讲", "代谈", "代为", "代开", "代主持", "代会", "代授", "代课", "替", "委托", "取消"];
/// Whoever is named did not do it. `无党派` and `非党员` say who it is.
const DID_NOT: [char; 3] = ['未', '没', '不'];

/// Judges what stands in brackets.
pub fn effect(remark: &str) -> Effect {
    let word = key(remark);
    let known = |list: &[&str]| list.contains(&word.as_str());
    if is_nothing(remark) || known(HARMLESS) || is_moment(remark) {
        return Effect::Harmless;
    }
    if counts_people(&word) {
        return Effect::Unknown;
    }
    let bare = NO_DENIAL.iter().fold(word.clone(), |rest, known| rest.replace(known, ""));
    let holds = |list: &[&str]| list.iter().any(|word| bare.contains(word));
    let denied = bare.contains(DENIES) || holds(TAKES_BACK) || holds(AWAY) || denies_value(remark);
    if known(OTHER_CALENDARS) || denied {
        return Effect::TakesBack;
    }
    if OTHER_CALENDARS.iter().any(|calendar| word.contains(calendar)) {
        return Effect::Unknown;
    }
    if names_months(&word) {
        return Effect::OtherMonths;
    }
    if GROUPS.iter().any(|ending| word.ends_with(ending)) { Effect::Harmless } else { Effect::Unknown }
}

/// Whether a remark behind a name says that somebody else did it, or nobody.
pub fn denies_person(remark: &str) -> bool {
    let holds = |list: &[&str]| list.iter().any(|word| remark.contains(word));
    remark.contains(DID_NOT) || remark.ends_with('代') || holds(IN_PLACE) || holds(AWAY)
}

/// What the remark of a row may deny of what a record of this kind tells.
pub fn deniable(kind: &str) -> &'static [Denied] {
    match kind {
        kinds::ORGANISATION_SET_UP => &[Denied::Organisation],
        kinds::MEMBER_JOINED | kinds::FLOATING_IN => &[Denied::Membership],
        "dues-paid" => &[Denied::Payment, Denied::Record],
        "training" => &[Denied::Attendance, Denied::Event, Denied::Record],
        "talk" => &[Denied::Talk, Denied::Event, Denied::Record],
        "party-lecture" => &[Denied::Lecture, Denied::Event, Denied::Record],
        core if kinds::CORE.contains(&core) => &[Denied::Record],
        _ => &[Denied::Event, Denied::Record],
    }
}

/// Whether the remark of a row is known to say nothing about what the row tells.
pub fn says_nothing(remark: &str) -> bool {
    let clauses = clauses(remark);
    clauses.iter().all(|clause| ROW_HARMLESS.contains(&clause.as_str()) || effect(clause) == Effect::Harmless)
}

/// A value with what stands in the brackets beside it.
pub fn beside<T>(value: T, inside: &[String]) -> Result<Said<T>, TakenBack> {
    let mut unknown: Vec<&str> = Vec::new();
    for remark in inside {
        match effect(remark) {
            Effect::Harmless => {}
            Effect::Unknown => unknown.push(remark),
            Effect::TakesBack | Effect::OtherMonths => return Err(TakenBack(remark.clone())),
        }
    }
    Ok(if unknown.is_empty() { Said::Plain(value) } else { Said::WithRemark(value, unknown.join(",")) })
}

/// `请假2人`, `未到2人`, `缺席1`: of whom a number of people says nothing.
fn counts_people(word: &str) -> bool {
    let digits = numerals(word);
    let counted = |(at, _): (usize, &str)| {
        digits.get(..at).is_some_and(|before| before.ends_with(|character: char| character.is_ascii_digit()))
    };
    let away = AWAY.iter().any(|away| {
        digits.split_once(away).is_some_and(|(_, behind)| behind.starts_with(|digit: char| digit.is_ascii_digit()))
    });
    away || digits.match_indices(['人', '名', '位']).any(counted)
}

/// `周三上午`, `9:00-11:00`
fn is_moment(remark: &str) -> bool {
    let rest = without_moments(&numerals(&narrow(remark)));
    rest.chars().all(|character| is_blank(character) || character == ',')
}

/// `含2、3月`, `补1月`, `一季度`; the day of a payment is none.
fn names_months(word: &str) -> bool {
    let digits = numerals(word);
    let month = digits.match_indices('月').any(|(at, month)| {
        let (before, behind) = (digits.get(..at), digits.get(at + month.len()..));
        let is_digit = |character: char| character.is_ascii_digit();
        before
            .is_some_and(|before| before.ends_with(is_digit) || before.ends_with(['个', '上', '下', '本', '全', '数']))
            && !behind.is_some_and(|behind| behind.starts_with(is_digit))
    });
    month || ["季度", "半年", "全年", "年度"].iter().any(|period| digits.contains(period))
}
