//! What bad input gets: an exit code, a message in Chinese with place and advice, nothing written, never a panic.

use std::fs;
use std::io::Write;
use std::os::unix::fs::PermissionsExt;
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::Command;

use rust_xlsxwriter::{Formula, Workbook};
use zip::write::SimpleFileOptions;

use crate::support::{Place, Run, command, list, place, records, refused, tamper, workbook, wuhua};

const HOURS: &str = "支部名称,学员,培训日期,学时数,学习形式,课程名称\n";

/// A row of class hours.
fn hours(branch: &str, name: &str, day: &str, hours: &str) -> String {
    format!("{branch},{name},{day},{hours},面授,党性教育\n")
}

fn archive(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, content) in parts {
        writer.start_file(*name, SimpleFileOptions::default()).unwrap();
        writer.write_all(content).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

fn encrypted() -> Vec<u8> {
    let mut bytes = b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1".to_vec();
    bytes.resize(2048, 0);
    bytes.extend("EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes));
    bytes.resize(4096, 0);
    bytes
}

#[test]
fn files_that_are_no_books_stop_the_import_before_anything_is_written() {
    let (_temporary, place) = place();
    let place = place.with_small_group();
    let good = place.write("好.csv", format!("{HOURS}{}", hours("东湖第一党支部", "李四", "2019-03-05", "8")));
    let whole = workbook(&[("学时".to_owned(), vec![vec!["姓名".to_owned(); 6]; 200])]);
    let bomb = archive(&[("xl/workbook.xml", b"<workbook/>"), ("xl/worksheets/sheet1.xml", &vec![b' '; 40 << 20])]);
    let many_rows = HOURS.to_owned() + &hours("东湖第一党支部", "李四", "2019-03-05", "8").repeat(300_000);
    let cases: Vec<(&str, Vec<u8>, &[&str])> = vec![
        ("图.xlsx", b"\x89PNG\r\n\x1a\n0000".to_vec(), &["这不是表格，而是图片", "请导入 xlsx、xls、ods 或 csv"]),
        ("文.xlsx", b"%PDF-1.7 ...".to_vec(), &["这不是表格，而是PDF 文件", "请导入"]),
        ("包.xlsx", archive(&[("a.txt", b"x")]), &["而是压缩包", "请导入"]),
        ("乱.csv", b"a,b\n\xFF\xFF,\xFF\n".to_vec(), &["第 2 行", "既不是 UTF-8 也不是 GBK", "另存为"]),
        ("密.xlsx", encrypted(), &["文件加了密码", "取消密码"]),
        ("空.xlsx", Vec::new(), &["文件是空的", "0 字节", "保存完整"]),
        ("白.csv", b"\n\n \n".to_vec(), &["没有任何内容", "选对了文件"]),
        ("半.xlsx", whole[..whole.len() / 2].to_vec(), &["文件不完整", "重新取得原文件"]),
        ("弹.xlsx", bomb, &["xl/worksheets/sheet1.xml", "膨胀", "没有打开", "另存一份"]),
        ("多.csv", many_rows.into_bytes(), &["超过 200000 行", "拆成几个文件"]),
    ];
    for (name, bytes, words) in cases {
        let bad = place.write(name, bytes);
        let run = place.import(&[good.clone(), bad], &[]).exits(1).says(words).says(&[name, "不能导入"]);
        assert_eq!(run.stdout, "", "{name}: a failure is no data");
        assert_eq!(place.facts(), 7, "{name}: something was written");
    }
    let missing = place.folder.join("没有.xlsx");
    place.import(&[good.clone(), missing], &[]).exits(1).says(&["没有.xlsx", "没有这个文件", "请检查路径"]);
    place.import(&[good, place.folder.clone()], &[]).exits(1).says(&["这是文件夹，不是文件"]);
    assert_eq!(place.facts(), 7);
}

#[test]
fn a_book_that_its_reader_gives_up_on_is_a_damaged_file_and_no_details_are_printed() {
    const SOUND: &[u8] = include_bytes!("../../../intake/tests/it/well-formed.xls");
    // The last shared text, 合计, says that four bytes come which are not there: the reader panics behind its fence.
    let last_text = [2, 0, 1, 0x08, 0x54, 0xA1, 0x8B];
    let at = SOUND.windows(7).position(|window| window == last_text).unwrap();
    let mut broken = SOUND.to_vec();
    broken[at + 2] = 0b1101;
    let (_temporary, place) = place();
    let place = place.with_small_group();
    let path = place.write("旧.xls", broken);
    let run = place.import(&[path], &[]).exits(1).says(&["旧.xls", "文件已损坏", "另存一份"]);
    assert_eq!(run.stderr.lines().count(), 1, "{}", run.stderr);
    assert_eq!(place.facts(), 7);
}

#[test]
fn a_text_without_a_table_is_refused_and_the_other_book_taken() {
    let (_temporary, place) = place();
    let place = place.with_small_group();
    let letter = place.write("信.xlsx", "各支部:\n请于本月报送台账。\n");
    let run = place.import(&[letter], &[]).exits(3);
    let refused = refused(&run.json());
    assert!(refused.len() == 1 && refused[0].starts_with("信.xlsx"), "{refused:?}");
    assert_eq!((records(&run.json()), place.facts()), (0, 7));
}

#[test]
fn rows_that_cannot_be_are_refused_one_by_one_and_the_rest_is_taken() {
    let (_temporary, place) = place();
    let place = place.with_small_group();
    let first = "东湖第一党支部";
    let rows = [
        hours(first, "李四", "2019-02-30", "8"),
        hours(first, "李四", "2999-01-01", "8"),
        hours(first, "李四", "去年三月", "8"),
        hours(first, "李四", "2019-03-01", "-8"),
        hours("东湖第三党支部", "李四", "2019-03-01", "8"),
        hours(first, "赵七", "2019-03-01", "8"),
        hours(first, "李四", "2019-03-05", "8"),
    ];
    let book = place.write("学时.csv", HOURS.to_owned() + &rows.concat());
    let run = place.import(std::slice::from_ref(&book), &[]).exits(3);
    let json = run.json();
    let expected = [
        ("C2", "日历上有的日子", "2019-02-30", "核对原始记录"),
        ("C3", "不晚于今天", "2999-01-01", "请"),
        ("C4", "2019-03-05", "去年三月", "2019-03-05"),
        ("D5", "大于 0 的数", "-8", "核对原始记录"),
        ("A6", "已登记的党组织", "东湖第三党支部", "请改成登记的名称"),
        ("B7", "东湖第一党支部的党员姓名", "赵七", "核对姓名"),
    ];
    let found = list(&json, "refused");
    assert_eq!(found.len(), expected.len(), "{found:#?}");
    for (row, (cell, wanted, shown, advice)) in found.iter().zip(expected) {
        assert_eq!((row["file"].as_str(), row["cell"].as_str()), (Some("学时.csv"), Some(cell)), "{row}");
        for (key, words) in [("expected", wanted), ("found", shown), ("advice", advice)] {
            assert!(row[key].as_str().unwrap().contains(words), "{key} of {row} lacks {words}");
        }
    }
    assert_eq!((records(&json), place.facts()), (1, 8));
    // For people the same in sentences.
    let text = place.wuhua("import", &[&book.display().to_string()]).exits(3);
    text.says(&["没有收的（6 处）", "〔学时〕C2：应为日历上有的日子", "实为“2019-02-30”", "此行未导入", "已在台账里"]);
}

#[test]
fn formulas_count_with_their_result_and_error_cells_are_refused() {
    let (_temporary, place) = place();
    let place = place.with_small_group();
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    for (column, header) in (0..).zip(HOURS.trim().split(',')) {
        sheet.write(0, column, header).unwrap();
    }
    for (row, result) in [(1, "6"), (2, "#DIV/0!"), (3, "#REF!")] {
        let day = format!("2019-03-0{row}");
        for (column, text) in [(0, "东湖第一党支部"), (1, "李四"), (2, &day), (4, "面授"), (5, "党性教育")]
        {
            sheet.write(row, column, text).unwrap();
        }
        sheet.write_formula(row, 3, Formula::new("=A99*2").set_result(result)).unwrap();
    }
    let path = place.write("公式.xlsx", book.save_to_buffer().unwrap());
    let json = place.import(&[path], &[]).exits(3).json();
    assert_eq!(refused(&json), ["公式.xlsx 〔Sheet1〕 D3 #DIV/0!", "公式.xlsx 〔Sheet1〕 D4 #REF!"]);
    assert_eq!((records(&json), place.facts()), (1, 8));
}

#[test]
fn wrong_usage_exits_2_and_says_how_it_should_be() {
    let (_temporary, place) = place();
    let place = place.with_small_group();
    let here = place.location.as_str();
    let cases: &[(&[&str], &[&str])] = &[
        (&[], &["wuhua", "import", "check"]),
        (&["chek", here], &["没有“chek”这个命令，最接近的是“check”"]),
        (&["import", here], &["缺少 <文件>...", "用法：wuhua import [选项] <目录> <文件>..."]),
        (&["check", here], &["缺少 --as-of <日期>"]),
        (&["check", here, "--as-of", "2019"], &["“2019”不是日期", "应写成 2019-12-31 这样"]),
        (&["check", here, "--as-of", "2019-02-30"], &["“2019-02-30”不是日期"]),
        (&["check", here, "--as-of", "2019-12-31", "--known-at", "昨天"], &["“昨天”不是时刻", "应写成 2020-01-07"]),
        (
            &["check", here, "--as-of", "2019-12-31", "--status", "good"],
            &["“good”不是检查结果", "met 达标", "missed 未完成"],
        ),
        (
            &["check", here, "--as-of", "2019-12-31", "--format", "pdf"],
            &["--format <格式> 不能是“pdf”", "应为 table、json、xlsx 之一"],
        ),
        (&["check", here, "--as-of", "2019-12-31", "--format", "xlsx"], &["请加 --out"]),
        (&["check", "", "--as-of", "2019-12-31"], &["应为数据目录"]),
        (&["explain", here, "--organisation", "东湖第一党支部", "--as-of", "2019-12-31"], &["缺少 --rule <短名>"]),
        (&["verify", here, "--fast"], &["没有“--fast”这个选项", "用法：wuhua verify [选项] <目录>", "加上 --help"]),
        (&["import", here, "--dryrun", "a"], &["最接近的是“--dry-run”"]),
        (&["verify", here, "又一个"], &["“又一个”是多出来的"]),
        (&["check", here, "--as-of"], &["--as-of <日期> 后面缺少内容"]),
        (&["check", here, "--as-of", "2019-12-31", "--as-of", "2019-12-31"], &["--as-of <日期> 只能写一次"]),
        (&["rulebook"], &["check", "list", "copy"]),
    ];
    for (arguments, words) in cases {
        let run = wuhua(arguments).exits(2);
        assert_eq!(run.stdout, "", "{arguments:?}");
        for english in ["error", "Usage", "tip", "For more", "argument", "value", "Options", "Commands", "Print"] {
            assert!(!run.stderr.contains(english), "{arguments:?}: {}", run.stderr);
        }
        run.says(words);
    }
}

#[test]
fn names_nobody_knows_get_the_nearest_one() {
    let (_temporary, place) = place();
    let place = place.with_small_group();
    let check = |more: &[&str]| place.wuhua("check", &[&["--as-of", "2019-12-31"], more].concat()).exits(1);
    check(&["--organisation", "东湖第二支部"]).says(&["没有名叫“东湖第二支部”的组织", "最接近的是“东湖第二党支部”"]);
    check(&["--clause", "L99"]).says(&["没有条款“L99”", "L1 到 L36"]);
    let explain = |rule: &str, more: &[&str]| {
        let asked = ["--rule", rule, "--organisation", "东湖第二党支部", "--as-of", "2019-12-31"];
        place.wuhua("explain", &[&asked, more].concat()).exits(1)
    };
    explain("members-meetings", &[]).says(&["没有规则“members-meetings”", "“members-meeting-gap”", "rulebook list"]);
    let other = explain("members-meeting-gap", &["--period", "2018-Q1"]);
    other.says(&["没有符合条件的检查结果", "有的是", "东湖第二党支部 2019-Q1"]);
}

#[test]
fn a_mapping_file_with_mistakes_says_where() {
    let (_temporary, place) = place();
    let place = place.with_small_group();
    let book = place.write("学时.csv", HOURS.to_owned() + &hours("东湖第一党支部", "李四", "2019-03-05", "8"));
    let cases: &[(&str, &[&str])] = &[
        ("{\n  \"版本\": 1,\n  工作表\n}", &["对照文件第 3 行"]),
        (r#"{"版本": 2, "工作表": []}"#, &["版本是 2", "只认得版本 1"]),
        (
            r#"{"版本": 1, "工作表": [{"文件": "*", "表名": "*", "记录": "教育培训班"}]}"#,
            &["教育培训班", "最接近的是“教育培训”"],
        ),
        (
            r#"{"版本": 1, "工作表": [{"文件": "*", "表名": "*", "列": {"学员": "教育培训.参训"}}]}"#,
            &["“学员”列", "教育培训.参训"],
        ),
    ];
    for (text, words) in cases {
        let mapping = place.write("对照.json", text);
        place.import(std::slice::from_ref(&book), &["--mapping", &mapping.display().to_string()]).exits(1).says(words);
        assert_eq!(place.facts(), 7);
    }
}

#[test]
fn a_place_without_a_ledger_is_left_alone() {
    let (_temporary, place) = place();
    place.wuhua("verify", &[]).exits(1).says(&["台账", "该目录不存在", "wuhua init"]);
    let book = place.write("1组织.csv", crate::support::ORGANISATIONS);
    place.import(std::slice::from_ref(&book), &[]).exits(1).says(&["该目录不存在"]);
    assert!(!place.directory().exists(), "opening made a directory");
    fs::create_dir(place.directory()).unwrap();
    place.import(&[book], &[]).exits(1).says(&["目录中没有 ledger.db", "请检查路径"]);
    assert_eq!(fs::read_dir(place.directory()).unwrap().count(), 0);
    fs::write(place.directory().join("ledger.db"), "这里从来没有过数据库，只有一些足够长的文字。".repeat(40)).unwrap();
    place.wuhua("check", &["--as-of", "2019-12-31"]).exits(1).says(&["不是数据库文件"]);
}

#[test]
fn a_ledger_is_not_made_twice() {
    let (_temporary, place) = place();
    let place = place.with_small_group();
    place.wuhua("init", &[]).exits(1).says(&["已有台账", "没有重新建立", "原有内容未动"]);
    assert_eq!(place.facts(), 7);
}

#[test]
fn a_ledger_of_a_newer_version_is_not_opened() {
    let (_temporary, place) = place();
    let place = place.with_small_group();
    tamper(place.directory(), "UPDATE meta SET schema_version = schema_version + 900");
    let words = ["由更新的程序写成", "版本为 9", "请升级本程序", "原有内容未动"];
    place.wuhua("verify", &[]).exits(1).says(&words);
    place.wuhua("check", &["--as-of", "2019-12-31"]).exits(1).says(&words);
    place.import(&[place.folder.join("1组织.csv")], &[]).exits(1).says(&words);
    tamper(place.directory(), "UPDATE meta SET schema_version = schema_version - 900");
    assert_eq!(place.facts(), 7);
}

#[test]
fn a_ledger_that_another_program_writes_to_can_be_read_but_not_written_to() {
    let (_temporary, place) = place();
    let place = place.with_small_group();
    let book = place.write("学时.csv", HOURS.to_owned() + &hours("东湖第一党支部", "李四", "2019-03-05", "8"));
    let runtime = crate::support::runtime();
    let location = ledger::Location::parse(&place.location);
    let open = runtime.block_on(ledger::Ledger::open(&location, ledger::Mode::Write)).unwrap();
    let pid = format!("进程号 {}", std::process::id());
    place.import(std::slice::from_ref(&book), &[]).exits(1).says(&[
        "已被另一个程序打开用于写入",
        &pid,
        "等它结束后重试",
    ]);
    assert_eq!(place.facts(), 7, "reading goes on");
    place.import(std::slice::from_ref(&book), &["--dry-run"]).exits(0);
    runtime.block_on(open.close());
    place.import(&[book], &[]).exits(0);
    assert_eq!(place.facts(), 8);
}

/// The superuser may write where nobody may; then the program runs as somebody else.
fn as_reader(place: &Place, verb: &str, arguments: &[&str]) -> Run {
    let mut command = command();
    if fs::write(place.directory().join("probe"), b"").is_ok() {
        fs::remove_file(place.directory().join("probe")).unwrap();
        // Build folders are often closed to others; a copy beside the ledger is not.
        let copy = place.folder.join("wuhua");
        if !copy.exists() {
            let copied = Command::new("cp").arg(command.get_program()).arg(&copy).status().unwrap();
            assert!(copied.success());
        }
        command = Command::new(copy);
        command.env_remove("WUHUA_VAULT_KEY_FILE").env_remove("RUST_BACKTRACE").uid(65_534).current_dir("/");
    }
    Run::of(command.arg(verb).arg(&place.location).args(arguments).output().unwrap())
}

fn make_read_only(directory: &Path) {
    for entry in fs::read_dir(directory).unwrap() {
        let path = entry.unwrap().path();
        let mode = if path.ends_with("vault.key") { 0o600 } else { 0o444 };
        fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
    }
    fs::set_permissions(directory, fs::Permissions::from_mode(0o555)).unwrap();
}

#[test]
fn a_read_only_directory_can_be_checked_but_not_written_to() {
    let (_temporary, place) = place();
    let place = place.with_small_group();
    let book = place.write("学时.csv", HOURS.to_owned() + &hours("东湖第一党支部", "李四", "2019-03-05", "8"));
    fs::set_permissions(&place.folder, fs::Permissions::from_mode(0o755)).unwrap();
    make_read_only(place.directory());
    as_reader(&place, "verify", &[]).exits(0).says(&["7 条记录", "全部完好"]);
    as_reader(&place, "check", &["--as-of", "2019-12-31"]).exits(0).says(&["东湖第一党支部"]);
    let run = as_reader(&place, "import", &[&book.display().to_string()]).exits(1);
    run.says(&["只能读不能写", "请检查权限", "这一步没有写入"]);
    fs::set_permissions(place.directory(), fs::Permissions::from_mode(0o755)).unwrap();
    assert_eq!(place.facts(), 7);
}

#[test]
fn a_full_disk_leaves_the_ledger_as_it_was() {
    let (_temporary, place) = place();
    let place = place.with_small_group();
    let mut text = HOURS.to_owned();
    for day in 0..3000 {
        let date = format!("{}-{:02}-{:02}", 2011 + day / 336, day / 28 % 12 + 1, day % 28 + 1);
        text.extend(["张三", "李四"].map(|name| hours("东湖第一党支部", name, &date, "8")));
    }
    let book = place.write("学时.csv", text);
    // A small disk of its own, seen by this one child only.
    let script = "mount -t tmpfs -o size=700k none \"$1\" && cp -p \"$0\"/* \"$1\" && \"$2\" import \"$1\" \"$3\" \"$4\"; \
                  code=$?; \"$2\" verify \"$1\"; exit $code";
    let disk = place.folder.join("盘");
    fs::create_dir(&disk).unwrap();
    let mut child = Command::new("unshare");
    child.args(["-m", "sh", "-c", script]).arg(place.directory()).arg(&disk).arg(command().get_program());
    child.arg(place.write("小.csv", "党员花名册\n党支部,姓名,入党时间\n东湖第二党支部,钱七,2001-02-28\n")).arg(&book);
    let may = Command::new("unshare").args(["-m", "sh", "-c", "mount -t tmpfs none /mnt"]).output();
    if !may.is_ok_and(|output| output.status.success()) {
        println!("no right to mount a small disk: not tried");
        return;
    }
    let run = Run::of(child.output().unwrap()).exits(1);
    run.says(&["导入到 学时.csv 时停下", "磁盘已满", "这一步没有写入任何内容", "腾出空间", "全部完好"])
        .says(&["此前的 1 本已经收下：小.csv", "8 条记录"]);
}

#[test]
fn a_server_that_is_not_there_is_said_so_without_its_password() {
    let book = "没有关系.csv";
    let url = "postgres://wuhua:geheim@127.0.0.1:1/party";
    for arguments in [&["verify", url][..], &["check", url, "--as-of", "2019-12-31"], &["import", url, book]] {
        // Port 1 is nobody's.
        let mut command = command();
        command.env("WUHUA_VAULT_KEY_FILE", "/nonexistent/vault.key");
        let run = Run::of(command.args(arguments).output().unwrap()).exits(1);
        assert!(!run.stderr.contains("geheim"), "{}", run.stderr);
        if arguments[0] == "import" {
            continue;
        }
        run.says(&[
            "连不上 PostgreSQL（postgres://wuhua@127.0.0.1:1/party）",
            "没有得到确认的内容没有写入",
            "请检查服务器是否运行",
        ]);
    }
    wuhua(&["verify", "postgres://u@127.0.0.1:port/x"])
        .exits(1)
        .says(&["PostgreSQL 网址无法识别", "postgres://用户:密码@主机:端口/数据库"]);
}
