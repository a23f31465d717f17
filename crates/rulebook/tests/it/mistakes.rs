//! Every mistake that can be made, and the words about it.
//!
//! The sentences stand in `mistakes.txt`, for reading as a page; `UPDATE_EXPECT=1` writes it.

use std::collections::BTreeSet;
use std::ops::Add;

use expect_test::{expect, expect_file};

use crate::{block, check, lines, mistakes, parse};

/// A rule whose body is filled in; its own words are all right.
fn rule(body: &str) -> String {
    format!("规则 a-gap 名称=某事 力度=应当 责任=书记 {{\n{body}\n}}")
}

/// The same with subject and period.
fn yearly(body: &str) -> String {
    rule(&format!("适用 党支部\n每 年\n{body}"))
}

fn standing(subject: &str, body: &str) -> String {
    rule(&format!("适用 {subject}\n{body}"))
}

/// An example of a rule that is all right.
fn example(body: &str) -> String {
    let rule = yearly("次数 至少=1 { 记录 党员大会 }");
    format!("{rule}\n示例 a-gap 截至=\"2019-12-31\" {{\n得 达标\n{body}\n}}")
}

/// Each with what it is about.
fn cases() -> Vec<(&'static str, String)> {
    let mut cases = Vec::new();
    cases.extend(writing());
    cases.extend(kinds_and_parameters());
    cases.extend(rules());
    cases.extend(requirements());
    cases.extend(shares());
    cases.extend(examples());
    cases.extend(points());
    cases.extend(schemes());
    cases.extend(whole_books());
    cases
}

fn writing() -> Vec<(&'static str, String)> {
    vec![
        ("以数字开头的词", block(&example("得 达标 期间=2019-Q1"))),
        ("保留的词", block("参数 a-b 名称=甲 { 值 true 自=\"2019-01-01\" 依据=乙 }")),
        ("井号保留的词", block("参数 a-b 名称=甲 { 值 #true 自=\"2019-01-01\" 依据=乙 }")),
        ("中文引号", block("记录 a-b 名称=“甲” { 字段 c 名称=丙 类型=文本 }")),
        ("中文引号里有空格", block("记录 a-b 名称=甲 又名=“乙 丙”")),
        ("引号没合上", block("记录 a-b 名称=甲 又名=\"乙\n记录 c-d 名称=丁\n记录 e-f")),
        ("括号没合上", block("记录 a-b 名称=甲 {\n字段 c 名称=丙 类型=文本\n记录 d-e 名称=丁\n记录 f")),
        ("多了括号", block("记录 a-b 名称=甲 }\n记录 c")),
        ("半角括号", block("记录 a-b 名称=甲(乙)")),
        ("套得太深", block(&"甲 {".repeat(40))),
        ("等号后没有值", block("记录 a-b 名称=\n记录 c 名称=丙\n")),
        ("不认识的块", block("规侧 a-b 名称=甲")),
        ("沿用没有写什么", block("沿用")),
        ("沿用的不认识", block("沿用 记录 规则\n沿用 记录")),
        ("条款号后没空格", "### L1、党员大会\n".to_owned()),
        ("条款标题级别不对", "## L1 党员大会\n".to_owned()),
        ("条款重复", "### L1 党员大会\n### L1 党员大会\n".to_owned()),
        ("条款次序", "### L2 支委会\n### L1 党员大会\n### S1 成立\n".to_owned()),
    ]
}

fn kinds_and_parameters() -> Vec<(&'static str, String)> {
    let field = |field: &str| block(&format!("记录 a-b 名称=甲 {{ {field} }}"));
    vec![
        ("短名写成中文", block("记录 会议 名称=甲")),
        ("没有短名和名称", block("记录")),
        ("记录短名重复", block("记录 a-b 名称=甲\n记录 a-b 名称=乙")),
        ("记录名称重复", block("记录 a-b 名称=甲\n记录 a-c 名称=甲")),
        ("补充没有的记录", block("记录 members-meting 补充=是 { 字段 x 名称=乙 类型=文本 }")),
        ("参数词太多", block("记录 a-b 甲 名称=甲")),
        ("不认识的属性", block("记录 a-b 名字=甲")),
        ("属性写两次", block("记录 a-b 名称=甲 名称=乙")),
        ("不认识的子节点", field("字断 x 名称=乙 类型=文本")),
        ("字段没有类型", field("字段 x 名称=乙")),
        ("自记的身份有两个", field("参与 x 名称=乙 自记=是; 参与 y 名称=丙 自记=是")),
        ("自记的是到会的人", field("参与 x 名称=乙 出勤=是 自记=是")),
        ("自记的另有必填的身份", field("参与 x 名称=乙 自记=是; 参与 y 名称=丙 必填=是")),
        ("自记的填不了必填的", field("字段 x 名称=乙 类型=文本 必填=是 他人填=是; 参与 y 名称=丙 自记=是")),
        ("字段类型不认识", field("字段 x 名称=乙 类型=数字")),
        ("单选没有选项", field("字段 x 名称=乙 类型=单选")),
        ("文本有选项", field("字段 x 名称=乙 类型=文本 { 选项 y 名称=丙 }")),
        ("选项重复", field("字段 x 名称=乙 类型=单选 { 选项 y 名称=丙; 选项 y 名称=丁; 选项 z 名称=丙 }")),
        (
            "字段和身份重名",
            field("字段 x 名称=乙 类型=文本; 参与 y 名称=乙; 字段 x 名称=丙 类型=文本; 参与 z 名称=丁; 参与 z 名称=戊"),
        ),
        ("最小大于最大", field("字段 x 名称=乙 类型=数 最小=3 最大=2")),
        ("文本有最小", field("字段 x 名称=乙 类型=文本 最小=3 单位=人")),
        ("归属不是日期", field("字段 x 名称=乙 类型=文本 归属=是")),
        ("两个归属", field("字段 x 名称=乙 类型=日期 归属=是; 字段 y 名称=丙 类型=期间 归属=是")),
        ("是否写错", field("字段 x 名称=乙 类型=文本 必填=yes")),
        (
            "参数的值",
            block("参数 a-b 名称=甲 { 值 九 自=\"2019-01-01\" 依据=乙; 值 \"1.005\" 自=\"2019-02-30\" 依据=丙; 值 1 }"),
        ),
        ("参数没有值", block("参数 a-b 名称=甲")),
        ("清单没有项", block("清单 a-b 名称=甲")),
        ("清单的项没有日子", block("清单 a-b 名称=甲 { 项 学习 依据=乙 }")),
        (
            "清单的项不是选项",
            block(&format!(
                "清单 a-b 名称=甲 {{ 项 学习 表彰 自=\"2018-09-01\" 依据=乙 }}\n{}",
                yearly("次数 至少=1 { 记录 党员大会; 且 议题类型 甲 }")
            )),
        ),
        (
            "清单来得太晚",
            block(&format!(
                "清单 a-b 名称=甲 {{ 项 学习 自=\"2020-09-01\" 依据=乙 }}\n{}",
                yearly("次数 至少=1 { 记录 党员大会; 且 议题类型 甲 }")
            )),
        ),
        ("参数小于零", block("参数 a-b 名称=甲 { 值 \"-1\" 自=\"2019-01-01\" 依据=乙 }")),
        (
            "参数重复",
            block(
                "参数 a-b 名称=甲 { 值 1 自=\"2019-01-01\" 依据=乙; 值 2 自=\"2019-01-01\" 依据=乙 }\n参数 a-b 名称=甲 { 值 1 自=\"2019-01-01\" 依据=乙 }\n参数 a-c 名称=甲 { 值 1 自=\"2019-01-01\" 依据=乙 }",
            ),
        ),
    ]
}

fn rules() -> Vec<(&'static str, String)> {
    let with = |properties: &str| {
        block(&format!("规则 a-gap {properties} {{ 适用 党支部; 每 年; 次数 至少=1 {{ 记录 党员大会 }} }}"))
    };
    vec![
        ("规则不在条款下", format!("```kdl\n{}\n```\n", yearly("次数 至少=1 { 记录 党员大会 }"))),
        ("规则缺属性", with("名称=甲")),
        ("力度不认识", with("名称=甲 力度=必须 责任=书记")),
        ("止早于自", with("名称=甲 力度=应当 责任=书记 自=\"2019-01-01\" 止=\"2018-12-31\"")),
        ("没有分值而扣分", with("名称=甲 力度=应当 责任=书记 每缺扣=1")),
        ("分值为负", with("名称=甲 力度=应当 责任=书记 分值=-1")),
        ("替代没写自", with("名称=甲 力度=应当 责任=书记 替代=b-gap")),
        ("规则重复", block(&format!("{0}\n{0}", yearly("次数 至少=1 { 记录 党员大会 }")))),
        ("没有要求", block(&rule("适用 党支部\n每 年"))),
        ("两个要求", block(&yearly("次数 至少=1 { 记录 党员大会 }\n届期 \"3 年\""))),
        ("对象不认识", block(&standing("支部", "届期 \"3 年\""))),
        ("形式不认识", block(&standing("党员 { 形式 支部 }", "届期 \"3 年\""))),
        ("形式不属于对象", block(&standing("党支部 { 形式 党委 }", "届期 \"3 年\""))),
        ("登记对象没写记录", block(&standing("登记对象", "届期 \"3 年\""))),
        ("登记对象用于别的形式", block(&standing("登记对象 { 记录 发展步骤; 按 姓名 }", "届期 \"3 年\""))),
        (
            "要求的记录里没有按的字段",
            block(&standing("登记对象 { 记录 发展步骤; 按 姓名 }", "每 年\n次数 至少=1 { 记录 党课 }")),
        ),
        (
            "登记对象按可以不填的字段",
            block(&standing("登记对象 { 记录 党员大会; 按 地点 }", "每 年\n次数 至少=1 { 记录 党员大会 }")),
        ),
        (
            "登记对象的单选与要求的不同",
            block(
                "记录 tool 名称=工具 { 字段 state 名称=状况 类型=单选 必填=是 { 选项 new 名称=新; 选项 old 名称=旧 } }\n\
                 记录 check 名称=检查 { 字段 state 名称=状况 类型=单选 必填=是 { 选项 new 名称=新 } }\n\
                 记录 weight 名称=称重 { 字段 kilos 名称=公斤 类型=数 必填=是 }\n\
                 规则 a-gap 名称=甲 力度=应当 责任=书记 { 适用 登记对象 { 记录 工具; 按 状况 }; 每 年; 次数 至少=1 { 记录 检查 } }\n\
                 规则 b-gap 名称=乙 力度=应当 责任=书记 { 适用 登记对象 { 记录 称重; 按 公斤 }; 每 年; 次数 至少=1 { 记录 称重 } }",
            ),
        ),
        ("不是登记对象而写记录", block(&standing("党员 { 记录 发展步骤; 按 姓名 }", "届期 \"3 年\""))),
        ("期间不认识", block(&rule("适用 党支部\n每 季\n次数 至少=1 { 记录 党员大会 }"))),
        (
            "其中写错",
            block(&standing(
                "党支部 { 其中 党员总数 至少=7; 其中 设支委会; 其中 党员数; 其中 设支委会 是 至少=1 }",
                "届期 \"3 年\"",
            )),
        ),
        ("指标不属于对象", block(&standing("党支部", "状态 { 指标 一肩挑 是 }"))),
        (
            "同名规则",
            block(&format!(
                "{}\n{}",
                standing("党支部", "届期 \"3 年\""),
                standing("党支部", "届期 \"3 年\"").replace("a-gap", "b-gap")
            )),
        ),
        ("参数来得太晚", block(&yearly("次数 至少=后来的数 { 记录 党员大会 }"))),
        ("替代没有的规则", with("名称=甲 力度=应当 责任=书记 自=\"2020-01-01\" 替代=b-gap")),
    ]
}

fn requirements() -> Vec<(&'static str, String)> {
    vec![
        ("次数没有每", block(&standing("党支部", "次数 至少=1 { 记录 党员大会 }"))),
        ("届期有每", block(&yearly("届期 \"3 年\""))),
        ("记录不认识", block(&yearly("次数 至少=1 { 记录 党员大汇 }"))),
        ("记录写了别名", block(&yearly("次数 至少=1 { 记录 支部大会 }"))),
        ("记录写两次", block(&yearly("次数 至少=1 { 记录 党课 党课 }"))),
        ("子节点多余", block(&yearly("次数 至少=1 { 记录 党员大会 { 且 学时 至少=1 } }"))),
        ("没有记录", block(&yearly("次数 至少=1"))),
        ("次数带小数", block(&yearly("次数 至少=\"1.5\" { 记录 党课 }"))),
        ("次数没有写多少", block(&yearly("次数 { 记录 党课 }"))),
        ("次数至少比至多还多", block(&yearly("次数 至少=3 至多=2 { 记录 党课 }"))),
        ("次数至多又有期后", block(&yearly("次数 至多=2 期后=15 { 记录 党课 }"))),
        ("次数为零", block(&yearly("次数 至少=0 { 记录 党课 }"))),
        ("次数不是数", block(&yearly("次数 至少=1次 { 记录 党课 }"))),
        ("次数是不认识的参数", block(&yearly("次数 至少=党员年度课时 { 记录 党课 }"))),
        ("期后太长", block(&yearly("次数 至少=1 期后=400 { 记录 党课 }"))),
        ("字段不认识", block(&yearly("次数 至少=1 { 记录 党员大会; 且 合并召集 否 }"))),
        ("字段写了别名", block(&yearly("次数 至少=1 { 记录 党员大会; 除 是否合并 是 }"))),
        ("字段不是每种都有", block(&yearly("次数 至少=1 { 记录 党员大会 党课; 且 合并召开 否 }"))),
        ("字段不是一回事", block(&yearly("次数 至少=1 { 记录 党员大会 党课; 且 地点 已填 }"))),
        ("字段保密", block(&yearly("次数 至少=1 { 记录 谈心谈话; 且 谈话内容 已填 }"))),
        ("单选不能全部都有", block(&yearly("次数 至少=1 { 记录 党课; 且 形式 全部 集中授课 视频党课 }"))),
        (
            "相比的写法",
            block(&standing(
                "党支部",
                "每次 { 记录 党员大会; 应比 学时 党员数; 应比 地点 党员数 至少=1; 应比 学时 设支委会 至少=1; 应比 学时 党员数 至少=1 至多=1; 应比 学时 党员数 至少=\"4/0\"; 应比 学时 党员数 超过=\"三分之一\" }",
            )),
        ),
        (
            "相合的写法",
            block(&standing(
                "党支部",
                "每次 { 记录 党员大会; 应合 学时; 应合 学时 学时 地点; 不计 党员大会 { 且 学费 已填 } }",
            )),
        ),
        (
            "到会人数要有出勤",
            block(&standing("党支部", "每次 { 记录 谈心谈话; 应比 到会有表决权人数 有表决权人数 至少=1 }")),
        ),
        (
            "选举的写法",
            block(&standing(
                "党支部",
                "选举 { 记录 党员大会; 应选 地点; 候选 党员大会 得票=学时 当选=学时 { 担任 主讲人 }; 候选人数; 得票 学时 超过=1 至少=1 }",
            )),
        ),
        (
            "选举的选票",
            block(&standing(
                "党支部",
                "选举 { 记录 党员大会; 按 会名; 应选 学时 候选=地点; 选票 收回=地点; 候选 党员大会 得票=学时 当选=合并召开 反对=地点 { 担任 主持人 }; 得票 学时 超过=1 }",
            )),
        ),
        (
            "选举没有选票",
            block(&standing(
                "党支部",
                "选举 { 记录 党员大会; 按 地点; 应选 学时; 候选 党员大会 得票=学时 当选=合并召开 弃权=学时 { 担任 主持人 }; 得票 学时 超过=1 }",
            )),
        ),
        ("选举没有候选", block(&standing("党支部", "选举 { 记录 党员大会; 应选 学时 }"))),
        (
            "合计没有期间",
            block(&standing("党支部", "每次 { 记录 党员大会; 应合 学时 { 来自 党课 学时 }; 应合 学时 学时 { 来自 党课 学时 } }")),
        ),
        (
            "费率的写法",
            block(
                "费率 a-b 名称=甲 { 表 自=\"2008-04-01\" 依据=乙 { 档 至多=5000 率=\"0.5%\"; 档 至多=3000 率=\"1%\"; 档 率=\"2%\" } }
费率 c-d 名称=丙 { 表 自=\"2008-04-01\" 依据=乙 { 档 率=\"百分之一\"; 档 率=\"1%\" 定额=1; 档 } }
费率 e-f 名称=戊 { 表 依据=乙 }",
            ),
        ),
        ("没有这个费率", block(&standing("党支部", "每次 { 记录 党员大会; 应按 学时 党费费率 学时 }"))),
        ("足额按月", block(&rule("适用 党支部\n每 年\n足额 { 应交 党费交纳 交纳金额; 来自 党费交纳 交纳金额; 担任 交纳人; 补交 \"六月\" }"))),
        ("测试没写", block(&yearly("次数 至少=1 { 记录 党员大会; 且 合并召开; 且 }"))),
        (
            "测试不合类型",
            block(&yearly(
                "次数 至少=1 { 记录 党员大会; 且 学时 8; 且 地点 至少=8; 且 合并召开 是 否; 且 合并召开 对 }",
            )),
        ),
        (
            "测试有范围又有值",
            block(&yearly("次数 至少=1 { 记录 党员大会; 且 学时 8 至少=8; 且 学时 至少=8 至多=7; 且 学时 最少=8 }")),
        ),
        ("选项不认识", block(&yearly("次数 至少=1 { 记录 党员大会; 且 议题类型 学习 发展成员 }"))),
        ("身份不认识", block(&standing("党员", "每 年\n次数 至少=1 { 记录 党课; 担任 讲师 }"))),
        ("支部担任身份", block(&yearly("次数 至少=1 { 记录 党课; 担任 主讲人 }"))),
        ("党小组没有字段", block(&standing("党小组", "每 年\n次数 至少=1 { 记录 党课 }"))),
        ("任意用于别的形式", block(&rule("适用 党员\n每 任意 \"6 月\"\n连续 缺席 次=3 { 记录 党课 }"))),
        ("任意没写多长", block(&rule("适用 党支部\n每 任意\n次数 至少=1 { 记录 党课 }"))),
        ("任意与至多", block(&rule("适用 党员\n每 任意 \"6 月\"\n次数 至多=2 { 记录 党课 }"))),
        ("任意与期后、期间", block(&rule("适用 党员\n每 任意 \"6 月\"\n次数 至少=1 期后=15 { 记录 党课 党费交纳 }"))),
        ("合计的不是数", block(&yearly("合计 至少=1 { 来自 党员大会 合并召开; 来自 党课 }"))),
        ("期限没有起", block(&standing("党支部", "期限 { 之后 \"15 日\"; 应有 党课 }"))),
        ("期限没有界", block(&standing("党支部", "期限 { 起 记录 党课; 应有 党课 }"))),
        (
            "期限两个界",
            block(&standing(
                "党支部",
                "期限 { 起 记录 党课; 之前 \"15 日\" 不早于=\"20 日\"; 之后 \"1 月\"; 应有 党课 }",
            )),
        ),
        ("期限写错", block(&standing("党支部", "期限 { 起 记录 党课; 之后 \"15 周\"; 应有 党课 }"))),
        ("期限的参数没有时间单位", block(&standing("党支部", "期限 { 起 记录 党课; 之后 党员年度学时; 应有 党课 }"))),
        (
            "期限的参数不是整数",
            block(&format!(
                "参数 a-b 名称=甲 单位=月 {{ 值 \"1.5\" 自=\"2018-09-01\" 依据=乙 }}\n{}",
                standing("党支部", "期限 { 起 记录 党课; 之后 甲; 应有 党课 }")
            )),
        ),
        (
            "期限之前颠倒",
            block(&standing("党支部", "期限 { 起 记录 党课; 之前 \"3 月\" 不早于=\"20 日\"; 应有 党课 }")),
        ),
        ("起点不认识", block(&standing("党支部", "期限 { 起 期末; 之后 \"15 日\"; 应有 党课 }"))),
        ("起点没写", block(&standing("党支部", "期限 { 起; 之后 \"15 日\"; 应有 党课 }"))),
        (
            "缺月没有每月",
            block(&yearly("期限 { 起 缺月 6 党费交纳; 之后 \"1 月\"; 应有 谈心谈话; 同人 交纳人 谈话对象 }").replace("适用 党支部", "适用 党员")),
        ),
        (
            "应交没有担任",
            block(&rule("适用 党员\n每 年\n连续 缺月 次=6 { 记录 党费交纳; 应交 党费交纳 交纳金额 }")),
        ),
        (
            "缺席没有应交",
            block(&rule("适用 党员\n每 年\n连续 缺席 次=6 { 记录 党课; 担任 参会人员; 应交 党费交纳 交纳金额 }")),
        ),
        (
            "应交的身份",
            block(&rule("适用 党员\n每 年\n连续 缺月 次=6 { 记录 党费交纳; 担任 交纳人; 应交 党课 学时 }")),
        ),
        (
            "缺月没有同人",
            block(
                &yearly("期限 { 起 缺月 6 党费交纳; 之后 \"1 月\"; 应有 谈心谈话 }")
                    .replace("适用 党支部", "适用 党员")
                    .replace("每 年", "每 月"),
            ),
        ),
        (
            "缺月不是党员的",
            block(
                &yearly("期限 { 起 缺月 6 党费交纳; 之后 \"1 月\"; 应有 谈心谈话; 同人 交纳人 谈话对象 }")
                    .replace("每 年", "每 月"),
            ),
        ),
        ("期初没有每", block(&standing("党支部", "期限 { 起 期初; 之后 \"15 日\"; 应有 党课 }"))),
        ("期初之前", block(&yearly("期限 { 起 期初; 之前 \"10 日\" 不早于=\"90 日\"; 应有 党课 }"))),
        ("期限最早迟于最迟", block(&yearly("期限 { 起 期初; 之后 \"5 月\" 不早于=\"6 月\"; 应有 党课 }"))),
        (
            "期限最早出了期间",
            block(
                &yearly("期限 { 起 期初; 之后 \"3 月\" 不早于=\"29 日\"; 应有 党课 }").replace("每 年", "每 月"),
            ),
        ),
        (
            "期限最早的参数后来太迟",
            block(&format!(
                "参数 a-b 名称=甲 单位=月 {{ 值 2 自=\"2018-09-01\" 依据=乙; 值 4 自=\"2020-01-01\" 依据=乙 }}\n{}",
                yearly("期限 { 起 期初; 之后 \"3 月\" 不早于=甲; 应有 党课 }")
            )),
        ),
        ("期限最早不是从期初", block(&standing("党支部", "期限 { 起 记录 党课; 之后 \"5 月\" 不早于=\"1 月\"; 应有 党课 }"))),
        ("期限最早写错", block(&yearly("期限 { 起 期初; 之后 \"5 月\" 不早于=六月; 应有 党课 }"))),
        ("标志谈不上超过", block(&standing("党支部", "期限 { 起 超过 设支委会 0; 之后 \"15 日\"; 应有 党课 }"))),
        (
            "同没有触发记录",
            block(&standing("党支部", "期限 { 起 超过 党员数 50; 之后 \"15 日\"; 应有 任职; 同 党内职务 }")),
        ),
        (
            "只应一次没有触发记录",
            block(&standing("党支部", "期限 { 起 超过 党员数 50; 之后 \"15 日\"; 应有 任职; 只应一次 }")),
        ),
        (
            "同的两个字段类型不同",
            block(&standing("党支部", "期限 { 起 记录 党课; 之后 \"3 月\"; 应有 任职; 同 学时 党内职务 }")),
        ),
        (
            "同的两个字段是选项",
            block(&standing("党支部", "期限 { 起 记录 免职; 之后 \"3 月\"; 应有 任职; 同 党内职务 党内职务 }")),
        ),
        ("同的字段别名", block(&standing("党支部", "期限 { 起 记录 职务空缺; 之后 \"3 月\"; 应有 任职; 同 职务 }"))),
        ("状态范围空", block(&standing("党支部", "状态 { 指标 班子人数 至少=7 至多=3 }"))),
        ("状态多写一个词", block(&standing("党支部", "状态 { 指标 班子人数 7 至多=8 }"))),
        ("每次没有要求", block(&standing("党支部", "每次 { 记录 党课 }"))),
        ("每次没有出勤", block(&standing("党支部", "每次 { 记录 谈心谈话; 无故缺席 至多=0; 录入 \"1 月\" }"))),
        ("连续的事不认识", block(&standing("党员", "每 年\n连续 旷课 次=3 { 记录 党课 }"))),
        ("连续不能用于支部", block(&yearly("连续 缺席 次=3 { 记录 党课 }"))),
        ("齐备的职务", block(&standing("党支部", "齐备 { 任职 组织委员 宣传员 组织委员 }"))),
        ("程序没有按也没有每", block(&standing("党支部", &admission(TWO_STEPS)))),
        ("程序又有按又有每", block(&yearly(&admission(&format!("按 姓名\n{TWO_STEPS}"))))),
        ("程序按人办", block(&standing("党员", &admission(&format!("按 姓名\n{TWO_STEPS}"))))),
        ("程序只有一步", block(&yearly(&admission("步 甲 { 记录 发展步骤 }")))),
        ("步骤重名", block(&yearly(&admission("步 甲 { 记录 发展步骤 }\n步 甲 { 记录 党课 }")))),
        ("第一步有期限", block(&yearly(&admission("步 甲 { 记录 党课; 之后 \"1 月\" }\n步 乙 { 记录 发展步骤 }")))),
        (
            "从没有的步骤起算",
            block(&yearly(&admission(
                "步 申请 { 记录 党课 }\n步 谈话 { 记录 党课; 不早于 申青 \"1 月\"; 之后 谈话 \"1 月\" }",
            ))),
        ),
        (
            "按的字段可以不填",
            block(&standing("党支部", &admission("按 地点\n步 甲 { 记录 党员大会 }\n步 乙 { 记录 党员大会 }"))),
        ),
        (
            "按的字段不是文字",
            block(&standing("党支部", &admission("按 步骤\n步 甲 { 记录 发展步骤 }\n步 乙 { 记录 发展步骤 }"))),
        ),
        (
            "按的字段不都有",
            block(&standing("党支部", &admission("按 姓名\n步 甲 { 记录 发展步骤 }\n步 乙 { 记录 党课 }"))),
        ),
        ("齐备什么也没写", block(&standing("党支部", "齐备 { 且 合并召开 否 }"))),
        ("齐备两样都写", block(&standing("党支部", "齐备 { 任职 组织委员; 现有 党课 }"))),
        ("现有两种记录", block(&standing("党支部", "齐备 { 现有 党课 党员大会 }"))),
        ("每一不是选项", block(&standing("党支部", "齐备 { 现有 党员大会; 每一 地点 会议室 }"))),
        ("每一的选项不认识", block(&standing("党支部", "齐备 { 现有 党员大会; 每一 议题类型 学习 表彰 }"))),
        ("认定的等次", block(&yearly("认定 { 等次 优等 }"))),
    ]
}

/// A share beside a rule that asks something of members every month.
fn beside_monthly(every: &str, share: &str) -> String {
    let monthly = "规则 b-gap 名称=乙 力度=应当 责任=书记 {\n适用 党员\n每 月\n次数 至少=1 { 记录 党课 }\n}";
    block(&format!("{}\n{monthly}", rule(&format!("适用 党支部\n每 {every}\n{share}"))))
}

fn shares() -> Vec<(&'static str, String)> {
    let below = |subject: &str, every: &str, share: &str| block(&standing(subject, &format!("每 {every}\n{share}")));
    let of_monthly = |at_least: &str| beside_monthly("月", &format!("占比 至少={at_least} {{ 规则 b-gap }}"));
    vec![
        ("占比没有每", block(&standing("党支部", "占比 至少=\"9/10\" { 规则 a-gap }"))),
        ("占比用于党员", block(&standing("党员", "每 月\n占比 至少=\"9/10\" { 规则 c-gap }"))),
        ("占比什么也没写", of_monthly("1").replace("规则 b-gap }", "}")),
        ("占比写成百分数", of_monthly("95")),
        ("占比为零", of_monthly("\"0/3\"")),
        ("占比多于全部", of_monthly("\"4/3\"")),
        ("占比的规则不认识", beside_monthly("月", "占比 至少=1 { 规则 b-gab b-gap b-gap }")),
        ("占比的期间不同", beside_monthly("季度", "占比 至少=1 { 规则 b-gap }")),
        ("占比的占比", beside_monthly("月", "占比 至少=1 { 规则 a-gap }")),
        (
            "占比的规则没有期间",
            beside_monthly("月", "占比 至少=1 { 规则 b-gap }")
                .replace("每 月\n次数 至少=1 { 记录 党课 }", "每次 { 记录 党课; 应有 主讲人 }"),
        ),
        (
            "占比的规则用于别的组织",
            beside_monthly("月", "占比 至少=1 { 规则 b-gap }").replace("适用 党支部", "适用 党委"),
        ),
        ("占比又有各化得分", beside_monthly("月", "占比 至少=1 { 规则 b-gap; 各化得分 至少=80 }")),
        ("下级没有各化得分", below("党委", "年", "占比 至少=1 { 下级 党支部 }")),
        ("下级不是党支部", below("党委", "年", "占比 至少=1 { 下级 党总支; 各化得分 至少=0 }")),
        ("下级用于党支部", below("党支部", "年", "占比 至少=1 { 下级 党支部; 各化得分 至少=80 }")),
        ("下级不按年", below("党委", "季度", "占比 至少=1 { 下级 党支部; 各化得分 至少=80 }")),
        (
            "占比的参数太大",
            block(&format!(
                "参数 a-share 名称=甲 {{ 值 90 自=\"2018-09-01\" 依据=乙 }}\n{}",
                standing("党委", "每 年\n占比 至少=甲 { 下级 党支部; 各化得分 至少=80 }")
            )),
        ),
    ]
}

const TWO_STEPS: &str =
    "步 申请 { 记录 发展步骤; 且 步骤 申请 }\n步 谈话 { 记录 发展步骤; 且 步骤 谈话; 之后 \"1 月\" }";

fn admission(body: &str) -> String {
    format!("程序 {{\n{body}\n}}")
}

fn examples() -> Vec<(&'static str, String)> {
    let below = |body: &str| {
        let rule = standing("党委", "每 年\n占比 至少=1 { 下级 党支部; 各化得分 至少=80 }");
        let scheme = "评分 名称=甲 自=\"2019-01-01\" { 化 生活 条款=L; 化 大会 条款=L1 }";
        block(&format!("{rule}\n{scheme}\n示例 a-gap 截至=\"2019-12-31\" {{\n得 达标\n{body}\n}}"))
    };
    vec![
        ("示例的规则不认识", block("示例 b-gap 截至=\"2019-12-31\" { 得 达标 }")),
        ("示例没有得", block(&yearly("次数 至少=1 { 记录 党员大会 }").add("\n示例 a-gap 截至=\"2019-12-31\""))),
        ("示例没有截至", block(&yearly("次数 至少=1 { 记录 党员大会 }").add("\n示例 a-gap { 得 达标 }"))),
        ("示例的子节点不认识", block(&example("支布 正式=3"))),
        ("下级用不上", block(&example("下级 一支部 各化=\"80 80 80 80 80\""))),
        ("下级写错", below("下级 一支部 各化=\"80 八十\"\n下级 二支部 各化=\"80 -1\"")),
        ("下级的得分多了少了", below("下级 一支部 各化=\"80\"\n下级 二支部 各化=\"80 90.5 无\"")),
        ("下级那天没有评分", below("下级 一支部 各化=\"80 80\"").replace("2019-12-31", "2018-12-31")),
        ("下级写两次", below("下级 一支部 各化=\"80 无\"\n下级 一支部 各化=\"80 80\"")),
        ("支部写两次", block(&example("支部 正式=3\n支部 正式=4"))),
        ("支部写错", block(&example("支部 正式=三 形式=支部"))),
        ("班子多于党员", block(&example("支部 正式=3 班子=4"))),
        ("换届早于成立", block(&example("支部 成立=\"2019-01-01\" 换届=\"2018-01-01\""))),
        ("状态不认识", block(&example("得 完成"))),
        ("期间写错", block(&example("得 达标 期间=某年"))),
        ("期间不合规则", block(&example("得 达标 期间=\"2019-Q1\""))),
        ("日期不存在", block(&example("\"2019-02-30\" 党员大会"))),
        ("起止颠倒", block(&example("\"2019-02-03..2019-02-01\" 党员大会"))),
        ("示例的记录不认识", block(&example("\"2019-02-03\" 党员会"))),
        ("示例的记录没写", block(&example("\"2019-02-03\""))),
        ("示例的字段不认识", block(&example("\"2019-02-03\" 党员大会 合并=否"))),
        ("示例的字段别名", block(&example("\"2019-02-03\" 党员大会 是否合并=否"))),
        ("示例的字段写两次", block(&example("\"2019-02-03\" 党员大会 合并召开=否 合并召开=否"))),
        ("示例的值", block(&example("\"2019-02-03\" 党员大会 合并召开=不 学时=101 议题类型=\"学习、选举\""))),
        ("示例的期间", block(&example("\"2019-02-03\" 党费交纳 所属月份=二月 交纳金额=0"))),
        ("示例的保密字段", block(&example("\"2019-02-03\" 谈心谈话 谈话内容=好"))),
        ("示例的身份不认识", block(&example("\"2019-02-03\" 党课 { 讲课人 甲 }"))),
        ("示例没有出勤", block(&example("\"2019-02-03\" 谈心谈话 { 请假 甲 }"))),
        ("单人身份写了两人", block(&example("\"2019-02-03\" 党课 { 主讲人 甲 乙 }"))),
        ("一人写两次", block(&example("\"2019-02-03\" 党课 { 参会人员 甲 乙; 请假 甲 }"))),
        ("没有人名", block(&example("\"2019-02-03\" 党课 { 主讲人 }"))),
    ]
}

fn points() -> Vec<(&'static str, String)> {
    let with = |force: &str, properties: &str| {
        block(&format!("规则 a-gap 名称=甲 力度={force} 责任=书记 {properties} {{ 适用 党支部; 届期 \"3 年\" }}"))
    };
    vec![
        ("扣与得一起写", with("应当", "分值=4 每达标得=1 每缺扣=1")),
        ("没有分值而得分", with("应当", "每达标得=1 迟得=1")),
        ("没有每达标得而迟得", with("应当", "分值=4 迟得=1")),
        ("加分又有分值", with("应当", "加分=2 分值=4")),
        ("没有加分而每次加", with("应当", "每次加=1")),
        ("加分为零", with("应当", "加分=0")),
        ("建议不能否决", with("可以", "否决=是")),
        ("否决又限星", with("应当", "否决=是 限星=3")),
        ("限星写错", with("应当", "限星=半")),
        ("否决写错", with("应当", "否决=真")),
    ]
}

fn schemes() -> Vec<(&'static str, String)> {
    let scheme = |properties: &str, body: &str| block(&format!("评分 名称=甲 {properties} {{\n{body}\n}}"));
    let life = |more: &str| scheme("加分上限=5", &format!("化 生活 条款=L\n{more}"));
    let rule = "规则 a-gap 名称=甲 力度=应当 责任=书记 分值=4 { 适用 党支部; 届期 \"3 年\" }\n";
    let example = |body: &str| {
        block(&format!("{rule}评分 名称=甲 {{ 化 生活 条款=L }}\n评分示例 截至=\"2019-12-31\" {{\n{body}\n}}"))
    };
    vec![
        ("评分没有化", block("评分 名称=甲")),
        ("评分的属性不认识", scheme("基准=100", "化 生活 条款=L")),
        ("评分写两次", block("评分 名称=甲 { 化 生活 条款=L }\n评分 名称=乙 { 化 生活 条款=L }")),
        ("基准分太大", scheme("基准分=100000", "化 生活 条款=L")),
        ("名额的范围不认识", scheme("名额按=片区", "化 生活 条款=L")),
        ("化重名", life("化 生活 条款=S")),
        ("条款不认识", life("化 设置 条款=\"S L99\"")),
        ("条款归两化", life("化 设置 条款=\"S L\"")),
        ("权重为零", life("化 设置 条款=S 权重=0")),
        ("星级太多", life("星 11 总分=90")),
        ("星级写两次", life("星 5 总分=90\n星 5 总分=80")),
        ("星多分少", life("星 4 总分=90\n星 5 总分=90")),
        ("星多要求不多", life("星 4 总分=90 { 化 生活 至少=80 }\n星 5 总分=90 各化=80")),
        ("星里的化写错", life("星 5 总分=90 { 化 生话 至少=80; 化 生活; 化 生活 至少=80; 化 生活 至少=70 }")),
        ("名额不是分数", life("星 5 总分=90 名额=10")),
        ("名额超过全部", life("星 5 总分=90 名额=\"3/2\"")),
        ("分值没有化收", block(&format!("{rule}评分 名称=甲 {{ 化 设置 条款=S }}"))),
        (
            "加分没有上限",
            block(
                "规则 a-gap 名称=甲 力度=可以 责任=书记 加分=1 { 适用 党支部; 届期 \"3 年\" }\n评分 名称=甲 { 化 设置 条款=S }",
            ),
        ),
        (
            "评分示例没有评分",
            block(&format!("{rule}评分示例 截至=\"2019-12-31\" {{ 结果 a-gap 达标=1; 得 总分=100 }}")),
        ),
        ("评分示例的规则不认识", example("结果 b-gap 达标=1\n得 总分=100")),
        ("评分示例的结果不认识", example("结果 a-gap 合格=1\n得 总分=100")),
        ("评分示例的次数", example("结果 a-gap 达标=\"0.5\"\n得 总分=100")),
        ("评分示例没有得", example("结果 a-gap 达标=1")),
        ("评分示例的得是空的", example("结果 a-gap 达标=1\n得")),
        ("评分示例的得不认识", example("结果 a-gap 达标=1\n得 设置=100")),
        ("评分示例的数", example("结果 a-gap 达标=1\n得 总分=满")),
    ]
}

fn many_tests(number: usize) -> String {
    let tests = (0..number).map(|most| format!("除 学时 至多={most}\n")).collect::<String>();
    block(&yearly(&format!("次数 至少=1 {{\n记录 党员大会\n{tests}}}")))
}

fn whole_books() -> Vec<(&'static str, String)> {
    let rule = |slug: &str, more: &str| {
        format!("规则 {slug} 名称={slug} 力度=应当 责任=书记 {more} {{ 适用 党支部; 届期 \"3 年\" }}\n")
    };
    let book = |rules: &[(&str, &str)]| block(&rules.iter().map(|(slug, more)| rule(slug, more)).collect::<String>());
    vec![
        ("没有声明的章", "### X1 别的\n".to_owned()),
        ("章的字母", block("章 Xy 名称=别的")),
        ("章声明两次", block("章 L 名称=别的")),
        ("章里缺条款", block("章 X 名称=别的 条款=3") + "### X2 中间的\n"),
        ("取代之间有空档", book(&[("a-gap", "止=\"2019-06-30\""), ("b-gap", "自=\"2019-09-01\" 替代=a-gap")])),
        ("取代的到头了", book(&[("a-gap", ""), ("b-gap", "自=\"2019-09-01\" 止=\"2019-12-31\" 替代=a-gap")])),
        (
            "两条都取代一条",
            book(&[
                ("a-gap", ""),
                ("b-gap", "自=\"2019-09-01\" 替代=a-gap"),
                ("c-gap", "自=\"2020-09-01\" 替代=a-gap"),
            ]),
        ),
        ("取代早于开始", book(&[("a-gap", "自=\"2019-09-01\""), ("b-gap", "自=\"2019-09-01\" 替代=a-gap")])),
        ("取代自己", book(&[("a-gap", "自=\"2019-09-01\" 替代=a-gap")])),
        ("一种记录的测试太多", many_tests(65)),
    ]
}

#[test]
fn every_mistake_has_its_words() {
    let mut page = String::new();
    for (title, markdown) in cases() {
        let parsed = parse(&markdown);
        let found = mistakes(&parsed);
        assert!(!found.is_empty(), "nothing was found in {title}:\n{markdown}");
        page.push_str(&format!("## {title}\n{}\n", lines(&found)));
    }
    expect_file!["./mistakes.txt"].assert_eq(&page);
}

#[test]
fn every_variant_of_problem_is_made_by_some_text() {
    let declaration = include_str!("../../src/problem.rs");
    let body = declaration.split_once("pub enum Problem {").unwrap().1.split_once("\n}").unwrap().0;
    let name = |line: &str| line.trim().chars().take_while(char::is_ascii_alphanumeric).collect::<String>();
    let declared: BTreeSet<String> = body
        .lines()
        .filter(|line| line.starts_with("    ") && !line.starts_with("     "))
        .map(name)
        .filter(|name| !name.is_empty())
        .collect();
    let parsed = cases().into_iter().map(|(_, markdown)| parse(&markdown));
    let mut made: BTreeSet<String> = parsed
        .flat_map(|parsed| parsed.diagnostics)
        .map(|diagnostic| name(&format!("{:?}", diagnostic.problem)))
        .collect();
    // A later layer that changes what an earlier one said is the business of `overlays`.
    made.insert("Contradicts".to_owned());
    // So is what one layer says to another of `layers`.
    made.insert("Layer".to_owned());
    assert!(declared.len() > 30, "the declaration was not understood: {declared:?}");
    assert_eq!(declared.difference(&made).collect::<Vec<_>>(), Vec::<&String>::new());
}

#[test]
fn lines_and_columns_count_characters_of_the_file() {
    check(
        "序言\n\n### L1 党员大会\n\n正文。\n\n> ```kdl\n> 规则 a-gap 名称=某事 力度=应当 责任=书记 {\n>     适用 党支部; 每 季\n>     次数 至少=1 { 记录 党员大会; 除 合并召集 是 }\n> }\n> ```\n",
        expect![[r#"
            甲.md:9:17: 错误：没有 `季` 这个期间；是不是 `季度`；可以写：`月`、`季度`、`半年`、`年`
            甲.md:10:7: 错误：`次数` 要有期间，请在规则里写 `每 月`、`每 季度`、`每 半年` 或 `每 年`
            甲.md:10:28: 错误：党员大会 里没有 `合并召集` 这个字段；是不是 `合并召开`；可以写：`地点`、`合并召开`、`学时`、`议题类型`
        "#]],
    );
}

#[test]
fn windows_line_ends_and_a_byte_order_mark_change_nothing() {
    let text = block("记录 a-b 名称=甲 又明=乙\n记录 c-d 名称=丁 {\n  字段 x 名称=丙 类型=数字\n}");
    let plain = lines(&mistakes(&parse(&text)));
    assert_eq!(lines(&mistakes(&parse(&text.replace('\n', "\r\n")))), plain);
    assert_eq!(lines(&mistakes(&parse(&format!("\u{feff}{text}")))), plain);
}

#[test]
fn one_slip_costs_one_node() {
    let parsed = parse(&block("记录 a-b 名称=甲\n记录 c-d 名称=3丁\n记录 e-f 名称=戊 {\n 字段 x 名称=己 类型=文本\n}"));
    assert!(parsed.rulebook.kind_named("a-b").is_some() && parsed.rulebook.kind_named("e-f").is_some());
    assert!(parsed.rulebook.kind_named("c-d").is_none());
    expect![[r#"
        甲.md:5:11: 错误：以数字开头的词 `3丁` 要加引号，请写 `"3丁"`
    "#]]
    .assert_eq(&lines(&mistakes(&parsed)));
}

#[test]
fn what_refers_to_something_broken_is_not_reported_again() {
    check(
        &block(&format!(
            "记录 a-b 名称=某会 类型=文本\n记录 c-d 名称=他会 {{ 字段 x 名称=甲 }}\n记录 E 名称=别会\n{}\n示例 a-gap 截至=\"2019-12-31\" {{ 得 达标 }}",
            yearly("次数 至少=1 { 记录 他会 别会; 且 甲 至少=1 }")
        )),
        expect![[r#"
            甲.md:4:14: 错误：记录 里没有 `类型` 这个属性；可以写：`名称`、`又名`、`补充`、`公开`
            甲.md:5:16: 错误：`字段` 缺少属性 `类型=`，请补上
            甲.md:6:4: 错误：`E` 不对，应当是英文短名（小写字母开头，只用小写字母、数字和 `-`）
        "#]],
    );
}

#[test]
fn a_rule_lacks_what_its_examples_do_not_show() {
    let rule = yearly("次数 至少=1 { 记录 党员大会 }");
    let lacks = |examples: &str| {
        let parsed = parse(&block(&format!("{rule}\n{examples}")));
        let about_examples =
            |diagnostic: &&rulebook::Diagnostic| matches!(diagnostic.problem, rulebook::Problem::NoExample { .. });
        lines(&parsed.diagnostics.iter().filter(about_examples).collect::<Vec<_>>())
    };
    let example = |status: &str| format!("示例 a-gap 截至=\"2019-12-31\" {{ 得 {status} }}\n");
    expect![[r#"
        甲.md:4:1: 错误：规则 `a-gap` 没有合规的示例，请写一个 `得` `达标` 或 `待办` 的 `示例 a-gap`
        甲.md:4:1: 错误：规则 `a-gap` 没有不合规的示例，请写一个 `得` `未完成`、`逾期完成`、`违规` 或 `建议` 的 `示例 a-gap`
    "#]]
    .assert_eq(&lacks(&example("数据不足")));
    assert_eq!(lacks(&format!("{}{}", example("待办"), example("逾期完成"))), "");
    assert_eq!(lacks(&example("达标")).lines().count(), 1);
    // An example that cannot be read may be the one that is missed.
    assert_eq!(lacks(&example("达标 期间=某年")), "");
}

#[test]
fn a_book_without_the_rosters_records_is_refused() {
    let parsed = rulebook::parse(
        &[crate::source(
            "甲.md",
            "```kdl\n记录 member-left 名称=党员转出 {\n参与 person 名称=党员\n字段 how 名称=离开方式 类型=单选 { 选项 expelled 名称=开除党籍 }\n}\n```",
        )],
        &[],
    );
    let about = |word: &str| {
        lines(&parsed.diagnostics.iter().filter(|diagnostic| diagnostic.to_string().contains(word)).collect::<Vec<_>>())
    };
    assert_eq!(about("没有声明记录").lines().count(), facts::kinds::CORE.len() - 1);
    expect![[r#"
        甲.md:2:1: 错误：记录 `党员转出` 缺少选项 `transferred-out`（或类型不对），名册离不开它；请照内置规则加上
        甲.md:2:1: 错误：记录 `党员转出` 缺少选项 `left-by-itself`（或类型不对），名册离不开它；请照内置规则加上
        甲.md:2:1: 错误：记录 `党员转出` 缺少选项 `struck-off`（或类型不对），名册离不开它；请照内置规则加上
        甲.md:2:1: 错误：记录 `党员转出` 缺少选项 `deceased`（或类型不对），名册离不开它；请照内置规则加上
        甲.md:2:1: 错误：记录 `党员转出` 缺少身份 `member`（或类型不对），名册离不开它；请照内置规则加上
    "#]]
    .assert_eq(&about("党员转出"));
}

#[test]
fn a_kind_tested_in_too_many_ways_is_reported_where_it_becomes_too_many() {
    let too_many = |number| {
        let all = lines(&mistakes(&parse(&many_tests(number))));
        all.lines().filter(|line| line.contains("超过了")).map(str::to_owned).collect::<Vec<_>>()
    };
    assert!(too_many(64).is_empty());
    let told = too_many(70);
    assert_eq!(told.len(), 1);
    expect!["甲.md:73:1: 错误：对记录 `党员大会` 的测试（且、除、应）到这里超过了 64 种，检查装不下；请把写法不同而意思一样的测试写成一样，或分成两种记录"].assert_eq(&told[0]);
}
