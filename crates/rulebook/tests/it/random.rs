//! Whatever is handed in, nothing panics, and every diagnostic points into its file.

use proptest::prelude::*;
use rulebook::Parsed;

use crate::{RECORDS, block, parse};

const WORDS: &[&str] = &[
    "记录",
    "字段",
    "参与",
    "选项",
    "参数",
    "值",
    "规则",
    "适用",
    "每",
    "年",
    "季度",
    "次数",
    "合计",
    "期限",
    "状态",
    "每次",
    "连续",
    "届期",
    "齐备",
    "认定",
    "程序",
    "占比",
    "下级",
    "各化得分",
    "步",
    "按",
    "终止",
    "可省",
    "现有",
    "每一",
    "不早于",
    "发展步骤",
    "姓名",
    "起",
    "之后",
    "之前",
    "应有",
    "同",
    "只应一次",
    "且",
    "除",
    "担任",
    "指标",
    "示例",
    "支部",
    "得",
    "达标",
    "党支部",
    "党员",
    "党课",
    "党员大会",
    "学时",
    "合并召开",
    "已填",
    "是",
    "否",
    "a-gap",
    "members-meeting",
    "\"2019-03-31\"",
    "\"3 年\"",
    "至少=1",
    "至多=\"0.5\"",
    "名称=甲",
    "类型=单选",
    "力度=应当",
    "责任=书记",
    "补充=是",
    "替代=a-gap",
    "自=\"2019-01-01\"",
    "截至=\"2019-12-31\"",
    "{",
    "}",
    ";",
    "\n",
    "\"",
    "“",
    "/*",
    "*/",
    "//",
    "/-",
    "\\",
    "#",
    "=",
    "(",
    "1_0",
    "-1",
    "99999999999999999999",
    "\"2019-01-01..9999-12-31\"",
];

fn points_into_its_file(parsed: &Parsed, text: &str) {
    for diagnostic in parsed.diagnostics.iter().filter(|diagnostic| diagnostic.file == "甲.md") {
        let line = text.split('\n').nth(diagnostic.line as usize - 1).unwrap_or_else(|| panic!("{diagnostic}"));
        let length = line.chars().count() as u32;
        assert!((1..=length + 1).contains(&diagnostic.column), "{diagnostic} in a line of {length}");
        assert!(!diagnostic.problem.to_string().is_empty());
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 120, ..ProptestConfig::default() })]

    #[test]
    fn any_text_is_read_or_refused(text in ".{0,200}") {
        points_into_its_file(&parse(&text), &text);
        let text = block(&text);
        points_into_its_file(&parse(&text), &text);
    }

    #[test]
    fn any_words_in_any_order_are_read_or_refused(words in prop::collection::vec(prop::sample::select(WORDS), 0..60)) {
        let text = block(&words.join(" "));
        points_into_its_file(&parse(&text), &text);
    }

    #[test]
    fn a_sound_book_with_one_cut_is_read_or_refused(start in 0usize..3000, length in 0usize..40, put in prop::sample::select(WORDS)) {
        let characters: Vec<char> = RECORDS.chars().collect();
        let start = start.min(characters.len());
        let end = (start + length).min(characters.len());
        let text: String =
            characters[..start].iter().chain(put.chars().collect::<Vec<_>>().iter()).chain(&characters[end..]).collect();
        points_into_its_file(&parse(&text), &text);
    }
}

#[test]
fn deep_nesting_does_not_exhaust_the_stack() {
    for piece in ["甲 {", "甲 {\n", "/*", "甲 /-{", "(", "\"\"\"\n"] {
        let text = block(&piece.repeat(5_000));
        points_into_its_file(&parse(&text), &text);
    }
}
