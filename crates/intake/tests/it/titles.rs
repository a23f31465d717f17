//! What titles say of a table: its kind, its year and its branch, and what they say of something else.

use crate::support::{check, import_text, refused, rulebook};

#[test]
fn the_day_on_which_a_table_was_filled_in_gives_no_year() {
    let lines = [
        "填报时间：2020年1月10日",
        "制表日期:2020-01-10",
        "填表人：张三 填表日期 ：2020年1月",
        "2020年1月10日",
        "截至2020年1月",
        "日期：2020年1月5日",
    ];
    for line in lines {
        let text = format!("第一党支部党员大会台账\n{line}\n时间,主持人,议题\n3月5日,张三,学习\n");
        let (_, _, drafted) = import_text("台账.csv", &text);
        assert_eq!(refused(&drafted), ["A4 Row NoYear 3月5日"], "{line}");
        let titled = text.replacen("第一党支部", "第一党支部2019年度", 1);
        let expected = ["2019-03-05 members-meeting chair=张三 subject=学习"];
        check("台账.csv", &titled, &expected, &[]);
    }
    let whole = "第一党支部2019年党员大会台账（填报时间：2020年1月10日）\n时间,主持人\n3月5日,张三\n";
    check("台账.csv", whole, &["2019-03-05 members-meeting chair=张三"], &[]);
}

const HEADER: &str = "序号,时间,主持人,议题\n";

#[test]
fn a_second_table_below_is_read_by_the_kind_and_year_of_its_own_title() {
    let first = format!("第一党支部2019年党员大会台账\n{HEADER}1,3月5日,张三,学习\n");
    let titles = ["第一党支部2018年支委会台账", "第一党支部2018年支委会台账,,,", "二、2018年支委会"];
    for title in titles {
        for header in ["", HEADER] {
            let text = format!("{first}\n{title}\n{header}1,6月8日,张三,研究\n2,9月8日,李四,研究\n");
            check(
                "三会一课.csv",
                &text,
                &[
                    "2019-03-05 members-meeting chair=张三 subject=学习",
                    "2018-06-08 committee-meeting chair=张三 subject=研究",
                    "2018-09-08 committee-meeting chair=李四 subject=研究",
                ],
                &[],
            );
        }
    }
    let year = format!("{first}第一党支部2018年党员大会台账\n{HEADER}1,4月5日,张三,学习\n");
    check(
        "三会一课.csv",
        &year,
        &["2019-03-05 members-meeting chair=张三 subject=学习", "2018-04-05 members-meeting chair=张三 subject=学习"],
        &[],
    );
}

#[test]
fn a_second_table_does_not_keep_the_year_that_the_first_title_gave_itself() {
    let table = |title: &str| format!("{title}\n{HEADER}1,3月5日,张三,学习\n");
    let second = table("第一党支部支委会台账");
    let own = table("第一党支部2019年党员大会台账");
    let first = "2019-03-05 members-meeting chair=张三 subject=学习";
    let both = [first, "2019-03-05 committee-meeting chair=张三 subject=学习"];
    check("台账.csv", &format!("{own}{second}"), &[first], &["B6 Row NoYear 3月5日"]);
    check("2019台账.csv", &format!("{own}{second}"), &both, &[]);
    let whole = format!("第一党支部2019年组织生活台账\n{}{second}", table("一、党员大会"));
    check("台账.csv", &whole, &both, &[]);
    check("台账.csv", &format!("{own}{}", table("二、支委会")), &both, &[]);
}

#[test]
fn a_second_table_of_several_kinds_or_other_columns_is_refused() {
    let first = format!("第一党支部2019年党员大会台账\n{HEADER}1,3月5日,张三,学习\n");
    let taken = ["2019-03-05 members-meeting chair=张三 subject=学习"];
    let several = format!("{first}2019年支委会、党课记录\n{HEADER}1,6月8日,张三,研究\n");
    check("台账.csv", &several, &taken, &["A6 Row SeveralKinds 1"]);
    let other = format!("{first}2018年支委会台账\n序号,主持人,时间,议题\n1,张三,6月8日,研究\n");
    check("台账.csv", &other, &taken, &["A5 Row OtherHeader 序号", "A6 Row OtherHeader 1"]);
}

#[test]
fn refused_rows_of_a_second_table_stay_under_its_title() {
    let text = format!(
        "第一党支部2019年党员大会台账\n{HEADER}1,3月5日,张三,学习\n第一党支部2018年支委会台账\n{HEADER}1,2月30日,张三,研究\n"
    );
    let (book, recognition, drafted) = import_text("台账.csv", &text);
    let tables = intake::refused_tables(&book, &recognition, rulebook(), &drafted.refused);
    let first: Vec<String> = tables[0].rows.iter().map(|row| row[0].shown()).collect();
    assert_eq!(first, ["第一党支部2018年支委会台账", "1"]);
}

const MEETING: &str = "时间,主持人\n2019-03-05,张三\n";

#[test]
fn of_a_committee_and_its_branch_in_a_title_the_branch_is_meant() {
    let titles = [
        "某集团党委第一党支部2019年党员大会台账",
        "中共某集团党委（第一党支部）2019年党员大会台账",
        "某集团党委\n第一党支部2019年党员大会台账",
        "2019年党员大会台账\n上级党组织：某集团党委,支部名称：第一党支部",
        "2019年党员大会台账\n支部名称：第一党支部,上级党组织：某集团党委",
        "2019年党员大会台账\n上级党组织：某集团党委  支部名称：第一党支部",
        "2019年党员大会台账\n上级党组织,某集团党委,支部名称：,第一党支部",
        "2019年党员大会台账\n第一党支部（报某集团党委）",
    ];
    for title in titles {
        check("台账.csv", &format!("{title}\n{MEETING}"), &["2019-03-05 members-meeting chair=张三"], &[]);
    }
    let roster = "某集团党委第一党支部党员花名册\n姓名,入党时间\n李四,2005.7.1\n";
    check(
        "花名册.csv",
        roster,
        &["2010-03-01 member-joined member=李四 how=roster joined-on=2005-07-01 name=李四 undated=true"],
        &[],
    );
}

#[test]
fn a_branch_that_nobody_knows_is_not_its_committee() {
    let titles = [
        "某集团党委财务党支部2019年党员大会台账",
        "某集团党委\n财务党支部2019年党员大会台账",
        "某集团党委2019年党员大会台账\n支部名称：财务党支部",
    ];
    for title in titles {
        let (_, _, drafted) = import_text("台账.csv", &format!("{title}\n{MEETING}"));
        assert_eq!(drafted.facts, [], "{title}");
        assert!(refused(&drafted)[0].starts_with("A1 Sheet NoSuchOrganisation"), "{title}: {:?}", refused(&drafted));
    }
    let committee = "某集团党委所属党支部换届情况\n党支部,换届时间\n第一党支部,2018-05-06\n";
    assert_eq!(refused(&import_text("换届.csv", committee).2), Vec::<String>::new());
}

#[test]
fn a_cell_with_one_word_for_a_kind_is_of_that_kind() {
    let kinds = [
        ("主题党日活动", "theme-day"),
        ("第二季度党员大会", "members-meeting"),
        ("6月支委会", "committee-meeting"),
        ("支委会（扩大）", "committee-meeting"),
        ("微党课", "party-lecture"),
        ("第一党小组会", "group-meeting"),
        ("支部党员大会（含党课)", "members-meeting"),
    ];
    for (written, kind) in kinds {
        let text = format!(
            "第一党支部2019年三会一课台账\n会议类型,时间,主持人\n党员大会,3月1日,张三\n{written},3月5日,张三\n"
        );
        let expected = format!("2019-03-05 {kind} chair=张三");
        check("台账.csv", &text, &["2019-03-01 members-meeting chair=张三", &expected], &[]);
    }
    let text = "第一党支部2019年三会一课台账\n会议类型,时间,主持人\n党员大会,3月1日,张三\n党课,3月2日,张三\n\
                党员大会暨主题党日,3月3日,张三\n学习党课精神,3月4日,张三\n支部党员大会（含党课）,3月5日,张三\n";
    let (_, _, drafted) = import_text("台账.csv", text);
    let refusals = ["A5 Row UnknownKind 党员大会暨主题党日", "A6 Row UnknownKind 学习党课精神"];
    assert_eq!(refused(&drafted), refusals);
    assert!(drafted.notes.iter().any(|note| note.cell == "A7" && note.text.contains("另起一行")));
}

#[test]
fn titles_of_several_kinds_leave_the_kind_to_a_column_or_are_refused() {
    for title in ["党员大会、支委会会议记录", "党员大会暨主题党日登记表", "“三会一课”、主题党日登记表"]
    {
        let told = format!(
            "第一党支部2019年{title}\n时间,会议名称,主持人\n3月5日,第一季度党员大会,张三\n6月6日,6月支委会,张三\n"
        );
        let expected = ["2019-03-05 members-meeting chair=张三", "2019-06-06 committee-meeting chair=张三"];
        check("台账.csv", &told, &expected, &[]);
        let (_, _, drafted) =
            import_text("台账.csv", &format!("第一党支部2019年{title}\n时间,主持人,议题\n3月5日,张三,学习\n"));
        assert_eq!(drafted.facts, [], "{title}");
        assert!(refused(&drafted)[0].starts_with("A2 Sheet SeveralKinds"), "{:?}", refused(&drafted));
    }
    let one = "第一党支部2019年三会一课台账\n一、党员大会\n时间,主持人,议题\n3月5日,张三,学习\n";
    check("台账.csv", one, &["2019-03-05 members-meeting chair=张三 subject=学习"], &[]);
}

#[test]
fn a_table_of_democratic_evaluations_is_known_by_its_title() {
    let text =
        "第一党支部2019年度民主评议党员记录\n时间,地点,主持人,应到,实到,会议内容\n12月20日,会议室,张三,3,3,民主评议\n";
    let expected = "2019-12-20 democratic-evaluation chair=张三 attended=3 expected=3 place=会议室 subject=民主评议";
    check("评议.csv", text, &[expected], &[]);
}

#[test]
fn the_nearest_name_is_never_one_with_another_number_or_of_another_form() {
    let nearest = |written: &str| {
        let text = format!("党员大会台账\n党支部,时间,主持人\n{written},2019-03-05,张三\n");
        let (_, _, drafted) = import_text("台账.csv", &text);
        drafted.refused.first().map(|refusal| refusal.advice.clone()).unwrap_or_default()
    };
    for (written, meant) in
        [("某某集团第一党支部", "第一党支部"), ("某集团第二党支部", "第二党支部"), ("某集团公司党委", "某集团党委")]
    {
        assert!(nearest(written).contains(&format!("最接近的是“{meant}”")), "{written}: {}", nearest(written));
    }
    for written in ["第21党支部", "第三党支部", "第十一党支部", "某集团党支部", "第二集团党委"]
    {
        assert!(nearest(written).starts_with("请改成登记的名称"), "{written}: {}", nearest(written));
    }
    assert_eq!(nearest("中共第一支部委员会"), "", "that is the first branch in other words");
}

#[test]
fn more_words_for_changes_elections_and_plans() {
    let changed = "党组织变更登记\n党支部,变更时间,变更类型,变更后名称,变更后上级\n第一党支部,2019-03-05,更名,机关党支部,某集团党委\n";
    check("变更.csv", changed, &["2019-03-05 organisation-changed change=renamed name=机关党支部 superior=组织"], &[]);
    let plans = "第一党支部2019年计划报备台账\n计划名称,报送时间,公布时间\n2019年度“三会一课”计划,2019-01-10,2019-01-12\n2018年度“三会一课”计划,2019-01-10,\n";
    let plan = "2019-01-10 plan-filed matter=meetings-and-lecture published=2019-01-12";
    check("计划.csv", plans, &[plan, "2019-01-10 plan-filed"], &["A4 Cell NotAChoice 2018年度“三会一课”计划"]);
    for header in ["最近换届", "最近换届日期"] {
        let text =
            format!("党组织基本信息\n党组织名称,类别,成立时间,{header}\n第三党支部,党支部,2010-01-01,2018-03-05\n");
        let (_, _, drafted) = import_text("组织.csv", &text);
        assert!(drafted.facts.iter().any(|fact| fact.kind == "committee-elected"), "{header}");
    }
}

#[test]
fn a_title_is_nearer_to_its_table_than_the_name_of_the_file() {
    let text = "转正登记\n序号,姓名,时间\n1,王五,2019-12-30\n";
    check("第一党支部党员大会.csv", text, &["2019-12-30 became-full-member member=王五"], &[]);
    let meeting = |title: &str| format!("第一党支部2019年{title}\n召开时间,主持人\n1月5日,张三\n");
    check("党员大会.csv", &meeting("支委会记录"), &["2019-01-05 committee-meeting chair=张三"], &[]);
    // A word in a title that the headers do not fit, or none, leaves it to the file's name.
    for title in ["讨论转正", "记录"] {
        check("党员大会.csv", &meeting(title), &["2019-01-05 members-meeting chair=张三"], &[]);
    }
}
