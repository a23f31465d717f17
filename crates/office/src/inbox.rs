//! Query: what waits for an office: approvals that organisations below ask for, and what they filed.

use facts::{Day, FactId, OrganisationId};
use rulebook::Requirement;
use views::words;

use crate::OfficeError;
use crate::access::{AllowedAt, AnswerAsked, WriteRecord};
use crate::form::{Typed, inputs};
use crate::live::{ANSWERED, Live, REVIEW_ASKED, Tree, Wait, Waiting, When};

/// What waits for one office.
#[derive(Debug, Clone, Default)]
pub struct Inbox {
    /// To be answered: the one that is due first, then what has waited longest.
    pub waiting: Vec<InboxRow>,
    /// Filed within the last weeks, the latest first: asks for no answer.
    pub filed: Vec<InboxRow>,
    /// Offices below where something waits, with how much.
    pub below: Vec<(OrganisationId, String, usize)>,
}

#[derive(Debug, Clone)]
pub struct InboxRow {
    pub organisation: OrganisationId,
    pub name: String,
    /// What is asked for: the step, or what was filed.
    pub title: String,
    /// Whose case it is, and of which procedure.
    pub subject: String,
    pub since: Day,
    pub waited_days: i32,
    pub due: Option<Day>,
    pub is_overdue: bool,
    pub place: InboxPlace,
}

/// Where it is looked at and answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum InboxPlace {
    /// A case: the rule's slug, and the record it began with.
    Case { rule: String, record: String },
    /// A record that asks for an answer.
    Review { kind: String, record: String },
    /// A record that only wants to be known.
    Filed { kind: String, record: String },
}

impl Live {
    /// What waits for the office of an organisation, as far as it was last looked at.
    pub fn inbox(&self, allowed: &AllowedAt<AnswerAsked>, today: Day) -> Inbox {
        let (tree, own) = (self.tree(), allowed.organisation());
        let mut inbox = Inbox::default();
        for (organisation, wait) in tree.waiting_at(own) {
            let Some(row) = self.inbox_row(&tree, organisation, wait, today) else { continue };
            if wait.is_filing() { inbox.filed.push(row) } else { inbox.waiting.push(row) }
        }
        inbox.waiting.sort_by_key(|row| (row.due.is_none(), row.due, row.since, row.name.clone()));
        inbox.filed.sort_by_key(|row| (std::cmp::Reverse(row.since), row.name.clone()));
        let below = tree.under(own).into_iter().filter(|id| *id != own);
        let counted = below.map(|id| (id, tree.name(id).to_owned(), tree.asked_at(id)));
        inbox.below = counted.filter(|(_, _, count)| *count > 0).collect();
        inbox
    }

    fn inbox_row(&self, tree: &Tree, organisation: OrganisationId, wait: &Wait, today: Day) -> Option<InboxRow> {
        let since = wait.since()?;
        let kind_name = |slug: &str| words::kind_name(self.rulebook(), slug).to_owned();
        let (title, subject, place) = match &wait.what {
            Waiting::Step { rule, step, subject, record } => {
                let rule = self.rulebook().rules.get(*rule)?;
                let Requirement::Procedure(procedure) = &rule.requirement else { return None };
                let title = procedure.steps.get(*step)?.name.clone();
                let place = InboxPlace::Case { rule: rule.slug.clone(), record: record.clone() };
                (title, format!("{}：{subject}", rule.title), place)
            }
            Waiting::Review { record } => {
                let place = InboxPlace::Review { kind: REVIEW_ASKED.to_owned(), record: record.clone() };
                ("批复报审".to_owned(), kind_name(REVIEW_ASKED), place)
            }
            Waiting::Filing { kind, record } => {
                let place = InboxPlace::Filed { kind: kind.clone(), record: record.clone() };
                (kind_name(kind), String::new(), place)
            }
        };
        Some(InboxRow {
            organisation,
            name: tree.name(organisation).to_owned(),
            title,
            subject,
            since,
            waited_days: today.days_since(since),
            due: wait.due(),
            is_overdue: wait.due().is_some_and(|due| due < today),
            place,
        })
    }

    /// The form that takes the next step of a case: the kind of record, and what it begins with. None where the case is
    /// over or not there.
    ///
    /// # Errors
    /// Where the ledger cannot be read.
    pub async fn next_step(
        &self,
        allowed: &AllowedAt<WriteRecord>,
        (rule, record): (&str, FactId),
        today: Day,
    ) -> Result<Option<(String, Typed)>, OfficeError> {
        let when = When { as_of: today, known_at: None };
        let looked = self.look(allowed.organisation(), when).await?;
        let Some((index, rule)) = self.rulebook().rule_named(rule) else { return Ok(None) };
        let Requirement::Procedure(procedure) = &rule.requirement else { return Ok(None) };
        let is_it = |finding: &&findings::Finding| finding.rule == index && finding.evidence.contains(&record);
        // A record may belong to several cases of a rule: what is over has no next step.
        let found = looked.findings.iter().filter(is_it).find_map(|finding| {
            let row = views::case_row(self.rulebook(), &looked.roster, &looked.facts, finding, today)?;
            Some((row.next?.number, finding))
        });
        let Some((number, finding)) = found else { return Ok(None) };
        let step = number.checked_sub(1).and_then(|at| procedure.steps.get(at));
        Ok(step.and_then(|step| self.step_form(&looked, procedure, (step, finding))))
    }
}

/// What the correction begins with that answers a review.
pub fn answer_of_review(today: Day) -> Typed {
    let pairs = [(inputs::field(ANSWERED), today.to_string()), (inputs::REASON.to_owned(), "批复".to_owned())];
    Typed(pairs.to_vec())
}
