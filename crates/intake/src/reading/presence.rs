//! Marks of presence in sign-in sheets, and reasons of absence.

use facts::Presence;

use super::text::{clean, is_blank, narrow, without_brackets};

/// What a mark says; `None` where nobody was expected.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mark {
    pub presence: Option<Presence>,
    pub reason: Option<String>,
}

const PRESENT: &[&str] = &[
    "√",
    "✓",
    "✔",
    "☑",
    "到",
    "已到",
    "出席",
    "出勤",
    "参加",
    "已参加",
    "到会",
    "签到",
    "已签到",
    "在",
    "是",
    "1",
    "v",
    "y",
    "p",
    "○",
    "o",
    "●",
    "⚪",
    "正常",
    "实到",
    "现场",
    "列席",
    "迟到",
    "参会",
    "全勤",
];
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
    "△",
    "▲",
    "☆",
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
    "l",
    "倒班",
    "倒休",
];
const ABSENT: &[&str] = &[
    "×",
    "✗",
    "✘",
    "✕",
    "x",
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
];
const NOTHING: &[&str] =
    &["", "/", "\\", "-", "--", "无", "不应到", "未入党", "未转入", "已转出", "转出", "免", "//", "n/a"];

/// Reads a mark of a sign-in sheet; `None` where it is not known.
pub fn mark(text: &str) -> Option<Mark> {
    let (outside, inside) = without_brackets(text);
    let word: String =
        narrow(&outside).chars().filter(|character| !is_blank(*character)).collect::<String>().to_lowercase();
    let remark = inside.map(|inside| clean(&inside));
    let word = if word.is_empty() { remark.clone().unwrap_or_default() } else { word };
    let is = |list: &[&str]| list.contains(&word.as_str());
    let presence = if is(PRESENT) {
        Some(Presence::Present)
    } else if is(REMOTE) {
        Some(Presence::Remote)
    } else if is(EXCUSED) {
        Some(Presence::Excused)
    } else if is(ABSENT) {
        Some(Presence::Absent)
    } else if is(NOTHING) {
        None
    } else {
        return excused_in_words(&word, remark);
    };
    let reason = match presence {
        Some(Presence::Excused) => remark.or(Some(word).filter(|word| word.chars().count() > 1)),
        _ => remark,
    };
    Some(Mark { presence, reason })
}

const LEAVE: &[&str] = &["请假", "病假", "事假", "公假", "年假", "婚假", "产假", "休假", "出差", "探亲", "住院"];

/// `因病请假`, `请事假`, `病假3天`: the word for leave inside a phrase. `未请假` is none, and `未出差` says nothing.
fn excused_in_words(word: &str, remark: Option<String>) -> Option<Mark> {
    if word.contains("无故") || word.contains('旷') {
        return Some(Mark { presence: Some(Presence::Absent), reason: remark });
    }
    let (known, (before, _)) = LEAVE.iter().find_map(|known| Some((*known, word.split_once(known)?)))?;
    // 未到,因病请假: who did not come is not who did not ask.
    let before = ABSENT
        .iter()
        .filter(|known| known.chars().count() > 1)
        .fold(before.to_owned(), |rest, known| rest.replace(known, ""));
    if before.contains(['未', '没', '无', '不']) {
        let asked_nobody = known.ends_with('假');
        return asked_nobody.then_some(Mark { presence: Some(Presence::Absent), reason: remark });
    }
    (word.chars().count() <= 12).then(|| Mark { presence: Some(Presence::Excused), reason: Some(word.to_owned()) })
}

/// How somebody on a list of the absent is counted: without a reason only where the record says so.
pub fn absence(remark: Option<&str>) -> Mark {
    match remark {
        Some(remark) => match mark(remark) {
            Some(Mark { presence: Some(Presence::Absent), reason }) => {
                Mark { presence: Some(Presence::Absent), reason }
            }
            _ => Mark { presence: Some(Presence::Excused), reason: Some(remark.to_owned()) },
        },
        None => Mark { presence: Some(Presence::Excused), reason: None },
    }
}
