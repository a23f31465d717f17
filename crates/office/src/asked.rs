//! Questions over everybody below, which take minutes over thousands of branches: asked, answered beside everything else,
//! one after another, and kept for an hour for whoever asked.
//!
//! A server that stops forgets them: nothing is lost that could not be asked again.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use facts::{AccountId, Instant, OrganisationId, Quantity};
use tokio::sync::Semaphore;
use views::{Sample, WhatIf};

use crate::OfficeError;
use crate::access::{AllowedAt, AskWhatIf, SeeBelow};
use crate::live::{Live, When};
use crate::sample::{DrawnFrom, SampleWanted};
use crate::what_if::{Otherwise, Setting, WhatIfWanted, with_settings};

/// A question, with its answer as soon as there is one.
#[derive(Debug)]
pub struct Question {
    account: AccountId,
    organisation: OrganisationId,
    pub when: When,
    pub asked_at: Instant,
    pub asking: Asking,
    read: AtomicUsize,
    of: AtomicUsize,
    answer: OnceLock<Result<Answered, String>>,
}

#[derive(Debug)]
pub enum Asking {
    WhatIf(Vec<Setting>),
    Sample { branches: usize, records: usize, seed: String },
}

#[derive(Debug)]
pub enum Answered {
    WhatIf(WhatIf),
    Sample(Sample),
}

/// A parameter of the standard, as a question can change it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ParameterShown {
    pub slug: String,
    pub name: String,
    pub unit: String,
    /// Of the day that is looked at.
    pub value: String,
}

/// The questions of a server.
#[derive(Debug)]
pub(crate) struct Questions {
    asked: Mutex<BTreeMap<String, Arc<Question>>>,
    /// One is answered at a time: each takes every core.
    turn: Semaphore,
}

impl Default for Questions {
    fn default() -> Questions {
        Questions { asked: Mutex::default(), turn: Semaphore::new(1) }
    }
}

const KEPT_SECONDS: i64 = 60 * 60;
/// So many answers are kept for one account: each may be as large as what is asked about.
const KEPT_MOST: usize = 10;
/// So many branches and records of each are drawn at most: an inspection of people.
pub const DRAWN_MOST: usize = 200;

impl Question {
    /// How many of how many organisations were looked at; none before its turn has come.
    pub fn progress(&self) -> Option<(usize, usize)> {
        let of = self.of.load(Ordering::Relaxed);
        (of > 0).then(|| (self.read.load(Ordering::Relaxed).min(of), of))
    }

    /// What it came to, or why it came to nothing; none while it is being answered.
    pub fn answer(&self) -> Option<Result<&Answered, &str>> {
        self.answer.get().map(|answer| answer.as_ref().map_err(String::as_str))
    }

    /// Answered, and kept long enough.
    fn is_over(&self, now: Instant) -> bool {
        self.answer().is_some() && self.asked_at.microseconds() + KEPT_SECONDS * 1_000_000 < now.microseconds()
    }

    fn told(&self, read: usize, of: usize) {
        self.read.store(read, Ordering::Relaxed);
        self.of.store(of, Ordering::Relaxed);
    }
}

/// Makes room for one more question of an account.
fn forget_oldest(asked: &mut BTreeMap<String, Arc<Question>>, account: AccountId) {
    let mut own: Vec<(Instant, String)> = asked
        .iter()
        .filter(|(_, question)| question.account == account)
        .map(|(name, question)| (question.asked_at, name.clone()))
        .collect();
    own.sort();
    let over = (own.len() + 1).saturating_sub(KEPT_MOST);
    own.iter().take(over).for_each(|(_, name)| drop(asked.remove(name)));
}

/// Sees to it that a question is answered whatever becomes of the work.
struct Answering(Arc<Question>);

impl Drop for Answering {
    fn drop(&mut self) {
        // Where it was answered, this changes nothing.
        let _ = self.0.answer.set(Err("没有算完，请再算一次".to_owned()));
    }
}

impl Live {
    /// The parameters of the standard as they are on a day, in its order.
    pub fn parameters(&self, when: When) -> Vec<ParameterShown> {
        let shown = |parameter: &rulebook::Parameter| {
            Some(ParameterShown {
                slug: parameter.slug.clone(),
                name: parameter.name.clone(),
                unit: parameter.unit.clone().unwrap_or_default(),
                value: parameter.on(when.as_of)?.value.to_string(),
            })
        };
        self.rulebook().parameters.iter().filter_map(shown).collect()
    }

    /// Asks what would be otherwise below an organisation; the question's name, to be given to [`Live::answer`].
    ///
    /// # Errors
    /// Where a parameter or its value will not do, or another question of the account waits still.
    pub fn ask_what_if(
        &self,
        allowed: &AllowedAt<AskWhatIf>,
        settings: Vec<Setting>,
        when: When,
        now: Instant,
    ) -> Result<String, OfficeError> {
        with_settings(self.rulebook(), &settings)?;
        self.ask((allowed.account(), allowed.organisation()), Asking::WhatIf(settings), when, now)
    }

    /// Asks for a draw of branches below an organisation, as [`Live::ask_what_if`].
    ///
    /// # Errors
    /// Where another question of the account waits still.
    pub fn ask_for_sample(
        &self,
        allowed: &AllowedAt<SeeBelow>,
        (branches, records): (usize, usize),
        seed: &str,
        when: When,
        now: Instant,
    ) -> Result<String, OfficeError> {
        let (branches, records) = (branches.min(DRAWN_MOST), records.min(DRAWN_MOST));
        let asking = Asking::Sample { branches, records, seed: seed.to_owned() };
        self.ask((allowed.account(), allowed.organisation()), asking, when, now)
    }

    fn ask(
        &self,
        (account, organisation): (AccountId, OrganisationId),
        asking: Asking,
        when: When,
        now: Instant,
    ) -> Result<String, OfficeError> {
        let name = ledger::hex::encode(&ledger::random_bytes::<16>()?);
        let mut asked = self.questions.asked.lock().unwrap_or_else(PoisonError::into_inner);
        asked.retain(|_, question| !question.is_over(now));
        if asked.values().any(|question| question.account == account && question.answer().is_none()) {
            return Err(OfficeError::QuestionWaits);
        }
        forget_oldest(&mut asked, account);
        // What is written down while it is answered does not count: the answer is of one moment.
        let when = When { known_at: Some(when.known_at.unwrap_or(now)), ..when };
        let question = Question {
            account,
            organisation,
            when,
            asked_at: now,
            asking,
            read: AtomicUsize::default(),
            of: AtomicUsize::default(),
            answer: OnceLock::new(),
        };
        asked.insert(name.clone(), Arc::new(question));
        Ok(name)
    }

    /// What an account asked about an organisation within the hour, by name; the latest first.
    pub fn questions_of(
        &self,
        account: AccountId,
        organisation: OrganisationId,
        now: Instant,
    ) -> Vec<(String, Arc<Question>)> {
        let asked = self.questions.asked.lock().unwrap_or_else(PoisonError::into_inner);
        let is_own = |question: &Question| question.account == account && question.organisation == organisation;
        let own = asked.iter().filter(|(_, question)| is_own(question) && !question.is_over(now));
        let mut own: Vec<(String, Arc<Question>)> =
            own.map(|(name, question)| (name.clone(), Arc::clone(question))).collect();
        own.sort_by_key(|(_, question)| std::cmp::Reverse(question.asked_at));
        own
    }

    /// Answers a question when its turn has come. To be run beside everything else.
    pub async fn answer(&self, name: &str) {
        let known = self.questions.asked.lock().unwrap_or_else(PoisonError::into_inner).get(name).map(Arc::clone);
        let Some(answering) = known.map(Answering) else { return };
        let Ok(_turn) = self.questions.turn.acquire().await else { return };
        let question = &answering.0;
        let answer = match &question.asking {
            Asking::WhatIf(settings) => self.what_if_below(question, settings).await.map(Answered::WhatIf),
            Asking::Sample { branches, records, seed } => {
                let wanted = SampleWanted {
                    as_of: question.when.as_of,
                    known_at: question.when.known_at.unwrap_or(question.asked_at),
                    from: self.drawn_from(question.organisation),
                    branches: *branches,
                    records: *records,
                    seed: seed.clone(),
                };
                self.office.sample(&wanted, |read, of| question.told(read, of)).await.map(Answered::Sample)
            }
        };
        let _ = question.answer.set(answer.map_err(|error| error.to_string()));
    }

    /// Whoever stands below today: of no other may the records be seen.
    fn drawn_from(&self, organisation: OrganisationId) -> DrawnFrom {
        let tree = self.tree();
        let branches = tree.under(organisation).into_iter().collect();
        DrawnFrom::Among { branches, line: tree.line(organisation) }
    }

    async fn what_if_below(&self, question: &Question, settings: &[Setting]) -> Result<WhatIf, OfficeError> {
        let wanted = WhatIfWanted {
            as_of: question.when.as_of,
            known_at: question.when.known_at,
            otherwise: Otherwise::Parameters(settings.to_vec()),
            among: Some(self.tree().under(question.organisation)),
            organisation: None,
        };
        self.office.what_if(&wanted, |read, of| question.told(read, of)).await
    }
}

impl Setting {
    /// What somebody typed into a form: nothing where nothing was chosen.
    ///
    /// # Errors
    /// What is wrong, in words.
    pub fn typed(name: &str, value: &str, from: &str) -> Result<Option<Setting>, String> {
        let (name, value, from) = (name.trim(), value.trim(), from.trim());
        if name.is_empty() && value.is_empty() {
            return Ok(None);
        }
        if name.is_empty() || value.is_empty() {
            return Err("参数和它的新值要一起填，现在只填了一个".to_owned());
        }
        if value.parse::<Quantity>().is_err() {
            return Err(format!("新值应为最多两位小数的数，如 40 或 0.5，现在是“{value}”"));
        }
        let from = match from {
            "" => None,
            day => Some(day.parse().map_err(|_| format!("从哪一天起应为日期，如 2026-01-01，现在是“{day}”"))?),
        };
        Ok(Some(Setting { name: name.to_owned(), value: value.to_owned(), from }))
    }
}
