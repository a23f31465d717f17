//! Posts and forms of address that stand with a name: `支部书记王建国`, `李芳同志`.

use std::collections::BTreeSet;

/// Words that say what somebody is, not who.
const WORDS: &[&str] = &[
    "党支部书记",
    "支部书记",
    "党总支书记",
    "总支书记",
    "党委书记",
    "书记",
    "党支部副书记",
    "支部副书记",
    "党总支副书记",
    "党委副书记",
    "副书记",
    "党支部组织委员",
    "支部组织委员",
    "组织委员",
    "党支部宣传委员",
    "支部宣传委员",
    "宣传委员",
    "党支部纪检委员",
    "支部纪检委员",
    "纪检委员",
    "青年委员",
    "生活委员",
    "群工委员",
    "保密委员",
    "统战委员",
    "学习委员",
    "党支部委员",
    "支部委员",
    "支委委员",
    "支委",
    "委员",
    "党小组组长",
    "党小组长",
    "小组长",
    "组长",
    "正式党员",
    "预备党员",
    "党员",
    "同志",
    "主持人",
    "记录人",
    "主讲人",
    "授课人",
    "总经理",
    "副总经理",
    "经理",
    "副经理",
    "项目经理",
    "董事长",
    "总工程师",
    "工程师",
    "主任",
    "副主任",
    "部长",
    "副部长",
    "处长",
    "副处长",
    "科长",
    "副科长",
    "所长",
    "院长",
    "厂长",
    "队长",
    "工会主席",
    "主席",
    "老师",
    "教授",
];

/// Nobody is called by more characters together with all posts.
const LONGEST: usize = 40;
const SHORTEST_NAME: usize = 2;

/// Whether a text is a post or a form of address and nothing else.
pub fn is_address(text: &str) -> bool {
    WORDS.contains(&text)
}

/// The known name that is left without posts and forms of address, if there is exactly one.
pub fn without_address(text: &str, known: &dyn Fn(&str) -> bool) -> Option<String> {
    if text.chars().count() > LONGEST {
        return None;
    }
    let mut seen = BTreeSet::from([text]);
    let mut open = vec![text];
    while let Some(text) = open.pop() {
        let shorter = WORDS.iter().flat_map(|word| [text.strip_prefix(word), text.strip_suffix(word)]).flatten();
        open.extend(shorter.filter(|shorter| seen.insert(shorter)));
    }
    let mut names = seen.into_iter().filter(|name| name.chars().count() >= SHORTEST_NAME && known(name));
    match (names.next(), names.next()) {
        (Some(only), None) => Some(only.to_owned()),
        _ => None,
    }
}
