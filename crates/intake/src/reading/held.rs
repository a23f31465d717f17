//! Whether a text says that something did not take place: `未召开`, `因疫情取消`, `延期至6月10日`. The words that say it
//! wherever they stand are in `denial`; here is what says it only alone, at the beginning or at the end.

use super::denial::{Denied, begins_denying, clauses, denies};
use super::text::{key, narrow};

/// What may stand in front, and says nothing.
const BEFORE: &[&str] =
    &["本月", "本次", "此次", "本季度", "当月", "当天", "原定", "会议", "活动", "因故", "暂", "已", "该"];
/// It was on another day: no topic begins like this.
const MOVED: &[&str] = &["延期至", "延期到", "推迟至", "推迟到", "改期至", "改期到"];
/// These may begin a topic (取消预备党员资格), and say it only alone.
const ALONE: &[&str] = &[
    "取消",
    "延期",
    "推迟",
    "改期",
    "暂停",
    "停开",
    "未开",
    "取消会议",
    "取消召开",
    "取消活动",
    "会议取消",
    "活动取消",
    "延期召开",
    "推迟召开",
    "计划",
    "计划召开",
    "计划开展",
    "拟召开",
    "待召开",
    "待开展",
    "未完成",
    "未落实",
];
/// `因疫情取消`
const ENDINGS: &[&str] = &["取消", "延期", "推迟", "改期", "停开", "未开", "没开", "未召开", "未开展", "未举行"];
/// A longer text tells of something else.
const LONGEST: usize = 20;

/// Whether a cell says so that may as well hold a topic.
pub fn says_not_held(text: &str) -> bool {
    let text = narrow(text);
    let word = key(text.trim_matches(|character: char| "()-/! ".contains(character)));
    if says(&word) {
        return true;
    }
    let gives_cause = word.starts_with(['因', '受']) || word.starts_with("由于");
    if gives_cause && word.chars().count() <= LONGEST && ENDINGS.iter().any(|ending| word.ends_with(ending)) {
        return true;
    }
    let mut rest = word.as_str();
    while let Some(shorter) = BEFORE.iter().find_map(|before| rest.strip_prefix(before)) {
        rest = shorter;
    }
    rest.len() < word.len() && says(rest)
}

fn says(word: &str) -> bool {
    let moved = MOVED.iter().any(|moved| word.starts_with(moved));
    moved || begins_denying(Denied::Event, word) || ALONE.contains(&word)
}

/// Whether the remark of a row says so: it is no topic, and may say it anywhere.
pub fn denies_event(remark: &str) -> bool {
    let cancelled = || clauses(remark).iter().any(|clause| ends_cancelled(clause));
    says_not_held(remark) || denies(Denied::Event, remark) || cancelled()
}

/// `会议因疫情取消`; what was talked about is something else.
fn ends_cancelled(clause: &str) -> bool {
    const TALKED: &[&str] = &["研究", "讨论", "学习", "审议", "通过", "同意", "传达", "通报"];
    const MEANT: &[&str] = &["会", "活动", "党课", "因", "受", "由于", "已", "实际"];
    let cancelled = ENDINGS.iter().any(|ending| clause.ends_with(ending));
    let meant = MEANT.iter().any(|word| clause.contains(word));
    cancelled && meant && !TALKED.iter().any(|word| clause.starts_with(word))
}
