//! A few books written out of the demonstration group: rosters one sheet a branch, dues wide by month, the rest a
//! sheet a kind (`kept`).

use std::collections::BTreeMap;

use facts::{Day, Fact, PersonId, Value, kinds};
use office::demonstration::{Demonstration, Organisation};
use rust_xlsxwriter::XlsxError;

use super::Book;
use super::grid::{Cell, Sheet, row, xlsx};
use super::habits::Pen;
use super::kept;

/// The organisations, the rosters, a year's dues and other records of the first so many branches.
pub(super) fn books(group: &Demonstration, branches: usize, year: i32) -> Result<Vec<Book>, XlsxError> {
    let forms = ["branch", "joint", "temporary"];
    let chosen: Vec<&Organisation> =
        group.organisations.iter().filter(|organisation| forms.contains(&organisation.form)).take(branches).collect();
    let mut pen = Pen::default();
    let mut rosters = Vec::new();
    let mut dues = Vec::new();
    for organisation in &chosen {
        let ledger = group.ledger(organisation.id);
        rosters.push(roster(&mut pen, organisation, ledger));
        dues.push(dues_sheet(&mut pen, organisation, ledger, year));
    }
    Ok(vec![
        ("11党组织.xlsx".to_owned(), xlsx(&[directory(&mut pen, group, &chosen)])?),
        ("12花名册.xlsx".to_owned(), xlsx(&rosters)?),
        ("13党费.xlsx".to_owned(), xlsx(&dues)?),
        ("14台账.xlsx".to_owned(), xlsx(&kept::sheets(&mut pen, group, &chosen, year))?),
    ])
}

fn directory(pen: &mut Pen, group: &Demonstration, chosen: &[&Organisation]) -> Sheet {
    let mut sheet = Sheet::new("党组织");
    sheet.title("党组织基本情况", 4);
    sheet.push(row!["支部名称", "组织类型", "隶属党组织", "成立时间"]);
    let above =
        group.organisations.iter().filter(|organisation| ["committee", "general-branch"].contains(&organisation.form));
    for organisation in above.chain(chosen.iter().copied()) {
        let superior = group.organisations.iter().find(|other| Some(other.id) == organisation.superior);
        let founded = group.ledger(organisation.id).first().map(|fact| fact.occurred.first);
        sheet.push(row![
            organisation.name.as_str(),
            form_word(organisation.form),
            superior.map(|superior| superior.name.as_str()).unwrap_or_default(),
            founded.map_or(Cell::Empty, |day| pen.date(day)),
        ]);
    }
    sheet
}

fn form_word(form: &str) -> &'static str {
    match form {
        "committee" => "党委",
        "general-branch" => "党总支",
        "joint" => "联合党支部",
        "temporary" => "临时党支部",
        _ => "党支部",
    }
}

fn joined(ledger: &[Fact]) -> impl Iterator<Item = (PersonId, &Fact)> {
    let facts = ledger.iter().filter(|fact| fact.kind == kinds::MEMBER_JOINED);
    facts.filter_map(|fact| Some((fact.playing(kinds::MEMBER).next()?, fact)))
}

fn date(pen: &mut Pen, day: Option<Day>) -> Cell {
    day.map_or(Cell::Empty, |day| pen.date(day))
}

/// Sheet names hold at most 31 characters, which no name of a branch reaches.
fn roster(pen: &mut Pen, organisation: &Organisation, ledger: &[Fact]) -> Sheet {
    let mut sheet = Sheet::new(&organisation.name);
    sheet.title(&format!("{}党员名册", organisation.name), 7);
    sheet.push(row!["序号", "姓名", "性别", "出生年月", "加入中共组织日期", "转正日期", "党员类型"]);
    for (number, (_, fact)) in joined(ledger).enumerate() {
        let word = |field: &str| match fact.option(field) {
            Some("female") => "女",
            Some("male") => "男",
            Some("full") => "正式党员",
            _ => "预备党员",
        };
        sheet.push(row![
            number + 1,
            pen.name(fact.text(kinds::NAME).unwrap_or_default()),
            word("gender"),
            fact.text("born").unwrap_or_default(),
            date(pen, fact.day(kinds::JOINED_ON)),
            date(pen, fact.day(kinds::FULL_ON)),
            word(kinds::STANDING),
        ]);
    }
    sheet
}

/// Amounts by person and month of the year, corrections applied.
fn amounts(ledger: &[Fact], year: i32) -> BTreeMap<(PersonId, u32), i64> {
    let mut amounts = BTreeMap::new();
    for fact in facts::current(ledger, None).into_iter().filter(|fact| fact.kind == "dues-paid") {
        let month = match fact.value("month") {
            Some(Value::Period(period)) => period.days().map(|(first, _)| first),
            _ => None,
        };
        let (Some(month), Some(Value::Money(fen))) = (month, fact.value("amount")) else { continue };
        if let Some(payer) = fact.playing("payer").next().filter(|_| month.year() == year) {
            amounts.insert((payer, month.month()), fen.0);
        }
    }
    amounts
}

fn dues_sheet(pen: &mut Pen, organisation: &Organisation, ledger: &[Fact], year: i32) -> Sheet {
    let mut sheet = Sheet::new(&organisation.name);
    sheet.title(&format!("{}{year}年党费收缴登记表(单位:元)", organisation.name), 14);
    let mut header = row!["序号", "姓名"];
    header.extend((1..=12).map(|month| Cell::from(format!("{month}月"))));
    sheet.push(header);
    let amounts = amounts(ledger, year);
    for (number, (person, fact)) in joined(ledger).enumerate() {
        let mut row = row![number + 1, pen.name(fact.text(kinds::NAME).unwrap_or_default())];
        row.extend((1..=12).map(|month| match amounts.get(&(person, month)) {
            Some(fen) => Cell::Number(*fen as f64 / 100.0),
            None => Cell::Empty,
        }));
        sheet.push(row);
    }
    sheet
}
