//! A demonstration group made from a seed: organisations, people and two years of ledgers as real branches keep them.
//!
//! The same seed, installation and day give the same facts, byte for byte: there is no clock in here, no randomness
//! from outside and no iteration over a hash map. Names, numbers and places are invented.
//! Nothing here judges: which faults the rulebook sees in these ledgers is for `findings` to say.

mod book;
mod branch;
mod elections;
mod entry;
mod habits;
mod life;
mod names;
mod organisations;
mod people;
mod populate;
mod random;
mod register;
mod routine;
mod supervision;
mod transfers;
mod window;

use facts::{Day, Fact, OrganisationId, PersonId};

pub use self::habits::Character;

use self::book::Book;
use self::branch::Branch;
use self::life::Life;
use self::people::{Maker, Person};
use self::random::Random;
use self::routine::Keeper;
use self::window::Window;

/// How many branches the demonstration group has.
pub const BRANCHES: usize = 60;

/// A group with its ledgers.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Demonstration {
    /// Superiors before those below them.
    pub organisations: Vec<Organisation>,
    /// Ledger after ledger in the order of `organisations`, each in the order in which it was written.
    pub facts: Vec<Fact>,
    /// What belongs into the vault and stands in no fact.
    pub secrets: Vec<Secret>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Organisation {
    pub id: OrganisationId,
    pub name: String,
    /// As in the field `form` of its set-up.
    pub form: &'static str,
    pub superior: Option<OrganisationId>,
    /// The unit it belongs to, by name.
    pub unit: String,
    /// How it keeps its books.
    pub character: Character,
}

/// A secret field of a person in the ledger of an organisation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Secret {
    pub organisation: OrganisationId,
    pub person: PersonId,
    /// `id-number` or `phone`, as declared with the kind `member-joined`.
    pub field: &'static str,
    pub text: String,
}

impl Demonstration {
    /// The facts of one organisation, in the order of its chain.
    pub fn ledger(&self, organisation: OrganisationId) -> &[Fact] {
        let first = self.facts.iter().position(|fact| fact.organisation == organisation).unwrap_or(self.facts.len());
        let rest = self.facts.get(first..).unwrap_or_default();
        let length = rest.iter().take_while(|fact| fact.organisation == organisation).count();
        rest.get(..length).unwrap_or_default()
    }
}

/// The group of [`BRANCHES`] branches and about 1,200 members, over the two years up to `today`.
pub fn demonstrate(seed: u64, installation: [u8; 16], today: Day) -> Demonstration {
    scaled(seed, installation, today, BRANCHES)
}

/// The organisation at the top of such a group, by which a ledger that holds one is known.
pub fn group_of(seed: u64, installation: [u8; 16]) -> OrganisationId {
    organisations::organisation_id(installation, seed, 0)
}

/// The same with any number of branches, for larger loads.
pub fn scaled(seed: u64, installation: [u8; 16], today: Day, branches: usize) -> Demonstration {
    let mut whole = Demonstration::default();
    for part in parts(seed, installation, today, branches) {
        whole.organisations.extend(part.organisations);
        whole.facts.extend(part.facts);
        whole.secrets.extend(part.secrets);
    }
    whole
}

/// The same one organisation after another, so that a group of any size fits into memory: its ledgers do not, together.
pub fn parts(seed: u64, installation: [u8; 16], today: Day, branches: usize) -> impl Iterator<Item = Demonstration> {
    let window = Window::ending(today);
    let mut plan = organisations::plan(seed, installation, window, branches);
    for branch in &mut plan.branches {
        let mut maker = Maker { installation, seed, series: branch.number, made: 0 };
        populate::populate(branch, &mut maker, window, &mut Random::stream(seed, 20_000_000 + branch.number));
    }
    transfers::transfer(&mut plan.branches, window, &mut Random::stream(seed, 30_000_000));
    let organisations = plan.committees.len() + plan.branches.len();
    (0..organisations).map(move |at| {
        let mut making = Making { seed, installation, window, made: Demonstration::default() };
        match (plan.committees.get(at), plan.branches.get(at.saturating_sub(plan.committees.len()))) {
            (Some(committee), _) => making.committee(at, committee, &plan.branches),
            (None, Some(branch)) => making.branch(branch, &plan.branches),
            (None, None) => {}
        }
        making.made
    })
}

struct Making {
    seed: u64,
    installation: [u8; 16],
    window: Window,
    made: Demonstration,
}

impl Making {
    fn committee(&mut self, at: usize, committee: &organisations::Committee, branches: &[Branch]) {
        let label = 40_000_000 + at as u64;
        let mut random = Random::stream(self.seed, label);
        let opened = self.window.opened();
        let character = Character::Good;
        let writing = Random::stream(self.seed, 50_000_000 + label);
        let mut book = Book::new(committee.id, self.window, opened, character, Vec::new(), writing);
        register::committee(&mut book, committee, self.window, &mut random);
        supervision::supervise(&mut book, committee, branches, self.window, &mut random);
        if committee.form == "committee" {
            let random = &mut Random::stream(self.seed, 90_000_000 + label);
            let habits = character.habits();
            let mut keeper = Keeper { book: &mut book, random, window: self.window, habits, branch: None };
            routine::committee(&mut keeper, committee, branches);
        }
        let clerk = format!("{}组织部", committee.name);
        self.made.facts.extend(book.seal(self.installation, self.seed, |_| clerk.clone()));
        self.made.organisations.push(Organisation {
            id: committee.id,
            name: committee.name.clone(),
            form: committee.form,
            superior: committee.superior,
            unit: committee.unit.clone(),
            character,
        });
    }

    fn branch(&mut self, branch: &Branch, branches: &[Branch]) {
        let mut random = Random::stream(self.seed, 60_000_000 + branch.number);
        let writing = Random::stream(self.seed, 70_000_000 + branch.number);
        let opened = self.window.opened().max(branch.founded);
        let unit = branch.number as usize % 6;
        let inspections = supervision::inspections(unit, self.window);
        let mut book = Book::new(branch.id, self.window, opened, branch.character, inspections, writing);
        register::branch(&mut book, branch, self.window, &mut random);
        life::live(Life { branch, window: self.window, book: &mut book, random: &mut random, paid: Vec::new() });
        supervision::observe(&mut book, branch, branches, self.window, &mut random);
        let habits = branch.habits();
        let random = &mut Random::stream(self.seed, 80_000_000 + branch.number);
        let mut keeper = Keeper { book: &mut book, random, window: self.window, habits, branch: Some(branch) };
        routine::branch(&mut keeper, branch);
        book.finish(branch.faults);
        self.made.facts.extend(book.seal(self.installation, self.seed, |day| branch.recorder_name(day)));
        self.secrets(branch);
        self.made.organisations.push(Organisation {
            id: branch.id,
            name: branch.name.clone(),
            form: register::form(branch.sort),
            superior: Some(branch.superior),
            unit: branch.unit.clone(),
            character: branch.character,
        });
    }

    fn secrets(&mut self, branch: &Branch) {
        let mut keep = |person: &Person, field, text: &str| {
            self.made.secrets.push(Secret { organisation: branch.id, person: person.id, field, text: text.to_owned() });
        };
        for member in branch.members.iter().filter(|member| member.from <= self.window.today) {
            keep(&member.person, "id-number", &member.person.id_number);
            keep(&member.person, "phone", &member.person.phone);
        }
    }
}

#[cfg(test)]
mod tests;
