//! The demonstration group in a directory of its own, made once for all tests of a process.

use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use facts::{Day, Instant};
use ledger::{KeyFile, Location, Mode};
use office::access::LocalOperator;
use office::{Office, RoleAccount};
use tempfile::TempDir;

/// A copy of the demonstration that a test may change.
#[derive(Debug)]
pub struct Demonstration {
    folder: TempDir,
    /// One for each role, with its password.
    pub accounts: Vec<RoleAccount>,
}

struct Original {
    folder: TempDir,
    accounts: Vec<RoleAccount>,
}

static ORIGINAL: OnceLock<Original> = OnceLock::new();

/// The last day of its ledgers.
pub const TODAY: &str = "2026-06-30";

/// Noon of that day in Asia/Shanghai.
pub fn now() -> Instant {
    let day: Day = TODAY.parse().unwrap_or(Day::LATEST);
    Instant::start_of(day).plus_microseconds(12 * 3600 * 1_000_000)
}

impl Demonstration {
    /// # Panics
    /// Where it cannot be made: a test that cannot begin should stop.
    pub fn copy() -> Demonstration {
        let original = ORIGINAL.get_or_init(make);
        let folder = temporary();
        for name in ["ledger.db", "vault.key"] {
            copy(original.folder.path(), folder.path(), name);
        }
        Demonstration { folder, accounts: original.accounts.clone() }
    }

    pub fn location(&self) -> Location {
        Location::Directory(self.folder.path().to_owned())
    }

    pub fn folder(&self) -> PathBuf {
        self.folder.path().to_owned()
    }

    /// Opens it for reading, beside whoever has it open for writing.
    ///
    /// # Panics
    /// Where it does not open: a test that cannot begin should stop.
    #[expect(clippy::expect_used, reason = "a test that cannot begin should stop")]
    pub async fn read(&self) -> Office {
        Office::open(&self.location(), Mode::Read).await.expect("the demonstration opens for reading")
    }

    /// The password of the account of a role.
    pub fn password(&self, name: &str) -> &str {
        self.accounts.iter().find(|account| account.name == name).map_or("", |account| account.password.as_str())
    }
}

#[expect(clippy::expect_used, reason = "a test that cannot begin should stop")]
fn temporary() -> TempDir {
    tempfile::Builder::new().prefix("wuhua-demonstration-").tempdir().expect("a temporary folder")
}

#[expect(clippy::expect_used, reason = "a test that cannot begin should stop")]
fn copy(from: &Path, to: &Path, name: &str) {
    // Keeps the permissions, which a key file is asked for.
    std::fs::copy(from.join(name), to.join(name)).expect("the demonstration can be copied");
}

#[expect(clippy::expect_used, reason = "a test that cannot begin should stop")]
fn make() -> Original {
    let folder = temporary();
    let location = Location::Directory(folder.path().to_owned());
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().expect("a runtime");
    // A thread of its own: tests that have a runtime already may ask for the demonstration.
    let making = move || {
        runtime.block_on(async {
            let made = ledger::Ledger::create_with(&location, KeyFile::of(&location).expect("a key file")).await;
            made.expect("a new ledger").close().await;
            let office = Office::open(&location, Mode::Write).await.expect("the new ledger opens");
            let operator = LocalOperator::named("测试");
            let today = now().day();
            let branches = office::demonstration::BRANCHES;
            office.make_demonstration(&operator.may(), today, branches).await.expect("the demonstration");
            let accounts = office.demonstration_accounts(&operator.may(), now()).await.expect("its accounts");
            office.close().await;
            accounts
        })
    };
    let accounts = std::thread::spawn(making).join().expect("the demonstration is made");
    Original { folder, accounts }
}
