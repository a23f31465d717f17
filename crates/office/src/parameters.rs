//! Command: give a parameter of the standard a value from a day on, or take back one that was given so.
//!
//! What is given stands in one file of the overlay, which people can read and check like any other. The whole standard
//! is read with it before the file is written: what the layers above do not allow is refused by the words of the check.
//! A file under that name with anything else in it is somebody's own and stays as it is.
//! A server takes the new standard by [`Live::renewed`](crate::live::Live::renewed).

use std::collections::BTreeMap;
use std::io::Write;
use std::path::Path;
use std::sync::{Mutex, PoisonError};

use facts::{Day, Instant, Quantity};
use rulebook::{DatedValue, Parameter, Rulebook, Source};

use crate::access::{Allowed, SetParameters};
use crate::standard::{Places, Sources, load_sources, overlay_folder};
use crate::{Office, OfficeError};

/// The file of the overlay that is written here.
const FILE: &str = "parameters.md";

const SOURCE_MOST: usize = 200;

/// A value so many times as large or as small as the one before it is a slip of the hand.
const APART_MOST: i64 = 10;

/// What is counted one by one.
const COUNTED: [&str; 8] = ["人", "名", "个", "次", "日", "月", "年", "条"];

/// A value for a parameter, as somebody typed it.
#[derive(Debug, Clone, Default)]
pub struct ParameterWanted {
    /// The parameter's slug.
    pub parameter: String,
    pub value: String,
    /// The first day on which it holds.
    pub from: String,
    /// The document that says so.
    pub source: String,
}

/// Why a parameter stays as it is.
#[derive(Debug, thiserror::Error)]
pub enum ParameterRefused {
    #[error("应选一个参数")]
    Which,
    #[error("“改为”应是最多两位小数的数，如 40 或 0.5，现在是“{0}”")]
    Value(String),
    #[error("“{name}”的单位是{unit}，应是整数，现在是“{found}”")]
    Counted { name: String, unit: String, found: String },
    #[error(
        "“{name}”那天是 {known}，改为 {found} 相差太多，没有改。请核对是不是写错了；确要这样改，请管理员写在叠加层的文件里"
    )]
    Apart { name: String, known: Quantity, found: Quantity },
    #[error("“从哪天起”应写成 2026-03-31 这样，现在是“{0}”")]
    From(String),
    #[error("“{name}”从 {first} 才有，“从哪天起”应不早于那天，现在是 {found}")]
    Before { name: String, first: Day, found: Day },
    #[error("“依据”应写明哪个文件，最多 {SOURCE_MOST} 个字，写在一行里")]
    Source,
    #[error("“{name}”在叠加层的文件 {file} 里已经写了值，网页不改那个文件。请在那里改，或者先从那里删去")]
    InAnotherFile { name: String, file: String },
    #[error("叠加层的文件 {FILE} 里有不是网页写的内容，网页不改它。请把那些内容移到叠加层的另一个文件里，再来改")]
    NotOurs,
    #[error("台账在数据库里，没有放叠加层的文件夹。请先用环境变量 WUHUA_STANDARD 指出一个")]
    NoFolder,
    #[error("标准现在读不了，没有改：{0}")]
    Unreadable(OfficeError),
    #[error("标准不允许这样改，没有改：{}", .0.join("；"))]
    Standard(Vec<String>),
    #[error("没有找到要撤回的值，可能已经撤回")]
    NotSet,
    #[error(transparent)]
    Office(#[from] OfficeError),
}

/// The values that are set here, by the slug of their parameter.
type Set = BTreeMap<String, Vec<(Day, Quantity, String)>>;

/// What a change found beside what it changed.
struct Changed {
    /// The value that it took the place of.
    before: Option<(Quantity, String)>,
    /// The standard as it lay there was not the one that is in use: somebody changed a file of it meanwhile.
    takes_in: bool,
}

impl Office {
    /// The number that places in the standard give the file that is written here, if it is there.
    pub fn file_of_parameters(&self) -> Option<u16> {
        let own = overlay_folder(&self.location)?.join(FILE);
        index_of(self.files.iter().map(String::as_str), &own)
    }

    /// Whether there is a folder for what is set here.
    pub fn keeps_parameters(&self) -> bool {
        overlay_folder(&self.location).is_some()
    }

    /// Gives a parameter a value from a day on, in place of one that was set here for the same day.
    ///
    /// # Errors
    /// Where something is not as it should be, the standard would have errors, or the file cannot be written.
    pub async fn set_parameter(
        &self,
        allowed: &Allowed<SetParameters>,
        wanted: &ParameterWanted,
        now: Instant,
    ) -> Result<(), ParameterRefused> {
        let known = self.rulebook.parameters.iter().find(|known| known.slug == wanted.parameter);
        let known = known.ok_or(ParameterRefused::Which)?;
        let (value, from, document) = read(known, wanted)?;
        let source = format!("{document}（{}在网页里改）", views::words::day(now.day()));
        let slug = known.slug.clone();
        let changed = self
            .change(move |set| {
                let values = set.entry(slug).or_default();
                let before = values.iter().position(|(day, ..)| *day == from).map(|at| values.remove(at));
                values.push((from, value, source));
                Ok(before.map(|(_, value, source)| (value, source)))
            })
            .await?;
        let unit = known.unit.as_deref().unwrap_or_default();
        let mut told = format!("{}从{}起改为{value}{unit}，依据{document}", known.name, views::words::day(from));
        if let Some((value, source)) = &changed.before {
            told.push_str(&format!("；原来是{value}{unit}，依据{source}"));
        }
        Ok(self.log_parameter(allowed, "parameter-set", &told, &changed, now).await?)
    }

    /// Takes back a value that was set here.
    ///
    /// # Errors
    /// Where there is none, the standard would have errors without it, or the file cannot be written.
    pub async fn unset_parameter(
        &self,
        allowed: &Allowed<SetParameters>,
        (parameter, from): (&str, &str),
        now: Instant,
    ) -> Result<(), ParameterRefused> {
        let day: Day = from.parse().map_err(|_| ParameterRefused::From(from.to_owned()))?;
        let slug = parameter.to_owned();
        let changed = self
            .change(move |set| {
                let values = set.get_mut(&slug).ok_or(ParameterRefused::NotSet)?;
                let at = values.iter().position(|(from, ..)| *from == day).ok_or(ParameterRefused::NotSet)?;
                let (_, value, source) = values.remove(at);
                Ok(Some((value, source)))
            })
            .await?;
        let known = self.rulebook.parameters.iter().find(|known| known.slug == parameter);
        let name = known.map_or(parameter, |known| known.name.as_str());
        let was =
            changed.before.as_ref().map(|(value, source)| format!(" {value}（依据{source}）")).unwrap_or_default();
        let told = format!("{name}从{}起的值{was}撤回", views::words::day(day));
        Ok(self.log_parameter(allowed, "parameter-unset", &told, &changed, now).await?)
    }

    async fn log_parameter(
        &self,
        allowed: &Allowed<SetParameters>,
        what: &str,
        told: &str,
        changed: &Changed,
        now: Instant,
    ) -> Result<(), OfficeError> {
        let besides = if changed.takes_in { "；同时采用了标准文件里手改过的内容" } else { "" };
        self.log_of(allowed, None, what, &format!("{told}{besides}"), now).await
    }

    /// Changes the values in the file, where the standard has no errors with them.
    async fn change(
        &self,
        change: impl FnOnce(&mut Set) -> Result<Option<(Quantity, String)>, ParameterRefused> + Send + 'static,
    ) -> Result<Changed, ParameterRefused> {
        let folder = overlay_folder(&self.location).ok_or(ParameterRefused::NoFolder)?;
        let places = Places::of(&self.location)?;
        let in_use = self.rulebook.version.clone();
        let work = tokio::task::spawn_blocking(move || {
            // One after another: each begins with what the one before wrote.
            let _turn = TURN.lock().unwrap_or_else(PoisonError::into_inner);
            let own = folder.join(FILE);
            let mut sources = Sources::of(&places).map_err(ParameterRefused::Unreadable)?;
            let names: Vec<String> = sources.layers().iter().map(|(_, source)| source.name.clone()).collect();
            let before = load_sources(&sources, &places.shown()).map_err(ParameterRefused::Unreadable)?;
            let mut set = set_in(&before, index_of(names.iter().map(String::as_str), &own));
            let lies_there = sources.overlays.iter().flatten().find(|source| Path::new(&source.name) == own);
            if lies_there.is_some_and(|source| source.text != written(&before, &set)) {
                return Err(ParameterRefused::NotOurs);
            }
            let replaced = change(&mut set)?;
            set.retain(|_, values| !values.is_empty());
            if let Some(refused) = elsewhere(&before, &set, (&names, &sources, &own)) {
                return Err(refused);
            }
            let text = written(&before, &set);
            put(&mut sources, &own, &text);
            match load_sources(&sources, &places.shown()) {
                Ok(_) => write(&folder, &own, &text)?,
                Err(OfficeError::Rulebook { errors, .. }) => {
                    return Err(ParameterRefused::Standard(errors.iter().map(|error| said(error)).collect()));
                }
                Err(error) => return Err(error.into()),
            }
            Ok(Changed { before: replaced, takes_in: before.version != in_use })
        });
        let failed =
            |error: tokio::task::JoinError| OfficeError::Unwritable { path: FILE.into(), reason: error.to_string() };
        work.await.map_err(failed)?
    }
}

static TURN: Mutex<()> = Mutex::new(());

fn read(known: &Parameter, wanted: &ParameterWanted) -> Result<(Quantity, Day, String), ParameterRefused> {
    let (typed, from, source) = (wanted.value.trim(), wanted.from.trim(), wanted.source.trim());
    let value: Quantity = typed.parse().map_err(|_| ParameterRefused::Value(typed.to_owned()))?;
    let from: Day = from.parse().map_err(|_| ParameterRefused::From(from.to_owned()))?;
    if source.is_empty() || source.chars().count() > SOURCE_MOST || source.chars().any(char::is_control) {
        return Err(ParameterRefused::Source);
    }
    let name = || known.name.clone();
    if let Some(unit) = known.unit.as_deref().filter(|unit| COUNTED.contains(unit) && value.0 % 100 != 0) {
        return Err(ParameterRefused::Counted { name: name(), unit: unit.to_owned(), found: typed.to_owned() });
    }
    if let Some(first) = known.values.first().map(|value| value.from).filter(|first| from < *first) {
        return Err(ParameterRefused::Before { name: name(), first, found: from });
    }
    let now = known.on(from).map(|now| now.value).filter(|now| is_a_slip(*now, value));
    if let Some(now) = now {
        return Err(ParameterRefused::Apart { name: name(), known: now, found: value });
    }
    Ok((value, from, source.to_owned()))
}

/// Whether a value in place of the one known is rather a slip of the hand: many times as large or as small, less than
/// nothing, or nought where it was more than 1. What says yes or no is 1 or 0; what was nought may become a share.
fn is_a_slip(known: Quantity, value: Quantity) -> bool {
    let (small, large) = (known.0.min(value.0), known.0.max(value.0));
    match small {
        ..0 => true,
        0 => large > 100,
        _ => small.saturating_mul(APART_MOST) <= large,
    }
}

fn index_of<'a>(mut names: impl Iterator<Item = &'a str>, own: &Path) -> Option<u16> {
    names.position(|name| Path::new(name) == own).and_then(|index| u16::try_from(index).ok())
}

/// The values of all parameters that stand in one file.
fn set_in(rulebook: &Rulebook, file: Option<u16>) -> Set {
    let Some(file) = file else { return Set::new() };
    let own = |parameter: &Parameter| -> Vec<(Day, Quantity, String)> {
        let values = parameter.values.iter().filter(|value| value.place.file == file);
        values.map(|DatedValue { from, value, source, .. }| (*from, *value, source.clone())).collect()
    };
    let all = rulebook.parameters.iter().map(|parameter| (parameter.slug.to_string(), own(parameter)));
    all.filter(|(_, values)| !values.is_empty()).collect()
}

/// The file, as people may read it too.
fn written(rulebook: &Rulebook, set: &Set) -> String {
    let mut text =
        "# 在网页里改的参数\n\n由“五化标准”的“参数”页写下，请在那里改。手写的要求放在另一个文件里。\n".to_owned();
    for (slug, values) in set {
        let name = rulebook.parameters.iter().find(|known| known.slug == *slug).map_or("", |known| known.name.as_str());
        text.push_str(&format!("\n{name}：\n\n```kdl\n参数 {slug} {{\n"));
        let mut values = values.clone();
        values.sort_by_key(|(from, ..)| *from);
        for (from, value, source) in values {
            let source = source.replace('\\', "\\\\").replace('"', "\\\"");
            text.push_str(&format!("    值 \"{value}\" 自=\"{from}\" 依据=\"{source}\"\n"));
        }
        text.push_str("}\n```\n");
    }
    text
}

/// The standard's files with this one as it is to be.
fn put(sources: &mut Sources, own: &Path, text: &str) {
    if sources.overlays.is_empty() {
        sources.overlays.push(Vec::new());
    }
    let Some(overlay) = sources.overlays.last_mut() else { return };
    match overlay.iter_mut().find(|source| Path::new(&source.name) == own) {
        Some(source) => source.text = text.to_owned(),
        None => overlay.push(Source { name: own.display().to_string(), text: text.to_owned() }),
    }
}

/// A parameter of which another file of the overlay speaks already: one layer says it once.
fn elsewhere(
    before: &Rulebook,
    set: &Set,
    (names, sources, own): (&[String], &Sources, &Path),
) -> Option<ParameterRefused> {
    let in_overlay = |name: &str| sources.overlays.iter().flatten().any(|source| source.name == name);
    let other = |value: &DatedValue| {
        let name = names.get(usize::from(value.place.file))?;
        (in_overlay(name) && Path::new(name) != own).then(|| Path::new(name).file_name())?
    };
    let set = before.parameters.iter().filter(|known| set.contains_key(known.slug.as_str()));
    let (known, file) = set.filter_map(|known| Some((known, known.values.iter().find_map(other)?))).next()?;
    Some(ParameterRefused::InAnotherFile { name: known.name.clone(), file: file.to_string_lossy().into_owned() })
}

/// What a check found, without where: the file is the page's own.
fn said(error: &str) -> String {
    error.split_once("错误：").map_or(error, |(_, said)| said).to_owned()
}

/// Nobody finds half a file under its name.
fn write(folder: &Path, own: &Path, text: &str) -> Result<(), OfficeError> {
    let unwritable = |error: std::io::Error| OfficeError::Unwritable {
        path: own.display().to_string(),
        reason: crate::system_reason(&error),
    };
    std::fs::create_dir_all(folder).map_err(unwritable)?;
    let beside = own.with_extension("tmp");
    let whole = std::fs::File::create(&beside).and_then(|mut file| {
        file.write_all(text.as_bytes())?;
        file.sync_all()
    });
    whole.and_then(|()| std::fs::rename(&beside, own)).map_err(unwritable)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_many_times_as_large_is_a_slip_and_yes_or_no_or_a_share_is_none() {
        let quantity = |text: &str| -> Quantity { text.parse().unwrap() };
        let slips = [("32", "320"), ("32", "3"), ("32", "0"), ("0", "40"), ("0.5", "50"), ("1", "-1"), ("0", "-0.5")];
        let fine = [("32", "40"), ("32", "32"), ("0", "1"), ("1", "0"), ("0", "0.3"), ("0.3", "0"), ("0.3", "0.9")];
        let asked = |pairs: &[(&str, &str)]| -> Vec<bool> {
            pairs.iter().map(|(known, value)| is_a_slip(quantity(known), quantity(value))).collect()
        };
        assert_eq!(asked(&slips), [true; 7]);
        assert_eq!(asked(&fine), [false; 7]);
    }
}
