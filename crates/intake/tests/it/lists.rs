//! Lists within lists of people: the absent and the invited among those who came, and parts of everybody.

use intake::EverybodyProblem;
use intake::Reason;

use crate::support::{directory, facts, import, import_text, refused};

const GUESTS: &str = "第一党支部流动党员流入登记表\n姓名,流出党组织,流入时间\n客一,外省党支部,2019-03-01\n";

/// What becomes of one cell of a meeting of the first branch, after some books.
fn told(before: &[&str], kind: &str, header: &str, day: &str, cell: &str) -> (String, Vec<Reason>) {
    let mut directory = directory();
    let text = format!("第一党支部{kind}\n召开时间,主题,{header}\n{day},学习,\"{cell}\"\n");
    let books = before.iter().copied().chain([text.as_str()]).map(|text| ("书.csv", text.as_bytes().to_vec()));
    let books: Vec<_> = books.collect();
    let (_, _, drafted) = import(&books, &mut directory).pop().unwrap();
    let mut lines = facts(&drafted, &directory);
    lines.iter_mut().for_each(|line| *line = line.split(' ').skip(2).collect::<Vec<_>>().join(" "));
    lines.extend(refused(&drafted));
    let lines = lines.join(" | ").replace("attendee=", "").replace(" subject=学习", "").replace("subject=学习", "");
    (lines, drafted.refused.into_iter().map(|refusal| refusal.reason).collect())
}

fn meeting(header: &str, cell: &str) -> String {
    told(&[], "党员大会", header, "2019-06-05", cell).0
}

/// Each line of a table: what is written, and what becomes of it.
fn each(table: &str, told: impl Fn(&str) -> String) {
    for line in table.lines().filter(|line| !line.trim().is_empty()) {
        let (written, expected) = line.split_once('|').unwrap();
        assert_eq!(told(written.trim()), expected.trim(), "{written}");
    }
}

#[test]
fn a_bracket_that_names_parts_of_everybody_says_nothing_new() {
    each(
        "
        全体党员（含预备党员）           | 张三 李四 王五
        全体党员（包括预备党员、流动党员）  | 张三 李四 王五
        全体党员（含预备党员）3人         | 张三 李四 王五
        全体党员（含预备党员，王五请假）    | | C3 Cell NoSuchMember 全体党员（含预备党员，王五请假）
        全体党员（不含预备党员）          | | C3 Cell Everybody 全体党员（不含预备党员）
        全体党员（含积极分子）           | | C3 Cell Everybody 全体党员（含积极分子）
        ",
        |cell| meeting("参会人员", cell).trim_start().to_owned(),
    );
    let floating = |day: &str| told(&[GUESTS], "党员大会", "参会人员", day, "全体党员（含流动党员）");
    assert_eq!(floating("2019-02-05").0, "张三 李四");
    let names = vec!["客一".to_owned()];
    assert_eq!(floating("2019-06-05").1, [Reason::Everybody(EverybodyProblem::Floating { names })]);
}

#[test]
fn who_is_named_as_invited_is_no_member_of_the_meeting() {
    each(
        "
        张三、李四（列席：赵强、陈静）        | 张三 李四 guests=赵强、陈静
        张三、李四，列席：赵强              | 张三 李四 guests=赵强
        实到2人：张三、李四；列席人员：赵强等3人 | 张三 李四 guests=赵强等3人
        张三（列席：赵强）李四              | 张三 李四 guests=赵强
        张三、李四、赵强（列席）             | 张三 李四 guests=赵强
        全体党员（王五请假），特邀：赵强       | 张三 李四 王五:excused:请假 guests=赵强
        张三、李四，列席：无                | 张三 李四
        张三，列席：赵强；李四              | | C3 Cell Everybody 张三，列席：赵强；李四
        李四、王五请假（列席：赵强）          | | C3 Cell Everybody 李四、王五请假（列席：赵强）
        ",
        |cell| meeting("参会人员", cell).trim_start().to_owned(),
    );
    assert_eq!(meeting("列席人员,参会人员", "陈静\",\"张三（列席：赵强）"), "张三 guests=陈静、赵强");
    let kind = "组织生活会".to_owned();
    let (_, reasons) = told(&[], "组织生活会", "参会人员", "2019-06-05", "张三（列席：赵强）");
    assert_eq!(reasons, [Reason::Everybody(EverybodyProblem::Invited { kind })]);
}

#[test]
fn who_was_away_in_a_bracket_is_not_the_one_in_front_of_it() {
    each(
        "
        张三、李四（请假：王五）     | 张三 李四 王五:excused:请假
        张三、李四（王五请假）      | 张三 李四 王五:excused:请假
        张三（李四、王五因公出差）   | 张三 李四:excused:因公出差 王五:excused:因公出差
        张三、李四（线上：王五）     | 张三 李四 王五:remote
        张三、李四（请假：病假）     | 张三 李四:excused:请假:病假
        张三、李四（请假：带孩子看病） | 张三 李四:excused:请假:带孩子看病
        张三、李四（请假：赵大）     | | C3 Cell Everybody 张三、李四（请假：赵大）
        ",
        |cell| meeting("参会人员", cell).trim_start().to_owned(),
    );
    let absent = "李四；请假：王五";
    assert_eq!(meeting("缺席人员", absent), format!(" | C3 Cell Everybody {absent}"));
}

#[test]
fn a_number_behind_names_is_that_of_all_of_them_or_others_are_not_known() {
    each(
        "
        张三、李四等2人                   | 张三 李四
        张三、李四、王五等三人              | 张三 李四 王五
        张三、李四共2名党员                | 张三 李四
        张三、李四（病假）、王五等3人        | 张三 李四:excused:病假 王五
        全体党员三人                      | 张三 李四 王五
        实到2人：张三、李四，请假1人：王五    | 张三 李四 王五:excused:请假
        应到3人，实到2人：张三、李四；请假：王五 | 张三 李四 王五:excused:请假
        张三、李四等11人                  | | C3 Cell CountOfPeople 张三、李四等11人
        张三、李四等三人                   | | C3 Cell CountOfPeople 张三、李四等三人
        实到3人：张三、李四                | | C3 Cell Everybody 实到3人：张三、李四
        应到9人，实到2人：张三、李四；请假：王五 | | C3 Cell Everybody 应到9人，实到2人：张三、李四；请假：王五
        ",
        |cell| meeting("参会人员", cell).trim_start().to_owned(),
    );
    each(
        "
        李四、王五等2人                  | 李四:absent 王五:absent
        李四（病假）、张三、王五等3人出差    | 李四:excused:病假 张三:excused:出差 王五:excused:出差
        李四（病假）、张三、王五等5人出差    | | C3 Cell UnclearAbsence 李四（病假）、张三、王五等5人出差
        ",
        |cell| meeting("缺席人员", cell).trim_start().to_owned(),
    );
    let training = |cell: &str| {
        let text = format!("第一党支部教育培训\n时间,培训主题,学时,参训人员\n2019-06-05,党章,6,\"{cell}\"\n");
        refused(&import_text("训.csv", &text).2)
    };
    assert_eq!(training("张三、李四等2人"), [""; 0]);
    assert_eq!(training("张三、李四等七人"), ["D3 Row CountOfPeople 张三、李四等七人"]);
}
