//! `wuhua import`.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, Result};
use indicatif::{ProgressBar, ProgressStyle};
use ledger::{Location, Mode};
use office::{
    BookFile, ColumnUnderstood, ImportWanted, Imported, Office, Progress, Replaced, Sureness, TableUnderstood,
};
use serde::Serialize;
use terminal::output;

/// 导入账本：xlsx、xls、ods、csv(UTF-8 或 GBK)
///
/// 先组织和名册，后其他，不论给出的顺序。一本账要么整本进，要么不进；同一本账再导一次，什么也不会多。
/// 不能收的逐格列出，其余照收。退出码：0 全部收下，3 有的没收，1 失败，2 用法不对。
#[derive(Debug, clap::Args)]
#[command(verbatim_doc_comment)]
pub struct Arguments {
    /// 数据目录，或 postgres:// 开头的地址
    #[arg(value_name = "目录", value_parser = super::location)]
    place: Location,
    /// 账本文件
    #[arg(value_name = "文件", required = true)]
    files: Vec<PathBuf>,
    /// 只看会怎样，什么也不写
    #[arg(long)]
    dry_run: bool,
    /// 更正或补充：与台账里已有的像是同一件事的，取代原来的记录；两条都留着看得到
    #[arg(long)]
    correct: bool,
    /// 列的对照文件；没有这个文件就按认出来的写一份，可以改好再用
    #[arg(long, value_name = "文件")]
    mapping: Option<PathBuf>,
    /// 把没收的行写成工作簿，原因在旁边，改好再导入
    #[arg(long, value_name = "文件.xlsx")]
    refused: Option<PathBuf>,
    /// 输出的格式
    #[arg(long, value_name = "格式", value_enum, default_value_t = Format::Text)]
    format: Format,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    Text,
    Json,
}

/// The JSON that other tools rely on.
#[derive(Debug, Serialize)]
struct Report<'a> {
    taken: Vec<Taken<'a>>,
    refused: Vec<Refused<'a>>,
    /// Refusals that are not in the file of refused rows; with `--refused` alone.
    #[serde(skip_serializing_if = "Option::is_none")]
    refused_elsewhere: Option<usize>,
    replaced: Vec<ReplacedRecord<'a>>,
    questions: &'a [String],
    notes: &'a [String],
    /// With `--dry-run` alone.
    #[serde(skip_serializing_if = "Option::is_none")]
    understood: Option<Vec<Understood<'a>>>,
}

/// How one table was understood.
#[derive(Debug, Serialize)]
struct Understood<'a> {
    file: &'a str,
    sheet: &'a str,
    kind: Option<&'a str>,
    header_row: Option<usize>,
    columns: Vec<UnderstoodColumn<'a>>,
}

#[derive(Debug, Serialize)]
struct UnderstoodColumn<'a> {
    column: &'a str,
    header: &'a str,
    target: &'a str,
    sureness: &'static str,
}

#[derive(Debug, Serialize)]
struct Taken<'a> {
    file: &'a str,
    kind: &'a str,
    name: &'a str,
    records: usize,
    already_there: usize,
    corrected: usize,
}

#[derive(Debug, Serialize)]
struct Refused<'a> {
    file: &'a str,
    sheet: &'a str,
    cell: &'a str,
    expected: &'a str,
    found: &'a str,
    advice: &'a str,
    extent: &'a str,
}

/// A record that counts no more.
#[derive(Debug, Serialize)]
struct ReplacedRecord<'a> {
    file: &'a str,
    sheet: &'a str,
    cell: &'a str,
    organisation: &'a str,
    record: &'a str,
    occurred: &'a str,
    kind: &'a str,
    content: &'a str,
    changes: Vec<Change<'a>>,
}

#[derive(Debug, Serialize)]
struct Change<'a> {
    field: &'a str,
    was: &'a str,
    is: &'a str,
}

pub async fn run(arguments: Arguments) -> Result<ExitCode> {
    let mapping = match &arguments.mapping {
        Some(path) if path.exists() => Some(read_mapping(path)?),
        _ => None,
    };
    arguments.refused.as_deref().map(output::refuse_what_is_there).transpose()?;
    let mode = if arguments.dry_run { Mode::Read } else { Mode::Write };
    let office = Office::open(&arguments.place, mode).await?;
    let wanted = ImportWanted {
        files: arguments.files.iter().map(|path| BookFile::OnDisk { path: path.clone() }).collect(),
        mapping: mapping.clone(),
        dry_run: arguments.dry_run,
        correct: arguments.correct,
        now: super::now(),
    };
    let bar = progress_bar();
    let imported = office.import(&super::operator().may(), &wanted, |progress| show(&bar, &progress)).await;
    bar.finish_and_clear();
    let imported = imported?;
    office.close().await;
    if let (Some(path), None) = (&arguments.mapping, &mapping) {
        output::data(imported.mapping.as_bytes(), Some(path))?;
        output::talk(&format!("已把认出来的列写到 {}，可以改好再用", path.display()));
    }
    if let (Some(path), Some(book)) = (&arguments.refused, &imported.refused_book) {
        output::data(book, Some(path))?;
        output::talk(&format!("没收的行连同原因写到了 {}，改好后加 --correct 导入这个文件即可", path.display()));
    }
    if let (Some(path), 1..) = (&arguments.refused, imported.refused_elsewhere) {
        let (place, count) = (path.display(), imported.refused_elsewhere);
        output::talk(&format!(
            "没收的有 {count} 处不在 {place} 里：只是某一格、某一列没有收，或者整张表没有认出来。\
             请在原来的账本里改好，再把账本加 --correct 导入"
        ));
    }
    let text = match arguments.format {
        Format::Text => text(&imported, arguments.dry_run),
        Format::Json => json(&imported, arguments.dry_run, arguments.refused.is_some())?,
    };
    output::data(text.as_bytes(), None)?;
    Ok(if imported.refused.is_empty() { ExitCode::SUCCESS } else { ExitCode::from(output::SOME_REFUSED) })
}

fn read_mapping(path: &Path) -> Result<String> {
    std::fs::read_to_string(path).with_context(|| format!("读不了对照文件 {}。请检查路径和权限", path.display()))
}

/// Shown on a terminal only; nothing is drawn into a file or a pipe.
fn progress_bar() -> ProgressBar {
    let bar = ProgressBar::new(0);
    if let Ok(style) = ProgressStyle::with_template("{bar:24} {pos}/{len} {msg}") {
        bar.set_style(style);
    }
    bar
}

fn show(bar: &ProgressBar, progress: &Progress) {
    match progress {
        Progress::Reading { file, number, of } => {
            bar.set_length(2 * *of as u64);
            bar.set_position(*number as u64);
            bar.set_message(format!("读 {file}"));
        }
        Progress::Rows { file, rows } => bar.set_message(format!("读 {file}，已读 {rows} 行")),
        Progress::Taking { file, records, number, of } => {
            bar.set_position((of + number) as u64);
            bar.set_message(format!("收 {file}，{records} 条"));
        }
    }
}

fn text(imported: &Imported, dry_run: bool) -> String {
    let mut text = String::new();
    let verb = if dry_run { "可收" } else { "收下" };
    for taken in &imported.taken {
        let new = taken.records - taken.already_there;
        let known = if taken.already_there > 0 {
            format!("，另有 {} 条已在台账里", taken.already_there)
        } else {
            String::new()
        };
        let corrected = if taken.corrected > 0 {
            format!("，其中 {} 条更正了原来的记录", taken.corrected)
        } else {
            String::new()
        };
        text.push_str(&format!("{}：{verb}{} {new} 条{corrected}{known}\n", taken.file, taken.name));
    }
    let list = |text: &mut String, title: &str, lines: &[String]| {
        if !lines.is_empty() {
            text.push_str(&format!("\n{title}（{} 处）\n", lines.len()));
            lines.iter().for_each(|line| text.push_str(&format!("  · {line}\n")));
        }
    };
    if dry_run {
        text.push_str(&columns(imported));
    }
    let refused: Vec<String> = imported.refused.iter().map(|refused| refused.sentence.clone()).collect();
    list(&mut text, "没有收的", &refused);
    list(&mut text, "被取代的原记录", &imported.replaced.iter().map(replaced_line).collect::<Vec<_>>());
    list(&mut text, "请确认", &imported.questions);
    list(&mut text, "说明", &imported.notes);
    if imported.refused.is_empty() {
        text.push_str("没有拒收的内容\n");
    }
    text
}

fn replaced_line(replaced: &Replaced) -> String {
    let Replaced { file, sheet, cell, organisation, occurred, kind, content, changes, .. } = replaced;
    let change = |change: &office::Change| format!("{}由“{}”改为“{}”", change.field, change.was, change.is);
    let changes = match changes.as_slice() {
        [] => "内容不变，补了保密内容".to_owned(),
        changes => changes.iter().map(change).collect::<Vec<_>>().join("，"),
    };
    format!("{file} 〔{sheet}〕{cell} 取代 {organisation} {occurred} 的{kind}（{content}）：{changes}")
}

/// How the columns of each table were understood.
fn columns(imported: &Imported) -> String {
    let mut text = format!("\n各列的读法（{} 张表）\n", imported.understood.len());
    for (file, table) in &imported.understood {
        let kind = match (&table.kind, table.sureness) {
            (Some(kind), Sureness::Guessed) => format!("{kind}（猜的，请确认）"),
            (Some(kind), _) => kind.clone(),
            (None, Sureness::Unknown) => "没有认出来".to_owned(),
            (None, _) => "每行按自己写明的类型".to_owned(),
        };
        let header = table.header_row.map(|row| format!("，表头在第 {row} 行")).unwrap_or_default();
        text.push_str(&format!("  · {file} 〔{}〕{kind}{header}\n", table.sheet));
        for column in &table.columns {
            let header = if column.header.is_empty() { "（没有表头）" } else { &column.header };
            let target = match column.sureness {
                Sureness::Known => column.target.clone(),
                Sureness::Mapped => format!("{}（按对照文件）", column.target),
                Sureness::Guessed => format!("{}（猜的，请确认）", column.target),
                Sureness::Unknown => "没有认出来".to_owned(),
            };
            text.push_str(&format!("      {} {header}：{target}\n", column.column));
        }
    }
    text
}

fn understood<'a>(file: &'a str, table: &'a TableUnderstood) -> Understood<'a> {
    let column = |column: &'a ColumnUnderstood| UnderstoodColumn {
        column: &column.column,
        header: &column.header,
        target: &column.target,
        sureness: match column.sureness {
            Sureness::Known => "known",
            Sureness::Mapped => "mapped",
            Sureness::Guessed => "guessed",
            Sureness::Unknown => "unknown",
        },
    };
    Understood {
        file,
        sheet: &table.sheet,
        kind: table.kind.as_deref(),
        header_row: table.header_row,
        columns: table.columns.iter().map(column).collect(),
    }
}

fn replaced_record(replaced: &Replaced) -> ReplacedRecord<'_> {
    ReplacedRecord {
        file: &replaced.file,
        sheet: &replaced.sheet,
        cell: &replaced.cell,
        organisation: &replaced.organisation,
        record: &replaced.record,
        occurred: &replaced.occurred,
        kind: &replaced.kind,
        content: &replaced.content,
        changes: replaced.changes.iter().map(|office::Change { field, was, is }| Change { field, was, is }).collect(),
    }
}

fn json(imported: &Imported, dry_run: bool, refused_to_file: bool) -> Result<String> {
    let report = Report {
        taken: imported
            .taken
            .iter()
            .map(|taken| Taken {
                file: &taken.file,
                kind: &taken.kind,
                name: &taken.name,
                records: taken.records,
                already_there: taken.already_there,
                corrected: taken.corrected,
            })
            .collect(),
        refused: imported
            .refused
            .iter()
            .map(|refused| Refused {
                file: &refused.file,
                sheet: &refused.sheet,
                cell: &refused.cell,
                expected: &refused.expected,
                found: &refused.found,
                advice: &refused.advice,
                extent: refused.extent,
            })
            .collect(),
        refused_elsewhere: refused_to_file.then_some(imported.refused_elsewhere),
        replaced: imported.replaced.iter().map(replaced_record).collect(),
        questions: &imported.questions,
        notes: &imported.notes,
        understood: dry_run.then(|| imported.understood.iter().map(|(file, table)| understood(file, table)).collect()),
    };
    Ok(serde_json::to_string_pretty(&report)? + "\n")
}
