//! Somebody changes the database file behind the program's back: `verify` exits 1 and names the spot, and no other
//! command answers from what was changed.

use std::os::unix::fs::FileExt;

use sqlx::{AssertSqlSafe, Connection};

use crate::support::{Place, place, runtime, sqlite, tamper};

/// What somebody with a database tool does first.
const DROP_TRIGGERS: &str = "DROP TRIGGER fact_is_never_changed; DROP TRIGGER fact_is_never_removed; \
                             DROP TRIGGER fact_is_never_replaced;";

/// Organisation, place in its chain and id of the fact that tells of a member.
fn spot(place: &Place, name: &str) -> (String, i64, String) {
    let sql =
        format!("SELECT organisation, sequence, id FROM fact WHERE kind = 'member-joined' AND body LIKE '%{name}%'");
    runtime().block_on(async {
        let mut connection = sqlite(place.directory()).await;
        let spot = sqlx::query_as(AssertSqlSafe(sql)).fetch_one(&mut connection).await.unwrap();
        connection.close().await.unwrap();
        spot
    })
}

#[track_caller]
fn is_named(place: &Place, words: &[&str]) {
    let run = place.wuhua("verify", &[]).exits(1).says(words);
    assert!(!run.stdout.contains("全部完好") && run.stdout.contains("3 条链"), "{run:?}");
}

#[test]
fn a_flipped_byte_is_named() {
    let (_temporary, place) = place();
    let place = place.with_small_group();
    let (organisation, sequence, id) = spot(&place, "李四");
    let path = place.directory().join("ledger.db");
    let content = std::fs::read(&path).unwrap();
    let body = content.windows(id.len()).enumerate().filter(|(_, window)| *window == id.as_bytes());
    let name = "李四".as_bytes();
    // The body that holds the id holds the name a little further on.
    let near =
        |at: usize| content[at..].windows(name.len()).take(2000).position(|window| window == name).map(|far| at + far);
    let at = body.filter_map(|(at, _)| near(at)).next().unwrap();
    let file = std::fs::File::options().write(true).open(&path).unwrap();
    for bit in [0, 5] {
        file.write_at(&[content[at + 2] ^ (1 << bit)], at as u64 + 2).unwrap();
        is_named(&place, &[&organisation, &format!("第 {sequence} 条事实（编号 {id}）被改动")]);
    }
    file.write_at(&content[at + 2..at + 3], at as u64 + 2).unwrap();
    assert_eq!(place.facts(), 7, "the byte was put back");
}

#[test]
fn a_deleted_row_is_named() {
    let (_temporary, place) = place();
    let place = place.with_small_group();
    let (organisation, sequence, id) = spot(&place, "李四");
    tamper(place.directory(), &format!("{DROP_TRIGGERS} DELETE FROM fact WHERE id = '{id}'"));
    is_named(&place, &[&organisation, &format!("第 {sequence} 条事实起有缺失"), "被删除"]);
}

#[test]
fn nothing_is_answered_from_an_altered_record_and_nothing_written_beside_it() {
    let (_temporary, place) = place();
    let place = place.with_small_group();
    let (organisation, _, id) = spot(&place, "李四");
    let changed = format!("{DROP_TRIGGERS} UPDATE fact SET body = replace(body, '李四', '李五') WHERE id = '{id}'");
    tamper(place.directory(), &changed);
    let words = [organisation.as_str(), &id, "被改动", "没有写入", "wuhua verify"];
    let book = place.write("会.csv", "东湖第一党支部党员大会\n日期,参加人员\n2025-03-05,李四\n");
    for (command, options) in [
        ("check", &["--as-of", "2025-12-31"][..]),
        ("records", &["--organisation", "东湖第一党支部"]),
        ("import", &[book.to_str().unwrap()]),
    ] {
        let run = place.wuhua(command, options).exits(1).says(&words);
        assert_eq!(run.stdout, "", "{command}");
    }
    is_named(&place, &["7 条记录"]);
}

#[test]
fn an_inserted_row_is_named() {
    let (_temporary, place) = place();
    let place = place.with_small_group();
    let (organisation, sequence, _) = spot(&place, "李四");
    let slipped_in = format!(
        "{DROP_TRIGGERS} \
         UPDATE fact SET sequence = sequence + 100 WHERE organisation = '{organisation}' AND sequence >= {sequence}; \
         UPDATE fact SET sequence = sequence - 99 WHERE organisation = '{organisation}' AND sequence >= 100; \
         INSERT INTO fact SELECT organisation, {sequence}, 'slipped-in', kind, occurred_first, occurred_last, \
         recorded_at, supersedes, body, previous_hash, hash FROM fact \
         WHERE organisation = '{organisation}' AND sequence = {}",
        sequence - 1
    );
    tamper(place.directory(), &slipped_in);
    is_named(&place, &[&organisation, &format!("第 {sequence} 条事实（编号 slipped-in）是事后插入的")]);
}

#[test]
fn a_branch_removed_whole_is_named_and_a_rewritten_journal_by_what_was_kept_of_it() {
    let (_temporary, place) = place();
    let place = place.with_small_group();
    let verified = place.wuhua("verify", &[]).exits(0).says(&["流水 2 行，末行 "]).stdout;
    let head = verified.split("末行 ").nth(1).unwrap().split('。').next().unwrap().to_owned();
    place.wuhua("verify", &["--expect", &head]).exits(0).says(&["全部完好"]);
    place.wuhua("verify", &["--expect", "末行"]).exits(2).says(&["64 个小写十六进制数字"]);
    let (organisation, _, _) = spot(&place, "李四");
    let remove = format!(
        "{DROP_TRIGGERS} DROP TRIGGER chain_is_never_removed; DROP TRIGGER journal_is_never_removed; \
         DELETE FROM fact WHERE organisation = '{organisation}'; \
         DELETE FROM chain WHERE organisation = '{organisation}';"
    );
    tamper(place.directory(), &remove);
    place.wuhua("verify", &[]).exits(1).says(&[&organisation, "整条链被删除", "2 条链"]);
    tamper(place.directory(), "DELETE FROM journal WHERE sequence = 2");
    place.wuhua("verify", &["--expect", &head]).exits(1).says(&[&format!("流水里没有 {head}")]);
}

#[test]
fn triggers_stop_who_does_not_drop_them() {
    let (_temporary, place) = place();
    let place = place.with_small_group();
    runtime().block_on(async {
        let mut connection = sqlite(place.directory()).await;
        for sql in ["DELETE FROM fact", "UPDATE fact SET kind = 'talk'", "DELETE FROM chain", "DELETE FROM journal"] {
            let error = sqlx::raw_sql(sql).execute(&mut connection).await.unwrap_err();
            assert!(error.to_string().contains("台账只增不改"), "{error}");
        }
        connection.close().await.unwrap();
    });
    assert_eq!(place.facts(), 7);
}

#[test]
fn a_changed_organisation_of_a_row_is_named_with_its_record() {
    let (_temporary, place) = place();
    let place = place.with_small_group();
    let (organisation, sequence, id) = spot(&place, "李四");
    // In the table alone, as a flipped byte on the disk would be: the indexes keep what was written.
    let path = place.directory().join("ledger.db");
    let mut content = std::fs::read(&path).unwrap();
    let row = [organisation.as_bytes(), &[u8::try_from(sequence).unwrap()], id.as_bytes()].concat();
    let at = content.windows(row.len()).position(|window| window == row).unwrap();
    content[at] = if content[at] == b'0' { b'1' } else { b'0' };
    std::fs::write(&path, content).unwrap();
    is_named(&place, &[&organisation, &format!("第 {sequence} 条事实（编号 {id}）被改动")]);
    is_named(&place, &["组织是东湖第一党支部", "记录是", "索引已损坏"]);
}

#[test]
fn what_protects_the_records_is_looked_at_as_well() {
    let (_temporary, place) = place();
    let place = place.with_small_group();
    let roster = "东湖第一党支部党员花名册\n姓名,入党时间,身份证号码\n钱七,2001-02-28,11010519491231002X\n";
    place.import(&[place.write("补.csv", roster)], &[]).exits(0);
    place.wuhua("verify", &[]).exits(0).says(&["保密内容 1 项能解开"]);
    let cases = [
        ("DROP TRIGGER chain_never_shrinks", "触发器 chain_never_shrinks 不见了"),
        (
            "DROP TRIGGER fact_is_never_changed; CREATE TRIGGER fact_is_never_changed BEFORE UPDATE ON fact \
             BEGIN SELECT 1; END",
            "触发器 fact_is_never_changed 不见了或被换过",
        ),
        ("DROP TABLE vault_entry", "表 vault_entry 不见了"),
        ("UPDATE vault_entry SET ciphertext = randomblob(58)", "保密内容 id-number 被改动"),
        ("UPDATE vault_key SET wrapped_key = randomblob(72)", "钥匙被改动"),
    ];
    for (sql, words) in cases {
        let copy = place.copy();
        tamper(copy.directory(), sql);
        is_named(&copy, &[words]);
    }
    let copy = place.copy();
    tamper(copy.directory(), "DELETE FROM vault_key");
    copy.wuhua("verify", &[]).exits(0).says(&["1 项的钥匙已销毁"]);
    std::fs::remove_file(place.directory().join("vault.key")).unwrap();
    place.wuhua("verify", &[]).exits(0).says(&["保密内容没有核对", "找不到密钥文件"]);
}

#[test]
fn a_detail_deleted_from_the_vault_is_named_with_its_record() {
    let (_temporary, place) = place();
    let place = place.with_small_group();
    let roster = "党员花名册\n党支部,姓名,入党时间,身份证号\n东湖第二党支部,钱八,2005-07-01,530102198005011234\n";
    place.import(&[place.write("补.csv", roster)], &[]).exits(0);
    place.facts();
    tamper(place.directory(), "DELETE FROM vault_entry");
    is_named(&place, &["保密内容 id-number", "被删除", "组织是东湖第二党支部", "的党员登记"]);
}

#[test]
fn a_journal_that_was_dropped_and_begun_again_is_said_to_be_begun_late() {
    let (_temporary, place) = place();
    let place = place.with_small_group();
    let (organisation, ..) = spot(&place, "赵六");
    // Back to the first version: every table since is gone, what refers to another one before that.
    let since = include_str!("../../../ledger/schema/sqlite.sql").split("CREATE TABLE ").skip(1);
    let since: Vec<&str> = since.filter_map(|table| table.split_whitespace().next()).collect();
    let of_the_first = ["meta", "chain", "fact", "vault_key", "vault_entry"];
    let since = since.iter().rev().filter(|table| !of_the_first.contains(table));
    let since: String = since.map(|table| format!("DROP TABLE {table}; ")).collect();
    let restart = format!(
        "{DROP_TRIGGERS} DROP TRIGGER chain_is_never_removed; DELETE FROM fact WHERE organisation = '{organisation}'; \
         DELETE FROM chain WHERE organisation = '{organisation}'; \
         {since} UPDATE meta SET schema_version = 1"
    );
    let before = place.wuhua("verify", &[]).exits(0);
    assert!(!before.stdout.contains("不是从头记的"), "{before:?}");
    tamper(place.directory(), &restart);
    let roster = "党员花名册\n党支部,姓名,入党时间\n东湖第一党支部,钱八,2005-07-01\n";
    place.import(&[place.write("补.csv", roster)], &[]).exits(0);
    let said = place.wuhua("verify", &[]);
    said.says(&["流水不是从头记的", "当时有 2 条链、5 条记录", "请与备份核对"]);
}
