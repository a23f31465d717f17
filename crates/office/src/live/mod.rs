//! What a server keeps ready between requests, and nothing that is not in the ledger as well.
//!
//! An organisation is evaluated when somebody looks at it ([`Looked`]), from its own chain, and kept on a shelf of
//! bounded size as long as its chain has not grown. Of all others a server knows only how they stand ([`Standing`]): a
//! few numbers each, which are kept beside the ledger too, so that a start does not evaluate anybody.
//! Pages over many organisations are folded from these; any page about one reads that one (docs/decisions/0044).
//!
//! INVARIANT (derived-droppable): all of it can be thrown away at any moment, and comes back the same.

mod quarters;
mod refresh;
mod searchable;
mod shelf;
mod standing;
mod tree;
mod waiting;

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};

use facts::{Day, Fact, Instant, OrganisationId};
use findings::{Finding, Reached, evaluate_above};
use ledger::{Location, Mode};
use roster::{Roster, fold};

pub use quarters::{Mark, Quarters};
pub use refresh::Refreshed;
use shelf::{Key, Shelf};
pub use standing::{Counted, Standing};
pub use tree::{Node, Tree};
pub use waiting::{ANSWERED, REVIEW_ASKED, Wait, Waiting};

use crate::access::{Allowed, AllowedAt, Command, Denied, Visitor};
use crate::asked::Questions;
use crate::below::Overviews;
use crate::group::at_work;
use crate::{Office, OfficeError};

/// An office that answers many, from one process.
#[derive(Debug)]
pub struct Live {
    pub(crate) office: Office,
    shelf: Mutex<Shelf>,
    /// Replaced whole: who reads has one moment of the group.
    group: RwLock<Arc<Tree>>,
    quarters: RwLock<Arc<Quarters>>,
    /// Overviews, folded once from what is kept.
    pub(crate) overviews: Mutex<Overviews>,
    /// Whose records can be searched together, by the numbers that stand for them beside the ledger.
    searchable: RwLock<Arc<BTreeMap<i64, OrganisationId>>>,
    /// Outlive a change of the standard: who asked comes for the answer.
    pub(crate) questions: Arc<Questions>,
}

/// One organisation, evaluated for a day.
#[derive(Debug)]
pub struct Looked {
    pub id: OrganisationId,
    pub as_of: Day,
    pub known_at: Option<Instant>,
    /// Its chain, whole.
    pub facts: Vec<Fact>,
    pub roster: Roster,
    pub findings: Vec<Finding>,
    /// Of who stands above branches: the branches below, and what each reached.
    pub below: Vec<(OrganisationId, Reached)>,
}

/// Which day a page is about, and up to which moment records are taken to have been known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct When {
    pub as_of: Day,
    pub known_at: Option<Instant>,
}

impl Live {
    /// Opens a ledger for a server: with the right to write, and with how everybody stood when it was last closed.
    ///
    /// # Errors
    /// As [`Office::open`].
    pub async fn open(location: &Location) -> Result<Live, OfficeError> {
        let office = Office::open(location, Mode::Write).await?;
        Live::of(office).await
    }

    /// The same over an office that is open already.
    ///
    /// # Errors
    /// Where the summaries cannot be read.
    pub async fn of(office: Office) -> Result<Live, OfficeError> {
        let tree = Tree::read(&office).await?;
        let group = RwLock::new(Arc::new(tree));
        let (quarters, overviews) = (RwLock::default(), Mutex::new(Overviews::default()));
        let (shelf, searchable) = (Mutex::new(Shelf::default()), RwLock::default());
        let questions = Arc::default();
        Ok(Live { office, shelf, group, quarters, overviews, searchable, questions })
    }

    /// The same with the standard as it lies there now. How everybody stood before is known until all are evaluated anew.
    ///
    /// # Errors
    /// Where the standard has errors, or the summaries cannot be read.
    pub async fn renewed(&self) -> Result<Live, OfficeError> {
        let renewed = Live::of(self.office.with_standard_anew().await?).await?;
        // Records are found by their words, which no number of the standard changes.
        let searchable = RwLock::new(Arc::clone(&self.searchable.read().unwrap_or_else(PoisonError::into_inner)));
        Ok(Live { questions: Arc::clone(&self.questions), searchable, ..renewed })
    }

    pub async fn close(self) {
        self.office.close().await;
    }

    pub fn office(&self) -> &Office {
        &self.office
    }

    pub fn rulebook(&self) -> &rulebook::Rulebook {
        &self.office.rulebook
    }

    /// All organisations as they stood when they were last evaluated.
    pub fn tree(&self) -> Arc<Tree> {
        Arc::clone(&self.group.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Permission for a command in an organisation.
    ///
    /// # Errors
    /// Where nothing gives it, whether the organisation exists or not.
    pub fn allow<C: Command>(&self, visitor: &Visitor, organisation: OrganisationId) -> Result<AllowedAt<C>, Denied> {
        visitor.at(&self.tree().line(organisation))
    }

    /// Permission for a command that is about the whole installation.
    ///
    /// # Errors
    /// Where the visitor has no seat that is for all of it.
    pub fn allow_everywhere<C: Command>(&self, visitor: &Visitor) -> Result<Allowed<C>, Denied> {
        visitor.everywhere(&self.tree().roots())
    }

    /// An organisation on a day, evaluated unless the shelf has it.
    ///
    /// # Errors
    /// Where the ledger cannot be read or the chain is not as it was written.
    pub async fn look(&self, id: OrganisationId, when: When) -> Result<Arc<Looked>, OfficeError> {
        let length = self.office.ledger.head(id).await?.map_or(0, |head| head.length);
        let tree = self.tree();
        // Whoever stands above branches rests on them as well.
        let below = if tree.stands_above(id) { tree.edition() } else { 0 };
        let key = Key { id, length, when, below };
        if let Some(known) = self.shelf().get(&key) {
            return Ok(known);
        }
        // Many who look at once look once: the others find it on the shelf.
        let turn = self.shelf().turn(key);
        let _turn = turn.lock().await;
        if let Some(known) = self.shelf().get(&key) {
            return Ok(known);
        }
        let facts = self.office.ledger.facts(id).await?;
        let below = tree.reached_below(id);
        let looked = Arc::new(at_work(|| Looked::new(&self.office.rulebook, id, facts, below, when)));
        self.shelf().put(key, Arc::clone(&looked));
        Ok(looked)
    }

    fn shelf(&self) -> MutexGuard<'_, Shelf> {
        self.shelf.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Looked {
    pub(crate) fn new(
        rulebook: &rulebook::Rulebook,
        id: OrganisationId,
        facts: Vec<Fact>,
        below: Vec<(OrganisationId, Reached)>,
        When { as_of, known_at }: When,
    ) -> Looked {
        let reached: Vec<Reached> = below.iter().map(|(_, reached)| reached.clone()).collect();
        let findings = evaluate_above(rulebook, &facts, &reached, as_of, known_at);
        let roster = fold(&facts::current(&facts, known_at), as_of);
        Looked { id, as_of, known_at, facts, roster, findings, below }
    }

    pub fn when(&self) -> When {
        When { as_of: self.as_of, known_at: self.known_at }
    }
}
