//! Command: somebody signs in, or asks to take part from elsewhere or to be excused.

use facts::{FactId, Instant};

use super::code::{Passed, was_on_the_wall};
use super::keep::{REASON_MOST, entry};
use super::sheet::{Gathering, Line, State};
use crate::OfficeError;
use crate::access::{AllowedAt, SignMyself};
use crate::live::{Live, When};

/// What became of a sign-in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Attended {
    Done,
    /// Signed in already.
    Before,
    /// Not called: whoever keeps the record can add somebody.
    NotCalled,
    /// Not the day of the meeting.
    NotToday,
    /// The code was never on the wall of this meeting.
    NoCode,
    /// Whoever keeps the record has marked this person already.
    Marked,
    /// The meeting is over, or never was.
    Gone,
}

impl Attended {
    /// For whoever signs in.
    pub fn word(self) -> &'static str {
        match self {
            Attended::Done => "签到了",
            Attended::Before => "您已经签到，不用再报",
            Attended::NotCalled => "这次会的应到名单里没有您。请记录人在名单里把您加上，再扫一次",
            Attended::NotToday => "今天不是开会的日子，没有签到。开会那天再扫墙上的码",
            Attended::NoCode => "扫到的码不是这次会的，或者不在开会那天。请记录人在名单里给您记上",
            Attended::Marked => "记录人已经把您记成没有到会场，没有改。有出入的，请找记录人",
            Attended::Gone => "这次会的签到已经结束。没有记上的，请找记录人更正记录",
        }
    }
}

/// What somebody asks for.
#[derive(Debug, Clone)]
pub struct Asked {
    /// Remote or excused.
    pub state: State,
    pub reason: String,
}

impl Live {
    /// Signs in whoever the permission is for; `passed` says that they saw the wall.
    ///
    /// # Errors
    /// Where the ledger cannot be read or the desk not be written.
    pub async fn sign_myself(
        &self,
        allowed: &AllowedAt<SignMyself>,
        id: FactId,
        passed: &Passed,
        now: Instant,
    ) -> Result<Attended, OfficeError> {
        let Some(gathering) = self.gathering(allowed.organisation(), id).await?.filter(|_| passed.is_of(id)) else {
            return Ok(Attended::Gone);
        };
        if gathering.day != now.day() {
            return Ok(Attended::NotToday);
        }
        self.put_present(allowed, &gathering, (now, None)).await
    }

    /// The same with a code that a phone scanned without network and sends later: it has to have been on the wall on the
    /// day of the meeting, after people were called together. That it came later is kept, for whoever keeps the record.
    ///
    /// # Errors
    /// As [`Live::sign_myself`].
    pub async fn sign_myself_later(
        &self,
        allowed: &AllowedAt<SignMyself>,
        id: FactId,
        code: &str,
        now: Instant,
    ) -> Result<Attended, OfficeError> {
        let Some(gathering) = self.gathering(allowed.organisation(), id).await? else { return Ok(Attended::Gone) };
        let Some(shown_at) = was_on_the_wall(&gathering, code, now) else { return Ok(Attended::NoCode) };
        self.put_present(allowed, &gathering, (now, Some(shown_at))).await
    }

    async fn put_present(
        &self,
        allowed: &AllowedAt<SignMyself>,
        gathering: &Gathering,
        (now, scanned): (Instant, Option<Instant>),
    ) -> Result<Attended, OfficeError> {
        let (organisation, id) = (allowed.organisation(), gathering.id);
        let Some(person) = allowed.person() else { return Ok(Attended::NotCalled) };
        let looked = self.look(organisation, When { as_of: gathering.day, known_at: None }).await?;
        match gathering.state(&looked.roster, person) {
            State::Present => return Ok(Attended::Before),
            State::Out => return Ok(Attended::NotCalled),
            // What somebody who keeps the record has decided is not changed by what comes later.
            _ if scanned.is_some() && gathering.is_marked(person) => return Ok(Attended::Marked),
            State::Remote | State::Excused | State::Absent | State::Waiting => {}
        }
        let line = |scanned| Line { state: State::Present, reason: String::new(), asked: false, own: true, scanned };
        let Some(scanned) = scanned else {
            let here = [entry(person, &line(None), now)];
            let written = self.office.ledger.put_entries(organisation, id, &here).await?;
            return Ok(if written == 0 { Attended::Gone } else { Attended::Done });
        };
        // Nor what was decided a moment ago.
        let known = gathering.lines.get(&person).map(|(at, line)| entry(person, line, *at).body).unwrap_or_default();
        let here = entry(person, &line(Some(scanned.microseconds())), now);
        let is_put = self.office.ledger.put_entry_over((organisation, id), &known, &here).await?;
        Ok(if is_put { Attended::Done } else { Attended::Marked })
    }

    /// Asks to take part from elsewhere or to be excused; whoever keeps the record agrees. A reason is asked for.
    ///
    /// # Errors
    /// As [`Live::sign_myself`].
    pub async fn ask_for_myself(
        &self,
        allowed: &AllowedAt<SignMyself>,
        id: FactId,
        asked: &Asked,
        now: Instant,
    ) -> Result<Result<Attended, String>, OfficeError> {
        let organisation = allowed.organisation();
        let Some(gathering) = self.gathering(organisation, id).await? else { return Ok(Ok(Attended::Gone)) };
        let Some(person) = allowed.person() else { return Ok(Ok(Attended::NotCalled)) };
        let looked = self.look(organisation, When { as_of: gathering.day, known_at: None }).await?;
        match gathering.state(&looked.roster, person) {
            State::Present => return Ok(Ok(Attended::Before)),
            State::Out => return Ok(Ok(Attended::NotCalled)),
            State::Remote | State::Excused | State::Absent | State::Waiting => {}
        }
        let reason = asked.reason.trim();
        if !matches!(asked.state, State::Remote | State::Excused) {
            return Ok(Err("应选“线上参加”或“请假”".to_owned()));
        }
        if reason.is_empty() {
            return Ok(Err("应写明事由，只有记录的人看得到".to_owned()));
        }
        let length = reason.chars().count();
        if length > REASON_MOST {
            return Ok(Err(format!("事由太长：应不超过 {REASON_MOST} 个字，现在是 {length} 个")));
        }
        let line = Line { state: asked.state, reason: reason.to_owned(), asked: true, own: true, scanned: None };
        let written = self.office.ledger.put_entries(organisation, id, &[entry(person, &line, now)]).await?;
        Ok(Ok(if written == 0 { Attended::Gone } else { Attended::Done }))
    }
}
