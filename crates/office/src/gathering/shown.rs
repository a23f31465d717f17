//! Query: the meetings that people are called to, one of them as whoever keeps its record sees it, and one's own part.

use facts::{Day, FactId, Instant, PersonId};
use findings::thresholds;
use rulebook::Kind;
use views::{ThresholdRow, threshold_rows};

use super::code::code;
use super::count::{Count, lines};
use super::sheet::{Calls, Gathering, State};
use crate::OfficeError;
use crate::access::{AllowedAt, SeePublished, SignMyself, WriteRecord};
use crate::live::{Live, Looked, When};

/// One meeting in a list.
#[derive(Debug, Clone)]
pub struct GatheringRow {
    pub id: FactId,
    pub kind_name: String,
    pub title: String,
    pub day: Day,
    pub calls: String,
    pub counts: Counts,
    /// How the one who looks stands; none for whoever is no member here, or not called.
    pub own: Option<State>,
    /// The one who looks counts the papers.
    pub is_teller: bool,
}

/// How many are called, and how they stand.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    pub called: usize,
    pub present: usize,
    pub remote: usize,
    pub excused: usize,
    pub absent: usize,
    pub waiting: usize,
    /// Of those waiting, how many asked for something.
    pub asking: usize,
}

/// One meeting with everybody.
#[derive(Debug, Clone)]
pub struct GatheringShown {
    pub id: FactId,
    pub kind: String,
    pub kind_name: String,
    pub title: String,
    pub day: Day,
    pub calls: String,
    pub counts: Counts,
    pub thresholds: Vec<ThresholdRow>,
    pub people: Vec<CalledPerson>,
    /// Papers can be counted there.
    pub is_counted: bool,
}

/// Somebody as whoever keeps the record sees them.
#[derive(Debug, Clone)]
pub struct CalledPerson {
    pub person: PersonId,
    pub name: String,
    pub state: State,
    /// What was asked for and waits for an answer.
    pub asked: Option<State>,
    pub reason: String,
    /// When and how, in words; empty where nothing is known yet.
    pub how: String,
}

/// One's own part in a meeting.
#[derive(Debug, Clone)]
pub struct OwnPart {
    pub id: FactId,
    pub kind_name: String,
    pub title: String,
    pub day: Day,
    pub state: State,
    pub asked: Option<State>,
    pub reason: String,
}

/// What somebody can call together.
#[derive(Debug, Clone)]
pub struct WhoIsCalled {
    /// Slug and name.
    pub kinds: Vec<(String, String)>,
    pub calls: Vec<(String, String)>,
}

impl CalledPerson {
    /// What the list proposes: what was asked for, else how it is.
    pub fn chosen(&self) -> State {
        self.asked.unwrap_or(self.state)
    }
}

impl Live {
    /// The meetings of an organisation that have no record yet, by day.
    ///
    /// # Errors
    /// Where desk or ledger cannot be read; so for all here.
    pub async fn gatherings(&self, allowed: &AllowedAt<SeePublished>) -> Result<Vec<GatheringRow>, OfficeError> {
        let mut rows = Vec::new();
        for paper in self.office.ledger.papers(allowed.organisation()).await? {
            let Some((paper, entries)) = self.office.ledger.paper(allowed.organisation(), paper.id).await? else {
                continue;
            };
            let Some(gathering) = Gathering::read(&paper, &entries) else { continue };
            let Some(kind) = self.gathering_kind(&gathering.sheet.kind) else { continue };
            let looked = self.on_its_day(allowed.organisation(), &gathering).await?;
            let own = allowed.person().map(|person| gathering.state(&looked.roster, person));
            let tellers = Count::read(&entries).map(|count| count.tellers).unwrap_or_default();
            rows.push(GatheringRow {
                id: paper.id,
                kind_name: kind.name.clone(),
                title: gathering.sheet.title.clone(),
                day: gathering.day,
                calls: gathering.sheet.calls.word(),
                counts: counts(&looked, &gathering),
                own: own.filter(|state| *state != State::Out),
                is_teller: tellers.iter().any(|teller| Some(*teller) == allowed.person()),
            });
        }
        rows.sort_by_key(|row| row.day);
        Ok(rows)
    }

    /// What may be called together on a day.
    ///
    /// # Errors
    /// As [`Live::gatherings`].
    pub async fn who_is_called(&self, allowed: &AllowedAt<WriteRecord>, day: Day) -> Result<WhoIsCalled, OfficeError> {
        let looked = self.look(allowed.organisation(), When { as_of: day, known_at: None }).await?;
        let groups = looked.roster.groups.iter().filter(|group| group.stands_on(day));
        let groups = groups.map(|group| Calls::Group(group.name.clone()));
        let calls = [Calls::Everybody, Calls::Committee].into_iter().chain(groups);
        Ok(WhoIsCalled {
            kinds: self.gathering_kinds().map(|kind| (kind.slug.clone(), kind.name.clone())).collect(),
            calls: calls.map(|calls| (calls.slug(), calls.word())).collect(),
        })
    }

    /// One meeting for whoever keeps its record.
    ///
    /// # Errors
    /// As [`Live::gatherings`].
    pub async fn gathering_shown(
        &self,
        allowed: &AllowedAt<WriteRecord>,
        id: FactId,
    ) -> Result<Option<GatheringShown>, OfficeError> {
        let Some(gathering) = self.gathering(allowed.organisation(), id).await? else { return Ok(None) };
        let Some(kind) = self.gathering_kind(&gathering.sheet.kind) else { return Ok(None) };
        let looked = self.on_its_day(allowed.organisation(), &gathering).await?;
        Ok(Some(self.shown(&looked, &gathering, kind)))
    }

    /// The same with the code of the moment, for the wall.
    ///
    /// # Errors
    /// As [`Live::gatherings`].
    pub async fn wall(
        &self,
        allowed: &AllowedAt<WriteRecord>,
        id: FactId,
        now: Instant,
    ) -> Result<Option<(GatheringShown, String)>, OfficeError> {
        let Some(gathering) = self.gathering(allowed.organisation(), id).await? else { return Ok(None) };
        let shown = self.gathering_shown(allowed, id).await?;
        Ok(shown.map(|shown| (shown, code(&gathering, now))))
    }

    /// One's own part; none where there is no such meeting or one is not called.
    ///
    /// # Errors
    /// As [`Live::gatherings`].
    pub async fn own_part(&self, allowed: &AllowedAt<SignMyself>, id: FactId) -> Result<Option<OwnPart>, OfficeError> {
        let Some(gathering) = self.gathering(allowed.organisation(), id).await? else { return Ok(None) };
        let Some(kind) = self.gathering_kind(&gathering.sheet.kind) else { return Ok(None) };
        let looked = self.on_its_day(allowed.organisation(), &gathering).await?;
        let Some(person) = allowed.person() else { return Ok(None) };
        let called = called(&looked, &gathering).into_iter().find(|one| one.person == person);
        Ok(called.filter(|one| one.state != State::Out).map(|one| OwnPart {
            id,
            kind_name: kind.name.clone(),
            title: gathering.sheet.title.clone(),
            day: gathering.day,
            state: one.state,
            asked: one.asked,
            reason: one.reason,
        }))
    }

    async fn on_its_day(
        &self,
        organisation: facts::OrganisationId,
        gathering: &Gathering,
    ) -> Result<std::sync::Arc<Looked>, OfficeError> {
        self.look(organisation, When { as_of: gathering.day, known_at: None }).await
    }

    fn shown(&self, looked: &Looked, gathering: &Gathering, kind: &Kind) -> GatheringShown {
        let found = thresholds(self.rulebook(), &looked.facts, &gathering.draft(looked, kind));
        GatheringShown {
            id: gathering.id,
            kind: kind.slug.clone(),
            kind_name: kind.name.clone(),
            title: gathering.sheet.title.clone(),
            day: gathering.day,
            calls: gathering.sheet.calls.word(),
            counts: counts(looked, gathering),
            thresholds: threshold_rows(self.rulebook(), &kind.slug, &found),
            people: called(looked, gathering),
            is_counted: !lines(self.rulebook(), kind, looked, gathering, &[]).is_empty(),
        }
    }
}

/// All members of the day; those who are not called last.
pub(super) fn called(looked: &Looked, gathering: &Gathering) -> Vec<CalledPerson> {
    let members = looked.roster.members.iter().enumerate().filter(|(_, member)| member.on(gathering.day));
    let person = |(at, member): (usize, &roster::Member)| {
        let line = gathering.lines.get(&member.person);
        let how = line.map(|(at, line)| {
            let arrived = views::words::instant(*at);
            match (line.own, line.asked, line.scanned) {
                (true, true, _) => format!("{arrived}本人申请"),
                (true, false, None) => format!("{arrived}扫码"),
                (true, false, Some(scanned)) => {
                    let scanned = views::words::instant(Instant::from_microseconds(scanned));
                    format!("{scanned}的码，没有网络，{arrived}才送到")
                }
                (false, ..) => format!("{arrived}手工"),
            }
        });
        CalledPerson {
            person: member.person,
            name: looked.roster.display_name(at),
            state: gathering.state(&looked.roster, member.person),
            asked: line.filter(|(_, line)| line.asked).map(|(_, line)| line.state),
            reason: line.map(|(_, line)| line.reason.clone()).unwrap_or_default(),
            how: how.unwrap_or_default(),
        }
    };
    let mut people: Vec<CalledPerson> = members.map(person).collect();
    people.sort_by_key(|one| one.state == State::Out);
    people
}

fn counts(looked: &Looked, gathering: &Gathering) -> Counts {
    let mut counts = Counts::default();
    for one in called(looked, gathering) {
        let counter = match one.state {
            State::Present => &mut counts.present,
            State::Remote => &mut counts.remote,
            State::Excused => &mut counts.excused,
            State::Absent => &mut counts.absent,
            State::Waiting => &mut counts.waiting,
            State::Out => continue,
        };
        *counter += 1;
        counts.called += 1;
        counts.asking += usize::from(one.asked.is_some());
    }
    counts
}
