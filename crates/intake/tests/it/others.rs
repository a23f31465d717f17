//! Lists of people who are no members.

use crate::support::{check, import_text, refused};

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
