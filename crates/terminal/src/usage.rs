//! The command line in Chinese: clap's own words in help, and what is said about a line that cannot be read.
//!
//! clap has no translations. Its documented means are used instead: headings and templates for help, kind and context
//! of an error for everything else.

use std::error::Error;
use std::ffi::OsString;
use std::process::ExitCode;

use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{Arg, ArgAction, Command, CommandFactory, FromArgMatches};

const TEMPLATE: &str = "{about-with-newline}\n用法：{usage}\n\n{all-args}";
const OPTIONS: &str = "选项";

/// Reads the command line. Help, the version and mistakes are printed here; then there is only an exit code left.
pub fn read<A: CommandFactory + FromArgMatches>(words: impl IntoIterator<Item = OsString>) -> Result<A, ExitCode> {
    let command = in_chinese(A::command(), "").arg(version());
    let mut words: Vec<OsString> = words.into_iter().collect();
    // What many type out of habit; clap's own command of this name speaks English.
    if words.get(1).is_some_and(|word| word == "help") {
        // Help on help is the help there is.
        words.retain(|word| word != "help");
        words.push("--help".into());
    }
    command.try_get_matches_from(words).and_then(|matches| A::from_arg_matches(&matches)).map_err(|error| tell(&error))
}

fn version() -> Arg {
    let arg = Arg::new("version").short('V').long("version").action(ArgAction::Version);
    arg.help("显示版本").help_heading(OPTIONS).display_order(usize::MAX)
}

/// A command with all of its own commands; `above` stands in front of its name.
fn in_chinese(command: Command, above: &str) -> Command {
    let name = format!("{above}{}", command.get_name());
    let help = Arg::new("help").short('h').long("help").action(ArgAction::Help);
    let usage = usage(&command, &name);
    // Below headings of one's own clap sorts by name, unless it is told the order.
    let mut place = 0..;
    command
        .disable_help_flag(true)
        .disable_version_flag(true)
        .mut_args(|arg| argument(arg).display_order(place.next().unwrap_or_default()))
        .arg(help.help("显示说明").help_heading(OPTIONS).display_order(usize::MAX - 1))
        .override_usage(usage)
        .help_template(TEMPLATE)
        .subcommand_help_heading("命令")
        .mut_subcommands(|below| in_chinese(below, &format!("{name} ")))
}

fn usage(command: &Command, name: &str) -> String {
    // How an argument is written is known only once the command is built.
    let mut command = command.clone();
    command.build();
    let mut words = vec![name.to_owned()];
    let (must, may): (Vec<&Arg>, Vec<&Arg>) = command.get_opts().partition(|arg| arg.is_required_set());
    let is_flag = |arg: &&Arg| !arg.is_positional() && matches!(arg.get_action(), ArgAction::SetTrue);
    if !may.is_empty() || command.get_arguments().any(|arg| is_flag(&arg)) {
        words.push("[选项]".to_owned());
    }
    words.extend(must.into_iter().chain(command.get_positionals()).map(ToString::to_string));
    if command.has_subcommands() {
        words.push("<命令>".to_owned());
    }
    words.join(" ")
}

/// Heading, choices and default of an argument, behind what it is for.
fn argument(arg: Arg) -> Arg {
    let heading = if arg.is_positional() { "参数" } else { OPTIONS };
    let arg = arg.help_heading(heading);
    if !arg.get_action().takes_values() {
        return arg;
    }
    let mut help = arg.get_help().map(ToString::to_string).unwrap_or_default();
    let choices: Vec<String> = arg.get_possible_values().iter().map(|value| value.get_name().to_owned()).collect();
    if !choices.is_empty() {
        help.push_str(&format!(",{} 之一", choices.join("、")));
    }
    let defaults: Vec<_> = arg.get_default_values().iter().map(|value| value.to_string_lossy()).collect();
    if !defaults.is_empty() {
        help.push_str(&format!("；不写就是 {}", defaults.join("、")));
    }
    arg.help(help).hide_possible_values(true).hide_default_value(true)
}

/// Prints what clap has to say, and gives its exit code: 0 for help and version, 2 for wrong usage.
fn tell(error: &clap::Error) -> ExitCode {
    let printed = match error.kind() {
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
            error.print()
        }
        _ => {
            crate::output::say(&mistake(error));
            Ok(())
        }
    };
    // Nobody is left to be told that nobody is reading.
    drop(printed);
    ExitCode::from(u8::try_from(error.exit_code()).unwrap_or(crate::output::WRONG_USAGE))
}

fn mistake(error: &clap::Error) -> String {
    let mut text = format!("错误：{}{}\n", sentence(error), nearest(error));
    if let Some(usage) = one(error, ContextKind::Usage) {
        text.push_str(&format!("\n用法：{}\n", usage.trim_start_matches("Usage:").trim()));
    }
    text + "\n加上 --help 看详细说明\n"
}

fn sentence(error: &clap::Error) -> String {
    let wrong = one(error, ContextKind::InvalidArg).unwrap_or_default();
    let value = one(error, ContextKind::InvalidValue).unwrap_or_default();
    match error.kind() {
        ErrorKind::ValueValidation => {
            format!("{wrong}：{}", error.source().map(ToString::to_string).unwrap_or_default())
        }
        ErrorKind::InvalidValue if value.is_empty() => format!("{wrong} 后面缺少内容{}", choices(error)),
        ErrorKind::InvalidValue => format!("{wrong} 不能是“{value}”{}", choices(error)),
        ErrorKind::UnknownArgument if wrong.starts_with('-') => format!("没有“{wrong}”这个选项"),
        ErrorKind::UnknownArgument => format!("“{wrong}”是多出来的"),
        ErrorKind::InvalidSubcommand => {
            format!("没有“{}”这个命令", one(error, ContextKind::InvalidSubcommand).unwrap_or_default())
        }
        ErrorKind::MissingRequiredArgument => format!("缺少 {wrong}"),
        ErrorKind::MissingSubcommand => "缺少命令".to_owned(),
        ErrorKind::ArgumentConflict => match one(error, ContextKind::PriorArg) {
            Some(prior) if prior != wrong => format!("{wrong} 不能与 {prior} 一起用"),
            _ => format!("{wrong} 只能写一次"),
        },
        ErrorKind::NoEquals => format!("{wrong} 与它的内容之间应有等号"),
        ErrorKind::TooManyValues | ErrorKind::TooFewValues | ErrorKind::WrongNumberOfValues => {
            format!("{wrong} 后面的内容太多或太少")
        }
        ErrorKind::InvalidUtf8 => "命令行里有不是 UTF-8 编码的文字".to_owned(),
        _ => format!("命令行读不懂。系统原文：{error}"),
    }
}

fn choices(error: &clap::Error) -> String {
    one(error, ContextKind::ValidValue).map(|known| format!("，应为 {known} 之一")).unwrap_or_default()
}

fn nearest(error: &clap::Error) -> String {
    let kinds = [ContextKind::SuggestedArg, ContextKind::SuggestedSubcommand, ContextKind::SuggestedValue];
    let word = kinds.into_iter().find_map(|kind| one(error, kind));
    word.map(|word| format!("，最接近的是“{word}”")).unwrap_or_default()
}

/// A part of the error as text; several are joined.
fn one(error: &clap::Error, kind: ContextKind) -> Option<String> {
    match error.get(kind)? {
        ContextValue::String(text) => Some(text.clone()),
        ContextValue::Strings(texts) if !texts.is_empty() => Some(texts.join("、")),
        ContextValue::StyledStr(text) => Some(text.to_string()),
        ContextValue::Number(number) => Some(number.to_string()),
        _ => None,
    }
}
