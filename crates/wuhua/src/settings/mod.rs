//! What the program is set to: options before variables before the file, read once into one typed value.
//!
//! The file is `wuhua.toml` in the data directory, or the one that `--config` or `WUHUA_CONFIG` names. It holds no
//! secret: where one is needed, the file names another that nobody but its owner may read.

mod file;
mod known;
mod notices;
mod sign_on;

use std::collections::BTreeMap;
use std::fmt;
use std::net::SocketAddr;
use std::num::NonZeroU32;
use std::path::PathBuf;

use ledger::Location;
use office::access::Role;
use office::{NoticesWanted, Scanner, SignOnWanted};
use web::Network;

pub use known::{Form, KNOWN, Known};

/// The file's name in a data directory.
pub const FILE: &str = "wuhua.toml";
/// The variable that names another one.
const FILE_VARIABLE: &str = "WUHUA_CONFIG";

/// Options of the command line that set something; the same for every command that serves.
#[derive(Debug, Clone, Default, clap::Args)]
pub struct Options {
    /// 配置文件；不写就是数据目录里的 wuhua.toml。全部的项见 wuhua config
    #[arg(long, value_name = "文件")]
    config: Option<PathBuf>,
    /// 在哪个地址和端口上提供服务；端口写 0 就任选一个。也可以用环境变量 WUHUA_LISTEN；不写就是 127.0.0.1:8321
    #[arg(long, value_name = "地址和端口")]
    listen: Option<String>,
    /// 浏览器通过 https 到达这里（前面有代理）：登录凭证只在 https 上发送。也可以用环境变量 WUHUA_HTTPS
    #[arg(long)]
    https: bool,
    /// 大家用哪个网址打开，如 https://wuhua.example.cn。也可以用环境变量 WUHUA_ADDRESS
    #[arg(long, value_name = "网址")]
    address: Option<String>,
}

/// Everything that is set.
#[derive(Debug)]
pub struct Settings {
    pub listen: SocketAddr,
    pub https: bool,
    pub address: Option<String>,
    pub proxies: Vec<Network>,
    /// Where other programs may be told what was written, besides the public network.
    pub private_networks: Vec<Network>,
    pub metrics: Option<SocketAddr>,
    pub log_level: String,
    pub log_is_json: bool,
    pub failures_per_hour: NonZeroU32,
    /// Roles that more than a password is asked of.
    pub second_factor: Vec<Role>,
    pub sign_on: Option<SignOnWanted>,
    pub scanner: Option<Scanner>,
    /// How people are told what is to be done.
    pub notices: NoticesWanted,
    /// What was written where, to be shown.
    pub written: Vec<(&'static Known, Option<Given>)>,
}

/// What something is set to, and by what.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Given {
    pub values: Vec<String>,
    pub from: Origin,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Origin {
    Option(&'static str),
    Variable(&'static str),
    File { path: PathBuf, line: usize },
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Origin::Option(name) => write!(f, "命令行 {name}"),
            Origin::Variable(name) => write!(f, "环境变量 {name}"),
            Origin::File { path, line } => write!(f, "{} 第 {line} 行", path.display()),
        }
    }
}

#[derive(Debug, thiserror::Error)]
pub enum SettingsError {
    #[error("读不了配置文件 {path}：{reason}。请检查路径和权限")]
    Unreadable { path: String, reason: String },
    #[error("配置有 {} 处不对，没有开始：\n  {}", .0.len(), .0.join("\n  "))]
    Mistakes(Vec<String>),
}

impl Settings {
    /// Reads options, variables and the file that belongs to `place`.
    ///
    /// # Errors
    /// Where the file cannot be read, or anything in any of them is not as it should be.
    pub fn read(options: &Options, place: Option<&Location>) -> Result<Settings, SettingsError> {
        let mut reading = Reading::default();
        if let Some(path) = file_of(options, place) {
            let text = std::fs::read_to_string(&path).map_err(|error| SettingsError::Unreadable {
                path: path.display().to_string(),
                reason: office::system_reason(&error),
            })?;
            let read = file::read(&path, &text);
            reading.given.extend(read.given.into_iter().map(|(known, given)| (known.key, given)));
            reading.mistakes = read.mistakes;
        }
        for known in KNOWN {
            if let Some(given) = from_variable(known) {
                reading.given.insert(known.key, given);
            }
        }
        reading.given.extend(from_options(options));
        reading.settings()
    }
}

/// The file that is named; else the one in the data directory, where there is one.
fn file_of(options: &Options, place: Option<&Location>) -> Option<PathBuf> {
    let variable = std::env::var_os(FILE_VARIABLE).filter(|path| !path.is_empty()).map(PathBuf::from);
    let beside = || match place {
        Some(Location::Directory(directory)) => Some(directory.join(FILE)).filter(|path| path.exists()),
        _ => None,
    };
    options.config.clone().or(variable).or_else(beside)
}

fn from_variable(known: &'static Known) -> Option<Given> {
    let text = std::env::var(known.variable).ok().filter(|text| !text.trim().is_empty())?;
    let values = match known.form {
        Form::List => text.split(',').map(|item| item.trim().to_owned()).collect(),
        _ => vec![text.trim().to_owned()],
    };
    Some(Given { values, from: Origin::Variable(known.variable) })
}

fn from_options(options: &Options) -> impl Iterator<Item = (&'static str, Given)> {
    let https = options.https.then(|| "true".to_owned());
    let all = [("listen", options.listen.clone()), ("https", https), ("address", options.address.clone())];
    all.into_iter().filter_map(|(key, value)| {
        let option = known::known(key)?.option?;
        Some((key, Given { values: vec![value?], from: Origin::Option(option) }))
    })
}

/// What is set so far, and what is wrong with it: all mistakes are told at once.
#[derive(Debug, Default)]
struct Reading {
    given: BTreeMap<&'static str, Given>,
    mistakes: Vec<String>,
}

impl Reading {
    fn settings(mut self) -> Result<Settings, SettingsError> {
        let address = self.one("address", address);
        let settings = Settings {
            listen: self.one("listen", |text| text.parse().ok()).unwrap_or(([127, 0, 0, 1], 0).into()),
            https: self.one("https", yes).unwrap_or(false)
                || address.as_ref().is_some_and(|address: &String| address.starts_with("https://")),
            proxies: self.all("proxies", |text| text.parse().ok()),
            private_networks: self.all("webhooks.private-networks", |text| text.parse().ok()),
            metrics: self.one("metrics", |text| text.parse().ok()),
            log_level: self.one("log.level", level).unwrap_or_default(),
            log_is_json: self.one("log.format", |text| word(text, &["text", "json"])) == Some("json"),
            failures_per_hour: self
                .one("sign-in.failures-per-hour", |text| text.parse().ok().filter(|most| *most <= FAILURES_MOST))
                .unwrap_or(NonZeroU32::MIN),
            second_factor: self.all("sign-in.second-factor", Role::from_slug),
            sign_on: self.sign_on(address.as_ref()),
            scanner: self.one("attachments.scanner", Scanner::parse),
            notices: self.notices(address.as_ref()),
            address,
            written: KNOWN.iter().map(|known| (known, self.given.get(known.key).cloned())).collect(),
        };
        match self.mistakes.is_empty() {
            true => Ok(settings),
            false => Err(SettingsError::Mistakes(self.mistakes)),
        }
    }

    /// What one setting says, else what holds without it.
    fn one<T>(&mut self, key: &'static str, read: impl Fn(&str) -> Option<T>) -> Option<T> {
        self.all(key, read).into_iter().next()
    }

    fn all<T>(&mut self, key: &'static str, read: impl Fn(&str) -> Option<T>) -> Vec<T> {
        let Some(known) = known::known(key) else { return Vec::new() };
        let Some(given) = self.given.get(key) else {
            return if known.default.is_empty() { Vec::new() } else { read(known.default).into_iter().collect() };
        };
        let mut all = Vec::new();
        for value in &given.values {
            match read(value) {
                Some(value) => all.push(value),
                None => {
                    self.mistakes.push(format!("{}：{key} 应为{}，实际是“{value}”", given.from, known.expects));
                }
            }
        }
        all
    }
}

const FAILURES_MOST: NonZeroU32 = match NonZeroU32::new(1_000_000) {
    Some(most) => most,
    None => NonZeroU32::MAX,
};

fn yes(text: &str) -> Option<bool> {
    match text {
        "true" | "1" | "yes" | "是" => Some(true),
        "false" | "0" | "no" | "否" => Some(false),
        _ => None,
    }
}

fn word<'t>(text: &str, known: &[&'t str]) -> Option<&'t str> {
    known.iter().copied().find(|word| *word == text)
}

/// One word, or the finer language of the log: `warn,web=debug`.
fn level(text: &str) -> Option<String> {
    let words = ["off", "error", "warn", "info", "debug", "trace"];
    let is_known = |part: &str| words.contains(&part.rsplit('=').next().unwrap_or_default().trim());
    text.split(',').all(is_known).then(|| text.to_owned())
}

/// Scheme, host and port, without a slash at the end.
fn address(text: &str) -> Option<String> {
    let text = text.strip_suffix('/').unwrap_or(text);
    let host = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"))?;
    let is_host = |one: char| one.is_ascii_alphanumeric() || matches!(one, '.' | '-' | ':' | '[' | ']');
    (!host.is_empty() && host.chars().all(is_host)).then(|| text.to_owned())
}

#[cfg(test)]
mod tests;
