//! Every reason for refusing something, at the right cell, with advice; and what is kept beside it.

use intake::Extent;
use rust_xlsxwriter::Workbook;

use crate::support::{check, directory, facts, import, import_text, refused};

const TALKS: &str = "谈心谈话记录表\n党支部,谈话时间,谈话人,谈话对象,方式,主要内容\n";
const TRAINING: &str = "学时登记表\n党支部,姓名,培训时间,培训形式,学时\n";

/// One row of talks and what is refused in it.
fn talk(row: &str, expected: &[&str]) {
    let (_, _, drafted) = import_text("谈话.csv", &format!("{TALKS}{row}\n"));
    assert_eq!(refused(&drafted), expected, "{row}");
    if expected.iter().any(|line| line.contains(" Row ")) {
        assert_eq!(drafted.facts.len(), 0, "{row}");
    }
}

#[test]
fn dates_that_cannot_be() {
    talk("第一党支部,2019-02-30,张三,李四,面谈,工作", &["B3 Row NoSuchDay 2019-02-30"]);
    talk("第一党支部,去年三月,张三,李四,面谈,工作", &["B3 Row NotADate 去年三月"]);
    talk("第一党支部,19.3.5,张三,李四,面谈,工作", &["B3 Row TwoDigitYear 19.3.5"]);
    talk("第一党支部,2019年,张三,李四,面谈,工作", &["B3 Row YearOnly 2019年"]);
    talk("第一党支部,3月5日,张三,李四,面谈,工作", &["B3 Row NoYear 3月5日"]);
    talk("第一党支部,2020-01-08,张三,李四,面谈,工作", &["B3 Row Future 2020-01-08"]);
    talk("第一党支部,1919-01-08,张三,李四,面谈,工作", &["B3 Row TooEarly 1919-01-08"]);
    talk("第一党支部,,张三,李四,面谈,工作", &["B3 Row MissingDate （空）"]);
}

#[test]
fn a_month_that_became_a_number_may_be_january_or_october() {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet().set_name("谈话").unwrap();
    for (column, header) in (0..).zip(["党支部", "谈话时间", "谈话人", "谈话对象"]) {
        sheet.write(0, column, header).unwrap();
    }
    for (row, number) in [(1, 2019.1), (2, 2019.11)] {
        for (column, text) in [(0, "第一党支部"), (2, "张三"), (3, "李四")] {
            sheet.write(row, column, text).unwrap();
        }
        sheet.write(row, 1, number).unwrap();
    }
    let mut directory = directory();
    let (_, _, drafted) = import(&[("谈话.xlsx", book.save_to_buffer().unwrap())], &mut directory).remove(0);
    assert_eq!(refused(&drafted), ["B2 Row AmbiguousDate 2019.1"]);
    assert!(drafted.refused[0].advice.contains("2019-10 或 2019-01"), "{}", drafted.refused[0].advice);
    assert_eq!(facts(&drafted, &directory), ["2019-11-01..2019-11-30 talk speaker=张三 partner=李四"]);
}

#[test]
fn numbers_above_what_there_is() {
    let text = "星级评定\n党支部,评定年度,星级\n第一党支部,2018年,5\n第二党支部,2018年,6\n";
    check("星级.csv", text, &["2018-12-31 star-rating stars=5 year=2018"], &["C4 Row AboveMaximum 6"]);
}

#[test]
fn periods_that_are_none() {
    let text = "党费交纳登记\n党支部,姓名,所属月份,交纳金额\n第一党支部,张三,2019年3月,78\n\
                第一党支部,李四,13月,96\n第一党支部,王五,春天,96\n";
    check(
        "党费.csv",
        text,
        &["2019-03-31 dues-paid payer=张三 amount=78元 month=2019-03"],
        &["C4 Row NotAPeriod 13月", "C5 Row NotAPeriod 春天"],
    );
}

#[test]
fn one_identity_number_for_two_members() {
    let text = "第二党支部党员花名册\n姓名,身份证号码,入党时间\n\
                钱七,11010519491231002X,2001-02-28\n孙八,11010519491231002x,2002-02-28\n";
    check(
        "花名册.csv",
        text,
        &[
            "2011-05-06 member-joined member=钱七 how=roster joined-on=2001-02-28 name=钱七 undated=true \
             密:id-number=11010519491231002X",
            "2011-05-06 member-joined member=孙八 how=roster joined-on=2002-02-28 name=孙八 undated=true",
        ],
        &["B4 Cell IdentityNumberTaken 1101**********002x"],
    );
}

#[test]
fn branches_and_members_that_nobody_knows() {
    talk("第九党支部,2019-03-05,张三,李四,面谈,工作", &["A3 Row NoSuchOrganisation 第九党支部"]);
    talk(",2019-03-05,张三,李四,面谈,工作", &["A3 Row BlankOrganisation （空）"]);
    talk("第一党支部,2019-03-05,张三,查无此人,面谈,工作", &["D3 Row NoSuchMember 查无此人"]);
    talk("第一党支部,2019-03-05,张三,赵六,面谈,工作", &["D3 Row NoSuchMember 赵六"]);
    talk("第一党支部,2019-03-05,张三,,面谈,工作", &["D3 Row MissingField （空）"]);
    talk("第一党支部,2019-03-05,张三、王五,李四,面谈,工作", &["C3 Row TooManyNames 张三、王五"]);
    talk("第一党支部,2019-03-05,张三,李四,飞鸽传书,工作", &["E3 Cell NotAChoice 飞鸽传书"]);
    talk("第一党支部,2019-03-05,#REF!,李四,面谈,工作", &["C3 Row NoSuchMember #REF!"]);
}

#[test]
fn class_hours_that_cannot_be() {
    let rows = "第一党支部,张三,2019-03-05,集中培训,-8\n第一党支部,张三,2019-03-05,集中培训,0\n\
                第一党支部,张三,2019-03-05,集中培训,半天\n第一党支部,张三,2019-03-05,集中培训,1.234\n\
                第一党支部,张三,2019-03-05,集中培训,6天\n第一党支部,张三,2019-03-05,集中培训,\n\
                第一党支部,张三,2019-03-05,集中培训,6课时\n";
    let refusals = [
        "E3 Row BelowMinimum -8",
        "E4 Row BelowMinimum 0",
        "E5 Row NotANumber 半天",
        "E6 Row TooFine 1.234",
        "E7 Row OtherUnit 6天",
        "E8 Row MissingField （空）",
    ];
    check(
        "学时.csv",
        &format!("{TRAINING}{rows}"),
        &["2019-03-05 training trainee=张三 hours=6 mode=concentrated"],
        &refusals,
    );
}

#[test]
fn every_refusal_says_what_to_do() {
    let (_, _, drafted) = import_text(
        "谈话.csv",
        &format!("{TALKS}第九支部,2019-02-30,张三,李四,面谈,\n第一党支部,去年,张三,李四,面谈,\n"),
    );
    for refusal in &drafted.refused {
        assert!(!refusal.expected.is_empty() && !refusal.advice.is_empty() && !refusal.found.is_empty());
        let text = refusal.to_string();
        assert!(text.contains(&refusal.cell) && text.contains("谈话.csv") && text.contains("此行未导入"), "{text}");
    }
    assert_eq!(drafted.refused.len(), 2);
}

#[test]
fn a_meeting_of_an_unknown_type_or_with_a_field_it_does_not_have() {
    let text = "2019年三会一课台账\n党支部,会议类型,召开时间,主持人,主讲人,党小组,是否合并召开\n\
                第一党支部,党员大会,1月5日,张三,,,否\n\
                第一党支部,茶话会,1月6日,张三,,,否\n\
                第一党支部,支委会,1月7日,张三,李四,,否\n\
                第一党支部,党小组会,1月8日,张三,,第九小组,否\n\
                第一党支部,党课,1月9日,张三,李四,,也许\n";
    check(
        "台账.csv",
        text,
        &["2019-01-05 members-meeting chair=张三 merged=false", "2019-01-07 committee-meeting chair=张三 merged=false"],
        &["B4 Row UnknownKind 茶话会", "F6 Row NoSuchGroup 第九小组", "G7 Row NotAFlag 也许", "E5 Cell NoPlace 李四"],
    );
}

#[test]
fn a_column_that_nobody_knows_is_asked_about_and_its_cells_refused() {
    let text = "谈心谈话记录表\n党支部,谈话时间,谈话人,谈话对象,天气\n第一党支部,2019-03-05,张三,李四,晴\n第一党支部,2019-03-06,张三,王五,/\n";
    let (_, recognition, drafted) = import_text("谈话.csv", text);
    assert_eq!(refused(&drafted), ["E3 Column UnknownColumn 晴"]);
    assert_eq!(drafted.facts.len(), 2);
    assert_eq!(recognition.questions.len(), 1);
    assert_eq!(recognition.questions[0].cell, "E2");
    assert_eq!(recognition.questions[0].guess, None);
}

#[test]
fn sign_in_sheets_refuse_single_cells() {
    let text = "第一党支部2019年主题党日签到表\n姓名,1月5日,2月5日,12月5日\n张三,√,请假,?\n李四,√,×,线上\n无名氏,√,√,√\n说明:√出席\n";
    check(
        "签到.csv",
        text,
        &[
            "2019-01-05 theme-day attendee=张三 attendee=李四",
            "2019-02-05 theme-day attendee=张三:excused:请假 attendee=李四:absent",
            "2019-12-05 theme-day attendee=李四:remote",
        ],
        &["D3 Cell UnknownMark ?", "A5 Row NoSuchMember 无名氏"],
    );
}

#[test]
fn sign_in_sheets_of_the_future_or_without_a_year() {
    let future = "第一党支部2020年主题党日签到表\n姓名,1月5日,2月5日\n张三,√,√\n";
    check("签到.csv", future, &["2020-01-05 theme-day attendee=张三"], &["C3 Cell Future √"]);
    let (_, _, drafted) = import_text("签到.csv", "第一党支部主题党日签到表\n姓名,1月5日,2月5日\n张三,√,√\n");
    assert_eq!(refused(&drafted), ["A2 Sheet SheetWithoutYear 第一党支部主题党日签到表"]);
}

#[test]
fn dues_refuse_single_months_and_wrong_totals() {
    let text = "第一党支部2019年党费收缴登记表(单位:元)\n序号,姓名,月缴纳基数,月应交,1月,2月,3月,合计\n\
                1,张三,5200,78,78,78.0元,/,156\n2,李四,6400,96,96,欠,九十六,96\n3,王五,6400,96,,,96,97\n合计,,,,,,,\n";
    check(
        "党费.csv",
        text,
        &[
            "2019-01-01 dues-base-set payer=张三 base=5200元 due=78元",
            "2019-01-31 dues-paid payer=张三 amount=78元 month=2019-01",
            "2019-02-28 dues-paid payer=张三 amount=78元 month=2019-02",
            "2019-01-01 dues-base-set payer=李四 base=6400元 due=96元",
            "2019-01-31 dues-paid payer=李四 amount=96元 month=2019-01",
            "2019-03-28 dues-base-set payer=王五 base=6400元 due=96元",
            "2019-03-31 dues-paid payer=王五 amount=96元 month=2019-03",
        ],
        &["G4 Cell NotANumber 九十六", "H5 Cell TotalDiffers 97"],
    );
}

#[test]
fn rosters_keep_the_member_and_refuse_the_cell() {
    let text = "第二党支部党员花名册\n姓名,身份证号码,入党时间,人员类别,联系电话\n\
                钱七,110105194912310021,2001-02-30,不详,13800000000\n\
                孙八,11010519491231002X,2001-02-28,正式党员,/\n,,2001-01-01,正式党员,\n";
    check(
        "花名册.csv",
        text,
        &[
            "2011-05-06 member-joined member=钱七 how=roster name=钱七 undated=true 密:phone=13800000000",
            "2011-05-06 member-joined member=孙八 how=roster joined-on=2001-02-28 name=孙八 standing=full undated=true \
             密:id-number=11010519491231002X",
        ],
        &[
            "B3 Cell IdentityNumber 1101**********0021",
            "C3 Cell NoSuchDay 2001-02-30",
            "D3 Cell NotAChoice 不详",
            "A5 Row MissingName （空）",
        ],
    );
}

#[test]
fn organisations_refuse_unknown_superiors_and_forms() {
    let text = "党组织信息\n党组织名称,类别,上级党组织,成立时间,职工人数,上年度工资总额(万元)\n\
                第三党支部,党支部,某某党委,2012-01-01,30,98.5\n第四党支部,俱乐部,某集团党委,2012-01-01,,\n\
                第五党支部,党支部,某集团党委,2012-13-01,,\n第一党支部,党支部,第二党支部,2010-03-01,,\n";
    check(
        "党组织.csv",
        text,
        &[
            "2012-01-01 organisation-set-up form=branch name=第三党支部",
            "2012-01-01 unit-facts staff=30 wage-bill=985000元",
        ],
        &[
            "C3 Cell NoSuchSuperior 某某党委",
            "B4 Row NotAChoice 俱乐部",
            "D5 Row NoSuchDay 2012-13-01",
            "A6 Row OrganisationTwice 第一党支部",
        ],
    );
}

#[test]
fn sheets_that_say_too_little() {
    let (_, _, drafted) = import_text("一览.csv", "苹果,梨,桃\n1,2,3\n");
    assert_eq!(refused(&drafted), ["A1 Sheet UnknownSheet 一览"]);
    let (_, _, drafted) = import_text("表.csv", "第九党支部党员花名册\n姓名,性别,入党时间\n张三,男,2001-01-01\n");
    assert_eq!(refused(&drafted), ["A1 Sheet NoSuchOrganisation 第九党支部党员花名册"]);
    let (_, _, drafted) = import_text("表.csv", "党员花名册\n姓名,性别,入党时间\n张三,男,2001-01-01\n");
    assert_eq!(refused(&drafted), ["A1 Sheet MissingOrganisation 党员花名册"]);
    assert!(drafted.refused.iter().all(|refusal| refusal.extent == Extent::Sheet));
}

#[test]
fn remarks_behind_names_that_say_neither_there_nor_away_are_refused() {
    let list = |people: &str| {
        let text = format!("主题党日台账\n党支部,活动时间,参会人员\n第一党支部,2019-03-05,{people}\n");
        let mut directory = directory();
        let (_, _, drafted) = import(&[("台账.csv", text.into_bytes())], &mut directory).remove(0);
        (facts(&drafted, &directory), refused(&drafted))
    };
    let there = |people: &str| vec![format!("2019-03-05 theme-day {people}")];
    for away in ["没来", "未来", "未到", "没有请假", "未请假", "没请假", "未办请假手续"] {
        let (found, refusals) = list(&format!("张三、李四({away})"));
        assert_eq!(found, there("attendee=张三 attendee=李四:absent"), "{away}");
        assert_eq!(refusals, Vec::<String>::new());
    }
    for unclear in ["△", "未出差", "没住院"] {
        let (found, refusals) = list(&format!("张三、李四({unclear})"));
        assert_eq!(found, Vec::<String>::new(), "{unclear}");
        assert_eq!(refusals, [format!("C3 Row UnknownMark 张三、李四({unclear})")]);
    }
    let (found, _) = list("张三(书记)、李四(未到，因病请假)");
    assert!(found[0].contains("attendee=张三") && found[0].contains("attendee=李四:excused"), "{found:?}");
}

#[test]
fn a_roster_registers_members_only() {
    let rows = "钱七,积极分子,2001-02-28,\n孙八,发展对象,,\n周九,群众,,\n吴十,正式党员,2020-07-01,\n\
                郑一,正式党员,2001-07-01,2000-07-01\n王二,正式党员,2001-07-01,2002-07-01\n";
    let text = format!("第二党支部党员花名册\n姓名,人员类别,入党时间,转正时间\n{rows}");
    let (_, _, drafted) = import_text("花名册.csv", &text);
    let expected = [
        "B3 Row NotAMember 积极分子",
        "B4 Row NotAMember 发展对象",
        "B5 Row NotAMember 群众",
        "C6 Row Future 2020-07-01",
        "D7 Row FullBeforeJoined 2000-07-01",
    ];
    assert_eq!(refused(&drafted), expected);
    assert_eq!(drafted.facts.len(), 1);
    // Another column may say it as well.
    let text = "第二党支部党员花名册\n姓名,入党时间,政治面貌\n钱七,2001-02-28,群众\n孙八,2001-02-28,\n";
    let (_, _, drafted) = import_text("花名册.csv", text);
    assert_eq!(refused(&drafted), ["C3 Row NotAMember 群众"]);
}

#[test]
fn dues_that_nobody_paid_are_said_and_exemptions_are_no_unpaid_months() {
    let header = "第一党支部2019年党费收缴登记表\n姓名,1月,2月,3月,合计\n";
    let notes = |text: &str| {
        let (_, _, drafted) = import_text("党费.csv", text);
        let kept: Vec<String> = drafted
            .notes
            .iter()
            .filter(|note| !matches!(note.kind, intake::NoteKind::NothingPaid))
            .map(|note| format!("{} {:?}", note.cell, note.kind))
            .collect();
        (drafted.facts.len(), kept, refused(&drafted))
    };
    let (taken, said, refusals) = notes(&format!("{header}张三,未交,78,未交,78\n李四,未交,96,0,96\n"));
    assert_eq!((taken, refusals), (2, Vec::new()));
    assert_eq!(said, ["B2 NobodyPaid { months: \"1月、3月\" }"]);
    let (taken, said, refusals) =
        notes(&format!("{header}张三,78,免交,缓交,78\n李四,96,九十六,96,300\n王五,96,96,免,#REF!\n"));
    assert_eq!(taken, 5);
    assert_eq!(said, ["E3 TotalUnchecked", "E4 TotalUnchecked"]);
    let expected = [
        "C3 Cell Exempt 免交",
        "D3 Cell Exempt 缓交",
        "C4 Cell NotANumber 九十六",
        "D5 Cell Exempt 免",
        "E5 Cell NotANumber #REF!",
    ];
    assert_eq!(refusals, expected);
}

#[test]
fn what_is_missing_is_not_reported_as_another_cell() {
    let (_, _, drafted) = import_text("谈话.csv", "谈心谈话记录表\n党支部,谈话人,谈话对象\n第一党支部,张三,李四\n");
    assert_eq!(refused(&drafted), ["A2 Sheet MissingDate 谈心谈话记录表"]);
    let (_, recognition, drafted) = import_text(
        "谈话.csv",
        "谈心谈话记录表\n党支部,谈话时间,谈话人,谈话对象,\n第一党支部,2019-03-05,张三,李四,晴\n",
    );
    assert_eq!(refused(&drafted), ["E3 Column UnknownColumn 晴"]);
    assert_eq!(recognition.questions[0].text, "E 列没有表头，是什么？列里的内容不会导入");
    let text = "2019年三会一课台账\n党支部,会议类型,召开时间,主持人,主讲人\n第一党支部,支委会,1月7日,张三,李四\n第一党支部,党课,1月8日,张三,李四\n";
    let (_, _, drafted) = import_text("台账.csv", text);
    assert_eq!(drafted.refused[0].expected, "空格（“支委会”没有这一项）");
    let low = format!("{}姓名,培训时间,学时\n张三,2019-03-05,6\n", "填表要求\n".repeat(12));
    let (_, _, drafted) = import_text("表.csv", &low);
    assert!(drafted.refused[0].advice.contains("第 12 行"), "{}", drafted.refused[0]);
}

#[test]
fn numbers_that_cannot_be_beside_the_others() {
    let rows = "第一党支部,张三,2019-03-05,集中培训,99999999\n第一党支部,李四,2019-03-05,集中培训,24.5\n\
                第一党支部,李四,2019-03-05,集中培训,24\n第一党支部,王五,2019-03-05至2019-03-06,集中培训,48\n";
    let (_, _, drafted) = import_text("学时.csv", &format!("{TRAINING}{rows}"));
    assert_eq!(refused(&drafted), ["E3 Row MoreThanTheDays 99999999", "E4 Row MoreThanTheDays 24.5"]);
    let months = "第一党支部2019年学时登记表\n姓名,1月,2月\n张三,745,6\n李四,744,\n";
    let (_, _, drafted) = import_text("学时.csv", months);
    assert_eq!(refused(&drafted), ["B3 Cell MoreThanTheDays 745"]);
    let meeting = "2019年党员大会台账\n党支部,召开时间,主持人,应到人数,实到人数\n第一党支部,1月5日,张三,3,4\n第一党支部,2月5日,张三,3,3\n";
    let (_, _, drafted) = import_text("台账.csv", meeting);
    assert_eq!(refused(&drafted), ["E3 Row MoreThanExpected 4"]);
    let roster = "第二党支部党员花名册\n姓名,入党时间,联系电话\n钱七,2001-02-28,1380000O000\n孙八,2001-02-28,138 0000-0000、88880000\n";
    let (_, _, drafted) = import_text("花名册.csv", roster);
    assert_eq!(refused(&drafted), ["C3 Cell NotAPhone 1380***O000"]);
}

#[test]
fn what_names_nobody_in_a_list_of_people_refuses_its_cell_alone() {
    for phrase in ["党员8人，群众2人", "张三等7人", "见签到表", "张三、李四等", "退休党员2人"]
    {
        let text = format!("第一党支部2019年主题党日台账\n时间,主题,参加人员\n3月5日,学习,{phrase}\n");
        let cell = format!("C3 Cell CountOfPeople {phrase}");
        check("台账.csv", &text, &["2019-03-05 theme-day subject=学习"], &[&cell]);
    }
    let counted = "第一党支部2019年党员大会台账\n时间,议题,参会人员\n3月5日,学习,应到3人、实到2人\n";
    check("台账.csv", counted, &["2019-03-05 members-meeting attended=2 expected=3 subject=学习"], &[]);
    let numbered = "第一党支部2019年党员大会台账\n时间,议题,参会人员\n3月5日,学习,1.张三 2.李四 3、王五\n";
    let everybody = "2019-03-05 members-meeting attendee=张三 attendee=李四 attendee=王五 subject=学习";
    check("台账.csv", numbered, &[everybody], &[]);
}

#[test]
fn several_branches_above_a_table_need_a_column() {
    let titles = [
        "第一党支部与第二党支部2019年联合党员大会台账",
        "第一党支部、第二党支部2019年党员大会台账",
        "第二党支部\n第一党支部2019年党员大会台账",
    ];
    for title in titles {
        let text = format!("{title}\n时间,主持人,议题\n3月5日,张三,学习\n");
        let (_, _, drafted) = import_text("台账.csv", &text);
        assert_eq!(drafted.facts.len(), 0, "{title}");
        assert_eq!(refused(&drafted).len(), 1, "{title}");
        assert!(drafted.refused[0].advice.contains("第一党支部"), "{}", drafted.refused[0].advice);
        assert!(drafted.refused[0].advice.contains("第二党支部"), "{}", drafted.refused[0].advice);
    }
    let told = format!("{}\n党支部,时间,主持人,议题\n第一党支部,3月5日,张三,学习\n", titles[0]);
    check("台账.csv", &told, &["2019-03-05 members-meeting chair=张三 subject=学习"], &[]);
}

#[test]
fn a_group_ends_by_a_list_of_dissolved_ones_that_names_known_groups() {
    let text = "党小组撤销登记\n党支部,党小组名称,撤销时间,撤销原因\n\
                第一党支部,第二小组,2019-06-30,并入第一小组\n第一党支部,第三小组,2019-06-30,人员调出\n\
                第二党支部,第一小组,2019-06-30,人员调出\n";
    check(
        "撤销.csv",
        text,
        &["2019-06-30 group-dissolved group=第二小组 reason=并入第一小组"],
        &["B4 Row NoSuchGroup 第三小组", "B5 Row NoSuchGroup 第一小组"],
    );
}

#[test]
fn a_list_of_organisations_tells_the_end_of_organisations_and_groups() {
    let text = "党组织信息\n党组织名称,类别,上级党组织,成立时间,撤销时间,撤销原因,人员已分流\n\
                第三党支部,党支部,某集团党委,2012-03-01,2019-06-30,项目完工,是\n\
                第二小组,党小组,第一党支部,2015-03-01,2019-06-30,并入第一小组,是\n\
                第四党支部,党支部,某集团党委,2013-03-01,,,\n";
    check(
        "党组织.csv",
        text,
        &[
            "2012-03-01 organisation-set-up form=branch name=第三党支部 superior=组织",
            "2019-06-30 organisation-dissolved reason=项目完工 resettled=true",
            "2015-03-01 organisation-set-up form=group name=第二小组",
            "2019-06-30 group-dissolved group=第二小组 reason=并入第一小组",
            "2013-03-01 organisation-set-up form=branch name=第四党支部 superior=组织",
        ],
        &["G4 Cell NoPlace 是"],
    );
}

#[test]
fn nobody_talks_with_oneself_or_keeps_contact_with_oneself() {
    talk("第一党支部,2019-03-05,张三,张三,面谈,工作", &["D3 Row WithOneself 张三"]);
    talk("第一党支部,2019-03-05,张三,李四、张三,面谈,工作", &["D3 Row WithOneself 李四、张三"]);
    let both = "谈心谈话记录表\n党支部,谈话时间,谈话双方\n第一党支部,2019-03-05,张三、张三\n";
    check("谈话.csv", both, &[], &["C3 Row WithOneself 张三、张三"]);
    let contacts = "联系分工\n党支部,日期,联系人,联系对象\n第一党支部,2019-03-05,张三,李四、张三\n";
    check("联系.csv", contacts, &[], &["D3 Row WithOneself 李四、张三"]);
}

#[test]
fn no_organisation_is_below_itself() {
    let text = "党组织信息\n党组织名称,类别,上级党组织,成立时间\n\
                第三党支部,党支部,第三党支部,2012-03-01\n某公司党总支,党总支,某局党委,2012-03-01\n\
                某局党委,党委,某公司党总支,2012-03-01\n";
    let set_up = |form: &str, name: &str, superior: &str| {
        format!("2012-03-01 organisation-set-up form={form} name={name}{superior}")
    };
    let expected = [
        set_up("branch", "第三党支部", ""),
        set_up("general-branch", "某公司党总支", " superior=组织"),
        set_up("committee", "某局党委", ""),
    ];
    let expected: Vec<&str> = expected.iter().map(String::as_str).collect();
    let refusals = ["C3 Cell BelowItself 第三党支部", "C5 Cell BelowItself 某公司党总支"];
    check("党组织.csv", text, &expected, &refusals);
    let (_, _, drafted) = import_text("党组织.csv", text);
    assert!(drafted.refused[1].advice.contains("某局党委 → 某公司党总支 → 某局党委"), "{}", drafted.refused[1].advice);
    let changed = "组织变更\n党组织,变更时间,上级组织\n某集团党委,2019-03-01,第一党支部\n";
    check("变更.csv", changed, &[], &["C3 Row BelowItself 第一党支部"]);
}

#[test]
fn nothing_of_an_organisation_is_from_before_it_was_set_up() {
    let text = "党组织信息\n党组织名称,类别,上级党组织,成立时间,换届时间,撤销时间\n\
                第三党支部,党支部,某集团党委,2012-03-01,2011-03-01,2012-02-29\n";
    let set_up = "2012-03-01 organisation-set-up form=branch name=第三党支部 superior=组织";
    check("党组织.csv", text, &[set_up], &["E3 Cell BeforeSetUp 2011-03-01", "F3 Cell BeforeSetUp 2012-02-29"]);
    let rows = [
        ("支部班子成员\n党支部,姓名,党内职务,任职时间", "第一党支部,张三,书记,2010-02-28", "D3"),
        ("换届选举\n党支部,换届时间", "第一党支部,2010-02-28", "B3"),
        ("组织撤销登记\n党支部,撤销时间", "第一党支部,2010-02-28", "B3"),
    ];
    for (header, row, cell) in rows {
        let refusal = format!("{cell} Row BeforeSetUp 2010-02-28");
        check("登记.csv", &format!("{header}\n{row}\n"), &[], &[&refusal]);
    }
}

#[test]
fn nobody_leaves_before_joining() {
    let header = "党员转出\n党支部,姓名,转出时间\n";
    let left = |row: &str| format!("{header}{row}\n");
    check("转出.csv", &left("第一党支部,王五,2019-03-27"), &[], &["C3 Row BeforeJoined 2019-03-27"]);
    check("转出.csv", &left("第一党支部,王五,2019-03-28"), &["2019-03-28 member-left member=王五"], &[]);
    check("转出.csv", &left("第一党支部,张三,2010-02-28"), &[], &["C3 Row BeforeSetUp 2010-02-28"]);
}

#[test]
fn nothing_is_of_a_day_before_the_branch_was_set_up() {
    let books = [
        ("第一党支部党员大会\n时间,议题\n1925-03-15,学习\n", "A3 Row BeforeSetUp 1925-03-15"),
        ("第一党支部党员大会\n时间,议题\n2010年2月,学习\n", "A3 Row BeforeSetUp 2010年2月"),
        ("谈心谈话\n党支部,时间,谈话人,谈话对象\n第一党支部,2010-02-28,张三,李四\n", "B3 Row BeforeSetUp 2010-02-28"),
        ("星级评定\n党支部,评定年度,星级\n第一党支部,2009年,5\n", "B3 Row BeforeSetUp 2009年"),
        ("第一党支部2009年主题党日签到表\n姓名,1月5日\n张三,√\n", "B3 Row BeforeSetUp √"),
        ("第一党支部2009年学时登记表\n姓名,1月\n张三,8\n", "B3 Row BeforeSetUp 8"),
        ("第一党支部2009年党费收缴\n姓名,1月\n张三,50\n", "B3 Row BeforeSetUp 50"),
        (
            "第一党支部流动党员流入\n姓名,流出党组织,流入时间\n客一,外省党支部,2010-02-28\n",
            "C3 Row BeforeSetUp 2010-02-28",
        ),
    ];
    for (text, refusal) in books {
        check("书.csv", text, &[], &[refusal]);
    }
    // Within the month of the founding.
    let month = "第一党支部党员大会\n时间,议题\n2010年3月,学习\n";
    check("书.csv", month, &["2010-03-01..2010-03-31 members-meeting subject=学习"], &[]);
}

#[test]
fn nobody_joins_as_a_child_and_who_joined_before_coming_of_age_is_pointed_out() {
    let roster = |row: &str| {
        let text = format!("第二党支部党员花名册\n姓名,出生年月,身份证号码,入党时间\n{row}\n");
        let (_, _, drafted) = import_text("花名册.csv", &text);
        let notes = drafted.notes.iter().map(|note| format!("{} {:?}", note.cell, note.kind));
        refused(&drafted).into_iter().chain(notes).collect::<Vec<_>>()
    };
    assert_eq!(roster("钱七,2010-01-01,,2005-03-01"), ["D3 Row JoinedAsChild 2005-03-01"]);
    assert_eq!(roster("钱七,1980-01-01,,1990-03-01"), ["D3 Row JoinedAsChild 1990-03-01"]);
    assert_eq!(roster("钱七,1980-01-02,,1994-01-01"), ["D3 Row JoinedAsChild 1994-01-01"]);
    assert_eq!(roster("钱七,1980-01-02,,1994-01-02"), ["D3 JoinedUnderAge { born: 1980-01-02 }"]);
    assert_eq!(roster("钱七,1980-01-02,,1998-01-01"), ["D3 JoinedUnderAge { born: 1980-01-02 }"]);
    assert_eq!(roster("钱七,1980-01-01,,1998-01-01"), [""; 0]);
    assert_eq!(roster("钱七,1980.01,,1998-01-01"), [""; 0]);
    assert_eq!(roster("钱七,1980.02,,1998-01-31"), ["D3 JoinedUnderAge { born: 1980-02-01 }"]);
    assert_eq!(roster("钱七,,11010519491231002X,1963-12-30"), ["D3 Row JoinedAsChild 1963-12-30"]);
    assert_eq!(roster("钱七,,11010519491231002X,1967-12-31"), [""; 0]);
}

#[test]
fn people_are_counted_whole() {
    for (count, refusal) in [
        ("8.5", "C3 Cell NotWhole 8.5"),
        ("8.5人", "C3 Cell NotWhole 8.5人"),
        ("1000000000000000", "C3 Cell AboveMaximum 1000000000000000"),
        ("100001", "C3 Cell AboveMaximum 100001"),
    ] {
        let text = format!("第一党支部党员大会\n时间,议题,应到\n2019-03-05,学习,{count}\n");
        check("会.csv", &text, &["2019-03-05 members-meeting subject=学习"], &[refusal]);
    }
}

#[test]
fn rounds_and_votes_are_counted_whole() {
    let row = |round: &str, votes: &str, facts: &[&str], refusals: &[&str]| {
        let header = "时间,选举类别,选举名称,候选人,轮次,赞成票,当选";
        let text = format!("第一党支部候选人得票\n{header}\n2019-03-05,补选,补选组织委员,张三,{round},{votes},是\n");
        check("票.csv", &text, facts, refusals);
    };
    let taken = "2019-03-05 candidate-votes candidate=张三 elected=true election=by-election election-name=补选组织委员 in-favour=8 round=2";
    row("2", "8票", &[taken], &[]);
    row("1.5", "8", &[], &["E3 Row NotWhole 1.5"]);
    row("2", "8.5", &[], &["F3 Row NotWhole 8.5"]);
    row("0", "8", &[], &["E3 Row BelowMinimum 0"]);
}
