//! Words that deny what they stand beside, by what it is: the one list that brackets, remarks of rows and names are
//! judged by. A denial is looked for in each clause of a text, and is none where the clause says that it was put right
//! since, or speaks of something else. How strict a reading is, is for whoever asks: see `held` and `remark`.

use super::date::numerals;
use super::text::{key, narrow};

/// What is denied.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Denied {
    /// Whatever a record tells: it is wrong, or stands there twice.
    Record,
    /// A meeting, a lecture, an activity: it did not take place, not on this day, or is counted elsewhere.
    Event,
    Lecture,
    Talk,
    /// It was not paid, or was given back.
    Payment,
    /// Somebody was not there.
    Attendance,
    /// Whoever is listed belongs there no longer.
    Membership,
    /// An organisation stands no longer.
    Organisation,
}

struct Words {
    denied: Denied,
    denying: &'static [&'static str],
    /// Words that hold a denying one and mean something else.
    harmless: &'static [&'static str],
    /// What says that it was done after all.
    made_up: &'static [&'static str],
}

/// Somebody was not there; with a number behind it the remark counts those beside a number of people.
pub(super) const AWAY: &[&str] =
    &["缺席", "缺勤", "缺课", "请假", "病假", "事假", "公假", "产假", "休假", "年假", "旷"];

const WORDS: &[Words] = &[
    Words {
        denied: Denied::Record,
        denying: &[
            "作废",
            "误录",
            "误登",
            "误填",
            "录错",
            "登错",
            "填错",
            "重复登记",
            "重复录入",
            "重复填",
            "重复记录",
            "预填",
            "虚构",
            "虚假",
            "编造",
        ],
        harmless: &["不重复"],
        made_up: &["已更正", "已改正"],
    },
    Words {
        denied: Denied::Event,
        denying: &[
            "未召开",
            "没召开",
            "没有召开",
            "未能召开",
            "未开成",
            "没开成",
            "没有开成",
            "未能开成",
            "未开会",
            "没开会",
            "没有开会",
            "未举行",
            "没举行",
            "没有举行",
            "未能举行",
            "未开展",
            "没开展",
            "没有开展",
            "未能开展",
            "未组织",
            "没组织",
            "没有组织",
            "未实际开",
            "没有实际开",
            "实际未开",
            "实际没开",
            "未如期开",
            "停开",
            "流会",
            "改日再",
            "改天再",
            "改日开",
            "改日召开",
            "择日再",
            "择日召开",
            "择期再",
            "择期召开",
            "另行召开",
            "另择日",
            "同一次",
            "同一场",
            "为同一",
            "通知代替",
            "通知替代",
            "代替会议",
            "代替召开",
            "代替开会",
            "以会代",
        ],
        harmless: &["未组织部", "未组织考试", "非同一", "不是同一", "不为同一"],
        made_up: &["已补开", "已补召开", "补开于"],
    },
    Words {
        denied: Denied::Lecture, denying: &["代讲", "未讲", "没讲"], harmless: &[], made_up: &["已补", "补讲"]
    },
    Words {
        denied: Denied::Talk,
        denying: &["未谈", "没谈", "没有谈", "代谈"],
        harmless: &["未谈及"],
        made_up: &["已补", "补谈"],
    },
    Words {
        denied: Denied::Payment,
        denying: &[
            "未交",
            "未缴",
            "未收",
            "未付",
            "未实交",
            "未实缴",
            "没交",
            "没缴",
            "没收到",
            "没有交",
            "没有缴",
            "欠交",
            "欠缴",
            "拖欠",
            "尚欠",
            "退回",
            "已退",
            "退还",
            "退款",
            "未到账",
            "未入账",
            "未扣",
            "未划转",
        ],
        harmless: &[
            "已退休",
            "已退役",
            "已退伍",
            "未交接",
            "未交材料",
            "未交总结",
            "未收据",
            "无拖欠",
            "无欠交",
            "无欠缴",
            "不欠交",
            "不欠缴",
            "未欠交",
            "未欠缴",
            "退回原",
        ],
        made_up: &["已补", "补交", "补缴"],
    },
    Words {
        denied: Denied::Attendance,
        denying: &[
            "未参加",
            "没参加",
            "没有参加",
            "未能参加",
            "未参训",
            "未参会",
            "没参会",
            "未参与",
            "未出席",
            "未到",
            "没到",
            "没来",
            "掉线",
        ],
        harmless: &[
            "无缺席",
            "无人缺席",
            "没有缺席",
            "未缺席",
            "无缺勤",
            "无人缺勤",
            "未缺勤",
            "无缺课",
            "无人请假",
            "没有请假",
            "无旷",
            "未到期",
            "未到龄",
            "未到账",
        ],
        made_up: &["已补", "补训", "补学"],
    },
    Words {
        denied: Denied::Membership,
        denying: &[
            "去世",
            "已故",
            "病故",
            "亡故",
            "身故",
            "逝世",
            "离世",
            "过世",
            "病逝",
            "牺牲",
            "转出",
            "转走",
            "迁出",
            "调出",
            "开除党籍",
            "开除出党",
            "被开除",
            "已开除",
            "除名",
            "退党",
            "脱党",
            "劝退",
            "停止党籍",
            "取消预备党员资格",
            "取消党员资格",
            "非党员",
            "不是党员",
        ],
        harmless: &[
            "未转出",
            "未迁出",
            "没转出",
            "没有转出",
            "转出中",
            "拟转出",
            "待转出",
            "办理转出",
            "转出至本",
            "转出到本",
            "除名称",
        ],
        made_up: &["已转回", "又转入", "已转入", "恢复党籍"],
    },
    Words {
        denied: Denied::Organisation,
        denying: &["撤销", "注销", "解散", "合并至", "合并到", "合并入", "并入", "已合并", "被合并", "不再保留"],
        harmless: &["撤销原", "未撤销", "拟撤销", "未注销", "拟合并至", "拟并入", "未解散"],
        made_up: &["恢复", "重新成立"],
    },
];

/// A record that was written later is no event that was made up.
const WRITTEN_LATER: &[&str] = &["已补记", "已补录", "已补写", "已补填", "已补登"];
/// What makes a word for having been made up one for what is still to be done: `待补交`.
const STILL_TO_DO: [char; 9] = ['待', '应', '未', '拟', '需', '须', '请', '再', '将'];
/// In front of the word, others are meant: `父亲去世`.
const RELATIVES: &[&str] = &[
    "父", "母", "爷", "奶奶", "岳", "公公", "婆婆", "配偶", "丈夫", "妻", "爱人", "家属", "家人", "亲属", "亲人",
    "老人",
];
/// Behind the word, the clause speaks of what was talked about: `未召开组织生活会的整改`.
const ONLY_TALKED_ABOUT: &[&str] = &["整改", "问题", "通报", "自查"];

/// Whether a text denies something of this sort.
pub fn denies(denied: Denied, text: &str) -> bool {
    let Some(words) = WORDS.iter().find(|words| words.denied == denied) else { return false };
    let clauses: Vec<String> = clauses(text);
    let made_up = clauses.iter().any(|clause| words.made_up.iter().any(|word| is_done(clause, word)));
    !made_up && clauses.iter().any(|clause| denies_in(words, clause))
}

/// Whether a text begins with such a word.
pub(super) fn begins_denying(denied: Denied, word: &str) -> bool {
    let words = WORDS.iter().filter(|words| words.denied == denied);
    words.flat_map(|words| words.denying).any(|denying| word.starts_with(denying))
}

/// Whether a text denies anything that a value in a cell may stand for.
pub(super) fn denies_value(text: &str) -> bool {
    let held = [Denied::Record, Denied::Event, Denied::Payment, Denied::Attendance];
    held.into_iter().any(|denied| denies(denied, text))
}

/// The clauses of a text, each as a word that can be compared.
pub(super) fn clauses(text: &str) -> Vec<String> {
    let text = narrow(text);
    let parts = text.split([',', ';', '.', '(', ')', '!', '\n', '，', '；']);
    parts.map(key).filter(|clause| !clause.is_empty()).collect()
}

fn denies_in(words: &Words, clause: &str) -> bool {
    let bare = words.harmless.iter().fold(clause.to_owned(), |rest, known| rest.replace(known, "|"));
    let meant = |word: &str| {
        bare.match_indices(word).any(|(at, found)| {
            let before = bare.get(..at).unwrap_or_default();
            let behind = bare.get(at + found.len()..).unwrap_or_default();
            let other = match words.denied {
                Denied::Membership => RELATIVES.iter().any(|relative| before.contains(relative)),
                // 第三支部并入: another one became a part of this one.
                Denied::Organisation => found == "并入" && (behind.is_empty() || !leads_nowhere(before)),
                _ => ONLY_TALKED_ABOUT.iter().any(|word| behind.contains(word)),
            };
            !other
        })
    };
    let away = if words.denied == Denied::Attendance { AWAY } else { &[] };
    words.denying.iter().chain(away).any(|word| meant(word)) || denied_alone(words, clause)
}

/// Words that deny only where the clause says nothing else.
fn denied_alone(words: &Words, clause: &str) -> bool {
    words.denied == Denied::Membership && ["开除", "死亡", "已死亡", "转走", "已调走"].contains(&clause)
}

/// `2024年`, `已于`, `本支部`: nothing that could itself have been joined to another.
fn leads_nowhere(before: &str) -> bool {
    let digits = numerals(before);
    let rest = ["本支部", "该支部", "本党支部", "该党支部"].iter().fold(digits, |rest, own| rest.replace(own, ""));
    rest.chars().all(|character| character.is_ascii_digit() || "年月日已现于在后起整体-/".contains(character))
}

fn is_done(clause: &str, word: &str) -> bool {
    let clause = WRITTEN_LATER.iter().fold(clause.to_owned(), |rest, known| rest.replace(known, "|"));
    clause.match_indices(word).any(|(at, _)| {
        let before = clause.get(..at).unwrap_or_default();
        !before.ends_with(STILL_TO_DO)
    })
}
