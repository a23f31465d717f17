//! Command, given by the clock: tell everybody who wants it what is due, once a day each.
//!
//! Whom it is the turn of follows from the hour each has set; what was begun is never begun again on that day, unless it
//! is known not to have gone out. Then it is tried again after a while, and given up in the end.

use std::collections::BTreeSet;
use std::sync::Arc;

use facts::{AccountId, Day, Instant, OrganisationId};
use findings::todos;
use ledger::{Addressee, Notice, NoticeWay};
use tokio::task::JoinSet;
use views::{NoticeText, OfficeCounts, TodoRow, TodosOf, is_for_everybody, notice_text, todo_list};

use super::{NotSent, Notices, WayBody};
use crate::OfficeError;
use crate::access::Role;
use crate::live::{Live, Looked, When};

/// So many are told at a time.
const AT_A_TIME: usize = 16;
/// How often it is tried on a day.
const TRIES_MOST: u32 = 4;
/// Until it is tried again: five minutes, four times as long each time.
const WAIT_FIRST: i64 = 5 * 60 * 1_000_000;
/// For so many days it is known what was told.
const KEPT_DAYS: i32 = 30;
const HOUR: i64 = 3_600_000_000;

/// Something that is about to be told.
type Begun = (NoticeWay, WayBody, NoticeText, u32);

impl Live {
    /// Tells everybody whose turn it is. How many were told. What stands in the way of one keeps nobody else waiting.
    ///
    /// # Errors
    /// The first, after all were seen to: where the ledger cannot be read or written. What cannot be sent is kept with
    /// the reason.
    pub async fn send_notices(&self, notices: &Arc<Notices>, now: Instant) -> Result<usize, OfficeError> {
        let today = now.day();
        let hour = (now.microseconds() - Instant::start_of(today).microseconds()).div_euclid(HOUR);
        let due = self.office.ledger.notices_due(today, u8::try_from(hour).unwrap_or(23), now).await?;
        let (mut told, mut trouble) = (0, None);
        for part in due.chunks(AT_A_TIME) {
            let mut sending = JoinSet::new();
            for way in part {
                let begun = self.begin(notices, way, now).await;
                let begun = begun.unwrap_or_else(|error| {
                    trouble.get_or_insert(error);
                    None
                });
                let Some((way, to, text, tries)) = begun else { continue };
                let notices = Arc::clone(notices);
                sending.spawn(async move {
                    let sent = notices.send(&way.way, &to, &text, now).await;
                    (way, tries, sent)
                });
            }
            while let Some(ended) = sending.join_next().await {
                // One that broke off stays begun: it may have gone out.
                let Ok((way, tries, sent)) = ended else { continue };
                told += usize::from(sent.is_ok());
                if let Err(error) = self.end(&way, tries, sent, now).await {
                    trouble.get_or_insert(error);
                }
            }
        }
        if !due.is_empty() {
            self.office.ledger.forget_notices_before(today.plus_days(-KEPT_DAYS)).await?;
        }
        trouble.map_or(Ok(told), Err)
    }

    /// What is to be told by a way; none where there is nothing today, or another server tells it.
    async fn begin(&self, notices: &Notices, way: &NoticeWay, now: Instant) -> Result<Option<Begun>, OfficeError> {
        let text = self.notice_for(way.told, notices.site(), now.day()).await?;
        let Some(tries) = self.office.ledger.begin_notice((way.told, &way.way), now.day(), now).await? else {
            return Ok(None);
        };
        let to = serde_json::from_str::<WayBody>(&way.body).ok();
        match (text, to) {
            (Some(text), Some(to)) => Ok(Some((way.clone(), to, text, tries))),
            _ => {
                let nothing = notice(now, "nothing", tries, String::new());
                self.office.ledger.end_notice((way.told, &way.way), &nothing, now).await?;
                Ok(None)
            }
        }
    }

    async fn end(
        &self,
        way: &NoticeWay,
        tries: u32,
        sent: Result<(), NotSent>,
        now: Instant,
    ) -> Result<(), OfficeError> {
        let ended = match sent {
            Ok(()) => notice(now, "sent", tries, String::new()),
            // It stays begun, and is not sent again.
            Err(NotSent { perhaps: true, why }) => notice(now, "begun", tries, why),
            Err(NotSent { why, .. }) if tries < TRIES_MOST => notice(now, "failed", tries, why),
            Err(NotSent { why, .. }) => notice(now, "given-up", tries, why),
        };
        let wait = WAIT_FIRST << (2 * tries.saturating_sub(1).min(TRIES_MOST));
        let again_at = now.plus_microseconds(wait);
        Ok(self.office.ledger.end_notice((way.told, &way.way), &ended, again_at).await?)
    }

    async fn notice_for(
        &self,
        told: Addressee,
        site: Option<&str>,
        today: Day,
    ) -> Result<Option<NoticeText>, OfficeError> {
        match told {
            Addressee::Account(account) => {
                let Some(known) = self.told(account, today).await? else { return Ok(None) };
                let rows: Vec<&TodoRow> = known.rows.iter().collect();
                Ok(notice_text((&known.name, &rows), known.counts, today, site))
            }
            Addressee::Organisation(organisation) => {
                let (lists, _) = self.todo_lists(organisation, today).await?;
                let mut seen = BTreeSet::new();
                // What falls to a post or to a member of the branch; the superior's part is not its own to do.
                let own = lists.iter().filter(|list| list.vacant || !list.posts.is_empty());
                let all = own.flat_map(|list| &list.todos).filter(|row| is_for_everybody(row));
                let rows: Vec<&TodoRow> = all.filter(|row| seen.insert((&row.rule, &row.period))).collect();
                let name = self.tree().name(organisation).to_owned();
                Ok(notice_text((&name, &rows), OfficeCounts::default(), today, site))
            }
        }
    }

    /// What somebody has to do today, by posts and seats of today; none where the account ended.
    pub(super) async fn told(&self, account: AccountId, today: Day) -> Result<Option<ToldOf>, OfficeError> {
        let found = self.office.ledger.account(account).await?.filter(|account| account.ended_at.is_none());
        let Some(account) = found else { return Ok(None) };
        let visitor = self.visitor(&account, today).await?;
        let mut told = ToldOf { name: visitor.name.clone(), rows: Vec::new(), counts: OfficeCounts::default() };
        let is_office = |role: Role| matches!(role, Role::UnitOffice | Role::GroupOffice);
        let tree = self.tree();
        for (_, at) in visitor.roles().filter(|(role, _)| is_office(*role)) {
            told.counts.asked += tree.asked_at(at);
            let is_behind = |id: &OrganisationId| tree.node(*id).is_some_and(|node| node.standing.overdue > 0);
            told.counts.behind += tree.under(at).iter().skip(1).filter(|id| is_behind(id)).count();
        }
        // Who has left has no to-dos here any more.
        if let Some((_, organisation)) = visitor.roles().find(|(role, _)| *role == Role::Member) {
            let (lists, looked) = self.todo_lists(organisation, today).await?;
            // As the lists call somebody who has a namesake.
            let person = visitor.member.map(|(_, person)| person);
            let name = person.and_then(|person| views::words::person(&looked.roster, person));
            let own = lists.into_iter().filter(|list| !list.vacant && Some(&list.who) == name.as_ref());
            told.rows = own.flat_map(|list| list.todos).collect();
        }
        Ok(Some(told))
    }

    async fn todo_lists(
        &self,
        organisation: OrganisationId,
        today: Day,
    ) -> Result<(Vec<TodosOf>, Arc<Looked>), OfficeError> {
        let looked = self.look(organisation, When { as_of: today, known_at: None }).await?;
        let found = todos(self.rulebook(), &looked.roster, &looked.findings, today);
        Ok((todo_list(self.rulebook(), (&looked.roster, &looked.facts), &looked.findings, &found), looked))
    }
}

/// Somebody, with what is to be done.
#[derive(Debug)]
pub(super) struct ToldOf {
    pub name: String,
    pub rows: Vec<TodoRow>,
    pub counts: OfficeCounts,
}

fn notice(now: Instant, outcome: &str, tries: u32, detail: String) -> Notice {
    Notice { day: now.day(), at: now, outcome: outcome.to_owned(), tries, detail }
}
