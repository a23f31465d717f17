//! Floating members from elsewhere, from their book to the findings: they take part, and nothing counts them.

use serde_json::Value;

use crate::support::{Place, already_there, list, place, records, refused};

const GUESTS: &str = "\
东湖第一党支部流动党员流入登记表
序号,姓名,流出党组织,联系方式,流入时间
1,客一,外省劳务公司党支部,项目部综合办,2019-03-01
";

/// Meetings, theme days and class hours, with these people beside the members.
fn life(place: &Place, guest: &str) -> Vec<std::path::PathBuf> {
    let attendees = format!("张三、李四、王五{guest}");
    let row = |kind: &str, day: &str| format!("东湖第一党支部,{kind},{day},张三,{attendees}\n");
    let rows = [("党员大会", "2019-03-05"), ("主题党日", "2019-04-05"), ("组织生活会", "2019-05-05")];
    let rows: String = rows.iter().map(|(kind, day)| row(kind, day)).collect();
    let talk = "谈心谈话记录表\n党支部,谈话时间,谈话人,谈话对象\n东湖第一党支部,2019-03-05,张三,李四\n";
    let mut files = vec![
        place.write("台账.csv", format!("2019年台账\n党支部,类型,召开时间,主持人,参会人员\n{rows}")),
        place.write("谈话.csv", talk),
    ];
    if !guest.is_empty() {
        let header = "学时登记表\n党支部,姓名,培训时间,学时\n";
        files.push(place.write("学时.csv", format!("{header}东湖第一党支部,客一,2019-04-08至2019-04-12,40\n")));
        files.push(place.write("流入.csv", GUESTS));
    }
    files
}

/// What was found, without the ids of the records behind it.
fn findings(place: &Place) -> Vec<Value> {
    let run = place.wuhua("check", &["--as-of", "2019-12-31", "--format", "json"]).exits(0);
    let mut findings: Vec<Value> = serde_json::from_str(&run.stdout).unwrap();
    for finding in &mut findings {
        finding["evidence"] = list(finding, "evidence").len().into();
    }
    findings
}

#[test]
fn a_guest_takes_part_and_changes_no_finding_but_that_of_the_guests_own_training() {
    let (_temporary, with) = place();
    let (_other, without) = place();
    let (with, without) = (with.with_small_group(), without.with_small_group());
    let imported = with.import(&life(&with, "、客一"), &[]).exits(0).json();
    assert_eq!(records(&imported), 3 + 1 + 1 + 1, "the guests' book comes last: {imported:#}");
    without.import(&life(&without, ""), &[]).exits(0);
    let (own, found): (Vec<Value>, Vec<Value>) =
        findings(&with).into_iter().partition(|row| row["rule"] == "guest-training-not-arranged");
    assert_eq!(found, findings(&without));
    assert!(matches!(own.as_slice(), [own] if own["status"] == "missed"), "{own:?}");
    let of = |rule: &str| found.iter().find(|row| row["rule"] == rule).unwrap()["status"].clone();
    assert_eq!(of("life-meeting-presence-unrecorded"), "met");
}

#[test]
fn an_explanation_names_the_guest_as_one() {
    let (_temporary, place) = place();
    let place = place.with_small_group();
    place.import(&life(&place, "、客一"), &[]).exits(0);
    let rule = ["--rule", "life-meeting-gap", "--organisation", "东湖第一党支部", "--as-of", "2019-12-31"];
    let explained = place.wuhua("explain", &[&rule[..], &["--period", "2019-H1"]].concat()).exits(0);
    // Four are shown at most: the chair, who is there twice, and two more; the guest is behind them.
    assert!(!explained.says(&["等4人"]).stdout.contains("客一"));
    let records = place.wuhua("records", &[&rule[2..4], &["--person", "客一"]].concat()).exits(0);
    assert!(records.says(&["客一（流动党员）"]).stdout.lines().all(|line| !line.contains("等")), "everybody is named");
    let lecture = "党课台账\n党支部,授课时间,主讲人\n东湖第一党支部,2019-05-05,客一\n";
    place.import(&[place.write("党课.csv", lecture)], &[]).exits(0);
    let rule = ["--rule", "lecture-gap", "--organisation", "东湖第一党支部", "--as-of", "2019-12-31"];
    let explained = place.wuhua("explain", &[&rule[..], &["--period", "2019-H1"]].concat()).exits(0);
    explained.says(&["算上的记录（1条）", "主讲人 客一（流动党员）"]);
}

#[test]
fn guests_of_an_earlier_import_are_known_until_they_return_and_come_in_once() {
    let (_temporary, place) = place();
    let place = place.with_small_group();
    let files = life(&place, "、客一");
    place.import(&files, &[]).exits(0);
    let facts = place.facts();
    let again = place.import(&files, &[]).exits(0).json();
    assert_eq!((already_there(&again), place.facts()), (records(&again), facts));

    let day = |name: &str, day: &str| {
        let header = "主题党日台账\n党支部,活动时间,参会人员\n";
        let book = place.write(&format!("{name}.csv"), format!("{header}东湖第一党支部,{day},张三、客一\n"));
        place.import(&[book], &[])
    };
    day("来前", "2019-02-28").exits(3).says(&["2019-03-01 起", "当时在东湖第一党支部的人"]);
    let back = "东湖第一党支部流动党员返回\n姓名,返回时间\n客一,2019-10-10\n";
    place.import(&[place.write("返回.csv", back)], &[]).exits(0);
    day("返回那天", "2019-10-10").exits(0);
    day("返回后", "2019-10-11").exits(3).says(&["2019-03-01 至 2019-10-10"]);
    // The book of guests once more does not bring anybody back.
    place.import(&files, &[]).exits(0);
    day("返回很久", "2019-11-11").exits(3);
    assert_eq!(place.facts(), facts + 1 + 1);
}

#[test]
fn a_guest_with_the_name_of_a_member_is_told_apart_or_refused() {
    let (_temporary, place) = place();
    let place = place.with_small_group();
    let header = "东湖第一党支部流动党员流入登记表\n姓名,流出党组织,流入时间,出生年月\n";
    let row = |born: &str| format!("{header}张三,外省劳务公司党支部,2019-03-01,{born}\n");
    let same = place.import(&[place.write("流入.csv", row(""))], &[]).exits(3);
    same.says(&["组织关系在别处的党员"]);
    assert_eq!(place.facts(), 7);
    place.import(&[place.write("流入.csv", row("1990.05"))], &[]).exits(0);
    let lecture = |who: &str, day: &str| {
        let header = "党课台账\n党支部,授课时间,主讲人\n";
        place.write(&format!("{day}.csv"), format!("{header}东湖第一党支部,{day},{who}\n"))
    };
    let unclear = place.import(&[lecture("张三", "2019-03-05")], &[]).exits(3);
    assert!(refused(&unclear.json())[0].ends_with("C3 张三"));
    unclear.says(&["张三（外省劳务公司党支部流动党员）", "在姓名后写“（党员）”"]);
    place.import(&[lecture("张三（流动党员）", "2019-03-05"), lecture("张三（党员）", "2019-04-05")], &[]).exits(0);
    let rule = ["--rule", "lecture-gap", "--organisation", "东湖第一党支部", "--as-of", "2019-12-31"];
    let explained = place.wuhua("explain", &[&rule[..], &["--period", "2019-H1"]].concat()).exits(0);
    explained.says(&["主讲人 张三（流动党员）", "主讲人 张三；"]);
}

#[test]
fn wrong_rows_of_a_book_of_guests_are_refused_with_their_cells() {
    let (_temporary, place) = place();
    let place = place.with_small_group();
    let rows = "东湖第一党支部,,外省劳务公司党支部,2019-03-01\n东湖第九党支部,客一,外省劳务公司党支部,2019-03-01\n\
                东湖第一党支部,客二,外省劳务公司党支部,\n";
    let book = place.write("流入.csv", format!("流动党员流入登记表\n党支部,姓名,流出党组织,流入时间\n{rows}"));
    let found = refused(&place.import(&[book], &[]).exits(3).json());
    let expected =
        ["流入.csv 〔流入〕 B3 （空）", "流入.csv 〔流入〕 A4 东湖第九党支部", "流入.csv 〔流入〕 D5 （空）"];
    assert_eq!((found.as_slice(), place.facts()), (&expected.map(str::to_owned)[..], 7));
}
