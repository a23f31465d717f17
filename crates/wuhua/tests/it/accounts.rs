//! Accounts at the command line: made, given another password, ended; wrong ones named.

use crate::support::{ORGANISATIONS, ROSTER, place, wuhua};

#[test]
fn a_new_ledger_has_an_administrator_and_others_are_made_for_members_and_offices() {
    let (_temporary, place) = place();
    let first = place.wuhua("init", &[]).exits(0).says(&["账号 guanli，密码 ", "只显示这一次"]);
    assert!(!first.stdout.contains("密码"), "a password is never data");
    let files = [place.write("1组织.csv", ORGANISATIONS), place.write("2花名册.csv", ROSTER)];
    place.import(&files, &[]).exits(0);
    let account = |verb: &str, more: &[&str]| wuhua(&[&["account", verb, &place.location], more].concat());
    let member = ["shuji", "--member", "李四", "--organisation", "东湖第一党支部"];
    account("add", &member).exits(0).says(&["账号 shuji，密码 "]);
    account("add", &member).exits(1).says(&["已有名叫“shuji”的账号", "请换一个名字"]);
    let nobody = ["x", "--member", "李四四", "--organisation", "东湖第一党支部"];
    account("add", &nobody).exits(1).says(&["没有“李四四”", "今天的名册里"]);
    let nowhere = ["x", "--role", "inspector", "--organisation", "东湖"];
    account("add", &nowhere).exits(1).says(&["没有名叫“东湖”的组织"]);
    account("add", &["x", "--role", "inspector"]).exits(2).says(&["--organisation"]);
    account("add", &["x"]).exits(2);
    account("password", &["shuji"]).exits(0).says(&["账号 shuji，密码 "]);
    account("password", &["shujj"]).exits(1).says(&["没有名叫“shujj”的账号"]);
    account("end", &["shuji"]).exits(0).says(&["已停用账号 shuji"]);
}
