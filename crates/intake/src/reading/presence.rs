//! Marks of presence in sign-in sheets, and reasons of absence, as all books write them.
//!
//! What a sheet says of its own marks is read in `legend`, which asks here for everything else.

use facts::Presence;

use super::text::clean;

/// What a mark says; `None` where nobody was expected.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mark {
    pub presence: Option<Presence>,
    pub reason: Option<String>,
}

impl Mark {
    pub fn of(presence: Presence) -> Mark {
        Mark { presence: Some(presence), reason: None }
    }

    /// Together with what a column of reasons says of the same person; `None` where both cannot be so.
    pub fn explained(&self, reason: &Mark) -> Option<Mark> {
        use Presence::{Absent, Excused, Present, Remote};
        let presence = match (self.presence?, reason.presence?) {
            (Absent, explained) => explained,
            (Excused, Excused) => Excused,
            (Present, Present) => Present,
            (Present | Remote, Present | Remote) => Remote,
            _ => return None,
        };
        Some(Mark { presence: Some(presence), reason: reason.reason.clone() })
    }
}

/// Signs whose meaning differs from book to book, such as a circle, are in none of the lists: only a legend tells.
const PRESENT: &[&str] = &[
    "√",
    "到",
    "已到",
    "出席",
    "出勤",
    "参加",
    "已参加",
    "到会",
    "已到会",
    "签到",
    "已签到",
    "在",
    "是",
    "1",
    "y",
    "p",
    "正常",
    "实到",
    "现场",
    "列席",
    "参会",
    "已参会",
    "到场",
    "全勤",
];
/// Who came late or left early was there; the word stays as the reason.
const LATE: &[&str] = &["迟到", "早退", "迟", "中途离场", "中途离会", "中途退场", "迟到早退"];
const REMOTE: &[&str] = &[
    "线上",
    "视频",
    "远程",
    "电话",
    "网络",
    "线上参加",
    "视频参加",
    "远程参加",
    "视频参会",
    "线上参会",
    "微信",
    "腾讯会议",
    "云参会",
    "网上",
    "线上出席",
    "视频出席",
    "网上参会",
    "网络参会",
    "远程参会",
    "电话参会",
];
const EXCUSED: &[&str] = &[
    "请假",
    "事假",
    "病假",
    "公假",
    "年假",
    "婚假",
    "产假",
    "丧假",
    "休假",
    "探亲",
    "探亲假",
    "出差",
    "公差",
    "外出",
    "因公",
    "公出",
    "假",
    "住院",
    "学习",
    "培训",
    "值班",
    "轮休",
    "调休",
    "在外施工",
    "外派",
    "陪产假",
    "哺乳假",
    "工伤",
    "隔离",
    "倒班",
    "倒休",
    "公休",
    "病",
    "事",
    "公",
    "差",
    "休",
    "加班",
    "补休",
    "年休",
    "年休假",
    "护理假",
    "陪护假",
    "育儿假",
    "夜班",
    "值夜班",
    "生病",
    "因病",
    "因事",
    "有事",
    "手术",
    "就医",
    "看病",
    "体检",
    "借调",
    "挂职",
    "抢险",
    "开会",
];
const ABSENT: &[&str] = &[
    "×",
    "无故",
    "无故缺席",
    "缺席",
    "缺",
    "旷",
    "旷会",
    "0",
    "未到",
    "未参加",
    "未来",
    "没来",
    "没到",
    "没参加",
    "不到",
    "未出席",
    "无理由",
    "未说明原因",
    "原因不明",
    "无故不到",
    "无故未到",
    "旷课",
    "无故旷会",
    "否",
    "缺勤",
    "缺会",
    "缺课",
    "旷工",
    "未参会",
    "未出勤",
    "未到会",
    "未签到",
    "没参会",
    "无故缺勤",
    "无故未参加",
    "无故未参会",
    "未说明",
    "未说明理由",
    "原因不详",
    "不明",
    "不详",
];
const NOTHING: &[&str] = &[
    "",
    "/",
    "\\",
    "-",
    "--",
    "无",
    "不应到",
    "无需参加",
    "不需参加",
    "不用参加",
    "未入党",
    "未转入",
    "已转出",
    "转出",
    "免",
    "//",
    "n/a",
];

/// What a word means in all books; `None` where it is not known.
pub(super) fn common_mark(word: &str) -> Option<Mark> {
    let is = |list: &[&str]| list.contains(&word);
    let said = || tells_why(word).then(|| word.to_owned());
    let (presence, reason) = if is(PRESENT) {
        (Some(Presence::Present), None)
    } else if is(LATE) {
        (Some(Presence::Present), said())
    } else if is(REMOTE) {
        (Some(Presence::Remote), None)
    } else if is(EXCUSED) {
        (Some(Presence::Excused), said())
    } else if is(ABSENT) {
        (Some(Presence::Absent), None)
    } else if is(NOTHING) {
        (None, None)
    } else {
        return excused_in_words(word);
    };
    Some(Mark { presence, reason })
}

/// 假 alone says no more than that somebody had leave.
fn tells_why(word: &str) -> bool {
    word != "假"
}

/// That leave was asked for and not given.
const NOT_GRANTED: &[&str] = &[
    "未批",
    "没批",
    "不批",
    "未获批",
    "未经批",
    "未予批",
    "没有批",
    "未准",
    "不准",
    "未获准",
    "没准假",
    "未同意",
    "不同意",
    "没同意",
    "未经同意",
    "未履行",
];
/// A longer text tells a story.
const LONGEST_DENIAL: usize = 12;

/// Whether a remark beside leave says that nobody gave it: `未批准`, `领导不同意`.
pub(super) fn not_granted(remark: &str) -> bool {
    remark.chars().count() <= LONGEST_DENIAL && NOT_GRANTED.iter().any(|word| remark.contains(word))
}

/// Words for being absent that say no more than that somebody did not come: on leave nobody does.
pub(super) fn did_not_come(word: &str) -> bool {
    const WITHOUT_REASON: &[&str] = &["故", "旷", "理由", "原因", "说明", "不明", "不详", "×", "0"];
    ABSENT.contains(&word) && !WITHOUT_REASON.iter().any(|reason| word.contains(reason))
}

const LEAVE: &[&str] = &[
    "请假", "病假", "事假", "公假", "年假", "婚假", "产假", "丧假", "休假", "调休", "轮休", "出差", "公差", "加班",
    "值班", "探亲", "住院",
];

/// `因病请假`, `请事假`, `病假3天`: the word for leave inside a phrase. `未请假` is none, and `未出差` says nothing.
fn excused_in_words(word: &str) -> Option<Mark> {
    if word.contains("无故") || word.contains('旷') || not_granted(word) {
        return Some(Mark::of(Presence::Absent));
    }
    let (known, (before, _)) = LEAVE.iter().find_map(|known| Some((*known, word.split_once(known)?)))?;
    // 未到,因病请假: who did not come is not who did not ask.
    let before = ABSENT
        .iter()
        .filter(|known| known.chars().count() > 1)
        .fold(before.to_owned(), |rest, known| rest.replace(known, ""));
    if before.contains(['未', '没', '无', '不']) {
        let asked_nobody = known.ends_with('假');
        return asked_nobody.then_some(Mark::of(Presence::Absent));
    }
    if leave_of_another(word) {
        return None;
    }
    (word.chars().count() <= 12).then(|| Mark { presence: Some(Presence::Excused), reason: Some(word.to_owned()) })
}

/// What else may stand in front of the word for leave.
const BEFORE_LEAVE: &[&str] = &[
    "本人", "已", "提前", "临时", "电话", "书面", "口头", "微信", "短信", "均", "都", "皆", "全部", "等", "人", "名",
    "请", "长期", "短期", "连续", "上午", "下午", "全天", "当天", "当日", "家事", "家里", "家中", "家人", "孩子",
    "小孩", "老人", "父母", "父亲", "母亲", "配偶", "看", "带", "陪", "身体", "不适", "外地", "在外", "回家", "返乡",
    "丧事", "红事", "白事", "结婚", "生育", "会议", "工作", "个人", "原因", "情况", "春节", "国庆", "批准", "的",
];
/// So begins a cause, whatever it is.
const CAUSES: &[&str] = &["因", "由于", "有", "经", "向", "去", "回", "在", "为", "赴"];
/// A name has so many characters; a longer text tells a cause.
const LONGEST_NAME: usize = 4;

/// `赵大请假`: what stands in front of the word for leave is no reason, and may be somebody else's name.
pub(super) fn leave_of_another(word: &str) -> bool {
    let mut leave = LEAVE.iter().filter(|known| known.ends_with('假'));
    let Some((before, _)) = leave.find_map(|known| word.split_once(known)) else { return false };
    if CAUSES.iter().any(|cause| before.starts_with(cause)) || before.ends_with('代') {
        return false;
    }
    let mut known: Vec<&str> = [BEFORE_LEAVE, LEAVE, EXCUSED, REMOTE, ABSENT, LATE].concat();
    known.sort_by_key(|known| std::cmp::Reverse(known.len()));
    let is_letter = |character: char| character.is_alphabetic();
    let mut rest = before.trim_start_matches(|character| !is_letter(character));
    while let Some(shorter) = known.iter().find_map(|known| rest.strip_prefix(known)) {
        rest = shorter.trim_start_matches(|character| !is_letter(character));
    }
    (2..=LONGEST_NAME).contains(&rest.chars().count()) && rest.chars().all(is_letter)
}

/// What a phrase of a legend means: `准时到会`, `缺席的同志`. Two words for different things mean nothing.
pub(super) fn meaning(phrase: &str) -> Option<Mark> {
    const EITHER: [char; 4] = ['或', '和', '及', '与'];
    let mut meanings = phrase.split(EITHER).map(one_meaning);
    let first = meanings.next()??;
    let agree = meanings.all(|other| other.is_some_and(|other| other.presence == first.presence));
    agree.then(|| match phrase.contains(EITHER) {
        true => Mark { reason: None, ..first },
        false => first,
    })
}

fn one_meaning(phrase: &str) -> Option<Mark> {
    // Words that answer a question explain nothing, and what is called 签到表 is no mark.
    const ANSWERS: &[&str] = &["是", "否", "在", "无", "正常"];
    const HEADINGS: &[&str] =
        &["表", "册", "台账", "记录", "登记", "统计", "说明", "标记", "符号", "图例", "情况", "方式", "栏"];
    let word = clean(phrase);
    let heads = HEADINGS.iter().any(|ending| word.ends_with(ending));
    if heads || ANSWERS.contains(&word.as_str()) || word.is_ascii() {
        return None;
    }
    common_mark(&word).or_else(|| {
        let named = |list: &[&str]| {
            let long = list.iter().filter(|known| known.chars().count() > 1);
            long.into_iter().any(|known| word.starts_with(known) || word.ends_with(known))
        };
        let lists = [
            (ABSENT, Presence::Absent),
            (REMOTE, Presence::Remote),
            (LATE, Presence::Present),
            (PRESENT, Presence::Present),
        ];
        let found = lists.into_iter().find(|(list, _)| named(list))?;
        let denied = found.1 != Presence::Absent && word.contains(['未', '没', '无', '不']);
        (!denied).then(|| Mark::of(found.1))
    })
}
