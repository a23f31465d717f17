//! Options in the words of those who keep the books: each of these words is data of the standard.

use crate::support::{check, directory, facts, import, import_text, refused};

#[test]
fn words_for_the_manner_of_a_training() {
    let table = [
        ("concentrated", "集中 集中培训 集中学习 集中授课 轮训 脱产 脱产培训 面授 线下"),
        ("online", "线上 线上学习 网络 网络学习 网络培训 在线 在线学习 网上学习"),
        ("self-study", "自学 个人自学 个人学习"),
    ];
    for (mode, written) in table.iter().flat_map(|(mode, words)| words.split(' ').map(move |word| (mode, word))) {
        let text = format!("第一党支部2019年教育培训台账\n时间,参训人员,学时,培训形式\n3月5日,张三,2,{written}\n");
        check("培训.csv", &text, &[&format!("2019-03-05 training trainee=张三 hours=2 mode={mode}")], &[]);
    }
    let both = "第一党支部2019年教育培训台账\n时间,参训人员,学时,培训形式\n3月5日,张三,2,集中、自学\n";
    check("培训.csv", both, &["2019-03-05 training trainee=张三 hours=2"], &["D3 Cell NotAChoice 集中、自学"]);
}

#[test]
fn two_duties_of_one_person_in_one_cell_are_two_posts() {
    let table = "
        宣传、纪检委员     | publicity discipline
        组织、宣传委员     | organisation publicity
        组织和宣传委员     | organisation publicity
        组织兼纪检委员     | organisation discipline
        副书记、纪检委员   | deputy discipline
        青年、群工委员     | other-committee
        支部宣传委员      | publicity
        宣传、纪录委员     | B3 Row NotAChoice 宣传、纪录委员
    ";
    for line in table.lines().filter(|line| !line.trim().is_empty()) {
        let (written, expected) = line.split_once('|').unwrap();
        let text = format!("第一党支部班子成员\n姓名,职务,任职时间\n李四,{},2019-01-05\n", written.trim());
        let mut directory = directory();
        let (_, _, drafted) = import(&[("班子.csv", text.into_bytes())], &mut directory).remove(0);
        let taken = facts(&drafted, &directory);
        let posts = taken.iter().map(|fact| fact.replace("2019-01-05 post-taken holder=李四 post=", ""));
        let told: Vec<String> = posts.chain(refused(&drafted)).collect();
        assert_eq!(told.join(" "), expected.trim(), "{written}");
    }
}

#[test]
fn a_joint_branch_is_a_form_when_it_is_set_up_and_when_it_changes() {
    for written in ["联合支部", "联合党支部"] {
        let set_up =
            format!("党组织信息表\n党组织名称,类别,上级党组织,成立时间\n甲乙支部,{written},某集团党委,2018-01-01\n");
        let expected = "2018-01-01 organisation-set-up form=joint name=甲乙支部 superior=组织";
        check("党组织.csv", &set_up, &[expected], &[]);
        let changed =
            format!("党组织变更登记表\n党支部,变更时间,组织类别,变更事项\n第一党支部,2019-03-05,{written},改建\n");
        check("变更.csv", &changed, &["2019-03-05 organisation-changed change=form form=joint"], &[]);
    }
}

#[test]
fn a_choice_of_another_field_is_sent_there_and_the_first_session_is_a_day() {
    let roster = "第二党支部党员花名册\n姓名,入党时间,人员类别\n钱七,2001-02-28,离退休\n孙八,2002-02-28,农民工\n";
    let (_, _, drafted) = import_text("花名册.csv", roster);
    assert_eq!(refused(&drafted), ["C3 Cell NotAChoice 离退休", "C4 Cell NotAChoice 农民工"]);
    assert!(drafted.refused[0].advice.contains("“在岗情况”"), "{}", drafted.refused[0].advice);
    assert!(drafted.refused[1].advice.contains("又名"), "{}", drafted.refused[1].advice);
    let sessions = "第一党支部主题党日\n日期,场次,主题\n2019-01-15,上午,学习\n";
    let expected = ["2019-01-15 theme-day subject=学习"];
    check("党日.csv", sessions, &expected, &["B3 Cell NotASession 上午"]);
}
