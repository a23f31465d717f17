//! Whose the rows of a table are: its title's, or what a column says that is for it, and never an organisation of which
//! the rows tell.

use std::collections::BTreeSet;

use crate::support::{directory, import, refused};

/// The organisations that the records of a table went to, and what was refused.
fn told(text: &str) -> (String, Vec<String>) {
    let mut directory = directory();
    let (_, _, drafted) = import(&[("表.csv", text.as_bytes().to_vec())], &mut directory).remove(0);
    let name = |id| directory.organisation(id).map(|found| found.name.clone());
    let owners: BTreeSet<String> = drafted.facts.iter().filter_map(|fact| name(fact.organisation)).collect();
    (owners.into_iter().collect::<Vec<_>>().join("、"), refused(&drafted))
}

#[test]
fn a_column_of_another_organisation_takes_no_row_away_from_the_branch_in_the_title() {
    let tables = [
        ("党员花名册", "姓名,入党时间", "周九,2001-01-01"),
        ("2019年主题党日台账", "时间,主题", "3月5日,学习"),
        ("2019年党员转出登记", "姓名,转出时间", "李四,3月5日"),
    ];
    let headers = [
        "所属党委",
        "上级党委",
        "上级党组织",
        "流入党支部",
        "结对支部",
        "现工作单位",
        "联系单位",
        "所属单位",
        "共建支部",
        "介绍支部",
        "支部简称",
    ];
    for (title, columns, row) in tables {
        for header in headers {
            for named in ["第二党支部", "某集团党委"] {
                let text = format!("第一党支部{title}\n{columns},{header}\n{row},{named}\n");
                let (owners, refusals) = told(&text);
                assert_eq!(owners, "第一党支部", "{text}");
                let once = refusals.is_empty() || refusals == [format!("C3 Column UnknownColumn {named}")];
                assert!(once, "{text}{refusals:?}");
            }
        }
    }
}

#[test]
fn a_column_for_the_branch_goes_before_the_title() {
    for header in ["支部", "党支部", "所在支部", "所属党支部", "支部名称"] {
        for title in ["第一党支部", "某集团党委", ""] {
            let text = format!("{title}2019年主题党日台账\n{header},时间,主题\n第二党支部,3月5日,学习\n");
            assert_eq!(told(&text), ("第二党支部".to_owned(), vec![]), "{text}");
        }
    }
}

#[test]
fn what_stands_with_the_word_for_the_branch_makes_it_another_one() {
    for header in ["党支部（原）", "党支部（转入前）"] {
        let text = format!("第一党支部2019年主题党日台账\n时间,主题,{header}\n3月5日,学习,第二党支部\n");
        let refusals = vec!["C3 Column UnknownColumn 第二党支部".to_owned()];
        assert_eq!(told(&text), ("第一党支部".to_owned(), refusals), "{text}");
    }
}

#[test]
fn a_branch_is_guessed_only_where_nothing_names_one() {
    let table = |title: &str, header: &str| {
        told(&format!("{title}2019年主题党日台账\n时间,主题,{header}\n3月5日,学习,第二党支部\n"))
    };
    assert_eq!(table("", "开展者"), ("第二党支部".to_owned(), vec![]));
    assert_eq!(table("某集团党委", "开展者"), ("第二党支部".to_owned(), vec![]));
    assert_eq!(table("某集团党委", "共建支部").0, "某集团党委");
    assert_eq!(table("第一党支部", "开展者").0, "第一党支部");
    let parts = "2019年主题党日台账\n时间,主题,开展者\n第一党支部,,\n3月5日,学习,第二党支部\n";
    assert_eq!(told(parts).0, "第一党支部");
}

#[test]
fn another_organisation_stands_in_the_field_for_it() {
    let field = |title: &str, columns: &str, row: &str, field: &str| {
        let text = format!("第一党支部{title}\n{columns}\n{row}\n");
        let (_, _, drafted) = crate::support::import_text("表.csv", &text);
        assert_eq!(refused(&drafted), Vec::<String>::new(), "{text}");
        assert!(drafted.facts.iter().all(|fact| fact.values.contains_key(field)), "{text}{:?}", drafted.facts);
        assert_eq!(drafted.facts.len(), 1, "{text}");
    };
    for header in ["观摩支部", "被观摩支部", "观摩党支部"] {
        field("2019年观摩台账", &format!("时间,{header}"), "3月5日,第二党支部", "observed");
    }
    for header in ["从何处转入", "原党支部", "原所在支部"] {
        field("党员花名册", &format!("姓名,入党时间,{header}"), "周九,2001-01-01,第二党支部", "from");
    }
    for header in ["转往支部", "接收党支部", "介绍信抬头"] {
        field("2019年党员转出登记", &format!("姓名,转出时间,{header}"), "李四,3月5日,第二党支部", "to");
    }
    for header in ["流入党支部", "接收支部"] {
        field("2019年流出党员登记", &format!("姓名,外出时间,{header}"), "李四,3月5日,第二党支部", "receiving");
    }
}
