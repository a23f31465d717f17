//! Whatever comes in, nothing panics, and no filled cell of a data row is lost.

use std::collections::BTreeSet;

use intake::{
    Book, Drafted, Extent, Legend, Limits, NoteKind, Recognition, RowKind, SheetOutcome, Target, address, mark, money,
    names, read_book, read_day, row_kind,
};
use proptest::prelude::*;
use rust_xlsxwriter::Workbook;

use crate::support::{directory, import};

/// Filled cells of data rows that stand in no fact, no refusal and no column known to hold no data.
pub fn lost(book: &Book, recognition: &Recognition, drafted: &Drafted) -> Vec<String> {
    let mut lost = Vec::new();
    for plan in &recognition.sheets {
        let sheet = &book.sheets[plan.sheet];
        let mine = |name: &str| name == sheet.name;
        if drafted.refused.iter().any(|refusal| mine(&refusal.sheet) && refusal.extent == Extent::Sheet) {
            continue;
        }
        let SheetOutcome::Recognised(layout) = &plan.outcome else { continue };
        let mut known: BTreeSet<String> = drafted
            .facts
            .iter()
            .filter(|fact| mine(&fact.origin.sheet))
            .flat_map(|fact| fact.origin.cells.iter().cloned())
            .collect();
        known.extend(drafted.refused.iter().filter(|refusal| mine(&refusal.sheet)).map(|refusal| refusal.cell.clone()));
        let spoken_of = |kind: &NoteKind| matches!(kind, NoteKind::NothingRecorded | NoteKind::Repeated { .. });
        let noted = drafted.notes.iter().filter(|note| spoken_of(&note.kind) && mine(&note.sheet));
        let noted: BTreeSet<usize> =
            noted.filter_map(|note| note.cell.trim_start_matches(char::is_alphabetic).parse().ok()).collect();
        let refused_rows: BTreeSet<usize> = drafted
            .refused
            .iter()
            .filter(|refusal| mine(&refusal.sheet) && refusal.extent == Extent::Row)
            .map(|refusal| refusal.row - 1)
            .collect();
        for (table, row) in layout.tables().flat_map(|table| table.rows().map(move |row| (table, row))) {
            if row_kind(sheet, table, row) != RowKind::Data || refused_rows.contains(&row) || noted.contains(&(row + 1))
            {
                continue;
            }
            for (column, cell) in sheet.filled_cells(row) {
                let target = table.column(column).map(|column| &column.target);
                let no_data =
                    matches!(target, Some(Target::Sequence | Target::Ignored | Target::Total | Target::Hint(_)));
                let nothing = ["/", "无", "-", "—"].contains(&cell.shown().trim());
                if !no_data && !nothing && !known.contains(&address(row, column)) {
                    lost.push(address(row, column));
                }
            }
        }
    }
    lost
}

fn header() -> impl Strategy<Value = String> {
    prop::sample::select(vec![
        "序号",
        "党支部",
        "姓名",
        "谈话时间",
        "谈话人",
        "谈话对象",
        "方式",
        "主要内容",
        "备注",
        "会议类型",
        "召开时间",
        "主持人",
        "缺席人员及原因",
        "学时",
        "培训时间",
        "1月",
        "2月",
        "2019-01-05",
        "月应交",
        "合计",
        "天气",
        "出生年月",
        "入党时间",
        "身份证号码",
        "所在党小组",
        "应到人数",
        "参会人数",
        "参会人员",
        "缺席原因",
        "成立时间",
        "类别",
        "党组织名称",
        "上级党组织",
        "到会情况",
        "党内职务",
        "任职时间",
        "流出党组织",
        "流入时间",
        "",
    ])
    .prop_map(str::to_owned)
}

fn cell() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => prop::sample::select(vec![
            "第一党支部", "第二党支部", "张三", "李 四", "王五", "2019-03-05", "2019年2月30日", "党员大会", "支委会", "√", "×", "病假", "96", "6学时",
            "/", "", "", "合计", "说明:无", "第一小组", "书记", "面谈", "正式党员", "○", "8人", "说明：√到会，×请假", "张三(病假)、张三", "张三(病假)、李四", "党支部", "2018.03", "11010519491231002X", "客一(流动党员)",
        ]).prop_map(str::to_owned),
        1 => "\\PC{0,12}",
    ]
}

fn table() -> impl Strategy<Value = String> {
    let title = prop::sample::select(vec![
        "",
        "谈心谈话记录表",
        "第一党支部2019年党费收缴登记表",
        "第一党支部2019年主题党日签到表",
        "学时登记",
        "2019年三会一课台账",
        "党员花名册",
        "班子成员",
        "流动党员流入登记表",
        "党组织基本信息",
    ]);
    (title, prop::collection::vec(header(), 2..9), prop::collection::vec(prop::collection::vec(cell(), 1..10), 0..8))
        .prop_map(|(title, header, rows)| {
            let quote = |cell: &String| format!("\"{}\"", cell.replace('"', "\"\""));
            let line = |cells: &Vec<String>| cells.iter().map(quote).collect::<Vec<_>>().join(",");
            let rows: Vec<String> = rows.iter().map(line).collect();
            format!("{title}\n{}\n{}\n", line(&header), rows.join("\n"))
        })
}

proptest! {
    #[test]
    fn no_cell_of_any_table_is_lost(text in table()) {
        if read_book("表.csv", text.as_bytes(), &Limits::default()).is_ok() {
            let mut directory = directory();
            let (book, recognition, drafted) = import(&[("表.csv", text.into_bytes())], &mut directory).remove(0);
            prop_assert_eq!(lost(&book, &recognition, &drafted), Vec::<String>::new());
        }
    }

    #[test]
    fn no_bytes_make_the_reader_panic(bytes in prop::collection::vec(any::<u8>(), 0..2000), start in 0..4_usize) {
        let starts: [&[u8]; 4] = [b"", b"PK\x03\x04", b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", b"\xFF\xFE"];
        let _ = read_book("x", &[starts[start], &bytes].concat(), &Limits::default());
    }

    #[test]
    fn no_text_makes_a_reader_of_cells_panic(text in "\\PC{0,40}") {
        let _ = read_day(&text, Some(2019));
        let _ = money(&text, 10_000);
        let _ = mark(&text);
        let legend = Legend::of([&text, "√到会 ×请假"]);
        let _ = (legend.mark(&text), legend.absence(&text));
        let _ = names(&text, &|name| name.len() == 6);
        let _ = intake::verify_identity_number(&text);
        let _ = intake::quantity(&text, &["学时"]);
    }

    #[test]
    fn no_text_of_signs_and_words_makes_the_reader_of_legends_panic(
        pieces in prop::collection::vec(
            prop::sample::select(vec![
                "√", "×", "○", "X", "1", "/", "到会", "请假", "缺席或请假", "打", "为", "表示", "的", ":", "=", "“", "”",
                " ", "，", "、", "(", ")", "说明", "另有任务", "\n",
            ]),
            0..24,
        ),
    ) {
        let legend = Legend::of([pieces.concat()]);
        for piece in pieces {
            let _ = legend.mark(piece);
        }
    }

    #[test]
    fn a_day_is_read_from_all_its_writings(number in 0..25_000_i32) {
        let day = facts::Day::from_number(number);
        let (y, m, d) = (day.year(), day.month(), day.day_of_month());
        for text in [format!("{y}-{m}-{d}"), format!("{y}.{m:02}.{d:02}"), format!("{y}年{m}月{d}日"), format!("{y}{m:02}{d:02}"), format!("{y}/{m}/{d} 8:00")] {
            prop_assert_eq!(read_day(&text, None), Ok(intake::Said::Plain(intake::ReadDay::Day(day))), "{}", text);
        }
    }
}

#[test]
fn a_workbook_with_any_byte_changed_is_read_or_refused() {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    sheet.write(0, 0, "谈心谈话记录表").unwrap();
    sheet.write(1, 0, "谈话人").unwrap();
    let bytes = book.save_to_buffer().unwrap();
    for at in (0..bytes.len()).step_by(7) {
        let mut changed = bytes.clone();
        changed[at] ^= 0x55;
        let _ = read_book("x.xlsx", &changed, &Limits::default());
    }
}

#[test]
fn rows_of_a_further_table_in_a_sheet_are_read_by_its_own_header() {
    let text = "第一党支部2019年主题党日签到表\n序号,序号,序号,主持人,序号,序号,序号\n6学时\n\"\",合计,第一党支部,第一党支部\n";
    let mut directory = directory();
    let (book, recognition, drafted) = import(&[("表.csv", text.as_bytes().to_vec())], &mut directory).remove(0);
    assert_eq!(lost(&book, &recognition, &drafted), Vec::<String>::new());
}
