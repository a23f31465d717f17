//! What was drawn for an inspection: branches and records, each with what made it more likely. Nothing here is a
//! status: whoever was drawn is looked at, no more.

use std::collections::BTreeMap;

use facts::{Fact, OrganisationId};
use findings::{BranchReason, Part, RecordReason};
use roster::Roster;
use rulebook::Rulebook;
use serde::Serialize;

use crate::explanation::content;
use crate::table::{Align, Table};
use crate::words::{self, Names};

/// One draw, with all that is needed to redo it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Sample {
    pub seed: String,
    pub as_of: String,
    pub known_at: String,
    /// How many branches could be drawn, and how many tickets they hold together.
    pub of: usize,
    pub tickets: usize,
    /// In the order in which they were drawn.
    pub branches: Vec<SampledBranch>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SampledBranch {
    pub unit: String,
    pub organisation: String,
    /// What the numbers of its tickets are made of, beside the seed.
    pub id: String,
    pub tickets: usize,
    /// What the tickets are for, in words.
    pub reasons: Vec<String>,
    /// By day.
    pub records: Vec<SampledRecord>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SampledRecord {
    pub occurred: String,
    pub kind: String,
    pub details: String,
    pub tickets: usize,
    pub reasons: Vec<String>,
    pub record: String,
    /// For the address of the record's page.
    #[serde(skip)]
    pub kind_slug: String,
}

pub fn sampled_branch(
    (unit, organisation): (&str, &str),
    id: &str,
    reasons: &[BranchReason],
    records: Vec<SampledRecord>,
) -> SampledBranch {
    SampledBranch {
        unit: unit.to_owned(),
        organisation: organisation.to_owned(),
        id: id.to_owned(),
        tickets: reasons.iter().map(|reason| reason.tickets()).sum(),
        reasons: reasons.iter().map(|reason| with_tickets(&branch_reason(reason), reason.tickets())).collect(),
        records,
    }
}

pub fn sampled_record(
    rulebook: &Rulebook,
    (roster, organisations): (&Roster, &BTreeMap<OrganisationId, String>),
    fact: &Fact,
    reasons: &[RecordReason],
) -> SampledRecord {
    SampledRecord {
        occurred: words::span(fact.occurred),
        kind: words::kind_name(rulebook, &fact.kind).to_owned(),
        details: content(rulebook, Names { roster, organisations }, fact),
        tickets: reasons.iter().map(|reason| reason.tickets()).sum(),
        reasons: reasons.iter().map(|reason| with_tickets(&record_reason(*reason), reason.tickets())).collect(),
        record: fact.id.to_string(),
        kind_slug: fact.kind.clone(),
    }
}

fn with_tickets(reason: &str, tickets: usize) -> String {
    format!("{reason} {tickets}签")
}

/// How much of what there is, never what it means.
fn branch_reason(reason: &BranchReason) -> String {
    let part = |what: &str, unit: &str, part: &Part| format!("{what}{}/{}{unit}", part.count, part.of);
    match reason {
        BranchReason::Everybody => "人人有".to_owned(),
        BranchReason::Failed(failed) => part("没有做到、违规或数据不足", "项", failed),
        BranchReason::Late(late) => part("补录", "条", late),
        BranchReason::Bursts { days, before_inspection: 0 } => format!("集中补录{days}次"),
        BranchReason::Bursts { days, before_inspection } => {
            format!("集中补录{days}次，其中督查前三十日内{before_inspection}次")
        }
        BranchReason::Alike(alike) => part("文字雷同", "条", alike),
    }
}

fn record_reason(reason: RecordReason) -> String {
    match reason {
        RecordReason::Everybody => "条条有".to_owned(),
        RecordReason::Late { days } => format!("过了{days}天才写下"),
        RecordReason::InBurst => "集中补录".to_owned(),
        RecordReason::Alike => "文字雷同".to_owned(),
        RecordReason::Breach => "违规的凭据".to_owned(),
    }
}

impl Sample {
    pub fn branches_table(&self) -> Table {
        let headers = [
            ("次序", Align::Right),
            ("支部", Align::Left),
            ("单位", Align::Left),
            ("签数", Align::Right),
            ("为什么有这些签（只是提示，不是检查结果）", Align::Left),
        ];
        let title = format!(
            "抽到的支部，按抽出的次序（种子“{}”，截至 {}，共 {} 个支部 {} 签）",
            self.seed, self.as_of, self.of, self.tickets
        );
        let mut table = Table::new(&title, &headers);
        for (at, branch) in self.branches.iter().enumerate() {
            let SampledBranch { unit, organisation, tickets, reasons, .. } = branch;
            table.rows.push(vec![
                (at + 1).to_string(),
                organisation.clone(),
                unit.clone(),
                tickets.to_string(),
                reasons.join("；"),
            ]);
        }
        table
    }

    pub fn records_table(&self) -> Table {
        let headers = [
            ("支部", Align::Left),
            ("日期", Align::Left),
            ("记录", Align::Left),
            ("签数", Align::Right),
            ("为什么有这些签", Align::Left),
            ("编号", Align::Left),
            ("内容", Align::Left),
        ];
        let mut table = Table::new("抽到的记录，请核对原件（按支部抽出的次序和日期）", &headers);
        for branch in &self.branches {
            for SampledRecord { occurred, kind, details, tickets, reasons, record, .. } in
                branch.records.iter().cloned()
            {
                let (name, tickets) = (branch.organisation.clone(), tickets.to_string());
                table.rows.push(vec![name, occurred, kind, tickets, reasons.join("；"), record, details]);
            }
        }
        table
    }
}
