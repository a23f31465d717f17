//! Query: what would be otherwise if a parameter had another value, or another standard applied.
//!
//! Nothing is written: the same records are evaluated twice.

use std::path::PathBuf;

use facts::{Day, Instant, Quantity};
use rayon::prelude::*;
use rulebook::{Rulebook, nearest};
use views::{BranchChange, FindingChange, WhatIf, branch_change, changed_findings, rule_changes};

use crate::evaluate::evaluate;
use crate::group::Organisation;
use crate::score::Scored;
use crate::{Office, OfficeError, standard};

#[derive(Debug, Clone)]
pub struct WhatIfWanted {
    pub as_of: Day,
    pub known_at: Option<Instant>,
    pub otherwise: Otherwise,
    /// Only this one, with every finding that would be otherwise; its places are those among all.
    pub organisation: Option<String>,
}

/// What is taken to be otherwise.
#[derive(Debug, Clone)]
pub enum Otherwise {
    Parameters(Vec<Setting>),
    /// The folder of a whole standard, or of an overlay over the one that applies.
    Rulebook(PathBuf),
}

/// Another value of a parameter, from a day or from its beginning.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Setting {
    /// Chinese, or the slug.
    pub name: String,
    pub value: String,
    pub from: Option<Day>,
}

impl Office {
    /// # Errors
    /// Where the ledger or the other standard cannot be read, a parameter or its value will not do, no scheme is in force
    /// that day, or the organisation is not known.
    pub async fn what_if(&self, wanted: &WhatIfWanted) -> Result<WhatIf, OfficeError> {
        let (as_of, known_at) = (wanted.as_of, wanted.known_at);
        let other = match &wanted.otherwise {
            Otherwise::Parameters(settings) => with_settings(&self.rulebook, settings)?,
            Otherwise::Rulebook(folder) => standard::load_instead(&self.places, folder)?,
        };
        let mut group = self.group(as_of, known_at).await?;
        group.sort_as_tree(as_of);
        let only = wanted.organisation.as_deref().map(|name| group.named(name)).transpose()?.map(|found| found.id);
        let (scored, others): (Vec<&Organisation>, Vec<&Organisation>) =
            group.organisations.iter().partition(|organisation| organisation.is_scored(as_of));
        let is_wanted = |organisation: &&&Organisation| only.is_none_or(|only| only == organisation.id);
        // What stands above the branches has findings and no score.
        let above: Vec<&Organisation> = others.iter().filter(is_wanted).copied().collect();
        let all: Vec<&Organisation> = scored.iter().chain(&above).copied().collect();
        let under = |rulebook: &Rulebook| {
            let mut of_scored = evaluate(rulebook, &group, &all, as_of, known_at);
            let of_above = of_scored.split_off(scored.len());
            (of_scored, of_above)
        };
        let differing = |organisation: &Organisation, before: &[_], after: &[_]| {
            changed_findings((&self.rulebook, before), (&other, after), &organisation.roster)
        };
        let ((before, above_before), (after, above_after)) = (under(&self.rulebook), under(&other));
        let changed: Vec<Vec<FindingChange>> = scored
            .par_iter()
            .zip(before.par_iter().zip(&after))
            .map(|(branch, (before, after))| differing(branch, before, after))
            .collect();
        let pairs = above_before.iter().zip(&above_after);
        let of_above = above.iter().zip(pairs).flat_map(|(one, (before, after))| differing(one, before, after));
        let mut findings: Vec<FindingChange> = of_above.collect();
        let old = Scored::new(&self.rulebook, as_of, &group, &scored, &before)?;
        let new = Scored::new(&other, as_of, &group, &scored, &after)?;
        let mut branches: Vec<BranchChange> = Vec::new();
        for ((branch, changed), (old, new)) in scored.iter().zip(changed).zip(old.rows.iter().zip(&new.rows)) {
            if is_wanted(&branch) {
                branches.extend(branch_change(old, new, changed.len() as u32));
                findings.extend(changed);
            }
        }
        let rules = rule_changes(&findings);
        Ok(WhatIf { rules, branches, findings: only.map(|_| findings) })
    }
}

fn with_settings(rulebook: &Rulebook, settings: &[Setting]) -> Result<Rulebook, OfficeError> {
    let mut changed = rulebook.clone();
    // What holds from a day on takes the place of what holds from the beginning, in whatever order they are given.
    let mut settings: Vec<&Setting> = settings.iter().collect();
    settings.sort_by_key(|setting| setting.from);
    let mut set: Vec<(usize, Option<Day>)> = Vec::new();
    for Setting { name, value, from } in settings {
        let known = |parameter: &rulebook::Parameter| parameter.name == *name || parameter.slug == *name;
        let index = rulebook.parameters.iter().position(known).ok_or_else(|| no_such(rulebook, name))?;
        if set.contains(&(index, *from)) {
            let since = from.map(|from| format!("从{}起", views::words::day(from))).unwrap_or_default();
            let reason = format!("参数 `{name}` {since}的值写了不止一次，请只留一个");
            return Err(OfficeError::Setting { reason });
        }
        set.push((index, *from));
        let quantity: Quantity = value.parse().map_err(|_| OfficeError::Setting {
            reason: format!("参数 `{name}` 的值 `{value}` 不对，应当是最多两位小数的数，如 40 或 0.5"),
        })?;
        changed = changed.with_parameter(index, quantity, *from).map_err(|problems| OfficeError::Setting {
            reason: problems.iter().map(ToString::to_string).collect::<Vec<_>>().join("；"),
        })?;
    }
    Ok(changed)
}

fn no_such(rulebook: &Rulebook, found: &str) -> OfficeError {
    let words = || rulebook.parameters.iter().flat_map(|one| [one.name.as_str(), one.slug.as_str()]);
    let nearest = nearest(found, words()).map(|nearest| format!("，最接近的是“{nearest}”")).unwrap_or_default();
    let known = rulebook.parameters.iter().map(|one| format!("{}（{}）", one.name, one.slug)).collect();
    OfficeError::NoSuchParameter { found: found.to_owned(), nearest, known }
}
