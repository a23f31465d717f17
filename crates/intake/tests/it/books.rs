//! Layouts as people keep them, written with another program's library and read back.

use intake::{RefusedTable, refused_tables};
use rust_xlsxwriter::{ExcelDateTime, Format, Formula, Workbook};

use crate::properties::lost;
use crate::support::{ORGANISATIONS, ROSTER, check, directory, facts, import, import_text, refused, rulebook};

#[test]
fn the_common_books_come_in_whole() {
    let mut directory = intake::Directory::default();
    let books = [("花名册.csv", ROSTER.as_bytes().to_vec()), ("党组织.csv", ORGANISATIONS.as_bytes().to_vec())];
    let imported = import(&books, &mut directory);
    assert_eq!(
        facts(&imported[1].2, &directory),
        [
            "2010-03-01 member-joined member=张三 born=1970-01 gender=male group=第一小组 how=roster joined-on=1995-07-01 name=张三 standing=full undated=true",
            "2010-03-01 group-joined member=张三 group=第一小组 undated=true",
            "2010-03-01 member-joined member=李四 born=1980-05-06 gender=female group=第二小组 how=roster joined-on=2005-07-01 name=李四 standing=full undated=true",
            "2010-03-01 group-joined member=李四 group=第二小组 undated=true",
            "2019-03-28 member-joined member=王五 born=1990-12 gender=male group=第一小组 how=roster joined-on=2019-03-28 name=王五 standing=probationary undated=true",
            "2019-03-28 group-joined member=王五 group=第一小组 undated=true",
            "2011-05-06 member-joined member=赵六 born=1975-02 gender=male how=roster joined-on=1999-08-09 name=赵六 standing=full undated=true",
        ]
    );
    for (book, recognition, drafted) in &imported {
        assert_eq!(lost(book, recognition, drafted), Vec::<String>::new());
    }
}

#[test]
fn meetings_with_lists_of_the_absent_and_of_the_present() {
    let text = "2019年三会一课\n党支部,会议类型,召开时间,主持人,应到人数,缺席人员及原因,参会人员\n\
                第一党支部,党员大会,2019-1-5至2019-1-6,张 三,3人,李四(出差)、王五(无故),张三\n\
                第一党支部,支部大会,2019.2.5,张三,3,李四,\n第一党支部,党课,2019-03,张三,3,无,张三 李四\n";
    check(
        "台账.csv",
        text,
        &[
            "2019-01-05..2019-01-06 members-meeting chair=张三 attendee=李四:excused:出差 attendee=王五:absent attendee=张三 expected=3",
            "2019-02-05 members-meeting chair=张三 attendee=李四:absent expected=3",
            "2019-03-01..2019-03-31 party-lecture chair=张三 attendee=张三 attendee=李四 expected=3",
        ],
        &[],
    );
}

#[test]
fn other_words_for_the_same_columns() {
    let text = "谈心谈话\n支部名称,日期,谈话双方,谈话要点\n第一党支部,2019.3.5,张三、李 四,工作\n";
    check("谈话.csv", text, &["2019-03-05 talk speaker=张三 partner=李四 密:gist=工作"], &[]);
    let text = "第二党支部党员名册\n党员姓名,加入中共组织日期,类别\n钱七,2001年7月,正式\n";
    check(
        "名册.csv",
        text,
        &["2011-05-06 member-joined member=钱七 how=roster joined-on=2001-07-01 name=钱七 standing=full undated=true"],
        &[],
    );
    let text = "培训\n支部,学员,日期,课时\n第一党支部,张三,2019.3.5,6课时\n";
    check("培训.csv", text, &["2019-03-05 training trainee=张三 hours=6"], &[]);
}

#[test]
fn posts_held_two_at_a_time_and_without_a_day() {
    let text = "支部班子成员\n党支部,姓名,党内职务,任职时间,是否行政负责人\n第一党支部,张三,支部书记兼宣传委员,2018-03-20,是\n第一党支部,李四,组织委员,,否\n";
    check(
        "班子.csv",
        text,
        &[
            "2018-03-20 post-taken holder=张三 post=secretary unit-head=true",
            "2018-03-20 post-taken holder=张三 post=publicity unit-head=true",
            "2010-03-01 post-taken holder=李四 post=organisation undated=true unit-head=false",
        ],
        &[],
    );
}

#[test]
fn sections_totals_notes_and_repeated_headers_are_no_data() {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet().set_name("学时登记").unwrap();
    let plain = Format::new();
    sheet.merge_range(0, 0, 0, 2, "教育培训学时登记表", &plain).unwrap();
    for (column, header) in ["姓名", "培训时间", "学时"].iter().enumerate() {
        sheet.write(1, column as u16, *header).unwrap();
        sheet.write(5, column as u16, *header).unwrap();
    }
    sheet.merge_range(2, 0, 2, 2, "第一党支部", &plain).unwrap();
    sheet.write(3, 0, "张三").unwrap();
    sheet.write(3, 1, "2019-03-05").unwrap();
    sheet.write(3, 2, 6).unwrap();
    sheet.write(4, 0, "小计").unwrap();
    sheet.write(4, 2, 6).unwrap();
    sheet.merge_range(6, 0, 6, 2, "第二党支部", &plain).unwrap();
    sheet.write(7, 0, "赵六").unwrap();
    sheet.write(7, 1, "2019-03-05").unwrap();
    sheet.write(7, 2, 8).unwrap();
    sheet.write(8, 0, "填表人:张三").unwrap();
    let mut directory = directory();
    let (_, _, drafted) = import(&[("学时.xlsx", book.save_to_buffer().unwrap())], &mut directory).remove(0);
    assert_eq!(refused(&drafted), Vec::<String>::new());
    assert_eq!(
        facts(&drafted, &directory),
        ["2019-03-05 training trainee=张三 hours=6", "2019-03-05 training trainee=赵六 hours=8"]
    );
    assert_ne!(drafted.facts[0].organisation, drafted.facts[1].organisation);
    assert_eq!(drafted.notes.len(), 5);
}

#[test]
fn headers_over_two_rows_units_below_and_serial_dates() {
    let mut book = Workbook::new();
    let plain = Format::new();
    let sheet = book.add_worksheet().set_name("第一党支部").unwrap();
    sheet.merge_range(0, 0, 0, 4, "党费收缴登记表", &plain).unwrap();
    sheet.merge_range(1, 0, 2, 0, "姓名", &plain).unwrap();
    sheet.merge_range(1, 1, 2, 1, "月应交", &plain).unwrap();
    sheet.merge_range(1, 2, 1, 4, "2019年", &plain).unwrap();
    for month in 1..=3_u16 {
        sheet.write(2, month + 1, format!("{month}月")).unwrap();
        sheet.write(3, month + 1, "(元)").unwrap();
        sheet.write(4, month + 1, 78).unwrap();
    }
    sheet.write(4, 0, "张 三").unwrap();
    sheet.write(4, 1, 78).unwrap();
    let sheet = book.add_worksheet().set_name("谈话").unwrap();
    for (column, header) in ["党支部", "谈话时间", "谈话人", "谈话对象"].iter().enumerate() {
        sheet.write(0, column as u16, *header).unwrap();
    }
    let plain = Format::new().set_num_format("yyyy-mm-dd");
    sheet.merge_range(1, 0, 2, 0, "第一党支部", &Format::new()).unwrap();
    sheet.write(1, 1, 43_529).unwrap();
    sheet.write_with_format(2, 1, ExcelDateTime::from_ymd(2019, 3, 6).unwrap(), &plain).unwrap();
    for row in 1..=2 {
        sheet.write(row, 2, "张三").unwrap();
        sheet.write(row, 3, "李四").unwrap();
    }
    let mut directory = directory();
    let (_, recognition, drafted) = import(&[("账.xlsx", book.save_to_buffer().unwrap())], &mut directory).remove(0);
    assert_eq!(recognition.questions, vec![]);
    assert_eq!(refused(&drafted), Vec::<String>::new());
    assert_eq!(
        facts(&drafted, &directory),
        [
            "2019-01-01 dues-base-set payer=张三 due=78元",
            "2019-01-31 dues-paid payer=张三 amount=78元 month=2019-01",
            "2019-02-28 dues-paid payer=张三 amount=78元 month=2019-02",
            "2019-03-31 dues-paid payer=张三 amount=78元 month=2019-03",
            "2019-03-05 talk speaker=张三 partner=李四",
            "2019-03-06 talk speaker=张三 partner=李四",
        ]
    );
}

/// A workbook with a piece of XML cut out of its first sheet, as programs write it that save no results.
fn without(bytes: &[u8], piece: &str) -> Vec<u8> {
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap();
    let mut writer = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for index in 0..archive.len() {
        let mut part = archive.by_index(index).unwrap();
        let mut content = Vec::new();
        std::io::Read::read_to_end(&mut part, &mut content).unwrap();
        let name = part.name().unwrap().into_owned();
        if name == "xl/worksheets/sheet1.xml" {
            content = String::from_utf8(content).unwrap().replace(piece, "").into_bytes();
        }
        writer.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        std::io::Write::write_all(&mut writer, &content).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

#[test]
fn formulas_count_with_their_result_and_errors_are_refused() {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet().set_name("学时登记").unwrap();
    for (column, header) in ["党支部", "姓名", "培训时间", "学时"].iter().enumerate() {
        sheet.write(0, column as u16, *header).unwrap();
    }
    for row in 1..=3 {
        sheet.write(row, 0, "第一党支部").unwrap();
        sheet.write(row, 1, "张三").unwrap();
        sheet.write(row, 2, "2019-03-05").unwrap();
    }
    sheet.write_formula(1, 3, Formula::new("=2*3").set_result("6")).unwrap();
    sheet.write_formula(2, 3, Formula::new("=2*4").set_result("8")).unwrap();
    sheet.write_formula(3, 3, Formula::new("=A99/0").set_result("#DIV/0!")).unwrap();
    let mut directory = directory();
    let bytes = without(&book.save_to_buffer().unwrap(), "<v>8</v>");
    let (_, _, drafted) = import(&[("学时.xlsx", bytes)], &mut directory).remove(0);
    assert_eq!(facts(&drafted, &directory), ["2019-03-05 training trainee=张三 hours=6"]);
    let refusals = refused(&drafted);
    assert_eq!(refusals.len(), 2, "{refusals:?}");
    assert!(refusals[0].starts_with("D3 Row FormulaWithoutResult"), "{refusals:?}");
    assert!(refusals[1].starts_with("D4 Row ErrorCell #DIV/0!"), "{refusals:?}");
}

#[test]
fn text_tables_in_gbk_with_tabs_or_with_a_mark() {
    let text = "谈心谈话记录表\n党支部\t谈话时间\t谈话人\t谈话对象\n第一党支部\t2019-03-05\t张三\t李四\n";
    let (gbk, _, _) = encoding_rs::GBK.encode(text);
    let marked = [b"\xEF\xBB\xBF".to_vec(), text.as_bytes().to_vec()].concat();
    for bytes in [gbk.into_owned(), marked] {
        let mut directory = directory();
        let (_, _, drafted) = import(&[("谈话.csv", bytes)], &mut directory).remove(0);
        assert_eq!(facts(&drafted, &directory), ["2019-03-05 talk speaker=张三 partner=李四"]);
    }
}

fn as_text(table: &RefusedTable) -> String {
    let line = |cells: &Vec<intake::Cell>| {
        cells.iter().map(|cell| format!("\"{}\"", cell.shown())).collect::<Vec<_>>().join(",") + "\n"
    };
    table
        .titles
        .iter()
        .map(|title| title.clone() + "\n")
        .chain(table.header.iter().map(line))
        .chain(table.rows.iter().map(line))
        .collect()
}

#[test]
fn refused_rows_can_be_mended_and_taken_alone() {
    let text = "谈心谈话记录表\n党支部,谈话时间,谈话人,谈话对象\n第一党支部,2019-02-30,张三,李四\n第一党支部,2019-03-05,张三,李四\n";
    let (book, recognition, drafted) = import_text("谈话.csv", text);
    let tables = refused_tables(&book, &recognition, rulebook(), &drafted.refused);
    assert_eq!(tables.len(), 1);
    assert_eq!(tables[0].rows.len(), 1);
    let mended = as_text(&tables[0]).replace("\"2019-02-30\"", "\"2019-02-28\"");
    assert!(mended.contains("未导入原因") && mended.contains("日历上没有这一天"), "{mended}");
    check("改.csv", &mended, &["2019-02-28 talk speaker=张三 partner=李四"], &[]);
}

#[test]
fn a_mended_roster_adds_the_number_and_nothing_else() {
    let text = "第二党支部党员花名册\n姓名,身份证号码,入党时间\n钱七,110105194912310021,2001-02-28\n";
    let (book, recognition, drafted) = import_text("花名册.csv", text);
    let mended = as_text(&refused_tables(&book, &recognition, rulebook(), &drafted.refused)[0]).replacen(
        "110105194912310021",
        "11010519491231002X",
        1,
    );
    let mut directory = directory();
    let books = [("花名册.csv", text.as_bytes().to_vec()), ("改.csv", mended.into_bytes())];
    let imported = import(&books, &mut directory);
    assert_eq!(imported[0].2.facts[0].id, imported[1].2.facts[0].id);
    assert_eq!(imported[1].2.facts[0].secrets[0].text, "11010519491231002X");
    assert_eq!(refused(&imported[1].2), Vec::<String>::new());
}

#[test]
fn a_similar_word_is_a_guess_that_is_used_and_asked_about() {
    let text = "教育培训\n支部,学员,日期,学时,主要培训内容\n第一党支部,张三,2019.3.5,6,党章\n";
    let (_, recognition, drafted) = import_text("培训.csv", text);
    assert_eq!(refused(&drafted), Vec::<String>::new());
    assert_eq!(drafted.facts.len(), 1);
    let questions: Vec<_> =
        recognition.questions.iter().map(|question| (question.cell.as_str(), question.guess.as_deref())).collect();
    assert_eq!(questions, [("E2", Some("教育培训.培训内容"))]);
}
