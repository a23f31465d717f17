//! A demonstration, made and served by the program as it was just built, for whoever looks at it from outside.
//!
//! It is served on a free port of the loopback address; where, and with which passwords, it writes into a file that
//! nobody else can read. Of a server only the process that was started here is stopped.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use cargo_metadata::MetadataCommand;

use crate::process::{cargo, end, interrupted, own_group, run as run_command};

/// A demonstration takes some twenty seconds to make; a loaded machine gets its time.
const MAKE_LIMIT: Duration = Duration::from_secs(300);

/// Builds the program, and says where it and everything else that is built lie.
pub fn program() -> Result<(PathBuf, PathBuf)> {
    run_command(&mut cargo(&["build", "--package", "wuhua"]))?;
    let target = MetadataCommand::new().current_dir(crate::root()).no_deps().exec()?.target_directory;
    let target = target.into_std_path_buf();
    Ok((target.join("debug").join("wuhua"), target))
}

/// A server with a demonstration. Dropping it stops the server; its files belong to whoever named their place.
pub struct Demonstration {
    child: Child,
    /// Where the server wrote its address and accounts, and what it had to say.
    folder: tempfile::TempDir,
}

impl Demonstration {
    /// `further` are arguments and settings of the environment that only some want.
    pub fn start(program: &Path, place: &OsStr, further: (&[&str], &[(&str, &str)])) -> Result<Demonstration> {
        let folder = tempfile::Builder::new().prefix("wuhua-demonstration-").tempdir()?;
        let log = std::fs::File::create(folder.path().join("log"))?;
        let mut command = Command::new(program);
        command.arg("demo").arg(place).args(["--listen", "127.0.0.1:0", "--accounts-file"]);
        command.arg(folder.path().join("accounts.json")).args(further.0).envs(further.1.iter().copied());
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(log);
        own_group(&mut command);
        let child = command.spawn().with_context(|| format!("cannot start `{}`", program.display()))?;
        let mut demonstration = Demonstration { child, folder };
        demonstration.wait_until_it_answers()?;
        Ok(demonstration)
    }

    /// The file is given its name when it is whole, and that is when the server listens.
    fn wait_until_it_answers(&mut self) -> Result<()> {
        let started = Instant::now();
        while !self.folder.path().join("accounts.json").is_file() {
            if let Some(status) = self.child.try_wait()? {
                bail!("the demonstration stopped at once ({status}):\n{}", self.log());
            }
            if interrupted() || started.elapsed() > MAKE_LIMIT {
                bail!("the demonstration was not made in time:\n{}", self.log());
            }
            std::thread::sleep(Duration::from_millis(100));
        }
        Ok(())
    }

    /// The address and the accounts, as whoever looks at it reads them.
    pub fn accounts(&self) -> Result<String> {
        std::fs::read_to_string(self.folder.path().join("accounts.json")).context("cannot read the accounts")
    }

    fn log(&self) -> String {
        std::fs::read_to_string(self.folder.path().join("log")).unwrap_or_default()
    }
}

impl Drop for Demonstration {
    fn drop(&mut self) {
        end(&mut self.child);
    }
}
