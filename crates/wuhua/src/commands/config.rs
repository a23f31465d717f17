//! `wuhua config`.

use std::process::ExitCode;

use anyhow::Result;
use ledger::Location;
use terminal::output;

use crate::settings::{Form, Given, Known, Options, Settings};

/// 配置：列出全部的项、现在的值和它从哪里来
///
/// 印出来的就是配置文件的写法，可以存成数据目录里的 wuhua.toml 再改。先看命令行，再看环境变量，再看文件，都没有写的按注释里说的。密钥不写在这里，只写存它的文件。
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// 数据目录，或 postgres:// 开头的地址；不写就只看环境变量和 --config 的文件
    #[arg(value_name = "目录", value_parser = super::location)]
    place: Option<Location>,
    #[command(flatten)]
    options: Options,
}

pub fn run(arguments: &Arguments) -> Result<ExitCode> {
    let settings = Settings::read(&arguments.options, arguments.place.as_ref())?;
    let mut text = String::new();
    let mut section = "";
    for (known, given) in &settings.written {
        let (of, name) = known.key.split_once('.').unwrap_or(("", known.key));
        if of != section {
            text.push_str(&format!("[{of}]\n\n"));
            section = of;
        }
        text.push_str(&entry(known, name, given.as_ref()));
    }
    output::data(text.as_bytes(), None)?;
    Ok(ExitCode::SUCCESS)
}

/// One setting with what it means; commented out where it is not set.
fn entry(known: &Known, name: &str, given: Option<&Given>) -> String {
    let Known { means, expects, variable, .. } = known;
    let value = match given {
        Some(given) => format!("{name} = {}  # {}", value(known.form, &given.values), given.from),
        None if known.default.is_empty() => format!("# {name} ="),
        None => format!("# {name} = {}", value(known.form, &[known.default.to_owned()])),
    };
    format!("# {means}。\n# 应为{expects}。环境变量 {variable}\n{value}\n\n")
}

fn value(form: Form, values: &[String]) -> String {
    let quoted = |text: &String| format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""));
    match form {
        Form::Text => values.iter().map(quoted).collect(),
        Form::Yes | Form::Number => values.concat(),
        Form::List => format!("[{}]", values.iter().map(quoted).collect::<Vec<_>>().join(", ")),
    }
}
