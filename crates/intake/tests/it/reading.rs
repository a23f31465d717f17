//! Cells of all writings, as tables.

use facts::{Fen, Quantity};
use intake::{
    DateProblem, IdentityProblem, Said, mark, money, name, names, quantity, read_day, read_span, verify_identity_number,
};

fn date(text: &str) -> String {
    match read_day(text, Some(2019)).map(Said::despite_remark) {
        Ok(intake::ReadDay::Day(day)) => day.to_string(),
        Ok(intake::ReadDay::Month(first)) => format!("{first} 月"),
        Err(problem) => format!("{problem:?}"),
    }
}

fn span(text: &str) -> String {
    match read_span(text, Some(2019)).map(Said::plain) {
        Ok(Some(span)) if span.first == span.last => span.first.to_string(),
        Ok(Some(span)) => format!("{}..{}", span.first, span.last),
        other => format!("{:?}", other.unwrap_err()),
    }
}

#[test]
fn days_are_read_in_every_writing() {
    let table = "
        2019-03-05            2019-03-05
        2019-3-5              2019-03-05
        2019/3/5              2019-03-05
        2019.3.5              2019-03-05
        2019.3.5.             2019-03-05
        20190305              2019-03-05
        2019年3月5日           2019-03-05
        2019年03月05日         2019-03-05
        2019年3月5号           2019-03-05
        2019、3、5             2019-03-05
        2019-03-05T09:30:00   2019-03-05
        2019年3月5日星期二      2019-03-05
        2019-3-5(周二)         2019-03-05
        2019年3月5日上午9时     2019-03-05
        2019年3月5日9:00-11:00 2019-03-05
        二〇一九年三月五日       2019-03-05
        二○一九年十二月三十一日   2019-12-31
        二〇一九年十月二十日      2019-10-20
        3月5日                 2019-03-05
        43529                 2019-03-05
        2018.03               2018-03-01_月
        2018年3月              2018-03-01_月
        2018年3月份            2018-03-01_月
        201803                2018-03-01_月
        2019-02-30            NoSuchDay
        2019年4月31日           NoSuchDay
        2019-13-01            NoSuchDay
        20190230              NoSuchDay
        19.3.5                TwoDigitYear
        19-03-05              TwoDigitYear
        190305                TwoDigitYear
        2019                  YearOnly
        2019年                 YearOnly
        去年三月               NotADate
        三月初                 NotADate
        不详                   NotADate
        2019-03-05-06         NotADate
        2019--05              NotADate
        99999999              NotADate
    ";
    for line in table.lines().filter(|line| !line.trim().is_empty()) {
        let (written, expected) = line.trim().split_once(char::is_whitespace).unwrap();
        assert_eq!(date(written), expected.trim().replace('_', " "), "{written}");
    }
    assert_eq!(date("\u{FF12}\u{FF10}\u{FF11}\u{FF19}\u{FF0E}\u{FF13}\u{FF0E}\u{FF15}"), "2019-03-05");
    assert_eq!(date("2019\u{FF0D}3\u{FF0D}5"), "2019-03-05");
    assert_eq!(date(" 2019 年 3 月 5 日 "), "2019-03-05");
    assert_eq!(date("2019-03-05 09:30"), "2019-03-05");
    assert_eq!(date("2019\u{2014}03\u{2014}05"), "2019-03-05");
    assert_eq!(read_day("3月5日", None), Err(DateProblem::NoYear));
    assert_eq!(date(""), "NotADate");
}

#[test]
fn weekdays_and_times_of_day_are_taken_out_where_they_stand() {
    let table = "
        3月5日周二                     2019-03-05
        3月5日下午                     2019-03-05
        3月5日下午3点半                 2019-03-05
        2019年3月5日 星期二 14:30:00    2019-03-05
        星期二3月5日                    2019-03-05
        3月5日上午9:00至下午5:00         2019-03-05
        2019-03-05T09:30:00.000+08:00 2019-03-05
        3月10日上午至3月12日下午          2019-03-10..2019-03-12
        3月5日9:00-3月6日12:00          2019-03-05..2019-03-06
        3月14日（周五）至3月16日（周日）   2019-03-14..2019-03-16
        3月5日上午-7日                  2019-03-05..2019-03-07
        3月20日周四推迟到4月3日          Moved
        3月5日下午改到3月12日上午         Moved
        4月2日周三、4月9日周三           SeveralDays
        3月5日上午、3月12日下午          SeveralDays
        4月2日和9日                    SeveralDays
        3月5日周三4月9日                NotADate
        3月5日周二党员活动室             NotADate
    ";
    for line in table.lines().filter(|line| !line.trim().is_empty()) {
        let (written, expected) = line.trim().rsplit_once(' ').unwrap();
        assert_eq!(span(written.trim()), expected, "{written}");
    }
}

#[test]
fn spans_are_read_with_every_dash_and_nothing_is_read_as_a_day_that_may_be_two() {
    let table = "
        2019-05-05—2019-05-06   2019-05-05..2019-05-06
        2019-05-05 - 2019-05-06 2019-05-05..2019-05-06
        2019-05-05——2019-05-06  2019-05-05..2019-05-06
        2019-5-30—6-2           2019-05-30..2019-06-02
        2019-05-05~05-06        2019-05-05..2019-05-06
        20190505-20190506       2019-05-05..2019-05-06
        2019/5/5-2019-5-6       2019-05-05..2019-05-06
        2019.5.5-5.6            2019-05-05..2019-05-06
        5月5—6日                 2019-05-05..2019-05-06
        5月5日-6日               2019-05-05..2019-05-06
        5月5日——6日              2019-05-05..2019-05-06
        2019年5月5-6日           2019-05-05..2019-05-06
        2019年5月30—6月2日        2019-05-30..2019-06-02
        2019年5月至6月            2019-05-01..2019-06-30
        2019年5月-6月             2019-05-01..2019-06-30
        2019年5-6月              2019-05-01..2019-06-30
        周一（5月5日）             2019-05-05
        星期一 5月5日              2019-05-05
        周一（5月5日至6日）         2019-05-05..2019-05-06
        5.6日                    2019-05-06
        5-6日                    NotADate
        5、6日                   NotADate
        5-6月                    NotADate
        2019年5日                NotADate
        5月5、6日                 SeveralDays
        5月6—5日                  NotADate
        2019-05-05-06            NotADate
        每周一（5月5日）            NotADate
    ";
    for line in table.lines().filter(|line| !line.trim().is_empty()) {
        let (written, expected) = line.trim().rsplit_once(' ').unwrap();
        assert_eq!(span(written.trim()), expected, "{written}");
    }
}

#[test]
fn amounts_are_read_exactly_or_not_at_all() {
    let table = "
        96         9600
        96.0元      9600
        1,234.50元  123450
        12万元      12000000
        ¥12        1200
        0.01       1
        -8         -800
        1.005万元   1005000
        12.345     TooFine
        1,5        NotANumber
        十二        NotANumber
        12美元      OtherUnit
        --5        NotANumber
        1.2.3      NotANumber
        99999999999999999999 TooFine
    ";
    for line in table.lines().filter(|line| !line.trim().is_empty()) {
        let (written, expected) = line.trim().split_once(char::is_whitespace).unwrap();
        let read = money(written, 100).map(Said::despite_remark);
        let read = read.map_or_else(|problem| format!("{problem:?}"), |fen| fen.0.to_string());
        assert_eq!(read, expected.trim(), "{written}");
    }
    let apart = [
        ("1 234", "123400"),
        ("1 234 567.50 元", "123456750"),
        ("12 元 5 角", "1250"),
        (" 15  ", "1500"),
        ("15 15", "NotANumber"),
        ("20 15", "NotANumber"),
        ("15\n15", "NotANumber"),
        ("1\n234", "NotANumber"),
        ("1 2元5角", "NotANumber"),
        ("8 8 8", "NotANumber"),
    ];
    for (written, expected) in apart {
        let read = money(written, 100).map(Said::despite_remark);
        assert_eq!(read.map_or_else(|problem| format!("{problem:?}"), |fen| fen.0.to_string()), expected, "{written}");
    }
    assert!(quantity("4 4", &["学时"]).is_err());
    assert_eq!(money("\u{FFE5}1\u{FF0C}200", 100).unwrap(), Said::Plain(Fen(120_000)));
    assert_eq!(money("2834.5", 1_000_000).unwrap(), Said::Plain(Fen(2_834_500_000)));
    assert_eq!(quantity("6学时", &["学时"]).unwrap(), Said::Plain(Quantity(600)));
    assert_eq!(quantity("半天", &["学时"]).map_err(|_| ()), Err(()));
    assert!(quantity("6天", &["学时"]).is_err());
}

#[test]
fn marks_of_presence_are_known_or_refused() {
    let table = "
        √ present
        ✓ present
        ✔ present
        到 present
        出席 present
        1 present
        线上 remote
        视频 remote
        电话 remote
        请假 excused:请假
        病假 excused:病假
        假 excused
        病 excused:病
        加班 excused:加班
        差 excused:差
        出差 excused:出差
        请假(探亲) excused:探亲
        因病请假 excused:因病请假
        × absent
        无故 absent
        缺席 absent
        旷 absent
        缺勤 absent
        未参会 absent
        未到 absent
        迟到 present:迟到
        早退 present:早退
        线上参会 remote
        0 absent
        / nobody
        — nobody
        ☒ absent
        X absent
        V present
        ○ unknown
        o unknown
        〇 unknown
        ● unknown
        △ unknown
        ▲ unknown
        ☆ unknown
        ★ unknown
        L unknown
        ? unknown
        不知道 unknown
    ";
    for line in table.lines().filter(|line| !line.trim().is_empty()) {
        let (written, expected) = line.trim().split_once(' ').unwrap();
        let read = match mark(written) {
            None => "unknown".to_owned(),
            Some(read) => match (read.presence, read.reason) {
                (None, _) => "nobody".to_owned(),
                (Some(presence), None) => presence.slug().to_owned(),
                (Some(presence), Some(reason)) => format!("{}:{reason}", presence.slug()),
            },
        };
        assert_eq!(read, expected, "{written}");
    }
    assert_eq!(mark("\u{2714}\u{FE0F}"), mark("√"));
}

fn list(text: &str) -> Vec<String> {
    let known = |name: &str| ["叶欣", "唐勇", "白浩然", "张和平", "李与"].contains(&name);
    names(text, &known)
        .into_iter()
        .map(|named| named.remark.map_or(named.name.clone(), |remark| format!("{}:{remark}", named.name)))
        .collect()
}

#[test]
fn names_are_read_with_spaces_and_in_lists() {
    assert_eq!(name(" 叶\u{3000}欣\u{200B} "), "叶欣");
    assert_eq!(name("买买提•艾力"), "买买提·艾力");
    assert_eq!(list("叶 欣"), ["叶欣"]);
    assert_eq!(list("叶  欣、唐 勇"), ["叶欣", "唐勇"]);
    assert_eq!(list("叶欣 唐勇"), ["叶欣", "唐勇"]);
    assert_eq!(list("叶 欣 唐 勇"), ["叶欣", "唐勇"]);
    assert_eq!(list("叶欣(病假)、唐勇(出差)"), ["叶欣:病假", "唐勇:出差"]);
    assert_eq!(list("叶欣\u{FF08}病假\u{FF09}\u{FF0C}唐勇\u{FF08}出差\u{FF09}"), ["叶欣:病假", "唐勇:出差"]);
    assert_eq!(list("叶欣(病假)唐勇(出差)"), ["叶欣:病假", "唐勇:出差"]);
    assert_eq!(list("叶欣(病假、住院)"), ["叶欣:病假、住院"]);
    assert_eq!(list("叶欣:病假;唐勇:出差"), ["叶欣:病假", "唐勇:出差"]);
    assert_eq!(list("叶欣与唐勇"), ["叶欣", "唐勇"]);
    assert_eq!(list("张和平"), ["张和平"]);
    assert_eq!(list("张三\n李四"), ["张三", "李四"]);
    assert!(list("无").is_empty());
    assert!(list("/").is_empty());
}

#[test]
fn identity_numbers_follow_the_standard() {
    // The example of GB 11643-1999 itself.
    assert_eq!(verify_identity_number("11010519491231002X").unwrap(), "11010519491231002X");
    assert_eq!(verify_identity_number(" 11010519491231002x ").unwrap(), "11010519491231002X");
    assert_eq!(verify_identity_number("110105194912310021"), Err(IdentityProblem::Checksum));
    assert_eq!(verify_identity_number("110105194902300021"), Err(IdentityProblem::BirthDay));
    assert_eq!(verify_identity_number("11010519491231002"), Err(IdentityProblem::Length));
    assert_eq!(verify_identity_number("110105491231002"), Err(IdentityProblem::Length));
    assert_eq!(verify_identity_number("1101051949123100XX"), Err(IdentityProblem::Character));
}

#[test]
fn every_single_wrong_digit_of_an_identity_number_is_found() {
    let right = "11010519491231002X";
    for place in 0..17 {
        for digit in '0'..='9' {
            let wrong: String =
                right.chars().enumerate().map(|(at, character)| if at == place { digit } else { character }).collect();
            assert_eq!(verify_identity_number(&wrong).is_ok(), wrong == right, "{wrong}");
        }
    }
}
