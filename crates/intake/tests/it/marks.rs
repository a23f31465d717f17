//! Marks of presence: what a sheet says of its own, and those that only such a legend can tell.

use intake::{Legend, NoteKind};

use crate::support::{check, import_text, refused};

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
    let tables = intake::refused_tables(&book, &recognition, &drafted.refused);
    assert_eq!(tables[0].titles, ["第一党支部2019年主题党日签到表", "说明：√到会 ×请假"]);
}
