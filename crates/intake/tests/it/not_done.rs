//! Tables whose titles say that nothing of them was done, or that they list something else, are refused as a whole;
//! titles that only sound like it leave their tables what they are.

use intake::{Limits, Mapping, draft, read_book, recognise};

use crate::support::{context, directory, facts, import_text, refused, rulebook};

const MEETING: &str = "时间,主持人,议题\n3月5日,张三,学习\n";
const KINDS: &str = "时间,会议类型,主持人\n3月5日,党员大会,张三\n";
const TALK: &str = "时间,谈话人,谈话对象\n3月5日,张三,李四\n";
const THEME: &str = "时间,主题\n3月5日,学习\n";
const TRAINING: &str = "姓名,培训时间,学时\n张三,3月5日,8\n";
const DUES: &str = "姓名,1月,2月\n张三,20,20\n";
const DUE_AND_PAID: &str = "姓名,所属月份,实缴\n张三,2019年1月,20\n";
const PERSON: &str = "姓名,日期\n张三,3月5日\n";
const SIGNED: &str = "姓名,1月5日,2月5日\n张三,,\n李四,√,√\n";
const AWAY: &str = "时间,主题,请假人员\n3月5日,学习,张三\n";

/// What is found under a title in a file of a name: the word that refuses the sheet, or how many records.
fn told(file: &str, title: &str, table: &str) -> String {
    let (_, recognition, drafted) = import_text(&format!("{file}.csv"), &format!("{title}\n{table}"));
    match drafted.refused.as_slice() {
        [] => drafted.facts.len().to_string(),
        [only] => match &only.reason {
            intake::Reason::NotDone { word } => {
                assert_eq!(drafted.facts, [], "{title}");
                assert!(only.advice.contains(word) && only.advice.contains("对照文件"), "{}", only.advice);
                assert!(recognition.questions.iter().any(|question| question.text.contains(word)), "{title}");
                (*word).to_owned()
            }
            _ => format!("{:?}", refused(&drafted)),
        },
        _ => format!("{:?}", refused(&drafted)),
    }
}

#[test]
fn plans_debts_and_lists_are_no_records() {
    let titles = [
        ("2019年“三会一课”计划表", KINDS, "计划"),
        ("2019年三会一课计划及完成情况表", KINDS, "计划"),
        ("2019年党员大会预安排", MEETING, "安排"),
        ("2019年党员大会（计划）", MEETING, "计划"),
        ("2019年主题党日活动计划安排表", THEME, "计划"),
        ("2019年谈心谈话计划", TALK, "计划"),
        ("2019年教育培训报名表", TRAINING, "报名"),
        ("2019年教育培训通知", TRAINING, "通知"),
        ("2019年党费应缴明细表", DUES, "应缴"),
        ("2019年欠缴党费人员名单", "姓名,所属月份,金额\n张三,2019年1月,20\n", "欠缴"),
        ("2019年未交党费情况", DUES, "未交"),
        ("2019年主题党日请假登记表", PERSON, "请假"),
        ("2019年党员大会缺席人员登记表", PERSON, "缺席"),
        ("2019年主题党日缺席情况表", SIGNED, "缺席"),
        ("2019年党员大会选举得票", PERSON, "得票"),
        ("2019年支部委员会成员名单", PERSON, "成员名单"),
        ("2019年主题党日应参加人员名单", PERSON, "名单"),
    ];
    for (title, table, word) in titles {
        assert_eq!(told("表", &format!("第一党支部{title}"), table), word, "{title}");
    }
    assert_eq!(told("表", "附件1：第一党支部2019年主题党日计划", THEME), "计划");
    assert_eq!(told("第一党支部2019年主题党日计划", "2019年第一党支部主题党日", THEME), "计划");
}

#[test]
fn titles_that_only_sound_like_plans_or_lists_leave_their_tables() {
    let titles = [
        ("2019年主题党日台账（含计划外活动）", THEME, "1"),
        ("2019年主题党日签到及请假情况表", SIGNED, "2"),
        ("2019年主题党日参加人员名单", PERSON, "1"),
        ("2019年主题党日请假情况登记表", AWAY, "1"),
        ("2019年党费应缴实缴明细表", DUE_AND_PAID, "1"),
        ("2019年计划报备台账", "事项,报送时间,所属期间\n年度工作计划,1月5日,2019年\n", "1"),
        ("2019年经费安排台账", "时间,党建工作经费,上年度工资总额\n1月5日,3000,200000\n", "1"),
        ("2019年班子成员联系分工安排", "联系人,联系对象,时间\n张三,李四,1月5日\n", "1"),
    ];
    for (title, table, records) in titles {
        assert_eq!(told("表", &format!("第一党支部{title}"), table), records, "{title}");
    }
    assert_eq!(told("2019年工作计划", "第一党支部2019年主题党日台账", THEME), "1");
    assert_eq!(told("表", "第一党支部2019年主题党日\n议题：学习年度计划", THEME), "1");
}

#[test]
fn a_plan_below_a_table_of_records_is_refused_alone() {
    let text = format!(
        "第一党支部2019年主题党日台账\n{THEME}第一党支部2019年主题党日计划表\n6月5日,学习\n第一党支部2019年主题党日台账\n7月5日,学习\n"
    );
    let (_, _, drafted) = import_text("表.csv", &text);
    assert_eq!(refused(&drafted), ["A5 Row NotDone 6月5日"]);
    assert_eq!(drafted.facts.len(), 2);
}

#[test]
fn a_mapping_that_names_the_kind_goes_before_the_title_and_the_proposed_one_names_none() {
    let text = format!("第一党支部2019年三会一课计划及完成情况表\n{KINDS}");
    let book = read_book("表.csv", text.as_bytes(), &Limits::default()).unwrap();
    let proposed = Mapping::of(&book, &recognise(&book, rulebook(), None), rulebook()).to_text();
    assert!(proposed.contains("\"记录\": \"待定\""), "{proposed}");
    for (mapping, facts_expected) in [(proposed.clone(), 0), (proposed.replace("待定", "党员大会"), 1)] {
        let mapping = Mapping::from_text(&mapping, rulebook()).unwrap();
        let mut directory = directory();
        let recognition = recognise(&book, rulebook(), Some(&mapping));
        let drafted = draft(&book, &recognition, rulebook(), &mut directory, &context());
        assert_eq!(facts(&drafted, &directory).len(), facts_expected, "{:?}", refused(&drafted));
    }
}
