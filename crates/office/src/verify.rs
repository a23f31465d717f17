//! Query: whether every chain is as it was written.
//!
//! Opens the ledger alone: a standard with mistakes does not stand between anybody and this question.

use std::cell::LazyCell;

use facts::{Day, Fact};
use ledger::{BegunLate, Fault, Hash, Ledger, Location, Mode, Spot};
use rulebook::Rulebook;

use crate::{OfficeError, standard};

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verified {
    pub chains: u64,
    pub facts: u64,
    /// One sentence for each broken chain and for everything else that is wrong; empty where nothing was altered.
    pub breaks: Vec<String>,
    /// What the journal cannot speak of, because it was begun later; none where it was there from the first record.
    pub notice: Option<String>,
    /// What became of the details in the vault; none where there are none.
    pub vault: Option<String>,
    /// What became of the files that records name; none where there are none.
    pub files: Option<String>,
    /// The last row of the journal, to be kept elsewhere; none where nothing was ever written.
    pub journal: Option<String>,
}

/// With `expected`, a hash of the journal that was kept elsewhere, also whether all that was there then still is.
///
/// # Errors
/// Where the ledger cannot be read. A broken chain is an answer, not an error.
pub async fn verify(location: &Location, expected: Option<Hash>) -> Result<Verified, OfficeError> {
    let ledger = Ledger::open(location, Mode::Read).await?;
    let verification = ledger.verify().await?;
    let mut breaks = Vec::new();
    let rulebook = LazyCell::new(|| standard::read(&standard::Sources::built_in()).rulebook);
    for found in &verification.breaks {
        let facts = ledger.readable_facts(&found.organisation).await?;
        let record = match &found.spot {
            Spot::Altered { fact, .. } | Spot::SlippedIn { fact, .. } => Some(fact.as_str()),
            _ => None,
        };
        breaks.push(format!("{found}{}", in_words(&rulebook, record, &facts)));
    }
    for fault in &verification.faults {
        let words = match fault {
            Fault::SecretMissing { organisation, fact, .. }
            | Fault::FileMissing { organisation, fact, .. }
            | Fault::FileAltered { organisation, fact, .. } => {
                in_words(&rulebook, Some(fact), &ledger.readable_facts(organisation).await?)
            }
            _ => String::new(),
        };
        breaks.push(format!("{fault}{words}"));
    }
    ledger.close().await;
    if let Some(expected) = expected.filter(|expected| !verification.journal.contains(expected)) {
        breaks.push(format!(
            "流水里没有 {expected}：抄下它以后，流水被改写或删过末尾，或者这不是那个台账。请核对抄下的，再从备份恢复"
        ));
    }
    let notice = verification.begun_late.map(begun_late);
    let vault = vault(&verification.vault);
    let files = files(&verification.files);
    let journal = verification
        .journal
        .last()
        .map(|last| format!("流水 {} 行，末行 {last}。抄存在别处，以后用 --expect 核对", verification.journal.len()));
    Ok(Verified { chains: verification.chains, facts: verification.facts, breaks, notice, vault, files, journal })
}

/// To be read by those who know whether the ledger is as old as that.
fn begun_late(BegunLate { chains, facts, last }: BegunLate) -> String {
    format!(
        "注意：流水不是从头记的，是记到 {} 以后才开始的，当时有 {chains} 条链、{facts} 条记录。\
         从没有流水的旧版升级来的本该如此；不是的，就是有人删过流水，在那以前整条删掉的链凭它看不出来，请与备份核对",
        last.day()
    )
}

fn vault(found: &ledger::VaultVerification) -> Option<String> {
    if let Some(reason) = &found.not_opened {
        return Some(format!("保密内容没有核对：{reason}"));
    }
    let erased = match found.erased {
        0 => String::new(),
        erased => format!("，{erased} 项的钥匙已销毁，不能再读"),
    };
    (found.sound + found.erased > 0).then(|| format!("保密内容 {} 项能解开{erased}", found.sound))
}

fn files(found: &ledger::FilesVerification) -> Option<String> {
    if let Some(reason) = &found.not_opened {
        return Some(format!("附件没有核对：{reason}"));
    }
    let erased = match found.erased {
        0 => String::new(),
        erased => format!("，{erased} 个的内容已销毁"),
    };
    (found.sound + found.erased > 0).then(|| format!("附件 {} 个完好{erased}", found.sound))
}

/// Organisation and record as people know them, as far as they can still be read.
fn in_words(rulebook: &Rulebook, record: Option<&str>, facts: &[Fact]) -> String {
    let last = facts.iter().map(|fact| fact.occurred.first).max().unwrap_or(Day::EARLIEST);
    let name = roster::fold(&facts::current(facts, None), last).name().to_owned();
    let record = facts.iter().find(|fact| record.is_some_and(|record| fact.id.to_string() == record));
    let record = record.map(|fact| {
        let kind = views::words::kind_name(rulebook, &fact.kind);
        format!("记录是 {} 的{kind}", fact.occurred.first)
    });
    let name = (!name.is_empty()).then(|| format!("组织是{name}"));
    let words: Vec<String> = [name, record].into_iter().flatten().collect();
    if words.is_empty() { String::new() } else { format!("（{}）", words.join("，")) }
}
