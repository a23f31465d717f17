//! Books imported as corrections: what takes the place of what in the roster, going back, and what cannot be told.

use serde_json::Value;

use crate::support::{Place, ROSTER, Run, already_there, list, place, records, runtime};

fn corrected(json: &Value) -> u64 {
    list(json, "taken").iter().map(|taken| taken["corrected"].as_u64().unwrap()).sum()
}

fn notes(json: &Value) -> String {
    list(json, "notes").iter().map(|note| note.as_str().unwrap()).collect::<Vec<_>>().join("\n")
}

fn import(place: &Place, name: &str, text: &str, options: &[&str]) -> Run {
    place.import(&[place.write(name, text)], options)
}

/// On what days the records that stand say that a member became a full one.
fn full_days(place: &Place, name: &str) -> Vec<String> {
    let chains = runtime().block_on(async { place.open().await.all_facts().await.unwrap() });
    let standing = chains.iter().flat_map(|(_, facts)| facts::current(facts, None));
    let of_member = standing.filter(|fact| fact.kind == "member-joined" && fact.text("name") == Some(name));
    of_member.filter_map(|fact| Some(fact.day("full-on")?.to_string())).collect()
}

#[test]
fn a_roster_imported_as_a_correction_mends_the_roster() {
    let (_temporary, place) = place();
    let place = place.with_small_group();
    let mended =
        ROSTER.replace("王五,男,1990.12,2018年3月28日,2019年3月28日", "王五,男,1990.12,2018年3月28日,2019年4月28日");
    let tried = import(&place, "名册.csv", &mended, &["--correct", "--dry-run"]).exits(0).json();
    assert_eq!((corrected(&tried), already_there(&tried), place.facts()), (1, 3, 7));
    let json = import(&place, "名册.csv", &mended, &["--correct"]).exits(0).json();
    assert_eq!((corrected(&json), already_there(&json), place.facts()), (1, 3, 8));
    let again = import(&place, "名册.csv", &mended, &["--correct"]).exits(0).json();
    assert_eq!((corrected(&again), already_there(&again), place.facts()), (0, 4, 8));
    // Not beside the old day, of which the earlier one would win.
    assert_eq!(full_days(&place, "王五"), ["2019-04-28"]);
}

#[test]
fn an_organisation_that_was_dissolved_is_set_up_again() {
    let (_temporary, place) = place();
    let place = place.with_small_group();
    let set_up = |day: &str| format!("党组织信息\n党组织名称,组织类别,成立时间\n东湖第二党支部,党支部,{day}\n");
    import(&place, "重建.csv", &set_up("2021-03-01"), &[]).exits(3).says(&["成立时间"]);
    let dissolved = "组织撤销登记\n党支部,撤销时间,事由\n东湖第二党支部,2020-06-30,项目完工\n";
    import(&place, "撤销.csv", dissolved, &[]).exits(0);
    import(&place, "重建.csv", &set_up("2021-03-01"), &[]).exits(0);
    // Another day of setting it up again is a correction, as before.
    import(&place, "重建.csv", &set_up("2021-04-01"), &[]).exits(3).says(&["2021-03-01"]);
    let json = import(&place, "重建.csv", &set_up("2021-04-01"), &["--correct"]).exits(0).json();
    assert_eq!(corrected(&json), 1);
}

#[test]
fn a_mended_day_of_joining_the_party_makes_nobody_a_second_member() {
    let (_temporary, place) = place();
    let place = place.with_small_group();
    let mended = ROSTER.replace("2005.7.1,", "2005.7.2,");
    import(&place, "名册.csv", &mended, &[]).exits(3).says(&["李四"]);
    let json = import(&place, "名册.csv", &mended, &["--correct"]).exits(0).json();
    assert_eq!((corrected(&json), already_there(&json), place.facts()), (1, 3, 8));
    assert_eq!(full_days(&place, "李四"), ["2006-07-01"]);
    // Nothing but the name and the day, and a namesake beside it.
    let row = |day: &str| format!("东湖第二党支部,赵六,{day}\n");
    let book = |rows: &[String]| format!("党员花名册\n党支部,姓名,入党时间\n{}", rows.concat());
    let json = import(&place, "二.csv", &book(&[row("1999-08-10")]), &["--correct"]).exits(0).json();
    assert_eq!((corrected(&json), full_days(&place, "赵六").len()), (1, 1));
    let two = book(&[row("1999-08-10"), row("2009-08-10")]);
    let json = import(&place, "二.csv", &two, &["--correct"]).exits(0).json();
    assert_eq!((corrected(&json), already_there(&json), records(&json)), (0, 1, 2));
}

#[test]
fn every_telling_of_a_state_is_mended_and_what_a_book_does_not_tell_stays() {
    let (_temporary, place) = place();
    let place = place.with_small_group();
    let more = ROSTER.replace("人员类别\n", "人员类别,学历\n").replace("正式党员\n", "正式党员,本科\n");
    import(&place, "新花名册.csv", &more, &[]).exits(0);
    assert_eq!(place.facts(), 11);
    let mended = ROSTER.replace("1995-07-01,1996-07-01", "1995-07-01,1996-09-01");
    let json = import(&place, "名册.csv", &mended, &["--correct"]).exits(0).json();
    // Two records of one member in the place of two; the rows that are as they were bring the others into line.
    assert_eq!((corrected(&json), place.facts()), (2, 13), "{json:#}");
    assert_eq!(full_days(&place, "张三"), ["1996-09-01"; 2]);
    let again = import(&place, "名册.csv", &mended, &["--correct"]).exits(0).json();
    assert_eq!((corrected(&again), place.facts()), (0, 13), "{again:#}");
}

const POSTS: &str = "支部班子成员\n党支部,姓名,党内职务,任职时间\n";

#[test]
fn a_mended_day_of_taking_a_post_takes_the_place_of_the_wrong_one_and_is_said() {
    let (_temporary, place) = place();
    let place = place.with_small_group();
    let book = |day: &str| format!("{POSTS}东湖第一党支部,张三,书记,{day}\n东湖第一党支部,李四,组织委员,2017-03-01\n");
    import(&place, "班子.csv", &book("2017-03-01"), &[]).exits(0);
    let facts = place.facts();
    let json = import(&place, "班子.csv", &book("2017-03-10"), &["--correct"]).exits(0).json();
    assert_eq!((corrected(&json), already_there(&json), place.facts()), (1, 1, facts + 1));
    assert!(notes(&json).contains("1 条任职（A3）取代了 2017-03-01 的原记录，日期一并更正"), "{json:#}");
    // Another post of the same person is another record.
    let other = format!("{POSTS}东湖第一党支部,张三,操作员,2017-03-10\n");
    let json = import(&place, "班子2.csv", &other, &["--correct"]).exits(0).json();
    assert_eq!((corrected(&json), records(&json)), (0, 1));
}

#[test]
fn what_may_correct_one_of_several_records_is_refused() {
    let (_temporary, place) = place();
    let place = place.with_small_group();
    let posts = |days: &[&str]| {
        let row = |day: &&str| format!("东湖第一党支部,张三,书记,{day}\n");
        format!("{POSTS}{}", days.iter().map(row).collect::<String>())
    };
    import(&place, "班子.csv", &posts(&["2013-03-01", "2017-03-01"]), &[]).exits(0);
    let facts = place.facts();
    for (days, refused) in [(&["2017-03-10"][..], 1), (&["2013-03-10", "2017-03-10"], 2)] {
        let json = import(&place, "班子.csv", &posts(days), &["--correct"]).exits(3).json();
        assert_eq!((list(&json, "refused").len(), place.facts()), (refused, facts));
        let advice = list(&json, "refused")[0]["advice"].as_str().unwrap();
        assert!(advice.contains("2 条") && advice.contains("wuhua withdraw"), "{advice}");
    }
    // Beside the row that is as it was, it is clear which one is meant.
    let json = import(&place, "班子.csv", &posts(&["2013-03-01", "2017-03-10"]), &["--correct"]).exits(0).json();
    assert_eq!((corrected(&json), place.facts()), (1, facts + 1));
    // One record, claimed by two rows.
    import(&place, "班子3.csv", &posts(&["2013-03-01"]).replace("张三", "王五"), &[]).exits(0);
    let two = posts(&["2014-03-01", "2015-03-01"]).replace("张三", "王五");
    let json = import(&place, "班子3.csv", &two, &["--correct"]).exits(3).json();
    assert_eq!((list(&json, "refused").len(), corrected(&json)), (2, 0));
}

#[test]
fn a_talk_that_may_be_one_of_two_is_refused_as_a_correction() {
    let (_temporary, place) = place();
    let place = place.with_small_group();
    let talks = |manners: &[&str]| {
        let row = |manner: &&str| format!("东湖第一党支部,2019-03-05,张三,李四,{manner}\n");
        format!("谈心谈话记录表\n党支部,谈话时间,谈话人,谈话对象,方式\n{}", manners.iter().map(row).collect::<String>())
    };
    import(&place, "谈话.csv", &talks(&["面谈", "电话"]), &[]).exits(0);
    let facts = place.facts();
    let json = import(&place, "谈话.csv", &talks(&["视频"]), &["--correct"]).exits(3).json();
    assert_eq!((list(&json, "refused").len(), corrected(&json), place.facts()), (1, 0, facts));
    let json = import(&place, "谈话.csv", &talks(&["面谈", "视频"]), &["--correct"]).exits(0).json();
    assert_eq!((already_there(&json), corrected(&json), place.facts()), (1, 1, facts + 1));
}

#[test]
fn a_correction_goes_back_to_the_first_content_when_that_is_said() {
    let (_temporary, place) = place();
    let place = place.with_small_group();
    let import = |hours: &str, options: &[&str]| {
        let text = format!("学时登记表\n党支部,姓名,培训时间,学时\n东湖第一党支部,张三,2019-03-05,{hours}\n");
        import(&place, "学时.csv", &text, options).exits(0).json()
    };
    let lacks = |hours: &str| {
        let asked = ["--rule", "member-hours-short", "--organisation", "东湖第一党支部", "--subject", "张三"];
        let run = place.wuhua("explain", &[&asked[..], &["--as-of", "2019-12-31"]].concat()).exits(0);
        run.says(&[&format!("还差{hours}")]);
    };
    import("8", &[]);
    import("6", &["--correct"]);
    let facts = place.facts();
    let old = import("8", &[]);
    assert_eq!((already_there(&old), corrected(&old), place.facts()), (1, 0, facts));
    assert!(notes(&old).contains("1 条教育培训（A3）后来在台账里更正过"), "{old:#}");
    lacks("26");
    assert_eq!((corrected(&import("8", &["--correct"])), place.facts()), (1, facts + 1));
    lacks("24");
    // It stands again: told once more it adds nothing, and the correction before it is now what was corrected.
    for options in [&[][..], &["--correct"]] {
        let again = import("8", options);
        assert_eq!((already_there(&again), corrected(&again), notes(&again).as_str()), (1, 0, ""));
    }
    assert!(notes(&import("6", &[])).contains("后来在台账里更正过"));
    assert_eq!((corrected(&import("6", &["--correct"])), place.facts()), (1, facts + 2));
    lacks("26");
}

#[test]
fn a_roster_goes_back_as_well() {
    let (_temporary, place) = place();
    let place = place.with_small_group();
    let mended = ROSTER.replace("1995-07-01,1996-07-01", "1995-07-01,1996-09-01");
    import(&place, "名册.csv", &mended, &["--correct"]).exits(0);
    let old = import(&place, "名册.csv", ROSTER, &[]).exits(0).json();
    assert!(notes(&old).contains("1 条党员登记（A3）后来在台账里更正过"), "{old:#}");
    let back = import(&place, "名册.csv", ROSTER, &["--correct"]).exits(0).json();
    assert_eq!((corrected(&back), already_there(&back), place.facts()), (1, 3, 9));
    let set_up = |day: &str, options: &[&str]| {
        let text = format!("党组织信息\n党组织名称,类别,成立时间\n新项目党支部,党支部,{day}\n");
        corrected(&import(&place, "组织.csv", &text, options).exits(0).json())
    };
    let days = ["2009-11-20", "2019-11-20", "2009-11-20"].map(|day| set_up(day, &["--correct"]));
    assert_eq!(days, [0, 1, 1]);
}

#[test]
fn a_record_with_another_day_is_another_record_and_that_is_said() {
    let (_temporary, place) = place();
    let place = place.with_small_group();
    let import = |day: &str, options: &[&str]| {
        let text = format!("学时登记表\n党支部,姓名,培训时间,学时\n东湖第一党支部,张三,{day},8\n");
        import(&place, "学时.csv", &text, options).exits(0).json()
    };
    import("2019-03-05", &[]);
    let json = import("2019-03-06", &["--correct"]);
    assert_eq!((corrected(&json), records(&json)), (0, 1));
    let note = notes(&json);
    assert!(note.contains("与台账里 2019-03-05 的只有日期不同") && note.contains("wuhua withdraw"), "{note}");
    let options = ["--rule", "member-hours-short", "--organisation", "东湖第一党支部", "--as-of", "2019-12-31"];
    let told = place.wuhua("explain", &options).exits(0).stdout;
    assert!(told.contains("2019年3月5日") && told.contains("2019年3月6日"), "{told}");
}

#[test]
fn what_a_meeting_was_corrected_from_is_shown_with_it() {
    let (_temporary, place) = place();
    let place = place.with_small_group();
    let book = |recorder: &str| {
        format!(
            "党员大会记录\n党支部,时间,主持人,记录人,议题,参会人员\n东湖第一党支部,2019-03-05,张三,{recorder},学习,张三、李四\n"
        )
    };
    import(&place, "会.csv", &book("李四"), &[]).exits(0);
    let json = import(&place, "会.csv", &book("王五"), &["--correct"]).exits(0).json();
    assert_eq!(corrected(&json), 1);
    let asked = ["--rule", "meeting-not-recorded", "--organisation", "东湖第一党支部", "--subject", "2019-03-05"];
    place.wuhua("explain", &[&asked[..], &["--as-of", "2019-12-31"]].concat()).exits(0).says(&[
        "已被更正",
        "李四",
        "王五",
    ]);
}

/// What standing records of a kind say in a field.
fn standing(place: &Place, kind: &str, field: &str) -> Vec<String> {
    let chains = runtime().block_on(async { place.open().await.all_facts().await.unwrap() });
    let standing = chains.iter().flat_map(|(_, facts)| facts::current(facts, None));
    let mut texts: Vec<String> = standing
        .filter(|fact| fact.kind == kind)
        .map(|fact| fact.values.get(field).map(|value| format!("{value:?}")).unwrap_or_default())
        .collect();
    texts.sort();
    texts
}

const HOURS: &str = "学时登记表\n党支部,姓名,培训时间,学时,培训内容\n";

#[test]
fn an_event_that_was_about_something_else_is_no_earlier_version() {
    let (_temporary, place) = place();
    let place = place.with_small_group();
    let hours = |subject: &str, hours: &str| format!("{HOURS}东湖第一党支部,张三,2019-03-05,{hours},{subject}\n");
    import(&place, "学时.csv", &hours("学习党章", "20"), &[]).exits(0);
    let other = import(&place, "学时.csv", &hours("学习党规", "12"), &["--correct"]).exits(0).json();
    assert_eq!((corrected(&other), standing(&place, "training", "subject").len()), (0, 2), "{other:#}");
    assert!(notes(&other).contains("没有当作更正") && notes(&other).contains("wuhua withdraw"), "{other:#}");
    // The same subject with other hours is the same training, and so is a slip in the subject.
    let mended = import(&place, "学时.csv", &hours("学习党章", "16"), &["--correct"]).exits(0).json();
    assert_eq!((corrected(&mended), standing(&place, "training", "subject").len()), (1, 2));
    let days = |subject: &str| {
        format!("主题党日登记表\n党支部,日期,活动主题,地点\n东湖第一党支部,2019-04-05,{subject},会议室\n")
    };
    import(&place, "党日.csv", &days("祭扫烈士墓"), &[]).exits(0);
    assert_eq!(corrected(&import(&place, "党日.csv", &days("学习讲话"), &["--correct"]).exits(0).json()), 0);
    assert_eq!(corrected(&import(&place, "党日.csv", &days("祭扫革命烈士墓"), &["--correct"]).exits(0).json()), 1);
    assert_eq!(standing(&place, "theme-day", "subject").len(), 2);
}

#[test]
fn every_record_that_was_replaced_is_shown_with_what_changed() {
    let (_temporary, place) = place();
    let place = place.with_small_group();
    let hours = |hours: &str| format!("{HOURS}东湖第一党支部,张三,2019-03-05,{hours},学习党章\n");
    import(&place, "学时.csv", &hours("20"), &[]).exits(0);
    let book = place.write("学时.csv", hours("16"));
    let json = place.import(std::slice::from_ref(&book), &["--correct", "--dry-run"]).exits(0).json();
    let [replaced] = list(&json, "replaced").as_slice() else { panic!("{json:#}") };
    let text = |key: &str| replaced[key].as_str().unwrap();
    assert_eq!((text("cell"), text("occurred"), text("kind")), ("A3", "2019-03-05", "教育培训"));
    assert!(text("content").contains("张三") && text("content").contains("学习党章"), "{replaced}");
    let changes = serde_json::json!([{"field": "学时", "was": "20学时", "is": "16学时"}]);
    assert_eq!(replaced["changes"], changes);
    let line = ["被取代的原记录（1 处）", "东湖第一党支部 2019-03-05 的教育培训", "学时由“20学时”改为“16学时”"];
    place.wuhua("import", &[&book.display().to_string(), "--correct"]).exits(0).says(&line);
    let again = place.import(&[book], &["--correct"]).exits(0).json();
    assert_eq!(list(&again, "replaced").len(), 0);
}

#[test]
fn who_had_a_part_of_one_is_replaced_and_who_was_there_stays() {
    let (_temporary, place) = place();
    let place = place.with_small_group();
    let lecture = |lecturer: &str, there: &str| {
        format!("党课登记表\n党支部,日期,主讲人,参会人员,主题\n东湖第一党支部,2019-03-05,{lecturer},{there},党章\n")
    };
    import(&place, "党课.csv", &lecture("张三", "李四"), &[]).exits(0);
    let json = import(&place, "党课.csv", &lecture("王五", ""), &["--correct"]).exits(0).json();
    let [replaced] = list(&json, "replaced").as_slice() else { panic!("{json:#}") };
    let changes = serde_json::json!([{"field": "主讲人", "was": "张三", "is": "王五"}]);
    assert_eq!(replaced["changes"], changes, "and 李四 is still there");
    // Who was there is not the lecturer of it.
    let json = import(&place, "党课.csv", &lecture("", "王五"), &["--correct"]).exits(0).json();
    let changes = serde_json::json!([{"field": "参会人员", "was": "（空）", "is": "王五"}]);
    assert_eq!(list(&json, "replaced")[0]["changes"], changes);
}

#[test]
fn a_second_member_of_a_name_and_another_telling_of_a_member_are_pointed_out() {
    let (_temporary, place) = place();
    let place = place.with_small_group();
    let book = "党员花名册\n党支部,姓名,入党时间\n东湖第二党支部,赵六,1999-08-10\n";
    let namesake = "与台账里的赵六（1999-08-09 入党）同名、入党时间不同，按另一人记下";
    let json = import(&place, "二.csv", book, &["--dry-run"]).exits(0).json();
    assert!(notes(&json).contains(namesake), "{json:#}");
    // Both in one book are two people, and no question.
    let both = format!("{book}东湖第二党支部,赵六,1999-08-09\n").replace("赵六", "孙九");
    assert_eq!(notes(&import(&place, "三.csv", &both, &[]).exits(0).json()), "");
    let later = ROSTER.replace("1995-07-01,1996-07-01", "1995-07-01,1996-09-01");
    let json = import(&place, "名册.csv", &later, &[]).exits(0).json();
    let note = "1 条党员登记（A3）像是台账里已有的：是同一人，内容不同";
    assert!(notes(&json).contains(note), "{json:#}");
    let blank = ROSTER.replace("1995-07-01,1996-07-01", ",");
    let json = import(&place, "名册.csv", &blank, &[]).exits(0).json();
    assert!(notes(&json).contains(note), "{json:#}");
}

/// A second round, and the election that somebody stood in after losing another, are no mended first ones.
#[test]
fn votes_of_another_round_or_election_correct_nothing() {
    let (_temporary, place) = place();
    let place = place.with_small_group();
    let book = |rows: &[&str]| {
        let rows: String = rows.iter().map(|row| format!("东湖第一党支部,2019-06-01,补选,{row}\n")).collect();
        format!("候选人得票\n党支部,时间,选举类别,选举名称,候选人,轮次,赞成票,反对票,弃权票,当选\n{rows}")
    };
    let first = book(&["甲补选,张三,1,3,0,0,是", "甲补选,李四,1,1,2,0,否"]);
    import(&place, "一.csv", &first, &[]).exits(0);
    let before = place.facts();
    let second = book(&["甲补选,李四,2,2,1,0,是", "乙补选,李四,1,1,2,0,否"]);
    let json = import(&place, "二.csv", &second, &["--correct"]).exits(0).json();
    assert_eq!((corrected(&json), place.facts()), (0, before + 2));
    // What is mended in one of them is still found.
    let mended = book(&["甲补选,李四,2,3,0,0,是"]);
    let json = import(&place, "三.csv", &mended, &["--correct"]).exits(0).json();
    assert_eq!((corrected(&json), place.facts()), (1, before + 3));
}
