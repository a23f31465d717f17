//! Whether a remark says that something did not take place: `未召开`, `因疫情取消`, `延期至6月10日`.

use super::text::{key, narrow};

/// What may stand in front, and says nothing.
const BEFORE: &[&str] =
    &["本月", "本次", "此次", "本季度", "当月", "当天", "原定", "会议", "活动", "因故", "暂", "已", "该"];
/// No topic begins like this.
const BEGINNINGS: &[&str] = &[
    "未召开",
    "未开展",
    "未举行",
    "未开会",
    "未组织",
    "没有召开",
    "没召开",
    "没有开展",
    "没开展",
    "没开会",
    "延期至",
    "延期到",
    "推迟至",
    "推迟到",
    "改期至",
    "改期到",
];
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
const ENDINGS: &[&str] = &["取消", "延期", "推迟", "改期", "停开", "未开", "未召开", "未开展", "未举行"];
/// A longer text tells of something else.
const LONGEST: usize = 20;

pub fn says_not_held(text: &str) -> bool {
    let text = narrow(text);
    let word = key(text.trim_matches(|character: char| "()-/! ".contains(character)));
    if BEGINNINGS.iter().any(|beginning| word.starts_with(beginning)) || ALONE.contains(&word.as_str()) {
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
    rest.len() < word.len() && (BEGINNINGS.iter().any(|one| rest.starts_with(one)) || ALONE.contains(&rest))
}
