//! 办件, 收件: procedures of an organisation, one case step by step, the board, and what waits for an office.

use askama::Template;
use axum::extract::Path;
use office::access::{AnswerAsked, SeeOrganisation, WriteRecord};
use office::form::Typed;
use office::{FactId, Inbox, InboxPlace, InboxRow, answer_of_review};
use views::{Board, CaseRow, CaseShown, StepShown, cases_table};

use super::workbench::organisation_of;
use crate::answer::{Answer, WebError, page, see};
use crate::download::file;
use crate::entry::Entry;
use crate::frame::Frame;

#[derive(Template)]
#[template(path = "cases.html")]
struct CasesPage {
    frame: Frame,
    cases: Vec<CaseRow>,
    /// Slug and title of the procedures that have a board.
    boards: Vec<(String, String)>,
}

#[derive(Template)]
#[template(path = "case.html")]
struct CasePage {
    frame: Frame,
    case: CaseShown,
    /// Where the form of each step is, by its number.
    forms: Vec<(usize, String)>,
    has_board: bool,
}

#[derive(Template)]
#[template(path = "board.html")]
struct BoardPage {
    frame: Frame,
    board: Board,
}

#[derive(Template)]
#[template(path = "inbox.html")]
struct InboxPage {
    frame: Frame,
    inbox: Inbox,
}

/// Handler of `/o/{organisation}/cases`.
pub async fn cases(entry: Entry, Path(organisation): Path<String>) -> Answer {
    let organisation = organisation_of(&organisation)?;
    let allowed = entry.allow::<SeeOrganisation>(organisation)?;
    let cases = entry.live().cases_of(&allowed, entry.when()).await?;
    if let Some(asked) = entry.file()? {
        return file(&entry, (Some(organisation), "办件"), asked, vec![cases_table("办件", &cases)]);
    }
    let rules = entry.live().rulebook().rules.iter().filter(|rule| views::has_board(rule));
    let boards = rules.filter(|rule| cases.iter().any(|case| case.rule == rule.slug));
    let boards = boards.map(|rule| (rule.slug.clone(), rule.title.clone())).collect();
    page(&CasesPage { frame: Frame::new(&entry, organisation, "办件", "cases"), cases, boards })
}

/// Handler of `/o/{organisation}/cases/{rule}/{record}`: the case that a record belongs to.
pub async fn case(entry: Entry, Path((organisation, rule, record)): Path<(String, String, String)>) -> Answer {
    let organisation = organisation_of(&organisation)?;
    let allowed = entry.allow::<SeeOrganisation>(organisation)?;
    let found = entry.live().case(&allowed, (&rule, record_of(&record)?), entry.when()).await?;
    let found = found.ok_or(NO_CASE)?;
    let title = format!("{}：{}", found.case.row.title, found.case.row.subject);
    let frame = Frame::new(&entry, organisation, &title, "cases");
    let address = |(number, kind, begun): (usize, String, Typed)| (number, frame.place.begin(&kind, &begun.0));
    let forms = found.forms.into_iter().map(address).collect();
    page(&CasePage { frame, case: found.case, forms, has_board: found.has_board })
}

/// Handler of `/o/{organisation}/cases/{rule}/{record}/next`: to the form of the next step.
pub async fn next(entry: Entry, Path((organisation, rule, record)): Path<(String, String, String)>) -> Answer {
    let organisation = organisation_of(&organisation)?;
    let allowed = entry.allow::<WriteRecord>(organisation)?;
    let found = entry.live().next_step(&allowed, (&rule, record_of(&record)?), entry.now.day()).await?;
    let (kind, begun) = found.ok_or(NO_CASE)?;
    Ok(see(&entry.place(organisation).begin(&kind, &begun.0)))
}

/// Handler of `/o/{organisation}/board/{rule}`.
pub async fn board(entry: Entry, Path((organisation, rule)): Path<(String, String)>) -> Answer {
    let organisation = organisation_of(&organisation)?;
    let allowed = entry.allow::<SeeOrganisation>(organisation)?;
    let board = entry.live().board(&allowed, &rule, entry.when()).await?;
    let board = board.ok_or(WebError::NotFound("这条规则不是分阶段的程序，没有看板"))?;
    page(&BoardPage { frame: Frame::new(&entry, organisation, &board.title, "cases"), board })
}

/// Handler of `/o/{organisation}/inbox`.
pub async fn inbox(entry: Entry, Path(organisation): Path<String>) -> Answer {
    let organisation = organisation_of(&organisation)?;
    let allowed = entry.allow::<AnswerAsked>(organisation)?;
    let inbox = entry.live().inbox(&allowed, entry.now.day());
    page(&InboxPage { frame: Frame::new(&entry, organisation, "收件", "inbox"), inbox })
}

const NO_CASE: WebError = WebError::NotFound("没有这件事，或者已经办完。请从“办件”重新进入");

fn record_of(text: &str) -> Result<FactId, WebError> {
    text.parse().map_err(|_| WebError::NotFound("地址里的记录编号不对"))
}

impl CasePage {
    /// Where a step is written down; nothing where it is done or nobody may.
    fn form_of(&self, step: &StepShown) -> Option<&str> {
        let form = self.forms.iter().find(|(number, _)| *number == step.number);
        form.filter(|_| self.frame.may_write).map(|(_, address)| address.as_str())
    }
}

impl InboxPage {
    /// Where it is looked at.
    fn look(&self, row: &InboxRow) -> String {
        let place = self.frame.place.of(row.organisation);
        match &row.place {
            InboxPlace::Case { rule, record } => place.case(rule, record),
            InboxPlace::Review { kind, record } | InboxPlace::Filed { kind, record } => place.record(kind, record),
        }
    }

    /// Where it is answered: a form that is filled in as far as it is known.
    fn answer(&self, row: &InboxRow) -> String {
        let place = self.frame.place.of(row.organisation);
        match &row.place {
            InboxPlace::Case { rule, record } => format!("{}/next", place.case(rule, record)),
            InboxPlace::Review { kind, record } => {
                let today = self.frame.as_of.parse().unwrap_or(row.since);
                let query = crate::address::query(&answer_of_review(today).0);
                format!("{}/correct?{query}", place.record(kind, record))
            }
            InboxPlace::Filed { .. } => self.look(row),
        }
    }
}
