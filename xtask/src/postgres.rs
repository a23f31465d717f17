//! A PostgreSQL server of the gate's own, on loopback, gone when the value is dropped.
//!
//! Its folder, port, superuser and password are made for one run; a server that already runs here is never touched.
//! Only the process that was started is stopped, by its id. `initdb` refuses to run as root, so root hands the
//! server to an unprivileged account. Durability is switched off: it is the ledger that is tested, not the server.

use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use tempfile::TempDir;

use crate::process::{interrupted, output, own_group};
use crate::tools::{apt_install, is_program, may_install_packages, on_path};

/// A fresh server answers in under a second; a loaded machine gets its time.
const START_LIMIT: Duration = Duration::from_secs(60);
/// How long the server may take to close its files before it is killed.
const STOP_LIMIT: Duration = Duration::from_secs(20);
const USER: &str = "wuhua";

/// What to do where PostgreSQL is missing and this process may not install it.
const ADVICE: &str = "PostgreSQL is missing, and only an administrator may install it. Install the server package:\n  \
    Debian, Ubuntu:  sudo apt-get install postgresql\n  \
    Fedora, openEuler:  sudo dnf install postgresql-server\n  \
    macOS:  brew install postgresql\n  \
    Windows:  the installer named on postgresql.org; then put its bin folder into PATH\n\
    or name a server that may be used for tests in WUHUA_TEST_PG=postgres://USER:PASSWORD@HOST:PORT/DATABASE,\n\
    or run `cargo xtask test --without-postgres` and leave these tests to continuous integration.";

/// A running server. Dropping it stops the server and removes its files.
#[derive(Debug)]
pub struct Server {
    child: Child,
    programs: PathBuf,
    account: Option<Account>,
    /// Removed after the server has stopped: fields are dropped after `drop` has run.
    folder: TempDir,
    port: u16,
    password: String,
}

/// The account that runs the server where this process is root.
#[derive(Debug, Clone, Copy)]
struct Account {
    user: u32,
    group: u32,
}

impl Server {
    /// Starts a server, installing PostgreSQL first where it is missing and that is possible.
    pub fn start() -> Result<Server> {
        let programs = match find_programs() {
            Some(programs) => programs,
            None if may_install_packages() => {
                apt_install(&["postgresql"])?;
                find_programs().context("installed PostgreSQL, but found no `initdb` afterwards")?
            }
            None => bail!(ADVICE),
        };
        let account = unprivileged_account()?;
        let folder = tempfile::Builder::new().prefix("wuhua-postgres-").tempdir()?;
        hand_over(folder.path(), account)?;
        let password = password();
        make_cluster(&programs, account, folder.path(), &password)?;
        let port = free_port()?;
        let child = start_server(&programs, account, folder.path(), port)?;
        let mut server = Server { child, programs, account, folder, port, password };
        server.wait_until_ready()?;
        Ok(server)
    }

    pub fn url(&self) -> String {
        format!("postgres://{USER}:{}@127.0.0.1:{}/postgres", self.password, self.port)
    }

    /// Makes a database that holds nothing, and gives its URL.
    pub fn fresh_database(&self, name: &str) -> Result<String> {
        let mut createdb = as_account(&self.programs.join("createdb"), self.account);
        createdb.args([
            "--host=127.0.0.1",
            "--username",
            USER,
            "--no-password",
            "--port",
            &self.port.to_string(),
            name,
        ]);
        output(createdb.env("PGPASSWORD", &self.password))
            .with_context(|| format!("cannot make a database `{name}`"))?;
        Ok(format!("postgres://{USER}:{}@127.0.0.1:{}/{name}", self.password, self.port))
    }

    /// The last line of the server's own process file says `ready` once it takes connections.
    fn wait_until_ready(&mut self) -> Result<()> {
        let started = Instant::now();
        let state = self.folder.path().join("data").join("postmaster.pid");
        loop {
            if let Some(status) = self.child.try_wait()? {
                bail!("the database server stopped at once ({status}):\n{}", self.log());
            }
            let state = std::fs::read_to_string(&state).unwrap_or_default();
            if state.lines().last().is_some_and(|line| line.trim() == "ready") {
                return Ok(());
            }
            if interrupted() || started.elapsed() > START_LIMIT {
                bail!("the database server does not answer:\n{}", self.log());
            }
            std::thread::sleep(Duration::from_millis(100));
        }
    }

    fn log(&self) -> String {
        std::fs::read_to_string(self.folder.path().join("log")).unwrap_or_default()
    }

    fn stop(&mut self) {
        let mut stop = as_account(&self.programs.join("pg_ctl"), self.account);
        stop.arg("stop").arg("--mode=fast").arg("--no-wait").arg("--pgdata").arg(self.folder.path().join("data"));
        // pg_ctl finds the server by the process id in its own data folder; where that fails, the child is killed.
        output(&mut stop).ok();
        let started = Instant::now();
        while started.elapsed() < STOP_LIMIT {
            match self.child.try_wait() {
                Ok(None) => std::thread::sleep(Duration::from_millis(50)),
                Ok(Some(_)) | Err(_) => return,
            }
        }
        self.child.kill().ok();
        self.child.wait().ok();
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.stop();
    }
}

/// The folder that holds the server's programs: in the PATH, perhaps by a link, or where distributions keep them.
fn find_programs() -> Option<PathBuf> {
    let linked = on_path("initdb").and_then(|file| file.canonicalize().ok());
    let in_path = linked.and_then(|file| file.parent().map(Path::to_owned));
    let complete =
        |folder: &PathBuf| ["initdb", "postgres", "pg_ctl"].iter().all(|name| is_program(&folder.join(name)));
    in_path.into_iter().chain(distribution_folders()).find(complete)
}

/// Debian keeps each major version apart, outside the PATH. The newest first.
fn distribution_folders() -> Vec<PathBuf> {
    let Ok(entries) = std::fs::read_dir("/usr/lib/postgresql") else { return Vec::new() };
    let version = |folder: &PathBuf| folder.file_name().and_then(|name| name.to_str()?.parse::<u32>().ok());
    let mut folders: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
    folders.sort_by_key(version);
    folders.into_iter().rev().map(|folder| folder.join("bin")).collect()
}

/// A free port just now. Another program may take it before the server does; then the server says so and stops.
fn free_port() -> Result<u16> {
    Ok(TcpListener::bind(("127.0.0.1", 0)).context("no free port on loopback")?.local_addr()?.port())
}

/// Keeps other accounts of this machine out of a server that lives for minutes. The standard library seeds its hash
/// maps from the system's source of chance, which is all that is needed here.
fn password() -> String {
    use std::hash::{BuildHasher, RandomState};
    format!("{:016x}{:016x}", RandomState::new().hash_one(1), RandomState::new().hash_one(2))
}

fn make_cluster(programs: &Path, account: Option<Account>, folder: &Path, password: &str) -> Result<()> {
    let password_file = folder.join("password");
    std::fs::write(&password_file, password)?;
    hand_over(&password_file, account)?;
    let mut initdb = as_account(&programs.join("initdb"), account);
    initdb.current_dir(folder).arg("--pgdata").arg(folder.join("data")).arg("--pwfile").arg(&password_file);
    initdb.args(["--username", USER, "--auth=scram-sha-256", "--encoding=UTF8", "--locale=C", "--no-sync"]);
    output(&mut initdb).context("cannot make a database cluster")?;
    std::fs::remove_file(&password_file)?;
    Ok(())
}

fn start_server(programs: &Path, account: Option<Account>, folder: &Path, port: u16) -> Result<Child> {
    let log = std::fs::File::create(folder.join("log"))?;
    let mut postgres = as_account(&programs.join("postgres"), account);
    postgres.current_dir(folder).arg("-D").arg(folder.join("data")).stdout(log.try_clone()?).stderr(log);
    for setting in ["listen_addresses=127.0.0.1", "unix_socket_directories=", "fsync=off", "full_page_writes=off"] {
        postgres.args(["-c", setting]);
    }
    postgres.args(["-c", &format!("port={port}")]);
    postgres.spawn().context("cannot start the database server")
}

fn as_account(program: &Path, account: Option<Account>) -> Command {
    let mut command = Command::new(program);
    command.stdin(Stdio::null());
    // Ctrl-c in a terminal is to reach this program alone, which stops the server after the tests that use it.
    own_group(&mut command);
    switch(&mut command, account);
    command
}

#[cfg(unix)]
fn switch(command: &mut Command, account: Option<Account>) {
    use std::os::unix::process::CommandExt;
    if let Some(account) = account {
        command.uid(account.user).gid(account.group);
    }
}

#[cfg(not(unix))]
fn switch(_command: &mut Command, _account: Option<Account>) {}

#[cfg(unix)]
fn hand_over(path: &Path, account: Option<Account>) -> Result<()> {
    if let Some(account) = account {
        std::os::unix::fs::chown(path, Some(account.user), Some(account.group))
            .with_context(|| format!("cannot hand `{}` to the database server's account", path.display()))?;
    }
    Ok(())
}

#[cfg(not(unix))]
fn hand_over(_path: &Path, _account: Option<Account>) -> Result<()> {
    Ok(())
}

/// None where this process is not root. The distribution's package makes `postgres`; `nobody` is everywhere.
fn unprivileged_account() -> Result<Option<Account>> {
    if !output(Command::new("id").arg("-u")).is_ok_and(|id| id.trim() == "0") {
        return Ok(None);
    }
    let accounts = std::fs::read_to_string("/etc/passwd").context("cannot read the accounts of this machine")?;
    let account = ["postgres", "nobody"].iter().find_map(|name| {
        let line = accounts.lines().find(|line| line.split(':').next() == Some(name))?;
        let mut fields = line.split(':').skip(2);
        Some(Account { user: fields.next()?.parse().ok()?, group: fields.next()?.parse().ok()? })
    });
    Ok(Some(account.context("root may not run a database server, and there is no account `postgres` or `nobody`")?))
}
