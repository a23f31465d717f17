//! `wuhua rulebook check`, `list` and `copy`.

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Result;
use terminal::output;

/// 标准本身：检查、列出规则、复制一份来改
///
/// 台账目录里的文件夹 overlay 是叠加层：里面的 .md 文件叠在标准上，可以加要求或收紧要求。
/// 台账目录里的文件夹 rulebook 是整部标准的副本，用来代替内置标准。两者都在下一次运行时生效。
#[derive(Debug, clap::Args)]
#[command(verbatim_doc_comment)]
pub struct Arguments {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, clap::Subcommand)]
enum Verb {
    /// 检查标准：语法、用词、日期的空缺与重叠、全部示例，并报告还没有规则的条款
    ///
    /// 文件夹里是整部标准就单独检查，是叠加层就放在内置标准上检查；台账目录按它自己的标准检查。
    /// 不写就检查环境变量 WUHUA_STANDARD 指出的标准，没有指出就检查内置标准。
    Check {
        /// 放标准或叠加层的文件夹，或台账的目录
        #[arg(value_name = "文件夹")]
        folder: Option<PathBuf>,
    },
    /// 列出规则，每行一条：短名、条款、名称、哪一层、出处、与别的规则和文件的关系
    List {
        /// 放标准或叠加层的文件夹，或台账的目录；不写就同 check 一样
        #[arg(value_name = "文件夹")]
        folder: Option<PathBuf>,
    },
    /// 把内置标准复制到一个空文件夹，从这里改起
    Copy {
        /// 新的或空的文件夹
        #[arg(value_name = "文件夹")]
        folder: PathBuf,
    },
}

pub fn run(arguments: &Arguments) -> Result<ExitCode> {
    match &arguments.verb {
        Verb::Check { folder } => check(folder.as_deref()),
        Verb::List { folder } => {
            let places = office::standard::Places::in_folder(folder.as_deref())?;
            let mut text = office::rule_list(&places)?.join("\n");
            text.push('\n');
            output::data(text.as_bytes(), None)?;
            Ok(ExitCode::SUCCESS)
        }
        Verb::Copy { folder } => {
            let files = office::copy_standard(folder)?;
            output::talk(&format!("已复制 {files} 个文件到 {}。改好后用 wuhua rulebook check 检查", folder.display()));
            Ok(ExitCode::SUCCESS)
        }
    }
}

fn check(folder: Option<&std::path::Path>) -> Result<ExitCode> {
    let checked = office::check_rulebook(&office::standard::Places::in_folder(folder)?)?;
    let mut text = String::new();
    for sentence in checked.errors.iter().chain(&checked.warnings) {
        text.push_str(&format!("{sentence}\n"));
    }
    let covered = checked.clauses - checked.without_rule.len();
    text.push_str(&format!(
        "条款 {} 条，其中 {covered} 条有规则；规则 {} 条，示例 {} 个\n",
        checked.clauses, checked.rules, checked.examples
    ));
    if checked.national > 0 {
        text.push_str(&format!(
            "其中国家层 {} 条，{} 条由更严的规则加严，不另出结果\n",
            checked.national, checked.given_way
        ));
    }
    if !checked.without_rule.is_empty() {
        text.push_str(&format!("还没有规则的条款：{}\n", checked.without_rule.join(" ")));
    }
    text.push_str(&match (checked.errors.len(), checked.warnings.len()) {
        (0, 0) => "没有错误\n".to_owned(),
        (0, warnings) => format!("没有错误，{warnings} 处提醒\n"),
        (errors, warnings) => format!("{errors} 处错误，{warnings} 处提醒\n"),
    });
    output::data(text.as_bytes(), None)?;
    Ok(if checked.errors.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
