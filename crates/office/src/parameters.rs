//! Command: give a parameter of the standard a value from a day on, or take back one that was given so.
//!
//! What is given stands in one file of the overlay, which people can read, check and change like any other. The whole
//! standard is read with it before the file is written: what the layers above do not allow is refused by the words of
//! the check. A server takes the new standard by [`Live::renewed`](crate::live::Live::renewed).

use std::collections::BTreeMap;
use std::io::Write;
use std::path::{Path, PathBuf};

use facts::{Day, Instant, Quantity};
use rulebook::{DatedValue, Parameter, Rulebook, Source};

use crate::access::{Allowed, SetParameters};
use crate::standard::{Sources, load_sources, overlay_folder};
use crate::{Office, OfficeError};

/// The file of the overlay that is written here.
const FILE: &str = "parameters.md";

const SOURCE_MOST: usize = 200;

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
    #[error("值应是最多两位小数的数，如 40 或 0.5，现在是“{0}”")]
    Value(String),
    #[error("从哪天起应写成 2026-03-31 这样，现在是“{0}”")]
    From(String),
    #[error("应写明依据哪个文件，最多 {SOURCE_MOST} 个字")]
    Source,
    #[error("“{name}”在叠加层的文件 {file} 里已经写了值，网页不改那个文件。请在那里改，或者先从那里删去")]
    InAnotherFile { name: String, file: String },
    #[error("台账在数据库里，没有放叠加层的文件夹。请先用环境变量 WUHUA_STANDARD 指出一个")]
    NoFolder,
    #[error("这样改，标准就有错误，没有改：\n{}", .0.join("\n"))]
    Standard(Vec<String>),
    #[error("没有找到要撤回的值，可能已经撤回")]
    NotSet,
    #[error(transparent)]
    Office(#[from] OfficeError),
}

/// The values that are set here, by the slug of their parameter.
type Set = BTreeMap<String, Vec<(Day, Quantity, String)>>;

impl Office {
    /// The number that places in the standard give the file that is written here, if it is there.
    pub fn file_of_parameters(&self) -> Option<u16> {
        let own = file_in(&overlay_folder(&self.location)?);
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
        let (value, from, source) = read(wanted)?;
        let known = self.rulebook.parameters.iter().find(|known| known.slug == wanted.parameter);
        let known = known.ok_or(ParameterRefused::Which)?;
        let (slug, document) = (known.slug.clone(), source.clone());
        self.change(move |set| {
            let values = set.entry(slug).or_default();
            values.retain(|(day, ..)| *day != from);
            values.push((from, value, source));
            Ok(())
        })
        .await?;
        let unit = known.unit.as_deref().unwrap_or_default();
        let told = format!("{}从{}起改为{value}{unit}，依据{document}", known.name, views::words::day(from));
        Ok(self.log_of(allowed, None, "parameter-set", &told, now).await?)
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
        self.change(move |set| {
            let values = set.get_mut(&slug).ok_or(ParameterRefused::NotSet)?;
            let before = values.len();
            values.retain(|(from, ..)| *from != day);
            if values.len() == before { Err(ParameterRefused::NotSet) } else { Ok(()) }
        })
        .await?;
        let known = self.rulebook.parameters.iter().find(|known| known.slug == parameter);
        let name = known.map_or(parameter, |known| known.name.as_str());
        let told = format!("{name}从{}起的值撤回", views::words::day(day));
        Ok(self.log_of(allowed, None, "parameter-unset", &told, now).await?)
    }

    /// Changes the values in the file, where the standard has no errors with them.
    async fn change(
        &self,
        change: impl FnOnce(&mut Set) -> Result<(), ParameterRefused> + Send + 'static,
    ) -> Result<(), ParameterRefused> {
        let folder = overlay_folder(&self.location).ok_or(ParameterRefused::NoFolder)?;
        let places = crate::standard::Places::of(&self.location)?;
        let work = tokio::task::spawn_blocking(move || {
            // One after another: each begins with what the one before wrote.
            let _turn = TURN.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
            let mut sources = Sources::of(&places)?;
            let own = file_in(&folder);
            let before = load_sources(&sources, &places.shown())?;
            let index = index_of(sources.layers().iter().map(|(_, source)| source.name.as_str()), &own);
            let mut set = set_in(&before, index);
            change(&mut set)?;
            set.retain(|_, values| !values.is_empty());
            let text = written(&before, &set);
            put(&mut sources, &own, &text);
            match load_sources(&sources, &places.shown()) {
                Ok(_) => Ok(write(&folder, &own, &text)?),
                Err(OfficeError::Rulebook { errors, .. }) => {
                    Err(elsewhere(&before, &set, (&sources, &own)).unwrap_or(ParameterRefused::Standard(errors)))
                }
                Err(error) => Err(error.into()),
            }
        });
        let failed = |error: tokio::task::JoinError| OfficeError::Unwritable { path: FILE.into(), reason: error.to_string() };
        work.await.map_err(failed)?
    }
}

static TURN: std::sync::Mutex<()> = std::sync::Mutex::new(());

fn read(wanted: &ParameterWanted) -> Result<(Quantity, Day, String), ParameterRefused> {
    let (value, from, source) = (wanted.value.trim(), wanted.from.trim(), wanted.source.trim());
    let value = value.parse().map_err(|_| ParameterRefused::Value(value.to_owned()))?;
    let from = from.parse().map_err(|_| ParameterRefused::From(from.to_owned()))?;
    if source.is_empty() || source.chars().count() > SOURCE_MOST || source.chars().any(char::is_control) {
        return Err(ParameterRefused::Source);
    }
    Ok((value, from, source.to_owned()))
}

fn file_in(folder: &Path) -> PathBuf {
    folder.join(FILE)
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
    let mut text = "# 在网页里改的参数\n\n由“五化标准”的“参数”页写下。也可以手改，改了以后重新启动。\n".to_owned();
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

/// A parameter that another file of the overlay speaks of already: the check would say it of the wrong one.
fn elsewhere(before: &Rulebook, set: &Set, (sources, own): (&Sources, &Path)) -> Option<ParameterRefused> {
    let others = sources.overlays.iter().flatten().filter(|source| Path::new(&source.name) != own);
    let mut others = others.flat_map(|source| set.keys().map(move |slug| (source, slug)));
    let (source, slug) = others.find(|(source, slug)| source.text.contains(&format!("参数 {slug} ")))?;
    let name = before.parameters.iter().find(|known| known.slug == *slug).map_or(slug.as_str(), |known| &known.name);
    let file = Path::new(&source.name).file_name().map(|file| file.to_string_lossy().into_owned()).unwrap_or_default();
    Some(ParameterRefused::InAnotherFile { name: name.to_owned(), file })
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
