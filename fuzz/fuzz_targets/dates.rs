//! The readers of cells: days, spans, periods, amounts, quantities, lists of names, marks and ID numbers.
//!
//! Spans, periods and number cells have no public reader; they are reached through a sheet with the text in every cell.

#![no_main]

use std::sync::LazyLock;

use facts::{Day, Fen, Quantity};
use fuzz::drafts::check_book;
use fuzz::world::{LIMITS, RULEBOOK};
use intake::{Book, Cell, Legend, ReadDay, Recognition, Said, mark, money, name, names, quantity, read_book, read_day, recognise};
use libfuzzer_sys::fuzz_target;

/// One sheet of each kind that reads days, spans, periods, amounts and lists in its own way.
const TABLES: [&str; 3] = [
    "2019年三会一课台账\n会议类型,召开时间,主持人,应到人数,学时,缺席人员及原因,主要内容\n党员大会,2019-03-05,张三,3,2,李四(病假),学习\n",
    "谈心谈话记录表\n党支部,谈话时间,谈话人,谈话对象,方式\n第一党支部,2019-03-05,张三,李四,面谈\n",
    "党费交纳记录\n党支部,姓名,所属月份,交纳金额(万元),交纳日期\n第一党支部,张三,2019年3月,10,2019-03-05\n",
];

static BOOKS: LazyLock<Vec<(Book, Recognition)>> = LazyLock::new(|| {
    let read = |text: &str| read_book("第一党支部2019年.csv", text.as_bytes(), &LIMITS).unwrap();
    let with_plan = |book: Book| {
        let recognition = recognise(&book, &RULEBOOK, None);
        (book, recognition)
    };
    TABLES.map(|text| with_plan(read(text))).into()
});

fuzz_target!(|text: &str| {
    days(text);
    amounts(text);
    people(text);
    // Drafting costs a thousand times what reading does, and nobody writes a novel into a cell.
    if text.len() > 96 {
        return;
    }
    let number = text.get(..8).and_then(|start| start.as_bytes().try_into().ok()).map(f64::from_le_bytes);
    let cells = [Some(Cell::Text(text.to_owned())), text.trim().parse().ok().or(number).map(Cell::Number)];
    let (book, recognition) = &BOOKS[text.len() % BOOKS.len()];
    for cell in cells.into_iter().flatten() {
        in_every_column(book, recognition, &cell);
    }
});

fn days(text: &str) {
    for year in [None, Some(2019), Some(i32::MAX), Some(-1)] {
        let Ok(read) = read_day(text, year).map(Said::despite_remark) else { continue };
        let day = read.first();
        assert!((0..=9999).contains(&day.year()) && day <= Day::LATEST, "{text}: {day}");
        assert!(read.span().first <= read.span().last, "{text}");
        let written = match read {
            ReadDay::Day(day) => day.to_string(),
            ReadDay::Month(first) => format!("{:04}-{:02}", first.year(), first.month()),
        };
        assert_eq!(read_day(&written, None), Ok(Said::Plain(read)), "{text} was read as {written}");
    }
}

fn amounts(text: &str) {
    for unit in [1, 100, 1_000_000, i64::MAX] {
        if let Ok(fen) = money(text, unit).map(Said::despite_remark) {
            assert_eq!(fen.to_string().parse::<Fen>(), Ok(fen), "{text}");
            assert_eq!(money(&fen.to_string(), 100), Ok(Said::Plain(fen)), "{text}");
        }
    }
    if let Ok(read) = quantity(text, &["学时", "人"]).map(Said::despite_remark) {
        assert_eq!(read.to_string().parse::<Quantity>(), Ok(read), "{text}");
        assert_eq!(quantity(&read.to_string(), &[]), Ok(Said::Plain(read)), "{text}");
    }
}

fn people(text: &str) {
    let _ = mark(text);
    let legend = Legend::of([text]);
    let _ = (legend.mark(text), legend.absence(text));
    for named in names(text, &|name| name.chars().count() == 2) {
        assert!(!named.name.is_empty(), "{text}");
        assert_eq!(name(&named.name), named.name, "{text}");
    }
    if let Ok(number) = intake::verify_identity_number(text) {
        assert_eq!(intake::verify_identity_number(&number), Ok(number.clone()), "{text}");
    }
}

/// One row a column: the text stands there, and everything else is in order.
fn in_every_column(book: &Book, recognition: &Recognition, cell: &Cell) {
    let mut book = book.clone();
    for sheet in &mut book.sheets {
        let Some(row) = sheet.rows.pop() else { continue };
        for column in 0..row.len() {
            let mut changed = row.clone();
            changed[column] = cell.clone();
            sheet.rows.push(changed);
        }
    }
    check_book(&book, recognition);
}
