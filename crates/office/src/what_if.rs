//! Query: what would be otherwise if a parameter had another value, or another standard applied.
//!
//! Nothing is written: the same records are evaluated twice. Organisations are read a part at a time, and of each no more
//! is kept than its score under both standards and what differs (docs/decisions/0054).

use std::collections::BTreeMap;
use std::path::PathBuf;

use facts::{Day, Fact, Instant, OrganisationId, Quantity};
use findings::{Branch, DatedProgram, Evaluator, Finding, Program, Reached, Sheet, score};
use rayon::prelude::*;
use rulebook::{Rulebook, Scheme, nearest};
use views::{BranchChange, FindingChange, RuleMoves, WhatIf, branch_change, changed_findings};

use crate::evaluate::{Below, stands_above};
use crate::group::{AT_A_TIME, Group, Organisation, at_work};
use crate::score::Scored;
use crate::{Office, OfficeError, standard};

#[derive(Debug, Clone)]
pub struct WhatIfWanted {
    pub as_of: Day,
    pub known_at: Option<Instant>,
    pub otherwise: Otherwise,
    /// Only these, which are ranked among themselves; none for all that there are.
    pub among: Option<Vec<OrganisationId>>,
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

/// Everything that a comparison rests on.
struct Pair<'a> {
    as_of: Day,
    known_at: Option<Instant>,
    /// The standard as it is.
    old: Side<'a>,
    /// As it would be.
    new: Side<'a>,
}

/// One of the two standards, made ready for the day.
struct Side<'a> {
    book: &'a Rulebook,
    scheme: &'a Scheme,
    program: DatedProgram<'a>,
}

/// One organisation under both.
struct Compared {
    changes: Vec<FindingChange>,
    /// What others have to know of it.
    kept: Kept,
}

/// What is kept of an organisation while others are read.
struct Kept {
    changed: u32,
    /// Of what is scored, with no more lines than those that limit the stars.
    sheets: Option<[Sheet; 2]>,
    reached: [Option<Reached>; 2],
}

impl Office {
    /// `read` is told how many of how many organisations were looked at.
    ///
    /// # Errors
    /// Where the ledger or the other standard cannot be read, a parameter or its value will not do, no scheme is in force
    /// that day, or the organisation is not known.
    pub async fn what_if(&self, wanted: &WhatIfWanted, read: impl Fn(usize, usize)) -> Result<WhatIf, OfficeError> {
        let (as_of, known_at) = (wanted.as_of, wanted.known_at);
        let other = match &wanted.otherwise {
            Otherwise::Parameters(settings) => with_settings(&self.rulebook, settings)?,
            Otherwise::Rulebook(folder) => standard::load_instead(&self.places, folder)?,
        };
        let (old, new) = (Program::new(&self.rulebook), Program::new(&other));
        let (old, new) = (Side::new(&self.rulebook, &old, as_of)?, Side::new(&other, &new, as_of)?);
        let pair = Pair { as_of, known_at, old, new };
        let ids = match &wanted.among {
            Some(ids) => ids.clone(),
            None => self.ledger.organisations().await?,
        };
        let mut moves = RuleMoves::default();
        let mut group = Group { as_of, organisations: Vec::with_capacity(ids.len()) };
        let mut own: BTreeMap<OrganisationId, Kept> = BTreeMap::new();
        for (done, part) in ids.chunks(AT_A_TIME).enumerate() {
            read(done * AT_A_TIME, ids.len());
            let organisations = self.organisations(part, (as_of, known_at)).await?;
            for (id, compared) in at_work(|| pair.compare_own(&organisations)) {
                moves.add(&compared.changes);
                own.insert(id, compared.kept);
            }
            group.organisations.extend(organisations.into_iter().map(|one| one.outlined((as_of, known_at))));
        }
        read(ids.len(), ids.len());
        group.sort_as_tree(as_of);
        let above = Above::new(&group, &own);
        let only = wanted.organisation.as_deref().map(|name| group.named(name)).transpose()?.map(|found| found.id);
        let Some(only) = only else {
            for part in above.standing(&group).chunks(AT_A_TIME) {
                let organisations = self.organisations(part, (as_of, known_at)).await?;
                at_work(|| above.compare(&pair, &organisations)).iter().for_each(|one| moves.add(&one.changes));
            }
            return Ok(WhatIf { rules: moves.rows(), branches: pair.branches(&group, own, None), findings: None });
        };
        let one = self.organisations(&[only], (as_of, known_at)).await?;
        let findings: Vec<FindingChange> = above.compare(&pair, &one).into_iter().flat_map(|one| one.changes).collect();
        let mut moves = RuleMoves::default();
        moves.add(&findings);
        let branches = pair.branches(&group, own, Some(only));
        Ok(WhatIf { rules: moves.rows(), branches, findings: Some(findings) })
    }
}

/// What was reached below those who stand above branches, under both.
struct Above {
    old: Below,
    new: Below,
}

impl Above {
    fn new(group: &Group, own: &BTreeMap<OrganisationId, Kept>) -> Above {
        let superiors = group.superiors(group.as_of);
        let (mut old, mut new) = (Below::under(superiors.clone()), Below::under(superiors));
        for (id, Kept { reached: [before, after], .. }) in own {
            old.add(*id, before.as_ref());
            new.add(*id, after.as_ref());
        }
        Above { old, new }
    }

    /// They have findings and no score, and rest on what is below them.
    fn standing(&self, group: &Group) -> Vec<OrganisationId> {
        let above = group.organisations.iter().filter(|organisation| stands_above(organisation, group.as_of));
        above.map(|organisation| organisation.id).collect()
    }

    fn compare(&self, pair: &Pair<'_>, organisations: &[Organisation]) -> Vec<Compared> {
        let below = |id: OrganisationId| [self.old.of(id), self.new.of(id)];
        organisations.par_iter().map(|organisation| pair.compare(organisation, below(organisation.id))).collect()
    }
}

impl<'a> Side<'a> {
    fn new(book: &'a Rulebook, program: &'a Program<'a>, as_of: Day) -> Result<Side<'a>, OfficeError> {
        let scheme = book.scheme_on(as_of).ok_or(OfficeError::NoScheme { as_of })?;
        Ok(Side { book, scheme, program: program.on(as_of) })
    }

    fn find(&self, facts: &[Fact], known_at: Option<Instant>, below: &[Reached]) -> (Vec<Finding>, Option<Reached>) {
        let branch = Branch::new(&self.program, facts, known_at);
        let mut evaluator = Evaluator::new(&self.program);
        evaluator.evaluate_above(&branch, below);
        let findings = evaluator.findings(&branch);
        let reached = Reached::new(&self.program, &branch, &findings);
        (findings, reached)
    }

    /// With no more lines than ranks ask for.
    fn sheet(&self, findings: &[Finding]) -> Sheet {
        let mut sheet = score(self.book, self.scheme, findings);
        sheet.lines.retain(|line| line.stars_at_most.is_some());
        sheet
    }
}

impl Pair<'_> {
    /// Those that stand above nobody, each by itself.
    fn compare_own(&self, organisations: &[Organisation]) -> Vec<(OrganisationId, Compared)> {
        let own = organisations.par_iter().filter(|organisation| !stands_above(organisation, self.as_of));
        own.map(|organisation| (organisation.id, self.compare(organisation, [&[], &[]]))).collect()
    }

    fn compare(&self, organisation: &Organisation, [below_old, below_new]: [&[Reached]; 2]) -> Compared {
        let Pair { old, new, .. } = self;
        let (before, reached_before) = old.find(&organisation.facts, self.known_at, below_old);
        let (after, reached_after) = new.find(&organisation.facts, self.known_at, below_new);
        let changes = changed_findings((old.book, &before), (new.book, &after), &organisation.roster);
        let sheets = || [old.sheet(&before), new.sheet(&after)];
        let kept = Kept {
            changed: changes.len() as u32,
            sheets: organisation.is_scored(self.as_of).then(sheets),
            reached: [reached_before, reached_after],
        };
        Compared { changes, kept }
    }

    /// Branches whose score, stars or place among all would be otherwise, in the order of the tree.
    fn branches(
        &self,
        group: &Group,
        mut own: BTreeMap<OrganisationId, Kept>,
        only: Option<OrganisationId>,
    ) -> Vec<BranchChange> {
        let (mut scored, mut changed, mut before, mut after) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        for organisation in &group.organisations {
            if let Some(Kept { changed: findings, sheets: Some([old, new]), .. }) = own.remove(&organisation.id) {
                scored.push(organisation);
                changed.push(findings);
                before.push(old);
                after.push(new);
            }
        }
        let rows = |side: &Side<'_>, sheets| {
            Scored::of_sheets((side.book, side.scheme), self.as_of, group, &scored, sheets).rows
        };
        let rows = rows(&self.old, before).into_iter().zip(rows(&self.new, after));
        let wanted =
            scored.iter().zip(changed).zip(rows).filter(|((one, _), _)| only.is_none_or(|only| only == one.id));
        wanted.filter_map(|((one, changed), (old, new))| branch_change(one.id, (&old, &new), changed)).collect()
    }
}

/// A standard in which parameters have other values.
///
/// # Errors
/// Where there is no such parameter, its value will not do, or it is given twice.
pub fn with_settings(rulebook: &Rulebook, settings: &[Setting]) -> Result<Rulebook, OfficeError> {
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
