//! Query: the clauses, organisations, members and records that have the words somebody looks for, as far as that visitor
//! may see them.
//!
//! The organisation that is asked about is read whole and anew. Of those below, only who may have the words is read, a few
//! at a time: in whose records they may stand is kept beside the ledger (docs/decisions/0052).
//! Of what the vault keeps only what was said in talks is looked through, opened for the moment and for the two who
//! talked and the secretary alone.

use std::collections::{BTreeMap, BTreeSet};

use facts::{Fact, FactId, OrganisationId, current};
use rayon::prelude::*;
use roster::{Roster, fold};
use views::words::Names;
use views::{
    FoundClause, FoundMember, FoundRecord, Marked, RecordsSought, Sought, found_clauses, found_members, found_records,
};

use crate::OfficeError;
use crate::access::{Action, AllowedAt, SeePublished, Visitor};
use crate::group::at_work;
use crate::ledgers::TALK;
use crate::live::{Live, Tree, When};

/// What was found, each list as far as one page goes.
#[derive(Debug, Default)]
pub struct Found {
    pub clauses: Vec<FoundClause>,
    pub organisations: Vec<(OrganisationId, Marked)>,
    /// In the organisation that was asked about.
    pub here: FoundIn,
    /// In those below that were looked through, those where something was.
    pub below: Vec<(OrganisationId, FoundIn)>,
    /// In so many below the words may stand.
    pub below_count: usize,
    /// Where looking through them goes on.
    pub next: Option<usize>,
    /// Whether some of those below may be missing, because their records are still being made searchable.
    pub is_behind: bool,
}

/// What was found in one organisation.
#[derive(Debug, Default)]
pub struct FoundIn {
    pub name: String,
    /// Whether its pages are open to the one who asks.
    pub is_open: bool,
    pub members: Vec<FoundMember>,
    pub records: Vec<FoundRecord>,
    /// So many records more have the words.
    pub more: usize,
}

impl FoundIn {
    pub fn is_empty(&self) -> bool {
        self.members.is_empty() && self.records.is_empty()
    }

    fn cut(mut self, members: usize, records: usize) -> FoundIn {
        self.more = self.records.len().saturating_sub(records);
        self.members.truncate(members);
        self.records.truncate(records);
        self
    }
}

impl Found {
    pub fn is_empty(&self) -> bool {
        self.clauses.is_empty() && self.organisations.is_empty() && self.here.is_empty() && self.below.is_empty()
    }
}

/// What somebody reads before giving another word.
const CLAUSES_MOST: usize = 12;
const ORGANISATIONS_MOST: usize = 30;
const MEMBERS_MOST: usize = 30;
const RECORDS_MOST: usize = 50;
/// Of each organisation below.
const RECORDS_BELOW_MOST: usize = 5;
/// So many below are read for one page: eight chains of two thousand records are what a page has the time for.
const BELOW_AT_ONCE: usize = 8;

/// What the vault keeps of records, by field.
type Opened = BTreeMap<FactId, Vec<(String, String)>>;

impl Live {
    /// `from` is where looking through those below goes on.
    ///
    /// # Errors
    /// Where the ledger cannot be read.
    pub async fn search(
        &self,
        (allowed, visitor): (&AllowedAt<SeePublished>, &Visitor),
        (sought, from): (&Sought, usize),
        when: When,
    ) -> Result<Found, OfficeError> {
        let tree = self.tree();
        let line = tree.line(allowed.organisation());
        let mut clauses = found_clauses(self.rulebook(), sought);
        clauses.truncate(CLAUSES_MOST);
        let here = self.search_here((allowed, visitor), sought, when).await?.cut(MEMBERS_MOST, RECORDS_MOST);
        let mut found = Found { clauses, here, ..Found::default() };
        if visitor.may(Action::SeeOrganisation, &line) {
            found.organisations = organisations(&tree, allowed.organisation(), (visitor, &line), sought);
        }
        if visitor.may(Action::SeeBelow, &line) {
            self.search_below(allowed, (sought, from), when, &mut found).await?;
        }
        Ok(found)
    }

    /// Who may see the organisation is shown all of it, a member what the member took part in.
    async fn search_here(
        &self,
        (allowed, visitor): (&AllowedAt<SeePublished>, &Visitor),
        sought: &Sought,
        when: When,
    ) -> Result<FoundIn, OfficeError> {
        let (id, tree) = (allowed.organisation(), self.tree());
        let is_open = visitor.may(Action::SeeOrganisation, &tree.line(id));
        let of = allowed.person().filter(|_| !is_open);
        if !is_open && of.is_none() {
            return Ok(FoundIn::default());
        }
        let looked = self.look(id, when).await?;
        let talks = self.talks((allowed, visitor), &looked.facts).await?;
        let scope = Scope { live: self, tree: &tree, sought, asked: asked(when, of) };
        let mut found = scope.found_in(id, (&looked.facts, &looked.roster), &talks);
        found.is_open = is_open;
        found.members.retain(|member| of.is_none_or(|person| member.person == person));
        Ok(found)
    }

    /// INVARIANT (serves-never-watches): what was said in a talk is found by those who talked and the secretary,
    /// and by no program.
    async fn talks(
        &self,
        (allowed, visitor): (&AllowedAt<SeePublished>, &Visitor),
        facts: &[Fact],
    ) -> Result<Opened, OfficeError> {
        if visitor.is_program() {
            return Ok(Opened::new());
        }
        let by_role = visitor.may(Action::SeeTalks, &self.tree().line(allowed.organisation()));
        let takes_part =
            |fact: &Fact| allowed.person().is_some_and(|me| fact.people.iter().any(|one| one.person == me));
        let talks = facts.iter().filter(|fact| fact.kind == TALK && (by_role || takes_part(fact)));
        let talks: BTreeSet<FactId> = talks.map(|fact| fact.id).collect();
        let mut opened = Opened::new();
        if talks.is_empty() {
            return Ok(opened);
        }
        let secrets = self.office.ledger.secrets_of_organisation(allowed.organisation()).await?;
        for secret in secrets.into_iter().filter(|secret| talks.contains(&secret.fact)) {
            opened.entry(secret.fact).or_default().push((secret.field, secret.text));
        }
        Ok(opened)
    }

    async fn search_below(
        &self,
        allowed: &AllowedAt<SeePublished>,
        (sought, from): (&Sought, usize),
        when: When,
        found: &mut Found,
    ) -> Result<(), OfficeError> {
        let tree = self.tree();
        let (having, is_behind) = self.having_pieces(&sought.pieces()).await?;
        let below = tree.under(allowed.organisation()).into_iter().skip(1);
        let below: Vec<OrganisationId> = below.filter(|id| having.contains(id)).collect();
        let mut chains = Vec::with_capacity(BELOW_AT_ONCE);
        for id in below.iter().skip(from).take(BELOW_AT_ONCE) {
            chains.push((*id, self.office.ledger.facts(*id).await?));
        }
        let scope = Scope { live: self, tree: &tree, sought, asked: asked(when, None) };
        let look = |(id, facts): &(OrganisationId, Vec<Fact>)| {
            let roster = fold(&current(facts, when.known_at), when.as_of);
            let found = scope.found_in(*id, (facts, &roster), &Opened::new());
            (*id, FoundIn { is_open: true, ..found.cut(RECORDS_BELOW_MOST, RECORDS_BELOW_MOST) })
        };
        let looked: Vec<_> = at_work(|| chains.par_iter().map(look).collect());
        found.below = looked.into_iter().filter(|(_, found)| !found.is_empty()).collect();
        found.below_count = below.len();
        found.next = Some(from.saturating_add(BELOW_AT_ONCE)).filter(|next| *next < below.len());
        found.is_behind = is_behind;
        Ok(())
    }
}

fn asked(when: When, of: Option<facts::PersonId>) -> RecordsSought {
    RecordsSought { as_of: when.as_of, known_at: when.known_at, of }
}

/// By name, the one that is asked about and those below it that the visitor may see.
fn organisations(
    tree: &Tree,
    own: OrganisationId,
    (visitor, line): (&Visitor, &[OrganisationId]),
    sought: &Sought,
) -> Vec<(OrganisationId, Marked)> {
    let all = if visitor.may(Action::SeeBelow, line) { tree.under(own) } else { vec![own] };
    let named = all.into_iter().filter(|id| sought.is_in(tree.name(*id)));
    named.take(ORGANISATIONS_MOST).map(|id| (id, sought.marked(tree.name(id)))).collect()
}

/// What is looked for, and what names are read by.
struct Scope<'a> {
    live: &'a Live,
    tree: &'a Tree,
    sought: &'a Sought,
    asked: RecordsSought,
}

impl Scope<'_> {
    fn found_in(&self, id: OrganisationId, (facts, roster): (&[Fact], &Roster), opened: &Opened) -> FoundIn {
        let names = Names { roster, organisations: self.tree.names() };
        let rulebook = self.live.rulebook();
        let secret = |fact: &Fact| opened.get(&fact.id).map(Vec::as_slice);
        FoundIn {
            name: self.tree.name(id).to_owned(),
            is_open: false,
            members: found_members(rulebook, roster, self.sought, self.asked.as_of),
            records: found_records(rulebook, (facts, names), self.sought, self.asked, secret),
            more: 0,
        }
    }
}
