//! 假如 and 抽查: questions over everybody below, asked in a form and answered beside everything else.

use std::sync::Arc;

use askama::Template;
use axum::Form;
use axum::extract::Path;
use axum::http::StatusCode;
use office::access::{AskWhatIf, SeeBelow};
use office::form::Typed;
use office::{
    Answered, Asking, DRAWN_MOST, OfficeError, OrganisationId, ParameterShown, Question, Sample, SampledBranch,
    Setting, WhatIf,
};

use super::workbench::organisation_of;
use crate::address::Place;
use crate::answer::{Answer, WebError, page, page_with, see};
use crate::aside::answer;
use crate::download::file;
use crate::entry::Entry;
use crate::frame::Frame;

/// How far a question is, on either page.
#[derive(Debug)]
enum Stage {
    /// Nothing was asked yet.
    Blank,
    /// What goes on, in words.
    Waiting(String),
    Failed(String),
    Answered(Arc<Question>),
}

#[derive(Template)]
#[template(path = "what_if.html")]
struct WhatIfPage {
    frame: Frame,
    parameters: Vec<ParameterShown>,
    /// What was typed: parameter, value, from which day.
    rows: Vec<(String, String, String)>,
    fault: Option<String>,
    stage: Stage,
    earlier: Vec<Earlier>,
    /// The day of the answer and up to when records were counted, in words.
    basis: String,
}

#[derive(Template)]
#[template(path = "sampling.html")]
struct SamplingPage {
    frame: Frame,
    branches: String,
    records: String,
    seed: String,
    fault: Option<String>,
    stage: Stage,
    earlier: Vec<Earlier>,
    basis: String,
}

/// A question that was asked within the hour, to be come back to.
#[derive(Debug)]
struct Earlier {
    address: String,
    what: String,
    is_answered: bool,
}

/// So many parameters can be changed at once.
const SETTINGS: usize = 3;
/// So many branches are shown; all are in the file.
const BRANCHES_SHOWN: usize = 50;
const SEED_LONGEST: usize = 100;

impl Stage {
    fn of(question: Arc<Question>) -> Stage {
        match question.answer() {
            None => Stage::Waiting(match question.progress() {
                None => "正在排队".to_owned(),
                Some((read, of)) => format!("已看 {read} 个，共 {of} 个"),
            }),
            Some(Err(fault)) => Stage::Failed(fault.to_owned()),
            Some(Ok(_)) => Stage::Answered(question),
        }
    }

    fn what_if(&self) -> Option<&WhatIf> {
        let Stage::Answered(question) = self else { return None };
        match question.answer()? {
            Ok(Answered::WhatIf(found)) => Some(found),
            _ => None,
        }
    }

    fn sample(&self) -> Option<&Sample> {
        let Stage::Answered(question) = self else { return None };
        match question.answer()? {
            Ok(Answered::Sample(found)) => Some(found),
            _ => None,
        }
    }
}

impl WhatIfPage {
    fn findings(&self, found: &WhatIf) -> u32 {
        found.rules.iter().map(|change| change.findings).sum()
    }
}

impl SamplingPage {
    /// Where the pages of a branch that was drawn are.
    fn place_of(&self, branch: &SampledBranch) -> Place {
        branch.id.parse().map_or_else(|_| self.frame.place.clone(), |id| self.frame.place.of(id))
    }
}

/// A question of whoever comes.
fn asked(entry: &Entry, organisation: OrganisationId, name: &str) -> Result<Arc<Question>, WebError> {
    let own = entry.live().questions_of(entry.visitor().account, organisation, entry.now);
    let found = own.into_iter().find(|(known, _)| known == name).map(|(_, question)| question);
    found.ok_or(WebError::NotFound("这个问题没有问过，或已过了一个小时，答案已经清掉。请再问一次"))
}

fn earlier(entry: &Entry, organisation: OrganisationId) -> Vec<Earlier> {
    let own = entry.live().questions_of(entry.visitor().account, organisation, entry.now);
    let earlier = own.into_iter().map(|(name, question)| {
        let (page, what) = match &question.asking {
            Asking::WhatIf(_) => ("what-if", "假如".to_owned()),
            Asking::Sample { seed, .. } => ("sampling", format!("抽查“{seed}”")),
        };
        let address = entry.place(organisation).to(&format!("overview/{page}/{name}"));
        let what = format!("{what}，{}", views::words::instant(question.asked_at));
        Earlier { address, what, is_answered: question.answer().is_some() }
    });
    earlier.collect()
}

fn basis(question: &Question) -> String {
    let known = question.when.known_at.unwrap_or(question.asked_at);
    format!("截至{}，只算{}以前已经记下的", views::words::day(question.when.as_of), views::words::instant(known))
}

fn what_if_page(entry: &Entry, organisation: OrganisationId, rows: Vec<(String, String, String)>) -> WhatIfPage {
    let mut rows = rows;
    rows.resize(SETTINGS, Default::default());
    WhatIfPage {
        frame: Frame::new(entry, organisation, "假如", "overview"),
        parameters: entry.live().parameters(entry.when()),
        rows,
        fault: None,
        stage: Stage::Blank,
        earlier: earlier(entry, organisation),
        basis: String::new(),
    }
}

/// Handler of `GET /o/{organisation}/overview/what-if`.
pub async fn what_if(entry: Entry, Path(organisation): Path<String>) -> Answer {
    let organisation = organisation_of(&organisation)?;
    entry.allow::<AskWhatIf>(organisation)?;
    page(&what_if_page(&entry, organisation, Vec::new()))
}

/// Handler of `POST /o/{organisation}/overview/what-if`.
pub async fn ask_what_if(
    entry: Entry,
    Path(organisation): Path<String>,
    Form(typed): Form<Vec<(String, String)>>,
) -> Answer {
    let organisation = organisation_of(&organisation)?;
    let allowed = entry.allow::<AskWhatIf>(organisation)?;
    let all = |field: &str| typed.iter().filter(|(name, _)| name == field).map(|(_, value)| value.clone()).collect();
    let (names, values, days): (Vec<String>, Vec<String>, Vec<String>) = (all("name"), all("value"), all("from"));
    let rows: Vec<(String, String, String)> = names
        .into_iter()
        .zip(values)
        .zip(days)
        .map(|((name, value), from)| (name, value, from))
        .take(SETTINGS)
        .collect();
    let settings: Result<Vec<Option<Setting>>, String> =
        rows.iter().map(|(name, value, from)| Setting::typed(name, value, from)).collect();
    let settings = settings.map(|settings| settings.into_iter().flatten().collect::<Vec<Setting>>());
    let fault = match settings {
        Ok(settings) if settings.is_empty() => "应至少选一个参数并写上新值，现在一个也没有".to_owned(),
        Ok(settings) => match entry.live().ask_what_if(&allowed, settings, entry.when(), entry.now) {
            Ok(name) => {
                answer(entry.state(), name.clone());
                return Ok(see(&entry.place(organisation).to(&format!("overview/what-if/{name}"))));
            }
            Err(
                fault
                @ (OfficeError::Setting { .. } | OfficeError::NoSuchParameter { .. } | OfficeError::QuestionWaits),
            ) => fault.to_string(),
            Err(other) => return Err(other.into()),
        },
        Err(fault) => fault,
    };
    let mut shown = what_if_page(&entry, organisation, rows);
    shown.fault = Some(fault);
    page_with(StatusCode::UNPROCESSABLE_ENTITY, &shown)
}

/// Handler of `GET /o/{organisation}/overview/what-if/{question}`.
pub async fn what_if_answer(entry: Entry, Path((organisation, name)): Path<(String, String)>) -> Answer {
    let organisation = organisation_of(&organisation)?;
    entry.allow::<AskWhatIf>(organisation)?;
    let question = asked(&entry, organisation, &name)?;
    let Asking::WhatIf(settings) = &question.asking else {
        return Err(WebError::NotFound("这不是“假如”的问题"));
    };
    let day = |setting: &Setting| setting.from.map(|day| day.to_string()).unwrap_or_default();
    let rows = settings.iter().map(|setting| (setting.name.clone(), setting.value.clone(), day(setting))).collect();
    let mut shown = what_if_page(&entry, organisation, rows);
    (shown.basis, shown.stage) = (basis(&question), Stage::of(Arc::clone(&question)));
    if let (Some(asked), Some(found)) = (entry.file()?, shown.stage.what_if()) {
        let tables = vec![found.rules_table(), found.branches_table()];
        return file(&entry, (Some(organisation), "假如"), asked, tables);
    }
    page(&shown)
}

fn sampling_page(entry: &Entry, organisation: OrganisationId) -> SamplingPage {
    SamplingPage {
        frame: Frame::new(entry, organisation, "抽查", "overview"),
        branches: "5".to_owned(),
        records: "5".to_owned(),
        seed: String::new(),
        fault: None,
        stage: Stage::Blank,
        earlier: earlier(entry, organisation),
        basis: String::new(),
    }
}

/// Handler of `GET /o/{organisation}/overview/sampling`.
pub async fn sampling(entry: Entry, Path(organisation): Path<String>) -> Answer {
    let organisation = organisation_of(&organisation)?;
    entry.allow::<SeeBelow>(organisation)?;
    page(&sampling_page(&entry, organisation))
}

/// Handler of `POST /o/{organisation}/overview/sampling`.
pub async fn ask_for_sample(
    entry: Entry,
    Path(organisation): Path<String>,
    Form(typed): Form<Vec<(String, String)>>,
) -> Answer {
    let organisation = organisation_of(&organisation)?;
    let allowed = entry.allow::<SeeBelow>(organisation)?;
    let typed = Typed(typed);
    let (branches, records, seed) = (typed.one("branches"), typed.one("records"), typed.one("seed"));
    let many = |what: &str, text: &str| match text.parse::<usize>() {
        Ok(many) if (1..=DRAWN_MOST).contains(&many) => Ok(many),
        _ => Err(format!("{what}应为 1 到 {DRAWN_MOST} 的整数，现在是“{text}”")),
    };
    let fault = match (many("抽几个支部", branches), many("每个支部抽几条记录", records)) {
        (Err(fault), _) | (_, Err(fault)) => fault,
        _ if seed.is_empty() || seed.chars().count() > SEED_LONGEST => {
            format!("种子应为事先公布的一句话或一个数，最多 {SEED_LONGEST} 个字，现在有 {} 个字", seed.chars().count())
        }
        (Ok(branches), Ok(records)) => {
            match entry.live().ask_for_sample(&allowed, (branches, records), seed, entry.when(), entry.now) {
                Ok(name) => {
                    answer(entry.state(), name.clone());
                    return Ok(see(&entry.place(organisation).to(&format!("overview/sampling/{name}"))));
                }
                Err(fault @ OfficeError::QuestionWaits) => fault.to_string(),
                Err(other) => return Err(other.into()),
            }
        }
    };
    let [branches, records, seed] = [branches, records, seed].map(str::to_owned);
    let shown = SamplingPage { branches, records, seed, fault: Some(fault), ..sampling_page(&entry, organisation) };
    page_with(StatusCode::UNPROCESSABLE_ENTITY, &shown)
}

/// Handler of `GET /o/{organisation}/overview/sampling/{question}`.
pub async fn drawn(entry: Entry, Path((organisation, name)): Path<(String, String)>) -> Answer {
    let organisation = organisation_of(&organisation)?;
    entry.allow::<SeeBelow>(organisation)?;
    let question = asked(&entry, organisation, &name)?;
    let Asking::Sample { branches, records, seed } = &question.asking else {
        return Err(WebError::NotFound("这不是“抽查”的问题"));
    };
    let shown = SamplingPage {
        branches: branches.to_string(),
        records: records.to_string(),
        seed: seed.clone(),
        basis: basis(&question),
        stage: Stage::of(Arc::clone(&question)),
        ..sampling_page(&entry, organisation)
    };
    if let (Some(asked), Some(found)) = (entry.file()?, shown.stage.sample()) {
        return file(&entry, (Some(organisation), "抽查"), asked, vec![found.branches_table(), found.records_table()]);
    }
    page(&shown)
}
