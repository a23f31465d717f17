//! What the vault keeps already of what a book says. A detail that differs is refused with its cell, never dropped;
//! where there is nothing to compare a number with, that is said.

use std::collections::{BTreeMap, BTreeSet};

use facts::{FactId, Name, OrganisationId, PersonId, kinds};
use intake::{Book, Draft, Drafted, Extent, Reason, Recognition, Refusal, SheetOutcome, Slot, Target, address};
use ledger::Ledger;
use rulebook::Rulebook;

use super::alike::{Alike, places};
use crate::OfficeError;
use crate::directory::{IDENTITY_NUMBER, Numbers};
use crate::group::Group;

type Place = (OrganisationId, PersonId, FactId, Name);

/// Shown instead of what belongs into the vault: lists of refusals are printed and sent around.
const NOT_SHOWN: &str = "另一个内容（保密，不显示）";

#[derive(Default)]
pub(super) struct Kept {
    texts: BTreeMap<Place, String>,
    asked: BTreeSet<OrganisationId>,
    /// Members of the ledger without an identity number.
    without_number: BTreeSet<(OrganisationId, PersonId)>,
    /// Nothing is compared, and nothing secret taken.
    takes_none: bool,
}

impl Kept {
    pub fn new(group: &Group, numbers: &Numbers) -> Kept {
        let members = group
            .organisations
            .iter()
            .flat_map(|organisation| organisation.roster.members.iter().map(|member| (organisation.id, member.person)));
        Kept { without_number: members.filter(|who| !numbers.contains_key(who)).collect(), ..Kept::default() }
    }

    /// For a book that a program brings.
    pub fn of_a_program() -> Kept {
        Kept { takes_none: true, ..Kept::default() }
    }

    /// Takes out what the vault, or an earlier book of this import, has otherwise, and refuses it.
    pub async fn refuse_others(
        &mut self,
        ledger: &Ledger,
        rulebook: &Rulebook,
        (book, recognition): (&Book, &Recognition),
        drafted: &mut Drafted,
    ) -> Result<(), OfficeError> {
        if self.takes_none {
            for draft in &mut drafted.facts {
                for secret in std::mem::take(&mut draft.secrets) {
                    let field = field_name(rulebook, draft, &secret.field);
                    let reason = Reason::SecretByProgram { field };
                    drafted.refused.push(refusal(rulebook, (book, recognition), (draft, &secret.field), reason));
                }
            }
            return Ok(());
        }
        self.ask(ledger, &drafted.facts).await?;
        for draft in &mut drafted.facts {
            for secret in std::mem::take(&mut draft.secrets) {
                let place = (draft.organisation, secret.person, draft.id, secret.field.clone());
                let known = self.texts.entry(place).or_insert_with(|| secret.text.clone());
                if *known == secret.text {
                    draft.secrets.push(secret);
                } else {
                    let reason = Reason::OtherSecret { field: field_name(rulebook, draft, &secret.field) };
                    drafted.refused.push(refusal(rulebook, (book, recognition), (draft, &secret.field), reason));
                }
            }
        }
        Ok(())
    }

    async fn ask(&mut self, ledger: &Ledger, drafts: &[Draft]) -> Result<(), OfficeError> {
        for draft in drafts.iter().filter(|draft| !draft.secrets.is_empty()) {
            if self.asked.insert(draft.organisation) {
                let secrets = ledger.secrets_of_organisation(draft.organisation).await?;
                let of = |secret: ledger::Secret| {
                    ((secret.organisation, secret.person, secret.fact, secret.field), secret.text)
                };
                self.texts.extend(secrets.into_iter().map(of));
            }
        }
        Ok(())
    }

    /// Members that a number came for and that were found by name and dates alone, told together for each sheet.
    pub fn not_compared(&self, drafts: &[Draft]) -> Vec<Alike> {
        let mut cells: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for draft in drafts.iter().filter(|draft| draft.kind == kinds::MEMBER_JOINED) {
            let mut numbers = draft.secrets.iter().filter(|secret| secret.field == IDENTITY_NUMBER);
            if numbers.any(|secret| self.without_number.contains(&(draft.organisation, secret.person))) {
                let cell = draft.origin.cells.first().map_or("", String::as_str);
                cells.entry(draft.origin.sheet.as_str()).or_default().push(cell);
            }
        }
        let text = |cells: &[&str]| {
            format!(
                "{} 名党员（{}）在台账里没有可比的身份证号，是按姓名和日期认作台账里那一位的；如果是另一名同名党员，请核对",
                cells.len(),
                places(cells),
            )
        };
        cells.into_iter().map(|(sheet, cells)| Alike::new(sheet, &cells, text(&cells))).collect()
    }
}

fn field_name(rulebook: &Rulebook, draft: &Draft, field: &str) -> String {
    views::words::field_label(rulebook.kind_named(&draft.kind).map(|(_, kind)| kind), field).to_owned()
}

fn refusal(
    rulebook: &Rulebook,
    (book, recognition): (&Book, &Recognition),
    (draft, field): (&Draft, &str),
    reason: Reason,
) -> Refusal {
    let first = draft.origin.cells.first().cloned().unwrap_or_default();
    Refusal {
        file: book.name.clone(),
        sheet: draft.origin.sheet.clone(),
        cell: cell(rulebook, book, recognition, draft, field).unwrap_or(first),
        row: draft.origin.row,
        extent: Extent::Cell,
        expected: reason.expected(),
        found: NOT_SHOWN.to_owned(),
        advice: reason.advice(),
        reason,
    }
}

/// Where the field of a draft stands.
fn cell(rulebook: &Rulebook, book: &Book, recognition: &Recognition, draft: &Draft, field: &str) -> Option<String> {
    let is_here =
        |plan: &&intake::SheetPlan| book.sheets.get(plan.sheet).is_some_and(|sheet| sheet.name == draft.origin.sheet);
    let plan = recognition.sheets.iter().find(is_here)?;
    let SheetOutcome::Recognised(layout) = &plan.outcome else { return None };
    let (index, kind) = rulebook.kind_named(&draft.kind)?;
    let slot = Slot::Field(kind.fields.iter().position(|one| one.slug == field)?);
    let column = layout.columns.iter().find(|column| match &column.target {
        Target::Record(slots) => slots.contains(&(index, slot.clone())),
        _ => false,
    })?;
    Some(address(draft.origin.row.checked_sub(1)?, column.index))
}
