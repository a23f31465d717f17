//! Command: call people together, mark who is there by hand, and drop what was begun by mistake.

use facts::{Day, FactId, Instant, OrganisationId, PersonId};
use ledger::{Logged, Paper, PaperEntry};

use super::sheet::{Calls, Gathering, Line, Sheet, State, usual_calls};
use crate::OfficeError;
use crate::access::{AllowedAt, WriteRecord};
use crate::form::new_id;
use crate::live::{Live, When};

/// A meeting for which people are to sign in.
#[derive(Debug, Clone, Default)]
pub struct GatheringWanted {
    /// Chosen by a program, so that sending it twice calls people once.
    pub id: Option<FactId>,
    pub kind: String,
    pub day: String,
    pub title: String,
    /// Empty: those whom such a meeting is for.
    pub calls: String,
}

/// What became of it.
#[derive(Debug, PartialEq, Eq)]
pub enum GatheringOpened {
    Done(FactId),
    /// The id stands for something else already.
    Conflict,
    /// What is wrong, in words.
    Refused(String),
}

/// Somebody marked by hand, where that differs from what was shown.
#[derive(Debug, Clone)]
pub struct Mark {
    pub person: PersonId,
    pub state: State,
    pub reason: String,
}

/// People are called together so many days ahead at most, and what was forgotten is gathered so many days later.
const DAYS_AROUND: i32 = 92;
const TITLE_MOST: usize = 200;
/// The longest reason why somebody does not come, in characters.
pub const REASON_MOST: usize = 500;

impl Live {
    /// # Errors
    /// Where the ledger cannot be read or the desk not be written. What cannot be is [`GatheringOpened::Refused`].
    pub async fn open_gathering(
        &self,
        allowed: &AllowedAt<WriteRecord>,
        wanted: &GatheringWanted,
        now: Instant,
    ) -> Result<GatheringOpened, OfficeError> {
        let refused = |text: String| Ok(GatheringOpened::Refused(text));
        let Some(kind) = self.gathering_kind(&wanted.kind) else {
            return refused("应选开什么会".to_owned());
        };
        let title = wanted.title.trim();
        if title.chars().count() > TITLE_MOST {
            return refused(format!("议题太长：应不超过 {TITLE_MOST} 个字，现在是 {} 个", title.chars().count()));
        }
        let Ok(day) = wanted.day.parse::<Day>() else {
            return refused(format!("开会的日子应为日期，如 2026-03-05，现在是“{}”", wanted.day));
        };
        let (first, last) = (now.day().plus_days(-DAYS_AROUND), now.day().plus_days(DAYS_AROUND));
        if !(first..=last).contains(&day) {
            return refused(format!("开会的日子应在 {first} 到 {last} 之间，现在是 {day}"));
        }
        let looked = self.look(allowed.organisation(), When { as_of: day, known_at: None }).await?;
        if !looked.roster.stands_on(day) {
            return refused(format!("本组织在 {day} 不存在，不能开会。请核对日期"));
        }
        let id = match wanted.id {
            Some(id) => id,
            None => new_id(now)?,
        };
        let mut sheet = Sheet::new(kind, day, title.to_owned(), Calls::Everybody, ledger::random_bytes()?);
        let begun =
            Gathering { id, day, begun_at: now, sheet: sheet.clone(), lines: std::collections::BTreeMap::new() };
        let has_group = kind.field(facts::kinds::GROUP).is_some();
        sheet.calls = match Calls::from_slug(&wanted.calls) {
            Some(Calls::Group(name)) if !looked.roster.groups.iter().any(|group| group.name == name) => {
                return refused(format!("没有名叫“{name}”的党小组"));
            }
            Some(calls) => calls,
            None if has_group && !looked.roster.groups.is_empty() => {
                return refused(format!("{}要选是哪个党小组", kind.name));
            }
            None => usual_calls(self.rulebook(), &looked, &begun.draft(&looked, kind)),
        };
        // A sheet is plain texts, which JSON holds.
        let body = serde_json::to_string(&sheet).unwrap_or_default();
        let paper = Paper { organisation: allowed.organisation(), id, begun_at: now, body };
        if self.office.ledger.organisation_of(id).await?.is_some() {
            return Ok(GatheringOpened::Conflict);
        }
        // Where there is one by this id already, it stays as it is.
        self.office.ledger.begin_paper(&paper).await?;
        let kept = self.gathering(paper.organisation, id).await?;
        match kept.is_some_and(|kept| kept.sheet.says_the_same(&sheet)) {
            true => Ok(GatheringOpened::Done(id)),
            false => Ok(GatheringOpened::Conflict),
        }
    }

    /// Marks people by hand; `false` where the meeting is not there any more.
    ///
    /// # Errors
    /// Where the desk cannot be written.
    pub async fn mark_gathering(
        &self,
        allowed: &AllowedAt<WriteRecord>,
        id: FactId,
        marks: &[Mark],
        now: Instant,
    ) -> Result<bool, OfficeError> {
        let Some(gathering) = self.gathering(allowed.organisation(), id).await? else { return Ok(false) };
        let looked = self.look(allowed.organisation(), When { as_of: gathering.day, known_at: None }).await?;
        let known = |mark: &&Mark| looked.roster.member_index(mark.person).is_some();
        let entry = |mark: &Mark| {
            let reason = mark.reason.trim().chars().take(REASON_MOST).collect();
            entry(mark.person, &Line { state: mark.state, reason, asked: false, own: false, scanned: None }, now)
        };
        let entries: Vec<PaperEntry> = marks.iter().filter(known).map(entry).collect();
        self.office.ledger.put_entries(allowed.organisation(), id, &entries).await?;
        Ok(true)
    }

    /// Drops a meeting that will have no record, with everything on its paper.
    ///
    /// # Errors
    /// Where the desk cannot be written.
    pub async fn drop_gathering(
        &self,
        allowed: &AllowedAt<WriteRecord>,
        id: FactId,
        now: Instant,
    ) -> Result<(), OfficeError> {
        let Some(gathering) = self.gathering(allowed.organisation(), id).await? else { return Ok(()) };
        self.office.ledger.remove_paper(allowed.organisation(), id).await?;
        let logged = Logged {
            at: now,
            account: Some(allowed.account()),
            organisation: Some(allowed.organisation()),
            what: "gathering-dropped".to_owned(),
            detail: format!("{} {}", gathering.day, gathering.sheet.kind),
        };
        Ok(self.office.ledger.log(&logged).await?)
    }

    /// A kind of record that people sign in to.
    pub(super) fn gathering_kind(&self, slug: &str) -> Option<&rulebook::Kind> {
        self.gathering_kinds().find(|kind| kind.slug == slug)
    }

    pub(super) fn gathering_kinds(&self) -> impl Iterator<Item = &rulebook::Kind> {
        self.rulebook().kinds.iter().filter(|kind| kind.parts.iter().any(|part| part.attendance))
    }

    pub(super) async fn gathering(
        &self,
        organisation: OrganisationId,
        id: FactId,
    ) -> Result<Option<Gathering>, OfficeError> {
        let found = self.office.ledger.paper(organisation, id).await?;
        Ok(found.and_then(|(paper, entries)| Gathering::read(&paper, &entries)))
    }
}

pub(super) fn entry(person: PersonId, line: &Line, at: Instant) -> PaperEntry {
    // A line is plain texts, which JSON holds.
    PaperEntry { name: person.to_string(), at, body: serde_json::to_string(line).unwrap_or_default() }
}
