//! Who may do what. A command takes an [`Allowed`] of its own kind, which only this module can make.
//!
//! INVARIANT (only-office-appends): nothing outside this crate can make an `Allowed`, and every function here that
//! appends to a ledger asks for one.
//! Until people sign in, there is one kind of user: who can open the data directory on this machine.

use std::marker::PhantomData;

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

/// A kind of command that has to be allowed.
pub trait Command {}

/// Taking books into the ledger.
#[derive(Debug)]
pub enum ImportBooks {}
/// Withdrawing one record.
#[derive(Debug)]
pub enum WithdrawRecord {}
/// Filling an empty ledger with the demonstration group.
#[derive(Debug)]
pub enum MakeDemonstration {}

impl Command for ImportBooks {}
impl Command for WithdrawRecord {}
impl Command for MakeDemonstration {}

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
