//! Lists of people who are no members, numbers that a merge shares out, and rows whose organisation was refused.

use crate::support::{check, day, directory, facts, import, import_text, refused};
use rust_xlsxwriter::{Format, Workbook};

#[test]
fn a_list_of_people_who_are_no_members_is_no_roster() {
    let lists = [
        "第一党支部入党积极分子花名册\n序号,姓名,性别,申请入党时间\n1,张积极,男,2018-01-01\n",
        "第一党支部发展对象名册\n姓名,性别,确定时间\n张积极,男,2018-01-01\n",
        "第一党支部共青团员花名册\n姓名,性别,学历\n张团,男,本科\n",
        "入党申请人花名册(第一党支部)\n姓名,性别,入党时间\n张团,男,\n",
        "第一党支部党员花名册(群众)\n姓名,性别,入党时间,党小组\n张团,男,,\n",
    ];
    for text in lists {
        let (_, _, drafted) = import_text("表.csv", text);
        assert_eq!(drafted.facts, [], "{text}");
        assert_eq!(refused(&drafted), ["A1 Sheet ListOfOthers 表"], "{text}");
        assert!(drafted.refused[0].advice.contains("党员转出"), "{}", drafted.refused[0].advice);
    }
}

#[test]
fn a_list_of_members_who_left_is_asked_about_and_read_as_such() {
    let text = "第一党支部2019年转出党员花名册\n姓名,入党时间,转出时间,去向\n李四,2005-07-01,2019-02-01,外省\n周转出,,2019-02-01,外省\n";
    check("表.csv", text, &["2019-02-01 member-left member=李四 to=外省"], &["A4 Row NoSuchMember 周转出"]);
    assert_eq!(import_text("表.csv", text).1.questions.len(), 1);
}

#[test]
fn names_of_branches_and_remarks_about_the_roster_leave_it_a_roster() {
    let texts = [
        "第一党支部党员花名册(含流动党员、不含发展对象)\n姓名,性别,入党时间\n李四,女,2005-07-01\n",
        "第一党支部党员花名册\n注：积极分子不填\n姓名,性别,入党时间\n李四,女,2005-07-01\n",
    ];
    for text in texts {
        let (_, _, drafted) = import_text("表.csv", text);
        assert_eq!(refused(&drafted), Vec::<String>::new(), "{text}");
        assert_eq!(drafted.facts.len(), 1, "{text}");
    }
    let text = "2019年党员花名册\n党支部,姓名,性别,申请入党时间\n第一党支部,周九,男,2018-01-01\n";
    let (_, recognition, _) = import_text("表.csv", text);
    assert_eq!(recognition.questions[0].guess, None, "{recognition:?}");
}

fn merged(name: &str, rows: &[&[&str]], merges: &[(u32, u16, u32, u16)]) -> (Vec<String>, Vec<String>) {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet().set_name(name).unwrap();
    for (row, cells) in (0..).zip(rows) {
        for (column, text) in (0..).zip(*cells) {
            match text.parse::<f64>() {
                Ok(number) => sheet.write(row, column, number).unwrap(),
                Err(_) => sheet.write(row, column, *text).unwrap(),
            };
        }
    }
    for (row, column, last_row, last_column) in merges {
        let text = rows[*row as usize][*column as usize];
        sheet.merge_range(*row, *column, *last_row, *last_column, text, &Format::new()).unwrap();
        if let Ok(number) = text.parse::<f64>() {
            sheet.write(*row, *column, number).unwrap();
        }
    }
    let mut directory = directory();
    let (_, _, drafted) = import(&[("表.xlsx", book.save_to_buffer().unwrap())], &mut directory).remove(0);
    (facts(&drafted, &directory), refused(&drafted))
}

#[test]
fn a_number_merged_over_several_records_is_counted_for_none() {
    let rows: &[&[&str]] = &[
        &["第一党支部2019年学时登记表"],
        &["姓名", "培训时间", "培训内容", "学时"],
        &["张三", "3月5日", "党章", "16"],
        &["", "3月6日", "党规"],
        &["李四", "3月6日", "党规", "8"],
    ];
    let (found, refusals) = merged("学时登记", rows, &[(2, 0, 3, 0), (2, 3, 3, 3)]);
    assert_eq!(found, ["2019-03-06 training trainee=李四 hours=8 subject=党规"]);
    assert_eq!(refusals, ["D3 Row SharedNumber 16", "D4 Row SharedNumber 16"]);
    let rows: &[&[&str]] = &[&["第一党支部2019年学时统计表"], &["姓名", "1月", "2月", "3月"], &["李四", "24", "", ""]];
    let (found, refusals) = merged("学时", rows, &[(2, 1, 2, 3)]);
    assert_eq!(found, Vec::<String>::new());
    assert!(refusals.iter().all(|line| line.contains("SharedNumber 24")) && !refusals.is_empty(), "{refusals:?}");
    let rows: &[&[&str]] =
        &[&["第一党支部2019年度党费收缴台账"], &["姓名", "1月", "2月", "3月"], &["李四", "60", "", "20"]];
    let (found, refusals) = merged("党费", rows, &[(2, 1, 2, 2)]);
    assert_eq!(found, ["2019-03-31 dues-paid payer=李四 amount=20元 month=2019-03"]);
    assert_eq!(refusals, ["B3 Cell SharedNumber 60", "C3 Cell SharedNumber 60"]);
}

#[test]
fn records_of_an_organisation_whose_own_row_was_refused_are_refused_with_it() {
    let organisations = "党组织信息\n党组织名称,类别,上级党组织,成立时间\n第三党支部,俱乐部,某集团党委,2010-02-03\n第四党支部,党支部,某集团党委,2019-02-30\n";
    let roster = "党员花名册\n党支部,姓名,入党时间\n第三党支部,周九,2005-01-01\n第四党支部,吴十,2005-01-01\n第二党支部,郑一,2005-01-01\n";
    let title = "第四党支部党员花名册\n姓名,入党时间\n王二,2005-01-01\n";
    let mut directory = directory();
    let books = [("组织.csv", organisations), ("花名册.csv", roster), ("四.csv", title)]
        .map(|(name, text)| (name, text.as_bytes().to_vec()));
    let found = import(&books, &mut directory);
    let of = |name: &str| &found.iter().find(|(book, _, _)| book.name == name).unwrap().2;
    assert_eq!(
        refused(of("花名册.csv")),
        ["A3 Row OrganisationRefused 第三党支部", "A4 Row OrganisationRefused 第四党支部"]
    );
    assert_eq!(of("花名册.csv").facts.len(), 1);
    assert_eq!(refused(of("四.csv")), ["A3 Row OrganisationRefused 王二"]);
}

#[test]
fn a_superior_whose_own_row_was_refused_is_said_to_be_refused() {
    let header = "党组织信息\n党组织名称,类别,上级党组织,成立时间\n";
    let branch = format!("{header}第三党支部,党支部,新局党委,2010-02-03\n");
    let wrong = format!("{header}新局党委,党委,某集团党委,2019-02-30\n");
    let right = format!("{header}新局党委,党委,某集团党委,2019-02-28\n");
    let told = |books: &[&String]| {
        let names = ["一.csv", "二.csv", "三.csv"];
        let books: Vec<_> = names.into_iter().zip(books).map(|(name, text)| (name, text.as_bytes().to_vec())).collect();
        let found = import(&books, &mut directory());
        found.iter().flat_map(|(_, _, drafted)| refused(drafted)).collect::<Vec<_>>()
    };
    let day = "D3 Row NoSuchDay 2019-02-30";
    assert_eq!(told(&[&branch, &wrong]), ["C3 Cell OrganisationRefused 新局党委", day]);
    assert_eq!(told(&[&wrong, &branch]), [day, "C3 Cell OrganisationRefused 新局党委"]);
    assert_eq!(told(&[&branch, &right]), [""; 0]);
    // Another book has the row as it should be.
    assert_eq!(told(&[&wrong, &branch, &right]), [day]);
}

#[test]
fn prose_in_a_column_of_choices_refuses_the_cell_and_keeps_the_theme_day() {
    let text =
        "第一党支部2019年主题党日台账\n活动时间,活动主题,活动内容,组织者\n3月5日,学雷锋,义务劳动，清扫社区,张三\n";
    let text = text.replace("义务劳动，清扫社区", "\"义务劳动，清扫社区\"");
    check(
        "台账.csv",
        &text,
        &["2019-03-05 theme-day chair=张三 subject=学雷锋"],
        &["C3 Cell NotAChoice 义务劳动，清扫社区"],
    );
}

#[test]
fn dues_of_the_whole_year_under_one_month_are_refused_with_advice_to_spread_them() {
    let header = "第一党支部2019年党费收缴登记表\n姓名,月应交,1月,2月,3月,合计,备注\n";
    let refusals = |row: &str| refused(&import_text("党费.csv", &format!("{header}{row}\n")).2);
    assert_eq!(refusals("张三,20,60,,,60,"), ["C3 Cell SeveralMonths 60"]);
    assert_eq!(refusals("张三,,60,,,60,一次交全年"), ["C3 Row SeveralMonths 60"]);
    assert_eq!(refusals("张三,20,,,40,40,"), ["E3 Cell SeveralMonths 40"]);
    for row in ["张三,20,20,20,20,60,一次交清", "张三,20,40,20,20,80,", "张三,20,,,80,80,"] {
        assert_eq!(refusals(row), Vec::<String>::new(), "{row}");
    }
}

#[test]
fn a_column_that_nobody_knows_is_refused_once_with_the_number_of_its_cells() {
    let text = "第二党支部党员花名册\n姓名,入党时间,籍贯,属相\n钱七,2001-02-28,湖南,\n孙八,2001-02-28,湖北,牛\n";
    let (_, _, drafted) = import_text("花名册.csv", text);
    assert_eq!(refused(&drafted), ["C3 Column UnknownColumn 湖南（这一列共 2 格）", "D4 Column UnknownColumn 牛"]);
    assert!(drafted.refused[0].to_string().contains("此列未导入"), "{}", drafted.refused[0]);
}

#[test]
fn dues_may_be_for_months_that_are_a_quarter_half_a_year_or_a_year() {
    let rows = "第一党支部,张三,2019年1-3月,60\n第一党支部,李四,2019年1月-6月,60\n第一党支部,王五,2019年全年,60\n第一党支部,张三,2019年2-4月,60\n";
    let text = format!("党费交纳登记\n党支部,姓名,所属月份,交纳金额\n{rows}");
    check(
        "党费.csv",
        &text,
        &[
            "2019-03-31 dues-paid payer=张三 amount=60元 month=2019-Q1",
            "2019-06-30 dues-paid payer=李四 amount=60元 month=2019-H1",
            "2019-12-31 dues-paid payer=王五 amount=60元 month=2019",
        ],
        &["C6 Row NotAPeriod 2019年2-4月"],
    );
}

#[test]
fn who_left_is_meant_up_to_the_last_day_and_not_after() {
    let mut directory = directory();
    let branch = directory.named("第一党支部").unwrap().id;
    let members = &mut directory.organisation_mut(branch).unwrap().members;
    let stay = facts::Span { first: day("2010-01-01"), last: day("2019-05-05") };
    members.iter_mut().filter(|member| member.name == "李四").for_each(|member| member.stays = vec![stay]);
    let row = |day: &str| format!("第一党支部,{day},张三,李四\n");
    let talks = format!("谈心谈话记录表\n党支部,谈话时间,谈话人,谈话对象\n{}{}", row("2019-05-05"), row("2019-05-06"));
    let (_, _, drafted) = import(&[("谈话.csv", talks.into_bytes())], &mut directory).remove(0);
    assert_eq!(drafted.facts.len(), 1);
    assert_eq!(drafted.facts[0].occurred.first, day("2019-05-05"));
    assert_eq!(refused(&drafted), ["D4 Row NoSuchMember 李四"]);
}

#[test]
fn who_stands_in_two_rosters_or_has_two_standings_is_pointed_out() {
    let header = "党支部,姓名,身份证号码,入党时间,转正时间,人员类别";
    let row = |branch: &str, full: &str, standing: &str| {
        format!("{branch},周八,11010519491231002X,2018-07-01,{full},{standing}\n")
    };
    let book = |rows: &str| format!("党员花名册\n{header}\n{rows}").into_bytes();
    let (one, other) = (row("第一党支部", "2019-07-01", "预备党员"), row("第二党支部", "2019-07-01", "正式党员"));
    let mut directory = directory();
    let books =
        [("一.csv", book(&one)), ("二.csv", book(&other)), ("又.csv", book(&[one.clone(), other.clone()].concat()))];
    let notes: Vec<Vec<intake::NoteKind>> = import(&books, &mut directory)
        .into_iter()
        .map(|(_, _, drafted)| drafted.notes.into_iter().map(|note| note.kind).collect())
        .collect();
    let full = || intake::NoteKind::ProbationaryAndFull { full_on: day("2019-07-01") };
    let also = intake::NoteKind::AlsoMemberOf { organisation: "第一党支部".to_owned() };
    assert_eq!(notes, [vec![full()], vec![also], vec![full()]]);
}
