//! Who may do what. A command takes an [`Allowed`] of its own kind, which only this module can make.
//!
//! INVARIANT (only-office-appends): nothing outside this crate can make an `Allowed`, and every function here that
//! appends to a ledger asks for one.
//!
//! Two kinds of people come: who runs the program on the machine that holds the data ([`LocalOperator`]), and who signed
//! in ([`Visitor`]), by themselves or through a program that has a token of theirs, which allows less ([`Scope`]). A visitor's rights follow from the posts that the roster gives today and from seats; which role may
//! do what is one table ([`matrix`]). Most permissions are for one organisation, and carry it: a page never takes the
//! organisation that it shows from anywhere else.

mod matrix;
mod password;
mod scope;
mod visitor;

use std::marker::PhantomData;

use facts::{AccountId, OrganisationId, PersonId};

pub use matrix::{Action, Role, matrix};
pub(crate) use password::Password;
pub use password::PasswordFault;
pub use scope::Scope;
pub use visitor::{Denied, Visitor};

/// Proof that somebody may give a command of kind `C`.
#[derive(Debug)]
pub struct Allowed<C> {
    who: String,
    command: PhantomData<C>,
}

impl<C> Allowed<C> {
    /// Under which name records made by this command are signed.
    pub fn who(&self) -> &str {
        &self.who
    }
}

impl Allowed<MakeDemonstration> {
    /// Whoever may make a demonstration may make the accounts of it.
    pub(crate) fn to_manage_accounts(&self) -> Allowed<ManageAccounts> {
        Allowed { who: self.who.clone(), command: PhantomData }
    }
}

/// Proof that somebody may give a command of kind `C` in one organisation.
#[derive(Debug)]
pub struct AllowedAt<C> {
    allowed: Allowed<C>,
    account: AccountId,
    person: Option<PersonId>,
    organisation: OrganisationId,
    sees_talks: bool,
    sees_details: bool,
    reaches_below: bool,
    is_program: bool,
}

impl<C> AllowedAt<C> {
    /// The permission without its place, for commands that are given by more than visitors.
    pub fn allowed(&self) -> &Allowed<C> {
        &self.allowed
    }

    pub fn who(&self) -> &str {
        self.allowed.who()
    }

    pub fn account(&self) -> AccountId {
        self.account
    }

    /// Who it is, of whom the organisation's records may speak.
    pub fn person(&self) -> Option<PersonId> {
        self.person
    }

    /// Whether what was said in talks of others is theirs to read as well.
    pub(crate) fn sees_talks(&self) -> bool {
        self.sees_talks
    }

    /// Whether what is kept secret of others besides talks is theirs to read as well.
    pub(crate) fn sees_details(&self) -> bool {
        self.sees_details
    }

    /// Whether a program came in somebody's name.
    pub(crate) fn is_program(&self) -> bool {
        self.is_program
    }

    /// Whether it may be given in every organisation below as well.
    pub(crate) fn reaches_below(&self) -> bool {
        self.reaches_below
    }

    /// Where the command may be given.
    pub fn organisation(&self) -> OrganisationId {
        self.organisation
    }
}

impl AllowedAt<WriteOwn> {
    /// The same permission under the name that writing has; what is written has been narrowed to oneself.
    pub(crate) fn to_write_of_oneself(&self) -> AllowedAt<WriteRecord> {
        AllowedAt {
            allowed: Allowed { who: self.allowed.who.clone(), command: PhantomData },
            account: self.account,
            person: self.person,
            organisation: self.organisation,
            sees_talks: self.sees_talks,
            sees_details: self.sees_details,
            reaches_below: self.reaches_below,
            is_program: self.is_program,
        }
    }
}

/// A kind of command that has to be allowed.
pub trait Command {
    const ACTION: Action;
}

macro_rules! commands {
    ($($(#[$doc:meta])* $name:ident = $action:ident;)*) => {$(
        $(#[$doc])*
        #[derive(Debug)]
        pub enum $name {}

        impl Command for $name {
            const ACTION: Action = Action::$action;
        }
    )*};
}

commands! {
    /// Taking books into the ledger.
    ImportBooks = Import;
    /// Withdrawing one record.
    WithdrawRecord = Withdraw;
    /// Filling an empty ledger with the demonstration group.
    MakeDemonstration = ManageAccounts;
    /// Making, changing and ending accounts and seats.
    ManageAccounts = ManageAccounts;
    /// Looking at one's own page and what concerns oneself.
    SeeOwn = SeeOwn;
    /// Signing in to a meeting, or asking for something there, for oneself.
    SignMyself = TakePart;
    /// Writing down what one did oneself.
    WriteOwn = RecordOwn;
    /// Looking at what a branch publishes to its members.
    SeePublished = SeePublished;
    /// Looking at how an organisation stands, its records, members and cases.
    SeeOrganisation = SeeOrganisation;
    /// Writing down what happened.
    WriteRecord = Record;
    /// Looking at everything below an organisation at once.
    SeeBelow = SeeBelow;
    /// Asking what would be otherwise under other parameters.
    AskWhatIf = WhatIf;
    /// Answering what those below ask for.
    AnswerAsked = Answer;
    /// Reminding those below who are behind.
    Remind = Remind;
    /// Having another program told what is written.
    TellOthers = TellOthers;
    /// Reading the log of who did what.
    SeeLog = SeeLog;
    /// Giving the parameters of the standard other values.
    SetParameters = SetParameters;
    /// Having a branch's group told what falls to the branch.
    SetGroupRobot = SetGroupRobot;
}

/// Who runs the program on the machine that holds the data, and so could read and write the files anyway.
#[derive(Debug, Clone)]
pub struct LocalOperator {
    name: String,
}

impl LocalOperator {
    pub fn named(name: &str) -> LocalOperator {
        LocalOperator { name: if name.trim().is_empty() { "本机操作员".into() } else { name.trim().to_owned() } }
    }

    pub fn may<C: Command>(&self) -> Allowed<C> {
        Allowed { who: self.name.clone(), command: PhantomData }
    }
}
