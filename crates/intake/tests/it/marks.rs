//! Marks of presence: what a sheet says of its own, and those that only such a legend can tell.

use intake::{Legend, Mapping, NoteKind};
use rust_xlsxwriter::{ExcelDateTime, Format, Workbook};

use crate::support::{check, directory, facts, import, import_text, refused, rulebook};

/// A legend as `√=present △=excused:病假 ×=?`.
fn legend(text: &str) -> String {
    let legend = Legend::of([text]);
    let read = |mark: char| {
        let says_something = Legend::default().mark(&mark.to_string()) != legend.mark(&mark.to_string());
        let read = legend.mark(&mark.to_string());
        let said = match read {
            None => "?".to_owned(),
            Some(read) => {
                let presence = read.presence.map_or("nobody", |presence| presence.slug());
                read.reason.map_or(presence.to_owned(), |reason| format!("{presence}:{reason}"))
            }
        };
        (says_something).then(|| format!("{mark}={said}"))
    };
    // Only what differs from other books: √ and × mean there what they mean here.
    "√×○△☆★●/01假L+".chars().filter_map(read).collect::<Vec<_>>().join(" ")
}

#[test]
fn legends_are_read_in_every_writing() {
    let table = "
        说明:√到会,×请假,△迟到               | ×=excused:请假 △=present:迟到
        √ 到会 × 请假 △ 无故缺席             | ×=excused:请假 △=absent
        “√”表示出勤“×”表示请假“○”表示缺席    | ×=excused:请假 ○=absent
        √：到会；×：缺席；○—请假；△——线上参会 | ○=excused:请假 △=remote
        到会√ 缺席○ 请假×                   | ×=excused:请假 ○=absent
        到会：√ 缺席：○ 请假：×              | ×=excused:请假 ○=absent
        (到会√、请假△、缺席×)               | △=excused:请假
        2019年签到表（√到会 ×请假）           | ×=excused:请假
        签到说明 √到会 ×请假                 | ×=excused:请假
        签到：√ 到会 × 请假                  | ×=excused:请假
        备注：1.√到会 2.×请假 3.△出差        | ×=excused:请假 △=excused:出差
        备注：1、√到会；2、○请假。            | ○=excused:请假
        注：到会的打√，请假的打×，缺席画○      | ×=excused:请假 ○=absent
        注：打√为到会，打△的为病假            | △=excused:病假
        用△表示请假                         | △=excused:请假
        请假用△表示,迟到记为☆               | △=excused:请假 ☆=present:迟到
        √=出席 ○=缺席 ★=公假                | ○=absent ★=excused:公假
        V到会 X请假 L迟到                   | ×=excused:请假 L=present:迟到
        注：到=出席,假=请假,×=无故缺席        | 假=excused:请假
        1：到会，0：请假                     | 0=excused:请假
        ●准时到会 ○因病请假 △无需参加         | ○=excused:因病请假 △=nobody ●=present
        注：1、√代表参加；2、○代表缺席；3、△代表请假。 | ○=absent △=excused:请假
        签到符号：出勤√、迟到○、早退★、请假△、旷会× | ○=present:迟到 △=excused:请假 ★=present:早退
        备注：出勤“√”；病假“○”；事假“△”；旷课“×” | ○=excused:病假 △=excused:事假
        出勤：√；迟到：☆；病假：○；事假：△；旷会：× | ○=excused:病假 △=excused:事假 ☆=present:迟到
        考勤符号：√ 出勤  ● 病假  ○ 事假  △ 出差 × 旷会 | ○=excused:事假 △=excused:出差 ●=excused:病假
        到会划√，请假划○，未到划△             | ○=excused:请假 △=absent
        “√”为出席、“△”为请假、“×”为缺席、“○”为迟到 | ○=present:迟到 △=excused:请假
        出席（√）请假（△）缺席（○）            | ○=absent △=excused:请假
        正常出席√  请假△（需注明原因）  无故缺席○ | ○=absent △=excused:请假
        注：到会者打“√”，请假者打“○”，未到者打“△”。 | ○=excused:请假 △=absent
        √表示已参加，○表示未参加，空白表示请假   | ○=absent
        参加的打√，未参加的写明原因            |
        √=到，○=公假，△=事假，☆=病假，×=旷     | ○=excused:公假 △=excused:事假 ☆=excused:病假
        √到会,×缺席,假：事假,L：外出          | 假=excused:事假 L=excused:外出
        到会人员打√，因公请假打○，无故缺席的打× | ○=excused:因公请假
        在姓名后签到：√为到会、○为请假         | ○=excused:请假
        出席者签名，缺席者注明原因：○请假、△出差 | ○=excused:请假 △=excused:出差
        /表示请假                           | /=excused:请假
        ※请假的打△                         | △=excused:请假
        √到会 ×请假 △其他                   | ×=excused:请假
        +表示到会，×缺席                     | +=present
    ";
    for line in table.lines().filter(|line| !line.trim().is_empty()) {
        let (written, expected) = line.rsplit_once('|').unwrap();
        assert_eq!(legend(written.trim()), expected.trim(), "{written}");
    }
}

#[test]
fn a_legend_that_contradicts_itself_or_says_what_nobody_knows_leaves_the_mark_unclear() {
    for (text, expected) in [
        ("○到会 ×缺席 ○请假", "○=?"),
        ("×请假，×缺席", "×=?"),
        ("×缺席或请假，√到会", "×=?"),
        ("√到会，×另有任务", "×=?"),
        ("√到会 ×请假 √缺席", "√=? ×=excused:请假"),
        ("×：另有任务", "×=?"),
        ("√ 到会 ×", "√=? ×=?"),
        ("△病假，△事假", "△=excused"),
        ("√到会（○到会）", "○=present"),
    ] {
        let expected = if expected == "○=?" { "" } else { expected };
        assert_eq!(legend(text), expected, "{text}");
    }
    assert_eq!(Legend::of(["○到会 ×缺席", "○请假"]).mark("○"), None);
}

#[test]
fn other_texts_explain_no_marks() {
    for text in [
        "2019年主题党日签到表",
        "二○一九年主题党日",
        "2019年1-3月主题党日签到表",
        "填表人：张三",
        "注：请假须经书记批准",
        "说明：请在相应栏内打√",
        "应到8人，实到6人，请假2人",
        "是√ 否×",
        "附件X",
        "※以下为补录",
        "○ △",
        "√",
        "（此表一式两份）",
        "",
    ] {
        assert!(Legend::of([text]).is_empty(), "{text}: {:?}", Legend::of([text]));
    }
}

#[test]
fn what_is_said_of_a_mark_that_is_not_written_gives_it_no_meaning() {
    let table = "
        注：未签√者缺席                     |
        缺席者不打√                        |
        未打√的为缺席                       |
        没有√为缺勤                        |
        没打“√”的视为缺席                   |
        除√外均为缺席                       |
        除打√的外，其余缺席                  |
        √以外均为缺席                       |
        “√”之外的为请假                     |
        无√即请假                          |
        非√即缺席                          |
        请假人员不打√                       |
        未在签到栏打√的为缺席                 |
        不要打√                            |
        缺席的勿打√                         |
        √到会，未打√为缺席                   |
        √到会、未打√：缺席                   |
        √到会 缺席者不打√ △请假              | △=excused:请假
        ○到会，未打○的为缺席                  | ○=present
        到会○ 不打○缺席                      | ○=present
        未打×的为到会，△请假                  | △=excused:请假
        未到会打○，无故缺席打△                | ○=absent △=absent
        √外出                             | √=excused:外出
    ";
    for line in table.lines().filter(|line| !line.trim().is_empty()) {
        let (written, expected) = line.rsplit_once('|').unwrap();
        assert_eq!(legend(written.trim()), expected.trim(), "{written}");
    }
}

const THEME_DAYS: &str = "第一党支部2019年主题党日签到表\n";

#[test]
fn the_legend_of_a_sheet_goes_before_what_marks_mean_elsewhere() {
    let rows = "张三,√,√\n李四,×,√\n王五,△,√\n";
    let expected = [
        "2019-01-05 theme-day attendee=张三 attendee=李四:excused:请假 attendee=王五:present:迟到",
        "2019-02-05 theme-day attendee=张三 attendee=李四 attendee=王五",
    ]
    .map(|line| line.replace("王五:present:", "王五:"));
    let expected = expected.each_ref().map(String::as_str);
    let header = "姓名,1月5日,2月5日\n";
    for text in [
        format!("{THEME_DAYS}{header}{rows}说明：√到会、×请假、△迟到\n"),
        format!("{THEME_DAYS}{header}{rows}说明：,√到会,×请假,△迟到\n"),
        format!("{THEME_DAYS}{header}{rows}图例,√,到会,×,请假,△,迟到\n"),
        format!("{THEME_DAYS}{header}{rows}√到会 ×请假 △迟到\n"),
        format!("{THEME_DAYS}{header}{rows}备注：\n√ 到会\n× 请假\n△ 迟到\n"),
        format!("{THEME_DAYS}注：√表示到会 ×表示请假 △表示迟到\n{header}{rows}"),
        format!("第一党支部2019年主题党日签到表(√到会 ×请假 △迟到)\n{header}{rows}"),
        format!("{THEME_DAYS}姓名(√到会、×请假、△迟到),1月5日,2月5日\n{rows}"),
    ] {
        check("签到.csv", &text, &expected, &[]);
    }
    let (_, _, drafted) = import_text("签到.csv", &format!("{THEME_DAYS}{header}{rows}说明：√到会、×请假、△迟到\n"));
    let noted: Vec<_> = drafted.notes.iter().map(|note| (note.cell.as_str(), &note.kind)).collect();
    assert_eq!(noted, [("A6", &NoteKind::Legend)]);
}

#[test]
fn a_legend_beside_the_table_is_heard_as_well() {
    let text = format!("{THEME_DAYS}姓名,1月5日,\n张三,√,√到会\n李四,×,×请假\n");
    let expected = ["2019-01-05 theme-day attendee=张三 attendee=李四:excused:请假"];
    check("签到.csv", &text, &expected, &["C3 Column UnknownColumn √到会（这一列共 2 格）"]);
}

#[test]
fn marks_that_only_a_legend_can_tell_are_refused_with_advice_to_write_one() {
    let text = format!("{THEME_DAYS}姓名,1月5日\n张三,√\n李四,○\n王五,×\n");
    check("签到.csv", &text, &["2019-01-05 theme-day attendee=张三 attendee=王五:absent"], &["B4 Row UnknownMark ○"]);
    let (_, _, drafted) = import_text("签到.csv", &text);
    assert!(drafted.refused[0].advice.contains("在表下写一行说明"), "{}", drafted.refused[0]);
    let contradicts = format!("{text}说明：√到会，○请假，○缺席\n");
    let (_, _, drafted) = import_text("签到.csv", &contradicts);
    assert_eq!(refused(&drafted), ["B4 Row UnknownMark ○"]);
}

#[test]
fn legends_serve_every_way_of_marking() {
    let across = "第一党支部2019年主题党日考勤表\n日期,张三,李四\n1月5日,√,○\n2月5日,√,○\n注：○请假\n";
    check(
        "考勤.csv",
        across,
        &[
            "2019-01-05 theme-day attendee=张三 attendee=李四:excused:请假",
            "2019-02-05 theme-day attendee=张三 attendee=李四:excused:请假",
        ],
        &[],
    );
    let beside = "主题党日\n党支部,活动时间,姓名,到会情况\n第一党支部,2019-03-05,张三,○\n说明：√到会 ○缺席\n";
    check("台账.csv", beside, &["2019-03-05 theme-day attendee=张三:absent"], &[]);
    let listed = "主题党日(△病假)\n党支部,活动时间,参会人员\n第一党支部,2019-03-05,张三、李四(△)\n";
    check("台账.csv", listed, &["2019-03-05 theme-day attendee=张三 attendee=李四:excused:病假"], &[]);
}

#[test]
fn a_table_to_mend_takes_its_legend_along() {
    let text = format!("{THEME_DAYS}姓名,1月5日\n张三,×\n无名氏,×\n说明：√到会 ×请假\n");
    let (book, recognition, drafted) = import_text("签到.csv", &text);
    let tables = intake::refused_tables(&book, &recognition, rulebook(), &drafted.refused);
    assert_eq!(tables[0].titles, ["第一党支部2019年主题党日签到表", "说明：√到会 ×请假"]);
}

/// The theme day of a row of a ledger with these columns, as its people, and what was refused.
fn theme_day(header: &str, row: &str) -> (String, Vec<String>) {
    let text = format!("第一党支部2019年主题党日台账\n活动时间,{header}\n3月5日,{row}\n");
    let mut known = directory();
    let (book, recognition, drafted) = import(&[("台账.csv", text.into_bytes())], &mut known).remove(0);
    assert_eq!(crate::properties::lost(&book, &recognition, &drafted), [""; 0], "{row}");
    let people = facts(&drafted, &known).join("; ").replace("2019-03-05 theme-day", "").replace(" attendee=", " ");
    (people.trim().to_owned(), refused(&drafted))
}

#[test]
fn who_is_listed_as_absent_without_a_reason_is_absent_unless_the_header_says_leave() {
    let table = "
        缺席人员         | 李四          | 李四:absent
        缺席人员及原因    | 李四          | 李四:absent
        未到人员及原因    | 李四(/)       | 李四:absent
        请假人员         | 李四          | 李四:excused
        请假人员         | 李四(无故)     | 李四:absent
        缺席人员         | 李四(书记)     | 李四:absent
        缺席人员         | 李四(病假)     | 李四:excused:病假
        缺席人员         | 李四(家里有事)  | 李四:excused:家里有事
        缺席人员         | 李四(原因不详)  | 李四:absent
        缺席人员         | 李四(线上参会)  | 李四:remote:线上参会
        缺席人员         | 李四(视频参会)  | 李四:remote:视频参会
        缺席人员         | 李四(迟到)     | 李四:迟到
    ";
    for line in table.lines().filter(|line| !line.trim().is_empty()) {
        let [header, row, expected] = line.split('|').map(str::trim).collect::<Vec<_>>().try_into().unwrap();
        assert_eq!(theme_day(header, row), (expected.to_owned(), vec![]), "{header} {row}");
    }
    let guessed = theme_day("应到人数,未到现场人员及原因", "3,李四（线上参会）、王五（迟到）");
    assert_eq!(guessed, ("李四:remote:线上参会 王五:迟到 expected=3".to_owned(), vec![]));
    assert_eq!(theme_day("缺席人员", "李四(到会)").1, ["B3 Row UnknownMark 李四(到会)"]);
    assert_eq!(theme_day("缺席人员", "李四(○)").1, ["B3 Row UnknownMark 李四(○)"]);
    let (_, _, drafted) = import_text("台账.csv", "第一党支部2019年主题党日台账\n活动时间,缺席人员\n3月5日,李四\n");
    assert_eq!(drafted.notes[0].kind, NoteKind::WithoutReason { names: vec!["李四".to_owned()], excused: false });
    assert!(drafted.notes[0].text.contains("按缺席记"), "{:?}", drafted.notes);
}

#[test]
fn a_column_of_reasons_tells_why_the_absent_were_not_there() {
    let table = "
        缺席人员,缺席原因         | 李四,无故              | 李四:absent
        缺席人员,缺席原因         | 李四,病假              | 李四:excused:病假
        缺席人员,缺席事由         | 李四,/                | 李四:absent
        请假人员,请假原因         | 李四,                 | 李四:excused
        缺席人员,未到原因         | 李四、王五,出差         | 李四:excused:出差 王五:excused:出差
        缺席人员,缺席原因         | 李四、王五,病假、无故    | 李四:excused:病假 王五:absent
        缺席人员,缺席原因         | 李四、王五,王五：出差；李四：病假 | 李四:excused:病假 王五:excused:出差
        缺席人员,缺席原因         | 李四、王五,李四、王五出差 | 李四:excused:出差 王五:excused:出差
        缺席人员,缺席原因         | 李四、王五,李四病假      | 李四:excused:病假 王五:absent
        缺席人员,缺席原因         | 李四(病假)、王五,无故    | 李四:excused:病假 王五:absent
        缺席人员,缺席原因         | 李四(组长),病假         | 李四:excused:病假
        缺席人员,缺席原因         | 李四(病假),病假         | 李四:excused:病假
        缺席人员,请假人员,请假原因 | 李四,王五,病假          | 李四:absent 王五:excused:病假
        缺席人员,缺席原因,请假人员 | 李四,无故,王五          | 李四:absent 王五:excused
        缺席原因,缺席人员         | 病假,李四              | 李四:excused:病假
        缺席人员,缺席原因         | 李四,线上参会           | 李四:remote:线上参会
    ";
    for line in table.lines().filter(|line| !line.trim().is_empty()) {
        let [header, row, expected] = line.split('|').map(str::trim).collect::<Vec<_>>().try_into().unwrap();
        assert_eq!(theme_day(header, row), (expected.to_owned(), vec![]), "{header} {row}");
    }
    let refused = |row: &str| theme_day("缺席人员,缺席原因", row).1;
    assert_eq!(refused("张三、李四、王五,病假、出差"), ["C3 Row UnclearAbsence 病假、出差"]);
    assert_eq!(refused("李四、王五,李四病假、出差"), ["C3 Row UnclearAbsence 李四病假、出差"]);
    assert_eq!(refused("李四(病假),出差"), ["C3 Row UnclearAbsence 出差"]);
    assert_eq!(theme_day("参会人员,缺席人员,缺席原因", "张三,,病假").1, ["D3 Cell NoPlace 病假"]);
}

#[test]
fn a_column_of_reasons_is_taken_together_with_the_person_of_the_row() {
    let table = "
        姓名,到会情况,缺席原因 | 李四,×,病假     | 李四:excused:病假
        姓名,到会情况,缺席原因 | 李四,×,无故     | 李四:absent
        姓名,到会情况,缺席原因 | 李四,请假,出差   | 李四:excused:出差
        姓名,到会情况,缺席原因 | 李四,√,        | 李四
        姓名,到会情况,缺席原因 | 李四,√,迟到     | 李四:迟到
        姓名,到会情况,缺席原因 | 李四,√,线上参会  | 李四:remote:线上参会
        姓名,到会情况,缺席原因 | 李四,,公差      | 李四:excused:公差
        姓名,请假原因         | 李四,病假       | 李四:excused:病假
    ";
    for line in table.lines().filter(|line| !line.trim().is_empty()) {
        let [header, row, expected] = line.split('|').map(str::trim).collect::<Vec<_>>().try_into().unwrap();
        assert_eq!(theme_day(header, row), (expected.to_owned(), vec![]), "{header} {row}");
    }
    let (_, refusals) = theme_day("姓名,到会情况,缺席原因", "李四,√,病假");
    assert_eq!(refusals, ["D3 Row ContradictsItself 病假"]);
}

#[test]
fn a_column_of_reasons_in_a_sign_in_sheet_tells_of_the_only_absence() {
    let one = "姓名,1月5日,缺席原因\n张三,√,\n李四,×,病假\n王五,,无故\n";
    let expected = "2019-01-05 theme-day attendee=张三 attendee=李四:excused:病假 attendee=王五:absent";
    check("签到.csv", &format!("{THEME_DAYS}{one}"), &[expected], &[]);
    let two = "姓名,1月5日,2月5日,缺席原因\n张三,√,√,病假\n李四,×,√,病假\n王五,×,×,出差\n";
    check(
        "签到.csv",
        &format!("{THEME_DAYS}{two}"),
        &[
            "2019-01-05 theme-day attendee=张三 attendee=李四:excused:病假 attendee=王五:absent",
            "2019-02-05 theme-day attendee=张三 attendee=李四 attendee=王五:absent",
        ],
        &["D3 Column NoPlace 病假（这一列共 2 格：D3、D5）"],
    );
    let both = format!("{THEME_DAYS}姓名,1月5日,缺席原因\n张三,√,\n李四,√,病假\n");
    let refusals = ["B4 Row ContradictsItself √", "C4 Row ContradictsItself 病假"];
    check("签到.csv", &both, &["2019-01-05 theme-day attendee=张三"], &refusals);
    let future = "第一党支部2020年主题党日签到表\n姓名,2月5日,缺席原因\n张三,,病假\n";
    check("签到.csv", future, &[], &["C3 Row Future 病假"]);
}

#[test]
fn entries_of_one_person_that_contradict_each_other_refuse_the_list_and_keep_the_record() {
    let list = |people: &str| theme_day("主持人,参会人员", &format!("张三,{people}"));
    for people in ["李四(病假)、李四", "李四、李四(病假)", "李四(病假)、王五、李四(事假)"] {
        assert_eq!(list(people), ("chair=张三".to_owned(), vec![format!("C3 Cell ContradictsItself {people}")]));
    }
    for (people, expected) in [
        ("李四、李四", "李四"),
        ("李四(病假)、李四(病假)", "李四:excused:病假"),
        ("李四(组长)、李四", "李四:组长"),
        ("李四、李四(组长)", "李四:组长"),
    ] {
        assert_eq!(list(people), (format!("chair=张三 {expected}"), vec![]), "{people}");
    }
    let absent = theme_day("缺席人员", "李四、李四(病假)");
    assert_eq!(absent, (String::new(), vec!["B3 Cell ContradictsItself 李四、李四(病假)".to_owned()]));
}

#[test]
fn numbers_of_people_are_never_names_and_refuse_no_meeting() {
    let table = "
        参会人数          | 8人     | attended=8
        参加人数          | 6       | attended=6
        到会人数          | 6名     | attended=6
        应到会人数        | 8       | expected=8
        参会人员          | 8人     | attended=8
        参会人员          | ８      | attended=8
        应到人员          | 共8人   | expected=8
        到会情况          | 8人     | attended=8
        实到人数,参会人员  | 2,李四   | 李四 attended=2
        应到,到会         | 8人,6人  | attended=6 expected=8
        缺席人数          | 1人     | missing=1
        缺勤人数          | 1       | missing=1
        请假人数          | 1       | on-leave=1
        请假             | 2       | on-leave=2
        缺席             | 0       | missing=0
        缺席人员          | 1人     | missing=1
        应到人数,实到人数,请假人数,缺席人数 | 8,5,1,2 | attended=5 expected=8 missing=2 on-leave=1
        应到人数,实到人数,请假人数,缺席人数 | 8,5,1,3 | attended=5 expected=8 missing=3 on-leave=1
        应到人数,实到人数,请假,缺席       | 8,7,王五,1 | 王五:excused attended=7 expected=8 missing=1
    ";
    for line in table.lines().filter(|line| !line.trim().is_empty()) {
        let [header, row, expected] = line.split('|').map(str::trim).collect::<Vec<_>>().try_into().unwrap();
        let found = theme_day(&format!("主持人,{header}"), &format!("张三,{row}"));
        assert_eq!(found, (format!("chair=张三 {expected}"), vec![]), "{header} {row}");
    }
    let refused = |header: &str, row: &str, refusal: &str| {
        let found = theme_day(&format!("主持人,{header}"), &format!("张三,{row}"));
        let kept = found.0.starts_with("chair=张三");
        assert_eq!((kept, found.1), (true, vec![refusal.to_owned()]), "{header} {row}");
    };
    refused("请假人数,请假", "1,2", "D3 Cell CountOfPeople 2");
    refused("实到人数,参会人员", "7,8人", "D3 Cell CountOfPeople 8人");
    refused("参会人数", "全体", "C3 Cell NotANumber 全体");
    assert_eq!(theme_day("主持人", "8人").1, ["B3 Cell CountOfPeople 8人"]);
    let more = theme_day("应到人数,实到人数,请假人数", "8,7,2");
    assert_eq!(more, (String::new(), vec!["D3 Row MoreThanStayedAway 2".to_owned()]));
}

#[test]
fn a_header_of_who_was_there_is_for_names_and_one_of_how_many_for_a_number() {
    let text =
        "第一党支部2019年主题党日台账\n时间,活动主题,实到人员,缺席人数\n3月5日,学雷锋,李四,1\n4月5日,植树,王五,2\n";
    let expected = [
        "2019-03-05 theme-day attendee=李四 missing=1 subject=学雷锋",
        "2019-04-05 theme-day attendee=王五 missing=2 subject=植树",
    ];
    check("台账.csv", text, &expected, &[]);
    let marks = "第一党支部2019年主题党日台账\n时间,活动主题,应到人数,实到人数,请假人数\n3月5日,学雷锋,1,1,0\n";
    let expected = "2019-03-05 theme-day attended=1 expected=1 on-leave=0 subject=学雷锋";
    check("台账.csv", marks, &[expected], &[]);
}

#[test]
fn rows_that_count_who_was_there_are_numbers_of_the_day() {
    let text = format!("{THEME_DAYS}姓名,1月5日\n张三,√\n李四,√\n王五,×\n应到,3\n实到,2\n出勤率,67%\n缺席人数,1\n");
    let people = "2019-01-05 theme-day attendee=张三 attendee=李四 attendee=王五:absent";
    check("签到.csv", &text, &[&format!("{people} attended=2 expected=3 missing=1")], &[]);
    let told = |rows: &str| {
        let (_, _, drafted) = import_text("签到.csv", &format!("{THEME_DAYS}姓名,1月5日,2月5日\n张三,√,\n{rows}"));
        let notes = drafted.notes.iter().filter(|note| note.cell == "B5" || note.cell == "B4");
        (refused(&drafted), notes.map(|note| note.text.clone()).collect::<Vec<_>>())
    };
    let differs = "这里写的实到人数与写出的姓名（1 人）不一致，都照写的记下；请核对".to_owned();
    assert_eq!(told("实到,2,\n"), (vec![], vec![differs]));
    assert_eq!(told("应到,2,\n实到,3,\n").0, ["B5 Cell MoreThanExpected 3"]);
    assert_eq!(told("实到,1,3\n").0, ["C4 Cell NumberWithoutMarks 3"]);
}

#[test]
fn how_often_somebody_came_is_held_against_the_marks() {
    let header = "姓名,1月5日,2月5日,出勤次数,缺勤次数,出勤率";
    let text = format!("{THEME_DAYS}{header}\n张三,√,√,9,0,10%\n李四,√,×,1,1次,50%\n王五,√,?,2,0,\n");
    let (_, _, drafted) = import_text("签到.csv", &text);
    assert_eq!(refused(&drafted), ["D3 Cell OtherTimes 9", "C5 Cell UnknownMark ?"]);
    let notes: Vec<String> = drafted.notes.iter().map(|note| format!("{} {:?}", note.cell, note.kind)).collect();
    assert_eq!(notes, ["D5 TotalUnchecked", "E5 TotalUnchecked", "F3 NotCompared"]);
}

#[test]
fn marks_in_words_are_known() {
    let words = ["缺勤", "病", "事", "早退", "未参会", "加班", "产假"];
    let text = format!("{THEME_DAYS}姓名,{}\n李四,{}\n", days(words.len()), words.join(","));
    let read = ["absent", "excused:病", "excused:事", "早退", "absent", "excused:加班", "excused:产假"];
    let expected: Vec<String> =
        (1..).zip(read).map(|(month, read)| format!("2019-0{month}-05 theme-day attendee=李四:{read}")).collect();
    check("签到.csv", &text, &expected.iter().map(String::as_str).collect::<Vec<_>>(), &[]);
}

fn days(count: usize) -> String {
    (1..=count).map(|month| format!("{month}月5日")).collect::<Vec<_>>().join(",")
}

#[test]
fn nobody_is_taken_as_there_whose_mark_is_missing_or_says_that_nobody_was_expected() {
    for mark in ["", "/", "不应到", "转出"] {
        assert_eq!(theme_day("姓名,到会情况", &format!("李四,{mark}")), (String::new(), vec![]), "{mark}");
    }
    assert_eq!(theme_day("参会人员", "张三、李四(已转出)"), ("张三".to_owned(), vec![]));
    assert_eq!(theme_day("姓名,地点", "李四,会议室"), ("李四 place=会议室".to_owned(), vec![]));
}

#[test]
fn who_is_among_the_absent_and_among_those_on_leave_had_leave() {
    for header in ["缺席人员,请假人员", "请假人员,缺席人员"] {
        let row = if header.starts_with('缺') { "李四、王五,李四" } else { "李四,李四、王五" };
        assert_eq!(theme_day(header, row), ("李四:excused 王五:absent".to_owned(), vec![]), "{header}");
    }
}

#[test]
fn a_title_or_a_heading_that_explains_marks_stays_a_title_or_a_heading() {
    let text = "第一党支部2019年主题党日签到表\n姓名,1月5日\n张三,√\n第二党支部(√到会 ×请假)\n赵六,×\n";
    let expected =
        ["2019-01-05 theme-day attendee=张三".to_owned(), "2019-01-05 theme-day attendee=赵六:excused:请假".to_owned()];
    let mut known = directory();
    let mut book = Workbook::new();
    let sheet = book.add_worksheet().set_name("签到").unwrap();
    for (row, line) in (0..).zip(text.lines()) {
        for (column, cell) in (0..).zip(line.split(',')) {
            sheet.write(row, column, cell).unwrap();
        }
    }
    let format = Format::new();
    sheet.merge_range(3, 0, 3, 2, "第二党支部(√到会 ×请假)", &format).unwrap();
    let (_, _, drafted) = import(&[("签到.xlsx", book.save_to_buffer().unwrap())], &mut known).remove(0);
    assert_eq!((facts(&drafted, &known), refused(&drafted)), (expected.to_vec(), vec![]));
    let two = "第一党支部2018年主题党日签到表\n姓名,1月5日\n张三,√\n第一党支部2019年主题党日签到表(√到会 ×请假)\n姓名,1月5日\n李四,×\n";
    let expected = ["2018-01-05 theme-day attendee=张三", "2019-01-05 theme-day attendee=李四:excused:请假"];
    check("签到.csv", two, &expected, &[]);
}

#[test]
fn a_saved_mapping_knows_the_column_of_reasons() {
    let text = "第一党支部2019年主题党日台账\n活动时间,缺席人员,缺席原因\n3月5日,李四,病假\n";
    let (book, recognition, _) = import_text("台账.csv", text);
    let saved = Mapping::of(&book, &recognition, rulebook()).to_text();
    assert!(saved.contains("\"缺席原因\": \"缺席原因\""), "{saved}");
    assert!(Mapping::from_text(&saved, rulebook()).is_ok(), "{saved}");
}

#[test]
fn a_time_of_the_day_in_a_sign_in_sheet_is_presence_and_one_note_says_so() {
    let notes = |text: &str| {
        let (_, _, drafted) = import_text("签到.csv", text);
        let times = drafted.notes.into_iter().filter(|note| note.kind == NoteKind::SignedAtTime);
        times.map(|note| note.cell).collect::<Vec<_>>()
    };
    let days = "第一党支部2019年主题党日签到表\n姓名,1月5日,2月5日\n张三,√,08:55\n李四,9:01:30,上午9点\n";
    let facts =
        ["2019-01-05 theme-day attendee=张三 attendee=李四", "2019-02-05 theme-day attendee=张三 attendee=李四"];
    check("签到.csv", days, &facts, &[]);
    assert_eq!(notes(days), ["C3"]);
    let one_day = "第一党支部主题党日签到表\n时间：2019年1月5日\n序号,姓名,签到\n1,张三,8时55分\n2,李四,８：５８\n";
    check("签到.csv", one_day, &["2019-01-05 theme-day attendee=张三 attendee=李四"], &[]);
    assert_eq!(notes(one_day), ["C4"]);
    let across = "第一党支部2019年主题党日签到表\n日期,张三,李四\n1月5日,8:55,9点半\n2月5日,√,×\n";
    let facts =
        ["2019-01-05 theme-day attendee=张三 attendee=李四", "2019-02-05 theme-day attendee=张三 attendee=李四:absent"];
    check("签到.csv", across, &facts, &[]);
    assert_eq!(notes(across), ["B3"]);
    // A remark behind a name in a list says nothing by being a time.
    let listed = "第一党支部2019年主题党日台账\n时间,参加人员\n1月5日,张三（8:55）\n";
    check("台账.csv", listed, &[], &["B3 Row UnknownMark 张三（8:55）"]);
    for written in ["25:10", "8:61", "9", "8:5:5:5", "时"] {
        let text = format!("第一党支部2019年主题党日签到表\n姓名,1月5日\n张三,√\n李四,{written}\n");
        let (_, _, drafted) = import_text("签到.csv", &text);
        assert_eq!(refused(&drafted), [format!("B4 Row UnknownMark {written}")]);
    }
}

#[test]
fn a_cell_that_holds_a_time_is_presence_as_well() {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    sheet.write(0, 0, "第一党支部2019年主题党日签到表").unwrap();
    sheet.write_row(1, 0, ["姓名", "1月5日"]).unwrap();
    sheet.write_row(2, 0, ["张三", "√"]).unwrap();
    sheet.write(3, 0, "李四").unwrap();
    let time = ExcelDateTime::from_hms(8, 55, 0).unwrap();
    sheet.write_datetime_with_format(3, 1, &time, &Format::new().set_num_format("hh:mm")).unwrap();
    let mut directory = directory();
    let (_, _, drafted) = import(&[("签到.xlsx", book.save_to_buffer().unwrap())], &mut directory).remove(0);
    assert_eq!(refused(&drafted), [""; 0]);
    assert_eq!(facts(&drafted, &directory), ["2019-01-05 theme-day attendee=张三 attendee=李四"]);
}

#[test]
fn advice_for_a_mark_that_nobody_knows_fits_the_mark() {
    for (written, advice) in
        [("◇", "说明：√到会"), ("k", "说明：√到会"), ("好", "到了的写“到会”"), ("知道", "到了的写“到会”")]
    {
        let text = format!("第一党支部2019年主题党日签到表\n姓名,1月5日\n张三,√\n李四,{written}\n");
        let (_, _, drafted) = import_text("签到.csv", &text);
        assert!(drafted.refused[0].advice.contains(advice), "{written}: {}", drafted.refused[0].advice);
    }
}

#[test]
fn what_stands_in_brackets_behind_a_mark_is_read_with_it() {
    let table = "
        ×（病假） excused:病假
        ×(出差) excused:出差
        ×（请假） excused:请假
        缺席（家中有事） excused:家中有事
        未到（已请假） excused:已请假
        未到（线上参加） remote:线上参加
        ×（无故） absent:无故
        ×（旷会） absent:旷会
        缺席（未请假） absent:未请假
        缺席(不明) absent:不明
        √（迟到） present:迟到
        √（代签） present:代签
        到（早退） present:早退
        √（线上） remote:线上
        病假（3天） excused:3天
        请假（未到） excused:未到
        请假（外出）（已批） excused:外出,已批
        请假（身体不适） excused:身体不适
        请假（未批准） absent:未批准
        请假（领导未同意） absent:领导未同意
        病假（未准） absent:未准
        请假未批准 absent
        缺席（请假未准） absent:请假未准
        缺席（未获批准） absent:未获批准
        请假（无故） ?
        请假（未说明原因） ?
        线上（掉线未参加） ?
        线上（未能进入会场） ?
        √（没来） ?
        线上（腾讯会议） remote:腾讯会议
        线上（在外地） remote:在外地
        （病假） excused:病假
        （√） present
        √（请假） ?
        √（未到） ?
        ×（√） ?
        ×（？） ?
        /（请假） ?
    ";
    for line in table.lines().filter(|line| !line.trim().is_empty()) {
        let (written, expected) = line.trim().rsplit_once(' ').unwrap();
        let read = Legend::default().mark(written).and_then(|mark| Some((mark.presence?.slug(), mark.reason)));
        let said = read.map(|(presence, reason)| reason.map_or(presence.to_owned(), |why| format!("{presence}:{why}")));
        assert_eq!(said.unwrap_or("?".to_owned()), expected, "{written}");
    }
    let legend = Legend::of(["×请假，√到会，△迟到"]);
    assert_eq!(legend.mark("×（出差）").and_then(|mark| mark.reason).as_deref(), Some("出差"));
    assert_eq!(legend.mark("△（病假）"), None);
}

#[test]
fn an_absence_with_its_reason_in_brackets_is_leave_in_the_sheet() {
    let text =
        "第一党支部2019年主题党日签到表\n姓名,3月5日,4月5日\n张三,×（病假）,√（迟到）\n李四,×（无故）,√（请假）\n";
    check(
        "签到表.csv",
        text,
        &[
            "2019-03-05 theme-day attendee=张三:excused:病假 attendee=李四:absent:无故",
            "2019-04-05 theme-day attendee=张三:迟到",
        ],
        &["C4 Cell UnknownMark √（请假）"],
    );
}

#[test]
fn a_post_behind_a_name_in_a_sign_in_sheet_or_a_list_of_dues_says_nothing_else() {
    let days = "第一党支部2019年主题党日签到表\n姓名,1月5日\n张三（书记）,√\n李四(组织委员),√\n";
    check("签到.csv", days, &["2019-01-05 theme-day attendee=张三 attendee=李四"], &[]);
    let dues = "第一党支部2019年党费收缴表\n姓名,1月\n张三（书记）,50\n李四（未知）,50\n";
    check(
        "党费.csv",
        dues,
        &["2019-01-31 dues-paid payer=张三 amount=50元 month=2019-01"],
        &["A4 Row NoSuchMember 李四（未知）"],
    );
}

#[test]
fn a_remark_beside_several_days_says_nothing_or_is_refused_once() {
    let text = "第一党支部2019年主题党日签到表\n姓名,1月5日,2月5日,备注\n张三,√,√,正常\n李四,√,×,/\n王五,√,√,全勤\n";
    let facts = [
        "2019-01-05 theme-day attendee=张三 attendee=李四 attendee=王五",
        "2019-02-05 theme-day attendee=张三 attendee=李四:absent attendee=王五",
    ];
    check("签到.csv", text, &facts, &[]);
    let said = text.replace("正常", "2月迟到").replace("×,/", "×,全勤");
    check("签到.csv", &said, &facts, &["D3 Column RemarkOverDays 2月迟到（这一列共 2 格：D3、D4）"]);
    // Of the only day on which somebody was away it is the reason.
    let facts = [facts[0], "2019-02-05 theme-day attendee=张三 attendee=李四:excused:病假 attendee=王五"];
    check("签到.csv", &text.replace("×,/", "×,病假"), &facts, &[]);
}
