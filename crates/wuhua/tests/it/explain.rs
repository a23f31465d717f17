//! What is said about a finding, as somebody who doubts it reads it.

use crate::support::place;

#[test]
fn months_without_dues_are_named_and_what_others_paid_is_counted_only() {
    let (_temporary, place) = place();
    let place = place.with_small_group();
    let months = "1月,2月,3月,4月,5月,6月,7月,8月,9月,10月,11月,12月";
    let paid = ["10"; 12].join(",");
    let gap = format!("10,10,10,{},10,10,10", ["未交"; 6].join(","));
    let rows = format!("东湖第一党支部,张三,{gap}\n东湖第一党支部,李四,{paid}\n东湖第一党支部,王五,{paid}\n");
    let book = place.write("党费.csv", format!("2019年党费收缴表\n支部名称,姓名,{months}\n{rows}"));
    place.import(&[book], &[]).exits(0);
    let explain = |name: &str| {
        let asked = ["--rule", "dues-unpaid-run", "--organisation", "东湖第一党支部", "--as-of", "2019-12-31"];
        place.wuhua("explain", &[&asked[..], &["--subject", name]].concat()).exits(0)
    };
    let unpaid = explain("张三").says(&["违规", "2019年4月起连续6个月没有记录，本期共6个月", "算上的记录（6条）"]);
    assert!(unpaid.stdout.contains("没有算上的记录（24条）\n  · 另有24条同类记录里没有张三\n"), "{}", unpaid.stdout);
    assert!(!unpaid.stdout.contains("交纳人 李四"), "{}", unpaid.stdout);
    explain("李四").says(&["达标", "算上的记录（12条）", "另有18条同类记录里没有李四"]);
}

#[test]
fn a_state_is_explained_by_the_records_of_the_roster_and_a_record_leads_to_its_findings() {
    let (_temporary, place) = place();
    let place = place.with_small_group();
    let asked = ["--organisation", "东湖第一党支部", "--as-of", "2019-12-31", "--rule", "too-few-full-members"];
    let said = ["算上的记录（3条）", "党员登记 党员 张三", "党员登记 党员 王五"];
    let state = place.wuhua("explain", &asked).exits(0).says(&said);
    let first = state.stdout.lines().find(|line| line.contains("党员登记")).unwrap();
    let id = first.rsplit('；').next().unwrap();
    let of_record = place.wuhua("explain", &[&asked[..], &["--record", id]].concat()).exits(0);
    assert_eq!(of_record.stdout, state.stdout);
    let other = "00000000-0000-8000-8000-000000000000";
    place.wuhua("explain", &[&asked[..], &["--record", other]].concat()).exits(1);
    place.wuhua("explain", &[&asked[..], &["--record", "一号"]].concat()).exits(2);
}

#[test]
fn other_organisations_are_called_by_their_names() {
    let (_temporary, place) = place();
    let place = place.with_small_group();
    let book = "党组织信息表\n组织名称,组织类别,成立日期,上级组织,批准组织\n\
                东湖第三党支部,党支部,2015-05-01,东湖集团党委,\n";
    place.import(&[place.write("组织.csv", book)], &[]).exits(0);
    let asked = ["--organisation", "东湖第三党支部", "--as-of", "2019-12-31", "--rule", "supervised-by-another"];
    let said = ["上级组织 东湖集团党委", "推算“批准即主管”要有组织设立的批准组织和上级组织"];
    place.wuhua("explain", &asked).exits(0).says(&said[1..]);
    place.wuhua("records", &asked[..2]).exits(0).says(&said[..1]);
}

#[test]
fn a_share_of_branches_names_them_and_says_in_what_they_fall_short() {
    let (_temporary, place) = place();
    let place = place.with_small_group();
    let asked = ["--rule", "too-few-standard-branches", "--organisation", "东湖集团党委", "--as-of", "2020-12-31"];
    let explained = place.wuhua("explain", &asked).exits(0).stdout;
    let listed: Vec<&str> = explained
        .lines()
        .skip_while(|line| *line != "数到的下级党支部")
        .skip(1)
        .take_while(|line| !line.is_empty())
        .collect();
    let [first, second] = listed[..] else { panic!("{explained}") };
    for (line, name) in [(first, "东湖第一党支部"), (second, "东湖第二党支部")] {
        assert!(line.starts_with(&format!("  · {name}：未完成，")) && line.ends_with("，不到 80"), "{explained}");
        assert!(line.contains("组织生活 "), "{explained}");
    }
}
